package main

import (
	"golang.org/x/text/language"
	"golang.org/x/text/message/catalog"
)

// translations is the catalogue of the account: English texts are their own keys.
func translations() catalog.Catalog {
	b := catalog.NewBuilder(catalog.Fallback(language.English))
	for en, zh := range chinese {
		if err := b.SetString(language.SimplifiedChinese, en, zh); err != nil {
			panic("crm: a translation is malformed")
		}
	}
	return b
}

var chinese = map[string]string{
	"%d": "%d",
	"privacykit CRM: personal information from collection to erasure": "privacykit 物业 CRM：个人信息从收集到删除",
	"business data %s":          "业务数据 %s",
	"subject keys  %s":          "个人密钥 %s",
	"today is %s":               "今天是 %s",
	" (done in an earlier run)": "（之前的运行已完成）",

	"Nobody in the data is in this position: there is nothing to show.": "数据里没有处于这种情形的人，没有可展示的内容。",

	"Register: what may be processed, why, and on which legal basis": "登记：可以处理哪些个人信息、为什么、依据什么",
	"Collect: every row asks for permission":                         "收集：每一行都先问是否允许",
	"Store: sealed under each person's own key":                      "存储：用每个人自己的密钥加密",
	"Find: by mobile number, however it is typed":                    "查找：按手机号，不论怎样输入",
	"Show: as much as the audience may see":                          "展示：看的人能看多少就给多少",
	"Withdraw: one person takes consent back":                        "撤回：一个人撤回同意",
	"Notice: what the next version of the policy would change":       "告知：下一版政策会改变什么",
	"Age: the retention plan of every order":                         "到期：每个订单的保存计划",
	"Leave: one person closes the account":                           "离开：一个人注销帐号",
	"Prove: the audit log":                                           "证明：审计日志",

	"Of %d customers %d must be asked again before their feedback is used. Going on to use the service is no answer.": "%d 位客户中有 %d 位，使用其反馈之前须重新取得同意。继续使用服务不代表同意。",

	"As pictures: %s, and when the others become due: %s": "图示：%s；其他订单何时到期：%s",

	"%s, version %s, %s":            "%s，版本 %s，%s",
	"what":                          "信息",
	"kinds of personal information": "个人信息种类",
	"purposes":                      "处理目的",
	"legal bases (PIPL 13)":         "合法性基础（个人信息保护法第十三条）",
	"roles: %s":                     "角色：%s",
	"recipients: %s":                "接收方：%s",
	"The policy names no recipient: until the host does, sharing is not allowed (PIPL 23).": "政策没有写明接收方是谁：写明之前不得提供（个人信息保护法第二十三条）。",
	"%d more":                    "另 %d 项",
	", ":                         "、",
	"kept as":                    "保存类别",
	"reading customers":          "读取客户",
	"reading orders":             "读取订单",
	"part of a row":              "行的一部分",
	"answer":                     "答复",
	"on which basis, or why not": "依据，或者不允许的原因",
	"article":                    "条文",
	"rows":                       "行数",
	"allow":                      "允许",
	"deny":                       "拒绝",
	"pending":                    "待定",
	"reconsent":                  "须重新同意",
	"%s wrote feedback and did not agree to its use. All but the feedback was collected:": "%s 写了反馈但没有同意使用。除反馈之外都已收集：",

	"Merchants are in no row of the policy: their own contracts decide. Who has no instalment contract is not asked for a resident ID.": "政策的表里没有商家一行：按各自的合同。没有分期合同的人，不收集身份证号。",
	"%d customers, each with a key of their own: %d fields sealed with AES-256-GCM, blind indexes on mobile and resident ID":            "%d 位客户，每人一把密钥：%d 个字段以 AES-256-GCM 加密，手机号和身份证号另有盲索引",
	"A value opens only as what it is: bound to tenant, table, column and person.":                                                      "密文与租户、表、列和本人绑定，换个地方就打不开。",

	"typed":                "输入方式",
	"customer found":       "找到的客户",
	"shown as":             "显示为",
	"eleven digits":        "十一位数字",
	"with spaces":          "带空格",
	"with +86 and dashes":  "带 +86 和短横线",
	"in full-width digits": "全角数字",
	"the last four digits": "后四位数字",
	"By four digits alone an index of their own finds the customer, and whoever else's number ends in them.":          "只凭后四位，也能用单独的索引查到；尾号相同的其他客户也会一并查到。",
	"The database holds neither the number nor a hash of it: the index is an HMAC under a key of its own, cut short.": "数据库里既没有号码，也没有它的哈希：索引是用专门密钥计算并截短的 HMAC。",

	"customer":    "客户",
	"name":        "姓名",
	"mobile":      "手机号",
	"resident ID": "身份证号",
	"bank card":   "银行卡",
	"address":     "住址",
	"erased":      "已擦除",
	"A support agent sees this (an empty cell was never collected):":                 "客服看到的（空白表示从未收集）：",
	"— is not for the agent's eyes: %s":                                              "— 客服无权查看：%s",
	"A lead asks for a number: %s (%s)":                                              "主管查看一个号码：%s（%s）",
	"and with the approval of somebody else, five minutes after a second factor: %s": "经他人批准，且五分钟前完成第二因素认证：%s",
	"content":   "内容",
	"given":     "同意",
	"withdrawn": "撤回",
	"Their copy of all %d items, as JSON and as a page, is sealed for a key that their app made: %s": "本人的副本共 %d 项，JSON 和网页各一份，用本人 App 生成的密钥加密：%s",
	"the answer:":       "答复：",
	"Incident: a drill": "安全事件：一次演练",

	"The person sees their own:": "本人看到自己的：",

	"%s withdrew the consent to %q":               "%s 撤回了对 %q 的同意",
	"the next use:":                               "下一次使用：",
	"a use of an hour before, asked about today:": "一小时前的使用，今天再问：",
	"%d orders inside the three years, %d were due and are deleted, %d not completed yet": "三年之内的订单 %d 个，到期并已删除 %d 个，尚未完成 %d 个",
	"The earliest day of deletion, by half-year (░ deleted, █ kept):":                     "最早可删除日，按半年（░ 已删除，█ 保存中）：",
	"deleting orders": "删除订单",
	"deleted":         "已删除",
	"One of them: %s": "其中一个：%s",

	"%s  %s closes the account; the nightly backup of both files was taken before":                               "%s  %s 注销帐号；两个文件的夜间备份在此之前已经做了",
	"%s  e-mail, bank card, resident ID and feedback are deleted (promised within 15 days)":                      "%s  邮箱、银行卡、身份证号和反馈已删除（承诺 15 天内）",
	"until %s  the orders are restricted: kept, not used":                                                        "至 %s  订单受限：只存储，不使用",
	"%s  the last three years are over: orders deleted, key erased, receipt in the audit log":                    "%s  最后一个三年届满：订单删除，密钥擦除，回执写入审计日志",
	"then  epoch 1 of the key-encryption key is destroyed; the keys of everybody else were wrapped again before": "然后  销毁密钥加密密钥的第 1 期；其他人的密钥事先已重新包裹",
	"wrapping the keys of everybody else again":                                                                  "重新包裹其他人的密钥",
	"who has these files reads":    "拿到这些文件的人读到的",
	"live":                         "在用的文件",
	"backup of the business data":  "业务数据的备份",
	"backup of the keys, restored": "恢复的密钥备份",
	"backup of both files":         "两个文件的备份",
	"before":                       "注销之前",
	"key erased":                   "密钥擦除后",
	"epoch destroyed":              "密钥期销毁后",
	"readable":                     "可读",
	"everybody else: %d customers opened, none lost": "其他人：%d 位客户都能打开，没有丢失",

	"%d entries verified against the checkpoint": "已按检查点核验 %d 条",
	"one bit of entry %d changed in a copy: %s":  "在副本中改动第 %d 条的一个比特：%s",

	"%d customers read, %d rejected; %d orders read, %d rejected": "客户读取 %d 行，拒收 %d 行；订单读取 %d 行，拒收 %d 行",
	"rejected rows with line, field and reason: %s":               "拒收的行（行号、字段、原因）：%s",
}
