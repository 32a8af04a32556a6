package stores

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/khtong/privacykit/crypto"
	"github.com/khtong/privacykit/sqlstore"
)

// drivers are the backends, and those that send arguments in the text of a
// statement.
func drivers() []backend {
	all := slices.Clone(backends)
	for _, b := range variants {
		if b.name != "PostgreSQLSchema" && b.name != "MariaDBInterpolated" {
			continue
		}
		source := b.source
		b.source = func(tb testing.TB) string {
			tb.Helper()
			return strings.Replace(source(tb), "sql_mode=''", "sql_mode='STRICT_ALL_TABLES'", 1)
		}
		all = append(all, b)
	}
	return all
}

// Keys of every type, in the order of their own collation, are read each once
// whatever the size of a page.
func TestTableKeys(t *testing.T) {
	keys := map[string][]any{
		"integer": {int64(-9007199254740993), int64(-1), int64(0), int64(1), int64(2), int64(10), int64(9007199254740992), int64(9007199254740993), int64(9007199254740994)},
		"text": {
			"a", "A", "b", "B", "aa", "Aa", "a_", "a%", "Z", "z", "é", "e", "ß", "ss", "ä", "物业", "物", "10", "9", "'", `\`, "",
		},
		"folding text": {"a", "B", "c", "D", "_", "0", "Ab", "aC", "z", "ZZ", "é", "物", "物业", "O'Neil", `\`},
		"other text":   {"a", "B", "物业", "物", "业主", "啊", "丂", "10", "9"},
		"key bytes":    {[]byte{0}, []byte{0, 0}, []byte{0x80}, []byte{0xff, 0xfe}, []byte("a"), []byte("A"), []byte("a "), []byte{0xe9}, []byte("'\\")},
	}
	each(t, drivers(), func(t *testing.T, b backend) {
		v := &vault{b: b, db: b.empty(t)}
		folding(t, v)
		i := 0
		for kind, values := range keys {
			i++
			name := fmt.Sprintf("keys%d", i)
			of := types[b.dialect]
			execute(t, v.db, fmt.Sprintf("CREATE TABLE %s (k %s NOT NULL PRIMARY KEY, v %s, w %s)", name, of[kind], of["bytes"], of["other text"]))
			for _, key := range values {
				v.run(t, "INSERT INTO "+name+" (k, v, w) VALUES (?, ?, ?)", key, []byte{0xff}, "物业")
			}
			table := v.table(t, sqlstore.TableSpec{Name: name, Key: "k", Subject: "k", Columns: []sqlstore.TableColumn{{Name: "v", BindKey: true}, {Name: "w", Text: true}}})
			for _, limit := range []int{1, 2, 3, len(values), len(values) + 1} {
				seen := map[string]bool{}
				after := ""
				for {
					rows, err := table.Rows(t.Context(), after, limit)
					if err != nil {
						t.Fatalf("%s after %q: %v", kind, after, err)
					}
					for _, row := range rows {
						after = row.Key
						cell := row.Cells[0]
						if seen[row.Key] || len(row.Key) < 1 || cell.Field.Row != row.Key[1:] || cell.Subject != cell.Field.Row {
							t.Errorf("%s: row %q twice, or bound to %q", kind, row.Key, cell.Field.Row)
						}
						seen[row.Key] = true
						swapped, err := table.Swap(t.Context(), row, [][]byte{append(bytes.Clone(cell.Sealed), '+'), append(bytes.Clone(row.Cells[1].Sealed), '+')})
						if err != nil || !swapped {
							t.Errorf("%s: swap of %q: %t, %v", kind, row.Key, swapped, err)
						}
					}
					if len(rows) < limit {
						break
					}
				}
				if len(seen) != len(values) {
					t.Errorf("%s, pages of %d: %d rows of %d", kind, limit, len(seen), len(values))
				}
			}
			var n int
			if err := v.db.QueryRow("SELECT COUNT(*) FROM " + name + " WHERE w = '物业+++++'").Scan(&n); err != nil || n != len(values) {
				t.Errorf("%s: %d rows were written by each pass, %v", kind, n, err)
			}
		}
	})
}

// Subject and bound columns that somebody changes between the read and the swap: a
// plaintext is bound to neither, and would be sealed for what was there before.
func TestTablePlainColumnChanged(t *testing.T) {
	each(t, drivers(), func(t *testing.T, b backend) {
		ctx := t.Context()
		v := newVault(t, b)
		folding(t, v)
		of := types[b.dialect]
		execute(t, v.db, fmt.Sprintf(`CREATE TABLE orders (id %s PRIMARY KEY, owner %s, buyer %s, pieces %s, price DECIMAL(20,2), state %s, raw %s, mobile %s)`,
			of["integer"], of["folding text"], of["integer"], of["integer"], of["folding text"], of["key bytes"], of["text"]))
		changes := []string{
			"owner = 'ANNA'", "owner = 'anna '", "owner = NULL", "pieces = 6", "pieces = NULL", "price = 2.51", "price = NULL",
			"state = 'PAID'", "state = NULL", "raw = ?", "raw = NULL", "note = 'x'",
		}
		execute(t, v.db, "ALTER TABLE orders ADD COLUMN note VARCHAR(20)")
		for i := range changes {
			v.run(t, "INSERT INTO orders (id, owner, pieces, price, state, raw, mobile) VALUES (?, 'anna', 9007199254740993, 2.50, 'paid', ?, '13800138000')", i, []byte{0xff, 0})
		}
		f := crypto.Field{Table: "orders", Column: "mobile"}
		ring := v.reopen(t, func(c *crypto.Config) {
			c.UnsafeMigration = &crypto.Migration{Fields: []crypto.Field{f}, Until: time.Now().Add(time.Hour)}
		})
		table := v.table(t, sqlstore.TableSpec{
			Name: "orders", Key: "id", Subject: "owner",
			Columns: []sqlstore.TableColumn{{Name: "mobile", Text: true, With: []string{"pieces", "price", "state", "raw"}}},
		})
		hooked := hookTable{table, func(row crypto.SealedRow) {
			var i int
			if _, err := fmt.Sscanf(row.Key, "i%d", &i); err != nil {
				t.Fatal(err)
			}
			args := []any{i}
			if strings.Contains(changes[i], "?") {
				args = []any{[]byte{0xff, 1}, i}
			}
			v.run(t, "UPDATE orders SET "+changes[i]+" WHERE id = ?", args...)
		}}
		report, err := ring.ResealTable(ctx, hooked, nil)
		if want := (crypto.ResealReport{Rows: len(changes), Resealed: 1, Changed: len(changes) - 1}); err != nil || report != want {
			t.Errorf("%+v, %v; want %+v", report, err, want)
		}
		// The next pass takes them as they are now, but for the one that has no subject any more.
		report, err = ring.ResealTable(ctx, table, nil)
		if want := (crypto.ResealReport{Rows: len(changes), Resealed: len(changes) - 2, Current: 1, Failed: 1}); !errors.Is(err, crypto.ErrArgument) || report != want {
			t.Errorf("next pass: %+v, %v; want %+v", report, err, want)
		}
		execute(t, v.db, "UPDATE orders SET owner = 'anna' WHERE owner IS NULL")
		report, err = ring.ResealTable(ctx, table, nil)
		if want := (crypto.ResealReport{Rows: len(changes), Resealed: 1, Current: len(changes) - 1}); err != nil || report != want {
			t.Errorf("last pass: %+v, %v; want %+v", report, err, want)
		}
		// All open with what is in their rows.
		rows := must(table.Rows(ctx, "", 100))(t)
		for _, row := range rows {
			if got, err := v.ring.Open(ctx, row.Cells[0].Field, row.Cells[0].Subject, row.Cells[0].Sealed); err != nil || string(got) != "13800138000" {
				t.Errorf("row %s: %q, %v", row.Key, got, err)
			}
		}
	})
}

// What would lose a value, or take one thing for another, ends the pass before it
// writes.
func TestTableRefusals(t *testing.T) {
	each(t, backends, func(t *testing.T, b backend) {
		ctx := t.Context()
		v := newVault(t, b)
		spec := customers(t, v)
		v.add(t, 1, "13800138000", "street")
		if err := v.ring.Rotate(ctx, "1"); err != nil {
			t.Fatal(err)
		}
		before := v.customer(t, 1)
		for name, spoil := range map[string]func(s *sqlstore.TableSpec){
			"table":   func(s *sqlstore.TableSpec) { s.Name = "custmers" },
			"key":     func(s *sqlstore.TableSpec) { s.Key = "idd" }, // SQLite takes "idd" for a text, if it stands alone
			"subject": func(s *sqlstore.TableSpec) { s.Subject = "owner" },
			"column":  func(s *sqlstore.TableSpec) { s.Columns[0].Name = "mobil" },
			"where":   func(s *sqlstore.TableSpec) { s.Where = map[string]any{"tenant": "t1"} },
		} {
			bad := spec
			bad.Columns = slices.Clone(spec.Columns)
			spoil(&bad)
			var failure *sqlstore.DBError
			if report, err := v.ring.ResealTable(ctx, v.table(t, bad), nil); !errors.As(err, &failure) || report.Rows != 0 {
				t.Errorf("%s that is none: %+v, %v", name, report, err)
			}
		}
		if got := v.customer(t, 1); got.mobile != before.mobile || !bytes.Equal(got.address, before.address) {
			t.Error("a row was changed")
		}

		of := types[b.dialect]
		execute(t, v.db, fmt.Sprintf("CREATE TABLE loose (id %s, mobile %s)", of["integer"], of["text"]))
		for _, id := range []any{1, 2, 3, 4, nil} {
			v.run(t, "INSERT INTO loose (id, mobile) VALUES (?, ?)", id, "a")
		}
		loose := sqlstore.TableSpec{Name: "loose", Key: "id", Subject: "id", Columns: []sqlstore.TableColumn{{Name: "mobile", Text: true}}}
		for _, limit := range []int{2, 100} {
			if _, err := v.ring.ResealTable(ctx, v.table(t, loose), &crypto.ResealOptions{Batch: limit}); !errors.Is(err, sqlstore.ErrTable) {
				t.Errorf("a key that is NULL: %v", err)
			}
		}
		execute(t, v.db, "UPDATE loose SET id = 4 WHERE id IS NULL")
		ring := v.reopen(t, func(c *crypto.Config) {
			c.UnsafeMigration = &crypto.Migration{Fields: []crypto.Field{{Table: "loose", Column: "mobile"}}, Until: time.Now().Add(time.Hour)}
		})
		if _, err := ring.ResealTable(ctx, v.table(t, loose), nil); !errors.Is(err, sqlstore.ErrTable) && !errors.Is(err, crypto.ErrArgument) {
			t.Errorf("a key that is there twice: %v", err)
		}
	})
}

// A column that is too short for a ciphertext keeps what it has.
func TestTableShortColumn(t *testing.T) {
	each(t, servers, func(t *testing.T, b backend) {
		ctx := t.Context()
		source := b.source(t)
		for _, mode := range []string{"", "&sql_mode=''"} {
			if b.dialect == sqlstore.PostgreSQL && mode != "" {
				continue
			}
			db := open(t, b.driver, source+mode)
			execute(t, db, "DROP TABLE IF EXISTS short", "CREATE TABLE short (id INTEGER PRIMARY KEY, mobile VARCHAR(20))", "INSERT INTO short (id, mobile) VALUES (1, 'alice')")
			table := must(sqlstore.Table(db, b.dialect, sqlstore.TableSpec{
				Name: "short", Key: "id", Subject: "id", Columns: []sqlstore.TableColumn{{Name: "mobile", Text: true}},
			}))(t)
			rows, err := table.Rows(ctx, "", 10)
			if mode != "" {
				if !errors.Is(err, sqlstore.ErrTable) {
					t.Errorf("Rows in a lax mode: %v; want ErrTable", err)
				}
				rows, err = []crypto.SealedRow{{Key: "i1", Cells: []crypto.Cell{{Sealed: []byte("alice")}}}}, nil
			}
			if err != nil || len(rows) != 1 {
				t.Fatal(rows, err)
			}
			swapped, err := table.Swap(ctx, rows[0], [][]byte{append([]byte{0x80, 1}, make([]byte, 40)...)})
			var failure *sqlstore.DBError
			if swapped || mode == "" && (!errors.As(err, &failure) || failure.Code != map[sqlstore.Dialect]string{sqlstore.PostgreSQL: "22001", sqlstore.MySQL: "1406"}[b.dialect]) {
				t.Errorf("Swap: %t, %v", swapped, err)
			}
			var got string
			if err := db.QueryRow("SELECT mobile FROM short").Scan(&got); err != nil || got != "alice" {
				t.Errorf("the column has %q, %v", got, err)
			}
		}
	})
}

// A table in a schema of its own, which on MySQL is a database.
func TestTableSchema(t *testing.T) {
	each(t, backends, func(t *testing.T, b backend) {
		v := newVault(t, b)
		schema := fmt.Sprintf("Kunden %d", time.Now().UnixNano())
		switch b.dialect {
		case sqlstore.SQLite:
			v.db.SetMaxOpenConns(1)
			execute(t, v.db, "ATTACH DATABASE ':memory:' AS "+b.quoted(schema))
		default:
			execute(t, v.db, "CREATE SCHEMA "+b.quoted(schema))
			t.Cleanup(func() {
				if b.dialect == sqlstore.MySQL {
					v.run(t, "DROP SCHEMA "+b.quoted(schema))
				}
			})
		}
		of := types[b.dialect]
		name := b.quoted(schema) + "." + b.quoted("order")
		execute(t, v.db, fmt.Sprintf("CREATE TABLE %s (id %s PRIMARY KEY, mobile %s)", name, of["integer"], of["bytes"]))
		f := crypto.Field{Table: "order", Column: "mobile"}
		v.run(t, "INSERT INTO "+name+" (id, mobile) VALUES (?, ?)", 1, must(v.ring.SealString(t.Context(), f, "1", "13800138000"))(t))
		if err := v.ring.Rotate(t.Context(), "1"); err != nil {
			t.Fatal(err)
		}
		report, err := v.ring.ResealTable(t.Context(), v.table(t, sqlstore.TableSpec{
			Schema: schema, Name: "order", Key: "id", Subject: "id", Columns: []sqlstore.TableColumn{{Name: "mobile"}},
		}), nil)
		if err != nil || report.Resealed != 1 {
			t.Errorf("%+v, %v", report, err)
		}
	})
}
