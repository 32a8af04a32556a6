package corpus

import (
	"math/rand/v2"
	"strings"

	"github.com/khtong/privacykit/identifiers"
)

// Lines without personal information, and with it. A name in angle brackets stands for a value that generator.value makes.
var (
	plain = strings.Split(strings.TrimSpace(`
<time>  INFO 21734 --- [nio-8080-exec-<digit>] c.k.order.service.OrderService           : 订单 <order> 状态变更 PAID -> SHIPPED，耗时 <n>ms
<time>  WARN 21734 --- [scheduling-<digit>] c.k.settle.job.ReconcileJob              : 对账差异 batch=B<date>-000<digit> 应收 <price> 实收 <price>，等待人工复核
<time> ERROR 21734 --- [nio-8080-exec-<digit>] c.k.pay.client.ChannelClient             : 渠道超时 traceId=<trace> retry=<digit>/5 java.net.SocketTimeoutException: Read timed out
time=<iso> level=INFO msg="库存扣减成功" trace=<trace> sku=SKU-<n> qty=<digit> price=<price> cost=<digit>.<n>ms
time=<iso> level=DEBUG msg="cache refreshed" keys=<n> build=v<version> commit=<hash> next=<ms>
- - - [<nginx>] "GET /api/v2/orders/<stamp>?page=<digit>&size=20&t=<ms> HTTP/1.1" 200 <n> "-" "okhttp/4.12.0" 0.0<n> upstream=order-svc
- - - [<nginx>] "POST /gateway/v<digit>/upload HTTP/2.0" 201 <n> "-" "Mozilla/5.0 (Linux; Android 14; V2309A) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/1<digit><digit>.0.0.0 Mobile Safari/537.36" 0.<n>
	at com.khtong.pay.client.ChannelClient.execute(ChannelClient.java:<n>) ~[pay-client-<version>.jar!/:<version>]
	at org.springframework.web.servlet.FrameworkServlet.service(FrameworkServlet.java:<n>)
	at java.base/java.util.concurrent.ThreadPoolExecutor.runWorker(Unknown Source)
<time>  INFO 21734 --- [main] o.s.b.w.embedded.tomcat.TomcatWebServer  : Tomcat started on port(s): 8080 (http) with context path '/api'
time=<iso> level=ERROR msg="调用物业缴费接口失败，将在下一轮任务中重试" service=property-billing method=QueryArrears err="context deadline exceeded (Client.Timeout exceeded while awaiting headers)"
- - - [<nginx>] "GET /static/js/chunk-vendors.<short>.js HTTP/2.0" 304 0 "https://crm.example.cn/workbench/customer/list" "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Edge"
{"level":"info","logger":"workflow","msg":"节点审批通过","process":"refund_apply","node":"finance_review","comment":"资料齐全，同意退款，请出纳在本周内完成打款并通知客户","cost_ms":<n>}
{"ts":<ms>,"level":"warn","app":"settle","version":"<version>","commit":"<hash>","msg":"对账差异","amount":<price>,"batch":"B<date>-000<digit>"}
{"ts":<ms>,"level":"info","app":"inventory","request_id":"<uuid>","sku":["SKU-<n>","SKU-<n>"],"qty":<digit>,"price":<price>,"elapsed_ms":<n>}
INSERT INTO t_order (order_no, sku, qty, price, created_at) VALUES ('<order>', 'SKU-<n>', <digit>, <price>, '<time>');
UPDATE t_stock SET qty = qty - <digit>, version = version + 1, updated_at = '<time>' WHERE sku = 'SKU-<n>' AND version = <n>;
SELECT c.id, c.level, o.order_no, o.status FROM t_customer c LEFT JOIN t_order o ON o.customer_id = c.id WHERE o.status IN ('PAID', 'SHIPPED') AND c.deleted = 0 ORDER BY o.created_at DESC LIMIT <n>;
【客户通】您的订单已发货，运单号 SF<stamp>，预计三日内送达，请注意查收。
【客户通】验证码将在 5 分钟内有效，请勿告诉他人。如非本人操作，请忽略本短信。
客服小云：您好，已经帮您登记，工单号 T<date>-<n>，维修师傅会在今天下午两点到四点之间上门，请家里留人。
用户：电梯又坏了，已经报修三次了还没有人来，今天早上困了二十分钟，请你们尽快处理，不然我要投诉到街道办了。
用户：上个月的物业费 <price> 元已经交过了，怎么系统里显示还欠 <price> 元？麻烦核对一下账单 <order>。
备注：客户反映地下车库 B<digit> 层的灯不亮，已安排工程部检查，需要更换灯管 <digit> 支，费用 <price> 元，计入公共维修。
`), "\n")

	bearing = strings.Split(strings.TrimSpace(`
<time>  INFO 21734 --- [nio-8080-exec-<digit>] c.k.user.service.LoginService            : 登录成功 mobile=<mobile> channel=APP version=<version> 耗时 <n>ms
<time>  WARN 21734 --- [nio-8080-exec-<digit>] c.k.user.service.VerifyService           : 实名认证失败 idCard=<resident> reason=PHOTO_MISMATCH trace=<trace>
<time> ERROR 21734 --- [nio-8080-exec-<digit>] c.k.pay.service.BindService              : 绑卡失败 cardNo=<card> code=E<n> amount=<price>
time=<iso> level=INFO msg="mail sent" to=<email> template=invoice trace=<trace> cost=<n>ms
time=<iso> level=INFO msg="车辆入场" plate=<plate> gate=G<digit> order=<order>
<ip> - - [<nginx>] "GET /api/v2/notices?page=<digit> HTTP/1.1" 200 <n> "-" "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15" 0.0<n>
{"ts":<ms>,"level":"info","app":"crm","msg":"新建客户","name":"<name>","mobile":"<mobile>","version":"<version>"}
{"ts":<ms>,"level":"info","app":"risk","msg":"异地登录","ip":"<ip>","email":"<email>","score":0.<n>}
INSERT INTO t_customer (name, id_card, created_at) VALUES ('<name>', '<resident>', '<time>');
UPDATE t_account SET bank_card = '<card>', updated_at = '<time>' WHERE id = <n>;
【客户通】尊敬的客户您好，尾款 <price> 元已收到，发票将发送至 <email>，如有疑问请致电客服。
用户：我的手机号换成<mobile>了，原来的停用了，帮我改一下。订单号是<order>。
用户：身份证号<resident>，银行卡<card>，请尽快退款 <price> 元。
客服小云：好的，请问您的车牌是<plate>吗？月卡 <price> 元，到期日 <date>。
收货人：<name>，地址：<address>，运单号 SF<stamp>
工单 T<date>-<n>：业主<name>反映漏水，住址：<address>，联系电话<mobile>，已派单。
`), "\n")
)

