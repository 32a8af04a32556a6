package law

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"
)

// ErrPeriod is matched by every error about a [Period]: text that is no period, an empty, negative or mixed period, a
// zero start, a result after the year 9999. A calendar that is missing or too short is [ErrCalendar] instead.
var ErrPeriod = errors.New("law: invalid period")

// maxCount bounds each number of a Period.
const maxCount = 999_999

// Period is a length of time (期间) as a statute states it, in one unit: years and months (which may be combined), days,
// working days, or hours. The zero Period, a negative number and every other mixture are invalid: no method computes
// with them. The numbers are at most 999,999. Periods are comparable with ==, but 12 months are not equal to 1 year.
type Period struct {
	Years, Months, Days, WorkingDays, Hours int
}

// ParsePeriod parses the forms of ISO 8601 that have one unit, and P15WD for working days, which that standard lacks:
//
//	P3Y  P6M  P1Y6M  P30D  P2W (14 days)  P15WD  PT4H
//
// Letters are upper case; numbers are 1–999999 in ASCII digits without sign, fraction or leading zero. The error
// matches [ErrPeriod] and does not repeat the input.
func ParsePeriod(s string) (Period, error) {
	var p Period
	ok := false
	if rest, isTime := strings.CutPrefix(s, "PT"); isTime {
		p.Hours, rest, ok = component(rest, "H")
		ok = ok && rest == ""
	} else if rest, isDate := strings.CutPrefix(s, "P"); isDate {
		p, ok = parseDatePeriod(rest)
	}
	if !ok {
		return Period{}, fmt.Errorf("%w: want a form like P3Y, P6M, P30D, P15WD or PT4H", ErrPeriod)
	}
	if err := p.check(); err != nil {
		return Period{}, err
	}
	return p, nil
}

// parseDatePeriod parses what follows the P where no T does.
func parseDatePeriod(s string) (p Period, ok bool) {
	if n, rest, ok := component(s, "Y"); ok {
		p.Years = n
		if rest == "" {
			return p, true
		}
		p.Months, rest, ok = component(rest, "M")
		return p, ok && rest == ""
	}
	for _, unit := range [...]string{"M", "D", "WD", "W"} {
		n, rest, ok := component(s, unit)
		if !ok || rest != "" {
			continue
		}
		switch unit {
		case "M":
			p.Months = n
		case "D":
			p.Days = n
		case "WD":
			p.WorkingDays = n
		case "W":
			p.Days = 7 * n
		}
		return p, true
	}
	return Period{}, false
}

// component parses a number followed by the unit, and returns what is left.
func component(s, unit string) (n int, rest string, ok bool) {
	i := 0
	for i < len(s) && i < 6 && '0' <= s[i] && s[i] <= '9' {
		n = n*10 + int(s[i]-'0')
		i++
	}
	if i == 0 || s[0] == '0' {
		return 0, s, false
	}
	rest, ok = strings.CutPrefix(s[i:], unit)
	return n, rest, ok
}

// IsValid reports whether p is a period that can be counted.
func (p Period) IsValid() bool { return p.check() == nil }

func (p Period) check() error {
	units := 0
	if p.Years|p.Months != 0 {
		units++
	}
	if p.Days != 0 {
		units++
	}
	if p.WorkingDays != 0 {
		units++
	}
	if p.Hours != 0 {
		units++
	}
	// A set sign bit of any number survives the or of all.
	if p.Years|p.Months|p.Days|p.WorkingDays|p.Hours < 0 {
		return fmt.Errorf("%w: negative", ErrPeriod)
	}
	switch {
	case units == 0:
		return fmt.Errorf("%w: empty", ErrPeriod)
	case units > 1:
		return fmt.Errorf("%w: more than one unit", ErrPeriod)
	case max(p.Years, p.Months, p.Days, p.WorkingDays, p.Hours) > maxCount:
		return fmt.Errorf("%w: number above 999999", ErrPeriod)
	}
	return nil
}

// String returns the form that [ParsePeriod] reads, "P1Y6M", and "invalid Period" for one that is not valid.
func (p Period) String() string {
	b, err := p.MarshalText()
	if err != nil {
		return "invalid Period"
	}
	return string(b)
}

// In returns the period for people: 三年, 一年六个月, 十五个工作日 for Chinese tags, "3 years", "1 year and 6 months",
// "15 working days" for all others. A period that is not valid gives "invalid Period".
func (p Period) In(tag language.Tag) string {
	if !p.IsValid() {
		return "invalid Period"
	}
	var parts []string
	for _, c := range [...]struct {
		n      int
		zh, en string
	}{
		{p.Years, "年", "year"},
		{p.Months, "个月", "month"},
		{p.Days, "日", "day"},
		{p.WorkingDays, "个工作日", "working day"},
		{p.Hours, "小时", "hour"},
	} {
		switch {
		case c.n == 0:
		case isChinese(tag):
			parts = append(parts, chineseNumber(c.n)+c.zh)
		case c.n == 1:
			parts = append(parts, "1 "+c.en)
		default:
			parts = append(parts, strconv.Itoa(c.n)+" "+c.en+"s")
		}
	}
	if isChinese(tag) {
		return strings.Join(parts, "")
	}
	return strings.Join(parts, " and ")
}

