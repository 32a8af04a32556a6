package identifiers

import "strings"

// context is a set of what the words before a value say of it.
type context uint64

const (
	cPhone context = 1 << iota
	cID
	cForeign
	cHKID
	cTaiwanID
	cHKMacau
	cTaiwanPermit
	cPassport
	cLicenseFile
	cUSCC
	cCard
	cVIN
	cIMEI
	cIMEISV
	cMEID
	cIMSI
	cICCID
	cIDFA
	cIDFV
	cOAID
	cGUID
	cAndroid
	cUDID
	cMAC
	cIP
	cQQ
	cWeChat
	cBirth
	cGeo
	cName
	cPerson // a name of a person and nothing else
	cAddress
	cVersion // of software, or a number of a chapter: no address
	cNot     // of an order, an amount, a time: no personal number

	cDocument = cID | cForeign | cHKID | cTaiwanID | cHKMacau | cTaiwanPermit | cPassport
)

// hanLabels are the endings of Chinese labels. The longest that fits is taken, so 出生证 is not 身份证.
var hanLabels = []struct {
	words string // parted by spaces
	means context
}{
	{"手机 手機 电话 電話 移动电话 联系方式 聯絡方式 聯繫方式 联络方式 座机 固话 热线 專線 专线 传真 傳真 致电 致電 拨打 撥打 回电 来电 呼叫 手机号 联系 聯絡 电联 call机 话机 通讯方式 咨询 打给 短信 客服 请打 就打 打 同号 小灵通 物联网卡 物联网卡号 物联卡 投诉 监督", cPhone},
	{"身份证 身份證 身分證 身份 二代证 居民证 居住证 公民身份 身份证件 id证", cID | cHKID | cTaiwanID | cForeign},
	{"证件 證件", cDocument},
	{"驾驶证 驾照 駕照 驾驶执照 准驾证", cID},
	{"档案编号 档案", cLicenseFile},
	{"护照 護照", cPassport},
	{"回乡证 回鄉證 港澳通行证 来往内地通行证 來往內地通行證 港澳居民通行证", cHKMacau},
	{"通行证 通行證", cHKMacau | cTaiwanPermit | cPassport},
	{"台胞证 台胞證 来往大陆通行证 來往大陸通行證 台湾通行证 臺胞證", cTaiwanPermit},
	{"永居证 永居證 永久居留证 永久居留身份证 永久居留", cForeign | cID},
	{"银行卡 銀行卡 卡 卡号 卡號 信用卡 储蓄卡 借记卡 银联卡 银行账 收款账 账号 帐号 賬號 账户 帐户 賬戶 银行账户 付款账号 收款账号", cCard},
	{"会员卡 门禁卡 一卡通 优惠卡 购物卡 充值卡 电话卡 社保卡 就诊卡 饭卡 月卡 门卡 房卡", cNot},
	{"税号 税務 税务登记 信用代码 信用代碼 营业执照 纳税人识别 纳税识别 统一社会信用代码 统一代码 信用 执照", cUSCC},
	{"车架 车辆识别代 车辆识别代码 识别代码 大架", cVIN},
	{"序列", cNot},
	{"设备 設備 设备标识 设备唯一标识 终端 设备识别码", cGUID},
	{"地址IP 来源 来自 源地址 目标地址 客户端 服务器 主机 网关 代理", cIP},
	{"扣扣 企鹅", cQQ},
	{"微信 威信", cWeChat | cPhone},
	{"生日 出生 出生日期 出生年月 出生年月日 出生时间 生辰 生于 出生于 诞生日", cBirth},
	{"定位 坐标 座標 坐標 经纬度 經緯度 位置 位于 经纬 纬度 经度", cGeo},
	{"订单 訂單 订单编号 單號 单号 编号 編號 流水 工号 商户 商户号 合同 发票 發票 运单 快递单 工单 票号 案号 条码 货号 门店 交易 交易单 批次 批号 余额 金额 总额 " +
		"合计 合計 时间戳 耗时 房号 会员号 准考证 回执 凭证 取件码 验证码 校验码 激活码 业务号 户号 营业额 成交量 学号 考号 座位号 箱号 航班号 文号 " +
		"字号 专利 商品 产品 资产 总数 数量 计数 邮编 期号 尾号 偏移量 包裹 快递 物流 序号 单据 代码 门牌 桌号 卡密 库存 页码 端口", cNot},
	{"版本 固件 章节 升级到 内核 协议", cVersion | cNot},
}

