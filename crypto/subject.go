package crypto

import (
	"context"
	"crypto/cipher"
	"errors"
	"fmt"
	"math"
	"slices"
)

// Every function here that hands out a key for sealing keeps one rule: after the subject's record was read or written, its
// epoch was seen live, by a fresh read. DestroyEpoch first retires the epoch and then looks for living keys under it, so it
// finds every key that a value was ever sealed with. Opening needs no such care: it makes no data that could be lost.
//
// A first key that is written while its epoch is retired, emptied and destroyed is moved by its writer before it seals. Until
// then others see a key whose epoch is gone. If the writer dies first that stays so: with the key no value is lost, but the
// subject is ErrEpochDestroyed until Erase and Renew.
//
// A key that values were sealed with is never moved to an earlier epoch (unwrap sees to that): where it lies it keeps its epoch,
// and so all later ones, from being destroyed, until the record that took its place does.

// subjectKey is a subject's key, ready to use. It never changes.
type subjectKey struct {
	version uint32      // the newest generation
	oldest  uint32      // the oldest that is left
	suite   byte        // the first suite
	aead    cipher.AEAD // of the newest generation in the first suite: what seals
	others  []otherKey  // of what else can be opened
	sealing bool        // it was seen under a live epoch, and may seal; any key may open
}

// otherKey is a key of an earlier generation or of another suite.
type otherKey struct {
	version uint32
	suite   byte
	aead    cipher.AEAD
}

// find returns what opens a ciphertext. Its generation is no later than the newest.
func (k *subjectKey) find(h header) (cipher.AEAD, error) {
	switch {
	case h.keyVersion == k.version && h.suite == k.suite:
		return k.aead, nil
	case h.keyVersion < k.oldest:
		return nil, fmt.Errorf("%w: earlier version", ErrErased)
	}
	for _, o := range k.others {
		if o.version == h.keyVersion && o.suite == h.suite {
			return o.aead, nil
		}
	}
	return nil, ErrUnknownSuite
}

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
	rec, secrets, err := r.sealingSecrets(ctx, subject)
	if err != nil {
		return nil, err
	}
	defer clear(secrets)
	key, err := r.ready(&rec, secrets)
	if err != nil {
		return nil, err
	}
	key.sealing = true
	r.cache.put(ticket, subject, key, now)
	return key, nil
}

// sealingSecrets returns the record of a subject, which it makes if there is none, and the secrets in it, under a live epoch.
func (r *ring) sealingSecrets(ctx context.Context, subject string) (rec Record, secrets []byte, err error) {
	rec, err = r.getSubject(ctx, r.subjectID(subject))
	switch {
	case errors.Is(err, ErrNotFound):
		rec = Record{RecordID: r.subjectID(subject), State: StateLive, KeyVersion: 1}
		secrets = newSecret()
		err = r.wrap(ctx, &rec, secrets, true)
	case err != nil:
	case rec.State == StateErased:
		err = ErrErased
	default:
		secrets, err = r.unwrap(ctx, &rec)
	}
	if err == nil {
		err = r.settle(ctx, &rec, secrets)
	}
	if err != nil {
		clear(secrets)
		return Record{}, nil, err
	}
	return rec, secrets, nil
}

// openingKey returns the subject's key, which has the version or a later one.
func (r *ring) openingKey(ctx context.Context, subject string, version uint32) (key *subjectKey, err error) {
	if key := r.cache.get(subject, r.elapsed()); key != nil && key.version >= version {
		return key, nil
	}
	err = retry(func() error {
		ticket, now := r.cache.ticket(subject), r.elapsed()
		rec, err := r.getSubject(ctx, r.subjectID(subject))
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		if key, err = r.openRecord(ctx, &rec, version); err == nil {
			r.cache.put(ticket, subject, key, now)
		}
		return err
	})
	return key, err
}

// openRecord returns the key in a subject's record, for opening what was sealed by one version; no record is one of version 0.
func (r *ring) openRecord(ctx context.Context, rec *Record, version uint32) (*subjectKey, error) {
	secrets, err := r.openingSecrets(ctx, rec, version)
	if err != nil {
		return nil, err
	}
	defer clear(secrets)
	return r.ready(rec, secrets)
}

// openingSecrets returns the secrets in a record that openRecord takes.
func (r *ring) openingSecrets(ctx context.Context, rec *Record, version uint32) ([]byte, error) {
	switch {
	case rec.Version == 0 && rec.State != StateErased:
		return nil, fmt.Errorf("%w: the subject has none", ErrUnknownKey)
	case version > rec.KeyVersion:
		return nil, fmt.Errorf("%w: later version", ErrUnknownKey)
	case rec.State == StateErased:
		return nil, ErrErased
	}
	return r.unwrap(ctx, rec)
}

