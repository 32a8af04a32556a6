package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"embed"
	"io/fs"
	"slices"
	"strconv"
	"strings"
)

//go:embed migrations/*/*.sql
var migrationFiles embed.FS

// Migrations returns the migrations of a dialect as files in the order of
// their names, which begin with the version in four digits: for hosts that
// review them, or run them with a tool of their own. Each ends by entering its
// version in the schema table, as [Validate] expects it. Names of tables and
// indexes begin with "privacykit_"; replace that for another prefix.
func Migrations(d Dialect) (fs.FS, error) {
	switch d {
	case SQLite:
		return fs.Sub(migrationFiles, "migrations/sqlite")
	case PostgreSQL:
		return fs.Sub(migrationFiles, "migrations/postgresql")
	case MySQL:
		return fs.Sub(migrationFiles, "migrations/mysql")
	}
	return nil, ErrDialect
}

// A migration is one file of Migrations.
type migration struct {
	version    int
	statements []string
}

// migrations returns the migrations, each a version later than the one before.
func (n names) migrations() ([]migration, error) {
	files, err := Migrations(n.dialect)
	if err != nil {
		return nil, err
	}
	paths, err := fs.Glob(files, "*.sql")
	if err != nil {
		return nil, err
	}
	slices.SortFunc(paths, cmp.Compare[string])
	var ms []migration
	for i, path := range paths {
		text, err := fs.ReadFile(files, path)
		if err != nil {
			return nil, err
		}
		m := migration{version: i + 1}
		for s := range strings.SplitSeq(n.sql(string(text)), ";\n") {
			if strings.TrimSpace(s) != "" {
				m.statements = append(m.statements, s)
			}
		}
		ms = append(ms, m)
	}
	return ms, nil
}

// Migrate brings the tables of all stores to the version that this release
// works with, creating them if there are none. Several processes may run it at
// once, and run again it does nothing. On SQLite it calls [CheckSQLite] first.
//
// On SQLite and PostgreSQL it does so in one transaction: interrupted it leaves
// nothing behind. MySQL and MariaDB commit each statement that changes a table;
// interrupted there, Migrate goes on where it was when it is run again.
//
// It returns a *[SchemaError] if the tables are of a newer version, or if there
// are others of their names.
func Migrate(ctx context.Context, db *sql.DB, d Dialect, opts *Options) error {
	if db == nil {
		return ErrDB
	}
	b, err := newBase("schema", db, d, opts)
	if err != nil {
		return err
	}
	ms, err := b.migrations()
	if err != nil {
		return err
	}
	switch d {
	case SQLite:
		if err := CheckSQLite(ctx, db); err != nil {
			return err
		}
		return b.atomic(ctx, "migrate", func(tx DB) error { return b.migrate(ctx, tx, ms) })
	case PostgreSQL:
		return b.atomic(ctx, "migrate", func(tx DB) error {
			const wait = `SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`
			if _, err := tx.ExecContext(ctx, wait, b.table("schema")); err != nil {
				return b.failed(ctx, "migrate", err)
			}
			return b.migrate(ctx, tx, ms)
		})
	default:
		return b.migrateMySQL(ctx, db, ms)
	}
}

// migrateMySQL runs the migrations one by one: their statements end whatever
// transaction they are in.
func (b *base) migrateMySQL(ctx context.Context, db *sql.DB, ms []migration) error {
	conn, err := db.Conn(ctx)
	if err != nil {
		return b.failed(ctx, "migrate", err)
	}
	defer func() { _ = conn.Close() }()
	unlock, err := b.lockServer(ctx, conn)
	if err != nil {
		return err
	}
	defer unlock()
	return b.migrate(ctx, conn, ms)
}

// migrate runs the migrations that the database does not have yet.
func (b *base) migrate(ctx context.Context, db DB, ms []migration) error {
	have, err := b.version(ctx, db)
	if err != nil {
		return err
	}
	if have > len(ms) {
		return &SchemaError{Have: have, Want: len(ms)}
	}
	for _, m := range ms[have:] {
		for i, s := range m.statements {
			op := "migrate to version " + strconv.Itoa(m.version) + ", statement " + strconv.Itoa(i+1)
			if _, err := db.ExecContext(ctx, s); err != nil {
				return b.failed(ctx, op, err)
			}
		}
	}
	return b.check(ctx, db, len(ms))
}

