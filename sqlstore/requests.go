package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"iter"

	"github.com/khtong/privacykit/rights"
)

// A RequestStore is a [rights.Store] in SQL. Its methods may be called from
// several goroutines and nodes. Of two that append to one request at once, one
// finds the place taken.
type RequestStore struct {
	base
	insert1, events, ids string
}

var _ rights.Store = (*RequestStore)(nil)

const (
	selectRequests  = `SELECT request, seq, at, body FROM privacykit_requests`
	requestEvents   = `SELECT seq, body FROM privacykit_requests WHERE request = ? ORDER BY seq`
	insertRequest   = `INSERT INTO privacykit_requests (request, seq, at, body) VALUES (?, ?, ?, ?) `
	requestVersion  = `SELECT COALESCE(MAX(seq), 0) FROM privacykit_requests WHERE request = ?`
	requestIDs      = `SELECT request, at FROM privacykit_requests WHERE seq = 1 AND (at > ? OR at = ? AND request > ?) ORDER BY at, request LIMIT ?`
	maxRequestBytes = 500 // of an id
)

// Requests returns the store of requests in db. It runs no statement.
func Requests(db DB, d Dialect, opts *Options) (*RequestStore, error) {
	b, err := newBase("requests", db, d, opts)
	if err != nil {
		return nil, err
	}
	return &RequestStore{
		base: b, insert1: b.sql(insertRequest + b.unlessTaken()), events: b.sql(requestEvents), ids: b.sql(requestIDs),
	}, nil
}

// Append implements [rights.Store]. An event that its JSON cannot hold, and an
// id of more than 500 bytes, are errors that match rights.ErrEvent.
func (s *RequestStore) Append(ctx context.Context, request string, e rights.Event) error {
	body, err := json.Marshal(e)
	if err != nil || request == "" || len(request) > maxRequestBytes {
		return fmt.Errorf("sqlstore: requests: %w: it cannot be stored", rights.ErrEvent)
	}
	return s.atomic(ctx, "append", func(db DB) error {
		var have int64
		if err := db.QueryRowContext(ctx, s.sql(requestVersion), request).Scan(&have); err != nil {
			return s.failed(ctx, "append", err)
		}
		if e.Seq != have+1 {
			return rights.ErrVersion
		}
		n, err := s.insert(ctx, "append", db, s.insert1, request, e.Seq, e.At.UnixMicro(), body)
		if err == nil && n != 1 {
			err = rights.ErrVersion
		}
		return err
	})
}

// Events implements [rights.Store].
func (s *RequestStore) Events(ctx context.Context, request string) ([]rights.Event, error) {
	var out []rights.Event
	changed := false
	err := s.query(ctx, "read", s.db, func(rows *sql.Rows) error {
		var seq int64
		var body []byte
		if err := rows.Scan(&seq, &body); err != nil {
			return err
		}
		e, ok := requestEvent(body)
		changed = changed || !ok || e.Seq != seq
		out = append(out, e)
		return nil
	}, s.events, request)
	if err == nil && changed {
		return nil, ErrChanged
	}
	return out, err
}

// requestEvent reads an event, and reports whether it is one. The error itself
// would not say which.
func requestEvent(body []byte) (e rights.Event, ok bool) {
	err := e.UnmarshalJSON(body)
	return e, err == nil
}

// Requests implements [rights.Store], page by page.
func (s *RequestStore) Requests(ctx context.Context) iter.Seq2[string, error] {
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
