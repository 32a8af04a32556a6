package disclosure_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/khtong/privacykit/crypto/disclosure"
	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/hybrid"
	"github.com/tink-crypto/tink-go/v2/insecuresecretdataaccess"
	"github.com/tink-crypto/tink-go/v2/keyset"
	tinkpb "github.com/tink-crypto/tink-go/v2/proto/tink_go_proto"
	"github.com/tink-crypto/tink-go/v2/secretdata"
	"github.com/tink-crypto/tink-go/v2/streamingaead"
	"github.com/tink-crypto/tink-go/v2/streamingaead/aesgcmhkdf"
)

func TestKeyTexts(t *testing.T) {
	for private, public := range map[string]string{alicePrivate: alicePublic, bobPrivate: bobPublic} {
		key, b := rfcKey(t, private), unhex(t, public)
		if got, want := key.Public().String(), refKeyText(publicPrefix, b); got != want {
			t.Errorf("public key: %s; want %s", got, want)
		}
		if got, want := key.SecretText(), refKeyText(privatePrefix, unhex(t, private)); got != want {
			t.Errorf("private key: %s; want %s", got, want)
		}
		if got, want := key.Public().Fingerprint(), refFingerprint(b); got != want || len(got) != 8*5+7 {
			t.Errorf("fingerprint: %s; want %s", got, want)
		}
	}
	key := newKey(t)
	again, err := disclosure.ParsePrivateKey("\n " + key.SecretText() + "\r\n")
	must(t, err)
	if again.SecretText() != key.SecretText() || again.Public() != key.Public() || newKey(t).Public() == key.Public() {
		t.Error("a key does not come back from its text, or two are equal")
	}
	var config struct{ Key disclosure.PublicKey }
	b, err := json.Marshal(map[string]disclosure.PublicKey{"Key": key.Public()})
	must(t, err)
	must(t, json.Unmarshal(b, &config))
	if config.Key != key.Public() {
		t.Error("a public key does not come back from JSON")
	}
}

// TestKeyMangled takes each text for every other thing, and changes each character to each other one.
func TestKeyMangled(t *testing.T) {
	key := rfcKey(t, alicePrivate)
	private, public := key.SecretText(), key.Public().String()
	parsePublic := func(s string) error { _, err := disclosure.ParsePublicKey(s); return err }
	parsePrivate := func(s string) error { _, err := disclosure.ParsePrivateKey(s); return err }
	wantText(t, "private for public", parsePublic(private), "a private key where a public one belongs")
	wantText(t, "public for private", parsePrivate(public), "a public key where a private one belongs")
	for _, c := range []struct {
		parse func(string) error
		text  string
	}{{parsePublic, public}, {parsePrivate, private}} {
		must(t, c.parse(c.text))
		var mangled []string
		for i := range c.text {
			mangled = append(mangled, c.text[:i], c.text[:i]+c.text[i+1:], c.text[:i]+"\n"+c.text[i+1:], c.text[:i]+"a"+c.text[i:])
			for _, r := range "abcdefghijklmnopqrstuvwxyz234567A18=-. \n" {
				mangled = append(mangled, c.text[:i]+string(r)+c.text[i+1:])
			}
			if i > 0 {
				mangled = append(mangled, c.text[:i]+"\n"+c.text[i:])
			}
		}
		mangled = append(mangled, strings.ToUpper(c.text), c.text+"a", c.text+"=", strings.TrimPrefix(c.text, "privacykit-"), c.text+c.text)
		for _, m := range mangled {
			if m == c.text {
				continue
			}
			err := c.parse(m)
			wantErr(t, "mangled", err, disclosure.ErrKey)
			if err != nil && strings.Contains(err.Error(), c.text[40:50]) {
				t.Errorf("the error shows the key: %v", err)
			}
		}
	}
	wantErr(t, "kind exchanged", parsePrivate(strings.Replace(public, "public", "private", 1)), disclosure.ErrKey)
	wantErr(t, "kind exchanged", parsePublic(strings.Replace(private, "private", "public", 1)), disclosure.ErrKey)
}

