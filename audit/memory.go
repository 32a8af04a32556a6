package audit

import (
	"context"
	"fmt"
	"slices"
	"sync"
)

// A MemoryStore is a [Store] in memory, for tests and for logs that need not
// outlive the process. Its methods may be called from several goroutines.
// The zero MemoryStore is ready for use.
type MemoryStore struct {
	mu      sync.RWMutex
	first   int64     // Seq of the first of records
	records []*Record // never changed once they are here
	keys    map[string]int64
}

var _ Pruner = (*MemoryStore)(nil)

// NewMemoryStore returns an empty MemoryStore.
func NewMemoryStore() *MemoryStore { return new(MemoryStore) }

// size returns the number of records that there ever were.
func (s *MemoryStore) size() int64 { return s.first + int64(len(s.records)) }

// Size implements [Store].
func (s *MemoryStore) Size(ctx context.Context) (int64, error) {
	if err := ctx.Err(); err != nil {
		return 0, fmt.Errorf("audit: memory store: %w", err)
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.size(), nil
}

// Append implements [Store].
func (s *MemoryStore) Append(ctx context.Context, size int64, records []Record) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("audit: memory store: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if size != s.size() {
		return ErrConflict
	}
	var fresh map[string]struct{}
	for i := range records {
		e := &records[i].Entry
		if e.Seq != size+int64(i) {
			return fmt.Errorf("audit: memory store: records[%d]: sequence number does not follow", i)
		}
		if e.Key == "" {
			continue
		}
		if fresh == nil {
			fresh = make(map[string]struct{}, len(records))
		}
		_, stored := s.keys[e.Key]
		_, twice := fresh[e.Key]
		if stored || twice {
			return ErrConflict
		}
		fresh[e.Key] = struct{}{}
	}
	if s.keys == nil {
		s.keys = make(map[string]int64)
	}
	for i := range records {
		r := records[i].clone()
		s.records = append(s.records, &r)
		if r.Entry.Key != "" {
			s.keys[r.Entry.Key] = r.Entry.Seq
		}
	}
	return nil
}

// Read implements [Store].
func (s *MemoryStore) Read(ctx context.Context, q Query) ([]Record, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("audit: memory store: %w", err)
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	from, to := max(q.From, s.first), s.size()
	if q.To != 0 {
		to = min(q.To, to)
	}
	if len(q.Keys) == 0 && len(q.Seqs) == 0 {
		return s.between(from, to, &q), nil
	}
	seqs := slices.Clone(q.Seqs)
	for _, key := range q.Keys {
		if seq, ok := s.keys[key]; ok {
			seqs = append(seqs, seq)
		}
	}
	slices.Sort(seqs)
	var out []Record
	for _, seq := range slices.Compact(seqs) {
		if seq >= from && seq < to {
			out = s.pick(out, seq, &q)
		}
	}
	return out, nil
}

// between returns copies of the records from ≤ Seq < to that match.
func (s *MemoryStore) between(from, to int64, q *Query) (out []Record) {
	for seq := from; seq < to && (q.Limit == 0 || len(out) < q.Limit); seq++ {
		out = s.pick(out, seq, q)
	}
	return out
}

// pick adds a copy of a record to out if it matches and is wanted.
func (s *MemoryStore) pick(out []Record, seq int64, q *Query) []Record {
	r := s.records[seq-s.first]
	if !q.matches(&r.Entry) || q.Limit > 0 && len(out) == q.Limit {
		return out
	}
	return append(out, r.clone())
}

// Prune implements [Pruner].
func (s *MemoryStore) Prune(ctx context.Context, before int64) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("audit: memory store: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	n := max(min(before-s.first, int64(len(s.records))-1), 0)
	for _, r := range s.records[:n] {
		delete(s.keys, r.Entry.Key)
	}
	s.records = slices.Clone(s.records[n:])
	s.first += n
	return nil
}

func (r *Record) clone() Record {
	c := *r
	c.Entry.Reasons = slices.Clone(c.Entry.Reasons)
	c.Body = slices.Clone(c.Body)
	c.Hashes = slices.Clone(c.Hashes)
	return c
}

// peaks returns the hashes at these places, nil if one is not there. It spares
// a log the copies of the records.
func (s *MemoryStore) peaks(places []peak) []Hash {
	s.mu.RLock()
	defer s.mu.RUnlock()
	out := make([]Hash, len(places), len(places)+1)
	for i, p := range places {
		if p.seq < s.first || p.seq >= s.size() || len(s.records[p.seq-s.first].Hashes) != hashCount(p.seq) {
			return nil
		}
		out[i] = s.records[p.seq-s.first].Hashes[p.level]
	}
	return out
}
