package crypto

import (
	"crypto/hmac"
	"crypto/rand"
	"encoding/base32"
	"hash"
	"sync"
)

// secretLen is the length of a subject's and of an epoch's secret.
const secretLen = 32

// commitmentLen is the length of Record.Commitment.
const commitmentLen = 32

// newSecret returns a fresh random secret.
func newSecret() []byte {
	b := make([]byte, secretLen)
	_, _ = rand.Read(b) // never fails: it ends the program instead
	return b
}

// keyedHash is HMAC under one key, whose states are set up once and used again. It is safe for concurrent use.
type keyedHash struct{ pool sync.Pool }

// maxHash is the longest sum of a hash.
const maxHash = 64

// hashState is one reusable HMAC. Input and sum live in it because what is passed to a hash.Hash escapes to the heap.
type hashState struct {
	mac hash.Hash
	in  []byte
	sum [maxHash]byte
}

func newKeyedHash(newHash func() hash.Hash, key []byte) *keyedHash {
	h := new(keyedHash)
	h.pool.New = func() any { return &hashState{mac: hmac.New(newHash, key)} }
	return h
}

// state returns a state with empty input; the caller appends to in, calls finish, reads sum, and gives it back with put.
func (h *keyedHash) state() *hashState { return h.pool.Get().(*hashState) }

func (s *hashState) finish() {
	s.mac.Reset()
	s.mac.Write(s.in)
	s.mac.Sum(s.sum[:0])
}

func (h *keyedHash) put(s *hashState) {
	clear(s.in) // it held personal data
	s.in = s.in[:0]
	h.pool.Put(s)
}

// pseudonymLen is how many bytes of the HMAC a pseudonym keeps: 160 bits, which is 32 characters of base32.
const pseudonymLen = 20

var pseudonymText = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// pseudonym returns the HMAC of the parts, in 32 characters a-z and 2-7.
func (h *keyedHash) pseudonym(parts ...string) string {
	s := h.state()
	defer h.put(s)
	for _, p := range parts {
		s.in = appendPart(s.in, p)
	}
	s.finish()
	return pseudonymText.EncodeToString(s.sum[:pseudonymLen])
}
