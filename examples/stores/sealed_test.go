package stores

import (
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/khtong/privacykit/crypto"
	"github.com/khtong/privacykit/crypto/localkek"
	"github.com/khtong/privacykit/sqlstore"
)

var sealedField = crypto.Field{Table: "customers", Column: "mobile"}

// newKeyring returns a keyring whose keys are in memory.
func newKeyring(tb testing.TB) *crypto.Keyring {
	tb.Helper()
	keks := must(localkek.OpenForDevelopment(tb.TempDir() + "/keks"))(tb)
	if err := keks.Create(1); err != nil {
		tb.Fatal(err)
	}
	ring := must(crypto.CreateKeyring(tb.Context(), crypto.Config{
		Tenant: "acme", KEK: keks, Store: crypto.NewMemoryStore(), Now: time.Now,
	}))(tb)
	tb.Cleanup(func() { _ = ring.Close() })
	return ring
}

func sealString(tb testing.TB, ring *crypto.Keyring, value string) crypto.Sealed[string] {
	tb.Helper()
	return must(crypto.SealValue(tb.Context(), ring, sealedField, "s", value))(tb)
}

// sealedBackends are the backends with the settings that could make a
// difference to a constraint.
var sealedBackends = append([]backend{
	{
		name: "PostgreSQLSimpleProtocol", dialect: sqlstore.PostgreSQL, driver: "pgx",
		source: func(tb testing.TB) string {
			tb.Helper()
			return postgres.source(tb) + " default_query_exec_mode=simple_protocol"
		},
	},
	lax,
}, backends...)

// lax cuts what is too long for a column, and takes a number for a text.
var lax = backend{
	name: "MariaDBLax", dialect: sqlstore.MySQL, driver: "mysql",
	source: func(tb testing.TB) string {
		tb.Helper()
		return mariadb.source(tb) + "&interpolateParams=true&sql_mode=''"
	},
}

// A host is a table with one sealed column.
type sealedHost struct {
	db     *sql.DB
	column sqlstore.SealedColumn
	quoted string
	d      sqlstore.Dialect
}

func newSealedHost(tb testing.TB, b backend, column sqlstore.SealedColumn) sealedHost {
	tb.Helper()
	h := sealedHost{db: b.empty(tb), column: column, d: b.dialect}
	h.quoted = b.quoted(column.Name)
	createSealed(tb, h.db, "customers", column, b.dialect)
	execute(tb, h.db, "INSERT INTO customers (id) VALUES (0)") // NULL
	return h
}

func createSealed(tb testing.TB, db *sql.DB, table string, column sqlstore.SealedColumn, d sqlstore.Dialect) {
	tb.Helper()
	definition, check := must(column.Definition(d))(tb), must(column.Check(d))(tb)
	execute(tb, db, "CREATE TABLE "+table+" (id INTEGER PRIMARY KEY, "+definition+", CONSTRAINT "+table+"_sealed "+check+")")
}

// write inserts or updates with a value as an argument of a statement.
func (h sealedHost) write(ctx context.Context, statement string, id int, value any) error {
	one, two := "?", "?"
	if h.d == sqlstore.PostgreSQL {
		one, two = "$1", "$2"
	}
	_, err := h.db.ExecContext(ctx, fmt.Sprintf(statement, h.quoted, one, two), value, id)
	return err
}

const (
	insertSealed = "INSERT INTO customers (%[1]s, id) VALUES (%[2]s, %[3]s)"
	updateSealed = "UPDATE customers SET %[1]s = %[2]s WHERE id = %[3]s"
)

// The column takes every ciphertext up to the length that it was made for, and
// nothing else, in each form and whatever it is called.
func TestSealedColumn(t *testing.T) {
	each(t, sealedBackends, func(t *testing.T, b backend) {
		ring := newKeyring(t)
		for _, column := range []sqlstore.SealedColumn{
			{Name: "mobile", MaxBytes: 20},
			{Name: "mobile", MaxBytes: 20, Text: true},
			{Name: "select", MaxBytes: 5000},
			{Name: "Handy \"'`?%s\\ $1 @x; -- 手机", MaxBytes: 5000, Text: true},
		} {
			t.Run(fmt.Sprintf("%d %t", column.MaxBytes, column.Text), func(t *testing.T) {
				h := newSealedHost(t, b, column)
				testSealedColumn(t, h, ring)
			})
		}
	})
}

