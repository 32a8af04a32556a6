package crypto

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// maxGenerations is how many generations of a subject's key can be open at once.
const maxGenerations = 16

// Rotate gives a living subject another generation of the key, which seals from now on; what earlier ones sealed still opens,
// until RetireKeys. Nothing must be published before: a process that meets a value of a generation it does not know reads the
// record again, and one that has not met any seals with the earlier one for at most its CacheTTL. RewrapOptions.Rotate does
// it for all subjects.
//
// It returns ErrNotFound for a subject who never had a key, ErrErased for one whose key was erased, and ErrArgument if 16
// generations are open.
func (k *Keyring) Rotate(ctx context.Context, subject string) error {
	return k.change(ctx, subject, func(ctx context.Context, r *ring, rec *Record) ([]byte, error) {
		if rec.State == StateErased {
			return nil, ErrErased
		}
		secrets, err := r.unwrap(ctx, rec)
		if err != nil {
			return nil, err
		}
		if err := r.checkSecrets(rec, secrets); err != nil {
			return nil, err
		}
		return nextGeneration(secrets)
	})
}

// nextGeneration returns the secrets with a new one behind them.
func nextGeneration(secrets []byte) ([]byte, error) {
	defer clear(secrets)
	if len(secrets) >= maxGenerations*secretLen {
		return nil, fmt.Errorf("%w: %d generations of the key are open: retire some", ErrArgument, maxGenerations)
	}
	fresh := newSecret()
	defer clear(fresh)
	return append(secrets[:len(secrets):len(secrets)], fresh...), nil
}

// RetireKeys drops all generations but the newest of the keys of living subjects, and returns of how many subjects. What a
// dropped generation sealed is ErrErased from then on, for good. So it takes the instant since which every table was passed by
// ResealTable without a failure: when the first pass began, or began at first if it was interrupted and went on. Keys that were
// changed later than CacheTTL before it are left for another time, because a process may have sealed with the earlier
// generation after the pass had gone by. All processes must have the same CacheTTL. It can be interrupted at any point and
// called again.
//
// Files count too: those that are not StreamIsCurrent must have been sealed again, and those that SealWriter began before
// resealedSince must have been closed before they are looked at, for a file is of the key that was the newest when it was begun.
func (k *Keyring) RetireKeys(ctx context.Context, resealedSince time.Time) (int, error) {
	r, err := k.ring()
	if err != nil {
		return 0, err
	}
	if resealedSince.After(r.now()) {
		return 0, fmt.Errorf("%w: resealedSince is in the future", ErrArgument)
	}
	var job rewrap
	last := resealedSince.Add(-r.cache.ttl)
	err = r.list(ctx, r.store, ListQuery{Kind: KindSubject, State: StateLive, Limit: defaultBatch}, func(rec *Record) error {
		if generations(rec) == 1 || rec.ChangedAt.After(last) {
			return nil
		}
		return job.count(r.rewrapRecord(ctx, rec, func(secrets []byte) ([]byte, error) {
			return secrets[len(secrets)-secretLen:], nil
		}))
	}, nil)
	r.cache.clear()
	if err == nil {
		err = job.err("retire")
	}
	return job.moved, err
}

// generations returns how many generations of a key are in a living subject's record.
func generations(rec *Record) int { return (len(rec.Wrapped) - 1 - nonceLen - tagLen) / secretLen }

// rewrapRecord seals a subject's secrets again under the current epoch: those that change makes of them.
func (r *ring) rewrapRecord(ctx context.Context, rec *Record, change func(secrets []byte) ([]byte, error)) error {
	if r.graves != nil {
		grave, err := r.grave(ctx, rec.RecordID)
		if err != nil {
			return err
		}
		if grave.Version > 0 && grave.KeyVersion >= rec.KeyVersion {
			return r.entomb(ctx, rec, &grave)
		}
	}
	secrets, err := r.unwrap(ctx, rec)
	if err != nil {
		return err
	}
	defer clear(secrets)
	if err := r.checkSecrets(rec, secrets); err != nil {
		return err
	}
	changed, err := change(secrets)
	if err != nil {
		return err
	}
	defer clear(changed)
	return r.wrap(ctx, rec, changed, false)
}

// rewrap counts what a pass over key records has done.
type rewrap struct {
	moved, failed int
	again         bool  // somebody else changed a record meanwhile
	first         error // why the first stayed that failed
}

// count takes the outcome of one record; it returns an error that ends the pass.
func (w *rewrap) count(err error) error {
	switch {
	case err == nil:
		w.moved++
	case errors.Is(err, ErrConflict):
		w.again = true
	case errors.Is(err, ErrKeyRecord), errors.Is(err, errKeyStays):
		if w.failed++; w.first == nil {
			w.first = err
		}
	default:
		return err
	}
	return nil
}

// errKeyStays is the failure of one key that the others need not wait for.
var errKeyStays = errors.New("the key cannot be changed")

func (w *rewrap) err(what string) error {
	if w.failed == 0 {
		return nil
	}
	return fmt.Errorf("crypto: %s: %d keys stayed, the first because: %w", what, w.failed, w.first)
}
