package consent

import (
	"golang.org/x/text/language"

	"github.com/khtong/privacykit/internal/enum"
	"github.com/khtong/privacykit/law"
)

// Operation is what is to be done with personal information. The law has gates
// of its own for most of them.
type Operation uint8

// The operations. Handing information to someone is one of Share, Entrust,
// Transfer and, wherever the recipient is outside the mainland, Export.
const (
	OpUnknown         Operation = iota
	Collect                     // 收集
	Use                         // 使用, for a purpose inside the handler
	Share                       // 向其他个人信息处理者提供: provide to another handler (PIPL 23)
	Entrust                     // 委托处理: have processed on the handler's behalf (PIPL 21)
	Transfer                    // 转移 in a merger, division or the like (PIPL 22)
	Publish                     // 公开 (PIPL 25)
	Export                      // 向境外提供 (PIPL 38, 39)
	AutomatedDecision           // 自动化决策 (PIPL 24), by an [Automation] of the register
)

var operationNames = []string{
	"", "collect", "use", "share", "entrust", "transfer", "publish", "export", "automated_decision",
}

var operationLabels = [...]law.Text{
	OpUnknown:         {ZH: "未知的处理", EN: "unknown operation"},
	Collect:           {ZH: "收集", EN: "collect"},
	Use:               {ZH: "使用", EN: "use"},
	Share:             {ZH: "向其他个人信息处理者提供", EN: "share with another handler"},
	Entrust:           {ZH: "委托处理", EN: "entrust"},
	Transfer:          {ZH: "转移", EN: "transfer"},
	Publish:           {ZH: "公开", EN: "publish"},
	Export:            {ZH: "向境外提供", EN: "export"},
	AutomatedDecision: {ZH: "自动化决策", EN: "automated decision"},
}

// String returns the name of o, as in JSON.
func (o Operation) String() string { return enum.String(o, operationNames) }

// MarshalText returns the name of o, and an error if it has none.
func (o Operation) MarshalText() ([]byte, error) {
	return enum.Text(o, operationNames, "consent: operation")
}

// UnmarshalText reads the name of an operation.
func (o *Operation) UnmarshalText(text []byte) error {
	return enum.Parse(o, text, operationNames, "consent: operation")
}

// Label returns the name of o for readers, in Chinese or English.
func (o Operation) Label(tag language.Tag) string {
	if int(o) >= len(operationLabels) {
		o = OpUnknown
	}
	return operationLabels[o].In(tag)
}

// Citation returns the article that sets the gate of o, and the zero Citation
// if the law has none beyond the legal basis.
func (o Operation) Citation() law.Citation {
	switch o {
	case Share:
		return pipl(23, 0, 0)
	case Entrust:
		return pipl(21, 0, 0)
	case Transfer:
		return pipl(22, 0, 0)
	case Publish:
		return pipl(25, 0, 0)
	case Export:
		return pipl(38, 0, 0)
	case AutomatedDecision:
		return pipl(24, 0, 0)
	default:
		return law.Citation{}
	}
}

// Basis is a legal basis of processing (合法性基础), one of the items of PIPL
// 13(1). There is no "legitimate interest" among them.
type Basis uint8

// The legal bases. Under all but Consent no consent is needed (PIPL 13(2));
// notice, necessity and security duties stay.
const (
	BasisUnknown      Basis = iota
	Consent                 // item 1: consent of the individual
	Contract                // item 2: necessary for a contract to which the individual is a party
	HumanResources          // item 2: HR management under lawful labour rules and a collective contract
	StatutoryDuty           // item 3: necessary for a statutory function or duty
	Emergency               // item 4: public-health emergency, or urgent protection of life, health, property
	News                    // item 5: news or supervision by public opinion, in the public interest
	PublicInformation       // item 6: made public by the individual or otherwise lawfully
	OtherLaw                // item 7: another case of a law or administrative regulation
)

var basisNames = []string{
	"", "consent", "contract", "human_resources", "statutory_duty", "emergency", "news",
	"public_information", "other_law",
}

var basisTable = [...]struct {
	item  int
	label law.Text
}{
	BasisUnknown:      {0, law.Text{ZH: "未知", EN: "unknown"}},
	Consent:           {1, law.Text{ZH: "取得个人的同意", EN: "consent of the individual"}},
	Contract:          {2, law.Text{ZH: "订立、履行合同所必需", EN: "necessary to conclude or perform a contract with the individual"}},
	HumanResources:    {2, law.Text{ZH: "人力资源管理所必需", EN: "necessary for human-resources management"}},
	StatutoryDuty:     {3, law.Text{ZH: "履行法定职责或者法定义务所必需", EN: "necessary for a statutory function or duty"}},
	Emergency:         {4, law.Text{ZH: "应对突发公共卫生事件或者紧急情况所必需", EN: "necessary in an emergency"}},
	News:              {5, law.Text{ZH: "为公共利益实施新闻报道、舆论监督", EN: "news reporting in the public interest"}},
	PublicInformation: {6, law.Text{ZH: "已公开的个人信息", EN: "information that is already public"}},
	OtherLaw:          {7, law.Text{ZH: "法律、行政法规规定的其他情形", EN: "another law or administrative regulation"}},
}

// String returns the name of b, as in JSON.
func (b Basis) String() string { return enum.String(b, basisNames) }

// MarshalText returns the name of b, and an error if it has none.
func (b Basis) MarshalText() ([]byte, error) { return enum.Text(b, basisNames, "consent: basis") }

// UnmarshalText reads the name of a basis.
func (b *Basis) UnmarshalText(text []byte) error {
	return enum.Parse(b, text, basisNames, "consent: basis")
}

// Citation returns the item of PIPL 13(1) that b stands for, and the zero
// Citation if b is not a basis.
func (b Basis) Citation() law.Citation {
	if !b.valid() {
		return law.Citation{}
	}
	return pipl(13, 1, basisTable[b].item)
}

// Label returns the name of b for readers, in Chinese or English. A privacy
// policy may word it otherwise: see [BasisRef].
func (b Basis) Label(tag language.Tag) string {
	if !b.valid() {
		b = BasisUnknown
	}
	return basisTable[b].label.In(tag)
}

func (b Basis) valid() bool { return b != BasisUnknown && int(b) < len(basisTable) }

func pipl(article, paragraph, item int) law.Citation {
	return law.Citation{Statute: law.PIPL, Article: article, Paragraph: paragraph, Item: item}
}
