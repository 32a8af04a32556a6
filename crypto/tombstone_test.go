package crypto_test

import (
	"slices"
	"testing"

	"github.com/khtong/privacykit/crypto"
)

// graves returns a Config with a second store for tombstones.
func graves(keks crypto.KEKSource, store, tombstones crypto.KeyStore) crypto.Config {
	cfg := config(keks, store)
	cfg.Tombstones = tombstones
	return cfg
}

func TestTombstonesWin(t *testing.T) {
	keks, store, tombstones := newKEKs(2), crypto.NewMemoryStore(), crypto.NewMemoryStore()
	ring := create(t, graves(keks, store, tombstones))
	empty := store.Clone()
	sealed, other := seal(t, ring, "gone", "value"), seal(t, ring, "other", "value")
	backup, alone := store.Clone(), store.Clone()
	receipt, err := ring.Erase(t.Context(), "gone", nil)
	must(t, err)
	for name, restored := range map[string]*crypto.MemoryStore{"with the key": backup, "before the key": empty} {
		ring := open(t, graves(keks, restored, tombstones))
		_, err := ring.OpenString(t.Context(), mobile, "gone", sealed)
		wantErr(t, name+": Open", err, crypto.ErrErased)
		_, err = ring.SealString(t.Context(), mobile, "gone", "value")
		wantErr(t, name+": Seal", err, crypto.ErrErased)
		cells := []crypto.Cell{{Field: mobile, Subject: "gone", Sealed: sealed}, {Field: mobile, Subject: "x", Plaintext: []byte("x")}}
		must(t, ring.OpenCells(t.Context(), cells[:1]))
		wantErr(t, name+": OpenCells", cells[0].Err, crypto.ErrErased)
		wantErr(t, name+": Rotate", ring.Rotate(t.Context(), "gone"), crypto.ErrErased)
		again, err := ring.Erase(t.Context(), "gone", nil)
		must(t, err)
		if again.Subject != receipt.Subject || again.KeyVersion != 1 || again.Bound != crypto.BoundImmediate {
			t.Errorf("%s: receipt %+v", name, again)
		}
	}
	wantOpen(t, open(t, graves(keks, backup, tombstones)), "other", other, "value")

	wantOpen(t, open(t, config(keks, alone)), "gone", sealed, "value") // without them, as documented
}

func TestReplayTombstones(t *testing.T) {
	keks, store, tombstones := newKEKs(2), crypto.NewMemoryStore(), crypto.NewMemoryStore()
	ring := create(t, graves(keks, store, tombstones))
	for _, s := range []string{"live", "erased", "erased before", "renewed"} {
		seal(t, ring, s, s)
	}
	erase := func(s string) {
		_, err := ring.Erase(t.Context(), s, nil)
		must(t, err)
	}
	erase("erased before")
	erase("renewed")
	must(t, ring.Renew(t.Context(), "renewed"))
	back := seal(t, ring, "renewed", "back")
	backup := store.Clone()
	erase("erased")
	seal(t, ring, "new", "new")
	erase("new")
	must(t, tombstones.Put(t.Context(), stranger(t, tombstones)))

	restored := open(t, graves(keks, backup, tombstones))
	n, err := restored.ReplayTombstones(t.Context())
	if must(t, err); n != 2 {
		t.Errorf("replayed %d; want 2", n)
	}
	n, err = restored.ReplayTombstones(t.Context())
	if must(t, err); n != 0 {
		t.Errorf("replayed %d again", n)
	}
	plain := open(t, config(keks, backup)) // what is in the key store now
	for _, s := range []string{"erased", "erased before", "new"} {
		_, err := plain.SealString(t.Context(), mobile, s, s)
		wantErr(t, s, err, crypto.ErrErased)
	}
	wantOpen(t, plain, "renewed", back, "back")
	seal(t, plain, "live", "live")

	_, err = plain.ReplayTombstones(t.Context())
	wantErr(t, "without tombstones", err, crypto.ErrArgument)
}

// stranger returns the tombstone of somebody of another tenant.
func stranger(t *testing.T, tombstones crypto.KeyStore) crypto.Record {
	t.Helper()
	recs, err := tombstones.List(t.Context(), crypto.ListQuery{Tenant: "acme", Kind: crypto.KindSubject, Limit: 10})
	must(t, err)
	rec := recs[0]
	rec.Tenant, rec.Version = "other", 1
	return rec
}

// TestTombstonesAlone checks that the second store holds tombstones and nothing else, one for each who was erased.
func TestTombstonesAlone(t *testing.T) {
	keks, store, tombstones := newKEKs(1), crypto.NewMemoryStore(), crypto.NewMemoryStore()
	ring := create(t, graves(keks, store, tombstones))
	for _, s := range subjects(3) {
		seal(t, ring, s, s)
	}
	for range 2 {
		_, err := ring.Erase(t.Context(), "subject-1", nil)
		must(t, err)
	}
	must(t, ring.Renew(t.Context(), "subject-1"))
	_, err := ring.Erase(t.Context(), "subject-1", nil)
	must(t, err)
	recs, err := tombstones.List(t.Context(), crypto.ListQuery{Tenant: "acme", Kind: crypto.KindSubject, Limit: 10})
	must(t, err)
	if len(recs) != 1 || recs[0].State != crypto.StateErased || recs[0].KeyVersion != 2 || recs[0].Version != 2 {
		t.Errorf("tombstones %v; want one of key version 2", recs)
	}
}

