package consent

import (
	"slices"
	"time"

	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/law"
)

// try checks the candidate basis d.basis.
func (d *decider) try() {
	if d.req.Operation != Collect && d.facts.Record == RecordRestricted && !d.lawfulHandOver() {
		d.fail(ReasonRecordRestricted, "")
	}
	if d.facts.Subject == Deceased && (d.basis == Consent || d.basis == Contract || d.basis == HumanResources) {
		d.fail(ReasonSubjectDeceased, "")
	}
	d.gate()
	switch d.basis {
	case BasisUnknown:
		d.mandate()
		return // basis and notice are the handler's who entrusts
	case Consent:
		if d.state.Stale() {
			d.fail(ReasonStateStale, "")
			return
		}
		for i := range d.req.Kinds {
			d.consent(i)
		}
		return // the consent event proves the notice
	case Contract:
		d.need(d.facts.ContractID, ReasonContractMissing)
		if d.purpose != nil && d.purpose.info.Necessity != Necessary {
			d.fail(ReasonNotNecessary, string(d.req.Purpose))
		}
	case HumanResources:
		d.need(d.facts.LabourRules, ReasonLabourRulesMissing)
	case StatutoryDuty, OtherLaw:
		d.duty()
	case Emergency:
		d.found(d.facts.Emergency, ReasonEmergencyMissing)
	case News:
		d.found(d.facts.PublicInterest, ReasonPublicInterestMissing)
		d.found(d.facts.ReasonableScope, ReasonScopeUnassessed)
	case PublicInformation:
		d.published()
	default:
		d.fail(ReasonBasisUndeclared, "basis")
	}
	d.notice()
	if d.r.rules.SeparateConsentAlways {
		d.separately()
	}
}

// separately asks for the separate consent of each kind that needs one.
func (d *decider) separately() {
	for i, entry := range d.kinds {
		switch {
		case !d.separate(entry):
		case d.state.Stale():
			d.fail(ReasonStateStale, "")
			return
		default:
			d.consent(i)
		}
	}
}

// gate checks what an operation asks for that depends on the basis.
func (d *decider) gate() {
	if d.basis != BasisUnknown {
		d.received()
	}
	d.cameraPurpose()
	d.refusedAutomation()
	if d.recipient != nil && d.req.Operation == Export {
		d.export()
	}
	if d.recipient != nil && d.recipient.Relationship == Successor {
		d.unchanged()
	}
	if d.req.Operation == Publish && d.facts.Subject == MinorUnder14 &&
		d.basis != Consent && d.basis != StatutoryDuty && d.basis != OtherLaw {
		d.fail(ReasonChildPublication, "")
	}
}

// lawfulHandOver reports whether the request hands a restricted record to an
// authority under a statutory duty, which a restriction does not stop.
func (d *decider) lawfulHandOver() bool {
	return d.basis == StatutoryDuty && d.req.Operation == Share && d.recipient != nil && d.recipient.Type == Authority
}

// need asks for the reference of a piece of evidence.
func (d *decider) need(ref string, missing ReasonCode) {
	if ref == "" {
		d.fail(missing, "")
		return
	}
	d.cite(ref)
}

// found asks for a finding of the host.
func (d *decider) found(ok bool, missing ReasonCode) {
	if !ok {
		d.fail(missing, "")
	}
}

// duty checks the statute behind StatutoryDuty and OtherLaw: the one of the
// facts or, where that will not do, the one of the register.
func (d *decider) duty() {
	c := d.facts.StatuteCitation
	code := d.statuteProblem(c)
	if code != ReasonUnknown {
		declared := d.declaredStatute()
		switch other := d.statuteProblem(declared); {
		case other == ReasonUnknown:
			c, code = declared, other
		case code == ReasonStatuteMissing:
			code = other
		}
	}
	if code != ReasonUnknown {
		d.fail(code, "")
		return
	}
	d.statute = c
}

// statuteProblem returns why an article creates no duty to rest on, and
// ReasonUnknown if it may.
func (d *decider) statuteProblem(c law.Citation) ReasonCode {
	if c.IsZero() || c.Statute == law.PIPL && c.Article == 13 { // the list of bases creates no duty
		return ReasonStatuteMissing
	}
	if !c.IsValid() || !c.Statute.Level().IsLawOrRegulation() || c.Article == 0 {
		return ReasonStatuteLevel
	}
	v, ok := c.Statute.VersionAt(law.DateOf(d.req.At))
	if !ok || c.Version != "" && c.Version != v.ID {
		return ReasonStatuteNotInForce
	}
	if d.req.Claim == StableRunning && !logDuty(c, v.ID) {
		return ReasonStatuteUnfit
	}
	return ReasonUnknown
}

// declaredStatute returns the statute that the register names for d.basis.
func (d *decider) declaredStatute() law.Citation {
	find := func(refs []BasisRef) law.Citation {
		for _, ref := range refs {
			if ref.Basis == d.basis && ref.Statute != nil {
				return *ref.Statute
			}
		}
		return law.Citation{}
	}
	if d.theirs {
		if c := find(d.recipient.Bases); !c.IsZero() {
			return c
		}
		return find(d.r.doc.Exceptions)
	}
	for _, entry := range d.kinds {
		for _, a := range entry.activities {
			if c := find(a.Bases); !c.IsZero() && d.inside(a) {
				return c
			}
		}
	}
	return find(d.r.doc.Exceptions)
}

