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
// source has no key for the epoch yet and ErrEpochDestroyed where it had one; the key may return them too, where the KMS
// tells only when it is asked to work. Both must be safe for concurrent use. The text of another error of KEK is passed on and
// must quote no key; that of the key's own errors is not, see ErrKEK.
//
// Anything that is a tink.AEADWithContext serves as the key, and with WrapKEK a tink.AEAD: the Tink modules for AWS KMS, Google
// Cloud KMS and HashiCorp Vault as they are. KEKFuncs makes one of the calls of any other KMS. A key that ignored its
// associated data would open one record in the place of another.
type KEKSource interface {
	KEK(ctx context.Context, epoch uint32) (tink.AEADWithContext, error)
}

// KEKDestroyer is a KEKSource that can also destroy the key of an epoch; Keyring.DestroyEpoch calls it. DestroyKEK returns
// nil when the key is gone, also when it was gone before. A source with this method must serve one tenant only, because
// each tenant counts epochs of its own.
//
// Most KMS only schedule the deletion (计划删除密钥): the key works no more, but for a week or more who administers the KMS can call
// the deletion off. DestroyKEK returns nil then, and BoundFinal holds against everybody else at once, against them when
// the waiting time is over.
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

// WrapKEK makes a KEK of an AEAD whose calls take no context; of nil, nil.
func WrapKEK(kek tink.AEAD) tink.AEADWithContext {
	if kek == nil {
		return nil
	}
	return &contextAEAD{kek}
}

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
		return kekFailed(rec.Epoch, "wrap", err)
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
		return nil, kekFailed(rec.Epoch, "unwrap", err)
	}
	return key, nil
}

// kek asks the source.
func (r *ring) kek(ctx context.Context, epoch uint32) (tink.AEADWithContext, error) {
	kek, err := r.source.KEK(ctx, epoch)
	if err == nil && kek == nil {
		err = ErrNotFound
	}
	if err != nil {
		return nil, kekFailed(epoch, "", err)
	}
	return kek, nil
}

// kekFailed says that the source (op is empty) or a key of it failed. A key that is not there is not ErrNotFound here, which
// says that there is no keyring.
func kekFailed(epoch uint32, op string, cause error) error {
	switch {
	case errors.Is(cause, ErrEpochDestroyed):
		return fmt.Errorf("%w: epoch %d", ErrEpochDestroyed, epoch)
	case errors.Is(cause, ErrNotFound):
		return fmt.Errorf("%w: epoch %d: the source has no key", ErrKEK, epoch)
	case op == "": // no key was at hand that the cause could quote
		return fmt.Errorf("%w: epoch %d: %w", ErrKEK, epoch, cause)
	}
	return &kekError{epoch, op, &cause}
}

// kekError is the failure of a KEK at work. Its text leaves out that of the cause, because the clients of a KMS quote
// requests and answers, and both can hold a key: an URL with its query when a connection is refused, the string to sign when a
// signature is wrong, the answer when it cannot be parsed.
type kekError struct {
	epoch uint32
	op    string
	cause *error // behind a pointer, so that no verb prints it
}

func (e *kekError) Error() string {
	why := fmt.Sprintf("%T, whose text may quote a key", *e.cause)
	for _, known := range []error{context.Canceled, context.DeadlineExceeded, errNoWrap, errNoUnwrap, errWrapped, errUnwrap} {
		if errors.Is(*e.cause, known) {
			why = known.Error()
		}
	}
	return fmt.Sprintf("%v: epoch %d: %s: %s", ErrKEK, e.epoch, e.op, why)
}

// Unwrap returns ErrKEK and the cause.
func (e *kekError) Unwrap() []error { return []error{ErrKEK, *e.cause} }
