package crypto

import (
	"context"
	"errors"
	"fmt"
	"math"
)

// Every function here that hands out a key for sealing keeps one rule: after the subject's record was read or written, its
// epoch was seen live, by a fresh read. DestroyEpoch first retires the epoch and then looks for living keys under it, so it
// finds every key that a value was ever sealed with. Opening needs no such care: it makes no data that could be lost.
//
// A first key that is written while its epoch is retired, emptied and destroyed is moved by its writer before it seals. Until
// then others see a key whose epoch is gone. If the writer dies first that stays so: with the key no value is lost, but the
// subject is ErrEpochDestroyed until Erase and Renew.

func (r *ring) subjectID(subject string) RecordID {
	return RecordID{r.tenant, KindSubject, r.subjects.pseudonym(subject)}
}

// sealingKey returns the subject's key, and makes it on first use.
func (r *ring) sealingKey(ctx context.Context, subject string) (key *subjectKey, err error) {
	if key := r.cache.get(subject, r.elapsed()); key != nil && key.sealing {
		return key, nil
	}
	err = retry(func() error {
		key, err = r.loadSealingKey(ctx, subject)
		return err
	})
	return key, err
}

func (r *ring) loadSealingKey(ctx context.Context, subject string) (*subjectKey, error) {
	ticket, now := r.cache.ticket(subject), r.elapsed()
	rec, err := r.get(ctx, r.subjectID(subject))
	var secret []byte
	var gcm aesGCM
	switch {
	case errors.Is(err, ErrNotFound):
		rec = Record{RecordID: r.subjectID(subject), KeyVersion: 1}
		secret, gcm, err = r.newKey(ctx, &rec)
	case err != nil:
	case rec.State == StateErased:
		err = ErrErased
	default:
		secret, gcm, err = r.unwrap(ctx, &rec)
	}
	if err != nil {
		return nil, err
	}
	defer clear(secret)
	if err := r.settle(ctx, &rec, secret); err != nil {
		return nil, err
	}
	key := &subjectKey{rec.KeyVersion, gcm, true}
	r.cache.put(ticket, subject, key, now)
	return key, nil
}

// openingKey returns the subject's key of one version.
func (r *ring) openingKey(ctx context.Context, subject string, version uint32) (key *subjectKey, err error) {
	if key := r.cache.get(subject, r.elapsed()); key != nil && key.version >= version {
		if key.version > version {
			return nil, fmt.Errorf("%w: earlier version", ErrErased)
		}
		return key, nil
	}
	err = retry(func() error {
		key, err = r.loadOpeningKey(ctx, subject, version)
		return err
	})
	return key, err
}

func (r *ring) loadOpeningKey(ctx context.Context, subject string, version uint32) (*subjectKey, error) {
	ticket, now := r.cache.ticket(subject), r.elapsed()
	rec, err := r.get(ctx, r.subjectID(subject))
	switch {
	case errors.Is(err, ErrNotFound):
		return nil, fmt.Errorf("%w: the subject has none", ErrUnknownKey)
	case err != nil:
		return nil, err
	case version > rec.KeyVersion:
		return nil, fmt.Errorf("%w: later version", ErrUnknownKey)
	case rec.State == StateErased || version < rec.KeyVersion:
		return nil, ErrErased
	}
	secret, gcm, err := r.unwrap(ctx, &rec)
	if err != nil {
		return nil, err
	}
	clear(secret)
	key := &subjectKey{rec.KeyVersion, gcm, false}
	r.cache.put(ticket, subject, key, now)
	return key, nil
}

// newKey puts a fresh key into rec, under the current epoch, and stores rec.
func (r *ring) newKey(ctx context.Context, rec *Record) (secret []byte, gcm aesGCM, err error) {
	secret = newSecret()
	if gcm, rec.Commitment, err = expand(secret, subjectLabel); err != nil {
		return nil, aesGCM{}, err
	}
	rec.State = StateLive
	return secret, gcm, r.wrap(ctx, rec, secret, true)
}

