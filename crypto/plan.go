package crypto

import (
	"fmt"
	"iter"
	"math"
	"slices"
	"strings"
)

// ColumnStats are the figures of what is indexed, after Normalize and First, Last or Grams: of an index of the last four
// digits, Values is 10,000 at most. They decide what an index gives away. MeasureColumn counts them.
type ColumnStats struct {
	Rows   int // rows that have entries, when the table has grown
	Values int // different values among them; of Grams, different grams
	Top    int // rows that have the most common one

	// Entries is how many entries the rows have together; 0 means Rows, one each. Of Grams it is required.
	Entries int
}

// MeasureColumn counts the figures of a sample, one value for each part in each row. It holds the values in memory. A sample
// is smaller than the table: scale Rows, Entries and Top up together, and Values by judgement.
func MeasureColumn(rows iter.Seq[[]string], parts ...Part) (ColumnStats, error) {
	if err := checkParts(parts); err != nil {
		return ColumnStats{}, err
	}
	var s ColumnStats
	counts := map[string]int{}
	for row := range rows {
		if len(row) != len(parts) {
			return ColumnStats{}, fmt.Errorf("%w: %d values in a row; there are %d parts", ErrArgument, len(row), len(parts))
		}
		pieces := map[string]bool{}
		var key []byte
		for i, p := range parts {
			normal, err := p.normalized(row[i])
			if err != nil {
				return ColumnStats{}, err
			}
			if p.Grams > 0 {
				grams(normal, p.Grams, func(gram string) bool { pieces[gram] = true; return true })
				break
			}
			piece := p.cut(normal)
			if piece == "" {
				key = nil
				break
			}
			key = appendPart(key, piece)
		}
		if key != nil {
			pieces[string(key)] = true
		}
		if len(pieces) > 0 {
			s.Rows++
		}
		s.Entries += len(pieces)
		for piece := range pieces {
			counts[piece]++
			s.Top = max(s.Top, counts[piece])
		}
	}
	s.Values = len(counts)
	return s, nil
}

// check refuses figures that no column has.
func (s ColumnStats) check(grams bool) error {
	refused := func(why string) error { return fmt.Errorf("%w: ColumnStats.%s", ErrArgument, why) }
	switch {
	case s.Rows < 1 || s.Values < 1 || s.Top < 1:
		return refused("Rows, Values or Top is missing")
	case s.Rows > maxRows || s.Entries > maxRows:
		return refused("Rows or Entries is more than 10^15")
	case grams && s.Entries == 0:
		return refused("Entries is missing, which an index of Grams needs")
	case !grams && s.Entries != 0 && s.Entries != s.Rows:
		return refused("Entries is not Rows, though each row has one")
	case s.entries() < s.Rows:
		return refused("Entries is less than Rows")
	case s.Values > s.entries():
		return refused("Values is more than there are entries")
	case s.Top > s.Rows || s.Top > s.entries()-s.Values+1:
		return refused("Top is more than the other figures leave")
	case float64(s.Top)*float64(s.Values) < float64(s.entries()):
		return refused("Top is less than the average")
	}
	return nil
}

const maxRows = 1e15

func (s ColumnStats) entries() int {
	if s.Entries == 0 {
		return s.Rows
	}
	return s.Entries
}

// The rules of what an index may show. An entry that few rows have shows little, whatever stands for it.
const (
	fewRows       = 16     // rows of one value that may be seen to belong together
	minValues     = 100    // fewer different values are not indexed
	manyValues    = 10_000 // fewer are indexed only where an entry stands for two values or more
	minBits       = 4
	maxBits       = 256
	standsOut     = 2 // how many times the average an entry may have
	wantedPerHash = 2 // values that share an entry, at least
)

// Plan is what is known of an index before the first row is written. Numbers of rows are those of a table as large as Stats
// says. String tells it in words.
type Plan struct {
	Index      string      // what is indexed: table, columns and shapes
	Stats      ColumnStats // as declared; zero if a Unique index declared none
	Bits       int         // the length of an entry
	Partitions int         // the entries of one value
	Entries    int         // the entries that one look-up asks for; of Grams, for each gram of it

	// MinBits and MaxBits are the lengths that suit Stats: an entry stands for 2 values at least and shows no common one, and
	// a look-up finds √Rows wrong rows at most. Where both cannot be had, the first decides.
	MinBits, MaxBits int

	Right float64 // the rows of an average value
	Wrong float64 // the rows that a look-up finds beside them, to be opened and dropped
	Most  float64 // the rows that a look-up of the most common value finds, right and wrong

	Equal  bool // who sees the entries sees which rows are equal
	Common bool // who sees the entries sees which rows have a common value

	unique  bool
	grams   int
	version uint32
	fields  []Field
}

func checkParts(parts []Part) error {
	if len(parts) == 0 || len(parts) > 8 {
		return fmt.Errorf("%w: an index takes 1 to 8 parts", ErrArgument)
	}
	for i, p := range parts {
		if err := p.check(); err != nil {
			return err
		}
		if p.Grams > 0 && len(parts) > 1 {
			return fmt.Errorf("%w: an index of Grams takes one part", ErrArgument)
		}
		for _, q := range parts[:i] {
			if q.Field == p.Field {
				return fmt.Errorf("%w: two parts of one column", ErrArgument)
			}
			if q.Field.Table != p.Field.Table {
				return fmt.Errorf("%w: parts of two tables", ErrArgument)
			}
		}
	}
	return nil
}

