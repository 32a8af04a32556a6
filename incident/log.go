package incident

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"reflect"
	"time"

	"github.com/khtong/privacykit/internal/stream"
)

// ErrVersion is matched by the error of an append to an incident that has other events by now than the caller had seen.
var ErrVersion = errors.New("incident: incident has other events than expected")

// ErrIdempotency is matched by the error about a key that was used for another event of the incident.
var ErrIdempotency = errors.New("incident: key was used before for another event")

// Store keeps the events of all incidents. Its methods may be called by several goroutines.
type Store interface {
	// Append adds an event at the end of an incident. Its Seq is the place that it must have: if there is an event of that Seq, or none of
	// the Seq before it, nothing is stored and the error matches [ErrVersion].
	Append(ctx context.Context, incident string, e Event) error

	// Events returns the events of an incident in the order of Seq, none if there is no such incident.
	Events(ctx context.Context, incident string) ([]Event, error)

	// Incidents yields the ids of all incidents, those with the earlier first event first, and of equals in any order. An error is yielded
	// once and ends the sequence.
	Incidents(ctx context.Context) iter.Seq2[string, error]
}

// MemoryStore is a [Store] in memory, for tests and drills. Its zero value is empty.
type MemoryStore struct {
	events stream.Memory[Event]
}

var _ Store = (*MemoryStore)(nil)

// Append implements [Store].
func (m *MemoryStore) Append(ctx context.Context, incident string, e Event) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if !m.events.Append(incident, e.Seq, e, Event.clone) {
		return ErrVersion
	}
	return nil
}

// Events implements [Store].
func (m *MemoryStore) Events(ctx context.Context, incident string) ([]Event, error) {
	return m.events.Events(incident, Event.clone), ctx.Err()
}

// Incidents implements [Store].
func (m *MemoryStore) Incidents(ctx context.Context) iter.Seq2[string, error] {
	return m.events.IDs(ctx)
}

// Log is the record of the handling of incidents (处置记录). Its methods may be called by several goroutines and nodes.
type Log struct {
	store Store
	now   func() time.Time
}

// NewLog returns the log that a store keeps; now is the clock. Both are required.
func NewLog(store Store, now func() time.Time) (*Log, error) {
	if store == nil || now == nil {
		return nil, errors.New("incident: a log needs a store and a clock")
	}
	return &Log{store: store, now: now}, nil
}

// Case returns an incident. One that there is not is the zero Case with its id, and no error.
func (l *Log) Case(ctx context.Context, id string) (Case, error) {
	events, err := l.store.Events(ctx, id)
	if err != nil {
		return Case{}, err
	}
	return Fold(id, events)
}

const attempts = 16 // at an append that others get ahead of

// Add appends an event and returns the case with it. Seq and Entered are the log's; At is the present unless the caller sets it to a time
// before: what happened in the night may be entered in the morning, and both times are kept. An event whose Key the incident has already,
// with the same content, is not added again; with another content the error matches [ErrIdempotency].
//
// [Closed] is refused with an *[OpenError] while a duty is not met or the facts do not say when the handling was finished. What cannot come
// next is an error that matches [ErrEvent].
func (l *Log) Add(ctx context.Context, id string, e Event) (Case, error) {
	if id == "" {
		return Case{}, fmt.Errorf("%w: the incident has no id", ErrEvent)
	}
	for range attempts {
		c, err := l.add(ctx, id, e)
		if !errors.Is(err, ErrVersion) {
			return c, err
		}
	}
	return Case{}, ErrVersion
}

func (l *Log) add(ctx context.Context, id string, given Event) (Case, error) {
	c, err := l.Case(ctx, id)
	if err != nil {
		return Case{}, err
	}
	e := given.clone()
	e.Seq, e.Entered = c.Version+1, micros(l.now())
	if c.Version > 0 && e.Entered.Before(c.Timeline[c.Version-1].Entered) { // the clock of another node was ahead
		e.Entered = c.Timeline[c.Version-1].Entered
	}
	if e.At.IsZero() {
		e.At = e.Entered
	}
	if e.Key != "" {
		for i := range c.Timeline {
			if c.Timeline[i].Key != e.Key {
				continue
			}
			if !repeats(&given, e, c.Timeline[i]) {
				return Case{}, ErrIdempotency
			}
			return c, nil
		}
	}
	if e.Type == Closed {
		if err := c.closable(); err != nil {
			return Case{}, err
		}
	}
	if err := c.apply(&e); err != nil {
		return Case{}, err
	}
	if err := l.store.Append(ctx, id, e); err != nil {
		return Case{}, err
	}
	return c, nil
}

// repeats reports whether e, made from what was given, is the act that old records.
func repeats(given *Event, e, old Event) bool {
	e.Seq, e.Entered = old.Seq, old.Entered
	if given.At.IsZero() {
		e.At = old.At
	}
	return reflect.DeepEqual(e, old)
}

// notifyEvery is after how many persons the log is told how far the notice has got.
const notifyEvery = 500

// Notify tells the persons (see [Notify]) and enters how far it got, every 500 persons and at the end. Called again after a crash it goes on
// behind the last person that was entered, so that at most 500 are told with a key that they were told with before. Once a round has gone
// through all persons, the next call begins another one, with the same keys, for those whom the sender failed to tell; when nobody is left
// to be told it does nothing.
//
// The persons must be the same, in the same order, in each call, and one caller at a time tells them. The error is that of the persons, the log or the context, or matches
// [ErrOrder]. A case in which the persons need not be told is an error that matches [ErrEvent].
func (l *Log) Notify(ctx context.Context, id, by string, persons iter.Seq2[string, error], s Sender) (Case, error) {
	c, err := l.Case(ctx, id)
	if err != nil {
		return Case{}, err
	}
	if c.Version == 0 || c.Waiver != nil || !c.Closed.IsZero() {
		return Case{}, fmt.Errorf("%w: the incident is not open, or the persons need not be told", ErrEvent)
	}
	begin := c.Round
	if begin.Complete && begin.Failed == 0 {
		return c, nil
	}
	if begin.Number == 0 || begin.Complete {
		begin = Round{Number: begin.Number + 1}
	}
	n := 0
	var latest NotifyReport
	enter := func(complete bool) error {
		r := begin
		r.Sent += int64(latest.Sent)
		r.Unreachable += int64(latest.Unreachable)
		r.Failed += int64(latest.Failed)
		r.Cursor, r.Complete = latest.Cursor, complete
		var err error
		c, err = l.Add(ctx, id, Event{Type: Notified, By: by, Round: &r})
		return err
	}
	report, err := notify(ctx, id, persons, begin.Cursor, s, func(r NotifyReport) error {
		latest = r
		if n++; n%notifyEvery != 0 {
			return nil
		}
		return enter(false)
	})
	if err != nil {
		return c, err
	}
	latest = report
	if err := enter(true); err != nil {
		return Case{}, err
	}
	return c, nil
}
