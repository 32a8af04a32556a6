package sqlstore

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/khtong/privacykit/crypto"
)

// A SealedColumn is a column, in a table of the host's own, of ciphertexts that
// package crypto made, to create; a [TableColumn] is one that is there. The constraint on it refuses plaintext whatever way it
// takes past a model's types: a map of columns, an expression, SQL by hand.
//
//	CREATE TABLE customers (
//		id VARCHAR(40) PRIMARY KEY,
//		<definition>,
//		CONSTRAINT customers_mobile_sealed <check>
//	)
//
// The constraint stands apart from the column, because MariaDB drops one that is
// part of it without a word when the column is modified, as AutoMigrate of GORM
// does.
//
// A constraint sees bytes and no keys. It refuses what does not begin as a
// ciphertext (version 1, any suite) or has not the length of one. What somebody
// makes up in that form it accepts, and Keyring.Open refuses.
type SealedColumn struct {
	// Name is the name as the database has it, in its case: it is quoted. 1 to
	// 63 bytes of UTF-8 without the byte 0.
	Name string

	// MaxBytes is the length of the longest value, 1 to crypto.MaxPlaintext. A
	// Chinese character has 3 bytes, or 4 beyond the basic plane, a number in a
	// crypto.Sealed[int64] 8, and a time 15 or 16.
	MaxBytes int

	// Text says that the ciphertexts are in base64url, as crypto.SealedText
	// writes them. Without it they are bytes, as crypto.Sealed does.
	Text bool

	// NotNull makes the column NOT NULL.
	NotNull bool
}

// ErrColumn is returned for an invalid [SealedColumn].
var ErrColumn = errors.New("sqlstore: name of a sealed column is not 1 to 63 bytes of UTF-8 without the byte 0, " +
	"or its longest value not 1 to 1048576 bytes")

// maxVarying is the longest VARBINARY and VARCHAR of [MySQL]. All columns of a
// row together can have 65535 bytes of them.
const maxVarying = 4096

// Definition returns the column as CREATE TABLE and ALTER TABLE … ADD COLUMN
// take it: its name and its type.
//
// That is BLOB or TEXT on SQLite; BYTEA, or VARCHAR in collation "C", on
// PostgreSQL; VARBINARY, or VARCHAR in ascii_bin, on MySQL and MariaDB, and
// there MEDIUMBLOB or MEDIUMTEXT for more than 4096 bytes. Where a type has a
// length, that is one byte more than the longest ciphertext: without strict
// mode MySQL and MariaDB cut what is longer than a column, and the constraint
// sees only what is left, which is too long for it then. A column without the
// spare byte would keep a ciphertext that nobody opens again.
func (c SealedColumn) Definition(d Dialect) (string, error) {
	if err := c.check(d); err != nil {
		return "", err
	}
	_, most := c.lengths()
	var typ string
	switch {
	case d == SQLite && c.Text:
		typ = "TEXT"
	case d == SQLite:
		typ = "BLOB"
	case d == PostgreSQL && c.Text:
		typ = fmt.Sprintf(`VARCHAR(%d) COLLATE "C"`, most+1)
	case d == PostgreSQL:
		typ = "BYTEA"
	case c.Text && most < maxVarying:
		typ = fmt.Sprintf("VARCHAR(%d) CHARACTER SET ascii COLLATE ascii_bin", most+1)
	case c.Text:
		typ = "MEDIUMTEXT CHARACTER SET ascii COLLATE ascii_bin"
	case most < maxVarying:
		typ = fmt.Sprintf("VARBINARY(%d)", most+1)
	default:
		typ = "MEDIUMBLOB"
	}
	if c.NotNull {
		typ += " NOT NULL"
	}
	return names{dialect: d}.quote(c.Name) + " " + typ, nil
}

