package retention

import (
	"fmt"
	"iter"
	"time"

	"github.com/khtong/privacykit/law"
)

// State is what may be done with a record at the instant of its plan.
type State uint8

// The states. Only Due calls for disposal, and only Active allows ordinary use.
const (
	StateUnknown State = iota // nothing was planned: neither use nor dispose of the record
	Active                    // no deletion is required; whether the record may be used is not asked here
	Restricted                // deletion is required but a floor forbids it: store and secure, nothing else (PIPL, Art. 47(2))
	Due                       // deletion is required and nothing forbids it: delete or anonymise
	Held                      // a legal hold forbids disposal, whatever else is true; see Plan.StorageOnly
	Isolated                  // due, but set apart because it cannot be erased yet: erase when possible, otherwise as Restricted
	Disposed                  // deleted or anonymised
)

var stateNames = [...]string{
	StateUnknown: "unknown", Active: "active", Restricted: "restricted", Due: "due", Held: "held", Isolated: "isolated", Disposed: "disposed",
}

// String returns "active", "restricted", "due", "held", "isolated" or "disposed", and "unknown" for all else.
func (s State) String() string {
	if int(s) >= len(stateNames) {
		s = StateUnknown
	}
	return stateNames[s]
}

// MarshalText returns what String does.
func (s State) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Plan is the answer of [Schedule.Plan]. All instants but At are in [law.Shanghai]. The zero Plan has StateUnknown.
type Plan struct {
	At    time.Time // the instant for which the plan was made
	State State

	// Earliest is the first instant at which the floors allow disposal: the latest of their ends. Zero means that no floor
	// binds, unless Permanent or Open says that one has no end. Ask MayDispose instead of comparing it.
	Earliest time.Time
	// Permanent reports that a floor never ends.
	Permanent bool
	// Open reports that the end of a floor is not known, because its start event has not happened. Until it has, the record
	// cannot be due.
	Open bool

	// Required is the first instant from which a ceiling requires disposal. Zero means that no ceiling is triggered; an
	// instant after At is known but not reached.
	Required time.Time
	// Latest is the instant before which the record must be gone for the strictest ceiling, or at which for AtMost and
	// AtOnce. Zero means that no ceiling is triggered.
	Latest time.Time

	class          *class
	candidates     []candidate // of the bounds of the class
	floor, ceiling int         // index+1 of the deciding candidates, 0 if there is none
}

// candidate is a bound as it stands for one record. It holds no pointer, which makes it cheap to allocate.
type candidate struct {
	start, end instant // end is none if the bound is permanent, AtOnce, not triggered or not in force
	version    int32   // the version in force at start; the first one if there is none
	binds      bool
	open       bool // neither binds nor is known not to, because an event has not happened
}

// instant is a time.Time without its location; the zero instant is none.
type instant struct {
	sec  int64 // since 1970
	nsec int32
	some bool
}

func instantOf(t time.Time) instant {
	return instant{t.Unix(), int32(t.Nanosecond()), !t.IsZero()} // #nosec G115 -- less than 1e9
}

// time returns the instant in Asia/Shanghai, and the zero time if there is none.
func (i instant) time() time.Time {
	if !i.some {
		return time.Time{}
	}
	return time.Unix(i.sec, int64(i.nsec)).In(law.Shanghai())
}

func (i instant) before(j instant) bool { return i.sec < j.sec || i.sec == j.sec && i.nsec < j.nsec }