func testSealedColumn(t *testing.T, h sealedHost, ring *crypto.Keyring) {
	ctx := t.Context()
	value := func(s crypto.Sealed[string]) any {
		if h.column.Text {
			return s.Text()
		}
		return s
	}
	lengths := []int{h.column.MaxBytes - 1, h.column.MaxBytes}
	for n := range 20 {
		lengths = append(lengths, n)
	}
	for id, n := range lengths {
		text := strings.Repeat("1", n)
		s := sealString(t, ring, text)
		if err := h.write(ctx, insertSealed, id+1, value(s)); err != nil {
			t.Errorf("a value of %d bytes: %v", n, err)
			continue
		}
		var got crypto.Sealed[string]
		if err := h.db.QueryRowContext(ctx, fmt.Sprintf("SELECT %s FROM customers WHERE id = %d", h.quoted, id+1)).Scan(&got); err != nil {
			t.Fatal(err)
		}
		if opened, err := got.Open(ctx, ring, sealedField, "s"); err != nil || opened != text {
			t.Errorf("%d bytes came back as %d, %v", n, len(opened), err)
		}
		if err := h.write(ctx, updateSealed, id+1, value(sealString(t, ring, text))); err != nil {
			t.Errorf("update with a value of %d bytes: %v", n, err)
		}
	}
	if err := errors.Join(h.write(ctx, insertSealed, 1000, nil), h.write(ctx, updateSealed, 1, crypto.Sealed[string]{}), h.write(ctx, updateSealed, 1, crypto.SealedText[string]{})); err != nil {
		t.Errorf("NULL: %v", err)
	}
	before := h.contents(t)
	for what, bad := range h.plaintexts(t, ring) {
		for _, form := range []any{bad, []byte(bad)} {
			if err := h.write(ctx, insertSealed, 2000, form); err == nil {
				t.Errorf("inserted %s as %T", what, form)
			}
			if err := h.write(ctx, updateSealed, 3, form); err == nil {
				t.Errorf("updated to %s as %T", what, form)
			}
		}
	}
	for _, literal := range []string{"13800138000", "0", "''", "'李雷'", "1.5", "id", "CURRENT_TIMESTAMP", "(SELECT 'a')"} {
		for _, statement := range []string{"INSERT INTO customers (id, %s) VALUES (2000, %s)", "UPDATE customers SET %s = %s"} {
			args := []any{h.quoted, literal}
			if _, err := h.db.ExecContext(ctx, fmt.Sprintf(statement, args...)); err == nil {
				t.Errorf(statement, args...)
			}
		}
	}
	if h.d == sqlstore.MySQL { // which turns errors into warnings for those who ask
		for _, statement := range []string{
			"INSERT IGNORE INTO customers (%[1]s, id) VALUES (%[2]s, %[3]s)", "UPDATE IGNORE customers SET %[1]s = %[2]s WHERE id = %[3]s",
			"REPLACE INTO customers (%[1]s, id) VALUES (%[2]s, %[3]s)",
		} {
			_ = h.write(ctx, statement, 2, "13800138000")
		}
	}
	if after := h.contents(t); after != before {
		t.Error("the table was changed by a statement that failed")
	}
}

// contents returns all that the table holds.
func (h sealedHost) contents(tb testing.TB) string {
	tb.Helper()
	rows, err := h.db.QueryContext(tb.Context(), fmt.Sprintf("SELECT id, %s FROM customers ORDER BY id", h.quoted))
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var all strings.Builder
	for rows.Next() {
		var id int
		var value []byte
		if err := rows.Scan(&id, &value); err != nil {
			tb.Fatal(err)
		}
		fmt.Fprintf(&all, "%d %x\n", id, value)
	}
	if err := rows.Err(); err != nil {
		tb.Fatal(err)
	}
	return all.String()
}

