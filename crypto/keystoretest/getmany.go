package keystoretest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/khtong/privacykit/crypto"
)

// getMany returns the records of subjects by their ids, none of which may be there twice.
func getMany(t *testing.T, s crypto.BatchKeyStore, tenant string, ids ...string) map[string]crypto.Record {
	t.Helper()
	recs, err := s.GetMany(t.Context(), tenant, crypto.KindSubject, ids)
	if err != nil {
		t.Fatalf("GetMany of %d ids: %v", len(ids), err)
	}
	byID := make(map[string]crypto.Record)
	for _, rec := range recs {
		if _, twice := byID[rec.ID]; twice || !slices.Contains(ids, rec.ID) {
			t.Errorf("GetMany(%.100q): %s is there twice, or was not asked for", ids, rec.ID)
		}
		byID[rec.ID] = rec
	}
	return byID
}

func testGetMany(t *testing.T, s crypto.BatchKeyStore) {
	live, other := record("t", crypto.KindSubject, "s1", 1, 1), record("t", crypto.KindSubject, "s2", 1, 2)
	tomb := record("t", crypto.KindSubject, "s3", 1, 1)
	tomb.State, tomb.Wrapped, tomb.Commitment = crypto.StateErased, nil, nil
	for _, rec := range []crypto.Record{
		live, other, tomb,
		record("u", crypto.KindSubject, "s1", 1, 3), record("u", crypto.KindSubject, "s4", 1, 3),
		record("T", crypto.KindSubject, "s1", 1, 3), record("t", crypto.KindEpoch, "s1", 1, 3),
		record("t", crypto.KindEpoch, "s4", 1, 3), record("t", crypto.KindSubject, "S1", 1, 3),
	} {
		put(t, s, rec)
	}
	for _, test := range []struct {
		ids, want string
	}{
		{"s1 s2 s3", "s1 s2 s3"},
		{"s3 s2 s1", "s1 s2 s3"},
		{"s2", "s2"},
		{"s1 s1 s2 s1", "s1 s2"},
		{"s2 s4 s0 s 1", "s2"}, // s4 is another tenant's, and of another kind
		{"s1_ s1% ' s_ % s1,s2 , {s1} \"s1\"", ""},
		{"s1,s2 s2", "s2"},
		{"", ""},
	} {
		ids := strings.Fields(test.ids)
		given := slices.Clone(ids)
		got := getMany(t, s, "t", ids...)
		if !slices.Equal(ids, given) {
			t.Errorf("GetMany changed its ids from %q to %q", given, ids)
		}
		want := strings.Fields(test.want)
		if len(got) != len(want) {
			t.Errorf("GetMany(%q): %d records; want %d", test.ids, len(got), len(want))
		}
		for _, id := range want {
			wantSame(t, got[id], map[string]crypto.Record{"s1": live, "s2": other, "s3": tomb}[id])
		}
	}
	if got := getMany(t, s, "v", "s1", "s2"); len(got) != 0 {
		t.Errorf("GetMany of a tenant that has nothing: %d records", len(got))
	}
	changed := record("t", crypto.KindSubject, "s1", 2, 2)
	put(t, s, changed)
	wantSame(t, getMany(t, s, "t", "s1", "s2")["s1"], changed)
}

// testGetManySizes asks for every number of ids up to a few, and around those at which an implementation could begin another
// statement.
func testGetManySizes(t *testing.T, s crypto.BatchKeyStore) {
	const n = 1030
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprintf("many%04d", i)
		if i%10 == 0 {
			put(t, s, record("t", crypto.KindSubject, ids[i], 1, uint32(1+i)))
		}
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for _, size := range []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 255, 256, 257, 499, 500, 511, 512, 513, n} {
		asked := slices.Clone(ids)
		rng.Shuffle(n, func(i, j int) { asked[i], asked[j] = asked[j], asked[i] })
		asked = asked[:size]
		got := getMany(t, s, "t", append(asked, asked[0])...)
		for _, id := range asked {
			var i int
			_, _ = fmt.Sscanf(id, "many%d", &i)
			if rec, ok := got[id]; ok != (i%10 == 0) || ok && rec.Epoch != uint32(1+i) {
				t.Errorf("GetMany of %d ids: %s: %v, %t", size, id, rec, ok)
			}
		}
	}
}

func testGetManyNoSharedMemory(t *testing.T, s crypto.BatchKeyStore) {
	rec := record("t", crypto.KindSubject, "shared", 1, 1)
	put(t, s, rec)
	got := getMany(t, s, "t", "shared", "none")["shared"]
	clear(got.Wrapped)
	clear(got.Commitment)
	wantSame(t, get(t, s, rec.RecordID), rec)
	wantSame(t, getMany(t, s, "t", "shared")["shared"], rec)
}

func testGetManyContext(t *testing.T, s crypto.BatchKeyStore) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if recs, err := s.GetMany(ctx, "t", crypto.KindSubject, []string{"s1", "s2"}); err == nil || len(recs) != 0 {
		t.Errorf("GetMany with a cancelled context: %d records, %v; want an error", len(recs), err)
	}
}
