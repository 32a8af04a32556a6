package consent_test

import (
	"context"
	"fmt"
	"os"
	"time"

	"golang.org/x/text/language"

	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/law"
)

func exampleRegister() *consent.Register {
	data, err := os.ReadFile("testdata/register.json")
	if err != nil {
		panic(err)
	}
	reg, err := consent.ParseRegister(data)
	if err != nil {
		panic(err)
	}
	return reg
}

// What a contract needs may be collected without consent.
func ExampleRegister_Decide() {
	reg := exampleRegister()
	d := reg.Decide(consent.Request{
		Subject:   "customer-17",
		Operation: consent.Collect,
		Purpose:   "serve",
		Kinds:     []identifiers.Kind{identifiers.Mobile},
		Role:      "consumer",
		Scenario:  "app",
		At:        law.MustDate(2026, time.March, 1).Start(),
	}, consent.Facts{
		Subject:     consent.Adult,
		NoticeGiven: "v3",
		ContractID:  "contract-2026-03",
	})
	fmt.Println(d.Allowed(), d.Basis, d.Basis.Citation(), d.Evidence)
	// Output: true contract 《个人信息保护法》第十三条第一款第（二）项 [contract-2026-03 v3]
}

// Feedback is optional: without consent it is refused, and the reason shown.
func ExampleDecision_Explain() {
	reg := exampleRegister()
	d := reg.Decide(consent.Request{
		Subject:   "customer-17",
		Operation: consent.Collect,
		Purpose:   "improve",
		Kinds:     []identifiers.Kind{"survey_response"},
		Role:      "consumer",
		At:        law.MustDate(2026, time.March, 1).Start(),
	}, consent.Facts{Subject: consent.Adult})
	fmt.Println(d.Explain(language.Chinese))
	fmt.Println(d.Explain(language.English))
	// Output:
	// 拒绝：收集（目的：提升体验）
	// - 取得个人的同意：未取得个人的同意：调查提交内容（《个人信息保护法》第十三条第一款第（一）项）
	// Denied: collect (purpose: improve the service)
	// - consent of the individual: there is no consent: survey response (PIPL, Art. 13(1)(1))
}

// A supplier that processes on our behalf needs an agreement that settles six
// points, and no consent of the person.
func ExampleRegister_Decide_entrust() {
	reg := exampleRegister()
	req := consent.Request{
		Subject: "customer-17", Operation: consent.Entrust, Purpose: "serve", Kinds: []identifiers.Kind{identifiers.Mobile},
		Role: "consumer", Recipient: "cloud", At: law.MustDate(2026, time.March, 1).Start(),
	}
	facts := consent.Facts{
		Subject: consent.Adult, Record: consent.RecordNormal, NoticeGiven: "v3", ContractID: "contract-2026-03",
		Assessment: "pia-9", Agreement: "dpa-9",
		Terms: []consent.Term{consent.TermPurpose, consent.TermMethod, consent.TermKinds, consent.TermProtection, consent.TermDuties},
	}
	d := reg.Decide(req, facts)
	fmt.Println(d.Effect, d.Reasons[0].In(language.English), d.Reasons[0].Citation())

	facts.Terms = append(facts.Terms, consent.TermPeriod)
	d = reg.Decide(req, facts)
	fmt.Println(d.Effect, d.Basis)
	for _, o := range d.Obligations {
		fmt.Println(o, o.Citation())
	}
	// Output:
	// pending the agreement with the entrusted party does not settle: period 《个人信息保护法》第二十一条第一款
	// allow contract
	// supervise_entrusted 《个人信息保护法》第二十一条第一款
	// end_entrustment 《个人信息保护法》第二十一条第二款
	// keep_provision_record 《网络数据安全管理条例》第十二条第一款
	// keep_assessment 《个人信息保护法》第五十六条第二款
}

// An export needs separate consent that names the recipient, and from 100,000
// people a year on a mechanism as well.
func ExampleRegister_Decide_export() {
	reg := exampleRegister()
	now := law.MustDate(2026, time.March, 1).Start()
	req := consent.Request{
		Subject: "customer-17", Operation: consent.Export, Purpose: "advertise", Kinds: []identifiers.Kind{identifiers.Mobile},
		Role: "consumer", Recipient: "hongkong", At: now,
	}
	facts := consent.Facts{
		Subject: consent.Adult, Record: consent.RecordNormal, Assessment: "pia-12", RecipientNotice: "notice-hk",
		Events: []consent.Event{{
			ID: "evt-1", Key: "form-1", Type: consent.Given, Subject: "customer-17", NoticeVersion: "v3",
			Purposes: []consent.Purpose{"advertise"}, Kinds: []identifiers.Kind{identifiers.Mobile}, Recipients: []string{"hongkong"},
			Form: consent.Separate, Affirmative: true, Actor: consent.Self, OccurredAt: now.Add(-time.Hour),
		}},
	}
	for _, people := range []int{99_999, 100_000} {
		facts.Export = &consent.ExportFacts{NotCritical: true, NoImportantData: true, Counted: true, People: people}
		d := reg.Decide(req, facts)
		fmt.Println(people, d.Effect, d.Reasons[0].In(language.English))
	}
	facts.Export.Route = consent.ExportRoute{
		Mechanism: consent.StandardContract, Reference: "scc-3", From: law.MustDate(2026, time.January, 1),
	}
	d := reg.Decide(req, facts)
	fmt.Println(d.Effect, d.Evidence)
	// Output:
	// 99999 allow the legal basis holds
	// 100000 pending a mechanism of export is not named: standard contract
	// allow [dpa-8 pia-12 notice-hk scc-3 evt-1]
}

