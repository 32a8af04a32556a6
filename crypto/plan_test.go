package crypto_test

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/khtong/privacykit/crypto"
)

func plan(t *testing.T, opts crypto.IndexOptions, parts ...crypto.Part) crypto.Plan {
	t.Helper()
	p, err := crypto.PlanIndex(opts, parts...)
	must(t, err)
	return p
}

// TestPlanBounds: the lengths with which 2 ≤ C ≤ √R, where C = R / 2^bits, computed by trying all of them.
func TestPlanBounds(t *testing.T) {
	for _, rows := range []int{1_200, 100_000, 1_000_000, 100_000_000} {
		low, high := 0, 0
		for bits := 4; bits <= 60; bits++ {
			c := float64(rows) / math.Exp2(float64(bits))
			if c >= 2 && c <= math.Sqrt(float64(rows)) {
				if low == 0 {
					low = bits
				}
				high = bits
			}
		}
		p := plan(t, crypto.IndexOptions{Bits: low, Stats: crypto.ColumnStats{Rows: rows, Values: rows, Top: 1}}, crypto.Part{Field: mobile})
		if p.MinBits != low || p.MaxBits != high {
			t.Errorf("%d rows: %d to %d bits; want %d to %d", rows, p.MinBits, p.MaxBits, low, high)
		}
	}
	for rows, want := range map[int][2]int{1_000_000: {10, 18}, 100_000_000: {14, 25}} {
		p := plan(t, crypto.IndexOptions{Bits: 16, Stats: crypto.ColumnStats{Rows: rows, Values: rows, Top: 1}}, crypto.Part{Field: mobile})
		if p.MinBits != want[0] || p.MaxBits != want[1] {
			t.Errorf("%d rows: %d to %d bits; want %v", rows, p.MinBits, p.MaxBits, want)
		}
	}
	// A column whose values repeat, and a tiny one.
	p := plan(t, crypto.IndexOptions{Bits: 12, Stats: crypto.ColumnStats{Rows: 1_000_000, Values: 10_000, Top: 150}}, crypto.Part{Field: mobile, Last: 4})
	if p.MinBits != 10 || p.MaxBits != 12 {
		t.Errorf("last four: %d to %d bits", p.MinBits, p.MaxBits)
	}
	p = plan(t, crypto.IndexOptions{Bits: 4, Stats: crypto.ColumnStats{Rows: 10, Values: 10, Top: 1}}, crypto.Part{Field: mobile})
	if p.MinBits != 4 || p.MaxBits != 4 {
		t.Errorf("ten rows: %d to %d bits", p.MinBits, p.MaxBits)
	}
}

// TestPlanCounts compares what the plan says of a look-up with what look-ups find in a table.
func TestPlanCounts(t *testing.T) {
	ring := create(t, config(newKEKs(1), crypto.NewMemoryStore()))
	const rows = 4096
	var values [][]string
	for i := range rows {
		values = append(values, []string{"1380013" + string(rune('0'+i/1000%10)) + string(rune('0'+i/100%10)) + string(rune('0'+i/10%10)) + string(rune('0'+i%10))})
	}
	part := crypto.Part{Field: mobile, Last: 3}
	stats, err := crypto.MeasureColumn(slices.Values(values), part)
	must(t, err)
	if want := (crypto.ColumnStats{Rows: rows, Values: 1000, Top: 5, Entries: rows}); stats != want {
		t.Fatalf("stats %+v; want %+v", stats, want)
	}
	for _, partitions := range []int{1, 4} {
		index := newIndex(t, ring, crypto.IndexOptions{Bits: 8, Partitions: partitions, Stats: stats}, part)
		of := map[string]int{}
		for i, v := range values {
			of[string(entry(t, index, values[i][0]+"s", v...))]++
		}
		found := 0
		for i := range 1000 {
			query, err := index.Query(values[i]...)
			must(t, err)
			for _, e := range query.Entries() {
				found += of[string(e)]
			}
		}
		p := index.Plan()
		if got, want := float64(found)/1000, p.Right+p.Wrong; math.Abs(got-want) > want/8 {
			t.Errorf("%d partitions: a look-up finds %.1f rows; the plan says %.1f", partitions, got, want)
		}
		if p.Entries != partitions {
			t.Errorf("%d entries a look-up; want %d", p.Entries, partitions)
		}
	}
}

