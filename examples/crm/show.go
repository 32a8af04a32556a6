package main

import (
	"context"
	"database/sql"
	"errors"

	"github.com/khtong/privacykit/audit"
	"github.com/khtong/privacykit/crypto"
	"github.com/khtong/privacykit/desensitize"
	"github.com/khtong/privacykit/identifiers"
)

// The sealed columns of a customer, each with the kind of what is in it.
var sealedColumns = []struct {
	column string
	kind   identifiers.Kind
	in     func(*customer) *string
}{
	{"name", identifiers.Name, func(c *customer) *string { return &c.name }},
	{"mobile", identifiers.Mobile, func(c *customer) *string { return &c.mobile }},
	{"resident", identifiers.ResidentID, func(c *customer) *string { return &c.resident }},
	{"card", identifiers.BankCard, func(c *customer) *string { return &c.card }},
	{"address", identifiers.HomeAddress, func(c *customer) *string { return &c.address }},
	{"email", identifiers.Email, func(c *customer) *string { return &c.email }},
	{"feedback", identifiers.CustomerServiceContent, func(c *customer) *string { return &c.feedback }},
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

// shown are the customers of the agent's table.
func (a *app) shown(ctx context.Context) ([]string, error) {
	rows, err := a.db.QueryContext(ctx, `SELECT id FROM customers ORDER BY id LIMIT 8`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var ids []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

// show records who looked at whom; the tables themselves are printed by tellShown.
func (a *app) show(ctx context.Context) error {
	ids, err := a.shown(ctx)
	if err != nil {
		return err
	}
	var entries []audit.Entry
	for _, id := range ids {
		entries = append(entries, audit.Entry{
			Key: "show:agent:" + a.pseudonym(id), Time: a.now, Type: audit.TypeAccess, Actor: "agent-7", Subject: a.pseudonym(id),
			Purpose: string(askService.purpose), Object: "customers", Outcome: "masked",
		})
	}
	hero, err := a.hero(ctx)
	if err != nil {
		return err
	}
	entries = append(entries, audit.Entry{
		Key: "show:owner:" + a.pseudonym(hero), Time: a.now, Type: audit.TypeAccess, Actor: "self", Subject: a.pseudonym(hero),
		Purpose: string(askService.purpose), Object: "customers", Outcome: "raw",
	})
	// With the mark that it is done: a run that is killed here and goes on tomorrow must not write them again with another date.
	return inTx(ctx, a.db, func(tx *sql.Tx) error {
		log, err := a.auditLog(tx)
		if err != nil {
			return err
		}
		if _, err := log.Append(ctx, entries...); err != nil {
			return err
		}
		return markDone(ctx, tx, "show", a.now)
	})
}

func (a *app) tellShown(ctx context.Context) error {
	ids, err := a.shown(ctx)
	if err != nil {
		return err
	}
	header := []string{a.t("customer"), a.t("name"), a.t("mobile"), a.t("resident ID"), a.t("bank card"), a.t("address")}
	var masked [][]string
	for _, id := range ids {
		c, err := a.openCustomer(ctx, id)
		if errors.Is(err, crypto.ErrErased) {
			masked = append(masked, []string{id, a.t("erased"), "", "", "", ""})
			continue
		}
		if err != nil {
			return err
		}
		row := []string{id}
		for _, col := range sealedColumns[:5] {
			s := *col.in(&c)
			if s != "" {
				s = desensitize.Mask(col.kind, s)
			}
			row = append(row, s)
		}
		masked = append(masked, row)
	}
	a.line("A support agent sees this (an empty cell was never collected):")
	a.table(header, masked)
	hero, err := a.hero(ctx)
	if err != nil {
		return err
	}
	c, err := a.openCustomer(ctx, hero)
	if err != nil {
		return err
	}
	a.line("The person sees their own:")
	a.table(header, [][]string{{hero, c.name, c.mobile, c.resident, c.card, c.address}})
	return nil
}