// MarshalText returns the form that [ParsePeriod] reads. The zero Period gives the empty text; any other that is not
// valid is an error that matches [ErrPeriod].
func (p Period) MarshalText() ([]byte, error) {
	if p == (Period{}) {
		return []byte{}, nil
	}
	if err := p.check(); err != nil {
		return nil, err
	}
	b := []byte{'P'}
	part := func(n int, unit string) {
		if n != 0 {
			b = append(strconv.AppendInt(b, int64(n), 10), unit...)
		}
	}
	part(p.Years, "Y")
	part(p.Months, "M")
	part(p.Days, "D")
	part(p.WorkingDays, "WD")
	if p.Hours != 0 {
		b = append(b, 'T')
		part(p.Hours, "H")
	}
	return b, nil
}

// UnmarshalText is the inverse of MarshalText: it accepts what [ParsePeriod] accepts, and the empty text as the zero
// Period.
func (p *Period) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*p = Period{}
		return nil
	}
	parsed, err := ParsePeriod(string(text))
	if err != nil {
		return err
	}
	*p = parsed
	return nil
}

// End returns the first instant after the period that the event at start begins, in the location [Shanghai], as the Civil
// Code counts (Art. 200–204):
//
//   - Years, months, days: the civil date of start in Asia/Shanghai is not counted (Art. 201(1)). The last day is the
//     corresponding day of the month in which the period ends, or the last day of that month if it has no such day
//     (Art. 202), or the n-th day. It runs to 24:00 (Art. 203(2)), so the result is 00:00 of the day after it. The time
//     of day of start has no influence.
//   - Working days: as days, but only working days of cal are counted.
//   - Hours: from the moment itself (Art. 201(2)).
//
// Two questions have this instant as their answer. Where something must be kept for not less than (不少于) the period,
// it may go at the instant or later, not before. Where something must be done within (以内) the period, it must be done
// strictly before the instant.
//
// A last day that is a day of rest is not moved here: see [Period.EndRolled].
//
// cal is needed for working days only and may be nil for all else. The error matches [ErrPeriod], or [ErrCalendar] if
// cal is nil where it is needed or lacks a year that it must count through.
func (p Period) End(start time.Time, cal *Calendar) (time.Time, error) {
	if p.Hours != 0 {
		return p.endOfHours(start)
	}
	d, err := p.LastDay(DateOf(start), cal)
	if err != nil {
		return time.Time{}, err
	}
	return dayAfter(d)
}

// EndRolled is End with Art. 203(1) of the Civil Code: a last day that is a day of rest (法定休假日) moves to the next
// working day of cal. It is never earlier than End.
//
// Use it for periods that give someone time to act, where the counterparty may rely on the code. It is not the default:
// a promise to the individual is better kept on the stated day, and a minimum time of keeping needs no more than its
// number. Hours are not moved. Beyond what End returns, a year that cal lacks is an error that matches [ErrCalendar].
func (p Period) EndRolled(start time.Time, cal *Calendar) (time.Time, error) {
	if p.Hours != 0 {
		return p.endOfHours(start)
	}
	d, err := p.LastDay(DateOf(start), cal)
	if err != nil {
		return time.Time{}, err
	}
	if d, err = cal.RollOver(d); err != nil {
		return time.Time{}, err
	}
	return dayAfter(d)
}

// LastDay returns the last day of the period that an event on day d begins, by the rules of [Period.End]. Hours have no
// last day: they are an error that matches [ErrPeriod], as is the zero Date.
func (p Period) LastDay(d Date, cal *Calendar) (Date, error) {
	if err := p.check(); err != nil {
		return Date{}, err
	}
	if d.IsZero() {
		return Date{}, fmt.Errorf("%w: it has no start", ErrPeriod)
	}
	switch {
	case p.Hours != 0:
		return Date{}, fmt.Errorf("%w: hours have no last day", ErrPeriod)
	case p.WorkingDays != 0:
		return cal.addWorkingDays(d, p.WorkingDays)
	case p.Days != 0:
		if d = d.AddDays(p.Days); d.IsZero() {
			return Date{}, errTooLate()
		}
		return d, nil
	}
	year, month, day := d.Date()
	months := int(month) - 1 + p.Months
	year += p.Years + months/12
	month = time.Month(months%12 + 1)
	if year > maxYear {
		return Date{}, errTooLate()
	}
	return civil(year, month, min(day, daysIn(year, month))), nil
}

func (p Period) endOfHours(start time.Time) (time.Time, error) {
	if err := p.check(); err != nil {
		return time.Time{}, err
	}
	if DateOf(start).IsZero() {
		return time.Time{}, fmt.Errorf("%w: it has no start", ErrPeriod)
	}
	end := start.Add(time.Duration(p.Hours) * time.Hour).Round(0).In(Shanghai())
	if DateOf(end).IsZero() {
		return time.Time{}, errTooLate()
	}
	return end, nil
}

func dayAfter(d Date) (time.Time, error) {
	next := d.AddDays(1)
	if next.IsZero() {
		return time.Time{}, errTooLate()
	}
	return next.Start(), nil
}

func errTooLate() error { return fmt.Errorf("%w: it ends after the year 9999", ErrPeriod) }
