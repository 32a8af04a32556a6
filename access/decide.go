package access

import (
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/internal/enum"
	"github.com/khtong/privacykit/law"
)

// Viewer is who wants to see something, as the host's session knows.
type Viewer struct {
	ID    string
	Roles []string
	// SecondFactor is when a second factor was proved last; zero if it was not.
	SecondFactor time.Time
}

// Request asks to see some kinds of one person's information.
type Request struct {
	Viewer  Viewer
	Subject string
	Purpose consent.Purpose
	Kinds   []identifiers.Kind
	At      time.Time
	// Role is that of the person to the handler, as the register has it.
	Role consent.Role
	// Ticket is the reference of what the viewer works on, for the log: a service request, an order. It may be empty.
	Ticket string
	// Key is the idempotency key of the view for the log: a request that is made again under its key, with the same outcome, is entered once.
	// Empty enters every view.
	Key string
	// Approval is the approval of somebody else, and BreakGlass the emergency, if there is one.
	Approval   *Approval
	BreakGlass *BreakGlass
}

// Approval is what somebody else approved: that this viewer sees raw values of this person for this purpose, for some time.
type Approval struct {
	By, Viewer, Subject string
	Purpose             consent.Purpose
	From, Until         time.Time // until, and not including, that instant
	Ref                 string
}

// BreakGlass is an emergency in which a viewer takes what the rules would not give. It is reviewed afterwards; see [Unreviewed].
type BreakGlass struct {
	// Ref is where the reason is written down.
	Ref string
	// Since is when it began; the rules say how long it lasts.
	Since time.Time
}

// Seen is how many persons a viewer has seen something of in the window of the limit, this request included. The zero Seen is not known.
type Seen struct {
	Raw, Persons int
	Known        bool
}

// Reason is why something is not shown, or not as much as was granted.
type Reason struct {
	Kind identifiers.Kind // empty: of all
	Code Code
}

// Code is the typed code of a [Reason].
type Code uint8

// The codes.
const (
	CodeUnknown         Code = iota
	RequestIncomplete        // viewer, subject, purpose, kinds or time is missing
	NotGranted               // no grant fits role, purpose and kind
	PurposeNotAllowed        // the purpose is not allowed for the person and kind; see the decision of package consent
	SecondFactorMissing      // no second factor was proved, or too long ago
	ApprovalMissing          // nobody else approved, or not this, or not now
	BreakGlassRefused        // an emergency was claimed that the rules do not admit
	LimitReached             // the viewer has seen too many persons in the window
	LimitUnknown             // how many is not known
	EmergencyTaken           // the value is shown by breaking the glass
)

var codeNames = []string{
	"", "request_incomplete", "not_granted", "purpose_not_allowed", "second_factor_missing", "approval_missing", "break_glass_refused",
	"limit_reached", "limit_unknown", "emergency_taken",
}

var codeTexts = [...]law.Text{
	CodeUnknown:         {ZH: "原因不明", EN: "unknown reason"},
	RequestIncomplete:   {ZH: "请求不完整", EN: "the request lacks something"},
	NotGranted:          {ZH: "没有授予该角色查看", EN: "not granted to the role for the purpose"},
	PurposeNotAllowed:   {ZH: "该处理目的不被允许", EN: "the purpose is not allowed"},
	SecondFactorMissing: {ZH: "缺少近期的第二因素认证", EN: "no recent second factor"},
	ApprovalMissing:     {ZH: "缺少他人批准", EN: "not approved by somebody else"},
	BreakGlassRefused:   {ZH: "不符合紧急查看的条件", EN: "not an emergency that the rules admit"},
	LimitReached:        {ZH: "超出查看数量限制", EN: "too many persons were seen"},
	LimitUnknown:        {ZH: "查看数量未知", EN: "how many persons were seen is not known"},
	EmergencyTaken:      {ZH: "紧急查看，须事后审查", EN: "taken in an emergency, to be reviewed"},
}

// String returns the name of c, as in the audit log.
func (c Code) String() string { return enum.String(c, codeNames) }

// Decision says how much of each kind may be shown. The zero Decision denies.
type Decision struct {
	// Shows are those of the kinds of the request, in their order; none if all are denied.
	Shows []Show
	// Reasons are why a kind is denied, or masked where a grant has it raw.
	Reasons []Reason
	// Emergency says that something is shown by breaking the glass.
	Emergency bool
}

// Show returns how much of the i-th kind of the request may be shown.
func (d *Decision) Show(i int) Show {
	if i < 0 || i >= len(d.Shows) {
		return Denied
	}
	return d.Shows[i]
}

