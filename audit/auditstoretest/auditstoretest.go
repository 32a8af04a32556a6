// Package auditstoretest tests implementations of [audit.Store]. [Run] is all
// there is: call it from a test of the implementation.
package auditstoretest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/khtong/privacykit/audit"
)

// Run tests the contract of [audit.Store], and that of [audit.Pruner] if the
// stores are pruners. The function open returns an empty
// store each time; it registers its own clean-up with t.
func Run(t *testing.T, open func(t *testing.T) audit.Store) {
	t.Helper()
	tests := []struct {
		name string
		run  func(t *testing.T, s audit.Store)
	}{
		{"Empty", testEmpty},
		{"RoundTrip", testRoundTrip},
		{"Query", testQuery},
		{"Conflict", testConflict},
		{"Copies", testCopies},
		{"Cancelled", testCancelled},
		{"Concurrent", testConcurrent},
		{"Log", testLog},
		{"Prune", testPrune},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) { test.run(t, open(t)) })
	}
}

// record returns a record with made-up hashes: a store does not look at them.
func record(seq int64, key string) audit.Record {
	e := audit.Entry{
		Seq: seq, Time: at(seq), Type: audit.TypeAccess,
		Actor: "staff:7", Subject: fmt.Sprintf("p%d", seq%3), Purpose: "support", Object: "orders/12", Outcome: "allowed",
		Reasons: []string{"contract"}, Key: key,
	}
	body, err := e.MarshalBinary()
	if err != nil {
		panic(err) // the entry above is valid
	}
	hashes := make([]audit.Hash, 1+seq%4)
	for i := range hashes {
		hashes[i] = audit.Hash(bytes.Repeat([]byte{byte(seq + 1), byte(i)}, 16))
	}
	return audit.Record{Entry: e, Body: body, Hashes: hashes}
}

// at returns the time of the record at a place.
func at(seq int64) time.Time { return time.UnixMicro(1_700_000_000_123_456 + seq).UTC() }

func records(from, to int64) []audit.Record {
	var rs []audit.Record
	for seq := from; seq < to; seq++ {
		rs = append(rs, record(seq, fmt.Sprintf("key-%d", seq)))
	}
	return rs
}

func mustAppend(t *testing.T, s audit.Store, size int64, rs ...audit.Record) {
	t.Helper()
	if err := s.Append(t.Context(), size, rs); err != nil {
		t.Fatalf("Append at %d: %v", size, err)
	}
}

func mustRead(t *testing.T, s audit.Store, q audit.Query) []audit.Record {
	t.Helper()
	rs, err := s.Read(t.Context(), q)
	if err != nil {
		t.Fatalf("Read(%+v): %v", q, err)
	}
	return rs
}

func checkSize(t *testing.T, s audit.Store, want int64) {
	t.Helper()
	if got, err := s.Size(t.Context()); err != nil || got != want {
		t.Fatalf("Size = %d, %v; want %d", got, err, want)
	}
}

// checkSame compares records. A store may drop the reasons.
func checkSame(t *testing.T, got, want audit.Record) {
	t.Helper()
	g, w := got.Entry, want.Entry
	if !g.Time.Equal(w.Time) {
		t.Errorf("record %d: time differs by %v", w.Seq, g.Time.Sub(w.Time))
	}
	g.Time, g.Reasons, w.Time, w.Reasons = time.Time{}, nil, time.Time{}, nil
	if fmt.Sprintf("%q", []any{g}) != fmt.Sprintf("%q", []any{w}) {
		t.Errorf("columns = %+v\nwant      %+v", g, w)
	}
	if !bytes.Equal(got.Body, want.Body) {
		t.Errorf("record %d: body differs", w.Seq)
	}
	if !slices.Equal(got.Hashes, want.Hashes) {
		t.Errorf("record %d: hashes differ", w.Seq)
	}
}

func testEmpty(t *testing.T, s audit.Store) {
	checkSize(t, s, 0)
	if rs := mustRead(t, s, audit.Query{}); len(rs) != 0 {
		t.Errorf("Read of an empty store gave %d records", len(rs))
	}
	mustAppend(t, s, 0)
	checkSize(t, s, 0)
}

