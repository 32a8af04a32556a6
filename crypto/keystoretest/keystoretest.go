// Package keystoretest tests that a crypto.KeyStore keeps its contract, and that of a crypto.BatchKeyStore if it is one. Call
// Run from a test of the implementation, and RunCursors from that of a crypto.CursorStore:
//
//	func TestKeyStore(t *testing.T) {
//		keystoretest.Run(t, func(t *testing.T) crypto.KeyStore { return newEmptyStore(t) })
//	}
package keystoretest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/khtong/privacykit/crypto"
)

// Run runs every test as a subtest of t. It calls open once for each, for a store that is empty and can be used by several
// goroutines; open closes it with t.Cleanup.
func Run(t *testing.T, open func(t *testing.T) crypto.KeyStore) {
	t.Helper()
	for _, test := range []struct {
		name string
		run  func(t *testing.T, s crypto.KeyStore)
	}{
		{"RoundTrip", testRoundTrip},
		{"NotFound", testNotFound},
		{"CompareAndSwap", testCompareAndSwap},
		{"Tombstone", testTombstone},
		{"Refuses", testRefuses},
		{"Names", testNames},
		{"List", testList},
		{"ListBatches", testListBatches},
		{"NoSharedMemory", testNoSharedMemory},
		{"ConcurrentCreate", testConcurrentCreate},
		{"ConcurrentChange", testConcurrentChange},
		{"Context", testContext},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, open(t)) })
	}
	t.Run("GetMany", func(t *testing.T) {
		s, ok := open(t).(crypto.BatchKeyStore)
		if !ok {
			t.Skip("the store is no crypto.BatchKeyStore")
		}
		for _, test := range []struct {
			name string
			run  func(t *testing.T, s crypto.BatchKeyStore)
		}{
			{"Records", testGetMany},
			{"Sizes", testGetManySizes},
			{"NoSharedMemory", testGetManyNoSharedMemory},
			{"Context", testGetManyContext},
		} {
			t.Run(test.name, func(t *testing.T) { test.run(t, s) })
		}
	})
}

// record returns a valid live record.
func record(tenant string, kind crypto.RecordKind, id string, version uint64, epoch uint32) crypto.Record {
	at := time.Date(2026, 3, 1, 8, 30, 15, 123456000, time.UTC)
	return crypto.Record{
		RecordID: crypto.RecordID{Tenant: tenant, Kind: kind, ID: id}, Version: version, State: crypto.StateLive, Epoch: epoch,
		KeyVersion: 1, Wrapped: []byte("wrapped\x00\xff"), Commitment: bytes.Repeat([]byte{7}, 32),
		CreatedAt: at, ChangedAt: at.Add(time.Duration(version) * time.Microsecond),
	}
}

func put(t *testing.T, s crypto.KeyStore, rec crypto.Record) {
	t.Helper()
	if err := s.Put(t.Context(), rec); err != nil {
		t.Fatalf("Put(%v): %v", rec, err)
	}
}

func get(t *testing.T, s crypto.KeyStore, id crypto.RecordID) crypto.Record {
	t.Helper()
	rec, err := s.Get(t.Context(), id)
	if err != nil {
		t.Fatalf("Get(%v): %v", id, err)
	}
	return rec
}

func list(t *testing.T, s crypto.KeyStore, q crypto.ListQuery) []crypto.Record {
	t.Helper()
	recs, err := s.List(t.Context(), q)
	if err != nil {
		t.Fatalf("List(%+v): %v", q, err)
	}
	return recs
}

func wantSame(t *testing.T, got, want crypto.Record) {
	t.Helper()
	if !same(got, want) {
		t.Errorf("got %v created %v changed %v, %d and %d bytes; want %v created %v changed %v, %d and %d bytes",
			got, got.CreatedAt, got.ChangedAt, len(got.Wrapped), len(got.Commitment),
			want, want.CreatedAt, want.ChangedAt, len(want.Wrapped), len(want.Commitment))
	}
}

func same(a, b crypto.Record) bool {
	return a.RecordID == b.RecordID && a.Version == b.Version && a.State == b.State && a.Epoch == b.Epoch &&
		a.KeyVersion == b.KeyVersion && bytes.Equal(a.Wrapped, b.Wrapped) && bytes.Equal(a.Commitment, b.Commitment) &&
		a.CreatedAt.Equal(b.CreatedAt) && a.ChangedAt.Equal(b.ChangedAt) &&
		a.CreatedAt.Location() == time.UTC && a.ChangedAt.Location() == time.UTC
}

