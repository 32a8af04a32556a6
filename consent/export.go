package consent

import (
	"time"

	"golang.org/x/text/language"

	"github.com/khtong/privacykit/internal/enum"
	"github.com/khtong/privacykit/law"
)

// ExportMechanism is one of the conditions of PIPL 38(1) under which
// information may leave the mainland.
type ExportMechanism uint8

// The mechanisms.
const (
	MechanismUnknown   ExportMechanism = iota
	SecurityAssessment                 // item 1: 安全评估, passed with the national cyberspace authority
	Certification                      // item 2: 个人信息保护认证, by a professional body
	StandardContract                   // item 3: 标准合同, concluded with the recipient
	OtherCondition                     // item 4: another condition of law, such as a list of a free-trade zone
)

var mechanismNames = []string{"", "security_assessment", "certification", "standard_contract", "other_condition"}

// String returns the name of m, as in JSON.
func (m ExportMechanism) String() string { return enum.String(m, mechanismNames) }

// MarshalText returns the name of m, and an error if it has none.
func (m ExportMechanism) MarshalText() ([]byte, error) {
	return enum.Text(m, mechanismNames, "consent: export mechanism")
}

// UnmarshalText reads the name of a mechanism.
func (m *ExportMechanism) UnmarshalText(text []byte) error {
	return enum.Parse(m, text, mechanismNames, "consent: export mechanism")
}

// Label returns the name of m for readers, in Chinese or English.
func (m ExportMechanism) Label(tag language.Tag) string {
	if int(m) >= len(mechanismLabels) {
		m = MechanismUnknown
	}
	return mechanismLabels[m].In(tag)
}

// Citation returns the item of PIPL 38(1) that m stands for, and the zero
// Citation if m is no mechanism.
func (m ExportMechanism) Citation() law.Citation {
	if m == MechanismUnknown || int(m) >= len(mechanismNames) {
		return law.Citation{}
	}
	return pipl(38, 1, int(m))
}

// ExportRoute is the mechanism by which information goes to one recipient.
type ExportRoute struct {
	// Mechanism is which of them.
	Mechanism ExportMechanism `json:"mechanism"`
	// Reference is the id of the assessment, certificate or contract.
	Reference string `json:"reference"`
	// From is its first day.
	From law.Date `json:"from"`
	// Until is its last day. Zero is none, but for an assessment, which holds
	// for three years (Cross-border Provisions 9).
	Until law.Date `json:"until,omitzero"`
}

// mechanism returns that of the route, and the unknown one where there is none.
func (r *ExportRoute) mechanism() ExportMechanism {
	if r == nil {
		return MechanismUnknown
	}
	return r.Mechanism
}

// ExportFacts are what [Export] asks about the handler and the year. A nil
// pointer knows nothing.
type ExportFacts struct {
	// Route is the mechanism, if the register does not name it or another is
	// meant.
	Route ExportRoute
	// NotCritical says that the handler was found to be no operator of critical
	// information infrastructure (关键信息基础设施运营者).
	NotCritical bool
	// NoImportantData says that the information was found to hold no important
	// data (重要数据).
	NoImportantData bool
	// Counted says that the two numbers below are complete, this export
	// included. They are the host's: people, each counted once, whose
	// information went abroad since 1 January of the year (before 22 March 2024:
	// of the year before).
	Counted bool
	// People is the number of those without sensitive information.
	People int
	// SensitivePeople is the number of those with sensitive information.
	SensitivePeople int
	// Transit says that the information was collected abroad and brought in only
	// to be processed, with nothing from the mainland added (Cross-border
	// Provisions 4).
	Transit bool
	// Approval is the approval of the competent authority, for a foreign judicial
	// or law-enforcement authority (PIPL 41).
	Approval string
}

// exportTier is the set of thresholds of one time. 以上 includes the number: at
// a threshold the stricter side holds.
type exportTier struct {
	rule      ruleID
	assess    int  // people without sensitive information from which only an assessment will do
	sensitive int  // the same, of people with sensitive information
	contract  int  // people from which a contract or certification is needed
	exempts   bool // contract, human resources, emergency and transit need no mechanism
}

// exportTiers are the thresholds, the newest first: Cross-border Provisions 5,
// 7 and 8; before them the Standard Contract Measures 4, under which nothing
// is free.
var exportTiers = [...]exportTier{
	{ruleCrossBorder, 1_000_000, 10_000, 100_000, true},
	{rulePIPL, 100_000, 10_000, 0, false},
}

