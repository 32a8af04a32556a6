// Command gen writes the sample data of examples/crm: customers.csv and orders.csv.
//
// Every row is synthetic. Names are put together from common characters, resident IDs carry county codes that GB/T 2260
// never assigned (…99), bank cards an issuer prefix that nobody uses, e-mail addresses the reserved domain example.com.
// A mobile number of an assigned segment may belong to somebody by chance; nothing is ever sent to it. The generator is seeded,
// so the files are the same on every machine.
//
// About two rows in a hundred are broken on purpose, each kind of mistake at least once.
//
//	go generate ./examples/crm
package main

import (
	"bufio"
	"encoding/csv"
	"flag"
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/law"
)

// The size of the sample. The first and last day bound every date in it.
const (
	customers = 1200
	orders    = 3600
	seed1     = 20211025 // the day the policy came into effect
	seed2     = 20190101 // the day the E-commerce Law came into effect
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("gen: ")
	out := flag.String("out", "testdata", "folder for customers.csv and orders.csv")
	flag.Parse()
	g := &generator{
		rng:   rand.New(rand.NewPCG(seed1, seed2)), // the same on every machine
		first: law.MustDate(2019, time.January, 2),
		last:  law.MustDate(2026, time.November, 20),
		used:  map[string]bool{},
	}
	people := g.people()
	if err := write(filepath.Join(*out, "customers.csv"), people.rows); err != nil {
		log.Fatal(err)
	}
	if err := write(filepath.Join(*out, "orders.csv"), g.orders(people)); err != nil {
		log.Fatal(err)
	}
}

// write stores rows as lines. The lines are joined here and not by csv.Writer, because some are broken on purpose.
func write(name string, rows []string) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	for _, r := range rows {
		if _, err := w.WriteString(r + "\n"); err != nil {
			return err
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Close()
}

// line encodes one good row.
func line(fields ...string) string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	if err := w.Write(fields); err != nil {
		log.Fatal(err)
	}
	w.Flush()
	return strings.TrimSuffix(b.String(), "\n")
}

type generator struct {
	rng         *rand.Rand
	first, last law.Date
	used        map[string]bool // numbers already given away
}

func pick[T any](g *generator, list []T) T { return list[g.rng.IntN(len(list))] }

func (g *generator) digits(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = '0' + byte(g.rng.IntN(10))
	}
	return string(b)
}

// day is a day between from and the last day of the sample.
func (g *generator) day(from law.Date) law.Date {
	n := int(g.last.Start().Sub(from.Start()).Hours() / 24)
	return from.AddDays(g.rng.IntN(n + 1))
}

// policy is the day on which the privacy policy came into effect: nobody agreed to it before.
var policy = law.MustDate(2021, time.October, 25)

func later(a, b law.Date) law.Date {
	if a.Before(b) {
		return b
	}
	return a
}

// complete appends the check character that makes prefix a valid value of kind k.
func complete(k identifiers.Kind, prefix string) string {
	for _, c := range "0123456789X" {
		if identifiers.Validate(k, prefix+string(c)) == nil {
			return prefix + string(c)
		}
	}
	log.Fatalf("no check character makes a valid %s", k)
	return ""
}

// once calls f until it gives a value not given before.
func (g *generator) once(f func() string) string {
	for {
		if s := f(); !g.used[s] {
			g.used[s] = true
			return s
		}
	}
}

