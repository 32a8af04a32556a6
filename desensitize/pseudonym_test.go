package desensitize_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"

	keys "github.com/khtong/privacykit/crypto"
	"github.com/khtong/privacykit/desensitize"
	"github.com/khtong/privacykit/identifiers"
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

// recorder is a Pseudonymizer that knows what it was asked.
type recorder struct{ asked map[string]bool }

func (r recorder) Pseudonym(audience, subject string) string {
	r.asked[audience+"\x00"+subject] = true
	return "p"
}

// answer is a Pseudonymizer that always says the same.
type answer string

func (a answer) Pseudonym(string, string) string { return string(a) }

func TestPseudonym(t *testing.T) {
	asked := map[string]bool{}
	rules := map[identifiers.Kind]desensitize.Rule{identifiers.Mobile: "pseudonym"}
	v, err := desensitize.NewView(rules, &desensitize.ViewOptions{Audience: "analyst", Pseudonymizer: recorder{asked}})
	if err != nil {
		t.Fatal(err)
	}
	if got := v.Mask(identifiers.Mobile, "138 1234 5678"); got != "p" || len(asked) != 1 || !asked["analyst\x00+8613812345678"] {
		t.Errorf("%q, asked for %v", got, asked)
	}
	if got := v.Mask(identifiers.Mobile, "1381234567"); got != desensitize.Hidden || len(asked) != 1 {
		t.Errorf("of an invalid value %q, asked for %v", got, asked)
	}
	for _, none := range []answer{"", "\xff"} {
		v, err := desensitize.NewView(rules, &desensitize.ViewOptions{Audience: "analyst", Pseudonymizer: none})
		if err != nil {
			t.Fatal(err)
		}
		if got := v.Mask(identifiers.Mobile, "13812345678"); got != desensitize.Hidden {
			t.Errorf("%q for the pseudonym %q", got, none)
		}
	}
	for _, opts := range []*desensitize.ViewOptions{
		nil,
		{Audience: "analyst"},
		{Pseudonymizer: fixedKey{}},
		{Audience: "\xff", Pseudonymizer: fixedKey{}},
		{Audience: strings.Repeat("x", 257), Pseudonymizer: fixedKey{}},
	} {
		for _, r := range []desensitize.Rule{"pseudonym", "shift 3"} {
			if _, err := desensitize.NewView(map[identifiers.Kind]desensitize.Rule{"day": r}, opts); err == nil {
				t.Errorf("%q with %v is no error", r, opts)
			}
		}
	}
}
