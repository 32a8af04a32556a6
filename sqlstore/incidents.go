package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"

	"github.com/khtong/privacykit/incident"
)

// An IncidentStore is an [incident.Store] in SQL. Its methods may be called from
// several goroutines and nodes. Of two that append to one incident at once, one
// finds the place taken.
type IncidentStore struct {
	streams[incident.Event]
}

var _ incident.Store = (*IncidentStore)(nil)

// Incidents returns the store of incidents in db. It runs no statement.
func Incidents(db DB, d Dialect, opts *Options) (*IncidentStore, error) {
	s, err := newStreams[incident.Event]("incidents", db, d, opts)
	if err != nil {
		return nil, err
	}
	s.seq = func(e incident.Event) int64 { return e.Seq }
	s.unmarshal = (*incident.Event).UnmarshalJSON
	s.taken = incident.ErrVersion
	return &IncidentStore{s}, nil
}

// Append implements [incident.Store]. An event that its JSON cannot hold, and an
// id of more than 500 bytes, are errors that match incident.ErrEvent.
func (s *IncidentStore) Append(ctx context.Context, id string, e incident.Event) error {
	body, err := json.Marshal(e)
	if err != nil || id == "" || len(id) > maxStreamID {
		return fmt.Errorf("sqlstore: incidents: %w: it cannot be stored", incident.ErrEvent)
	}
	return s.append(ctx, id, e.Seq, e.At.UnixMicro(), body)
}

// Events implements [incident.Store].
func (s *IncidentStore) Events(ctx context.Context, id string) ([]incident.Event, error) {
	return s.read(ctx, id)
}

// Incidents implements [incident.Store], page by page.
func (s *IncidentStore) Incidents(ctx context.Context) iter.Seq2[string, error] { return s.all(ctx) }
