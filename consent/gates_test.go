package consent_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/law"
)

// entrustCases are about PIPL 21, and 55(3).
func entrustCases() []decideCase {
	deny, allow, pending := consent.Deny, consent.Allow, consent.Pending
	entrust := func(id string) func(*question) { return to(consent.Entrust, id) }
	return []decideCase{
		{"21(1) a call centre under an agreement with all terms; no consent needed", ask(entrust("processor")), allow, free},
		{"21(1) no agreement at all", ask(entrust("unbound")), pending, one(consent.ReasonEntrustmentMissing)},
		{"21(1) an agreement that settles nothing, one reason each", ask(entrust("cloud"), facts(func(f *consent.Facts) { f.Assessment = "pia-c" })), pending, one(consent.ReasonTermMissing)},
		{"21(1) the agreement at hand settles all", ask(entrust("unbound"), facts(func(f *consent.Facts) { f.Agreement, f.Terms = "dpa-0", allTerms })), allow, free},
		{"21(1) no period agreed on", ask(entrust("unbound"), facts(func(f *consent.Facts) {
			f.Agreement = "dpa-0"
			f.Terms = []consent.Term{consent.TermPurpose, consent.TermMethod, consent.TermKinds, consent.TermProtection, consent.TermDuties}
		})), pending, one(consent.ReasonTermMissing)},
		{"21(1) terms without an agreement are none", ask(entrust("unbound"), facts(func(f *consent.Facts) { f.Terms = allTerms })), pending, one(consent.ReasonEntrustmentMissing)},
		{"21(1) another purpose than the party's", ask(entrust("processor"), func(q *question) { q.Purpose, q.Basis = "improve", 0 }), deny, one(consent.ReasonRecipientOutsidePurpose, consent.ReasonConsentMissing)},
		{"21(1) without a basis of our own nothing is entrusted", ask(entrust("processor"), func(q *question) { q.ContractID = "" }), pending, one(consent.ReasonContractMissing)},
		{"21(1) a kind that the party does not receive", ask(entrust("processor"), kind("home")), deny, one(consent.ReasonRecipientOutsideKind)},
		{"21(2) the last day of the agreement", ask(entrust("processor"), at(law.MustDate(2027, 1, 1).Start().Add(-1))), allow, free},
		{"21(2) the day after", ask(entrust("processor"), at(law.MustDate(2027, 1, 1).Start())), deny, one(consent.ReasonAgreementEnded)},
		{"21(2) another agreement goes on", ask(entrust("processor"), at(law.MustDate(2027, 1, 1).Start()), facts(func(f *consent.Facts) { f.Agreement, f.Terms = "dpa-9", allTerms })), allow, free},
		{"21(3) entrusted in turn without our consent", ask(entrust("subprocessor")), pending, one(consent.ReasonSubentrustUnapproved)},
		{"21(3) entrusted in turn with it", ask(entrust("subprocessor"), facts(func(f *consent.Facts) { f.HandlerConsent = "ok-1" })), allow, free},
		{"21, 23 who decides for himself is not entrusted", ask(entrust("partner"), func(q *question) { q.Purpose, q.Basis, q.Assessment = "advertise", 0, "p" }), deny, one(consent.ReasonRecipientRelationship, consent.ReasonConsentMissing)},
		{"21, 38 an entrusted party abroad is an export", ask(entrust("cloud_abroad")), deny, one(consent.ReasonRecipientAbroad)},
		{"21 no recipient", ask(entrust(""), func(q *question) { q.Assessment = "p" }), deny, one(consent.ReasonRequestIncomplete)},
		{"21 unknown recipient", ask(entrust("nobody"), func(q *question) { q.Assessment = "p" }), deny, one(consent.ReasonRecipientUnknown)},
		{"47(2) a restricted record is not entrusted", ask(entrust("processor"), facts(func(f *consent.Facts) { f.Record = consent.RecordRestricted })), deny, one(consent.ReasonRecordRestricted)},
	}
}

