// Package requeststoretest tests implementations of [rights.Store]. Most callers want [Run].
package requeststoretest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/khtong/privacykit/law"
	"github.com/khtong/privacykit/rights"
)

// Run tests a store against the contract of [rights.Store]. The function open returns an empty store; it is called for each part.
func Run(t *testing.T, open func(t *testing.T) rights.Store) {
	t.Helper()
	for _, test := range []struct {
		name string
		run  func(*testing.T, rights.Store)
	}{
		{"Empty", testEmpty},
		{"RoundTrip", testRoundTrip},
		{"Version", testVersion},
		{"Order", testOrder},
		{"Copies", testCopies},
		{"OneWinner", testOneWinner},
		{"Cancelled", testCancelled},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, open(t)) })
	}
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

func appendAll(t *testing.T, s rights.Store, id string, list ...rights.Event) {
	t.Helper()
	for _, e := range list {
		if err := s.Append(t.Context(), id, e); err != nil {
			t.Fatalf("Append: %v", err)
		}
	}
}

func stored(t *testing.T, s rights.Store, id string) []rights.Event {
	t.Helper()
	list, err := s.Events(t.Context(), id)
	if err != nil {
		t.Fatalf("Events: %v", err)
	}
	return list
}

func requests(t *testing.T, s rights.Store) []string {
	t.Helper()
	var out []string
	for id, err := range s.Requests(t.Context()) {
		if err != nil {
			t.Fatalf("Requests: %v", err)
		}
		out = append(out, id)
	}
	return out
}

func testEmpty(t *testing.T, s rights.Store) {
	if got := stored(t, s, "r1"); len(got) != 0 {
		t.Errorf("%d events of a request that is not there", len(got))
	}
	if got := requests(t, s); len(got) != 0 {
		t.Errorf("%d requests in an empty store", len(got))
	}
}

func testRoundTrip(t *testing.T, s rights.Store) {
	want := events()
	appendAll(t, s, "r1", want...)
	if got := stored(t, s, "r1"); !reflect.DeepEqual(got, want) {
		t.Errorf("stored\n%+v\nwant\n%+v", got, want)
	}
	if _, err := rights.Fold("r1", stored(t, s, "r1")); err != nil {
		t.Errorf("Fold: %v", err)
	}
}

func testVersion(t *testing.T, s rights.Store) {
	list := events()
	for _, seq := range []int64{0, 2, -1} {
		e := list[0]
		e.Seq = seq
		if err := s.Append(t.Context(), "r1", e); !errors.Is(err, rights.ErrVersion) {
			t.Errorf("first event with Seq %d: %v", seq, err)
		}
	}
	appendAll(t, s, "r1", list[:2]...)
	for _, e := range []rights.Event{list[1], list[0], list[3]} {
		if err := s.Append(t.Context(), "r1", e); !errors.Is(err, rights.ErrVersion) {
			t.Errorf("third event with Seq %d: %v", e.Seq, err)
		}
	}
	if got := stored(t, s, "r1"); len(got) != 2 {
		t.Errorf("%d events, want 2", len(got))
	}
}

func testOrder(t *testing.T, s rights.Store) {
	want := []string{"r3", "r1", "R1", "r2"}
	for i, id := range want {
		e := events()[0]
		e.Key, e.Subject, e.At = fmt.Sprint(i), id, start.Add(time.Duration(i)*time.Microsecond)
		appendAll(t, s, id, e)
	}
	appendAll(t, s, "r3", events()[1])
	if got := requests(t, s); !reflect.DeepEqual(got, want) {
		t.Errorf("requests %v, want %v", got, want)
	}
	for _, id := range want {
		if got := stored(t, s, id); got[0].Subject != id {
			t.Errorf("%s has the events of %s", id, got[0].Subject)
		}
	}
}

func testCopies(t *testing.T, s rights.Store) {
	list := events()
	appendAll(t, s, "r1", list[:3]...)
	list[2].Tasks[0].Target = "changed"
	stored(t, s, "r1")[2].Reasons[0].About = "changed"
	if got := stored(t, s, "r1")[2]; got.Tasks[0].Target != "partner" || got.Reasons[0].About != "order" {
		t.Error("the store shares memory with its callers")
	}
}

// testOneWinner: of many who append the same place one does.
func testOneWinner(t *testing.T, s rights.Store) {
	appendAll(t, s, "r1", events()[0])
	var won atomic.Int64
	var wait sync.WaitGroup
	for i := range 8 {
		wait.Go(func() {
			e := events()[1]
			e.By = fmt.Sprint(i)
			switch err := s.Append(t.Context(), "r1", e); {
			case err == nil:
				won.Add(1)
			case !errors.Is(err, rights.ErrVersion):
				t.Errorf("Append: %v", err)
			}
		})
	}
	wait.Wait()
	if won.Load() != 1 {
		t.Errorf("%d winners", won.Load())
	}
}

func testCancelled(t *testing.T, s rights.Store) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Append(ctx, "r1", events()[0]); !errors.Is(err, context.Canceled) {
		t.Errorf("Append: %v", err)
	}
	if _, err := s.Events(ctx, "r1"); !errors.Is(err, context.Canceled) {
		t.Errorf("Events: %v", err)
	}
	appendAll(t, s, "r1", events()[0])
	for _, err := range s.Requests(ctx) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("Requests: %v", err)
		}
	}
}
