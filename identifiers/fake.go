package identifiers

import (
	"errors"
	"math/rand/v2"
	"strconv"
)

// errNoRand is the error of a call of Fake without a source.
var errNoRand = errors.New("identifiers: Fake needs a random number generator")

// Fake returns a made-up (虚构) value of kind k in its normal form, for tests and demos. It is valid by grammar and check
// character, and the same for the same state of rng, on every machine; a later version of the package may draw other values.
// 1,000 draws are mostly all different, but for the kinds that have few values, such as MAC addresses (256) and ages.
//
// Where something is set aside for examples or tests, values come from there:
//
//   - e-mail addresses, domains and URLs from example.com, .net, .org (RFC 2606); IP addresses from the ranges for
//     documentation (RFC 5737, RFC 3849); MAC addresses from 00-00-5E-00-53-xx (RFC 9542);
//   - IMEI and IMEISV with the reporting body 00, which is for test devices;
//   - permanent residents' IDs with the nationalities 900 to 999, which ISO 3166-1 leaves to users.
//
// For China's own numbers nothing set aside is known. These have codes in no list that was seen, which nobody promises to
// keep so:
//
//   - resident IDs, driving licences and USCC with a division that ends in 99, and dates of birth from 1950 to 2005;
//   - bank cards that begin with 629999;
//   - mobile numbers from 1743 to 1748, in the satellite segment 174, of which 1740, 1741 and 1749 are in use. Validators that
//     list those refuse them. Landlines begin with 90, because those of subscribers begin with 2 to 8;
//   - plates with the letters W to Z of 宁, 青, 琼 and 藏, which no city has; VIN of a maker L00; postal codes from 90 to 98;
//   - IMSI of the network 460 99, ICCID of the issuer 99, MEID of the region FF, QQ numbers of 12 digits that begin with 9;
//   - HKID with Q; officer cards of 样字; licence files that begin with 99;
//   - passports EZ and permits 99, which the running numbers had not reached, as far as known.
//
// Taiwan IDs have the letter Y, which is no longer given out, but may be somebody's by chance; so may names, WeChat IDs and
// whatever is short. Addresses are in real cities, in a district and streets that do not exist; coordinates in the uninhabited north of
// Tibet (羌塘). Nothing should be sent to any of them.
//
// A kind of the catalogue without grammar gets a text that says so, such as "示例个人职业 482163", and sex 男 or 女. The error is an
// [*Error] that matches [ErrKind] for a kind that is not of the catalogue, and another one if rng is nil. Fake is as safe for
// concurrent use as rng is.
func Fake(k Kind, rng *rand.Rand) (string, error) {
	info, found := Describe(k)
	switch {
	case !found:
		return "", &Error{Kind: k, Rule: ruleKind}
	case rng == nil:
		return "", errNoRand
	}
	f := faker{rng: rng, kind: k, b: make([]byte, 0, 128)}
	f.value(info.ZH)
	return Normalize(k, string(f.b))
}

const (
	decimal     = "0123456789"
	hexadecimal = "0123456789abcdef"
	creditCode  = "0123456789ABCDEFGHJKLMNPQRTUWXY" // the alphabet of GB 32100
)

// faker writes one value to b.
type faker struct {
	rng  *rand.Rand
	kind Kind
	b    []byte
}

func (f *faker) put(s string) { f.b = append(f.b, s...) }

// pick puts one of the texts.
func (f *faker) pick(texts ...string) { f.put(texts[f.rng.IntN(len(texts))]) }

// draw puts n characters of the ASCII alphabet.
func (f *faker) draw(alphabet string, n int) {
	for range n {
		f.b = append(f.b, alphabet[f.rng.IntN(len(alphabet))])
	}
}

// number puts a number from first to last, with zeros before it to the width.
func (f *faker) number(first, last, width int) {
	s := strconv.Itoa(first + f.rng.IntN(last-first+1))
	for n := len(s); n < width; n++ {
		f.b = append(f.b, '0')
	}
	f.put(s)
}

