package retention

import "github.com/khtong/privacykit/law"

import "golang.org/x/text/language"

// Event is the id of something that happens to a record or its data subject and from which a period is counted. Ids are
// lower-case ASCII letters, digits and underscores, begin with a letter and are at most 64 bytes long. A host may use ids of
// its own in its classes.
type Event string

// The events of the catalogue, and those from which promises and deletion duties usually run.
const (
	// Business.

	TransactionCompleted      Event = "transaction_completed"       // 交易完成
	TransactionBooked         Event = "transaction_booked"          // 交易记账
	BusinessRelationshipEnded Event = "business_relationship_ended" // 业务关系结束
	ContractEnded             Event = "contract_ended"              // 合同终止
	EngagementEnded           Event = "engagement_ended"            // 委托结束
	ServiceEnded              Event = "service_ended"               // 服务终止
	MerchantLeftPlatform      Event = "merchant_left_platform"      // 经营者退出平台
	AdPublicationEnded        Event = "ad_publication_ended"        // 广告发布终了
	AuctionContractEnded      Event = "auction_contract_ended"      // 委托拍卖合同终止
	InsuranceContractEnded    Event = "insurance_contract_ended"    // 保险合同终止
	FundAccountClosed         Event = "fund_account_closed"         // 基金账户销户
	InvoiceIssued             Event = "invoice_issued"              // 开具发票
	FiscalYearEnded           Event = "fiscal_year_ended"           // 会计年度终了
	AssetScrapped             Event = "asset_scrapped_and_cleared"  // 固定资产报废清理
	WagePaid                  Event = "wage_paid"                   // 工资支付
	AdviceProvided            Event = "advice_provided"             // 提供投资咨询
	MeasureTaken              Event = "measure_taken"               // 采取处置措施
	ShelfLifeEnded            Event = "shelf_life_ended"            // 保质期届满

	// Records.

	RecordCreated         Event = "record_created"                   // 记录形成
	LogCreated            Event = "log_created"                      // 日志生成
	LedgerCreated         Event = "ledger_created"                   // 台账形成
	DataGenerated         Event = "data_generated"                   // 数据生成
	VideoRecorded         Event = "video_recorded"                   // 视频录制
	LiveStreamEnded       Event = "live_stream_ended"                // 直播结束
	ContentPublished      Event = "content_published"                // 内容发布
	ContentProvided       Event = "content_provided"                 // 提供内容
	CertificateExpired    Event = "certificate_expired_or_invalid"   // 电子签名认证证书失效
	AdverseBehaviourEnded Event = "adverse_behaviour_or_event_ended" // 不良行为或者事件终止
	OutpatientVisited     Event = "outpatient_visited"               // 门诊就诊
	PatientDischarged     Event = "patient_discharged"               // 患者出院
	ClinicalResearchEnded Event = "clinical_research_ended"          // 临床研究结束

	// The data subject and the purpose: PIPL, Art. 47(1).

	PurposeAchieved    Event = "purpose_achieved"    // 处理目的已实现、无法实现或者不再必要
	ConsentWithdrawn   Event = "consent_withdrawn"   // 撤回同意
	DeletionRequested  Event = "deletion_requested"  // 请求删除
	InformationDeleted Event = "information_deleted" // 个人或者我们删除信息
	AccountClosed      Event = "account_closed"      // 注销账号
)

var eventNames = map[Event]law.Text{
	TransactionCompleted:      {ZH: "交易完成", EN: "the completion of the transaction"},
	TransactionBooked:         {ZH: "交易记账", EN: "the booking of the transaction"},
	BusinessRelationshipEnded: {ZH: "业务关系结束", EN: "the end of the business relationship"},
	ContractEnded:             {ZH: "合同终止", EN: "the end of the contract"},
	EngagementEnded:           {ZH: "委托结束", EN: "the end of the engagement"},
	ServiceEnded:              {ZH: "服务终止", EN: "the end of the service"},
	MerchantLeftPlatform:      {ZH: "经营者退出平台", EN: "the merchant's leaving the platform"},
	AdPublicationEnded:        {ZH: "广告发布终了", EN: "the end of the advertisement"},
	AuctionContractEnded:      {ZH: "委托拍卖合同终止", EN: "the end of the auction contract"},
	InsuranceContractEnded:    {ZH: "保险合同终止", EN: "the end of the insurance contract"},
	FundAccountClosed:         {ZH: "基金账户销户", EN: "the closing of the fund account"},
	InvoiceIssued:             {ZH: "开具发票", EN: "the issue of the invoice"},
	FiscalYearEnded:           {ZH: "会计年度终了", EN: "the end of the fiscal year"},
	AssetScrapped:             {ZH: "固定资产报废清理", EN: "the scrapping of the asset"},
	WagePaid:                  {ZH: "工资支付", EN: "the payment of wages"},
	AdviceProvided:            {ZH: "提供投资咨询", EN: "the giving of advice"},
	MeasureTaken:              {ZH: "采取处置措施", EN: "the measure taken"},
	ShelfLifeEnded:            {ZH: "保质期届满", EN: "the end of the shelf life"},
	RecordCreated:             {ZH: "记录形成", EN: "the creation of the record"},
	LogCreated:                {ZH: "日志生成", EN: "the creation of the log"},
	LedgerCreated:             {ZH: "台账形成", EN: "the creation of the ledger"},
	DataGenerated:             {ZH: "数据生成", EN: "the generation of the data"},
	VideoRecorded:             {ZH: "视频录制", EN: "the recording"},
	LiveStreamEnded:           {ZH: "直播结束", EN: "the end of the live stream"},
	ContentPublished:          {ZH: "内容发布", EN: "the publication of the content"},
	ContentProvided:           {ZH: "提供内容", EN: "the provision of the content"},
	CertificateExpired:        {ZH: "电子签名认证证书失效", EN: "the end of the certificate"},
	AdverseBehaviourEnded:     {ZH: "不良行为或者事件终止", EN: "the end of the adverse behaviour or event"},
	OutpatientVisited:         {ZH: "门诊就诊", EN: "the outpatient visit"},
	PatientDischarged:         {ZH: "患者出院", EN: "the patient's discharge"},
	ClinicalResearchEnded:     {ZH: "临床研究结束", EN: "the end of the clinical research"},
	PurposeAchieved:           {ZH: "处理目的已实现、无法实现或者不再必要", EN: "the end of the purpose"},
	ConsentWithdrawn:          {ZH: "撤回同意", EN: "the withdrawal of consent"},
	DeletionRequested:         {ZH: "请求删除", EN: "the request to delete"},
	InformationDeleted:        {ZH: "信息被删除", EN: "the deletion of the information"},
	AccountClosed:             {ZH: "注销账号", EN: "the closing of the account"},
}

// In returns the event as a noun for people: 交易完成, "the completion of the transaction". An event that the package does
// not know gives its id.
func (e Event) In(tag language.Tag) string {
	if name, ok := eventNames[e]; ok {
		return name.In(tag)
	}
	return string(e)
}

func validID(s string) bool {
	if s == "" || len(s) > 64 || s[0] < 'a' || s[0] > 'z' {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' {
			return false
		}
	}
	return true
}
