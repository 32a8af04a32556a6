package sqlstore_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/khtong/privacykit/audit"
	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/crypto"
	"github.com/khtong/privacykit/sqlstore"
)

var start = time.Date(2026, 3, 1, 8, 30, 0, 0, time.UTC)

// construct calls each constructor.
func construct(db sqlstore.DB, d sqlstore.Dialect, opts *sqlstore.Options) []error {
	_, err1 := sqlstore.Keys(db, d, opts)
	_, err2 := sqlstore.Events(db, d, opts)
	_, err3 := sqlstore.Audit(db, d, opts)
	return []error{err1, err2, err3}
}

func TestConstructorsRunNothing(t *testing.T) {
	f := &fakeDB{}
	db := f.open(t)
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	f.reset()
	for _, db := range []sqlstore.DB{db, conn, tx, struct{ *sql.DB }{db}, struct{ *sql.Tx }{tx}} {
		for i, err := range construct(db, sqlstore.SQLite, nil) {
			if err != nil {
				t.Errorf("constructor %d on %T: %v", i, db, err)
			}
		}
	}
	if len(f.log) != 0 {
		t.Errorf("constructors ran %q", f.log)
	}
}

func TestRefusedArguments(t *testing.T) {
	db := (&fakeDB{}).open(t)
	for _, d := range []sqlstore.Dialect{0, 2, 3, 255} {
		errs := construct(db, d, nil)
		_, err := sqlstore.Migrations(d)
		errs = append(errs, err, sqlstore.Migrate(t.Context(), db, d, nil), sqlstore.Validate(t.Context(), db, d, nil))
		for i, err := range errs {
			if !errors.Is(err, sqlstore.ErrDialect) {
				t.Errorf("dialect %d, function %d: error %v, want ErrDialect", d, i, err)
			}
		}
	}
	for _, db := range []sqlstore.DB{nil, struct{ sqlstore.DB }{db}} {
		errs := append(construct(db, sqlstore.SQLite, nil), sqlstore.Validate(t.Context(), db, sqlstore.SQLite, nil))
		for i, err := range errs {
			if !errors.Is(err, sqlstore.ErrDB) {
				t.Errorf("%T, function %d: error %v, want ErrDB", db, i, err)
			}
		}
	}
	for _, err := range []error{
		sqlstore.Migrate(t.Context(), nil, sqlstore.SQLite, nil), sqlstore.CheckSQLite(t.Context(), nil),
	} {
		if !errors.Is(err, sqlstore.ErrDB) {
			t.Errorf("nil *sql.DB: error %v, want ErrDB", err)
		}
	}
	long := strings.Repeat("p", 32)
	for _, p := range []string{"", "a", "a_", "app2_", long} {
		for _, err := range construct(db, sqlstore.SQLite, &sqlstore.Options{Prefix: p}) {
			if err != nil {
				t.Errorf("prefix %q: %v", p, err)
			}
		}
	}
	for _, p := range []string{"_a", "1a", "A_", "a-", "a b", `a"`, "a;", "a.b", "é", "a\x00", "a\xff", long + "p", "a'--"} {
		errs := append(construct(db, sqlstore.SQLite, &sqlstore.Options{Prefix: p}),
			sqlstore.Migrate(t.Context(), db, sqlstore.SQLite, &sqlstore.Options{Prefix: p}),
			sqlstore.Validate(t.Context(), db, sqlstore.SQLite, &sqlstore.Options{Prefix: p}))
		for i, err := range errs {
			if !errors.Is(err, sqlstore.ErrPrefix) {
				t.Errorf("prefix %q, function %d: error %v, want ErrPrefix", p, i, err)
			}
		}
	}
}

