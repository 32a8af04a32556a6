package incident_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"reflect"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/language"
	"pgregory.net/rapid"

	"github.com/khtong/privacykit/incident"
	"github.com/khtong/privacykit/incident/incidentstoretest"
	"github.com/khtong/privacykit/law"
)

func TestMemoryStore(t *testing.T) {
	incidentstoretest.Run(t, func(*testing.T) incident.Store { return new(incident.MemoryStore) })
}

// A clock is set by hand.
type clock struct{ time.Time }

func (c *clock) now() time.Time { return c.Time }

func newLog(tb testing.TB, store incident.Store, c *clock) *incident.Log {
	tb.Helper()
	log, err := incident.NewLog(store, c.now)
	if err != nil {
		tb.Fatal(err)
	}
	return log
}

// small is an incident of few people.
func small(tb testing.TB) *incident.Facts {
	return &incident.Facts{
		Discovered: at(tb, "2026-03-01 23:30"), Kinds: []incident.Kind{incident.Leak}, Operator: incident.Other, Minors: incident.No,
		Persons: incident.AtMost(3), Sensitive: incident.AtMost(0), Yuan: incident.AtMost(0),
	}
}

func add(t *testing.T, log *incident.Log, e incident.Event) incident.Case {
	t.Helper()
	c, err := log.Add(t.Context(), "INC-1", e)
	if err != nil {
		t.Fatalf("%s: %v", e.Type, err)
	}
	return c
}

// What can follow what.
func TestCaseOrder(t *testing.T) {
	type E = incident.Event
	facts := small(t)
	opened := E{Type: incident.Opened, Facts: facts}
	waiver := &incident.Waiver{Avoided: incident.Yes, Measures: "memo/7", By: "dpo", At: at(t, "2026-03-02 09:00")}
	round := func(number, sent, failed int64, cursor string, complete bool) E {
		return E{Type: incident.Notified, Round: &incident.Round{Number: number, Sent: sent, Failed: failed, Cursor: cursor, Complete: complete}}
	}
	later := *facts
	later.Handled = at(t, "2026-03-01 23:00")
	for _, c := range []struct {
		name   string
		events []E
		ok     bool // of the last; those before it are
	}{
		{"opened", []E{opened}, true},
		{"not opened", []E{{Type: incident.Noted}}, false},
		{"opened twice", []E{opened, opened}, false},
		{"opened without facts", []E{{Type: incident.Opened}}, false},
		{"facts without a discovery", []E{{Type: incident.Opened, Facts: &incident.Facts{}}}, false},
		{"a kind that is none", []E{{Type: incident.Opened, Facts: &incident.Facts{Discovered: facts.Discovered, Kinds: []incident.Kind{0}}}}, false},
		{"handled before it was discovered", []E{opened, {Type: incident.Amended, Facts: &later}}, false},
		{"no type", []E{opened, {}}, false},
		{"a type that is none", []E{opened, {Type: 99}}, false},
		{"a measure", []E{opened, {Type: incident.Measured, Note: law.Text{EN: "closed the interface"}}}, true},
		{"a measure by reference", []E{opened, {Type: incident.Measured, Ref: "change/9"}}, true},
		{"a measure of which nothing is said", []E{opened, {Type: incident.Measured}}, false},
		{"a report", []E{opened, {Type: incident.Met, What: incident.Report, Whom: incident.ProvincialOffice}}, true},
		{"a report to nobody", []E{opened, {Type: incident.Met, What: incident.Report}}, false},
		{"told by word alone", []E{opened, {Type: incident.Met, What: incident.Tell, Whom: incident.Persons}}, false},
		{"guardians told", []E{opened, {Type: incident.Met, What: incident.Tell, Whom: incident.Guardians}}, true},
		{"a round", []E{opened, round(1, 2, 0, "b", false)}, true},
		{"a second round first", []E{opened, round(2, 2, 0, "b", false)}, false},
		{"a round goes on", []E{opened, round(1, 2, 0, "b", false), round(1, 3, 1, "d", true)}, true},
		{"a round goes back", []E{opened, round(1, 2, 0, "b", false), round(1, 3, 1, "a", true)}, false},
		{"a round forgets", []E{opened, round(1, 2, 0, "b", false), round(1, 1, 1, "d", true)}, false},
		{"a round that is over goes on", []E{opened, round(1, 2, 1, "b", true), round(1, 3, 1, "d", true)}, false},
		{"another round", []E{opened, round(1, 2, 1, "b", true), round(2, 0, 0, "a", false)}, true},
		{"another round too early", []E{opened, round(1, 2, 1, "b", false), round(2, 0, 0, "a", false)}, false},
		{"negative counts", []E{opened, round(1, -2, 0, "b", false)}, false},
		{"a round without numbers", []E{opened, {Type: incident.Notified}}, false},
		{"waived", []E{opened, {Type: incident.Waived, Waiver: waiver}}, true},
		{"waived without grounds", []E{opened, {Type: incident.Waived, Waiver: &incident.Waiver{}}}, false},
		{"waived against an order", []E{opened, {Type: incident.Ordered}, {Type: incident.Waived, Waiver: waiver}}, false},
		{"ordered after it was waived", []E{opened, {Type: incident.Waived, Waiver: waiver}, {Type: incident.Ordered}}, true},
		{"ordered twice", []E{opened, {Type: incident.Ordered}, {Type: incident.Ordered}}, false},
		{"from the future", []E{opened, {Type: incident.Noted, At: at(t, "2027-01-01 00:00")}}, false},
	} {
		log := newLog(t, new(incident.MemoryStore), &clock{at(t, "2026-03-02 12:00")})
		for i, e := range c.events {
			_, err := log.Add(t.Context(), "INC-1", e)
			if last := i == len(c.events)-1; !last && err != nil || last && c.ok != (err == nil) || err != nil && !errors.Is(err, incident.ErrEvent) {
				t.Errorf("%s: event %d: %v", c.name, i+1, err)
			}
		}
	}
}

