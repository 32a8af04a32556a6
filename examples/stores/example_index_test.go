package stores_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/khtong/privacykit/crypto"
	"github.com/khtong/privacykit/crypto/localkek"
	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/sqlstore"
)

// Customers are found by the mobile number, its last four digits and a part of the name, in a database that holds none of
// them.
func Example_blindIndex() {
	dir, err := os.MkdirTemp("", "stores")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if err := search(context.Background(), dir); err != nil {
		fmt.Println(err)
	}
	// Output:
	// mobile: customer-1 欧阳娜娜
	// last four: customer-1 欧阳娜娜
	// last four: customer-2 李雷
	// part of a name: customer-1 欧阳娜娜
	// part of a name: customer-3 李娜娜
	// after the erasure: customer-3 李娜娜
}

var (
	mobileField = crypto.Field{Table: "customers", Column: "mobile"}
	nameField   = crypto.Field{Table: "customers", Column: "name"}
)

// customers is a table with two columns to search by, and one for the pieces of names, of which a row has several.
type customers struct {
	db   *sql.DB
	ring *crypto.Keyring

	byMobile, byLast4, byPiece *crypto.Index
}

func search(ctx context.Context, dir string) error {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "crm.db")+"?_txlock=immediate&_pragma=secure_delete(1)"+
		"&_pragma=journal_mode(wal)&_pragma=busy_timeout(5000)")
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	c := customers{db: db}
	if err := c.open(ctx, dir); err != nil {
		return err
	}
	defer func() { _ = c.ring.Close() }()
	for _, row := range [][3]string{
		{"customer-1", "138 0013 8000", "欧阳娜娜"},
		{"customer-2", "139-1113-8000", "李雷"},
		{"customer-3", "13911139111", "李娜娜"},
	} {
		if err := c.add(ctx, row[0], row[1], row[2]); err != nil {
			return err
		}
	}
	const byPiece = `id IN (SELECT customer_id FROM customer_names_ix WHERE entry IN (%s)
		GROUP BY customer_id HAVING COUNT(DISTINCT entry) >= ?)`
	find := func(what, condition string, index *crypto.Index, text string) error {
		return c.find(ctx, what, condition, index, text)
	}
	if err := errors.Join(
		find("mobile", "mobile_ix IN (%s)", c.byMobile, "+86 13800138000"),
		find("last four", "last4_ix IN (%s)", c.byLast4, "8000"),
		find("part of a name", byPiece, c.byPiece, "娜娜"),
	); err != nil {
		return err
	}
	if _, err := c.ring.Erase(ctx, "customer-1", &crypto.EraseOptions{Index: func(ctx context.Context) error {
		_, err := db.ExecContext(ctx, "DELETE FROM customer_names_ix WHERE customer_id = ?", "customer-1")
		if err != nil {
			return err
		}
		_, err = db.ExecContext(ctx, "UPDATE customers SET mobile_ix = NULL, last4_ix = NULL WHERE id = ?", "customer-1")
		return err
	}}); err != nil {
		return err
	}
	return find("after the erasure", byPiece, c.byPiece, "娜娜")
}

