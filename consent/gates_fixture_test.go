package consent_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/law"
)

func text(s string) law.Text { return law.Text{ZH: "例" + s, EN: s} }

func basis(b ...consent.Basis) []consent.BasisRef {
	out := make([]consent.BasisRef, len(b))
	for i := range b {
		out[i].Basis = b[i]
	}
	return out
}

var allTerms = []consent.Term{
	consent.TermPurpose, consent.TermPeriod, consent.TermMethod, consent.TermKinds, consent.TermProtection, consent.TermDuties,
}

// gateDocument is the document of register, and what the gates of the
// operations need: activities with cameras, faces and programs that decide, in
// all capacities, and recipients of all relationships at home and abroad.
func gateDocument(tb testing.TB) consent.Document {
	tb.Helper()
	doc := register(tb).Document()
	for _, p := range []consent.PurposeInfo{
		{ID: "guard", Necessity: consent.Necessary, PublicSafety: true},
		{ID: "enter", Necessity: consent.Necessary},
		{ID: "recommend", Necessity: consent.Optional},
		{ID: "score", Necessity: consent.Necessary},
		{ID: "host", Necessity: consent.Necessary},
	} {
		p.Label, p.Function = text(string(p.ID)), "f"
		doc.Purposes = append(doc.Purposes, p)
	}
	for _, k := range []identifiers.Kind{"footage", "doorbell", "clicks", "views", "bills", "debts", "client_file", "points", "lead"} {
		doc.Kinds = append(doc.Kinds, consent.KindInfo{ID: k, Label: text(string(k)), General: true})
	}
	last := law.MustDate(2026, 12, 31)
	for _, a := range []consent.Activity{
		{
			ID: "cameras", Kinds: []identifiers.Kind{"footage"}, Purposes: []consent.Purpose{"guard", "improve"},
			Bases: basis(consent.Consent, consent.StatutoryDuty), PublicPlace: true, Sign: "sign-1",
		},
		{
			ID: "doorbells", Kinds: []identifiers.Kind{"doorbell"}, Purposes: []consent.Purpose{"guard"},
			Bases: basis(consent.StatutoryDuty), PublicPlace: true,
		},
		{
			ID: "gate", Kinds: []identifiers.Kind{identifiers.FaceFeature}, Purposes: []consent.Purpose{"enter"},
			Bases: basis(consent.Consent), Assessment: "pia-face", Alternative: "card",
		},
		{
			ID: "phone_gate", Kinds: []identifiers.Kind{identifiers.FaceFeature}, Purposes: []consent.Purpose{"enter"},
			Scenarios: []string{"phone"}, Bases: basis(consent.Consent), Assessment: "pia-face",
		},
		{
			ID: "recommend", Kinds: []identifiers.Kind{"clicks"}, Purposes: []consent.Purpose{"recommend"}, Bases: basis(consent.Consent),
		},
		{
			ID: "recommend_all", Kinds: []identifiers.Kind{"views"}, Purposes: []consent.Purpose{"recommend"}, Bases: basis(consent.Consent),
		},
		{
			ID: "score", Kinds: []identifiers.Kind{"bills"}, Purposes: []consent.Purpose{"score"}, Bases: basis(consent.Contract),
		},
		{
			ID: "score_blind", Kinds: []identifiers.Kind{"debts"}, Purposes: []consent.Purpose{"score"}, Bases: basis(consent.Contract),
		},
		{
			ID: "hosting", Kinds: []identifiers.Kind{"client_file"}, Purposes: []consent.Purpose{"host", "serve"}, Bases: basis(),
			Capacity: consent.Entrusted, Mandate: &consent.Mandate{
				Agreement: "client-1", Purposes: []consent.Purpose{"host"}, Operations: []consent.Operation{consent.Use, consent.Share}, Until: last,
			},
		},
		{
			ID: "loyalty", Kinds: []identifiers.Kind{"points"}, Purposes: []consent.Purpose{"serve"}, Bases: basis(consent.Contract),
			Capacity: consent.Joint, Mandate: &consent.Mandate{Agreement: "joint-1", Until: last},
		},
		{
			ID: "leads", Kinds: []identifiers.Kind{"lead"}, Purposes: []consent.Purpose{"serve", "score"},
			Bases: basis(consent.Contract, consent.Consent, consent.StatutoryDuty), Mandate: &consent.Mandate{Agreement: "deal-1", Purposes: []consent.Purpose{"serve"}},
		},
	} {
		a.Label, a.Roles = text(a.ID), []consent.Role{"consumer"}
		if a.Scenarios == nil {
			a.Scenarios = []string{"app"}
		}
		doc.Activities = append(doc.Activities, a)
	}
	doc.Automations = []consent.Automation{
		{ID: "feed", Purposes: []consent.Purpose{"recommend"}, Kinds: []identifiers.Kind{"clicks"}, Marketing: true, Assessment: "pia-auto"},
		{ID: "score", Purposes: []consent.Purpose{"score"}, Kinds: []identifiers.Kind{"bills"}, MajorEffect: true, Assessment: "pia-score"},
		{ID: "sort", Purposes: []consent.Purpose{"score"}, Kinds: []identifiers.Kind{"debts"}},
	}
	for i := range doc.Automations {
		a := &doc.Automations[i]
		a.Label, a.Logic, a.Refusal = text(a.ID), text("logic"), text("settings")
	}
	mobile := []identifiers.Kind{"mobile_number"}
	contract := func(from, until law.Date) *consent.ExportRoute {
		return &consent.ExportRoute{Mechanism: consent.StandardContract, Reference: "scc-1", From: from, Until: until}
	}
	assessed := func(from law.Date) *consent.ExportRoute {
		return &consent.ExportRoute{Mechanism: consent.SecurityAssessment, Reference: "sa-1", From: from}
	}
	entrusted, joint := consent.Entrusted, consent.Joint
	for _, r := range []consent.Recipient{
		{ID: "processor", Relationship: entrusted, Agreement: "dpa-1", Terms: allTerms, Until: last, Kinds: mobile},
		{ID: "unbound", Relationship: entrusted, Kinds: mobile},
		{ID: "subprocessor", Relationship: entrusted, Via: "processor", Agreement: "dpa-2", Terms: allTerms, Kinds: mobile},
		{ID: "archive", Relationship: entrusted, Purposes: []consent.Purpose{"host"}, Agreement: "dpa-3", Terms: allTerms, Kinds: []identifiers.Kind{"client_file"}},
		{ID: "successor", Relationship: consent.Successor, Kinds: []identifiers.Kind{"mobile_number", "survey_response"}, Purposes: []consent.Purpose{"serve", "improve"}},
		{ID: "partners", Relationship: joint, Agreement: "joint-2", Terms: allTerms, Kinds: mobile, Purposes: []consent.Purpose{"advertise"}, Bases: basis(consent.Consent)},
		{ID: "friends", Relationship: joint, Agreement: "joint-3", Kinds: mobile, Purposes: []consent.Purpose{"advertise"}, Bases: basis(consent.Consent)},
		{ID: "broker", Purposes: []consent.Purpose{"host", "advertise"}, Kinds: []identifiers.Kind{"client_file"}, Bases: basis(consent.Consent)},
		{ID: "client", Purposes: []consent.Purpose{"host"}, Kinds: []identifiers.Kind{"client_file"}, Bases: basis(consent.Contract)},
		{ID: "singapore", Location: "SG", Kinds: []identifiers.Kind{"mobile_number", "bank_card_number"}, Bases: basis(consent.Consent, consent.Contract)},
		{ID: "tokyo", Location: "JP", Kinds: []identifiers.Kind{"mobile_number", "bank_card_number"}, Bases: basis(consent.Consent), Export: contract(law.MustDate(2026, 1, 1), last)},
		{ID: "berlin", Location: "DE", Kinds: mobile, Bases: basis(consent.Consent), Export: assessed(law.MustDate(2025, 1, 1))},
		{ID: "rome", Location: "IT", Kinds: mobile, Bases: basis(consent.Consent), Export: assessed(law.MustDate(2023, 2, 1))},
		{ID: "cloud_abroad", Location: "SG", Relationship: entrusted, Agreement: "dpa-4", Terms: allTerms, Kinds: mobile, Export: contract(law.MustDate(2026, 1, 1), law.Date{})},
		{ID: "heir_abroad", Location: "HK", Relationship: consent.Successor, Kinds: mobile},
		{ID: "foreign_court", Location: "US", Type: consent.Authority, Kinds: mobile, Bases: basis(consent.StatutoryDuty), Export: contract(law.MustDate(2026, 1, 1), law.Date{})},
	} {
		r.Label = text(r.ID)
		if r.Type == consent.RecipientUnknown {
			r.Type, r.Name, r.Contact = consent.Supplier, "N", "C"
		}
		if r.Relationship == consent.RelationshipUnknown {
			r.Relationship = consent.Independent
		}
		if r.Location == "" {
			r.Location = "CN"
		}
		if r.Agreement == "" && r.ID != "unbound" && r.Relationship == consent.Independent {
			r.Agreement = "dpa-" + r.ID
		}
		if r.Purposes == nil {
			r.Purposes = []consent.Purpose{"serve"}
		}
		r.Assessment = "pia-" + r.ID
		doc.Recipients = append(doc.Recipients, r)
	}
	doc.Exceptions = append(doc.Exceptions, consent.BasisRef{Basis: consent.StatutoryDuty})
	return doc
}

