package crypto_test

import (
	"bytes"
	"database/sql/driver"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/khtong/privacykit/crypto"
)

// typed seals a value as a column has it.
func typed[T any](tb testing.TB, ring *crypto.Keyring, v T) crypto.Sealed[T] {
	tb.Helper()
	s, err := crypto.SealValue(tb.Context(), ring, mobile, "s", v)
	must(tb, err)
	return s
}

// column is what a Sealed reads and writes.
type column interface {
	driver.Valuer
	Bytes() []byte
	IsZero() bool
}

// A Sealed goes through a column of bytes, and its text form through one of text, whatever Go type the driver has for it.
func TestSealedColumn(t *testing.T) {
	ring := create(t, config(newKEKs(1), crypto.NewMemoryStore()))
	for _, value := range []string{"", "1", "13", "13800138000", strings.Repeat("李", 1000)} {
		s := typed(t, ring, value)
		raw, err := s.Value()
		must(t, err)
		text, err := s.Text().Value()
		must(t, err)
		b, isBytes := raw.([]byte)
		str, isString := text.(string)
		if !isBytes || !isString || len(b) != crypto.SealedSize(len(value)) || len(str) != crypto.SealedTextSize(len(value)) || !bytes.Equal(b, s.Bytes()) {
			t.Fatalf("values %T and %T of %d and %d bytes", raw, text, len(b), len(str))
		}
		for _, src := range []any{b, string(b), str, []byte(str)} {
			var got crypto.Sealed[string]
			var gotText crypto.SealedText[string]
			must(t, got.Scan(src))
			must(t, gotText.Scan(src))
			if !reflect.DeepEqual(got, s) || !reflect.DeepEqual(gotText, s.Text()) || got.IsZero() {
				t.Errorf("Scan of %T of %q", src, src)
			}
			opened, err1 := got.Open(t.Context(), ring, mobile, "s")
			openedText, err2 := gotText.Open(t.Context(), ring, mobile, "s")
			if err := errors.Join(err1, err2); err != nil || opened != value || openedText != value {
				t.Errorf("opened %q and %q, %v", opened, openedText, err)
			}
			if src, ok := src.([]byte); ok {
				first := src[0]
				src[0] = 0 // a driver uses its buffer again
				if _, err := got.Open(t.Context(), ring, mobile, "s"); err != nil {
					t.Error("Scan kept the driver's bytes")
				}
				src[0] = first
			}
		}
	}
}

func TestSealedNull(t *testing.T) {
	ring := create(t, config(newKEKs(1), crypto.NewMemoryStore()))
	full := typed(t, ring, 7)
	var s crypto.Sealed[int]
	for name, c := range map[string]column{"Sealed": s, "SealedText": s.Text()} {
		if v, err := c.Value(); v != nil || err != nil || c.Bytes() != nil || !c.IsZero() {
			t.Errorf("%s: %v, %v, %v", name, v, err, c.Bytes())
		}
	}
	_, err := s.Open(t.Context(), ring, mobile, "s")
	wantErr(t, "Open of NULL", err, crypto.ErrFormat)
	for name, set := range map[string]func(*crypto.Sealed[int]) error{
		"Scan":          func(s *crypto.Sealed[int]) error { return s.Scan(nil) },
		"UnmarshalText": func(s *crypto.Sealed[int]) error { return s.UnmarshalText(nil) },
		"UnmarshalJSON": func(s *crypto.Sealed[int]) error { return s.UnmarshalJSON([]byte("null")) },
	} {
		s := full
		if err := set(&s); err != nil || !s.IsZero() {
			t.Errorf("%s of nothing: %v, %v", name, s, err)
		}
	}
	type row struct {
		A crypto.Sealed[int] `json:"a"`
		B crypto.Sealed[int] `json:"b,omitzero"`
	}
	b, err := json.Marshal(row{})
	if string(b) != `{"a":null}` || err != nil {
		t.Errorf("%s, %v", b, err)
	}
}

