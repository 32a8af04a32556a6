// Package eventstoretest tests implementations of [consent.EventStore] with
// [Run], and those that can do more with [RunVersions] and [RunChanges].
package eventstoretest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/identifiers"
)

// Run tests a store against the contract of [consent.EventStore], in subtests.
// Open is called once for each and returns an empty store that is used by that
// subtest alone; it registers its own cleaning up with t.
func Run(t *testing.T, open func(t *testing.T) consent.EventStore) {
	t.Helper()
	for _, test := range []struct {
		name string
		run  func(*testing.T, consent.EventStore)
	}{
		{"Empty", testEmpty},
		{"RoundTrip", testRoundTrip},
		{"Order", testOrder},
		{"Subjects", testSubjects},
		{"IdempotentRepeat", testRepeat},
		{"IdempotentInOneCall", testRepeatInCall},
		{"OtherBody", testOtherBody},
		{"AllOrNone", testAllOrNone},
		{"StopEarly", testStopEarly},
		{"Copies", testCopies},
		{"Cancelled", testCancelled},
		{"ConcurrentAppends", testConcurrent},
		{"ConcurrentRepeats", testConcurrentRepeats},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, open(t)) })
	}
}

var base = time.Date(2026, time.March, 1, 1, 2, 3, 456_789_000, time.UTC)

// event returns an event with every field set.
func event(subject, key string) consent.Event {
	return consent.Event{
		ID: "id-" + key, Key: key, Type: consent.Given, Subject: subject,
		NoticeVersion: "2021-10-25", NoticeHash: "00ff",
		Purposes:   []consent.Purpose{"improve_experience", "resolve_disputes"},
		Kinds:      []identifiers.Kind{"survey_response", "phone_recording"},
		Recipients: []string{"affiliate-1"},
		Form:       consent.Separate, Affirmative: true, Method: "tick", Channel: "app", Locale: "zh-CN",
		EvidenceRef: "证据/1", Actor: consent.Self,
		OccurredAt: base, RecordedAt: base.Add(time.Second), ValidUntil: base.AddDate(1, 0, 0),
	}
}

func appendAll(t *testing.T, s consent.EventStore, events ...consent.Event) []consent.Event {
	t.Helper()
	out, err := s.Append(t.Context(), events...)
	if err != nil {
		t.Fatalf("Append: %v", err)
	}
	if len(out) != len(events) {
		t.Fatalf("Append of %d events returned %d", len(events), len(out))
	}
	return out
}

func read(t *testing.T, s consent.EventStore, subject string) []consent.Event {
	t.Helper()
	var out []consent.Event
	for e, err := range s.Events(t.Context(), subject) {
		if err != nil {
			t.Fatalf("Events: %v", err)
		}
		out = append(out, e)
	}
	return out
}

// same fails unless two events agree in every field.
func same(t *testing.T, what string, got, want consent.Event) {
	t.Helper()
	g, err := got.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	w, err := want.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	if string(g) != string(w) {
		t.Errorf("%s:\n got %s\nwant %s", what, g, w)
	}
	if got.Digest() != want.Digest() {
		t.Errorf("%s: the digests differ", what)
	}
}

func testEmpty(t *testing.T, s consent.EventStore) {
	if got := read(t, s, "nobody"); len(got) != 0 {
		t.Errorf("an empty store yields %d events", len(got))
	}
	appendAll(t, s)
}

func testRoundTrip(t *testing.T, s consent.EventStore) {
	full := event("s1", "k1")
	bare := consent.Event{Key: "k2", Type: consent.Withdrawn, Subject: "s1", OccurredAt: base}
	out := appendAll(t, s, full, bare)
	for i, want := range []consent.Event{full, bare} {
		if out[i].Seq < 1 {
			t.Errorf("Append assigned Seq %d, want at least 1", out[i].Seq)
		}
		want.Seq = out[i].Seq
		same(t, "returned", out[i], want)
	}
	for i, got := range read(t, s, "s1") {
		same(t, "read", got, out[i])
		if got.OccurredAt.Location() != time.UTC {
			t.Errorf("read an instant in %v, want UTC", got.OccurredAt.Location())
		}
	}
	fine := event("s2", "k3")
	fine.OccurredAt = base.Add(789 * time.Nanosecond)
	out = appendAll(t, s, fine)
	if !out[0].OccurredAt.Equal(base) {
		t.Errorf("an instant of nanoseconds came back as %v, want it cut to the microsecond", out[0].OccurredAt)
	}
}

