package identifiers_test

import (
	"slices"
	"strings"
	"testing"

	id "github.com/khtong/privacykit/identifiers"
)

// room is a good description of a kind that this package does not have.
var room = id.Info{
	Kind: "room_number", Category: id.CategoryBasicProfile, Sensitivity: id.SensitivityGeneral,
	Identifiability: id.IdentifiabilityQuasi, ZH: "房号", EN: "room number",
}

func TestCatalogue(t *testing.T) {
	contact, _ := id.Describe(id.Mobile) // a kind like another
	contact.Kind, contact.ZH, contact.EN = "emergency.mobile", "紧急联系人手机号码", "emergency contact's mobile number"
	own := []id.Info{room, contact}
	c, err := id.NewCatalogue(own...)
	if err != nil {
		t.Fatal(err)
	}
	own[0].EN = "changed" // what the caller does to its slice does not reach the catalogue
	if info, ok := c.Describe("room_number"); !ok || info != room {
		t.Errorf("room_number is described as %v, %t", info, ok)
	}
	if info, ok := c.Describe("emergency.mobile"); !ok || info != contact {
		t.Errorf("emergency.mobile is described as %v, %t", info, ok)
	}
	kinds := slices.Collect(c.Kinds())
	if want := append(slices.Collect(id.Kinds()), "room_number", "emergency.mobile"); !slices.Equal(kinds, want) {
		t.Errorf("Kinds yields %v", kinds)
	}
	for k := range id.Kinds() {
		want, _ := id.Describe(k)
		if got, ok := c.Describe(k); !ok || got != want {
			t.Errorf("%s is described as %v", k, got)
		}
	}
	if info, ok := c.Describe("pet_name"); ok || info != (id.Info{}) {
		t.Error("an unknown kind is described")
	}
	if _, ok := id.Describe("room_number"); ok {
		t.Error("a catalogue changed the package")
	}
	if id.Validate("room_number", "1203") == nil {
		t.Error("a description gave a grammar")
	}
}

// TestCatalogueStops stops the iteration at every place.
func TestCatalogueStops(t *testing.T) {
	c, err := id.NewCatalogue(room)
	if err != nil {
		t.Fatal(err)
	}
	all := slices.Collect(c.Kinds())
	for n := range all {
		var got []id.Kind
		for k := range c.Kinds() {
			if got = append(got, k); len(got) == n+1 {
				break
			}
		}
		if !slices.Equal(got, all[:n+1]) {
			t.Errorf("stopped after %d: %v", n+1, got)
		}
	}
}

func TestCatalogueWithoutOwn(t *testing.T) {
	empty, err := id.NewCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []*id.Catalogue{nil, empty, {}} {
		if !slices.Equal(slices.Collect(c.Kinds()), slices.Collect(id.Kinds())) {
			t.Error("other kinds than the package's")
		}
		if info, ok := c.Describe(id.Email); !ok || info.Kind != id.Email {
			t.Error("e-mail is not described")
		}
		if _, ok := c.Describe("room_number"); ok {
			t.Error("room_number is described")
		}
	}
}

