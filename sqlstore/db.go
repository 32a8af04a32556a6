package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"strings"
)

// A DB is the host's database: a *sql.DB, *sql.Conn or *sql.Tx, or a type that
// embeds one of them.
type DB interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// A Dialect is the kind of database behind a [DB]. The zero Dialect is
// invalid.
type Dialect uint8

// The dialects.
const (
	SQLite Dialect = 1 // SQLite 3.37 or later
)

// Options are the options of this package's functions. All that work on the
// same tables need the same ones.
type Options struct {
	// Prefix begins the name of every table and index: 1 to 32 letters a-z,
	// digits and '_', beginning with a letter. "" means "privacykit_".
	Prefix string
}

var (
	// ErrDialect is returned for a [Dialect] that is not one of the constants.
	ErrDialect = errors.New("sqlstore: unknown dialect")

	// ErrPrefix is returned for an invalid [Options].Prefix.
	ErrPrefix = errors.New("sqlstore: table prefix is not 1 to 32 of a-z, 0-9, '_' beginning with a letter")

	// ErrDB is returned for a [DB] that can neither begin a transaction nor is
	// one, and for nil.
	ErrDB = errors.New("sqlstore: database is neither a *sql.DB, *sql.Conn nor *sql.Tx")
)

// defaultPrefix begins the names of tables and indexes in all SQL text of this
// package; names.sql puts the host's prefix in its place.
const defaultPrefix = "privacykit_"

// names are the names of tables under a prefix.
type names struct{ prefix string }

func newNames(d Dialect, opts *Options) (names, error) {
	if d != SQLite {
		return names{}, ErrDialect
	}
	if opts == nil || opts.Prefix == "" {
		return names{defaultPrefix}, nil
	}
	p := opts.Prefix
	if len(p) > 32 || p[0] < 'a' || p[0] > 'z' {
		return names{}, ErrPrefix
	}
	for _, c := range []byte(p) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' {
			return names{}, ErrPrefix
		}
	}
	return names{p}, nil
}

// sql returns text with the prefix in use.
func (n names) sql(text string) string {
	return strings.ReplaceAll(text, defaultPrefix, n.prefix)
}

// A beginner is a DB that is not a transaction yet.
type beginner interface {
	BeginTx(ctx context.Context, opts *sql.TxOptions) (*sql.Tx, error)
}

// A base is what the stores have in common.
type base struct {
	store string // its name in errors
	db    DB
	begin beginner // db itself, or nil if db is a transaction
	names
}

func newBase(store string, db DB, d Dialect, opts *Options) (base, error) {
	n, err := newNames(d, opts)
	if err != nil {
		return base{}, err
	}
	b := base{store: store, db: db, names: n}
	switch db := db.(type) {
	case beginner:
		b.begin = db
	case interface {
		Commit() error
		Rollback() error
	}:
	default:
		return base{}, ErrDB
	}
	return b, nil
}

// atomic runs write so that all it wrote is kept or, if it returns an error,
// none: in a transaction of its own, or up to a savepoint of the host's. op is
// the operation's name in errors; errors of write are returned as they are.
func (b *base) atomic(ctx context.Context, op string, write func(db DB) error) error {
	if b.begin == nil {
		return b.savepoint(ctx, op, write)
	}
	tx, err := b.begin.BeginTx(ctx, nil)
	if err != nil {
		return b.failed(ctx, op, err)
	}
	defer func() { _ = tx.Rollback() }() // does nothing after Commit
	if err := write(tx); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return b.failed(ctx, op, err)
	}
	return nil
}

func (b *base) savepoint(ctx context.Context, op string, write func(db DB) error) error {
	if _, err := b.db.ExecContext(ctx, "SAVEPOINT privacykit_write"); err != nil {
		return b.failed(ctx, op, err)
	}
	if err := write(b.db); err != nil {
		// Also where ctx is done: the host's transaction may outlive it.
		undo := context.WithoutCancel(ctx)
		_, err1 := b.db.ExecContext(undo, "ROLLBACK TO SAVEPOINT privacykit_write")
		_, err2 := b.db.ExecContext(undo, "RELEASE SAVEPOINT privacykit_write")
		if failed := errors.Join(err1, err2); failed != nil {
			return b.failed(ctx, op, failed)
		}
		return err
	}
	if _, err := b.db.ExecContext(ctx, "RELEASE SAVEPOINT privacykit_write"); err != nil {
		return b.failed(ctx, op, err)
	}
	return nil
}

// query runs a query and gives each of its rows to scan.
func (b *base) query(ctx context.Context, op string, db DB, scan func(*sql.Rows) error, text string, args ...any) error {
	rows, err := db.QueryContext(ctx, text, args...)
	if err != nil {
		return b.failed(ctx, op, err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return b.failed(ctx, op, err)
		}
	}
	if err := rows.Err(); err != nil {
		return b.failed(ctx, op, err)
	}
	return nil
}

// exec runs a statement and returns the number of rows that it changed.
func (b *base) exec(ctx context.Context, op string, db DB, text string, args ...any) (int64, error) {
	result, err := db.ExecContext(ctx, text, args...)
	if err != nil {
		return 0, b.failed(ctx, op, err)
	}
	n, err := result.RowsAffected()
	if err != nil {
		return 0, b.failed(ctx, op, err)
	}
	return n, nil
}

// marks returns n question marks for a list in parentheses.
func marks(n int) string { return strings.TrimPrefix(strings.Repeat(", ?", n), ", ") }
