package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/khtong/privacykit/crypto"
)

// A TableSpec describes a table of the host that has sealed columns. Names are
// taken literally, whatever characters they have.
type TableSpec struct {
	Schema string // of the table, on MySQL its database; "" means that of the connection
	Name   string

	// Key is the column that names a row: unique, not NULL, and of integers, texts
	// or bytes, such as a BIGINT, VARCHAR, UUID or BINARY, of at most 1,023 bytes.
	// Rows are read in its order, so it needs an index.
	Key string

	// Subject is the column whose text was the subject when the row was sealed. An
	// integer is in decimal digits. It can be the Key.
	Subject string

	Columns []TableColumn // at least one

	// Where has the values that rows have in other columns, by column, such as that
	// of the tenant where several share a table. Other rows are not looked at. A
	// key needs to be unique among the rows that are.
	Where map[string]any
}

// A TableColumn is a sealed column of a table.
type TableColumn struct {
	Name string

	// Text tells that the column is one of text, which holds ciphertexts in
	// base64url without padding. Others hold their bytes.
	Text bool

	// Field has the Table and Column that values were sealed for, where these are
	// not the Name of the table and of the column. It has no Row and no With.
	Field crypto.Field

	BindKey bool // values were sealed with the text of the Key as [crypto.Field].Row

	// With are the columns that [crypto.BindColumns] bound, under their names, with
	// the text that database/sql makes of them for a string. One that is NULL was
	// left out. Integers, decimals, texts and bytes have one such text; fractions and
	// times depend on the driver, and rows may be left as changed for their sake.
	With []string
}

// ErrTable is returned for a [TableSpec] that is none, and for what a
// [SealedTable] cannot work with: a row without a key, a key that is neither an
// integer, a text nor bytes, a position that is not its own, and a connection to
// MySQL or MariaDB that would cut values to the length of a column. The text of
// the error says which.
var ErrTable = errors.New("sqlstore: table")

func badTable(why string) error { return fmt.Errorf("%w: %s", ErrTable, why) }

// A SealedTable is a [crypto.SealedTable] of a table of the host in SQL, for
// [crypto.Keyring.ResealTable].
//
// It writes a row where subject, bound and sealed columns still have, byte for
// byte, what was read, whatever their collations. A host whose subjects or fields
// cannot be told from columns may change those of the cells that Rows returns.
//
// On MySQL and MariaDB the connection must be in strict mode, or else a
// ciphertext that is too long for its column would be cut: nothing is read or
// written then, and Rows returns ErrTable. Columns ON UPDATE CURRENT_TIMESTAMP,
// and triggers, see the writes.
type SealedTable struct {
	base
	spec  TableSpec
	with  []string // the bound columns of all sealed ones, each once
	where []string // columns of spec.Where
}

var _ crypto.SealedTable = (*SealedTable)(nil)

// Table returns a table of the host in db for [crypto.Keyring.ResealTable]. It
// runs no statement. It is best made on a *sql.DB, on which each row is written
// by itself.
func Table(db DB, d Dialect, spec TableSpec) (*SealedTable, error) {
	b, err := newBase("table", db, d, nil)
	if err != nil {
		return nil, err
	}
	s := &SealedTable{base: b, spec: spec, where: slices.Sorted(maps.Keys(spec.Where))}
	s.spec.Columns, s.spec.Where = slices.Clone(spec.Columns), maps.Clone(spec.Where)
	for i := range s.spec.Columns {
		c := &s.spec.Columns[i]
		c.Field.Table, c.Field.Column = cmp.Or(c.Field.Table, spec.Name), cmp.Or(c.Field.Column, c.Name)
		c.With = slices.Clone(c.With)
		s.with = append(s.with, c.With...)
	}
	slices.Sort(s.with)
	s.with = slices.Compact(s.with)
	if err := s.check(); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *SealedTable) check() error {
	var sealed []string
	for _, c := range s.spec.Columns {
		if c.Field.Row != "" || c.Field.With != (crypto.Columns{}) {
			return badTable("Field of a column has a Row or a With: see BindKey and With")
		}
		sealed = append(sealed, c.Name)
	}
	if len(sealed) == 0 {
		return badTable("no sealed columns")
	}
	plain := slices.Concat([]string{s.spec.Key, s.spec.Subject}, s.with, s.where)
	for _, name := range slices.Concat([]string{cmp.Or(s.spec.Schema, "none"), s.spec.Name}, plain, sealed) {
		// PostgreSQL would cut a longer name, and take the rest for it.
		if name == "" || !utf8.ValidString(name) || strings.Contains(name, "\x00") || s.dialect == PostgreSQL && len(name) > 63 {
			return badTable("a name is missing, too long or not plain text")
		}
	}
	for i, name := range sealed {
		same := func(other string) bool {
			return other == name || s.dialect != PostgreSQL && strings.EqualFold(other, name)
		}
		if slices.ContainsFunc(plain, same) || slices.ContainsFunc(sealed[i+1:], same) {
			return badTable("a sealed column is there twice, or is key, subject, bound or in Where")
		}
	}
	for _, v := range s.spec.Where {
		if v == nil {
			return badTable("Where has a nil")
		}
	}
	return nil
}

