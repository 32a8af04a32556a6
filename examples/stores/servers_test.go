package stores

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/khtong/privacykit/audit"
	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/crypto"
	"github.com/khtong/privacykit/incident"
	"github.com/khtong/privacykit/retention"
	"github.com/khtong/privacykit/rights"
	"github.com/khtong/privacykit/sqlstore"
)

// Many writers in transactions of the host, in the isolation level that the
// server begins them with: nothing is lost, and nobody has to begin again.
func TestManyWriters(t *testing.T) {
	each(t, backends, func(t *testing.T, b backend) {
		const writers, rounds = 8, 8
		db := b.migrated(t)
		var wg sync.WaitGroup
		for w := range writers {
			wg.Go(func() {
				for i := range rounds {
					name := fmt.Sprintf("w%dr%d", w, i)
					tx, err := db.BeginTx(t.Context(), nil)
					if err != nil {
						t.Error(err)
						return
					}
					// A host that has read before writes on what it read then.
					var n int
					err1 := tx.QueryRow("SELECT COUNT(*) FROM privacykit_audit").Scan(&n)
					_, err2 := b.events(t, tx).Append(t.Context(), withdrawal(name))
					_, err3 := b.log(t, tx).Append(t.Context(), entry(name), entry("common"))
					err4 := b.keys(t, tx).Put(t.Context(), keyRecord(name, []byte("w")))
					if err := errors.Join(err1, err2, err3, err4, tx.Commit()); err != nil {
						t.Errorf("%s: %v", name, err)
					}
				}
			})
		}
		wg.Wait()
		report, err := b.log(t, db).Verify(t.Context(), nil)
		if err != nil || report.Checkpoint.Size != writers*rounds+1 {
			t.Errorf("log of %d entries, %v", report.Checkpoint.Size, err)
		}
		n := 0
		for _, err := range b.events(t, db).Events(t.Context(), "s1") {
			if err != nil {
				t.Fatal(err)
			}
			n++
		}
		if n != writers*rounds {
			t.Errorf("%d events", n)
		}
	})
}

// Two transactions that write to the stores in opposite orders: one of them is
// told to begin again. MySQL and MariaDB have then ended it.
func TestDeadlock(t *testing.T) {
	each(t, servers, func(t *testing.T, b backend) {
		ctx := t.Context()
		db := b.migrated(t)
		execute(t, db, "CREATE TABLE orders (ref VARCHAR(20) NOT NULL)")
		writeEvent := func(tx *sql.Tx) error { _, err := b.events(t, tx).Append(ctx, withdrawal("k")); return err }
		writeEntry := func(tx *sql.Tx) error { _, err := b.log(t, tx).Append(ctx, entry("k")); return err }
		one, two := must(db.Begin())(t), must(db.Begin())(t)
		execute(t, one, "INSERT INTO orders (ref) VALUES ('one')")
		execute(t, two, "INSERT INTO orders (ref) VALUES ('two')")
		if err := errors.Join(writeEvent(one), writeEntry(two)); err != nil {
			t.Fatal(err)
		}
		// Each ends as a host's would, so that the one that waits for the other goes on.
		end := func(tx *sql.Tx, err error) error {
			if err == nil {
				return tx.Commit()
			}
			if _, late := tx.Exec("INSERT INTO orders (ref) VALUES ('late')"); late == nil && b.dialect == sqlstore.MySQL {
				t.Error("a transaction that was given up took a statement")
			}
			_ = tx.Rollback()
			return err
		}
		var wg sync.WaitGroup
		errs := make([]error, 2)
		wg.Go(func() { errs[0] = end(one, writeEntry(one)) })
		wg.Go(func() { errs[1] = end(two, writeEvent(two)) })
		wg.Wait()
		given := 0
		for _, err := range errs {
			var failure *sqlstore.DBError
			switch {
			case err == nil:
			case errors.As(err, &failure) && failure.Retryable():
				given++
			default:
				t.Errorf("error %v, want a retryable DBError", err)
			}
		}
		var orders, entries, events int
		const count = `SELECT (SELECT COUNT(*) FROM orders), (SELECT COUNT(*) FROM privacykit_audit), (SELECT COUNT(*) FROM privacykit_events)`
		if err := db.QueryRow(count).Scan(&orders, &entries, &events); err != nil {
			t.Fatal(err)
		}
		if given != 1 || orders != 1 || entries != 1 || events != 1 {
			t.Errorf("%d given up, %d orders, %d entries, %d events, want 1 of each", given, orders, entries, events)
		}
	})
}