func find(t *testing.T, c *incident.Case, what incident.What, whom incident.Whom) incident.DutyState {
	t.Helper()
	duties, err := c.Duties()
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range duties {
		if d.What == what && d.Whom == whom {
			return d
		}
	}
	t.Fatalf("no duty to %s %s", what, whom)
	return incident.DutyState{}
}

// A report that is made within the hours is in time, also if it is entered later; one a second later is late.
func TestCaseDuties(t *testing.T) {
	for _, c := range []struct {
		at   time.Duration // after the discovery
		late bool
	}{{4*time.Hour - time.Microsecond, false}, {4 * time.Hour, true}} {
		facts := small(t)
		facts.Persons = incident.AtMost(1_000_000)
		now := &clock{at(t, "2026-03-03 00:00")}
		log := newLog(t, new(incident.MemoryStore), now)
		before := add(t, log, incident.Event{Type: incident.Opened, Facts: facts, At: facts.Discovered})
		if d := find(t, &before, incident.Report, incident.ProvincialOffice); !d.Done.IsZero() || !d.Late(now.Time) || d.Late(facts.Discovered) {
			t.Errorf("not reported: %+v", d)
		}
		after := add(t, log, incident.Event{
			Type: incident.Met, What: incident.Report, Whom: incident.ProvincialOffice, At: facts.Discovered.Add(c.at), Ref: "receipt/1",
		})
		if d := find(t, &after, incident.Report, incident.ProvincialOffice); !d.Done.Equal(facts.Discovered.Add(c.at)) || d.Late(now.Time) != c.late || d.Ref != "receipt/1" {
			t.Errorf("reported after %v: %+v, late %t", c.at, d, d.Late(now.Time))
		}
		if d := find(t, &after, incident.Act, incident.Ourselves); !d.Done.IsZero() {
			t.Errorf("a report is no measure: %+v", d)
		}
	}
}

// The persons are told when a round went through all, nobody failed, and an announcement was made for whom nothing reaches.
func TestCaseTold(t *testing.T) {
	now := &clock{at(t, "2026-03-02 12:00")}
	log := newLog(t, new(incident.MemoryStore), now)
	add(t, log, incident.Event{Type: incident.Opened, Facts: small(t)})
	told := func(c incident.Case) time.Time { return find(t, &c, incident.Tell, incident.Persons).Done }
	round := func(r incident.Round) incident.Case {
		now.Time = now.Add(time.Hour)
		return add(t, log, incident.Event{Type: incident.Notified, Round: &r})
	}
	if c := round(incident.Round{Number: 1, Sent: 2}); !told(c).IsZero() {
		t.Error("told before the round was over")
	}
	if c := round(incident.Round{Number: 1, Sent: 2, Unreachable: 1, Failed: 1, Complete: true}); !told(c).IsZero() {
		t.Error("told although one failed")
	}
	if c := round(incident.Round{Number: 2, Sent: 3, Unreachable: 1, Complete: true}); !told(c).IsZero() {
		t.Error("told although one could not be reached")
	}
	now.Time = now.Add(time.Hour)
	if c := add(t, log, incident.Event{Type: incident.Announced, Ref: "https://example.com/notice"}); !told(c).Equal(now.Time) {
		t.Errorf("told at %v, want %v", told(c), now.Time)
	}
	ended := now.Time
	if c := round(incident.Round{Number: 3, Complete: true}); !told(c).After(ended) {
		t.Error("a later round is the later one")
	}
}

