package consent

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"time"
)

// maxSkew is how far an event's OccurredAt may lie ahead of the ledger's
// clock. Clocks of several nodes differ; an event further off is refused.
const maxSkew = 5 * time.Minute

// Ledger records consent events in a store and reads the state of a subject
// back. It is safe for concurrent use if its store is. The zero Ledger has no
// store and refuses everything.
type Ledger struct {
	store EventStore
	now   func() time.Time
}

// NewLedger returns a ledger on the store, with the clock that stamps
// RecordedAt.
func NewLedger(store EventStore, now func() time.Time) *Ledger {
	return &Ledger{store: store, now: now}
}

var errNoStore = errors.New("consent: ledger: no store or no clock")

// Record validates the events (see [Event.Validate]) and appends them, all or
// none, in order. It returns them as stored: RecordedAt is the ledger's clock,
// an empty ID becomes one derived from the content. An event that occurred more
// than five minutes after that clock is refused: it has not happened yet.
//
// Record may be repeated: an event whose Key was stored with the same content
// adds nothing, with another content it is an error that matches
// [ErrIdempotency].
//
// The Seq of the last event returned is the token with which [AtLeast] asks for
// a state that shows them all.
func (l *Ledger) Record(ctx context.Context, events ...Event) ([]Event, error) {
	out, err := l.prepare(events)
	if err != nil {
		return nil, err
	}
	return l.store.Append(ctx, out...)
}

// RecordAfter is [Ledger.Record] for events of one subject about which nothing
// was recorded since the state of that [State.Version], 0 for none; otherwise
// the error matches [ErrVersion]. It is for an event that answers what was seen:
// [Expired] for a consent that nobody has renewed, say. Where the store is no
// [VersionedStore] the error matches [errors.ErrUnsupported].
func (l *Ledger) RecordAfter(ctx context.Context, version int64, events ...Event) ([]Event, error) {
	out, err := l.prepare(events)
	if err != nil {
		return nil, err
	}
	store, ok := l.store.(VersionedStore)
	if !ok {
		return nil, fmt.Errorf("consent: ledger: store without versions: %w", errors.ErrUnsupported)
	}
	return store.AppendAfter(ctx, version, out...)
}

// prepare returns the events as they are to be appended.
func (l *Ledger) prepare(events []Event) ([]Event, error) {
	if l == nil || l.store == nil || l.now == nil {
		return nil, errNoStore
	}
	now := l.now()
	out := make([]Event, len(events))
	for i, e := range events {
		e = e.clone()
		e.Seq, e.RecordedAt = 0, micros(now)
		field, rule := e.problem()
		if field == "" && e.OccurredAt.After(now.Add(maxSkew)) {
			field, rule = "occurred_at", "in the future"
		}
		if field != "" {
			return nil, fmt.Errorf("%w: events[%d].%s: %s", ErrEvent, i, field, rule)
		}
		if e.ID == "" {
			digest := e.Digest()
			e.ID = "evt_" + hex.EncodeToString(digest[:16])
		}
		out[i] = e
	}
	return out, nil
}

// State reads the events of the subject and folds them. An error of the store
// is returned, and never a state that lacks some events.
func (l *Ledger) State(ctx context.Context, subject string) (*State, error) {
	var events []Event
	for e, err := range l.Events(ctx, subject) {
		if err != nil {
			return nil, err
		}
		events = append(events, e)
	}
	return Fold(subject, events), nil
}

// Events yields the events of the subject as [EventStore] does.
func (l *Ledger) Events(ctx context.Context, subject string) iter.Seq2[Event, error] {
	if l == nil || l.store == nil {
		return func(yield func(Event, error) bool) { yield(Event{}, errNoStore) }
	}
	return l.store.Events(ctx, subject)
}