// Plan computes when the record may and must be disposed of, and what may be done with it now. It is a pure function: the
// same arguments give the same plan, at any time.
//
// Floors and ceilings are computed apart and then reconciled:
//
//   - A hold that stands beats everything.
//   - Of the floors the longest decides. A floor whose start event has not happened has no end yet, so the record cannot be due.
//   - Of the ceilings the shortest decides. A ceiling whose event has not happened is not triggered.
//   - A ceiling never cuts a floor: while deletion is required and a floor stands against it, the record is Restricted.
//   - It is due once deletion is required and neither a floor nor a hold stands against it, and from then on for ever.
//
// A bound of the catalogue applies in the version that is in force on the day of its start event, whichever version the class
// names; where none is in force on that day it does not bind. A record is thus judged by the law under which it arose: AML
// records of 2024 are kept five years, those of 2025 ten.
//
// The error matches [ErrRecord], or one of package law's where a period cannot be counted ([law.ErrCalendar],
// [law.ErrPeriod]). The plan is then zero, and so not due.
func (s *Schedule) Plan(rec Record, now time.Time) (Plan, error) {
	var c *class
	if s != nil {
		c = s.classes[rec.Class]
	}
	if c == nil {
		return Plan{}, fmt.Errorf("%w: class: not in the schedule", ErrRecord)
	}
	if err := rec.check(now); err != nil {
		return Plan{}, err
	}
	p := Plan{At: now, class: c, candidates: make([]candidate, len(c.bounds))}
	var sum sums
	for i := range c.bounds {
		cand, b := &p.candidates[i], &c.bounds[i]
		if err := cand.resolve(b, &rec, now, s.cal); err != nil {
			return Plan{}, err
		}
		if b.floor {
			sum.addFloor(&p, i, cand, &b.versions[cand.version])
		} else {
			sum.addCeiling(&p, i, cand, &b.versions[cand.version])
		}
	}
	p.Earliest, p.Required, p.Latest = sum.earliest.time(), sum.required.time(), sum.latest.time()
	p.State = p.state(&rec)
	return p, nil
}

// resolve finds the version of the bound that is in force at its event, and its end. Versions may count from different events;
// where several bind, the one that ends last is taken.
func (c *candidate) resolve(b *bound, rec *Record, now time.Time, cal *law.Calendar) error {
	var start time.Time
	missing := false // the event of a version has not happened
	for i := range b.versions {
		v := &b.versions[i]
		if v.event == "" { // permanent from the beginning
			c.version, c.binds = int32(i), true // #nosec G115 -- a rule has few versions
			return nil
		}
		if i == 0 || v.event != b.versions[i-1].event {
			var happened bool
			if start, happened = rec.Events[v.event]; happened && (start.IsZero() || start.After(now)) {
				return fmt.Errorf("%w: events[%s]: %s", ErrRecord, v.event, timeProblem(start))
			}
		}
		if start.IsZero() {
			missing = true
			continue
		}
		if !v.inForce(start) {
			if !c.start.some {
				c.start = instantOf(start)
			}
			continue
		}
		var end instant
		if !v.permanent && v.limit != AtOnce {
			t, err := anchoredEnd(v.period, v.anchor, start, cal)
			if err != nil {
				return err
			}
			end = instantOf(t)
		}
		if !c.binds || c.end.before(end) {
			c.version, c.start, c.end, c.binds = int32(i), instantOf(start), end, true // #nosec G115 -- as above
		}
	}
	c.open = missing && !c.binds
	return nil
}

// sums are the bounds taken together.
type sums struct{ earliest, required, latest instant }

func (s *sums) addFloor(p *Plan, i int, c *candidate, v *version) {
	switch {
	case c.open:
		p.Open = true
		if !p.Permanent {
			p.floor = i + 1
		}
	case !c.binds:
	case v.permanent:
		p.Permanent = true
		p.floor = i + 1
	case !s.earliest.some || s.earliest.before(c.end):
		s.earliest = c.end
		if !p.Open && !p.Permanent {
			p.floor = i + 1
		}
	}
}

func (s *sums) addCeiling(p *Plan, i int, c *candidate, v *version) {
	if !c.binds {
		return
	}
	required, latest := c.start, c.end // Within
	switch v.limit {
	case AtOnce:
		latest = required
	case AtMost, Exactly:
		required = c.end
	default:
	}
	if !s.required.some || required.before(s.required) {
		s.required = required
	}
	if !s.latest.some || latest.before(s.latest) {
		s.latest = latest
		p.ceiling = i + 1
	}
}

func (p *Plan) state(rec *Record) State {
	switch {
	case !rec.Disposed.IsZero():
		return Disposed
	case rec.held():
		return Held
	case p.Required.IsZero() || p.At.Before(p.Required):
		return Active
	case p.kept():
		return Restricted
	case !rec.Isolated.IsZero():
		return Isolated
	}
	return Due
}

