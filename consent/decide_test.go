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

type decideCase struct {
	name  string // begins with the article
	ask   question
	want  consent.Effect
	codes []consent.ReasonCode // all of them, in order
}

// established are the reasons of an Allow on consent, and free those of one on
// another basis.
var (
	established = []consent.ReasonCode{consent.ReasonBasisEstablished}
	free        = []consent.ReasonCode{consent.ReasonBasisEstablished, consent.ReasonConsentNotNeeded}
)

func one(c ...consent.ReasonCode) []consent.ReasonCode { return c }

func decideCases() []decideCase {
	deny, allow, again, pending := consent.Deny, consent.Allow, consent.Reconsent, consent.Pending
	return slices.Concat([]decideCase{
		// PIPL 13(1)(1), 14(1): consent.
		{"13(1)(1) given", ask(), allow, established},
		{"13(1)(1) never asked", ask(events()), deny, one(consent.ReasonConsentMissing)},
		{"13(1)(1) another purpose", ask(events(given(purposes("advertise")))), deny, one(consent.ReasonConsentMissing)},
		{"13(1)(1) another kind", ask(events(given(kinds("home")))), deny, one(consent.ReasonConsentMissing)},
		{"13(1)(1) another subject", ask(events(given(func(e *consent.Event) { e.Subject = "t" }))), deny, one(consent.ReasonConsentMissing)},
		{"13(1)(1) not yet given", ask(at(day(2, 28))), deny, one(consent.ReasonConsentMissing)},
		{"13(1)(1) from the instant given", ask(at(day(3, 1))), allow, established},
		{"13(1)(1) refused", ask(events(ended(consent.Refused)), at(day(6, 1))), deny, one(consent.ReasonConsentRefused)},
		{"13(1)(1) refused after given", ask(events(given(), ended(consent.Refused)), at(day(6, 1))), deny, one(consent.ReasonConsentRefused)},
		{"13(1)(1) renewed after refusal", ask(events(ended(consent.Refused), given(on(day(5, 2)), func(e *consent.Event) { e.Type = consent.Renewed })), at(day(6, 1))), allow, established},
		{"13(1)(1) imported with evidence", ask(events(given(func(e *consent.Event) { e.Type = consent.Migrated }))), allow, established},
		{"14(1) asked, no answer yet", ask(events(ended(consent.Requested)), at(day(6, 1))), pending, one(consent.ReasonConsentRequested)},
		{"14(1) asked again after refusal", ask(events(ended(consent.Refused), ended(consent.Requested)), at(day(6, 1))), pending, one(consent.ReasonConsentRequested)},
		{"14(1) pre-ticked box", ask(events(given(func(e *consent.Event) { e.Affirmative = false }))), deny, one(consent.ReasonNoAffirmativeAct)},
		{"14(1) ticked by staff", ask(events(given(func(e *consent.Event) { e.Actor = consent.Staff }))), deny, one(consent.ReasonNotByPerson)},
		{"14(1) by nobody known", ask(events(given(func(e *consent.Event) { e.Actor = consent.ActorUnknown }))), deny, one(consent.ReasonNotByPerson)},
		{"14(1) without a notice", ask(events(given(func(e *consent.Event) { e.NoticeVersion = "" }))), deny, one(consent.ReasonNotInformed)},
		{"14(1) in no known form", ask(events(given(form(consent.FormUnknown)))), deny, one(consent.ReasonConsentMissing)},
		{"14(1) invalid form value", ask(events(given(form(77)))), deny, one(consent.ReasonConsentMissing)},
		{"14(1) all that is wrong", ask(events(given(func(e *consent.Event) { e.Affirmative, e.Actor, e.NoticeVersion = false, 0, "" }))), deny, one(consent.ReasonNoAffirmativeAct, consent.ReasonNotByPerson, consent.ReasonNotInformed)},
		{"14(1) one sound grant among others", ask(events(given(func(e *consent.Event) { e.Affirmative = false }), given(id("b")), given(form(0)))), allow, established},
		{"14(1) a part only", ask(kind("survey_response", "mobile_number", "home")), deny, one(consent.ReasonConsentMissing)},
		{"14(1) up to an end", ask(events(given(func(e *consent.Event) { e.ValidUntil = day(4, 2) }))), allow, established},
		{"14(1) at its end", ask(events(given(func(e *consent.Event) { e.ValidUntil = day(4, 1) }))), deny, one(consent.ReasonConsentExpired)},
		{"14(1) expired by an event", ask(events(given(), ended(consent.Expired)), at(day(6, 1))), deny, one(consent.ReasonConsentExpired)},
		{"14(1) void", ask(events(given(), ended(consent.Invalidated)), at(day(6, 1))), deny, one(consent.ReasonConsentInvalidated)},
		// PIPL 14(2): change of purpose, method or kind.
		{"14(2) purpose changed since", ask(events(given(func(e *consent.Event) { e.NoticeVersion = "v1" }))), again, one(consent.ReasonNoticeChanged)},
		{"14(2) other kinds not touched", ask(kind("mobile_number"), events(given(func(e *consent.Event) { e.NoticeVersion = "v1" }))), allow, established},
		{"14(2) retention and contact are not material", ask(events(given(func(e *consent.Event) { e.NoticeVersion = "v2" }))), allow, established},
		{"14(2) notice unknown", ask(events(given(func(e *consent.Event) { e.NoticeVersion = "v9" }))), again, one(consent.ReasonNoticeUnknown)},
		{"14(2) changed and worse", ask(events(given(func(e *consent.Event) { e.NoticeVersion, e.Affirmative = "v1", false }))), deny, one(consent.ReasonNoAffirmativeAct, consent.ReasonNoticeChanged)},
		{"14(2) consent to the new one", ask(events(given(func(e *consent.Event) { e.NoticeVersion = "v1" }), given(id("b")))), allow, established},
		// PIPL 15: withdrawal.
		{"15(1) withdrawn", ask(events(given(), ended(consent.Withdrawn)), at(day(5, 2))), deny, one(consent.ReasonConsentWithdrawn)},
		{"15(1) from the instant withdrawn", ask(events(given(), ended(consent.Withdrawn)), at(day(5, 1))), deny, one(consent.ReasonConsentWithdrawn)},
		{"15(2) before it was withdrawn", ask(events(given(), ended(consent.Withdrawn)), at(day(5, 1).Add(-1))), allow, established},
		{"15(1) of this purpose", ask(events(given(), ended(consent.Withdrawn, purposes("improve"))), at(day(6, 1))), deny, one(consent.ReasonConsentWithdrawn)},
		{"15(1) of another purpose", ask(events(given(), ended(consent.Withdrawn, purposes("advertise"))), at(day(6, 1))), allow, established},
		{"15(1) of another kind", ask(events(given(), ended(consent.Withdrawn, kinds("home"))), at(day(6, 1))), allow, established},
		{"15(1) of sharing only", ask(events(given(), ended(consent.Withdrawn, recipients("partner"))), at(day(6, 1))), allow, established},
		{"15(1) by staff on request", ask(events(given(), ended(consent.Withdrawn, func(e *consent.Event) { e.Actor = consent.Staff })), at(day(6, 1))), deny, one(consent.ReasonConsentWithdrawn)},
		{"15(1) recorded first, occurred later than a grant", ask(events(ended(consent.Withdrawn), given()), at(day(6, 1))), deny, one(consent.ReasonConsentWithdrawn)},
		{"15(1) recorded before its own clock", ask(events(given(), ended(consent.Withdrawn, func(e *consent.Event) { e.RecordedAt = day(3, 20) }))), deny, one(consent.ReasonConsentWithdrawn)},
		{"15(1) given again at the same instant", ask(events(ended(consent.Withdrawn), given(on(day(5, 1)))), at(day(6, 1))), allow, established},
	}, sensitiveCases(), []decideCase{
		// PIPL 6: purpose and scope.
		{"6(1) undeclared purpose", ask(func(q *question) { q.Purpose = "profiling" }), deny, one(consent.ReasonPurposeUndeclared)},
		{"6(2) kind outside the purpose", ask(kind("survey_response", "resident_id")), deny, one(consent.ReasonKindOutsidePurpose)},
		{"6(2) unknown kind", ask(kind("no_such_kind")), deny, one(consent.ReasonKindOutsidePurpose)},
		{"6(2) kind below a declared one", ask(kind("home.pets"), events(given(kinds("home")))), allow, established},
		{"6(2) dots are boundaries", ask(kind("homes"), events(given(kinds("home")))), deny, one(consent.ReasonKindOutsidePurpose)},
		{"15(1) of a part of a kind", ask(kind("home"), events(given(kinds("home")), ended(consent.Withdrawn, kinds("home.pets"))), at(day(6, 1))), deny, one(consent.ReasonConsentWithdrawn)},
		{"6(1) another role", ask(func(q *question) { q.Role = "staff" }), deny, one(consent.ReasonRoleOutside)},
		{"6(1) no role", ask(func(q *question) { q.Role = "" }), deny, one(consent.ReasonRoleOutside)},
		{"6(1) declared scenario", ask(func(q *question) { q.Scenario = "phone" }), allow, established},
		{"6(1) another scenario", ask(func(q *question) { q.Scenario = "street" }), deny, one(consent.ReasonScenarioOutside)},
		// PIPL 13: the bases.
		{"13(1)(2) contract", ask(contract), allow, free},
		{"13(1)(2) contract not named", ask(contract, func(q *question) { q.ContractID = "" }), pending, one(consent.ReasonContractMissing)},
		{"13(1)(2) basis not listed", ask(func(q *question) { q.Basis = consent.Contract }), deny, one(consent.ReasonBasisUndeclared)},
		{"13(1)(2) optional purpose", ask(kind("software_usage_record"), func(q *question) {
			q.Basis, q.ContractID, q.NoticeGiven, q.Events = consent.Contract, "c1", "v3", nil
		}), deny, one(consent.ReasonNotNecessary)},
		{"13(1)(2) human resources", ask(contract, func(q *question) {
			q.Purpose, q.Role, q.Basis, q.LabourRules = "employ", "staff", consent.HumanResources, "rules-1"
		}), allow, free},
		{"13(1)(2) no labour rules", ask(contract, func(q *question) { q.Purpose, q.Role, q.Basis = "employ", "staff", consent.HumanResources }), pending, one(consent.ReasonLabourRulesMissing)},
		{"13(1)(3) duty", ask(duty), allow, free},
		{"13(1)(3) no statute named", ask(duty, func(q *question) { q.StatuteCitation = law.Citation{} }), pending, one(consent.ReasonStatuteMissing)},
		{"13(1)(3) the law's own list is no duty", ask(duty, func(q *question) { q.StatuteCitation = law.Citation{Statute: law.PIPL, Article: 13} }), pending, one(consent.ReasonStatuteMissing)},
		{"13(1)(3) a ministry's rule", ask(duty, func(q *question) {
			q.StatuteCitation = law.Citation{Statute: law.OnlineTradingMeasures, Article: 20}
		}), deny, one(consent.ReasonStatuteLevel)},
		{"13(1)(3) a standard", ask(duty, func(q *question) { q.StatuteCitation = law.Citation{Statute: law.GBT35273, Clause: "5.6"} }), deny, one(consent.ReasonStatuteLevel)},
		{"13(1)(3) unknown statute", ask(duty, func(q *question) { q.StatuteCitation = law.Citation{Statute: "company_rules", Article: 1} }), deny, one(consent.ReasonStatuteLevel)},
		{"13(1)(3) no article", ask(duty, func(q *question) { q.StatuteCitation = law.Citation{Statute: law.EcommerceLaw} }), deny, one(consent.ReasonStatuteLevel)},
		{"13(1)(3) text not in force", ask(duty, func(q *question) {
			q.StatuteCitation = law.Citation{Statute: law.CybersecurityLaw, Version: "2016", Article: 21}
		}), deny, one(consent.ReasonStatuteNotInForce)},
		{"13(1)(4) emergency", ask(exceptional(consent.Emergency), func(q *question) { q.Emergency = true }), allow, free},
		{"13(1)(4), 18(2) emergency without notice", ask(exceptional(consent.Emergency), func(q *question) { q.Emergency, q.NoticeGiven = true, "" }), allow, free},
		{"13(1)(4) no emergency", ask(exceptional(consent.Emergency)), pending, one(consent.ReasonEmergencyMissing)},
		{"13(1)(4) not tried unasked", ask(contract, func(q *question) { q.Basis, q.ContractID, q.Emergency = 0, "", true }), pending, one(consent.ReasonContractMissing, consent.ReasonStatuteMissing)},
		{"13(1)(5) news", ask(exceptional(consent.News), func(q *question) { q.PublicInterest, q.ReasonableScope = true, true }), allow, free},
		{"13(1)(5) unassessed", ask(exceptional(consent.News)), pending, one(consent.ReasonPublicInterestMissing, consent.ReasonScopeUnassessed)},
		{"13(1)(6), 27 public", ask(exceptional(consent.PublicInformation), func(q *question) { q.Published, q.ReasonableScope, q.NoMajorEffect = true, true, true }), allow, free},
		{"13(1)(6), 27 unassessed", ask(exceptional(consent.PublicInformation), func(q *question) { q.Published = true }), pending, one(consent.ReasonScopeUnassessed, consent.ReasonMajorEffectUnassessed)},
		{"13(1)(6) not public", ask(exceptional(consent.PublicInformation), func(q *question) { q.ReasonableScope, q.NoMajorEffect = true, true }), pending, one(consent.ReasonPublicationMissing)},
		{"27 refused", ask(exceptional(consent.PublicInformation), func(q *question) {
			q.Published, q.ReasonableScope, q.NoMajorEffect = true, true, true
			q.Events = []consent.Event{ended(consent.Refused, on(day(3, 1)))}
		}), deny, one(consent.ReasonPublicationRefused)},
		{"13(1)(7) other law", ask(exceptional(consent.OtherLaw), func(q *question) {
			q.StatuteCitation = law.Citation{Statute: law.ConsumerRightsRegulation, Article: 23}
		}), allow, free},
		{"13(1)(7) a ministry's rule", ask(exceptional(consent.OtherLaw), func(q *question) {
			q.StatuteCitation = law.Citation{Statute: law.FaceRecognitionMeasures, Article: 6}
		}), deny, one(consent.ReasonStatuteLevel)},
		{"13(1) no basis of that number", ask(func(q *question) { q.Basis = 99 }), deny, one(consent.ReasonBasisUndeclared)},
		{"13(1) tried in order: consent first", ask(kind("software_usage_record"), func(q *question) {
			q.Purpose, q.ContractID, q.NoticeGiven = "serve", "c1", "v3"
			q.Events = []consent.Event{given(purposes("serve"), kinds("software_usage_record"))}
		}), allow, established},
		{"13(1) tried in order: contract next", ask(kind("software_usage_record"), func(q *question) {
			q.Purpose, q.ContractID, q.NoticeGiven, q.Events = "serve", "c1", "v3", nil
		}), allow, free},
		{"13(1) tried in order: all reasons", ask(kind("software_usage_record"), events()), deny, one(consent.ReasonConsentMissing, consent.ReasonContractMissing, consent.ReasonNotNecessary, consent.ReasonNoticeMissing)},
		// PIPL 17: notice.
		{"17(1) no notice", ask(contract, func(q *question) { q.NoticeGiven = "" }), pending, one(consent.ReasonNoticeMissing)},
		{"17(1) unknown notice", ask(contract, func(q *question) { q.NoticeGiven = "v9" }), pending, one(consent.ReasonNoticeMissing)},
		{"17(2) notice changed since", ask(contract, func(q *question) { q.NoticeGiven = "v1" }), pending, one(consent.ReasonNoticeOutdated)},
		// PIPL 31, 49: persons.
		{"31(1) class unknown", ask(func(q *question) { q.Facts.Subject = 0 }), pending, one(consent.ReasonSubjectUnknown)},
		{"31(1) invalid class", ask(func(q *question) { q.Facts.Subject = 9 }), pending, one(consent.ReasonSubjectUnknown)},
		{"31(1) fourteen and older", ask(func(q *question) { q.Facts.Subject = consent.Minor14To17 }), allow, established},
		{"31(1) child's own consent", ask(child), deny, one(consent.ReasonGuardianMissing)},
		{"31(1) guardian", ask(child, events(given(form(consent.Separate), guardian))), allow, established},
		{"31(1), 28(1) guardian's general consent", ask(child, events(given(guardian))), deny, one(consent.ReasonSeparateForSensitive)},
		{"31(2) no rules for children", ask(child, events(given(form(consent.Separate), guardian)), func(q *question) { q.ChildRules = "" }), pending, one(consent.ReasonChildRulesMissing)},
		{"49 deceased", ask(func(q *question) { q.Facts.Subject = consent.Deceased }), deny, one(consent.ReasonSubjectDeceased)},
		{"49 deceased, statutory duty", ask(duty, func(q *question) { q.Facts.Subject = consent.Deceased }), allow, free},
		// PIPL 47: records.
		{"47(2) restricted", ask(func(q *question) { q.Record = consent.RecordRestricted }), deny, one(consent.ReasonRecordRestricted)},
		{"47(2) restricted, contract", ask(contract, func(q *question) { q.Record = consent.RecordRestricted }), deny, one(consent.ReasonRecordRestricted)},
		{"47(1) deleted", ask(func(q *question) { q.Record = consent.RecordDeleted }), deny, one(consent.ReasonRecordDeleted)},
		{"47 unknown", ask(func(q *question) { q.Record = 0 }), pending, one(consent.ReasonRecordUnknown)},
		{"47 collection has no record", ask(func(q *question) { q.Operation, q.Record = consent.Collect, 0 }), allow, established},
	}, shareCases(), []decideCase{
		// The instant.
		{"74 before the law", ask(at(law.MustDate(2021, 10, 31).Start())), deny, one(consent.ReasonLawNotInForce, consent.ReasonConsentMissing)},
		{"17 before the register", ask(at(law.MustDate(2026, 1, 1).Start().Add(-1))), deny, one(consent.ReasonRegisterNotInEffect, consent.ReasonConsentMissing)},
		{"no instant", ask(at(time.Time{})), deny, one(consent.ReasonRequestIncomplete, consent.ReasonConsentMissing)},
		// The request.
		{"no subject", ask(func(q *question) { q.Request.Subject = "" }), deny, one(consent.ReasonRequestIncomplete, consent.ReasonConsentMissing)},
		{"no kinds", ask(kind()), deny, one(consent.ReasonRequestIncomplete)},
		{"no operation", ask(func(q *question) { q.Operation = 0 }), deny, one(consent.ReasonRequestIncomplete)},
		{"invalid operation", ask(func(q *question) { q.Operation = 99 }), deny, one(consent.ReasonRequestIncomplete)},
		{"state of another", ask(func(q *question) { q.State = consent.Fold("t", []consent.Event{given()}) }), deny, one(consent.ReasonSubjectMismatch, consent.ReasonConsentMissing)},
	})
}

