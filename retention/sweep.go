package retention

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// ErrSweep is matched by the errors of [Sweep] about its options.
var ErrSweep = errors.New("retention: invalid sweep")

// Item is a record with the key under which its source keeps it. A key is an opaque id: it stands in leases, and its hash in proofs.
type Item struct {
	Key     string
	Subject string // the opaque id of the person it is about, for a disposer that needs it; may be empty
	Record  Record
}

// Source hands out the records of a host. Its method may be called by several goroutines.
type Source interface {
	// Page returns the records of a shard with a key greater than after, at most limit of them, in ascending order of their keys,
	// and fewer than limit only at the end. The shards, numbered from 0, part the records: each is in one, and always in the same.
	// Keys are compared as strings of bytes. Records that were disposed of and are gone are not among them.
	Page(ctx context.Context, shard int, after string, limit int) ([]Item, error)
}

// Disposal is a record to be disposed of, with the plan that says so.
type Disposal struct {
	Item
	Plan Plan
}

// Disposer deletes or anonymises (删除或者匿名化) the records of a host, or makes them unreadable by erasing their keys.
type Disposer interface {
	// Dispose disposes of all the records, which are of one shard, or returns an error and has disposed of none. It may be called
	// again for records that it has disposed of: that is no error.
	//
	// The list is written over after the call.
	//
	// Facts may have changed since the records were read: a hold was placed, a request withdrawn. Dispose looks again, in the
	// transaction that deletes, and returns the keys of those that it left alone. In the same transaction it refuses with an error
	// that matches [ErrFenced] what a lease with another Fence asks for, and writes the proof; see package sqlstore for one that
	// does all this.
	Dispose(ctx context.Context, lease Lease, due []Disposal) (left []string, err error)
}

// SweepOptions are the options of [Sweep].
type SweepOptions struct {
	// Name names the sweep, as "orders"; all workers of one source give the same. It is required.
	Name string
	// Now is the instant of the plans. All workers of a pass give the same. It is required.
	Now time.Time
	// Pass names the pass. A worker of the same Name and Pass helps to finish it, and goes on where one that died had come to. Empty is
	// the text of Now.
	Pass string
	// Owner names the worker, as host and process id; no two may have the same. It is required.
	Owner string
	// Leases part the shards among the workers. It is required.
	Leases LeaseStore
	// Shards is the number of shards of the source. Zero is one.
	Shards int
	// Batch is how many records are read, and disposed of, at a time. Zero is 500.
	Batch int
	// Rate is the greatest number of records that this worker disposes of in a second. Zero does not limit it.
	Rate int
	// Expiry is how long a worker watches a lease without a sign of life before it takes it over. A batch must take less. Zero is
	// 30 seconds.
	Expiry time.Duration
	// DryRun plans and counts, and neither disposes of anything nor takes a lease.
	DryRun bool
	// Progress is called with the report so far after each batch, by the goroutine that sweeps. Nil is not called.
	Progress func(SweepReport)
}

// SweepReport says what one worker did.
type SweepReport struct {
	Seen      int   // records read
	Disposed  int   // records disposed of; with DryRun those that would have been
	Left      int   // due records that the disposer left alone since their facts had changed
	Failed    int   // due records that the disposer failed for; they are still there, and the next pass tries again
	Unplanned int   // records without a plan; they are kept
	Cause     error // of the first failure or missing plan: an error of the disposer, or of Plan
	// States counts the records by the state of their plan.
	States [Disposed + 1]int
}

func (r *SweepReport) blame(err error) {
	if r.Cause == nil {
		r.Cause = err
	}
}

const (
	defaultBatch  = 500
	defaultExpiry = 30 * time.Second
)

