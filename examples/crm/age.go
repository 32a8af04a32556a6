package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"time"

	"golang.org/x/text/language"

	"github.com/khtong/privacykit/audit"
	"github.com/khtong/privacykit/law"
	"github.com/khtong/privacykit/retention"
	"github.com/khtong/privacykit/sqlstore"
)

const (
	classOrder   = "order"
	classProfile = "profile"
)

// schedule is the retention schedule of the host: how long each class of record must and may be kept.
func schedule() (*retention.Schedule, error) {
	return retention.NewSchedule(
		retention.Class{
			ID:     classOrder,
			Label:  law.Text{ZH: "订单", EN: "orders"},
			Floors: []retention.Bound{{Rule: "ecommerce_platform_transaction"}},
			Ceilings: []retention.Bound{
				{
					Basis: retention.ByPolicy, Event: retention.TransactionCompleted, Limit: retention.AtMost, Period: law.Period{Years: 3},
					Reason: law.Text{ZH: "隐私政策：超出保存期限后删除", EN: "privacy policy: deleted when the time of keeping is over"},
				},
				{
					Basis: retention.ByPolicy, Event: retention.AccountClosed, Limit: retention.AtOnce,
					Reason: law.Text{ZH: "隐私政策：注销帐号后删除", EN: "privacy policy: deleted when the account is closed"},
				},
			},
		},
		retention.Class{
			ID:       classProfile,
			Label:    law.Text{ZH: "非必要信息", EN: "non-essential information"},
			Ceilings: []retention.Bound{{Rule: "policy_consumer_15d"}},
		},
	)
}

// disposal is an order that may go.
type disposal struct {
	order, customer string
	earliest        time.Time
}

// orderPages hands the orders out page by page.
type orderPages struct{ db *sql.DB }