// asciiLabels are words of Latin letters in lower case, without separators.
var asciiLabels = []struct {
	words string
	means context
}{
	{"mobile phone tel telephone cell cellphone msisdn mobilephone phonenumber telnum contact call sms fax hotline mob contactphone office", cPhone},
	{"idcard id card identity identitycard idcardno residentid idnumber sfz citizenid nationalid identification idcardnum", cID | cHKID | cTaiwanID},
	{"cert certno certificate document idno credential papers cardid cred certnum doc", cDocument},
	{"hkid", cHKID},
	{"twid", cTaiwanID},
	{"passport passportno", cPassport},
	{"bankcard card cardno bankcardno cardnumber account acct pan creditcard debitcard bank bankaccount bankno acctno accountno payaccount", cCard},
	{"uscc creditcode taxno tax socialcreditcode taxid license taxpayerid", cUSCC},
	{"vin vinno frameno", cVIN},
	{"imei", cIMEI},
	{"imeisv sv", cIMEISV},
	{"meid", cMEID},
	{"imsi", cIMSI},
	{"iccid sim", cICCID},
	{"idfa", cIDFA},
	{"idfv", cIDFV},
	{"oaid", cOAID},
	{"guid deviceid device udid deviceuuid clientid", cGUID},
	{"udid openudid", cUDID | cGUID},
	{"androidid android", cAndroid},
	{"mac macaddress macaddr hwaddr ether lladdr", cMAC},
	{"ip ipaddr ipaddress addr host client clientip remoteip remoteaddr from src dst server source peer localip gateway dns to inet lastip userip realip forwardedfor via", cIP},
	{"qq qqno qqnumber oicq", cQQ},
	{"wechat weixin wx vx wxid wechatid wxno wxaccount", cWeChat},
	{"birthday birth dob birthdate dateofbirth born birthdt borndate", cBirth},
	{"lat lng latlng lnglat location gps position coordinate coordinates coord coords geo latlon point latitude longitude loc", cGeo},
	{"personname driver payer teacher doctor insured applicant participant realname receiver customername consignee legalperson holder payee cardholder recipient passenger patient student tenant visitor fullname truename nickname contactname receivername ownername linkman username person contactperson", cName | cPerson},
	{"name user sender buyer seller operator assignee manager agent member author approver handler contact owner customer guest legal from cc to", cName},
	{"address addr homeaddress shippingaddress receiveraddress street addressdetail", cAddress},
	{"version ver release build chapter section nt openssl rev firmware kernel sdk python go java chrome firefox safari edge agent protocol sec", cVersion | cNot},
	{"bytes size count total duration ts time timestamp cost ns ms pid tid amount price order orderno ordernumber orderid trade tradeno serial serialno sn seq sequence batch invoice invoiceno length len offset limit expire expires ttl nonce " +
		"rows status uid userid page port heap memory elapsed epoch millis nanos created createdat updated updatedat trace traceid span spanid requestid ref isbn issn sku goodsid productid waybill tracking track flowno voucher ticket zip zipcode postcode qty quantity", cNot},
}

// labels is both tables, made for looking up.
type labels struct {
	han   map[string]context // by the label
	ascii map[string]context
	lens  map[rune]uint32 // the numbers of characters of the labels of han, by the last one
	sizes [26]uint32      // the lengths of the words of ascii, by their last letter
}

func newLabels() *labels {
	l := labels{han: make(map[string]context), ascii: make(map[string]context)}
	for _, row := range hanLabels {
		for w := range strings.FieldsSeq(row.words) {
			l.han[w] |= row.means
		}
	}
	for w := range strings.FieldsSeq(nameLabels + " " + markedNameLabels) {
		l.han[w] |= cName | cPerson
	}
	for w := range strings.FieldsSeq(addressLabels) {
		l.han[w] |= cAddress
	}
	for _, row := range asciiLabels {
		for w := range strings.FieldsSeq(row.words) {
			l.ascii[w] |= row.means
			l.sizes[w[len(w)-1]-'a'] |= 1 << len(w)
		}
	}
	l.lens = make(map[rune]uint32)
	for w := range l.han {
		l.lens[hanAt(w, len(w)-3)] |= 1 << (len(w) / 3)
	}
	return &l
}

// word looks up a word of Latin letters in lower case.
func (l *labels) word(w []byte) (context, bool) {
	if len(w) == 0 || !isLetter(w[len(w)-1]) || l.sizes[w[len(w)-1]-'a']>>len(w)&1 == 0 {
		return 0, false
	}
	x, ok := l.ascii[string(w)]
	return x, ok
}

// contextReach is how far before a value the words about it are looked for.
const contextReach = 64

// context returns what the label right before i says. Between them may stand punctuation, quotes and 是, 为, 号码, number and the
// like.
func (sc *scanner) context(i int) context {
	if gap := i - sc.from; gap <= 6 && sc.carried != 0 && sc.from == sc.m.End && gap > 0 && isListGap(sc.s[sc.from:i]) {
		sc.named = sc.carried // the next member of a list
	} else {
		sc.named = sc.label(i)
	}
	if sc.f.words != nil {
		sc.named |= sc.hostLabel(i)
	}
	return sc.named
}

