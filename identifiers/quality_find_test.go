package identifiers_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/khtong/privacykit/identifiers"
)

// score counts what was found of a kind: right ones, ones that nobody marked, and marked ones that were missed.
type score struct{ right, wrong, missed int }

// TestQuality measures [identifiers.Find] on the labelled set: go test ./identifiers -run Quality$ -v prints the table.
func TestQuality(t *testing.T) {
	scores := make(map[identifiers.Kind]*score)
	at := func(k identifiers.Kind) *score {
		if scores[k] == nil {
			scores[k] = new(score)
		}
		return scores[k]
	}
	for _, s := range sentences(t) {
		found := slices.Collect(identifiers.Find(s.text))
		for _, sp := range s.spans {
			if len(sp.kinds) == 0 {
				continue
			}
			hit := slices.ContainsFunc(found, func(m identifiers.Match) bool {
				return m.Start == sp.start && m.End == sp.end && slices.Contains(sp.kinds, m.Kind)
			})
			if hit {
				at(sp.kinds[0]).right++
			} else {
				at(sp.kinds[0]).missed++
				t.Logf("%s: missed %s in %s: found %s", s.source, sp.kinds[0], s.text, tell(s.text, found))
			}
		}
		for _, m := range found {
			if !slices.ContainsFunc(s.spans, func(sp span) bool {
				return len(sp.kinds) == 0 && m.Start < sp.end && sp.start < m.End ||
					m.Start == sp.start && m.End == sp.end && slices.Contains(sp.kinds, m.Kind)
			}) {
				at(m.Kind).wrong++
				t.Logf("%s: wrong %s %s", s.source, tell(s.text, []identifiers.Match{m}), s.text)
			}
		}
	}
	var all score
	var table strings.Builder
	for _, k := range slices.Sorted(maps.Keys(scores)) {
		s := scores[k]
		fmt.Fprintf(&table, "%-32s %s\n", k, s)
		all.right, all.wrong, all.missed = all.right+s.right, all.wrong+s.wrong, all.missed+s.missed
	}
	t.Logf("\n%-32s precision recall  labelled\n%s%-32s %s", "kind", &table, "all", &all)
	if all.right == 0 || all.wrong*100 > all.right || all.missed*20 > all.right {
		t.Errorf("precision below 0.99 or recall below 0.95: %s", &all)
	}
}

func (s *score) String() string {
	ratio := func(n, of int) string {
		if of == 0 {
			return "    –"
		}
		return fmt.Sprintf("%5.3f", float64(n)/float64(of))
	}
	return fmt.Sprintf("    %s  %s  %8d", ratio(s.right, s.right+s.wrong), ratio(s.right, s.right+s.missed), s.right+s.missed)
}

// tell writes matches for a person who mends the set, whose values are all made up.
func tell(text string, found []identifiers.Match) string {
	var b strings.Builder
	for _, m := range found {
		fmt.Fprintf(&b, "[%s %q %s %s]", m.Kind, text[m.Start:m.End], m.Confidence, m.Evidence)
	}
	return b.String()
}
