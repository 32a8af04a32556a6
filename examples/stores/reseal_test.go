package stores

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/khtong/privacykit/crypto"
	"github.com/khtong/privacykit/crypto/localkek"
	"github.com/khtong/privacykit/sqlstore"
)

// A vault is a keyring with what it stands on.
type vault struct {
	b    backend
	db   *sql.DB
	keks *localkek.KEKs
	cfg  crypto.Config
	ring *crypto.Keyring
}

// ttl is the CacheTTL of the tests: RetireKeys waits as long.
const ttl = 50 * time.Millisecond

// newVault creates the keys of a tenant in a new database.
func newVault(tb testing.TB, b backend) *vault {
	tb.Helper()
	return newVaultOn(tb, b, b.migrated(tb), filepath.Join(tb.TempDir(), "kek"), nil)
}

// newVaultOn is newVault on a database and a folder of its KEKs, with a second
// store of tombstones, or nil.
func newVaultOn(tb testing.TB, b backend, db *sql.DB, folder string, tombstones crypto.KeyStore) *vault {
	tb.Helper()
	v := &vault{b: b, db: db, keks: must(localkek.OpenForDevelopment(folder))(tb)}
	if err := v.keks.Create(1); err != nil {
		tb.Fatal(err)
	}
	v.cfg = crypto.Config{Tenant: "t1", KEK: v.keks, Store: b.keys(tb, db), Now: time.Now, CacheTTL: ttl, Tombstones: tombstones}
	v.ring = must(crypto.CreateKeyring(tb.Context(), v.cfg))(tb)
	return v
}

// reopen opens the keyring with another configuration, as after a restart.
func (v *vault) reopen(tb testing.TB, change func(*crypto.Config)) *crypto.Keyring {
	tb.Helper()
	cfg := v.cfg
	change(&cfg)
	return must(crypto.OpenKeyring(tb.Context(), cfg))(tb)
}

// The types of columns, by dialect.
var types = map[sqlstore.Dialect]map[string]string{
	sqlstore.SQLite: {
		"text": "TEXT", "folding text": "TEXT COLLATE NOCASE", "bytes": "BLOB", "key bytes": "BLOB", "integer": "INTEGER",
		"other text": "TEXT",
	},
	sqlstore.PostgreSQL: {
		"text": "TEXT", "folding text": "TEXT COLLATE folding", "bytes": "BYTEA", "key bytes": "BYTEA", "integer": "BIGINT",
		"other text": `VARCHAR(250) COLLATE "C"`,
	},
	sqlstore.MySQL: {
		"text": "VARCHAR(250) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin", "folding text": "VARCHAR(250) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci",
		"bytes": "BLOB", "key bytes": "VARBINARY(250)", "integer": "BIGINT", "other text": "VARCHAR(250) CHARACTER SET gbk",
	},
}

// folding makes the collation of PostgreSQL for which texts can be equal that are
// not the same. Those of the others have it.
func folding(tb testing.TB, v *vault) {
	tb.Helper()
	if v.b.dialect == sqlstore.PostgreSQL {
		execute(tb, v.db, "CREATE COLLATION folding (provider = icu, locale = 'und-u-ks-level2', deterministic = false)")
	}
}

// quoted returns a name as the dialect quotes it.
func (b backend) quoted(name string) string {
	mark := `"`
	if b.dialect == sqlstore.MySQL {
		mark = "`"
	}
	return mark + strings.ReplaceAll(name, mark, mark+mark) + mark
}

// run executes a statement with question marks for its arguments, of which its
// names have none.
func (v *vault) run(tb testing.TB, statement string, args ...any) {
	tb.Helper()
	if _, err := v.db.ExecContext(context.WithoutCancel(tb.Context()), v.b.placeholders(statement), args...); err != nil {
		tb.Fatalf("%s: %v", statement, err)
	}
}

func (b backend) placeholders(statement string) string {
	if b.dialect != sqlstore.PostgreSQL {
		return statement
	}
	parts := strings.Split(statement, "?")
	for i := range parts[1:] {
		parts[i] += fmt.Sprintf("$%d", i+1)
	}
	return strings.Join(parts, "")
}

// customers is the table of most tests, with sealed columns of text and of bytes.
func customers(tb testing.TB, v *vault) sqlstore.TableSpec {
	tb.Helper()
	folding(tb, v)
	of := types[v.b.dialect]
	execute(tb, v.db, fmt.Sprintf("CREATE TABLE customers (id %s PRIMARY KEY, mobile %s, address %s, note VARCHAR(20))",
		of["integer"], of["folding text"], of["bytes"]))
	return sqlstore.TableSpec{
		Name: "customers", Key: "id", Subject: "id",
		Columns: []sqlstore.TableColumn{{Name: "mobile", Text: true}, {Name: "address"}},
	}
}

