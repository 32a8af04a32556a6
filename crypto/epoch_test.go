package crypto_test

import (
	"errors"
	"testing"

	"github.com/khtong/privacykit/crypto"
)

func states(t *testing.T, ring *crypto.Keyring) (s []crypto.State) {
	t.Helper()
	epochs, err := ring.Epochs(t.Context())
	must(t, err)
	for i, e := range epochs {
		if e.Epoch != uint32(i+1) || e.CreatedAt.IsZero() || e.ChangedAt.Before(e.CreatedAt) {
			t.Errorf("epoch %d of the list: %+v", i+1, e)
		}
		s = append(s, e.State)
	}
	return s
}

func advance(t *testing.T, ring *crypto.Keyring, want uint32) {
	t.Helper()
	got, err := ring.AdvanceEpoch(t.Context())
	if err != nil || got != want || ring.Epoch() != want {
		t.Fatalf("AdvanceEpoch = %d, %v, Epoch() = %d; want %d", got, err, ring.Epoch(), want)
	}
}

func rewrapAll(t *testing.T, ring *crypto.Keyring, want int) {
	t.Helper()
	got, err := ring.Rewrap(t.Context(), nil)
	if err != nil || got != want {
		t.Fatalf("Rewrap = %d, %v; want %d", got, err, want)
	}
}

// TestBackup restores a copy of the key store from before an erasure, at each stage.
func TestBackup(t *testing.T) {
	keks, store := newKEKs(3), crypto.NewMemoryStore()
	ring := create(t, config(keks, store))
	gone, stays := seal(t, ring, "gone", "value"), seal(t, ring, "stays", "value")
	backup := store.Clone()
	fromBackup := func() error {
		old, err := crypto.OpenKeyring(t.Context(), config(keks, backup.Clone()))
		if err != nil {
			return err
		}
		defer func() { _ = old.Close() }()
		_, err = old.OpenString(t.Context(), mobile, "gone", gone)
		return err
	}
	first, err := ring.Erase(t.Context(), "gone", nil)
	must(t, err)
	if first.Bound != crypto.BoundImmediate || first.Epoch != 1 || first.KeyVersion != 1 {
		t.Errorf("receipt %+v", first)
	}
	_, err = ring.OpenString(t.Context(), mobile, "gone", gone)
	wantErr(t, "open after Erase", err, crypto.ErrErased)
	must(t, fromBackup())

	advance(t, ring, 2)
	must(t, fromBackup())
	wantErr(t, "DestroyEpoch before Rewrap", ring.DestroyEpoch(t.Context(), 1), crypto.ErrEpochInUse)
	must(t, fromBackup())
	rewrapAll(t, ring, 1)
	rewrapAll(t, ring, 0)
	must(t, fromBackup())
	must(t, ring.DestroyEpoch(t.Context(), 1))
	must(t, ring.DestroyEpoch(t.Context(), 1))
	wantErr(t, "backup after DestroyEpoch", fromBackup(), crypto.ErrEpochDestroyed)

	last, err := ring.Erase(t.Context(), "gone", nil)
	must(t, err)
	first.Bound = crypto.BoundFinal
	if last != first {
		t.Errorf("receipt %+v; want %+v", last, first)
	}
	for _, k := range []*crypto.Keyring{ring, open(t, config(keks, store))} {
		wantOpen(t, k, "stays", stays, "value")
		_, err = k.OpenString(t.Context(), mobile, "gone", gone)
		wantErr(t, "open after DestroyEpoch", err, crypto.ErrErased)
	}
	// Records of the backup mixed into the live store: the subject's key is under an epoch that is gone.
	old, err := backup.List(t.Context(), crypto.ListQuery{Tenant: "acme", Kind: crypto.KindSubject, Limit: 10})
	must(t, err)
	mixed := open(t, config(keks, &mutatingStore{store, crypto.KindSubject, func(r *crypto.Record) {
		for _, o := range old {
			if o.ID == r.ID {
				*r = o
			}
		}
	}}))
	_, err = mixed.OpenString(t.Context(), mobile, "gone", gone)
	wantErr(t, "restored record", err, crypto.ErrEpochDestroyed)
}