// A case is closed when nothing is open, and what comes to light later opens it again.
func TestCaseClose(t *testing.T) {
	now := &clock{at(t, "2026-03-02 12:00")}
	log := newLog(t, new(incident.MemoryStore), now)
	facts := small(t)
	add(t, log, incident.Event{Type: incident.Opened, Facts: facts})
	refused := func(duties int, handled bool) {
		t.Helper()
		_, err := log.Add(t.Context(), "INC-1", incident.Event{Type: incident.Closed})
		var open *incident.OpenError
		if !errors.Is(err, incident.ErrOpen) || !errors.As(err, &open) || len(open.Duties) != duties || open.Handled != handled {
			t.Errorf("close: %v, want %d duties", err, duties)
		}
	}
	refused(8, false)
	add(t, log, incident.Event{Type: incident.Measured, Ref: "change/9"})
	refused(6, false)
	add(t, log, incident.Event{Type: incident.Met, What: incident.Report, Whom: incident.ProtectionOffice})
	add(t, log, incident.Event{Type: incident.Met, What: incident.Report, Whom: incident.SectorAuthority})
	add(t, log, incident.Event{Type: incident.Notified, Round: &incident.Round{Number: 1, Sent: 3, Complete: true}})
	refused(0, false)
	facts.Handled = now.Time
	add(t, log, incident.Event{Type: incident.Amended, Facts: facts})
	now.Time = now.Add(time.Hour)
	c := add(t, log, incident.Event{Type: incident.Closed})
	if !c.Closed.Equal(now.Time) {
		t.Errorf("closed at %v", c.Closed)
	}
	if _, err := log.Add(t.Context(), "INC-1", incident.Event{Type: incident.Measured, Ref: "x"}); !errors.Is(err, incident.ErrEvent) {
		t.Errorf("a measure after the end: %v", err)
	}
	add(t, log, incident.Event{Type: incident.Noted, Ref: "archive/1"})
	facts.Persons = incident.AtMost(2_000_000)
	c = add(t, log, incident.Event{Type: incident.Amended, Facts: facts})
	if !c.Closed.IsZero() {
		t.Error("still closed with new facts")
	}
	refused(2, true) // the province, and the summary
}

// A waiver lifts the notice, and an order of the authority brings it back.
func TestCaseWaived(t *testing.T) {
	log := newLog(t, new(incident.MemoryStore), &clock{at(t, "2026-03-02 12:00")})
	facts := small(t)
	facts.Minors = incident.Yes
	add(t, log, incident.Event{Type: incident.Opened, Facts: facts})
	waiver := &incident.Waiver{Avoided: incident.Yes, Measures: "memo/7", By: "dpo", At: at(t, "2026-03-02 09:00")}
	c := add(t, log, incident.Event{Type: incident.Waived, Waiver: waiver})
	for _, whom := range []incident.Whom{incident.Persons, incident.Guardians} {
		if d := find(t, &c, incident.Tell, whom); !d.Waived {
			t.Errorf("%s: %+v", whom, d)
		}
	}
	if _, err := log.Notify(t.Context(), "INC-1", "dpo", persons("a"), &mailbox{}); !errors.Is(err, incident.ErrEvent) {
		t.Errorf("notify against the waiver: %v", err)
	}
	c = add(t, log, incident.Event{Type: incident.Ordered})
	if d := find(t, &c, incident.Tell, incident.Persons); d.Waived || c.Waiver != nil {
		t.Errorf("%+v", d)
	}
}

