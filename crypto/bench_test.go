package crypto_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io"
	"math/rand/v2"
	"testing"

	"github.com/khtong/privacykit/crypto"
)

var benchValue = []byte("110101199003070000")

// BenchmarkFloor is the standard library alone: the same cipher, associated data of the same length.
func BenchmarkFloor(b *testing.B) {
	block, err := aes.NewCipher(make([]byte, 32))
	must(b, err)
	gcm, err := cipher.NewGCMWithRandomNonce(block)
	must(b, err)
	buf, aad := make([]byte, 0, 128), make([]byte, 75)
	b.ReportAllocs()
	for b.Loop() {
		buf = gcm.Seal(buf[:0], nil, benchValue, aad)
	}
}

func BenchmarkSeal(b *testing.B) {
	ring := create(b, config(newKEKs(1), crypto.NewMemoryStore()))
	ctx, buf := b.Context(), make([]byte, 0, 128)
	b.ReportAllocs()
	for b.Loop() {
		var err error
		if buf, err = ring.AppendSeal(ctx, buf[:0], mobile, "customer-1", benchValue); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSealValue makes a Sealed of a string, beside SealString which it is built on, and of a number.
func BenchmarkSealValue(b *testing.B) {
	ring := create(b, config(newKEKs(1), crypto.NewMemoryStore()))
	ctx, value := b.Context(), string(benchValue)
	for name, seal := range map[string]func() error{
		"SealString": func() error { _, err := ring.SealString(ctx, mobile, "customer-1", value); return err },
		"string":     func() error { _, err := crypto.SealValue(ctx, ring, mobile, "customer-1", value); return err },
		"int":        func() error { _, err := crypto.SealValue(ctx, ring, mobile, "customer-1", 13800138000); return err },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				must(b, seal())
			}
		})
	}
}

// BenchmarkOpenValue opens a Sealed of a string, beside OpenString.
func BenchmarkOpenValue(b *testing.B) {
	ring := create(b, config(newKEKs(1), crypto.NewMemoryStore()))
	ctx := b.Context()
	sealed, err := crypto.SealValue(ctx, ring, mobile, "customer-1", string(benchValue))
	must(b, err)
	bytes := sealed.Bytes()
	for name, open := range map[string]func() (string, error){
		"OpenString": func() (string, error) { return ring.OpenString(ctx, mobile, "customer-1", bytes) },
		"string":     func() (string, error) { return sealed.Open(ctx, ring, mobile, "customer-1") },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, err := open()
				must(b, err)
			}
		})
	}
}

func BenchmarkSealParallel(b *testing.B) {
	ring := create(b, config(newKEKs(1), crypto.NewMemoryStore()))
	names := subjects(1024)
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		buf := make([]byte, 0, 128)
		for i := 0; pb.Next(); i++ {
			var err error
			if buf, err = ring.AppendSeal(b.Context(), buf[:0], mobile, names[i%len(names)], benchValue); err != nil {
				b.Error(err)
				return
			}
		}
	})
}

