package desensitize_test

import (
	"fmt"

	"github.com/khtong/privacykit/desensitize"
	"github.com/khtong/privacykit/identifiers"
)

func ExampleDefault() {
	fmt.Println(desensitize.Default().Mask(identifiers.Mobile, "13812345678"))
	// Output: 138****5678
}

func ExampleHutool() {
	printTable(desensitize.Hutool())
	// Output:
	// mobile_number 138****5678
	// landline 010-******78
	// resident_id 1***************2X
	// hk_id A******(3)
	// passport E1*****78
	// bank_card_number 4111 **** **** 1111
	// name 张*
	// name 欧***
	// email_address z*******@example.com
	// home_address 北京市朝********
	// birthday 1990-**-**
	// ip_address 192.*.*.*
	// ip_address 2001:*:*:*:*:*:*:*
	// mac_address 00:1a:2b:**:**:**
	// imei 4901*******7518
	// plate 京A1***5
	// uscc 9135**********0Y43
	// lat_long 39.90,116.40
	// transaction_amount ~1000
	// password ****
}

func ExampleAlipay() {
	printTable(desensitize.Alipay())
	// Output:
	// mobile_number 138******78
	// landline 010-****5678
	// resident_id 1****************X
	// hk_id A******(3)
	// passport E1*****78
	// bank_card_number 411111******1111
	// name *三
	// name **娜娜
	// email_address zha***@example.com
	// home_address 北京市朝阳区****
	// birthday 1990-**-**
	// ip_address 192.*.*.*
	// ip_address 2001:*:*:*:*:*:*:*
	// mac_address 00:1a:2b:**:**:**
	// imei 4901*******7518
	// plate 京A***45
	// uscc ****
	// lat_long 39.90,116.40
	// transaction_amount ~1000
	// password ****
}

func ExampleStrict() {
	printTable(desensitize.Strict())
	// Output:
	// mobile_number ****
	// landline ****
	// resident_id ****
	// hk_id ****
	// passport ****
	// bank_card_number ****
	// name ****
	// name ****
	// email_address ****
	// home_address ****
	// birthday ****
	// ip_address ****
	// ip_address ****
	// mac_address ****
	// imei ****
	// plate ****
	// uscc ****
	// lat_long ****
	// transaction_amount ****
	// password ****
}

