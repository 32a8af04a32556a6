package sqlstore_test

import (
	"bytes"
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/khtong/privacykit/crypto"
	"github.com/khtong/privacykit/sqlstore"
)

func people() sqlstore.TableSpec {
	return sqlstore.TableSpec{
		Name: "people", Key: "id", Subject: "owner", Where: map[string]any{"tenant": int64(7)},
		Columns: []sqlstore.TableColumn{
			{Name: "mobile", Text: true, BindKey: true},
			{Name: "card", Field: crypto.Field{Table: "cards"}, With: []string{"price", "state"}},
		},
	}
}

func TestTableRefusesSpec(t *testing.T) {
	long := strings.Repeat("n", 64)
	for name, spoil := range map[string]func(s *sqlstore.TableSpec){
		"zero":              func(s *sqlstore.TableSpec) { *s = sqlstore.TableSpec{} },
		"name":              func(s *sqlstore.TableSpec) { s.Name = "" },
		"name with NUL":     func(s *sqlstore.TableSpec) { s.Name = "a\x00" },
		"schema":            func(s *sqlstore.TableSpec) { s.Schema = "a\xff" },
		"key":               func(s *sqlstore.TableSpec) { s.Key = "" },
		"subject":           func(s *sqlstore.TableSpec) { s.Subject = "" },
		"no columns":        func(s *sqlstore.TableSpec) { s.Columns = nil },
		"column":            func(s *sqlstore.TableSpec) { s.Columns[1].Name = "" },
		"twice":             func(s *sqlstore.TableSpec) { s.Columns[1].Name = "mobile" },
		"row":               func(s *sqlstore.TableSpec) { s.Columns[0].Field.Row = "1" },
		"bound":             func(s *sqlstore.TableSpec) { s.Columns[0].Field.With = crypto.BindColumns(map[string]string{"a": "b"}) },
		"empty bound":       func(s *sqlstore.TableSpec) { s.Columns[1].With[0] = "" },
		"bound is sealed":   func(s *sqlstore.TableSpec) { s.Columns[1].With[0] = "mobile" },
		"key is sealed":     func(s *sqlstore.TableSpec) { s.Key = "mobile" },
		"subject is sealed": func(s *sqlstore.TableSpec) { s.Subject = "card" },
		"where":             func(s *sqlstore.TableSpec) { s.Where[""] = 1 },
		"where is nil":      func(s *sqlstore.TableSpec) { s.Where["region"] = nil },
		"where is sealed":   func(s *sqlstore.TableSpec) { s.Where["card"] = 1 },
		"long":              func(s *sqlstore.TableSpec) { s.Subject = long },
		"case":              func(s *sqlstore.TableSpec) { s.Columns[1].Name = "MOBILE" },
	} {
		for _, d := range dialects {
			spec := people()
			spoil(&spec)
			_, err := sqlstore.Table((&fakeDB{}).open(t), d, spec)
			want := sqlstore.ErrTable
			if name == "long" && d != sqlstore.PostgreSQL || name == "case" && d == sqlstore.PostgreSQL {
				want = nil
			}
			if !errors.Is(err, want) {
				t.Errorf("dialect %d, %s: error %v, want %v", d, name, err, want)
			}
		}
	}
	db := (&fakeDB{}).open(t)
	if _, err := sqlstore.Table(db, 0, people()); !errors.Is(err, sqlstore.ErrDialect) {
		t.Errorf("dialect 0: error %v", err)
	}
	if _, err := sqlstore.Table(nil, sqlstore.SQLite, people()); !errors.Is(err, sqlstore.ErrDB) {
		t.Errorf("no database: error %v", err)
	}
}

// rowOf answers the query for rows with this one, and that for a row without a
// key with none.
func rowOf(d sqlstore.Dialect, values ...driver.Value) func(query string) driver.Rows {
	if d == sqlstore.MySQL {
		values = append(values, int64(1)) // strict
	}
	return func(q string) driver.Rows {
		if strings.Contains(q, "IS NULL LIMIT") {
			return &fakeRows{}
		}
		return one(values...)
	}
}

