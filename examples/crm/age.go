package main

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"github.com/khtong/privacykit/audit"
	"github.com/khtong/privacykit/law"
	"github.com/khtong/privacykit/retention"
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

// planOrders gives every order its plan.
func (a *app) planOrders(ctx context.Context, each func(order, customer string, p retention.Plan) error) error {
	rows, err := a.db.QueryContext(ctx, `SELECT id, customer_id, completed_at FROM orders ORDER BY id`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id, customer string
		var completed sql.NullInt64
		if err := rows.Scan(&id, &customer, &completed); err != nil {
			return err
		}
		rec := retention.Record{Class: classOrder, Events: map[retention.Event]time.Time{}}
		if completed.Valid {
			rec.Events[retention.TransactionCompleted] = fromMicro(completed.Int64)
		}
		plan, err := a.sched.Plan(rec, a.now)
		if err != nil {
			return err
		}
		if err := each(id, customer, plan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// age disposes of every order that is due. A batch of deletions, their record and their audit entries share a transaction.
func (a *app) age(ctx context.Context) error {
	var due []disposal
	if err := a.planOrders(ctx, func(order, customer string, p retention.Plan) error {
		if p.State == retention.Due {
			due = append(due, disposal{order, customer, p.Earliest})
		}
		return nil
	}); err != nil {
		return err
	}
	bar := a.progress(a.t("deleting orders"), len(due))
	n := 0
	for some := range slices.Chunk(due, batch) {
		if err := inTx(ctx, a.db, func(tx *sql.Tx) error { return a.dispose(ctx, tx, some, a.now) }); err != nil {
			return err
		}
		n += len(some)
		bar.set(n)
	}
	bar.finish()
	return nil
}

func (a *app) dispose(ctx context.Context, tx *sql.Tx, due []disposal, at time.Time) error {
	log, err := a.auditLog(tx)
	if err != nil {
		return err
	}
	entries := make([]audit.Entry, len(due))
	for i, d := range due {
		if _, err := tx.ExecContext(ctx, `DELETE FROM orders WHERE id = ?`, d.order); err != nil {
			return err
		}
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
	if err := a.planOrders(ctx, func(_, _ string, p retention.Plan) error {
		if p.Earliest.IsZero() {
			open++
			return nil
		}
		kept++
		at(p.Earliest).kept++
		if example == nil {
			example = &p
		}
		return nil
	}); err != nil {
		return err
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
	if example != nil {
		a.line("One of them: %s", example.Explain(a.tag))
	}
	return nil
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
