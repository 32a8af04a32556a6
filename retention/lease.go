package retention

import (
	"context"
	"errors"
	"sync"
)

// ErrFenced is returned by a [Disposer] whose lease was taken over by another worker: it has disposed of nothing.
var ErrFenced = errors.New("retention: another worker has taken the lease over")

// Lease is the right of one worker to sweep one shard, and how far the shard has come. It carries no time: whether its owner is
// alive shows in Beat, which every worker watches with a clock of its own, so the clocks of the nodes need not agree.
type Lease struct {
	Name   string // of the sweep and the shard, such as "orders/3"
	Owner  string // who holds it; empty if nobody does
	Fence  int64  // grows by one with each owner: what an earlier owner still tries is refused by it
	Beat   int64  // grows with each sign of life
	Pass   string // the pass that Cursor and Done are about
	Cursor string // key of the last record that the pass has seen
	Done   bool   // the pass has seen all records
}

// LeaseStore keeps leases. Its methods may be called by several goroutines; several processes may share what it keeps.
type LeaseStore interface {
	// Lease returns the lease of that name, or one with nothing but the name if there is none.
	Lease(ctx context.Context, name string) (Lease, error)

	// Swap stores the lease next in the place of old, if what is stored still has the Fence and the Beat of old, and reports
	// whether it did. For an old lease with a zero Fence there must be none.
	Swap(ctx context.Context, old, next Lease) (bool, error)
}

// MemoryLeases is a [LeaseStore] in memory, for tests and for the workers of one process. Its zero value is empty.
type MemoryLeases struct {
	mu     sync.Mutex
	leases map[string]Lease
}

var _ LeaseStore = (*MemoryLeases)(nil)

// Lease implements [LeaseStore].
func (m *MemoryLeases) Lease(ctx context.Context, name string) (Lease, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if l, ok := m.leases[name]; ok {
		return l, ctx.Err()
	}
	return Lease{Name: name}, ctx.Err()
}

// Swap implements [LeaseStore].
func (m *MemoryLeases) Swap(ctx context.Context, old, next Lease) (bool, error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	have := m.leases[old.Name]
	if have.Fence != old.Fence || have.Beat != old.Beat || old.Name != next.Name {
		return false, nil
	}
	if m.leases == nil {
		m.leases = make(map[string]Lease)
	}
	m.leases[next.Name] = next
	return true, nil
}
