package identifiers_test

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/khtong/privacykit/identifiers"
)

// How FindReader goes through a text, which the tests aim at: it holds 64 KiB, and leaves the last 1 KiB of them undecided.
const (
	held      = 64 << 10
	undecided = 1 << 10
)

// roomNumber recognises 3-2-1201.
var roomNumber = identifiers.Recognizer{Kind: "room_number", Recognize: func(before, rest string) (int, identifiers.Confidence) {
	n, groups := 0, 0
	for {
		k := n
		for n < len(rest) && '0' <= rest[n] && rest[n] <= '9' {
			n++
		}
		if n == k || n-k > 4 {
			return 0, 0
		}
		groups++
		if n == len(rest) || rest[n] != '-' {
			break
		}
		n++
	}
	if groups != 3 || strings.HasSuffix(before, "-") {
		return 0, 0
	}
	return n, identifiers.ConfidenceMedium
}}

// greedy recognises 256 bytes from a Chinese character on that stands behind a percent sign.
var greedy = identifiers.Recognizer{Kind: "greedy", Recognize: func(before, rest string) (int, identifiers.Confidence) {
	if !strings.HasSuffix(before, "%") || len(rest) < 256 {
		return 0, 0
	}
	return 256, identifiers.ConfidenceHigh
}}

// readAll collects what FindReader yields, and fails if there is an error.
func readAll(tb testing.TB, f *identifiers.Finder, r io.Reader) []identifiers.Match {
	tb.Helper()
	var all []identifiers.Match
	for m, err := range f.FindReader(r) {
		if err != nil {
			tb.Fatal(err)
		}
		all = append(all, m)
	}
	return all
}

// checkReader compares FindReader with Find.
func checkReader(tb testing.TB, f *identifiers.Finder, text string, r io.Reader, hint string) {
	tb.Helper()
	want, got := slices.Collect(f.Find(text)), readAll(tb, f, r)
	if slices.Equal(got, want) {
		return
	}
	for i := range max(len(got), len(want)) {
		if i < len(got) && i < len(want) && got[i] == want[i] {
			continue
		}
		for j, list := range [][]identifiers.Match{want, got} {
			if i < len(list) {
				m := list[i]
				tb.Logf("%s: %s %q at %d:%d %v %v, behind %q", []string{"Find", "FindReader"}[j], m.Kind, text[m.Start:m.End], m.Start, m.End, m.Confidence, m.Evidence, text[max(0, m.Start-30):m.Start])
			}
		}
		break
	}
	tb.Fatalf("%s: FindReader yields %d matches, not as Find %d", hint, len(got), len(want))
}

// inner recognises words that are parts of the planted values: of an e-mail address and of an address.
var inner = identifiers.Recognizer{Kind: "inner", Recognize: func(_, rest string) (int, identifiers.Confidence) {
	for _, w := range []string{"na_2024", "花园3", "example", "5678"} {
		if strings.HasPrefix(rest, w) {
			return len(w), identifiers.ConfidenceMedium
		}
	}
	return 0, 0
}}

// namedFinder is a finder with a name for the messages of a test.
type namedFinder struct {
	name string
	*identifiers.Finder
}

// readerFinders are finders with different paths through FindReader.
func readerFinders(tb testing.TB) []namedFinder {
	tb.Helper()
	return []namedFinder{
		{"default", newFinder(tb, nil)},
		{"all", newFinder(tb, &identifiers.FindOptions{Kinds: slices.Collect(identifiers.Findable()), MinConfidence: identifiers.ConfidenceLow})},
		{"recognizers", newFinder(tb, &identifiers.FindOptions{MinConfidence: identifiers.ConfidenceLow, Recognizers: []identifiers.Recognizer{roomNumber, greedy, inner}})},
		{"hosts only", newFinder(tb, &identifiers.FindOptions{Kinds: []identifiers.Kind{}, Recognizers: []identifiers.Recognizer{roomNumber, greedy, inner}})},
	}
}

// plantedText is all planted sentences in one, and room numbers.
func plantedText(tb testing.TB) string {
	tb.Helper()
	var b strings.Builder
	for i, s := range parsePlanted(tb) {
		b.WriteString(s.text)
		switch i % 4 {
		case 0:
			b.WriteString(" 3-2-1201 ")
		case 1:
			b.WriteString("%京A")
		case 2:
			b.WriteString("\n")
		}
	}
	b.WriteString("https://user:pw@www.example.com/a?tel=13812345678&x=1 host www.example.com。a@b.example.com\n")
	return b.String()
}

// However the text is cut into pieces, the matches are those of the whole.
func TestFindReaderSplits(t *testing.T) {
	text := strings.Repeat(plantedText(t), 60)
	rng := rand.New(rand.NewPCG(1, 2))
	for _, f := range readerFinders(t) {
		if len(slices.Collect(f.Find(text))) < 60 {
			t.Errorf("%s: hardly anything to find", f.name)
		}
		for kind, r := range map[string]io.Reader{
			"whole":  strings.NewReader(text),
			"one":    iotest.OneByteReader(strings.NewReader(text)),
			"half":   iotest.HalfReader(strings.NewReader(text)),
			"data":   iotest.DataErrReader(strings.NewReader(text)),
			"random": &randomReader{strings.NewReader(text), rng, 3 * held},
			"small":  &randomReader{strings.NewReader(text), rng, 300},
		} {
			checkReader(t, f.Finder, text, r, f.name+", "+kind)
		}
	}
}

