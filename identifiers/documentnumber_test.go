package identifiers_test

import (
	"testing"

	id "github.com/khtong/privacykit/identifiers"
)

func TestUSCCNumber(t *testing.T) {
	for _, test := range []struct {
		s, registrar, category string
		individual             bool
	}{
		{"91440399MA5X00001U", "工商", "企业", false},
		{"92440399MA5X00001Q", "工商", "个体工商户", true},
		{"93440399MA5X00001M", "工商", "农民专业合作社", false},
		{"95440399MA5X00001F", "工商", "", false},
		{"114403990000000017", "机构编制", "机关", false},
		{"124403990000000014", "机构编制", "事业单位", false},
		{"51440399MJ0000001N", "民政", "社会团体", false},
		{"52440399MJ0000001K", "民政", "民办非企业单位", false},
		{"53440399MJ0000001G", "民政", "基金会", false},
		{"31440399MD0000001E", "司法行政", "", false},
		{"71440399MC00000018", "宗教", "", false},
		{"81440399MC00000017", "工会", "", false},
		{"N2440399MF0000001U", "农业", "", false},
		{"Y14403990000000019", "其他", "其他", false},
		{"A1440399000000001X", "", "", false},
	} {
		n := mustParse(t, id.ParseUSCC, test.s)
		if n.Registrar() != test.registrar || n.Category() != test.category || n.IndividualBusiness() != test.individual {
			t.Errorf("%s: registrar %q, category %q, individual %t", test.s, n.Registrar(), n.Category(), n.IndividualBusiness())
		}
		if province, _, _, _ := n.DivisionName(); n.Division() != "440399" || province != "广东省" || n.OrganisationCode() != test.s[8:17] {
			t.Errorf("%s: division %s, %s, organisation %s", test.s, n.Division(), province, n.OrganisationCode())
		}
	}
	var zero id.USCCNumber
	if _, _, _, known := zero.DivisionName(); zero.Registrar()+zero.Category()+zero.Division()+zero.OrganisationCode() != "" || zero.IndividualBusiness() || known {
		t.Error("the zero value has a content")
	}
}

func TestPassportNumber(t *testing.T) {
	for s, want := range map[string]id.PassportType{
		"E12345678": id.PassportOrdinary, "EA1234567": id.PassportOrdinary, "G12345678": id.PassportOrdinary, "141234567": id.PassportOrdinary,
		"D1234567": id.PassportDiplomatic, "DE1234567": id.PassportDiplomatic, "S12345678": id.PassportService, "SE1234567": id.PassportService,
		"P1234567": id.PassportPublicAffairs, "PE1234567": id.PassportPublicAffairs, "K12345678": id.PassportHongKong, "H12345678": id.PassportHongKong,
		"MA1234567": id.PassportMacao, "ED1234567": id.PassportOrdinary,
	} {
		if got := mustParse(t, id.ParsePassport, s).Type(); got != want {
			t.Errorf("%s is %v, want %v", s, got, want)
		}
	}
	var zero id.PassportNumber
	if zero.Type() != id.PassportUnknown {
		t.Error("the zero value has a type")
	}
}

func TestIMEINumber(t *testing.T) {
	if got := mustParse(t, id.ParseIMEI, "49-015420-323751-8").TAC(); got != "49015420" {
		t.Errorf("the TAC is %s", got)
	}
	var zero id.IMEINumber
	if zero.TAC() != "" {
		t.Error("the zero value has a TAC")
	}
}
