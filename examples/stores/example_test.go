package stores_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"time"

	_ "modernc.org/sqlite"

	"github.com/khtong/privacykit/audit"
	"github.com/khtong/privacykit/sqlstore"
)

// An order and the audit entry about it are kept together or not at all.
func Example_hostTransaction() {
	dir, err := os.MkdirTemp("", "stores")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if err := run(filepath.Join(dir, "crm.db")); err != nil {
		fmt.Println(err)
	}
	// Output:
	// committed: 1 order, 1 entry
	// rolled back: 1 order, 1 entry
}

func run(path string) error {
	ctx := context.Background()
	db, err := sql.Open("sqlite", "file:"+path+"?_txlock=immediate&_pragma=secure_delete(1)"+
		"&_pragma=journal_mode(wal)&_pragma=busy_timeout(5000)")
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	if err := sqlstore.Migrate(ctx, db, sqlstore.SQLite, nil); err != nil {
		return err
	}
	if _, err := db.ExecContext(ctx, "CREATE TABLE orders (id INTEGER PRIMARY KEY, ref TEXT)"); err != nil {
		return err
	}
	for _, end := range []string{"committed", "rolled back"} {
		tx, err := db.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		defer func() { _ = tx.Rollback() }()
		if _, err := tx.ExecContext(ctx, "INSERT INTO orders (ref) VALUES ('R-1')"); err != nil {
			return err
		}
		store, err := sqlstore.Audit(tx, sqlstore.SQLite, nil)
		if err != nil {
			return err
		}
		entry := audit.Entry{
			Time: time.Date(2026, 3, 1, 8, 30, 0, 0, time.UTC), Type: audit.TypeDecision,
			Actor: "crm", Subject: "4T7Q2M", Purpose: "order", Object: "orders/R-1", Outcome: "allowed",
		}
		if _, err := audit.New(store, nil).Append(ctx, entry); err != nil {
			return err
		}
		finish := tx.Commit
		if end == "rolled back" {
			finish = tx.Rollback
		}
		if err := finish(); err != nil {
			return err
		}
		var orders, entries int
		const count = "SELECT (SELECT COUNT(*) FROM orders), (SELECT COUNT(*) FROM privacykit_audit)"
		if err := db.QueryRowContext(ctx, count).Scan(&orders, &entries); err != nil {
			return err
		}
		fmt.Printf("%s: %d order, %d entry\n", end, orders, entries)
	}
	return nil
}