var (
	mobile  = crypto.Field{Table: "customers", Column: "mobile"}
	address = crypto.Field{Table: "customers", Column: "address"}
)

func (v *vault) table(tb testing.TB, spec sqlstore.TableSpec) *sqlstore.SealedTable {
	tb.Helper()
	return must(sqlstore.Table(v.db, v.b.dialect, spec))(tb)
}

// add inserts a customer, sealed by the ring.
func (v *vault) add(tb testing.TB, id int, phone, street string) {
	tb.Helper()
	subject := fmt.Sprint(id)
	v.run(tb, "INSERT INTO customers (id, mobile, address) VALUES (?, ?, ?)", id,
		asText(must(v.ring.SealString(tb.Context(), mobile, subject, phone))(tb)),
		must(v.ring.SealString(tb.Context(), address, subject, street))(tb))
}

func asText(sealed []byte) string { return base64.RawURLEncoding.EncodeToString(sealed) }

// A customer is a row as it is stored.
type customer struct {
	mobile  sql.NullString
	address []byte
}

func (v *vault) customer(tb testing.TB, id int) (c customer) {
	tb.Helper()
	row := v.db.QueryRowContext(tb.Context(), v.b.placeholders("SELECT mobile, address FROM customers WHERE id = ?"), id)
	if err := row.Scan(&c.mobile, &c.address); err != nil {
		tb.Fatal(err)
	}
	return c
}

// wantCustomer opens a customer, who must be sealed with the version of the key.
func (v *vault) wantCustomer(tb testing.TB, ring *crypto.Keyring, id int, version byte, phone, street string) {
	tb.Helper()
	c := v.customer(tb, id)
	text := must(base64.RawURLEncoding.DecodeString(c.mobile.String))(tb)
	for _, f := range []struct {
		field  crypto.Field
		sealed []byte
		want   string
	}{{mobile, text, phone}, {address, c.address, street}} {
		got, err := ring.OpenString(tb.Context(), f.field, fmt.Sprint(id), f.sealed)
		if err != nil || got != f.want || f.sealed[5] != version {
			tb.Errorf("customer %d, %s: %q under version %v, %v; want %q under %d", id, f.field.Column, got, f.sealed[:6], err, f.want, version)
		}
	}
}

