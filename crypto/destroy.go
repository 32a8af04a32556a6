package crypto

import (
	"context"
	"fmt"
)

// DestroyEpoch makes every erasure up to this epoch final: it drops the epoch's wrap key and then destroys the epoch's KEK,
// if the source is a KEKDestroyer; otherwise the host must destroy that KEK itself, and until it did, copies of the key
// store from before can be opened. It is idempotent, and a call that was interrupted is finished by the next.
//
// Epochs are destroyed oldest first. It returns ErrEpochInUse, and destroys nothing, if the epoch is the current one, an
// earlier one is not destroyed yet, or the key of a living subject is still under it: AdvanceEpoch and Rewrap come before.
// It returns ErrNotFound if there is no such epoch.
func (k *Keyring) DestroyEpoch(ctx context.Context, epoch uint32) error {
	r, err := k.ring()
	if err != nil {
		return err
	}
	if _, err := r.get(ctx, r.epochID(epoch)); err != nil {
		return err
	}
	if err := r.mayDestroy(ctx, epoch); err != nil {
		return err
	}
	if err := r.retire(ctx, epoch); err != nil {
		return err
	}
	// From here no key is made under the epoch that a value will be sealed with, so this finds all that there are.
	living, err := r.store.List(ctx, ListQuery{Tenant: r.tenant, Kind: KindSubject, Epoch: epoch, State: StateLive, Limit: 1})
	if err != nil {
		return fmt.Errorf("crypto: key store: list subject: %w", err)
	}
	err = retry(func() error {
		rec, err := r.get(ctx, r.epochID(epoch))
		if err != nil || rec.State == StateDestroyed {
			return err
		}
		if len(living) > 0 {
			return fmt.Errorf("%w: epoch %d: a living key is under it", ErrEpochInUse, epoch)
		}
		rec.State, rec.Wrapped, rec.Commitment = StateDestroyed, nil, nil
		return r.put(ctx, &rec)
	})
	if err != nil {
		return err
	}
	r.forget(epoch)
	if d, ok := r.source.(KEKDestroyer); ok {
		if err := d.DestroyKEK(ctx, epoch); err != nil {
			return fmt.Errorf("%w: epoch %d: destroy: %w", ErrKEK, epoch, err)
		}
	}
	return nil
}

// mayDestroy refuses the current epoch and one that has an undestroyed epoch before it.
func (r *ring) mayDestroy(ctx context.Context, epoch uint32) error {
	keyset, err := r.get(ctx, r.keysetID()) // what is stored counts, also if somebody put an old copy there
	if err != nil {
		return err
	}
	if epoch >= keyset.Epoch {
		return fmt.Errorf("%w: epoch %d: it is the current one", ErrEpochInUse, epoch)
	}
	epochs, err := r.listEpochs(ctx)
	if err != nil {
		return err
	}
	for _, e := range epochs {
		if e.Epoch < epoch && e.State != StateDestroyed {
			return fmt.Errorf("%w: epoch %d: epoch %d comes before it", ErrEpochInUse, epoch, e.Epoch)
		}
	}
	return nil
}