// An analyst sees less of each value than an agent, and of most kinds nothing.
func ExampleNewView() {
	analyst, err := desensitize.NewView(map[identifiers.Kind]desensitize.Rule{
		identifiers.Birthday:          "year",
		identifiers.HomeAddress:       "address city",
		identifiers.TransactionAmount: "range 500",
		"order_number":                "keep 2 4", // a kind of the host's own
	}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(analyst.Mask(identifiers.Birthday, "1990年3月7日"))
	fmt.Println(analyst.Mask(identifiers.HomeAddress, "浙江省杭州市西湖区文三路1号"))
	fmt.Println(analyst.Mask(identifiers.TransactionAmount, "￥1,234.50"))
	fmt.Println(analyst.Mask("order_number", "SO-2026-000123"))
	fmt.Println(analyst.Mask(identifiers.Mobile, "13812345678")) // not named: hidden
	// Output:
	// 1990
	// 浙江省杭州市
	// [1000,1500)
	// SO********0123
	// ****
}

// A view can change a few rules of a preset.
func ExampleNewView_base() {
	courier, err := desensitize.NewView(map[identifiers.Kind]desensitize.Rule{
		identifiers.ShippingAddress: "raw",
		identifiers.ResidentID:      "drop",
	}, &desensitize.ViewOptions{Base: desensitize.Alipay()})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(courier.Mask(identifiers.Name, "欧阳娜娜"), courier.Mask(identifiers.Mobile, "13812345678"))
	fmt.Println(courier.Mask(identifiers.ShippingAddress, "浙江省杭州市西湖区文三路1号"))
	fmt.Println(courier.Drops(identifiers.ResidentID))
	// Output:
	// **娜娜 138******78
	// 浙江省杭州市西湖区文三路1号
	// true
}

// What is wrong with a rule is said when the view is made, not when it is used.
func ExampleNewView_error() {
	for _, rule := range []desensitize.Rule{"month", "kep 3 4", "keep 3", "up jobs 1"} {
		_, err := desensitize.NewView(map[identifiers.Kind]desensitize.Rule{identifiers.Mobile: rule}, nil)
		fmt.Println(err)
	}
	// Output:
	// desensitize: rules.mobile_number: the rule does not apply to the kind
	// desensitize: rules.mobile_number: unknown rule
	// desensitize: rules.mobile_number: want keep FIRST LAST, then nothing, format, or width STARS
	// desensitize: rules.mobile_number: unknown hierarchy
}

// Every rule, on one value.
func ExampleRule() {
	for _, row := range []struct {
		kind  identifiers.Kind
		rule  desensitize.Rule
		value string
	}{
		{identifiers.Mobile, "hide", "13812345678"},
		{identifiers.Mobile, "drop", "13812345678"},
		{identifiers.Mobile, "raw", "138 1234 5678"},
		{identifiers.Mobile, "label", "13812345678"},
		{identifiers.Mobile, "label on request", "13812345678"},
		{identifiers.Mobile, "mask alipay", "13812345678"},
		{identifiers.Mobile, "keep 3 2", "13812345678"},
		{identifiers.Mobile, "keep 0 4 width 2", "13812345678"},
		{identifiers.Landline, "keep 0 2 format", "010-12345678"},
		{identifiers.PostalCode, "keep 2 0", "100020"},
		{identifiers.Email, "parts @ 0 1", "zhangsan@example.com"},
		{identifiers.TransactionAmount, "range 500", "1234.50"},
		{identifiers.TransactionAmount, "range 500 topbottom 0 1000", "1234.50"},
		{identifiers.TransactionAmount, "cuts 100 1000 5000", "1234.50"},
		{identifiers.TransactionAmount, "round 100", "1250"},
		{identifiers.TransactionAmount, "magnitude", "1234.50"},
		{identifiers.Age, "topbottom 18 90", "42"},
		{identifiers.Age, "age 10", "42"},
		{identifiers.Age, "age 10", "103"},
		{identifiers.Birthday, "year", "1990-03-07"},
		{identifiers.Birthday, "month", "1990-03-07"},
		{identifiers.Birthday, "quarter", "1990-03-07"},
		{identifiers.Birthday, "decade", "1990-03-07"},
		{"ordered_at", "month", "2026-11-23 10:00:00"},
		{identifiers.HomeAddress, "address province", "浙江省杭州市西湖区文三路1号"},
		{identifiers.HomeAddress, "address street", "浙江省杭州市西湖区文三路1号"},
		{identifiers.IP, "ip 24 48", "192.168.1.100"},
		{identifiers.IP, "ip 24 48", "2001:db8:1:2::3"},
		{identifiers.LatLong, "grid 1000", "39.9042,116.4074"},
	} {
		v, err := desensitize.NewView(map[identifiers.Kind]desensitize.Rule{row.kind: row.rule}, nil)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%s: %q\n", row.rule, v.Mask(row.kind, row.value))
	}
	// Output:
	// hide: "****"
	// drop: ""
	// raw: "138 1234 5678"
	// label: "[mobile_number]"
	// label on request: "on request"
	// mask alipay: "138******78"
	// keep 3 2: "138******78"
	// keep 0 4 width 2: "**5678"
	// keep 0 2 format: "***-******78"
	// keep 2 0: "10****"
	// parts @ 0 1: "*@example.com"
	// range 500: "[1000,1500)"
	// range 500 topbottom 0 1000: ">=1000"
	// cuts 100 1000 5000: "[1000,5000)"
	// round 100: "1300"
	// magnitude: "~1000"
	// topbottom 18 90: "42"
	// age 10: "40-49"
	// age 10: "90+"
	// year: "1990"
	// month: "1990-03"
	// quarter: "1990-Q1"
	// decade: "1990s"
	// month: "2026-11"
	// address province: "浙江省"
	// address street: "浙江省杭州市西湖区文三路"
	// ip 24 48: "192.168.1.0/24"
	// ip 24 48: "2001:db8:1::/48"
	// grid 1000: "39.903,116.407"
}

// The audiences of a host as a file that a lawyer can read.
func ExampleParseViews() {
	views, err := desensitize.ParseViews([]byte(`{
		"hierarchies": {"occupation": {"外科医生": "医生", "护士": "护理人员", "医生": "卫生", "护理人员": "卫生"}},
		"views": {
			"person":  {"rules": {"mobile_number": "raw", "birthday": "raw"}},
			"agent":   {"base": "default", "rules": {"birthday": "drop"}},
			"analyst": {"rules": {"birthday": "decade", "occupation": "up occupation 2"}}
		}
	}`), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, audience := range []string{"person", "agent", "analyst", "partner"} {
		v := views[audience] // partner has no view, and sees nothing
		fmt.Printf("%s %q %q %q\n", audience, v.Mask(identifiers.Mobile, "13812345678"),
			v.Mask(identifiers.Birthday, "1990-03-07"), v.Mask(identifiers.Occupation, "外科医生"))
	}
	// Output:
	// person "13812345678" "1990-03-07" "****"
	// agent "138****5678" "" "****"
	// analyst "****" "1990s" "卫生"
	// partner "****" "****" "****"
}

// In production the key ring of package crypto makes the pseudonyms: stable for an audience, and not to be linked across
// audiences.
func ExamplePseudonymizer() {
	var ring desensitize.Pseudonymizer = fixedKey{} // a *crypto.Keyring

	rules := map[identifiers.Kind]desensitize.Rule{identifiers.Mobile: "pseudonym"}
	analyst, err := desensitize.NewView(rules, &desensitize.ViewOptions{Audience: "analyst", Pseudonymizer: ring})
	if err != nil {
		fmt.Println(err)
		return
	}
	partner, err := desensitize.NewView(rules, &desensitize.ViewOptions{Audience: "partner", Pseudonymizer: ring})
	if err != nil {
		fmt.Println(err)
		return
	}
	a, b := analyst.Mask(identifiers.Mobile, "13812345678"), analyst.Mask(identifiers.Mobile, "+86 138 1234 5678")
	fmt.Println(len(a), a == b, a == partner.Mask(identifiers.Mobile, "13812345678"))
	// Output: 32 true false
}

func ExampleView_For() {
	view, err := desensitize.NewView(map[identifiers.Kind]desensitize.Rule{"admitted": "shift 30", "discharged": "shift 30"},
		&desensitize.ViewOptions{Audience: "analyst", Pseudonymizer: fixedKey{}})
	if err != nil {
		fmt.Println(err)
		return
	}
	row := view.For("C00001")
	fmt.Println(row.Mask("admitted", "2026-02-27"), row.Mask("discharged", "2026-03-02")) // three days, as before
	// Output:
	// 2026-02-23 2026-02-26
}

// Income in four ranges with as many people each.
func ExampleQuantiles() {
	rule, err := desensitize.Quantiles([]float64{3100, 8200, 4900, 12400, 5300, 7600, 6100, 3900}, 4, 500)
	fmt.Println(rule, err)
	// Output: cuts 5000 6000 8000 <nil>
}
