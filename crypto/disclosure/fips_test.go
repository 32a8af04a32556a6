package disclosure_test

import (
	"bytes"
	"crypto/fips140"
	"os"
	"os/exec"
	"testing"

	"github.com/khtong/privacykit/crypto/disclosure"
)

// TestFIPS runs this binary again under each setting of GODEBUG=fips140.
func TestFIPS(t *testing.T) {
	switch os.Getenv("PRIVACYKIT_TEST_FIPS") {
	case "on":
		if !fips140.Enabled() {
			t.Fatal("FIPS 140 mode is off")
		}
		key := newKey(t)
		pkg, _ := seal(t, manifest(key), content{"a", "1"})
		_, _, _, err := open(bytes.NewReader(pkg), key)
		must(t, err)
		return
	case "only":
		_, err := disclosure.GenerateKey()
		wantErr(t, "GenerateKey", err, disclosure.ErrKey)
		_, err = disclosure.ParsePublicKey(refKeyText(publicPrefix, unhex(t, alicePublic)))
		wantErr(t, "ParsePublicKey", err, disclosure.ErrKey)
		_, err = disclosure.ParsePrivateKey(refKeyText(privatePrefix, unhex(t, alicePrivate)))
		wantErr(t, "ParsePrivateKey", err, disclosure.ErrKey)
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
