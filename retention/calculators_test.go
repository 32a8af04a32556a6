package retention

import (
	"errors"
	"testing"
	"time"

	"github.com/khtong/privacykit/law"
)

func TestCalculators(t *testing.T) {
	for _, tt := range []struct {
		name        string
		of          func(time.Time) (time.Time, error)
		event, want string // an empty want is ErrNotInForce
	}{
		{"e-commerce", EcommerceThreeYears, "2021-10-25 23:59", "2024-10-26 00:00"},
		{"e-commerce, leap day", EcommerceThreeYears, "2024-02-29", "2027-03-01 00:00"},
		{"log", NetworkLogSixMonths, "2025-08-31 12:00", "2026-03-01 00:00"},
		{"log of the new text", NetworkLogSixMonths, "2026-01-01", "2026-07-02 00:00"},
		{"log before the law", NetworkLogSixMonths, "2017-05-31", ""},
		{"assessment", ImpactAssessmentThreeYears, "2021-11-01", "2024-11-02 00:00"},
		{"assessment before the law", ImpactAssessmentThreeYears, "2021-10-31 23:59", ""},
		{"providing", ProvisionRecordThreeYears, "2025-01-01", "2028-01-02 00:00"},
		{"AML, last day of five years", AntiMoneyLaunderingIdentity, "2024-12-31 23:59", "2030-01-01 00:00"},
		{"AML, first day of ten years", AntiMoneyLaunderingIdentity, "2025-01-01", "2035-01-02 00:00"},
		{"AML transaction", AntiMoneyLaunderingTransaction, "2024-02-29", "2029-03-01 00:00"},
		{"voucher", AccountingVoucherThirtyYears, "2020-12-31", "2051-01-01 00:00"},
		{"voucher of January", AccountingVoucherThirtyYears, "2020-01-01", "2051-01-01 00:00"},
		{"signature", ElectronicSignatureFiveYears, "2020-06-30", "2025-07-01 00:00"},
		{"video", PublicVideoThirtyDays, "2025-04-01 08:00", "2025-05-02 00:00"},
		{"video before the regulation", PublicVideoThirtyDays, "2025-03-31", ""},
		{"labour contract", LabourContractTwoYears, "2024-02-29", "2026-03-01 00:00"},
		{"advertising", AdvertisingThreeYears, "2023-05-01", "2026-05-02 00:00"},
		{"live stream", LivestreamThreeYears, "2022-11-11 23:30", "2025-11-12 00:00"},
		{"fifteen days", WithinFifteenDays, "2021-10-25 18:00", "2021-11-10 00:00"},
	} {
		got, err := tt.of(at(t, tt.event))
		if tt.want == "" {
			if !errors.Is(err, ErrNotInForce) || !got.IsZero() {
				t.Errorf("%s: %s, %v", tt.name, stamp(got), err)
			}
			continue
		}
		if err != nil || stamp(got) != tt.want {
			t.Errorf("%s: %s, %v, want %s", tt.name, stamp(got), err, tt.want)
		}
		if _, err := tt.of(time.Time{}); !errors.Is(err, law.ErrPeriod) {
			t.Errorf("%s: zero time: %v", tt.name, err)
		}
	}
	for rule, want := range map[string]error{"": ErrSchedule, "nobody": ErrSchedule, "policy_consumer_15d": ErrSchedule, "accounting_annual_report": law.ErrPeriod} {
		if _, err := Earliest(rule, at(t, "2026-01-01")); !errors.Is(err, want) {
			t.Errorf("%q: %v", rule, err)
		}
	}
}

// Each minimum of the catalogue gives, on the first day on which it is in force, what its period says.
func TestEarliest(t *testing.T) {
	for r := range Rules() {
		if r.Permanent || r.Limit == Within {
			continue
		}
		event := r.From.Start().Add(400 * 24 * time.Hour)
		if !r.InForce(law.DateOf(event)) {
			event = r.From.Start().Add(time.Hour)
		}
		got, err := Earliest(r.ID, event)
		want, err2 := r.End(event, nil)
		if err != nil || err2 != nil || !got.Equal(want) {
			t.Errorf("%s: %s, %v; want %s", r.ID, stamp(got), err, stamp(want))
		}
	}
}

