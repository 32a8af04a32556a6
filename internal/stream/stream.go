// Package stream keeps ordered events under ids in memory: the part that the
// memory stores of several packages have in common.
package stream

import (
	"context"
	"iter"
	"sync"
)

// Memory keeps the events of each id, numbered from 1. Its zero value is
// empty, and its methods may be called by several goroutines. Clone, which all
// calls must be given alike, makes a copy that shares nothing.
type Memory[E any] struct {
	mu     sync.RWMutex
	order  []string
	events map[string][]E
}

// Append adds a copy of e at the end of an id, and reports whether seq is the
// place that it has there.
func (m *Memory[E]) Append(id string, seq int64, e E, clone func(E) E) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	have := m.events[id]
	if seq != int64(len(have))+1 {
		return false
	}
	if m.events == nil {
		m.events = make(map[string][]E)
	}
	if len(have) == 0 {
		m.order = append(m.order, id)
	}
	m.events[id] = append(have, clone(e))
	return true
}

// Events returns copies of the events of an id.
func (m *Memory[E]) Events(id string, clone func(E) E) []E {
	m.mu.RLock()
	defer m.mu.RUnlock()
	var out []E
	for _, e := range m.events[id] {
		out = append(out, clone(e))
	}
	return out
}

// IDs yields the ids in the order of their first events.
func (m *Memory[E]) IDs(ctx context.Context) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		m.mu.RLock()
		order := m.order
		m.mu.RUnlock()
		for _, id := range order {
			if err := ctx.Err(); err != nil {
				yield("", err)
				return
			}
			if !yield(id, nil) {
				return
			}
		}
	}
}
