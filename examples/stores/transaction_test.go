package stores

import (
	"context"
	"database/sql"
	"errors"
	"testing"

	"github.com/khtong/privacykit/audit"
	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/crypto"
)

// What the stores write as part of the host's transaction is kept or lost with
// it.
func TestHostTransaction(t *testing.T) { each(t, backends, testHostTransaction) }

func testHostTransaction(t *testing.T, b backend) {
	ctx := t.Context()
	db := b.migrated(t)
	execute(t, db, "CREATE TABLE orders (ref VARCHAR(20) NOT NULL)")
	order := func(tx *sql.Tx, suffix string) {
		t.Helper()
		execute(t, tx, "INSERT INTO orders (ref) VALUES ('order-"+suffix+"')")
		must(b.log(t, tx).Append(ctx, entry("a"+suffix), entry("b"+suffix)))(t)
		must(b.events(t, tx).Append(ctx, withdrawal("e"+suffix)))(t)
		if err := b.keys(t, tx).Put(ctx, keyRecord("k"+suffix, []byte("w"))); err != nil {
			t.Fatal(err)
		}
	}
	counts := func() (n [4]int) {
		t.Helper()
		const text = `SELECT (SELECT COUNT(*) FROM orders), (SELECT COUNT(*) FROM privacykit_audit),
			(SELECT COUNT(*) FROM privacykit_events), (SELECT COUNT(*) FROM privacykit_keys)`
		if err := db.QueryRow(text).Scan(&n[0], &n[1], &n[2], &n[3]); err != nil {
			t.Fatal(err)
		}
		return n
	}

	tx := must(db.Begin())(t)
	order(tx, "1")
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	if n := counts(); n != [4]int{} {
		t.Errorf("after a rollback there are %v rows", n)
	}

	tx = must(db.Begin())(t)
	order(tx, "1")
	order(tx, "2")
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	if n := counts(); n != [4]int{2, 4, 2, 2} {
		t.Errorf("after a commit there are %v rows", n)
	}

	// Writes that fail in their midst leave nothing, and the host may go on.
	tx = must(db.Begin())(t)
	store := b.audit(t, tx)
	twice := []audit.Record{{Entry: entry("c")}, {Entry: entry("c")}}
	twice[0].Entry.Seq, twice[1].Entry.Seq = 4, 5
	if err := store.Append(ctx, 4, twice); !errors.Is(err, audit.ErrConflict) {
		t.Errorf("audit entries with one key: error %v", err)
	}
	other := withdrawal("e1")
	other.Subject = "s2"
	if _, err := b.events(t, tx).Append(ctx, withdrawal("e3"), other); !errors.Is(err, consent.ErrIdempotency) {
		t.Errorf("events of which the second is refused: error %v", err)
	}
	if err := b.keys(t, tx).Put(ctx, keyRecord("k1", []byte("w"))); !errors.Is(err, crypto.ErrConflict) {
		t.Errorf("key record that is there: error %v", err)
	}
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if err := store.Append(cancelled, 4, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled append: error %v", err)
	}
	order(tx, "3")
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	if n := counts(); n != [4]int{3, 6, 3, 3} {
		t.Errorf("after failed writes and a commit there are %v rows", n)
	}
	if _, err := b.log(t, db).Verify(ctx, nil); err != nil {
		t.Errorf("the log afterwards: %v", err)
	}
	// A transaction that is over says so.
	if _, err := store.Size(ctx); !errors.Is(err, sql.ErrTxDone) {
		t.Errorf("store on a finished transaction: error %v", err)
	}
}
