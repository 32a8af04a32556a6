package desensitize

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// Each string is one character to its reader (UAX #29, extended grapheme clusters).
var oneCharacter = []string{
	"a", "张", "é", "e\u0301", "ã\u0323", "葛\U000E0100", "गि", "ก่", "한", "\u1112\u1161\u11ab", "가\u11a8", "\u1100\u1100\u1161",
	"👍", "👍🏽", "👨\u200d👩\u200d👧\u200d👦", "👩🏽\u200d🚀", "🏳\ufe0f\u200d🌈", "🧑\u200d⚕\ufe0f", "🙂\u200d↔\ufe0f", "❤\ufe0f\u200d🔥",
	"🇨🇳", "🏴\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F", "1\ufe0f\u20e3", "\r\n", "ｶﾞ", "a\u200d",
}

func TestCharacter(t *testing.T) {
	for _, one := range oneCharacter {
		for _, next := range oneCharacter {
			if hangul(one, next) || one == "a\u200d" && symbol(next) { // a joiner takes a symbol
				continue
			}
			if n := character([]byte(one + next)); n != len(one) {
				t.Errorf("character(%+q) = %d bytes, want %d of %+q", one+next, n, len(one), one)
			}
		}
		if n := characters([]byte(strings.Repeat("张"+one, 3))); n != 6 {
			t.Errorf("3 times 张 and %+q are %d characters", one, n)
		}
	}
	for s, want := range map[string]int{
		"":                     0,
		"🇨🇳🇭🇰🇲":                3,
		"a\u0301\u0301\u0301b": 2,
		"\u0301a":              2,
		"a\u200db":             2, // a letter does not join
		"\xff\xfe":             2,
		"中🇨🇳文":                 3,
	} {
		if got := characters([]byte(s)); got != want {
			t.Errorf("characters(%+q) = %d, want %d", s, got, want)
		}
	}
}

// hangul reports whether a syllable that begins in one may go on in next.
func hangul(one, next string) bool {
	last, _ := utf8.DecodeLastRuneInString(one)
	first, _ := utf8.DecodeRuneInString(next)
	return isLeadingJamo(last) && isLeadingOrSyllable(first)
}

func symbol(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsSymbol(r)
}

// FuzzCharacter holds that text is cut on the borders of runes, and never before what belongs to the rune before.
func FuzzCharacter(f *testing.F) {
	f.Add(strings.Join(oneCharacter, ""))
	f.Add("\xf0\x9f")
	f.Fuzz(func(t *testing.T, s string) {
		for rest := []byte(s); len(rest) > 0; {
			n := character(rest)
			if n < 1 || n > len(rest) {
				t.Fatalf("character of %d bytes, of %d", n, len(rest))
			}
			rest = rest[n:]
			if utf8.ValidString(s) && !utf8.Valid(rest) {
				t.Fatalf("%+q is cut inside a rune", s)
			}
			if r, _ := utf8.DecodeRune(rest); len(rest) > 0 && extends(r) {
				t.Fatalf("%+q is cut before %+q", s, r)
			}
		}
	})
}
