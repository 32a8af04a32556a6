package stores

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/khtong/privacykit/crypto"
	"github.com/khtong/privacykit/crypto/localkek"
	"github.com/khtong/privacykit/sqlstore"
)

// subjectsEnv says how many subjects BenchmarkSubjects has; unset, they are 1,000.
//
//	PRIVACYKIT_BENCH_SUBJECTS=1000000 go test -run '^$' -bench Subjects -timeout 1h ./examples/stores
const subjectsEnv = "PRIVACYKIT_BENCH_SUBJECTS"

// cached is how many keys the cache of BenchmarkSubjects holds: the default.
const cached = 8192

var million = crypto.Field{Table: "customers", Column: "mobile"}

// BenchmarkSubjects works on a SQLite file with the keys of many subjects, asking
// for them at random, so that the cache is of little use where they are many.
func BenchmarkSubjects(b *testing.B) {
	n := 1000
	if text, ok := os.LookupEnv(subjectsEnv); ok {
		n = must(strconv.Atoi(text))(b)
	}
	dir := b.TempDir()
	path := filepath.Join(dir, "keys.db")
	db := openFile(b, path, settings)
	migrate(b, db)
	keks := must(localkek.OpenForDevelopment(filepath.Join(dir, "kek")))(b)
	if err := keks.Create(1); err != nil {
		b.Fatal(err)
	}
	cfg := crypto.Config{Tenant: "t1", KEK: keks, Store: must(sqlstore.Keys(db, sqlstore.SQLite, nil))(b), Now: time.Now, CacheSize: cached, CacheTTL: time.Hour}
	must(crypto.CreateKeyring(b.Context(), cfg))(b)
	empty := size(b, db, path)
	sealed := fill(b, db, cfg, n)
	b.Logf("%d subjects: %.0f bytes of the file for each", n, float64(size(b, db, path)-empty)/float64(n))

	rng := rand.New(rand.NewPCG(1, 2))
	open := func(b *testing.B) *crypto.Keyring { b.Helper(); return must(crypto.OpenKeyring(b.Context(), cfg))(b) }
	b.Run("Seal", func(b *testing.B) {
		ring := open(b)
		for b.Loop() {
			must(ring.SealString(b.Context(), million, name(rng.IntN(n)), "13800138000"))(b)
		}
	})
	b.Run("Open", func(b *testing.B) {
		ring := open(b)
		for b.Loop() {
			i := rng.IntN(n)
			must(ring.Open(b.Context(), million, name(i), sealed[i]))(b)
		}
	})
	// A page of a list: 300 rows of different people.
	b.Run("OpenCells300", func(b *testing.B) {
		ring := open(b)
		cells := make([]crypto.Cell, 300)
		for b.Loop() {
			for j := range cells {
				i := rng.IntN(n)
				cells[j] = crypto.Cell{Field: million, Subject: name(i), Sealed: sealed[i]}
			}
			if err := ring.OpenCells(b.Context(), cells); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(cells)), "ns/cell")
	})
	b.Run("CachedKeys", func(b *testing.B) { benchmarkCachedKeys(b, open, sealed) })
	epoch := uint32(1)
	for _, rotate := range []bool{false, true} {
		b.Run(map[bool]string{false: "Rewrap", true: "RewrapRotate"}[rotate], func(b *testing.B) {
			ring := open(b)
			for b.Loop() {
				b.StopTimer()
				epoch++
				if err := keks.Create(epoch); err != nil {
					b.Fatal(err)
				}
				must(ring.AdvanceEpoch(b.Context()))(b)
				b.StartTimer()
				if moved := must(ring.Rewrap(b.Context(), &crypto.RewrapOptions{Rotate: rotate}))(b); moved != n {
					b.Fatal(moved)
				}
			}
			b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "keys/s")
		})
	}
}

func name(i int) string { return fmt.Sprintf("customer-%d", i) }

// fill gives subjects their keys, many in a transaction, and returns a value of
// each.
func fill(b *testing.B, db *sql.DB, cfg crypto.Config, n int) [][]byte {
	b.Helper()
	sealed := make([][]byte, n)
	for from := 0; from < n; from += 10_000 {
		tx := must(db.Begin())(b)
		cfg.Store = must(sqlstore.Keys(tx, sqlstore.SQLite, nil))(b)
		ring := must(crypto.OpenKeyring(b.Context(), cfg))(b)
		for i := from; i < min(from+10_000, n); i++ {
			sealed[i] = must(ring.SealString(b.Context(), million, name(i), "13800138000"))(b)
		}
		if err := tx.Commit(); err != nil {
			b.Fatal(err)
		}
	}
	return sealed
}

// size returns that of a database's file, with all that was written.
func size(b *testing.B, db *sql.DB, path string) int64 {
	b.Helper()
	var busy, pages, moved int
	if err := db.QueryRow("PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &moved); err != nil || busy != 0 {
		b.Fatal(busy, err)
	}
	return must(os.Stat(path))(b).Size()
}

// benchmarkCachedKeys fills the cache, and reports the memory of each key in it.
func benchmarkCachedKeys(b *testing.B, open func(*testing.B) *crypto.Keyring, sealed [][]byte) {
	heap := func() uint64 {
		runtime.GC()
		runtime.GC() // what pools held on to
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	n := min(len(sealed), cached/2) // so that no part of the cache is full
	var bytes uint64
	for b.Loop() {
		ring := open(b)
		before := heap()
		for i := range n {
			must(ring.Open(b.Context(), million, name(i), sealed[i]))(b)
		}
		bytes += heap() - before
		if err := ring.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(bytes)/float64(b.N*n), "B/key")
}

// BenchmarkGetMany reads records by lists of ids of different lengths.
func BenchmarkGetMany(b *testing.B) {
	for _, on := range backends {
		db := on.migrated(b)
		const n = 2000
		tx := must(db.Begin())(b)
		for i := range n {
			if err := on.keys(b, tx).Put(b.Context(), keyRecord(fmt.Sprintf("s%04d", i), make([]byte, 61))); err != nil {
				b.Fatal(err)
			}
		}
		if err := tx.Commit(); err != nil {
			b.Fatal(err)
		}
		store := on.keys(b, db)
		for _, size := range []int{1, 16, 300, 500} {
			b.Run(fmt.Sprintf("%s/%d", on.name, size), func(b *testing.B) {
				rng := rand.New(rand.NewPCG(1, 2))
				ids := make([]string, size)
				for b.Loop() {
					for i, at := range rng.Perm(n)[:size] {
						ids[i] = fmt.Sprintf("s%04d", at)
					}
					if recs := must(store.GetMany(b.Context(), "t1", crypto.KindSubject, ids))(b); len(recs) != size {
						b.Fatal(len(recs))
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*size), "ns/record")
			})
		}
	}
}