// Check returns the constraint, "CHECK (…)", which NULL passes. On a table that
// is there it can be added when all rows pass it, so it is what ends a migration,
// after Keyring.ResealTable:
//
//	ALTER TABLE customers ADD CONSTRAINT customers_mobile_sealed <check>
//
// The column must have its type, with the spare byte, before the first
// ciphertext is written. SQLite adds a constraint only with a column (ALTER
// TABLE customers ADD COLUMN <definition> <check>): copy the values to a new one.
//
// An error of the server may repeat the value that was refused; PostgreSQL has
// the row in its Detail and in its log.
//
// MySQL before 8.0.16 and TiDB in its default setting read constraints and
// ignore them. Whoever may change the table or the settings of the session
// (check_constraint_checks on MariaDB, ignore_check_constraints on SQLite)
// writes past it.
func (c SealedColumn) Check(d Dialect) (string, error) {
	if err := c.check(d); err != nil {
		return "", err
	}
	least, most := c.lengths()
	return fmt.Sprintf("CHECK (%[1]s IS NULL OR "+condition(d, c.Text)+")", names{dialect: d}.quote(c.Name), least, most), nil
}

func (c SealedColumn) check(d Dialect) error {
	switch {
	case !d.valid():
		return ErrDialect
	case c.Name == "", len(c.Name) > 63, !utf8.ValidString(c.Name), strings.Contains(c.Name, "\x00"),
		c.MaxBytes < 1, c.MaxBytes > crypto.MaxPlaintext:
		return ErrColumn
	}
	return nil
}

// lengths returns the lengths of the shortest and the longest ciphertext.
func (c SealedColumn) lengths() (least, most int) {
	if c.Text {
		return crypto.SealedTextSize(0), crypto.SealedTextSize(c.MaxBytes)
	}
	return crypto.SealedSize(0), crypto.SealedSize(c.MaxBytes)
}

// condition returns what is true of ciphertexts in the column %[1]s that are
// %[2]d to %[3]d bytes long. They begin with the byte 128 and a suite that is not
// 0; in base64url that is a g and one of A to P, which leaves suite 0 in. No
// literal has a backslash, which servers read in two ways.
func condition(d Dialect, text bool) string {
	switch {
	case d == SQLite && text: // length and GLOB end at a byte 0, the length as a BLOB does not
		return `typeof(%[1]s) = 'text' AND length(%[1]s) BETWEEN %[2]d AND %[3]d AND length(%[1]s) = length(CAST(%[1]s AS BLOB)) AND ` +
			`length(%[1]s) %% 4 <> 1 AND %[1]s GLOB 'g[A-P]*' AND %[1]s NOT GLOB '*[^A-Za-z0-9_-]*'`
	case d == SQLite: // which has no types for columns
		return `typeof(%[1]s) = 'blob' AND length(%[1]s) BETWEEN %[2]d AND %[3]d AND substr(%[1]s, 1, 1) = x'80' AND substr(%[1]s, 2, 1) <> x'00'`
	case d == PostgreSQL && text:
		return `octet_length(%[1]s) BETWEEN %[2]d AND %[3]d AND octet_length(%[1]s) %% 4 <> 1 AND %[1]s COLLATE "C" ~ '^g[A-P][A-Za-z0-9_-]*$'`
	case d == PostgreSQL:
		return `octet_length(%[1]s) BETWEEN %[2]d AND %[3]d AND substr(%[1]s, 1, 1) = decode('80', 'hex') AND substr(%[1]s, 2, 1) <> decode('00', 'hex')`
	case text: // $ would let a line break pass
		return `LENGTH(%[1]s) BETWEEN %[2]d AND %[3]d AND MOD(LENGTH(%[1]s), 4) <> 1 AND ASCII(%[1]s) = 103 AND ` +
			`ASCII(SUBSTRING(%[1]s, 2)) BETWEEN 65 AND 80 AND %[1]s NOT REGEXP '[^A-Za-z0-9_-]'`
	default:
		return `LENGTH(%[1]s) BETWEEN %[2]d AND %[3]d AND ASCII(%[1]s) = 128 AND ASCII(SUBSTRING(%[1]s, 2)) > 0`
	}
}
