package rights

import (
	"context"
	"errors"
	"iter"

	"github.com/khtong/privacykit/internal/stream"
)

// ErrVersion is matched by the error of an append to a request that has other events by now than the caller had seen.
var ErrVersion = errors.New("rights: request has other events than expected")

// Store keeps the events of all requests. Its methods may be called by several goroutines.
type Store interface {
	// Append adds an event at the end of a request. Its Seq is the place that it must have: if there is an event of that Seq, or none of
	// the Seq before it, nothing is stored and the error matches [ErrVersion].
	Append(ctx context.Context, request string, e Event) error

	// Events returns the events of a request in the order of Seq, none if there is no such request.
	Events(ctx context.Context, request string) ([]Event, error)

	// Requests yields the ids of all requests, those with the earlier first event first, and of equals in any order. An error is yielded
	// once and ends the sequence.
	Requests(ctx context.Context) iter.Seq2[string, error]
}

// MemoryStore is a [Store] in memory, for tests and small programs. Its zero value is empty.
type MemoryStore struct {
	events stream.Memory[Event]
}

var _ Store = (*MemoryStore)(nil)

// Append implements [Store].
func (m *MemoryStore) Append(ctx context.Context, request string, e Event) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if !m.events.Append(request, e.Seq, e, Event.clone) {
		return ErrVersion
	}
	return nil
}

// Events implements [Store].
func (m *MemoryStore) Events(ctx context.Context, request string) ([]Event, error) {
	return m.events.Events(request, Event.clone), ctx.Err()
}

// Requests implements [Store].
func (m *MemoryStore) Requests(ctx context.Context) iter.Seq2[string, error] {
	return m.events.IDs(ctx)
}