// capacityCases are about our own capacity: PIPL 20, 21(2) and (3), 23.
func capacityCases() []decideCase {
	deny, allow, again, pending := consent.Deny, consent.Allow, consent.Reconsent, consent.Pending
	mandated := []consent.ReasonCode{consent.ReasonWithinMandate}
	hosted := func(q *question) { q.Purpose, q.Kinds, q.Events = "host", []identifiers.Kind{"client_file"}, nil }
	points := func(q *question) { contract(q); q.Kinds = []identifiers.Kind{"points"} }
	lead := func(p consent.Purpose) func(*question) {
		return func(q *question) { contract(q); q.Purpose, q.Kinds, q.Basis = p, []identifiers.Kind{"lead"}, 0 }
	}
	return []decideCase{
		{"21(2) an entrusted party uses the client's file as agreed", ask(hosted), allow, mandated},
		{"21(2) for a purpose that is not the client's", ask(hosted, func(q *question) { q.Purpose = "serve" }), deny, one(consent.ReasonOutsideMandate)},
		{"21(2) in a way that is not agreed on", ask(hosted, func(q *question) { q.Operation = consent.Collect }), deny, one(consent.ReasonOutsideMandate)},
		{"21(2) after the agreement", ask(hosted, at(law.MustDate(2027, 1, 1).Start())), deny, one(consent.ReasonMandateEnded)},
		{"21(2) handed to the one whom the client names", ask(hosted, func(q *question) { q.Operation, q.Recipient = consent.Share, "client" }), allow, mandated},
		{"21(2) handed on for a purpose of our own", ask(hosted, func(q *question) { q.Operation, q.Recipient, q.Purpose = consent.Share, "broker", "advertise" }), deny, one(consent.ReasonOutsideMandate)},
		{"21(2) published", ask(hosted, func(q *question) { q.Operation, q.Assessment = consent.Publish, "p" }), deny, one(consent.ReasonOutsideMandate)},
		{"21(2) no basis of our own is claimed", ask(hosted, func(q *question) { q.Basis, q.ContractID = consent.Contract, "c" }), deny, one(consent.ReasonBasisUndeclared)},
		{"21(3) entrusted in turn", ask(hosted, func(q *question) { q.Operation, q.Recipient = consent.Entrust, "archive" }), pending, one(consent.ReasonSubentrustUnapproved)},
		{"21(3) with the client's consent", ask(hosted, func(q *question) { q.Operation, q.Recipient, q.HandlerConsent = consent.Entrust, "archive", "ok" }), allow, mandated},
		{"20(1) joint handlers under an agreement", ask(points), allow, free},
		{"20(1) after it", ask(points, at(law.MustDate(2027, 1, 1).Start())), deny, one(consent.ReasonMandateEnded)},
		{"20(1), 23 a joint handler is another handler: separate consent", ask(share, func(q *question) {
			q.Recipient, q.Events = "partners", []consent.Event{given(recipients("partners"), form(consent.Separate))}
		}), allow, established},
		{"20(1), 23 general consent", ask(share, func(q *question) { q.Recipient, q.Events = "partners", []consent.Event{given(recipients("partners"))} }), deny, one(consent.ReasonSeparateForSharing)},
		{"20(1) joint handlers who did not settle their duties", ask(share, func(q *question) {
			q.Recipient, q.Events = "friends", []consent.Event{given(recipients("friends"), form(consent.Separate))}
		}), pending, one(consent.ReasonJointDutiesMissing)},
		{"23 a recipient inside what it received", ask(lead("serve")), allow, free},
		{"23 a recipient that scores what it received to serve", ask(lead("score"), func(q *question) { q.Basis = consent.Contract }), again, one(consent.ReasonOutsideReceived)},
		{"23 with consent obtained anew", ask(lead("score"), events(given(purposes("score"), kinds("lead")))), allow, established},
		{"23, 13(1)(3) or under a duty", ask(lead("score"), statute(law.EcommerceLaw, 31), func(q *question) { q.Basis = consent.StatutoryDuty }), allow, free},
	}
}

