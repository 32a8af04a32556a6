package incident_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/language"
	"pgregory.net/rapid"

	"github.com/khtong/privacykit/incident"
	"github.com/khtong/privacykit/law"
)

func at(tb testing.TB, s string) time.Time {
	tb.Helper()
	t, err := time.ParseInLocation("2006-01-02 15:04", s, law.Shanghai())
	if err != nil {
		tb.Fatal(err)
	}
	return t
}

// The thresholds include the number itself (以上).
func TestGrade(t *testing.T) {
	n := incident.AtMost
	var unknown incident.Number
	for _, c := range []struct {
		persons, yuan incident.Number
		on            string
		want          incident.Level
		certain       bool
	}{
		{n(999_999), n(4_999_999), "2026-03-01 23:30", incident.General, true},
		{n(1_000_000), n(0), "2026-03-01 23:30", incident.Larger, true},
		{n(0), n(5_000_000), "2026-03-01 23:30", incident.Larger, true},
		{n(9_999_999), n(19_999_999), "2025-11-01 00:00", incident.Larger, true},
		{n(10_000_000), unknown, "2026-03-01 23:30", incident.Major, false},
		{n(100_000_000), unknown, "2026-03-01 23:30", incident.Extraordinary, true},
		{unknown, n(0), "2026-03-01 23:30", incident.LevelUnknown, false},
		{n(0), unknown, "2026-03-01 23:30", incident.LevelUnknown, false},
		{n(-1), n(0), "2026-03-01 23:30", incident.LevelUnknown, false},
		{n(2_000_000), n(0), "2025-10-31 23:59", incident.LevelUnknown, false},
	} {
		g := incident.Facts{Discovered: at(t, c.on), Persons: c.persons, Yuan: c.yuan}.Grade()
		if g.Level != c.want || g.Certain != c.certain {
			t.Errorf("%v, %v on %s: %s, %t", c.persons, c.yuan, c.on, g.Level, g.Certain)
		}
	}
}

