package retention

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"testing"
	"time"

	"golang.org/x/text/language"

	"github.com/khtong/privacykit/law"
)

func at(tb testing.TB, s string) time.Time {
	tb.Helper()
	for _, layout := range []string{"2006-01-02", "2006-01-02 15:04"} {
		if t, err := time.ParseInLocation(layout, s, law.Shanghai()); err == nil {
			return t
		}
	}
	tb.Fatalf("not a time: %s", s)
	return time.Time{}
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.In(law.Shanghai()).Format("2006-01-02 15:04")
}

func schedule(tb testing.TB, classes ...Class) *Schedule {
	tb.Helper()
	s, err := NewSchedule(classes...)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

var orderClass = Class{
	ID:     "order",
	Label:  law.Text{ZH: "订单", EN: "order"},
	Floors: []Bound{{Rule: "ecommerce_platform_transaction"}},
	Ceilings: []Bound{
		{Basis: ByPolicy, Event: AccountClosed, Limit: Within, Period: law.Period{Days: 15}},
		{Basis: ByPolicy, Event: TransactionCompleted, Limit: AtMost, Period: law.Period{Years: 5}},
		{Basis: ByConsent, Event: ConsentWithdrawn, Limit: AtOnce},
	},
}

// The life of an order: kept three years by E-commerce Law, Art. 31; the account is closed in between.
func TestPlanStates(t *testing.T) {
	s := schedule(t, orderClass)
	for _, tt := range []struct {
		name                       string
		completed, closed, now     string
		state                      State
		earliest, required, latest string
		open, storage, may, late   bool
	}{
		{
			name: "open", now: "2021-10-01", state: Active,
			earliest: "-", required: "-", latest: "-", open: true,
		},
		{
			name: "open and closed", closed: "2021-10-01", now: "2030-10-02", state: Restricted,
			earliest: "-", required: "2021-10-01 00:00", latest: "2021-10-17 00:00", open: true, storage: true,
		},
		{
			name: "kept", completed: "2021-10-25 23:59", now: "2022-10-25", state: Active,
			earliest: "2024-10-26 00:00", required: "2026-10-26 00:00", latest: "2026-10-26 00:00",
		},
		{
			name: "restricted", completed: "2021-10-25 23:59", closed: "2022-05-01 10:00", now: "2024-10-25 23:59", state: Restricted,
			earliest: "2024-10-26 00:00", required: "2022-05-01 10:00", latest: "2022-05-17 00:00", storage: true,
		},
		{
			name: "due at the first instant", completed: "2021-10-25 23:59", closed: "2022-05-01 10:00", now: "2024-10-26", state: Due,
			earliest: "2024-10-26 00:00", required: "2022-05-01 10:00", latest: "2022-05-17 00:00", storage: true, may: true, late: true,
		},
		{
			name: "due, not late yet", completed: "2021-10-25", closed: "2025-05-01 10:00", now: "2025-05-16 23:59", state: Due,
			earliest: "2024-10-26 00:00", required: "2025-05-01 10:00", latest: "2025-05-17 00:00", storage: true, may: true,
		},
		{
			name: "may go, need not", completed: "2021-10-25", now: "2026-10-25 23:59", state: Active,
			earliest: "2024-10-26 00:00", required: "2026-10-26 00:00", latest: "2026-10-26 00:00", may: true,
		},
		{
			name: "at most is over", completed: "2021-10-25", now: "2026-10-26", state: Due,
			earliest: "2024-10-26 00:00", required: "2026-10-26 00:00", latest: "2026-10-26 00:00", storage: true, may: true, late: true,
		},
		{
			name: "completed before the law", completed: "2018-12-31", closed: "2019-01-02", now: "2019-01-02", state: Due,
			earliest: "-", required: "2019-01-02 00:00", latest: "2019-01-18 00:00", storage: true, may: true,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rec := Record{Class: "order", Events: map[Event]time.Time{}}
			if tt.completed != "" {
				rec.Events[TransactionCompleted] = at(t, tt.completed)
			}
			if tt.closed != "" {
				rec.Events[AccountClosed] = at(t, tt.closed)
			}
			now := at(t, tt.now)
			p, err := s.Plan(rec, now)
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range []time.Time{p.Earliest, p.Required, p.Latest} {
				if !x.IsZero() && x.Location() != law.Shanghai() {
					t.Errorf("%v is not in the zone", x)
				}
			}
			got := fmt.Sprint(p.State, stamp(p.Earliest), stamp(p.Required), stamp(p.Latest), p.Open, p.StorageOnly(), p.MayDispose(), p.Overdue(now))
			want := fmt.Sprint(tt.state, tt.earliest, tt.required, tt.latest, tt.open, tt.storage, tt.may, tt.late)
			if got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}

			// A hold beats all; released, it has no effect.
			rec.Holds = []Hold{{Owner: "legal", Reason: "lawsuit", From: now}}
			held, err := s.Plan(rec, now)
			if err != nil || held.State != Held || held.MayDispose() || held.Overdue(now) || held.StorageOnly() != tt.storage {
				t.Errorf("held: %v, %v", held.State, err)
			}
			rec.Holds[0].Released = now
			if free, err := s.Plan(rec, now); err != nil || free.State != tt.state {
				t.Errorf("released: %v, %v", free.State, err)
			}

			// Set apart, a due record is isolated; disposed of, any is.
			rec.Isolated = now
			want2 := tt.state
			if want2 == Due {
				want2 = Isolated
			}
			if p, err := s.Plan(rec, now); err != nil || p.State != want2 {
				t.Errorf("isolated: %v, %v, want %v", p.State, err, want2)
			}
			rec.Disposed = now
			if p, err := s.Plan(rec, now); err != nil || p.State != Disposed || p.MayDispose() || p.StorageOnly() || p.Overdue(now) {
				t.Errorf("disposed: %v, %v", p.State, err)
			}
		})
	}
}