func TestPolicyBounds(t *testing.T) {
	s := schedule(t,
		Class{ID: "user", Ceilings: []Bound{AccountClosedAtOnce()}},
		Class{ID: "merchant", Floors: []Bound{{Basis: ByContract, Event: ContractEnded, Period: law.Period{Years: 1}}}, Ceilings: []Bound{ContractDecides(law.Period{Years: 1})}},
		Class{ID: "longer", Ceilings: []Bound{ConsentToLonger(law.Period{Years: 5}, PurposeAchieved), ConsentEnds()}},
	)
	for _, tt := range []struct {
		class    string
		events   map[Event]string
		now      string
		state    State
		earliest string
		latest   string
	}{
		{"user", nil, "2026-01-01", Active, "-", "-"},
		{"user", map[Event]string{AccountClosed: "2026-01-01"}, "2026-01-01", Due, "-", "2026-01-01 00:00"},
		{"merchant", map[Event]string{ContractEnded: "2024-02-29"}, "2025-02-28", Active, "2025-03-01 00:00", "2025-03-01 00:00"},
		{"merchant", map[Event]string{ContractEnded: "2024-02-29"}, "2025-03-01", Due, "2025-03-01 00:00", "2025-03-01 00:00"},
		{"longer", map[Event]string{PurposeAchieved: "2024-01-01"}, "2026-01-01", Active, "-", "2029-01-02 00:00"},
		{"longer", map[Event]string{PurposeAchieved: "2024-01-01", ConsentWithdrawn: "2026-01-01"}, "2026-01-01", Due, "-", "2026-01-01 00:00"},
	} {
		rec := Record{Class: tt.class, Events: make(map[Event]time.Time)}
		for e, day := range tt.events {
			rec.Events[e] = at(t, day)
		}
		p, err := s.Plan(rec, at(t, tt.now))
		if err != nil || p.State != tt.state || stamp(p.Earliest) != tt.earliest || stamp(p.Latest) != tt.latest {
			t.Errorf("%s on %s: %s, %s, %s, %v", tt.class, tt.now, p.State, stamp(p.Earliest), stamp(p.Latest), err)
		}
	}
}

func TestFindRules(t *testing.T) {
	find := func(q RuleQuery) (ids []string) {
		for r := range FindRules(q) {
			ids = append(ids, r.ID)
		}
		return ids
	}
	if got := find(RuleQuery{}); len(got) != len(rules) {
		t.Errorf("all: %d", len(got))
	}
	for _, tt := range []struct {
		q    RuleQuery
		want []string
	}{
		{RuleQuery{Words: "网络日志", On: law.MustDate(2025, 12, 31)}, []string{"csl_network_log_2017"}},
		{RuleQuery{Words: "NETWORK LOG", On: law.MustDate(2026, 1, 1)}, []string{"csl_network_log_2026"}},
		{RuleQuery{Sector: Transport}, []string{"ride_hailing"}},
		{RuleQuery{Statute: law.AntiMoneyLaunderingLaw, Start: BusinessRelationshipEnded, On: law.MustDate(2024, 12, 31)}, []string{"aml_2007_identity"}},
		{RuleQuery{Statute: law.PIPL, Sector: Finance}, nil},
	} {
		if got := find(tt.q); len(got) != len(tt.want) || len(got) > 0 && got[0] != tt.want[0] {
			t.Errorf("%+v: %v", tt.q, got)
		}
	}
	for r := range Rules() {
		if r.Sector.String() == "unknown" {
			t.Errorf("%s has no sector", r.ID)
		}
	}
	for range FindRules(RuleQuery{}) {
		break
	}
}

func TestDuties(t *testing.T) {
	seen := make(map[string]bool)
	for d := range Duties() {
		if seen[d.ID] || findRule(d.ID) != nil || !validID(d.ID) || d.Sector.String() == "unknown" {
			t.Errorf("%s: id or sector", d.ID)
		}
		seen[d.ID] = true
		if d.Records.ZH == "" || d.Records.EN == "" || d.Asks.ZH == "" || d.Asks.EN == "" || d.AppliesTo == "" || d.From.IsZero() {
			t.Errorf("%s: something is missing", d.ID)
		}
		if d.See != "" && findRule(d.See) == nil {
			t.Errorf("%s: see %s", d.ID, d.See)
		}
		if !d.Citation.Statute.Known() || d.Verified && d.Citation.Article == 0 {
			t.Errorf("%s: citation", d.ID)
		}
	}
}