// published checks what PIPL 27 asks of public information.
func (d *decider) published() {
	d.found(d.facts.Published, ReasonPublicationMissing)
	d.found(d.facts.ReasonableScope, ReasonScopeUnassessed)
	d.found(d.facts.NoMajorEffect, ReasonMajorEffectUnassessed)
	if d.state.Stale() {
		d.fail(ReasonStateStale, "")
		return
	}
	for i, k := range d.req.Kinds {
		c := d.cell(k)
		if e, no := d.state.refused(&c, d.req.At); no {
			d.failKind(ReasonPublicationRefused, i)
			d.cite(e.id)
		}
	}
}

// notice checks that the person was told (PIPL 17). In an emergency the notice
// may follow (PIPL 18(2)).
func (d *decider) notice() {
	code, by := d.noticeProblem()
	d.told = code == ReasonUnknown
	switch {
	case d.told:
		d.cite(d.facts.NoticeGiven)
	case d.basis != Emergency:
		d.fail(code, by)
	}
}

func (d *decider) noticeProblem() (code ReasonCode, by string) {
	at, known := d.r.notice(d.facts.NoticeGiven)
	if !known {
		return ReasonNoticeMissing, ""
	}
	for _, k := range d.req.Kinds {
		if by := d.changed(at, k, false); by != "" {
			return ReasonNoticeOutdated, by
		}
	}
	return ReasonUnknown, ""
}

// notice returns the place of a version of the notice among the releases.
func (r *Register) notice(version string) (at int, known bool) {
	if version == r.doc.Version {
		return len(r.releases) - 1, true
	}
	at, known = r.notices[version]
	return at, known
}

// changed returns the first version after the one at a place that changed something
// for the purpose and the kind, up to the instant asked about; with consent,
// something that needs consent again.
func (d *decider) changed(at int, k identifiers.Kind, consent bool) string {
	for _, rel := range d.r.releases[at+1:] {
		if rel.from.After(d.req.At) {
			break
		}
		for _, ch := range rel.changes {
			if consent && !ch.Aspect.NeedsConsent() {
				continue
			}
			if len(ch.Purposes) > 0 && !slices.Contains(ch.Purposes, d.req.Purpose) {
				continue
			}
			touches := func(have identifiers.Kind) bool { return covers(have, k) || covers(k, have) }
			if len(ch.Kinds) == 0 || slices.ContainsFunc(ch.Kinds, touches) {
				return rel.version
			}
		}
	}
	return ""
}

// cell returns what the consent for a kind must be about.
func (d *decider) cell(k identifiers.Kind) cell {
	c := cell{purpose: d.req.Purpose, kind: k}
	switch {
	case d.req.Operation == Publish:
		c.recipient = Public
	case d.named:
		c.recipient = d.req.Recipient
	}
	return c
}

// consent looks for a grant that covers the kind at place i and has nothing
// wrong with it. Without one, the reasons are what is wrong with the one that
// is nearest to being enough, or why there is none.
func (d *decider) consent(i int) {
	c, need := d.cell(d.req.Kinds[i]), d.form(d.kinds[i])
	end := d.state.ending(&c, d.req.At)
	var good, near *entry
	nearest := Deny
	start := len(d.reasons)
	for e := range d.state.grants(&c, d.req.At, &end) {
		d.grant(i, e, need)
		switch effect := strictest(Allow, d.reasons[start:]); {
		case effect == Allow:
			if good == nil || e.to >= good.to {
				good = e
			}
		case effect != Deny || nearest == Deny:
			near, nearest = e, effect
		}
		d.reasons = d.reasons[:start]
	}
	switch {
	case good != nil:
		d.cite(good.id)
		if until := good.until(); endsBefore(until, d.until) {
			d.until = until
		}
	case near != nil:
		d.cite(near.id)
		d.grant(i, near, need)
	case end.asked:
		d.failKind(ReasonConsentRequested, i)
	case end.last != nil:
		d.cite(end.last.id)
		d.failKind(endReason(end.last.typ), i)
	default:
		d.failKind(ReasonConsentMissing, i)
	}
}

// endsBefore compares two ends, of which the zero time is none.
func endsBefore(a, b time.Time) bool { return !a.IsZero() && (b.IsZero() || a.Before(b)) }

func endReason(t EventType) ReasonCode {
	switch t {
	case Refused:
		return ReasonConsentRefused
	case Withdrawn:
		return ReasonConsentWithdrawn
	case Expired:
		return ReasonConsentExpired
	default:
		return ReasonConsentInvalidated
	}
}

// form returns the least form of consent for a kind.
func (d *decider) form(entry *kindEntry) Form {
	need := General
	if d.separate(entry) {
		need = Separate
	}
	if entry.formal {
		for _, a := range entry.activities {
			if d.inside(a) && a.Form > need {
				need = a.Form
			}
		}
	}
	return need
}

