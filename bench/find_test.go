package bench_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/khtong/privacykit/bench/internal/corpus"
	"github.com/khtong/privacykit/identifiers"
)

const mib = 1 << 20

// span is a hit of a detector, or a value that was planted.
type span struct {
	kind       identifiers.Kind
	start, end int
}

// A score says how many of the planted values, of all kinds, are covered by a hit of their kind, how many of them by one with
// exactly their span, and how many hits lie where nothing was planted.
type score struct {
	hits, found, exact, elsewhere int
}

// hitsOf returns everything that d finds.
func hitsOf(d detector, text string) []span {
	var hits []span
	d.detect(text, func(k identifiers.Kind, start, end int) { hits = append(hits, span{k, start, end}) })
	return hits
}

// covered returns for each planted value the hit of its kind that covers it, or the zero span.
func covered(hits []span, text corpus.Text) []span {
	at := make([]int, len(text.Text)) // 1 + the planted value that begins there
	for i, p := range text.Planted {
		at[p.Start] = i + 1
	}
	by := make([]span, len(text.Planted))
	for _, h := range hits {
		for i := h.start; i < h.end; i++ {
			if at[i] == 0 {
				continue
			}
			p := text.Planted[at[i]-1]
			if exact := h.start == p.Start && h.end == p.End; h.kind == p.Kind && h.end >= p.End && (exact || by[at[i]-1].end == 0) {
				by[at[i]-1] = h
			}
		}
	}
	return by
}

func scoreOf(hits []span, text corpus.Text) score {
	s := score{hits: len(hits)}
	for i, h := range covered(hits, text) {
		if h.end == 0 {
			continue
		}
		s.found++
		if h.start == text.Planted[i].Start && h.end == text.Planted[i].End {
			s.exact++
		}
	}
	planted := make([]bool, len(text.Text))
	for _, p := range text.Planted {
		for i := p.Start; i < p.End; i++ {
			planted[i] = true
		}
	}
	for _, h := range hits {
		if !slices.Contains(planted[h.start:h.end], true) {
			s.elsewhere++
		}
	}
	return s
}

// ours returns privacykit with all kinds, and with the four that the rivals look for.
func ours(tb testing.TB) []detector {
	tb.Helper()
	finder, err := identifiers.NewFinder(&identifiers.FindOptions{Kinds: four})
	if err != nil {
		tb.Fatal(err)
	}
	return []detector{
		{"privacykit", corpus.Kinds(), func(text string, emit func(identifiers.Kind, int, int)) {
			for m := range identifiers.Find(text) {
				emit(m.Kind, m.Start, m.End)
			}
		}},
		{"privacykit-four", four, func(text string, emit func(identifiers.Kind, int, int)) {
			for m := range finder.Find(text) {
				emit(m.Kind, m.Start, m.End)
			}
		}},
	}
}

// byReader is privacykit that reads the text as a stream.
func byReader(tb testing.TB) detector {
	tb.Helper()
	finder, err := identifiers.NewFinder(nil)
	if err != nil {
		tb.Fatal(err)
	}
	return detector{"FindReader", corpus.Kinds(), func(text string, emit func(identifiers.Kind, int, int)) {
		for m, err := range finder.FindReader(strings.NewReader(text)) {
			if err != nil {
				tb.Fatal(err)
			}
			emit(m.Kind, m.Start, m.End)
		}
	}}
}

// BenchmarkFind finds what there is in 1 MiB of mixed text. The found and the exact are given in percent of the planted
// values of all kinds.
func BenchmarkFind(b *testing.B) {
	text := corpus.Mixed(mib)
	for _, d := range append(ours(b), rivals()...) {
		b.Run("by="+d.name, func(b *testing.B) {
			s := scoreOf(hitsOf(d, text.Text), text)
			measure(b, d, text.Text)
			b.ReportMetric(100*float64(s.found)/float64(len(text.Planted)), "found-%")
			b.ReportMetric(100*float64(s.exact)/float64(len(text.Planted)), "exact-%")
			b.ReportMetric(float64(s.elsewhere), "elsewhere")
		})
	}
}

// BenchmarkFindSize finds in short and long texts: the first lines of the mixed text, all of it, and all of it again and
// again.
func BenchmarkFindSize(b *testing.B) {
	find := ours(b)[0]
	find.name = "Find"
	for _, size := range []struct {
		name string
		make func() corpus.Text
	}{
		{"1KiB", func() corpus.Text { return corpus.Mixed(1 << 10) }},
		{"1MiB", func() corpus.Text { return corpus.Mixed(mib) }},
		{"64MiB", func() corpus.Text { return corpus.Mixed(mib).Repeat(64) }},
	} {
		text := size.make().Text
		for _, d := range []detector{find, byReader(b)} {
			b.Run("size="+size.name+"/by="+d.name, func(b *testing.B) { measure(b, d, text) })
		}
	}
}

