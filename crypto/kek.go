package crypto

import (
	"context"
	"errors"
	"fmt"

	"github.com/tink-crypto/tink-go/v2/tink"
)

// KEKSource gives the key-encryption key of each epoch, which a KMS, an HSM or, in development, package localkek keeps.
// Different epochs must have different keys: destroying the key of one is what makes erasures final.
//
// KEK is called at start, when an epoch is first used, and never for a single value. It returns ErrNotFound where the
// source has no key for the epoch yet and ErrEpochDestroyed where it had one. It must be safe for concurrent use, as must
// the key that it returns. Anything that is a tink.AEADWithContext serves, among them the Tink modules for AWS KMS, Google
// Cloud KMS and HashiCorp Vault; a KMS without one needs its two methods: wrap and unwrap, with associated data.
type KEKSource interface {
	KEK(ctx context.Context, epoch uint32) (tink.AEADWithContext, error)
}

// KEKDestroyer is a KEKSource that can also destroy the key of an epoch; Keyring.DestroyEpoch calls it. DestroyKEK returns
// nil when the key is gone, also when it was gone before. A source with this method must serve one tenant only, because
// each tenant counts epochs of its own.
type KEKDestroyer interface {
	DestroyKEK(ctx context.Context, epoch uint32) error
}

// FixedKEK returns a source that has this one key, for epoch 1. A Keyring on it works in full except that AdvanceEpoch has
// nowhere to go, so that erasures never become final in copies of the key store.
func FixedKEK(kek tink.AEADWithContext) KEKSource { return &fixedKEK{kek} }

type fixedKEK struct{ kek tink.AEADWithContext }

func (s *fixedKEK) KEK(_ context.Context, epoch uint32) (tink.AEADWithContext, error) {
	if epoch != 1 {
		return nil, ErrNotFound
	}
	return s.kek, nil
}

// WrapKEK makes a KEK of an AEAD whose calls take no context.
func WrapKEK(kek tink.AEAD) tink.AEADWithContext { return &contextAEAD{kek} }

type contextAEAD struct{ aead tink.AEAD }

func (a *contextAEAD) EncryptWithContext(ctx context.Context, plaintext, associatedData []byte) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return a.aead.Encrypt(plaintext, associatedData)
}

func (a *contextAEAD) DecryptWithContext(ctx context.Context, ciphertext, associatedData []byte) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return a.aead.Decrypt(ciphertext, associatedData)
}

// kekSeal seals a key with the KEK of rec's epoch, bound to the identity of rec, and puts it into rec.Wrapped.
func (r *ring) kekSeal(ctx context.Context, rec *Record, key []byte) error {
	kek, err := r.kek(ctx, rec.Epoch)
	if err != nil {
		return err
	}
	if rec.Wrapped, err = kek.EncryptWithContext(ctx, key, rec.aad()); err != nil {
		return fmt.Errorf("%w: epoch %d: %w", ErrKEK, rec.Epoch, err)
	}
	return nil
}

// kekOpen opens what kekSeal sealed.
func (r *ring) kekOpen(ctx context.Context, rec *Record) ([]byte, error) {
	kek, err := r.kek(ctx, rec.Epoch)
	if err != nil {
		return nil, err
	}
	key, err := kek.DecryptWithContext(ctx, rec.Wrapped, rec.aad())
	if err != nil {
		return nil, fmt.Errorf("%w: epoch %d: %w", ErrKEK, rec.Epoch, err)
	}
	return key, nil
}

// kek asks the source. A key that it lacks is not ErrNotFound here: that is the answer to a keyring never created.
func (r *ring) kek(ctx context.Context, epoch uint32) (tink.AEADWithContext, error) {
	kek, err := r.source.KEK(ctx, epoch)
	switch {
	case err == nil && kek != nil:
		return kek, nil
	case errors.Is(err, ErrEpochDestroyed):
		return nil, fmt.Errorf("%w: epoch %d", ErrEpochDestroyed, epoch)
	case err == nil || errors.Is(err, ErrNotFound):
		return nil, fmt.Errorf("%w: epoch %d: the source has no key", ErrKEK, epoch)
	}
	return nil, fmt.Errorf("%w: epoch %d: %w", ErrKEK, epoch, err)
}