func TestCatalogueRefuses(t *testing.T) {
	for want, spoil := range map[string]func(*id.Info){
		"Kind is not a code": func(i *id.Info) { i.Kind = "" },
		// Whatever a caller takes for a kind, the error does not repeat it.
		"Kind is not a code ":     func(i *id.Info) { i.Kind = "张三 13812345678" },
		"Kind is not a code  ":    func(i *id.Info) { i.Kind = "_room" },
		"Kind is not a code   ":   func(i *id.Info) { i.Kind = id.Kind(strings.Repeat("a", 129)) },
		"Kind is of this package": func(i *id.Info) { i.Kind = id.ResidentID },
		"Kind is given twice":     func(i *id.Info) { i.Kind = "floor" },
		"Category":                func(i *id.Info) { i.Category = "" },
		"Category ":               func(i *id.Info) { i.Category = "\xff" },
		"Category  ":              func(i *id.Info) { i.Category = id.Category(strings.Repeat("a", 129)) },
		"Sensitivity":             func(i *id.Info) { i.Sensitivity = id.SensitivityUnverified + 1 },
		"Identifiability":         func(i *id.Info) { i.Identifiability = id.IdentifiabilityOther + 1 },
		"ZH":                      func(i *id.Info) { i.ZH = "" },
		"ZH ":                     func(i *id.Info) { i.ZH = "房\xff" },
		"EN":                      func(i *id.Info) { i.EN = "" },
		"EN ":                     func(i *id.Info) { i.EN = strings.Repeat("a", 257) },
	} {
		floor, bad := room, room
		floor.Kind = "floor"
		spoil(&bad)
		c, err := id.NewCatalogue(floor, bad)
		if c != nil || err == nil || err.Error() != "identifiers: infos[1]: "+strings.TrimRight(want, " ") {
			t.Errorf("%s: %v, %v", want, c, err)
		}
	}
	edge := room
	edge.Kind, edge.Category, edge.EN = id.Kind(strings.Repeat("a", 128)), id.Category(strings.Repeat("a", 128)), strings.Repeat("a", 256)
	if _, err := id.NewCatalogue(edge, id.Info{Kind: "X-1:b.c_d", Category: "c", ZH: "甲", EN: "a"}); err != nil {
		t.Error(err)
	}
}

func TestIdentifiability(t *testing.T) {
	counts := map[id.Identifiability]int{}
	for k := range id.Kinds() {
		info, _ := id.Describe(k)
		counts[info.Identifiability]++
	}
	t.Logf("%v", counts)
	if counts[id.IdentifiabilityUnknown] != 0 || len(counts) != 3 {
		t.Errorf("kinds that are not classified: %v", counts)
	}
	for k, want := range map[id.Kind]id.Identifiability{
		id.Name: id.IdentifiabilityDirect, id.ResidentID: id.IdentifiabilityDirect, id.IP: id.IdentifiabilityDirect,
		id.MinorUnder14: id.IdentifiabilityDirect, id.Birthday: id.IdentifiabilityQuasi, id.Gender: id.IdentifiabilityQuasi,
		id.PostalCode: id.IdentifiabilityQuasi, id.Symptom: id.IdentifiabilityOther, "room_number": id.IdentifiabilityUnknown,
	} {
		info, _ := id.Describe(k)
		if info.Identifiability != want {
			t.Errorf("%s is a %v", k, info.Identifiability)
		}
	}
	for i, want := range map[id.Identifiability]string{
		id.IdentifiabilityUnknown: "unknown", id.IdentifiabilityDirect: "direct identifier",
		id.IdentifiabilityQuasi: "quasi-identifier", id.IdentifiabilityOther: "other", 200: "unknown",
	} {
		if i.String() != want {
			t.Errorf("%d is called %q", i, i)
		}
		if got := i.IsDirect(); got != (want == "unknown" || want == "direct identifier") {
			t.Errorf("%v.IsDirect() = %t", i, got)
		}
	}
}

// TestIdentifiabilityOfCategories holds whole groups together: what is made to identify is direct.
func TestIdentifiabilityOfCategories(t *testing.T) {
	for k := range id.Kinds() {
		info, _ := id.Describe(k)
		switch info.Category {
		case id.CategoryIdentityDocument, id.CategoryBiometric, id.CategoryNetworkIdentity, id.CategoryContacts, id.CategoryCommunication:
			if info.Identifiability != id.IdentifiabilityDirect {
				t.Errorf("%s of %s is a %v", k, info.Category, info.Identifiability)
			}
		case id.CategoryLocation:
			if info.Identifiability != id.IdentifiabilityQuasi {
				t.Errorf("%s of %s is a %v", k, info.Category, info.Identifiability)
			}
		}
	}
}
