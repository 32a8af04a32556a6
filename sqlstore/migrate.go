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

//go:embed migrations/sqlite/*.sql
var migrationFiles embed.FS

// Migrations returns the migrations of a dialect as files in the order of
// their names, which begin with the version in four digits: for hosts that
// review them, or run them with a tool of their own. Each ends by entering its
// version in the schema table, as [Validate] expects it. Names of tables and
// indexes begin with "privacykit_"; replace that for another prefix.
func Migrations(d Dialect) (fs.FS, error) {
	if d != SQLite {
		return nil, ErrDialect
	}
	return fs.Sub(migrationFiles, "migrations/sqlite")
}

// A migration is one file of Migrations.
type migration struct {
	version    int
	statements []string
}

// migrations returns the migrations, each a version later than the one before.
func (n names) migrations(d Dialect) ([]migration, error) {
	files, err := Migrations(d)
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
// works with, creating them if there are none. It does so in one transaction:
// interrupted it leaves nothing behind, several processes may run it at once,
// and run again it does nothing. On SQLite it calls [CheckSQLite] first.
//
// It returns a *[SchemaError] if the tables are of a newer version.
func Migrate(ctx context.Context, db *sql.DB, d Dialect, opts *Options) error {
	if db == nil {
		return ErrDB
	}
	b, err := newBase("schema", db, d, opts)
	if err != nil {
		return err
	}
	ms, err := b.migrations(d)
	if err != nil {
		return err
	}
	if err := CheckSQLite(ctx, db); err != nil {
		return err
	}
	return b.atomic(ctx, "migrate", func(tx DB) error {
		have, err := b.version(ctx, tx)
		if err != nil {
			return err
		}
		if have > len(ms) {
			return &SchemaError{Have: have, Want: len(ms)}
		}
		for _, m := range ms[have:] {
			for i, s := range m.statements {
				op := "migrate to version " + strconv.Itoa(m.version) + ", statement " + strconv.Itoa(i+1)
				if _, err := tx.ExecContext(ctx, s); err != nil {
					return b.failed(ctx, op, err)
				}
			}
		}
		return nil
	})
}

// version returns the version of the schema in the database, 0 if none.
func (b *base) version(ctx context.Context, db DB) (int, error) {
	const exists = `SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = ?`
	var n int
	if err := db.QueryRowContext(ctx, exists, b.sql("privacykit_schema")).Scan(&n); err != nil {
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
	ms, err := b.migrations(d)
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
	for _, t := range []struct{ table, selection string }{
		{"keys", selectKeys},
		{"events", selectEvents},
		{"audit", selectAudit},
	} {
		none := strings.Join([]string{b.sql(t.selection), "WHERE 1 = 0"}, " ")
		err := b.query(ctx, "validate", db, func(*sql.Rows) error { return nil }, none)
		if err != nil && ctx.Err() != nil {
			return err
		}
		if err != nil {
			return &SchemaError{Have: have, Want: have, Table: t.table}
		}
	}
	return nil
}
