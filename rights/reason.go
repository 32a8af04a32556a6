package rights

import (
	"time"

	"golang.org/x/text/language"

	"github.com/khtong/privacykit/internal/enum"
	"github.com/khtong/privacykit/law"
)

// Outcome is what an assessment comes to.
type Outcome uint8

// The outcomes. While a request is Undecided nothing may be handed out or
// deleted, and it may not be refused either: a refusal needs its reason (PIPL
// 50(1)).
const (
	Undecided     Outcome = iota
	Granted               // 同意
	PartlyGranted         // 部分同意: some records are kept, and used for nothing else
	Refused               // 拒绝
)

var outcomeNames = []string{"undecided", "granted", "partly_granted", "refused"}

// String returns the name of o, as in JSON.
func (o Outcome) String() string { return enum.String(o, outcomeNames) }

// MarshalText returns the name of o, and an error if it has none.
func (o Outcome) MarshalText() ([]byte, error) {
	return enum.Text(o, outcomeNames, "rights: outcome")
}

// UnmarshalText reads the name of an outcome.
func (o *Outcome) UnmarshalText(text []byte) error {
	return enum.Parse(o, text, outcomeNames, "rights: outcome")
}

// Reason is one ground of an assessment.
type Reason struct {
	// Code says what it is.
	Code ReasonCode `json:"code"`
	// About is what the reason is about: the name of a field, of a ground, or the
	// id of a class of records. It holds no personal data.
	About string `json:"about,omitzero"`
	// Citation is the provision behind the reason; the zero Citation if there is
	// none.
	Citation law.Citation `json:"citation,omitzero"`
	// Until is until when a record is kept; the zero time if that is not known,
	// or for other reasons.
	Until time.Time `json:"until,omitzero"`
}

// Outcome returns what the reason alone makes of a request.
func (r Reason) Outcome() Outcome { return r.Code.row().outcome }

// In returns the reason as one sentence in Chinese or English, with the
// provision.
func (r Reason) In(tag language.Tag) string {
	row := r.Code.row()
	s := row.text.In(tag)
	about := r.About
	switch row.about {
	case aboutRefusal:
		var g RefusalGround
		if g.UnmarshalText([]byte(about)) == nil {
			about = g.Label(tag)
		}
	case aboutGround:
		var g Ground
		if g.UnmarshalText([]byte(about)) == nil {
			about = g.Label(tag)
		}
	case aboutName:
	}
	if about != "" {
		s += law.Text{ZH: "：", EN: ": "}.In(tag) + about
	}
	if !r.Until.IsZero() {
		day := r.Until.In(law.Shanghai()).Format(time.DateTime)
		s += law.Text{ZH: "，保存至" + day, EN: ", kept until " + day}.In(tag)
	}
	if !r.Citation.IsZero() {
		s += law.Text{ZH: "（" + r.Citation.In(tag) + "）", EN: " (" + r.Citation.In(tag) + ")"}.In(tag)
	}
	return s
}

// ReasonCode is the typed code of a [Reason].
type ReasonCode uint8