// What is no ciphertext is read, because a Migration may cover it, and opened and written by nobody else.
func TestSealedMigration(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	cfg := config(newKEKs(1), crypto.NewMemoryStore())
	cfg.Now = func() time.Time { return now }
	ring := create(t, cfg)
	cfg.UnsafeMigration = &crypto.Migration{Fields: []crypto.Field{mobile}, Until: now.Add(time.Hour)}
	moving := open(t, cfg)
	sealed := seal(t, ring, "s", "13800138000")
	text := base64.RawURLEncoding.EncodeToString(sealed)
	for _, earlier := range []string{
		"13800138000", "", "g", "gAEAAAAB", "李雷", text[:40], text + "=", text[:20] + "\n" + text[20:], text + "!", "gA" + strings.Repeat("A", 60),
		base64.StdEncoding.EncodeToString([]byte(strings.Repeat("13800138000", 5))), hex.EncodeToString(sealed),
	} {
		for _, src := range []any{earlier, []byte(earlier)} {
			var s crypto.Sealed[string]
			must(t, s.Scan(src))
			if got, err := s.Open(t.Context(), moving, mobile, "s"); err != nil || got != earlier || s.IsZero() || string(s.Bytes()) != earlier {
				t.Errorf("Open with a Migration: %q, %v; want %q", got, err, earlier)
			}
			_, err := s.Open(t.Context(), ring, mobile, "s")
			wantErr(t, "Open without a Migration", err, crypto.ErrFormat)
			_, err1 := s.Value()
			_, err2 := s.Text().Value()
			_, err3 := s.MarshalText()
			_, err4 := json.Marshal(s)
			for i, err := range []error{err1, err2, err3, err4} {
				if !errors.Is(err, crypto.ErrFormat) || len(earlier) > 1 && strings.Contains(err.Error(), earlier) {
					t.Errorf("%q was written by %d: %v", earlier, i+1, err)
				}
			}
			fresh, changed, err := moving.Reseal(t.Context(), mobile, "s", s.Bytes())
			must(t, err)
			must(t, s.Scan(fresh))
			if got, err := s.Open(t.Context(), ring, mobile, "s"); err != nil || got != earlier || !changed {
				t.Errorf("resealed: %q, %v; want %q", got, err, earlier)
			}
		}
	}
	for _, src := range []any{int64(13800138000), 1.5, true, now} {
		s := typed(t, ring, 1)
		before := s
		if err := s.Scan(src); !errors.Is(err, crypto.ErrFormat) || strings.Contains(err.Error(), "8000") || !reflect.DeepEqual(s, before) {
			t.Errorf("Scan of %T: %v", src, err)
		}
	}
}

// An API may hand out ciphertexts and take them back; it takes nothing else.
func TestSealedText(t *testing.T) {
	ring := create(t, config(newKEKs(1), crypto.NewMemoryStore()))
	s := typed(t, ring, "1380013800")
	want := base64.RawURLEncoding.EncodeToString(s.Bytes())
	text, err := s.MarshalText()
	if string(text) != want || len(want) != crypto.SealedTextSize(10) || err != nil {
		t.Errorf("text %s, %v; want %s", text, err, want)
	}
	type row struct {
		A crypto.Sealed[string]     `json:"a"`
		B crypto.SealedText[string] `json:"b"`
	}
	in := row{s, s.Text()}
	b, err := json.Marshal(in)
	if string(b) != `{"a":"`+want+`","b":"`+want+`"}` || err != nil {
		t.Errorf("JSON %s, %v", b, err)
	}
	var out row
	if err := json.Unmarshal(b, &out); err != nil || !reflect.DeepEqual(in, out) {
		t.Errorf("JSON read back: %v, %v", out, err)
	}
	if b, err = xml.Marshal(in); err != nil || !strings.Contains(string(b), "<A>"+want+"</A>") {
		t.Errorf("XML %s, %v", b, err)
	}
	for _, bad := range []string{
		"13800138000", want + "=", want[:45], want + "AA", "h" + want[1:], want[:20] + "\n" + want[20:], string(s.Bytes()), "gA" + strings.Repeat("A", 60), " " + want,
		want[:len(want)-1] + "_", strings.ReplaceAll(want, want[:2], "//"),
	} {
		got := s
		wantErr(t, "UnmarshalText of "+bad, got.UnmarshalText([]byte(bad)), crypto.ErrFormat)
		quoted, err := json.Marshal(bad)
		must(t, err)
		wantErr(t, "UnmarshalJSON of "+bad, got.UnmarshalJSON(quoted), crypto.ErrFormat)
		if !reflect.DeepEqual(got, s) {
			t.Errorf("%s changed it", bad)
		}
	}
	for _, bad := range []string{`""`, `1`, `true`, `{}`, `["` + want + `"]`, `"`, ``} {
		got := s
		if err := got.UnmarshalJSON([]byte(bad)); !errors.Is(err, crypto.ErrFormat) || !reflect.DeepEqual(got, s) {
			t.Errorf("UnmarshalJSON of %s: %v", bad, err)
		}
	}
}

