package disclosure

import (
	"bytes"
	"crypto/ecdh"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"log/slog"
	"strings"

	"github.com/tink-crypto/tink-go/v2/hybrid"
	"github.com/tink-crypto/tink-go/v2/hybrid/hpke"
	"github.com/tink-crypto/tink-go/v2/insecuresecretdataaccess"
	"github.com/tink-crypto/tink-go/v2/key"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/secretdata"
)

// The keys and their text forms; the package comment specifies them.
const (
	keyLen            = 32
	checkLen          = 3
	publicPrefix      = "privacykit-disclosure-public-v1."
	privatePrefix     = "privacykit-disclosure-private-v1."
	fingerprintDomain = "privacykit/disclosure/fingerprint/v1"
	hpkeInfo          = "privacykit/disclosure/hpke/v1"
)

// PublicKey is the key of a recipient, for which packages are sealed. It is comparable, a map key, and no secret. The zero
// PublicKey is invalid; GenerateKey, ParsePublicKey and PublicKeyFromKeyset make one.
type PublicKey struct{ b [keyLen]byte }

// ParsePublicKey reads the text form of a public key; white space around it is ignored. It returns ErrKey if the text is
// mistyped, is a private key, or is a point of small order, for which anybody could open.
func ParsePublicKey(text string) (PublicKey, error) {
	b, err := parseKey(text, publicPrefix, privatePrefix, "a private key where a public one belongs")
	if err != nil {
		return PublicKey{}, err
	}
	return newPublicKey(b)
}

// PublicKeyFromKeyset returns the key of a public Tink keyset, made by Tink in any language. The keyset must hold exactly one
// key, HPKE with DHKEM-X25519-HKDF-SHA256, HKDF-SHA256 and AES-256-GCM, with or without a prefix; otherwise the error is
// ErrKey.
func PublicKeyFromKeyset(h *keyset.Handle) (PublicKey, error) {
	k, err := onlyKey(h)
	if err != nil {
		return PublicKey{}, err
	}
	public, ok := k.(*hpke.PublicKey)
	if !ok {
		return PublicKey{}, fmt.Errorf("%w: keyset: a private key where a public one belongs", ErrKey)
	}
	return newPublicKey(public.PublicKeyBytes())
}

// newPublicKey refuses the points of small order: every secret shared with one is zero, so anybody could open. What crypto/ecdh
// makes of them is an error, whatever the private key.
func newPublicKey(b []byte) (PublicKey, error) {
	public, err := ecdh.X25519().NewPublicKey(b)
	if err != nil {
		return PublicKey{}, fmt.Errorf("%w: not an X25519 key", ErrKey)
	}
	private, err := ecdh.X25519().NewPrivateKey(bytes.Repeat([]byte{1}, keyLen))
	if err != nil {
		return PublicKey{}, fmt.Errorf("%w: X25519: %w", ErrKey, err) // GODEBUG=fips140=only
	}
	if _, err := private.ECDH(public); err != nil {
		return PublicKey{}, fmt.Errorf("%w: a point of small order", ErrKey)
	}
	return PublicKey{[keyLen]byte(b)}, nil
}

// IsValid says whether k is not the zero PublicKey.
func (k PublicKey) IsValid() bool { return k != PublicKey{} }

// String returns the text form of the key: a prefix and 56 characters a-z and 2-7, "invalid" for the zero PublicKey.
func (k PublicKey) String() string {
	if !k.IsValid() {
		return "invalid"
	}
	return keyText(publicPrefix, k.b[:])
}

// MarshalText returns the text form of the key, ErrKey for the zero PublicKey.
func (k PublicKey) MarshalText() ([]byte, error) {
	if !k.IsValid() {
		return nil, fmt.Errorf("%w: zero", ErrKey)
	}
	return []byte(k.String()), nil
}

// UnmarshalText is ParsePublicKey.
func (k *PublicKey) UnmarshalText(text []byte) (err error) {
	*k, err = ParsePublicKey(string(text))
	return err
}

