package crypto_test

import (
	"crypto/aes"
	"crypto/cipher"
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

func BenchmarkIndex(b *testing.B) {
	ring := create(b, config(newKEKs(1), crypto.NewMemoryStore()))
	index, err := ring.NewIndex(mobile, nil)
	must(b, err)
	buf := make([]byte, 0, 32)
	b.ReportAllocs()
	for b.Loop() {
		if buf, err = index.AppendOf(buf[:0], "13800138000"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkTokenize(b *testing.B) {
	for _, bench := range []struct {
		format crypto.TokenFormat
		value  string
	}{
		{crypto.TokenDigits, "13800138000"},
		{crypto.TokenMobile, "13800138000"},
		{crypto.TokenBankCard, "6299990000000000012"},
		{crypto.TokenResidentID, "440399199003070014"},
		{crypto.TokenBase36, "LSVAA4182E2123456"},
	} {
		b.Run(bench.format.String(), func(b *testing.B) {
			ring := create(b, config(newKEKs(1), crypto.NewMemoryStore()))
			tokens, err := ring.NewTokens("d", bench.format, nil)
			must(b, err)
			buf := make([]byte, 0, 40)
			b.ReportAllocs()
			for b.Loop() {
				if buf, err = tokens.AppendTokenize(buf[:0], bench.value); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
