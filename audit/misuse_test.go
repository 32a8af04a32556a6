package audit_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/khtong/privacykit/audit"
)

// views returns n accesses of an actor from a time on, a second apart, each of another person.
func views(actor, outcome, object string, at time.Time, n int) []audit.Entry {
	out := make([]audit.Entry, n)
	for i := range out {
		out[i] = audit.Entry{
			Type: audit.TypeAccess, Actor: actor, Outcome: outcome, Object: object, Subject: fmt.Sprintf("p%d", i), Time: at.Add(time.Duration(i) * time.Second),
		}
	}
	return out
}

func TestFindMisuse(t *testing.T) {
	noon := time.Date(2026, 3, 2, 12, 0, 0, 0, time.FixedZone("CST", 8*3600))
	var usual []audit.Entry // a week of four people with 3 cases a day
	for day := range 5 {
		for _, actor := range []string{"ann", "bai", "cao", "du"} {
			usual = append(usual, views(actor, "masked", "case/1", noon.AddDate(0, 0, day), 3)...)
		}
	}
	again := views("ann", "masked", "case/1", noon, 40)
	for i := range again {
		again[i].Subject = "p1"
	}
	tests := []struct {
		name string
		add  []audit.Entry
		opts *audit.MisuseOptions
		want []string
	}{
		{"a usual week", nil, nil, nil},
		{"no entries", []audit.Entry{}, nil, nil},
		{"many persons", views("ann", "masked", "case/1", noon, 31), nil, []string{"many_views ann 34 > 30", "many_subjects ann 31 > 30"}},
		{"as many as are let pass", views("ann", "masked", "case/1", noon, 27), nil, nil},
		{"one person again and again", again, nil, []string{"many_views ann 43 > 30"}},
		{"raw", views("ann", "raw", "case/1", noon, 21), nil, []string{"many_raw ann 21 > 20"}},
		{"raw without a case", views("ann", "raw", "", noon, 1), nil, []string{"raw_unasked ann 1 > 0"}},
		{"the glass broken without a case", views("ann", "break_glass", "", noon, 2), nil, []string{"raw_unasked ann 2 > 0"}},
		{"denied", views("ann", "denied", "", noon, 21), nil, []string{"many_denied ann 21 > 20"}},
		{"at night", views("ann", "masked", "case/1", noon.Add(10*time.Hour), 2), nil, []string{"odd_hours ann 2 > 0"}},
		{"just before", views("ann", "masked", "case/1", noon.Add(10*time.Hour-time.Second), 1), nil, nil},
		{"early", views("ann", "masked", "case/1", noon.Add(-5*time.Hour-time.Second), 1), nil, []string{"odd_hours ann 1 > 0"}},
		{"as it opens", views("ann", "masked", "case/1", noon.Add(-5*time.Hour), 1), nil, nil},
		{"at night, let pass", views("ann", "masked", "case/1", noon.Add(10*time.Hour), 2), &audit.MisuseOptions{OddHours: 2}, nil},
		{"at night in another zone", views("ann", "masked", "case/1", noon.Add(10*time.Hour), 2), &audit.MisuseOptions{Zone: time.UTC, Close: 15 * time.Hour}, nil},
		{"a review", []audit.Entry{{Type: audit.TypeAccess, Actor: "ann", Outcome: "reviewed", Time: noon.Add(11 * time.Hour)}}, nil, nil},
		{"another type", []audit.Entry{{Type: audit.TypeErasure, Actor: "ann", Time: noon.Add(11 * time.Hour)}}, nil, nil},
		{"stricter", views("ann", "masked", "case/1", noon, 5), &audit.MisuseOptions{Factor: 2, Floor: 1}, []string{"many_views ann 8 > 6"}},
	}
	for _, test := range tests {
		entries := append(slices.Clone(usual), test.add...)
		for i := range entries {
			entries[i].Seq = int64(i)
		}
		found, err := audit.FindMisuse(seqOf(entries...), test.opts)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range found {
			got = append(got, fmt.Sprintf("%s %s %d > %d", f.Misuse, f.Actor, f.Count, f.Limit))
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

// What everybody does stands out with nobody.
func TestFindMisuseTypical(t *testing.T) {
	noon := time.Date(2026, 3, 2, 12, 0, 0, 0, time.FixedZone("CST", 8*3600))
	entries := slices.Concat(views("ann", "raw", "c", noon, 50), views("bai", "raw", "c", noon, 40), views("cao", "raw", "c", noon, 401))
	found, err := audit.FindMisuse(seqOf(entries...), &audit.MisuseOptions{Factor: 8})
	if err != nil || len(found) != 3 || found[0].Actor != "cao" || found[0].Limit != 400 {
		t.Errorf("%+v, %v", found, err)
	}
}

// A finding leads to the entries, in order of day, actor and pattern.
func TestFindingsAreOrdered(t *testing.T) {
	night := time.Date(2026, 3, 2, 23, 30, 0, 0, time.FixedZone("CST", 8*3600))
	entries := slices.Concat(views("bai", "raw", "", night.AddDate(0, 0, 1), 1), views("ann", "masked", "c", night, 1), views("bai", "raw", "", night, 2))
	for i := range entries {
		entries[i].Seq = int64(10 + i)
	}
	found, err := audit.FindMisuse(seqOf(entries...), nil)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(found[1])
	if err != nil || string(text) != `{"misuse":"odd_hours","actor":"bai","day":"2026-03-02T00:00:00+08:00","count":2,"limit":0,"first":12,"last":13}` {
		t.Errorf("%s, %v", text, err)
	}
	var got []string
	for _, f := range found {
		got = append(got, fmt.Sprintf("%d %s %s", f.Day.Day(), f.Actor, f.Misuse))
	}
	if want := []string{"2 ann odd_hours", "2 bai odd_hours", "2 bai raw_unasked", "3 bai odd_hours", "3 bai raw_unasked"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestFindMisuseErrors(t *testing.T) {
	failing := func(yield func(audit.Entry, error) bool) { yield(audit.Entry{}, errCutOff) }
	if _, err := audit.FindMisuse(failing, nil); !errors.Is(err, errCutOff) {
		t.Errorf("%v", err)
	}
	for _, o := range []audit.MisuseOptions{{Open: -1}, {Open: 2, Close: 1}, {Close: 25 * time.Hour}} {
		if _, err := audit.FindMisuse(seqOf(), &o); err == nil {
			t.Errorf("%+v: no error", o)
		}
	}
	var m audit.Misuse
	if err := m.UnmarshalText([]byte("many_raw")); err != nil || m != audit.ManyRaw {
		t.Errorf("%v, %v", m, err)
	}
}