// TestKEKDestroyed shows that the erasure rests on the KEK alone: without it nothing of the backup opens.
func TestKEKDestroyed(t *testing.T) {
	keks, store := newKEKs(2), crypto.NewMemoryStore()
	ring := create(t, config(keks, store))
	sealed := seal(t, ring, "s", "value")
	backup := store.Clone()
	advance(t, ring, 2)
	rewrapAll(t, ring, 1)
	must(t, ring.DestroyEpoch(t.Context(), 1))
	kek2 := newKEKs(2)
	kek2.destroyed[1] = true
	_, err := crypto.OpenKeyring(t.Context(), config(kek2, backup))
	wantErr(t, "backup without KEK 1", err, crypto.ErrEpochDestroyed)
	wantOpen(t, open(t, config(kek2, store)), "s", sealed, "value")
}

func TestDestroyEpochRefuses(t *testing.T) {
	keks := newKEKs(4)
	ring := create(t, config(keks, crypto.NewMemoryStore()))
	wantErr(t, "epoch 0", ring.DestroyEpoch(t.Context(), 0), crypto.ErrNotFound)
	wantErr(t, "epoch 9", ring.DestroyEpoch(t.Context(), 9), crypto.ErrNotFound)
	wantErr(t, "current epoch", ring.DestroyEpoch(t.Context(), 1), crypto.ErrEpochInUse)
	advance(t, ring, 2)
	advance(t, ring, 3)
	wantErr(t, "not the oldest", ring.DestroyEpoch(t.Context(), 2), crypto.ErrEpochInUse)
	must(t, ring.DestroyEpoch(t.Context(), 1))
	must(t, ring.DestroyEpoch(t.Context(), 2))
	wantErr(t, "current epoch", ring.DestroyEpoch(t.Context(), 3), crypto.ErrEpochInUse)
	if got := states(t, ring); len(got) != 3 || got[0] != crypto.StateDestroyed || got[1] != crypto.StateDestroyed || got[2] != crypto.StateLive {
		t.Errorf("states %v", got)
	}
	// The KEK of epoch 3 cannot be destroyed at first; the second call finishes.
	advance(t, ring, 4)
	keks.fail = errCrash
	err := ring.DestroyEpoch(t.Context(), 3)
	wantErr(t, "KEK away", err, crypto.ErrKEK)
	wantErr(t, "KEK away", err, errCrash)
	keks.fail = nil
	must(t, ring.DestroyEpoch(t.Context(), 3))
	if !keks.destroyed[3] {
		t.Error("the KEK of epoch 3 is still there")
	}
}

func TestAdvanceWithoutKEK(t *testing.T) {
	keks := newKEKs(1)
	ring := create(t, config(keks, crypto.NewMemoryStore()))
	_, err := ring.AdvanceEpoch(t.Context())
	wantErr(t, "AdvanceEpoch", err, crypto.ErrKEK)
	if got := states(t, ring); len(got) != 1 || ring.Epoch() != 1 {
		t.Errorf("states %v, epoch %d; want nothing changed", got, ring.Epoch())
	}
	keks.last = 2
	advance(t, ring, 2)
}

