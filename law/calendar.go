package law

import (
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"time"

	"github.com/khtong/privacykit/internal/strictjson"
)

// ErrCalendar is matched by every error about a [Calendar]: bad data, a nil calendar, a year that it does not have. The
// last of them names the year.
var ErrCalendar = errors.New("law: working-day calendar")

// Year is one year of a working-day calendar, as the State Council's notice on the arrangement of holidays for that
// year gives it (国务院办公厅关于部分节假日安排的通知). Ordinary Saturdays and Sundays are not listed.
type Year struct {
	Year     int    `json:"year"`
	Holidays []Date `json:"holidays,omitempty"` // days off that are arranged for this notice (放假、调休)
	Workdays []Date `json:"workdays,omitempty"` // Saturdays and Sundays that are worked in exchange (调休上班)
	Source   string `json:"source,omitempty"`   // where the data come from, for people
}

const maxYearsJSON = 1 << 20

// ParseYears reads years of a working-day calendar from strict JSON, so that a host can put the notice of the next year into a
// file on the day it appears:
//
//	{"years": [{
//	  "year": 2027, "source": "国办发明电〔2026〕…号",
//	  "holidays": ["2027-01-01", "2027-01-02", "2027-01-03"], "workdays": []
//	}]}
//
// Unknown and duplicate keys, other forms of a date and more than 1 MiB are errors, which match [ErrCalendar] and name the
// place. What the years say is checked by [NewCalendar] and [Calendar.With].
func ParseYears(data []byte) ([]Year, error) {
	var file struct {
		Years []Year `json:"years"`
	}
	if err := strictjson.Decode(data, maxYearsJSON, &file); err != nil {
		return nil, fmt.Errorf("%w: %s", ErrCalendar, err.Error())
	}
	return file.Years, nil
}

// Calendar knows which days are working days. It is immutable and safe for concurrent use. A nil *Calendar has no years:
// its methods return errors that match [ErrCalendar].
type Calendar struct {
	days    map[Date]bool  // the listed days: true is worked
	sources map[int]string // by year; the years that are complete
	runs    []run          // of days that are known
	years   []Year         // as they were given
}

// run is a sequence of days of which each is known. To count working days is then to look one up.
type run struct {
	first, last int     // as in Date
	before      []int32 // for each day, how many working days of the run come before it
	working     []int32 // the working days
}

// index makes the runs.
func (c *Calendar) index() {
	for _, year := range slices.Sorted(maps.Keys(c.sources)) {
		for d := civil(year, time.January, 1); d.Year() == year; d = d.AddDays(1) {
			worked, err := c.IsWorkingDay(d)
			if err != nil {
				break // the last days of December without the next year
			}
			n := len(c.runs)
			if n == 0 || c.runs[n-1].last != d.n-1 {
				c.runs = append(c.runs, run{first: d.n})
				n++
			}
			r := &c.runs[n-1]
			r.last = d.n
			r.before = append(r.before, int32(len(r.working))) // #nosec G115 -- there are fewer than 2^31 days
			if worked {
				r.working = append(r.working, int32(d.n)) // #nosec G115 -- as above
			}
		}
	}
}

