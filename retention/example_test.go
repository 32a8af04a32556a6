package retention_test

import (
	"errors"
	"fmt"
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
