package crypto

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
)

// IndexOptions says how long the entries of an index are and what they stand for. Changing Bits, or the First, Last, Grams or
// Normalize of a Part, makes other entries: it takes another Version, with the old Index as Earlier until all rows are moved.
type IndexOptions struct {
	// Stats says what is indexed: the figures that are expected when the table has grown. It is required, unless Unique is
	// set: without it nobody knows what the index gives away.
	Stats ColumnStats

	// Bits is the length of an entry, 4 to 256. With b bits, R rows and as many values, a look-up finds about R/2^b wrong
	// rows, which Query.Open drops, and hides among them which rows are equal; with 128 it finds the right rows only, and
	// the column shows which are equal. It is required, unless Unique is set: the error of a missing one and Plan say which
	// lengths suit.
	Bits int

	// Unique is for a column with a UNIQUE constraint: entries have 128 bits, so that equal entries mean equal values. While
	// an Earlier version is read the constraint holds among the rows of each version, so look the value up before writing.
	Unique bool

	// Partitions spreads the rows of each value over so many different entries, 1 to 256, so that a common value does not
	// show by its number of rows; a look-up asks for all of them. 0 means 1. It can be raised without a new Version.
	Partitions int

	// InsecureSkew makes an index that shows which rows have a common value, which is otherwise refused.
	InsecureSkew bool

	// Version changes the key of the index, from 1; 0 means 1.
	Version uint32

	// Suite is whose hash makes the entries, by HMAC; nil means AES256, which is SHA-256. It is apart from Config.Suites,
	// because another one makes other entries: it takes another Version.
	Suite Suite

	// Earlier is an index of the same columns whose entries are in use too, because not all rows are moved to this one:
	// Query asks for both. nil means none.
	Earlier *Index
}

// uniqueBits is the length of an entry of a unique index. Of 10^9 values two are equal with a probability of 10^-21.
const uniqueBits = 128

// maxPartitions bounds IndexOptions.Partitions.
const maxPartitions = 256

// maxEarlier bounds the chain of IndexOptions.Earlier.
const maxEarlier = 8

// subjectMark stands in the place of the partition where a subject is hashed.
const subjectMark = 0xffffffff

// Index is a blind index (盲索引): keyed hashes of normalised values, stored beside the ciphertext, that find rows without
// opening all of them. One of whole values, of First or of Last has one entry for each row, a column; one of Grams has
// several, a table of subject and entry. Both are of a binary type. It is safe for concurrent use.
//
// Who sees the entries and not the keys learns which rows have equal ones, and how often each occurs; Plan says what that
// gives away. Entries are not erased with the subject's key: EraseOptions.Index is the place to delete them.
type Index struct {
	_ [0]func() // incomparable
	x *index
}

type index struct {
	ring       *Keyring
	hash       *keyedHash
	parts      []Part
	size       int
	mask       byte // of the last byte
	partitions uint32
	earlier    *index
	plan       Plan
}

// NewIndex returns an index of one column, or of several together (a compound index, which finds rows by all of them at
// once). Same tenant, fields, shapes and version give the same index in every process. It returns ErrArgument, with the
// reason, for parts or options that do not fit, and ErrLowCardinality for an index that would give its values away.
func (k *Keyring) NewIndex(opts IndexOptions, parts ...Part) (*Index, error) {
	r, err := k.ring()
	if err != nil {
		return nil, err
	}
	plan, err := PlanIndex(opts, parts...)
	if err != nil {
		return nil, err
	}
	if opts.Suite != nil {
		if err := checkSuite(opts.Suite); err != nil {
			return nil, fmt.Errorf("%w: IndexOptions.Suite: %w", ErrArgument, err)
		}
	}
	x := &index{ring: k, parts: slices.Clone(parts), partitions: uint32(plan.Partitions & 0xffff), plan: plan}
	if opts.Earlier != nil {
		if x.earlier, err = earlier(opts, k, parts); err != nil {
			return nil, err
		}
	}
	if x.hash, err = r.derivedHash(suiteOrDefault(opts.Suite).NewHash, "index", identity(opts, parts)...); err != nil {
		return nil, err
	}
	x.size = (plan.Bits + 7) / 8
	x.mask = 0xff << (8*x.size - plan.Bits)
	return &Index{x: x}, nil
}

// identity is what the key of an index is derived from.
func identity(opts IndexOptions, parts []Part) []string {
	version := strconv.FormatUint(uint64(max(opts.Version, 1)), 10)
	if s := suiteOrDefault(opts.Suite); s.ID() != (AES256{}).ID() {
		version += fmt.Sprintf(" suite %d", s.ID())
	}
	id := []string{version}
	for _, p := range parts {
		shape := p.shape()
		if opts.Unique {
			shape = "unique"
		}
		id = append(id, p.Field.Table, p.Field.Column, shape)
	}
	return id
}

