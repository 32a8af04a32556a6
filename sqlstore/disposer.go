package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"iter"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/khtong/privacykit/retention"
)

// DisposerOptions say how records of a table of the host are disposed of.
type DisposerOptions struct {
	// Schema, Table and Key are the names of the schema (PostgreSQL; empty is that
	// of the connection), the table, and its key column, which holds texts.
	Schema, Table, Key string
	// Guard is a condition in SQL without arguments under which a record may go
	// after all, as "held = 0 AND reopened IS NULL". It is looked at by the
	// statement that deletes, so that a hold that was placed meanwhile wins. Empty
	// asks nothing.
	Guard string
	// Set makes the disposer anonymise and not delete: assignments in SQL without
	// arguments, as "name = NULL, mobile = NULL". Guard should then leave out what
	// was anonymised before.
	Set string
	// Proof writes the proof of a batch as part of the transaction tx that deletes,
	// into the audit log of the same database: one entry for all, or one for each
	// of the records, which it must not keep. Nil writes none.
	Proof func(ctx context.Context, tx DB, proof retention.Proof, done []retention.Disposal) error
	// Now is the clock of the log of disposals, which a backup is compared with.
	// It is required.
	Now func() time.Time
	// Options are those of the stores in the same database.
	Options *Options
}

// A TableDisposer is a [retention.Disposer] and [retention.DisposalLog] of a
// table of the host. One transaction looks whether the lease still holds, deletes
// the records, enters their keys into the log of disposals and writes the proof:
// all of it or nothing.
type TableDisposer struct {
	base
	opts               DisposerOptions
	fence, note, since string
}

var (
	_ retention.Disposer    = (*TableDisposer)(nil)
	_ retention.DisposalLog = (*TableDisposer)(nil)
)

const (
	leaseFence      = `SELECT fence FROM privacykit_leases WHERE name = ?`
	selectDisposals = `SELECT sweep, at, proof_key, record_keys FROM privacykit_disposals`
	disposalsSince  = selectDisposals + ` WHERE sweep = ? AND (at > ? OR at = ? AND proof_key > ?) ORDER BY at, proof_key LIMIT ?`
	noteDisposal    = `INSERT INTO privacykit_disposals (sweep, at, proof_key, record_keys) VALUES (?, ?, ?, ?)`
	forgetDisposals = `DELETE FROM privacykit_disposals WHERE sweep = ? AND at < ?`
)

// Disposer returns the disposer of a table in db. It runs no statement. Table and
// stores are in one database: what is deleted in one and proved in another may
// be one without the other after a crash.
func Disposer(db *sql.DB, d Dialect, opts DisposerOptions) (*TableDisposer, error) {
	if db == nil {
		return nil, ErrDB
	}
	b, err := newBase("disposals", db, d, opts.Options)
	if err != nil {
		return nil, err
	}
	for _, name := range []string{cmp.Or(opts.Schema, "none"), opts.Table, opts.Key} {
		if name == "" || !utf8.ValidString(name) || d == PostgreSQL && len(name) > 63 {
			return nil, badTable("a name is missing, too long or not plain text")
		}
	}
	if opts.Now == nil {
		return nil, badTable("no clock")
	}
	fence := leaseFence
	if d != SQLite {
		fence += " FOR UPDATE" // whoever takes the lease over waits
	}
	return &TableDisposer{base: b, opts: opts, fence: b.sql(fence), note: b.sql(noteDisposal), since: b.sql(disposalsSince)}, nil
}

// errSome: not all records of a batch could go.
var errSome = errors.New("sqlstore: disposals: some records are gone or guarded")