// The reasons.
const (
	ReasonUnknown ReasonCode = iota

	ReasonRight       // the law gives the right
	ReasonGround      // a ground for deletion holds
	ReasonMinor       // the information of a minor is deleted or corrected on request
	ReasonNothingHeld // nothing is held about the person
	ReasonRecordKept  // a record is kept for as long as a statute says, and only stored
	ReasonRecordHeld  // a record is kept while a legal hold stands, and only stored
	ReasonProvedWrong // what is to be corrected proved wrong or incomplete

	ReasonIdentity          // the identity was not confirmed
	ReasonMandate           // the mandate was not proved
	ReasonNotNearRelative   // the person asking is not a near relative
	ReasonAlive             // the person whose rights a relative exercises has not died
	ReasonNoOwnInterest     // the relative has no lawful, legitimate interest
	ReasonOtherWish         // the person decided otherwise in life
	ReasonNoGround          // no ground for deletion holds
	ReasonProvedRight       // what is to be corrected proved to be right
	ReasonNotConsent        // the processing does not rest on consent
	ReasonNotPortable       // the information rests neither on consent nor on a contract
	ReasonNotFeasible       // the transfer is not technically feasible
	ReasonHarm              // the transfer would harm others
	ReasonNoMajorEffect     // the decision has no major effect on the person, or was not automated
	ReasonRefused           // a ground of refusal stands
	ReasonRightUnknown      // nobody knows what is asked for
	ReasonFactMissing       // a fact is missing
	ReasonCounsel           // the law leaves the case open: ask counsel
	ReasonRefusalUnknown    // the ground of refusal is unknown
	ReasonRefusalEvidence   // the ground of refusal lacks evidence
	ReasonRefusalStatute    // the ground of refusal lacks a law or administrative regulation in force
	ReasonRefusalWithoutLaw // the ground of refusal stands in the policy and in no law
	ReasonNameRecords       // a duty to keep refuses nothing as a whole: name the records
	ReasonFloorWithoutLaw   // the record's retention period stands in no law or administrative regulation
)

type aboutKind uint8

const (
	aboutName aboutKind = iota
	aboutRefusal
	aboutGround
)

type reasonRow struct {
	name    string
	outcome Outcome
	about   aboutKind
	text    law.Text
}

