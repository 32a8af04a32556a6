package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/khtong/privacykit/access"
	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/crypto"
	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/law"
	"github.com/khtong/privacykit/retention"
	"github.com/khtong/privacykit/rights"
)

// A field is a sealed column of a person.
type field struct {
	column  string
	kind    identifiers.Kind // what it is
	as      identifiers.Kind // what the register declares it as
	purpose consent.Purpose
	input   string // the type of the form's input; empty if the person cannot correct it here
}

var fields = []field{
	{"name", identifiers.Name, identifiers.OtherPersonalInformation, "run_service", ""},
	{"mobile", identifiers.Mobile, identifiers.Mobile, "register_account", "tel"},
	{"email", identifiers.Email, identifiers.Email, "contact_you", "email"},
	{"address", identifiers.HomeAddress, identifiers.OtherPersonalInformation, "run_service", "text"},
	{"resident", identifiers.ResidentID, identifiers.ResidentID, "financial_services", ""},
	{"feedback", identifiers.CustomerServiceContent, identifiers.CustomerServiceContent, "improve_experience", ""},
}

func (f *field) at() crypto.Field { return crypto.Field{Table: "people", Column: f.column} }

func (f *field) label() law.Text {
	info, _ := identifiers.Describe(f.kind)
	return law.Text{ZH: info.Label(language.Chinese), EN: info.Label(language.English)}
}

func fieldOf(column string) (*field, bool) {
	for i := range fields {
		if fields[i].column == column {
			return &fields[i], true
		}
	}
	return nil, false
}

// The two people of the demonstration. A real host has its own sign-in.
var demo = []struct {
	id     string
	values [6]string // in the order of fields
	order  string
}{
	{"U1001", [6]string{"林小雨", "13800138001", "lin@example.com", "广东省深圳市南山区示例路1号2栋301", "11010519491231002X", "电梯经常停运"}, "物业费 2026 年上半年"},
	{"U1002", [6]string{"赵明", "13900139002", "zhao@example.com", "浙江省杭州市西湖区样例街8号", "440524188001010014", "门禁失灵，请检修"}, "停车费 2026 年"},
}

// seed puts the two people in, unless they are there.
func (c *center) seed(ctx context.Context) error {
	for _, d := range demo {
		if err := c.seedOne(ctx, d.id, d.values[:], d.order); err != nil {
			return err
		}
	}
	return nil
}

