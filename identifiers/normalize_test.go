package identifiers_test

import (
	"errors"
	"strings"
	"testing"

	id "github.com/khtong/privacykit/identifiers"
)

// valid gives, for each kind, written forms and the normal form of all of them. The numbers are samples of the standards,
// of public documentation, of public bodies, or computed; none is a person's.
var valid = []struct {
	kind   id.Kind
	normal string
	forms  []string
}{
	// GB 11643-1999 and the 15-digit form of the same number.
	{id.ResidentID, "11010519491231002X", []string{"11010519491231002x", "110105 19491231 002X", "110105-19491231-002X", "１１０１０５１９４９１２３１００２Ｘ", "110105491231002"}},
	{id.ResidentID, "440524188001010014", nil}, // GB 11643-1999, a person of the 19th century
	{id.ResidentID, "810000199408230021", nil}, // residence permits of Hong Kong, Macao and Taiwan residents
	{id.ResidentID, "830000199201300022", nil}, //
	{id.ResidentID, "110105200002290021", nil}, // a leap day
	{id.DriverLicense, "11010519491231002X", []string{"11010519491231002x"}},
	{id.ForeignPermanentResident, "CAN110080010110", []string{"can 110080010110"}},
	{id.ForeignPermanentResident, "911124198108030024", nil},
	{id.HKID, "A123456(3)", []string{"A1234563", "a123456(3)", "A123456（3）", "Ａ１２３４５６（３）", "A123456 (3)"}},
	{id.HKID, "G123456(A)", []string{"g123456(a)"}},
	{id.HKID, "AB987654(3)", nil},
	{id.TaiwanID, "A123456789", []string{"a123456789", "Ａ１２３４５６７８９"}},
	{id.HKMacauPermit, "H12345678", []string{"h12345678", "H 1234 5678"}},
	{id.HKMacauPermit, "M1234567801", nil},
	{id.TaiwanPermit, "12345678", []string{"1234 5678"}},
	{id.TaiwanPermit, "1234567801", nil},
	{id.Passport, "E12345678", []string{"e12345678", "Ｅ１２３４５６７８", "E 1234 5678"}},
	{id.Passport, "EA1234567", nil},
	{id.Passport, "G12345678", nil},
	{id.Passport, "141234567", nil},
	{id.Passport, "151234567", nil},
	{id.Passport, "D1234567", nil},
	{id.Passport, "P1234567", nil},
	{id.Passport, "S12345678", nil},
	{id.Passport, "DE1234567", nil},
	{id.Passport, "PE1234567", nil},
	{id.Passport, "SE1234567", nil},
	{id.Passport, "K12345678", nil},
	{id.Passport, "H12345678", nil},
	{id.Passport, "MA1234567", nil},
	{id.OfficerID, "军字第1234567号", []string{"军字第1234567", "军字第１２３４５６７号"}},
	{id.OfficerID, "武字第12345678号", nil},
	{id.DriverLicenseFile, "110012345678", []string{"1100 1234 5678"}},

	// GB 32100-2015 and codes that public companies print on their invoices.
	{id.USCC, "91350100M000100Y43", []string{"91350100m000100y43", "91 350100 M000100Y43"}},
	{id.USCC, "914403001922038216", nil},
	{id.USCC, "9144030071526726XG", nil},

	{id.Mobile, "+8613812345678", []string{
		"13812345678", "138 1234 5678", "138-1234-5678", "138.1234.5678", "8613812345678", "+86 138 1234 5678", "+86-13812345678",
		"008613812345678", "0086 138-1234-5678", "１３８１２３４５６７８", "＋８６１３８１２３４５６７８", "138\u00a01234\u30005678",
		"138\u20101234\u20135678", "138·1234·5678", "\u202d13812345678\u202c", "138\u200b12345678", " 13812345678\t",
	}},
	{id.Mobile, "+8613491234567", []string{"13491234567"}},        // satellite
	{id.Mobile, "+8617401234567", []string{"17401234567"}},        // satellite
	{id.Mobile, "+8616212345678", []string{"16212345678"}},        // virtual operators
	{id.Mobile, "+8617012345678", []string{"17012345678"}},        // virtual operators
	{id.Mobile, "+8619212345678", []string{"19212345678"}},        // broadcasting network
	{id.Mobile, "+861410123456789", []string{"1410123456789"}},    // internet of things
	{id.Mobile, "+861440123456789", []string{"1440 123 456 789"}}, // internet of things
	{id.Landline, "+861012345678", []string{"010-12345678", "010 1234 5678", "(010)12345678", "（010）１２３４５６７８", "+86 10 1234 5678", "+86 (0)10 12345678", "0086-10-12345678", "01012345678"}},
	{id.Landline, "+8657187654321", []string{"0571-87654321", "(0571)8765-4321"}},
	{id.Landline, "+864711234567", []string{"0471-1234567"}},
	{id.Landline, "+861012345678;ext=801", []string{"010-12345678-801", "010-12345678转801", "010-12345678 转 801", "010-12345678 ext. 801", "010-12345678x801", "010-12345678#801", "+86-10-12345678-801"}},
	{id.Landline, "+861012345678;ext=801", []string{
		"010-12345678转分机801", "010-12345678 转 分机 801", "010-12345678分机801", "010-12345678 分机号：801", "010-12345678（转801）", "(010)12345678(分机801)",
		"010-12345678 ext 801", "010-12345678 EXT:801", "010-12345678 extension 801", "010-12345678 ( ext. 801 )",
	}},
	{id.Landline, "+864008101234;ext=2", []string{"400-810-1234转2"}},
	{id.Landline, "+864008101234", []string{"400-810-1234", "4008101234", "400 8101 234"}},
	{id.Landline, "+868008101234", []string{"800-810-1234"}},
	{id.Landline, "95588", []string{"955 88"}},
	{id.Landline, "955123", nil},
	{id.Phone, "+8613812345678", []string{"13812345678"}},
	{id.Phone, "+862187654321", []string{"021-87654321"}},
	{id.EnterprisePhone, "+862187654321", []string{"021-87654321"}},
	{id.PostalCode, "100080", []string{"100 080", "１０００８０"}},

	// ISO/IEC 7812-1 annex B and the test numbers of card schemes.
	{id.BankCard, "4111111111111111", []string{"4111 1111 1111 1111", "4111-1111-1111-1111", "４１１１１１１１１１１１１１１１"}},
	{id.BankCard, "378282246310005", nil},
	{id.BankCard, "4222222222222", nil},
	{id.BankCard, "6222021234567890128", []string{"6222 0212 3456 7890 128"}},
	{id.BankCardExpiry, "05/29", []string{"0529", "05-29", "05 / 29", "05/2029", "052029", "０５／２９"}},
	{id.TransactionAmount, "1234.5", []string{"1234.50", "1,234.50", "￥1,234.50", "¥ 1234.5", "1234.5元", "CNY 1234.50", "RMB1,234.5000", "人民币1234.5元", "１２３４．５"}},
	{id.TransactionAmount, "-0.01", []string{"-0.01", "-￥0.010", "￥-0.01"}},
	{id.TransactionAmount, "0", []string{"0.00", "-0", "000"}},
	{id.WalletBalance, "100", []string{"100.00元", "0100"}},

	{id.Plate, "京A12345", []string{"京A·12345", "京A-12345", "京 A 12345", "京a12345", "京Ａ１２３４５"}},
	{id.Plate, "粤BD12345", []string{"粤B·D12345"}}, // new energy, small
	{id.Plate, "沪AF1234", nil},
	{id.Plate, "京A12345D", nil}, // new energy, large
	{id.Plate, "粤Z1234港", []string{"粤Z·1234港"}},
	{id.Plate, "京A1234警", nil},
	{id.Plate, "京A1234挂", nil},
	{id.Plate, "使014578", nil},
	{id.VIN, "LSVAA49J132047371", []string{"lsvaa49j132047371", "LSVAA49J1 32047371"}},
	{id.VIN, "1M8GDM9AXKP042788", nil}, // 49 CFR 565.15
	{id.VIN, "WVWZZZ1JZ3W386752", nil}, // a maker whose ninth character is a filler

	// 3GPP TS 23.003 and the usual samples.
	{id.IMEI, "490154203237518", []string{"49-015420-323751-8", "490154 203237518"}},
	{id.IMEISV, "4901542032375101", nil},
	{id.MEID, "AF0123450ABCDE", []string{"af0123450abcde", "AF-012345-0ABCDE"}},
	{id.IMSI, "460001234567890", []string{"460 00 1234567890"}},
	{id.ICCID, "89860012345678901238", nil},
	{id.ICCID, "8986001234567890120", nil},
	{id.IDFA, "6ba7b810-9dad-11d1-80b4-00c04fd430c8", []string{"6BA7B810-9DAD-11D1-80B4-00C04FD430C8", "6ba7b8109dad11d180b400c04fd430c8"}},
	{id.IDFV, "6ba7b810-9dad-11d1-80b4-00c04fd430c8", nil},
	{id.GUID, "6ba7b810-9dad-11d1-80b4-00c04fd430c8", []string{"{6BA7B810-9DAD-11D1-80B4-00C04FD430C8}"}},
	{id.OAID, "6ba7b810-9dad-11d1-80b4-00c04fd430c8", nil},
	{id.OAID, "0123456789abcdef", []string{"0123456789ABCDEF"}},
	{id.OAID, strings.Repeat("0a", 32), nil},
	{id.AndroidID, "9774d56d682e549c", []string{"9774D56D682E549C"}},
	{id.OpenUDID, strings.Repeat("0f", 20), []string{strings.Repeat("0F", 20)}},
	{id.MAC, "00:1a:2b:3c:4d:5e", []string{"00-1A-2B-3C-4D-5E", "001A.2B3C.4D5E", "001a2b3c4d5e", "００：１Ａ：２Ｂ：３Ｃ：４Ｄ：５Ｅ"}},

	{id.IP, "192.168.1.100", []string{" 192.168.1.100 ", "１９２.１６８.１.１００", "::ffff:192.168.1.100"}},
	{id.IP, "2001:db8::1", []string{"2001:0DB8:0:0:0:0:0:1", "2001:db8:0::1"}},
	{id.Email, "Zhang.San+x@example.com", []string{"Zhang.San+x@EXAMPLE.com", "Zhang.San+x＠example．com", " Zhang.San+x@example.com"}},
	{id.Email, "a@xn--fiqs8s.cn", nil},
	{id.DomainName, "www.example.com", []string{"WWW.Example.COM"}},
	{id.URL, "https://User:Pw@example.com:80/A?b=C#D", []string{"HTTPS://User:Pw@EXAMPLE.com:80/A?b=C#D"}},
	{id.URL, "http://[2001:db8::1]/", nil},
	{id.URL, "http://例子.测试/路径", nil},
	{id.QQ, "10001", []string{"１０００１"}},
	{id.QQ, "123456789012", nil},
	{id.WeChat, "wxid_abc-123", nil},
	{id.WeChat, "ZhangSan", nil},

	{id.Birthday, "1990-03-07", []string{"1990-3-7", "1990/03/07", "1990.3.7", "19900307", "1990年3月7日", "1990 年 03 月 07 号", "１９９０年３月７日"}},
	{id.Birthday, "2000-02-29", nil},
	{id.Age, "18", []string{"18岁", "18周岁", "018", "１８"}},
	{id.Age, "0", nil},
	{id.LatLong, "39.9042,116.4074", []string{"39.9042, 116.4074", "39.90420 116.40740", "(39.9042,116.4074)", "+39.9042;+116.4074", "３９．９０４２，１１６．４０７４", "039.9042,116.4074"}},
	{id.LatLong, "39.9042,116.4074", []string{"116.4074,39.9042", "（116.4074，39.9042）", "E116.4074 N39.9042", "116.4074°E, 39.9042°N"}}, // longitude first
	{id.LatLong, "22.54,114.05", []string{
		"北纬22.54，东经114.05", "东经114.05度、北纬22.54度", "N22.54 E114.05", "22.54N 114.05E", "22.54N114.05E", "n22.54e114.05", "22.54° N, 114.05° E",
		"纬度：22.54，经度：114.05", "经度 114.05 纬度 22.54", "22.54°,114.05°", "22°32′24″N, 114°3′0″E", "22°32'24\"N 114°03'00\"E", "北纬22度32分24秒，东经114度3分",
		"22°32.4′N 114°3′E", "N 22° 32' 24.000\", E 114° 3' 0\"", "22°32’24” 114°3’",
	}},
	{id.LatLong, "-22.54,-114.05", []string{"南纬22.54 西经114.05", "22.54S 114.05W", "纬度-22.54，经度-114.05", "-22°32′24″,-114°3′"}},
	{id.LatLong, "23,114.0002778", []string{"22°59′59.99999999″ 114°0′1″"}},
	{id.LatLong, "-33.8688,151.2093", []string{"151.2093,-33.8688"}},
	{id.LatLong, "90,-180", []string{"90.000,-180.0"}},
	{id.LatLong, "0,0", []string{"-0.0,0"}},

	{id.Name, "张三", []string{"张 三", " 张三 ", "张\u3000三", "张\u200b三"}},
	{id.Name, "欧阳娜娜", nil},
	{id.Name, "买买提·艾合买提", []string{"买买提•艾合买提", "买买提・艾合买提", "买买提･艾合买提", "买买提 · 艾合买提"}},
	{id.Name, "John Smith", []string{"John  Smith", "Ｊｏｈｎ Smith"}},
	{id.Name, "王〇", nil},
	{id.Name, "José", []string{"Jose\u0301"}},
	{id.HomeAddress, "北京市朝阳区建国路88号1单元", []string{"北京市 朝阳区 建国路 ８８ 号 1单元"}},
	{id.ShippingAddress, "Room 5, 88 Jianguo Road, Beijing", []string{"Room 5,  88 Jianguo Road, Beijing"}},

	// Secrets stay as they are; text loses its outer spaces and its decomposed forms.
	{id.Password, " ｐａｓｓ word ", nil},
	{id.Gender, "男", []string{" 男\n"}},
	{id.CustomerServiceContent, "（一）\n水管漏了，ｔｅｌ", []string{"\t（一）\n水管漏了，ｔｅｌ "}},
}