// The longest floor, the shortest ceiling, and who decided.
func TestPlanDeciders(t *testing.T) {
	s := schedule(t, Class{
		ID: "contract",
		Floors: []Bound{
			{Rule: "ecommerce_platform_transaction"},
			{Rule: "tax_books", Event: TransactionCompleted},
			{Basis: ByContract, Event: TransactionCompleted, Period: law.Period{Years: 1}},
		},
		Ceilings: []Bound{
			{Basis: ByPolicy, Event: PurposeAchieved, Limit: AtMost, Period: law.Period{Days: 10}},
			{Basis: ByPolicy, Event: DeletionRequested, Limit: Within, Period: law.Period{Days: 30}},
		},
	})
	rec := Record{Class: "contract", Events: map[Event]time.Time{
		TransactionCompleted: at(t, "2020-01-01"), PurposeAchieved: at(t, "2020-02-01"), DeletionRequested: at(t, "2020-02-05"),
	}}
	p, err := s.Plan(rec, at(t, "2020-02-06"))
	if err != nil {
		t.Fatal(err)
	}
	floor, ok := p.Floor()
	if !ok || floor.Rule != "tax_books" || floor.Event != TransactionCompleted || stamp(p.Earliest) != "2030-01-02 00:00" || !floor.IsStatutory() {
		t.Errorf("floor %+v, earliest %v", floor, p.Earliest)
	}
	ceiling, ok := p.Ceiling()
	if !ok || ceiling.Event != PurposeAchieved || stamp(p.Latest) != "2020-02-12 00:00" || stamp(p.Required) != "2020-02-05 00:00" {
		t.Errorf("ceiling %+v, latest %v, required %v", ceiling, p.Latest, p.Required)
	}
	if p.State != Restricted {
		t.Errorf("state %v", p.State)
	}
	n := 0
	for c := range p.Candidates() {
		if c.Floor != (n < 3) || !c.Binds || c.Start.IsZero() || c.End.IsZero() {
			t.Errorf("candidate %d: %+v", n, c)
		}
		n++
	}
	if n != 5 {
		t.Errorf("%d candidates", n)
	}
}

