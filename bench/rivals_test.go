package bench_test

import (
	"net/netip"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/hoophq/alcatraz"
	"github.com/hoophq/alcatraz/entities"

	"github.com/khtong/privacykit/identifiers"
)

// A detector calls emit for everything that it takes for personal information in text.
type detector struct {
	name   string
	kinds  []identifiers.Kind // what it looks for, of the kinds in the corpus
	detect func(text string, emit func(k identifiers.Kind, start, end int))
}

// four are the kinds that almost every detector in use looks for.
var four = []identifiers.Kind{identifiers.ResidentID, identifiers.Mobile, identifiers.Email, identifiers.IP}

// rivals returns the detectors to compare with, of which some take long to make. The floor has no kinds: it only reads.
func rivals() []detector {
	engine := alcatraz.NewEngine()
	return []detector{
		{"regexps", four, regexps()},
		{"alternation", four, alternation()},
		{"scan", four, scan},
		{"alcatraz-all", []identifiers.Kind{identifiers.Email, identifiers.IP}, byAlcatraz(engine, alcatraz.Options{})},
		{"alcatraz-four", []identifiers.Kind{identifiers.Email, identifiers.IP}, byAlcatraz(engine, alcatraz.Options{
			Entities: []string{entities.PhoneNumber, entities.EmailAddress, entities.IPAddress, entities.CreditCard},
		})},
		{"IndexByte", nil, indexByte},
	}
}

// The expressions that services in China commonly carry. \b keeps them off the middle of longer numbers.
const (
	residentExp = `\b\d{17}[\dXx]\b`
	mobileExp   = `\b1[3-9]\d{9}\b`
	emailExp    = `[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}`
	ipExp       = `\b(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)\b`
)

// regexps runs the four expressions one after the other.
func regexps() func(string, func(identifiers.Kind, int, int)) {
	var compiled []*regexp.Regexp
	for _, e := range []string{residentExp, mobileExp, emailExp, ipExp} {
		compiled = append(compiled, regexp.MustCompile(e))
	}
	return func(text string, emit func(identifiers.Kind, int, int)) {
		for i, e := range compiled {
			for _, m := range e.FindAllStringIndex(text, -1) {
				emit(four[i], m[0], m[1])
			}
		}
	}
}

// alternation runs the four as one, without groups, which would halve its speed; what it found is told from its looks.
func alternation() func(string, func(identifiers.Kind, int, int)) {
	e := regexp.MustCompile(residentExp + "|" + mobileExp + "|" + emailExp + "|" + ipExp)
	return func(text string, emit func(identifiers.Kind, int, int)) {
		for _, m := range e.FindAllStringIndex(text, -1) {
			k := identifiers.IP
			switch s := text[m[0]:m[1]]; {
			case strings.IndexByte(s, '@') >= 0:
				k = identifiers.Email
			case len(s) == 18:
				k = identifiers.ResidentID
			case len(s) == 11 && strings.IndexByte(s, '.') < 0:
				k = identifiers.Mobile
			}
			emit(k, m[0], m[1])
		}
	}
}

// byAlcatraz analyses line by line, as the library's own command does. It knows no Chinese identity document.
func byAlcatraz(engine *alcatraz.Engine, opts alcatraz.Options) func(string, func(identifiers.Kind, int, int)) {
	kinds := map[string]identifiers.Kind{
		entities.PhoneNumber: identifiers.Mobile, entities.EmailAddress: identifiers.Email,
		entities.IPAddress: identifiers.IP, entities.CreditCard: identifiers.BankCard,
	}
	return func(text string, emit func(identifiers.Kind, int, int)) {
		at := 0
		for line := range strings.Lines(text) {
			for _, r := range engine.Analyze(line, opts) {
				emit(kinds[r.EntityType], at+r.Start, at+r.End)
			}
			at += len(line)
		}
	}
}

// indexByte looks for a byte that never comes: reading the text costs that much.
func indexByte(text string, emit func(identifiers.Kind, int, int)) {
	if i := strings.IndexByte(text, 0xFF); i >= 0 {
		emit("", i, i+1)
	}
}

// The classes of bytes for scan.
const (
	word  = 1 << iota // a letter, digit or underscore
	local             // may stand before the @ of an e-mail address
	host              // may stand after it
)

