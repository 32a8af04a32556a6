package identifiers_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"testing"

	"golang.org/x/text/language"

	id "github.com/khtong/privacykit/identifiers"
)

// TestCatalogueListsEveryConstant reads the constants from the source, because Go cannot list them.
func TestCatalogueListsEveryConstant(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "kind.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var constants []string
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok {
			value, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			constants = append(constants, value)
		}
		return true
	})
	if len(constants) < 147 {
		t.Fatalf("found only %d constants", len(constants))
	}
	var listed []string
	for k := range id.Kinds() {
		listed = append(listed, string(k))
	}
	slices.Sort(constants)
	slices.Sort(listed)
	if !slices.Equal(constants, listed) {
		t.Errorf("constants and catalogue differ:\n%v\n%v", constants, listed)
	}
	if again := slices.Compact(slices.Clone(listed)); len(again) != len(listed) {
		t.Error("a kind is listed twice")
	}
}

func TestCatalogueRows(t *testing.T) {
	snake := regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)
	han := regexp.MustCompile(`\p{Han}`)
	labels := map[string]id.Kind{}
	var categories []id.Category
	for k := range id.Kinds() {
		info, ok := id.Describe(k)
		if !ok || info.Kind != k {
			t.Fatalf("Describe(%s) = %v, %t", k, info, ok)
		}
		if !snake.MatchString(string(k)) {
			t.Errorf("%q is not in snake case", k)
		}
		if info.Category.Label(language.English) == string(info.Category) && info.Category != id.CategoryLocation && info.Category != id.CategoryOther {
			t.Errorf("%s: the category %q has no label", k, info.Category)
		}
		if !slices.Contains(categories, info.Category) {
			categories = append(categories, info.Category)
		} else if categories[len(categories)-1] != info.Category {
			t.Errorf("%s stands outside its category", k)
		}
		en, zh := info.Label(language.English), info.Label(language.Chinese)
		if en == "" || zh == "" || han.MatchString(en) {
			t.Errorf("%s: labels %q, %q", k, en, zh)
		}
		if other, taken := labels[en]; taken {
			t.Errorf("%s and %s are both called %q", k, other, en)
		}
		labels[en] = k

		verified := false
		sources := 0
		for s := range info.Sources() {
			sources++
			verified = verified || s.Verified
			if s.Law == "" {
				t.Errorf("%s: a source without law", k)
			}
		}
		want := id.SensitivityGeneral
		switch {
		case verified:
			want = id.SensitivitySensitive
		case sources > 0:
			want = id.SensitivityUnverified
		}
		if info.Sensitivity != want {
			t.Errorf("%s is %v with %d sources, verified %t", k, info.Sensitivity, sources, verified)
		}
	}
	if len(categories) != 14 {
		t.Errorf("%d categories", len(categories))
	}
}

func TestSensitivity(t *testing.T) {
	for k, want := range map[id.Kind]id.Sensitivity{
		id.ResidentID:   id.SensitivitySensitive,  // GB/T 35273-2020 appendix B
		id.FaceFeature:  id.SensitivitySensitive,  // PIPL art. 28
		id.BankCard:     id.SensitivitySensitive,  // PIPL art. 28
		id.MinorUnder14: id.SensitivitySensitive,  // PIPL art. 28
		id.SexualLife:   id.SensitivityUnverified, // recalled from GB/T 45574-2025
		id.HKID:         id.SensitivityUnverified, // by analogy
		id.Name:         id.SensitivityGeneral,
		id.Mobile:       id.SensitivityGeneral,
		"room_number":   id.SensitivityUnknown,
	} {
		info, ok := id.Describe(k)
		if info.Sensitivity != want || ok != (want != id.SensitivityUnknown) {
			t.Errorf("Describe(%s) = %v, %t; want %v", k, info.Sensitivity, ok, want)
		}
		if got := info.Sensitivity.IsSensitive(); got != (want != id.SensitivityGeneral) {
			t.Errorf("%v.IsSensitive() = %t", want, got)
		}
	}
	var zero id.Sensitivity
	if !zero.IsSensitive() || !id.Sensitivity(200).IsSensitive() {
		t.Error("what is not known counts as not sensitive")
	}
}

func TestSourcesOrder(t *testing.T) {
	info, _ := id.Describe(id.Gene)
	var laws []string
	for s := range info.Sources() {
		laws = append(laws, s.Law)
	}
	if want := []string{"个人信息保护法", "GB/T 35273-2020"}; !slices.Equal(laws, want) {
		t.Errorf("%v, want %v", laws, want)
	}
	for range info.Sources() {
		break // an early stop must not go on
	}
	for range id.Kinds() {
		break
	}
}

func TestLabelLanguages(t *testing.T) {
	info, _ := id.Describe(id.Mobile)
	for tag, want := range map[language.Tag]string{
		language.Chinese: "手机号码", language.SimplifiedChinese: "手机号码", language.MustParse("zh-Hant-HK"): "手机号码",
		language.English: "mobile number", language.French: "mobile number", language.Und: "mobile number",
	} {
		if got := info.Label(tag); got != want {
			t.Errorf("Label(%v) = %q, want %q", tag, got, want)
		}
	}
	if got := id.Category("house").Label(language.Chinese); got != "house" {
		t.Errorf("an unknown category is labelled %q", got)
	}
}