func (c *center) seedOne(ctx context.Context, id string, values []string, order string) error {
	if _, err := c.person(ctx, id); !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	first, last := c.now().AddDate(0, -8, 0), c.now().AddDate(0, -3, 0)
	args := []any{id, first.UnixMicro(), "2021-10-25"}
	for i := range fields {
		sealed, err := c.ring.SealString(ctx, fields[i].at(), id, values[i])
		if err != nil {
			return err
		}
		args = append(args, sealed)
	}
	if _, err := c.db.ExecContext(ctx, `INSERT INTO people (id, registered_at, notice, name, mobile, email, address, resident, feedback) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, args...); err != nil {
		return err
	}
	if _, err := c.db.ExecContext(ctx, `INSERT INTO orders (id, person, item, amount_fen, completed_at) VALUES (?, ?, ?, ?, ?)`, "O-"+id, id, order, 128000, last.UnixMicro()); err != nil {
		return err
	}
	return c.consentTo(ctx, id, "feedback", true, "seed:"+id)
}

// A row is what the host knows about a person beside the sealed columns.
type row struct {
	registered time.Time
	closed     time.Time // zero while the account is open
	notice     string
}

func (c *center) person(ctx context.Context, id string) (row, error) {
	var r row
	var registered int64
	var closed sql.NullInt64
	err := c.db.QueryRowContext(ctx, `SELECT registered_at, closed_at, notice FROM people WHERE id = ?`, id).Scan(&registered, &closed, &r.notice)
	r.registered = time.UnixMicro(registered)
	if closed.Valid {
		r.closed = time.UnixMicro(closed.Int64)
	}
	return r, err
}

// facts are what decisions about a person go by.
func (c *center) facts(ctx context.Context, id string) (consent.Facts, error) {
	r, err := c.person(ctx, id)
	if err != nil {
		return consent.Facts{}, err
	}
	state, err := c.ledger.State(ctx, id)
	if err != nil {
		return consent.Facts{}, err
	}
	f := consent.Facts{
		State: state, Subject: consent.Adult, Record: consent.RecordNormal, NoticeGiven: r.notice, ContractID: "K-" + id, Assessment: "PIA-2026-01",
	}
	if !r.closed.IsZero() {
		f.Record = consent.RecordRestricted
	}
	return f, nil
}

// sealed reads the sealed columns of a person, in the order of fields.
func (c *center) sealed(ctx context.Context, id string) ([][]byte, error) {
	out, into := make([][]byte, len(fields)), make([]any, len(fields))
	for i := range out {
		into[i] = &out[i]
	}
	return out, c.db.QueryRowContext(ctx, `SELECT name, mobile, email, address, resident, feedback FROM people WHERE id = ?`, id).Scan(into...)
}

// Line is a field as the page shows it.
type Line struct {
	Column, Label, Purpose, Text string
	Input                        string
	Why                          string // why nothing is shown
}

// own shows a person the own information, masked: somebody may look over the shoulder. Each field passes the gate for its purpose.
func (c *center) own(ctx context.Context, id string, tag language.Tag) ([]Line, error) {
	sealed, err := c.sealed(ctx, id)
	if err != nil {
		return nil, err
	}
	facts, err := c.facts(ctx, id)
	if err != nil {
		return nil, err
	}
	var out []Line
	for i, f := range fields {
		line := Line{Column: f.column, Label: f.label().In(tag), Purpose: c.purpose(f.purpose).In(tag), Input: f.input}
		shown, d, err := c.gate.Open(ctx, access.Request{
			Viewer: access.Viewer{ID: "self", Roles: []string{"self"}}, Subject: id, Purpose: f.purpose, Kinds: []identifiers.Kind{f.as}, At: c.now(), Role: role,
			Ticket: "privacy center",
		}, facts, []access.Cell{{Field: f.at(), Sealed: sealed[i], As: f.kind}})
		if err != nil {
			return nil, err
		}
		if line.Text = shown[0].Text; shown[0].Show == access.Denied {
			line.Why = d.Explain(tag)
		}
		if !shown[0].Null {
			out = append(out, line)
		}
	}
	return out, nil
}

func (c *center) purpose(id consent.Purpose) law.Text {
	for p := range c.reg.Purposes() {
		if p.ID == id {
			return p.Label
		}
	}
	return law.Text{ZH: string(id), EN: string(id)}
}

// everything yields what is held about a person, for the copy.
func (c *center) everything(ctx context.Context, id string) iter.Seq2[rights.Item, error] {
	return rights.Collect(ctx, id, profileOf{c}, ordersOf{c}, consentsOf{c})
}

type (
	profileOf  struct{ *center }
	ordersOf   struct{ *center }
	consentsOf struct{ *center }
)

// Collect implements [rights.Source].
func (c profileOf) Collect(ctx context.Context, id string) iter.Seq2[rights.Item, error] {
	return func(yield func(rights.Item, error) bool) {
		sealed, err := c.sealed(ctx, id)
		var r row
		if err == nil {
			r, err = c.person(ctx, id)
		}
		if err != nil {
			yield(rights.Item{}, err)
			return
		}
		for i, f := range fields {
			if sealed[i] == nil {
				continue
			}
			text, err := c.ring.OpenString(ctx, f.at(), id, sealed[i])
			if err != nil {
				yield(rights.Item{}, err)
				return
			}
			item := rights.Item{
				Subject: id, Section: law.Text{ZH: "帐号", EN: "account"}, Label: f.label(), Value: rights.NewValue(text), Purpose: c.purpose(f.purpose), Collected: r.registered,
			}
			if !yield(item, nil) {
				return
			}
		}
	}
}

// Collect implements [rights.Source].
func (c ordersOf) Collect(ctx context.Context, id string) iter.Seq2[rights.Item, error] {
	return func(yield func(rights.Item, error) bool) {
		orders, err := c.orders(ctx, id)
		if err != nil {
			yield(rights.Item{}, err)
			return
		}
		for _, o := range orders {
			plan, err := c.plan(o.completed, time.Time{})
			if err != nil {
				yield(rights.Item{}, err)
				return
			}
			item := rights.Item{
				Subject: o.person, Section: law.Text{ZH: "订单", EN: "orders"}, Label: law.Text{ZH: o.id, EN: o.id},
				Value:   rights.NewValue(fmt.Sprintf("%s ¥%d.%02d", o.item, o.fen/100, o.fen%100)),
				Purpose: c.purpose("run_service"), Collected: o.completed, KeptUntil: plan.Earliest,
			}
			if !yield(item, nil) {
				return
			}
		}
	}
}

// Collect implements [rights.Source].
func (c consentsOf) Collect(ctx context.Context, id string) iter.Seq2[rights.Item, error] {
	return func(yield func(rights.Item, error) bool) {
		for e, err := range c.ledger.Events(ctx, id) {
			if err != nil {
				yield(rights.Item{}, err)
				return
			}
			var zh, en []string
			for _, p := range e.Purposes {
				zh, en = append(zh, c.purpose(p).ZH), append(en, c.purpose(p).EN)
			}
			said := map[consent.EventType]law.Text{consent.Given: {ZH: "同意", EN: "given"}, consent.Withdrawn: {ZH: "撤回", EN: "withdrawn"}}[e.Type]
			item := rights.Item{
				Subject: e.Subject, Section: law.Text{ZH: "同意记录", EN: "consents"}, Label: said,
				Value: rights.NewValue(strings.Join(zh, "、") + " / " + strings.Join(en, ", ")), Collected: e.OccurredAt,
			}
			if !yield(item, nil) {
				return
			}
		}
	}
}

type order struct {
	id, person, item string
	fen              int64
	completed        time.Time
}

func (c *center) orders(ctx context.Context, person string) ([]order, error) {
	rows, err := c.db.QueryContext(ctx, `SELECT id, person, item, amount_fen, completed_at FROM orders WHERE person = ? ORDER BY completed_at, id`, person)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []order
	for rows.Next() {
		var o order
		var completed int64
		if err := rows.Scan(&o.id, &o.person, &o.item, &o.fen, &completed); err != nil {
			return nil, err
		}
		o.completed = time.UnixMicro(completed)
		out = append(out, o)
	}
	return out, rows.Err()
}

// plan says how long an order is kept.
func (c *center) plan(completed, closed time.Time) (retention.Plan, error) {
	events := map[retention.Event]time.Time{retention.TransactionCompleted: completed}
	if !closed.IsZero() {
		events[retention.AccountClosed] = closed
	}
	return c.sched.Plan(retention.Record{Class: classOrder, Events: events}, c.now())
}
