package access

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/khtong/privacykit/audit"
	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/crypto"
	"github.com/khtong/privacykit/desensitize"
	"github.com/khtong/privacykit/identifiers"
)

// ErrGate is matched by the errors about a gate that lacks something it needs.
var ErrGate = errors.New("access: incomplete gate")

// Counter counts of how many persons a viewer has seen something. Its method may be called by several goroutines.
type Counter interface {
	// Count enters that a viewer asks to see something of a person, and raw if raw says so, and returns of how many different persons it has
	// in the window that ends at the instant, this one included.
	Count(ctx context.Context, viewer, subject string, raw bool, at time.Time, window time.Duration) (Seen, error)
}

// Config is what a [Gate] is made of.
type Config struct {
	Rules    *Rules            // required
	Register *consent.Register // required
	// View says what masked means for this audience. The zero View hides everything.
	View desensitize.View
	Ring *crypto.Keyring // required
	Log  *audit.Log      // required
	// Pseudonym makes the pseudonym of a person for the log. It is required: the log outlives the person's information.
	Pseudonym func(subject string) string
	// Counter counts for the limit of the rules. Nil does not know: under a limit nothing is raw then.
	Counter Counter
}

// Gate is the one way by which a host's people see what is stored about a person. It is safe for concurrent use.
type Gate struct{ c Config }

// NewGate returns a gate. What is missing is an error that matches [ErrGate].
func NewGate(c Config) (*Gate, error) {
	if c.Rules == nil || c.Register == nil || c.Ring == nil || c.Log == nil || c.Pseudonym == nil {
		return nil, fmt.Errorf("%w: want rules, a register, a keyring, a log and pseudonyms", ErrGate)
	}
	return &Gate{c}, nil
}

// Cell is a stored value that a request asks to see: the i-th is of the i-th kind of the request.
type Cell struct {
	Field  crypto.Field
	Sealed []byte // nil is NULL
	// As is the kind by which the value is masked, where the register declares a wider one: a name under "other personal information", say.
	// Empty is the kind of the request.
	As identifiers.Kind
}

// as returns the kind by which the cell is masked if it is asked for as k.
func (c *Cell) as(k identifiers.Kind) identifiers.Kind {
	if c.As != "" {
		return c.As
	}
	return k
}

// Shown is what may be seen of one cell.
type Shown struct {
	Kind identifiers.Kind
	Show Show
	// Text is the masked form where Show is Masked, and empty otherwise.
	Text string
	// Raw holds the value where Show is Raw, and nothing otherwise. It prints nothing by itself.
	Raw desensitize.Redacted[string]
	// Null says that nothing is stored, or that the person was erased.
	Null bool
}

// Open decides, opens what may be shown, masks what may be shown masked, and writes one entry into the audit log before it returns. Without
// the entry nothing is shown: its error is returned, with no values. What is denied is not opened.
//
// A masked value is opened inside the gate and leaves it masked. A value that belongs to another person, or to another column, does not open
// (see [crypto.ErrWrongContext]); then nothing of the record is shown, and the log says so.
func (g *Gate) Open(ctx context.Context, req Request, facts consent.Facts, cells []Cell) ([]Shown, Decision, error) {
	if g == nil {
		return nil, Decision{}, ErrGate
	}
	if len(cells) != len(req.Kinds) {
		return nil, Decision{}, fmt.Errorf("%w: want a cell for each kind", ErrGate)
	}
	d, err := g.decide(ctx, &req, facts)
	if err != nil {
		return nil, Decision{}, err
	}
	shown, failed := g.open(ctx, &req, &d, cells)
	if err := g.write(ctx, &req, &d, failed); err != nil {
		return nil, Decision{}, err
	}
	if failed != nil {
		return nil, Decision{}, failed
	}
	return shown, d, nil
}

// decide decides on what the viewer has seen in the window with this person.
func (g *Gate) decide(ctx context.Context, req *Request, facts consent.Facts) (Decision, error) {
	d := g.c.Rules.Decide(g.c.Register, *req, facts, Seen{Known: true}) // as if nothing had been seen
	window := g.c.Rules.window()
	if window == 0 || len(d.Shows) == 0 {
		return d, nil
	}
	var seen Seen
	if g.c.Counter != nil {
		var err error
		if seen, err = g.c.Counter.Count(ctx, req.Viewer.ID, req.Subject, d.most() == Raw, req.At, window); err != nil {
			return Decision{}, fmt.Errorf("access: count: %w", err)
		}
	}
	return g.c.Rules.Decide(g.c.Register, *req, facts, seen), nil
}

// most returns the most that is shown of any kind.
func (d *Decision) most() Show {
	most := Denied
	for _, s := range d.Shows {
		most = max(most, s)
	}
	return most
}

