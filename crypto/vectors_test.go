package crypto

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tink-crypto/tink-go/v2/keyset"
	tinkpb "github.com/tink-crypto/tink-go/v2/proto/tink_go_proto"
	"github.com/tink-crypto/tink-go/v2/tink"
)

var update = flag.Bool("update", false, "write the files of test vectors in testdata")

const vectorFile = "testdata/format_v1.json"

// vectors is the file of test vectors. Byte strings are in hexadecimal.
type vectors struct {
	Description []string          `json:"description"`
	Tenant      string            `json:"tenant"`
	KEK         string            `json:"kek"`
	PRFKey      string            `json:"prf_key"`
	Keyset      string            `json:"keyset"`
	EpochSecret string            `json:"epoch_secret"`
	WrapKey     string            `json:"wrap_key"`
	Subject     []keyVector       `json:"subject"`
	Derived     map[string]string `json:"derived"`
	Records     []recordVector    `json:"records"`
	Fields      []fieldVector     `json:"fields"`
	Pseudonyms  []pseudonymVector `json:"pseudonyms"`
	Indexes     []indexVector     `json:"indexes"`
}

// keyVector is one generation of a subject's key.
type keyVector struct {
	KeyVersion uint32 `json:"key_version"`
	Secret     string `json:"secret"`
	Key        string `json:"key"`
}

type recordVector struct {
	Kind       string `json:"kind"`
	ID         string `json:"id"`
	KeyVersion uint32 `json:"key_version"`
	Epoch      uint32 `json:"epoch"`
	Binding    string `json:"binding"`
	Nonce      string `json:"nonce"`
	Wrapped    string `json:"wrapped"`
	Commitment string `json:"commitment"`
}

type fieldVector struct {
	Table          string      `json:"table"`
	Column         string      `json:"column"`
	Subject        string      `json:"subject"`
	Row            string      `json:"row"`
	With           [][2]string `json:"with"` // in the order of the names
	KeyVersion     uint32      `json:"key_version"`
	Plaintext      string      `json:"plaintext"`
	Nonce          string      `json:"nonce"`
	AssociatedData string      `json:"associated_data"`
	Ciphertext     string      `json:"ciphertext"`
	Text           string      `json:"text"`
}

func (f fieldVector) field() Field {
	with := map[string]string{}
	for _, w := range f.With {
		with[w[0]] = w[1]
	}
	return Field{Table: f.Table, Column: f.Column, Row: f.Row, With: BindColumns(with)}
}

type pseudonymVector struct {
	Audience  string `json:"audience"`
	Subject   string `json:"subject"`
	Pseudonym string `json:"pseudonym"`
}

type indexVector struct {
	Parts      []partVector `json:"parts"`
	Version    uint32       `json:"version"`
	Bits       int          `json:"bits"`
	Partitions uint64       `json:"partitions"`
	Subject    string       `json:"subject"`
	Values     []string     `json:"values"`
	Key        string       `json:"key"`
	Partition  uint32       `json:"partition"`
	Entries    []string     `json:"entries"`
}

type partVector struct {
	Table  string `json:"table"`
	Column string `json:"column"`
	Shape  string `json:"shape"`
}

// The reference: the format as the package comment states it, in slow and plain code that shares nothing with the package.

func refLP(parts ...any) (b []byte) {
	for _, p := range parts {
		switch p := p.(type) {
		case string:
			b = append(binary.BigEndian.AppendUint32(b, uint32(len(p))), p...)
		case []byte:
			b = append(binary.BigEndian.AppendUint32(b, uint32(len(p))), p...)
		case uint32:
			b = binary.BigEndian.AppendUint32(append(b, 0, 0, 0, 4), p)
		}
	}
	return b
}

func refExpand(secret []byte, label string) (key, commitment []byte) {
	half := func(n byte) []byte {
		h := sha256.New()
		h.Write([]byte{0, 0, 0, n})
		h.Write(secret)
		h.Write([]byte(label))
		return h.Sum(nil)
	}
	return half(1), half(2)
}

func refSeal(key, nonce, plaintext, aad []byte) []byte {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err)
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		panic(err)
	}
	return gcm.Seal(bytes.Clone(nonce), nonce, plaintext, aad)
}

