package rights_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/text/language"

	"github.com/khtong/privacykit/law"
	"github.com/khtong/privacykit/rights"
	"github.com/khtong/privacykit/rights/requeststoretest"
)

func TestMemoryStore(t *testing.T) {
	requeststoretest.Run(t, func(*testing.T) rights.Store { return new(rights.MemoryStore) })
}

// clock is a clock that a test turns.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = t
}

func desk(tb testing.TB, terms *rights.Terms) (*rights.Desk, *clock) {
	tb.Helper()
	c := &clock{at: law.MustDate(2021, 10, 25).Start().Add(18 * time.Hour)}
	d, err := rights.NewDesk(new(rights.MemoryStore), terms, c.now)
	if err != nil {
		tb.Fatal(err)
	}
	return d, c
}

func must(tb testing.TB) func(rights.Request, error) rights.Request {
	return func(r rights.Request, err error) rights.Request {
		tb.Helper()
		if err != nil {
			tb.Fatal(err)
		}
		return r
	}
}

var filing = rights.Filing{Key: "form-1", Right: rights.Copy, Capacity: rights.Self, Channel: "app", Subject: "C00001"}

// The life of a request: the answer is due strictly before the sixteenth day.
func TestDesk(t *testing.T) {
	ctx := t.Context()
	d, clock := desk(t, nil)
	r := must(t)(d.Receive(ctx, filing))
	if want := law.MustDate(2021, 11, 10).Start(); !r.Due.Equal(want) || r.State != rights.Identifying {
		t.Fatalf("%s until %s", r.State, r.Due)
	}
	if r.Overdue(law.MustDate(2021, 11, 9).Start().Add(23*time.Hour)) || !r.Overdue(law.MustDate(2021, 11, 10).Start()) {
		t.Error("overdue at another instant")
	}
	again := must(t)(d.Receive(ctx, filing))
	if again.ID != r.ID || again.Version != 1 {
		t.Error("the same filing is another request")
	}
	other := filing
	other.Right = rights.Delete
	if _, err := d.Receive(ctx, other); !errors.Is(err, rights.ErrIdempotency) {
		t.Errorf("another filing of the key: %v", err)
	}

	grant := rights.Assess(asked(rights.Copy), rights.Facts{At: clock.now()}, d.Terms())
	if _, err := d.Decide(ctx, r.ID, grant, "dpo"); !errors.Is(err, rights.ErrEvent) {
		t.Errorf("granted before the identity was confirmed: %v", err)
	}
	r = must(t)(d.Identify(ctx, r.ID, rights.Check{Method: "sms_code"}))
	if r.Identity != rights.No || r.Tries != 1 {
		t.Errorf("after a failed check: %+v", r)
	}
	r = must(t)(d.Identify(ctx, r.ID, rights.Check{Subject: "C00001", Method: "session"}))
	if r.Identity != rights.Yes || r.State != rights.Open {
		t.Errorf("after a check: %+v", r)
	}
	if r := must(t)(d.Identify(ctx, r.ID, rights.Check{Subject: "C00001", Method: "session"})); r.Version != 3 {
		t.Error("a check that is entered twice is two")
	}
	if _, err := d.Identify(ctx, r.ID, rights.Check{Subject: "C00002"}); !errors.Is(err, rights.ErrEvent) {
		t.Errorf("another person after that: %v", err)
	}
	if _, err := d.Decide(ctx, r.ID, rights.Assessment{}, "dpo"); !errors.Is(err, rights.ErrUndecided) {
		t.Errorf("undecided: %v", err)
	}
	r = must(t)(d.Decide(ctx, r.ID, grant, "dpo"))
	if r.State != rights.Working || !r.Due.IsZero() {
		t.Errorf("after the decision: %+v", r)
	}
	if r := must(t)(d.Decide(ctx, r.ID, grant, "dpo")); r.Version != 4 {
		t.Error("a decision that is entered twice is two")
	}
	r = must(t)(d.Done(ctx, r.ID, rights.Task{Kind: rights.HandCopy}, "download/1"))
	if r.State != rights.Answered {
		t.Errorf("after the task: %s", r.State)
	}
	r = must(t)(d.Complain(ctx, r.ID, "mail/1"))
	if r.ComplaintDue.IsZero() || r.State != rights.Answered {
		t.Errorf("after the complaint: %+v", r)
	}
	r = must(t)(d.AnswerComplaint(ctx, r.ID, "mail/2", "dpo", true))
	if r.State != rights.Open || r.Due.IsZero() || len(r.Tasks) != 0 || r.Identity != rights.Yes {
		t.Errorf("open again: %+v", r)
	}
	r = must(t)(d.Cancel(ctx, r.ID, ""))
	if r.State != rights.Withdrawn || r.Overdue(now.AddDate(1, 0, 0)) {
		t.Errorf("taken back: %+v", r)
	}
	for name, err := range map[string]error{
		"not there": second(d.Get(ctx, "req_x")), "after the end": second(d.Complain(ctx, r.ID, "")),
		"no key": second(d.Receive(ctx, rights.Filing{Right: rights.Copy, Capacity: rights.Self})),
	} {
		if !errors.Is(err, rights.ErrNotFound) && !errors.Is(err, rights.ErrEvent) {
			t.Errorf("%s: %v", name, err)
		}
	}
	n := 0
	for got, err := range d.All(ctx) {
		if err != nil || got.ID != r.ID {
			t.Errorf("%v", err)
		}
		n++
	}
	if n != 1 {
		t.Errorf("%d requests", n)
	}
}

