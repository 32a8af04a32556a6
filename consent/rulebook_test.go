package consent_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/law"
)

// TestRulebook: every rule applies from the day of its source, and what is
// verified is so in package law too.
func TestRulebook(t *testing.T) {
	var last law.Date
	n := 0
	for r := range consent.Rulebook() {
		n++
		require.False(t, r.From.Before(last))
		last = r.From
		require.True(t, r.Citation.Statute.Known())
		v, ok := r.Citation.Statute.VersionAt(r.From)
		require.True(t, ok)
		require.Equal(t, r.From, v.From, "%v", r.Citation)
		require.True(t, v.Verified || !r.Verified || r.Citation.Statute == law.ExportContractMeasures, "%v", r.Citation)
		require.NotEqual(t, r.Text.In(language.Chinese), r.Text.In(language.English))
	}
	require.Equal(t, 7, n)
}

// TestRules: the default reading and the other one, for each switch; the
// decision names the one that was applied.
func TestRules(t *testing.T) {
	separate := consent.Rules{SeparateConsentAlways: true}
	byLaw := consent.Rules{SensitiveByLawOnly: true}
	sale := consent.Rules{TransferOnSale: true}
	joint := consent.Rules{JointIsOneHandler: true}
	published := func(q *question) { contract(q); q.Operation, q.Assessment = consent.Publish, "p" }
	sold := func(q *question) { transfer(q); q.TransferCause = consent.BusinessSale }
	browsing := func(q *question) {
		contract(q)
		q.Kinds, q.Basis, q.ContractID = []identifiers.Kind{"web_browsing_record"}, 0, ""
		q.Events = []consent.Event{given(purposes("serve"), kinds("web_browsing_record"))}
	}
	partners := func(q *question) {
		share(q)
		q.Recipient, q.Events = "partners", []consent.Event{given()}
	}
	for _, c := range []struct {
		name  string
		rules consent.Rules
		ask   question
		want  consent.Effect
		codes []consent.ReasonCode
	}{
		{"13(2), 25 by default", consent.Rules{}, ask(published), consent.Allow, free},
		{"25 read literally", separate, ask(published), consent.Deny, one(consent.ReasonConsentMissing)},
		{"25 read literally, with consent", separate, ask(published, events(given(purposes("serve"), recipients(consent.Public), form(consent.Separate)))), consent.Allow, free},
		{"29 read literally", separate, ask(contract, kind("bank_card_number"), func(q *question) { q.Assessment = "p" }), consent.Deny, one(consent.ReasonConsentMissing)},
		{"29 read literally touches nothing general", separate, ask(contract), consent.Allow, free},
		{"39 read literally", separate, ask(export("singapore"), func(q *question) { q.Basis, q.ContractID, q.NoticeGiven, q.Events = consent.Contract, "c", "v3", nil }), consent.Deny, one(consent.ReasonConsentMissing)},
		{"22 sale by default", consent.Rules{}, ask(sold), consent.Deny, one(consent.ReasonTransferCause)},
		{"22 sale among other reasons", sale, ask(sold), consent.Allow, free},
		{"20, 23 joint by default", consent.Rules{}, ask(partners), consent.Deny, one(consent.ReasonConsentMissing)},
		{"20 joint handlers as one", joint, ask(partners), consent.Allow, established},
		{"20 joint handlers as one, another recipient", joint, ask(share, events(given())), consent.Deny, one(consent.ReasonConsentMissing)},
		{"28 appendix B by default", consent.Rules{}, ask(browsing), consent.Deny, one(consent.ReasonAssessmentMissing, consent.ReasonSeparateForSensitive)},
		{"28 the law's own list", byLaw, ask(browsing), consent.Allow, established},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc := gateDocument(t)
			doc.Rules = c.rules
			doc.Activities = append(doc.Activities, consent.Activity{
				ID: "browsing", Label: text("browsing"), Roles: []consent.Role{"consumer"}, Kinds: []identifiers.Kind{"web_browsing_record"},
				Purposes: []consent.Purpose{"serve"}, Scenarios: []string{"app"}, Bases: basis(consent.Consent),
			})
			reg, err := consent.NewRegister(doc)
			require.NoError(t, err)
			d := c.ask.decide(reg)
			require.Equal(t, c.codes, codes(d))
			require.Equal(t, c.want, d.Effect)
			require.Equal(t, c.rules, d.Snapshot.Rules)
			require.Equal(t, c.rules, reg.Document().Rules)
		})
	}
	require.NotEqual(t, gateRegister(t).Hash(), gateRegister(t, separate).Hash(), "a reading is part of the register")
}

func TestExceptions(t *testing.T) {
	for x := consent.NationalSecurity; x <= consent.AuthorityDemand; x++ {
		require.NotEqual(t, x.Label(language.Chinese), x.Label(language.English))
		require.Equal(t, x == consent.AcademicResearch, len(x.Bases()) == 0, x)
		require.NotContains(t, x.Bases(), consent.Consent)
		require.True(t, x.Covers(consent.Use) || x.Covers(consent.Share))
		require.False(t, x.Covers(consent.OpUnknown))
	}
	use, share := 0, 0
	for x := range consent.Exception(255) {
		if x.Covers(consent.Collect) {
			use++
		}
		if x.Covers(consent.Publish) {
			share++
		}
	}
	require.Equal(t, 11, use)
	require.Equal(t, 6, share)
}

