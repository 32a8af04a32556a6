package consent

import (
	"context"
	"crypto/sha256"
	"iter"
	"sort"
	"sync"
)

// MemoryStore is an [EventStore], [VersionedStore] and [ChangeStore] in memory,
// for tests and small programs. Its zero value is an empty store.
type MemoryStore struct {
	mu       sync.RWMutex
	events   []Event // in the order of Seq, appended to, never changed
	keys     map[string]stored
	subjects map[string][]int // places in events, likewise
}

type stored struct {
	event  Event
	digest [sha256.Size]byte
}

var (
	_ VersionedStore = (*MemoryStore)(nil)
	_ ChangeStore    = (*MemoryStore)(nil)
)

// NewMemoryStore returns an empty store.
func NewMemoryStore() *MemoryStore { return new(MemoryStore) }

// Append implements [EventStore].
func (m *MemoryStore) Append(ctx context.Context, events ...Event) ([]Event, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	out, added, err := m.merge(events)
	if err != nil {
		return nil, err
	}
	m.add(added)
	return out, nil
}

// AppendAfter implements [VersionedStore].
func (m *MemoryStore) AppendAfter(ctx context.Context, version int64, events ...Event) ([]Event, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := oneSubject(events); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	out, added, err := m.merge(events)
	if err != nil {
		return nil, err
	}
	if len(added) > 0 && m.version(events[0].Subject) != version {
		return nil, ErrVersion
	}
	m.add(added)
	return out, nil
}

// version returns the Seq of the subject's last event, 0 if it has none.
func (m *MemoryStore) version(subject string) int64 {
	places := m.subjects[subject]
	if len(places) == 0 {
		return 0
	}
	return m.events[places[len(places)-1]].Seq
}

// merge returns the events as they are, or will be, stored, and those of them
// that are to be added.
func (m *MemoryStore) merge(events []Event) (out []Event, added []stored, err error) {
	batch := make(map[string]stored)
	for _, e := range events {
		digest := e.Digest()
		old, ok := m.keys[e.Key]
		if !ok {
			old, ok = batch[e.Key]
		}
		if !ok {
			e = e.clone()
			e.Seq = int64(len(m.events) + len(added) + 1)
			old = stored{e, digest}
			batch[e.Key] = old
			added = append(added, old)
		}
		if old.digest != digest {
			return nil, nil, ErrIdempotency
		}
		out = append(out, old.event.clone())
	}
	return out, added, nil
}

func (m *MemoryStore) add(added []stored) {
	if m.keys == nil {
		m.keys = make(map[string]stored)
		m.subjects = make(map[string][]int)
	}
	for _, s := range added {
		m.keys[s.event.Key] = s
		m.subjects[s.event.Subject] = append(m.subjects[s.event.Subject], len(m.events))
		m.events = append(m.events, s.event)
	}
}

// Events implements [EventStore]. The sequence is what the store held when it
// was begun.
func (m *MemoryStore) Events(ctx context.Context, subject string) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		m.mu.RLock()
		events, places := m.events, m.subjects[subject]
		m.mu.RUnlock()
		for _, place := range places {
			if !yieldEvent(ctx, &events[place], yield) {
				return
			}
		}
	}
}

// Changes implements [ChangeStore]. The sequence is what the store held when it
// was begun.
func (m *MemoryStore) Changes(ctx context.Context, after int64) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		m.mu.RLock()
		events := m.events
		m.mu.RUnlock()
		first := sort.Search(len(events), func(i int) bool { return events[i].Seq > after })
		if err := ctx.Err(); err != nil {
			yield(Event{}, err)
			return
		}
		for i := range events[first:] {
			if !yieldEvent(ctx, &events[first+i], yield) {
				return
			}
		}
	}
}

// yieldEvent yields a copy of the event, or the context's error, and reports
// whether to go on.
func yieldEvent(ctx context.Context, e *Event, yield func(Event, error) bool) bool {
	if err := ctx.Err(); err != nil {
		yield(Event{}, err)
		return false
	}
	return yield(e.clone(), nil)
}
