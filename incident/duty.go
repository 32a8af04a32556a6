package incident

import (
	"fmt"
	"slices"
	"time"

	"golang.org/x/text/language"

	"github.com/khtong/privacykit/internal/enum"
	"github.com/khtong/privacykit/law"
)

// Whom is to whom something is to be told.
type Whom uint8

// Those who are told.
const (
	WhomUnknown      Whom = iota
	ProtectionOffice      // 履行个人信息保护职责的部门: the cyberspace office, as a rule
	SectorAuthority       // 有关主管部门
	SectorProtection      // 关键信息基础设施保护工作部门
	PublicSecurity        // 公安机关
	OwnCyberOffice        // 本部门网信工作机构
	ProvincialOffice      // 属地省级网信部门
	Persons               // 个人, and others whose interests are touched
	Guardians             // 未成年人及其监护人
	Ourselves             // the handler
)

var whomNames = []string{
	"", "protection_office", "sector_authority", "sector_protection", "public_security", "own_cyber_office", "provincial_office", "persons",
	"guardians", "ourselves",
}

var whomTexts = [...]law.Text{
	WhomUnknown:      {ZH: "未知", EN: "unknown"},
	ProtectionOffice: {ZH: "履行个人信息保护职责的部门", EN: "the authority for the protection of personal information"},
	SectorAuthority:  {ZH: "有关主管部门", EN: "the authority in charge"},
	SectorProtection: {ZH: "保护工作部门", EN: "the authority that protects the critical infrastructure"},
	PublicSecurity:   {ZH: "公安机关", EN: "public security"},
	OwnCyberOffice:   {ZH: "本部门网信工作机构", EN: "the cyberspace office of the own department"},
	ProvincialOffice: {ZH: "属地省级网信部门", EN: "the cyberspace office of the province"},
	Persons:          {ZH: "个人", EN: "the persons"},
	Guardians:        {ZH: "未成年人及其监护人", EN: "the minors and their guardians"},
	Ourselves:        {ZH: "本单位", EN: "ourselves"},
}

// String returns the name of w, as in JSON.
func (w Whom) String() string { return enum.String(w, whomNames) }

// MarshalText returns the name of w, and an error if it has none.
func (w Whom) MarshalText() ([]byte, error) { return enum.Text(w, whomNames, "incident: whom") }

// UnmarshalText reads the name of w.
func (w *Whom) UnmarshalText(text []byte) error {
	return enum.Parse(w, text, whomNames, "incident: whom")
}

// Label returns w for readers, in Chinese or English.
func (w Whom) Label(tag language.Tag) string {
	if int(w) >= len(whomTexts) {
		w = WhomUnknown
	}
	return whomTexts[w].In(tag)
}

// What is what is to be done.
type What uint8

// What is to be done.
const (
	WhatUnknown What = iota
	Act              // start the plan, remedy, keep the harm from growing
	Report           // the first report
	Tell             // the notice
	Summarise        // the report when all is over
	ExpectAudit      // the authority may order a compliance audit by others
)

var whatNames = []string{"", "act", "report", "tell", "summarise", "expect_audit"}

var whatTexts = [...]law.Text{
	WhatUnknown: {ZH: "未知", EN: "unknown"}, Act: {ZH: "启动预案，采取补救措施", EN: "start the plan and remedy"}, Report: {ZH: "报告", EN: "report"},
	Tell: {ZH: "告知", EN: "tell"}, Summarise: {ZH: "报送处置总结报告", EN: "report in summary"},
	ExpectAudit: {ZH: "可能被要求委托专业机构审计", EN: "be ready for an audit that may be ordered"},
}

// String returns the name of w, as in JSON.
func (w What) String() string { return enum.String(w, whatNames) }

// MarshalText returns the name of w, and an error if it has none.
func (w What) MarshalText() ([]byte, error) { return enum.Text(w, whatNames, "incident: what") }

// UnmarshalText reads the name of w.
func (w *What) UnmarshalText(text []byte) error {
	return enum.Parse(w, text, whatNames, "incident: what")
}

// Label returns w for readers, in Chinese or English.
func (w What) Label(tag language.Tag) string {
	if int(w) >= len(whatTexts) {
		w = WhatUnknown
	}
	return whatTexts[w].In(tag)
}