func child(q *question) {
	q.Facts.Subject, q.ChildRules, q.Assessment = consent.MinorUnder14, "child-rules-1", "pia-3"
	q.Events = []consent.Event{given(form(consent.Separate))}
}

func guardian(e *consent.Event) { e.Actor = consent.Guardian }

// sensitiveCases are about PIPL 28 to 30 and 55(1), and written consent.
func sensitiveCases() []decideCase {
	card := func(q *question) {
		q.Kinds, q.Assessment = []identifiers.Kind{"bank_card_number"}, "pia-1"
		q.Events = []consent.Event{given(kinds("bank_card_number"), form(consent.Separate))}
	}
	credit := func(f consent.Form) func(*question) {
		return func(q *question) {
			q.Purpose, q.Kinds = "serve", []identifiers.Kind{"resident_id"}
			q.Events = []consent.Event{given(purposes("serve"), kinds("resident_id"), form(f))}
		}
	}
	return []decideCase{
		{"29 separate consent", ask(card), consent.Allow, established},
		{"29 written includes separate", ask(card, events(given(kinds("bank_card_number"), form(consent.Written)))), consent.Allow, established},
		{"29 general consent", ask(card, events(given(kinds("bank_card_number")))), consent.Deny, one(consent.ReasonSeparateForSensitive)},
		{"28 a host's kind is sensitive unless declared general", ask(kind("habits"), events(given(kinds("habits")))), consent.Deny, one(consent.ReasonAssessmentMissing, consent.ReasonSeparateForSensitive)},
		{"55(1) no assessment", ask(card, func(q *question) { q.Assessment = "" }), consent.Pending, one(consent.ReasonAssessmentMissing)},
		{"55(1) assessment of the activity; 14(1) written", ask(credit(consent.Written)), consent.Allow, established},
		{"14(1) written consent asked for", ask(credit(consent.Separate)), consent.Deny, one(consent.ReasonWrittenMissing)},
		{"14(1), 29 neither written nor separate", ask(credit(consent.General)), consent.Deny, one(consent.ReasonWrittenMissing, consent.ReasonSeparateForSensitive)},
		{"13(2) contract needs no separate consent", ask(contract, kind("bank_card_number"), func(q *question) { q.Assessment = "pia-1" }), consent.Allow, free},
	}
}