func testOrder(t *testing.T, s consent.EventStore) {
	var want []string
	for i := range 30 {
		e := event("s1", fmt.Sprintf("k%02d", 97*i%30))
		e.OccurredAt = base.Add(-time.Duration(i) * time.Hour) // the clock runs against the order
		want = append(want, e.Key)
		appendAll(t, s, e)
	}
	last := int64(0)
	for i, e := range read(t, s, "s1") {
		if e.Key != want[i] {
			t.Fatalf("event %d has key %q, want %q", i, e.Key, want[i])
		}
		if e.Seq <= last {
			t.Fatalf("Seq %d follows %d", e.Seq, last)
		}
		last = e.Seq
	}
	if last == 0 {
		t.Error("nothing was read")
	}
}

func testSubjects(t *testing.T, s consent.EventStore) {
	appendAll(t, s, event("s1", "k1"), event("s2", "k2"), event("s1", "k3"), event("S1", "k4"), event("s1 ", "k5"))
	for subject, want := range map[string]int{"s1": 2, "s2": 1, "S1": 1, "s1 ": 1, "s": 0, "": 0, "s%": 0} {
		if got := len(read(t, s, subject)); got != want {
			t.Errorf("subject %q has %d events, want %d", subject, got, want)
		}
	}
}

func testRepeat(t *testing.T, s consent.EventStore) {
	first := appendAll(t, s, event("s1", "k1"))[0]
	again := event("s1", "k1")
	again.RecordedAt = base.Add(time.Hour) // not part of the body
	again.Seq = 99
	same(t, "repeated", appendAll(t, s, again)[0], first)
	mixed := appendAll(t, s, event("s1", "k0"), again)
	same(t, "repeated after another", mixed[1], first)
	if got := read(t, s, "s1"); len(got) != 2 {
		t.Errorf("the store holds %d events, want 2", len(got))
	}
}

func testRepeatInCall(t *testing.T, s consent.EventStore) {
	out := appendAll(t, s, event("s1", "k1"), event("s1", "k1"), event("s1", "k2"))
	same(t, "the second of two", out[1], out[0])
	if got := read(t, s, "s1"); len(got) != 2 {
		t.Errorf("the store holds %d events, want 2", len(got))
	}
}

func testOtherBody(t *testing.T, s consent.EventStore) {
	first := appendAll(t, s, event("s1", "k1"))[0]
	for name, change := range map[string]func(*consent.Event){
		"Type":        func(e *consent.Event) { e.Type = consent.Renewed },
		"Subject":     func(e *consent.Event) { e.Subject = "s2" },
		"Purposes":    func(e *consent.Event) { e.Purposes = e.Purposes[:1] },
		"Affirmative": func(e *consent.Event) { e.Affirmative = false },
		"OccurredAt":  func(e *consent.Event) { e.OccurredAt = e.OccurredAt.Add(time.Microsecond) },
	} {
		other := event("s1", "k1")
		change(&other)
		if _, err := s.Append(t.Context(), other); !errors.Is(err, consent.ErrIdempotency) {
			t.Errorf("another %s under the same key: error %v, want ErrIdempotency", name, err)
		}
	}
	other := event("s1", "k2")
	other.Method = "speech"
	if _, err := s.Append(t.Context(), event("s1", "k2"), other); !errors.Is(err, consent.ErrIdempotency) {
		t.Errorf("two bodies under one key in one call: error %v, want ErrIdempotency", err)
	}
	if got := read(t, s, "s1"); len(got) != 1 {
		t.Fatalf("the store holds %d events, want 1", len(got))
	} else {
		same(t, "after the refusals", got[0], first)
	}
	if got := read(t, s, "s2"); len(got) != 0 {
		t.Errorf("a refused event was stored")
	}
}

