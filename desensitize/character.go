package desensitize

import (
	"unicode"
	"unicode/utf8"
)

const zeroWidthJoiner = '\u200d'

// character returns the length in bytes of the first character of b as a reader sees it. It follows the extended grapheme
// clusters of Unicode (UAX #29) except that Indic conjuncts are cut between consonants, any symbol may follow a joiner, and a
// mark goes with whatever stands before it, a control character too.
func character(b []byte) int {
	before, n := utf8.DecodeRune(b)
	flag := isRegional(before)
	for n < len(b) {
		if b[n] < utf8.RuneSelf {
			if before != '\r' || b[n] != '\n' {
				return n
			}
			before = '\n'
			n++
			continue
		}
		if 0xe5 <= b[n] && b[n] <= 0xe9 && before != zeroWidthJoiner { // most Chinese characters, U+5000 to U+9FFF
			return n
		}
		r, size := utf8.DecodeRune(b[n:])
		switch {
		case extends(r):
		case before == zeroWidthJoiner && unicode.IsSymbol(r):
		case flag && isRegional(r):
			flag = false // a third one begins the next flag
		case isLeadingJamo(before) && isLeadingOrSyllable(r):
		default:
			return n
		}
		before = r
		n += size
	}
	return n
}

// extends reports whether r never begins a character: marks, with the variation selectors among them, joiners, skin tones,
// the tags of flags, and the vowels and finals of Hangul that are not composed.
func extends(r rune) bool {
	switch {
	case r < 0x300:
		return false
	case '\u200c' <= r && r <= zeroWidthJoiner,
		0x1f3fb <= r && r <= 0x1f3ff,
		0xe0020 <= r && r <= 0xe007f,
		0x1160 <= r && r <= 0x11ff,
		0xd7b0 <= r && r <= 0xd7ff,
		0xff9e <= r && r <= 0xff9f:
		return true
	case 0x3400 <= r && r <= 0x9fff: // most of the time
		return false
	}
	return unicode.IsMark(r)
}

func isRegional(r rune) bool { return 0x1f1e6 <= r && r <= 0x1f1ff }

func isLeadingJamo(r rune) bool { return 0x1100 <= r && r <= 0x115f || 0xa960 <= r && r <= 0xa97c }

func isLeadingOrSyllable(r rune) bool { return isLeadingJamo(r) || 0xac00 <= r && r <= 0xd7a3 }

// characters returns the number of characters of b.
func characters(b []byte) int {
	n := 0
	for len(b) > 0 {
		b = b[character(b):]
		n++
	}
	return n
}