// transferCases are about PIPL 22.
func transferCases() []decideCase {
	deny, allow, again, pending := consent.Deny, consent.Allow, consent.Reconsent, consent.Pending
	cause := func(c consent.TransferCause) func(*question) {
		return facts(func(f *consent.Facts) { f.TransferCause = c })
	}
	own := func(q *question) {
		q.Purpose, q.Kinds, q.Basis, q.Events = "improve", []identifiers.Kind{"survey_response"}, 0, []consent.Event{given()}
	}
	return []decideCase{
		{"22 merger", ask(transfer), allow, free},
		{"22 division", ask(transfer, cause(consent.Division)), allow, free},
		{"22 dissolution", ask(transfer, cause(consent.Dissolution)), allow, free},
		{"22 bankruptcy", ask(transfer, cause(consent.Bankruptcy)), allow, free},
		{"22 the sale of the business is not in the text", ask(transfer, cause(consent.BusinessSale)), deny, one(consent.ReasonTransferCause)},
		{"22 a cause of no name", ask(transfer, cause(99)), deny, one(consent.ReasonTransferCause)},
		{"22 no cause, as an IPO", ask(transfer, cause(0)), pending, one(consent.ReasonTransferCauseMissing)},
		{"22 nobody was told name and contact", ask(transfer, facts(func(f *consent.Facts) { f.RecipientNotice = "" })), pending, one(consent.ReasonSuccessorNoticeMissing)},
		{"22 consent moves with the information, unasked", ask(transfer, own), allow, established},
		{"22, 15(1) withdrawn consent does not", ask(transfer, own, at(day(6, 1)), events(given(), ended(consent.Withdrawn))), deny, one(consent.ReasonConsentWithdrawn)},
		{"22 another purpose or method: consent again", ask(transfer, facts(func(f *consent.Facts) { f.PurposeKept = false })), again, one(consent.ReasonTransferPurposeChanged)},
		{"22 the same, on consent", ask(transfer, own, facts(func(f *consent.Facts) { f.PurposeKept = false })), again, one(consent.ReasonTransferPurposeChanged)},
		{"22 and it was obtained, the successor named", ask(transfer, own, facts(func(f *consent.Facts) { f.PurposeKept = false }), events(given(), given(id("b"), recipients("successor")))), allow, established},
		{"22, 14(1) or was it a pre-ticked box", ask(transfer, own, facts(func(f *consent.Facts) { f.PurposeKept = false }), events(given(), given(id("b"), recipients("successor"), func(e *consent.Event) { e.Affirmative = false }))), deny, one(consent.ReasonNoAffirmativeAct)},
		{"22 a partner is no successor", ask(transfer, func(q *question) { q.Recipient, q.Purpose, q.Basis = "partner", "advertise", 0 }), deny, one(consent.ReasonRecipientRelationship, consent.ReasonConsentMissing)},
		{"22, 38 a successor abroad is an export", ask(transfer, func(q *question) { q.Recipient = "heir_abroad" }), deny, one(consent.ReasonRecipientAbroad)},
		{"22, 23 a successor is not shared with", ask(transfer, func(q *question) { q.Operation, q.Assessment = consent.Share, "p" }), deny, one(consent.ReasonRecipientRelationship, consent.ReasonBasisUndeclared)},
	}
}

// publishCases are about PIPL 25, and Children's Provisions 18.
func publishCases() []decideCase {
	deny, allow, pending := consent.Deny, consent.Allow, consent.Pending
	underContract := func(q *question) { contract(q); q.Operation, q.Assessment = consent.Publish, "pia-p" }
	return []decideCase{
		{"25 separate consent to publish", ask(publish), allow, established},
		{"25 general consent", ask(publish, events(given(recipients(consent.Public)))), deny, one(consent.ReasonSeparateForPublication)},
		{"25 separate consent to use is none to publish", ask(publish, events(given(form(consent.Separate)))), deny, one(consent.ReasonConsentMissing)},
		{"25 separate consent to share is none to publish", ask(publish, events(given(form(consent.Separate), recipients("partner")))), deny, one(consent.ReasonConsentMissing)},
		{"25 consent to publish is none to use", ask(events(given(form(consent.Separate), recipients(consent.Public)))), deny, one(consent.ReasonConsentMissing)},
		{"25, 15(1) withdrawn", ask(publish, at(day(6, 1)), func(q *question) { q.Events = append(q.Events, ended(consent.Withdrawn)) }), deny, one(consent.ReasonConsentWithdrawn)},
		{"25, 13(2) another basis needs no consent", ask(underContract), allow, free},
		{"55(3) no assessment", ask(publish, facts(func(f *consent.Facts) { f.Assessment = "" })), pending, one(consent.ReasonAssessmentMissing)},
		{"25, 31(1) a child, with the guardian's separate consent", ask(child, publish, facts(func(f *consent.Facts) {
			f.Subject = consent.MinorUnder14
		}), events(given(recipients(consent.Public), form(consent.Separate), guardian))), allow, established},
		{"Children 18 a child, under a contract", ask(underContract, facts(func(f *consent.Facts) { f.Subject, f.ChildRules = consent.MinorUnder14, "rules" })), deny, one(consent.ReasonChildPublication)},
		{"Children 18 a child, under a law", ask(duty, func(q *question) {
			q.Operation, q.Assessment, q.Facts.Subject, q.ChildRules = consent.Publish, "pia-p", consent.MinorUnder14, "rules"
		}), allow, free},
	}
}

