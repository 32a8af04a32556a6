package consent

import (
	"encoding/json"
	"errors"

	"golang.org/x/text/language"

	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/law"
)

// Reason is one ground of a decision.
type Reason struct {
	// Code says what it is.
	Code ReasonCode
	// Basis is the basis that was tried, and BasisUnknown for a ground that
	// does not depend on it.
	Basis Basis
	// About is what the ground is about: the id of a declared purpose, kind,
	// recipient or notice version, or the name of a field of the request. What
	// the register does not know is named by its place ("kinds[2]"), and never
	// repeated.
	About string
}

// Effect returns what the reason alone makes of a request.
func (r Reason) Effect() Effect { return r.Code.row().effect }

// Citation returns the article behind the reason, and the zero Citation if it
// has none.
func (r Reason) Citation() law.Citation {
	switch row := r.Code.row(); {
	case row.cite != law.Citation{}:
		return row.cite
	case r.Code == ReasonOperationUndecidable:
		for op := OpUnknown; int(op) < len(operationNames); op++ {
			if operationNames[op] == r.About {
				return op.Citation()
			}
		}
		return law.Citation{}
	default:
		return r.Basis.Citation()
	}
}

// In returns the reason as one sentence in Chinese or English, without the
// article. Ids of a register stand as they are; [Decision.Explain] has its labels.
func (r Reason) In(tag language.Tag) string { return r.sentence(tag, nil) }

func (r Reason) sentence(tag language.Tag, l *labels) string {
	row := r.Code.row()
	s := row.text.In(tag)
	about := r.About
	switch row.about {
	case aboutField:
	case aboutPurpose:
		about = l.purpose(Purpose(r.About)).In(tag)
	case aboutKind:
		about = l.kind(identifiers.Kind(r.About)).In(tag)
	case aboutRecipient:
		about = l.recipient(r.About).In(tag)
	}
	if about == "" {
		return s
	}
	return s + law.Text{ZH: "：", EN: ": "}.In(tag) + about
}

// MarshalJSON returns an object with code, effect and, where there are such,
// basis, about and citation.
func (r Reason) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Code     string       `json:"code"`
		Effect   Effect       `json:"effect"`
		Basis    Basis        `json:"basis,omitzero"`
		About    string       `json:"about,omitzero"`
		Citation law.Citation `json:"citation,omitzero"`
	}{r.Code.String(), r.Effect(), r.Basis, r.About, r.Citation()})
}

// ReasonCode is the typed code of a [Reason].
type ReasonCode uint8

// The reasons why something is allowed.
const (
	ReasonUnknown          ReasonCode = iota
	ReasonBasisEstablished            // the legal basis holds, with its evidence
	ReasonConsentNotNeeded            // the basis is one of items 2–7
)

// The reasons why something is denied.
const (
	ReasonRegisterEmpty           ReasonCode = iota + 10 // there is no register
	ReasonRegisterNotInEffect                            // the register is not yet in effect at that instant
	ReasonLawNotInForce                                  // the Personal Information Protection Law is not yet in force at that instant
	ReasonRequestIncomplete                              // the request lacks a field
	ReasonOperationUndecidable                           // the operation has gates that are not decided here
	ReasonSubjectMismatch                                // the consent state belongs to another subject
	ReasonPurposeUndeclared                              // the register does not declare the purpose
	ReasonKindOutsidePurpose                             // no activity processes the kind for the purpose
	ReasonRoleOutside                                    // the activity is not for that role, or the role is missing
	ReasonScenarioOutside                                // the activity does not take place in that scenario
	ReasonBasisUndeclared                                // the register does not list the basis for the purpose and kind
	ReasonNotNecessary                                   // an optional purpose is not necessary for a contract
	ReasonStatuteLevel                                   // the statute is no law or administrative regulation
	ReasonStatuteNotInForce                              // the statute is not known to be in force at that instant
	ReasonPublicationRefused                             // the person refused the processing of public information
	ReasonConsentMissing                                 // there is no consent
	ReasonConsentRefused                                 // consent was refused
	ReasonConsentWithdrawn                               // consent was withdrawn
	ReasonConsentExpired                                 // consent ran out
	ReasonConsentInvalidated                             // consent turned out to be void
	ReasonNoAffirmativeAct                               // nobody acted: no consent
	ReasonNotByPerson                                    // neither the person nor a guardian acted
	ReasonGuardianMissing                                // a child's guardian did not consent
	ReasonNotInformed                                    // consent without a notice
	ReasonSeparateForSensitive                           // sensitive information without separate consent
	ReasonSeparateForSharing                             // providing without separate consent
	ReasonWrittenMissing                                 // consent is not in writing
	ReasonSubjectDeceased                                // the basis needs a living person
	ReasonRecordRestricted                               // the record may only be stored
	ReasonRecordDeleted                                  // the record is gone
	ReasonRecipientUnknown                               // the register does not know the recipient
	ReasonRecipientOutsidePurpose                        // the recipient is not declared for the purpose
	ReasonRecipientOutsideKind                           // the recipient is not declared for the kind
	ReasonRecipientEntrusted                             // the recipient is an entrusted party: ask for Entrust
	ReasonRecipientAbroad                                // the recipient is outside the mainland: ask for Export
)

