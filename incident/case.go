package incident

import (
	"fmt"
	"time"

	"golang.org/x/text/language"

	"github.com/khtong/privacykit/law"
)

// Case is an incident and what became of it: the fold of its events. The zero Case is none.
type Case struct {
	ID      string
	Version int64 // Seq of the last event
	Facts   Facts // as they are known now
	Opened  time.Time
	Closed  time.Time // zero until then, and again after an amendment
	// Round is the present or last round of telling the persons, its Number 0 if none began.
	Round Round
	// Announced is when the public was told, zero if it was not.
	Announced time.Time
	// Waiver is the decision not to tell the persons, nil if there is none or the authority required the notice.
	Waiver *Waiver
	// Ordered is when the authority required the notice, zero if it did not.
	Ordered time.Time
	// Timeline are the events, in the order in which they were entered.
	Timeline []Event

	told time.Time // when the last complete round ended
}

// Fold returns the case that its events add up to. An error matches [ErrEvent]: events that do not follow each other in Seq, or that cannot
// happen one after the other.
func Fold(id string, events []Event) (Case, error) {
	c := Case{ID: id}
	for i := range events {
		if err := c.apply(&events[i]); err != nil {
			return Case{}, err
		}
	}
	return c, nil
}

// AsKnown returns those of the events that were entered before an instant, for the case as it was known then.
func AsKnown(events []Event, before time.Time) []Event {
	for i := range events {
		if !events[i].Entered.Before(before) {
			return events[:i:i]
		}
	}
	return events
}

// apply folds one more event in.
func (c *Case) apply(given *Event) error {
	if problem := c.problem(given); problem != "" {
		return fmt.Errorf("%w: events[%d]: %s", ErrEvent, given.Seq-1, problem)
	}
	e := given.clone()
	c.Version = e.Seq
	c.Timeline = append(c.Timeline, e)
	switch e.Type {
	case Opened:
		c.Facts, c.Opened = *e.Facts, e.At
	case Amended:
		c.Facts, c.Closed = *e.Facts, time.Time{}
	case Notified:
		c.Round = *e.Round
		if c.told = (time.Time{}); e.Round.Complete {
			c.told = e.At
		}
	case Announced:
		c.Announced = e.At
	case Waived:
		c.Waiver = e.Waiver
	case Ordered:
		c.Ordered, c.Waiver = e.At, nil
	case Closed:
		c.Closed = e.At
	default: // Measured, Met and Noted stand in the timeline
	}
	return nil
}

// problem says why the event cannot come next.
func (c *Case) problem(e *Event) string {
	switch {
	case e.Seq != c.Version+1:
		return "does not follow the one before"
	case e.At.IsZero() || e.Entered.IsZero() || e.At.After(e.Entered):
		return "has no time, or one after it was entered"
	case c.Version > 0 && e.Entered.Before(c.Timeline[c.Version-1].Entered):
		return "was entered before the one before"
	case (e.Type == Opened) != (c.Version == 0):
		return "an incident is opened once, and first"
	case !c.Closed.IsZero() && e.Type != Noted && e.Type != Amended:
		return "comes after the end"
	}
	ok := false
	switch e.Type {
	case Opened, Amended:
		ok = e.Facts != nil && e.Facts.check() == nil
	case Measured:
		ok = e.Note != (law.Text{}) || e.Ref != ""
	case Met:
		ok = (e.What == Report || e.What == Summarise || e.What == Tell && e.Whom == Guardians) && e.Whom != WhomUnknown && int(e.Whom) < len(whomTexts)
	case Notified:
		ok = e.Round != nil && c.Round.leads(e.Round)
	case Announced, Noted, Closed:
		ok = true
	case Waived:
		ok = e.Waiver != nil && c.Ordered.IsZero() && e.Waiver.Check() == nil
	case Ordered:
		ok = c.Ordered.IsZero()
	default:
	}
	if !ok {
		return e.Type.String() + " cannot happen now, or lacks something"
	}
	return ""
}