// What was known when is a matter of when it was entered.
func TestAsKnown(t *testing.T) {
	store := new(incident.MemoryStore)
	now := &clock{at(t, "2026-03-02 00:00")}
	log := newLog(t, store, now)
	first := incident.Facts{Discovered: at(t, "2026-03-01 23:30")}
	add(t, log, incident.Event{Type: incident.Opened, Facts: &first})
	now.Time = at(t, "2026-03-02 08:00")
	add(t, log, incident.Event{Type: incident.Amended, Facts: small(t), At: at(t, "2026-03-02 00:10")})
	events, err := store.Events(t.Context(), "INC-1")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		before string
		want   int64
	}{{"2026-03-02 00:00", 0}, {"2026-03-02 00:01", 1}, {"2026-03-02 08:00", 1}, {"2026-03-02 08:01", 2}} {
		got, err := incident.Fold("INC-1", incident.AsKnown(events, at(t, c.before)))
		if err != nil || got.Version != c.want {
			t.Errorf("before %s: version %d, %v; want %d", c.before, got.Version, err, c.want)
		}
	}
}

// An act that is entered twice under a key is one.
func TestAddKey(t *testing.T) {
	now := &clock{at(t, "2026-03-02 12:00")}
	log := newLog(t, new(incident.MemoryStore), now)
	opened := incident.Event{Type: incident.Opened, Facts: small(t), Key: "open"}
	add(t, log, opened)
	now.Time = now.Add(time.Minute)
	if c := add(t, log, opened); c.Version != 1 {
		t.Errorf("version %d", c.Version)
	}
	other := opened
	other.Note = law.Text{EN: "again"}
	if _, err := log.Add(t.Context(), "INC-1", other); !errors.Is(err, incident.ErrIdempotency) {
		t.Errorf("%v, want ErrIdempotency", err)
	}
	if _, err := log.Add(t.Context(), "", opened); !errors.Is(err, incident.ErrEvent) {
		t.Errorf("no id: %v", err)
	}
	now.Time = now.Add(-time.Hour) // the clock of another node
	if c := add(t, log, incident.Event{Type: incident.Noted, Ref: "x"}); c.Timeline[1].Entered.Before(c.Timeline[0].Entered) {
		t.Error("the record runs backwards")
	}
	for _, f := range []func() (*incident.Log, error){
		func() (*incident.Log, error) { return incident.NewLog(nil, time.Now) },
		func() (*incident.Log, error) { return incident.NewLog(new(incident.MemoryStore), nil) },
	} {
		if _, err := f(); err == nil {
			t.Error("a log without a store or a clock")
		}
	}
}

func people(n int) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for i := range n {
			if !yield(fmt.Sprintf("p%05d", i), nil) {
				return
			}
		}
	}
}

// dying is a store whose process dies at an append.
type dying struct {
	incident.MemoryStore
	left int
}

var errDied = errors.New("died")

func (d *dying) Append(ctx context.Context, id string, e incident.Event) error {
	if d.left == 0 {
		return errDied
	}
	d.left--
	return d.MemoryStore.Append(ctx, id, e)
}

// Wherever the process dies, the notice goes on, nobody is left out, and at most 500 get it with a key that they got it with before.
func TestLogNotifyCutOff(t *testing.T) {
	const n = 1700
	for appends := range 6 {
		store := &dying{left: 99}
		log := newLog(t, store, &clock{at(t, "2026-03-02 12:00")})
		add(t, log, incident.Event{Type: incident.Opened, Facts: small(t)})
		m := &mailbox{refuse: map[string]error{"p00003": incident.ErrUnreachable}}
		store.left = appends
		_, err := log.Notify(t.Context(), "INC-1", "dpo", people(n), m)
		if dies := appends < 4; dies != errors.Is(err, errDied) {
			t.Fatalf("%d appends: %v", appends, err)
		}
		store.left = 99
		c, err := log.Notify(t.Context(), "INC-1", "dpo", people(n), m)
		if err != nil || c.Round.Sent != n-1 || c.Round.Unreachable != 1 || c.Round.Number != 1 || !c.Round.Complete {
			t.Errorf("%d appends: %+v, %v", appends, c.Round, err)
		}
		got := make(map[string]int)
		for _, key := range m.keys {
			got[key]++
		}
		twice := 0
		for _, times := range got {
			twice += times - 1
		}
		if len(got) != n-1 || twice > 500 {
			t.Errorf("%d appends: %d told, %d twice", appends, len(got), twice)
		}
	}
}