func TestNormalize(t *testing.T) {
	for _, test := range valid {
		for _, form := range append([]string{test.normal}, test.forms...) {
			got, err := id.Normalize(test.kind, form)
			if err != nil || got != test.normal {
				t.Errorf("Normalize(%s, %q) = %q, %v; want %q", test.kind, form, got, err, test.normal)
			}
			if err := id.Validate(test.kind, form); err != nil {
				t.Errorf("Validate(%s, %q): %v", test.kind, form, err)
			}
			if b, err := id.AppendNormalize([]byte("x"), test.kind, form); err != nil || string(b) != "x"+test.normal {
				t.Errorf("AppendNormalize(x, %s, %q) = %q, %v", test.kind, form, b, err)
			}
		}
	}
}

// invalid gives, for each kind, values that are close to it and the rule that they break.
var invalid = []struct {
	kind   id.Kind
	rule   string
	values []string
}{
	{id.ResidentID, "check character", []string{"110105194912310021", "11010519491231003X"}},
	{id.ResidentID, "date", []string{"11010519490229002X", "110105194913310022", "110105187901010029", "110105490229002", "110105210001010029"}},
	{id.ResidentID, "length", []string{"1101051949123100", "11010519491231002X1", "1"}},
	{id.ResidentID, "prefix", []string{"911124198108030024", "000105199003070019"}},
	{id.ResidentID, "character that the kind does not have", []string{"X1010519491231002X", "11O105194912310021", "11010519491231002Y", "110105_19491231002X", "11010519491231002X!"}},
	{id.ResidentID, "separator out of place", []string{"-11010519491231002X", "110105--19491231002X", "11010519491231002X-"}},
	{id.ResidentID, "empty", []string{"", " ", "\u3000\u200b"}},
	{id.ResidentID, "encoding is not UTF-8", []string{"11010519491231002\xff"}},
	{id.ForeignPermanentResident, "prefix", []string{"11010519491231002X"}},
	{id.ForeignPermanentResident, "check character", []string{"911124198108030025"}},
	{id.ForeignPermanentResident, "date", []string{"CAN110080130110"}},
	{id.ForeignPermanentResident, "shape", []string{"CA1110080010110"}},
	{id.HKID, "check character", []string{"A123456(4)", "AB987654(4)"}},
	{id.HKID, "shape", []string{"A12345(3)", "1123456(3)", "ABC12345(3)", "A123456((3)", "A123456()", "A123456)"}},
	{id.TaiwanID, "check character", []string{"A123456788"}},
	{id.TaiwanID, "shape", []string{"A323456789", "1123456789"}},
	{id.HKMacauPermit, "prefix", []string{"A12345678"}},
	{id.HKMacauPermit, "length", []string{"H1234567", "H123456789"}},
	{id.TaiwanPermit, "length", []string{"1234567", "123456789"}},
	{id.TaiwanPermit, "all zeros", []string{"00000000"}},
	{id.Passport, "shape", []string{"EI1234567", "EO1234567", "A12345678", "131234567", "12345678", "XX1234567", "MA12345A7"}},
	{id.Passport, "length", []string{"E1234567890", "E123"}},
	{id.OfficerID, "shape", []string{"军第1234567号", "军字第123456号", "A字第1234567号", "军字第123456789号"}},
	{id.USCC, "check character", []string{"91350100M000100Y44", "914403001922038217"}},
	{id.USCC, "character that the kind does not have", []string{"91350100I000100Y43", "91350100Z000100Y43"}},
	{id.USCC, "shape", []string{"9135010AM000100Y43"}},
	{id.Mobile, "number segment", []string{"12012345678", "14412345678", "15412345678", "16012345678", "17912345678", "19412345678", "1420123456789", "23812345678"}},
	{id.Mobile, "length", []string{"1381234567", "138123456789", "+86138123456789", "86"}},
	{id.Mobile, "prefix", []string{"+85251234567", "+1 415 555 0100", "+8"}},
	{id.Mobile, "separator out of place", []string{"138--12345678", "13812345678-"}},
	{id.Mobile, "character that the kind does not have", []string{"138 1234 567O!", "1381234567+8", "13812345678\n9", "1381234567\x7f8", "13812\x005678", "①③812345678"}},
	{id.Landline, "number segment", []string{"012-12345678", "010-02345678", "026-12345678"}},
	{id.Landline, "length", []string{"010-123456", "010-123456789", "010-1234567", "0571-123456"}},
	{id.Landline, "prefix", []string{"12345678", "12345"}},
	{id.Landline, "shape", []string{"95588-12"}},
	{id.Landline, "empty", []string{"010-12345678转", "010-12345678分机", "010-12345678转分机："}},
	{id.Landline, "character that the kind does not have", []string{"010-12345678分机转801", "010-12345678转801)", "010-12345678转80l"}},
	{id.Landline, "length", []string{"010-12345678转1234567"}},
	{id.PostalCode, "all zeros", []string{"000000"}},
	{id.BankCard, "check character", []string{"4111111111111112", "6222021234567890"}},
	{id.BankCard, "check character of a known issuer", []string{"6222021234567890129", "6222 0212 3456 7890 129"}},
	{id.BankCard, "length", []string{"411111111111", "41111111111111111111"}},
	{id.BankCard, "prefix", []string{"0000000000000000"}},
	{id.BankCardExpiry, "date", []string{"13/29", "00/29", "05/1929"}},
	{id.BankCardExpiry, "shape", []string{"5/29", "05/9"}},
	{id.TransactionAmount, "separator out of place", []string{"1,23", "1,2345", ",123"}},
	{id.TransactionAmount, "shape", []string{"12.", ".5", "1.2.3", "ten", "--1", "$1"}},
	{id.TransactionAmount, "length", []string{"1234567890123456", "0.12345"}},
	{id.Plate, "prefix", []string{"A12345", "中A12345", "台A12345"}},
	{id.Plate, "length", []string{"京A123", "京A1234567", "京A12345挂"}},
	{id.Plate, "character that the kind does not have", []string{"京AI2345", "京A1234O"}},
	{id.Plate, "shape", []string{"京O12345", "京1A2345", "京AX12345", "京A12345Z", "使12345"}},
	{id.VIN, "check character", []string{"LSVAA49J232047371", "1M8GDM9A1KP042788"}},
	{id.VIN, "character that the kind does not have", []string{"LSVAA49JI32047371", "LSVAA49JO32047371", "LSVAA49JQ32047371"}},
	{id.VIN, "length", []string{"LSVAA49J13204737"}},
	{id.VIN, "shape", []string{"WVWZZZ1JZ3W38675A"}},
	{id.IMEI, "check character", []string{"353456789012345"}}, // a sample that is often copied
	{id.IMEI, "all zeros", []string{"000000000000000"}},
	{id.IMSI, "prefix", []string{"310001234567890"}},
	{id.ICCID, "check character", []string{"89860012345678901237"}},
	{id.ICCID, "prefix", []string{"89310012345678901237"}},
	{id.IDFA, "all zeros", []string{"00000000-0000-0000-0000-000000000000"}}, // tracking is off
	{id.GUID, "length", []string{"6ba7b810-9dad-11d1-80b4-00c04fd430c"}},
	{id.GUID, "character that the kind does not have", []string{"6ba7b810-9dad-11d1-80b4-00c04fd430cg"}},
	{id.MAC, "length", []string{"00:1a:2b:3c:4d", "00:1a:2b:3c:4d:5e:6f"}},
	{id.IP, "shape", []string{"192.168.1", "192.168.1.256", "1.2.3.4:80", "1.2.3.4/24", "::g", "192.168.001.1"}},
	{id.IP, "character that the kind does not have", []string{"fe80::1%eth0"}},
	{id.Email, "shape", []string{"zhangsan", "a@b", "a@b.123", "a@b..com", "a@.com", "a@b.com."}},
	{id.Email, "character that the kind does not have", []string{"a b@c.com", "a@b_c.com", "a@b@c.com", "张三@example.com", "\"a\"@b.com"}},
	{id.Email, "separator out of place", []string{".a@b.com", "a.@b.com", "a..b@c.com", "a@-b.com", "a@b-.com"}},
	{id.Email, "length", []string{"@b.com", strings.Repeat("a", 65) + "@b.com", "a@" + strings.Repeat("b.", 130) + "com"}},
	{id.URL, "shape", []string{"example.com", "http:///path", "http://[::1"}},
	{id.URL, "prefix", []string{"javascript://alert(1)", "mailto://a"}},
	{id.URL, "character that the kind does not have", []string{"http://a b/", "http://a/\x00"}},
	{id.QQ, "prefix", []string{"012345"}},
	{id.QQ, "length", []string{"1234", "1234567890123"}},
	{id.WeChat, "prefix", []string{"1zhangsan", "_zhangsan"}},
	{id.WeChat, "length", []string{"zhang", strings.Repeat("z", 21)}},
	{id.Birthday, "date", []string{"1990-02-29", "1990-13-01", "1990-00-10", "1879-01-01", "2100-01-01"}},
	{id.Birthday, "shape", []string{"90-03-07", "1990-03", "1990-03-07-01", "1990-03/07", "03/07/1990", "1990年3月7"}},
	{id.Age, "out of range", []string{"151"}},
	{id.Age, "shape", []string{"-1", "18.5", "1800"}},
	{id.LatLong, "out of range", []string{"116.4074,116.4074", "0,180.1", "181,0", "0,-181", "-181 45", "1234,5", "北纬116.4，东经39.9", "90°0′1″N 0°E"}},
	{id.LatLong, "shape", []string{
		"39.9042", "39.,116", "a,b", "(1,2", "1,2,3", "--1,2", "116.4074,39.9042,", "N22.54 114.05", "22.54 E114.05", "N22.54 S22.54",
		"N-22.54 E114.05", "22.54N E", "22°60′N 114°E", "22°32′60″N 114°E", "22.5°32′N 114°E", "22°32.5′24″N 114°E", "22°123′N 114°E", "-22.54N 114.05E", "北纬，东经",
		"22.54东经114.05", "22°.5 114",
	}},
	{id.Name, "length", []string{"张", "J", strings.Repeat("三", 65)}},
	{id.Name, "character that the kind does not have", []string{"张三2", "·张三", "张\n三", "a@b"}},
	{id.HomeAddress, "length", []string{"北京市", "A  0", strings.Repeat("京", 201)}},
	{id.HomeAddress, "shape", []string{"12345678"}},
	{id.HomeAddress, "character that the kind does not have", []string{"北京市\n朝阳区"}},
	{id.Password, "empty", []string{""}},
	{id.Password, "character that the kind does not have", []string{"a\x00b"}},
	{id.Gender, "empty", []string{"", " \t\n"}},
	{id.Gender, "character that the kind does not have", []string{"a\x00b", "a\x1bb"}},
	{id.Gender, "encoding is not UTF-8", []string{"\xff"}},
	{id.Gender, "length", []string{strings.Repeat("a", id.MaxLen+1)}},
}