// plaintexts are what is no ciphertext of the column's form, some of which
// come near.
func (h sealedHost) plaintexts(tb testing.TB, ring *crypto.Keyring) map[string]string {
	tb.Helper()
	raw := string(sealString(tb, ring, "13800138000").Bytes())
	text := base64.RawURLEncoding.EncodeToString([]byte(raw))
	long := string(sealString(tb, ring, strings.Repeat("1", h.column.MaxBytes+1)).Bytes())
	all := map[string]string{
		"a number": "13800138000", "a long number": strings.Repeat("13800138000", 5), "nothing": "", "a name": "李雷", "a long name": strings.Repeat("李雷", 10),
		"a name in GB 18030": "\xc0\xee\xc0\xd7" + strings.Repeat("\xc0\xee", 20), "a mail address": "a.very.long.name.of.somebody@mail.example.com.cn",
		"a resident ID": "110101199003070000", "JSON": `{"mobile":"13800138000","name":"somebody with a name"}`, "a UUID": "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
		"hex": hex.EncodeToString([]byte(raw)), "hex of PostgreSQL": `\x` + hex.EncodeToString([]byte(raw)), "base64": base64.StdEncoding.EncodeToString([]byte(raw + "1")),
		"base64 of a number": base64.StdEncoding.EncodeToString([]byte(strings.Repeat("13800138000", 4))), "base64url of a number": base64.RawURLEncoding.EncodeToString([]byte(strings.Repeat("13800138000", 4))),
		"spaces": strings.Repeat(" ", 60), "g": strings.Repeat("g", 60), "zeros": strings.Repeat("\x00", 60), "128": strings.Repeat("\x80", 10),
		"a ciphertext of Tink": "\x01\x00\x00\x00\x07" + raw[6:], "another version": "\x81" + raw[1:], "a number before": "1" + raw, "without its first byte": raw[1:],
		"text with a line break": text + "\n", "text with a space": text + " ", "text with a space before": " " + text, "text with padding": text + "==", "a byte 0 and more": text[:50] + "\x00" + "13800138000",
		"text of no length": text[:57], "upper case": strings.ToUpper(text), "text and a name": text + "李", "a quote": text[:50] + "'", "a dot": text[:50] + ".",
	}
	if h.column.Text {
		all["bytes"], all["truncated"] = raw, text[:crypto.SealedTextSize(0)-1]
		all["truncated to whole groups"], all["the beginning"] = text[:44], text[:3]
		all["too long"] = base64.RawURLEncoding.EncodeToString([]byte(long))
		all["much too long"] = text + strings.Repeat("A", 2*h.column.MaxBytes)
	} else {
		all["text"], all["truncated"], all["too long"], all["suite 0"] = text, raw[:crypto.Overhead-1], long, "\x80\x00"+raw[2:]
		all["much too long"] = long + long
	}
	if h.d == sqlstore.PostgreSQL && !h.column.Text {
		delete(all, "hex of PostgreSQL") // is the ciphertext, in PostgreSQL's own way to write bytes
	}
	return all
}

// Without strict mode MariaDB cuts what is too long for a column. The spare
// byte lets the constraint see it; without it there is a ciphertext left that
// nobody opens.
func TestSealedColumnCut(t *testing.T) {
	ring := newKeyring(t)
	long := sealString(t, ring, strings.Repeat("1", 12))
	for _, text := range []bool{false, true} {
		var value any = long
		if text {
			value = long.Text()
		}
		h := newSealedHost(t, lax, sqlstore.SealedColumn{Name: "mobile", MaxBytes: 11, Text: text})
		if err := h.write(t.Context(), insertSealed, 1, value); err == nil {
			t.Errorf("text %t: a ciphertext was cut", text)
		}
		typ := "VARBINARY(45)"
		if text {
			typ = "VARCHAR(60)"
		}
		execute(t, h.db, "DROP TABLE customers", "CREATE TABLE customers (id INTEGER PRIMARY KEY, mobile "+typ+" "+must(h.column.Check(h.d))(t)+")")
		if err := h.write(t.Context(), insertSealed, 1, value); err != nil {
			t.Errorf("text %t: without the spare byte: %v, so that it could go", text, err)
		}
	}
}