// Dispose implements [retention.Disposer]. Where some records of a batch are gone
// or guarded nothing is done and an error returned: [retention.Sweep] then asks
// for them one by one, and one that is gone or guarded is left.
func (t *TableDisposer) Dispose(ctx context.Context, lease retention.Lease, due []retention.Disposal) ([]string, error) {
	if len(due) == 0 {
		return nil, ctx.Err()
	}
	var left []string
	err := t.atomic(ctx, "dispose", func(tx DB) error {
		left = nil
		if err := t.holds(ctx, tx, lease); err != nil {
			return err
		}
		n, err := t.remove(ctx, tx, due)
		if err != nil {
			return err
		}
		switch {
		case n == int64(len(due)):
		case len(due) == 1 && n == 0:
			left = []string{due[0].Key}
			return nil
		default:
			return errSome
		}
		proof := retention.NewProof(lease, due)
		body, err := keyList(due)
		if err != nil {
			return err
		}
		at := t.opts.Now().UnixMicro()
		if _, err := t.exec(ctx, "dispose", tx, t.note, sweepOf(lease), at, proof.Key(), body); err != nil {
			return err
		}
		if t.opts.Proof == nil {
			return nil
		}
		return t.opts.Proof(ctx, tx, proof, due)
	})
	return left, err
}

// sweepOf returns the name of the sweep without that of the shard.
func sweepOf(lease retention.Lease) string {
	if i := strings.LastIndexByte(lease.Name, '/'); i > 0 {
		return lease.Name[:i]
	}
	return lease.Name
}

var errKey = errors.New("sqlstore: disposals: a key is not valid UTF-8")

// keyList returns the keys as JSON.
func keyList(due []retention.Disposal) ([]byte, error) {
	keys := make([]string, len(due))
	for i := range due {
		if keys[i] = due[i].Key; !utf8.ValidString(keys[i]) {
			return nil, errKey
		}
	}
	return json.Marshal(keys)
}

// holds checks that the lease is still that of the caller.
func (t *TableDisposer) holds(ctx context.Context, tx DB, lease retention.Lease) error {
	var fence int64
	err := tx.QueryRowContext(ctx, t.fence, lease.Name).Scan(&fence)
	switch {
	case errors.Is(err, sql.ErrNoRows) || err == nil && fence != lease.Fence:
		return retention.ErrFenced
	case err != nil:
		return t.failed(ctx, "dispose", err)
	}
	return nil
}

// remove deletes or anonymises the records and returns how many there were.
func (t *TableDisposer) remove(ctx context.Context, tx DB, due []retention.Disposal) (int64, error) {
	q := &statement{names: t.names}
	table := t.quote(t.opts.Table)
	if t.opts.Schema != "" {
		table = t.quote(t.opts.Schema) + "." + table
	}
	if t.opts.Set == "" {
		q.add("DELETE FROM ", table)
	} else {
		q.add("UPDATE ", table, " SET ", t.opts.Set)
	}
	q.add(" WHERE ", t.quote(t.opts.Key), " IN (")
	for i := range due {
		if i > 0 {
			q.add(", ")
		}
		q.arg(due[i].Key)
	}
	q.add(")")
	if t.opts.Guard != "" {
		q.add(" AND (", t.opts.Guard, ")")
	}
	return t.exec(ctx, "dispose", tx, q.text.String(), q.args...)
}

// Since implements [retention.DisposalLog].
func (t *TableDisposer) Since(ctx context.Context, sweep string, from time.Time) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		at, after := from.UnixMicro(), ""
		for {
			var pages [][]byte
			err := t.query(ctx, "read", t.db, func(rows *sql.Rows) error {
				var name string
				var body []byte
				err := rows.Scan(&name, &at, &after, &body)
				pages = append(pages, body)
				return err
			}, t.since, sweep, at, at, after, pageSize)
			if err != nil {
				yield("", err)
				return
			}
			for _, body := range pages {
				var keys []string
				if json.Unmarshal(body, &keys) != nil {
					yield("", ErrChanged)
					return
				}
				for _, k := range keys {
					if !yield(k, nil) {
						return
					}
				}
			}
			if len(pages) < pageSize {
				return
			}
		}
	}
}

// Forget removes what was entered into the log of disposals before an instant,
// when no backup from before it is left that may be restored.
func (t *TableDisposer) Forget(ctx context.Context, sweep string, before time.Time) error {
	return t.again(ctx, func() error {
		_, err := t.exec(ctx, "forget", t.db, t.sql(forgetDisposals), sweep, before.UnixMicro())
		return err
	})
}
