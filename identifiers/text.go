package identifiers

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// narrow returns s in NFKC, which turns full-width forms to ASCII, without invisible marks and outer spaces. At most limit
// bytes may remain, and none may be a control character.
func narrow(s string, limit int) (string, string) {
	if len(s) > 4*limit+64 { // a full-width character has three bytes for one
		return "", ruleLength
	}
	if isTidy(s) { // most of the time
		if len(s) > limit {
			return "", ruleLength
		}
		return s, ""
	}
	if !isPlain(s) {
		if !utf8.ValidString(s) {
			return "", ruleEncoding
		}
		s = norm.NFKC.String(strings.Map(dropFormat, s))
	}
	s = strings.TrimSpace(s)
	switch {
	case s == "":
		return "", ruleEmpty
	case len(s) > limit:
		return "", ruleLength
	case strings.ContainsFunc(s, isControl):
		return "", ruleCharacters
	}
	return s, ""
}

// isTidy reports whether s is not empty and made of printable ASCII without spaces and of the common Chinese characters:
// nothing is to be changed in it, nor refused.
func isTidy(s string) bool {
	for _, r := range s {
		if r <= ' ' || r >= 0x7f && !isCommonHan(r) {
			return false
		}
	}
	return s != ""
}

// isPlain reports whether s is made of ASCII and of the common Chinese characters, which no normal form changes.
func isPlain(s string) bool {
	for _, r := range s {
		if r >= utf8.RuneSelf && !isCommonHan(r) {
			return false
		}
	}
	return true
}

// isCommonHan reports whether r is in the block CJK Unified Ideographs.
func isCommonHan(r rune) bool { return 0x4E00 <= r && r <= 0x9FFF }

// countCommonHan returns the number of characters of s if all are common Chinese ones, and 0 otherwise.
func countCommonHan(s string) int {
	n := 0
	for _, r := range s {
		if !isCommonHan(r) {
			return 0
		}
		n++
	}
	return n
}

// countTidy returns the number of characters of s if it is tidy, or 0, and whether one is a letter.
func countTidy(s string) (n int, letter bool) {
	for _, r := range s {
		han := isCommonHan(r)
		if !han && (r <= ' ' || r >= 0x7f) {
			return 0, false
		}
		letter = letter || han || 'a' <= r|0x20 && r|0x20 <= 'z'
		n++
	}
	return n, letter
}

func dropFormat(r rune) rune {
	if unicode.Is(unicode.Cf, r) {
		return -1
	}
	return r
}

func isControl(r rune) bool { return unicode.IsControl(r) }

func isSpace(r rune) bool { return unicode.IsSpace(r) }

func isHan(r rune) bool { return isCommonHan(r) || r >= utf8.RuneSelf && unicode.Is(unicode.Han, r) }

// appendName appends a person's name: 2 to 64 characters that are letters, marks, or between them a space, a hyphen, an
// apostrophe, a full stop or a middle dot (as in 买买提·艾合买提); the first is a letter. Characters of private use are let in,
// because rare characters of real names still live there. It is a shape: a name cannot be told from another short text.
func appendName(dst []byte, s string) ([]byte, string) {
	if n := countCommonHan(s); 2 <= n && n <= 64 { // most of the time
		return append(dst, s...), ""
	}
	s, broken := narrow(s, 256)
	if broken != "" {
		return dst, broken
	}
	for i, r := range s {
		switch {
		case isCommonHan(r), unicode.IsLetter(r), r == '〇', unicode.Is(unicode.Co, r):
		case i > 0 && (unicode.IsMark(r) || strings.ContainsRune(" -'’.·・•‧", r)):
		default:
			return dst, ruleCharacters
		}
	}
	return appendWords(dst, s, true, 2, 64)
}

// appendAddress appends a postal address: 4 to 200 characters on one line, at least one of them a letter.
func appendAddress(dst []byte, s string) ([]byte, string) {
	if n, letter := countTidy(s); letter && 4 <= n && n <= 200 { // most of the time
		return append(dst, s...), ""
	}
	s, broken := narrow(s, 800)
	if broken != "" {
		return dst, broken
	}
	if !strings.ContainsFunc(s, unicode.IsLetter) {
		return dst, ruleShape
	}
	return appendWords(dst, s, false, 4, 200)
}

// appendWords appends s with one space for each run of spaces, and none beside a Chinese character; and, in a name, with
// one middle dot for all its look-alikes. The result has fewest to most characters.
func appendWords(dst []byte, s string, name bool, fewest, most int) ([]byte, string) {
	n := 0
	var before rune // the last rune that was appended
	gap := false
	for _, r := range s {
		if isSpace(r) {
			gap = true
			continue
		}
		if name && strings.ContainsRune("・•‧", r) {
			r = '·'
		}
		if gap && !isHan(before) && !isHan(r) {
			dst = append(dst, ' ')
			n++
		}
		dst = utf8.AppendRune(dst, r)
		n++
		before, gap = r, false
	}
	if n < fewest || n > most {
		return dst, ruleLength
	}
	return dst, ""
}

// appendSecret appends a password or the like exactly as it is.
func appendSecret(dst []byte, s string) ([]byte, string) {
	switch {
	case s == "":
		return dst, ruleEmpty
	case !utf8.ValidString(s):
		return dst, ruleEncoding
	case strings.ContainsFunc(s, isControl):
		return dst, ruleCharacters
	}
	return append(dst, s...), ""
}

// appendText appends the text of a kind without grammar.
func appendText(dst []byte, s string) ([]byte, string) {
	if !utf8.ValidString(s) {
		return dst, ruleEncoding
	}
	if !isPlain(s) {
		s = norm.NFC.String(s)
	}
	s = strings.TrimSpace(s)
	switch {
	case s == "":
		return dst, ruleEmpty
	case len(s) > MaxLen:
		return dst, ruleLength
	case strings.ContainsFunc(s, func(r rune) bool { return isControl(r) && r != '\t' && r != '\n' && r != '\r' }):
		return dst, ruleCharacters
	}
	return append(dst, s...), ""
}
