package bench_test

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"testing"
	"time"

	"github.com/capitalone/fpe/ff1"
	"github.com/tink-crypto/tink-go/v2/tink"

	"github.com/khtong/privacykit/crypto"
)

// aesKEK is a key-encryption key in memory.
type aesKEK struct{ gcm cipher.AEAD }

func (k aesKEK) EncryptWithContext(_ context.Context, plaintext, ad []byte) ([]byte, error) {
	return k.gcm.Seal(nil, nil, plaintext, ad), nil
}

func (k aesKEK) DecryptWithContext(_ context.Context, ciphertext, ad []byte) ([]byte, error) {
	return k.gcm.Open(nil, nil, ciphertext, ad)
}

var _ tink.AEADWithContext = aesKEK{}

func newKeyring(b *testing.B) *crypto.Keyring {
	b.Helper()
	key := make([]byte, 32)
	_, _ = rand.Read(key)
	block, err := aes.NewCipher(key)
	if err != nil {
		b.Fatal(err)
	}
	gcm, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		b.Fatal(err)
	}
	ring, err := crypto.CreateKeyring(b.Context(), crypto.Config{
		Tenant: "acme", KEK: crypto.FixedKEK(aesKEK{gcm}), Store: crypto.NewMemoryStore(), Now: time.Now,
	})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = ring.Close() })
	return ring
}

// BenchmarkToken encrypts eleven digits to eleven digits, FF1 with AES-256 in every row.
func BenchmarkToken(b *testing.B) {
	const digits = "13812345678"
	tokens, err := newKeyring(b).NewTokens("d", crypto.TokenDigits, nil)
	if err != nil {
		b.Fatal(err)
	}
	key := make([]byte, 32)
	_, _ = rand.Read(key)
	capital, err := ff1.NewCipher(10, 0, key, nil)
	if err != nil {
		b.Fatal(err)
	}
	buf := make([]byte, 0, 16)
	for _, by := range []struct {
		name          string
		encrypt, back func(string) (string, error)
	}{
		{"privacykit-append", func(s string) (_ string, err error) {
			buf, err = tokens.AppendTokenize(buf[:0], s)
			return "", err
		}, nil},
		{"privacykit", tokens.Tokenize, tokens.Detokenize},
		{"capitalone", capital.Encrypt, capital.Decrypt},
	} {
		b.Run("by="+by.name, func(b *testing.B) {
			b.ReportAllocs()
			got := ""
			for b.Loop() {
				var err error
				if got, err = by.encrypt(digits); err != nil {
					b.Fatal(err)
				}
			}
			if by.back == nil {
				return
			}
			if back, err := by.back(got); err != nil || back != digits || len(got) != len(digits) {
				b.Errorf("%q comes back as %q, %v", got, back, err)
			}
		})
	}
}
