package main

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// mark is a place for figures on the page.
var mark = regexp.MustCompile(`(?s)<!-- (run|Benchmark\w+) -->\n.*?<!-- end -->`)

// fill writes about at the mark "run" and each table at the mark of its benchmark.
func fill(page []byte, about string, tables []*table) ([]byte, error) {
	texts := map[string]string{"run": about + "\n"}
	for _, t := range tables {
		text, err := t.markdown()
		if err != nil {
			return nil, err
		}
		texts[t.benchmark] = text
	}
	used := map[string]bool{}
	var missing error
	filled := mark.ReplaceAllFunc(page, func(old []byte) []byte {
		name := string(mark.FindSubmatch(old)[1])
		text, ok := texts[name]
		if !ok {
			missing = fmt.Errorf("the page has a mark for %s, which did not run", name)
		}
		used[name] = true
		return fmt.Appendf(nil, "<!-- %s -->\n\n%s\n<!-- end -->", name, text)
	})
	if missing != nil {
		return nil, missing
	}
	for name := range texts {
		if !used[name] {
			return nil, fmt.Errorf("the page has no mark for %s", name)
		}
	}
	return filled, nil
}

// columns are the units that benchmarks report, in the order in which they stand in a table.
var columns = []struct {
	unit, heading string
	cell          func([]float64) string
}{
	{"ns/op", "time", duration},
	{"MB/s", "MB/s", func(v []float64) string { return figure(median(v)) }},
	{"hits", "hits", whole},
	{"found-%", "found", percent},
	{"exact-%", "exact", percent},
	{"elsewhere", "elsewhere", whole},
	{"B/subject", "bytes a subject", whole},
	{"B/consent", "bytes a consent", whole},
	{"consents/s", "consents loaded a second", whole},
	{"disposals/s", "disposals a second", whole},
	{"entries/s", "entries a second", whole},
	{"hashes", "hashes in the proof", whole},
	{"B/op", "bytes allocated", whole},
	{"allocs/op", "allocations", whole},
}

// markdown returns the table with a row for each part of the benchmark, and a column for each label and unit.
func (t *table) markdown() (string, error) {
	heads := slices.Clone(t.labels)
	align := slices.Repeat([]string{"---"}, len(heads))
	units := map[string]bool{}
	for _, r := range t.rows {
		for u := range r.values {
			units[u] = true
		}
	}
	for _, c := range columns {
		if units[c.unit] {
			heads, align = append(heads, c.heading), append(align, "---:")
		}
	}
	if len(heads) != len(t.labels)+len(units) {
		return "", fmt.Errorf("%s reports a unit that has no column", t.benchmark)
	}
	var b strings.Builder
	line := func(cells []string) { fmt.Fprintf(&b, "| %s |\n", strings.Join(cells, " | ")) }
	line(heads)
	line(align)
	for _, r := range t.rows {
		if len(r.labels) != len(t.labels) {
			return "", fmt.Errorf("%s%s: other labels than its neighbours", t.benchmark, r.name)
		}
		cells := slices.Clone(r.labels)
		for _, c := range columns {
			switch v := r.values[c.unit]; {
			case len(v) > 0:
				cells = append(cells, c.cell(v))
			case units[c.unit]:
				cells = append(cells, "–")
			}
		}
		line(cells)
	}
	return b.String(), nil
}

// median returns the middle value, or the mean of the two in the middle.
func median(v []float64) float64 {
	s := slices.Sorted(slices.Values(v))
	return (s[(len(s)-1)/2] + s[len(s)/2]) / 2
}

// duration returns the median of nanoseconds with its unit, and by how much the farthest value is off.
func duration(v []float64) string {
	m, off := median(v), 0.0
	for _, x := range v {
		off = max(off, math.Abs(x-m)/m)
	}
	scale, unit := 1.0, "ns"
	for _, u := range []struct {
		scale float64
		unit  string
	}{{1e3, "µs"}, {1e6, "ms"}, {1e9, "s"}} {
		if m >= u.scale {
			scale, unit = u.scale, u.unit
		}
	}
	s := figure(m/scale) + " " + unit
	if len(v) > 1 {
		s += fmt.Sprintf(" ±%.0f %%", 100*off)
	}
	return s
}

// figure returns x with three figures, or more where it has more before the point.
func figure(x float64) string {
	digits := 2
	for bound := 10.0; digits > 0 && x >= bound; bound *= 10 {
		digits--
	}
	return strconv.FormatFloat(x, 'f', digits, 64)
}

func whole(v []float64) string { return strconv.FormatFloat(median(v), 'f', 0, 64) }

func percent(v []float64) string { return strconv.FormatFloat(median(v), 'f', 1, 64) + " %" }
