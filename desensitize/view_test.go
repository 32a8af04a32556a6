package desensitize_test

import (
	"maps"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/khtong/privacykit/desensitize"
	"github.com/khtong/privacykit/identifiers"
)

func TestUnknownIsHidden(t *testing.T) {
	empty, err := desensitize.NewView(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, v := range map[string]desensitize.View{
		"zero": {}, "strict": desensitize.Strict(), "empty": empty, "missing": map[string]desensitize.View{}["agent"],
		"zero for": desensitize.View{}.For("u-1"),
	} {
		for k := range identifiers.Kinds() {
			for _, s := range samples {
				if got := v.Mask(k, s); got != desensitize.Hidden {
					t.Errorf("%s view shows %q of %s", name, got, k)
				}
			}
		}
	}
	for name, v := range presets() {
		for _, k := range []identifiers.Kind{"", "room_number", "Mobile_Number", "mobile_number ", "\xff"} {
			if got := v.Mask(k, "13812345678"); got != desensitize.Hidden {
				t.Errorf("%s shows %q of %q", name, got, k)
			}
		}
	}
}

func presets() map[string]desensitize.View {
	return map[string]desensitize.View{
		"default": desensitize.Default(), "hutool": desensitize.Hutool(), "alipay": desensitize.Alipay(), "strict": desensitize.Strict(),
	}
}

func TestPresets(t *testing.T) {
	for _, test := range []struct {
		kind                    identifiers.Kind
		in, hutool, alipayShows string
	}{
		{identifiers.Mobile, "1410123456789", "141******6789", "141********89"},
		{identifiers.Landline, "0571-8765432", "0571-*****32", "0571-***5432"},
		{identifiers.Landline, "95588", "****", "****"},
		{identifiers.Phone, "13812345678", "138****5678", "138******78"},
		{identifiers.BankCard, "6299990000000000004", "6299 **** **** **** 004", "629999*********0004"},
		{identifiers.BankCard, "4222222222222", "4222 **** **** 2", "422222***2222"}, // 13 digits
		{identifiers.Name, "欧阳", "欧*", "*阳"},
		{identifiers.Name, "张", "****", "****"},
		{identifiers.Name, "葛\U000E0100城", "葛\U000E0100*", "*城"},
		{identifiers.Name, "张\U000E0100", "****", "****"},
		{identifiers.Email, "ab@example.com", "a*@example.com", "***@example.com"},
		{identifiers.Email, "abc@example.com", "a**@example.com", "***@example.com"},
		{identifiers.Email, "abcd@example.com", "a***@example.com", "abc***@example.com"},
		{identifiers.Email, "a@example.com", "*@example.com", "***@example.com"},
		{identifiers.HomeAddress, "北京市海淀区马连洼街道289号", "北京市海淀区马********", "北京市海淀区****"},
		{identifiers.HomeAddress, "朝阳区建国路9号", "****", "朝阳区****"},
		{identifiers.Plate, "粤B·D12345", "粤BD****5", "粤B****45"},
		{identifiers.Mobile, "123", "****", "****"},
		{identifiers.Plate, "京A123", "****", "****"},
	} {
		if got := desensitize.Hutool().Mask(test.kind, test.in); got != test.hutool {
			t.Errorf("hutool: %s %q = %q, want %q", test.kind, test.in, got, test.hutool)
		}
		if got := desensitize.Alipay().Mask(test.kind, test.in); got != test.alipayShows {
			t.Errorf("alipay: %s %q = %q, want %q", test.kind, test.in, got, test.alipayShows)
		}
	}
	for _, test := range maskTests {
		if got := desensitize.Default().Mask(test.kind, test.in); got != test.want {
			t.Errorf("default: %s %q = %q, want %q", test.kind, test.in, got, test.want)
		}
	}
}

// mostShown is how many characters of a value hutool and alipay may show at most, for the kinds where it is a fixed number and
// not that of default.
var mostShown = map[string]map[identifiers.Kind]int{
	"hutool": {identifiers.ResidentID: 3, identifiers.DriverLicense: 3, identifiers.BankCard: 8, identifiers.USCC: 8, identifiers.Name: 1},
	"alipay": {
		identifiers.Mobile: 5, identifiers.Landline: 8, identifiers.Phone: 8, identifiers.EnterprisePhone: 8, identifiers.BankCard: 10,
	},
}

// FuzzPresets holds that no preset shows more of a value than it says.
func FuzzPresets(f *testing.F) {
	for _, row := range table {
		f.Add(string(row.kind), row.value)
	}
	f.Fuzz(func(t *testing.T, kind, s string) {
		k := identifiers.Kind(kind)
		_, invalid := identifiers.Normalize(k, s)
		for name, v := range presets() {
			got := v.Mask(k, s)
			if !utf8.ValidString(got) || got == "" || invalid != nil && got != desensitize.Hidden {
				t.Fatalf("%s: %s %+q = %+q", name, k, s, got)
			}
			most, fixed := mostShown[name][k]
			if !fixed {
				most, fixed = shown[k]
			}
			if n := readable(strings.Map(dropFormat, got)); fixed && n > most {
				t.Fatalf("%s: %s %+q = %+q shows %d characters", name, k, s, got, n)
			}
		}
	})
}

// dropFormat drops stars and what stands between digits.
func dropFormat(r rune) rune {
	if strings.ContainsRune("* -:.()", r) {
		return -1
	}
	return r
}

// TestPresetsHideSomething holds that no preset shows a value whole, and none of an invalid one.
func TestPresetsHideSomething(t *testing.T) {
	for name, v := range presets() {
		for k := range identifiers.Kinds() {
			for _, s := range samples {
				got := v.Mask(k, s)
				normal, err := identifiers.Normalize(k, s)
				if err != nil && got != desensitize.Hidden || got == "" || err == nil && got == normal {
					t.Errorf("%s: %s %q = %q", name, k, s, got)
				}
			}
		}
	}
}

func TestNewViewBase(t *testing.T) {
	base, err := desensitize.NewView(map[identifiers.Kind]desensitize.Rule{identifiers.Mobile: "keep 0 4", "room": "keep 1 0"},
		&desensitize.ViewOptions{Base: desensitize.Hutool()})
	if err != nil {
		t.Fatal(err)
	}
	v, err := desensitize.NewView(map[identifiers.Kind]desensitize.Rule{"room": "hide", identifiers.Email: "drop"},
		&desensitize.ViewOptions{Base: base})
	if err != nil {
		t.Fatal(err)
	}
	for k, want := range map[identifiers.Kind]string{
		identifiers.Mobile: "*******5678", "room": "****", identifiers.Email: "", identifiers.ResidentID: "1***************2X",
	} {
		in := map[identifiers.Kind]string{
			identifiers.Mobile: "13812345678", "room": "1203", identifiers.Email: "ab@example.com", identifiers.ResidentID: "11010519491231002X",
		}[k]
		if got := v.Mask(k, in); got != want {
			t.Errorf("%s = %q, want %q", k, got, want)
		}
		if v.Drops(k) != (k == identifiers.Email) {
			t.Errorf("Drops(%s) = %v", k, v.Drops(k))
		}
	}
	if got := base.Mask("room", "1203"); got != "1***" {
		t.Errorf("the base changed: %q", got)
	}
	if desensitize.Strict().Drops(identifiers.Mobile) {
		t.Error("the zero view drops")
	}

	// A base whose rules need a key, in a view that has none.
	base, err = desensitize.NewView(map[identifiers.Kind]desensitize.Rule{identifiers.Mobile: "pseudonym"},
		&desensitize.ViewOptions{Audience: "analyst", Pseudonymizer: fixedKey{}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := desensitize.NewView(nil, &desensitize.ViewOptions{Base: base}); err == nil {
		t.Error("a pseudonym without a key")
	}
	partner, err := desensitize.NewView(nil, &desensitize.ViewOptions{Base: base, Audience: "partner", Pseudonymizer: fixedKey{}})
	if err != nil {
		t.Fatal(err)
	}
	if a, b := base.Mask(identifiers.Mobile, "13812345678"), partner.Mask(identifiers.Mobile, "13812345678"); a == b {
		t.Error("two audiences have one pseudonym")
	}
}

func TestNewViewCopies(t *testing.T) {
	rules := map[identifiers.Kind]desensitize.Rule{"job": "up jobs 1", "room": "hide"}
	jobs := map[string]string{"护士": "卫生"}
	v, err := desensitize.NewView(rules, &desensitize.ViewOptions{Hierarchies: map[string]map[string]string{"jobs": jobs}})
	if err != nil {
		t.Fatal(err)
	}
	rules["room"] = "raw"
	jobs["护士"] = "护士长"
	if got := v.Mask("room", "1203") + v.Mask("job", "护士"); got != "****卫生" {
		t.Errorf("the view changed: %q", got)
	}
}

func TestHierarchies(t *testing.T) {
	deep := map[string]string{}
	for i := range 200 {
		deep[strings.Repeat("x", i+1)] = strings.Repeat("x", i+2)
	}
	for name, bad := range map[string]map[string]string{
		"circle":   {"a": "b", "b": "c", "c": "a"},
		"self":     {"a": "a"},
		"empty":    {"": "a"},
		"blank":    {"a": " "},
		"encoding": {"\xff": "a"},
		"repeated": {"e\u0301": "a", "é": "b"},
		"deep":     deep,
	} {
		_, err := desensitize.NewView(map[identifiers.Kind]desensitize.Rule{"job": "up jobs 1"},
			&desensitize.ViewOptions{Hierarchies: map[string]map[string]string{"jobs": bad}})
		if err == nil {
			t.Errorf("%s is no error", name)
		}
	}
}

// TestErrorNames holds that the text of an error names only what looks like a kind.
func TestErrorNames(t *testing.T) {
	for k, want := range map[identifiers.Kind]string{
		"room_number":   "desensitize: rules.room_number: unknown rule",
		"13812345678 ":  "desensitize: rules[0]: unknown rule",
		"张三":            "desensitize: rules[0]: unknown rule",
		"a@example.com": "desensitize: rules[0]: unknown rule",
	} {
		_, err := desensitize.NewView(map[identifiers.Kind]desensitize.Rule{k: "13812345678"}, nil)
		if err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

func TestViewNoAllocs(t *testing.T) {
	rules := map[identifiers.Kind]desensitize.Rule{
		identifiers.Mobile: "keep 3 4", identifiers.ResidentID: "mask hutool", identifiers.BankCard: "keep 0 4 width 4",
		identifiers.IP: "ip 24 48", identifiers.Birthday: "month", identifiers.Age: "age 10", identifiers.LatLong: "grid 1000",
		identifiers.TransactionAmount: "range 500", identifiers.Name: "label", "room": "keep 1 1 format", "email": "parts @ 0 1",
		"day": "shift 30", "job": "up jobs 1", identifiers.HomeAddress: "address street",
	}
	v, err := desensitize.NewView(rules, &desensitize.ViewOptions{
		Audience: "analyst", Pseudonymizer: fixedKey{}, Hierarchies: map[string]map[string]string{"jobs": {"nurse": "health"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	v = v.For("u-1")
	dst := make([]byte, 0, 128)
	for k, s := range map[identifiers.Kind]string{
		identifiers.Mobile: "13812345678", identifiers.ResidentID: "11010519491231002X", identifiers.BankCard: "4111111111111111",
		identifiers.IP: "192.168.1.100", identifiers.Birthday: "1990-03-07", identifiers.Age: "42", identifiers.LatLong: "39.9042,116.4074",
		identifiers.TransactionAmount: "1234.50", identifiers.Name: "张三", "room": "A-1203", "email": "ab@example.com",
		"day": "2026-11-23", "job": "nurse", identifiers.HomeAddress: "浙江省杭州市西湖区文三路1号",
	} {
		if n := testing.AllocsPerRun(100, func() { dst = v.AppendMask(dst[:0], k, s) }); n != 0 {
			t.Errorf("%q of %s allocates %v times", rules[k], k, n)
		}
		if string(dst) == desensitize.Hidden {
			t.Errorf("%q of %s hides", rules[k], k)
		}
		if n := testing.AllocsPerRun(100, func() { sink = v.Mask(k, s) }); n > 1 {
			t.Errorf("Mask by %q of %s allocates %v times", rules[k], k, n)
		}
	}
}

func TestViewConcurrent(t *testing.T) {
	v := only(t, "day", "shift 30")
	want := v.For("u-1").Mask("day", "2026-11-23")
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 100 {
				if got := v.For("u-1").Mask("day", "2026-11-23"); got != want {
					t.Errorf("%q, want %q", got, want)
				}
			}
		})
	}
	group.Wait()
}

// FuzzView holds for any rule and value: a view that was made gives valid text, appends the same, and hides what it has no
// rule for.
func FuzzView(f *testing.F) {
	for _, test := range ruleTests {
		f.Add(string(test.kind), string(test.rule), test.in)
	}
	for _, test := range badRules {
		f.Add(string(test.kind), string(test.rule), "x")
	}
	for r, kinds := range fitting {
		f.Add(string(kinds[0]), string(r), "1990-03-07")
	}
	f.Fuzz(func(t *testing.T, kind, rule, s string) {
		k := identifiers.Kind(kind)
		v, err := desensitize.NewView(map[identifiers.Kind]desensitize.Rule{k: desensitize.Rule(rule)}, &desensitize.ViewOptions{
			Audience: "test", Pseudonymizer: fixedKey{}, Hierarchies: map[string]map[string]string{"jobs": {"护士": "卫生"}},
		})
		if err != nil {
			if len(kind) > 8 && strings.Contains(err.Error(), kind) && strings.Trim(kind, "abcdefghijklmnopqrstuvwxyz0123456789_-") != "" {
				t.Fatalf("the error names %q", kind)
			}
			return
		}
		word := strings.Fields(rule)[0]
		got := v.For("u-1").Mask(k, s)
		if word != "raw" && !utf8.ValidString(got) {
			t.Fatalf("%q of %+q = %+q", rule, s, got)
		}
		if got == "" && word != "raw" && word != "drop" {
			t.Fatalf("%q of %+q is empty", rule, s)
		}
		if _, err := identifiers.Normalize(k, s); err != nil && got != desensitize.Hidden {
			if _, known := identifiers.Describe(k); known && word != "raw" && word != "drop" && word != "label" {
				t.Fatalf("%q shows %+q of an invalid %s", rule, got, k)
			}
		}
		if again := string(v.For("u-1").AppendMask([]byte("x"), k, s)); again != "x"+got {
			t.Fatalf("AppendMask gives %+q, Mask %+q", again, got)
		}
		if other := v.Mask(k+"x", s); other != desensitize.Hidden {
			t.Fatalf("%q of another kind", other)
		}
	})
}

func BenchmarkView(b *testing.B) {
	rules := map[identifiers.Kind]desensitize.Rule{
		identifiers.Mobile: "keep 3 4", identifiers.Birthday: "year", identifiers.TransactionAmount: "range 500",
		identifiers.HomeAddress: "address city", identifiers.LatLong: "grid 1000", identifiers.IP: "ip 24 48",
	}
	v, err := desensitize.NewView(rules, nil)
	if err != nil {
		b.Fatal(err)
	}
	values := map[identifiers.Kind]string{
		identifiers.Mobile: "13812345678", identifiers.Birthday: "1990-03-07", identifiers.TransactionAmount: "1234.50",
		identifiers.HomeAddress: "浙江省杭州市西湖区文三路1号", identifiers.LatLong: "39.9042,116.4074", identifiers.IP: "192.168.1.100",
	}
	for k := range maps.Keys(rules) {
		b.Run(string(k), func(b *testing.B) {
			b.ReportAllocs()
			var dst []byte
			for b.Loop() {
				dst = v.AppendMask(dst[:0], k, values[k])
			}
		})
	}
}