// TestCrash interrupts a whole change of epoch at every write, before and after it is done, and starts again from what is
// stored, as the next run of a program does.
func TestCrash(t *testing.T) {
	const people = 5
	for _, after := range []bool{false, true} {
		for n := 0; ; n++ {
			keks, store := newKEKs(2), crypto.NewMemoryStore()
			ring := create(t, config(keks, store))
			sealed := map[string][]byte{}
			for _, s := range subjects(people) {
				sealed[s] = seal(t, ring, s, "value")
			}
			run := func(store crypto.KeyStore) error {
				ring, err := crypto.OpenKeyring(t.Context(), config(keks, store))
				if err != nil {
					return err
				}
				defer func() { _ = ring.Close() }()
				if _, err := ring.Erase(t.Context(), "subject-0", nil); err != nil {
					return err
				}
				if ring.Epoch() == 1 {
					if _, err := ring.AdvanceEpoch(t.Context()); err != nil {
						return err
					}
				}
				if _, err := ring.Rewrap(t.Context(), &crypto.RewrapOptions{Batch: 2}); err != nil {
					return err
				}
				return ring.DestroyEpoch(t.Context(), 1)
			}
			failing := &failingStore{KeyStore: store, n: n, after: after}
			err := run(failing)
			crashed := err != nil
			if crashed {
				wantErr(t, "interrupted run", err, errCrash)
				must(t, run(store))
			}
			ring = open(t, config(keks, store))
			if got := states(t, ring); len(got) != 2 || got[0] != crypto.StateDestroyed || got[1] != crypto.StateLive || ring.Epoch() != 2 {
				t.Fatalf("write %d: states %v, epoch %d", n, got, ring.Epoch())
			}
			for s, c := range sealed {
				if s == "subject-0" {
					_, err := ring.OpenString(t.Context(), mobile, s, c)
					wantErr(t, "erased subject", err, crypto.ErrErased)
					continue
				}
				wantOpen(t, ring, s, c, "value")
			}
			if !crashed {
				if want := 1 + 3 + (people - 1) + 1; n != want {
					t.Errorf("the run has %d writes; want %d", n, want)
				}
				break
			}
		}
	}
}

// TestAdvanceFinishes calls AdvanceEpoch again after each crash: it must not begin a third epoch.
func TestAdvanceFinishes(t *testing.T) {
	for _, after := range []bool{false, true} {
		for n := range 3 {
			keks, store := newKEKs(3), crypto.NewMemoryStore()
			create(t, config(keks, store))
			crashing := open(t, config(keks, &failingStore{KeyStore: store, n: n, after: after}))
			_, err := crashing.AdvanceEpoch(t.Context())
			wantErr(t, "interrupted AdvanceEpoch", err, errCrash)
			ring := open(t, config(keks, store))
			want := uint32(2)
			if n == 2 && after {
				want = 3 // the advance was complete, only its answer was lost
			}
			advance(t, ring, want)
			if got := states(t, ring); got[0] != crypto.StateRetired || got[want-1] != crypto.StateLive {
				t.Errorf("crash at %d: states %v", n, got)
			}
		}
	}
}

func TestAdvanceTogether(t *testing.T) {
	keks, store := newKEKs(2), crypto.NewMemoryStore()
	create(t, config(keks, store))
	// The second begins after the first has read the keyset and before it writes it.
	hook := &hookStore{KeyStore: store}
	first, second := open(t, config(keks, hook)), open(t, config(keks, store))
	hook.before = func(op string, id crypto.RecordID) {
		if op == "put" && id.Kind == crypto.KindTenantKeyset {
			hook.before = nil
			advance(t, second, 2)
		}
	}
	advance(t, first, 2)
}

// TestStaleProcess lets one process change the epoch while another, which has not noticed, seals: for a new subject, for a
// known one, and after Renew. No value may be lost.
func TestStaleProcess(t *testing.T) {
	keks, store := newKEKs(5), crypto.NewMemoryStore()
	admin := create(t, config(keks, store))
	seal(t, admin, "known", "value")
	seal(t, admin, "back", "value")
	_, err := admin.Erase(t.Context(), "back", nil)
	must(t, err)
	stale := open(t, config(keks, store))
	advance(t, admin, 2)
	rewrapAll(t, admin, 1)
	must(t, admin.DestroyEpoch(t.Context(), 1))
	must(t, stale.Renew(t.Context(), "back"))
	sealed := map[string][]byte{}
	for _, s := range []string{"new", "known", "back"} {
		sealed[s] = seal(t, stale, s, "value")
	}
	advance(t, admin, 3)
	rewrapAll(t, admin, 3)
	must(t, admin.DestroyEpoch(t.Context(), 2))
	fresh := open(t, config(keks, store))
	for s, c := range sealed {
		wantOpen(t, fresh, s, c, "value")
		wantOpen(t, stale, s, c, "value")
	}
}

