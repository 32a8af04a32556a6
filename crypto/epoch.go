package crypto

import (
	"context"
	"crypto/cipher"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"
)

// epochKey is the wrap key of an epoch, ready to use. It never changes.
type epochKey struct {
	aeads   []cipher.AEAD // of Config.Suites, in their order
	live    bool          // subjects' keys may be wrapped with it
	checked time.Duration // when its record was read
}

func (r *ring) epochID(epoch uint32) RecordID {
	return RecordID{r.tenant, KindEpoch, fmt.Sprintf("%010d", epoch)} // of one length, so that they sort
}

// createEpoch makes the record of an epoch, unless somebody else has.
func (r *ring) createEpoch(ctx context.Context, epoch uint32) error {
	secret := newSecret()
	defer clear(secret)
	rec := Record{RecordID: r.epochID(epoch), State: StateLive, Epoch: epoch, KeyVersion: 1}
	var err error
	if rec.Commitment, err = commit(r.suites[0], secret, epochLabel); err != nil {
		return err
	}
	if err := r.kekSeal(ctx, &rec, secret); err != nil {
		return err
	}
	rec.Wrapped = slices.Insert(rec.Wrapped, 0, r.suites[0].ID())
	if err := r.put(ctx, &rec); err != nil && !errors.Is(err, ErrConflict) {
		return err
	}
	return nil
}

// epoch returns the wrap key of an epoch. Its record is read if it is not cached, or not since CacheTTL, or if fresh is set;
// the KEK is asked once.
func (r *ring) epoch(ctx context.Context, epoch uint32, fresh bool) (*epochKey, error) {
	now := r.elapsed()
	r.mu.Lock()
	known := r.epochs[epoch]
	r.mu.Unlock()
	if known != nil && !fresh && now >= known.checked && now-known.checked < r.cache.ttl {
		return known, nil
	}
	rec, err := r.get(ctx, r.epochID(epoch))
	if errors.Is(err, ErrNotFound) {
		return nil, fmt.Errorf("%w: epoch %d: no record", ErrKeyRecord, epoch)
	}
	if err != nil {
		return nil, err
	}
	if rec.State == StateDestroyed {
		r.forget(epoch)
		return nil, fmt.Errorf("%w: epoch %d", ErrEpochDestroyed, epoch)
	}
	key := &epochKey{live: rec.State == StateLive, checked: now}
	if known != nil {
		key.aeads = known.aeads
	} else if key.aeads, err = r.openEpoch(ctx, rec); err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed.Load() {
		return nil, ErrClosed
	}
	r.epochs[epoch] = key
	return key, nil
}

// openEpoch returns the wrap keys in an epoch's record.
func (r *ring) openEpoch(ctx context.Context, rec Record) (aeads []cipher.AEAD, err error) {
	committed, err := r.suiteOf(&rec)
	if err != nil {
		return nil, err
	}
	rec.Wrapped = rec.Wrapped[1:]
	secret, err := r.kekOpen(ctx, &rec)
	if err != nil {
		return nil, err
	}
	defer clear(secret)
	if len(secret) != secretLen {
		return nil, fmt.Errorf("%w: epoch: key length", ErrKeyRecord)
	}
	for i, s := range r.suites {
		aead, commitment, err := expand(s, secret, epochLabel)
		if err == nil && i == committed {
			err = rec.checkCommitment(commitment)
		}
		if err != nil {
			return nil, err
		}
		aeads = append(aeads, aead)
	}
	return aeads, nil
}

func (r *ring) forget(epoch uint32) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.epochs, epoch)
}

// raise sets the current epoch; it only grows.
func (r *ring) raise(epoch uint32) {
	for old := r.current.Load(); old < epoch && !r.current.CompareAndSwap(old, epoch); old = r.current.Load() {
	}
}

// refresh learns the current epoch from the tenant keyset's record.
func (r *ring) refresh(ctx context.Context) error {
	rec, err := r.get(ctx, r.keysetID())
	if err == nil {
		r.raise(rec.Epoch)
	}
	return err
}

