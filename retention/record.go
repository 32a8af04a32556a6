package retention

import (
	"errors"
	"fmt"
	"time"
)

// ErrRecord is matched by the errors of [Schedule.Plan] about the record: an unknown class, a zero time, something that
// happens after now. The text names the field, never a value.
var ErrRecord = errors.New("retention: invalid record")

// Record is what is known of one record. It holds no personal data.
type Record struct {
	Class  string              // id of a class of the schedule
	Events map[Event]time.Time // what has happened, and when; what has not is not in the map, and what the class does not use is not looked at
	Holds  []Hold

	// Isolated is when a record that is due but cannot be erased yet, as on a backup medium, was set apart; zero if it was not.
	Isolated time.Time
	// Disposed is when the record was deleted or anonymised; zero if it was not.
	Disposed time.Time
}

// Hold forbids disposal, for example because of a lawsuit or an investigation (诉讼保全、调查). It has no end of its own: it
// stands until it is released.
type Hold struct {
	Owner    string    // who ordered it; no personal data
	Reason   string    // why; no personal data
	From     time.Time // may not be zero
	Released time.Time // zero while the hold stands
}

// check refuses what cannot be planned.
func (r *Record) check(now time.Time) error {
	if now.IsZero() {
		return fmt.Errorf("%w: now: zero time", ErrRecord)
	}
	for i, h := range r.Holds {
		switch {
		case h.From.IsZero() || h.From.After(now):
			return fmt.Errorf("%w: holds[%d].from: %s", ErrRecord, i, timeProblem(h.From))
		case h.Released.After(now):
			return fmt.Errorf("%w: holds[%d].released: %s", ErrRecord, i, timeProblem(h.Released))
		case !h.Released.IsZero() && h.Released.Before(h.From):
			return fmt.Errorf("%w: holds[%d].released: before the hold began", ErrRecord, i)
		}
	}
	if r.Isolated.After(now) {
		return fmt.Errorf("%w: isolated: %s", ErrRecord, timeProblem(r.Isolated))
	}
	if r.Disposed.After(now) {
		return fmt.Errorf("%w: disposed: %s", ErrRecord, timeProblem(r.Disposed))
	}
	return nil
}

func timeProblem(t time.Time) string {
	if t.IsZero() {
		return "zero time"
	}
	return "after now"
}

// held reports whether a hold stands.
func (r *Record) held() bool {
	for _, h := range r.Holds {
		if h.Released.IsZero() {
			return true
		}
	}
	return false
}
