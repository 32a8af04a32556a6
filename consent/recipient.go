package consent

import (
	"slices"

	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/internal/enum"
	"github.com/khtong/privacykit/law"
)

// Public is the recipient that stands for everybody. A grant with it among its
// Recipients is a consent to publish (PIPL 25), and to nothing else. No
// recipient of a register may have this id.
const Public = "public"

// Term is a point that an agreement with a recipient settles.
type Term uint8

// The terms of PIPL 21(1). An entrusted party needs all of them, a joint
// handler TermDuties (PIPL 20(1)).
const (
	TermUnknown    Term = iota
	TermPurpose         // 委托处理的目的
	TermPeriod          // 期限
	TermMethod          // 处理方式
	TermKinds           // 个人信息的种类
	TermProtection      // 保护措施
	TermDuties          // 双方的权利和义务, supervision and return among them
)

var termNames = []string{"", "purpose", "period", "method", "kinds", "protection", "duties"}

// String returns the name of t, as in JSON.
func (t Term) String() string { return enum.String(t, termNames) }

// MarshalText returns the name of t, and an error if it has none.
func (t Term) MarshalText() ([]byte, error) { return enum.Text(t, termNames, "consent: term") }

// UnmarshalText reads the name of a term.
func (t *Term) UnmarshalText(text []byte) error {
	return enum.Parse(t, text, termNames, "consent: term")
}

// TransferCause is why information moves to a successor.
type TransferCause uint8

// The causes of PIPL 22.
const (
	CauseUnknown TransferCause = iota
	Merger                     // 合并
	Division                   // 分立
	Dissolution                // 解散
	Bankruptcy                 // 被宣告破产
	BusinessSale               // 收购、资产转让: not in the text; see [Rules]
)

var causeNames = []string{"", "merger", "division", "dissolution", "bankruptcy", "business_sale"}

// String returns the name of c, as in JSON.
func (c TransferCause) String() string { return enum.String(c, causeNames) }

// MarshalText returns the name of c, and an error if it has none.
func (c TransferCause) MarshalText() ([]byte, error) {
	return enum.Text(c, causeNames, "consent: transfer cause")
}

// UnmarshalText reads the name of a cause.
func (c *TransferCause) UnmarshalText(text []byte) error {
	return enum.Parse(c, text, causeNames, "consent: transfer cause")
}

// Mandate is what another handler lets us do, in an activity that is not ours
// alone: as its entrusted party, as joint handler, or with information that we
// received from it.
type Mandate struct {
	// Agreement is the reference of the agreement.
	Agreement string `json:"agreement"`
	// Purposes and Kinds are those agreed on; empty means those of the activity.
	Purposes []Purpose          `json:"purposes,omitempty"`
	Kinds    []identifiers.Kind `json:"kinds,omitempty"`
	// Operations are what an entrusted party may do; empty means Collect and
	// Use. Other capacities are not limited by it.
	Operations []Operation `json:"operations,omitempty"`
	// Until is the last day of the agreement. Zero is none.
	Until law.Date `json:"until,omitzero"`
}

// mandated reports whether the mandate of the activity covers the purpose and
// the kind. What it leaves out it takes from the activity, of which providing may
// go beyond the purposes.
func (a *Activity) mandated(p Purpose, k identifiers.Kind) bool {
	purposes, kinds := a.Mandate.Purposes, a.Mandate.Kinds
	if len(purposes) == 0 {
		purposes = a.Purposes
	}
	if len(kinds) == 0 {
		kinds = a.Kinds
	}
	return slices.Contains(purposes, p) &&
		slices.ContainsFunc(kinds, func(have identifiers.Kind) bool { return covers(have, k) })
}

func (m *Mandate) allows(op Operation) bool {
	if len(m.Operations) == 0 {
		return op == Collect || op == Use
	}
	return slices.Contains(m.Operations, op)
}

