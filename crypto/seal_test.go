package crypto_test

import (
	"bytes"
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/khtong/privacykit/crypto"
)

func TestSealOpen(t *testing.T) {
	ring := create(t, config(newKEKs(1), crypto.NewMemoryStore()))
	for _, plaintext := range [][]byte{nil, {}, {0}, []byte("13800138000"), []byte("李雷\x00\xff"), make([]byte, crypto.MaxPlaintext)} {
		sealed, err := ring.Seal(t.Context(), mobile, "s", plaintext)
		must(t, err)
		if len(sealed) != crypto.SealedSize(len(plaintext)) || len(sealed) != len(plaintext)+crypto.Overhead {
			t.Errorf("sealed %d bytes to %d; want %d", len(plaintext), len(sealed), crypto.SealedSize(len(plaintext)))
		}
		again, err := ring.Seal(t.Context(), mobile, "s", plaintext)
		must(t, err)
		if bytes.Equal(sealed, again) {
			t.Error("two seals are equal")
		}
		got, err := ring.Open(t.Context(), mobile, "s", sealed)
		must(t, err)
		if !bytes.Equal(got, plaintext) {
			t.Errorf("opened %d bytes; want the %d sealed", len(got), len(plaintext))
		}
	}
}

func TestAppend(t *testing.T) {
	ring := create(t, config(newKEKs(1), crypto.NewMemoryStore()))
	dst, err := ring.AppendSeal(t.Context(), []byte("head"), mobile, "s", []byte("value"))
	must(t, err)
	if string(dst[:4]) != "head" || len(dst) != 4+crypto.SealedSize(5) {
		t.Fatalf("AppendSeal: %d bytes that begin with %q", len(dst), dst[:4])
	}
	got, err := ring.AppendOpen(t.Context(), []byte("head"), mobile, "s", dst[4:])
	must(t, err)
	if string(got) != "headvalue" {
		t.Errorf("AppendOpen = %q", got)
	}
}

// TestSameBuffer writes the result over its own input, at every distance.
func TestSameBuffer(t *testing.T) {
	ring := create(t, config(newKEKs(1), crypto.NewMemoryStore()))
	const value = "a value of some length"
	for at := range 64 {
		buf := make([]byte, 256)
		n := copy(buf[at:], value)
		sealed, err := ring.AppendSeal(t.Context(), buf[:0], mobile, "s", buf[at:at+n])
		must(t, err)
		wantOpen(t, ring, "s", sealed, value)

		buf = make([]byte, 256)
		n = copy(buf[at:], sealed)
		got, err := ring.AppendOpen(t.Context(), buf[:0], mobile, "s", buf[at:at+n])
		must(t, err)
		if string(got) != value {
			t.Errorf("at %d: AppendOpen = %q; want %q", at, got, value)
		}
	}
}

// TestSwap moves ciphertexts to where they do not belong.
func TestSwap(t *testing.T) {
	store, keks := crypto.NewMemoryStore(), newKEKs(1)
	ring := create(t, config(keks, store))
	cfg := config(keks, store)
	cfg.Tenant = "other"
	other := create(t, cfg)
	for _, s := range []string{"a", "b", "customersmobile", "bile"} {
		seal(t, ring, s, "x")
		seal(t, other, s, "x")
	}
	sealed := seal(t, ring, "a", "value")
	for _, test := range []struct {
		name          string
		ring          *crypto.Keyring
		table, column string
		subject       string
	}{
		{"subject", ring, "customers", "mobile", "b"},
		{"column", ring, "customers", "name", "a"},
		{"table", ring, "orders", "mobile", "a"},
		{"tenant", other, "customers", "mobile", "a"},
		{"swapped names", ring, "mobile", "customers", "a"},
		{"shifted names", ring, "customersm", "obile", "a"},
		{"case", ring, "Customers", "mobile", "a"},
		{"shifted subject", ring, "customers", "mo", "bile"},
	} {
		got, err := test.ring.Open(t.Context(), crypto.Field{Table: test.table, Column: test.column}, test.subject, sealed)
		if !errors.Is(err, crypto.ErrWrongContext) || got != nil {
			t.Errorf("%s: opened as %q, %v; want ErrWrongContext", test.name, got, err)
		}
	}
	wantOpen(t, ring, "a", sealed, "value")
	_, err := ring.Open(t.Context(), mobile, "nobody", sealed)
	wantErr(t, "subject without a key", err, crypto.ErrUnknownKey)
}

