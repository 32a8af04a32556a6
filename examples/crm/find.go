package main

import (
	"context"
	"errors"
	"strings"

	"github.com/khtong/privacykit/desensitize"
	"github.com/khtong/privacykit/identifiers"
)

// errNobody says that the data have no person in the position that a step is about.
var errNobody = errors.New("nobody in the data is in this position")

// agreed is the customer who withdraws: the first who agreed to the feedback purpose.
func (a *app) agreed(ctx context.Context) (string, error) {
	return a.text(ctx, `SELECT MIN(id) FROM customers JOIN collections ON customer_id = id WHERE activity = 'feedback' AND effect = 'allow'`)
}

// hero is the customer whom the search and the display are about: the same one, or the first of all.
func (a *app) hero(ctx context.Context) (string, error) {
	id, err := a.agreed(ctx)
	if errors.Is(err, errNobody) {
		return a.text(ctx, `SELECT MIN(id) FROM customers`)
	}
	return id, err
}

// text reads one value; none is errNobody.
func (a *app) text(ctx context.Context, query string, args ...any) (string, error) {
	var s *string
	if err := a.db.QueryRowContext(ctx, query, args...).Scan(&s); err != nil {
		return "", err
	}
	if s == nil {
		return "", errNobody
	}
	return *s, nil
}

// findByMobile gives the customers with a number, however it was typed, or with one that ends in four digits. The indexes are cut short on
// purpose, so that they also find others: a candidate is opened and compared.
func (a *app) findByMobile(ctx context.Context, typed string) ([]string, error) {
	column, index := "mobile_ix", a.mobile
	if len([]rune(typed)) == 4 {
		column, index = "last4_ix", a.last4
	}
	query, err := index.Query(typed)
	if err != nil {
		return nil, err
	}
	text := strings.NewReplacer("{column}", column, "{entries}", query.Placeholders(0)).Replace(
		`SELECT id, mobile FROM customers WHERE {column} IN ({entries}) ORDER BY id`)
	rows, err := a.db.QueryContext(ctx, text, query.Args()...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []string
	for rows.Next() {
		var id string
		var sealed []byte
		if err := rows.Scan(&id, &sealed); err != nil {
			return nil, err
		}
		_, ok, err := query.Open(ctx, id, sealed)
		if err != nil {
			return nil, err
		}
		if ok {
			found = append(found, id)
		}
	}
	return found, rows.Err()
}

func (a *app) tellFound(ctx context.Context) error {
	id, err := a.hero(ctx)
	if err != nil {
		return err
	}
	c, err := a.openCustomer(ctx, id)
	if err != nil {
		return err
	}
	n := strings.TrimPrefix(c.mobile, "+86")
	var rows [][]string
	for _, w := range []struct{ how, typed string }{
		{a.t("eleven digits"), n},
		{a.t("with spaces"), n[:3] + " " + n[3:7] + " " + n[7:]},
		{a.t("with +86 and dashes"), "+86-" + n[:3] + "-" + n[3:7] + "-" + n[7:]},
		{a.t("in full-width digits"), strings.Map(func(r rune) rune { return r - '0' + '０' }, n)},
		{a.t("the last four digits"), n[7:]},
	} {
		found, err := a.findByMobile(ctx, w.typed)
		if err != nil {
			return err
		}
		rows = append(rows, []string{w.how, strings.Join(found, " "), desensitize.Mask(identifiers.Mobile, w.typed)})
	}
	a.table([]string{a.t("typed"), a.t("customer found"), a.t("shown as")}, rows)
	a.line("By four digits alone an index of their own finds the customer, and whoever else's number ends in them.")
	a.line("The database holds neither the number nor a hash of it: the index is an HMAC under a key of its own, cut short.")
	return nil
}
