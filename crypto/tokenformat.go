package crypto

import (
	"fmt"
	"strings"

	"github.com/khtong/privacykit/crypto/internal/ff1"
)

// TokenFormat says what values look like, and their tokens. The normal forms are those of identifiers.Normalize.
type TokenFormat uint8

// The formats of tokens. The first three mark their tokens: a checker of real values refuses a token, Tokenize refuses to
// make a token of a token, and TokenFormat.Marked recognises one.
const (
	// TokenFormatUnknown is the zero value, which is refused.
	TokenFormatUnknown TokenFormat = iota

	// TokenMobile is a mobile number of mainland China: 11 digits, 1[3-9] in front, with or without +86, which stays. The mark
	// is the first digit: 2 in place of 1, with which no mobile number begins and which makes no number after +86.
	TokenMobile

	// TokenBankCard is a bank card number (PAN of ISO/IEC 7812-1): 13 to 19 digits, the last a Luhn check digit. It is
	// computed again for the token; the mark is that 5 is added to it, modulo 10, so no token is ever a valid card number.
	// A number with a wrong check digit is marked in one case of nine by chance.
	TokenBankCard

	// TokenResidentID is a resident ID number (GB 11643): 17 digits and a check character, a digit or X, which is computed again
	// for the token and right. Neither the division nor the birth date nor the sex survives. The mark is the seventh
	// character, the first of the birth year: 8 or 9 in place of 1 or 2.
	TokenResidentID

	// TokenDigits is 6 to 38 decimal digits. There is no mark.
	TokenDigits

	// TokenBase36 is 6 to 38 digits and upper-case letters, as passports, licences and VINs have; a letter can become a digit.
	// There is no mark.
	TokenBase36
)

// String returns the name of the format, which is a part of the derivation of its keys.
func (f TokenFormat) String() string {
	switch f {
	case TokenMobile:
		return "mobile"
	case TokenBankCard:
		return "bank-card"
	case TokenResidentID:
		return "resident-id"
	case TokenDigits:
		return "digits"
	case TokenBase36:
		return "base36"
	default:
		return "unknown"
	}
}

// Marked reports whether s bears the mark of this format's tokens: look before a message is sent or a card is charged. It
// needs no key, and is false for formats without a mark and for tokens made with UnsafeUnmarked.
func (f TokenFormat) Marked(s string) bool {
	if f == TokenMobile {
		s = strings.TrimPrefix(s, chinaPrefix)
	}
	var numbers [ff1.MaxLen]byte
	n, err := appendNumerals(numbers[:0], s, f)
	if err != nil {
		return false
	}
	switch f {
	case TokenMobile:
		return n[0] == mobileMark
	case TokenBankCard:
		return n[len(n)-1] == (luhn(n[:len(n)-1])+cardMark)%10
	case TokenResidentID:
		return n[divisionLen] >= yearMark
	default:
		return false
	}
}

const (
	symbols     = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	chinaPrefix = "+86"
	mobileLen   = 11
	mobileMark  = 2
	minCardLen  = 13
	maxCardLen  = 19
	cardMark    = 5
	residentLen = 18
	divisionLen = 6
	yearMark    = 8
)

// appendNumerals checks length, alphabet and the check character of a resident ID, and appends the numbers of the symbols:
// of a resident ID the first 17.
func appendNumerals(dst []byte, s string, f TokenFormat) ([]byte, error) {
	low, high := ff1.MinLen, ff1.MaxLen
	switch f {
	case TokenMobile:
		low, high = mobileLen, mobileLen
	case TokenBankCard:
		low, high = minCardLen, maxCardLen
	case TokenResidentID:
		low, high = residentLen, residentLen
	case TokenDigits, TokenBase36:
		if s != "" && len(s) < low {
			return nil, fmt.Errorf("%w: %s: fewer than %d symbols", ErrSmallDomain, f, low)
		}
	default:
		return nil, ErrTokenFormat
	}
	if len(s) < low || len(s) > high {
		return nil, fmt.Errorf("%w: %s: length is not %d to %d", ErrTokenFormat, f, low, high)
	}
	check := byte(0)
	if f == TokenResidentID {
		s, check = s[:residentLen-1], s[residentLen-1]
	}
	for i := range len(s) {
		c := s[i]
		switch {
		case '0' <= c && c <= '9':
			dst = append(dst, c-'0')
		case f == TokenBase36 && 'A' <= c && c <= 'Z':
			dst = append(dst, c-'A'+10)
		default:
			return nil, fmt.Errorf("%w: %s: symbol %d is not of its alphabet", ErrTokenFormat, f, i+1)
		}
	}
	if f == TokenResidentID && check != mod11(dst) {
		return nil, fmt.Errorf("%w: %s: wrong check character", ErrTokenFormat, f)
	}
	return dst, nil
}

