package desensitize

import (
	"time"

	"github.com/khtong/privacykit/identifiers"
)

const (
	dateLen = len("2006-01-02")

	// Between these years, dates in this form are judged here, without allocating.
	firstPlainYear = 1900
	lastPlainYear  = 2099
)

// appendDate appends what a rule for dates shows of b.
func (r *rule) appendDate(dst []byte, k identifiers.Kind, b []byte, v *view) []byte {
	var buf [dateLen]byte
	date := b
	if k != identifiers.Birthday { // whose normal form is a date
		date = parseDate(buf[:0], b)
	}
	if len(date) != dateLen {
		return append(dst, Hidden...)
	}
	switch r.op {
	case opYear:
		return append(dst, date[:4]...)
	case opMonth:
		return append(dst, date[:7]...)
	case opDecade:
		return append(append(dst, date[:3]...), "0s"...)
	case opQuarter:
		month := (date[5]-'0')*10 + date[6] - '0'
		return append(append(append(dst, date[:4]...), "-Q"...), '1'+(month-1)/3)
	case opShift:
		if v != nil && v.offset != nil {
			return appendShifted(dst, date, v.offset(r.first))
		}
	default:
	}
	return append(dst, Hidden...)
}

// parseDate appends the date that begins b as 2006-01-02, or nothing if b is not a date with or without a time.
func parseDate(dst, b []byte) []byte {
	if len(b) > dateLen && (b[dateLen] == 'T' || b[dateLen] == ' ') {
		layout := time.RFC3339Nano
		if b[dateLen] == ' ' {
			layout = time.DateTime
		}
		if _, err := time.Parse(layout, string(b)); err != nil {
			return nil
		}
		b = b[:dateLen]
	}
	if len(b) == dateLen {
		if t, err := time.Parse(time.DateOnly, string(b)); err == nil && firstPlainYear <= t.Year() && t.Year() <= lastPlainYear {
			return append(dst, b...)
		}
	}
	date, err := identifiers.AppendNormalize(dst, identifiers.Birthday, string(b))
	if err != nil {
		return nil
	}
	return date
}

// appendShifted appends the date that is some days later.
func appendShifted(dst, date []byte, days int) []byte {
	number := func(b []byte) int {
		n := 0
		for _, c := range b {
			n = n*10 + int(c-'0')
		}
		return n
	}
	t := time.Date(number(date[:4]), time.Month(number(date[5:7])), number(date[8:])+days, 0, 0, 0, 0, time.UTC)
	return t.AppendFormat(dst, time.DateOnly)
}

// offset turns a keyed pseudonym of a person into a number of days, 1 to most, back or forth.
func offset(pseudonym string, most int) int {
	const prime = 16777619
	hash := uint32(2166136261) // FNV-1a; what it spreads is random already
	for i := range len(pseudonym) {
		hash = (hash ^ uint32(pseudonym[i])) * prime
	}
	days := int(hash>>1)%(2*most) - most
	if days >= 0 {
		days++
	}
	return days
}
