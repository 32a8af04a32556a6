package consent_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/khtong/privacykit/consent"
)

func TestContext(t *testing.T) {
	reg := register(t)
	q := ask()
	ctx := consent.NewContext(t.Context(), q.Request, q.Facts)
	req, facts := consent.FromContext(context.WithoutCancel(ctx))
	require.Equal(t, q.Request, req)
	require.Equal(t, q.Facts, facts)
	require.True(t, reg.Decide(req, facts).Allowed())

	inner := consent.NewContext(ctx, consent.Request{}, consent.Facts{})
	for _, none := range []context.Context{t.Context(), inner} {
		req, facts := consent.FromContext(none)
		require.Equal(t, consent.Request{}, req)
		require.Equal(t, consent.Deny, reg.Decide(req, facts).Effect)
	}
}

// A context is printed by many a logger: what it carries is not.
func TestContextDoesNotPrint(t *testing.T) {
	const secret = "subject-4403991990"
	q := ask(func(q *question) { q.Request.Subject, q.ContractID = secret, secret })
	ctx := consent.NewContext(t.Context(), q.Request, q.Facts)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		require.NotContains(t, fmt.Sprintf(verb, ctx), secret, verb)
		require.NotContains(t, fmt.Sprintf(verb, struct{ C context.Context }{ctx}), secret, verb)
	}
}
