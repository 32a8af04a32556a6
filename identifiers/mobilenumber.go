package identifiers

import "strings"

// MobileNumber is a valid mobile number (手机号码) of mainland China. It prints as 138****5678.
type MobileNumber struct{ value[mobileGrammar] }

type mobileGrammar struct{}

func (mobileGrammar) kind() Kind                { return Mobile }
func (mobileGrammar) mask(normal string) string { return keep(normal[len("+86"):], 3, 4) }

// ParseMobile returns the number that s is, in any written form that [Normalize] accepts for [Mobile], or an [*Error]. Its
// normal form, which Reveal returns, is that of E.164.
func ParseMobile(s string) (MobileNumber, error) {
	v, err := parse[mobileGrammar](Mobile, s)
	return MobileNumber{v}, err
}

// RevealNational returns the digits as they are dialled in China, 13812345678, or "" for the zero value.
func (n MobileNumber) RevealNational() string { return strings.TrimPrefix(n.Reveal(), "+86") }

// Segment returns the first digits that tell how the number is used (号段): four of the internet of things, of satellites and
// of the mixed segments 170 and 174, and three of all others. It is "" for the zero value.
func (n MobileNumber) Segment() string {
	s := n.RevealNational()
	switch {
	case s == "":
		return ""
	case len(s) == 13, s[:4] == "1349", s[:3] == "170", s[:3] == "174":
		return s[:4]
	}
	return s[:3]
}

// Carrier is an operator of mobile networks in China (基础电信企业).
type Carrier uint8

// The carriers. The zero value is an unknown one.
const (
	CarrierUnknown Carrier = iota
	ChinaMobile            // 中国移动
	ChinaUnicom            // 中国联通
	ChinaTelecom           // 中国电信
	ChinaBroadnet          // 中国广电
)

// String returns the English name of the carrier, such as "China Mobile".
func (c Carrier) String() string {
	return pick(int(c), "unknown", "China Mobile", "China Unicom", "China Telecom", "China Broadnet")
}

// OriginalCarrier returns the carrier that the segment was given to, and for a virtual operator the one whose network it
// uses. It is not the carrier that serves the number, because numbers have been portable since 2019 (携号转网). A segment
// whose carrier is not certain is unknown.
func (n MobileNumber) OriginalCarrier() Carrier {
	switch n.Segment() {
	case "134", "135", "136", "137", "138", "139", "147", "148", "150", "151", "152", "157", "158", "159", "172", "178", "182", "183",
		"184", "187", "188", "195", "197", "198", "165", "1703", "1705", "1706", "1440":
		return ChinaMobile
	case "130", "131", "132", "145", "146", "155", "156", "166", "175", "176", "185", "186", "196", "167", "1704", "1707", "1708",
		"1709", "171", "1400":
		return ChinaUnicom
	case "133", "149", "153", "173", "177", "180", "181", "189", "190", "191", "193", "199", "162", "1700", "1701", "1702", "1349",
		"1410":
		return ChinaTelecom
	case "192":
		return ChinaBroadnet
	}
	return CarrierUnknown
}

// Virtual reports whether the segment belongs to virtual operators, who resell the network of a carrier (移动通信转售): 162, 165,
// 167, 170 and 171.
func (n MobileNumber) Virtual() bool {
	s := n.Segment()
	return s == "162" || s == "165" || s == "167" || s == "171" || strings.HasPrefix(s, "170")
}

// IoT reports whether the number has the 13 digits of the internet of things (物联网), so that a device has it and no person.
func (n MobileNumber) IoT() bool { return len(n.RevealNational()) == 13 }

// Satellite reports whether the segment is one of satellite phones: 1349, and 1740 to 1745.
func (n MobileNumber) Satellite() bool {
	s := n.Segment()
	return s == "1349" || strings.HasPrefix(s, "174") && s[3] <= '5'
}
