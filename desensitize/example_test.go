package desensitize_test

import (
	"encoding/json"
	"fmt"

	"github.com/khtong/privacykit/desensitize"
	"github.com/khtong/privacykit/identifiers"
)

// table has a value of each kind that some preset shows a part of.
var table = []struct {
	kind  identifiers.Kind
	value string
}{
	{identifiers.Mobile, "+86 138-1234-5678"},
	{identifiers.Landline, "(010) 12345678"},
	{identifiers.ResidentID, "11010519491231002X"},
	{identifiers.HKID, "A123456(3)"},
	{identifiers.Passport, "E12345678"},
	{identifiers.BankCard, "4111 1111 1111 1111"},
	{identifiers.Name, "张三"},
	{identifiers.Name, "欧阳娜娜"},
	{identifiers.Email, "zhangsan@example.com"},
	{identifiers.HomeAddress, "北京市朝阳区建国路88号"},
	{identifiers.Birthday, "1990年3月7日"},
	{identifiers.IP, "192.168.1.100"},
	{identifiers.IP, "2001:db8::1"},
	{identifiers.MAC, "00-1A-2B-3C-4D-5E"},
	{identifiers.IMEI, "490154203237518"},
	{identifiers.Plate, "京A·12345"},
	{identifiers.USCC, "91350100M000100Y43"},
	{identifiers.LatLong, "39.9042, 116.4074"},
	{identifiers.TransactionAmount, "￥1,234.50"},
	{identifiers.Password, "hunter2"},
}

func printTable(v desensitize.View) {
	for _, row := range table {
		fmt.Println(row.kind, v.Mask(row.kind, row.value))
	}
}

// The table of the package comment.
func ExampleMask() {
	for _, row := range table {
		fmt.Println(row.kind, desensitize.Mask(row.kind, row.value))
	}
	// Output:
	// mobile_number 138****5678
	// landline 010-******78
	// resident_id 1****************X
	// hk_id A******(3)
	// passport E1*****78
	// bank_card_number ************1111
	// name 张*
	// name 欧阳**
	// email_address z*******@example.com
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

// What is not a value of its kind is hidden whole, and no wider or narrower than anything else.
func ExampleMask_invalid() {
	fmt.Println(desensitize.Mask(identifiers.Mobile, "1381234567"))
	fmt.Println(desensitize.Mask(identifiers.Mobile, ""))
	fmt.Println(desensitize.Mask("room_number", "1203"))
	// Output:
	// ****
	// ****
	// ****
}

func ExampleAppendMask() {
	line := []byte("caller=")
	line = desensitize.AppendMask(line, identifiers.Mobile, "13812345678")
	fmt.Println(string(line))
	// Output: caller=138****5678
}

func ExampleRedacted() {
	type account struct {
		Owner string
		PIN   desensitize.Redacted[string]
	}
	a := account{Owner: "u-1", PIN: desensitize.Redact("482913")}
	out, err := json.Marshal(a)
	fmt.Println(string(out), err)
	fmt.Printf("%+v\n", a)
	fmt.Println(a.PIN.Reveal())
	// Output:
	// {"Owner":"u-1","PIN":"****"} <nil>
	// {Owner:u-1 PIN:****}
	// 482913
}
