package law

import (
	"strconv"
	"strings"
	"sync"
)

//go:generate go run ./internal/genholidays -from $CHINESE_DAYS/dist/years -version 1.5.7 -o holidaydata.go

// Holidays returns the working-day calendar that comes with the package: the arranged holidays and make-up working days
// of the State Council's notices from 2004 on, up to the last year that was published when this version was made (see
// [Calendar.Years]). They come from a public collection, not from the notices themselves.
//
// The result is shared and immutable. Safe for concurrent use.
func Holidays() *Calendar { return holidays() }

var holidays = sync.OnceValue(func() *Calendar {
	years := make([]Year, 0, len(holidayTable))
	for _, row := range holidayTable {
		years = append(years, Year{
			Year:     row.year,
			Holidays: expand(row.year, row.holidays),
			Workdays: expand(row.year, row.workdays),
			Source:   holidaySource,
		})
	}
	c, err := NewCalendar(years...)
	if err != nil {
		panic("law: the generated holiday table is broken")
	}
	return c
})

// expand reads "01-01/01-03 04-04".
func expand(year int, ranges string) []Date {
	var days []Date
	for part := range strings.FieldsSeq(ranges) {
		first, last, isRange := strings.Cut(part, "/")
		if !isRange {
			last = first
		}
		from, err1 := ParseDate(strconv.Itoa(year) + "-" + first)
		to, err2 := ParseDate(strconv.Itoa(year) + "-" + last)
		if err1 != nil || err2 != nil {
			panic("law: the generated holiday table is broken")
		}
		for d := from; !d.After(to); d = d.AddDays(1) {
			days = append(days, d)
		}
	}
	return days
}