// Sweep makes one pass over the records of a source, plans each, and has those that are due disposed of. It returns when the pass is
// finished, by this worker or by others.
//
// Several workers, on several nodes, may sweep one source: each takes shards that no other has, by leases. When one dies another goes
// on with its shards, from about where it had come to; what the dead one may have begun is not done twice, since the disposer
// deletes and proves in one transaction. One that was only slow finds its lease gone, and [ErrFenced] keeps it from what it had begun.
//
// Only records in the state [Due] are disposed of. A record that cannot be planned is kept and counted. Where the disposer returns an
// error, or panics, for a batch, its records are tried one by one; one that fails alone is kept and counted, and the sweep goes on.
//
// The error is that of the source, of the leases or of the context, or matches [ErrSweep]. The report is what was done up to there.
func Sweep(ctx context.Context, s *Schedule, src Source, d Disposer, opts SweepOptions) (SweepReport, error) {
	w := &worker{schedule: s, source: src, disposer: d, opts: opts, watched: make(map[string]sighting)}
	if err := w.check(); err != nil {
		return SweepReport{}, err
	}
	w.began = time.Now()
	if w.opts.DryRun {
		for shard := range w.opts.Shards {
			if err := w.shard(ctx, shard, Lease{}); err != nil {
				return w.report, err
			}
		}
		return w.report, nil
	}
	return w.report, w.pass(ctx)
}

// worker is one call of Sweep.
type worker struct {
	schedule *Schedule
	source   Source
	disposer Disposer
	opts     SweepOptions
	report   SweepReport
	began    time.Time
	due      []Disposal // of the batch, to be used again
	watched  map[string]sighting
}

// sighting is when this worker saw a lease as it is for the first time, by its own clock, which cannot be set.
type sighting struct {
	fence, beat int64
	since       time.Time
}

func (w *worker) check() error {
	o := &w.opts
	for _, c := range []struct {
		ok    bool
		field string
	}{
		{o.Name != "", "Name: empty"},
		{!o.Now.IsZero(), "Now: zero time"},
		{o.DryRun || o.Owner != "", "Owner: empty"},
		{o.DryRun || o.Leases != nil, "Leases: nil"},
		{o.Shards >= 0, "Shards: negative"},
		{o.Batch >= 0, "Batch: negative"},
		{o.Rate >= 0, "Rate: negative"},
		{o.Expiry >= 0, "Expiry: negative"},
		{w.source != nil, "source: nil"},
		{o.DryRun || w.disposer != nil, "disposer: nil"},
	} {
		if !c.ok {
			return fmt.Errorf("%w: %s", ErrSweep, c.field)
		}
	}
	o.Shards = max(o.Shards, 1)
	if o.Batch == 0 {
		o.Batch = defaultBatch
	}
	if o.Expiry == 0 {
		o.Expiry = defaultExpiry
	}
	if o.Pass == "" {
		o.Pass = o.Now.UTC().Format(time.RFC3339Nano)
	}
	return nil
}

// pass takes shards until all are done.
func (w *worker) pass(ctx context.Context) error {
	for {
		done, moved := true, false
		for shard := range w.opts.Shards {
			lease, err := w.opts.Leases.Lease(ctx, fmt.Sprintf("%s/%d", w.opts.Name, shard))
			if err != nil {
				return err
			}
			if lease.Pass == w.opts.Pass && lease.Done {
				continue
			}
			done = false
			lease, ok, err := w.claim(ctx, lease)
			if err != nil {
				return err
			}
			if !ok {
				continue
			}
			moved = true
			if err := w.shard(ctx, shard, lease); err != nil && !errors.Is(err, ErrFenced) {
				return err
			}
		}
		switch {
		case done:
			return nil
		case !moved: // others are at work
			if err := sleep(ctx, w.opts.Expiry/8); err != nil {
				return err
			}
		}
	}
}

// claim takes a lease that nobody holds, or whose owner gives no sign of life.
func (w *worker) claim(ctx context.Context, l Lease) (Lease, bool, error) {
	if l.Owner != "" && !w.dead(l) {
		return l, false, nil
	}
	next := Lease{Name: l.Name, Owner: w.opts.Owner, Fence: l.Fence + 1, Beat: l.Beat + 1, Pass: w.opts.Pass}
	if l.Pass == next.Pass {
		next.Cursor = l.Cursor
	}
	ok, err := w.opts.Leases.Swap(ctx, l, next)
	return next, ok, err
}