func testAllOrNone(t *testing.T, s consent.EventStore) {
	appendAll(t, s, event("s1", "k1"))
	other := event("s1", "k1")
	other.Channel = "web"
	if _, err := s.Append(t.Context(), event("s1", "k2"), event("s2", "k3"), other); err == nil {
		t.Fatal("want an error")
	}
	if got := len(read(t, s, "s1")) + len(read(t, s, "s2")); got != 1 {
		t.Errorf("the store holds %d events after a failed call, want 1", got)
	}
	appendAll(t, s, event("s1", "k2"), event("s2", "k3"))
	if got := len(read(t, s, "s1")); got != 2 {
		t.Errorf("the store holds %d events of s1, want 2", got)
	}
}

func testStopEarly(t *testing.T, s consent.EventStore) {
	appendAll(t, s, event("s1", "k1"), event("s1", "k2"), event("s1", "k3"))
	for _, err := range s.Events(t.Context(), "s1") {
		if err != nil {
			t.Fatalf("Events: %v", err)
		}
		break
	}
	appendAll(t, s, event("s1", "k4"))
	if got := len(read(t, s, "s1")); got != 4 {
		t.Errorf("the store holds %d events, want 4", got)
	}
}

func testCopies(t *testing.T, s consent.EventStore) {
	in := event("s1", "k1")
	out := appendAll(t, s, in)
	in.Purposes[0], in.Kinds[0], in.Recipients[0] = "x", "x", "x"
	out[0].Purposes[0], out[0].Kinds[0], out[0].Recipients[0] = "y", "y", "y"
	got := read(t, s, "s1")
	got[0].Purposes[0] = "z"
	want := event("s1", "k1")
	want.Seq = out[0].Seq
	same(t, "after the lists were changed", read(t, s, "s1")[0], want)
}

func testCancelled(t *testing.T, s consent.EventStore) {
	appendAll(t, s, event("s1", "k1"))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Append(ctx, event("s1", "k2")); !errors.Is(err, context.Canceled) {
		t.Errorf("Append: error %v, want context.Canceled", err)
	}
	failed := false
	for e, err := range s.Events(ctx, "s1") {
		failed = err != nil
		if failed && e.Key != "" {
			t.Error("an error came with an event")
		}
	}
	if !failed {
		t.Error("Events with a cancelled context ended without an error")
	}
	if got := len(read(t, s, "s1")); got != 1 {
		t.Errorf("the store holds %d events, want 1", got)
	}
}

func testConcurrent(t *testing.T, s consent.EventStore) {
	const writers, each = 8, 10
	var wg sync.WaitGroup
	errs := make(chan error, writers*each)
	for w := range writers {
		wg.Go(func() {
			for i := range each {
				a := event("s1", fmt.Sprintf("w%d-%d", w, 2*i))
				b := event("s1", fmt.Sprintf("w%d-%d", w, 2*i+1))
				if _, err := s.Append(t.Context(), a, b); err != nil {
					errs <- err
				}
			}
		})
	}
	wg.Wait()
	close(errs)
	for err := range errs {
		t.Fatalf("Append: %v", err)
	}
	events := read(t, s, "s1")
	if len(events) != 2*writers*each {
		t.Fatalf("the store holds %d events, want %d", len(events), 2*writers*each)
	}
	next := make([]int, writers) // each writer's events stand in the writer's order
	seqs := make(map[int64]bool)
	for _, e := range events {
		if seqs[e.Seq] {
			t.Fatalf("Seq %d was given twice", e.Seq)
		}
		seqs[e.Seq] = true
		var w, n int
		if _, err := fmt.Sscanf(e.Key, "w%d-%d", &w, &n); err != nil {
			t.Fatal(err)
		}
		if n != next[w] {
			t.Fatalf("the events of writer %d are out of order", w)
		}
		next[w]++
	}
}

func testConcurrentRepeats(t *testing.T, s consent.EventStore) {
	const writers = 8
	var wg sync.WaitGroup
	seqs := make([]int64, writers)
	errs := make([]error, writers)
	for w := range writers {
		wg.Go(func() {
			out, err := s.Append(t.Context(), event("s1", "same"))
			if err != nil {
				errs[w] = err
				return
			}
			seqs[w] = out[0].Seq
		})
	}
	wg.Wait()
	for w := range writers {
		if errs[w] != nil || seqs[w] != seqs[0] {
			t.Errorf("writer %d: Seq %d, error %v; want Seq %d for all", w, seqs[w], errs[w], seqs[0])
		}
	}
	if got := len(read(t, s, "s1")); got != 1 {
		t.Errorf("the store holds %d events, want 1", got)
	}
}
