package identifiers

// PassportNumber is a valid passport number (护照号码) of mainland China, Hong Kong or Macao. It prints as E1*****78.
type PassportNumber struct{ value[passportGrammar] }

type passportGrammar struct{}

func (passportGrammar) kind() Kind                { return Passport }
func (passportGrammar) mask(normal string) string { return keep(normal, 2, 2) }

// ParsePassport returns the number that s is, in any written form that [Normalize] accepts for [Passport], or an [*Error].
func ParsePassport(s string) (PassportNumber, error) {
	v, err := parse[passportGrammar](Passport, s)
	return PassportNumber{v}, err
}

// PassportType says which passport a number is of.
type PassportType uint8

// The types of passports. The zero value is that of an invalid number.
const (
	PassportUnknown       PassportType = iota
	PassportOrdinary                   // 普通护照: E, G, 14 and 15
	PassportDiplomatic                 // 外交护照: D and DE
	PassportService                    // 公务护照: S and SE
	PassportPublicAffairs              // 公务普通护照: P and PE
	PassportHongKong                   // 香港特别行政区护照: H and K
	PassportMacao                      // 澳门特别行政区护照: MA
)

// String returns a few English words, such as "public affairs".
func (t PassportType) String() string {
	return pick(int(t), "unknown", "ordinary", "diplomatic", "service", "public affairs", "Hong Kong", "Macao")
}

// Type returns the type of the passport, which the first letters tell.
func (n PassportNumber) Type() PassportType {
	if !n.IsValid() {
		return PassportUnknown
	}
	s := n.Reveal()
	switch s[0] {
	case 'D':
		return PassportDiplomatic
	case 'S':
		return PassportService
	case 'P':
		return PassportPublicAffairs
	case 'H', 'K':
		return PassportHongKong
	case 'M':
		return PassportMacao
	}
	return PassportOrdinary
}