// operations are the statements that the stores run, by name.
func operations(t *testing.T, db sqlstore.DB, opts *sqlstore.Options) map[string]func(ctx context.Context) error {
	t.Helper()
	keys, err := sqlstore.Keys(db, sqlstore.SQLite, opts)
	if err != nil {
		t.Fatal(err)
	}
	events, err := sqlstore.Events(db, sqlstore.SQLite, opts)
	if err != nil {
		t.Fatal(err)
	}
	log, err := sqlstore.Audit(db, sqlstore.SQLite, opts)
	if err != nil {
		t.Fatal(err)
	}
	key := crypto.Record{
		RecordID: crypto.RecordID{Tenant: "t", Kind: crypto.KindSubject, ID: "s"}, Version: 1, State: crypto.StateLive,
		Epoch: 1, KeyVersion: 1, Wrapped: []byte("wrapped"), Commitment: make([]byte, 32), CreatedAt: start, ChangedAt: start,
	}
	entry := audit.Entry{Time: start, Type: audit.TypeAccess, Actor: "a", Key: "k"}
	return map[string]func(ctx context.Context) error{
		"get":    func(ctx context.Context) error { _, err := keys.Get(ctx, key.RecordID); return err },
		"put":    func(ctx context.Context) error { return keys.Put(ctx, key) },
		"change": func(ctx context.Context) error { key := key; key.Version = 2; return keys.Put(ctx, key) },
		"list": func(ctx context.Context) error {
			_, err := keys.List(ctx, crypto.ListQuery{Tenant: "t", Kind: crypto.KindSubject, Limit: 1})
			return err
		},
		"record": func(ctx context.Context) error {
			_, err := events.Append(ctx, consent.Event{Key: "k", Subject: "s", Type: consent.Withdrawn, OccurredAt: start})
			return err
		},
		"events": func(ctx context.Context) error {
			for _, err := range events.Events(ctx, "s") {
				return err
			}
			return nil
		},
		"size":   func(ctx context.Context) error { _, err := log.Size(ctx); return err },
		"append": func(ctx context.Context) error { return log.Append(ctx, 0, []audit.Record{{Entry: entry}}) },
		"read":   func(ctx context.Context) error { _, err := log.Read(ctx, audit.Query{}); return err },
		"validate": func(ctx context.Context) error {
			return sqlstore.Validate(ctx, db, sqlstore.SQLite, opts)
		},
	}
}

// A driverError is what drivers give: a text that repeats values, and a code.
type driverError struct{}

const secret = "13812345678"

func (e driverError) Error() string {
	return "duplicate key value (" + secret + ") violates constraint"
}
func (e driverError) Code() int { return 2067 }

type stateError struct{ state string }

func (e stateError) Error() string    { return "Detail: Key (mobile)=(" + secret + ") already exists" }
func (e stateError) SQLState() string { return e.state }

func TestErrorsHideTheDriver(t *testing.T) {
	tests := []struct {
		err  error
		code string
	}{
		{driverError{}, "2067"},
		{stateError{"23505"}, "23505"},
		{stateError{secret[:5] + "\n"}, ""},
		{stateError{"(138)"}, ""},
		{errors.New(secret), ""},
	}
	for _, test := range tests {
		// The first statement fails, then BEGIN alone works, then COMMIT fails.
		for _, passing := range []string{"", "BEGIN", "BEGIN SELECT", "BEGIN SELECT INSERT"} {
			f := &fakeDB{affected: 1, fail: func(query string) error {
				verb, _, _ := strings.Cut(query, " ")
				if verb == "ROLLBACK" || slices.Contains(strings.Fields(passing), verb) {
					return nil
				}
				return fmt.Errorf("driver: %w", test.err)
			}, answer: func(string) driver.Rows { return one(int64(0)) }}
			db := f.open(t)
			ops := operations(t, db, nil)
			ops["check"] = func(ctx context.Context) error { return sqlstore.CheckSQLite(ctx, db) }
			ops["migrate"] = func(ctx context.Context) error { return sqlstore.Migrate(ctx, db, sqlstore.SQLite, nil) }
			for name, op := range ops {
				err := op(t.Context())
				if err == nil {
					continue // it had nothing but what passes
				}
				for e := err; e != nil; e = errors.Unwrap(e) {
					if strings.Contains(fmt.Sprintf("%v %+v %#v %s %q", e, e, e, e, e), "138") {
						t.Errorf("%s after %q: error shows the driver's: %v", name, passing, e)
					}
				}
				var failure *sqlstore.DBError
				if errors.As(err, &failure) && failure.Code != test.code && failure.Code != "" {
					t.Errorf("%s: code %q, want %q", name, failure.Code, test.code)
				}
				if passing == "" && (failure == nil || failure.Code != test.code) {
					t.Errorf("%s: error %v, want a DBError with code %q", name, err, test.code)
				}
			}
		}
	}
}

func TestErrorsKeepTheirCause(t *testing.T) {
	for _, cause := range []error{context.Canceled, context.DeadlineExceeded, sql.ErrTxDone, sql.ErrConnDone} {
		f := &fakeDB{fail: func(string) error { return fmt.Errorf("%s: %w", secret, cause) }}
		for name, op := range operations(t, f.open(t), nil) {
			err := op(t.Context())
			if !errors.Is(err, cause) || strings.Contains(err.Error(), secret) {
				t.Errorf("%s: error %v, want one that matches %v", name, err, cause)
			}
		}
	}
	// A driver that reports the interruption in words of its own.
	for name := range operations(t, (&fakeDB{}).open(t), nil) {
		ctx, cancel := context.WithCancel(t.Context())
		f := &fakeDB{fail: func(string) error { cancel(); return errors.New("interrupted") }}
		err := operations(t, f.open(t), nil)[name](ctx)
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s, interrupted: error %v, want context.Canceled", name, err)
		}
		cancel()
	}
}

