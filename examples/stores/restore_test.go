package stores

import (
	"errors"
	"fmt"
	"testing"

	"github.com/khtong/privacykit/crypto"
)

// A backup of the key records that was taken before an erasure, and is restored
// after it.
func TestRestoredBackup(t *testing.T) {
	each(t, backends, func(t *testing.T, b backend) {
		for _, apart := range []bool{false, true} {
			testRestoredBackup(t, b, apart)
		}
	})
}

func testRestoredBackup(t *testing.T, b backend, apart bool) {
	ctx := t.Context()
	var graves crypto.KeyStore
	if apart { // the tombstones have a database of their own, that is not restored
		graves = b.keys(t, b.migrated(t))
	}
	v := newVaultOn(t, b, b.migrated(t), t.TempDir()+"/kek", graves)
	customers(t, v)
	const rows = 4 // 0 and 1 are erased, 2 and 3 stay; 3 comes after the backup
	for i := range rows - 1 {
		v.add(t, i, "13800138000", "street")
	}
	execute(t, v.db, "CREATE TABLE backup AS SELECT * FROM privacykit_keys")
	v.add(t, 3, "13800138000", "street")
	for i := range 2 {
		must(v.ring.Erase(ctx, fmt.Sprint(i), nil))(t)
	}
	restore := func() *crypto.Keyring {
		t.Helper()
		execute(t, v.db, "DELETE FROM privacykit_keys", "INSERT INTO privacykit_keys SELECT * FROM backup")
		return v.reopen(t, func(*crypto.Config) {})
	}
	// wantOpen opens everybody's address: what error each has.
	wantOpen := func(when string, ring *crypto.Keyring, want ...error) {
		t.Helper()
		for i := range rows {
			if _, err := ring.Open(ctx, address, fmt.Sprint(i), v.customer(t, i).address); !errors.Is(err, want[i]) {
				t.Errorf("tombstones apart %t, %s: customer %d: %v; want %v", apart, when, i, err, want[i])
			}
		}
	}
	wantOpen("erased", v.reopen(t, func(*crypto.Config) {}), crypto.ErrErased, crypto.ErrErased, nil, nil)

	ring := restore()
	if !apart {
		// The erased are back, as Bound says. Who was not in the backup is lost.
		wantOpen("restored", ring, nil, nil, nil, crypto.ErrUnknownKey)
		if _, err := ring.ReplayTombstones(ctx); !errors.Is(err, crypto.ErrArgument) {
			t.Errorf("ReplayTombstones without any: %v", err)
		}
		for i := range 2 {
			must(ring.Erase(ctx, fmt.Sprint(i), nil))(t)
		}
	} else {
		wantOpen("restored", ring, crypto.ErrErased, crypto.ErrErased, nil, crypto.ErrUnknownKey)
		if _, err := ring.SealString(ctx, address, "0", "street"); !errors.Is(err, crypto.ErrErased) {
			t.Errorf("Seal for an erased subject: %v; want ErrErased", err)
		}
		// Without them the restored records would still open: they lie in the store until ReplayTombstones.
		wantOpen("restored, without tombstones", v.reopen(t, func(c *crypto.Config) { c.Tombstones = nil }), nil, nil, nil, crypto.ErrUnknownKey)
		for i, want := range []int{2, 0} {
			if n, err := ring.ReplayTombstones(ctx); err != nil || n != want {
				t.Errorf("ReplayTombstones, call %d: %d, %v; want %d", i, n, err, want)
			}
		}
		wantOpen("replayed, without tombstones", v.reopen(t, func(c *crypto.Config) { c.Tombstones = nil }), crypto.ErrErased, crypto.ErrErased, nil, crypto.ErrUnknownKey)
	}

	// When the epoch is destroyed, the backup opens nothing at all.
	if err := v.keks.Create(2); err != nil {
		t.Fatal(err)
	}
	must(ring.AdvanceEpoch(ctx))(t)
	must(ring.Rewrap(ctx, nil))(t)
	if err := ring.DestroyEpoch(ctx, 1); err != nil {
		t.Fatal(err)
	}
	wantOpen("epoch destroyed", ring, crypto.ErrErased, crypto.ErrErased, nil, crypto.ErrUnknownKey)
	if receipt, err := ring.Erase(ctx, "0", nil); err != nil || receipt.Bound != crypto.BoundFinal {
		t.Errorf("receipt %+v, %v; want one that is final", receipt, err)
	}
	execute(t, v.db, "DELETE FROM privacykit_keys", "INSERT INTO privacykit_keys SELECT * FROM backup")
	if _, err := crypto.OpenKeyring(ctx, v.cfg); !errors.Is(err, crypto.ErrEpochDestroyed) {
		t.Errorf("OpenKeyring on the backup: %v; want ErrEpochDestroyed", err)
	}
}
