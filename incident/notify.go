package incident

import (
	"context"
	"errors"
	"fmt"
	"iter"
)

// ErrOrder is matched by the error about persons that do not come in ascending order.
var ErrOrder = errors.New("incident: persons do not ascend")

// Sender sends the notice to one person, by whatever channel reaches it: mail, letter, telephone, push.
type Sender interface {
	// Send sends. It may be called again with the same key after a crash, and then sends no second time. A person that cannot be reached is
	// an error that matches [ErrUnreachable].
	Send(ctx context.Context, subject, key string) error
}

// ErrUnreachable is matched by the error of a [Sender] about somebody for whom there is no channel, or none works.
var ErrUnreachable = errors.New("incident: person cannot be reached")

// NotifyReport says whom a notice reached.
type NotifyReport struct {
	Sent        int
	Unreachable int    // for these an announcement to the public is due
	Failed      int    // the sender failed otherwise: try again
	Cursor      string // the last person that was tried: go on from there
	Cause       error  // of the first failure
}

// Notify tells the persons one after the other and holds none, so there may be as many as there are. They come as opaque ids in ascending
// order; one that comes twice is told once. Those up to the cursor of an earlier call are passed over: keep the cursor that progress is
// given after each person, and a notice that was cut off goes on. The key of a send is the incident with the person.
//
// The error is that of the persons or of the context, or matches [ErrOrder].
func Notify(ctx context.Context, incident string, persons iter.Seq2[string, error], cursor string, s Sender, progress func(cursor string) error) (NotifyReport, error) {
	return notify(ctx, incident, persons, cursor, s, func(r NotifyReport) error {
		if progress == nil {
			return nil
		}
		return progress(r.Cursor)
	})
}

// notify gives progress the report after each person.
func notify(ctx context.Context, incident string, persons iter.Seq2[string, error], cursor string, s Sender, progress func(NotifyReport) error) (NotifyReport, error) {
	report := NotifyReport{Cursor: cursor}
	last := ""
	for subject, err := range persons {
		if err == nil {
			err = ctx.Err()
		}
		if err == nil && subject < last {
			err = ErrOrder
		}
		if err != nil {
			return report, err
		}
		if subject == last || subject <= cursor {
			last = subject
			continue
		}
		last = subject
		switch err := send(ctx, s, subject, incident+"/"+subject); {
		case err == nil:
			report.Sent++
		case ctx.Err() != nil:
			return report, ctx.Err()
		case errors.Is(err, ErrUnreachable):
			report.Unreachable++
		default:
			report.Failed++
			if report.Cause == nil {
				report.Cause = err
			}
		}
		report.Cursor = subject
		if err := progress(report); err != nil {
			return report, err
		}
	}
	return report, nil
}

// send calls the sender. What it panicked with is not kept: it might show the person.
func send(ctx context.Context, s Sender, subject, key string) (err error) {
	defer func() {
		if recover() != nil {
			err = fmt.Errorf("incident: the sender panicked")
		}
	}()
	return s.Send(ctx, subject, key)
}
