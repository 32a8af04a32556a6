package desensitize_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/khtong/privacykit/desensitize"
	"github.com/khtong/privacykit/identifiers"
)

func TestDateRules(t *testing.T) {
	const day = identifiers.Kind("ordered_at")
	for _, test := range []struct {
		kind     identifiers.Kind
		rule     desensitize.Rule
		in, want string
	}{
		{identifiers.Birthday, "month", "1990年3月7日", "1990-03"},
		{identifiers.Birthday, "quarter", "19901231", "1990-Q4"},
		{identifiers.Birthday, "quarter", "1990/4/1", "1990-Q2"},
		{identifiers.Birthday, "quarter", "1990.9.30", "1990-Q3"},
		{identifiers.Birthday, "decade", "2000-01-01", "2000s"},
		{day, "year", "2024-02-29", "2024"},
		{day, "year", "2026年1月2日", "2026"},
		{day, "month", "2026-11-23T10:00:00+08:00", "2026-11"}, // as it is written
		{day, "month", "2026-11-23T10:00:00.123456789Z", "2026-11"},
		{day, "month", "2026-11-30 23:59:59", "2026-11"},

		{identifiers.Birthday, "year", "2023-02-29", "****"},
		{identifiers.Birthday, "year", "1990-03-07 10:00:00", "****"},
		{day, "year", "2023-02-29 10:00:00", "****"},
		{day, "year", "2026-11-23T10:00:00", "****"}, // no offset
		{day, "year", "2026-11-23 25:00:00", "****"},
		{day, "year", "2026-11-23 at noon", "****"},
		{day, "year", "2026-11-23x", "****"},
		{day, "year", "0001-01-01", "****"},
		{day, "year", "2026", "****"},
		{day, "year", "yesterday", "****"},
		{day, "year", "", "****"},
	} {
		if got := only(t, test.kind, test.rule).Mask(test.kind, test.in); got != test.want {
			t.Errorf("%q of %q = %q, want %q", test.rule, test.in, got, test.want)
		}
	}
}

func TestShift(t *testing.T) {
	const day = identifiers.Kind("visited_on")
	rules := map[identifiers.Kind]desensitize.Rule{day: "shift 3", "born": "shift 3", "other": "keep 1 0"}
	view := func(audience string) desensitize.View {
		v, err := desensitize.NewView(rules, &desensitize.ViewOptions{Audience: audience, Pseudonymizer: fixedKey{}})
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	analyst, partner := view("analyst"), view("partner")
	if got := analyst.Mask(day, "2024-03-01"); got != desensitize.Hidden {
		t.Errorf("without a person %q", got)
	}
	if got := analyst.For("").Mask(day, "2024-03-01"); got != desensitize.Hidden {
		t.Errorf("of nobody %q", got)
	}
	if got := analyst.For("u").For("").Mask(day, "2024-03-01"); got != desensitize.Hidden {
		t.Errorf("of nobody after somebody %q", got)
	}
	days := func(v desensitize.View, k identifiers.Kind, from string) int {
		before, err := time.Parse(time.DateOnly, from)
		if err != nil {
			t.Fatal(err)
		}
		after, err := time.Parse(time.DateOnly, v.Mask(k, from))
		if err != nil {
			t.Fatal(err)
		}
		return int(after.Sub(before).Hours() / 24)
	}
	count := map[int]int{}
	differ := 0
	for i := range 600 {
		subject := fmt.Sprint("u-", i)
		v := analyst.For(subject)
		moved := days(v, day, "2024-03-01")
		count[moved]++
		for _, from := range []string{"2024-02-29", "2023-12-31", "1999-01-01"} {
			if again := days(v, "born", from); again != moved {
				t.Errorf("%s: %s moves by %d days, another date by %d", subject, from, again, moved)
			}
		}
		if days(partner.For(subject), day, "2024-03-01") != moved {
			differ++
		}
		if got := v.Mask("other", "ab"); got != "a*" {
			t.Errorf("another rule gives %q", got)
		}
	}
	for moved := -3; moved <= 3; moved++ {
		if n := count[moved]; moved == 0 && n != 0 || moved != 0 && (n < 60 || n > 140) {
			t.Errorf("%d of 600 persons move by %d days", n, moved)
		}
	}
	if len(count) != 6 || differ < 400 {
		t.Errorf("moved by %v; %d differ between two audiences", count, differ)
	}
}

// Who is shown pseudonyms of persons cannot compute from them by how much their dates moved.
func TestShiftIsNotThePseudonym(t *testing.T) {
	asked := map[string]bool{}
	v, err := desensitize.NewView(map[identifiers.Kind]desensitize.Rule{identifiers.UserIdentifier: "pseudonym", "day": "shift 30"},
		&desensitize.ViewOptions{Audience: "analyst", Pseudonymizer: recorder{asked}})
	if err != nil {
		t.Fatal(err)
	}
	v = v.For("u-1")
	v.Mask(identifiers.UserIdentifier, "u-1")
	v.Mask("day", "2026-11-23")
	if len(asked) != 2 || !asked["analyst\x00u-1"] {
		t.Errorf("asked for %v", asked)
	}
	_, err = desensitize.NewView(map[identifiers.Kind]desensitize.Rule{identifiers.UserIdentifier: "pseudonym"},
		&desensitize.ViewOptions{Audience: "desensitize.shift:analyst", Pseudonymizer: recorder{asked}})
	if err == nil {
		t.Error("an audience can be shown what moves the dates of another")
	}
}
