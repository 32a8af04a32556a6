package consent

import (
	"slices"

	"github.com/khtong/privacykit/identifiers"
)

// isFace reports whether k is face information (人脸信息).
func isFace(k identifiers.Kind) bool { return covers(identifiers.FaceFeature, k) }

// special checks what is asked of the kind at place i whatever the basis is:
// cameras in public places, faces, automated decisions.
func (d *decider) special(i int, entry *kindEntry) {
	for _, a := range entry.activities {
		if d.inside(a) {
			d.ask(i, a)
		}
	}
	if d.req.Operation != AutomatedDecision {
		return
	}
	found := false
	for n := range d.r.doc.Automations {
		m := &d.r.doc.Automations[n]
		within := func(have identifiers.Kind) bool { return covers(have, d.req.Kinds[i]) }
		if slices.Contains(m.Purposes, d.req.Purpose) && slices.ContainsFunc(m.Kinds, within) {
			found = true
			d.automation(m)
		}
	}
	if !found {
		d.failKind(ReasonAutomationUndeclared, i)
	}
}

func (d *decider) ask(i int, a *Activity) {
	if a.PublicPlace {
		d.camera = true
		if d.req.Operation == Collect {
			d.once(a.Sign, ReasonSignMissing)
		}
	}
	if isFace(d.req.Kinds[i]) && d.recognises() {
		way := d.facts.Alternative
		if way == "" {
			way = a.Alternative
		}
		d.face = true
		d.once(way, ReasonFaceAlternativeMissing)
	}
}

// once is need, for what several activities may ask for.
func (d *decider) once(ref string, missing ReasonCode) {
	if ref != "" || !slices.ContainsFunc(d.reasons, func(r Reason) bool { return r.Code == missing }) {
		d.need(ref, missing)
	}
}

// recognises reports whether the operation may recognise a face.
func (d *decider) recognises() bool {
	switch d.req.Operation {
	case Collect, Use, AutomatedDecision:
		return true
	default:
		return false
	}
}

// automation checks the gate of PIPL 24. The way to refuse and to have the
// decision explained stands in the register, which is refused without.
func (d *decider) automation(m *Automation) {
	d.once(d.facts.Fairness, ReasonFairnessMissing)
	d.push = d.push || m.Marketing
	d.major = d.major || m.MajorEffect
	if d.assessed == "" {
		d.assessed = m.Assessment
	}
}

// refusedAutomation checks that the person did not refuse a decision that may
// be refused whatever its basis is. Under consent the withdrawal says so.
func (d *decider) refusedAutomation() {
	if d.req.Operation != AutomatedDecision || !d.push && !d.major || d.basis == Consent {
		return
	}
	if d.state.Stale() {
		d.fail(ReasonStateStale, "")
		return
	}
	for i, k := range d.req.Kinds {
		c := d.cell(k)
		if e, no := d.state.refused(&c, d.req.At); no {
			d.failKind(ReasonAutomationRefused, i)
			d.cite(e.id)
		}
	}
}

// cameraPurpose checks that images from public places serve public safety, or
// rest on separate consent (PIPL 26).
func (d *decider) cameraPurpose() {
	if d.cameraElsewhere() && d.basis != Consent {
		d.fail(ReasonPublicPlacePurpose, string(d.req.Purpose))
	}
}
