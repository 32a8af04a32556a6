// Package requeststoretest tests implementations of [rights.Store]. Most callers want [Run].
package requeststoretest

import (
	"testing"
	"time"

	"github.com/khtong/privacykit/internal/stream/streamtest"
	"github.com/khtong/privacykit/law"
	"github.com/khtong/privacykit/rights"
)

// Run tests a store against the contract of [rights.Store]. The function open returns an empty store; it is called for each part.
func Run(t *testing.T, open func(t *testing.T) rights.Store) {
	t.Helper()
	streamtest.Run(t, func(t *testing.T) streamtest.Store[rights.Event] {
		t.Helper()
		s := open(t)
		return streamtest.Store[rights.Event]{Append: s.Append, Events: s.Events, IDs: s.Requests}
	}, streamtest.Kind[rights.Event]{
		Events: events,
		Seq:    func(e *rights.Event) *int64 { return &e.Seq },
		At:     func(e *rights.Event) *time.Time { return &e.At },
		Spoil: func(e *rights.Event) {
			for i := range e.Tasks {
				e.Tasks[i].Target = "changed"
			}
			for i := range e.Reasons {
				e.Reasons[i].About = "changed"
			}
		},
		Fold: func(list []rights.Event) error {
			_, err := rights.Fold("r1", list)
			return err
		},
		Version: rights.ErrVersion,
	})
}

var start = time.Date(2026, 11, 26, 4, 0, 0, 123456000, time.UTC)

// events use every field.
func events() []rights.Event {
	return []rights.Event{
		{
			Seq: 1, Type: rights.Received, At: start, Key: "k", Right: rights.Delete, Capacity: rights.Guardian, Channel: "app", Subject: "s1",
			Ref: "letter/1", Due: start.AddDate(0, 0, 15),
		},
		{Seq: 2, Type: rights.IdentityConfirmed, At: start, Subject: "s1", Method: "session", By: "staff-7", Ref: "evidence/1"},
		{
			Seq: 3, Type: rights.Decided, At: start, Outcome: rights.PartlyGranted, Charge: true, By: "dpo",
			Reasons: []rights.Reason{
				{Code: rights.ReasonRecordKept, About: "order", Citation: law.Citation{Statute: law.EcommerceLaw, Article: 31}, Until: start},
				{Code: rights.ReasonRight},
			},
			Tasks: []rights.Task{{Kind: rights.TellRecipient, Target: "partner", Before: start}, {Kind: rights.CloseLogin, Before: start, AtOnce: true}},
		},
		{Seq: 4, Type: rights.TaskDone, At: start, Task: rights.Task{Kind: rights.TellRecipient, Target: "partner"}, Ref: "mail/1"},
		{Seq: 5, Type: rights.RecipientAnswered, At: start, Recipient: "partner", Answer: rights.RecipientMustKeep},
		{Seq: 6, Type: rights.Complained, At: start, Due: start},
		{Seq: 7, Type: rights.ComplaintAnswered, At: start, Reopened: true, Due: start},
	}
}
