package identifiers_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/khtong/privacykit/identifiers"
)

// TestQualityVariants keeps testdata/quality/variants.tsv, which sets values of each kind, in each written form, into the
// frames that values come in, and beside them values that have been spoilt.
func TestQualityVariants(t *testing.T) {
	g := generator{rng: rand.New(rand.NewPCG(2026, 3)), seen: make(map[string]bool)}
	fmt.Fprintf(&g.out, "# Written by go test ./identifiers -run TestQualityVariants -update, in the format of positives.tsv. All values are made up.\n")
	for range 3 {
		for _, v := range variants {
			g.positive(v)
		}
	}
	for range 4 {
		for _, s := range spoilt {
			g.negative(s)
		}
	}
	compareFile(t, "variants.tsv", g.out.String())
}

// variant is a written form of a kind: # stands for a digit, @ for an upper-case hexadecimal digit, & for a lower-case one,
// ~ for the check character, which makes the value valid. Context is what must stand before it, if anything.
type variant struct {
	kind    identifiers.Kind
	form    string
	context string
}

var variants = []variant{
	{identifiers.Mobile, "138####1234", ""},
	{identifiers.Mobile, "199-####-####", ""},
	{identifiers.Mobile, "176 #### ####", ""},
	{identifiers.Mobile, "152.####.####", ""},
	{identifiers.Mobile, "+86186########", ""},
	{identifiers.Mobile, "+86 131 #### ####", ""},
	{identifiers.Mobile, "+86-157-####-####", ""},
	{identifiers.Mobile, "0086188########", ""},
	{identifiers.Mobile, "0086 177 #### ####", ""},
	{identifiers.Mobile, "86139########", "电话："},
	{identifiers.Mobile, "１５９########", ""},
	{identifiers.Landline, "010-6#######", ""},
	{identifiers.Landline, "0755-8#######", ""},
	{identifiers.Landline, "(021) 5#######", ""},
	{identifiers.Landline, "0571 8#######", "电话："},
	{identifiers.Landline, "020-3#######转8##", ""},
	{identifiers.Landline, "+86-25-8#######", ""},
	{identifiers.Landline, "400-8##-####", ""},
	{identifiers.ResidentID, "110199198#0#1####~", ""},
	{identifiers.ResidentID, "440399 199#1112 ###~", ""},
	{identifiers.ResidentID, "310199-197#0#2#-###~", "身份证号"},
	{identifiers.ResidentID, "３３０１９９１９９０１２１２###~", ""},
	{identifiers.ResidentID, "5101996#0#2####", "身份证号码："},
	{identifiers.ForeignPermanentResident, "911840199#0#1####~", ""},
	{identifiers.HKID, "C######(~)", ""},
	{identifiers.HKID, "R######（~）", "香港身份证："},
	{identifiers.TaiwanID, "B2#######~", "台湾身份证字号："},
	{identifiers.HKMacauPermit, "H0#######", "回乡证号："},
	{identifiers.TaiwanPermit, "0#######", "台胞证号："},
	{identifiers.Passport, "E5#######", "护照号码"},
	{identifiers.Passport, "EJ#######", "passport no: "},
	{identifiers.USCC, "91440399MA5@@@@@@~", ""},
	{identifiers.USCC, "92110199ma5&&&&&&~", "税号："},
	{identifiers.BankCard, "629999############~", ""},
	{identifiers.BankCard, "6299 99## #### ###~", ""},
	{identifiers.BankCard, "6299-99##-####-###~", ""},
	{identifiers.BankCard, "6299 99## #### #### ##~", ""},
	{identifiers.BankCard, "6299990########~", "卡号："},
	{identifiers.Plate, "粤B1#3##", ""},
	{identifiers.Plate, "京A·8#K##", ""},
	{identifiers.Plate, "沪AD#####", ""},
	{identifiers.Plate, "苏E-7##5#", ""},
	{identifiers.VIN, "LSVAB4180E2######", "车架号："},
	{identifiers.IMEI, "86000000######~", "IMEI："},
	{identifiers.IMSI, "46001##########", "IMSI："},
	{identifiers.ICCID, "898601#############~", ""},
	{identifiers.MAC, "02:00:5e:&&:&&:&&", ""},
	{identifiers.MAC, "02-00-5E-@@-@@-@@", ""},
	{identifiers.IDFA, "@@@@@@@@-@@@@-4@@@-8@@@-@@@@@@@@@@@@", "IDFA: "},
	{identifiers.OAID, "&&&&&&&&-&&&&-4&&&-9&&&-&&&&&&&&&&&&", "oaid="},
	{identifiers.AndroidID, "&&&&&&&&&&&&&&&&", "android_id: "},
	{identifiers.IP, "192.0.2.1##", ""},
	{identifiers.IP, "198.51.100.7#", "IP："},
	{identifiers.IP, "2001:db8:&&&&::&&&&", ""},
	{identifiers.Email, "user####@example.com", ""},
	{identifiers.Email, "li.na_##@mail.example.cn", ""},
	{identifiers.QQ, "8########", "QQ："},
	{identifiers.WeChat, "wx_abc####", "微信号："},
	{identifiers.Birthday, "199#-0#-1#", "出生日期："},
	{identifiers.Birthday, "198#年1月2#日", "生日："},
	{identifiers.LatLong, "22.5####1,114.0####3", ""},
}