// randomReader reads pieces of random sizes up to most, some of them empty.
type randomReader struct {
	r    io.Reader
	rng  *rand.Rand
	most int
}

func (r *randomReader) Read(p []byte) (int, error) {
	return r.r.Read(p[:min(len(p), r.rng.IntN(r.most+1))])
}

// Wherever the border of what has been read and decided falls in a text, the matches are the same.
func TestFindReaderBorders(t *testing.T) {
	block := plantedText(t)
	for _, f := range readerFinders(t) {
		t.Run(f.name, func(t *testing.T) {
			step := 7
			if f.name == "default" && !testing.Short() {
				step = 1
			}
			for shift := 0; shift < len(block)+undecided+100; shift += step {
				text := strings.Repeat("x", held-undecided-len(block)+shift-1) + " " + block + block
				checkReader(t, f.Finder, text, strings.NewReader(text), fmt.Sprint("shift ", shift))
			}
		})
	}
}

// Texts whose length lies around the border have the end where it may be forgotten.
func TestFindReaderLengths(t *testing.T) {
	f := newFinder(t, nil)
	for n := held - undecided - 40; n < held+undecided+40; n += 3 {
		text := strings.Repeat("x", n-24) + " a.b@example.com 张三"
		checkReader(t, f, text, strings.NewReader(text), fmt.Sprint("length ", n))
	}
}

var errBroken = errors.New("broken")

// An error of the reader comes last, behind the matches in what was read.
func TestFindReaderError(t *testing.T) {
	f := newFinder(t, nil)
	for _, text := range []string{"", "13812345678", strings.Repeat("x", held-11) + "13812345678", strings.Repeat("x", held) + " 13812345678", strings.Repeat(plantedText(t), 30)} {
		for _, broken := range []error{errBroken, io.ErrUnexpectedEOF, fmt.Errorf("wrapped: %w", io.EOF), io.ErrClosedPipe} {
			for _, r := range []io.Reader{
				io.MultiReader(strings.NewReader(text), iotest.ErrReader(broken)),
				&lastError{strings.NewReader(text), broken},
			} {
				want := slices.Collect(f.Find(text))
				var got []identifiers.Match
				var last error
				for m, err := range f.FindReader(r) {
					if last != nil {
						t.Error("something comes behind the error")
					}
					if last = err; err == nil {
						got = append(got, m)
					} else if m != (identifiers.Match{}) {
						t.Errorf("a match with the error: %v", m)
					}
				}
				if !errors.Is(last, broken) {
					t.Errorf("text of %d, %v: error %v", len(text), broken, last)
				}
				if !slices.Equal(got, want) {
					t.Errorf("text of %d, %v: %d matches, want %d", len(text), broken, len(got), len(want))
				}
			}
		}
	}
}

// lastError returns the error together with the last bytes, and the end after that.
type lastError struct {
	r   *strings.Reader
	err error
}

func (r *lastError) Read(p []byte) (int, error) {
	n, err := r.r.Read(p)
	if r.r.Len() == 0 && r.err != nil {
		err, r.err = r.err, nil
	}
	return n, err
}

// A reader that gives nothing, again and again, is given up.
func TestFindReaderNoProgress(t *testing.T) {
	f := newFinder(t, nil)
	var last error
	for _, err := range f.FindReader(idle{}) {
		last = err
	}
	if !errors.Is(last, io.ErrNoProgress) {
		t.Errorf("error %v", last)
	}
}

type idle struct{}

func (idle) Read([]byte) (int, error) { return 0, nil }

// The loop can be left at any match, and nothing more is read.
func TestFindReaderBreak(t *testing.T) {
	f := newFinder(t, nil)
	text := strings.Repeat(plantedText(t), 30)
	r := strings.NewReader(text)
	for _, err := range f.FindReader(r) {
		if err != nil {
			t.Fatal(err)
		}
		break
	}
	if read := len(text) - r.Len(); read > held {
		t.Errorf("%d bytes are read", read)
	}
}

// Progress never goes back, never beyond what comes later, and reaches the end.
func TestFindReaderProgress(t *testing.T) {
	text := strings.Repeat(plantedText(t), 100) + strings.Repeat("1", 3*held) + strings.Repeat("中", held)
	for name, hosts := range map[string][]identifiers.Recognizer{"own": nil, "hosts": {roomNumber, greedy}} {
		done, calls := int64(0), 0
		f := newFinder(t, &identifiers.FindOptions{MinConfidence: identifiers.ConfidenceLow, Recognizers: hosts, Progress: func(n int64) {
			calls++
			if n < done || n > int64(len(text)) {
				t.Errorf("%s: progress from %d to %d", name, done, n)
			}
			done = n
		}})
		seen := int64(0)
		for m, err := range f.FindReader(&randomReader{strings.NewReader(text), rand.New(rand.NewPCG(3, 4)), held}) {
			if err != nil {
				t.Fatal(err)
			}
			if int64(m.Start) < done {
				t.Errorf("%s: a match at %d when %d bytes are done", name, m.Start, done)
			}
			if lag := int64(m.End) - done; lag > held {
				t.Errorf("%s: progress is %d bytes behind", name, lag)
			}
			seen = int64(m.End)
		}
		if done != int64(len(text)) || calls < len(text)/held || seen == 0 {
			t.Errorf("%s: done %d of %d in %d calls", name, done, len(text), calls)
		}
	}
}