// The reasons to ask the person again.
const (
	ReasonNoticeChanged ReasonCode = iota + 70 // purpose, method or kind changed since
	ReasonNoticeUnknown                        // consent under a notice that the register does not know
)

// The facts that may be missing.
const (
	ReasonConsentRequested      ReasonCode = iota + 80 // consent was asked for and not yet answered
	ReasonContractMissing                              // no contract is named
	ReasonLabourRulesMissing                           // no labour rules or collective contract are named
	ReasonStatuteMissing                               // no statute is named
	ReasonEmergencyMissing                             // no emergency was found
	ReasonPublicInterestMissing                        // no public interest was found
	ReasonPublicationMissing                           // publication was not found
	ReasonScopeUnassessed                              // reasonable scope was not found
	ReasonMajorEffectUnassessed                        // absence of a major effect was not found
	ReasonNoticeMissing                                // no notice was given
	ReasonNoticeOutdated                               // the notice given has changed since
	ReasonSubjectUnknown                               // the class of the person is unknown
	ReasonChildRulesMissing                            // no rules for children are named
	ReasonRecordUnknown                                // the state of the record is unknown
	ReasonAssessmentMissing                            // no impact assessment is named
	ReasonRecipientUnnamed                             // name, contact or location of the recipient is missing
	ReasonAgreementMissing                             // no contract with the recipient is named
	ReasonStateStale                                   // the consent state may lack events
)

// String returns the stable name of c, such as "consent_withdrawn".
func (c ReasonCode) String() string { return c.row().name }

// MarshalText returns the stable name of c.
func (c ReasonCode) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads the stable name of a code.
func (c *ReasonCode) UnmarshalText(text []byte) error {
	for i := range reasonTable {
		if i != int(ReasonUnknown) && reasonTable[i].name != "" && reasonTable[i].name == string(text) {
			*c = ReasonCode(i) // #nosec G115 -- the table has fewer than 256 rows
			return nil
		}
	}
	return errors.New("consent: reason: unknown name")
}

func (c ReasonCode) row() *reasonRow {
	if int(c) >= len(reasonTable) || reasonTable[c].name == "" {
		c = ReasonUnknown
	}
	return &reasonTable[c]
}

type reasonAbout uint8

const (
	aboutField reasonAbout = iota
	aboutPurpose
	aboutKind
	aboutRecipient
)

type reasonRow struct {
	name   string
	effect Effect
	about  reasonAbout
	cite   law.Citation // zero: the citation of the basis
	text   law.Text
}

