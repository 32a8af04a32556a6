package sm_test

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"hash"
	"testing"

	"github.com/khtong/privacykit/crypto/sm"
)

// The value and the data are as long as those of a resident ID that package crypto seals. Each benchmark runs AES-256-GCM or
// SHA-256 of the standard library beside.
var (
	benchValue = []byte("110101199003070000")
	benchAAD   = make([]byte, 90)
)

func aesGCM(tb testing.TB) cipher.AEAD {
	block, err := aes.NewCipher(secret)
	if err != nil {
		tb.Fatal(err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		tb.Fatal(err)
	}
	return aead
}

func benchAEADs(b *testing.B, run func(b *testing.B, aead cipher.AEAD)) {
	b.Run("SM4", func(b *testing.B) { run(b, newAEAD(b, secret)) })
	b.Run("AES-256", func(b *testing.B) { run(b, aesGCM(b)) })
}

func BenchmarkSeal(b *testing.B) {
	benchAEADs(b, func(b *testing.B, aead cipher.AEAD) {
		buf := make([]byte, 0, 64)
		b.ReportAllocs()
		for b.Loop() {
			buf = aead.Seal(buf[:0], nil, benchValue, benchAAD)
		}
	})
}

func BenchmarkOpen(b *testing.B) {
	benchAEADs(b, func(b *testing.B, aead cipher.AEAD) {
		buf, sealed := make([]byte, 0, 64), aead.Seal(nil, nil, benchValue, benchAAD)
		b.ReportAllocs()
		for b.Loop() {
			var err error
			if buf, err = aead.Open(buf[:0], nil, sealed, benchAAD); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkNewAEAD sets up a key, as each first use of a subject does.
func BenchmarkNewAEAD(b *testing.B) {
	b.Run("SM4", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			newAEAD(b, secret)
		}
	})
	b.Run("AES-256", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			aesGCM(b)
		}
	})
}

// BenchmarkHMAC hashes as many bytes as an index entry of a mobile number does, with one state that is used again.
func BenchmarkHMAC(b *testing.B) {
	for name, newHash := range map[string]func() hash.Hash{"SM3": sm.Suite{}.NewHash, "SHA-256": sha256.New} {
		b.Run(name, func(b *testing.B) {
			mac, buf, value := hmac.New(newHash, secret), make([]byte, 0, 32), []byte("000000000013800138000")
			b.ReportAllocs()
			for b.Loop() {
				mac.Reset()
				mac.Write(value)
				buf = mac.Sum(buf[:0])
			}
		})
	}
}
