package disclosure

import (
	"bytes"
	"crypto/subtle"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
)

// Reader opens one package. It is not safe for concurrent use.
type Reader struct {
	_ [0]func() // incomparable
	r hidden[reader]
}

// reader is what a Reader hides.
type reader struct {
	manifest Manifest
	source   *source
	stream   io.Reader // sealed bytes from source, plaintext out
	table    table
	open     *file // the file that is being read
	receipt  *Receipt
	err      error // of the first failure
}

// NewReader opens the package that src holds and ends with, for whichever of the keys it was made; a recipient who changes its
// key keeps the old ones as long as packages for them may come. The manifest is authentic when NewReader returns. The files
// are not yet read: see Files.
//
// It returns ErrArgument if there is no key or a zero one, ErrFormat if src does not begin as a package does, ErrNotRecipient
// if the package is for other keys, ErrChanged if it does not authenticate, and the error of src.
func NewReader(src io.Reader, keys ...PrivateKey) (*Reader, error) {
	if src == nil {
		return nil, fmt.Errorf("%w: src is nil", ErrArgument)
	}
	if len(keys) == 0 || slices.ContainsFunc(keys, func(k PrivateKey) bool { return k.k.get() == nil }) {
		return nil, fmt.Errorf("%w: no key, or a zero one", ErrArgument)
	}
	r := &reader{source: &source{counter: newCounter(), src: src}}
	recipients, err := r.begin(keys)
	if err != nil {
		return nil, err
	}
	encoded, err := r.part(MaxManifest)
	if err != nil {
		return nil, err
	}
	if err := r.manifest.decode(encoded); err != nil {
		return nil, err
	}
	if !slices.EqualFunc(r.manifest.Recipients, recipients, func(m Recipient, k PublicKey) bool { return m.Key == k }) {
		return nil, fmt.Errorf("%w: manifest: other recipients than the package", ErrFormat)
	}
	r.table = newTable(encoded)
	return &Reader{r: hide(r)}, nil
}

// begin reads the header and opens the stream.
func (r *reader) begin(keys []PrivateKey) (recipients []PublicKey, err error) {
	header := make([]byte, fixedLen, fixedLen+MaxRecipients*stanzaLen)
	if err := r.header(header); err != nil {
		return nil, err
	}
	n := binary.BigEndian.Uint32(header[fixedLen-4:])
	if !bytes.HasPrefix(header, []byte(magic)) || n == 0 || n > MaxRecipients {
		return nil, ErrFormat
	}
	header = header[:fixedLen+int(n)*stanzaLen]
	if err := r.header(header[fixedLen:]); err != nil {
		return nil, err
	}
	var key PrivateKey
	var sealed []byte
	for stanza := range slices.Chunk(header[fixedLen:], stanzaLen) {
		public := PublicKey{[keyLen]byte(stanza)}
		recipients = append(recipients, public)
		if i := slices.IndexFunc(keys, func(k PrivateKey) bool { return k.Public() == public }); i >= 0 {
			key, sealed = keys[i], stanza[keyLen:]
		}
	}
	if sealed == nil {
		return nil, ErrNotRecipient
	}
	secret, err := key.open(sealed)
	if err != nil || len(secret) != secretLen {
		return nil, fmt.Errorf("%w: sealed secret", ErrChanged)
	}
	defer clear(secret)
	stream, commitment, err := expand(secret)
	if err != nil {
		return nil, fmt.Errorf("disclosure: make key: %w", err)
	}
	if subtle.ConstantTimeCompare(commitment, header[len(magic):fixedLen-4]) != 1 {
		return nil, fmt.Errorf("%w: commitment", ErrChanged)
	}
	if r.stream, err = stream.NewDecryptingReader(r.source, header); err != nil {
		return nil, r.failed(err)
	}
	return recipients, nil
}

// header fills p with bytes that are not sealed.
func (r *reader) header(p []byte) error {
	_, err := io.ReadFull(r.source, p)
	switch {
	case r.source.err != nil:
		return r.failed(err)
	case err != nil:
		return fmt.Errorf("%w: ends in its header", ErrFormat)
	}
	return nil
}

// Manifest returns what the maker of the package says of it. The maker is who knows the recipients' public keys: see Threats in
// the package comment.
func (r *Reader) Manifest() Manifest {
	s := r.r.get()
	if s == nil {
		return Manifest{}
	}
	m := s.manifest
	m.Kinds, m.Recipients = slices.Clone(m.Kinds), slices.Clone(m.Recipients)
	return m
}

// Files returns the files in their order, each to be read before the next; what is left of one is read for it. When the loop
// ends by itself and gave no error, the package is verified to its end. After an error the loop ends. A loop that was left
// goes on in the next one.
//
// Bytes that a File returns are authentic and in their place, but until the end it is open whether the package is complete:
// keep what was read apart, in a folder that is removed on error, and use it once Receipt returns no error.
func (r *Reader) Files() iter.Seq2[*File, error] {
	return func(yield func(*File, error) bool) {
		s := r.r.get()
		if s == nil {
			yield(nil, ErrNotVerified)
			return
		}
		for s.receipt == nil {
			f, err := s.next()
			if err != nil {
				yield(nil, err)
				return
			}
			if f == nil || !yield(f, nil) {
				return
			}
		}
	}
}

