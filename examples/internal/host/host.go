// Package host has what the example hosts share: the processing register of the policy, and how they open SQLite.
package host

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"net/url"
	"os"
	"path/filepath"

	_ "modernc.org/sqlite" // the driver "sqlite", pure Go

	"github.com/khtong/privacykit/sqlstore"
)

// RegisterJSON is the processing register that the privacy policy announces.
//
//go:embed register.json
var RegisterJSON []byte

// OpenSQLite opens a SQLite file the way that privacykit wants it: deleted bytes are overwritten, transactions take the write lock at once.
func OpenSQLite(ctx context.Context, file string) (*sql.DB, error) {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return nil, err
	}
	q := url.Values{
		"_txlock": {"immediate"},
		"_pragma": {"journal_mode(wal)", "synchronous(full)", "secure_delete(1)", "busy_timeout(10000)", "foreign_keys(1)"},
	}
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: file}).EscapedPath(), RawQuery: q.Encode()}).String())
	if err != nil {
		return nil, err
	}
	if err := sqlstore.CheckSQLite(ctx, db); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}
