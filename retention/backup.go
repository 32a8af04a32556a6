package retention

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"
)

// ErrBackup is matched by the errors of [Holding] and [Replay] about their arguments.
var ErrBackup = errors.New("retention: invalid backup")

// Backup is a copy of the records as they were at an instant. What was disposed of since is still on it, isolated (隔离): it may be
// stored and secured and nothing else until it can be erased (PIPL, Art. 47(2)).
type Backup struct {
	ID      string
	Taken   time.Time
	Expires time.Time // when it is erased at the latest
	Erased  time.Time // when it was erased; zero if it was not
}

// Holding returns those of the backups on which a record may still be that was disposed of at an instant: those that were taken before
// it and are not erased at the instant now. While there is one, the record is isolated and not gone, and gone is when the last of
// them expires. With none, gone is the zero time.
func Holding(backups []Backup, disposed, now time.Time) (holding []Backup, gone time.Time, err error) {
	if disposed.IsZero() || now.Before(disposed) {
		return nil, time.Time{}, fmt.Errorf("%w: disposed: zero time or after now", ErrBackup)
	}
	for i, b := range backups {
		if b.ID == "" || b.Taken.IsZero() || b.Expires.Before(b.Taken) {
			return nil, time.Time{}, fmt.Errorf("%w: backups[%d]: want an id, an instant, and an end that is not before it", ErrBackup, i)
		}
		if b.Taken.After(disposed) || !b.Erased.IsZero() && !b.Erased.After(now) {
			continue
		}
		holding = append(holding, b)
		if b.Expires.After(gone) {
			gone = b.Expires
		}
	}
	return holding, gone, nil
}

// DisposalLog remembers the keys of what was disposed of, so that a backup that is restored can be brought up to date. An entry is needed
// while a backup from before it may be restored, and may go when the last of them is erased. Keep the log where the backup is not:
// restored with the records it would forget what came after.
type DisposalLog interface {
	// Since yields the keys that a sweep of that name disposed of at the instant or later, in the order in which it did. A key may come
	// twice. An error is yielded once and ends the sequence.
	Since(ctx context.Context, sweep string, t time.Time) iter.Seq2[string, error]
}

// ReplayReport says what [Replay] did.
type ReplayReport struct {
	Disposed int // disposed of again
	Left     int // not there, or left alone by the disposer
	Failed   int
	Cause    error // of the first failure
}

// Replay disposes again of what was disposed of since a backup was taken, before the restored records are used. Of the options it
// uses Name, Now, Owner, Leases, Batch and Expiry: it holds a lease of its own, so that of several callers one replays. The disposals carry
// the key alone, and a plan with nothing but its instant: that they are due was decided when they were disposed of first. Replay may be repeated; it goes
// on after a record that fails, and counts it.
func Replay(ctx context.Context, log DisposalLog, taken time.Time, d Disposer, opts SweepOptions) (ReplayReport, error) {
	if taken.IsZero() || log == nil {
		return ReplayReport{}, fmt.Errorf("%w: want a log of disposals and when the backup was taken", ErrBackup)
	}
	opts.DryRun = false
	w := &worker{source: noSource{}, disposer: d, opts: opts, watched: make(map[string]sighting)}
	if err := w.check(); err != nil {
		return ReplayReport{}, err
	}
	lease, err := w.wait(ctx, w.opts.Name+"/replay")
	if err != nil {
		return ReplayReport{}, err
	}
	err = w.replay(ctx, log, taken, &lease)
	last := lease
	last.Owner, last.Beat = "", lease.Beat+1
	_, released := w.opts.Leases.Swap(context.WithoutCancel(ctx), lease, last)
	return ReplayReport{w.report.Disposed, w.report.Left, w.report.Failed, w.report.Cause}, errors.Join(err, released)
}

// wait returns the lease of that name as soon as it can be taken.
func (w *worker) wait(ctx context.Context, name string) (Lease, error) {
	for {
		lease, err := w.opts.Leases.Lease(ctx, name)
		if err != nil {
			return Lease{}, err
		}
		lease, ok, err := w.claim(ctx, lease)
		if ok || err != nil {
			return lease, err
		}
		if err := sleep(ctx, w.opts.Expiry/8); err != nil {
			return Lease{}, err
		}
	}
}

func (w *worker) replay(ctx context.Context, log DisposalLog, taken time.Time, lease *Lease) error {
	var batch []Disposal
	flush := func() error {
		if err := w.dispose(ctx, *lease, batch); err != nil {
			return err
		}
		batch = batch[:0]
		next := *lease
		next.Beat++
		ok, err := w.opts.Leases.Swap(ctx, *lease, next)
		if err == nil && !ok {
			err = ErrFenced
		}
		if err == nil {
			*lease = next
		}
		return err
	}
	for key, err := range log.Since(ctx, w.opts.Name, taken) {
		if err != nil {
			return err
		}
		batch = append(batch, Disposal{Item: Item{Key: key}, Plan: Plan{At: w.opts.Now}})
		if len(batch) == w.opts.Batch {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}

// noSource has no records: a replay has a log.
type noSource struct{}

func (noSource) Page(context.Context, int, string, int) ([]Item, error) { return nil, nil }