// TestTombstoneCrash interrupts Erase between the two stores and at each of them.
func TestTombstoneCrash(t *testing.T) {
	for _, after := range []bool{false, true} {
		for _, first := range []bool{false, true} {
			keks, store, tombstones := newKEKs(1), crypto.NewMemoryStore(), crypto.NewMemoryStore()
			ring := create(t, graves(keks, store, tombstones))
			sealed := seal(t, ring, "s", "value")
			cfg := graves(keks, store, tombstones)
			if first {
				cfg.Tombstones = &failingStore{KeyStore: tombstones, after: after}
			} else {
				cfg.Store = &failingStore{KeyStore: store, after: after}
			}
			_, err := open(t, cfg).Erase(t.Context(), "s", nil)
			wantErr(t, "interrupted Erase", err, errCrash)
			ring = open(t, graves(keks, store, tombstones))
			if !first || after { // the tombstone is written: it wins
				_, err = ring.OpenString(t.Context(), mobile, "s", sealed)
				wantErr(t, "Open after the tombstone", err, crypto.ErrErased)
			}
			_, err = ring.Erase(t.Context(), "s", nil)
			must(t, err)
			_, err = open(t, config(keks, store)).OpenString(t.Context(), mobile, "s", sealed)
			wantErr(t, "Open after Erase", err, crypto.ErrErased)
		}
	}
}

// TestTombstonesRewrap: a restored key is buried, not moved, so that its epoch can be destroyed.
func TestTombstonesRewrap(t *testing.T) {
	keks, store, tombstones := newKEKs(2), crypto.NewMemoryStore(), crypto.NewMemoryStore()
	ring := create(t, graves(keks, store, tombstones))
	sealed := seal(t, ring, "gone", "value")
	backup := store.Clone()
	_, err := ring.Erase(t.Context(), "gone", nil)
	must(t, err)
	restored := open(t, graves(keks, backup, tombstones))
	advance(t, restored, 2)
	_, err = restored.Rewrap(t.Context(), nil)
	must(t, err)
	must(t, restored.DestroyEpoch(t.Context(), 1))
	_, err = open(t, config(keks, backup)).OpenString(t.Context(), mobile, "gone", sealed)
	wantErr(t, "Open", err, crypto.ErrErased)
}

// TestTombstonesFail: a key is not used while nobody knows whether it was erased.
func TestTombstonesFail(t *testing.T) {
	keks, store := newKEKs(1), crypto.NewMemoryStore()
	sealed := seal(t, create(t, config(keks, store)), "s", "value")
	recs, err := store.List(t.Context(), crypto.ListQuery{Tenant: "acme", Kind: crypto.KindSubject, Limit: 1})
	must(t, err)
	live := crypto.NewMemoryStore()
	must(t, live.Put(t.Context(), recs[0]))
	ring := open(t, graves(keks, store, live))
	_, err = ring.OpenString(t.Context(), mobile, "s", sealed)
	wantErr(t, "a living key among the tombstones", err, crypto.ErrKeyRecord)
	away := &awayStore{}
	ring = open(t, graves(keks, store, away))
	_, err = ring.OpenString(t.Context(), mobile, "s", sealed)
	wantErr(t, "Open", err, errCrash)
	_, err = ring.SealString(t.Context(), mobile, "s", "value")
	wantErr(t, "Seal", err, errCrash)
	_, err = ring.Erase(t.Context(), "s", nil)
	wantErr(t, "Erase", err, errCrash)
	wantOpen(t, open(t, config(keks, store)), "s", sealed, "value") // nothing was half done
}

func TestErasedHook(t *testing.T) {
	keks, store := newKEKs(1), crypto.NewMemoryStore()
	var told []string
	cfg := config(keks, store)
	other := open(t, func() crypto.Config { create(t, cfg); return cfg }())
	cfg.Erased = func(s string) {
		told = append(told, s)
		other.Evict(s)
	}
	ring := open(t, cfg)
	sealed := seal(t, other, "s", "value")
	_, err := ring.Erase(t.Context(), "nobody", nil)
	wantErr(t, "Erase of nobody", err, crypto.ErrNotFound)
	_, err = ring.Erase(t.Context(), "s", nil)
	must(t, err)
	_, err = other.OpenString(t.Context(), mobile, "s", sealed)
	wantErr(t, "Open in another process that was told", err, crypto.ErrErased)
	if !slices.Equal(told, []string{"s"}) {
		t.Errorf("told of %q", told)
	}
}
