package bench_test

import (
	"testing"
	"time"

	"github.com/khtong/privacykit/law"
	"github.com/khtong/privacykit/retention"
)

// ends are ways to the end of a period. By hand the end is that of the standard library, or counted day by day; it is wrong where the
// standard library counts otherwise than the Civil Code, and knows the holidays of one year.
func ends() map[string][]struct {
	by  string
	end func(time.Time) (time.Time, error)
} {
	type way = struct {
		by  string
		end func(time.Time) (time.Time, error)
	}
	of := func(p law.Period) way {
		return way{"privacykit", func(t time.Time) (time.Time, error) { return p.End(t, law.Holidays()) }}
	}
	holidays := make(map[string]bool)
	for d := law.MustDate(2026, 1, 1); d.Year() == 2026; d = d.AddDays(1) {
		worked, err := law.Holidays().IsWorkingDay(d)
		if err == nil {
			holidays[d.String()] = !worked
		}
	}
	return map[string][]way{
		"P3Y":  {of(law.Period{Years: 3}), {"AddDate", func(t time.Time) (time.Time, error) { return t.AddDate(3, 0, 1), nil }}},
		"P15D": {of(law.Period{Days: 15}), {"AddDate", func(t time.Time) (time.Time, error) { return t.AddDate(0, 0, 16), nil }}},
		"P15WD": {of(law.Period{WorkingDays: 15}), {"day-by-day", func(t time.Time) (time.Time, error) {
			for n := 0; n < 15; {
				t = t.AddDate(0, 0, 1)
				if !holidays[t.Format(time.DateOnly)] {
					n++
				}
			}
			return t.AddDate(0, 0, 1), nil
		}}},
	}
}

func BenchmarkPeriod(b *testing.B) {
	start := law.MustDate(2026, 3, 2).Start().Add(10 * time.Hour)
	all := ends()
	for _, period := range []string{"P3Y", "P15D", "P15WD"} {
		for _, w := range all[period] {
			b.Run("period="+period+"/by="+w.by, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if end, err := w.end(start); err != nil || !end.After(start) {
						b.Fatal("no end")
					}
				}
			})
		}
	}
}

// BenchmarkPlan plans a record with three floors and two ceilings, of which all have happened. By hand the same dates are counted with
// AddDate and compared, without versions, reasons or states.
func BenchmarkPlan(b *testing.B) {
	s, err := retention.NewSchedule(retention.Class{
		ID: "order",
		Floors: []retention.Bound{
			{Rule: "ecommerce_platform_transaction"},
			{Rule: "tax_books", Event: retention.TransactionCompleted},
			{Basis: retention.ByContract, Event: retention.ContractEnded, Period: law.Period{Months: 6}},
		},
		Ceilings: []retention.Bound{
			{Basis: retention.ByPolicy, Event: retention.AccountClosed, Limit: retention.Within, Period: law.Period{Days: 15}},
			{Basis: retention.ByPolicy, Event: retention.PurposeAchieved, Limit: retention.AtMost, Period: law.Period{Years: 1}},
		},
	})
	if err != nil {
		b.Fatal(err)
	}
	day := func(y int, m time.Month, d int) time.Time { return law.MustDate(y, m, d).Start() }
	events := map[retention.Event]time.Time{
		retention.TransactionCompleted: day(2021, 10, 25), retention.ContractEnded: day(2022, 1, 1),
		retention.AccountClosed: day(2022, 5, 1), retention.PurposeAchieved: day(2022, 1, 2),
	}
	now := day(2023, 1, 1)
	b.Run("by=privacykit", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			p, err := s.Plan(retention.Record{Class: "order", Events: events}, now)
			if err != nil || p.State != retention.Restricted {
				b.Fatal("not restricted")
			}
		}
	})
	b.Run("by=hand", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			earliest := later(events[retention.TransactionCompleted].AddDate(3, 0, 1), later(
				events[retention.TransactionCompleted].AddDate(10, 0, 1), events[retention.ContractEnded].AddDate(0, 6, 1)))
			required := events[retention.AccountClosed]
			if other := events[retention.PurposeAchieved].AddDate(1, 0, 1); other.Before(required) {
				required = other
			}
			if now.Before(required) || !now.Before(earliest) {
				b.Fatal("not restricted")
			}
		}
	})
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
