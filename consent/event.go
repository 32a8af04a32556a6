package consent

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/internal/enum"
)

// ErrIdempotency is matched by the error of an append whose idempotency key
// is already in the store with another body.
var ErrIdempotency = errors.New("consent: idempotency key used for another event")

// ErrEvent is matched by every error that says that an event is malformed.
var ErrEvent = errors.New("consent: invalid event")

// Purpose is the id of a processing purpose (处理目的) of a register, such as
// "improve_experience".
type Purpose string

// Event is one entry of the consent ledger: something that was asked of, or
// said by, one data subject. Events are appended and never changed; what holds
// at an instant is a fold over them (see [State]).
//
// An event carries ids and facts about the act, never personal data: Subject
// is the host's opaque id of the person, EvidenceRef points to where the host
// keeps the evidence, and there is no free text. Do not use a telephone number
// or an e-mail address as Subject.
//
// A grant ([Given], [Renewed] or [Migrated]) covers its Purposes for its
// Kinds. With Recipients it is a consent to provide the information to those
// recipients and covers nothing else (个人信息保护法 23 asks for a consent of
// its own); without, it covers the handler's own collection and use.
//
// The other types speak about the same cells, and there an empty list means
// all: a withdrawal without Purposes ends every consent, one without Kinds ends
// every kind of its purposes, one without Recipients also ends the providing.
// A withdrawal with Recipients ends the providing to those alone.
type Event struct {
	// Seq is the place of the event in its store, from 1, assigned by Append.
	// Later appended events have larger numbers; gaps may occur.
	Seq int64
	// ID names the event where it serves as evidence. [Ledger.Record] derives
	// one from the content if it is empty.
	ID string
	// Key is the idempotency key, unique in its store.
	Key string
	// Type says what happened.
	Type EventType
	// Subject is the host's opaque id of the data subject.
	Subject string
	// NoticeVersion is the version of the notice that the person was shown.
	NoticeVersion string
	// NoticeHash is the content hash of that notice as shown, in hexadecimal.
	NoticeHash string
	// Purposes are the purposes spoken about.
	Purposes []Purpose
	// Kinds are the kinds of personal information spoken about.
	Kinds []identifiers.Kind
	// Recipients are the ids of the recipients spoken about.
	Recipients []string
	// Form is the form of a grant.
	Form Form
	// Affirmative says that the person acted: ticked, signed, spoke. A
	// pre-ticked box, silence or mere use of a service is no such act and
	// gives no consent (PIPL 14(1)).
	Affirmative bool
	// Method is how the person acted, as a short code such as "tick" or
	// "signature".
	Method string
	// Channel is where the person acted, as a short code such as "app".
	Channel string
	// Locale is the language of the notice as shown, as a BCP 47 tag.
	Locale string
	// EvidenceRef points to the evidence that the host keeps. Migrated events
	// must have one.
	EvidenceRef string
	// Actor is who acted.
	Actor Actor
	// OccurredAt is when it happened, and decides from when the event counts.
	OccurredAt time.Time
	// RecordedAt is when it was entered; [Ledger.Record] sets it.
	RecordedAt time.Time
	// ValidUntil is the instant at which a grant ends by itself; the instant
	// itself is no longer covered. Zero means no end of its own.
	ValidUntil time.Time
}

// EventStore keeps the events of all subjects. It must be safe for concurrent
// use. Times are kept to the microsecond; a store returns them in UTC. A store
// does not validate events: [Ledger.Record] does. Where the context ends a call,
// the error matches the context's.
type EventStore interface {
	// Append stores the events in the given order, all or none, and returns
	// them as stored, with Seq. An event whose Key is in the store (or earlier
	// in the same call) with the same [Event.Digest] adds nothing: the stored
	// one is returned in its place. With another digest the whole call fails
	// with an error that matches [ErrIdempotency]. No events is no error.
	Append(ctx context.Context, events ...Event) ([]Event, error)

	// Events yields the events of one subject in the order of Seq, and every
	// event whose Append had returned before the call. An error is yielded
	// once, with the zero Event, and ends the sequence.
	Events(ctx context.Context, subject string) iter.Seq2[Event, error]
}

// EventType says what an event of the ledger reports.
type EventType uint8

// The types of events. The zero value is no event.
const (
	EventUnknown EventType = iota
	Requested              // consent was asked for
	Given                  // consent was given
	Refused                // consent was refused
	Withdrawn              // consent was withdrawn (撤回同意)
	Expired                // consent ran out
	Invalidated            // consent turned out to be void, and no longer counts
	Renewed                // consent was given again, as under a new notice
	Migrated               // consent was given in an earlier system and imported
)

var eventTypeNames = []string{
	"", "requested", "given", "refused", "withdrawn", "expired", "invalidated",
	"renewed", "migrated",
}

// String returns the name of t, as in JSON.
func (t EventType) String() string { return enum.String(t, eventTypeNames) }

// MarshalText returns the name of t, and an error if it has none.
func (t EventType) MarshalText() ([]byte, error) {
	return enum.Text(t, eventTypeNames, "consent: event type")
}

// UnmarshalText reads the name of an event type.
func (t *EventType) UnmarshalText(text []byte) error {
	return enum.Parse(t, text, eventTypeNames, "consent: event type")
}

// Grants reports whether an event of type t gives consent.
func (t EventType) Grants() bool { return t == Given || t == Renewed || t == Migrated }

// Ends reports whether an event of type t ends consent that was given before.
// A refusal does: the person's latest word counts.
func (t EventType) Ends() bool {
	return t == Refused || t == Withdrawn || t == Expired || t == Invalidated
}

// Form is the form of a consent. The forms are ordered: each includes those
// before it.
type Form uint8

// The forms of consent of PIPL 14(1).
const (
	FormUnknown Form = iota
	General          // 同意: voluntary, explicit and informed
	Separate         // 单独同意: given for this processing alone (PIPL 29, 23; Network Data Regulations 62(7))
	Written          // 书面同意: in writing, where a law or administrative regulation asks for it
)

var formNames = []string{"", "general", "separate", "written"}

// String returns the name of f, as in JSON.
func (f Form) String() string { return enum.String(f, formNames) }

// MarshalText returns the name of f, and an error if it has none.
func (f Form) MarshalText() ([]byte, error) { return enum.Text(f, formNames, "consent: form") }

// UnmarshalText reads the name of a form.
func (f *Form) UnmarshalText(text []byte) error {
	return enum.Parse(f, text, formNames, "consent: form")
}

// Actor says who acted in an event.
type Actor uint8

// The actors. Consent is given by the person or a guardian (监护人), never by
// staff; a withdrawal counts whoever entered it.
const (
	ActorUnknown Actor = iota
	Self
	Guardian
	Staff
)

var actorNames = []string{"", "self", "guardian", "staff"}

// String returns the name of a, as in JSON.
func (a Actor) String() string { return enum.String(a, actorNames) }

// MarshalText returns the name of a, and an error if it has none.
func (a Actor) MarshalText() ([]byte, error) { return enum.Text(a, actorNames, "consent: actor") }

// UnmarshalText reads the name of an actor.
func (a *Actor) UnmarshalText(text []byte) error {
	return enum.Parse(a, text, actorNames, "consent: actor")
}
