// Package ff1 is the format-preserving encryption FF1 of NIST SP 800-38G with AES, for decimal digits and base 36.
//
// It encrypts a string of numerals to a string of as many numerals. Both halves of the Feistel network are kept as numbers of
// 64 bits, or 128 where base 36 needs them, which is why lengths end at MaxLen. The second public draft of SP 800-38G Rev. 1
// (2025-02) wants a domain of at least 1,000,000 strings; MinLen sees to that in both bases.
package ff1

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"errors"
	"math"
	"math/bits"
	"sync"
)

// MinLen and MaxLen bound the number of numerals.
const (
	MinLen = 6
	MaxLen = 38
)

// The errors of this package. They hold no input.
var (
	ErrRadix   = errors.New("ff1: radix is neither 10 nor 36")
	ErrLength  = errors.New("ff1: not 6 to 38 numerals")
	ErrNumeral = errors.New("ff1: numeral out of range")
)

// Cipher is FF1 under one key in one base. It is safe for concurrent use.
type Cipher struct {
	block cipher.Block
	radix uint64
	pow   [MaxLen/2 + 1]uint128 // of radix
	first [MaxLen + 1]uint128   // prefix without a tweak, by the number of numerals
	pool  sync.Pool             // of *state
}

// state is what a call passes to the block cipher, which would escape to the heap from anywhere else.
type state struct{ in, out [aes.BlockSize]byte }

