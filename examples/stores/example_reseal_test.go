package stores_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/khtong/privacykit/crypto"
	"github.com/khtong/privacykit/crypto/localkek"
	"github.com/khtong/privacykit/sqlstore"
)

// A table of plaintext becomes one of ciphertexts, while the service reads both.
// Called again after a rotation of keys, the same pass seals it again.
func Example_sealTable() {
	dir, err := os.MkdirTemp("", "stores")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if err := sealTable(context.Background(), dir); err != nil {
		fmt.Println(err)
	}
	// Output:
	// stored: 13800138000
	// 2 rows were sealed
	// opened: 13800138000
	// 0 rows were sealed
}

func sealTable(ctx context.Context, dir string) error {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "crm.db")+"?_txlock=immediate&_pragma=secure_delete(1)"+
		"&_pragma=journal_mode(wal)&_pragma=busy_timeout(5000)")
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	if err := sqlstore.Migrate(ctx, db, sqlstore.SQLite, nil); err != nil {
		return err
	}
	if _, err := db.ExecContext(ctx, `CREATE TABLE customers (id INTEGER PRIMARY KEY, mobile);
		INSERT INTO customers VALUES (1, '13800138000'), (2, '13900139000'), (3, NULL)`); err != nil {
		return err
	}
	keks, err := localkek.OpenForDevelopment(filepath.Join(dir, "kek"))
	if err != nil {
		return err
	}
	if err := keks.Create(1); err != nil {
		return err
	}
	keys, err := sqlstore.Keys(db, sqlstore.SQLite, nil)
	if err != nil {
		return err
	}
	mobile := crypto.Field{Table: "customers", Column: "mobile"}
	ring, err := crypto.CreateKeyring(ctx, crypto.Config{
		Tenant: "acme", KEK: keks, Store: keys, Now: time.Now,
		UnsafeMigration: &crypto.Migration{Fields: []crypto.Field{mobile}, Until: time.Now().AddDate(0, 3, 0)},
	})
	if err != nil {
		return err
	}
	defer func() { _ = ring.Close() }()

	cursors, err := sqlstore.Cursors(db, sqlstore.SQLite, nil)
	if err != nil {
		return err
	}
	table, err := sqlstore.Table(db, sqlstore.SQLite, sqlstore.TableSpec{
		Name: "customers", Key: "id", Subject: "id", Columns: []sqlstore.TableColumn{{Name: "mobile"}},
	})
	if err != nil {
		return err
	}
	for _, what := range []string{"stored", "opened"} {
		var stored []byte
		if err := db.QueryRowContext(ctx, "SELECT mobile FROM customers WHERE id = 1").Scan(&stored); err != nil {
			return err
		}
		number, err := ring.OpenString(ctx, mobile, "1", stored)
		if err != nil {
			return err
		}
		fmt.Printf("%s: %s\n", what, number)
		report, err := ring.ResealTable(ctx, table, &crypto.ResealOptions{Cursors: cursors, Job: "customers.mobile"})
		if err != nil {
			return err
		}
		fmt.Println(report.Resealed, "rows were sealed")
	}
	return nil
}