var reasonTable = [...]reasonRow{
	ReasonUnknown: {"unknown", Deny, aboutField, law.Citation{}, law.Text{ZH: "原因不明", EN: "unknown reason"}},

	ReasonBasisEstablished: {
		"basis_established", Allow, aboutField,
		law.Citation{},
		law.Text{ZH: "合法性基础成立", EN: "the legal basis holds"},
	},
	ReasonConsentNotNeeded: {
		"consent_not_needed", Allow, aboutField, pipl(13, 2, 0),
		law.Text{ZH: "不需取得个人同意", EN: "no consent is needed"},
	},

	ReasonRegisterEmpty: {
		"register_empty", Deny, aboutField, pipl(6, 1, 0),
		law.Text{ZH: "没有处理活动登记", EN: "there is no register"},
	},
	ReasonRegisterNotInEffect: {
		"register_not_in_effect", Deny, aboutField, pipl(17, 1, 0),
		law.Text{ZH: "登记版本在该时点尚未生效", EN: "the register is not yet in effect at that instant"},
	},
	ReasonLawNotInForce: {
		"law_not_in_force", Deny, aboutField, pipl(74, 0, 0),
		law.Text{ZH: "该时点个人信息保护法尚未施行，无法判断", EN: "the law is not yet in force at that instant and cannot be applied"},
	},
	ReasonRequestIncomplete: {
		"request_incomplete", Deny, aboutField, pipl(6, 1, 0),
		law.Text{ZH: "请求缺少内容", EN: "the request lacks a field"},
	},
	ReasonOperationUndecidable: {
		"operation_undecidable", Deny, aboutField,
		law.Citation{},
		law.Text{ZH: "暂不能判断该类处理，一律拒绝", EN: "the operation cannot be decided yet, and so is denied"},
	},
	ReasonSubjectMismatch: {
		"subject_mismatch", Deny, aboutField,
		law.Citation{},
		law.Text{ZH: "同意状态属于另一主体", EN: "the consent state belongs to another subject"},
	},
	ReasonPurposeUndeclared: {
		"purpose_undeclared", Deny, aboutField, pipl(6, 1, 0),
		law.Text{ZH: "未声明该处理目的", EN: "the purpose is not declared"},
	},
	ReasonKindOutsidePurpose: {
		"kind_outside_purpose", Deny, aboutKind, pipl(6, 2, 0),
		law.Text{ZH: "该处理目的不包含此类信息", EN: "the purpose does not include the kind"},
	},
	ReasonRoleOutside: {
		"role_outside", Deny, aboutKind, pipl(6, 1, 0),
		law.Text{ZH: "登记的处理活动不适用于该角色", EN: "the activity is not declared for the role"},
	},
	ReasonScenarioOutside: {
		"scenario_outside", Deny, aboutKind, pipl(6, 1, 0),
		law.Text{ZH: "登记的处理活动不包含该场景", EN: "the activity is not declared for the scenario"},
	},
	ReasonBasisUndeclared: {
		"basis_undeclared", Deny, aboutField, pipl(13, 1, 0),
		law.Text{ZH: "未就该目的和信息登记此合法性基础", EN: "the basis is not declared for the purpose and kinds"},
	},
	ReasonNotNecessary: {
		"not_necessary", Deny, aboutPurpose, pipl(13, 1, 2),
		law.Text{ZH: "可选目的不属于合同所必需", EN: "an optional purpose is not necessary for a contract"},
	},
	ReasonStatuteLevel: {
		"statute_level", Deny, aboutField,
		law.Citation{},
		law.Text{ZH: "所引依据不是法律、行政法规的条文", EN: "what is cited is no article of a law or administrative regulation"},
	},
	ReasonStatuteNotInForce: {
		"statute_not_in_force", Deny, aboutField,
		law.Citation{},
		law.Text{ZH: "所引法律、行政法规在该时点并非有效", EN: "the statute cited is not known to be in force at that instant"},
	},
	ReasonPublicationRefused: {
		"publication_refused", Deny, aboutKind, pipl(27, 0, 0),
		law.Text{ZH: "个人明确拒绝处理其已公开的信息", EN: "the person refused the processing of the public information"},
	},
	ReasonConsentMissing: {
		"consent_missing", Deny, aboutKind, pipl(13, 1, 1),
		law.Text{ZH: "未取得个人的同意", EN: "there is no consent"},
	},
	ReasonConsentRefused: {
		"consent_refused", Deny, aboutKind, pipl(13, 1, 1),
		law.Text{ZH: "个人已拒绝同意", EN: "consent was refused"},
	},
	ReasonConsentWithdrawn: {
		"consent_withdrawn", Deny, aboutKind, pipl(15, 1, 0),
		law.Text{ZH: "个人已撤回同意", EN: "consent was withdrawn"},
	},
	ReasonConsentExpired: {
		"consent_expired", Deny, aboutKind, pipl(14, 1, 0),
		law.Text{ZH: "同意已到期", EN: "consent has run out"},
	},
	ReasonConsentInvalidated: {
		"consent_invalidated", Deny, aboutKind, pipl(14, 1, 0),
		law.Text{ZH: "同意无效", EN: "consent turned out to be void"},
	},
	ReasonNoAffirmativeAct: {
		"no_affirmative_act", Deny, aboutKind, pipl(14, 1, 0),
		law.Text{ZH: "没有明确的同意行为（默认勾选、沉默或继续使用不是同意）", EN: "no affirmative act: a pre-ticked box, silence or continued use is no consent"},
	},
	ReasonNotByPerson: {
		"not_by_person", Deny, aboutKind, pipl(14, 1, 0),
		law.Text{ZH: "同意不是由本人或者监护人作出", EN: "neither the person nor a guardian consented"},
	},
	ReasonGuardianMissing: {
		"guardian_missing", Deny, aboutKind, pipl(31, 1, 0),
		law.Text{ZH: "未取得未成年人的父母或者其他监护人的同意", EN: "no parent or other guardian consented"},
	},
	ReasonNotInformed: {
		"not_informed", Deny, aboutKind, pipl(14, 1, 0),
		law.Text{ZH: "同意时未告知", EN: "consent without a notice is not informed"},
	},
	ReasonSeparateForSensitive: {
		"separate_consent_for_sensitive", Deny, aboutKind, pipl(29, 0, 0),
		law.Text{ZH: "敏感个人信息未取得单独同意", EN: "sensitive information without separate consent"},
	},
	ReasonSeparateForSharing: {
		"separate_consent_for_sharing", Deny, aboutKind, pipl(23, 0, 0),
		law.Text{ZH: "向其他处理者提供未取得单独同意", EN: "providing to another handler without separate consent"},
	},
	ReasonWrittenMissing: {
		"written_consent_missing", Deny, aboutKind, pipl(14, 1, 0),
		law.Text{ZH: "未取得书面同意", EN: "consent is not in writing"},
	},
	ReasonSubjectDeceased: {
		"subject_deceased", Deny, aboutField, pipl(49, 0, 0),
		law.Text{ZH: "个人已死亡，该合法性基础不再适用", EN: "the person has died and the basis no longer applies"},
	},
	ReasonRecordRestricted: {
		"record_restricted", Deny, aboutField, pipl(47, 2, 0),
		law.Text{ZH: "记录已限制处理，只能存储和采取安全保护措施", EN: "the record is restricted: it may be stored and secured, nothing else"},
	},
	ReasonRecordDeleted: {
		"record_deleted", Deny, aboutField, pipl(47, 1, 0),
		law.Text{ZH: "记录已删除", EN: "the record was deleted"},
	},
	ReasonRecipientUnknown: {
		"recipient_unknown", Deny, aboutField, pipl(23, 0, 0),
		law.Text{ZH: "接收方未登记", EN: "the recipient is not declared"},
	},
	ReasonRecipientOutsidePurpose: {
		"recipient_outside_purpose", Deny, aboutPurpose, pipl(23, 0, 0),
		law.Text{ZH: "接收方不包含该处理目的", EN: "the recipient is not declared for the purpose"},
	},
	ReasonRecipientOutsideKind: {
		"recipient_outside_kind", Deny, aboutKind, pipl(23, 0, 0),
		law.Text{ZH: "接收方不包含此类信息", EN: "the recipient is not declared for the kind"},
	},
	ReasonRecipientEntrusted: {
		"recipient_entrusted", Deny, aboutRecipient, pipl(21, 0, 0),
		law.Text{ZH: "接收方是受托人，应按委托处理判断", EN: "the recipient is an entrusted party: ask for entrusting"},
	},
	ReasonRecipientAbroad: {
		"recipient_abroad", Deny, aboutRecipient, pipl(39, 0, 0),
		law.Text{ZH: "接收方在境外，应按向境外提供判断", EN: "the recipient is outside the mainland: ask for export"},
	},

	ReasonNoticeChanged: {
		"notice_changed", Reconsent, aboutField, pipl(14, 2, 0),
		law.Text{ZH: "同意之后处理目的、处理方式或者信息种类已变更，应当重新取得同意，变更版本", EN: "purpose, method or kind changed after the consent, which must be obtained again; changed by version"},
	},
	ReasonNoticeUnknown: {
		"notice_unknown", Reconsent, aboutKind, pipl(14, 1, 0),
		law.Text{ZH: "同意所依据的告知版本未登记，无法证明充分知情", EN: "consent under a notice that the register does not know"},
	},

	ReasonConsentRequested: {
		"consent_requested", Pending, aboutKind, pipl(14, 1, 0),
		law.Text{ZH: "已征求同意，尚未答复", EN: "consent was asked for and is not yet answered"},
	},
	ReasonContractMissing: {
		"contract_missing", Pending, aboutField, pipl(13, 1, 2),
		law.Text{ZH: "缺少个人作为一方当事人的合同编号", EN: "the contract with the person is not named"},
	},
	ReasonLabourRulesMissing: {
		"labour_rules_missing", Pending, aboutField, pipl(13, 1, 2),
		law.Text{ZH: "缺少劳动规章制度和集体合同", EN: "the labour rules and the collective contract are not named"},
	},
	ReasonStatuteMissing: {
		"statute_missing", Pending, aboutField,
		law.Citation{},
		law.Text{ZH: "未指明设定义务的法律、行政法规", EN: "the law or administrative regulation is not named"},
	},
	ReasonEmergencyMissing: {
		"emergency_missing", Pending, aboutField, pipl(13, 1, 4),
		law.Text{ZH: "未认定存在突发公共卫生事件或者紧急情况", EN: "no emergency was found to exist"},
	},
	ReasonPublicInterestMissing: {
		"public_interest_missing", Pending, aboutField, pipl(13, 1, 5),
		law.Text{ZH: "未认定为公共利益", EN: "no public interest was found"},
	},
	ReasonPublicationMissing: {
		"publication_missing", Pending, aboutField, pipl(13, 1, 6),
		law.Text{ZH: "未认定信息已合法公开", EN: "the information was not found to be lawfully public"},
	},
	ReasonScopeUnassessed: {
		"scope_unassessed", Pending, aboutField,
		law.Citation{},
		law.Text{ZH: "未认定在合理的范围内", EN: "the scope was not found to be reasonable"},
	},
	ReasonMajorEffectUnassessed: {
		"major_effect_unassessed", Pending, aboutField, pipl(27, 0, 0),
		law.Text{ZH: "未排除对个人权益有重大影响", EN: "a major effect on the person's rights was not ruled out"},
	},
	ReasonNoticeMissing: {
		"notice_missing", Pending, aboutField, pipl(17, 1, 0),
		law.Text{ZH: "未记录已向个人告知", EN: "no notice to the person is recorded"},
	},
	ReasonNoticeOutdated: {
		"notice_outdated", Pending, aboutField, pipl(17, 2, 0),
		law.Text{ZH: "告知之后事项已变更，应当告知变更部分，变更版本", EN: "the notice changed after it was given, and the change must be told; changed by version"},
	},
	ReasonSubjectUnknown: {
		"subject_unknown", Pending, aboutField, pipl(31, 1, 0),
		law.Text{ZH: "未知个人是否为未成年人", EN: "whether the person is a child is not known"},
	},
	ReasonChildRulesMissing: {
		"child_rules_missing", Pending, aboutField, pipl(31, 2, 0),
		law.Text{ZH: "缺少未成年人个人信息的专门处理规则", EN: "the rules for children's information are not named"},
	},
	ReasonRecordUnknown: {
		"record_unknown", Pending, aboutField, pipl(47, 2, 0),
		law.Text{ZH: "未知记录状态", EN: "the state of the record is not known"},
	},
	ReasonAssessmentMissing: {
		"assessment_missing", Pending, aboutField, pipl(55, 0, 0),
		law.Text{ZH: "缺少个人信息保护影响评估", EN: "the impact assessment is not named"},
	},
	ReasonRecipientUnnamed: {
		"recipient_unnamed", Pending, aboutRecipient, pipl(23, 0, 0),
		law.Text{ZH: "缺少接收方的名称、联系方式或者所在地", EN: "name, contact or location of the recipient is missing"},
	},
	ReasonAgreementMissing: {
		"agreement_missing", Pending, aboutRecipient,
		law.Citation{Statute: law.NetworkDataRegulation, Article: 12, Paragraph: 1},
		law.Text{ZH: "缺少与接收方的合同", EN: "the contract with the recipient is not named"},
	},
	ReasonStateStale: {
		"state_stale", Pending, aboutField, pipl(15, 1, 0),
		law.Text{ZH: "同意状态可能已过时，无法确认同意未被撤回", EN: "the consent state may be out of date, and a withdrawal not be in it"},
	},
}
