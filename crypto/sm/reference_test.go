package sm_test

import (
	"encoding/binary"
	"math/bits"
)

// A second implementation of SM4-GCM, written to be read and slow, to compare the fast one with.

// gfMul multiplies in GF(2^8) modulo x^8+x^7+x^6+x^5+x^4+x^2+1, the field of the S-box.
func gfMul(a, b byte) (p byte) {
	for ; b > 0; b >>= 1 {
		if b&1 > 0 {
			p ^= a
		}
		carry := a >> 7
		a = a<<1 ^ carry*0xf5
	}
	return p
}

// refSBox is the S-box of SM4 computed: an affine map, the inverse in GF(2^8), the same map again.
var refSBox = func() (s [256]byte) {
	affine := func(x byte) (y byte) {
		for i := range 8 {
			y |= byte(bits.OnesCount8(bits.RotateLeft8(0xa7, i)&x)&1) << i
		}
		return y
	}
	for i := range s {
		x, inverse := affine(byte(i))^0xd3, byte(1)
		for range 254 {
			inverse = gfMul(inverse, x)
		}
		s[i] = affine(inverse) ^ 0xd3
	}
	return s
}()

// refTau puts each byte of a word through the S-box (GB/T 32907-2016, 6.2).
func refTau(x uint32) (y uint32) {
	for i := 0; i < 32; i += 8 {
		y |= uint32(refSBox[byte(x>>i)]) << i
	}
	return y
}

// refRoundKeys expands a key (GB/T 32907-2016, 7.3).
func refRoundKeys(key []byte) (rk [32]uint32) {
	var k [4]uint32
	for i, fk := range []uint32{0xa3b1bac6, 0x56aa3350, 0x677d9197, 0xb27022dc} {
		k[i] = binary.BigEndian.Uint32(key[4*i:]) ^ fk
	}
	for i := range rk {
		var ck uint32
		for j := range 4 {
			ck = ck<<8 | uint32(byte((4*i+j)*7))
		}
		b := refTau(k[1] ^ k[2] ^ k[3] ^ ck)
		rk[i] = k[0] ^ b ^ bits.RotateLeft32(b, 13) ^ bits.RotateLeft32(b, 23)
		k = [4]uint32{k[1], k[2], k[3], rk[i]}
	}
	return rk
}

// refBlock encrypts one block with SM4 (GB/T 32907-2016, 7.1).
func refBlock(key, block []byte) (out []byte) {
	var x [4]uint32
	for i := range x {
		x[i] = binary.BigEndian.Uint32(block[4*i:])
	}
	for _, rk := range refRoundKeys(key) {
		b := refTau(x[1] ^ x[2] ^ x[3] ^ rk)
		b ^= bits.RotateLeft32(b, 2) ^ bits.RotateLeft32(b, 10) ^ bits.RotateLeft32(b, 18) ^ bits.RotateLeft32(b, 24)
		x = [4]uint32{x[1], x[2], x[3], x[0] ^ b}
	}
	for i := range x {
		out = binary.BigEndian.AppendUint32(out, x[3-i])
	}
	return out
}

// refHash adds blocks to GHASH (NIST SP 800-38D, 6.4), bit by bit.
func refHash(h, y [2]uint64, data []byte) [2]uint64 {
	for len(data) > 0 {
		var block [16]byte
		data = data[copy(block[:], data):]
		x := [2]uint64{y[0] ^ binary.BigEndian.Uint64(block[:]), y[1] ^ binary.BigEndian.Uint64(block[8:])}
		v := h
		y = [2]uint64{}
		for i := range 128 {
			if x[i/64]>>(63-i%64)&1 > 0 {
				y[0], y[1] = y[0]^v[0], y[1]^v[1]
			}
			low := v[1] & 1
			v[0], v[1] = v[0]>>1^low*(0xe1<<56), v[1]>>1|v[0]<<63
		}
	}
	return y
}

// refSeal is SM4-GCM with a nonce of 12 bytes, in front (NIST SP 800-38D, 7.1).
func refSeal(key, nonce, plaintext, aad []byte) []byte {
	keystream := func(n uint32) []byte { return refBlock(key, binary.BigEndian.AppendUint32(nonce[:12:12], n)) }
	zero := refBlock(key, make([]byte, 16))
	h := [2]uint64{binary.BigEndian.Uint64(zero), binary.BigEndian.Uint64(zero[8:])}
	out := append([]byte{}, nonce...)
	for i, p := range plaintext {
		out = append(out, p^keystream(uint32(2 + i/16))[i%16])
	}
	lengths := binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, 8*uint64(len(aad))), 8*uint64(len(plaintext)))
	y := refHash(h, refHash(h, refHash(h, [2]uint64{}, aad), out[12:]), lengths)
	for i, m := range keystream(1) {
		out = append(out, m^byte(y[i/8]>>(56-i%8*8)))
	}
	return out
}
