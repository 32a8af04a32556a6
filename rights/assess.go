package rights

import (
	"time"

	"github.com/khtong/privacykit/law"
	"github.com/khtong/privacykit/retention"
)

// Facts are what is known about a request when it is assessed. The zero Facts
// leave every request undecided.
type Facts struct {
	// At is the instant of the assessment, and decides which law applies.
	At time.Time

	// Mandate is whether the authority of a guardian, near relative or agent to
	// act is proved: the guardianship, the kinship and the death, the power of
	// attorney. It is not asked of the person.
	Mandate Answer
	// Relation, OwnInterest and OtherWish are asked of a near relative: who it is,
	// whether it acts in its own lawful and legitimate interest, and whether the
	// dead arranged otherwise in life (PIPL 49).
	Relation    Relation
	OwnInterest Answer
	OtherWish   Answer
	// Deceased is whether the person whose information it is has died.
	Deceased Answer
	// Minor is whether the person is under 18. A minor or guardian asks for
	// deletion and correction without a ground (Minors Protection Law 72(2)).
	Minor Answer

	// Grounds are the grounds for deletion that were found to hold, whether or not
	// the person named them; GroundsExamined says that no other holds.
	Grounds         []Ground
	GroundsExamined bool
	// GroundCitation is the provision behind [OtherLaw].
	GroundCitation law.Citation
	// Records are the classes of records about the person that the request is
	// about, with the plan of each. Nil means that nobody looked, an empty list
	// that there are none.
	Records []RecordClass
	// Recipients are the ids of those who received the information from the host
	// and are to be told of a deletion or correction.
	Recipients []string

	// Wrong is whether the information proved inaccurate or incomplete (PIPL 46(2)).
	Wrong Answer
	// ConsentBased is whether the processing rests on consent.
	ConsentBased Answer
	// Portable, Feasible and Harms are asked of a transfer: whether the person gave
	// the information by consent or it was collected under a contract, whether the
	// transfer is technically feasible, and whether it would harm others (Network
	// Data Regulations 25(1)).
	Portable, Feasible, Harms Answer
	// Automated is whether a decision with a major effect on the person was made by
	// automated means (PIPL 24(3)); for [RefuseDecision], by such means only.
	Automated Answer

	// Refusals are the grounds on which the handler would refuse.
	Refusals []Refusal
	// Earlier is how many requests of the same right the person made in the twelve
	// months before.
	Earlier int
}

// RecordClass is a class of records about the person with its plan.
type RecordClass struct {
	Class string
	Plan  retention.Plan
}

// Assessment is what [Assess] finds. Its zero value is undecided.
type Assessment struct {
	Outcome Outcome
	// Reasons are all reasons that were found, those that decided among them.
	Reasons []Reason
	// Tasks are what a granted request calls for, in the order in which they are to
	// be done.
	Tasks []Task
	// MayCharge reports that the promise to work for free does not cover the request.
	// Granting it may still be free. For a transfer the fee is the necessary cost
	// (Network Data Regulations 25(2)); for the others the law has no rule on fees.
	MayCharge bool
}

// Assess decides about the request by the law and the facts. It is pure: it asks
// for facts and looks nothing up.
//
// Who asks comes first: until that is settled nothing else is weighed, and no facts about the person are needed. Then all reasons are
// collected. A request is Granted only if no reason speaks against
// it; a reason that is Undecided (a fact is missing, a ground of refusal has no
// law) keeps it undecided, whatever else was found; a reason that refuses comes
// next. It is PartlyGranted where some records must be kept.
func Assess(req Request, facts Facts, terms *Terms) Assessment {
	if terms == nil {
		terms = new(Terms)
	}
	full, err := terms.withDefaults()
	if err != nil {
		return Assessment{Reasons: []Reason{{Code: ReasonFactMissing, About: "terms"}}}
	}
	a := assessor{req: req, facts: facts, terms: full}
	if facts.At.IsZero() {
		a.missing("at")
		return a.result()
	}
	a.day = law.DateOf(facts.At)
	if req.Right == RightUnknown || int(req.Right) >= len(rightTable) {
		a.add(ReasonRightUnknown, "", law.Citation{})
		return a.result()
	}
	if req.Right == ExplainRules { // the rules are for everyone
		a.add(ReasonRight, "", req.Right.Citation())
		return a.result()
	}
	// Before it is known who asks, and whether it may, nothing about the person is looked at.
	if a.identity(); len(a.reasons) > 0 {
		return a.result()
	}
	if a.capacity(); len(a.reasons) > 0 {
		return a.result()
	}
	for _, f := range facts.Refusals {
		a.reasons = append(a.reasons, f.weigh(req.Right, a.day, &a.terms))
	}
	a.right()
	return a.result()
}

