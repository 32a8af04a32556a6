package consent

import (
	"slices"
	"strconv"
	"time"

	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/law"
)

// Decide answers whether the request is allowed on the facts. It is a pure
// function: no I/O, no clock; the same register, request and facts give the
// same answer on any day. Nothing but a complete proof allows, in this order,
// and everything that stands in the way is among the reasons:
//
//  1. the law and the register are in force at the instant asked about;
//  2. the person's class and the record's state are known and admit it;
//  3. the purpose is declared, the kinds, role and scenario lie inside an
//     activity with it; a recipient is declared for both and fits the operation;
//  4. a basis that the register lists for every kind holds, with its evidence.
//     Without Request.Basis they are tried in the register's order, and the
//     answer is the first Allow, or else the first that is no Deny;
//  5. if it is consent: given by an act of the person (or guardian), in the
//     form needed, informed, neither ended nor out of date, and for Share and
//     Export to that recipient, for Publish to [Public];
//  6. notice, impact assessment, rules for children and the agreement with the
//     recipient are on record where they are due;
//  7. the gate of the operation is passed: PIPL 21 for Entrust, 22 for Transfer,
//     23 for Share, 24 for AutomatedDecision, 25 for Publish, 38 to 41 for
//     Export; and what is asked of cameras in public places (26), of face
//     information, and of an activity in which we are not the only handler (20,
//     21, 23).
func (r *Register) Decide(req Request, facts Facts) Decision {
	var d Decision
	r.decide(&d, &req, &facts)
	return d
}

// decide sets *out, whose slices it may use again.
func (r *Register) decide(out *Decision, req *Request, facts *Facts) {
	reasons, obligations, evidence := out.Reasons[:0], out.Obligations[:0], out.Evidence[:0]
	*out = Decision{Reasons: reasons, Obligations: obligations, Evidence: evidence}
	if r.empty() {
		out.Reasons = append(out.Reasons, Reason{Code: ReasonRegisterEmpty})
		return
	}
	d, ok := r.deciders.Get().(*decider)
	if !ok {
		d = new(decider)
	}
	d.r, d.req, d.facts, d.state = r, *req, *facts, facts.State
	d.kinds, d.reasons, d.evidence = d.room.kinds[:0], d.room.reasons[:0], d.room.evidence[:0]
	d.decide(out)
	*d = decider{} // keeps nothing of the subject
	r.deciders.Put(d)
}

// decider is the work on one request. Reasons that hold whatever the basis
// come first in its list; those of each candidate basis follow.
type decider struct {
	r     *Register
	req   Request
	facts Facts
	state *State

	purpose   *purposeEntry
	recipient *recipientEntry
	kinds     []*kindEntry // of the request's kinds, in their order
	sensitive bool         // any of them is, or the person is a child
	providing bool         // consent must be separate and name the recipient
	named     bool         // consent looked for names the recipient
	theirs    bool         // the bases are those of the recipient
	camera    bool         // images from a public place
	face      bool         // face information
	push      bool         // information or marketing pushed by program
	major     bool         // a decision by program with a major effect
	joint     bool         // an activity of joint handlers
	filing    bool         // a standard contract, to be filed
	told      bool         // the person was given the notice
	assessed  string       // the assessment of an automated decision
	limit     time.Time    // the end of the agreement with the recipient
	basis     Basis        // the candidate at hand
	reasons   []Reason
	evidence  []string
	until     time.Time
	statute   law.Citation

	room struct { // spares most decisions from growing a slice
		kinds    [8]*kindEntry
		reasons  [8]Reason
		evidence [6]string
		bases    [8]Basis
	}
}

func (d *decider) fail(code ReasonCode, about string) {
	d.reasons = append(d.reasons, Reason{code, d.basis, about})
}

// failKind names a kind of the request: by its id if that is known, by its
// place if it might be anything.
func (d *decider) failKind(code ReasonCode, i int) {
	k := d.req.Kinds[i]
	about := string(k)
	if _, known := identifiers.Describe(k); !known && !d.r.known[k] {
		about = "kinds[" + strconv.Itoa(i) + "]"
	}
	d.fail(code, about)
}

func (d *decider) cite(ref string) {
	if ref != "" && !slices.Contains(d.evidence, ref) {
		d.evidence = append(d.evidence, ref)
	}
}

