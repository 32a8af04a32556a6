package rights

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/khtong/privacykit/internal/strictjson"
)

const maxEventJSON = 1 << 20

type eventJSON Event

// MarshalJSON returns the event as one JSON object with stable names, instants in UTC to the microsecond and absent fields left out.
func (e Event) MarshalJSON() ([]byte, error) {
	for _, t := range e.instants() {
		if y := t.Year(); !t.IsZero() && (y < 1 || y > 9999) {
			return nil, fmt.Errorf("%w: instant outside the years 1-9999", ErrEvent)
		}
	}
	return json.Marshal(eventJSON(e.clone()))
}

// UnmarshalJSON reads what MarshalJSON writes. Unknown and duplicate keys, other forms of an instant and more than 1 MiB are errors, which
// match [ErrEvent]. Whether the event can be is for [Fold] to say.
func (e *Event) UnmarshalJSON(data []byte) error {
	var w eventJSON
	if err := strictjson.Decode(data, maxEventJSON, &w); err != nil {
		return fmt.Errorf("%w: %s", ErrEvent, err.Error())
	}
	*e = Event(w)
	return nil
}

func (e *Event) instants() []time.Time {
	out := []time.Time{e.At.UTC(), e.Due.UTC(), e.Task.Before.UTC()}
	for i := range e.Reasons {
		out = append(out, e.Reasons[i].Until.UTC())
	}
	for i := range e.Tasks {
		out = append(out, e.Tasks[i].Before.UTC())
	}
	return out
}

// clone returns the event as a store keeps it: with lists of its own, instants in UTC to the microsecond.
func (e Event) clone() Event {
	e.At, e.Due, e.Task.Before = micros(e.At), micros(e.Due), micros(e.Task.Before)
	e.Reasons, e.Tasks = slices.Clone(e.Reasons), slices.Clone(e.Tasks)
	for i := range e.Reasons {
		e.Reasons[i].Until = micros(e.Reasons[i].Until)
	}
	for i := range e.Tasks {
		e.Tasks[i].Before = micros(e.Tasks[i].Before)
	}
	return e
}

func micros(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }
