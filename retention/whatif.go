package retention

import (
	"iter"
	"time"

	"github.com/khtong/privacykit/law"
)

// DueAt returns the first instant at which the record is due, as far as can be told from what has happened by the instant of the plan.
// It is false where that cannot be told or will not be: no ceiling is triggered, a floor is permanent or its end not known, a hold
// stands, the record is gone.
func (p *Plan) DueAt() (time.Time, bool) {
	switch {
	case p.State == StateUnknown || p.State == Held || p.State == Disposed:
	case p.Required.IsZero() || p.Permanent || p.Open:
	case p.Earliest.After(p.Required):
		return p.Earliest, true
	default:
		return p.Required, true
	}
	return time.Time{}, false
}

// Shift is a record that two schedules plan differently.
type Shift struct {
	Item
	Before, After Plan
}

// WhatIf yields the records of a population whose plans change from one schedule to another, as under a longer statutory period or
// another promise: in state, or in one of the dates. It plans them one by one and holds none, so the population may be larger than the
// memory. A record that one of the schedules cannot plan is yielded with the error.
//
//	due := 0
//	for shift, err := range retention.WhatIf(old, next, now, records) {
//		if err == nil && shift.After.State == retention.Due && shift.Before.State != retention.Due {
//			due++
//		}
//	}
func WhatIf(before, after *Schedule, now time.Time, records iter.Seq2[Item, error]) iter.Seq2[Shift, error] {
	return func(yield func(Shift, error) bool) {
		for item, err := range records {
			shift := Shift{Item: item}
			if err == nil {
				shift.Before, err = before.Plan(item.Record, now)
			}
			if err == nil {
				shift.After, err = after.Plan(item.Record, now)
			}
			if (err != nil || !shift.Before.same(&shift.After)) && !yield(shift, err) {
				return
			}
		}
	}
}

func (p *Plan) same(q *Plan) bool {
	return p.State == q.State && p.Permanent == q.Permanent && p.Open == q.Open && p.Earliest.Equal(q.Earliest) &&
		p.Required.Equal(q.Required) && p.Latest.Equal(q.Latest)
}

// Outlook counts when the records of a population become due. The zero Outlook is empty. It takes a few bytes for each day on which one
// does, however many there are.
type Outlook struct {
	Due       int              // due at the instant of their plans, or isolated
	Later     map[law.Date]int // due from that day on
	Held      int              // a hold stands
	Permanent int              // kept for ever
	Open      int              // nothing requires disposal yet, or the end of a floor is not known
	Disposed  int
	Unknown   int // without a plan
}

// Add counts a plan.
func (o *Outlook) Add(p *Plan) {
	at, later := p.DueAt()
	switch {
	case p.State == StateUnknown:
		o.Unknown++
	case p.State == Disposed:
		o.Disposed++
	case p.State == Held:
		o.Held++
	case p.State == Due || p.State == Isolated:
		o.Due++
	case p.Permanent:
		o.Permanent++
	case !later:
		o.Open++
	default:
		if o.Later == nil {
			o.Later = make(map[law.Date]int)
		}
		o.Later[law.DateOf(at)]++
	}
}
