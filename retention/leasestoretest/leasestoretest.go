// Package leasestoretest tests implementations of [retention.LeaseStore]. Most callers want [Run].
package leasestoretest

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/khtong/privacykit/retention"
)

// Run tests a store against the contract of [retention.LeaseStore]. The function open returns an empty store; it is called for each part.
func Run(t *testing.T, open func(t *testing.T) retention.LeaseStore) {
	t.Helper()
	for _, test := range []struct {
		name string
		run  func(*testing.T, retention.LeaseStore)
	}{
		{"Missing", testMissing},
		{"Swap", testSwap},
		{"Stale", testStale},
		{"Cursors", testCursors},
		{"Names", testNames},
		{"OneWinner", testOneWinner},
		{"Cancelled", testCancelled},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, open(t)) })
	}
}

func get(t *testing.T, s retention.LeaseStore, name string) retention.Lease {
	t.Helper()
	l, err := s.Lease(t.Context(), name)
	if err != nil {
		t.Fatalf("Lease: %v", err)
	}
	return l
}

func swap(t *testing.T, s retention.LeaseStore, old, next retention.Lease) bool {
	t.Helper()
	ok, err := s.Swap(t.Context(), old, next)
	if err != nil {
		t.Fatalf("Swap: %v", err)
	}
	return ok
}

func testMissing(t *testing.T, s retention.LeaseStore) {
	if got, want := get(t, s, "a/0"), (retention.Lease{Name: "a/0"}); got != want {
		t.Errorf("a lease that is not there: %+v", got)
	}
}

func testSwap(t *testing.T, s retention.LeaseStore) {
	first := retention.Lease{Name: "a/0", Owner: "w1", Fence: 1, Beat: 1, Pass: "p"}
	if !swap(t, s, get(t, s, "a/0"), first) {
		t.Fatal("the first lease was not taken")
	}
	if got := get(t, s, "a/0"); got != first {
		t.Errorf("stored %+v, want %+v", got, first)
	}
	next := first
	next.Beat, next.Cursor, next.Done = 2, "k9", true
	if !swap(t, s, first, next) {
		t.Fatal("the lease did not move")
	}
	if got := get(t, s, "a/0"); got != next {
		t.Errorf("stored %+v, want %+v", got, next)
	}
}

func testStale(t *testing.T, s retention.LeaseStore) {
	none := get(t, s, "a/0")
	first := retention.Lease{Name: "a/0", Owner: "w1", Fence: 1, Beat: 1}
	swap(t, s, none, first)
	second := retention.Lease{Name: "a/0", Owner: "w2", Fence: 2, Beat: 2}
	swap(t, s, first, second)
	beat := first
	beat.Beat = 3
	for name, old := range map[string]retention.Lease{"never there": none, "taken over": first, "other beat": {Name: "a/0", Fence: 2, Beat: 1}} {
		if swap(t, s, old, beat) {
			t.Errorf("%s: an old lease was swapped", name)
		}
	}
	if got := get(t, s, "a/0"); got != second {
		t.Errorf("stored %+v, want %+v", got, second)
	}
}

func testCursors(t *testing.T, s retention.LeaseStore) {
	old := get(t, s, "a/0")
	for i, cursor := range []string{"", "订单-1", "a'b\"c", strings.Repeat("k", 400)} {
		next := retention.Lease{Name: "a/0", Owner: "w", Fence: 1, Beat: int64(i + 1), Pass: "2026-11-26", Cursor: cursor}
		if !swap(t, s, old, next) {
			t.Fatalf("cursor %d: not swapped", i)
		}
		if old = get(t, s, "a/0"); old != next {
			t.Errorf("cursor %d came back as another", i)
		}
	}
}

func testNames(t *testing.T, s retention.LeaseStore) {
	names := []string{"a/0", "A/0", "a/0 ", "a/00", "甲/0"}
	for i, name := range names {
		if !swap(t, s, get(t, s, name), retention.Lease{Name: name, Owner: "w" + strconv.Itoa(i), Fence: 1, Beat: 1}) {
			t.Errorf("lease %d was not taken", i)
		}
	}
	for i, name := range names {
		if got := get(t, s, name).Owner; got != "w"+strconv.Itoa(i) {
			t.Errorf("lease %d has the owner of another", i)
		}
	}
}

// testOneWinner: of many who want a lease at once one gets it, each time.
func testOneWinner(t *testing.T, s retention.LeaseStore) {
	const workers, rounds = 8, 12
	for round := range rounds {
		old := get(t, s, "a/0")
		var won atomic.Int64
		var wait sync.WaitGroup
		for w := range workers {
			wait.Go(func() {
				next := retention.Lease{Name: "a/0", Owner: strconv.Itoa(w), Fence: old.Fence + 1, Beat: old.Beat + 1}
				ok, err := s.Swap(t.Context(), old, next)
				if err != nil {
					t.Errorf("Swap: %v", err)
				}
				if ok {
					won.Add(1)
				}
			})
		}
		wait.Wait()
		if got := won.Load(); got != 1 {
			t.Fatalf("round %d: %d winners", round, got)
		}
	}
}

func testCancelled(t *testing.T, s retention.LeaseStore) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Lease(ctx, "a/0"); !errors.Is(err, context.Canceled) {
		t.Errorf("Lease: %v", err)
	}
	if ok, err := s.Swap(ctx, retention.Lease{Name: "a/0"}, retention.Lease{Name: "a/0", Fence: 1, Beat: 1}); ok || !errors.Is(err, context.Canceled) {
		t.Errorf("Swap: %t, %v", ok, err)
	}
}
