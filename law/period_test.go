package law

import (
	"errors"
	"math/rand/v2"
	"testing"
	"time"
)

func date(tb testing.TB, s string) Date {
	tb.Helper()
	d, err := ParseDate(s)
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

// The worked examples of Civil Code, Art. 200–204: last day as counted, and as moved by Art. 203(1).
func TestPeriodLastDay(t *testing.T) {
	cal := Holidays()
	for _, tt := range []struct {
		name, event, period, last, rolled string
	}{
		{"15 days", "2026-03-02", "P15D", "2026-03-17", "2026-03-17"},
		{"15 days into National Day", "2026-09-20", "P15D", "2026-10-05", "2026-10-08"},
		{"15 days into Spring Festival", "2026-02-05", "P15D", "2026-02-20", "2026-02-24"},
		{"15 days to a Saturday", "2026-03-13", "P15D", "2026-03-28", "2026-03-30"},
		{"15 days to a worked Saturday", "2026-02-13", "P15D", "2026-02-28", "2026-02-28"},
		{"3 years to a Sunday", "2023-03-15", "P3Y", "2026-03-15", "2026-03-16"},
		{"1 year from 29 February", "2024-02-29", "P1Y", "2025-02-28", "2025-02-28"},
		{"3 years from 29 February", "2024-02-29", "P3Y", "2027-02-28", ""},
		{"4 years from 29 February", "2020-02-29", "P4Y", "2024-02-29", "2024-02-29"},
		{"3 years from 28 February", "2021-02-28", "P3Y", "2024-02-28", "2024-02-28"},
		{"6 months from 31 August", "2025-08-31", "P6M", "2026-02-28", "2026-02-28"},
		{"6 months from 30 August", "2025-08-30", "P6M", "2026-02-28", "2026-02-28"},
		{"6 months from 31 December", "2025-12-31", "P6M", "2026-06-30", "2026-06-30"},
		{"1 month from 31 January", "2026-01-31", "P1M", "2026-02-28", "2026-02-28"},
		{"1 month from 30 January", "2026-01-30", "P1M", "2026-02-28", "2026-02-28"},
		{"1 month from 28 February", "2026-02-28", "P1M", "2026-03-28", "2026-03-30"},
		{"60 days", "2026-01-01", "P60D", "2026-03-02", "2026-03-02"},
		{"30 days are no month", "2026-01-31", "P30D", "2026-03-02", "2026-03-02"},
		{"10 years, calendar not published", "2025-01-01", "P10Y", "2035-01-01", ""},
		{"5 years to a Sunday", "2019-06-30", "P5Y", "2024-06-30", "2024-07-01"},
		{"30 days to 1 October", "2026-09-01", "P30D", "2026-10-01", "2026-10-08"},
		{"15 working days over National Day", "2026-09-24", "P15WD", "2026-10-22", "2026-10-22"},
		{"15 working days over Spring Festival", "2026-02-13", "P15WD", "2026-03-12", "2026-03-12"},
		{"10 working days over New Year", "2025-12-29", "P10WD", "2026-01-13", "2026-01-13"},
		{"20 days into Labour Day", "2026-04-15", "P20D", "2026-05-05", "2026-05-06"},
		{"7 days to Dragon Boat Festival", "2026-06-12", "P7D", "2026-06-19", "2026-06-22"},
		{"30 years after the fiscal year", "2020-12-31", "P30Y", "2050-12-31", ""},
		{"request, 15 days", "2021-10-25", "P15D", "2021-11-09", "2021-11-09"},
		{"years and months by one rule", "2023-08-31", "P1Y6M", "2025-02-28", "2025-02-28"},
		{"weeks", "2026-03-02", "P2W", "2026-03-16", "2026-03-16"},
		{"the last date of all", "9998-12-30", "P1Y", "9999-12-30", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, err := ParsePeriod(tt.period)
			if err != nil {
				t.Fatal(err)
			}
			event := date(t, tt.event)
			last, err := p.LastDay(event, cal)
			if err != nil || last != date(t, tt.last) {
				t.Errorf("LastDay = %v, %v, want %v", last, err, tt.last)
			}
			// The time of day has no influence, in whatever zone it is stated.
			for _, start := range []time.Time{event.Start(), event.AddDays(1).Start().Add(-1), event.Start().UTC()} {
				end, err := p.End(start, cal)
				if err != nil || !end.Equal(date(t, tt.last).AddDays(1).Start()) {
					t.Errorf("End = %v, %v, want the day after %v", end, err, tt.last)
				}
				rolled, err := p.EndRolled(start, cal)
				if tt.rolled == "" {
					if !errors.Is(err, ErrCalendar) {
						t.Errorf("EndRolled = %v, %v, want ErrCalendar", rolled, err)
					}
				} else if err != nil || !rolled.Equal(date(t, tt.rolled).AddDays(1).Start()) {
					t.Errorf("EndRolled = %v, %v, want the day after %v", rolled, err, tt.rolled)
				}
			}
		})
	}
}

