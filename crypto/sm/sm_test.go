package sm_test

import (
	"bytes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/emmansun/gmsm/sm4"
	"github.com/khtong/privacykit/crypto/sm"
)

// secret has a half that counts and one that does not.
var secret = []byte("0123456789abcdef0123456789ABCDEF")

func newAEAD(tb testing.TB, secret []byte) cipher.AEAD {
	tb.Helper()
	aead, err := sm.Suite{}.NewAEAD(secret)
	if err != nil {
		tb.Fatal(err)
	}
	return aead
}

func random(rng *rand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(rng.Uint32())
	}
	return b
}

func TestSuite(t *testing.T) {
	if id := (sm.Suite{}).ID(); id != 2 {
		t.Errorf("ID = %d", id)
	}
	if h := (sm.Suite{}).NewHash(); h.Size() != 32 || h.BlockSize() != 64 {
		t.Errorf("hash of %d bytes, in blocks of %d", h.Size(), h.BlockSize())
	}
	aead := newAEAD(t, secret)
	if aead.NonceSize() != 0 || aead.Overhead() != 28 {
		t.Errorf("NonceSize %d, Overhead %d", aead.NonceSize(), aead.Overhead())
	}
	for _, n := range []int{0, 15, 16, 31, 33} {
		if aead, err := (sm.Suite{}).NewAEAD(make([]byte, n)); err == nil || aead != nil {
			t.Errorf("secret of %d bytes: %v, %v", n, aead, err)
		}
	}
	other := slices.Clone(secret)
	other[31] ^= 1
	sealed := aead.Seal(nil, nil, []byte("value"), nil)
	if got, err := newAEAD(t, other).Open(nil, nil, sealed, nil); err != nil || string(got) != "value" {
		t.Errorf("the second half of the secret counts: %q, %v", got, err)
	}
	other[15] ^= 1
	if _, err := newAEAD(t, other).Open(nil, nil, sealed, nil); err == nil {
		t.Error("opened under another key")
	}
}

// TestReference compares with the reference: all short lengths of value and data, and some longer ones.
func TestReference(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	check := func(size, data int) {
		key, plaintext, aad := random(rng, 32), random(rng, size), random(rng, data)
		aead := newAEAD(t, key)
		sealed := aead.Seal(nil, nil, plaintext, aad)
		if want := refSeal(key[:16], sealed[:12], plaintext, aad); !bytes.Equal(sealed, want) {
			t.Fatalf("%d bytes with %d: sealed %x; want %x", size, data, sealed, want)
		}
		if got, err := aead.Open(nil, nil, sealed, aad); err != nil || !bytes.Equal(got, plaintext) {
			t.Fatalf("%d bytes with %d: opened %x, %v; want %x", size, data, got, err, plaintext)
		}
	}
	for size := range 70 {
		for _, data := range []int{0, 1, 13, 16, 90} {
			check(size, data)
			check(data, size)
		}
	}
	for _, size := range []int{127, 128, 129, 255, 256, 257, 511, 513, 1000} {
		check(size, size)
	}
}

// TestMutation changes each bit of a sealed value, cuts and lengthens it, and changes each bit of its data: nothing opens,
// and nothing of the value is left in dst.
func TestMutation(t *testing.T) {
	aead, plaintext, aad := newAEAD(t, secret), []byte("110101199003070000"), []byte("customers.mobile")
	sealed := aead.Seal(nil, nil, plaintext, aad)
	refused := func(what string, sealed, aad []byte) {
		t.Helper()
		dst := make([]byte, 1, 64)
		if got, err := aead.Open(dst, nil, sealed, aad); err == nil || got != nil {
			t.Errorf("%s: opened: %q, %v", what, got, err)
		} else if bytes.Contains(dst[:64], plaintext[:8]) {
			t.Errorf("%s: refused, but the value stands in dst", what)
		}
	}
	for i := range 8 * len(sealed) {
		mutant := slices.Clone(sealed)
		mutant[i/8] ^= 1 << (i % 8)
		refused(fmt.Sprintf("bit %d", i), mutant, aad)
	}
	for i := range 8 * len(aad) {
		mutant := slices.Clone(aad)
		mutant[i/8] ^= 1 << (i % 8)
		refused(fmt.Sprintf("bit %d of the data", i), sealed, mutant)
	}
	for n := range sealed {
		refused(fmt.Sprintf("the first %d bytes", n), sealed[:n], aad)
		refused(fmt.Sprintf("without the first %d bytes", n+1), sealed[n+1:], aad)
	}
	refused("a byte more", append(slices.Clone(sealed), 0), aad)
	refused("no data", sealed, nil)
	refused("longer data", sealed, append(slices.Clone(aad), 0))
}

