package desensitize_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/khtong/privacykit/desensitize"
	"github.com/khtong/privacykit/identifiers"
)

func TestParseViews(t *testing.T) {
	views, err := desensitize.ParseViews([]byte(`{"views": {
		"agent": {"base": "hutool", "rules": {"email_address": "drop"}},
		"审计": {"base": "strict"},
		"analyst": {"rules": {"mobile_number": "pseudonym", "day": "shift 30"}},
		"partner": {}
	}}`), fixedKey{})
	if err != nil || len(views) != 4 {
		t.Fatal(len(views), err)
	}
	pseudonym := fixedKey{}.Pseudonym("analyst", "+8613812345678") // the audience is the key of the view
	for audience, want := range map[string]string{
		"agent": "138****5678", "审计": "****", "analyst": pseudonym, "partner": "****", "": "****", "nobody": "****",
	} {
		if got := views[audience].Mask(identifiers.Mobile, "13812345678"); got != want {
			t.Errorf("%s sees %q, want %q", audience, got, want)
		}
	}
	if !views["agent"].Drops(identifiers.Email) {
		t.Error("agent is shown e-mail addresses")
	}
	for _, none := range []string{`{}`, `{"views": {}}`, `{"hierarchies": {}}`} {
		if views, err := desensitize.ParseViews([]byte(none), nil); err != nil || len(views) != 0 {
			t.Errorf("%s: %v, %v", none, views, err)
		}
	}
}

func TestParseViewsErrors(t *testing.T) {
	for in, want := range map[string]string{
		``:                                 "not one JSON value, see byte 0",
		`[]`:                               "want an object",
		`null`:                             "want an object",
		`{"views": {}} {}`:                 "not one JSON value, see byte 15",
		`{"view": {}}`:                     "unknown key before byte 7",
		`{"Views": {}}`:                    "unknown key before byte 8",
		`{"views": {}, "views": {}}`:       "views: duplicate key",
		`{"views": null}`:                  "views: want an object",
		`{"views": {"a": null}}`:           "views.a: want an object",
		`{"views": {"a": {}, "a": {}}}`:    "views.a: duplicate key",
		`{"views": {"a": {"bases": ""}}}`:  "views.a: unknown key before byte 24",
		`{"views": {"a": {"base": "b"}}}`:  "views.a.base: unknown preset",
		`{"views": {"a": {"base": null}}}`: "views.a.base: want a string",
		`{"views": {"a": {"rules": {"m": "raw", "m": "raw"}}}}`:                                    "views.a.rules.m: duplicate key",
		`{"views": {"a": {"rules": {"m": ["raw"]}}}}`:                                              "views.a.rules.m: want a string",
		`{"views": {"a": {"rules": {"m": "row"}}}}`:                                                "views.a.rules.m: unknown rule",
		`{"views": {"a": {"rules": {"birthday": "age 10"}}}}`:                                      "views.a.rules.birthday: the rule does not apply to the kind",
		`{"views": {"张三": {"rules": {"138 1234 5678": "row"}}}}`:                                   "views[0].rules[0]: unknown rule",
		`{"views": {"a": {"rules": {"m": "pseudonym"}}}}`:                                          "views.a: rules pseudonym and shift need a Pseudonymizer",
		`{"hierarchies": {"j": {"x": "y", "y": "x"}}, "views": {"a": {"rules": {"m": "up j 1"}}}}`: "views.a.rules.m: the hierarchy has a circle or is too deep",
		`{"hierarchies": {"j": {"x": "y", "x": "z"}}}`:                                             "hierarchies.j.x: duplicate key",
		"{\"views\": {\"\xff\": {}}}":                                                              "not valid UTF-8",
		`{"views": {` + strings.Repeat(" ", 1<<20) + `}}`:                                          "larger than 1048576 bytes",
	} {
		views, err := desensitize.ParseViews([]byte(in), nil)
		var e *desensitize.Error
		if !errors.As(err, &e) || views != nil || err.Error() != "desensitize: "+want {
			t.Errorf("%.80s: %v, want %s", in, err, want)
		}
	}
}

func FuzzParseViews(f *testing.F) {
	f.Add([]byte(`{"views": {"agent": {"base": "default", "rules": {"birthday": "year"}}}}`))
	f.Add([]byte(`{"hierarchies": {"j": {"x": "y"}}, "views": {"a": {"rules": {"m": "up j 1"}}}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		views, err := desensitize.ParseViews(data, fixedKey{})
		if err != nil {
			var e *desensitize.Error
			if !errors.As(err, &e) || views != nil {
				t.Fatalf("%v views, %v", len(views), err)
			}
			return
		}
		for audience, v := range views {
			if got := v.Mask("a kind that no document names", "13812345678"); got != desensitize.Hidden && !strings.Contains(string(data), "that") {
				t.Fatalf("%q sees %q", audience, got)
			}
		}
	})
}
