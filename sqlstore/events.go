package sqlstore

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/khtong/privacykit/consent"
)

// An EventStore is a [consent.EventStore], [consent.VersionedStore] and
// [consent.ChangeStore] in SQL. Its methods may be called from several
// goroutines unless it is part of a transaction.
//
// Writers take turns: one that appends in a transaction of the host holds the
// others up until that ends. So events are committed in the order of their Seq,
// and who follows the changes misses none.
//
// An event is kept as its JSON, beside columns to search by. When it is read,
// its [consent.Event.Digest] is compared with the one that was stored, and
// [ErrChanged] returned if they differ.
type EventStore struct {
	base
	ofSubject, changes, last, version, next string
}

var (
	_ consent.VersionedStore = (*EventStore)(nil)
	_ consent.ChangeStore    = (*EventStore)(nil)
)

// ErrChanged is returned for an event that is no longer as it was stored.
var ErrChanged = errors.New("sqlstore: a stored event was changed")

const (
	selectEvents = `SELECT seq, subject, idem_key, occurred_at, recorded_at, digest, body FROM privacykit_events`
	ofSubject    = selectEvents + ` WHERE subject = ? AND seq > ? ORDER BY seq LIMIT ?`
	changes      = selectEvents + ` WHERE seq > ? ORDER BY seq LIMIT ?`
	lastEvent    = `SELECT COALESCE(MAX(seq), 0) FROM privacykit_events`
	lastOf       = lastEvent + ` WHERE subject = ?`
	eventInsert  = `INSERT INTO privacykit_events (seq, subject, idem_key, occurred_at, recorded_at, digest, body)`
	insertEvents = eventInsert + ` VALUES`

	// insertNext does all of an append in one statement: it waits for the turn,
	// numbers the event and inserts it. Who had to wait numbers by what was there
	// before, so that the place is taken and nothing is inserted.
	insertNext = `WITH turn AS (` + lockWriter + `) ` + eventInsert + `
		SELECT (` + lastEvent + `) + 1, ?::text, ?::text, ?::bigint, ?::bigint, ?::bytea, ?::bytea FROM turn
		ON CONFLICT DO NOTHING RETURNING seq`
	eventColumns = 7
	maxEventText = 512 // bytes of a subject or key; the ledger allows fewer
)

const (
	pageSize   = 256 // rows read, or keys asked for, at a time
	rowsAtOnce = 64  // rows written by one statement
)

// Events returns the event store in db. It runs no statement.
func Events(db DB, d Dialect, opts *Options) (*EventStore, error) {
	b, err := newBase("events", db, d, opts)
	if err != nil {
		return nil, err
	}
	return &EventStore{
		base:      b,
		ofSubject: b.sql(ofSubject), changes: b.sql(changes),
		last: b.sql(lastEvent + " " + b.newest()), version: b.sql(lastOf + " " + b.newest()), next: b.sql(insertNext),
	}, nil
}

var errTaken = errors.New("sqlstore: events: append: key or place was taken by a writer that does not wait for its turn")

// Append implements [consent.EventStore]. An event that its JSON cannot hold,
// such as one with invalid UTF-8, or whose Subject or Key has more than 512
// bytes, is refused with an error that matches consent.ErrEvent.
func (s *EventStore) Append(ctx context.Context, events ...consent.Event) ([]consent.Event, error) {
	return s.append(ctx, nil, events)
}

// AppendAfter implements [consent.VersionedStore], with the errors of Append.
func (s *EventStore) AppendAfter(ctx context.Context, version int64, events ...consent.Event) ([]consent.Event, error) {
	for i := range events {
		if events[i].Subject != events[0].Subject {
			return nil, fmt.Errorf("sqlstore: events: events[%d]: of another subject: %w", i, consent.ErrEvent)
		}
	}
	return s.append(ctx, &version, events)
}

