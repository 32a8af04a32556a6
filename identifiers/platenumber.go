package identifiers

import "unicode/utf8"

// PlateNumber is a valid number of a civil licence plate (机动车号牌号码, GA 36-2018). It prints as 京A***45.
type PlateNumber struct{ value[plateGrammar] }

type plateGrammar struct{}

func (plateGrammar) kind() Kind { return Plate }

func (plateGrammar) mask(normal string) string {
	// The province and a suffix have more than one byte, the rest is ASCII.
	_, province := utf8.DecodeRuneInString(normal)
	_, final := utf8.DecodeLastRuneInString(normal)
	return keep(normal, province+1, final+1)
}

// ParsePlate returns the number that s is, in any written form that [Normalize] accepts for [Plate], or an [*Error].
func ParsePlate(s string) (PlateNumber, error) {
	v, err := parse[plateGrammar](Plate, s)
	return PlateNumber{v}, err
}

// PlateClass says what kind of vehicle bears a plate.
type PlateClass uint8

// The classes of plates. The zero value is that of an invalid number.
const (
	PlateUnknown        PlateClass = iota
	PlateCivil                     // a car, lorry, bus or motorcycle
	PlateNewEnergySmall            // a small new-energy vehicle (小型新能源汽车)
	PlateNewEnergyLarge            // a large new-energy vehicle (大型新能源汽车)
	PlateTrailer                   // 挂, a trailer
	PlateTraining                  // 学, a vehicle of a driving school
	PlatePolice                    // 警, a vehicle of the police
	PlateHongKong                  // 港, a vehicle that also drives in Hong Kong
	PlateMacao                     // 澳, a vehicle that also drives in Macao
	PlateConsulate                 // 领, a vehicle of a consulate
	PlateEmbassy                   // 使, a vehicle of an embassy
)

// String returns a few English words, such as "new-energy, small".
func (c PlateClass) String() string {
	return pick(int(c), "unknown", "civil", "new-energy, small", "new-energy, large", "trailer", "training", "police", "Hong Kong",
		"Macao", "consulate", "embassy")
}

// Class returns the class of the plate, which its length and its last character tell.
func (n PlateNumber) Class() PlateClass {
	s := n.Reveal()
	if s == "" {
		return PlateUnknown
	}
	last, _ := utf8.DecodeLastRuneInString(s)
	switch last {
	case '挂':
		return PlateTrailer
	case '学':
		return PlateTraining
	case '警':
		return PlatePolice
	case '港':
		return PlateHongKong
	case '澳':
		return PlateMacao
	case '领':
		return PlateConsulate
	case '使':
		return PlateEmbassy
	}
	switch {
	case n.Province() == "":
		return PlateEmbassy
	case len(s) != len("京AD12345"):
		return PlateCivil
	case isDigit(s[len(s)-1]):
		return PlateNewEnergySmall
	}
	return PlateNewEnergyLarge
}

// Letter returns the letter of the registration office (发牌机关代号), such as "A", or "" for an embassy's older plate, which has
// none, and for the zero value.
func (n PlateNumber) Letter() string {
	if n.Province() == "" {
		return ""
	}
	return n.Reveal()[len("京"):len("京A")]
}

// Province returns the full name of the province, such as 北京市 or 广西壮族自治区, or "" for an embassy's older plate, which has
// none, and for the zero value.
func (n PlateNumber) Province() string {
	r, _ := utf8.DecodeRuneInString(n.Reveal())
	switch r {
	case '京':
		return "北京市"
	case '津':
		return "天津市"
	case '冀':
		return "河北省"
	case '晋':
		return "山西省"
	case '蒙':
		return "内蒙古自治区"
	case '辽':
		return "辽宁省"
	case '吉':
		return "吉林省"
	case '黑':
		return "黑龙江省"
	case '沪':
		return "上海市"
	case '苏':
		return "江苏省"
	case '浙':
		return "浙江省"
	case '皖':
		return "安徽省"
	case '闽':
		return "福建省"
	case '赣':
		return "江西省"
	case '鲁':
		return "山东省"
	case '豫':
		return "河南省"
	case '鄂':
		return "湖北省"
	case '湘':
		return "湖南省"
	case '粤':
		return "广东省"
	case '桂':
		return "广西壮族自治区"
	case '琼':
		return "海南省"
	case '渝':
		return "重庆市"
	case '川':
		return "四川省"
	case '贵':
		return "贵州省"
	case '云':
		return "云南省"
	case '藏':
		return "西藏自治区"
	case '陕':
		return "陕西省"
	case '甘':
		return "甘肃省"
	case '青':
		return "青海省"
	case '宁':
		return "宁夏回族自治区"
	case '新':
		return "新疆维吾尔自治区"
	}
	return ""
}
