package crypto_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"

	"github.com/khtong/privacykit/crypto"
)

// TestLeak prints everything that holds keys or subjects, in every way and nested in every shape.
func TestLeak(t *testing.T) {
	const secret = "13800138000"
	store := crypto.NewMemoryStore()
	ring := create(t, config(newKEKs(1), store))
	seal(t, ring, secret, secret)
	index, err := ring.NewIndex(byMobile, crypto.Part{Field: mobile})
	must(t, err)
	_, err = index.Of(secret, secret)
	must(t, err)
	tokens, err := ring.NewTokens("customers.mobile", crypto.TokenMobile, nil)
	must(t, err)
	_, err = tokens.Tokenize(secret)
	must(t, err)
	query, err := index.Query(secret)
	must(t, err)
	file := sealStream(t, ring, photo, secret, []byte(secret))
	writer, err := ring.SealWriter(t.Context(), photo, secret, io.Discard)
	must(t, err)
	_, err = writer.Write([]byte(secret))
	must(t, err)
	reader, err := ring.OpenReader(t.Context(), photo, secret, bytes.NewReader(file))
	must(t, err)
	recs, err := store.List(t.Context(), crypto.ListQuery{Tenant: "acme", Kind: crypto.KindSubject, Limit: 1})
	must(t, err)
	rec := recs[0]
	seal(t, ring, secret+"x", secret)
	bound := crypto.Field{Table: "t", Column: "c", With: crypto.BindColumns(map[string]string{"name": secret})}
	cell := crypto.Cell{Field: bound, Subject: secret, Plaintext: []byte(secret), Sealed: rec.Wrapped}
	typed, err := crypto.SealValue(t.Context(), ring, mobile, secret+"x", secret)
	must(t, err)
	var earlier crypto.Sealed[string] // holds what a Migration reads
	must(t, earlier.Scan(secret))
	receipt, err := ring.Erase(t.Context(), secret+"x", nil)
	must(t, err)

	for name, value := range map[string]any{
		"Keyring": ring, "Keyring value": *ring, "Index": index, "Index value": *index, "Query": query, "Query value": *query, "Plan": index.Plan(), "Tokens": tokens, "Tokens value": *tokens, "MemoryStore": store,
		"Sealed": typed, "SealedText": typed.Text(), "Sealed before a migration": earlier, "SealedText before a migration": earlier.Text(),
		"Record": rec, "*Record": &rec, "Receipt": receipt, "RecordID": rec.RecordID,
		"Field": bound, "Columns": bound.With, "Cell": cell, "*Cell": &cell,
		"Row of a Cell": crypto.SealedRow{Key: secret, Cells: []crypto.Cell{cell}}, "SealWriter": writer, "OpenReader": reader,
	} {
		type exported struct{ V any }
		type unexported struct{ v any }
		shapes := []any{value, &value, []any{value}, map[string]any{"k": value}, exported{value}, &exported{value}, unexported{value}, &unexported{value}}
		for i, shape := range shapes {
			record := strings.HasSuffix(name, "Record") || strings.HasSuffix(name, "Cell") // these have exported fields
			if record && (i == 6 || i == 7) {
				continue // fmt cannot call the methods of an unexported field
			}
			var out bytes.Buffer
			for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%p", "%T"} {
				if record && verb == "%p" {
					continue // nor any method for this verb
				}
				fmt.Fprintf(&out, verb+"\n", shape)
			}
			if b, err := json.Marshal(shape); err == nil {
				out.Write(b)
			}
			slog.New(slog.NewTextHandler(&out, nil)).Info("m", "k", shape, slog.Group("g", "k", shape))
			slog.New(slog.NewJSONHandler(&out, nil)).Info("m", "k", shape, slog.Group("g", "k", shape))
			for _, b := range [][]byte{[]byte(secret), rec.Wrapped, rec.Commitment, rec.Wrapped[:16]} {
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
	if got := fmt.Sprintf("%+v", rec); got != rec.String() || !strings.HasPrefix(got, "subject ") {
		t.Errorf("a record prints as %q", got)
	}
	if _, err := json.Marshal(rec); err == nil {
		t.Error("a record has a JSON form")
	}
}
