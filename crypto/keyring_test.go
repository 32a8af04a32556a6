package crypto_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/khtong/privacykit/crypto"
	"github.com/tink-crypto/tink-go/v2/tink"
)

func TestCreateOpen(t *testing.T) {
	keks, store := newKEKs(1), crypto.NewMemoryStore()
	_, err := crypto.OpenKeyring(t.Context(), config(keks, store))
	wantErr(t, "OpenKeyring of nothing", err, crypto.ErrNotFound)
	ring := create(t, config(keks, store))
	if ring.Epoch() != 1 {
		t.Errorf("Epoch() = %d; want 1", ring.Epoch())
	}
	_, err = crypto.CreateKeyring(t.Context(), config(keks, store))
	wantErr(t, "second CreateKeyring", err, crypto.ErrExists)
	sealed := seal(t, ring, "s", "value")
	other := open(t, config(keks, store))
	wantOpen(t, other, "s", sealed, "value")
	if a, b := ring.Pseudonym("x", "s"), other.Pseudonym("x", "s"); a != b || len(a) != 32 {
		t.Errorf("pseudonyms %q and %q", a, b)
	}
}

func TestConfig(t *testing.T) {
	good := config(newKEKs(1), crypto.NewMemoryStore())
	for name, spoil := range map[string]func(*crypto.Config){
		"zero":             func(c *crypto.Config) { *c = crypto.Config{} },
		"tenant empty":     func(c *crypto.Config) { c.Tenant = "" },
		"tenant control":   func(c *crypto.Config) { c.Tenant = "a\nb" },
		"tenant not UTF-8": func(c *crypto.Config) { c.Tenant = "\xff" },
		"tenant long":      func(c *crypto.Config) { c.Tenant = string(make([]byte, crypto.MaxNameLen+1)) },
		"KEK":              func(c *crypto.Config) { c.KEK = nil },
		"store":            func(c *crypto.Config) { c.Store = nil },
		"clock":            func(c *crypto.Config) { c.Now = nil },
		"cache size":       func(c *crypto.Config) { c.CacheSize = -1 },
		"cache TTL":        func(c *crypto.Config) { c.CacheTTL = -1 },
	} {
		cfg := good
		spoil(&cfg)
		_, err := crypto.CreateKeyring(t.Context(), cfg)
		wantErr(t, "CreateKeyring with bad "+name, err, crypto.ErrArgument)
		_, err = crypto.OpenKeyring(t.Context(), cfg)
		wantErr(t, "OpenKeyring with bad "+name, err, crypto.ErrArgument)
	}
	var none context.Context
	_, err := crypto.CreateKeyring(none, good)
	wantErr(t, "nil context", err, crypto.ErrArgument)
}

// TestCreateCrash interrupts CreateKeyring at every write, before and after it is done, and calls it again.
func TestCreateCrash(t *testing.T) {
	for _, after := range []bool{false, true} {
		for n := range 3 {
			keks, store := newKEKs(1), crypto.NewMemoryStore()
			_, err := crypto.CreateKeyring(t.Context(), config(keks, &failingStore{KeyStore: store, n: n, after: after}))
			if n < 2 {
				wantErr(t, "interrupted CreateKeyring", err, errCrash)
			} else {
				must(t, err)
			}
			if _, err = crypto.CreateKeyring(t.Context(), config(keks, store)); err != nil {
				wantErr(t, "repeated CreateKeyring", err, crypto.ErrExists)
			}
			ring := open(t, config(keks, store))
			wantOpen(t, ring, "s", seal(t, ring, "s", "value"), "value")
		}
	}
}

