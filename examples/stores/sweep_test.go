package stores

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/khtong/privacykit/audit"
	"github.com/khtong/privacykit/law"
	"github.com/khtong/privacykit/retention"
	"github.com/khtong/privacykit/retention/leasestoretest"
	"github.com/khtong/privacykit/sqlstore"
)

func TestLeases(t *testing.T) {
	tested := slices.Clone(backends)
	if !testing.Short() {
		tested = append(tested, variants...)
	}
	each(t, tested, func(t *testing.T, b backend) {
		leasestoretest.Run(t, func(t *testing.T) retention.LeaseStore { return b.leases(t, b.migrated(t)) })
	})
}

func (b backend) leases(tb testing.TB, db *sql.DB) *sqlstore.LeaseStore {
	tb.Helper()
	return must(sqlstore.Leases(db, b.dialect, b.opts))(tb)
}

// Each order was completed on the first day of a year from 2016 on, one after the other; what is two years older than the three that
// the law asks for is due on sweepDay, whose orders are seven of ten.
const (
	sweepShards = 8
	sweepYears  = 10
)

var sweepDay = law.MustDate(2026, 1, 2).Start()

func orderID(n int) string { return fmt.Sprintf("o%07d", n) }

// sweepTable makes the table of the host and fills it with n orders.
func sweepTable(tb testing.TB, b backend, db *sql.DB, n int) {
	tb.Helper()
	text := map[sqlstore.Dialect][2]string{
		sqlstore.SQLite: {
			`CREATE TABLE orders (id TEXT PRIMARY KEY, completed INTEGER NOT NULL, held INTEGER NOT NULL) STRICT, WITHOUT ROWID`,
			`INSERT INTO orders WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < %d)
				SELECT printf('o%%07d', i), 2016 + i %% 10, 0 FROM n`,
		},
		sqlstore.PostgreSQL: {
			`CREATE TABLE orders (id TEXT COLLATE "C" PRIMARY KEY, completed INTEGER NOT NULL, held INTEGER NOT NULL)`,
			`INSERT INTO orders SELECT 'o' || lpad(i::text, 7, '0'), 2016 + i %% 10, 0 FROM generate_series(0, %d - 1) i`,
		},
		sqlstore.MySQL: {
			`CREATE TABLE orders (id VARBINARY(16) PRIMARY KEY, completed INTEGER NOT NULL, held INTEGER NOT NULL) ENGINE=InnoDB`,
			`INSERT INTO orders WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < %d)
				SELECT CONCAT('o', LPAD(i, 7, '0')), 2016 + i %% 10, 0 FROM n`,
		},
	}[b.dialect]
	conn := must(db.Conn(tb.Context()))(tb)
	defer func() { _ = conn.Close() }()
	statements := []string{text[0], fmt.Sprintf(text[1], n)}
	if b.dialect == sqlstore.MySQL {
		statements = append([]string{"SET SESSION max_recursive_iterations = 10000000"}, statements...)
	}
	for _, s := range statements {
		if _, err := conn.ExecContext(tb.Context(), s); err != nil {
			tb.Fatal(err)
		}
	}
}

// orderSource hands out the orders of the host. A shard is a range of ids.
type orderSource struct {
	db *sql.DB
	b  backend
	n  int
}

