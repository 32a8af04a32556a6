package retention

import (
	"errors"
	"testing"
	"time"

	"github.com/khtong/privacykit/law"
)

func TestCatalogue(t *testing.T) {
	seen := make(map[string]Rule)
	for r := range Rules() {
		if _, dup := seen[r.ID]; dup || !validID(r.ID) {
			t.Errorf("%s: id", r.ID)
		}
		seen[r.ID] = r
		if r.Records.ZH == "" || r.Records.EN == "" || r.AppliesTo == "" {
			t.Errorf("%s: a text is missing", r.ID)
		}
		if r.Permanent == r.Period.IsValid() || r.Permanent && r.Limit != AtLeast {
			t.Errorf("%s: period %v, permanent %v", r.ID, r.Period, r.Permanent)
		}
		if r.Limit != AtLeast && r.Limit != Exactly && r.Limit != Within {
			t.Errorf("%s: limit %v", r.ID, r.Limit)
		}
		for _, e := range []Event{r.Start, r.Usual} {
			if _, known := eventNames[e]; e != "" && !known {
				t.Errorf("%s: event %s", r.ID, e)
			}
		}
		if r.Start != "" && r.Usual != "" {
			t.Errorf("%s: start and usual start", r.ID)
		}
		if r.From.IsZero() || !r.Until.IsZero() && r.Until.Before(r.From) || r.SupersededBy != "" && r.Until.IsZero() {
			t.Errorf("%s: in force %v to %v", r.ID, r.From, r.Until)
		}
		if !r.Citation.IsValid() || !r.Citation.Statute.Known() {
			t.Errorf("%s: citation %v", r.ID, r.Citation)
		}
		if r.Citation.Version != "" {
			found := false
			for v := range r.Citation.Statute.Versions() {
				found = found || v.ID == r.Citation.Version
			}
			if !found {
				t.Errorf("%s: version of %v", r.ID, r.Citation)
			}
		}
		if r.Verified && r.Citation.Article == 0 && r.Citation.Statute != law.PrivacyPolicy {
			t.Errorf("%s: verified without an article", r.ID)
		}
	}
	if len(seen) < 90 {
		t.Errorf("%d rules", len(seen))
	}
	for _, r := range seen {
		if r.SupersededBy == "" {
			continue
		}
		next, ok := seen[r.SupersededBy]
		if !ok || next.From != r.Until.AddDays(1) {
			t.Errorf("%s is followed by %s from %v", r.ID, r.SupersededBy, next.From)
		}
	}
	// On no day are two versions of a rule in force.
	for i := range rules {
		chain := versions(&rules[i])
		for _, a := range chain {
			for _, b := range chain {
				if a != b && (a.InForce(b.From) || b.InForce(a.From)) {
					t.Errorf("%s and %s are in force together", a.ID, b.ID)
				}
			}
		}
	}
	for e := range eventNames {
		if !validID(string(e)) {
			t.Errorf("event %s", e)
		}
	}
}

func TestLookupRule(t *testing.T) {
	r, ok := LookupRule("ecommerce_platform_transaction")
	if !ok || r.Citation.String() != "《电子商务法》第三十一条" || r.Period != (law.Period{Years: 3}) || r.Start != TransactionCompleted || !r.Verified {
		t.Errorf("%+v, %v", r, ok)
	}
	if r.InForce(law.MustDate(2018, 12, 31)) || !r.InForce(law.MustDate(2019, 1, 1)) || r.InForce(law.Date{}) {
		t.Error("in force")
	}
	if _, ok := LookupRule(""); ok {
		t.Error("the empty id is a rule")
	}
	r.Period = law.Period{}
	if again, _ := LookupRule(r.ID); again.Period != (law.Period{Years: 3}) {
		t.Error("the catalogue was changed")
	}
	for id, verified := range map[string]bool{"aml_2025_identity": true, "fin_cdd_2007_identity": false, "accounting_voucher": false, "fin_cdd_2026": false} {
		if r, ok := LookupRule(id); !ok || r.Verified != verified {
			t.Errorf("%s: %v, %v", id, ok, r.Verified)
		}
	}
}

func TestRuleEnd(t *testing.T) {
	for _, tt := range []struct{ rule, event, end string }{
		{"ecommerce_platform_transaction", "2021-10-25 23:59", "2024-10-26 00:00"},
		{"ecommerce_platform_transaction", "2024-02-29", "2027-03-01 00:00"},
		{"csl_network_log_2017", "2025-08-31", "2026-03-01 00:00"},
		{"pipl_pia_record", "2023-03-15", "2026-03-16 00:00"},
		{"aml_2025_transaction", "2025-01-01", "2035-01-02 00:00"},
		{"aml_2007_transaction", "2019-06-30", "2024-07-01 00:00"},
		{"accounting_voucher", "2020-12-31", "2051-01-01 00:00"},
		{"accounting_voucher", "2025-03-01", "2056-01-01 00:00"},
		{"fin_cdd_2007_identity", "2018-06-20", "2023-01-01 00:00"},
		{"iis_record_backup_2025", "2026-01-01", "2026-03-03 00:00"},
		{"public_video", "2026-09-01", "2026-10-02 00:00"},
		{"policy_consumer_15d", "2021-10-25", "2021-11-10 00:00"},
	} {
		r, ok := LookupRule(tt.rule)
		if !ok {
			t.Fatalf("no rule %s", tt.rule)
		}
		if end, err := r.End(at(t, tt.event), nil); err != nil || stamp(end) != tt.end {
			t.Errorf("%s from %s: %s, %v, want %s", tt.rule, tt.event, stamp(end), err, tt.end)
		}
	}
	permanent, _ := LookupRule("accounting_annual_report")
	voucher, _ := LookupRule("accounting_voucher")
	for name, f := range map[string]func() (time.Time, error){
		"permanent":         func() (time.Time, error) { return permanent.End(at(t, "2020-01-01"), nil) },
		"zero event":        func() (time.Time, error) { return voucher.End(time.Time{}, nil) },
		"year out of range": func() (time.Time, error) { return voucher.End(time.Date(20000, 1, 1, 0, 0, 0, 0, time.UTC), nil) },
		"no order":          func() (time.Time, error) { return EcommerceThreeYears(time.Time{}) },
	} {
		if end, err := f(); !errors.Is(err, law.ErrPeriod) || !end.IsZero() {
			t.Errorf("%s: %v, %v", name, end, err)
		}
	}
}