// append appends the events. If there are new ones among them and version is
// not nil, the last event of their subject must have that Seq.
func (s *EventStore) append(ctx context.Context, version *int64, events []consent.Event) ([]consent.Event, error) {
	if len(events) == 0 {
		return nil, ctx.Err()
	}
	rows := make([]eventRow, len(events))
	for i, e := range events {
		row, err := newEventRow(e)
		if err != nil {
			return nil, fmt.Errorf("sqlstore: events: events[%d]: %w", i, err)
		}
		rows[i] = row
	}
	// Nearly always all events are new, and to look for their keys first would
	// cost a way to the server.
	looks := []bool{false, true}
	if s.dialect == PostgreSQL && s.begin != nil && version == nil && len(rows) == 1 {
		e, ok, err := s.appendNext(ctx, rows[0])
		if err != nil || ok {
			return []consent.Event{e}, err
		}
		looks = looks[1:]
	}
	for _, look := range looks {
		var out []consent.Event
		err := s.atomic(ctx, "append", func(db DB) error {
			if err := s.lock(ctx, "append", db); err != nil {
				return err
			}
			stored := make(map[string]eventRow)
			if look {
				var err error
				if stored, err = s.byKey(ctx, db, rows); err != nil {
					return err
				}
			}
			var err error
			out, err = s.appendTo(ctx, db, stored, version, rows)
			return err
		})
		if err == nil {
			return out, nil
		}
		if look || !errors.Is(err, errTaken) && !errors.Is(err, consent.ErrVersion) {
			return nil, err
		}
	}
	return nil, errTaken
}

// appendNext appends one event in one statement, and reports whether it did: it
// does not if others write at the same time, or the key is taken.
func (s *EventStore) appendNext(ctx context.Context, row eventRow) (consent.Event, bool, error) {
	e := cloneEvent(row.event)
	err := s.db.QueryRowContext(ctx, s.next, s.store, e.Subject, e.Key, e.OccurredAt.UnixMicro(), e.RecordedAt.UnixMicro(),
		row.digest[:], row.body).Scan(&e.Seq)
	if errors.Is(err, sql.ErrNoRows) {
		return consent.Event{}, false, nil
	}
	if err != nil {
		failure := s.failed(ctx, "append", err)
		if d := (*DBError)(nil); errors.As(failure, &d) && d.Retryable() { // a stricter isolation level does not let it wait
			return consent.Event{}, false, nil
		}
		return consent.Event{}, false, failure
	}
	return e, true, nil
}

// appendTo appends those of the rows whose keys are not among the stored ones,
// and returns the events as they are stored then.
func (s *EventStore) appendTo(ctx context.Context, db DB, stored map[string]eventRow, version *int64, rows []eventRow) ([]consent.Event, error) {
	var seq int64
	if err := db.QueryRowContext(ctx, s.last).Scan(&seq); err != nil {
		return nil, s.failed(ctx, "append", err)
	}
	out := make([]consent.Event, len(rows))
	added := make([]eventRow, 0, len(rows))
	for i, row := range rows {
		old, ok := stored[row.event.Key]
		if !ok {
			seq++
			row.event.Seq = seq
			stored[row.event.Key] = row
			added, old = append(added, row), row
		}
		if old.digest != row.digest {
			return nil, consent.ErrIdempotency
		}
		out[i] = cloneEvent(old.event)
	}
	if version != nil && len(added) > 0 {
		var have int64
		if err := db.QueryRowContext(ctx, s.version, added[0].event.Subject).Scan(&have); err != nil {
			return nil, s.failed(ctx, "append", err)
		}
		if have != *version {
			return nil, consent.ErrVersion
		}
	}
	return out, s.add(ctx, db, added)
}

// add inserts rows.
func (s *EventStore) add(ctx context.Context, db DB, rows []eventRow) error {
	for part := range slices.Chunk(rows, rowsAtOnce) {
		text := strings.Join([]string{insertEvents, values(len(part), eventColumns), s.unlessTaken()}, " ")
		args := make([]any, 0, len(part)*eventColumns)
		for _, row := range part {
			e := row.event
			args = append(args, e.Seq, e.Subject, e.Key, e.OccurredAt.UnixMicro(), e.RecordedAt.UnixMicro(),
				row.digest[:], row.body)
		}
		n, err := s.insert(ctx, "append", db, s.sql(text), args...)
		if err != nil {
			return err
		}
		if n != int64(len(part)) {
			return errTaken
		}
	}
	return nil
}

// Events implements [consent.EventStore]. It reads a page of events at a time
// and holds no connection while it yields one.
func (s *EventStore) Events(ctx context.Context, subject string) iter.Seq2[consent.Event, error] {
	return pages(0, func(after int64) ([]eventRow, error) {
		return s.read(ctx, "read", s.db, s.ofSubject, subject, after, pageSize)
	})
}

