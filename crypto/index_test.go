package crypto_test

import (
	"bytes"
	"errors"
	"math/bits"
	"strings"
	"sync"
	"testing"

	"github.com/khtong/privacykit/crypto"
)

func entry(t *testing.T, ring *crypto.Keyring, f crypto.Field, opts *crypto.IndexOptions, value string) []byte {
	t.Helper()
	index, err := ring.NewIndex(f, opts)
	must(t, err)
	got, err := index.Of(value)
	must(t, err)
	if len(got) != index.Size() {
		t.Errorf("entry of %d bytes; Size() = %d", len(got), index.Size())
	}
	return got
}

func TestIndex(t *testing.T) {
	keks, store := newKEKs(1), crypto.NewMemoryStore()
	ring := create(t, config(keks, store))
	cfg := config(keks, store)
	cfg.Tenant = "other"
	base := entry(t, ring, mobile, nil, "13800138000")
	if len(base) != 16 {
		t.Errorf("%d bytes by default; want 16", len(base))
	}
	if again := entry(t, open(t, config(keks, store)), mobile, &crypto.IndexOptions{Name: "exact", Version: 1, Bits: 128}, "13800138000"); !bytes.Equal(base, again) {
		t.Error("another process has another index")
	}
	for name, different := range map[string][]byte{
		"tenant":  entry(t, create(t, cfg), mobile, nil, "13800138000"),
		"table":   entry(t, ring, crypto.Field{Table: "orders", Column: "mobile"}, nil, "13800138000"),
		"column":  entry(t, ring, crypto.Field{Table: "customers", Column: "phone"}, nil, "13800138000"),
		"shifted": entry(t, ring, crypto.Field{Table: "customersm", Column: "obile"}, nil, "13800138000"),
		"name":    entry(t, ring, mobile, &crypto.IndexOptions{Name: "second"}, "13800138000"),
		"version": entry(t, ring, mobile, &crypto.IndexOptions{Version: 2}, "13800138000"),
		"value":   entry(t, ring, mobile, nil, "13800138001"),
	} {
		if bytes.Equal(base, different) {
			t.Errorf("another %s has the same entry", name)
		}
	}
}

// TestIndexBits: each length is a prefix of the next, and unused bits are zero.
func TestIndexBits(t *testing.T) {
	ring := create(t, config(newKEKs(1), crypto.NewMemoryStore()))
	full := entry(t, ring, mobile, &crypto.IndexOptions{Bits: 256}, "value")
	ones := 0
	for n := 8; n <= 256; n++ {
		got := entry(t, ring, mobile, &crypto.IndexOptions{Bits: n}, "value")
		want := bytes.Clone(full[:(n+7)/8])
		if n%8 != 0 {
			want[len(want)-1] &= byte(0xff << (8 - n%8))
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%d bits: %x; want %x", n, got, want)
		}
		ones += bits.OnesCount8(got[len(got)-1])
	}
	if ones == 0 {
		t.Error("the last bytes are all zero")
	}
	for _, n := range []int{-1, 1, 7, 257, 1 << 40} {
		_, err := ring.NewIndex(mobile, &crypto.IndexOptions{Bits: n})
		wantErr(t, "bad Bits", err, crypto.ErrArgument)
	}
}

func TestIndexNormalize(t *testing.T) {
	ring := create(t, config(newKEKs(1), crypto.NewMemoryStore()))
	errBad := errors.New("bad")
	index, err := ring.NewIndex(mobile, &crypto.IndexOptions{Normalize: func(s string) (string, error) {
		if s == "bad" {
			return "", errBad
		}
		return strings.ReplaceAll(s, " ", ""), nil
	}})
	must(t, err)
	a, err := index.Of("138 0013 8000")
	must(t, err)
	b, err := index.AppendOf([]byte("head"), "13800138000")
	must(t, err)
	if string(b[:4]) != "head" || !bytes.Equal(a, b[4:]) {
		t.Errorf("%x and %x", a, b)
	}
	_, err = index.Of("bad")
	wantErr(t, "normaliser's error", err, errBad)
	_, err = index.Of("   ")
	wantErr(t, "empty after normalisation", err, crypto.ErrArgument)
	_, err = index.Of("")
	wantErr(t, "empty", err, crypto.ErrArgument)
	_, err = index.Of(strings.Repeat("x", crypto.MaxPlaintext+1))
	wantErr(t, "too long", err, crypto.ErrTooLong)
	_, err = ring.NewIndex(crypto.Field{}, nil)
	wantErr(t, "no field", err, crypto.ErrArgument)
	_, err = ring.NewIndex(mobile, &crypto.IndexOptions{Name: strings.Repeat("x", crypto.MaxNameLen+1)})
	wantErr(t, "long name", err, crypto.ErrTooLong)
}

func TestIndexConcurrent(t *testing.T) {
	ring := create(t, config(newKEKs(1), crypto.NewMemoryStore()))
	index, err := ring.NewIndex(mobile, nil)
	must(t, err)
	names := subjects(16)
	want := make([][]byte, len(names))
	for i, n := range names {
		if want[i], err = index.Of(n); err != nil {
			t.Fatal(err)
		}
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for i := range 400 {
				if got, err := index.Of(names[i%16]); err != nil || !bytes.Equal(got, want[i%16]) {
					t.Errorf("entry %x, %v; want %x", got, err, want[i%16])
					return
				}
			}
		})
	}
	wg.Wait()
}