var classes = func() (c [256]uint8) {
	for i := range utf8.RuneSelf {
		b := byte(i)
		alphanumeric := 'a' <= b|0x20 && b|0x20 <= 'z' || '0' <= b && b <= '9'
		if alphanumeric || b == '_' {
			c[b] |= word
		}
		if alphanumeric || strings.IndexByte("._%+-", b) >= 0 {
			c[b] |= local
		}
		if alphanumeric || b == '.' || b == '-' {
			c[b] |= host
		}
	}
	return c
}()

// scan finds the four kinds in one pass: it stops at the first digit of each number and at each @. It knows the plain
// forms alone, as the expressions do, and checks the check character of a resident ID, as they cannot.
func scan(text string, emit func(identifiers.Kind, int, int)) {
	last := 0 // the end of the last match
	for i := 0; i < len(text); {
		c := text[i]
		if c-'0' > 9 && c != '@' {
			i++
			continue
		}
		if c == '@' {
			start, end := mailAround(text, i, last)
			if end > 0 {
				emit(identifiers.Email, start, end)
				last = end
			}
			i = max(i+1, end)
			continue
		}
		end := i + 1
		for end < len(text) && text[end]-'0' <= 9 {
			end++
		}
		k, to := number(text, i, end)
		if k != "" {
			emit(k, i, to)
			last = to
		}
		i = to
	}
}

// number says what the digits text[i:end] are the beginning of, and where it ends.
func number(text string, i, end int) (identifiers.Kind, int) {
	if i > 0 && classes[text[i-1]]&word != 0 {
		return "", end
	}
	switch n := end - i; {
	case n <= 3:
		if to := dotted(text, i, end); to > 0 {
			return identifiers.IP, to
		}
	case n == 11:
		if text[i] == '1' && text[i+1] >= '3' && !wordAt(text, end) {
			return identifiers.Mobile, end
		}
	case n == 17 && end < len(text) && text[end]|0x20 == 'x':
		if !wordAt(text, end+1) && residentByHand(text[i:end+1]) {
			return identifiers.ResidentID, end + 1
		}
	case n == 18:
		if !wordAt(text, end) && residentByHand(text[i:end]) {
			return identifiers.ResidentID, end
		}
	}
	return "", end
}

func wordAt(text string, i int) bool { return i < len(text) && classes[text[i]]&word != 0 }

// dotted returns the end of an IPv4 address whose first number is text[i:end], or 0.
func dotted(text string, i, end int) int {
	for range 3 {
		if end == len(text) || text[end] != '.' {
			return 0
		}
		start := end + 1
		for end = start; end < len(text) && end < start+4 && text[end]-'0' <= 9; {
			end++
		}
		if end == start || end == start+4 {
			return 0
		}
	}
	if wordAt(text, end) {
		return 0
	}
	if _, err := netip.ParseAddr(text[i:end]); err != nil {
		return 0
	}
	return end
}

// mailAround returns the e-mail address around the @ at text[i], or zeros; it begins at last or later.
func mailAround(text string, i, last int) (start, end int) {
	start, end = i, i+1
	for start > last && classes[text[start-1]]&local != 0 {
		start--
	}
	for end < len(text) && classes[text[end]]&host != 0 {
		end++
	}
	dot := strings.LastIndexByte(text[i:end], '.')
	for dot > 0 && end-(i+dot) < 3 {
		end = i + dot
		dot = strings.LastIndexByte(text[i:end], '.')
	}
	if start == i || dot < 2 {
		return 0, 0
	}
	return start, end
}

// residentByHand checks 18 characters by GB 11643 as one writes it in an afternoon: digits, month, day, check character.
func residentByHand(s string) bool {
	if len(s) != 18 {
		return false
	}
	sum := 0
	for i := range 17 {
		d := s[i] - '0'
		if d > 9 {
			return false
		}
		sum += int(d) * int("\x07\x09\x0a\x05\x08\x04\x02\x01\x06\x03\x07\x09\x0a\x05\x08\x04\x02"[i])
	}
	month, day := 10*(s[10]-'0')+s[11]-'0', 10*(s[12]-'0')+s[13]-'0'
	if month < 1 || month > 12 || day < 1 || day > 31 {
		return false
	}
	c := s[17]
	if c == 'x' {
		c = 'X'
	}
	return c == "10X98765432"[sum%11]
}