// Epoch returns the current epoch as this Keyring last saw it: 1 at first, 0 if the Keyring is closed.
func (k *Keyring) Epoch() uint32 {
	r, err := k.ring()
	if err != nil {
		return 0
	}
	return r.current.Load()
}

// EpochInfo describes an epoch.
type EpochInfo struct {
	Epoch     uint32
	State     State // live: the current one; retired: to be emptied by Rewrap; destroyed
	CreatedAt time.Time
	ChangedAt time.Time // when it reached its state
}

// Epochs returns all epochs of the tenant, oldest first.
func (k *Keyring) Epochs(ctx context.Context) ([]EpochInfo, error) {
	r, err := k.ring()
	if err != nil {
		return nil, err
	}
	return r.listEpochs(ctx)
}

func (r *ring) listEpochs(ctx context.Context) ([]EpochInfo, error) {
	var all []EpochInfo
	err := r.list(ctx, r.store, ListQuery{Kind: KindEpoch, Limit: defaultBatch}, func(rec *Record) error {
		all = append(all, EpochInfo{rec.Epoch, rec.State, rec.CreatedAt, rec.ChangedAt})
		return nil
	}, nil)
	return all, err
}

// list calls each for every record of the store that matches q, in batches of q.Limit, and after every batch, if that is not nil.
func (r *ring) list(ctx context.Context, store KeyStore, q ListQuery, each func(*Record) error, after func()) error {
	if ctx == nil {
		return fmt.Errorf("%w: context is nil", ErrArgument)
	}
	for q.Tenant = r.tenant; ; {
		recs, err := store.List(ctx, q)
		if err != nil {
			return fmt.Errorf("crypto: key store: list %s: %w", q.Kind, err)
		}
		for i := range recs {
			rec := &recs[i]
			if rec.ID <= q.After {
				return fmt.Errorf("%w: %s: the store returned records out of order", ErrKeyRecord, q.Kind)
			}
			if err := r.checkRecord(rec, RecordID{r.tenant, q.Kind, rec.ID}); err != nil {
				return err
			}
			if err := each(rec); err != nil {
				return err
			}
			q.After = rec.ID
		}
		if after != nil {
			after()
		}
		if len(recs) < q.Limit {
			return nil
		}
	}
}

// AdvanceEpoch begins the next epoch and returns its number: the source must have a KEK for it (else ErrKEK). From then on
// new keys are wrapped under it, and the tenant keyset is sealed by its KEK. Earlier keys stay readable under their epochs;
// Rewrap moves them and DestroyEpoch ends what is left.
//
// A call that was interrupted is finished by the next, which then begins no further epoch. Two calls at the same time begin
// one epoch together.
func (k *Keyring) AdvanceEpoch(ctx context.Context) (uint32, error) {
	r, err := k.ring()
	if err != nil {
		return 0, err
	}
	var next uint32
	err = retry(func() error {
		rec, err := r.get(ctx, r.keysetID())
		if err != nil {
			return err
		}
		if next > 0 && rec.Epoch >= next { // somebody else got there first
			return r.finishAdvance(ctx, rec.Epoch, &next)
		}
		if rec.Epoch > 1 {
			before, err := r.get(ctx, r.epochID(rec.Epoch-1))
			if err != nil {
				return err
			}
			if before.State == StateLive { // somebody was interrupted
				return r.finishAdvance(ctx, rec.Epoch, &next)
			}
		}
		if rec.Epoch == math.MaxUint32 {
			return fmt.Errorf("%w: no epoch is left", ErrArgument)
		}
		next = rec.Epoch + 1
		if err := r.createEpoch(ctx, next); err != nil {
			return err
		}
		if _, err := r.epoch(ctx, next, true); err != nil { // its KEK opens it
			return err
		}
		_, plain, err := r.openKeyset(ctx, &rec)
		if err != nil {
			return err
		}
		defer clear(plain)
		rec.Epoch = next
		if err := r.kekSeal(ctx, &rec, plain); err != nil {
			return err
		}
		if err := r.put(ctx, &rec); err != nil {
			return err
		}
		return r.finishAdvance(ctx, next, &next)
	})
	if err != nil {
		return 0, err
	}
	return next, nil
}