// wrap seals a subject's secret with the wrap key of the current epoch and stores the record. Whether that epoch is still
// the current one is known from the cache, or by a read if fresh is set; either can be outdated when Put is done.
func (r *ring) wrap(ctx context.Context, rec *Record, secret []byte, fresh bool) error {
	rec.Epoch = r.current.Load()
	ep, err := r.epoch(ctx, rec.Epoch, fresh)
	if errors.Is(err, ErrEpochDestroyed) || err == nil && !ep.live {
		if err := r.refresh(ctx); err != nil {
			return err
		}
		rec.Epoch = r.current.Load()
		ep, err = r.epoch(ctx, rec.Epoch, false)
	}
	if err != nil {
		return err
	}
	rec.Wrapped = ep.gcm.seal(nil, secret, rec.aad())
	return r.put(ctx, rec)
}

// unwrap returns the secret in a subject's record, and the key that it gives.
func (r *ring) unwrap(ctx context.Context, rec *Record) (secret []byte, gcm aesGCM, err error) {
	ep, err := r.epoch(ctx, rec.Epoch, false)
	if err != nil {
		return nil, aesGCM{}, r.unlessMoved(ctx, rec, err)
	}
	if secret, err = ep.gcm.open(nil, rec.Wrapped, rec.aad()); err != nil {
		return nil, aesGCM{}, fmt.Errorf("%w: subject: does not authenticate", ErrKeyRecord)
	}
	if gcm, err = expandChecked(rec, secret, subjectLabel); err != nil {
		return nil, aesGCM{}, err
	}
	return secret, gcm, nil
}

// unlessMoved returns err, which befell the use of rec; but if that is ErrEpochDestroyed only because rec was moved to
// another epoch since it was read, ErrConflict, for it must be read again.
func (r *ring) unlessMoved(ctx context.Context, rec *Record, err error) error {
	if !errors.Is(err, ErrEpochDestroyed) {
		return err
	}
	again, getErr := r.get(ctx, rec.RecordID)
	switch {
	case getErr != nil:
		return getErr
	case again.Version != rec.Version:
		return ErrConflict
	}
	return err
}

// settle moves a record whose epoch is no longer live to the current epoch.
func (r *ring) settle(ctx context.Context, rec *Record, secret []byte) error {
	for range maxAttempts {
		ep, err := r.epoch(ctx, rec.Epoch, true)
		if err == nil && ep.live {
			return nil
		}
		if err != nil && !errors.Is(err, ErrEpochDestroyed) {
			return err
		}
		if err := r.refresh(ctx); err != nil {
			return err
		}
		if r.current.Load() <= rec.Epoch {
			return fmt.Errorf("%w: keyset: its epoch is not live", ErrKeyRecord)
		}
		if err := r.wrap(ctx, rec, secret, true); err != nil {
			return err
		}
	}
	return ErrConflict
}

// Renew gives a subject whose key was erased a new one, for a person who comes back and consents again. What the erased key
// sealed stays erased. It returns ErrNotFound for a subject who never had a key and ErrExists for one whose key is live:
// only Erase ends a key.
func (k *Keyring) Renew(ctx context.Context, subject string) error {
	r, err := k.ring()
	if err != nil {
		return err
	}
	if err := checkName("subject", subject); err != nil {
		return err
	}
	return retry(func() error {
		rec, err := r.get(ctx, r.subjectID(subject))
		switch {
		case err != nil:
			return err
		case rec.State != StateErased:
			return fmt.Errorf("%w: the subject's key is live", ErrExists)
		case rec.KeyVersion == math.MaxUint32:
			return fmt.Errorf("%w: no key version is left", ErrArgument)
		}
		rec.KeyVersion++
		secret, _, err := r.newKey(ctx, &rec)
		if err != nil {
			return err
		}
		defer clear(secret)
		if err := r.settle(ctx, &rec, secret); err != nil && !errors.Is(err, ErrConflict) { // somebody else settled or erased it
			return err
		}
		return nil
	})
}
