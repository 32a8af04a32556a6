package crypto

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"hash"
	"slices"
)

// Suite is a set of algorithms: it seals fields and the keys that do, derives keys and commits to them, and makes the entries
// of a blind index. AES256 is the one of this package; package sm has the national algorithms (商用密码). An implementation of
// somebody else's takes an ID from 128.
type Suite interface {
	// ID is the second byte of each ciphertext: 1 is AES256, 2 that of package sm; 0 and 3, which marks a stream, are none.
	ID() byte

	// NewAEAD returns the AEAD of a key, which is made of secret, 32 bytes, or of as many of the first as the suite needs. Like
	// that of cipher.NewGCMWithRandomNonce it has NonceSize 0 and Overhead 28: Seal makes a random nonce of 12 bytes and
	// writes it in front, and is safe for concurrent use.
	NewAEAD(secret []byte) (cipher.AEAD, error)

	// NewHash returns a hash of 32 bytes or more, which also makes the HMAC of indexes.
	NewHash() hash.Hash
}

// AES256 is the Suite of AES-256-GCM (NIST SP 800-38D) and SHA-256. It is what a Config without Suites has.
type AES256 struct{}

// ID returns 1.
func (AES256) ID() byte { return 1 }

// NewAEAD implements Suite with cipher.NewGCMWithRandomNonce.
func (AES256) NewAEAD(secret []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(secret)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// NewHash returns SHA-256.
func (AES256) NewHash() hash.Hash { return sha256.New() }

// maxSuites bounds Config.Suites.
const maxSuites = 8

// checkSuites returns a copy of the suites, or the default for none.
func checkSuites(suites []Suite) ([]Suite, error) {
	refused := func(why string) ([]Suite, error) { return nil, fmt.Errorf("%w: Config.Suites: %s", ErrArgument, why) }
	if len(suites) == 0 {
		return []Suite{AES256{}}, nil
	}
	if len(suites) > maxSuites {
		return refused("too many")
	}
	var seen [256]bool
	for _, s := range suites {
		if s == nil {
			return refused("nil")
		}
		if s.ID() == 0 || s.ID() == streamID || seen[s.ID()] {
			return refused("an ID is 0, that of streams or twice there")
		}
		seen[s.ID()] = true
		if err := checkSuite(s); err != nil {
			return refused(err.Error())
		}
	}
	return slices.Clone(suites), nil
}

// checkSuite says what an own Suite does not do as it should.
func checkSuite(s Suite) error {
	aead, err := s.NewAEAD(make([]byte, secretLen))
	switch {
	case err != nil:
		return err
	case aead.NonceSize() != 0 || aead.Overhead() != nonceLen+tagLen:
		return errors.New("an AEAD has not the nonce and the tag that it should have")
	}
	if n := s.NewHash().Size(); n < sha256.Size || n > maxHash {
		return errors.New("a hash is too short or too long")
	}
	return nil
}

func suiteOrDefault(s Suite) Suite {
	if s == nil {
		return AES256{}
	}
	return s
}

// suiteOf returns which of the suites the first byte of a record's Wrapped names.
func (r *ring) suiteOf(rec *Record) (int, error) {
	for i, s := range r.suites {
		if s.ID() == rec.Wrapped[0] {
			return i, nil
		}
	}
	return 0, fmt.Errorf("%w: %s: %w", ErrKeyRecord, rec.Kind, ErrUnknownSuite)
}

// expand makes the AEAD of a secret, and a commitment to it.
func expand(s Suite, secret []byte, label string) (aead cipher.AEAD, commitment []byte, err error) {
	key, commitment, err := stretch(s.NewHash(), secret, label)
	if err != nil {
		return nil, nil, err
	}
	defer clear(key)
	if aead, err = s.NewAEAD(key); err != nil {
		return nil, nil, err
	}
	return aead, commitment, nil
}

// stretch makes a key of a secret, and a commitment to it, by the one-step key derivation of SP 800-56C Rev. 2, 4.1: 64 bytes, of
// which the first half is the key and the second the commitment.
func stretch(h hash.Hash, secret []byte, label string) (key, commitment []byte, err error) {
	if len(secret) == 0 || len(secret)%secretLen != 0 {
		return nil, nil, fmt.Errorf("%w: key length", ErrKeyRecord)
	}
	in := make([]byte, 0, 4+len(secret)+len(label)+2*secretLen+maxHash)
	in = append(append(append(in, 0, 0, 0, 0), secret...), label...)
	defer clear(in)
	out := in[len(in):]
	for len(out) < 2*secretLen {
		in[3]++
		h.Reset()
		h.Write(in)
		out = h.Sum(out)
	}
	return out[:secretLen:secretLen], out[secretLen : 2*secretLen : 2*secretLen], nil
}

// expandChecked is expand for a secret that comes out of rec.
func expandChecked(s Suite, rec *Record, secret []byte, label string) (cipher.AEAD, error) {
	aead, commitment, err := expand(s, secret, label)
	if err == nil {
		err = rec.checkCommitment(commitment)
	}
	if err != nil {
		return nil, err
	}
	return aead, nil
}

// commit returns the commitment of a secret without setting up its key.
func commit(s Suite, secret []byte, label string) ([]byte, error) {
	key, commitment, err := stretch(s.NewHash(), secret, label)
	clear(key)
	return commitment, err
}

func (r Record) checkCommitment(commitment []byte) error {
	if subtle.ConstantTimeCompare(commitment, r.Commitment) != 1 {
		return fmt.Errorf("%w: %s: commitment", ErrKeyRecord, r.Kind)
	}
	return nil
}
