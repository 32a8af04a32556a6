package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/khtong/privacykit/crypto"
)

// A KeyStore is a [crypto.BatchKeyStore] in SQL. Its methods may be called
// from several goroutines unless it is part of a transaction.
type KeyStore struct {
	base
	get, getMany, create, update string
}

var _ crypto.BatchKeyStore = (*KeyStore)(nil)

const (
	selectKeys = `SELECT tenant, kind, id, version, state, epoch, key_version, wrapped, commitment,
		created_at, changed_at FROM privacykit_keys`
	getKey    = selectKeys + ` WHERE tenant = ? AND kind = ? AND id = ?`
	insertKey = `INSERT INTO privacykit_keys (version, state, epoch, key_version, wrapped, commitment,
		created_at, changed_at, tenant, kind, id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) `
	updateKey = `UPDATE privacykit_keys SET version = ?, state = ?, epoch = ?, key_version = ?, wrapped = ?,
		commitment = ?, created_at = ?, changed_at = ? WHERE tenant = ? AND kind = ? AND id = ? AND version = ?`
)

// Keys returns the key store in db. It runs no statement.
func Keys(db DB, d Dialect, opts *Options) (*KeyStore, error) {
	b, err := newBase("keys", db, d, opts)
	if err != nil {
		return nil, err
	}
	return &KeyStore{
		base: b,
		get:  b.sql(getKey), getMany: b.sql(getKeys), create: b.sql(insertKey + b.unlessTaken()), update: b.sql(updateKey),
	}, nil
}

// Get implements [crypto.KeyStore].
func (s *KeyStore) Get(ctx context.Context, id crypto.RecordID) (crypto.Record, error) {
	recs, err := s.read(ctx, "get", s.get, id.Tenant, int64(id.Kind), id.ID)
	if err != nil {
		return crypto.Record{}, err
	}
	if len(recs) == 0 {
		return crypto.Record{}, crypto.ErrNotFound
	}
	return recs[0], nil
}

// maxIDs is how many ids one statement of GetMany asks for at most.
const maxIDs = 512

// GetMany implements [crypto.BatchKeyStore]. It runs one statement for each 512
// ids. Whatever their number, there are few texts of it, so that those of the
// host keep their place in the caches of plans and prepared statements, which
// each connection has.
func (s *KeyStore) GetMany(ctx context.Context, tenant string, kind crypto.RecordKind, ids []string) ([]crypto.Record, error) {
	// No record has an id with a comma, which separates them in getKeys.
	ids = slices.DeleteFunc(slices.Sorted(slices.Values(ids)), func(id string) bool { return strings.Contains(id, ",") })
	ids = slices.Compact(ids)
	if len(ids) == 0 {
		return nil, ctx.Err()
	}
	var all []crypto.Record
	for part := range slices.Chunk(ids, maxIDs) {
		text, args := s.getMany, []any{strings.Join(part, ","), tenant, int64(kind)}
		if s.dialect != PostgreSQL {
			text, args = s.listed(tenant, kind, part)
		}
		recs, err := s.read(ctx, "get", text, args...)
		if err != nil {
			return nil, err
		}
		all = append(all, recs...)
	}
	return all, nil
}

// getKeys looks each id up by itself. With a list, PostgreSQL compares every id
// with every row of the tenant, if it thinks that the table is small or makes one
// plan for all arguments.
const getKeys = `SELECT k.* FROM unnest(string_to_array(?, ',')) AS asked(id), LATERAL (` + selectKeys +
	` WHERE tenant = ? AND kind = ? AND id = asked.id COLLATE "C" LIMIT 1) AS k`

// listed returns the statement of GetMany for the other dialects, with a list that
// is filled up to a power of two with the last id.
func (s *KeyStore) listed(tenant string, kind crypto.RecordKind, ids []string) (text string, args []any) {
	n := 1
	for n < len(ids) {
		n *= 2
	}
	args = append(make([]any, 0, 2+n), tenant, int64(kind))
	for i := range n {
		args = append(args, ids[min(i, len(ids)-1)])
	}
	return s.sql(strings.Join([]string{selectKeys, "WHERE tenant = ? AND kind = ? AND id IN (", marks(n), ")"}, " ")), args
}

// Put implements [crypto.KeyStore].
func (s *KeyStore) Put(ctx context.Context, rec crypto.Record) error {
	if err := rec.Validate(); err != nil {
		return err
	}
	args := []any{
		rec.Version, int64(rec.State), int64(rec.Epoch), int64(rec.KeyVersion), notNil(rec.Wrapped),
		notNil(rec.Commitment), rec.CreatedAt.UnixMicro(), rec.ChangedAt.UnixMicro(), rec.Tenant, int64(rec.Kind), rec.ID,
	}
	var n int64
	err := s.again(ctx, func() (err error) {
		if rec.Version == 1 {
			n, err = s.insert(ctx, "put", s.db, s.create, args...)
		} else {
			n, err = s.exec(ctx, "put", s.db, s.update, append(args, rec.Version-1)...)
		}
		return err
	})
	if err != nil {
		return err
	}
	if n == 0 {
		return crypto.ErrConflict
	}
	return nil
}

// List implements [crypto.KeyStore].
func (s *KeyStore) List(ctx context.Context, q crypto.ListQuery) ([]crypto.Record, error) {
	if q.Limit < 1 {
		return nil, fmt.Errorf("%w: list limit is below 1", crypto.ErrArgument)
	}
	text := []string{selectKeys, "WHERE tenant = ? AND kind = ? AND id > ?"}
	args := []any{q.Tenant, int64(q.Kind), q.After}
	if q.Epoch != 0 {
		text, args = append(text, "AND epoch = ?"), append(args, int64(q.Epoch))
	}
	if q.State != 0 {
		text, args = append(text, "AND state = ?"), append(args, int64(q.State))
	}
	text, args = append(text, "ORDER BY id LIMIT ?"), append(args, int64(q.Limit))
	return s.read(ctx, "list", s.sql(strings.Join(text, " ")), args...)
}

func (s *KeyStore) read(ctx context.Context, op, text string, args ...any) ([]crypto.Record, error) {
	var recs []crypto.Record
	err := s.query(ctx, op, s.db, func(rows *sql.Rows) error {
		var r crypto.Record
		var created, changed int64
		err := rows.Scan(&r.Tenant, &r.Kind, &r.ID, &r.Version, &r.State, &r.Epoch, &r.KeyVersion,
			&r.Wrapped, &r.Commitment, &created, &changed)
		r.CreatedAt, r.ChangedAt = time.UnixMicro(created).UTC(), time.UnixMicro(changed).UTC()
		if len(r.Wrapped) == 0 {
			r.Wrapped = nil
		}
		if len(r.Commitment) == 0 {
			r.Commitment = nil
		}
		recs = append(recs, r)
		return err
	}, text, args...)
	if err != nil {
		return nil, err
	}
	return recs, nil
}

// notNil returns b, or no bytes for nil: a column that is NOT NULL has no NULL
// for an absent key.
func notNil(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}