// TestNonces seals one value often: no nonce comes twice, and none is empty.
func TestNonces(t *testing.T) {
	aead, seen := newAEAD(t, secret), map[string]bool{string(make([]byte, 12)): true}
	for range 10_000 {
		nonce := string(aead.Seal(nil, nil, nil, nil)[:12])
		if seen[nonce] {
			t.Fatalf("nonce %x again", nonce)
		}
		seen[nonce] = true
	}
}

// TestBuffers seals and opens into slices of every kind that cipher.AEAD allows.
func TestBuffers(t *testing.T) {
	aead, aad := newAEAD(t, secret), []byte("data")
	for _, size := range []int{0, 1, 11, 12, 13, 16, 17, 28, 65} {
		plaintext := random(rand.New(rand.NewPCG(3, 4)), size)
		for _, head := range []int{0, 5} { // what dst holds already
			for name, room := range map[string]int{"none": 0, "too little": size, "enough": size + 28, "more": size + 99} {
				prefix := []byte("head!")[:head]
				for _, inPlace := range []bool{false, true} {
					what := fmt.Sprintf("%d bytes behind %d, room %s, in place %v", size, head, name, inPlace)
					dst := append(make([]byte, 0, head+room), prefix...)
					in := plaintext
					if inPlace {
						if room < size {
							continue
						}
						in = append(dst, plaintext...)[head:]
					}
					sealed := aead.Seal(dst, nil, in, aad)
					if len(sealed) != head+size+28 || !bytes.HasPrefix(sealed, prefix) {
						t.Fatalf("%s: sealed %d bytes", what, len(sealed))
					}
					if !inPlace && !bytes.Equal(in, plaintext) {
						t.Fatalf("%s: Seal changed its input", what)
					}
					if want := refSeal(secret[:16], sealed[head:head+12], plaintext, aad); !bytes.Equal(sealed[head:], want) {
						t.Fatalf("%s: sealed %x; want %x", what, sealed[head:], want)
					}
					dst, before := make([]byte, head, head+room), slices.Clone(sealed)
					copy(dst, prefix)
					if inPlace {
						dst = sealed[:head]
					}
					opened, err := aead.Open(dst, nil, sealed[head:], aad)
					if err != nil || !bytes.Equal(opened, append(prefix[:head:head], plaintext...)) {
						t.Fatalf("%s: opened %x, %v", what, opened, err)
					}
					if !inPlace && !bytes.Equal(sealed, before) {
						t.Fatalf("%s: Open changed its input", what)
					}
				}
			}
		}
	}
}

// TestMisuse holds what cipher.AEAD forbids to a panic, never to a wrong result.
func TestMisuse(t *testing.T) {
	aead := newAEAD(t, secret)
	sealed := aead.Seal(nil, nil, make([]byte, 40), nil)
	for name, f := range map[string]func(buf []byte){
		"a nonce for Seal":                   func([]byte) { aead.Seal(nil, make([]byte, 12), nil, nil) },
		"a nonce for Open":                   func([]byte) { _, _ = aead.Open(nil, make([]byte, 12), sealed, nil) },
		"Seal into the middle of the value":  func(b []byte) { aead.Seal(b[20:20], nil, b[:40], nil) },
		"Seal where its nonce hits the end":  func(b []byte) { aead.Seal(b[35:35], nil, b[:40], nil) },
		"Seal behind the value's beginning":  func(b []byte) { aead.Seal(b[:0], nil, b[12:52], nil) },
		"Seal into the data":                 func(b []byte) { aead.Seal(b[:0], nil, nil, b[8:16]) },
		"Open into the middle":               func(b []byte) { _, _ = aead.Open(b[3:3], nil, b[:68], nil) },
		"Open behind the nonce":              func(b []byte) { _, _ = aead.Open(b[12:12], nil, b[:68], nil) },
		"Open into the data":                 func(b []byte) { _, _ = aead.Open(b[100:100], nil, b[:68], b[110:120]) },
		"Open in place, the data in between": func(b []byte) { _, _ = aead.Open(b[:0], nil, b[:68], b[4:8]) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			buf := make([]byte, 200)
			copy(buf, sealed)
			f(buf)
		})
	}
	buf := make([]byte, 200) // two parts of one array are no misuse
	got := aead.Seal(buf[100:100], nil, append(buf[:0], "value"...), buf[5:9])
	if got, err := aead.Open(buf[:0], nil, got, buf[5:9]); err != nil || string(got) != "value" {
		t.Errorf("parts of one array: %q, %v", got, err)
	}
}