// TestSmallOrder refuses the points of small order, and the other encodings of them (x25519 leaves out the highest bit).
func TestSmallOrder(t *testing.T) {
	for _, point := range []string{
		strings.Repeat("00", 32), "01" + strings.Repeat("00", 31),
		"e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
		"5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
		"ec" + strings.Repeat("ff", 30) + "7f", "ed" + strings.Repeat("ff", 30) + "7f", "ee" + strings.Repeat("ff", 30) + "7f",
		strings.Repeat("00", 31) + "80", "ed" + strings.Repeat("ff", 31),
	} {
		_, err := disclosure.ParsePublicKey(refKeyText(publicPrefix, unhex(t, point)))
		wantErr(t, point, err, disclosure.ErrKey)
	}
}

func TestZeroKeys(t *testing.T) {
	var public disclosure.PublicKey
	var private disclosure.PrivateKey
	if public.IsValid() || public.String() != "invalid" || public.Fingerprint() != "" || private.Public() != public || private.SecretText() != "" {
		t.Error("a zero key has a form")
	}
	_, err := public.MarshalText()
	wantErr(t, "MarshalText", err, disclosure.ErrKey)
	_, err = disclosure.NewReader(strings.NewReader(""), private)
	wantErr(t, "NewReader", err, disclosure.ErrArgument)
	_, err = disclosure.NewReader(strings.NewReader(""))
	wantErr(t, "NewReader", err, disclosure.ErrArgument)
}

func tinkKey(tb testing.TB, template *tinkpb.KeyTemplate) (private, public *keyset.Handle) {
	tb.Helper()
	private, err := keyset.NewHandle(template)
	must(tb, err)
	public, err = private.Public()
	must(tb, err)
	return private, public
}

// TestTinkKeysets makes keys with Tink's own templates, and opens a package with nothing but Tink's own primitives.
func TestTinkKeysets(t *testing.T) {
	for name, template := range map[string]*tinkpb.KeyTemplate{
		"prefix": hybrid.DHKEM_X25519_HKDF_SHA256_HKDF_SHA256_AES_256_GCM_Key_Template(),
		"raw":    hybrid.DHKEM_X25519_HKDF_SHA256_HKDF_SHA256_AES_256_GCM_Raw_Key_Template(),
	} {
		t.Run(name, func(t *testing.T) {
			private, public := tinkKey(t, template)
			key, err := disclosure.PrivateKeyFromKeyset(private)
			must(t, err)
			publicKey, err := disclosure.PublicKeyFromKeyset(public)
			must(t, err)
			if key.Public() != publicKey {
				t.Fatal("private and public key do not belong together")
			}
			file := content{"large.bin", strings.Repeat("0123456789", 20_000)}
			m := manifest(key)
			m.Recipients[0].Key = publicKey
			pkg, _ := seal(t, m, file)
			if _, files, _, err := open(bytes.NewReader(pkg), key); err != nil || len(files) != 1 || files[0] != file {
				t.Fatalf("open: %v", err)
			}

			dec, err := hybrid.NewHybridDecrypt(private)
			must(t, err)
			entry, err := private.Primary()
			must(t, err)
			sealed := pkg[25+32+4+32:][:80]
			if name == "prefix" {
				sealed = append([]byte{1, byte(entry.KeyID() >> 24), byte(entry.KeyID() >> 16), byte(entry.KeyID() >> 8), byte(entry.KeyID())}, sealed...)
			}
			secret, err := dec.Decrypt(sealed, []byte("privacykit/disclosure/hpke/v1"))
			must(t, err)
			streamKey, _ := refExpand(string(secret))
			params, err := aesgcmhkdf.NewParameters(aesgcmhkdf.ParametersOpts{
				KeySizeInBytes: 32, DerivedKeySizeInBytes: 32, HKDFHashType: aesgcmhkdf.SHA256, SegmentSizeInBytes: 65536,
			})
			must(t, err)
			tinkStreamKey, err := aesgcmhkdf.NewKey(params, secretdata.NewBytesFromData(streamKey, insecuresecretdataaccess.Token{}))
			must(t, err)
			manager := keyset.NewManager()
			id, err := manager.AddKey(tinkStreamKey)
			must(t, err)
			must(t, manager.SetPrimary(id))
			handle, err := manager.Handle()
			must(t, err)
			streaming, err := streamingaead.New(handle)
			must(t, err)
			header := pkg[:25+32+4+112]
			r, err := streaming.NewDecryptingReader(bytes.NewReader(pkg[len(header):]), header)
			must(t, err)
			var plain bytes.Buffer
			_, err = plain.ReadFrom(r)
			must(t, err)
			if !bytes.Contains(plain.Bytes(), refFile(file)) {
				t.Error("the file is not in what Tink opened")
			}
		})
	}
}

