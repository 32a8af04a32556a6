package identifiers

// Kind names one item of personal information (个人信息). It is an open set of plain strings, so that it can stand in a
// database column, a register or a configuration file: this package knows the constants below, and a host makes its own
// ("room_number") by writing them, without registering anything, and describes them in a [Catalogue] of its own. A kind
// that this package does not know has no grammar here: [Describe] reports false, and [Validate], [Normalize] and [Fake]
// refuse it with [ErrKind].
//
// The zero value is no kind.
type Kind string

// The basic personal profile (个人基本资料).
const (
	Name                     Kind = "name"                       // 姓名
	Birthday                 Kind = "birthday"                   // 生日 / 出生日期
	Age                      Kind = "age"                        // 年龄
	Gender                   Kind = "gender"                     // 性别
	Ethnicity                Kind = "ethnicity"                  // 民族
	Nationality              Kind = "nationality"                // 国籍
	FamilyRelation           Kind = "family_relation"            // 家庭关系
	HomeAddress              Kind = "home_address"               // 住址
	Phone                    Kind = "phone_number"               // 个人电话号码
	Mobile                   Kind = "mobile_number"              // 手机号码
	Email                    Kind = "email_address"              // 电子邮箱
	ShippingAddress          Kind = "shipping_address"           // 收货地址
	EnterpriseAddress        Kind = "enterprise_address"         // 企业经营地址
	EnterprisePhone          Kind = "enterprise_phone"           // 企业联系电话
	ActivitySubmittedInfo    Kind = "activity_submitted_info"    // 某活动中主动提供的任何信息
	RelatedUserInformation   Kind = "related_user_information"   // 关联用户信息
	OtherPersonalInformation Kind = "other_personal_information" // 其他个人信息
	Landline                 Kind = "landline"                   // 固定电话号码
	PostalCode               Kind = "postal_code"                // 邮政编码
)

// Identity documents and the numbers on them (个人身份信息).
const (
	ResidentID               Kind = "resident_id"                   // 身份证 / 居民身份证号码
	ResidentIDPhoto          Kind = "resident_id_photo"             // 居民身份证照片
	OfficerID                Kind = "officer_id"                    // 军官证
	Passport                 Kind = "passport"                      // 护照
	DriverLicense            Kind = "driver_license"                // 驾驶证
	WorkID                   Kind = "work_id"                       // 工作证
	AccessCard               Kind = "access_card"                   // 出入证
	SocialSecurityCard       Kind = "social_security_card"          // 社保卡
	ResidencePermit          Kind = "residence_permit"              // 居住证
	HKID                     Kind = "hk_id"                         // 香港居民身份证
	TaiwanID                 Kind = "taiwan_id"                     // 台湾身份证字号
	HKMacauPermit            Kind = "hk_macau_permit"               // 港澳居民来往内地通行证
	TaiwanPermit             Kind = "taiwan_permit"                 // 台湾居民来往大陆通行证
	ForeignPermanentResident Kind = "foreign_permanent_resident_id" // 外国人永久居留身份证
	DriverLicenseFile        Kind = "driver_license_file_number"    // 机动车驾驶证档案编号
	USCC                     Kind = "uscc"                          // 统一社会信用代码
)

// Biometric information (个人生物识别信息).
const (
	Gene        Kind = "gene"         // 个人基因
	FaceFeature Kind = "face_feature" // 面部识别特征 / 人脸
	Voiceprint  Kind = "voiceprint"   // 声纹
	Fingerprint Kind = "fingerprint"  // 指纹
	Palmprint   Kind = "palmprint"    // 掌纹
	Auricle     Kind = "auricle"      // 耳廓
	Iris        Kind = "iris"         // 虹膜
	Gait        Kind = "gait"         // 步态
	EyePrint    Kind = "eye_print"    // 眼纹
)

// Network identity (网络身份标识信息).
const (
	AccountID          Kind = "account_id"          // 个人信息主体帐号
	AccountName        Kind = "account_name"        // 帐号名
	IP                 Kind = "ip_address"          // IP地址
	DigitalCertificate Kind = "digital_certificate" // 个人数字证书
	UserIdentifier     Kind = "user_identifier"     // 用户标识符（用户ID）
	QQ                 Kind = "qq"                  // QQ号
	WeChat             Kind = "wechat"              // 微信号
)

