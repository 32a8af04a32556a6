// Package orm is a host that keeps its customers through GORM, on SQLite,
// PostgreSQL, and MySQL or MariaDB.
//
// Its model holds ciphertexts: values are sealed before GORM sees them and
// opened after, because a driver.Valuer, a serializer and a hook of an ORM know
// no subject, and are passed by Update, Updates with a map, UpdateColumn, Table
// and SQL by hand. The constraints on the columns refuse plaintext from all of
// these; the tests show each, on each database.
package orm

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/khtong/privacykit/crypto"
	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/sqlstore"
)

// Customer is the model. It needs no hook and no serializer. [CreateTable] makes
// the table; with the sizes, AutoMigrate leaves its types as they are.
type Customer struct {
	ID       string                    `gorm:"primaryKey;size:40"`
	Mobile   crypto.Sealed[string]     `gorm:"size:49"`
	MobileIx []byte                    `gorm:"size:2"` // the entry of the blind index
	Name     crypto.SealedText[string] `gorm:"size:153"`
	Born     crypto.Sealed[time.Time]  `gorm:"size:51"`
	Level    int
}

// Person is a customer in the clear, who never meets GORM.
type Person struct {
	ID, Mobile, Name string
	Born             time.Time // zero if it is not known
	Level            int
}

var (
	mobileField = crypto.Field{Table: "customers", Column: "mobile"}
	nameField   = crypto.Field{Table: "customers", Column: "name"}
	bornField   = crypto.Field{Table: "customers", Column: "born"}
)

// columns are the sealed columns: a number as identifiers writes it, a name of
// 20 characters, a time.
var columns = []sqlstore.SealedColumn{
	{Name: "mobile", MaxBytes: len("+8613800138000"), NotNull: true},
	{Name: "name", MaxBytes: 20 * 4, Text: true, NotNull: true},
	{Name: "born", MaxBytes: 16},
}

// CreateTable creates the table of customers.
func CreateTable(db *gorm.DB, d sqlstore.Dialect) error {
	entry := map[sqlstore.Dialect]string{sqlstore.SQLite: "BLOB", sqlstore.PostgreSQL: "BYTEA", sqlstore.MySQL: "VARBINARY(2)"}[d]
	table := "CREATE TABLE customers (id VARCHAR(40) PRIMARY KEY, level BIGINT NOT NULL, mobile_ix " + entry
	constraints := ""
	for _, c := range columns {
		definition, err := c.Definition(d)
		if err != nil {
			return err
		}
		check, err := c.Check(d)
		if err != nil {
			return err
		}
		table += ", " + definition
		constraints += ", CONSTRAINT customers_" + c.Name + "_sealed " + check
	}
	if err := db.Exec(table + constraints + ")").Error; err != nil {
		return err
	}
	return db.Exec("CREATE INDEX customers_by_mobile ON customers (mobile_ix)").Error
}

// Customers are the customers of the host.
type Customers struct {
	db       *gorm.DB
	ring     *crypto.Keyring
	byMobile *crypto.Index
}

// New returns the customers in a database that has the table.
func New(db *gorm.DB, ring *crypto.Keyring) (*Customers, error) {
	byMobile, err := ring.NewIndex(
		crypto.IndexOptions{Bits: 14, Stats: crypto.ColumnStats{Rows: 1_000_000, Values: 950_000, Top: 5}},
		crypto.Part{Field: mobileField, Normalize: normalize},
	)
	if err != nil {
		return nil, err
	}
	return &Customers{db, ring, byMobile}, nil
}

func normalize(mobile string) (string, error) {
	return identifiers.Normalize(identifiers.Mobile, mobile)
}

// Add stores people, in one statement.
func (c *Customers) Add(ctx context.Context, people ...Person) error {
	rows := make([]Customer, len(people))
	for i, p := range people {
		row, err := c.seal(ctx, p)
		if err != nil {
			return fmt.Errorf("person %d: %w", i, err)
		}
		rows[i] = row
	}
	return c.db.WithContext(ctx).Create(&rows).Error
}

// ByMobile returns the people who have a number.
func (c *Customers) ByMobile(ctx context.Context, mobile string) ([]Person, error) {
	query, err := c.byMobile.Query(mobile)
	if err != nil {
		return nil, err
	}
	var rows []Customer
	if err := c.db.WithContext(ctx).Where("mobile_ix IN ?", query.Args()).Order("id").Find(&rows).Error; err != nil {
		return nil, err
	}
	var people []Person
	for _, row := range rows {
		_, ok, err := query.Open(ctx, row.ID, row.Mobile.Bytes())
		if err != nil {
			return nil, err
		}
		if !ok {
			continue // found by coincidence
		}
		p, err := c.open(ctx, row)
		if err != nil {
			return nil, err
		}
		people = append(people, p)
	}
	return people, nil
}

// Rename changes the name of a person.
func (c *Customers) Rename(ctx context.Context, id, name string) error {
	sealed, err := crypto.SealValue(ctx, c.ring, nameField, id, name)
	if err != nil {
		return err
	}
	return c.db.WithContext(ctx).Model(&Customer{ID: id}).Update("name", sealed.Text()).Error
}

func (c *Customers) seal(ctx context.Context, p Person) (row Customer, err error) {
	row = Customer{ID: p.ID, Level: p.Level}
	mobile, err := normalize(p.Mobile)
	if err != nil {
		return Customer{}, err
	}
	if row.MobileIx, err = c.byMobile.Of(p.ID, p.Mobile); err != nil {
		return Customer{}, err
	}
	if row.Mobile, err = crypto.SealValue(ctx, c.ring, mobileField, p.ID, mobile); err != nil {
		return Customer{}, err
	}
	name, err := crypto.SealValue(ctx, c.ring, nameField, p.ID, p.Name)
	if err != nil {
		return Customer{}, err
	}
	row.Name = name.Text()
	if !p.Born.IsZero() {
		row.Born, err = crypto.SealValue(ctx, c.ring, bornField, p.ID, p.Born)
	}
	return row, err
}

func (c *Customers) open(ctx context.Context, row Customer) (p Person, err error) {
	p = Person{ID: row.ID, Level: row.Level}
	if p.Mobile, err = row.Mobile.Open(ctx, c.ring, mobileField, row.ID); err != nil {
		return Person{}, err
	}
	if p.Name, err = row.Name.Open(ctx, c.ring, nameField, row.ID); err != nil {
		return Person{}, err
	}
	if !row.Born.IsZero() {
		p.Born, err = row.Born.Open(ctx, c.ring, bornField, row.ID)
	}
	return p, err
}
