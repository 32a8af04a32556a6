package consent_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"time"

	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/law"
)

// errDenied carries the decision to where it can be told.
type errDenied struct{ consent.Decision }

func (e errDenied) Error() string { return "denied: " + e.Reasons[0].Code.String() }

// surveys is a repository of the host.
type surveys map[string]string

// guarded lets nobody read a survey for a purpose that the register and the
// person do not allow.
type guarded struct {
	surveys
	reg *consent.Register
	now func() time.Time
}

func (g guarded) Answer(ctx context.Context, purpose consent.Purpose) (string, error) {
	req, facts := consent.FromContext(ctx)
	req.Operation, req.Purpose, req.At = consent.Use, purpose, g.now()
	req.Kinds = []identifiers.Kind{"survey_response"}
	facts.Record = consent.RecordNormal // as the row says
	if d := g.reg.Decide(req, facts); !d.Allowed() {
		return "", errDenied{d}
	}
	return g.surveys[req.Subject], nil
}

// A repository that decides by itself cannot be read around: without a person
// in the context it gives nothing away.
func ExampleFromContext() {
	now := law.MustDate(2026, time.March, 2).Start()
	repo := guarded{surveys{"customer-17": "five stars"}, exampleRegister(), func() time.Time { return now }}

	_, err := repo.Answer(context.Background(), "improve")
	fmt.Println(err)

	person := consent.Request{Subject: "customer-17", Role: "consumer"}
	facts := consent.Facts{Subject: consent.Adult, Events: []consent.Event{{
		ID: "evt_831", Type: consent.Given, Subject: "customer-17", NoticeVersion: "v3", Form: consent.General,
		Purposes: []consent.Purpose{"improve"}, Kinds: []identifiers.Kind{"survey_response"},
		Affirmative: true, Actor: consent.Self, OccurredAt: now.AddDate(0, 0, -1),
	}}}
	ctx := consent.NewContext(context.Background(), person, facts)
	fmt.Println(repo.Answer(ctx, "improve"))
	_, err = repo.Answer(ctx, "advertise")
	fmt.Println(err)
	// Output:
	// denied: request_incomplete
	// five stars <nil>
	// denied: consent_missing
}

// A middleware finds out whose request it is and how up to date the answer must
// be: a token that the client was given with its own withdrawal goes with it.
func ExampleNewContext_middleware() {
	ctx := context.Background()
	now := law.MustDate(2026, time.March, 2).Start()
	clock := func() time.Time { return now }
	ledger := consent.NewLedger(consent.NewMemoryStore(), clock)
	cache, err := consent.NewCache(ledger, nil)
	if err != nil {
		fmt.Println(err)
		return
	}

	person := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			subject := r.Header.Get("X-Session-Subject") // from a session, in a real host
			want := consent.Bounded(5 * time.Second)
			if token, err := strconv.ParseInt(r.Header.Get("X-Consent-Token"), 10, 64); err == nil {
				want = consent.AtLeast(token)
			}
			// With an error the state is stale: what needs no consent goes on.
			state, _ := cache.State(r.Context(), subject, want)
			ctx := consent.NewContext(r.Context(), consent.Request{Subject: subject, Role: "consumer"},
				consent.Facts{State: state, Subject: consent.Adult})
			next.ServeHTTP(w, r.WithContext(ctx))
		})
	}
	repo := guarded{surveys{"customer-17": "five stars"}, exampleRegister(), clock}
	handler := person(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer, err := repo.Answer(r.Context(), "improve")
		var denied errDenied
		switch {
		case errors.As(err, &denied) && denied.Effect == consent.Pending:
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
		case err != nil:
			http.Error(w, err.Error(), http.StatusForbidden)
		default:
			fmt.Fprintln(w, answer)
		}
	}))
	get := func(token int64) {
		r := httptest.NewRequest(http.MethodGet, "/survey", nil)
		r.Header.Set("X-Session-Subject", "customer-17")
		if token > 0 {
			r.Header.Set("X-Consent-Token", strconv.FormatInt(token, 10))
		}
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		fmt.Print(w.Code, " ", w.Body.String())
	}

	get(0) // nothing was polled yet: the state is stale
	given, _ := ledger.Record(ctx, consent.Event{
		Key: "form-831", Type: consent.Given, Subject: "customer-17", NoticeVersion: "v3",
		Purposes: []consent.Purpose{"improve"}, Kinds: []identifiers.Kind{"survey_response"},
		Form: consent.General, Affirmative: true, Actor: consent.Self, OccurredAt: now,
	})
	get(given[0].Seq)
	withdrawn, _ := ledger.Record(ctx, consent.Event{
		Key: "form-904", Type: consent.Withdrawn, Subject: "customer-17", OccurredAt: now,
	})
	get(withdrawn[0].Seq)
	// Output:
	// 503 denied: state_stale
	// 200 five stars
	// 403 denied: consent_withdrawn
}
