package stores

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/khtong/privacykit/crypto"
	"github.com/khtong/privacykit/crypto/localkek"
	"github.com/khtong/privacykit/sqlstore"
)

// steps counts what a child does, and stops at a step, where it is killed.
type steps struct{ n, stopAt int }

// around takes a step before and after a write.
func (s *steps) around(write func()) {
	s.step()
	write()
	s.step()
}

func (s *steps) step() {
	s.n++
	if s.n == s.stopAt {
		fmt.Println("stopped")
		time.Sleep(time.Hour)
	}
}

// What a child writes to, with steps.
type (
	stepKeys struct {
		crypto.KeyStore
		*steps
	}
	stepTable struct {
		crypto.SealedTable
		*steps
	}
	stepCursors struct {
		crypto.CursorStore
		*steps
	}
)

func (s stepKeys) Put(ctx context.Context, rec crypto.Record) (err error) {
	s.around(func() { err = s.KeyStore.Put(ctx, rec) })
	return err
}

func (s stepTable) Swap(ctx context.Context, row crypto.SealedRow, fresh [][]byte) (ok bool, err error) {
	s.around(func() { ok, err = s.SealedTable.Swap(ctx, row, fresh) })
	return ok, err
}

func (s stepCursors) SaveCursor(ctx context.Context, tenant, job, position string) (err error) {
	s.around(func() { err = s.CursorStore.SaveCursor(ctx, tenant, job, position) })
	return err
}

// killAtEachStep starts a child again and again and kills it at its first step,
// at its second, and so on, until one ends by itself. It returns what that one
// has written.
func killAtEachStep(t *testing.T, spec childSpec, test string, check func()) (output []string) {
	t.Helper()
	for spec.StopAt = 1; ; spec.StopAt++ {
		child, lines := spec.start(t, test)
		output = nil
		stopped := false
		for !stopped && lines.Scan() {
			output = append(output, lines.Text())
			stopped = lines.Text() == "stopped"
		}
		if stopped {
			if err := child.Process.Kill(); err != nil { // SIGKILL
				t.Fatal(err)
			}
		}
		err := child.Wait()
		var exit *exec.ExitError
		switch {
		case stopped && errors.As(err, &exit) && exit.ExitCode() == -1:
			check()
		case !stopped && err == nil && spec.StopAt > 5:
			return output
		default:
			t.Fatalf("stop at %d: the child ended with %v: %q", spec.StopAt, err, output)
		}
	}
}

// killable is a vault of which a child can do the work.
func killable(t *testing.T, b backend) (*vault, childSpec) {
	t.Helper()
	spec := childSpec{Backend: b.name, Source: b.source(t), Tombstones: b.source(t), KEKs: filepath.Join(t.TempDir(), "kek")}
	graves := open(t, b.driver, spec.Tombstones)
	db := open(t, b.driver, spec.Source)
	for _, db := range []*sql.DB{graves, db} {
		if err := sqlstore.Migrate(t.Context(), db, b.dialect, b.opts); err != nil {
			t.Fatal(err)
		}
	}
	return newVaultOn(t, b, db, spec.KEKs, b.keys(t, graves)), spec
}

// childVault opens the vault of a child.
func childVault(t *testing.T) (*vault, *steps) {
	t.Helper()
	spec, b := child(t)
	s := &steps{stopAt: spec.StopAt}
	v := &vault{b: b, db: open(t, b.driver, spec.Source), keks: must(localkek.OpenForDevelopment(spec.KEKs))(t)}
	graves := open(t, b.driver, spec.Tombstones)
	v.cfg = crypto.Config{
		Tenant: "t1", KEK: v.keks, Now: time.Now, CacheTTL: ttl,
		Store: stepKeys{b.keys(t, v.db), s}, Tombstones: stepKeys{b.keys(t, graves), s},
	}
	v.ring = must(crypto.OpenKeyring(t.Context(), v.cfg))(t)
	return v, s
}

