package bench_test

import (
	"context"
	"flag"
	"fmt"
	"iter"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/law"
)

// The question of these benchmarks: may this person's information of this kind be used for this purpose now? Each person consented
// to four of six things; every fifth withdrew one of them later, and some consents have run out.

const consentsEach = 4

// A cell is a purpose with a kind of information.
type cell struct {
	purpose consent.Purpose
	kind    identifiers.Kind
}

// cells are what the register declares, and what is asked about.
var cells = [...]cell{
	{"improve", "survey_response"},
	{"improve", "software_usage_record"},
	{"improve", "customer_service_content"},
	{"advertise", "survey_response"},
	{"advertise", "software_usage_record"},
	{"advertise", "customer_service_content"},
}

var (
	consentedAt = law.MustDate(2026, 3, 1).Start()
	askedAt     = law.MustDate(2026, 6, 1).Start()
)

// given says whether person i consented to cell c once, and until when; lapsed whether that is over by askedAt.
func given(i, c int) (until time.Time, ok bool) {
	if (i+c)%3 == 0 { // two of six are not given
		return time.Time{}, false
	}
	until = consentedAt.AddDate(2, 0, 0)
	if (i+c)%11 == 0 {
		until = consentedAt.AddDate(0, 1, 0)
	}
	return until, true
}

// withdrawn says whether person i withdrew cell c.
func withdrawn(i, c int) bool {
	_, ok := given(i, c)
	return ok && i%5 == 0 && (i/5)%len(cells) == c
}

// holds is the answer.
func holds(i, c int) bool {
	until, ok := given(i, c)
	return ok && !withdrawn(i, c) && until.After(askedAt)
}

func personName(i int) string { return fmt.Sprintf("customer-%07d", i) }

// A decider answers for person i and cell c.
type decider struct {
	name   string
	decide func(i, c int) (bool, error)
}

// people are a number of persons with their consents in a cache of package consent.
type people struct {
	consent.EventStore
	number int
}

// Changes makes the events of all persons up as a store would yield them.
func (p people) Changes(_ context.Context, after int64) iter.Seq2[consent.Event, error] {
	return func(yield func(consent.Event, error) bool) {
		seq := int64(0)
		emit := func(e consent.Event) bool {
			seq++
			e.Seq, e.ID = seq, fmt.Sprintf("evt_%032x", seq)
			return seq <= after || yield(e, nil)
		}
		for i := range p.number {
			for c := range cells {
				until, ok := given(i, c)
				if !ok {
					continue
				}
				e := consent.Event{
					Key: "k", Type: consent.Given, Subject: personName(i), NoticeVersion: "v1",
					Purposes: []consent.Purpose{cells[c].purpose}, Kinds: []identifiers.Kind{cells[c].kind},
					Form: consent.Separate, Affirmative: true, Actor: consent.Self, OccurredAt: consentedAt, ValidUntil: until,
				}
				if !emit(e) {
					return
				}
				if withdrawn(i, c) {
					e.Type, e.OccurredAt, e.ValidUntil = consent.Withdrawn, consentedAt.AddDate(0, 0, 1), time.Time{}
					if !emit(e) {
						return
					}
				}
			}
		}
	}
}

func (p people) cache(tb testing.TB) *consent.Cache {
	tb.Helper()
	cache, err := consent.NewCache(consent.NewLedger(p, func() time.Time { return askedAt }), nil)
	if err == nil {
		err = cache.Poll(tb.Context())
	}
	if err != nil {
		tb.Fatal(err)
	}
	return cache
}

