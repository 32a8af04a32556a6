package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/khtong/privacykit/audit"
)

// An AuditStore is an [audit.Store] in SQL. Its methods may be called from
// several goroutines unless it is part of a transaction, with which it ends: make
// another one also after a ROLLBACK TO SAVEPOINT. It keeps the reasons of an
// entry in its body alone.
type AuditStore struct {
	base
	size, newestSize, next string

	// In a transaction of the host, which one goroutine uses: whether it has the
	// writers' turn, and the size that it read then, -1 if it read none.
	turn bool
	read int64
}

var _ audit.Pruner = (*AuditStore)(nil)

const (
	selectAudit = `SELECT seq, at, type, actor, subject, purpose, object, outcome, idem_key, body, hashes
		FROM privacykit_audit`
	auditSize   = `SELECT COALESCE(MAX(seq), -1) + 1 FROM privacykit_audit`
	auditInsert = `INSERT INTO privacykit_audit (seq, at, type, actor, subject, purpose, object, outcome,
		idem_key, body, hashes)`
	insertAudit = auditInsert + ` VALUES`

	// insertNextAudit does all of an append in one statement; see insertNext.
	insertNextAudit = `WITH turn AS (` + lockWriter + `) ` + auditInsert + `
		SELECT ?::bigint, ?::bigint, ?::text, ?::text, ?::text, ?::text, ?::text, ?::text, ?::text, ?::bytea, ?::bytea FROM turn
		WHERE (` + auditSize + `) = ?::bigint ON CONFLICT DO NOTHING`
	pruneAudit   = `DELETE FROM privacykit_audit WHERE seq < ?`
	auditColumns = 11
)

// Audit returns the audit store in db. It runs no statement.
func Audit(db DB, d Dialect, opts *Options) (*AuditStore, error) {
	b, err := newBase("audit", db, d, opts)
	if err != nil {
		return nil, err
	}
	return &AuditStore{base: b, size: b.sql(auditSize), newestSize: b.sql(auditSize + " " + b.newest()), next: b.sql(insertNextAudit), read: -1}, nil
}

// Size implements [audit.Store]. In a transaction of PostgreSQL, MySQL or
// MariaDB other writers wait from then on until it ends, as they do from the
// beginning of one of SQLite.
func (s *AuditStore) Size(ctx context.Context) (int64, error) {
	if s.begin != nil {
		return s.sizeIn(ctx, "size", s.db, s.size)
	}
	if err := s.takeTurn(ctx, "size", s.db); err != nil {
		return 0, err
	}
	n, err := s.sizeIn(ctx, "size", s.db, s.newestSize)
	if err == nil {
		s.read = n
	}
	return n, err
}

// takeTurn is lock, once for each transaction of the host.
func (s *AuditStore) takeTurn(ctx context.Context, op string, db DB) error {
	if s.begin != nil { // whose methods may be called from several goroutines
		return s.lock(ctx, op, db)
	}
	if s.turn {
		return nil
	}
	err := s.lock(ctx, op, db)
	s.turn = err == nil
	return err
}

func (s *AuditStore) sizeIn(ctx context.Context, op string, db DB, text string) (int64, error) {
	var n int64
	if err := db.QueryRowContext(ctx, text).Scan(&n); err != nil {
		return 0, s.failed(ctx, op, err)
	}
	return n, nil
}

var (
	errSequence = errors.New("sqlstore: audit: append: sequence numbers do not follow")
	errLong     = errors.New("sqlstore: audit: append: text is longer than audit.MaxText")
)

// Append implements [audit.Store]. It refuses texts longer than audit.MaxText.
func (s *AuditStore) Append(ctx context.Context, size int64, records []audit.Record) error {
	for i, r := range records {
		e := r.Entry
		if e.Seq != size+int64(i) {
			return errSequence
		}
		for _, text := range []string{string(e.Type), e.Actor, e.Subject, e.Purpose, e.Object, e.Outcome, e.Key} {
			if len(text) > audit.MaxText {
				return errLong
			}
		}
	}
	if s.dialect == PostgreSQL && s.begin != nil && len(records) == 1 {
		if done, err := s.appendNext(ctx, size, records[0]); done || err != nil {
			return err
		}
	}
	atomic := s.atomic
	if s.begin == nil && len(records) == 1 { // one statement needs no savepoint
		atomic = func(_ context.Context, _ string, write func(DB) error) error { return write(s.db) }
	}
	return atomic(ctx, "append", func(db DB) error {
		if err := s.takeTurn(ctx, "append", db); err != nil {
			return err
		}
		if known := s.begin == nil && s.read == size; !known {
			have, err := s.sizeIn(ctx, "append", db, s.newestSize)
			if err != nil {
				return err
			}
			if have != size {
				return audit.ErrConflict
			}
		}
		if s.begin == nil {
			s.read = -1
		}
		for part := range slices.Chunk(records, rowsAtOnce) {
			text := strings.Join([]string{insertAudit, values(len(part), auditColumns), s.unlessTaken()}, " ")
			args := make([]any, 0, len(part)*auditColumns)
			for i := range part {
				args = append(args, auditRow(&part[i])...)
			}
			n, err := s.insert(ctx, "append", db, s.sql(text), args...)
			if err != nil {
				return err
			}
			if n != int64(len(part)) { // a key, or a place, is taken
				return audit.ErrConflict
			}
		}
		return nil
	})
}

// auditRow returns the columns of a record.
func auditRow(r *audit.Record) []any {
	e := &r.Entry
	return []any{
		e.Seq, e.Time.UnixMicro(), string(e.Type), e.Actor, e.Subject, e.Purpose, e.Object, e.Outcome,
		sql.NullString{String: e.Key, Valid: e.Key != ""},
		notNil(r.Body), joinHashes(r.Hashes),
	}
}

