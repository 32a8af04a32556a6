package sqlstore

import (
	"context"
	"database/sql"
	"strings"
	"time"
)

// A SettingsError says which settings of SQLite connections [CheckSQLite]
// refuses.
type SettingsError struct {
	// Problems has one text for each setting, with what to add to the data
	// source name for modernc.org/sqlite.
	Problems []string
}

func (e *SettingsError) Error() string {
	return "sqlstore: sqlite: " + strings.Join(e.Problems, "; ")
}

// CheckSQLite returns a *[SettingsError] if the connections of db are not set
// as the stores need them:
//
//   - transactions begin immediate (or exclusive), because a deferred one that
//     reads and then writes fails when another writes in between;
//   - secure_delete is on (not "fast", which leaves old bytes in free pages);
//   - journal_mode is wal, delete or truncate: persist keeps old bytes in the
//     journal, memory and off lose the database with the process;
//   - synchronous is full or extra, without which a commit may be lost with
//     the power;
//   - busy_timeout is not 0.
//
// The last three do not concern a database in memory.
//
// It reads and changes no data. It looks at two connections at once if the
// pool allows it, so that a PRAGMA which was executed once, and set one
// connection only, does not pass: settings belong in the data source name. To
// tell how transactions begin, it attaches an empty database in memory and
// sees whether it is locked after BEGIN, and so waits until no other
// connection writes.
func CheckSQLite(ctx context.Context, db *sql.DB) error {
	if db == nil {
		return ErrDB
	}
	first, err := connect(ctx, db)
	if err != nil {
		return err
	}
	defer func() { _ = first.Close() }()
	if err := checkConn(ctx, first); err != nil {
		return err
	}
	if s := db.Stats(); s.MaxOpenConnections > 0 && s.InUse >= s.MaxOpenConnections {
		return nil
	}
	second, err := connect(ctx, db)
	if err != nil {
		return err
	}
	defer func() { _ = second.Close() }()
	return checkConn(ctx, second)
}

// connect returns a connection. The first ones to a new file that change it to
// a write-ahead log get in each other's way, which SQLite does not wait out
// with its busy_timeout.
func connect(ctx context.Context, db *sql.DB) (*sql.Conn, error) {
	for i := 1; ; i++ {
		conn, err := db.Conn(ctx)
		if err == nil {
			return conn, nil
		}
		failure := dbError(ctx, "sqlite", "connect", err)
		if !pause(ctx, failure, i, connectPause) {
			return nil, failure
		}
	}
}

const connectPause = 64 * time.Microsecond

func checkConn(ctx context.Context, conn *sql.Conn) error {
	var problems []string
	need := func(ok bool, problem string) {
		if !ok {
			problems = append(problems, problem)
		}
	}
	immediate, err := beginsImmediate(ctx, conn)
	if err != nil {
		return err
	}
	need(immediate, "transactions begin deferred: add _txlock=immediate")

	pragma := func(name string) string {
		var value string
		if err == nil {
			// The name cannot be an argument; it is one of those below.
			err = conn.QueryRowContext(ctx, strings.Join([]string{"PRAGMA", name}, " ")).Scan(&value)
		}
		return value
	}
	secureDelete, journal := pragma("secure_delete"), pragma("journal_mode")
	synchronous, timeout := pragma("synchronous"), pragma("busy_timeout")
	if err != nil {
		return dbError(ctx, "sqlite", "read settings", err)
	}
	var file string
	const main = `SELECT COALESCE(MAX(file), '') FROM pragma_database_list WHERE name = 'main'`
	if err := conn.QueryRowContext(ctx, main).Scan(&file); err != nil {
		return dbError(ctx, "sqlite", "read settings", err)
	}
	need(secureDelete == "1", "secure_delete is not on: add _pragma=secure_delete(1)")
	if file != "" {
		need(journal == "wal" || journal == "delete" || journal == "truncate",
			"journal_mode is none of wal, delete and truncate: add _pragma=journal_mode(wal)")
		need(synchronous == "2" || synchronous == "3", "synchronous is neither full nor extra: add _pragma=synchronous(full)")
		need(timeout != "0", "busy_timeout is 0: add _pragma=busy_timeout(5000)")
	}
	if len(problems) > 0 {
		return &SettingsError{Problems: problems}
	}
	return nil
}

// beginsImmediate reports whether a transaction that database/sql begins on
// conn takes the write lock at once. BEGIN IMMEDIATE and BEGIN EXCLUSIVE start
// a transaction in every attached database, BEGIN alone in none; and SQLite
// refuses to detach a database that is in a transaction.
func beginsImmediate(ctx context.Context, conn *sql.Conn) (bool, error) {
	const detach = "DETACH DATABASE privacykit_probe"
	if _, err := conn.ExecContext(ctx, "ATTACH DATABASE ':memory:' AS privacykit_probe"); err != nil {
		return false, dbError(ctx, "sqlite", "attach a database in memory", err)
	}
	// From here on the connection must be left as it was, whatever ctx says.
	always := context.WithoutCancel(ctx)
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		_, _ = conn.ExecContext(always, detach)
		return false, dbError(ctx, "sqlite", "begin", err)
	}
	_, locked := tx.ExecContext(always, detach)
	_ = tx.Rollback() // fails only where ctx has ended the transaction
	if locked == nil {
		return false, nil
	}
	if _, err := conn.ExecContext(always, detach); err != nil {
		return false, dbError(ctx, "sqlite", "detach the database in memory", err)
	}
	if err := ctx.Err(); err != nil {
		return false, dbError(ctx, "sqlite", "begin", err) // which may be why it was not detached
	}
	return true, nil
}
