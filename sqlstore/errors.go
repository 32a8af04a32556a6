package sqlstore

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"reflect"
	"strconv"
)

// A DBError is a failure of the database. It stands for the driver's error,
// whose text may repeat values of the statement, and tells only what cannot.
//
// It matches with [errors.Is] what it was caused by if that is
// [context.Canceled], [context.DeadlineExceeded], [sql.ErrTxDone],
// [sql.ErrConnDone] or [driver.ErrBadConn]. After an error of a write on a
// *sql.DB it may be unknown whether the write took place; repeated with the
// same idempotency key or version, it takes place once.
type DBError struct {
	Store string // "keys", "cursors", "events", "audit", "table", "schema" or "sqlite"
	Op    string // such as "append"
	// Code is the driver's code, "" if it gives none: SQLite's extended result
	// code in decimal (5, SQLITE_BUSY: another writer took longer than the busy
	// timeout), PostgreSQL's SQLSTATE of five characters (42501: a grant is
	// missing), or MySQL's and MariaDB's error number in decimal (1142: a grant
	// is missing).
	Code  string
	cause error // one of those above, or nil
}

func (e *DBError) Error() string {
	s := "sqlstore: " + e.Store + ": " + e.Op + ": database error"
	if e.Code != "" {
		s += " " + e.Code
	}
	if e.cause != nil {
		s += ": " + e.cause.Error()
	}
	return s
}

// Unwrap returns the cause if it is one of those that DBError names, or nil.
func (e *DBError) Unwrap() error { return e.cause }

// Retryable reports whether the database gave the statement up because of what
// others were doing at the same time: a deadlock, a serialization failure, a
// lock that was waited for too long. The whole transaction may be run again
// from its beginning. Stores on a *sql.DB have done so a number of times before
// they return such an error.
func (e *DBError) Retryable() bool {
	switch e.Code {
	case "40001", "40P01", "55P03": // PostgreSQL: serialization_failure, deadlock_detected, lock_not_available
		return true
	case mysqlDeadlock, mysqlRecordChanged, mysqlLockTimeout:
		return true
	case "5", "261", "517", "773": // SQLITE_BUSY, and with _RECOVERY, _SNAPSHOT, _TIMEOUT
		return true
	}
	return false
}

// Error numbers of MySQL and MariaDB.
const (
	mysqlDuplicate     = "1062" // ER_DUP_ENTRY
	mysqlDeadlock      = "1213" // ER_LOCK_DEADLOCK: the transaction is rolled back
	mysqlRecordChanged = "1020" // ER_CHECKREAD of MariaDB with innodb_snapshot_isolation: likewise
	mysqlLockTimeout   = "1205" // ER_LOCK_WAIT_TIMEOUT: the statement is rolled back
)

// gone reports whether err says that MySQL has rolled the transaction back.
func gone(err error) bool {
	var e *DBError
	return errors.As(err, &e) && (e.Code == mysqlDeadlock || e.Code == mysqlRecordChanged)
}

// failed returns what may be said of err, an error of database/sql or a driver.
//
// Where MySQL has rolled back the host's transaction, it ends it for the host
// too: the server would keep each of its further statements by itself.
func (b *base) failed(ctx context.Context, op string, err error) error {
	e := dbError(ctx, b.store, op, err)
	if tx, ok := b.db.(transaction); ok && b.begin == nil && b.dialect == MySQL && gone(e) {
		_ = tx.Rollback() // fails only if it is over already
	}
	return e
}

func dbError(ctx context.Context, store, op string, err error) error {
	e := &DBError{Store: store, Op: op, Code: driverCode(err)}
	for _, known := range []error{
		context.Canceled, context.DeadlineExceeded, sql.ErrTxDone, sql.ErrConnDone, driver.ErrBadConn,
	} {
		if errors.Is(err, known) {
			e.cause = known
			return e
		}
	}
	// A driver may report an interrupted statement in words of its own.
	e.cause = ctx.Err()
	return e
}

// driverCode returns the code of a driver's error, from the methods that
// drivers have in common, or the field that MySQL's have.
func driverCode(err error) string {
	var coded interface{ Code() int }
	if errors.As(err, &coded) {
		return strconv.Itoa(coded.Code())
	}
	var stated interface{ SQLState() string }
	if errors.As(err, &stated) {
		if s := stated.SQLState(); isSQLState(s) {
			return s
		}
	}
	for ; err != nil; err = errors.Unwrap(err) {
		v := reflect.ValueOf(err)
		if v.Kind() != reflect.Pointer || v.Elem().Kind() != reflect.Struct {
			continue
		}
		if number := v.Elem().FieldByName("Number"); number.Kind() == reflect.Uint16 {
			return strconv.FormatUint(number.Uint(), 10)
		}
	}
	return ""
}

func isSQLState(s string) bool {
	if len(s) != 5 {
		return false
	}
	for _, c := range []byte(s) {
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return true
}

// A SchemaError says that the tables are not those that this release works
// with.
type SchemaError struct {
	Have int // version of the schema in the database, 0 if it has none
	Want int // version that this release works with
	// Table is the name, without prefix, of a table that lacks columns, or "".
	Table string
}

func (e *SchemaError) Error() string {
	switch {
	case e.Table != "":
		return fmt.Sprintf("sqlstore: schema: table %s is not that of version %d", e.Table, e.Want)
	case e.Have == 0:
		return "sqlstore: schema: no tables: run Migrate"
	case e.Have < e.Want:
		return fmt.Sprintf("sqlstore: schema: version %d is older than %d: run Migrate", e.Have, e.Want)
	default:
		return fmt.Sprintf("sqlstore: schema: version %d is newer than %d, the newest known here", e.Have, e.Want)
	}
}
