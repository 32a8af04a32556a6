package consent_test

import (
	"fmt"
	"os"
	"time"

	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/law"
)

// said is a person's ledger for the examples: what was said, one day after the
// other.
type said []consent.Event

func (s said) and(t consent.EventType, p consent.Purpose, k identifiers.Kind, change ...func(*consent.Event)) said {
	n := int64(len(s) + 1)
	e := consent.Event{
		Seq: n, ID: fmt.Sprintf("evt_%d", n), Key: fmt.Sprintf("key_%d", n), Type: t, Subject: "visitor-1", NoticeVersion: "v1",
		Purposes: []consent.Purpose{p}, Kinds: []identifiers.Kind{k}, Form: consent.General, Affirmative: true,
		Actor: consent.Self, OccurredAt: law.MustDate(2026, time.March, int(n)).Start(),
	}
	for _, c := range change {
		c(&e)
	}
	if err := e.Validate(); err != nil {
		panic(err)
	}
	return append(s, e)
}

// may decides on a use and prints the answer, on 1 April if no instant is
// given.
func (s said) may(p consent.Purpose, k identifiers.Kind, facts consent.Facts, at ...time.Time) {
	data, err := os.ReadFile("testdata/ledger.json")
	if err != nil {
		panic(err)
	}
	reg, err := consent.ParseRegister(data)
	if err != nil {
		panic(err)
	}
	facts.State, facts.Record = consent.Fold("visitor-1", s), consent.RecordNormal
	if facts.Subject == consent.SubjectUnknown {
		facts.Subject = consent.Adult
	}
	req := consent.Request{
		Subject: "visitor-1", Operation: consent.Use, Purpose: p, Kinds: []identifiers.Kind{k}, Role: "visitor",
		At: law.MustDate(2026, time.April, 1).Start(),
	}
	if len(at) > 0 {
		req.At = at[0]
	}
	d := reg.Decide(req, facts)
	fmt.Println(p, d.Effect, d.Reasons[0].Code)
}

// Cookies and the like are purposes of the same register and ledger. What keeps
// the site running needs no consent; a banner that was closed gave none.
func Example_cookies() {
	var visitor said
	visitor.may("run_site", identifiers.ClickRecord, consent.Facts{ContractID: "terms-1", NoticeGiven: "v1"})
	visitor = visitor.and(consent.Requested, "count_visits", identifiers.ClickRecord)
	visitor.may("count_visits", identifiers.ClickRecord, consent.Facts{})
	closed := visitor.and(consent.Given, "count_visits", identifiers.ClickRecord, func(e *consent.Event) {
		e.Affirmative, e.Method = false, "closed_banner" // recorded as it was
	})
	closed.may("count_visits", identifiers.ClickRecord, consent.Facts{})
	visitor.and(consent.Refused, "count_visits", identifiers.ClickRecord).may("count_visits", identifiers.ClickRecord, consent.Facts{})
	visitor.and(consent.Given, "count_visits", identifiers.ClickRecord).may("count_visits", identifiers.ClickRecord, consent.Facts{})
	// Output:
	// run_site allow basis_established
	// count_visits pending consent_requested
	// count_visits deny no_affirmative_act
	// count_visits deny consent_refused
	// count_visits allow basis_established
}

// The host knows the age. Under 14 a guardian consents, separately, since all
// information of a child is sensitive, under rules for children and an impact
// assessment; from 14 the person may.
func Example_minors() {
	self := said(nil).and(consent.Given, "keep_history", "survey_response")
	guardian := said(nil).and(consent.Given, "keep_history", "survey_response", func(e *consent.Event) {
		e.Actor, e.Form, e.EvidenceRef = consent.Guardian, consent.Separate, "guardianship/77"
	})
	child := consent.Facts{Subject: consent.MinorUnder14, ChildRules: "children-1", Assessment: "pia-2"}
	self.may("keep_history", "survey_response", child)
	guardian.may("keep_history", "survey_response", child)
	guardian.may("keep_history", "survey_response", consent.Facts{Subject: consent.MinorUnder14, Assessment: "pia-2"})
	self.may("keep_history", "survey_response", consent.Facts{Subject: consent.Minor14To17})
	// Output:
	// keep_history deny guardian_missing
	// keep_history allow basis_established
	// keep_history pending child_rules_missing
	// keep_history allow basis_established
}

// Where a law asks for consent in writing, the register says so, and neither
// general nor separate consent will do.
func Example_written() {
	for _, form := range []consent.Form{consent.General, consent.Separate, consent.Written} {
		said(nil).and(consent.Given, "check_credit", identifiers.ResidentID, func(e *consent.Event) { e.Form = form }).
			may("check_credit", identifiers.ResidentID, consent.Facts{})
	}
	// Output:
	// check_credit deny written_consent_missing
	// check_credit deny written_consent_missing
	// check_credit allow basis_established
}

// To keep something for longer than its purpose needs is a purpose of its own,
// with a consent of its own that ends when the longer period does: at that
// instant, and not after it.
func Example_longerRetention() {
	end := law.MustDate(2031, time.March, 1).Start()
	person := said(nil).and(consent.Given, "keep_history", "survey_response", func(e *consent.Event) { e.ValidUntil = end })
	person.may("shop", "survey_response", consent.Facts{ContractID: "order-5", NoticeGiven: "v1"})
	person.may("keep_history", "survey_response", consent.Facts{}, end.Add(-time.Microsecond))
	person.may("keep_history", "survey_response", consent.Facts{}, end)
	person.and(consent.Withdrawn, "keep_history", "survey_response").may("keep_history", "survey_response", consent.Facts{})
	// Output:
	// shop allow basis_established
	// keep_history allow basis_established
	// keep_history deny consent_expired
	// keep_history deny consent_withdrawn
}

// A consent from an earlier system counts from when it was given, if there is
// evidence and if it is known what the person was told.
func Example_migrated() {
	imported := func(e *consent.Event) {
		e.EvidenceRef, e.OccurredAt = "old-crm/993", law.MustDate(2026, time.January, 9).Start()
	}
	untold := func(e *consent.Event) { e.NoticeVersion = "" }
	earlier := func(e *consent.Event) { e.NoticeVersion = "2019" } // not in the register's history
	said(nil).and(consent.Migrated, "keep_history", "survey_response", imported).may("keep_history", "survey_response", consent.Facts{})
	said(nil).and(consent.Migrated, "keep_history", "survey_response", imported, untold).may("keep_history", "survey_response", consent.Facts{})
	said(nil).and(consent.Migrated, "keep_history", "survey_response", imported, earlier).may("keep_history", "survey_response", consent.Facts{})
	// Import what a person said in the order of time. A withdrawal that comes
	// after the grant speaks last, whatever its date.
	said(nil).and(consent.Migrated, "keep_history", "survey_response", imported).
		and(consent.Withdrawn, "keep_history", "survey_response", func(e *consent.Event) { e.OccurredAt = law.MustDate(2025, time.May, 1).Start() }).
		may("keep_history", "survey_response", consent.Facts{})
	// Output:
	// keep_history allow basis_established
	// keep_history deny not_informed
	// keep_history reconsent notice_unknown
	// keep_history deny consent_withdrawn
}