// Explain returns the decision in Chinese or English, one line for each reason.
func (d *Decision) Explain(tag language.Tag) string {
	lines := make([]string, 0, len(d.Reasons))
	for _, r := range d.Reasons {
		line := codeTexts[min(int(r.Code), len(codeTexts)-1)].In(tag)
		if r.Kind != "" {
			line = string(r.Kind) + law.Text{ZH: "：", EN: ": "}.In(tag) + line
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// Decide says how much may be shown of each kind. It is pure. The register must allow the use of each kind for the purpose on the facts,
// which are those of the person; without that nothing is shown, masked or not. Then a grant must fit the viewer's role, the purpose and
// the kind. What a grant has raw is shown raw if its second factor and approval are there and the limit is kept, and masked otherwise.
func (r *Rules) Decide(reg *consent.Register, req Request, facts consent.Facts, seen Seen) Decision {
	var d Decision
	if r == nil || req.Viewer.ID == "" || req.Subject == "" || req.Purpose == "" || len(req.Kinds) == 0 || req.At.IsZero() {
		d.Reasons = append(d.Reasons, Reason{Code: RequestIncomplete})
		return d
	}
	emergency := r.emergency(&req)
	if req.BreakGlass != nil && !emergency {
		d.Reasons = append(d.Reasons, Reason{Code: BreakGlassRefused})
	}
	limit := r.limit(seen)
	if limit.anything != CodeUnknown {
		d.Reasons = append(d.Reasons, Reason{Code: limit.anything})
		return d
	}
	d.Shows = make([]Show, len(req.Kinds))
	var decision consent.Decision
	for i, k := range req.Kinds {
		reg.DecideInto(&decision, consent.Request{
			Subject: req.Subject, Operation: consent.Use, Purpose: req.Purpose, Kinds: req.Kinds[i : i+1], Role: req.Role, At: req.At,
		}, facts)
		if !decision.Allowed() {
			d.Reasons = append(d.Reasons, Reason{k, PurposeNotAllowed})
			continue
		}
		d.Shows[i] = r.show(&d, &req, k, emergency, limit.raw)
	}
	return d
}

// show decides about one kind that may be used.
func (r *Rules) show(d *Decision, req *Request, k identifiers.Kind, emergency bool, limit Code) Show {
	best, granted := Denied, false
	var missing []Reason
	for i := range r.doc.Grants {
		g := &r.doc.Grants[i]
		if !g.fits(req, k) {
			continue
		}
		granted = true
		codes := g.lacks(req)
		if g.Show == Raw && len(codes) == 0 {
			best = Raw
			break
		}
		best = Masked
		for _, c := range codes {
			missing = append(missing, Reason{k, c})
		}
	}
	switch {
	case !granted:
		d.Reasons = append(d.Reasons, Reason{k, NotGranted})
		return Denied
	case best != Raw && emergency:
		best, d.Emergency = Raw, true
		d.Reasons = append(d.Reasons, Reason{k, EmergencyTaken})
	case best != Raw:
		d.Reasons = append(d.Reasons, missing...)
	}
	if best == Raw && limit != CodeUnknown {
		d.Reasons = append(d.Reasons, Reason{k, limit})
		return Masked
	}
	return best
}

// fits reports whether the grant is about the viewer's role, the purpose and the kind.
func (g *Grant) fits(req *Request, k identifiers.Kind) bool {
	return slices.Contains(g.Purposes, req.Purpose) &&
		slices.ContainsFunc(g.Roles, func(role string) bool { return slices.Contains(req.Viewer.Roles, role) }) &&
		slices.ContainsFunc(g.Kinds, func(have identifiers.Kind) bool {
			return have == k || strings.HasPrefix(string(k), string(have)+".")
		})
}

// lacks returns which conditions of raw are not met.
func (g *Grant) lacks(req *Request) (codes []Code) {
	if g.Show != Raw {
		return nil
	}
	if g.SecondFactor > 0 {
		age := req.At.Sub(req.Viewer.SecondFactor)
		if req.Viewer.SecondFactor.IsZero() || age < 0 || age > time.Duration(g.SecondFactor)*time.Minute {
			codes = append(codes, SecondFactorMissing)
		}
	}
	if g.Approval && !req.Approval.covers(req) {
		codes = append(codes, ApprovalMissing)
	}
	return codes
}

// covers reports whether the approval is one of somebody else, for exactly this, now.
func (a *Approval) covers(req *Request) bool {
	return a != nil && a.By != "" && a.By != req.Viewer.ID && a.Ref != "" && a.Viewer == req.Viewer.ID && a.Subject == req.Subject &&
		a.Purpose == req.Purpose && !a.From.IsZero() && !req.At.Before(a.From) && req.At.Before(a.Until)
}

// emergency reports whether the glass may be broken.
func (r *Rules) emergency(req *Request) bool {
	rule, b := r.doc.BreakGlass, req.BreakGlass
	if rule == nil || b == nil || b.Ref == "" || b.Since.IsZero() {
		return false
	}
	age := req.At.Sub(b.Since)
	return age >= 0 && age < time.Duration(rule.Minutes)*time.Minute &&
		slices.ContainsFunc(rule.Roles, func(role string) bool { return slices.Contains(req.Viewer.Roles, role) })
}

// limited says what a limit stands in the way of.
type limited struct{ raw, anything Code }

func (r *Rules) limit(seen Seen) (out limited) {
	l := r.doc.Limit
	switch {
	case l == (Limit{}):
	case !seen.Known:
		out.raw = LimitUnknown
	default:
		if l.Raw > 0 && seen.Raw > l.Raw {
			out.raw = LimitReached
		}
		if l.Persons > 0 && seen.Persons > l.Persons {
			out.anything = LimitReached
		}
	}
	return out
}
