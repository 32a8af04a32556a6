package retention

import (
	"iter"
	"slices"

	"github.com/khtong/privacykit/law"
)

// Duty is a provision on keeping, or not keeping, that has no number of its own: it sets a measure (the shortest time necessary), forbids,
// or refers to another law. Nothing is computed from it. Give a ceiling with [PurposeAchieved] for the shortest time necessary, and the
// rule that See names where there is one.
type Duty struct {
	ID          string
	Sector      Sector
	Records     law.Text
	AppliesTo   string   // in English
	Asks        law.Text // what it asks, in short
	See         string   // id of the rule that has the number, if one does
	From, Until law.Date // first and last day in force, as far as known
	Citation    law.Citation
	Verified    bool // as in [Rule]
}

// Duties yields the provisions without a number that the catalogue knows.
func Duties() iter.Seq[Duty] { return slices.Values(duties) }

var duties = []Duty{
	{
		ID: "pipl_general_max", Sector: Privacy, AppliesTo: "personal information processors",
		Records: law.Text{ZH: "个人信息", EN: "personal information"},
		Asks:    law.Text{ZH: "为实现处理目的所必要的最短时间", EN: "no longer than the purpose needs"},
		From:    law.MustDate(2021, 11, 1), Citation: law.Citation{Statute: law.PIPL, Article: 19}, Verified: true,
	},
	{
		ID: "pipl_delete_blocked", Sector: Privacy, AppliesTo: "personal information processors",
		Records: law.Text{ZH: "暂不能删除的个人信息", EN: "personal information that cannot be deleted yet"},
		Asks:    law.Text{ZH: "仅存储并采取安全保护措施", EN: "store and secure it, and nothing else"},
		From:    law.MustDate(2021, 11, 1), Citation: law.Citation{Statute: law.PIPL, Article: 47, Paragraph: 2}, Verified: true,
	},
	{
		ID: "ndsr_retention_notice", Sector: Privacy, AppliesTo: "network data processors",
		Records: law.Text{ZH: "处理规则", EN: "processing rules"},
		Asks:    law.Text{ZH: "告知保存期限、到期后的处理方式或者期限的确定方法", EN: "tell the period and what follows it, or how it is found"},
		From:    law.MustDate(2025, 1, 1), Citation: law.Citation{Statute: law.NetworkDataRegulation, Article: 21, Paragraph: 1, Item: 3}, Verified: true,
	},
	{
		ID: "ndsr_unneeded_or_closed", Sector: Privacy, AppliesTo: "network data processors",
		Records: law.Text{ZH: "非必要个人信息、注销账号的个人信息", EN: "unneeded information, information of a closed account"},
		Asks:    law.Text{ZH: "删除或者匿名化", EN: "delete or anonymise it"},
		From:    law.MustDate(2025, 1, 1), Citation: law.Citation{Statute: law.NetworkDataRegulation, Article: 24}, Verified: true,
	},
	{
		ID: "face_max", Sector: Privacy, AppliesTo: "processors using face recognition",
		Records: law.Text{ZH: "人脸信息", EN: "face information"},
		Asks:    law.Text{ZH: "为实现处理目的所必需的最短时间", EN: "no longer than the purpose needs"},
		From:    law.MustDate(2025, 6, 1), Citation: law.Citation{Statute: law.FaceRecognitionMeasures, Article: 8}, Verified: true,
	},
	{
		ID: "child_rule", Sector: Privacy, AppliesTo: "network operators with information of children under 14",
		Records: law.Text{ZH: "儿童个人信息", EN: "children's personal information"},
		Asks:    law.Text{ZH: "为实现收集、使用目的所必需的期限", EN: "no longer than the purpose needs"},
		From:    law.MustDate(2019, 10, 1), Citation: law.Citation{Statute: law.ChildrenOnlineProvisions, Article: 12},
	},
	{
		ID: "export_pia", Sector: Privacy, AppliesTo: "exporters using the standard contract",
		Records: law.Text{ZH: "出境影响评估报告", EN: "impact assessment reports on exports"},
		Asks:    law.Text{ZH: "开展影响评估；保存期限见个人信息保护法第五十六条", EN: "assess the impact; the period is that of PIPL 56"}, See: "pipl_pia_record",
		From: law.MustDate(2023, 6, 1), Citation: law.Citation{Statute: law.ExportContractMeasures, Article: 5}, Verified: true,
	},
	{
		ID: "algorithm_log", Sector: Internet, AppliesTo: "algorithmic recommendation providers",
		Records: law.Text{ZH: "网络日志", EN: "network logs"},
		Asks:    law.Text{ZH: "依法留存", EN: "keep them as the law says"}, See: "csl_network_log_2026",
		From: law.MustDate(2022, 3, 1), Citation: law.Citation{Statute: law.AlgorithmProvisions, Article: 28, Paragraph: 2}, Verified: true,
	},
	{
		ID: "deep_synthesis_log", Sector: Internet, AppliesTo: "deep synthesis providers",
		Records: law.Text{ZH: "日志信息", EN: "logs"},
		Asks:    law.Text{ZH: "依照法律、行政法规保存", EN: "keep them as laws and regulations say"}, See: "csl_network_log_2026",
		From: law.MustDate(2023, 1, 10), Citation: law.Citation{Statute: law.DeepSynthesisProvisions, Article: 16}, Verified: true,
	},
	{
		ID: "telecom_fraud_dns_log", Sector: Internet, AppliesTo: "domain resolution, redirect and short-link providers",
		Records: law.Text{ZH: "日志信息", EN: "logs"},
		Asks:    law.Text{ZH: "记录并留存", EN: "record and keep them"}, See: "csl_network_log_2026",
		From: law.MustDate(2022, 12, 1), Citation: law.Citation{Statute: law.AntiTelecomFraudLaw, Article: 24}, Verified: true,
	},
	{
		ID: "genai_no_illegal_retention", Sector: Internet, AppliesTo: "generative AI service providers",
		Records: law.Text{ZH: "能够识别使用者身份的输入信息和使用记录", EN: "inputs and usage records that identify the user"},
		Asks:    law.Text{ZH: "不得非法留存", EN: "not to be kept unlawfully"},
		From:    law.MustDate(2023, 8, 15), Citation: law.Citation{Statute: law.GenerativeAIMeasures, Article: 11, Paragraph: 1}, Verified: true,
	},
	{
		ID: "live_marketing_2021", Sector: Commerce, AppliesTo: "live marketing platforms",
		Records: law.Text{ZH: "直播内容、交易信息", EN: "live content and transactions"},
		Asks:    law.Text{ZH: "期限未核实", EN: "the period was not read"}, See: "nta_live_video",
		From: law.MustDate(2021, 5, 25), Citation: law.Citation{Statute: law.LiveMarketingMeasures},
	},
	{
		ID: "rental_platform", Sector: Commerce, AppliesTo: "housing rental information platforms",
		Records: law.Text{ZH: "虚假信息处置记录", EN: "records of false listings"},
		Asks:    law.Text{ZH: "保存并报告", EN: "keep them and report"},
		From:    law.MustDate(2025, 9, 15), Citation: law.Citation{Statute: law.HousingRentalRegulation, Article: 36, Paragraph: 2}, Verified: true,
	},
	{
		ID: "catering_online", Sector: FoodAndDrugs, AppliesTo: "online catering platforms",
		Records: law.Text{ZH: "交易订单信息", EN: "order information"},
		Asks:    law.Text{ZH: "期限未核实", EN: "the period was not read"},
		From:    law.MustDate(2018, 1, 1), Citation: law.Citation{Statute: law.CateringOnlineMeasures},
	},
	{
		ID: "express_realname", Sector: Transport, AppliesTo: "express companies",
		Records: law.Text{ZH: "用户身份信息、寄递信息", EN: "sender identity and shipment data"},
		Asks:    law.Text{ZH: "期限未核实", EN: "the period was not read"},
		From:    law.MustDate(2018, 10, 22), Citation: law.Citation{Statute: law.MailRealNameMeasures},
	},
	{
		ID: "express_waybill", Sector: Transport, AppliesTo: "express companies",
		Records: law.Text{ZH: "快递运单、用户信息电子数据", EN: "waybills and electronic user data"},
		Asks:    law.Text{ZH: "妥善保管数据，定期销毁运单", EN: "keep the data safe, and destroy waybills regularly"},
		From:    law.MustDate(2025, 6, 1), Citation: law.Citation{Statute: law.ExpressRegulation, Article: 35, Paragraph: 1}, Verified: true,
	},
	{
		ID: "fin_cdd_2007_hold", Sector: Finance, AppliesTo: "financial institutions",
		Records: law.Text{ZH: "涉及反洗钱调查的资料", EN: "data under an AML investigation"},
		Asks:    law.Text{ZH: "保存至调查结束", EN: "keep them until the investigation ends: a hold"},
		From:    law.MustDate(2007, 8, 1), Until: law.MustDate(2025, 12, 31), Citation: law.Citation{Statute: law.CustomerRecordsMeasures2007, Article: 29}, Verified: true,
	},
	{
		ID: "payment_records", Sector: Finance, AppliesTo: "non-bank payment institutions",
		Records: law.Text{ZH: "用户资料和交易记录", EN: "user data and transaction records"},
		Asks:    law.Text{ZH: "妥善保存", EN: "keep them safe"}, See: "aml_2025_transaction",
		From: law.MustDate(2024, 5, 1), Citation: law.Citation{Statute: law.NonBankPaymentRegulation, Article: 31}, Verified: true,
	},
	{
		ID: "payment_no_sensitive", Sector: Finance, AppliesTo: "non-bank payment institutions",
		Records: law.Text{ZH: "账户敏感信息", EN: "sensitive account information"},
		Asks:    law.Text{ZH: "不得违反规定留存", EN: "not to be kept against the rules"},
		From:    law.MustDate(2024, 5, 1), Citation: law.Citation{Statute: law.NonBankPaymentRegulation, Article: 26}, Verified: true,
	},
	{
		ID: "accounting_archive_duty", Sector: Accounting, AppliesTo: "all units",
		Records: law.Text{ZH: "会计资料", EN: "accounting records"},
		Asks:    law.Text{ZH: "期限由财政部门会同有关部门制定", EN: "the periods are set by the Ministry of Finance"}, See: "accounting_voucher",
		From: law.MustDate(2024, 7, 1), Citation: law.Citation{Statute: law.AccountingLaw, Article: 23}, Verified: true,
	},
	{
		ID: "platform_tax_info", Sector: Accounting, AppliesTo: "internet platforms",
		Records: law.Text{ZH: "平台内经营者和从业人员涉税信息", EN: "tax information of merchants and workers"},
		Asks:    law.Text{ZH: "规范保存", EN: "keep it in order"},
		From:    law.MustDate(2025, 6, 20), Citation: law.Citation{Statute: law.PlatformTaxRegulation, Article: 9}, Verified: true,
	},
}
