package consent

import (
	"cmp"
	"iter"
	"slices"
	"time"

	"github.com/khtong/privacykit/identifiers"
)

// State is what the ledger says about one subject: the fold of the subject's
// events, from which any instant can be asked about. It never changes and may
// be used by many goroutines. A nil State holds no event.
//
// An event counts from its OccurredAt, whenever it was recorded; to ask what
// was known on a day, fold the events recorded by then. A grant holds in the
// half-open interval from its own instant up to the first of its ValidUntil and
// the instant of an event that ends it. Of two events about the same thing the
// one with the larger Seq speaks last. An event that ends consent beats a grant
// whenever it is later in Seq or in time; so neither a clock that ran backwards
// nor a grant recorded late brings back what was withdrawn.
type State struct {
	subject string
	entries []entry // in the order of Seq
}

// entry is an event as far as decisions need it.
type entry struct {
	id         string
	notice     string
	purposes   []Purpose
	kinds      []identifiers.Kind
	recipients []string
	from       time.Time
	until      time.Time
	typ        EventType
	form       Form
	actor      Actor
	act        bool
}

// Fold returns the state that the events of the subject add up to. Events of
// other subjects are left out. The order of the slice matters only between
// events of the same Seq, as when they never were in a store.
func Fold(subject string, events []Event) *State {
	own := make([]*Event, 0, len(events))
	for i := range events {
		if e := &events[i]; e.Subject == subject && subject != "" {
			own = append(own, e)
		}
	}
	slices.SortStableFunc(own, func(a, b *Event) int { return cmp.Compare(a.Seq, b.Seq) })
	s := &State{subject: subject, entries: make([]entry, 0, len(own))}
	for _, e := range own {
		from, form := e.OccurredAt, e.Form
		if int(form) >= len(formNames) {
			form = FormUnknown
		}
		switch {
		case e.Type.Grants() && from.IsZero():
			continue // not an event of a ledger, and no proof
		case e.Type.Ends() && !e.RecordedAt.IsZero() && e.RecordedAt.Before(from):
			from = e.RecordedAt // known already, whatever the other clock says
		}
		s.entries = append(s.entries, entry{
			id: e.ID, notice: e.NoticeVersion,
			purposes: slices.Clone(e.Purposes), kinds: slices.Clone(e.Kinds), recipients: slices.Clone(e.Recipients),
			from: from, until: e.ValidUntil,
			typ: e.Type, form: form, actor: e.Actor, act: e.Affirmative,
		})
	}
	return s
}

// Subject returns the id of the subject whose events were folded.
func (s *State) Subject() string {
	if s == nil {
		return ""
	}
	return s.subject
}

// cell is the smallest thing that consent can be about. Its recipient is empty
// for the handler's own processing.
type cell struct {
	purpose   Purpose
	kind      identifiers.Kind
	recipient string
}

// grants reports whether the entry is a grant that covers the cell.
func (e *entry) grants(c *cell) bool {
	if !e.typ.Grants() || !slices.Contains(e.purposes, c.purpose) {
		return false
	}
	if c.recipient == "" && len(e.recipients) > 0 || c.recipient != "" && !slices.Contains(e.recipients, c.recipient) {
		return false
	}
	for _, k := range e.kinds {
		if covers(k, c.kind) {
			return true
		}
	}
	return false
}

// speaks reports whether the entry, which is no grant, is about the cell or a
// part of it.
func (e *entry) speaks(c *cell) bool {
	if len(e.purposes) > 0 && !slices.Contains(e.purposes, c.purpose) {
		return false
	}
	if len(e.recipients) > 0 && !slices.Contains(e.recipients, c.recipient) {
		return false
	}
	if len(e.kinds) == 0 {
		return true
	}
	for _, k := range e.kinds {
		if covers(k, c.kind) || covers(c.kind, k) {
			return true
		}
	}
	return false
}

// ending is what a state says against the consent for a cell.
type ending struct {
	last  *entry    // the last event that ended it, or nil
	no    *entry    // the last that was the person's no, or nil
	index int       // its place, or -1
	from  time.Time // the latest instant of all that ended it
	asked bool      // consent was asked for after that
}

func (s *State) ending(c *cell, at time.Time) ending {
	end := ending{index: -1}
	if s == nil {
		return end
	}
	for i := range s.entries {
		e := &s.entries[i]
		if e.typ.Grants() || e.from.After(at) || !e.speaks(c) {
			continue
		}
		switch {
		case e.typ.Ends():
			end.last, end.index, end.asked = e, i, false
			if e.typ == Refused || e.typ == Withdrawn {
				end.no = e
			}
			if e.from.After(end.from) {
				end.from = e.from
			}
		case e.typ == Requested:
			end.asked = true
		}
	}
	return end
}

// grants yields the grants for the cell up to an instant that nothing ended.
func (s *State) grants(c *cell, at time.Time, end *ending) iter.Seq[*entry] {
	return func(yield func(*entry) bool) {
		if s == nil {
			return
		}
		for i := end.index + 1; i < len(s.entries); i++ {
			e := &s.entries[i]
			if !e.from.After(at) && !e.from.Before(end.from) && e.grants(c) && !yield(e) {
				return
			}
		}
	}
}

// refused returns the event with which the person said no to the cell, unless
// a grant that still holds followed.
func (s *State) refused(c *cell, at time.Time) (*entry, bool) {
	end := s.ending(c, at)
	if end.no == nil {
		return nil, false
	}
	for range s.grants(c, at, &end) {
		return nil, false
	}
	return end.no, true
}