// appendNext appends one record in one statement, and reports whether it did:
// why it did not is for the long way to find.
func (s *AuditStore) appendNext(ctx context.Context, size int64, r audit.Record) (done bool, err error) {
	args := append([]any{s.store}, auditRow(&r)...)
	args = append(args, size)
	err = s.again(ctx, func() error {
		n, err := s.exec(ctx, "append", s.db, s.next, args...)
		done = n == 1
		return err
	})
	return done, err
}

// Read implements [audit.Store]. In a transaction of MySQL or MariaDB other
// writers wait from then on until it ends: in their default isolation level it
// would not show the newest records otherwise.
func (s *AuditStore) Read(ctx context.Context, q audit.Query) ([]audit.Record, error) {
	newest := s.begin == nil && s.dialect == MySQL
	if newest {
		if err := s.takeTurn(ctx, "read", s.db); err != nil {
			return nil, err
		}
	}
	// What is selected by place and what by key have an index each, so they are
	// two queries in one: of a condition with OR a planner without statistics
	// makes a walk through the table.
	both := len(q.Seqs) > 0 && len(q.Keys) > 0
	var text []string
	var args []any
	part := func(column string, values []any) {
		text = append(text, selectAudit, "WHERE 0 = 0")
		if len(values) > 0 {
			text, args = append(text, "AND", column, "IN (", marks(len(values)), ")"), append(args, values...)
		}
		s.narrow(&q, &text, &args)
		if newest && both {
			text = append(text, s.newest())
		}
	}
	switch {
	case both && s.dialect == SQLite: // which takes no brackets here
		part("seq", anys(q.Seqs))
		text = append(text, "UNION ALL")
		part("idem_key", anys(q.Keys))
	case both:
		text = append(text, "(")
		part("seq", anys(q.Seqs))
		text = append(text, ") UNION ALL (")
		part("idem_key", anys(q.Keys))
		text = append(text, ")")
	case len(q.Keys) > 0:
		part("idem_key", anys(q.Keys))
	default:
		part("seq", anys(q.Seqs))
	}
	if !both {
		text = append(text, "ORDER BY seq")
		if q.Limit > 0 {
			text, args = append(text, "LIMIT ?"), append(args, q.Limit)
		}
		if newest {
			text = append(text, s.newest())
		}
	}

	var out []audit.Record
	err := s.query(ctx, "read", s.db, func(rows *sql.Rows) error {
		var r audit.Record
		var at int64
		var key sql.NullString
		var hashes []byte
		e := &r.Entry
		err := rows.Scan(&e.Seq, &at, &e.Type, &e.Actor, &e.Subject, &e.Purpose, &e.Object, &e.Outcome, &key,
			&r.Body, &hashes)
		e.Time, e.Key, r.Hashes = time.UnixMicro(at).UTC(), key.String, splitHashes(hashes)
		out = append(out, r)
		return err
	}, s.sql(strings.Join(text, " ")), args...)
	if err != nil {
		return nil, err
	}
	if both {
		slices.SortFunc(out, func(a, b audit.Record) int { return cmp.Compare(a.Entry.Seq, b.Entry.Seq) })
		out = slices.CompactFunc(out, func(a, b audit.Record) bool { return a.Entry.Seq == b.Entry.Seq })
		if q.Limit > 0 {
			out = out[:min(len(out), q.Limit)]
		}
	}
	return out, nil
}

// Prune implements [audit.Pruner], in one statement: the more often it is
// called, the less there is to do. It needs a role that may DELETE from the
// table.
func (s *AuditStore) Prune(ctx context.Context, before int64) error {
	size, err := s.sizeIn(ctx, "prune", s.db, s.size)
	if err != nil {
		return err
	}
	_, err = s.exec(ctx, "prune", s.db, s.sql(pruneAudit), min(before, size-1))
	return err
}

// narrow adds the conditions that hold besides places and keys.
func (s *AuditStore) narrow(q *audit.Query, text *[]string, args *[]any) {
	and := func(condition string, value any) {
		*text, *args = append(*text, "AND", condition), append(*args, value)
	}
	if q.From > 0 {
		and("seq >= ?", q.From)
	}
	if q.To != 0 {
		and("seq < ?", q.To)
	}
	for _, c := range []struct{ condition, value string }{
		{"type = ?", string(q.Type)}, {"actor = ?", q.Actor}, {"subject = ?", q.Subject}, {"purpose = ?", q.Purpose},
	} {
		if c.value != "" {
			and(c.condition, c.value)
		}
	}
	if !q.Since.IsZero() {
		and("at >= ?", ceilMicro(q.Since))
	}
	if !q.Before.IsZero() {
		and("at < ?", ceilMicro(q.Before))
	}
}

func anys[T any](list []T) []any {
	out := make([]any, len(list))
	for i, v := range list {
		out[i] = v
	}
	return out
}

// joinHashes returns the hashes end to end.
func joinHashes(hashes []audit.Hash) []byte {
	b := make([]byte, 0, len(hashes)*len(audit.Hash{}))
	for _, h := range hashes {
		b = append(b, h[:]...)
	}
	return b
}

// splitHashes is the inverse of joinHashes. Bytes that are left over, as only
// a change behind the library's back leaves them, become a last hash that
// verification refuses.
func splitHashes(b []byte) []audit.Hash {
	var hashes []audit.Hash
	for len(b) > 0 {
		var h audit.Hash
		b = b[copy(h[:], b):]
		hashes = append(hashes, h)
	}
	return hashes
}

// ceilMicro returns the first microsecond that is not before t: the times of
// entries are whole ones.
func ceilMicro(t time.Time) int64 {
	n := t.UnixMicro()
	if t.After(time.UnixMicro(n)) {
		n++
	}
	return n
}