func TestCreateRace(t *testing.T) {
	keks, store := newKEKs(1), crypto.NewMemoryStore()
	results := make(chan error)
	for range 8 {
		go func() {
			_, err := crypto.CreateKeyring(t.Context(), config(keks, store))
			results <- err
		}()
	}
	created := 0
	for range 8 {
		switch err := <-results; {
		case err == nil:
			created++
		case !errors.Is(err, crypto.ErrExists):
			t.Errorf("CreateKeyring: %v", err)
		}
	}
	if created != 1 {
		t.Errorf("created %d times; want once", created)
	}
}

func TestClosed(t *testing.T) {
	ring := create(t, config(newKEKs(1), crypto.NewMemoryStore()))
	sealed := seal(t, ring, "s", "value")
	index, err := ring.NewIndex(byMobile, crypto.Part{Field: mobile})
	must(t, err)
	must(t, ring.Close())
	must(t, ring.Close())
	for _, k := range []*crypto.Keyring{ring, {}, nil} {
		_, err := k.SealString(t.Context(), mobile, "s", "value")
		wantErr(t, "SealString", err, crypto.ErrClosed)
		_, err = k.OpenString(t.Context(), mobile, "s", sealed)
		wantErr(t, "OpenString", err, crypto.ErrClosed)
		_, err = k.Erase(t.Context(), "s", nil)
		wantErr(t, "Erase", err, crypto.ErrClosed)
		wantErr(t, "Renew", k.Renew(t.Context(), "s"), crypto.ErrClosed)
		_, err = k.NewIndex(byMobile, crypto.Part{Field: mobile})
		wantErr(t, "NewIndex", err, crypto.ErrClosed)
		_, err = k.AdvanceEpoch(t.Context())
		wantErr(t, "AdvanceEpoch", err, crypto.ErrClosed)
		_, err = k.Rewrap(t.Context(), nil)
		wantErr(t, "Rewrap", err, crypto.ErrClosed)
		_, err = k.Epochs(t.Context())
		wantErr(t, "Epochs", err, crypto.ErrClosed)
		wantErr(t, "DestroyEpoch", k.DestroyEpoch(t.Context(), 1), crypto.ErrClosed)
		if p := k.Pseudonym("a", "s"); p != "" {
			t.Errorf("Pseudonym = %q; want empty", p)
		}
		if e := k.Epoch(); e != 0 {
			t.Errorf("Epoch = %d; want 0", e)
		}
		k.Evict("s")
		must(t, k.Close())
	}
	for _, ix := range []*crypto.Index{index, {}, nil} {
		_, err := ix.Of("s", "value")
		wantErr(t, "Index.Of", err, crypto.ErrClosed)
		_, err = ix.Entries("s", "value")
		wantErr(t, "Index.Entries", err, crypto.ErrClosed)
		_, err = ix.Query("value")
		wantErr(t, "Index.Query", err, crypto.ErrClosed)
	}
}

func TestPseudonym(t *testing.T) {
	store, keks := crypto.NewMemoryStore(), newKEKs(1)
	ring := create(t, config(keks, store))
	cfg := config(keks, store)
	cfg.Tenant = "other"
	other := create(t, cfg)
	seen := map[string]string{}
	for name, p := range map[string]string{
		"audit, a":  ring.Pseudonym("audit", "a"),
		"audit, b":  ring.Pseudonym("audit", "b"),
		"other, a":  ring.Pseudonym("other", "a"),
		"audita":    ring.Pseudonym("audi", "ta"),
		"in tenant": other.Pseudonym("audit", "a"),
	} {
		if len(p) != 32 || seen[p] != "" {
			t.Errorf("%s: %q, as %q", name, p, seen[p])
		}
		seen[p] = name
	}
	if ring.Pseudonym("", "a") != "" || ring.Pseudonym("a", "") != "" || ring.Pseudonym("a", string(make([]byte, crypto.MaxNameLen+1))) != "" {
		t.Error("an empty or overlong name has a pseudonym")
	}
}

// mutatingStore changes one kind of record on its way out.
type mutatingStore struct {
	crypto.KeyStore
	kind   crypto.RecordKind
	change func(*crypto.Record)
}