// earlier checks that opts.Earlier can be read beside an index of the parts.
func earlier(opts IndexOptions, k *Keyring, parts []Part) (*index, error) {
	refused := func(why string) error { return fmt.Errorf("%w: IndexOptions.Earlier %s", ErrArgument, why) }
	first := opts.Earlier.x
	if first == nil {
		return nil, refused("is no index")
	}
	length := 0
	for x := first; x != nil; x = x.earlier {
		length++
		if x.plan.version == max(opts.Version, 1) {
			return nil, refused("has the same version")
		}
	}
	switch {
	case length > maxEarlier:
		return nil, refused("is too long a chain")
	case first.ring != k:
		return nil, refused("is of another Keyring")
	case len(first.parts) != len(parts):
		return nil, refused("has other columns")
	}
	for i, p := range first.parts {
		q := parts[i]
		if p.Field != q.Field || (p.First > 0) != (q.First > 0) || (p.Last > 0) != (q.Last > 0) || (p.Grams > 0) != (q.Grams > 0) {
			return nil, refused("has other columns or shapes")
		}
	}
	return first, nil
}

// Size returns the length of an entry in bytes: Bits divided by 8, rounded up.
func (ix *Index) Size() int {
	if ix == nil || ix.x == nil {
		return 0
	}
	return ix.x.size
}

// Plan says what look-ups cost and what the index gives away.
func (ix *Index) Plan() Plan {
	if ix == nil || ix.x == nil {
		return Plan{}
	}
	return ix.x.plan
}

// Of returns the entry of a row: what a write stores. It takes the subject that the row is sealed for and one value for each
// part. Unused bits of the last byte are zero. It returns nil, which is NULL in a database, for a row that no look-up can
// find, because a value is empty, before or after normalisation, or shorter than First or Last. An index of Grams has many
// entries for a row: Of returns ErrArgument, see Entries.
func (ix *Index) Of(subject string, values ...string) ([]byte, error) {
	return ix.AppendOf(nil, subject, values...)
}

// AppendOf is Of that appends to dst and returns the longer slice, or dst itself where Of returns nil. It allocates nothing
// when dst has room and Normalize does not.
func (ix *Index) AppendOf(dst []byte, subject string, values ...string) ([]byte, error) {
	x, err := ix.writable(subject, len(values))
	if err != nil {
		return nil, err
	}
	if x.parts[0].Grams > 0 {
		return nil, fmt.Errorf("%w: an index of Grams has many entries for a row", ErrArgument)
	}
	s := x.hash.state()
	ok, err := x.input(s, subject, values)
	if ok {
		dst = x.appendEntry(dst, s)
	}
	x.hash.put(s)
	if err != nil {
		return nil, err
	}
	return dst, nil
}

// input makes the input of the entry of a row, and reports whether the row has one.
func (x *index) input(s *hashState, subject string, values []string) (ok bool, err error) {
	s.begin(x.partition(s, subject))
	for i, v := range values {
		p := &x.parts[i]
		if v, err = p.normalized(v); err != nil {
			return false, err
		}
		if v = p.cut(v); v == "" {
			return false, nil
		}
		s.in = appendPart(s.in, v)
	}
	return true, nil
}

// Entries returns all entries of a row: one, none where Of returns nil, or for an index of Grams one for each different
// run of symbols. They are sorted, so that their order tells nothing.
func (ix *Index) Entries(subject string, values ...string) ([][]byte, error) {
	x, err := ix.writable(subject, len(values))
	if err != nil {
		return nil, err
	}
	if x.parts[0].Grams == 0 {
		entry, err := ix.Of(subject, values...)
		if err != nil || entry == nil {
			return nil, err
		}
		return [][]byte{entry}, nil
	}
	normal, err := x.parts[0].normalized(values[0])
	if err != nil {
		return nil, err
	}
	s := x.hash.state()
	defer x.hash.put(s)
	partition := x.partition(s, subject)
	var all [][]byte
	grams(normal, x.parts[0].Grams, func(gram string) bool {
		s.begin(partition)
		s.in = appendPart(s.in, gram)
		all = append(all, x.appendEntry(nil, s))
		return true
	})
	return sorted(all), nil
}

// sorted sorts entries and drops what is twice.
func sorted(entries [][]byte) [][]byte {
	slices.SortFunc(entries, bytes.Compare)
	return slices.CompactFunc(entries, bytes.Equal)
}

// writable returns the index if it is open and so many values are what it takes.
func (ix *Index) writable(subject string, values int) (*index, error) {
	x, err := ix.open(values)
	if err != nil {
		return nil, err
	}
	return x, checkName("subject", subject)
}

func (ix *Index) open(values int) (*index, error) {
	if ix == nil || ix.x == nil {
		return nil, ErrClosed
	}
	if _, err := ix.x.ring.ring(); err != nil {
		return nil, err
	}
	if values != len(ix.x.parts) {
		return nil, fmt.Errorf("%w: %d values; the index takes %d", ErrArgument, values, len(ix.x.parts))
	}
	return ix.x, nil
}

// partition returns the partition that the subject's entries are in.
func (x *index) partition(s *hashState, subject string) uint32 {
	if x.partitions == 1 {
		return 0
	}
	s.begin(subjectMark)
	s.in = appendPart(s.in, subject)
	s.finish()
	return uint32(binary.BigEndian.Uint64(s.sum[:]) % uint64(x.partitions) & 0xffff)
}

// begin starts the input of an entry in one partition.
func (s *hashState) begin(partition uint32) {
	clear(s.in)
	s.in = binary.BigEndian.AppendUint32(s.in[:0], partition)
}

// appendEntry appends the entry of the input.
func (x *index) appendEntry(dst []byte, s *hashState) []byte {
	s.finish()
	s.sum[x.size-1] &= x.mask
	return append(dst, s.sum[:x.size]...)
}
