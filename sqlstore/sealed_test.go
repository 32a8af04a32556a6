package sqlstore_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/khtong/privacykit/crypto"
	"github.com/khtong/privacykit/sqlstore"
)

// A table whose column takes ciphertexts and nothing else.
func ExampleSealedColumn() {
	mobile := sqlstore.SealedColumn{Name: "mobile", MaxBytes: 11, NotNull: true}
	definition, err1 := mobile.Definition(sqlstore.MySQL)
	check, err2 := mobile.Check(sqlstore.MySQL)
	if err := errors.Join(err1, err2); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("CREATE TABLE customers (id VARCHAR(40) PRIMARY KEY,\n" + definition + ",\nCONSTRAINT customers_mobile_sealed " + check + ")")
	// Output:
	// CREATE TABLE customers (id VARCHAR(40) PRIMARY KEY,
	// `mobile` VARBINARY(46) NOT NULL,
	// CONSTRAINT customers_mobile_sealed CHECK (`mobile` IS NULL OR LENGTH(`mobile`) BETWEEN 34 AND 45 AND ASCII(`mobile`) = 128 AND ASCII(SUBSTRING(`mobile`, 2)) > 0))
}

func TestSealedColumnTypes(t *testing.T) {
	for _, test := range []struct {
		dialect sqlstore.Dialect
		column  sqlstore.SealedColumn
		want    string
	}{
		{sqlstore.SQLite, sqlstore.SealedColumn{Name: "a", MaxBytes: 1}, `"a" BLOB`},
		{sqlstore.SQLite, sqlstore.SealedColumn{Name: `a"b`, MaxBytes: crypto.MaxPlaintext, Text: true}, `"a""b" TEXT`},
		{sqlstore.PostgreSQL, sqlstore.SealedColumn{Name: "A`b", MaxBytes: 1, NotNull: true}, "\"A`b\" BYTEA NOT NULL"},
		{sqlstore.PostgreSQL, sqlstore.SealedColumn{Name: "a", MaxBytes: 1, Text: true}, `"a" VARCHAR(48) COLLATE "C"`},
		{sqlstore.MySQL, sqlstore.SealedColumn{Name: "a`b", MaxBytes: 1}, "`a``b` VARBINARY(36)"},
		{sqlstore.MySQL, sqlstore.SealedColumn{Name: `a"`, MaxBytes: 4096 - 1 - crypto.Overhead}, "`a\"` VARBINARY(4096)"},
		{sqlstore.MySQL, sqlstore.SealedColumn{Name: "a", MaxBytes: 4096 - crypto.Overhead}, "`a` MEDIUMBLOB"},
		{sqlstore.MySQL, sqlstore.SealedColumn{Name: "a", MaxBytes: 3037, Text: true}, "`a` VARCHAR(4096) CHARACTER SET ascii COLLATE ascii_bin"},
		{sqlstore.MySQL, sqlstore.SealedColumn{Name: "a", MaxBytes: 3038, Text: true, NotNull: true}, "`a` MEDIUMTEXT CHARACTER SET ascii COLLATE ascii_bin NOT NULL"},
	} {
		definition, err1 := test.column.Definition(test.dialect)
		check, err2 := test.column.Check(test.dialect)
		if err := errors.Join(err1, err2); err != nil || definition != test.want {
			t.Errorf("%+v: %s, %v; want %s", test.column, definition, err, test.want)
		}
		name, _, _ := strings.Cut(test.want, " ")
		if !strings.HasPrefix(check, "CHECK ("+name+" IS NULL OR ") || strings.Contains(check, "%") != (test.column.Text && test.dialect != sqlstore.MySQL) || strings.Contains(check, `\`) {
			t.Error(check)
		}
	}
}

func TestSealedColumnRefused(t *testing.T) {
	for _, test := range []struct {
		dialect sqlstore.Dialect
		column  sqlstore.SealedColumn
		want    error
	}{
		{0, sqlstore.SealedColumn{Name: "a", MaxBytes: 1}, sqlstore.ErrDialect},
		{4, sqlstore.SealedColumn{Name: "a", MaxBytes: 1}, sqlstore.ErrDialect},
		{sqlstore.SQLite, sqlstore.SealedColumn{}, sqlstore.ErrColumn},
		{sqlstore.SQLite, sqlstore.SealedColumn{MaxBytes: 1}, sqlstore.ErrColumn},
		{sqlstore.SQLite, sqlstore.SealedColumn{Name: "a"}, sqlstore.ErrColumn},
		{sqlstore.SQLite, sqlstore.SealedColumn{Name: "a", MaxBytes: -1}, sqlstore.ErrColumn},
		{sqlstore.SQLite, sqlstore.SealedColumn{Name: "a", MaxBytes: crypto.MaxPlaintext + 1}, sqlstore.ErrColumn},
		{sqlstore.MySQL, sqlstore.SealedColumn{Name: strings.Repeat("a", 64), MaxBytes: 1}, sqlstore.ErrColumn},
		{sqlstore.MySQL, sqlstore.SealedColumn{Name: "a\x00", MaxBytes: 1}, sqlstore.ErrColumn},
		{sqlstore.PostgreSQL, sqlstore.SealedColumn{Name: "a\xff", MaxBytes: 1}, sqlstore.ErrColumn},
	} {
		definition, err1 := test.column.Definition(test.dialect)
		check, err2 := test.column.Check(test.dialect)
		if !errors.Is(err1, test.want) || !errors.Is(err2, test.want) || definition != "" || check != "" {
			t.Errorf("%d, %+v: %v, %v; want %v", test.dialect, test.column, err1, err2, test.want)
		}
	}
}
