package consent

import (
	"hash/maphash"
	"sync/atomic"
)

// stateTable finds states by subject. Readers take no lock and never wait; one
// goroutine at a time writes. States are replaced and never removed.
type stateTable struct {
	seed  maphash.Seed
	slots atomic.Pointer[[]atomic.Pointer[State]] // a power of two of them, some empty
	used  int
}

const firstSlots = 1 << 6

func newStateTable() *stateTable {
	t := &stateTable{seed: maphash.MakeSeed()}
	slots := make([]atomic.Pointer[State], firstSlots)
	t.slots.Store(&slots)
	return t
}

// get returns the state of a subject, or nil.
func (t *stateTable) get(subject string) *State {
	slots := *t.slots.Load()
	return slots[t.find(slots, subject)].Load()
}

// find returns the slot of a subject, or the empty one where it would be.
func (t *stateTable) find(slots []atomic.Pointer[State], subject string) int {
	mask := len(slots) - 1
	i := int(maphash.String(t.seed, subject)) & mask // #nosec G115 -- the low bits alone
	for {
		if s := slots[i].Load(); s == nil || s.subject == subject {
			return i
		}
		i = (i + 1) & mask
	}
}

// put stores the state of its subject.
func (t *stateTable) put(s *State) {
	slots := *t.slots.Load()
	slot := &slots[t.find(slots, s.subject)]
	if slot.Load() == nil {
		if (t.used+1)*4 > len(slots)*3 {
			slots = t.grow(slots)
			slot = &slots[t.find(slots, s.subject)]
		}
		t.used++
	}
	slot.Store(s)
}

// grow publishes a table of twice the size. Who still reads the old one sees
// what was there when it began.
func (t *stateTable) grow(old []atomic.Pointer[State]) []atomic.Pointer[State] {
	slots := make([]atomic.Pointer[State], 2*len(old))
	for i := range old {
		if s := old[i].Load(); s != nil {
			slots[t.find(slots, s.subject)].Store(s)
		}
	}
	t.slots.Store(&slots)
	return slots
}
