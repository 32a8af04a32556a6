package consent_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/law"
)

const rounds = 1500

// pick returns one of the values.
func pick[T any](rng *rand.Rand, values ...T) T { return values[rng.IntN(len(values))] }

// randomEvent returns an event of subject s, mostly well formed, at an hour of
// the spring of 2026.
func randomEvent(rng *rand.Rand, n int) consent.Event {
	t := pick(rng, consent.Given, consent.Given, consent.Given, consent.Renewed, consent.Withdrawn, consent.Refused,
		consent.Requested, consent.Expired, consent.Invalidated, consent.Migrated)
	e := given(id(fmt.Sprintf("e%d", n)), on(day(3, 1).Add(time.Duration(rng.IntN(60*24))*time.Hour)))
	e.Type = t
	e.Purposes = pick(rng, []consent.Purpose{"improve"}, []consent.Purpose{"improve", "advertise"}, []consent.Purpose{"advertise"})
	e.Kinds = pick(rng, []identifiers.Kind{"survey_response"}, []identifiers.Kind{"survey_response", "mobile_number"}, []identifiers.Kind{"home"})
	e.Form = pick(rng, consent.General, consent.Separate, consent.Written)
	e.Affirmative = rng.IntN(6) > 0
	e.NoticeVersion = pick(rng, "v3", "v3", "v2", "v1", "v9")
	e.Actor = pick(rng, consent.Self, consent.Self, consent.Self, consent.Guardian, consent.Staff)
	if rng.IntN(4) == 0 {
		e.Recipients = []string{"partner"}
	}
	if t.Grants() && rng.IntN(4) == 0 {
		e.ValidUntil = e.OccurredAt.Add(time.Duration(rng.IntN(1000)) * time.Hour)
	}
	if !t.Grants() && rng.IntN(3) == 0 {
		e.Purposes, e.Kinds = nil, nil
	}
	return e
}

func randomEvents(rng *rand.Rand) []consent.Event {
	out := make([]consent.Event, rng.IntN(8))
	for i := range out {
		out[i] = randomEvent(rng, i)
		out[i].Seq = int64(i + 1)
	}
	return out
}

// randomQuestion returns a question that has a fair chance of every effect.
func randomQuestion(rng *rand.Rand) question {
	base := pick(rng, func(*question) {}, contract, duty, share, child,
		func(q *question) {
			exceptional(consent.PublicInformation)(q)
			q.Published, q.ReasonableScope, q.NoMajorEffect = true, true, true
		},
		func(q *question) { exceptional(consent.Emergency)(q); q.Emergency = true })
	q := ask(base, at(day(3, 1).Add(time.Duration(rng.IntN(80*24))*time.Hour)))
	q.Events = randomEvents(rng)
	if rng.IntN(8) == 0 {
		q.Facts.Subject = consent.SubjectClass(rng.IntN(6))
	}
	if rng.IntN(8) == 0 {
		q.Record = consent.RecordState(rng.IntN(4))
	}
	if rng.IntN(8) == 0 {
		q.Basis = consent.Basis(rng.IntN(10))
	}
	return q
}

// forAll runs a property on random questions and demands that it saw both
// answers.
func forAll(t *testing.T, property func(rng *rand.Rand, q question, before consent.Decision)) {
	t.Helper()
	reg := register(t)
	rng := rand.New(rand.NewPCG(13, 1))
	allowed := 0
	for range rounds {
		q := randomQuestion(rng)
		before := q.decide(reg)
		if before.Allowed() {
			allowed++
		}
		property(rng, q, before)
	}
	require.Greater(t, allowed, rounds/20)
	require.Less(t, allowed, rounds*19/20)
}

// A withdrawal never turns a denial into an Allow.
func TestWithdrawalNeverAllows(t *testing.T) {
	reg := register(t)
	ended := 0
	forAll(t, func(rng *rand.Rand, q question, before consent.Decision) {
		w := randomEvent(rng, 99)
		w.Type = pick(rng, consent.Withdrawn, consent.Refused, consent.Expired, consent.Invalidated)
		w.Seq = int64(1 + rng.IntN(len(q.Events)+1))
		q.Events = append(q.Events, w)
		after := q.decide(reg)
		require.False(t, after.Allowed() && !before.Allowed(), "%v", before.Reasons)
		if before.Allowed() && !after.Allowed() {
			ended++
		}
	})
	require.Positive(t, ended, "no withdrawal had any effect")
}