// wrongForm is the error of a value or a token whose length and alphabet are right and the rest is not.
func (x *tokens) wrongForm(back bool) error {
	if back {
		return fmt.Errorf("%w: %s: not a token", ErrTokenFormat, x.format)
	}
	return fmt.Errorf("%w: %s: not a valid value", ErrTokenFormat, x.format)
}

// mobile converts eleven digits in place. The first is no part of what is encrypted.
func (x *tokens) mobile(n []byte, back bool) error {
	segment := func(d byte) bool { return d >= 3 }
	isMarked := back && x.marked // the second digit can be any then
	first := byte(1)
	if isMarked {
		first = mobileMark
	}
	if n[0] != first || !isMarked && !segment(n[1]) {
		return x.wrongForm(back)
	}
	n[0] = 1
	walk := segment
	if x.marked || x.keep > 1 {
		walk = nil
	}
	if err := x.crypt(n[:x.keep], n[max(x.keep, 1):], back, walk); err != nil {
		return err
	}
	switch {
	case !x.marked:
	case !back:
		n[0] = mobileMark
	case !segment(n[1]):
		return x.wrongForm(back)
	}
	return nil
}

// bankCard converts a card number in place.
func (x *tokens) bankCard(n []byte, back bool) error {
	last := len(n) - 1
	var in, out byte // what is added to the check digit
	if x.marked && back {
		in = cardMark
	} else if x.marked {
		out = cardMark
	}
	if n[last] != (luhn(n[:last])+in)%10 {
		return x.wrongForm(back)
	}
	if last-x.keep < ff1.MinLen {
		return fmt.Errorf("%w: %s: fewer than %d digits are left to encrypt", ErrSmallDomain, x.format, ff1.MinLen)
	}
	if err := x.crypt(n[:x.keep], n[x.keep:last], back, nil); err != nil {
		return err
	}
	n[last] = (luhn(n[:last]) + out) % 10
	return nil
}

// residentID converts the 17 digits of a resident ID in place. The first digit of the birth year, 1 or 2, is encrypted as a
// leading 0 or 1, which comes back as 8 or 9 in the same place.
func (x *tokens) residentID(n []byte, back bool) error {
	in, out := byte(1), byte(yearMark)
	if back {
		in, out = out, in
	}
	if n[divisionLen] != in && n[divisionLen] != in+1 {
		return x.wrongForm(back)
	}
	var body [residentLen - 1]byte
	b := append(body[:0], n[divisionLen]-in)
	b = append(b, n[x.keep:divisionLen]...)
	b = append(b, n[divisionLen+1:]...)
	if err := x.crypt(n[:x.keep], b, back, func(d byte) bool { return d < 2 }); err != nil {
		return err
	}
	n[divisionLen] = b[0] + out
	copy(n[x.keep:divisionLen], b[1:])
	copy(n[divisionLen+1:], b[1+divisionLen-x.keep:])
	return nil
}

// generic converts digits or base 36 in place.
func (x *tokens) generic(n []byte, back bool) error {
	if len(n)-x.keep < ff1.MinLen {
		return fmt.Errorf("%w: %s: fewer than %d symbols are left to encrypt", ErrSmallDomain, x.format, ff1.MinLen)
	}
	if x.format == TokenDigits && !back && !x.dates && looksLikeDate(n) {
		return fmt.Errorf("%w: %s: eight digits that are a date", ErrSmallDomain, x.format)
	}
	return x.crypt(n[:x.keep], n[x.keep:], back, nil)
}

// looksLikeDate reports whether n is YYYYMMDD of the years 1900 to 2099.
func looksLikeDate(n []byte) bool {
	if len(n) != 8 || n[0] != 1 && n[0] != 2 || n[0] == 1 && n[1] != 9 || n[0] == 2 && n[1] != 0 {
		return false
	}
	month, day := n[4]*10+n[5], n[6]*10+n[7]
	return month >= 1 && month <= 12 && day >= 1 && day <= 31
}

// luhn returns the check digit of ISO/IEC 7812-1, annex B, for the digits before it.
func luhn(n []byte) byte {
	sum := 0
	for i, d := range n {
		v := int(d)
		if (len(n)-i)%2 == 1 { // every other digit from the right counts twice
			v *= 2
			v = v/10 + v%10
		}
		sum += v
	}
	return byte((10 - sum%10) % 10)
}

// mod11 returns the check character of GB 11643, which is ISO/IEC 7064 MOD 11-2, for 17 digits.
func mod11(n []byte) byte {
	p := 0
	for _, d := range n {
		p = (p + int(d)) * 2 % 11
	}
	return "10X98765432"[p]
}