func TestTinkKeysetsRefused(t *testing.T) {
	private, public := tinkKey(t, hybrid.DHKEM_X25519_HKDF_SHA256_HKDF_SHA256_AES_256_GCM_Key_Template())
	_, err := disclosure.PublicKeyFromKeyset(private)
	wantText(t, "private for public", err, "a private key where a public one belongs")
	_, err = disclosure.PrivateKeyFromKeyset(public)
	wantText(t, "public for private", err, "a public key where a private one belongs")

	manager := keyset.NewManagerFromHandle(private)
	_, err = manager.Add(hybrid.DHKEM_X25519_HKDF_SHA256_HKDF_SHA256_AES_256_GCM_Key_Template())
	must(t, err)
	two, err := manager.Handle()
	must(t, err)
	_, err = disclosure.PrivateKeyFromKeyset(two)
	wantErr(t, "two keys", err, disclosure.ErrKey)
	_, err = disclosure.PublicKeyFromKeyset(nil)
	wantErr(t, "nil", err, disclosure.ErrKey)

	for name, template := range map[string]*tinkpb.KeyTemplate{
		"AES-128": hybrid.DHKEM_X25519_HKDF_SHA256_HKDF_SHA256_AES_128_GCM_Key_Template(),
		"ChaCha":  hybrid.DHKEM_X25519_HKDF_SHA256_HKDF_SHA256_CHACHA20_POLY1305_Key_Template(),
		"P-256":   hybrid.DHKEM_P256_HKDF_SHA256_HKDF_SHA256_AES_256_GCM_Key_Template(),
		"ECIES":   hybrid.ECIESHKDFAES128GCMKeyTemplate(),
	} {
		private, public := tinkKey(t, template)
		_, err := disclosure.PrivateKeyFromKeyset(private)
		wantErr(t, name, err, disclosure.ErrKey)
		_, err = disclosure.PublicKeyFromKeyset(public)
		wantErr(t, name, err, disclosure.ErrKey)
	}
	symmetric, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	must(t, err)
	_, err = disclosure.PrivateKeyFromKeyset(symmetric)
	wantErr(t, "AEAD", err, disclosure.ErrKey)
}

func FuzzParsePublicKey(f *testing.F) {
	key := rfcKey(f, alicePrivate)
	f.Add(key.Public().String())
	f.Add(key.SecretText())
	f.Add(refKeyText(publicPrefix, make([]byte, 32)))
	f.Fuzz(func(t *testing.T, text string) {
		key, err := disclosure.ParsePublicKey(text)
		if err != nil {
			if !errors.Is(err, disclosure.ErrKey) || key.IsValid() {
				t.Fatalf("%v, %v", key, err)
			}
			return
		}
		if again, err := disclosure.ParsePublicKey(key.String()); err != nil || again != key || key.String() != strings.TrimSpace(text) || !key.IsValid() {
			t.Fatalf("%q comes back as %q: %v", text, key, err)
		}
	})
}

func FuzzParsePrivateKey(f *testing.F) {
	key := rfcKey(f, bobPrivate)
	f.Add(key.SecretText())
	f.Add(key.Public().String())
	f.Fuzz(func(t *testing.T, text string) {
		key, err := disclosure.ParsePrivateKey(text)
		if err != nil {
			if !errors.Is(err, disclosure.ErrKey) || key.Public().IsValid() {
				t.Fatal(fmt.Sprint(key), err)
			}
			return
		}
		if key.SecretText() != strings.TrimSpace(text) || !key.Public().IsValid() {
			t.Fatal("a private key does not come back")
		}
	})
}
