package incident_test

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/text/language"

	"github.com/khtong/privacykit/incident"
	"github.com/khtong/privacykit/law"
)

// A leak is found half an hour before midnight; nobody knows yet how many people it concerns.
func ExampleFacts_Duties() {
	f := incident.Facts{
		Discovered: time.Date(2026, 3, 1, 23, 30, 0, 0, law.Shanghai()), Kinds: []incident.Kind{incident.Leak}, Operator: incident.Other, Minors: incident.No,
	}
	duties, err := f.Duties()
	if err != nil {
		panic(err)
	}
	next, _ := incident.Next(duties, func(incident.Duty) bool { return false })
	fmt.Println(next.In(language.Chinese))

	// By morning it is known: 1,200 people, no loss.
	f.Persons, f.Sensitive, f.Yuan = incident.AtMost(1200), incident.AtMost(0), incident.AtMost(0)
	fmt.Println(f.Grade().Level.Label(language.Chinese))
	duties, err = f.Duties()
	if err != nil {
		panic(err)
	}
	_, more := incident.Next(duties, func(incident.Duty) bool { return false })
	fmt.Println(more)
	// Output:
	// 报告：属地省级网信部门，2026-03-02 03:30之前（《国家网络安全事件报告管理办法》第四条第四款）
	// 一般
	// false
}

// A drill: the duties, the notice, who was reached, and the announcement for who was not.
func Example_drill() {
	discovered := time.Date(2026, 3, 1, 23, 30, 0, 0, law.Shanghai())
	duties, err := incident.Facts{
		Discovered: discovered, Kinds: []incident.Kind{incident.Leak}, Operator: incident.Other, Minors: incident.No,
		Persons: incident.AtMost(3), Sensitive: incident.AtMost(0), Yuan: incident.AtMost(0),
	}.Duties()
	if err != nil {
		panic(err)
	}
	for _, d := range duties {
		if d.What == incident.Tell {
			fmt.Println(d.In(language.English))
		}
	}
	fmt.Println(incident.Waiver{Avoided: incident.Unknown}.Check())

	n := incident.Notice{
		Handler: law.Text{ZH: "示例物业", EN: "Example Property"}, Kinds: []incident.Kind{incident.Leak}, Discovered: discovered,
		Categories: []law.Text{{ZH: "手机号", EN: "mobile numbers"}}, Cause: law.Text{ZH: "接口未检查权限", EN: "an interface did not check permissions"},
		Harm: law.Text{ZH: "可能收到诈骗电话", EN: "you may get fraudulent calls"}, Measures: []law.Text{{ZH: "已关闭接口", EN: "the interface is closed"}},
		Advice:   []law.Text{{ZH: "不要提供验证码。", EN: "Give nobody a verification code."}},
		Remedies: []law.Text{{ZH: "专线协助", EN: "a hotline helps you"}}, Contact: law.Text{ZH: "400-000-0000", EN: "400-000-0000"},
	}
	push, err := n.Push(language.English, "https://example.com/notice")
	if err != nil {
		panic(err)
	}
	fmt.Println(push)
	report, err := incident.Notify(context.Background(), "INC-1", persons("C00001", "C00002", "C00003"), "",
		&mailbox{refuse: map[string]error{"C00002": incident.ErrUnreachable}}, nil)
	fmt.Println(report.Sent, "reached,", report.Unreachable, "by announcement", err)
	// Output:
	// tell: the persons, at once (PIPL, Art. 57(1))
	// tell: the persons, promptly (Network Data Security Regulation, Art. 11(2))
	// incident: the persons must be told: harm is not known to be avoided
	// Example Property: your personal information may be affected by leak. Give nobody a verification code. More: https://example.com/notice
	// 2 reached, 1 by announcement <nil>
}
