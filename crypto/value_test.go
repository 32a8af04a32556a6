package crypto_test

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"maps"
	"math"
	"math/big"
	"net/netip"
	"net/url"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/khtong/privacykit/crypto"
	"github.com/khtong/privacykit/desensitize"
	"github.com/khtong/privacykit/identifiers"
)

// sealValue returns the plaintext under a Sealed, or the error of SealValue.
func sealValue[T any](tb testing.TB, ring *crypto.Keyring, v T) ([]byte, error) {
	tb.Helper()
	s, err := crypto.SealValue(tb.Context(), ring, mobile, "s", v)
	if err != nil {
		if !s.IsZero() {
			tb.Errorf("%T: %v and a ciphertext", v, err)
		}
		return nil, err
	}
	plaintext, err := ring.Open(tb.Context(), mobile, "s", s.Bytes())
	must(tb, err)
	return plaintext, nil
}

// openValue opens a plaintext that somebody sealed as a T.
func openValue[T any](tb testing.TB, ring *crypto.Keyring, plaintext []byte) (T, error) {
	tb.Helper()
	sealed, err := ring.Seal(tb.Context(), mobile, "s", plaintext)
	must(tb, err)
	var s crypto.Sealed[T]
	must(tb, s.Scan(sealed))
	return s.Open(tb.Context(), ring, mobile, "s")
}

// parsed is a type of the vectors with the parser of its values, for checking both directions.
func parsed[T any](equal func(a, b T) bool, parse func(string) (T, error)) func(*testing.T, *crypto.Keyring, string, []byte) {
	return func(t *testing.T, ring *crypto.Keyring, text string, encoding []byte) {
		t.Helper()
		v, err := parse(text)
		must(t, err)
		if got, err := sealValue(t, ring, v); err != nil || !slices.Equal(got, encoding) {
			t.Errorf("%T %s: %x, %v; want %x", v, text, got, err, encoding)
		}
		if got, err := openValue[T](t, ring, encoding); err != nil || !equal(got, v) {
			t.Errorf("%T of %x: %v, %v; want %s", v, encoding, got, err, text)
		}
	}
}

func same[T comparable](a, b T) bool { return a == b }

func signed[T int | int8 | int16 | int32 | int64](s string) (T, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	return T(n), err
}

func unsigned[T uint | uint8 | uint16 | uint32 | uint64](s string) (T, error) {
	n, err := strconv.ParseUint(s, 10, 64)
	return T(n), err
}

func parseTime(s string) (time.Time, error) {
	if at, err := time.Parse(time.RFC3339Nano, s); err == nil {
		return at, nil
	}
	return time.Parse("2006-01-02T15:04:05Z07:00:00", s)
}

// The types of the vectors, and named types made of them.
type (
	namedString string
	namedBytes  []byte
	namedBool   bool
	namedInt    int16
	namedUint   uint8
	namedFloat  float32
)

func TestValueVectors(t *testing.T) {
	data, err := os.ReadFile("testdata/values_v1.json")
	must(t, err)
	var vectors []struct{ Type, Value, Encoding string }
	must(t, json.Unmarshal(data, &vectors))
	text := func(s string) (string, error) { return s, nil }
	float32s := func(s string) (float32, error) { f, err := strconv.ParseFloat(s, 32); return float32(f), err }
	bits32 := func(a, b float32) bool { return math.Float32bits(a) == math.Float32bits(b) }
	types := map[string][]func(*testing.T, *crypto.Keyring, string, []byte){
		"string": {parsed(same, text), parsed(same, func(s string) (namedString, error) { return namedString(s), nil })},
		"bytes": {
			parsed(slices.Equal, hex.DecodeString),
			parsed(slices.Equal, func(s string) (namedBytes, error) { return hex.DecodeString(s) }),
		},
		"bool": {
			parsed(same, strconv.ParseBool),
			parsed(same, func(s string) (namedBool, error) { b, err := strconv.ParseBool(s); return namedBool(b), err }),
		},
		"int8": {parsed(same, signed[int8])}, "int32": {parsed(same, signed[int32])}, "int64": {parsed(same, signed[int64])}, "int": {parsed(same, signed[int])},
		"int16":  {parsed(same, signed[int16]), parsed(same, func(s string) (namedInt, error) { n, err := signed[int16](s); return namedInt(n), err })},
		"uint8":  {parsed(same, unsigned[uint8]), parsed(same, func(s string) (namedUint, error) { n, err := unsigned[uint8](s); return namedUint(n), err })},
		"uint16": {parsed(same, unsigned[uint16])}, "uint32": {parsed(same, unsigned[uint32])}, "uint64": {parsed(same, unsigned[uint64])}, "uint": {parsed(same, unsigned[uint])},
		"float32": {
			parsed(bits32, float32s),
			parsed(func(a, b namedFloat) bool { return bits32(float32(a), float32(b)) }, func(s string) (namedFloat, error) { f, err := float32s(s); return namedFloat(f), err }),
		},
		"float64": {parsed(
			func(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) },
			func(s string) (float64, error) { return strconv.ParseFloat(s, 64) })},
		"time": {parsed(func(a, b time.Time) bool {
			_, x := a.Zone()
			_, y := b.Zone()
			return a.Equal(b) && x == y
		}, parseTime)},
		"json": {parsed(func(a, b any) bool { return reflect.DeepEqual(a, b) }, func(s string) (v any, err error) { err = json.Unmarshal([]byte(s), &v); return v, err })},
	}
	ring, seen := create(t, config(newKEKs(1), crypto.NewMemoryStore())), map[string]bool{}
	for _, v := range vectors {
		encoding, err := hex.DecodeString(v.Encoding)
		must(t, err)
		for _, check := range types[v.Type] {
			check(t, ring, v.Value, encoding)
			seen[v.Type] = true
		}
	}
	if got, want := slices.Sorted(maps.Keys(seen)), slices.Sorted(maps.Keys(types)); !slices.Equal(got, want) {
		t.Errorf("vectors of %v; want %v", got, want)
	}
}

