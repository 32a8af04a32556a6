package identifiers

import (
	"strings"

	"github.com/khtong/privacykit/identifiers/internal/bin"
)

// appendBankCard appends a bank card number (PAN of ISO/IEC 7812-1): 13 to 19 digits, the last a Luhn check digit, the
// first not 0. A few cards in use have no valid check digit; they are refused, with a rule of their own if the issuer is
// known.
func appendBankCard(dst []byte, s string) ([]byte, string) {
	b, broken := appendDigits(dst, s, 13, 19)
	if broken != "" {
		return b, broken
	}
	switch n := b[len(dst):]; {
	case n[0] == '0':
		return b, rulePrefix
	case luhn(n):
		return b, ""
	case knownCard(n):
		return b, ruleIssuer
	}
	return b, ruleCheck
}

// knownCard reports whether an issuer in China has cards with the first digits and the length of n.
func knownCard[T string | []byte](n T) bool {
	_, length, _, known := bin.Issuer(string(n))
	return known && length == len(n)
}

// appendExpiry appends the month of expiry of a card: MM/YY, written with a slash, a hyphen, a space or nothing, the year
// with two digits or four.
func appendExpiry(dst []byte, s string) ([]byte, string) {
	s, broken := narrow(s, 32)
	if broken != "" {
		return dst, broken
	}
	s = strings.ReplaceAll(s, " ", "")
	if len(s) > 2 && has("/-", s[2]) {
		s = s[:2] + s[3:]
	}
	if len(s) != 4 && len(s) != 6 || !allDigits(s) {
		return dst, ruleShape
	}
	if m := number(s[:2]); m < 1 || m > 12 || len(s) == 6 && s[2:4] != "20" {
		return dst, ruleDate
	}
	dst = append(dst, s[:2]...)
	dst = append(dst, '/')
	return append(dst, s[len(s)-2:]...), ""
}

// appendAmount appends an amount of money in yuan as a decimal number of at most 15 digits before the point and 4 behind
// it, without ¥, CNY, RMB or 元, thousands separators or trailing zeros.
func appendAmount(dst []byte, s string) ([]byte, string) {
	s, broken := narrow(s, 64)
	if broken != "" {
		return dst, broken
	}
	sign := ""
	if n, negative := strings.CutPrefix(s, "-"); negative {
		s, sign = strings.TrimSpace(n), "-"
	}
	for _, currency := range []string{"¥", "CNY", "RMB", "人民币"} {
		if n, found := strings.CutPrefix(s, currency); found {
			s = strings.TrimSpace(n)
			break
		}
	}
	if n, negative := strings.CutPrefix(s, "-"); negative && sign == "" {
		s, sign = n, "-"
	}
	s = strings.TrimSpace(strings.TrimSuffix(s, "元"))
	whole, fraction, point := strings.Cut(s, ".")
	if strings.Contains(whole, ",") {
		groups := strings.Split(whole, ",")
		for i, g := range groups {
			if i > 0 && len(g) != 3 || len(g) == 0 || len(g) > 3 {
				return dst, ruleSeparator
			}
		}
		whole = strings.Join(groups, "")
	}
	if point && fraction == "" {
		return dst, ruleShape
	}
	return appendDecimal(dst, sign, whole, fraction, 15, 4)
}

// appendDecimal appends sign, whole digits and fraction without leading and trailing zeros, and zero without a sign.
func appendDecimal(dst []byte, sign, whole, fraction string, maxWhole, maxFraction int) ([]byte, string) {
	if whole == "" || !allDigits(whole) || !allDigits(fraction) {
		return dst, ruleShape
	}
	whole = strings.TrimLeft(whole[:len(whole)-1], "0") + whole[len(whole)-1:]
	if len(whole) > 1 && whole[0] == '0' {
		whole = whole[1:]
	}
	fraction = strings.TrimRight(fraction, "0")
	if len(whole) > maxWhole || len(fraction) > maxFraction {
		return dst, ruleLength
	}
	if whole != "0" || fraction != "" {
		dst = append(dst, sign...)
	}
	dst = append(dst, whole...)
	if fraction != "" {
		dst = append(dst, '.')
		dst = append(dst, fraction...)
	}
	return dst, ""
}
