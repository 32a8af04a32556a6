// Package sqlstore keeps the records of the other packages in the host's SQL
// database: key records ([Keys]), consent events ([Events]), the audit log
// ([Audit]), requests of people ([Requests]), incidents ([Incidents]), how far jobs have come ([Cursors])
// and who sweeps what ([Leases]), on [SQLite], [PostgreSQL], and [MySQL] or
// MariaDB. [Disposer] deletes what [retention.Sweep] finds due. [Table] shows a
// table of the host to [crypto.Keyring.ResealTable]; [SealedColumn] makes columns
// of such a table that take nothing but ciphertexts.
//
// Most callers run [Migrate] when they deploy, and at start [Validate] and the
// constructors, on SQLite [CheckSQLite] before them:
//
//	db, err := sql.Open("sqlite", "file:crm.db?_txlock=immediate&_pragma=secure_delete(1)"+
//		"&_pragma=journal_mode(wal)&_pragma=busy_timeout(5000)")
//	...
//	err = sqlstore.Migrate(ctx, db, sqlstore.SQLite, nil)
//	...
//	store, err := sqlstore.Audit(db, sqlstore.SQLite, nil)
//	log := audit.New(store, nil)
//
// The package opens no database and brings no driver. The line above is for
// modernc.org/sqlite; the tests use github.com/jackc/pgx/v5/stdlib and
// github.com/go-sql-driver/mysql for the others, with their default settings
// and with those of connection poolers. A driver of MySQL must give its errors
// a field Number uint16, as that one does. A constructor runs no statement at
// all.
//
// # Transactions
//
// A store that is made on a *[database/sql.DB] writes in transactions of its
// own. Made on the host's *[database/sql.Tx], it writes as part of that
// transaction, so that an order, the audit entry about it and the consent
// event that allowed it are kept or lost together; a write of several rows
// that fails half way is undone to a savepoint, and the host may go on.
// Such a store is for the goroutine that the transaction belongs to, and ends
// with it. While a transaction writes to SQLite, a second writer waits: do not
// call a store on the *sql.DB from inside it.
//
// # PostgreSQL, MySQL and MariaDB
//
// Writers of events, and of the log, take turns: each locks the row of its
// store in the table of locks until its transaction ends. So events and entries
// stand in the order of their commits, and no order of numbers has to be
// waited for. Stores on a *sql.DB use READ COMMITTED whatever the server's
// default, and run a transaction again that the server gave up.
//
// A transaction of the host holds the lock from its first write to the store
// on, and for the audit log from its first [AuditStore.Size], with which an
// append to the log begins (on MySQL and MariaDB from its first
// [AuditStore.Read]): write to the stores late, and in the same order in
// every transaction, and verify the log on the *sql.DB. When the server gives the
// transaction up, as in a deadlock, [DBError.Retryable] tells so: roll back,
// and run all of it again. MySQL and MariaDB have then rolled it back already
// and would keep each further statement by itself, so the store ends the
// *sql.Tx too: whatever follows gets [database/sql.ErrTxDone].
//
// In REPEATABLE READ, the default of MySQL and MariaDB, a transaction reads what
// was there at its first SELECT. The log and the events are written on the
// newest rows all the same. [KeyStore.Get] and [EventStore.Events] show the older
// ones there; begin such a transaction with [database/sql.LevelReadCommitted].
// PostgreSQL refuses the write instead, with a Retryable error, or for a key
// record with crypto.ErrConflict, which is final in that transaction.
//
// A commit survives a crash of the server only with the server's settings as
// they are by default: fsync and synchronous_commit on,
// innodb_flush_log_at_trx_commit=1. The stores do not check them.
//
// # SQLite
//
// [CheckSQLite] refuses connections that would break a promise. Transactions
// must begin immediate: stores read before they write, and with SQLite's
// default such transactions fail in each other's presence. secure_delete must
// be on, the journal a write-ahead log or a rollback journal that is removed,
// synchronous full, and there must be a busy timeout. SQLite 3.37 or later is
// needed.
//
// # What deletion leaves behind
//
// DELETE and UPDATE do not clear the disk. SQLite without secure_delete leaves
// the old bytes in free pages; with it they are overwritten in the database
// file, and the write-ahead log keeps them until it is truncated: after an
// erasure run
//
//	PRAGMA wal_checkpoint(TRUNCATE)
//
// when no reader holds an older snapshot. What then remains is in file system
// blocks that were given back, in snapshots and in backups. PostgreSQL keeps old
// bytes in the table until VACUUM and in the write-ahead log, MySQL and MariaDB
// in the table's file and in the undo, redo and binary logs, and all of them in
// replicas. No SQL statement reaches these. That is why package crypto wraps a subject's key under an
// epoch whose key is kept elsewhere, and calls an erasure final when that
// epoch is destroyed. Key records belong in a database file of their own whose
// backups live shorter than those of the business data.
//
// # Grants
//
// On SQLite whoever can write the file can write everything in it: keep it in a
// directory of the service's own user. The audit log, the consent events, the
// requests and the incidents are only ever inserted. Where a database has grants, their tables need
// SELECT and INSERT alone, key records, cursors and leases UPDATE in addition, the
// table of locks SELECT and UPDATE (its rows are locked and never changed), the
// table of the schema's version SELECT, and a table of the host SELECT, with UPDATE
// of its sealed columns. DELETE is needed by [TableDisposer.Forget] on the log of
// disposals, which is else inserted and read, and by a disposer, besides SELECT, on
// the host's table; and by [AuditStore.Prune] on the audit log, with a role of its
// own. Only [Migrate] needs the right to create
// tables.
//
// # Errors
//
// Errors of a driver may repeat the values of a statement and are never passed
// on. A failure of the database is a *[DBError] with the driver's code. What a
// store's interface defines (crypto.ErrConflict, consent.ErrIdempotency and so
// on) is returned as it is defined.
package sqlstore
