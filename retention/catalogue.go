package retention

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/khtong/privacykit/law"
)

// Limit says which side of a period a record must stay on.
type Limit uint8

// The limits.
const (
	LimitUnknown Limit = iota
	AtLeast            // 不少于: the record must not go before the end of the period
	AtMost             // 不超过: the record must go when the period ends, and need not before
	Within             // 以内: the record must go from the event on, and must be gone before the period ends
	AtOnce             // 立即: the record must go from the event on, and any delay is late; there is no period
	Exactly            // AtLeast and AtMost in one
)

var limitNames = [...]string{
	LimitUnknown: "", AtLeast: "at_least", AtMost: "at_most", Within: "within", AtOnce: "at_once", Exactly: "exactly",
}

// String returns the text form, and "unknown" for LimitUnknown and all numbers that are no limit.
func (l Limit) String() string {
	if l == LimitUnknown || int(l) >= len(limitNames) {
		return "unknown"
	}
	return limitNames[l]
}

// MarshalText returns "at_least", "at_most", "within", "at_once" or "exactly", and the empty text for LimitUnknown.
func (l Limit) MarshalText() ([]byte, error) { return marshalName(limitNames[:], l) }

// UnmarshalText is the inverse of MarshalText; any other text is an error that matches [ErrSchedule].
func (l *Limit) UnmarshalText(text []byte) error { return unmarshalName(limitNames[:], text, l) }

// Anchor says from which day a period is counted, given the day of its event.
type Anchor uint8

// The anchors.
const (
	AtEvent       Anchor = iota // from the day of the event, as the Civil Code counts
	AfterItsYear                // from the first day after the (calendar) year of the event, as accounting archives do
	CountsItsYear               // the year of the event is itself the first year (当年计起)
)

// Rule is a period of keeping that a statute, or a common promise, sets. Rules are data: copy them freely.
type Rule struct {
	ID           string   // stable
	Records      law.Text // what kind of record
	Sector       Sector
	AppliesTo    string // whom it binds, in English
	Limit        Limit
	Period       law.Period // not valid if Permanent
	Permanent    bool       // 永久: never
	Start        Event      // empty if the source names none: then the caller must choose one, see [Bound]
	Usual        Event      // what is commonly taken where Start is empty; never taken by itself
	Anchor       Anchor
	From, Until  law.Date // first and last day in force; Until is zero while no end is known
	SupersededBy string   // the rule that follows from the day after Until
	Citation     law.Citation

	// Verified reports whether the period was read in a full text of the source. If not, it comes from memory or from
	// others' quotations, and must not be shown to anyone as certain. DatesVerified says the same of From and Until.
	Verified, DatesVerified bool
}

// InForce reports whether the rule is in force on day d. It is false for the zero Date.
func (r Rule) InForce(d law.Date) bool {
	return !d.IsZero() && !d.Before(r.From) && (r.Until.IsZero() || !d.After(r.Until))
}

// End returns the first instant after the rule's period for an event at the given instant: the earliest moment at which a
// record with an AtLeast rule may go. Whether the rule is in force at the event is not asked; see [Rule.InForce].
// It does not depend on Start. A zero event or a permanent rule is an error that matches [law.ErrPeriod]; cal is needed as in
// [law.Period.End].
func (r Rule) End(event time.Time, cal *law.Calendar) (time.Time, error) {
	return anchoredEnd(r.Period, r.Anchor, event, cal)
}

func anchoredEnd(p law.Period, a Anchor, event time.Time, cal *law.Calendar) (time.Time, error) {
	if a == AtEvent || event.IsZero() {
		return p.End(event, cal)
	}
	year := law.DateOf(event).Year()
	if a == CountsItsYear {
		year--
	}
	return p.End(yearEnd(year).Start(), cal)
}

// yearEnd is 31 December, or the zero Date for a year that has none.
func yearEnd(year int) law.Date {
	d, err := law.NewDate(year, time.December, 31)
	if err != nil {
		return law.Date{}
	}
	return d
}

// LookupRule returns the rule with the id, and false if the catalogue has none.
func LookupRule(id string) (Rule, bool) {
	if r := findRule(id); r != nil {
		return *r, true
	}
	return Rule{}, false
}

func findRule(id string) *Rule {
	for i := range rules {
		if rules[i].ID == id {
			return &rules[i]
		}
	}
	return nil
}

// versions returns r with the rules that it supersedes and that supersede it, in no order. Of these at most one is in force on
// any day.
func versions(r *Rule) []*Rule {
	chain := []*Rule{r}
	for next := findRule(r.SupersededBy); next != nil; next = findRule(next.SupersededBy) {
		chain = append(chain, next)
	}
	for i := 0; i < len(chain); i++ {
		for j := range rules {
			if rules[j].SupersededBy == chain[i].ID && !slices.Contains(chain, &rules[j]) {
				chain = append(chain, &rules[j])
			}
		}
	}
	return chain
}

// marshalName and unmarshalName are the text form of an enum whose values are the indices of names; the empty text is zero.
func marshalName[T ~uint8](names []string, v T) ([]byte, error) {
	if int(v) >= len(names) {
		return nil, fmt.Errorf("%w: no such value", ErrSchedule)
	}
	return []byte(names[v]), nil
}

func unmarshalName[T ~uint8](names []string, text []byte, v *T) error {
	var i T
	for _, name := range names {
		if name == string(text) {
			*v = i
			return nil
		}
		i++
	}
	return fmt.Errorf("%w: want one of %s", ErrSchedule, strings.Join(names[1:], ", "))
}
