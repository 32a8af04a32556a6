package crypto_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/khtong/privacykit/crypto"
	"github.com/khtong/privacykit/crypto/localkek"
)

// newRing makes a keyring as a service would, with a KEK in the folder dir.
func newRing(ctx context.Context, dir string, store crypto.KeyStore) (*crypto.Keyring, *localkek.KEKs) {
	keks, err := localkek.OpenForDevelopment(dir)
	if err != nil {
		panic(err)
	}
	if err := keks.Create(1); err != nil {
		panic(err)
	}
	ring, err := crypto.CreateKeyring(ctx, crypto.Config{Tenant: "acme", KEK: keks, Store: store, Now: time.Now})
	if err != nil {
		panic(err)
	}
	return ring, keks
}

func ExampleKeyring_SealString() {
	dir, remove := tempDir()
	defer remove()
	ctx := context.Background()
	ring, _ := newRing(ctx, dir, crypto.NewMemoryStore())
	defer func() { _ = ring.Close() }()

	mobile := crypto.Field{Table: "customers", Column: "mobile"}
	sealed, err := ring.SealString(ctx, mobile, "customer-1", "13800138000")
	fmt.Println(len(sealed), err)

	plain, err := ring.OpenString(ctx, mobile, "customer-1", sealed)
	fmt.Println(plain, err)

	_, err = ring.OpenString(ctx, crypto.Field{Table: "customers", Column: "note"}, "customer-1", sealed)
	fmt.Println(err)
	// Output:
	// 45 <nil>
	// 13800138000 <nil>
	// crypto: wrong context or changed ciphertext
}

func ExampleKeyring_NewTokens() {
	dir, remove := tempDir()
	defer remove()
	ctx := context.Background()
	ring, _ := newRing(ctx, dir, crypto.NewMemoryStore())
	defer func() { _ = ring.Close() }()

	tokens, err := ring.NewTokens("customers.mobile", crypto.TokenMobile, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	token, err := tokens.Tokenize("13800138000")
	fmt.Println(len(token), token[:1], crypto.TokenMobile.Marked(token), err)
	mobile, err := tokens.Detokenize(token)
	fmt.Println(mobile, err)

	// Equal values have equal tokens in one domain, so tables can be joined, and others in each other domain.
	forBank, _ := ring.NewTokens("customers.mobile for the bank", crypto.TokenMobile, &crypto.TokenOptions{Keep: 3})
	other, _ := forBank.Tokenize("13800138000")
	fmt.Println(other[:3], other == token)

	// Four digits are guessed whatever encrypts them.
	digits, _ := ring.NewTokens("customers.last4", crypto.TokenDigits, nil)
	_, err = digits.Tokenize("8000")
	fmt.Println(errors.Is(err, crypto.ErrSmallDomain))
	// Output:
	// 11 2 true <nil>
	// 13800138000 <nil>
	// 238 false
	// true
}

// Two recipients get names for one person that they cannot match.
func ExampleKeyring_Pseudonym() {
	dir, remove := tempDir()
	defer remove()
	ctx := context.Background()
	ring, _ := newRing(ctx, dir, crypto.NewMemoryStore())
	defer func() { _ = ring.Close() }()

	bank, insurer := ring.Pseudonym("bank", "customer-1"), ring.Pseudonym("insurer", "customer-1")
	fmt.Println(len(bank), bank == insurer, bank == ring.Pseudonym("bank", "customer-1"))
	// Output: 32 false true
}

func ExampleKeyring_Erase() {
	dir, remove := tempDir()
	defer remove()
	ctx := context.Background()
	ring, _ := newRing(ctx, dir, crypto.NewMemoryStore())
	defer func() { _ = ring.Close() }()

	name := crypto.Field{Table: "customers", Column: "name"}
	sealed, _ := ring.SealString(ctx, name, "customer-1", "李雷")
	receipt, err := ring.Erase(ctx, "customer-1", &crypto.EraseOptions{
		Index: func(context.Context) error { fmt.Println("index rows deleted"); return nil },
	})
	fmt.Println(receipt.Bound, receipt.Subject == ring.Pseudonym(crypto.AudienceAudit, "customer-1"), err)

	_, err = ring.OpenString(ctx, name, "customer-1", sealed)
	fmt.Println(err)
	_, err = ring.SealString(ctx, name, "customer-1", "李雷")
	fmt.Println(err)
	// Output:
	// index rows deleted
	// immediate true <nil>
	// crypto: subject key erased
	// crypto: subject key erased
}

// A copy of the key store from before an erasure opens what was erased, until the epoch is destroyed.
func ExampleKeyring_DestroyEpoch() {
	dir, remove := tempDir()
	defer remove()
	ctx := context.Background()
	store := crypto.NewMemoryStore()
	ring, keks := newRing(ctx, dir, store)
	defer func() { _ = ring.Close() }()

	name := crypto.Field{Table: "customers", Column: "name"}
	gone, _ := ring.SealString(ctx, name, "customer-1", "李雷")
	stays, _ := ring.SealString(ctx, name, "customer-2", "韩梅梅")
	backup := store.Clone()
	_, _ = ring.Erase(ctx, "customer-1", nil)

	openBackup := func() error {
		old, err := crypto.OpenKeyring(ctx, crypto.Config{Tenant: "acme", KEK: keks, Store: backup.Clone(), Now: time.Now})
		if err != nil {
			return err
		}
		defer func() { _ = old.Close() }()
		_, err = old.OpenString(ctx, name, "customer-1", gone)
		return err
	}
	fmt.Println("backup before:", openBackup())

	_ = keks.Create(2)
	epoch, err := ring.AdvanceEpoch(ctx)
	fmt.Println("epoch", epoch, err)
	fmt.Println(errors.Is(ring.DestroyEpoch(ctx, 1), crypto.ErrEpochInUse))
	moved, err := ring.Rewrap(ctx, nil)
	fmt.Println("moved", moved, err)
	fmt.Println("destroyed:", ring.DestroyEpoch(ctx, 1))

	fmt.Println("backup after:", errors.Is(openBackup(), crypto.ErrEpochDestroyed))
	receipt, _ := ring.Erase(ctx, "customer-1", nil)
	fmt.Println(receipt.Bound)
	fmt.Println(ring.OpenString(ctx, name, "customer-2", stays))
	// Output:
	// backup before: <nil>
	// epoch 2 <nil>
	// true
	// moved 1 <nil>
	// destroyed: <nil>
	// backup after: true
	// final
	// 韩梅梅 <nil>
}