// What a table runs, in each dialect.
func TestTableStatements(t *testing.T) {
	sealed := append([]byte{0x80, 1, 0, 0, 0, 1}, make([]byte, 28)...)
	for d, want := range map[sqlstore.Dialect][3]string{
		sqlstore.SQLite: {
			`SELECT 1 FROM "people" AS t WHERE t."tenant" = ? AND t."id" IS NULL LIMIT 1`,
			`SELECT t."id", t."owner", t."price", t."state", t."mobile", t."card" FROM "people" AS t WHERE t."tenant" = ? AND t."id" > ? ORDER BY t."id" LIMIT ?`,
			`UPDATE "people" AS t SET "mobile" = ? WHERE t."tenant" = ? AND t."id" = ? AND CAST(t."owner" AS TEXT) COLLATE BINARY = ? AND t."price" IS NULL AND t."state" = ? AND CAST(t."mobile" AS TEXT) COLLATE BINARY = ? AND t."card" IS NULL`,
		},
		sqlstore.PostgreSQL: {
			`SELECT 1 FROM "people" AS t WHERE t."tenant" = $1 AND t."id" IS NULL LIMIT 1`,
			`SELECT t."id", t."owner", t."price", t."state", CAST(t."mobile" AS text), t."card" FROM "people" AS t WHERE t."tenant" = $1 AND t."id" > $2 ORDER BY t."id" LIMIT $3`,
			`UPDATE "people" AS t SET "mobile" = $1 WHERE t."tenant" = $2 AND t."id" = $3 AND CAST(t."owner" AS text) COLLATE "C" = CAST($4 AS text) AND t."price" IS NULL AND t."state" = $5 AND CAST(t."mobile" AS text) COLLATE "C" = CAST($6 AS text) AND t."card" IS NULL`,
		},
		sqlstore.MySQL: {
			"SELECT 1 FROM `people` AS t WHERE t.`tenant` = ? AND t.`id` IS NULL LIMIT 1",
			"SELECT t.`id`, t.`owner`, t.`price`, t.`state`, t.`mobile`, t.`card`, @@SESSION.sql_mode LIKE '%STRICT%' FROM `people` AS t WHERE t.`tenant` = ? AND t.`id` > ? ORDER BY t.`id` LIMIT ?",
			"UPDATE `people` AS t SET `mobile` = ? WHERE t.`tenant` = ? AND t.`id` = ? AND CAST(CONVERT(t.`owner` USING utf8mb4) AS BINARY) = CAST(CONVERT(? USING utf8mb4) AS BINARY) AND t.`price` IS NULL AND t.`state` = ? AND CAST(CONVERT(t.`mobile` USING utf8mb4) AS BINARY) = CAST(CONVERT(? USING utf8mb4) AS BINARY) AND t.`card` IS NULL AND @@SESSION.sql_mode LIKE '%STRICT%'",
		},
	} {
		f := &fakeDB{affected: 1, answer: rowOf(d, int64(5), "o", nil, int64(3), base64.RawURLEncoding.EncodeToString(sealed), nil)}
		table, err := sqlstore.Table(f.open(t), d, people())
		if err != nil {
			t.Fatal(err)
		}
		_, err1 := table.Rows(t.Context(), "", 10)
		rows, err2 := table.Rows(t.Context(), "i5", 10)
		if err := errors.Join(err1, err2); err != nil || len(rows) != 1 {
			t.Fatalf("dialect %d: %d rows, %v", d, len(rows), err)
		}
		if swapped, err := table.Swap(t.Context(), rows[0], [][]byte{sealed, nil}); err != nil || !swapped {
			t.Errorf("dialect %d: %t, %v", d, swapped, err)
		}
		if len(f.log) != 4 {
			t.Fatalf("dialect %d: ran %q", d, f.log)
		}
		for i, got := range []string{f.log[0], f.log[2], f.log[3]} {
			if got != want[i] {
				t.Errorf("dialect %d:\n got %s\nwant %s", d, got, want[i])
			}
		}
	}
}

