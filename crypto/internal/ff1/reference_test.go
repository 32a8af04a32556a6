package ff1

import (
	"bytes"
	"crypto/aes"
	"encoding/binary"
	"math/big"
	"testing"
)

// reference is FF1 as SP 800-38G, 6.2, writes it, algorithms 6 and 7: slow and plain, for any length, with nothing of the package.
func reference(key []byte, radix int, tweak, x []byte, decrypt bool) []byte {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err)
	}
	base := big.NewInt(int64(radix))
	num := func(x []byte) *big.Int {
		n := new(big.Int)
		for _, d := range x {
			n.Add(n.Mul(n, base), big.NewInt(int64(d)))
		}
		return n
	}
	str := func(n *big.Int, size int) []byte {
		x := make([]byte, size)
		for i := size - 1; i >= 0; i-- {
			var d *big.Int
			n, d = new(big.Int).DivMod(n, base, new(big.Int))
			x[i] = byte(d.Int64())
		}
		return x
	}
	prf := func(data []byte) []byte {
		y := make([]byte, 16)
		for ; len(data) > 0; data = data[16:] {
			for i := range y {
				y[i] ^= data[i]
			}
			block.Encrypt(y, y)
		}
		return y
	}
	n, t := len(x), len(tweak)
	u := n / 2
	v := n - u
	a, b := x[:u], x[u:]
	all := new(big.Int).Exp(base, big.NewInt(int64(v)), nil)
	size := (new(big.Int).Sub(all, big.NewInt(1)).BitLen() + 7) / 8
	d := 4*((size+3)/4) + 4
	p := []byte{1, 2, 1, 0, 0, byte(radix), 10, byte(u)}
	p = binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(p, uint32(n)), uint32(t))
	for round := range 10 {
		i := round
		if decrypt {
			i = 9 - round
			a, b = b, a
		}
		q := append([]byte{}, tweak...)
		q = append(q, make([]byte, (16-(t+size+1)%16)%16)...)
		q = append(q, byte(i))
		q = append(q, num(b).FillBytes(make([]byte, size))...)
		s := prf(append(append([]byte{}, p...), q...))
		r := s
		for j := 1; len(s) < d; j++ {
			next := bytes.Clone(r)
			binary.BigEndian.PutUint32(next[12:], binary.BigEndian.Uint32(next[12:])^uint32(j))
			block.Encrypt(next, next)
			s = append(bytes.Clone(s), next...)
		}
		y := new(big.Int).SetBytes(s[:d])
		m := u
		if i%2 == 1 {
			m = v
		}
		if decrypt {
			y.Neg(y)
		}
		c := y.Mod(y.Add(num(a), y), new(big.Int).Exp(base, big.NewInt(int64(m)), nil))
		if decrypt {
			a = str(c, m)
			continue
		}
		a, b = b, str(c, m)
	}
	return append(bytes.Clone(a), b...)
}

func TestReferenceSamples(t *testing.T) {
	for i, s := range samples {
		key := unhex(t, sampleKey)[:s.keyBytes]
		x := reference(key, s.radix, unhex(t, s.tweak), numerals(s.plain), false)
		if text(x) != s.enc {
			t.Errorf("sample %d: %s; want %s", i+1, text(x), s.enc)
		}
		if x = reference(key, s.radix, unhex(t, s.tweak), x, true); text(x) != s.plain {
			t.Errorf("sample %d back: %s; want %s", i+1, text(x), s.plain)
		}
	}
}

// against compares the package with the reference, both ways.
func against(t *testing.T, key []byte, radix int, tweak, x []byte) {
	t.Helper()
	c, err := New(key, radix)
	if err != nil {
		t.Fatal(err)
	}
	got := bytes.Clone(x)
	if err := c.Encrypt(got, tweak); err != nil {
		t.Fatal(err)
	}
	if want := reference(key, radix, tweak, x, false); !bytes.Equal(got, want) {
		t.Fatalf("radix %d, %d numerals, tweak of %d bytes: %v encrypts to %v; want %v", radix, len(x), len(tweak), x, got, want)
	}
	if err := c.Decrypt(got, tweak); err != nil || !bytes.Equal(got, x) {
		t.Fatalf("radix %d, %d numerals, tweak of %d bytes: %v comes back as %v, %v", radix, len(x), len(tweak), x, got, err)
	}
	if err := c.Decrypt(got, tweak); err != nil {
		t.Fatal(err)
	}
	if want := reference(key, radix, tweak, x, true); !bytes.Equal(got, want) {
		t.Fatalf("radix %d, %d numerals, tweak of %d bytes: %v decrypts to %v; want %v", radix, len(x), len(tweak), x, got, want)
	}
}

func FuzzReference(f *testing.F) {
	f.Add([]byte("key"), true, []byte("tweak"), []byte("13800138000"))
	f.Add([]byte{}, false, []byte{}, bytes.Repeat([]byte{0xff}, MaxLen))
	f.Fuzz(func(t *testing.T, seed []byte, digits bool, tweak, x []byte) {
		if len(x) < MinLen || len(x) > MaxLen || len(tweak) > 100 {
			return
		}
		radix := 36
		if digits {
			radix = 10
		}
		key := make([]byte, 32)
		copy(key, seed)
		x = bytes.Clone(x)
		for i := range x {
			x[i] %= byte(radix)
		}
		against(t, key, radix, tweak, x)
	})
}
