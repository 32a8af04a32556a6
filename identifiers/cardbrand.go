package identifiers

// Brand is the scheme of a bank card (卡组织).
type Brand uint8

// The brands. The zero value is an unknown one.
const (
	BrandUnknown    Brand = iota
	UnionPay              // 银联
	Visa                  // Visa
	Mastercard            // 万事达
	AmericanExpress       // 美国运通
	JCB                   // JCB
	DinersClub            // 大来
	Discover              // 发现
	Maestro               // Maestro
)

// String returns the name of the brand.
func (b Brand) String() string {
	return pick(int(b), "unknown", "UnionPay", "Visa", "Mastercard", "American Express", "JCB", "Diners Club", "Discover", "Maestro")
}

// cardBrand returns the brand by the issuer identification number (ISO/IEC 7812-1) and the length of a card number, which
// the caller has checked to be digits; ok is false if there is none. Where ranges overlap, as 622126 to 622925 of UnionPay
// with Discover, a card issued in China is of UnionPay.
func cardBrand[T string | []byte](n T) (brand Brand, ok bool) {
	if len(n) < 12 || len(n) > 19 {
		return BrandUnknown, false
	}
	two := twoDigits(n)
	four := two*100 + twoDigits(n[2:])
	length := len(n)
	switch {
	case two == 62, two == 81:
		return brandIf(UnionPay, length >= 16)
	case two/10 == 4:
		return brandIf(Visa, length == 13 || length == 16 || length == 19)
	case 51 <= two && two <= 55, 2221 <= four && four <= 2720:
		return brandIf(Mastercard, length == 16)
	case two == 34, two == 37:
		return brandIf(AmericanExpress, length == 15)
	case 3528 <= four && four <= 3589:
		return brandIf(JCB, length >= 16)
	case two == 36, two == 38, two == 39, 3000 <= four && four <= 3059, four == 3095:
		return brandIf(DinersClub, length >= 14)
	case four == 6011, 6440 <= four && four <= 6499, two == 65:
		return brandIf(Discover, length >= 16)
	case two == 50, 56 <= two && two <= 58, four == 6304, four == 6759, 6761 <= four && four <= 6763:
		return brandIf(Maestro, true)
	}
	return BrandUnknown, false
}

func brandIf(b Brand, ok bool) (Brand, bool) {
	if !ok {
		return BrandUnknown, false
	}
	return b, true
}
