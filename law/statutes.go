package law

// The statutes that this package knows. Their full Chinese titles stand beside them; [Statute.Title] has the English ones.
const (
	// Laws.

	PIPL                   Statute = "pipl"                      // 中华人民共和国个人信息保护法
	EcommerceLaw           Statute = "ecommerce_law"             // 中华人民共和国电子商务法
	CybersecurityLaw       Statute = "cybersecurity_law"         // 中华人民共和国网络安全法
	DataSecurityLaw        Statute = "data_security_law"         // 中华人民共和国数据安全法
	CivilCode              Statute = "civil_code"                // 中华人民共和国民法典
	CivilProcedureLaw      Statute = "civil_procedure_law"       // 中华人民共和国民事诉讼法
	MinorsProtectionLaw    Statute = "minors_protection_law"     // 中华人民共和国未成年人保护法
	AntiMoneyLaunderingLaw Statute = "anti_money_laundering_law" // 中华人民共和国反洗钱法
	ElectronicSignatureLaw Statute = "electronic_signature_law"  // 中华人民共和国电子签名法
	AdvertisingLaw         Statute = "advertising_law"           // 中华人民共和国广告法
	AccountingLaw          Statute = "accounting_law"            // 中华人民共和国会计法
	InsuranceLaw           Statute = "insurance_law"             // 中华人民共和国保险法
	LabourContractLaw      Statute = "labour_contract_law"       // 中华人民共和国劳动合同法
	CounterTerrorismLaw    Statute = "counter_terrorism_law"     // 中华人民共和国反恐怖主义法
	AntiTelecomFraudLaw    Statute = "anti_telecom_fraud_law"    // 中华人民共和国反电信网络诈骗法
	AuctionLaw             Statute = "auction_law"               // 中华人民共和国拍卖法
	FuturesLaw             Statute = "futures_law"               // 中华人民共和国期货和衍生品法
	MentalHealthLaw        Statute = "mental_health_law"         // 中华人民共和国精神卫生法
	SecuritiesFundLaw      Statute = "securities_fund_law"       // 中华人民共和国证券投资基金法
	SecuritiesLaw          Statute = "securities_law"            // 中华人民共和国证券法
	AssetAppraisalLaw      Statute = "asset_appraisal_law"       // 中华人民共和国资产评估法
	FoodSafetyLaw          Statute = "food_safety_law"           // 中华人民共和国食品安全法

	// Administrative regulations.

	NetworkDataRegulation         Statute = "network_data_regulation"         // 网络数据安全管理条例
	MinorsNetworkRegulation       Statute = "minors_network_regulation"       // 未成年人网络保护条例
	ConsumerRightsRegulation      Statute = "consumer_rights_regulation"      // 中华人民共和国消费者权益保护法实施条例
	CreditReportingRegulation     Statute = "credit_reporting_regulation"     // 征信业管理条例
	ExpressRegulation             Statute = "express_regulation"              // 快递暂行条例
	PublicVideoRegulation         Statute = "public_video_regulation"         // 公共安全视频图像信息系统管理条例
	NonBankPaymentRegulation      Statute = "non_bank_payment_regulation"     // 非银行支付机构监督管理条例
	HumanGeneticRegulation        Statute = "human_genetic_regulation"        // 中华人民共和国人类遗传资源管理条例
	InternetServiceMeasures       Statute = "internet_service_measures"       // 互联网信息服务管理办法
	InternetPremisesRegulation    Statute = "internet_premises_regulation"    // 互联网上网服务营业场所管理条例
	TaxCollectionRules            Statute = "tax_collection_rules"            // 中华人民共和国税收征收管理法实施细则
	InvoiceMeasures               Statute = "invoice_measures"                // 中华人民共和国发票管理办法
	PlatformTaxRegulation         Statute = "platform_tax_regulation"         // 互联网平台企业涉税信息报送规定
	HumanResourcesRegulation      Statute = "human_resources_regulation"      // 人力资源市场暂行条例
	HousingRentalRegulation       Statute = "housing_rental_regulation"       // 住房租赁条例
	SecurityGuardRegulation       Statute = "security_guard_regulation"       // 保安服务管理条例
	MigrantWagesRegulation        Statute = "migrant_wages_regulation"        // 保障农民工工资支付条例
	EntertainmentVenuesRegulation Statute = "entertainment_venues_regulation" // 娱乐场所管理条例
	GovernmentDataRegulation      Statute = "government_data_regulation"      // 政务数据共享条例
	FuneralRegulation             Statute = "funeral_regulation"              // 殡葬管理条例
	BiomedicalResearchRegulation  Statute = "biomedical_research_regulation"  // 生物医学新技术临床研究和临床转化应用管理条例
	CarbonTradingRegulation       Statute = "carbon_trading_regulation"       // 碳排放权交易管理暂行条例
	DualUseRegulation             Statute = "dual_use_regulation"             // 中华人民共和国两用物项出口管制条例
	StatisticsRegulation          Statute = "statistics_regulation"           // 中华人民共和国统计法实施条例
	CopyrightCollectiveRegulation Statute = "copyright_collective_regulation" // 著作权集体管理条例
	SecuritiesAdviceMeasures      Statute = "securities_advice_measures"      // 证券、期货投资咨询管理暂行办法
	HolidayRegulation             Statute = "holiday_regulation"              // 全国年节及纪念日放假办法
	WorkingHoursRegulation        Statute = "working_hours_regulation"        // 国务院关于职工工作时间的规定

	// Judicial interpretations.

	FaceJudicialProvisions          Statute = "face_judicial_provisions"           // 最高人民法院关于审理使用人脸识别技术处理个人信息相关民事案件适用法律若干问题的规定
	OnlineJudicialAuctionProvisions Statute = "online_judicial_auction_provisions" // 最高人民法院关于人民法院网络司法拍卖若干问题的规定

	// Departmental rules.

	FaceRecognitionMeasures         Statute = "face_recognition_measures"         // 人脸识别技术应用安全管理办法
	ComplianceAuditMeasures         Statute = "compliance_audit_measures"         // 个人信息保护合规审计管理办法
	ComplianceAuditGuidelines       Statute = "compliance_audit_guidelines"       // 个人信息保护合规审计指引
	ExportContractMeasures          Statute = "export_contract_measures"          // 个人信息出境标准合同办法
	ExportContract                  Statute = "export_contract"                   // 个人信息出境标准合同
	CrossBorderFlowProvisions       Statute = "cross_border_flow_provisions"      // 促进和规范数据跨境流动规定
	ChildrenOnlineProvisions        Statute = "children_online_provisions"        // 儿童个人信息网络保护规定
	IncidentReportMeasures          Statute = "incident_report_measures"          // 国家网络安全事件报告管理办法
	IncidentGradingGuidelines       Statute = "incident_grading_guidelines"       // 网络安全事件分级指南
	AlgorithmProvisions             Statute = "algorithm_provisions"              // 互联网信息服务算法推荐管理规定
	DeepSynthesisProvisions         Statute = "deep_synthesis_provisions"         // 互联网信息服务深度合成管理规定
	GenerativeAIMeasures            Statute = "generative_ai_measures"            // 生成式人工智能服务管理暂行办法
	InternetAdvertisingMeasures     Statute = "internet_advertising_measures"     // 互联网广告管理办法
	OnlineTradingMeasures           Statute = "online_trading_measures"           // 网络交易监督管理办法
	LiveEcommerceMeasures           Statute = "live_ecommerce_measures"           // 直播电商监督管理办法
	LiveMarketingMeasures           Statute = "live_marketing_measures"           // 网络直播营销管理办法（试行）
	LiveStreamingProvisions         Statute = "live_streaming_provisions"         // 互联网直播服务管理规定
	SecurityMeasuresOrder82         Statute = "security_measures_order_82"        // 互联网安全保护技术措施规定
	UnfairCompetitionProvisions     Statute = "unfair_competition_provisions"     // 网络反不正当竞争暂行规定
	RideHailingMeasures             Statute = "ride_hailing_measures"             // 网络预约出租汽车经营服务管理暂行办法
	CosmeticsMeasures               Statute = "cosmetics_measures"                // 化妆品生产经营监督管理办法
	DrugOnlineSalesMeasures         Statute = "drug_online_sales_measures"        // 药品网络销售监督管理办法
	CateringOnlineMeasures          Statute = "catering_online_measures"          // 网络餐饮服务食品安全监督管理办法
	OnlineTravelProvisions          Statute = "online_travel_provisions"          // 在线旅游经营服务管理暂行规定
	OnlineRecruitmentProvisions     Statute = "online_recruitment_provisions"     // 网络招聘服务管理规定
	MailRealNameMeasures            Statute = "mail_real_name_measures"           // 邮件快件实名收寄管理办法
	CustomerRecordsMeasures2007     Statute = "customer_records_measures_2007"    // 金融机构客户身份识别和客户身份资料及交易记录保存管理办法
	CustomerRecordsMeasures2025     Statute = "customer_records_measures_2025"    // 金融机构客户尽职调查和客户身份资料及交易记录保存管理办法
	AccountingArchivesMeasures      Statute = "accounting_archives_measures"      // 会计档案管理办法
	WagePaymentProvisions           Statute = "wage_payment_provisions"           // 工资支付暂行规定
	MedicalInstitutionRules         Statute = "medical_institution_rules"         // 医疗机构管理条例实施细则
	GovernmentCertificationMeasures Statute = "government_certification_measures" // 电子政务电子认证服务管理办法

	// Normative documents.

	AppViolationMethods             Statute = "app_violation_methods"             // App违法违规收集使用个人信息行为认定方法
	GeneratedContentLabelMeasures   Statute = "generated_content_label_measures"  // 人工智能生成合成内容标识办法
	IndustryDataMeasures            Statute = "industry_data_measures"            // 工业和信息化领域数据安全管理办法（试行）
	GovernmentApplicationProvisions Statute = "government_application_provisions" // 互联网政务应用安全管理规定
	AccountingFirmDataMeasures      Statute = "accounting_firm_data_measures"     // 会计师事务所数据安全管理暂行办法
	OnlineTutoringOpinions          Statute = "online_tutoring_opinions"          // 教育部等六部门关于规范校外线上培训的实施意见
	ProtectionOfficerNotice         Statute = "protection_officer_notice"         // 国家互联网信息办公室关于开展个人信息保护负责人信息报送工作的公告

	// Standards.

	GBT35273 Statute = "gbt_35273_2020" // 信息安全技术 个人信息安全规范
	GBT37964 Statute = "gbt_37964_2019" // 信息安全技术 个人信息去标识化指南
	GBT41833 Statute = "gbt_41833_2022" // 快递电子运单
	GBT42460 Statute = "gbt_42460_2023" // 信息安全技术 个人信息去标识化效果评估指南
	GBT45574 Statute = "gbt_45574_2025" // 数据安全技术 敏感个人信息处理安全要求
	JRT0171  Statute = "jrt_0171_2020"  // 个人金融信息保护技术规范

	// The operator's own promise.

	PrivacyPolicy Statute = "privacy_policy" // 隐私政策
)
