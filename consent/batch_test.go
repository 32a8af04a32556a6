package consent_test

import (
	"iter"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/identifiers"
)

// TestDecideInto: a Decision that is used again gives what a new one gives.
func TestDecideInto(t *testing.T) {
	reg := gateRegister(t)
	var d consent.Decision
	var kept []consent.Decision
	cases := slices.Concat(gateCases(), decideCases())
	for _, c := range cases {
		reg.DecideInto(&d, c.ask.Request, c.ask.Facts)
		want := c.ask.decide(reg)
		require.Empty(t, cmpDecision(want, d), c.name)
		kept = append(kept, d.Clone())
	}
	for i, c := range cases {
		require.Empty(t, cmpDecision(c.ask.decide(reg), kept[i]), "a clone was overwritten: %s", c.name)
	}
	(*consent.Register)(nil).DecideInto(&d, consent.Request{}, consent.Facts{})
	require.False(t, d.Allowed())
	require.Equal(t, []consent.ReasonCode{consent.ReasonRegisterEmpty}, codes(d))
}

// cmpDecision names the first field in which two decisions differ; nil and
// empty slices are the same.
func cmpDecision(a, b consent.Decision) string {
	switch {
	case a.Effect != b.Effect || a.Basis != b.Basis || a.Statute != b.Statute:
		return "effect, basis or statute"
	case a.Operation != b.Operation || a.Purpose != b.Purpose || a.Recipient != b.Recipient || !a.At.Equal(b.At):
		return "question"
	case !slices.Equal(a.Reasons, b.Reasons):
		return "reasons"
	case !slices.Equal(a.Obligations, b.Obligations):
		return "obligations"
	case !slices.Equal(a.Evidence, b.Evidence):
		return "evidence"
	case !a.ValidUntil.Equal(b.ValidUntil) || a.Snapshot != b.Snapshot:
		return "until or snapshot"
	}
	return ""
}

// TestDecideIntoAllocs: after the first of each, no answer allocates.
func TestDecideIntoAllocs(t *testing.T) {
	reg := gateRegister(t)
	var d consent.Decision
	for name, q := range map[string]question{
		"allow":    ask(),
		"contract": ask(contract),
		"deny":     ask(events(given(), ended(consent.Withdrawn)), at(day(6, 1))),
		"entrust":  ask(to(consent.Entrust, "processor")),
		"export":   ask(export("tokyo"), people(100_000, 0)),
	} {
		q := folded(q)
		n := testing.AllocsPerRun(200, func() { reg.DecideInto(&d, q.Request, q.Facts) })
		require.Zero(t, n, name)
	}
}

// askers yields one question for each of n subjects, of whom every third
// withdrew, and counts how many were asked for.
func askers(n int, asked *int) iter.Seq2[consent.Request, consent.Facts] {
	return func(yield func(consent.Request, consent.Facts) bool) {
		for i := range n {
			q := ask(at(day(6, 1)))
			if i%3 == 0 {
				q = ask(at(day(6, 1)), events(given(), ended(consent.Withdrawn)))
			}
			*asked++
			if !yield(q.Request, q.Facts) {
				return
			}
		}
	}
}

func TestWhatIf(t *testing.T) {
	before := register(t)
	next := before.Document()
	next.History = append(next.History, consent.Revision{Version: next.Version, Effective: next.Effective, Changes: next.Changes})
	next.Version, next.Effective = "v4", next.Effective.AddDays(31)
	next.Changes = []consent.Change{{Aspect: consent.AspectPurpose, Purposes: []consent.Purpose{"improve"}, Kinds: []identifiers.Kind{"survey_response"}}}
	after, err := consent.NewRegister(next)
	require.NoError(t, err)

	// Consent given on 1 March, under v3: the new version asks for it again.
	asked := 0
	shifts := slices.Collect(consent.WhatIf(before, after, askers(300, &asked)))
	require.Equal(t, 300, asked)
	require.Len(t, shifts, 200)
	for _, s := range shifts {
		require.Equal(t, consent.Allow, s.Before.Effect)
		require.Equal(t, consent.Reconsent, s.After.Effect)
		require.Equal(t, "v3", s.Before.Snapshot.Version)
		require.Equal(t, "v4", s.After.Snapshot.Version)
		require.Equal(t, ask(at(day(6, 1))).decide(before), s.Before)
		require.Equal(t, consent.Purpose("improve"), s.Request.Purpose)
	}
	require.Empty(t, slices.Collect(consent.WhatIf(before, before, askers(30, &asked))))

	asked = 0
	for range consent.WhatIf(before, after, askers(300, &asked)) {
		break
	}
	require.Equal(t, 2, asked, "the population is read as the answers are")

	// A register that goes away takes every Allow with it.
	shifts = slices.Collect(consent.WhatIf(before, nil, askers(3, &asked)))
	require.Len(t, shifts, 3)
}

func BenchmarkDecideInto(b *testing.B) {
	reg := gateRegister(b)
	for name, q := range map[string]question{
		"allow-consent":  ask(),
		"allow-entrust":  ask(to(consent.Entrust, "processor")),
		"allow-export":   ask(export("tokyo"), people(100_000, 0)),
		"deny-withdrawn": ask(events(given(), ended(consent.Withdrawn)), at(day(6, 1))),
	} {
		q := folded(q)
		b.Run(name, func(b *testing.B) {
			var d consent.Decision
			b.ReportAllocs()
			for b.Loop() {
				reg.DecideInto(&d, q.Request, q.Facts)
			}
		})
	}
}

func BenchmarkWhatIf(b *testing.B) {
	reg := gateRegister(b)
	q := folded(ask())
	b.ReportAllocs()
	one := func(yield func(consent.Request, consent.Facts) bool) {
		for b.Loop() {
			if !yield(q.Request, q.Facts) {
				return
			}
		}
	}
	for s := range consent.WhatIf(reg, reg, one) {
		b.Fatal(s.After.Effect)
	}
}
