package retention

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/khtong/privacykit/law"
)

// ErrSchedule is matched by every error about classes, bounds and schedules, among them each [ScheduleError].
var ErrSchedule = errors.New("retention: invalid schedule")

// ScheduleError says which class and field a schedule was refused for. It matches [ErrSchedule].
type ScheduleError struct {
	Class   string // id of the class, or its position, "classes[2]", if it has no id of the right form
	Field   string // for example "floors[0].event"
	Problem string
}

// Error returns the three parts in one line.
func (e *ScheduleError) Error() string {
	return "retention: invalid schedule: " + e.Class + ": " + e.Field + ": " + e.Problem
}

// Unwrap returns [ErrSchedule].
func (e *ScheduleError) Unwrap() error { return ErrSchedule }

// Basis says where a bound of the host's own comes from. Bounds of the catalogue have theirs by their citation.
type Basis uint8

// The bases.
const (
	BasisUnknown Basis = iota
	ByLaw              // 法律、法规, a statute that the catalogue lacks; give the citation
	ByContract         // 合同
	ByPolicy           // 隐私政策, a promise to everyone
	ByConsent          // 同意, agreed with the data subject alone
)

var basisNames = [...]string{BasisUnknown: "", ByLaw: "law", ByContract: "contract", ByPolicy: "policy", ByConsent: "consent"}

// String returns the text form, and "unknown" for BasisUnknown and all numbers that are no basis.
func (b Basis) String() string {
	if b == BasisUnknown || int(b) >= len(basisNames) {
		return "unknown"
	}
	return basisNames[b]
}

// MarshalText returns "law", "contract", "policy" or "consent", and the empty text for BasisUnknown.
func (b Basis) MarshalText() ([]byte, error) { return marshalName(basisNames[:], b) }

// UnmarshalText is the inverse of MarshalText; any other text is an error that matches [ErrSchedule].
func (b *Basis) UnmarshalText(text []byte) error { return unmarshalName(basisNames[:], text, b) }

// Class is a class of records that are kept alike: what must be kept how long, and what must be gone when. It is plain
// data; [NewSchedule] checks it.
type Class struct {
	ID       string   `json:"id"` // of the form of an [Event]
	Label    law.Text `json:"label,omitzero"`
	Floors   []Bound  `json:"floors,omitempty"`   // must be kept until
	Ceilings []Bound  `json:"ceilings,omitempty"` // must be gone by
}

// Bound is one floor or ceiling of a class. There are two forms.
//
// A bound of the catalogue gives Rule. Event must be given where the rule's source names no start, and may not differ
// from the start that the source does name. Reason may be given; all other fields must be empty.
//
// A bound of the host's own gives Basis, Event, Limit and Period, and should give Reason and, ByLaw, Citation. The limit of a
// floor is AtLeast, which may be left out; a ceiling has AtMost, Within or AtOnce, and only AtOnce goes without Period.
// A floor may be Permanent instead of having a Period, and then needs no Event.
type Bound struct {
	Rule      string       `json:"rule,omitempty"` // id of a [Rule]
	Event     Event        `json:"event,omitempty"`
	Basis     Basis        `json:"basis,omitzero"`
	Limit     Limit        `json:"limit,omitzero"`
	Period    law.Period   `json:"period,omitzero"`
	Permanent bool         `json:"permanent,omitempty"`
	Reason    law.Text     `json:"reason,omitzero"`
	Citation  law.Citation `json:"citation,omitzero"`
}

// Schedule plans records of the classes that it was made of. It is immutable and safe for concurrent use. The zero
// Schedule and a nil one have no class.
type Schedule struct {
	classes map[string]*class
	order   []string
	cal     *law.Calendar
}

// NewSchedule checks the classes and makes a schedule of copies of them. Working days, where a bound has them, are counted
// by [law.Holidays]; see [Schedule.WithCalendar]. The error is a [*ScheduleError]: an id that is not of the right form or
// given twice, a class without bounds, an unknown rule, a missing event, an invalid period, a field that the form of the bound does
// not have.
func NewSchedule(classes ...Class) (*Schedule, error) {
	s := &Schedule{classes: make(map[string]*class, len(classes)), cal: law.Holidays()}
	for i, c := range classes {
		name := c.ID
		if !validID(name) {
			return nil, &ScheduleError{fmt.Sprintf("classes[%d]", i), "id", "want up to 64 lower-case letters, digits and underscores"}
		}
		if s.classes[name] != nil {
			return nil, &ScheduleError{name, "id", "given twice"}
		}
		if len(c.Floors)+len(c.Ceilings) == 0 {
			return nil, &ScheduleError{name, "floors", "the class has neither floors nor ceilings"}
		}
		compiled := &class{Class: c, floors: len(c.Floors)}
		compiled.Floors, compiled.Ceilings = slices.Clone(c.Floors), slices.Clone(c.Ceilings)
		for j, b := range slices.Concat(c.Floors, c.Ceilings) {
			isFloor := j < len(c.Floors)
			field := fmt.Sprintf("floors[%d]", j)
			if !isFloor {
				field = fmt.Sprintf("ceilings[%d]", j-len(c.Floors))
			}
			versions, sub, problem := compile(b, isFloor)
			if problem != "" {
				return nil, &ScheduleError{name, field + "." + sub, problem}
			}
			compiled.bounds = append(compiled.bounds, bound{Bound: b, floor: isFloor, versions: versions})
		}
		s.classes[name] = compiled
		s.order = append(s.order, name)
	}
	return s, nil
}

