package consent

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"
)

// DefaultMaxStale is how old what a [Cache] knows may be if its options do not
// say otherwise.
const DefaultMaxStale = time.Minute

// CacheOptions are the options of [NewCache]. Nil stands for the zero value.
type CacheOptions struct {
	// MaxStale is the longest time since the last successful poll after which
	// the cache still speaks, whatever a call accepts. Zero is
	// [DefaultMaxStale].
	MaxStale time.Duration
	// OnError is told of each poll of [Cache.Run] that failed. Nil ignores them:
	// [Cache.Progress] tells too.
	OnError func(error)
}

// Cache keeps the folded states of all subjects in the memory of one node, and
// follows the events that other nodes record. Reading from it takes no lock and
// no I/O. How up to date an answer must be is said per call: [Fresh], [AtLeast]
// or [Bounded].
//
//	cache, err := consent.NewCache(ledger, nil)
//	…
//	go cache.Run(ctx, time.Second, nil)
//	…
//	state, err := cache.State(ctx, subject, consent.Bounded(5*time.Second))
//
// A withdrawal that another node recorded is seen at once by Fresh, by AtLeast
// with its token, and after the time accepted by Bounded at the latest: what is
// older is [State.Stale], and a decision on it is never Allow.
//
// All subjects that have events are held. A subject with four consents takes a
// few hundred bytes; see BenchmarkCacheLoad. The zero Cache has no store: its
// states are stale, with an error.
type Cache struct {
	ledger   *Ledger
	store    ChangeStore
	maxStale time.Duration
	onError  func(error)
	turn     chan struct{}  // held by the one who polls
	shared   sharedWordings // of the one who polls
	table    *stateTable
	progress atomic.Pointer[cacheProgress]
}

// cacheProgress says that the table shows all events up to seq, and that these
// were all that there were at an instant: the zero time, if not yet.
type cacheProgress struct {
	seq int64
	at  time.Time
}

// NewCache returns an empty cache of the ledger, whose clock it uses. It reads
// nothing: until the first [Cache.Poll] has succeeded all states but those of
// [Fresh] are stale. Where the ledger's store is no [ChangeStore] the error
// matches [errors.ErrUnsupported].
func NewCache(ledger *Ledger, opts *CacheOptions) (*Cache, error) {
	if ledger == nil || ledger.store == nil || ledger.now == nil {
		return nil, errNoStore
	}
	store, ok := ledger.store.(ChangeStore)
	if !ok {
		return nil, fmt.Errorf("consent: cache: store without changes: %w", errors.ErrUnsupported)
	}
	c := &Cache{
		ledger: ledger, store: store, maxStale: DefaultMaxStale,
		turn: make(chan struct{}, 1), table: newStateTable(),
	}
	if opts != nil {
		c.onError = opts.OnError
		if opts.MaxStale < 0 {
			return nil, errors.New("consent: cache: negative MaxStale")
		}
		if opts.MaxStale > 0 {
			c.maxStale = opts.MaxStale
		}
	}
	c.progress.Store(new(cacheProgress))
	return c, nil
}

// Consistency says how up to date a state must be. The zero value is that of
// [Fresh].
type Consistency struct {
	mode  consistencyMode
	seq   int64
	stale time.Duration
}

type consistencyMode uint8

const (
	modeFresh consistencyMode = iota
	modeAtLeast
	modeBounded
)

// Fresh asks for every event that was recorded before the call, on any node. It
// reads the store each time.
func Fresh() Consistency { return Consistency{} }

// AtLeast asks for every event up to a token: the Seq of the last event that
// [Ledger.Record] returned, on this node or another. It reads the store where
// the cache has not got there.
func AtLeast(token int64) Consistency { return Consistency{mode: modeAtLeast, seq: token} }

// Bounded asks for every event that was recorded longer ago than d, and never
// reads the store.
func Bounded(d time.Duration) Consistency { return Consistency{mode: modeBounded, stale: d} }