type assessor struct {
	req     Request
	facts   Facts
	terms   Terms
	day     law.Date
	reasons []Reason
}

func (a *assessor) add(code ReasonCode, about string, c law.Citation) {
	a.reasons = append(a.reasons, Reason{Code: code, About: about, Citation: c})
}

func (a *assessor) missing(field string) { a.add(ReasonFactMissing, field, law.Citation{}) }

// want adds a reason if the answer is not the wanted one, and reports whether it
// is.
func (a *assessor) want(field string, got, want Answer, otherwise ReasonCode, c law.Citation) bool {
	switch got {
	case want:
		return true
	case Yes, No:
		a.add(otherwise, "", c)
	default:
		a.missing(field)
	}
	return false
}

func (a *assessor) identity() {
	switch a.req.Identity {
	case Yes:
		if a.req.Subject == "" {
			a.missing("subject")
		}
	case No:
		a.add(ReasonIdentity, "", law.Citation{Statute: law.EcommerceLaw, Article: 24, Paragraph: 2})
	default:
		a.missing("identity")
	}
}

func (a *assessor) capacity() {
	c := pipl(49, 0, 0)
	switch a.req.Capacity {
	case Self:
	case Guardian:
		a.want("mandate", a.facts.Mandate, Yes, ReasonMandate, law.Citation{Statute: law.MinorsNetworkRegulation, Article: 34})
	case Agent:
		a.want("mandate", a.facts.Mandate, Yes, ReasonMandate, law.Citation{Statute: law.CivilCode, Article: 165})
	case NearRelative:
		a.want("mandate", a.facts.Mandate, Yes, ReasonMandate, c)
		a.want("deceased", a.facts.Deceased, Yes, ReasonAlive, c)
		a.want("own_interest", a.facts.OwnInterest, Yes, ReasonNoOwnInterest, c)
		a.want("other_wish", a.facts.OtherWish, No, ReasonOtherWish, c)
		switch {
		case a.facts.Relation == RelationUnknown:
			a.missing("relation")
		case !a.facts.Relation.IsNear():
			a.add(ReasonNotNearRelative, "", law.Citation{Statute: law.CivilCode, Article: 1045, Paragraph: 2})
		}
		if !a.req.Right.afterDeath() {
			a.add(ReasonCounsel, "right", c)
		}
	default:
		a.missing("capacity")
	}
	if a.req.Capacity != NearRelative && a.facts.Deceased == Yes {
		a.add(ReasonMandate, "", c) // a mandate ends with the person
	}
}

// right adds what the right itself asks for.
func (a *assessor) right() {
	c := a.req.Right.Citation()
	portability := func(item int) law.Citation {
		return law.Citation{Statute: law.NetworkDataRegulation, Article: 25, Paragraph: 1, Item: item}
	}
	switch a.req.Right {
	case Query, Copy, Restrict:
		a.add(ReasonRight, "", c)
	case CloseAccount:
		a.add(ReasonRight, "", c)
		a.records()
	case Correct, Supplement:
		if a.want("wrong", a.facts.Wrong, Yes, ReasonProvedRight, pipl(46, 2, 0)) {
			a.add(ReasonProvedWrong, "", pipl(46, 2, 0))
		}
	case Delete:
		a.grounds()
		a.records()
	case Withdraw:
		if a.want("consent_based", a.facts.ConsentBased, Yes, ReasonNotConsent, pipl(15, 1, 0)) {
			a.add(ReasonRight, "", c)
			a.records()
		}
	case Transfer:
		ok := a.want("portable", a.facts.Portable, Yes, ReasonNotPortable, portability(2))
		ok = a.want("feasible", a.facts.Feasible, Yes, ReasonNotFeasible, portability(3)) && ok
		if a.want("harms", a.facts.Harms, No, ReasonHarm, portability(4)) && ok {
			a.add(ReasonRight, "", c)
		}
	case ExplainDecision, RefuseDecision:
		if a.want("automated", a.facts.Automated, Yes, ReasonNoMajorEffect, c) {
			a.add(ReasonRight, "", c)
		}
	default: // settled before
	}
}

