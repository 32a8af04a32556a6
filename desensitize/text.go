package desensitize

import (
	"slices"
	"strings"

	"github.com/khtong/privacykit/identifiers"
)

// Text returns s with the personal information in it masked: it is [View.Text] of [Default].
func Text(s string) string { return Default().Text(s) }

// AppendText appends what [Text] returns to dst and returns the extended slice.
func AppendText(dst []byte, s string) []byte { return Default().AppendText(dst, s) }

// Text returns s with each match of identifiers.Find, or of the Finder of [ViewOptions], replaced by what [View.Mask] gives
// for it; only a date with the rule shift is [Hidden], because it would be found again. All else stays, byte for byte, valid
// UTF-8 or not. A text without matches is returned as it is, without allocating.
//
// What is not found is not masked; identifiers.Find says what it misses. Values whose kind is known are better given to
// [View.Mask] one by one.
//
// Text of the result gives the result again: a match that looks as its mask does stays, and what becomes a match because of
// the masks around it is masked too. A line that does not come to rest so is hidden whole, as it happens where labels or
// pseudonyms are themselves found as personal information.
func (v View) Text(s string) string {
	if v.isPlain(s) {
		return s
	}
	t := textMasker{view: v, s: s, line: -1}
	t.run()
	if !t.changed {
		return s
	}
	return string(append(t.dst, s[t.last:]...))
}

// AppendText appends what [View.Text] returns to dst and returns the extended slice. It allocates for the lines that have
// matches only.
func (v View) AppendText(dst []byte, s string) []byte {
	if v.isPlain(s) {
		return append(dst, s...)
	}
	t := textMasker{view: v, dst: dst, s: s, line: -1}
	t.run()
	return append(t.dst, s[t.last:]...)
}

// maxRounds is how often a line is masked again at most, before it is hidden.
const maxRounds = 6

// textMasker masks the text s. Each line that was changed is looked at once more: masks have other characters and lengths than
// values, and so can make matches of what stands around them. No match depends on another line.
type textMasker struct {
	view    View
	dst     []byte
	s       string
	last    int  // s is in dst up to here
	line    int  // where the line that was changed begins in dst; -1 if no line is open
	changed bool // something was masked
}

func (t *textMasker) run() {
	t.view.find(t.s, func(m identifiers.Match) bool {
		t.match(m)
		return true
	})
	if t.line >= 0 {
		t.endLine()
	}
}

// match masks m.
func (t *textMasker) match(m identifiers.Match) {
	var buf [96]byte
	shown, masked := t.view.appendMatch(buf[:0], t.s, m)
	if masked {
		return
	}
	if !t.changed {
		t.changed = true
		t.dst = slices.Grow(t.dst, len(t.s)+len(Hidden))
	}
	if t.line >= 0 && strings.IndexByte(t.s[t.last:m.Start], '\n') >= 0 {
		t.endLine()
	}
	if t.line < 0 {
		begin := t.last + strings.LastIndexByte(t.s[t.last:m.Start], '\n') + 1
		t.dst = append(t.dst, t.s[t.last:begin]...)
		t.last, t.line = begin, len(t.dst)
	}
	t.dst = append(append(t.dst, t.s[t.last:m.Start]...), shown...)
	t.last = m.End
}

// endLine appends the rest of the line and masks it until nothing changes.
func (t *textMasker) endLine() {
	end := len(t.s)
	if i := strings.IndexByte(t.s[t.last:], '\n'); i >= 0 {
		end = t.last + i
	}
	t.dst = append(t.dst, t.s[t.last:end]...)
	t.last = end
	changed := true
	for round := 0; changed && round < maxRounds; round++ {
		t.dst, changed = t.view.maskLine(t.dst[:t.line], string(t.dst[t.line:]))
	}
	if changed {
		t.dst = append(t.dst[:t.line], Hidden...)
	}
	t.line = -1
}

// maskLine appends the line, masked once, and reports whether anything was.
func (v View) maskLine(dst []byte, line string) ([]byte, bool) {
	last, changed := 0, false
	v.find(line, func(m identifiers.Match) bool {
		var buf [96]byte
		if shown, masked := v.appendMatch(buf[:0], line, m); !masked {
			dst = append(append(dst, line[last:m.Start]...), shown...)
			last, changed = m.End, true
		}
		return true
	})
	return append(dst, line[last:]...), changed
}

// appendMatch appends what stands for m, which was found in s. It reports whether m is what a mask left of a value already: what
// is shown of it stands there, or it is a compound surname with stars behind it, where that is what is shown of names.
func (v View) appendMatch(dst []byte, s string, m identifiers.Match) (shown []byte, masked bool) {
	r := v.rule(m.Kind)
	if r != nil && r.op == opShift {
		r = nil // a date that was moved is a date
	}
	shown = r.append(dst, m.Kind, s[m.Start:m.End], v.v)
	if len(shown) >= m.End-m.Start && strings.HasPrefix(s[m.Start:], string(shown)) {
		return shown, true
	}
	masked = r != nil && r.op == opName && strings.HasPrefix(s[m.End:], "*") && !strings.HasSuffix(s[:m.Start], "*") &&
		isCompound([]byte(s[m.Start:m.End]))
	return shown, masked
}

// isPlain reports, quickly, that identifiers.Find finds nothing in s: it is too short for an IPv6 address, or has no digit,
// @, colon, equals sign or character beyond ASCII.
func (v View) isPlain(s string) bool {
	if v.v != nil && v.v.finder != nil {
		return false
	}
	if len(s) < len("100::") {
		return true
	}
	for i := range len(s) {
		if c := s[i]; c-'0' <= '='-'0' && c != ';' && c != '<' || c == '@' || c >= 0x80 {
			return false
		}
	}
	return true
}

// find finds personal information in s.
func (v View) find(s string, yield func(identifiers.Match) bool) {
	if v.v == nil || v.v.finder == nil {
		identifiers.Find(s)(yield)
		return
	}
	v.v.finder.Find(s)(yield)
}
