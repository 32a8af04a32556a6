package vectors

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"hash"
	"io/fs"
	"strings"
	"testing"

	"github.com/c2sp/wycheproof"
	"github.com/khtong/privacykit/crypto/internal/ff1"
	"github.com/khtong/privacykit/crypto/sm"
	"github.com/tink-crypto/tink-go/v2/prf/subtle"
)

// hexBytes is a byte string in hexadecimal.
type hexBytes []byte

func (b *hexBytes) UnmarshalText(text []byte) (err error) {
	*b, err = hex.DecodeString(string(text))
	return err
}

type file[T any] struct {
	NumberOfTests int `json:"numberOfTests"`
	TestGroups    []struct {
		Alphabet string `json:"alphabet"`
		KeySize  int    `json:"keySize"`
		IVSize   int    `json:"ivSize"`
		TagSize  int    `json:"tagSize"`
		Tests    []T    `json:"tests"`
	} `json:"testGroups"`
}

// read returns a file of vectors whose number of tests is as it says.
func read[T any](t *testing.T, name string) file[T] {
	t.Helper()
	data, err := fs.ReadFile(wycheproof.TestVectors, name)
	if err != nil {
		t.Fatalf("no vectors: %v", err)
	}
	var f file[T]
	if err := json.Unmarshal(data, &f); err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, g := range f.TestGroups {
		found += len(g.Tests)
	}
	if found == 0 || found != f.NumberOfTests {
		t.Fatalf("%s: %d tests; want %d", name, found, f.NumberOfTests)
	}
	return f
}

// count fails the test when it ran fewer vectors than the file is known to have.
func count(t *testing.T, what string, n, want int) {
	t.Helper()
	if n < want {
		t.Errorf("%d %s vectors; want %d", n, what, want)
	}
	t.Logf("%d %s vectors", n, what)
}

type ff1Test struct {
	ID     int      `json:"tcId"`
	Key    hexBytes `json:"key"`
	Tweak  hexBytes `json:"tweak"`
	Msg    string   `json:"msg"`
	CT     string   `json:"ct"`
	Result string   `json:"result"`
}

// TestFF1 runs every vector of the two bases. What is out of range must be refused: too short or, beyond 38 numerals, too long,
// symbols outside the alphabet, and keys that AES does not have.
func TestFF1(t *testing.T) {
	for _, base := range []struct {
		file  string
		radix int
		valid int // in range
	}{{"aes_ff1_base10_test.json", 10, 3200}, {"aes_ff1_base36_test.json", 36, 2100}} {
		valid, invalid, outside := 0, 0, 0
		for _, g := range read[ff1Test](t, base.file).TestGroups {
			if len(g.Alphabet) != base.radix {
				t.Fatalf("%s: alphabet of %d symbols", base.file, len(g.Alphabet))
			}
			for _, v := range g.Tests {
				numerals := func(s string) []byte {
					x := make([]byte, 0, len(s))
					for _, r := range s {
						n := strings.IndexRune(g.Alphabet, r)
						if n < 0 {
							n = 0xff // what is no symbol of the alphabet
						}
						x = append(x, byte(n))
					}
					return x
				}
				x, want := numerals(v.Msg), numerals(v.CT)
				c, err := ff1.New(v.Key, base.radix)
				if err == nil {
					err = c.Encrypt(x, v.Tweak)
				}
				switch {
				case v.Result == "invalid":
					invalid++
					if err == nil {
						t.Errorf("%s %d: accepted", base.file, v.ID)
					}
				case len(x) < ff1.MinLen || len(x) > ff1.MaxLen:
					outside++
					if err == nil {
						t.Errorf("%s %d: %d numerals accepted", base.file, v.ID, len(x))
					}
				default:
					valid++
					if err != nil || !bytes.Equal(x, want) {
						t.Errorf("%s %d: %v, %v; want %v", base.file, v.ID, x, err, want)
						continue
					}
					if err := c.Decrypt(x, v.Tweak); err != nil || !bytes.Equal(x, numerals(v.Msg)) {
						t.Errorf("%s %d: back to %v, %v", base.file, v.ID, x, err)
					}
				}
			}
		}
		count(t, base.file+" in range", valid, base.valid)
		count(t, base.file+" invalid", invalid, 300)
		count(t, base.file+" out of range", outside, 50)
	}
}

type gcmTest struct {
	ID     int      `json:"tcId"`
	Key    hexBytes `json:"key"`
	IV     hexBytes `json:"iv"`
	AAD    hexBytes `json:"aad"`
	Msg    hexBytes `json:"msg"`
	CT     hexBytes `json:"ct"`
	Tag    hexBytes `json:"tag"`
	Result string   `json:"result"`
}