// Taking away a fact never turns another answer into an Allow.
func TestMissingFactNeverAllows(t *testing.T) {
	reg := register(t)
	forAll(t, func(_ *rand.Rand, q question, before consent.Decision) {
		if before.Allowed() {
			return
		}
		for i, remove := range []func(*consent.Facts){
			func(f *consent.Facts) { f.Subject = 0 },
			func(f *consent.Facts) { f.Record = 0 },
			func(f *consent.Facts) { f.NoticeGiven = "" },
			func(f *consent.Facts) { f.ContractID = "" },
			func(f *consent.Facts) { f.LabourRules = "" },
			func(f *consent.Facts) { f.StatuteCitation = law.Citation{} },
			func(f *consent.Facts) { f.Emergency = false },
			func(f *consent.Facts) { f.PublicInterest = false },
			func(f *consent.Facts) { f.Published = false },
			func(f *consent.Facts) { f.ReasonableScope = false },
			func(f *consent.Facts) { f.NoMajorEffect = false },
			func(f *consent.Facts) { f.Assessment = "" },
			func(f *consent.Facts) { f.Agreement = "" },
			func(f *consent.Facts) { f.ChildRules = "" },
		} {
			facts := q.Facts
			remove(&facts)
			after := reg.Decide(q.Request, facts)
			require.False(t, after.Allowed(), "removal %d: %v", i, before.Reasons)
		}
		for i := range q.Events { // a grant is a fact too
			if q.Events[i].Type.Grants() {
				facts := q.Facts
				facts.Events = append(append([]consent.Event(nil), q.Events[:i]...), q.Events[i+1:]...)
				if facts.Published {
					continue // there, a grant answers an earlier refusal
				}
				require.False(t, reg.Decide(q.Request, facts).Allowed(), "without grant %d", i)
			}
		}
	})
}

// The order of events about different things never matters.
func TestOrderOfUnrelatedEvents(t *testing.T) {
	reg := register(t)
	forAll(t, func(rng *rand.Rand, q question, before consent.Decision) {
		related := q.Events
		q.Events = nil
		for i, e := range related { // the unrelated ones go to random places
			for rng.IntN(2) == 0 {
				other := randomEvent(rng, 100+i)
				other.Recipients = []string{"somebody"}
				if other.Type.Grants() || rng.IntN(2) == 0 {
					other.Purposes, other.Recipients = []consent.Purpose{"serve"}, nil
				}
				if q.Purpose == "serve" {
					other.Purposes = []consent.Purpose{"employ"}
				}
				q.Events = append(q.Events, other)
			}
			q.Events = append(q.Events, e)
		}
		for i := range q.Events {
			q.Events[i].Seq = int64(i + 1)
		}
		after := q.decide(reg)
		require.Equal(t, before.Effect, after.Effect)
		require.Equal(t, before.Reasons, after.Reasons)
		require.Equal(t, before.Evidence, after.Evidence)

		rng.Shuffle(len(q.Events), func(i, j int) { q.Events[i], q.Events[j] = q.Events[j], q.Events[i] })
		require.Equal(t, after, q.decide(reg), "the order of the slice, with Seq assigned")
	})
}

// An answer as of an instant never changes by what happens later.
func TestAsOfNeverChanges(t *testing.T) {
	reg := register(t)
	forAll(t, func(rng *rand.Rand, q question, before consent.Decision) {
		for i := range 1 + rng.IntN(4) {
			e := randomEvent(rng, 50+i)
			e.OccurredAt = q.At.Add(time.Duration(1+rng.IntN(1e9)) * time.Microsecond)
			e.RecordedAt = e.OccurredAt.Add(time.Second)
			e.Seq = int64(len(q.Events) + 1)
			q.Events = append(q.Events, e)
		}
		require.Equal(t, before, q.decide(reg))
	})
}

// A folded state and its events give the same answer, and neither is changed.
func TestStateEqualsEvents(t *testing.T) {
	reg := register(t)
	forAll(t, func(_ *rand.Rand, q question, before consent.Decision) {
		events := q.Events
		q.State, q.Events = consent.Fold("s", events), nil
		for _, e := range events {
			for i := range e.Kinds {
				e.Kinds[i] = "changed_afterwards"
			}
		}
		require.Equal(t, before.Reasons, q.decide(reg).Reasons)
	})
}