// dead reports whether the lease has not moved for as long as it may.
func (w *worker) dead(l Lease) bool {
	seen, ok := w.watched[l.Name]
	if !ok || seen.fence != l.Fence || seen.beat != l.Beat {
		w.watched[l.Name] = sighting{l.Fence, l.Beat, time.Now()}
		return false
	}
	return time.Since(seen.since) >= w.opts.Expiry
}

// shard sweeps one shard, from the cursor of the lease on. It gives its sign of life several times in the time after which it would count
// as dead, and not with every batch: what is read again after a crash is gone, or was not due.
func (w *worker) shard(ctx context.Context, shard int, lease Lease) error {
	after, beat := lease.Cursor, time.Now()
	for {
		page, err := w.source.Page(ctx, shard, after, w.opts.Batch)
		if err != nil {
			return err
		}
		due := w.due[:0]
		for _, item := range page {
			if item.Key <= after {
				return fmt.Errorf("%w: source: keys do not ascend", ErrSweep)
			}
			after = item.Key
			if p, ok := w.plan(item); ok {
				due = append(due, Disposal{item, p})
			}
		}
		w.due = due
		if err := w.dispose(ctx, lease, due); err != nil {
			return err
		}
		done := len(page) < w.opts.Batch
		if done || time.Since(beat) >= w.opts.Expiry/8 {
			beat = time.Now()
			if lease, err = w.beat(ctx, lease, after, done); err != nil {
				return err
			}
		}
		if w.opts.Progress != nil {
			w.opts.Progress(w.report)
		}
		if done {
			return ctx.Err()
		}
		if err := w.throttle(ctx); err != nil {
			return err
		}
	}
}

// beat stores how far the shard has come, and lets go of it when it is done.
func (w *worker) beat(ctx context.Context, lease Lease, after string, done bool) (Lease, error) {
	if w.opts.DryRun {
		return lease, nil
	}
	next := lease
	next.Beat++
	next.Cursor, next.Done = after, done
	if done {
		next.Owner, next.Cursor = "", ""
	}
	ok, err := w.opts.Leases.Swap(ctx, lease, next)
	if err == nil && !ok {
		err = ErrFenced
	}
	return next, err
}

// plan counts the record and reports whether it is due.
func (w *worker) plan(item Item) (Plan, bool) {
	w.report.Seen++
	p, err := w.schedule.Plan(item.Record, w.opts.Now)
	if err != nil {
		w.report.Unplanned++
		w.report.blame(err)
	}
	w.report.States[p.State]++
	return p, err == nil && p.State == Due
}

func (w *worker) dispose(ctx context.Context, lease Lease, due []Disposal) error {
	if len(due) == 0 {
		return nil
	}
	if w.opts.DryRun {
		w.report.Disposed += len(due)
		return nil
	}
	left, err := w.try(ctx, lease, due)
	if err == nil {
		w.report.Disposed += len(due) - left
		w.report.Left += left
		return nil
	}
	if errors.Is(err, ErrFenced) || ctx.Err() != nil {
		return err
	}
	if len(due) == 1 {
		w.report.Failed++
		w.report.blame(err)
		return nil
	}
	for i := range due { // which of them is it?
		if err := w.dispose(ctx, lease, due[i:i+1]); err != nil {
			return err
		}
	}
	return nil
}

var errPanic = errors.New("retention: the disposer panicked")

// try calls the disposer. What it panicked with is not kept: it might show the record.
func (w *worker) try(ctx context.Context, lease Lease, due []Disposal) (left int, err error) {
	defer func() {
		if recover() != nil {
			left, err = 0, errPanic
		}
	}()
	keys, err := w.disposer.Dispose(ctx, lease, due)
	return min(len(keys), len(due)), err
}

// throttle waits until what was disposed of is within the rate.
func (w *worker) throttle(ctx context.Context) error {
	if w.opts.Rate == 0 {
		return ctx.Err()
	}
	wait := time.Duration(w.report.Disposed)*time.Second/time.Duration(w.opts.Rate) - time.Since(w.began)
	return sleep(ctx, min(wait, w.opts.Expiry/4)) // longer would look dead
}

func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
