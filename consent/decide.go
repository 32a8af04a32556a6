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
//     activity with it, and for Share the recipient is declared for both;
//  4. a basis that the register lists for every kind holds, with its evidence.
//     Without Request.Basis they are tried in the register's order, and the
//     answer is the first Allow, or else the first that is no Deny;
//  5. if it is consent: given by an act of the person (or guardian), in the
//     form needed, informed, neither ended nor out of date, and for Share to
//     that recipient;
//  6. notice, impact assessment, rules for children and the contract with the
//     recipient are on record where they are due.
func (r *Register) Decide(req Request, facts Facts) Decision {
	if r.empty() {
		return Decision{Reasons: []Reason{{Code: ReasonRegisterEmpty}}}
	}
	d, ok := r.deciders.Get().(*decider)
	if !ok {
		d = new(decider)
	}
	d.r, d.req, d.facts, d.state = r, req, facts, facts.State
	d.kinds, d.reasons, d.evidence = d.room.kinds[:0], d.room.reasons[:0], d.room.evidence[:0]
	out := d.decide()
	*d = decider{} // keeps nothing of the subject
	r.deciders.Put(d)
	return out
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
	basis     Basis        // the candidate at hand
	reasons   []Reason
	evidence  []string
	until     time.Time
	statute   law.Citation

	room struct { // spares most decisions from growing a slice
		kinds    [8]*kindEntry
		reasons  [8]Reason
		evidence [4]string
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

func (d *decider) decide() Decision {
	d.instant()
	d.complete()
	d.person()
	bases := d.scope()

	common, evidence := len(d.reasons), len(d.evidence)
	out := d.answer()
	for n, b := range bases {
		start := len(d.reasons)
		d.basis, d.until, d.statute, d.evidence = b, time.Time{}, law.Citation{}, d.evidence[:evidence]
		d.try()
		effect := strictest(d.reasons[:common], d.reasons[start:])
		if effect == Allow {
			d.allow(&out)
			return out
		}
		if n == 0 || out.Effect == Deny && effect != Deny {
			out.Effect, out.Basis, out.Statute = effect, b, d.statute
			out.Evidence = slices.Clone(d.evidence)
		}
	}
	if out.Effect == Deny && len(bases) > 1 {
		out.Basis, out.Statute = BasisUnknown, law.Citation{}
	}
	out.Reasons = slices.Clone(d.reasons)
	return out
}

// answer returns a denial with what does not depend on the outcome.
func (d *decider) answer() Decision {
	out := Decision{
		At: d.req.At, labels: d.r.labels,
		Snapshot: Snapshot{d.r.doc.Version, d.r.hash, d.r.rules.version},
	}
	if int(d.req.Operation) < len(operationNames) {
		out.Operation = d.req.Operation
	}
	if d.purpose != nil {
		out.Purpose = d.req.Purpose
	}
	if d.recipient != nil {
		out.Recipient = d.req.Recipient
	}
	return out
}

func (d *decider) allow(out *Decision) {
	room := new(struct {
		reasons     [2]Reason
		obligations [8]Obligation
		evidence    [4]string
	})
	out.Effect, out.Basis, out.Statute, out.ValidUntil = Allow, d.basis, d.statute, d.until
	out.Reasons = append(room.reasons[:0], Reason{Code: ReasonBasisEstablished, Basis: d.basis})
	if d.basis != Consent {
		out.Reasons = append(out.Reasons, Reason{Code: ReasonConsentNotNeeded, Basis: d.basis})
	}
	out.Obligations = d.obligations(room.obligations[:0])
	out.Evidence = append(room.evidence[:0], d.evidence...)
}

// strictest returns what the reasons together make of a request: any Deny
// denies, then Reconsent, then Pending; none at all allows.
func strictest(lists ...[]Reason) Effect {
	effect := Allow
	for _, list := range lists {
		for i := range list {
			switch e := list[i].Code.row().effect; {
			case e == Deny:
				return Deny
			case e == Reconsent, effect == Allow:
				effect = e
			}
		}
	}
	return effect
}

// instant checks that there is law for the instant asked about.
func (d *decider) instant() {
	switch at := d.req.At; {
	case at.IsZero():
		d.fail(ReasonRequestIncomplete, "at")
	case at.Before(d.r.rules.pipl):
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
	switch op := d.req.Operation; op {
	case Collect, Use, Share:
	case Entrust, Transfer, Publish, Export, AutomatedDecision:
		d.fail(ReasonOperationUndecidable, op.String())
	default:
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