// check puts at place i the character of the alphabet that makes the value valid.
func (f *faker) check(i int, alphabet string) {
	var buf [32]byte
	for _, c := range []byte(alphabet) {
		f.b[i] = c
		if _, broken := normalize(buf[:0], f.kind, string(f.b)); broken == "" {
			return
		}
	}
}

// sealed appends the check character of the alphabet that makes the value valid.
func (f *faker) sealed(alphabet string) {
	f.b = append(f.b, ' ')
	f.check(len(f.b)-1, alphabet)
}

// value puts a value of the kind. The label is for kinds without grammar.
func (f *faker) value(label string) {
	switch f.kind {
	case ResidentID, DriverLicense:
		f.division()
		f.birthday("")
		f.draw(decimal, 3)
		f.sealed(decimal + "X")
	case ForeignPermanentResident:
		f.put("9")
		f.pick("11", "31", "33", "44", "51")
		f.number(900, 999, 3)
		f.birthday("")
		f.draw(decimal, 3)
		f.sealed(decimal + "X")
	case HKID:
		f.put("Q")
		f.draw(decimal, 6)
		f.sealed(decimal + "A")
	case TaiwanID:
		f.pick("Y1", "Y2")
		f.draw(decimal, 7)
		f.sealed(decimal)
	case HKMacauPermit:
		f.pick("H99", "M99")
		f.draw(decimal, 6)
	case TaiwanPermit:
		f.put("99")
		f.draw(decimal, 6)
	case Passport:
		f.put("EZ")
		f.draw(decimal, 7)
	case OfficerID:
		f.put("样字第")
		f.draw(decimal, 7)
		f.put("号")
	case DriverLicenseFile:
		f.put("99")
		f.draw(decimal, 10)
	case USCC:
		f.creditCode()

	case Mobile, Phone:
		f.put("174")
		f.draw("345678", 1)
		f.draw(decimal, 7)
	case Landline, EnterprisePhone:
		f.pick("010", "020", "021", "0755")
		f.put("90")
		f.draw(decimal, 6)
	case PostalCode:
		f.number(900000, 989999, 6)

	case BankCard:
		f.put("629999")
		f.draw(decimal, 12)
		f.sealed(decimal)
	case BankCardExpiry:
		f.number(1, 12, 2)
		f.number(30, 49, 2)
	case TransactionAmount, WalletBalance:
		f.number(0, 9999, 1)
		f.put(".")
		f.draw(decimal, 2)

	case Plate:
		f.pick("宁", "青", "琼", "藏")
		f.draw("WXYZ", 1)
		f.pick("", "", "", "D", "F")
		f.draw(decimal, 5)
	case VIN:
		f.put("L00")
		f.draw("ABCDEFGHJKLMNPRSTUVWXYZ123456789", 5) // the model
		f.put(" ")                                    // the check character
		f.draw("ABCDEFGHJKLMNPRSTVWXY123456789", 1)   // the year
		f.draw("ABCDEFGHJKLMNPRSTUVWXYZ123456789", 1) // the plant
		f.draw(decimal, 6)
		f.check(8, decimal+"X")

	default:
		f.machine(label)
	}
}