// New returns FF1 for a key of 16, 24 or 32 bytes and radix 10 or 36.
func New(key []byte, radix int) (*Cipher, error) {
	if radix != 10 && radix != 36 {
		return nil, ErrRadix
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	c := &Cipher{block: block, radix: 10}
	if radix == 36 {
		c.radix = 36
	}
	c.pow[0].lo = 1
	for i := range len(c.pow) - 1 {
		c.pow[i+1] = c.pow[i].mulAdd(c.radix, 0)
	}
	c.pool.New = func() any { return new(state) }
	for n := MinLen; n <= MaxLen; n++ {
		c.first[n] = c.prefix(new(state), n, nil, 0)
	}
	return c, nil
}

// Encrypt encrypts the numerals x, each from 0 to radix-1, in place. It leaves x as it was when it returns an error.
func (c *Cipher) Encrypt(x, tweak []byte) error { return c.crypt(x, tweak, false) }

// Decrypt reverses Encrypt under the same tweak.
func (c *Cipher) Decrypt(x, tweak []byte) error { return c.crypt(x, tweak, true) }

// rounds of the Feistel network.
const rounds = 10

func (c *Cipher) crypt(x, tweak []byte, decrypt bool) error {
	if len(x) < MinLen || len(x) > MaxLen {
		return ErrLength
	}
	for _, n := range x {
		if uint64(n) >= c.radix {
			return ErrNumeral
		}
	}
	s := c.pool.Get().(*state)
	u := len(x) / 2
	if modV := c.pow[len(x)-u]; modV.hi == 0 {
		c.narrow(s, x, tweak, modV.lo, decrypt)
	} else {
		c.wide(s, x, tweak, modV, decrypt)
	}
	clear(s.in[:]) // they held personal data
	clear(s.out[:])
	c.pool.Put(s)
	return nil
}

// narrow does the rounds where a half fits 64 bits: up to 38 digits, or 24 numerals of base 36. modV is radix^v.
func (c *Cipher) narrow(s *state, x, tweak []byte, modV uint64, decrypt bool) {
	u := len(x) / 2
	width := (bits.Len64(modV-1) + 7) / 8
	pre := c.first[len(x)]
	if len(tweak) > 0 {
		pre = c.prefix(s, len(x), tweak, width)
	}
	modU := c.pow[u].lo
	a, b := c.number(x[:u]).lo, c.number(x[u:]).lo
	for i := range uint64(rounds) {
		if decrypt {
			i = rounds - 1 - i
		}
		mod := modU // of the half that the round changes
		if i%2 == 1 {
			mod = modV
		}
		from := b
		if decrypt {
			from = a
		}
		r := c.prf(s, pre, uint128{0, from}, i, width)
		var y uint64
		if width <= 4 { // S has 8 bytes
			y = r.hi % mod
		} else { // 12
			_, y = bits.Div64((r.hi>>32)%mod, r.hi<<32|r.lo>>32, mod)
		}
		if decrypt {
			if y = b - y; y > b { // below zero
				y += mod
			}
			a, b = y, a
			continue
		}
		// a + y overflows 64 bits where mod is 10^19.
		sum, carry := bits.Add64(a, y, 0)
		if carry == 1 || sum >= mod {
			sum -= mod
		}
		a, b = b, sum
	}
	c.numerals(x[:u], uint128{0, a})
	c.numerals(x[u:], uint128{0, b})
}

// wide does the rounds for 25 to 38 numerals of base 36, whose halves have up to 99 bits.
func (c *Cipher) wide(s *state, x, tweak []byte, modV uint128, decrypt bool) {
	u := len(x) / 2
	width := (64 + bits.Len64(modV.hi) + 7) / 8 // radix^v is no power of two, so radix^v - 1 has as many bits
	pre := c.first[len(x)]
	if len(tweak) > 0 {
		pre = c.prefix(s, len(x), tweak, width)
	}
	modU := c.pow[u]
	a, b := c.number(x[:u]), c.number(x[u:])
	for i := range uint64(rounds) {
		if decrypt {
			i = rounds - 1 - i
		}
		mod := modU
		if i%2 == 1 {
			mod = modV
		}
		from := b
		if decrypt {
			from = a
		}
		r := c.prf(s, pre, from, i, width)
		y := uint128{}.shiftIn(r.hi, 64, mod).shiftIn(r.lo, 64, mod) // S has 16 bytes
		if width > 12 {                                              // 20
			r.lo ^= 1
			y = y.shiftIn(c.encrypt(s, r).hi>>32, 32, mod)
		}
		if decrypt {
			if b.less(y) {
				b = b.add(mod)
			}
			a, b = b.sub(y), a
			continue
		}
		sum := a.add(y)
		if !sum.less(mod) {
			sum = sum.sub(mod)
		}
		a, b = b, sum
	}
	c.numerals(x[:u], a)
	c.numerals(x[u:], b)
}

// prefix returns what the last block of PRF(P ‖ Q) is added to: the CBC-MAC of everything before that block, and the end of
// the tweak where it reaches into the block. It is the same in every round.
func (c *Cipher) prefix(s *state, n int, tweak []byte, width int) uint128 {
	last := (len(tweak) + width) / aes.BlockSize // the index of the last block of Q, which holds the round and the number
	r := c.encrypt(s, uint128{
		1<<56 | 2<<48 | 1<<40 | c.radix<<16 | rounds<<8 | uint64(n/2&math.MaxUint8),
		uint64(n&math.MaxUint32)<<32 | uint64(len(tweak)&math.MaxUint32),
	})
	for i := range last + 1 {
		var block [aes.BlockSize]byte
		if at := i * aes.BlockSize; at < len(tweak) {
			copy(block[:], tweak[at:])
		}
		q := load(&block)
		r = uint128{r.hi ^ q.hi, r.lo ^ q.lo}
		if i < last {
			r = c.encrypt(s, r)
		}
	}
	return r
}

// prf returns PRF(P ‖ Q) of one round: the last block of Q ends with the round in one byte and the number in width bytes.
func (c *Cipher) prf(s *state, pre, number uint128, round uint64, width int) uint128 {
	if width < 8 {
		number.lo |= round << (8 * width)
	} else {
		number.hi |= round << (8 * (width - 8))
	}
	return c.encrypt(s, uint128{pre.hi ^ number.hi, pre.lo ^ number.lo})
}

func (c *Cipher) encrypt(s *state, b uint128) uint128 {
	binary.BigEndian.PutUint64(s.in[:8], b.hi)
	binary.BigEndian.PutUint64(s.in[8:], b.lo)
	c.block.Encrypt(s.out[:], s.in[:])
	return load(&s.out)
}

func load(b *[aes.BlockSize]byte) uint128 {
	return uint128{binary.BigEndian.Uint64(b[:8]), binary.BigEndian.Uint64(b[8:])}
}
