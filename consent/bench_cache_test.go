package consent_test

import (
	"context"
	"flag"
	"fmt"
	"iter"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/identifiers"
)

// subjectCounts are the sizes of the benchmarks of the cache:
//
//	go test ./consent -run '^$' -bench Cache -subjects 10000,100000,1000000
var subjectCounts = flag.String("subjects", "1000,10000", "numbers of subjects in the benchmarks of the cache")

const consentsEach = 4

func eachCount(b *testing.B, run func(b *testing.B, subjects int)) {
	b.Helper()
	for text := range strings.SplitSeq(*subjectCounts, ",") {
		n, err := strconv.Atoi(text)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(text, func(b *testing.B) { run(b, n) })
	}
}

// population is a store that makes up its events: each subject consents to
// four things, in turns, half of which have an end of their own.
type population struct {
	consent.EventStore
	subjects int
	endless  bool
}

func (p population) Changes(_ context.Context, after int64) iter.Seq2[consent.Event, error] {
	wanted := [consentsEach]struct {
		purposes []consent.Purpose
		kinds    []identifiers.Kind
		to       []string
	}{
		{[]consent.Purpose{"improve"}, []identifiers.Kind{"survey_response"}, nil},
		{[]consent.Purpose{"improve", "advertise"}, []identifiers.Kind{"mobile_number"}, nil},
		{[]consent.Purpose{"advertise"}, []identifiers.Kind{"mobile_number", "home"}, []string{"partner"}},
		{[]consent.Purpose{"improve"}, []identifiers.Kind{"habits"}, nil},
	}
	return func(yield func(consent.Event, error) bool) {
		for i := after; i < int64(p.subjects)*consentsEach; i++ {
			w := wanted[i/int64(p.subjects)]
			e := given(purposes(w.purposes...), kinds(w.kinds...), recipients(w.to...), form(consent.Separate))
			e.Seq, e.Subject = i+1, subjectName(int(i)%p.subjects)
			e.ID = fmt.Sprintf("evt_%032x", i) // as a Ledger derives them
			e.OccurredAt = day(3, 1).Add(time.Duration(i) * time.Millisecond)
			if !p.endless && i%2 == 0 {
				e.ValidUntil = e.OccurredAt.AddDate(1, 0, 0)
			}
			if !yield(e, nil) {
				return
			}
		}
	}
}

func subjectName(i int) string { return fmt.Sprintf("customer-%07d", i) }

func loaded(b *testing.B, store population) *consent.Cache {
	b.Helper()
	now := day(6, 1)
	cache, err := consent.NewCache(consent.NewLedger(store, func() time.Time { return now }), nil)
	if err != nil {
		b.Fatal(err)
	}
	if err := cache.Poll(b.Context()); err != nil {
		b.Fatal(err)
	}
	return cache
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// BenchmarkCacheLoad measures what a cache takes and how fast it is filled. The
// making of the events is measured apart, as "making".
func BenchmarkCacheLoad(b *testing.B) {
	eachCount(b, func(b *testing.B, subjects int) {
		for name, endless := range map[string]bool{"endless": true, "half-with-end": false} {
			b.Run(name, func(b *testing.B) {
				store := population{consent.NewMemoryStore(), subjects, endless}
				consents := float64(subjects * consentsEach)
				before := heap()
				var cache *consent.Cache
				for b.Loop() {
					cache = loaded(b, store)
				}
				b.StopTimer()
				b.ReportMetric(consents*float64(b.N)/b.Elapsed().Seconds(), "consents/s")
				b.ReportMetric(float64(heap()-before)/consents, "B/consent")
				runtime.KeepAlive(cache)
			})
		}
		b.Run("making", func(b *testing.B) {
			store := population{consent.NewMemoryStore(), subjects, true}
			for b.Loop() {
				for _, err := range store.Changes(b.Context(), 0) {
					if err != nil {
						b.Fatal(err)
					}
				}
			}
			b.ReportMetric(float64(subjects*consentsEach)*float64(b.N)/b.Elapsed().Seconds(), "consents/s")
		})
	})
}

// BenchmarkCacheDecide decides about one subject after the other, far apart in
// memory.
func BenchmarkCacheDecide(b *testing.B) {
	reg := register(b)
	eachCount(b, func(b *testing.B, subjects int) {
		cache := loaded(b, population{consent.NewMemoryStore(), subjects, true})
		names := make([]string, 1<<14)
		for i := range names {
			names[i] = subjectName(i * 7919 % subjects)
		}
		q := ask(func(q *question) { q.Events, q.At = nil, day(6, 1) })
		b.ReportAllocs()
		i := 0
		for b.Loop() {
			q.Request.Subject = names[i%len(names)]
			i++
			state, err := cache.State(b.Context(), q.Request.Subject, consent.Bounded(time.Second))
			q.State = state
			if err != nil || !reg.Decide(q.Request, q.Facts).Allowed() {
				b.Fatal("not allowed")
			}
		}
	})
}

// BenchmarkCacheState is the look-up alone, by as many goroutines as there are
// cores.
func BenchmarkCacheState(b *testing.B) {
	eachCount(b, func(b *testing.B, subjects int) {
		cache := loaded(b, population{consent.NewMemoryStore(), subjects, true})
		names := make([]string, 1<<14)
		for i := range names {
			names[i] = subjectName(i * 7919 % subjects)
		}
		b.ReportAllocs()
		b.ResetTimer()
		b.RunParallel(func(pb *testing.PB) {
			for i := 0; pb.Next(); i++ {
				state, err := cache.State(b.Context(), names[i%len(names)], consent.Bounded(time.Second))
				if err != nil || state.Version() == 0 {
					b.Error("no state")
					return
				}
			}
		})
	})
}
