package incident

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/khtong/privacykit/internal/enum"
	"github.com/khtong/privacykit/internal/strictjson"
	"github.com/khtong/privacykit/law"
)

// ErrEvent is matched by the errors about an event that cannot be, or cannot follow those before it.
var ErrEvent = errors.New("incident: invalid event")

// EventType says what happened in the handling of an incident.
type EventType uint8

// The types of events.
const (
	EventUnknown EventType = iota
	Opened                 // the incident was found; what is known about it
	Amended                // more is known, or it turned out to be otherwise
	Measured               // something was done against it
	Met                    // a duty was met: a report was made, say
	Notified               // so many persons have been told
	Announced              // an announcement to the public was made
	Waived                 // it was decided not to tell the persons
	Ordered                // the authority required that the persons be told
	Noted                  // anything else
	Closed                 // the handling is over and nothing is due
)

var eventTypeNames = []string{
	"", "opened", "amended", "measured", "met", "notified", "announced", "waived", "ordered", "noted", "closed",
}

var eventTypeTexts = [...]law.Text{
	EventUnknown: {ZH: "未知", EN: "unknown"}, Opened: {ZH: "立案", EN: "opened"}, Amended: {ZH: "更新情况", EN: "facts amended"},
	Measured: {ZH: "采取措施", EN: "measure taken"}, Met: {ZH: "履行义务", EN: "duty met"}, Notified: {ZH: "告知个人", EN: "persons told"},
	Announced: {ZH: "公告", EN: "announced"}, Waived: {ZH: "决定不告知个人", EN: "decided not to tell the persons"},
	Ordered: {ZH: "主管部门要求告知个人", EN: "authority requires the notice"}, Noted: {ZH: "备注", EN: "note"}, Closed: {ZH: "结案", EN: "closed"},
}

// String returns the name of t, as in JSON.
func (t EventType) String() string { return enum.String(t, eventTypeNames) }

// MarshalText returns the name of t, and an error if it has none.
func (t EventType) MarshalText() ([]byte, error) {
	return enum.Text(t, eventTypeNames, "incident: event type")
}

// UnmarshalText reads the name of a type.
func (t *EventType) UnmarshalText(text []byte) error {
	return enum.Parse(t, text, eventTypeNames, "incident: event type")
}

// Event is one thing that happened in the handling. Events are appended and never changed; a [Case] is a fold over them. They hold numbers,
// codes, the ids of staff, and words about the incident that name nobody; no personal data. Which fields are set depends on Type.
type Event struct {
	Seq     int64     `json:"seq"` // place among the events of the incident, from 1
	Type    EventType `json:"type"`
	At      time.Time `json:"at"`      // when it happened, in UTC to the microsecond
	Entered time.Time `json:"entered"` // when the log learnt of it, not before At
	By      string    `json:"by,omitzero"`
	Key     string    `json:"key,omitzero"`  // idempotency key: [Log.Add] adds an event with the same key once
	Note    law.Text  `json:"note,omitzero"` // for the record: what was done, and why
	Ref     string    `json:"ref,omitzero"`  // where the host keeps more: a report, a receipt, an announcement

	// Opened and Amended: all that is known now.
	Facts *Facts `json:"facts,omitempty"`
	// Met.
	What What `json:"what,omitzero"`
	Whom Whom `json:"whom,omitzero"`
	// Notified.
	Round *Round `json:"round,omitempty"`
	// Waived.
	Waiver *Waiver `json:"waiver,omitempty"`
}

// Round is how far the telling of the persons has got. A round goes through all persons once; those whom the sender failed to tell are
// tried again in the next one.
type Round struct {
	Number      int64  `json:"number"` // from 1
	Sent        int64  `json:"sent"`
	Unreachable int64  `json:"unreachable"`
	Failed      int64  `json:"failed"`
	Cursor      string `json:"cursor,omitzero"` // the last person that was tried, by opaque id
	Complete    bool   `json:"complete"`        // it has gone through all persons
}

const maxEventJSON = 1 << 20

type eventJSON Event

// MarshalJSON returns the event as one JSON object with stable names, instants in UTC to the microsecond and absent fields left out.
func (e Event) MarshalJSON() ([]byte, error) {
	c := e.clone()
	for _, t := range c.instants() {
		if y := t.Year(); !t.IsZero() && (y < 1 || y > 9999) {
			return nil, fmt.Errorf("%w: instant outside the years 1-9999", ErrEvent)
		}
	}
	return json.Marshal(eventJSON(c))
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

// instants are those of an event.
func (e *Event) instants() []time.Time {
	out := []time.Time{e.At, e.Entered}
	if e.Facts != nil {
		out = append(out, e.Facts.Discovered, e.Facts.Handled)
	}
	if e.Waiver != nil {
		out = append(out, e.Waiver.At)
	}
	return out
}

// clone returns the event as a store keeps it: with parts of its own, instants in UTC to the microsecond.
func (e Event) clone() Event {
	e.At, e.Entered = micros(e.At), micros(e.Entered)
	if e.Facts != nil {
		f := *e.Facts
		f.Discovered, f.Handled, f.Kinds = micros(f.Discovered), micros(f.Handled), slices.Clone(f.Kinds)
		e.Facts = &f
	}
	if e.Round != nil {
		r := *e.Round
		e.Round = &r
	}
	if e.Waiver != nil {
		w := *e.Waiver
		w.At = micros(w.At)
		e.Waiver = &w
	}
	return e
}

func micros(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }
