package sqlstore

import (
	"context"
	"database/sql"
	"iter"
)

// streams keeps ordered events under ids, in a table of its own: what the
// stores of requests and of incidents have in common.
type streams[E any] struct {
	base
	insert1, version, events, ids string

	seq       func(E) int64
	unmarshal func(*E, []byte) error
	taken     error // an event of that place is there, or the one before is not
}

const (
	maxStreamID   = 500 // bytes
	selectStreams = `SELECT id, seq, at, body FROM `
)

func newStreams[E any](store string, db DB, d Dialect, opts *Options) (streams[E], error) {
	b, err := newBase(store, db, d, opts)
	if err != nil {
		return streams[E]{}, err
	}
	table := "privacykit_" + store
	return streams[E]{
		base: b, insert1: b.sql("INSERT INTO " + table + " (id, seq, at, body) VALUES (?, ?, ?, ?) " + b.unlessTaken()),
		version: b.sql("SELECT COALESCE(MAX(seq), 0) FROM " + table + " WHERE id = ?"),
		events:  b.sql("SELECT seq, body FROM " + table + " WHERE id = ? ORDER BY seq"),
		ids: b.sql("SELECT id, at FROM " + table +
			" WHERE seq = 1 AND (at > ? OR at = ? AND id > ?) ORDER BY at, id LIMIT ?"),
	}, nil
}

func (s *streams[E]) append(ctx context.Context, id string, seq, at int64, body []byte) error {
	return s.atomic(ctx, "append", func(db DB) error {
		var have int64
		if err := db.QueryRowContext(ctx, s.version, id).Scan(&have); err != nil {
			return s.failed(ctx, "append", err)
		}
		if seq != have+1 {
			return s.taken
		}
		n, err := s.insert(ctx, "append", db, s.insert1, id, seq, at, body)
		if err == nil && n != 1 {
			err = s.taken
		}
		return err
	})
}

// read returns the events of an id. An event that cannot be read, or has
// another place than its row, was changed; its own error would show what of.
func (s *streams[E]) read(ctx context.Context, id string) ([]E, error) {
	var out []E
	changed := false
	err := s.query(ctx, "read", s.db, func(rows *sql.Rows) error {
		var seq int64
		var body []byte
		if err := rows.Scan(&seq, &body); err != nil {
			return err
		}
		var e E
		if s.unmarshal(&e, body) != nil || s.seq(e) != seq {
			changed = true
		}
		out = append(out, e)
		return nil
	}, s.events, id)
	if err == nil && changed {
		return nil, ErrChanged
	}
	return out, err
}

// all yields the ids in the order of the times of their first events, page by
// page.
func (s *streams[E]) all(ctx context.Context) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		at, after := int64(-1)<<62, ""
		for {
			var page []string
			err := s.query(ctx, "read", s.db, func(rows *sql.Rows) error {
				err := rows.Scan(&after, &at)
				page = append(page, after)
				return err
			}, s.ids, at, at, after, pageSize)
			if err != nil {
				yield("", err)
				return
			}
			for _, id := range page {
				if !yield(id, nil) {
					return
				}
			}
			if len(page) < pageSize {
				return
			}
		}
	}
}