// toRecipient finds the recipient of an operation that has one, and checks that
// it fits the operation, is named, and is bound.
func (d *decider) toRecipient() {
	if d.req.Recipient == "" {
		d.fail(ReasonRequestIncomplete, "recipient")
		return
	}
	rec := d.r.sharing[d.req.Recipient]
	if rec == nil {
		d.fail(ReasonRecipientUnknown, "recipient")
		return
	}
	d.recipient = rec
	d.capacity()
	fits := d.relationship()
	d.place()
	if d.purpose != nil && !slices.Contains(rec.Purposes, d.req.Purpose) {
		d.fail(ReasonRecipientOutsidePurpose, string(d.req.Purpose))
	}
	if !fits {
		return // what it would be bound by is not the question
	}
	d.agreement()
	if rec.Relationship == Successor {
		d.succession()
	}
	if rec.Relationship == Entrusted && rec.Via != "" { // PIPL 21(3)
		d.need(d.facts.HandlerConsent, ReasonSubentrustUnapproved)
	}
}

// capacity finds what consent must be about, and whose bases count.
func (d *decider) capacity() {
	rel := d.recipient.Relationship
	switch d.req.Operation {
	case Share:
		d.providing = rel != Joint || !d.r.rules.JointIsOneHandler
		d.theirs = d.providing
	case Export: // PIPL 39 asks for separate consent whoever the recipient is
		d.providing = true
		d.theirs = rel == Independent || rel == Joint
	default:
	}
	d.named = d.providing
}

// relationship checks that the operation is the one for the recipient, and
// reports whether it is.
func (d *decider) relationship() bool {
	rel := d.recipient.Relationship
	switch op := d.req.Operation; {
	case op == Share && rel == Entrusted:
		d.fail(ReasonRecipientEntrusted, d.recipient.ID)
		return false
	case op == Share && rel != Independent && rel != Joint,
		op == Entrust && rel != Entrusted,
		op == Transfer && rel != Successor:
		d.fail(ReasonRecipientRelationship, d.recipient.ID)
		return false
	}
	return true
}

// place checks where the recipient is, and that it is named.
func (d *decider) place() {
	rec := d.recipient
	abroad := rec.Location != "" && rec.Location != mainland
	switch {
	case abroad && d.req.Operation != Export:
		d.fail(ReasonRecipientAbroad, rec.ID)
	case rec.Location == mainland && d.req.Operation == Export:
		d.fail(ReasonRecipientAtHome, rec.ID)
	case rec.Location == "" || rec.Type != Authority && (rec.Name == "" || rec.Contact == ""):
		d.fail(ReasonRecipientUnnamed, rec.ID)
	}
}

// agreement checks the agreement with the recipient: always with an entrusted
// party (PIPL 21) and a joint handler (PIPL 20), with every other but an
// authority or a successor since Network Data Regulations 12.
func (d *decider) agreement() {
	rec := d.recipient
	if !d.bound() {
		return
	}
	// The agreement at hand or, where that will not do, the one of the register.
	if d.facts.Agreement != "" && d.settles(d.facts.Terms) {
		d.cite(d.facts.Agreement)
		return
	}
	end := dayAfter(rec.Until)
	over := !end.IsZero() && !d.req.At.Before(end)
	switch {
	case rec.Agreement != "" && !over && d.settles(rec.Terms):
		d.cite(rec.Agreement)
		d.limit = end
	case d.facts.Agreement != "":
		d.unsettled(d.facts.Terms)
	case rec.Agreement == "" && rec.Relationship == Entrusted:
		d.fail(ReasonEntrustmentMissing, rec.ID)
	case rec.Agreement == "":
		d.fail(ReasonAgreementMissing, rec.ID)
	default:
		if over {
			d.fail(ReasonAgreementEnded, rec.ID)
		}
		d.unsettled(rec.Terms)
	}
}

// settles reports whether the terms are all that the relationship asks for.
func (d *decider) settles(terms []Term) bool {
	switch d.recipient.Relationship {
	case Entrusted:
		for t := TermPurpose; t <= TermDuties; t++ {
			if !slices.Contains(terms, t) {
				return false
			}
		}
		return true
	case Joint:
		return slices.Contains(terms, TermDuties)
	default:
		return true
	}
}

// unsettled says which terms are missing.
func (d *decider) unsettled(terms []Term) {
	switch {
	case d.settles(terms):
	case d.recipient.Relationship == Joint:
		d.fail(ReasonJointDutiesMissing, d.recipient.ID)
	default:
		for t := TermPurpose; t <= TermDuties; t++ {
			if !slices.Contains(terms, t) {
				d.fail(ReasonTermMissing, t.String())
			}
		}
	}
}