func TestPeriodEnd(t *testing.T) {
	for _, tt := range []struct{ start, period, end string }{
		{"2021-10-25T23:59:59+08:00", "P3Y", "2024-10-26T00:00:00+08:00"},
		{"2021-10-25T16:00:00Z", "P3Y", "2024-10-27T00:00:00+08:00"}, // the 26th in Shanghai
		{"2026-03-14T16:30:00Z", "P15D", "2026-03-31T00:00:00+08:00"},
		{"2026-03-01T23:30:00+08:00", "PT4H", "2026-03-02T03:30:00+08:00"},
		{"2026-10-01T22:30:00+08:00", "PT4H", "2026-10-02T02:30:00+08:00"}, // runs through the holiday
		{"2026-12-31T23:45:00+08:00", "PT1H", "2027-01-01T00:45:00+08:00"},
		{"2026-06-30T09:00:00+08:00", "PT24H", "2026-07-01T09:00:00+08:00"},
		{"1988-04-17T00:30:00+08:00", "PT24H", "1988-04-18T01:30:00+09:00"}, // into summer time: 24 hours, another time of day
		{"1987-05-01T12:00:00+09:00", "P3Y", "1990-05-02T00:00:00+09:00"},
	} {
		start, err := time.Parse(time.RFC3339, tt.start)
		if err != nil {
			t.Fatal(err)
		}
		p, err := ParsePeriod(tt.period)
		if err != nil {
			t.Fatal(err)
		}
		end, err := p.End(start, nil)
		if err != nil || end.Format(time.RFC3339) != tt.end || end.Location() != Shanghai() {
			t.Errorf("%s.End(%s) = %v, %v, want %s", tt.period, tt.start, end, err, tt.end)
		}
	}
}

// EndRolled does not move hours: Art. 203 speaks of the last day of a period.
func TestEndRolledHours(t *testing.T) {
	start := date(t, "2026-10-01").Start()
	end, err := Period{Hours: 4}.EndRolled(start, nil)
	if err != nil || !end.Equal(start.Add(4*time.Hour)) {
		t.Errorf("EndRolled = %v, %v", end, err)
	}
}

