package identifiers

import (
	"unicode"
	"unicode/utf8"
)

// What may stand between the characters of a number, besides spaces. A set is a string of ASCII characters.
const (
	noSeparators = ""
	hyphens      = "-"
	hyphensDots  = "-."
)

// squeeze appends the letters and digits of s to dst, letters in upper case, full-width forms as ASCII. Spaces and invisible
// marks are dropped; so is one separator of the set between two characters. A plus sign is kept if it comes first.
// More than limit characters, or any other character, break a rule.
func squeeze(dst []byte, s, separators string, limit int) ([]byte, string) {
	if isClean(s) && len(s) <= limit {
		return append(dst, s...), ""
	}
	start := len(dst)
	pending := false // a separator waits for the character after it
	for i := 0; i < len(s); {
		c, size := s[i], 1
		if c >= utf8.RuneSelf {
			if c, size = foldRune(s[i:]); size == 0 {
				return dst, ruleEncoding
			}
		}
		i += size
		switch {
		case '0' <= c && c <= '9', 'A' <= c && c <= 'Z':
		case 'a' <= c && c <= 'z':
			c -= 'a' - 'A'
		case c == '+' && len(dst) == start && !pending:
		case c == ' ', c == '\t', c == ignorable:
			continue
		case c != other && has(separators, c):
			if pending || len(dst) == start {
				return dst, ruleSeparator
			}
			pending = true
			continue
		default:
			return dst, ruleCharacters
		}
		if len(dst)-start == limit {
			return dst, ruleLength
		}
		dst = append(dst, c)
		pending = false
	}
	switch {
	case pending:
		return dst, ruleSeparator
	case len(dst) == start:
		return dst, ruleEmpty
	}
	return dst, ""
}

// isClean reports whether s is made of digits and upper-case letters, at least one, so that nothing needs folding.
func isClean(s string) bool {
	for i := 0; i < len(s); i++ {
		if !isDigit(s[i]) && !isUpper(s[i]) {
			return false
		}
	}
	return s != ""
}

// What foldRune says of a rune that stands for no ASCII character.
const (
	other     = 0x00 // squeeze refuses it, as it refuses a NUL byte
	ignorable = 0x80 // a zero-width or direction mark
)

// foldRune reads the non-ASCII rune at the start of s as the ASCII character that it is a form of. The size is 0 if s does
// not begin with valid UTF-8.
func foldRune(s string) (c byte, size int) {
	r, size := utf8.DecodeRuneInString(s)
	switch {
	case r == utf8.RuneError && size <= 1:
		return other, 0
	case 0xFF01 <= r && r <= 0xFF3F: // full-width ! to _, EF BC 81 to EF BC BF
		return s[2] - 0x81 + '!', size
	case 0xFF40 <= r && r <= 0xFF5E: // full-width ` to ~, EF BD 80 to EF BD 9E
		return s[2] - 0x80 + '`', size
	case 0x2010 <= r && r <= 0x2015, r == 0x2212: // hyphens, dashes, minus
		return '-', size
	case r == 0x00B7, r == 0x30FB: // middle dots
		return '.', size
	case unicode.Is(unicode.Zs, r):
		return ' ', size
	case unicode.Is(unicode.Cf, r):
		return ignorable, size
	}
	return other, size
}

func has(set string, c byte) bool {
	for i := 0; i < len(set); i++ {
		if set[i] == c {
			return true
		}
	}
	return false
}

func isDigit(c byte) bool { return c-'0' <= 9 }

func isUpper(c byte) bool { return c-'A' <= 'Z'-'A' }

func isHex(c byte) bool { return isDigit(c) || 'A' <= c && c <= 'F' }

// allDigits reports whether b is made of digits, or empty.
func allDigits[T string | []byte](b T) bool {
	i := 0
	for ; i+8 <= len(b); i += 8 {
		if !eightDigits(b[i : i+8]) {
			return false
		}
	}
	for ; i < len(b); i++ {
		if !isDigit(b[i]) {
			return false
		}
	}
	return true
}

// eightDigits reports whether the first eight bytes of b are digits: of each, and of each plus 6, the upper half is 3.
func eightDigits[T string | []byte](b T) bool {
	_ = b[7]
	x := uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 |
		uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
	return x&(x+0x0606060606060606)&0xF0F0F0F0F0F0F0F0 == 0x3030303030303030
}

// allZeros reports whether b is made of zeros, or empty.
func allZeros[T string | []byte](b T) bool {
	for i := 0; i < len(b); i++ {
		if b[i] != '0' {
			return false
		}
	}
	return true
}

// number reads a run of digits, which the caller has checked and which is short enough not to overflow.
func number[T string | []byte](b T) int {
	n := 0
	for i := 0; i < len(b); i++ {
		n = n*10 + int(b[i]-'0')
	}
	return n
}

// twoDigits is number for the first two digits.
func twoDigits[T string | []byte](b T) int { return int(b[0])*10 + int(b[1]) - '0'*11 }

// lower turns the upper-case ASCII letters of b to lower case in place.
func lower(b []byte) {
	for i, c := range b {
		if isUpper(c) {
			b[i] = c + 'a' - 'A'
		}
	}
}

// appendDigits appends a number of shortest to longest digits, grouped by spaces or hyphens.
func appendDigits(dst []byte, s string, shortest, longest int) ([]byte, string) {
	b, broken := squeeze(dst, s, hyphens, longest)
	if broken != "" {
		return b, broken
	}
	n := b[len(dst):]
	if !allDigits(n) {
		return b, ruleCharacters
	}
	if len(n) < shortest {
		return b, ruleLength
	}
	return b, ""
}

// appendNonZero appends a number of exactly n digits that are not all zero.
func appendNonZero(dst []byte, s string, n int) ([]byte, string) {
	b, broken := appendDigits(dst, s, n, n)
	if broken == "" && allZeros(b[len(dst):]) {
		broken = ruleZeros
	}
	return b, broken
}
