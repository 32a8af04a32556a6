package crypto

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"hash"
	"slices"
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

// aesGCM is AES-256-GCM with nonces of its own: seal makes a random one and writes it before the ciphertext.
type aesGCM struct {
	aead  cipher.AEAD // of cipher.NewGCMWithRandomNonce
	nonce []byte      // empty, as that one wants it
}

func (g aesGCM) seal(dst, plaintext, aad []byte) []byte {
	return g.aead.Seal(dst, g.nonce, plaintext, aad)
}

func (g aesGCM) open(dst, sealed, aad []byte) ([]byte, error) {
	return g.aead.Open(dst, g.nonce, sealed, aad)
}

// expand makes the working key of a secret, ready to seal, and the commitment that goes into its record, by the one-step key
// derivation of SP 800-56C Rev. 2, 4.1, with SHA-512.
func expand(secret []byte, label string) (key aesGCM, commitment []byte, err error) {
	if len(secret) != secretLen {
		return aesGCM{}, nil, fmt.Errorf("%w: key length", ErrKeyRecord)
	}
	var in [96]byte // 4 bytes, the secret and the longest label
	defer clear(in[:])
	b := binary.BigEndian.AppendUint32(in[:0], 1)
	b = append(append(b, secret...), label...)
	out := sha512.Sum512(b)
	defer clear(out[:])
	block, err := aes.NewCipher(out[:32])
	if err != nil {
		return aesGCM{}, nil, err
	}
	if key.aead, err = cipher.NewGCMWithRandomNonce(block); err != nil {
		return aesGCM{}, nil, err
	}
	return key, slices.Clone(out[32:]), nil
}

// expandChecked is expand for a secret that comes out of rec.
func expandChecked(rec *Record, secret []byte, label string) (aesGCM, error) {
	key, commitment, err := expand(secret, label)
	if err != nil {
		return aesGCM{}, err
	}
	if subtle.ConstantTimeCompare(commitment, rec.Commitment) != 1 {
		return aesGCM{}, fmt.Errorf("%w: %s: commitment", ErrKeyRecord, rec.Kind)
	}
	return key, nil
}

// keyedHash is HMAC-SHA256 under one key, whose states are set up once and used again. It is safe for concurrent use.
type keyedHash struct{ pool sync.Pool }

// hashState is one reusable HMAC. Input and sum live in it because what is passed to a hash.Hash escapes to the heap.
type hashState struct {
	mac hash.Hash
	in  []byte
	sum [sha256.Size]byte
}

func newKeyedHash(key []byte) *keyedHash {
	h := new(keyedHash)
	h.pool.New = func() any { return &hashState{mac: hmac.New(sha256.New, key)} }
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