// automationCases are about PIPL 24 and 55(2).
func automationCases() []decideCase {
	deny, allow, pending := consent.Deny, consent.Allow, consent.Pending
	refused := func(p consent.Purpose) func(*question) {
		return func(q *question) { q.At, q.Events = day(6, 1), append(q.Events, ended(consent.Refused, purposes(p))) }
	}
	return []decideCase{
		{"24(2) recommendations with a way out", ask(automated("recommend", "clicks")), allow, established},
		{"24(1) not reviewed", ask(automated("recommend", "clicks"), facts(func(f *consent.Facts) { f.Fairness = "" })), pending, one(consent.ReasonFairnessMissing)},
		{"24(1) recommendations from what is not declared for them", ask(automated("recommend", "views"), facts(func(f *consent.Facts) { f.Assessment = "pia" })), deny, one(consent.ReasonAutomationUndeclared)},
		{"24(2) refused", ask(automated("recommend", "clicks"), refused("recommend")), deny, one(consent.ReasonConsentRefused)},
		{"24(3) a score that a human being reviews", ask(automated("score", "bills")), allow, free},
		{"24(3) the person refuses a score by program alone", ask(automated("score", "bills"), refused("score")), deny, one(consent.ReasonAutomationRefused)},
		{"24(3) and agrees later", ask(automated("score", "bills"), refused("score"), func(q *question) {
			q.Events = append(q.Events, given(purposes("score"), kinds("bills"), on(day(5, 20))))
		}), allow, free},
		{"24(3) the same information may still be used", ask(automated("score", "bills"), refused("score"), func(q *question) { q.Operation = consent.Use }), allow, free},
		{"24(1) a purpose that nobody said decides by program", ask(contract, func(q *question) { q.Operation, q.Assessment = consent.AutomatedDecision, "pia" }), deny, one(consent.ReasonAutomationUndeclared)},
		{"55(2) no assessment", ask(automated("score", "debts")), pending, one(consent.ReasonAssessmentMissing)},
	}
}

// placeCases are about cameras (PIPL 26) and faces.
func placeCases() []decideCase {
	deny, allow, pending := consent.Deny, consent.Allow, consent.Pending
	elsewhere := func(f consent.Form) func(*question) {
		return func(q *question) {
			camera(q)
			q.Purpose, q.Basis = "improve", consent.Consent
			q.Events = []consent.Event{given(kinds("footage"), form(f))}
		}
	}
	return []decideCase{
		{"26 a camera with a sign, for public safety", ask(camera), allow, free},
		{"26 a camera without a sign", ask(camera, kind("doorbell")), pending, one(consent.ReasonSignMissing)},
		{"26 using what it recorded needs no sign", ask(camera, kind("doorbell"), func(q *question) { q.Operation, q.Record = consent.Use, consent.RecordNormal }), allow, free},
		{"26 for another purpose, under a duty", ask(camera, func(q *question) { q.Purpose = "improve" }), deny, one(consent.ReasonPublicPlacePurpose)},
		{"26 for another purpose, with separate consent", ask(elsewhere(consent.Separate)), allow, established},
		{"26 for another purpose, with general consent", ask(elsewhere(consent.General)), deny, one(consent.ReasonSeparateForPublicPlace)},
		{"Courts 10 a gate that also takes cards; 29 separate consent", ask(face), allow, established},
		{"Courts 10 a gate that opens to faces only", ask(face, func(q *question) { q.Scenario = "phone" }), pending, one(consent.ReasonFaceAlternativeMissing)},
		{"Courts 10 a guard who opens on request", ask(face, func(q *question) { q.Scenario, q.Alternative = "phone", "guard" }), allow, established},
		{"Courts 10 one of two gates that takes no card", ask(face, func(q *question) { q.Scenario = "" }), pending, one(consent.ReasonFaceAlternativeMissing)},
		{"29 a face with general consent", ask(face, events(given(purposes("enter"), kinds(identifiers.FaceFeature)))), deny, one(consent.ReasonSeparateForSensitive)},
		{"6(2), Courts 10 a part of a face is a face", ask(face, kind("face_feature.iris"), func(q *question) { q.Scenario = "phone" }), pending, one(consent.ReasonFaceAlternativeMissing)},
	}
}

