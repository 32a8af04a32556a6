package disclosure_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"reflect"
	"testing"
	"time"

	"github.com/khtong/privacykit/crypto/disclosure"
)

var update = flag.Bool("update", false, "write the files of test vectors in testdata")

const (
	vectorFile  = "testdata/package_v1.json"
	packageFile = "testdata/package_v1.bin"
)

// vectors is the file of test vectors.
type vectors struct {
	Description []string           `json:"description"`
	Keys        []keyVector        `json:"keys"`
	Secret      string             `json:"secret"`
	Commitment  string             `json:"commitment"`
	StreamKey   string             `json:"stream_key"`
	Salt        string             `json:"salt"`
	Manifest    manifestVector     `json:"manifest"`
	Files       []fileVector       `json:"files"`
	Receipt     disclosure.Receipt `json:"receipt"`
}

type keyVector struct {
	Private     string `json:"private"`
	Public      string `json:"public"`
	PrivateText string `json:"private_text"`
	PublicText  string `json:"public_text"`
	Fingerprint string `json:"fingerprint"`
}

type manifestVector struct {
	ID         string    `json:"id"`
	Controller string    `json:"controller"`
	Purpose    string    `json:"purpose"`
	LegalBasis string    `json:"legal_basis"`
	Time       time.Time `json:"time"`
	Persons    int64     `json:"persons"`
	Records    int64     `json:"records"`
	Kinds      []string  `json:"kinds"`
	Recipients []string  `json:"recipients"`
	Encoded    string    `json:"encoded"`
}

type fileVector struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// vectorFiles are the files of the vectors: the long one has two chunks and ends in the second segment.
var vectorFiles = []content{{"空.csv", ""}, {"customers.csv", "张三,13800138000\n"}, {"long.bin", vectorBytes(70_000)}}

// vectorBytes are n bytes, each its place modulo 251.
func vectorBytes(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i % 251)
	}
	return string(b)
}

func makeVectors(t *testing.T) {
	alice, bob := rfcKey(t, alicePrivate), rfcKey(t, bobPrivate)
	m := manifest(alice, bob)
	pkg, receipt := seal(t, m, vectorFiles...)
	_, secret, content := refOpen(t, pkg, unhex(t, alicePrivate))
	key, commitment := refExpand(secret)
	salt := string(content[8:][:16])
	v := vectors{
		Description: []string{
			"Test vectors of the privacykit disclosure package, version 1; the package comment of crypto/disclosure specifies it.",
			"package_v1.bin is the package. Byte strings are hexadecimal, other strings UTF-8. The keys are those of RFC 7748, 6.1, and must not be used.",
			"The bytes of long.bin are their places modulo 251.",
		},
		Secret: fmt.Sprintf("%x", secret), Commitment: fmt.Sprintf("%x", commitment), StreamKey: fmt.Sprintf("%x", key), Salt: fmt.Sprintf("%x", salt),
		Manifest: manifestVector{
			ID: m.ID, Controller: m.Controller, Purpose: m.Purpose, LegalBasis: m.LegalBasis, Time: m.Time, Persons: m.Persons, Records: m.Records, Kinds: m.Kinds,
			Recipients: []string{m.Recipients[0].Name, m.Recipients[1].Name}, Encoded: fmt.Sprintf("%x", refManifest(m, salt, unhex(t, alicePublic), unhex(t, bobPublic))),
		},
		Receipt: receipt,
	}
	for _, k := range [][2]string{{alicePrivate, alicePublic}, {bobPrivate, bobPublic}} {
		private, public := unhex(t, k[0]), unhex(t, k[1])
		v.Keys = append(v.Keys, keyVector{k[0], k[1], refKeyText(privatePrefix, private), refKeyText(publicPrefix, public), refFingerprint(public)})
	}
	for _, f := range vectorFiles {
		v.Files = append(v.Files, fileVector{f.name, int64(len(f.data)), fmt.Sprintf("%x", sha256.Sum256([]byte(f.data)))})
	}
	b, err := json.MarshalIndent(v, "", "  ")
	must(t, err)
	must(t, os.WriteFile(vectorFile, append(b, '\n'), 0o644))
	must(t, os.WriteFile(packageFile, pkg, 0o644))
}

// TestVectors opens the package of the vectors for each key, with the package and with the reference.
func TestVectors(t *testing.T) {
	if *update {
		makeVectors(t)
	}
	b, err := os.ReadFile(vectorFile)
	must(t, err)
	pkg, err := os.ReadFile(packageFile)
	must(t, err)
	var v vectors
	must(t, json.Unmarshal(b, &v))
	if len(v.Keys) != 2 || len(v.Files) != len(vectorFiles) {
		t.Fatalf("%d keys, %d files", len(v.Keys), len(v.Files))
	}
	want := disclosure.Manifest{
		ID: v.Manifest.ID, Controller: v.Manifest.Controller, Purpose: v.Manifest.Purpose, LegalBasis: v.Manifest.LegalBasis, Kinds: v.Manifest.Kinds,
		Persons: v.Manifest.Persons, Records: v.Manifest.Records, Time: v.Manifest.Time,
	}
	var publics [][]byte
	for i, k := range v.Keys {
		public, err := disclosure.ParsePublicKey(k.PublicText)
		must(t, err)
		if public.Fingerprint() != k.Fingerprint || refFingerprint(unhex(t, k.Public)) != k.Fingerprint || refKeyText(publicPrefix, unhex(t, k.Public)) != k.PublicText {
			t.Errorf("key %d", i)
		}
		want.Recipients = append(want.Recipients, disclosure.Recipient{Name: v.Manifest.Recipients[i], Key: public})
		publics = append(publics, unhex(t, k.Public))
	}
	for i, k := range v.Keys {
		key, err := disclosure.ParsePrivateKey(k.PrivateText)
		must(t, err)
		if key.Public().String() != k.PublicText {
			t.Errorf("key %d", i)
		}
		m, files, receipt, err := open(bytes.NewReader(pkg), key)
		if err != nil || !reflect.DeepEqual(m, want) || !reflect.DeepEqual(files, vectorFiles) || !reflect.DeepEqual(receipt, v.Receipt) {
			t.Errorf("key %d: %v, %+v", i, err, receipt)
		}
		_, secret, content := refOpen(t, pkg, unhex(t, k.Private))
		encoded := refManifest(want, string(unhex(t, v.Salt)), publics...)
		stream, commitment := refExpand(secret)
		if !bytes.Equal(content, refContent(encoded, vectorFiles...)) || fmt.Sprintf("%x", encoded) != v.Manifest.Encoded || fmt.Sprintf("%x", secret) != v.Secret ||
			fmt.Sprintf("%x", stream) != v.StreamKey || fmt.Sprintf("%x", commitment) != v.Commitment {
			t.Errorf("key %d: the reference opens something else", i)
		}
	}
	key, err := disclosure.ParsePrivateKey(v.Keys[0].PrivateText)
	must(t, err)
	r, err := disclosure.NewReader(bytes.NewReader(pkg), key)
	must(t, err)
	var read []fileVector
	for f, err := range r.Files() {
		must(t, err)
		_, err = io.CopyBuffer(io.Discard, struct{ io.Reader }{f}, make([]byte, 7))
		must(t, err)
		read = append(read, fileVector{f.Name(), f.Size(), f.SHA256()})
	}
	if !reflect.DeepEqual(read, v.Files) {
		t.Errorf("files %+v", read)
	}
}
