package desensitize_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/khtong/privacykit/desensitize"
	"github.com/khtong/privacykit/identifiers"
)

var maskTests = []struct {
	kind     identifiers.Kind
	in, want string
}{
	{identifiers.Mobile, "13812345678", "138****5678"},
	{identifiers.Mobile, "+86 138 1234 5678", "138****5678"},
	{identifiers.Mobile, "１３８-1234-5678", "138****5678"},
	{identifiers.Mobile, "1410123456789", "141******6789"},
	{identifiers.Landline, "010-12345678", "010-******78"},
	{identifiers.Landline, "(0571) 8765432 转 801", "0571-*****32"},
	{identifiers.Landline, "010-12345678转801", "010-******78"},
	{identifiers.Landline, "+861012345678;ext=801", "010-******78"},
	{identifiers.Landline, "400-810-1234", "400-*****34"},
	{identifiers.Landline, "95588", "****"},
	{identifiers.Phone, "021-87654321", "021-******21"},
	{identifiers.EnterprisePhone, "13812345678", "138****5678"},
	{identifiers.ResidentID, "11010519491231002x", "1****************X"},
	{identifiers.ResidentID, "110105491231002", "1****************X"},
	{identifiers.DriverLicense, "11010519491231002X", "1****************X"},
	{identifiers.ForeignPermanentResident, "CAN110080010110", "C*************0"},
	{identifiers.HKID, "A123456(3)", "A******(3)"},
	{identifiers.HKID, "AB987654(3)", "A*******(3)"},
	{identifiers.TaiwanID, "A123456789", "A********9"},
	{identifiers.HKMacauPermit, "H12345678", "H*******8"},
	{identifiers.TaiwanPermit, "12345678", "1******8"},
	{identifiers.Passport, "E12345678", "E1*****78"},
	{identifiers.BankCard, "4111 1111 1111 1111", "************1111"},
	{identifiers.Name, "张三", "张*"},
	{identifiers.Name, "张 三 丰", "张**"},
	{identifiers.Name, "欧阳娜娜", "欧阳**"},
	{identifiers.Name, "欧阳", "欧*"},
	{identifiers.Name, "阳司马", "阳**"},
	{identifiers.Name, "買買提·艾合買提", "買*******"},
	{identifiers.Name, "John Smith", "J*********"},
	{identifiers.Name, "葛\U000E0100城", "葛\U000E0100*"}, // the variation selector belongs to its character
	{identifiers.Name, "张", "****"},
	{identifiers.Email, "zhangsan@Example.com", "z*******@example.com"},
	{identifiers.Email, "ab@example.com", "a*@example.com"},
	{identifiers.Email, "a@example.com", "*@example.com"},
	{identifiers.Birthday, "1990年3月7日", "1990-**-**"},
	{identifiers.IP, "192.168.1.100", "192.*.*.*"},
	{identifiers.IP, "2001:db8::1", "2001:*:*:*:*:*:*:*"},
	{identifiers.IP, "::1", "0:*:*:*:*:*:*:*"},
	{identifiers.IP, "::ffff:10.1.2.3", "10.*.*.*"},
	{identifiers.MAC, "00-1A-2B-3C-4D-5E", "00:1a:2b:**:**:**"},
	{identifiers.IMEI, "490154203237518", "4901*******7518"},
	{identifiers.MEID, "A0000000002329", "A000******2329"},
	{identifiers.Plate, "京A12345", "京A***45"},
	{identifiers.Plate, "粤B·D12345", "粤B****45"},
	{identifiers.Plate, "粤Z1234港", "粤Z***4港"},
	{identifiers.Plate, "京A123", "****"},
	{identifiers.LatLong, "39.9042,116.4074", "39.90,116.40"},
	{identifiers.LatLong, "-33, 151.2", "-33.00,151.20"},
	{identifiers.TransactionAmount, "￥1,234.50", "~1000"},
	{identifiers.TransactionAmount, "-99", "~-10"},
	{identifiers.WalletBalance, "0.5", "~0"},
	{identifiers.WalletBalance, "-0.5", "~0"},

	// Nothing is shown of these.
	{identifiers.Mobile, "", "****"},
	{identifiers.Mobile, "123", "****"},
	{identifiers.Mobile, "15412345678", "****"},
	{identifiers.ResidentID, "110105194912310021", "****"},
	{identifiers.Email, "not an address", "****"},
	{identifiers.Password, "correct horse", "****"},
	{identifiers.Fingerprint, "template", "****"},
	{identifiers.CustomerServiceContent, "我的电话是13812345678", "****"},
	{identifiers.USCC, "91350100M000100Y43", "****"},
	{"room_number", "1203", "****"},
	{"", "x", "****"},
	{identifiers.Name, "\xff\xfe", "****"},
}

