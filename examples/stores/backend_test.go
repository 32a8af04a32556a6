package stores

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/khtong/privacykit/audit"
	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/crypto"
	"github.com/khtong/privacykit/examples/internal/dbtest"
	"github.com/khtong/privacykit/sqlstore"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// A backend is a database on which the stores are tested.
type backend struct {
	name    string
	dialect sqlstore.Dialect
	driver  string
	opts    *sqlstore.Options
	conns   int // of a pool, 0 for any number
	// source makes an empty database and returns its data source name.
	source func(tb testing.TB) string
}

var (
	sqliteFile = backend{name: "SQLite", dialect: sqlstore.SQLite, driver: "sqlite", source: func(tb testing.TB) string {
		tb.Helper()
		return "file:" + filepath.Join(tb.TempDir(), "host.db") + "?" + settings
	}}
	postgres = backend{name: "PostgreSQL", dialect: sqlstore.PostgreSQL, driver: "pgx", source: dbtest.PostgreSQL}
	mariadb  = backend{name: "MariaDB", dialect: sqlstore.MySQL, driver: "mysql", source: dbtest.MariaDB}

	servers  = []backend{postgres, mariadb}
	backends = []backend{sqliteFile, postgres, mariadb}
)

// variants are the backends with other settings of the driver, and with the
// options of sqlstore.
var variants = []backend{
	{
		name: "SQLiteRollbackJournal", dialect: sqlstore.SQLite, driver: "sqlite", opts: &sqlstore.Options{Prefix: "app_"},
		source: func(tb testing.TB) string {
			tb.Helper()
			return strings.Replace(sqliteFile.source(tb), "wal", "truncate", 1)
		},
	},
	{ // no store may hold on to the only connection
		name: "SQLiteOneConnection", dialect: sqlstore.SQLite, driver: "sqlite", conns: 1,
		source: func(testing.TB) string { return "file::memory:?" + settings },
	},
	{
		name: "PostgreSQLSchema", dialect: sqlstore.PostgreSQL, driver: "pgx",
		opts: &sqlstore.Options{Prefix: "app_", Schema: `Kunden "?" $1`},
		source: func(tb testing.TB) string {
			tb.Helper()
			source := dbtest.PostgreSQL(tb)
			db := open(tb, "pgx", source)
			execute(tb, db, `CREATE SCHEMA "Kunden ""?"" $1"`)
			// As behind a connection pooler; and the strictest isolation level by default.
			return source + " default_query_exec_mode=simple_protocol default_transaction_isolation=serializable"
		},
	},
	{
		name: "MariaDBInterpolated", dialect: sqlstore.MySQL, driver: "mysql", opts: &sqlstore.Options{Prefix: "app_"},
		source: func(tb testing.TB) string {
			tb.Helper()
			// Neither what a statement counts as changed nor how lax the server is makes a difference.
			return dbtest.MariaDB(tb) + "&interpolateParams=true&clientFoundRows=true&sql_mode=''"
		},
	},
	{
		name: "MariaDBOneConnection", dialect: sqlstore.MySQL, driver: "mysql", conns: 1,
		source: func(tb testing.TB) string {
			tb.Helper()
			return dbtest.MariaDB(tb) + "&innodb_snapshot_isolation=1&tx_isolation='SERIALIZABLE'"
		},
	},
}

func open(tb testing.TB, driver, source string) *sql.DB {
	tb.Helper()
	db, err := sql.Open(driver, source)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = db.Close() })
	return db
}

// empty returns a new database without tables.
func (b backend) empty(tb testing.TB) *sql.DB {
	tb.Helper()
	db := open(tb, b.driver, b.source(tb))
	db.SetMaxOpenConns(b.conns)
	return db
}

// migrated returns a new database with tables.
func (b backend) migrated(tb testing.TB) *sql.DB {
	tb.Helper()
	db := b.empty(tb)
	if err := sqlstore.Migrate(tb.Context(), db, b.dialect, b.opts); err != nil {
		tb.Fatal(err)
	}
	if err := sqlstore.Validate(tb.Context(), db, b.dialect, b.opts); err != nil {
		tb.Fatal(err)
	}
	return db
}

func (b backend) keys(tb testing.TB, db sqlstore.DB) *sqlstore.KeyStore {
	tb.Helper()
	return must(sqlstore.Keys(db, b.dialect, b.opts))(tb)
}

func (b backend) cursors(tb testing.TB, db sqlstore.DB) *sqlstore.CursorStore {
	tb.Helper()
	return must(sqlstore.Cursors(db, b.dialect, b.opts))(tb)
}

func (b backend) events(tb testing.TB, db sqlstore.DB) *sqlstore.EventStore {
	tb.Helper()
	return must(sqlstore.Events(db, b.dialect, b.opts))(tb)
}

func (b backend) audit(tb testing.TB, db sqlstore.DB) *sqlstore.AuditStore {
	tb.Helper()
	return must(sqlstore.Audit(db, b.dialect, b.opts))(tb)
}

func (b backend) log(tb testing.TB, db sqlstore.DB) *audit.Log {
	tb.Helper()
	return audit.New(b.audit(tb, db), nil)
}

// each runs a test on several backends.
func each(t *testing.T, backends []backend, test func(t *testing.T, b backend)) {
	t.Helper()
	for _, b := range backends {
		t.Run(b.name, func(t *testing.T) { test(t, b) })
	}
}

func execute(tb testing.TB, db sqlstore.DB, statements ...string) {
	tb.Helper()
	for _, s := range statements {
		if _, err := db.ExecContext(tb.Context(), s); err != nil {
			tb.Fatalf("%s: %v", s, err)
		}
	}
}

// must returns a function that returns v, or ends the test if err is not nil.
func must[T any](v T, err error) func(tb testing.TB) T {
	return func(tb testing.TB) T {
		tb.Helper()
		if err != nil {
			tb.Fatal(err)
		}
		return v
	}
}

var start = time.Date(2026, 3, 1, 8, 30, 0, 0, time.UTC)

func entry(key string) audit.Entry {
	return audit.Entry{
		Time: start, Type: audit.TypeAccess, Actor: "staff:7", Subject: "p1", Outcome: "masked",
		Reasons: []string{"contract"}, Key: key,
	}
}

func withdrawal(key string) consent.Event {
	return consent.Event{Key: key, Type: consent.Withdrawn, Subject: "s1", OccurredAt: start, RecordedAt: start}
}

func keyRecord(id string, wrapped []byte) crypto.Record {
	return crypto.Record{
		RecordID: crypto.RecordID{Tenant: "t1", Kind: crypto.KindSubject, ID: id}, Version: 1, State: crypto.StateLive,
		Epoch: 1, KeyVersion: 1, Wrapped: wrapped, Commitment: make([]byte, 32), CreatedAt: start, ChangedAt: start,
	}
}
