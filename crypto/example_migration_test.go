package crypto_test

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/khtong/privacykit/crypto"
	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/aead/subtle"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// tinkHost returns what a host has that seals with github.com/google/tink/go v1.7.0: a KEK, a keyset under it, and a value.
func tinkHost() (kek tink.AEAD, keysetJSON string, sealed []byte) {
	var file struct {
		KEK     string
		Keysets []struct {
			JSON    string
			Outputs []struct{ Output string }
		}
	}
	text, err := os.ReadFile("testdata/tink_v1.7.0.json")
	if err == nil {
		err = json.Unmarshal(text, &file)
	}
	if err != nil {
		panic(err)
	}
	key, _ := hex.DecodeString(file.KEK)
	if kek, err = subtle.NewAESGCM(key); err != nil {
		panic(err)
	}
	sealed, _ = hex.DecodeString(file.Keysets[0].Outputs[0].Output)
	return kek, file.Keysets[0].JSON, sealed
}

// A host moves from github.com/google/tink/go: its keyset and its KMS key stay as they are while values are sealed again.
func ExampleMigration() {
	dir, remove := tempDir()
	defer remove()
	ctx := context.Background()
	store := crypto.NewMemoryStore()
	ring, keks := newRing(ctx, dir, store)
	_ = ring.Close()

	kek, keysetJSON, stored := tinkHost()
	handle, err := keyset.Read(keyset.NewJSONReader(strings.NewReader(keysetJSON)), kek)
	if err != nil {
		fmt.Println(err)
		return
	}
	old, err := aead.New(handle)
	if err != nil {
		fmt.Println(err)
		return
	}
	mobile := crypto.Field{Table: "customers", Column: "mobile"}
	ring, err = crypto.OpenKeyring(ctx, crypto.Config{
		Tenant: "acme", KEK: keks, Store: store, Now: time.Now,
		UnsafeMigration: &crypto.Migration{
			Fields: []crypto.Field{mobile},
			Until:  time.Now().AddDate(0, 1, 0),
			Legacy: func(_ context.Context, f crypto.Field, _ string, stored []byte) ([]byte, error) {
				return old.Decrypt(stored, []byte(f.Table+"."+f.Column)) // the associated data that the host has used
			},
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = ring.Close() }()

	fmt.Println(ring.OpenString(ctx, mobile, "customer-1", stored))
	fresh, changed, err := ring.Reseal(ctx, mobile, "customer-1", stored)
	fmt.Println(changed, err)
	fmt.Println(ring.OpenString(ctx, mobile, "customer-1", fresh))
	fmt.Println("still read as before:", ring.MigrationReads())
	// Output:
	// 13812345678 <nil>
	// true <nil>
	// 13812345678 <nil>
	// still read as before: 2
}
