package sm_test

import (
	"bytes"
	"crypto/hmac"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/emmansun/gmsm/sm4"
	"github.com/khtong/privacykit/crypto/sm"
)

func unhex(tb testing.TB, s string) []byte {
	tb.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

// TestSM4 encrypts the two examples of GB/T 32907-2016, A.1 and A.2, the second a million times over, and the first with the
// reference too.
func TestSM4(t *testing.T) {
	key := unhex(t, "0123456789abcdef fedcba9876543210")
	block, err := sm4.NewCipher(key)
	if err != nil {
		t.Fatal(err)
	}
	x := bytes.Clone(key)
	for n := range 1_000_000 {
		block.Encrypt(x, x)
		if n > 0 {
			continue
		}
		want, ref := unhex(t, "681edf34d206965e86b3e94f536e4246"), refBlock(key, key)
		if !bytes.Equal(x, want) || !bytes.Equal(ref, want) {
			t.Fatalf("encrypted once: %x; reference: %x", x, ref)
		}
	}
	if want := unhex(t, "595298c7c6fd271f0402f804c33d3f66"); !bytes.Equal(x, want) {
		t.Errorf("encrypted 1,000,000 times: %x", x)
	}
}

// TestSM4GCM opens the example of RFC 8998, A.1.
func TestSM4GCM(t *testing.T) {
	key := unhex(t, "0123456789abcdef fedcba9876543210")
	nonce := unhex(t, "000012345678 00000000abcd")
	aad := unhex(t, "feedfacedeadbeef feedfacedeadbeef abaddad2")
	plaintext := unhex(t, "aaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbb cccccccccccccccc dddddddddddddddd"+
		"eeeeeeeeeeeeeeee ffffffffffffffff eeeeeeeeeeeeeeee aaaaaaaaaaaaaaaa")
	want := append(bytes.Clone(nonce), unhex(t, "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"+
		"d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"+
		"83de3541e4c2b58177e065a9bf7b62ec")...)
	if got := refSeal(key, nonce, plaintext, aad); !bytes.Equal(got, want) {
		t.Errorf("reference: %x", got)
	}
	got, err := newAEAD(t, append(key, make([]byte, 16)...)).Open(nil, nil, want, aad)
	if err != nil || !bytes.Equal(got, plaintext) {
		t.Errorf("Open = %x, %v", got, err)
	}
}

// TestSM3 hashes the two examples of GB/T 32905-2016, A.1 and A.2, and a million letters, byte by byte too.
func TestSM3(t *testing.T) {
	for _, v := range []struct{ in, want string }{
		{"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"},
		{strings.Repeat("abcd", 16), "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"},
		{strings.Repeat("a", 1_000_000), "c8aaf89429554029e231941a2acc0ad61ff2a5acd8fadd25847a3a732b3b02c3"},
	} {
		h := sm.Suite{}.NewHash()
		h.Write([]byte(v.in))
		if got := hex.EncodeToString(h.Sum(nil)); got != v.want {
			t.Errorf("%.3q and so on, %d bytes: %s", v.in, len(v.in), got)
		}
		h.Reset()
		for i := range len(v.in) {
			h.Write([]byte{v.in[i]})
		}
		if got := hex.EncodeToString(h.Sum(nil)); got != v.want {
			t.Errorf("%.3q and so on, %d bytes, one at a time: %s", v.in, len(v.in), got)
		}
	}
}

// TestHMAC makes the HMAC-SM3 of GM/T 0042-2015, D.3, twice with one state, as package crypto does.
func TestHMAC(t *testing.T) {
	key := unhex(t, "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20 2122232425")
	for _, v := range []struct {
		key      []byte
		in, want string
	}{
		{
			key[:32], strings.Repeat("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 2),
			"ca05e144ed05d1857840d1f318a4a8669e559fc8391f414485bfdf7bb408963a",
		},
		{key, strings.Repeat("\xcd", 50), "220bf579ded555393f0159f66c99877822a3ecf610d1552154b41d44b94db3ae"},
		{bytes.Repeat([]byte{0x0b}, 32), "Hi There", "c0ba18c68b90c88bc07de794bfc7d2c8d19ec31ed8773bc2b390c9604e0be11e"},
		{[]byte("Jefe"), "what do ya want for nothing?", "2e87f1d16862e6d964b50a5200bf2b10b764faa9680a296a2405f24bec39f882"},
	} {
		mac := hmac.New(sm.Suite{}.NewHash, v.key)
		for range 2 {
			mac.Reset()
			mac.Write([]byte(v.in))
			if got := hex.EncodeToString(mac.Sum(nil)); got != v.want {
				t.Errorf("HMAC-SM3 of %q: %s; want %s", v.in, got, v.want)
			}
		}
	}
}
