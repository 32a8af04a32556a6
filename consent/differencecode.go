package consent

import (
	"errors"

	"golang.org/x/text/language"

	"github.com/khtong/privacykit/law"
)

// DifferenceCode says what changed between two versions of the notice.
type DifferenceCode uint8

// The codes.
const (
	DifferenceUnknown     DifferenceCode = iota
	HandlerReplaced                      // the handler has another name
	ContactChanged                       // another way to reach the handler
	PurposeAdded                         // a purpose that was not declared before
	PurposeReworded                      // another wording, function or necessity of a purpose
	PurposeRemoved                       // a purpose is given up
	KindAdded                            // information that was not processed before
	KindRepurposed                       // information that was processed before, for a further purpose
	KindReclassified                     // another name or sensitivity of a kind of the host's own
	KindRemoved                          // information is no longer processed for a purpose
	ScenarioAdded                        // information is collected in a further scenario
	ScenarioReworded                     // another wording of a scenario
	ScenarioRemoved                      // information is no longer collected in a scenario
	RolesChanged                         // the processing concerns people in other roles
	MethodChanged                        // another handler decides too or instead, or equipment in public places collects
	AlternativeChanged                   // another way, or none, to be verified without the face
	BasesChanged                         // other legal bases or another form of consent
	RetentionChanged                     // other retention classes
	RiskFound                            // the assessment found a high risk
	RecipientAdded                       // a recipient that was not declared before
	RecipientReplaced                    // another name, place, class or capacity of a recipient
	RecipientPurposeAdded                // a recipient receives for a further purpose
	RecipientKindAdded                   // a recipient receives further information
	RecipientNarrowed                    // a recipient receives less
	RecipientChanged                     // another contact, basis, way or time of keeping of a recipient
	RecipientRemoved                     // a recipient receives nothing any more
	PermissionAdded                      // a permission of the device that was not used before
	PermissionChanged                    // a permission is used otherwise
	PermissionRemoved                    // a permission is no longer used
	AutomationAdded                      // an automated decision that was not made before
	AutomationChanged                    // an automated decision is made otherwise
	AutomationRemoved                    // an automated decision is no longer made
	RefusalChanged                       // another way to refuse an automated decision
	ExceptionsChanged                    // other exceptions to consent
	WordingChanged                       // nothing but wording or references changed
)

type differenceRow struct {
	name     string
	aspect   Aspect
	narrower bool // less than before, or other people: no consent given before is insufficient
	text     law.Text
	// recipient says that the change is one of recipients in the list of
	// material changes, whatever its aspect is.
	recipient bool
}