// Changes implements [consent.ChangeStore], page by page as Events does.
func (s *EventStore) Changes(ctx context.Context, after int64) iter.Seq2[consent.Event, error] {
	return pages(after, func(after int64) ([]eventRow, error) {
		return s.read(ctx, "read changes", s.db, s.changes, after, pageSize)
	})
}

// pages yields the events of one page after the other.
func pages(after int64, page func(after int64) ([]eventRow, error)) iter.Seq2[consent.Event, error] {
	return func(yield func(consent.Event, error) bool) {
		after := after // of this iteration
		for {
			rows, err := page(after)
			if err != nil {
				yield(consent.Event{}, err)
				return
			}
			for _, row := range rows {
				if !yield(row.event, nil) {
					return
				}
				after = row.event.Seq
			}
			if len(rows) < pageSize {
				return
			}
		}
	}
}

// byKey returns the stored events that have a key of rows.
func (s *EventStore) byKey(ctx context.Context, db DB, rows []eventRow) (map[string]eventRow, error) {
	keys := make([]any, len(rows))
	for i, row := range rows {
		keys[i] = row.event.Key
	}
	stored := make(map[string]eventRow)
	for part := range slices.Chunk(keys, pageSize) {
		text := strings.Join([]string{selectEvents, "WHERE idem_key IN (", marks(len(part)), ")", s.newest()}, " ")
		found, err := s.read(ctx, "append", db, s.sql(text), part...)
		if err != nil {
			return nil, err
		}
		for _, row := range found {
			stored[row.event.Key] = row
		}
	}
	return stored, nil
}

func (s *EventStore) read(ctx context.Context, op string, db DB, text string, args ...any) ([]eventRow, error) {
	var out []eventRow
	var changed bool
	err := s.query(ctx, op, db, func(rows *sql.Rows) error {
		var seq, occurred, recorded int64
		var subject, key string
		var digest, body []byte
		if err := rows.Scan(&seq, &subject, &key, &occurred, &recorded, &digest, &body); err != nil {
			return err
		}
		row := eventRow{body: body}
		e := &row.event
		// The error itself may quote the event; the digest will differ anyway.
		changed = e.UnmarshalJSON(body) != nil || changed
		row.digest = e.Digest()
		e.Seq = seq
		changed = changed || string(digest) != string(row.digest[:]) || e.Subject != subject || e.Key != key ||
			e.OccurredAt.UnixMicro() != occurred || e.RecordedAt.UnixMicro() != recorded
		out = append(out, row)
		return nil
	}, text, args...)
	if err != nil {
		return nil, err
	}
	if changed {
		return nil, ErrChanged
	}
	return out, nil
}

// An eventRow is an event as it is stored.
type eventRow struct {
	event  consent.Event
	digest [sha256.Size]byte
	body   []byte // JSON of the event without Seq
}

// newEventRow returns the row of an event, whose times it cuts to the
// microsecond.
func newEventRow(e consent.Event) (eventRow, error) {
	e = cloneEvent(e)
	e.Seq = 0
	for _, t := range []*time.Time{&e.OccurredAt, &e.RecordedAt, &e.ValidUntil} {
		*t = t.UTC().Truncate(time.Microsecond)
	}
	body, err := json.Marshal(e)
	if err != nil || len(e.Subject) > maxEventText || len(e.Key) > maxEventText {
		return eventRow{}, consent.ErrEvent
	}
	row := eventRow{event: e, digest: e.Digest(), body: body}
	if !plain(body) && (json.Unmarshal(body, &row.event) != nil || row.event.Digest() != row.digest) {
		return eventRow{}, consent.ErrEvent
	}
	return row, nil
}

// plain reports whether the JSON of an event is surely read back as the same
// event, without reading it, which takes far longer than the writing. What
// is lost in JSON is invalid UTF-8, in whose place stands an escape; and what is
// long may be too long.
func plain(body []byte) bool {
	return len(body) <= maxPlainBody && !bytes.Contains(body, []byte(`\ufffd`))
}

const maxPlainBody = 64 << 10

func cloneEvent(e consent.Event) consent.Event {
	e.Purposes = slices.Clone(e.Purposes)
	e.Kinds = slices.Clone(e.Kinds)
	e.Recipients = slices.Clone(e.Recipients)
	return e
}