// TestMutation changes every bit of a ciphertext, cuts it and extends it.
func TestMutation(t *testing.T) {
	ring := create(t, config(newKEKs(1), crypto.NewMemoryStore()))
	sealed := seal(t, ring, "s", "value")
	for i := range sealed {
		for bit := range 8 {
			bad := bytes.Clone(sealed)
			bad[i] ^= 1 << bit
			want := crypto.ErrWrongContext
			switch {
			case i == 0, i == 1 && bit < 2, i == 5 && bit == 0: // version, suite 0 or a stream, key version 0
				want = crypto.ErrFormat
			case i == 1:
				want = crypto.ErrUnknownSuite
			case i < 6:
				want = crypto.ErrUnknownKey
			}
			got, err := ring.Open(t.Context(), mobile, "s", bad)
			if !errors.Is(err, want) || got != nil {
				t.Errorf("byte %d bit %d: %q, %v; want %v", i, bit, got, err, want)
			}
		}
	}
	for n := range sealed {
		if _, err := ring.Open(t.Context(), mobile, "s", sealed[:n]); err == nil {
			t.Errorf("cut to %d bytes: opened", n)
		}
	}
	_, err := ring.Open(t.Context(), mobile, "s", append(bytes.Clone(sealed), 0))
	wantErr(t, "extended", err, crypto.ErrWrongContext)
	_, err = ring.Open(t.Context(), mobile, "s", append(sealed[:6:6], make([]byte, crypto.MaxPlaintext+29)...))
	wantErr(t, "too long", err, crypto.ErrFormat)
	_, err = ring.Open(t.Context(), mobile, "s", nil)
	wantErr(t, "empty", err, crypto.ErrFormat)
}

func TestBadArguments(t *testing.T) {
	ring := create(t, config(newKEKs(1), crypto.NewMemoryStore()))
	sealed := seal(t, ring, "s", "value")
	long := strings.Repeat("x", crypto.MaxNameLen+1)
	for _, test := range []struct {
		f       crypto.Field
		subject string
		want    error
	}{
		{crypto.Field{Column: "c"}, "s", crypto.ErrArgument},
		{crypto.Field{Table: "t"}, "s", crypto.ErrArgument},
		{mobile, "", crypto.ErrArgument},
		{crypto.Field{Table: long, Column: "c"}, "s", crypto.ErrTooLong},
		{crypto.Field{Table: "t", Column: long}, "s", crypto.ErrTooLong},
		{mobile, long, crypto.ErrTooLong},
	} {
		_, err := ring.SealString(t.Context(), test.f, test.subject, "value")
		wantErr(t, "SealString", err, test.want)
		_, err = ring.Open(t.Context(), test.f, test.subject, sealed)
		wantErr(t, "Open", err, test.want)
	}
	_, err := ring.Seal(t.Context(), mobile, "s", make([]byte, crypto.MaxPlaintext+1))
	wantErr(t, "long plaintext", err, crypto.ErrTooLong)
	for _, subject := range []string{long[1:], "\x00", "\xff\xfe", " ", "a\x00b", "李雷"} {
		wantOpen(t, ring, subject, seal(t, ring, subject, "value"), "value")
	}
	var none context.Context
	_, err = ring.SealString(none, mobile, "new", "value")
	wantErr(t, "nil context", err, crypto.ErrArgument)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = ring.SealString(ctx, mobile, "new", "value")
	wantErr(t, "cancelled context", err, context.Canceled)
	if got := crypto.SealedSize(math.MaxInt); got > 0 && got < math.MaxInt {
		t.Errorf("SealedSize(MaxInt) = %d", got)
	}
}

// TestErrorsHoldNoValue looks for the inputs of failing calls in the texts of their errors.
func TestErrorsHoldNoValue(t *testing.T) {
	const secret = "13800138000"
	ring := create(t, config(newKEKs(1), crypto.NewMemoryStore()))
	sealed := seal(t, ring, secret, secret)
	var errs []error
	note := func(_ any, err error) { errs = append(errs, err) }
	f := crypto.Field{Table: secret, Column: secret}
	note(ring.OpenString(t.Context(), f, secret, sealed))
	note(ring.OpenString(t.Context(), f, secret+"x", sealed))
	note(ring.OpenString(t.Context(), f, secret, []byte(secret)))
	note(ring.SealString(t.Context(), f, strings.Repeat(secret, 200), secret))
	note(ring.SealString(t.Context(), mobile, secret, strings.Repeat(secret, crypto.MaxPlaintext/10)))
	note(ring.Erase(t.Context(), secret+"x", nil))
	note(nil, ring.Renew(t.Context(), secret))
	_, err := ring.Erase(t.Context(), secret, nil)
	must(t, err)
	note(ring.OpenString(t.Context(), mobile, secret, sealed))
	note(ring.SealString(t.Context(), mobile, secret, secret))
	for i, err := range errs {
		if err == nil || strings.Contains(err.Error(), secret) || !strings.HasPrefix(err.Error(), "crypto: ") {
			t.Errorf("error %d: %v", i, err)
		}
	}
}