var differenceTable = [...]differenceRow{
	DifferenceUnknown: {name: "unknown", text: law.Text{ZH: "未知的变更", EN: "unknown change"}},
	HandlerReplaced: {
		name: "handler_replaced", aspect: AspectControl,
		text: law.Text{ZH: "个人信息处理者变更", EN: "another handler"},
	},
	ContactChanged: {
		name: "contact_changed", aspect: AspectContact,
		text: law.Text{ZH: "个人信息处理者的联系方式变更", EN: "another way to reach the handler"},
	},
	PurposeAdded: {
		name: "purpose_added", aspect: AspectPurpose,
		text: law.Text{ZH: "新增处理目的", EN: "a new purpose"},
	},
	PurposeReworded: {
		name: "purpose_reworded", aspect: AspectPurpose,
		text: law.Text{ZH: "处理目的的表述、功能或必要性变更", EN: "another wording, function or necessity of a purpose"},
	},
	PurposeRemoved: {
		name: "purpose_removed", aspect: AspectPurpose, narrower: true,
		text: law.Text{ZH: "取消处理目的", EN: "a purpose is given up"},
	},
	KindAdded: {
		name: "kind_added", aspect: AspectKind,
		text: law.Text{ZH: "新增个人信息种类", EN: "further information is processed"},
	},
	KindRepurposed: {
		name: "kind_repurposed", aspect: AspectPurpose,
		text: law.Text{ZH: "已收集的个人信息用于其他目的", EN: "information that is already held gets a further purpose"},
	},
	KindReclassified: {
		name: "kind_reclassified", aspect: AspectKind,
		text: law.Text{ZH: "个人信息种类的名称或敏感性变更", EN: "another name or sensitivity of information"},
	},
	KindRemoved: {
		name: "kind_removed", aspect: AspectKind, narrower: true,
		text: law.Text{ZH: "不再处理的个人信息种类", EN: "information is no longer processed"},
	},
	ScenarioAdded: {
		name: "scenario_added", aspect: AspectMethod,
		text: law.Text{ZH: "新增收集场景", EN: "information is collected in a further scenario"},
	},
	ScenarioReworded: {
		name: "scenario_reworded", aspect: AspectMethod,
		text: law.Text{ZH: "收集场景的表述变更", EN: "another wording of a scenario"},
	},
	ScenarioRemoved: {
		name: "scenario_removed", aspect: AspectMethod, narrower: true,
		text: law.Text{ZH: "取消收集场景", EN: "information is no longer collected in a scenario"},
	},
	RolesChanged: {
		name: "roles_changed", aspect: AspectPurpose, narrower: true,
		text: law.Text{ZH: "涉及的用户角色变更", EN: "the processing concerns people in other roles"},
	},
	MethodChanged: {
		name: "method_changed", aspect: AspectMethod,
		text: law.Text{ZH: "处理身份或者公共场所采集方式变更", EN: "another capacity of ours, or equipment in public places"},
	},
	AlternativeChanged: {
		name: "alternative_changed", aspect: AspectRights,
		text: law.Text{ZH: "人脸以外的验证方式变更", EN: "another way to be verified without the face"},
	},
	BasesChanged: {
		name: "bases_changed", aspect: AspectRights,
		text: law.Text{ZH: "法律依据或同意形式变更", EN: "other legal bases or another form of consent"},
	},
	RetentionChanged: {
		name: "retention_changed", aspect: AspectRetention,
		text: law.Text{ZH: "保存类别变更", EN: "other retention classes"},
	},
	RiskFound: {
		name: "risk_found", aspect: AspectRisk,
		text: law.Text{ZH: "影响评估表明存在高风险", EN: "the assessment found a high risk"},
	},
	RecipientAdded: {
		name: "recipient_added", aspect: AspectRecipient, recipient: true,
		text: law.Text{ZH: "新增接收方", EN: "a new recipient"},
	},
	RecipientReplaced: {
		name: "recipient_replaced", aspect: AspectMethod, recipient: true,
		text: law.Text{ZH: "接收方的名称、所在地、类别或身份变更", EN: "another name, place, class or capacity of a recipient"},
	},
	RecipientPurposeAdded: {
		name: "recipient_purpose_added", aspect: AspectPurpose, recipient: true,
		text: law.Text{ZH: "向接收方提供的目的增加", EN: "a recipient receives for a further purpose"},
	},
	RecipientKindAdded: {
		name: "recipient_kind_added", aspect: AspectKind, recipient: true,
		text: law.Text{ZH: "向接收方提供的信息种类增加", EN: "a recipient receives further information"},
	},
	RecipientNarrowed: {
		name: "recipient_narrowed", aspect: AspectRecipient, narrower: true, recipient: true,
		text: law.Text{ZH: "向接收方提供的范围缩小", EN: "a recipient receives less"},
	},
	RecipientChanged: {
		name: "recipient_changed", aspect: AspectRecipient, recipient: true,
		text: law.Text{ZH: "接收方的联系方式、依据、途径或保存类别变更", EN: "another contact, basis, way or time of keeping of a recipient"},
	},
	RecipientRemoved: {
		name: "recipient_removed", aspect: AspectRecipient, narrower: true, recipient: true,
		text: law.Text{ZH: "取消接收方", EN: "a recipient receives nothing any more"},
	},
	PermissionAdded: {
		name: "permission_added", aspect: AspectMethod,
		text: law.Text{ZH: "新增设备权限", EN: "a new permission of the device"},
	},
	PermissionChanged: {
		name: "permission_changed", aspect: AspectMethod,
		text: law.Text{ZH: "设备权限的使用变更", EN: "a permission of the device is used otherwise"},
	},
	PermissionRemoved: {
		name: "permission_removed", aspect: AspectMethod, narrower: true,
		text: law.Text{ZH: "取消设备权限", EN: "a permission of the device is no longer used"},
	},
	AutomationAdded: {
		name: "automation_added", aspect: AspectMethod,
		text: law.Text{ZH: "新增自动化决策", EN: "a new automated decision"},
	},
	AutomationChanged: {
		name: "automation_changed", aspect: AspectMethod,
		text: law.Text{ZH: "自动化决策变更", EN: "an automated decision is made otherwise"},
	},
	AutomationRemoved: {
		name: "automation_removed", aspect: AspectMethod, narrower: true,
		text: law.Text{ZH: "取消自动化决策", EN: "an automated decision is no longer made"},
	},
	RefusalChanged: {
		name: "refusal_changed", aspect: AspectRights,
		text: law.Text{ZH: "拒绝自动化决策的方式变更", EN: "another way to refuse an automated decision"},
	},
	ExceptionsChanged: {
		name: "exceptions_changed", aspect: AspectRights,
		text: law.Text{ZH: "征得同意的例外变更", EN: "other exceptions to consent"},
	},
	WordingChanged: {name: "wording_changed", text: law.Text{ZH: "仅文字或引用变更", EN: "only wording or references changed"}},
}

// String returns the stable name of c, such as "purpose_added".
func (c DifferenceCode) String() string { return c.row().name }

// MarshalText returns the stable name of c.
func (c DifferenceCode) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads the stable name of a code.
func (c *DifferenceCode) UnmarshalText(text []byte) error {
	for i := range differenceTable {
		if i != int(DifferenceUnknown) && differenceTable[i].name == string(text) {
			*c = DifferenceCode(i) // #nosec G115 -- the table has fewer than 256 rows
			return nil
		}
	}
	return errors.New("consent: difference: unknown name")
}

// In returns what changed, in Chinese or English.
func (c DifferenceCode) In(tag language.Tag) string { return c.row().text.In(tag) }

func (c DifferenceCode) row() *differenceRow {
	if int(c) >= len(differenceTable) {
		c = DifferenceUnknown
	}
	return &differenceTable[c]
}
