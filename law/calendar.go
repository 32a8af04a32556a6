package law

import (
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"time"
)

// ErrCalendar is matched by every error about a [Calendar]: bad data, a nil calendar, a year that it does not have. The
// last of them names the year.
var ErrCalendar = errors.New("law: working-day calendar")

// Year is one year of a working-day calendar, as the State Council's notice on the arrangement of holidays for that
// year gives it (国务院办公厅关于部分节假日安排的通知). Ordinary Saturdays and Sundays are not listed.
type Year struct {
	Year     int
	Holidays []Date // days off that are arranged for this notice (放假、调休)
	Workdays []Date // Saturdays and Sundays that are worked in exchange (调休上班)
	Source   string // where the data come from, for people
}

// Calendar knows which days are working days. It is immutable and safe for concurrent use. A nil *Calendar has no years:
// its methods return errors that match [ErrCalendar].
type Calendar struct {
	days    map[Date]bool  // the listed days: true is worked
	sources map[int]string // by year; the years that are complete
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
	return c, nil
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
	for n > 0 {
		d = d.AddDays(1)
		worked, err := c.IsWorkingDay(d)
		if err != nil {
			return Date{}, err
		}
		if worked {
			n--
		}
	}
	return d, nil
}