var customersTable = sqlstore.TableSpec{
	Name: "customers", Key: "id", Subject: "id",
	Columns: []sqlstore.TableColumn{{Name: "mobile", Text: true}, {Name: "address"}},
}

// ResealTable, killed at each of its steps: nothing is lost, and it goes on where
// it was.
func TestKilledReseal(t *testing.T) {
	each(t, backends, func(t *testing.T, b backend) {
		const rows = 24
		v, spec := killable(t, b)
		customers(t, v)
		for i := range rows {
			v.add(t, i, fmt.Sprintf("138%08d", i), fmt.Sprintf("street %d", i))
		}
		if err := v.keks.Create(2); err != nil {
			t.Fatal(err)
		}
		must(v.ring.AdvanceEpoch(t.Context()))(t)
		must(v.ring.Rewrap(t.Context(), &crypto.RewrapOptions{Rotate: true}))(t)
		fresh := 0
		check := func() {
			before := fresh
			fresh = 0
			for i := range rows {
				version := v.customer(t, i).address[5]
				fresh += int(version - 1)
				v.wantCustomer(t, v.ring, i, version, fmt.Sprintf("138%08d", i), fmt.Sprintf("street %d", i))
			}
			if fresh < before {
				t.Errorf("%d rows have new ciphertexts, and %d had before", fresh, before)
			}
		}
		output := killAtEachStep(t, spec, "TestChildReseal", check)
		check()
		if fresh != rows {
			t.Errorf("%d of %d rows have new ciphertexts", fresh, rows)
		}
		var read int
		if _, err := fmt.Sscanf(strings.Join(output, " "), "read %d", &read); err != nil || read >= rows {
			t.Errorf("the last child read %d rows, %v: it should have gone on where the others were", read, err)
		}
	})
}

func TestChildReseal(t *testing.T) {
	v, s := childVault(t)
	report, err := v.ring.ResealTable(t.Context(), stepTable{v.table(t, customersTable), s}, &crypto.ResealOptions{
		Cursors: stepCursors{v.b.cursors(t, v.db), s}, Job: "customers", Batch: 4,
	})
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println("read", report.Rows)
}

