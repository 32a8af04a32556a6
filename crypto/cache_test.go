package crypto

import (
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"
)

func TestCache(t *testing.T) {
	c := newCache(10, time.Minute)
	key := &subjectKey{version: 1}
	c.put(c.ticket("a"), "a", key, 0)
	if c.get("a", time.Minute-1) != key {
		t.Error("no hit before the TTL")
	}
	if c.get("b", 0) != nil {
		t.Error("a hit for another subject")
	}
	if c.get("a", time.Minute) != nil {
		t.Error("a hit after the TTL")
	}
	c.put(c.ticket("a"), "a", key, time.Hour)
	if c.get("a", time.Hour-1) != nil {
		t.Error("a hit before the entry was made: the clock went back")
	}
	ticket := c.ticket("a")
	c.evict("a")
	c.put(ticket, "a", key, 0)
	if c.get("a", 0) != nil {
		t.Error("a load that began before an eviction was kept")
	}
	ticket = c.ticket("a")
	c.clear()
	c.put(ticket, "a", key, 0)
	if c.get("a", 0) != nil {
		t.Error("a load that began before clear was kept")
	}
}

func TestCacheBound(t *testing.T) {
	for _, size := range []int{1, 2, 10, 100, 1000, 8192} {
		c := newCache(size, time.Minute)
		for i := range 3 * size {
			name := fmt.Sprint(i)
			c.put(c.ticket(name), name, &subjectKey{}, 0)
			if c.get(name, 0) == nil {
				t.Fatalf("size %d: the newest entry is not there", size)
			}
		}
		n := 0
		for i := range c.shards {
			s, chained := &c.shards[i], 0
			for j := range s.buckets {
				for e := s.buckets[j].Load(); e != nil; e = e.next.Load() {
					if chained++; s.ring[e.place] != e {
						t.Errorf("size %d: shard %d: an entry is not where it says", size, i)
					}
				}
			}
			if n += chained; chained != len(s.ring) || chained > s.limit {
				t.Errorf("size %d: shard %d: %d entries in chains and %d in the ring", size, i, chained, len(s.ring))
			}
		}
		if n > size || n < size/2 {
			t.Errorf("size %d: %d entries", size, n)
		}
	}
}

// TestCacheUnused: what was used stays, what was not goes.
func TestCacheUnused(t *testing.T) {
	c := newCache(3, time.Minute)
	for _, name := range []string{"a", "b", "c"} {
		c.put(c.ticket(name), name, &subjectKey{}, 0)
	}
	c.get("a", 0)
	c.get("c", 0)
	c.put(c.ticket("d"), "d", &subjectKey{}, 0)
	for name, want := range map[string]bool{"a": true, "b": false, "c": true, "d": true} {
		if got := c.get(name, 0) != nil; got != want {
			t.Errorf("%s cached: %t; want %t", name, got, want)
		}
	}
	for _, name := range []string{"e", "f"} { // all were used: still there is room for another
		c.put(c.ticket(name), name, &subjectKey{}, 0)
		if c.get(name, 0) == nil {
			t.Errorf("%s is not cached", name)
		}
	}
}

// TestCacheConcurrent reads while others write. A key that is found is the subject's, and one that was evicted is not found.
func TestCacheConcurrent(t *testing.T) {
	c := newCache(64, time.Minute)
	keys := make([]*subjectKey, 200)
	for i := range keys {
		keys[i] = &subjectKey{version: uint32(i)} // #nosec G115 -- small
	}
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for n := range 20_000 {
				i := (n*7 + w*31) % len(keys)
				name := strconv.Itoa(i)
				if key := c.get(name, 0); key != nil && key != keys[i] {
					t.Errorf("%d: the key of %d", i, key.version)
				}
				switch {
				case n%3 == 0:
					c.put(c.ticket(name), name, keys[i], 0)
				case n%50 == 1:
					c.evict(name)
				case n%5000 == 4:
					c.clear()
				}
			}
		})
	}
	wg.Go(func() {
		for range 2000 {
			c.put(c.ticket("gone"), "gone", keys[0], 0)
			c.evict("gone")
			if c.get("gone", 0) != nil {
				t.Error("found what was evicted")
			}
		}
	})
	wg.Wait()
}
