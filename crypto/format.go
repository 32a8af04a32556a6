package crypto

import (
	"encoding/binary"
	"fmt"
	"maps"
	"math"
	"slices"
)

// The ciphertext of a field; the package comment specifies it.
const (
	formatV1     = 0x80 // begins no text in UTF-8 or GB 18030 and no ciphertext of Tink
	headerLen    = 1 + 1 + 4
	nonceLen     = 12
	tagLen       = 16
	fieldDomain  = "privacykit/field/v1"
	streamDomain = "privacykit/stream/v1"
	recordDomain = "privacykit/record/v1"
	deriveDomain = "privacykit/derive/v1"
	subjectLabel = "privacykit/subject-secret/v1"
	streamLabel  = "privacykit/stream-secret/v1"
	epochLabel   = "privacykit/epoch-secret/v1"
)

// Overhead is how many bytes a ciphertext is longer than its plaintext.
const Overhead = headerLen + nonceLen + tagLen

// MaxPlaintext is the longest plaintext that Seal accepts, in bytes: 1 MiB.
const MaxPlaintext = 1 << 20

// SealedSize returns the length of the ciphertext of a plaintext of so many bytes: what a VARBINARY column must hold. A
// character set counts too: a column that takes 20 Chinese characters seals up to 60 bytes of UTF-8 (80 with characters
// beyond the basic plane). SealedTextSize is that of a column of text.
func SealedSize(plaintextLen int) int { return plaintextLen + Overhead }

// SealedTextSize returns the length of a ciphertext in base64url (RFC 4648, 5) without padding, as Sealed.MarshalText writes
// it: what a VARCHAR column must hold, in characters and bytes.
func SealedTextSize(plaintextLen int) int { return (SealedSize(plaintextLen)*8 + 5) / 6 }

// Field names what a value belongs to. A ciphertext opens only as the value of the Field it was sealed for.
type Field struct {
	Table, Column string // each 1 to MaxNameLen bytes

	// Row binds the value to one row too, so that it cannot be exchanged for the same column of another row of the subject.
	// It needs a row ID that is known before the row is written, which that of an auto-increment is not; "" binds to the
	// subject alone.
	Row string

	// With binds the value to other columns of its record, which stay in plaintext: see BindColumns. The zero Columns are none.
	With Columns
}

// Columns are values of other columns, which a ciphertext vouches for. They are compared by identity and print nothing.
type Columns struct {
	encoded *string // lp(name, value) of each, in the order of the names; fmt does not follow a pointer to a string
	err     error   // why they are refused
}

// BindColumns returns columns of a record, by name, that stay readable and are authenticated with the ciphertext: it opens
// only with the same names and values, so nobody changes them unnoticed or moves the ciphertext to a record where they differ
// (a price, a status, a recipient). Changing one takes sealing again. A NULL is best left out. A name has 1 to MaxNameLen
// bytes, all together have at most MaxPlaintext; Seal and Open refuse others.
func BindColumns(values map[string]string) Columns {
	if len(values) == 0 {
		return Columns{}
	}
	var b []byte
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if err := checkName("bound column", name); err != nil {
			return Columns{err: err}
		}
		b = appendPart(appendPart(b, name), values[name])
		if len(b) > MaxPlaintext {
			return Columns{err: fmt.Errorf("%w: bound columns", ErrTooLong)}
		}
	}
	encoded := string(b)
	return Columns{encoded: &encoded}
}

func (f *Field) check() error {
	if err := checkName("table", f.Table); err != nil {
		return err
	}
	if err := checkName("column", f.Column); err != nil {
		return err
	}
	if len(f.Row) > MaxNameLen {
		return fmt.Errorf("%w: row has more than %d bytes", ErrTooLong, MaxNameLen)
	}
	return f.With.err
}

// checkName refuses an empty or overlong name; what says which name it is.
func checkName(what, name string) error {
	switch {
	case name == "":
		return fmt.Errorf("%w: %s is empty", ErrArgument, what)
	case len(name) > MaxNameLen:
		return fmt.Errorf("%w: %s has more than %d bytes", ErrTooLong, what, MaxNameLen)
	}
	return nil
}

// header is what a ciphertext begins with, behind its version.
type header struct {
	suite      byte
	keyVersion uint32
}

func (h header) append(dst []byte) []byte {
	return binary.BigEndian.AppendUint32(append(dst, formatV1, h.suite), h.keyVersion)
}

// parseHeader returns the header of a ciphertext whose shape is right.
func parseHeader(ciphertext []byte) (header, error) {
	switch {
	case len(ciphertext) < Overhead:
		return header{}, fmt.Errorf("%w: too short", ErrFormat)
	case ciphertext[0] == formatV1 && ciphertext[1] == streamID:
		return header{}, fmt.Errorf("%w: a stream, which OpenReader reads", ErrFormat)
	case len(ciphertext) > SealedSize(MaxPlaintext):
		return header{}, fmt.Errorf("%w: too long", ErrFormat)
	case ciphertext[0] != formatV1:
		return header{}, fmt.Errorf("%w: unknown version", ErrFormat)
	case ciphertext[1] == 0:
		return header{}, fmt.Errorf("%w: suite 0", ErrFormat)
	}
	h := header{ciphertext[1], binary.BigEndian.Uint32(ciphertext[2:])}
	if h.keyVersion == 0 {
		return header{}, fmt.Errorf("%w: key version 0", ErrFormat)
	}
	return h, nil
}

// appendFieldAAD appends the associated data of a field's ciphertext or stream.
func appendFieldAAD(dst []byte, domain string, h header, tenant string, f *Field, subject string) []byte {
	dst = appendPart(dst, domain)
	dst = h.append(binary.BigEndian.AppendUint32(dst, headerLen))
	dst = appendPart(dst, tenant)
	dst = appendPart(dst, f.Table)
	dst = appendPart(dst, f.Column)
	dst = appendPart(dst, subject)
	dst = appendPart(dst, f.Row)
	if f.With.encoded == nil {
		return appendPart(dst, "")
	}
	return appendPart(dst, *f.With.encoded)
}

// aad returns the associated data that binds a sealed key to the record that holds it.
func (r Record) aad() []byte {
	b := appendPart(make([]byte, 0, 128+len(r.Tenant)), recordDomain)
	b = appendPart(b, r.Kind.String())
	b = appendPart(b, r.Tenant)
	b = appendPart(b, r.ID)
	b = appendUint32Part(b, r.KeyVersion)
	return appendUint32Part(b, r.Epoch)
}

// appendPart appends the length of s as four bytes, big-endian, and s: no two lists of parts give the same bytes.
func appendPart(dst []byte, s string) []byte {
	return append(binary.BigEndian.AppendUint32(dst, uint32(len(s)&math.MaxUint32)), s...) // no part is longer than that
}

func appendUint32Part(dst []byte, n uint32) []byte {
	return binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(dst, 4), n)
}
