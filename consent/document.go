package consent

import (
	"golang.org/x/text/language"

	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/internal/enum"
	"github.com/khtong/privacykit/law"
)

// Schema is the version of the form of a [Document] that this package reads.
const Schema = 1

// Document is a processing register (个人信息处理活动登记) as data: what a
// privacy policy says about who processes what, why, on which basis and with
// whom. [NewRegister] checks it and makes it a [Register].
//
// Every id is a code of at most 128 letters, digits and _ . : -.
type Document struct {
	// Schema is [Schema].
	Schema int `json:"schema"`
	// Version is the version of the notice (privacy policy) that announces the
	// register; consent events name it as their NoticeVersion.
	Version string `json:"version"`
	// Effective is the first day of that version, in China.
	Effective law.Date `json:"effective"`
	// Handler is the personal information handler (个人信息处理者).
	Handler Handler `json:"handler"`
	// Roles are the roles that a data subject may have towards the handler.
	Roles []RoleInfo `json:"roles"`
	// Purposes are the declared purposes (PIPL 6).
	Purposes []PurposeInfo `json:"purposes"`
	// Scenarios are the situations in which information is collected.
	Scenarios []ScenarioInfo `json:"scenarios"`
	// Kinds are kinds of the host's own, which package identifiers lacks.
	Kinds []KindInfo `json:"kinds,omitempty"`
	// Activities are the rows: data × purposes × scenarios × bases.
	Activities []Activity `json:"activities"`
	// Recipients are those to whom information is provided or entrusted.
	Recipients []Recipient `json:"recipients,omitempty"`
	// Permissions are the device permissions that are asked for just in time.
	Permissions []Permission `json:"permissions,omitempty"`
	// Automations are the automated decisions made about people (PIPL 24).
	Automations []Automation `json:"automations,omitempty"`
	// Exceptions are bases that may be claimed for any declared purpose, by a
	// request that names them. They are never tried unasked.
	Exceptions []BasisRef `json:"exceptions,omitempty"`
	// Rules are the readings of the law that decisions apply.
	Rules Rules `json:"rules,omitzero"`
	// Changes are what this version changed against the one before it.
	Changes []Change `json:"changes,omitempty"`
	// History are the earlier versions of the notice, oldest first.
	History []Revision `json:"history,omitempty"`
	// Remarks say where the register departs from the policy, or adds to it.
	Remarks []law.Text `json:"remarks,omitempty"`
}

// Handler names the handler and how it is reached (PIPL 17(1)(1)).
type Handler struct {
	Name    law.Text `json:"name"`
	Email   string   `json:"email,omitempty"`
	Phone   string   `json:"phone,omitempty"`
	Address string   `json:"address,omitempty"`
}

// Role is the id of a role of data subjects, such as "consumer".
type Role string

// RoleInfo declares a role.
type RoleInfo struct {
	ID    Role     `json:"id"`
	Label law.Text `json:"label"`
}

// PurposeInfo declares a purpose.
type PurposeInfo struct {
	ID    Purpose  `json:"id"`
	Label law.Text `json:"label"`
	// Function is the business function (业务功能) that the purpose serves.
	Function string `json:"function"`
	// Necessity says whether that function can do without (PIPL 16). A purpose
	// that is optional cannot rest on [Contract].
	Necessity Necessity `json:"necessity"`
	// PublicSafety says that the purpose is to keep public safety (维护公共安全):
	// the only one that cameras in public places serve without separate consent
	// (PIPL 26).
	PublicSafety bool `json:"public_safety,omitempty"`
}

// Necessity says whether a business function needs a purpose.
type Necessity uint8

// The degrees of necessity. A register must say which.
const (
	NecessityUnknown Necessity = iota
	Necessary
	Optional
)

var necessityNames = []string{"", "necessary", "optional"}

// String returns the name of n, as in JSON.
func (n Necessity) String() string { return enum.String(n, necessityNames) }

// MarshalText returns the name of n, and an error if it has none.
func (n Necessity) MarshalText() ([]byte, error) {
	return enum.Text(n, necessityNames, "consent: necessity")
}