// label is context without the members of a list before.
func (sc *scanner) label(i int) context {
	s, lo := sc.s, sc.behind(i, contextReach)
	l := sc.labels
	if i-1 > lo && s[i-1] == ',' && s[i-2] != ' ' { // a row of a label and its value
		i--
	}
	for range 4 {
		i = skipGlue(s, i, lo)
		if i <= lo {
			return 0
		}
		c := s[i-1]
		if c < 0x80 {
			j, x := sc.asciiContext(l, i, lo)
			if x != 0 || j == i {
				return x
			}
			i = j
			continue
		}
		r := hanBefore(s, i, lo)
		if r == 0 {
			return 0
		}
		// The longest label that ends here.
		if sc.han.of(r)&roleContextEnd != 0 {
			var x context
			for n, lens := 3, l.lens[r]>>1; lens != 0 && i-n >= lo; n, lens = n+3, lens>>1 {
				if lens&1 != 0 {
					if y, ok := l.han[s[i-n:i]]; ok {
						x = y
					}
				}
			}
			if x != 0 {
				return x
			}
		}
		if r == '名' && i-5 >= lo && (s[i-4] == ' ' && hanBefore(s, i-4, lo) == '姓' || i-9 >= lo && s[i-6:i-3] == "　" && hanBefore(s, i-6, lo) == '姓') {
			return cName | cPerson
		}
		switch r {
		case '号', '號', '码', '碼', '是', '为', '為', '叫', '了', '的', '在', '到', '有', '个', '下', '一', '这', '該', '该', '我', '您', '你', '他', '她', '变', '成', '做', '如':
			i -= 3
		default:
			return 0
		}
	}
	return 0
}

// skipRemark goes back from i over a remark in brackets behind a Chinese label, not below lo: 台胞证(卡式)：.
func skipRemark(s string, i, lo int) int {
	var open string
	switch {
	case i-1 > lo && s[i-1] == ')':
		open = "("
	case i-3 > lo && s[i-3:i] == "）":
		open = "（"
	default:
		return i
	}
	lo = max(lo, i-24)
	if k := strings.LastIndex(s[lo:i], open); k > 0 && hanBefore(s, lo+k, lo) != 0 {
		return lo + k
	}
	return i
}

// skipGlue goes back from i over what may stand between a label and its value, not below lo nor beyond a line.
func skipGlue(s string, i, lo int) int {
	for n := 0; i > lo && n < 12; n++ {
		if k := skipRemark(s, i, lo); k < i {
			i = k
			continue
		}
		switch c := s[i-1]; {
		case c == '\n', c == '\r', c == ';', c == ',', c == '.' && (i-2 < lo || s[i-2] != 'o'), c == '|', c == '!', c == '?', c == '&':
			return i
		case c < 0x80:
			if isAlnum(c) {
				return i
			}
			i--
		case i-3 >= lo && s[i-3] >= 0xE0:
			switch s[i-3 : i] {
			case "：", "　", "“", "”", "‘", "’", "「", "」", "『", "』", "（", "）", "【", "】", "《", "》", "＝", "＃", "☎", "＋", "—", "－", "\ufeff", "\u200b":
				i -= 3
			default:
				return i
			}
		case i-2 >= lo && s[i-2] == 0xC2 && s[i-1] == 0xA0:
			i -= 2
		default:
			return i
		}
	}
	return i
}

// keyMayEnd reports, quickly, whether what stands before the value at i can be a label of a kind: something else than a key of Latin
// letters, or one whose last letter is in the set.
func (sc *scanner) keyMayEnd(i int, ends uint32) bool {
	s, k := sc.s, i-1
	for lo := sc.behind(i, 6); k > lo && (quoteBytes[s[k]] || s[k] == ':' || s[k] == '='); k-- {
	}
	return k >= 0 && (!isLetter(s[k]) || ends>>(s[k]|0x20-'a')&1 != 0)
}

// The last letters of the keys of names, and of device identifiers (oaid, idfa, idfv, no, number, is, num), a bit for each from a on.
const (
	nameKeyEnds   = 1<<('e'-'a') | 1<<('r'-'a') | 1<<('t'-'a') | 1<<('n'-'a') | 1<<('d'-'a') | 1<<('m'-'a') | 1<<('c'-'a') | 1<<('o'-'a') | 1<<('l'-'a')
	deviceKeyEnds = 1<<('d'-'a') | 1 | 1<<('v'-'a') | 1<<('o'-'a') | 1<<('r'-'a') | 1<<('s'-'a') | 1<<('m'-'a')
)