// The version in force on the day of the event applies, whichever the class names.
func TestPlanEffectiveDates(t *testing.T) {
	for _, named := range []string{"aml_2007_identity", "aml_2025_identity"} {
		s := schedule(t, Class{ID: "customer", Floors: []Bound{{Rule: named}}})
		for event, want := range map[string]string{
			"2006-12-31": "- ",
			"2007-01-01": "2012-01-02 00:00 aml_2007_identity",
			"2024-12-31": "2030-01-01 00:00 aml_2007_identity",
			"2025-01-01": "2035-01-02 00:00 aml_2025_identity",
		} {
			p, err := s.Plan(Record{Class: "customer", Events: map[Event]time.Time{BusinessRelationshipEnded: at(t, event)}}, at(t, "2026-01-01"))
			if err != nil {
				t.Fatal(err)
			}
			floor, _ := p.Floor()
			if got := stamp(p.Earliest) + " " + floor.Rule; got != want {
				t.Errorf("%s, ended %s: %s, want %s", named, event, got, want)
			}
		}
	}
	// The log rule moved from Art. 21 to Art. 23.
	s := schedule(t, Class{ID: "log", Floors: []Bound{{Rule: "csl_network_log_2026", Event: LogCreated}}})
	for event, want := range map[string]string{"2025-08-31": "《网络安全法》（2016年）第二十一条第（三）项", "2026-01-01": "《网络安全法》（2025年）第二十三条第（三）项"} {
		p, err := s.Plan(Record{Class: "log", Events: map[Event]time.Time{LogCreated: at(t, event)}}, at(t, "2026-02-01"))
		if err != nil {
			t.Fatal(err)
		}
		if floor, _ := p.Floor(); floor.Citation.String() != want {
			t.Errorf("log of %s: %v", event, floor.Citation)
		}
	}
}

// Versions that count from different events follow each other by the event of each.
func TestPlanVersionsWithOtherEvents(t *testing.T) {
	s := schedule(t, Class{ID: "trade", Floors: []Bound{{Rule: "fin_cdd_2026_transaction"}}})
	for _, tt := range []struct {
		events map[Event]time.Time
		want   string
	}{
		{nil, "- true"},
		{map[Event]time.Time{TransactionBooked: at(t, "2018-06-20")}, "2023-01-01 00:00 false"}, // 2018 is the first year
		{map[Event]time.Time{TransactionCompleted: at(t, "2026-06-20")}, "2036-06-21 00:00 false"},
		{map[Event]time.Time{TransactionBooked: at(t, "2026-06-19")}, "- true"}, // the rule of 2007 is over, the new one has not begun
		{map[Event]time.Time{TransactionBooked: at(t, "2018-06-20"), TransactionCompleted: at(t, "2026-01-01")}, "2036-01-02 00:00 false"},
		{map[Event]time.Time{TransactionBooked: at(t, "2026-06-19"), TransactionCompleted: at(t, "2026-06-20")}, "2036-06-21 00:00 false"},
	} {
		p, err := s.Plan(Record{Class: "trade", Events: tt.events}, at(t, "2026-07-01"))
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(stamp(p.Earliest), " ", p.Open); got != tt.want {
			t.Errorf("%v: %s, want %s", tt.events, got, tt.want)
		}
	}
}

func TestPlanYears(t *testing.T) {
	s := schedule(t, Class{ID: "voucher", Floors: []Bound{{Rule: "accounting_voucher"}}})
	for event, want := range map[string]string{
		"2020-12-31": "2051-01-01 00:00",
		"2020-01-05": "2051-01-01 00:00", // any day of the fiscal year
		"2025-12-31": "2056-01-01 00:00",
		"2015-12-31": "2046-01-01 00:00", // counted from the first day in force
		"2014-12-31": "-",
	} {
		p, err := s.Plan(Record{Class: "voucher", Events: map[Event]time.Time{FiscalYearEnded: at(t, event)}}, at(t, "2026-07-01"))
		if err != nil || stamp(p.Earliest) != want {
			t.Errorf("%s: %s, %v, want %s", event, stamp(p.Earliest), err, want)
		}
	}
}

