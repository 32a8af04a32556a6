package crypto

import (
	"encoding/binary"
	"fmt"
	"math"
)

// The ciphertext of a field; the package comment specifies it.
const (
	formatV1       = 1
	suiteAES256GCM = 1
	headerLen      = 1 + 1 + 4
	nonceLen       = 12
	tagLen         = 16
	fieldDomain    = "privacykit/field/v1"
	recordDomain   = "privacykit/record/v1"
	deriveDomain   = "privacykit/derive/v1"
	subjectLabel   = "privacykit/subject-secret/v1"
	epochLabel     = "privacykit/epoch-secret/v1"
)

// Overhead is how many bytes a ciphertext is longer than its plaintext.
const Overhead = headerLen + nonceLen + tagLen

// MaxPlaintext is the longest plaintext that Seal accepts, in bytes: 1 MiB.
const MaxPlaintext = 1 << 20

// SealedSize returns the length of the ciphertext of a plaintext of so many bytes: what a VARBINARY column must hold. A
// character set counts too: a column that takes 20 Chinese characters seals up to 60 bytes of UTF-8 (80 with characters
// beyond the basic plane).
func SealedSize(plaintextLen int) int { return plaintextLen + Overhead }

// Field names the column that a value belongs to. A ciphertext opens only as the value of the Field it was sealed for.
type Field struct {
	Table, Column string // each 1 to MaxNameLen bytes
}

func (f Field) check() error {
	if err := checkName("table", f.Table); err != nil {
		return err
	}
	return checkName("column", f.Column)
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

func header(keyVersion uint32) (h [headerLen]byte) {
	h[0], h[1] = formatV1, suiteAES256GCM
	binary.BigEndian.PutUint32(h[2:], keyVersion)
	return h
}

// parseHeader returns the key version of a ciphertext whose shape is right.
func parseHeader(ciphertext []byte) (keyVersion uint32, err error) {
	switch {
	case len(ciphertext) < Overhead:
		return 0, fmt.Errorf("%w: too short", ErrFormat)
	case len(ciphertext) > SealedSize(MaxPlaintext):
		return 0, fmt.Errorf("%w: too long", ErrFormat)
	case ciphertext[0] != formatV1:
		return 0, fmt.Errorf("%w: unknown version", ErrFormat)
	case ciphertext[1] != suiteAES256GCM:
		return 0, fmt.Errorf("%w: unknown suite", ErrFormat)
	}
	if keyVersion = binary.BigEndian.Uint32(ciphertext[2:]); keyVersion == 0 {
		return 0, fmt.Errorf("%w: key version 0", ErrFormat)
	}
	return keyVersion, nil
}

// appendFieldAAD appends the associated data of a field's ciphertext.
func appendFieldAAD(dst []byte, h [headerLen]byte, tenant string, f Field, subject string) []byte {
	dst = appendPart(dst, fieldDomain)
	dst = append(binary.BigEndian.AppendUint32(dst, headerLen), h[:]...)
	dst = appendPart(dst, tenant)
	dst = appendPart(dst, f.Table)
	dst = appendPart(dst, f.Column)
	return appendPart(dst, subject)
}

// aad returns the associated data that binds a sealed key to the record that holds it.
func (r Record) aad() []byte {
	b := appendPart(nil, recordDomain)
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
