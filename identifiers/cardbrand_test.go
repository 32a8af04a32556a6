package identifiers

import (
	"strings"
	"testing"
)

// The edges of the ranges of each brand, at the length that most of its cards have.
func TestCardBrand(t *testing.T) {
	for _, test := range []struct {
		prefix string
		length int
		want   Brand
	}{
		{"61", 16, BrandUnknown},
		{"62", 16, UnionPay},
		{"62", 19, UnionPay},
		{"62", 15, BrandUnknown},
		{"62", 20, BrandUnknown},
		{"622126", 16, UnionPay},
		{"63", 16, BrandUnknown},
		{"80", 16, BrandUnknown},
		{"81", 16, UnionPay},
		{"82", 16, BrandUnknown},
		{"40", 16, Visa},
		{"49", 13, Visa},
		{"4", 19, Visa},
		{"4", 15, BrandUnknown},
		{"50", 16, Maestro},
		{"51", 16, Mastercard},
		{"55", 16, Mastercard},
		{"55", 17, BrandUnknown},
		{"56", 12, Maestro},
		{"58", 19, Maestro},
		{"59", 16, BrandUnknown},
		{"2220", 16, BrandUnknown},
		{"2221", 16, Mastercard},
		{"2720", 16, Mastercard},
		{"2721", 16, BrandUnknown},
		{"34", 15, AmericanExpress},
		{"37", 15, AmericanExpress},
		{"37", 16, BrandUnknown},
		{"35", 15, BrandUnknown},
		{"3527", 16, BrandUnknown},
		{"3528", 16, JCB},
		{"3589", 16, JCB},
		{"3590", 16, BrandUnknown},
		{"300", 14, DinersClub},
		{"305", 14, DinersClub},
		{"306", 14, BrandUnknown},
		{"3095", 14, DinersClub},
		{"36", 14, DinersClub},
		{"36", 13, BrandUnknown},
		{"39", 16, DinersClub},
		{"6011", 16, Discover},
		{"6012", 16, BrandUnknown},
		{"643", 16, BrandUnknown},
		{"644", 16, Discover},
		{"65", 19, Discover},
		{"66", 16, BrandUnknown},
		{"6304", 16, Maestro},
		{"6759", 16, Maestro},
		{"6760", 16, BrandUnknown},
		{"6763", 16, Maestro},
		{"", 16, BrandUnknown},
		{"", 0, BrandUnknown},
		{"4", 1, BrandUnknown},
	} {
		n := test.prefix + strings.Repeat("0", test.length-len(test.prefix))
		got, ok := cardBrand(n)
		fromBytes, okBytes := cardBrand([]byte(n))
		if got != test.want || ok != (test.want != BrandUnknown) || fromBytes != got || okBytes != ok {
			t.Errorf("cardBrand(%s) = %v, %t; of bytes %v, %t; want %v", n, got, ok, fromBytes, okBytes, test.want)
		}
	}
}

func TestCardBrandNoAllocs(t *testing.T) {
	b := []byte("4111111111111111")
	if n := testing.AllocsPerRun(100, func() { _, _ = cardBrand(b) }); n != 0 {
		t.Errorf("cardBrand allocates %v times", n)
	}
}
