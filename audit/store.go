package audit

import (
	"context"
	"errors"
	"time"
)

var (
	// ErrConflict is returned by a [Store] when the log is no longer of the
	// size that the writer saw, and by [Log.Append] when that went on happening.
	// Nothing was written; the append may be repeated.
	ErrConflict = errors.New("audit: the log was appended to by another writer")

	// ErrIdempotency is returned by [Log.Append] when the key of an entry is
	// that of a stored entry with other content. Nothing was written.
	ErrIdempotency = errors.New("audit: key was used before for another entry")
)

// A Record is an entry as a [Store] keeps it.
type Record struct {
	// Entry repeats the body in a form that can be searched. A store may drop
	// Reasons, which are then read from Body alone. Entry.Seq is the place
	// where the store keeps the record.
	Entry Entry
	// Body is the encoding of the entry, which the log hashes.
	Body []byte
	// Hashes are the hash of the leaf and of the subtrees that it completes.
	Hashes []Hash
}

// A Query selects records of a [Store]. Every field that is not zero narrows
// the selection, but that Seqs and Keys together select what either does.
type Query struct {
	From int64    // only records with Seq ≥ From
	To   int64    // only records with Seq < To; 0 means no bound
	Seqs []int64  // only records at these places, at most a few hundred
	Keys []string // only records with these keys, at most a few hundred

	// Only records with these texts, byte for byte.
	Type                    Type
	Actor, Subject, Purpose string
	Since, Before           time.Time // only records with Since ≤ Time < Before
	Limit                   int       // only so many, the first ones; 0 means all
}

// matches reports whether an entry has the texts and the time of q.
func (q *Query) matches(e *Entry) bool {
	return (q.Type == "" || e.Type == q.Type) && (q.Actor == "" || e.Actor == q.Actor) && (q.Subject == "" || e.Subject == q.Subject) &&
		(q.Purpose == "" || e.Purpose == q.Purpose) && (q.Since.IsZero() || !e.Time.Before(q.Since)) && (q.Before.IsZero() || e.Time.Before(q.Before))
}

// A Store keeps the records of one log. It computes no hashes and checks no
// content. Its methods may be called from several goroutines and, where it
// lives outside the process, from several processes. Texts are kept byte for
// byte and times to the microsecond. Package auditstoretest tests all this.
//
// Errors other than ErrConflict carry no content of a record.
type Store interface {
	// Size returns the number of records: one more than the greatest Seq.
	Size(ctx context.Context) (int64, error)

	// Append adds records, whose Seq ascend from size without gaps: all of them
	// or, with an error, none. If the store's size is not size, or one of the
	// keys that are not empty is in the store, it returns ErrConflict. When it
	// returns nil, the records are durable, or will be with the transaction
	// that the store was opened on. It keeps no reference to records.
	Append(ctx context.Context, size int64, records []Record) error

	// Read returns the records that q selects in ascending order of Seq. It
	// leaves out those that it lacks. The caller may change what it is given.
	Read(ctx context.Context, q Query) ([]Record, error)
}

// A Pruner is a [Store] that can remove the oldest records; see [Log.Prune].
type Pruner interface {
	// Prune removes the records with Seq < before, and never the last record.
	// It is durable as Append is, and may be repeated.
	Prune(ctx context.Context, before int64) error
}