// StorageOnly reports whether the record may only be stored and secured, and not used otherwise: deletion is required, but has
// not happened (PIPL, Art. 47(2)). It is true in the states Restricted, Due and Isolated, in Held if deletion would be required
// without the hold, and in StateUnknown.
func (p *Plan) StorageOnly() bool {
	switch p.State {
	case Active, Disposed:
		return false
	case Held:
		return !p.Required.IsZero() && !p.At.Before(p.Required)
	default:
		return true
	}
}

// MayDispose reports whether the record may be deleted or anonymised at the instant of the plan: it still exists, no hold stands,
// and every floor has ended. That is so in the states Due and Isolated, and in Active once the floors are over, where
// nothing requires disposal yet.
func (p *Plan) MayDispose() bool {
	switch p.State {
	case Due, Isolated:
		return true
	case Active:
		return !p.kept()
	default:
		return false
	}
}

// kept reports whether a floor stands.
func (p *Plan) kept() bool { return p.Permanent || p.Open || p.At.Before(p.Earliest) }

// Overdue reports whether the record is due by this plan and at the given instant the time in which it had to be gone is over.
// A record that a floor or a hold keeps is not overdue; where a floor outlasted Latest, it is from the end of the floor on.
func (p *Plan) Overdue(now time.Time) bool {
	return (p.State == Due || p.State == Isolated) && !p.Latest.IsZero() && !now.Before(p.Latest)
}

// Candidate is one bound of the class as it stands for the record.
type Candidate struct {
	Floor     bool       // a floor, not a ceiling
	Rule      string     // id of the rule in force, empty for the host's own bounds
	Basis     Basis      // BasisUnknown for bounds of the catalogue
	Limit     Limit      // Exactly where the rule is both
	Event     Event      // what the period is counted from
	Period    law.Period // zero if Permanent or AtOnce
	Permanent bool
	Start     time.Time // when the event happened; zero if it has not
	End       time.Time // the first instant after the period; zero if there is none
	Binds     bool      // false if the event has not happened or the rule was not in force then
	Reason    law.Text
	Citation  law.Citation
	Verified  bool // of the rule; true for the host's own bounds, which the host answers for

	anchor Anchor
}

// IsStatutory reports whether the bound comes from a law or an administrative regulation, the two sources that PIPL,
// Art. 47(2) lets stand against deletion. A rule of a ministry, a contract and a policy do not.
func (c Candidate) IsStatutory() bool { return c.Citation.Statute.Level().IsLawOrRegulation() }

// Floor returns the floor that decides: a permanent one, else one whose end is not known, else the longest. It is false if no
// floor binds.
func (p *Plan) Floor() (Candidate, bool) { return p.decider(p.floor) }

// Ceiling returns the triggered ceiling with the earliest Latest, the first of equals. It is false if none is triggered.
func (p *Plan) Ceiling() (Candidate, bool) { return p.decider(p.ceiling) }

func (p *Plan) decider(i int) (Candidate, bool) {
	if i == 0 {
		return Candidate{}, false
	}
	return p.export(i - 1), true
}

// Candidates yields all bounds of the class, floors first, whether they bind or not.
func (p *Plan) Candidates() iter.Seq[Candidate] {
	return func(yield func(Candidate) bool) {
		for i := range p.candidates {
			if !yield(p.export(i)) {
				return
			}
		}
	}
}

func (p *Plan) export(i int) Candidate {
	c, b := &p.candidates[i], &p.class.bounds[i]
	v := &b.versions[c.version]
	out := Candidate{
		Floor: b.floor, Basis: b.Basis, Limit: v.limit, Event: v.event, Period: v.period, Permanent: v.permanent,
		Start: c.start.time(), End: c.end.time(), Binds: c.binds, Reason: b.Reason, Citation: b.Citation, Verified: true, anchor: v.anchor,
	}
	if v.rule != nil {
		out.Rule, out.Citation, out.Verified = v.rule.ID, v.rule.Citation, v.rule.Verified
	}
	return out
}
