package stores

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"github.com/khtong/privacykit/audit"
	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/sqlstore"
)

// settings are those of the package comment of sqlstore.
const settings = "_txlock=immediate&_pragma=secure_delete(1)&_pragma=journal_mode(wal)&_pragma=busy_timeout(5000)"

// openFile opens the database in a file.
func openFile(tb testing.TB, path, settings string) *sql.DB {
	tb.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?"+settings)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = db.Close() })
	return db
}

// migrated returns a new database in a file, with tables.
func migrated(tb testing.TB) *sql.DB {
	tb.Helper()
	db := openFile(tb, filepath.Join(tb.TempDir(), "host.db"), settings)
	migrate(tb, db)
	return db
}

func migrate(tb testing.TB, db *sql.DB) {
	tb.Helper()
	if err := sqlstore.Migrate(tb.Context(), db, sqlstore.SQLite, nil); err != nil {
		tb.Fatal(err)
	}
	if err := sqlstore.Validate(tb.Context(), db, sqlstore.SQLite, nil); err != nil {
		tb.Fatal(err)
	}
}

func TestCheckSQLite(t *testing.T) {
	tests := []struct {
		settings string
		want     []string // settings that are named, none if all are good
	}{
		{settings, nil},
		{strings.Replace(settings, "immediate", "exclusive", 1), nil},
		{strings.Replace(settings, "wal", "delete", 1), nil},
		{settings + "&_pragma=synchronous(extra)", nil},
		{"", []string{"_txlock=immediate", "secure_delete(1)", "busy_timeout(5000)"}},
		{strings.Replace(settings, "_txlock=immediate&", "", 1), []string{"_txlock=immediate"}},
		{strings.Replace(settings, "immediate", "deferred", 1), []string{"_txlock=immediate"}},
		{strings.Replace(settings, "secure_delete(1)", "secure_delete(0)", 1), []string{"secure_delete(1)"}},
		{strings.Replace(settings, "secure_delete(1)", "secure_delete(fast)", 1), []string{"secure_delete(1)"}},
		{strings.Replace(settings, "wal", "persist", 1), []string{"journal_mode(wal)"}},
		{strings.Replace(settings, "wal", "memory", 1), []string{"journal_mode(wal)"}},
		{strings.Replace(settings, "wal", "off", 1), []string{"journal_mode(wal)"}},
		{settings + "&_pragma=synchronous(normal)", []string{"synchronous(full)"}},
		{settings + "&_pragma=synchronous(off)", []string{"synchronous(full)"}},
		{strings.Replace(settings, "busy_timeout(5000)", "busy_timeout(0)", 1), []string{"busy_timeout(5000)"}},
	}
	for _, test := range tests {
		for _, conns := range []int{0, 1, 2} {
			db := openFile(t, filepath.Join(t.TempDir(), "host.db"), test.settings)
			db.SetMaxOpenConns(conns)
			err := sqlstore.CheckSQLite(t.Context(), db)
			if migrateErr := sqlstore.Migrate(t.Context(), db, sqlstore.SQLite, nil); (migrateErr == nil) != (err == nil) {
				t.Errorf("%q: Migrate error %v, CheckSQLite error %v", test.settings, migrateErr, err)
			}
			if test.want == nil {
				if err != nil {
					t.Errorf("%q: %v", test.settings, err)
				}
				continue
			}
			var bad *sqlstore.SettingsError
			if !errors.As(err, &bad) || len(bad.Problems) != len(test.want) {
				t.Errorf("%q: error %v, want %d problems", test.settings, err, len(test.want))
				continue
			}
			for i, want := range test.want {
				if !strings.Contains(bad.Problems[i], want) {
					t.Errorf("%q: problem %q, want %s", test.settings, bad.Problems[i], want)
				}
			}
			// Whatever it found, it leaves the connection as it was.
			var databases int
			if err := db.QueryRow("SELECT COUNT(*) FROM pragma_database_list").Scan(&databases); err != nil || databases != 1 {
				t.Errorf("%q: %d databases attached afterwards, %v", test.settings, databases, err)
			}
		}
	}
}

// A PRAGMA that was executed sets one connection of the pool.
func TestCheckSQLiteSeesOtherConnections(t *testing.T) {
	db := openFile(t, filepath.Join(t.TempDir(), "host.db"), strings.Replace(settings, "secure_delete(1)", "secure_delete(0)", 1))
	if _, err := db.Exec("PRAGMA secure_delete = ON"); err != nil {
		t.Fatal(err)
	}
	var bad *sqlstore.SettingsError
	if err := sqlstore.CheckSQLite(t.Context(), db); !errors.As(err, &bad) {
		t.Errorf("CheckSQLite error %v, want a SettingsError", err)
	}
}

