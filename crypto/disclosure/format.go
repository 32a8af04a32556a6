package disclosure

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"io"
	"math"

	"github.com/tink-crypto/tink-go/v2/streamingaead/subtle"
)

// The package; the package comment specifies it.
const (
	magic         = "privacykit/disclosure/v1\n"
	secretLabel   = "privacykit/disclosure/secret/v1"
	tableDomain   = "privacykit/disclosure/table/v1"
	secretLen     = 32
	commitmentLen = 32
	saltLen       = 16
	fixedLen      = len(magic) + commitmentLen + 4
	stanzaLen     = keyLen + keyLen + secretLen + 16 // the recipient's key, the encapsulated key, the sealed secret, its tag
	segmentLen    = 64 << 10
	chunkLen      = 64 << 10
	recordEnd     = 0
	recordFile    = 1
)

// expand makes the key of the stream of a secret, and the commitment that goes into the header, by the one-step key derivation
// of SP 800-56C Rev. 2, 4.1, with SHA-512.
func expand(secret []byte) (stream *subtle.AESGCMHKDF, commitment []byte, err error) {
	b := append(append([]byte{0, 0, 0, 1}, secret...), secretLabel...)
	defer clear(b)
	out := sha512.Sum512(b)
	defer clear(out[:secretLen])
	stream, err = subtle.NewAESGCMHKDF(out[:secretLen], "SHA256", secretLen, segmentLen, 0)
	return stream, out[secretLen:], err
}

// table is the running hash of the manifest and of each file that is complete.
type table struct {
	hash  hash.Hash
	files int
	bytes int64
	names map[string]bool // as sameName maps them
}

func newTable(manifest []byte) table {
	h := sha256.New()
	h.Write(appendPart(appendPart(nil, tableDomain), string(manifest)))
	return table{hash: h, names: make(map[string]bool)}
}

// begin returns the rule that a further file of this name breaks, "" if none.
func (t *table) begin(name string) string {
	switch {
	case len(t.names) == MaxFiles:
		return fmt.Sprintf(" comes after %d files", MaxFiles)
	case t.names[sameName(name)]:
		return " is that of an earlier file"
	}
	rule := checkName(name)
	if rule == "" {
		t.names[sameName(name)] = true
	}
	return rule
}

func (t *table) add(name string, c *counter) {
	t.hash.Write(c.hash.Sum(appendInt64(appendPart(nil, name), c.n)))
	t.files++
	t.bytes += c.n
}

// receipt is the receipt of a complete package.
func (t *table) receipt(m *Manifest, sealed *counter) Receipt {
	r := Receipt{
		Package: sealed.sum(), Size: sealed.n, Manifest: fmt.Sprintf("%x", t.hash.Sum(nil)), Files: t.files, Bytes: t.bytes,
		Persons: m.Persons, Records: m.Records, Time: m.Time,
	}
	for _, recipient := range m.Recipients {
		r.Recipients = append(r.Recipients, recipient.Key.Fingerprint())
	}
	return r
}

// hidden holds what printing must not show: fmt follows one pointer to a struct, whatever methods it has, and not two.
type hidden[T any] struct{ p **T }

func hide[T any](v *T) hidden[T] { return hidden[T]{&v} }

// get returns what was hidden, nil of the zero value.
func (h hidden[T]) get() *T {
	if h.p == nil {
		return nil
	}
	return *h.p
}

// counter hashes and counts what passes.
type counter struct {
	hash hash.Hash
	n    int64
}

func newCounter() counter { return counter{hash: sha256.New()} }

func (c *counter) add(p []byte) {
	c.hash.Write(p)
	c.n += int64(len(p))
}

func (c *counter) sum() string { return fmt.Sprintf("%x", c.hash.Sum(nil)) }

// sink counts what it writes.
type sink struct {
	counter
	dst io.Writer
}

func (s *sink) Write(p []byte) (int, error) {
	n, err := s.dst.Write(p)
	if err == nil && n != len(p) {
		err = io.ErrShortWrite
	}
	if err == nil {
		s.add(p)
	}
	return n, err
}

// source counts what it reads, and keeps an error that is not the end.
type source struct {
	counter
	src io.Reader
	err error
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.src.Read(p)
	s.add(p[:n])
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

// appendLen appends a length or a count as four bytes.
func appendLen(dst []byte, n int) []byte {
	return binary.BigEndian.AppendUint32(dst, uint32(n&math.MaxInt32)) // none is longer than that
}

// appendPart appends the length of s and s: no two lists of parts give the same bytes.
func appendPart(dst []byte, s string) []byte { return append(appendLen(dst, len(s)), s...) }

// appendInt64 appends n as eight bytes, in two's complement.
func appendInt64(dst []byte, n int64) []byte {
	var b [8]byte
	_, _ = binary.Encode(b[:], binary.BigEndian, n) // fits
	return append(dst, b[:]...)
}

// parser reads fields off the front of b. When there are too few bytes it sets short and reads zeros.
type parser struct {
	b     []byte
	short bool
}

func (p *parser) take(n int) []byte {
	if p.short = p.short || n > len(p.b); p.short {
		return make([]byte, min(n, keyLen))
	}
	var b []byte
	b, p.b = p.b[:n], p.b[n:]
	return b
}

// len reads a length or a count; none in a manifest is above MaxManifest.
func (p *parser) len() int {
	n := binary.BigEndian.Uint32(p.take(4))
	if n > MaxManifest {
		p.short, n = true, 0
	}
	return int(n)
}

func (p *parser) part() string { return string(p.take(p.len())) }

func (p *parser) int64() (n int64) {
	_, _ = binary.Decode(p.take(8), binary.BigEndian, &n) // fits
	return n
}
