package desensitize_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/khtong/privacykit/desensitize"
	"github.com/khtong/privacykit/identifiers"
)

// pieces are what lines are made of that have values side by side: labels, what parts a label from a value, values, and what
// stands between values.
var pieces = [...][]string{
	{
		"", "", "", "手机", "手机号：", "mobile=", `"mobile":"`, "QQ：", "qq ", "微信", "wx=", `"wechat":"`, "身份证", "身份证号:", "idCard=", "护照", "护照号 ", "passport ",
		"台胞证(", "银行卡", "cardNo=", "imei=", "IMEI ", "姓名：", `"name":"`, "收货人", "业主", "agent: ", "from ", "ip=", "version ", "订单号", "生日：", "地址：", "住址 ",
		"车牌是", "京", "转", "路", "小区", "花园2栋", "北京市朝阳区建国路", "区", "号", "共", "港", "台湾", "联系", "no. ", "email:", "www.", "id ", "定位：", "mac ", "id=5 ",
		"设备", "税号", "字第", "军字第", "永居证 ", "单", "成", "卡", "(010)", "010-", "0571 ", "+86 ", "https://", "user:", "fe80::", "1:2:3:4:5:6:7:", "12:", "a:b:", "1.2 ", "39.9,",
	},
	{
		"13812345678", "138-1234-5678", "138 1234 5678", "+8613812345678", "１３８１２３４５６７８", "440399199003070022", "11010119900307109X", "440399900307002", "6222021234567890123", "6222 0212 3456 7890 123",
		"4111111111111111", "zhangsan@example.com", "li@qq.com", "a1@163.com", "x@y.name", "k@example.cn", "b@a.to", "张三", "王芳", "欧阳娜娜", "司马光", "单雄信", "成龙", "李和", "张三丰", "京A12345", "沪AD12345", "粤B1234学",
		"辽J8888Q", "192.168.1.100", "8.8.4.4", "2001:db8::1", "12345678", "87654321", "123456", "E12345678", "K1234567", "H12345678", "A123456(3)", "zhang_san", "wxid_abc123", "010-12345678", "0571-88888888", "4008001234",
		"1990-03-07", "1990年3月7日", "39.9042,116.4074", "3c:5a:b4:10:ef:29", "356938035643809", "490154203237518", "460001234567890", "351234567890123", "91110108551385082Q", "北京市朝阳区建国路88号", "浙江省杭州市西湖区文三路18号2单元301", "广东省深圳市", "文三路18号",
		"LSVAU2180N2183294", "Zhang Wei", "买买提·艾合买提", "95588", "1380013", "138", "5678", "20260101", "1234567890", "8612345", "110000",
	},
	{
		"", "", " ", " ", "  ", ",", ", ", "，", "、", "/", "-", ".", ":", "：", ";", "|", "\t", `"`, `","`, `", "`, "','", "', '", ")", "）", "(", "（", "和", "与", "的", "是", "为", "了，", "于", "年", "号", "楼", "路", "区",
		"转", "，地址：", " channel=APP ", `","email":"`, `","qq":"`, " qq=", " id ", "@", "*", "**", "=", "&", " + ", " - ", "\n", "\r\n", ")：", "先生", "女士的", "，您的", "，护照", " 出生", "Q", "x", "_", "%20", "\\n", "·", "　",
		"<b>", "]", "}", "!", "？", "。", "#", "~", "\u200b", "\u00a0", "元", "次", "家园5号", "大道", "一", "公司", "已收，另有 ", " 都在，",
	},
}

// A text of values side by side is masked as by looking at everything again, whatever stands between them.
func TestTextOfPieces(t *testing.T) {
	own, err := desensitize.NewView(map[identifiers.Kind]desensitize.Rule{
		identifiers.QQ: "keep 2 2", identifiers.WeChat: "keep 1 1", identifiers.Name: "keep 1 0", identifiers.HomeAddress: "address street",
		identifiers.USCC: "keep 2 2", identifiers.Email: "keep 3 4", identifiers.Landline: "keep 0 4", identifiers.BankCard: "keep 4 0",
	}, &desensitize.ViewOptions{Base: desensitize.Default()})
	if err != nil {
		t.Fatal(err)
	}
	views := []desensitize.View{desensitize.Default(), desensitize.Hutool(), desensitize.Alipay(), desensitize.Strict(), own}
	for _, v := range views {
		for _, s := range []string{
			"台胞证(13812345678)：12345678", "台胞证（13812345678）：12345678", "QQ 12345678 138-1234-5678", "护照 E12345678 已收，另有 E87654321",
			"护照 E12345678 已收，另有 Ｅ８７６５４３２１", "身份证 440399199003070022 已收，另有 440399900307002", "朝阳区建国路手机号13812345678",
		} {
			checkText(t, v, find, s)
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	for n := 0; n < 20000 && !t.Failed(); n++ {
		var b strings.Builder
		for range 1 + r.IntN(4) {
			for _, some := range pieces {
				b.WriteString(some[r.IntN(len(some))])
			}
		}
		checkText(t, views[n%len(views)], find, b.String())
	}
}
