package main

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/khtong/privacykit/audit"
	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/law"
	"github.com/khtong/privacykit/retention"
	"github.com/khtong/privacykit/rights"
)

// Switch is a row of the notice that rests on consent alone.
type Switch struct {
	Activity, Label, Purposes, Kinds string
	On                               bool
}

// asksConsent reports whether a row rests on consent alone.
func asksConsent(a *consent.Activity) bool {
	return len(a.Bases) == 1 && a.Bases[0].Basis == consent.Consent
}

// switches are what a person can agree to, and whether it is agreed to now.
func (c *center) switches(ctx context.Context, id string, tag language.Tag) ([]Switch, error) {
	facts, err := c.facts(ctx, id)
	if err != nil {
		return nil, err
	}
	sep := law.Text{ZH: "、", EN: ", "}.In(tag)
	var out []Switch
	for a := range c.reg.Activities() {
		if !asksConsent(&a) {
			continue
		}
		s := Switch{Activity: a.ID, Label: a.Label.In(tag), On: true}
		for i, p := range a.Purposes {
			if i > 0 {
				s.Purposes += sep
			}
			s.Purposes += c.purpose(p).In(tag)
			d := c.reg.Decide(consent.Request{Subject: id, Operation: consent.Use, Purpose: p, Kinds: a.Kinds, Role: role, At: c.now()}, facts)
			s.On = s.On && d.Allowed()
		}
		for i, k := range a.Kinds {
			if i > 0 {
				s.Kinds += sep
			}
			info, _ := identifiers.Describe(k)
			s.Kinds += info.Label(tag)
		}
		out = append(out, s)
	}
	return out, nil
}

var errUnknown = errors.New("no such thing")

// consentTo enters that a person agrees to a row of the notice, or takes it back. The key is that of the form.
func (c *center) consentTo(ctx context.Context, id, activity string, yes bool, key string) error {
	for a := range c.reg.Activities() {
		if a.ID != activity || !asksConsent(&a) {
			continue
		}
		e := consent.Event{
			Key: "switch:" + id + ":" + key, Type: consent.Withdrawn, Subject: id, NoticeVersion: c.reg.Version(), NoticeHash: c.reg.Hash(), Purposes: a.Purposes,
			Kinds: a.Kinds, Channel: "web", Method: "switch", Actor: consent.Self, OccurredAt: c.now(),
		}
		outcome := "withdrawn"
		if yes {
			e.Type, e.Form, e.Affirmative, outcome = consent.Given, consent.Separate, true, "given"
		}
		if _, err := c.ledger.Record(ctx, e); err != nil {
			return err
		}
		return c.note(ctx, audit.TypeConsent, id, "consent/"+activity, outcome)
	}
	return errUnknown
}

// ask files a request of a person who is signed in, decides it by the facts, and has its tasks done. The key is that of the form, so that
// one that is sent twice is one request.
func (c *center) ask(ctx context.Context, id string, right rights.Right, key string, facts rights.Facts, prepare func(request string) error) (rights.Request, error) {
	r, err := c.desk.Receive(ctx, rights.Filing{Key: right.String() + ":" + id + ":" + key, Right: right, Capacity: rights.Self, Channel: "web", Subject: id})
	if err == nil && r.Identity != rights.Yes {
		r, err = c.desk.Identify(ctx, r.ID, rights.Check{Subject: id, Method: "session"})
	}
	if err == nil && r.Outcome == rights.Undecided {
		if prepare != nil {
			err = prepare(r.ID)
		}
		if err == nil {
			r, err = c.desk.Decide(ctx, r.ID, rights.Assess(r, facts, c.desk.Terms()), "desk")
		}
	}
	if err != nil {
		return r, err
	}
	if err := c.note(ctx, audit.TypeRequest, id, r.ID, r.Outcome.String()); err != nil {
		return r, err
	}
	return c.desk.Work(ctx, r.ID, worker{c})
}

// correct writes what a person says is right. What people told us themselves they may correct themselves.
func (c *center) correct(ctx context.Context, id string, f *field, value, key string) error {
	sealed, err := c.ring.SealString(ctx, f.at(), id, value)
	if err != nil {
		return err
	}
	_, err = c.ask(ctx, id, rights.Correct, key, rights.Facts{At: c.now(), Wrong: rights.Yes}, func(request string) error {
		_, err := c.db.ExecContext(ctx, `INSERT INTO corrections (request, person, field, sealed) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`, request, id, f.column, sealed)
		return err
	})
	return err
}

// copyOf asks for a copy, which is then there to be downloaded.
func (c *center) copyOf(ctx context.Context, id, key string) (rights.Request, error) {
	return c.ask(ctx, id, rights.Copy, key, rights.Facts{At: c.now()}, nil)
}