// Fingerprint returns eight groups of five digits that stand for the key, about 132 bits. Who got a public key through a
// channel that somebody could have meddled with reads them to the recipient over another one, such as the telephone: if all
// eight groups agree, so do the keys. Of the zero PublicKey it is the empty string.
func (k PublicKey) Fingerprint() string {
	if !k.IsValid() {
		return ""
	}
	sum := sha256.Sum256(append([]byte(fingerprintDomain), k.b[:]...))
	var groups [len(sum) / 4]string
	for i := range groups {
		groups[i] = fmt.Sprintf("%05d", binary.BigEndian.Uint32(sum[4*i:])%100_000)
	}
	return strings.Join(groups[:], " ")
}

// seal seals a secret for the recipient: encapsulated key ‖ ciphertext ‖ tag.
func (k PublicKey) seal(secret []byte) ([]byte, error) {
	params, err := suite()
	if err != nil {
		return nil, err
	}
	public, err := hpke.NewPublicKey(k.b[:], 0, params)
	if err != nil {
		return nil, err
	}
	h, err := handle(public)
	if err != nil {
		return nil, err
	}
	enc, err := hybrid.NewHybridEncrypt(h)
	if err != nil {
		return nil, err
	}
	return enc.Encrypt(secret, []byte(hpkeInfo))
}

// PrivateKey opens what was sealed for its PublicKey. It stays with the recipient. Nothing that prints shows it; SecretText is
// the one way out. The zero PrivateKey opens nothing. It is safe for concurrent use.
type PrivateKey struct {
	_ [0]func() // incomparable
	k hidden[hpke.PrivateKey]
}

// GenerateKey makes a recipient's key. Use one for each sender, or even each disclosure, where that can be managed: who gets
// hold of a private key opens every package that was ever sealed for it.
func GenerateKey() (PrivateKey, error) {
	k, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		return PrivateKey{}, fmt.Errorf("%w: X25519: %w", ErrKey, err) // GODEBUG=fips140=only
	}
	b := k.Bytes()
	defer clear(b)
	return newPrivateKey(secretdata.NewBytesFromData(b, insecuresecretdataaccess.Token{}))
}

// ParsePrivateKey reads what SecretText returned; white space around it is ignored. It returns ErrKey if the text is mistyped
// or is a public key.
func ParsePrivateKey(text string) (PrivateKey, error) {
	b, err := parseKey(text, privatePrefix, publicPrefix, "a public key where a private one belongs")
	if err != nil {
		return PrivateKey{}, err
	}
	defer clear(b)
	return newPrivateKey(secretdata.NewBytesFromData(b, insecuresecretdataaccess.Token{}))
}

// PrivateKeyFromKeyset returns the key of a private Tink keyset: one that is kept encrypted by a KMS, or was made by Tink in
// another language. What PublicKeyFromKeyset says of the keyset holds here too.
func PrivateKeyFromKeyset(h *keyset.Handle) (PrivateKey, error) {
	k, err := onlyKey(h)
	if err != nil {
		return PrivateKey{}, err
	}
	private, ok := k.(*hpke.PrivateKey)
	if !ok {
		return PrivateKey{}, fmt.Errorf("%w: keyset: a public key where a private one belongs", ErrKey)
	}
	return newPrivateKey(private.PrivateKeyBytes())
}

func newPrivateKey(b secretdata.Bytes) (PrivateKey, error) {
	params, err := suite()
	if err != nil {
		return PrivateKey{}, err
	}
	k, err := hpke.NewPrivateKey(b, 0, params)
	if err != nil {
		return PrivateKey{}, fmt.Errorf("%w: not an X25519 key", ErrKey)
	}
	return PrivateKey{k: hide(k)}, nil
}

// Public returns the public key, which senders get. Of the zero PrivateKey it is the zero PublicKey.
func (k PrivateKey) Public() PublicKey {
	private := k.k.get()
	if private == nil {
		return PublicKey{}
	}
	public, err := private.PublicKey()
	if err != nil {
		return PublicKey{}
	}
	return PublicKey{[keyLen]byte(public.(*hpke.PublicKey).PublicKeyBytes())}
}