// A statement is one whose names are the host's, which may hold anything, also
// what base.sql takes for a name of this package or for an argument.
type statement struct {
	names
	text strings.Builder
	args []any
}

// add adds parts to the text as they are.
func (q *statement) add(parts ...string) *statement {
	for _, p := range parts {
		q.text.WriteString(p)
	}
	return q
}

// arg adds the placeholder of an argument.
func (q *statement) arg(v any) *statement {
	q.args = append(q.args, v)
	if q.dialect == PostgreSQL {
		return q.add("$", fmt.Sprint(len(q.args)))
	}
	return q.add("?")
}

// quote returns a name as an identifier.
func (n names) quote(name string) string {
	mark := `"`
	if n.dialect == MySQL {
		mark = "`"
	}
	return mark + strings.ReplaceAll(name, mark, mark+mark) + mark
}

// column returns the name of a column with that of its table before it: alone,
// SQLite would take one that does not exist for a text.
func (n names) column(name string) string { return "t." + n.quote(name) }

// from adds the name of the table, which is t in the rest of the statement.
func (s *SealedTable) from(q *statement) {
	if s.spec.Schema != "" {
		q.add(s.quote(s.spec.Schema), ".")
	}
	q.add(s.quote(s.spec.Name), " AS t")
}

// these adds the condition that a row is one of Where.
func (s *SealedTable) these(q *statement) {
	q.add(" WHERE ")
	for _, name := range s.where {
		q.add(s.column(name), " = ").arg(s.spec.Where[name]).add(" AND ")
	}
}

// strict is a condition that MySQL and MariaDB do not cut values.
const strict = `@@SESSION.sql_mode LIKE '%STRICT%'`

// Rows implements [crypto.SealedTable]. The Key of a row is that of the table,
// after a letter for its type.
func (s *SealedTable) Rows(ctx context.Context, after string, limit int) ([]crypto.SealedRow, error) {
	if limit < 1 {
		return nil, badTable("the limit is below 1")
	}
	q := &statement{names: s.names}
	q.add("SELECT ")
	for _, name := range slices.Concat([]string{s.spec.Key, s.spec.Subject}, s.with) {
		q.add(s.column(name), ", ")
	}
	for i := range s.spec.Columns {
		if i > 0 {
			q.add(", ")
		}
		q.add(s.read(&s.spec.Columns[i]))
	}
	if s.dialect == MySQL {
		q.add(", ", strict)
	}
	q.add(" FROM ")
	s.from(q)
	s.these(q)
	if after == "" {
		if err := s.everyKey(ctx); err != nil {
			return nil, err
		}
		q.add("1 = 1")
	} else {
		key, err := parseKey(after)
		if err != nil {
			return nil, err
		}
		q.add(s.column(s.spec.Key), " > ").arg(key)
	}
	q.add(" ORDER BY ", s.column(s.spec.Key), " LIMIT ").arg(int64(limit))
	return s.rows(ctx, q)
}

// everyKey returns an error if a row has no key: no comparison would find it.
func (s *SealedTable) everyKey(ctx context.Context) error {
	q := &statement{names: s.names}
	q.add("SELECT 1 FROM ")
	s.from(q)
	s.these(q)
	q.add(s.column(s.spec.Key), " IS NULL LIMIT 1")
	found := false
	err := s.query(ctx, "rows", s.db, func(*sql.Rows) error { found = true; return nil }, q.text.String(), q.args...)
	if err == nil && found {
		err = badTable("a row has NULL for its key")
	}
	return err
}

