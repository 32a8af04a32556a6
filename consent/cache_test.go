package consent_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/khtong/privacykit/consent"
)

// node is a ledger and cache of one node, with a clock that stands still.
type node struct {
	*consent.Ledger
	*consent.Cache
	clock *atomic.Pointer[time.Time]
}

func newNode(tb testing.TB, store consent.EventStore, opts *consent.CacheOptions) node {
	tb.Helper()
	n := node{clock: new(atomic.Pointer[time.Time])}
	n.set(day(6, 1))
	n.Ledger = consent.NewLedger(store, func() time.Time { return *n.clock.Load() })
	var err error
	n.Cache, err = consent.NewCache(n.Ledger, opts)
	require.NoError(tb, err)
	return n
}

func (n node) set(t time.Time)                 { n.clock.Store(&t) }
func (n node) advance(d time.Duration)         { n.set(n.clock.Load().Add(d)) }
func (n node) token(evs []consent.Event) int64 { return evs[len(evs)-1].Seq }

// effect decides the usual question on a state of the node's cache.
func (n node) effect(tb testing.TB, want consent.Consistency) consent.Effect {
	tb.Helper()
	state, err := n.Cache.State(tb.Context(), "s", want)
	require.NoError(tb, err)
	return ask(func(q *question) { q.State, q.Events, q.At = state, nil, day(6, 2) }).decide(register(tb)).Effect
}

func record(tb testing.TB, n node, events ...consent.Event) int64 {
	tb.Helper()
	out, err := n.Record(tb.Context(), events...)
	require.NoError(tb, err)
	return n.token(out)
}

// What a stale state says counts for nothing, neither the consent nor the
// withdrawal; what needs no state is answered all the same.
func TestStaleState(t *testing.T) {
	n := newNode(t, consent.NewMemoryStore(), nil)
	record(t, n, given())
	require.NoError(t, n.Poll(t.Context()))
	n.advance(time.Hour)
	state, err := n.Cache.State(t.Context(), "s", consent.Bounded(time.Second))
	require.NoError(t, err)
	require.True(t, state.Stale())
	require.Equal(t, "s", state.Subject())
	require.False(t, (*consent.State)(nil).Stale())

	with := func(s *consent.State) func(*question) { return func(q *question) { q.State, q.Events = s, nil } }
	reg := register(t)
	d := ask(with(state)).decide(reg)
	require.Equal(t, consent.Pending, d.Effect)
	require.Equal(t, []consent.ReasonCode{consent.ReasonStateStale}, codes(d))
	require.Empty(t, d.Evidence)
	d = ask(with(state), func(q *question) { q.Purpose = "nothing" }).decide(reg)
	require.Equal(t, consent.Deny, d.Effect, "undeclared, whatever the state")
	d = ask(contract, with(state)).decide(reg)
	require.True(t, d.Allowed(), "a contract needs no state")
	public := func(q *question) {
		exceptional(consent.PublicInformation)(q)
		q.Published, q.ReasonableScope, q.NoMajorEffect = true, true, true
	}
	require.True(t, ask(public).decide(reg).Allowed())
	d = ask(public, with(state)).decide(reg)
	require.Equal(t, []consent.ReasonCode{consent.ReasonStateStale}, codes(d), "a refusal may be missing")
}

