package audit_test

import (
	"fmt"
	"testing"

	"github.com/khtong/privacykit/audit"
)

// Find reads by pages; no limit falls between two of them.
func TestFindPages(t *testing.T) {
	const n = 600
	log := audit.New(filled(t, n), nil)
	for _, limit := range []int{0, 1, 255, 256, 257, 512, 513, n - 1, n, n + 1} {
		for _, from := range []int64{0, 88, n} {
			want := n - int(from)
			if limit > 0 {
				want = min(limit, want)
			}
			next := from
			for e, err := range log.Find(t.Context(), audit.Query{From: from, Actor: "staff:7", Limit: limit}) {
				if err != nil || e.Seq != next {
					t.Fatalf("limit %d from %d: entry %d, %v; want %d", limit, from, e.Seq, err, next)
				}
				next++
			}
			if got := int(next - from); got != want {
				t.Errorf("limit %d from %d: %d entries, want %d", limit, from, got, want)
			}
		}
	}
}

// An entry that was changed is not shown as one that was found.
func TestFindShowsNothingChanged(t *testing.T) {
	rs := recordsOf(t, filled(t, 4))
	rs[2].Entry.Subject = "p1"
	var got []string
	for e, err := range audit.New(forgedStore{rs}, nil).Find(t.Context(), audit.Query{Subject: "p1"}) {
		if err != nil {
			wantProblem(t, err, 2, 2, audit.ColumnChanged)
			got = append(got, "error")
			continue
		}
		got = append(got, e.Subject)
	}
	if fmt.Sprint(got) != "[p0 p1 error]" { // the forged store does not select by subject
		t.Errorf("found %v", got)
	}
}

// Between two entries the store is free, as with Entries.
func TestFindWhileAppending(t *testing.T) {
	log := audit.New(filled(t, 3), nil)
	n := 0
	for _, err := range log.Find(t.Context(), audit.Query{Type: audit.TypeAccess, To: 3}) {
		if err != nil {
			t.Fatal(err)
		}
		if _, err := log.Append(t.Context(), act(3+n)); err != nil {
			t.Fatal(err)
		}
		n++
	}
	if n != 3 {
		t.Errorf("%d entries found", n)
	}
}