// bound reports whether an agreement with the recipient is due.
func (d *decider) bound() bool {
	switch d.recipient.Relationship {
	case Entrusted, Joint:
		return true
	case Successor:
		return false
	default:
		return d.contractDue()
	}
}

// contractDue reports whether a contract with the recipient is due, and the
// record of providing kept (Network Data Regulations 12(1)).
func (d *decider) contractDue() bool {
	return d.recipient.Type != Authority && d.r.rules.on(ruleNetworkData, d.req.At)
}

// succession checks the gate of PIPL 22.
func (d *decider) succession() {
	switch c := d.facts.TransferCause; {
	case c == CauseUnknown:
		d.fail(ReasonTransferCauseMissing, "")
	case c == BusinessSale && d.r.rules.TransferOnSale:
	case c > Bankruptcy:
		d.fail(ReasonTransferCause, c.String())
	}
	if d.req.Operation != Export { // where d.export asks
		d.need(d.facts.RecipientNotice, ReasonSuccessorNoticeMissing)
	}
}

// unchanged checks that the successor keeps purpose and method, or that the
// person consented to the change, with the successor named (PIPL 22).
func (d *decider) unchanged() {
	if d.facts.PurposeKept {
		return
	}
	if d.state.Stale() {
		d.fail(ReasonStateStale, "")
		return
	}
	asked := true
	d.named = true
	for i, k := range d.req.Kinds {
		c := d.cell(k)
		end := d.state.ending(&c, d.req.At)
		found := false
		for range d.state.grants(&c, d.req.At, &end) {
			found = true
			break
		}
		if found {
			d.consent(i)
		}
		asked = asked && found
	}
	d.named = d.providing
	if !asked {
		d.fail(ReasonTransferPurposeChanged, d.recipient.ID)
	}
}

// mandate checks that what an entrusted party does lies inside its agreement
// (PIPL 21(2) and (3)).
func (d *decider) mandate() {
	for i, k := range d.req.Kinds {
		code := ReasonOutsideMandate
		for _, a := range d.kinds[i].activities {
			if a.Capacity != Entrusted || !d.inside(a) || !a.mandated(d.req.Purpose, k) {
				continue
			}
			end := dayAfter(a.Mandate.Until)
			if !end.IsZero() && !d.req.At.Before(end) {
				code = ReasonMandateEnded
				continue
			}
			if d.req.Operation == Entrust || a.Mandate.allows(d.req.Operation) {
				code = ReasonUnknown
				d.cite(a.Mandate.Agreement)
				d.ends(end)
				break
			}
		}
		if code != ReasonUnknown {
			d.failKind(code, i)
		}
	}
	if d.req.Operation == Entrust && d.recipient != nil && d.recipient.Via == "" { // else asked for already
		d.need(d.facts.HandlerConsent, ReasonSubentrustUnapproved)
	}
}

// received checks that information from another handler is processed within
// what it was provided for (PIPL 22, 23), or on a ground of our own; and that
// the agreement of joint handlers holds (PIPL 20).
func (d *decider) received() {
	for i, k := range d.req.Kinds {
		if !d.kinds[i].bound {
			continue
		}
		code := ReasonUnknown
		for _, a := range d.kinds[i].activities {
			if a.Capacity == Entrusted || !d.inside(a) {
				continue
			}
			if code = d.bounds(a, k); code == ReasonUnknown {
				break
			}
		}
		if code != ReasonUnknown {
			d.failKind(code, i)
		}
	}
}

// bounds returns what puts the request outside the mandate of an activity, and
// ReasonUnknown for nothing.
func (d *decider) bounds(a *Activity, k identifiers.Kind) ReasonCode {
	m := a.Mandate
	if m == nil {
		return ReasonUnknown
	}
	if a.Capacity == Joint {
		end := dayAfter(m.Until)
		if !end.IsZero() && !d.req.At.Before(end) {
			return ReasonMandateEnded
		}
		d.joint = true
		d.ends(end)
	}
	if !a.mandated(d.req.Purpose, k) && !d.own() {
		return ReasonOutsideReceived
	}
	d.cite(m.Agreement)
	return ReasonUnknown
}

// own reports whether the candidate basis lets a recipient go beyond what it
// received the information for: consent to it, a duty, an emergency.
func (d *decider) own() bool {
	switch d.basis {
	case Consent, StatutoryDuty, Emergency, OtherLaw:
		return true
	default:
		return false
	}
}
