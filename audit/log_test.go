package audit_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/khtong/privacykit/audit"
	"github.com/khtong/privacykit/audit/auditstoretest"
)

func TestMemoryStore(t *testing.T) {
	auditstoretest.Run(t, func(*testing.T) audit.Store { return audit.NewMemoryStore() })
}

// The stored hashes are those of tlog, in whatever batches entries come.
func TestHashesAreThoseOfTlog(t *testing.T) {
	s := audit.NewMemoryStore()
	log := audit.New(s, nil)
	var stored []tlog.Hash // by tlog's stored hash index
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var hs []tlog.Hash
		for _, i := range indexes {
			hs = append(hs, stored[i])
		}
		return hs, nil
	})
	n := 0
	for batch := range 12 {
		var entries []audit.Entry
		for range batch {
			entries = append(entries, act(n))
			n++
		}
		if _, err := log.Append(t.Context(), entries...); err != nil {
			t.Fatal(err)
		}
		rs, err := s.Read(t.Context(), audit.Query{From: int64(n - batch)})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rs {
			want, err := tlog.StoredHashes(r.Entry.Seq, r.Body, reader)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(r.Hashes, want) {
				t.Fatalf("entry %d: stored hashes are not those of tlog", r.Entry.Seq)
			}
			stored = append(stored, r.Hashes...)
		}
		root, err := tlog.TreeHash(int64(n), reader)
		if err != nil {
			t.Fatal(err)
		}
		c, err := log.Checkpoint(t.Context())
		if err != nil || c.Size != int64(n) || c.Root != root {
			t.Fatalf("Checkpoint = %v, %v; want size %d, root %v", c, err, n, root)
		}
	}
}

