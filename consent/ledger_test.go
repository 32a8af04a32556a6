package consent_test

import (
	"context"
	"errors"
	"iter"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/khtong/privacykit/consent"
)

func TestLedger(t *testing.T) {
	now := day(3, 2)
	l := consent.NewLedger(consent.NewMemoryStore(), func() time.Time { return now })
	in := given(func(e *consent.Event) { e.ID = "" })
	first, err := l.Record(t.Context(), in)
	require.NoError(t, err)
	require.Equal(t, int64(1), first[0].Seq)
	require.True(t, first[0].RecordedAt.Equal(now))
	require.Regexp(t, "^evt_[0-9a-f]{32}$", first[0].ID)
	require.Empty(t, in.ID, "the caller's event was changed")

	now = now.Add(time.Hour)
	again, err := l.Record(t.Context(), in)
	require.NoError(t, err)
	require.Equal(t, first, again, "a repetition")

	in.Method = "speech"
	_, err = l.Record(t.Context(), in)
	require.ErrorIs(t, err, consent.ErrIdempotency)

	state, err := l.State(t.Context(), "s")
	require.NoError(t, err)
	require.Equal(t, "s", state.Subject())
	d := ask(func(q *question) { q.State, q.Events = state, nil }).decide(register(t))
	require.True(t, d.Allowed())
	require.Equal(t, []string{first[0].ID}, d.Evidence)

	state, err = l.State(t.Context(), "somebody else")
	require.NoError(t, err)
	d = ask(func(q *question) { q.Request.Subject, q.State, q.Events = "somebody else", state, nil }).decide(register(t))
	require.Equal(t, []consent.ReasonCode{consent.ReasonConsentMissing}, codes(d))
}

func TestLedgerRefuses(t *testing.T) {
	store := consent.NewMemoryStore()
	l := consent.NewLedger(store, func() time.Time { return day(3, 1) })
	_, err := l.Record(t.Context(), given(), given(id("b"), purposes()))
	require.ErrorIs(t, err, consent.ErrEvent)
	require.EqualError(t, err, "consent: invalid event: events[1].purposes: missing: consent is given to named purposes")
	for e, err := range store.Events(t.Context(), "s") {
		t.Errorf("part of a refused call was stored: %v, %v", e.Key, err)
	}
	_, err = l.Record(t.Context(), given(on(day(3, 1).Add(5*time.Minute))))
	require.NoError(t, err, "clocks of two nodes differ")
	_, err = l.Record(t.Context(), given(id("c"), on(day(3, 1).Add(6*time.Minute))))
	require.ErrorIs(t, err, consent.ErrEvent)
	require.ErrorContains(t, err, "in the future")

	for _, l := range []*consent.Ledger{nil, {}, consent.NewLedger(nil, time.Now), consent.NewLedger(store, nil)} {
		_, err = l.Record(t.Context(), given())
		require.Error(t, err)
	}
	_, err = new(consent.Ledger).State(t.Context(), "s")
	require.Error(t, err)
}

// broken is a store that fails after its first event.
type broken struct{ consent.EventStore }

var errBroken = errors.New("store away")

func (broken) Events(context.Context, string) iter.Seq2[consent.Event, error] {
	return func(yield func(consent.Event, error) bool) {
		if yield(given(), nil) {
			yield(consent.Event{}, errBroken)
		}
	}
}

func TestLedgerStoreAway(t *testing.T) {
	state, err := consent.NewLedger(broken{}, time.Now).State(t.Context(), "s")
	require.ErrorIs(t, err, errBroken)
	require.Nil(t, state, "half a state: the missing half may be a withdrawal")
}