// WithCalendar returns a schedule of the same classes that counts working days by cal. With nil every plan that needs
// working days is an error that matches [law.ErrCalendar].
func (s *Schedule) WithCalendar(cal *law.Calendar) *Schedule {
	if s == nil {
		return &Schedule{cal: cal}
	}
	return &Schedule{classes: s.classes, order: s.order, cal: cal}
}

// Classes yields copies of the classes in the order in which they were given.
func (s *Schedule) Classes() iter.Seq[Class] {
	return func(yield func(Class) bool) {
		if s == nil {
			return
		}
		for _, id := range s.order {
			c := s.classes[id].Class
			c.Floors, c.Ceilings = slices.Clone(c.Floors), slices.Clone(c.Ceilings)
			if !yield(c) {
				return
			}
		}
	}
}

// class is a checked Class; bounds has the floors first.
type class struct {
	Class
	bounds []bound
	floors int
}

type bound struct {
	Bound
	floor    bool
	versions []version
}

// version is what a bound says while its rule is in force; the host's own bounds have one, which always is.
type version struct {
	rule      *Rule // nil for the host's own
	event     Event
	limit     Limit
	period    law.Period
	permanent bool
	anchor    Anchor

	from, until time.Time // in force from, up to but not at until; zero: always
}

// inForce reports whether the version binds a record whose event is at start.
func (v *version) inForce(start time.Time) bool {
	return !start.Before(v.from) && (v.until.IsZero() || start.Before(v.until))
}

// span is the time in which an event must lie for the rule to bind. Where the period is counted from the year after the event,
// the first day counted must lie between the rule's dates.
func span(r *Rule) (from, until time.Time) {
	first, end := r.From, r.Until
	if !end.IsZero() {
		end = end.AddDays(1)
	}
	if r.Anchor == AfterItsYear {
		first = yearEnd(first.AddDays(-1).Year() - 1).AddDays(1)
		if !end.IsZero() {
			end = yearEnd(r.Until.Year() - 1).AddDays(1)
		}
	}
	return first.Start(), end.Start()
}

// compile checks a bound; problem is empty if it is right, and else says what is wrong with the field.
func compile(b Bound, isFloor bool) (vs []version, field, problem string) {
	if b.Event != "" && !validID(string(b.Event)) {
		return nil, "event", "want up to 64 lower-case letters, digits and underscores"
	}
	if b.Rule == "" {
		return compileOwn(b, isFloor)
	}
	r := findRule(b.Rule)
	switch {
	case r == nil:
		return nil, "rule", "not in the catalogue"
	case b.Basis != BasisUnknown || b.Limit != LimitUnknown || b.Period != law.Period{} || b.Permanent || !b.Citation.IsZero():
		return nil, "rule", "a bound of the catalogue may give event and reason only"
	case r.Start != "" && b.Event != "" && b.Event != r.Start:
		return nil, "event", "the rule names another"
	case r.Start == "" && b.Event == "" && !r.Permanent:
		return nil, "event", "missing: the source of the rule names none, choose one"
	case isFloor && r.Limit != AtLeast && r.Limit != Exactly:
		return nil, "rule", "not a minimum"
	case !isFloor && r.Limit == AtLeast:
		return nil, "rule", "not a maximum"
	}
	for _, r := range versions(r) {
		v := version{rule: r, event: r.Start, limit: r.Limit, period: r.Period, permanent: r.Permanent, anchor: r.Anchor}
		if v.event == "" {
			v.event = b.Event
		}
		v.from, v.until = span(r)
		vs = append(vs, v)
	}
	return vs, "", ""
}

func compileOwn(b Bound, isFloor bool) (vs []version, field, problem string) {
	if isFloor && b.Limit == LimitUnknown {
		b.Limit = AtLeast
	}
	switch {
	case b.Basis == BasisUnknown || int(b.Basis) >= len(basisNames):
		return nil, "basis", "missing: a bound names a rule or says where it comes from"
	case isFloor && b.Limit != AtLeast:
		return nil, "limit", "a floor is at least"
	case !isFloor && b.Limit != AtMost && b.Limit != Within && b.Limit != AtOnce:
		return nil, "limit", "a ceiling is at most, within or at once"
	case !b.Citation.IsZero() && !b.Citation.IsValid():
		return nil, "citation", "not valid"
	case b.Permanent && !isFloor:
		return nil, "permanent", "only a floor can be"
	case (b.Permanent || b.Limit == AtOnce) && b.Period != law.Period{}:
		return nil, "period", "must be empty here"
	case !b.Permanent && b.Limit != AtOnce && !b.Period.IsValid():
		return nil, "period", "missing or not valid"
	case b.Event == "" && !b.Permanent:
		return nil, "event", "missing"
	}
	return []version{{event: b.Event, limit: b.Limit, period: b.Period, permanent: b.Permanent}}, "", ""
}