func TestCheckSQLiteCancelled(t *testing.T) {
	db := openFile(t, filepath.Join(t.TempDir(), "host.db"), settings)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := sqlstore.CheckSQLite(ctx, db); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
	// It waits for a writer, and not longer than it is told.
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	ctx, cancel = context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := sqlstore.CheckSQLite(ctx, db); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v, want context.DeadlineExceeded", err)
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	if err := sqlstore.CheckSQLite(t.Context(), db); err != nil {
		t.Errorf("after all this: %v", err)
	}
}

// What somebody changes who has the file is found and named.
func TestTampering(t *testing.T) {
	tests := []struct {
		change string
		seq    int64
		want   audit.Problem
	}{
		{"UPDATE privacykit_audit SET body = CAST(REPLACE(CAST(body AS TEXT), 'masked', 'denied') AS BLOB) WHERE seq = 3", 3, audit.ContentChanged},
		{"UPDATE privacykit_audit SET outcome = 'denied' WHERE seq = 4", 4, audit.ColumnChanged},
		{"UPDATE privacykit_audit SET at = at + 1 WHERE seq = 0", 0, audit.ColumnChanged},
		{"UPDATE privacykit_audit SET idem_key = NULL WHERE seq = 2", 2, audit.ColumnChanged},
		{"UPDATE privacykit_audit SET hashes = zeroblob(32) WHERE seq = 6", 6, audit.ContentChanged},
		{"UPDATE privacykit_audit SET hashes = substr(hashes, 1, 40) WHERE seq = 5", 5, audit.TreeMismatch},
		{"UPDATE privacykit_audit SET hashes = CAST(hashes || x'00' AS BLOB) WHERE seq = 4", 4, audit.TreeMismatch},
		{"UPDATE privacykit_audit SET hashes = x'' WHERE seq = 1", 1, audit.ContentChanged},
		{"DELETE FROM privacykit_audit WHERE seq = 5", 5, audit.Missing},
		{"DELETE FROM privacykit_audit WHERE seq = 9", 9, audit.Missing},
		{"DELETE FROM privacykit_audit", 0, audit.Missing},
		{"UPDATE privacykit_audit SET seq = CASE seq WHEN 2 THEN 100 WHEN 7 THEN 2 ELSE seq END WHERE seq IN (2, 7)", 2, audit.Moved},
	}
	for _, test := range tests {
		db := migrated(t)
		log := audit.New(must(sqlstore.Audit(db, sqlstore.SQLite, nil))(t), nil)
		for i := range 10 {
			must(log.Append(t.Context(), entry(string(rune('a'+i)))))(t)
		}
		trusted := must(log.Checkpoint(t.Context()))(t)
		if _, err := db.Exec(test.change); err != nil {
			t.Fatalf("%s: %v", test.change, err)
		}
		_, err := log.Verify(t.Context(), &audit.VerifyOptions{Trusted: []audit.Checkpoint{trusted}})
		var bad *audit.VerifyError
		if !errors.As(err, &bad) || bad.Seq != test.seq || bad.Problem != test.want {
			t.Errorf("%s: error %v, want entry %d: %v", test.change, err, test.seq, test.want)
		}
	}

	for _, change := range []string{
		"UPDATE privacykit_events SET body = CAST(REPLACE(CAST(body AS TEXT), 'withdrawn', 'requested') AS BLOB)",
		"UPDATE privacykit_events SET body = x'7b'",
		"UPDATE privacykit_events SET digest = zeroblob(32)",
		"UPDATE privacykit_events SET recorded_at = 0",
		"UPDATE privacykit_events SET idem_key = 'other'",
	} {
		db := migrated(t)
		store := must(sqlstore.Events(db, sqlstore.SQLite, nil))(t)
		must(store.Append(t.Context(), withdrawal("k")))(t)
		if _, err := db.Exec(change); err != nil {
			t.Fatalf("%s: %v", change, err)
		}
		for _, err := range store.Events(t.Context(), "s1") {
			if !errors.Is(err, sqlstore.ErrChanged) {
				t.Errorf("%s: error %v, want ErrChanged", change, err)
			}
		}
	}
}

// More than a page of events, read while others are written on the only
// connection.
func TestEventsWhileWriting(t *testing.T) {
	db := openFile(t, ":memory:", settings)
	db.SetMaxOpenConns(1)
	migrate(t, db)
	store := must(sqlstore.Events(db, sqlstore.SQLite, nil))(t)
	const n = 600
	var events []consent.Event
	for i := range n {
		events = append(events, withdrawal("k"+strings.Repeat("x", i%7)+time.Duration(i).String()))
	}
	stored := must(store.Append(t.Context(), events...))(t)
	var seqs []int64
	for e, err := range store.Events(t.Context(), "s1") {
		if err != nil {
			t.Fatal(err)
		}
		if len(seqs) == 0 {
			must(store.Append(t.Context(), withdrawal("late")))(t)
		}
		seqs = append(seqs, e.Seq)
	}
	if len(seqs) < n || !slices.IsSorted(seqs) || seqs[0] != stored[0].Seq {
		t.Errorf("read %d events of %d", len(seqs), n)
	}
}