func refDerive(prfKey []byte, parts ...any) []byte {
	info := refLP(append([]any{"privacykit/derive/v1"}, parts...)...)
	key, err := hkdf.Key(sha256.New, prfKey, nil, string(info), 32) // the HKDF PRF of Tink: RFC 5869 without salt
	if err != nil {
		panic(err)
	}
	return key
}

func refHMAC(key, data []byte) []byte {
	h := hmac.New(sha256.New, key)
	h.Write(data)
	return h.Sum(nil)
}

func refBase32(b []byte) string {
	return strings.ToLower(base32.StdEncoding.EncodeToString(b[:20])) // 20 bytes need no padding
}

// refIndex sets the key, the partition and the entries of an index vector.
func refIndex(prfKey []byte, tenant string, x *indexVector) {
	id := []any{tenant, "index", fmt.Sprint(x.Version)}
	messages := [][]byte{nil}
	for i, p := range x.Parts {
		id = append(id, p.Table, p.Column, p.Shape)
		kind, n, text := "", 0, []rune(x.Values[i])
		_, _ = fmt.Sscanf(p.Shape, "%s %d", &kind, &n)
		var pieces []string
		switch kind {
		case "first":
			pieces = []string{string(text[:n])}
		case "last":
			pieces = []string{string(text[len(text)-n:])}
		case "grams":
			for at := 0; at+n <= len(text); at++ {
				pieces = append(pieces, string(text[at:at+n]))
			}
		default:
			pieces = []string{x.Values[i]}
		}
		var longer [][]byte
		for _, m := range messages {
			for _, piece := range pieces {
				longer = append(longer, append(bytes.Clone(m), refLP(piece)...))
			}
		}
		messages = longer
	}
	key := refDerive(prfKey, id...)
	x.Key = hex.EncodeToString(key)
	if x.Partitions > 1 {
		sum := refHMAC(key, append([]byte{255, 255, 255, 255}, refLP(x.Subject)...))
		x.Partition = uint32(binary.BigEndian.Uint64(sum[:8]) % x.Partitions)
	}
	seen := map[string]bool{}
	for _, m := range messages {
		entry := refHMAC(key, append(binary.BigEndian.AppendUint32(nil, x.Partition), m...))[:(x.Bits+7)/8]
		for bit := x.Bits; bit < 8*len(entry); bit++ {
			entry[bit/8] &^= 0x80 >> (bit % 8)
		}
		seen[hex.EncodeToString(entry)] = true
	}
	x.Entries = slices.Sorted(maps.Keys(seen))
}

// fixed returns n bytes that differ for each name.
func fixed(name string, n int) []byte {
	b := sha512.Sum512([]byte("privacykit test vector: " + name))
	return b[:n]
}

