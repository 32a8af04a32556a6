package orm_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/libtnb/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/khtong/privacykit/crypto"
	"github.com/khtong/privacykit/crypto/localkek"
	"github.com/khtong/privacykit/examples/orm"
	"github.com/khtong/privacykit/sqlstore"
)

// Customers go in and come out through GORM, which never sees who they are,
// and a way past the model is closed.
func Example() {
	dir, err := os.MkdirTemp("", "orm")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if err := run(context.Background(), dir); err != nil {
		fmt.Println(err)
	}
	// Output:
	// [{c1 +8613800138000 李雷 1990-03-07 00:00:00 +0000 UTC 1}]
	// c1 crypto.Sealed(48 bytes) 2 crypto.Sealed(40 bytes) crypto.Sealed(49 bytes) 1
	// constraint failed: CHECK constraint failed: customers_mobile_sealed (275)
}

func run(ctx context.Context, dir string) error {
	keks, err := localkek.OpenForDevelopment(filepath.Join(dir, "kek"))
	if err != nil {
		return err
	}
	if err := keks.Create(1); err != nil {
		return err
	}
	ring, err := crypto.CreateKeyring(ctx, crypto.Config{Tenant: "acme", KEK: keks, Store: crypto.NewMemoryStore(), Now: time.Now})
	if err != nil {
		return err
	}
	defer func() { _ = ring.Close() }()
	db, err := gorm.Open(sqlite.Open("file:"+filepath.Join(dir, "crm.db")), &gorm.Config{Logger: logger.Discard})
	if err != nil {
		return err
	}
	if err := orm.CreateTable(db, sqlstore.SQLite); err != nil {
		return err
	}
	customers, err := orm.New(db, ring)
	if err != nil {
		return err
	}
	li := orm.Person{ID: "c1", Mobile: "138 0013 8000", Name: "李雷", Born: time.Date(1990, 3, 7, 0, 0, 0, 0, time.UTC), Level: 1}
	if err := customers.Add(ctx, li); err != nil {
		return err
	}
	found, err := customers.ByMobile(ctx, "+86 13800138000")
	fmt.Println(found)
	if err != nil {
		return err
	}
	var row orm.Customer
	if err := db.First(&row, "id = ?", "c1").Error; err != nil {
		return err
	}
	fmt.Println(row.ID, row.Mobile, len(row.MobileIx), row.Name, row.Born, row.Level)
	fmt.Println(db.Model(&row).Update("mobile", "13800138000").Error)
	pool, err := db.DB()
	if err != nil {
		return err
	}
	return pool.Close()
}