func TestDuties(t *testing.T) {
	n := incident.AtMost
	small := func(f *incident.Facts) { f.Persons, f.Sensitive, f.Yuan, f.Minors = n(10), n(10), n(0), incident.No }
	other := func(f *incident.Facts) { f.Operator = incident.Other }
	type want struct {
		what   incident.What
		whom   incident.Whom
		before string // empty: no number
		cite   string
	}
	for _, c := range []struct {
		name   string
		on     string
		change []func(*incident.Facts)
		want   []want
		not    []incident.Whom
	}{
		{
			"PIPL 57(1), whatever the number", "2021-11-01 00:00",
			[]func(*incident.Facts){small, other},
			[]want{{incident.Report, incident.ProtectionOffice, "", "pipl/57/1"}, {incident.Tell, incident.Persons, "", "pipl/57/1"}, {incident.Report, incident.SectorAuthority, "", "data_security_law/29"}},
			[]incident.Whom{incident.ProvincialOffice, incident.Guardians},
		},
		{"before the PIPL", "2021-10-31 23:59", []func(*incident.Facts){other}, []want{{incident.Report, incident.SectorAuthority, "", "data_security_law/29"}}, []incident.Whom{incident.Persons}},
		{"Cybersecurity Law 44(2)", "2026-01-01 00:00", []func(*incident.Facts){small, other}, []want{{incident.Report, incident.SectorAuthority, "", "cybersecurity_law@2025/44/2"}}, nil},
		{"4 hours", "2026-03-01 23:30", []func(*incident.Facts){small, other, func(f *incident.Facts) { f.Persons = n(1_000_000) }}, []want{{incident.Report, incident.ProvincialOffice, "2026-03-02 03:30", "incident_report_measures/4/4"}}, nil},
		{"4 hours, number unknown", "2026-03-01 23:30", []func(*incident.Facts){other}, []want{{incident.Report, incident.ProvincialOffice, "2026-03-02 03:30", "incident_report_measures/4/4"}}, nil},
		{"below the threshold", "2026-03-01 23:30", []func(*incident.Facts){small, other}, nil, []incident.Whom{incident.ProvincialOffice, incident.OwnCyberOffice, incident.PublicSecurity}},
		{
			"1 hour", "2026-03-01 23:30",
			[]func(*incident.Facts){func(f *incident.Facts) { f.Operator, f.Persons = incident.Critical, n(1_000_000) }},
			[]want{{incident.Report, incident.SectorProtection, "2026-03-02 00:30", "incident_report_measures/4/2"}, {incident.Report, incident.PublicSecurity, "2026-03-02 00:30", "incident_report_measures/4/2"}},
			nil,
		},
		{"1 hour, operator unknown", "2026-03-01 23:30", nil, []want{{incident.Report, incident.PublicSecurity, "2026-03-02 00:30", "incident_report_measures/4/2"}}, nil},
		{"2 hours", "2026-03-01 23:30", []func(*incident.Facts){func(f *incident.Facts) { f.Operator = incident.StateOrgan }}, []want{{incident.Report, incident.OwnCyberOffice, "2026-03-02 01:30", "incident_report_measures/4/3"}}, nil},
		{"no hours before the measures", "2025-10-31 23:59", []func(*incident.Facts){other}, nil, []incident.Whom{incident.ProvincialOffice}},
		{
			"summary within 30 days", "2026-03-01 23:30",
			[]func(*incident.Facts){other, func(f *incident.Facts) { f.Handled = f.Discovered.AddDate(0, 0, 9) }},
			[]want{{incident.Summarise, incident.SectorAuthority, "2026-04-10 00:00", "incident_report_measures/8"}},
			nil,
		},
		{"vulnerability, 24 hours", "2026-03-01 23:30", []func(*incident.Facts){small, other, func(f *incident.Facts) { f.Vulnerability = true }}, []want{{incident.Report, incident.SectorAuthority, "2026-03-02 23:30", "network_data_regulation/10"}}, nil},
		{"minors", "2026-03-01 23:30", []func(*incident.Facts){other}, []want{{incident.Tell, incident.Guardians, "", "minors_network_regulation/35"}}, nil},
		{
			"audit from 100,000 sensitive", "2026-03-01 23:30",
			[]func(*incident.Facts){small, other, func(f *incident.Facts) { f.Sensitive = n(100_000) }},
			[]want{{incident.ExpectAudit, incident.ProtectionOffice, "", "compliance_audit_measures/5/1/3"}},
			nil,
		},
	} {
		f := incident.Facts{Discovered: at(t, c.on), Kinds: []incident.Kind{incident.Leak}}
		for _, change := range c.change {
			change(&f)
		}
		duties, err := f.Duties()
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range c.want {
			if !slices.ContainsFunc(duties, func(d incident.Duty) bool {
				before := ""
				if !d.Before.IsZero() {
					before = d.Before.Format("2006-01-02 15:04")
				}
				cite, err := d.Citation.MarshalText()
				return err == nil && d.What == w.what && d.Whom == w.whom && before == w.before && string(cite) == w.cite
			}) {
				t.Errorf("%s: no %+v in\n%s", c.name, w, list(duties))
			}
		}
		for _, d := range duties {
			if slices.Contains(c.not, d.Whom) {
				t.Errorf("%s: %s", c.name, d.In(language.English))
			}
		}
	}
	for name, f := range map[string]incident.Facts{"zero": {}, "handled before": {Discovered: at(t, "2026-03-01 23:30"), Handled: at(t, "2026-03-01 23:00")}} {
		if _, err := f.Duties(); !errors.Is(err, incident.ErrFacts) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func list(duties []incident.Duty) string {
	var b strings.Builder
	for _, d := range duties {
		fmt.Fprintln(&b, d.In(language.English))
	}
	return b.String()
}

func TestNext(t *testing.T) {
	f := incident.Facts{Discovered: at(t, "2026-03-01 23:30")}
	duties, err := f.Duties()
	if err != nil {
		t.Fatal(err)
	}
	next, ok := incident.Next(duties, func(incident.Duty) bool { return false })
	if !ok || !next.Before.Equal(at(t, "2026-03-02 00:30")) {
		t.Errorf("%s", next.In(language.English))
	}
	if _, ok := incident.Next(duties, func(incident.Duty) bool { return true }); ok {
		t.Error("something is left when all is done")
	}
}

// A number that grows, or that is lost, never spares a duty and never lowers a known level.
func TestDutyProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := func(name string) int64 { return rapid.Int64Range(0, 200_000_000).Draw(t, name) }
		persons, yuan, sensitive := number("persons"), number("yuan"), number("sensitive")
		f := incident.Facts{
			Discovered: law.MustDate(2026, 3, 1).Start(), Operator: incident.Operator(rapid.IntRange(0, 3).Draw(t, "operator")),
			Persons: incident.AtMost(persons), Yuan: incident.AtMost(yuan), Sensitive: incident.AtMost(sensitive),
			Minors: incident.Answer(rapid.IntRange(0, 2).Draw(t, "minors")),
		}
		more := f
		more.Persons = incident.AtMost(persons + number("more"))
		if more.Grade().Level < f.Grade().Level {
			t.Fatal("more people lowered the level")
		}
		for _, g := range []func(*incident.Facts){
			func(g *incident.Facts) { *g = more }, func(g *incident.Facts) { g.Persons = incident.Number{} }, func(g *incident.Facts) { g.Yuan = incident.Number{} },
			func(g *incident.Facts) { g.Sensitive = incident.Number{} }, func(g *incident.Facts) { g.Minors = incident.Unknown },
		} {
			other := f
			g(&other)
			before, err := f.Duties()
			if err != nil {
				t.Fatal(err)
			}
			after, err := other.Duties()
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range before {
				if !slices.Contains(after, d) {
					t.Fatalf("lost: %s", d.In(language.English))
				}
			}
		}
	})
}

