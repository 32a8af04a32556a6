package crypto

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
)

// KEKFuncs makes a KEK of two calls of a KMS or an HSM: Wrap encrypts a key, Unwrap decrypts what Wrap returned. It is for
// what has no Tink module, such as the KMS of Alibaba Cloud, Tencent Cloud and Huawei Cloud; the example of KEKSource is one for
// Alibaba Cloud. Both must be safe for concurrent use, and set: else the KEK fails with ErrArgument.
//
// What they wrap is always 32 bytes, random and for one ciphertext: an AES-256-GCM key, which seals what is to be protected
// together with aad, the identity of the record that it is for. So the KMS need not take associated data, RFC 3394 key
// wrap serves as well as encryption, and a function that leaves aad out opens no record in another's place. A public key does
// not serve: who has it could put keys that he knows into the key store.
//
// Give aad to a KMS that takes some, so that it refuses too and its log says which record it was asked for. It is the same for
// Wrap and Unwrap, has at most 1200 bytes, of any value, and names no subject. A KMS often takes a string or a map of
// strings, and some only 128 characters: give it the SHA-256 of aad, in hexadecimal. Who must have no AES in between (but
// SM4 alone, say) writes the two methods of tink.AEADWithContext instead, for a KMS that authenticates associated data.
//
// Neither function may keep the key, because it is cleared. An error that is ErrNotFound or ErrEpochDestroyed says what it says
// from a KEKSource: Unwrap returns the latter if the KMS answers that the key was deleted.
//
//	ciphertext = lp(wrapped) ‖ seal(key, plaintext, aad), in the notation of the package comment
type KEKFuncs struct {
	Wrap   func(ctx context.Context, key, aad []byte) (wrapped []byte, err error)
	Unwrap func(ctx context.Context, wrapped, aad []byte) (key []byte, err error)
}

// The errors of KEKFuncs itself.
var (
	errNoWrap   = fmt.Errorf("%w: KEKFuncs.Wrap is nil", ErrArgument)
	errNoUnwrap = fmt.Errorf("%w: KEKFuncs.Unwrap is nil", ErrArgument)
	errWrapped  = errors.New("crypto: KEKFuncs.Wrap returned nothing or more than 32 KiB")
	errUnwrap   = errors.New("crypto: wrong key, another record or changed data")
)

// maxWrapped is the longest result of Wrap; a Record.Wrapped has room for it and for a keyset.
const maxWrapped = 32 << 10

// EncryptWithContext seals plaintext, bound to aad.
func (f KEKFuncs) EncryptWithContext(ctx context.Context, plaintext, aad []byte) ([]byte, error) {
	if f.Wrap == nil {
		return nil, errNoWrap
	}
	key := newSecret()
	defer clear(key)
	gcm, err := AES256{}.NewAEAD(key)
	if err != nil {
		return nil, err
	}
	sealed := gcm.Seal(nil, nil, plaintext, aad) // #nosec G407 -- it makes its nonce itself
	wrapped, err := f.Wrap(ctx, key, aad)
	if err != nil {
		return nil, err
	}
	if len(wrapped) == 0 || len(wrapped) > maxWrapped {
		return nil, errWrapped
	}
	return append(appendPart(nil, string(wrapped)), sealed...), nil
}

// DecryptWithContext opens what EncryptWithContext sealed, for the same aad.
func (f KEKFuncs) DecryptWithContext(ctx context.Context, ciphertext, aad []byte) ([]byte, error) {
	if f.Unwrap == nil {
		return nil, errNoUnwrap
	}
	if len(ciphertext) < 4 {
		return nil, errUnwrap
	}
	n, rest := binary.BigEndian.Uint32(ciphertext), ciphertext[4:]
	if n == 0 || n > maxWrapped || int(n) > len(rest) {
		return nil, errUnwrap
	}
	key, err := f.Unwrap(ctx, rest[:n:n], aad)
	defer clear(key)
	if err != nil {
		return nil, err
	}
	if len(key) != secretLen {
		return nil, errUnwrap
	}
	gcm, err := AES256{}.NewAEAD(key)
	if err != nil {
		return nil, err
	}
	plaintext, err := gcm.Open(nil, nil, rest[n:], aad)
	if err != nil {
		return nil, errUnwrap
	}
	return plaintext, nil
}
