package eventstoretest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/khtong/privacykit/consent"
)

// RunChanges tests a store against what [consent.ChangeStore] adds to the
// contract that [Run] tests, and uses open as Run does. A store whose Append
// can be part of a transaction needs a test of its own, in which a reader
// follows the changes while a transaction is open.
func RunChanges(t *testing.T, open func(t *testing.T) consent.ChangeStore) {
	t.Helper()
	for _, test := range []struct {
		name string
		run  func(*testing.T, consent.ChangeStore)
	}{
		{"Changes", testChanges},
		{"ChangesOfPages", testChangesOfPages},
		{"ChangesAreCopies", testChangesAreCopies},
		{"ChangesCancelled", testChangesCancelled},
		{"FollowedWhileWritten", testFollowed},
		{"TwoNodes", testTwoNodes},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, open(t)) })
	}
}

func changes(t *testing.T, s consent.ChangeStore, after int64) []consent.Event {
	t.Helper()
	var out []consent.Event
	for e, err := range s.Changes(t.Context(), after) {
		if err != nil {
			t.Fatalf("Changes: %v", err)
		}
		if e.Seq <= after {
			t.Fatalf("Changes yielded Seq %d after %d", e.Seq, after)
		}
		after = e.Seq
		out = append(out, e)
	}
	return out
}

func testChanges(t *testing.T, s consent.ChangeStore) {
	if got := changes(t, s, 0); len(got) != 0 {
		t.Errorf("an empty store yields %d events", len(got))
	}
	var stored []consent.Event
	for i, subject := range []string{"s1", "s2", "s1", "S1", "s3"} {
		stored = append(stored, appendAll(t, s, event(subject, fmt.Sprintf("k%d", i)))...)
	}
	appendAll(t, s, event("s1", "k0")) // a repetition is no change
	for i := range stored {
		after := int64(-1)
		if i > 0 {
			after = stored[i-1].Seq
		}
		got := changes(t, s, after)
		if len(got) != len(stored)-i {
			t.Fatalf("after event %d there are %d events, want %d", i, len(got), len(stored)-i)
		}
		for j, e := range got {
			same(t, "yielded", e, stored[i+j])
		}
	}
	last := stored[len(stored)-1].Seq
	for _, after := range []int64{last, last + 1, 1<<63 - 1} {
		if got := changes(t, s, after); len(got) != 0 {
			t.Errorf("after the last event there are %d", len(got))
		}
	}
}

// More than any store reads at a time, and others written meanwhile.
func testChangesOfPages(t *testing.T, s consent.ChangeStore) {
	const n = 600
	events := make([]consent.Event, n)
	for i := range events {
		events[i] = event(fmt.Sprintf("s%d", i%7), fmt.Sprintf("k%03d", i))
	}
	appendAll(t, s, events...)
	all := s.Changes(t.Context(), 0)
	for range 2 { // the sequence can be gone through again
		var keys []string
		for e, err := range all {
			if err != nil {
				t.Fatal(err)
			}
			if len(keys) == 0 {
				appendAll(t, s, event("late", "late"))
			}
			keys = append(keys, e.Key)
		}
		if len(keys) < n || !slices.IsSorted(keys[:n]) {
			t.Fatalf("%d of %d events, or out of order", len(keys), n)
		}
	}
	for _, err := range all {
		if err != nil {
			t.Fatal(err)
		}
		break
	}
}

func testChangesAreCopies(t *testing.T, s consent.ChangeStore) {
	stored := appendAll(t, s, event("s1", "k1"))[0]
	got := changes(t, s, 0)
	got[0].Purposes[0], got[0].Kinds[0], got[0].Recipients[0] = "x", "x", "x"
	same(t, "after the lists were changed", changes(t, s, 0)[0], stored)
}

func testChangesCancelled(t *testing.T, s consent.ChangeStore) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for range 2 { // without and with an event
		failed := 0
		for e, err := range s.Changes(ctx, 0) {
			if !errors.Is(err, context.Canceled) || e.Key != "" {
				t.Errorf("yielded %q with error %v, want context.Canceled alone", e.Key, err)
			}
			failed++
		}
		if failed != 1 {
			t.Errorf("a cancelled context yielded %d errors, want 1", failed)
		}
		appendAll(t, s, event("s1", "k1"))
	}
}

// A reader that goes on from the last Seq it saw misses nothing.
func testFollowed(t *testing.T, s consent.ChangeStore) {
	const writers, each = 6, 15
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for i := range each {
				if _, err := s.Append(t.Context(), event(fmt.Sprintf("s%d", w), fmt.Sprintf("w%d-%d", w, i))); err != nil {
					t.Errorf("Append: %v", err)
				}
			}
		})
	}
	written := make(chan struct{})
	go func() { wg.Wait(); close(written) }()
	seen := make(map[string]bool)
	var last int64
	for done := false; ; {
		for _, e := range changes(t, s, last) {
			if seen[e.Key] {
				t.Fatal("an event was yielded twice")
			}
			seen[e.Key], last = true, e.Seq
		}
		if done {
			break
		}
		select {
		case <-written:
			done = true // and once more
		default:
		}
	}
	if len(seen) != writers*each {
		t.Errorf("the reader saw %d events of %d", len(seen), writers*each)
	}
}
