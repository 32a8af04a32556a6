package crypto

import (
	"hash/maphash"
	"sync"
	"sync/atomic"
	"time"
)

// cache keeps ready keys by subject: bounded, each for at most ttl. A hit takes no lock and writes nothing but a mark that the
// entry was used, so that readers on different cores do not wait for each other. Where there is no room an entry goes that was
// not used since it was last considered (the clock algorithm). It is split into shards, each behind a lock for writers.
type cache struct {
	seed   maphash.Seed
	ttl    time.Duration
	shards []cacheShard
}

type cacheShard struct {
	buckets []atomic.Pointer[cacheEntry] // chains of entries; a power of two

	mu      sync.Mutex // for what follows, and for changing chains
	limit   int
	evicted uint64        // counts evictions by name, so that a load which began before one is not stored after it
	ring    []*cacheEntry // all entries, in no order
	hand    int           // the place in ring where the search for an entry to drop goes on
}

// cacheEntry is in a chain and in a ring. What a reader sees of it never changes but next, which leads on also from an entry that
// was taken out of its chain.
type cacheEntry struct {
	subject string
	hash    uint64
	key     *subjectKey
	loaded  time.Duration
	next    atomic.Pointer[cacheEntry]
	used    atomic.Bool
	place   int // in ring
}

// maxShards is a power of two.
const maxShards = 64

func newCache(size int, ttl time.Duration) *cache {
	n := 1
	for n < maxShards && n*64 <= size {
		n *= 2
	}
	c := &cache{seed: maphash.MakeSeed(), ttl: ttl, shards: make([]cacheShard, n)}
	for i := range c.shards {
		s := &c.shards[i]
		s.limit = max(size/n, 1)
		buckets := 1
		for buckets < s.limit {
			buckets *= 2
		}
		s.buckets = make([]atomic.Pointer[cacheEntry], buckets)
	}
	return c
}

func (c *cache) hash(subject string) uint64 { return maphash.String(c.seed, subject) }

func (c *cache) shard(hash uint64) *cacheShard { return &c.shards[hash&(uint64(len(c.shards))-1)] }

// bucket returns the chain of a hash, whose low bits chose the shard.
func (s *cacheShard) bucket(hash uint64) *atomic.Pointer[cacheEntry] {
	return &s.buckets[hash>>32&(uint64(len(s.buckets))-1)]
}

// find returns the entry of the subject, or nil.
func (s *cacheShard) find(hash uint64, subject string) *cacheEntry {
	for e := s.bucket(hash).Load(); e != nil; e = e.next.Load() {
		if e.hash == hash && e.subject == subject {
			return e
		}
	}
	return nil
}

// get returns the key of the subject, or nil. The clock may jump: a key from the future is as stale as an old one.
func (c *cache) get(subject string, now time.Duration) *subjectKey {
	h := c.hash(subject)
	s := c.shard(h)
	e := s.find(h, subject)
	if e == nil {
		return nil
	}
	if age := now - e.loaded; age < 0 || age >= c.ttl {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.find(h, subject) == e {
			s.remove(e)
		}
		return nil
	}
	if !e.used.Load() {
		e.used.Store(true)
	}
	return e.key
}

// ticket is taken before a key is loaded and handed to put.
func (c *cache) ticket(subject string) uint64 {
	s := c.shard(c.hash(subject))
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.evicted
}

// put stores a key that was loaded under ticket, at the time now, unless an eviction came between.
func (c *cache) put(ticket uint64, subject string, key *subjectKey, now time.Duration) {
	h := c.hash(subject)
	s := c.shard(h)
	s.mu.Lock()
	defer s.mu.Unlock()
	if ticket != s.evicted {
		return
	}
	if old := s.find(h, subject); old != nil {
		s.remove(old)
	} else if len(s.ring) >= s.limit {
		s.remove(s.unused())
	}
	e := &cacheEntry{subject: subject, hash: h, key: key, loaded: now, place: len(s.ring)}
	s.ring = append(s.ring, e)
	first := s.bucket(h)
	e.next.Store(first.Load())
	first.Store(e)
}

// unused returns an entry that was not used since the hand passed it last. There is one after a round at most.
func (s *cacheShard) unused() *cacheEntry {
	for {
		s.hand %= len(s.ring)
		e := s.ring[s.hand]
		if !e.used.Swap(false) {
			return e
		}
		s.hand++
	}
}

// evict drops the key of the subject; a load that is under way will not bring it back.
func (c *cache) evict(subject string) {
	h := c.hash(subject)
	s := c.shard(h)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.evicted++
	if e := s.find(h, subject); e != nil {
		s.remove(e)
	}
}

// clear drops everything.
func (c *cache) clear() {
	for i := range c.shards {
		s := &c.shards[i]
		s.mu.Lock()
		s.evicted++
		for j := range s.buckets {
			s.buckets[j].Store(nil)
		}
		s.ring, s.hand = nil, 0
		s.mu.Unlock()
	}
}

// remove takes an entry out of its chain and of the ring.
func (s *cacheShard) remove(e *cacheEntry) {
	at := s.bucket(e.hash)
	for at.Load() != e {
		at = &at.Load().next
	}
	at.Store(e.next.Load())
	last := len(s.ring) - 1
	s.ring[e.place] = s.ring[last]
	s.ring[e.place].place = e.place
	s.ring[last] = nil
	s.ring = s.ring[:last]
}
