package access_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/text/language"
	"pgregory.net/rapid"

	"github.com/khtong/privacykit/access"
	"github.com/khtong/privacykit/audit"
	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/crypto"
	"github.com/khtong/privacykit/crypto/localkek"
	"github.com/khtong/privacykit/desensitize"
	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/law"
)

var now = law.MustDate(2026, 11, 26).Start().Add(9 * time.Hour)

const rulesJSON = `{
  "schema": 1, "version": "2026-11",
  "grants": [
    {"roles": ["agent"], "purposes": ["customer_service"], "kinds": ["mobile_number", "name"], "show": "masked"},
    {"roles": ["lead"], "purposes": ["customer_service"], "kinds": ["mobile_number"], "show": "raw", "second_factor_minutes": 30, "approval": true},
    {"roles": ["lead"], "purposes": ["customer_service"], "kinds": ["name"], "show": "raw"}
  ],
  "break_glass": {"roles": ["lead"], "minutes": 60},
  "limit": {"minutes": 60, "raw": 2, "persons": 4}
}`

func rules() *access.Rules {
	r, err := access.ParseRules([]byte(rulesJSON))
	if err != nil {
		panic(err)
	}
	return r
}

func register() *consent.Register {
	l := func(s string) law.Text { return law.Text{ZH: s, EN: s} }
	reg, err := consent.NewRegister(consent.Document{
		Schema: consent.Schema, Version: "v1", Effective: law.MustDate(2026, 1, 1), Handler: consent.Handler{Name: l("Example"), Email: "p@example.com"},
		Roles:     []consent.RoleInfo{{ID: "consumer", Label: l("consumer")}},
		Purposes:  []consent.PurposeInfo{{ID: "customer_service", Label: l("service"), Function: "service", Necessity: consent.Necessary}},
		Scenarios: []consent.ScenarioInfo{{ID: "app", Label: l("app")}},
		Activities: []consent.Activity{{
			ID: "service", Label: l("service"), Roles: []consent.Role{"consumer"}, Kinds: []identifiers.Kind{identifiers.Mobile, identifiers.Name},
			Purposes: []consent.Purpose{"customer_service"}, Scenarios: []string{"app"}, Bases: []consent.BasisRef{{Basis: consent.Contract}},
		}},
	})
	if err != nil {
		panic(err)
	}
	return reg
}

// facts are those of a customer with a contract.
func facts(change ...func(*consent.Facts)) consent.Facts {
	f := consent.Facts{Subject: consent.Adult, Record: consent.RecordNormal, ContractID: "c1", NoticeGiven: "v1"}
	for _, c := range change {
		c(&f)
	}
	return f
}

// asks is an agent who asks for the mobile number and the name.
func asks(change ...func(*access.Request)) access.Request {
	r := access.Request{
		Viewer: access.Viewer{ID: "staff-7", Roles: []string{"agent"}}, Subject: "C00001", Purpose: "customer_service",
		Kinds: []identifiers.Kind{identifiers.Mobile, identifiers.Name}, At: now, Role: "consumer", Ticket: "case/77",
	}
	for _, c := range change {
		c(&r)
	}
	return r
}

func lead(r *access.Request) {
	r.Viewer = access.Viewer{ID: "staff-1", Roles: []string{"lead"}, SecondFactor: now.Add(-10 * time.Minute)}
	r.Approval = &access.Approval{By: "staff-2", Viewer: "staff-1", Subject: "C00001", Purpose: "customer_service", From: now, Until: now.Add(time.Hour), Ref: "ok/1"}
}

var few = access.Seen{Raw: 1, Persons: 1, Known: true}

