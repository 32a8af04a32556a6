package rights

import (
	"golang.org/x/text/language"

	"github.com/khtong/privacykit/internal/enum"
	"github.com/khtong/privacykit/law"
)

// Right is what a person asks for.
type Right uint8

// The rights of chapter IV of the PIPL and of its Art. 15 and 24, and what
// privacy policies call them.
const (
	RightUnknown    Right = iota
	Query                 // 查阅: see one's information (PIPL 45(1))
	Copy                  // 复制: get a copy (PIPL 45(1))
	Transfer              // 转移: have it handed to another handler (PIPL 45(3))
	Correct               // 更正: have what is wrong corrected (PIPL 46)
	Supplement            // 补充: have what is missing added (PIPL 46)
	Delete                // 删除 (PIPL 47)
	Withdraw              // 撤回同意: withdraw or change consent (PIPL 15)
	CloseAccount          // 注销账号 (Network Data Regulations 23, 24)
	Restrict              // 限制或者拒绝处理 (PIPL 44)
	ExplainRules          // 解释说明处理规则: have the processing rules explained (PIPL 48)
	ExplainDecision       // 对自动化决策予以说明: have an automated decision explained (PIPL 24(3))
	RefuseDecision        // 拒绝仅通过自动化决策作出决定: have a human being decide (PIPL 24(3))
)

var rightNames = []string{
	"", "query", "copy", "transfer", "correct", "supplement", "delete", "withdraw", "close_account", "restrict",
	"explain_rules", "explain_decision", "refuse_decision",
}

var rightTable = [...]struct {
	text law.Text
	cite law.Citation
}{
	RightUnknown:    {law.Text{ZH: "未知的请求", EN: "unknown request"}, law.Citation{}},
	Query:           {law.Text{ZH: "查阅个人信息", EN: "see the information"}, pipl(45, 1, 0)},
	Copy:            {law.Text{ZH: "复制个人信息", EN: "get a copy of the information"}, pipl(45, 1, 0)},
	Transfer:        {law.Text{ZH: "转移个人信息", EN: "transfer the information to another handler"}, pipl(45, 3, 0)},
	Correct:         {law.Text{ZH: "更正个人信息", EN: "correct the information"}, pipl(46, 1, 0)},
	Supplement:      {law.Text{ZH: "补充个人信息", EN: "complete the information"}, pipl(46, 1, 0)},
	Delete:          {law.Text{ZH: "删除个人信息", EN: "delete the information"}, pipl(47, 1, 0)},
	Withdraw:        {law.Text{ZH: "撤回同意", EN: "withdraw consent"}, pipl(15, 1, 0)},
	CloseAccount:    {law.Text{ZH: "注销账号", EN: "close the account"}, law.Citation{Statute: law.NetworkDataRegulation, Article: 23}},
	Restrict:        {law.Text{ZH: "限制或者拒绝处理个人信息", EN: "restrict or refuse the processing"}, pipl(44, 0, 0)},
	ExplainRules:    {law.Text{ZH: "解释说明个人信息处理规则", EN: "explain the processing rules"}, pipl(48, 0, 0)},
	ExplainDecision: {law.Text{ZH: "说明自动化决策", EN: "explain an automated decision"}, pipl(24, 3, 0)},
	RefuseDecision:  {law.Text{ZH: "拒绝仅通过自动化决策作出的决定", EN: "refuse a decision made by automated means only"}, pipl(24, 3, 0)},
}

func pipl(article, paragraph, item int) law.Citation {
	return law.Citation{Statute: law.PIPL, Article: article, Paragraph: paragraph, Item: item}
}

// String returns the name of r, as in JSON.
func (r Right) String() string { return enum.String(r, rightNames) }

// MarshalText returns the name of r, and an error if it has none.
func (r Right) MarshalText() ([]byte, error) { return enum.Text(r, rightNames, "rights: right") }

// UnmarshalText reads the name of a right.
func (r *Right) UnmarshalText(text []byte) error {
	return enum.Parse(r, text, rightNames, "rights: right")
}

// Label returns what is asked for, for readers, in Chinese or English.
func (r Right) Label(tag language.Tag) string { return r.row().text.In(tag) }

// Citation returns the article that gives the right, and the zero Citation for
// an unknown one.
func (r Right) Citation() law.Citation { return r.row().cite }

func (r Right) row() struct {
	text law.Text
	cite law.Citation
} {
	if int(r) >= len(rightTable) {
		r = RightUnknown
	}
	return rightTable[r]
}

// afterDeath reports whether a near relative may exercise r for the dead: the
// rights that PIPL 49 names, and supplementing as a part of correcting. Whether
// its 等 covers others is a question for counsel.
func (r Right) afterDeath() bool {
	return r == Query || r == Copy || r == Correct || r == Supplement || r == Delete
}

// Capacity is in which capacity somebody asks.
type Capacity uint8

// The capacities.
const (
	CapacityUnknown Capacity = iota
	Self                     // 本人
	Guardian                 // 监护人, for a minor (Minors Network Regulation 34)
	NearRelative             // 近亲属, for the dead (PIPL 49, Civil Code 1045(2))
	Agent                    // 受托人, with a power of attorney (Civil Code 165)
)

