package sm_test

import (
	"bytes"
	"context"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/khtong/privacykit/crypto"
	"github.com/khtong/privacykit/crypto/sm"
)

var update = flag.Bool("update", false, "write the file of test vectors in testdata")

const vectorFile = "testdata/format_v1.json"

// hexBytes are a byte string, in hexadecimal.
type hexBytes []byte

func (b hexBytes) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, b), nil }

func (b *hexBytes) UnmarshalText(text []byte) (err error) {
	*b, err = hex.DecodeString(string(text))
	return err
}

// vectors is a file of test vectors, of this package or of package crypto.
type vectors struct {
	Description []string       `json:"description"`
	Tenant      string         `json:"tenant"`
	KEK         hexBytes       `json:"kek"`
	PRFKey      hexBytes       `json:"prf_key"`
	EpochSecret hexBytes       `json:"epoch_secret"`
	WrapKey     hexBytes       `json:"wrap_key"`
	Subject     []keyVector    `json:"subject"`
	Records     []recordVector `json:"records"`
	Fields      []fieldVector  `json:"fields"`
	Indexes     []indexVector  `json:"indexes"`
}

type keyVector struct {
	KeyVersion uint32   `json:"key_version"`
	Secret     hexBytes `json:"secret"`
	Key        hexBytes `json:"key"`
}

type recordVector struct {
	Kind       string   `json:"kind"`
	ID         string   `json:"id"`
	KeyVersion uint32   `json:"key_version"`
	Epoch      uint32   `json:"epoch"`
	Binding    hexBytes `json:"binding"`
	Nonce      hexBytes `json:"nonce"`
	Wrapped    hexBytes `json:"wrapped"`
	Commitment hexBytes `json:"commitment"`
}

type fieldVector struct {
	Table          string   `json:"table"`
	Column         string   `json:"column"`
	Subject        string   `json:"subject"`
	KeyVersion     uint32   `json:"key_version"`
	Plaintext      hexBytes `json:"plaintext"`
	Nonce          hexBytes `json:"nonce"`
	AssociatedData hexBytes `json:"associated_data"`
	Ciphertext     hexBytes `json:"ciphertext"`
}

type indexVector struct {
	Table   string   `json:"table"`
	Column  string   `json:"column"`
	Shape   string   `json:"shape"`
	Version uint32   `json:"version"`
	Value   string   `json:"value"`
	Key     hexBytes `json:"key"`
	Entry   hexBytes `json:"entry"`
}

func readVectors(t *testing.T, name string) (v vectors) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatalf("no vectors: %v", err)
	}
	must(t, json.Unmarshal(data, &v))
	return v
}

// refLP is lp of the package comment of crypto.
func refLP(parts ...string) (b []byte) {
	for _, p := range parts {
		b = append(binary.BigEndian.AppendUint32(b, uint32(len(p))), p...)
	}
	return b
}

// refExpand is expand of that comment, of suite 2.
func refExpand(secret []byte, label string) (key, commitment []byte) {
	half := func(n byte) []byte {
		h := sm.Suite{}.NewHash()
		h.Write(append(append([]byte{0, 0, 0, n}, secret...), label...))
		return h.Sum(nil)
	}
	return half(1)[:16], half(2)
}

// makeVectors makes those of suite 2 by the reference, with the names, keys and nonces of package crypto's.
func makeVectors(t *testing.T) vectors {
	t.Helper()
	v := readVectors(t, "../testdata/format_v1.json")
	v.Description = []string{
		"Test vectors of the privacykit field encryption format, version 1, with suite 2: SM4-GCM and SM3. The package comment of crypto",
		"specifies it. Byte strings are hexadecimal, other strings UTF-8. All keys and nonces are fixed for the test and must not be used.",
		"The keys of the host, the tenant keyset, the secrets and the nonces are those of the file of package crypto; wrap_key and key",
		"are SM4 keys. The KEK is AES-256-GCM: nonce, ciphertext, tag. binding and associated_data are the inputs of GCM.",
	}
	var epochCommitment, secrets []byte
	v.WrapKey, epochCommitment = refExpand(v.EpochSecret, "privacykit/epoch-secret/v1")
	keys := map[uint32][]byte{}
	for i, s := range v.Subject {
		keys[s.KeyVersion], _ = refExpand(s.Secret, "privacykit/subject-secret/v1")
		v.Subject[i].Key = keys[s.KeyVersion]
		secrets = append(secrets, s.Secret...)
	}
	_, subjectCommitment := refExpand(secrets, "privacykit/subject-secret/v1")
	for i := range v.Records {
		switch r := &v.Records[i]; r.Kind {
		case "epoch": // sealed by the KEK, so but for the suite as in package crypto
			r.Wrapped[0], r.Commitment = 2, epochCommitment
		case "subject":
			r.Wrapped, r.Commitment = append([]byte{2}, refSeal(v.WrapKey, r.Nonce, secrets, r.Binding)...), subjectCommitment
		}
	}
	v.Fields = v.Fields[:4] // the first three and one of many blocks, without row and bound columns
	for i := range v.Fields {
		f := &v.Fields[i]
		header := f.Ciphertext[:6:6]
		f.AssociatedData = bytes.Replace(f.AssociatedData, header, append([]byte{header[0], 2}, header[2:]...), 1)
		header[1] = 2
		f.Ciphertext = append(header, refSeal(keys[f.KeyVersion], f.Nonce, f.Plaintext, f.AssociatedData)...)
	}
	v.Indexes = nil
	for version := uint32(1); version <= 2; version++ {
		x := indexVector{Table: "customers", Column: "mobile", Shape: "unique", Version: version, Value: "13800138000"}
		info := refLP("privacykit/derive/v1", v.Tenant, "index", fmt.Sprintf("%d suite 2", version), x.Table, x.Column, x.Shape)
		var err error
		x.Key, err = hkdf.Key(sha256.New, v.PRFKey, nil, string(info), 32)
		must(t, err)
		mac := hmac.New(sm.Suite{}.NewHash, x.Key)
		mac.Write(append([]byte{0, 0, 0, 0}, refLP(x.Value)...))
		x.Entry = mac.Sum(nil)[:16]
		v.Indexes = append(v.Indexes, x)
	}
	return v
}

