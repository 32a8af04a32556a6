package audit_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/khtong/privacykit/audit"
)

// slowStore takes a second to append, and counts what it is given at once.
type slowStore struct {
	*audit.MemoryStore
	mu     sync.Mutex
	writes []int
	panics bool
}

func (s *slowStore) Append(ctx context.Context, size int64, records []audit.Record) error {
	select {
	case <-time.After(time.Second):
	case <-ctx.Done():
		return ctx.Err()
	}
	if s.panics {
		panic("0399199")
	}
	s.mu.Lock()
	s.writes = append(s.writes, len(records))
	s.mu.Unlock()
	return s.MemoryStore.Append(ctx, size, records)
}

// What comes while one write is on its way goes with the next.
func TestGroupCommit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &slowStore{MemoryStore: audit.NewMemoryStore()}
		log := audit.New(s, nil)
		var wg sync.WaitGroup
		for i := range 50 {
			wg.Go(func() {
				time.Sleep(time.Duration(i) * time.Millisecond)
				stored, err := log.Append(t.Context(), act(2*i), act(2*i+1))
				if err != nil || len(stored) != 2 || stored[0].Subject != act(2*i).Subject || stored[1].Seq != stored[0].Seq+1 {
					t.Errorf("%d: %v, %v", i, stored, err)
				}
			})
		}
		wg.Wait()
		if !slices.Equal(s.writes, []int{2, 98}) {
			t.Errorf("writes of %v entries, want 2 and 98", s.writes)
		}
		if report, err := log.Verify(t.Context(), nil); err != nil || report.Checkpoint.Size != 100 {
			t.Errorf("%+v, %v", report, err)
		}
	})
}

// A group ends somewhere; what is over goes with the next one.
func TestGroupCommitLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &slowStore{MemoryStore: audit.NewMemoryStore()}
		log := audit.New(s, nil)
		var wg sync.WaitGroup
		for i := range 4 {
			wg.Go(func() {
				time.Sleep(time.Duration(i) * time.Millisecond)
				var batch []audit.Entry
				for j := range 600 {
					batch = append(batch, act(600*i+j))
				}
				if _, err := log.Append(t.Context(), batch...); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if !slices.Equal(s.writes, []int{600, 1200, 600}) {
			t.Errorf("writes of %v entries", s.writes)
		}
	})
}

// A call that is refused hinders nobody in its group, and one that repeats another in it gets the same entry.
func TestGroupCommitRefusals(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &slowStore{MemoryStore: audit.NewMemoryStore()}
		log := audit.New(s, nil)
		other := act(1)
		other.Outcome = "denied"
		calls := [][]audit.Entry{{act(0)}, {act(1), act(2)}, {act(3), other}, {act(2)}, {act(4), act(4)}, {act(5)}}
		want := []string{"0", "1 2", "refused", "2", "3 3", "4"}
		got := make([]string, len(calls))
		var wg sync.WaitGroup
		for i, call := range calls {
			wg.Go(func() {
				time.Sleep(time.Duration(i) * time.Millisecond)
				stored, err := log.Append(t.Context(), call...)
				switch {
				case errors.Is(err, audit.ErrIdempotency):
					got[i] = "refused"
				case err != nil:
					t.Error(err)
				case len(stored) == 1:
					got[i] = fmt.Sprint(stored[0].Seq)
				default:
					got[i] = fmt.Sprint(stored[0].Seq, stored[1].Seq)
				}
			})
		}
		wg.Wait()
		if !slices.Equal(got, want) || !slices.Equal(s.writes, []int{1, 4}) {
			t.Errorf("%q, want %q; writes of %v", got, want, s.writes)
		}
	})
}

// A caller that gives up is not waited for, and does not take the others along, whether it waits or leads.
func TestGroupCommitContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &slowStore{MemoryStore: audit.NewMemoryStore()}
		log := audit.New(s, nil)
		began := time.Now()
		ends := []time.Duration{
			0: time.Hour,               // alone in the first write
			1: 1500 * time.Millisecond, // the first of the second write, gives up during it
			2: time.Hour,
			3: 500 * time.Millisecond, // gives up before the second write
			4: time.Hour,
		}
		took := make([]time.Duration, len(ends))
		errs := make([]error, len(ends))
		var wg sync.WaitGroup
		for i, end := range ends {
			wg.Go(func() {
				time.Sleep(time.Duration(i) * time.Millisecond)
				ctx, cancel := context.WithDeadline(t.Context(), began.Add(end))
				defer cancel()
				_, errs[i] = log.Append(ctx, act(i))
				took[i] = time.Since(began).Round(100 * time.Millisecond)
			})
		}
		wg.Wait()
		for i, err := range errs {
			if gone := i == 1 || i == 3; gone != errors.Is(err, context.DeadlineExceeded) || !gone && err != nil {
				t.Errorf("call %d: %v", i, err)
			}
		}
		if want := []time.Duration{time.Second, 1500 * time.Millisecond, 2 * time.Second, 500 * time.Millisecond, 2 * time.Second}; !slices.Equal(took, want) {
			t.Errorf("took %v, want %v", took, want)
		}
		if size, err := s.Size(t.Context()); err != nil || size != 4 {
			t.Errorf("size %d, %v", size, err)
		}
		if _, err := log.Append(t.Context(), act(9)); err != nil { // the turn was given back
			t.Error(err)
		}
	})
}

// When all have given up, so has the write.
func TestGroupCommitAllGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &slowStore{MemoryStore: audit.NewMemoryStore()}
		log := audit.New(s, nil)
		var wg sync.WaitGroup
		for i := range 4 {
			wg.Go(func() {
				time.Sleep(time.Duration(i) * time.Millisecond)
				ctx, cancel := context.WithTimeout(t.Context(), 1200*time.Millisecond)
				defer cancel()
				if _, err := log.Append(ctx, act(i)); (err == nil) != (i == 0) {
					t.Errorf("call %d: %v", i, err)
				}
			})
		}
		wg.Wait()
		synctest.Wait()
		if size, err := s.Size(t.Context()); err != nil || size != 1 {
			t.Errorf("size %d, %v", size, err)
		}
	})
}

// A store that panics fails the calls of the group and not the process, and its words are not repeated.
func TestGroupCommitPanic(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &slowStore{MemoryStore: audit.NewMemoryStore(), panics: true}
		log := audit.New(s, nil)
		var wg sync.WaitGroup
		for i := range 3 {
			wg.Go(func() {
				time.Sleep(time.Duration(i) * time.Millisecond)
				defer func() {
					if cause := recover(); (cause != nil) != (i == 0) { // who is alone sees the panic
						t.Errorf("call %d: panic %v", i, cause)
					}
				}()
				if _, err := log.Append(t.Context(), act(i)); err == nil || err.Error() != "audit: append: the store panicked" {
					t.Errorf("call %d: %v", i, err)
				}
			})
		}
		wg.Wait()
		s.panics = false
		if _, err := log.Append(t.Context(), act(7)); err != nil {
			t.Error(err)
		}
	})
}