// exportCases are about PIPL 38 to 41 and the Cross-border Provisions.
func exportCases() []decideCase {
	deny, allow, pending := consent.Deny, consent.Allow, consent.Pending
	missing, weak := one(consent.ReasonExportRouteMissing), one(consent.ReasonExportRouteTooWeak)
	year := law.MustDate(2026, 1, 1)
	card := func(q *question) {
		q.Kinds, q.Events = []identifiers.Kind{"bank_card_number"}, []consent.Event{given(purposes("serve"), kinds("bank_card_number"), recipients(q.Recipient), form(consent.Separate))}
	}
	change := func(f func(*consent.ExportFacts)) func(*question) {
		return func(q *question) { x := *q.Export; f(&x); q.Export = &x }
	}
	in2023 := func(q *question) {
		q.At = law.MustDate(2023, 12, 1).Start()
		q.Events = []consent.Event{given(purposes("serve"), recipients(q.Recipient), form(consent.Separate), on(law.MustDate(2023, 7, 1).Start()))}
	}
	viaContract := func(q *question) { q.Basis, q.ContractID, q.NoticeGiven, q.Events = consent.Contract, "c1", "v3", nil }
	return []decideCase{
		// Thresholds: Cross-border Provisions 5, 7, 8.
		{"Cross-border 5(4) 99,999 people without sensitive information: free", ask(export("singapore"), people(99_999, 0)), allow, established},
		{"Cross-border 8: 100,000 people need a contract, 以上 includes the number", ask(export("singapore"), people(100_000, 0)), pending, missing},
		{"Cross-border 8: with a standard contract", ask(export("tokyo"), people(100_000, 0)), allow, established},
		{"Cross-border 8: with a certificate", ask(export("singapore"), people(100_000, 0), route(consent.Certification, year)), allow, established},
		{"Cross-border 8: 999,999 people, a contract still does", ask(export("tokyo"), people(999_999, 0)), allow, established},
		{"Cross-border 7: 1,000,000 people need an assessment", ask(export("tokyo"), people(1_000_000, 0)), deny, weak},
		{"Cross-border 7: and have none", ask(export("singapore"), people(1_000_000, 0)), pending, missing},
		{"Cross-border 7: and passed one", ask(export("berlin"), people(1_000_000, 0)), allow, established},
		{"Cross-border 8: one sensitive record needs a contract", ask(export("singapore"), card, people(0, 1)), pending, missing},
		{"Cross-border 8: 9,999 people with sensitive information, with a contract", ask(export("tokyo"), card, people(0, 9_999)), allow, established},
		{"Cross-border 7: 10,000 of them need an assessment", ask(export("tokyo"), card, people(0, 10_000)), deny, weak},
		{"Cross-border 8: sensitive information counts even if forgotten in the numbers", ask(export("singapore"), card, people(10, 0)), pending, missing},
		{"Cross-border 8: sensitive exports of others in the year count too", ask(export("singapore"), people(10, 1)), pending, missing},
		{"PIPL 38(1)(4) another condition, as a list of a free-trade zone", ask(export("singapore"), people(2_000_000, 0), route(consent.OtherCondition, year)), allow, established},
		// Handler and facts: PIPL 40.
		{"40 an operator of critical infrastructure, or it is not known", ask(export("tokyo"), change(func(x *consent.ExportFacts) { x.NotCritical = false })), pending, one(consent.ReasonExportStatusMissing)},
		{"40 important data, or it is not known", ask(export("tokyo"), change(func(x *consent.ExportFacts) { x.NoImportantData = false })), pending, one(consent.ReasonExportStatusMissing)},
		{"40 an assessment serves them as well", ask(export("berlin"), change(func(x *consent.ExportFacts) { x.NotCritical, x.NoImportantData = false, false })), allow, established},
		{"40 nobody counted", ask(export("tokyo"), change(func(x *consent.ExportFacts) { x.Counted = false })), pending, one(consent.ReasonExportCountMissing)},
		{"40 a count of nobody is none", ask(export("tokyo"), people(0, 0)), pending, one(consent.ReasonExportCountMissing)},
		{"40 a negative count is none", ask(export("tokyo"), people(-1, 5)), pending, one(consent.ReasonExportCountMissing)},
		{"38 nothing known at all", ask(export("singapore"), facts(func(f *consent.Facts) { f.Export = nil })), pending, one(consent.ReasonExportStatusMissing, consent.ReasonExportCountMissing)},
		// Exempt limbs: Cross-border Provisions 4, 5(1) to (3).
		{"Cross-border 5(1) contract necessity, whatever the number", ask(export("singapore"), viaContract, people(5_000_000, 0)), allow, free},
		{"Cross-border 5(1) for an operator of critical infrastructure as well", ask(export("singapore"), viaContract, change(func(x *consent.ExportFacts) { x.NotCritical, x.Counted = false, false })), allow, free},
		{"Cross-border 5 not with important data", ask(export("singapore"), viaContract, change(func(x *consent.ExportFacts) { x.NoImportantData = false })), pending, one(consent.ReasonExportStatusMissing)},
		{"Cross-border 5(3) emergency", ask(export("singapore"), func(q *question) { q.Basis, q.Emergency, q.Events = consent.Emergency, true, nil }, people(5_000_000, 0)), allow, free},
		{"Cross-border 5(3), 18(2) emergency, told afterwards", ask(export("singapore"), func(q *question) {
			q.Basis, q.Emergency, q.Events, q.RecipientNotice = consent.Emergency, true, nil, ""
		}), allow, free},
		{"Cross-border 4 brought in to be processed and out again", ask(export("singapore"), people(5_000_000, 0), change(func(x *consent.ExportFacts) { x.Transit = true })), allow, established},
		// Dates.
		{"Cross-border 9 an assessment of three years ago", ask(export("rome"), people(1_000_000, 0)), deny, one(consent.ReasonExportRouteExpired)},
		{"Cross-border 9 its last day", ask(export("rome"), people(1_000_000, 0), at(law.MustDate(2026, 2, 2).Start().Add(-1)), events(given(purposes("serve"), recipients("rome"), form(consent.Separate), on(day(1, 5))))), allow, established},
		{"38(1) an old assessment does no harm where none is needed", ask(export("rome")), allow, established},
		{"38(1) a contract not yet in force", ask(export("singapore"), people(100_000, 0), route(consent.StandardContract, law.MustDate(2026, 5, 1))), deny, one(consent.ReasonExportRouteExpired)},
		{"38(1) a contract that ended", ask(export("tokyo"), people(100_000, 0), at(law.MustDate(2027, 1, 1).Start())), deny, one(consent.ReasonExportRouteExpired)},
		{"38(1) a mechanism without a reference is none", ask(export("singapore"), people(100_000, 0), change(func(x *consent.ExportFacts) { x.Route.Mechanism = consent.Certification })), pending, missing},
		{"Contract Measures 4: before 22 March 2024 nothing is free", ask(export("singapore"), in2023), deny, one(consent.ReasonRegisterNotInEffect, consent.ReasonExportRouteMissing)},
		// PIPL 39.
		{"39 general consent", ask(export("singapore"), events(given(purposes("serve"), recipients("singapore")))), deny, one(consent.ReasonSeparateForExport)},
		{"39 consent that names another recipient", ask(export("tokyo"), events(given(purposes("serve"), recipients("singapore"), form(consent.Separate)))), deny, one(consent.ReasonConsentMissing)},
		{"39 nobody was told how to exercise rights there", ask(export("tokyo"), facts(func(f *consent.Facts) { f.RecipientNotice = "" })), pending, one(consent.ReasonExportNoticeMissing)},
		{"39, 13(2) notice is due on another basis too", ask(export("singapore"), viaContract, facts(func(f *consent.Facts) { f.RecipientNotice = "" })), pending, one(consent.ReasonExportNoticeMissing)},
		{"39, 21 an entrusted party abroad: separate consent all the same", ask(export("cloud_abroad"), func(q *question) { q.Basis, q.ContractID, q.NoticeGiven = consent.Contract, "c1", "v3" }), allow, free},
		{"39 a recipient at home", ask(export("partner"), func(q *question) { q.Purpose, q.Assessment = "advertise", "p" }, events(given(recipients("partner"), form(consent.Separate)))), deny, one(consent.ReasonRecipientAtHome)},
		{"55(4) no assessment of the export", ask(export("hongkong"), func(q *question) {
			q.Purpose, q.Events = "advertise", []consent.Event{given(recipients("hongkong"), form(consent.Separate))}
		}), pending, one(consent.ReasonAssessmentMissing)},
		{"38, 22 a successor abroad", ask(export("heir_abroad"), viaContract, facts(func(f *consent.Facts) { f.TransferCause, f.PurposeKept = consent.Merger, true })), allow, free},
		{"38, 22 a successor abroad that changes the purpose", ask(export("heir_abroad"), viaContract, facts(func(f *consent.Facts) { f.TransferCause = consent.Merger })), consent.Reconsent, one(consent.ReasonTransferPurposeChanged)},
		// PIPL 41.
		{"41 a foreign court", ask(export("foreign_court"), duty, func(q *question) { q.Operation, q.Purpose = consent.Export, "serve" }), pending, one(consent.ReasonForeignApprovalMissing)},
		{"41 with the approval of the competent authority", ask(export("foreign_court"), duty, func(q *question) { q.Operation, q.Purpose = consent.Export, "serve" }, change(func(x *consent.ExportFacts) { x.Approval = "appr" })), allow, free},
	}
}

