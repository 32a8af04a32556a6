// Package streamtest tests stores of ordered events under ids: the part that
// the suites of several packages have in common. Most callers want [Run].
package streamtest

import (
	"context"
	"errors"
	"iter"
	"reflect"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Store is a store under test.
type Store[E any] struct {
	Append func(ctx context.Context, id string, e E) error
	Events func(ctx context.Context, id string) ([]E, error)
	IDs    func(ctx context.Context) iter.Seq2[string, error]
}

// Kind says what the events are.
type Kind[E any] struct {
	// Events returns events that can follow each other, use every field and
	// are numbered from 1; four of them at least.
	Events func() []E
	// Seq and At point to the place and to the time of an event.
	Seq func(*E) *int64
	At  func(*E) *time.Time
	// Spoil changes what the event points to, in place.
	Spoil func(*E)
	// Fold folds events.
	Fold func([]E) error
	// Version is matched by the error about a place that is taken or too far.
	Version error
}

// Run tests a store against the contract. The function open returns an empty
// store; it is called for each part.
func Run[E any](t *testing.T, open func(t *testing.T) Store[E], k Kind[E]) {
	t.Helper()
	for _, test := range []struct {
		name string
		run  func(*suite[E])
	}{
		{"Empty", (*suite[E]).empty},
		{"RoundTrip", (*suite[E]).roundTrip},
		{"Version", (*suite[E]).version},
		{"Order", (*suite[E]).order},
		{"Copies", (*suite[E]).copies},
		{"OneWinner", (*suite[E]).oneWinner},
		{"Cancelled", (*suite[E]).cancelled},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(&suite[E]{T: t, Store: open(t), kind: k}) })
	}
}

type suite[E any] struct {
	*testing.T
	Store[E]
	kind Kind[E]
}

func (s *suite[E]) add(id string, list ...E) {
	s.Helper()
	for _, e := range list {
		if err := s.Append(s.Context(), id, e); err != nil {
			s.Fatalf("Append: %v", err)
		}
	}
}

func (s *suite[E]) stored(id string) []E {
	s.Helper()
	list, err := s.Events(s.Context(), id)
	if err != nil {
		s.Fatalf("Events: %v", err)
	}
	return list
}

func (s *suite[E]) ids() []string {
	s.Helper()
	var out []string
	for id, err := range s.IDs(s.Context()) {
		if err != nil {
			s.Fatalf("ids: %v", err)
		}
		out = append(out, id)
	}
	return out
}

func (s *suite[E]) empty() {
	if got := s.stored("r1"); len(got) != 0 {
		s.Errorf("%d events of an id that is not there", len(got))
	}
	if got := s.ids(); len(got) != 0 {
		s.Errorf("%d ids in an empty store", len(got))
	}
}

func (s *suite[E]) roundTrip() {
	want := s.kind.Events()
	s.add("r1", want...)
	if got := s.stored("r1"); !reflect.DeepEqual(got, want) {
		s.Errorf("stored\n%+v\nwant\n%+v", got, want)
	}
	if err := s.kind.Fold(s.stored("r1")); err != nil {
		s.Errorf("Fold: %v", err)
	}
}

func (s *suite[E]) version() {
	list := s.kind.Events()
	for _, seq := range []int64{0, 2, -1} {
		e := s.kind.Events()[0]
		*s.kind.Seq(&e) = seq
		if err := s.Append(s.Context(), "r1", e); !errors.Is(err, s.kind.Version) {
			s.Errorf("first event with Seq %d: %v", seq, err)
		}
	}
	s.add("r1", list[:2]...)
	for _, e := range []E{list[1], list[0], list[3]} {
		if err := s.Append(s.Context(), "r1", e); !errors.Is(err, s.kind.Version) {
			s.Errorf("third event with Seq %d: %v", *s.kind.Seq(&e), err)
		}
	}
	if got := s.stored("r1"); len(got) != 2 {
		s.Errorf("%d events, want 2", len(got))
	}
}

func (s *suite[E]) order() {
	want := []string{"r3", "r1", "R1", "r2"}
	var first []E
	for i, id := range want {
		e := s.kind.Events()[0]
		at := s.kind.At(&e)
		*at = at.Add(time.Duration(i) * time.Microsecond)
		first = append(first, e)
		s.add(id, e)
	}
	s.add("r3", s.kind.Events()[1])
	if got := s.ids(); !reflect.DeepEqual(got, want) {
		s.Errorf("ids %v, want %v", got, want)
	}
	for i, id := range want {
		if got := s.stored(id); !reflect.DeepEqual(got[0], first[i]) {
			s.Errorf("%s has the events of another id", id)
		}
	}
}

func (s *suite[E]) copies() {
	given := s.kind.Events()
	s.add("r1", given...)
	for range 2 {
		for i := range given {
			s.kind.Spoil(&given[i])
		}
		if given = s.stored("r1"); !reflect.DeepEqual(given, s.kind.Events()) {
			s.Error("the store shares memory with its callers")
		}
	}
}

// oneWinner: of many who append the same place one does.
func (s *suite[E]) oneWinner() {
	s.add("r1", s.kind.Events()[0])
	var won atomic.Int64
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			switch err := s.Append(s.Context(), "r1", s.kind.Events()[1]); {
			case err == nil:
				won.Add(1)
			case !errors.Is(err, s.kind.Version):
				s.Errorf("Append: %v", err)
			}
		})
	}
	wait.Wait()
	if won.Load() != 1 {
		s.Errorf("%d winners", won.Load())
	}
}

func (s *suite[E]) cancelled() {
	ctx, cancel := context.WithCancel(s.Context())
	cancel()
	first := s.kind.Events()[0]
	if err := s.Append(ctx, "r1", first); !errors.Is(err, context.Canceled) {
		s.Errorf("Append: %v", err)
	}
	if _, err := s.Events(ctx, "r1"); !errors.Is(err, context.Canceled) {
		s.Errorf("Events: %v", err)
	}
	s.add("r1", first)
	for _, err := range s.IDs(ctx) {
		if !errors.Is(err, context.Canceled) {
			s.Errorf("ids: %v", err)
		}
	}
}