// TestGateObligations: what follows from an Allow of each operation.
func TestGateObligations(t *testing.T) {
	reg := gateRegister(t)
	for _, c := range []struct {
		name string
		ask  question
		want []consent.Obligation
	}{
		{"21 entrust", ask(to(consent.Entrust, "processor")), []consent.Obligation{
			consent.SuperviseEntrusted, consent.EndEntrustment, consent.KeepProvisionRecord, consent.KeepAssessment,
		}},
		{"21 as entrusted party", ask(func(q *question) { q.Purpose, q.Kinds, q.Events = "host", []identifiers.Kind{"client_file"}, nil }), []consent.Obligation{
			consent.ReturnOrDelete, consent.AssistHandler,
		}},
		{"20 joint", ask(contract, kind("points")), []consent.Obligation{consent.AnswerJointly}},
		{"22 transfer", ask(transfer), []consent.Obligation{consent.BindSuccessor}},
		{"23 share", ask(share), []consent.Obligation{
			consent.OfferWithdrawal, consent.KeepServing, consent.BindRecipient, consent.KeepProvisionRecord, consent.KeepAssessment,
		}},
		{"24(2) push", ask(automated("recommend", "clicks")), []consent.Obligation{
			consent.OfferWithdrawal, consent.KeepServing, consent.DecideFairly, consent.OfferOptOut, consent.OfferSwitch, consent.KeepAssessment,
		}},
		{"24(3) major effect", ask(automated("score", "bills")), []consent.Obligation{consent.DecideFairly, consent.ExplainDecision, consent.KeepAssessment}},
		{"25 publish", ask(publish), []consent.Obligation{consent.OfferWithdrawal, consent.KeepServing, consent.KeepAssessment}},
		{"26 camera", ask(camera), []consent.Obligation{consent.KeepToPublicSafety}},
		{"38 by standard contract", ask(export("tokyo"), people(100_000, 0)), []consent.Obligation{
			consent.OfferWithdrawal, consent.BindRecipient, consent.SecureAbroad, consent.FileContract, consent.KeepProvisionRecord, consent.KeepAssessment,
		}},
		{"39 in an emergency", ask(export("singapore"), func(q *question) {
			q.Basis, q.Emergency, q.Events, q.RecipientNotice = consent.Emergency, true, nil, ""
		}), []consent.Obligation{
			consent.TellAfterwards, consent.BindRecipient, consent.TellRecipientAbroad, consent.SecureAbroad, consent.KeepProvisionRecord, consent.KeepAssessment,
		}},
		{"Face Measures 8, 15", ask(face), []consent.Obligation{
			consent.OfferWithdrawal, consent.ProtectStrictly, consent.KeepFacesInside, consent.FileFaces, consent.KeepAssessment,
		}},
	} {
		d := c.ask.decide(reg)
		require.True(t, d.Allowed(), "%s: %v", c.name, d.Reasons)
		require.Equal(t, c.want, d.Obligations, c.name)
		for _, o := range d.Obligations {
			require.Contains(t, d.Citations(), o.Citation())
		}
	}
}

// TestGateEvidence: an Allow names what it rests on, and ends with it.
func TestGateEvidence(t *testing.T) {
	reg := gateRegister(t)
	d := ask(to(consent.Entrust, "processor")).decide(reg)
	require.Equal(t, []string{"dpa-1", "pia-processor", "c1", "v3"}, d.Evidence)
	require.Equal(t, law.MustDate(2027, 1, 1).Start(), d.ValidUntil)

	d = ask(export("tokyo"), people(100_000, 0)).decide(reg)
	require.Equal(t, []string{"dpa-tokyo", "pia-tokyo", "notice-x", "scc-1", "evt_given"}, d.Evidence)
	require.Equal(t, law.MustDate(2027, 1, 1).Start(), d.ValidUntil)

	d = ask(export("tokyo")).decide(reg)
	require.NotContains(t, d.Evidence, "scc-1", "not needed for 5,000 people")
	require.True(t, d.ValidUntil.IsZero())

	d = ask(func(q *question) { q.Purpose, q.Kinds, q.Events = "host", []identifiers.Kind{"client_file"}, nil }).decide(reg)
	require.Equal(t, []string{"client-1"}, d.Evidence)
	require.Equal(t, consent.BasisUnknown, d.Basis)
	require.Equal(t, law.MustDate(2027, 1, 1).Start(), d.ValidUntil)

	d = ask(face).decide(reg)
	require.Equal(t, []string{"card", "pia-face", "evt_given"}, d.Evidence)

	d = ask(claim(consent.NationalSecurity), statute(law.CounterTerrorismLaw, 21)).decide(reg)
	require.Equal(t, law.CounterTerrorismLaw, d.Statute.Statute)
	require.Equal(t, consent.StatutoryDuty, d.Basis)
}