func (d *decider) decide(out *Decision) {
	d.instant()
	d.complete()
	d.person()
	bases := d.scope()

	evidence := len(d.evidence)
	always := strictest(Allow, d.reasons)
	d.answer(out)
	for n, b := range bases {
		start := len(d.reasons)
		d.basis, d.until, d.statute, d.evidence = b, d.limit, law.Citation{}, d.evidence[:evidence]
		d.joint, d.filing = false, false
		d.try()
		effect := strictest(always, d.reasons[start:])
		if effect == Allow {
			d.allow(out)
			return
		}
		if n == 0 || out.Effect == Deny && effect != Deny {
			out.Effect, out.Basis, out.Statute = effect, b, d.statute
			out.Evidence = append(out.Evidence[:0], d.evidence...)
		}
	}
	if out.Effect == Deny && len(bases) > 1 {
		out.Basis, out.Statute = BasisUnknown, law.Citation{}
	}
	out.Reasons = append(out.Reasons, d.reasons...)
}

// answer makes *out a denial, with what does not depend on the outcome.
func (d *decider) answer(out *Decision) {
	out.At, out.labels = d.req.At, d.r.labels
	out.Snapshot = Snapshot{d.r.doc.Version, d.r.hash, rulebookVersion, d.r.rules.Rules}
	if int(d.req.Operation) < len(operationNames) {
		out.Operation = d.req.Operation
	}
	if d.purpose != nil {
		out.Purpose = d.req.Purpose
	}
	if d.recipient != nil {
		out.Recipient = d.req.Recipient
	}
}

func (d *decider) allow(out *Decision) {
	if cap(out.Reasons) == 0 { // one allocation for all three
		room := new(struct {
			reasons     [2]Reason
			obligations [12]Obligation
			evidence    [4]string
		})
		out.Reasons, out.Obligations, out.Evidence = room.reasons[:0], room.obligations[:0], room.evidence[:0]
	}
	out.Effect, out.Basis, out.Statute, out.ValidUntil = Allow, d.basis, d.statute, d.until
	if d.basis == BasisUnknown {
		out.Reasons = append(out.Reasons, Reason{Code: ReasonWithinMandate})
	} else {
		out.Reasons = append(out.Reasons, Reason{Code: ReasonBasisEstablished, Basis: d.basis})
	}
	if d.basis != Consent && d.basis != BasisUnknown {
		out.Reasons = append(out.Reasons, Reason{Code: ReasonConsentNotNeeded, Basis: d.basis})
	}
	out.Obligations = d.obligations(out.Obligations)
	out.Evidence = append(out.Evidence[:0], d.evidence...)
}

// strictest returns what reasons make of a request that had an effect before
// them: any Deny denies, then Reconsent, then Pending; none at all changes
// nothing.
func strictest(effect Effect, reasons []Reason) Effect {
	if effect == Deny {
		return Deny
	}
	for i := range reasons {
		switch e := reasons[i].Code.row().effect; {
		case e == Deny:
			return Deny
		case e == Reconsent, effect == Allow:
			effect = e
		}
	}
	return effect
}

// instant checks that there is law for the instant asked about.
func (d *decider) instant() {
	switch at := d.req.At; {
	case at.IsZero():
		d.fail(ReasonRequestIncomplete, "at")
	case !d.r.rules.on(rulePIPL, at):
		d.fail(ReasonLawNotInForce, "")
	case at.Before(d.r.from):
		d.fail(ReasonRegisterNotInEffect, d.r.doc.Version)
	}
}

// complete checks that the request asks something, of the person's own state.
func (d *decider) complete() {
	if d.req.Subject == "" {
		d.fail(ReasonRequestIncomplete, "subject")
	}
	if len(d.req.Kinds) == 0 {
		d.fail(ReasonRequestIncomplete, "kinds")
	}
	if op := d.req.Operation; op == OpUnknown || int(op) >= len(operationNames) {
		d.fail(ReasonRequestIncomplete, "operation")
	}
	if d.state == nil && len(d.facts.Events) > 0 {
		d.state = Fold(d.req.Subject, d.facts.Events)
	}
	if d.state != nil && d.state.subject != d.req.Subject {
		d.fail(ReasonSubjectMismatch, "")
	}
}

// person checks the class of the person and the state of the record.
func (d *decider) person() {
	switch d.facts.Subject {
	case Adult, Minor14To17, Deceased:
	case MinorUnder14:
		d.sensitive = true
		d.need(d.facts.ChildRules, ReasonChildRulesMissing)
	default:
		d.fail(ReasonSubjectUnknown, "")
	}
	if d.req.Operation == Collect {
		return
	}
	switch d.facts.Record {
	case RecordNormal, RecordRestricted: // the latter depends on the basis
	case RecordDeleted:
		d.fail(ReasonRecordDeleted, "")
	default:
		d.fail(ReasonRecordUnknown, "")
	}
}
