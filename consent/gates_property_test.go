package consent_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/law"
)

// drawQuestion starts from a case of the tables, and changes facts and events
// at random; every operation, basis and exception occurs.
func drawQuestion(t *rapid.T, cases []decideCase) question {
	q := rapid.SampledFrom(cases).Draw(t, "case").ask
	q.Events = slices.Clone(q.Events)
	for range rapid.IntRange(0, 3).Draw(t, "changes") {
		rapid.SampledFrom([]func(){
			func() { q.Record = consent.RecordState(rapid.IntRange(0, 3).Draw(t, "record")) },
			func() { q.Facts.Subject = consent.SubjectClass(rapid.IntRange(0, 4).Draw(t, "class")) },
			func() { q.NoticeGiven = rapid.SampledFrom([]string{"", "v1", "v2", "v3"}).Draw(t, "notice") },
			func() { q.Claim = consent.Exception(rapid.IntRange(0, 13).Draw(t, "claim")) },
			func() { q.Basis = consent.Basis(rapid.IntRange(0, 8).Draw(t, "basis")) },
			func() { proved(&q) },
			func() { q.PurposeKept, q.TransferCause, q.RecipientNotice = true, consent.Merger, "letter" },
			func() {
				q.Agreement, q.Terms = "dpa", allTerms[:rapid.IntRange(0, len(allTerms)).Draw(t, "terms")]
			},
			func() { q.Assessment, q.Fairness, q.Alternative, q.HandlerConsent = "pia", "review", "card", "ok" },
			func() {
				m := consent.ExportMechanism(rapid.IntRange(0, 4).Draw(t, "mechanism"))
				q.Export = &consent.ExportFacts{
					Route:       consent.ExportRoute{Mechanism: m, Reference: "r", From: law.MustDate(2022+rapid.IntRange(0, 5).Draw(t, "year"), 1, 1)},
					NotCritical: rapid.Bool().Draw(t, "critical"), NoImportantData: rapid.Bool().Draw(t, "important"), Counted: true,
					People: rapid.SampledFrom([]int{1, 99_999, 100_000, 1_000_000}).Draw(t, "people"), Transit: rapid.Bool().Draw(t, "transit"),
				}
			},
			func() { q.Events = append(q.Events, drawEvent(t, &q)) },
		}).Draw(t, "change")()
	}
	return q
}

// drawEvent returns an event about the question or a part of it.
func drawEvent(t *rapid.T, q *question) consent.Event {
	e := given(id(rapid.StringMatching(`x[a-z]{6}`).Draw(t, "id")), form(consent.Form(rapid.IntRange(1, 3).Draw(t, "form"))),
		on(day(3, 1).Add(time.Duration(rapid.IntRange(0, 2000).Draw(t, "hour"))*time.Hour)))
	e.Type = consent.EventType(rapid.IntRange(1, 8).Draw(t, "type"))
	e.Purposes, e.Kinds = []consent.Purpose{q.Purpose}, slices.Clone(q.Kinds)
	e.Recipients = rapid.SampledFrom([][]string{nil, {q.Recipient}, {consent.Public}}).Draw(t, "to")
	e.Affirmative = rapid.IntRange(0, 4).Draw(t, "act") > 0
	e.Actor = consent.Actor(rapid.IntRange(1, 3).Draw(t, "actor"))
	return e
}

// check runs a property on questions about the gates.
func check(t *testing.T, property func(t *rapid.T, reg *consent.Register, q question, before consent.Decision)) {
	t.Helper()
	cases := slices.Concat(gateCases(), decideCases())
	regs := []*consent.Register{gateRegister(t), gateRegister(t, consent.Rules{SeparateConsentAlways: true, TransferOnSale: true, JointIsOneHandler: true})}
	allowed, all := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		reg := rapid.SampledFrom(regs).Draw(t, "register")
		q := drawQuestion(t, cases)
		before := q.decide(reg)
		if all++; before.Allowed() {
			allowed++
		}
		property(t, reg, q, before)
	})
	if all < 100 { // -short: a handful may be of one kind
		return
	}
	require.Greater(t, allowed, all/20, "too few questions are allowed")
	require.Less(t, allowed, all*19/20)
}

// A withdrawal, added anywhere, turns no other answer into an Allow.
func TestGatesWithdrawal(t *testing.T) {
	check(t, func(t *rapid.T, reg *consent.Register, q question, before consent.Decision) {
		w := drawEvent(t, &q)
		w.Type = rapid.SampledFrom([]consent.EventType{consent.Withdrawn, consent.Refused, consent.Expired, consent.Invalidated}).Draw(t, "end")
		if rapid.Bool().Draw(t, "all") {
			w.Purposes, w.Kinds, w.Recipients = nil, nil, nil
		}
		i := rapid.IntRange(0, len(q.Events)).Draw(t, "place")
		q.Events = slices.Insert(q.Events, i, w)
		if after := q.decide(reg); after.Allowed() {
			require.True(t, before.Allowed(), "%v", before.Reasons)
		}
	})
}

// Taking away any fact, whatever its field, turns no other answer into an Allow.
func TestGatesMissingFact(t *testing.T) {
	check(t, func(t *rapid.T, reg *consent.Register, q question, before consent.Decision) {
		if before.Allowed() {
			return
		}
		v := reflect.ValueOf(&q.Facts).Elem()
		for i := range v.NumField() {
			if name := v.Type().Field(i).Name; name == "Events" || name == "State" {
				continue // where a grant may answer a refusal; see TestMissingFactNeverAllows
			}
			facts := q.Facts
			reflect.ValueOf(&facts).Elem().Field(i).SetZero()
			require.False(t, reg.Decide(q.Request, facts).Allowed(), "without %s: %v", v.Type().Field(i).Name, before.Reasons)
		}
		if q.Export == nil {
			return
		}
		for _, name := range []string{"Route", "NotCritical", "NoImportantData", "Counted", "Transit", "Approval"} {
			x := *q.Export
			reflect.ValueOf(&x).Elem().FieldByName(name).SetZero()
			facts := q.Facts
			facts.Export = &x
			require.False(t, reg.Decide(q.Request, facts).Allowed(), "without %s: %v", name, before.Reasons)
		}
	})
}

// Events about other things may come in any order, between any others.
func TestGatesOrder(t *testing.T) {
	check(t, func(t *rapid.T, reg *consent.Register, q question, before consent.Decision) {
		for range rapid.IntRange(1, 3).Draw(t, "others") {
			e := drawEvent(t, &q)
			e.Purposes, e.Kinds, e.Recipients = []consent.Purpose{"elsewhere"}, []identifiers.Kind{"home"}, nil
			q.Events = slices.Insert(q.Events, rapid.IntRange(0, len(q.Events)).Draw(t, "place"), e)
		}
		require.Empty(t, cmpDecision(before, q.decide(reg)))
	})
}

// What happens later changes no answer as of an instant.
func TestGatesAsOf(t *testing.T) {
	check(t, func(t *rapid.T, reg *consent.Register, q question, before consent.Decision) {
		if q.At.IsZero() {
			return
		}
		for range rapid.IntRange(1, 3).Draw(t, "later") {
			e := drawEvent(t, &q)
			e.OccurredAt = q.At.Add(time.Duration(rapid.IntRange(1, 1e9).Draw(t, "after")) * time.Microsecond)
			q.Events = append(q.Events, e)
		}
		require.Empty(t, cmpDecision(before, q.decide(reg)))
	})
}