// Page implements [retention.Source]; there is one shard.
func (o orderPages) Page(ctx context.Context, _ int, after string, limit int) ([]retention.Item, error) {
	rows, err := o.db.QueryContext(ctx, `SELECT id, customer_id, completed_at FROM orders WHERE id > ? ORDER BY id LIMIT ?`, after, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var page []retention.Item
	for rows.Next() {
		item := retention.Item{Record: retention.Record{Class: classOrder, Events: map[retention.Event]time.Time{}}}
		var completed sql.NullInt64
		if err := rows.Scan(&item.Key, &item.Subject, &completed); err != nil {
			return nil, err
		}
		if completed.Valid {
			item.Record.Events[retention.TransactionCompleted] = fromMicro(completed.Int64)
		}
		page = append(page, item)
	}
	return page, rows.Err()
}

// age disposes of every order that is due. The deletions of a batch, their record and their audit entries share a transaction, and a run
// that was killed goes on where it was.
func (a *app) age(ctx context.Context) error {
	leases, err := sqlstore.Leases(a.db, sqlstore.SQLite, nil)
	if err != nil {
		return err
	}
	disposer, err := sqlstore.Disposer(a.db, sqlstore.SQLite, sqlstore.DisposerOptions{
		Table: "orders", Key: "id", Now: func() time.Time { return a.now },
		Proof: func(ctx context.Context, tx sqlstore.DB, _ retention.Proof, done []retention.Disposal) error {
			due := make([]disposal, len(done))
			for i, d := range done {
				due[i] = disposal{d.Key, d.Subject, d.Plan.Earliest}
			}
			return a.prove(ctx, tx, due, a.now)
		},
	})
	if err != nil {
		return err
	}
	orders, err := a.count(ctx, `SELECT COUNT(*) FROM orders`)
	if err != nil {
		return err
	}
	bar := a.progress(a.t("deleting orders"), orders)
	defer bar.finish()
	report, err := retention.Sweep(ctx, a.sched, orderPages{a.db}, disposer, retention.SweepOptions{
		Name: "orders", Now: a.now, Owner: fmt.Sprint("crm ", os.Getpid()), Leases: leases, Batch: batch, Expiry: sweepExpiry,
		Progress: func(r retention.SweepReport) { bar.set(r.Seen) },
	})
	return errors.Join(err, report.Cause)
}

// sweepExpiry is how long a run waits for one that was killed. Nobody else works on this database.
const sweepExpiry = 200 * time.Millisecond

// dispose deletes orders, and proves it.
func (a *app) dispose(ctx context.Context, tx *sql.Tx, due []disposal, at time.Time) error {
	for _, d := range due {
		if _, err := tx.ExecContext(ctx, `DELETE FROM orders WHERE id = ?`, d.order); err != nil {
			return err
		}
	}
	return a.prove(ctx, tx, due, at)
}

// prove writes down when each order might go and that it went.
func (a *app) prove(ctx context.Context, tx sqlstore.DB, due []disposal, at time.Time) error {
	log, err := a.auditLog(tx)
	if err != nil {
		return err
	}
	entries := make([]audit.Entry, len(due))
	for i, d := range due {
		if _, err := tx.ExecContext(ctx, `INSERT INTO crm_disposals (order_id, earliest, disposed_at) VALUES (?, ?, ?)`, d.order, d.earliest.UnixMicro(), at.UnixMicro()); err != nil {
			return err
		}
		entries[i] = audit.Entry{
			Key: "disposal:" + d.order, Time: at, Type: audit.TypeDisposal, Actor: "retention", Subject: a.pseudonym(d.customer),
			Object: "orders/" + d.order, Outcome: "deleted", Reasons: []string{"ecommerce_law/31"},
		}
	}
	_, err = log.Append(ctx, entries...)
	return err
}

// tellAged draws when the orders may go: the deleted ones, and those that the law still wants kept.
func (a *app) tellAged(ctx context.Context) error {
	type half struct{ kept, gone int }
	halves := map[string]*half{}
	var first, last law.Date
	at := func(earliest time.Time) *half {
		d := law.DateOf(earliest)
		if first.IsZero() || d.Before(first) {
			first = d
		}
		if d.After(last) {
			last = d
		}
		h := halves[halfYear(d)]
		if h == nil {
			h = &half{}
			halves[halfYear(d)] = h
		}
		return h
	}
	open, kept := 0, 0
	var example *retention.Plan
	var outlook retention.Outlook
	for item, err := range a.orders(ctx) {
		if err != nil {
			return err
		}
		p, err := a.sched.Plan(item.Record, a.now)
		if err != nil {
			return err
		}
		outlook.Add(&p)
		if p.Earliest.IsZero() {
			open++
			continue
		}
		kept++
		at(p.Earliest).kept++
		if example == nil {
			example = &p
		}
	}
	gone := 0
	rows, err := a.db.QueryContext(ctx, `SELECT earliest FROM crm_disposals`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var earliest int64
		if err := rows.Scan(&earliest); err != nil {
			return err
		}
		gone++
		at(fromMicro(earliest)).gone++
	}
	if err := rows.Err(); err != nil {
		return err
	}
	a.line("%d orders inside the three years, %d were due and are deleted, %d not completed yet", kept, gone, open)
	if first.IsZero() {
		return nil // no order is completed: there is no date to draw
	}
	var buckets []bucket
	for d := first; halfYear(d) <= halfYear(last); d = nextHalf(d) {
		h := halves[halfYear(d)]
		if h == nil {
			h = &half{}
		}
		buckets = append(buckets, bucket{halfYear(d), h.gone, h.kept})
	}
	a.line("The earliest day of deletion, by half-year (░ deleted, █ kept):")
	a.chart(buckets)
	if example == nil {
		return nil
	}
	a.line("One of them: %s", example.Explain(a.tag))
	for _, picture := range []struct {
		path  string
		write func(io.Writer, language.Tag) error
	}{{a.at.timeline, example.WriteTimeline}, {a.at.outlook, outlook.WriteHistogram}} {
		var b bytes.Buffer
		if err := picture.write(&b, a.tag); err != nil {
			return err
		}
		if err := os.WriteFile(picture.path, b.Bytes(), 0o600); err != nil {
			return err
		}
	}
	a.line("As pictures: %s, and when the others become due: %s", a.at.timeline, a.at.outlook)
	return nil
}

// orders yields all orders.
func (a *app) orders(ctx context.Context) iter.Seq2[retention.Item, error] {
	return func(yield func(retention.Item, error) bool) {
		after := ""
		for {
			page, err := orderPages{a.db}.Page(ctx, 0, after, batch)
			if err != nil {
				yield(retention.Item{}, err)
				return
			}
			for _, item := range page {
				if after = item.Key; !yield(item, nil) {
					return
				}
			}
			if len(page) < batch {
				return
			}
		}
	}
}

func halfYear(d law.Date) string {
	return fmt.Sprintf("%d-H%d", d.Year(), 1+(int(d.Month())-1)/6)
}

func nextHalf(d law.Date) law.Date {
	if d.Month() <= time.June {
		return law.MustDate(d.Year(), time.July, 1)
	}
	return law.MustDate(d.Year()+1, time.January, 1)
}