// Duty is something that an incident asks of the handler.
type Duty struct {
	What What
	Whom Whom
	// Before is the instant strictly before which it must be done, where the source gives a number. Without one AtOnce tells 立即 from 及时
	// (promptly).
	Before   time.Time
	AtOnce   bool
	Citation law.Citation
	Verified bool // whether the provision was read in a text of the source; if not, take it as a hint
}

// In returns the duty as one line in Chinese or English, with its source.
func (d Duty) In(tag language.Tag) string {
	t := func(zh, en string) string { return law.Text{ZH: zh, EN: en}.In(tag) }
	s := d.What.Label(tag)
	if d.Whom != Ourselves {
		s += t("：", ": ") + d.Whom.Label(tag)
	}
	switch {
	case !d.Before.IsZero():
		s += t("，"+moment(d.Before)+"之前", ", before "+moment(d.Before))
	case d.What == ExpectAudit:
	case d.AtOnce:
		s += t("，立即", ", at once")
	default:
		s += t("，及时", ", promptly")
	}
	s += t("（", " (") + d.Citation.In(tag)
	if !d.Verified {
		s += t("，未经核实", ", not verified")
	}
	return s + t("）", ")")
}

func moment(t time.Time) string { return t.In(law.Shanghai()).Format("2006-01-02 15:04") }

// provision is a row of the law: what it asks, of whom, since when.
type provision struct {
	duty        Duty // without Before
	from, until law.Date
	within      law.Period // from the discovery, or from the end of the handling
	handled     bool       // counted from the end of the handling
	applies     func(*Facts, Grade) bool
}

func always(*Facts, Grade) bool { return true }

func operator(os ...Operator) func(*Facts, Grade) bool {
	return func(f *Facts, g Grade) bool { return g.reportable() && slices.Contains(os, f.Operator) }
}

func minors(f *Facts, _ Grade) bool { return f.Minors != No }

func network(article, paragraph int) law.Citation {
	return law.Citation{Statute: law.NetworkDataRegulation, Article: article, Paragraph: paragraph}
}

func measures(article, paragraph int) law.Citation {
	return law.Citation{Statute: law.IncidentReportMeasures, Article: article, Paragraph: paragraph}
}

