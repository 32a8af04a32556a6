package crypto

import (
	"context"
	"fmt"
	"slices"
)

// Seal encrypts a value under the subject's own key, bound to tenant, table, column and subject. The subject's key is made
// on first use. The plaintext may be empty; the result is SealedSize(len(plaintext)) long and different on every call.
//
// It returns ErrErased if the subject's key was erased, ErrTooLong for more than MaxPlaintext, ErrArgument for an empty
// name, ErrEpochDestroyed if the key store is a copy from an epoch that was destroyed since (or, for an instant, when that
// happens while another process makes the subject's first key), and what the key store or the KEK returned; on any error
// the result is nil and nothing must be stored.
func (k *Keyring) Seal(ctx context.Context, f Field, subject string, plaintext []byte) ([]byte, error) {
	return k.AppendSeal(ctx, nil, f, subject, plaintext)
}

// SealString is Seal for a string.
func (k *Keyring) SealString(ctx context.Context, f Field, subject, plaintext string) ([]byte, error) {
	return k.AppendSeal(ctx, nil, f, subject, []byte(plaintext))
}

// AppendSeal is Seal that appends to dst and returns the longer slice. It allocates nothing when dst has room and the
// subject's key is cached.
func (k *Keyring) AppendSeal(ctx context.Context, dst []byte, f Field, subject string, plaintext []byte) ([]byte, error) {
	r, err := k.ring()
	if err != nil {
		return nil, err
	}
	if err := r.checkSeal(&f, subject, plaintext); err != nil {
		return nil, err
	}
	key, err := r.sealingKey(ctx, subject)
	if err != nil {
		return nil, err
	}
	if sameArray(dst, plaintext) {
		plaintext = slices.Clone(plaintext)
	}
	if dst == nil {
		dst = make([]byte, 0, SealedSize(len(plaintext)))
	} else {
		dst = slices.Grow(dst, SealedSize(len(plaintext)))
	}
	return r.sealValue(dst, key, &f, subject, plaintext), nil
}

func (r *ring) checkSeal(f *Field, subject string, plaintext []byte) error {
	if len(plaintext) > MaxPlaintext {
		return fmt.Errorf("%w: plaintext has more than %d bytes", ErrTooLong, MaxPlaintext)
	}
	return checkNames(f, subject)
}

// sealValue appends the ciphertext of what checkSeal accepted.
func (r *ring) sealValue(dst []byte, key *subjectKey, f *Field, subject string, plaintext []byte) []byte {
	h := header{key.suite, key.version}
	aad := r.scratch.Get().(*[]byte)
	*aad = appendFieldAAD((*aad)[:0], fieldDomain, h, r.tenant, f, subject)
	dst = key.aead.Seal(h.append(dst), nil, plaintext, *aad) // #nosec G407 -- it makes its nonce itself
	r.putScratch(aad)
	return dst
}

// Open decrypts a value that Seal made for this field and this subject.
//
// It returns ErrErased if the key that sealed it was erased; ErrWrongContext if the value belongs to another tenant, table,
// column, subject, row or bound columns or was changed; ErrUnknownSuite if Config.Suites has not its suite; ErrUnknownKey if the subject has no key of the version it names; ErrEpochDestroyed if
// the key store is a copy from an epoch that was destroyed since; ErrFormat if it is no ciphertext; and what the key store
// or the KEK returned. On any error the result is nil. An empty plaintext may be nil too.
func (k *Keyring) Open(ctx context.Context, f Field, subject string, ciphertext []byte) ([]byte, error) {
	return k.AppendOpen(ctx, nil, f, subject, ciphertext)
}

// OpenString is Open for a string.
func (k *Keyring) OpenString(ctx context.Context, f Field, subject string, ciphertext []byte) (string, error) {
	plaintext, err := k.AppendOpen(ctx, nil, f, subject, ciphertext)
	return string(plaintext), err
}

// AppendOpen is Open that appends to dst and returns the longer slice. It allocates nothing when dst has room and the
// subject's key is cached.
func (k *Keyring) AppendOpen(ctx context.Context, dst []byte, f Field, subject string, ciphertext []byte) ([]byte, error) {
	r, err := k.ring()
	if err != nil {
		return nil, err
	}
	if sameArray(dst, ciphertext) {
		ciphertext = slices.Clone(ciphertext)
	}
	return r.openValue(ctx, dst, nil, &f, subject, ciphertext)
}

// openValue appends the plaintext of a ciphertext. If key is nil or too old, it is looked for.
func (r *ring) openValue(ctx context.Context, dst []byte, key *subjectKey, f *Field, subject string, ciphertext []byte) ([]byte, error) {
	if err := checkNames(f, subject); err != nil {
		return nil, err
	}
	h, err := parseHeader(ciphertext)
	if err != nil {
		return r.openEarlier(ctx, dst, f, subject, ciphertext, err)
	}
	if key == nil || key.version < h.keyVersion {
		if key, err = r.openingKey(ctx, subject, h.keyVersion); err != nil {
			return nil, err
		}
	}
	aead, err := key.find(h)
	if err != nil {
		return nil, err
	}
	aad := r.scratch.Get().(*[]byte)
	*aad = appendFieldAAD((*aad)[:0], fieldDomain, h, r.tenant, f, subject)
	dst, err = aead.Open(dst, nil, ciphertext[headerLen:], *aad)
	r.putScratch(aad)
	if err != nil {
		return nil, ErrWrongContext
	}
	return dst, nil
}

// maxScratch is how long a buffer of associated data may be that is kept; bound columns can be long.
const maxScratch = 4096

func (r *ring) putScratch(aad *[]byte) {
	if cap(*aad) <= maxScratch {
		r.scratch.Put(aad)
	}
}

// Evict drops the subject's key from this Keyring's memory, so that its record is read again. Call it on the other nodes
// when one has erased a subject and CacheTTL is too long to wait.
func (k *Keyring) Evict(subject string) {
	if r, err := k.ring(); err == nil {
		r.cache.evict(subject)
	}
}

func checkNames(f *Field, subject string) error {
	if err := f.check(); err != nil {
		return err
	}
	return checkName("subject", subject)
}

// sameArray reports whether dst and in can be parts of one array, which only writing in place is safe for. Two slices of
// one array end at the same byte unless somebody limited the capacity of one.
func sameArray(dst, in []byte) bool {
	return cap(dst) > 0 && cap(in) > 0 && &dst[:cap(dst)][cap(dst)-1] == &in[:cap(in)][cap(in)-1]
}
