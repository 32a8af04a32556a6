package desensitize_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/khtong/privacykit/desensitize"
	"github.com/khtong/privacykit/identifiers"
)

// only returns the view with one rule.
func only(t testing.TB, k identifiers.Kind, r desensitize.Rule) desensitize.View {
	t.Helper()
	v, err := desensitize.NewView(map[identifiers.Kind]desensitize.Rule{k: r}, &desensitize.ViewOptions{
		Audience: "test", Pseudonymizer: fixedKey{},
		Hierarchies: map[string]map[string]string{"jobs": {"外科医生": "医生", "医生": "卫生", "护士": "卫生"}},
	})
	if err != nil {
		t.Fatalf("%s %q: %v", k, r, err)
	}
	return v
}

const room = identifiers.Kind("room") // a kind of the host's own

var ruleTests = []struct {
	kind     identifiers.Kind
	rule     desensitize.Rule
	in, want string
}{
	{room, "keep 1 1", "A-1203", "A****3"},
	{room, "keep 1 1 format", "A-1203", "A-***3"},
	{room, "keep 0 0", "A-1203", "******"},
	{room, "keep 0 0 width 3", "A-1203", "***"},
	{room, "keep 2 0 width 3", "👨\u200d👩\u200d👧x\u0301张三", "👨\u200d👩\u200d👧x\u0301***"},
	{room, "keep 1 1", "🇨🇳👍🏽🇭🇰", "🇨🇳*🇭🇰"},
	{room, "keep 0 1", "张\U000E0100三\U000E0101", "*三\U000E0101"},
	{room, "keep 3 3", "123456", "****"}, // nothing would be hidden
	{room, "keep 3 3", "12345", "****"},
	{room, "keep 3 3 format", "12-34-56", "****"},
	{room, "keep 0 0 format", "--", "****"},
	{room, "keep 1 1", "", "****"},
	{room, "keep 1 1", " \t ", "****"},
	{room, "keep 1 1", "a\x00b", "****"},
	{room, "keep 1 1", "ab\xffcd", "****"},
	{identifiers.Mobile, "keep 3 4", "＋８６ 138 1234 5678", "138****5678"},
	{identifiers.Mobile, "keep 3 4", "123", "****"},
	{identifiers.Landline, "keep 0 4 format", "(0571) 8765432 转 801", "****-***5432"},
	{identifiers.Landline, "keep 3 0", "400-810-1234", "400********"},
	{identifiers.PostalCode, "keep 4 0", "100020", "1000**"},
	{identifiers.MAC, "keep 6 0 format", "001a2b3c4d5e", "00:1a:2b:**:**:**"},

	{identifiers.Email, "parts @ 0 1", "ab@example.com", "*@example.com"},
	{identifiers.Email, "parts . 0 1", "ab@example.com", "*.com"},
	{identifiers.IP, "parts . 2 0", "192.168.1.100", "192.168.*.*"},
	{room, "parts :: 1 1", "a::b::c::d", "a::*::*::d"},
	{room, "parts - 1 1", "a-b", "****"},
	{room, "parts - 1 0", "ab", "****"},
	{room, "parts - 0 0", "ab", "*"},

	{room, "label", "x", "[room]"},
	{room, "label  a  b ", "x", "a  b"},
	{room, "label x", "", "x"},
	{room, "raw", "a\x00b", "a\x00b"},
	{room, "raw", "", ""},
	{room, "drop", "x", ""},
	{room, "hide", "x", "****"},
	{identifiers.Password, "label set", "hunter2", "set"},
	{identifiers.USCC, "mask hutool", "91350100M000100Y43", "9135**********0Y43"},
	{identifiers.Fingerprint, "mask", "template", "****"},
	{identifiers.Mobile, "mask strict", "13812345678", "****"},
	{identifiers.HomeAddress, "mask hutool", "朝阳区建国路8号", "****"}, // eight characters

	{identifiers.Occupation, "up jobs 1", "外科医生", "医生"},
	{identifiers.Occupation, "up jobs 2", " 外科医生", "卫生"},
	{identifiers.Occupation, "up jobs 9", "外科医生", "卫生"},
	{identifiers.Occupation, "up jobs 1", "卫生", "卫生"},
	{identifiers.Occupation, "up jobs 1", "律师", "****"},
	{room, "up jobs 1", "护士", "卫生"},
}

