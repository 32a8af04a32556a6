package crypto_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/khtong/privacykit/crypto"
)

// A model holds ciphertexts alone: an ORM, a log and a cache never see more. GORM writes and reads it
// without a hook or a serializer; the tags are for its AutoMigrate. Constraints that refuse plaintext are those of
// sqlstore.SealedColumn.
func ExampleSealValue() {
	type Customer struct {
		ID     string                    `gorm:"primaryKey"`
		Mobile crypto.Sealed[string]     `gorm:"size:46"`
		Born   crypto.Sealed[time.Time]  `gorm:"size:50"`
		Email  crypto.SealedText[string] `gorm:"size:180"` // NULL here
	}
	dir, remove := tempDir()
	defer remove()
	ctx := context.Background()
	ring, _ := newRing(ctx, dir, crypto.NewMemoryStore())
	defer func() { _ = ring.Close() }()

	c := Customer{ID: "customer-1"}
	mobile := crypto.Field{Table: "customers", Column: "mobile"}
	born := crypto.Field{Table: "customers", Column: "born"}
	var err1, err2 error
	c.Mobile, err1 = crypto.SealValue(ctx, ring, mobile, c.ID, "13800138000")
	c.Born, err2 = crypto.SealValue(ctx, ring, born, c.ID, time.Date(1990, 3, 7, 0, 0, 0, 0, time.UTC))
	fmt.Println(c, errors.Join(err1, err2))

	value, err := c.Mobile.Value() // what a driver gets
	fmt.Println(len(value.([]byte)), err)

	number, err1 := c.Mobile.Open(ctx, ring, mobile, c.ID)
	day, err2 := c.Born.Open(ctx, ring, born, c.ID)
	fmt.Println(number, day.Format(time.DateOnly), errors.Join(err1, err2))

	_, err = c.Born.Open(ctx, ring, mobile, c.ID)
	fmt.Println(err)
	// Output:
	// {customer-1 crypto.Sealed(45 bytes) crypto.Sealed(49 bytes) crypto.Sealed(NULL)} <nil>
	// 45 <nil>
	// 13800138000 1990-03-07 <nil>
	// crypto: wrong context or changed ciphertext
}

// phone prints masked, also as JSON, so that its JSON cannot be what is stored.
type phone struct{ number string }

func (p phone) MarshalJSON() ([]byte, error) { return json.Marshal(p.number[:3] + "********") }

// What an encoding would lose is not sealed. Seal what is to come back.
func ExampleSealValue_masked() {
	dir, remove := tempDir()
	defer remove()
	ctx := context.Background()
	ring, _ := newRing(ctx, dir, crypto.NewMemoryStore())
	defer func() { _ = ring.Close() }()

	f, p := crypto.Field{Table: "customers", Column: "mobile"}, phone{"13800138000"}
	_, err := crypto.SealValue(ctx, ring, f, "customer-1", p)
	fmt.Println(err)
	_, err = crypto.SealValue(ctx, ring, f, "customer-1", p.number)
	fmt.Println(err)
	// Output:
	// crypto: encoding of a value: crypto_test.phone does not come back from its encoding
	// <nil>
}
