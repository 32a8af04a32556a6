package desensitize

import "github.com/khtong/privacykit/identifiers"

// Default returns the view of [Mask]: the table in the package comment.
func Default() View { return View{&defaultView} }

// Hutool returns a view that masks as the Java library Hutool 5 does, where it has a rule: names show the first character,
// resident IDs 1 and 2, cards 4 and the last group, addresses hide their last 8 characters, plates show 3 and 1, company
// codes 4 and 4. For all other kinds it is [Default].
func Hutool() View { return View{&hutoolView} }

// Alipay returns a view that masks by the convention of Alipay's screens, where it has a rule: names show all but the surname, mobile
// numbers 3 and 2, landlines the area code and the last 4, cards 6 and 4, e-mail addresses 3 and the domain. For all other
// kinds it is [Default].
func Alipay() View { return View{&alipayView} }

// Strict returns the view that shows nothing: every value is [Hidden]. It is the zero View.
func Strict() View { return View{} }

// The presets. They are never changed.
var (
	defaultView = view{base: defaultRule}
	hutoolView  = view{base: hutoolRule}
	alipayView  = view{base: alipayRule}
)

// The rules of the presets. They are never changed.
var (
	keep04   = rule{op: opKeep, last: 4}
	keep11   = rule{op: opKeep, first: 1, last: 1}
	keep12   = rule{op: opKeep, first: 1, last: 2}
	keep13   = rule{op: opKeep, first: 1, last: 3} // the check character of a Hong Kong identity card has brackets
	keep22   = rule{op: opKeep, first: 2, last: 2}
	keep31   = rule{op: opKeep, first: 3, last: 1}
	keep44   = rule{op: opKeep, first: 4, last: 4}
	keep64   = rule{op: opKeep, first: 6, last: 4}
	keepYear = rule{op: opKeep, first: 4, format: true}
	keepMAC  = rule{op: opKeep, first: 6, format: true}

	maskPhone     = rule{op: opPhone, first: 3, last: 4, line: 2}
	maskName      = rule{op: opName}
	maskEmail     = rule{op: opEmail, first: 1}
	maskAddress   = rule{op: opAddress, level: levelCounty, stars: true}
	maskIP        = rule{op: opIP}
	maskLatLong   = rule{op: opHundredths}
	maskAmount    = rule{op: opMagnitude}
	hutoolName    = rule{op: opKeep, first: 1}
	hutoolAddress = rule{op: opCutLast, last: 8}
	hutoolCard    = rule{op: opCardGroups}
	alipayPhone   = rule{op: opPhone, first: 3, last: 2, line: 4}
	alipayName    = rule{op: opGivenName}
	alipayEmail   = rule{op: opEmail, first: 3, width: 3}
)

func defaultRule(k identifiers.Kind) *rule {
	switch k {
	case identifiers.Mobile, identifiers.Landline, identifiers.Phone, identifiers.EnterprisePhone:
		return &maskPhone
	case identifiers.ResidentID, identifiers.DriverLicense, identifiers.ForeignPermanentResident,
		identifiers.TaiwanID, identifiers.HKMacauPermit, identifiers.TaiwanPermit:
		return &keep11
	case identifiers.HKID:
		return &keep13
	case identifiers.Passport, identifiers.Plate:
		return &keep22
	case identifiers.BankCard:
		return &keep04
	case identifiers.Name:
		return &maskName
	case identifiers.Email:
		return &maskEmail
	case identifiers.HomeAddress, identifiers.ShippingAddress, identifiers.EnterpriseAddress:
		return &maskAddress
	case identifiers.Birthday:
		return &keepYear
	case identifiers.IP:
		return &maskIP
	case identifiers.MAC:
		return &keepMAC
	case identifiers.IMEI, identifiers.IMEISV, identifiers.MEID:
		return &keep44
	case identifiers.LatLong:
		return &maskLatLong
	case identifiers.TransactionAmount, identifiers.WalletBalance:
		return &maskAmount
	default:
		return nil
	}
}

func hutoolRule(k identifiers.Kind) *rule {
	switch k {
	case identifiers.ResidentID, identifiers.DriverLicense:
		return &keep12
	case identifiers.USCC:
		return &keep44
	case identifiers.Plate:
		return &keep31
	case identifiers.BankCard:
		return &hutoolCard
	case identifiers.Name:
		return &hutoolName
	case identifiers.HomeAddress, identifiers.ShippingAddress, identifiers.EnterpriseAddress:
		return &hutoolAddress
	default:
		return defaultRule(k)
	}
}

func alipayRule(k identifiers.Kind) *rule {
	switch k {
	case identifiers.Mobile, identifiers.Landline, identifiers.Phone, identifiers.EnterprisePhone:
		return &alipayPhone
	case identifiers.BankCard:
		return &keep64
	case identifiers.Name:
		return &alipayName
	case identifiers.Email:
		return &alipayEmail
	default:
		return defaultRule(k)
	}
}

// presetRules returns the rules of the preset with this name.
func presetRules(name string) (func(identifiers.Kind) *rule, bool) {
	switch name {
	case "default":
		return defaultRule, true
	case "hutool":
		return hutoolRule, true
	case "alipay":
		return alipayRule, true
	case "strict":
		return strictRule, true
	}
	return nil, false
}

func strictRule(identifiers.Kind) *rule { return nil }
