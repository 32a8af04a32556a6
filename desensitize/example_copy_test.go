package desensitize_test

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/khtong/privacykit/desensitize"
	"github.com/khtong/privacykit/identifiers"
)

type Customer struct {
	ID       string            `json:"id" pii:",raw"` // no personal information
	Name     string            `json:"name" pii:"name"`
	Mobiles  []string          `json:"mobiles" pii:"mobile_number"`
	Card     *string           `json:"card" pii:"bank_card_number,keep 6 4"`
	Birthday time.Time         `json:"birthday" pii:"birthday,year"`
	Remark   string            `json:"remark"` // not said what it is: hidden
	Contacts map[string]string `json:"contacts" piikey:"mobile_number" pii:"name"`
	internal string
}

// A struct says once what its fields are; views say what is shown of them.
func ExampleCopy() {
	card := "4111111111111111"
	customer := &Customer{
		ID: "C00001", Name: "欧阳娜娜", Mobiles: []string{"13812345678", "n/a"}, Card: &card,
		Birthday: time.Date(1990, 3, 7, 0, 0, 0, 0, time.UTC), Remark: "打 13812345678 找她妈妈",
		Contacts: map[string]string{"13912345678": "张三"}, internal: "13812345678",
	}
	shown, err := desensitize.Copy(desensitize.Default(), customer, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	out, err := json.MarshalIndent(shown, "", " ")
	fmt.Println(string(out), err)
	fmt.Printf("%q\n", shown.internal)
	// Output:
	// {
	//  "id": "C00001",
	//  "name": "欧阳**",
	//  "mobiles": [
	//   "138****5678",
	//   "****"
	//  ],
	//  "card": "411111******1111",
	//  "birthday": "1990-01-01T00:00:00Z",
	//  "remark": "****",
	//  "contacts": {
	//   "139****5678": "张*"
	//  }
	// } <nil>
	// ""
}

// A kind of the host's own is shown as the view says, and nobody has to touch the struct for another audience.
func ExampleCopy_views() {
	type order struct {
		Number string `pii:"order_number"`
		Amount int    `pii:"transaction_amount"` // in fen
		Mobile string `pii:"mobile_number"`
	}
	analyst, err := desensitize.NewView(map[identifiers.Kind]desensitize.Rule{
		"order_number": "keep 2 4", identifiers.TransactionAmount: "round 1000", identifiers.Mobile: "drop",
	}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, v := range []desensitize.View{analyst, desensitize.Default(), desensitize.Strict()} {
		shown, err := desensitize.Copy(v, order{"SO2026000123", 123450, "13812345678"}, nil)
		fmt.Printf("%+v %v\n", shown, err)
	}
	// Output:
	// {Number:SO******0123 Amount:123000 Mobile:} <nil>
	// {Number:**** Amount:0 Mobile:138****5678} <nil>
	// {Number:**** Amount:0 Mobile:****} <nil>
}

// Text without a tag can be kept where a type is not one's own, at one's own risk.
func ExampleCopyOptions() {
	type reply struct {
		Status string
		Mobile string `pii:"mobile_number"`
	}
	shown, err := desensitize.Copy(desensitize.Default(), reply{"ok", "13812345678"},
		&desensitize.CopyOptions{Other: desensitize.UnsafeKeep})
	fmt.Printf("%+v %v\n", shown, err)
	// Output:
	// {Status:ok Mobile:138****5678} <nil>
}

// A test of the host holds that each field of a type was thought of.
func ExampleFields() {
	fields, err := desensitize.Fields[Customer]()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range fields {
		fmt.Printf("%s %s %q\n", f.Path, f.Treatment, f.Kind)
	}
	// Output:
	// Customer.ID kept ""
	// Customer.Name by kind "name"
	// Customer.Mobiles[] by kind "mobile_number"
	// Customer.Card by kind "bank_card_number"
	// Customer.Birthday by kind "birthday"
	// Customer.Remark untagged ""
	// Customer.Contacts[key] by kind "mobile_number"
	// Customer.Contacts[] by kind "name"
	// Customer.internal dropped ""
}