// Health and physiology (个人健康生理信息).
const (
	Symptom                 Kind = "symptom"                   // 病症
	HospitalAdmissionRecord Kind = "hospital_admission_record" // 住院志
	MedicalOrder            Kind = "medical_order"             // 医嘱单
	LabReport               Kind = "lab_report"                // 检验报告
	SurgeryAnesthesiaRecord Kind = "surgery_anesthesia_record" // 手术及麻醉记录
	NursingRecord           Kind = "nursing_record"            // 护理记录
	MedicationRecord        Kind = "medication_record"         // 用药记录
	Allergy                 Kind = "allergy"                   // 药物食物过敏信息
	Fertility               Kind = "fertility"                 // 生育信息
	PastHistory             Kind = "past_history"              // 以往病史
	DiagnosisTreatment      Kind = "diagnosis_treatment"       // 诊治情况
	FamilyMedicalHistory    Kind = "family_medical_history"    // 家族病史
	PresentIllness          Kind = "present_illness"           // 现病史
	InfectiousHistory       Kind = "infectious_history"        // 传染病史
	BodyWeight              Kind = "body_weight"               // 体重
	BodyHeight              Kind = "body_height"               // 身高
	LungCapacity            Kind = "lung_capacity"             // 肺活量
)

// Education and work (个人教育工作信息).
const (
	Occupation       Kind = "occupation"        // 个人职业
	Position         Kind = "position"          // 职位
	Employer         Kind = "employer"          // 工作单位
	EducationLevel   Kind = "education_level"   // 学历
	Degree           Kind = "degree"            // 学位
	EducationHistory Kind = "education_history" // 教育经历
	WorkHistory      Kind = "work_history"      // 工作经历
	TrainingRecord   Kind = "training_record"   // 培训记录
	Transcript       Kind = "transcript"        // 成绩单
)

// Property, finance and what authenticates it (个人财产信息).
const (
	Password            Kind = "password"              // 密码 / 口令
	PaymentPassword     Kind = "payment_password"      // 支付密码
	DynamicCode         Kind = "dynamic_code"          // 动态口令 / 验证码
	SecurityAnswer      Kind = "security_answer"       // 口令保护答案
	BankAccount         Kind = "bank_account"          // 银行账户
	BankCard            Kind = "bank_card_number"      // 银行卡号
	BankCardExpiry      Kind = "bank_card_expiry"      // 银行卡有效期
	BankCardInformation Kind = "bank_card_information" // 银行卡信息
	BankCardTrack       Kind = "bank_card_track"       // 银行卡磁道数据（或芯片等效信息）
	SecuritiesAccount   Kind = "securities_account"    // 证券 / 基金 / 保险 / 公积金账户
	PaymentAccount      Kind = "payment_account"       // 支付账号
	PaymentToken        Kind = "payment_token"         // 支付标记信息
	IncomeDetail        Kind = "income_detail"         // 个人收入明细
	Deposit             Kind = "deposit"               // 存款信息
	RealEstate          Kind = "real_estate"           // 房产信息
	LoanRecord          Kind = "loan_record"           // 信贷记录
	CreditInformation   Kind = "credit_information"    // 征信信息
	TransactionRecord   Kind = "transaction_record"    // 交易和消费记录
	AccountFlow         Kind = "account_flow"          // 流水记录
	WalletBalance       Kind = "wallet_balance"        // 零钱余额
	Coupon              Kind = "coupon"                // 优惠券
	BenefitCard         Kind = "benefit_card"          // 权益卡
	GameOrTopUpCard     Kind = "game_or_topup_card"    // 游戏或充值兑换卡 / 游戏类兑换码
	VirtualCurrency     Kind = "virtual_currency"      // 虚拟货币
	VirtualTransaction  Kind = "virtual_transaction"   // 虚拟交易
	OrderNumber         Kind = "order_number"          // 订单号
	TransactionAmount   Kind = "transaction_amount"    // 交易金额信息
	OrderInformation    Kind = "order_information"     // 订单信息
	HistoryRecord       Kind = "history_record"        // 应用内历史记录
)

