package identifiers_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/khtong/privacykit/identifiers"
)

func ExampleParseResidentID() {
	n, err := identifiers.ParseResidentID("440399 20100615 001x")
	if err != nil {
		fmt.Println(err)
		return
	}
	at := time.Date(2024, time.June, 14, 0, 0, 0, 0, time.UTC)
	fmt.Println(n.Birthday())
	fmt.Println(n.Age(at), n.Under(14, at), n.Under(18, at), n.Male())
	fmt.Println(n.DivisionName())
	fmt.Println(n.Warnings(at))
	fmt.Println(n)
	fmt.Println(n.Reveal())
	// Output:
	// 2010 June 15
	// 13 true true true
	// 广东省 深圳市  false
	// [unknown division]
	// 4****************X
	// 44039920100615001X
}

// A holder who is not known counts as under age.
func ExampleResidentIDNumber_Under() {
	at := time.Date(2024, time.June, 14, 0, 0, 0, 0, time.UTC)
	var unknown identifiers.ResidentIDNumber
	fmt.Println(unknown.Under(14, at))
	// Output: true
}

func ExampleResidentIDNumber_Holder() {
	for _, s := range []string{"11010519491231002X", "810000200402290010", "911124198108030024"} {
		n, err := identifiers.ParseResidentID(s)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(n.Holder(), n.Kind())
	}
	// Output:
	// citizen resident_id
	// resident of Hong Kong resident_id
	// foreign permanent resident foreign_permanent_resident_id
}

// A record that holds a number reads it from a request in any written form, and never writes it to a log.
func ExampleMobileNumber() {
	var customer struct {
		Mobile identifiers.MobileNumber
	}
	if err := json.Unmarshal([]byte(`{"Mobile":"+86 138-1234-5678"}`), &customer); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%+v\n", customer)
	logger := slog.New(slog.NewJSONHandler(os.Stdout, &slog.HandlerOptions{ReplaceAttr: noTime}))
	logger.Info("signed up", "mobile", customer.Mobile)
	fmt.Println(customer.Mobile.Reveal())
	// Output:
	// {Mobile:138****5678}
	// {"level":"INFO","msg":"signed up","mobile":"138****5678"}
	// +8613812345678
}

func ExampleParseMobile() {
	for _, s := range []string{"13812345678", "170 3123 4567", "1440123456789", "12012345678"} {
		n, err := identifiers.ParseMobile(s)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(n.Segment(), n.OriginalCarrier(), n.Virtual(), n.IoT())
	}
	// Output:
	// 138 China Mobile false false
	// 1703 China Mobile true false
	// 1440 China Mobile false true
	// identifiers: mobile_number: number segment
}

func ExampleParseLandline() {
	n, err := identifiers.ParseLandline("(0571) 8765-4321 转分机801")
	if err != nil {
		fmt.Println(err)
		return
	}
	city, _ := n.City()
	fmt.Println(n.AreaCode(), city, n.Extension())
	fmt.Println(n)
	fmt.Println(n.Reveal())
	// Output:
	// 0571 杭州市 801
	// 0571-******21
	// +8657187654321;ext=801
}

// A wrong digit under a known BIN is told apart, so that the holder can be asked to look again.
func ExampleParseBankCard() {
	n, err := identifiers.ParseBankCard("6222 0212 3456 7890 128")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(n.Brand(), n.Issuer(), n.Type(), n.LastFour())
	fmt.Println(n)

	_, err = identifiers.ParseBankCard("6222 0212 3456 7890 129")
	fmt.Println(err)
	fmt.Println(errors.Is(err, identifiers.ErrKnownIssuer))
	// Output:
	// UnionPay 中国工商银行 debit 0128
	// ***************0128
	// identifiers: bank_card_number: check character of a known issuer
	// true
}

func ExampleParsePlate() {
	for _, s := range []string{"京a·12345", "粤BD12345", "粤Z1234港"} {
		n, err := identifiers.ParsePlate(s)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(n, n.Province(), n.Letter(), n.Class())
	}
	// Output:
	// 京A***45 北京市 A civil
	// 粤B****45 广东省 B new-energy, small
	// 粤Z***4港 广东省 Z Hong Kong
}

func ExampleParseUSCC() {
	n, err := identifiers.ParseUSCC("92440399MA5X00001Q")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(n.Registrar(), n.Category(), n.Division(), n.OrganisationCode())
	fmt.Println(n.IndividualBusiness())
	fmt.Println(n)
	// Output:
	// 工商 个体工商户 440399 MA5X00001
	// true
	// ****
}

func ExampleParseVIN() {
	n, err := identifiers.ParseVIN("LSVAA49J132047371")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(n.Maker(), n.MadeInChina(), n.ModelYear(2024))
	// Output: LSV true 2003
}

func ExampleParseIMEI() {
	n, err := identifiers.ParseIMEI("49-015420-323751-8")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(n, n.TAC())
	// Output: 4901*******7518 49015420
}

func ExampleParsePassport() {
	n, err := identifiers.ParsePassport("PE1234567")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(n, n.Type())
	// Output: PE*****67 public affairs
}
