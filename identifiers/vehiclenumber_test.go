package identifiers_test

import (
	"testing"

	id "github.com/khtong/privacykit/identifiers"
)

func TestPlateNumber(t *testing.T) {
	for _, test := range []struct {
		s                string
		class            id.PlateClass
		province, letter string
	}{
		{"京A12345", id.PlateCivil, "北京市", "A"},
		{"粤BD12345", id.PlateNewEnergySmall, "广东省", "B"},
		{"沪AF1234", id.PlateCivil, "上海市", "A"},
		{"京A12345D", id.PlateNewEnergyLarge, "北京市", "A"},
		{"桂C1234挂", id.PlateTrailer, "广西壮族自治区", "C"},
		{"新A1234学", id.PlateTraining, "新疆维吾尔自治区", "A"},
		{"蒙A1234警", id.PlatePolice, "内蒙古自治区", "A"},
		{"粤Z1234港", id.PlateHongKong, "广东省", "Z"},
		{"粤Z1234澳", id.PlateMacao, "广东省", "Z"},
		{"川A1234领", id.PlateConsulate, "四川省", "A"},
		{"京A1234使", id.PlateEmbassy, "北京市", "A"},
		{"使014578", id.PlateEmbassy, "", ""},
	} {
		n := mustParse(t, id.ParsePlate, test.s)
		if n.Class() != test.class || n.Province() != test.province || n.Letter() != test.letter {
			t.Errorf("%s: %v, province %q, letter %q", test.s, n.Class(), n.Province(), n.Letter())
		}
	}
	var zero id.PlateNumber
	if zero.Class() != id.PlateUnknown || zero.Province()+zero.Letter() != "" {
		t.Error("the zero value has a content")
	}
}

// Each of the 31 provinces has a name of its own.
func TestPlateProvinces(t *testing.T) {
	names := map[string]bool{}
	for _, r := range "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼" {
		name := mustParse(t, id.ParsePlate, string(r)+"A12345").Province()
		if name == "" || names[name] {
			t.Errorf("%c is %q", r, name)
		}
		names[name] = true
	}
	if len(names) != 31 {
		t.Errorf("%d provinces", len(names))
	}
}

func TestVINNumber(t *testing.T) {
	for _, test := range []struct {
		s, maker string
		china    bool
		notAfter int
		year     int
	}{
		{"LSVAA49J132047371", "LSV", true, 2024, 2003},
		{"LSVAA49J132047371", "LSV", true, 2003, 2003},
		{"LSVAA49J132047371", "LSV", true, 2002, 0}, // 1973 is before the system
		{"LSVAA49J132047371", "LSV", true, 2033, 2033},
		{"1M8GDM9AXKP042788", "1M8", false, 2024, 2019},
		{"1M8GDM9AXKP042788", "1M8", false, 2018, 1989},
		{"1M8GDM9AXKP042788", "1M8", false, 1988, 0},
		{"WVWZZZ1JZ3W386752", "WVW", false, 2024, 0}, // need not be a year
	} {
		n := mustParse(t, id.ParseVIN, test.s)
		if got := n.ModelYear(test.notAfter); n.Maker() != test.maker || n.MadeInChina() != test.china || got != test.year {
			t.Errorf("%s: maker %s, China %t, year until %d %d", test.s, n.Maker(), n.MadeInChina(), test.notAfter, got)
		}
	}
	var zero id.VINNumber
	if zero.Maker() != "" || zero.MadeInChina() || zero.ModelYear(2024) != 0 {
		t.Error("the zero value has a content")
	}
}