// The constraint ends a migration: it cannot be added while there is plaintext,
// and it lets ResealTable go on replacing ciphertexts.
func TestSealedColumnMigration(t *testing.T) {
	each(t, backends, func(t *testing.T, b backend) {
		for _, text := range []bool{false, true} {
			ctx, v := t.Context(), newVault(t, b)
			moving := v.reopen(t, func(cfg *crypto.Config) {
				cfg.UnsafeMigration = &crypto.Migration{Fields: []crypto.Field{sealedField}, Until: time.Now().Add(time.Hour)}
			})
			column := sqlstore.SealedColumn{Name: "mobile", MaxBytes: 11, Text: text}
			definition, check := must(column.Definition(b.dialect))(t), must(column.Check(b.dialect))(t)
			execute(t, v.db, "CREATE TABLE customers (id INTEGER PRIMARY KEY, "+definition+")")
			v.run(t, "INSERT INTO customers (id, mobile) VALUES (1, ?), (2, NULL)", "13800138000")
			table := v.table(t, sqlstore.TableSpec{
				Name: "customers", Key: "id", Subject: "id", Columns: []sqlstore.TableColumn{{Name: "mobile", Text: text}},
			})
			add := []string{"ALTER TABLE customers ADD CONSTRAINT customers_sealed " + check}
			if b.dialect == sqlstore.SQLite {
				add = []string{
					"CREATE TABLE fresh (id INTEGER PRIMARY KEY, " + definition + ", CONSTRAINT customers_sealed " + check + ")",
					"INSERT INTO fresh SELECT * FROM customers", "DROP TABLE customers", "ALTER TABLE fresh RENAME TO customers",
				}
			}
			if _, err := v.db.Exec(strings.Join(add[:min(2, len(add))], ";")); err == nil {
				t.Error("added in spite of plaintext")
			}
			if b.dialect == sqlstore.SQLite {
				execute(t, v.db, "DROP TABLE fresh")
			}
			if report, err := moving.ResealTable(ctx, table, nil); err != nil || report.Resealed != 1 {
				t.Errorf("ResealTable: %+v, %v", report, err)
			}
			execute(t, v.db, add...)
			if _, err := v.db.Exec("UPDATE customers SET mobile = '13800138000'"); err == nil {
				t.Error("updated to plaintext")
			}
			if err := v.ring.Rotate(ctx, "1"); err != nil {
				t.Fatal(err)
			}
			if report, err := v.ring.ResealTable(ctx, table, nil); err != nil || report.Resealed != 1 {
				t.Errorf("ResealTable with the constraint: %+v, %v", report, err)
			}
			var s crypto.Sealed[string]
			if err := v.db.QueryRow("SELECT mobile FROM customers WHERE id = 1").Scan(&s); err != nil {
				t.Fatal(err)
			}
			if got, err := s.Open(ctx, v.ring, sealedField, "1"); err != nil || got != "13800138000" {
				t.Errorf("opened %q, %v", got, err)
			}
			must(0, errors.Join(moving.Close(), v.ring.Close(), v.db.Close()))(t)
		}
	})
}

// What modifies the column leaves the constraint, which MariaDB would have
// dropped with a definition that it was part of.
func TestSealedColumnModified(t *testing.T) {
	column := sqlstore.SealedColumn{Name: "mobile", MaxBytes: 11}
	h := newSealedHost(t, mariadb, column)
	const modify = "ALTER TABLE customers MODIFY mobile LONGBLOB"
	execute(t, h.db, modify)
	if err := h.write(t.Context(), insertSealed, 1, "13800138000"); err == nil {
		t.Error("inserted plaintext")
	}
	execute(t, h.db, "DROP TABLE customers",
		"CREATE TABLE customers (id INTEGER PRIMARY KEY, "+must(column.Definition(h.d))(t)+" "+must(column.Check(h.d))(t)+")", modify)
	if err := h.write(t.Context(), insertSealed, 1, "13800138000"); err != nil {
		t.Errorf("as part of the column: %v, so that it could be", err)
	}
}

// A column that is added to a table with rows, and one that is not NULL.
func TestSealedColumnAdded(t *testing.T) {
	each(t, append([]backend{lax}, backends...), func(t *testing.T, b backend) {
		db := b.empty(t)
		for _, text := range []bool{false, true} {
			column := sqlstore.SealedColumn{Name: "mobile", MaxBytes: 11, Text: text}
			execute(t, db, "CREATE TABLE customers (id INTEGER PRIMARY KEY)", "INSERT INTO customers VALUES (1)",
				addSealed(t, b, column))
			if _, err := db.Exec("UPDATE customers SET mobile = '13800138000'"); err == nil {
				t.Error("updated to plaintext")
			}
			column.NotNull = true
			createSealed(t, db, "orders", column, b.dialect)
			for _, statement := range []string{"INSERT INTO orders (id, mobile) VALUES (1, NULL)", "INSERT INTO orders (id) VALUES (1)"} {
				if _, err := db.Exec(statement); err == nil {
					t.Error(statement)
				}
			}
			execute(t, db, "DROP TABLE customers", "DROP TABLE orders")
		}
	})
}

func addSealed(tb testing.TB, b backend, column sqlstore.SealedColumn) string {
	tb.Helper()
	statement := "ALTER TABLE customers ADD COLUMN " + must(column.Definition(b.dialect))(tb)
	if b.dialect != sqlstore.SQLite {
		statement += ", ADD CONSTRAINT customers_sealed"
	}
	return statement + " " + must(column.Check(b.dialect))(tb)
}
