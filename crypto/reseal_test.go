package crypto_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/khtong/privacykit/crypto"
)

// memoryTable is a table of rows with a mobile number and a name, by key.
type memoryTable struct {
	mu   sync.Mutex
	rows map[string]*memoryRow
	swap func(key string) error // called before each Swap
	read func(after string)     // called before each Rows
}

type memoryRow struct {
	subject string
	values  [2][]byte
}

func (m *memoryTable) Rows(_ context.Context, after string, limit int) (rows []crypto.SealedRow, err error) {
	if m.read != nil {
		m.read(after)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for key, r := range m.rows {
		if key > after {
			rows = append(rows, crypto.SealedRow{Key: key, Cells: []crypto.Cell{
				{Field: mobile, Subject: r.subject, Sealed: r.values[0]}, {Field: nameField, Subject: r.subject, Sealed: r.values[1]},
			}})
		}
	}
	slices.SortFunc(rows, func(a, b crypto.SealedRow) int { return strings.Compare(a.Key, b.Key) })
	return rows[:min(limit, len(rows))], nil
}

func (m *memoryTable) Swap(_ context.Context, row crypto.SealedRow, fresh [][]byte) (bool, error) {
	if m.swap != nil {
		if err := m.swap(row.Key); err != nil {
			return false, err
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	r := m.rows[row.Key]
	for i := range r.values {
		if !bytes.Equal(r.values[i], row.Cells[i].Sealed) {
			return false, nil
		}
	}
	r.values = [2][]byte(fresh)
	return true, nil
}

// newTable returns a table of n rows, each of a subject of its own; every third name is NULL.
func newTable(t *testing.T, ring *crypto.Keyring, n int) *memoryTable {
	t.Helper()
	m := &memoryTable{rows: map[string]*memoryRow{}}
	for i, s := range subjects(n) {
		r := &memoryRow{subject: s}
		r.values[0] = seal(t, ring, s, "mobile of "+s)
		if i%3 > 0 {
			var err error
			r.values[1], err = ring.SealString(t.Context(), nameField, s, "name of "+s)
			must(t, err)
		}
		m.rows[fmt.Sprintf("row-%03d", i)] = r
	}
	return m
}

// check opens every value, and returns how many are of the key version.
func (m *memoryTable) check(t *testing.T, ring *crypto.Keyring, version byte) (n int) {
	t.Helper()
	for key, r := range m.rows {
		wantOpen(t, ring, r.subject, r.values[0], "mobile of "+r.subject)
		if r.values[0][5] == version {
			n++
		}
		if r.values[1] == nil {
			continue
		}
		name, err := ring.OpenString(t.Context(), nameField, r.subject, r.values[1])
		if err != nil || name != "name of "+r.subject || r.values[1][5] != r.values[0][5] {
			t.Errorf("%s: %q, %v", key, name, err)
		}
	}
	return n
}

func rotateAll(t *testing.T, ring *crypto.Keyring, n int) {
	t.Helper()
	for _, s := range subjects(n) {
		must(t, ring.Rotate(t.Context(), s))
	}
}

func TestResealTable(t *testing.T) {
	keks, store := newKEKs(1), crypto.NewMemoryStore()
	ring := create(t, config(keks, store))
	table := newTable(t, ring, 20)
	report, err := ring.ResealTable(t.Context(), table, nil)
	if must(t, err); report != (crypto.ResealReport{Rows: 20, Current: 20}) {
		t.Errorf("nothing to do: %+v", report)
	}
	rotateAll(t, ring, 20)
	_, err = ring.Erase(t.Context(), "subject-4", nil)
	must(t, err)
	table.rows["row-007"].values[0][20] ^= 1
	table.rows["row-008"].values[0] = []byte("a plaintext")
	var steps []int
	report, err = ring.ResealTable(t.Context(), table, &crypto.ResealOptions{Batch: 6, Progress: func(r crypto.ResealReport) { steps = append(steps, r.Rows) }})
	if report != (crypto.ResealReport{Rows: 20, Resealed: 17, Erased: 1, Failed: 2}) || !slices.Equal(steps, []int{6, 12, 18, 20}) {
		t.Errorf("%+v in steps %v", report, steps)
	}
	wantErr(t, "with a changed value", err, crypto.ErrWrongContext)
	for _, key := range []string{"row-004", "row-007", "row-008"} {
		delete(table.rows, key)
	}
	if n := table.check(t, ring, 2); n != 17 {
		t.Errorf("%d rows are of the new keys; want 17", n)
	}
}

// TestResealInterrupted stops the job at each row in turn; it goes on where its cursor stands.
func TestResealInterrupted(t *testing.T) {
	keks, store := newKEKs(1), crypto.NewMemoryStore()
	ring := create(t, config(keks, store))
	table := newTable(t, ring, 10)
	rotateAll(t, ring, 10)
	opts := &crypto.ResealOptions{Cursors: store, Job: "customers", Batch: 3}
	var began []string
	table.read = func(after string) { began = append(began, after) }
	swaps := 0
	table.swap = func(string) error {
		if swaps++; swaps%4 == 0 {
			return errCrash
		}
		return nil
	}
	for n, done := 0, false; !done; n++ {
		_, err := ring.ResealTable(t.Context(), table, opts)
		if done = err == nil; !done {
			wantErr(t, "interrupted", err, errCrash)
		}
		if n > 10 {
			t.Fatal("it does not end")
		}
	}
	if n := table.check(t, ring, 2); n != 10 {
		t.Errorf("%d rows are of the new keys; want 10", n)
	}
	if began[0] != "" || !slices.IsSorted(began) || slices.Contains(began[1:], "") {
		t.Errorf("batches began after %q", began)
	}
	position, err := store.Cursor(t.Context(), "acme", "customers")
	if must(t, err); position != "" {
		t.Errorf("the cursor stands at %q when all is done", position)
	}
}

// TestResealBeside: what somebody writes during the pass is not lost.
func TestResealBeside(t *testing.T) {
	keks, store := newKEKs(1), crypto.NewMemoryStore()
	ring := create(t, config(keks, store))
	table := newTable(t, ring, 8)
	rotateAll(t, ring, 8)
	var theirs []byte
	table.swap = func(key string) error {
		if key == "row-005" {
			theirs = seal(t, ring, "subject-5", "a new number")
			table.rows[key].values[0] = theirs
		}
		return nil
	}
	report, err := ring.ResealTable(t.Context(), table, nil)
	if must(t, err); report != (crypto.ResealReport{Rows: 8, Resealed: 7, Changed: 1}) {
		t.Errorf("%+v", report)
	}
	if !bytes.Equal(table.rows["row-005"].values[0], theirs) {
		t.Error("somebody's value was overwritten")
	}
}

func TestResealMigration(t *testing.T) {
	keks, store := newKEKs(1), crypto.NewMemoryStore()
	create(t, config(keks, store))
	cfg := config(keks, store)
	cfg.UnsafeMigration = &crypto.Migration{Fields: []crypto.Field{mobile, nameField}, Until: time.Now().Add(time.Hour)}
	ring := open(t, cfg)
	table := &memoryTable{rows: map[string]*memoryRow{}}
	for i, s := range subjects(5) {
		table.rows[fmt.Sprintf("row-%03d", i)] = &memoryRow{s, [2][]byte{[]byte("mobile of " + s), []byte("name of " + s)}}
	}
	report, err := ring.ResealTable(t.Context(), table, nil)
	if must(t, err); report != (crypto.ResealReport{Rows: 5, Resealed: 5}) || ring.MigrationReads() != 10 {
		t.Errorf("%+v, %d reads", report, ring.MigrationReads())
	}
	if n := table.check(t, open(t, config(keks, store)), 1); n != 5 {
		t.Errorf("%d rows are sealed; want 5", n)
	}
}

// loopingTable returns the same row again and again.
type loopingTable struct{ *memoryTable }

func (l loopingTable) Rows(ctx context.Context, _ string, limit int) ([]crypto.SealedRow, error) {
	return l.memoryTable.Rows(ctx, "", limit)
}

func TestResealRefused(t *testing.T) {
	keks, store := newKEKs(1), crypto.NewMemoryStore()
	ring := create(t, config(keks, store))
	table := newTable(t, ring, 3)
	for name, opts := range map[string]crypto.ResealOptions{
		"batch": {Batch: -1}, "rate": {RowsPerSecond: -1}, "job": {Cursors: store},
	} {
		_, err := ring.ResealTable(t.Context(), table, &opts)
		wantErr(t, name, err, crypto.ErrArgument)
	}
	_, err := ring.ResealTable(t.Context(), nil, nil)
	wantErr(t, "no table", err, crypto.ErrArgument)
	var none context.Context
	_, err = ring.ResealTable(none, table, nil)
	wantErr(t, "no context", err, crypto.ErrArgument)
	_, err = ring.ResealTable(t.Context(), loopingTable{newTable(t, ring, 1)}, &crypto.ResealOptions{Batch: 1})
	wantErr(t, "a row twice", err, crypto.ErrArgument)
	away := errors.New("away")
	table.swap = func(string) error { return away }
	rotateAll(t, ring, 3)
	report, err := ring.ResealTable(t.Context(), table, nil)
	if wantErr(t, "a table that is away", err, away); report.Rows != 1 {
		t.Errorf("went on to %d rows", report.Rows)
	}
	ctx, cancel := context.WithCancel(t.Context())
	table.swap = func(string) error { cancel(); return nil }
	_, err = ring.ResealTable(ctx, table, &crypto.ResealOptions{Batch: 1, RowsPerSecond: 1})
	wantErr(t, "cancelled while it waits", err, context.Canceled)
	must(t, ring.Close())
	_, err = ring.ResealTable(t.Context(), table, nil)
	wantErr(t, "closed", err, crypto.ErrClosed)
}

func TestResealRate(t *testing.T) {
	keks, store := newKEKs(1), crypto.NewMemoryStore()
	ring := create(t, config(keks, store))
	table := newTable(t, ring, 6)
	began := time.Now()
	_, err := ring.ResealTable(t.Context(), table, &crypto.ResealOptions{Batch: 2, RowsPerSecond: 100})
	must(t, err)
	if took := time.Since(began); took < 40*time.Millisecond { // no machine is so slow that it takes less
		t.Errorf("6 rows, 100 a second, took %v", took)
	}
}
