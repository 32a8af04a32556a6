package identifiers

import "github.com/khtong/privacykit/identifiers/internal/bin"

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
// and 65, Maestro 50, 56 to 58, 6304, 6759 and 6761 to 6763. Others are of UnionPay if [BankCardNumber.Issuer] is known, as
// that of older debit cards which begin with 9. A card with two brands has that of its first digits.
func (n BankCardNumber) Brand() Brand {
	s := n.Reveal()
	b, ok := cardBrand(s)
	if !ok && knownCard(s) {
		return UnionPay
	}
	return b
}

// Issuer returns the Chinese name of the bank in China that issued the card (发卡行), by the first digits (BIN) and the length, or
// "" if it is not known. The table behind it was collected by people and is some years old: a bank may have another name by
// now, and an unknown one proves nothing.
func (n BankCardNumber) Issuer() string {
	s := n.Reveal()
	issuer, length, _, known := bin.Issuer(s)
	if !known || length != len(s) {
		return ""
	}
	return issuer
}

// CardType says how a bank card is paid for.
type CardType uint8

// The types of bank cards. The zero value is an unknown one.
const (
	CardTypeUnknown    CardType = iota
	CardTypeDebit               // 借记卡
	CardTypeCredit              // 贷记卡
	CardTypeSemiCredit          // 准贷记卡
	CardTypePrepaid             // 预付费卡
)

// String returns the English name of the type, such as "debit".
func (t CardType) String() string {
	return pick(int(t), "unknown", "debit", "credit", "semi-credit", "prepaid")
}

// Type returns the type of the card, which is known if [BankCardNumber.Issuer] is.
func (n BankCardNumber) Type() CardType {
	s := n.Reveal()
	_, length, kind, known := bin.Issuer(s)
	if !known || length != len(s) {
		return CardTypeUnknown
	}
	switch kind {
	case bin.Debit:
		return CardTypeDebit
	case bin.Credit:
		return CardTypeCredit
	case bin.SemiCredit:
		return CardTypeSemiCredit
	case bin.Prepaid:
		return CardTypePrepaid
	}
	return CardTypeUnknown
}