// TestDestroyBetween puts a whole change of epoch between any two steps of a first seal.
func TestDestroyBetween(t *testing.T) {
	for step := 0; ; step++ {
		keks, store := newKEKs(2), crypto.NewMemoryStore()
		admin := create(t, config(keks, store))
		hook := &hookStore{KeyStore: store}
		ring := open(t, config(keks, hook))
		count, done := 0, false
		hook.before = func(string, crypto.RecordID) {
			if count++; count == step+1 {
				done = true
				advance(t, admin, 2)
				_, err := admin.Rewrap(t.Context(), nil)
				must(t, err)
				must(t, admin.DestroyEpoch(t.Context(), 1))
			}
		}
		sealed := seal(t, ring, "s", "value")
		wantOpen(t, open(t, config(keks, store)), "s", sealed, "value")
		if !done {
			break
		}
	}
}

// TestOpenDoesNotPrepareSealing: a key that was cached by opening is looked at again before it seals.
func TestOpenDoesNotPrepareSealing(t *testing.T) {
	keks, store := newKEKs(2), crypto.NewMemoryStore()
	admin := create(t, config(keks, store))
	sealed := seal(t, admin, "s", "value")
	ring := open(t, config(keks, store))
	wantOpen(t, ring, "s", sealed, "value")
	advance(t, admin, 2)
	seal(t, ring, "s", "value")
	recs, err := store.List(t.Context(), crypto.ListQuery{Tenant: "acme", Kind: crypto.KindSubject, Limit: 1})
	must(t, err)
	if recs[0].Epoch != 2 {
		t.Errorf("the key is under epoch %d; want 2", recs[0].Epoch)
	}
}

func TestRewrapProgress(t *testing.T) {
	keks, store := newKEKs(2), crypto.NewMemoryStore()
	ring := create(t, config(keks, store))
	for _, s := range subjects(10) {
		seal(t, ring, s, "value")
	}
	advance(t, ring, 2)
	var seen []int
	n, err := ring.Rewrap(t.Context(), &crypto.RewrapOptions{Batch: 4, Progress: func(done int) { seen = append(seen, done) }})
	if err != nil || n != 10 || len(seen) == 0 || seen[0] != 4 || seen[len(seen)-1] != 10 {
		t.Errorf("Rewrap = %d, %v, progress %v", n, err, seen)
	}
	_, err = ring.Rewrap(t.Context(), &crypto.RewrapOptions{Batch: -1})
	wantErr(t, "negative batch", err, crypto.ErrArgument)
}

// TestRewrapBadRecord leaves one spoilt key behind and moves the rest.
func TestRewrapBadRecord(t *testing.T) {
	keks, store := newKEKs(2), crypto.NewMemoryStore()
	ring := create(t, config(keks, store))
	for _, s := range subjects(5) {
		seal(t, ring, s, "value")
	}
	recs, err := store.List(t.Context(), crypto.ListQuery{Tenant: "acme", Kind: crypto.KindSubject, Limit: 1})
	must(t, err)
	bad := recs[0]
	bad.Version++
	bad.Wrapped[0] ^= 1
	must(t, store.Put(t.Context(), bad))
	advance(t, ring, 2)
	n, err := ring.Rewrap(t.Context(), nil)
	if n != 4 || !errors.Is(err, crypto.ErrKeyRecord) {
		t.Errorf("Rewrap = %d, %v; want 4 and ErrKeyRecord", n, err)
	}
	wantErr(t, "DestroyEpoch", ring.DestroyEpoch(t.Context(), 1), crypto.ErrEpochInUse)
}

