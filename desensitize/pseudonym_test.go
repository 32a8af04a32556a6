package desensitize_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"

	keys "github.com/khtong/privacykit/crypto"
	"github.com/khtong/privacykit/desensitize"
)

var _ desensitize.Pseudonymizer = (*keys.Keyring)(nil)

// fixedKey is a Pseudonymizer with a key that everybody knows.
type fixedKey struct{}

func (fixedKey) Pseudonym(audience, subject string) string {
	if subject == "" {
		return ""
	}
	mac := hmac.New(sha256.New, []byte("a key that everybody knows"))
	mac.Write([]byte(audience + "\x00" + subject))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}