func TestSealedPrints(t *testing.T) {
	ring := create(t, config(newKEKs(1), crypto.NewMemoryStore()))
	s := typed(t, ring, "13800138000")
	var null crypto.SealedText[int]
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		if got := fmt.Sprintf(verb+" "+verb+" "+verb, s, s.Text(), null); got != "crypto.Sealed(45 bytes) crypto.Sealed(45 bytes) crypto.Sealed(NULL)" {
			t.Errorf("%s: %s", verb, got)
		}
	}
	var out bytes.Buffer
	slog.New(slog.NewJSONHandler(&out, nil)).Info("m", "k", s)
	if !strings.Contains(out.String(), `"k":"crypto.Sealed(45 bytes)"`) {
		t.Error(out.String())
	}
}

func TestSealedBound(t *testing.T) {
	ring := create(t, config(newKEKs(1), crypto.NewMemoryStore()))
	s := typed(t, ring, 7)
	for name, open := range map[string]func() (int, error){
		"subject": func() (int, error) { return s.Open(t.Context(), ring, mobile, "other") },
		"column":  func() (int, error) { return s.Open(t.Context(), ring, nameField, "s") },
		"row": func() (int, error) {
			return s.Open(t.Context(), ring, crypto.Field{Table: mobile.Table, Column: mobile.Column, Row: "1"}, "s")
		},
	} {
		if got, err := open(); got != 0 || err == nil {
			t.Errorf("%s: %d, %v", name, got, err)
		}
	}
	_, err := crypto.SealValue(t.Context(), ring, crypto.Field{}, "s", 7)
	wantErr(t, "no field", err, crypto.ErrArgument)
	_, err = crypto.SealValue(t.Context(), ring, mobile, "s", strings.Repeat("x", crypto.MaxPlaintext+1))
	wantErr(t, "too long", err, crypto.ErrTooLong)
	_, err = ring.Erase(t.Context(), "s", nil)
	must(t, err)
	_, err = s.Open(t.Context(), ring, mobile, "s")
	wantErr(t, "erased", err, crypto.ErrErased)
	must(t, ring.Close())
	_, err = s.Open(t.Context(), ring, mobile, "s")
	wantErr(t, "closed", err, crypto.ErrClosed)
	_, err = crypto.SealValue(t.Context(), nil, mobile, "s", 7)
	wantErr(t, "no keyring", err, crypto.ErrClosed)
}

func TestSealedAllocs(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	ring := create(t, config(newKEKs(1), crypto.NewMemoryStore()))
	ctx, s := t.Context(), typed(t, ring, "13800138000")
	var (
		err   error
		value string
		bytes []byte
	)
	count := func(f func()) float64 {
		n := testing.AllocsPerRun(200, f)
		must(t, err)
		return n
	}
	plain := count(func() { bytes, err = ring.SealString(ctx, mobile, "s", "13800138000") })
	if n := count(func() { s, err = crypto.SealValue(ctx, ring, mobile, "s", "13800138000") }); n > plain+1 {
		t.Errorf("SealValue: %v allocations; SealString has %v", n, plain)
	}
	plain = count(func() { value, err = ring.OpenString(ctx, mobile, "s", bytes) })
	if n := count(func() { value, err = s.Open(ctx, ring, mobile, "s") }); n > plain || value != "13800138000" {
		t.Errorf("Open: %v allocations; OpenString has %v", n, plain)
	}
}

func FuzzSealedScan(f *testing.F) {
	ring := create(f, config(newKEKs(1), crypto.NewMemoryStore()))
	s := typed(f, ring, "value")
	text, err := s.MarshalText()
	must(f, err)
	f.Add(s.Bytes())
	f.Add(text)
	f.Add([]byte("13800138000"))
	f.Add([]byte(nil))
	f.Fuzz(func(t *testing.T, src []byte) {
		var got, back crypto.Sealed[string]
		must(t, got.Scan(src))
		value, err := got.Value()
		if err != nil {
			wantErr(t, "Value", err, crypto.ErrFormat)
			if string(got.Bytes()) != string(src) && src != nil {
				t.Fatal("Scan changed what it took")
			}
			return
		}
		text, err := got.Text().Value()
		must(t, err)
		must(t, back.Scan(text))
		if again, err := back.Value(); err != nil || !reflect.DeepEqual(again, value) {
			t.Fatalf("%x became %x, %v", value, again, err)
		}
		if direct := back.UnmarshalText(src); direct == nil && len(src) > 0 && text != string(src) {
			t.Fatal("two texts of one ciphertext")
		}
	})
}