func TestWaiver(t *testing.T) {
	good := incident.Waiver{Avoided: incident.Yes, Measures: "report/7", By: "dpo", At: at(t, "2026-03-02 09:00")}
	if err := good.Check(); err != nil {
		t.Error(err)
	}
	for name, change := range map[string]func(*incident.Waiver){
		"zero": func(w *incident.Waiver) { *w = incident.Waiver{} }, "unknown": func(w *incident.Waiver) { w.Avoided = incident.Unknown },
		"harmed": func(w *incident.Waiver) { w.Avoided = incident.No }, "required": func(w *incident.Waiver) { w.Required = true },
		"no grounds": func(w *incident.Waiver) { w.Measures = "" }, "nobody": func(w *incident.Waiver) { w.By = "" },
	} {
		w := good
		change(&w)
		if err := w.Check(); !errors.Is(err, incident.ErrWaiver) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func text(zh, en string) law.Text { return law.Text{ZH: zh, EN: en} }

func notice(tb testing.TB) incident.Notice {
	tb.Helper()
	return incident.Notice{
		Handler: text("示例物业科技", "Example Property"), Kinds: []incident.Kind{incident.Leak}, Happened: at(tb, "2026-03-01 21:00"), Discovered: at(tb, "2026-03-01 23:30"),
		Categories: []law.Text{text("手机号", "mobile numbers"), text("房屋地址", "addresses of homes")},
		Cause:      text("一个接口未检查权限", "an interface did not check permissions"), Harm: text("可能收到诈骗电话或者短信", "you may get fraudulent calls or messages"),
		Measures:  []law.Text{text("已关闭该接口", "the interface is closed"), text("已报告主管部门", "the authorities are told")},
		Advice:    []law.Text{text("不要向来电者提供验证码。", "Give no verification code to a caller.")},
		Remedies:  []law.Text{text("设立专线协助处理", "a hotline helps you")},
		Contact:   text("400-000-0000，privacy@example.com", "400-000-0000, privacy@example.com"),
		Reference: "INC-2026-03",
	}
}

// A notice has all contents in both languages, or there is none.
func TestNotice(t *testing.T) {
	n := notice(t)
	for _, tag := range []language.Tag{language.Chinese, language.English} {
		plain, err := n.Text(tag)
		if err != nil {
			t.Fatal(err)
		}
		var page, announcement bytes.Buffer
		if err := errors.Join(n.WriteHTML(&page, tag), n.WriteAnnouncement(&announcement, tag)); err != nil {
			t.Fatal(err)
		}
		for _, want := range []law.Text{n.Categories[1], n.Cause, n.Harm, n.Measures[0], n.Advice[0], n.Remedies[0], n.Contact, text("INC-2026-03", "INC-2026-03"), text("2026-03-01 21:00", "2026-03-01 21:00")} {
			for name, got := range map[string]string{"text": plain, "page": page.String(), "announcement": announcement.String()} {
				if !strings.Contains(got, want.In(tag)) {
					t.Errorf("%s lacks %q", name, want.In(tag))
				}
			}
		}
		push, err := n.Push(tag, "https://example.com/n")
		if err != nil || len([]rune(push)) > 200 || !strings.Contains(push, "https://example.com/n") {
			t.Errorf("%q, %v", push, err)
		}
	}
	for field, change := range map[string]func(*incident.Notice){
		"Handler": func(n *incident.Notice) { n.Handler.EN = "" }, "Kinds": func(n *incident.Notice) { n.Kinds = nil },
		"Discovered": func(n *incident.Notice) { n.Discovered = time.Time{} }, "Cause": func(n *incident.Notice) { n.Cause = law.Text{} },
		"Harm": func(n *incident.Notice) { n.Harm.ZH = "" }, "Contact": func(n *incident.Notice) { n.Contact = law.Text{} },
		"Categories": func(n *incident.Notice) { n.Categories = nil }, "Measures[1]": func(n *incident.Notice) { n.Measures[1].EN = "" },
		"Advice": func(n *incident.Notice) { n.Advice = nil }, "Remedies": func(n *incident.Notice) { n.Remedies = nil },
	} {
		n := notice(t)
		change(&n)
		_, err := n.Text(language.Chinese)
		if !errors.Is(err, incident.ErrNotice) || !strings.HasSuffix(err.Error(), field) {
			t.Errorf("%s: %v", field, err)
		}
		if err := n.WriteHTML(new(bytes.Buffer), language.Chinese); !errors.Is(err, incident.ErrNotice) {
			t.Errorf("%s: %v", field, err)
		}
	}
	if _, err := n.Push(language.Chinese, ""); !errors.Is(err, incident.ErrNotice) {
		t.Errorf("no link: %v", err)
	}
	n.Harm.EN = "<script>x</script>"
	var page bytes.Buffer
	if err := n.WriteHTML(&page, language.English); err != nil || strings.Contains(page.String(), "<script>") {
		t.Errorf("%v", err)
	}
}

func TestAuthorityReport(t *testing.T) {
	if _, err := (incident.AuthorityReport{Unit: "示例"}).Text(); !errors.Is(err, incident.ErrNotice) {
		t.Errorf("%v", err)
	}
	got, err := incident.AuthorityReport{Unit: "示例物业科技，客户系统", Event: "2026-03-01 23:30 发现泄露"}.Text()
	if err != nil || strings.Count(got, "待补报") != 6 || strings.Count(got, "\n") != 8 {
		t.Errorf("%v\n%s", err, got)
	}
}

// mailbox sends into memory, once for each key.
type mailbox struct {
	keys   []string
	refuse map[string]error
}

func (m *mailbox) Send(_ context.Context, subject, key string) error {
	if err := m.refuse[subject]; err != nil {
		if err.Error() == "panic" {
			panic(subject)
		}
		return err
	}
	m.keys = append(m.keys, key)
	return nil
}

func persons(ids ...string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for _, id := range ids {
			if !yield(id, nil) {
				return
			}
		}
	}
}

// Everybody is told once, also when the work is cut off and begun again.
func TestNotify(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	m := &mailbox{refuse: map[string]error{"c": incident.ErrUnreachable, "d": errors.New("away"), "e": errors.New("panic")}}
	var cursor string
	n := 0
	keep := func(c string) error {
		cursor = c
		if n++; n == 2 {
			cancel()
		}
		return nil
	}
	all := persons("a", "a", "b", "c", "d", "e", "f")
	report, err := incident.Notify(ctx, "INC-1", all, cursor, m, keep)
	if !errors.Is(err, context.Canceled) || report.Sent != 2 || cursor != "b" {
		t.Fatalf("%+v, %v", report, err)
	}
	report, err = incident.Notify(t.Context(), "INC-1", all, cursor, m, keep)
	if err != nil || report.Sent != 1 || report.Unreachable != 1 || report.Failed != 2 || report.Cursor != "f" {
		t.Fatalf("%+v, %v", report, err)
	}
	if got := strings.Join(m.keys, " "); got != "INC-1/a INC-1/b INC-1/f" {
		t.Errorf("sent %s", got)
	}
	if _, err := incident.Notify(t.Context(), "INC-1", persons("b", "a"), "", m, nil); !errors.Is(err, incident.ErrOrder) {
		t.Errorf("order: %v", err)
	}
}
