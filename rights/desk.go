package rights

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"time"
)

// The errors of a desk.
var (
	// ErrNotFound is matched by the error about a request that does not exist.
	ErrNotFound = errors.New("rights: no such request")
	// ErrIdempotency is matched by the error of [Desk.Receive] for a key that was used for another filing.
	ErrIdempotency = errors.New("rights: key was used before for another request")
	// ErrUndecided is matched by the error of [Desk.Decide] for an assessment that is undecided.
	ErrUndecided = errors.New("rights: the assessment is undecided")
)

// Desk takes requests in and keeps their clock. It is safe for concurrent use if its store is; several desks, also on several nodes, may
// share one.
type Desk struct {
	store Store
	terms Terms
	now   func() time.Time
}

// NewDesk returns a desk on the store. Nil terms are those of a usual policy; the error for others matches [ErrTerms].
func NewDesk(store Store, terms *Terms, now func() time.Time) (*Desk, error) {
	if store == nil || now == nil {
		return nil, fmt.Errorf("%w: no store or no clock", ErrTerms)
	}
	if terms == nil {
		terms = new(Terms)
	}
	full, err := terms.withDefaults()
	if err != nil {
		return nil, err
	}
	return &Desk{store: store, terms: full, now: now}, nil
}

// Terms returns the terms of the desk, with the defaults filled in, for [Assess].
func (d *Desk) Terms() *Terms {
	t := d.terms
	return &t
}

// Filing is a request as it comes in.
type Filing struct {
	// Key is the idempotency key: a filing that is sent twice is one request.
	Key      string
	Right    Right
	Capacity Capacity
	// Channel is where it came in, as a short code: "app", "phone", "email", "post".
	Channel string
	// Subject is the person, where the channel knows: a session in the app. Leave it empty for a letter, and do not look anybody up before
	// the identity is confirmed: a desk treats a request about somebody unknown as any other.
	Subject string
	// Ref is where the host keeps what was written.
	Ref string
}

// Receive takes a request in and starts the clock. The same filing again is the same request; another with its key is an error that
// matches [ErrIdempotency].
func (d *Desk) Receive(ctx context.Context, f Filing) (Request, error) {
	if f.Key == "" || f.Right == RightUnknown || int(f.Right) >= len(rightTable) || f.Capacity == CapacityUnknown {
		return Request{}, fmt.Errorf("%w: a filing has a key, a right and a capacity", ErrEvent)
	}
	digest := sha256.Sum256([]byte("privacykit rights request 1\x00" + f.Key))
	id := "req_" + hex.EncodeToString(digest[:16])
	at := d.instant()
	due, err := d.terms.end(d.terms.Answer, at)
	if err != nil {
		return Request{}, err
	}
	e := Event{
		Seq: 1, Type: Received, At: at, Key: f.Key, Right: f.Right, Capacity: f.Capacity, Channel: f.Channel, Subject: f.Subject, Ref: f.Ref, Due: due,
	}
	err = d.store.Append(ctx, id, e)
	if err != nil && !errors.Is(err, ErrVersion) {
		return Request{}, err
	}
	events, err := d.events(ctx, id)
	if err != nil {
		return Request{}, err
	}
	if first := events[0]; first.Key != f.Key || first.Right != f.Right || first.Capacity != f.Capacity || first.Channel != f.Channel ||
		first.Subject != f.Subject || first.Ref != f.Ref {
		return Request{}, ErrIdempotency
	}
	return Fold(id, events)
}

// Check is the result of an identity check.
type Check struct {
	// Subject is the person whose identity was confirmed, and empty if it was not.
	Subject string
	// Method is how, as a short code: "session", "sms_code", "id_document"; Ref is where the host keeps the evidence, and By who checked. Ask
	// for no more information than the person gave before.
	Method, Ref, By string
}

// Identify enters the result of an identity check. One that failed may be followed by another; what the person is told does not depend on
// whether anybody is known (see [Request.Reply]).
func (d *Desk) Identify(ctx context.Context, id string, c Check) (Request, error) {
	e := Event{Type: IdentityConfirmed, Subject: c.Subject, Method: c.Method, Ref: c.Ref, By: c.By}
	if c.Subject == "" {
		e.Type = IdentityNot
	}
	return d.append(ctx, id, e, func(r *Request) bool { return r.Identity == Yes && r.Subject == c.Subject })
}

// Extend puts the answer off, once, by the time that the terms have for that. The person must be told, and why; ref is where the host keeps
// that notice.
func (d *Desk) Extend(ctx context.Context, id, ref, by string) (Request, error) {
	r, err := d.Get(ctx, id)
	if err != nil || r.Extended {
		return r, err
	}
	if !d.terms.Extension.IsValid() {
		return Request{}, fmt.Errorf("%w: there is no extension", ErrTerms)
	}
	due, err := d.terms.end(d.terms.Extension, r.Due.Add(-time.Microsecond))
	if err != nil {
		return Request{}, err
	}
	return d.append(ctx, id, Event{Type: Extended, Due: due, Ref: ref, By: by}, func(r *Request) bool { return r.Extended })
}

