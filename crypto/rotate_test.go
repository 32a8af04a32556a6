package crypto_test

import (
	"math"
	"testing"
	"time"

	"github.com/khtong/privacykit/crypto"
)

// clock is a Config.Now that stands until it is moved.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func (c *clock) config(source crypto.KEKSource, store crypto.KeyStore) crypto.Config {
	cfg := config(source, store)
	cfg.Now = c.now
	return cfg
}

func newClock() *clock { return &clock{time.Date(2026, 5, 1, 9, 0, 0, 0, time.UTC)} }

func TestRotate(t *testing.T) {
	keks, store, at := newKEKs(1), crypto.NewMemoryStore(), newClock()
	ring := create(t, at.config(keks, store))
	stale := open(t, at.config(keks, store))
	wantErr(t, "Rotate of nobody", ring.Rotate(t.Context(), "s"), crypto.ErrNotFound)
	wantErr(t, "Rotate of an empty name", ring.Rotate(t.Context(), ""), crypto.ErrArgument)
	first, other := seal(t, ring, "s", "first"), seal(t, ring, "other", "other")
	seal(t, stale, "s", "its key is cached")
	must(t, ring.Rotate(t.Context(), "s"))
	second := seal(t, ring, "s", "second")
	late := seal(t, stale, "s", "late") // by a process that has not heard of it
	if first[5] != 1 || second[5] != 2 || late[5] != 1 {
		t.Fatalf("key versions %d, %d, %d; want 1, 2, 1", first[5], second[5], late[5])
	}
	for _, k := range []*crypto.Keyring{ring, stale, open(t, at.config(keks, store))} {
		wantOpen(t, k, "s", second, "second")
		wantOpen(t, k, "s", first, "first")
		wantOpen(t, k, "s", late, "late")
	}
	if again := seal(t, stale, "s", "again"); again[5] != 2 {
		t.Errorf("who has met version 2 seals with %d", again[5])
	}

	fresh, changed, err := ring.Reseal(t.Context(), mobile, "s", first)
	if must(t, err); !changed || fresh[5] != 2 {
		t.Fatalf("Reseal: changed %v, version %d", changed, fresh[5])
	}
	same, changed, err := ring.Reseal(t.Context(), mobile, "s", fresh)
	if must(t, err); changed || &same[0] != &fresh[0] {
		t.Error("Reseal changed what was current")
	}

	resealed := at.at
	at.at = at.at.Add(time.Hour)
	n, err := ring.RetireKeys(t.Context(), resealed)
	if must(t, err); n != 0 {
		t.Errorf("retired %d keys that were rotated within a CacheTTL of the pass", n)
	}
	_, err = ring.RetireKeys(t.Context(), at.at.Add(time.Second))
	wantErr(t, "a pass in the future", err, crypto.ErrArgument)
	n, err = ring.RetireKeys(t.Context(), at.at)
	if must(t, err); n != 1 {
		t.Errorf("retired %d keys; want 1", n)
	}
	n, err = ring.RetireKeys(t.Context(), at.at)
	if must(t, err); n != 0 {
		t.Errorf("retired %d keys again", n)
	}
	for _, k := range []*crypto.Keyring{ring, open(t, at.config(keks, store))} {
		wantOpen(t, k, "s", fresh, "first")
		wantOpen(t, k, "other", other, "other")
		_, err = k.OpenString(t.Context(), mobile, "s", first)
		wantErr(t, "a retired generation", err, crypto.ErrErased)
	}

	receipt, err := ring.Erase(t.Context(), "s", nil)
	if must(t, err); receipt.KeyVersion != 2 {
		t.Errorf("erased version %d; want 2", receipt.KeyVersion)
	}
	wantErr(t, "Rotate of the erased", ring.Rotate(t.Context(), "s"), crypto.ErrErased)
	for _, c := range [][]byte{first, second, late, fresh} {
		_, err = ring.OpenString(t.Context(), mobile, "s", c)
		wantErr(t, "open after Erase", err, crypto.ErrErased)
	}
	must(t, ring.Renew(t.Context(), "s"))
	if c := seal(t, ring, "s", "third"); c[5] != 3 {
		t.Errorf("renewed to version %d; want 3", c[5])
	}
}

func TestRotateLimits(t *testing.T) {
	keks, store := newKEKs(1), crypto.NewMemoryStore()
	ring := create(t, config(keks, store))
	var values [][]byte
	for range 15 {
		values = append(values, seal(t, ring, "s", "value"))
		must(t, ring.Rotate(t.Context(), "s"))
	}
	values = append(values, seal(t, ring, "s", "value"))
	wantErr(t, "the 17th generation", ring.Rotate(t.Context(), "s"), crypto.ErrArgument)
	for i, c := range values {
		if int(c[5]) != i+1 {
			t.Errorf("value %d has version %d", i, c[5])
		}
		wantOpen(t, ring, "s", c, "value")
	}
	last := open(t, config(keks, &mutatingStore{store, crypto.KindSubject, func(r *crypto.Record) {
		r.State, r.KeyVersion, r.Wrapped, r.Commitment = crypto.StateErased, math.MaxUint32, nil, nil
	}}))
	wantErr(t, "Renew of the last version", last.Renew(t.Context(), "s"), crypto.ErrArgument)
}

