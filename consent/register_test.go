package consent_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/law"
)

func TestParseRegister(t *testing.T) {
	reg := register(t)
	require.Equal(t, "v3", reg.Version())
	require.Len(t, reg.Hash(), 64)
	require.Len(t, slices.Collect(reg.Activities()), 5)
	require.Len(t, slices.Collect(reg.Purposes()), 5)
	require.Len(t, slices.Collect(reg.Roles()), 2)
	require.Len(t, slices.Collect(reg.Scenarios()), 2)
	require.Len(t, slices.Collect(reg.Recipients()), 5)
	require.Equal(t, law.MustDate(2026, 1, 1), reg.Document().Effective)

	var compact bytes.Buffer
	require.NoError(t, json.Compact(&compact, registerJSON(t)))
	other, err := consent.ParseRegister(compact.Bytes())
	require.NoError(t, err)
	require.Equal(t, reg.Hash(), other.Hash(), "white space")

	again, err := consent.NewRegister(reg.Document())
	require.NoError(t, err)
	require.Equal(t, reg.Hash(), again.Hash(), "as a Go value")

	doc := reg.Document()
	doc.Activities[0].Kinds[0] = identifiers.Email
	changed, err := consent.NewRegister(doc)
	require.NoError(t, err)
	require.NotEqual(t, reg.Hash(), changed.Hash())
}

func TestRegisterIsImmutable(t *testing.T) {
	doc := register(t).Document()
	reg, err := consent.NewRegister(doc)
	require.NoError(t, err)
	before := ask().decide(reg)
	doc.Activities[1].Kinds[0], doc.Activities[1].Roles[0] = "x", "x"
	doc.Purposes[1].ID = "x"
	for a := range reg.Activities() {
		a.Kinds[0], a.Bases[0].Basis = "x", consent.News
	}
	for p := range reg.Purposes() {
		p.ID = "x"
	}
	reg.Document().Recipients[0].Kinds[0] = "x"
	require.Equal(t, before, ask().decide(reg))
	require.Equal(t, register(t).Hash(), reg.Hash())
}

func TestRegisterEmpty(t *testing.T) {
	for _, reg := range []*consent.Register{nil, {}} {
		require.Empty(t, reg.Version())
		require.Empty(t, reg.Hash())
		require.Empty(t, reg.Document())
		require.Empty(t, slices.Collect(reg.Activities()))
		require.Empty(t, slices.Collect(reg.Purposes()))
		require.Empty(t, slices.Collect(reg.Roles()))
		require.Empty(t, slices.Collect(reg.Scenarios()))
		require.Empty(t, slices.Collect(reg.Recipients()))
	}
}

// TestParseRegisterText mangles the text of a good register.
func TestParseRegisterText(t *testing.T) {
	good := string(registerJSON(t))
	for _, c := range []struct{ old, replacement, want string }{
		{`"schema": 1`, `"schema": 2`, "consent: schema: unsupported version, want 1"},
		{`"schema": 1`, `"schema": "1"`, "consent: schema: want an integer"},
		{`"schema": 1`, `"schema": 1e0`, "consent: schema: want an integer"},
		{`"schema": 1,`, ``, "consent: schema: unsupported version, want 1"},
		{`"schema": 1`, `"schema": 1, "schema": 1`, "consent: schema: duplicate key"},
		{`"schema": 1`, `"Schema": 1`, "consent: register: unknown key before byte 12"},
		{`"contact": "dpo@partner.example"`, `"contcat": ""`, "consent: recipients[0]: unknown key before byte"},
		{`"effective": "2026-01-01"`, `"effective": "2026-02-30"`, "consent: effective: unknown or malformed value"},
		{`"effective": "2026-01-01"`, `"effective": ""`, "consent: effective: missing"},
		{`"effective": "2026-01-01"`, `"effective": null`, "consent: effective: want a string"},
		{`"necessity": "optional"`, `"necessity": "nice"`, "consent: purposes[1].necessity: unknown or malformed value"},
		{`"basis": "consent"`, `"basis": "legitimate_interest"`, "consent: activities[1].bases[0].basis: unknown or malformed value"},
		{`"roles": ["staff"]`, `"roles": "staff"`, "consent: activities[4].roles: want an array"},
		{`"roles": ["staff"]`, `"roles": [null]`, "consent: activities[4].roles[0]: want a string"},
		{`"roles": ["staff"]`, `"roles": null`, "consent: activities[4].roles: want an array"},
		{`"general": true`, `"general": 1`, "consent: kinds[0].general: want true or false"},
		{`"handler": {`, `"handler": [{`, "consent: register: not one JSON value, see byte"},
		{`"roles": ["staff"]`, "\"roles\": [\"\xff\"]", "consent: register: not valid UTF-8"},
	} {
		require.Contains(t, good, c.old)
		reg, err := consent.ParseRegister([]byte(strings.Replace(good, c.old, c.replacement, 1)))
		require.ErrorIs(t, err, consent.ErrRegister, c.replacement)
		require.ErrorContains(t, err, c.want)
		require.Nil(t, reg)
		require.NotContains(t, err.Error(), "\n")
	}
	for _, in := range []string{"", " ", "null", "[]", "1", `""`, "{}", good + "{}", good + "x", good[:len(good)-3], strings.Repeat("[", 100_000)} {
		_, err := consent.ParseRegister([]byte(in))
		require.ErrorIs(t, err, consent.ErrRegister)
	}
	_, err := consent.ParseRegister(bytes.Repeat([]byte(" "), 16<<20+1))
	require.EqualError(t, err, "consent: register: larger than 16777216 bytes")
}