func consentRegister(tb testing.TB) *consent.Register {
	tb.Helper()
	label := func(s string) law.Text { return law.Text{ZH: s, EN: s} }
	reg, err := consent.NewRegister(consent.Document{
		Schema: consent.Schema, Version: "v1", Effective: law.MustDate(2026, 1, 1),
		Handler: consent.Handler{Name: label("Example Ltd."), Email: "privacy@example.com"},
		Roles:   []consent.RoleInfo{{ID: "consumer", Label: label("consumer")}},
		Purposes: []consent.PurposeInfo{
			{ID: "improve", Label: label("improve"), Function: "service", Necessity: consent.Optional},
			{ID: "advertise", Label: label("advertise"), Function: "marketing", Necessity: consent.Optional},
			{ID: "serve", Label: label("serve"), Function: "service", Necessity: consent.Necessary},
		},
		Scenarios: []consent.ScenarioInfo{{ID: "app", Label: label("app")}},
		Activities: []consent.Activity{{
			ID: "feedback", Label: label("feedback"), Roles: []consent.Role{"consumer"},
			Kinds:    []identifiers.Kind{"survey_response", "software_usage_record", "customer_service_content"},
			Purposes: []consent.Purpose{"improve", "advertise"}, Scenarios: []string{"app"},
			Bases: []consent.BasisRef{{Basis: consent.Consent}},
		}, {
			ID: "service", Label: label("service"), Roles: []consent.Role{"consumer"},
			Kinds: []identifiers.Kind{"mobile_number"}, Purposes: []consent.Purpose{"serve"}, Scenarios: []string{"app"},
			Bases: []consent.BasisRef{{Basis: consent.Contract}},
		}},
	})
	if err != nil {
		tb.Fatal(err)
	}
	return reg
}

// byUs is package consent: the state from the cache, then the decision with its reasons, evidence and obligations; again with the
// caller's own Decision, which is written over.
func byUs(tb testing.TB, number int) []decider {
	tb.Helper()
	reg, cache := consentRegister(tb), people{nil, number}.cache(tb)
	names := names(number)
	kinds := make([][]identifiers.Kind, len(cells))
	for c := range cells {
		kinds[c] = []identifiers.Kind{cells[c].kind}
	}
	question := func(ctx context.Context, i, c int) (consent.Request, consent.Facts, error) {
		state, err := cache.State(ctx, names[i], consent.Bounded(time.Minute))
		return consent.Request{
			Subject: names[i], Operation: consent.Use, Purpose: cells[c].purpose, Kinds: kinds[c], Role: "consumer", At: askedAt,
		}, consent.Facts{State: state, Subject: consent.Adult, Record: consent.RecordNormal}, err
	}
	ctx := tb.Context()
	return []decider{
		{"privacykit", func(i, c int) (bool, error) {
			req, facts, err := question(ctx, i, c)
			d := reg.Decide(req, facts)
			return d.Allowed(), err
		}},
		{"privacykit-into", func() func(i, c int) (bool, error) {
			var d consent.Decision
			return func(i, c int) (bool, error) {
				req, facts, err := question(ctx, i, c)
				reg.DecideInto(&d, req, facts)
				return d.Allowed(), err
			}
		}()},
	}
}

func names(number int) []string {
	out := make([]string, number)
	for i := range out {
		out[i] = personName(i)
	}
	return out
}

// byMap is the floor: one look-up in a map, for an answer without a reason.
func byMap(number int) decider {
	type key struct {
		person string
		cell
	}
	until := make(map[key]time.Time)
	names := names(number)
	for i, name := range names {
		for c := range cells {
			if at, ok := given(i, c); ok && !withdrawn(i, c) {
				until[key{name, cells[c]}] = at
			}
		}
	}
	return decider{"map", func(i, c int) (bool, error) {
		at, ok := until[key{names[i], cells[c]}]
		return ok && at.After(askedAt), nil
	}}
}

const population = 10_000

func deciders(tb testing.TB) []decider {
	tb.Helper()
	return append(byUs(tb, population), byMap(population), byCedar(tb, population), byCasbin(tb, population), byOPA(tb, population))
}

// TestConsentDeciders: all give the same answers, which are those that the population was made for.
func TestConsentDeciders(t *testing.T) {
	for _, d := range deciders(t) {
		allowed := 0
		for i := 0; i < population; i += 7 {
			for c := range cells {
				got, err := d.decide(i, c)
				if err != nil {
					t.Fatalf("%s: %v", d.name, err)
				}
				if got != holds(i, c) {
					t.Fatalf("%s: person %d, cell %d: %t, want %t", d.name, i, c, got, !got)
				}
				if got {
					allowed++
				}
			}
		}
		if allowed == 0 {
			t.Errorf("%s: nothing is allowed", d.name)
		}
	}
}