func TestDecide(t *testing.T) {
	type change = func(*access.Request)
	approval := func(f func(*access.Approval)) change {
		return func(r *access.Request) { lead(r); f(r.Approval) }
	}
	glass := func(b access.BreakGlass) change { return func(r *access.Request) { r.BreakGlass = &b } }
	denied, masked, raw := access.Denied, access.Masked, access.Raw
	for _, c := range []struct {
		name   string
		change []change
		facts  consent.Facts
		seen   access.Seen
		mobile access.Show
		person access.Show // the name
		code   access.Code // among the reasons; 0: there is none
	}{
		{"an agent sees masks", nil, facts(), few, masked, masked, 0},
		{"a lead with everything", []change{lead}, facts(), few, raw, raw, 0},
		{"no role", []change{func(r *access.Request) { r.Viewer.Roles = nil }}, facts(), few, denied, denied, access.NotGranted},
		{"another role", []change{func(r *access.Request) { r.Viewer.Roles = []string{"Agent"} }}, facts(), few, denied, denied, access.NotGranted},
		{"a purpose without grant", []change{func(r *access.Request) { r.Purpose = "marketing" }}, facts(), few, denied, denied, access.PurposeNotAllowed},
		{"a kind without grant", []change{func(r *access.Request) { r.Kinds[1] = identifiers.ResidentID }}, facts(), few, masked, denied, access.PurposeNotAllowed},
		{"PIPL 47(2): restricted record", []change{lead}, facts(func(f *consent.Facts) { f.Record = consent.RecordRestricted }), few, denied, denied, access.PurposeNotAllowed},
		{"no contract known", []change{lead}, facts(func(f *consent.Facts) { f.ContractID = "" }), few, denied, denied, access.PurposeNotAllowed},
		{"second factor too old", []change{lead, func(r *access.Request) { r.Viewer.SecondFactor = now.Add(-31 * time.Minute) }}, facts(), few, masked, raw, access.SecondFactorMissing},
		{"second factor in the future", []change{lead, func(r *access.Request) { r.Viewer.SecondFactor = now.Add(time.Minute) }}, facts(), few, masked, raw, access.SecondFactorMissing},
		{"no second factor", []change{lead, func(r *access.Request) { r.Viewer.SecondFactor = time.Time{} }}, facts(), few, masked, raw, access.SecondFactorMissing},
		{"no approval", []change{lead, func(r *access.Request) { r.Approval = nil }}, facts(), few, masked, raw, access.ApprovalMissing},
		{"approved by oneself", []change{approval(func(a *access.Approval) { a.By = "staff-1" })}, facts(), few, masked, raw, access.ApprovalMissing},
		{"approval of another viewer", []change{approval(func(a *access.Approval) { a.Viewer = "staff-3" })}, facts(), few, masked, raw, access.ApprovalMissing},
		{"approval for another person", []change{approval(func(a *access.Approval) { a.Subject = "C00002" })}, facts(), few, masked, raw, access.ApprovalMissing},
		{"approval for another purpose", []change{approval(func(a *access.Approval) { a.Purpose = "x" })}, facts(), few, masked, raw, access.ApprovalMissing},
		{"approval over", []change{approval(func(a *access.Approval) { a.Until = now })}, facts(), few, masked, raw, access.ApprovalMissing},
		{"approval not begun", []change{approval(func(a *access.Approval) { a.From = now.Add(time.Second) })}, facts(), few, masked, raw, access.ApprovalMissing},
		{"emergency", []change{lead, func(r *access.Request) { r.Approval = nil }, glass(access.BreakGlass{Ref: "em/1", Since: now})}, facts(), few, raw, raw, access.EmergencyTaken},
		{"emergency over", []change{lead, func(r *access.Request) { r.Approval = nil }, glass(access.BreakGlass{Ref: "em/1", Since: now.Add(-time.Hour)})}, facts(), few, masked, raw, access.BreakGlassRefused},
		{"emergency without a reason", []change{lead, func(r *access.Request) { r.Approval = nil }, glass(access.BreakGlass{Since: now})}, facts(), few, masked, raw, access.BreakGlassRefused},
		{"emergency of an agent", []change{glass(access.BreakGlass{Ref: "em/1", Since: now})}, facts(), few, masked, masked, access.BreakGlassRefused},
		{"emergency and a restricted record", []change{lead, glass(access.BreakGlass{Ref: "em/1", Since: now})}, facts(func(f *consent.Facts) { f.Record = consent.RecordRestricted }), few, denied, denied, access.PurposeNotAllowed},
		{"too many raw", []change{lead}, facts(), access.Seen{Raw: 3, Persons: 3, Known: true}, masked, masked, access.LimitReached},
		{"too many persons", []change{lead}, facts(), access.Seen{Raw: 1, Persons: 5, Known: true}, denied, denied, access.LimitReached},
		{"count unknown", []change{lead}, facts(), access.Seen{}, masked, masked, access.LimitUnknown},
		{"no viewer", []change{func(r *access.Request) { r.Viewer.ID = "" }}, facts(), few, denied, denied, access.RequestIncomplete},
		{"no subject", []change{func(r *access.Request) { r.Subject = "" }}, facts(), few, denied, denied, access.RequestIncomplete},
		{"no time", []change{func(r *access.Request) { r.At = time.Time{} }}, facts(), few, denied, denied, access.RequestIncomplete},
	} {
		d := rules().Decide(register(), asks(c.change...), c.facts, c.seen)
		if d.Show(0) != c.mobile || d.Show(1) != c.person {
			t.Errorf("%s: %s, %s\n%s", c.name, d.Show(0), d.Show(1), d.Explain(language.English))
		}
		has := slices.ContainsFunc(d.Reasons, func(r access.Reason) bool { return r.Code == c.code })
		if has != (c.code != 0) || c.code == 0 && len(d.Reasons) > 0 {
			t.Errorf("%s: reasons\n%s", c.name, d.Explain(language.English))
		}
		if d.Emergency != (c.code == access.EmergencyTaken) {
			t.Errorf("%s: emergency %t", c.name, d.Emergency)
		}
	}
	var none *access.Rules
	if d := none.Decide(register(), asks(), facts(), few); d.Show(0) != access.Denied {
		t.Error("nil rules show something")
	}
	if d := rules().Decide(nil, asks(), facts(), few); d.Show(0) != access.Denied {
		t.Error("without a register something is shown")
	}
}