func TestRejects(t *testing.T) {
	for _, test := range invalid {
		for _, s := range test.values {
			got, err := id.Normalize(test.kind, s)
			var e *id.Error
			if !errors.As(err, &e) || !errors.Is(err, id.ErrInvalid) || errors.Is(err, id.ErrKind) {
				t.Errorf("Normalize(%s, %.40q) = %q, %v; want an ErrInvalid", test.kind, s, got, err)
				continue
			}
			if got != "" || e.Kind != test.kind || e.Rule != test.rule {
				t.Errorf("Normalize(%s, %.40q) = %q, %v; want the rule %q", test.kind, s, got, err, test.rule)
			}
			if err := id.Validate(test.kind, s); !errors.Is(err, id.ErrInvalid) {
				t.Errorf("Validate(%s, %.40q) = %v", test.kind, s, err)
			}
			if b, err := id.AppendNormalize([]byte("x"), test.kind, s); err == nil || string(b) != "x" {
				t.Errorf("AppendNormalize(x, %s, %.40q) = %q, %v", test.kind, s, b, err)
			}
		}
	}
}

// TestEveryManglingIsRejected holds that the check character of a kind catches every wrong digit. The weights of the Taiwan
// identity card cannot.
func TestEveryManglingIsRejected(t *testing.T) {
	for _, test := range []struct {
		kind id.Kind
		s    string
	}{
		{id.ResidentID, "11010519491231002X"},
		{id.USCC, "91350100M000100Y43"},
		{id.BankCard, "4111111111111111"},
		{id.IMEI, "490154203237518"},
		{id.HKID, "A1234563"},
		{id.VIN, "LSVAA49J132047371"},
		{id.ICCID, "89860012345678901238"},
	} {
		for i := range len(test.s) {
			if test.kind == id.VIN && i == 0 {
				continue // another maker may not use the check character
			}
			for c := byte('0'); c <= '9'; c++ {
				if test.s[i] < '0' || test.s[i] > '9' || c == test.s[i] {
					continue
				}
				mangled := test.s[:i] + string(rune(c)) + test.s[i+1:]
				if id.Validate(test.kind, mangled) == nil {
					t.Errorf("Validate(%s, %q) accepts the mangled %q", test.kind, mangled, test.s)
				}
			}
		}
	}
}