func makeVectors(t *testing.T) vectors {
	t.Helper()
	const tenant, subject = "物业-01", "customer-1"
	kek, prfKey := fixed("kek", 32), fixed("prf key", 32)
	epochSecret := fixed("epoch secret", 32)
	wrapKey, epochCommitment := refExpand(epochSecret, "privacykit/epoch-secret/v1")
	generations, subjectSecrets := map[uint32][]byte{}, []byte(nil)
	var keys []keyVector
	for version := uint32(2); version <= 3; version++ {
		secret := fixed(fmt.Sprintf("subject secret %d", version), 32)
		generations[version], _ = refExpand(secret, "privacykit/subject-secret/v1")
		subjectSecrets = append(subjectSecrets, secret...)
		keys = append(keys, keyVector{version, hex.EncodeToString(secret), hex.EncodeToString(generations[version])})
	}
	_, subjectCommitment := refExpand(subjectSecrets, "privacykit/subject-secret/v1")
	var keysetBytes bytes.Buffer
	if err := keyset.NewBinaryWriter(&keysetBytes).Write(hkdfKeyset(0x01020304, prfKey, tinkpb.OutputPrefixType_RAW)); err != nil {
		t.Fatal(err)
	}
	v := vectors{
		Description: []string{
			"Test vectors of the privacykit field encryption format, version 1; the package comment of crypto specifies it.",
			"Byte strings are hexadecimal, other strings UTF-8. All keys and nonces are fixed for the test and must not be used.",
			"The KEK is AES-256-GCM: nonce, ciphertext, tag. keyset is the serialised Tink Keyset with one HKDF-SHA256 PRF key, prf_key.",
			"An index entry is a string of bits in whole bytes; the values are normalised; key, partition and entries are what comes out.",
			"binding and associated_data are the inputs of AES-GCM; a field is sealed with the subject's key of its key_version, which",
			"expand makes of that secret. The subject's record holds both secrets. text is the ciphertext in base64url.",
		},
		Tenant: tenant, KEK: hex.EncodeToString(kek), PRFKey: hex.EncodeToString(prfKey), Keyset: hex.EncodeToString(keysetBytes.Bytes()),
		EpochSecret: hex.EncodeToString(epochSecret), WrapKey: hex.EncodeToString(wrapKey),
		Subject: keys, Derived: map[string]string{},
	}
	for _, purpose := range []string{"sid", "pseudonym", "commitment"} {
		v.Derived[purpose] = hex.EncodeToString(refDerive(prfKey, tenant, purpose))
	}
	sid := refBase32(refHMAC(refDerive(prfKey, tenant, "sid"), refLP(subject)))
	for _, r := range []struct {
		kind, id         string
		keyVersion       uint32
		key, plain, comm []byte
	}{
		{"keyset", "keyset", 1, kek, keysetBytes.Bytes(), refDerive(prfKey, tenant, "commitment")},
		{"epoch", "0000000001", 1, kek, epochSecret, epochCommitment},
		{"subject", sid, 3, wrapKey, subjectSecrets, subjectCommitment},
	} {
		binding := refLP("privacykit/record/v1", r.kind, tenant, r.id, r.keyVersion, uint32(1))
		nonce := fixed("nonce of "+r.kind, 12)
		wrapped := refSeal(r.key, nonce, r.plain, binding)
		if r.kind != "keyset" {
			wrapped = append([]byte{1}, wrapped...)
		}
		v.Records = append(v.Records, recordVector{
			r.kind, r.id, r.keyVersion, 1, hex.EncodeToString(binding), hex.EncodeToString(nonce),
			hex.EncodeToString(wrapped), hex.EncodeToString(r.comm),
		})
	}
	for i, f := range []fieldVector{
		{Table: "customers", Column: "mobile", KeyVersion: 3, Plaintext: "13800138000"},
		{Table: "customers", Column: "name", KeyVersion: 2, Plaintext: "李雷"},
		{Table: "customers", Column: "note", KeyVersion: 3, Plaintext: ""},
		{Table: "订单", Column: "address\x00", KeyVersion: 3, Plaintext: strings.Repeat("ab", 40)},
		{Table: "orders", Column: "receiver", Row: "O-1", KeyVersion: 3, Plaintext: "李雷"},
		{Table: "orders", Column: "receiver", With: [][2]string{{"status", "paid"}, {"价格", "12.50"}, {"空", ""}}, KeyVersion: 3, Plaintext: "李雷"},
	} {
		header := binary.BigEndian.AppendUint32([]byte{0x80, 1}, f.KeyVersion)
		var with []byte
		for _, w := range f.With {
			with = append(with, refLP(w[0], w[1])...)
		}
		aad := refLP("privacykit/field/v1", header, tenant, f.Table, f.Column, subject, f.Row, with)
		nonce := fixed(fmt.Sprintf("nonce of field %d", i), 12)
		sealed := append(header, refSeal(generations[f.KeyVersion], nonce, []byte(f.Plaintext), aad)...)
		f.Subject, f.Plaintext, f.Nonce = subject, hex.EncodeToString([]byte(f.Plaintext)), hex.EncodeToString(nonce)
		f.AssociatedData, f.Ciphertext, f.Text = hex.EncodeToString(aad), hex.EncodeToString(sealed), base64.RawURLEncoding.EncodeToString(sealed)
		v.Fields = append(v.Fields, f)
	}
	for _, p := range [][2]string{{"audit", subject}, {"audit", "customer-2"}, {"bank", subject}} {
		v.Pseudonyms = append(v.Pseudonyms, pseudonymVector{p[0], p[1], refBase32(refHMAC(refDerive(prfKey, tenant, "pseudonym"), refLP(p[0], p[1])))})
	}
	mobile, name, short := partVector{"customers", "mobile", "whole"}, partVector{"customers", "name", "whole"}, partVector{"customers", "mobile", "last 4"}
	for _, x := range []indexVector{
		{Parts: []partVector{mobile}, Version: 1, Bits: 14, Partitions: 1, Values: []string{"13800138000"}},
		{Parts: []partVector{mobile}, Version: 1, Bits: 256, Partitions: 1, Values: []string{"13800138000"}},
		{Parts: []partVector{mobile}, Version: 4294967295, Bits: 20, Partitions: 1, Values: []string{"13800138000"}},
		{Parts: []partVector{{"customers", "mobile", "unique"}}, Version: 1, Bits: 128, Partitions: 1, Values: []string{"13800138000"}},
		{Parts: []partVector{{"customers", "mobile", "first 3"}}, Version: 1, Bits: 10, Partitions: 1, Values: []string{"13800138000"}},
		{Parts: []partVector{short}, Version: 1, Bits: 13, Partitions: 1, Values: []string{"13800138000"}},
		{Parts: []partVector{name}, Version: 1, Bits: 12, Partitions: 5, Values: []string{"李雷"}},
		{Parts: []partVector{name, short}, Version: 2, Bits: 16, Partitions: 256, Values: []string{"欧阳娜娜", "13800138000"}},
		{Parts: []partVector{{"customers", "name", "grams 2"}}, Version: 1, Bits: 12, Partitions: 3, Values: []string{"欧阳娜娜"}},
		{Parts: []partVector{{"订单", "address\x00", "grams 3"}}, Version: 1, Bits: 64, Partitions: 1, Values: []string{"𠮷a𠮷a𠮷a"}},
	} {
		x.Subject = subject
		refIndex(prfKey, tenant, &x)
		v.Indexes = append(v.Indexes, x)
	}
	return v
}

