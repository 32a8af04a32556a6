// Package sm is the Chinese national algorithms (商用密码, 国密) as a suite of package crypto: the block cipher SM4
// (GB/T 32907-2016) in Galois/Counter Mode and the hash SM3 (GB/T 32905-2016).
//
// The one thing here is [Suite], which a Keyring takes for values and keys, and an index for its entries:
//
//	crypto.Config{…, Suites: []crypto.Suite{sm.Suite{}}}
//	crypto.IndexOptions{…, Suite: sm.Suite{}}
//
// A service that has sealed with AES-256-GCM before lists both suites, and reads both; the example of Suite shows the steps.
//
// # What it covers
//
// SM4-GCM seals values and the secrets of subjects. SM3 derives the keys for that and commits to them, which GCM alone does not,
// and makes the entries of such an index, by HMAC. What the rest of package crypto does stays as it is: the keys of indexes and
// tokens and the names of subjects come from the tenant keyset by HKDF-SHA-256 and HMAC-SHA-256, tokens are made by FF1 with
// AES-256, and the KEK is whatever the host's KMS or HSM has. Files are AES-256-GCM alone, so SealWriter refuses to seal where
// this suite is the first. The file testdata/format_v1.json holds test vectors of package crypto's format with this suite.
//
// # What it is not
//
// It is software and has no product certificate (商用密码产品认证). An assessment of the use of commercial cryptography
// (商用密码应用安全性评估, by GB/T 39786-2021) asks for approved algorithms, and for certified products and the management of
// keys besides. This package helps with the first alone, for what is named above: the KEK in a certified HSM or KMS, and who may
// use it, are the host's.
//
// # Timing
//
// SM4 and SM3 are those of github.com/emmansun/gmsm. On amd64 and arm64 processors with instructions for AES and carry-less
// multiplication SM4 is computed by these, in constant time, but for one block of each Seal and Open, which masks the tag: it
// looks up tables, at places that depend on the key. Who runs code on the same processor can measure which parts of a table
// were used, and so learn about the key. With FORCE_SM4BLOCK_AESNI=1 in the environment of the program when it starts there are
// no such look-ups, and Seal and Open are somewhat slower. arm64 processors with instructions for SM4 need no setting. On every
// other processor, and in programs built with the tag purego, take it that all blocks look up tables, whatever the setting;
// Seal and Open may then allocate memory, too.
//
// # FIPS 140-3
//
// The algorithms are not approved by FIPS 140-3. GODEBUG=fips140=on takes no notice of them. With fips140=only NewAEAD returns
// an error, so that no Keyring opens and no index is made with the suite, and crypto/hmac panics on the hash.
package sm

import (
	"crypto/cipher"
	"crypto/fips140"
	"errors"
	"hash"

	"github.com/emmansun/gmsm/sm3"
	"github.com/emmansun/gmsm/sm4"
)

// Suite is SM4-GCM and SM3. The zero Suite is ready for use, also concurrently.
type Suite struct{}

// ID returns 2, the suite that ciphertexts name.
func (Suite) ID() byte { return 2 }

const (
	secretLen = 32 // of what a key is made of
	keyLen    = 16 // of SM4
)

// NewAEAD returns SM4-GCM (RFC 8998, NIST SP 800-38D) under the first 16 bytes of secret, which has 32. Like that of
// cipher.NewGCMWithRandomNonce it has NonceSize 0 and Overhead 28: Seal makes a random nonce of 12 bytes and writes it in
// front, the tag of 16 bytes is behind. It is safe for concurrent use, and seals in place as cipher.AEAD says. It allocates
// nothing when dst has room, on amd64 and arm64 processors with instructions for AES and carry-less multiplication.
//
// One key must seal at most 2^32 messages. GCM does not commit to its key: a message can be made that opens under two.
//
// NewAEAD returns an error if secret has another length, and with GODEBUG=fips140=only.
func (Suite) NewAEAD(secret []byte) (cipher.AEAD, error) {
	if len(secret) != secretLen {
		return nil, errors.New("sm: the secret of a key has not 32 bytes")
	}
	if fips140.Enforced() {
		return nil, errors.New("sm: SM4 is not approved by FIPS 140-3, and GODEBUG=fips140=only asks for what is")
	}
	block, err := sm4.NewCipher(secret[:keyLen])
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	return &gcm{aead}, nil
}

// NewHash returns SM3, whose sum has 32 bytes. HMAC of it is that of GB/T 15852.2 and RFC 2104.
func (Suite) NewHash() hash.Hash { return sm3.New() }
