package crypto

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Bound says how far an erasure has come.
type Bound uint8

// The bounds of an erasure. The zero Bound promises nothing.
const (
	// BoundImmediate: no value of the subject can be opened through this key store. A copy of the key store from before,
	// together with the KEK, could still open them.
	BoundImmediate Bound = 1

	// BoundFinal: the epoch that last protected the key is destroyed, and so are all before it: no copy of the key store
	// can open them, provided that the KEKs themselves are gone (see DestroyEpoch).
	BoundFinal Bound = 2
)

// String returns "immediate", "final" or "none".
func (b Bound) String() string {
	switch b {
	case BoundImmediate:
		return "immediate"
	case BoundFinal:
		return "final"
	}
	return "none"
}

// Receipt is the record of an erasure, for the audit log. It holds a pseudonym and no name.
type Receipt struct {
	Subject    string    // Pseudonym(AudienceAudit, subject)
	KeyVersion uint32    // the generation of the key that was erased, and all before it
	Epoch      uint32    // the epoch that protected it; once that is destroyed the erasure is final
	ErasedAt   time.Time // UTC, whole microseconds
	Bound      Bound     // what was reached when the receipt was made
}

// EraseOptions adds to an erasure; nil means none of it.
type EraseOptions struct {
	// Index deletes the subject's entries from the blind indexes. It is called after the key is gone, on every call of
	// Erase, so it must bear repetition.
	Index func(ctx context.Context) error
}

// Erase destroys the subject's key (密码学擦除): no value sealed for the subject opens any more, neither in the database nor in
// any backup of it; a copy of the key store itself is another matter, see Bound. In the place of the key a tombstone stays,
// so that the next Seal does not make a new one: only Renew does.
//
// Once Erase has returned, this Keyring seals and opens nothing for the subject; another process may for at most its
// CacheTTL unless it calls Evict, and what it seals meanwhile cannot be opened later. A file that is being read or written
// then is read or written to its end, and does not open again. Erase is idempotent: again, it returns the same receipt, with
// the Bound reached by then. It returns ErrNotFound for a subject who never had a key.
func (k *Keyring) Erase(ctx context.Context, subject string, opts *EraseOptions) (Receipt, error) {
	r, err := k.ring()
	if err != nil {
		return Receipt{}, err
	}
	if err := checkName("subject", subject); err != nil {
		return Receipt{}, err
	}
	var rec Record
	err = retry(func() error {
		rec, err = r.get(ctx, r.subjectID(subject))
		if errors.Is(err, ErrNotFound) && r.graves != nil { // a restored key store from before the subject's time
			rec, err = r.getSubject(ctx, r.subjectID(subject))
		}
		if err != nil {
			return err
		}
		return r.erase(ctx, &rec)
	})
	r.cache.evict(subject) // also when Put failed: it may have been done all the same
	if err != nil {
		return Receipt{}, err
	}
	if r.erased != nil {
		r.erased(subject)
	}
	if opts != nil && opts.Index != nil {
		if err := opts.Index(ctx); err != nil {
			return Receipt{}, fmt.Errorf("crypto: key erased, index rows not: %w", err)
		}
	}
	receipt := Receipt{
		Subject:    r.audiences.pseudonym(AudienceAudit, subject),
		KeyVersion: rec.KeyVersion,
		Epoch:      rec.Epoch,
		ErasedAt:   rec.ChangedAt,
		Bound:      BoundImmediate,
	}
	epoch, err := r.get(ctx, r.epochID(rec.Epoch))
	if err != nil && !errors.Is(err, ErrNotFound) { // a restored key store can be from before the epoch
		return Receipt{}, err
	}
	if epoch.State == StateDestroyed {
		receipt.Bound = BoundFinal
	}
	return receipt, nil
}

// erase writes the tombstone of a subject's record to both stores, first to Config.Tombstones.
func (r *ring) erase(ctx context.Context, rec *Record) error {
	if err := r.bury(ctx, *rec); err != nil {
		return err
	}
	if rec.State == StateErased {
		return nil
	}
	return r.entomb(ctx, rec, nil)
}