func TestConcurrent(t *testing.T) {
	aead := newAEAD(t, secret)
	var wg sync.WaitGroup
	for n := range 8 {
		wg.Go(func() {
			rng := rand.New(rand.NewPCG(uint64(n), 0))
			for range 500 {
				plaintext, aad := random(rng, rng.IntN(100)), random(rng, rng.IntN(100))
				got, err := aead.Open(nil, nil, aead.Seal(nil, nil, plaintext, aad), aad)
				if err != nil || !bytes.Equal(got, plaintext) {
					t.Errorf("opened %x, %v; want %x", got, err, plaintext)
					return
				}
			}
		})
	}
	wg.Wait()
}

func FuzzOpen(f *testing.F) {
	f.Add([]byte{}, []byte{})
	f.Add([]byte("110101199003070000"), []byte("customers.mobile"))
	f.Add(make([]byte, 28), make([]byte, 13))
	aead := newAEAD(f, secret)
	f.Fuzz(func(t *testing.T, in, aad []byte) {
		if got, err := aead.Open(nil, nil, in, aad); err == nil && !bytes.Equal(in, refSeal(secret[:16], in[:12], got, aad)) {
			t.Errorf("opened what the reference does not seal: %x", in)
		}
		sealed := aead.Seal(nil, nil, in, aad)
		if want := refSeal(secret[:16], sealed[:12], in, aad); !bytes.Equal(sealed, want) {
			t.Errorf("sealed %x; want %x", sealed, want)
		}
		if got, err := aead.Open(nil, nil, sealed, aad); err != nil || !bytes.Equal(got, in) {
			t.Errorf("opened %x, %v; want %x", got, err, in)
		}
	})
}

// TestLeak prints an AEAD in every way and nested in every shape: neither the key shows nor what it is expanded to. The block
// cipher inside, printed in the same ways, does show that.
func TestLeak(t *testing.T) {
	block, err := sm4.NewCipher(secret[:16])
	if err != nil {
		t.Fatal(err)
	}
	if key, expanded := shows(newAEAD(t, secret)); key || expanded {
		t.Errorf("an AEAD shows its key: %v, what it is expanded to: %v", key, expanded)
	}
	if _, expanded := shows(block); !expanded {
		t.Error("the test does not see what a block cipher shows")
	}
}

// shows reports whether a value of the key secret prints the key, and what it is expanded to.
func shows(value any) (key, expanded bool) {
	type exported struct{ V any }
	type unexported struct{ v any }
	var out bytes.Buffer
	for _, shape := range []any{
		value, &value, []any{value}, map[string]any{"k": value}, exported{value}, &exported{value}, unexported{value}, &unexported{value},
	} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%p", "%T"} {
			fmt.Fprintf(&out, verb+"\n", shape)
		}
		if b, err := json.Marshal(shape); err == nil {
			out.Write(b)
		}
		slog.New(slog.NewTextHandler(&out, nil)).Info("m", "k", shape, slog.Group("g", "k", shape))
		slog.New(slog.NewJSONHandler(&out, nil)).Info("m", "k", shape, slog.Group("g", "k", shape))
	}
	printed, half := strings.ToLower(out.String()), secret[:8]
	numbers := strings.Trim(fmt.Sprintf("%d", half), "[]")
	for _, s := range []string{string(half), hex.EncodeToString(half), base64.StdEncoding.EncodeToString(half)[:10], numbers} {
		key = key || strings.Contains(printed, strings.ToLower(s))
	}
	found := 0 // an address can look like one
	for _, rk := range refRoundKeys(secret) {
		if strings.Contains(printed, fmt.Sprint(rk)) || strings.Contains(printed, fmt.Sprintf("%x", rk)) {
			found++
		}
	}
	return key, found > 1
}