// testGCM opens every vector of a file whose nonces have 12 bytes and whose tags have 16: nonce in front, tag behind.
func testGCM(t *testing.T, name string, keySize, valid, invalid int, newAEAD func(key []byte) (cipher.AEAD, error)) {
	t.Helper()
	found := map[bool]int{}
	for _, g := range read[gcmTest](t, name).TestGroups {
		if g.KeySize != keySize || g.IVSize != 96 || g.TagSize != 128 {
			continue
		}
		for _, v := range g.Tests {
			aead, err := newAEAD(v.Key)
			if err != nil {
				t.Fatal(err)
			}
			sealed := bytes.Join([][]byte{v.IV, v.CT, v.Tag}, nil)
			got, err := aead.Open(nil, nil, sealed, v.AAD)
			if v.Result == "valid" && (err != nil || !bytes.Equal(got, v.Msg)) || v.Result != "valid" && err == nil {
				t.Errorf("%d (%s): %x, %v", v.ID, v.Result, got, err)
			}
			found[v.Result == "valid"]++
		}
	}
	count(t, name+" valid", found[true], valid)
	count(t, name+" invalid", found[false], invalid)
}

// TestAESGCM opens what crypto opens: AES-256-GCM by the same function of the standard library.
func TestAESGCM(t *testing.T) {
	testGCM(t, "aes_gcm_test.json", 256, 39, 27, func(key []byte) (cipher.AEAD, error) {
		block, err := aes.NewCipher(key)
		if err != nil {
			return nil, err
		}
		return cipher.NewGCMWithRandomNonce(block)
	})
}

// TestSM4GCM opens with the suite of package sm, whose key is the first half of a secret.
func TestSM4GCM(t *testing.T) {
	testGCM(t, "sm4_gcm_test.json", 128, 38, 27, func(key []byte) (cipher.AEAD, error) {
		return sm.Suite{}.NewAEAD(append(bytes.Clone(key), make([]byte, 16)...))
	})
}

type hkdfTest struct {
	ID     int      `json:"tcId"`
	IKM    hexBytes `json:"ikm"`
	Salt   hexBytes `json:"salt"`
	Info   hexBytes `json:"info"`
	Size   uint32   `json:"size"`
	OKM    hexBytes `json:"okm"`
	Result string   `json:"result"`
}

// TestHKDF runs HKDF-SHA256 through Tink, whose PRF makes the keys of a tenant.
func TestHKDF(t *testing.T) {
	n := 0
	for _, g := range read[hkdfTest](t, "hkdf_sha256_test.json").TestGroups {
		for _, v := range g.Tests {
			prf, err := subtle.NewHKDFPRF("SHA256", v.IKM, v.Salt)
			if err != nil {
				t.Fatal(err)
			}
			got, err := prf.ComputePRF(v.Info, v.Size)
			if v.Result == "valid" && (err != nil || !bytes.Equal(got, v.OKM)) || v.Result != "valid" && err == nil {
				t.Errorf("%d (%s): %x, %v", v.ID, v.Result, got, err)
			}
			n++
		}
	}
	count(t, "HKDF-SHA256", n, 80)
}

type macTest struct {
	ID     int      `json:"tcId"`
	Key    hexBytes `json:"key"`
	Msg    hexBytes `json:"msg"`
	Tag    hexBytes `json:"tag"`
	Result string   `json:"result"`
}

// testHMAC runs HMAC, cut to the tag's length as indexes and pseudonyms cut it, twice with one state, as crypto does.
func testHMAC(t *testing.T, name string, valid, invalid int, newHash func() hash.Hash) {
	t.Helper()
	found := map[bool]int{}
	for _, g := range read[macTest](t, name).TestGroups {
		for _, v := range g.Tests {
			mac := hmac.New(newHash, v.Key)
			mac.Write(v.Tag)
			mac.Reset()
			mac.Write(v.Msg)
			got := mac.Sum(nil)[:g.TagSize/8]
			if (v.Result == "valid") != bytes.Equal(got, v.Tag) {
				t.Errorf("%d (%s): %x", v.ID, v.Result, got)
			}
			found[v.Result == "valid"]++
		}
	}
	count(t, name+" valid", found[true], valid)
	count(t, name+" invalid", found[false], invalid)
}

func TestHMACSHA256(t *testing.T) { testHMAC(t, "hmac_sha256_test.json", 66, 108, sha256.New) }

func TestHMACSM3(t *testing.T) { testHMAC(t, "hmac_sm3_test.json", 66, 108, sm.Suite{}.NewHash) }