// What is taken away from a request never shows more.
func TestDecideProperties(t *testing.T) {
	rs, reg := rules(), register()
	rapid.Check(t, func(t *rapid.T) {
		flag := func(name string) bool { return rapid.Bool().Draw(t, name) }
		req := asks(func(r *access.Request) {
			if flag("lead") {
				lead(r)
			}
			if flag("glass") {
				r.BreakGlass = &access.BreakGlass{Ref: "em/1", Since: now.Add(-time.Duration(rapid.IntRange(0, 90).Draw(t, "age")) * time.Minute)}
			}
		})
		seen := access.Seen{Raw: rapid.IntRange(0, 4).Draw(t, "raw"), Persons: rapid.IntRange(0, 6).Draw(t, "persons"), Known: flag("known")}
		d := rs.Decide(reg, req, facts(), seen)
		for _, lose := range []func(*access.Request, *access.Seen, *consent.Facts){
			func(r *access.Request, _ *access.Seen, _ *consent.Facts) { r.Viewer.Roles = nil },
			func(r *access.Request, _ *access.Seen, _ *consent.Facts) { r.Approval = nil },
			func(r *access.Request, _ *access.Seen, _ *consent.Facts) { r.Viewer.SecondFactor = time.Time{} },
			func(r *access.Request, _ *access.Seen, _ *consent.Facts) { r.BreakGlass = nil },
			func(_ *access.Request, s *access.Seen, _ *consent.Facts) { s.Raw, s.Persons = s.Raw+1, s.Persons+1 },
			func(_ *access.Request, _ *access.Seen, f *consent.Facts) { f.Record = consent.RecordUnknown },
		} {
			r, s, f := req, seen, facts()
			lose(&r, &s, &f)
			less := rs.Decide(reg, r, f, s)
			for i := range req.Kinds {
				if less.Show(i) > d.Show(i) {
					t.Fatalf("%s became %s", d.Show(i), less.Show(i))
				}
			}
		}
	})
}