func (g *Gate) open(ctx context.Context, req *Request, d *Decision, cells []Cell) ([]Shown, error) {
	out := make([]Shown, len(cells))
	sealed := make([]crypto.Cell, 0, len(cells))
	places := make([]int, 0, len(cells))
	for i, c := range cells {
		out[i] = Shown{Kind: req.Kinds[i], Show: d.Show(i), Null: c.Sealed == nil}
		if out[i].Show != Denied && c.Sealed != nil {
			sealed = append(sealed, crypto.Cell{Field: c.Field, Subject: req.Subject, Sealed: c.Sealed})
			places = append(places, i)
		}
	}
	if len(sealed) == 0 {
		return out, nil
	}
	defer func() {
		for i := range sealed {
			clear(sealed[i].Plaintext)
		}
	}()
	if err := g.c.Ring.OpenCells(ctx, sealed); err != nil {
		return nil, fmt.Errorf("access: open: %w", err)
	}
	for j, i := range places {
		s := &out[i]
		switch {
		case errors.Is(sealed[j].Err, crypto.ErrErased):
			s.Null = true
		case s.Show == Raw:
			s.Raw = desensitize.Redact(string(sealed[j].Plaintext))
		default:
			s.Text = g.c.View.Mask(cells[i].as(s.Kind), string(sealed[j].Plaintext))
		}
	}
	return out, nil
}

// outcomes of the entries of a gate.
const (
	outcomeEmergency = "break_glass"
	outcomeFailed    = "failed"
	outcomeReviewed  = "reviewed"
)

// write enters what is about to be shown.
func (g *Gate) write(ctx context.Context, req *Request, d *Decision, failed error) error {
	e := audit.Entry{
		Time: req.At, Type: audit.TypeAccess, Actor: req.Viewer.ID, Subject: g.c.Pseudonym(req.Subject), Purpose: string(req.Purpose), Object: req.Ticket,
		Outcome: d.most().String(), Key: req.Key,
	}
	if d.Emergency {
		e.Outcome, e.Object = outcomeEmergency, req.BreakGlass.Ref
	}
	if failed != nil {
		e.Outcome = outcomeFailed
	}
	for i, k := range req.Kinds {
		if _, known := identifiers.Describe(k); known && len(e.Reasons) < audit.MaxReasons/2 {
			e.Reasons = append(e.Reasons, string(k)+"="+d.Show(i).String())
		}
	}
	for _, r := range d.Reasons {
		if len(e.Reasons) < audit.MaxReasons {
			e.Reasons = append(e.Reasons, r.Code.String())
		}
	}
	if _, err := g.c.Log.Append(ctx, e); err != nil {
		return fmt.Errorf("access: audit: %w", err)
	}
	return nil
}

// Unreviewed returns the entries of a log in which the glass was broken and which nobody has reviewed yet, oldest first.
func Unreviewed(ctx context.Context, log *audit.Log) ([]audit.Entry, error) {
	open := make(map[string]int)
	var out []audit.Entry
	for e, err := range log.Find(ctx, audit.Query{Type: audit.TypeAccess}) {
		if err != nil {
			return nil, err
		}
		switch e.Outcome {
		case outcomeEmergency:
			open[strconv.FormatInt(e.Seq, 10)] = len(out)
			out = append(out, e)
		case outcomeReviewed:
			if i, ok := open[e.Object]; ok && out[i].Actor != e.Actor {
				delete(open, e.Object)
			}
		}
	}
	left := out[:0]
	for _, e := range out {
		if _, ok := open[strconv.FormatInt(e.Seq, 10)]; ok {
			left = append(left, e)
		}
	}
	return left, nil
}

// Review enters that somebody else than the viewer reviewed an entry in which the glass was broken; ref is where the finding is kept.
func Review(ctx context.Context, log *audit.Log, entry audit.Entry, by, ref string, at time.Time) error {
	if by == "" || ref == "" || by == entry.Actor || entry.Outcome != outcomeEmergency {
		return fmt.Errorf("%w: a review is of an emergency, by somebody else, with a finding", ErrGate)
	}
	seq := strconv.FormatInt(entry.Seq, 10)
	_, err := log.Append(ctx, audit.Entry{
		Time: at, Type: audit.TypeAccess, Actor: by, Subject: entry.Subject, Object: seq, Outcome: outcomeReviewed, Reasons: []string{ref}, Key: "review:" + seq,
	})
	if err != nil {
		return fmt.Errorf("access: review: %w", err)
	}
	return nil
}

// MemoryCounter is a [Counter] in memory, for one process. Its zero value is empty. It keeps a day's worth at most.
type MemoryCounter struct {
	mu   sync.Mutex
	seen map[string]map[string]sight // by viewer and person
}

// sight is when a viewer saw something of a person last.
type sight struct{ any, raw time.Time }

// Count implements [Counter].
func (m *MemoryCounter) Count(ctx context.Context, viewer, subject string, raw bool, at time.Time, window time.Duration) (Seen, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.seen == nil {
		m.seen = make(map[string]map[string]sight)
	}
	persons := m.seen[viewer]
	if persons == nil {
		persons = make(map[string]sight)
		m.seen[viewer] = persons
	}
	s := persons[subject]
	s.any = at
	if raw {
		s.raw = at
	}
	persons[subject] = s
	out := Seen{Known: true}
	for id, s := range persons {
		if at.Sub(s.any) >= max(window, 24*time.Hour) {
			delete(persons, id)
			continue
		}
		if at.Sub(s.any) < window {
			out.Persons++
		}
		if !s.raw.IsZero() && at.Sub(s.raw) < window {
			out.Raw++
		}
	}
	return out, ctx.Err()
}
