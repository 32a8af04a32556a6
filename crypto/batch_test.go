package crypto_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/khtong/privacykit/crypto"
)

// countingStore counts reads, and reads many at once.
type countingStore struct {
	crypto.BatchKeyStore
	gets, many int
	lost       bool // GetMany fails
}

func (s *countingStore) Get(ctx context.Context, id crypto.RecordID) (crypto.Record, error) {
	if id.Kind == crypto.KindSubject {
		s.gets++
	}
	return s.BatchKeyStore.Get(ctx, id)
}

func (s *countingStore) GetMany(ctx context.Context, tenant string, kind crypto.RecordKind, ids []string) ([]crypto.Record, error) {
	s.many++
	if s.lost {
		return nil, errCrash
	}
	recs, err := s.BatchKeyStore.GetMany(ctx, tenant, kind, ids)
	slices.Reverse(recs)
	return recs, err
}

// rowsOf returns two cells for each of n subjects, and one that is NULL.
func rowsOf(n int) (cells []crypto.Cell) {
	for _, s := range subjects(n) {
		cells = append(cells,
			crypto.Cell{Field: mobile, Subject: s, Plaintext: []byte("mobile of " + s)},
			crypto.Cell{Field: nameField, Subject: s, Plaintext: []byte{}},
			crypto.Cell{Field: crypto.Field{Table: "customers", Column: "note", Row: s}, Subject: s})
	}
	return cells
}

func TestCells(t *testing.T) {
	keks, memory := newKEKs(2), crypto.NewMemoryStore()
	store := &countingStore{BatchKeyStore: memory}
	ring := create(t, config(keks, store))
	const people = 1100 // in three calls of GetMany
	cells := rowsOf(people)
	must(t, ring.SealCells(t.Context(), cells)) // makes the keys
	ring = open(t, config(keks, store))
	store.gets, store.many = 0, 0
	must(t, ring.SealCells(t.Context(), cells))
	if store.gets != 0 || store.many != 3 {
		t.Errorf("SealCells read %d records one by one and %d times many; want 0 and 3", store.gets, store.many)
	}
	for i := range cells {
		c := &cells[i]
		if (c.Sealed == nil) != (c.Plaintext == nil) || cap(c.Sealed) != len(c.Sealed) {
			t.Fatalf("cell %d: sealed to %d bytes", i, len(c.Sealed))
		}
		c.Plaintext = nil
	}
	for _, cached := range []bool{false, true} {
		if !cached {
			ring = open(t, config(keks, store))
		}
		store.gets, store.many = 0, 0
		must(t, ring.OpenCells(t.Context(), cells))
		if want := map[bool]int{false: 3}[cached]; store.gets != 0 || store.many != want {
			t.Errorf("OpenCells read %d records one by one and %d times many; want 0 and %d", store.gets, store.many, want)
		}
		for i, want := range rowsOf(people) {
			if c := cells[i]; c.Err != nil || !bytes.Equal(c.Plaintext, want.Plaintext) || (c.Plaintext == nil) != (want.Plaintext == nil) {
				t.Fatalf("cell %d: opened to %d bytes, %v", i, len(c.Plaintext), c.Err)
			}
		}
	}
	wantOpen(t, ring, "subject-3", cells[9].Sealed, "mobile of subject-3")
}

// TestCellsOfEpochs seals for subjects whose epoch is over: their keys are moved first.
func TestCellsOfEpochs(t *testing.T) {
	keks, store := newKEKs(2), crypto.NewMemoryStore()
	ring := create(t, config(keks, store))
	cells := rowsOf(4)
	must(t, ring.SealCells(t.Context(), cells[:6]))
	advance(t, ring, 2)
	ring = open(t, config(keks, store))
	must(t, ring.SealCells(t.Context(), cells))
	must(t, ring.DestroyEpoch(t.Context(), 1)) // nothing living is left under it
	must(t, open(t, config(keks, store)).OpenCells(t.Context(), cells))
}

// TestCellsOfTombstones reads both stores together, and the erased one by one.
func TestCellsOfTombstones(t *testing.T) {
	keks, memory, tombs := newKEKs(1), crypto.NewMemoryStore(), crypto.NewMemoryStore()
	store, graves := &countingStore{BatchKeyStore: memory}, &countingStore{BatchKeyStore: tombs}
	cfg := config(keks, store)
	cfg.Tombstones = graves
	ring := create(t, cfg)
	cells := rowsOf(6)
	must(t, ring.SealCells(t.Context(), cells))
	backup := memory.Clone()
	_, err := ring.Erase(t.Context(), "subject-2", nil)
	must(t, err)
	_, err = ring.Erase(t.Context(), "subject-3", nil)
	must(t, err)
	must(t, ring.Renew(t.Context(), "subject-3"))
	for _, restored := range []crypto.BatchKeyStore{memory, backup} {
		store.BatchKeyStore = restored
		ring = open(t, cfg)
		store.gets, graves.gets, store.many, graves.many = 0, 0, 0, 0
		must(t, ring.OpenCells(t.Context(), cells))
		if store.many != 1 || graves.many != 1 || store.gets > 4 || graves.gets > 4 {
			t.Errorf("%d and %d reads of many, %d and %d of one", store.many, graves.many, store.gets, graves.gets)
		}
		for i, c := range cells {
			if erased := c.Sealed != nil && (c.Subject == "subject-2" || c.Subject == "subject-3"); erased != errors.Is(c.Err, crypto.ErrErased) || !erased && c.Err != nil {
				t.Errorf("cell %d: %v", i, c.Err)
			}
		}
	}
	graves.lost = true
	ring = open(t, cfg)
	wantErr(t, "OpenCells without the tombstones", ring.OpenCells(t.Context(), cells), errCrash)
}

