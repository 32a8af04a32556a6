package sm

import (
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"slices"
)

const (
	nonceLen = 12
	tagLen   = 16
)

var errOpen = errors.New("sm: message authentication failed")

// gcm is GCM with random nonces, which stand in front of the ciphertext.
type gcm struct {
	aead cipher.AEAD // takes nonces of nonceLen
}

func (g *gcm) NonceSize() int { return 0 }

func (g *gcm) Overhead() int { return nonceLen + tagLen }

func (g *gcm) Seal(dst, nonce, plaintext, additionalData []byte) []byte {
	checkNonce(nonce)
	start := len(dst)
	dst = slices.Grow(dst, nonceLen+len(plaintext)+tagLen)[:start+nonceLen+len(plaintext)+tagLen]
	out := dst[start:]
	inPlace := checkOverlap(out, plaintext, additionalData)
	if inPlace { // make room for the nonce
		copy(out[nonceLen:], plaintext)
		plaintext = out[nonceLen : nonceLen+len(plaintext)]
	}
	nonce = out[:nonceLen]
	_, _ = rand.Read(nonce) // never fails: it ends the program instead
	g.aead.Seal(out[nonceLen:nonceLen], nonce, plaintext, additionalData)
	return dst
}

func (g *gcm) Open(dst, nonce, ciphertext, additionalData []byte) ([]byte, error) {
	checkNonce(nonce)
	size := len(ciphertext) - nonceLen - tagLen
	if size < 0 {
		return nil, errOpen
	}
	start := len(dst)
	dst = slices.Grow(dst, size)[:start+size]
	out := dst[start:]
	nonce, sealed := ciphertext[:nonceLen], ciphertext[nonceLen:]
	if checkOverlap(out, ciphertext, additionalData) { // the nonce goes to the end, since the plaintext will stand where it is
		var n [nonceLen]byte
		copy(n[:], nonce)
		copy(ciphertext, sealed)
		sealed, nonce = ciphertext[:size+tagLen], ciphertext[size+tagLen:]
		copy(nonce, n[:])
	}
	if _, err := g.aead.Open(out[:0], nonce, sealed, additionalData); err != nil {
		return nil, errOpen
	}
	return dst, nil
}

func checkNonce(nonce []byte) {
	if len(nonce) != 0 {
		panic("sm: a nonce was passed to an AEAD that makes its own")
	}
}

// checkOverlap reports whether out begins where in does. It panics where cipher.AEAD forbids out to overlap in or
// additionalData, as far as overlap sees that.
func checkOverlap(out, in, additionalData []byte) (same bool) {
	same = len(out) > 0 && len(in) > 0 && &out[0] == &in[0]
	if !same && overlap(out, in) || overlap(out, additionalData) {
		panic("sm: invalid buffer overlap")
	}
	return same
}

// overlap reports whether a and b share bytes. It sees that of slices whose capacity ends at the same byte, as it does of all
// slices of one array unless somebody limited it.
func overlap(a, b []byte) bool {
	return len(a) > 0 && len(b) > 0 && &a[:cap(a)][cap(a)-1] == &b[:cap(b)][cap(b)-1] &&
		cap(a)-len(a) < cap(b) && cap(b)-len(b) < cap(a)
}
