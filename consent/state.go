package consent

import (
	"cmp"
	"iter"
	"math"
	"slices"
	"strings"
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
	version int64
	stale   bool
	entries []entry // in the order of Seq
}

// entry is an event as far as decisions need it. It is small, and what many
// events say alike is held once: a decision about one subject of a million
// waits for the memory more than for anything else.
type entry struct {
	*wording
	id       string
	from, to int64 // see instant; the end of a grant, or endless
}

const endless = math.MaxInt64

// until returns the end of the grant, and the zero time if it has none.
func (e *entry) until() time.Time {
	if e.to == endless {
		return time.Time{}
	}
	return time.UnixMicro(e.to).UTC()
}

// newEntry returns the entry of an event that says w and counts from an instant.
func newEntry(e *Event, w *wording, from int64) entry {
	to := int64(endless)
	if !e.ValidUntil.IsZero() {
		to = instant(e.ValidUntil)
	}
	return entry{w, e.ID, from, to}
}

// wording is what an event says. Events that say the same share theirs in a
// cache.
type wording struct {
	notice     string
	purposes   []Purpose
	kinds      []identifiers.Kind
	recipients []string
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
		s.version = e.Seq
		if from, ok := e.counts(); ok {
			s.entries = append(s.entries, newEntry(e, newWording(e), from))
		}
	}
	return s
}

// counts returns the instant from which the event counts, if it does.
func (e *Event) counts() (from int64, ok bool) {
	switch {
	case e.Type.Grants() && e.OccurredAt.IsZero():
		return 0, false // not an event of a ledger, and no proof
	case e.Type.Ends() && !e.RecordedAt.IsZero() && e.RecordedAt.Before(e.OccurredAt):
		return instant(e.RecordedAt), true // known already, whatever the other clock says
	}
	return instant(e.OccurredAt), true
}

// instant returns t in microseconds since 1970, cut, and the ends of the range
// for what lies beyond it.
func instant(t time.Time) int64 {
	const limit = math.MaxInt64/1_000_000 - 1
	switch sec := t.Unix(); {
	case sec > limit:
		return math.MaxInt64
	case sec < -limit:
		return math.MinInt64
	}
	return t.UnixMicro()
}

func newWording(e *Event) *wording {
	form := e.Form
	if int(form) >= len(formNames) {
		form = FormUnknown
	}
	return &wording{
		notice: e.NoticeVersion, purposes: slices.Clone(e.Purposes), kinds: slices.Clone(e.Kinds),
		recipients: slices.Clone(e.Recipients), typ: e.Type, form: form, actor: e.Actor, act: e.Affirmative,
	}
}

// with returns the state of the subject after one more event, which must come
// after those of s; s may be nil. The two share memory: nothing may be added to
// s again.
func (s *State) with(e *Event, shared *sharedWordings) *State {
	next := &State{version: e.Seq}
	if s != nil {
		next.subject, next.entries = s.subject, s.entries
	} else {
		next.subject = strings.Clone(e.Subject)
	}
	from, ok := e.counts()
	if !ok {
		return next
	}
	add := newEntry(e, shared.of(e), from)
	if len(next.entries) < cap(next.entries) {
		add.id = strings.Clone(add.id)
		next.entries = append(next.entries, add)
		return next
	}
	// The ids move along into one string, which costs less memory than each by
	// itself. Few subjects have many events, so room is made for those alone.
	n := len(next.entries) + 1
	grown := make([]entry, n, n+n/8)
	copy(grown, next.entries)
	grown[n-1] = add
	size := 0
	for i := range grown {
		size += len(grown[i].id)
	}
	var ids strings.Builder
	ids.Grow(size)
	for i := range grown {
		ids.WriteString(grown[i].id)
	}
	all := ids.String()
	for i := range grown {
		grown[i].id, all = all[:len(grown[i].id)], all[len(grown[i].id):]
	}
	next.entries = grown
	return next
}

// outdated returns the state marked as one that may lack events.
func (s *State) outdated(subject string) *State {
	out := &State{subject: subject, stale: true}
	if s != nil {
		out.version, out.entries = s.version, s.entries
	}
	return out
}

// sharedWordings holds what events share. It is not safe for concurrent use.
type sharedWordings struct {
	known map[string]*wording
	key   []byte
}

// maxSharedWordings bounds what is held for events that share nothing.
const maxSharedWordings = 1 << 14

// of returns the wording of the event.
func (s *sharedWordings) of(e *Event) *wording {
	b := appendText(s.key[:0], e.NoticeVersion)
	b = appendTexts(b, e.Purposes)
	b = appendTexts(b, e.Kinds)
	b = appendTexts(b, e.Recipients)
	act := byte(0)
	if e.Affirmative {
		act = 1
	}
	s.key = append(b, byte(e.Type), byte(e.Form), byte(e.Actor), act)
	w, ok := s.known[string(s.key)]
	if !ok {
		w = newWording(e)
		if s.known == nil || len(s.known) >= maxSharedWordings {
			s.known = make(map[string]*wording)
		}
		s.known[string(s.key)] = w
	}
	return w
}

// Subject returns the id of the subject whose events were folded.
func (s *State) Subject() string {
	if s == nil {
		return ""
	}
	return s.subject
}

// Version returns the Seq of the last event that was folded, and 0 if there is
// none. It is what [Ledger.RecordAfter] asks for.
func (s *State) Version() int64 {
	if s == nil {
		return 0
	}
	return s.version
}

// Stale reports whether the state may lack events that were recorded longer ago
// than the caller of [Cache.State] accepts. What it says then counts for
// nothing: where a decision needs it, the answer is [Pending] with
// [ReasonStateStale].
func (s *State) Stale() bool { return s != nil && s.stale }

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
	last  *entry // the last event that ended it, or nil
	no    *entry // the last that was the person's no, or nil
	index int    // its place, or -1
	from  int64  // the latest instant of all that ended it
	asked bool   // consent was asked for after that
}

func (s *State) ending(c *cell, at time.Time) ending {
	end := ending{index: -1, from: math.MinInt64}
	if s == nil {
		return end
	}
	now := instant(at)
	for i := range s.entries {
		e := &s.entries[i]
		if e.typ.Grants() || e.from > now || !e.speaks(c) {
			continue
		}
		switch {
		case e.typ.Ends():
			end.last, end.index, end.asked = e, i, false
			if e.typ == Refused || e.typ == Withdrawn {
				end.no = e
			}
			end.from = max(end.from, e.from)
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
		now := instant(at)
		for i := end.index + 1; i < len(s.entries); i++ {
			e := &s.entries[i]
			if e.from <= now && e.from >= end.from && e.grants(c) && !yield(e) {
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
