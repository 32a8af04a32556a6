package law_test

import (
	"errors"
	"fmt"
	"time"

	"golang.org/x/text/language"

	"github.com/khtong/privacykit/law"
)

// Three years from the completion of a transaction: E-commerce Law, Art. 31.
func ExamplePeriod_End() {
	completed := time.Date(2021, 10, 25, 23, 59, 59, 0, law.Shanghai())
	end, err := law.Period{Years: 3}.End(completed, nil)
	fmt.Println(end.Format(time.RFC3339), err)
	// Output: 2024-10-26T00:00:00+08:00 <nil>
}

// An answer within 15 working days, through a holiday with make-up working days.
func ExamplePeriod_End_workingDays() {
	asked := law.MustDate(2026, 9, 24).Start()
	end, err := law.Period{WorkingDays: 15}.End(asked, law.Holidays())
	fmt.Println("answer before", end.Format("2006-01-02 15:04"), err)

	_, err = law.Period{WorkingDays: 15}.End(asked.AddDate(50, 0, 0), law.Holidays())
	fmt.Println(errors.Is(err, law.ErrCalendar), err)
	// Output:
	// answer before 2026-10-23 00:00 <nil>
	// true law: working-day calendar: it has no data for the year 2076
}

// The last day is a Sunday: by Art. 203(1) of the Civil Code the period runs through Monday.
func ExamplePeriod_EndRolled() {
	event := law.MustDate(2023, 3, 15).Start()
	plain, _ := law.Period{Years: 3}.End(event, nil)
	rolled, _ := law.Period{Years: 3}.EndRolled(event, law.Holidays())
	fmt.Println(plain.Format(time.DateOnly), rolled.Format(time.DateOnly))
	// Output: 2026-03-16 2026-03-17
}

func ExampleCitation() {
	c := law.Citation{Statute: law.PIPL, Article: 13, Paragraph: 1, Item: 2}
	text, _ := c.MarshalText()
	fmt.Println(c)
	fmt.Println(c.In(language.English))
	fmt.Println(string(text))
	// Output:
	// 《个人信息保护法》第十三条第一款第（二）项
	// PIPL, Art. 13(1)(2)
	// pipl/13/1/2
}

func ExampleStatute_VersionAt() {
	v, ok := law.CybersecurityLaw.VersionAt(law.MustDate(2025, 12, 31))
	fmt.Println(v.ID, v.From, v.Until, ok)
	// Output: 2016 2017-06-01 2025-12-31 true
}

// A host loads a newer notice without waiting for a release of this package.
func ExampleNewCalendar() {
	cal, err := law.NewCalendar(law.Year{
		Year:     2026,
		Holidays: []law.Date{law.MustDate(2026, time.January, 1), law.MustDate(2026, time.January, 2)},
		Workdays: []law.Date{law.MustDate(2026, time.January, 4)},
		Source:   "State Council notice for 2026",
	})
	if err != nil {
		panic(err)
	}
	sunday, err := cal.IsWorkingDay(law.MustDate(2026, time.January, 4))
	fmt.Println(sunday, err)
	// Output: true <nil>
}