// TestRotateAll gives all subjects new keys, interrupted after every write.
func TestRotateAll(t *testing.T) {
	keks, store, at := newKEKs(2), crypto.NewMemoryStore(), newClock()
	ring := create(t, at.config(keks, store))
	values := map[string][]byte{}
	for _, s := range subjects(5) {
		values[s] = seal(t, ring, s, s)
	}
	_, err := ring.Erase(t.Context(), "subject-4", nil)
	must(t, err)
	advance(t, ring, 2)
	for n, done := 0, false; !done; n++ {
		crashing := open(t, at.config(keks, &failingStore{KeyStore: store, n: 1, after: n%2 == 0}))
		_, err := crashing.Rewrap(t.Context(), &crypto.RewrapOptions{Rotate: true})
		if done = err == nil; !done {
			wantErr(t, "interrupted Rewrap", err, errCrash)
		}
	}
	must(t, ring.DestroyEpoch(t.Context(), 1))
	ring = open(t, at.config(keks, store))
	for _, s := range subjects(4) {
		wantOpen(t, ring, s, values[s], s)
		if c := seal(t, ring, s, s); c[5] != 2 {
			t.Errorf("%s seals with version %d; want 2, once", s, c[5])
		}
	}
	at.at = at.at.Add(time.Hour)
	for n, done := 0, false; !done; n++ {
		crashing := open(t, at.config(keks, &failingStore{KeyStore: store, n: 1, after: n%2 == 0}))
		_, err := crashing.RetireKeys(t.Context(), at.at)
		if done = err == nil; !done {
			wantErr(t, "interrupted RetireKeys", err, errCrash)
		}
	}
	ring = open(t, at.config(keks, store))
	for _, s := range subjects(4) {
		_, err := ring.OpenString(t.Context(), mobile, s, values[s])
		wantErr(t, "a retired generation", err, crypto.ErrErased)
	}
}

// TestRotateOfMoved rotates a key in a process that has not heard of the epoch to which it was moved. The earlier one is destroyed
// while it writes, and it dies then: the values must still open.
func TestRotateOfMoved(t *testing.T) {
	keks, store := newKEKs(2), crypto.NewMemoryStore()
	create(t, config(keks, store))
	hook := &hookStore{KeyStore: store}
	late := open(t, config(keks, hook))
	sealed := seal(t, late, "s", "value")
	// Epoch 2 begins, and whoever began it has moved the key but not yet retired epoch 1.
	_, err := open(t, config(keks, &failingStore{KeyStore: store, n: 2})).AdvanceEpoch(t.Context())
	wantErr(t, "interrupted AdvanceEpoch", err, errCrash)
	admin := open(t, config(keks, store))
	rewrapAll(t, admin, 1)
	hook.before = func(op string, id crypto.RecordID) {
		if op == "put" && id.Kind == crypto.KindSubject {
			hook.before = nil
			advance(t, admin, 2)
			must(t, admin.DestroyEpoch(t.Context(), 1))
			hook.KeyStore = &failingStore{KeyStore: store, n: 1} // and after this write nothing
		}
	}
	_ = late.Rotate(t.Context(), "s")
	if hook.before != nil {
		t.Fatal("it wrote nothing")
	}
	wantOpen(t, open(t, config(keks, store)), "s", sealed, "value")
}

// TestRotateStays counts keys that cannot be given another generation, and moves the others.
func TestRotateStays(t *testing.T) {
	keks, store := newKEKs(2), crypto.NewMemoryStore()
	ring := create(t, config(keks, store))
	seal(t, ring, "full", "value")
	seal(t, ring, "other", "value")
	for range 15 {
		must(t, ring.Rotate(t.Context(), "full"))
	}
	advance(t, ring, 2)
	n, err := ring.Rewrap(t.Context(), &crypto.RewrapOptions{Rotate: true})
	if n != 1 || err == nil {
		t.Errorf("moved %d, %v; want 1 and an error", n, err)
	}
	rewrapAll(t, ring, 1)
}

// TestRotateMutation changes each bit of a record with two generations, and takes one of them away.
func TestRotateMutation(t *testing.T) {
	keks, store := newKEKs(1), crypto.NewMemoryStore()
	ring := create(t, config(keks, store))
	first := seal(t, ring, "s", "value")
	before, err := store.List(t.Context(), crypto.ListQuery{Tenant: "acme", Kind: crypto.KindSubject, Limit: 1})
	must(t, err)
	must(t, ring.Rotate(t.Context(), "s"))
	second := seal(t, ring, "s", "value")
	length := 0
	use := func(sealed []byte, change func(*crypto.Record)) error {
		ring := open(t, config(keks, &mutatingStore{store, crypto.KindSubject, change}))
		_, err := ring.OpenString(t.Context(), mobile, "s", sealed)
		return err
	}
	must(t, use(first, func(r *crypto.Record) { length = len(r.Wrapped) }))
	for i := range length {
		for bit := range 8 {
			wantErr(t, "changed", use(second, func(r *crypto.Record) { r.Wrapped[i] ^= 1 << bit }), crypto.ErrKeyRecord)
		}
		wantErr(t, "cut", use(second, func(r *crypto.Record) { r.Wrapped = r.Wrapped[:i] }), crypto.ErrKeyRecord)
	}
	wantErr(t, "the earlier key under the later version", use(second, func(r *crypto.Record) {
		r.Wrapped, r.Commitment = before[0].Wrapped, before[0].Commitment
	}), crypto.ErrKeyRecord)
}