func (a *assessor) grounds() {
	found, lacks := false, ""
	for _, g := range a.facts.Grounds {
		switch {
		case g == GroundUnknown || g > OtherLaw:
			lacks = "grounds"
		case g == OtherLaw && !lawAt(a.facts.GroundCitation, a.day):
			lacks = "ground_citation"
		case g == OtherLaw:
			a.reasons = append(a.reasons, Reason{Code: ReasonGround, About: g.String(), Citation: a.facts.GroundCitation})
			found = true
		default:
			a.add(ReasonGround, g.String(), g.Citation())
			found = true
		}
	}
	switch {
	case found:
	case a.facts.Minor == Yes && (a.req.Capacity == Self || a.req.Capacity == Guardian):
		a.add(ReasonMinor, "", law.Citation{Statute: law.MinorsProtectionLaw, Article: 72, Paragraph: 2})
	case lacks != "": // what may be a ground is no reason to refuse
		a.missing(lacks)
	case a.facts.GroundsExamined:
		a.add(ReasonNoGround, "", pipl(47, 1, 0))
	default:
		a.missing("grounds")
	}
}

// records looks at what must be kept.
func (a *assessor) records() {
	if a.facts.Records == nil {
		a.missing("records")
		return
	}
	if len(a.facts.Records) == 0 {
		a.add(ReasonNothingHeld, "", law.Citation{})
	}
	for i := range a.facts.Records {
		if r := a.record(&a.facts.Records[i]); r.Code != ReasonUnknown {
			a.reasons = append(a.reasons, r)
		}
	}
}

// record returns why the records of the class are not to be deleted now, and the
// zero Reason if they are.
func (a *assessor) record(rc *RecordClass) Reason {
	r := Reason{About: rc.Class}
	switch {
	case rc.Class == "" || rc.Plan.State == retention.StateUnknown:
		r.Code = ReasonFactMissing
		r.About = "records"
		return r
	case rc.Plan.State == retention.Disposed:
		return Reason{}
	case rc.Plan.State == retention.Held:
		r.Code, r.Citation = ReasonRecordHeld, pipl(47, 2, 0)
		return r
	case rc.Plan.MayDispose():
		return Reason{}
	}
	// Of the floors that stand, the law's longest decides.
	for c := range rc.Plan.Candidates() {
		if !c.Floor || !c.Binds && !c.Start.IsZero() || !c.Permanent && !c.End.IsZero() && !c.End.After(rc.Plan.At) {
			continue
		}
		if !a.stands(&c) {
			continue
		}
		first := r.Code == ReasonUnknown
		endless := c.Permanent || c.End.IsZero()
		if first || !r.Until.IsZero() && (endless || c.End.After(r.Until)) {
			r.Code, r.Citation, r.Until = ReasonRecordKept, c.Citation, c.End
			if endless {
				r.Until = time.Time{}
			}
		}
	}
	if r.Code == ReasonUnknown {
		r.Code, r.Citation = ReasonFloorWithoutLaw, pipl(47, 2, 0)
	}
	return r
}

// stands reports whether a floor stands against deletion.
func (a *assessor) stands(c *retention.Candidate) bool {
	return c.IsStatutory() || a.terms.KeepByRule && c.Citation.Statute.Level() == law.LevelDepartmentalRule
}

// result puts the reasons together.
func (a *assessor) result() Assessment {
	out := Assessment{Reasons: a.reasons, Outcome: Granted}
	for _, r := range a.reasons {
		out.Outcome = worse(out.Outcome, r.Outcome())
	}
	if len(a.reasons) == 0 {
		out.Outcome = Undecided
	}
	if out.Outcome == Granted || out.Outcome == PartlyGranted {
		out.Tasks = a.tasks()
	}
	out.MayCharge = a.terms.FreeRequests > 0 && a.facts.Earlier >= a.terms.FreeRequests
	return out
}

// worse returns the outcome that wins: undecided, refused, partly granted,
// granted.
func worse(a, b Outcome) Outcome {
	rank := [...]int{Undecided: 3, Refused: 2, PartlyGranted: 1, Granted: 0}
	if rank[b] > rank[a] {
		return b
	}
	return a
}
