package bench_test

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"runtime"
	"testing"

	"github.com/godaddy/asherah/go/appencryption"
	asherahaead "github.com/godaddy/asherah/go/appencryption/pkg/crypto/aead"
	"github.com/godaddy/asherah/go/appencryption/pkg/kms"
	"github.com/godaddy/asherah/go/appencryption/pkg/persistence"
	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"

	"github.com/khtong/privacykit/crypto"
)

var (
	sealField   = crypto.Field{Table: "customers", Column: "resident_id"}
	sealSubject = "customer-1"
	sealValue   = []byte("110101199003070003") // 18 bytes, nobody's
	sealAAD     = make([]byte, 105)            // as long as that of privacykit here
)

// sealer is a library with a key that is ready.
type sealer struct {
	name string
	seal func(plaintext []byte) ([]byte, error)
	open func(ciphertext []byte) ([]byte, error)
}

func sealers(b *testing.B) []sealer {
	b.Helper()
	check := func(err error) {
		b.Helper()
		if err != nil {
			b.Fatal(err)
		}
	}
	ctx, ring := b.Context(), newKeyring(b)
	sealed, opened := make([]byte, 0, 128), make([]byte, 0, 128)
	block, err := aes.NewCipher(make([]byte, 32))
	check(err)
	gcm, err := cipher.NewGCMWithRandomNonce(block)
	check(err)
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	check(err)
	tinkAEAD, err := aead.New(handle)
	check(err)
	envelope := aead.NewKMSEnvelopeAEAD2(aead.AES256GCMKeyTemplate(), tinkAEAD)
	return []sealer{
		{
			"privacykit-append",
			func(p []byte) (_ []byte, err error) {
				sealed, err = ring.AppendSeal(ctx, sealed[:0], sealField, sealSubject, p)
				return sealed, err
			},
			func(c []byte) (_ []byte, err error) {
				opened, err = ring.AppendOpen(ctx, opened[:0], sealField, sealSubject, c)
				return opened, err
			},
		},
		{
			"privacykit",
			func(p []byte) ([]byte, error) { return ring.Seal(ctx, sealField, sealSubject, p) },
			func(c []byte) ([]byte, error) { return ring.Open(ctx, sealField, sealSubject, c) },
		},
		{
			"crypto-cipher-append",
			func(p []byte) ([]byte, error) { sealed = gcm.Seal(sealed[:0], nil, p, sealAAD); return sealed, nil },
			func(c []byte) (_ []byte, err error) {
				opened, err = gcm.Open(opened[:0], nil, c, sealAAD)
				return opened, err
			},
		},
		{
			"tink",
			func(p []byte) ([]byte, error) { return tinkAEAD.Encrypt(p, sealAAD) },
			func(c []byte) ([]byte, error) { return tinkAEAD.Decrypt(c, sealAAD) },
		},
		{
			"tink-envelope",
			func(p []byte) ([]byte, error) { return envelope.Encrypt(p, sealAAD) },
			func(c []byte) ([]byte, error) { return envelope.Decrypt(c, sealAAD) },
		},
	}
}

func BenchmarkSeal(b *testing.B) {
	for _, by := range sealers(b) {
		b.Run("by="+by.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := by.seal(sealValue); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	session := newSession(b)
	b.Run("by=asherah", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := session.Encrypt(context.Background(), sealValue); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkOpen(b *testing.B) {
	for _, by := range sealers(b) {
		b.Run("by="+by.name, func(b *testing.B) {
			c, err := by.seal(sealValue)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if p, err := by.open(c); err != nil || len(p) != len(sealValue) {
					b.Fatal(len(p), err)
				}
			}
		})
	}
	session := newSession(b)
	row, err := session.Encrypt(context.Background(), sealValue)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("by=asherah", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if p, err := session.Decrypt(context.Background(), *row); err != nil || len(p) != len(sealValue) {
				b.Fatal(len(p), err)
			}
		}
	})
}

// newSession returns a session of Asherah with its caches on and everything in memory.
func newSession(b *testing.B) *appencryption.Session {
	b.Helper()
	gcm := asherahaead.NewAES256GCM()
	static, err := kms.NewStatic("thisIsAStaticMasterKeyForTesting", gcm)
	if err != nil {
		b.Fatal(err)
	}
	factory := appencryption.NewSessionFactory(&appencryption.Config{
		Service: "bench", Product: "bench", Policy: appencryption.NewCryptoPolicy(appencryption.WithSessionCache()),
	}, persistence.NewMemoryMetastore(), static, gcm)
	session, err := factory.GetSession(sealSubject)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = session.Close()
		_ = factory.Close()
		static.Close()
	})
	return session
}

// BenchmarkSealCores seals for 1,024 subjects on one core and on all.
func BenchmarkSealCores(b *testing.B) {
	ring := newKeyring(b)
	names := make([]string, 1024)
	for i := range names {
		names[i] = fmt.Sprintf("customer-%d", i)
	}
	all := runtime.GOMAXPROCS(0)
	for _, cores := range []int{1, all} {
		b.Run(fmt.Sprintf("cores=%d", cores), func(b *testing.B) {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
			b.RunParallel(func(pb *testing.PB) {
				buf := make([]byte, 0, 128)
				for i := 0; pb.Next(); i++ {
					var err error
					if buf, err = ring.AppendSeal(b.Context(), buf[:0], sealField, names[i%len(names)], sealValue); err != nil {
						b.Error(err)
						return
					}
				}
			})
		})
	}
}