// From plaintext to sealed, and then to another generation of keys, in a table
// whose names could end a statement.
func TestTableMigration(t *testing.T) {
	each(t, backends, func(t *testing.T, b backend) {
		for _, names := range [][6]string{
			{"people", "id", "owner", "mobile", "card", "price"},
			{`pe"ople`, "i`d", "select", `mob"ile?`, "$1", "价'格"},
			{"privacykit_keys2", "'; DROP TABLE people; --", "a b", `\`, "privacykit_keys", "t"},
		} {
			testTableMigration(t, b, names)
		}
	})
}

func testTableMigration(t *testing.T, b backend, names [6]string) {
	ctx := t.Context()
	v := newVault(t, b)
	of := types[b.dialect]
	q := [6]string{}
	for i, name := range names {
		q[i] = b.quoted(name)
	}
	execute(t, v.db, fmt.Sprintf("CREATE TABLE %s (%s %s NOT NULL PRIMARY KEY, %s %s NOT NULL, %s %s, %s %s, %s %s, tenant %s NOT NULL)",
		q[0], q[1], of["text"], q[2], of["integer"], q[3], of["text"], q[4], of["bytes"], q[5], of["integer"], of["integer"]))
	// Names have question marks, so this host writes its values itself.
	insert := func(id string, owner int, phone, card any, price any, tenant int) {
		t.Helper()
		marks := "?, ?, ?, ?, ?, ?"
		if b.dialect == sqlstore.PostgreSQL {
			marks = "$1, $2, $3, $4, $5, $6"
		}
		text := fmt.Sprintf("INSERT INTO %s (%s, %s, %s, %s, %s, tenant) VALUES (%s)", q[0], q[1], q[2], q[3], q[4], q[5], marks)
		if _, err := v.db.ExecContext(ctx, text, id, owner, phone, card, price, tenant); err != nil {
			t.Fatal(err)
		}
	}
	const rows = 25
	phones := []string{"13800138000", "", "gAAAAABh' OR 1=1; --", "Ünïcödé 物业 🏠", strings.Repeat("gAAA", 20), `a\'"b`, " blank "}
	for i := range rows {
		var card, price any
		if i%3 > 0 {
			card = []byte(fmt.Sprintf("card\x00\xff%d", i))
		}
		if i%4 > 0 {
			price = i
		}
		insert(fmt.Sprintf("r%02d", i), i%7, phones[i%len(phones)], card, price, 1)
	}
	insert("r99", 99, nil, nil, nil, 1)
	insert("other", 1, "13900139000", []byte("x"), 1, 2) // another tenant's

	phone, card := crypto.Field{Table: "people", Column: "mobile"}, crypto.Field{Table: "people", Column: "card"}
	spec := sqlstore.TableSpec{
		Name: names[0], Key: names[1], Subject: names[2], Where: map[string]any{"tenant": 1},
		Columns: []sqlstore.TableColumn{
			{Name: names[3], Text: true, Field: phone, BindKey: true},
			{Name: names[4], Field: card, With: []string{names[5]}},
		},
	}
	ring := v.reopen(t, func(c *crypto.Config) {
		c.UnsafeMigration = &crypto.Migration{Fields: []crypto.Field{phone, card}, Until: time.Now().Add(time.Hour)}
	})
	var progress []int
	report, err := ring.ResealTable(ctx, v.table(t, spec), &crypto.ResealOptions{
		Cursors: b.cursors(t, v.db), Job: "people", Batch: 10, Progress: func(r crypto.ResealReport) { progress = append(progress, r.Rows) },
	})
	if want := (crypto.ResealReport{Rows: rows + 1, Resealed: rows, Current: 1}); err != nil || report != want || !slices.Equal(progress, []int{10, 20, 26}) {
		t.Fatalf("%q: first pass: %+v, %v, progress %v; want %+v", names[0], report, err, progress, want)
	}
	if ring.MigrationReads() != rows+rows*2/3 {
		t.Errorf("%d values read by the migration", ring.MigrationReads())
	}

	// check opens all with a keyring that knows no migration, and returns the key versions that it meets.
	check := func(when string) (versions []byte) {
		t.Helper()
		text := fmt.Sprintf("SELECT %s, %s, %s, %s, %s FROM %s WHERE tenant = 1", q[1], q[2], q[3], q[4], q[5], q[0])
		got, err := v.db.QueryContext(ctx, text)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = got.Close() }()
		n := 0
		for got.Next() {
			var id string
			var owner int
			var stored, price sql.NullString
			var bytes []byte
			if err := got.Scan(&id, &owner, &stored, &bytes, &price); err != nil {
				t.Fatal(err)
			}
			if id == "r99" {
				if stored.Valid || bytes != nil {
					t.Errorf("%s: what was NULL is %v, %v", when, stored, bytes)
				}
				continue
			}
			i := 10*int(id[1]-'0') + int(id[2]-'0')
			n++
			f := phone
			f.Row = id
			sealed := must(base64.RawURLEncoding.DecodeString(stored.String))(t)
			value, err := v.ring.OpenString(ctx, f, fmt.Sprint(owner), sealed)
			if err != nil || value != phones[i%len(phones)] {
				t.Errorf("%s: %s: %q, %v", when, id, value, err)
			}
			versions = append(versions, sealed[5])
			if (i%3 > 0) != (bytes != nil) {
				t.Errorf("%s: %s: card is %v", when, id, bytes)
			}
			if bytes == nil {
				continue
			}
			f = card
			if price.Valid {
				f.With = crypto.BindColumns(map[string]string{names[5]: price.String})
			}
			value, err = v.ring.OpenString(ctx, f, fmt.Sprint(owner), bytes)
			if err != nil || value != fmt.Sprintf("card\x00\xff%d", i) {
				t.Errorf("%s: %s: card %q, %v", when, id, value, err)
			}
		}
		if err := got.Err(); err != nil || n != rows {
			t.Errorf("%s: %d rows, %v", when, n, err)
		}
		slices.Sort(versions)
		return slices.Compact(versions)
	}
	if got := check("sealed"); !slices.Equal(got, []byte{1}) {
		t.Errorf("key versions %v", got)
	}

	// Another generation of the key of one owner.
	if err := v.ring.Rotate(ctx, "3"); err != nil {
		t.Fatal(err)
	}
	report, err = v.ring.ResealTable(ctx, v.table(t, spec), nil)
	if err != nil || report.Resealed != 4 || report.Current != rows-3 {
		t.Errorf("after Rotate of one: %+v, %v", report, err)
	}
	if got := check("rotated"); !slices.Equal(got, []byte{1, 2}) {
		t.Errorf("key versions %v", got)
	}
	// And of all, with those that are in the process of a restart.
	if err := v.keks.Create(2); err != nil {
		t.Fatal(err)
	}
	must(v.ring.AdvanceEpoch(ctx))(t)
	must(v.ring.Rewrap(ctx, &crypto.RewrapOptions{Rotate: true}))(t)
	time.Sleep(2 * ttl)
	began := time.Now()
	report, err = v.ring.ResealTable(ctx, v.table(t, spec), nil)
	if err != nil || report.Resealed != rows {
		t.Errorf("after the rotation of all: %+v, %v", report, err)
	}
	if n, err := v.ring.RetireKeys(ctx, began); err != nil || n != 7 {
		t.Errorf("RetireKeys: %d, %v", n, err)
	}
	if got := check("retired"); !slices.Equal(got, []byte{2, 3}) {
		t.Errorf("key versions %v", got)
	}
	report, err = v.ring.ResealTable(ctx, v.table(t, spec), nil)
	if want := (crypto.ResealReport{Rows: rows + 1, Current: rows + 1}); err != nil || report != want {
		t.Errorf("a pass with nothing to do: %+v, %v", report, err)
	}
	// The other tenant's row is as it was.
	var left string
	if err := v.db.QueryRow(fmt.Sprintf("SELECT %s FROM %s WHERE tenant = 2", q[3], q[0])).Scan(&left); err != nil || left != "13900139000" {
		t.Errorf("a row of another tenant: %q, %v", left, err)
	}
}

// hookTable calls before between the read and the swap of each row.
type hookTable struct {
	crypto.SealedTable
	before func(row crypto.SealedRow)
}

func (h hookTable) Swap(ctx context.Context, row crypto.SealedRow, fresh [][]byte) (bool, error) {
	h.before(row)
	return h.SealedTable.Swap(ctx, row, fresh)
}

// What somebody writes between the read and the swap stays, also where the
// collation of the column sees no difference.
func TestTableChangedMeanwhile(t *testing.T) {
	each(t, backends, func(t *testing.T, b backend) {
		ctx := t.Context()
		v := newVault(t, b)
		spec := customers(t, v)
		changes := []struct {
			statement string
			args      []any
		}{
			{"UPDATE customers SET mobile = ? WHERE id = ?", []any{"ALICE"}},
			{"UPDATE customers SET mobile = ? WHERE id = ?", []any{"alicé"}},
			{"UPDATE customers SET mobile = ? WHERE id = ?", []any{"alice "}},
			{"UPDATE customers SET mobile = ? WHERE id = ?", []any{""}},
			{"UPDATE customers SET mobile = ? WHERE id = ?", []any{nil}},
			{"UPDATE customers SET address = ? WHERE id = ?", []any{[]byte("STREET")}},
			{"UPDATE customers SET address = ? WHERE id = ?", []any{[]byte("street ")}},
			{"UPDATE customers SET address = ? WHERE id = ?", []any{[]byte{}}},
			{"UPDATE customers SET address = ? WHERE id = ?", []any{nil}},
			{"DELETE FROM customers WHERE id = ?", nil},
		}
		for i := range changes {
			v.run(t, "INSERT INTO customers (id, mobile, address) VALUES (?, ?, ?)", i, "alice", []byte("street"))
		}
		// Rows of which one value is NULL, until somebody fills it in.
		fill := len(changes)
		changes = append(changes, struct {
			statement string
			args      []any
		}{"UPDATE customers SET address = ? WHERE id = ?", []any{[]byte("new")}})
		v.run(t, "INSERT INTO customers (id, mobile) VALUES (?, ?)", fill, "alice")
		// What has nothing to do with the sealed columns does not matter.
		other := fill + 1
		v.run(t, "INSERT INTO customers (id, mobile) VALUES (?, ?)", other, "alice")

		ring := v.reopen(t, func(c *crypto.Config) {
			c.UnsafeMigration = &crypto.Migration{Fields: []crypto.Field{mobile, address}, Until: time.Now().Add(time.Hour)}
		})
		after := map[int]customer{}
		hooked := hookTable{v.table(t, spec), func(row crypto.SealedRow) {
			var i int
			if _, err := fmt.Sscanf(row.Key, "i%d", &i); err != nil {
				t.Fatal(err)
			}
			if i == other {
				v.run(t, "UPDATE customers SET note = ? WHERE id = ?", "n", i)
				return
			}
			v.run(t, changes[i].statement, append(slices.Clone(changes[i].args), i)...)
			if changes[i].args != nil {
				after[i] = v.customer(t, i)
			}
		}}
		report, err := ring.ResealTable(ctx, hooked, nil)
		if want := (crypto.ResealReport{Rows: other + 1, Resealed: 1, Changed: other}); err != nil || report != want {
			t.Errorf("%+v, %v; want %+v", report, err, want)
		}
		for i, want := range after {
			if got := v.customer(t, i); got.mobile != want.mobile || !bytes.Equal(got.address, want.address) {
				t.Errorf("%v: the row has %v", changes[i], got)
			}
		}
		// The next pass takes them as they are now.
		report, err = ring.ResealTable(ctx, v.table(t, spec), nil)
		if want := (crypto.ResealReport{Rows: other, Resealed: other - 1, Current: 1}); err != nil || report != want {
			t.Errorf("next pass: %+v, %v; want %+v", report, err, want)
		}
	})
}

// Rows of the erased stay, and rows that do not open; the others go on.
func TestTableErasedAndForeign(t *testing.T) {
	each(t, backends, func(t *testing.T, b backend) {
		ctx := t.Context()
		v := newVault(t, b)
		spec := customers(t, v)
		for i := range 9 {
			v.add(t, i, fmt.Sprintf("1380013800%d", i), "street")
			if err := v.ring.Rotate(ctx, fmt.Sprint(i)); err != nil {
				t.Fatal(err)
			}
		}
		before := map[int]customer{}
		must(v.ring.Erase(ctx, "2", nil))(t)
		v.run(t, "UPDATE customers SET mobile = ? WHERE id = 4", "13900139000")                                         // of before sealing, but no Migration
		v.run(t, "UPDATE customers SET mobile = ? WHERE id = 5", v.customer(t, 6).mobile.String)                        // another's
		v.run(t, "UPDATE customers SET mobile = ? WHERE id = 7", v.customer(t, 7).mobile.String+"\n")                   // not canonical
		v.run(t, "UPDATE customers SET mobile = ? WHERE id = 8", base64.StdEncoding.EncodeToString([]byte("gAAAAABh"))) // of another library
		for _, i := range []int{2, 4, 5, 7, 8} {
			before[i] = v.customer(t, i)
		}
		report, err := v.ring.ResealTable(ctx, v.table(t, spec), &crypto.ResealOptions{Batch: 2})
		if want := (crypto.ResealReport{Rows: 9, Resealed: 4, Erased: 1, Failed: 4}); !errors.Is(err, crypto.ErrFormat) || report != want {
			t.Errorf("%+v, %v; want %+v", report, err, want)
		}
		for i, want := range before {
			if got := v.customer(t, i); got.mobile != want.mobile || !bytes.Equal(got.address, want.address) {
				t.Errorf("customer %d was changed", i)
			}
		}
		for _, i := range []int{0, 1, 3, 6} {
			v.wantCustomer(t, v.ring, i, 2, fmt.Sprintf("1380013800%d", i), "street")
		}
	})
}

// A pass that is told to takes its time, and ends with its context; the next one
// goes on where it was.
func TestTableRateAndResume(t *testing.T) {
	each(t, backends, func(t *testing.T, b backend) {
		v := newVault(t, b)
		spec := customers(t, v)
		for i := range 20 {
			v.add(t, i, "13800138000", "street")
		}
		opts := crypto.ResealOptions{Cursors: b.cursors(t, v.db), Job: "customers", Batch: 5, RowsPerSecond: 100}
		ctx, cancel := context.WithCancel(t.Context())
		opts.Progress = func(r crypto.ResealReport) {
			if r.Rows == 10 {
				cancel()
			}
		}
		report, err := v.ring.ResealTable(ctx, v.table(t, spec), &opts)
		if !errors.Is(err, context.Canceled) || report.Rows != 10 {
			t.Errorf("cancelled: %+v, %v", report, err)
		}
		opts.Progress = nil
		began := time.Now()
		report, err = v.ring.ResealTable(t.Context(), v.table(t, spec), &opts)
		if err != nil || report.Rows != 10 {
			t.Errorf("resumed: %+v, %v", report, err)
		}
		if took := time.Since(began); took < 90*time.Millisecond {
			t.Errorf("10 rows at 100 in a second took %v", took)
		}
		report, err = v.ring.ResealTable(t.Context(), v.table(t, spec), &opts)
		if err != nil || report.Rows != 20 {
			t.Errorf("from the beginning: %+v, %v", report, err)
		}
	})
}
