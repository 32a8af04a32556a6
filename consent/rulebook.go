package consent

import (
	"iter"
	"slices"
	"time"

	"github.com/khtong/privacykit/law"
)

// rulebookVersion is the version of the rules of this package; see [Snapshot].
const rulebookVersion = "2"

// Rules are readings of the law that a host's counsel may choose otherwise.
// The zero value is the reading described first. A register carries them in
// [Document], and every decision names them in its [Snapshot].
type Rules struct {
	// SeparateConsentAlways: by default the duties of separate consent (PIPL 23,
	// 25, 26, 29, 39) belong to processing that rests on consent, as PIPL 13(2),
	// Network Data Regulations 22 and the official audit guidelines (items 8 and
	// 13) have it. If set, the separate consent is asked for under every basis.
	SeparateConsentAlways bool `json:"separate_consent_always,omitempty"`
	// SensitiveByLawOnly: by default a kind counts as sensitive where package
	// identifiers does not say that it is general, so also where only GB/T
	// 35273-2020, appendix B, names it. If set, a kind of that catalogue counts
	// as sensitive only where the law itself (PIPL 28(1)) names it. Kinds of the
	// host's own and information on children are not touched.
	SensitiveByLawOnly bool `json:"sensitive_by_law_only,omitempty"`
	// TransferOnSale: by default only merger, division, dissolution and
	// bankruptcy, which PIPL 22 names, are causes of a transfer. If set, its
	// "and other reasons" (等原因) includes [BusinessSale].
	TransferOnSale bool `json:"transfer_on_sale,omitempty"`
	// JointIsOneHandler: by default information goes to a joint handler as to
	// any other (PIPL 23). If set, sharing with one for a purpose decided
	// together is the handler's own use, and needs the agreement of PIPL 20(1)
	// and no consent of its own.
	JointIsOneHandler bool `json:"joint_is_one_handler,omitempty"`
}

// Rule is a row of the rule book: a source that decisions apply, and from when.
type Rule struct {
	// Citation is the place that the rule rests on.
	Citation law.Citation
	// From is the first day on which decisions apply it.
	From law.Date
	// Text says what it adds, in Chinese and English.
	Text law.Text
	// Verified says that the text cited was read; otherwise the rule is from
	// recollection or second hand, and should be confirmed before it is relied on.
	Verified bool
}

// ruleID is the index of a rule in ruleTable.
type ruleID uint8

const (
	rulePIPL ruleID = iota
	ruleChildren
	ruleFaceCourts
	ruleExportContract
	ruleCrossBorder
	ruleNetworkData
	ruleFaceMeasures
	ruleCount
)

var ruleTable = [ruleCount]Rule{
	rulePIPL: {
		pipl(74, 0, 0), law.MustDate(2021, time.November, 1),
		law.Text{ZH: "合法性基础、同意、告知和各类处理的条件", EN: "bases, consent, notice and the gates of each operation"},
		true,
	},
	ruleChildren: {
		law.Citation{Statute: law.ChildrenOnlineProvisions},
		law.MustDate(2019, time.October, 1),
		law.Text{ZH: "儿童个人信息不得披露，除非法律、行政法规规定或者与监护人约定", EN: "no publication of children's information but under a law or with the guardian"},
		false,
	},
	ruleFaceCourts: {
		law.Citation{Statute: law.FaceJudicialProvisions, Article: 10},
		law.MustDate(2021, time.August, 1),
		law.Text{ZH: "物业等以人脸识别作为出入方式的，应当提供其他合理验证方式", EN: "property managers must offer another way of entry than the face"},
		false,
	},
	ruleExportContract: {
		law.Citation{Statute: law.ExportContractMeasures},
		law.MustDate(2023, time.June, 1),
		law.Text{ZH: "个人信息出境标准合同及其备案", EN: "the standard contract for export and its filing"},
		true,
	},
	ruleCrossBorder: {
		law.Citation{Statute: law.CrossBorderFlowProvisions},
		law.MustDate(2024, time.March, 22),
		law.Text{ZH: "数据出境的数量标准、豁免情形和安全评估结果有效期", EN: "thresholds and exemptions of export, and how long an assessment holds"},
		false,
	},
	ruleNetworkData: {
		law.Citation{Statute: law.NetworkDataRegulation},
		law.MustDate(2025, time.January, 1),
		law.Text{ZH: "与接收方的合同、监督和三年记录；个性化推荐关闭选项", EN: "contract with, supervision of and three years' record on recipients; a switch for recommendations"},
		true,
	},
	ruleFaceMeasures: {
		law.Citation{Statute: law.FaceRecognitionMeasures},
		law.MustDate(2025, time.June, 1),
		law.Text{ZH: "人脸信息存储于设备内；达到十万人的备案", EN: "faces stay in the device; filing from 100,000 faces on"},
		false,
	},
}

// Rulebook yields the rules that decisions apply, in the order of their day.
// All of them belong to the version that a [Snapshot] names.
func Rulebook() iter.Seq[Rule] {
	rules := slices.Clone(ruleTable[:])
	slices.SortStableFunc(rules, func(a, b Rule) int { return a.From.Compare(b.From) })
	return slices.Values(rules)
}

// rulebook is the law that the decisions of a register apply.
type rulebook struct {
	Rules
	from [ruleCount]time.Time
}

func newRulebook(options Rules) rulebook {
	b := rulebook{Rules: options}
	for i := range ruleTable {
		b.from[i] = ruleTable[i].From.Start()
	}
	return b
}

// on reports whether the rule applies at the instant.
func (b *rulebook) on(id ruleID, at time.Time) bool { return !at.Before(b.from[id]) }
