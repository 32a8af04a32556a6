package sqlstore

import (
	"database/sql"
	"encoding/base64"
	"strconv"
	"strings"

	"github.com/khtong/privacykit/crypto"
)

// parseKey returns what the database compares with the key column, of the type
// that makes it compare as the column is ordered. MySQL takes bytes to be in the
// character set of a column of text, and may compare a text with one of integers
// as floating-point numbers.
func parseKey(key string) (any, error) {
	if key != "" {
		switch text := key[1:]; key[0] {
		case 'i':
			if n, err := strconv.ParseInt(text, 10, 64); err == nil {
				return n, nil
			}
			if n, err := strconv.ParseUint(text, 10, 64); err == nil {
				return n, nil
			}
		case 't':
			return text, nil
		case 'b':
			return []byte(text), nil
		}
	}
	return nil, badTable("the position is none of this table")
}

// formatKey is the inverse of parseKey for a value of the database.
func formatKey(v any) (string, error) {
	switch v := v.(type) {
	case int64:
		return "i" + strconv.FormatInt(v, 10), nil
	case uint64:
		return "i" + strconv.FormatUint(v, 10), nil
	case string:
		return "t" + v, nil
	case []byte:
		return "b" + string(v), nil
	}
	return "", badTable("the key is neither an integer, a text nor bytes")
}

// mysqlValue returns a value as other drivers do, which tell texts and large
// integers from bytes by their type. Those of MySQL tell them by the name of the
// type of their column.
func mysqlValue(v any, columnType string) any {
	b, ok := v.([]byte)
	switch {
	case !ok || strings.HasSuffix(columnType, "BLOB") || strings.HasSuffix(columnType, "BINARY"):
		return v
	case columnType == "UNSIGNED BIGINT":
		if n, err := strconv.ParseUint(string(b), 10, 64); err == nil {
			return n
		}
	}
	return string(b)
}

// mysqlText reports whether a type is one of texts, and not of what only is one
// for the driver, such as a DECIMAL.
func mysqlText(columnType string) bool {
	return strings.HasSuffix(columnType, "CHAR") || strings.HasSuffix(columnType, "TEXT")
}

// text returns a value of the database as database/sql converts it to a string;
// it is not valid if that is NULL.
func text(v any) (s string, valid bool, err error) {
	var n sql.NullString
	if err := n.Scan(v); err != nil {
		return "", false, badTable("a value has no text form") // the error may repeat it
	}
	return n.String, n.Valid, nil
}

// formatV1 is the first byte of a ciphertext of package crypto.
const formatV1 = 0x80

var sealedText = base64.RawURLEncoding.Strict()

// sealed returns what package crypto is given of a stored value. What is no
// ciphertext in the text form, in a column of such, is left as it is.
func (c *TableColumn) sealed(stored string) []byte {
	if c.Text {
		if b, err := sealedText.DecodeString(stored); err == nil && isSealed(b) && sealedText.EncodeToString(b) == stored {
			return b
		}
	}
	return []byte(stored)
}

// isSealed reports whether b begins as a ciphertext. Suite 0 is no suite; a token
// of Fernet begins so.
func isSealed(b []byte) bool { return len(b) >= crypto.Overhead && b[0] == formatV1 && b[1] != 0 }

// argument is the inverse of sealed, of the type that the column has.
func (c *TableColumn) argument(sealed []byte) any {
	switch {
	case sealed == nil:
		return nil
	case !c.Text:
		return sealed
	case isSealed(sealed):
		return sealedText.EncodeToString(sealed)
	}
	return string(sealed)
}

// read returns the expression that reads a sealed column.
func (n names) read(c *TableColumn) string {
	if c.Text && n.dialect == PostgreSQL {
		return "CAST(" + n.column(c.Name) + " AS text)" // a CHAR(n) without what fills it up
	}
	return n.column(c.Name)
}

// is adds the condition that a column still has what was read, byte for byte: for
// a collation, texts can be equal that are not the same.
func (q *statement) is(name string, value any) {
	column := q.column(name)
	q.add(" AND ")
	switch value.(type) {
	case nil:
		q.add(column, " IS NULL")
	case string:
		switch q.dialect {
		case SQLite:
			q.add("CAST(", column, " AS TEXT) COLLATE BINARY = ").arg(value)
		case PostgreSQL:
			q.add("CAST(", column, ` AS text) COLLATE "C" = CAST(`).arg(value).add(" AS text)")
		default: // the connection has a character set, and the column another
			q.add("CAST(CONVERT(", column, " USING utf8mb4) AS BINARY) = CAST(CONVERT(").arg(value).add(" USING utf8mb4) AS BINARY)")
		}
	case []byte:
		switch q.dialect {
		case SQLite: // in a column of bytes may be a text that is not sealed yet
			q.add("CAST(", column, " AS BLOB) = ").arg(value)
		case PostgreSQL:
			q.add(column, " = ").arg(value)
		default:
			q.add("CAST(", column, " AS BINARY) = CAST(").arg(value).add(" AS BINARY)")
		}
	default:
		q.add(column, " = ").arg(value)
	}
}