var reasonTable = [...]reasonRow{
	ReasonUnknown:     {"", Undecided, aboutName, law.Text{ZH: "原因不明", EN: "unknown reason"}},
	ReasonRight:       {"right", Granted, aboutName, law.Text{ZH: "依法享有该权利", EN: "the law gives the right"}},
	ReasonGround:      {"ground", Granted, aboutGround, law.Text{ZH: "删除情形成立", EN: "a ground for deletion holds"}},
	ReasonMinor:       {"minor", Granted, aboutName, law.Text{ZH: "未成年人或者监护人要求更正、删除", EN: "a minor or guardian asks for correction or deletion"}},
	ReasonNothingHeld: {"nothing_held", Granted, aboutName, law.Text{ZH: "未保存相关个人信息", EN: "no such information is held"}},
	ReasonRecordKept:  {"record_kept", PartlyGranted, aboutName, law.Text{ZH: "法定保存期限未届满，仅存储并采取安全保护措施", EN: "the statutory period is not over; the record is stored and secured, and not used otherwise"}},
	ReasonRecordHeld:  {"record_held", PartlyGranted, aboutName, law.Text{ZH: "依法保全，解除前仅存储并采取安全保护措施", EN: "a legal hold stands; the record is stored and secured, and not used otherwise"}},
	ReasonProvedWrong: {"proved_wrong", Granted, aboutName, law.Text{ZH: "经核实，信息不准确或者不完整", EN: "the information proved inaccurate or incomplete"}},

	ReasonIdentity:        {"identity", Refused, aboutName, law.Text{ZH: "未能核实请求人身份", EN: "the identity of the person asking could not be confirmed"}},
	ReasonMandate:         {"mandate", Refused, aboutName, law.Text{ZH: "未能证明代为行使权利的资格", EN: "the authority to act for the person was not proved"}},
	ReasonNotNearRelative: {"not_near_relative", Refused, aboutName, law.Text{ZH: "请求人不是近亲属", EN: "the person asking is not a near relative"}},
	ReasonAlive:           {"alive", Refused, aboutName, law.Text{ZH: "近亲属仅可在个人死亡后行使其权利", EN: "a near relative exercises the rights of the dead only"}},
	ReasonNoOwnInterest:   {"no_own_interest", Refused, aboutName, law.Text{ZH: "近亲属没有自身的合法、正当利益", EN: "the near relative has no lawful and legitimate interest"}},
	ReasonOtherWish:       {"other_wish", Refused, aboutName, law.Text{ZH: "死者生前另有安排", EN: "the person arranged otherwise in life"}},
	ReasonNoGround:        {"no_ground", Refused, aboutName, law.Text{ZH: "不存在应当删除的情形", EN: "no ground for deletion holds"}},
	ReasonProvedRight:     {"proved_right", Refused, aboutName, law.Text{ZH: "经核实，信息准确、完整", EN: "the information proved accurate and complete"}},
	ReasonNotConsent:      {"not_consent", Refused, aboutName, law.Text{ZH: "该处理不以同意为基础", EN: "the processing does not rest on consent"}},
	ReasonNotPortable:     {"not_portable", Refused, aboutName, law.Text{ZH: "不是本人同意提供或者基于合同收集的信息", EN: "the information was neither given by consent nor collected under a contract"}},
	ReasonNotFeasible:     {"not_feasible", Refused, aboutName, law.Text{ZH: "转移不具备技术可行性", EN: "the transfer is not technically feasible"}},
	ReasonHarm:            {"harm", Refused, aboutName, law.Text{ZH: "转移将损害他人合法权益", EN: "the transfer would harm the rights of others"}},
	ReasonNoMajorEffect:   {"no_major_effect", Refused, aboutName, law.Text{ZH: "不属于对个人权益有重大影响的自动化决策", EN: "no automated decision with a major effect on the person"}},
	ReasonRefused:         {"refused", Refused, aboutRefusal, law.Text{ZH: "拒绝理由成立", EN: "a ground of refusal stands"}},

	ReasonRightUnknown:      {"right_unknown", Undecided, aboutName, law.Text{ZH: "请求内容不明", EN: "it is not known what is asked for"}},
	ReasonFactMissing:       {"fact_missing", Undecided, aboutName, law.Text{ZH: "缺少事实", EN: "a fact is missing"}},
	ReasonCounsel:           {"counsel", Undecided, aboutName, law.Text{ZH: "法律未明确，请咨询法律顾问", EN: "the law leaves this open, ask counsel"}},
	ReasonRefusalUnknown:    {"refusal_unknown", Undecided, aboutName, law.Text{ZH: "拒绝理由不明", EN: "the ground of refusal is unknown"}},
	ReasonRefusalEvidence:   {"refusal_evidence", Undecided, aboutRefusal, law.Text{ZH: "拒绝理由缺少证据", EN: "the ground of refusal lacks evidence"}},
	ReasonRefusalStatute:    {"refusal_statute", Undecided, aboutRefusal, law.Text{ZH: "拒绝理由缺少现行法律、行政法规依据", EN: "the ground of refusal lacks a law or administrative regulation in force"}},
	ReasonRefusalWithoutLaw: {"refusal_without_law", Undecided, aboutRefusal, law.Text{ZH: "该拒绝理由仅见于政策，法律没有规定", EN: "the ground of refusal stands in the policy and in no law"}},
	ReasonNameRecords:       {"name_records", Undecided, aboutRefusal, law.Text{ZH: "法定保存义务应当逐项说明所保存的记录", EN: "a duty to keep is stated record by record"}},
	ReasonFloorWithoutLaw:   {"floor_without_law", Undecided, aboutName, law.Text{ZH: "保存期限没有法律、行政法规依据，不能对抗删除", EN: "the retention period is in no law or administrative regulation and does not stand against deletion"}},
}

var reasonNames = func() []string {
	names := make([]string, len(reasonTable))
	for i, row := range reasonTable {
		names[i] = row.name
	}
	return names
}()

func (c ReasonCode) row() *reasonRow {
	if int(c) >= len(reasonTable) {
		c = ReasonUnknown
	}
	return &reasonTable[c]
}

// String returns the name of c, as in JSON.
func (c ReasonCode) String() string { return enum.String(c, reasonNames) }

// MarshalText returns the name of c, and an error if it has none.
func (c ReasonCode) MarshalText() ([]byte, error) {
	return enum.Text(c, reasonNames, "rights: reason code")
}

// UnmarshalText reads the name of a code.
func (c *ReasonCode) UnmarshalText(text []byte) error {
	return enum.Parse(c, text, reasonNames, "rights: reason code")
}