// gateRegister compiles gateDocument, with some readings of the law.
func gateRegister(tb testing.TB, rules ...consent.Rules) *consent.Register {
	tb.Helper()
	doc := gateDocument(tb)
	if len(rules) > 0 {
		doc.Rules = rules[0]
	}
	reg, err := consent.NewRegister(doc)
	require.NoError(tb, err)
	return reg
}

// facts changes the facts of a question.
func facts(f func(*consent.Facts)) func(*question) { return func(q *question) { f(&q.Facts) } }

// to asks for an operation with a recipient, on the contract for the service.
func to(op consent.Operation, recipient string) func(*question) {
	return func(q *question) {
		contract(q)
		q.Operation, q.Recipient = op, recipient
	}
}

// transfer asks whether the mobile number may go to the successor in a merger.
func transfer(q *question) {
	to(consent.Transfer, "successor")(q)
	q.TransferCause, q.RecipientNotice, q.PurposeKept = consent.Merger, "letter-1", true
}

// publish asks whether the survey response may be published, with separate
// consent to that.
func publish(q *question) {
	q.Operation, q.Assessment = consent.Publish, "pia-p"
	q.Events = []consent.Event{given(recipients(consent.Public), form(consent.Separate))}
}

// export asks whether the mobile number may go to a recipient abroad, with
// separate consent that names it; 5,000 people did so far this year.
func export(recipient string) func(*question) {
	return func(q *question) {
		q.Operation, q.Recipient, q.Purpose, q.Kinds = consent.Export, recipient, "serve", []identifiers.Kind{"mobile_number"}
		q.RecipientNotice, q.Basis = "notice-x", consent.Consent
		q.Events = []consent.Event{given(purposes("serve"), recipients(recipient), form(consent.Separate))}
		q.Export = &consent.ExportFacts{NotCritical: true, NoImportantData: true, Counted: true, People: 5000}
	}
}

