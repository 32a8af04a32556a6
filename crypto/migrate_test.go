package crypto_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/khtong/privacykit/crypto"
	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
)

func TestMigrationOfPlaintext(t *testing.T) {
	keks, store, at := newKEKs(1), crypto.NewMemoryStore(), newClock()
	plain := create(t, at.config(keks, store))
	cfg := at.config(keks, store)
	cfg.UnsafeMigration = &crypto.Migration{Fields: []crypto.Field{mobile}, Until: at.at.Add(time.Hour)}
	ring := open(t, cfg)
	stored := []byte("13800138000")
	_, err := plain.Open(t.Context(), mobile, "s", stored)
	wantErr(t, "without a Migration", err, crypto.ErrFormat)
	wantOpen(t, ring, "s", stored, "13800138000")
	row := mobile
	row.Row = "1"
	got, err := ring.OpenString(t.Context(), row, "s", stored)
	if must(t, err); got != "13800138000" {
		t.Errorf("of a row: %q", got)
	}
	if n := ring.MigrationReads(); n != 2 {
		t.Errorf("%d reads; want 2", n)
	}
	_, err = ring.Open(t.Context(), nameField, "s", stored)
	wantErr(t, "another field", err, crypto.ErrFormat)

	fresh, changed, err := ring.Reseal(t.Context(), mobile, "s", stored)
	if must(t, err); !changed {
		t.Fatal("Reseal left a plaintext")
	}
	wantOpen(t, plain, "s", fresh, "13800138000")
	for i := range fresh { // what was a ciphertext is not taken for a plaintext
		bad := append([]byte(nil), fresh...)
		bad[i] ^= 2
		if got, err := ring.Open(t.Context(), mobile, "s", bad); i > 0 && err == nil {
			t.Errorf("byte %d changed: opened as %q", i, got)
		}
		if i > 0 {
			if got, err := ring.Open(t.Context(), mobile, "s", fresh[:i]); err == nil {
				t.Errorf("cut to %d bytes: opened as %q", i, got)
			}
		}
	}

	_, err = ring.Erase(t.Context(), "s", nil)
	must(t, err)
	_, err = ring.Open(t.Context(), mobile, "s", stored)
	wantErr(t, "the plaintext of an erased subject", err, crypto.ErrErased)
	_, _, err = ring.Reseal(t.Context(), mobile, "s", stored)
	wantErr(t, "Reseal of an erased subject", err, crypto.ErrErased)

	at.at = at.at.Add(time.Hour)
	_, err = ring.Open(t.Context(), mobile, "other", stored)
	wantErr(t, "after Until", err, crypto.ErrFormat)
	if n := plain.MigrationReads(); n != 0 {
		t.Errorf("%d reads without a Migration", n)
	}
}

func TestMigrationOfTink(t *testing.T) {
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	must(t, err)
	old, err := aead.New(handle)
	must(t, err)
	stored, err := old.Encrypt([]byte("13800138000"), []byte("customers.mobile"))
	must(t, err)
	keks, store := newKEKs(1), crypto.NewMemoryStore()
	cfg := config(keks, store)
	cfg.UnsafeMigration = &crypto.Migration{
		Fields: []crypto.Field{mobile}, Until: time.Now().Add(time.Hour),
		Legacy: func(_ context.Context, f crypto.Field, _ string, stored []byte) ([]byte, error) {
			return old.Decrypt(stored, []byte(f.Table+"."+f.Column))
		},
	}
	ring := create(t, cfg)
	wantOpen(t, ring, "s", stored, "13800138000")
	stored[len(stored)-1] ^= 1
	_, err = ring.Open(t.Context(), mobile, "s", stored)
	if err == nil || !strings.HasPrefix(err.Error(), "crypto: ") || ring.MigrationReads() != 1 {
		t.Errorf("a changed ciphertext: %v, %d reads", err, ring.MigrationReads())
	}
	_, err = ring.Open(t.Context(), mobile, "s", []byte("13800138000"))
	if err == nil {
		t.Error("with Legacy, a plaintext was read")
	}
}

func TestMigrationRefused(t *testing.T) {
	for name, m := range map[string]crypto.Migration{
		"no fields": {Until: time.Now().Add(time.Hour)},
		"no end":    {Fields: []crypto.Field{mobile}},
		"bad field": {Fields: []crypto.Field{{Table: "t"}}, Until: time.Now()},
	} {
		cfg := config(newKEKs(1), crypto.NewMemoryStore())
		cfg.UnsafeMigration = &m
		_, err := crypto.CreateKeyring(t.Context(), cfg)
		wantErr(t, name, err, crypto.ErrArgument)
	}
	cfg := config(newKEKs(1), crypto.NewMemoryStore())
	long := errors.New("no")
	cfg.UnsafeMigration = &crypto.Migration{
		Fields: []crypto.Field{mobile}, Until: time.Now().Add(time.Hour),
		Legacy: func(_ context.Context, _ crypto.Field, _ string, stored []byte) ([]byte, error) {
			if len(stored) == 1 {
				return nil, long
			}
			return make([]byte, crypto.MaxPlaintext+1), nil
		},
	}
	ring := create(t, cfg)
	_, err := ring.Open(t.Context(), mobile, "s", []byte("xx"))
	wantErr(t, "too long", err, crypto.ErrTooLong)
	_, err = ring.Open(t.Context(), mobile, "s", []byte("x"))
	wantErr(t, "the cause", err, long)
}
