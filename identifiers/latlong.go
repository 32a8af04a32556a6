package identifiers

import (
	"strconv"
	"strings"
)

// appendLatLong appends coordinates as latitude and longitude in decimal degrees. They are written as two numbers with a
// comma, semicolon or space between them, in brackets or not, latitude first; if the first is beyond 90 and the second is
// not, the first is the longitude, as map services in China write it. (Below 90, in the far west, that cannot be told.)
// Where N, S, E, W, 北纬, 南纬, 东经 or 西经 stand before or behind both numbers, or 纬度 and 经度 before them, they tell which is
// which in any order. A number has at most 15 digits behind the point, or minutes and seconds (22°32′24″, 22度32分24秒),
// which are rounded to seven digits: a centimetre.
func appendLatLong(dst []byte, s string) ([]byte, string) {
	s, broken := narrow(s, 128)
	if broken != "" {
		return dst, broken
	}
	if inner, found := strings.CutPrefix(s, "("); found {
		if s, found = strings.CutSuffix(inner, ")"); !found {
			return dst, ruleShape
		}
	}
	first, rest, ok := cutCoordinate(strings.ToUpper(s))
	next := strings.TrimLeft(rest, ",、; ")
	if !ok || next == rest && first.axis == axisUnknown {
		return dst, ruleShape
	}
	second, rest, ok := cutCoordinate(next)
	if !ok || strings.TrimLeft(rest, " ") != "" {
		return dst, ruleShape
	}
	switch {
	case first.axis == axisUnknown && second.axis == axisUnknown:
		if first.beyond(90) && !second.beyond(90) {
			first, second = second, first
		}
	case first.axis == latitude && second.axis == longitude:
	case first.axis == longitude && second.axis == latitude:
		first, second = second, first
	default:
		return dst, ruleShape
	}
	if first.beyond(90) || second.beyond(180) {
		return dst, ruleRange
	}
	if dst, broken = appendDecimal(dst, first.sign, first.whole, first.fraction, 3, 15); broken != "" {
		return dst, broken
	}
	return appendDecimal(append(dst, ','), second.sign, second.whole, second.fraction, 3, 15)
}

// A coordinate is a number of degrees, whose digits stay as they were written.
type coordinate struct {
	axis            axis
	sign            string // "-" or nothing
	whole, fraction string // digits
}

type axis uint8

const (
	axisUnknown axis = iota
	latitude
	longitude
)

// beyond reports whether the coordinate is further from zero than most degrees.
func (c coordinate) beyond(most int) bool {
	whole := strings.TrimLeft(c.whole, "0")
	if len(whole) > 3 {
		return true
	}
	n := number(whole)
	return n > most || n == most && !allZeros(c.fraction)
}

// cutCoordinate cuts a coordinate from the start of s: a mark or a sign, a number, and a mark if none came before.
func cutCoordinate(s string) (c coordinate, rest string, ok bool) {
	before, s := cutMark(strings.TrimLeft(s, " "))
	if before.axis != axisUnknown {
		s = strings.TrimLeft(s, ": ")
	}
	switch {
	case before.half: // tells the sign
	case strings.HasPrefix(s, "-"):
		c.sign, s = "-", s[1:]
	case strings.HasPrefix(s, "+"):
		s = s[1:]
	}
	c.whole, c.fraction, s, ok = cutNumber(s)
	if after, found := cutUnit(s, "°", "度"); ok && found {
		s = after
		if c.fraction == "" {
			c.whole, c.fraction, s, ok = cutMinutes(c.whole, s)
		}
	}
	mark := before
	if before.axis == axisUnknown {
		if mark, rest = cutMark(strings.TrimLeft(s, " ")); mark.half && c.sign == "" {
			s = rest
		} else {
			mark = axisMark{}
		}
	}
	if c.axis = mark.axis; mark.half {
		c.sign = mark.sign
	}
	return c, s, ok
}

// An axisMark is a word or a letter that names the axis of a coordinate, and the half of it or not.
type axisMark struct {
	text string
	axis axis
	half bool
	sign string
}

// cutMark cuts a mark from the start of s, if there is one.
func cutMark(s string) (axisMark, string) {
	for _, m := range [...]axisMark{
		{"N", latitude, true, ""},
		{"S", latitude, true, "-"},
		{"E", longitude, true, ""},
		{"W", longitude, true, "-"},
		{"北纬", latitude, true, ""},
		{"南纬", latitude, true, "-"},
		{"东经", longitude, true, ""},
		{"西经", longitude, true, "-"},
		{"纬度", latitude, false, ""},
		{"经度", longitude, false, ""},
	} {
		if rest, found := strings.CutPrefix(s, m.text); found {
			return m, rest
		}
	}
	return axisMark{}, s
}

// cutNumber cuts digits, and a point and digits, from the start of s.
func cutNumber(s string) (whole, fraction, rest string, ok bool) {
	whole, rest = cutDigits(s)
	if point, found := strings.CutPrefix(rest, "."); found {
		fraction, rest = cutDigits(point)
		return whole, fraction, rest, whole != "" && fraction != ""
	}
	return whole, "", rest, whole != ""
}

func cutDigits(s string) (digits, rest string) {
	n := 0
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	return s[:n], s[n:]
}

func cutUnit(s string, units ...string) (string, bool) {
	for _, u := range units {
		if rest, found := strings.CutPrefix(s, u); found {
			return rest, true
		}
	}
	return s, false
}

// cutMinutes cuts minutes, and seconds behind whole minutes, from the start of s, if there are any, and adds them to the
// whole degrees.
func cutMinutes(degrees, s string) (whole, fraction, rest string, ok bool) {
	start := strings.TrimLeft(s, " ")
	minutes, part, after, found := cutNumber(start)
	if !found {
		return degrees, "", s, true
	}
	after, found = cutUnit(after, "\u2032", "'", "\u2019", "分")
	if !found { // the number is the next coordinate
		return degrees, "", s, true
	}
	rest = after
	perDegree, seconds := int64(60), ""
	if part == "" {
		n, nPart, afterSeconds, found := cutNumber(strings.TrimLeft(after, " "))
		if end, closed := cutUnit(afterSeconds, "\u2032\u2032", "''", "\"", "\u201d", "秒"); found && closed {
			perDegree, seconds, part, rest = 60*60, n, nPart, end
		}
	}
	if len(degrees) > 3 || len(minutes) > 2 || number(minutes) > 59 || len(seconds) > 2 || number(seconds) > 59 {
		return degrees, "", s, false
	}
	// Minutes or seconds in units of the eighth digit behind their point, then degrees in units of the seventh.
	n := int64(number(minutes))
	if seconds != "" {
		n = n*60 + int64(number(seconds))
	}
	for i := range 8 {
		n *= 10
		if i < len(part) {
			n += int64(part[i] - '0')
		}
	}
	const unit = 10_000_000
	n = (n + 5*perDegree) / (10 * perDegree)
	d := int64(number(degrees)) + n/unit
	return strconv.FormatInt(d, 10), strconv.FormatInt(unit+n%unit, 10)[1:], rest, true
}