// Rows are made of what drivers return.
func TestTableRows(t *testing.T) {
	sealed := append([]byte{0x80, 1, 0, 0, 0, 1}, bytes.Repeat([]byte{0xa5}, 30)...)
	text := base64.RawURLEncoding.EncodeToString(sealed)
	at := time.Date(2026, 3, 1, 8, 30, 0, 0, time.UTC)
	for _, test := range []struct {
		row     []driver.Value // of id, owner, price, state, mobile, card
		key     string
		subject string
		with    map[string]string
		mobile  []byte
		card    []byte
	}{
		{[]driver.Value{int64(-5), int64(7), int64(12), "paid", text, sealed}, "i-5", "7", map[string]string{"price": "12", "state": "paid"}, sealed, sealed},
		{[]driver.Value{"r 1", "o", nil, nil, []byte(text), text}, "tr 1", "o", nil, sealed, []byte(text)},
		{[]driver.Value{[]byte("r\xff"), []byte("o"), true, at, nil, nil}, "br\xff", "o", map[string]string{"price": "true", "state": "2026-03-01T08:30:00Z"}, nil, nil},
		{[]driver.Value{"", nil, "", nil, "", []byte{}}, "t", "", map[string]string{"price": ""}, []byte{}, []byte{}},
		{[]driver.Value{"a", "o", nil, nil, text + "\n", text[:44]}, "ta", "o", nil, []byte(text + "\n"), []byte(text[:44])},
		{[]driver.Value{"a", "o", nil, nil, text + "=", nil}, "ta", "o", nil, []byte(text + "="), nil},
		{[]driver.Value{"a", "o", nil, nil, "gAAA" + text[4:], nil}, "ta", "o", nil, []byte("gAAA" + text[4:]), nil},
		{[]driver.Value{"a", "o", nil, nil, text[:20], nil}, "ta", "o", nil, []byte(text[:20]), nil},
	} {
		for _, d := range []sqlstore.Dialect{sqlstore.SQLite, sqlstore.PostgreSQL} {
			f := &fakeDB{answer: rowOf(d, test.row...)}
			table, err := sqlstore.Table(f.open(t), d, people())
			if err != nil {
				t.Fatal(err)
			}
			rows, err := table.Rows(t.Context(), "", 10)
			if err != nil || len(rows) != 1 || rows[0].Key != test.key || len(rows[0].Cells) != 2 {
				t.Errorf("%v: %v, %v", test.row, rows, err)
				continue
			}
			for i, want := range []struct {
				field  crypto.Field
				sealed []byte
			}{
				{crypto.Field{Table: "people", Column: "mobile", Row: test.key[1:]}, test.mobile},
				{crypto.Field{Table: "cards", Column: "card"}, test.card},
			} {
				cell := rows[0].Cells[i]
				with := cell.Field.With
				cell.Field.With = crypto.Columns{}
				if cell.Field != want.field || cell.Subject != test.subject || !bytes.Equal(cell.Sealed, want.sealed) ||
					(cell.Sealed == nil) != (want.sealed == nil) || (with == crypto.Columns{}) != (i == 0 || test.with == nil) {
					t.Errorf("%v: cell %d: %+v of %q, %x; want %+v, %x", test.row, i, cell.Field, cell.Subject, cell.Sealed, want.field, want.sealed)
				}
			}
		}
	}
}

