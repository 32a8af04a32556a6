package disclosure_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"

	"github.com/khtong/privacykit/crypto/disclosure"
)

// TestLeak prints everything that holds a private key, a content, a file name or a manifest, in every way and nested in every
// shape.
func TestLeak(t *testing.T) {
	const secret = "13800138000"
	key := newKey(t)
	m := manifest(key)
	m.ID, m.Controller, m.Purpose, m.LegalBasis, m.Kinds, m.Recipients[0].Name = secret, secret, secret, secret, []string{secret}, secret
	var dst bytes.Buffer
	w, err := disclosure.NewWriter(&dst, m)
	must(t, err)
	fw, err := w.Create(secret)
	must(t, err)
	_, err = io.WriteString(fw, secret)
	must(t, err)
	openFile := fmt.Sprint(fw)
	receipt, err := w.Close()
	must(t, err)
	r, err := disclosure.NewReader(&dst, key)
	must(t, err)
	var file *disclosure.File
	for f, err := range r.Files() {
		must(t, err)
		file = f
		_, err = f.Read(make([]byte, 5))
		must(t, err)
	}
	raw := refKey(t, key.SecretText())
	for name, value := range map[string]any{
		"PrivateKey": key, "*PrivateKey": &key, "Writer": w, "Writer value": *w, "Reader": r, "Reader value": *r, "File": file, "File value": *file,
		"Manifest": m, "*Manifest": &m, "file writer": fw, "Receipt": receipt, "text of a file writer": openFile,
	} {
		type exported struct{ V any }
		type unexported struct{ v any }
		shapes := []any{value, &value, []any{value}, map[string]any{"k": value}, exported{value}, &exported{value}, unexported{value}, &unexported{value}}
		for i, shape := range shapes {
			manifest := strings.HasSuffix(name, "Manifest")
			if manifest && (i == 6 || i == 7) {
				continue // fmt cannot call the methods of an unexported field
			}
			var out bytes.Buffer
			for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%p", "%T"} {
				if manifest && verb == "%p" {
					continue // nor any method for this verb
				}
				fmt.Fprintf(&out, verb+"\n", shape)
			}
			if b, err := json.Marshal(shape); err == nil {
				out.Write(b)
			}
			slog.New(slog.NewTextHandler(&out, nil)).Info("m", "k", shape, slog.Group("g", "k", shape))
			slog.New(slog.NewJSONHandler(&out, nil)).Info("m", "k", shape, slog.Group("g", "k", shape))
			for _, b := range [][]byte{[]byte(secret), raw, raw[:8], []byte(key.SecretText())} {
				for enc, s := range map[string]string{
					"text": string(b), "hex": hex.EncodeToString(b), "HEX": strings.ToUpper(hex.EncodeToString(b)),
					"base64": base64.StdEncoding.EncodeToString(b), "numbers": strings.Trim(fmt.Sprintf("%d", b), "[]"),
					"Go": strings.TrimSuffix(strings.TrimPrefix(fmt.Sprintf("%#v", b), "[]byte{"), "}"),
				} {
					if strings.Contains(out.String(), s) {
						t.Errorf("%s in shape %d shows a secret as %s", name, i, enc)
					}
				}
			}
		}
	}
	for name, value := range map[string]any{"private key": key, "manifest": m} {
		if _, err := json.Marshal(value); err == nil {
			t.Errorf("a %s has a JSON form", name)
		}
	}
	if got := fmt.Sprintf("%+v", m); got != "manifest: 1 recipients, 1 kinds" {
		t.Errorf("a manifest prints as %q", got)
	}
	if _, err := json.Marshal(key); !errors.Is(err, disclosure.ErrArgument) {
		t.Errorf("the JSON form of a private key: %v", err)
	}
}