// frames are what stands around a value.
var frames = [...]string{
	"%s", "您好，%s，谢谢", `{"id":7,"value":"%s"}`, "uid=7|%s|ok", "7,%s,0", "<td>%s</td>", "（%s）", "记录%s已更新", "资料：%s。",
	"WHERE v='%s'", "2026-03-14 09:21:07 INFO 收到 %s", "[%s]", "\u201c%s\u201d", "客户留言：“%s”", "…%s…", "原值 %s 新值 无",
}

// spoilt are forms that are no values: of the wrong length, with a wrong check character, or inside something longer. The
// mark ! stands for a character that is not the right check character.
var spoilt = []variant{
	{identifiers.Mobile, "138####123", ""},
	{identifiers.Mobile, "5138########7", ""},
	{identifiers.Mobile, "138########4321987", ""},
	{identifiers.Mobile, "120########", ""},
	{identifiers.Mobile, "a138########f", ""},
	{identifiers.Mobile, "0.138########", ""},
	{identifiers.Mobile, "ORD138########", ""},
	{identifiers.ResidentID, "110199198#1301####", ""},
	{identifiers.ResidentID, "440399199#0#1####!", ""},
	{identifiers.ResidentID, "9440399199#0#1####~6", ""},
	{identifiers.ResidentID, "000000199#0#1####!", ""},
	{identifiers.BankCard, "1299990########!", ""},
	{identifiers.BankCard, "20260314########!", "订单"},
	{identifiers.USCC, "91440399MA5@@@@@@!", ""},
	{identifiers.HKID, "C######(!)", ""},
	{identifiers.TaiwanID, "B2#######!", ""},
	{identifiers.IMEI, "86000000######!", "批次"},
	{identifiers.IP, "2##.300.1.9", ""},
	{identifiers.IP, "1.2.3.#", "version "},
	{identifiers.IP, "v1.##.0.#", ""},
	{identifiers.MAC, "02:00:5e:&&:&&", ""},
	{identifiers.MAC, "02:00:5g:&&:&&:&&", ""},
	{identifiers.GUID, "&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&", "md5="},
	{identifiers.OpenUDID, "&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&", "sha1="},
	{identifiers.Email, "user####@example", ""},
	{identifiers.Email, "@user####", ""},
	{identifiers.Plate, "粤B1#3#", ""},
	{identifiers.Plate, "京I8####", ""},
	{identifiers.OrderNumber, "2026031409####17####", ""},
	{identifiers.OrderNumber, "17#########5##", "ts="},
	{identifiers.OrderNumber, "SF13########7##", ""},
	{identifiers.OrderNumber, "¥1####.##", ""},
	{identifiers.OrderNumber, "#×138-1##", ""},
	{identifiers.OrderNumber, "2026-03-1# 0#:21:07", ""},
}

// tries is how often a form is filled before it is given up.
const tries = 1000

type generator struct {
	rng  *rand.Rand
	out  strings.Builder
	seen map[string]bool
	turn int
}

func (g *generator) positive(v variant) {
	for range tries {
		value := g.value(v.form)
		if full, ok := complete(v.kind, value); ok {
			g.line("variant", v.context+"«"+string(v.kind)+":"+full+"»")
			return
		}
	}
}

// negative sets a spoilt value into a frame: one that the grammar of its kind refuses, unless it lies in something longer.
func (g *generator) negative(v variant) {
	for range tries {
		value := g.value(v.form)
		if strings.Contains(value, "!") {
			right, ok := complete(v.kind, strings.Replace(value, "!", "~", 1))
			if value = strings.Replace(value, "!", "7", 1); ok && value == right {
				continue
			}
		}
		value = strings.Replace(value, "~", "3", 1)
		if v.kind == identifiers.OrderNumber || v.kind == identifiers.GUID || v.kind == identifiers.OpenUDID || v.kind == identifiers.IP || identifiers.Validate(v.kind, value) != nil {
			g.line("spoilt", v.context+value)
			return
		}
	}
}

// line writes one new sentence.
func (g *generator) line(style, marked string) {
	frame := frames[g.turn%len(frames)]
	g.turn += 5 // prime to the number of frames
	if s := fmt.Sprintf(frame, marked); !g.seen[s] {
		g.seen[s] = true
		g.out.WriteString(style + "\t" + s + "\n")
	}
}

// value fills in the digits of a form.
func (g *generator) value(form string) string {
	var b strings.Builder
	wide := strings.ContainsRune(form, '１') || strings.ContainsRune(form, '３')
	for _, r := range form {
		switch {
		case r == '#' && wide:
			r = '０' + g.rng.Int32N(10)
		case r == '#':
			r = '0' + g.rng.Int32N(10)
		case r == '@':
			r = rune("0123456789ABCDEF"[g.rng.IntN(16)])
		case r == '&':
			r = rune("0123456789abcdef"[g.rng.IntN(16)])
		}
		b.WriteRune(r)
	}
	return b.String()
}

// complete puts the check character in the place of ~, if one makes s a value of kind k.
func complete(k identifiers.Kind, s string) (string, bool) {
	if !strings.Contains(s, "~") {
		return s, identifiers.Validate(k, s) == nil
	}
	for _, c := range "0123456789XABCDEFGHJKLMNPQRTUWY" {
		if full := strings.Replace(s, "~", string(c), 1); identifiers.Validate(k, full) == nil {
			return full, true
		}
	}
	return "", false
}
