package desensitize

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/khtong/privacykit/identifiers"
)

// The sizes that a [TextWriter] works with, in bytes.
const (
	pieceSize = 64 << 10  // what is masked at once of a longer Write
	maxLine   = 256 << 10 // what is held of a line that does not end
	lookahead = 2 << 10   // what is found at a place does not depend on more that follows
	margin    = 72        // hardly anything that speaks for a match is further away from it
)

// TextWriter masks the text that is written to it as [View.Text] does, in whatever pieces it comes, and writes it on: to a log
// file, an export, the output of another program. A line is written when it ends; what follows the last newline is held, and
// written by [TextWriter.Flush] and [TextWriter.Close]. So values that two calls of Write part are found. It holds about
// 1 MiB at most.
//
// A line longer than 256 KiB is masked in parts. They end outside of what is found, and as far from it as possible.
//
// A TextWriter is not safe for concurrent use, and prints as its type only. The zero value is of no use: see [NewTextWriter].
type TextWriter struct {
	// A function, because fmt follows pointers inside unexported fields, and must not reach what is held.
	state func() *textWriter
}

type textWriter struct {
	w    io.Writer
	view View
	held []byte // the line that has not ended
	out  []byte
	err  error
}

// errClosed is what writing to a closed TextWriter gives.
var errClosed = errors.New("desensitize: write to a closed TextWriter")

// NewTextWriter returns a TextWriter that writes to w what the view shows.
func NewTextWriter(w io.Writer, v View) *TextWriter {
	t := &textWriter{w: w, view: v}
	return &TextWriter{func() *textWriter { return t }}
}

// CopyText copies the text of src to dst, masked as by a [TextWriter]. Of an error of src, everything that was read before is
// masked and written.
func (v View) CopyText(dst io.Writer, src io.Reader) error {
	w := NewTextWriter(dst, v)
	_, err := io.CopyBuffer(w, struct{ io.Reader }{src}, make([]byte, pieceSize))
	return errors.Join(err, w.Close())
}

// Write takes p and writes the lines that end in it. It returns len(p), or 0 and an error: that of the writer behind it, after
// which nothing more is written, or one that says that the TextWriter was closed.
func (w *TextWriter) Write(p []byte) (int, error) {
	t := w.state()
	n := len(p)
	for len(p) > 0 && t.err == nil {
		piece := p[:min(len(p), pieceSize)]
		p = p[len(piece):]
		if i := bytes.LastIndexByte(piece, '\n'); i >= 0 {
			t.held = append(t.held, piece[:i+1]...)
			t.mask(len(t.held))
			piece = piece[i+1:]
		}
		t.held = append(t.held, piece...)
		if len(t.held) > maxLine {
			t.mask(t.view.cut(string(t.held)))
		}
	}
	if t.err != nil {
		return 0, t.err
	}
	return n, nil
}

// Flush masks and writes what is held. A value that goes on in the next Write is not found then.
func (w *TextWriter) Flush() error {
	t := w.state()
	if len(t.held) > 0 && t.err == nil {
		t.mask(len(t.held))
	}
	return t.err
}

// Close flushes. It does not close the writer behind it. Later calls of Write return an error, later ones of Close nil.
func (w *TextWriter) Close() error {
	t := w.state()
	err := w.Flush()
	if errors.Is(err, errClosed) {
		return nil
	}
	*t = textWriter{err: errClosed}
	return err
}

// String returns the name of the type.
func (w *TextWriter) String() string { return "desensitize.TextWriter" }

// Format writes what String returns, for every verb.
func (w *TextWriter) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, w.String()) }

// mask writes the first n bytes of what is held.
func (t *textWriter) mask(n int) {
	t.out = t.view.AppendText(t.out[:0], string(t.held[:n]))
	t.held = append(t.held[:0], t.held[n:]...)
	written, err := t.w.Write(t.out)
	if err == nil && written < len(t.out) {
		err = io.ErrShortWrite
	}
	if err != nil {
		*t = textWriter{err: err}
	}
}

// cut returns where to part s, the beginning of a long line: between two matches that stand far apart, behind a space or a
// punctuation mark there, or as near to that as it finds.
func (v View) cut(s string) int {
	far, near := 0, 0 // behind a gap between matches that is wide, or not
	begin := 0        // of the gap
	end := len(s) - lookahead
	gap := func(limit int) {
		limit = min(limit, end)
		if begin < limit {
			near = begin
		}
		if wide := s[min(begin+margin, limit):limit]; len(wide) > margin {
			wide = wide[:len(wide)-margin]
			if i := strings.LastIndexAny(wide, " \t,;|&>"); i >= 0 {
				far = begin + margin + i + 1
			} else if far == 0 {
				far = begin + margin + len(wide)
			}
		}
	}
	v.find(s, func(m identifiers.Match) bool {
		gap(m.Start)
		begin = m.End
		return m.End < end
	})
	gap(end)
	cut := max(far, near)
	if far > end/2 {
		cut = far
	}
	for i := cut; i > 0 && i > cut-utf8.UTFMax; i-- {
		if utf8.RuneStart(s[i]) {
			return i
		}
	}
	return max(cut, 1)
}