// hkdfKeyset returns a Tink keyset of one HKDF-SHA256 PRF key: params (hash SHA256 = 3), then the key.
func hkdfKeyset(id uint32, key []byte, prefix tinkpb.OutputPrefixType) *tinkpb.Keyset {
	value := append([]byte{0x12, 2, 0x08, 3, 0x1a, byte(len(key))}, key...)
	return oneKey(id, "HkdfPrfKey", value, prefix)
}

func oneKey(id uint32, name string, value []byte, prefix tinkpb.OutputPrefixType) *tinkpb.Keyset {
	return &tinkpb.Keyset{PrimaryKeyId: id, Key: []*tinkpb.Keyset_Key{{
		KeyData: &tinkpb.KeyData{
			TypeUrl: "type.googleapis.com/google.crypto.tink." + name, Value: value, KeyMaterialType: tinkpb.KeyData_SYMMETRIC,
		},
		Status: tinkpb.KeyStatusType_ENABLED, KeyId: id, OutputPrefixType: prefix,
	}}}
}

// TestVectorFile compares the committed file with the reference.
func TestVectorFile(t *testing.T) {
	want, err := json.MarshalIndent(makeVectors(t), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	want = append(want, '\n')
	if *update {
		if err := os.WriteFile(vectorFile, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(vectorFile)
	if err != nil {
		t.Fatalf("no vectors: %v", err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs from the reference", vectorFile)
	}
}

// gcmKEK is the KEK of the vectors.
type gcmKEK struct{ gcm cipher.AEAD }

func newGCMKEK(t *testing.T, key []byte) tink.AEADWithContext {
	t.Helper()
	block, err := aes.NewCipher(key)
	if err != nil {
		t.Fatal(err)
	}
	gcm, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		t.Fatal(err)
	}
	return gcmKEK{gcm}
}

func (k gcmKEK) EncryptWithContext(_ context.Context, plaintext, ad []byte) ([]byte, error) {
	return k.gcm.Seal(nil, nil, plaintext, ad), nil
}

func (k gcmKEK) DecryptWithContext(_ context.Context, ciphertext, ad []byte) ([]byte, error) {
	return k.gcm.Open(nil, nil, ciphertext, ad)
}

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// openVectors returns the keyring of a key store made of the vectors' records.
func openVectors(t *testing.T, v vectors) *Keyring {
	t.Helper()
	store, at := NewMemoryStore(), time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	kinds := map[string]RecordKind{"keyset": KindTenantKeyset, "epoch": KindEpoch, "subject": KindSubject}
	for _, r := range v.Records {
		rec := Record{
			RecordID: RecordID{v.Tenant, kinds[r.Kind], r.ID}, Version: 1, State: StateLive, Epoch: r.Epoch, KeyVersion: r.KeyVersion,
			Wrapped: unhex(t, r.Wrapped), Commitment: unhex(t, r.Commitment), CreatedAt: at, ChangedAt: at,
		}
		if err := store.Put(t.Context(), rec); err != nil {
			t.Fatal(err)
		}
		if got := hex.EncodeToString(rec.aad()); got != r.Binding {
			t.Errorf("binding of %s: %s; want %s", r.Kind, got, r.Binding)
		}
	}
	ring, err := OpenKeyring(t.Context(), Config{Tenant: v.Tenant, KEK: FixedKEK(newGCMKEK(t, unhex(t, v.KEK))), Store: store, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ring.Close() })
	return ring
}

// TestVectors opens a key store made of the vectors' records with the package and checks every vector.
func TestVectors(t *testing.T) {
	data, err := os.ReadFile(vectorFile)
	if err != nil {
		t.Fatalf("no vectors: %v", err)
	}
	var v vectors
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	if len(v.Records) != 3 || len(v.Fields) < 6 || len(v.Pseudonyms) < 3 || len(v.Indexes) < 10 {
		t.Fatalf("%d records, %d fields, %d pseudonyms, %d indexes", len(v.Records), len(v.Fields), len(v.Pseudonyms), len(v.Indexes))
	}
	unhex := func(s string) []byte { return unhex(t, s) }
	ring := openVectors(t, v)
	for i, f := range v.Fields {
		got, err := ring.Open(t.Context(), f.field(), f.Subject, unhex(f.Ciphertext))
		if err != nil || hex.EncodeToString(got) != f.Plaintext {
			t.Errorf("field %d: %x, %v; want %s", i, got, err, f.Plaintext)
		}
		sealed, err := ring.Seal(t.Context(), f.field(), f.Subject, got)
		if err != nil || len(sealed) != len(f.Ciphertext)/2 {
			t.Fatalf("field %d: sealed to %d bytes, %v", i, len(sealed), err)
		}
		newest := v.Subject[len(v.Subject)-1]
		if f.KeyVersion != newest.KeyVersion {
			continue
		}
		nonce := sealed[6:18]
		if want := refSeal(unhex(newest.Key), nonce, got, unhex(f.AssociatedData)); !bytes.Equal(sealed[6:], want) {
			t.Errorf("field %d: what the package seals is not what the reference seals", i)
		}
	}
	for i, p := range v.Pseudonyms {
		if got := ring.Pseudonym(p.Audience, p.Subject); got != p.Pseudonym {
			t.Errorf("pseudonym %d: %s; want %s", i, got, p.Pseudonym)
		}
	}
	for i, x := range v.Indexes {
		opts := IndexOptions{
			Version: x.Version, Bits: x.Bits, Partitions: int(x.Partitions), Stats: ColumnStats{Rows: 1000, Values: 1000, Top: 1},
		}
		var parts []Part
		for _, p := range x.Parts {
			part := Part{Field: Field{Table: p.Table, Column: p.Column}}
			kind, n := "", 0
			_, _ = fmt.Sscanf(p.Shape, "%s %d", &kind, &n)
			switch kind {
			case "first":
				part.First = n
			case "last":
				part.Last = n
			case "grams":
				part.Grams, opts.Stats = n, ColumnStats{Rows: 1000, Values: 1000, Top: 16, Entries: 2000}
			case "unique":
				opts.Unique, opts.Bits = true, 0
			}
			parts = append(parts, part)
		}
		index, err := ring.NewIndex(opts, parts...)
		if err != nil {
			t.Fatal(err)
		}
		entries, err := index.Entries(x.Subject, x.Values...)
		var got []string
		for _, e := range entries {
			got = append(got, hex.EncodeToString(e))
		}
		if err != nil || !slices.Equal(got, x.Entries) {
			t.Errorf("index %d: %v, %v; want %v", i, got, err, x.Entries)
		}
		query, err := index.Query(x.Values...)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range x.Entries {
			if !slices.ContainsFunc(query.Entries(), func(b []byte) bool { return hex.EncodeToString(b) == e }) {
				t.Errorf("index %d: its query does not ask for %s", i, e)
			}
		}
	}
}