func TestConsistency(t *testing.T) {
	store := consent.NewMemoryStore()
	here, there := newNode(t, store, nil), newNode(t, store, nil)
	require.Equal(t, consent.Pending, here.effect(t, consent.Bounded(time.Hour)), "nothing was polled yet")
	require.Equal(t, consent.Deny, here.effect(t, consent.Fresh()))
	gave := record(t, there, given())
	require.Equal(t, consent.Allow, here.effect(t, consent.Consistency{}), "the zero value is Fresh")
	require.Equal(t, consent.Pending, here.effect(t, consent.Bounded(time.Hour)), "Fresh tells the cache nothing")
	require.Equal(t, consent.Allow, here.effect(t, consent.AtLeast(gave)))
	require.Equal(t, consent.Allow, here.effect(t, consent.Bounded(0)), "AtLeast has polled")
	seq, at := here.Progress()
	require.Equal(t, gave, seq)
	require.True(t, at.Equal(day(6, 1)))

	took := record(t, there, ended(consent.Withdrawn))
	here.advance(10 * time.Second)
	require.Equal(t, consent.Allow, here.effect(t, consent.Bounded(10*time.Second)), "what was accepted")
	require.Equal(t, consent.Pending, here.effect(t, consent.Bounded(10*time.Second-1)))
	require.Equal(t, consent.Pending, here.effect(t, consent.Bounded(-1)))
	require.Equal(t, consent.Allow, here.effect(t, consent.AtLeast(gave)), "what was asked for")
	require.Equal(t, consent.Deny, here.effect(t, consent.Fresh()))
	require.Equal(t, consent.Deny, here.effect(t, consent.AtLeast(took)))
	require.Equal(t, consent.Deny, here.effect(t, consent.Bounded(time.Second)))

	require.Equal(t, consent.Pending, here.effect(t, consent.AtLeast(took+1)), "a token of another store")
	here.advance(consent.DefaultMaxStale)
	require.Equal(t, consent.Deny, here.effect(t, consent.Bounded(time.Hour)))
	here.advance(1)
	require.Equal(t, consent.Pending, here.effect(t, consent.Bounded(time.Hour)), "beyond MaxStale, whatever is accepted")
	require.Equal(t, consent.Deny, here.effect(t, consent.AtLeast(gave)), "AtLeast polls beyond MaxStale")
	here.advance(-time.Second)
	require.Equal(t, consent.Pending, here.effect(t, consent.Bounded(time.Hour)), "the clock ran backwards")

	nobody, err := here.Cache.State(t.Context(), "nobody", consent.AtLeast(took))
	require.NoError(t, err)
	require.Equal(t, "nobody", nobody.Subject())
	require.False(t, nobody.Stale())
	require.Zero(t, nobody.Version())
}

// away is a store whose reading fails while err is set, after some events.
type away struct {
	*consent.MemoryStore
	err   error
	after int
}

func (a *away) Events(ctx context.Context, subject string) iter.Seq2[consent.Event, error] {
	return a.failing(a.MemoryStore.Events(ctx, subject))
}

func (a *away) Changes(ctx context.Context, after int64) iter.Seq2[consent.Event, error] {
	return a.failing(a.MemoryStore.Changes(ctx, after))
}

func (a *away) failing(events iter.Seq2[consent.Event, error]) iter.Seq2[consent.Event, error] {
	return func(yield func(consent.Event, error) bool) {
		n := 0
		for e, err := range events {
			if a.err != nil && n == a.after {
				break
			}
			if n++; !yield(e, err) {
				return
			}
		}
		if a.err != nil {
			yield(consent.Event{}, a.err)
		}
	}
}

func TestCacheStoreAway(t *testing.T) {
	store := &away{MemoryStore: consent.NewMemoryStore()}
	n := newNode(t, store, &consent.CacheOptions{MaxStale: time.Second})
	token := record(t, n, given())
	require.NoError(t, n.Poll(t.Context()))
	last := record(t, n, given(id("again")), ended(consent.Withdrawn))
	store.err, store.after = errBroken, 1
	for name, want := range map[string]consent.Consistency{"Fresh": consent.Fresh(), "AtLeast": consent.AtLeast(last)} {
		state, err := n.Cache.State(t.Context(), "s", want)
		require.ErrorIs(t, err, errBroken, name)
		require.True(t, state.Stale(), name)
		require.Equal(t, "s", state.Subject(), name)
		d := ask(func(q *question) { q.State, q.Events = state, nil }).decide(register(t))
		require.Equal(t, consent.Pending, d.Effect, name)
	}
	require.Equal(t, consent.Allow, n.effect(t, consent.AtLeast(token)), "that was read before")
	n.advance(2 * time.Second)
	require.Equal(t, consent.Pending, n.effect(t, consent.Bounded(time.Hour)), "MaxStale")
	_, err := n.Cache.State(t.Context(), "s", consent.AtLeast(token))
	require.ErrorIs(t, err, errBroken)
	seq, at := n.Progress()
	require.Equal(t, last, seq, "each poll got one event further before it failed, and that is kept")
	require.True(t, at.Equal(day(6, 1)))

	store.err = nil
	require.NoError(t, n.Poll(t.Context()))
	require.Equal(t, consent.Deny, n.effect(t, consent.Bounded(0)))

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, want := range []consent.Consistency{consent.Fresh(), consent.AtLeast(last + 1)} {
		state, err := n.Cache.State(ctx, "s", want)
		require.ErrorIs(t, err, context.Canceled)
		require.True(t, state.Stale())
	}
	require.ErrorIs(t, n.Poll(ctx), context.Canceled)
}