func testRoundTrip(t *testing.T, s audit.Store) {
	plain := record(0, "")
	again := record(1, "") // two entries without a key do not collide
	odd := record(2, "钥匙'; DROP TABLE x; --")
	odd.Entry.Actor = `"quoted" \back %s _ ` + strings.Repeat("长", 150)
	odd.Entry.Subject = "  spaces kept  "
	odd.Entry.Object = "emoji 😀 and e\u0301"
	odd.Body = []byte{0, 1, 2, 0xff, 0xfe, 0, '\n'}
	old := record(3, "k")
	old.Entry.Time = time.Date(1, 1, 1, 0, 0, 0, 1000, time.UTC)
	last := record(4, "K") // keys differ in case
	last.Entry.Time = time.Date(9999, 12, 31, 23, 59, 59, 999999000, time.UTC)
	last.Hashes = make([]audit.Hash, 60)
	want := []audit.Record{plain, again, odd, old, last}
	mustAppend(t, s, 0, want[:1]...)
	mustAppend(t, s, 1, want[1:]...)
	checkSize(t, s, int64(len(want)))
	got := mustRead(t, s, audit.Query{})
	if len(got) != len(want) {
		t.Fatalf("Read gave %d records, want %d", len(got), len(want))
	}
	for i := range want {
		checkSame(t, got[i], want[i])
	}
}

func testQuery(t *testing.T, s audit.Store) {
	const n = 700
	mustAppend(t, s, 0, records(0, n)...)
	checkSize(t, s, n)
	many := make([]int64, 0, 300)
	manyKeys := make([]string, 0, 300)
	for i := int64(299); i >= 0; i-- {
		many = append(many, 2*i)
		manyKeys = append(manyKeys, fmt.Sprintf("key-%d", 2*i))
	}
	ascending := slices.Clone(many)
	slices.Reverse(ascending)
	tests := []struct {
		name string
		q    audit.Query
		want []int64
	}{
		{"range", audit.Query{From: 3, To: 6}, []int64{3, 4, 5}},
		{"no upper bound", audit.Query{From: n - 2}, []int64{n - 2, n - 1}},
		{"beyond the end", audit.Query{From: n - 1, To: n + 50}, []int64{n - 1}},
		{"all beyond the end", audit.Query{From: n, To: n + 50}, nil},
		{"empty range", audit.Query{From: 5, To: 5}, nil},
		{"inverted range", audit.Query{From: 6, To: 5}, nil},
		{"below zero", audit.Query{From: -5, To: 2}, []int64{0, 1}},
		{"places", audit.Query{Seqs: []int64{9, 2, n + 1, -1, 2}}, []int64{2, 9}},
		{"keys", audit.Query{Keys: []string{"key-8", "no such", "key-1", "KEY-2", "key-8"}}, []int64{1, 8}},
		{"the empty key is none", audit.Query{Keys: []string{""}}, nil},
		{"places in a range", audit.Query{From: 3, To: 9, Seqs: []int64{2, 9, 3, 8}}, []int64{3, 8}},
		{"places and keys", audit.Query{Seqs: []int64{1, 2}, Keys: []string{"key-2", "key-3"}}, []int64{1, 2, 3}},
		{"places and keys, the first", audit.Query{From: 2, Seqs: []int64{1, 5}, Keys: []string{"key-2", "key-3"}, Limit: 2}, []int64{2, 3}},
		{"many places", audit.Query{Seqs: many}, ascending},
		{"many keys", audit.Query{Keys: manyKeys}, ascending},
		{"limit", audit.Query{From: 5, Limit: 2}, []int64{5, 6}},
		{"limit beyond the end", audit.Query{From: n - 1, Limit: 2}, []int64{n - 1}},
		{"subject", audit.Query{Subject: "p1", To: 9}, []int64{1, 4, 7}},
		{"subject, the first", audit.Query{Subject: "p1", From: 2, Limit: 1}, []int64{4}},
		{"no such subject", audit.Query{Subject: "P1"}, nil},
		{"actor", audit.Query{Actor: "staff:7", To: 2}, []int64{0, 1}},
		{"no such actor", audit.Query{Actor: "staff:%"}, nil},
		{"purpose", audit.Query{Purpose: "support", From: n - 1}, []int64{n - 1}},
		{"no such purpose", audit.Query{Purpose: "support "}, nil},
		{"type", audit.Query{Type: audit.TypeAccess, To: 1}, []int64{0}},
		{"no such type", audit.Query{Type: audit.TypeErasure}, nil},
		{"since", audit.Query{Since: at(n - 2)}, []int64{n - 2, n - 1}},
		{"since less than a microsecond later", audit.Query{Since: at(n - 2).Add(1)}, []int64{n - 1}},
		{"before", audit.Query{Before: at(2)}, []int64{0, 1}},
		{"before, less than a microsecond later", audit.Query{Before: at(2).Add(1)}, []int64{0, 1, 2}},
		{"an hour long ago", audit.Query{Since: at(0).Add(-2 * time.Hour), Before: at(0).Add(-time.Hour)}, nil},
		{"all at once", audit.Query{Type: audit.TypeAccess, Actor: "staff:7", Subject: "p0", Purpose: "support", Since: at(1), Before: at(9)}, []int64{3, 6}},
		{"keys of a subject", audit.Query{Subject: "p2", Keys: []string{"key-2", "key-3", "key-5", "key-8"}, Limit: 2}, []int64{2, 5}},
	}
	for _, test := range tests {
		rs := mustRead(t, s, test.q)
		var got []int64
		for _, r := range rs {
			got = append(got, r.Entry.Seq)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: Read gave records %v, want %v", test.name, got, test.want)
		}
		for _, r := range rs {
			checkSame(t, r, record(r.Entry.Seq, fmt.Sprintf("key-%d", r.Entry.Seq)))
		}
	}
}

