package audit_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/khtong/privacykit/audit"
)

var start = time.Date(2026, 3, 1, 8, 30, 0, 0, time.UTC)

// act returns the i'th of a row of valid entries that differ.
func act(i int) audit.Entry {
	return audit.Entry{
		Time: start.Add(time.Duration(i) * time.Second), Type: audit.TypeAccess, Actor: "staff:7",
		Subject: fmt.Sprintf("p%d", i), Purpose: "support", Object: "orders/12", Outcome: "allowed",
		Reasons: []string{"contract", "pipl-13-2"}, Key: fmt.Sprintf("act-%d", i),
	}
}

// filled returns a store with a log of n entries.
func filled(tb testing.TB, n int) *audit.MemoryStore {
	tb.Helper()
	s := audit.NewMemoryStore()
	log := audit.New(s, nil)
	for i := range n {
		if _, err := log.Append(tb.Context(), act(i)); err != nil {
			tb.Fatal(err)
		}
	}
	return s
}

// recordsOf returns copies of the records of s.
func recordsOf(tb testing.TB, s audit.Store) []audit.Record {
	tb.Helper()
	rs, err := s.Read(tb.Context(), audit.Query{})
	if err != nil {
		tb.Fatal(err)
	}
	return rs
}

// A forgedStore gives out records, in ascending order of Entry.Seq, as somebody
// left them who wrote to the database behind the library's back.
type forgedStore struct {
	records []audit.Record
}

func (s forgedStore) Size(context.Context) (int64, error) {
	if n := len(s.records); n > 0 {
		return s.records[n-1].Entry.Seq + 1, nil
	}
	return 0, nil
}

func (s forgedStore) Append(context.Context, int64, []audit.Record) error {
	return errors.New("read only")
}

func (s forgedStore) Read(_ context.Context, q audit.Query) ([]audit.Record, error) {
	var out []audit.Record
	for _, r := range s.records {
		in := len(q.Seqs) == 0
		for _, seq := range q.Seqs {
			in = in || seq == r.Entry.Seq
		}
		if in && r.Entry.Seq >= q.From && (q.To == 0 || r.Entry.Seq < q.To) {
			out = append(out, r)
		}
	}
	return out, nil
}

// verify verifies a log with these records.
func verify(t *testing.T, rs []audit.Record, trusted ...audit.Checkpoint) (audit.Report, error) {
	t.Helper()
	return audit.New(forgedStore{rs}, nil).Verify(t.Context(), &audit.VerifyOptions{Trusted: trusted})
}

// wantProblem requires err to name the entries from to seq and the problem.
func wantProblem(t *testing.T, err error, seq, from int64, p audit.Problem) {
	t.Helper()
	var bad *audit.VerifyError
	if !errors.As(err, &bad) {
		t.Fatalf("error %v, want entry %d: %s", err, seq, p)
	}
	if bad.Seq != seq || bad.From != from || bad.Problem != p {
		t.Fatalf("error %v (from %d), want entry %d (from %d): %s", err, bad.From, seq, from, p)
	}
}
