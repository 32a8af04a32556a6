package crypto

import (
	"container/list"
	"hash/maphash"
	"sync"
	"time"
)

// cache keeps ready keys by subject: bounded, least recently used first out, each for at most ttl. It is split into shards,
// each behind a lock that is held for one look-up.
type cache struct {
	seed   maphash.Seed
	ttl    time.Duration
	shards []cacheShard
}

type cacheShard struct {
	mu      sync.Mutex
	limit   int
	evicted uint64 // counts evictions by name, so that a load which began before one is not stored after it
	order   list.List
	byName  map[string]*list.Element
}

type cacheEntry struct {
	subject string
	key     *subjectKey
	loaded  time.Duration
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
		c.shards[i].limit = max(size/n, 1)
		c.shards[i].byName = make(map[string]*list.Element)
	}
	return c
}

func (c *cache) shard(subject string) *cacheShard {
	return &c.shards[maphash.String(c.seed, subject)&(uint64(len(c.shards))-1)]
}

// get returns the key of the subject, or nil. The clock may jump: a key from the future is as stale as an old one.
func (c *cache) get(subject string, now time.Duration) *subjectKey {
	s := c.shard(subject)
	s.mu.Lock()
	defer s.mu.Unlock()
	el := s.byName[subject]
	if el == nil {
		return nil
	}
	entry := el.Value.(*cacheEntry)
	if age := now - entry.loaded; age < 0 || age >= c.ttl {
		s.remove(el)
		return nil
	}
	s.order.MoveToFront(el)
	return entry.key
}

// ticket is taken before a key is loaded and handed to put.
func (c *cache) ticket(subject string) uint64 {
	s := c.shard(subject)
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.evicted
}

// put stores a key that was loaded under ticket, at the time now, unless an eviction came between.
func (c *cache) put(ticket uint64, subject string, key *subjectKey, now time.Duration) {
	s := c.shard(subject)
	s.mu.Lock()
	defer s.mu.Unlock()
	if ticket != s.evicted {
		return
	}
	if el := s.byName[subject]; el != nil {
		s.remove(el)
	} else if s.order.Len() >= s.limit {
		s.remove(s.order.Back())
	}
	s.byName[subject] = s.order.PushFront(&cacheEntry{subject, key, now})
}

// evict drops the key of the subject; a load that is under way will not bring it back.
func (c *cache) evict(subject string) {
	s := c.shard(subject)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.evicted++
	if el := s.byName[subject]; el != nil {
		s.remove(el)
	}
}

// clear drops everything.
func (c *cache) clear() {
	for i := range c.shards {
		s := &c.shards[i]
		s.mu.Lock()
		s.evicted++
		s.order.Init()
		clear(s.byName)
		s.mu.Unlock()
	}
}

func (s *cacheShard) remove(el *list.Element) {
	delete(s.byName, s.order.Remove(el).(*cacheEntry).subject)
}