// SecretText returns the key itself in its text form, to be written where only the recipient can read it, such as a file of
// mode 0600, and nowhere else. Of the zero PrivateKey it is the empty string. A key that a KMS is to protect is better made as
// a Tink keyset (PrivateKeyFromKeyset).
func (k PrivateKey) SecretText() string {
	private := k.k.get()
	if private == nil {
		return ""
	}
	b := private.PrivateKeyBytes().Data(insecuresecretdataaccess.Token{})
	defer clear(b)
	return keyText(privatePrefix, b)
}

// String returns the same words for every key.
func (k PrivateKey) String() string { return "disclosure.PrivateKey" }

// LogValue is String.
func (k PrivateKey) LogValue() slog.Value { return slog.StringValue(k.String()) }

// MarshalText always fails, and with it encoding/json: SecretText says what is meant.
func (k PrivateKey) MarshalText() ([]byte, error) {
	return nil, fmt.Errorf("%w: a private key has no other form than SecretText", ErrArgument)
}

// open opens what seal sealed.
func (k PrivateKey) open(sealed []byte) ([]byte, error) {
	h, err := handle(k.k.get())
	if err != nil {
		return nil, err
	}
	dec, err := hybrid.NewHybridDecrypt(h)
	if err != nil {
		return nil, err
	}
	return dec.Decrypt(sealed, []byte(hpkeInfo))
}

// suite is the one suite of the format. Without a prefix, a ciphertext of Tink is that of RFC 9180.
func suite() (*hpke.Parameters, error) {
	return hpke.NewParameters(hpke.ParametersOpts{
		KEMID: hpke.DHKEM_X25519_HKDF_SHA256, KDFID: hpke.HKDFSHA256, AEADID: hpke.AES256GCM, Variant: hpke.VariantNoPrefix,
	})
}

// onlyKey returns the key of a keyset that has one, of this suite, whatever its prefix.
func onlyKey(h *keyset.Handle) (key.Key, error) {
	if h.Len() != 1 {
		return nil, fmt.Errorf("%w: keyset: not exactly one key", ErrKey)
	}
	entry, err := h.Primary()
	if err != nil || entry.KeyStatus() != keyset.Enabled {
		return nil, fmt.Errorf("%w: keyset: no enabled primary key", ErrKey)
	}
	params, ok := entry.Key().Parameters().(*hpke.Parameters)
	if !ok || params.KEMID() != hpke.DHKEM_X25519_HKDF_SHA256 || params.KDFID() != hpke.HKDFSHA256 || params.AEADID() != hpke.AES256GCM {
		return nil, fmt.Errorf("%w: keyset: not an HPKE key of this suite", ErrKey)
	}
	return entry.Key(), nil
}

// handle makes the keyset of one key that Tink asks for.
func handle(k key.Key) (*keyset.Handle, error) {
	m := keyset.NewManager()
	id, err := m.AddKey(k)
	if err != nil {
		return nil, err
	}
	if err := m.SetPrimary(id); err != nil {
		return nil, err
	}
	return m.Handle()
}

var textEncoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// keyText returns the text form of a key: the prefix decides the check, so that no text is of both kinds.
func keyText(prefix string, b []byte) string {
	sum := sha256.Sum256(append([]byte(prefix), b...))
	full := append(append(make([]byte, 0, keyLen+checkLen), b...), sum[:checkLen]...)
	defer clear(full)
	return prefix + textEncoding.EncodeToString(full)
}

// parseKey reads a text form with the prefix; other is that of the other kind, and mistaken says what it is.
func parseKey(text, prefix, other, mistaken string) ([]byte, error) {
	text = strings.TrimSpace(text)
	switch {
	case strings.HasPrefix(text, other):
		return nil, fmt.Errorf("%w: %s", ErrKey, mistaken)
	case !strings.HasPrefix(text, prefix):
		return nil, fmt.Errorf("%w: does not begin with %q", ErrKey, prefix)
	case len(text) != len(prefix)+textEncoding.EncodedLen(keyLen+checkLen):
		return nil, fmt.Errorf("%w: wrong length", ErrKey)
	}
	full, err := textEncoding.DecodeString(text[len(prefix):])
	if err != nil || len(full) != keyLen+checkLen || keyText(prefix, full[:keyLen]) != text {
		return nil, fmt.Errorf("%w: mistyped", ErrKey)
	}
	return full[:keyLen], nil
}
