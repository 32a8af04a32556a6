package crypto

import (
	"fmt"
	"strconv"
)

// IndexOptions chooses how an Index works. Writes and queries go through the same Index, so that they cannot differ.
type IndexOptions struct {
	// Normalize maps the spellings of one value to one string before it is indexed; nil takes values as they are. Its error
	// is returned wrapped: it must not repeat the value.
	Normalize func(string) (string, error)

	// Bits is the length of an index entry, 8 to 256; 0 means 128. With 128 or more, equal entries mean equal values: a
	// look-up finds the right rows only, and the column shows which rows are equal. With b bits, R rows and as many values,
	// a look-up finds about R/2^b wrong rows, to be dropped after opening, and hides among them which rows are equal. 256
	// suits a UNIQUE column.
	Bits int

	// Name tells several indexes of one field apart; empty means "exact".
	Name string

	// Version changes the key of the index, for a new Normalize beside the old one; 0 means 1.
	Version uint32
}

// Index is an exact blind index of one field (盲索引): a keyed hash of the normalised value, stored in a column beside the
// ciphertext, that finds equal values without opening any. It is safe for concurrent use.
//
// Who sees the column and not the keys learns which rows are equal, no more. Index a column of many different values
// (mobile, resident ID number); one of few (sex, city, surname) gives itself away by its frequencies. Index entries are
// not erased with the subject's key: EraseOptions.Index is the place to delete them.
type Index struct {
	_ [0]func() // incomparable
	x *index
}

type index struct {
	ring      *Keyring
	hash      *keyedHash
	normalize func(string) (string, error)
	size      int
	mask      byte // of the last byte
}

// NewIndex returns the index of a field. Same tenant, field, name and version give the same index in every process.
func (k *Keyring) NewIndex(f Field, opts *IndexOptions) (*Index, error) {
	r, err := k.ring()
	if err != nil {
		return nil, err
	}
	if err := f.check(); err != nil {
		return nil, err
	}
	var o IndexOptions
	if opts != nil {
		o = *opts
	}
	if o.Bits == 0 {
		o.Bits = 128
	}
	if o.Name == "" {
		o.Name = "exact"
	}
	if o.Version == 0 {
		o.Version = 1
	}
	if o.Bits < 8 || o.Bits > 256 {
		return nil, fmt.Errorf("%w: IndexOptions.Bits is not in 8 to 256", ErrArgument)
	}
	if err := checkName("index name", o.Name); err != nil {
		return nil, err
	}
	hash, err := r.derivedHash("index", f.Table, f.Column, o.Name, strconv.FormatUint(uint64(o.Version), 10))
	if err != nil {
		return nil, err
	}
	size := (o.Bits + 7) / 8
	return &Index{x: &index{ring: k, hash: hash, normalize: o.Normalize, size: size, mask: 0xff << (8*size - o.Bits)}}, nil
}

// Size returns the length of an entry in bytes: Bits divided by 8, rounded up.
func (ix *Index) Size() int {
	if ix == nil || ix.x == nil {
		return 0
	}
	return ix.x.size
}

// Of returns the index entry of a value: what a write stores and a query compares with. Unused bits of the last byte are
// zero. It returns ErrArgument for a value that is empty, before or after normalisation: store NULL and look for nothing.
func (ix *Index) Of(value string) ([]byte, error) { return ix.AppendOf(nil, value) }

// AppendOf is Of that appends to dst and returns the longer slice. It allocates nothing when dst has room and Normalize
// does not.
func (ix *Index) AppendOf(dst []byte, value string) ([]byte, error) {
	if ix == nil || ix.x == nil {
		return nil, ErrClosed
	}
	x := ix.x
	if _, err := x.ring.ring(); err != nil {
		return nil, err
	}
	if len(value) > MaxPlaintext {
		return nil, fmt.Errorf("%w: value has more than %d bytes", ErrTooLong, MaxPlaintext)
	}
	if value != "" && x.normalize != nil {
		var err error
		if value, err = x.normalize(value); err != nil {
			return nil, fmt.Errorf("crypto: index: normalize: %w", err)
		}
	}
	if value == "" {
		return nil, fmt.Errorf("%w: value is empty", ErrArgument)
	}
	s := x.hash.state()
	s.in = append(s.in, value...)
	s.finish()
	s.sum[x.size-1] &= x.mask
	dst = append(dst, s.sum[:x.size]...)
	x.hash.put(s)
	return dst, nil
}
