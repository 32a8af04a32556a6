package consent_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/law"
)

// mutate changes what is processed at some places of the document, as the next
// version of a notice may. The result need not be valid.
func mutate(rng *rand.Rand, d *consent.Document) {
	kinds := []identifiers.Kind{"survey_response", "mobile_number", "home", "home.heating", "habits", identifiers.Fingerprint}
	purposes := []consent.Purpose{"serve", "improve", "advertise"}
	for range 1 + rng.IntN(4) {
		a, r := &d.Activities[rng.IntN(4)], &d.Recipients[rng.IntN(len(d.Recipients))]
		switch rng.IntN(12) {
		case 0:
			a.Kinds = append(a.Kinds, pick(rng, kinds...))
		case 1:
			a.Kinds = a.Kinds[min(1, len(a.Kinds)-1):]
		case 2:
			a.Kinds[0] = pick(rng, kinds...)
		case 3:
			a.Purposes = append(a.Purposes, pick(rng, purposes...))
		case 4:
			a.Purposes = a.Purposes[min(1, len(a.Purposes)-1):]
		case 5:
			a.Scenarios = pick(rng, []string{"app"}, []string{"phone"}, []string{"app", "phone"})
		case 6:
			d.Purposes[rng.IntN(3)].Label.EN = "something else"
		case 7:
			d.Scenarios[rng.IntN(2)].Label.ZH = "其他"
		case 8:
			r.Kinds = append(r.Kinds, pick(rng, kinds...))
		case 9:
			r.Purposes = append(r.Purposes, pick(rng, purposes...))
		case 10:
			r.Name, r.Location, r.Contact = "Other", "CN", "x@example.com"
		default:
			d.Kinds[rng.IntN(2)].General = rng.IntN(2) == 0
		}
	}
}

// Consent given under one version allows under the next only what that version
// allowed: no edit of the register stretches it.
func TestConsentIsNeverStretched(t *testing.T) {
	base := register(t).Document()
	for i := range base.Activities { // a basis of its own is no matter of what consent covers
		base.Activities[i].Bases = []consent.BasisRef{{Basis: consent.Consent}}
	}
	before, err := consent.NewRegister(base)
	require.NoError(t, err)
	rng := rand.New(rand.NewPCG(17, 3))
	checked, asked := 0, 0
	for range rounds / 3 {
		doc := before.Document()
		doc.Version, doc.Effective, doc.Changes, doc.History = "v4", law.MustDate(2026, 6, 1), nil, nil
		mutate(rng, &doc)
		after, diff, err := before.Next(doc)
		if err != nil {
			continue
		}
		require.Empty(t, diff.Undeclared())
		q := randomStretch(rng)
		q.At = day(5, 1)
		then := q.decide(before)
		q.At = day(7, 1)
		now := q.decide(after)
		require.False(t, now.Allowed() && !then.Allowed(), "%+v\n%v\n%v", q.Request, then.Reasons, doc)
		if then.Allowed() {
			checked++
		}
		if now.Effect == consent.Reconsent {
			asked++
			require.True(t, slices.ContainsFunc(q.Kinds, func(k identifiers.Kind) bool { return diff.NeedsConsent(q.Purpose, k) }))
		}
	}
	require.Greater(t, checked, rounds/60)
	require.Greater(t, asked, rounds/60)
}

// randomStretch asks about one kind on the basis of a consent to a good deal.
func randomStretch(rng *rand.Rand) question {
	q := ask(func(q *question) {
		q.Purpose, q.Basis, q.Assessment, q.Agreement = pick[consent.Purpose](rng, "serve", "improve", "advertise"), consent.Consent, "pia-1", "a-1"
		q.Kinds = []identifiers.Kind{pick[identifiers.Kind](rng, "survey_response", "mobile_number", "home", "home.heating", "habits", identifiers.Fingerprint)}
		q.Scenario = pick(rng, "", "app", "phone")
	})
	everything := given(form(consent.Separate), purposes("serve", "improve", "advertise"),
		kinds("survey_response", "mobile_number", "home", "habits", "software_usage_record", identifiers.Fingerprint))
	if rng.IntN(2) == 0 {
		q.Operation, q.Recipient = consent.Share, pick(rng, "partner", "affiliates", "hongkong")
		everything.Recipients = []string{q.Recipient}
	}
	q.Events = []consent.Event{everything}
	return q
}

// Two versions that announce the same differ in nothing, and what one adds the
// other takes away.
func TestDiffProperties(t *testing.T) {
	rng := rand.New(rand.NewPCG(19, 4))
	for range rounds / 15 {
		doc := next(t, func(d *consent.Document) { mutate(rng, d) })
		reg, err := consent.NewRegister(doc)
		if err != nil {
			continue
		}
		require.Empty(t, consent.Diff(reg, reg).Differences)
		there, back := consent.Diff(register(t), reg), consent.Diff(reg, register(t))
		require.Equal(t, len(there.Differences) == 0, len(back.Differences) == 0)
		require.Equal(t, there, consent.Diff(register(t), reg), "the order is stable")
	}
}