// people sets the numbers of the year: without, and with sensitive information.
func people(n, sensitive int) func(*question) {
	return func(q *question) {
		x := *q.Export
		x.Counted, x.People, x.SensitivePeople = true, n, sensitive
		q.Export = &x
	}
}

// route names another mechanism.
func route(m consent.ExportMechanism, from law.Date) func(*question) {
	return func(q *question) {
		x := *q.Export
		x.Route = consent.ExportRoute{Mechanism: m, Reference: "r-1", From: from}
		q.Export = &x
	}
}

// automated asks for an automated decision with one kind, for one purpose.
func automated(p consent.Purpose, k identifiers.Kind) func(*question) {
	return func(q *question) {
		q.Operation, q.Purpose, q.Kinds = consent.AutomatedDecision, p, []identifiers.Kind{k}
		q.Events, q.ContractID, q.NoticeGiven = []consent.Event{given(purposes(p), kinds(k))}, "c1", "v3"
		q.Fairness = "review"
	}
}

// face asks whether the face may be used to enter.
func face(q *question) {
	q.Operation, q.Record, q.Purpose, q.Scenario = consent.Collect, 0, "enter", "app"
	q.Kinds = []identifiers.Kind{identifiers.FaceFeature}
	q.Events = []consent.Event{given(purposes("enter"), kinds(identifiers.FaceFeature), form(consent.Separate))}
}

// camera asks whether footage may be collected to guard the estate, under the
// law's own rule on cameras.
func camera(q *question) {
	q.Operation, q.Record, q.Purpose, q.Kinds = consent.Collect, 0, "guard", []identifiers.Kind{"footage"}
	q.Basis, q.Events, q.NoticeGiven = consent.StatutoryDuty, nil, "v3"
	q.StatuteCitation = law.Citation{Statute: law.PIPL, Article: 26}
}

// claim asks for the mobile number, for the service, under an exception.
func claim(x consent.Exception) func(*question) {
	return func(q *question) {
		contract(q)
		q.Basis, q.ContractID, q.Claim = 0, "", x
	}
}

// proved adds the evidence that every exception could ask for.
func proved(q *question) {
	q.ContractID, q.Emergency, q.PublicInterest = "c1", true, true
	q.Published, q.ReasonableScope, q.NoMajorEffect = true, true, true
	q.LegalDocument, q.StatuteCitation = "doc-1", law.Citation{Statute: law.EcommerceLaw, Article: 31}
}

func statute(s law.Statute, article int) func(*question) {
	return func(q *question) { q.StatuteCitation = law.Citation{Statute: s, Article: article} }
}