// machine is the part of value for devices and networks.
func (f *faker) machine(label string) {
	switch f.kind {
	case IMEI:
		f.put("0086")
		f.draw(decimal, 10)
		f.sealed(decimal)
	case IMEISV:
		f.put("0086")
		f.draw(decimal, 12)
	case MEID:
		f.put("ff")
		f.draw(hexadecimal, 12)
	case IMSI:
		f.put("46099")
		f.draw(decimal, 10)
	case ICCID:
		f.put("898699")
		f.draw(decimal, 13)
		f.sealed(decimal)
	case IDFA, IDFV, GUID, OAID: // the form of RFC 9562, version 4
		f.draw(hexadecimal, 12)
		f.put("4")
		f.draw(hexadecimal, 3)
		f.draw("89ab", 1)
		f.draw(hexadecimal, 15)
	case AndroidID:
		f.draw(hexadecimal, 16)
	case OpenUDID:
		f.draw(hexadecimal, 40)
	case MAC:
		f.put("00:00:5e:00:53:")
		f.draw(hexadecimal, 2)

	case IP:
		f.pick("192.0.2.", "198.51.100.", "203.0.113.", "2001:db8:", "2001:db8:", "2001:db8:")
		if f.b[len(f.b)-1] == '.' {
			f.number(1, 254, 1)
			return
		}
		f.draw(hexadecimal, 4)
		f.put("::")
		f.draw(hexadecimal, 4)
	case Email:
		f.put("user")
		f.draw(decimal, 6)
		f.pick("@example.com", "@example.net", "@example.org")
	case DomainName:
		f.put("site")
		f.draw(decimal, 6)
		f.pick(".example.com", ".example.net", ".example.org")
	case URL:
		f.pick("https://www.example.com/user/", "https://www.example.net/user/", "https://www.example.org/user/")
		f.draw(decimal, 6)
	case QQ:
		f.put("9")
		f.draw(decimal, 11)
	case WeChat:
		f.put("example-")
		f.draw(decimal+"abcdefghijklmnopqrstuvwxyz", 10)

	default:
		f.text(label)
	}
}

// text is the part of value for what people write.
func (f *faker) text(label string) {
	switch f.kind {
	case Name:
		f.pick("王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "马", "胡", "郭", "何", "高", "林", "罗", "郑",
			"梁", "谢", "宋", "唐", "许", "韩", "邓", "冯", "曹", "彭", "欧阳", "司马", "上官", "诸葛")
		for range 2 {
			f.pick("伟", "芳", "娜", "静", "丽", "强", "磊", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超", "霞", "平", "刚", "英", "华",
				"玉", "兰", "建", "国", "文", "博", "雨", "晨", "思", "嘉", "怡", "涵", "萱", "清", "致", "和")
		}
	case Gender:
		f.pick("男", "女")
	case Birthday:
		f.birthday("-")
	case Age:
		f.number(18, 90, 1)
	case HomeAddress, ShippingAddress, EnterpriseAddress:
		f.pick("广东省深圳市", "广东省广州市", "浙江省杭州市", "四川省成都市", "湖北省武汉市", "北京市", "上海市")
		f.pick("示例区虚构路", "示例区样板路", "示例区例子街", "示例区假设巷", "示例区测试大道")
		f.number(1, 299, 1)
		f.put("号")
		f.number(1, 18, 1)
		f.put("栋")
		f.number(1, 30, 1)
		f.number(1, 8, 2)
		f.put("室")
	case LatLong:
		f.pick("34.", "35.")
		f.draw(decimal, 6)
		f.pick(",86.", ",87.")
		f.draw(decimal, 6)
	case Password:
		f.put("Fake-")
		f.draw(decimal+"ABCDEFGHJKMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz", 12)
	case PaymentPassword, DynamicCode:
		f.draw(decimal, 6)
	default:
		f.put("示例")
		f.put(label)
		f.put(" ")
		f.draw(decimal, 6)
	}
}

// division puts the code of a county that GB/T 2260 never had.
func (f *faker) division() {
	f.pick("110199", "310199", "330199", "370299", "420199", "440199", "440399", "510199")
}

// birthday puts a day from 1950 to 2005, so that nobody of it is a minor.
func (f *faker) birthday(separator string) {
	f.number(1950, 2005, 4)
	f.put(separator)
	f.number(1, 12, 2)
	f.put(separator)
	f.number(1, 28, 2)
}

// creditCode puts a USCC of an enterprise or an individual business, with the check character that GB 11714 gives the code of
// the organisation within it.
func (f *faker) creditCode() {
	f.pick("91", "92")
	f.division()
	f.draw(creditCode, 8)
	sum := 0
	for i, weight := range [...]int{3, 7, 9, 10, 5, 8, 4, 2} {
		sum += base36(f.b[8+i]) * weight
	}
	f.b = append(f.b, "0X987654321"[sum%11])
	f.sealed(creditCode)
}
