package crypto

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/aead/subtle"
	"github.com/tink-crypto/tink-go/v2/daead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/mac"
	"github.com/tink-crypto/tink-go/v2/prf"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// hexBytes are bytes that a file has in hexadecimal.
type hexBytes []byte

func (b *hexBytes) UnmarshalText(text []byte) (err error) {
	*b, err = hex.DecodeString(string(text))
	return err
}

// tinkV1 is testdata/tink_v1.7.0.json: what github.com/google/tink/go wrote before it was archived.
type tinkV1 struct {
	KEK     hexBytes       `json:"kek"`
	Keysets []tinkV1Keyset `json:"keysets"`
	aead    tink.AEAD      // of KEK
}

type tinkV1Keyset struct {
	Name           string   `json:"name"`
	Primitive      string   `json:"primitive"`
	JSON           string   `json:"json"`
	Binary         hexBytes `json:"binary"`
	AssociatedData hexBytes `json:"associated_data"`
	Outputs        []struct {
		Plaintext      hexBytes `json:"plaintext"`
		AssociatedData hexBytes `json:"associated_data"`
		Output         hexBytes `json:"output"`
	} `json:"outputs"`
}

func readTinkV1(t *testing.T) (file tinkV1) {
	t.Helper()
	text, err := os.ReadFile("testdata/tink_v1.7.0.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	if file.aead, err = subtle.NewAESGCM(file.KEK); err != nil {
		t.Fatal(err)
	}
	return file
}

// keyset returns a keyset of the file by its name, decrypted and as the archived Tink serialised it.
func (f tinkV1) keyset(t *testing.T, name string) []byte {
	t.Helper()
	for _, ks := range f.Keysets {
		if ks.Name == name {
			encrypted, err := keyset.NewBinaryReader(bytes.NewReader(ks.Binary)).ReadEncrypted()
			if err != nil {
				t.Fatal(err)
			}
			plain, err := f.aead.Decrypt(encrypted.GetEncryptedKeyset(), ks.AssociatedData)
			if err != nil {
				t.Fatal(err)
			}
			return plain
		}
	}
	t.Fatalf("no keyset %s", name)
	return nil
}

func (f tinkV1) handle(t *testing.T, name string) *keyset.Handle {
	t.Helper()
	h, err := insecurecleartextkeyset.Read(keyset.NewBinaryReader(bytes.NewReader(f.keyset(t, name))))
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// TestTinkV1 opens the keysets and ciphertexts of the archived Tink, and makes its deterministic outputs again.
func TestTinkV1(t *testing.T) {
	file := readTinkV1(t)
	other, err := subtle.NewAESGCM(bytes.Repeat([]byte{1}, 32))
	if err != nil {
		t.Fatal(err)
	}
	outputs := map[string]int{}
	for _, ks := range file.Keysets {
		if ks.Primitive == "" {
			continue
		}
		for form, reader := range map[string]func() keyset.Reader{
			"JSON":   func() keyset.Reader { return keyset.NewJSONReader(strings.NewReader(ks.JSON)) },
			"binary": func() keyset.Reader { return keyset.NewBinaryReader(bytes.NewReader(ks.Binary)) },
		} {
			h, err := keyset.ReadWithAssociatedData(reader(), file.aead, ks.AssociatedData)
			if err != nil {
				t.Fatalf("%s, %s: %v", ks.Name, form, err)
			}
			if _, err := keyset.ReadWithAssociatedData(reader(), other, ks.AssociatedData); err == nil {
				t.Errorf("%s, %s: opened with another KEK", ks.Name, form)
			}
			if _, err := keyset.ReadWithAssociatedData(reader(), file.aead, []byte("other")); err == nil {
				t.Errorf("%s, %s: opened with other associated data", ks.Name, form)
			}
			for i, out := range ks.Outputs {
				got, want, err := []byte(nil), []byte(out.Plaintext), error(nil)
				switch ks.Primitive {
				case "aead":
					var a tink.AEAD
					if a, err = aead.New(h); err == nil {
						got, err = a.Decrypt(out.Output, out.AssociatedData)
					}
				case "daead":
					var a tink.DeterministicAEAD
					if a, err = daead.New(h); err == nil {
						want = out.Output
						got, err = a.EncryptDeterministically(out.Plaintext, out.AssociatedData)
					}
				case "prf":
					var set *prf.Set
					if set, err = prf.NewPRFSet(h); err == nil {
						want = out.Output
						got, err = set.ComputePrimaryPRF(out.Plaintext, uint32(len(want)))
					}
				case "mac":
					var m tink.MAC
					if m, err = mac.New(h); err == nil {
						want = out.Output
						got, err = m.ComputeMAC(out.Plaintext)
					}
				}
				if err != nil || !bytes.Equal(got, want) {
					t.Errorf("%s, %s, output %d: %x, %v; want %x", ks.Name, form, i, got, err, want)
				}
				outputs[ks.Primitive]++
			}
		}
	}
	for primitive, want := range map[string]int{"aead": 10, "daead": 2, "prf": 2, "mac": 2} {
		if outputs[primitive] != want {
			t.Errorf("%d outputs of %s; want %d", outputs[primitive], primitive, want)
		}
	}
}

// TestTinkV1KEK takes a host's keysets from the archived Tink as KEK, through a rotation.
func TestTinkV1KEK(t *testing.T) {
	file, store := readTinkV1(t), NewMemoryStore()
	cfg := func(name string) Config {
		a, err := aead.New(file.handle(t, name))
		if err != nil {
			t.Fatal(err)
		}
		return Config{Tenant: "acme", KEK: FixedKEK(WrapKEK(a)), Store: store, Now: time.Now}
	}
	ring, err := CreateKeyring(t.Context(), cfg("AES256_GCM rotated"))
	if err != nil {
		t.Fatal(err)
	}
	f := Field{Table: "customers", Column: "mobile"}
	sealed, err := ring.SealString(t.Context(), f, "s", "value")
	if err != nil {
		t.Fatal(err)
	}
	if ring, err = OpenKeyring(t.Context(), cfg("AES256_GCM rotated")); err != nil {
		t.Fatal(err)
	}
	if got, err := ring.OpenString(t.Context(), f, "s", sealed); err != nil || got != "value" {
		t.Errorf("OpenString = %q, %v", got, err)
	}
	if _, err = OpenKeyring(t.Context(), cfg("AES256_GCM")); !errors.Is(err, ErrKEK) {
		t.Errorf("with another keyset: %v; want ErrKEK", err)
	}
}

// TestTinkV1TenantKeyset puts keysets of the archived Tink in the place of the tenant keyset: the one of the right type
// serves, and nothing else does.
func TestTinkV1TenantKeyset(t *testing.T) {
	file, store, kek := readTinkV1(t), NewMemoryStore(), newGCMKEK(t, bytes.Repeat([]byte{7}, 32))
	cfg := Config{Tenant: "acme", KEK: FixedKEK(kek), Store: store, Now: time.Now}
	if _, err := CreateKeyring(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	id := RecordID{"acme", KindTenantKeyset, "keyset"}
	use := func(plain, commitment []byte) (*Keyring, error) {
		rec, err := store.Get(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		rec.Version++
		rec.Commitment = commitment
		if rec.Wrapped, err = kek.EncryptWithContext(t.Context(), plain, rec.aad()); err != nil {
			t.Fatal(err)
		}
		if err := store.Put(t.Context(), rec); err != nil {
			t.Fatal(err)
		}
		return OpenKeyring(t.Context(), cfg)
	}
	set, err := prf.NewPRFSet(file.handle(t, "HKDF_SHA256"))
	if err != nil {
		t.Fatal(err)
	}
	compute := func(purpose string) []byte {
		key, err := set.ComputePrimaryPRF(refLP("privacykit/derive/v1", "acme", purpose), 32)
		if err != nil {
			t.Fatal(err)
		}
		return key
	}
	for _, ks := range file.Keysets {
		plain := file.keyset(t, ks.Name)
		for n := range plain {
			if _, err := parseKeyset(plain[:n]); !errors.Is(err, ErrKeyRecord) {
				t.Errorf("%s cut to %d bytes: %v; want ErrKeyRecord", ks.Name, n, err)
			}
		}
		ring, err := use(plain, compute("commitment"))
		if ks.Name != "HKDF_SHA256" {
			if _, parseErr := parseKeyset(plain); !errors.Is(err, ErrKeyRecord) || !errors.Is(parseErr, ErrKeyRecord) {
				t.Errorf("%s: %v, %v; want ErrKeyRecord", ks.Name, err, parseErr)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		want := refBase32(refHMAC(compute("pseudonym"), refLP(AudienceAudit, "s")))
		if got := ring.Pseudonym(AudienceAudit, "s"); got != want {
			t.Errorf("Pseudonym = %s; want %s", got, want)
		}
		sealed, err := ring.SealString(t.Context(), Field{Table: "t", Column: "c"}, "s", "value")
		if err != nil {
			t.Fatal(err)
		}
		if got, err := ring.OpenString(t.Context(), Field{Table: "t", Column: "c"}, "s", sealed); err != nil || got != "value" {
			t.Errorf("OpenString = %q, %v", got, err)
		}
	}
}

// TestTinkV1Migration reads what a host sealed with the archived Tink through a Migration, and seals it again.
func TestTinkV1Migration(t *testing.T) {
	file, f := readTinkV1(t), Field{Table: "customers", Column: "mobile"}
	read := 0
	for _, ks := range file.Keysets {
		var open func(stored, ad []byte) ([]byte, error)
		switch ks.Primitive {
		case "aead":
			old, err := aead.New(file.handle(t, ks.Name))
			if err != nil {
				t.Fatal(err)
			}
			open = old.Decrypt
		case "daead":
			old, err := daead.New(file.handle(t, ks.Name))
			if err != nil {
				t.Fatal(err)
			}
			open = old.DecryptDeterministically
		default:
			continue
		}
		cfg := Config{Tenant: "acme", KEK: FixedKEK(newGCMKEK(t, bytes.Repeat([]byte{7}, 32))), Store: NewMemoryStore(), Now: time.Now}
		plain, err := CreateKeyring(t.Context(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		cfg.UnsafeMigration = &Migration{
			Fields: []Field{f}, Until: time.Now().Add(time.Hour),
			Legacy: func(_ context.Context, f Field, _ string, stored []byte) ([]byte, error) {
				return open(stored, []byte(f.Table+"."+f.Column))
			},
		}
		moving, err := OpenKeyring(t.Context(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		for i, out := range ks.Outputs {
			if string(out.AssociatedData) != "customers.mobile" {
				continue
			}
			if _, err := plain.Open(t.Context(), f, "s", out.Output); !errors.Is(err, ErrFormat) {
				t.Errorf("%s, output %d without a Migration: %v; want ErrFormat", ks.Name, i, err)
			}
			if got, err := moving.Open(t.Context(), f, "s", out.Output); err != nil || !bytes.Equal(got, out.Plaintext) {
				t.Errorf("%s, output %d: %q, %v; want %q", ks.Name, i, got, err, out.Plaintext)
			}
			fresh, changed, err := moving.Reseal(t.Context(), f, "s", out.Output)
			if err != nil || !changed {
				t.Fatalf("%s, output %d: Reseal: %v, %v", ks.Name, i, changed, err)
			}
			if got, err := plain.Open(t.Context(), f, "s", fresh); err != nil || !bytes.Equal(got, out.Plaintext) {
				t.Errorf("%s, output %d sealed again: %q, %v; want %q", ks.Name, i, got, err, out.Plaintext)
			}
			read++
			for j := range out.Output {
				changed := bytes.Clone(out.Output)
				changed[j] ^= 1
				if _, err := moving.Open(t.Context(), f, "s", changed); err == nil {
					t.Errorf("%s, output %d: byte %d changed, and it opens", ks.Name, i, j)
				}
			}
		}
	}
	if read != 5 {
		t.Errorf("read %d ciphertexts; want 5", read)
	}
}
