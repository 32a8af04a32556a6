package crypto

import (
	"fmt"
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
			n += len(c.shards[i].byName)
			if c.shards[i].order.Len() != len(c.shards[i].byName) {
				t.Errorf("size %d: shard %d: list and map differ", size, i)
			}
		}
		if n > size || n < size/2 {
			t.Errorf("size %d: %d entries", size, n)
		}
	}
}

func TestCacheLeastRecentlyUsed(t *testing.T) {
	c := newCache(3, time.Minute)
	for _, name := range []string{"a", "b", "c"} {
		c.put(c.ticket(name), name, &subjectKey{}, 0)
	}
	c.get("a", 0)
	c.put(c.ticket("d"), "d", &subjectKey{}, 0)
	for name, want := range map[string]bool{"a": true, "b": false, "c": true, "d": true} {
		if got := c.get(name, 0) != nil; got != want {
			t.Errorf("%s cached: %t; want %t", name, got, want)
		}
	}
}
