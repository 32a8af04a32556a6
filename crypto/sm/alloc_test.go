package sm_test

import (
	"crypto/cipher"
	"crypto/hmac"
	"testing"

	"github.com/emmansun/gmsm/sm4"
	"github.com/khtong/privacykit/crypto/sm"
)

// TestNoAllocs holds Seal, Open and HMAC to reusing what they got. Where gmsm has no GCM of its own the standard library's
// makes garbage, as the package comment says.
func TestNoAllocs(t *testing.T) {
	block, err := sm4.NewCipher(secret[:16])
	if err != nil {
		t.Fatal(err)
	}
	_, fast := block.(interface {
		NewGCM(nonceSize, tagSize int) (cipher.AEAD, error)
	})
	aead, mac := newAEAD(t, secret), hmac.New(sm.Suite{}.NewHash, secret)
	value, aad := make([]byte, 18, 64), make([]byte, 90)
	sealed, buf, sum := aead.Seal(nil, nil, value, aad), make([]byte, 0, 64), make([]byte, 0, 32)
	for name, f := range map[string]func(){
		"Seal": func() { buf = aead.Seal(buf[:0], nil, value, aad) },
		"Open": func() { buf, err = aead.Open(buf[:0], nil, sealed, aad) },
		"both in place": func() {
			if buf, err = aead.Open(buf[:0], nil, aead.Seal(value[:0], nil, value, aad), aad); err == nil {
				buf, err = aead.Open(value[:0], nil, aead.Seal(value[:0], nil, value, aad), aad)
			}
		},
		"HMAC": func() { mac.Reset(); mac.Write(aad); sum = mac.Sum(sum[:0]) },
	} {
		n := testing.AllocsPerRun(200, f)
		if none := fast || name == "HMAC"; err != nil || none && n > 0 || !none && n == 0 {
			t.Errorf("%s: %v allocations, %v", name, n, err)
		}
	}
}