// disorder is a store whose events come in another order.
type disorder struct{ *consent.MemoryStore }

func (disorder) Changes(context.Context, int64) iter.Seq2[consent.Event, error] {
	return func(yield func(consent.Event, error) bool) {
		first, second := given(), ended(consent.Withdrawn)
		first.Seq, second.Seq = 2, 1
		_ = yield(first, nil) && yield(second, nil)
	}
}

func TestCacheRefuses(t *testing.T) {
	for _, l := range []*consent.Ledger{nil, {}, consent.NewLedger(nil, time.Now), consent.NewLedger(consent.NewMemoryStore(), nil)} {
		_, err := consent.NewCache(l, nil)
		require.Error(t, err)
	}
	_, err := consent.NewCache(consent.NewLedger(broken{}, time.Now), nil)
	require.ErrorIs(t, err, errors.ErrUnsupported)
	_, err = consent.NewLedger(broken{}, time.Now).RecordAfter(t.Context(), 0, given())
	require.ErrorIs(t, err, errors.ErrUnsupported)
	_, err = consent.NewCache(consent.NewLedger(consent.NewMemoryStore(), time.Now), &consent.CacheOptions{MaxStale: -1})
	require.Error(t, err)

	for _, c := range []*consent.Cache{nil, {}} {
		for _, want := range []consent.Consistency{consent.Fresh(), consent.AtLeast(0), consent.Bounded(time.Hour)} {
			state, err := c.State(t.Context(), "s", want)
			require.Error(t, err)
			require.True(t, state.Stale())
		}
		require.Error(t, c.Poll(t.Context()))
		require.Error(t, c.Run(t.Context(), time.Second, nil))
		seq, at := c.Progress()
		require.Zero(t, seq)
		require.True(t, at.IsZero())
	}

	n := newNode(t, disorder{consent.NewMemoryStore()}, nil)
	require.ErrorContains(t, n.Poll(t.Context()), "out of order")
	require.Equal(t, consent.Pending, n.effect(t, consent.Bounded(time.Hour)))
	require.Error(t, n.Run(t.Context(), 0, nil))
}

func TestRecordAfter(t *testing.T) {
	n := newNode(t, consent.NewMemoryStore(), nil)
	record(t, n, given())
	seen, err := n.Ledger.State(t.Context(), "s")
	require.NoError(t, err)
	expired := ended(consent.Expired)
	record(t, n, given(id("renewed"), func(e *consent.Event) { e.Type = consent.Renewed }))
	_, err = n.RecordAfter(t.Context(), seen.Version(), expired)
	require.ErrorIs(t, err, consent.ErrVersion, "a renewal came first")
	require.Equal(t, consent.Allow, n.effect(t, consent.Fresh()))

	seen, err = n.Ledger.State(t.Context(), "s")
	require.NoError(t, err)
	out, err := n.RecordAfter(t.Context(), seen.Version(), expired)
	require.NoError(t, err)
	require.Equal(t, seen.Version()+1, out[0].Seq)
	require.Equal(t, consent.Deny, n.effect(t, consent.Fresh()))
	_, err = n.RecordAfter(t.Context(), 9, consent.Event{})
	require.ErrorIs(t, err, consent.ErrEvent)
	require.Zero(t, (*consent.State)(nil).Version())
}

