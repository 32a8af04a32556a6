package consent

import (
	"context"
	"crypto/sha256"
	"iter"
	"slices"
	"sync"
)

// MemoryStore is an [EventStore] in memory, for tests and small programs. Its
// zero value is an empty store.
type MemoryStore struct {
	mu       sync.RWMutex
	seq      int64
	keys     map[string]stored
	subjects map[string][]Event
}

type stored struct {
	event  Event
	digest [sha256.Size]byte
}

var _ EventStore = (*MemoryStore)(nil)

// NewMemoryStore returns an empty store.
func NewMemoryStore() *MemoryStore { return new(MemoryStore) }

// Append implements [EventStore].
func (m *MemoryStore) Append(ctx context.Context, events ...Event) ([]Event, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()

	out := make([]Event, 0, len(events))
	batch := make(map[string]stored)
	seq := m.seq
	for _, e := range events {
		digest := e.Digest()
		old, ok := m.keys[e.Key]
		if !ok {
			old, ok = batch[e.Key]
		}
		switch {
		case ok && old.digest != digest:
			return nil, ErrIdempotency
		case ok:
			out = append(out, old.event.clone())
		default:
			seq++
			e = e.clone()
			e.Seq = seq
			batch[e.Key] = stored{e, digest}
			out = append(out, e.clone())
		}
	}

	if m.keys == nil {
		m.keys = make(map[string]stored)
		m.subjects = make(map[string][]Event)
	}
	for _, e := range out {
		if s, ok := batch[e.Key]; ok {
			m.keys[e.Key] = s
			m.subjects[e.Subject] = append(m.subjects[e.Subject], s.event)
			delete(batch, e.Key)
		}
	}
	m.seq = seq
	return out, nil
}

// Events implements [EventStore]. The sequence is what the store held when it
// was begun.
func (m *MemoryStore) Events(ctx context.Context, subject string) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		m.mu.RLock()
		events := slices.Clip(m.subjects[subject]) // appended to, never changed
		m.mu.RUnlock()
		for _, e := range events {
			if err := ctx.Err(); err != nil {
				yield(Event{}, err)
				return
			}
			if !yield(e.clone(), nil) {
				return
			}
		}
	}
}