func (s *mutatingStore) Get(ctx context.Context, id crypto.RecordID) (crypto.Record, error) {
	rec, err := s.KeyStore.Get(ctx, id)
	if err == nil && id.Kind == s.kind {
		s.change(&rec)
	}
	return rec, err
}

// TestRecordMutation changes every bit of every sealed key and commitment, and each bound field.
func TestRecordMutation(t *testing.T) {
	keks, store := newKEKs(2), crypto.NewMemoryStore()
	ring := create(t, config(keks, store))
	sealed := seal(t, ring, "s", "value")
	seal(t, ring, "other", "value")
	use := func(kind crypto.RecordKind, change func(*crypto.Record)) error {
		ring, err := crypto.OpenKeyring(t.Context(), config(keks, &mutatingStore{store, kind, change}))
		if err != nil {
			return err
		}
		defer func() { _ = ring.Close() }()
		_, err = ring.OpenString(t.Context(), mobile, "s", sealed)
		return err
	}
	for _, kind := range []crypto.RecordKind{crypto.KindTenantKeyset, crypto.KindEpoch, crypto.KindSubject} {
		var length int
		must(t, use(kind, func(r *crypto.Record) { length = len(r.Wrapped) }))
		refuse := func(what string, i, bit int, change func(*crypto.Record)) {
			t.Helper()
			if err := use(kind, change); !errors.Is(err, crypto.ErrKeyRecord) && !errors.Is(err, crypto.ErrKEK) {
				t.Errorf("%s: %s, byte %d bit %d: %v; want ErrKeyRecord or ErrKEK", kind, what, i, bit, err)
			}
		}
		for bit := range 8 {
			for i := range length {
				refuse("wrapped key", i, bit, func(r *crypto.Record) { r.Wrapped[i] ^= 1 << bit })
			}
			for i := range 32 {
				refuse("commitment", i, bit, func(r *crypto.Record) { r.Commitment[i] ^= 1 << bit })
			}
		}
		for n := range length {
			refuse("wrapped key cut", n, 0, func(r *crypto.Record) { r.Wrapped = r.Wrapped[:n] })
		}
		refuse("epoch", 0, 0, func(r *crypto.Record) { r.Epoch = 2 })
		refuse("epoch 0", 0, 0, func(r *crypto.Record) { r.Epoch = 0 })
		refuse("tenant", 0, 0, func(r *crypto.Record) { r.Tenant = "other" })
		refuse("id", 0, 0, func(r *crypto.Record) { r.ID = "other" })
		refuse("kind", 0, 0, func(r *crypto.Record) { r.Kind++ })
		refuse("state 0", 0, 0, func(r *crypto.Record) { r.State = 0 })
		refuse("zero", 0, 0, func(r *crypto.Record) { *r = crypto.Record{} })
	}
	wantErr(t, "key version", use(crypto.KindSubject, func(r *crypto.Record) { r.KeyVersion = 2 }), crypto.ErrKeyRecord)
	recs, err := store.List(t.Context(), crypto.ListQuery{Tenant: "acme", Kind: crypto.KindSubject, Limit: 2})
	must(t, err)
	wantErr(t, "another subject's record", use(crypto.KindSubject, func(r *crypto.Record) {
		for _, other := range recs {
			if other.ID != r.ID {
				*r = other
				return
			}
		}
	}), crypto.ErrKeyRecord)
	wantErr(t, "swapped keys", use(crypto.KindSubject, func(r *crypto.Record) {
		other := recs[0]
		if other.ID == r.ID {
			other = recs[1]
		}
		r.Wrapped, r.Commitment = slices.Clone(other.Wrapped), slices.Clone(other.Commitment)
	}), crypto.ErrKeyRecord)
}

