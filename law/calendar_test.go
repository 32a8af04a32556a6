package law

import (
	"errors"
	"strings"
	"testing"
)

func days(tb testing.TB, list ...string) []Date {
	tb.Helper()
	var out []Date
	for _, s := range list {
		out = append(out, date(tb, s))
	}
	return out
}

func TestHolidays(t *testing.T) {
	cal := Holidays()
	for s, want := range map[string]bool{
		"2026-02-16": false, // Spring Festival, a Monday
		"2026-02-14": true,  // worked Saturday
		"2026-02-28": true,  // worked Saturday
		"2026-03-02": true,  // ordinary Monday
		"2026-03-07": false, // ordinary Saturday
		"2026-10-08": true,
		"2025-10-08": false,
		"2022-12-31": false, // a Saturday of the notice for 2023
		"2018-12-29": true,  // worked Saturday of the notice for 2019
		"2018-12-31": false, // a Monday of the notice for 2019
		"2020-01-31": false, // Spring Festival as prolonged in 2020
		"2015-09-03": false, // 70 years after the war
	} {
		if got, err := cal.IsWorkingDay(date(t, s)); err != nil || got != want {
			t.Errorf("IsWorkingDay(%s) = %v, %v", s, got, err)
		}
	}
	first := 0
	for y, source := range cal.Years() {
		if first == 0 {
			first = y
		}
		if source == "" {
			t.Errorf("%d has no source", y)
		}
	}
	if first != 2004 {
		t.Errorf("first year %d", first)
	}
}

// A day that no notice covers is an error that names the year, never a guess.
func TestCalendarGap(t *testing.T) {
	cal, err := NewCalendar(Year{Year: 2026, Source: "test"})
	if err != nil {
		t.Fatal(err)
	}
	for s, year := range map[string]string{"2025-12-31": "2025", "2027-01-01": "2027", "2026-12-29": "2027"} {
		if _, err := cal.IsWorkingDay(date(t, s)); !errors.Is(err, ErrCalendar) || !strings.Contains(err.Error(), year) {
			t.Errorf("IsWorkingDay(%s): %v, want the year %s", s, err, year)
		}
		if _, err := cal.RollOver(date(t, s)); !errors.Is(err, ErrCalendar) {
			t.Errorf("RollOver(%s): %v", s, err)
		}
	}
	if ok, err := cal.IsWorkingDay(date(t, "2026-12-28")); err != nil || !ok {
		t.Errorf("a Monday inside the year: %v, %v", ok, err)
	}
	// Counting through the end of the calendar fails, however short the rest.
	if _, err := (Period{WorkingDays: 5}).LastDay(date(t, "2026-12-24"), cal); !errors.Is(err, ErrCalendar) {
		t.Errorf("LastDay over the end: %v", err)
	}
	if _, err := cal.IsWorkingDay(Date{}); !errors.Is(err, ErrCalendar) {
		t.Errorf("no date: %v", err)
	}
	var none *Calendar
	if _, err := none.IsWorkingDay(date(t, "2026-03-02")); !errors.Is(err, ErrCalendar) {
		t.Errorf("nil calendar: %v", err)
	}
	for range none.Years() {
		t.Error("a nil calendar has years")
	}
}

// A notice may name days of the years beside its own.
func TestCalendarSpill(t *testing.T) {
	cal, err := NewCalendar(
		Year{Year: 2018},
		Year{Year: 2019, Holidays: days(t, "2018-12-30", "2018-12-31", "2019-01-01"), Workdays: days(t, "2018-12-29")},
	)
	if err != nil {
		t.Fatal(err)
	}
	if d, err := cal.RollOver(date(t, "2018-12-30")); err != nil || d != date(t, "2019-01-02") {
		t.Errorf("RollOver = %v, %v", d, err)
	}
	if ok, err := cal.IsWorkingDay(date(t, "2018-12-29")); err != nil || !ok {
		t.Errorf("worked Saturday: %v, %v", ok, err)
	}
}

func TestNewCalendarErrors(t *testing.T) {
	for name, years := range map[string][]Year{
		"year twice":      {{Year: 2026}, {Year: 2026}},
		"year zero":       {{}},
		"year too late":   {{Year: 10000}},
		"no date":         {{Year: 2026, Holidays: []Date{{}}}},
		"far day":         {{Year: 2026, Holidays: days(t, "2028-01-01")}},
		"day twice":       {{Year: 2026, Holidays: days(t, "2026-01-01", "2026-01-01")}},
		"both kinds":      {{Year: 2026, Holidays: days(t, "2026-01-01"), Workdays: days(t, "2026-01-01")}},
		"years disagree":  {{Year: 2026, Holidays: days(t, "2026-12-31")}, {Year: 2027, Workdays: days(t, "2026-12-31")}},
		"year before one": {{Year: -3}},
	} {
		if cal, err := NewCalendar(years...); !errors.Is(err, ErrCalendar) || cal != nil {
			t.Errorf("%s: %v, %v", name, cal, err)
		}
	}
}