// finishAdvance does what is left when the tenant keyset is under epoch: it retires the epoch before.
func (r *ring) finishAdvance(ctx context.Context, epoch uint32, next *uint32) error {
	*next = epoch
	r.raise(epoch)
	return r.retire(ctx, epoch-1)
}

// retire marks a live epoch as retired.
func (r *ring) retire(ctx context.Context, epoch uint32) error {
	return retry(func() error {
		rec, err := r.get(ctx, r.epochID(epoch))
		if err != nil || rec.State != StateLive {
			return err
		}
		rec.State = StateRetired
		return r.put(ctx, &rec)
	})
}

// RewrapOptions chooses how Rewrap works; nil means the defaults.
type RewrapOptions struct {
	// Rotate gives each key that is moved another generation too, as Keyring.Rotate does: after AdvanceEpoch, once for all
	// subjects, whatever interrupts it.
	Rotate bool

	Batch    int            // how many records are read at a time; 0 means 256
	Progress func(done int) // called after each batch with the number of keys moved so far
}

const defaultBatch = 256

// Rewrap moves the keys of all living subjects to the current epoch, sealed in the first of Config.Suites, and returns how
// many it moved. It can be interrupted at any point and called again, and run while others seal, open and erase. A key that
// does not open stays where it is: the rest is moved, and the error, which wraps the first reason, says how many stayed.
func (k *Keyring) Rewrap(ctx context.Context, opts *RewrapOptions) (int, error) {
	r, err := k.ring()
	if err != nil {
		return 0, err
	}
	var o RewrapOptions
	if opts != nil {
		o = *opts
	}
	if o.Batch < 0 {
		return 0, fmt.Errorf("%w: RewrapOptions.Batch is negative", ErrArgument)
	}
	if o.Batch == 0 {
		o.Batch = defaultBatch
	}
	if err := r.refresh(ctx); err != nil {
		return 0, err
	}
	epochs, err := r.listEpochs(ctx)
	if err != nil {
		return 0, err
	}
	var job rewrap
	for _, e := range epochs {
		if e.State == StateDestroyed || e.Epoch >= r.current.Load() {
			continue
		}
		if err := r.empty(ctx, &job, e.Epoch, o); err != nil {
			return job.moved, err
		}
	}
	if o.Rotate {
		r.cache.clear() // so that this process seals with the new generations at once
	}
	return job.moved, job.err("rewrap")
}

// empty moves all living keys out of an epoch. Keys that others change meanwhile are left for the next pass, and passes
// end when one changed nothing.
func (r *ring) empty(ctx context.Context, job *rewrap, epoch uint32, o RewrapOptions) error {
	before := *job
	for job.again = true; job.again; {
		job.again, job.failed, job.first = false, before.failed, before.first // who failed is met again
		q := ListQuery{Kind: KindSubject, Epoch: epoch, State: StateLive, Limit: o.Batch}
		err := r.list(ctx, r.store, q, func(rec *Record) error {
			return job.count(r.rewrapRecord(ctx, rec, func(secrets []byte) ([]byte, error) {
				if !o.Rotate {
					return secrets, nil
				}
				if rec.KeyVersion == math.MaxUint32 {
					return nil, errKeyStays
				}
				next, err := nextGeneration(secrets)
				if err != nil {
					return nil, fmt.Errorf("%w: %w", errKeyStays, err)
				}
				rec.KeyVersion++
				return next, nil
			}))
		}, func() {
			if o.Progress != nil {
				o.Progress(job.moved)
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}
