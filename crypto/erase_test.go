package crypto_test

import (
	"context"
	"errors"
	"math"
	"testing"
	"time"

	"github.com/khtong/privacykit/crypto"
)

func TestErase(t *testing.T) {
	keks, store := newKEKs(1), crypto.NewMemoryStore()
	at := time.Date(2026, 5, 1, 9, 0, 0, 123456789, time.FixedZone("CST", 8*3600))
	cfg := config(keks, store)
	cfg.Now = func() time.Time { return at }
	ring := create(t, cfg)
	_, err := ring.Erase(t.Context(), "s", nil)
	wantErr(t, "Erase of nobody", err, crypto.ErrNotFound)
	_, err = ring.Erase(t.Context(), "", nil)
	wantErr(t, "Erase of an empty name", err, crypto.ErrArgument)
	sealed := seal(t, ring, "s", "value")
	other := seal(t, ring, "other", "value")

	calls := 0
	opts := &crypto.EraseOptions{Index: func(context.Context) error {
		if calls++; calls == 1 {
			return errCrash
		}
		return nil
	}}
	_, err = ring.Erase(t.Context(), "s", opts)
	wantErr(t, "Erase with a failing callback", err, errCrash)
	_, err = ring.OpenString(t.Context(), mobile, "s", sealed)
	wantErr(t, "open although the callback failed", err, crypto.ErrErased)
	first := at
	at = at.Add(time.Hour)
	receipt, err := ring.Erase(t.Context(), "s", opts)
	must(t, err)
	want := crypto.Receipt{
		Subject: ring.Pseudonym(crypto.AudienceAudit, "s"), KeyVersion: 1, Epoch: 1,
		ErasedAt: first.UTC().Truncate(time.Microsecond), Bound: crypto.BoundImmediate,
	}
	if receipt != want || calls != 2 {
		t.Errorf("receipt %+v after %d calls; want %+v after 2", receipt, calls, want)
	}
	_, err = ring.SealString(t.Context(), mobile, "s", "value")
	wantErr(t, "Seal", err, crypto.ErrErased)
	wantOpen(t, ring, "other", other, "value")
}

func TestRenew(t *testing.T) {
	keks, store := newKEKs(1), crypto.NewMemoryStore()
	ring := create(t, config(keks, store))
	wantErr(t, "Renew of nobody", ring.Renew(t.Context(), "s"), crypto.ErrNotFound)
	wantErr(t, "Renew of an empty name", ring.Renew(t.Context(), ""), crypto.ErrArgument)
	old := seal(t, ring, "s", "old")
	wantErr(t, "Renew of the living", ring.Renew(t.Context(), "s"), crypto.ErrExists)
	stale := open(t, config(keks, store))
	wantOpen(t, stale, "s", old, "old")
	_, err := ring.Erase(t.Context(), "s", nil)
	must(t, err)
	must(t, ring.Renew(t.Context(), "s"))
	value := seal(t, ring, "s", "new")
	for _, k := range []*crypto.Keyring{ring, stale} {
		wantOpen(t, k, "s", value, "new")
		_, err = k.OpenString(t.Context(), mobile, "s", old)
		wantErr(t, "open of the old value", err, crypto.ErrErased)
	}
	receipt, err := ring.Erase(t.Context(), "s", nil)
	must(t, err)
	if receipt.KeyVersion != 2 {
		t.Errorf("key version %d; want 2", receipt.KeyVersion)
	}
	for _, c := range [][]byte{old, value} {
		_, err = ring.OpenString(t.Context(), mobile, "s", c)
		wantErr(t, "open after the second erasure", err, crypto.ErrErased)
	}
}

func TestRenewLastVersion(t *testing.T) {
	keks, store := newKEKs(1), crypto.NewMemoryStore()
	ring := create(t, config(keks, store))
	seal(t, ring, "s", "value")
	_, err := ring.Erase(t.Context(), "s", nil)
	must(t, err)
	last := open(t, config(keks, &mutatingStore{store, crypto.KindSubject, func(r *crypto.Record) { r.KeyVersion = math.MaxUint32 }}))
	wantErr(t, "Renew", last.Renew(t.Context(), "s"), crypto.ErrArgument)
}