// lockServer waits until no other Migrate runs on the same tables of a MySQL
// or MariaDB server. The lock is one of the session.
func (b *base) lockServer(ctx context.Context, conn *sql.Conn) (unlock func(), err error) {
	// Such names are the server's, not the database's, and end at 64 characters.
	const lock = `SELECT GET_LOCK(SHA1(CONCAT(DATABASE(), '/', ?)), 1)`
	const release = `DO RELEASE_LOCK(SHA1(CONCAT(DATABASE(), '/', ?)))`
	name := b.table("schema")
	for {
		var got int // NULL, as without a database, is an error
		if err := conn.QueryRowContext(ctx, lock, name).Scan(&got); err != nil {
			return nil, b.failed(ctx, "migrate", err)
		}
		if got == 1 {
			return func() { _, _ = conn.ExecContext(context.WithoutCancel(ctx), release, name) }, nil
		}
		if err := ctx.Err(); err != nil {
			return nil, b.failed(ctx, "migrate", err)
		}
	}
}

// version returns the version of the schema in the database, 0 if none.
func (b *base) version(ctx context.Context, db DB) (int, error) {
	exists, name := "", b.prefix+"schema"
	switch b.dialect {
	case SQLite:
		exists = `SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = ?`
	case PostgreSQL:
		exists, name = `SELECT COUNT(to_regclass($1))`, b.table("schema")
	case MySQL:
		exists = `SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = ?`
	}
	var n int
	if err := db.QueryRowContext(ctx, exists, name).Scan(&n); err != nil {
		return 0, b.failed(ctx, "read version", err)
	}
	if n == 0 {
		return 0, nil
	}
	const newest = `SELECT COALESCE(MAX(version), 0) FROM privacykit_schema`
	if err := db.QueryRowContext(ctx, b.sql(newest)).Scan(&n); err != nil {
		return 0, b.failed(ctx, "read version", err)
	}
	return max(n, 0), nil
}

// Validate reads whether the tables are those that this release works with,
// and changes nothing. It returns a *[SchemaError] if they are missing, older
// or newer, or if one lacks a column.
func Validate(ctx context.Context, db DB, d Dialect, opts *Options) error {
	b, err := newBase("schema", db, d, opts)
	if err != nil {
		return err
	}
	ms, err := b.migrations()
	if err != nil {
		return err
	}
	have, err := b.version(ctx, db)
	if err != nil {
		return err
	}
	if have != len(ms) {
		return &SchemaError{Have: have, Want: len(ms)}
	}
	if b.begin == nil { // a statement that fails must not spoil the host's transaction
		return b.savepoint(ctx, "validate", func(db DB) error { return b.check(ctx, db, have) })
	}
	return b.check(ctx, db, have)
}

// check reads whether the tables have their columns.
func (b *base) check(ctx context.Context, db DB, version int) error {
	selections := []struct{ table, selection string }{
		{"keys", selectKeys},
		{"events", selectEvents},
		{"audit", selectAudit},
		{"cursors", selectCursors},
		{"leases", selectLeases},
		{"disposals", selectDisposals},
		{"requests", selectStreams + "privacykit_requests"},
		{"incidents", selectStreams + "privacykit_incidents"},
	}
	for _, t := range selections {
		none := strings.Join([]string{b.sql(t.selection), "WHERE 1 = 0"}, " ")
		err := b.query(ctx, "validate", db, func(*sql.Rows) error { return nil }, none)
		if err != nil && ctx.Err() != nil {
			return err
		}
		if err != nil {
			return &SchemaError{Have: version, Want: version, Table: t.table}
		}
	}
	if b.dialect == SQLite {
		return nil
	}
	const locks = `SELECT COUNT(*) FROM privacykit_locks WHERE name IN ('events', 'audit')`
	var n int
	err := db.QueryRowContext(ctx, b.sql(locks)).Scan(&n)
	if err != nil && ctx.Err() != nil {
		return b.failed(ctx, "validate", err)
	}
	if err != nil || n != 2 {
		return &SchemaError{Have: version, Want: version, Table: "locks"}
	}
	return nil
}
