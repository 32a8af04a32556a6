package main

import (
	"context"
	_ "embed"
	"time"

	"github.com/khtong/privacykit/access"
	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/crypto"
	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/law"
)

//go:embed access.json
var accessJSON []byte

// The sealed columns of a customer, each with the kind of what is in it.
var sealedColumns = []struct {
	column  string
	kind    identifiers.Kind
	purpose consent.Purpose // what it was collected for
	in      func(*customer) *string
}{
	{"name", identifiers.Name, askService.purpose, func(c *customer) *string { return &c.name }},
	{"mobile", identifiers.Mobile, askAccount.purpose, func(c *customer) *string { return &c.mobile }},
	{"resident", identifiers.ResidentID, askFinance.purpose, func(c *customer) *string { return &c.resident }},
	{"card", identifiers.BankCard, askPayment.purpose, func(c *customer) *string { return &c.card }},
	{"address", identifiers.HomeAddress, askService.purpose, func(c *customer) *string { return &c.address }},
	{"email", identifiers.Email, askContact.purpose, func(c *customer) *string { return &c.email }},
	{"feedback", identifiers.CustomerServiceContent, askFeedback.purpose, func(c *customer) *string { return &c.feedback }},
}

// openCustomer opens what is stored of a customer. What was never collected, or is deleted, is empty; what cannot be opened is an error.
func (a *app) openCustomer(ctx context.Context, id string) (customer, error) {
	c := customer{id: id}
	cells := make([]crypto.Cell, len(sealedColumns))
	into := []any{&c.role, &c.contract}
	for i, col := range sealedColumns {
		cells[i] = crypto.Cell{Field: crypto.Field{Table: "customers", Column: col.column}, Subject: id}
		into = append(into, &cells[i].Sealed)
	}
	err := a.db.QueryRowContext(ctx, `SELECT role, contract, name, mobile, resident, card, address, email, feedback FROM customers WHERE id = ?`, id).Scan(into...)
	if err != nil {
		return c, err
	}
	if err := a.ring.OpenCells(ctx, cells); err != nil {
		return c, err
	}
	for i, col := range sealedColumns {
		if cells[i].Err != nil {
			return c, cells[i].Err
		}
		*col.in(&c) = string(cells[i].Plaintext)
	}
	return c, nil
}

// The views of the table: one purpose each, with the kinds as the register declares them, and the columns that they are about.
var views = []struct {
	purpose consent.Purpose
	kinds   []identifiers.Kind
	columns []int // of sealedColumns
}{
	{"run_service", []identifiers.Kind{identifiers.OtherPersonalInformation, identifiers.OtherPersonalInformation}, []int{0, 4}},
	{"contact_you", []identifiers.Kind{identifiers.Mobile}, []int{1}},
	{"complete_payment", []identifiers.Kind{identifiers.BankCard}, []int{3}},
	{"financial_services", []identifiers.Kind{identifiers.ResidentID}, []int{2}},
}

// gate is the one way by which the staff see what is stored.
func (a *app) gate() (*access.Gate, error) {
	rules, err := access.ParseRules(accessJSON)
	if err != nil {
		return nil, err
	}
	return access.NewGate(access.Config{
		Rules: rules, Register: a.reg, View: a.masks, Ring: a.ring, Log: a.log, Pseudonym: a.pseudonym,
	})
}

// look asks the gate for some columns of a customer. The log has one entry a day for each viewer, purpose and customer.
func (a *app) look(ctx context.Context, g *access.Gate, req access.Request, columns []int) ([]access.Shown, access.Decision, error) {
	cells := make([]access.Cell, len(columns))
	for i, c := range columns {
		col := sealedColumns[c]
		cells[i] = access.Cell{Field: crypto.Field{Table: "customers", Column: col.column}, As: col.kind}
		// The column is one of those above.
		if err := a.db.QueryRowContext(ctx, "SELECT "+col.column+" FROM customers WHERE id = ?", req.Subject).Scan(&cells[i].Sealed); err != nil {
			return nil, access.Decision{}, err
		}
	}
	req.At, req.Role = a.now, "consumer"
	req.Key = "show:" + law.DateOf(a.now).String() + ":" + req.Viewer.ID + ":" + string(req.Purpose) + ":" + a.pseudonym(req.Subject) + ":" + req.Ticket
	return g.Open(ctx, req, a.facts(nil, "K"+req.Subject[1:]), cells)
}

func (a *app) tellShown(ctx context.Context) error {
	g, err := a.gate()
	if err != nil {
		return err
	}
	ids, err := a.list(ctx, `SELECT id FROM customers WHERE closed_at IS NULL ORDER BY id LIMIT 8`)
	if err != nil {
		return err
	}
	agent := access.Viewer{ID: "agent-7", Roles: []string{"agent"}}
	header := []string{a.t("customer"), a.t("name"), a.t("mobile"), a.t("resident ID"), a.t("bank card"), a.t("address")}
	var table [][]string
	var why string
	for _, id := range ids {
		row := make([]string, len(header))
		row[0] = id
		for _, v := range views {
			shown, d, err := a.look(ctx, g, access.Request{Viewer: agent, Subject: id, Purpose: v.purpose, Kinds: v.kinds, Ticket: "queue/42"}, v.columns)
			if err != nil {
				return err
			}
			for i, c := range v.columns {
				row[1+c] = shown[i].Text
				if shown[i].Show == access.Denied {
					row[1+c] = "—"
					why = d.Explain(a.tag)
				}
			}
		}
		table = append(table, row)
	}
	a.line("A support agent sees this (an empty cell was never collected):")
	a.table(header, table)
	a.line("— is not for the agent's eyes: %s", why)
	if err := a.tellRaw(ctx, g); err != nil {
		return err
	}
	return a.tellCopy(ctx)
}

// tellRaw shows what a raw number takes: a role, a recent second factor, and that somebody else approved.
func (a *app) tellRaw(ctx context.Context, g *access.Gate) error {
	hero, err := a.hero(ctx)
	if err != nil {
		return err
	}
	req := access.Request{
		Viewer:  access.Viewer{ID: "lead-2", Roles: []string{"lead"}, SecondFactor: a.now.Add(-5 * time.Minute)},
		Subject: hero, Purpose: "contact_you", Kinds: []identifiers.Kind{identifiers.Mobile}, Ticket: "case/77",
	}
	masked, d, err := a.look(ctx, g, req, []int{1})
	if err != nil {
		return err
	}
	a.line("A lead asks for a number: %s (%s)", masked[0].Text, d.Explain(a.tag))
	req.Ticket = "case/77 approved"
	req.Approval = &access.Approval{
		By: "manager-1", Viewer: req.Viewer.ID, Subject: hero, Purpose: req.Purpose, From: a.now.Add(-time.Hour), Until: a.now.Add(time.Hour), Ref: "approval/9",
	}
	raw, _, err := a.look(ctx, g, req, []int{1})
	if err != nil {
		return err
	}
	a.line("and with the approval of somebody else, five minutes after a second factor: %s", raw[0].Raw.Reveal())
	return nil
}