// State returns the state of the subject. A state that is not as up to date as
// was asked for is returned too, but [State.Stale], so that a decision on it is
// [Pending] where it needs one; so is every state that comes with an error. The
// error is that of the store, for Fresh and AtLeast alone. It matches the
// context's where that ended the call.
func (c *Cache) State(ctx context.Context, subject string, want Consistency) (*State, error) {
	if c == nil || c.store == nil {
		return (*State)(nil).outdated(subject), errNoStore
	}
	switch want.mode {
	case modeFresh:
		s, err := c.ledger.State(ctx, subject)
		if err != nil {
			return c.table.get(subject).outdated(subject), err
		}
		return s, nil
	case modeAtLeast:
		var err error
		enough := func() bool { return c.progress.Load().seq >= want.seq && c.current(c.maxStale) }
		if !enough() {
			err = c.poll(ctx, enough)
		}
		if err != nil || !enough() {
			return c.table.get(subject).outdated(subject), err
		}
	case modeBounded:
		if !c.current(min(want.stale, c.maxStale)) {
			return c.table.get(subject).outdated(subject), nil
		}
	}
	if s := c.table.get(subject); s != nil {
		return s, nil
	}
	return &State{subject: subject}, nil
}

// current reports whether the last successful poll began at most limit ago. A
// clock that ran backwards has no answer, and so it is no.
func (c *Cache) current(limit time.Duration) bool {
	p := c.progress.Load()
	if p.at.IsZero() {
		return false
	}
	age := c.ledger.now().Sub(p.at)
	return age >= 0 && age <= limit
}

// Progress returns the Seq of the last event that the cache shows, and the
// instant at which the last successful poll began: the zero time, if there was
// none.
func (c *Cache) Progress() (seq int64, at time.Time) {
	if c == nil || c.store == nil {
		return 0, time.Time{}
	}
	p := c.progress.Load()
	return p.seq, p.at
}

// Poll reads what was recorded since the last poll. Where it fails, what it had
// read is kept, and the next one goes on from there. Only one poll runs at a
// time; others wait for it.
func (c *Cache) Poll(ctx context.Context) error {
	return c.poll(ctx, func() bool { return false })
}

var errOrder = errors.New("consent: cache: store yields events out of order")

// poll polls unless that is done by the time that it is its turn.
func (c *Cache) poll(ctx context.Context, done func() bool) error {
	if c == nil || c.store == nil {
		return errNoStore
	}
	select {
	case c.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-c.turn }()
	if done() {
		return nil
	}
	was := c.progress.Load()
	seq, at := was.seq, c.ledger.now()
	for e, err := range c.store.Changes(ctx, seq) {
		if err == nil && e.Seq <= seq {
			err = errOrder
		}
		if err != nil {
			c.progress.Store(&cacheProgress{seq, was.at})
			return err
		}
		c.table.put(c.table.get(e.Subject).with(&e, &c.shared))
		seq = e.Seq
	}
	c.progress.Store(&cacheProgress{seq, at})
	return nil
}

// Run polls at once, then after each interval and each hint, until the context
// ends, whose error it returns. A hint means that there may be something new,
// as when a host listens to NOTIFY of PostgreSQL; hints may get lost or be too
// many. Hints may be nil. An interval that is not positive is an error.
//
// A poll that fails is reported to CacheOptions.OnError and tried again after
// the interval. Meanwhile the cache gets older, and says so.
func (c *Cache) Run(ctx context.Context, interval time.Duration, hints <-chan struct{}) error {
	if interval <= 0 {
		return errors.New("consent: cache: interval is not positive")
	}
	timer := time.NewTimer(interval)
	defer timer.Stop()
	for {
		err := c.Poll(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if errors.Is(err, errNoStore) {
			return err
		}
		if err != nil && c.onError != nil {
			c.onError(err)
		}
		timer.Reset(interval)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-timer.C:
		case _, open := <-hints:
			if !open {
				hints = nil // would hint for ever
			}
		}
	}
}
