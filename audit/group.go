package audit

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

const (
	attempts   = 64 // at an append that others get ahead of
	pauseUnit  = 2 * time.Microsecond
	groupLimit = 1024 // entries after which a group takes no further call
)

// errStore is what calls get whose write ended in a panic of the store.
var errStore = errors.New("audit: append: the store panicked")

// A request is a call of Append that waits for its turn, or for the write of
// the group that it is in.
type request struct {
	ctx   context.Context
	batch []draft
	done  chan struct{} // closed when out and err are set
	out   []Entry
	err   error
}

// group appends batch with what else waits: the first goroutine to get the
// turn writes for all of them.
func (l *Log) group(ctx context.Context, batch []draft) ([]Entry, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("audit: append: %w", err)
	}
	r := &request{ctx: ctx, batch: batch}
	if l.alone(r) {
		return r.out, r.err
	}
	r.done = make(chan struct{})
	l.mu.Lock()
	l.queue = append(l.queue, r)
	l.mu.Unlock()
	for {
		select {
		case <-r.done:
			return r.out, r.err
		case l.turn <- struct{}{}:
			l.lead()
		case <-ctx.Done():
			l.mu.Lock()
			if i := slices.Index(l.queue, r); i >= 0 {
				l.queue = slices.Delete(l.queue, i, i+1)
			}
			l.mu.Unlock()
			return nil, fmt.Errorf("audit: append: %w", ctx.Err())
		}
	}
}

// alone writes r, and reports whether it did: it does if nobody else is at it.
func (l *Log) alone(r *request) bool {
	select {
	case l.turn <- struct{}{}:
	default:
		return false
	}
	defer func() { <-l.turn }()
	l.mu.Lock()
	waiting := len(l.queue)
	l.mu.Unlock()
	if waiting > 0 { // they came first
		return false
	}
	l.write(r.ctx, []*request{r})
	return true
}

// lead writes what waits, and gives the turn back.
func (l *Log) lead() {
	group := l.take()
	if len(group) < 2 {
		defer func() { <-l.turn }()
		for _, r := range group {
			l.write(r.ctx, group)
		}
		return
	}
	go func() { // so that no caller outstays its context for the others
		defer func() {
			_ = recover() // the calls have errStore
			<-l.turn
		}()
		ctx, cancel := contextOfAll(group)
		defer cancel()
		l.write(ctx, group)
	}()
}

// take removes from the queue what goes into one write.
func (l *Log) take() []*request {
	l.mu.Lock()
	defer l.mu.Unlock()
	n, entries := 0, 0
	for n < len(l.queue) && entries < groupLimit {
		entries += len(l.queue[n].batch)
		n++
	}
	group := l.queue[:n:n]
	l.queue = l.queue[n:]
	if len(l.queue) == 0 {
		l.queue = nil
	}
	return group
}

// contextOfAll returns a context that has the values of the first call and ends
// when the contexts of all of them have ended.
func contextOfAll(group []*request) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(group[0].ctx))
	left := new(atomic.Int64)
	left.Store(int64(len(group)))
	stops := make([]func() bool, len(group))
	for i, r := range group {
		stops[i] = context.AfterFunc(r.ctx, func() {
			if left.Add(-1) == 0 {
				cancel()
			}
		})
	}
	return ctx, func() {
		for _, stop := range stops {
			stop()
		}
		cancel()
	}
}

// write appends a group and tells each of its calls how it went.
func (l *Log) write(ctx context.Context, group []*request) {
	err := errStore
	defer func() { // with errStore, the store panicked
		for _, r := range group {
			if err != nil {
				r.out, r.err = nil, err
			}
			if r.done != nil {
				close(r.done)
			}
		}
	}()
	for i := range attempts {
		failed := l.tryAppend(ctx, group)
		if !errors.Is(failed, ErrConflict) || i == attempts-1 {
			err = failed
			return
		}
		if gone := pause(ctx, i); gone != nil {
			err = gone
			return
		}
	}
}

// pause waits a random time, longer the more attempts have failed, so that
// writers in several processes fall out of step.
func pause(ctx context.Context, attempt int) error {
	var noise [1]byte
	_, _ = rand.Read(noise[:]) // never fails
	t := time.NewTimer(time.Duration(attempt+1) * time.Duration(noise[0]) * pauseUnit)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("audit: append: %w", ctx.Err())
	}
}

// tryAppend appends a group to the log as it is now. A call whose entries are
// refused gets its error and hinders no other.
func (l *Log) tryAppend(ctx context.Context, group []*request) error {
	edge, stored, err := l.look(ctx, group)
	if err != nil {
		return err
	}
	size := edge.size
	records := l.scratch[:0]
	defer func() {
		clear(records)
		l.scratch = records[:0]
		if cap(records) > groupLimit {
			l.scratch = nil
		}
	}()
	for _, r := range group {
		r.out, r.err = nil, nil
		if !r.fits(stored) {
			r.err = ErrIdempotency
			continue
		}
		r.out = make([]Entry, len(r.batch))
		for i := range r.batch {
			e := r.batch[i].Entry
			if old, ok := stored[e.Key]; ok && e.Key != "" {
				r.out[i] = old.normal()
				continue
			}
			e.Seq = edge.size
			if e.Key != "" {
				if stored == nil {
					stored = make(map[string]Entry)
				}
				stored[e.Key] = e
			}
			body := e.encode()
			hashes := edge.hashes(tlog.RecordHash(body))
			edge.grow(hashes)
			records = append(records, Record{Entry: e, Body: body, Hashes: hashes})
			r.out[i] = e // the store keeps no reference to it
		}
	}
	if len(records) == 0 {
		return nil
	}
	if err := l.store.Append(ctx, size, records); err != nil {
		return fmt.Errorf("audit: append: %w", err)
	}
	return nil
}

// fits reports whether every entry of r that has a key in use, by a stored
// entry or by another of r itself, repeats that entry.
func (r *request) fits(stored map[string]Entry) bool {
	var own map[string]Entry
	for i := range r.batch {
		d := &r.batch[i]
		if d.Key == "" {
			continue
		}
		old, ok := stored[d.Key]
		if !ok {
			old, ok = own[d.Key]
		}
		if ok && !d.repeats(old) {
			return false
		}
		if !ok && len(r.batch) > 1 {
			if own == nil {
				own = make(map[string]Entry)
			}
			own[d.Key] = d.Entry
		}
	}
	return true
}