// TestNewRegister contradicts a good register in one place each.
func TestNewRegister(t *testing.T) {
	statute := func(c law.Citation) consent.BasisRef {
		return consent.BasisRef{Basis: consent.StatutoryDuty, Statute: &c}
	}
	for _, c := range []struct {
		want   string
		change func(*consent.Document)
	}{
		{"version: not a code", func(d *consent.Document) { d.Version = "" }},
		{"handler.name.en: missing", func(d *consent.Document) { d.Handler.Name.EN = "" }},
		{"handler: no way of contact", func(d *consent.Document) { d.Handler.Email = "" }},
		{"handler.email: not printable", func(d *consent.Document) { d.Handler.Email = "\xff" }},
		{"roles[1].id: duplicate id", func(d *consent.Document) { d.Roles[1].ID = "consumer" }},
		{"roles[0].label.zh: missing", func(d *consent.Document) { d.Roles[0].Label.ZH = "" }},
		{"purposes[0].id: not a code", func(d *consent.Document) { d.Purposes[0].ID = "提供服务" }},
		{"purposes[0].necessity: missing or unknown", func(d *consent.Document) { d.Purposes[0].Necessity = 0 }},
		{"purposes[0].function: not a code", func(d *consent.Document) { d.Purposes[0].Function = "" }},
		{"kinds[0].id: is a kind of package identifiers", func(d *consent.Document) { d.Kinds[0].ID = identifiers.Mobile }},
		{"activities: missing", func(d *consent.Document) { d.Activities = nil }},
		{"activities[0].roles[0]: unknown role", func(d *consent.Document) { d.Activities[0].Roles[0] = "guest" }},
		{"activities[0].roles: missing", func(d *consent.Document) { d.Activities[0].Roles = nil }},
		{"activities[0].kinds[1]: unknown kind", func(d *consent.Document) { d.Activities[0].Kinds[1] = "shoe_size" }},
		{"activities[0].kinds[1]: named twice", func(d *consent.Document) { d.Activities[0].Kinds[1] = d.Activities[0].Kinds[0] }},
		{"activities[1].purposes[0]: unknown purpose", func(d *consent.Document) { d.Activities[1].Purposes[0] = "x" }},
		{"activities[1].scenarios[1]: unknown scenario", func(d *consent.Document) { d.Activities[1].Scenarios[1] = "x" }},
		{"activities[1].bases: missing", func(d *consent.Document) { d.Activities[1].Bases = nil }},
		{"activities[1].bases[0].basis: missing or unknown", func(d *consent.Document) { d.Activities[1].Bases[0].Basis = 0 }},
		{"activities[0].bases[1].basis: duplicate basis", func(d *consent.Document) { d.Activities[0].Bases[1].Basis = consent.Contract }},
		{"activities[0].bases[1].statute: not an article", func(d *consent.Document) {
			d.Activities[0].Bases[1] = statute(law.Citation{Statute: law.GBT35273, Clause: "5.6"})
		}},
		{"activities[0].bases[1].statute: not an article", func(d *consent.Document) { d.Activities[0].Bases[1] = statute(law.Citation{}) }},
		{"activities[0].bases[0].statute: only for", func(d *consent.Document) {
			d.Activities[0].Bases[0].Statute = &law.Citation{Statute: law.EcommerceLaw, Article: 31}
		}},
		{"activities[0].purposes[0]: optional purpose with a contract", func(d *consent.Document) {
			d.Activities[0].Bases, d.Activities[0].Purposes[0] = d.Activities[0].Bases[:1], "improve"
		}},
		{"activities[0].form: unknown", func(d *consent.Document) { d.Activities[0].Form = 9 }},
		{"recipients[0].type: missing or unknown", func(d *consent.Document) { d.Recipients[0].Type = 0 }},
		{"recipients[0].relationship: missing or unknown", func(d *consent.Document) { d.Recipients[0].Relationship = 0 }},
		{"recipients[0].location: not two", func(d *consent.Document) { d.Recipients[0].Location = "China" }},
		{"recipients[0].purposes[0]: unknown purpose", func(d *consent.Document) { d.Recipients[0].Purposes[0] = "x" }},
		{"recipients[0].kinds[0]: no activity collects", func(d *consent.Document) { d.Recipients[0].Kinds[0] = identifiers.Fingerprint }},
		{"recipients[3].bases: an entrusted party", func(d *consent.Document) { d.Recipients[3].Bases = d.Recipients[0].Bases }},
		{"exceptions[0].basis: is no exception", func(d *consent.Document) { d.Exceptions[0].Basis = consent.Consent }},
		{"changes[0].aspect: missing or unknown", func(d *consent.Document) { d.Changes[0].Aspect = 0 }},
		{"history[0].version: duplicate", func(d *consent.Document) { d.History[0].Version = "v3" }},
		{"history[1].effective: not before", func(d *consent.Document) { d.History[1].Effective = d.Effective }},
		{"history[0].effective: not before", func(d *consent.Document) { d.History[0].Effective = law.Date{} }},
		{"remarks: more than", func(d *consent.Document) { d.Remarks = make([]law.Text, 10_001) }},
		{"activities[0].roles: more than", func(d *consent.Document) { d.Activities[0].Roles = make([]consent.Role, 257) }},
	} {
		doc := register(t).Document()
		c.change(&doc)
		reg, err := consent.NewRegister(doc)
		require.ErrorIs(t, err, consent.ErrRegister, c.want)
		require.ErrorContains(t, err, "consent: "+c.want)
		require.Nil(t, reg)
		var e *consent.RegisterError
		require.True(t, errors.As(err, &e))
		require.True(t, strings.HasPrefix(c.want, e.Path+": "), "path %q", e.Path)
	}
}

