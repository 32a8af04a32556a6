package sqlstore

import (
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A Dialect is the kind of database behind a [DB]. The zero Dialect is
// invalid.
type Dialect uint8

// The dialects.
const (
	SQLite     Dialect = 1 // SQLite 3.37 or later
	PostgreSQL Dialect = 2 // PostgreSQL 12 or later; tested with 15
	MySQL      Dialect = 3 // MariaDB 10.6 or MySQL 8.0 or later, with InnoDB; tested with MariaDB 10.11
)

func (d Dialect) valid() bool { return d >= SQLite && d <= MySQL }

// Options are the options of this package's functions. All that work on the
// same tables need the same ones.
type Options struct {
	// Prefix begins the name of every table and index: 1 to 32 letters a-z,
	// digits and '_', beginning with a letter. "" means "privacykit_".
	Prefix string

	// Schema is the PostgreSQL schema of the tables, which [Migrate] does not
	// create: any name of 1 to 63 bytes of UTF-8 without the byte 0, taken
	// literally. "" means the first schema of the connection's search_path.
	// The other dialects have none.
	Schema string
}

var (
	// ErrDialect is returned for a [Dialect] that is not one of the constants.
	ErrDialect = errors.New("sqlstore: unknown dialect")

	// ErrPrefix is returned for an invalid [Options].Prefix.
	ErrPrefix = errors.New("sqlstore: table prefix is not 1 to 32 of a-z, 0-9, '_' beginning with a letter")

	// ErrSchema is returned for an invalid [Options].Schema.
	ErrSchema = errors.New("sqlstore: schema is not a name of 1 to 63 bytes, or the dialect has no schemas")
)

// defaultPrefix begins the names of tables and indexes in all SQL text of this
// package; names.sql puts the host's prefix in its place.
const defaultPrefix = "privacykit_"

// names are a dialect and the names of tables in it.
type names struct {
	dialect Dialect
	prefix  string
	schema  string // "" or quoted, with a dot behind it
}

func newNames(d Dialect, opts *Options) (names, error) {
	if !d.valid() {
		return names{}, ErrDialect
	}
	n := names{dialect: d, prefix: defaultPrefix}
	if opts == nil {
		return n, nil
	}
	if p := opts.Prefix; p != "" {
		if !validPrefix(p) {
			return names{}, ErrPrefix
		}
		n.prefix = p
	}
	if s := opts.Schema; s != "" {
		if d != PostgreSQL || len(s) > 63 || !utf8.ValidString(s) || strings.Contains(s, "\x00") {
			return names{}, ErrSchema
		}
		n.schema = `"` + strings.ReplaceAll(s, `"`, `""`) + `".`
	}
	return n, nil
}

func validPrefix(p string) bool {
	if len(p) > 32 || p[0] < 'a' || p[0] > 'z' {
		return false
	}
	for _, c := range []byte(p) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' {
			return false
		}
	}
	return true
}

// tables are the names of the tables without the prefix. The others in SQL
// text are those of indexes, which stand in the schema of their table.
var tables = [...]string{"schema", "keys", "events", "audit", "locks", "cursors", "leases", "disposals", "requests", "incidents"}

// table returns the quoted name of a table, or of an index.
func (n names) table(name string) string {
	quote, schema := `"`, ""
	if n.dialect == MySQL {
		quote = "`"
	}
	for _, t := range tables {
		if t == name {
			schema = n.schema
		}
	}
	return schema + quote + n.prefix + name + quote
}

// sql returns a statement with the names in use and the dialect's placeholders.
// The text has names of this package that begin with defaultPrefix, a question
// mark for each argument, and neither in a literal.
func (n names) sql(text string) string {
	var b strings.Builder
	args := 0
	for text != "" {
		switch {
		case strings.HasPrefix(text, defaultPrefix):
			text = text[len(defaultPrefix):]
			end := 0
			for end < len(text) && (text[end] >= 'a' && text[end] <= 'z' || text[end] == '_') {
				end++
			}
			b.WriteString(n.table(text[:end]))
			text = text[end:]
		case text[0] == '?' && n.dialect == PostgreSQL:
			args++
			b.WriteString("$" + strconv.Itoa(args))
			text = text[1:]
		default:
			b.WriteByte(text[0])
			text = text[1:]
		}
	}
	return b.String()
}

// values returns the lists in parentheses of an INSERT of n rows.
func values(rows, columns int) string {
	row := "(" + marks(columns) + ")"
	return row + strings.Repeat(", "+row, rows-1)
}

// marks returns n question marks for a list in parentheses.
func marks(n int) string { return strings.TrimPrefix(strings.Repeat(", ?", n), ", ") }

// unlessTaken returns what ends an INSERT that leaves out a row whose key, or
// place, is taken. MySQL has nothing of the kind that does not also hide other
// failures; see base.insert.
func (n names) unlessTaken() string {
	if n.dialect == MySQL {
		return ""
	}
	return "ON CONFLICT DO NOTHING"
}

// newest returns what ends a SELECT that must see the newest rows, also in a
// transaction that has read before. Only MySQL and MariaDB, in their default
// isolation level, would show older ones.
func (n names) newest() string {
	if n.dialect == MySQL {
		return "LOCK IN SHARE MODE"
	}
	return ""
}