func TestPeriodErrors(t *testing.T) {
	now := date(t, "2026-03-02").Start()
	const huge = int(^uint(0) >> 1)
	for _, tt := range []struct {
		name  string
		p     Period
		start time.Time
		want  error
	}{
		{"empty", Period{}, now, ErrPeriod},
		{"negative", Period{Days: -1}, now, ErrPeriod},
		{"negative beside positive", Period{Years: 1, Months: -1}, now, ErrPeriod},
		{"smallest", Period{Hours: -huge - 1}, now, ErrPeriod},
		{"days and years", Period{Years: 1, Days: 1}, now, ErrPeriod},
		{"days and hours", Period{Days: 1, Hours: 1}, now, ErrPeriod},
		{"days and working days", Period{Days: 1, WorkingDays: 1}, now, ErrPeriod},
		{"zero start", Period{Years: 3}, time.Time{}, ErrPeriod},
		{"zero start, hours", Period{Hours: 3}, time.Time{}, ErrPeriod},
		{"too many years", Period{Years: 9000}, now, ErrPeriod},
		{"too many months", Period{Months: 999_999}, now, ErrPeriod},
		{"too many days", Period{Days: 999_999 + 1}, now, ErrPeriod},
		{"huge", Period{Years: huge}, now, ErrPeriod},
		{"huge hours", Period{Hours: huge}, now, ErrPeriod},
		{"huge years and months", Period{Years: huge, Months: huge}, now, ErrPeriod},
		{"after the last year, days", Period{Days: 1}, date(t, "9999-12-30").Start(), ErrPeriod}, // ends 10000-01-01 00:00
		{"after the last year, hours", Period{Hours: 48}, date(t, "9999-12-30").Start(), ErrPeriod},
		{"start before year 1", Period{Days: 1}, time.Date(-5, 1, 1, 0, 0, 0, 0, time.UTC), ErrPeriod},
		{"start after year 9999", Period{Days: 1}, time.Date(12000, 1, 1, 0, 0, 0, 0, time.UTC), ErrPeriod},
		{"no calendar", Period{WorkingDays: 1}, now, ErrCalendar},
	} {
		if end, err := tt.p.End(tt.start, nil); !errors.Is(err, tt.want) || !end.IsZero() {
			t.Errorf("%s: End = %v, %v", tt.name, end, err)
		}
		if end, err := tt.p.EndRolled(tt.start, nil); !errors.Is(err, tt.want) && !errors.Is(err, ErrCalendar) || !end.IsZero() {
			t.Errorf("%s: EndRolled = %v, %v", tt.name, end, err)
		}
	}
	if _, err := (Period{Hours: 1}).LastDay(date(t, "2026-03-02"), nil); !errors.Is(err, ErrPeriod) {
		t.Errorf("LastDay of hours: %v", err)
	}
	if _, err := (Period{Days: 1}).LastDay(Date{}, nil); !errors.Is(err, ErrPeriod) {
		t.Errorf("LastDay of no date: %v", err)
	}
}

// slowLastDay counts day by day, as Art. 201 and 202 say it.
func slowLastDay(d time.Time, p Period) time.Time {
	if p.Days > 0 {
		for range p.Days {
			d = d.AddDate(0, 0, 1)
		}
		return d
	}
	// Walk to the month in which the period ends, then to the corresponding day or the end of that month.
	first := time.Date(d.Year(), d.Month(), 1, 0, 0, 0, 0, time.UTC)
	for range 12*p.Years + p.Months {
		first = first.AddDate(0, 1, 0)
	}
	last := first
	for last.Day() < d.Day() && last.AddDate(0, 0, 1).Month() == first.Month() {
		last = last.AddDate(0, 0, 1)
	}
	return last
}

func TestPeriodAgainstReference(t *testing.T) {
	r := rand.New(rand.NewPCG(200, 204))
	from := time.Date(1949, 10, 1, 0, 0, 0, 0, time.UTC)
	for range 20_000 {
		day := from.AddDate(0, 0, r.IntN(151*365))
		var p Period
		switch r.IntN(4) {
		case 0:
			p.Years = 1 + r.IntN(50)
		case 1:
			p.Months = 1 + r.IntN(600)
		case 2:
			p.Years, p.Months = 1+r.IntN(10), 1+r.IntN(30)
		case 3:
			p.Days = 1 + r.IntN(400)
		}
		d := MustDate(day.Year(), day.Month(), day.Day())
		got, err := p.LastDay(d, nil)
		want := slowLastDay(day, p)
		if err != nil || got.String() != want.Format(time.DateOnly) {
			t.Fatalf("%v.LastDay(%v) = %v, %v, want %v", p, d, got, err, want.Format(time.DateOnly))
		}
		// The end is the first instant of the day after.
		end, err := p.End(d.Start().Add(time.Duration(r.IntN(23))*time.Hour), nil)
		if err != nil || DateOf(end) != got.AddDays(1) || DateOf(end.Add(-1)) != got {
			t.Fatalf("%v.End on %v = %v, %v", p, d, end, err)
		}
	}
}

func TestWorkingDaysAgainstReference(t *testing.T) {
	r := rand.New(rand.NewPCG(203, 1))
	cal := Holidays()
	for range 2_000 {
		d := MustDate(2005, 1, 1).AddDays(r.IntN(20 * 365))
		n := 1 + r.IntN(40)
		last, err := Period{WorkingDays: n}.LastDay(d, cal)
		if err != nil {
			t.Fatal(err)
		}
		worked := 0
		for x := d.AddDays(1); !x.After(last); x = x.AddDays(1) {
			if ok, err := cal.IsWorkingDay(x); err != nil {
				t.Fatal(err)
			} else if ok {
				worked++
			}
		}
		if ok, _ := cal.IsWorkingDay(last); worked != n || !ok {
			t.Fatalf("%d working days from %v: %v, which has %d", n, d, last, worked)
		}
	}
}

