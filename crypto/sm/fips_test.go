package sm_test

import (
	"crypto/fips140"
	"crypto/hmac"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/khtong/privacykit/crypto"
	"github.com/khtong/privacykit/crypto/sm"
)

// TestFIPS runs this binary again under each setting of GODEBUG=fips140: on leaves the algorithms alone, only refuses them.
func TestFIPS(t *testing.T) {
	if mode := os.Getenv("PRIVACYKIT_TEST_FIPS"); mode != "" {
		if !fips140.Enabled() || fips140.Enforced() != (mode == "only") {
			t.Fatal("FIPS 140 mode is off")
		}
		aead, err := sm.Suite{}.NewAEAD(secret)
		if mode == "on" {
			if err != nil {
				t.Fatal(err)
			}
			got, err := aead.Open(nil, nil, aead.Seal(nil, nil, []byte("value"), nil), nil)
			if err != nil || string(got) != "value" {
				t.Errorf("%q, %v", got, err)
			}
			hmac.New(sm.Suite{}.NewHash, secret).Sum(nil)
			return
		}
		if err == nil || aead != nil || !strings.Contains(err.Error(), "SM4 is not approved") {
			t.Errorf("NewAEAD: %v, %v; want an error that says why", aead, err)
		}
		cfg := config(t, 1)
		for _, cfg.Suites = range [][]crypto.Suite{aesFirst, smOnly} {
			if _, err := crypto.CreateKeyring(t.Context(), cfg); !errors.Is(err, crypto.ErrArgument) {
				t.Errorf("CreateKeyring: %v; want %v", err, crypto.ErrArgument)
			}
		}
		defer func() {
			if recover() == nil {
				t.Error("HMAC does not panic")
			}
		}()
		hmac.New(sm.Suite{}.NewHash, secret)
		return
	}
	for _, mode := range []string{"on", "only"} {
		t.Run(mode, func(t *testing.T) {
			cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestFIPS$")
			cmd.Env = append(os.Environ(), "GODEBUG=fips140="+mode, "PRIVACYKIT_TEST_FIPS="+mode)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}