func (s orderSource) Page(ctx context.Context, shard int, after string, limit int) ([]retention.Item, error) {
	text := "SELECT id, completed, held FROM orders WHERE id > ? AND id >= ? AND id < ? ORDER BY id LIMIT ?"
	if s.b.dialect == sqlstore.PostgreSQL {
		text = "SELECT id, completed, held FROM orders WHERE id > $1 AND id >= $2 AND id < $3 ORDER BY id LIMIT $4"
	}
	from, to := orderID(shard*s.n/sweepShards), orderID((shard+1)*s.n/sweepShards)
	rows, err := s.db.QueryContext(ctx, text, after, from, to, limit)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []retention.Item
	for rows.Next() {
		var id string
		var year, held int
		if err := rows.Scan(&id, &year, &held); err != nil {
			return nil, err
		}
		completed := law.MustDate(year, 1, 1).Start()
		rec := retention.Record{Class: "order", Events: map[retention.Event]time.Time{
			retention.TransactionCompleted: completed, retention.PurposeAchieved: completed,
		}}
		if held != 0 {
			rec.Holds = []retention.Hold{{Owner: "legal", Reason: "lawsuit", From: completed}}
		}
		out = append(out, retention.Item{Key: id, Record: rec})
	}
	return out, rows.Err()
}

func sweepSchedule(tb testing.TB) *retention.Schedule {
	tb.Helper()
	return must(retention.NewSchedule(retention.Class{
		ID: "order", Floors: []retention.Bound{{Rule: "ecommerce_platform_transaction"}},
		Ceilings: []retention.Bound{{Basis: retention.ByPolicy, Event: retention.PurposeAchieved, Limit: retention.Within, Period: law.Period{Days: 15}}},
	}))(tb)
}

// disposer deletes orders that are not held, and writes the proofs into the audit log.
func (b backend) disposer(tb testing.TB, db *sql.DB) *sqlstore.TableDisposer {
	tb.Helper()
	return must(sqlstore.Disposer(db, b.dialect, sqlstore.DisposerOptions{
		Table: "orders", Key: "id", Guard: "held = 0", Now: time.Now, Options: b.opts,
		Proof: func(ctx context.Context, tx sqlstore.DB, p retention.Proof, _ []retention.Disposal) error {
			store, err := sqlstore.Audit(tx, b.dialect, b.opts)
			if err != nil {
				return err
			}
			_, err = audit.New(store, nil).Append(ctx, audit.Entry{
				Time: p.At, Type: audit.TypeDisposal, Actor: "job:sweep", Object: fmt.Sprintf("%s %d %x", p.Sweep, p.Records, p.Digest),
				Outcome: "deleted", Reasons: p.Bounds, Key: p.Key(),
			})
			return err
		},
	}))(tb)
}

func sweepOptions(tb testing.TB, b backend, db *sql.DB, owner string) retention.SweepOptions {
	tb.Helper()
	return retention.SweepOptions{
		Name: "orders", Now: sweepDay, Owner: owner, Leases: b.leases(tb, db), Shards: sweepShards, Batch: 1000, Expiry: 500 * time.Millisecond,
	}
}

const sweepChildEnv = "PRIVACYKIT_TEST_SWEEP"

// TestSweepKilled sweeps a million orders, on MariaDB fewer, by workers that are killed at random moments, and in the end by two that are
// not. What is due is gone and was proved once; everything else is there.
func TestSweepKilled(t *testing.T) {
	each(t, backends, func(t *testing.T, b backend) {
		n := 1_000_000
		if b.dialect == sqlstore.MySQL {
			n = 100_000
		}
		if testing.Short() {
			n = 10_000
		}
		testSweepKilled(t, b, n)
	})
}