func TestMask(t *testing.T) {
	for _, test := range maskTests {
		if got := desensitize.Mask(test.kind, test.in); got != test.want {
			t.Errorf("Mask(%s, %q) = %q, want %q", test.kind, test.in, got, test.want)
		}
		if got := desensitize.AppendMask([]byte("x"), test.kind, test.in); string(got) != "x"+test.want {
			t.Errorf("AppendMask(x, %s, %q) = %q, want %q", test.kind, test.in, got, "x"+test.want)
		}
	}
}

func TestMaskAddress(t *testing.T) {
	for in, want := range map[string]string{
		"北京市朝阳区建国路88号":                "北京市朝阳区****",
		"北京市 朝阳区 建国路８８号":              "北京市朝阳区****",
		"北京朝阳区建国路88号":                 "北京朝阳区****",
		"上海市市辖区浦东新区世纪大道1号":            "上海市市辖区浦东新区****",
		"浙江省杭州市西湖区文三路1号":              "浙江省杭州市西湖区****",
		"浙江杭州西湖区文三路1号":                "浙江杭州西湖区****",
		"江苏省苏州市昆山市花园路1号":              "江苏省苏州市昆山市****",
		"江苏省昆山市花园路1号":                 "江苏省昆山市****",
		"江西省景德镇市珠山区瓷都大道1号":            "江西省景德镇市珠山区****",
		"湖北省荆州市沙市区北京路1号":              "湖北省荆州市沙市区****",
		"湖南省常德市津市市人民路1号":              "湖南省常德市津市市****",
		"河北省唐山市路南区新华道1号":              "河北省唐山市路南区****",
		"浙江省台州市路桥区路桥街道1号":             "浙江省台州市路桥区****",
		"河南省南阳市内乡县城关镇1号":              "河南省南阳市内乡县****",
		"山东省济宁市市中区1号院":                "山东省济宁市市中区****",
		"内蒙古自治区锡林郭勒盟东乌珠穆沁旗1号":         "内蒙古自治区锡林郭勒盟东乌珠穆沁旗****",
		"新疆维吾尔自治区喀什地区莎车县1号":           "新疆维吾尔自治区喀什地区莎车县****",
		"新疆乌鲁木齐市新市区北京南路1号":            "新疆乌鲁木齐市新市区****",
		"云南省大理白族自治州大理市古城1号":           "云南省大理白族自治州大理市****",
		"甘肃省临夏回族自治州积石山保安族东乡族撒拉族自治县1号": "甘肃省临夏回族自治州积石山保安族东乡族撒拉族自治县****",
		"香港特别行政区中西区皇后大道中1号":           "香港特别行政区中西区****",
		"广东省东莞市南城街道鸿福路1号":             "广东省东莞市****",
		"四川省攀枝花市东区1号":                 "四川省攀枝花市东区****",
		"平阳县昆阳镇1号":                    "平阳县****",
		"朝阳区建国路88号":                   "朝阳区****",

		// Estates, parks, markets and streets are no divisions.
		"北京市建国路88号":       "北京市****",
		"杭州市翠苑小区3幢":       "杭州市****",
		"杭州市文三路翠苑新区3幢":    "杭州市****",
		"杭州市翠苑东区3幢":       "杭州市****",
		"杭州市翠苑一区3幢":       "杭州市****",
		"江苏省苏州工业园区星湖街1号":  "江苏省****",
		"北京市新发地市场1号":      "北京市****",
		"杭州市红旗路1号":        "杭州市****",
		"北京路1号":           "****",
		"翠苑新区3幢":          "****",
		"某某花园3幢2单元":       "****",
		"1 Infinite Loop": "****",
	} {
		if got := desensitize.Mask(identifiers.HomeAddress, in); got != want {
			t.Errorf("Mask(home_address, %q) = %q, want %q", in, got, want)
		}
	}
}

// TestMaskEveryKind holds that a kind without a rule shows nothing.
func TestMaskEveryKind(t *testing.T) {
	ruled := map[identifiers.Kind]bool{
		identifiers.HomeAddress: true, identifiers.ShippingAddress: true, identifiers.EnterpriseAddress: true, identifiers.IMEISV: true,
	}
	for _, test := range maskTests {
		if test.want != desensitize.Hidden {
			ruled[test.kind] = true
		}
	}
	kinds := 0
	for k := range identifiers.Kinds() {
		kinds++
		for _, s := range samples {
			if got := desensitize.Mask(k, s); got != desensitize.Hidden && !ruled[k] {
				t.Errorf("Mask(%s, %q) = %q, but the kind has no rule", k, s, got)
			}
		}
	}
	if kinds < 147 {
		t.Errorf("only %d kinds", kinds)
	}
}

// samples are values of many kinds at once.
var samples = []string{
	"13812345678", "11010519491231002X", "4111111111111111", "zhangsan@example.com", "张三", "北京市朝阳区建国路88号",
	"192.168.1.100", "1990-03-07", "39.9042,116.4074", "12345678", "42", "abcdef1234567890", "https://example.com/", "some words",
	"1234567890123456", "MA1234567", "123456", "zhang_san",
}

