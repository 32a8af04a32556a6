package orm

import (
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/libtnb/sqlite"
	"gorm.io/driver/mysql"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/khtong/privacykit/crypto"
	"github.com/khtong/privacykit/crypto/localkek"
	"github.com/khtong/privacykit/examples/internal/dbtest"
	"github.com/khtong/privacykit/sqlstore"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// must ends the test on an error.
func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// each runs a test on the customers of every database.
func each(t *testing.T, test func(t *testing.T, c *Customers)) {
	for _, on := range []struct {
		name    string
		dialect sqlstore.Dialect
		open    func(t *testing.T) gorm.Dialector
	}{
		{"SQLite", sqlstore.SQLite, func(t *testing.T) gorm.Dialector {
			return sqlite.Open("file:" + filepath.Join(t.TempDir(), "host.db") + "?_txlock=immediate&_pragma=busy_timeout(5000)")
		}},
		{"PostgreSQL", sqlstore.PostgreSQL, func(t *testing.T) gorm.Dialector { return postgres.Open(dbtest.PostgreSQL(t)) }},
		{"MariaDB", sqlstore.MySQL, func(t *testing.T) gorm.Dialector { return mysql.Open(dbtest.MariaDB(t)) }},
		{"MariaDBLax", sqlstore.MySQL, func(t *testing.T) gorm.Dialector { return mysql.Open(dbtest.MariaDB(t) + "&sql_mode=''") }},
	} {
		t.Run(on.name, func(t *testing.T) {
			db, err := gorm.Open(on.open(t), &gorm.Config{Logger: logger.Discard}) // GORM's own logs values
			must(t, err)
			pool, err := db.DB()
			must(t, err)
			t.Cleanup(func() { _ = pool.Close() })
			must(t, CreateTable(db, on.dialect))
			keks, err := localkek.OpenForDevelopment(filepath.Join(t.TempDir(), "keks"))
			must(t, err)
			must(t, keks.Create(1))
			ring, err := crypto.CreateKeyring(t.Context(), crypto.Config{Tenant: "acme", KEK: keks, Store: crypto.NewMemoryStore(), Now: time.Now})
			must(t, err)
			t.Cleanup(func() { _ = ring.Close() })
			c, err := New(db, ring)
			must(t, err)
			test(t, c)
		})
	}
}

var people = []Person{
	{ID: "c1", Mobile: "+8613800138000", Name: "李雷", Born: time.Date(1990, 3, 7, 0, 0, 0, 0, time.UTC), Level: 1},
	{ID: "c2", Mobile: "+8613900139000", Name: "韩梅梅"},
	{ID: "c3", Mobile: "+8613800138000", Name: "欧阳娜娜欧阳娜娜欧阳娜娜欧阳娜娜欧阳娜娜"},
}

// find returns a row and its person, through GORM.
func find(t *testing.T, c *Customers, id string) (Customer, Person) {
	t.Helper()
	var row Customer
	must(t, c.db.First(&row, "id = ?", id).Error)
	p, err := c.open(t.Context(), row)
	must(t, err)
	return row, p
}

// Everything that a host does with GORM it does with sealed columns.
func TestCustomers(t *testing.T) {
	each(t, func(t *testing.T, c *Customers) {
		must(t, c.Add(t.Context(), people...))
		for _, want := range people {
			if _, got := find(t, c, want.ID); !reflect.DeepEqual(got, want) {
				t.Errorf("%v; want %v", got, want)
			}
		}
		found, err := c.ByMobile(t.Context(), "138 0013 8000")
		if err != nil || !reflect.DeepEqual(found, []Person{people[0], people[2]}) {
			t.Errorf("found %v, %v", found, err)
		}
		if found, err = c.ByMobile(t.Context(), "13700137000"); err != nil || found != nil {
			t.Errorf("found %v, %v", found, err)
		}
		must(t, c.Rename(t.Context(), "c1", "李雷雷"))
		if _, p := find(t, c, "c1"); p.Name != "李雷雷" || p.Mobile != people[0].Mobile {
			t.Errorf("renamed to %v", p)
		}

		// What was read is saved as it was.
		row, p := find(t, c, "c1")
		row.Level = 7
		must(t, c.db.Save(&row).Error)
		p.Level = 7
		if again, got := find(t, c, "c1"); got != p || !reflect.DeepEqual(again, row) {
			t.Errorf("saved %v; want %v", got, p)
		}

		// A struct changes what it has, a map what it names, with ciphertexts.
		moved, err := c.seal(t.Context(), Person{ID: "c2", Mobile: "13700137000", Name: "韩梅梅"})
		must(t, err)
		must(t, c.db.Model(&Customer{ID: "c2"}).Updates(Customer{Mobile: moved.Mobile, MobileIx: moved.MobileIx}).Error)
		born, err := crypto.SealValue(t.Context(), c.ring, bornField, "c2", people[0].Born)
		must(t, err)
		must(t, c.db.Model(&Customer{}).Where("id = ?", "c2").Updates(map[string]any{"born": born, "level": 2}).Error)
		if found, err = c.ByMobile(t.Context(), "13700137000"); err != nil || len(found) != 1 || found[0] != (Person{"c2", "+8613700137000", "韩梅梅", people[0].Born, 2}) {
			t.Errorf("found %v, %v", found, err)
		}
		must(t, c.db.Model(&Customer{ID: "c2"}).Update("born", nil).Error)
		if row, p := find(t, c, "c2"); !row.Born.IsZero() || !p.Born.IsZero() {
			t.Errorf("a time that is NULL is %v", p.Born)
		}

		// The ciphertext is a value to compare with, as compare-and-swap needs.
		row, _ = find(t, c, "c3")
		for _, want := range []int64{1, 0} {
			tx := c.db.Model(&Customer{}).Where("id = ? AND mobile = ? AND name = ?", "c3", row.Mobile, row.Name).Update("mobile", moved.Mobile)
			if tx.Error != nil || tx.RowsAffected != want {
				t.Errorf("swapped %d rows, %v; want %d", tx.RowsAffected, tx.Error, want)
			}
		}

		var batch []Person
		for i := range 250 {
			batch = append(batch, Person{ID: fmt.Sprint("b", i), Mobile: fmt.Sprint(13600136000 + i), Name: "批"})
		}
		must(t, c.Add(t.Context(), batch...))
		if found, err = c.ByMobile(t.Context(), "13600136249"); err != nil || len(found) != 1 || found[0].ID != "b249" {
			t.Errorf("found %v, %v", found, err)
		}
		if _, err = c.ring.Erase(t.Context(), "b249", nil); err != nil {
			t.Fatal(err)
		}
		if found, err = c.ByMobile(t.Context(), "13600136249"); err != nil || found != nil {
			t.Errorf("an erased person: %v, %v", found, err)
		}
		var erased Customer
		must(t, c.db.First(&erased, "id = ?", "b249").Error) // is read all the same
		if _, err = c.open(t.Context(), erased); !errors.Is(err, crypto.ErrErased) {
			t.Errorf("an erased person: %v", err)
		}
	})
}

// No way of GORM's past the model writes plaintext.
func TestPlaintextRefused(t *testing.T) {
	each(t, func(t *testing.T, c *Customers) {
		must(t, c.Add(t.Context(), people...))
		types := columnTypes(t, c.db)
		must(t, c.db.AutoMigrate(&Customer{})) // which is to leave the constraints, and has no reason to touch their types
		if after := columnTypes(t, c.db); !reflect.DeepEqual(after, types) {
			t.Errorf("AutoMigrate made %v of %v", after, types)
		}
		before := contents(t, c.db)
		for column, plaintext := range map[string]any{"mobile": "13800138000", "name": "李雷", "born": "1990-03-07"} {
			where := c.db.Model(&Customer{}).Where("id = ?", "c1").Session(&gorm.Session{})
			for name, tx := range map[string]func() *gorm.DB{
				"Update":                  func() *gorm.DB { return where.Update(column, plaintext) },
				"Update of a row":         func() *gorm.DB { return c.db.Model(&Customer{ID: "c1"}).Update(column, plaintext) },
				"Update of bytes":         func() *gorm.DB { return where.Update(column, []byte(plaintext.(string))) },
				"Update of a time":        func() *gorm.DB { return where.Update(column, time.Now()) },
				"Updates":                 func() *gorm.DB { return where.Updates(map[string]any{"level": 9, column: plaintext}) },
				"UpdateColumn":            func() *gorm.DB { return where.UpdateColumn(column, gorm.Expr("?", plaintext)) },
				"UpdateColumn of another": func() *gorm.DB { return where.UpdateColumn(column, gorm.Expr("level")) },
				"UpdateColumns":           func() *gorm.DB { return where.UpdateColumns(map[string]any{column: plaintext}) },
				"Table": func() *gorm.DB {
					return c.db.Table("customers").Where("id = ?", "c1").Updates(map[string]any{column: plaintext})
				},
				"Exec":              func() *gorm.DB { return c.db.Exec("UPDATE customers SET "+column+" = ? WHERE id = ?", plaintext, "c1") },
				"Exec of a literal": func() *gorm.DB { return c.db.Exec(fmt.Sprintf("UPDATE customers SET %s = '%s'", column, plaintext)) },
				"Create of a map": func() *gorm.DB {
					return c.db.Model(&Customer{}).Create(map[string]any{"id": "c9", "level": 1, "mobile": "", "name": "", column: plaintext})
				},
				"Create by Table": func() *gorm.DB {
					return c.db.Table("customers").Create([]map[string]any{{"id": "c9", "level": 1, "mobile": "", "name": "", column: plaintext}})
				},
				"Save of what was scanned": func() *gorm.DB {
					var row Customer
					must(t, c.db.First(&row, "id = ?", "c1").Error)
					must(t, map[string]sql.Scanner{"mobile": &row.Mobile, "name": &row.Name, "born": &row.Born}[column].Scan(plaintext))
					tx := c.db.Save(&row)
					if !errors.Is(tx.Error, crypto.ErrFormat) {
						t.Errorf("%s: Save of what was scanned: %v", column, tx.Error)
					}
					return tx
				},
			} {
				if err := tx().Error; err == nil || strings.Contains(err.Error(), "syntax") {
					t.Errorf("%s: %s: %v", column, name, err)
				}
			}
		}
		if after := contents(t, c.db); !reflect.DeepEqual(after, before) {
			t.Errorf("the table changed:\n%v\n%v", before, after)
		}
	})
}

// columnTypes returns the types of the sealed columns with their lengths.
func columnTypes(t *testing.T, db *gorm.DB) map[string]string {
	t.Helper()
	columns, err := db.Migrator().ColumnTypes(&Customer{})
	must(t, err)
	types := make(map[string]string)
	for _, c := range columns {
		if c.Name() == "level" {
			continue
		}
		length, _ := c.Length()
		types[c.Name()] = fmt.Sprint(strings.ToLower(c.DatabaseTypeName()), " ", length)
	}
	return types
}

// A table that GORM makes alone has columns of the right kinds, without the
// constraints.
func TestAutoMigrate(t *testing.T) {
	type Note struct {
		ID int
		A  crypto.Sealed[int64]
		B  crypto.SealedText[int64]
	}
	each(t, func(t *testing.T, c *Customers) {
		must(t, c.db.AutoMigrate(&Note{}))
		field := crypto.Field{Table: "notes", Column: "a"}
		s, err := crypto.SealValue(t.Context(), c.ring, field, "s", int64(-7))
		must(t, err)
		must(t, c.db.Create(&[]Note{{1, s, s.Text()}, {ID: 2}}).Error)
		var got []Note
		must(t, c.db.Order("id").Find(&got).Error)
		if !reflect.DeepEqual(got, []Note{{1, s, s.Text()}, {ID: 2}}) {
			t.Errorf("read %v", got)
		}
		var kinds []string
		columns, err := c.db.Migrator().ColumnTypes(&Note{})
		must(t, err)
		for _, column := range columns[1:] {
			kinds = append(kinds, strings.ToLower(column.DatabaseTypeName()))
		}
		want := map[string][]string{"sqlite": {"blob", "text"}, "postgres": {"bytea", "text"}, "mysql": {"longblob", "longtext"}}[c.db.Name()]
		if !reflect.DeepEqual(kinds, want) {
			t.Errorf("columns of %v; want %v", kinds, want)
		}
	})
}

// contents returns the table as it is stored.
func contents(t *testing.T, db *gorm.DB) []map[string]any {
	t.Helper()
	var rows []map[string]any
	must(t, db.Table("customers").Order("id").Find(&rows).Error)
	if len(rows) != len(people) {
		t.Fatalf("%d rows", len(rows))
	}
	return rows
}

// The logger that GORM has by default, which writes the arguments of
// statements, shows no ciphertext of bytes and no value.
func TestLogShowsNoValue(t *testing.T) {
	each(t, func(t *testing.T, c *Customers) {
		var out strings.Builder
		c.db.Logger = logger.New(writer{&out}, logger.Config{LogLevel: logger.Info})
		must(t, c.Add(t.Context(), people...))
		if _, err := c.ByMobile(t.Context(), people[0].Mobile); err != nil {
			t.Error(err)
		}
		if text := out.String(); !strings.Contains(text, "INSERT INTO") || strings.Contains(text, "13800138000") || strings.Contains(text, "李雷") {
			t.Error(text)
		}
	})
}

type writer struct{ out *strings.Builder }

func (w writer) Printf(format string, args ...any) { fmt.Fprintf(w.out, format+"\n", args...) }