// The states of a cache, made one event at a time, are those of the ledger.
func TestCacheEqualsLedger(t *testing.T) {
	reg := register(t)
	rng := rand.New(rand.NewPCG(27560, 1))
	allowed := 0
	for range 60 {
		store := consent.NewMemoryStore()
		n := newNode(t, store, nil)
		for i := range rng.IntN(40) {
			e := randomEvent(rng, i)
			e.Subject = pick(rng, "s", "s", "t", "u")
			_, err := store.Append(t.Context(), e) // as it is, also what a ledger refuses
			require.NoError(t, err)
			if rng.IntN(3) == 0 {
				require.NoError(t, n.Poll(t.Context()))
			}
		}
		require.NoError(t, n.Poll(t.Context()))
		for _, subject := range []string{"s", "t", "u", "v"} {
			want, err := n.Ledger.State(t.Context(), subject)
			require.NoError(t, err)
			got, err := n.Cache.State(t.Context(), subject, consent.Bounded(0))
			require.NoError(t, err)
			require.Equal(t, want.Version(), got.Version())
			for range 20 {
				q := randomQuestion(rng)
				q.Request.Subject, q.Events, q.State = subject, nil, want
				d := q.decide(reg)
				q.State = got
				require.Equal(t, d, q.decide(reg))
				if d.Allowed() {
					allowed++
				}
			}
		}
	}
	require.Positive(t, allowed)
}

// Many readers while the table grows: each sees what was polled before it
// began, and later never less.
func TestCacheReadersWhilePolling(t *testing.T) {
	store := consent.NewMemoryStore()
	n := newNode(t, store, nil)
	const subjects, rounds = 500, 12
	var polled atomic.Int64 // rounds
	var readers sync.WaitGroup
	ctx := t.Context()
	for r := range 4 {
		readers.Go(func() {
			last := make([]int64, subjects)
			for i := r; polled.Load() < rounds; i++ {
				least := polled.Load()
				s, err := n.Cache.State(ctx, fmt.Sprintf("s%d", i%subjects), consent.Bounded(time.Hour))
				if err != nil || s.Version() < last[i%subjects] || least > 0 && s.Version() <= (least-1)*subjects {
					t.Errorf("version %d after %d, %d rounds polled, error %v", s.Version(), last[i%subjects], least, err)
					return
				}
				last[i%subjects] = s.Version()
			}
		})
	}
	for round := range rounds {
		events := make([]consent.Event, subjects)
		for i := range events {
			events[i] = given(id(fmt.Sprintf("r%d-%d", round, i)), func(e *consent.Event) { e.Subject = fmt.Sprintf("s%d", i) })
		}
		_, err := store.Append(ctx, events...)
		require.NoError(t, err)
		require.NoError(t, n.Poll(ctx))
		polled.Add(1)
	}
	readers.Wait()
}

func TestCacheRun(t *testing.T) {
	store := &away{MemoryStore: consent.NewMemoryStore(), err: errBroken}
	failed := make(chan error, 1)
	n := newNode(t, store, &consent.CacheOptions{OnError: func(err error) { failed <- err }})
	ctx, cancel := context.WithCancel(t.Context())
	hints := make(chan struct{})
	ended := make(chan error)
	go func() { ended <- n.Run(ctx, time.Hour, hints) }()
	require.ErrorIs(t, <-failed, errBroken, "the poll at once")
	token := record(t, n, given())
	hints <- struct{}{}
	require.ErrorIs(t, <-failed, errBroken)
	store.err = nil
	hints <- struct{}{}
	hints <- struct{}{} // taken after the poll that the one before it brought about
	seq, _ := n.Progress()
	require.Equal(t, token, seq)
	close(hints)
	cancel()
	require.ErrorIs(t, <-ended, context.Canceled)

	ctx, cancel = context.WithCancel(t.Context())
	next := newNode(t, store, nil)
	go func() { ended <- next.Run(ctx, time.Millisecond, nil) }()
	for seq, _ = next.Progress(); seq < token; seq, _ = next.Progress() {
		time.Sleep(time.Millisecond)
	}
	token = record(t, n, given(id("later")))
	for ; seq < token; seq, _ = next.Progress() { // without a hint
		time.Sleep(time.Millisecond)
	}
	cancel()
	require.ErrorIs(t, <-ended, context.Canceled)
}

func TestCacheNoAllocs(t *testing.T) {
	n := newNode(t, consent.NewMemoryStore(), nil)
	token := record(t, n, given())
	require.NoError(t, n.Poll(t.Context()))
	ctx := t.Context()
	for _, want := range []consent.Consistency{consent.Bounded(time.Second), consent.AtLeast(token)} {
		require.Zero(t, testing.AllocsPerRun(100, func() {
			if s, err := n.Cache.State(ctx, "s", want); err != nil || s.Version() != token {
				t.Fatal("another state")
			}
		}))
	}
}
