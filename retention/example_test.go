package retention_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/khtong/privacykit/law"
	"github.com/khtong/privacykit/retention"
)

func ExampleEcommerceThreeYears() {
	completed := time.Date(2021, 10, 25, 23, 59, 59, 0, law.Shanghai())
	earliest, err := retention.EcommerceThreeYears(completed)
	fmt.Println(earliest.Format(time.RFC3339), err)
	// Output: 2024-10-26T00:00:00+08:00 <nil>
}

func orders() *retention.Schedule {
	s, err := retention.NewSchedule(retention.Class{
		ID:     "order",
		Floors: []retention.Bound{{Rule: "ecommerce_platform_transaction"}},
		Ceilings: []retention.Bound{{
			Basis: retention.ByPolicy, Event: retention.AccountClosed,
			Limit: retention.Within, Period: law.Period{Days: 15},
		}},
	})
	if err != nil {
		panic(err)
	}
	return s
}

// The account was closed while the order must still be kept: it is stored and secured, otherwise not used, until it is due.
func ExampleSchedule_Plan() {
	rec := retention.Record{Class: "order", Events: map[retention.Event]time.Time{
		retention.TransactionCompleted: time.Date(2021, 10, 25, 12, 0, 0, 0, law.Shanghai()),
		retention.AccountClosed:        time.Date(2022, 5, 1, 10, 0, 0, 0, law.Shanghai()),
	}}
	s := orders()
	for _, now := range []law.Date{law.MustDate(2024, 10, 25), law.MustDate(2024, 10, 26)} {
		plan, err := s.Plan(rec, now.Start())
		fmt.Println(now, plan.State, err)
	}
	// Output:
	// 2024-10-25 restricted <nil>
	// 2024-10-26 due <nil>
}

func ExamplePlan_Explain() {
	rec := retention.Record{Class: "order", Events: map[retention.Event]time.Time{
		retention.TransactionCompleted: time.Date(2021, 10, 25, 12, 0, 0, 0, law.Shanghai()),
		retention.AccountClosed:        time.Date(2022, 5, 1, 10, 0, 0, 0, law.Shanghai()),
	}}
	plan, err := orders().Plan(rec, law.MustDate(2024, 10, 26).Start())
	if err != nil {
		panic(err)
	}
	fmt.Println(plan.Explain(language.Chinese))
	// Output:
	// 截至2024-10-26 00:00，到期：应当删除或者匿名化。
	// 最早可删除：2024-10-26 00:00。依据：《电子商务法》第三十一条，自交易完成之日起不少于三年。
	// 应当删除：2022-05-01 10:00起，须在2022-05-17 00:00之前完成。依据：隐私政策，自注销账号之日起十五日以内。
}

// The Cybersecurity Law names no event from which logs are kept, so the class must.
func ExampleNewSchedule() {
	_, err := retention.NewSchedule(retention.Class{ID: "access_log", Floors: []retention.Bound{{Rule: "csl_network_log_2026"}}})
	var detail *retention.ScheduleError
	fmt.Println(errors.As(err, &detail), detail.Class, detail.Field)
	// Output: true access_log floors[0].event
}

func ExampleRules() {
	for r := range retention.Rules() {
		if r.Citation.Statute == law.PIPL {
			fmt.Println(r.ID, r.Period, r.Citation)
		}
	}
	// Output: pipl_pia_record P3Y 《个人信息保护法》第五十六条第二款
}

// A log of the last day of August is kept six months: there is no 31 February.
func ExampleNetworkLogSixMonths() {
	logged := time.Date(2025, 8, 31, 23, 0, 0, 0, law.Shanghai())
	earliest, err := retention.NetworkLogSixMonths(logged)
	fmt.Println(earliest.Format(time.DateOnly), err)
	// Output: 2026-03-01 <nil>
}

// The period of the day on which the relationship ended applies.
func ExampleAntiMoneyLaunderingIdentity() {
	for _, ended := range []law.Date{law.MustDate(2024, 12, 31), law.MustDate(2025, 1, 1)} {
		earliest, err := retention.AntiMoneyLaunderingIdentity(ended.Start())
		fmt.Println(earliest.Format(time.DateOnly), err)
	}
	// Output:
	// 2030-01-01 <nil>
	// 2035-01-02 <nil>
}

func ExampleFindRules() {
	for r := range retention.FindRules(retention.RuleQuery{Words: "labour contract", On: law.MustDate(2026, 11, 26)}) {
		fmt.Println(r.ID, r.Period.In(language.English), "from", r.Start.In(language.English))
	}
	// Output: labour_contract 2 years from the end of the contract
}

// A host would keep orders for five years no longer, but for three: which of them would be due at once?
func ExampleWhatIf() {
	promise := func(years int) *retention.Schedule {
		s, err := retention.ParseSchedule(fmt.Appendf(nil, `{"schema": 1, "classes": [{
			"id": "order",
			"floors": [{"rule": "ecommerce_platform_transaction"}],
			"ceilings": [{"basis": "policy", "event": "transaction_completed", "limit": "at_most", "period": "P%dY"}]
		}]}`, years))
		if err != nil {
			panic(err)
		}
		return s
	}
	orders := func(yield func(retention.Item, error) bool) {
		for _, completed := range []law.Date{law.MustDate(2022, 6, 1), law.MustDate(2023, 10, 25), law.MustDate(2025, 1, 31)} {
			rec := retention.Record{Class: "order", Events: map[retention.Event]time.Time{retention.TransactionCompleted: completed.Start()}}
			if !yield(retention.Item{Key: completed.String(), Record: rec}, nil) {
				return
			}
		}
	}
	now := law.MustDate(2026, 11, 26).Start()
	for shift, err := range retention.WhatIf(promise(5), promise(3), now, orders) {
		if err != nil {
			panic(err)
		}
		due, _ := shift.After.DueAt()
		fmt.Println(shift.Key, shift.Before.State, "→", shift.After.State, due.Format(time.DateOnly))
	}
	// Output:
	// 2022-06-01 active → due 2025-06-02
	// 2023-10-25 active → due 2026-10-26
	// 2025-01-31 active → active 2028-02-01
}

// The picture goes wherever an SVG may stand; here its title and description are printed.
func ExamplePlan_WriteTimeline() {
	rec := retention.Record{Class: "order", Events: map[retention.Event]time.Time{
		retention.TransactionCompleted: law.MustDate(2021, 10, 25).Start(),
		retention.AccountClosed:        law.MustDate(2022, 5, 1).Start(),
	}}
	plan, err := orders().Plan(rec, law.MustDate(2023, 6, 15).Start())
	if err != nil {
		panic(err)
	}
	var svg strings.Builder
	if err := plan.WriteTimeline(&svg, language.English); err != nil {
		panic(err)
	}
	var about struct {
		Title string `xml:"title"`
	}
	err = xml.Unmarshal([]byte(svg.String()), &about)
	fmt.Println(about.Title, err)
	// Output: Retention timeline <nil>
}

// A service ends; its users are told in time, and the orders that the law keeps stay.
func ExampleTermination() {
	end := retention.Termination{Told: law.MustDate(2026, 3, 1).Start(), Ends: law.MustDate(2026, 3, 31).Start()}
	fmt.Println(end.Check())
	end.Ends = law.MustDate(2026, 4, 1).Start()
	fmt.Println(end.Check())
	// Output:
	// retention: invalid termination of service: fewer than 30 days between the notice and the end
	// <nil>
}
