package eventstoretest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/khtong/privacykit/consent"
)

// RunVersions tests a store against what [consent.VersionedStore] adds to the
// contract that [Run] tests, and uses open as Run does.
func RunVersions(t *testing.T, open func(t *testing.T) consent.VersionedStore) {
	t.Helper()
	for _, test := range []struct {
		name string
		run  func(*testing.T, consent.VersionedStore)
	}{
		{"Version", testVersion},
		{"VersionOfSubject", testVersionOfSubject},
		{"VersionRepeated", testVersionRepeated},
		{"VersionRefuses", testVersionRefuses},
		{"ConcurrentVersions", testConcurrentVersions},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, open(t)) })
	}
}

// appendAfter returns the Seq of the last event stored.
func appendAfter(t *testing.T, s consent.VersionedStore, version int64, events ...consent.Event) int64 {
	t.Helper()
	out, err := s.AppendAfter(t.Context(), version, events...)
	if err != nil || len(out) != len(events) {
		t.Fatalf("AppendAfter(%d) of %d events returned %d, error %v", version, len(events), len(out), err)
	}
	for i := range out {
		events[i].Seq = out[i].Seq
		same(t, "returned", out[i], events[i])
	}
	return out[len(out)-1].Seq
}

// conflicts fails unless the version is refused and nothing stored.
func conflicts(t *testing.T, s consent.VersionedStore, version int64, events ...consent.Event) {
	t.Helper()
	before := len(read(t, s, events[0].Subject))
	if _, err := s.AppendAfter(t.Context(), version, events...); !errors.Is(err, consent.ErrVersion) {
		t.Errorf("AppendAfter(%d): error %v, want ErrVersion", version, err)
	}
	if after := len(read(t, s, events[0].Subject)); after != before {
		t.Errorf("AppendAfter(%d) was refused and stored %d events", version, after-before)
	}
}

func testVersion(t *testing.T, s consent.VersionedStore) {
	for _, version := range []int64{-1, 1, 7} {
		conflicts(t, s, version, event("s1", "k1"))
	}
	first := appendAfter(t, s, 0, event("s1", "k1"))
	for _, version := range []int64{first - 1, first + 1, -1} {
		conflicts(t, s, version, event("s1", "k2"), event("s1", "k3"))
	}
	third := appendAfter(t, s, first, event("s1", "k2"), event("s1", "k3"))
	conflicts(t, s, first, event("s1", "k4"))
	conflicts(t, s, third-1, event("s1", "k4"))
	appendAfter(t, s, third, event("s1", "k4"))
	if got := len(read(t, s, "s1")); got != 4 {
		t.Errorf("the store holds %d events, want 4", got)
	}
}

// Events of others do not count, also under a name that sorts alike.
func testVersionOfSubject(t *testing.T, s consent.VersionedStore) {
	first := appendAfter(t, s, 0, event("s1", "k1"))
	for i, other := range []string{"s2", "S1", "s1 ", "s"} {
		appendAfter(t, s, 0, event(other, fmt.Sprintf("o%d", i)))
	}
	second := appendAfter(t, s, first, event("s1", "k2"))
	appendAll(t, s, event("s1", "k3")) // Append asks for no version, and changes it
	conflicts(t, s, second, event("s1", "k4"))
}

func testVersionRepeated(t *testing.T, s consent.VersionedStore) {
	first := appendAfter(t, s, 0, event("s1", "k1"))
	last := appendAfter(t, s, first, event("s1", "k2"))
	for _, version := range []int64{first, 0, -1, last} {
		if again := appendAfter(t, s, version, event("s1", "k2")); again != last {
			t.Errorf("a repetition returned Seq %d, want %d", again, last)
		}
	}
	conflicts(t, s, first, event("s1", "k2"), event("s1", "k3")) // of which one is new
	other := event("s1", "k1")
	other.Channel = "web"
	if _, err := s.AppendAfter(t.Context(), last, other); !errors.Is(err, consent.ErrIdempotency) {
		t.Errorf("another body: error %v, want ErrIdempotency", err)
	}
}

func testVersionRefuses(t *testing.T, s consent.VersionedStore) {
	if out, err := s.AppendAfter(t.Context(), 5); err != nil || len(out) != 0 {
		t.Errorf("no events: %d events, error %v", len(out), err)
	}
	if _, err := s.AppendAfter(t.Context(), 0, event("s1", "k1"), event("s2", "k2")); !errors.Is(err, consent.ErrEvent) {
		t.Errorf("two subjects: error %v, want ErrEvent", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.AppendAfter(ctx, 0, event("s1", "k1")); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: error %v, want context.Canceled", err)
	}
	if got := len(read(t, s, "s1")); got != 0 {
		t.Errorf("the store holds %d events, want 0", got)
	}
}

// Of those who have seen the same, one is first and the others are told.
func testConcurrentVersions(t *testing.T, s consent.VersionedStore) {
	const writers, rounds = 6, 5
	version := int64(0)
	for round := range rounds {
		var wg sync.WaitGroup
		errs := make([]error, writers)
		for w := range writers {
			wg.Go(func() {
				_, errs[w] = s.AppendAfter(t.Context(), version, event("s1", fmt.Sprintf("r%dw%d", round, w)))
			})
		}
		wg.Wait()
		stored := 0
		for _, err := range errs {
			if err == nil {
				stored++
			} else if !errors.Is(err, consent.ErrVersion) {
				t.Errorf("round %d: error %v, want ErrVersion", round, err)
			}
		}
		if stored != 1 {
			t.Fatalf("round %d: %d of %d writers were first", round, stored, writers)
		}
		events := read(t, s, "s1")
		version = events[len(events)-1].Seq
	}
}