// claimCases are the policy's exceptions, eleven and six, against PIPL 13(1).
func claimCases() []decideCase {
	deny, allow, pending := consent.Deny, consent.Allow, consent.Pending
	noBasis, outside := one(consent.ReasonNoLegalBasis), one(consent.ReasonClaimOutside)
	to := func(x consent.Exception) func(*question) {
		return func(q *question) {
			share(q)
			q.Claim, q.Events, q.NoticeGiven = x, nil, "v3"
		}
	}
	return []decideCase{
		{"1 national security: no statute, no emergency", ask(claim(consent.NationalSecurity)), pending, one(consent.ReasonStatuteMissing, consent.ReasonEmergencyMissing)},
		{"1 national security: a named law", ask(claim(consent.NationalSecurity), statute(law.CounterTerrorismLaw, 21)), allow, free},
		{"1 national security: a ministry's rule", ask(claim(consent.NationalSecurity), statute(law.OnlineTradingMeasures, 20), func(q *question) { q.Basis = consent.StatutoryDuty }), deny, one(consent.ReasonStatuteLevel)},
		{"1 national security: an emergency", ask(claim(consent.NationalSecurity), facts(func(f *consent.Facts) { f.Emergency = true })), allow, free},
		{"2 public health: an emergency", ask(claim(consent.PublicSecurity), facts(func(f *consent.Facts) { f.Emergency = true })), allow, free},
		{"2 major public interest alone is no basis", ask(claim(consent.PublicSecurity), facts(func(f *consent.Facts) { f.PublicInterest = true })), pending, one(consent.ReasonStatuteMissing, consent.ReasonEmergencyMissing)},
		{"2 public security: a named law", ask(claim(consent.PublicSecurity), statute(law.CounterTerrorismLaw, 21)), allow, free},
		{"3 criminal procedure: a document and a law", ask(claim(consent.CriminalProcedure), proved), allow, free},
		{"3 criminal procedure: no document", ask(claim(consent.CriminalProcedure), proved, facts(func(f *consent.Facts) { f.LegalDocument = "" })), pending, one(consent.ReasonLegalDocumentMissing)},
		{"3 criminal procedure: no law", ask(claim(consent.CriminalProcedure), facts(func(f *consent.Facts) { f.LegalDocument = "doc-1" })), pending, one(consent.ReasonStatuteMissing)},
		{"4 vital interests: an emergency", ask(claim(consent.VitalInterests), facts(func(f *consent.Facts) { f.Emergency = true })), allow, free},
		{"4 vital interests: consent hard to get is no test", ask(claim(consent.VitalInterests)), pending, one(consent.ReasonEmergencyMissing)},
		{"5 self-published, within 27", ask(claim(consent.SelfPublished), proved), allow, free},
		{"5 self-published, beyond a reasonable scope", ask(claim(consent.SelfPublished), proved, facts(func(f *consent.Facts) { f.ReasonableScope = false })), pending, one(consent.ReasonScopeUnassessed)},
		{"6 lawfully published, within 27", ask(claim(consent.LawfullyPublished), proved), allow, free},
		{"6 lawfully published, with a major effect", ask(claim(consent.LawfullyPublished), proved, facts(func(f *consent.Facts) { f.NoMajorEffect = false })), pending, one(consent.ReasonMajorEffectUnassessed)},
		{"6 lawfully published, refused", ask(claim(consent.LawfullyPublished), proved, events(ended(consent.Refused, on(day(3, 1))))), deny, one(consent.ReasonPublicationRefused)},
		{"7 a contract at the person's request", ask(claim(consent.ContractAtRequest), proved), allow, free},
		{"7 no contract", ask(claim(consent.ContractAtRequest)), pending, one(consent.ReasonContractMissing)},
		{"7 not for an optional purpose", ask(claim(consent.ContractAtRequest), proved, func(q *question) { q.Purpose, q.Kinds = "improve", []identifiers.Kind{"survey_response"} }), deny, one(consent.ReasonBasisUndeclared)},
		{"8 stable running: the contract", ask(claim(consent.StableRunning), facts(func(f *consent.Facts) { f.ContractID = "c1" })), allow, free},
		{"8 stable running: the log duty", ask(claim(consent.StableRunning), statute(law.CybersecurityLaw, 23)), allow, free},
		{"8 stable running: the log duty's old number", ask(claim(consent.StableRunning), statute(law.CybersecurityLaw, 21), func(q *question) { q.Basis = consent.StatutoryDuty }), deny, one(consent.ReasonStatuteUnfit)},
		{"8 stable running: another law", ask(claim(consent.StableRunning), statute(law.EcommerceLaw, 31), func(q *question) { q.Basis = consent.StatutoryDuty }), deny, one(consent.ReasonStatuteUnfit)},
		{"8 stable running: on its own", ask(claim(consent.StableRunning)), pending, one(consent.ReasonContractMissing, consent.ReasonStatuteMissing)},
		{"9 news in the public interest", ask(claim(consent.LawfulNews), proved), allow, free},
		{"9 news that serves nobody", ask(claim(consent.LawfulNews), facts(func(f *consent.Facts) { f.ReasonableScope = true })), pending, one(consent.ReasonPublicInterestMissing)},
		{"10 academic research has no basis, whatever is proved", ask(claim(consent.AcademicResearch), proved), deny, noBasis},
		{"10 academic research, nothing proved", ask(claim(consent.AcademicResearch)), deny, noBasis},
		{"11 another law, named", ask(claim(consent.OtherStatute), statute(law.ConsumerRightsRegulation, 23)), allow, free},
		{"11 a ministry's rule is neither law nor regulation", ask(claim(consent.OtherStatute), statute(law.FaceRecognitionMeasures, 6)), deny, one(consent.ReasonStatuteLevel)},
		{"11 another law, not named", ask(claim(consent.OtherStatute)), pending, one(consent.ReasonStatuteMissing)},
		{"1 of sharing: a duty, named", ask(to(consent.StatutoryObligation), statute(law.EcommerceLaw, 25)), allow, free},
		{"1 of sharing: a duty, not named", ask(to(consent.StatutoryObligation)), pending, one(consent.ReasonStatuteMissing)},
		{"2 of sharing: an authority's demand", ask(to(consent.AuthorityDemand), proved), allow, free},
		{"2 of sharing: without a document", ask(to(consent.AuthorityDemand), proved, facts(func(f *consent.Facts) { f.LegalDocument = "" })), pending, one(consent.ReasonLegalDocumentMissing)},
		{"3 of sharing: vital interests", ask(to(consent.VitalInterests), proved), allow, free},
		{"3 of sharing: no emergency", ask(to(consent.VitalInterests)), pending, one(consent.ReasonEmergencyMissing)},
		{"4 of sharing: self-published", ask(to(consent.SelfPublished), proved), allow, free},
		{"4 of sharing: not published", ask(to(consent.SelfPublished), proved, facts(func(f *consent.Facts) { f.Published = false })), pending, one(consent.ReasonPublicationMissing)},
		{"5 of sharing: national security, a named law", ask(to(consent.NationalSecurity), proved), allow, free},
		{"5 of sharing: national security, nothing named", ask(to(consent.NationalSecurity)), pending, one(consent.ReasonStatuteMissing, consent.ReasonEmergencyMissing)},
		{"6 of sharing: lawfully published", ask(to(consent.LawfullyPublished), proved), allow, free},
		{"6 of sharing: without 27", ask(to(consent.LawfullyPublished), facts(func(f *consent.Facts) { f.Published = true })), pending, one(consent.ReasonScopeUnassessed, consent.ReasonMajorEffectUnassessed)},
		{"8 is not worded for sharing", ask(to(consent.StableRunning), proved), deny, outside},
		{"10 is not worded for sharing either", ask(to(consent.AcademicResearch), proved), deny, outside},
		{"2 of sharing is not worded for use", ask(claim(consent.AuthorityDemand), proved), deny, outside},
		{"no exception of that number", ask(claim(99), proved), deny, outside},
		{"a claim and a basis that cannot carry it", ask(claim(consent.VitalInterests), proved, func(q *question) { q.Basis = consent.Contract }), deny, one(consent.ReasonBasisUndeclared)},
	}
}