// TestEraseDuringLoad erases a subject at every step of a load in another goroutine's place: the key that was loaded before
// must not be in the cache afterwards.
func TestEraseDuringLoad(t *testing.T) {
	for step := range 6 {
		for _, opening := range []bool{false, true} {
			keks, store := newKEKs(1), crypto.NewMemoryStore()
			sealed := seal(t, create(t, config(keks, store)), "s", "value")
			var ring *crypto.Keyring
			hook := &hookStore{KeyStore: store}
			ring = open(t, config(keks, hook))
			count := 0
			hook.before = func(string, crypto.RecordID) {
				if count++; count == step {
					hook.before = nil
					_, err := ring.Erase(t.Context(), "s", nil)
					must(t, err)
				}
			}
			var err error
			if opening {
				_, err = ring.OpenString(t.Context(), mobile, "s", sealed)
			} else {
				_, err = ring.SealString(t.Context(), mobile, "s", "value")
			}
			if err != nil && !errors.Is(err, crypto.ErrErased) {
				t.Errorf("step %d: %v", step, err)
			}
			if step == 0 || hook.before != nil {
				continue // nothing was erased
			}
			_, err = ring.SealString(t.Context(), mobile, "s", "value")
			wantErr(t, "Seal after Erase", err, crypto.ErrErased)
			_, err = ring.OpenString(t.Context(), mobile, "s", sealed)
			wantErr(t, "Open after Erase", err, crypto.ErrErased)
		}
	}
}

// afterGet calls hook once, when a record of a kind has been read and before it is handed on.
type afterGet struct {
	crypto.KeyStore
	kind crypto.RecordKind
	hook func()
}

func (s *afterGet) Get(ctx context.Context, id crypto.RecordID) (crypto.Record, error) {
	rec, err := s.KeyStore.Get(ctx, id)
	if hook := s.hook; hook != nil && id.Kind == s.kind {
		s.hook = nil
		hook()
	}
	return rec, err
}

// TestEraseAfterRead: the record was read alive, then the subject is erased, then the key would be cached.
func TestEraseAfterRead(t *testing.T) {
	keks, store := newKEKs(1), crypto.NewMemoryStore()
	sealed := seal(t, create(t, config(keks, store)), "s", "value")
	slow := &afterGet{KeyStore: store, kind: crypto.KindSubject}
	ring := open(t, config(keks, slow))
	slow.hook = func() {
		_, err := ring.Erase(t.Context(), "s", nil)
		must(t, err)
	}
	wantOpen(t, ring, "s", sealed, "value") // it began before the erasure
	_, err := ring.SealString(t.Context(), mobile, "s", "value")
	wantErr(t, "Seal after Erase", err, crypto.ErrErased)
	_, err = ring.OpenString(t.Context(), mobile, "s", sealed)
	wantErr(t, "Open after Erase", err, crypto.ErrErased)
}

func TestEraseElsewhere(t *testing.T) {
	keks, store := newKEKs(1), crypto.NewMemoryStore()
	ring := create(t, config(keks, store))
	other := open(t, config(keks, store))
	sealed := seal(t, other, "s", "value")
	_, err := ring.Erase(t.Context(), "s", nil)
	must(t, err)
	wantOpen(t, other, "s", sealed, "value") // cached
	other.Evict("s")
	_, err = other.OpenString(t.Context(), mobile, "s", sealed)
	wantErr(t, "Open after Evict", err, crypto.ErrErased)
}

// TestEraseCrash interrupts Erase at its write.
func TestEraseCrash(t *testing.T) {
	for _, after := range []bool{false, true} {
		keks, store := newKEKs(1), crypto.NewMemoryStore()
		sealed := seal(t, create(t, config(keks, store)), "s", "value")
		ring := open(t, config(keks, &failingStore{KeyStore: store, after: after}))
		wantOpen(t, ring, "s", sealed, "value")
		_, err := ring.Erase(t.Context(), "s", nil)
		wantErr(t, "interrupted Erase", err, errCrash)
		ring = open(t, config(keks, store))
		_, err = ring.Erase(t.Context(), "s", nil)
		must(t, err)
		_, err = ring.OpenString(t.Context(), mobile, "s", sealed)
		wantErr(t, "Open", err, crypto.ErrErased)
	}
}
