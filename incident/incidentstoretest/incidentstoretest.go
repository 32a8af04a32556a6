// Package incidentstoretest tests implementations of [incident.Store]. Most callers want [Run].
package incidentstoretest

import (
	"testing"
	"time"

	"github.com/khtong/privacykit/incident"
	"github.com/khtong/privacykit/internal/stream/streamtest"
	"github.com/khtong/privacykit/law"
)

// Run tests a store against the contract of [incident.Store]. The function open returns an empty store; it is called for each part.
func Run(t *testing.T, open func(t *testing.T) incident.Store) {
	t.Helper()
	streamtest.Run(t, func(t *testing.T) streamtest.Store[incident.Event] {
		t.Helper()
		s := open(t)
		return streamtest.Store[incident.Event]{Append: s.Append, Events: s.Events, IDs: s.Incidents}
	}, streamtest.Kind[incident.Event]{
		Events: Events,
		Seq:    func(e *incident.Event) *int64 { return &e.Seq },
		At:     func(e *incident.Event) *time.Time { return &e.At },
		Spoil: func(e *incident.Event) {
			if e.Facts != nil {
				e.Facts.Minors = incident.Unknown
				clear(e.Facts.Kinds)
			}
			if e.Round != nil {
				e.Round.Sent = 0
			}
			if e.Waiver != nil {
				e.Waiver.By = "changed"
			}
		},
		Fold: func(list []incident.Event) error {
			_, err := incident.Fold("r1", list)
			return err
		},
		Version: incident.ErrVersion,
	})
}

var start = time.Date(2026, 11, 26, 4, 0, 0, 123456000, time.UTC)

// Events returns events that can follow each other and use every field.
func Events() []incident.Event {
	facts := func(handled time.Time) *incident.Facts {
		return &incident.Facts{
			Discovered: start, Handled: handled, Kinds: []incident.Kind{incident.Leak, incident.Loss}, Operator: incident.Other,
			Persons: incident.AtMost(1_200_000), Sensitive: incident.AtMost(0), Yuan: incident.AtMost(7), Minors: incident.No,
			Vulnerability: true, PublicHarm: incident.Yes,
		}
	}
	list := []incident.Event{
		{Type: incident.Opened, Facts: facts(time.Time{}), By: "ops-1", Key: "alert/1"},
		{Type: incident.Measured, Note: law.Text{ZH: "关闭接口", EN: "closed the interface"}, Ref: "change/9"},
		{Type: incident.Met, What: incident.Report, Whom: incident.ProvincialOffice, Ref: "receipt/1"},
		{
			Type: incident.Waived, Waiver: &incident.Waiver{Avoided: incident.Yes, Measures: "memo/7", By: "dpo", At: start},
			Note: law.Text{EN: "the keys were not lost"},
		},
		{Type: incident.Ordered, Ref: "letter/2"},
		{Type: incident.Notified, Round: &incident.Round{Number: 1, Sent: 3, Unreachable: 2, Failed: 1, Cursor: "C9", Complete: true}},
		{Type: incident.Announced, Ref: "https://example.com/notice"},
		{Type: incident.Amended, Facts: facts(start.Add(time.Hour))},
		{Type: incident.Noted, Ref: "archive/1"},
		{Type: incident.Closed},
	}
	for i := range list {
		list[i].Seq, list[i].At, list[i].Entered = int64(i)+1, start, start.Add(time.Minute)
	}
	return list
}
