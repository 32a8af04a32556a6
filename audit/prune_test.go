package audit_test

import (
	"context"
	"errors"
	"math"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"github.com/khtong/privacykit/audit"
)

// The entries of act are a second apart: cutoffs that remove so many.
func after(n int) time.Time { return start.Add(time.Duration(n) * time.Second) }

func prune(t *testing.T, log *audit.Log, n int) {
	t.Helper()
	got, err := log.Prune(t.Context(), after(n), audit.Entry{Time: after(1000), Actor: "job:log", Purpose: "csl_network_log_2026"})
	if err != nil || got != int64(n) {
		t.Fatalf("Prune: %d, %v; want %d", got, err, n)
	}
}

// Whatever number of entries is removed, the log goes on as if they were here: the same roots, entries that verify, and proofs.
func TestPrune(t *testing.T) {
	const n = 21
	for removed := 1; removed <= n; removed++ {
		s := filled(t, n)
		log := audit.New(s, nil)
		before, err := log.Checkpoint(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		prune(t, log, removed)
		log = audit.New(s, nil)
		for i := n; i < 2*n; i++ {
			if _, err := log.Append(t.Context(), act(i)); err != nil {
				t.Fatalf("%d removed: append: %v", removed, err)
			}
		}
		report, err := log.Verify(t.Context(), &audit.VerifyOptions{Trusted: []audit.Checkpoint{before}})
		if err != nil || report.Pruned != int64(removed) || report.Trusted != 1 || report.Checkpoint.Size != 2*n+1 {
			t.Errorf("%d removed: %+v, %v", removed, report, err)
		}
		next := int64(removed)
		for e, err := range log.Entries(t.Context(), 0, math.MaxInt64) {
			if err != nil || e.Seq != next {
				t.Fatalf("%d removed: entry %d, %v; want %d", removed, e.Seq, err, next)
			}
			next++
		}
		if next != 2*n+1 {
			t.Errorf("%d removed: entries to %d", removed, next)
		}
		now, err := log.Checkpoint(t.Context())
		if err != nil || now != report.Checkpoint {
			t.Errorf("%d removed: %+v, %v; want %+v", removed, now, err, report.Checkpoint)
		}
		proof, err := log.ProveExtends(t.Context(), before, now)
		if err != nil {
			t.Errorf("%d removed: extension: %v", removed, err)
		}
		if err := audit.CheckExtends(proof, before, now); err != nil {
			t.Errorf("%d removed: extension: %v", removed, err)
		}
	}
}

// What is left can be proved to others; what is gone cannot.
func TestPruneProofs(t *testing.T) {
	signer, verifier := keyPair("privacykit-audit")
	log := audit.New(filled(t, 13), nil)
	prune(t, log, 6)
	signed := mustSign(t, log, signer)
	for seq := range int64(14) {
		proof, err := log.Prove(t.Context(), seq, signed, verifier)
		if seq < 6 {
			if !errors.Is(err, audit.ErrProof) {
				t.Errorf("entry %d: %v, want ErrProof", seq, err)
			}
			continue
		}
		if err != nil {
			t.Fatalf("entry %d: %v", seq, err)
		}
		for e, err := range log.Entries(t.Context(), seq, seq+1) {
			if err != nil {
				t.Fatal(err)
			}
			if _, err := audit.VerifyProof(proof, e, verifier); err != nil {
				t.Errorf("entry %d: %v", seq, err)
			}
		}
	}
}

func mustSign(t *testing.T, log *audit.Log, key note.Signer) []byte {
	t.Helper()
	c, err := log.Checkpoint(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	signed, err := c.Sign(key)
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

// Pruning goes on from where it ended, and again does nothing.
func TestPruneAgain(t *testing.T) {
	s := filled(t, 9)
	log := audit.New(s, nil)
	prune(t, log, 4)
	prune(t, log, 4)
	prune(t, log, 7)
	report, err := log.Verify(t.Context(), nil)
	if err != nil || report.Pruned != 7 || report.Checkpoint.Size != 11 {
		t.Errorf("%+v, %v", report, err)
	}
	// A cutoff before all removes nothing and writes nothing.
	if got, err := log.Prune(t.Context(), start.Add(-time.Hour), audit.Entry{Actor: "job:log"}); err != nil || got != 7 {
		t.Errorf("%d, %v", got, err)
	}
	if size, err := s.Size(t.Context()); err != nil || size != 11 {
		t.Errorf("size %d, %v", size, err)
	}
}

// A process that dies between the entry and the removal is followed by one that does the rest.
func TestPruneCutOff(t *testing.T) {
	s := filled(t, 9)
	broken := &cutOff{MemoryStore: s, fail: true}
	log := audit.New(broken, nil)
	e := audit.Entry{Time: after(1000), Actor: "job:log"}
	if got, err := log.Prune(t.Context(), after(5), e); !errors.Is(err, errCutOff) || got != 0 {
		t.Fatalf("%d, %v", got, err)
	}
	if report, err := log.Verify(t.Context(), nil); err != nil || report.Pruned != 0 {
		t.Errorf("%+v, %v", report, err)
	}
	broken.fail = false
	e.Time = after(2000) // another day, another process
	if got, err := log.Prune(t.Context(), after(5), e); err != nil || got != 5 {
		t.Fatalf("%d, %v", got, err)
	}
	if report, err := log.Verify(t.Context(), nil); err != nil || report.Pruned != 5 || report.Checkpoint.Size != 10 {
		t.Errorf("%+v, %v", report, err)
	}
}

var errCutOff = errors.New("cut off")

type cutOff struct {
	*audit.MemoryStore
	fail bool
}

func (c *cutOff) Prune(ctx context.Context, before int64) error {
	if c.fail {
		return errCutOff
	}
	return c.MemoryStore.Prune(ctx, before)
}

// A beginning that was removed by hand is missing, whatever is written in its place.
func TestPruneForged(t *testing.T) {
	rs := recordsOf(t, filled(t, 9))
	_, err := verify(t, rs[3:])
	wantProblem(t, err, 0, 0, audit.Missing)

	s := filled(t, 9)
	prune(t, audit.New(s, nil), 5)
	rs = recordsOf(t, s)
	if _, err := verify(t, rs); err != nil {
		t.Fatal(err)
	}
	_, err = verify(t, rs[1:]) // one more than was pruned
	wantProblem(t, err, 0, 0, audit.Missing)
	_, err = verify(t, append(rs[:1:1], rs[2:]...))
	wantProblem(t, err, 6, 6, audit.Missing)

	changed := recordsOf(t, s)
	changed[len(changed)-1].Body[200] ^= 1
	_, err = verify(t, changed)
	wantProblem(t, err, 9, 9, audit.ContentChanged)

	// Nobody but Prune writes such an entry.
	_, err = audit.New(s, nil).Append(t.Context(), audit.Entry{Time: start, Type: audit.TypePrune, Actor: "x"})
	var bad *audit.EntryError
	if !errors.As(err, &bad) || bad.Field != "type" {
		t.Errorf("%v", err)
	}
}

// A log that was pruned beyond every trusted checkpoint proves nothing by itself.
func TestPruneBeyondTrusted(t *testing.T) {
	log := audit.New(filled(t, 9), nil)
	early := checkpointOf(t, filled(t, 3))
	at, later := checkpointOf(t, filled(t, 5)), checkpointOf(t, filled(t, 8))
	prune(t, log, 5)
	_, err := log.Verify(t.Context(), &audit.VerifyOptions{Trusted: []audit.Checkpoint{early}})
	wantProblem(t, err, 4, 3, audit.Missing)
	report, err := log.Verify(t.Context(), &audit.VerifyOptions{Trusted: []audit.Checkpoint{early, at, later}})
	if err != nil || report.Trusted != 2 {
		t.Errorf("%+v, %v", report, err)
	}
	at.Root[0] ^= 1
	if _, err := log.Verify(t.Context(), &audit.VerifyOptions{Trusted: []audit.Checkpoint{at}}); err == nil {
		t.Error("another root at the place of the pruning was not found")
	}
}

// What is not as it was written is not removed: it is evidence.
func TestPruneKeepsWhatWasChanged(t *testing.T) {
	rs := recordsOf(t, filled(t, 9))
	rs[2].Body[60] ^= 1
	s := &prunable{forgedStore: forgedStore{rs}}
	_, err := audit.New(s, nil).Prune(t.Context(), after(5), audit.Entry{Actor: "job:log", Time: after(1000)})
	var bad *audit.VerifyError
	if !errors.As(err, &bad) || bad.Seq != 2 || s.pruned {
		t.Errorf("%v, pruned %t", err, s.pruned)
	}
	if _, err := audit.New(forgedStore{rs}, nil).Prune(t.Context(), after(5), audit.Entry{}); !errors.Is(err, audit.ErrPruner) {
		t.Errorf("%v, want ErrPruner", err)
	}
}

// prunable is a forged store that selects by time, too.
type prunable struct {
	forgedStore
	pruned bool
}

func (p *prunable) Read(ctx context.Context, q audit.Query) ([]audit.Record, error) {
	if !q.Since.IsZero() {
		q.From = int64(q.Since.Sub(start) / time.Second)
	}
	return p.forgedStore.Read(ctx, q)
}

func (p *prunable) Prune(context.Context, int64) error {
	p.pruned = true
	return nil
}