func TestDBErrorText(t *testing.T) {
	err := &sqlstore.DBError{Store: "keys", Op: "put", Code: "2067"}
	if got, want := err.Error(), "sqlstore: keys: put: database error 2067"; got != want {
		t.Errorf("Error = %q, want %q", got, want)
	}
}

// On a *sql.DB a write of several statements is a transaction, on a *sql.Tx it
// ends at a savepoint, whatever becomes of it.
func TestAtomic(t *testing.T) {
	for _, affected := range []int64{1, 0} { // 0: the row is taken
		f := &fakeDB{affected: affected, answer: func(q string) driver.Rows {
			if strings.Contains(q, "COALESCE") {
				return one(int64(0))
			}
			return &fakeRows{}
		}}
		db := f.open(t)
		end, want := "COMMIT", error(nil)
		undo := []string{"RELEASE"}
		if affected == 0 {
			end, want = "ROLLBACK", audit.ErrConflict
			undo = []string{"ROLLBACK", "RELEASE"}
		}
		if err := operations(t, db, nil)["append"](t.Context()); !errors.Is(err, want) {
			t.Errorf("Append: error %v, want %v", err, want)
		}
		if got, want := f.verbs(), []string{"BEGIN", "SELECT", "INSERT", end}; !slices.Equal(got, want) {
			t.Errorf("on a *sql.DB: ran %q, want %q", got, want)
		}

		tx, err := db.BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		f.reset()
		if err := operations(t, tx, nil)["append"](t.Context()); !errors.Is(err, want) {
			t.Errorf("Append in a transaction: error %v, want %v", err, want)
		}
		if got, want := f.verbs(), append([]string{"SAVEPOINT", "SELECT", "INSERT"}, undo...); !slices.Equal(got, want) {
			t.Errorf("on a *sql.Tx: ran %q, want %q", got, want)
		}
		if err := tx.Commit(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestPrefixInEveryStatement(t *testing.T) {
	f := &fakeDB{affected: 1, answer: func(string) driver.Rows { return one(int64(0)) }}
	db := f.open(t)
	opts := &sqlstore.Options{Prefix: "crm_"}
	for _, op := range operations(t, db, opts) {
		_ = op(t.Context()) // what it makes of the answers does not matter here
	}
	tables := 0
	for _, q := range f.log {
		if strings.Contains(q, "privacykit_") {
			t.Errorf("statement with the default prefix: %s", q)
		}
		tables += strings.Count(q, "crm_")
	}
	if tables == 0 {
		t.Error("no statement has the prefix")
	}
}

func TestMigrations(t *testing.T) {
	files, err := sqlstore.Migrations(sqlstore.SQLite)
	if err != nil {
		t.Fatal(err)
	}
	names, err := fs.Glob(files, "*")
	if err != nil || len(names) == 0 {
		t.Fatalf("files %v, %v", names, err)
	}
	for i, name := range names {
		if want := fmt.Sprintf("%04d_", i+1); !strings.HasPrefix(name, want) || !strings.HasSuffix(name, ".sql") {
			t.Errorf("file %d is %s, want %s….sql", i, name, want)
		}
		data, err := fs.ReadFile(files, name)
		if err != nil {
			t.Fatal(err)
		}
		text := string(data)
		if want := fmt.Sprintf("VALUES (%d, '", i+1); !strings.Contains(text[strings.LastIndex(strings.TrimSpace(text), "\n"):], want) {
			t.Errorf("%s does not end by entering version %d", name, i+1)
		}
		for line := range strings.Lines(text) {
			for _, verb := range []string{"CREATE TABLE ", "CREATE INDEX ", "CREATE UNIQUE INDEX ", "INSERT INTO ", "ALTER TABLE "} {
				if rest, ok := strings.CutPrefix(line, verb); ok && !strings.HasPrefix(rest, "privacykit_") {
					t.Errorf("%s: a name without the prefix: %s", name, line)
				}
			}
			if strings.Contains(line, ";") && !strings.HasSuffix(line, ";\n") {
				t.Errorf("%s: a semicolon that ends no line: %s", name, line)
			}
		}
	}
}

func TestSchemaErrorText(t *testing.T) {
	tests := []struct {
		err  sqlstore.SchemaError
		want string
	}{
		{sqlstore.SchemaError{Want: 1}, "sqlstore: schema: no tables: run Migrate"},
		{sqlstore.SchemaError{Have: 1, Want: 2}, "sqlstore: schema: version 1 is older than 2: run Migrate"},
		{sqlstore.SchemaError{Have: 3, Want: 2}, "sqlstore: schema: version 3 is newer than 2, the newest known here"},
		{sqlstore.SchemaError{Have: 2, Want: 2, Table: "audit"}, "sqlstore: schema: table audit is not that of version 2"},
	}
	for _, test := range tests {
		if got := test.err.Error(); got != test.want {
			t.Errorf("Error = %q, want %q", got, test.want)
		}
	}
}
