package sqlstore_test

import (
	"fmt"
	"io/fs"

	"github.com/khtong/privacykit/sqlstore"
)

// A host that reviews changes to its database reads the migrations first.
func ExampleMigrations() {
	files, err := sqlstore.Migrations(sqlstore.SQLite)
	if err != nil {
		fmt.Println(err)
		return
	}
	names, err := fs.Glob(files, "*.sql")
	fmt.Println(names, err)
	// Output:
	// [0001_stores.sql] <nil>
}
