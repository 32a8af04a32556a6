package retention_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/khtong/privacykit/law"
	"github.com/khtong/privacykit/retention"
	"github.com/khtong/privacykit/retention/leasestoretest"
)

func TestMemoryLeases(t *testing.T) {
	leasestoretest.Run(t, func(*testing.T) retention.LeaseStore { return new(retention.MemoryLeases) })
}

// host keeps orders in memory, and deletes and proves under one lock as a database would in one transaction.
type host struct {
	mu     sync.Mutex
	leases *retention.MemoryLeases
	orders map[string]retention.Record
	held   map[string]bool // since they were read
	fails  func(key string) error
	proofs []retention.Proof
	gone   map[string]int
	shards int
}

func newHost(n int) *host {
	h := &host{leases: new(retention.MemoryLeases), orders: make(map[string]retention.Record), held: make(map[string]bool), gone: make(map[string]int), shards: 3}
	for i := range n {
		completed := law.MustDate(2018+i%7, 3, 1).Start()
		h.orders[fmt.Sprintf("o%04d", i)] = retention.Record{Class: "order", Events: map[retention.Event]time.Time{
			retention.TransactionCompleted: completed, retention.PurposeAchieved: completed.AddDate(0, 1, 0),
		}}
	}
	return h
}

func (h *host) Page(ctx context.Context, shard int, after string, limit int) ([]retention.Item, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	var out []retention.Item
	for _, key := range slices.Sorted(maps.Keys(h.orders)) {
		if int(key[len(key)-1])%h.shards == shard && key > after && len(out) < limit {
			out = append(out, retention.Item{Key: key, Record: h.orders[key]})
		}
	}
	return out, ctx.Err()
}

func (h *host) Dispose(ctx context.Context, lease retention.Lease, due []retention.Disposal) ([]string, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	now, err := h.leases.Lease(ctx, lease.Name)
	if err != nil {
		return nil, err
	}
	if now.Fence != lease.Fence {
		return nil, retention.ErrFenced
	}
	var left []string
	var done []retention.Disposal
	for _, d := range due {
		if h.fails != nil {
			if err := h.fails(d.Key); err != nil {
				return nil, err
			}
		}
		if _, ok := h.orders[d.Key]; !ok || h.held[d.Key] {
			left = append(left, d.Key)
			continue
		}
		done = append(done, d)
	}
	for _, d := range done {
		delete(h.orders, d.Key)
		h.gone[d.Key]++
	}
	if len(done) > 0 {
		h.proofs = append(h.proofs, retention.NewProof(lease, done))
	}
	return left, nil
}

func (h *host) Since(context.Context, string, time.Time) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for key := range h.gone {
			if !yield(key, nil) {
				return
			}
		}
	}
}

