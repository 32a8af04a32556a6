package sqlstore

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/khtong/privacykit/retention"
)

// A LeaseStore is a [retention.LeaseStore] in SQL. Its methods may be called from
// several goroutines and nodes. A lease changes by one compare-and-swap, the same
// on every dialect; no clock and no lock of the server has a part in it.
type LeaseStore struct {
	base
	get, add, swap string
}

var _ retention.LeaseStore = (*LeaseStore)(nil)

const (
	selectLeases = `SELECT name, owner, fence, beat, pass, position, done FROM privacykit_leases`
	getLease     = selectLeases + ` WHERE name = ?`
	addLease     = `INSERT INTO privacykit_leases (owner, fence, beat, pass, position, done, name) VALUES (?, ?, ?, ?, ?, ?, ?) `
	swapLease    = `UPDATE privacykit_leases SET owner = ?, fence = ?, beat = ?, pass = ?, position = ?, done = ?` +
		` WHERE name = ? AND fence = ? AND beat = ?`
	maxLeaseText = 500 // bytes of a name, an owner or a pass
)

// Leases returns the store of leases in db. It runs no statement. It is made on
// a *[sql.DB]: a lease that is taken in a transaction is seen when that ends.
func Leases(db *sql.DB, d Dialect, opts *Options) (*LeaseStore, error) {
	if db == nil {
		return nil, ErrDB
	}
	b, err := newBase("leases", db, d, opts)
	if err != nil {
		return nil, err
	}
	return &LeaseStore{base: b, get: b.sql(getLease), add: b.sql(addLease + b.unlessTaken()), swap: b.sql(swapLease)}, nil
}

// Lease implements [retention.LeaseStore].
func (s *LeaseStore) Lease(ctx context.Context, name string) (retention.Lease, error) {
	l := retention.Lease{Name: name}
	err := s.query(ctx, "read", s.db, func(rows *sql.Rows) error {
		var position []byte
		var done int
		err := rows.Scan(&l.Name, &l.Owner, &l.Fence, &l.Beat, &l.Pass, &position, &done)
		l.Cursor, l.Done = string(position), done != 0
		return err
	}, s.get, name)
	if err != nil {
		return retention.Lease{}, err
	}
	return l, nil
}

// Swap implements [retention.LeaseStore]. Name, owner and pass have at most 500
// bytes; what is longer is an error that matches [retention.ErrSweep].
func (s *LeaseStore) Swap(ctx context.Context, old, next retention.Lease) (bool, error) {
	for _, text := range []string{next.Name, next.Owner, next.Pass} {
		if len(text) > maxLeaseText {
			return false, fmt.Errorf("sqlstore: leases: %w: a text has more than %d bytes", retention.ErrSweep, maxLeaseText)
		}
	}
	if old.Name != next.Name || next.Beat <= old.Beat {
		return false, nil // a lease that does not move could not be told from the one before
	}
	done := 0
	if next.Done {
		done = 1
	}
	args := []any{next.Owner, next.Fence, next.Beat, next.Pass, notNil([]byte(next.Cursor)), done, next.Name}
	var n int64
	err := s.again(ctx, func() (err error) {
		if old.Fence == 0 {
			n, err = s.insert(ctx, "swap", s.db, s.add, args...)
		} else {
			n, err = s.exec(ctx, "swap", s.db, s.swap, append(args, old.Fence, old.Beat)...)
		}
		return err
	})
	return n == 1, err
}
