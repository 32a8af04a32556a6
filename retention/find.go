package retention

import (
	"iter"
	"strings"

	"golang.org/x/text/language"

	"github.com/khtong/privacykit/law"
)

// Sector is the trade or the subject that a rule of the catalogue belongs to. It helps to find a rule and decides nothing: whom a rule
// binds is in [Rule].AppliesTo.
type Sector uint8

// The sectors.
const (
	SectorUnknown Sector = iota
	Privacy              // 个人信息保护: records that the law on personal information itself asks for
	Commerce             // 电子商务、网络交易
	Internet             // 网络与互联网信息服务
	Finance              // 金融、支付、反洗钱
	Accounting           // 会计、税务、发票、评估
	Employment           // 劳动用工
	Surveillance         // 视频监控、保安
	Advertising          // 广告、版权
	Transport            // 交通、快递
	FoodAndDrugs         // 食品、药品
	Health               // 医疗
	Education            // 教育
	Government           // 政务、统计
	Industry             // 工业、碳排放、出口管制
)

var sectorTable = [...]struct {
	name string
	text law.Text
}{
	SectorUnknown: {"", law.Text{ZH: "未分类", EN: "not classified"}},
	Privacy:       {"privacy", law.Text{ZH: "个人信息保护", EN: "personal information"}},
	Commerce:      {"commerce", law.Text{ZH: "电子商务、网络交易", EN: "e-commerce and trade"}},
	Internet:      {"internet", law.Text{ZH: "网络与互联网信息服务", EN: "networks and internet services"}},
	Finance:       {"finance", law.Text{ZH: "金融、支付、反洗钱", EN: "finance, payment, anti-money-laundering"}},
	Accounting:    {"accounting", law.Text{ZH: "会计、税务、发票、评估", EN: "accounting, tax, invoices, appraisal"}},
	Employment:    {"employment", law.Text{ZH: "劳动用工", EN: "employment"}},
	Surveillance:  {"surveillance", law.Text{ZH: "视频监控、保安", EN: "video surveillance and security"}},
	Advertising:   {"advertising", law.Text{ZH: "广告、版权", EN: "advertising and copyright"}},
	Transport:     {"transport", law.Text{ZH: "交通、快递", EN: "transport and express delivery"}},
	FoodAndDrugs:  {"food_and_drugs", law.Text{ZH: "食品、药品", EN: "food and drugs"}},
	Health:        {"health", law.Text{ZH: "医疗", EN: "health"}},
	Education:     {"education", law.Text{ZH: "教育", EN: "education"}},
	Government:    {"government", law.Text{ZH: "政务、统计", EN: "government and statistics"}},
	Industry:      {"industry", law.Text{ZH: "工业、碳排放、出口管制", EN: "industry, carbon, export control"}},
}

// String returns the name of the sector, such as "commerce", and "unknown" for SectorUnknown and all numbers that are none.
func (s Sector) String() string {
	if s == SectorUnknown || int(s) >= len(sectorTable) {
		return "unknown"
	}
	return sectorTable[s].name
}

// Label returns the sector for people, in Chinese or English.
func (s Sector) Label(tag language.Tag) string {
	if int(s) >= len(sectorTable) {
		s = SectorUnknown
	}
	return sectorTable[s].text.In(tag)
}

// RuleQuery selects rules. Each field that is not zero narrows the selection.
type RuleQuery struct {
	Sector  Sector
	On      law.Date    // in force on that day
	Statute law.Statute // in that statute
	Words   string      // in what the records are called or whom it binds, in Chinese or English, whatever the case
	Start   Event       // counted from that event
}

// FindRules yields the rules of the catalogue that a query selects.
//
//	for r := range retention.FindRules(retention.RuleQuery{Sector: retention.Finance, On: law.MustDate(2026, 11, 26)}) { … }
func FindRules(q RuleQuery) iter.Seq[Rule] {
	words := strings.ToLower(q.Words)
	return func(yield func(Rule) bool) {
		for _, r := range rules {
			switch {
			case q.Sector != SectorUnknown && r.Sector != q.Sector,
				!q.On.IsZero() && !r.InForce(q.On),
				q.Statute != "" && r.Citation.Statute != q.Statute,
				q.Start != "" && r.Start != q.Start,
				words != "" && !strings.Contains(strings.ToLower(r.Records.ZH+"\n"+r.Records.EN+"\n"+r.AppliesTo), words):
				continue
			}
			if !yield(r) {
				return
			}
		}
	}
}