// leave closes the account: what nothing keeps is deleted, the rest is restricted until its time is over.
func (c *center) leave(ctx context.Context, id, key string) (rights.Request, error) {
	now := c.now()
	profile, err := c.sched.Plan(retention.Record{Class: classProfile, Events: map[retention.Event]time.Time{retention.InformationDeleted: now}}, now)
	if err != nil {
		return rights.Request{}, err
	}
	records := []rights.RecordClass{{Class: classProfile, Plan: profile}}
	orders, err := c.orders(ctx, id)
	if err != nil {
		return rights.Request{}, err
	}
	if len(orders) > 0 { // in the order of their end: the last is kept longest
		plan, err := c.plan(orders[len(orders)-1].completed, now)
		if err != nil {
			return rights.Request{}, err
		}
		records = append(records, rights.RecordClass{Class: classOrder, Plan: plan})
	}
	return c.ask(ctx, id, rights.CloseAccount, key, rights.Facts{At: now, Records: records}, nil)
}

// worker does the tasks of granted requests.
type worker struct{ *center }

// Do implements [rights.Worker].
func (w worker) Do(ctx context.Context, r rights.Request, t rights.Task) (string, error) {
	switch t.Kind {
	case rights.HandCopy: // it is made when it is downloaded, from what is held then
		return "download", nil
	case rights.CorrectRecords:
		return "people", w.applyCorrection(ctx, r)
	case rights.CloseLogin:
		_, err := w.db.ExecContext(ctx, `UPDATE people SET closed_at = COALESCE(closed_at, ?) WHERE id = ?`, w.now().UnixMicro(), r.Subject)
		return "people.closed_at", err
	case rights.RecordWithdrawal:
		return "ledger", w.withdrawAll(ctx, r)
	case rights.StopProcessing, rights.RestrictRecords: // decisions look at the mark that the account is closed
		return "people.closed_at", nil
	case rights.EraseRecords:
		_, err := w.db.ExecContext(ctx, `UPDATE people SET email = NULL, address = NULL, resident = NULL, feedback = NULL WHERE id = ?`, r.Subject)
		return "people", err
	case rights.EraseKey:
		_, err := w.ring.Erase(ctx, r.Subject, nil)
		return "key", err
	case rights.IsolateBackups:
		return "tombstones", nil
	default:
		return "", errUnknown
	}
}

func (w worker) applyCorrection(ctx context.Context, r rights.Request) error {
	var column string
	var sealed []byte
	err := w.db.QueryRowContext(ctx, `SELECT field, sealed FROM corrections WHERE request = ? AND person = ?`, r.ID, r.Subject).Scan(&column, &sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return nil // written before the process died
	}
	if err != nil {
		return err
	}
	f, ok := fieldOf(column)
	if !ok {
		return errUnknown
	}
	tx, err := w.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	// The column is one of those of fields.
	if _, err := tx.ExecContext(ctx, strings.Join([]string{"UPDATE people SET", f.column, "= ? WHERE id = ?"}, " "), sealed, r.Subject); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM corrections WHERE request = ?`, r.ID); err != nil {
		return err
	}
	return tx.Commit()
}

// withdrawAll takes back all consent that holds.
func (w worker) withdrawAll(ctx context.Context, r rights.Request) error {
	var given []string
	for e, err := range w.ledger.Events(ctx, r.Subject) {
		if err != nil {
			return err
		}
		for a := range w.reg.Activities() {
			if asksConsent(&a) && e.Type.Grants() && slices.Equal(a.Purposes, e.Purposes) && slices.Equal(a.Kinds, e.Kinds) && !slices.Contains(given, a.ID) {
				given = append(given, a.ID)
			}
		}
	}
	for _, activity := range given {
		if err := w.consentTo(ctx, r.Subject, activity, false, r.ID+":"+activity); err != nil {
			return err
		}
	}
	return nil
}

// mine are the requests of a person, the newest first. A host with many keeps the ids of a person's requests beside the person.
func (c *center) mine(ctx context.Context, id string) ([]rights.Request, error) {
	var out []rights.Request
	for r, err := range c.desk.All(ctx) {
		if err != nil {
			return nil, err
		}
		if r.Subject == id {
			out = append(out, r)
		}
	}
	slices.Reverse(out)
	return out, nil
}

// request is a request of a person. One of somebody else is as one that does not exist.
func (c *center) request(ctx context.Context, id, request string) (rights.Request, error) {
	r, err := c.desk.Get(ctx, request)
	if errors.Is(err, rights.ErrNotFound) || err == nil && r.Subject != id {
		return rights.Request{}, errUnknown
	}
	return r, err
}

// changes are what the notice changed since a person saw it last, nothing if that was the present one.
func (c *center) changes(ctx context.Context, id string, tag language.Tag) (string, error) {
	r, err := c.person(ctx, id)
	if err != nil || r.notice == c.reg.Version() {
		return "", err
	}
	return consent.Diff(c.all[r.notice], c.reg).Explain(tag), nil
}

// seen enters that a person saw the present notice. It is no consent.
func (c *center) seen(ctx context.Context, id string) error {
	_, err := c.db.ExecContext(ctx, `UPDATE people SET notice = ? WHERE id = ?`, c.reg.Version(), id)
	return err
}