// Those whom the sender failed to tell are tried again in the next round, with the same keys.
func TestLogNotifyRounds(t *testing.T) {
	log := newLog(t, new(incident.MemoryStore), &clock{at(t, "2026-03-02 12:00")})
	if _, err := log.Notify(t.Context(), "INC-1", "dpo", people(3), &mailbox{}); !errors.Is(err, incident.ErrEvent) {
		t.Errorf("no such incident: %v", err)
	}
	add(t, log, incident.Event{Type: incident.Opened, Facts: small(t)})
	m := &mailbox{refuse: map[string]error{"p00001": errors.New("away")}}
	c, err := log.Notify(t.Context(), "INC-1", "dpo", people(3), m)
	if err != nil || c.Round.Failed != 1 || c.Round.Number != 1 {
		t.Fatalf("%+v, %v", c.Round, err)
	}
	m.refuse = nil
	c, err = log.Notify(t.Context(), "INC-1", "dpo", people(3), m)
	if err != nil || c.Round.Failed != 0 || c.Round.Number != 2 || c.Round.Sent != 3 {
		t.Fatalf("%+v, %v", c.Round, err)
	}
	before := len(m.keys)
	c, err = log.Notify(t.Context(), "INC-1", "dpo", people(3), m)
	if err != nil || len(m.keys) != before || c.Version != 3 {
		t.Errorf("%d more, %+v, %v", len(m.keys)-before, c.Round, err)
	}
	if find(t, &c, incident.Tell, incident.Persons).Done.IsZero() {
		t.Error("not told")
	}
}

// The fold of a log that grows is the same at each step as the fold of what was stored, also through JSON, and never says more than was known.
func TestFoldProperty(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		store := new(incident.MemoryStore)
		now := &clock{at(t, "2026-03-02 12:00")}
		log := newLog(t, store, now)
		events := rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) incident.Event { return drawEvent(rt, small(t)) }), 1, 12).Draw(rt, "events")
		version := int64(0)
		for _, e := range append([]incident.Event{{Type: incident.Opened, Facts: small(t)}}, events...) {
			now.Time = now.Add(time.Minute)
			c, err := log.Add(rt.Context(), "i", e)
			if err != nil {
				continue // it could not come next
			}
			if version++; c.Version != version {
				rt.Fatalf("version %d, want %d", c.Version, version)
			}
			stored, err := store.Events(rt.Context(), "i")
			if err != nil {
				rt.Fatal(err)
			}
			text, err := json.Marshal(stored)
			if err != nil {
				rt.Fatal(err)
			}
			var read []incident.Event
			if err := json.Unmarshal(text, &read); err != nil {
				rt.Fatal(err)
			}
			again, err := incident.Fold("i", read)
			if err != nil || !reflect.DeepEqual(again, c) {
				rt.Fatalf("%+v\n%+v\n%v", again, c, err)
			}
			if !c.Closed.IsZero() {
				duties, err := c.Duties()
				if err != nil {
					rt.Fatal(err)
				}
				for _, d := range duties {
					if d.Done.IsZero() && !d.Waived && d.What != incident.ExpectAudit {
						rt.Fatalf("closed with %s", d.In(language.English))
					}
				}
			}
			if _, err := c.Text(language.Chinese, now.Time); err != nil {
				rt.Fatal(err)
			}
		}
	})
}

func drawEvent(rt *rapid.T, facts *incident.Facts) incident.Event {
	e := incident.Event{Type: incident.EventType(rapid.IntRange(0, 11).Draw(rt, "type")), By: "dpo", Ref: rapid.SampledFrom([]string{"", "r"}).Draw(rt, "ref")}
	switch e.Type {
	case incident.Opened, incident.Amended:
		facts.Persons = incident.AtMost(rapid.Int64Range(-1, 2_000_000).Draw(rt, "persons"))
		if rapid.Bool().Draw(rt, "handled") {
			facts.Handled = facts.Discovered.Add(time.Hour)
		}
		e.Facts = facts
	case incident.Met:
		e.What = incident.What(rapid.IntRange(0, 5).Draw(rt, "what"))
		e.Whom = incident.Whom(rapid.IntRange(0, 10).Draw(rt, "whom"))
	case incident.Notified:
		e.Round = &incident.Round{
			Number: rapid.Int64Range(0, 3).Draw(rt, "number"), Sent: rapid.Int64Range(0, 3).Draw(rt, "sent"), Failed: rapid.Int64Range(0, 1).Draw(rt, "failed"),
			Complete: rapid.Bool().Draw(rt, "complete"),
		}
	case incident.Waived:
		e.Waiver = &incident.Waiver{Avoided: incident.Yes, Measures: "m", By: "dpo", At: facts.Discovered}
	default:
	}
	return e
}

