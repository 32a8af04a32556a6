package corpus

import (
	"strconv"
	"strings"
	"time"
)

var (
	segments  = strings.Fields("130 131 135 136 137 138 139 145 147 150 151 155 158 159 166 171 173 176 177 178 180 182 185 186 187 188 189 191 198 199")
	counties  = strings.Fields("110199 310199 330199 440199 440399 510199 420199 370299") // …99 was never assigned
	surnames  = strings.Fields("王 李 张 刘 陈 杨 赵 黄 周 吴 徐 孙 胡 朱 高 林 何 郭 马 罗 欧阳 司马 诸葛")
	given     = strings.Split("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞刚桂英华玉兰建国文博雨晨思远嘉怡涵梓萱若曦", "")
	districts = strings.Fields("广东省深圳市南山区 广东省广州市天河区 浙江省杭州市西湖区 四川省成都市武侯区 湖北省武汉市洪山区 北京市朝阳区 上海市浦东新区 山东省青岛市市南区")
	estates   = strings.Fields("云栖花园 听涛苑 锦绣里 海棠湾 翠湖居 松石轩 望江府")
	provinces = strings.Split("京津沪渝冀豫云辽黑湘皖鲁苏浙赣鄂桂甘晋陕吉闽贵粤川青琼宁", "")
	nets      = strings.Fields("192.0.2. 198.51.100. 203.0.113.") // RFC 5737
	domains   = strings.Fields("example.com example.org example.net mail.example.cn")
	words     = strings.Fields("li.wei zhangsan wangfang chen_jie liuyang sun.hao zhou-min lin2008")
)

const (
	hexDigits    = "0123456789abcdef"
	plateLetters = "ABCDEFGHJKLMNPQRSTUVWXYZ" // without I and O
)

func (g *generator) chars(from string, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = from[g.rng.IntN(len(from))]
	}
	return string(b)
}

func (g *generator) digits(n int) string { return g.chars("0123456789", n) }

func (g *generator) number(low, high int) string { return strconv.Itoa(low + g.rng.IntN(high-low+1)) }

// moment is a time of the year 2026 in China.
func (g *generator) moment() time.Time {
	year := time.Date(2026, time.January, 1, 0, 0, 0, 0, time.FixedZone("CST", 8*3600))
	return year.Add(time.Duration(g.rng.IntN(300*24*3600*1000)) * time.Millisecond)
}

// noise makes what is no personal information.
func (g *generator) noise(name string) string {
	switch name {
	case "time":
		return g.moment().Format("2006-01-02 15:04:05.000")
	case "iso":
		return g.moment().Format("2006-01-02T15:04:05.000Z07:00")
	case "nginx":
		return g.moment().Format("02/Jan/2006:15:04:05 -0700")
	case "date":
		return g.moment().Format("20060102")
	case "stamp":
		return g.moment().Format("20060102150405")
	case "ms":
		return strconv.FormatInt(g.moment().UnixMilli(), 10)
	case "order": // as long as a resident ID
		return g.moment().Format("20060102150405") + g.digits(4)
	case "digit":
		return g.number(1, 9)
	case "n":
		return g.number(10, 9999)
	case "price":
		return g.number(1, 9999) + "." + g.digits(2)
	case "version":
		v := g.number(1, 9) + "." + g.number(0, 30) + "." + g.number(0, 20)
		if g.rng.IntN(4) == 0 { // as an IP address
			v += "." + g.number(1, 200)
		}
		return v
	case "trace":
		return g.chars(hexDigits, 32)
	case "short":
		return g.chars(hexDigits, 8)
	case "hash":
		return g.chars(hexDigits, 40)
	case "uuid":
		return g.chars(hexDigits, 8) + "-" + g.chars(hexDigits, 4) + "-4" + g.chars(hexDigits, 3) + "-a" + g.chars(hexDigits, 3) + "-" + g.chars(hexDigits, 12)
	}
	return "<" + name + ">"
}

// People write the same number in many ways.
func (g *generator) writeMobile(s string) (string, bool) {
	switch g.rng.IntN(8) {
	case 0:
		return s[:3] + " " + s[3:7] + " " + s[7:], false
	case 1:
		return "+86 " + s[:3] + "-" + s[3:7] + "-" + s[7:], false
	case 2:
		return strings.Map(func(r rune) rune { return r - '0' + '０' }, s), false
	}
	return s, true
}

func (g *generator) writeCard(s string) (string, bool) {
	if g.rng.IntN(3) > 0 {
		return s, true
	}
	return s[:4] + " " + s[4:8] + " " + s[8:12] + " " + s[12:16] + " " + s[16:], false
}

func (g *generator) resident() string {
	born := time.Date(1950, time.January, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(g.rng.IntN(55*365)) * 24 * time.Hour)
	s := pick(g, counties) + born.Format("20060102") + g.digits(3)
	sum := 0
	for i, weight := 0, 1; i < 17; i++ { // from the right; the check character has weight 1
		weight = weight * 2 % 11
		sum += int(s[16-i]-'0') * weight
	}
	return s + "10X98765432"[sum%11:][:1]
}

// luhn appends the check digit of a card number.
func luhn(s string) string {
	sum := 0
	for i := range len(s) {
		d := int(s[len(s)-1-i] - '0')
		if i%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return s + strconv.Itoa((10-sum%10)%10)
}

func (g *generator) email() string {
	return pick(g, words) + g.digits(g.rng.IntN(4)) + "@" + pick(g, domains)
}

// plate makes a plate of five characters after the letter, or of six for a small car of new energy.
func (g *generator) plate() string {
	s := pick(g, provinces) + g.chars(plateLetters, 1)
	if g.rng.IntN(3) == 0 {
		return s + g.chars("DF", 1) + g.digits(5)
	}
	return s + g.chars(plateLetters, 1) + g.digits(4)
}