// NewCalendar makes a calendar of the given years. A notice may name days of the year before and after its own; such a
// day counts, but only a year that is itself given is complete, and only its days can be asked for.
//
// The error, which matches [ErrCalendar], names the year that is listed twice, is outside 1–9999, lists a day twice or
// as both kinds, a day of another year than its neighbours, or contradicts another year.
func NewCalendar(years ...Year) (*Calendar, error) {
	c := &Calendar{days: make(map[Date]bool), sources: make(map[int]string)}
	for _, y := range years {
		if y.Year < minYear || y.Year > maxYear {
			return nil, fmt.Errorf("%w: year outside 1-9999", ErrCalendar)
		}
		if _, dup := c.sources[y.Year]; dup {
			return nil, fmt.Errorf("%w: %d is given twice", ErrCalendar, y.Year)
		}
		c.sources[y.Year] = y.Source
		own := make(map[Date]bool)
		for _, list := range [...]struct {
			days   []Date
			worked bool
		}{{y.Holidays, false}, {y.Workdays, true}} {
			for _, d := range list.days {
				if d.IsZero() || d.Year() < y.Year-1 || d.Year() > y.Year+1 {
					return nil, fmt.Errorf("%w: %d lists a day of another year", ErrCalendar, y.Year)
				}
				if own[d] {
					return nil, fmt.Errorf("%w: %d lists a day twice", ErrCalendar, y.Year)
				}
				if worked, known := c.days[d]; known && worked != list.worked {
					return nil, fmt.Errorf("%w: %d contradicts another year", ErrCalendar, y.Year)
				}
				own[d] = true
				c.days[d] = list.worked
			}
		}
	}
	c.index()
	for _, y := range years {
		y.Holidays, y.Workdays = slices.Clone(y.Holidays), slices.Clone(y.Workdays)
		c.years = append(c.years, y)
	}
	return c, nil
}

// With returns a calendar that has the years of c and those given, which take the place of years of c of the same number: the next
// year's notice, or one that was changed. The errors are those of [NewCalendar]. A nil c has no years.
//
//	years, err := law.ParseYears(data)
//	…
//	cal, err := law.Holidays().With(years...)
func (c *Calendar) With(years ...Year) (*Calendar, error) {
	var all []Year
	if c != nil {
		all = slices.DeleteFunc(slices.Clone(c.years), func(old Year) bool {
			return slices.ContainsFunc(years, func(y Year) bool { return y.Year == old.Year })
		})
	}
	return NewCalendar(append(all, years...)...)
}

// Years yields the years that the calendar has, with the source of each, in ascending order.
func (c *Calendar) Years() iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		if c == nil {
			return
		}
		for _, y := range slices.Sorted(maps.Keys(c.sources)) {
			if !yield(y, c.sources[y]) {
				return
			}
		}
	}
}

// IsWorkingDay reports whether d is worked: Monday to Friday but not a holiday, or a weekend day worked in exchange.
//
// A day that the calendar cannot know is an error that matches [ErrCalendar] and names the year whose notice is missing;
// it is never guessed from the week. That is a day in a year that was not given, and a day from 29 December on if the
// following year was not given: the New Year holiday of a notice may begin there.
func (c *Calendar) IsWorkingDay(d Date) (bool, error) {
	switch {
	case c == nil:
		return false, fmt.Errorf("%w: none given", ErrCalendar)
	case d.IsZero():
		return false, fmt.Errorf("%w: asked for no date", ErrCalendar)
	}
	year, month, day := d.Date()
	_, complete := c.sources[year]
	if complete && month == time.December && day >= 29 {
		year++
		_, complete = c.sources[year]
	}
	if !complete {
		return false, fmt.Errorf("%w: it has no data for the year %d", ErrCalendar, year)
	}
	if worked, listed := c.days[d]; listed {
		return worked, nil
	}
	w := d.Weekday()
	return w != time.Saturday && w != time.Sunday, nil
}

// RollOver returns d if it is a working day and the first working day after it if not: Civil Code, Art. 203(1).
func (c *Calendar) RollOver(d Date) (Date, error) {
	for {
		worked, err := c.IsWorkingDay(d)
		if err != nil {
			return Date{}, err
		}
		if worked {
			return d, nil
		}
		d = d.AddDays(1)
	}
}

// addWorkingDays returns the n-th working day after d. The day d itself need not be in the calendar.
func (c *Calendar) addWorkingDays(d Date, n int) (Date, error) {
	if c != nil {
		for i := range c.runs {
			r := &c.runs[i]
			if d.n < r.first-1 || d.n >= r.last {
				continue
			}
			at := int(r.before[d.n+1-r.first]) + n - 1 // in the order of the working days
			if at < len(r.working) {
				return Date{int(r.working[at])}, nil
			}
			d = Date{r.last} // the next day is not known
			break
		}
	}
	// There is no n-th: the error names the year.
	_, err := c.IsWorkingDay(d.AddDays(1))
	return Date{}, err
}