// Facts of the sample world.
var (
	surnames  = strings.Fields("王 李 张 刘 陈 杨 赵 黄 周 吴 徐 孙 胡 朱 高 林 何 郭 马 罗 梁 宋 郑 谢 韩 唐 冯 于 董 萧 程 曹 袁 邓 许 傅 沈 曾 彭 吕 欧阳 司马 上官 诸葛")
	given     = strings.Split("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰建国文博雨晨思远嘉怡子涵梓萱若曦清扬致和", "")
	segments  = strings.Fields("130 131 135 136 137 138 139 145 147 150 151 155 158 159 166 171 173 176 177 178 180 182 185 186 187 188 189 191 198 199")
	counties  = strings.Fields("110199 310199 330199 440199 440399 510199 420199 370299") // …99 was never assigned
	districts = []string{
		"广东省深圳市南山区桃源街道", "广东省深圳市福田区梅林街道", "广东省广州市天河区石牌街道", "浙江省杭州市西湖区古荡街道",
		"四川省成都市武侯区桂溪街道", "湖北省武汉市洪山区珞南街道", "北京市朝阳区望京街道", "上海市浦东新区花木街道", "山东省青岛市市南区香港中路街道",
	}
	estates   = strings.Fields("云栖花园 听涛苑 锦绣里 海棠湾 翠湖居 松石轩 望江府 书香庭")
	feedbacks = []string{"电梯维修很及时", "希望增加充电桩", "保洁不错，垃圾房味道大", "停车位不够，晚上回来找不到位置", "客服态度很好", "门禁经常失灵，请检修"}
	items     = strings.Fields("物业费 停车费 水电代缴 家政保洁 上门维修 社区团购 装修押金 会所预约")
)

const (
	customerHeader = "customer_id,role,name,mobile,resident_id,bank_card,address,email,contract_no,finance_contract_no,registered_at,feedback,feedback_consent_at"
	orderHeader    = "order_id,customer_id,item,amount,ordered_at,completed_at,delivery_address"
)

type person struct {
	id         string
	registered law.Date
	address    string
}

type population struct {
	rows []string
	good []person
}

func (g *generator) people() population {
	p := population{rows: []string{customerHeader}}
	for i := range customers {
		id := fmt.Sprintf("C%05d", i+1)
		f := g.customer(id)
		if i%50 == 37 { // 24 of 1,200
			p.rows = append(p.rows, g.spoilCustomer(i/50, f))
			continue
		}
		p.rows = append(p.rows, line(f...))
		registered, err := law.ParseDate(f[10][:10])
		if err != nil {
			log.Fatal(err)
		}
		if f[1] != "merchant" { // the policy leaves merchants to their own contracts: they place no orders here
			p.good = append(p.good, person{id, registered, f[6]})
		}
	}
	return p
}

func (g *generator) customer(id string) []string {
	registered := g.day(g.first)
	mobile := g.once(func() string { return pick(g, segments) + g.digits(8) })
	resident := g.once(func() string {
		born := law.MustDate(1950+g.rng.IntN(55), time.January, 1).AddDays(g.rng.IntN(365))
		return complete(identifiers.ResidentID, pick(g, counties)+strings.ReplaceAll(born.String(), "-", "")+g.digits(3))
	})
	card := g.once(func() string { return complete(identifiers.BankCard, "629999"+g.digits(12)) })
	name := pick(g, surnames) + pick(g, given)
	if g.rng.IntN(3) > 0 {
		name += pick(g, given)
	}
	role := "consumer"
	switch n := g.rng.IntN(100); {
	case n < 8:
		role = "property_company"
	case n < 9:
		role = "merchant"
	}
	finance := ""
	if g.rng.IntN(10) < 8 {
		finance = "F" + id[1:]
	}
	feedback, consent := "", ""
	if g.rng.IntN(10) < 6 {
		feedback = pick(g, feedbacks)
		if g.rng.IntN(4) > 0 {
			consent = stamp(g.day(later(registered, policy)), g)
		}
	}
	address := fmt.Sprintf("%s示例路%d号%s%d栋%d%02d", pick(g, districts), 1+g.rng.IntN(199), pick(g, estates), 1+g.rng.IntN(12), 1+g.rng.IntN(30), 1+g.rng.IntN(8))
	return []string{
		id, role, name, g.writeMobile(mobile), g.writeID(resident), g.writeCard(card), address,
		fmt.Sprintf("user%s@example.com", id[1:]), "K" + id[1:], finance, stamp(registered, g), feedback, consent,
	}
}

func stamp(d law.Date, g *generator) string {
	return d.Start().Add(time.Duration(7*3600+g.rng.IntN(14*3600)) * time.Second).Format(time.RFC3339)
}

