package consent

import (
	"slices"

	"github.com/khtong/privacykit/identifiers"
)

// mainland is the location of recipients inside the borders (境内).
const mainland = "CN"

// bases is a set of legal bases.
type bases uint16

func (s bases) has(b Basis) bool { return b.valid() && s&(1<<b) != 0 }

func (s *bases) add(refs []BasisRef) {
	for _, ref := range refs {
		*s |= 1 << ref.Basis
	}
}

// scope finds what the register declares for the request, and returns the
// bases to try, in order. There are none where the request lies outside.
func (d *decider) scope() []Basis {
	table := d.declared()
	listed := ^bases(0)
	inside := table != nil && len(d.req.Kinds) > 0
	assessed, unassessed := "", false
	for i, k := range d.req.Kinds {
		if table == nil {
			break
		}
		entry := lookupKind(table, k)
		d.kinds = append(d.kinds, entry)
		set, ok := d.covered(i, entry)
		inside = inside && ok
		if !ok {
			continue
		}
		listed &= set
		d.sensitive = d.sensitive || entry.sensitive
		for _, a := range entry.activities {
			if d.inside(a) {
				assessed, unassessed = a.Assessment, unassessed || a.Assessment == ""
			}
		}
	}
	if d.recipient != nil {
		assessed, unassessed = d.recipient.Assessment, false
	}
	if d.sensitive || d.req.Operation == Share {
		if d.facts.Assessment != "" || unassessed {
			assessed = d.facts.Assessment
		}
		d.need(assessed, ReasonAssessmentMissing)
	}
	if !inside {
		return nil
	}
	return d.candidates(listed)
}

// declared returns the kinds that the register declares for the purpose or,
// for Share, the recipient, and nil where it knows neither.
func (d *decider) declared() map[identifiers.Kind]*kindEntry {
	d.purpose = d.r.purposes[d.req.Purpose]
	if d.purpose == nil {
		d.fail(ReasonPurposeUndeclared, "purpose")
	}
	if d.req.Operation != Share {
		if d.purpose == nil {
			return nil
		}
		return d.purpose.kinds
	}
	d.toRecipient()
	if d.purpose == nil || d.recipient == nil {
		return nil
	}
	return d.recipient.kinds
}

// toRecipient checks the recipient of a Share.
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
	switch {
	case rec.Relationship != Independent:
		d.fail(ReasonRecipientEntrusted, rec.ID)
	case rec.Location != "" && rec.Location != mainland:
		d.fail(ReasonRecipientAbroad, rec.ID)
	case rec.Location == "" || rec.Type != Authority && (rec.Name == "" || rec.Contact == ""):
		d.fail(ReasonRecipientUnnamed, rec.ID)
	}
	if d.purpose != nil && !slices.Contains(rec.Purposes, d.req.Purpose) {
		d.fail(ReasonRecipientOutsidePurpose, string(d.req.Purpose))
	}
	if d.contractDue() {
		switch {
		case d.facts.Agreement != "":
			d.cite(d.facts.Agreement)
		case rec.Agreement != "":
			d.cite(rec.Agreement)
		default:
			d.fail(ReasonAgreementMissing, rec.ID)
		}
	}
}

// contractDue reports whether a contract with the recipient is due (Network
// Data Regulations 12(1)).
func (d *decider) contractDue() bool {
	return d.recipient.Type != Authority && !d.req.At.Before(d.r.rules.agreement)
}

// covered checks that some activity covers the kind at place i, for the role
// and in the scenario, and returns the bases that such activities list.
func (d *decider) covered(i int, entry *kindEntry) (listed bases, ok bool) {
	switch {
	case entry == nil && d.recipient != nil:
		d.failKind(ReasonRecipientOutsideKind, i)
		return 0, false
	case entry == nil:
		d.failKind(ReasonKindOutsidePurpose, i)
		return 0, false
	}
	role := false
	for _, a := range entry.activities {
		role = role || slices.Contains(a.Roles, d.req.Role)
		if d.inside(a) {
			listed.add(a.Bases)
		}
	}
	switch {
	case !role:
		d.failKind(ReasonRoleOutside, i)
	case listed == 0:
		d.failKind(ReasonScenarioOutside, i)
	}
	return listed, listed != 0
}

// inside reports whether the request lies inside the role and scenario of an
// activity.
func (d *decider) inside(a *Activity) bool {
	return slices.Contains(a.Roles, d.req.Role) &&
		(d.req.Scenario == "" || slices.Contains(a.Scenarios, d.req.Scenario))
}

// candidates returns the bases to try: the one claimed, or those that the
// register lists for every kind, in its order. The bases of providing are the
// recipient's.
func (d *decider) candidates(listed bases) []Basis {
	if d.recipient != nil {
		listed = 0
		listed.add(d.recipient.Bases)
	}
	out := d.room.bases[:0]
	if b := d.req.Basis; b != BasisUnknown {
		listed.add(d.r.doc.Exceptions)
		if listed.has(b) {
			out = append(out, b)
		}
	} else {
		take := func(refs []BasisRef) {
			for _, ref := range refs {
				if listed.has(ref.Basis) {
					listed &^= 1 << ref.Basis
					out = append(out, ref.Basis)
				}
			}
		}
		if d.recipient != nil {
			take(d.recipient.Bases)
		} else {
			for _, a := range d.kinds[0].activities {
				take(a.Bases)
			}
		}
	}
	if len(out) == 0 {
		d.fail(ReasonBasisUndeclared, "basis")
	}
	return out
}