func TestCellErrors(t *testing.T) {
	keks, memory := newKEKs(1), crypto.NewMemoryStore()
	store := &countingStore{BatchKeyStore: memory}
	ring := create(t, config(keks, store))
	cells := rowsOf(6)
	must(t, ring.SealCells(t.Context(), cells))
	_, err := ring.Erase(t.Context(), "subject-1", nil)
	must(t, err)
	ring = open(t, config(keks, store))
	must(t, ring.OpenCells(t.Context(), cells))
	for i, c := range cells {
		if i == 3 || i == 4 {
			wantErr(t, "of the erased", c.Err, crypto.ErrErased)
		} else if c.Err != nil {
			t.Errorf("cell %d: %v", i, c.Err)
		}
	}
	err = ring.SealCells(t.Context(), cells)
	wantErr(t, "SealCells with an erased subject", err, nil) // its plaintexts are nil: nothing is sealed for it
	cells[3].Plaintext = []byte("x")
	err = ring.SealCells(t.Context(), cells)
	wantErr(t, "SealCells for the erased", err, crypto.ErrErased)
	for i, c := range cells {
		if c.Sealed != nil {
			t.Errorf("cell %d is sealed although SealCells failed", i)
		}
	}

	good := seal(t, ring, "subject-0", "value")
	bad := []struct {
		cell crypto.Cell
		want error
	}{
		{crypto.Cell{Field: mobile, Subject: "subject-0", Sealed: good}, nil},
		{crypto.Cell{Field: nameField, Subject: "subject-0", Sealed: good}, crypto.ErrWrongContext},
		{crypto.Cell{Field: mobile, Subject: "nobody", Sealed: good}, crypto.ErrUnknownKey},
		{crypto.Cell{Field: mobile, Subject: "nobody", Sealed: []byte("x")}, crypto.ErrFormat},
		{crypto.Cell{Field: mobile, Subject: "", Sealed: good}, crypto.ErrArgument},
		{crypto.Cell{Subject: "nobody", Sealed: good}, crypto.ErrArgument},
		{crypto.Cell{Field: mobile, Subject: "subject-1", Sealed: good}, crypto.ErrErased},
		{crypto.Cell{Field: mobile, Subject: "subject-2", Sealed: good}, crypto.ErrWrongContext},
		{crypto.Cell{Field: mobile, Subject: "subject-0", Sealed: good, Plaintext: []byte("old"), Err: errCrash}, nil},
	}
	for _, cached := range []bool{false, true} {
		if !cached {
			ring = open(t, config(keks, store))
		}
		cells = nil
		for _, b := range bad {
			cells = append(cells, b.cell)
		}
		err = ring.OpenCells(t.Context(), cells)
		wantErr(t, "OpenCells", err, crypto.ErrWrongContext)
		for i, b := range bad {
			if c := cells[i]; b.want == nil && (c.Err != nil || string(c.Plaintext) != "value") {
				t.Errorf("cell %d: %v", i, c.Err)
			} else if b.want != nil {
				wantErr(t, fmt.Sprintf("cell %d", i), c.Err, b.want)
				if c.Plaintext != nil {
					t.Errorf("cell %d has a plaintext beside its error", i)
				}
			}
		}
	}

	store.lost = true
	ring = open(t, config(keks, store))
	wantErr(t, "OpenCells without the store", ring.OpenCells(t.Context(), cells), errCrash)
	wantErr(t, "its first cell", cells[0].Err, errCrash)
	wantErr(t, "SealCells without the store", ring.SealCells(t.Context(), rowsOf(3)), errCrash)
	must(t, ring.Close())
	wantErr(t, "OpenCells of a closed Keyring", ring.OpenCells(t.Context(), cells), crypto.ErrClosed)
	wantErr(t, "its last cell", cells[8].Err, crypto.ErrClosed)
	wantErr(t, "SealCells of a closed Keyring", ring.SealCells(t.Context(), cells), crypto.ErrClosed)
	must(t, open(t, config(keks, memory)).OpenCells(t.Context(), nil))
}

// TestCellsNoAllocs: a row whose key is cached costs one allocation.
func TestCellsNoAllocs(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	ring := create(t, config(newKEKs(1), crypto.NewMemoryStore()))
	cells := rowsOf(1)[:2]
	ctx := t.Context()
	must(t, ring.SealCells(ctx, cells))
	for name, f := range map[string]func() error{
		"SealCells": func() error { return ring.SealCells(ctx, cells) },
		"OpenCells": func() error { return ring.OpenCells(ctx, cells) },
	} {
		var err error
		if n := testing.AllocsPerRun(100, func() { err = f() }); n > 1 || err != nil {
			t.Errorf("%s: %v allocations, %v; want 1", name, n, err)
		}
	}
}
