package desensitize

import (
	"bytes"
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
	t := newTextMasker(v, nil, s)
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
	t := newTextMasker(v, dst, s)
	t.run()
	return append(t.dst, s[t.last:]...)
}

// maxRounds is how often a line is masked again at most, before it is hidden.
const maxRounds = 6

// textMasker masks the text s. A line is looked at once more if masks in it can make matches of what stands around them, because
// they have other characters and lengths than values. No match depends on another line.
type textMasker struct {
	view    View
	dst     []byte
	begin   int // of the text in dst
	s       string
	last    int  // s is in dst up to here
	changed bool // something was masked
	kept    int  // the end of the last match that stays, if nothing was masked since
	again   bool // the line of at is to be looked at again
	at      int
}

func newTextMasker(v View, dst []byte, s string) textMasker {
	return textMasker{view: v, dst: dst, begin: len(dst), s: s, kept: -1}
}

func (t *textMasker) run() {
	t.view.find(t.s, func(m identifiers.Match) bool {
		t.match(m)
		return true
	})
	if t.again {
		t.endLine()
	}
}

// match masks m.
func (t *textMasker) match(m identifiers.Match) {
	if t.again {
		if strings.IndexByte(t.s[t.at:m.Start], '\n') >= 0 {
			t.endLine()
		}
		t.at = m.End
	}
	var buf [96]byte
	shown, masked := t.view.appendMatch(buf[:0], t.s, m)
	if masked { // what it does to others depends on them
		if t.kept = m.End; t.changed {
			t.again, t.at = true, m.End
		}
		return
	}
	if !t.changed {
		t.changed = true
		t.dst = slices.Grow(t.dst, len(t.s)+len(Hidden))
	}
	t.dst = append(t.dst, t.s[t.last:m.Start]...)
	if t.kept >= 0 || !t.again {
		stays := t.kept >= 0 && strings.IndexByte(t.s[t.kept:m.Start], '\n') < 0 // on this line
		if t.kept = -1; stays || t.view.finds() || !t.view.isolates(t.dst[t.begin:], m, t.s[m.Start:m.End], shown, t.s[m.End:]) {
			t.again, t.at = true, m.End
		}
	}
	t.dst = append(t.dst, shown...)
	t.last = m.End
}

// endLine appends the rest of the line and masks it until nothing changes.
func (t *textMasker) endLine() {
	end := len(t.s)
	if i := strings.IndexByte(t.s[t.at:], '\n'); i >= 0 {
		end = t.at + i
	}
	t.dst = append(t.dst, t.s[t.last:end]...)
	t.last, t.again = end, false
	line := t.begin + bytes.LastIndexByte(t.dst[t.begin:], '\n') + 1
	changed := true
	for round := 0; changed && round < maxRounds; round++ {
		t.dst, changed = t.view.maskLine(t.dst[:line], string(t.dst[line:]))
	}
	if changed {
		t.dst = append(t.dst[:line], Hidden...)
	}
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
	if v.finds() {
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

// finds reports whether the view has a Finder of its own, with words and recognisers that nothing is known of.
func (v View) finds() bool { return v.v != nil && v.v.finder != nil }

// find finds personal information in s.
func (v View) find(s string, yield func(identifiers.Match) bool) {
	if !v.finds() {
		identifiers.Find(s)(yield)
		return
	}
	v.v.finder.Find(s)(yield)
}
