package crypto_test

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/khtong/privacykit/crypto"
	"github.com/tink-crypto/tink-go/v2/tink"
)

func tempDir() (string, func()) {
	parent, err := os.MkdirTemp("", "kek")
	if err != nil {
		panic(err)
	}
	return parent + "/keys", func() { _ = os.RemoveAll(parent) }
}

// testKEKs is a source with a KEK for every epoch up to last.
type testKEKs struct {
	mu        sync.Mutex
	last      uint32
	destroyed map[uint32]bool
	calls     int // of EncryptWithContext and DecryptWithContext
	fail      error
	salt      byte
}

func newKEKs(last uint32) *testKEKs { return &testKEKs{last: last, destroyed: map[uint32]bool{}} }

func (s *testKEKs) KEK(_ context.Context, epoch uint32) (tink.AEADWithContext, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.destroyed[epoch]:
		return nil, crypto.ErrEpochDestroyed
	case epoch > s.last:
		return nil, crypto.ErrNotFound
	}
	block, err := aes.NewCipher(bytes.Repeat([]byte{byte(epoch), s.salt}, 16))
	if err != nil {
		return nil, err
	}
	gcm, err := cipher.NewGCMWithRandomNonce(block)
	return &testKEK{s, gcm}, err
}

func (s *testKEKs) DestroyKEK(_ context.Context, epoch uint32) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail != nil {
		return s.fail
	}
	s.destroyed[epoch] = true
	return nil
}

type testKEK struct {
	s   *testKEKs
	gcm cipher.AEAD
}

func (k *testKEK) called() error {
	k.s.mu.Lock()
	defer k.s.mu.Unlock()
	k.s.calls++
	return k.s.fail
}

func (k *testKEK) EncryptWithContext(_ context.Context, plaintext, ad []byte) ([]byte, error) {
	return k.gcm.Seal(nil, nil, plaintext, ad), k.called()
}

func (k *testKEK) DecryptWithContext(_ context.Context, ciphertext, ad []byte) ([]byte, error) {
	if err := k.called(); err != nil {
		return nil, err
	}
	return k.gcm.Open(nil, nil, ciphertext, ad)
}

// failingStore fails every Put after the first n, before or after it is done.
type failingStore struct {
	crypto.KeyStore
	mu    sync.Mutex
	n     int
	after bool
	puts  int
}

var errCrash = errors.New("test: crash")

func (s *failingStore) Put(ctx context.Context, rec crypto.Record) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.puts++
	if s.puts <= s.n {
		return s.KeyStore.Put(ctx, rec)
	}
	if s.after && s.puts == s.n+1 {
		if err := s.KeyStore.Put(ctx, rec); err != nil {
			return err
		}
	}
	return errCrash
}

// hookStore calls before in front of each operation.
type hookStore struct {
	crypto.KeyStore
	gets   int
	before func(op string, id crypto.RecordID)
}

func (s *hookStore) Get(ctx context.Context, id crypto.RecordID) (crypto.Record, error) {
	s.gets++
	if s.before != nil {
		s.before("get", id)
	}
	return s.KeyStore.Get(ctx, id)
}

func (s *hookStore) Put(ctx context.Context, rec crypto.Record) error {
	if s.before != nil {
		s.before("put", rec.RecordID)
	}
	return s.KeyStore.Put(ctx, rec)
}

func (s *hookStore) List(ctx context.Context, q crypto.ListQuery) ([]crypto.Record, error) {
	if s.before != nil {
		s.before("list", crypto.RecordID{Tenant: q.Tenant, Kind: q.Kind})
	}
	return s.KeyStore.List(ctx, q)
}

func config(source crypto.KEKSource, store crypto.KeyStore) crypto.Config {
	return crypto.Config{Tenant: "acme", KEK: source, Store: store, Now: time.Now}
}

func create(tb testing.TB, cfg crypto.Config) *crypto.Keyring {
	tb.Helper()
	ring, err := crypto.CreateKeyring(tb.Context(), cfg)
	if err != nil {
		tb.Fatalf("CreateKeyring: %v", err)
	}
	tb.Cleanup(func() { _ = ring.Close() })
	return ring
}

func open(tb testing.TB, cfg crypto.Config) *crypto.Keyring {
	tb.Helper()
	ring, err := crypto.OpenKeyring(tb.Context(), cfg)
	if err != nil {
		tb.Fatalf("OpenKeyring: %v", err)
	}
	tb.Cleanup(func() { _ = ring.Close() })
	return ring
}

var mobile = crypto.Field{Table: "customers", Column: "mobile"}

// byMobile are the options of an index of mobile numbers.
var byMobile = crypto.IndexOptions{Bits: 14, Stats: crypto.ColumnStats{Rows: 1_000_000, Values: 950_000, Top: 5}}

func seal(tb testing.TB, ring *crypto.Keyring, subject, value string) []byte {
	tb.Helper()
	sealed, err := ring.SealString(tb.Context(), mobile, subject, value)
	if err != nil {
		tb.Fatalf("SealString: %v", err)
	}
	return sealed
}

func wantOpen(tb testing.TB, ring *crypto.Keyring, subject string, sealed []byte, want string) {
	tb.Helper()
	got, err := ring.OpenString(tb.Context(), mobile, subject, sealed)
	if err != nil || got != want {
		tb.Fatalf("OpenString = %q, %v; want %q", got, err, want)
	}
}

func wantErr(tb testing.TB, what string, err, want error) {
	tb.Helper()
	if !errors.Is(err, want) {
		tb.Errorf("%s: %v; want %v", what, err, want)
	}
}

// must ends the test on an error.
func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

func subjects(n int) (names []string) {
	for i := range n {
		names = append(names, fmt.Sprintf("subject-%d", i))
	}
	return names
}

// awayStore is a store that cannot be reached.
type awayStore struct{}

func (awayStore) Get(context.Context, crypto.RecordID) (crypto.Record, error) {
	return crypto.Record{}, errCrash
}
func (awayStore) Put(context.Context, crypto.Record) error { return errCrash }
func (awayStore) List(context.Context, crypto.ListQuery) ([]crypto.Record, error) {
	return nil, errCrash
}
