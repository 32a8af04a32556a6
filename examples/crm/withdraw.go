package main

import (
	"context"
	"database/sql"
	"time"

	"github.com/khtong/privacykit/audit"
	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/law"
)

// withdraw takes back the consent of one person: the event and its audit entry are written together.
func (a *app) withdraw(ctx context.Context) error {
	id, err := a.agreed(ctx)
	if err != nil {
		return err
	}
	return inTx(ctx, a.db, func(tx *sql.Tx) error {
		ledger, err := a.events(tx)
		if err != nil {
			return err
		}
		log, err := a.auditLog(tx)
		if err != nil {
			return err
		}
		if _, err := ledger.Record(ctx, a.withdrawal("withdraw:"+id, id, "switch")); err != nil {
			return err
		}
		if _, err := log.Append(ctx, audit.Entry{
			Key: "withdraw:" + a.pseudonym(id), Time: a.now, Type: audit.TypeConsent, Actor: "self", Subject: a.pseudonym(id),
			Purpose: string(askFeedback.purpose), Object: "consent", Outcome: "withdrawn",
		}); err != nil {
			return err
		}
		return markDone(ctx, tx, "withdraw", a.now)
	})
}

// withdrawal is the event of a person who takes the consent to the use of feedback back.
func (a *app) withdrawal(key, id, method string) consent.Event {
	return consent.Event{
		Key: key, Type: consent.Withdrawn, Subject: id,
		NoticeVersion: a.reg.Version(), NoticeHash: a.reg.Hash(),
		Purposes: []consent.Purpose{askFeedback.purpose}, Kinds: askFeedback.kinds,
		Channel: "app", Method: method, Actor: consent.Self, OccurredAt: a.now,
	}
}

// tellWithdrawn asks the same question for three moments. Decisions are pure, so the past can be asked too.
func (a *app) tellWithdrawn(ctx context.Context) error {
	id, err := a.agreed(ctx)
	if err != nil {
		return err
	}
	at, err := a.done(ctx, "withdraw")
	if err != nil {
		return err
	}
	state, err := a.consentOf(ctx, id)
	if err != nil {
		return err
	}
	facts := a.facts(state, "")
	req := a.request(id, consent.Use, askFeedback, consent.Role("consumer"))
	req.At = at
	after := a.reg.Decide(req, facts)
	req.At = at.Add(-time.Hour)
	before := a.reg.Decide(req, facts)

	a.line("%s withdrew the consent to %q", id, a.purpose(askFeedback.purpose))
	a.line("the next use:")
	a.line("%s", after.Explain(a.tag))
	a.line("a use of an hour before, asked about today:")
	a.line("%s", before.Explain(a.tag))
	return nil
}

// consentOf is what a person has said so far.
func (a *app) consentOf(ctx context.Context, id string) (*consent.State, error) {
	ledger, err := a.events(a.db)
	if err != nil {
		return nil, err
	}
	return ledger.State(ctx, id)
}

// purpose is the label of a purpose in the language of the run.
func (a *app) purpose(id consent.Purpose) string { return a.purposeText(id).In(a.tag) }

func (a *app) purposeText(id consent.Purpose) law.Text {
	for p := range a.reg.Purposes() {
		if p.ID == id {
			return p.Label
		}
	}
	return law.Text{ZH: string(id), EN: string(id)}
}