func testSweepKilled(t *testing.T, b backend, n int) {
	ctx := t.Context()
	source := b.source(t)
	db := open(t, b.driver, source)
	if err := sqlstore.Migrate(ctx, db, b.dialect, b.opts); err != nil {
		t.Fatal(err)
	}
	sweepTable(t, b, db, n)
	execute(t, db, "UPDATE orders SET held = 1 WHERE id = '"+orderID(0)+"'") // which would be due
	for range 4 {
		child := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestSweepChild$") // #nosec G204 -- this binary
		child.Env = append(os.Environ(), fmt.Sprintf("%s=%s %d %s", sweepChildEnv, b.name, n, source))
		child.Stderr = os.Stderr
		started := must(child.StdoutPipe())(t)
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		var line [1]byte
		_, _ = started.Read(line[:]) // it is at work
		time.Sleep(time.Duration(rand.IntN(300)) * time.Millisecond)
		_ = child.Process.Kill()
		_ = child.Wait()
	}
	var wait sync.WaitGroup
	for w := range 2 {
		own := open(t, b.driver, source)
		opts := sweepOptions(t, b, own, fmt.Sprintf("last %d", w))
		wait.Go(func() {
			report, err := retention.Sweep(ctx, sweepSchedule(t), orderSource{own, b, n}, b.disposer(t, own), opts)
			if err != nil || report.Failed+report.Unplanned != 0 {
				t.Errorf("%+v, %v", report, err)
			}
		})
	}
	wait.Wait()

	const young = 2023 // completed on its first day and kept until that of 2026 is over: 2026-01-02 is the day
	var left, early, held int
	const count = "SELECT COUNT(*), SUM(CASE WHEN completed < 2023 AND held = 0 THEN 1 ELSE 0 END), SUM(held) FROM orders"
	if err := db.QueryRow(count).Scan(&left, &early, &held); err != nil {
		t.Fatal(err)
	}
	due := n * (young + 1 - 2016) / sweepYears // 2023 itself is due on 2 January 2026
	if want := n - due + 1; left != want || held != 1 {
		t.Errorf("%d orders are left, want %d, of them %d held", left, want, held)
	}
	if early != 0 {
		t.Errorf("%d due orders are left", early)
	}
	gone, proved := make(map[string]bool, due), 0
	for key, err := range b.disposer(t, db).Since(ctx, "orders", time.Unix(0, 0)) {
		if err != nil {
			t.Fatal(err)
		}
		if gone[key] {
			t.Fatalf("%s was disposed of twice", key)
		}
		gone[key] = true
	}
	for e, err := range b.log(t, db).Entries(ctx, 0, 1<<62) {
		if err != nil {
			t.Fatal(err)
		}
		var sweep, digest string
		var records int
		if _, err := fmt.Sscanf(e.Object, "%s %d %s", &sweep, &records, &digest); err != nil {
			t.Fatal(err)
		}
		proved += records
	}
	if len(gone) != due-1 || proved != due-1 {
		t.Errorf("%d disposed of, %d proved, want %d", len(gone), proved, due-1)
	}
}

// TestSweepChild is what TestSweepKilled starts.
func TestSweepChild(t *testing.T) {
	name, rest, ok := strings.Cut(os.Getenv(sweepChildEnv), " ")
	if !ok {
		t.Skip("started by TestSweepKilled alone")
	}
	b := backends[slices.IndexFunc(backends, func(b backend) bool { return b.name == name })]
	var n int
	_, source, _ := strings.Cut(rest, " ")
	if _, err := fmt.Sscan(rest, &n); err != nil {
		t.Fatal(err)
	}
	db := open(t, b.driver, source)
	opts := sweepOptions(t, b, db, fmt.Sprintf("child %d", os.Getpid()))
	opts.Batch = 200
	opts.Progress = func(retention.SweepReport) { fmt.Print("+") }
	must(retention.Sweep(t.Context(), sweepSchedule(t), orderSource{db, b, n}, b.disposer(t, db), opts))(t)
}