// asciiContext looks at the word of Latin letters that ends at i. It returns the place before it if the word says nothing by
// itself, as number and no do.
func (sc *scanner) asciiContext(l *labels, i, lo int) (int, context) {
	s := sc.s
	var buf [24]byte // the word from its end, in lower case
	n, j := len(buf), i
	var x context
	for j > lo && n > 0 {
		c := s[j-1]
		switch {
		case isLetter(c):
			n--
			j--
			buf[n] = c | 0x20
			if c < 'a' && (j <= lo || !isUpper(s[j-1])) { // the first of a word in camel case
				if y, ok := l.word(buf[n:]); ok {
					x = y
				}
			}
			continue
		case isDigit(c):
			n--
			j--
			buf[n] = c
			continue
		case c == '_', c == '-' && j < i && j-1 > lo && isLetter(s[j-2]):
			j--
			if y, ok := l.word(buf[n:]); ok {
				x = y
			}
			continue
		}
		break
	}
	w := buf[n:]
	if y, ok := l.word(w); ok {
		x = y
	}
	if string(w) == "id" && j-1 > lo && s[j-1] == ' ' && isLetter(s[j-2]) { // Android ID
		if _, y := sc.asciiContext(l, j-1, lo); y != 0 {
			return i, y
		}
	}
	if x != 0 || len(w) == 0 {
		return i, x
	}
	// A Chinese label may end in Latin letters: QQ号 has been cut to QQ; 用户IP.
	switch string(w) {
	case "no", "number", "num", "is", "nos", "code", "the", "a", "value", "was", "at", "of":
		return j, 0
	}
	for _, suffix := range [...]string{"number", "num", "no", "str", "value", "code"} {
		if cut := len(w) - len(suffix); cut > 1 && string(w[cut:]) == suffix {
			if y, ok := l.word(w[:cut]); ok {
				return i, y
			}
		}
	}
	return i, 0
}

// near returns the documents that are named in the 48 bytes before i, on its line.
func (sc *scanner) near(i int) context {
	s := sc.s[sc.behind(i, 48):i]
	if k := strings.LastIndexAny(s, "\n。"); k >= 0 {
		s = s[k+1:]
	}
	var x context
	if !strings.ContainsAny(s, "证證照港台湾灣居pPH") {
		return 0
	}
	for _, row := range [...]struct {
		word  string
		means context
	}{
		{"护照", cPassport},
		{"護照", cPassport},
		{"assport", cPassport},
		{"PASSPORT", cPassport},
		{"证件", cDocument},
		{"證件", cDocument},
		{"回乡证", cHKMacau},
		{"回鄉證", cHKMacau},
		{"通行证", cHKMacau | cTaiwanPermit},
		{"通行證", cHKMacau | cTaiwanPermit},
		{"永居", cForeign},
		{"永久居留", cForeign},
		{"香港", cHKID},
		{"HKID", cHKID},
		{"港", cHKID | cHKMacau},
		{"台湾", cTaiwanID},
		{"臺灣", cTaiwanID},
		{"台灣", cTaiwanID},
		{"身份证", cID | cHKID | cTaiwanID},
		{"身份證", cID | cHKID | cTaiwanID},
		{"身分證", cID | cHKID | cTaiwanID},
	} {
		if strings.Contains(s, row.word) {
			x |= row.means
		}
	}
	return x
}

// kindContext is what a word of the host for a kind says; nothing for the kinds that need no word.
var kindContext = [kindCount]context{
	kMobile: cPhone, kLandline: cPhone, kResidentID: cID, kForeign: cForeign, kHKID: cHKID, kTaiwanID: cTaiwanID, kHKMacau: cHKMacau,
	kTaiwanPermit: cTaiwanPermit, kPassport: cPassport, kLicenseFile: cLicenseFile, kUSCC: cUSCC, kBankCard: cCard, kVIN: cVIN, kIMEI: cIMEI,
	kIMEISV: cIMEISV, kMEID: cMEID, kIMSI: cIMSI, kICCID: cICCID, kIDFA: cIDFA, kIDFV: cIDFV, kOAID: cOAID, kGUID: cGUID, kAndroidID: cAndroid,
	kOpenUDID: cUDID, kMAC: cMAC, kIP: cIP, kQQ: cQQ, kWeChat: cWeChat, kBirthday: cBirth, kLatLong: cGeo, kName: cName, kAddress: cAddress,
}

// hostLabel returns what the host's words before i say.
func (sc *scanner) hostLabel(i int) context {
	var x context
	for id := range kindCount {
		if sc.hostContext(id, i) {
			x |= kindContext[id]
		}
	}
	return x
}

// hostContext reports whether one of the host's words for the kind stands in the 48 bytes before i, on its line.
func (sc *scanner) hostContext(id kindID, i int) bool {
	words := sc.f.words[id]
	if len(words) == 0 {
		return false
	}
	s := sc.s[sc.behind(i, 48):i]
	if k := strings.LastIndexByte(s, '\n'); k >= 0 {
		s = s[k+1:]
	}
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}
