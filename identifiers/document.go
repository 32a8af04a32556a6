package identifiers

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// appendHKID appends a Hong Kong identity card number: one or two letters, six digits, and a check digit or A in brackets,
// which may be missing in what people write. The weights 9 8 7 … 1 over all places, a missing first letter counting as
// 36, make a multiple of 11.
func appendHKID(dst []byte, s string) ([]byte, string) {
	var buf [32]byte
	id, broken := unbracket(buf[:0], s)
	if broken != "" {
		return dst, broken
	}
	letters := 0
	for letters < len(id) && isUpper(id[letters]) {
		letters++
	}
	if letters != 1 && letters != 2 || len(id) != letters+7 || !allDigits(id[letters:letters+6]) {
		return dst, ruleShape
	}
	check := id[len(id)-1]
	if !isDigit(check) && check != 'A' {
		return dst, ruleCharacters
	}
	sum, weight := 0, 9
	if letters == 1 {
		sum, weight = 36*9, 8
	}
	for _, c := range id {
		sum += weight * base36(c)
		weight--
	}
	if sum%11 != 0 {
		return dst, ruleCheck
	}
	dst = append(dst, id[:len(id)-1]...)
	return append(dst, '(', check, ')'), ""
}

// unbracket is squeeze for a short number whose last character may stand in brackets.
func unbracket(buf []byte, s string) ([]byte, string) {
	if len(s) > 64 {
		return buf, ruleLength
	}
	s = strings.TrimSpace(s)
	for _, pair := range []string{"()", "（）"} {
		opening, closing := pair[:len(pair)/2], pair[len(pair)/2:]
		head, found := strings.CutSuffix(s, closing)
		if !found {
			continue
		}
		head, last, found := strings.Cut(head, opening)
		if b, broken := squeeze(buf, last, noSeparators, 1); !found || broken != "" || len(b) != 1 {
			return buf, ruleShape
		}
		var joined [64]byte
		return squeeze(buf, string(append(append(joined[:0], head...), last...)), hyphens, 9)
	}
	return squeeze(buf, s, hyphens, 9)
}

func base36(c byte) int {
	if isDigit(c) {
		return int(c - '0')
	}
	return int(c-'A') + 10
}

// appendTaiwanID appends a Taiwan identity card number: a letter, 1 or 2, seven digits, and a check digit. The letter
// stands for a number of two digits; the weights 1 9 8 7 6 5 4 3 2 1 1 make a multiple of 10.
func appendTaiwanID(dst []byte, s string) ([]byte, string) {
	b, broken := squeeze(dst, s, hyphens, 10)
	if broken != "" {
		return b, broken
	}
	id := b[len(dst):]
	if len(id) != 10 {
		return b, ruleLength
	}
	if !isUpper(id[0]) || id[1] != '1' && id[1] != '2' || !allDigits(id[2:]) {
		return b, ruleShape
	}
	// The letters in the order of their numbers, which begin at 10.
	letter := strings.IndexByte("ABCDEFGHJKLMNPQRSTUVXYWZIO", id[0]) + 10
	sum := letter/10 + letter%10*9 + int(id[9]-'0')
	for i := 1; i < 9; i++ {
		sum += int(id[i]-'0') * (9 - i)
	}
	if sum%10 != 0 {
		return b, ruleCheck
	}
	return b, ""
}

// appendHKMacauPermit appends the number of a mainland travel permit for Hong Kong and Macao residents: H or M and eight
// digits, on older cards followed by two digits that count the renewals.
func appendHKMacauPermit(dst []byte, s string) ([]byte, string) {
	b, broken := squeeze(dst, s, hyphens, 11)
	if broken != "" {
		return b, broken
	}
	id := b[len(dst):]
	if len(id) != 9 && len(id) != 11 {
		return b, ruleLength
	}
	if id[0] != 'H' && id[0] != 'M' {
		return b, rulePrefix
	}
	if !allDigits(id[1:]) {
		return b, ruleShape
	}
	return b, ""
}

// appendTaiwanPermit appends the number of a mainland travel permit for Taiwan residents: eight digits, on older permits
// followed by two that count the renewals.
func appendTaiwanPermit(dst []byte, s string) ([]byte, string) {
	b, broken := appendDigits(dst, s, 8, 10)
	if broken != "" {
		return b, broken
	}
	if n := len(b) - len(dst); n == 9 {
		return b, ruleLength
	}
	if allZeros(b[len(dst):]) {
		return b, ruleZeros
	}
	return b, ""
}

// appendPassport appends a passport number of mainland China, Hong Kong or Macao: E and eight digits, or E, a letter other
// than I and O, and seven digits; G and eight; 14 or 15 and seven; D, P or S and seven or eight; DE, PE or SE and seven;
// K or H and eight (Hong Kong); MA and seven (Macao).
func appendPassport(dst []byte, s string) ([]byte, string) {
	b, broken := squeeze(dst, s, hyphens, 9)
	if broken != "" {
		return b, broken
	}
	p := b[len(dst):]
	if len(p) < 8 {
		return b, ruleLength
	}
	digits := 0
	for digits < len(p) && isDigit(p[len(p)-1-digits]) {
		digits++
	}
	var ok bool
	switch prefix := p[:len(p)-digits]; string(prefix) {
	case "":
		ok = digits == 9 && p[0] == '1' && (p[1] == '4' || p[1] == '5')
	case "E", "G", "K", "H":
		ok = digits == 8
	case "D", "P", "S":
		ok = digits == 7 || digits == 8
	case "MA", "DE", "PE", "SE":
		ok = digits == 7
	default:
		ok = digits == 7 && len(prefix) == 2 && prefix[0] == 'E' && isUpper(prefix[1]) && prefix[1] != 'I' && prefix[1] != 'O'
	}
	if !ok {
		return b, ruleShape
	}
	return b, ""
}

// appendOfficerID appends the number of an officer card (军官证, 武警警官证): one Chinese character, 字第, seven or eight digits, and
// 号, which may be missing. No public grammar says more, so this is a shape and no proof.
func appendOfficerID(dst []byte, s string) ([]byte, string) {
	s, broken := narrow(s, 64)
	if broken != "" {
		return dst, broken
	}
	r, size := utf8.DecodeRuneInString(s)
	digits, ok := strings.CutPrefix(strings.TrimSuffix(s[size:], "号"), "字第")
	if !ok || !unicode.Is(unicode.Han, r) || len(digits) != 7 && len(digits) != 8 || !allDigits(digits) {
		return dst, ruleShape
	}
	dst = append(dst, s[:size]...)
	dst = append(dst, "字第"...)
	dst = append(dst, digits...)
	return append(dst, "号"...), ""
}
