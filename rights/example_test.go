package rights_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/text/language"

	"github.com/khtong/privacykit/crypto/disclosure"
	"github.com/khtong/privacykit/law"
	"github.com/khtong/privacykit/retention"
	"github.com/khtong/privacykit/rights"
)

// A customer closes the account in the app. One order is kept for three years by law and restricted; the rest is deleted.
func Example() {
	ctx, now := context.Background(), law.MustDate(2026, 11, 26).Start().Add(9*time.Hour)
	desk, err := rights.NewDesk(new(rights.MemoryStore), nil, func() time.Time { return now })
	if err != nil {
		panic(err)
	}
	req, err := desk.Receive(ctx, rights.Filing{
		Key: "app/8f3a", Right: rights.CloseAccount, Capacity: rights.Self, Channel: "app", Subject: "C00001",
	})
	if err != nil {
		panic(err)
	}
	if req, err = desk.Identify(ctx, req.ID, rights.Check{Subject: "C00001", Method: "session"}); err != nil {
		panic(err)
	}

	schedule, err := retention.NewSchedule(
		retention.Class{ID: "order", Floors: []retention.Bound{{Rule: "ecommerce_platform_transaction"}}, Ceilings: []retention.Bound{retention.AccountClosedAtOnce()}},
		retention.Class{ID: "feedback", Ceilings: []retention.Bound{retention.AccountClosedAtOnce()}},
	)
	if err != nil {
		panic(err)
	}
	facts := rights.Facts{At: now, Recipients: []string{"payment-provider"}}
	for class, events := range map[string]map[retention.Event]time.Time{
		"order": {retention.TransactionCompleted: law.MustDate(2026, 2, 3).Start(), retention.AccountClosed: now},
	} {
		plan, err := schedule.Plan(retention.Record{Class: class, Events: events}, now)
		if err != nil {
			panic(err)
		}
		facts.Records = append(facts.Records, rights.RecordClass{Class: class, Plan: plan})
	}
	feedback, err := schedule.Plan(retention.Record{Class: "feedback", Events: map[retention.Event]time.Time{retention.AccountClosed: now}}, now)
	if err != nil {
		panic(err)
	}
	facts.Records = append(facts.Records, rights.RecordClass{Class: "feedback", Plan: feedback})

	a := rights.Assess(req, facts, desk.Terms())
	fmt.Println(a.Explain(language.English))
	if req, err = desk.Decide(ctx, req.ID, a, "dpo"); err != nil {
		panic(err)
	}
	fmt.Println(req.State)
	// Output:
	// partly granted
	// - the law gives the right (Network Data Security Regulation, Art. 23)
	// - the statutory period is not over; the record is stored and secured, and not used otherwise: order, kept until 2029-02-04 00:00:00 (E-commerce Law, Art. 31)
	// → end the account and its sessions, at once
	// → enter the withdrawal of consent, at once
	// → stop all processing but storing and securing, at once
	// → restrict the records: order, at once
	// → delete or anonymise the records: feedback, before 2026-12-12 00:00
	// → isolate the backups, before 2026-12-12 00:00
	// → tell the recipient: payment-provider
	// working
}

// A policy names trade secrets as a ground of refusal. The law has no such ground: the request stays undecided, and is not refused.
func ExampleAssess() {
	req := rights.Request{Subject: "C00001", Right: rights.Copy, Capacity: rights.Self, Identity: rights.Yes}
	a := rights.Assess(req, rights.Facts{
		At:       law.MustDate(2026, 11, 26).Start(),
		Refusals: []rights.Refusal{{Ground: rights.TradeSecret, EvidenceRef: "memo/12"}},
	}, nil)
	fmt.Println(a.Explain(language.English))
	// Output:
	// undecided
	// - the ground of refusal stands in the policy and in no law: a trade secret (Network Data Security Regulation, Art. 23)
	// - the law gives the right (PIPL, Art. 45(1))
}