func TestPlanPermanent(t *testing.T) {
	s := schedule(t, Class{
		ID:       "report",
		Floors:   []Bound{{Rule: "accounting_annual_report"}, {Rule: "accounting_voucher"}},
		Ceilings: []Bound{{Basis: ByPolicy, Event: PurposeAchieved, Limit: AtOnce}},
	})
	p, err := s.Plan(Record{Class: "report", Events: map[Event]time.Time{PurposeAchieved: at(t, "2020-01-01")}}, at(t, "9000-01-01"))
	floor, _ := p.Floor()
	if err != nil || p.State != Restricted || !p.Permanent || p.MayDispose() || floor.Rule != "accounting_annual_report" {
		t.Errorf("%v %v %v, %v", p.State, p.Permanent, floor.Rule, err)
	}
}

func TestPlanErrors(t *testing.T) {
	s := schedule(t, orderClass, Class{
		ID: "answer", Ceilings: []Bound{{Basis: ByPolicy, Event: DeletionRequested, Limit: Within, Period: law.Period{WorkingDays: 15}}},
	})
	now := at(t, "2022-01-01")
	later := now.Add(1)
	for name, tt := range map[string]struct {
		rec  Record
		now  time.Time
		want error
	}{
		"unknown class":      {Record{Class: "orders"}, now, ErrRecord},
		"no class":           {Record{}, now, ErrRecord},
		"no now":             {Record{Class: "order"}, time.Time{}, ErrRecord},
		"zero event":         {Record{Class: "order", Events: map[Event]time.Time{TransactionCompleted: {}}}, now, ErrRecord},
		"event after now":    {Record{Class: "order", Events: map[Event]time.Time{TransactionCompleted: later}}, now, ErrRecord},
		"hold without start": {Record{Class: "order", Holds: []Hold{{}}}, now, ErrRecord},
		"hold in the future": {Record{Class: "order", Holds: []Hold{{From: later}}}, now, ErrRecord},
		"release to come":    {Record{Class: "order", Holds: []Hold{{From: now, Released: later}}}, now, ErrRecord},
		"released too early": {Record{Class: "order", Holds: []Hold{{From: now, Released: now.Add(-1)}}}, now, ErrRecord},
		"isolated later":     {Record{Class: "order", Isolated: later}, now, ErrRecord},
		"disposed later":     {Record{Class: "order", Disposed: later}, now, ErrRecord},
		"year beyond count":  {Record{Class: "order", Events: map[Event]time.Time{TransactionCompleted: at(t, "9999-01-01")}}, at(t, "9999-01-02"), law.ErrPeriod},
		"calendar gap":       {Record{Class: "answer", Events: map[Event]time.Time{DeletionRequested: at(t, "2090-01-01")}}, at(t, "2090-01-02"), law.ErrCalendar},
	} {
		p, err := s.Plan(tt.rec, tt.now)
		if !errors.Is(err, tt.want) || p.State != StateUnknown || p.MayDispose() || !p.StorageOnly() {
			t.Errorf("%s: %v, %v", name, p.State, err)
		}
		if err != nil && containsDigits(err.Error(), "13800138000") {
			t.Errorf("%s: the error repeats the input", name)
		}
	}
	var none *Schedule
	if _, err := none.Plan(Record{Class: "order"}, now); !errors.Is(err, ErrRecord) {
		t.Errorf("nil schedule: %v", err)
	}
	rec := Record{Class: "answer", Events: map[Event]time.Time{DeletionRequested: now}}
	if p, err := s.Plan(rec, now); err != nil || stamp(p.Latest) != "2022-01-25 00:00" { // three days of New Year, one weekend worked in exchange later
		t.Errorf("working days: %v, %v", stamp(p.Latest), err)
	}
	if _, err := s.WithCalendar(nil).Plan(rec, now); !errors.Is(err, law.ErrCalendar) {
		t.Errorf("no calendar: %v", err)
	}
}

func containsDigits(s, digits string) bool {
	for i := 0; i+len(digits) <= len(s); i++ {
		if s[i:i+len(digits)] == digits {
			return true
		}
	}
	return false
}

