package consent

import (
	"golang.org/x/text/language"

	"github.com/khtong/privacykit/law"
)

// Obligation is something that an allowed operation makes the handler do.
type Obligation uint8

// The obligations.
const (
	ObligationUnknown   Obligation = iota
	OfferWithdrawal                // a convenient way to withdraw consent
	KeepServing                    // refusal or withdrawal is no reason to refuse service
	TellAfterwards                 // tell the person once the emergency is over
	ProtectStrictly                // specific purpose, sufficient necessity, strict protection
	ExplainSensitive               // tell the necessity and the effect on the person's rights
	FollowChildRules               // follow the rules for children under 14
	TellRecipient                  // tell who receives what, for which purpose, and how to reach them
	KeepAssessment                 // keep the assessment and the record of processing for three years
	KeepProvisionRecord            // supervise the recipient and keep the record of providing for three years
	StayInScope                    // process public information within the reasonable scope only
)

var obligationTable = [...]struct {
	name string
	cite law.Citation
	text law.Text
}{
	ObligationUnknown: {"unknown", law.Citation{}, law.Text{ZH: "未知义务", EN: "unknown obligation"}},
	OfferWithdrawal: {
		"offer_withdrawal", pipl(15, 1, 0),
		law.Text{ZH: "提供便捷的撤回同意的方式", EN: "offer a convenient way to withdraw consent"},
	},
	KeepServing: {
		"keep_serving", pipl(16, 0, 0),
		law.Text{ZH: "不得因个人不同意或者撤回同意而拒绝提供服务", EN: "do not refuse service for lack of this consent"},
	},
	TellAfterwards: {
		"tell_afterwards", pipl(18, 2, 0),
		law.Text{ZH: "紧急情况消除后及时告知个人", EN: "tell the person promptly once the emergency is over"},
	},
	ProtectStrictly: {
		"protect_strictly", pipl(28, 2, 0),
		law.Text{ZH: "敏感个人信息：特定目的、充分必要、严格保护", EN: "sensitive information: specific purpose, sufficient necessity, strict protection"},
	},
	ExplainSensitive: {
		"explain_sensitive", pipl(30, 0, 0),
		law.Text{ZH: "告知处理敏感个人信息的必要性和对个人权益的影响", EN: "tell why the sensitive information is necessary and how it affects the person"},
	},
	FollowChildRules: {
		"follow_child_rules", pipl(31, 2, 0),
		law.Text{ZH: "适用未成年人个人信息的专门处理规则", EN: "follow the rules for children's information"},
	},
	TellRecipient: {
		"tell_recipient", pipl(23, 0, 0),
		law.Text{ZH: "告知接收方的名称、联系方式、处理目的、处理方式和信息种类", EN: "tell the recipient's name and contact, the purpose, the method and the kinds"},
	},
	KeepAssessment: {
		"keep_assessment", pipl(56, 2, 0),
		law.Text{ZH: "影响评估报告和处理情况记录至少保存三年", EN: "keep the assessment report and the processing record for at least three years"},
	},
	KeepProvisionRecord: {
		"keep_provision_record",
		law.Citation{Statute: law.NetworkDataRegulation, Article: 12, Paragraph: 1},
		law.Text{ZH: "监督接收方，提供情况记录至少保存三年", EN: "supervise the recipient and keep the record of providing for at least three years"},
	},
	StayInScope: {
		"stay_in_scope", pipl(27, 0, 0),
		law.Text{ZH: "在合理的范围内处理，个人明确拒绝的除外", EN: "stay within the reasonable scope, and stop if the person refuses"},
	},
}

// String returns the stable name of o, such as "offer_withdrawal".
func (o Obligation) String() string { return obligationTable[o.index()].name }

// MarshalText returns the stable name of o.
func (o Obligation) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

// Citation returns the article that imposes o.
func (o Obligation) Citation() law.Citation { return obligationTable[o.index()].cite }

// In returns the obligation in Chinese or English, without the article.
func (o Obligation) In(tag language.Tag) string { return obligationTable[o.index()].text.In(tag) }

func (o Obligation) index() Obligation {
	if int(o) >= len(obligationTable) {
		return ObligationUnknown
	}
	return o
}