func TestParsePeriod(t *testing.T) {
	for s, want := range map[string]Period{
		"P3Y":      {Years: 3},
		"P6M":      {Months: 6},
		"P1Y6M":    {Years: 1, Months: 6},
		"P30D":     {Days: 30},
		"P2W":      {Days: 14},
		"P15WD":    {WorkingDays: 15},
		"PT4H":     {Hours: 4},
		"P999999D": {Days: 999_999},
	} {
		if got, err := ParsePeriod(s); err != nil || got != want {
			t.Errorf("ParsePeriod(%q) = %+v, %v", s, got, err)
		}
	}
	for _, s := range []string{
		"", "P", "PT", "3Y", "P3", "p3y", "P3y", "P-3Y", "+P3Y", "-P3Y", "P+3Y", "P3.5Y", "P3,5Y", "P0Y", "P0D", "PT0H", "P03Y", "P1Y0M",
		"P1Y1D", "P1M1D", "P1M1Y", "P1YT1H", "P1DT1H", "PT1M", "PT1S", "PT1H1M", "P1H", "PT1D", " P3Y", "P3Y ", "P3Y\x00", "P 3Y", "P3YP3Y", "P3D3D",
		"P1000000D", "P999999W", "P99999999999999999999D", "P３Y", "P三Y", "P1WD1D", "P1W1D", "\xff", "三年",
	} {
		if got, err := ParsePeriod(s); !errors.Is(err, ErrPeriod) || got != (Period{}) {
			t.Errorf("ParsePeriod(%q) = %+v, %v, want ErrPeriod", s, got, err)
		}
	}
}

func TestPeriodText(t *testing.T) {
	if s := (Period{Years: 1, Days: 1}).String(); s != "invalid Period" {
		t.Errorf("String of a mixture = %q", s)
	}
	if _, err := (Period{Days: -1}).MarshalText(); !errors.Is(err, ErrPeriod) {
		t.Errorf("MarshalText of a negative period: %v", err)
	}
	var p Period
	if err := p.UnmarshalText(nil); err != nil || p != (Period{}) {
		t.Errorf("UnmarshalText(nil) = %v, %v", p, err)
	}
	p = Period{Days: 1}
	if err := p.UnmarshalText([]byte("1D")); err == nil || p != (Period{Days: 1}) {
		t.Errorf("UnmarshalText of junk = %v, %v", p, err)
	}
}

func FuzzParsePeriod(f *testing.F) {
	for _, s := range []string{"P3Y", "P1Y6M", "P2W", "P15WD", "PT4H", "P0Y", "P1Y1D", "P999999W", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := ParsePeriod(s)
		if err != nil {
			if !errors.Is(err, ErrPeriod) || p != (Period{}) {
				t.Fatalf("ParsePeriod(%q) = %v, %v", s, p, err)
			}
			return
		}
		back, err := ParsePeriod(p.String())
		if err != nil || back != p || !p.IsValid() {
			t.Fatalf("%q -> %v -> %v, %v", s, p, back, err)
		}
		if _, err := p.End(MustDate(2024, 2, 29).Start(), Holidays()); err != nil && !errors.Is(err, ErrPeriod) && !errors.Is(err, ErrCalendar) {
			t.Fatal(err)
		}
	})
}

func TestPeriodEndNoAllocs(t *testing.T) {
	start := date(t, "2024-02-29").Start().UTC()
	cal := Holidays()
	for _, p := range []Period{{Years: 3}, {Months: 6}, {Days: 15}, {WorkingDays: 15}, {Hours: 4}} {
		if n := testing.AllocsPerRun(100, func() { _, _ = p.End(start, cal) }); n != 0 {
			t.Errorf("%v.End: %v allocations", p, n)
		}
	}
}

func BenchmarkPeriodEnd(b *testing.B) {
	start := date(b, "2024-02-29").Start().UTC()
	cal := Holidays()
	for _, p := range []Period{{Years: 3}, {Days: 15}, {WorkingDays: 15}, {Hours: 4}} {
		b.Run(p.String(), func(b *testing.B) {
			for b.Loop() {
				if _, err := p.End(start, cal); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