// wrap seals a subject's secrets with the wrap key of the current epoch and stores the record. Whether that epoch is still
// the current one is known from the cache, or by a read if fresh is set; either can be outdated when Put is done.
func (r *ring) wrap(ctx context.Context, rec *Record, secrets []byte, fresh bool) error {
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
	if rec.Commitment, err = commit(r.suites[0], secrets, subjectLabel); err != nil {
		return err
	}
	rec.Wrapped = ep.aeads[0].Seal([]byte{r.suites[0].ID()}, nil, secrets, rec.aad()) // #nosec G407 -- it makes its nonce itself
	return r.put(ctx, rec)
}

// unwrap returns the secrets in a subject's record, of all its generations, the oldest first.
func (r *ring) unwrap(ctx context.Context, rec *Record) (secrets []byte, err error) {
	ep, err := r.epoch(ctx, rec.Epoch, false)
	if err != nil {
		return nil, r.unlessMoved(ctx, rec, err)
	}
	i, err := r.suiteOf(rec)
	if err != nil {
		return nil, err
	}
	if secrets, err = ep.aeads[i].Open(nil, nil, rec.Wrapped[1:], rec.aad()); err != nil {
		return nil, fmt.Errorf("%w: subject: does not authenticate", ErrKeyRecord)
	}
	if n := len(secrets) / secretLen; n == 0 || n > maxGenerations || n > int(rec.KeyVersion) || len(secrets)%secretLen != 0 {
		return nil, fmt.Errorf("%w: subject: key length", ErrKeyRecord)
	}
	r.raise(rec.Epoch)
	return secrets, nil
}

// oldest returns the key version of the first of the secrets in a subject's record.
func oldest(rec *Record, secrets []byte) uint32 {
	return rec.KeyVersion - uint32(len(secrets)/secretLen) + 1 // #nosec G115 -- at most maxGenerations
}

// checkSecrets checks the commitment of a subject's record, whose secrets unwrap returned, where no key of it is set up.
func (r *ring) checkSecrets(rec *Record, secrets []byte) error {
	i, err := r.suiteOf(rec)
	if err != nil {
		return err
	}
	commitment, err := commit(r.suites[i], secrets, subjectLabel)
	if err != nil {
		return err
	}
	return rec.checkCommitment(commitment)
}

// ready sets up the keys of a subject's record, whose secrets unwrap returned, and checks its commitment.
func (r *ring) ready(rec *Record, secrets []byte) (*subjectKey, error) {
	i, err := r.suiteOf(rec)
	if err != nil {
		return nil, err
	}
	whole, err := expandChecked(r.suites[i], rec, secrets, subjectLabel) // of one secret, its key
	if err != nil {
		return nil, err
	}
	n := len(secrets) / secretLen
	key := &subjectKey{version: rec.KeyVersion, oldest: oldest(rec, secrets), suite: r.suites[0].ID()}
	version := key.oldest
	for secret := range slices.Chunk(secrets, secretLen) {
		for at, s := range r.suites {
			aead := whole
			if n > 1 || at != i {
				if aead, _, err = expand(s, secret, subjectLabel); err != nil {
					return nil, err
				}
			}
			if version == key.version && s.ID() == key.suite {
				key.aead = aead
			} else {
				key.others = append(key.others, otherKey{version, s.ID(), aead})
			}
		}
		version++
	}
	return key, nil
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
func (r *ring) settle(ctx context.Context, rec *Record, secrets []byte) error {
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
		if err := r.wrap(ctx, rec, secrets, true); err != nil {
			return err
		}
	}
	return ErrConflict
}

// Renew gives a subject whose key was erased a new one, for a person who comes back and consents again. What the erased key
// sealed stays erased. It returns ErrNotFound for a subject who never had a key and ErrExists for one whose key is live:
// only Erase ends a key, and Rotate gives the living another.
func (k *Keyring) Renew(ctx context.Context, subject string) error {
	return k.change(ctx, subject, func(ctx context.Context, r *ring, rec *Record) ([]byte, error) {
		if rec.State != StateErased {
			return nil, fmt.Errorf("%w: the subject's key is live", ErrExists)
		}
		rec.State = StateLive
		return newSecret(), nil
	})
}

// change gives a subject another generation of keys: the secrets that next returns, whose last one is new.
func (k *Keyring) change(ctx context.Context, subject string, next func(context.Context, *ring, *Record) ([]byte, error)) error {
	r, err := k.ring()
	if err != nil {
		return err
	}
	if err := checkName("subject", subject); err != nil {
		return err
	}
	err = retry(func() error {
		rec, err := r.getSubject(ctx, r.subjectID(subject))
		if err != nil {
			return err
		}
		secrets, err := next(ctx, r, &rec)
		if err != nil {
			return err
		}
		defer clear(secrets)
		if rec.KeyVersion == math.MaxUint32 {
			return fmt.Errorf("%w: no key version is left", ErrArgument)
		}
		rec.KeyVersion++
		if err := r.wrap(ctx, &rec, secrets, true); err != nil {
			return err
		}
		if err := r.settle(ctx, &rec, secrets); err != nil && !errors.Is(err, ErrConflict) { // somebody else settled or erased it
			return err
		}
		return nil
	})
	r.cache.evict(subject)
	return err
}