// TestDestroyAfterCrash: AdvanceEpoch was interrupted before it retired epoch 1, so DestroyEpoch must, or a process that has
// not noticed could seal under epoch 1 after the living keys were looked for.
func TestDestroyAfterCrash(t *testing.T) {
	keks, store := newKEKs(2), crypto.NewMemoryStore()
	create(t, config(keks, store))
	stale := open(t, config(keks, store))
	_, err := open(t, config(keks, &failingStore{KeyStore: store, n: 2})).AdvanceEpoch(t.Context())
	wantErr(t, "interrupted AdvanceEpoch", err, errCrash)
	hook := &hookStore{KeyStore: store}
	admin := open(t, config(keks, hook))
	var sealed []byte
	listed := false
	hook.before = func(op string, id crypto.RecordID) {
		if listed && sealed == nil {
			sealed = seal(t, stale, "s", "value")
		}
		listed = listed || op == "list" && id.Kind == crypto.KindSubject
	}
	must(t, admin.DestroyEpoch(t.Context(), 1))
	if sealed == nil {
		t.Fatal("nothing was sealed in between")
	}
	wantOpen(t, open(t, config(keks, store)), "s", sealed, "value")
}

// TestDestroyedKeyIsDropped: a process that has seen that an epoch is destroyed no longer has its wrap key, whatever the
// store gives it.
func TestDestroyedKeyIsDropped(t *testing.T) {
	keks, store := newKEKs(2), crypto.NewMemoryStore()
	admin := create(t, config(keks, store))
	sealed := seal(t, admin, "gone", "value")
	backup, err := store.List(t.Context(), crypto.ListQuery{Tenant: "acme", Kind: crypto.KindSubject, Limit: 1})
	must(t, err)
	restored := false
	ring := open(t, config(keks, &mutatingStore{store, crypto.KindSubject, func(r *crypto.Record) {
		if restored {
			*r = backup[0]
		}
	}}))
	wantOpen(t, ring, "gone", sealed, "value")
	_, err = admin.Erase(t.Context(), "gone", nil)
	must(t, err)
	advance(t, admin, 2)
	must(t, admin.DestroyEpoch(t.Context(), 1))
	seal(t, ring, "new", "value") // sees that epoch 1 is gone
	ring.Evict("gone")
	restored = true
	_, err = ring.OpenString(t.Context(), mobile, "gone", sealed)
	wantErr(t, "restored record", err, crypto.ErrEpochDestroyed)
}

// TestMovedAfterRead: a record was read, then a whole change of epoch moved it and destroyed what it was under.
func TestMovedAfterRead(t *testing.T) {
	keks, store := newKEKs(4), crypto.NewMemoryStore()
	admin := create(t, config(keks, store))
	sealed := seal(t, admin, "s", "value")
	change := func() {
		e := admin.Epoch()
		advance(t, admin, e+1)
		rewrapAll(t, admin, 1)
		must(t, admin.DestroyEpoch(t.Context(), e))
	}
	slow := &afterGet{KeyStore: store, kind: crypto.KindTenantKeyset, hook: change}
	cfg := config(keks, slow)
	cfg.CacheTTL = 1 // every record is read again
	ring := open(t, cfg)
	slow.kind, slow.hook = crypto.KindSubject, change
	wantOpen(t, ring, "s", sealed, "value")
	slow.hook = change
	wantOpen(t, ring, "s", seal(t, ring, "s", "value"), "value")
	if admin.Epoch() != 4 || slow.hook != nil {
		t.Errorf("epoch %d; want 4", admin.Epoch())
	}
}

// TestDestroyAfterRollback puts an old copy of the key store in place while a Keyring is open: the epoch that the stored
// tenant keyset needs must stay.
func TestDestroyAfterRollback(t *testing.T) {
	keks, store := newKEKs(2), crypto.NewMemoryStore()
	create(t, config(keks, store))
	backup := store.Clone()
	hook := &swapStore{store}
	ring := open(t, config(keks, hook))
	advance(t, ring, 2)
	hook.KeyStore = backup
	wantErr(t, "DestroyEpoch", ring.DestroyEpoch(t.Context(), 1), crypto.ErrEpochInUse)
	open(t, config(keks, backup))
	hook.KeyStore = store
	must(t, ring.DestroyEpoch(t.Context(), 1))
}

// swapStore is a store that can be put in the place of another.
type swapStore struct{ crypto.KeyStore }
