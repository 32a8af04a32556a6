package audit

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"sync"
	"time"
)

// Options are the options of [New].
type Options struct {
	// Origin names the log in its checkpoints, so that the checkpoint of one
	// log is not taken for that of another: a unique text such as
	// "crm.example.com/audit". With spaces or a '+' in it, or longer than
	// MaxText, the log has no checkpoints. "" means "privacykit-audit".
	Origin string

	// Now is the clock for entries without a time. With nil, Append refuses
	// such entries.
	Now func() time.Time
}

// A Log appends to, reads and verifies the log in a [Store]. Its methods may
// be called from several goroutines, and several Logs, also in several
// processes, may use one store.
type Log struct {
	store  Store
	origin string
	now    func() time.Time
	turn   chan struct{} // holds one token while a group is appended

	scratch []Record // belongs to who has the turn

	mu    sync.Mutex
	queue []*request // what waits for its turn, oldest first
}

// New returns the log that store keeps. It reads and writes nothing.
// A nil opts means the defaults.
func New(store Store, opts *Options) *Log {
	l := &Log{store: store, origin: defaultOrigin, turn: make(chan struct{}, 1)}
	if opts != nil {
		l.now = opts.Now
		if opts.Origin != "" {
			l.origin = opts.Origin
		}
	}
	return l
}

const (
	page = 256 // records read at a time
)

// Append adds entries at the end of the log, all of them or, with an error,
// none, and returns them as stored, with Seq and Time set. When it returns
// without an error they are as durable as the store makes them.
//
// An entry with a Key is appended once: if the log has an entry of that key
// with the same content, Append stores nothing for it and returns the stored
// one; if the content differs, it returns [ErrIdempotency]. Seq is not part
// of that comparison, nor is Time where the caller left it zero, so that an
// act that was cut off may be repeated as it was.
//
// It returns an *[EntryError] for an entry that breaks a rule, and
// [ErrConflict] if writers in other processes got ahead again and again. On
// a store that is part of a database transaction, an ErrConflict is final:
// end the transaction and repeat it.
//
// Goroutines that append to one Log at once share a write to the store (group
// commit): what comes while one write is on its way goes with the next. It is
// still all or none for each call, but after an error of its context alone a
// call's entries may have been stored: give them a Key and repeat it.
func (l *Log) Append(ctx context.Context, entries ...Entry) ([]Entry, error) {
	if len(entries) == 0 {
		return nil, nil
	}
	for i := range entries {
		if entries[i].Type == TypePrune {
			return nil, &EntryError{Index: i, Field: "type", Rule: "is written by Prune alone"}
		}
	}
	return l.append(ctx, entries...)
}

func (l *Log) append(ctx context.Context, entries ...Entry) ([]Entry, error) {
	batch, err := l.prepare(entries)
	if err != nil {
		return nil, err
	}
	return l.group(ctx, batch)
}

// A draft is an entry on its way into the log.
type draft struct {
	Entry
	stamped bool // the time is the log's, not the caller's
}

// prepare checks entries and copies them.
func (l *Log) prepare(entries []Entry) ([]draft, error) {
	batch := make([]draft, len(entries))
	for i, e := range entries {
		d := draft{Entry: e.normal()}
		d.Seq = 0
		if d.Time.IsZero() && l.now != nil {
			d.Time, d.stamped = microTime(l.now()), true
		}
		if err := d.check(i); err != nil {
			return nil, err
		}
		batch[i] = d
	}
	return batch, nil
}

// look reads what an append needs to know: the right edge of the log, and the
// stored entries that have a key of the group. The keys are read after the size:
// an entry that another writer adds in between is seen, or the size that was
// read is wrong and the store refuses.
func (l *Log) look(ctx context.Context, group []*request) (*frontier, map[string]Entry, error) {
	size, err := l.store.Size(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("audit: size: %w", err)
	}
	var keys []string
	for _, r := range group {
		for i := range r.batch {
			if key := r.batch[i].Key; key != "" {
				keys = append(keys, key)
			}
		}
	}
	first := keys[:min(len(keys), page)]
	peaks, records, err := l.hashesAt(ctx, peaksOf(size), first)
	if err != nil {
		return nil, nil, err
	}
	for part := range slices.Chunk(keys[len(first):], page) {
		more, err := l.store.Read(ctx, Query{Keys: part})
		if err != nil {
			return nil, nil, fmt.Errorf("audit: append: %w", err)
		}
		records = append(records, more...)
	}
	edge := &frontier{size: size, peaks: peaks}
	if len(records) == 0 {
		return edge, nil, nil
	}
	stored := make(map[string]Entry, len(records))
	for _, r := range records {
		e, err := r.open(r.Entry.Seq)
		if err != nil {
			return nil, nil, err
		}
		stored[e.Key] = e
	}
	return edge, stored, nil
}

// repeats reports whether d is the act that the stored entry old records.
func (d draft) repeats(old Entry) bool {
	e := d.Entry
	e.Seq = old.Seq
	if d.stamped {
		e.Time = old.Time
	}
	return e.sameColumns(old) && slices.Equal(e.Reasons, old.Reasons)
}

// sameColumns reports whether e and f agree in all but their reasons.
func (e *Entry) sameColumns(f Entry) bool {
	return e.Seq == f.Seq && e.Time.Equal(f.Time) && e.texts() == f.texts()
}

