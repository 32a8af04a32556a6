package identifiers

import "strings"

// The years of birth that are accepted. Whoever holds a number with a date of birth in it got it after 1984, when the
// first resident ID cards were issued.
const (
	firstYear = 1880
	lastYear  = 2099
)

// validDate reports whether the day exists in the calendar and its year is a possible year of birth.
func validDate(year, month, day int) bool {
	return firstYear <= year && year <= lastYear && validDay(year, month, day)
}

func validDay(year, month, day int) bool {
	if month < 1 || month > 12 || day < 1 {
		return false
	}
	last := int("\x1f\x1c\x1f\x1e\x1f\x1e\x1f\x1f\x1e\x1f\x1e\x1f"[month-1])
	if month == 2 && year%4 == 0 && (year%100 != 0 || year%400 == 0) {
		last++
	}
	return day <= last
}

// appendBirthday appends a date of birth: 1990-03-07, 1990/3/7, 1990.3.7, 19900307 or 1990年3月7日 (号).
func appendBirthday(dst []byte, s string) ([]byte, string) {
	s, broken := narrow(s, 64)
	if broken != "" {
		return dst, broken
	}
	year, month, day, ok := splitDate(s)
	if !ok {
		return dst, ruleShape
	}
	if !validDate(number(year), number(month), number(day)) {
		return dst, ruleDate
	}
	dst = append(dst, year...)
	for _, part := range []string{month, day} {
		if dst = append(dst, '-'); len(part) == 1 {
			dst = append(dst, '0')
		}
		dst = append(dst, part...)
	}
	return dst, ""
}

// splitDate cuts a date into four digits of the year and one or two each of month and day.
func splitDate(s string) (year, month, day string, ok bool) {
	if len(s) == 8 && allDigits(s) {
		return s[:4], s[4:6], s[6:], true
	}
	if y, rest, found := strings.Cut(s, "年"); found {
		m, rest, found := strings.Cut(rest, "月")
		d, okDay := strings.CutSuffix(rest, "日")
		if !okDay {
			d, okDay = strings.CutSuffix(rest, "号")
		}
		year, month, day = strings.TrimSpace(y), strings.TrimSpace(m), strings.TrimSpace(d)
		ok = found && okDay
	} else if len(s) > 4 && has("-/.", s[4]) {
		var found bool
		year = s[:4]
		month, day, found = strings.Cut(s[5:], s[4:5])
		ok = found
	}
	ok = ok && len(year) == 4 && allDigits(year) && shortNumber(month) && shortNumber(day)
	return year, month, day, ok
}

func shortNumber(s string) bool { return (len(s) == 1 || len(s) == 2) && allDigits(s) }

// appendAge appends an age in years, 0 to 150, with or without 岁.
func appendAge(dst []byte, s string) ([]byte, string) {
	s, broken := narrow(s, 32)
	if broken != "" {
		return dst, broken
	}
	s = strings.TrimSpace(strings.TrimSuffix(strings.TrimSuffix(s, "岁"), "周"))
	if s == "" || len(s) > 3 || !allDigits(s) {
		return dst, ruleShape
	}
	if number(s) > 150 {
		return dst, ruleRange
	}
	for len(s) > 1 && s[0] == '0' {
		s = s[1:]
	}
	return append(dst, s...), ""
}