func testConflict(t *testing.T, s audit.Store) {
	mustAppend(t, s, 0, records(0, 3)...)
	twice := records(3, 6)
	twice[2].Entry.Key = twice[0].Entry.Key
	used := records(3, 6)
	used[2].Entry.Key = "key-1"
	tests := []struct {
		name    string
		size    int64
		records []audit.Record
	}{
		{"size too small", 2, records(2, 4)},
		{"size too large", 4, records(4, 6)},
		{"from the start", 0, records(0, 5)},
		{"used key", 3, used},
		{"key twice", 3, twice},
	}
	for _, test := range tests {
		if err := s.Append(t.Context(), test.size, test.records); !errors.Is(err, audit.ErrConflict) {
			t.Errorf("%s: Append error %v, want ErrConflict", test.name, err)
		}
		checkSize(t, s, 3)
	}
	for i, r := range mustRead(t, s, audit.Query{}) {
		checkSame(t, r, record(int64(i), fmt.Sprintf("key-%d", i)))
	}
	mustAppend(t, s, 3, records(3, 6)...)
	checkSize(t, s, 6)
}

func testCopies(t *testing.T, s audit.Store) {
	given := records(0, 2)
	mustAppend(t, s, 0, given...)
	spoil := func(rs []audit.Record) {
		for i := range rs {
			rs[i].Body[0] ^= 1
			rs[i].Hashes[0][0] ^= 1
		}
	}
	spoil(given)
	for range 2 {
		rs := mustRead(t, s, audit.Query{})
		for i, r := range rs {
			checkSame(t, r, record(int64(i), fmt.Sprintf("key-%d", i)))
		}
		spoil(rs)
	}
}

func testCancelled(t *testing.T, s audit.Store) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	check := func(op string, err error) {
		t.Helper()
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s with a cancelled context: error %v, want context.Canceled", op, err)
		}
	}
	_, err := s.Size(ctx)
	check("Size", err)
	_, err = s.Read(ctx, audit.Query{})
	check("Read", err)
	check("Append", s.Append(ctx, 0, records(0, 2)))
	checkSize(t, s, 0)
}