func TestTableRefuses(t *testing.T) {
	const secret = "13812345678"
	good := func() []driver.Value { return []driver.Value{int64(1), secret, nil, nil, secret, []byte(secret)} }
	aRow := func(ctx context.Context, f *fakeDB, s *sqlstore.SealedTable) crypto.SealedRow {
		f.answer = rowOf(sqlstore.SQLite, good()...)
		rows, err := s.Rows(ctx, "", 1)
		if err != nil {
			t.Fatal(err)
		}
		return rows[0]
	}
	answer := func(f *fakeDB, null bool, rows driver.Rows) {
		f.answer = func(q string) driver.Rows {
			if strings.Contains(q, "LIMIT 1") {
				if null {
					return one(int64(1))
				}
				return &fakeRows{}
			}
			return rows
		}
	}
	for name, spoil := range map[string]func(ctx context.Context, f *fakeDB, table *sqlstore.SealedTable) error{
		"limit": func(ctx context.Context, _ *fakeDB, s *sqlstore.SealedTable) error {
			_, err := s.Rows(ctx, "", 0)
			return err
		},
		"position": func(ctx context.Context, _ *fakeDB, s *sqlstore.SealedTable) error {
			_, err := s.Rows(ctx, secret, 1)
			return err
		},
		"no integer": func(ctx context.Context, _ *fakeDB, s *sqlstore.SealedTable) error {
			_, err := s.Rows(ctx, "i1 OR 1", 1)
			return err
		},
		"a row without a key": func(ctx context.Context, f *fakeDB, s *sqlstore.SealedTable) error {
			answer(f, true, one(good()...))
			_, err := s.Rows(ctx, "", 1)
			return err
		},
		"key of NULL": func(ctx context.Context, f *fakeDB, s *sqlstore.SealedTable) error {
			row := good()
			row[0] = nil
			answer(f, false, one(row...))
			_, err := s.Rows(ctx, "", 1)
			return err
		},
		"key of a fraction": func(ctx context.Context, f *fakeDB, s *sqlstore.SealedTable) error {
			row := good()
			row[0] = 1.5
			answer(f, false, one(row...))
			_, err := s.Rows(ctx, "", 1)
			return err
		},
		"swap of another's key": func(ctx context.Context, _ *fakeDB, s *sqlstore.SealedTable) error {
			_, err := s.Swap(ctx, crypto.SealedRow{Key: secret, Cells: make([]crypto.Cell, 2)}, make([][]byte, 2))
			return err
		},
		"cells": func(ctx context.Context, f *fakeDB, s *sqlstore.SealedTable) error {
			row := aRow(ctx, f, s)
			row.Cells = row.Cells[:1]
			_, err := s.Swap(ctx, row, make([][]byte, 1))
			return err
		},
		"fresh": func(ctx context.Context, f *fakeDB, s *sqlstore.SealedTable) error {
			_, err := s.Swap(ctx, aRow(ctx, f, s), make([][]byte, 3))
			return err
		},
		"nothing": func(ctx context.Context, f *fakeDB, s *sqlstore.SealedTable) error {
			_, err := s.Swap(ctx, aRow(ctx, f, s), make([][]byte, 2))
			return err
		},
		"key that is not unique": func(ctx context.Context, f *fakeDB, s *sqlstore.SealedTable) error {
			f.affected = 2
			_, err := s.Swap(ctx, aRow(ctx, f, s), [][]byte{[]byte("x"), nil})
			return err
		},
		"row of somebody else": func(ctx context.Context, f *fakeDB, s *sqlstore.SealedTable) error {
			row := aRow(ctx, f, s)
			row.Memo = nil
			_, err := s.Swap(ctx, row, [][]byte{[]byte("x"), nil})
			return err
		},
	} {
		f := &fakeDB{affected: 1}
		table, err := sqlstore.Table(f.open(t), sqlstore.SQLite, people())
		if err != nil {
			t.Fatal(err)
		}
		if err := spoil(t.Context(), f, table); !errors.Is(err, sqlstore.ErrTable) || strings.Contains(err.Error(), secret) {
			t.Errorf("%s: error %v, want ErrTable without a value", name, err)
		}
	}
	// MySQL without strict mode would cut a ciphertext.
	for _, mode := range []driver.Value{int64(0), nil, []byte("0")} {
		f := &fakeDB{}
		answer(f, false, one(append(good(), mode)...))
		table, err := sqlstore.Table(f.open(t), sqlstore.MySQL, people())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := table.Rows(t.Context(), "", 1); !errors.Is(err, sqlstore.ErrTable) {
			t.Errorf("strict mode %v: error %v", mode, err)
		}
	}
}

