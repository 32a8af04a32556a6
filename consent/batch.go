package consent

import (
	"iter"
	"slices"
)

// DecideInto is [Register.Decide] into a Decision that the caller uses again: it
// overwrites *d and keeps the room of its slices, so that a loop over many
// subjects, or over many kinds one by one, does not allocate for each. What an
// earlier answer held in those slices is gone; keep [Decision.Clone] of it.
func (r *Register) DecideInto(d *Decision, req Request, facts Facts) {
	r.decide(d, &req, &facts)
}

// Clone returns a copy of d that shares no slice with it.
func (d Decision) Clone() Decision {
	d.Reasons, d.Obligations, d.Evidence = slices.Clone(d.Reasons), slices.Clone(d.Obligations), slices.Clone(d.Evidence)
	return d
}

// Shift is a question that two registers answer differently.
type Shift struct {
	Request       Request
	Before, After Decision
}

// WhatIf yields the questions of a population whose answers change from one
// register to another, as under a new version of the notice or another reading
// of the law: in effect, basis, statute, reasons, obligations or the instant up
// to which they hold. It asks them one by one and holds none, so the population
// may be larger than the memory. The snapshot and the evidence do not count.
func WhatIf(before, after *Register, population iter.Seq2[Request, Facts]) iter.Seq[Shift] {
	return func(yield func(Shift) bool) {
		var b, a Decision
		for req, facts := range population {
			before.DecideInto(&b, req, facts)
			after.DecideInto(&a, req, facts)
			if !b.same(&a) && !yield(Shift{req, b.Clone(), a.Clone()}) {
				return
			}
		}
	}
}

func (d *Decision) same(o *Decision) bool {
	return d.Effect == o.Effect && d.Basis == o.Basis && d.Statute == o.Statute && d.ValidUntil.Equal(o.ValidUntil) &&
		slices.Equal(d.Reasons, o.Reasons) && slices.Equal(d.Obligations, o.Obligations)
}
