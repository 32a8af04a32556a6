package identifiers

// BankCardNumber is a valid bank card number (银行卡号). It prints as ************1111.
type BankCardNumber struct{ value[bankCardGrammar] }

type bankCardGrammar struct{}

func (bankCardGrammar) kind() Kind                { return BankCard }
func (bankCardGrammar) mask(normal string) string { return keep(normal, 0, 4) }

// ParseBankCard returns the number that s is, in any written form that [Normalize] accepts for [BankCard], or an [*Error].
func ParseBankCard(s string) (BankCardNumber, error) {
	v, err := parse[bankCardGrammar](BankCard, s)
	return BankCardNumber{v}, err
}

// LastFour returns the last four digits, by which people know their cards, or "" for the zero value.
func (n BankCardNumber) LastFour() string {
	s := n.Reveal()
	return s[max(0, len(s)-4):]
}

// Brand returns the scheme by the first digits and the length: UnionPay 62 and 81, Visa 4, Mastercard 51 to 55 and 2221 to
// 2720, American Express 34 and 37, JCB 3528 to 3589, Diners Club 300 to 305, 3095, 36, 38 and 39, Discover 6011, 644 to 649
// and 65, Maestro 50, 56 to 58, 6304, 6759 and 6761 to 6763. Others are unknown, as are some older debit cards of Chinese
// banks that are accepted by UnionPay. A card with two brands has that of its first digits.
func (n BankCardNumber) Brand() Brand {
	b, _ := cardBrand(n.Reveal())
	return b
}
