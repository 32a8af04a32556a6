package identifiers

import "strings"

// appendPostalCode appends a postal code of six digits.
func appendPostalCode(dst []byte, s string) ([]byte, string) { return appendNonZero(dst, s, 6) }

// appendLatLong appends coordinates in decimal degrees, latitude first, parted by a comma, semicolon or space, in brackets
// or not: at most 15 digits behind the point.
func appendLatLong(dst []byte, s string) ([]byte, string) {
	s, broken := narrow(s, 128)
	if broken != "" {
		return dst, broken
	}
	if inner, found := strings.CutPrefix(s, "("); found {
		if s, found = strings.CutSuffix(inner, ")"); !found {
			return dst, ruleShape
		}
		s = strings.TrimSpace(s)
	}
	i := strings.IndexAny(s, ",、; ")
	if i < 0 {
		return dst, ruleShape
	}
	latitude, longitude := strings.TrimSpace(s[:i]), strings.TrimLeft(s[i:], ",、; ")
	if dst, broken = appendDegrees(dst, latitude, 90); broken != "" {
		return dst, broken
	}
	return appendDegrees(append(dst, ','), longitude, 180)
}

// appendDegrees appends a decimal number between -most and most.
func appendDegrees(dst []byte, s string, most int) ([]byte, string) {
	sign := ""
	switch {
	case strings.HasPrefix(s, "-"):
		s, sign = s[1:], "-"
	case strings.HasPrefix(s, "+"):
		s = s[1:]
	}
	whole, fraction, point := strings.Cut(s, ".")
	if point && fraction == "" {
		return dst, ruleShape
	}
	start := len(dst)
	dst, broken := appendDecimal(dst, sign, whole, fraction, 3, 15)
	if broken != "" {
		return dst, broken
	}
	whole, fraction, _ = strings.Cut(strings.TrimPrefix(string(dst[start:]), "-"), ".")
	if n := number(whole); n > most || n == most && fraction != "" {
		return dst, ruleRange
	}
	return dst, ""
}