func TestRules(t *testing.T) {
	for _, test := range ruleTests {
		v := only(t, test.kind, test.rule)
		if got := v.Mask(test.kind, test.in); got != test.want {
			t.Errorf("%s %q of %+q = %+q, want %+q", test.kind, test.rule, test.in, got, test.want)
		}
		if got := v.AppendMask([]byte("x"), test.kind, test.in); string(got) != "x"+test.want {
			t.Errorf("AppendMask(x, %s %q of %+q) = %+q", test.kind, test.rule, test.in, got)
		}
	}
}

var badRules = []struct {
	kind identifiers.Kind
	rule desensitize.Rule
}{
	{room, ""},
	{room, "  "},
	{room, "show"},
	{room, "Raw"},
	{room, "raw 1"},
	{room, "hide x"},
	{room, "keep"},
	{room, "keep 1"},
	{room, "keep 1 x"},
	{room, "keep 01 1"},
	{room, "keep +1 1"},
	{room, "keep -1 1"},
	{room, "keep 1001 1"},
	{room, "keep 1 1 1"},
	{room, "keep 1 1 width"},
	{room, "keep 1 1 width 0"},
	{room, "keep 1 1 width 4 format"},
	{room, "keep 99999999999999999999 1"},
	{room, "parts 1 1"},
	{room, "parts - 1 1 1"},
	{room, "label \x01"},
	{room, "label a\nb"},
	{room, "label \xff"},
	{room, desensitize.Rule("label " + strings.Repeat("x", 257))},
	{room, desensitize.Rule("keep 1 1" + strings.Repeat(" ", 9000))},
	{room, "mask"}, // no preset knows the kind
	{identifiers.Mobile, "mask other"},
	{identifiers.Mobile, "mask default hutool"},
	{room, "range"},
	{room, "range 0"},
	{room, "range -5"},
	{room, "range 1e3"},
	{room, "range 0.00001"},
	{room, "range 10 20"},
	{room, "range 10 topbottom 5 90"},
	{room, "range 10 topbottom 90 10"},
	{room, "range 10 topbottom 90"},
	{room, "round"},
	{room, "round x"},
	{room, "round 0.0001"},
	{"\xff", "label"},
	{room, "cuts"},
	{room, "cuts 1 1"},
	{room, "cuts 2 1"},
	{room, "cuts 1 x"},
	{room, "topbottom 1"},
	{room, "topbottom 1 1"},
	{room, "topbottom 1 2 3"},
	{room, "age"},
	{room, "age 0"},
	{room, "age 46"},
	{room, "age 10 85"},
	{room, "age 10 160"},
	{room, "age 10 90 1"},
	{room, "magnitude 2"},
	{room, "year 1"},
	{room, "week"},
	{room, "shift"},
	{room, "shift 0"},
	{room, "shift 3661"},
	{room, "address"},
	{room, "address village"},
	{room, "address city county"},
	{room, "ip 24"},
	{room, "ip 33 48"},
	{room, "ip 24 129"},
	{room, "grid"},
	{room, "grid 9"},
	{room, "grid 1000001"},
	{room, "up jobs"},
	{room, "up jobs 0"},
	{room, "up other 1"},
	{room, "pseudonym x"},
	{identifiers.Mobile, "year"},
	{identifiers.Mobile, "range 10"},
	{identifiers.Mobile, "address city"},
	{identifiers.Birthday, "age 10"},
	{identifiers.Birthday, "ip 24 48"},
	{identifiers.IP, "grid 1000"},
	{identifiers.Name, "magnitude"},
	{identifiers.HomeAddress, "month"},
	{identifiers.LatLong, "ip 24 48"},
	{identifiers.Password, "raw"},
	{identifiers.PaymentPassword, "keep 1 1"},
	{identifiers.DynamicCode, "pseudonym"},
	{identifiers.SecurityAnswer, "parts - 1 0"},
	{identifiers.BankCardTrack, "keep 1 1"},
}