// A withdrawal stops the next use, and leaves what was done before lawful.
func ExampleLedger() {
	ctx := context.Background()
	morning := law.MustDate(2026, time.March, 1).Start().Add(9 * time.Hour)
	now := morning
	ledger := consent.NewLedger(consent.NewMemoryStore(), func() time.Time { return now })

	event := consent.Event{
		Key: "form-831", Type: consent.Given, Subject: "customer-17", NoticeVersion: "v3",
		Purposes: []consent.Purpose{"improve"}, Kinds: []identifiers.Kind{"survey_response"},
		Form: consent.General, Affirmative: true, Method: "tick", Channel: "app", Actor: consent.Self, OccurredAt: now,
	}
	if _, err := ledger.Record(ctx, event); err != nil {
		fmt.Println(err)
		return
	}
	now = now.Add(4 * time.Hour)
	withdrawal := consent.Event{Key: "form-904", Type: consent.Withdrawn, Subject: "customer-17", Actor: consent.Self, OccurredAt: now}
	if _, err := ledger.Record(ctx, withdrawal); err != nil {
		fmt.Println(err)
		return
	}

	state, err := ledger.State(ctx, "customer-17")
	if err != nil {
		fmt.Println(err)
		return
	}
	reg := exampleRegister()
	use := consent.Request{
		Subject: "customer-17", Operation: consent.Use, Purpose: "improve",
		Kinds: []identifiers.Kind{"survey_response"}, Role: "consumer",
	}
	for _, use.At = range []time.Time{morning.Add(time.Hour), now} {
		d := reg.Decide(use, consent.Facts{State: state, Subject: consent.Adult, Record: consent.RecordNormal})
		fmt.Println(use.At.Format(time.TimeOnly), d.Effect, d.Reasons[0].Code, d.Reasons[0].Citation())
	}
	// Output:
	// 10:00:00 allow basis_established 《个人信息保护法》第十三条第一款第（一）项
	// 13:00:00 deny consent_withdrawn 《个人信息保护法》第十五条第一款
}

// Another node recorded a withdrawal. With its token no node allows any more;
// without, a node says how old what it knows may be.
func ExampleCache() {
	ctx := context.Background()
	now := law.MustDate(2026, time.March, 1).Start()
	clock := func() time.Time { return now }
	store := consent.NewMemoryStore() // of the nodes together; a database, in a host
	there := consent.NewLedger(store, clock)
	here, err := consent.NewCache(consent.NewLedger(store, clock), nil)
	if err != nil {
		fmt.Println(err)
		return
	}

	reg := exampleRegister()
	ask := func(want consent.Consistency) {
		state, err := here.State(ctx, "customer-17", want)
		if err != nil {
			fmt.Println(err)
		}
		d := reg.Decide(consent.Request{
			Subject: "customer-17", Operation: consent.Use, Purpose: "improve",
			Kinds: []identifiers.Kind{"survey_response"}, Role: "consumer", At: now,
		}, consent.Facts{State: state, Subject: consent.Adult, Record: consent.RecordNormal})
		fmt.Println(d.Effect, d.Reasons[0].Code)
	}

	_, _ = there.Record(ctx, consent.Event{
		Key: "form-831", Type: consent.Given, Subject: "customer-17", NoticeVersion: "v3",
		Purposes: []consent.Purpose{"improve"}, Kinds: []identifiers.Kind{"survey_response"},
		Form: consent.General, Affirmative: true, Actor: consent.Self, OccurredAt: now,
	})
	_ = here.Poll(ctx) // Run does it again and again
	now = now.Add(10 * time.Second)
	withdrawal, _ := there.Record(ctx, consent.Event{
		Key: "form-904", Type: consent.Withdrawn, Subject: "customer-17", OccurredAt: now,
	})
	now = now.Add(time.Second)

	ask(consent.Bounded(30 * time.Second)) // eleven seconds old is good enough
	ask(consent.Bounded(5 * time.Second))  // it is not, and so nothing is known
	ask(consent.AtLeast(withdrawal[0].Seq))
	ask(consent.Fresh())
	// Output:
	// allow basis_established
	// pending state_stale
	// deny consent_withdrawn
	// deny consent_withdrawn
}

// What a person is handed: a receipt in the form of ISO/IEC TS 27560.
func ExampleRegister_Records() {
	events := []consent.Event{{
		Seq: 1, ID: "evt_831", Key: "form-831", Type: consent.Given, Subject: "customer-17", NoticeVersion: "v3",
		Purposes: []consent.Purpose{"improve"}, Kinds: []identifiers.Kind{"survey_response"},
		Form: consent.General, Affirmative: true, Actor: consent.Self,
		OccurredAt: law.MustDate(2026, time.March, 1).Start(),
	}}
	records, err := exampleRegister().Records("customer-17", events, consent.RecordInfo{
		Controller: "handler-1", WithdrawalMethod: "https://example.com/privacy/consents", Storage: []string{"CN"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	receipt := records[0].Receipt("receipt-55", law.MustDate(2026, time.March, 2).Start())
	p := receipt.Record.Processing[0]
	fmt.Println(receipt.ID, receipt.Record.ID, receipt.Record.Notice.Version)
	fmt.Println(p.Purpose, p.Description.ZH, p.LawfulBasis, p.Information)
	fmt.Println(receipt.Record.Events[0].State, receipt.Record.Events[0].EntityID)
	// Output:
	// receipt-55 evt_831 v3
	// improve 提升体验 consent [{survey_response false}]
	// given customer-17
}