func orderSchedule(tb testing.TB) *retention.Schedule {
	tb.Helper()
	s, err := retention.NewSchedule(retention.Class{
		ID: "order", Floors: []retention.Bound{{Rule: "ecommerce_platform_transaction"}},
		Ceilings: []retention.Bound{{Basis: retention.ByPolicy, Event: retention.PurposeAchieved, Limit: retention.Within, Period: law.Period{Days: 15}}},
	})
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

var sweepDay = law.MustDate(2025, 3, 2).Start() // orders of 2022-03-01 have become due

func options(h *host, owner string) retention.SweepOptions {
	return retention.SweepOptions{
		Name: "orders", Now: sweepDay, Owner: owner, Leases: h.leases, Shards: h.shards, Batch: 7, Expiry: 40 * time.Millisecond,
	}
}

// due are the keys that a sweep on sweepDay must dispose of.
func (h *host) due() []string {
	var out []string
	for key, r := range h.orders {
		if r.Events[retention.TransactionCompleted].Before(law.MustDate(2022, 3, 2).Start()) {
			out = append(out, key)
		}
	}
	return out
}

func TestSweep(t *testing.T) {
	h := newHost(100)
	due, all := h.due(), len(h.orders)
	var progress []retention.SweepReport
	opts := options(h, "w")
	opts.Progress = func(r retention.SweepReport) { progress = append(progress, r) }

	opts.DryRun = true
	dry, err := retention.Sweep(t.Context(), orderSchedule(t), h, nil, opts)
	if err != nil || dry.Disposed != len(due) || dry.Seen != all || len(h.orders) != all {
		t.Fatalf("dry run: %+v, %v", dry, err)
	}
	opts.DryRun = false
	report, err := retention.Sweep(t.Context(), orderSchedule(t), h, h, opts)
	if err != nil || report.Disposed != len(due) || report.Failed+report.Left+report.Unplanned != 0 {
		t.Fatalf("%+v, %v", report, err)
	}
	if report.States[retention.Due] != len(due) || report.States[retention.Restricted] != all-len(due) {
		t.Errorf("states: %v", report.States)
	}
	if len(h.due()) != 0 || len(h.orders) != all-len(due) {
		t.Errorf("%d records are left, %d of them due", len(h.orders), len(h.due()))
	}
	proved := 0
	for _, p := range h.proofs {
		proved += p.Records
		if p.Classes[0] != "order" || p.Bounds[0] != "policy:purpose_achieved" || !p.At.Equal(sweepDay) {
			t.Errorf("proof %+v", p)
		}
	}
	if proved != len(due) || len(progress) < 10 {
		t.Errorf("%d proved, %d batches", proved, len(progress))
	}
	// The pass is over: to ask for it again does nothing.
	if again, err := retention.Sweep(t.Context(), orderSchedule(t), h, h, options(h, "w2")); err != nil || again.Seen != 0 {
		t.Errorf("again: %+v, %v", again, err)
	}
	// The next pass begins anew.
	opts.Now = law.MustDate(2026, 3, 2).Start()
	if next, err := retention.Sweep(t.Context(), orderSchedule(t), h, h, opts); err != nil || next.Disposed == 0 {
		t.Errorf("next: %+v, %v", next, err)
	}
}

// One record that fails, by an error or a panic, stays and is counted, and the others go.
func TestSweepFailures(t *testing.T) {
	for name, fail := range map[string]func(string) error{
		"error": func(string) error { return errors.New("disk full") },
		"panic": func(key string) error { panic("no " + key) },
	} {
		t.Run(name, func(t *testing.T) {
			h := newHost(60)
			due := h.due()
			bad := slices.Min(due)
			h.fails = func(key string) error {
				if key == bad {
					h.mu.Unlock() // a disposer that panics lets go of what it holds
					defer h.mu.Lock()
					return fail(key)
				}
				return nil
			}
			report, err := retention.Sweep(t.Context(), orderSchedule(t), h, h, options(h, "w"))
			if err != nil || report.Failed != 1 || report.Disposed != len(due)-1 || report.Cause == nil {
				t.Fatalf("%+v, %v", report, err)
			}
			if strings.Contains(report.Cause.Error(), bad) {
				t.Error("the cause shows the key")
			}
			if left := h.due(); len(left) != 1 || left[0] != bad {
				t.Errorf("left: %d", len(left))
			}
			h.fails = nil
			opts := options(h, "w")
			opts.Pass = "tomorrow"
			if report, err := retention.Sweep(t.Context(), orderSchedule(t), h, h, opts); err != nil || report.Disposed != 1 {
				t.Errorf("next pass: %+v, %v", report, err)
			}
		})
	}
}

// A hold, as the source knows it or as it was placed after the reading, and a record without a plan, are kept.
func TestSweepKeeps(t *testing.T) {
	h := newHost(60)
	due := h.due()
	slices.Sort(due)
	r := h.orders[due[0]]
	r.Holds = []retention.Hold{{Owner: "legal", Reason: "lawsuit", From: sweepDay.AddDate(0, -1, 0)}}
	h.orders[due[0]] = r
	h.held[due[1]] = true
	h.orders[due[2]] = retention.Record{Class: "nobody knows"}
	report, err := retention.Sweep(t.Context(), orderSchedule(t), h, h, options(h, "w"))
	if err != nil || report.Left != 1 || report.Unplanned != 1 || report.States[retention.Held] != 1 || report.Disposed != len(due)-3 {
		t.Fatalf("%+v, %v", report, err)
	}
	for _, key := range due[:3] {
		if _, ok := h.orders[key]; !ok {
			t.Errorf("a record that was to be kept is gone")
		}
	}
}

// Many workers share a pass; some die in the middle of a batch, before or after it was done. Every due record goes, once.
func TestSweepManyWorkers(t *testing.T) {
	h := newHost(400)
	due := h.due()
	deadly := errors.New("killed")
	var wait sync.WaitGroup
	for w := range 6 {
		wait.Go(func() {
			opts := options(h, fmt.Sprint(w))
			ctx, cancel := context.WithCancelCause(t.Context())
			defer cancel(nil)
			if w < 3 { // dies after some batches, holding its lease
				n := 0
				opts.Progress = func(retention.SweepReport) {
					if n++; n > 2+w {
						cancel(deadly)
					}
				}
			}
			if _, err := retention.Sweep(ctx, orderSchedule(t), h, h, opts); err != nil && w >= 3 {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if left := h.due(); len(left) != 0 {
		t.Errorf("%d due records are left", len(left))
	}
	for key, n := range h.gone {
		if n != 1 {
			t.Errorf("%s went %d times", key, n)
		}
	}
	proved := 0
	for _, p := range h.proofs {
		proved += p.Records
	}
	if proved != len(due) {
		t.Errorf("%d proved, want %d", proved, len(due))
	}
}

// A worker that stalls in a batch until its lease was taken over disposes of nothing when it comes back.
func TestSweepFenced(t *testing.T) {
	h := newHost(30)
	h.shards = 1
	due := h.due()
	slow := &stalls{host: h, until: make(chan struct{}), stalled: make(chan struct{})}
	result := make(chan error, 1)
	go func() {
		_, err := retention.Sweep(t.Context(), orderSchedule(t), h, slow, options(h, "slow"))
		result <- err
	}()
	<-slow.stalled
	report, err := retention.Sweep(t.Context(), orderSchedule(t), h, h, options(h, "quick"))
	if err != nil || report.Disposed != len(due) {
		t.Fatalf("%+v, %v", report, err)
	}
	proofs := len(h.proofs)
	close(slow.until)
	if err := <-result; err != nil {
		t.Errorf("the slow worker: %v", err)
	}
	if len(h.proofs) != proofs {
		t.Error("the slow worker proved something")
	}
}

type stalls struct {
	*host
	once           sync.Once
	stalled, until chan struct{}
}

func (s *stalls) Dispose(ctx context.Context, lease retention.Lease, due []retention.Disposal) ([]string, error) {
	s.once.Do(func() { close(s.stalled) })
	<-s.until
	return s.host.Dispose(ctx, lease, due)
}

func TestSweepOptions(t *testing.T) {
	h := newHost(1)
	for field, change := range map[string]func(*retention.SweepOptions){
		"Name":   func(o *retention.SweepOptions) { o.Name = "" },
		"Now":    func(o *retention.SweepOptions) { o.Now = time.Time{} },
		"Owner":  func(o *retention.SweepOptions) { o.Owner = "" },
		"Leases": func(o *retention.SweepOptions) { o.Leases = nil },
		"Shards": func(o *retention.SweepOptions) { o.Shards = -1 },
		"Batch":  func(o *retention.SweepOptions) { o.Batch = -1 },
		"Rate":   func(o *retention.SweepOptions) { o.Rate = -1 },
		"Expiry": func(o *retention.SweepOptions) { o.Expiry = -1 },
	} {
		opts := options(h, "w")
		change(&opts)
		if _, err := retention.Sweep(t.Context(), orderSchedule(t), h, h, opts); !errors.Is(err, retention.ErrSweep) || !strings.Contains(err.Error(), field) {
			t.Errorf("%s: %v", field, err)
		}
	}
	if _, err := retention.Sweep(t.Context(), orderSchedule(t), backwards{}, h, options(h, "w")); !errors.Is(err, retention.ErrSweep) {
		t.Errorf("keys that do not ascend: %v", err)
	}
	if _, err := retention.Sweep(t.Context(), nil, h, h, options(h, "w")); err != nil || len(h.orders) != 1 {
		t.Errorf("without a schedule: %v", err)
	}
}

type backwards struct{}

func (backwards) Page(context.Context, int, string, int) ([]retention.Item, error) {
	return []retention.Item{{Key: "b"}, {Key: "a"}}, nil
}

// A backup that is restored holds what was deleted since; the replay disposes of it again.
func TestReplay(t *testing.T) {
	h := newHost(50)
	before := maps.Clone(h.orders)
	if _, err := retention.Sweep(t.Context(), orderSchedule(t), h, h, options(h, "w")); err != nil {
		t.Fatal(err)
	}
	after, done := maps.Clone(h.orders), len(h.gone)
	h.orders = before // restored
	report, err := retention.Replay(t.Context(), h, sweepDay.AddDate(0, 0, -1), h, options(h, "w"))
	if err != nil || report.Disposed != done || report.Failed != 0 {
		t.Fatalf("%+v, %v", report, err)
	}
	if !slices.Equal(slices.Sorted(maps.Keys(h.orders)), slices.Sorted(maps.Keys(after))) {
		t.Error("the replay left other records than the sweep")
	}
	report, err = retention.Replay(t.Context(), h, sweepDay.AddDate(0, 0, -1), h, options(h, "w"))
	if err != nil || report.Left != done || report.Disposed != 0 {
		t.Errorf("again: %+v, %v", report, err)
	}
	if _, err := retention.Replay(t.Context(), h, time.Time{}, h, options(h, "w")); !errors.Is(err, retention.ErrBackup) {
		t.Errorf("zero time: %v", err)
	}
}

func TestHolding(t *testing.T) {
	day := func(n int) time.Time { return sweepDay.AddDate(0, 0, n) }
	backups := []retention.Backup{
		{ID: "a", Taken: day(-20), Expires: day(10)},
		{ID: "b", Taken: day(-10), Expires: day(20)},
		{ID: "c", Taken: day(1), Expires: day(31)},
		{ID: "d", Taken: day(-15), Expires: day(15), Erased: day(2)},
	}
	holding, gone, err := retention.Holding(backups, day(0), day(1))
	if err != nil || len(holding) != 3 || !gone.Equal(day(20)) {
		t.Errorf("%d hold it until %v, %v", len(holding), gone, err)
	}
	if holding, _, err := retention.Holding(backups, day(0), day(3)); err != nil || len(holding) != 2 {
		t.Errorf("after an erasure %d hold it, %v", len(holding), err)
	}
	if holding, gone, err := retention.Holding(nil, day(0), day(3)); err != nil || holding != nil || !gone.IsZero() {
		t.Errorf("no backups: %v, %v", holding, err)
	}
	for name, err := range map[string]error{
		"zero":   third(retention.Holding(backups, time.Time{}, day(1))),
		"future": third(retention.Holding(backups, day(2), day(1))),
		"no id":  third(retention.Holding([]retention.Backup{{Taken: day(0), Expires: day(1)}}, day(0), day(1))),
		"end":    third(retention.Holding([]retention.Backup{{ID: "x", Taken: day(0), Expires: day(-1)}}, day(0), day(1))),
	} {
		if !errors.Is(err, retention.ErrBackup) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func third[A, B any](_ A, _ B, err error) error { return err }

// The policy promises 30 days, as E-commerce Law 16 asks; neither the day of the notice nor that of the end counts.
func TestTermination(t *testing.T) {
	told := law.MustDate(2026, 3, 1).Start().Add(23 * time.Hour)
	for ends, want := range map[string]bool{"2026-03-30": false, "2026-03-31": false, "2026-04-01": true, "2026-12-31": true, "2026-02-01": false} {
		d, err := law.ParseDate(ends)
		if err != nil {
			t.Fatal(err)
		}
		err = retention.Termination{Told: told, Ends: d.Start()}.Check()
		if (err == nil) != want || err != nil && !errors.Is(err, retention.ErrTermination) {
			t.Errorf("%s: %v", ends, err)
		}
	}
	for name, bad := range map[string]retention.Termination{
		"not told": {Ends: sweepDay}, "no end": {Told: told}, "negative": {Told: told, Ends: told.AddDate(1, 0, 0), After: -1},
	} {
		if !errors.Is(bad.Check(), retention.ErrTermination) {
			t.Errorf("%s: %v", name, bad.Check())
		}
	}
	h := newHost(14)
	all := func(yield func(retention.Item, error) bool) {
		for _, key := range slices.SortedFunc(maps.Keys(h.orders), cmp.Compare) {
			if !yield(retention.Item{Key: key, Record: h.orders[key]}, nil) {
				return
			}
		}
	}
	end := retention.Termination{Told: told, Ends: law.MustDate(2026, 4, 1).Start()}
	states := make(map[retention.State]int)
	for d, err := range end.Plan(orderSchedule(t), all) {
		if err != nil {
			t.Fatal(err)
		}
		states[d.Plan.State]++
		if !h.orders[d.Key].Events[retention.ServiceEnded].IsZero() {
			t.Error("the record of the caller was changed")
		}
	}
	if states[retention.Due] != 12 || states[retention.Restricted] != 2 { // of 2024
		t.Errorf("states %v", states)
	}
	for _, err := range (retention.Termination{}).Plan(orderSchedule(t), all) {
		if !errors.Is(err, retention.ErrTermination) {
			t.Errorf("without a notice: %v", err)
		}
	}
}
