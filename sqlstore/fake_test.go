package sqlstore_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
)

// A fakeDB is a driver without a database: it writes down the statements that
// it is given and answers from its fields.
type fakeDB struct {
	mu       sync.Mutex
	log      []string
	affected int64                          // by every statement
	answer   func(query string) driver.Rows // of a query; nil means no rows
	fail     func(query string) error

	isolation sql.IsolationLevel // of the last transaction
}

func (f *fakeDB) open(t *testing.T) *sql.DB {
	t.Helper()
	db := sql.OpenDB(f)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func (f *fakeDB) run(query string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.log = append(f.log, query)
	if f.fail != nil {
		return f.fail(query)
	}
	return nil
}

// verbs returns the first words of the statements so far.
func (f *fakeDB) verbs() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var vs []string
	for _, q := range f.log {
		v, _, _ := strings.Cut(q, " ")
		vs = append(vs, v)
	}
	return vs
}

func (f *fakeDB) reset() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.log = nil
}

func (f *fakeDB) Connect(context.Context) (driver.Conn, error) { return fakeConn{f}, nil }
func (f *fakeDB) Driver() driver.Driver                        { return nil }

type fakeConn struct{ *fakeDB }

func (c fakeConn) Prepare(string) (driver.Stmt, error) { panic("not used") }
func (c fakeConn) Close() error                        { return nil }
func (c fakeConn) Begin() (driver.Tx, error)           { panic("not used") }

func (c fakeConn) BeginTx(_ context.Context, opts driver.TxOptions) (driver.Tx, error) {
	c.mu.Lock()
	c.isolation = sql.IsolationLevel(opts.Isolation)
	c.mu.Unlock()
	return fakeTx(c), c.run("BEGIN")
}

func (c fakeConn) ExecContext(_ context.Context, query string, _ []driver.NamedValue) (driver.Result, error) {
	if err := c.run(query); err != nil {
		return nil, err
	}
	return driver.RowsAffected(c.affected), nil
}

func (c fakeConn) QueryContext(_ context.Context, query string, _ []driver.NamedValue) (driver.Rows, error) {
	if err := c.run(query); err != nil {
		return nil, err
	}
	if c.answer == nil {
		return &fakeRows{}, nil
	}
	return c.answer(query), nil
}

type fakeTx fakeConn

func (t fakeTx) Commit() error   { return t.run("COMMIT") }
func (t fakeTx) Rollback() error { return t.run("ROLLBACK") }

// fakeRows are rows of as many values as there are columns.
type fakeRows struct {
	rows    [][]driver.Value
	columns []string
}

func one(values ...driver.Value) driver.Rows {
	return &fakeRows{[][]driver.Value{values}, slices.Repeat([]string{"c"}, len(values))}
}

func (r *fakeRows) Columns() []string { return r.columns }

func (r *fakeRows) Close() error { return nil }

func (r *fakeRows) Next(dest []driver.Value) error {
	if len(r.rows) == 0 {
		return io.EOF
	}
	copy(dest, r.rows[0])
	r.rows = r.rows[1:]
	return nil
}