func TestNoAllocs(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	ring := create(t, config(newKEKs(1), crypto.NewMemoryStore()))
	ctx, value, buf, out := t.Context(), []byte("13800138000"), make([]byte, 0, 256), make([]byte, 0, 256)
	sealed, err := ring.Seal(ctx, mobile, "s", value)
	must(t, err)
	index, err := ring.NewIndex(byMobile, crypto.Part{Field: mobile})
	must(t, err)
	spread := byMobile
	spread.Partitions = 8
	pair, err := ring.NewIndex(spread, crypto.Part{Field: mobile, Last: 4}, crypto.Part{Field: nameField, First: 1})
	must(t, err)
	for name, f := range map[string]func(){
		"AppendSeal":                     func() { buf, err = ring.AppendSeal(ctx, buf[:0], mobile, "s", value) },
		"AppendOpen":                     func() { out, err = ring.AppendOpen(ctx, out[:0], mobile, "s", sealed) },
		"AppendOf":                       func() { buf, err = index.AppendOf(buf[:0], "s", "13800138000") },
		"AppendOf of two, in partitions": func() { buf, err = pair.AppendOf(buf[:0], "s", "13800138000", "李雷") },
	} {
		if n := testing.AllocsPerRun(200, f); n != 0 || err != nil {
			t.Errorf("%s: %v allocations, %v; want none", name, n, err)
		}
	}
	if n := testing.AllocsPerRun(200, func() { _, err = ring.Seal(ctx, mobile, "s", value) }); n != 1 || err != nil {
		t.Errorf("Seal: %v allocations, %v; want 1", n, err)
	}
}

func FuzzOpen(f *testing.F) {
	ring := create(f, config(newKEKs(1), crypto.NewMemoryStore()))
	sealed := seal(f, ring, "s", "value")
	f.Add(sealed)
	f.Add(sealed[:crypto.Overhead])
	f.Add([]byte(nil))
	f.Add(make([]byte, 64))
	f.Add(append([]byte{0x80, 1, 0, 0, 0, 1}, make([]byte, 58)...))
	f.Add(append(bytes.Clone(sealed), 0))
	f.Fuzz(func(t *testing.T, ciphertext []byte) {
		got, err := ring.Open(t.Context(), mobile, "s", ciphertext)
		switch {
		case err == nil:
			if !bytes.Equal(ciphertext, sealed) || string(got) != "value" {
				t.Fatal("opened what was not sealed")
			}
		case !errors.Is(err, crypto.ErrFormat) && !errors.Is(err, crypto.ErrUnknownKey) && !errors.Is(err, crypto.ErrWrongContext) && !errors.Is(err, crypto.ErrUnknownSuite):
			t.Fatalf("undocumented error: %v", err)
		case errors.Is(err, crypto.ErrFormat) && len(ciphertext) >= crypto.Overhead && len(ciphertext) <= crypto.SealedSize(crypto.MaxPlaintext) &&
			ciphertext[0] == 0x80 && ciphertext[1] == 1 && !bytes.Equal(ciphertext[2:6], make([]byte, 4)):
			t.Fatalf("a well-formed ciphertext: %v", err)
		}
	})
}

func FuzzSeal(f *testing.F) {
	ring := create(f, config(newKEKs(1), crypto.NewMemoryStore()))
	f.Add("t", "c", "s", []byte("value"))
	f.Add("", "", "", []byte(nil))
	f.Add("\x00", "\xff", "李雷", []byte{0})
	f.Fuzz(func(t *testing.T, table, column, subject string, plaintext []byte) {
		field := crypto.Field{Table: table, Column: column}
		sealed, err := ring.Seal(t.Context(), field, subject, plaintext)
		if err != nil {
			if !errors.Is(err, crypto.ErrArgument) && !errors.Is(err, crypto.ErrTooLong) || sealed != nil {
				t.Fatalf("Seal: %v", err)
			}
			return
		}
		got, err := ring.Open(t.Context(), field, subject, sealed)
		if err != nil || !bytes.Equal(got, plaintext) {
			t.Fatalf("Open: %v", err)
		}
	})
}