// TestVectorFile compares the committed file with the reference.
func TestVectorFile(t *testing.T) {
	want, err := json.MarshalIndent(makeVectors(t), "", "  ")
	must(t, err)
	want = append(want, '\n')
	if *update {
		must(t, os.WriteFile(vectorFile, want, 0o644))
	}
	if got, err := os.ReadFile(vectorFile); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s differs from the reference: %v", vectorFile, err)
	}
}

// vectorKEK is the KEK of the vectors.
type vectorKEK struct{ aead cipher.AEAD }

func (k vectorKEK) EncryptWithContext(_ context.Context, plaintext, ad []byte) ([]byte, error) {
	return k.aead.Seal(nil, nil, plaintext, ad), nil
}

func (k vectorKEK) DecryptWithContext(_ context.Context, ciphertext, ad []byte) ([]byte, error) {
	return k.aead.Open(nil, nil, ciphertext, ad)
}

// TestVectors opens a key store made of the vectors' records and checks every vector.
func TestVectors(t *testing.T) {
	v := readVectors(t, vectorFile)
	if len(v.Records) != 3 || len(v.Fields) != 4 || len(v.Indexes) != 2 {
		t.Fatalf("%d records, %d fields, %d indexes", len(v.Records), len(v.Fields), len(v.Indexes))
	}
	store, at := crypto.NewMemoryStore(), time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	kinds := map[string]crypto.RecordKind{"keyset": crypto.KindTenantKeyset, "epoch": crypto.KindEpoch, "subject": crypto.KindSubject}
	for _, r := range v.Records {
		must(t, store.Put(t.Context(), crypto.Record{
			RecordID: crypto.RecordID{Tenant: v.Tenant, Kind: kinds[r.Kind], ID: r.ID}, Version: 1, State: crypto.StateLive,
			Epoch: r.Epoch, KeyVersion: r.KeyVersion, Wrapped: r.Wrapped, Commitment: r.Commitment, CreatedAt: at, ChangedAt: at,
		}))
	}
	kek, err := crypto.AES256{}.NewAEAD(v.KEK)
	must(t, err)
	ring := open(t, crypto.Config{Tenant: v.Tenant, KEK: crypto.FixedKEK(vectorKEK{kek}), Store: store, Now: time.Now}, smOnly)
	newest := v.Subject[len(v.Subject)-1]
	for i, f := range v.Fields {
		field := crypto.Field{Table: f.Table, Column: f.Column}
		got, err := ring.Open(t.Context(), field, f.Subject, f.Ciphertext)
		if err != nil || !bytes.Equal(got, f.Plaintext) {
			t.Errorf("field %d: %x, %v; want %x", i, got, err, f.Plaintext)
		}
		if f.KeyVersion != newest.KeyVersion {
			continue
		}
		sealed, err := ring.Seal(t.Context(), field, f.Subject, f.Plaintext)
		must(t, err)
		want := append(f.Ciphertext[:6:6], refSeal(newest.Key, sealed[6:18], f.Plaintext, f.AssociatedData)...)
		if !bytes.Equal(sealed, want) {
			t.Errorf("field %d: sealed %x; want %x", i, sealed, want)
		}
	}
	for i, x := range v.Indexes {
		index, err := ring.NewIndex(crypto.IndexOptions{Unique: true, Version: x.Version, Suite: sm.Suite{}},
			crypto.Part{Field: crypto.Field{Table: x.Table, Column: x.Column}})
		must(t, err)
		if got, err := index.Of("customer-1", x.Value); err != nil || !bytes.Equal(got, x.Entry) {
			t.Errorf("index %d: %x, %v; want %x", i, got, err, x.Entry)
		}
	}
}