func TestPlanRefusesLowCardinality(t *testing.T) {
	million := func(values, top int) crypto.ColumnStats {
		return crypto.ColumnStats{Rows: 1_000_000, Values: values, Top: top}
	}
	for name, c := range map[string]struct {
		opts crypto.IndexOptions
		part crypto.Part
		says string // empty if it is accepted
	}{
		"sex":                  {crypto.IndexOptions{Bits: 8, Stats: million(2, 510_000)}, crypto.Part{}, "2 different values in 1,000,000 rows"},
		"sex, with partitions": {crypto.IndexOptions{Bits: 8, Partitions: 256, Stats: million(2, 510_000), InsecureSkew: true}, crypto.Part{}, "compound index"},
		"province":             {crypto.IndexOptions{Bits: 4, Stats: million(34, 100_000)}, crypto.Part{}, "34 different values"},
		"county":               {crypto.IndexOptions{Bits: 8, Stats: million(2_850, 10_000)}, crypto.Part{}, "3 partitions (11,719 wrong rows for each look-up) or 6 bits (15,625 wrong rows)"},
		"county, partitions":   {crypto.IndexOptions{Bits: 8, Partitions: 3, Stats: million(2_850, 10_000)}, crypto.Part{}, ""},
		"county, full length":  {crypto.IndexOptions{Bits: 128, Partitions: 3, InsecureSkew: true, Stats: million(2_850, 10_000)}, crypto.Part{}, "128 bits tell them apart: 8 bits suit"},
		"county, accepted":     {crypto.IndexOptions{Bits: 8, InsecureSkew: true, Stats: million(2_850, 10_000)}, crypto.Part{}, ""},
		"surname":              {crypto.IndexOptions{Bits: 8, Stats: million(6_000, 70_000)}, crypto.Part{}, "the most common value has 70,000 of 1,000,000 rows"},
		"surname, partitions":  {crypto.IndexOptions{Bits: 8, Partitions: 20, Stats: million(6_000, 70_000)}, crypto.Part{}, ""},
		"half of all rows":     {crypto.IndexOptions{Bits: 128, Stats: million(400_000, 500_000)}, crypto.Part{}, "no number of bits and partitions hides it"},
		"name":                 {crypto.IndexOptions{Bits: 14, Stats: million(300_000, 250)}, crypto.Part{}, "5 partitions"},
		"name, partitions":     {crypto.IndexOptions{Bits: 14, Partitions: 5, Stats: million(300_000, 250)}, crypto.Part{}, ""},
		"last four":            {crypto.IndexOptions{Bits: 12, Stats: million(10_000, 150)}, crypto.Part{Last: 4}, ""},
		"mobile":               {crypto.IndexOptions{Bits: 14, Stats: million(950_000, 5)}, crypto.Part{}, ""},
		"mobile, full length":  {crypto.IndexOptions{Bits: 128, Stats: million(950_000, 5)}, crypto.Part{}, ""},
		"a small table":        {crypto.IndexOptions{Bits: 8, Stats: crypto.ColumnStats{Rows: 50, Values: 20, Top: 10}}, crypto.Part{}, ""},
	} {
		c.part.Field = crypto.Field{Table: "customers", Column: "x"}
		p, err := crypto.PlanIndex(c.opts, c.part)
		if c.says == "" {
			if err != nil || p.String() == "" {
				t.Errorf("%s: %v", name, err)
			}
			if p.Common != c.opts.InsecureSkew {
				t.Errorf("%s: Common = %v", name, p.Common)
			}
			continue
		}
		wantErr(t, name, err, crypto.ErrLowCardinality)
		if err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %q; want %q", name, err, c.says)
		}
		ring := create(t, config(newKEKs(1), crypto.NewMemoryStore()))
		_, err = ring.NewIndex(c.opts, c.part)
		wantErr(t, name, err, crypto.ErrLowCardinality)
	}
}