// customer is a structure of much that JSON keeps.
type customer struct {
	Name   string            `json:"name"`
	Born   time.Time         `json:"born"`
	Tags   []string          `json:"tags,omitempty"`
	Notes  map[string]string `json:"notes,omitempty"`
	Parent *customer         `json:"parent,omitempty"`
	Score  *big.Int          `json:"score,omitempty"`
	Any    any               `json:"any,omitempty"`
}

// birth keeps a time where reflection does not reach it.
type birth struct{ at time.Time }

func (b birth) MarshalText() ([]byte, error)     { return b.at.MarshalText() }
func (b *birth) UnmarshalText(text []byte) error { return b.at.UnmarshalText(text) }

// circle links to itself, which only its own methods encode.
type circle struct {
	Name string
	next *circle
}

func (c circle) MarshalText() ([]byte, error) { return []byte(c.Name), nil }
func (c *circle) UnmarshalText(text []byte) error {
	c.Name = string(text)
	c.next = c
	return nil
}

// exactly writes a number as it is, rounded a whole one.
type (
	exactly struct{ f float64 }
	rounded float64
)

func (e exactly) MarshalBinary() ([]byte, error) {
	return strconv.AppendUint(nil, math.Float64bits(e.f), 16), nil
}

func (e *exactly) UnmarshalBinary(text []byte) error {
	n, err := strconv.ParseUint(string(text), 16, 64)
	e.f = math.Float64frombits(n)
	return err
}

func (r rounded) MarshalJSON() ([]byte, error) { return json.Marshal(math.Round(float64(r))) }

func roundTrip[T any](t *testing.T, ring *crypto.Keyring, v T, equal func(a, b T) bool) {
	t.Helper()
	s, err := crypto.SealValue(t.Context(), ring, mobile, "s", v)
	if err != nil {
		t.Errorf("%T: %v", v, err)
		return
	}
	if got, err := s.Open(t.Context(), ring, mobile, "s"); err != nil || !equal(got, v) {
		t.Errorf("%T: %v, %v; want %v", v, got, err, v)
	}
}

func deep[T any](a, b T) bool { return reflect.DeepEqual(a, b) }