func TestRulesErrors(t *testing.T) {
	for path, change := range map[string][2]string{
		"schema":    {`"schema": 1`, `"schema": 2`},
		"version":   {`"2026-11"`, `""`},
		"roles":     {`["agent"]`, `[]`},
		"purposes":  {`["customer_service"]`, `[""]`},
		"kinds":     {`["mobile_number", "name"]`, `[]`},
		"show":      {`"show": "masked"`, `"show": "denied"`},
		"minutes":   {`"second_factor_minutes": 30`, `"second_factor_minutes": -1`},
		"grants[0]": {`"show": "masked"`, `"show": "masked", "approval": true`},
		"break":     {`{"roles": ["lead"], "minutes": 60}`, `{"roles": ["lead"], "minutes": 0}`},
		"limit":     {`"persons": 4`, `"persons": -4`},
		"unknown":   {`"schema"`, `"x13812345678": 1, "schema"`},
		"duplicate": {`"schema": 1`, `"schema": 1, "schema": 1`},
	} {
		text := strings.Replace(rulesJSON, change[0], change[1], 1)
		if text == rulesJSON {
			t.Fatalf("%s: nothing was changed", path)
		}
		if _, err := access.ParseRules([]byte(text)); !errors.Is(err, access.ErrRules) || strings.Contains(err.Error(), "13812345678") {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func FuzzParseRules(f *testing.F) {
	f.Add([]byte(rulesJSON))
	f.Add([]byte(`{"schema":1,"version":"v","grants":[]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := access.ParseRules(data)
		if err != nil {
			if !errors.Is(err, access.ErrRules) {
				t.Fatal(err)
			}
			return
		}
		text, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		again, err := access.ParseRules(text)
		if err != nil {
			t.Fatal(err)
		}
		_, h1 := r.Version()
		if _, h2 := again.Version(); h1 != h2 {
			t.Fatal("another hash")
		}
	})
}

// house is a host in memory with two customers.
type house struct {
	gate  *access.Gate
	log   *audit.Log
	store *brittle
	cells map[string][]access.Cell
	ring  *crypto.Keyring
}

// brittle is a log that can be broken.
type brittle struct {
	audit.Store
	broken bool
}

func (b *brittle) Append(ctx context.Context, size int64, records []audit.Record) error {
	if b.broken {
		return errors.New("disk full")
	}
	return b.Store.Append(ctx, size, records)
}

var people = map[string][2]string{"C00001": {"13812345678", "王丽华"}, "C00002": {"13987654321", "李秘密"}}

func open(tb testing.TB) *house {
	tb.Helper()
	h, err := newHouse(tb.TempDir())
	if err != nil {
		tb.Fatal(err)
	}
	return h
}

func newHouse(dir string) (*house, error) {
	ctx := context.Background()
	keks, err := localkek.OpenForDevelopment(filepath.Join(dir, "kek"))
	if err != nil {
		return nil, err
	}
	if err := keks.Create(1); err != nil {
		return nil, err
	}
	ring, err := crypto.CreateKeyring(ctx, crypto.Config{Tenant: "t", KEK: keks, Store: crypto.NewMemoryStore(), Now: func() time.Time { return now }})
	if err != nil {
		return nil, err
	}
	h := &house{ring: ring, store: &brittle{Store: audit.NewMemoryStore()}, cells: make(map[string][]access.Cell)}
	h.log = audit.New(h.store, nil)
	for id, values := range people {
		for i, column := range []string{"mobile", "name"} {
			f := crypto.Field{Table: "customers", Column: column}
			sealed, err := ring.SealString(ctx, f, id, values[i])
			if err != nil {
				return nil, err
			}
			h.cells[id] = append(h.cells[id], access.Cell{Field: f, Sealed: sealed})
		}
	}
	h.gate, err = access.NewGate(access.Config{
		Rules: rules(), Register: register(), View: desensitize.Default(), Ring: ring, Log: h.log, Counter: new(access.MemoryCounter),
		Pseudonym: func(subject string) string { return "p-" + subject[len(subject)-1:] },
	})
	return h, err
}

func (h *house) entries(tb testing.TB) (out []audit.Entry) {
	tb.Helper()
	for e, err := range h.log.Entries(context.Background(), 0, 1<<62) {
		if err != nil {
			tb.Fatal(err)
		}
		out = append(out, e)
	}
	return out
}

func TestGate(t *testing.T) {
	ctx, h := t.Context(), open(t)
	shown, d, err := h.gate.Open(ctx, asks(), facts(), h.cells["C00001"])
	if err != nil || shown[0].Text != "138****5678" || shown[1].Text != "王**" || shown[0].Raw.Reveal() != "" {
		t.Fatalf("%v, %v\n%s", shown, err, d.Explain(language.English))
	}
	shown, _, err = h.gate.Open(ctx, asks(lead), facts(), h.cells["C00001"])
	if err != nil || shown[0].Raw.Reveal() != "13812345678" || shown[1].Raw.Reveal() != "王丽华" || shown[0].Text != "" {
		t.Fatalf("%v, %v", shown, err)
	}
	shown, d, err = h.gate.Open(ctx, asks(func(r *access.Request) { r.Viewer.Roles = nil }), facts(), h.cells["C00001"])
	if err != nil || shown[0].Show != access.Denied || shown[0].Text+shown[0].Raw.Reveal() != "" || d.Show(1) != access.Denied {
		t.Fatalf("%v, %v", shown, err)
	}
	entries := h.entries(t)
	if len(entries) != 3 || entries[0].Outcome != "masked" || entries[1].Outcome != "raw" || entries[2].Outcome != "denied" {
		t.Fatalf("%+v", entries)
	}
	for _, e := range entries {
		text := fmt.Sprintf("%+v", e)
		if e.Subject != "p-1" || e.Purpose != "customer_service" || e.Object != "case/77" || strings.Contains(text, "C00001") || strings.Contains(text, "13812345678") {
			t.Errorf("%s", text)
		}
	}
	// Erased and empty values are no error: a list must bear them.
	cells := slices.Clone(h.cells["C00001"])
	cells[0].Sealed = nil
	if _, err := h.ring.Erase(ctx, "C00001", nil); err != nil {
		t.Fatal(err)
	}
	shown, _, err = h.gate.Open(ctx, asks(), facts(), cells)
	if err != nil || !shown[0].Null || !shown[1].Null || shown[1].Text != "" {
		t.Errorf("%v, %v", shown, err)
	}
}

// A value of another person under this one's name opens nothing, and is in the log.
func TestGateTwoPersons(t *testing.T) {
	h := open(t)
	mixed := []access.Cell{h.cells["C00001"][0], h.cells["C00002"][1]}
	shown, d, err := h.gate.Open(t.Context(), asks(lead), facts(), mixed)
	if !errors.Is(err, crypto.ErrWrongContext) || shown != nil || len(d.Shows) != 0 {
		t.Fatalf("%v, %v", shown, err)
	}
	for _, secret := range []string{"13812345678", "李秘密", "C00002"} {
		if strings.Contains(err.Error(), secret) {
			t.Error("the error shows somebody")
		}
	}
	if e := h.entries(t); len(e) != 1 || e[0].Outcome != "failed" {
		t.Errorf("%+v", e)
	}
}

// A view that is asked for again under its key is entered once, and another under the key not at all.
func TestGateKey(t *testing.T) {
	h := open(t)
	keyed := func(r *access.Request) { r.Key = "view-1" }
	for range 2 {
		if shown, _, err := h.gate.Open(t.Context(), asks(keyed), facts(), h.cells["C00001"]); err != nil || shown[0].Text != "138****5678" {
			t.Fatalf("%v, %v", shown, err)
		}
	}
	shown, _, err := h.gate.Open(t.Context(), asks(lead, keyed), facts(), h.cells["C00001"])
	if !errors.Is(err, audit.ErrIdempotency) || shown != nil {
		t.Errorf("%v, %v", shown, err)
	}
	if n := len(h.entries(t)); n != 1 {
		t.Errorf("%d entries", n)
	}
}

// A value is masked as what it is, where the register declares a wider kind.
func TestGateAs(t *testing.T) {
	h := open(t)
	cell := h.cells["C00001"][1]
	for as, want := range map[identifiers.Kind]string{"": "王**", identifiers.Name: "王**", identifiers.Password: ""} {
		cell.As = as
		req := asks(func(r *access.Request) { r.Kinds = r.Kinds[1:] })
		shown, _, err := h.gate.Open(t.Context(), req, facts(), []access.Cell{cell})
		if err != nil || want != "" && shown[0].Text != want || want == "" && strings.Contains(shown[0].Text, "王") {
			t.Errorf("as %q: %q, %v", as, shown[0].Text, err)
		}
	}
}

// Without the entry in the log nothing is shown.
func TestGateFailsClosed(t *testing.T) {
	h := open(t)
	h.store.broken = true
	if shown, d, err := h.gate.Open(t.Context(), asks(lead), facts(), h.cells["C00001"]); err == nil || shown != nil || len(d.Shows) != 0 {
		t.Fatalf("%v, %v", shown, err)
	}
	if _, _, err := h.gate.Open(t.Context(), asks(), facts(), nil); !errors.Is(err, access.ErrGate) {
		t.Errorf("no cells: %v", err)
	}
	if _, err := access.NewGate(access.Config{}); !errors.Is(err, access.ErrGate) {
		t.Errorf("an empty gate: %v", err)
	}
}

// The third person of the hour is masked, and the fifth is not shown.
func TestGateLimit(t *testing.T) {
	h := open(t)
	field := h.cells["C00001"][1].Field
	for i, want := range []access.Show{access.Raw, access.Raw, access.Masked, access.Masked, access.Denied} {
		id := fmt.Sprintf("C1%04d", i)
		sealed, err := h.ring.SealString(t.Context(), field, id, "王丽华")
		if err != nil {
			t.Fatal(err)
		}
		req := asks(lead, func(r *access.Request) { r.Subject, r.Kinds = id, r.Kinds[1:] })
		shown, _, err := h.gate.Open(t.Context(), req, facts(), []access.Cell{{Field: field, Sealed: sealed}})
		if err != nil || shown[0].Show != want {
			t.Errorf("person %d: %v, %v", i, shown[0].Show, err)
		}
	}
	// An hour later it begins anew.
	req := asks(lead, func(r *access.Request) {
		r.Kinds, r.At, r.Viewer.SecondFactor = r.Kinds[1:], now.Add(time.Hour), now.Add(time.Hour)
	})
	if shown, _, err := h.gate.Open(t.Context(), req, facts(), h.cells["C00001"][1:]); err != nil || shown[0].Show != access.Raw {
		t.Errorf("an hour later: %v, %v", shown, err)
	}
}

// What was taken in an emergency is on the list until somebody else has reviewed it.
func TestReview(t *testing.T) {
	ctx, h := t.Context(), open(t)
	req := asks(lead, func(r *access.Request) { r.Approval, r.BreakGlass = nil, &access.BreakGlass{Ref: "em/1", Since: now} })
	if _, d, err := h.gate.Open(ctx, req, facts(), h.cells["C00001"]); err != nil || !d.Emergency {
		t.Fatal(err)
	}
	list, err := access.Unreviewed(ctx, h.log)
	if err != nil || len(list) != 1 || list[0].Object != "em/1" {
		t.Fatalf("%+v, %v", list, err)
	}
	if err := access.Review(ctx, h.log, list[0], "staff-1", "finding/1", now); !errors.Is(err, access.ErrGate) {
		t.Errorf("reviewed by the viewer: %v", err)
	}
	if err := access.Review(ctx, h.log, list[0], "staff-9", "finding/1", now); err != nil {
		t.Fatal(err)
	}
	if list, err = access.Unreviewed(ctx, h.log); err != nil || len(list) != 0 {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestGateConcurrent(t *testing.T) {
	h := open(t)
	var wait sync.WaitGroup
	for i := range 8 {
		wait.Go(func() {
			req := asks(func(r *access.Request) { r.Viewer.ID = fmt.Sprint("staff-", i) })
			if shown, _, err := h.gate.Open(context.Background(), req, facts(), h.cells["C00001"]); err != nil || shown[0].Text != "138****5678" {
				t.Errorf("%v, %v", shown, err)
			}
		})
	}
	wait.Wait()
	if n := len(h.entries(t)); n != 8 {
		t.Errorf("%d entries", n)
	}
}

func TestLeak(t *testing.T) {
	h := open(t)
	shown, d, err := h.gate.Open(t.Context(), asks(lead), facts(), h.cells["C00001"])
	if err != nil {
		t.Fatal(err)
	}
	type wrapped struct {
		V any
		s access.Shown
	}
	for i, v := range []any{shown, shown[0], &shown[0], map[string]access.Shown{"k": shown[0]}, wrapped{shown, shown[0]}, &wrapped{&shown[0], shown[0]}, d} {
		var b bytes.Buffer
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			fmt.Fprintf(&b, verb, v)
		}
		slog.New(slog.NewTextHandler(&b, nil)).Info("m", "k", v)
		slog.New(slog.NewJSONHandler(&b, nil)).Info("m", "k", v)
		if data, err := json.Marshal(v); err == nil {
			b.Write(data)
		}
		for _, secret := range []string{"13812345678", fmt.Sprintf("%x", "13812345678"), "王丽华"} {
			if strings.Contains(b.String(), secret) {
				t.Errorf("shape %d shows the value", i)
			}
		}
	}
}

func BenchmarkGateDecide(b *testing.B) {
	rs, reg, f := rules(), register(), facts()
	for _, c := range []struct {
		show access.Show
		req  access.Request
	}{{access.Denied, asks(func(r *access.Request) { r.Viewer.Roles = nil })}, {access.Masked, asks()}, {access.Raw, asks(lead)}} {
		req := c.req
		req.Kinds = req.Kinds[:1]
		b.Run("show="+c.show.String(), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if d := rs.Decide(reg, req, f, few); d.Show(0) != c.show {
					b.Fatal(d.Show(0))
				}
			}
		})
	}
}

func BenchmarkGateOpen(b *testing.B) {
	h := open(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := h.gate.Open(b.Context(), asks(), facts(), h.cells["C00001"]); err != nil {
			b.Fatal(err)
		}
	}
}