// Decide enters the outcome of an assessment of the request as it is now. An undecided one is an error that matches [ErrUndecided]: find
// the facts that its reasons ask for. A request is granted only after its identity was confirmed, whatever the assessment says.
func (d *Desk) Decide(ctx context.Context, id string, a Assessment, by string) (Request, error) {
	if a.Outcome == Undecided {
		return Request{}, ErrUndecided
	}
	e := Event{Type: Decided, Outcome: a.Outcome, Reasons: a.Reasons, Tasks: a.Tasks, Charge: a.MayCharge, By: by}
	return d.append(ctx, id, e, func(r *Request) bool { return r.Outcome == a.Outcome && !r.Decided.IsZero() })
}

// Done enters that a task was done; ref is where the host keeps the proof. [Desk.Work] does it for a [Worker].
func (d *Desk) Done(ctx context.Context, id string, t Task, ref string) (Request, error) {
	return d.append(ctx, id, Event{Type: TaskDone, Task: Task{Kind: t.Kind, Target: t.Target}, Ref: ref}, func(r *Request) bool {
		i := r.task(t)
		return i >= 0 && !r.Tasks[i].Done.IsZero()
	})
}

// Acknowledge enters what a recipient did when it was told.
func (d *Desk) Acknowledge(ctx context.Context, id, recipient string, answer RecipientAnswer, ref string) (Request, error) {
	return d.append(ctx, id, Event{Type: RecipientAnswered, Recipient: recipient, Answer: answer, Ref: ref}, func(r *Request) bool {
		return r.Recipients[recipient] == answer && answer != RecipientUnknown
	})
}

// Cancel enters that the person took the request back before it was answered.
func (d *Desk) Cancel(ctx context.Context, id, ref string) (Request, error) {
	return d.append(ctx, id, Event{Type: Cancelled, Ref: ref}, func(r *Request) bool { return r.State == Withdrawn })
}

// Complain enters a complaint about an answer and starts its clock. Courts and authorities are open besides (PIPL 50(2), 65).
func (d *Desk) Complain(ctx context.Context, id, ref string) (Request, error) {
	due, err := d.terms.end(d.terms.Complaint, d.instant())
	if err != nil {
		return Request{}, err
	}
	return d.append(ctx, id, Event{Type: Complained, Due: due, Ref: ref}, func(r *Request) bool { return !r.ComplaintDue.IsZero() })
}

// AnswerComplaint enters the answer to a complaint. With reopen the request is open again and must be decided anew in the time of an answer.
func (d *Desk) AnswerComplaint(ctx context.Context, id, ref, by string, reopen bool) (Request, error) {
	e := Event{Type: ComplaintAnswered, Ref: ref, By: by, Reopened: reopen}
	if reopen {
		var err error
		if e.Due, err = d.terms.end(d.terms.Answer, d.instant()); err != nil {
			return Request{}, err
		}
	}
	return d.append(ctx, id, e, func(r *Request) bool {
		return r.Complaints > 0 && r.ComplaintDue.IsZero() && (r.State == Open) == reopen
	})
}

// Get returns a request. One that does not exist is an error that matches [ErrNotFound].
func (d *Desk) Get(ctx context.Context, id string) (Request, error) {
	events, err := d.events(ctx, id)
	if err != nil {
		return Request{}, err
	}
	return Fold(id, events)
}

// All yields the requests, those received first first. A request that cannot be folded is yielded with its error.
func (d *Desk) All(ctx context.Context) iter.Seq2[Request, error] {
	return func(yield func(Request, error) bool) {
		for id, err := range d.store.Requests(ctx) {
			var r Request
			if err == nil {
				r, err = d.Get(ctx, id)
			}
			if !yield(r, err) {
				return
			}
		}
	}
}

func (d *Desk) instant() time.Time { return d.now().UTC().Truncate(time.Microsecond) }

func (d *Desk) events(ctx context.Context, id string) ([]Event, error) {
	events, err := d.store.Events(ctx, id)
	if err == nil && len(events) == 0 {
		err = ErrNotFound
	}
	return events, err
}

// tries bounds how often an append is repeated when another writer got ahead.
const tries = 8

// append adds an event to a request, unless done says that it is in already.
func (d *Desk) append(ctx context.Context, id string, e Event, done func(*Request) bool) (Request, error) {
	e.At = d.instant()
	for range tries {
		r, err := d.Get(ctx, id)
		if err != nil || done(&r) {
			return r, err
		}
		e.Seq = r.Version + 1
		if err := r.apply(&e); err != nil {
			return Request{}, err
		}
		if err = d.store.Append(ctx, id, e); err == nil {
			return r, nil
		}
		if !errors.Is(err, ErrVersion) {
			return Request{}, err
		}
	}
	return Request{}, ErrVersion
}
