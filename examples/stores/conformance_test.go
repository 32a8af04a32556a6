package stores

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"

	"github.com/khtong/privacykit/audit"
	"github.com/khtong/privacykit/audit/auditstoretest"
	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/consent/eventstoretest"
	"github.com/khtong/privacykit/crypto"
	"github.com/khtong/privacykit/crypto/keystoretest"
	"github.com/khtong/privacykit/sqlstore"
)

// The suites run on files with a pool of connections, and on a database in
// memory whose only connection no store may hold on to.
func TestConformance(t *testing.T) {
	app := &sqlstore.Options{Prefix: "app_"}
	tests := []struct {
		name, file, settings string
		conns                int
		opts                 *sqlstore.Options
	}{
		{"File", "host.db", settings, 0, nil},
		{"RollbackJournal", "host.db", strings.Replace(settings, "wal", "truncate", 1), 0, app},
		{"OneConnection", ":memory:", settings, 1, nil},
	}
	for _, test := range tests {
		open := func(t *testing.T) *sql.DB {
			t.Helper()
			path := test.file
			if path != ":memory:" {
				path = filepath.Join(t.TempDir(), path)
			}
			db := openFile(t, path, test.settings)
			db.SetMaxOpenConns(test.conns)
			migrate(t, db, test.opts)
			return db
		}
		t.Run(test.name, func(t *testing.T) {
			t.Run("Keys", func(t *testing.T) {
				keystoretest.Run(t, func(t *testing.T) crypto.KeyStore {
					t.Helper()
					return must(sqlstore.Keys(open(t), sqlstore.SQLite, test.opts))(t)
				})
			})
			t.Run("Events", func(t *testing.T) {
				eventstoretest.Run(t, func(t *testing.T) consent.EventStore {
					t.Helper()
					return must(sqlstore.Events(open(t), sqlstore.SQLite, test.opts))(t)
				})
			})
			t.Run("Audit", func(t *testing.T) {
				auditstoretest.Run(t, func(t *testing.T) audit.Store {
					t.Helper()
					return must(sqlstore.Audit(open(t), sqlstore.SQLite, test.opts))(t)
				})
			})
		})
	}
}