// Receipt returns what Writer.Close returned to the sender. It returns ErrNotVerified until the last loop over Files ended, and
// the error that Files or a File met.
func (r *Reader) Receipt() (Receipt, error) {
	s := r.r.get()
	switch {
	case s != nil && s.err != nil:
		return Receipt{}, s.err
	case s == nil || s.receipt == nil:
		return Receipt{}, ErrNotVerified
	}
	receipt := *s.receipt
	receipt.Recipients = slices.Clone(receipt.Recipients)
	return receipt, nil
}

// next returns the next file, nil at the verified end.
func (r *reader) next() (*File, error) {
	if r.err != nil {
		return nil, r.err
	}
	if r.open != nil && !r.open.done {
		if _, err := io.Copy(io.Discard, r.open); err != nil {
			return nil, err
		}
		r.open.skipped = true
	}
	var kind [1]byte
	if err := r.full(kind[:]); err != nil {
		return nil, err
	}
	switch kind[0] {
	case recordEnd:
		return nil, r.end()
	case recordFile:
		name, err := r.part(MaxNameLen)
		if err != nil {
			return nil, err
		}
		if rule := r.table.begin(string(name)); rule != "" {
			return nil, r.broken("name" + rule)
		}
		r.open = &file{r: r, name: string(name), counter: newCounter()}
		return &File{f: hide(r.open)}, nil
	}
	return nil, r.broken("record")
}

// end reads the end of the package.
func (r *reader) end() error {
	var want [32]byte
	if err := r.full(want[:]); err != nil {
		return err
	}
	if !bytes.Equal(r.table.hash.Sum(nil), want[:]) {
		return r.broken("table of files")
	}
	var more [1]byte
	switch n, err := io.ReadFull(r.stream, more[:]); {
	case n > 0:
		return r.broken("more after the end")
	case !errors.Is(err, io.EOF):
		return r.failed(err)
	}
	receipt := r.table.receipt(&r.manifest, &r.source.counter)
	r.receipt = &receipt
	return nil
}

// full fills p from the stream.
func (r *reader) full(p []byte) error {
	if _, err := io.ReadFull(r.stream, p); err != nil {
		return r.failed(err)
	}
	return nil
}

// part reads bytes in front of which their number stands, which is at most limit.
func (r *reader) part(limit uint32) ([]byte, error) {
	var length [4]byte
	if err := r.full(length[:]); err != nil {
		return nil, err
	}
	n := binary.BigEndian.Uint32(length[:])
	if n > limit {
		return nil, r.broken("length")
	}
	b := make([]byte, n)
	return b, r.full(b)
}

// failed keeps and returns what an error of the stream means. Tink returns io.EOF behind an authentic end.
func (r *reader) failed(err error) error {
	switch {
	case r.source.err != nil:
		r.err = fmt.Errorf("disclosure: read: %w", r.source.err)
	case r.stream != nil && (errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)):
		r.err = fmt.Errorf("%w: ends early", ErrFormat)
	default:
		r.err = ErrChanged
	}
	return r.err
}

// broken keeps and returns that the maker of an authentic package broke a rule of the format.
func (r *reader) broken(rule string) error {
	r.err = fmt.Errorf("%w: %s", ErrFormat, rule)
	return r.err
}

// File is one file of a package, an io.Reader of its content.
type File struct {
	_ [0]func() // incomparable
	f hidden[file]
}

// file is what a File hides.
type file struct {
	counter
	r       *reader
	name    string
	left    int  // bytes left of the chunk
	last    bool // the chunk is the last one
	done    bool // read to its end
	skipped bool // not by the caller
}

// Name returns the name of the file. It passed the rules of Writer.Create, so filepath.Join with a folder names a file in that
// folder, on every system. Create that file as new (os.O_EXCL): some systems take further names for equal.
func (f *File) Name() string {
	if s := f.f.get(); s != nil {
		return s.name
	}
	return ""
}

// Size returns how many bytes of the file were read, which is its size once Read has returned io.EOF.
func (f *File) Size() int64 {
	if s := f.f.get(); s != nil {
		return s.n
	}
	return 0
}

// SHA256 returns the SHA-256 of the bytes of the file that were read, in lower-case hexadecimal: of the file once Read has
// returned io.EOF.
func (f *File) SHA256() string {
	if s := f.f.get(); s != nil {
		return s.sum()
	}
	return ""
}

// Read reads content that is authentic; see Reader.Files for what is still open. It returns io.EOF at the end of the file,
// ErrClosed if the next file was asked for before, and what NewReader returns of src and of a changed package.
func (f *File) Read(p []byte) (int, error) {
	if s := f.f.get(); s != nil {
		return s.Read(p)
	}
	return 0, ErrClosed
}

func (f *file) Read(p []byte) (int, error) {
	switch {
	case f.skipped:
		return 0, fmt.Errorf("%w: file", ErrClosed)
	case f.done:
		return 0, io.EOF
	case f.r.err != nil:
		return 0, f.r.err
	}
	for f.left == 0 {
		if f.last {
			f.done = true
			f.r.table.add(f.name, &f.counter)
			return 0, io.EOF
		}
		var length [4]byte
		if err := f.r.full(length[:]); err != nil {
			return 0, err
		}
		n := binary.BigEndian.Uint32(length[:])
		if n > chunkLen {
			return 0, f.r.broken("length")
		}
		f.left, f.last = int(n), n < chunkLen
	}
	n, err := f.r.stream.Read(p[:min(len(p), f.left)])
	f.add(p[:n])
	f.left -= n
	if err != nil {
		return n, f.r.failed(err)
	}
	return n, nil
}
