package law

import (
	"cmp"
	"errors"
	"fmt"
	"time"
)

// ErrDate is matched by every error about a [Date]: text that is not a date, a day that the calendar does not have, a
// year outside 1–9999.
var ErrDate = errors.New("law: invalid date")

const (
	minYear = 1
	maxYear = 9999

	lastDay  = 3_652_059 // 9999-12-31
	unixDay  = 719_163   // 1970-01-01
	daySecs  = 24 * 60 * 60
	standard = 8 * 60 * 60 // offset of Asia/Shanghai outside its summers; always checked against the zone
)

// Date is a civil date (公历日) of the years 1–9999, without time of day or zone. It is comparable with == and usable
// as a map key. The zero Date is no date: it is before every date, marshals to the empty text and yields the zero Time.
type Date struct {
	n int // days from 0000-12-31, so that 0001-01-01 is 1
}

// NewDate returns the date of the given year (1–9999), month and day. Unlike [time.Date] it does not normalise:
// 30 February is an error that matches [ErrDate].
func NewDate(year int, month time.Month, day int) (Date, error) {
	switch {
	case year < minYear || year > maxYear:
		return Date{}, fmt.Errorf("%w: year outside 1-9999", ErrDate)
	case month < time.January || month > time.December:
		return Date{}, fmt.Errorf("%w: month outside 1-12", ErrDate)
	case day < 1 || day > daysIn(year, month):
		return Date{}, fmt.Errorf("%w: the month has no such day", ErrDate)
	}
	return civil(year, month, day), nil
}

// MustDate is [NewDate] for dates that stand in the source; it panics where NewDate returns an error.
func MustDate(year int, month time.Month, day int) Date {
	d, err := NewDate(year, month, day)
	if err != nil {
		panic(err)
	}
	return d
}

// DateOf returns the civil date on which the instant t falls in Asia/Shanghai: 2021-10-25T16:00Z is 26 October 2021.
// It returns the zero Date for the zero Time and for years outside 1–9999.
func DateOf(t time.Time) Date {
	if t.IsZero() {
		return Date{}
	}
	secs := t.Unix() + int64(shanghai().offset(t)) + unixDay*daySecs
	if secs < daySecs || secs >= (lastDay+1)*daySecs {
		return Date{}
	}
	return Date{int(secs / daySecs)}
}

// ParseDate parses the form 2021-10-25 and nothing else: four, two and two ASCII digits. The error matches [ErrDate]
// and does not repeat the input.
func ParseDate(s string) (Date, error) {
	if len(s) != len("2006-01-02") || s[4] != '-' || s[7] != '-' {
		return Date{}, fmt.Errorf("%w: want the form 2006-01-02", ErrDate)
	}
	number := func(s string) int {
		n := 0
		for i := range len(s) {
			if s[i] < '0' || s[i] > '9' {
				return -1
			}
			n = n*10 + int(s[i]-'0')
		}
		return n
	}
	return NewDate(number(s[:4]), time.Month(number(s[5:7])), number(s[8:]))
}

// IsZero reports whether d is the zero Date, which is no date.
func (d Date) IsZero() bool { return d.n == 0 }

// Year returns the year, 0 for the zero Date.
func (d Date) Year() int {
	year, _, _ := d.Date()
	return year
}

// Month returns the month, 0 for the zero Date.
func (d Date) Month() time.Month {
	_, month, _ := d.Date()
	return month
}

// Day returns the day of the month, 0 for the zero Date.
func (d Date) Day() int {
	_, _, day := d.Date()
	return day
}

// Date returns year, month and day at once; all are 0 for the zero Date.
func (d Date) Date() (year int, month time.Month, day int) {
	if d.IsZero() {
		return 0, 0, 0
	}
	return time.Unix((int64(d.n)-unixDay)*daySecs, 0).UTC().Date()
}

// Weekday returns the day of the week. It has no meaning for the zero Date.
func (d Date) Weekday() time.Weekday { return time.Weekday(d.n % 7) } // 0001-01-01 was a Monday

// AddDays returns the date n days after d, before it where n is negative. The result is the zero Date where it would
// leave the years 1–9999, and where d is zero.
func (d Date) AddDays(n int) Date {
	if d.IsZero() || n < -lastDay || n > lastDay {
		return Date{}
	}
	sum := d.n + n
	if sum < 1 || sum > lastDay {
		return Date{}
	}
	return Date{sum}
}

// Compare returns -1, 0 or +1 as d is before, equal to or after e. The zero Date is before all others.
func (d Date) Compare(e Date) int { return cmp.Compare(d.n, e.n) }

// Before reports whether d is before e.
func (d Date) Before(e Date) bool { return d.n < e.n }

// After reports whether d is after e.
func (d Date) After(e Date) bool { return d.n > e.n }

// Start returns the first instant of the day in Asia/Shanghai, in the location [Shanghai]. That is 00:00, except on the
// few days of the 1940s that began with the step to summer time: they have no midnight and start at 01:00.
// The zero Date gives the zero Time.
func (d Date) Start() time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	local := (int64(d.n) - unixDay) * daySecs // 00:00 as the clock on the wall shows it
	z := shanghai()
	t := time.Unix(local-standard, 0).In(z.Location)
	offset := z.offset(t)
	if offset == standard {
		return t
	}
	// Summer time, or local mean time: midnight was earlier, if there was one.
	midnight := time.Unix(local-int64(offset), 0).In(z.Location)
	if _, o := midnight.Zone(); o == offset {
		return midnight
	}
	// There was none: the clock was put forward over it, and t is the instant of that step or shortly after it.
	step, _ := t.ZoneBounds()
	return step
}

// String returns the form 2021-10-25, and "0000-00-00" for the zero Date.
func (d Date) String() string { return string(d.append(nil)) }

// MarshalText returns the form 2021-10-25, and the empty text for the zero Date.
func (d Date) MarshalText() ([]byte, error) {
	if d.IsZero() {
		return []byte{}, nil
	}
	return d.append(nil), nil
}

// UnmarshalText is the inverse of MarshalText: it accepts what [ParseDate] accepts, and the empty text as the zero Date.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	parsed, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

func (d Date) append(b []byte) []byte {
	year, month, day := d.Date()
	const digits = "0123456789"
	b = append(b, digits[year/1000], digits[year/100%10], digits[year/10%10], digits[year%10])
	for _, v := range [...]int{int(month), day} {
		b = append(b, '-', digits[v/10], digits[v%10])
	}
	return b
}

// civil is the date of a year of 1–9999, a month of 1–12 and a day of that month.
func civil(year int, month time.Month, day int) Date {
	y := year - 1
	n := 365*y + y/4 - y/100 + y/400 + (367*int(month)-362)/12 + day // as if February had 30 days
	if month > time.February {
		n -= 2
		if isLeap(year) {
			n++
		}
	}
	return Date{n}
}

func isLeap(year int) bool { return year%4 == 0 && (year%100 != 0 || year%400 == 0) }

func daysIn(year int, month time.Month) int {
	switch month {
	case time.February:
		if isLeap(year) {
			return 29
		}
		return 28
	case time.April, time.June, time.September, time.November:
		return 30
	default:
		return 31
	}
}
