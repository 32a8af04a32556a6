package consent_test

import (
	"os"
	"slices"
	"testing"
	"time"

	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/law"
)

// The tests decide on testdata/register.json: a small register with history,
// named and unnamed recipients and a kind of the host's own.

func registerJSON(tb testing.TB) []byte {
	tb.Helper()
	data, err := os.ReadFile("testdata/register.json")
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

func register(tb testing.TB) *consent.Register {
	tb.Helper()
	reg, err := consent.ParseRegister(registerJSON(tb))
	if err != nil {
		tb.Fatal(err)
	}
	return reg
}

// day returns noon of a day of 2026 in China.
func day(month time.Month, d int) time.Time {
	return law.MustDate(2026, month, d).Start().Add(12 * time.Hour)
}

// given is a complete general consent of subject s to two purposes and both
// feedback kinds, on 1 March.
func given(change ...func(*consent.Event)) consent.Event {
	e := consent.Event{
		ID: "evt_given", Key: "k1", Type: consent.Given, Subject: "s", NoticeVersion: "v3",
		Purposes: []consent.Purpose{"improve", "advertise"}, Kinds: []identifiers.Kind{"survey_response", "mobile_number"},
		Form: consent.General, Affirmative: true, Actor: consent.Self, OccurredAt: day(3, 1),
	}
	for _, c := range change {
		c(&e)
	}
	return e
}

// ended is an event of another type about everything, on 1 May.
func ended(t consent.EventType, change ...func(*consent.Event)) consent.Event {
	e := consent.Event{ID: "evt_" + t.String(), Key: "k2", Type: t, Subject: "s", OccurredAt: day(5, 1)}
	for _, c := range change {
		c(&e)
	}
	return e
}

func purposes(p ...consent.Purpose) func(*consent.Event) {
	return func(e *consent.Event) { e.Purposes = p }
}

func kinds(k ...identifiers.Kind) func(*consent.Event) {
	return func(e *consent.Event) { e.Kinds = k }
}

func recipients(r ...string) func(*consent.Event) {
	return func(e *consent.Event) { e.Recipients = r }
}

func form(f consent.Form) func(*consent.Event) { return func(e *consent.Event) { e.Form = f } }

func on(t time.Time) func(*consent.Event) { return func(e *consent.Event) { e.OccurredAt = t } }

func id(s string) func(*consent.Event) { return func(e *consent.Event) { e.ID, e.Key = s, s } }

// question is a request with its facts, changed by a test case.
type question struct {
	consent.Request
	consent.Facts
}

// ask returns the question on which most cases stand: an adult consumer's
// survey response is used to improve the service, on 1 April, with consent.
func ask(change ...func(*question)) question {
	q := question{
		consent.Request{
			Subject: "s", Operation: consent.Use, Purpose: "improve", Kinds: []identifiers.Kind{"survey_response"},
			Role: "consumer", At: day(4, 1),
		},
		consent.Facts{Subject: consent.Adult, Record: consent.RecordNormal, Events: []consent.Event{given()}},
	}
	for _, c := range change {
		c(&q)
	}
	return q
}

func events(e ...consent.Event) func(*question) { return func(q *question) { q.Events = e } }

func at(t time.Time) func(*question) { return func(q *question) { q.At = t } }

func kind(k ...identifiers.Kind) func(*question) { return func(q *question) { q.Kinds = k } }

// contract asks about the mobile number for the service itself, on the basis
// of a contract.
func contract(q *question) {
	q.Purpose, q.Kinds, q.Basis = "serve", []identifiers.Kind{"mobile_number"}, consent.Contract
	q.Events, q.ContractID, q.NoticeGiven = nil, "c1", "v3"
}

// duty asks the same on the basis of a statutory duty.
func duty(q *question) {
	contract(q)
	q.Basis, q.ContractID = consent.StatutoryDuty, ""
	q.StatuteCitation = law.Citation{Statute: law.EcommerceLaw, Article: 31}
}

// exceptional asks the same on a basis that only the exceptions list.
func exceptional(b consent.Basis) func(*question) {
	return func(q *question) {
		contract(q)
		q.Basis, q.ContractID = b, ""
	}
}

// share asks whether the mobile number may go to the named partner for
// advertising, with separate consent.
func share(q *question) {
	q.Operation, q.Purpose, q.Kinds = consent.Share, "advertise", []identifiers.Kind{"mobile_number"}
	q.Recipient, q.Assessment = "partner", "pia-2"
	q.Events = []consent.Event{given(recipients("partner"), form(consent.Separate))}
}

func (q question) decide(reg *consent.Register) consent.Decision {
	return reg.Decide(q.Request, q.Facts)
}

func codes(d consent.Decision) []consent.ReasonCode {
	var out []consent.ReasonCode
	for _, r := range d.Reasons {
		if !slices.Contains(out, r.Code) {
			out = append(out, r.Code)
		}
	}
	return out
}
