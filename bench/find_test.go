package bench_test

import (
	"slices"
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

// BenchmarkFind finds what there is in 1 MiB of mixed text. The found and the exact are given in percent of the planted
// values of all kinds.
func BenchmarkFind(b *testing.B) {
	text := corpus.Mixed(mib)
	for _, d := range rivals() {
		b.Run("by="+d.name, func(b *testing.B) {
			s := scoreOf(hitsOf(d, text.Text), text)
			measure(b, d, text.Text)
			b.ReportMetric(100*float64(s.found)/float64(len(text.Planted)), "found-%")
			b.ReportMetric(100*float64(s.exact)/float64(len(text.Planted)), "exact-%")
			b.ReportMetric(float64(s.elsewhere), "elsewhere")
		})
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
