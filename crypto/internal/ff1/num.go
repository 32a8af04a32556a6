package ff1

import "math/bits"

// uint128 is a number of 128 bits. What is computed here stays below 2^100.
type uint128 struct{ hi, lo uint64 }

func (a uint128) add(b uint128) uint128 {
	lo, carry := bits.Add64(a.lo, b.lo, 0)
	hi, _ := bits.Add64(a.hi, b.hi, carry)
	return uint128{hi, lo}
}

func (a uint128) sub(b uint128) uint128 {
	lo, borrow := bits.Sub64(a.lo, b.lo, 0)
	hi, _ := bits.Sub64(a.hi, b.hi, borrow)
	return uint128{hi, lo}
}

func (a uint128) less(b uint128) bool { return a.hi < b.hi || a.hi == b.hi && a.lo < b.lo }

// shiftIn returns (a·2^n + w) mod m, for a below m.
func (a uint128) shiftIn(w uint64, n int, m uint128) uint128 {
	for i := n - 1; i >= 0; i-- {
		a = uint128{a.hi<<1 | a.lo>>63, a.lo<<1 | w>>i&1}
		if !a.less(m) {
			a = a.sub(m)
		}
	}
	return a
}

// mulAdd returns a·m + n.
func (a uint128) mulAdd(m, n uint64) uint128 {
	hi, lo := bits.Mul64(a.lo, m)
	return uint128{hi + a.hi*m, lo}.add(uint128{0, n})
}

// number returns the number that numerals stand for, the first one weighing most.
func (c *Cipher) number(x []byte) uint128 {
	var n uint128
	if c.pow[len(x)].hi == 0 {
		for _, d := range x {
			n.lo = n.lo*c.radix + uint64(d)
		}
		return n
	}
	for _, d := range x {
		n = n.mulAdd(c.radix, uint64(d))
	}
	return n
}

// numerals is the reverse of number; it fills x.
func (c *Cipher) numerals(x []byte, n uint128) {
	for i := len(x) - 1; i >= 0; i-- {
		var d uint64
		switch {
		case n.hi != 0:
			var hi uint64
			hi, n.hi = n.hi%c.radix, n.hi/c.radix
			n.lo, d = bits.Div64(hi, n.lo, c.radix)
		case c.radix == 10: // a constant divides faster
			n.lo, d = n.lo/10, n.lo%10
		default:
			n.lo, d = n.lo/36, n.lo%36
		}
		x[i] = byte(d)
	}
}
