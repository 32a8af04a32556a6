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
	BindRecipient                  // the recipient stays within purpose, method and kinds, and asks again for more
	BindSuccessor                  // the successor takes over the handler's duties
	SuperviseEntrusted             // supervise what the entrusted party does
	EndEntrustment                 // have information returned or deleted when the agreement ends
	ReturnOrDelete                 // as entrusted party, return or delete when the agreement ends, and entrust nobody unasked
	AssistHandler                  // as entrusted party, secure the information and help the handler with its duties
	AnswerJointly                  // joint handlers answer for each other, whatever they agreed on
	TellRecipientAbroad            // tell afterwards who receives what abroad and how rights are exercised there
	SecureAbroad                   // see that the recipient abroad protects the information as the law does
	FileContract                   // file the standard contract within ten working days
	DecideFairly                   // keep decisions transparent and fair
	OfferOptOut                    // offer an option without personal characteristics, or a way to refuse
	OfferSwitch                    // offer a switch for recommendations and deletion of the person's tags
	ExplainDecision                // explain on request, and let a human being decide where the person refuses
	KeepFacesInside                // keep faces in the device unless a law or separate consent lets them out
	FileFaces                      // file once the faces of 100,000 people are stored
	KeepToPublicSafety             // use images from public places for public safety only
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
	BindRecipient: {
		"bind_recipient", pipl(23, 0, 0),
		law.Text{ZH: "接收方应当在约定的处理目的、处理方式和信息种类范围内处理，变更的重新取得同意", EN: "the recipient stays within purpose, method and kinds, and obtains consent again for any other"},
	},
	BindSuccessor: {
		"bind_successor", pipl(22, 0, 0),
		law.Text{ZH: "接收方继续履行个人信息处理者的义务", EN: "the successor goes on with the handler's duties"},
	},
	SuperviseEntrusted: {
		"supervise_entrusted", pipl(21, 1, 0),
		law.Text{ZH: "监督受托人的处理活动", EN: "supervise what the entrusted party does"},
	},
	EndEntrustment: {
		"end_entrustment", pipl(21, 2, 0),
		law.Text{ZH: "合同终止时受托人返还或者删除信息，不得保留", EN: "have the information returned or deleted when the agreement ends"},
	},
	ReturnOrDelete: {
		"return_or_delete", pipl(21, 2, 0),
		law.Text{ZH: "合同终止时返还或者删除信息；未经同意不得转委托", EN: "return or delete the information when the agreement ends, and entrust nobody without consent"},
	},
	AssistHandler: {
		"assist_handler", pipl(59, 0, 0),
		law.Text{ZH: "保障所处理信息的安全，协助个人信息处理者履行义务", EN: "keep the information secure and assist the handler with its duties"},
	},
	AnswerJointly: {
		"answer_jointly", pipl(20, 0, 0),
		law.Text{ZH: "个人可以向任何一个共同处理者行使权利，造成损害的承担连带责任", EN: "the person may turn to any of the joint handlers, who are jointly liable"},
	},
	TellRecipientAbroad: {
		"tell_recipient_abroad", pipl(39, 0, 0),
		law.Text{ZH: "告知境外接收方的名称、联系方式、处理目的、处理方式、信息种类和行使权利的方式", EN: "tell the name and contact of the recipient abroad, purpose, method, kinds and how to exercise rights"},
	},
	SecureAbroad: {
		"secure_abroad", pipl(38, 3, 0),
		law.Text{ZH: "采取必要措施，保障境外接收方的处理达到本法规定的标准", EN: "see that the recipient abroad processes to the standard of the law"},
	},
	FileContract: {
		"file_contract",
		law.Citation{Statute: law.ExportContractMeasures, Article: 7},
		law.Text{ZH: "标准合同生效之日起十个工作日内备案", EN: "file the standard contract within ten working days of its effect"},
	},
	DecideFairly: {
		"decide_fairly", pipl(24, 1, 0),
		law.Text{ZH: "保证决策的透明度和结果公平、公正，不得实行不合理的差别待遇", EN: "keep decisions transparent and fair, without unreasonable differences of terms"},
	},
	OfferOptOut: {
		"offer_opt_out", pipl(24, 2, 0),
		law.Text{ZH: "提供不针对个人特征的选项，或者便捷的拒绝方式", EN: "offer an option without personal characteristics, or a convenient way to refuse"},
	},
	OfferSwitch: {
		"offer_switch",
		law.Citation{Statute: law.NetworkDataRegulation, Article: 42},
		law.Text{ZH: "设置个性化推荐关闭选项，提供删除用户标签等功能", EN: "offer a switch for personal recommendations and the deletion of tags"},
	},
	ExplainDecision: {
		"explain_decision", pipl(24, 3, 0),
		law.Text{ZH: "应要求说明决定，个人有权拒绝仅通过自动化决策作出的决定", EN: "explain the decision on request; the person may refuse one made by program alone"},
	},
	KeepFacesInside: {
		"keep_faces_inside",
		law.Citation{Statute: law.FaceRecognitionMeasures, Article: 8},
		law.Text{ZH: "人脸信息存储于设备内，不得通过互联网对外传输，法律、行政法规另有规定或者单独同意的除外", EN: "keep faces in the device and off the internet, unless a law or separate consent says otherwise"},
	},
	FileFaces: {
		"file_faces",
		law.Citation{Statute: law.FaceRecognitionMeasures, Article: 15},
		law.Text{ZH: "存储数量达到十万人之日起三十个工作日内备案", EN: "file within thirty working days once the faces of 100,000 people are stored"},
	},
	KeepToPublicSafety: {
		"keep_to_public_safety", pipl(26, 0, 0),
		law.Text{ZH: "图像、身份识别信息只能用于维护公共安全的目的", EN: "use the images and identities for public safety only"},
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