// A transaction that shows what was there when it began, after others wrote.
func TestStaleSnapshot(t *testing.T) {
	snapshots := mariadb // as MariaDB is by default since 11.6
	snapshots.name = "MariaDBSnapshotIsolation"
	snapshots.source = func(tb testing.TB) string {
		tb.Helper()
		return mariadb.source(tb) + "&innodb_snapshot_isolation=1"
	}
	each(t, []backend{postgres, mariadb, snapshots}, func(t *testing.T, b backend) {
		ctx := t.Context()
		db := b.migrated(t)
		must(b.log(t, db).Append(ctx, entry("a")))(t)
		if err := b.keys(t, db).Put(ctx, keyRecord("k", []byte("w"))); err != nil {
			t.Fatal(err)
		}
		second := keyRecord("k", []byte("w2"))
		second.Version = 2
		third := second
		third.Version = 3
		// MySQL and MariaDB write on the newest rows. The others refuse what the snapshot does not show.
		for name, write := range map[string]func(db sqlstore.DB) error{
			"log":         func(db sqlstore.DB) error { _, err := b.log(t, db).Append(ctx, entry("log")); return err },
			"log, again":  func(db sqlstore.DB) error { _, err := b.log(t, db).Append(ctx, entry("other")); return err },
			"event":       func(db sqlstore.DB) error { _, err := b.events(t, db).Append(ctx, withdrawal("event")); return err },
			"event again": func(db sqlstore.DB) error { _, err := b.events(t, db).Append(ctx, withdrawal("other")); return err },
			"key":         func(db sqlstore.DB) error { return b.keys(t, db).Put(ctx, third) },
			"new key":     func(db sqlstore.DB) error { return b.keys(t, db).Put(ctx, keyRecord("fresh", []byte("w"))) },
		} {
			tx := must(db.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead}))(t)
			var n int
			if err := tx.QueryRow("SELECT COUNT(*) FROM privacykit_audit").Scan(&n); err != nil {
				t.Fatal(err)
			}
			must(b.log(t, db).Append(ctx, entry("other")))(t)
			must(b.log(t, db).Append(ctx, entry("late "+name)))(t)
			must(b.events(t, db).Append(ctx, withdrawal("other"), withdrawal("late "+name)))(t)
			if err := b.keys(t, db).Put(ctx, second); err != nil && !errors.Is(err, crypto.ErrConflict) {
				t.Fatal(err)
			}
			err := write(tx)
			var failure *sqlstore.DBError
			switch {
			case err == nil:
				err = tx.Commit()
				if err != nil {
					t.Errorf("%s: commit: %v", name, err)
				}
			case b.name != mariadb.name && errors.As(err, &failure) && failure.Retryable():
			case b.name != mariadb.name && name == "key" && errors.Is(err, crypto.ErrConflict):
			default:
				t.Errorf("%s: error %v", name, err)
			}
			_ = tx.Rollback()
		}
		if _, err := b.log(t, db).Verify(ctx, nil); err != nil {
			t.Error(err)
		}
		for _, err := range b.events(t, db).Events(ctx, "s1") {
			if err != nil {
				t.Error(err)
			}
		}
	})
}

