package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"time"

	"golang.org/x/text/language"

	"github.com/khtong/privacykit/audit"
	"github.com/khtong/privacykit/crypto/disclosure"
	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/law"
	"github.com/khtong/privacykit/retention"
	"github.com/khtong/privacykit/rights"
	"github.com/khtong/privacykit/sqlstore"
)

// desk takes the requests of people about their information.
func (a *app) desk(db sqlstore.DB) (*rights.Desk, error) {
	store, err := sqlstore.Requests(db, sqlstore.SQLite, nil)
	if err != nil {
		return nil, err
	}
	return rights.NewDesk(store, nil, func() time.Time { return a.today })
}

// ask files a request of a person who is logged in, decides it by the facts, and has its tasks done. All of it may be repeated.
func (a *app) ask(ctx context.Context, id string, right rights.Right, facts rights.Facts, w rights.Worker) error {
	desk, err := a.desk(a.db)
	if err != nil {
		return err
	}
	r, err := desk.Receive(ctx, rights.Filing{Key: right.String() + ":" + id, Right: right, Capacity: rights.Self, Channel: "app", Subject: id})
	if err == nil && r.Identity != rights.Yes {
		r, err = desk.Identify(ctx, r.ID, rights.Check{Subject: id, Method: "session"})
	}
	if err == nil && r.Outcome == rights.Undecided {
		r, err = desk.Decide(ctx, r.ID, rights.Assess(r, facts, desk.Terms()), "desk-1")
	}
	if err == nil {
		_, err = desk.Work(ctx, r.ID, w)
	}
	return err
}

// show hands the person a copy of everything: as JSON for machines and as a page, sealed for a key that the person's app made. Nobody on
// the way reads it.
func (a *app) show(ctx context.Context) error {
	hero, err := a.hero(ctx)
	if err != nil {
		return err
	}
	return a.ask(ctx, hero, rights.Copy, rights.Facts{At: a.now}, handOut{a})
}

type handOut struct{ *app }

// Do implements [rights.Worker].
func (a handOut) Do(ctx context.Context, r rights.Request, t rights.Task) (string, error) {
	if t.Kind != rights.HandCopy {
		return "", errors.New("no such task here")
	}
	key, err := disclosure.GenerateKey() // in the person's app; the host gets the public part alone
	if err != nil {
		return "", err
	}
	var b bytes.Buffer
	w, err := disclosure.NewWriter(&b, disclosure.Manifest{
		ID: r.ID, Controller: a.handler().In(language.English), Time: a.now, Persons: 1, Purpose: "copy for the person",
		LegalBasis: rights.Copy.Citation().In(language.English), Kinds: []string{"all that is held"},
		Recipients: []disclosure.Recipient{{Name: "the person", Key: key.Public()}},
	})
	if err != nil {
		return "", err
	}
	for name, write := range map[string]func(io.Writer) error{
		"copy.json": func(w io.Writer) error { return rights.WriteJSON(w, a.about(&r), a.everything(ctx, r.Subject)) },
		"copy.html": func(w io.Writer) error { return a.page(ctx, w, &r) },
	} {
		f, err := w.Create(name)
		if err != nil {
			return "", err
		}
		if err := write(f); err != nil {
			return "", err
		}
	}
	if _, err := w.Close(); err != nil {
		return "", err
	}
	half := a.at.copied + ".part"
	if err := os.WriteFile(half, b.Bytes(), 0o600); err != nil {
		return "", err
	}
	if err := os.Rename(half, a.at.copied); err != nil {
		return "", err
	}
	_, err = a.log.Append(ctx, audit.Entry{
		Key: "copy:" + r.ID, Time: r.Received, Type: audit.TypeRequest, Actor: "desk-1", Subject: a.pseudonym(r.Subject), Object: r.ID, Outcome: "copy handed out",
	})
	return "sealed for the person's key", err
}

func (a *app) handler() law.Text { return a.reg.Document().Handler.Name }

func (a *app) about(r *rights.Request) rights.About {
	return rights.About{Handler: a.handler(), Request: r.ID, Made: r.Received}
}

func (a *app) page(ctx context.Context, w io.Writer, r *rights.Request) error {
	return rights.WriteHTML(w, a.about(r), a.everything(ctx, r.Subject), a.tag)
}

// everything yields what is held about a person, from all places that hold some.
func (a *app) everything(ctx context.Context, id string) iter.Seq2[rights.Item, error] {
	return rights.Collect(ctx, id, profileOf{a}, ordersOf{a}, consentsOf{a})
}

type (
	profileOf  struct{ *app }
	ordersOf   struct{ *app }
	consentsOf struct{ *app }
)