// TestPlanHidesTheCommon makes an index as a refusal proposes, of a column in which every tenth row has one value, and counts
// the rows of its entries: what stood out before does no more.
func TestPlanHidesTheCommon(t *testing.T) {
	ring := create(t, config(newKEKs(1), crypto.NewMemoryStore()))
	part := crypto.Part{Field: nameField}
	var rows [][]string
	for i := range 20_000 {
		if name := "王伟"; i%10 != 0 {
			rows = append(rows, []string{number(1 + i%6_000)})
		} else {
			rows = append(rows, []string{name})
		}
	}
	stats, err := crypto.MeasureColumn(slices.Values(rows), part)
	must(t, err)
	for _, c := range []struct {
		partitions int
		skew       bool
		low, high  float64 // how many times the average the entries of the common value have
	}{{1, true, 7, 8}, {6, false, 1.4, 2.3}} {
		opts := crypto.IndexOptions{Bits: 6, Partitions: c.partitions, InsecureSkew: c.skew, Stats: stats}
		index := newIndex(t, ring, opts, part)
		counts := map[string]int{}
		for i, row := range rows {
			counts[string(entry(t, index, number(1+i), row...))]++
		}
		query, err := index.Query("王伟")
		must(t, err)
		most := 0.0
		for _, e := range query.Entries() {
			most += float64(counts[string(e)]) / float64(c.partitions) / (20_000.0 / 64)
		}
		if most < c.low || most > c.high {
			t.Errorf("%d partitions: the entries of the common value have %.1f times the average; want %.1f to %.1f", c.partitions, most, c.low, c.high)
		}
		opts.InsecureSkew = false
		if _, err := crypto.PlanIndex(opts, part); c.skew != errors.Is(err, crypto.ErrLowCardinality) {
			t.Errorf("%d partitions: %v", c.partitions, err)
		}
	}
}

// TestPlanRemedy: what a refusal proposes is accepted, and one less is not.
func TestPlanRemedy(t *testing.T) {
	part := crypto.Part{Field: nameField}
	for _, top := range []int{200, 1_000, 5_000, 30_000} {
		opts := crypto.IndexOptions{Bits: 14, Stats: crypto.ColumnStats{Rows: 1_000_000, Values: 300_000, Top: top}}
		_, err := crypto.PlanIndex(opts, part)
		wantErr(t, "skewed", err, crypto.ErrLowCardinality)
		least := 0
		for n := 1; n <= 256 && least == 0; n++ {
			opts.Partitions = n
			if _, err := crypto.PlanIndex(opts, part); err == nil {
				least = n
			}
		}
		opts.Partitions = 0
		most := 0
		for b := 13; b >= 4 && most == 0; b-- {
			opts.Bits = b
			if _, err := crypto.PlanIndex(opts, part); err == nil {
				most = b
			}
		}
		if least > 0 && !strings.Contains(err.Error(), " "+number(least)+" partitions (") || least == 0 && strings.Contains(err.Error(), "partitions (") {
			t.Errorf("top %d: %v; want %d partitions", top, err, least)
		}
		if most > 0 && !strings.Contains(err.Error(), " "+number(most)+" bits (") {
			t.Errorf("top %d: %v; want %d bits", top, err, most)
		}
	}
}

func number(n int) string {
	s := ""
	for ; n > 0; n /= 10 {
		s = string(rune('0'+n%10)) + s
	}
	return s
}