// The errors of servers repeat values; those of the stores do not.
func TestServerErrorsAreHidden(t *testing.T) {
	each(t, servers, func(t *testing.T, b backend) {
		ctx := t.Context()
		db := b.migrated(t)
		const secret = "440399199001010009"
		// What a duplicate says in the driver's words, so that the test shows something.
		execute(t, db, "CREATE TABLE people (id VARCHAR(20) PRIMARY KEY)", "INSERT INTO people VALUES ('"+secret+"')")
		_, err := db.Exec("INSERT INTO people VALUES ('" + secret + "')")
		if err == nil || !strings.Contains(fmt.Sprintf("%+v %#v", err, err), secret) && b.dialect == sqlstore.MySQL {
			t.Fatalf("the driver's error does not repeat the value: %v", err)
		}
		const number = 4200399199
		first, second := keyRecord("k1", []byte("w")), keyRecord("k2", []byte("w"))
		first.KeyVersion = number
		for _, rec := range []crypto.Record{first, second} {
			if err := b.keys(t, db).Put(ctx, rec); err != nil {
				t.Fatal(err)
			}
		}
		execute(t, db, "CREATE UNIQUE INDEX host_keys ON privacykit_keys (key_version)",
			"ALTER TABLE privacykit_audit ADD CONSTRAINT host_audit CHECK (actor <> '"+secret+"')",
			"ALTER TABLE privacykit_events ADD CONSTRAINT host_events CHECK (subject <> '"+secret+"')")
		second.Version, second.KeyVersion = 2, number
		e := entry("a")
		e.Actor = secret
		w := withdrawal("e")
		w.Subject = secret
		_, err1 := b.log(t, db).Append(ctx, e)
		_, err2 := b.events(t, db).Append(ctx, w)
		codes := map[sqlstore.Dialect][3]string{
			sqlstore.PostgreSQL: {"23514", "23514", "23505"}, sqlstore.MySQL: {"4025", "4025", "1062"},
		}[b.dialect]
		for i, err := range []error{err1, err2, b.keys(t, db).Put(ctx, second)} {
			var failure *sqlstore.DBError
			if !errors.As(err, &failure) || failure.Code != codes[i] {
				t.Errorf("%d: error %v, want a DBError with code %s", i, err, codes[i])
			}
			for e := err; e != nil; e = errors.Unwrap(e) {
				if text := fmt.Sprintf("%v %+v %#v", e, e, e); strings.Contains(text, "0399199") {
					t.Errorf("%d: error shows the value: %s", i, text)
				}
			}
		}
		// What does not fit a column is refused and not cut.
		e.Actor = strings.Repeat("a", audit.MaxText+1)
		if err := b.audit(t, db).Append(ctx, 0, []audit.Record{{Entry: e}}); err == nil {
			t.Error("a text that is too long was stored")
		}
		w.Subject = strings.Repeat("s", 513)
		if _, err := b.events(t, db).Append(ctx, w); !errors.Is(err, consent.ErrEvent) {
			t.Errorf("a subject that is too long: error %v, want consent.ErrEvent", err)
		}
	})
}

