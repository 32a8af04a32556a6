package stores_test

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/khtong/privacykit/audit"
	"github.com/khtong/privacykit/law"
	"github.com/khtong/privacykit/retention"
	"github.com/khtong/privacykit/sqlstore"
)

// A job deletes the orders that are due, and proves it in the audit log of the same database. It may run on several nodes at once.
func Example_sweep() {
	if err := sweep(context.Background()); err != nil {
		fmt.Println(err)
	}
	// Output:
	// 3 orders seen, 2 deleted
	// 1 proof, and the log is whole
}

func sweep(ctx context.Context) error {
	db, err := sql.Open("sqlite", "file::memory:?_txlock=immediate&_pragma=secure_delete(1)&_pragma=busy_timeout(5000)")
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	db.SetMaxOpenConns(1) // of a database in memory
	if err := sqlstore.Migrate(ctx, db, sqlstore.SQLite, nil); err != nil {
		return err
	}
	if _, err := db.ExecContext(ctx, `CREATE TABLE orders (id TEXT PRIMARY KEY, completed TEXT NOT NULL, held INTEGER NOT NULL DEFAULT 0);
		INSERT INTO orders (id, completed) VALUES ('A1', '2021-10-25'), ('A2', '2024-02-29'), ('A3', '2022-11-02')`); err != nil {
		return err
	}

	schedule, err := retention.NewSchedule(retention.Class{
		ID:     "order",
		Floors: []retention.Bound{{Rule: "ecommerce_platform_transaction"}}, // three years
		Ceilings: []retention.Bound{{
			Basis: retention.ByPolicy, Event: retention.TransactionCompleted, Limit: retention.AtMost, Period: law.Period{Years: 3},
		}},
	})
	if err != nil {
		return err
	}
	leases, err := sqlstore.Leases(db, sqlstore.SQLite, nil)
	if err != nil {
		return err
	}
	auditLog := func(db sqlstore.DB) (*audit.Log, error) {
		store, err := sqlstore.Audit(db, sqlstore.SQLite, nil)
		if err != nil {
			return nil, err
		}
		return audit.New(store, nil), nil
	}
	disposer, err := sqlstore.Disposer(db, sqlstore.SQLite, sqlstore.DisposerOptions{
		Table: "orders", Key: "id", Guard: "held = 0", Now: time.Now,
		Proof: func(ctx context.Context, tx sqlstore.DB, p retention.Proof, _ []retention.Disposal) error {
			log, err := auditLog(tx)
			if err != nil {
				return err
			}
			_, err = log.Append(ctx, audit.Entry{
				Time: p.At, Type: audit.TypeDisposal, Actor: "job:sweep", Object: fmt.Sprintf("orders %x", p.Digest), Outcome: "deleted",
				Reasons: p.Bounds, Key: p.Key(),
			})
			return err
		},
	})
	if err != nil {
		return err
	}

	report, err := retention.Sweep(ctx, schedule, completedOrders{db}, disposer, retention.SweepOptions{
		Name: "orders", Now: law.MustDate(2025, 11, 3).Start(), Owner: "node-1", Leases: leases,
	})
	if err != nil {
		return err
	}
	fmt.Printf("%d orders seen, %d deleted\n", report.Seen, report.Disposed)
	log, err := auditLog(db)
	if err != nil {
		return err
	}
	verified, err := log.Verify(ctx, nil)
	if err != nil {
		return err
	}
	fmt.Printf("%d proof, and the log is whole\n", verified.Checkpoint.Size)
	return nil
}

// completedOrders reads the orders of the host.
type completedOrders struct{ db *sql.DB }

func (s completedOrders) Page(ctx context.Context, _ int, after string, limit int) ([]retention.Item, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT id, completed FROM orders WHERE id > ? ORDER BY id LIMIT ?`, after, limit)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var page []retention.Item
	for rows.Next() {
		var id, day string
		if err := rows.Scan(&id, &day); err != nil {
			return nil, err
		}
		completed, err := law.ParseDate(day)
		if err != nil {
			return nil, err
		}
		page = append(page, retention.Item{Key: id, Record: retention.Record{
			Class: "order", Events: map[retention.Event]time.Time{retention.TransactionCompleted: completed.Start()},
		}})
	}
	return page, rows.Err()
}