func TestWrongKEK(t *testing.T) {
	store := crypto.NewMemoryStore()
	create(t, config(newKEKs(1), store))
	wrong := newKEKs(1)
	wrong.salt = 1
	_, err := crypto.OpenKeyring(t.Context(), config(wrong, store))
	wantErr(t, "wrong KEK", err, crypto.ErrKEK)
	_, err = crypto.OpenKeyring(t.Context(), config(newKEKs(0), store))
	wantErr(t, "no KEK", err, crypto.ErrKEK)
	if errors.Is(err, crypto.ErrNotFound) {
		t.Errorf("no KEK: %v is ErrNotFound, which says that there is no keyring", err)
	}
	_, err = crypto.OpenKeyring(t.Context(), config(crypto.FixedKEK(nil), store))
	wantErr(t, "nil KEK", err, crypto.ErrKEK)
	away := newKEKs(1)
	away.fail = context.DeadlineExceeded
	_, err = crypto.OpenKeyring(t.Context(), config(away, store))
	wantErr(t, "KEK away", err, crypto.ErrKEK)
	wantErr(t, "KEK away", err, context.DeadlineExceeded)
	gone := newKEKs(1)
	gone.destroyed[1] = true
	_, err = crypto.OpenKeyring(t.Context(), config(gone, store))
	wantErr(t, "KEK destroyed", err, crypto.ErrEpochDestroyed)
}

// plainAEAD stands in for a tink.AEAD.
type plainAEAD struct{ kek tink.AEADWithContext }

func (a plainAEAD) Encrypt(plaintext, ad []byte) ([]byte, error) {
	return a.kek.EncryptWithContext(context.Background(), plaintext, ad)
}

func (a plainAEAD) Decrypt(ciphertext, ad []byte) ([]byte, error) {
	return a.kek.DecryptWithContext(context.Background(), ciphertext, ad)
}

func TestFixedKEK(t *testing.T) {
	kek, err := newKEKs(1).KEK(t.Context(), 1)
	must(t, err)
	store := crypto.NewMemoryStore()
	ring := create(t, config(crypto.FixedKEK(crypto.WrapKEK(plainAEAD{kek})), store))
	sealed := seal(t, ring, "s", "value")
	wantOpen(t, open(t, config(crypto.FixedKEK(kek), store)), "s", sealed, "value")
	_, err = ring.AdvanceEpoch(t.Context())
	wantErr(t, "AdvanceEpoch", err, crypto.ErrKEK)
	wantOpen(t, ring, "s", sealed, "value")
}

func TestKEKIsAskedAtStartOnly(t *testing.T) {
	keks := newKEKs(1)
	ring := create(t, config(keks, crypto.NewMemoryStore()))
	before := keks.calls
	for _, s := range subjects(20) {
		wantOpen(t, ring, s, seal(t, ring, s, "value"), "value")
	}
	if keks.calls != before {
		t.Errorf("the KEK was asked %d times for values", keks.calls-before)
	}
}

// TestCacheTTL counts the reads of the store with a cache that holds and one that forgets at once.
func TestCacheTTL(t *testing.T) {
	keks, store := newKEKs(1), &hookStore{KeyStore: crypto.NewMemoryStore()}
	cfg := config(keks, store)
	cfg.CacheTTL = time.Hour
	ring := create(t, cfg)
	sealed := seal(t, ring, "s", "value")
	before := store.gets
	wantOpen(t, ring, "s", sealed, "value")
	seal(t, ring, "s", "value")
	if store.gets != before {
		t.Errorf("%d reads for a cached key", store.gets-before)
	}
	ring.Evict("s")
	wantOpen(t, ring, "s", sealed, "value")
	if store.gets == before {
		t.Error("no read after Evict")
	}
	cfg.CacheTTL = 1
	hasty := open(t, cfg)
	before = store.gets
	for range 5 {
		wantOpen(t, hasty, "s", sealed, "value")
	}
	if store.gets < before+5 {
		t.Errorf("%d reads for 5 calls without a cache", store.gets-before)
	}
}
