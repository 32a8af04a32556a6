package desensitize_test

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/khtong/privacykit/desensitize"
)

// longText has lines longer than a TextWriter holds: with few matches, with nothing but matches, and with none.
func longText() string {
	const sparse = "手机 13812345678, 姓名：张三 and then so many words that nothing stands near the next one, one after the other; x=1 "
	return strings.Repeat(sparse, 8000) + "\n" + strings.Repeat("13812345678,", 60000) + "\n" +
		strings.Repeat("abcdef0123456789", 40000) + strings.Repeat("中", 200000) + "\n" +
		strings.Repeat("a\n手机13812345678\n", 2000) + strings.Repeat("\x80", 600000) + "\n姓名：张三"
}

func TestTextWriterLongLines(t *testing.T) {
	text := longText()
	want := desensitize.Text(text)
	rng := rand.New(rand.NewPCG(1, 2))
	for _, most := range []int{1 << 10, 100_000, len(text)} {
		var got strings.Builder
		w := desensitize.NewTextWriter(&got, desensitize.Default())
		for rest := text; rest != ""; {
			n := min(len(rest), 1+rng.IntN(most))
			if k, err := w.Write([]byte(rest[:n])); k != n || err != nil {
				t.Fatal(k, err)
			}
			rest = rest[n:]
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if got.String() != want {
			t.Errorf("pieces of up to %d bytes: %d bytes, not the %d that are wanted", most, got.Len(), len(want))
		}
	}
}

// A line is written when it ends, and the rest when it is asked for.
func TestTextWriterFlush(t *testing.T) {
	var got strings.Builder
	w := desensitize.NewTextWriter(&got, desensitize.Default())
	for _, step := range []struct{ write, want string }{
		{"手机 1381234", ""},
		{"5678\n手机 139", "手机 138****5678\n"},
		{"", ""},
		{"12345678", ""},
	} {
		before := got.Len()
		if n, err := w.Write([]byte(step.write)); n != len(step.write) || err != nil {
			t.Fatal(n, err)
		}
		if wrote := got.String()[before:]; wrote != step.want {
			t.Errorf("Write(%q) writes %q, want %q", step.write, wrote, step.want)
		}
	}
	for range 2 {
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	if want := "手机 138****5678\n手机 139****5678"; got.String() != want {
		t.Errorf("%q, want %q", got.String(), want)
	}
}

func TestTextWriterClosed(t *testing.T) {
	var got strings.Builder
	w := desensitize.NewTextWriter(&got, desensitize.Default())
	if _, err := w.Write([]byte("13812345678")); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	}
	if n, err := w.Write([]byte("x")); n != 0 || err == nil {
		t.Error(n, err)
	}
	if err := w.Flush(); err == nil {
		t.Error("Flush of what is closed gives no error")
	}
	if got.String() != "138****5678" {
		t.Error(got.String())
	}
}

// failingWriter writes some bytes and fails then.
type failingWriter struct {
	bytes.Buffer
	left int
}

var errFull = errors.New("full")

func (f *failingWriter) Write(p []byte) (int, error) {
	if f.left < len(p) {
		return 0, errFull
	}
	f.left -= len(p)
	return f.Buffer.Write(p)
}

// short takes less than it is given and does not say so.
type short struct{}

func (short) Write(p []byte) (int, error) { return len(p) / 2, nil }

func TestTextWriterErrors(t *testing.T) {
	f := &failingWriter{left: 20}
	w := desensitize.NewTextWriter(f, desensitize.Default())
	if n, err := w.Write([]byte("13812345678\n")); n != 12 || err != nil {
		t.Fatal(n, err)
	}
	for range 2 { // the error stays
		if n, err := w.Write([]byte("13912345678\n")); n != 0 || !errors.Is(err, errFull) {
			t.Errorf("Write: %d, %v", n, err)
		}
	}
	if err := w.Flush(); !errors.Is(err, errFull) {
		t.Errorf("Flush: %v", err)
	}
	if err := w.Close(); !errors.Is(err, errFull) {
		t.Errorf("Close: %v", err)
	}
	if f.String() != "138****5678\n" {
		t.Errorf("wrote %q", f.String())
	}
	if _, err := desensitize.NewTextWriter(short{}, desensitize.Default()).Write([]byte("13812345678\n")); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("short: %v", err)
	}
}

func TestCopyText(t *testing.T) {
	text := longText()
	var got strings.Builder
	if err := desensitize.Default().CopyText(&got, iotest.HalfReader(strings.NewReader(text))); err != nil {
		t.Fatal(err)
	}
	if got.String() != desensitize.Text(text) {
		t.Error("not as Text")
	}
	got.Reset()
	cut := io.MultiReader(strings.NewReader("手机 13812345678\n手机 13912345678"), iotest.ErrReader(errFull))
	if err := desensitize.Default().CopyText(&got, cut); !errors.Is(err, errFull) {
		t.Errorf("error of the reader: %v", err)
	}
	if want := "手机 138****5678\n手机 139****5678"; got.String() != want {
		t.Errorf("%q, want %q", got.String(), want)
	}
	if err := desensitize.Default().CopyText(&failingWriter{}, strings.NewReader("x")); !errors.Is(err, errFull) {
		t.Errorf("error of the writer: %v", err)
	}
}

// endless gives the same text again and again, n bytes in all.
type endless struct {
	text string
	n    int
}

func (e *endless) Read(p []byte) (int, error) {
	if e.n <= 0 {
		return 0, io.EOF
	}
	n := copy(p, e.text[:min(len(e.text), e.n)])
	e.n -= n
	return n, nil
}

// What a TextWriter holds does not grow with the text: 8 MiB of one line need no more memory at once than 2 MiB.
func TestTextWriterHoldsLittle(t *testing.T) {
	var most int
	sink := writerFunc(func(p []byte) (int, error) {
		most = max(most, len(p))
		return len(p), nil
	})
	if err := desensitize.Default().CopyText(sink, &endless{"mobile=13812345678 and some words that follow it in the line, ", 8 << 20}); err != nil {
		t.Fatal(err)
	}
	if most == 0 || most > 400<<10 {
		t.Errorf("%d bytes were written at once", most)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

func TestTextWriterPrintsNothing(t *testing.T) {
	w := desensitize.NewTextWriter(io.Discard, desensitize.Default())
	if _, err := w.Write([]byte(secret)); err != nil {
		t.Fatal(err)
	}
	printNothing(t, map[string]any{
		"pointer":      w,
		"value":        *w,
		"exported":     exported[*desensitize.TextWriter]{w},
		"unexported":   unexported[*desensitize.TextWriter]{w},
		"unexported v": unexported[desensitize.TextWriter]{*w},
		"slice":        []*desensitize.TextWriter{w},
		"map":          map[string]*desensitize.TextWriter{"k": w},
	})
}
