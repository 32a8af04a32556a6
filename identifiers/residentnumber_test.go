package identifiers_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	id "github.com/khtong/privacykit/identifiers"
)

const sampleID = "11010519491231002X" // GB 11643-1999

func parse(t *testing.T, s string) id.ResidentIDNumber {
	t.Helper()
	return mustParse(t, id.ParseResidentID, s)
}

func TestResidentIDNumber(t *testing.T) {
	n := parse(t, "110105491231002")
	if n.Reveal() != sampleID || !n.IsValid() || n.Division() != "110105" || n.Male() {
		t.Errorf("Reveal %q, IsValid %t, Division %q, Male %t", n.Reveal(), n.IsValid(), n.Division(), n.Male())
	}
	if y, m, d := n.Birthday(); y != 1949 || m != time.December || d != 31 {
		t.Errorf("Birthday() = %d-%d-%d", y, m, d)
	}
	if !parse(t, "440524188001010014").Male() {
		t.Error("an odd sequence is not male")
	}
	if n != parse(t, "11010519491231002x") {
		t.Error("two spellings of one number are not equal")
	}
	if _, err := id.ParseResidentID("110105194912310021"); !errors.Is(err, id.ErrInvalid) {
		t.Errorf("ParseResidentID of a wrong number: %v", err)
	}
}

func TestResidentIDNumberZero(t *testing.T) {
	var zero id.ResidentIDNumber
	y, m, d := zero.Birthday()
	if zero.IsValid() || zero.Reveal() != "" || zero.Male() || zero.Division() != "" || y != 0 || m != 0 || d != 0 {
		t.Error("the zero value has a content")
	}
	if age := zero.Age(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)); age >= 14 {
		t.Errorf("the zero value has the age %d", age)
	}
}

func TestAge(t *testing.T) {
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 23, 59, 0, 0, time.UTC) }
	leap := parse(t, "110105200002290021")
	for _, test := range []struct {
		n    id.ResidentIDNumber
		at   time.Time
		want int
	}{
		{parse(t, sampleID), day(1963, time.December, 30), 13},
		{parse(t, sampleID), day(1963, time.December, 31), 14},
		{parse(t, sampleID), day(1949, time.December, 31), 0},
		{parse(t, sampleID), day(1949, time.December, 30), -1},
		{leap, day(2014, time.February, 28), 13},
		{leap, day(2014, time.March, 1), 14},
		{leap, day(2020, time.February, 29), 20},
	} {
		if got := test.n.Age(test.at); got != test.want {
			t.Errorf("Age(%s) = %d, want %d", test.at.Format(time.DateOnly), got, test.want)
		}
	}
	// The day is that of the location of the time.
	shanghai := time.FixedZone("east", 8*60*60)
	at := time.Date(1963, time.December, 30, 16, 0, 0, 0, time.UTC)
	if got := parse(t, sampleID).Age(at.In(shanghai)); got != 14 {
		t.Errorf("Age on the birthday in the east = %d, want 14", got)
	}
}

func TestUnder(t *testing.T) {
	at := time.Date(2024, time.June, 14, 0, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		s                string
		at               time.Time
		under14, under18 bool
	}{
		{"44039920100615001X", at, true, true},
		{"44039920100615001X", at.Add(24 * time.Hour), false, true},
		{"44039920100615001X", time.Date(2028, time.June, 15, 0, 0, 0, 0, time.UTC), false, false},
		{"44039920100615001X", time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC), true, true}, // not born
		{sampleID, at, false, false},
	} {
		n := parse(t, test.s)
		if n.Under(14, test.at) != test.under14 || n.Under(18, test.at) != test.under18 {
			t.Errorf("%v is at %s under 14 %t, under 18 %t", n, test.at.Format(time.DateOnly), n.Under(14, test.at), n.Under(18, test.at))
		}
	}
	var unknown id.ResidentIDNumber
	for _, years := range []int{14, 18, 0, -1, -2} {
		if !unknown.Under(years, at) {
			t.Errorf("what is not known is not under %d", years)
		}
	}
}