// Collect implements [rights.Source].
func (a profileOf) Collect(ctx context.Context, id string) iter.Seq2[rights.Item, error] {
	return func(yield func(rights.Item, error) bool) {
		c, err := a.openCustomer(ctx, id)
		var registered int64
		if err == nil {
			err = a.db.QueryRowContext(ctx, `SELECT registered_at FROM customers WHERE id = ?`, id).Scan(&registered)
		}
		if err != nil {
			yield(rights.Item{}, err)
			return
		}
		for _, col := range sealedColumns {
			s := *col.in(&c)
			if s == "" {
				continue
			}
			info, _ := identifiers.Describe(col.kind)
			item := rights.Item{
				Subject: id, Section: law.Text{ZH: "帐号", EN: "account"}, Label: law.Text{ZH: info.Label(language.Chinese), EN: info.Label(language.English)},
				Value: rights.NewValue(s), Purpose: a.purposeText(col.purpose), Collected: fromMicro(registered),
			}
			if !yield(item, nil) {
				return
			}
		}
	}
}

// Collect implements [rights.Source].
func (a ordersOf) Collect(ctx context.Context, id string) iter.Seq2[rights.Item, error] {
	return func(yield func(rights.Item, error) bool) {
		rows, err := a.db.QueryContext(ctx, `SELECT id, item, amount_fen, ordered_at, completed_at FROM orders WHERE customer_id = ? ORDER BY ordered_at, id`, id)
		if err != nil {
			yield(rights.Item{}, err)
			return
		}
		defer rows.Close()
		for rows.Next() {
			var order, what string
			var fen, ordered int64
			var completed *int64
			if err := rows.Scan(&order, &what, &fen, &ordered, &completed); err != nil {
				yield(rights.Item{}, err)
				return
			}
			item := rights.Item{
				Subject: id, Section: law.Text{ZH: "订单", EN: "orders"}, Label: law.Text{ZH: order, EN: order}, Value: rights.NewValue(what + " ¥" + yuan(fen)),
				Purpose: a.purposeText(askOrder.purpose), Collected: fromMicro(ordered),
			}
			if completed != nil {
				plan, err := a.sched.Plan(retention.Record{Class: classOrder, Events: map[retention.Event]time.Time{
					retention.TransactionCompleted: fromMicro(*completed),
				}}, a.now)
				if err != nil {
					yield(rights.Item{}, err)
					return
				}
				item.KeptUntil = plan.Earliest
			}
			if !yield(item, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(rights.Item{}, err)
		}
	}
}

// Collect implements [rights.Source].
func (a consentsOf) Collect(ctx context.Context, id string) iter.Seq2[rights.Item, error] {
	return func(yield func(rights.Item, error) bool) {
		ledger, err := a.events(a.db)
		if err != nil {
			yield(rights.Item{}, err)
			return
		}
		for e, err := range ledger.Events(ctx, id) {
			if err != nil {
				yield(rights.Item{}, err)
				return
			}
			for _, p := range e.Purposes {
				item := rights.Item{
					Subject: e.Subject, Section: law.Text{ZH: "同意", EN: "consents"}, Label: a.purposeText(p), Value: rights.NewValue(a.t(e.Type.String())), Collected: e.OccurredAt,
				}
				if !yield(item, nil) {
					return
				}
			}
		}
	}
}

// tellCopy shows the person the own information, which is what the copy has too.
func (a *app) tellCopy(ctx context.Context) error {
	hero, err := a.hero(ctx)
	if err != nil {
		return err
	}
	a.line("The person sees their own:")
	var rows [][]string
	n := 0
	for item, err := range a.everything(ctx, hero) {
		if err != nil {
			return err
		}
		n++
		if item.Section.EN == "account" {
			rows = append(rows, []string{item.Label.In(a.tag), item.Value.Reveal(), item.Purpose.In(a.tag)})
		}
	}
	a.table([]string{a.t("what"), a.t("content"), a.t("purposes")}, rows)
	a.line("Their copy of all %d items, as JSON and as a page, is sealed for a key that their app made: %s", n, a.at.copied)
	if a.opts.copied == "" {
		return nil
	}
	desk, err := a.desk(a.db)
	if err != nil {
		return err
	}
	for r, err := range desk.All(ctx) {
		if err != nil {
			return err
		}
		if r.Right == rights.Copy {
			var b bytes.Buffer
			if err := a.page(ctx, &b, &r); err != nil {
				return err
			}
			return os.WriteFile(a.opts.copied, b.Bytes(), 0o600)
		}
	}
	return nil
}

// yuan writes an amount in fen as yuan.
func yuan(fen int64) string { return fmt.Sprintf("%d.%02d", fen/100, fen%100) }