func TestPlanText(t *testing.T) {
	million := crypto.ColumnStats{Rows: 1_000_000, Values: 950_000, Top: 5}
	exact := plan(t, crypto.IndexOptions{Bits: 14, Stats: million}, crypto.Part{Field: mobile})
	last := plan(t, crypto.IndexOptions{Bits: 12, Stats: crypto.ColumnStats{Rows: 1_000_000, Values: 10_000, Top: 150}}, crypto.Part{Field: mobile, Last: 4})
	names := crypto.ColumnStats{Rows: 1_000_000, Values: 200_000, Top: 5_000, Entries: 1_700_000}
	pieces := plan(t, crypto.IndexOptions{Bits: 12, Partitions: 13, Stats: names}, crypto.Part{Field: nameField, Grams: 2})
	skewed := plan(t, crypto.IndexOptions{Bits: 20, InsecureSkew: true, Stats: names}, crypto.Part{Field: nameField, Grams: 2})
	unique := plan(t, crypto.IndexOptions{Unique: true}, crypto.Part{Field: mobile})
	pair := plan(t, crypto.IndexOptions{Bits: 6, Stats: million}, crypto.Part{Field: nameField}, crypto.Part{Field: mobile, First: 3})
	for _, c := range []struct{ got, want string }{
		{
			exact.String(),
			"customers.mobile, 14 bits: a look-up finds about 62 of 1,000,000 rows, 1.1 right and 61 wrong, which are opened and dropped; " +
				"for the most common value, 66. The entries show which rows differ; an entry stands for 58 values.",
		},
		{
			last.String(),
			"customers.mobile (last 4), 12 bits: a look-up finds about 344 of 1,000,000 rows, 100 right and 244 wrong, which are opened and dropped; " +
				"for the most common value, 394. The entries show which rows differ; an entry stands for 2.4 values.",
		},
		{
			pieces.String(),
			"customers.name (grams of 2), 12 bits, 13 partitions: a look-up of 2 symbols finds about 5,404 of 1,000,000 rows, 8.5 right and 5,396 wrong, " +
				"which are opened and dropped; for the most common gram, 10,396. A longer one finds fewer. It asks for 13 entries. " +
				"The entries show how long a text is, and which rows differ; an entry stands for 635 grams.",
		},
		{
			skewed.String(),
			"customers.name (grams of 2), 20 bits: a look-up of 2 symbols finds about 10 of 1,000,000 rows, 8.5 right and 1.6 wrong, " +
				"which are opened and dropped; for the most common gram, 5,002. A longer one finds fewer. " +
				"The entries show how long a text is, and which rows have the same gram, up to 5,000 rows at once. " +
				"They show which rows have a common gram: who knows which grams are common can name them. Fewer bits hide more: 8 bits suit.",
		},
		{unique.String(), "customers.mobile, 128 bits: a look-up finds 1 row, the right one. The entries show that all rows differ."},
		{
			pair.String(),
			"customers.name + customers.mobile (first 3), 6 bits: a look-up finds about 15,626 of 1,000,000 rows, 1.1 right and 15,625 wrong, " +
				"which are opened and dropped; for the most common value, 15,630. The entries show which rows differ; an entry stands for 14,844 values. " +
				"More bits find fewer wrong rows: 10 to 18 bits suit.",
		},
		{crypto.Plan{}.String(), "no index"},
		{(&crypto.Index{}).Plan().String(), "no index"},
		{
			crypto.ExplainPlans(exact, last),
			exact.String() + "\n" + last.String() + "\ncustomers.mobile has 2 indexes with 26 bits together: more than the 18 with which two rows or more share all entries. " +
				"Together they show which rows are equal, up to 5 at once.",
		},
		{
			crypto.ExplainPlans(last, pair),
			last.String() + "\n" + pair.String() + "\ncustomers.mobile has 2 indexes with 18 bits together, no more than the 18 with which two rows or more share all entries.",
		},
		{
			crypto.ExplainPlans(unique, unique),
			unique.String() + "\n" + unique.String() + "\ncustomers.mobile has 2 indexes with 256 bits together.",
		},
		{crypto.ExplainPlans(), ""},
	} {
		if c.got != c.want {
			t.Errorf("got  %s\nwant %s", c.got, c.want)
		}
	}
}

func TestMeasureColumn(t *testing.T) {
	rows := [][]string{{"李雷", "138 0013 8000"}, {"李雷", "13800138001"}, {"李", "8000"}, {"", "1"}, {"韩梅梅梅", "13900138000"}}
	column := func(i int) func(func([]string) bool) {
		return func(yield func([]string) bool) {
			for _, r := range rows {
				if !yield(r[i : i+1]) {
					return
				}
			}
		}
	}
	for name, c := range map[string]struct {
		rows  func(func([]string) bool)
		parts []crypto.Part
		want  crypto.ColumnStats
	}{
		"whole":    {column(0), []crypto.Part{{Field: nameField}}, crypto.ColumnStats{Rows: 4, Values: 3, Top: 2, Entries: 4}},
		"last":     {column(1), []crypto.Part{{Field: mobile, Last: 4, Normalize: digits}}, crypto.ColumnStats{Rows: 4, Values: 2, Top: 3, Entries: 4}},
		"grams":    {column(0), []crypto.Part{{Field: nameField, Grams: 2}}, crypto.ColumnStats{Rows: 3, Values: 3, Top: 2, Entries: 4}},
		"compound": {slices.Values(rows), []crypto.Part{{Field: nameField}, {Field: mobile, Last: 4, Normalize: digits}}, crypto.ColumnStats{Rows: 4, Values: 4, Top: 1, Entries: 4}},
		"empty":    {slices.Values([][]string{}), []crypto.Part{{Field: nameField}}, crypto.ColumnStats{}},
	} {
		got, err := crypto.MeasureColumn(c.rows, c.parts...)
		must(t, err)
		if got != c.want {
			t.Errorf("%s: %+v; want %+v", name, got, c.want)
		}
	}
	_, err := crypto.MeasureColumn(slices.Values(rows), crypto.Part{Field: nameField})
	wantErr(t, "two values for one part", err, crypto.ErrArgument)
	_, err = crypto.MeasureColumn(slices.Values(rows))
	wantErr(t, "no part", err, crypto.ErrArgument)
	_, err = crypto.MeasureColumn(column(0), crypto.Part{Field: nameField, Normalize: func(string) (string, error) { return "", errRefused }})
	wantErr(t, "normaliser", err, errRefused)
}