// asked are the questions with the wanted answer, one person far from the next.
func asked(wanted bool) [][2]int {
	var out [][2]int
	for n := range 1 << 13 {
		i := n * 7919 % population
		for c := range cells {
			if holds(i, c) == wanted {
				out = append(out, [2]int{i, c})
				break
			}
		}
	}
	return out
}

func BenchmarkConsent(b *testing.B) {
	all := deciders(b)
	for _, wanted := range []bool{true, false} {
		questions := asked(wanted)
		answer := map[bool]string{true: "allow", false: "deny"}[wanted]
		for _, d := range all {
			b.Run("answer="+answer+"/by="+d.name, func(b *testing.B) {
				b.ReportAllocs()
				n := 0
				for b.Loop() {
					q := questions[n%len(questions)]
					n++
					if got, err := d.decide(q[0], q[1]); err != nil || got != wanted {
						b.Fatal("wrong answer")
					}
				}
			})
		}
	}
}

// BenchmarkConsentCores asks from one goroutine and from as many as there are cores. OPA's prepared query and the enforcer of Casbin
// may be shared as they are here.
func BenchmarkConsentCores(b *testing.B) {
	questions := asked(true)
	for _, d := range deciders(b) {
		if d.name == "privacykit-into" {
			continue // its Decision belongs to one goroutine
		}
		for _, cores := range []int{1, runtime.NumCPU()} {
			b.Run(fmt.Sprintf("cores=%d/by=%s", cores, d.name), func(b *testing.B) {
				defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
				b.RunParallel(func(pb *testing.PB) {
					for n := 0; pb.Next(); n++ {
						q := questions[n%len(questions)]
						if got, err := d.decide(q[0], q[1]); err != nil || !got {
							b.Error("wrong answer")
							return
						}
					}
				})
			})
		}
	}
}

// BenchmarkConsentSize asks about more and more persons. A run of once leaves out the larger numbers.
func BenchmarkConsentSize(b *testing.B) {
	once := flag.Lookup("test.benchtime").Value.String() == "1x"
	for _, number := range []int{10_000, 100_000, 1_000_000} {
		if once && number > 10_000 {
			continue
		}
		// One look-up, as byMap has it.
		b.Run("persons="+strconv.Itoa(number)+"/by=map", func(b *testing.B) {
			d, questions := byMap(number), allowedOf(number)
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				q := questions[n%len(questions)]
				n++
				if got, err := d.decide(q[0], q[1]); err != nil || !got {
					b.Fatal("wrong answer")
				}
			}
		})
		b.Run("persons="+strconv.Itoa(number)+"/by=privacykit", func(b *testing.B) {
			before := heap()
			began := time.Now()
			cache := people{nil, number}.cache(b)
			took := time.Since(began)
			consents := float64(number * consentsEach)
			bytes := float64(heap()-before) / consents
			reg, names, questions := consentRegister(b), names(number), allowedOf(number)
			req := consent.Request{Operation: consent.Use, Kinds: make([]identifiers.Kind, 1), Role: "consumer", At: askedAt}
			facts := consent.Facts{Subject: consent.Adult, Record: consent.RecordNormal}
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				q := questions[n%len(questions)]
				n++
				req.Subject, req.Purpose, req.Kinds[0] = names[q[0]], cells[q[1]].purpose, cells[q[1]].kind
				var err error
				facts.State, err = cache.State(b.Context(), req.Subject, consent.Bounded(time.Minute))
				if d := reg.Decide(req, facts); err != nil || !d.Allowed() {
					b.Fatal("wrong answer")
				}
			}
			b.ReportMetric(bytes, "B/consent")
			b.ReportMetric(consents/took.Seconds(), "consents/s")
		})
	}
}

// allowedOf are questions about persons far apart whose answer is yes.
func allowedOf(number int) [][2]int {
	out := make([][2]int, 0, 1<<14)
	for n := range cap(out) {
		i := n * 611_953 % number
		for c := range cells {
			if holds(i, c) {
				out = append(out, [2]int{i, c})
				break
			}
		}
	}
	return out
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
