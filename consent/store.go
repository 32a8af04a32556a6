package consent

import (
	"context"
	"errors"
	"iter"
)

// ErrVersion is matched by the error of an append whose subject has other
// events by now than the caller had seen.
var ErrVersion = errors.New("consent: subject has other events than expected")

// A VersionedStore is an [EventStore] that can also append on the condition
// that nothing was appended for the subject in the meantime.
type VersionedStore interface {
	EventStore

	// AppendAfter is Append for events of one subject, whose last event in the
	// store must have the Seq version, 0 for none: see [State.Version]. If it
	// has another, nothing is stored and the error matches [ErrVersion]. Events
	// that are all in the store already are returned whatever the version, so
	// that a call may be repeated. Events of several subjects are an error that
	// matches [ErrEvent].
	AppendAfter(ctx context.Context, version int64, events ...Event) ([]Event, error)
}

// A ChangeStore is an [EventStore] whose events of all subjects can be followed
// in the order of their Seq: what a [Cache] needs.
type ChangeStore interface {
	EventStore

	// Changes yields the events of all subjects with a Seq greater than after,
	// in the order of Seq, and every such event whose Append had returned before
	// the call. An error is yielded once, with the zero Event, and ends the
	// sequence.
	//
	// Once it has yielded an event, no event with a smaller Seq may ever appear:
	// who goes on from the last Seq that was seen misses nothing. Numbers that
	// are drawn when an event is written and seen when its transaction commits,
	// as those of auto-increment columns and sequences are, do not do.
	Changes(ctx context.Context, after int64) iter.Seq2[Event, error]
}

// oneSubject returns an error if the events are not those of one subject.
func oneSubject(events []Event) error {
	for i := range events {
		if events[i].Subject != events[0].Subject {
			return ErrEvent
		}
	}
	return nil
}
