package ff1

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
)

// samples are the nine examples that NIST publishes for FF1, with SP 800-38G among its Cryptographic Standards and Guidelines
// examples with intermediate values ("FF1samples").
var samples = []struct {
	keyBytes   int
	radix      int
	tweak      string
	plain, enc string
}{
	{16, 10, "", "0123456789", "2433477484"},
	{16, 10, "39383736353433323130", "0123456789", "6124200773"},
	{16, 36, "3737373770717273373737", "0123456789abcdefghi", "a9tv40mll9kdu509eum"},
	{24, 10, "", "0123456789", "2830668132"},
	{24, 10, "39383736353433323130", "0123456789", "2496655549"},
	{24, 36, "3737373770717273373737", "0123456789abcdefghi", "xbj3kv35jrawxv32ysr"},
	{32, 10, "", "0123456789", "6657667009"},
	{32, 10, "39383736353433323130", "0123456789", "1001623463"},
	{32, 36, "3737373770717273373737", "0123456789abcdefghi", "xs8a0azh2avyalyzuwd"},
}

const (
	sampleKey = "2b7e151628aed2a6abf7158809cf4f3cef4359d8d580aa4f7f036d6f04fc6a94"
	alphabet  = "0123456789abcdefghijklmnopqrstuvwxyz"
)

func numerals(s string) []byte {
	x := make([]byte, len(s))
	for i := range s {
		x[i] = byte(strings.IndexByte(alphabet, s[i]))
	}
	return x
}

func text(x []byte) string {
	s := make([]byte, len(x))
	for i, n := range x {
		s[i] = alphabet[n]
	}
	return string(s)
}

func unhex(tb testing.TB, s string) []byte {
	tb.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

func TestSamples(t *testing.T) {
	for i, s := range samples {
		c, err := New(unhex(t, sampleKey)[:s.keyBytes], s.radix)
		if err != nil {
			t.Fatal(err)
		}
		x := numerals(s.plain)
		if err := c.Encrypt(x, unhex(t, s.tweak)); err != nil || text(x) != s.enc {
			t.Errorf("sample %d: %s, %v; want %s", i+1, text(x), err, s.enc)
		}
		if err := c.Decrypt(x, unhex(t, s.tweak)); err != nil || text(x) != s.plain {
			t.Errorf("sample %d back: %s, %v; want %s", i+1, text(x), err, s.plain)
		}
	}
}

// TestReference goes through every length, every place where a tweak can end in a block, and the ends of the domain.
func TestReference(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	key, tweak := make([]byte, 32), make([]byte, 40)
	step := 1
	if testing.Short() {
		step = 13
	}
	for _, radix := range []int{10, 36} {
		for n := MinLen; n <= MaxLen; n++ {
			for size := 0; size < len(tweak); size += step {
				for i := range key {
					key[i] = byte(rng.Uint32())
				}
				x := make([]byte, n)
				for i := range x {
					switch size {
					case 0: // all zero
					case 1:
						x[i] = byte(radix - 1)
					default:
						x[i] = byte(rng.IntN(radix))
					}
				}
				tweak[size] = byte(rng.Uint32())
				against(t, key[:16+16*(size%2)], radix, tweak[:size], x)
			}
		}
	}
}

// TestBijective encrypts the whole smallest domain: all million strings of six digits are reached, each once.
func TestBijective(t *testing.T) {
	c, err := New(make([]byte, 32), 10)
	if err != nil {
		t.Fatal(err)
	}
	if testing.Short() {
		t.Skip("a million strings")
	}
	const all = 1_000_000
	seen := make([]bool, all)
	fixed := 0
	for i := range all {
		x := make([]byte, 6)
		c.numerals(x, uint128{0, uint64(i)})
		if err := c.Encrypt(x, nil); err != nil {
			t.Fatal(err)
		}
		at := c.number(x).lo
		if seen[at] {
			t.Fatalf("%06d is reached twice", at)
		}
		seen[at] = true
		if at == uint64(i) {
			fixed++
		}
	}
	if fixed > 10 { // of a random permutation, one on average
		t.Errorf("%d strings encrypt to themselves", fixed)
	}
}

func TestRefused(t *testing.T) {
	for _, radix := range []int{-1, 0, 2, 16, 37, 256} {
		if _, err := New(make([]byte, 32), radix); !errors.Is(err, ErrRadix) {
			t.Errorf("radix %d: %v", radix, err)
		}
	}
	for _, n := range []int{0, 15, 31, 33} {
		if _, err := New(make([]byte, n), 10); err == nil {
			t.Errorf("a key of %d bytes", n)
		}
	}
	for _, radix := range []int{10, 36} {
		c, err := New(make([]byte, 16), radix)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range []func(x, tweak []byte) error{c.Encrypt, c.Decrypt} {
			for _, n := range []int{0, 1, 5, 39, 1000} {
				if err := f(make([]byte, n), nil); !errors.Is(err, ErrLength) {
					t.Errorf("%d numerals: %v", n, err)
				}
			}
			for i := range 11 {
				for _, bad := range []byte{byte(radix), '0', 255} {
					x := make([]byte, 11)
					x[i] = bad
					was := bytes.Clone(x)
					if err := f(x, nil); !errors.Is(err, ErrNumeral) || !bytes.Equal(x, was) {
						t.Errorf("numeral %d: %v, %v", bad, err, x)
					}
				}
			}
		}
	}
}

func TestConcurrent(t *testing.T) {
	c, err := New(make([]byte, 32), 36)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := range 200 {
				x := bytes.Repeat([]byte{byte(i % 36)}, MinLen+(g+i)%(MaxLen-MinLen+1))
				was := bytes.Clone(x)
				if err := errors.Join(c.Encrypt(x, was[:g]), c.Decrypt(x, was[:g])); err != nil || !bytes.Equal(x, was) {
					t.Errorf("%v comes back as %v, %v", was, x, err)
					return
				}
			}
		})
	}
	wg.Wait()
}

// BenchmarkEncrypt: 11 digits as a mobile number, the longest digits, and what needs wide halves.
func BenchmarkEncrypt(b *testing.B) {
	for _, bench := range []struct{ radix, n int }{{10, 11}, {10, 17}, {10, 38}, {36, 18}, {36, 38}} {
		b.Run(fmt.Sprintf("base%d-%d", bench.radix, bench.n), func(b *testing.B) {
			c, err := New(make([]byte, 32), bench.radix)
			if err != nil {
				b.Fatal(err)
			}
			x := make([]byte, bench.n)
			b.ReportAllocs()
			for b.Loop() {
				if err := c.Encrypt(x, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkReference is the reference with math/big, on 11 digits.
func BenchmarkReference(b *testing.B) {
	key, x := make([]byte, 32), make([]byte, 11)
	b.ReportAllocs()
	for b.Loop() {
		x = reference(key, 10, nil, x, false)
	}
}