// People write the same number in many ways.
func (g *generator) writeMobile(s string) string {
	switch g.rng.IntN(8) {
	case 0:
		return s[:3] + " " + s[3:7] + " " + s[7:]
	case 1:
		return "+86 " + s
	case 2:
		return s[:3] + "-" + s[3:7] + "-" + s[7:]
	case 3:
		return fullWidth(s)
	}
	return s
}

func (g *generator) writeID(s string) string {
	if g.rng.IntN(3) == 0 {
		return strings.ToLower(s)
	}
	return s
}

func (g *generator) writeCard(s string) string {
	if g.rng.IntN(2) == 0 {
		return s
	}
	var parts []string
	for ; len(s) > 4; s = s[4:] {
		parts = append(parts, s[:4])
	}
	return strings.Join(append(parts, s), " ")
}

func fullWidth(s string) string {
	return strings.Map(func(r rune) rune { return r - '0' + '０' }, s)
}

// spoilCustomer breaks a good row in way n; every way occurs once before any occurs twice.
func (g *generator) spoilCustomer(n int, f []string) string {
	set := func(i int, v string) string {
		f[i] = v
		return line(f...)
	}
	otherCheck := func(s string) string {
		if s[len(s)-1] == '1' {
			return s[:len(s)-1] + "2"
		}
		return s[:len(s)-1] + "1"
	}
	switch n % 16 {
	case 0:
		return set(2, "")
	case 1:
		return set(3, "128"+g.digits(8)) // no such segment
	case 2:
		return set(3, "1380013")
	case 3:
		return set(4, otherCheck(f[4]))
	case 4:
		return set(4, "440399"+"19900231"+g.digits(4)) // 31 February
	case 5:
		return set(5, otherCheck(f[5])) // Luhn
	case 6:
		return set(7, "user.example.com")
	case 7:
		return set(6, "")
	case 8:
		return set(0, "C00001") // taken
	case 9:
		return set(1, "superuser")
	case 10:
		return set(10, "2023-02-30T09:00:00+08:00")
	case 11:
		return set(10, "2031-05-06T09:00:00+08:00") // not yet
	case 12:
		return line(f[:9]...) // cut short
	case 13:
		return set(2, "张\xff三") // not UTF-8
	case 14:
		return strings.Join(f[:6], ",") + `,"` + f[6] + `"楼,` + strings.Join(f[7:], ",") // stray quotation mark
	default:
		return set(0, "")
	}
}

func (g *generator) orders(p population) []string {
	rows := []string{orderHeader}
	for i := range orders {
		f := g.order(fmt.Sprintf("O%06d", i+1), pick(g, p.good))
		if i%50 == 23 { // 72 of 3,600
			rows = append(rows, g.spoilOrder(i/50, f))
			continue
		}
		rows = append(rows, line(f...))
	}
	return rows
}

func (g *generator) order(id string, who person) []string {
	ordered := g.day(who.registered)
	completed := ordered.AddDays(g.rng.IntN(20))
	end := ""
	if !completed.After(g.last) && g.rng.IntN(40) > 0 {
		end = completed.Start().Add(23*time.Hour + time.Duration(g.rng.IntN(3600))*time.Second).Format(time.RFC3339)
	}
	return []string{
		id, who.id, pick(g, items), fmt.Sprintf("%d.%02d", 10+g.rng.IntN(3000), g.rng.IntN(100)),
		ordered.Start().Add(8 * time.Hour).Format(time.RFC3339), end, who.address,
	}
}

func (g *generator) spoilOrder(n int, f []string) string {
	set := func(i int, v string) string {
		f[i] = v
		return line(f...)
	}
	switch n % 10 {
	case 0:
		return set(1, "C99999")
	case 1:
		return set(3, "-20.00")
	case 2:
		return set(3, "twenty")
	case 3:
		return set(5, "2018-06-01T10:00:00+08:00") // completed before it was ordered
	case 4:
		return set(0, "O000001") // taken
	case 5:
		return set(4, "2024/13/01")
	case 6:
		return set(5, "2031-05-06T09:00:00+08:00") // not yet
	case 7:
		return set(2, "")
	case 8:
		return line(f[:5]...)
	default:
		return set(6, "")
	}
}
