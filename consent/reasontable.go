package consent

import "github.com/khtong/privacykit/law"

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
	ReasonWithinMandate: {
		"within_mandate", Allow, aboutField, pipl(21, 2, 0),
		law.Text{ZH: "在委托合同约定的范围内处理", EN: "inside the agreement with the handler who entrusts"},
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
	ReasonRecipientAtHome: {
		"recipient_at_home", Deny, aboutRecipient, pipl(38, 1, 0),
		law.Text{ZH: "接收方在境内，不是向境外提供", EN: "the recipient is in the mainland, so this is no export"},
	},
	ReasonRecipientRelationship: {
		"recipient_relationship", Deny, aboutRecipient, pipl(21, 0, 0),
		law.Text{ZH: "接收方的身份与该类处理不符", EN: "the operation is not the one for this kind of recipient"},
	},
	ReasonAgreementEnded: {
		"agreement_ended", Deny, aboutRecipient, pipl(21, 2, 0),
		law.Text{ZH: "与接收方的合同已终止", EN: "the agreement with the recipient is over"},
	},
	ReasonTransferCause: {
		"transfer_cause", Deny, aboutField, pipl(22, 0, 0),
		law.Text{ZH: "不属于合并、分立、解散、被宣告破产等转移的原因", EN: "this is no cause of a transfer, as a merger or division is"},
	},
	ReasonSeparateForPublication: {
		"separate_consent_for_publication", Deny, aboutKind, pipl(25, 0, 0),
		law.Text{ZH: "公开个人信息未取得单独同意", EN: "publication without separate consent"},
	},
	ReasonSeparateForExport: {
		"separate_consent_for_export", Deny, aboutKind, pipl(39, 0, 0),
		law.Text{ZH: "向境外提供未取得单独同意", EN: "export without separate consent"},
	},
	ReasonSeparateForPublicPlace: {
		"separate_consent_for_public_place", Deny, aboutKind, pipl(26, 0, 0),
		law.Text{ZH: "公共场所采集的图像用于其他目的未取得单独同意", EN: "images from a public place for another purpose without separate consent"},
	},
	ReasonPublicPlacePurpose: {
		"public_place_purpose", Deny, aboutPurpose, pipl(26, 0, 0),
		law.Text{ZH: "公共场所采集的图像、身份识别信息只能用于维护公共安全", EN: "images and identities from public places serve public safety only"},
	},
	ReasonExportRouteTooWeak: {
		"export_route_too_weak", Deny, aboutMechanism, pipl(40, 0, 0),
		law.Text{ZH: "已达到规定数量，所持机制不足，应当通过", EN: "the numbers ask for more than the mechanism held, namely"},
	},
	ReasonExportRouteExpired: {
		"export_route_expired", Deny, aboutMechanism, pipl(38, 1, 0),
		law.Text{ZH: "出境机制在该时点并非有效", EN: "the mechanism of export does not hold at that instant"},
	},
	ReasonAutomationUndeclared: {
		"automation_undeclared", Deny, aboutKind, pipl(24, 1, 0),
		law.Text{ZH: "未登记自动化决策", EN: "no activity is declared to decide by computer program"},
	},
	ReasonAutomationRefused: {
		"automation_refused", Deny, aboutKind, pipl(24, 0, 0),
		law.Text{ZH: "个人已拒绝自动化决策", EN: "the person refused the automated decision"},
	},
	ReasonOutsideMandate: {
		"outside_mandate", Deny, aboutKind, pipl(21, 2, 0),
		law.Text{ZH: "超出委托合同约定的处理目的、处理方式等", EN: "outside the purpose and method agreed with the handler who entrusts"},
	},
	ReasonMandateEnded: {
		"mandate_ended", Deny, aboutKind, pipl(21, 2, 0),
		law.Text{ZH: "与委托人或者共同处理者的合同已终止", EN: "the agreement with the other handler is over"},
	},
	ReasonClaimOutside: {
		"claim_outside", Deny, aboutClaim, pipl(13, 1, 0),
		law.Text{ZH: "该例外不适用于此类处理", EN: "the exception is not worded for this operation"},
	},
	ReasonNoLegalBasis: {
		"no_legal_basis", Deny, aboutClaim, pipl(13, 1, 0),
		law.Text{ZH: "该例外在法律上没有依据", EN: "the exception has no basis in the law"},
	},
	ReasonStatuteUnfit: {
		"statute_unfit", Deny, aboutField,
		law.Citation{Statute: law.CybersecurityLaw, Version: "2025", Article: 23, Item: 3},
		law.Text{ZH: "安全稳定运行只能依据留存网络日志的义务", EN: "stable running rests on the duty to keep network logs alone"},
	},
	ReasonChildPublication: {
		"child_publication", Deny, aboutField,
		law.Citation{Statute: law.ChildrenOnlineProvisions, Article: 18},
		law.Text{ZH: "不得披露儿童个人信息，法律、行政法规规定或者与监护人约定的除外", EN: "no publication of information on a child but under a law or with the guardian"},
	},

	ReasonNoticeChanged: {
		"notice_changed", Reconsent, aboutField, pipl(14, 2, 0),
		law.Text{ZH: "同意之后处理目的、处理方式或者信息种类已变更，应当重新取得同意，变更版本", EN: "purpose, method or kind changed after the consent, which must be obtained again; changed by version"},
	},
	ReasonNoticeUnknown: {
		"notice_unknown", Reconsent, aboutKind, pipl(14, 1, 0),
		law.Text{ZH: "同意所依据的告知版本未登记，无法证明充分知情", EN: "consent under a notice that the register does not know"},
	},
	ReasonTransferPurposeChanged: {
		"transfer_purpose_changed", Reconsent, aboutRecipient, pipl(22, 0, 0),
		law.Text{ZH: "接收方变更处理目的、处理方式的，应当重新取得个人同意", EN: "the successor is not bound to keep purpose and method, so consent must be obtained again"},
	},
	ReasonOutsideReceived: {
		"outside_received", Reconsent, aboutKind, pipl(23, 0, 0),
		law.Text{ZH: "超出接收时的处理目的、信息种类，应当重新取得个人同意", EN: "beyond what the information was received for, so consent must be obtained again"},
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
	ReasonEntrustmentMissing: {
		"entrustment_missing", Pending, aboutRecipient, pipl(21, 1, 0),
		law.Text{ZH: "缺少与受托人的合同", EN: "the agreement with the entrusted party is not named"},
	},
	ReasonTermMissing: {
		"term_missing", Pending, aboutTerm, pipl(21, 1, 0),
		law.Text{ZH: "委托合同未约定", EN: "the agreement with the entrusted party does not settle"},
	},
	ReasonJointDutiesMissing: {
		"joint_duties_missing", Pending, aboutRecipient, pipl(20, 1, 0),
		law.Text{ZH: "未与共同处理者约定各自的权利和义务", EN: "the rights and duties of the joint handlers are not agreed on"},
	},
	ReasonSubentrustUnapproved: {
		"subentrust_unapproved", Pending, aboutField, pipl(21, 3, 0),
		law.Text{ZH: "转委托未经个人信息处理者同意", EN: "the handler did not consent to entrusting in turn"},
	},
	ReasonTransferCauseMissing: {
		"transfer_cause_missing", Pending, aboutField, pipl(22, 0, 0),
		law.Text{ZH: "未指明转移的原因", EN: "the cause of the transfer is not named"},
	},
	ReasonSuccessorNoticeMissing: {
		"successor_notice_missing", Pending, aboutField, pipl(22, 0, 0),
		law.Text{ZH: "未记录已告知接收方的名称或者姓名和联系方式", EN: "no notice of the successor's name and contact is recorded"},
	},
	ReasonExportNoticeMissing: {
		"export_notice_missing", Pending, aboutField, pipl(39, 0, 0),
		law.Text{ZH: "未记录已告知境外接收方和行使权利的方式等事项", EN: "no notice of the recipient abroad and of how to exercise rights is recorded"},
	},

	ReasonExportRouteMissing: {
		"export_route_missing", Pending, aboutMechanism, pipl(38, 1, 0),
		law.Text{ZH: "缺少出境机制", EN: "a mechanism of export is not named"},
	},
	ReasonExportStatusMissing: {
		"export_status_missing", Pending, aboutField, pipl(40, 0, 0),
		law.Text{ZH: "未排除关键信息基础设施运营者或者重要数据", EN: "critical infrastructure or important data is not ruled out"},
	},
	ReasonExportCountMissing: {
		"export_count_missing", Pending, aboutField, pipl(40, 0, 0),
		law.Text{ZH: "缺少当年累计出境人数", EN: "the number of people of the year is not known"},
	},
	ReasonForeignApprovalMissing: {
		"foreign_approval_missing", Pending, aboutField, pipl(41, 0, 0),
		law.Text{ZH: "向外国司法或者执法机构提供未经主管机关批准", EN: "no approval for providing to a foreign authority is named"},
	},
	ReasonFairnessMissing: {
		"fairness_missing", Pending, aboutField, pipl(24, 1, 0),
		law.Text{ZH: "未评估决策的透明度和结果公平、公正", EN: "transparency and fairness of the decision were not reviewed"},
	},

	ReasonFaceAlternativeMissing: {
		"face_alternative_missing", Pending, aboutField,
		law.Citation{Statute: law.FaceJudicialProvisions, Article: 10, Paragraph: 1},
		law.Text{ZH: "缺少人脸识别以外的其他合理验证方式", EN: "another way of verification than the face is not named"},
	},
	ReasonSignMissing: {
		"sign_missing", Pending, aboutField, pipl(26, 0, 0),
		law.Text{ZH: "公共场所缺少显著的提示标识", EN: "no conspicuous sign in the public place is named"},
	},
	ReasonLegalDocumentMissing: {
		"legal_document_missing", Pending, aboutField, pipl(13, 1, 3),
		law.Text{ZH: "缺少有权机关的法律文书", EN: "the document of the authority is not named"},
	},
	ReasonStateStale: {
		"state_stale", Pending, aboutField, pipl(15, 1, 0),
		law.Text{ZH: "同意状态可能已过时，无法确认同意未被撤回", EN: "the consent state may be out of date, and a withdrawal not be in it"},
	},
}

var termLabels = [...]law.Text{
	TermPurpose:    {ZH: "目的", EN: "purpose"},
	TermPeriod:     {ZH: "期限", EN: "period"},
	TermMethod:     {ZH: "处理方式", EN: "method"},
	TermKinds:      {ZH: "个人信息的种类", EN: "kinds of information"},
	TermProtection: {ZH: "保护措施", EN: "protection"},
	TermDuties:     {ZH: "双方的权利和义务", EN: "rights and duties"},
}

var mechanismLabels = [...]law.Text{
	SecurityAssessment: {ZH: "数据出境安全评估", EN: "security assessment"},
	Certification:      {ZH: "个人信息保护认证", EN: "certification"},
	StandardContract:   {ZH: "个人信息出境标准合同", EN: "standard contract"},
	OtherCondition:     {ZH: "其他条件", EN: "another condition"},
}