// PlanIndex returns the plan of an index that NewIndex would make, without keys, and refuses what NewIndex refuses.
func PlanIndex(opts IndexOptions, parts ...Part) (Plan, error) {
	bad := func(why string) (Plan, error) { return Plan{}, fmt.Errorf("%w: IndexOptions.%s", ErrArgument, why) }
	if err := checkParts(parts); err != nil {
		return Plan{}, err
	}
	p := Plan{
		Index: indexName(parts), Stats: opts.Stats, Bits: opts.Bits, Partitions: max(opts.Partitions, 1),
		unique: opts.Unique, grams: parts[0].Grams, version: max(opts.Version, 1),
	}
	p.Entries = p.Partitions
	if opts.Earlier != nil {
		p.Entries += opts.Earlier.Plan().Entries
	}
	for _, part := range parts {
		p.fields = append(p.fields, part.Field)
	}
	if opts.Partitions < 0 || opts.Partitions > maxPartitions {
		return bad("Partitions is not in 0 to 256")
	}
	if opts.Unique {
		switch {
		case opts.Bits != 0:
			return bad("Bits is set beside Unique, which has 128")
		case opts.Partitions > 1:
			return bad("Partitions is set beside Unique, whose values are one row's each")
		case slices.ContainsFunc(parts, func(p Part) bool { return !p.whole() }):
			return bad("Unique is set for a part of a value")
		}
		p.Bits, p.Equal = uniqueBits, true
		p.Right, p.Most = 1, 1
		if opts.Stats == (ColumnStats{}) {
			return p, nil
		}
	}
	if err := opts.Stats.check(p.grams > 0); err != nil {
		return Plan{}, err
	}
	if opts.Unique {
		if opts.Stats.Top > 1 {
			return bad("Unique is set for a column where rows have equal values")
		}
		return p, nil
	}
	p.bounds()
	if opts.Bits == 0 {
		return bad("Bits is missing: " + p.suits())
	}
	if opts.Bits < minBits || opts.Bits > maxBits {
		return bad("Bits is not in 4 to 256")
	}
	p.weigh()
	if err := p.refuse(opts.InsecureSkew); err != nil {
		return Plan{}, err
	}
	return p, nil
}

// bounds sets MinBits and MaxBits: 2 ≤ C ≤ √entries, where C = entries / 2^bits is how many rows have one entry by
// coincidence. The bound of 2 counts values, since coincidences of one value with itself hide nothing, and MaxBits is less
// where that hides the most common one.
func (p *Plan) bounds() {
	all, partitions := float64(p.Stats.entries()), float64(p.Partitions)
	p.MaxBits = max(minBits, int(math.Floor(math.Log2(float64(p.Stats.Values)*partitions/wantedPerHash))))
	q := *p
	for q.Bits = p.MaxBits; q.Bits >= minBits; q.Bits-- {
		if q.weigh(); !q.Common {
			p.MaxBits = q.Bits
			break
		}
	}
	p.MinBits = min(p.MaxBits, max(minBits, int(math.Ceil(math.Log2(partitions*math.Sqrt(all))))))
}

// weigh sets what follows from Bits and Partitions.
func (p *Plan) weigh() {
	all, values, top := float64(p.Stats.entries()), float64(p.Stats.Values), float64(p.Stats.Top)
	hashes, partitions := math.Exp2(float64(p.Bits)), float64(p.Partitions)
	p.Right = all / values
	p.Wrong = min(partitions*all/hashes, float64(p.Stats.Rows)-p.Right)
	p.Most = min(top+p.Wrong, float64(p.Stats.Rows))
	p.Equal = values*partitions/hashes < wantedPerHash
	average := all / min(hashes, values*partitions)
	common := top/partitions + (all-top)/hashes
	p.Common = common > fewRows && common > standsOut*average
}

// refuse returns ErrLowCardinality for an index that gives its values away.
func (p *Plan) refuse(skew bool) error {
	values, top := p.Stats.Values, p.Stats.Top
	switch {
	case top <= fewRows:
		return nil
	case values < minValues:
		return fmt.Errorf("%w: %s has %d different values in %s rows: leave it without an index, or make it a part of a compound index",
			ErrLowCardinality, p.Index, values, number(float64(p.Stats.Rows)))
	case values < manyValues && p.Equal:
		return fmt.Errorf("%w: %s has %s different values, and %d bits tell them apart: %s",
			ErrLowCardinality, p.Index, number(float64(values)), p.Bits, p.suits())
	case p.Common && !skew:
		return fmt.Errorf("%w: in %s the most common value has %s of %s rows and would show: %s",
			ErrLowCardinality, p.Index, number(float64(top)), number(float64(p.Stats.Rows)), p.remedy())
	}
	return nil
}

// remedy says which other options would hide the most common value.
func (p *Plan) remedy() string {
	var list []string
	q := *p
	for q.Partitions = p.Partitions + 1; q.Partitions <= maxPartitions; q.Partitions++ {
		if q.weigh(); !q.Common {
			list = append(list, fmt.Sprintf("%d partitions (%s wrong rows for each look-up)", q.Partitions, number(q.Wrong)))
			break
		}
	}
	q = *p
	for q.Bits = p.Bits - 1; q.Bits >= minBits; q.Bits-- {
		if q.weigh(); !q.Common {
			list = append(list, fmt.Sprintf("%d bits (%s wrong rows)", q.Bits, number(q.Wrong)))
			break
		}
	}
	if list == nil {
		return "no number of bits and partitions hides it; leave it without an index, or make it a part of a compound index"
	}
	return "what hides it is " + strings.Join(list, " or ")
}