// Of a hundred lines, so many bear personal information.
const share = 15

type generator struct {
	rng *rand.Rand
}

func pick[T any](g *generator, of []T) T { return of[g.rng.IntN(len(of))] }

// line makes a line and says where its values stand.
func (g *generator) line() (string, []Planted) {
	rest := pick(g, plain)
	if g.rng.IntN(100) < share {
		rest = pick(g, bearing)
	}
	var line strings.Builder
	var planted []Planted
	for {
		before, after, found := strings.Cut(rest, "<")
		line.WriteString(before)
		if !found {
			line.WriteByte('\n')
			return line.String(), planted
		}
		name, after, _ := strings.Cut(after, ">")
		s, kind, asIs := g.value(name)
		if kind != "" {
			planted = append(planted, Planted{kind, line.Len(), line.Len() + len(s), asIs})
		}
		line.WriteString(s)
		rest = after
	}
}

// value makes what name stands for, with its kind if it is personal information, and whether it is in its plain form.
func (g *generator) value(name string) (s string, kind identifiers.Kind, asIs bool) {
	switch name {
	case "mobile":
		s, asIs = g.writeMobile(pick(g, segments) + g.digits(8))
		return s, identifiers.Mobile, asIs
	case "resident":
		return g.resident(), identifiers.ResidentID, true
	case "email":
		return g.email(), identifiers.Email, true
	case "card":
		s, asIs = g.writeCard(luhn("629999" + g.digits(12)))
		return s, identifiers.BankCard, asIs
	case "ip":
		return pick(g, nets) + g.number(1, 254), identifiers.IP, true
	case "plate":
		return g.plate(), identifiers.Plate, true
	case "name":
		return pick(g, surnames) + pick(g, given) + pick(g, given), identifiers.Name, true
	case "address":
		return pick(g, districts) + "示例路" + g.number(1, 199) + "号" + pick(g, estates) + g.number(1, 12) + "栋" + g.number(101, 2808) + "室", identifiers.HomeAddress, true
	default:
		return g.noise(name), "", false
	}
}