// UnmarshalText reads the name of a necessity.
func (n *Necessity) UnmarshalText(text []byte) error {
	return enum.Parse(n, text, necessityNames, "consent: necessity")
}

// ScenarioInfo declares a scenario of collection.
type ScenarioInfo struct {
	ID    string   `json:"id"`
	Label law.Text `json:"label"`
}

// KindInfo declares a kind of the host's own. A kind below it, written with a
// dot ("health.allergy" below "health"), is covered by it.
type KindInfo struct {
	ID    identifiers.Kind `json:"id"`
	Label law.Text         `json:"label"`
	// General says that the kind is not sensitive (PIPL 28). The zero value is
	// sensitive.
	General bool `json:"general,omitempty"`
}

// Activity is one row of the register.
type Activity struct {
	ID        string             `json:"id"`
	Label     law.Text           `json:"label"`
	Roles     []Role             `json:"roles"`
	Kinds     []identifiers.Kind `json:"kinds"`
	Purposes  []Purpose          `json:"purposes"`
	Scenarios []string           `json:"scenarios"`
	// Bases are the legal bases, in the order in which they are tried. An
	// activity in which we are the entrusted party has none: the handler has.
	Bases []BasisRef `json:"bases,omitempty"`
	// Capacity is our own: zero and Independent are a handler that decides
	// alone, [Joint] one that decides with others, [Entrusted] a party that
	// processes on another's behalf.
	Capacity Relationship `json:"capacity,omitzero"`
	// Mandate is the agreement with the other handler, where Capacity is Joint
	// or Entrusted. With a handler that decides alone it says that the
	// information was received, and for what (PIPL 22, 23).
	Mandate *Mandate `json:"mandate,omitempty"`
	// PublicPlace says that images or identities are collected by equipment in
	// public places (PIPL 26), and Sign is the reference of the conspicuous sign.
	PublicPlace bool   `json:"public_place,omitempty"`
	Sign        string `json:"sign,omitempty"`
	// Alternative is the way other than the face by which a person can be
	// verified as well (Supreme Court Provisions on Face Recognition 10; Face
	// Recognition Measures 10). Face information is not processed without.
	Alternative string `json:"alternative,omitempty"`
	// Form is the least form of consent where a law asks for more than this
	// package derives: [Written], say. Zero asks for no more.
	Form Form `json:"form,omitzero"`
	// Assessment is the id of the impact assessment of the activity (PIPL 55),
	// if there is one.
	Assessment string `json:"assessment,omitempty"`
	// HighRisk says that the assessment found a high risk, which a policy may
	// promise to tell.
	HighRisk bool `json:"high_risk,omitempty"`
	// Retention are the ids of the retention classes of its records.
	Retention []string `json:"retention,omitempty"`
}

// BasisRef is a basis as a policy states it.
type BasisRef struct {
	Basis Basis `json:"basis"`
	// PolicyLabel is the policy's own wording, such as 履行合同.
	PolicyLabel string `json:"policy_label,omitempty"`
	// Statute is the law or administrative regulation that creates the duty, for
	// [StatutoryDuty] and [OtherLaw] alone. Nil: the policy names none, and the
	// basis cannot be used until [Facts] name one.
	Statute *law.Citation `json:"statute,omitempty"`
}