// shareCases are about PIPL 23, 55(3) and Network Data Regulations 12.
func shareCases() []decideCase {
	to := func(id string) func(*question) {
		return func(q *question) {
			share(q)
			q.Recipient = id
			q.Events = []consent.Event{given(recipients(id), form(consent.Separate))}
		}
	}
	police := func(q *question) {
		share(q)
		q.Purpose, q.Recipient, q.Events, q.NoticeGiven = "comply", "police", nil, "v3"
	}
	return []decideCase{
		{"23 separate consent, recipient named", ask(share), consent.Allow, established},
		{"23 general consent", ask(share, events(given(recipients("partner")))), consent.Deny, one(consent.ReasonSeparateForSharing)},
		{"23 consent to own use only", ask(share, events(given(form(consent.Separate)))), consent.Deny, one(consent.ReasonConsentMissing)},
		{"23 consent to another recipient", ask(share, events(given(recipients("affiliates"), form(consent.Separate)))), consent.Deny, one(consent.ReasonConsentMissing)},
		{"23 consent to sharing is none to use", ask(kind("mobile_number"), events(given(recipients("partner"), form(consent.Separate)))), consent.Deny, one(consent.ReasonConsentMissing)},
		{"15(1) sharing withdrawn", ask(to("partner"), at(day(6, 1)), func(q *question) {
			q.Events = append(q.Events, ended(consent.Withdrawn, recipients("partner")))
		}), consent.Deny, one(consent.ReasonConsentWithdrawn)},
		{"15(1) everything withdrawn", ask(to("partner"), at(day(6, 1)), func(q *question) { q.Events = append(q.Events, ended(consent.Withdrawn)) }), consent.Deny, one(consent.ReasonConsentWithdrawn)},
		{"23 no recipient", ask(share, func(q *question) { q.Recipient = "" }), consent.Deny, one(consent.ReasonRequestIncomplete)},
		{"23 unknown recipient", ask(share, func(q *question) { q.Recipient = "nobody" }), consent.Deny, one(consent.ReasonRecipientUnknown)},
		{"23 a class is no recipient", ask(to("affiliates"), func(q *question) { q.Agreement = "dpa-1" }), consent.Pending, one(consent.ReasonRecipientUnnamed)},
		{"23 purpose not the recipient's", ask(share, func(q *question) { q.Purpose = "improve" }), consent.Deny, one(consent.ReasonRecipientOutsidePurpose)},
		{"23 kind not the recipient's", ask(share, kind("survey_response")), consent.Deny, one(consent.ReasonRecipientOutsideKind)},
		{"23 kind below a declared one", ask(share, kind("home.pets"), events(given(kinds("home"), recipients("partner"), form(consent.Separate)))), consent.Allow, established},
		{"23 basis not the recipient's", ask(share, func(q *question) { q.Basis, q.ContractID = consent.Contract, "c1" }), consent.Deny, one(consent.ReasonBasisUndeclared)},
		{"55(3) no assessment", ask(share, func(q *question) { q.Assessment = "" }), consent.Pending, one(consent.ReasonAssessmentMissing)},
		{"NDSR 12(1) no contract with the recipient", ask(to("affiliates")), consent.Pending, one(consent.ReasonRecipientUnnamed, consent.ReasonAgreementMissing)},
		{"21 entrusted party", ask(share, func(q *question) { q.Recipient, q.Purpose = "cloud", "serve" }), consent.Deny, one(consent.ReasonRecipientEntrusted, consent.ReasonBasisUndeclared)},
		{"39 recipient abroad", ask(to("hongkong")), consent.Deny, one(consent.ReasonRecipientAbroad)},
		{"13(1)(3) authority, statute of the register", ask(police), consent.Allow, free},
		{"47(2) restricted record to an authority", ask(police, func(q *question) { q.Record = consent.RecordRestricted }), consent.Allow, free},
		{"47(2) restricted record to a partner", ask(share, func(q *question) { q.Record = consent.RecordRestricted }), consent.Deny, one(consent.ReasonRecordRestricted)},
		{"13(1)(4) emergency to a partner", ask(share, func(q *question) { q.Basis, q.Emergency, q.Events = consent.Emergency, true, nil }), consent.Allow, free},
	}
}

