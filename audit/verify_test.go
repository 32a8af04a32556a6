package audit_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/khtong/privacykit/audit"
)

const small = 21 // 10101: a tree with three peaks

func checkpointOf(t *testing.T, s audit.Store) audit.Checkpoint {
	t.Helper()
	c, err := audit.New(s, nil).Checkpoint(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestVerifyGood(t *testing.T) {
	s := audit.NewMemoryStore()
	log := audit.New(s, nil)
	var trusted []audit.Checkpoint
	for i := range 300 {
		c := checkpointOf(t, s)
		if c.Size != int64(i) {
			t.Fatalf("checkpoint of size %d, want %d", c.Size, i)
		}
		trusted = append(trusted, c)
		if _, err := log.Append(t.Context(), act(i)); err != nil {
			t.Fatal(err)
		}
	}
	slices.Reverse(trusted) // any order, and the caller's slice stays as it is
	keep := slices.Clone(trusted)
	var progress []int64
	report, err := log.Verify(t.Context(), &audit.VerifyOptions{
		Trusted: trusted,
		Progress: func(done, total int64) {
			progress = append(progress, done, total)
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if report.Checkpoint != checkpointOf(t, s) || report.Trusted != 300 {
		t.Errorf("report %+v", report)
	}
	if !slices.Equal(trusted, keep) {
		t.Error("Verify reordered the caller's checkpoints")
	}
	if n := len(progress); n < 4 || progress[n-2] != 300 || progress[n-1] != 300 {
		t.Errorf("progress was %v", progress)
	}
}

func TestVerifyEmpty(t *testing.T) {
	report, err := verify(t, nil, checkpointOf(t, audit.NewMemoryStore()))
	if err != nil || report.Checkpoint.Size != 0 || report.Trusted != 1 {
		t.Errorf("Verify of an empty log = %+v, %v", report, err)
	}
}

// Each bit of each byte of each body and hash is guarded.
func TestVerifyEveryByte(t *testing.T) {
	good := recordsOf(t, filled(t, small))
	for i := range good {
		rs := slices.Clone(good)
		for at := range good[i].Body {
			for _, mask := range []byte{1, 0x80} {
				rs[i].Body = slices.Clone(good[i].Body)
				rs[i].Body[at] ^= mask
				_, err := verify(t, rs)
				wantProblem(t, err, int64(i), int64(i), audit.ContentChanged)
			}
		}
		rs[i].Body = good[i].Body
		for level := range good[i].Hashes {
			for at := range tlog.HashSize {
				rs[i].Hashes = slices.Clone(good[i].Hashes)
				rs[i].Hashes[level][at] ^= 1
				_, err := verify(t, rs)
				if level == 0 {
					wantProblem(t, err, int64(i), int64(i), audit.ContentChanged)
				} else {
					wantProblem(t, err, int64(i), int64(i+1-1<<level), audit.TreeMismatch)
				}
			}
		}
		for n := range good[i].Hashes {
			rs[i].Hashes = good[i].Hashes[:n]
			if _, err := verify(t, rs); err == nil {
				t.Errorf("entry %d with only %d hashes is accepted", i, n)
			}
		}
		rs[i].Hashes = append(slices.Clone(good[i].Hashes), good[i].Hashes[0])
		if _, err := verify(t, rs); err == nil {
			t.Errorf("entry %d with a hash too many is accepted", i)
		}
	}
}

func TestVerifyColumns(t *testing.T) {
	good := recordsOf(t, filled(t, small))
	changes := []func(e *audit.Entry){
		func(e *audit.Entry) { e.Time = e.Time.Add(-time.Microsecond) },
		func(e *audit.Entry) { e.Type = audit.TypeImport },
		func(e *audit.Entry) { e.Actor = "staff:8" },
		func(e *audit.Entry) { e.Subject = "" },
		func(e *audit.Entry) { e.Purpose += " " },
		func(e *audit.Entry) { e.Object = "orders/13" },
		func(e *audit.Entry) { e.Outcome = "denied" },
		func(e *audit.Entry) { e.Key = "" },
	}
	for i, change := range changes {
		rs := slices.Clone(good)
		change(&rs[i].Entry)
		_, err := verify(t, rs)
		wantProblem(t, err, int64(i), int64(i), audit.ColumnChanged)
	}
}

func TestVerifyDropped(t *testing.T) {
	s := filled(t, small)
	good, whole := recordsOf(t, s), checkpointOf(t, s)
	for i := range good {
		// Deleted, and a gap left.
		gap := slices.Delete(slices.Clone(good), i, i+1)
		_, err := verify(t, gap, whole)
		wantProblem(t, err, int64(i), int64(i), audit.Missing)
		if i == small-1 {
			break
		}
		if _, err = verify(t, gap); err == nil {
			t.Errorf("entry %d deleted: not found without a checkpoint", i)
		}
		// Deleted, and the later ones moved up.
		for j := i; j < len(gap); j++ {
			gap[j].Entry.Seq = int64(j)
		}
		_, err = verify(t, gap)
		wantProblem(t, err, int64(i), int64(i), audit.Moved)
	}
}

// Entries cut off at the end leave a log that agrees with itself: only the
// checkpoint finds them.
func TestVerifyTruncated(t *testing.T) {
	s := filled(t, small)
	good, whole := recordsOf(t, s), checkpointOf(t, s)
	for n := range small {
		if _, err := verify(t, good[:n]); err != nil {
			t.Errorf("log cut to %d entries: %v", n, err)
		}
		_, err := verify(t, good[:n], whole)
		wantProblem(t, err, int64(n), int64(n), audit.Missing)
	}
}

func TestVerifySwapped(t *testing.T) {
	good := recordsOf(t, filled(t, small))
	for i := range good {
		for j := i + 1; j < small; j++ {
			// Whole rows, each with its hashes.
			rs := slices.Clone(good)
			rs[i], rs[j] = rs[j], rs[i]
			rs[i].Entry.Seq, rs[j].Entry.Seq = int64(i), int64(j)
			_, err := verify(t, rs)
			wantProblem(t, err, int64(i), int64(i), audit.Moved)
			// Contents alone.
			rs = slices.Clone(good)
			rs[i].Body, rs[j].Body = rs[j].Body, rs[i].Body
			_, err = verify(t, rs)
			wantProblem(t, err, int64(i), int64(i), audit.ContentChanged)
		}
	}
}

// rewrite makes record i say that the outcome was another, with a fitting leaf
// hash.
func rewrite(t *testing.T, rs []audit.Record, i int) {
	t.Helper()
	rs[i].Entry.Outcome = "denied"
	body, err := rs[i].Entry.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	rs[i].Body = body
	rs[i].Hashes = slices.Clone(rs[i].Hashes)
	rs[i].Hashes[0] = tlog.RecordHash(body)
}

// A rewritten entry with a new leaf hash contradicts the next stored hash
// above it.
func TestVerifyRewritten(t *testing.T) {
	good := recordsOf(t, filled(t, small))
	for i := range small - 1 { // the last one has no hash above it
		rs := slices.Clone(good)
		rewrite(t, rs, i)
		seq := int64(i | 1) // the odd number that ends its pair
		_, err := verify(t, rs)
		wantProblem(t, err, seq, seq-1, audit.TreeMismatch)
	}
}

// A log forged whole agrees with itself; the checkpoints show between which
// two of them it was forged.
func TestVerifyForked(t *testing.T) {
	real := audit.NewMemoryStore()
	log := audit.New(real, nil)
	var trusted []audit.Checkpoint
	for i := range small {
		if i%5 == 0 {
			trusted = append(trusted, checkpointOf(t, real))
		}
		if _, err := log.Append(t.Context(), act(i)); err != nil {
			t.Fatal(err)
		}
	}
	trusted = append(trusted, checkpointOf(t, real))

	forged := audit.NewMemoryStore()
	for i := range small {
		e := act(i)
		if i == 12 {
			e.Outcome = "denied"
		}
		if _, err := audit.New(forged, nil).Append(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	rs := recordsOf(t, forged)
	if _, err := verify(t, rs); err != nil {
		t.Fatalf("the forged log does not agree with itself: %v", err)
	}
	report, err := verify(t, rs, trusted...)
	wantProblem(t, err, 14, 10, audit.CheckpointMismatch)
	if report.Checkpoint.Size != 15 || report.Trusted != 3 {
		t.Errorf("report %+v, want 15 entries and the checkpoints of 0, 5 and 10", report)
	}
	if _, err := verify(t, rs, trusted[:3]...); err != nil {
		t.Errorf("checkpoints from before the fork: %v", err)
	}
}

func TestVerifyRefusesForeignCheckpoint(t *testing.T) {
	s := filled(t, 3)
	good := checkpointOf(t, s)
	bad := []audit.Checkpoint{good, good, good, {}}
	bad[0].Origin = "another-log"
	bad[1].Size = -1
	bad[2].Size = 0 // with the root of three entries
	for _, c := range bad {
		_, err := audit.New(s, nil).Verify(t.Context(), &audit.VerifyOptions{Trusted: []audit.Checkpoint{good, c}})
		if !errors.Is(err, audit.ErrCheckpoint) {
			t.Errorf("checkpoint %+v: error %v, want ErrCheckpoint", c, err)
		}
	}
}

func TestVerifyErrorText(t *testing.T) {
	tests := []struct {
		err  audit.VerifyError
		want string
	}{
		{audit.VerifyError{Seq: 17, From: 17, Problem: audit.ContentChanged}, "audit: entry 17: content does not match its hash"},
		{audit.VerifyError{Seq: 90, From: 90, Problem: audit.Missing}, "audit: entry 90: is missing"},
		{audit.VerifyError{Seq: 5, From: 4, Problem: audit.TreeMismatch}, "audit: entry 5: stored tree hash does not match the entries 4 to 5"},
	}
	for _, test := range tests {
		if got := test.err.Error(); got != test.want {
			t.Errorf("Error = %q, want %q", got, test.want)
		}
	}
	seen := make(map[string]bool)
	for p := range audit.CheckpointMismatch + 1 {
		if s := p.String(); seen[s] || strings.HasPrefix(s, "unknown") != (p == 0) {
			t.Errorf("Problem(%d).String = %q", p, s)
		} else {
			seen[s] = true
		}
	}
}