// Recipient is somebody to whom information goes. One that has no Name,
// Contact or Location stands for a class that the policy mentions; nothing can
// be shared with it until the host names the recipient (PIPL 23). An id stands
// for one recipient for ever, since consent names recipients by it.
type Recipient struct {
	ID    string        `json:"id"`
	Label law.Text      `json:"label"`
	Type  RecipientType `json:"type"`
	// Relationship says who decides about purpose and means.
	Relationship Relationship `json:"relationship"`
	Name         string       `json:"name,omitempty"`
	Contact      string       `json:"contact,omitempty"`
	// Location is "CN" for the mainland (境内) and any other ISO 3166 code,
	// "HK" included, for outside (境外).
	Location string `json:"location,omitempty"`
	// Agreement is the reference of the contract with the recipient, Terms are
	// the points that it settles, and Until is its last day. Zero is none.
	Agreement string   `json:"agreement,omitempty"`
	Terms     []Term   `json:"terms,omitempty"`
	Until     law.Date `json:"until,omitzero"`
	// Via is the id of the entrusted party that entrusts this one in turn
	// (转委托, PIPL 21(3)).
	Via string `json:"via,omitempty"`
	// Export is the mechanism by which information leaves the mainland to this
	// recipient (PIPL 38), if there is one.
	Export *ExportRoute `json:"export,omitempty"`
	// Assessment is the id of the impact assessment of the providing (PIPL
	// 55(3)), if there is one.
	Assessment string             `json:"assessment,omitempty"`
	Purposes   []Purpose          `json:"purposes"`
	Kinds      []identifiers.Kind `json:"kinds"`
	// Bases are the bases of providing, in the order in which they are tried.
	// An entrusted party and a successor have none of their own.
	Bases []BasisRef `json:"bases,omitempty"`
	// Retention are the ids of the retention classes that bind the recipient.
	Retention []string `json:"retention,omitempty"`
}

// RecipientType is the class of a recipient.
type RecipientType uint8

// The classes of recipients.
const (
	RecipientUnknown     RecipientType = iota
	Affiliate                          // 关联公司
	AdvertisingAnalytics               // 广告、分析服务类授权合作伙伴
	Supplier                           // 供应商、服务提供商
	SDK                                // 第三方 SDK / API
	Merchant                           // 第三方商家
	Authority                          // 行政、司法机关
	Partner                            // 其他授权合作伙伴
)

var recipientTypeNames = []string{
	"", "affiliate", "advertising_analytics", "supplier", "sdk", "merchant", "authority", "partner",
}

var recipientTypeLabels = [...]law.Text{
	RecipientUnknown:     {ZH: "未知", EN: "unknown"},
	Affiliate:            {ZH: "关联公司", EN: "affiliate"},
	AdvertisingAnalytics: {ZH: "广告、分析服务类授权合作伙伴", EN: "authorised partner for advertising and analytics"},
	Supplier:             {ZH: "供应商、服务提供商", EN: "supplier or service provider"},
	SDK:                  {ZH: "第三方 SDK 或 API", EN: "third-party SDK or API"},
	Merchant:             {ZH: "第三方商家", EN: "third-party merchant"},
	Authority:            {ZH: "行政、司法机关", EN: "administrative or judicial authority"},
	Partner:              {ZH: "其他授权合作伙伴", EN: "other authorised partner"},
}

// Label returns the name of t for readers, in Chinese or English.
func (t RecipientType) Label(tag language.Tag) string {
	if int(t) >= len(recipientTypeLabels) {
		t = RecipientUnknown
	}
	return recipientTypeLabels[t].In(tag)
}

// String returns the name of t, as in JSON.
func (t RecipientType) String() string { return enum.String(t, recipientTypeNames) }

// MarshalText returns the name of t, and an error if it has none.
func (t RecipientType) MarshalText() ([]byte, error) {
	return enum.Text(t, recipientTypeNames, "consent: recipient type")
}

// UnmarshalText reads the name of a recipient type.
func (t *RecipientType) UnmarshalText(text []byte) error {
	return enum.Parse(t, text, recipientTypeNames, "consent: recipient type")
}

// Relationship says in which capacity a recipient receives information, or in
// which we process it.
type Relationship uint8

// The relationships.
const (
	RelationshipUnknown Relationship = iota
	Independent                      // 个人信息处理者: decides purpose and means itself (PIPL 23)
	Entrusted                        // 受托人: processes on the handler's behalf (PIPL 21)
	Joint                            // 共同处理者: decides with the handler (PIPL 20)
	Successor                        // 合并、分立等的接收方: takes over what the handler held (PIPL 22)
)

var relationshipNames = []string{"", "independent", "entrusted", "joint", "successor"}

var relationshipLabels = [...]law.Text{
	RelationshipUnknown: {ZH: "未知", EN: "unknown"},
	Independent:         {ZH: "个人信息处理者", EN: "handler of its own"},
	Entrusted:           {ZH: "受托人", EN: "entrusted party"},
	Joint:               {ZH: "共同处理者", EN: "joint handler"},
	Successor:           {ZH: "合并、分立等的接收方", EN: "successor"},
}