// Errors of the driver are hidden, kept or repeated as those of the stores are.
func TestTableErrors(t *testing.T) {
	row := func(f *fakeDB, d sqlstore.Dialect, s *sqlstore.SealedTable) crypto.SealedRow {
		fail := f.fail
		f.fail, f.answer = nil, rowOf(d, int64(1), secret, nil, nil, secret, nil)
		rows, err := s.Rows(t.Context(), "", 1)
		if err != nil || len(rows) != 1 {
			t.Fatal(rows, err)
		}
		// What was read prints nothing.
		for _, v := range []any{rows[0].Memo, &rows[0].Memo, []any{rows[0].Memo}, rows[0].Cells} {
			if text := fmt.Sprintf("%v %+v %#v %s %q", v, v, v, v, v); strings.Contains(text, "138") {
				t.Errorf("printed: %s", text)
			}
		}
		f.fail = fail
		return rows[0]
	}
	for _, test := range []struct {
		d    sqlstore.Dialect
		err  error
		code string
	}{
		{sqlstore.SQLite, driverError{}, "2067"},
		{sqlstore.PostgreSQL, stateError{"22001"}, "22001"},
		{sqlstore.MySQL, mysqlError(1406), "1406"},
		{sqlstore.SQLite, fmt.Errorf("%s: %w", secret, context.Canceled), ""},
		{sqlstore.SQLite, fmt.Errorf("%s: %w", secret, sql.ErrConnDone), ""},
	} {
		f := &fakeDB{fail: func(string) error { return test.err }}
		table, err := sqlstore.Table(f.open(t), test.d, people())
		if err != nil {
			t.Fatal(err)
		}
		_, rowsErr := table.Rows(t.Context(), "", 1)
		_, swapErr := table.Swap(t.Context(), row(f, test.d, table), [][]byte{[]byte("x"), nil})
		for _, err := range []error{rowsErr, swapErr} {
			var failure *sqlstore.DBError
			if !errors.As(err, &failure) || failure.Store != "table" || failure.Code != test.code || strings.Contains(fmt.Sprintf("%+v %#v", err, err), "138") {
				t.Errorf("%v: error %v", test.code, err)
			}
		}
	}
	failures := 2
	f := &fakeDB{affected: 1, fail: func(string) error {
		if failures--; failures >= 0 {
			return stateError{"40001"}
		}
		return nil
	}}
	table, err := sqlstore.Table(f.open(t), sqlstore.PostgreSQL, people())
	if err != nil {
		t.Fatal(err)
	}
	if swapped, err := table.Swap(t.Context(), row(f, sqlstore.PostgreSQL, table), [][]byte{[]byte("x"), nil}); err != nil || !swapped {
		t.Errorf("after two failures that are worth another attempt: %t, %v", swapped, err)
	}
}

func TestCursorsRefuseLongNames(t *testing.T) {
	f := &fakeDB{affected: 1}
	store, err := sqlstore.Cursors(f.open(t), sqlstore.MySQL, nil)
	if err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("x", crypto.MaxNameLen+1)
	for _, names := range [][3]string{{long, "j", "1"}, {"t", long, "1"}, {"t", "j", long}} {
		if err := store.SaveCursor(t.Context(), names[0], names[1], names[2]); !errors.Is(err, crypto.ErrTooLong) || strings.Contains(err.Error(), "xx") {
			t.Errorf("error %v, want crypto.ErrTooLong", err)
		}
	}
	if len(f.log) > 0 {
		t.Errorf("ran %q", f.log)
	}
}
