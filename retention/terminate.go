package retention

import (
	"errors"
	"fmt"
	"iter"
	"maps"
	"time"

	"github.com/khtong/privacykit/law"
)

// ErrTermination is matched by the errors about a [Termination].
var ErrTermination = errors.New("retention: invalid termination of service")

// Termination is the end of a service (停止运营). Its users are told before, at least Notice days: 30 in the usual policy, which is also
// what an e-commerce operator must keep published (E-commerce Law 16) and what consumers must be told (Implementing Regulation of
// the Consumer Rights Law 21). When the service has ended its information is deleted or anonymised (PIPL, Art. 47(1)(2)), unless a law
// keeps it longer.
type Termination struct {
	Told  time.Time // when the notice was given
	Ends  time.Time // when the service ends
	After int       // days of notice; zero is 30
}

const noticeDays = 30

// Check returns an error that matches [ErrTermination] if the notice was given too late, or not at all. The day of the notice and the day
// of the end are not counted: what is told on 1 March may end on 1 April, after 30 days between.
func (t Termination) Check() error {
	days := t.After
	if days == 0 {
		days = noticeDays
	}
	told, ends := law.DateOf(t.Told), law.DateOf(t.Ends)
	switch {
	case told.IsZero():
		return fmt.Errorf("%w: told: zero time", ErrTermination)
	case ends.IsZero():
		return fmt.Errorf("%w: ends: zero time", ErrTermination)
	case days < 0:
		return fmt.Errorf("%w: after: negative", ErrTermination)
	case ends.Before(told.AddDays(days + 1)):
		return fmt.Errorf("%w: fewer than %d days between the notice and the end", ErrTermination, days)
	}
	return nil
}

// Plan yields the records of a service as they will stand when it has ended, each with its plan of that instant: what is due then, and
// what a law still keeps. Schedules take the end of the service from the event [ServiceEnded], to which Plan adds [PurposeAchieved] where
// the record has none. The error is that of [Termination.Check], or of a single plan.
func (t Termination) Plan(s *Schedule, records iter.Seq2[Item, error]) iter.Seq2[Disposal, error] {
	return func(yield func(Disposal, error) bool) {
		if err := t.Check(); err != nil {
			yield(Disposal{}, err)
			return
		}
		for item, err := range records {
			var d Disposal
			if err == nil {
				d.Item = item
				d.Record.Events = maps.Clone(item.Record.Events)
				if d.Record.Events == nil {
					d.Record.Events = make(map[Event]time.Time, 2)
				}
				d.Record.Events[ServiceEnded] = t.Ends
				if d.Record.Events[PurposeAchieved].IsZero() {
					d.Record.Events[PurposeAchieved] = t.Ends
				}
				d.Plan, err = s.Plan(d.Record, t.Ends)
			}
			if !yield(d, err) {
				return
			}
		}
	}
}