var provisions = []provision{
	{duty: Duty{What: Act, Whom: Ourselves, AtOnce: true, Citation: pipl57(1), Verified: true}, from: law.MustDate(2021, 11, 1), applies: always},
	{duty: Duty{What: Act, Whom: Ourselves, AtOnce: true, Citation: network(11, 1), Verified: true}, from: law.MustDate(2025, 1, 1), applies: always},
	{duty: Duty{What: Report, Whom: ProtectionOffice, AtOnce: true, Citation: pipl57(1), Verified: true}, from: law.MustDate(2021, 11, 1), applies: always},
	{
		duty: Duty{What: Report, Whom: SectorAuthority, AtOnce: true, Citation: law.Citation{Statute: law.CybersecurityLaw, Version: "2016", Article: 42, Paragraph: 2}},
		from: law.MustDate(2017, 6, 1), until: law.MustDate(2025, 12, 31), applies: always,
	},
	{
		duty: Duty{What: Report, Whom: SectorAuthority, AtOnce: true, Citation: law.Citation{Statute: law.CybersecurityLaw, Version: "2025", Article: 44, Paragraph: 2}, Verified: true},
		from: law.MustDate(2026, 1, 1), applies: always,
	},
	{duty: Duty{What: Report, Whom: SectorAuthority, AtOnce: true, Citation: law.Citation{Statute: law.DataSecurityLaw, Article: 29}, Verified: true}, from: law.MustDate(2021, 9, 1), applies: always},
	{duty: Duty{What: Report, Whom: SectorAuthority, AtOnce: true, Citation: network(11, 1), Verified: true}, from: law.MustDate(2025, 1, 1), applies: always},
	{
		duty: Duty{What: Report, Whom: SectorProtection, AtOnce: true, Citation: measures(4, 2), Verified: true}, from: guidelinesFrom,
		within: law.Period{Hours: 1}, applies: operator(Critical, OperatorUnknown),
	},
	{
		duty: Duty{What: Report, Whom: PublicSecurity, AtOnce: true, Citation: measures(4, 2), Verified: true}, from: guidelinesFrom,
		within: law.Period{Hours: 1}, applies: operator(Critical, OperatorUnknown),
	},
	{
		duty: Duty{What: Report, Whom: OwnCyberOffice, Citation: measures(4, 3), Verified: true}, from: guidelinesFrom, within: law.Period{Hours: 2},
		applies: operator(StateOrgan),
	},
	{
		duty: Duty{What: Report, Whom: ProvincialOffice, Citation: measures(4, 4), Verified: true}, from: guidelinesFrom, within: law.Period{Hours: 4},
		applies: operator(Other),
	},
	{
		duty: Duty{What: Report, Whom: SectorAuthority, Citation: network(10, 0), Verified: true}, from: law.MustDate(2025, 1, 1), within: law.Period{Hours: 24},
		applies: func(f *Facts, _ Grade) bool { return f.Vulnerability && f.PublicHarm != No },
	},
	{
		duty: Duty{What: Report, Whom: ProtectionOffice, AtOnce: true, Citation: law.Citation{Statute: law.MinorsNetworkRegulation, Article: 35}, Verified: true},
		from: law.MustDate(2024, 1, 1), applies: minors,
	},
	{duty: Duty{What: Tell, Whom: Persons, AtOnce: true, Citation: pipl57(1), Verified: true}, from: law.MustDate(2021, 11, 1), applies: always},
	{duty: Duty{What: Tell, Whom: Persons, Citation: network(11, 2), Verified: true}, from: law.MustDate(2025, 1, 1), applies: always},
	{
		duty: Duty{What: Tell, Whom: Guardians, Citation: law.Citation{Statute: law.MinorsNetworkRegulation, Article: 35}, Verified: true},
		from: law.MustDate(2024, 1, 1), applies: minors,
	},
	{
		duty: Duty{What: Summarise, Whom: SectorAuthority, Citation: measures(8, 0), Verified: true}, from: guidelinesFrom, within: law.Period{Days: 30}, handled: true,
		applies: func(f *Facts, g Grade) bool { return g.reportable() && !f.Handled.IsZero() },
	},
	{
		duty: Duty{What: ExpectAudit, Whom: ProtectionOffice, Citation: law.Citation{Statute: law.ComplianceAuditMeasures, Article: 5, Paragraph: 1, Item: 3}, Verified: true},
		from: law.MustDate(2025, 5, 1),
		applies: func(f *Facts, _ Grade) bool {
			persons, known := f.Persons.Known()
			sensitive, sensitiveKnown := f.Sensitive.Known()
			return !known || persons >= 1_000_000 || !sensitiveKnown || sensitive >= 100_000
		},
	},
}

// Duties returns what the law asks at the time of the discovery: what is to be done at once, reported to whom and by when, told to whom. A
// fact that is not known never spares a duty: who does not know how many people are concerned reports as if they were a million. Whether
// the persons need not be told is for [Waiver] to say.
//
// Zero or impossible times are an error that matches [ErrFacts].
func (f Facts) Duties() ([]Duty, error) {
	if f.Discovered.IsZero() || !f.Handled.IsZero() && f.Handled.Before(f.Discovered) {
		return nil, fmt.Errorf("%w: discovered: zero time, or handled: before it", ErrFacts)
	}
	day, grade := law.DateOf(f.Discovered), f.Grade()
	var out []Duty
	for _, p := range provisions {
		if day.Before(p.from) || !p.until.IsZero() && day.After(p.until) || !p.applies(&f, grade) {
			continue
		}
		d := p.duty
		if p.within.IsValid() {
			start := f.Discovered
			if p.handled {
				start = f.Handled
			}
			end, err := p.within.End(start, nil)
			if err != nil {
				return nil, fmt.Errorf("%w: an instant that cannot be counted from", ErrFacts)
			}
			d.Before = end
		}
		out = append(out, d)
	}
	return out, nil
}

// Next returns the duty that is due first among those that have a number of hours or days and are not done, and false if there is none.
func Next(duties []Duty, done func(Duty) bool) (Duty, bool) {
	var next Duty
	for _, d := range duties {
		if !d.Before.IsZero() && !done(d) && (next.Before.IsZero() || d.Before.Before(next.Before)) {
			next = d
		}
	}
	return next, !next.Before.IsZero()
}
