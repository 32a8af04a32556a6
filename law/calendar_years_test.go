package law

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

const nextYear = `{"years": [{
	"year": 2027, "source": "test",
	"holidays": ["2027-01-01", "2027-01-02", "2027-01-03"], "workdays": ["2026-12-26"]
}]}`

// A host loads the notice of the next year: what was unknown is known, and nothing else changes.
func TestCalendarWith(t *testing.T) {
	years, err := ParseYears([]byte(nextYear))
	if err != nil {
		t.Fatal(err)
	}
	cal, err := Holidays().With(years...)
	if err != nil {
		t.Fatal(err)
	}
	for s, want := range map[string]bool{"2027-01-01": false, "2027-01-04": true, "2026-12-31": true, "2026-12-26": true, "2026-02-16": false} {
		if got, err := cal.IsWorkingDay(date(t, s)); err != nil || got != want {
			t.Errorf("IsWorkingDay(%s) = %v, %v", s, got, err)
		}
	}
	if _, err := Holidays().IsWorkingDay(date(t, "2027-01-04")); !errors.Is(err, ErrCalendar) {
		t.Errorf("the shared calendar was changed: %v", err)
	}
	if got, err := (Period{WorkingDays: 3}).LastDay(date(t, "2026-12-30"), cal); err != nil || got != date(t, "2027-01-05") {
		t.Errorf("three working days over the New Year end on %s, %v", got, err)
	}
	// A changed notice takes the place of the one before.
	years[0].Holidays = append(years[0].Holidays, date(t, "2027-01-04"))
	again, err := cal.With(years...)
	if err != nil {
		t.Fatal(err)
	}
	if worked, err := again.IsWorkingDay(date(t, "2027-01-04")); err != nil || worked {
		t.Errorf("changed notice: %v, %v", worked, err)
	}
	var none *Calendar
	if _, err := none.With(years...); err != nil {
		t.Errorf("nil calendar: %v", err)
	}
	if _, err := cal.With(years[0], years[0]); !errors.Is(err, ErrCalendar) {
		t.Errorf("a year twice: %v", err)
	}
}

func TestParseYearsErrors(t *testing.T) {
	for name, data := range map[string]string{
		"empty": "", "array": "[]", "unknown key": `{"years": [{"jahr": 1}]}`, "twice": `{"years": [], "years": []}`,
		"date": `{"years": [{"year": 2027, "holidays": ["1.1.2027"]}]}`, "number": `{"years": [{"year": "2027"}]}`,
		"more": `{"years": []} {}`, "long": `{"years": []}` + strings.Repeat(" ", maxYearsJSON),
	} {
		if _, err := ParseYears([]byte(data)); !errors.Is(err, ErrCalendar) || strings.Contains(err.Error(), "1.1.2027") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzParseYears(f *testing.F) {
	f.Add([]byte(nextYear))
	f.Fuzz(func(t *testing.T, data []byte) {
		years, err := ParseYears(data)
		if err != nil {
			return
		}
		text, err := json.Marshal(struct {
			Years []Year `json:"years,omitempty"`
		}{years})
		if err != nil {
			t.Fatal(err)
		}
		back, err := ParseYears(text)
		if err != nil || len(back) != len(years) {
			t.Fatalf("%v", err)
		}
		_, _ = NewCalendar(years...)
	})
}

// Counting by the index gives what counting day by day gives, errors included.
func TestWorkingDaysSlowly(t *testing.T) {
	cal := Holidays()
	first, last := date(t, "2003-06-01"), date(t, "2027-03-01")
	rapid.Check(t, func(t *rapid.T) {
		d := Date{rapid.IntRange(first.n, last.n).Draw(t, "day")}
		n := rapid.IntRange(1, 700).Draw(t, "n")
		want, wantErr := slowWorkingDays(cal, d, n)
		got, err := Period{WorkingDays: n}.LastDay(d, cal)
		if got != want || (err == nil) != (wantErr == nil) || err != nil && !errors.Is(err, ErrCalendar) {
			t.Fatalf("%d working days after %s: %s, %v; day by day %s, %v", n, d, got, err, want, wantErr)
		}
	})
}

func slowWorkingDays(cal *Calendar, d Date, n int) (Date, error) {
	for n > 0 {
		d = d.AddDays(1)
		worked, err := cal.IsWorkingDay(d)
		if err != nil {
			return Date{}, err
		}
		if worked {
			n--
		}
	}
	return d, nil
}
