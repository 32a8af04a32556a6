package crypto

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// indexName names what is indexed, for people.
func indexName(parts []Part) string {
	var list []string
	for _, p := range parts {
		name := p.Field.Table + "." + p.Field.Column
		switch {
		case p.First > 0:
			name += " (first " + strconv.Itoa(p.First) + ")"
		case p.Last > 0:
			name += " (last " + strconv.Itoa(p.Last) + ")"
		case p.Grams > 0:
			name += " (grams of " + strconv.Itoa(p.Grams) + ")"
		}
		list = append(list, name)
	}
	return strings.Join(list, " + ")
}

// number writes a number of rows: whole and with commas from 10, with one decimal below.
func number(f float64) string {
	switch {
	case f < 0.05:
		return "0"
	case f < 9.95 && math.Abs(f-math.Round(f)) > 0.05:
		return strconv.FormatFloat(f, 'f', 1, 64)
	}
	s := strconv.FormatFloat(math.Round(f), 'f', 0, 64)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// suits says which lengths suit.
func (p *Plan) suits() string {
	if p.MinBits == p.MaxBits {
		return fmt.Sprintf("%d bits suit", p.MaxBits)
	}
	return fmt.Sprintf("%d to %d bits suit", p.MinBits, p.MaxBits)
}

// String tells the plan in words: the rows of a look-up, and what the entries show to who has not the keys.
func (p Plan) String() string {
	if p.Bits == 0 {
		return "no index"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %d bits", p.Index, p.Bits)
	if p.Partitions > 1 {
		fmt.Fprintf(&b, ", %d partitions", p.Partitions)
	}
	b.WriteString(": ")
	if p.unique {
		b.WriteString("a look-up finds 1 row, the right one. The entries show that all rows differ.")
		return b.String()
	}
	what, value := "a look-up", "value"
	if p.grams > 0 {
		what, value = "a look-up of "+strconv.Itoa(p.grams)+" symbols", "gram"
	}
	fmt.Fprintf(&b, "%s finds about %s of %s rows, %s right and %s wrong, which are opened and dropped; for the most common %s, %s.",
		what, number(p.Right+p.Wrong), number(float64(p.Stats.Rows)), number(p.Right), number(p.Wrong), value, number(p.Most))
	if p.grams > 0 {
		b.WriteString(" A longer one finds fewer.")
	}
	if p.Entries > 1 {
		fmt.Fprintf(&b, " It asks for %d entries.", p.Entries)
	}
	b.WriteString(" The entries show ")
	if p.grams > 0 {
		b.WriteString("how long a text is, and ")
	}
	if p.Equal {
		fmt.Fprintf(&b, "which rows have the same %s, up to %s rows at once.", value, number(float64(p.Stats.Top)/float64(p.Partitions)))
	} else {
		fmt.Fprintf(&b, "which rows differ; an entry stands for %s %ss.", number(p.share()), value)
	}
	if p.Common {
		fmt.Fprintf(&b, " They show which rows have a common %s: who knows which %ss are common can name them.", value, value)
	}
	switch {
	case p.Bits > p.MaxBits:
		fmt.Fprintf(&b, " Fewer bits hide more: %s.", p.suits())
	case p.Bits < p.MinBits:
		fmt.Fprintf(&b, " More bits find fewer wrong rows: %s.", p.suits())
	}
	return b.String()
}

// share is how many values an entry stands for.
func (p *Plan) share() float64 {
	return float64(p.Stats.Values) * float64(p.Partitions) / math.Exp2(float64(p.Bits))
}

// ExplainPlans tells the plans of all indexes of a table, and what those of one column give away together: who sees several
// entries of a value knows as many bits of it as they have together.
func ExplainPlans(plans ...Plan) string {
	var lines []string
	var fields []Field
	for _, p := range plans {
		lines = append(lines, p.String())
		for _, f := range p.fields {
			if !slices.Contains(fields, f) {
				fields = append(fields, f)
			}
		}
	}
	for _, f := range fields {
		if line := together(f, plans); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// together says what several indexes of one column show; nothing if it has one.
func together(f Field, plans []Plan) string {
	n, bits, most, top := 0, 0, -1, math.MaxInt
	for _, p := range plans {
		if !slices.Contains(p.fields, f) {
			continue
		}
		n++
		bits += p.Bits
		if p.unique {
			top = 1
		}
		if p.Stats.Rows == 0 {
			continue
		}
		top = min(top, p.Stats.Top)
		if limit := int(math.Floor(math.Log2(max(2, float64(p.Stats.Rows)) / wantedPerHash))); most < 0 || limit > most {
			most = limit
		}
	}
	if n < 2 {
		return ""
	}
	line := fmt.Sprintf("%s.%s has %d indexes with %d bits together", f.Table, f.Column, n, bits)
	switch {
	case most < 0:
		return line + "."
	case bits > most:
		return line + fmt.Sprintf(": more than the %d with which two rows or more share all entries. Together they show which rows are equal, up to %s at once.",
			most, number(float64(top)))
	}
	return line + fmt.Sprintf(", no more than the %d with which two rows or more share all entries.", most)
}
