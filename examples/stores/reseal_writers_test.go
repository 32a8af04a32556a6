package stores

import (
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/khtong/privacykit/crypto"
)

// Two passes at once over a table to which processes write all the while, some of
// them still in plaintext, and a rotation of all keys in the midst: what was
// written last is there, and in the end all of it is sealed with the newest keys.
func TestTableWritersAndPasses(t *testing.T) { each(t, backends, testTableWritersAndPasses) }

func testTableWritersAndPasses(t *testing.T, b backend) {
	ctx := t.Context()
	const rows, writers, writes = 30, 4, 40
	v := newVault(t, b)
	spec := customers(t, v)
	// Each writer has rows of its own, and writes down what it wrote last.
	last := make([]string, rows)
	for i := range last {
		last[i] = fmt.Sprintf("first %d", i)
	}
	for i := range rows {
		v.run(t, "INSERT INTO customers (id, mobile, address) VALUES (?, ?, ?)", i, last[i], []byte("street"))
	}
	open := func() *crypto.Keyring {
		return v.reopen(t, func(c *crypto.Config) {
			c.UnsafeMigration = &crypto.Migration{Fields: []crypto.Field{mobile, address}, Until: time.Now().Add(time.Hour)}
		})
	}
	if err := v.keks.Create(2); err != nil {
		t.Fatal(err)
	}

	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			ring := open()
			rng := rand.New(rand.NewPCG(uint64(w), 1))
			for n := range writes {
				i := w + writers*rng.IntN(rows/writers)
				value := fmt.Sprintf("Value %d of %d", n, w)
				if n%2 == 0 {
					value = strings.ToUpper(last[i]) // for the collation, what was there
				}
				stored := value
				if w%2 == 0 || n%3 == 0 {
					sealed, err := ring.SealString(ctx, mobile, fmt.Sprint(i), value)
					if err != nil {
						t.Error(err)
						return
					}
					stored = asText(sealed)
				}
				if _, err := v.db.ExecContext(ctx, b.placeholders("UPDATE customers SET mobile = ? WHERE id = ?"), stored, i); err != nil {
					t.Error(err)
					return
				}
				last[i] = value
			}
		})
	}
	done := make(chan struct{})
	var passes sync.WaitGroup
	for p := range 2 {
		passes.Go(func() {
			ring := open()
			opts := crypto.ResealOptions{Cursors: b.cursors(t, v.db), Job: "customers", Batch: 4 + p}
			for again := true; again; {
				select {
				case <-done:
					again = false
				default:
				}
				if _, err := ring.ResealTable(ctx, v.table(t, spec), &opts); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	must(v.ring.AdvanceEpoch(ctx))(t)
	must(v.ring.Rewrap(ctx, &crypto.RewrapOptions{Rotate: true}))(t)
	wg.Wait()
	close(done)
	passes.Wait()
	time.Sleep(2 * ttl)
	// A pass that ends after all writes, with the keys as they are now.
	report, err := open().ResealTable(ctx, v.table(t, spec), nil)
	if err != nil || report.Rows != rows || report.Changed+report.Erased+report.Failed > 0 {
		t.Errorf("last pass: %+v, %v", report, err)
	}
	report, err = v.ring.ResealTable(ctx, v.table(t, spec), nil)
	if want := (crypto.ResealReport{Rows: rows, Current: rows}); err != nil || report != want {
		t.Errorf("afterwards: %+v, %v; want %+v", report, err, want)
	}
	for i, want := range last {
		sealed := must(base64.RawURLEncoding.DecodeString(v.customer(t, i).mobile.String))(t)
		if got, err := v.ring.OpenString(ctx, mobile, fmt.Sprint(i), sealed); err != nil || got != want {
			t.Errorf("row %d: %q, %v; written last was %q", i, got, err, want)
		}
	}
}
