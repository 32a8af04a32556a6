package stores

import (
	"errors"
	"io/fs"
	"strings"
	"sync"
	"testing"

	"github.com/khtong/privacykit/audit"
	"github.com/khtong/privacykit/sqlstore"
)

func TestMigrateAtOnce(t *testing.T) { each(t, backends, testMigrateAtOnce) }

func testMigrateAtOnce(t *testing.T, b backend) {
	source := b.source(t)
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			db := open(t, b.driver, source)
			for range 2 {
				if err := sqlstore.Migrate(t.Context(), db, b.dialect, nil); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	db := open(t, b.driver, source)
	if err := sqlstore.Validate(t.Context(), db, b.dialect, nil); err != nil {
		t.Error(err)
	}
	var n int
	if err := db.QueryRow("SELECT COUNT(*) FROM privacykit_schema").Scan(&n); err != nil || n != 1 {
		t.Errorf("%d versions entered, %v", n, err)
	}
}

func TestSchemaVersions(t *testing.T) { each(t, backends, testSchemaVersions) }

func testSchemaVersions(t *testing.T, b backend) {
	ctx := t.Context()
	db := b.empty(t)
	var bad *sqlstore.SchemaError
	if err := sqlstore.Validate(ctx, db, b.dialect, nil); !errors.As(err, &bad) || bad.Have != 0 {
		t.Errorf("Validate without tables: error %v", err)
	}
	second := &sqlstore.Options{Prefix: "second_"} // beside the first
	for _, opts := range []*sqlstore.Options{nil, second} {
		if err := sqlstore.Migrate(ctx, db, b.dialect, opts); err != nil {
			t.Fatal(err)
		}
	}
	execute(t, db, "ALTER TABLE second_events DROP COLUMN occurred_at")
	tx := must(db.Begin())(t)
	for _, db := range []sqlstore.DB{tx, tx, db} { // a transaction can go on
		if b.dialect == sqlstore.SQLite && db != sqlstore.DB(tx) {
			_ = tx.Rollback()
		}
		if err := sqlstore.Validate(ctx, db, b.dialect, second); !errors.As(err, &bad) || bad.Table != "events" {
			t.Errorf("Validate with a column missing: error %v", err)
		}
	}
	_ = tx.Rollback()

	execute(t, db, "INSERT INTO privacykit_schema VALUES (1000, 'of a later release')")
	for name, err := range map[string]error{
		"Migrate":  sqlstore.Migrate(ctx, db, b.dialect, nil),
		"Validate": sqlstore.Validate(ctx, db, b.dialect, nil),
	} {
		if !errors.As(err, &bad) || bad.Have != 1000 {
			t.Errorf("%s with a newer schema: error %v", name, err)
		}
	}
}

// A table of the host that has one of the names: it is found, and left alone.
func TestMigrateOverForeignTable(t *testing.T) { each(t, backends, testMigrateOverForeignTable) }

func testMigrateOverForeignTable(t *testing.T, b backend) {
	db := b.empty(t)
	execute(t, db, "CREATE TABLE privacykit_audit (x INTEGER)", "INSERT INTO privacykit_audit VALUES (7)")
	err := sqlstore.Migrate(t.Context(), db, b.dialect, nil)
	var x int
	if err := db.QueryRow("SELECT x FROM privacykit_audit").Scan(&x); err != nil || x != 7 {
		t.Errorf("the host's table was changed: %d, %v", x, err)
	}
	if b.dialect == sqlstore.MySQL {
		var bad *sqlstore.SchemaError
		if !errors.As(err, &bad) || bad.Table != "audit" {
			t.Errorf("Migrate: error %v, want a SchemaError", err)
		}
		return
	}
	var failure *sqlstore.DBError
	if !errors.As(err, &failure) {
		t.Errorf("Migrate: error %v, want a DBError", err)
	}
	if _, err := db.Exec("SELECT 1 FROM privacykit_keys"); err == nil {
		t.Error("a failed Migrate left tables")
	}
}

// The files of Migrations do without Migrate, and where they were cut off,
// Migrate goes on if the database has kept what was done.
func TestMigrationsByHand(t *testing.T) {
	each(t, backends, func(t *testing.T, b backend) {
		files := must(sqlstore.Migrations(b.dialect))(t)
		var statements []string
		for _, name := range must(fs.Glob(files, "*.sql"))(t) {
			text := string(must(fs.ReadFile(files, name))(t))
			statements = append(statements, strings.SplitAfter(text, ";\n")...)
		}
		statements = statements[:len(statements)-1] // nothing follows the last
		db := b.empty(t)
		execute(t, db, statements...)
		if err := sqlstore.Validate(t.Context(), db, b.dialect, nil); err != nil {
			t.Error(err)
		}
		if b.dialect != sqlstore.MySQL {
			return
		}
		for done := range statements {
			db := b.empty(t)
			execute(t, db, statements[:done]...)
			if err := sqlstore.Migrate(t.Context(), db, b.dialect, nil); err != nil {
				t.Errorf("after %d statements: %v", done, err)
			}
		}
	})
}

// Without its row in the table of locks a store does not write.
func TestLockIsMissing(t *testing.T) {
	each(t, servers, func(t *testing.T, b backend) {
		db := b.migrated(t)
		execute(t, db, "DELETE FROM privacykit_locks WHERE name = 'audit'")
		var bad *sqlstore.SchemaError
		if err := sqlstore.Validate(t.Context(), db, b.dialect, nil); !errors.As(err, &bad) || bad.Table != "locks" {
			t.Errorf("Validate: error %v, want a SchemaError", err)
		}
		var failure *sqlstore.DBError
		if err := b.audit(t, db).Append(t.Context(), 0, []audit.Record{{Entry: entry("a")}}); !errors.As(err, &failure) {
			t.Errorf("Append: error %v, want a DBError", err)
		}
		if n, err := b.audit(t, db).Size(t.Context()); err != nil || n != 0 {
			t.Errorf("%d entries, %v", n, err)
		}
		must(b.events(t, db).Append(t.Context(), withdrawal("e")))(t)
	})
}