// Properties of random classes and records: never before any floor; one more floor never makes Earliest earlier; one more
// hold never makes anything due; once due, due for ever.
func TestPlanProperties(t *testing.T) {
	r := rand.New(rand.NewPCG(47, 2))
	events := []Event{TransactionCompleted, AccountClosed, PurposeAchieved, ContractEnded}
	catalogue := []string{"ecommerce_platform_transaction", "labour_contract", "tax_books", "csl_network_log_2017"}
	floor := func() Bound {
		e := events[r.IntN(len(events))]
		if r.IntN(2) == 0 {
			b := Bound{Rule: catalogue[r.IntN(len(catalogue))]}
			if rule, _ := LookupRule(b.Rule); rule.Start == "" {
				b.Event = e
			}
			return b
		}
		if r.IntN(20) == 0 {
			return Bound{Basis: ByLaw, Permanent: true}
		}
		return Bound{Basis: ByContract, Event: e, Period: law.Period{Months: 1 + r.IntN(80)}}
	}
	ceiling := func() Bound {
		b := Bound{Basis: ByPolicy, Event: events[r.IntN(len(events))], Limit: []Limit{AtMost, Within, AtOnce}[r.IntN(3)]}
		if b.Limit != AtOnce {
			b.Period.Days = 1 + r.IntN(2000)
		}
		return b
	}
	due := 0
	for range 3000 {
		c := Class{ID: "c"}
		for range r.IntN(3) {
			c.Floors = append(c.Floors, floor())
		}
		for range 1 + r.IntN(3) {
			c.Ceilings = append(c.Ceilings, ceiling())
		}
		begin := law.MustDate(2017, 1, 1).Start()
		rec := Record{Class: "c", Events: map[Event]time.Time{}}
		for _, e := range events {
			if r.IntN(4) > 0 {
				rec.Events[e] = begin.Add(time.Duration(r.IntN(3*365*24)) * time.Hour)
			}
		}
		before := maps.Clone(rec.Events)
		now := begin.AddDate(3, 0, r.IntN(3000))
		s := schedule(t, c)
		p, err := s.Plan(rec, now)
		if err != nil {
			t.Fatal(err)
		}
		for cand := range p.Candidates() {
			if p.State == Due && cand.Floor && (!cand.Binds && cand.Start.IsZero() || cand.Permanent || cand.Binds && now.Before(cand.End)) {
				t.Fatalf("due before the end of %+v", cand)
			}
		}
		more := c
		more.Floors = append(c.Floors[:len(c.Floors):len(c.Floors)], floor())
		q, err := schedule(t, more).Plan(rec, now)
		if err != nil || q.Earliest.Before(p.Earliest) || p.Permanent && !q.Permanent || p.Open && !q.Open || q.State == Due && p.State != Due {
			t.Fatalf("one more floor: %+v, %+v, %v", p, q, err)
		}
		later, err := s.Plan(rec, now.AddDate(r.IntN(20), 0, 0))
		if err != nil || p.State == Due && later.State != Due || !later.Earliest.Equal(p.Earliest) || !later.Latest.Equal(p.Latest) {
			t.Fatalf("later: %v, %v, %v", p.State, later.State, err)
		}
		rec.Holds = []Hold{{From: begin}}
		if h, err := s.Plan(rec, now); err != nil || h.State != Held {
			t.Fatalf("hold: %v, %v", h.State, err)
		}
		if p.State == Due {
			due++
		}
		if !maps.Equal(before, rec.Events) {
			t.Fatal("the record was changed")
		}
	}
	if due < 300 {
		t.Errorf("only %d of 3000 plans were due: the test says little", due)
	}
}