// leads reports whether next can follow r.
func (r *Round) leads(next *Round) bool {
	if next.Sent < 0 || next.Unreachable < 0 || next.Failed < 0 {
		return false
	}
	if next.Number == r.Number && r.Number > 0 && !r.Complete {
		return next.Cursor >= r.Cursor && next.Sent >= r.Sent && next.Unreachable >= r.Unreachable && next.Failed >= r.Failed
	}
	return next.Number == r.Number+1 && (r.Complete || r.Number == 0)
}

// check reports what [Facts.Duties] would refuse, and kinds that are none.
func (f *Facts) check() error {
	for _, k := range f.Kinds {
		if k == KindUnknown || int(k) >= len(kindTexts) {
			return fmt.Errorf("%w: kinds", ErrFacts)
		}
	}
	_, err := f.Duties()
	return err
}

// DutyState is a duty and whether it was met.
type DutyState struct {
	Duty
	Done   time.Time // when it was met, zero if it was not
	Ref    string    // where the host keeps the proof
	Waived bool      // the persons need not be told
}

// Late reports whether the duty was met too late, or is not met and late at an instant. Without a number of hours or days nothing is late:
// what is at once is for people to judge.
func (d DutyState) Late(now time.Time) bool {
	if d.Before.IsZero() {
		return false
	}
	if !d.Done.IsZero() {
		now = d.Done
	}
	return !now.Before(d.Before)
}

// open reports whether something is still to be done.
func (d DutyState) open() bool { return d.Done.IsZero() && !d.Waived && d.What != ExpectAudit }

// Duties returns what the law asks by the present facts, and when each was met. Acting is met by the first measure, a report or a summary by
// an event of the same What and Whom, and the telling of the persons when a round went through all of them, nobody failed to be told, and
// for those who could not be reached an announcement was made.
func (c *Case) Duties() ([]DutyState, error) {
	duties, err := c.Facts.Duties()
	if err != nil {
		return nil, err
	}
	out := make([]DutyState, len(duties))
	for i, d := range duties {
		out[i] = DutyState{Duty: d}
		s := &out[i]
		if d.What == Tell && d.Whom == Persons {
			s.Done, s.Waived = c.toldAll(), c.Waiver != nil
			continue
		}
		if d.What == Tell && c.Waiver != nil {
			s.Waived = true
		}
		for j := range c.Timeline {
			e := &c.Timeline[j]
			if e.Type == Measured && d.What == Act || e.Type == Met && e.What == d.What && e.Whom == d.Whom {
				s.Done, s.Ref = e.At, e.Ref
				break
			}
		}
	}
	return out, nil
}

// toldAll returns when all persons had been told, zero if they have not.
func (c *Case) toldAll() time.Time {
	switch {
	case c.told.IsZero() || c.Round.Failed > 0 || c.Round.Unreachable > 0 && c.Announced.IsZero():
		return time.Time{}
	case c.Round.Unreachable > 0 && c.Announced.After(c.told):
		return c.Announced
	}
	return c.told
}

// OpenError is the error about a case that cannot be closed. It matches [ErrOpen].
type OpenError struct {
	Duties  []Duty // those that are not met
	Handled bool   // whether the facts say when the handling was finished
}

// ErrOpen is matched by the error about a case in which something is still to be done.
var ErrOpen = fmt.Errorf("incident: something is still to be done")

// Error says how much is open.
func (e *OpenError) Error() string {
	s := fmt.Sprintf("%v: %d duties", ErrOpen, len(e.Duties))
	if !e.Handled {
		s += ", and the facts do not say when the handling was finished"
	}
	for _, d := range e.Duties {
		s += "; " + d.In(language.English)
	}
	return s
}

// Is reports whether target is [ErrOpen].
func (e *OpenError) Is(target error) bool { return target == ErrOpen }

// closable returns an [OpenError] if something is still to be done.
func (c *Case) closable() error {
	duties, err := c.Duties()
	if err != nil {
		return err
	}
	e := &OpenError{Handled: !c.Facts.Handled.IsZero()}
	for _, d := range duties {
		if d.open() {
			e.Duties = append(e.Duties, d.Duty)
		}
	}
	if len(e.Duties) > 0 || !e.Handled {
		return e
	}
	return nil
}
