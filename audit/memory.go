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
	records []Record
	keys    map[string]int64
}

// NewMemoryStore returns an empty MemoryStore.
func NewMemoryStore() *MemoryStore { return new(MemoryStore) }

// Size implements [Store].
func (s *MemoryStore) Size(ctx context.Context) (int64, error) {
	if err := ctx.Err(); err != nil {
		return 0, fmt.Errorf("audit: memory store: %w", err)
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	return int64(len(s.records)), nil
}

// Append implements [Store].
func (s *MemoryStore) Append(ctx context.Context, size int64, records []Record) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("audit: memory store: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if size != int64(len(s.records)) {
		return ErrConflict
	}
	fresh := make(map[string]int64)
	for i, r := range records {
		seq, key := size+int64(i), r.Entry.Key
		if r.Entry.Seq != seq {
			return fmt.Errorf("audit: memory store: records[%d]: sequence number does not follow", i)
		}
		if key == "" {
			continue
		}
		_, stored := s.keys[key]
		_, twice := fresh[key]
		if stored || twice {
			return ErrConflict
		}
		fresh[key] = seq
	}
	if s.keys == nil {
		s.keys = make(map[string]int64)
	}
	for _, r := range records {
		s.records = append(s.records, r.clone())
	}
	for key, seq := range fresh {
		s.keys[key] = seq
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
	var seqs []int64 // the places that the narrowest field names
	switch {
	case len(q.Keys) > 0:
		for _, key := range q.Keys {
			if seq, ok := s.keys[key]; ok {
				seqs = append(seqs, seq)
			}
		}
	case len(q.Seqs) > 0:
		seqs = slices.Clone(q.Seqs)
	default:
		return s.between(&q), nil
	}
	slices.Sort(seqs)
	var out []Record
	for _, seq := range slices.Compact(seqs) {
		if len(q.Seqs) > 0 && !slices.Contains(q.Seqs, seq) || q.To != 0 && seq >= q.To {
			continue
		}
		if seq >= max(q.From, 0) && seq < int64(len(s.records)) && q.matches(&s.records[seq].Entry) && (q.Limit == 0 || len(out) < q.Limit) {
			out = append(out, s.records[seq].clone())
		}
	}
	return out, nil
}

// between returns copies of the records From ≤ seq < To that match.
func (s *MemoryStore) between(q *Query) []Record {
	from, to := max(q.From, 0), q.To
	if size := int64(len(s.records)); to == 0 || to > size {
		to = size
	}
	if from >= to {
		return nil
	}
	var out []Record
	for i := range s.records[from:to] {
		if q.Limit > 0 && len(out) == q.Limit {
			break
		}
		if r := &s.records[from:to][i]; q.matches(&r.Entry) {
			out = append(out, r.clone())
		}
	}
	return out
}

func (r Record) clone() Record {
	r.Entry.Reasons = slices.Clone(r.Entry.Reasons)
	r.Body = slices.Clone(r.Body)
	r.Hashes = slices.Clone(r.Hashes)
	return r
}