func TestValueRoundTrip(t *testing.T) {
	ring := create(t, config(newKEKs(1), crypto.NewMemoryStore()))
	shanghai, err := time.LoadLocation("Asia/Shanghai")
	must(t, err)
	now := time.Now()
	for _, at := range []time.Time{now, now.In(shanghai), now.Round(0), {}, time.Date(1890, 1, 1, 0, 0, 0, 0, shanghai), time.Date(12000, 1, 1, 0, 0, 0, 1, time.UTC)} {
		roundTrip(t, ring, at, time.Time.Equal)
	}
	roundTrip(t, ring, netip.MustParseAddr("fe80::1%eth0"), same)
	roundTrip(t, ring, [3]int{1, 2, 3}, same)
	roundTrip(t, ring, &now, func(a, b *time.Time) bool { return a.Equal(*b) })
	roundTrip(t, ring, (*time.Time)(nil), same)
	roundTrip(t, ring, (*string)(nil), same)
	roundTrip(t, ring, struct{}{}, same)
	roundTrip(t, ring, *big.NewInt(-1 << 40), func(a, b big.Int) bool { return a.Cmp(&b) == 0 })
	roundTrip(t, ring, url.URL{Scheme: "https", Host: "example.com", Path: "/a b"}, deep)
	roundTrip(t, ring, birth{now}, func(a, b birth) bool { return a.at.Equal(b.at) })
	roundTrip(t, ring, json.RawMessage(`{"a":1}`), deep)
	roundTrip(t, ring, any(nil), same)
	roundTrip(t, ring, any("13800138000"), same)
	roundTrip(t, ring, []any{nil, true, "a", 0.5}, deep)
	roundTrip(t, ring, namedBytes(nil), func(a, _ namedBytes) bool { return len(a) == 0 })
	roundTrip(t, ring, math.Inf(-1), same)
	roundTrip(t, ring, exactly{math.NaN()}, func(a, _ exactly) bool { return math.IsNaN(a.f) })
	roundTrip(t, ring, rounded(138), same)
	roundTrip(t, ring, math.NaN(), func(a, _ float64) bool { return math.IsNaN(a) })
	whole := customer{
		Name: "李雷 <&>", Born: now, Tags: []string{}, Notes: map[string]string{}, Parent: &customer{Tags: []string{"a", ""}, Notes: map[string]string{"": "x"}},
		Score: big.NewInt(7), Any: map[string]any{"k": []any{1.5, nil}},
	}
	roundTrip(t, ring, whole, func(a, b customer) bool {
		return a.Name == b.Name && a.Born.Equal(b.Born) && len(a.Tags) == 0 && a.Score.Cmp(b.Score) == 0 && reflect.DeepEqual(a.Parent.Tags, b.Parent.Tags)
	})
	own := &circle{Name: "a"}
	own.next = own
	roundTrip(t, ring, *own, func(a, b circle) bool { return a.Name == b.Name })
}

// Types that lose something on the way.
type (
	masked    string              // writes a mask, and reads it back as it stands
	forgetful struct{ s string }  // writes a mask, and reads it as nothing
	hiding    struct{ s string }  // has no field that JSON sees
	unsteady  struct{ n *uint64 } // never writes the same twice
	mute      struct{ s string }  // fails, and says at what
	skipping  struct {
		A string
		B string `json:"-"`
	}
	calling struct {
		F func() `json:"-"`
	}
	oneWay   struct{ s string }     // writes bytes and does not read them
	timeless struct{ at time.Time } // writes a time and reads none
)

func (masked) MarshalText() ([]byte, error)    { return []byte("138****8000"), nil }
func (forgetful) MarshalText() ([]byte, error) { return []byte("****"), nil }
func (*forgetful) UnmarshalText([]byte) error  { return nil }
func (u unsteady) MarshalText() ([]byte, error) {
	*u.n++
	return strconv.AppendUint(nil, *u.n, 10), nil
}
func (u *unsteady) UnmarshalText([]byte) error  { n := uint64(7); u.n = &n; return nil }
func (m mute) MarshalJSON() ([]byte, error)     { return nil, errors.New(m.s) }
func (w oneWay) MarshalBinary() ([]byte, error) { return []byte(w.s), nil }
func (masked) String() string                   { return "masked" }

func (w timeless) MarshalText() ([]byte, error) { return w.at.MarshalText() }
func (*timeless) UnmarshalText([]byte) error    { return nil }

func refused[T any](t *testing.T, ring *crypto.Keyring, v T) {
	t.Helper()
	_, err := sealValue(t, ring, v)
	if !errors.Is(err, crypto.ErrEncoding) || !strings.Contains(err.Error(), reflect.TypeFor[T]().String()) || strings.Contains(err.Error(), "8000") {
		t.Errorf("%T: error %v", v, err)
	}
}