func second[A any](_ A, err error) error { return err }

func TestExtend(t *testing.T) {
	d, _ := desk(t, &rights.Terms{Extension: law.Period{Days: 15}})
	r := must(t)(d.Receive(t.Context(), filing))
	r = must(t)(d.Extend(t.Context(), r.ID, "mail/1", "dpo"))
	if want := law.MustDate(2021, 11, 25).Start(); !r.Due.Equal(want) || !r.Extended {
		t.Errorf("extended until %s", r.Due)
	}
	if again := must(t)(d.Extend(t.Context(), r.ID, "mail/1", "dpo")); !again.Due.Equal(r.Due) {
		t.Error("extended twice")
	}
	d, _ = desk(t, nil)
	r = must(t)(d.Receive(t.Context(), filing))
	if _, err := d.Extend(t.Context(), r.ID, "", ""); !errors.Is(err, rights.ErrTerms) {
		t.Errorf("an extension that nobody promised: %v", err)
	}
}

func TestTerms(t *testing.T) {
	for name, terms := range map[string]rights.Terms{
		"negative": {Answer: law.Period{Days: -1}}, "too long": {Answer: law.Period{Days: 31}}, "years": {Complaint: law.Period{Years: 1}},
		"mixed": {Dispose: law.Period{Days: 1, Hours: 1}}, "free": {FreeRequests: -1},
	} {
		if _, err := rights.NewDesk(new(rights.MemoryStore), &terms, time.Now); !errors.Is(err, rights.ErrTerms) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := rights.NewDesk(nil, nil, time.Now); !errors.Is(err, rights.ErrTerms) {
		t.Errorf("no store: %v", err)
	}
}

// worker does tasks in memory, and fails or panics where it is told to.
type worker struct {
	done map[rights.TaskKind]int
	fail map[rights.TaskKind]error
}

func (w *worker) Do(_ context.Context, _ rights.Request, t rights.Task) (string, error) {
	if err := w.fail[t.Kind]; err != nil {
		if err.Error() == "panic" {
			panic("C00001 is " + t.Target)
		}
		return "", err
	}
	w.done[t.Kind]++
	return "proof/" + t.Kind.String(), nil
}

// A worker that fails for one task does the others, and that one when it is asked again.
func TestWork(t *testing.T) {
	ctx := t.Context()
	d, clock := desk(t, nil)
	f := filing
	f.Right = rights.Delete
	r := must(t)(d.Receive(ctx, f))
	r = must(t)(d.Identify(ctx, r.ID, rights.Check{Subject: "C00001", Method: "session"}))
	facts := rights.Facts{At: clock.now(), Grounds: []rights.Ground{rights.PurposeOver}, Recipients: []string{"partner"}}
	records(rights.RecordClass{Class: "feedback", Plan: plan(t, law.MustDate(2020, 1, 1), threeYears)})(&facts)
	r = must(t)(d.Decide(ctx, r.ID, rights.Assess(r, facts, d.Terms()), "dpo"))
	w := &worker{done: make(map[rights.TaskKind]int), fail: map[rights.TaskKind]error{
		rights.EraseRecords: errors.New("database away"), rights.IsolateBackups: errors.New("panic"),
	}}
	r, err := d.Work(ctx, r.ID, w)
	if err == nil || r.State != rights.Working || strings.Contains(err.Error(), "C00001") {
		t.Fatalf("%s, %v", r.State, err)
	}
	if got := r.Unanswered(); len(got) != 1 || got[0] != "partner" {
		t.Errorf("unanswered %v", got)
	}
	w.fail = nil
	if r, err = d.Work(ctx, r.ID, w); err != nil || r.State != rights.Answered {
		t.Fatalf("%s, %v", r.State, err)
	}
	for kind, n := range w.done {
		if n != 1 {
			t.Errorf("%s was done %d times", kind, n)
		}
	}
	if r, err = d.Work(ctx, r.ID, w); err != nil || w.done[rights.TellRecipient] != 1 {
		t.Errorf("again: %v", err)
	}
	r = must(t)(d.Acknowledge(ctx, r.ID, "partner", rights.RecipientMustKeep, "mail/9"))
	if len(r.Unanswered()) != 0 || r.Recipients["partner"] != rights.RecipientMustKeep {
		t.Errorf("%+v", r.Recipients)
	}
	if _, err := d.Acknowledge(ctx, r.ID, "stranger", rights.RecipientDone, ""); !errors.Is(err, rights.ErrEvent) {
		t.Errorf("a recipient that was not told: %v", err)
	}
}

// Many desks decide at once: one decision counts, the others see it.
func TestDeskConcurrent(t *testing.T) {
	ctx := t.Context()
	store := new(rights.MemoryStore)
	open := func() *rights.Desk {
		d, err := rights.NewDesk(store, nil, func() time.Time { return now })
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	r := must(t)(open().Receive(ctx, filing))
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			d := open()
			if _, err := d.Identify(ctx, r.ID, rights.Check{Subject: "C00001", Method: "session"}); err != nil {
				t.Error(err)
			}
			if _, err := d.Decide(ctx, r.ID, rights.Assess(asked(rights.Copy), rights.Facts{At: now}, nil), "dpo"); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if got := must(t)(open().Get(ctx, r.ID)); got.Version != 3 {
		t.Errorf("%d events, want 3", got.Version)
	}
}

// Somebody whom nobody knows is told what a customer is told whose identity was not confirmed.
func TestReplyRevealsNothing(t *testing.T) {
	var replies [2][]string
	for i, subject := range []string{"C00001", ""} {
		d, _ := desk(t, nil)
		f := rights.Filing{Key: "same", Right: rights.Query, Capacity: rights.Self, Channel: "post", Subject: subject}
		r := must(t)(d.Receive(t.Context(), f))
		for range 3 {
			for _, tag := range []language.Tag{language.Chinese, language.English} {
				replies[i] = append(replies[i], r.Reply(tag))
			}
			if r.Tries == 0 {
				r = must(t)(d.Identify(t.Context(), r.ID, rights.Check{Method: "id_document"}))
				continue
			}
			a := rights.Assess(r, rights.Facts{At: now}, d.Terms())
			r = must(t)(d.Decide(t.Context(), r.ID, a, "dpo"))
		}
	}
	if fmt.Sprint(replies[0]) != fmt.Sprint(replies[1]) {
		t.Errorf("%q\n%q", replies[0], replies[1])
	}
}

func TestReply(t *testing.T) {
	ctx := t.Context()
	d, clock := desk(t, &rights.Terms{FreeRequests: 1})
	clock.set(now)
	f := filing
	f.Right = rights.CloseAccount
	r := must(t)(d.Receive(ctx, f))
	r = must(t)(d.Identify(ctx, r.ID, rights.Check{Subject: "C00001", Method: "session"}))
	facts := rights.Facts{At: now, Earlier: 2}
	records(rights.RecordClass{Class: "order", Plan: plan(t, law.MustDate(2026, 1, 1), threeYears)})(&facts)
	r = must(t)(d.Decide(ctx, r.ID, rights.Assess(r, facts, d.Terms()), "dpo"))
	zh, en := r.Reply(language.Chinese), r.Reply(language.English)
	for _, want := range []string{"部分同意", "《电子商务法》第三十一条", "2029-01-02", "人民法院", "费用"} {
		if !strings.Contains(zh, want) {
			t.Errorf("%s is not in\n%s", want, zh)
		}
	}
	for _, want := range []string{"in part", "E-commerce Law, Art. 31", "2029-01-02", "people's court", "fee"} {
		if !strings.Contains(en, want) {
			t.Errorf("%s is not in\n%s", want, en)
		}
	}
	for _, r := range []rights.Request{{}, {State: rights.Withdrawn}} {
		if strings.Contains(r.Reply(language.English), "\n") {
			t.Error("more than one line")
		}
	}
}

func FuzzEventJSON(f *testing.F) {
	f.Add([]byte(`{"seq":1,"type":"received","at":"2026-11-26T01:00:00Z","key":"k","right":"copy","capacity":"self","due":"2026-12-11T16:00:00Z"}`))
	f.Add([]byte(`{"seq":3,"type":"decided","at":"2026-11-26T01:00:00Z","outcome":"refused","reasons":[{"code":"identity","citation":"pipl/50/1"}],"tasks":[{"kind":"explain"}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var e rights.Event
		if err := e.UnmarshalJSON(data); err != nil {
			if !errors.Is(err, rights.ErrEvent) {
				t.Fatal(err)
			}
			return
		}
		text, err := e.MarshalJSON()
		if err != nil {
			return // an unknown value has no text
		}
		var back rights.Event
		if err := back.UnmarshalJSON(text); err != nil {
			t.Fatal(err)
		}
		if again, err := back.MarshalJSON(); err != nil || string(again) != string(text) {
			t.Fatalf("%s\n%s\n%v", text, again, err)
		}
	})
}

// No sequence of events, whatever it is, makes a granted request whose identity was not confirmed.
func FuzzFold(f *testing.F) {
	f.Add([]byte{1, 2, 5, 6, 9, 10})
	f.Add([]byte{1, 5})
	f.Fuzz(func(t *testing.T, types []byte) {
		var events []rights.Event
		for i, b := range types {
			events = append(events, rights.Event{
				Seq: int64(i + 1), Type: rights.EventType(b % 12), At: now, Right: rights.Copy, Subject: "s", Due: now.Add(time.Duration(i+1) * time.Hour),
				Outcome: rights.Outcome(b / 12 % 4), Reasons: []rights.Reason{{Code: rights.ReasonRight}}, Tasks: []rights.Task{{Kind: rights.HandCopy}},
				Task: rights.Task{Kind: rights.HandCopy}, Reopened: b > 127,
			})
		}
		r, err := rights.Fold("r", events)
		if err != nil {
			if !errors.Is(err, rights.ErrEvent) {
				t.Fatal(err)
			}
			return
		}
		if (r.Outcome == rights.Granted || r.Outcome == rights.PartlyGranted) && r.Identity != rights.Yes {
			t.Fatalf("granted to nobody knows whom: %+v", r)
		}
		r.Reply(language.Chinese)
	})
}
