package crypto_test

import (
	"bytes"
	"crypto/fips140"
	"os"
	"os/exec"
	"testing"

	"github.com/khtong/privacykit/crypto"
)

// TestFIPS runs this binary again under each setting of GODEBUG=fips140.
func TestFIPS(t *testing.T) {
	if mode := os.Getenv("PRIVACYKIT_TEST_FIPS"); mode != "" {
		if !fips140.Enabled() {
			t.Fatal("FIPS 140 mode is off")
		}
		keks, store := newKEKs(2), crypto.NewMemoryStore()
		ring := create(t, config(keks, store))
		sealed := seal(t, ring, "s", "value")
		if mode == "on" {
			got, err := openStream(t, ring, photo, "s", bytes.NewReader(sealStream(t, ring, photo, "s", []byte("JPEG"))))
			if err != nil || string(got) != "JPEG" {
				t.Errorf("stream: %q, %v", got, err)
			}
		} else {
			var dst bytes.Buffer
			if w, err := ring.SealWriter(t.Context(), photo, "s", &dst); err == nil || w != nil || dst.Len() > 0 {
				t.Errorf("SealWriter wrote %d bytes, %v", dst.Len(), err)
			}
			header := append([]byte{0x80, 3, 0, 0, 0, 1, 40}, make([]byte, 100)...)
			if r, err := ring.OpenReader(t.Context(), photo, "s", bytes.NewReader(header)); err == nil || r != nil {
				t.Error("OpenReader opened a stream")
			}
		}
		gone := seal(t, ring, "gone", "value")
		index, err := ring.NewIndex(byMobile, crypto.Part{Field: mobile})
		must(t, err)
		_, err = index.Of("s", "13800138000")
		must(t, err)
		tokens, err := ring.NewTokens("d", crypto.TokenMobile, nil)
		must(t, err)
		_, err = tokens.Tokenize("13800138000")
		must(t, err)
		_, err = ring.Erase(t.Context(), "gone", nil)
		must(t, err)
		must(t, ring.Rotate(t.Context(), "s"))
		advance(t, ring, 2)
		rewrapAll(t, ring, 1)
		must(t, ring.DestroyEpoch(t.Context(), 1))
		ring = open(t, config(keks, store))
		wantOpen(t, ring, "s", sealed, "value")
		_, err = ring.OpenString(t.Context(), mobile, "gone", gone)
		wantErr(t, "erased", err, crypto.ErrErased)
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
