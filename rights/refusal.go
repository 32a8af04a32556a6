package rights

import (
	"golang.org/x/text/language"

	"github.com/khtong/privacykit/internal/enum"
	"github.com/khtong/privacykit/law"
)

// RefusalGround is why a handler would refuse a request: the seven grounds of
// the usual policies and the five of their clause on unreasonable requests.
// The law has no such list. It lets information stay undisclosed where a law or
// administrative regulation asks for secrecy or notice would hinder a state
// organ (PIPL 45(1) with 18(1) and 35), lets information be kept that a law says
// must be kept (47(2)), and obliges to reasonable requests (Network Data
// Regulations 23). [Assess] weighs each ground accordingly.
type RefusalGround uint8

// The grounds.
const (
	RefusalUnknown         RefusalGround = iota
	LegalDuty                            // 1 履行法律法规规定的义务
	NationalSecurity                     // 2 国家安全、国防安全
	PublicInterest                       // 3 公共安全、公共卫生、重大公共利益
	CriminalJustice                      // 4 犯罪侦查、起诉、审判和执行判决
	Malice                               // 5 主观恶意或者滥用权利
	HarmToOthers                         // 6 个人或者他人的合法权益受到严重损害
	TradeSecret                          // 7 商业秘密
	NotAboutPerson                       // 与身份不直接关联的信息
	GroundlessRepetition                 // 无端重复
	DisproportionateEffort               // 需要过多技术手段
	RiskToOthers                         // 给他人合法权益带来风险
	Impractical                          // 不切实际
)

var refusalNames = []string{
	"", "legal_duty", "national_security", "public_interest", "criminal_justice", "malice", "harm_to_others", "trade_secret",
	"not_about_person", "groundless_repetition", "disproportionate_effort", "risk_to_others", "impractical",
}

var refusalTexts = [...]law.Text{
	RefusalUnknown:         {ZH: "未知的理由", EN: "unknown ground"},
	LegalDuty:              {ZH: "与履行法定义务相关", EN: "a duty by law"},
	NationalSecurity:       {ZH: "与国家安全、国防安全有关", EN: "national security or defence"},
	PublicInterest:         {ZH: "与公共安全、公共卫生、重大公共利益有关", EN: "public security, public health or a major public interest"},
	CriminalJustice:        {ZH: "与犯罪侦查、起诉、审判和执行判决有关", EN: "criminal investigation, prosecution, trial or execution of a judgment"},
	Malice:                 {ZH: "有证据表明存在主观恶意或者滥用权利", EN: "evident malice or abuse of rights"},
	HarmToOthers:           {ZH: "响应请求将严重损害他人合法权益", EN: "serious harm to the rights of others"},
	TradeSecret:            {ZH: "涉及商业秘密", EN: "a trade secret"},
	NotAboutPerson:         {ZH: "与请求人身份不直接关联的信息", EN: "information that is not directly about the person"},
	GroundlessRepetition:   {ZH: "无正当理由重复的请求", EN: "repetition without reason"},
	DisproportionateEffort: {ZH: "需要过多技术手段", EN: "disproportionate technical effort"},
	RiskToOthers:           {ZH: "给他人合法权益带来风险", EN: "a risk to the rights of others"},
	Impractical:            {ZH: "请求不切实际", EN: "an impractical request"},
}

// String returns the name of g, as in JSON.
func (g RefusalGround) String() string { return enum.String(g, refusalNames) }

// MarshalText returns the name of g, and an error if it has none.
func (g RefusalGround) MarshalText() ([]byte, error) {
	return enum.Text(g, refusalNames, "rights: refusal ground")
}

// UnmarshalText reads the name of a ground.
func (g *RefusalGround) UnmarshalText(text []byte) error {
	return enum.Parse(g, text, refusalNames, "rights: refusal ground")
}

// Label returns the ground for readers, in Chinese or English.
func (g RefusalGround) Label(tag language.Tag) string {
	if int(g) >= len(refusalTexts) {
		g = RefusalUnknown
	}
	return refusalTexts[g].In(tag)
}

// Refusal is a ground with what supports it.
type Refusal struct {
	Ground RefusalGround
	// Citation is the law or administrative regulation that the ground stands
	// on: the one that sets the duty, the secrecy or the public interest.
	Citation law.Citation
	// EvidenceRef is where the host keeps the evidence: a demand of an
	// authority, an assessment.
	EvidenceRef string
}

// weigh says what the refusal is worth against the right on day d. The code is
// [ReasonRefused] where it stands.
func (f Refusal) weigh(right Right, d law.Date, terms *Terms) Reason {
	r := Reason{About: f.Ground.String(), Citation: f.Citation}
	switch {
	case f.Ground == RefusalUnknown || f.Ground > Impractical:
		return Reason{Code: ReasonRefusalUnknown}
	case f.EvidenceRef == "":
		r.Code, r.Citation = ReasonRefusalEvidence, pipl(69, 1, 0)
	case right == Transfer && f.Ground == HarmToOthers:
		r.Code, r.Citation = ReasonRefused, law.Citation{Statute: law.NetworkDataRegulation, Article: 25, Paragraph: 1, Item: 4}
	case keeps(right) && f.Ground == LegalDuty:
		// What the law says must be kept is restricted record by record, and the rest goes.
		r.Code, r.Citation = ReasonNameRecords, pipl(47, 2, 0)
	case f.Ground <= CriminalJustice && lawAt(f.Citation, d):
		r.Code = ReasonRefused
	case f.Ground <= CriminalJustice:
		r.Code, r.Citation = ReasonRefusalStatute, pipl(45, 1, 0)
	case terms.RefuseByPolicy:
		r.Code, r.Citation = ReasonRefused, law.Citation{Statute: law.PrivacyPolicy}
	default:
		r.Code, r.Citation = ReasonRefusalWithoutLaw, law.Citation{Statute: law.NetworkDataRegulation, Article: 23}
	}
	return r
}

// keeps reports whether a duty to keep can stand against the right, record by
// record.
func keeps(r Right) bool { return r == Delete || r == CloseAccount || r == Withdraw || r == Restrict }

// lawAt reports whether c names a law or administrative regulation that is in
// force on day d.
func lawAt(c law.Citation, d law.Date) bool {
	if !c.IsValid() || !c.Statute.Level().IsLawOrRegulation() {
		return false
	}
	_, ok := c.Statute.VersionAt(d)
	return ok
}