func testRoundTrip(t *testing.T, s crypto.KeyStore) {
	retired := record("t", crypto.KindEpoch, "e1", 1, 1)
	retired.State = crypto.StateRetired
	extreme := record("t", crypto.KindSubject, strings.Repeat("z", 64), 1, math.MaxUint32)
	extreme.KeyVersion = math.MaxUint32
	extreme.Wrapped = bytes.Repeat([]byte{0xff}, 64<<10)
	extreme.CreatedAt = time.Date(1, 1, 1, 0, 0, 0, 1000, time.UTC)
	extreme.ChangedAt = time.Date(9999, 12, 31, 23, 59, 59, 999999000, time.UTC)
	for _, rec := range []crypto.Record{
		record("t", crypto.KindTenantKeyset, "keyset", 1, 1),
		record("t", crypto.KindEpoch, "e2", 1, 2),
		record("t", crypto.KindSubject, "s1", 1, 2),
		retired, extreme,
	} {
		put(t, s, rec)
		wantSame(t, get(t, s, rec.RecordID), rec)
	}
}

func testNotFound(t *testing.T, s crypto.KeyStore) {
	put(t, s, record("t", crypto.KindSubject, "s1", 1, 1))
	for _, id := range []crypto.RecordID{
		{},
		{Tenant: "t", Kind: crypto.KindSubject, ID: "s2"},
		{Tenant: "t", Kind: crypto.KindSubject, ID: "s"},
		{Tenant: "t", Kind: crypto.KindSubject, ID: "s1 "},
		{Tenant: "t", Kind: crypto.KindSubject},
		{Tenant: "u", Kind: crypto.KindSubject, ID: "s1"},
		{Tenant: "t", Kind: crypto.KindEpoch, ID: "s1"},
	} {
		if rec, err := s.Get(t.Context(), id); !errors.Is(err, crypto.ErrNotFound) {
			t.Errorf("Get(%+v) = %v, %v; want ErrNotFound", id, rec, err)
		}
	}
}

func testCompareAndSwap(t *testing.T, s crypto.KeyStore) {
	try := func(version uint64, want error) {
		t.Helper()
		rec := record("t", crypto.KindSubject, "s1", version, uint32(version))
		if err := s.Put(t.Context(), rec); !errors.Is(err, want) {
			t.Errorf("Put of version %d: %v; want %v", version, err, want)
		}
	}
	try(2, crypto.ErrConflict)
	try(1, nil)
	try(1, crypto.ErrConflict)
	try(3, crypto.ErrConflict)
	try(math.MaxInt64, crypto.ErrConflict)
	wantSame(t, get(t, s, record("t", crypto.KindSubject, "s1", 1, 1).RecordID), record("t", crypto.KindSubject, "s1", 1, 1))
	try(2, nil)
	try(2, crypto.ErrConflict)
	try(1, crypto.ErrConflict)
	try(3, nil)
	wantSame(t, get(t, s, record("t", crypto.KindSubject, "s1", 1, 1).RecordID), record("t", crypto.KindSubject, "s1", 3, 3))
}

func testTombstone(t *testing.T, s crypto.KeyStore) {
	for _, test := range []struct {
		kind  crypto.RecordKind
		state crypto.State
	}{{crypto.KindSubject, crypto.StateErased}, {crypto.KindEpoch, crypto.StateDestroyed}} {
		put(t, s, record("t", test.kind, "x1", 1, 1))
		tomb := record("t", test.kind, "x1", 2, 1)
		tomb.State, tomb.Wrapped, tomb.Commitment = test.state, nil, nil
		put(t, s, tomb)
		wantSame(t, get(t, s, tomb.RecordID), tomb)
		back := record("t", test.kind, "x1", 1, 1)
		if err := s.Put(t.Context(), back); !errors.Is(err, crypto.ErrConflict) {
			t.Errorf("Put of version 1 over a tombstone: %v; want ErrConflict", err)
		}
	}
}

func testRefuses(t *testing.T, s crypto.KeyStore) {
	for name, spoil := range map[string]func(*crypto.Record){
		"zero":       func(r *crypto.Record) { *r = crypto.Record{} },
		"tenant":     func(r *crypto.Record) { r.Tenant = "" },
		"kind":       func(r *crypto.Record) { r.Kind = 0 },
		"id":         func(r *crypto.Record) { r.ID = "" },
		"version":    func(r *crypto.Record) { r.Version = 0 },
		"state":      func(r *crypto.Record) { r.State = 0 },
		"epoch":      func(r *crypto.Record) { r.Epoch = 0 },
		"wrapped":    func(r *crypto.Record) { r.Wrapped = nil },
		"commitment": func(r *crypto.Record) { r.Commitment = r.Commitment[1:] },
		"nanosecond": func(r *crypto.Record) { r.ChangedAt = r.ChangedAt.Add(1) },
		"zone":       func(r *crypto.Record) { r.CreatedAt = r.CreatedAt.In(time.FixedZone("x", 3600)) },
	} {
		rec := record("t", crypto.KindSubject, "s1", 1, 1)
		spoil(&rec)
		if err := s.Put(t.Context(), rec); !errors.Is(err, crypto.ErrKeyRecord) {
			t.Errorf("Put with bad %s: %v; want ErrKeyRecord", name, err)
		}
	}
	if _, err := s.Get(t.Context(), record("t", crypto.KindSubject, "s1", 1, 1).RecordID); !errors.Is(err, crypto.ErrNotFound) {
		t.Errorf("a refused record was stored: %v", err)
	}
	for _, limit := range []int{0, -1, math.MinInt} {
		if _, err := s.List(t.Context(), crypto.ListQuery{Tenant: "t", Kind: crypto.KindSubject, Limit: limit}); !errors.Is(err, crypto.ErrArgument) {
			t.Errorf("List with limit %d: %v; want ErrArgument", limit, err)
		}
	}
}

