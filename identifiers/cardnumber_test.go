package identifiers_test

import (
	"errors"
	"testing"

	id "github.com/khtong/privacykit/identifiers"
)

func TestBankCardNumber(t *testing.T) {
	for _, test := range []struct {
		s      string
		brand  id.Brand
		issuer string
		card   id.CardType
	}{
		{"4111111111111111", id.Visa, "", id.CardTypeUnknown}, // test numbers of the schemes
		{"4222222222222", id.Visa, "", id.CardTypeUnknown},
		{"5555555555554444", id.Mastercard, "", id.CardTypeUnknown},
		{"2223003122003222", id.Mastercard, "", id.CardTypeUnknown},
		{"378282246310005", id.AmericanExpress, "", id.CardTypeUnknown},
		{"3530111333300000", id.JCB, "", id.CardTypeUnknown},
		{"30569309025904", id.DinersClub, "", id.CardTypeUnknown},
		{"6011111111111117", id.Discover, "", id.CardTypeUnknown},
		{"6299990000000017", id.UnionPay, "", id.CardTypeUnknown},
		{"8111111111111112", id.UnionPay, "", id.CardTypeUnknown},
		{"6222021234567890128", id.UnionPay, "中国工商银行", id.CardTypeDebit},
		{"6225750000000006", id.UnionPay, "招商银行", id.CardTypeCredit},
		{"5187100000000002", id.Mastercard, "招商银行", id.CardTypeCredit},
		{"6013820000000000005", id.UnionPay, "中国银行", id.CardTypeDebit}, // by its issuer
	} {
		n := mustParse(t, id.ParseBankCard, test.s)
		if n.Brand() != test.brand || n.Issuer() != test.issuer || n.Type() != test.card || n.LastFour() != test.s[len(test.s)-4:] {
			t.Errorf("%s: %v, issuer %q, %v, last four %s", test.s, n.Brand(), n.Issuer(), n.Type(), n.LastFour())
		}
	}
	var zero id.BankCardNumber
	if zero.Brand() != id.BrandUnknown || zero.Issuer()+zero.LastFour() != "" || zero.Type() != id.CardTypeUnknown {
		t.Error("the zero value has a content")
	}
}

// A wrong check digit under the BIN of a known issuer is told apart, through every function and without the value.
func TestKnownIssuer(t *testing.T) {
	_, parsed := id.ParseBankCard("6222 0212 3456 7890 129")
	_, normalized := id.Normalize(id.BankCard, "6222021234567890129")
	for _, err := range []error{parsed, normalized, id.Validate(id.BankCard, "6222021234567890129")} {
		if !errors.Is(err, id.ErrKnownIssuer) || !errors.Is(err, id.ErrInvalid) {
			t.Errorf("a wrong check digit of a known issuer: %v", err)
		}
	}
	for _, s := range []string{"4111111111111112", "622202123456789013", "6222021234567890", "41"} { // no issuer, or another length
		if err := id.Validate(id.BankCard, s); err == nil || errors.Is(err, id.ErrKnownIssuer) {
			t.Errorf("Validate(%s): %v", s, err)
		}
	}
	if errors.Is(id.Validate(id.ResidentID, "110105194912310021"), id.ErrKnownIssuer) {
		t.Error("a resident ID has a known issuer")
	}
}
