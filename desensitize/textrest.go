package desensitize

import (
	"bytes"
	"strings"

	"github.com/khtong/privacykit/identifiers"
)

// Most masks make no match of anything: stars stop what goes on to the left of a number, a digit is no label, and most often
// a quote, a mark or a letter parts the value from its neighbours. isolates tells this by a few bytes, so that such a line
// need not be looked at again. It may say no for whatever it does not know. That it says yes for nothing that is found after
// all, the tests hold against a twin that looks at everything again.

// isolates reports whether a mask that stands before after, and behind before, instead of the match, is no match, nor makes one
// of what stands around it.
func (v View) isolates(before []byte, m identifiers.Match, value string, mask []byte, after string) bool {
	// What a word says of a list can be why the next member is none.
	if m.Evidence&identifiers.EvidenceContext != 0 && m.Kind != identifiers.Name && numberSoon(after) {
		return false
	}
	if documentSoon(after) || inBrackets(before, after) {
		return false
	}
	end := maskEnd(value, mask)
	if end == endCompound {
		if r := v.rule(m.Kind); r != nil && r.op == opName { // which leaves the surname as it is
			end = endValue
		}
	}
	if end == endOpen || end == endCompound {
		return false
	}
	han := mask[0] >= 0x80 && !isASCIILetter(mask[3]) // a plate begins as it did, up to its letter
	return closedBefore(before, han) && closedAfter(after, end)
}

// numberSoon reports whether a number begins in the first bytes of s, so near that it can be of the same list.
func numberSoon(s string) bool {
	for i := range min(len(s), 7) {
		if isDigit(s[i]) || i > 0 && s[i-1] == 0xBC && s[i]-0x90 <= 9 { // full width
			return true
		}
	}
	return false
}

// documentSoon reports whether a number follows on the line that can be of a document whose name stands far before it: six to
// twelve digits behind one to three letters, 15 digits, or something in full width.
func documentSoon(s string) bool {
	near := min(len(s), 72)
	if i := strings.IndexByte(s[:near], '\n'); i >= 0 {
		near = i
	}
	for i := 5; i < near; i += 6 { // which meets one of six digits
		switch c := s[i]; {
		case isDigit(c):
			start, end := i, i
			for start > 0 && isDigit(s[start-1]) {
				start--
			}
			for end < len(s) && end-start < 16 && isDigit(s[end]) {
				end++
			}
			n, word := end-start, start
			for word > 0 && start-word < 4 && isASCIILetter(s[word-1]) {
				word--
			}
			if letters := start - word; n == 15 || 6 <= n && n <= 12 && 1 <= letters && letters <= 3 && (word == 0 || !isDigit(s[word-1])) {
				return true
			}
		case c >= 0x80:
			for k := i - 2; k <= i && k+2 < len(s); k++ {
				if s[k] == 0xEF && (s[k+1] == 0xBC && (s[k+2]-0x90 <= 9 || s[k+2] > 0xA0) || s[k+1] == 0xBD) {
					return true
				}
			}
		}
	}
	return false
}

// inBrackets reports whether brackets may stand around what lies between before and after, as around a remark behind a label.
func inBrackets(before []byte, after string) bool {
	before, after = before[max(0, len(before)-24):], after[:min(len(after), 24)]
	return (bytes.IndexByte(before, '(') >= 0 || bytes.Contains(before, []byte("（"))) &&
		(strings.IndexByte(after, ')') >= 0 || strings.Contains(after, "）"))
}

// How a mask ends.
const (
	endOpen     = iota // a label could be read across it, or it is of another form
	endStar            // a label before its stars could belong to what follows them
	endValue           // what it shows of the value is no label, and stops the search for one
	endCompound        // endValue if a compound surname stays before stars
)

// maskEnd tells how a mask ends that has one of these forms: some of 12**34, up to four digits on both sides; 张*; 京A***45;
// E1***45; a***@example.com; 10.*.*.*; 欧阳**; 北京市朝阳区****.
func maskEnd(value string, mask []byte) int {
	if len(mask) == 0 || value == "" {
		return endOpen
	}
	i, han := 0, mask[0] >= 0x80
	if han {
		if i = bytes.IndexByte(mask, '*'); i >= 5*3 {
			return addressEnd(value, mask, i)
		}
		if i == 2*3 && isCompound(mask[:i]) && strings.HasPrefix(value, string(mask[:i])) && len(bytes.Trim(mask[i:], "*")) == 0 {
			return endCompound
		}
		if i = 3; !isHan(mask[0]) || len(mask) <= i || !strings.HasPrefix(value, string(mask[:i])) {
			return endOpen
		}
	} else if value[0] >= 0x80 && value[0] != 0xEF { // of full-width digits
		return endOpen
	}
	letters := 0
	if i < len(mask) && isASCIILetter(mask[i]) {
		i, letters = i+1, 1
	}
	head := i
	i = digitsEnd(mask, i)
	digits := i - head
	if i == len(mask) || digits > 4 {
		return endOpen
	}
	if mask[i] == '.' {
		if !han && letters == 0 && string(mask[i:]) == ".*.*.*" {
			return endValue
		}
		return endOpen
	}
	stars := i
	for i < len(mask) && mask[i] == '*' {
		i++
	}
	tail := mask[i:]
	switch {
	case i == stars:
		return endOpen
	case len(tail) == 0:
		if digits > 0 || han && letters == 0 && !strings.Contains(labelHan, string(mask[:3])) {
			return endValue
		}
		return endStar
	case tail[0] == '@':
		return domainEnd(tail[1:])
	case string(tail) == "X", digitsEnd(tail, 0) == len(tail) && len(tail) <= 4, len(tail) == 2 && isASCIILetter(tail[0]) && digitsEnd(tail, 1) == 2:
		return endValue
	}
	return endOpen
}

