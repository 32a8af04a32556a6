package crypto

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"
)

// Migration is a time during which values that were stored before sealing began can be read too: plaintext, or what
// another library encrypted. Whoever can write to the database can then put a plaintext in the place of a ciphertext, and it
// is taken for a value. So a Migration names its fields and its end, and is counted: Keyring.MigrationReads.
//
// Seal always seals. Reseal, and ResealTable for a whole table, replace what was stored before. Files are not covered.
type Migration struct {
	// Fields are the tables and columns whose values may be stored as before: Row and With do not count. At least one.
	Fields []Field

	// Until is the end, by Config.Now: from then on such a value is ErrFormat. Required.
	Until time.Time

	// Legacy opens what another library encrypted for the field and the subject, such as a ciphertext of Tink under a keyset
	// that the host has had; nil means that values were stored in plaintext. It is safe for concurrent use. Its error is returned
	// wrapped: it must not repeat the value. It does not get what begins with the byte 128, as one in 256 ciphertexts of Tink
	// without a prefix (RAW) does: first put another byte in front of all of those, which it takes off.
	Legacy func(ctx context.Context, f Field, subject string, stored []byte) ([]byte, error)
}

// migration is a Migration of a Keyring.
type migration struct {
	fields []Field
	until  time.Time
	legacy func(context.Context, Field, string, []byte) ([]byte, error)
	reads  atomic.Uint64
}

func newMigration(m *Migration) (*migration, error) {
	switch {
	case m == nil:
		return nil, nil
	case len(m.Fields) == 0:
		return nil, fmt.Errorf("%w: Migration.Fields is empty", ErrArgument)
	case m.Until.IsZero():
		return nil, fmt.Errorf("%w: Migration.Until is missing", ErrArgument)
	}
	for _, f := range m.Fields {
		if err := f.check(); err != nil {
			return nil, err
		}
	}
	return &migration{fields: slices.Clone(m.Fields), until: m.Until, legacy: m.Legacy}, nil
}

// errLegacy is a failure of Migration.Legacy.
var errLegacy = errors.New("crypto: Migration.Legacy")

// covers reports whether a value of the field that is no ciphertext may be read now.
func (m *migration) covers(f *Field, now time.Time) bool {
	return m != nil && now.Before(m.until) && slices.ContainsFunc(m.fields, func(g Field) bool {
		return g.Table == f.Table && g.Column == f.Column
	})
}

// openEarlier appends the plaintext of a value that parseHeader refused with cause, if a Migration covers it. What begins as a
// ciphertext of this package is never taken for anything else.
func (r *ring) openEarlier(ctx context.Context, dst []byte, f *Field, subject string, stored []byte, cause error) ([]byte, error) {
	if len(stored) > 0 && stored[0] == formatV1 || !r.moving.covers(f, r.now()) {
		return nil, cause
	}
	if err := r.checkAlive(ctx, subject); err != nil {
		return nil, err
	}
	if r.moving.legacy != nil {
		plaintext, err := r.moving.legacy(ctx, *f, subject, slices.Clone(stored))
		if err != nil {
			return nil, fmt.Errorf("%w: %w", errLegacy, err)
		}
		stored = plaintext
	}
	if len(stored) > MaxPlaintext {
		return nil, fmt.Errorf("%w: plaintext has more than %d bytes", ErrTooLong, MaxPlaintext)
	}
	r.moving.reads.Add(1)
	return append(dst, stored...), nil
}

// checkAlive returns ErrErased if the subject was erased: what is left of such a person is not read either.
func (r *ring) checkAlive(ctx context.Context, subject string) error {
	if r.cache.get(subject, r.elapsed()) != nil {
		return nil
	}
	rec, err := r.getSubject(ctx, r.subjectID(subject))
	switch {
	case errors.Is(err, ErrNotFound):
		return nil
	case err != nil:
		return err
	case rec.State == StateErased:
		return ErrErased
	}
	return nil
}

// MigrationReads returns how many values were read by the Migration since this Keyring was opened: when it stays at 0 in all
// processes, the Migration can go. It is 0 without one.
func (k *Keyring) MigrationReads() uint64 {
	if k == nil || k.r == nil || k.r.moving == nil {
		return 0
	}
	return k.r.moving.reads.Load()
}
