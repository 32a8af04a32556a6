package law

// statutes is read only and in ascending order of the ids. A version has an ID only where several texts are told apart.
var statutes = []statute{
	{
		id: AccountingArchivesMeasures, level: LevelDepartmentalRule,
		zh: "会计档案管理办法", en: "Accounting Archives Measures",
		versions: []Version{{From: MustDate(2016, 1, 1)}},
	},
	{
		id: AccountingFirmDataMeasures, level: LevelNormativeDocument,
		zh: "会计师事务所数据安全管理暂行办法", en: "Interim Data Security Measures for Accounting Firms",
		versions: []Version{{From: MustDate(2024, 10, 1), Verified: true}},
	},
	{
		id: AccountingLaw, level: LevelLaw,
		zh: "中华人民共和国会计法", en: "Accounting Law",
		versions: []Version{{From: MustDate(2024, 7, 1)}},
	},
	{
		id: AdvertisingLaw, level: LevelLaw,
		zh: "中华人民共和国广告法", en: "Advertising Law",
		versions: []Version{{From: MustDate(2021, 4, 29), Verified: true}},
	},
	{
		id: AlgorithmProvisions, level: LevelDepartmentalRule,
		zh: "互联网信息服务算法推荐管理规定", en: "Algorithmic Recommendation Provisions",
		versions: []Version{{From: MustDate(2022, 3, 1), Verified: true}},
	},
	{
		id: AntiMoneyLaunderingLaw, level: LevelLaw,
		zh: "中华人民共和国反洗钱法", en: "Anti-Money Laundering Law",
		versions: []Version{{ID: "2006", From: MustDate(2007, 1, 1), Until: MustDate(2024, 12, 31), Verified: true}, {ID: "2024", From: MustDate(2025, 1, 1), Verified: true}},
	},
	{
		id: AntiTelecomFraudLaw, level: LevelLaw,
		zh: "中华人民共和国反电信网络诈骗法", en: "Law against Telecom and Online Fraud",
		versions: []Version{{From: MustDate(2022, 12, 1), Verified: true}},
	},
	{
		id: AppViolationMethods, level: LevelNormativeDocument,
		zh: "App违法违规收集使用个人信息行为认定方法", en: "Methods for Identifying Unlawful Collection and Use of Personal Information by Apps",
	},
	{
		id: AssetAppraisalLaw, level: LevelLaw,
		zh: "中华人民共和国资产评估法", en: "Asset Appraisal Law",
		versions: []Version{{From: MustDate(2016, 12, 1), Verified: true}},
	},
	{
		id: AuctionLaw, level: LevelLaw,
		zh: "中华人民共和国拍卖法", en: "Auction Law",
		versions: []Version{{From: MustDate(2015, 4, 24), Verified: true}},
	},
	{
		id: BiomedicalResearchRegulation, level: LevelAdministrativeRegulation,
		zh: "生物医学新技术临床研究和临床转化应用管理条例", en: "Regulation on Clinical Research of New Biomedical Technology",
		versions: []Version{{From: MustDate(2026, 5, 1), Verified: true}},
	},
	{
		id: CarbonTradingRegulation, level: LevelAdministrativeRegulation,
		zh: "碳排放权交易管理暂行条例", en: "Interim Carbon Emissions Trading Regulation",
		versions: []Version{{From: MustDate(2024, 5, 1), Verified: true}},
	},
	{
		id: CateringOnlineMeasures, level: LevelDepartmentalRule,
		zh: "网络餐饮服务食品安全监督管理办法", en: "Online Catering Food Safety Measures",
		versions: []Version{{From: MustDate(2018, 1, 1)}},
	},
	{
		id: ChildrenOnlineProvisions, level: LevelDepartmentalRule,
		zh: "儿童个人信息网络保护规定", en: "Provisions on Children's Personal Information Online",
		versions: []Version{{From: MustDate(2019, 10, 1)}},
	},
	{
		id: CivilCode, level: LevelLaw,
		zh: "中华人民共和国民法典", en: "Civil Code",
		versions: []Version{{From: MustDate(2021, 1, 1), Verified: true}},
	},
	{
		id: CivilProcedureLaw, level: LevelLaw,
		zh: "中华人民共和国民事诉讼法", en: "Civil Procedure Law",
		versions: []Version{{From: MustDate(2024, 1, 1), Verified: true}},
	},
	{
		id: ComplianceAuditGuidelines, level: LevelDepartmentalRule,
		zh: "个人信息保护合规审计指引", en: "Compliance Audit Guidelines",
		versions: []Version{{From: MustDate(2025, 5, 1), Verified: true}},
	},
	{
		id: ComplianceAuditMeasures, level: LevelDepartmentalRule,
		zh: "个人信息保护合规审计管理办法", en: "Compliance Audit Measures",
		versions: []Version{{From: MustDate(2025, 5, 1), Verified: true}},
	},
	{
		id: ConsumerRightsRegulation, level: LevelAdministrativeRegulation,
		zh: "中华人民共和国消费者权益保护法实施条例", en: "Implementing Regulation of the Consumer Rights Protection Law",
		versions: []Version{{From: MustDate(2024, 7, 1), Verified: true}},
	},
	{
		id: CopyrightCollectiveRegulation, level: LevelAdministrativeRegulation,
		zh: "著作权集体管理条例", en: "Copyright Collective Administration Regulation",
		versions: []Version{{From: MustDate(2014, 1, 1), Verified: true}},
	},
	{
		id: CosmeticsMeasures, level: LevelDepartmentalRule,
		zh: "化妆品生产经营监督管理办法", en: "Cosmetics Production and Trade Measures",
		versions: []Version{{From: MustDate(2022, 1, 1), Verified: true}},
	},
	{
		id: CounterTerrorismLaw, level: LevelLaw,
		zh: "中华人民共和国反恐怖主义法", en: "Counter-Terrorism Law",
		versions: []Version{{From: MustDate(2018, 4, 27), Verified: true}},
	},
	{
		id: CreditReportingRegulation, level: LevelAdministrativeRegulation,
		zh: "征信业管理条例", en: "Credit Reporting Regulation",
		versions: []Version{{From: MustDate(2013, 3, 15), Verified: true}},
	},
	{
		id: CrossBorderFlowProvisions, level: LevelDepartmentalRule,
		zh: "促进和规范数据跨境流动规定", en: "Provisions on Cross-border Data Flows",
		versions: []Version{{From: MustDate(2024, 3, 22)}},
	},
	{
		id: CustomerRecordsMeasures2007, level: LevelDepartmentalRule,
		zh: "金融机构客户身份识别和客户身份资料及交易记录保存管理办法", en: "Customer Identification and Records Measures for Financial Institutions (2007)",
		versions: []Version{{From: MustDate(2007, 8, 1), Until: MustDate(2025, 12, 31)}},
	},
	{
		id: CustomerRecordsMeasures2025, level: LevelDepartmentalRule,
		zh: "金融机构客户尽职调查和客户身份资料及交易记录保存管理办法", en: "Customer Due Diligence and Records Measures for Financial Institutions (2025)",
		versions: []Version{{From: MustDate(2026, 1, 1)}},
	},
	{
		id: CybersecurityLaw, level: LevelLaw,
		zh: "中华人民共和国网络安全法", en: "Cybersecurity Law",
		versions: []Version{{ID: "2016", From: MustDate(2017, 6, 1), Until: MustDate(2025, 12, 31), Verified: true}, {ID: "2025", From: MustDate(2026, 1, 1), Verified: true}},
	},
	{
		id: DataSecurityLaw, level: LevelLaw,
		zh: "中华人民共和国数据安全法", en: "Data Security Law",
		versions: []Version{{From: MustDate(2021, 9, 1), Verified: true}},
	},
	{
		id: DeepSynthesisProvisions, level: LevelDepartmentalRule,
		zh: "互联网信息服务深度合成管理规定", en: "Deep Synthesis Provisions",
		versions: []Version{{From: MustDate(2023, 1, 10), Verified: true}},
	},
	{
		id: DrugOnlineSalesMeasures, level: LevelDepartmentalRule,
		zh: "药品网络销售监督管理办法", en: "Online Drug Sales Measures",
		versions: []Version{{From: MustDate(2022, 12, 1)}},
	},
	{
		id: DualUseRegulation, level: LevelAdministrativeRegulation,
		zh: "中华人民共和国两用物项出口管制条例", en: "Dual-use Items Export Control Regulation",
		versions: []Version{{From: MustDate(2024, 12, 1), Verified: true}},
	},
	{
		id: EcommerceLaw, level: LevelLaw,
		zh: "中华人民共和国电子商务法", en: "E-commerce Law",
		versions: []Version{{From: MustDate(2019, 1, 1), Verified: true}},
	},
	{
		id: ElectronicSignatureLaw, level: LevelLaw,
		zh: "中华人民共和国电子签名法", en: "Electronic Signature Law",
		versions: []Version{{From: MustDate(2019, 4, 23), Verified: true}},
	},
	{
		id: EntertainmentVenuesRegulation, level: LevelAdministrativeRegulation,
		zh: "娱乐场所管理条例", en: "Entertainment Venues Regulation",
		versions: []Version{{From: MustDate(2020, 11, 29), Verified: true}},
	},
	{
		id: ExportContract, level: LevelDepartmentalRule,
		zh: "个人信息出境标准合同", en: "Standard Contract for Export of Personal Information",
		versions: []Version{{From: MustDate(2023, 6, 1)}},
	},
	{
		id: ExportContractMeasures, level: LevelDepartmentalRule,
		zh: "个人信息出境标准合同办法", en: "Standard Contract Measures for Export of Personal Information",
		versions: []Version{{From: MustDate(2023, 6, 1), Verified: true}},
	},
	{
		id: ExpressRegulation, level: LevelAdministrativeRegulation,
		zh: "快递暂行条例", en: "Interim Express Delivery Regulation",
		versions: []Version{{From: MustDate(2025, 6, 1), Verified: true}},
	},
	{
		id: FaceJudicialProvisions, level: LevelJudicialInterpretation,
		zh: "最高人民法院关于审理使用人脸识别技术处理个人信息相关民事案件适用法律若干问题的规定", en: "Supreme People's Court Provisions on Face Recognition",
		versions: []Version{{From: MustDate(2021, 8, 1)}},
	},
	{
		id: FaceRecognitionMeasures, level: LevelDepartmentalRule,
		zh: "人脸识别技术应用安全管理办法", en: "Face Recognition Measures",
		versions: []Version{{From: MustDate(2025, 6, 1)}},
	},
	{
		id: FoodSafetyLaw, level: LevelLaw,
		zh: "中华人民共和国食品安全法", en: "Food Safety Law",
		versions: []Version{{From: MustDate(2025, 12, 1), Verified: true}},
	},
	{
		id: FuneralRegulation, level: LevelAdministrativeRegulation,
		zh: "殡葬管理条例", en: "Funeral Regulation",
		versions: []Version{{From: MustDate(2026, 3, 30), Verified: true}},
	},
	{
		id: FuturesLaw, level: LevelLaw,
		zh: "中华人民共和国期货和衍生品法", en: "Futures and Derivatives Law",
		versions: []Version{{From: MustDate(2022, 8, 1), Verified: true}},
	},
	{
		id: GBT35273, level: LevelStandard,
		zh: "信息安全技术 个人信息安全规范", en: "Personal Information Security Specification", abbr: "GB/T 35273-2020",
		versions: []Version{{From: MustDate(2020, 10, 1)}},
	},
	{
		id: GBT37964, level: LevelStandard,
		zh: "信息安全技术 个人信息去标识化指南", en: "Guide for De-identifying Personal Information", abbr: "GB/T 37964-2019",
	},
	{
		id: GBT41833, level: LevelStandard,
		zh: "快递电子运单", en: "Electronic Express Waybill", abbr: "GB/T 41833-2022",
	},
	{
		id: GBT42460, level: LevelStandard,
		zh: "信息安全技术 个人信息去标识化效果评估指南", en: "Guide for Evaluating the Effectiveness of De-identification", abbr: "GB/T 42460-2023",
	},
	{
		id: GBT45574, level: LevelStandard,
		zh: "数据安全技术 敏感个人信息处理安全要求", en: "Security Requirements for Processing of Sensitive Personal Information", abbr: "GB/T 45574-2025",
	},
	{
		id: GeneratedContentLabelMeasures, level: LevelNormativeDocument,
		zh: "人工智能生成合成内容标识办法", en: "AI-generated Content Labelling Measures",
		versions: []Version{{From: MustDate(2025, 9, 1)}},
	},
	{
		id: GenerativeAIMeasures, level: LevelDepartmentalRule,
		zh: "生成式人工智能服务管理暂行办法", en: "Interim Generative AI Measures",
		versions: []Version{{From: MustDate(2023, 8, 15), Verified: true}},
	},
	{
		id: GovernmentApplicationProvisions, level: LevelNormativeDocument,
		zh: "互联网政务应用安全管理规定", en: "Government Internet Applications Security Provisions",
		versions: []Version{{From: MustDate(2024, 7, 1), Verified: true}},
	},
	{
		id: GovernmentCertificationMeasures, level: LevelDepartmentalRule,
		zh: "电子政务电子认证服务管理办法", en: "E-government Certification Services Measures",
		versions: []Version{{From: MustDate(2024, 11, 1), Verified: true}},
	},
	{
		id: GovernmentDataRegulation, level: LevelAdministrativeRegulation,
		zh: "政务数据共享条例", en: "Government Data Sharing Regulation",
		versions: []Version{{From: MustDate(2025, 8, 1), Verified: true}},
	},
	{
		id: HolidayRegulation, level: LevelAdministrativeRegulation,
		zh: "全国年节及纪念日放假办法", en: "Regulation on Public Holidays",
		versions: []Version{{From: MustDate(2025, 1, 1), Verified: true}},
	},
	{
		id: HousingRentalRegulation, level: LevelAdministrativeRegulation,
		zh: "住房租赁条例", en: "Housing Rental Regulation",
		versions: []Version{{From: MustDate(2025, 9, 15), Verified: true}},
	},
	{
		id: HumanGeneticRegulation, level: LevelAdministrativeRegulation,
		zh: "中华人民共和国人类遗传资源管理条例", en: "Human Genetic Resources Regulation",
		versions: []Version{{From: MustDate(2019, 7, 1), Verified: true}},
	},
	{
		id: HumanResourcesRegulation, level: LevelAdministrativeRegulation,
		zh: "人力资源市场暂行条例", en: "Interim Human Resources Market Regulation",
		versions: []Version{{From: MustDate(2018, 10, 1), Verified: true}},
	},
	{
		id: IncidentGradingGuidelines, level: LevelDepartmentalRule,
		zh: "网络安全事件分级指南", en: "Cybersecurity Incident Grading Guidelines",
		versions: []Version{{From: MustDate(2025, 11, 1), Verified: true}},
	},
	{
		id: IncidentReportMeasures, level: LevelDepartmentalRule,
		zh: "国家网络安全事件报告管理办法", en: "Cybersecurity Incident Reporting Measures",
		versions: []Version{{From: MustDate(2025, 11, 1), Verified: true}},
	},
	{
		id: IndustryDataMeasures, level: LevelNormativeDocument,
		zh: "工业和信息化领域数据安全管理办法（试行）", en: "Industry and IT Data Security Measures (Trial)",
		versions: []Version{{From: MustDate(2023, 1, 1)}},
	},
	{
		id: InsuranceLaw, level: LevelLaw,
		zh: "中华人民共和国保险法", en: "Insurance Law",
		versions: []Version{{From: MustDate(2015, 4, 24), Verified: true}},
	},
	{
		id: InternetAdvertisingMeasures, level: LevelDepartmentalRule,
		zh: "互联网广告管理办法", en: "Internet Advertising Measures",
		versions: []Version{{From: MustDate(2023, 5, 1), Verified: true}},
	},
	{
		id: InternetPremisesRegulation, level: LevelAdministrativeRegulation,
		zh: "互联网上网服务营业场所管理条例", en: "Internet Access Premises Regulation",
		versions: []Version{{From: MustDate(2025, 1, 20), Verified: true}},
	},
	{
		id: InternetServiceMeasures, level: LevelAdministrativeRegulation,
		zh: "互联网信息服务管理办法", en: "Internet Information Service Measures",
		versions: []Version{{ID: "2011", From: MustDate(2011, 1, 8), Until: MustDate(2025, 1, 19), Verified: true}, {ID: "2024", From: MustDate(2025, 1, 20)}},
	},
	{
		id: InvoiceMeasures, level: LevelAdministrativeRegulation,
		zh: "中华人民共和国发票管理办法", en: "Invoice Measures",
		versions: []Version{{ID: "2019", From: MustDate(2019, 3, 2), Until: MustDate(2023, 7, 19), Verified: true}, {ID: "2023", From: MustDate(2023, 7, 20), Verified: true}},
	},
	{
		id: JRT0171, level: LevelStandard,
		zh: "个人金融信息保护技术规范", en: "Personal Financial Information Protection Technical Specification", abbr: "JR/T 0171-2020",
	},
	{
		id: LabourContractLaw, level: LevelLaw,
		zh: "中华人民共和国劳动合同法", en: "Labour Contract Law",
		versions: []Version{{From: MustDate(2013, 7, 1), Verified: true}},
	},
	{
		id: LiveEcommerceMeasures, level: LevelDepartmentalRule,
		zh: "直播电商监督管理办法", en: "Live E-commerce Measures",
		versions: []Version{{From: MustDate(2026, 2, 1)}},
	},
	{
		id: LiveMarketingMeasures, level: LevelDepartmentalRule,
		zh: "网络直播营销管理办法（试行）", en: "Live-stream Marketing Measures (Trial)",
		versions: []Version{{From: MustDate(2021, 5, 25)}},
	},
	{
		id: LiveStreamingProvisions, level: LevelDepartmentalRule,
		zh: "互联网直播服务管理规定", en: "Live-streaming Services Provisions",
		versions: []Version{{From: MustDate(2016, 12, 1)}},
	},
	{
		id: MailRealNameMeasures, level: LevelDepartmentalRule,
		zh: "邮件快件实名收寄管理办法", en: "Real-name Mailing Measures",
		versions: []Version{{From: MustDate(2018, 10, 22)}},
	},
	{
		id: MedicalInstitutionRules, level: LevelDepartmentalRule,
		zh: "医疗机构管理条例实施细则", en: "Implementing Rules on Medical Institutions",
		versions: []Version{{From: MustDate(1994, 9, 1)}},
	},
	{
		id: MentalHealthLaw, level: LevelLaw,
		zh: "中华人民共和国精神卫生法", en: "Mental Health Law",
		versions: []Version{{From: MustDate(2018, 4, 27), Verified: true}},
	},
	{
		id: MigrantWagesRegulation, level: LevelAdministrativeRegulation,
		zh: "保障农民工工资支付条例", en: "Regulation on Wage Payment to Migrant Workers",
		versions: []Version{{From: MustDate(2020, 5, 1), Verified: true}},
	},
	{
		id: MinorsNetworkRegulation, level: LevelAdministrativeRegulation,
		zh: "未成年人网络保护条例", en: "Regulation on the Protection of Minors in Cyberspace",
		versions: []Version{{From: MustDate(2024, 1, 1), Verified: true}},
	},
	{
		id: MinorsProtectionLaw, level: LevelLaw,
		zh: "中华人民共和国未成年人保护法", en: "Law on the Protection of Minors",
		versions: []Version{{From: MustDate(2024, 4, 26), Verified: true}},
	},
	{
		id: NetworkDataRegulation, level: LevelAdministrativeRegulation,
		zh: "网络数据安全管理条例", en: "Network Data Security Regulation",
		versions: []Version{{From: MustDate(2025, 1, 1), Verified: true}},
	},
	{
		id: NonBankPaymentRegulation, level: LevelAdministrativeRegulation,
		zh: "非银行支付机构监督管理条例", en: "Non-bank Payment Institutions Regulation",
		versions: []Version{{From: MustDate(2024, 5, 1), Verified: true}},
	},
	{
		id: OnlineJudicialAuctionProvisions, level: LevelJudicialInterpretation,
		zh: "最高人民法院关于人民法院网络司法拍卖若干问题的规定", en: "Supreme People's Court Provisions on Online Judicial Auctions",
		versions: []Version{{From: MustDate(2017, 1, 1), Verified: true}},
	},
	{
		id: OnlineRecruitmentProvisions, level: LevelDepartmentalRule,
		zh: "网络招聘服务管理规定", en: "Online Recruitment Provisions",
		versions: []Version{{From: MustDate(2021, 3, 1)}},
	},
	{
		id: OnlineTradingMeasures, level: LevelDepartmentalRule,
		zh: "网络交易监督管理办法", en: "Online Trading Measures",
		versions: []Version{{From: MustDate(2021, 5, 1)}},
	},
	{
		id: OnlineTravelProvisions, level: LevelDepartmentalRule,
		zh: "在线旅游经营服务管理暂行规定", en: "Interim Online Travel Provisions",
		versions: []Version{{From: MustDate(2020, 10, 1)}},
	},
	{
		id: OnlineTutoringOpinions, level: LevelNormativeDocument,
		zh: "教育部等六部门关于规范校外线上培训的实施意见", en: "Opinions on Regulating Online After-school Training",
		versions: []Version{{From: MustDate(2019, 7, 12)}},
	},
	{
		id: PIPL, level: LevelLaw,
		zh: "中华人民共和国个人信息保护法", en: "Personal Information Protection Law", abbr: "PIPL",
		versions: []Version{{From: MustDate(2021, 11, 1), Verified: true}},
	},
	{
		id: PlatformTaxRegulation, level: LevelAdministrativeRegulation,
		zh: "互联网平台企业涉税信息报送规定", en: "Provisions on Tax Information Reported by Internet Platforms",
		versions: []Version{{From: MustDate(2025, 6, 20)}},
	},
	{
		id: PrivacyPolicy, level: LevelPolicy,
		zh: "隐私政策", en: "Privacy Policy",
	},
	{
		id: ProtectionOfficerNotice, level: LevelNormativeDocument,
		zh: "国家互联网信息办公室关于开展个人信息保护负责人信息报送工作的公告", en: "Notice on Filing of Personal Information Protection Officers",
	},
	{
		id: PublicVideoRegulation, level: LevelAdministrativeRegulation,
		zh: "公共安全视频图像信息系统管理条例", en: "Public Security Video Systems Regulation",
		versions: []Version{{From: MustDate(2025, 4, 1), Verified: true}},
	},
	{
		id: RideHailingMeasures, level: LevelDepartmentalRule,
		zh: "网络预约出租汽车经营服务管理暂行办法", en: "Interim Ride-hailing Measures",
		versions: []Version{{From: MustDate(2022, 11, 30), Verified: true}},
	},
	{
		id: SecuritiesAdviceMeasures, level: LevelAdministrativeRegulation,
		zh: "证券、期货投资咨询管理暂行办法", en: "Interim Measures on Securities and Futures Advice",
		versions: []Version{{From: MustDate(1998, 4, 1), Verified: true}},
	},
	{
		id: SecuritiesFundLaw, level: LevelLaw,
		zh: "中华人民共和国证券投资基金法", en: "Securities Investment Fund Law",
		versions: []Version{{From: MustDate(2015, 4, 24), Verified: true}},
	},
	{
		id: SecuritiesLaw, level: LevelLaw,
		zh: "中华人民共和国证券法", en: "Securities Law",
		versions: []Version{{From: MustDate(2020, 3, 1), Verified: true}},
	},
	{
		id: SecurityGuardRegulation, level: LevelAdministrativeRegulation,
		zh: "保安服务管理条例", en: "Security Guard Services Regulation",
		versions: []Version{{From: MustDate(2022, 5, 1), Verified: true}},
	},
	{
		id: SecurityMeasuresOrder82, level: LevelDepartmentalRule,
		zh: "互联网安全保护技术措施规定", en: "Provisions on Technical Measures for Internet Security",
		versions: []Version{{From: MustDate(2006, 3, 1)}},
	},
	{
		id: StatisticsRegulation, level: LevelAdministrativeRegulation,
		zh: "中华人民共和国统计法实施条例", en: "Implementing Regulation of the Statistics Law",
		versions: []Version{{From: MustDate(2017, 8, 1), Verified: true}},
	},
	{
		id: TaxCollectionRules, level: LevelAdministrativeRegulation,
		zh: "中华人民共和国税收征收管理法实施细则", en: "Implementing Rules of the Tax Collection Law",
		versions: []Version{{From: MustDate(2002, 10, 15), Verified: true}},
	},
	{
		id: UnfairCompetitionProvisions, level: LevelDepartmentalRule,
		zh: "网络反不正当竞争暂行规定", en: "Interim Provisions against Unfair Competition Online",
		versions: []Version{{From: MustDate(2024, 9, 1), Verified: true}},
	},
	{
		id: WagePaymentProvisions, level: LevelDepartmentalRule,
		zh: "工资支付暂行规定", en: "Interim Wage Payment Provisions",
		versions: []Version{{From: MustDate(1995, 1, 1), Verified: true}},
	},
	{
		id: WorkingHoursRegulation, level: LevelAdministrativeRegulation,
		zh: "国务院关于职工工作时间的规定", en: "State Council Provisions on Working Hours",
		versions: []Version{{From: MustDate(1995, 5, 1), Verified: true}},
	},
}