// Communications (个人通信信息).
const (
	CommunicationRecord    Kind = "communication_record"     // 通信记录和内容
	SMS                    Kind = "sms"                      // 短信
	MMS                    Kind = "mms"                      // 彩信
	EmailContent           Kind = "email_content"            // 电子邮件内容
	CommunicationMetadata  Kind = "communication_metadata"   // 描述个人通信的数据（元数据）
	CustomerServiceContent Kind = "customer_service_content" // 在线客服 / 反馈内容
	SurveyResponse         Kind = "survey_response"          // 调查提交内容
	CustomerServiceVoice   Kind = "customer_service_voice"   // 在线客服语音
	PhoneRecording         Kind = "phone_recording"          // 客服电话录音
	OfficeSurveillanceAV   Kind = "office_surveillance_av"   // 办公区音视频
)

// Contact lists (联系人信息).
const (
	AddressBook      Kind = "address_book"       // 通讯录
	FriendList       Kind = "friend_list"        // 好友列表
	GroupList        Kind = "group_list"         // 群列表 / 群组列表
	EmailAddressList Kind = "email_address_list" // 电子邮件地址列表
)

// Online activity (个人上网记录).
const (
	WebBrowsingRecord   Kind = "web_browsing_record"   // 网页浏览记录
	SoftwareUsageRecord Kind = "software_usage_record" // 软件使用记录
	ClickRecord         Kind = "click_record"          // 点击记录
	Favorites           Kind = "favorites"             // 收藏列表
	DomainName          Kind = "domain_name"           // 访问域名
	URL                 Kind = "url"                   // 网址
)

// Devices (个人常用设备信息).
const (
	DeviceName            Kind = "device_name"             // 设备名称
	DeviceModel           Kind = "device_model"            // 设备型号 / 硬件型号
	MAC                   Kind = "mac_address"             // 设备MAC地址
	OSType                Kind = "os_type"                 // 操作系统类型
	DeviceSettings        Kind = "device_settings"         // 设备设置
	InstalledSoftwareList Kind = "installed_software_list" // 软件安装列表
	InstalledPackageList  Kind = "installed_package_list"  // 已经安装包名列表
	HardwareSerial        Kind = "hardware_serial"         // 硬件序列号
	UniqueDeviceID        Kind = "unique_device_id"        // 唯一设备识别码
	IMEI                  Kind = "imei"                    // IMEI
	AndroidID             Kind = "android_id"              // Android ID
	IDFA                  Kind = "idfa"                    // IDFA
	OpenUDID              Kind = "openudid"                // OPENUDID
	GUID                  Kind = "guid"                    // GUID
	IMSI                  Kind = "imsi"                    // SIM卡IMSI信息
	AppVersion            Kind = "app_version"             // 应用程序版本
	LanguageSetting       Kind = "language_setting"        // 语言设置
	ScreenResolution      Kind = "screen_resolution"       // 分辨率
	CarrierNetworkID      Kind = "carrier_network_id_plmn" // 服务提供商网络ID（PLMN）
	NetworkType           Kind = "network_type"            // 网络类型
	IMEISV                Kind = "imeisv"                  // IMEISV
	MEID                  Kind = "meid"                    // MEID
	ICCID                 Kind = "iccid"                   // SIM卡ICCID
	OAID                  Kind = "oaid"                    // OAID
	IDFV                  Kind = "idfv"                    // IDFV
)

// Location (个人位置信息).
const (
	CoarseLocation   Kind = "coarse_location"   // 粗略定位信息
	PreciseLocation  Kind = "precise_location"  // 精准定位信息
	WhereaboutsTrack Kind = "whereabouts_track" // 行踪轨迹
	Lodging          Kind = "lodging"           // 住宿信息
	LatLong          Kind = "lat_long"          // 经纬度
)

// Everything else that a source names (其他信息).
const (
	MaritalHistory            Kind = "marital_history"             // 婚史
	Religion                  Kind = "religion"                    // 宗教信仰
	SexualOrientation         Kind = "sexual_orientation"          // 性取向
	SexualLife                Kind = "sexual_life"                 // 性生活
	UndisclosedCriminalRecord Kind = "undisclosed_criminal_record" // 未公开的违法犯罪记录
	SpecificIdentityStatus    Kind = "specific_identity_status"    // 特定身份（残障人士身份、不适宜公开的职业身份等）
	IntimateImage             Kind = "intimate_image"              // 显示个人身体私密部位的照片或视频
	Plate                     Kind = "plate"                       // 机动车号牌号码
	VIN                       Kind = "vin"                         // 车辆识别代号
)

// Minors (不满十四周岁未成年人的个人信息).
const (
	MinorUnder14 Kind = "minor_under_14_any" // 不满十四周岁未成年人的任何个人信息
)