// rows runs the query of Rows.
func (s *SealedTable) rows(ctx context.Context, q *statement) ([]crypto.SealedRow, error) {
	plain := 2 + len(s.with) // key, subject and bound columns come first
	var read [][]any
	var types []*sql.ColumnType
	err := s.query(ctx, "rows", s.db, func(rows *sql.Rows) (err error) {
		if types == nil && s.dialect == MySQL {
			if types, err = rows.ColumnTypes(); err != nil {
				return err
			}
		}
		values := make([]any, plain+len(s.spec.Columns), plain+len(s.spec.Columns)+1)
		if s.dialect == MySQL {
			values = append(values, nil) // whether it is strict
		}
		into := make([]any, len(values))
		for i := range values {
			into[i] = &values[i]
		}
		read = append(read, values)
		return rows.Scan(into...)
	}, q.text.String(), q.args...)
	if err != nil {
		return nil, err
	}
	out := make([]crypto.SealedRow, 0, len(read))
	for _, values := range read {
		if s.dialect == MySQL {
			last := len(values) - 1
			if on, _, err := text(values[last]); err != nil || on != "1" {
				return nil, badTable("the connection is not in strict mode: set sql_mode=STRICT_TRANS_TABLES")
			}
			for i := range plain {
				values[i] = mysqlValue(values[i], types[i].DatabaseTypeName())
			}
			if _, ok := values[0].(string); ok && !mysqlText(types[0].DatabaseTypeName()) {
				values[0] = nil
			}
		}
		row, err := s.row(values)
		if err != nil {
			return nil, err
		}
		out = append(out, row)
	}
	return out, nil
}

// A memo returns what a row had in its subject and bound columns. It is a function
// so that it prints none of it.
type memo func() []any

// row makes a row of the values of key, subject, bound and sealed columns.
func (s *SealedTable) row(values []any) (crypto.SealedRow, error) {
	key, err := formatKey(values[0])
	if err != nil {
		return crypto.SealedRow{}, err
	}
	subject, _, err := text(values[1])
	if err != nil {
		return crypto.SealedRow{}, err
	}
	bound := make(map[string]string)
	for i, name := range s.with {
		value, ok, err := text(values[2+i])
		if err != nil {
			return crypto.SealedRow{}, err
		}
		if ok {
			bound[name] = value
		}
	}
	plain := values[1 : 2+len(s.with)]
	row := crypto.SealedRow{Key: key, Cells: make([]crypto.Cell, len(s.spec.Columns)), Memo: memo(func() []any { return plain })}
	for i := range s.spec.Columns {
		column := &s.spec.Columns[i]
		cell := crypto.Cell{Field: column.Field, Subject: subject}
		if column.BindKey {
			cell.Field.Row = key[1:]
		}
		if len(column.With) > 0 {
			with := make(map[string]string, len(column.With))
			for _, name := range column.With {
				if value, ok := bound[name]; ok {
					with[name] = value
				}
			}
			cell.Field.With = crypto.BindColumns(with)
		}
		stored, ok, err := text(values[2+len(s.with)+i])
		if err != nil {
			return crypto.SealedRow{}, err
		}
		if ok {
			cell.Sealed = column.sealed(stored)
		}
		row.Cells[i] = cell
	}
	return row, nil
}

// Swap implements [crypto.SealedTable].
func (s *SealedTable) Swap(ctx context.Context, row crypto.SealedRow, fresh [][]byte) (bool, error) {
	key, err := parseKey(row.Key)
	if err != nil {
		return false, err
	}
	was, ok := row.Memo.(memo)
	if !ok || len(row.Cells) != len(s.spec.Columns) || len(fresh) != len(row.Cells) {
		return false, badTable("a row is not as the table returned it")
	}
	q := &statement{names: s.names}
	q.add("UPDATE ")
	s.from(q)
	set := " SET "
	for i, value := range fresh {
		if value == nil || row.Cells[i].Sealed == nil {
			continue
		}
		column := &s.spec.Columns[i]
		q.add(set, s.quote(column.Name), " = ").arg(column.argument(value))
		set = ", "
	}
	if len(q.args) == 0 {
		return false, badTable("a row has nothing to be written")
	}
	s.these(q)
	q.add(s.column(s.spec.Key), " = ").arg(key)
	for i, value := range was() {
		name := s.spec.Subject
		if i > 0 {
			name = s.with[i-1]
		}
		q.is(name, value)
	}
	for i := range row.Cells {
		column := &s.spec.Columns[i]
		q.is(column.Name, column.argument(row.Cells[i].Sealed))
	}
	if s.dialect == MySQL {
		q.add(" AND ", strict)
	}
	var n int64
	err = s.again(ctx, func() (err error) {
		n, err = s.exec(ctx, "swap", s.db, q.text.String(), q.args...)
		return err
	})
	if err == nil && n > 1 {
		err = badTable("the key is not unique")
	}
	return n == 1, err
}