// separate reports whether consent for a kind must be separate: PIPL 23, 25 and
// 39 for providing, 26 for cameras that do not serve public safety, 29 for
// sensitive information.
func (d *decider) separate(entry *kindEntry) bool {
	return d.providing || d.cameraElsewhere() || d.sensitiveKind(entry)
}

// cameraElsewhere reports whether images from a public place serve another
// purpose than public safety.
func (d *decider) cameraElsewhere() bool {
	return d.camera && d.purpose != nil && !d.purpose.info.PublicSafety
}

// sensitiveKind reports whether the kind is sensitive for this person.
func (d *decider) sensitiveKind(entry *kindEntry) bool {
	return entry.sensitive || d.facts.Subject == MinorUnder14
}

func separateReason(op Operation) ReasonCode {
	switch op {
	case Publish:
		return ReasonSeparateForPublication
	case Export:
		return ReasonSeparateForExport
	default:
		return ReasonSeparateForSharing
	}
}

// grant adds what is wrong with a grant to the reasons.
func (d *decider) grant(i int, e *entry, need Form) {
	if !e.act {
		d.failKind(ReasonNoAffirmativeAct, i)
	}
	switch {
	case d.facts.Subject == MinorUnder14 && e.actor != Guardian:
		d.failKind(ReasonGuardianMissing, i)
	case e.actor != Self && e.actor != Guardian:
		d.failKind(ReasonNotByPerson, i)
	}
	if e.to != endless && instant(d.req.At) >= e.to {
		d.failKind(ReasonConsentExpired, i)
	}
	if e.form < need {
		if need == Written {
			d.failKind(ReasonWrittenMissing, i)
		}
		if need == General { // the grant has no form at all
			d.failKind(ReasonConsentMissing, i)
		}
		if e.form < Separate && d.providing {
			d.failKind(separateReason(d.req.Operation), i)
		}
		if e.form < Separate && d.cameraElsewhere() {
			d.failKind(ReasonSeparateForPublicPlace, i)
		}
		if e.form < Separate && d.sensitiveKind(d.kinds[i]) {
			d.failKind(ReasonSeparateForSensitive, i)
		}
	}
	if e.notice == "" {
		d.failKind(ReasonNotInformed, i)
	} else if at, known := d.r.notice(e.notice); !known {
		d.failKind(ReasonNoticeUnknown, i)
	} else if by := d.changed(at, d.req.Kinds[i], true); by != "" {
		d.fail(ReasonNoticeChanged, by)
	}
}

// obligations appends what an Allow makes the handler do.
func (d *decider) obligations(out []Obligation) []Obligation {
	add := func(when bool, o Obligation) {
		if when {
			out = append(out, o)
		}
	}
	own := d.basis != BasisUnknown
	add(d.basis == Consent, OfferWithdrawal)
	add(d.basis == Consent && d.purpose.info.Necessity == Optional, KeepServing)
	add(d.basis == Emergency && !d.told, TellAfterwards)
	add(d.basis == PublicInformation, StayInScope)
	add(d.sensitive, ProtectStrictly)
	add(d.sensitive && own && d.basis != Consent, ExplainSensitive)
	add(d.facts.Subject == MinorUnder14, FollowChildRules)
	add(!own, ReturnOrDelete)
	add(!own, AssistHandler)
	add(d.joint || d.recipient != nil && d.recipient.Relationship == Joint, AnswerJointly)
	add(d.face && d.r.rules.on(ruleFaceMeasures, d.req.At), KeepFacesInside)
	add(d.face && d.r.rules.on(ruleFaceMeasures, d.req.At), FileFaces)
	add(d.camera && !d.cameraElsewhere(), KeepToPublicSafety)
	if d.req.Operation == AutomatedDecision {
		add(true, DecideFairly)
		add(d.push, OfferOptOut)
		add(d.push && d.r.rules.on(ruleNetworkData, d.req.At), OfferSwitch)
		add(d.major, ExplainDecision)
	}
	if d.recipient != nil {
		out = d.recipientObligations(out)
	}
	add(d.assessable(), KeepAssessment)
	return out
}

// recipientObligations appends what follows from handing information over.
func (d *decider) recipientObligations(out []Obligation) []Obligation {
	add := func(when bool, o Obligation) {
		if when {
			out = append(out, o)
		}
	}
	rec := d.recipient
	add(d.req.Operation == Share && d.basis != Consent && rec.Type != Authority, TellRecipient)
	add(d.theirs && rec.Type != Authority, BindRecipient)
	add(rec.Relationship == Entrusted, SuperviseEntrusted)
	add(rec.Relationship == Entrusted, EndEntrustment)
	add(rec.Relationship == Successor, BindSuccessor)
	if d.req.Operation == Export {
		add(d.basis == Emergency && d.facts.RecipientNotice == "", TellRecipientAbroad)
		add(true, SecureAbroad)
		add(d.filing, FileContract)
	}
	add(rec.Relationship != Successor && d.contractDue(), KeepProvisionRecord)
	return out
}