func TestDecide(t *testing.T) {
	reg := register(t)
	for _, c := range decideCases() {
		t.Run(c.name, func(t *testing.T) {
			d := c.ask.decide(reg)
			require.Equal(t, c.want, d.Effect, "effect; reasons %v", codes(d))
			require.Equal(t, c.codes, codes(d))
			require.Equal(t, c.want == consent.Allow, d.Allowed())
			for _, r := range d.Reasons {
				if d.Effect == consent.Allow {
					require.Equal(t, consent.Allow, r.Effect())
				} else {
					require.NotEqual(t, consent.Allow, r.Effect(), "an Allow among the reasons against")
				}
			}
			require.Equal(t, consent.Snapshot{Version: "v3", Hash: reg.Hash(), Rulebook: "2"}, d.Snapshot)
			require.Equal(t, d, c.ask.decide(reg), "the same question, another answer")
		})
	}
}

// TestDecideCodes fails if a reason code has no case.
func TestDecideCodes(t *testing.T) {
	seen := map[consent.ReasonCode]bool{
		consent.ReasonRegisterEmpty: true, // in TestDecideZero
		consent.ReasonStateStale:    true, // in TestStaleState
	}
	for _, c := range slices.Concat(decideCases(), gateCases()) {
		for _, code := range c.codes {
			seen[code] = true
		}
	}
	n := 0
	for i := 1; i < 256; i++ {
		code := consent.ReasonCode(i)
		if code.String() == "unknown" {
			continue
		}
		n++
		var back consent.ReasonCode
		require.NoError(t, back.UnmarshalText([]byte(code.String())))
		require.Equal(t, code, back)
		if !seen[code] {
			t.Errorf("no case for %v", code)
		}
	}
	require.Greater(t, n, 40)
	for _, bad := range []string{"", "unknown", "Consent_missing"} {
		require.Error(t, new(consent.ReasonCode).UnmarshalText([]byte(bad)))
	}
}