// testNames uses names that a store could confuse: case, quotes, wildcards, blanks, normal forms.
func testNames(t *testing.T, s crypto.KeyStore) {
	tenants := []string{"t", "T", "t ", " t", "t%", "t_", "t'", `t"`, `t\`, "物业", "é", "e\u0301", strings.Repeat("长", crypto.MaxNameLen/3)}
	ids := []string{"a", "A", "aa", "1", "01"}
	for i, tenant := range tenants {
		for j, id := range ids {
			put(t, s, record(tenant, crypto.KindSubject, id, 1, uint32(1+i*len(ids)+j)))
		}
	}
	for i, tenant := range tenants {
		for j, id := range ids {
			want := record(tenant, crypto.KindSubject, id, 1, uint32(1+i*len(ids)+j))
			wantSame(t, get(t, s, want.RecordID), want)
		}
		var got []string
		for _, rec := range list(t, s, crypto.ListQuery{Tenant: tenant, Kind: crypto.KindSubject, Limit: 100}) {
			got = append(got, rec.ID)
		}
		if want := []string{"01", "1", "A", "a", "aa"}; !slices.Equal(got, want) {
			t.Errorf("List of tenant %q: %q; want %q", tenant, got, want)
		}
	}
}

func testList(t *testing.T, s crypto.KeyStore) {
	for i := range 10 {
		rec := record("t", crypto.KindSubject, fmt.Sprintf("s%d", i), 1, uint32(1+i%2))
		if i%3 == 0 {
			rec.State, rec.Wrapped, rec.Commitment = crypto.StateErased, nil, nil
		}
		put(t, s, rec)
	}
	put(t, s, record("t", crypto.KindEpoch, "s5", 1, 1))
	put(t, s, record("u", crypto.KindSubject, "s5", 1, 1))
	for _, test := range []struct {
		q    crypto.ListQuery
		want string
	}{
		{crypto.ListQuery{Tenant: "t", Kind: crypto.KindSubject, Limit: 100}, "s0 s1 s2 s3 s4 s5 s6 s7 s8 s9"},
		{crypto.ListQuery{Tenant: "t", Kind: crypto.KindSubject, Limit: 3}, "s0 s1 s2"},
		{crypto.ListQuery{Tenant: "t", Kind: crypto.KindSubject, After: "s6", Limit: 100}, "s7 s8 s9"},
		{crypto.ListQuery{Tenant: "t", Kind: crypto.KindSubject, After: "s66", Limit: 100}, "s7 s8 s9"},
		{crypto.ListQuery{Tenant: "t", Kind: crypto.KindSubject, After: "s9", Limit: 100}, ""},
		{crypto.ListQuery{Tenant: "t", Kind: crypto.KindSubject, Epoch: 2, Limit: 100}, "s1 s3 s5 s7 s9"},
		{crypto.ListQuery{Tenant: "t", Kind: crypto.KindSubject, Epoch: 3, Limit: 100}, ""},
		{crypto.ListQuery{Tenant: "t", Kind: crypto.KindSubject, State: crypto.StateErased, Limit: 100}, "s0 s3 s6 s9"},
		{crypto.ListQuery{Tenant: "t", Kind: crypto.KindSubject, Epoch: 1, State: crypto.StateLive, After: "s2", Limit: 2}, "s4 s8"},
		{crypto.ListQuery{Tenant: "t", Kind: crypto.KindEpoch, Limit: 100}, "s5"},
		{crypto.ListQuery{Tenant: "u", Kind: crypto.KindSubject, Limit: 100}, "s5"},
		{crypto.ListQuery{Tenant: "v", Kind: crypto.KindSubject, Limit: 100}, ""},
		{crypto.ListQuery{Tenant: "t", Kind: crypto.KindSubject, Limit: math.MaxInt}, "s0 s1 s2 s3 s4 s5 s6 s7 s8 s9"},
	} {
		var ids []string
		for _, rec := range list(t, s, test.q) {
			wantSame(t, rec, get(t, s, rec.RecordID))
			ids = append(ids, rec.ID)
		}
		if got := strings.Join(ids, " "); got != test.want {
			t.Errorf("List(%+v) = %q; want %q", test.q, got, test.want)
		}
	}
}

func testListBatches(t *testing.T, s crypto.KeyStore) {
	const n = 50
	for i := range n {
		put(t, s, record("t", crypto.KindSubject, fmt.Sprintf("s%02d", (i*37)%n), 1, 1))
	}
	for _, limit := range []int{1, 7, 10, n, n + 1} {
		q, seen := crypto.ListQuery{Tenant: "t", Kind: crypto.KindSubject, Limit: limit}, 0
		for {
			recs := list(t, s, q)
			for _, rec := range recs {
				if want := fmt.Sprintf("s%02d", seen); rec.ID != want {
					t.Fatalf("batches of %d: got %s; want %s", limit, rec.ID, want)
				}
				seen++
				q.After = rec.ID
			}
			if len(recs) < limit {
				break
			}
		}
		if seen != n {
			t.Errorf("batches of %d: %d records; want %d", limit, seen, n)
		}
	}
}

func testNoSharedMemory(t *testing.T, s crypto.KeyStore) {
	rec := record("t", crypto.KindSubject, "s1", 1, 1)
	put(t, s, rec)
	want := record("t", crypto.KindSubject, "s1", 1, 1)
	clear(rec.Wrapped)
	clear(rec.Commitment)
	got := get(t, s, rec.RecordID)
	wantSame(t, got, want)
	clear(got.Wrapped)
	clear(got.Commitment)
	listed := list(t, s, crypto.ListQuery{Tenant: "t", Kind: crypto.KindSubject, Limit: 1})
	if len(listed) != 1 {
		t.Fatalf("List: %d records; want 1", len(listed))
	}
	wantSame(t, listed[0], want)
	clear(listed[0].Wrapped)
	wantSame(t, get(t, s, rec.RecordID), want)
}

func testConcurrentCreate(t *testing.T, s crypto.KeyStore) {
	const writers, records = 8, 10
	for i := range records {
		var wins atomic.Int32
		var wg sync.WaitGroup
		for w := range writers {
			wg.Go(func() {
				rec := record("t", crypto.KindSubject, fmt.Sprintf("s%d", i), 1, uint32(w+1))
				switch err := s.Put(t.Context(), rec); {
				case err == nil:
					wins.Add(1)
				case !errors.Is(err, crypto.ErrConflict):
					t.Errorf("Put: %v; want nil or ErrConflict", err)
				}
			})
		}
		wg.Wait()
		if wins.Load() != 1 {
			t.Errorf("%d of %d writers created one record; want 1", wins.Load(), writers)
		}
	}
}

// testConcurrentChange has writers count a record up; no change may be lost.
func testConcurrentChange(t *testing.T, s crypto.KeyStore) {
	const writers, changes = 8, 10
	first := record("t", crypto.KindSubject, "s1", 1, 1)
	put(t, s, first)
	var wg sync.WaitGroup
	for range writers {
		wg.Go(func() {
			for done := 0; done < changes; {
				rec, err := s.Get(t.Context(), first.RecordID)
				if err != nil {
					t.Errorf("Get: %v", err)
					return
				}
				rec.Version++
				rec.Epoch++
				switch err := s.Put(t.Context(), rec); {
				case err == nil:
					done++
				case !errors.Is(err, crypto.ErrConflict):
					t.Errorf("Put: %v; want nil or ErrConflict", err)
					return
				}
			}
		})
	}
	wg.Wait()
	if got := get(t, s, first.RecordID); got.Version != 1+writers*changes || got.Epoch != 1+writers*changes {
		t.Errorf("after %d changes: version %d, epoch %d; want both %d", writers*changes, got.Version, got.Epoch, 1+writers*changes)
	}
}

func testContext(t *testing.T, s crypto.KeyStore) {
	put(t, s, record("t", crypto.KindSubject, "s1", 1, 1))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Get(ctx, record("t", crypto.KindSubject, "s1", 1, 1).RecordID); err == nil || errors.Is(err, crypto.ErrNotFound) {
		t.Errorf("Get with a cancelled context: %v; want an error of its own", err)
	}
	if err := s.Put(ctx, record("t", crypto.KindSubject, "s2", 1, 1)); err == nil || errors.Is(err, crypto.ErrConflict) {
		t.Errorf("Put with a cancelled context: %v; want an error of its own", err)
	}
	if _, err := s.List(ctx, crypto.ListQuery{Tenant: "t", Kind: crypto.KindSubject, Limit: 1}); err == nil {
		t.Error("List with a cancelled context: no error")
	}
}
