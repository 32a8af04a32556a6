package disclosure_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/khtong/privacykit/crypto/disclosure"
)

// The keys of RFC 7748, 6.1, in hexadecimal.
const (
	alicePrivate = "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"
	alicePublic  = "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"
	bobPrivate   = "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"
	bobPublic    = "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"

	publicPrefix  = "privacykit-disclosure-public-v1."
	privatePrefix = "privacykit-disclosure-private-v1."
)

func unhex(tb testing.TB, s string) []byte {
	tb.Helper()
	b, err := hex.DecodeString(s)
	must(tb, err)
	return b
}

// rfcKey returns a private key of RFC 7748.
func rfcKey(tb testing.TB, private string) disclosure.PrivateKey {
	tb.Helper()
	key, err := disclosure.ParsePrivateKey(refKeyText(privatePrefix, unhex(tb, private)))
	must(tb, err)
	return key
}

// content is one file of a test.
type content struct{ name, data string }

func newKey(tb testing.TB) disclosure.PrivateKey {
	tb.Helper()
	key, err := disclosure.GenerateKey()
	must(tb, err)
	return key
}

// manifest is a manifest that has everything, for the keys.
func manifest(keys ...disclosure.PrivateKey) disclosure.Manifest {
	m := disclosure.Manifest{
		ID: "调取-2026-0417", Controller: "某物业公司", Purpose: "案件调查", LegalBasis: "刑事诉讼法, art. 54", Kinds: []string{"姓名", "手机号码"},
		Persons: 2, Records: 3, Time: time.Date(2026, 4, 17, 9, 30, 0, 0, time.UTC),
	}
	for i, key := range keys {
		m.Recipients = append(m.Recipients, disclosure.Recipient{Name: "接收方" + string(rune('A'+i)), Key: key.Public()})
	}
	return m
}

func seal(tb testing.TB, m disclosure.Manifest, files ...content) ([]byte, disclosure.Receipt) {
	tb.Helper()
	var dst bytes.Buffer
	w, err := disclosure.NewWriter(&dst, m)
	must(tb, err)
	for _, f := range files {
		fw, err := w.Create(f.name)
		must(tb, err)
		n, err := io.WriteString(fw, f.data)
		must(tb, err)
		if n != len(f.data) {
			tb.Fatalf("Write = %d; want %d", n, len(f.data))
		}
	}
	receipt, err := w.Close()
	must(tb, err)
	return dst.Bytes(), receipt
}

// open reads a whole package; it returns what it read also where it fails.
func open(src io.Reader, keys ...disclosure.PrivateKey) (m disclosure.Manifest, files []content, receipt disclosure.Receipt, err error) {
	r, err := disclosure.NewReader(src, keys...)
	if err != nil {
		return m, nil, receipt, err
	}
	for f, err := range r.Files() {
		if err != nil {
			return r.Manifest(), files, receipt, err
		}
		data, err := io.ReadAll(f)
		files = append(files, content{f.Name(), string(data)})
		if err != nil {
			return r.Manifest(), files, receipt, err
		}
	}
	receipt, err = r.Receipt()
	return r.Manifest(), files, receipt, err
}

func wantErr(tb testing.TB, what string, err, want error) {
	tb.Helper()
	if !errors.Is(err, want) {
		tb.Errorf("%s: %v; want %v", what, err, want)
	}
}

func wantText(tb testing.TB, what string, err error, text string) {
	tb.Helper()
	if err == nil || !strings.Contains(err.Error(), text) {
		tb.Errorf("%s: %v; want %q in it", what, err, text)
	}
}

// must ends the test on an error.
func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}