var capacityNames = []string{"", "self", "guardian", "near_relative", "agent"}

// String returns the name of c, as in JSON.
func (c Capacity) String() string { return enum.String(c, capacityNames) }

// MarshalText returns the name of c, and an error if it has none.
func (c Capacity) MarshalText() ([]byte, error) {
	return enum.Text(c, capacityNames, "rights: capacity")
}

// UnmarshalText reads the name of a capacity.
func (c *Capacity) UnmarshalText(text []byte) error {
	return enum.Parse(c, text, capacityNames, "rights: capacity")
}

// Relation is the relation of somebody to a person who died.
type Relation uint8

// The relations. The first six groups are the near relatives of Civil Code
// 1045(2); a policy may say "direct relatives or executors", which leaves out the
// spouse and siblings that the law has, and adds an executor that it has not.
const (
	RelationUnknown Relation = iota
	Spouse                   // 配偶
	Parent                   // 父母
	Child                    // 子女
	Sibling                  // 兄弟姐妹
	Grandparent              // 祖父母、外祖父母
	Grandchild               // 孙子女、外孙子女
	OtherRelation            // anyone else, an executor (遗产管理人) among them
)

var relationNames = []string{"", "spouse", "parent", "child", "sibling", "grandparent", "grandchild", "other"}

// String returns the name of r, as in JSON.
func (r Relation) String() string { return enum.String(r, relationNames) }

// MarshalText returns the name of r, and an error if it has none.
func (r Relation) MarshalText() ([]byte, error) {
	return enum.Text(r, relationNames, "rights: relation")
}

// UnmarshalText reads the name of a relation.
func (r *Relation) UnmarshalText(text []byte) error {
	return enum.Parse(r, text, relationNames, "rights: relation")
}

// IsNear reports whether r is that of a near relative (近亲属) by Civil Code
// 1045(2).
func (r Relation) IsNear() bool { return r >= Spouse && r <= Grandchild }

// Answer is a fact that may not be known. What is unknown is never taken for
// yes or no.
type Answer uint8

// The answers.
const (
	Unknown Answer = iota
	Yes
	No
)

// Ground is why information must be deleted: the five cases of PIPL 47(1).
type Ground uint8

// The grounds, in the order of the items of PIPL 47(1).
const (
	GroundUnknown        Ground = iota
	PurposeOver                 // (1) the purpose is reached, impossible or no longer needs the information
	ServiceOrPeriodEnded        // (2) the service ended, or the retention period is over
	ConsentWithdrawn            // (3) consent was withdrawn
	Unlawful                    // (4) processing against law, administrative regulation or agreement
	OtherLaw                    // (5) another case of a law or administrative regulation
)

var groundNames = []string{"", "purpose_over", "service_or_period_ended", "consent_withdrawn", "unlawful", "other_law"}

var groundTexts = [...]law.Text{
	GroundUnknown:        {ZH: "未知的删除情形", EN: "unknown ground"},
	PurposeOver:          {ZH: "处理目的已实现、无法实现或者不再必要", EN: "the purpose is reached, impossible or no longer necessary"},
	ServiceOrPeriodEnded: {ZH: "已停止服务或者保存期限已届满", EN: "the service ended or the retention period is over"},
	ConsentWithdrawn:     {ZH: "个人撤回同意", EN: "consent was withdrawn"},
	Unlawful:             {ZH: "违反法律、行政法规或者约定处理", EN: "processing against the law or the agreement"},
	OtherLaw:             {ZH: "法律、行政法规规定的其他情形", EN: "another case in a law or administrative regulation"},
}

// GroundOfPolicy returns the ground of the law into which the n-th deletion case
// of the usual policies falls, 1 to 5: unlawful processing, collection without
// consent, serious breach of the agreement, no longer using the service or
// closing the account, end of the service. The law does not ask that a breach be
// serious, and has cases that policies leave out. Other numbers give
// GroundUnknown.
func GroundOfPolicy(n int) Ground {
	switch n {
	case 1, 2, 3:
		return Unlawful
	case 4:
		return PurposeOver
	case 5:
		return ServiceOrPeriodEnded
	default:
		return GroundUnknown
	}
}

// String returns the name of g, as in JSON.
func (g Ground) String() string { return enum.String(g, groundNames) }

// MarshalText returns the name of g, and an error if it has none.
func (g Ground) MarshalText() ([]byte, error) { return enum.Text(g, groundNames, "rights: ground") }

// UnmarshalText reads the name of a ground.
func (g *Ground) UnmarshalText(text []byte) error {
	return enum.Parse(g, text, groundNames, "rights: ground")
}

// Label returns the ground for readers, in Chinese or English.
func (g Ground) Label(tag language.Tag) string {
	if int(g) >= len(groundTexts) {
		g = GroundUnknown
	}
	return groundTexts[g].In(tag)
}

// Citation returns the item of PIPL 47(1), and the zero Citation for an unknown
// ground.
func (g Ground) Citation() law.Citation {
	if g == GroundUnknown || g > OtherLaw {
		return law.Citation{}
	}
	return pipl(47, 1, int(g))
}