func TestHolder(t *testing.T) {
	for _, test := range []struct {
		s                     string
		holder                id.Holder
		kind                  id.Kind
		division, nationality string
		province              string
	}{
		{"44039920100615001X", id.Citizen, id.ResidentID, "440399", "", "广东省"},
		{"810000200402290010", id.HongKongResident, id.ResidentID, "810000", "", "香港特别行政区"},
		{"820000199001010029", id.MacaoResident, id.ResidentID, "820000", "", "澳门特别行政区"},
		{"830000199201300022", id.TaiwanResident, id.ResidentID, "830000", "", "台湾省"},
		{"911124198108030024", id.ForeignResident, id.ForeignPermanentResident, "", "124", "北京市"},
		{"999124199001010011", id.ForeignResident, id.ForeignPermanentResident, "", "124", ""},
	} {
		n := parse(t, test.s)
		province, _, _, _ := n.DivisionName()
		if n.Holder() != test.holder || n.Kind() != test.kind || n.Division() != test.division || n.Nationality() != test.nationality || province != test.province {
			t.Errorf("%s: %v, %s, division %q, nationality %q, province %q", test.s, n.Holder(), n.Kind(), n.Division(), n.Nationality(), province)
		}
		if id.Validate(n.Kind(), n.Reveal()) != nil {
			t.Errorf("%s is no %s", test.s, n.Kind())
		}
	}
	var zero id.ResidentIDNumber
	if province, city, county, known := zero.DivisionName(); zero.Holder() != id.HolderUnknown || province+city+county != "" || known {
		t.Error("the zero value has a holder or a division")
	}
	if province, city, county, known := parse(t, "11010519491231002X").DivisionName(); province != "北京市" || city != "" || county != "朝阳区" || !known {
		t.Errorf("110105 is %q, %q, %q, %t", province, city, county, known)
	}
}

// The errors about a foreigner's number are of its own kind, and its earlier form is none.
func TestForeignResident(t *testing.T) {
	for s, want := range map[string]string{
		"911124198108030025":  "identifiers: foreign_permanent_resident_id: check character",
		"911124198113030024":  "identifiers: foreign_permanent_resident_id: date",
		"011124198108030024":  "identifiers: resident_id: prefix",
		"CAN110080010110":     "identifiers: resident_id: character that the kind does not have",
		"9111241981080300245": "identifiers: resident_id: length",
	} {
		if n, err := id.ParseResidentID(s); err == nil || err.Error() != want || n.IsValid() {
			t.Errorf("ParseResidentID(%q): %v, want %s", s, err, want)
		}
	}
}

func TestWarnings(t *testing.T) {
	at := time.Date(2024, time.June, 14, 0, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		s    string
		want []id.ResidentWarning
	}{
		{sampleID, nil},
		{"810000200402290010", nil},
		{"911124198108030024", nil},
		{"999124199001010011", []id.ResidentWarning{id.WarnDivision}},
		{"44039920100615001X", []id.ResidentWarning{id.WarnDivision}},
		{"440106190001010012", []id.ResidentWarning{id.WarnVeryOld}},
		{"440524188001010014", []id.ResidentWarning{id.WarnVeryOld}},
	} {
		if got := parse(t, test.s).Warnings(at); !slices.Equal(got, test.want) {
			t.Errorf("the warnings of %s are %v, want %v", test.s, got, test.want)
		}
	}
	early := time.Date(2010, time.June, 14, 0, 0, 0, 0, time.UTC)
	if got, want := parse(t, "44039920100615001X").Warnings(early), []id.ResidentWarning{id.WarnDivision, id.WarnNotBorn}; !slices.Equal(got, want) {
		t.Errorf("the warnings before birth are %v, want %v", got, want)
	}
	var zero id.ResidentIDNumber
	if got := zero.Warnings(at); got != nil {
		t.Errorf("the zero value has the warnings %v", got)
	}
}

func TestResidentIDUnmarshalText(t *testing.T) {
	var n id.ResidentIDNumber
	if err := n.UnmarshalText([]byte("911124198108030024")); err != nil || n.Holder() != id.ForeignResident {
		t.Errorf("UnmarshalText of a foreigner's number: %v, %v", n.Holder(), err)
	}
}
