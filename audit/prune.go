package audit

import (
	"context"
	"errors"
	"fmt"
	"math/bits"
	"slices"
	"strconv"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// ErrPruner is returned by [Log.Prune] for a store that is no [Pruner].
var ErrPruner = errors.New("audit: the store cannot prune")

// Prune removes the oldest entries once their period is over: all before the
// first that is not older than cutoff. It returns how many entries are gone
// from the log by now, by earlier calls too.
//
// What is removed is verified first: an entry that is not as it was written
// stays, with all after it, and the *[VerifyError] names it. Then an entry of
// [TypePrune] says that they were removed, and holds the hashes that the rest
// of the tree stands on, so that the log goes on, verifies and proves as before
// for what is left. Of e it takes Time, Actor and Purpose; the purpose may name
// the rule. A log whose beginning is missing without such an entry does not
// verify.
//
// One period holds for the whole log, the longest that any of its entries has
// to be kept. Network logs are kept for six months at least (Cybersecurity Law,
// 网络安全法, Art. 23, item 3; rule csl_network_log_2026 of package retention);
// where an entry is the evidence of consent, of a provision to others or of a
// disposal, the period of that evidence counts. Keep a signed checkpoint from before. Keys of
// entries that were removed are free again.
//
// Prune may be repeated after a crash. It needs a role that may delete, which
// the host's own should not be.
func (l *Log) Prune(ctx context.Context, cutoff time.Time, e Entry) (int64, error) {
	pruner, ok := l.store.(Pruner)
	if !ok {
		return 0, ErrPruner
	}
	begin, err := l.begin(ctx)
	if err != nil {
		return 0, err
	}
	end, err := l.firstSince(ctx, cutoff)
	if err != nil || end <= begin.size {
		return begin.size, err
	}
	v := verifier{log: l, edge: *begin}
	for r, err := range l.records(ctx, begin.size, end) {
		if err == nil {
			err = v.entry(r)
		}
		if err != nil {
			return begin.size, err
		}
	}
	e = Entry{Time: e.Time, Actor: e.Actor, Purpose: e.Purpose, Type: TypePrune, Object: "audit", Outcome: "removed", Key: pruneKey(end)}
	for _, h := range v.edge.peaks {
		e.Reasons = append(e.Reasons, h.String())
	}
	if _, err := l.pruning(ctx, end); err != nil { // none that was cut off
		if _, err := l.append(ctx, e); err != nil {
			return begin.size, err
		}
	}
	if err := pruner.Prune(ctx, end); err != nil {
		return begin.size, fmt.Errorf("audit: prune: %w", err)
	}
	return end, nil
}

// firstSince returns the place of the first entry that is not before t, the end
// of the log if there is none.
func (l *Log) firstSince(ctx context.Context, t time.Time) (int64, error) {
	records, err := l.store.Read(ctx, Query{Since: t, Limit: 1})
	if err != nil {
		return 0, fmt.Errorf("audit: read: %w", err)
	}
	if len(records) > 0 {
		return records[0].Entry.Seq, nil
	}
	size, err := l.store.Size(ctx)
	if err != nil {
		return 0, fmt.Errorf("audit: size: %w", err)
	}
	return size, nil
}

func pruneKey(before int64) string { return "privacykit:prune:" + strconv.FormatInt(before, 10) }

// begin returns what the log begins with: nothing, or the hashes of what was
// pruned.
func (l *Log) begin(ctx context.Context) (*frontier, error) {
	records, err := l.store.Read(ctx, Query{Limit: 1})
	if err != nil {
		return nil, fmt.Errorf("audit: read: %w", err)
	}
	if len(records) == 0 || records[0].Entry.Seq == 0 {
		return &frontier{}, nil
	}
	return l.pruning(ctx, records[0].Entry.Seq)
}

// pruning returns the hashes that the entry about the removal of all before a
// place has. Without such an entry they are missing.
func (l *Log) pruning(ctx context.Context, before int64) (*frontier, error) {
	records, err := l.store.Read(ctx, Query{Keys: []string{pruneKey(before)}})
	if err != nil {
		return nil, fmt.Errorf("audit: read: %w", err)
	}
	i := slices.IndexFunc(records, func(r Record) bool { return r.Entry.Key == pruneKey(before) })
	if i < 0 {
		return nil, &VerifyError{Problem: Missing}
	}
	e, err := records[i].open(records[i].Entry.Seq)
	if err != nil {
		return nil, err
	}
	if e.Type != TypePrune || e.Seq < before || len(e.Reasons) != bits.OnesCount64(uint64(before)) { //nolint:gosec // a place is not negative
		return nil, &VerifyError{Problem: Missing}
	}
	f := &frontier{size: before}
	for _, reason := range e.Reasons {
		h, err := tlog.ParseHash(reason)
		if err != nil {
			return nil, &VerifyError{Problem: Missing}
		}
		f.peaks = append(f.peaks, h)
	}
	return f, nil
}
