package identifiers

import "strings"

// phoneDigits appends the digits of a phone number with the international prefix, 0086 or +86, cut off. The bool says
// whether there was one.
func phoneDigits(dst []byte, s string) ([]byte, bool, string) {
	b, broken := squeeze(dst, s, hyphensDots, 20)
	if broken != "" {
		return b, false, broken
	}
	n, prefix := b[len(dst):], 0
	switch {
	case n[0] == '+':
		if prefix = 3; len(n) < 3 || n[1] != '8' || n[2] != '6' {
			return b, false, rulePrefix
		}
	case len(n) >= 4 && string(n[:4]) == "0086":
		prefix = 4
	}
	if !allDigits(n[prefix:]) {
		return b, false, ruleCharacters
	}
	b = append(b[:len(dst)], n[prefix:]...)
	return b, prefix > 0, ""
}

// appendMobile appends a mainland mobile number in E.164 form. It is written with 11 digits, or the 13 of the internet of
// things (1400, 1410, 1440, 1441), with or without +86, 0086 or a plain 86 before them.
func appendMobile(dst []byte, s string) ([]byte, string) {
	if isMobile(s) { // as mostly written
		return append(append(dst, "+86"...), s...), ""
	}
	head := len(dst) + 3
	b, prefixed, broken := phoneDigits(append(dst, "+86"...), s)
	if broken != "" {
		return b, broken
	}
	n := b[head:]
	if len(n) == 13 && n[0] == '8' && n[1] == '6' && !prefixed {
		b = append(b[:head], n[2:]...)
		n = b[head:]
	}
	return b, checkMobile(n)
}

// isMobile reports whether s is 11 digits in a segment of mobile numbers.
func isMobile(s string) bool {
	return len(s) == 11 && eightDigits(s[3:]) && isDigit(s[1]) && isDigit(s[2]) && isMobileSegment(s[:3])
}

func checkMobile(n []byte) string {
	switch {
	case len(n) == 11 && isMobileSegment(string(n[:3])):
		return ""
	case len(n) == 13:
		switch string(n[:4]) {
		case "1400", "1410", "1440", "1441":
			return ""
		}
		return ruleSegment
	case len(n) == 11:
		return ruleSegment
	}
	return ruleLength
}

// isMobileSegment reports whether p, three digits, is a segment of 11-digit numbers. The satellite segments 1349 and 1740 to 1745
// lie within 134 and 174.
func isMobileSegment(p string) bool {
	return p[0] == '1' && mobileSegments[(p[1]-'0')&15]>>(p[2]-'0')&1 != 0
}

// mobileSegments has for each second digit the set of the third ones.
var mobileSegments = [16]uint16{
	3: 1<<10 - 1, 4: 1<<10 - 1<<5, 5: 1<<10 - 1 - 1<<4, 6: 1<<2 | 1<<5 | 1<<6 | 1<<7, 7: 1<<9 - 1, 8: 1<<10 - 1, 9: 1<<10 - 1 - 1<<4,
}

// appendPhone appends a mobile number or, failing that, a landline.
func appendPhone(dst []byte, s string) ([]byte, string) {
	if b, broken := appendMobile(dst, s); broken == "" {
		return b, ""
	}
	return appendLandline(dst, s)
}

// appendLandline appends a fixed-line number in E.164 form: the area code, with its 0 or an international prefix, and the
// seven or eight digits of the line, with or without brackets, and an extension after 转, 分机, 转分机, ext, x, # or a last
// hyphen. It also appends service numbers: 400 and 800 with seven digits more, and the short 95xxx and 95xxxx as they are dialled.
// A local number without its area code is refused.
func appendLandline(dst []byte, s string) ([]byte, string) {
	line, broken := narrow(s, 96)
	if broken != "" {
		return dst, broken
	}
	line, extension, extended := cutExtension(line)
	b, broken := appendLine(dst, line)
	if broken != "" && !extended {
		if i := strings.LastIndexByte(line, '-'); i > 0 {
			if shorter, still := appendLine(dst, line[:i]); still == "" {
				b, broken, extension, extended = shorter, "", line[i+1:], true
			}
		}
	}
	if broken != "" || !extended {
		return b, broken
	}
	if b[len(dst)] != '+' {
		return b, ruleShape // a short number has no extension
	}
	b = append(b, ";ext="...)
	n := len(b)
	if b, broken = squeeze(b, extension, noSeparators, 6); broken == "" && !allDigits(b[n:]) {
		broken = ruleCharacters
	}
	return b, broken
}

// cutExtension cuts a line at the first mark of an extension, which the normal form's own ;ext= is. The mark and what follows
// may stand in brackets.
func cutExtension(s string) (line, extension string, found bool) {
	s = strings.ToLower(s)
	for _, mark := range []string{";ext=", "转", "分机", "extension", "ext", "x", "#"} {
		if line, extension, found = strings.Cut(s, mark); !found {
			continue
		}
		if inner, opened := strings.CutSuffix(strings.TrimSpace(line), "("); opened {
			if outer, closed := strings.CutSuffix(extension, ")"); closed {
				line, extension = inner, outer
			}
		}
		extension = strings.TrimPrefix(strings.TrimSpace(extension), "分机")
		extension = strings.TrimLeft(strings.TrimPrefix(extension, "号"), ".: ")
		return line, extension, true
	}
	return s, "", false
}

// appendLine appends a fixed-line number without extension.
func appendLine(dst []byte, s string) ([]byte, string) {
	head := len(dst) + 3
	if strings.ContainsAny(s, "()") {
		var buf [32]byte
		s = string(appendBracketless(buf[:0], s))
	}
	b, prefixed, broken := phoneDigits(append(dst, "+86"...), s)
	if broken != "" {
		return b, broken
	}
	n := b[head:]
	switch {
	case !prefixed && (len(n) == 5 || len(n) == 6) && n[0] == '9' && n[1] == '5':
		return append(dst, n...), ""
	case len(n) == 10 && (string(n[:3]) == "400" || string(n[:3]) == "800"):
		return b, ""
	case len(n) > 0 && n[0] == '0':
		b = append(b[:head], n[1:]...)
	case !prefixed:
		return b, rulePrefix
	}
	return b, checkLine(b[head:])
}

// checkLine names the rule that a national number without its 0 breaks: the area codes 10 and 2x have lines of eight
// digits, those of three digits have seven or eight.
func checkLine(n []byte) string {
	if len(n) < 10 || len(n) > 11 {
		return ruleLength
	}
	area := 3
	if n[0] == '1' || n[0] == '2' {
		area = 2
	}
	switch {
	case n[0] == '0', n[0] == '1' && n[1] != '0', n[0] == '2' && n[1] == '6', n[area] == '0':
		return ruleSegment
	case area == 2 && len(n) != 10:
		return ruleLength
	}
	return ""
}

// appendBracketless appends s without its brackets.
func appendBracketless(dst []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		if s[i] != '(' && s[i] != ')' {
			dst = append(dst, s[i])
		}
	}
	return dst
}