// TestRegisterSize: what a register may compile to is bounded.
func TestRegisterSize(t *testing.T) {
	doc := register(t).Document()
	for i := range 200 {
		doc.Purposes = append(doc.Purposes, consent.PurposeInfo{
			ID: consent.Purpose(fmt.Sprintf("p%d", i)), Label: law.Text{ZH: "目的", EN: "purpose"}, Function: "f", Necessity: consent.Necessary,
		})
		doc.Kinds = append(doc.Kinds, consent.KindInfo{ID: identifiers.Kind(fmt.Sprintf("k%d", i)), Label: law.Text{ZH: "信息", EN: "kind"}})
	}
	wide := doc.Activities[0]
	for i := range 200 {
		wide.Purposes = append(wide.Purposes, doc.Purposes[5+i].ID)
		wide.Kinds = append(wide.Kinds, doc.Kinds[2+i].ID)
	}
	for i := range 40 {
		wide.ID = fmt.Sprintf("wide%d", i)
		doc.Activities = append(doc.Activities, wide)
	}
	_, err := consent.NewRegister(doc)
	require.ErrorContains(t, err, "the register is too large")
}

func FuzzParseRegister(f *testing.F) {
	f.Add(registerJSON(f))
	f.Add([]byte(`{"schema":1}`))
	f.Add([]byte(`{"schema":1,"activities":[{"kinds":["mobile_number"],"bases":[{"basis":"statutory_duty","statute":null}]}]}`))
	f.Add([]byte("[[[["))
	f.Fuzz(func(t *testing.T, data []byte) {
		reg, err := consent.ParseRegister(data)
		if err != nil {
			if !errors.Is(err, consent.ErrRegister) || reg != nil || strings.ContainsAny(err.Error(), "\n\x00") {
				t.Fatalf("error %q", err)
			}
			return
		}
		again, err := consent.NewRegister(reg.Document())
		if err != nil || again.Hash() != reg.Hash() {
			t.Fatalf("not the same register again: %v", err)
		}
		d := reg.Decide(ask().Request, consent.Facts{})
		if d.Allowed() {
			t.Fatal("no facts, and allowed")
		}
		if diff := consent.Diff(reg, again); len(diff.Differences) > 0 {
			t.Fatalf("differs from itself: %v", diff.Differences)
		}
	})
}

func FuzzEventJSON(f *testing.F) {
	full, err := json.Marshal(fullEvent())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(full)
	f.Add([]byte(`{"key":"a","type":"withdrawn"}`))
	f.Add([]byte(`{"occurred_at":"0001-01-01T00:00:00Z"}`))
	f.Add([]byte(`{"occurred_at":"0000-01-01T00:00:00Z"}`))
	f.Add([]byte(`{"valid_until":"9999-12-31T23:59:59-05:00"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var e consent.Event
		if err := e.UnmarshalJSON(data); err != nil {
			if !errors.Is(err, consent.ErrEvent) || strings.ContainsAny(err.Error(), "\n\x00") {
				t.Fatalf("error %q", err)
			}
			return
		}
		out, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		var back consent.Event
		if err := json.Unmarshal(out, &back); err != nil || back.Digest() != e.Digest() {
			t.Fatalf("round trip: %v", err)
		}
		_ = e.Validate()
		d := register(t).Decide(ask().Request, consent.Facts{Subject: consent.Adult, Record: consent.RecordNormal, Events: []consent.Event{e}})
		if d.Allowed() && (!e.Type.Grants() || !e.Affirmative || e.Subject != "s" || e.Actor == consent.Staff) {
			t.Fatal("allowed on an event that is no consent")
		}
	})
}