func BenchmarkOpen(b *testing.B) {
	ring := create(b, config(newKEKs(1), crypto.NewMemoryStore()))
	ctx, buf, sealed := b.Context(), make([]byte, 0, 128), seal(b, ring, "customer-1", string(benchValue))
	b.ReportAllocs()
	for b.Loop() {
		var err error
		if buf, err = ring.AppendOpen(ctx, buf[:0], mobile, "customer-1", sealed); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkOpenMiss reads, unwraps and sets up the subject's key every time.
func BenchmarkOpenMiss(b *testing.B) {
	ring := create(b, config(newKEKs(1), crypto.NewMemoryStore()))
	ctx, buf, sealed := b.Context(), make([]byte, 0, 128), seal(b, ring, "customer-1", string(benchValue))
	b.ReportAllocs()
	for b.Loop() {
		ring.Evict("customer-1")
		var err error
		if buf, err = ring.AppendOpen(ctx, buf[:0], mobile, "customer-1", sealed); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkIndexFloor is the standard library alone: a reused HMAC-SHA256 of as many bytes.
func BenchmarkIndexFloor(b *testing.B) {
	mac, buf, value := hmac.New(sha256.New, make([]byte, 32)), make([]byte, 0, 32), []byte("000000000013800138000")
	b.ReportAllocs()
	for b.Loop() {
		mac.Reset()
		mac.Write(value)
		buf = mac.Sum(buf[:0])
	}
}

func BenchmarkIndex(b *testing.B) {
	ring := create(b, config(newKEKs(1), crypto.NewMemoryStore()))
	index, err := ring.NewIndex(byMobile, crypto.Part{Field: mobile})
	must(b, err)
	buf := make([]byte, 0, 32)
	b.ReportAllocs()
	for b.Loop() {
		if buf, err = index.AppendOf(buf[:0], "customer-1", "13800138000"); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkTokenize makes tokens of 64 values in turn: a resident ID takes five rounds of FF1 on average, one at least.
func BenchmarkTokenize(b *testing.B) {
	for name, c := range map[string]struct {
		format crypto.TokenFormat
		opts   *crypto.TokenOptions
		value  func(*rand.Rand) string
	}{
		"digits11":    {crypto.TokenDigits, nil, randomMobile},
		"mobile":      {crypto.TokenMobile, nil, randomMobile},
		"mobile-keep": {crypto.TokenMobile, &crypto.TokenOptions{Keep: 3}, randomMobile},
		"bank-card":   {crypto.TokenBankCard, nil, randomCard},
		"resident-id": {crypto.TokenResidentID, nil, randomID},
		"base36":      {crypto.TokenBase36, nil, func(*rand.Rand) string { return "LSVAA4182E2123456" }},
	} {
		b.Run(name, func(b *testing.B) {
			tokens, rng := newTokens(b, create(b, config(newKEKs(1), crypto.NewMemoryStore())), "d", c.format, c.opts), rand.New(rand.NewPCG(1, 2))
			var values [64]string
			for i := range values {
				values[i] = c.value(rng)
			}
			buf := make([]byte, 0, 40)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				var err error
				if buf, err = tokens.AppendTokenize(buf[:0], values[i%64]); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkIndexGrams makes the entries of a name of four characters.
func BenchmarkIndexGrams(b *testing.B) {
	ring := create(b, config(newKEKs(1), crypto.NewMemoryStore()))
	index, err := ring.NewIndex(byPiece, crypto.Part{Field: nameField, Grams: 2})
	must(b, err)
	b.ReportAllocs()
	for b.Loop() {
		if entries, err := index.Entries("customer-1", "欧阳娜娜"); err != nil || len(entries) != 3 {
			b.Fatal(len(entries), err)
		}
	}
}

// BenchmarkQueryOpen judges one candidate whose key is cached.
func BenchmarkQueryOpen(b *testing.B) {
	ring := create(b, config(newKEKs(1), crypto.NewMemoryStore()))
	index, err := ring.NewIndex(byMobile, crypto.Part{Field: mobile})
	must(b, err)
	sealed := seal(b, ring, "customer-1", "13800138000")
	query, err := index.Query("13900139000")
	must(b, err)
	b.ReportAllocs()
	for b.Loop() {
		if _, ok, err := query.Open(b.Context(), "customer-1", sealed); ok || err != nil {
			b.Fatal(ok, err)
		}
	}
}

// benchFile is the length of the file of the benchmarks of streams: a scan of good quality.
const benchFile = 4 << 20

// BenchmarkStreamFloor is the standard library alone: AES-256-GCM over segments of 64 KiB with counted nonces, in one buffer.
func BenchmarkStreamFloor(b *testing.B) {
	block, err := aes.NewCipher(make([]byte, 32))
	must(b, err)
	gcm, err := cipher.NewGCM(block)
	must(b, err)
	plaintext, sealed, nonce := make([]byte, otherLen), make([]byte, 0, otherEnd), make([]byte, 12)
	b.SetBytes(benchFile)
	b.ReportAllocs()
	for b.Loop() {
		for i := range uint32(benchFile / otherLen) {
			binary.BigEndian.PutUint32(nonce[7:], i)
			sealed = gcm.Seal(sealed[:0], nonce, plaintext, nil)
		}
	}
}

// BenchmarkSealWriter and BenchmarkOpenReader take a whole file, with the read of the subject's record.
func BenchmarkSealWriter(b *testing.B) {
	ring := create(b, config(newKEKs(1), crypto.NewMemoryStore()))
	plaintext := content(benchFile)
	b.SetBytes(benchFile)
	b.ReportAllocs()
	for b.Loop() {
		w, err := ring.SealWriter(b.Context(), photo, "customer-1", io.Discard)
		must(b, err)
		if _, err := w.Write(plaintext); err != nil {
			b.Fatal(err)
		}
		must(b, w.Close())
	}
}

func BenchmarkOpenReader(b *testing.B) {
	ring := create(b, config(newKEKs(1), crypto.NewMemoryStore()))
	sealed, buf := sealStream(b, ring, photo, "customer-1", content(benchFile)), make([]byte, otherEnd)
	b.SetBytes(benchFile)
	b.ReportAllocs()
	for b.Loop() {
		r, err := ring.OpenReader(b.Context(), photo, "customer-1", bytes.NewReader(sealed))
		must(b, err)
		for err == nil {
			_, err = r.Read(buf)
		}
		if !errors.Is(err, io.EOF) {
			b.Fatal(err)
		}
	}
}
