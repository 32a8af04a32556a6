package crypto

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sort"
	"sync"
)

// MemoryStore is a BatchKeyStore and a CursorStore in memory, for tests and examples: what it holds is gone with the process.
// The zero MemoryStore is empty and ready for use. A MemoryStore must not be copied after first use.
type MemoryStore struct {
	mu      sync.Mutex
	records map[RecordID]*Record // replaced, never changed in place; by pointer, so that printing a store prints no record
	ids     map[memoryList]*memoryIDs
	cursors map[[2]string]string // by tenant and job
}

var (
	_ BatchKeyStore = (*MemoryStore)(nil)
	_ CursorStore   = (*MemoryStore)(nil)
)

type memoryList struct {
	tenant string
	kind   RecordKind
}

// memoryIDs holds the IDs of one list, sorted when somebody reads it.
type memoryIDs struct {
	ids    []string
	sorted bool
}

// NewMemoryStore returns an empty store.
func NewMemoryStore() *MemoryStore { return new(MemoryStore) }

// Format prints the name of the type, for every verb.
func (m *MemoryStore) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("crypto.MemoryStore")) }

// Clone returns a copy that shares nothing with m: what a backup taken at this moment holds.
func (m *MemoryStore) Clone() *MemoryStore {
	m.mu.Lock()
	defer m.mu.Unlock()
	c := &MemoryStore{records: maps.Clone(m.records), ids: make(map[memoryList]*memoryIDs, len(m.ids)), cursors: maps.Clone(m.cursors)}
	for list, ids := range m.ids {
		c.ids[list] = &memoryIDs{slices.Clone(ids.ids), ids.sorted}
	}
	return c
}

// Get implements KeyStore.
func (m *MemoryStore) Get(ctx context.Context, id RecordID) (Record, error) {
	if err := ctx.Err(); err != nil {
		return Record{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	rec, ok := m.records[id]
	if !ok {
		return Record{}, ErrNotFound
	}
	return cloneRecord(*rec), nil
}

// GetMany implements BatchKeyStore.
func (m *MemoryStore) GetMany(ctx context.Context, tenant string, kind RecordKind, ids []string) ([]Record, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	recs := make([]Record, 0, len(ids))
	seen := make(map[string]bool, len(ids))
	for _, id := range ids {
		if rec := m.records[RecordID{tenant, kind, id}]; rec != nil && !seen[id] {
			seen[id] = true
			recs = append(recs, cloneRecord(*rec))
		}
	}
	return recs, nil
}

// Put implements KeyStore.
func (m *MemoryStore) Put(ctx context.Context, rec Record) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := rec.Validate(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	var stored uint64
	old := m.records[rec.RecordID]
	if old != nil {
		stored = old.Version
	}
	if rec.Version != stored+1 {
		return ErrConflict
	}
	if m.records == nil {
		m.records, m.ids = make(map[RecordID]*Record), make(map[memoryList]*memoryIDs)
	}
	kept := cloneRecord(rec)
	m.records[rec.RecordID] = &kept
	if old == nil {
		list := memoryList{rec.Tenant, rec.Kind}
		ids := m.ids[list]
		if ids == nil {
			ids = new(memoryIDs)
			m.ids[list] = ids
		}
		ids.ids, ids.sorted = append(ids.ids, rec.ID), false
	}
	return nil
}

// List implements KeyStore.
func (m *MemoryStore) List(ctx context.Context, q ListQuery) ([]Record, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if q.Limit < 1 {
		return nil, fmt.Errorf("%w: list limit is below 1", ErrArgument)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	list := m.ids[memoryList{q.Tenant, q.Kind}]
	if list == nil {
		return nil, nil
	}
	if !list.sorted {
		slices.Sort(list.ids)
		list.sorted = true
	}
	first := sort.Search(len(list.ids), func(i int) bool { return list.ids[i] > q.After })
	var out []Record
	for _, id := range list.ids[first:] {
		rec := m.records[RecordID{q.Tenant, q.Kind, id}]
		if q.Epoch != 0 && rec.Epoch != q.Epoch || q.State != 0 && rec.State != q.State {
			continue
		}
		if out = append(out, cloneRecord(*rec)); len(out) == q.Limit {
			break
		}
	}
	return out, nil
}

// Cursor implements CursorStore.
func (m *MemoryStore) Cursor(ctx context.Context, tenant, job string) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.cursors[[2]string{tenant, job}], nil
}

// SaveCursor implements CursorStore.
func (m *MemoryStore) SaveCursor(ctx context.Context, tenant, job, position string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.cursors == nil {
		m.cursors = make(map[[2]string]string)
	}
	m.cursors[[2]string{tenant, job}] = position
	return nil
}

func cloneRecord(rec Record) Record {
	rec.Wrapped, rec.Commitment = slices.Clone(rec.Wrapped), slices.Clone(rec.Commitment)
	return rec
}