// edge reads the size of the log and its frontier.
func (l *Log) edge(ctx context.Context) (*frontier, error) {
	size, err := l.store.Size(ctx)
	if err != nil {
		return nil, fmt.Errorf("audit: size: %w", err)
	}
	peaks, _, err := l.hashesAt(ctx, peaksOf(size), nil)
	if err != nil {
		return nil, err
	}
	return &frontier{size: size, peaks: peaks}, nil
}

// hashesAt reads stored hashes, and with them the records that have one of the
// keys. Of entries that were pruned there are the hashes that the entry about
// it has.
func (l *Log) hashesAt(ctx context.Context, places []peak, keys []string) ([]Hash, []Record, error) {
	if m, ok := l.store.(*MemoryStore); ok && len(keys) == 0 {
		if out := m.peaks(places); out != nil {
			return out, nil, nil
		}
	}
	seqs := make([]int64, len(places))
	for i, p := range places {
		seqs[i] = p.seq
	}
	slices.Sort(seqs)
	kept := make(map[int64][]Hash, len(seqs))
	var keyed []Record
	for q := (Query{Keys: keys, Seqs: slices.Compact(seqs)}); len(q.Keys)+len(q.Seqs) > 0; q.Keys = nil {
		rest := q.Seqs[min(len(q.Seqs), page):]
		q.Seqs = q.Seqs[:len(q.Seqs)-len(rest)]
		records, err := l.store.Read(ctx, q)
		if err != nil {
			return nil, nil, fmt.Errorf("audit: read: %w", err)
		}
		for _, r := range records {
			kept[r.Entry.Seq] = r.Hashes
			if len(q.Keys) > 0 && slices.Contains(q.Keys, r.Entry.Key) {
				keyed = append(keyed, r)
			}
		}
		q.Seqs = rest
	}
	out := make([]Hash, len(places), len(places)+1)
	var begin *frontier
	for i, p := range places {
		hashes, found := kept[p.seq]
		if !found {
			if begin == nil {
				var err error
				if begin, err = l.begin(ctx); err != nil {
					return nil, nil, err
				}
			}
			if out[i], found = begin.at(p); !found {
				return nil, nil, &VerifyError{Seq: p.seq, From: p.seq, Problem: Missing}
			}
			continue
		}
		if len(hashes) != hashCount(p.seq) {
			return nil, nil, treeError(p.seq, p.level)
		}
		out[i] = hashes[p.level]
	}
	return out, keyed, nil
}

// Entries yields the entries from ≤ Seq < to that are in the log when the
// iteration begins; math.MaxInt64 as to means all of them to the end. Each is
// compared with its leaf hash and its search columns, though not with the
// tree; the first that is missing or does not agree ends the sequence with a
// *[VerifyError], as any other error ends it. What was pruned is passed over;
// see [Log.Prune]. No entry is held back: between
// two entries the store is not in use, and the caller may append.
func (l *Log) Entries(ctx context.Context, from, to int64) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		size, err := l.store.Size(ctx)
		if err != nil {
			yield(Entry{}, fmt.Errorf("audit: size: %w", err))
			return
		}
		begin, err := l.begin(ctx)
		if err != nil {
			yield(Entry{}, err)
			return
		}
		for r, err := range l.records(ctx, max(from, begin.size), min(to, size)) {
			var e Entry
			if err == nil {
				e, err = r.open(r.Entry.Seq)
			}
			if err != nil {
				yield(Entry{}, err)
				return
			}
			if !yield(e, nil) {
				return
			}
		}
	}
}

// Find yields the entries that q selects, in the order of Seq, as they are in the log when each page is read; [Query].Limit bounds
// how many. Each is compared with its leaf hash and its search columns as by [Log.Entries], so none is shown that was changed; one whose
// columns were changed so that it is not found is what [Log.Verify] finds.
//
// What was written about a person is found by the pseudonym, and what a member of staff did by the id:
//
//	for e, err := range log.Find(ctx, audit.Query{Subject: pseudonym, Since: monthAgo}) { … }
func (l *Log) Find(ctx context.Context, q Query) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		limit, found := q.Limit, 0
		for {
			q.Limit = page
			if limit > 0 {
				q.Limit = min(page, limit-found)
			}
			records, err := l.store.Read(ctx, q)
			if err != nil {
				yield(Entry{}, fmt.Errorf("audit: read: %w", err))
				return
			}
			for _, r := range records {
				e, err := r.open(r.Entry.Seq)
				if err != nil {
					yield(Entry{}, err)
					return
				}
				if !yield(e, nil) {
					return
				}
				q.From = e.Seq + 1
			}
			if found += len(records); len(records) < q.Limit || found == limit {
				return
			}
		}
	}
}

// records yields the records from ≤ Seq < to, reading a page at a time. A gap
// or an error ends the sequence.
func (l *Log) records(ctx context.Context, from, to int64) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		for from < to {
			end := min(from+page, to)
			records, err := l.store.Read(ctx, Query{From: from, To: end})
			if err != nil {
				yield(Record{}, fmt.Errorf("audit: read: %w", err))
				return
			}
			for ; from < end; from++ {
				if len(records) == 0 || records[0].Entry.Seq != from {
					yield(Record{}, &VerifyError{Seq: from, From: from, Problem: Missing})
					return
				}
				if !yield(records[0], nil) {
					return
				}
				records = records[1:]
			}
		}
	}
}