// BenchmarkFindHostile finds in texts that a detector may take long over, of two sizes: the speed must be the same in both.
func BenchmarkFindHostile(b *testing.B) {
	find := ours(b)[0]
	long := corpus.Hostile(mib)
	for i, short := range corpus.Hostile(64 << 10) {
		b.Run("of="+short.Name+"/size=64KiB", func(b *testing.B) { measure(b, find, short.Text) })
		b.Run("of="+short.Name+"/size=1MiB", func(b *testing.B) { measure(b, find, long[i].Text) })
	}
}

// measure runs d over text and reports bytes, allocations and hits.
func measure(b *testing.B, d detector, text string) {
	b.Helper()
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	hits := 0
	count := func(identifiers.Kind, int, int) { hits++ }
	for b.Loop() {
		hits = 0
		d.detect(text, count)
	}
	b.ReportMetric(float64(hits), "hits")
}

// Every rival finds the planted values of the kinds that it looks for, where they are written plainly: what is measured
// does the work that it is measured for.
func TestRivalsFind(t *testing.T) {
	text := corpus.Mixed(128 << 10)
	for _, d := range rivals() {
		t.Run(d.name, func(t *testing.T) {
			hits := hitsOf(d, text.Text)
			by := covered(hits, text)
			for _, k := range d.kinds {
				n := 0
				for i, p := range text.Planted {
					if p.Kind != k || !p.Plain {
						continue
					}
					n++
					if by[i].end == 0 {
						t.Errorf("%s at %d:%d is not found", p.Kind, p.Start, p.End)
					}
				}
				if n == 0 {
					t.Errorf("no %s to be found", k)
				}
			}
			s := scoreOf(hits, text)
			t.Logf("%d planted, %+v", len(text.Planted), s)
		})
	}
}

// The expressions and the scan find the same, except that only the scan checks a check character.
func TestRivalsAgree(t *testing.T) {
	text := corpus.Mixed(128 << 10).Text
	sets := map[string]map[span]bool{}
	for _, d := range rivals() {
		sets[d.name] = map[span]bool{}
		for _, h := range hitsOf(d, text) {
			if h.kind != identifiers.ResidentID || residentByHand(text[h.start:h.end]) {
				sets[d.name][h] = true
			}
		}
	}
	for _, name := range []string{"alternation", "scan"} {
		for h := range sets["regexps"] {
			if !sets[name][h] {
				t.Errorf("%s: %s at %d:%d is not found", name, h.kind, h.start, h.end)
			}
		}
		if len(sets[name]) != len(sets["regexps"]) || len(sets[name]) == 0 {
			t.Errorf("%s finds %d, the expressions %d", name, len(sets[name]), len(sets["regexps"]))
		}
	}
}

// Every planted mobile number, resident ID, e-mail address and card is found with its exact span, in whatever way it is
// written, and as well in a stream.
func TestFindsPlanted(t *testing.T) {
	text := corpus.Mixed(mib)
	sure := []identifiers.Kind{identifiers.Mobile, identifiers.ResidentID, identifiers.Email, identifiers.BankCard}
	for _, d := range []detector{ours(t)[0], byReader(t)} {
		hits := hitsOf(d, text.Text)
		planted, missed := map[identifiers.Kind]int{}, map[identifiers.Kind]int{}
		for i, h := range covered(hits, text) {
			p := text.Planted[i]
			planted[p.Kind]++
			if h == (span{p.Kind, p.Start, p.End}) {
				continue
			}
			missed[p.Kind]++
			if slices.Contains(sure, p.Kind) && missed[p.Kind] <= 3 {
				t.Errorf("%s: %s at %d:%d is not found", d.name, p.Kind, p.Start, p.End)
			}
		}
		for _, k := range corpus.Kinds() {
			t.Logf("%s: %s: %d of %d are missed", d.name, k, missed[k], planted[k])
		}
		t.Logf("%s: %+v", d.name, scoreOf(hits, text))
	}
}

// What the scan finds, Find finds too: the mobile numbers, resident IDs and e-mail addresses. An IP address of the scan can
// be a version, and a resident ID of division 20 an order number that begins with the year.
func TestFindAgrees(t *testing.T) {
	text := corpus.Mixed(mib)
	for _, d := range ours(t) {
		found := map[span]bool{}
		for _, h := range hitsOf(d, text.Text) {
			found[h] = true
		}
		scanned, missed := 0, 0
		scan(text.Text, func(k identifiers.Kind, start, end int) {
			if k == identifiers.IP || k == identifiers.ResidentID && text.Text[start:start+2] == "20" {
				return
			}
			scanned++
			if !found[span{k, start, end}] {
				missed++
				t.Logf("%s: %s at %d:%d is not found", d.name, k, start, end)
			}
		})
		if scanned == 0 || missed > 0 {
			t.Errorf("%s: %d of %d are missed", d.name, missed, scanned)
		}
	}
}
