package sm_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/khtong/privacykit/crypto"
	"github.com/khtong/privacykit/crypto/localkek"
	"github.com/khtong/privacykit/crypto/sm"
)

// A new service seals with the national algorithms from the first value on.
func Example() {
	ctx := context.Background()
	dir, _ := os.MkdirTemp("", "kek")
	defer func() { _ = os.RemoveAll(dir) }()
	keks, _ := localkek.OpenForDevelopment(filepath.Join(dir, "keys")) // for development: a KMS or HSM in production
	_ = keks.Create(1)

	ring, err := crypto.CreateKeyring(ctx, crypto.Config{
		Tenant: "acme", KEK: keks, Store: crypto.NewMemoryStore(), Now: time.Now,
		Suites: []crypto.Suite{sm.Suite{}},
	})
	fmt.Println(err)
	defer func() { _ = ring.Close() }()

	mobile := crypto.Field{Table: "customers", Column: "mobile"}
	sealed, _ := ring.SealString(ctx, mobile, "customer-1", "13800138000")
	fmt.Println(ring.OpenString(ctx, mobile, "customer-1", sealed))

	index, _ := ring.NewIndex(crypto.IndexOptions{Unique: true, Suite: sm.Suite{}}, crypto.Part{Field: mobile})
	entry, err := index.Of("customer-1", "13800138000")
	fmt.Println(len(entry), err)
	// Output:
	// <nil>
	// 13800138000 <nil>
	// 16 <nil>
}

// A service that sealed with AES-256-GCM changes to the national algorithms while it runs: it reads both, writes the new, seals
// the old again, and then forgets how to read it.
func ExampleSuite() {
	ctx := context.Background()
	dir, _ := os.MkdirTemp("", "kek")
	defer func() { _ = os.RemoveAll(dir) }()
	keks, _ := localkek.OpenForDevelopment(filepath.Join(dir, "keys"))
	_ = keks.Create(1)
	cfg := crypto.Config{Tenant: "acme", KEK: keks, Store: crypto.NewMemoryStore(), Now: time.Now}
	mobile := crypto.Field{Table: "customers", Column: "mobile"}

	// Until now.
	ring, _ := crypto.CreateKeyring(ctx, cfg)
	stored, _ := ring.SealString(ctx, mobile, "customer-1", "13800138000")
	_ = ring.Close()

	// First every process learns to read the new suite, then every process writes it.
	cfg.Suites = []crypto.Suite{crypto.AES256{}, sm.Suite{}}
	cfg.Suites = []crypto.Suite{sm.Suite{}, crypto.AES256{}}
	ring, _ = crypto.OpenKeyring(ctx, cfg)
	fmt.Println(ring.OpenString(ctx, mobile, "customer-1", stored))

	// The keys move to the new suite with the next epoch, the values one by one: ResealTable does it for a table.
	_ = keks.Create(2)
	_, _ = ring.AdvanceEpoch(ctx)
	moved, err := ring.Rewrap(ctx, nil)
	fmt.Println(moved, err)
	_ = ring.DestroyEpoch(ctx, 1)
	fresh, changed, err := ring.Reseal(ctx, mobile, "customer-1", stored)
	fmt.Println(changed, err)
	_ = ring.Close()

	// From now on.
	cfg.Suites = []crypto.Suite{sm.Suite{}}
	ring, _ = crypto.OpenKeyring(ctx, cfg)
	defer func() { _ = ring.Close() }()
	fmt.Println(ring.OpenString(ctx, mobile, "customer-1", fresh))
	_, err = ring.OpenString(ctx, mobile, "customer-1", stored)
	fmt.Println(errors.Is(err, crypto.ErrUnknownSuite))
	// Output:
	// 13800138000 <nil>
	// 1 <nil>
	// true <nil>
	// 13800138000 <nil>
	// true
}