func gateCases() []decideCase {
	return slices.Concat(entrustCases(), capacityCases(), transferCases(), publishCases(), automationCases(), placeCases(),
		exportCases(), claimCases())
}

func TestGates(t *testing.T) {
	reg := gateRegister(t)
	for _, c := range gateCases() {
		t.Run(c.name, func(t *testing.T) {
			d := c.ask.decide(reg)
			require.Equal(t, c.want, d.Effect, "effect; reasons %v", codes(d))
			require.Equal(t, c.codes, codes(d))
		})
	}
	require.GreaterOrEqual(t, len(gateCases())+len(decideCases()), 200)
}

// A stale state proves neither that nobody refused a program's decision nor that
// somebody consented anew: the gates that read it are Pending.
func TestGatesStaleState(t *testing.T) {
	n := newNode(t, consent.NewMemoryStore(), nil)
	record(t, n, given())
	require.NoError(t, n.Poll(t.Context()))
	n.advance(time.Hour)
	state, err := n.Cache.State(t.Context(), "s", consent.Bounded(time.Second))
	require.NoError(t, err)
	stale := func(q *question) { q.State, q.Events = state, nil }
	for _, q := range []question{
		ask(automated("score", "bills"), stale),
		ask(transfer, facts(func(f *consent.Facts) { f.PurposeKept = false }), stale),
		ask(publish, stale),
		ask(export("tokyo"), stale),
	} {
		d := q.decide(gateRegister(t))
		require.Equal(t, consent.Pending, d.Effect)
		require.Equal(t, one(consent.ReasonStateStale), codes(d))
	}
	always := gateRegister(t, consent.Rules{SeparateConsentAlways: true})
	d := ask(contract, func(q *question) { q.Operation, q.Assessment = consent.Publish, "p" }, stale).decide(always)
	require.Equal(t, one(consent.ReasonStateStale), codes(d))
	require.True(t, ask(transfer, stale).decide(gateRegister(t)).Allowed(), "what needs no state is answered")
}
