package identifiers_test

import (
	"errors"
	"fmt"
	"math/rand/v2"

	"golang.org/x/text/language"

	"github.com/khtong/privacykit/identifiers"
)

// However a value is written, its normal form is the same, so it can be stored, compared and indexed.
func ExampleNormalize() {
	for _, s := range []string{"13812345678", "+86 138-1234-5678", "００８６１３８１２３４５６７８"} {
		fmt.Println(identifiers.Normalize(identifiers.Mobile, s))
	}
	fmt.Println(identifiers.Normalize(identifiers.ResidentID, "110105491231002"))
	fmt.Println(identifiers.Normalize(identifiers.Plate, "京a·12345"))
	// Output:
	// +8613812345678 <nil>
	// +8613812345678 <nil>
	// +8613812345678 <nil>
	// 11010519491231002X <nil>
	// 京A12345 <nil>
}

// The error names the kind and the rule, and never the value.
func ExampleValidate() {
	err := identifiers.Validate(identifiers.ResidentID, "110105194912310021")
	fmt.Println(err)
	fmt.Println(errors.Is(err, identifiers.ErrInvalid))

	err = identifiers.Validate("room_number", "1203")
	fmt.Println(err)
	fmt.Println(errors.Is(err, identifiers.ErrKind))
	// Output:
	// identifiers: resident_id: check character
	// true
	// identifiers: unknown kind
	// true
}

func ExampleDescribe() {
	info, _ := identifiers.Describe(identifiers.FaceFeature)
	fmt.Println(info.Label(language.English), info.Label(language.Chinese))
	fmt.Println(info.Category.Label(language.English))
	fmt.Println(info.Sensitivity)
	fmt.Println(info.Identifiability)
	for s := range info.Sources() {
		fmt.Println(s.Law, s.Article, s.Verified)
	}
	// Output:
	// facial features 面部识别特征
	// biometric information
	// sensitive
	// direct identifier
	// 个人信息保护法 第二十八条第一款 true
	// GB/T 35273-2020 附录B 表B.1 true
}

// A property manager describes what its software keeps besides. The catalogue is a value; nothing is registered.
func ExampleNewCatalogue() {
	kinds, err := identifiers.NewCatalogue(
		identifiers.Info{
			Kind: "room_number", ZH: "房号", EN: "room number", Category: identifiers.CategoryBasicProfile,
			Sensitivity: identifiers.SensitivityGeneral, Identifiability: identifiers.IdentifiabilityQuasi,
		},
		identifiers.Info{
			Kind: "parking_space", ZH: "车位号", EN: "parking space", Category: "property_management",
			Sensitivity: identifiers.SensitivityGeneral, Identifiability: identifiers.IdentifiabilityQuasi,
		},
		identifiers.Info{Kind: "access_card_number", ZH: "门禁卡号", EN: "access card number", Category: "property_management"},
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, k := range []identifiers.Kind{"room_number", "access_card_number", identifiers.Mobile, "pet_name"} {
		info, known := kinds.Describe(k)
		fmt.Println(info.Label(language.Chinese), known, info.Sensitivity.IsSensitive(), info.Identifiability.IsDirect())
	}
	// Output:
	// 房号 true false false
	// 门禁卡号 true true true
	// 手机号码 true false true
	//  false true true
}

// Test data that is valid and nobody's. The seed makes it the same in every run.
func ExampleFake() {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, k := range []identifiers.Kind{
		identifiers.Name, identifiers.Mobile, identifiers.ResidentID, identifiers.BankCard, identifiers.Email,
		identifiers.HomeAddress, identifiers.Plate, identifiers.Occupation,
	} {
		fmt.Println(identifiers.Fake(k, rng))
	}
	_, err := identifiers.Fake("room_number", rng)
	fmt.Println(err)
	// Output:
	// 邓建思 <nil>
	// +8617472044116 <nil>
	// 330199200202127756 <nil>
	// 6299990306203778944 <nil>
	// user565069@example.org <nil>
	// 广东省深圳市示例区样板路271号16栋1201室 <nil>
	// 宁Z95888 <nil>
	// 示例个人职业 862159 <nil>
	// identifiers: unknown kind
}
