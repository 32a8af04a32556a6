package audit

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"golang.org/x/mod/sumdb/tlog"
)

// A Problem is what [Log.Verify] found wrong. The zero Problem is none.
type Problem uint8

// The problems, in the order in which an entry is examined.
const (
	Missing            Problem = iota + 1 // no entry at its place
	ContentChanged                        // content does not match its hash
	ContentMalformed                      // content is not an entry
	Moved                                 // content is that of another place
	ColumnChanged                         // a search column does not match the content
	TreeMismatch                          // a stored tree hash does not match the entries below it
	CheckpointMismatch                    // the entries do not lead to a trusted checkpoint
)

// String returns the problem in words, as they stand in a [VerifyError].
func (p Problem) String() string {
	switch p {
	case Missing:
		return "is missing"
	case ContentChanged:
		return "content does not match its hash"
	case ContentMalformed:
		return "content is not an entry"
	case Moved:
		return "content belongs to another place"
	case ColumnChanged:
		return "search columns do not match its content"
	case TreeMismatch:
		return "stored tree hash does not match the entries"
	case CheckpointMismatch:
		return "trusted checkpoint does not match the entries"
	default:
		return "unknown problem"
	}
}

// A VerifyError names the first entry of a log that is not as it was written.
type VerifyError struct {
	// Seq is the place of the entry. For TreeMismatch it is the entry with
	// which the hash is stored, for CheckpointMismatch the last one that the
	// checkpoint covers.
	Seq int64
	// From is the first entry in question: one of From to Seq, or for
	// TreeMismatch the stored hash, was changed. Where the finding concerns one
	// entry alone it is Seq.
	From    int64
	Problem Problem
}

func (e *VerifyError) Error() string {
	switch e.Problem {
	case TreeMismatch, CheckpointMismatch:
		return fmt.Sprintf("audit: entry %d: %s %d to %d", e.Seq, e.Problem, e.From, e.Seq)
	default:
		return fmt.Sprintf("audit: entry %d: %s", e.Seq, e.Problem)
	}
}

// treeError says that the hash of that level, stored with entry seq, is wrong.
func treeError(seq int64, level int) error {
	return &VerifyError{Seq: seq, From: seq + 1 - 1<<level, Problem: TreeMismatch}
}

// open returns the entry of a record that was read from place seq, after
// comparing everything that the record says of itself.
func (r *Record) open(seq int64) (Entry, error) {
	bad := func(p Problem) (Entry, error) {
		return Entry{}, &VerifyError{Seq: seq, From: seq, Problem: p}
	}
	if len(r.Hashes) == 0 || tlog.RecordHash(r.Body) != r.Hashes[0] {
		return bad(ContentChanged)
	}
	var e Entry
	if e.UnmarshalBinary(r.Body) != nil {
		return bad(ContentMalformed)
	}
	if e.Seq != seq {
		return bad(Moved)
	}
	if !e.sameColumns(r.Entry) {
		return bad(ColumnChanged)
	}
	return e, nil
}

// VerifyOptions are the options of [Log.Verify].
type VerifyOptions struct {
	// Trusted are checkpoints of this log from a place that the log's writers
	// cannot change, in any order. All of them must agree with the entries.
	Trusted []Checkpoint

	// Progress, if not nil, is called from time to time, and after the last
	// entry, with the number of entries verified and the number that there are.
	Progress func(done, total int64)
}

// A Report is what [Log.Verify] has verified.
type Report struct {
	// Checkpoint commits to the verified entries; its root was computed from
	// their content. With an error it covers the entries before the bad one.
	Checkpoint Checkpoint
	// Trusted is the number of trusted checkpoints that agreed.
	Trusted int
	// Pruned is the number of entries that were pruned from the beginning, and
	// so could not be read; see [Log.Prune].
	Pruned int64
}