// testConcurrent lets writers race for each place with batches of two.
func testConcurrent(t *testing.T, s audit.Store) {
	const writers, rounds = 8, 10
	won := make([]int, writers)
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for round := range int64(rounds) {
				err := s.Append(t.Context(), 2*round, records(2*round, 2*round+2))
				switch {
				case err == nil:
					won[w]++
				case !errors.Is(err, audit.ErrConflict):
					t.Errorf("writer %d, round %d: %v", w, round, err)
				}
				// Wait until somebody has won the round.
				for {
					size, err := s.Size(t.Context())
					if err != nil {
						t.Errorf("Size: %v", err)
						return
					}
					if size >= 2*round+2 {
						break
					}
				}
			}
		})
	}
	wg.Wait()
	total := 0
	for _, n := range won {
		total += n
	}
	if total != rounds {
		t.Errorf("%d appends succeeded, want %d", total, rounds)
	}
	checkSize(t, s, 2*rounds)
}

// testLog uses the store as several Logs of several nodes do.
func testLog(t *testing.T, s audit.Store) {
	const nodes, each = 4, 12
	start := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	var wg sync.WaitGroup
	for node := range nodes {
		wg.Go(func() {
			log := audit.New(s, nil)
			for i := range each {
				// Every second act is recorded by all the nodes: once.
				key := fmt.Sprintf("act-%d", i)
				if i%2 == 1 {
					key = fmt.Sprintf("node-%d-act-%d", node, i)
				}
				e := audit.Entry{
					Time: start.Add(time.Duration(i) * time.Second), Type: audit.TypeDecision,
					Actor: "job:sweep", Subject: "p1", Reasons: []string{"r1", "r2"}, Key: key,
				}
				if _, err := log.Append(t.Context(), e); err != nil {
					t.Errorf("node %d, act %d: %v", node, i, err)
					return
				}
			}
		})
	}
	wg.Wait()
	const want = each/2 + nodes*each/2
	log := audit.New(s, nil)
	report, err := log.Verify(t.Context(), nil)
	if err != nil {
		t.Fatalf("Verify: %v", err)
	}
	if report.Checkpoint.Size != want {
		t.Errorf("log has %d entries, want %d", report.Checkpoint.Size, want)
	}
	if c, err := log.Checkpoint(t.Context()); err != nil || c != report.Checkpoint {
		t.Errorf("Checkpoint = %v, %v; want that of the report, %v", c, err, report.Checkpoint)
	}
}

// testPrune removes the oldest records twice.
func testPrune(t *testing.T, s audit.Store) {
	p, ok := s.(audit.Pruner)
	if !ok {
		t.Skip("the store is no audit.Pruner")
	}
	prune := func(before, size int64, want ...int64) {
		t.Helper()
		if err := p.Prune(t.Context(), before); err != nil {
			t.Fatalf("Prune(%d): %v", before, err)
		}
		checkSize(t, s, size)
		var got []int64
		for _, r := range mustRead(t, s, audit.Query{}) {
			checkSame(t, r, record(r.Entry.Seq, fmt.Sprintf("key-%d", r.Entry.Seq)))
			got = append(got, r.Entry.Seq)
		}
		if !slices.Equal(got, want) {
			t.Errorf("after Prune(%d) there are %v, want %v", before, got, want)
		}
	}
	prune(1, 0)
	mustAppend(t, s, 0, records(0, 6)...)
	prune(0, 6, 0, 1, 2, 3, 4, 5)
	prune(3, 6, 3, 4, 5)
	prune(3, 6, 3, 4, 5)
	prune(2, 6, 3, 4, 5)
	if rs := mustRead(t, s, audit.Query{Keys: []string{"key-1", "key-4"}}); len(rs) != 1 {
		t.Errorf("%d records by key after the pruning, want 1", len(rs))
	}
	if rs := mustRead(t, s, audit.Query{Seqs: []int64{1, 4}, Limit: 5}); len(rs) != 1 {
		t.Errorf("%d records by place after the pruning, want 1", len(rs))
	}
	prune(99, 6, 5)
	mustAppend(t, s, 6, records(6, 8)...)
	prune(6, 8, 6, 7)
	again := record(8, "key-0") // its key is free
	mustAppend(t, s, 8, again)
	checkSize(t, s, 9)

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := p.Prune(ctx, 7); !errors.Is(err, context.Canceled) {
		t.Errorf("Prune with a cancelled context: error %v, want context.Canceled", err)
	}
}