func TestExplain(t *testing.T) {
	s := schedule(t, orderClass, Class{
		ID:       "member",
		Floors:   []Bound{{Basis: ByPolicy, Event: ServiceEnded, Period: law.Period{Years: 1}}, {Rule: "accounting_voucher"}},
		Ceilings: []Bound{{Basis: ByConsent, Event: ConsentWithdrawn, Limit: AtOnce, Reason: law.Text{ZH: "营销", EN: "marketing"}}},
	})
	rec := Record{Class: "order", Events: map[Event]time.Time{TransactionCompleted: at(t, "2021-10-25"), AccountClosed: at(t, "2022-05-01 10:00")}}
	p, err := s.Plan(rec, at(t, "2023-01-01"))
	if err != nil {
		t.Fatal(err)
	}
	want := "截至2023-01-01 00:00，限制处理：应当删除，但最短保存期限未满，只可存储和保护，不得作其他使用（《个人信息保护法》第四十七条第二款）。\n" +
		"最早可删除：2024-10-26 00:00。依据：《电子商务法》第三十一条，自交易完成之日起不少于三年。\n" +
		"应当删除：2022-05-01 10:00起，须在2022-05-17 00:00之前完成。依据：隐私政策，自注销账号之日起十五日以内。"
	if got := p.Explain(language.SimplifiedChinese); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	want = "As of 2023-01-01 00:00, restricted: deletion is required but a minimum period has not ended; store and secure it and do nothing else (PIPL, Art. 47(2)).\n" +
		"Earliest disposal: 2024-10-26 00:00. Source: E-commerce Law, Art. 31, at least 3 years from the completion of the transaction.\n" +
		"Deletion required: from 2022-05-01 10:00, to be finished before 2022-05-17 00:00. Source: privacy policy, within 15 days from the closing of the account."
	if got := p.Explain(language.English); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}

	rec = Record{Class: "member", Events: map[Event]time.Time{FiscalYearEnded: at(t, "2022-12-31"), ConsentWithdrawn: at(t, "2022-06-01")}}
	if p, err = s.Plan(rec, at(t, "2023-01-01")); err != nil {
		t.Fatal(err)
	}
	want = "As of 2023-01-01 00:00, restricted: deletion is required but a minimum period has not ended; store and secure it and do nothing else (PIPL, Art. 47(2)).\n" +
		"Earliest disposal not known: the end of the service has not happened. Source: privacy policy, at least 1 year from the end of the service.\n" +
		"Deletion required: from 2022-06-01 00:00. Source: consent, at once after the withdrawal of consent (marketing).\n" +
		"Note: this minimum is not set by a law or an administrative regulation and may not stand against a duty to delete."
	if got := p.Explain(language.English); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	rec.Events[ServiceEnded] = at(t, "2022-12-01")
	if p, err = s.Plan(rec, at(t, "2023-01-01")); err != nil {
		t.Fatal(err)
	}
	floor, _ := p.Floor()
	if got, want := (explainer{tag: language.Chinese}).floor(&p, floor), "最早可删除：2053-01-01 00:00。依据：《会计档案管理办法》第十四条（未经核实），自会计年度终了后次年首日起不少于三十年。"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := (&Plan{}).Explain(language.Chinese); got != "未知：没有计划。" {
		t.Errorf("zero plan: %s", got)
	}
}

func benchSchedule(tb testing.TB) (*Schedule, Record, time.Time) {
	tb.Helper()
	s := schedule(tb, Class{
		ID: "order",
		Floors: []Bound{
			{Rule: "ecommerce_platform_transaction"},
			{Rule: "tax_books", Event: TransactionCompleted},
			{Basis: ByContract, Event: ContractEnded, Period: law.Period{Months: 6}},
		},
		Ceilings: []Bound{
			{Basis: ByPolicy, Event: AccountClosed, Limit: Within, Period: law.Period{Days: 15}},
			{Basis: ByPolicy, Event: PurposeAchieved, Limit: AtMost, Period: law.Period{Years: 1}},
		},
	})
	rec := Record{Class: "order", Events: map[Event]time.Time{
		TransactionCompleted: at(tb, "2021-10-25 10:00"), ContractEnded: at(tb, "2022-01-01"),
		AccountClosed: at(tb, "2022-05-01"), PurposeAchieved: at(tb, "2022-01-02"),
	}}
	return s, rec, at(tb, "2023-01-01")
}

func TestPlanAllocs(t *testing.T) {
	s, rec, now := benchSchedule(t)
	if n := testing.AllocsPerRun(100, func() {
		if _, err := s.Plan(rec, now); err != nil {
			t.Fatal(err)
		}
	}); n > 1 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkPlan(b *testing.B) {
	s, rec, now := benchSchedule(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Plan(rec, now); err != nil {
			b.Fatal(err)
		}
	}
}
