package sqlstore

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/khtong/privacykit/crypto"
)

// A CursorStore is a [crypto.CursorStore] in SQL, which keeps how far a job such
// as [crypto.Keyring.ResealTable] has come. Its methods may be called from
// several goroutines unless it is part of a transaction.
//
// The position of that job is the key of a row, in plain form.
type CursorStore struct {
	base
	get, save string
}

var _ crypto.CursorStore = (*CursorStore)(nil)

const (
	selectCursors = `SELECT tenant, job, position FROM privacykit_cursors`
	getCursor     = `SELECT position FROM privacykit_cursors WHERE tenant = ? AND job = ?`
	saveCursor    = `INSERT INTO privacykit_cursors (tenant, job, position) VALUES (?, ?, ?) `
)

// Cursors returns the store of positions in db. It runs no statement.
func Cursors(db DB, d Dialect, opts *Options) (*CursorStore, error) {
	b, err := newBase("cursors", db, d, opts)
	if err != nil {
		return nil, err
	}
	replace := "ON CONFLICT (tenant, job) DO UPDATE SET position = excluded.position"
	if d == MySQL {
		replace = "ON DUPLICATE KEY UPDATE position = VALUES(position)"
	}
	return &CursorStore{base: b, get: b.sql(getCursor), save: b.sql(saveCursor + replace)}, nil
}

// Cursor implements [crypto.CursorStore].
func (s *CursorStore) Cursor(ctx context.Context, tenant, job string) (string, error) {
	var position []byte
	err := s.query(ctx, "read", s.db, func(rows *sql.Rows) error { return rows.Scan(&position) }, s.get, tenant, job)
	if err != nil {
		return "", err
	}
	return string(position), nil
}

// SaveCursor implements [crypto.CursorStore]. Tenant, job and position have at
// most [crypto.MaxNameLen] bytes; what is longer is crypto.ErrTooLong.
func (s *CursorStore) SaveCursor(ctx context.Context, tenant, job, position string) error {
	for _, text := range []struct{ name, value string }{{"tenant", tenant}, {"job", job}, {"position", position}} {
		if len(text.value) > crypto.MaxNameLen {
			return fmt.Errorf("sqlstore: cursors: %w: %s has more than %d bytes", crypto.ErrTooLong, text.name, crypto.MaxNameLen)
		}
	}
	return s.again(ctx, func() error {
		_, err := s.exec(ctx, "save", s.db, s.save, tenant, job, notNil([]byte(position)))
		return err
	})
}
