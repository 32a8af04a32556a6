package sqlstore

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"time"
)

// A DB is the host's database: a *sql.DB, *sql.Conn or *sql.Tx, or a type that
// embeds one of them.
type DB interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// ErrDB is returned for a [DB] that can neither begin a transaction nor is one,
// and for nil.
var ErrDB = errors.New("sqlstore: database is neither a *sql.DB, *sql.Conn nor *sql.Tx")

// A beginner is a DB that is not a transaction yet.
type beginner interface {
	BeginTx(ctx context.Context, opts *sql.TxOptions) (*sql.Tx, error)
}

// A base is what the stores have in common.
type base struct {
	store string // its name in errors, and in the table of locks
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
	case transaction:
	default:
		return base{}, ErrDB
	}
	return b, nil
}

// A transaction is a DB that is one.
type transaction interface {
	Commit() error
	Rollback() error
}

// atomic runs write so that all it wrote is kept or, if it returns an error,
// none: in a transaction of its own, or up to a savepoint of the host's. On a
// server it runs write again in a new transaction where the server has given
// one up for the sake of another. op is the operation's name in errors; errors
// of write are returned as they are.
func (b *base) atomic(ctx context.Context, op string, write func(db DB) error) error {
	if b.begin == nil {
		return b.savepoint(ctx, op, write)
	}
	return b.again(ctx, func() error { return b.transaction(ctx, op, write) })
}

func (b *base) transaction(ctx context.Context, op string, write func(db DB) error) error {
	var opts *sql.TxOptions
	if b.dialect != SQLite {
		// A statement then sees what was committed before it began: what was
		// written before the lock was got.
		opts = &sql.TxOptions{Isolation: sql.LevelReadCommitted}
	}
	tx, err := b.begin.BeginTx(ctx, opts)
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
		if gone(err) {
			return err // and the savepoint with it
		}
		// Also where ctx is done: the host's transaction may outlive it.
		undo := context.WithoutCancel(ctx)
		for _, undoing := range []string{"ROLLBACK TO SAVEPOINT privacykit_write", "RELEASE SAVEPOINT privacykit_write"} {
			if _, err := b.db.ExecContext(undo, undoing); err != nil {
				return b.failed(ctx, op, err)
			}
		}
		return err
	}
	if _, err := b.db.ExecContext(ctx, "RELEASE SAVEPOINT privacykit_write"); err != nil {
		return b.failed(ctx, op, err)
	}
	return nil
}

const (
	attempts  = 16 // at a write that a server gave up
	pauseUnit = 4 * time.Microsecond
)

// again calls write until the server does not give it up, a bounded number of
// times. It calls it once on SQLite, where busy_timeout has done the waiting,
// and in a transaction of the host, which alone could repeat it.
func (b *base) again(ctx context.Context, write func() error) error {
	for i := 1; ; i++ {
		err := write()
		if err == nil || b.begin == nil || b.dialect == SQLite || !pause(ctx, err, i, pauseUnit) {
			return err
		}
	}
}

// pause waits after the attempt number i failed, and reports whether there is to be another.
func pause(ctx context.Context, err error, i int, unit time.Duration) bool {
	var failure *DBError
	if i == attempts || !errors.As(err, &failure) || !failure.Retryable() {
		return false
	}
	// Longer the more attempts have failed, and at random, so that writers
	// fall out of step.
	var noise [1]byte
	_, _ = rand.Read(noise[:]) // never fails
	timer := time.NewTimer(time.Duration(i) * time.Duration(noise[0]) * unit)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// lock waits until the caller is the only one who writes to the store, which
// it then is until the transaction db ends. A transaction of SQLite is that
// from its beginning.
func (b *base) lock(ctx context.Context, op string, db DB) error {
	if b.dialect == SQLite {
		return nil
	}
	var name string
	if err := db.QueryRowContext(ctx, b.sql(lockWriter), b.store).Scan(&name); err != nil {
		return b.failed(ctx, op, err)
	}
	return nil
}

const lockWriter = `SELECT name FROM privacykit_locks WHERE name = ? FOR UPDATE`

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

// insert runs an INSERT that ends with unlessTaken and returns the number of
// rows that it added. If it is not that of the rows given, a key or a place
// was taken.
func (b *base) insert(ctx context.Context, op string, db DB, text string, args ...any) (int64, error) {
	n, err := b.exec(ctx, op, db, text, args...)
	var failure *DBError
	if b.dialect == MySQL && errors.As(err, &failure) && failure.Code == mysqlDuplicate {
		return 0, nil
	}
	return n, err
}