// A hold that is placed after the record was read wins, on each database; a worker whose lease is gone does nothing.
func TestDisposer(t *testing.T) {
	each(t, slices.Concat(backends, variants), func(t *testing.T, b backend) {
		ctx, db := t.Context(), b.migrated(t)
		sweepTable(t, b, db, 10)
		d, leases := b.disposer(t, db), b.leases(t, db)
		lease := retention.Lease{Name: "orders/0", Owner: "w", Fence: 1, Beat: 1}
		must(leases.Swap(ctx, retention.Lease{Name: lease.Name}, lease))(t)
		due := []retention.Disposal{
			{Item: retention.Item{Key: orderID(1)}, Plan: retention.Plan{At: sweepDay}}, {Item: retention.Item{Key: orderID(2)}, Plan: retention.Plan{At: sweepDay}},
		}
		execute(t, db, "UPDATE orders SET held = 1 WHERE id = '"+orderID(1)+"'")
		if _, err := d.Dispose(ctx, lease, due); err == nil {
			t.Error("a batch with a held record")
		}
		for i, want := range []int{1, 0} {
			left := must(d.Dispose(ctx, lease, due[i:i+1]))(t)
			if len(left) != want {
				t.Errorf("record %d: %d left, want %d", i, len(left), want)
			}
		}
		if left := must(d.Dispose(ctx, lease, due[1:]))(t); len(left) != 1 {
			t.Error("a record that is gone was disposed of again")
		}
		other := lease
		other.Fence = 2
		for name, l := range map[string]retention.Lease{"taken over": other, "never there": {Name: "x/0", Fence: 1}} {
			if _, err := d.Dispose(ctx, l, due[:1]); err == nil || !strings.Contains(err.Error(), retention.ErrFenced.Error()) {
				t.Errorf("%s: %v", name, err)
			}
		}
		keys := 0
		for key, err := range d.Since(ctx, "orders", time.Now().Add(-time.Hour)) {
			if err != nil || key != orderID(2) {
				t.Errorf("%v", err)
			}
			keys++
		}
		if keys != 1 {
			t.Errorf("%d disposals, want 1", keys)
		}
		if err := d.Forget(ctx, "orders", time.Now().Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		for _, err := range d.Since(ctx, "orders", time.Unix(0, 0)) {
			t.Errorf("a disposal that was forgotten is there (%v)", err)
		}
	})
}

// BenchmarkSweep sweeps 20,000 orders of which seven of ten are due ("sweep"), beside reading the same pages and a bare DELETE of
// the same keys in the same batches, each in a transaction ("delete").
func BenchmarkSweep(b *testing.B) {
	const n, batch = 100_000, 1000
	for _, on := range benched {
		for _, by := range []string{"delete", "sweep"} {
			b.Run("on="+on.name+"/by="+by, func(b *testing.B) {
				schedule := sweepSchedule(b)
				for i := 0; b.Loop(); i++ {
					b.StopTimer()
					db := on.migrated(b)
					sweepTable(b, on, db, n)
					opts := sweepOptions(b, on, db, "w")
					b.StartTimer()
					if by == "delete" {
						bareSweep(b, on, db, n, batch)
						continue
					}
					report, err := retention.Sweep(b.Context(), schedule, orderSource{db, on, n}, on.disposer(b, db), opts)
					if err != nil || report.Failed != 0 {
						b.Fatal(report, err)
					}
				}
				b.ReportMetric(float64(b.N)*n*7/10/b.Elapsed().Seconds(), "disposals/s")
			})
		}
	}
}

func bareSweep(b *testing.B, on backend, db *sql.DB, n, batch int) {
	b.Helper()
	source := orderSource{db, on, n}
	for shard := range sweepShards {
		after := ""
		for {
			page := must(source.Page(b.Context(), shard, after, batch))(b)
			var args []any
			var marks []string
			for _, item := range page {
				after = item.Key
				if item.Record.Events[retention.TransactionCompleted].Before(law.MustDate(2023, 1, 2).Start()) {
					args = append(args, item.Key)
					if on.dialect == sqlstore.PostgreSQL {
						marks = append(marks, fmt.Sprintf("$%d", len(args)))
					} else {
						marks = append(marks, "?")
					}
				}
			}
			if len(args) > 0 {
				tx := must(db.BeginTx(b.Context(), nil))(b)
				must(tx.ExecContext(b.Context(), "DELETE FROM orders WHERE id IN ("+strings.Join(marks, ", ")+")", args...))(b)
				if err := tx.Commit(); err != nil {
					b.Fatal(err)
				}
			}
			if len(page) < batch {
				break
			}
		}
	}
}
