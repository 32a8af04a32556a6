package crypto

import (
	"context"
	"errors"
	"fmt"
)

// getSubject reads a subject's record. Where Config.Tombstones knows of an erasure that the key store does not, the result
// is that tombstone, as the successor of what the key store has.
func (r *ring) getSubject(ctx context.Context, id RecordID) (Record, error) {
	rec, err := r.get(ctx, id)
	if r.graves == nil || err != nil && !errors.Is(err, ErrNotFound) {
		return rec, err
	}
	grave, graveErr := r.grave(ctx, id)
	switch {
	case graveErr != nil:
		return Record{}, graveErr
	case grave.Version == 0, err == nil && (rec.State == StateErased || rec.KeyVersion > grave.KeyVersion):
		return rec, err
	}
	grave.Version = rec.Version
	if err == nil {
		grave.CreatedAt = rec.CreatedAt
	}
	return grave, nil
}

// grave reads a subject's tombstone from Config.Tombstones; there is none if its Version is 0.
func (r *ring) grave(ctx context.Context, id RecordID) (Record, error) {
	grave, err := r.graves.Get(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return Record{}, nil
	}
	if err != nil {
		return Record{}, fmt.Errorf("crypto: tombstones: get: %w", err)
	}
	if err := r.checkRecord(&grave, id); err != nil {
		return Record{}, err
	}
	if grave.State != StateErased {
		return Record{}, fmt.Errorf("%w: tombstone: state", ErrKeyRecord)
	}
	return grave, nil
}

// bury writes the tombstone of rec, which is being erased, to Config.Tombstones, unless it has it.
func (r *ring) bury(ctx context.Context, rec Record) error {
	if r.graves == nil {
		return nil
	}
	return retry(func() error {
		grave, err := r.grave(ctx, rec.RecordID)
		if err != nil {
			return err
		}
		if grave.Version > 0 && grave.KeyVersion >= rec.KeyVersion {
			return nil
		}
		tomb := rec
		tomb.Version, tomb.State, tomb.Wrapped, tomb.Commitment = grave.Version+1, StateErased, nil, nil
		tomb.ChangedAt = r.timestamp()
		tomb.CreatedAt = tomb.ChangedAt
		if err := r.graves.Put(ctx, tomb); err != nil {
			return fmt.Errorf("crypto: tombstones: put: %w", err)
		}
		return nil
	})
}

// ReplayTombstones writes the erasures that Config.Tombstones knows of into the key store, and returns how many it lacked.
// Call it after a backup of the key store was restored: what was erased since stays erased without it, but the restored key
// records would lie in the store, and be in its next backup. It can be interrupted and called again. It returns ErrArgument
// if the Config has no Tombstones.
func (k *Keyring) ReplayTombstones(ctx context.Context) (int, error) {
	r, err := k.ring()
	if err != nil {
		return 0, err
	}
	if r.graves == nil {
		return 0, fmt.Errorf("%w: Config.Tombstones is nil", ErrArgument)
	}
	buried := 0
	q := ListQuery{Kind: KindSubject, State: StateErased, Limit: defaultBatch}
	err = r.list(ctx, r.graves, q, func(grave *Record) error {
		return retry(func() error {
			rec, err := r.get(ctx, grave.RecordID)
			if errors.Is(err, ErrNotFound) {
				rec = *grave
				rec.Version = 0
			} else if err != nil || rec.State == StateErased || rec.KeyVersion > grave.KeyVersion {
				return err
			}
			if err := r.entomb(ctx, &rec, grave); err != nil {
				return err
			}
			buried++
			return nil
		})
	}, nil)
	r.cache.clear()
	return buried, err
}

// entomb puts a tombstone into the place of rec in the key store: one like grave, which is that of an earlier erasure, or nil.
func (r *ring) entomb(ctx context.Context, rec, grave *Record) error {
	rec.State, rec.Wrapped, rec.Commitment = StateErased, nil, nil
	if grave != nil {
		rec.KeyVersion, rec.Epoch = max(rec.KeyVersion, grave.KeyVersion), grave.Epoch
	}
	return r.put(ctx, rec)
}