// TestMaskSpellings holds that the spelling of a value does not show.
func TestMaskSpellings(t *testing.T) {
	for k, spellings := range map[identifiers.Kind][]string{
		identifiers.Mobile:     {"13812345678", "8613812345678", "0086-138-1234-5678", "＋８６１３８１２３４５６７８", " 138.1234.5678\t"},
		identifiers.BankCard:   {"4111111111111111", "4111-1111-1111-1111", "４１１１ 1111 1111 1111"},
		identifiers.ResidentID: {"11010519491231002X", "110105 19491231 002x", "110105491231002"},
	} {
		for _, s := range spellings[1:] {
			if got, want := desensitize.Mask(k, s), desensitize.Mask(k, spellings[0]); got != want {
				t.Errorf("Mask(%s, %q) = %q, want %q", k, s, got, want)
			}
		}
	}
}

func TestNoAllocs(t *testing.T) {
	dst := make([]byte, 0, 64)
	for k, s := range map[identifiers.Kind]string{
		identifiers.Mobile:     "13812345678",
		identifiers.ResidentID: "11010519491231002X",
		identifiers.BankCard:   "4111111111111111",
		identifiers.Passport:   "E12345678",
		identifiers.IMEI:       "490154203237518",
	} {
		if n := testing.AllocsPerRun(100, func() { dst = desensitize.AppendMask(dst[:0], k, s) }); n != 0 {
			t.Errorf("AppendMask(%s) allocates %v times", k, n)
		}
		var out string
		if n := testing.AllocsPerRun(100, func() { out = desensitize.Mask(k, s) }); n != 1 {
			t.Errorf("Mask(%s) allocates %v times, want 1", k, n)
		}
		if out != string(dst) {
			t.Errorf("Mask(%s) = %q, AppendMask gives %q", k, out, dst)
		}
	}
}

// shown is how many characters of a value a mask may show at most, for the kinds where it is a fixed number.
var shown = map[identifiers.Kind]int{
	identifiers.Mobile: 7, identifiers.Landline: 6, identifiers.Phone: 7, identifiers.EnterprisePhone: 7,
	identifiers.ResidentID: 2, identifiers.DriverLicense: 2, identifiers.ForeignPermanentResident: 2, identifiers.TaiwanID: 2,
	identifiers.HKMacauPermit: 2, identifiers.TaiwanPermit: 2, identifiers.HKID: 2, identifiers.Passport: 4, identifiers.BankCard: 4,
	identifiers.Birthday: 4, identifiers.IMEI: 8, identifiers.IMEISV: 8, identifiers.MEID: 8, identifiers.Plate: 4, identifiers.MAC: 6,
	identifiers.IP: 4,
}

func FuzzMask(f *testing.F) {
	for _, test := range maskTests {
		f.Add(string(test.kind), test.in)
	}
	f.Fuzz(func(t *testing.T, kind, s string) {
		k := identifiers.Kind(kind)
		got := desensitize.Mask(k, s)
		if !utf8.ValidString(got) || got == "" {
			t.Fatalf("Mask(%q, %q) = %q", k, s, got)
		}
		normal, err := identifiers.Normalize(k, s)
		if err != nil && got != desensitize.Hidden {
			t.Fatalf("Mask(%q, %q) = %q of an invalid value", k, s, got)
		}
		if again := string(desensitize.AppendMask(nil, k, s)); again != got {
			t.Fatalf("AppendMask(%q, %q) = %q, Mask gives %q", k, s, again, got)
		}
		if err == nil && len(normal) > 1 && got == normal && k != identifiers.LatLong {
			t.Fatalf("Mask(%q, %q) shows the whole value", k, s)
		}
		if most, ok := shown[k]; ok {
			raw := strings.Map(func(r rune) rune {
				if strings.ContainsRune("*-:.()", r) {
					return -1
				}
				return r
			}, got)
			if n := utf8.RuneCountInString(raw); n > most {
				t.Fatalf("Mask(%q, %q) = %q shows %d characters", k, s, got, n)
			}
		}
	})
}

var sink string

func BenchmarkMask(b *testing.B) {
	for _, bench := range []struct {
		kind identifiers.Kind
		in   string
	}{
		{identifiers.Mobile, "13812345678"},
		{identifiers.ResidentID, "11010519491231002X"},
		{identifiers.Name, "欧阳娜娜"},
		{identifiers.Email, "zhangsan@example.com"},
		{identifiers.HomeAddress, "浙江省杭州市西湖区文三路1号"},
	} {
		b.Run(string(bench.kind), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				sink = desensitize.Mask(bench.kind, bench.in)
			}
		})
		b.Run("append/"+string(bench.kind), func(b *testing.B) {
			b.ReportAllocs()
			var dst []byte
			for b.Loop() {
				dst = desensitize.AppendMask(dst[:0], bench.kind, bench.in)
			}
		})
	}
}
