package consent

import "context"

type contextKey struct{}

type contextFacts struct {
	request Request
	facts   Facts
}

// NewContext returns a context that carries what a host knows at its border
// about the person of a piece of work: of the request the subject, role and
// scenario, of the facts the state, class, notice and contract. Who guards the
// data further in takes it up with [FromContext], adds the operation, purpose,
// kinds and instant, and decides.
//
// It is a convenience for layers that a host cannot pass an argument through.
// The lists and the state are not copied: do not change them afterwards.
func NewContext(ctx context.Context, req Request, facts Facts) context.Context {
	return context.WithValue(ctx, contextKey{}, &contextFacts{req, facts})
}

// FromContext returns what [NewContext] put into the context, and otherwise the
// zero values, on which every decision is [Deny].
func FromContext(ctx context.Context) (Request, Facts) {
	c, ok := ctx.Value(contextKey{}).(*contextFacts)
	if !ok {
		return Request{}, Facts{}
	}
	return c.request, c.facts
}
