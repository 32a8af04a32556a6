package stores

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/khtong/privacykit/crypto"
	"github.com/khtong/privacykit/sqlstore"
)

// With the settings that CheckSQLite asks for, a tombstone and a truncated
// write-ahead log leave nothing of a wrapped key in the database's files.
func TestErasedKeyIsNotInTheFile(t *testing.T) {
	dir := t.TempDir()
	db := openFile(t, filepath.Join(dir, "keys.db"), settings)
	migrate(t, db)
	store := must(sqlstore.Keys(db, sqlstore.SQLite, nil))(t)
	secret := bytes.Repeat([]byte("the wrapped key of s1 / "), 8)
	for _, id := range []string{"s0", "s1", "s2"} {
		rec := keyRecord(id, secret)
		if id != "s1" {
			rec.Wrapped = bytes.Repeat([]byte(id), 96)
		}
		if err := store.Put(t.Context(), rec); err != nil {
			t.Fatal(err)
		}
	}
	if !found(t, dir, secret) {
		t.Fatal("the key cannot be found even before the erasure: this test shows nothing")
	}
	tombstone := keyRecord("s1", nil)
	tombstone.Version, tombstone.State, tombstone.Commitment = 2, crypto.StateErased, nil
	if err := store.Put(t.Context(), tombstone); err != nil {
		t.Fatal(err)
	}
	var busy, pages, moved int
	if err := db.QueryRow("PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &moved); err != nil || busy != 0 {
		t.Fatalf("checkpoint: busy %d, %v", busy, err)
	}
	if found(t, dir, secret[:24]) {
		t.Error("the erased key is still in the files")
	}
	rec := must(store.Get(t.Context(), tombstone.RecordID))(t)
	if rec.State != crypto.StateErased || len(rec.Wrapped) != 0 {
		t.Errorf("record after the erasure: %v", rec)
	}
}

// found reports whether a file in dir holds the bytes.
func found(t *testing.T, dir string, what []byte) bool {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		data, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(data, what) {
			return true
		}
	}
	return false
}
