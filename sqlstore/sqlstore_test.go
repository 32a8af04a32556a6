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

var dialects = []sqlstore.Dialect{sqlstore.SQLite, sqlstore.PostgreSQL, sqlstore.MySQL}

// construct calls each constructor.
func construct(db sqlstore.DB, d sqlstore.Dialect, opts *sqlstore.Options) []error {
	_, err1 := sqlstore.Keys(db, d, opts)
	_, err2 := sqlstore.Events(db, d, opts)
	_, err3 := sqlstore.Audit(db, d, opts)
	_, err4 := sqlstore.Cursors(db, d, opts)
	return []error{err1, err2, err3, err4}
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
		for _, d := range dialects {
			for i, err := range construct(db, d, nil) {
				if err != nil {
					t.Errorf("dialect %d, constructor %d on %T: %v", d, i, db, err)
				}
			}
		}
	}
	if len(f.log) != 0 {
		t.Errorf("constructors ran %q", f.log)
	}
}

func TestRefusedArguments(t *testing.T) {
	db := (&fakeDB{}).open(t)
	for _, d := range []sqlstore.Dialect{0, 4, 255} {
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
	for _, test := range []struct {
		dialect sqlstore.Dialect
		schema  string
		want    error
	}{
		{sqlstore.PostgreSQL, "privacy", nil},
		{sqlstore.PostgreSQL, `Tenant "7" ? $1; --`, nil},
		{sqlstore.PostgreSQL, strings.Repeat("物", 21), nil},
		{sqlstore.PostgreSQL, strings.Repeat("物", 21) + "x", sqlstore.ErrSchema},
		{sqlstore.PostgreSQL, "a\x00b", sqlstore.ErrSchema},
		{sqlstore.PostgreSQL, "a\xff", sqlstore.ErrSchema},
		{sqlstore.SQLite, "main", sqlstore.ErrSchema},
		{sqlstore.MySQL, "crm", sqlstore.ErrSchema},
	} {
		for i, err := range construct(db, test.dialect, &sqlstore.Options{Schema: test.schema}) {
			if !errors.Is(err, test.want) {
				t.Errorf("dialect %d, schema %q, constructor %d: error %v, want %v", test.dialect, test.schema, i, err, test.want)
			}
		}
	}
}

// operations are the statements that the stores run, by name.
func operations(t *testing.T, db sqlstore.DB, d sqlstore.Dialect, opts *sqlstore.Options) map[string]func(ctx context.Context) error {
	t.Helper()
	keys, err := sqlstore.Keys(db, d, opts)
	if err != nil {
		t.Fatal(err)
	}
	events, err := sqlstore.Events(db, d, opts)
	if err != nil {
		t.Fatal(err)
	}
	log, err := sqlstore.Audit(db, d, opts)
	if err != nil {
		t.Fatal(err)
	}
	cursors, err := sqlstore.Cursors(db, d, opts)
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
		"get many": func(ctx context.Context) error {
			_, err := keys.GetMany(ctx, "t", crypto.KindSubject, []string{"a", "b", "c"})
			return err
		},
		"cursor": func(ctx context.Context) error { _, err := cursors.Cursor(ctx, "t", "j"); return err },
		"save":   func(ctx context.Context) error { return cursors.SaveCursor(ctx, "t", "j", "1") },
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
		"append several": func(ctx context.Context) error {
			return log.Append(ctx, 0, []audit.Record{{Entry: entry}, {Entry: audit.Entry{Seq: 1, Actor: "a"}}})
		},
		"read": func(ctx context.Context) error { _, err := log.Read(ctx, audit.Query{}); return err },
		"validate": func(ctx context.Context) error {
			return sqlstore.Validate(ctx, db, d, opts)
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

// A numberError is an error as the driver of MySQL and MariaDB gives it.
type numberError struct {
	Number   uint16
	SQLState [5]byte
	Message  string
}

func (e *numberError) Error() string {
	if e == nil {
		return secret
	}
	return e.Message
}

func mysqlError(number uint16) error {
	return &numberError{number, [5]byte{'2', '3', '0', '0', '0'}, "Duplicate entry '" + secret + "' for key 'mobile'"}
}

// A countError has a field of the name, but not of the kind, that a driver's
// error has.
type countError struct{ Number string }

func (e countError) Error() string { return e.Number }

func TestErrorsHideTheDriver(t *testing.T) {
	tests := []struct {
		err  error
		code string
	}{
		{driverError{}, "2067"},
		{stateError{"23505"}, "23505"},
		{stateError{secret[:5] + "\n"}, ""},
		{stateError{"(138)"}, ""},
		{mysqlError(1146), "1146"},
		{fmt.Errorf("two at once: %w", errors.Join(errors.New(secret), stateError{"08006"})), "08006"},
		{countError{secret}, ""},
		{&countError{secret}, ""},
		{(*numberError)(nil), ""},
		{errors.New(secret), ""},
	}
	for _, test := range tests {
		// The first statement fails, then BEGIN alone works, then COMMIT fails.
		for _, passing := range []string{"", "BEGIN", "BEGIN SELECT", "BEGIN SELECT INSERT"} {
			for _, d := range dialects {
				testErrorHidesTheDriver(t, d, test.err, test.code, strings.Fields(passing))
			}
		}
	}
}

func testErrorHidesTheDriver(t *testing.T, d sqlstore.Dialect, given error, code string, passing []string) {
	t.Helper()
	f := &fakeDB{affected: 1, fail: func(query string) error {
		verb, _, _ := strings.Cut(query, " ")
		if verb == "ROLLBACK" || slices.Contains(passing, verb) {
			return nil
		}
		return fmt.Errorf("driver: %w", given)
	}, answer: func(q string) driver.Rows {
		if strings.Contains(q, "GET_LOCK") {
			return one(int64(1))
		}
		return one(int64(0))
	}}
	db := f.open(t)
	ops := operations(t, db, d, nil)
	ops["check"] = func(ctx context.Context) error { return sqlstore.CheckSQLite(ctx, db) }
	ops["migrate"] = func(ctx context.Context) error { return sqlstore.Migrate(ctx, db, d, nil) }
	for name, op := range ops {
		err := op(t.Context())
		if err == nil {
			continue // it had nothing but what passes
		}
		for e := err; e != nil; e = errors.Unwrap(e) {
			if strings.Contains(fmt.Sprintf("%v %+v %#v %s %q", e, e, e, e, e), "138") {
				t.Errorf("dialect %d: %s after %q: error shows the driver's: %v", d, name, passing, e)
			}
		}
		var failure *sqlstore.DBError
		if errors.As(err, &failure) && failure.Code != code && failure.Code != "" {
			t.Errorf("dialect %d: %s: code %q, want %q", d, name, failure.Code, code)
		}
		if len(passing) == 0 && (failure == nil || failure.Code != code) {
			t.Errorf("dialect %d: %s: error %v, want a DBError with code %q", d, name, err, code)
		}
	}
}

func TestErrorsKeepTheirCause(t *testing.T) {
	for _, cause := range []error{context.Canceled, context.DeadlineExceeded, sql.ErrTxDone, sql.ErrConnDone} {
		f := &fakeDB{fail: func(string) error { return fmt.Errorf("%s: %w", secret, cause) }}
		for _, d := range dialects {
			for name, op := range operations(t, f.open(t), d, nil) {
				err := op(t.Context())
				if !errors.Is(err, cause) || strings.Contains(err.Error(), secret) {
					t.Errorf("%s: error %v, want one that matches %v", name, err, cause)
				}
			}
		}
	}
	// A driver that reports the interruption in words of its own.
	for name := range operations(t, (&fakeDB{}).open(t), sqlstore.SQLite, nil) {
		ctx, cancel := context.WithCancel(t.Context())
		f := &fakeDB{fail: func(string) error { cancel(); return errors.New("interrupted") }}
		err := operations(t, f.open(t), sqlstore.SQLite, nil)[name](ctx)
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

func TestRetryable(t *testing.T) {
	for code, want := range map[string]bool{
		"": false, "5": true, "261": true, "517": true, "773": true, "6": false, "1": false, "2067": false,
		"40001": true, "40P01": true, "55P03": true, "23505": false, "42501": false,
		"1213": true, "1205": true, "1020": true, "1062": false, "1142": false,
	} {
		if got := (&sqlstore.DBError{Code: code}).Retryable(); got != want {
			t.Errorf("code %q: Retryable = %v, want %v", code, got, want)
		}
	}
}

// On a *sql.DB a write of several statements is a transaction, on a *sql.Tx it
// ends at a savepoint, whatever becomes of it. On a server the first statement
// waits for the writer's turn.
func TestAtomic(t *testing.T) {
	for _, d := range dialects {
		for _, affected := range []int64{1, 0} { // 0: the row is taken
			f := &fakeDB{affected: affected, answer: func(q string) driver.Rows {
				if strings.Contains(q, "COALESCE") || strings.Contains(q, "locks") {
					return one(int64(0))
				}
				return &fakeRows{}
			}}
			if d == sqlstore.MySQL && affected == 0 {
				f.fail = func(q string) error {
					if strings.HasPrefix(q, "INSERT") {
						return mysqlError(1062)
					}
					return nil
				}
			}
			testAtomic(t, f, d, affected == 1)
		}
	}
}

func testAtomic(t *testing.T, f *fakeDB, d sqlstore.Dialect, kept bool) {
	t.Helper()
	db := f.open(t)
	end, want := "COMMIT", error(nil)
	undo := []string{"RELEASE"}
	if !kept {
		end, want = "ROLLBACK", audit.ErrConflict
		undo = []string{"ROLLBACK", "RELEASE"}
	}
	statements, isolation := []string{"SELECT", "INSERT"}, sql.LevelDefault
	if d != sqlstore.SQLite {
		statements, isolation = []string{"SELECT", "SELECT", "INSERT"}, sql.LevelReadCommitted
	}
	run := func(db sqlstore.DB, op string) []string {
		t.Helper()
		f.reset()
		if err := operations(t, db, d, nil)[op](t.Context()); !errors.Is(err, want) {
			t.Errorf("dialect %d, %s on a %T: error %v, want %v", d, op, db, err, want)
		}
		return f.verbs()
	}
	// One record is one statement where the server can do all of it in one.
	one := slices.Concat([]string{"BEGIN"}, statements, []string{end})
	if d == sqlstore.PostgreSQL {
		one = slices.Concat([]string{"WITH"}, one)
		if kept {
			one = one[:1]
		}
	}
	if got := run(db, "append"); !slices.Equal(got, one) {
		t.Errorf("dialect %d, one on a *sql.DB: ran %q, want %q", d, got, one)
	}
	f.affected *= 2
	if got, want := run(db, "append several"), slices.Concat([]string{"BEGIN"}, statements, []string{end}); !slices.Equal(got, want) {
		t.Errorf("dialect %d, on a *sql.DB: ran %q, want %q", d, got, want)
	}
	if f.isolation != isolation {
		t.Errorf("dialect %d: isolation %v, want %v", d, f.isolation, isolation)
	}

	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := run(tx, "append several"), slices.Concat([]string{"SAVEPOINT"}, statements, undo); !slices.Equal(got, want) {
		t.Errorf("dialect %d, on a *sql.Tx: ran %q, want %q", d, got, want)
	}
	f.affected /= 2
	if got := run(tx, "append"); !slices.Equal(got, statements) { // one statement that writes needs no savepoint
		t.Errorf("dialect %d, one on a *sql.Tx: ran %q, want %q", d, got, statements)
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
}

// What a server gave up is done again, where that can be done without the host.
func TestRepeats(t *testing.T) {
	for _, test := range []struct {
		dialect sqlstore.Dialect
		err     error
		repeats bool
	}{
		{sqlstore.SQLite, codeError(5), false}, // busy_timeout has been waited for
		{sqlstore.PostgreSQL, stateError{"40001"}, true},
		{sqlstore.PostgreSQL, stateError{"40P01"}, true},
		{sqlstore.PostgreSQL, stateError{"42501"}, false},
		{sqlstore.MySQL, mysqlError(1213), true},
		{sqlstore.MySQL, mysqlError(1205), true},
		{sqlstore.MySQL, mysqlError(1142), false},
	} {
		for _, op := range []string{"append", "record", "put", "change", "save"} {
			for _, failures := range []int{1, 3, 1000} {
				left := failures
				f := &fakeDB{affected: 1, answer: func(q string) driver.Rows {
					if strings.Contains(q, "idem_key IN") {
						return &fakeRows{}
					}
					return one(int64(0))
				}, fail: func(q string) error {
					if verb, _, _ := strings.Cut(q, " "); (verb == "INSERT" || verb == "UPDATE" || verb == "WITH") && left > 0 {
						left--
						return test.err
					}
					return nil
				}}
				err := operations(t, f.open(t), test.dialect, nil)[op](t.Context())
				if want := test.repeats && failures < 1000; (err == nil) != want {
					t.Errorf("%v %d times, %s: error %v", test.err, failures, op, err)
				}
				if tries := failures - left; tries > 1+16 || !test.repeats && tries != 1 { // an event is tried in one statement first
					t.Errorf("%v, %s: tried %d times", test.err, op, tries)
				}
			}
		}
	}
}

type codeError int

func (e codeError) Error() string { return "busy" }
func (e codeError) Code() int     { return int(e) }

// MySQL rolls a whole transaction back and goes on without one. The host's
// *sql.Tx must not.
func TestTransactionThatTheServerEnded(t *testing.T) {
	for _, number := range []uint16{1213, 1020} {
		for _, op := range []string{"append", "record", "put", "change", "size", "get many", "save"} {
			f := &fakeDB{fail: func(q string) error {
				if verb, _, _ := strings.Cut(q, " "); verb == "SAVEPOINT" || verb == "BEGIN" || verb == "ROLLBACK" {
					return nil
				}
				return mysqlError(number)
			}}
			tx, err := f.open(t).BeginTx(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			err = operations(t, tx, sqlstore.MySQL, nil)[op](t.Context())
			var failure *sqlstore.DBError
			if !errors.As(err, &failure) || !failure.Retryable() {
				t.Errorf("%s: error %v, want a retryable DBError", op, err)
			}
			if _, err := tx.ExecContext(t.Context(), "INSERT INTO orders"); !errors.Is(err, sql.ErrTxDone) {
				t.Errorf("%s: a statement after error %d: error %v, want sql.ErrTxDone", op, number, err)
			}
		}
	}
}

func TestNamesInEveryStatement(t *testing.T) {
	for d, table := range map[sqlstore.Dialect]string{
		sqlstore.SQLite: `"crm_`, sqlstore.PostgreSQL: `"a""b"."crm_`, sqlstore.MySQL: "`crm_",
	} {
		f := &fakeDB{affected: 1, answer: func(string) driver.Rows { return one(int64(0)) }}
		opts := &sqlstore.Options{Prefix: "crm_"}
		if d == sqlstore.PostgreSQL {
			opts.Schema = `a"b`
		}
		for _, op := range operations(t, f.open(t), d, opts) {
			_ = op(t.Context()) // what it makes of the answers does not matter here
		}
		found := 0
		for _, q := range f.log {
			if strings.Contains(q, "privacykit_") || strings.Count(q, "crm_") != strings.Count(q, table) {
				t.Errorf("dialect %d: a name that is not quoted, or not the host's: %s", d, q)
			}
			if strings.Contains(q, "?") == (d == sqlstore.PostgreSQL) && strings.Contains(q, "VALUES") {
				t.Errorf("dialect %d: placeholders of another: %s", d, q)
			}
			found += strings.Count(q, table)
		}
		if found == 0 {
			t.Errorf("dialect %d: no statement has the prefix", d)
		}
	}
}

func TestMigrations(t *testing.T) {
	for _, d := range dialects {
		testMigrations(t, d)
	}
}

func testMigrations(t *testing.T, d sqlstore.Dialect) {
	t.Helper()
	files, err := sqlstore.Migrations(d)
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
			for _, verb := range []string{
				"CREATE TABLE ", "CREATE INDEX ", "CREATE UNIQUE INDEX ", "INSERT INTO ", "ALTER TABLE ",
				"CREATE TABLE IF NOT EXISTS ", "INSERT IGNORE INTO ",
			} {
				if rest, ok := strings.CutPrefix(line, verb); ok && !strings.HasPrefix(rest, "privacykit_") && !strings.HasPrefix(rest, "IF NOT") {
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
