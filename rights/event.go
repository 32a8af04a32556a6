package rights

import (
	"errors"
	"time"

	"github.com/khtong/privacykit/internal/enum"
)

// ErrEvent is matched by the errors about an event that cannot be, or cannot follow those before it.
var ErrEvent = errors.New("rights: invalid event")

// EventType says what happened to a request.
type EventType uint8

// The types of events.
const (
	EventUnknown      EventType = iota
	Received                    // the request came in
	IdentityConfirmed           // the person asking is who it says, or may act for that person
	IdentityNot                 // it could not be confirmed; another try may follow
	Extended                    // the answer was put off, and the person told why
	Decided                     // it was granted, in part or whole, or refused
	TaskDone                    // a task of the decision was done
	RecipientAnswered           // a recipient said what it did
	Cancelled                   // the person took the request back
	Complained                  // the person complained about the answer
	ComplaintAnswered           // the complaint was answered; the request may be open again
)

var eventTypeNames = []string{
	"", "received", "identity_confirmed", "identity_not_confirmed", "extended", "decided", "task_done", "recipient_answered", "cancelled",
	"complained", "complaint_answered",
}

// String returns the name of t, as in JSON.
func (t EventType) String() string { return enum.String(t, eventTypeNames) }

// MarshalText returns the name of t, and an error if it has none.
func (t EventType) MarshalText() ([]byte, error) {
	return enum.Text(t, eventTypeNames, "rights: event type")
}

// UnmarshalText reads the name of a type.
func (t *EventType) UnmarshalText(text []byte) error {
	return enum.Parse(t, text, eventTypeNames, "rights: event type")
}

// RecipientAnswer is what a recipient did when it was told of a deletion or a correction.
type RecipientAnswer uint8

// The answers. The second and third are the exceptions of the usual policies: the recipient has an authorisation of the person's own, or a
// law says otherwise.
const (
	RecipientUnknown    RecipientAnswer = iota
	RecipientDone                       // deleted or corrected
	RecipientAuthorised                 // keeps it by an authorisation of its own
	RecipientMustKeep                   // keeps it by law
	RecipientHasNothing                 // holds nothing
)

var recipientNames = []string{"", "done", "authorised", "must_keep", "holds_nothing"}

// String returns the name of a, as in JSON.
func (a RecipientAnswer) String() string { return enum.String(a, recipientNames) }

// MarshalText returns the name of a, and an error if it has none.
func (a RecipientAnswer) MarshalText() ([]byte, error) {
	return enum.Text(a, recipientNames, "rights: recipient's answer")
}

// UnmarshalText reads the name of an answer.
func (a *RecipientAnswer) UnmarshalText(text []byte) error {
	return enum.Parse(a, text, recipientNames, "rights: recipient's answer")
}

// Event is one thing that happened to a request. Events are appended and never changed; a [Request] is a fold over them. They hold opaque
// ids, codes and references to where the host keeps what was said, and no personal data. Which fields are set depends on Type.
type Event struct {
	Seq  int64     `json:"seq"` // place among the events of the request, from 1
	Type EventType `json:"type"`
	At   time.Time `json:"at"`          // when, in UTC to the microsecond
	By   string    `json:"by,omitzero"` // id of the member of staff or the service that entered it; empty is the person
	Ref  string    `json:"ref,omitzero"`

	// Received.
	Key      string   `json:"key,omitzero"` // idempotency key of the filing
	Right    Right    `json:"right,omitzero"`
	Capacity Capacity `json:"capacity,omitzero"`
	Channel  string   `json:"channel,omitzero"`
	// Received and IdentityConfirmed: the person whose information it is about.
	Subject string `json:"subject,omitzero"`
	// IdentityConfirmed and IdentityNot: how it was checked.
	Method string `json:"method,omitzero"`
	// Received, Extended, Complained: the instant strictly before which an answer is due. ComplaintAnswered: of a request that is open again.
	Due time.Time `json:"due,omitzero"`
	// Decided.
	Outcome Outcome  `json:"outcome,omitzero"`
	Reasons []Reason `json:"reasons,omitempty"`
	Tasks   []Task   `json:"tasks,omitempty"`
	Charge  bool     `json:"charge,omitzero"`
	// TaskDone.
	Task Task `json:"task,omitzero"`
	// RecipientAnswered.
	Recipient string          `json:"recipient,omitzero"`
	Answer    RecipientAnswer `json:"answer,omitzero"`
	// ComplaintAnswered: the request is looked at again.
	Reopened bool `json:"reopened,omitzero"`
}
