package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"

	"github.com/khtong/privacykit/rights"
)

// A RequestStore is a [rights.Store] in SQL. Its methods may be called from
// several goroutines and nodes. Of two that append to one request at once, one
// finds the place taken.
type RequestStore struct {
	streams[rights.Event]
}

var _ rights.Store = (*RequestStore)(nil)

// Requests returns the store of requests in db. It runs no statement.
func Requests(db DB, d Dialect, opts *Options) (*RequestStore, error) {
	s, err := newStreams[rights.Event]("requests", db, d, opts)
	if err != nil {
		return nil, err
	}
	s.seq = func(e rights.Event) int64 { return e.Seq }
	s.unmarshal = (*rights.Event).UnmarshalJSON
	s.taken = rights.ErrVersion
	return &RequestStore{s}, nil
}

// Append implements [rights.Store]. An event that its JSON cannot hold, and an
// id of more than 500 bytes, are errors that match rights.ErrEvent.
func (s *RequestStore) Append(ctx context.Context, request string, e rights.Event) error {
	body, err := json.Marshal(e)
	if err != nil || request == "" || len(request) > maxStreamID {
		return fmt.Errorf("sqlstore: requests: %w: it cannot be stored", rights.ErrEvent)
	}
	return s.append(ctx, request, e.Seq, e.At.UnixMicro(), body)
}

// Events implements [rights.Store].
func (s *RequestStore) Events(ctx context.Context, request string) ([]rights.Event, error) {
	return s.read(ctx, request)
}

// Requests implements [rights.Store], page by page.
func (s *RequestStore) Requests(ctx context.Context) iter.Seq2[string, error] { return s.all(ctx) }
