package consent

import (
	"slices"

	"github.com/khtong/privacykit/identifiers"
)

// mainland is the location of recipients inside the borders (境内).
const mainland = "CN"

// bases is a set of legal bases.
type bases uint16

// mandated is the place of BasisUnknown in a set: an entrusted party, which
// needs no basis of its own.
const mandated bases = 1 << BasisUnknown

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
		if entry.special || d.req.Operation == AutomatedDecision {
			d.special(i, entry)
		}
	}
	if d.recipient != nil {
		assessed, unassessed = d.recipient.Assessment, false
	}
	if d.assessed != "" {
		assessed, unassessed = d.assessed, false
	}
	if d.assessable() {
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

// assessable reports whether an impact assessment is due (PIPL 55(1) to (4)).
func (d *decider) assessable() bool {
	switch d.req.Operation {
	case Share, Entrust, Publish, Export, AutomatedDecision:
		return true
	default:
		return d.sensitive
	}
}

// declared returns the kinds that the register declares for the purpose or,
// where the bases are the recipient's, for the recipient, and nil where it
// knows neither.
func (d *decider) declared() map[identifiers.Kind]*kindEntry {
	d.purpose = d.r.purposes[d.req.Purpose]
	if d.purpose == nil {
		d.fail(ReasonPurposeUndeclared, "purpose")
	}
	switch d.req.Operation {
	case Share, Entrust, Transfer, Export:
		d.toRecipient()
		if d.recipient == nil {
			return nil
		}
	case Publish:
		d.providing, d.named = true, true
	default:
	}
	switch {
	case d.purpose == nil:
		return nil
	case d.theirs:
		return d.recipient.kinds
	default:
		return d.purpose.kinds
	}
}

// covered checks that some activity covers the kind at place i, for the role
// and in the scenario, and returns the bases that such activities list.
func (d *decider) covered(i int, entry *kindEntry) (listed bases, ok bool) {
	switch {
	case entry == nil && !d.theirs:
		d.failKind(ReasonKindOutsidePurpose, i)
		return 0, false
	case entry == nil, d.recipient != nil && !d.theirs && lookupKind(d.recipient.kinds, d.req.Kinds[i]) == nil:
		d.failKind(ReasonRecipientOutsideKind, i)
		return 0, false
	}
	role := false
	for _, a := range entry.activities {
		role = role || slices.Contains(a.Roles, d.req.Role)
		if d.inside(a) {
			listed.add(a.Bases)
			if a.Capacity == Entrusted {
				listed |= mandated
			}
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
	out := d.room.bases[:0]
	ours := listed & mandated
	if d.theirs {
		listed = 0
		listed.add(d.recipient.Bases)
	}
	switch x, b := d.req.Claim, d.req.Basis; {
	case x != ExceptionNone:
		listed.add(d.r.doc.Exceptions)
		start := len(d.reasons)
		listed = d.claim(listed)
		for _, c := range exceptionTable[x.index()].bases {
			if listed.has(c) && (b == BasisUnknown || b == c) {
				out = append(out, c)
			}
		}
		if len(out) == 0 && len(d.reasons) > start {
			return nil // the reason is there
		}
	case b != BasisUnknown:
		listed.add(d.r.doc.Exceptions)
		if listed.has(b) {
			out = append(out, b)
		}
	case ours != 0:
		return append(out, BasisUnknown)
	case d.theirs:
		out = take(out, &listed, d.recipient.Bases)
	default:
		for _, a := range d.kinds[0].activities {
			out = take(out, &listed, a.Bases)
		}
	}
	if len(out) == 0 {
		d.fail(ReasonBasisUndeclared, "basis")
	}
	return out
}

// take appends the bases that are still listed, and takes them off the list.
func take(out []Basis, listed *bases, refs []BasisRef) []Basis {
	for _, ref := range refs {
		if listed.has(ref.Basis) {
			*listed &^= 1 << ref.Basis
			out = append(out, ref.Basis)
		}
	}
	return out
}
