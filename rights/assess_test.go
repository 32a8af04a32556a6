package rights_test

import (
	"slices"
	"testing"
	"time"

	"golang.org/x/text/language"
	"pgregory.net/rapid"

	"github.com/khtong/privacykit/law"
	"github.com/khtong/privacykit/retention"
	"github.com/khtong/privacykit/rights"
)

var now = law.MustDate(2026, 11, 26).Start().Add(9 * time.Hour)

// asked is a request whose identity is confirmed.
func asked(right rights.Right, change ...func(*rights.Request)) rights.Request {
	r := rights.Request{ID: "req_1", Subject: "C00001", Right: right, Capacity: rights.Self, Identity: rights.Yes, State: rights.Open, Received: now}
	for _, c := range change {
		c(&r)
	}
	return r
}

// plan returns the plan of an order completed on a day, with an account that was closed now.
func plan(tb testing.TB, completed law.Date, floors ...retention.Bound) retention.Plan {
	tb.Helper()
	s, err := retention.NewSchedule(retention.Class{ID: "order", Floors: floors, Ceilings: []retention.Bound{retention.AccountClosedAtOnce()}})
	if err != nil {
		tb.Fatal(err)
	}
	p, err := s.Plan(retention.Record{Class: "order", Events: map[retention.Event]time.Time{
		retention.TransactionCompleted: completed.Start(), retention.AccountClosed: now,
	}}, now)
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

var (
	threeYears = retention.Bound{Rule: "ecommerce_platform_transaction"}
	byContract = retention.Bound{Basis: retention.ByContract, Event: retention.TransactionCompleted, Period: law.Period{Years: 9}}
	ofMinistry = retention.Bound{Rule: "nta_platform_transaction"}
)

func records(list ...rights.RecordClass) func(*rights.Facts) {
	return func(f *rights.Facts) { f.Records = list }
}

func TestAssess(t *testing.T) {
	old, fresh := law.MustDate(2020, 1, 1), law.MustDate(2026, 1, 1)
	gone := rights.RecordClass{Class: "feedback", Plan: plan(t, old, threeYears)}
	kept := rights.RecordClass{Class: "order", Plan: plan(t, fresh, threeYears)}
	contract := rights.RecordClass{Class: "merchant", Plan: plan(t, fresh, byContract)}
	ministry := rights.RecordClass{Class: "order", Plan: plan(t, fresh, ofMinistry)}
	grounds := func(g ...rights.Ground) func(*rights.Facts) { return func(f *rights.Facts) { f.Grounds = g } }
	refusals := func(r ...rights.Refusal) func(*rights.Facts) { return func(f *rights.Facts) { f.Refusals = r } }
	secrecy := law.Citation{Statute: law.CounterTerrorismLaw, Article: 48}
	relative := func(r *rights.Request) { r.Capacity = rights.NearRelative }
	mourning := func(f *rights.Facts) {
		f.Mandate, f.Deceased, f.OwnInterest, f.OtherWish, f.Relation = rights.Yes, rights.Yes, rights.Yes, rights.No, rights.Spouse
	}
	type change = func(*rights.Facts)
	undecided, granted, partly, refused := rights.Undecided, rights.Granted, rights.PartlyGranted, rights.Refused
	for _, c := range []struct {
		name  string // with the provision
		req   rights.Request
		facts []change
		want  rights.Outcome
		code  rights.ReasonCode // among the reasons
	}{
		{"no right", asked(rights.RightUnknown), nil, undecided, rights.ReasonRightUnknown},
		{"no time", asked(rights.Query), []change{func(f *rights.Facts) { f.At = time.Time{} }}, undecided, rights.ReasonFactMissing},
		{"PIPL 48: rules for everybody", asked(rights.ExplainRules, func(r *rights.Request) { r.Identity, r.Capacity = rights.Unknown, 0 }), nil, granted, rights.ReasonRight},
		{"identity unknown", asked(rights.Query, func(r *rights.Request) { r.Identity = rights.Unknown }), nil, undecided, rights.ReasonFactMissing},
		{"E-commerce Law 24(2): identity", asked(rights.Delete, func(r *rights.Request) { r.Identity = rights.No }), nil, refused, rights.ReasonIdentity},
		{"capacity unknown", asked(rights.Query, func(r *rights.Request) { r.Capacity = 0 }), nil, undecided, rights.ReasonFactMissing},

		{"PIPL 45(1): query", asked(rights.Query), nil, granted, rights.ReasonRight},
		{"PIPL 45(1): copy", asked(rights.Copy), nil, granted, rights.ReasonRight},
		{"PIPL 44: restrict", asked(rights.Restrict), nil, granted, rights.ReasonRight},
		{"PIPL 46: wrong", asked(rights.Correct), []change{func(f *rights.Facts) { f.Wrong = rights.Yes }}, granted, rights.ReasonProvedWrong},
		{"PIPL 46(2): right", asked(rights.Correct), []change{func(f *rights.Facts) { f.Wrong = rights.No }}, refused, rights.ReasonProvedRight},
		{"PIPL 46(2): not looked at", asked(rights.Supplement), nil, undecided, rights.ReasonFactMissing},

		{"PIPL 47(1): no ground looked for", asked(rights.Delete), []change{records(gone)}, undecided, rights.ReasonFactMissing},
		{"PIPL 47(1): no ground", asked(rights.Delete), []change{records(gone), func(f *rights.Facts) { f.GroundsExamined = true }}, refused, rights.ReasonNoGround},
		{"PIPL 47(1)(3)", asked(rights.Delete), []change{records(gone), grounds(rights.ConsentWithdrawn)}, granted, rights.ReasonGround},
		{"PIPL 47(1)(4), policy case 1", asked(rights.Delete), []change{records(gone), grounds(rights.GroundOfPolicy(1))}, granted, rights.ReasonGround},
		{"PIPL 47(1)(5) without the law", asked(rights.Delete), []change{records(gone), grounds(rights.OtherLaw)}, undecided, rights.ReasonFactMissing},
		{"PIPL 47(1)(5)", asked(rights.Delete), []change{records(gone), grounds(rights.OtherLaw), func(f *rights.Facts) {
			f.GroundCitation = law.Citation{Statute: law.CybersecurityLaw, Article: 45}
		}}, granted, rights.ReasonGround},
		{"Minors Protection Law 72(2)", asked(rights.Delete), []change{records(gone), func(f *rights.Facts) { f.Minor = rights.Yes }}, granted, rights.ReasonMinor},
		{"PIPL 47: records not looked up", asked(rights.Delete), []change{grounds(rights.PurposeOver)}, undecided, rights.ReasonFactMissing},
		{"nothing held", asked(rights.Delete), []change{grounds(rights.PurposeOver), func(f *rights.Facts) { f.Records = []rights.RecordClass{} }}, granted, rights.ReasonNothingHeld},
		{"PIPL 47(2): kept by law", asked(rights.Delete), []change{records(gone, kept), grounds(rights.PurposeOver)}, partly, rights.ReasonRecordKept},
		{"PIPL 47(2): a contract keeps nothing", asked(rights.Delete), []change{records(contract), grounds(rights.PurposeOver)}, undecided, rights.ReasonFloorWithoutLaw},
		{"PIPL 47(2): a rule of a ministry", asked(rights.Delete), []change{records(ministry), grounds(rights.PurposeOver)}, undecided, rights.ReasonFloorWithoutLaw},
		{"plan unknown", asked(rights.Delete), []change{records(rights.RecordClass{Class: "x"}), grounds(rights.PurposeOver)}, undecided, rights.ReasonFactMissing},
		{"Network Data Regulations 24: account", asked(rights.CloseAccount), []change{records(gone)}, granted, rights.ReasonRight},
		{"account with an order of the year", asked(rights.CloseAccount), []change{records(gone, kept)}, partly, rights.ReasonRecordKept},
		{"PIPL 15: withdraw", asked(rights.Withdraw), []change{records(gone), func(f *rights.Facts) { f.ConsentBased = rights.Yes }}, granted, rights.ReasonRight},
		{"PIPL 15: not consent", asked(rights.Withdraw), []change{func(f *rights.Facts) { f.ConsentBased = rights.No }}, refused, rights.ReasonNotConsent},

		{"Network Data Regulations 25(1)", asked(rights.Transfer), []change{func(f *rights.Facts) {
			f.Portable, f.Feasible, f.Harms = rights.Yes, rights.Yes, rights.No
		}}, granted, rights.ReasonRight},
		{"25(1)(2)", asked(rights.Transfer), []change{func(f *rights.Facts) { f.Portable, f.Feasible, f.Harms = rights.No, rights.Yes, rights.No }}, refused, rights.ReasonNotPortable},
		{"25(1)(3)", asked(rights.Transfer), []change{func(f *rights.Facts) { f.Portable, f.Feasible, f.Harms = rights.Yes, rights.No, rights.No }}, refused, rights.ReasonNotFeasible},
		{"25(1)(4)", asked(rights.Transfer), []change{func(f *rights.Facts) { f.Portable, f.Feasible, f.Harms = rights.Yes, rights.Yes, rights.Yes }}, refused, rights.ReasonHarm},
		{"25(1) unknown", asked(rights.Transfer), nil, undecided, rights.ReasonFactMissing},
		{"PIPL 24(3): explain", asked(rights.ExplainDecision), []change{func(f *rights.Facts) { f.Automated = rights.Yes }}, granted, rights.ReasonRight},
		{"PIPL 24(3): refuse", asked(rights.RefuseDecision), []change{func(f *rights.Facts) { f.Automated = rights.Yes }}, granted, rights.ReasonRight},
		{"PIPL 24(3): no such decision", asked(rights.RefuseDecision), []change{func(f *rights.Facts) { f.Automated = rights.No }}, refused, rights.ReasonNoMajorEffect},

		{"PIPL 49: spouse", asked(rights.Copy, relative), []change{mourning}, granted, rights.ReasonRight},
		{"Civil Code 1045(2): executor", asked(rights.Copy, relative), []change{mourning, func(f *rights.Facts) { f.Relation = rights.OtherRelation }}, refused, rights.ReasonNotNearRelative},
		{"PIPL 49: alive", asked(rights.Copy, relative), []change{mourning, func(f *rights.Facts) { f.Deceased = rights.No }}, refused, rights.ReasonAlive},
		{"PIPL 49: no own interest", asked(rights.Copy, relative), []change{mourning, func(f *rights.Facts) { f.OwnInterest = rights.No }}, refused, rights.ReasonNoOwnInterest},
		{"PIPL 49: other wish", asked(rights.Copy, relative), []change{mourning, func(f *rights.Facts) { f.OtherWish = rights.Yes }}, refused, rights.ReasonOtherWish},
		{"PIPL 49: kinship not proved", asked(rights.Copy, relative), []change{mourning, func(f *rights.Facts) { f.Mandate = rights.No }}, refused, rights.ReasonMandate},
		{"PIPL 49: unknown wish", asked(rights.Copy, relative), []change{mourning, func(f *rights.Facts) { f.OtherWish = rights.Unknown }}, undecided, rights.ReasonFactMissing},
		{"PIPL 49 and others", asked(rights.CloseAccount, relative), []change{mourning}, undecided, rights.ReasonCounsel},
		{"a mandate ends with the person", asked(rights.Copy), []change{func(f *rights.Facts) { f.Deceased = rights.Yes }}, refused, rights.ReasonMandate},
		{"Minors Network Regulation 34: guardian", asked(rights.Copy, func(r *rights.Request) { r.Capacity = rights.Guardian }), []change{func(f *rights.Facts) { f.Mandate = rights.Yes }}, granted, rights.ReasonRight},
		{"agent without a power", asked(rights.Copy, func(r *rights.Request) { r.Capacity = rights.Agent }), []change{func(f *rights.Facts) { f.Mandate = rights.No }}, refused, rights.ReasonMandate},

		{"policy ground 2 with a law", asked(rights.Copy), []change{refusals(rights.Refusal{rights.NationalSecurity, secrecy, "doc/1"})}, refused, rights.ReasonRefused},
		{"policy ground 2 without evidence", asked(rights.Copy), []change{refusals(rights.Refusal{Ground: rights.NationalSecurity, Citation: secrecy})}, undecided, rights.ReasonRefusalEvidence},
		{"policy ground 4 without a law", asked(rights.Copy), []change{refusals(rights.Refusal{Ground: rights.CriminalJustice, EvidenceRef: "doc/1"})}, undecided, rights.ReasonRefusalStatute},
		{"policy ground 1 on a rule of a ministry", asked(rights.Copy), []change{refusals(rights.Refusal{rights.LegalDuty, law.Citation{Statute: law.OnlineTradingMeasures, Article: 31}, "doc/1"})}, undecided, rights.ReasonRefusalStatute},
		{"policy ground 1 against a deletion", asked(rights.Delete), []change{grounds(rights.PurposeOver), records(gone), refusals(rights.Refusal{rights.LegalDuty, law.Citation{Statute: law.EcommerceLaw, Article: 31}, "doc/1"})}, undecided, rights.ReasonNameRecords},
		{"policy ground 7: no law", asked(rights.Copy), []change{refusals(rights.Refusal{Ground: rights.TradeSecret, EvidenceRef: "doc/1"})}, undecided, rights.ReasonRefusalWithoutLaw},
		{"policy ground 5: no law", asked(rights.Query), []change{refusals(rights.Refusal{Ground: rights.Malice, EvidenceRef: "doc/1"})}, undecided, rights.ReasonRefusalWithoutLaw},
		{"ground 6 against a transfer", asked(rights.Transfer), []change{func(f *rights.Facts) { f.Portable, f.Feasible, f.Harms = rights.Yes, rights.Yes, rights.Yes }, refusals(rights.Refusal{Ground: rights.HarmToOthers, EvidenceRef: "doc/1"})}, refused, rights.ReasonRefused},
		{"unknown ground of refusal", asked(rights.Copy), []change{refusals(rights.Refusal{EvidenceRef: "doc/1"})}, undecided, rights.ReasonRefusalUnknown},
	} {
		facts := rights.Facts{At: now}
		for _, change := range c.facts {
			change(&facts)
		}
		a := rights.Assess(c.req, facts, nil)
		if a.Outcome != c.want || !slices.ContainsFunc(a.Reasons, func(r rights.Reason) bool { return r.Code == c.code }) {
			t.Errorf("%s: %s\n%s", c.name, a.Outcome, a.Explain(language.English))
		}
		if (len(a.Tasks) > 0) != (c.want == granted || c.want == partly) && c.code != rights.ReasonNothingHeld {
			t.Errorf("%s: %d tasks", c.name, len(a.Tasks))
		}
	}
}

func TestAssessTerms(t *testing.T) {
	facts := rights.Facts{At: now, Refusals: []rights.Refusal{{Ground: rights.TradeSecret, EvidenceRef: "doc/1"}}, Earlier: 3}
	if a := rights.Assess(asked(rights.Copy), facts, &rights.Terms{RefuseByPolicy: true, FreeRequests: 3}); a.Outcome != rights.Refused || !a.MayCharge {
		t.Errorf("%s, %t", a.Outcome, a.MayCharge)
	}
	facts = rights.Facts{At: now, Grounds: []rights.Ground{rights.PurposeOver}}
	records(rights.RecordClass{Class: "order", Plan: plan(t, law.MustDate(2026, 1, 1), ofMinistry)})(&facts)
	if a := rights.Assess(asked(rights.Delete), facts, &rights.Terms{KeepByRule: true}); a.Outcome != rights.PartlyGranted || a.MayCharge {
		t.Errorf("%s, %t", a.Outcome, a.MayCharge)
	}
	if a := rights.Assess(asked(rights.Copy), rights.Facts{At: now}, &rights.Terms{Answer: law.Period{Days: -1}}); a.Outcome != rights.Undecided {
		t.Errorf("bad terms: %s", a.Outcome)
	}
}

// The tasks of a closing: what the law keeps is restricted, the rest goes within 15 days, or at once by an e-commerce operator; the key
// stays while something needs it.
func TestTasks(t *testing.T) {
	gone := rights.RecordClass{Class: "feedback", Plan: plan(t, law.MustDate(2020, 1, 1), threeYears)}
	kept := rights.RecordClass{Class: "order", Plan: plan(t, law.MustDate(2026, 1, 1), threeYears)}
	kinds := func(a rights.Assessment) (out []rights.TaskKind) {
		for _, task := range a.Tasks {
			out = append(out, task.Kind)
		}
		return out
	}
	facts := rights.Facts{At: now, Records: []rights.RecordClass{gone, kept}, Recipients: []string{"partner"}}
	a := rights.Assess(asked(rights.CloseAccount), facts, nil)
	want := []rights.TaskKind{
		rights.CloseLogin, rights.RecordWithdrawal, rights.StopProcessing, rights.RestrictRecords, rights.EraseRecords, rights.IsolateBackups, rights.TellRecipient,
	}
	if got := kinds(a); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if before := a.Tasks[4].Before; !before.Equal(law.MustDate(2026, 12, 12).Start()) {
		t.Errorf("feedback goes before %s", before)
	}
	facts.Records = facts.Records[:1]
	a = rights.Assess(asked(rights.CloseAccount), facts, &rights.Terms{Ecommerce: true})
	if got := kinds(a); !slices.Contains(got, rights.EraseKey) || slices.Contains(got, rights.RestrictRecords) {
		t.Errorf("%v", got)
	}
	for _, task := range a.Tasks {
		if task.Kind == rights.EraseRecords && !task.Before.Equal(now) {
			t.Errorf("not at once: %s", task.Before)
		}
	}
}

// Facts that are taken away never grant more, and an assessment that grants is never without a reason.
func TestAssessProperties(t *testing.T) {
	gone := rights.RecordClass{Class: "feedback", Plan: plan(t, law.MustDate(2020, 1, 1), threeYears)}
	kept := rights.RecordClass{Class: "order", Plan: plan(t, law.MustDate(2026, 1, 1), threeYears)}
	rapid.Check(t, func(t *rapid.T) {
		answer := rapid.SampledFrom([]rights.Answer{rights.Unknown, rights.Yes, rights.No})
		req := asked(rights.Right(rapid.IntRange(0, 13).Draw(t, "right")), func(r *rights.Request) {
			r.Identity, r.Capacity = answer.Draw(t, "identity"), rights.Capacity(rapid.IntRange(0, 5).Draw(t, "capacity"))
		})
		f := rights.Facts{
			At: now, Mandate: answer.Draw(t, "mandate"), Relation: rights.Relation(rapid.IntRange(0, 8).Draw(t, "relation")),
			OwnInterest: answer.Draw(t, "own"), OtherWish: answer.Draw(t, "wish"), Deceased: answer.Draw(t, "deceased"), Minor: answer.Draw(t, "minor"),
			GroundsExamined: rapid.Bool().Draw(t, "examined"), Wrong: answer.Draw(t, "wrong"), ConsentBased: answer.Draw(t, "consent"),
			Portable: answer.Draw(t, "portable"), Feasible: answer.Draw(t, "feasible"), Harms: answer.Draw(t, "harms"), Automated: answer.Draw(t, "automated"),
		}
		for range rapid.IntRange(0, 2).Draw(t, "grounds") {
			f.Grounds = append(f.Grounds, rights.Ground(rapid.IntRange(0, 8).Draw(t, "which")))
		}
		if rapid.Bool().Draw(t, "records") {
			f.Records = []rights.RecordClass{gone, kept}[:rapid.IntRange(0, 2).Draw(t, "n")]
		}
		a := rights.Assess(req, f, nil)
		grants := a.Outcome == rights.Granted || a.Outcome == rights.PartlyGranted
		if len(a.Reasons) == 0 || !grants && len(a.Tasks) > 0 {
			t.Fatalf("%+v", a)
		}
		if grants && req.Right != rights.ExplainRules && (req.Identity != rights.Yes || req.Capacity == 0) {
			t.Fatalf("granted to nobody knows whom: %+v", a)
		}
		for _, lose := range []func(*rights.Facts, *rights.Request){
			func(_ *rights.Facts, r *rights.Request) { r.Identity = rights.Unknown },
			func(f *rights.Facts, _ *rights.Request) { f.Mandate = rights.Unknown },
			func(f *rights.Facts, _ *rights.Request) { f.Records = nil },
			func(f *rights.Facts, _ *rights.Request) { f.Grounds = nil },
			func(f *rights.Facts, _ *rights.Request) { f.Wrong, f.ConsentBased, f.Automated = 0, 0, 0 },
			func(f *rights.Facts, _ *rights.Request) { f.Portable, f.Feasible, f.Harms = 0, 0, 0 },
		} {
			f, r := f, req
			lose(&f, &r)
			b := rights.Assess(r, f, nil)
			if !grants && (b.Outcome == rights.Granted || b.Outcome == rights.PartlyGranted) {
				t.Fatalf("a fact was lost, and %s became %s", a.Outcome, b.Outcome)
			}
		}
	})
}
