package identifiers

import (
	"time"
	"unique"

	"github.com/khtong/privacykit/identifiers/internal/division"
)

// ResidentIDNumber is a valid number of 18 characters with the grammar of the resident ID: of a citizen (公民身份号码), of a
// resident of Hong Kong, Macao or Taiwan with a residence permit (港澳台居民居住证), or of a foreigner with a permanent resident
// card of the 2023 edition (外国人永久居留身份证). It prints as 1****************X.
type ResidentIDNumber struct{ value[residentIDGrammar] }

type residentIDGrammar struct{}

func (residentIDGrammar) kind() Kind                { return ResidentID }
func (residentIDGrammar) mask(normal string) string { return keep(normal, 1, 1) }

// ParseResidentID returns the number that s is, in any written form that [Normalize] accepts for [ResidentID], the 15-digit
// one included. A number that begins with 9 is read as one of [ForeignPermanentResident]; the earlier form of that kind,
// with letters, is refused, because it does not tell the century of birth. The error is an [*Error].
func ParseResidentID(s string) (ResidentIDNumber, error) {
	if len(s) == 18 && checkResident(s, '1', '8') == "" { // as mostly written
		return ResidentIDNumber{value[residentIDGrammar]{unique.Make(s)}}, nil
	}
	v, broken := read[residentIDGrammar](ResidentID, s)
	if broken == "" {
		return ResidentIDNumber{v}, nil
	}
	kind := ResidentID
	if broken == rulePrefix {
		if v, broken = read[residentIDGrammar](ForeignPermanentResident, s); broken == "" {
			return ResidentIDNumber{v}, nil
		}
		if broken != rulePrefix { // the number begins with 9
			kind = ForeignPermanentResident
		}
	}
	return ResidentIDNumber{}, &Error{Kind: kind, Rule: broken}
}

// UnmarshalText is [ParseResidentID] for decoders. The empty text gives the zero value.
func (n *ResidentIDNumber) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*n = ResidentIDNumber{}
		return nil
	}
	parsed, err := ParseResidentID(string(text))
	if err != nil {
		return err
	}
	*n = parsed
	return nil
}

// Kind returns [ForeignPermanentResident] for the number of a foreigner and [ResidentID] otherwise.
func (n ResidentIDNumber) Kind() Kind {
	if n.Holder() == ForeignResident {
		return ForeignPermanentResident
	}
	return ResidentID
}

// Holder says whose number a [ResidentIDNumber] is.
type Holder uint8

// The holders. The zero value is that of an invalid number.
const (
	HolderUnknown    Holder = iota
	Citizen                 // 公民
	HongKongResident        // 香港居民, division 810000
	MacaoResident           // 澳门居民, division 820000
	TaiwanResident          // 台湾居民, division 830000
	ForeignResident         // 外国人, first digit 9
)

// String returns a few English words, such as "resident of Hong Kong".
func (h Holder) String() string {
	return pick(int(h), "unknown", "citizen", "resident of Hong Kong", "resident of Macao", "resident of Taiwan", "foreign permanent resident")
}

// pick returns the word at i, or the first.
func pick(i int, words ...string) string {
	if i >= len(words) {
		i = 0
	}
	return words[i]
}

// Holder says whose number it is, by its first digits.
func (n ResidentIDNumber) Holder() Holder {
	s := n.Reveal()
	if s == "" {
		return HolderUnknown
	}
	switch s[:6] {
	case "810000":
		return HongKongResident
	case "820000":
		return MacaoResident
	case "830000":
		return TaiwanResident
	}
	if s[0] == '9' {
		return ForeignResident
	}
	return Citizen
}

// Birthday returns the date of birth, or zeros for the zero value.
func (n ResidentIDNumber) Birthday() (year int, month time.Month, day int) {
	s := n.Reveal()
	if s == "" {
		return 0, 0, 0
	}
	return number(s[6:10]), time.Month(number(s[10:12])), number(s[12:14])
}

// Male reports whether the sequence is odd, as it is given to men. It is false for the zero value too.
func (n ResidentIDNumber) Male() bool { return n.IsValid() && n.Reveal()[16]%2 == 1 }

// Division returns the six digits of the administrative division (行政区划代码, GB/T 2260) where the number was given out, which
// is not where its holder lives, nor always in any published table. It is "" for a foreigner, whose number has
// [ResidentIDNumber.Nationality] in the place, and for the zero value.
func (n ResidentIDNumber) Division() string {
	if h := n.Holder(); h == HolderUnknown || h == ForeignResident {
		return ""
	}
	return n.Reveal()[:6]
}

// DivisionName returns the Chinese names of the division, such as 广东省, 深圳市, 南山区, and for a foreigner the province that gave out
// the number. known is false if no table of this package has the code, current or abolished; then the province and the city
// are given as far as they are known. It is advice: the tables miss codes that real numbers have. A name is empty where
// the code has none, as the city in Beijing, and for the zero value.
func (n ResidentIDNumber) DivisionName() (province, city, county string, known bool) {
	switch n.Holder() {
	case HolderUnknown:
		return "", "", "", false
	case ForeignResident:
		return division.Name(n.Reveal()[1:3] + "0000")
	default:
		return division.Name(n.Division())
	}
}

// Nationality returns the nationality of a foreigner as the three digits of ISO 3166-1 numeric, 124 for Canada, which
// golang.org/x/text/language reads with EncodeM49. It is "" for all others.
func (n ResidentIDNumber) Nationality() string {
	if n.Holder() != ForeignResident {
		return ""
	}
	return n.Reveal()[3:6]
}

// Age returns the full years of age (周岁) on the calendar day of at in at's own location, which for a person in China
// should be Asia/Shanghai. A year is full on the birthday; for a birth on 29 February in other years on 1 March. The age
// before birth is negative, and so is that of the zero value.
func (n ResidentIDNumber) Age(at time.Time) int {
	if !n.IsValid() {
		return -1
	}
	year, month, day := n.Birthday()
	y, m, d := at.Date()
	age := y - year
	if m < month || m == month && d < day {
		age--
	}
	return age
}

// Under reports whether the holder has not reached an age in full years on the day of at, counted as
// [ResidentIDNumber.Age] counts. Under 14 the consent of a parent or guardian is needed, and all personal information is
// sensitive (个人信息保护法 第二十八条、第三十一条); under 18 one is a minor (民法典 第十七条). It is true for the zero value: what is not known counts as under age.
func (n ResidentIDNumber) Under(years int, at time.Time) bool {
	return n.Age(at) < years || !n.IsValid()
}
