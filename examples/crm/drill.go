package main

import (
	"context"
	"iter"
	"time"

	"github.com/khtong/privacykit/incident"
	"github.com/khtong/privacykit/law"
	"github.com/khtong/privacykit/sqlstore"
)

const drillID = "DRILL-1"

func (a *app) incidents() (*incident.Log, error) {
	store, err := sqlstore.Incidents(a.db, sqlstore.SQLite, nil)
	if err != nil {
		return nil, err
	}
	return incident.NewLog(store, func() time.Time { return a.now })
}

// drill plays an incident through: an interface showed mobile numbers in the night. All events have keys, so the drill may be killed.
func (a *app) drill(ctx context.Context) error {
	log, err := a.incidents()
	if err != nil {
		return err
	}
	night := a.now.Add(-7 * time.Hour)
	facts := incident.Facts{Discovered: night, Kinds: []incident.Kind{incident.Leak}, Operator: incident.Other, Minors: incident.No}
	known := facts
	n, err := a.count(ctx, `SELECT COUNT(*) FROM customers WHERE mobile IS NOT NULL`)
	if err != nil {
		return err
	}
	known.Persons, known.Sensitive, known.Yuan = incident.AtMost(int64(n)), incident.AtMost(0), incident.AtMost(0)
	handled := known
	handled.Handled = a.now
	for _, e := range []incident.Event{
		{Key: "found", Type: incident.Opened, At: night, By: "ops-1", Facts: &facts},
		{Key: "closed", Type: incident.Measured, At: night.Add(10 * time.Minute), By: "ops-1", Note: law.Text{ZH: "关闭接口", EN: "closed the interface"}},
		{Key: "province", Type: incident.Met, At: night.Add(time.Hour), By: "dpo", What: incident.Report, Whom: incident.ProvincialOffice, Ref: "report/1"},
		{Key: "office", Type: incident.Met, At: night.Add(time.Hour), By: "dpo", What: incident.Report, Whom: incident.ProtectionOffice, Ref: "report/1"},
		{Key: "sector", Type: incident.Met, At: night.Add(time.Hour), By: "dpo", What: incident.Report, Whom: incident.SectorAuthority, Ref: "report/1"},
		{Key: "counted", Type: incident.Amended, At: night.Add(5 * time.Hour), By: "dpo", Facts: &known},
	} {
		if _, err := log.Add(ctx, drillID, e); err != nil {
			return err
		}
	}
	if _, err := log.Notify(ctx, drillID, "dpo", a.concerned(ctx), notices{a}); err != nil {
		return err
	}
	for _, e := range []incident.Event{
		{Key: "announced", Type: incident.Announced, By: "dpo", Ref: "centre page"},
		{Key: "handled", Type: incident.Amended, By: "dpo", Facts: &handled},
		{Key: "end", Type: incident.Closed, By: "dpo"},
	} {
		if _, err := log.Add(ctx, drillID, e); err != nil {
			return err
		}
	}
	return nil
}

// concerned yields the ids of those whose number the interface showed, page by page.
func (a *app) concerned(ctx context.Context) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		after := ""
		for {
			page, err := a.list(ctx, `SELECT id FROM customers WHERE mobile IS NOT NULL AND id > ? ORDER BY id LIMIT 500`, after)
			if err != nil {
				yield("", err)
				return
			}
			for _, id := range page {
				if !yield(id, nil) {
					return
				}
				after = id
			}
			if len(page) == 0 {
				return
			}
		}
	}
}

// notices writes down to whom a push message would have gone. One in a hundred has no device.
type notices struct{ *app }

// Send implements [incident.Sender].
func (a notices) Send(ctx context.Context, subject, key string) error {
	if subject[len(subject)-2:] == "50" {
		return incident.ErrUnreachable
	}
	_, err := a.db.ExecContext(ctx, `INSERT INTO crm_notices (notice_key) VALUES (?) ON CONFLICT DO NOTHING`, key)
	return err
}

func (a *app) tellDrill(ctx context.Context) error {
	log, err := a.incidents()
	if err != nil {
		return err
	}
	c, err := log.Case(ctx, drillID)
	if err != nil {
		return err
	}
	record, err := c.Text(a.tag, a.now)
	if err != nil {
		return err
	}
	a.line("%s", record)
	return nil
}