// BenchmarkOpenMiss opens a value whose key is not ready: its record is read from memory, unwrapped and set up.
func BenchmarkOpenMiss(b *testing.B) {
	ctx, ring := b.Context(), newKeyring(b)
	sealed, err := ring.Seal(ctx, sealField, sealSubject, sealValue)
	if err != nil {
		b.Fatal(err)
	}
	buf := make([]byte, 0, 128)
	b.Run("by=privacykit", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			ring.Evict(sealSubject)
			if buf, err = ring.AppendOpen(ctx, buf[:0], sealField, sealSubject, sealed); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("by=crypto-cipher", func(b *testing.B) {
		var key [32]byte
		b.ReportAllocs()
		for b.Loop() {
			block, err := aes.NewCipher(key[:])
			if err != nil {
				b.Fatal(err)
			}
			if _, err = cipher.NewGCMWithRandomNonce(block); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkCells seals and opens 100 rows of three fields, of 100 subjects whose keys are ready.
func BenchmarkCells(b *testing.B) {
	ctx, ring := b.Context(), newKeyring(b)
	var cells []crypto.Cell
	for i := range 100 {
		for _, column := range []string{"name", "mobile", "resident_id"} {
			cells = append(cells, crypto.Cell{
				Field: crypto.Field{Table: "customers", Column: column}, Subject: fmt.Sprintf("customer-%d", i), Plaintext: sealValue,
			})
		}
	}
	for _, do := range []struct {
		name string
		f    func() error
	}{
		{"SealCells", func() error { return ring.SealCells(ctx, cells) }},
		{"Seal", func() (err error) {
			for i := range cells {
				if cells[i].Sealed, err = ring.Seal(ctx, cells[i].Field, cells[i].Subject, cells[i].Plaintext); err != nil {
					return err
				}
			}
			return nil
		}},
		{"OpenCells", func() error { return ring.OpenCells(ctx, cells) }},
		{"Open", func() (err error) {
			for i := range cells {
				if cells[i].Plaintext, err = ring.Open(ctx, cells[i].Field, cells[i].Subject, cells[i].Sealed); err != nil {
					return err
				}
			}
			return nil
		}},
	} {
		b.Run("by="+do.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := do.f(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkIndex makes the entry of a mobile number.
func BenchmarkIndex(b *testing.B) {
	index, err := newKeyring(b).NewIndex(crypto.IndexOptions{
		Bits: 14, Stats: crypto.ColumnStats{Rows: 1_000_000, Values: 950_000, Top: 5},
	}, crypto.Part{Field: crypto.Field{Table: "customers", Column: "mobile"}})
	if err != nil {
		b.Fatal(err)
	}
	key, in, buf := make([]byte, 32), make([]byte, 19), make([]byte, 0, 32) // partition, length and eleven digits
	reused := hmac.New(sha256.New, key)
	for _, by := range []struct {
		name string
		f    func() error
	}{
		{"privacykit-append", func() (err error) { buf, err = index.AppendOf(buf[:0], sealSubject, "13800138000"); return err }},
		{"privacykit", func() error { _, err := index.Of(sealSubject, "13800138000"); return err }},
		{"hmac-reused", func() error {
			reused.Reset()
			reused.Write(in)
			buf = reused.Sum(buf[:0])
			return nil
		}},
		{"hmac-new", func() error {
			mac := hmac.New(sha256.New, key)
			mac.Write(in)
			buf = mac.Sum(buf[:0])
			return nil
		}},
	} {
		b.Run("by="+by.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := by.f(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkCachedSubject weighs the ready keys of 8,192 subjects, by the heap that they keep.
func BenchmarkCachedSubject(b *testing.B) {
	const people = 8192
	ctx, ring := b.Context(), newKeyring(b)
	var c []byte
	for i := range people { // the records, which the store in memory keeps
		var err error
		if c, err = ring.AppendSeal(ctx, c[:0], sealField, fmt.Sprintf("customer-%d", i), sealValue); err != nil {
			b.Fatal(err)
		}
	}
	names := make([]string, people)
	for i := range names {
		names[i] = fmt.Sprintf("customer-%d", i)
		ring.Evict(names[i])
	}
	heap := func() uint64 {
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	b.Run("by=privacykit", func(b *testing.B) {
		kept := 0.0
		for b.Loop() {
			b.StopTimer()
			for _, s := range names {
				ring.Evict(s)
			}
			before := heap()
			b.StartTimer()
			for _, s := range names {
				if err := ring.SealCells(ctx, []crypto.Cell{{Field: sealField, Subject: s, Plaintext: sealValue}}); err != nil {
					b.Fatal(err)
				}
			}
			b.StopTimer()
			kept = float64(heap()-before) / people
			b.StartTimer()
		}
		b.ReportMetric(kept, "B/subject")
		b.ReportMetric(0, "ns/op")
	})
	runtime.KeepAlive(ring)
}