func (c *customers) open(ctx context.Context, dir string) error {
	if err := sqlstore.Migrate(ctx, c.db, sqlstore.SQLite, nil); err != nil {
		return err
	}
	if _, err := c.db.ExecContext(ctx, `
		CREATE TABLE customers (id TEXT PRIMARY KEY, mobile BLOB, mobile_ix BLOB, last4_ix BLOB, name BLOB);
		CREATE INDEX customers_by_mobile ON customers (mobile_ix);
		CREATE INDEX customers_by_last4 ON customers (last4_ix);
		CREATE TABLE customer_names_ix (entry BLOB, customer_id TEXT, PRIMARY KEY (entry, customer_id)) WITHOUT ROWID`); err != nil {
		return err
	}
	keks, err := localkek.OpenForDevelopment(filepath.Join(dir, "kek"))
	if err != nil {
		return err
	}
	if err := keks.Create(1); err != nil {
		return err
	}
	store, err := sqlstore.Keys(c.db, sqlstore.SQLite, nil)
	if err != nil {
		return err
	}
	c.ring, err = crypto.CreateKeyring(ctx, crypto.Config{Tenant: "acme", KEK: keks, Store: store, Now: time.Now})
	if err != nil {
		return err
	}
	number := func(s string) (string, error) { return identifiers.Normalize(identifiers.Mobile, s) }
	var errs [3]error
	c.byMobile, errs[0] = c.ring.NewIndex(crypto.IndexOptions{
		Bits: 14, Stats: crypto.ColumnStats{Rows: 1_000_000, Values: 950_000, Top: 5},
	}, crypto.Part{Field: mobileField, Normalize: number})
	c.byLast4, errs[1] = c.ring.NewIndex(crypto.IndexOptions{
		Bits: 12, Stats: crypto.ColumnStats{Rows: 1_000_000, Values: 10_000, Top: 150},
	}, crypto.Part{Field: mobileField, Last: 4, Normalize: digits})
	c.byPiece, errs[2] = c.ring.NewIndex(crypto.IndexOptions{
		Bits: 12, Partitions: 13, Stats: crypto.ColumnStats{Rows: 1_000_000, Values: 200_000, Top: 5_000, Entries: 1_700_000},
	}, crypto.Part{Field: nameField, Grams: 2})
	return errors.Join(errs[:]...)
}

// digits is the normaliser of pieces of numbers: it keeps the digits.
func digits(s string) (string, error) {
	var kept []rune
	for _, r := range s {
		if r >= '0' && r <= '9' {
			kept = append(kept, r)
		}
	}
	return string(kept), nil
}

func (c *customers) add(ctx context.Context, id, mobile, name string) error {
	sealedMobile, err1 := c.ring.SealString(ctx, mobileField, id, mobile)
	sealedName, err2 := c.ring.SealString(ctx, nameField, id, name)
	mobileEntry, err3 := c.byMobile.Of(id, mobile)
	last4Entry, err4 := c.byLast4.Of(id, mobile)
	pieces, err5 := c.byPiece.Entries(id, name)
	if err := errors.Join(err1, err2, err3, err4, err5); err != nil {
		return err
	}
	tx, err := c.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := tx.ExecContext(ctx, "INSERT INTO customers (id, mobile, mobile_ix, last4_ix, name) VALUES (?, ?, ?, ?, ?)",
		id, sealedMobile, mobileEntry, last4Entry, sealedName); err != nil {
		return err
	}
	for _, entry := range pieces {
		if _, err := tx.ExecContext(ctx, "INSERT INTO customer_names_ix (entry, customer_id) VALUES (?, ?)", entry, id); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// find prints the customers whom a look-up finds.
func (c *customers) find(ctx context.Context, what, condition string, index *crypto.Index, text string) error {
	query, err := index.Query(text)
	if err != nil {
		return err
	}
	args := query.Args()
	if index == c.byPiece {
		args = append(args, query.Need())
	}
	rows, err := c.db.QueryContext(ctx,
		"SELECT id, mobile, name FROM customers WHERE "+fmt.Sprintf(condition, query.Placeholders(0))+" ORDER BY id", args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var id string
		var mobile, name []byte
		if err := rows.Scan(&id, &mobile, &name); err != nil {
			return err
		}
		sealed := mobile
		if index == c.byPiece {
			sealed = name
		}
		_, ok, err := query.Open(ctx, id, sealed)
		if err != nil {
			return err
		}
		if !ok {
			continue // found by coincidence
		}
		shown, err := c.ring.OpenString(ctx, nameField, id, name)
		if err != nil {
			return err
		}
		fmt.Printf("%s: %s %s\n", what, id, shown)
	}
	return rows.Err()
}