func TestAppendIdempotent(t *testing.T) {
	s := audit.NewMemoryStore()
	clock := start
	log := audit.New(s, &audit.Options{Now: func() time.Time { clock = clock.Add(time.Second); return clock }})
	put := func(entries ...audit.Entry) []audit.Entry {
		t.Helper()
		out, err := log.Append(t.Context(), entries...)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	first := put(act(0), act(1))
	untimed := act(2)
	untimed.Time = time.Time{}
	stamped := put(untimed)[0]
	if stamped.Seq != 2 || !stamped.Time.Equal(start.Add(time.Second)) {
		t.Errorf("entry without a time: %+v", stamped)
	}
	if again := put(untimed)[0]; !reflect.DeepEqual(again, stamped) {
		t.Errorf("repeated entry without a time: %+v, want %+v", again, stamped)
	}
	// A repeated batch with something new in it, and twice.
	out := put(act(1), act(3), act(0), act(3))
	want := []audit.Entry{first[1], act(3), first[0], act(3)}
	want[1].Seq, want[3].Seq = 3, 3
	if !reflect.DeepEqual(out, want) {
		t.Errorf("repeated batch: %+v\nwant %+v", out, want)
	}
	for i := range out {
		out[i].Reasons[0] = "changed by the caller"
	}
	if again := put(act(1), act(3), act(0), act(3)); !reflect.DeepEqual(again, want) {
		t.Errorf("what Append returns shares memory with the store")
	}

	changes := map[string]func(e *audit.Entry){
		"time":           func(e *audit.Entry) { e.Time = e.Time.Add(time.Microsecond) },
		"type":           func(e *audit.Entry) { e.Type = audit.TypeDecision },
		"actor":          func(e *audit.Entry) { e.Actor += "x" },
		"subject":        func(e *audit.Entry) { e.Subject += "x" },
		"purpose":        func(e *audit.Entry) { e.Purpose += "x" },
		"object":         func(e *audit.Entry) { e.Object += "x" },
		"outcome":        func(e *audit.Entry) { e.Outcome += "x" },
		"reasons":        func(e *audit.Entry) { e.Reasons[1] += "x" },
		"fewer reasons":  func(e *audit.Entry) { e.Reasons = e.Reasons[:1] },
		"order of these": func(e *audit.Entry) { e.Reasons[0], e.Reasons[1] = e.Reasons[1], e.Reasons[0] },
	}
	for name, change := range changes {
		other := act(1)
		change(&other)
		if _, err := log.Append(t.Context(), act(100), other); !errors.Is(err, audit.ErrIdempotency) {
			t.Errorf("same key, other %s: error %v, want ErrIdempotency", name, err)
		}
	}
	// The same conflict within one batch.
	other := act(101)
	other.Outcome = "denied"
	if _, err := log.Append(t.Context(), act(101), other); !errors.Is(err, audit.ErrIdempotency) {
		t.Errorf("same key twice in a batch: error %v, want ErrIdempotency", err)
	}
	if n, _ := s.Size(t.Context()); n != 4 {
		t.Errorf("log has %d entries, want 4", n)
	}
	// A key need not be there.
	keyless := act(5)
	keyless.Key = ""
	if out := put(keyless, keyless); out[0].Seq != 4 || out[1].Seq != 5 {
		t.Errorf("entries without a key were merged: %+v", out)
	}
}

func TestAppendNothing(t *testing.T) {
	out, err := audit.New(audit.NewMemoryStore(), nil).Append(t.Context())
	if len(out) != 0 || err != nil {
		t.Errorf("Append() = %v, %v", out, err)
	}
}

// A busyStore refuses the first appends as if others had got ahead.
type busyStore struct {
	*audit.MemoryStore
	refusals int
}

func (s *busyStore) Append(ctx context.Context, size int64, rs []audit.Record) error {
	if s.refusals > 0 {
		s.refusals--
		return fmt.Errorf("busy store: %w", audit.ErrConflict)
	}
	return s.MemoryStore.Append(ctx, size, rs)
}

func TestAppendRetries(t *testing.T) {
	s := &busyStore{audit.NewMemoryStore(), 5}
	log := audit.New(s, nil)
	if out, err := log.Append(t.Context(), act(0)); err != nil || out[0].Seq != 0 {
		t.Errorf("Append after five conflicts = %v, %v", out, err)
	}
	s.refusals = math.MaxInt
	if _, err := log.Append(t.Context(), act(1)); !errors.Is(err, audit.ErrConflict) {
		t.Errorf("Append under endless conflict: error %v, want ErrConflict", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := log.Append(ctx, act(1)); !errors.Is(err, context.Canceled) {
		t.Errorf("Append with a cancelled context: error %v", err)
	}
}

func TestAppendConcurrent(t *testing.T) {
	const writers, each = 8, 50
	s := audit.NewMemoryStore()
	log := audit.New(s, nil)
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for i := range each {
				if _, err := log.Append(t.Context(), act(w*each+i), act((w*each+i+1)%(writers*each))); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	report, err := log.Verify(t.Context(), nil)
	if err != nil || report.Checkpoint.Size != writers*each {
		t.Errorf("Verify = %+v, %v; want %d entries", report, err, writers*each)
	}
}

func TestEntries(t *testing.T) {
	const n = 600 // several pages
	s := filled(t, n)
	log := audit.New(s, nil)
	tests := []struct{ from, to, first, last int64 }{
		{0, math.MaxInt64, 0, n},
		{-5, 3, 0, 3},
		{255, 258, 255, 258},
		{n - 1, n + 1, n - 1, n},
		{n, math.MaxInt64, n, n},
		{5, 5, 5, 5},
		{5, 4, 5, 5},
		{math.MinInt64, math.MinInt64, 0, 0},
		{math.MaxInt64, math.MaxInt64, 0, 0},
	}
	for _, test := range tests {
		next := test.first
		for e, err := range log.Entries(t.Context(), test.from, test.to) {
			if err != nil {
				t.Fatal(err)
			}
			want := act(int(next))
			want.Seq = next
			if !reflect.DeepEqual(e, want) {
				t.Fatalf("Entries(%d, %d) gave %+v, want %+v", test.from, test.to, e, want)
			}
			next++
		}
		if next != test.last {
			t.Errorf("Entries(%d, %d) ended before %d, want %d", test.from, test.to, next, test.last)
		}
	}
	// The caller may stop, and may append while it reads.
	for e, err := range log.Entries(t.Context(), 0, math.MaxInt64) {
		if err != nil {
			t.Fatal(err)
		}
		if _, err := log.Append(t.Context(), act(n+int(e.Seq))); err != nil {
			t.Fatal(err)
		}
		if e.Seq == 10 {
			break
		}
	}

	rs := recordsOf(t, s)
	rs[7].Body[len(rs[7].Body)-2] ^= 1
	var got error
	count := 0
	for _, err := range audit.New(forgedStore{rs}, nil).Entries(t.Context(), 0, math.MaxInt64) {
		got = err
		count++
	}
	if count != 8 {
		t.Errorf("%d steps to the bad entry, want 8", count)
	}
	wantProblem(t, got, 7, 7, audit.ContentChanged)
}

func TestCancelledReads(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	log := audit.New(filled(t, 3), nil)
	if _, err := log.Checkpoint(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Checkpoint: %v", err)
	}
	if _, err := log.Verify(ctx, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("Verify: %v", err)
	}
	for _, err := range log.Entries(ctx, 0, 3) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("Entries: %v", err)
		}
	}
}

// Appending to a log whose right edge is damaged is refused.
func TestAppendToDamagedLog(t *testing.T) {
	rs := recordsOf(t, filled(t, 7))
	_, err := audit.New(forgedStore{append(rs[:3:3], rs[4:]...)}, nil).Append(t.Context(), act(7))
	wantProblem(t, err, 3, 3, audit.Missing)
	rs[3].Hashes = rs[3].Hashes[:2]
	_, err = audit.New(forgedStore{rs}, nil).Append(t.Context(), act(7))
	wantProblem(t, err, 3, 0, audit.TreeMismatch)
}

// BenchmarkLogAppend appends to a log in memory, which is what the log itself costs.
func BenchmarkLogAppend(b *testing.B) {
	for _, n := range []int{1, 100} {
		b.Run(fmt.Sprintf("entries=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			log := audit.New(audit.NewMemoryStore(), nil)
			batch := make([]audit.Entry, n)
			for i := range batch {
				batch[i] = act(i)
				batch[i].Key = ""
			}
			for b.Loop() {
				if _, err := log.Append(b.Context(), batch...); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkVerify(b *testing.B) {
	log := audit.New(filled(b, 1000), nil)
	b.ReportMetric(1000, "entries/op")
	for b.Loop() {
		if _, err := log.Verify(b.Context(), nil); err != nil {
			b.Fatal(err)
		}
	}
}