// Verify reads the whole log and computes every hash anew from the content of
// the entries. It returns a *[VerifyError] that names the first entry that is
// bad or missing. What the log can prove without a trusted checkpoint, and
// what not, is said in the package comment.
//
// Where entries were pruned it begins with the hashes that the entry about the
// last pruning has; the newest of the trusted checkpoints must cover no less.
//
// Entries that are appended meanwhile are not looked at, and nothing may be
// pruned meanwhile. A trusted checkpoint
// of another origin is refused with [ErrCheckpoint] before anything is read;
// one that covers more entries than the log has makes the next entry Missing.
// A nil opts means no trusted checkpoint and no progress.
func (l *Log) Verify(ctx context.Context, opts *VerifyOptions) (Report, error) {
	if opts == nil {
		opts = &VerifyOptions{}
	}
	for _, c := range opts.Trusted {
		if !c.valid() || c.Origin != l.origin {
			return Report{}, ErrCheckpoint
		}
	}
	v := verifier{log: l, trusted: slices.SortedFunc(slices.Values(opts.Trusted), func(a, b Checkpoint) int {
		return cmp.Compare(a.Size, b.Size)
	})}
	size, err := l.store.Size(ctx)
	if err != nil {
		return v.report(), fmt.Errorf("audit: size: %w", err)
	}
	if err := v.begin(ctx); err != nil {
		return v.report(), err
	}
	for r, err := range l.records(ctx, v.edge.size, size) {
		if err == nil {
			err = v.entry(r)
		}
		if err == nil {
			err = v.checkpoints()
		}
		if err != nil {
			return v.report(), err
		}
		if opts.Progress != nil && (v.edge.size%page == 0 || v.edge.size == size) {
			opts.Progress(v.edge.size, size)
		}
	}
	if v.next < len(v.trusted) {
		return v.report(), &VerifyError{Seq: size, From: size, Problem: Missing}
	}
	return v.report(), nil
}

// A verifier holds what was computed of a log so far.
type verifier struct {
	log     *Log
	edge    frontier     // of the entries that were good
	trusted []Checkpoint // by size
	next    int          // the first of trusted that is still to come
	agreed  int64        // size of the last of trusted that agreed
	pruned  int64        // the entries before the first that is here
	older   int          // those of trusted that cover less than what was pruned
}

// begin takes the hashes that the log begins with, nothing unless it was pruned.
func (v *verifier) begin(ctx context.Context) error {
	begin, err := v.log.begin(ctx)
	if err != nil {
		return err
	}
	v.edge, v.pruned = *begin, begin.size
	for v.older < len(v.trusted) && v.trusted[v.older].Size < v.pruned {
		v.older++
	}
	v.next = v.older
	if v.older > 0 && v.older == len(v.trusted) {
		return &VerifyError{Seq: v.pruned - 1, From: v.trusted[v.older-1].Size, Problem: Missing}
	}
	return v.checkpoints()
}

func (v *verifier) report() Report {
	return Report{
		Checkpoint: Checkpoint{Origin: v.log.origin, Size: v.edge.size, Root: v.edge.root()},
		Trusted:    v.next - v.older,
		Pruned:     v.pruned,
	}
}

// entry verifies the next entry.
func (v *verifier) entry(r Record) error {
	seq := v.edge.size
	if _, err := r.open(seq); err != nil {
		return err
	}
	want := v.edge.hashes(r.Hashes[0])
	for level, h := range want {
		if level >= len(r.Hashes) || h != r.Hashes[level] {
			return treeError(seq, level)
		}
	}
	if len(r.Hashes) != len(want) {
		return treeError(seq, len(want)-1)
	}
	v.edge.grow(want)
	return nil
}

// checkpoints compares the trusted checkpoints of the size reached.
func (v *verifier) checkpoints() error {
	for ; v.next < len(v.trusted) && v.trusted[v.next].Size == v.edge.size; v.next++ {
		if v.trusted[v.next].Root != v.edge.root() {
			return &VerifyError{Seq: v.edge.size - 1, From: v.agreed, Problem: CheckpointMismatch}
		}
		v.agreed = v.edge.size
	}
	return nil
}