// The record says what is known, what was done and what is open, in both languages, and the page escapes what it is given.
func TestRecord(t *testing.T) {
	now := &clock{at(t, "2026-03-02 12:00")}
	log := newLog(t, new(incident.MemoryStore), now)
	facts := small(t)
	facts.Persons = incident.AtMost(1_000_000)
	add(t, log, incident.Event{Type: incident.Opened, Facts: facts, At: facts.Discovered, By: "ops-1"})
	add(t, log, incident.Event{Type: incident.Measured, Note: law.Text{ZH: "关闭接口", EN: "<closed> the interface"}, Ref: "change/9"})
	add(t, log, incident.Event{Type: incident.Met, What: incident.Report, Whom: incident.ProvincialOffice, At: at(t, "2026-03-02 03:31")})
	c := add(t, log, incident.Event{Type: incident.Notified, Round: &incident.Round{Number: 1, Sent: 999_000, Unreachable: 1000, Complete: true}})
	for tag, want := range map[language.Tag][]string{
		language.English: {
			"Kinds: leak", "Persons: 1000000, of sensitive information: 0", "Grade: relatively major",
			"report: the cyberspace office of the province, before 2026-03-02 03:30 (Cybersecurity Incident Reporting Measures, Art. 4(4)) — done late, 2026-03-02 03:31",
			"tell: the persons, at once (PIPL, Art. 57(1)) — open", "Round 1 (finished): 999000 told, 1000 unreachable, 0 failed",
			"2026-03-01 23:30 opened (entered 2026-03-02 12:00); 1000000 persons; by ops-1", "measure taken; <closed> the interface; change/9",
		},
		language.Chinese: {"类型：泄露", "涉及人数：1000000", "等级：较大", "逾期完成，2026-03-02 03:31", "告知：个人，立即", "第1轮（已完成）：已告知999000人", "立案（补录于2026-03-02 12:00）", "采取措施；关闭接口；change/9"},
	} {
		text, err := c.Text(tag, now.Time)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("%s: no %q in\n%s", tag, w, text)
			}
		}
		var page bytes.Buffer
		if err := c.WriteHTML(&page, tag, now.Time); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(page.String(), "<closed>") || strings.Count(page.String(), "<section>") != 4 {
			t.Errorf("%s", page.String())
		}
	}
	var none incident.Case
	if _, err := none.Text(language.English, now.Time); !errors.Is(err, incident.ErrEvent) {
		t.Errorf("the zero Case: %v", err)
	}
}

func FuzzEventJSON(f *testing.F) {
	for _, e := range incidentstoretest.Events() {
		text, err := json.Marshal(e)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte(`{"seq":1,"type":"opened","at":"2026-03-01T15:30:00Z","entered":"2026-03-01T15:30:00Z","facts":{"discovered":"2026-03-01T15:30:00Z","persons":"007"}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var e incident.Event
		if err := e.UnmarshalJSON(data); err != nil {
			if !errors.Is(err, incident.ErrEvent) {
				t.Fatalf("%v", err)
			}
			return
		}
		text, err := json.Marshal(e)
		if err != nil {
			return // an unknown number or name that was written out
		}
		var again incident.Event
		if err := again.UnmarshalJSON(text); err != nil || !reflect.DeepEqual(again, e) {
			t.Fatalf("%s: %v", text, err)
		}
	})
}

func BenchmarkFold(b *testing.B) {
	events := incidentstoretest.Events()
	for len(events) < 1000 {
		e := incident.Event{Seq: int64(len(events)) + 1, Type: incident.Noted, At: events[len(events)-1].At, Entered: events[len(events)-1].Entered, Ref: "r"}
		events = append(events, e)
	}
	b.ReportMetric(float64(len(events)), "events/op")
	for b.Loop() {
		if _, err := incident.Fold("i", events); err != nil {
			b.Fatal(err)
		}
	}
}