// The grants that the package comment of sqlstore names are enough, and no
// more is possible with them.
func TestGrants(t *testing.T) {
	grants := []string{
		"GRANT SELECT, INSERT ON privacykit_audit TO host%[1]s",
		"GRANT SELECT, INSERT ON privacykit_events TO host%[1]s",
		"GRANT SELECT, INSERT, UPDATE ON privacykit_keys TO host%[1]s",
		"GRANT SELECT, INSERT, UPDATE ON privacykit_cursors TO host%[1]s",
		"GRANT SELECT, INSERT, UPDATE ON privacykit_leases TO host%[1]s",
		"GRANT SELECT, INSERT, DELETE ON privacykit_disposals TO host%[1]s",
		"GRANT SELECT, INSERT ON privacykit_requests TO host%[1]s",
		"GRANT SELECT, INSERT ON privacykit_incidents TO host%[1]s",
		"GRANT SELECT, UPDATE ON privacykit_locks TO host%[1]s",
		"GRANT SELECT ON privacykit_schema TO host%[1]s",
	}
	each(t, servers, func(t *testing.T, b backend) {
		ctx := t.Context()
		source := b.source(t)
		owner := open(t, b.driver, source)
		if err := sqlstore.Migrate(ctx, owner, b.dialect, nil); err != nil {
			t.Fatal(err)
		}
		at, denied := "", "42501"
		if b.dialect == sqlstore.MySQL {
			at, denied = "@localhost", "1142"
			execute(t, owner, "CREATE USER host@localhost")
			source = strings.Replace(source, "root@", "host@", 1)
		} else {
			execute(t, owner, "CREATE ROLE host LOGIN", "GRANT USAGE ON SCHEMA public TO host")
			source = strings.Replace(source, "user=postgres", "user=host", 1)
		}
		t.Cleanup(func() {
			if b.dialect == sqlstore.PostgreSQL {
				_, _ = owner.Exec("DROP OWNED BY host")
			}
			_, _ = owner.Exec("DROP USER host" + at)
		})
		execute(t, owner, "CREATE TABLE people (id INTEGER PRIMARY KEY, mobile VARCHAR(90), note VARCHAR(9))", "INSERT INTO people (id, mobile) VALUES (1, 'a')")
		sweepTable(t, b, owner, 10)
		for _, g := range append(grants, "GRANT SELECT, UPDATE (mobile) ON people TO host%[1]s", "GRANT SELECT, DELETE ON orders TO host%[1]s") {
			execute(t, owner, fmt.Sprintf(g, at))
		}
		db := open(t, b.driver, source)
		if err := sqlstore.Validate(ctx, db, b.dialect, nil); err != nil {
			t.Fatal(err)
		}
		tx := must(db.Begin())(t)
		for i, db := range []sqlstore.DB{db, tx} {
			key := "k" + strconv.Itoa(i)
			must(b.log(t, db).Append(ctx, entry(key)))(t)
			must(b.events(t, db).Append(ctx, withdrawal(key)))(t)
			rec := keyRecord(key, []byte("w"))
			if err := b.keys(t, db).Put(ctx, rec); err != nil {
				t.Error(err)
			}
			rec.Version = 2
			if err := b.keys(t, db).Put(ctx, rec); err != nil {
				t.Error(err)
			}
			if recs, err := b.keys(t, db).GetMany(ctx, rec.Tenant, rec.Kind, []string{key, "none"}); err != nil || len(recs) != 1 {
				t.Errorf("GetMany: %d records, %v", len(recs), err)
			}
			for _, position := range []string{"1", "2"} {
				if err := b.cursors(t, db).SaveCursor(ctx, "t1", key, position); err != nil {
					t.Error(err)
				}
			}
			if position, err := b.cursors(t, db).Cursor(ctx, "t1", key); err != nil || position != "2" {
				t.Errorf("Cursor = %q, %v", position, err)
			}
		}
		if err := tx.Commit(); err != nil {
			t.Fatal(err)
		}
		if _, err := b.log(t, db).Verify(ctx, nil); err != nil {
			t.Error(err)
		}
		d := b.disposer(t, db)
		if report, err := retention.Sweep(ctx, sweepSchedule(t), orderSource{db, b, 10}, d, sweepOptions(t, b, db, "w")); err != nil || report.Cause != nil || report.Disposed == 0 {
			t.Errorf("Sweep: %+v, %v", report, err)
		}
		if err := d.Forget(ctx, "orders", time.Now().Add(time.Hour)); err != nil {
			t.Error(err)
		}
		desk := must(rights.NewDesk(must(sqlstore.Requests(db, b.dialect, nil))(t), nil, time.Now))(t)
		must(desk.Receive(ctx, rights.Filing{Key: "k", Right: rights.Copy, Capacity: rights.Self}))(t)
		incidents := must(incident.NewLog(must(sqlstore.Incidents(db, b.dialect, nil))(t), time.Now))(t)
		must(incidents.Add(ctx, "INC-1", incident.Event{Type: incident.Opened, Facts: &incident.Facts{Discovered: time.Now()}}))(t)
		people := must(sqlstore.Table(db, b.dialect, sqlstore.TableSpec{
			Name: "people", Key: "id", Subject: "id", Columns: []sqlstore.TableColumn{{Name: "mobile", Text: true}},
		}))(t)
		rows := must(people.Rows(ctx, "", 10))(t)
		if swapped, err := people.Swap(ctx, rows[0], [][]byte{[]byte("b")}); err != nil || !swapped {
			t.Errorf("Swap: %t, %v", swapped, err)
		}
		for _, statement := range []string{
			"UPDATE privacykit_audit SET outcome = 'denied'", "DELETE FROM privacykit_audit", "UPDATE privacykit_events SET body = ''",
			"DELETE FROM privacykit_events", "DELETE FROM privacykit_keys", "DELETE FROM privacykit_locks",
			"DELETE FROM privacykit_cursors", "DELETE FROM privacykit_leases", "UPDATE privacykit_requests SET body = ''", "DELETE FROM privacykit_requests", "DELETE FROM privacykit_incidents",
			"UPDATE privacykit_disposals SET sweep = ''",
		} {
			if _, err := db.Exec(statement); err == nil {
				t.Errorf("%s: no error", statement)
			}
		}
		// And with less, an error tells why.
		execute(t, owner, fmt.Sprintf("REVOKE INSERT ON privacykit_audit FROM host%s", at))
		var failure *sqlstore.DBError
		if _, err := b.log(t, db).Append(context.WithoutCancel(ctx), entry("late")); !errors.As(err, &failure) || failure.Code != denied {
			t.Errorf("Append without a grant: error %v, want a DBError with code %s", err, denied)
		}
	})
}