// Label returns the name of r for readers, in Chinese or English.
func (r Relationship) Label(tag language.Tag) string {
	if int(r) >= len(relationshipLabels) {
		r = RelationshipUnknown
	}
	return relationshipLabels[r].In(tag)
}

// String returns the name of r, as in JSON.
func (r Relationship) String() string { return enum.String(r, relationshipNames) }

// MarshalText returns the name of r, and an error if it has none.
func (r Relationship) MarshalText() ([]byte, error) {
	return enum.Text(r, relationshipNames, "consent: relationship")
}

// UnmarshalText reads the name of a relationship.
func (r *Relationship) UnmarshalText(text []byte) error {
	return enum.Parse(r, text, relationshipNames, "consent: relationship")
}

// Revision is an earlier version of the notice.
type Revision struct {
	Version   string   `json:"version"`
	Effective law.Date `json:"effective"`
	// Changes are what it changed against the one before it.
	Changes []Change `json:"changes,omitempty"`
}

// Change is one difference between a version of the notice and the one before.
type Change struct {
	Aspect Aspect `json:"aspect"`
	// Purposes are the purposes touched; empty means all.
	Purposes []Purpose `json:"purposes,omitempty"`
	// Kinds are the kinds touched; empty means all.
	Kinds []identifiers.Kind `json:"kinds,omitempty"`
}

// Aspect is what a change of the notice is about.
type Aspect uint8

// The aspects. Only the first three make consent be asked for again (PIPL
// 14(2)); the others are to be told (PIPL 17(2)).
const (
	AspectUnknown   Aspect = iota
	AspectPurpose          // 处理目的
	AspectMethod           // 处理方式
	AspectKind             // 个人信息的种类
	AspectRecipient        // 接收方
	AspectControl          // 控制权, as in a merger
	AspectRights           // 个人行使权利的方式
	AspectContact          // 责任部门、联络方式
	AspectRetention        // 保存期限
	AspectRisk             // 影响评估表明存在高风险
)

var aspectNames = []string{
	"", "purpose", "method", "kind", "recipient", "control", "rights", "contact", "retention", "risk",
}

// String returns the name of a, as in JSON.
func (a Aspect) String() string { return enum.String(a, aspectNames) }

// MarshalText returns the name of a, and an error if it has none.
func (a Aspect) MarshalText() ([]byte, error) { return enum.Text(a, aspectNames, "consent: aspect") }

// UnmarshalText reads the name of an aspect.
func (a *Aspect) UnmarshalText(text []byte) error {
	return enum.Parse(a, text, aspectNames, "consent: aspect")
}

var aspectLabels = [...]law.Text{
	AspectUnknown:   {ZH: "未知的变更", EN: "unknown change"},
	AspectPurpose:   {ZH: "处理目的", EN: "purpose"},
	AspectMethod:    {ZH: "处理方式", EN: "method"},
	AspectKind:      {ZH: "个人信息的种类", EN: "kinds of information"},
	AspectRecipient: {ZH: "接收方", EN: "recipients"},
	AspectControl:   {ZH: "控制权", EN: "control"},
	AspectRights:    {ZH: "个人权利及其行使方式", EN: "rights and how to use them"},
	AspectContact:   {ZH: "责任部门、联络方式", EN: "department and contact"},
	AspectRetention: {ZH: "保存期限", EN: "time of keeping"},
	AspectRisk:      {ZH: "影响评估表明存在高风险", EN: "a high risk that an assessment found"},
}

// Label returns the name of a for readers, in Chinese or English.
func (a Aspect) Label(tag language.Tag) string {
	if int(a) >= len(aspectLabels) {
		a = AspectUnknown
	}
	return aspectLabels[a].In(tag)
}

// NeedsConsent reports whether a change in a makes the consent given before
// insufficient (PIPL 14(2)).
func (a Aspect) NeedsConsent() bool {
	return a == AspectPurpose || a == AspectMethod || a == AspectKind
}
