package rights

import (
	"fmt"
	"slices"
	"time"

	"github.com/khtong/privacykit/internal/enum"
)

// State is where a request stands.
type State uint8

// The states.
const (
	StateUnknown State = iota
	Identifying        // nobody knows yet that the person asking is who it says
	Open               // to be decided
	Working            // granted, and something is still to be done
	Answered           // granted and done, or refused
	Withdrawn          // taken back
)

var stateNames = []string{"", "identifying", "open", "working", "answered", "withdrawn"}

// String returns the name of s, as in JSON.
func (s State) String() string { return enum.String(s, stateNames) }

// MarshalText returns the name of s, and an error if it has none.
func (s State) MarshalText() ([]byte, error) { return enum.Text(s, stateNames, "rights: state") }

// UnmarshalText reads the name of a state.
func (s *State) UnmarshalText(text []byte) error {
	return enum.Parse(s, text, stateNames, "rights: state")
}

// Request is what a person asked for and what became of it: the fold of its events. The zero Request is none.
type Request struct {
	ID       string
	Version  int64 // Seq of the last event
	Subject  string
	Right    Right
	Capacity Capacity
	Channel  string
	Ref      string // where the host keeps what was written
	State    State
	Received time.Time
	// Identity is Yes once it was confirmed, No after the last try failed.
	Identity Answer
	Tries    int // how often it could not be confirmed
	// Due is the instant strictly before which the answer is due, the zero time once it was given. Extended says that it was put off.
	Due      time.Time
	Extended bool

	Decided time.Time
	Outcome Outcome
	Reasons []Reason
	Charge  bool
	Tasks   []TaskState
	// Recipients are the answers of those who were told.
	Recipients map[string]RecipientAnswer

	// ComplaintDue is the instant strictly before which a complaint is to be answered, and the zero time if none is open.
	ComplaintDue time.Time
	Complaints   int
}

// TaskState is a task and whether it was done.
type TaskState struct {
	Task
	Done time.Time // zero if it was not
	Ref  string    // where the host keeps the proof
}

// Fold returns the request that its events add up to. An error matches [ErrEvent]: events that do not follow each other in Seq, or that
// cannot happen one after the other.
func Fold(id string, events []Event) (Request, error) {
	r := Request{ID: id}
	for i := range events {
		if err := r.apply(&events[i]); err != nil {
			return Request{}, err
		}
	}
	return r, nil
}

// apply folds one more event in.
func (r *Request) apply(e *Event) error {
	if problem := r.problem(e); problem != "" {
		return fmt.Errorf("%w: events[%d]: %s", ErrEvent, e.Seq-1, problem)
	}
	r.Version = e.Seq
	switch e.Type {
	case Received:
		r.Subject, r.Right, r.Capacity, r.Channel, r.Ref = e.Subject, e.Right, e.Capacity, e.Channel, e.Ref
		r.Received, r.Due, r.State = e.At, e.Due, Identifying
		if e.Right == ExplainRules { // the rules are for everyone
			r.State = Open
		}
	case IdentityConfirmed:
		r.Identity, r.Subject, r.State = Yes, e.Subject, Open
	case IdentityNot:
		r.Identity = No
		r.Tries++
	case Extended:
		r.Due, r.Extended = e.Due, true
	case Decided:
		r.Decided, r.Outcome, r.Reasons, r.Charge = e.At, e.Outcome, slices.Clone(e.Reasons), e.Charge
		r.Due = time.Time{}
		r.Tasks = make([]TaskState, len(e.Tasks))
		for i, t := range e.Tasks {
			r.Tasks[i].Task = t
		}
		r.settle()
	case TaskDone:
		i := r.task(e.Task)
		r.Tasks[i].Done, r.Tasks[i].Ref = e.At, e.Ref
		r.settle()
	case RecipientAnswered:
		if r.Recipients == nil {
			r.Recipients = make(map[string]RecipientAnswer)
		}
		r.Recipients[e.Recipient] = e.Answer
	case Cancelled:
		r.State, r.Due = Withdrawn, time.Time{}
	case Complained:
		r.ComplaintDue = e.Due
		r.Complaints++
	case ComplaintAnswered:
		r.ComplaintDue = time.Time{}
		if e.Reopened {
			r.State, r.Due, r.Outcome, r.Reasons, r.Tasks = Open, e.Due, Undecided, nil, nil
		}
	default: // refused above
	}
	return nil
}

// problem says why the event cannot come next.
func (r *Request) problem(e *Event) string {
	undecided := r.State == Identifying || r.State == Open
	decided := r.State == Working || r.State == Answered
	switch {
	case e.Seq != r.Version+1:
		return "does not follow the one before"
	case e.At.IsZero():
		return "has no time"
	case (e.Type == Received) != (r.State == StateUnknown):
		return "a request is received once, and first"
	}
	ok := false
	switch e.Type {
	case Received:
		ok = e.Right != RightUnknown && int(e.Right) < len(rightTable) && !e.Due.IsZero()
	case IdentityConfirmed:
		ok = undecided && r.Identity != Yes && e.Subject != ""
	case IdentityNot:
		ok = undecided && r.Identity != Yes
	case Extended:
		ok = undecided && !r.Extended && e.Due.After(r.Due)
	case Decided:
		ok = undecided && e.Outcome != Undecided && int(e.Outcome) < len(outcomeNames) && len(e.Reasons) > 0 &&
			(e.Outcome == Refused || r.Identity == Yes || r.Right == ExplainRules)
	case TaskDone:
		i := r.task(e.Task)
		ok = decided && i >= 0 && r.Tasks[i].Done.IsZero()
	case RecipientAnswered:
		ok = decided && e.Answer != RecipientUnknown && r.task(Task{Kind: TellRecipient, Target: e.Recipient}) >= 0
	case Cancelled:
		ok = undecided
	case Complained:
		ok = decided && r.ComplaintDue.IsZero() && !e.Due.IsZero()
	case ComplaintAnswered:
		ok = decided && !r.ComplaintDue.IsZero() && e.Reopened == !e.Due.IsZero()
	default:
	}
	if !ok {
		return e.Type.String() + " cannot happen now"
	}
	return ""
}

// task returns the place of the task of the same kind and target, and -1 if there is none.
func (r *Request) task(t Task) int {
	return slices.IndexFunc(r.Tasks, func(s TaskState) bool { return s.Kind == t.Kind && s.Target == t.Target })
}

func (r *Request) settle() {
	r.State = Answered
	if slices.ContainsFunc(r.Tasks, func(t TaskState) bool { return t.Done.IsZero() }) {
		r.State = Working
	}
}

// Overdue reports whether something of the request is late at an instant: the answer, a task, or the answer to a complaint.
func (r *Request) Overdue(now time.Time) bool {
	late := func(due time.Time) bool { return !due.IsZero() && !now.Before(due) }
	if late(r.Due) || late(r.ComplaintDue) {
		return true
	}
	return slices.ContainsFunc(r.Tasks, func(t TaskState) bool { return t.Done.IsZero() && late(t.Before) })
}

// Unanswered returns the ids of the recipients that were told and have not answered.
func (r *Request) Unanswered() []string {
	var out []string
	for _, t := range r.Tasks {
		if _, answered := r.Recipients[t.Target]; t.Kind == TellRecipient && !t.Done.IsZero() && !answered {
			out = append(out, t.Target)
		}
	}
	return out
}