func TestUnknownKind(t *testing.T) {
	for _, k := range []id.Kind{"", "room_number", "13812345678"} {
		for _, s := range []string{"x", strings.Repeat("x", id.MaxLen+1)} {
			err := id.Validate(k, s)
			if !errors.Is(err, id.ErrKind) || errors.Is(err, id.ErrInvalid) {
				t.Errorf("Validate(%q) = %v, want ErrKind", k, err)
			}
			if err != nil && err.Error() != "identifiers: unknown kind" {
				t.Errorf("Validate(%q) says %q", k, err)
			}
		}
	}
}

func TestErrorText(t *testing.T) {
	err := id.Validate(id.ResidentID, "110105194912310021")
	if got, want := err.Error(), "identifiers: resident_id: check character"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestMobileSegments(t *testing.T) {
	// The segments in use, as a list, beside the conditions of the code.
	const segments = "130 131 132 133 134 135 136 137 138 139 145 146 147 148 149 150 151 152 153 155 156 157 158 159 162 165 166 167 " +
		"170 171 172 173 174 175 176 177 178 180 181 182 183 184 185 186 187 188 189 190 191 192 193 195 196 197 198 199"
	for n := range 1000 {
		p := string([]byte{byte('0' + n/100), byte('0' + n/10%10), byte('0' + n%10)})
		want := strings.Contains(segments, p)
		if got := id.Validate(id.Mobile, p+"12345678") == nil; got != want {
			t.Errorf("segment %s: valid %t, want %t", p, got, want)
		}
	}
}

func TestNoAllocs(t *testing.T) {
	for k, s := range map[id.Kind]string{
		id.ResidentID: "11010519491231002X", id.Mobile: "+8613812345678", id.BankCard: "4111111111111111", id.USCC: "91350100M000100Y43",
		id.IMEI: "490154203237518", id.Passport: "E12345678", id.Email: "zhangsan@example.com", id.IP: "192.168.1.100", id.Name: "张三",
		id.Plate: "京A12345", id.HomeAddress: "浙江省杭州市西湖区文三路1号",
	} {
		if n := testing.AllocsPerRun(100, func() { _ = id.Validate(k, s) }); n != 0 {
			t.Errorf("Validate(%s) allocates %v times", k, n)
		}
		if n := testing.AllocsPerRun(100, func() { _, _ = id.Normalize(k, s) }); n != 0 {
			t.Errorf("Normalize(%s) of the normal form allocates %v times", k, n)
		}
	}
	dst := make([]byte, 0, 64)
	if n := testing.AllocsPerRun(100, func() { dst, _ = id.AppendNormalize(dst[:0], id.Mobile, "138 1234 5678") }); n != 0 {
		t.Errorf("AppendNormalize allocates %v times", n)
	}
}

func FuzzNormalize(f *testing.F) {
	for _, test := range valid {
		for _, s := range append([]string{test.normal}, test.forms...) {
			f.Add(string(test.kind), s)
		}
	}
	for _, test := range invalid {
		for _, s := range test.values {
			if len(s) < 1000 {
				f.Add(string(test.kind), s)
			}
		}
	}
	f.Fuzz(func(t *testing.T, kind, s string) {
		k := id.Kind(kind)
		got, err := id.Normalize(k, s)
		if (id.Validate(k, s) == nil) != (err == nil) {
			t.Fatalf("Validate and Normalize(%q, %q) disagree: %v", k, s, err)
		}
		if b, appendErr := id.AppendNormalize(nil, k, s); (appendErr == nil) != (err == nil) || string(b) != got {
			t.Fatalf("AppendNormalize and Normalize(%q, %q) disagree: %q, %q", k, s, b, got)
		}
		if err != nil {
			if got != "" {
				t.Fatalf("Normalize(%q, %q) = %q with an error", k, s, got)
			}
			if _, known := id.Describe(k); len(s) >= 4 && strings.Contains(err.Error(), s) && !strings.Contains(noValue(k, known), s) {
				t.Fatalf("Normalize(%q, %q): the error %q holds the value", k, s, err)
			}
			return
		}
		if again, err := id.Normalize(k, got); err != nil || again != got {
			t.Fatalf("Normalize(%q, %q) = %q, and of that %q, %v", k, s, got, again, err)
		}
	})
}

// noValue returns the words of an error text that any value may happen to be.
func noValue(k id.Kind, known bool) string {
	if !known {
		return "identifiers: unknown kind"
	}
	words := "identifiers: " + string(k) + ": "
	for _, test := range invalid {
		words += "\n" + string(test.kind) + ": " + test.rule + "\n: " + test.rule
	}
	return words
}

func BenchmarkNormalize(b *testing.B) {
	for _, bench := range []struct {
		name string
		kind id.Kind
		in   string
	}{
		{"mobile", id.Mobile, "13812345678"},
		{"mobile/normal", id.Mobile, "+8613812345678"},
		{"mobile/grouped", id.Mobile, "+86 138-1234-5678"},
		{"resident", id.ResidentID, "11010519491231002X"},
		{"card", id.BankCard, "4111111111111111"},
		{"name", id.Name, "欧阳娜娜"},
		{"email", id.Email, "zhangsan@example.com"},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, _ = id.Normalize(bench.kind, bench.in)
			}
		})
	}
	b.Run("validate/resident", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_ = id.Validate(id.ResidentID, "11010519491231002X")
		}
	})
}