// assessmentPeriod is how long a security assessment holds (Cross-border
// Provisions 9).
var assessmentPeriod = law.Period{Years: 3}

func (d *decider) tier() *exportTier {
	for i := range exportTiers {
		if d.r.rules.on(exportTiers[i].rule, d.req.At) {
			return &exportTiers[i]
		}
	}
	return &exportTiers[len(exportTiers)-1]
}

// export checks the mechanism of PIPL 38 for the candidate basis.
func (d *decider) export() {
	f := d.facts.Export
	if f == nil {
		f = new(ExportFacts)
	}
	if d.basis != Emergency || d.facts.RecipientNotice != "" { // PIPL 39; in an emergency afterwards, 18(2)
		d.need(d.facts.RecipientNotice, ReasonExportNoticeMissing)
	}
	if d.recipient.Type == Authority {
		d.need(f.Approval, ReasonForeignApprovalMissing)
	}
	tier := d.tier()
	if tier.exempts && f.NoImportantData &&
		(f.Transit || d.basis == Contract || d.basis == HumanResources || d.basis == Emergency) {
		return
	}
	route := &f.Route
	held := d.held(route)
	if x := d.recipient.Export; x != nil {
		if h := d.held(x); !route.known() || h.reach() > held.reach() {
			route, held = x, h
		}
	}
	if held == SecurityAssessment {
		d.rest(route)
		return
	}
	if !f.NotCritical || !f.NoImportantData {
		d.fail(ReasonExportStatusMissing, "")
	}
	if !f.Counted || f.People < 0 || f.SensitivePeople < 0 || f.People+f.SensitivePeople == 0 {
		d.fail(ReasonExportCountMissing, "")
		return
	}
	want := MechanismUnknown
	switch {
	case f.People >= tier.assess || f.SensitivePeople >= tier.sensitive:
		want = SecurityAssessment
	case f.People >= tier.contract || f.SensitivePeople > 0 || d.sensitive:
		want = StandardContract
	}
	switch {
	case want == MechanismUnknown:
	case held == OtherCondition, held != MechanismUnknown && want == StandardContract:
		d.rest(route)
	case held != MechanismUnknown:
		d.fail(ReasonExportRouteTooWeak, want.String())
	case route.known():
		d.fail(ReasonExportRouteExpired, route.Mechanism.String())
	default:
		d.fail(ReasonExportRouteMissing, want.String())
	}
}

// reach orders the mechanisms by what they suffice for.
func (m ExportMechanism) reach() int {
	switch m {
	case MechanismUnknown:
		return 0
	case SecurityAssessment:
		return 3
	case OtherCondition:
		return 2
	default:
		return 1
	}
}

func (r *ExportRoute) known() bool {
	return r.Mechanism != MechanismUnknown && int(r.Mechanism) < len(mechanismNames) && r.Reference != "" && !r.From.IsZero()
}

// held returns the mechanism that the route gives at the instant, and
// MechanismUnknown if none.
func (d *decider) held(r *ExportRoute) ExportMechanism {
	end := r.end()
	if !r.known() || d.req.At.Before(r.From.Start()) || !end.IsZero() && !d.req.At.Before(end) ||
		r.Mechanism == StandardContract && !d.r.rules.on(ruleExportContract, d.req.At) {
		return MechanismUnknown
	}
	return r.Mechanism
}

// rest makes the answer rest on the route.
func (d *decider) rest(r *ExportRoute) {
	d.cite(r.Reference)
	d.ends(r.end())
	d.filing = r.Mechanism == StandardContract
}

// ends makes an Allow end at an instant, of which the zero time is none.
func (d *decider) ends(at time.Time) {
	if endsBefore(at, d.until) {
		d.until = at
	}
}

// end returns the instant at which the route no longer holds, and the zero time
// if it has none.
func (r *ExportRoute) end() time.Time {
	last := r.Until
	if r.Mechanism == SecurityAssessment && !r.From.IsZero() {
		if d, err := assessmentPeriod.LastDay(r.From, nil); err == nil && (last.IsZero() || d.Before(last)) {
			last = d
		}
	}
	return dayAfter(last)
}

// dayAfter returns the first instant after a day, and the zero time for none.
func dayAfter(d law.Date) time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	return d.AddDays(1).Start()
}
