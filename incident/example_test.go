package incident_test

import (
	"context"
	"errors"
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

// A drill: a leak is found at night, stopped and reported in time; the persons are told in two rounds, with an announcement for whom nothing
// reaches; and the record is what the handler keeps.
func Example_drill() {
	ctx := context.Background()
	now := time.Date(2026, 3, 1, 23, 40, 0, 0, law.Shanghai())
	log, err := incident.NewLog(new(incident.MemoryStore), func() time.Time { return now })
	if err != nil {
		panic(err)
	}
	add := func(e incident.Event) incident.Case {
		c, err := log.Add(ctx, "INC-1", e)
		if err != nil {
			panic(err)
		}
		return c
	}

	// 23:30. How many people it concerns nobody knows, so the hours of a large incident run.
	facts := incident.Facts{
		Discovered: now.Add(-10 * time.Minute), Kinds: []incident.Kind{incident.Leak}, Operator: incident.Other, Minors: incident.No,
	}
	add(incident.Event{Type: incident.Opened, Facts: &facts, By: "ops-1"})
	add(incident.Event{Type: incident.Measured, Note: law.Text{ZH: "关闭接口", EN: "closed the interface"}, By: "ops-1"})
	for _, whom := range []incident.Whom{incident.ProvincialOffice, incident.SectorAuthority, incident.ProtectionOffice} {
		add(incident.Event{Type: incident.Met, What: incident.Report, Whom: whom, Ref: "report/1", By: "dpo"})
	}

	// By morning it is known: three people.
	now = now.Add(9 * time.Hour)
	facts.Persons, facts.Sensitive, facts.Yuan = incident.AtMost(3), incident.AtMost(0), incident.AtMost(0)
	add(incident.Event{Type: incident.Amended, Facts: &facts, By: "dpo"})
	box := &mailbox{refuse: map[string]error{"C00002": incident.ErrUnreachable, "C00003": errors.New("the mail server is away")}}
	for range 2 {
		if _, err := log.Notify(ctx, "INC-1", "dpo", persons("C00001", "C00002", "C00003"), box); err != nil {
			panic(err)
		}
		delete(box.refuse, "C00003")
	}
	_, err = log.Add(ctx, "INC-1", incident.Event{Type: incident.Closed})
	fmt.Println(err)
	fmt.Println()

	now = now.Add(time.Hour)
	add(incident.Event{Type: incident.Announced, Ref: "https://example.com/notice", By: "dpo"})
	facts.Handled = now
	add(incident.Event{Type: incident.Amended, Facts: &facts, By: "dpo"})
	c := add(incident.Event{Type: incident.Closed, By: "dpo"})
	record, err := c.Text(language.English, now)
	if err != nil {
		panic(err)
	}
	fmt.Println(record)
	// Output:
	// incident: something is still to be done: 2 duties, and the facts do not say when the handling was finished; tell: the persons, at once (PIPL, Art. 57(1)); tell: the persons, promptly (Network Data Security Regulation, Art. 11(2))
	//
	// Record of a personal information security incident: INC-1
	//
	// Facts
	// - Kinds: leak
	// - Discovered: 2026-03-01 23:30
	// - Persons: 3, of sensitive information: 0
	// - Direct loss (yuan): 0
	// - Grade: general
	// - Handled: 2026-03-02 09:40
	// - Closed: 2026-03-02 09:40
	//
	// Duties
	// - start the plan and remedy, at once (PIPL, Art. 57(1)) — done, 2026-03-01 23:40
	// - start the plan and remedy, at once (Network Data Security Regulation, Art. 11(1)) — done, 2026-03-01 23:40
	// - report: the authority for the protection of personal information, at once (PIPL, Art. 57(1)) — done, 2026-03-01 23:40, report/1
	// - report: the authority in charge, at once (Cybersecurity Law (2025), Art. 44(2)) — done, 2026-03-01 23:40, report/1
	// - report: the authority in charge, at once (Data Security Law, Art. 29) — done, 2026-03-01 23:40, report/1
	// - report: the authority in charge, at once (Network Data Security Regulation, Art. 11(1)) — done, 2026-03-01 23:40, report/1
	// - tell: the persons, at once (PIPL, Art. 57(1)) — done, 2026-03-02 09:40
	// - tell: the persons, promptly (Network Data Security Regulation, Art. 11(2)) — done, 2026-03-02 09:40
	//
	// Telling the persons
	// - Round 2 (finished): 2 told, 1 unreachable, 0 failed
	// - Announced: 2026-03-02 09:40
	//
	// Timeline
	// - 2026-03-01 23:40 opened; number of persons unknown; by ops-1
	// - 2026-03-01 23:40 measure taken; closed the interface; by ops-1
	// - 2026-03-01 23:40 duty met; report: the cyberspace office of the province; report/1; by dpo
	// - 2026-03-01 23:40 duty met; report: the authority in charge; report/1; by dpo
	// - 2026-03-01 23:40 duty met; report: the authority for the protection of personal information; report/1; by dpo
	// - 2026-03-02 08:40 facts amended; 3 persons; by dpo
	// - 2026-03-02 08:40 persons told; round 1, 3 persons so far; by dpo
	// - 2026-03-02 08:40 persons told; round 2, 3 persons so far; by dpo
	// - 2026-03-02 09:40 announced; https://example.com/notice; by dpo
	// - 2026-03-02 09:40 facts amended; 3 persons; by dpo
	// - 2026-03-02 09:40 closed; by dpo
}