// A request by letter from somebody whom nobody knows is acknowledged like any other.
func ExampleRequest_Reply() {
	desk, err := rights.NewDesk(new(rights.MemoryStore), nil, func() time.Time { return law.MustDate(2021, 10, 25).Start().Add(18 * time.Hour) })
	if err != nil {
		panic(err)
	}
	req, err := desk.Receive(context.Background(), rights.Filing{Key: "letter/77", Right: rights.Query, Capacity: rights.Self, Channel: "post"})
	if err != nil {
		panic(err)
	}
	fmt.Println(req.Reply(language.Chinese))
	// Output:
	// 我们于2021-10-25收到你的请求：查阅个人信息（编号 req_cff4a999cf38dbdaaa5d5c9d377ead5c）。
	// 处理前我们需要核实你的身份。
	// 我们将在2021-11-10 00:00之前答复。
}

func ExampleWriteJSON() {
	account := table{section: law.Text{ZH: "账号", EN: "account"}, rows: []rights.Item{
		{Subject: "C00001", Label: law.Text{ZH: "手机号", EN: "mobile number"}, Value: rights.NewValue("13812345678")},
	}}
	err := rights.WriteJSON(os.Stdout, rights.About{Handler: law.Text{ZH: "示例公司", EN: "Example Ltd."}, Request: "req_1", Made: law.MustDate(2026, 11, 26).Start()},
		rights.Collect(context.Background(), "C00001", account))
	if err != nil {
		panic(err)
	}
	// Output:
	// {"schema":1,"handler":{"zh":"示例公司","en":"Example Ltd."},"request":"req_1","made":"2026-11-25T16:00:00Z","items":[
	// {"section":{"zh":"账号","en":"account"},"label":{"zh":"手机号","en":"mobile number"},"value":"13812345678"}
	// ],"complete":true}
}

// The copy goes out sealed for a key that the person's app made, so that nobody on the way, and nobody who finds the file, can read it.
func Example_sealedCopy() {
	key, err := disclosure.GenerateKey() // in the app; the host gets the public part
	if err != nil {
		panic(err)
	}
	account := table{section: law.Text{ZH: "账号", EN: "account"}, rows: []rights.Item{
		{Subject: "C00001", Label: law.Text{ZH: "手机号", EN: "mobile number"}, Value: rights.NewValue("13812345678")},
	}}
	var sealed bytes.Buffer
	w, err := disclosure.NewWriter(&sealed, disclosure.Manifest{
		ID: "req_1", Controller: "Example Property", Time: time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC), Purpose: "copy for the person", Persons: 1,
		LegalBasis: rights.Copy.Citation().String(), Kinds: []string{"all that is held"},
		Recipients: []disclosure.Recipient{{Name: "the person", Key: key.Public()}},
	})
	if err != nil {
		panic(err)
	}
	f, err := w.Create("copy.html")
	if err != nil {
		panic(err)
	}
	about := rights.About{Handler: law.Text{ZH: "示例物业", EN: "Example Property"}, Request: "req_1", Made: time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC)}
	if err := rights.WriteHTML(f, about, rights.Collect(context.Background(), "C00001", account), language.English); err != nil {
		panic(err)
	}
	if _, err := w.Close(); err != nil {
		panic(err)
	}
	fmt.Println("readable on the way:", bytes.Contains(sealed.Bytes(), []byte("13812345678")))

	r, err := disclosure.NewReader(&sealed, key) // in the app
	if err != nil {
		panic(err)
	}
	for f, err := range r.Files() {
		if err != nil {
			panic(err)
		}
		page, err := io.ReadAll(f)
		if err != nil {
			panic(err)
		}
		fmt.Println(f.Name(), "readable by the person:", bytes.Contains(page, []byte("13812345678")))
	}
	// Output:
	// readable on the way: false
	// copy.html readable by the person: true
}