// What would be stored as a mask, or without a part, is not stored.
func TestValueNotLost(t *testing.T) {
	ring := create(t, config(newKEKs(1), crypto.NewMemoryStore()))
	const secret = "13800138000"
	number, err := identifiers.ParseMobile(secret)
	must(t, err)
	type person struct {
		Name   string
		Mobile identifiers.MobileNumber
	}
	type login struct {
		Password desensitize.Redacted[string] `json:"password"`
	}
	refused(t, ring, number)
	refused(t, ring, &number)
	refused(t, ring, person{"李雷", number})
	refused(t, ring, []person{{"李雷", number}})
	refused(t, ring, map[string]any{"mobile": number})
	refused(t, ring, any(number))
	refused(t, ring, desensitize.Redact(secret))
	refused(t, ring, login{desensitize.Redact(secret)})
	refused(t, ring, masked(secret))
	refused(t, ring, map[string]masked{"a": secret})
	refused(t, ring, forgetful{secret})
	refused(t, ring, hiding{secret})
	refused(t, ring, skipping{"a", secret})
	refused(t, ring, calling{func() {}})
	refused(t, ring, unsteady{new(uint64)})
	refused(t, ring, mute{secret})
	refused(t, ring, oneWay{secret})
	refused(t, ring, timeless{time.Unix(1, 0)})
	refused(t, ring, rounded(138.5))
	refused(t, ring, any(13800138000))
	refused(t, ring, []any{int64(1)})
	refused(t, ring, []string{"\xff13800138000"})
	refused(t, ring, struct{ F float64 }{math.NaN()})
	refused(t, ring, make(chan int))
	refused(t, ring, complex(1, 2))

	// What they reveal is stored.
	for _, v := range []string{number.Reveal(), desensitize.Redact(secret).Reveal()} {
		if got, err := sealValue(t, ring, v); err != nil || string(got) != v {
			t.Errorf("%q, %v", got, err)
		}
	}
}

// What was sealed as another type is an error, and not a wrong value.
func TestValueOfAnotherType(t *testing.T) {
	ring := create(t, config(newKEKs(1), crypto.NewMemoryStore()))
	const secret = "13800138000"
	check := func(v any, err error) {
		t.Helper()
		if !errors.Is(err, crypto.ErrEncoding) || strings.Contains(err.Error(), "8000") || !reflect.ValueOf(v).IsZero() {
			t.Errorf("%T: %v, %v", v, v, err)
		}
	}
	number := func(n int64) []byte { b, err := sealValue(t, ring, n); must(t, err); return b }
	for _, b := range []string{secret, "", "\x02", "\x00\x00"} {
		v1, err := openValue[bool](t, ring, []byte(b))
		check(v1, err)
		v2, err := openValue[int](t, ring, []byte(b))
		check(v2, err)
		v3, err := openValue[uint8](t, ring, []byte(b))
		check(v3, err)
		v4, err := openValue[float32](t, ring, []byte(b))
		check(v4, err)
		v5, err := openValue[float64](t, ring, []byte(b))
		check(v5, err)
		v6, err := openValue[time.Time](t, ring, []byte(b))
		check(v6, err)
		v7, err := openValue[customer](t, ring, []byte(b))
		check(v7, err)
		v8, err := openValue[netip.Prefix](t, ring, []byte(secret))
		check(v8, err)
	}
	v1, err := openValue[int8](t, ring, number(128))
	check(v1, err)
	v2, err := openValue[int32](t, ring, number(-1<<31-1))
	check(v2, err)
	v3, err := openValue[uint8](t, ring, number(256))
	check(v3, err)
	v4, err := openValue[uint16](t, ring, number(-1))
	check(v4, err)
}

func FuzzValue(f *testing.F) {
	ring := create(f, config(newKEKs(1), crypto.NewMemoryStore()))
	f.Add([]byte("13800138000"))
	f.Add([]byte(`{"name":"a","born":"2026-03-01T08:30:00Z","tags":[""],"any":[1]}`))
	f.Add([]byte("\x01\x00\x00\x00\x0e\xe1\x35\xf0\x08\x07\x5b\xcd\x15\xff\xff"))
	f.Add(make([]byte, 8))
	f.Fuzz(func(t *testing.T, plaintext []byte) {
		fuzzed[string](t, ring, plaintext)
		fuzzed[bool](t, ring, plaintext)
		fuzzed[int16](t, ring, plaintext)
		fuzzed[uint64](t, ring, plaintext)
		fuzzed[float32](t, ring, plaintext)
		fuzzed[time.Time](t, ring, plaintext)
		fuzzed[netip.AddrPort](t, ring, plaintext)
		fuzzed[customer](t, ring, plaintext)
		fuzzed[any](t, ring, plaintext)
	})
}

// fuzzed opens a plaintext as a T, and if it is one, seals and opens it again.
func fuzzed[T any](t *testing.T, ring *crypto.Keyring, plaintext []byte) {
	t.Helper()
	v, err := openValue[T](t, ring, plaintext)
	if err != nil {
		wantErr(t, "Open", err, crypto.ErrEncoding)
		return
	}
	b, err := sealValue(t, ring, v)
	if errors.Is(err, crypto.ErrEncoding) {
		return // such as a time that no longer has a form in JSON
	}
	must(t, err)
	again, err := openValue[T](t, ring, b)
	must(t, err)
	if c, err := sealValue(t, ring, again); err != nil || !slices.Equal(b, c) {
		t.Errorf("%T: %v became %v", v, v, again)
	}
}