func TestBadRules(t *testing.T) {
	for _, test := range badRules {
		v, err := desensitize.NewView(map[identifiers.Kind]desensitize.Rule{test.kind: test.rule}, &desensitize.ViewOptions{
			Base: desensitize.Default(), Audience: "test", Pseudonymizer: fixedKey{},
			Hierarchies: map[string]map[string]string{"jobs": {"外科医生": "医生"}},
		})
		var e *desensitize.Error
		if !errors.As(err, &e) || e.Path != "rules."+string(test.kind) && e.Path != "rules[0]" || e.Rule == "" {
			t.Errorf("%s %q: %v", test.kind, test.rule, err)
		}
		if got := v.Mask(identifiers.Mobile, "13812345678"); got != desensitize.Hidden {
			t.Errorf("the view with the bad rule %q shows %q", test.rule, got)
		}
	}
}

// fitting are rules that only some kinds take.
var fitting = map[desensitize.Rule][]identifiers.Kind{
	"year":         {identifiers.Birthday},
	"range 10":     {identifiers.Age, identifiers.TransactionAmount, identifiers.WalletBalance},
	"address city": {identifiers.HomeAddress, identifiers.ShippingAddress, identifiers.EnterpriseAddress},
	"ip 24 48":     {identifiers.IP},
	"grid 1000":    {identifiers.LatLong},
}

func TestRulesFitTheirKinds(t *testing.T) {
	for r, kinds := range fitting {
		for _, k := range append(kinds, room, identifiers.OtherPersonalInformation) {
			only(t, k, r)
		}
	}
}

// A rule with as much as it may show, in characters, of any value.
var bounds = []struct {
	rule desensitize.Rule
	most int
}{
	{"hide", 0},
	{"keep 1 1", 2},
	{"keep 3 4", 7},
	{"keep 0 0", 0},
	{"keep 2 1 width 3", 3},
	{"keep 2 2 format", 4},
	{"label", 0},
	{"drop", 0},
}

// FuzzRule holds that no rule shows more characters of a value than it says, whatever the value is. The stars, the
// separators that format keeps, and labels do not count.
func FuzzRule(f *testing.F) {
	for _, test := range ruleTests {
		f.Add(string(test.kind), test.in)
	}
	f.Add("room", "張\u200d三\u200d丰\u0301")
	f.Add("mobile_number", "1380013800١")
	f.Fuzz(func(t *testing.T, kind, s string) {
		k := identifiers.Kind(kind)
		for _, b := range bounds {
			v, err := desensitize.NewView(map[identifiers.Kind]desensitize.Rule{k: b.rule}, nil)
			if err != nil {
				continue // a secret
			}
			got := v.Mask(k, s)
			if !utf8.ValidString(got) {
				t.Fatalf("%s %q of %+q = %+q", k, b.rule, s, got)
			}
			if got == desensitize.Hidden || b.rule == "label" && got == "["+kind+"]" {
				continue
			}
			raw := strings.Map(func(r rune) rune {
				if r == '*' || strings.HasSuffix(string(b.rule), "format") && strings.ContainsRune(" -./:_,@+·()", r) {
					return -1
				}
				return r
			}, got)
			if n := readable(raw); n > b.most {
				t.Fatalf("%s %q of %+q = %+q shows %d characters", k, b.rule, s, got, n)
			}
		}
	})
}

// readable counts the characters of s that begin one, generously: marks and joined symbols do not.
func readable(s string) int {
	n := 0
	for _, r := range s {
		if r < 0x300 || 0x3400 <= r && r <= 0x9fff {
			n++
		}
	}
	return n
}
