package sm_test

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/khtong/privacykit/crypto"
	"github.com/khtong/privacykit/crypto/localkek"
	"github.com/khtong/privacykit/crypto/sm"
)

var mobile = crypto.Field{Table: "customers", Column: "mobile"}

var (
	aesOnly  = []crypto.Suite{crypto.AES256{}}
	aesFirst = []crypto.Suite{crypto.AES256{}, sm.Suite{}}
	smFirst  = []crypto.Suite{sm.Suite{}, crypto.AES256{}}
	smOnly   = []crypto.Suite{sm.Suite{}}
)

// config returns that of a tenant with KEKs for the epochs 1 to last.
func config(t *testing.T, last uint32) crypto.Config {
	t.Helper()
	keks, err := localkek.OpenForDevelopment(filepath.Join(t.TempDir(), "keys"))
	must(t, err)
	for epoch := uint32(1); epoch <= last; epoch++ {
		must(t, keks.Create(epoch))
	}
	return crypto.Config{Tenant: "acme", KEK: keks, Store: crypto.NewMemoryStore(), Now: time.Now}
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// open returns a Keyring of the tenant with the suites: what one process has.
func open(t *testing.T, cfg crypto.Config, suites []crypto.Suite) *crypto.Keyring {
	t.Helper()
	cfg.Suites = suites
	ring, err := crypto.OpenKeyring(t.Context(), cfg)
	must(t, err)
	t.Cleanup(func() { _ = ring.Close() })
	return ring
}

// TestRotation takes a tenant from one suite to the other and looks at every step at what each process reads.
func TestRotation(t *testing.T) {
	for name, c := range map[string]struct{ old, oldFirst, newFirst, fresh []crypto.Suite }{
		"AES to SM": {aesOnly, aesFirst, smFirst, smOnly},
		"SM to AES": {smOnly, smFirst, aesFirst, aesOnly},
	} {
		t.Run(name, func(t *testing.T) {
			cfg, ctx := config(t, 2), t.Context()
			cfg.Suites = c.old
			first, err := crypto.CreateKeyring(ctx, cfg)
			must(t, err)
			must(t, first.Close())
			values := map[string][]byte{}
			seal := func(ring *crypto.Keyring, id byte, subject string) {
				t.Helper()
				sealed, err := ring.SealString(ctx, mobile, subject, subject)
				must(t, err)
				if sealed[1] != id {
					t.Errorf("sealed with suite %d; want %d", sealed[1], id)
				}
				values[fmt.Sprint(subject, id)] = sealed
			}
			reads := func(ring *crypto.Keyring, subject string, id byte, want error) {
				t.Helper()
				got, err := ring.OpenString(ctx, mobile, subject, values[fmt.Sprint(subject, id)])
				if !errors.Is(err, want) || err == nil && got != subject {
					t.Errorf("%s of suite %d: %q, %v; want %v", subject, id, got, err, want)
				}
			}
			oldID, newID := c.old[0].ID(), c.fresh[0].ID()

			old, published := open(t, cfg, c.old), open(t, cfg, c.oldFirst)
			seal(old, oldID, "early")
			seal(published, oldID, "mid")
			reads(published, "early", oldID, nil)
			reads(old, "mid", oldID, nil)

			promoted := open(t, cfg, c.newFirst) // while others are not
			seal(promoted, newID, "early")
			seal(promoted, newID, "late")
			for _, ring := range []*crypto.Keyring{published, promoted, open(t, cfg, c.oldFirst)} {
				reads(ring, "early", oldID, nil)
				reads(ring, "early", newID, nil)
				reads(ring, "mid", oldID, nil)
				reads(ring, "late", newID, nil)
			}
			seal(published, oldID, "late")
			reads(promoted, "late", oldID, nil)
			reads(old, "early", newID, crypto.ErrUnknownSuite) // the process that was left out
			reads(open(t, cfg, c.old), "late", newID, crypto.ErrUnknownSuite)

			_, err = promoted.AdvanceEpoch(ctx)
			must(t, err)
			_, err = promoted.Rewrap(ctx, nil)
			must(t, err)
			must(t, promoted.DestroyEpoch(ctx, 1))
			for _, subject := range []string{"early", "mid", "late"} {
				sealed, changed, err := promoted.Reseal(ctx, mobile, subject, values[fmt.Sprint(subject, oldID)])
				if err != nil || !changed || sealed[1] != newID {
					t.Fatalf("Reseal: changed %v, %v", changed, err)
				}
				values[fmt.Sprint(subject, newID)] = sealed
				if _, changed, err := promoted.Reseal(ctx, mobile, subject, sealed); err != nil || changed {
					t.Errorf("Reseal again: changed %v, %v", changed, err)
				}
			}

			retired := open(t, cfg, c.fresh)
			for _, subject := range []string{"early", "mid", "late"} {
				reads(retired, subject, newID, nil)
				reads(retired, subject, oldID, crypto.ErrUnknownSuite)
				reads(promoted, subject, oldID, nil)
			}
			_, err = retired.Erase(ctx, "early", nil)
			must(t, err)
			for _, ring := range []*crypto.Keyring{retired, open(t, cfg, c.newFirst), open(t, cfg, c.oldFirst)} {
				reads(ring, "early", newID, crypto.ErrErased)
			}
			reads(open(t, cfg, c.newFirst), "early", oldID, crypto.ErrErased)
		})
	}
}

// TestOtherSuite opens nothing whose suite byte was exchanged: the keys of a subject are unlike under each suite.
func TestOtherSuite(t *testing.T) {
	cfg := config(t, 1)
	_, err := crypto.CreateKeyring(t.Context(), cfg)
	must(t, err)
	for _, suites := range [][]crypto.Suite{aesFirst, smFirst} {
		ring := open(t, cfg, suites)
		sealed, err := ring.SealString(t.Context(), mobile, "s", "value")
		must(t, err)
		sealed[1] = 3 - sealed[1]
		if _, err := ring.OpenString(t.Context(), mobile, "s", sealed); !errors.Is(err, crypto.ErrWrongContext) {
			t.Errorf("opened under the other suite: %v", err)
		}
	}
}

// TestRotationConcurrent has processes of both orders seal and open the values of the same subjects, from their first on.
func TestRotationConcurrent(t *testing.T) {
	cfg := config(t, 1)
	_, err := crypto.CreateKeyring(t.Context(), cfg)
	must(t, err)
	var wg sync.WaitGroup
	a, b := open(t, cfg, aesFirst), open(t, cfg, smFirst)
	for n := range 8 {
		from, to := a, b
		if n%2 > 0 {
			from, to = b, a
		}
		wg.Go(func() {
			for i := range 100 {
				subject := fmt.Sprint("subject-", i%5)
				sealed, err := from.SealString(t.Context(), mobile, subject, subject)
				if err != nil {
					t.Errorf("Seal: %v", err)
					return
				}
				if got, err := to.OpenString(t.Context(), mobile, subject, sealed); err != nil || got != subject {
					t.Errorf("Open = %q, %v", got, err)
					return
				}
			}
		})
	}
	wg.Wait()
}

// TestIndex moves a blind index from SHA-256 to SM3: entries differ, a look-up asks for both.
func TestIndex(t *testing.T) {
	cfg := config(t, 1)
	_, err := crypto.CreateKeyring(t.Context(), cfg)
	must(t, err)
	ring, part := open(t, cfg, smFirst), crypto.Part{Field: mobile}
	old, err := ring.NewIndex(crypto.IndexOptions{Unique: true}, part)
	must(t, err)
	index, err := ring.NewIndex(crypto.IndexOptions{Unique: true, Suite: sm.Suite{}, Version: 2, Earlier: old}, part)
	must(t, err)
	sameVersion, err := ring.NewIndex(crypto.IndexOptions{Unique: true, Version: 2}, part)
	must(t, err)
	entries := map[string]bool{}
	for _, ix := range []*crypto.Index{old, index, sameVersion} {
		entry, err := ix.Of("s", "13800138000")
		must(t, err)
		entries[string(entry)] = true
	}
	if len(entries) != 3 {
		t.Errorf("%d different entries; want 3", len(entries))
	}
	query, err := index.Query("13800138000")
	must(t, err)
	if n := len(query.Entries()); n != 2 {
		t.Fatalf("the query asks for %d entries; want 2", n)
	}
	for _, ix := range []*crypto.Index{old, index} {
		entry, err := ix.Of("s", "13800138000")
		must(t, err)
		if !bytes.Equal(query.Entries()[0], entry) && !bytes.Equal(query.Entries()[1], entry) {
			t.Error("the query does not ask for an entry of one version")
		}
	}
}