func TestDecideZero(t *testing.T) {
	full := ask()
	for name, d := range map[string]consent.Decision{
		"zero decision":              {},
		"nil register":               (*consent.Register)(nil).Decide(full.Request, full.Facts),
		"zero register":              new(consent.Register).Decide(full.Request, full.Facts),
		"nil register, zero request": (*consent.Register)(nil).Decide(consent.Request{}, consent.Facts{}),
		"zero request":               register(t).Decide(consent.Request{}, full.Facts),
		"zero request and facts":     register(t).Decide(consent.Request{}, consent.Facts{}),
	} {
		require.Equal(t, consent.Deny, d.Effect, name)
		require.False(t, d.Allowed(), name)
	}
	d := register(t).Decide(full.Request, consent.Facts{})
	require.False(t, d.Allowed(), "zero facts")
}

func TestDecideOnAllow(t *testing.T) {
	reg := register(t)
	d := ask().decide(reg)
	require.Equal(t, consent.Consent, d.Basis)
	require.Equal(t, []string{"evt_given"}, d.Evidence)
	require.Equal(t, []consent.Obligation{consent.OfferWithdrawal, consent.KeepServing}, d.Obligations)
	require.True(t, d.ValidUntil.IsZero())

	d = ask(events(
		given(id("a"), func(e *consent.Event) { e.ValidUntil = day(4, 20) }),
		given(id("b"), func(e *consent.Event) { e.ValidUntil = day(4, 30) }),
	)).decide(reg)
	require.Equal(t, []string{"b"}, d.Evidence, "the consent that reaches furthest")
	require.True(t, d.ValidUntil.Equal(day(4, 30)))

	d = ask(duty).decide(reg)
	require.Equal(t, law.EcommerceLaw, d.Statute.Statute)
	require.Contains(t, d.Citations(), law.Citation{Statute: law.PIPL, Article: 13, Paragraph: 1, Item: 3})
	require.Contains(t, d.Citations(), d.Statute)

	d = ask(exceptional(consent.Emergency), func(q *question) { q.Emergency, q.NoticeGiven = true, "" }).decide(reg)
	require.Equal(t, []consent.Obligation{consent.TellAfterwards}, d.Obligations)

	d = ask(share).decide(reg)
	require.Equal(t, []string{"dpa-7", "pia-2", "evt_given"}, d.Evidence)
	require.Contains(t, d.Obligations, consent.KeepProvisionRecord)

	d = ask(events(given(), ended(consent.Withdrawn)), at(day(6, 1))).decide(reg)
	require.Equal(t, []string{"evt_withdrawn"}, d.Evidence, "a denial names the event behind it")
	require.Equal(t, []law.Citation{{Statute: law.PIPL, Article: 15, Paragraph: 1}}, d.Citations())
}