// Erase, killed at each of its steps: a host that calls it again for each request
// that is not done ends with all of them erased, in both stores and in the index.
func TestKilledErase(t *testing.T) {
	each(t, backends, func(t *testing.T, b backend) {
		ctx := t.Context()
		const rows, erased = 12, 8
		v, spec := killable(t, b)
		customers(t, v)
		execute(t, v.db, "CREATE TABLE customers_ix (entry VARCHAR(20), customer INTEGER)", "CREATE TABLE requests (customer INTEGER, done INTEGER)")
		for i := range rows {
			v.add(t, i, "13800138000", "street")
			v.run(t, "INSERT INTO customers_ix (entry, customer) VALUES ('a', ?)", i)
			v.run(t, "INSERT INTO customers_ix (entry, customer) VALUES ('b', ?)", i)
			if i < erased {
				v.run(t, "INSERT INTO requests (customer, done) VALUES (?, 0)", i)
			}
		}
		states := func(s crypto.KeyStore) (n int) {
			recs := must(s.List(ctx, crypto.ListQuery{Tenant: "t1", Kind: crypto.KindSubject, State: crypto.StateErased, Limit: 100}))(t)
			return len(recs)
		}
		count := func(text string) (n int) {
			if err := v.db.QueryRow(text).Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		check := func() {
			done, keys, graves := count("SELECT COUNT(*) FROM requests WHERE done = 1"), states(v.cfg.Store), states(v.cfg.Tombstones)
			if done > keys || keys > graves || graves > done+1 {
				t.Errorf("%d requests are done, %d keys erased, and %d tombstones written", done, keys, graves)
			}
			const left = "SELECT COUNT(*) FROM customers_ix JOIN requests ON customers_ix.customer = requests.customer WHERE done = 1"
			if n := count(left); n > 0 {
				t.Errorf("%d index rows are left of those whose request is done", n)
			}
		}
		killAtEachStep(t, spec, "TestChildErase", check)
		check()
		if done := count("SELECT COUNT(*) FROM requests WHERE done = 1"); done != erased {
			t.Errorf("%d of %d requests are done", done, erased)
		}
		if n := count("SELECT COUNT(*) FROM customers_ix"); n != 2*(rows-erased) {
			t.Errorf("%d index rows are left", n)
		}
		ring := v.reopen(t, func(*crypto.Config) {})
		for i := range rows {
			if i >= erased {
				v.wantCustomer(t, ring, i, 1, "13800138000", "street")
			} else if _, err := ring.Open(ctx, address, fmt.Sprint(i), v.customer(t, i).address); !errors.Is(err, crypto.ErrErased) {
				t.Errorf("customer %d: %v; want ErrErased", i, err)
			}
		}
	})
}

func TestChildErase(t *testing.T) {
	v, s := childVault(t)
	for {
		var customer int
		err := v.db.QueryRow("SELECT customer FROM requests WHERE done = 0 ORDER BY customer LIMIT 1").Scan(&customer)
		if errors.Is(err, sql.ErrNoRows) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		must(v.ring.Erase(t.Context(), fmt.Sprint(customer), &crypto.EraseOptions{Index: func(context.Context) error {
			s.around(func() { v.run(t, "DELETE FROM customers_ix WHERE customer = ?", customer) })
			return nil
		}}))(t)
		v.run(t, "UPDATE requests SET done = 1 WHERE customer = ?", customer)
	}
}

// Rewrap with Rotate, ResealTable and RetireKeys, killed at each of their steps:
// every value opens at any time, and in the end one generation of each key is
// left.
func TestKilledRotation(t *testing.T) {
	each(t, backends, func(t *testing.T, b backend) {
		ctx := t.Context()
		const rows = 6
		v, spec := killable(t, b)
		customers(t, v)
		first := map[int]customer{}
		for i := range rows {
			v.add(t, i, "13800138000", "street")
			first[i] = v.customer(t, i)
		}
		if err := v.keks.Create(2); err != nil {
			t.Fatal(err)
		}
		must(v.ring.AdvanceEpoch(ctx))(t)
		check := func() {
			ring := v.reopen(t, func(*crypto.Config) {})
			for i := range rows {
				v.wantCustomer(t, ring, i, v.customer(t, i).address[5], "13800138000", "street")
			}
		}
		killAtEachStep(t, spec, "TestChildRotation", check)
		check()
		ring := v.reopen(t, func(*crypto.Config) {})
		for i := range rows {
			v.wantCustomer(t, ring, i, 2, "13800138000", "street")
			if _, err := ring.Open(ctx, address, fmt.Sprint(i), first[i].address); !errors.Is(err, crypto.ErrErased) {
				t.Errorf("customer %d: what the first key sealed: %v; want ErrErased", i, err)
			}
		}
		for _, rec := range must(v.cfg.Store.List(ctx, crypto.ListQuery{Tenant: "t1", Kind: crypto.KindSubject, Limit: 100}))(t) {
			if one := 1 + 12 + 32 + 16; rec.Epoch != 2 || rec.KeyVersion != 2 || len(rec.Wrapped) != one {
				t.Errorf("%v, with %d bytes: want epoch 2, key 2, and one secret", rec, len(rec.Wrapped))
			}
		}
	})
}

func TestChildRotation(t *testing.T) {
	ctx := t.Context()
	v, s := childVault(t)
	must(v.ring.Rewrap(ctx, &crypto.RewrapOptions{Rotate: true}))(t)
	time.Sleep(2 * ttl)
	began := time.Now()
	must(v.ring.ResealTable(ctx, stepTable{v.table(t, customersTable), s}, nil))(t)
	must(v.ring.RetireKeys(ctx, began))(t)
}