// labelHan are the characters that are a label before a value alone, or can stand between one and the value.
const labelHan = "收打卡女住男号號码碼是为為叫了的在到有个下一这該该我您你他她变成做如"

// addressEnd tells how the mask of an address ends, which has its first stars at i.
func addressEnd(value string, mask []byte, i int) int {
	if i%3 != 0 || string(mask[i:]) != Hidden || !strings.HasPrefix(value, string(mask[:i])) {
		return endOpen
	}
	for k := 0; k < i; k += 3 {
		if !isHan(mask[k]) {
			return endOpen
		}
	}
	switch string(mask[i-3 : i]) {
	case "市", "区", "县", "旗":
		return endValue
	}
	return endOpen
}

// domainEnd tells of a domain whether it is one of letters, points and few digits, with a last label that is no word.
func domainEnd(domain []byte) int {
	digits := 0
	for _, c := range domain {
		switch {
		case isASCIILetter(c), c == '.':
		case isDigit(c):
			digits++
		default:
			return endOpen
		}
	}
	if i := len(domain) - len(".com"); i < 0 || digits > 4 || string(domain[i:]) != ".com" && string(domain[i:]) != ".net" && string(domain[i:]) != ".org" && string(domain[i+1:]) != ".cn" {
		return endOpen
	}
	return endValue
}

// What a byte beside a mask says.
const (
	besideOpen  uint8 = iota // it can join the mask to what stands there
	besideMark               // it parts them
	besideSpace              // it parts them unless a digit stands behind it
	besideColon              // it parts them unless it is one of several of an address
)

// leftBytes says what the byte before a mask does.
var leftBytes = [0x80]uint8{
	'"': besideMark, '\'': besideMark, '=': besideMark, '(': besideMark, '[': besideMark, '<': besideMark, '>': besideMark, '{': besideMark,
	'|': besideMark, ',': besideMark, ';': besideMark, '\n': besideMark, '\t': besideMark, ' ': besideSpace, ':': besideColon,
}

// closedBefore reports whether nothing that ends before a mask goes on in it. Han says that it begins with a Chinese character that
// can belong to a word before it.
func closedBefore(b []byte, han bool) bool {
	n := len(b)
	if n == 0 {
		return true
	}
	if b[n-1] >= 0x80 {
		return n >= 3 && (isMark(string(b[n-3:])) || !han && isHan(b[n-3]))
	}
	switch leftBytes[b[n-1]] {
	case besideMark:
		return true
	case besideSpace:
		for n > 0 && b[n-1] == ' ' {
			n--
		}
		return n == 0 || isASCIILetter(b[n-1]) || b[n-1] < 0x80 && leftBytes[b[n-1]] != besideOpen ||
			n >= 3 && (isMark(string(b[n-3:n])) || !han && isHan(b[n-3]))
	case besideColon:
		return bytes.IndexByte(b[max(0, n-6):n-1], ':') < 0
	}
	return false
}

// rightBytes says what the byte behind a mask does.
var rightBytes = [0x80]uint8{
	'"': besideMark, '\'': besideMark, ')': besideMark, ']': besideMark, '<': besideMark, '}': besideMark, '|': besideMark, ',': besideMark,
	';': besideMark, '&': besideMark, '\n': besideMark, '\r': besideMark, '\t': besideMark, ' ': besideMark,
}

// closedAfter reports whether nothing that begins behind a mask, which ends so, goes on from it, and no label reaches across it.
func closedAfter(s string, end int) bool {
	if s == "" {
		return true
	}
	if end == endValue {
		if s[0] < 0x80 {
			return rightBytes[s[0]] != besideOpen
		}
		return len(s) >= 3 && (isMark(s[:3]) || isHan(s[0]) && !strings.Contains(joiningHan, s[:3]))
	}
	// Only some marks stop the search for a label, and a comma does so with a quote or a space behind it.
	if s[0] == '"' || s[0] == '\'' {
		if s = s[1:]; s == "" {
			return true
		}
	}
	switch s[0] {
	case '\n', '\r', ';', '|':
		return true
	case ',':
		return len(s) == 1 || s[1] == '"' || s[1] == '\'' || s[1] == ' '
	}
	return len(s) >= 3 && s[0] >= 0x80 && isStop(s[:3])
}

// isMark reports whether s is a mark of Chinese that parts words.
func isMark(s string) bool {
	switch s {
	case "：", "（", "）", "“", "”", "「", "」", "【", "】", "《", "》":
		return true
	}
	return isStop(s)
}

// isStop reports whether s is a mark of Chinese that parts sentences or their parts.
func isStop(s string) bool {
	switch s {
	case "，", "。", "；", "、", "？", "！":
		return true
	}
	return false
}

// joiningHan are the characters that can join what stands before them to what follows.
const joiningHan = "年和与與及跟于向同从为因有可能来会要"

// isHan reports whether a common Chinese character begins with c.
func isHan(c byte) bool { return 0xE4 <= c && c <= 0xE9 }

func isASCIILetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func isDigit(c byte) bool { return c-'0' <= 9 }

// digitsEnd returns the end of the digits of b from i on.
func digitsEnd(b []byte, i int) int {
	for i < len(b) && isDigit(b[i]) {
		i++
	}
	return i
}
