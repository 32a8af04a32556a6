package bench_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	mask "github.com/showa-93/go-mask"

	"github.com/khtong/privacykit/desensitize"
	"github.com/khtong/privacykit/identifiers"
)

// person has the tags of both libraries.
type person struct {
	Name   string `pii:"name" mask:"name"`
	Mobile string `pii:"mobile_number" mask:"mobile"`
	ID     string `pii:"resident_id" mask:"id"`
	Email  string `pii:"email_address" mask:"email"`
}

var somebody = person{"张三", "13812345678", "440399199003071236", "zhangsan@example.com"}

var shown = person{"张*", "138****5678", "4****************6", "z*******@example.com"}

func nameByHand(s string) string {
	_, size := utf8.DecodeRuneInString(s)
	return s[:size] + strings.Repeat("*", utf8.RuneCountInString(s[size:]))
}

func idByHand(s string) string { return s[:1] + "****************" + s[17:] }

func emailByHand(s string) string {
	at := strings.IndexByte(s, '@')
	return s[:1] + strings.Repeat("*", at-1) + s[at:]
}

// copiers copy a person and show less of it. Those by hand trust that the fields hold what they should.
func copiers() []copier {
	own := mask.NewMasker()
	for name, f := range map[string]func(string) string{"name": nameByHand, "mobile": maskByHand, "id": idByHand, "email": emailByHand} {
		own.RegisterMaskStringFunc(name, func(_, s string) (string, error) { return f(s), nil })
	}
	view := desensitize.Default()
	return []copier{
		{"privacykit", func(p *person) (*person, error) { return desensitize.Copy(view, p, nil) }},
		{"privacykit-Mask", func(p *person) (*person, error) {
			return &person{
				desensitize.Mask(identifiers.Name, p.Name), desensitize.Mask(identifiers.Mobile, p.Mobile),
				desensitize.Mask(identifiers.ResidentID, p.ID), desensitize.Mask(identifiers.Email, p.Email),
			}, nil
		}},
		{"hand", func(p *person) (*person, error) {
			return &person{nameByHand(p.Name), maskByHand(p.Mobile), idByHand(p.ID), emailByHand(p.Email)}, nil
		}},
		{"go-mask-own", func(p *person) (*person, error) {
			m, err := own.Mask(p)
			if err != nil {
				return nil, err
			}
			return m.(*person), nil
		}},
	}
}

type copier struct {
	name string
	copy func(*person) (*person, error)
}

// BenchmarkCopy copies a struct of four fields with personal information.
func BenchmarkCopy(b *testing.B) {
	for _, c := range copiers() {
		b.Run("by="+c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				got, err := c.copy(&somebody)
				if err != nil || *got != shown {
					b.Fatal(got, err)
				}
			}
		})
	}
}

// page is a page of orders as an API gives it, of about 200 KiB.
func page() []byte {
	const order = `{"id":"SO2026000123","status":"paid","amount":1234.5,"createdAt":"2026-11-23T10:00:00+08:00","customer":{"id":"C00001",` +
		`"name":"欧阳娜娜","mobile":"13812345678","email":"zhangsan@example.com"},` +
		`"items":[{"sku":"A-1","title":"纯棉短袖衬衫 男士","quantity":2,"price":99.9},{"sku":"B-7","title":"shoes","quantity":1,"price":299}],"remark":null}`
	return []byte(`{"code":0,"data":[` + strings.Repeat(order+",", 499) + order + `]}`)
}

var pageKinds = map[string]identifiers.Kind{"name": identifiers.Name, "mobile": identifiers.Mobile, "email": identifiers.Email}

// decoded masks in what encoding/json has decoded.
func decoded(v any) {
	switch v := v.(type) {
	case map[string]any:
		for key, value := range v {
			if s, ok := value.(string); ok {
				if k, found := pageKinds[key]; found {
					v[key] = desensitize.Mask(k, s)
				}
				continue
			}
			decoded(value)
		}
	case []any:
		for _, e := range v {
			decoded(e)
		}
	}
}

type jsonMasker struct {
	name string
	mask func(dst *bytes.Buffer, doc []byte) error
}

func jsonMaskers(tb testing.TB) []jsonMasker {
	tb.Helper()
	j, err := desensitize.NewJSON(pageKinds, &desensitize.JSONOptions{Other: desensitize.UnsafeKeep})
	if err != nil {
		tb.Fatal(err)
	}
	view := desensitize.Default()
	return []jsonMasker{
		{"privacykit", func(dst *bytes.Buffer, doc []byte) error {
			out, err := j.Append(dst.AvailableBuffer(), view, doc)
			dst.Write(out)
			return err
		}},
		{"privacykit-stream", func(dst *bytes.Buffer, doc []byte) error { return j.Copy(dst, view, bytes.NewReader(doc)) }},
		{"encoding-json", func(dst *bytes.Buffer, doc []byte) error {
			dec := json.NewDecoder(bytes.NewReader(doc))
			dec.UseNumber()
			var v any
			if err := dec.Decode(&v); err != nil {
				return err
			}
			decoded(v)
			enc := json.NewEncoder(dst)
			enc.SetEscapeHTML(false)
			return enc.Encode(v)
		}},
		{"json.Compact", func(dst *bytes.Buffer, doc []byte) error { return json.Compact(dst, doc) }},
	}
}

// BenchmarkJSON masks three of the values of each order on the page.
func BenchmarkJSON(b *testing.B) {
	doc := page()
	for _, m := range jsonMaskers(b) {
		b.Run("by="+m.name, func(b *testing.B) {
			var dst bytes.Buffer
			dst.Grow(2 * len(doc))
			b.ReportAllocs()
			b.SetBytes(int64(len(doc)))
			for b.Loop() {
				dst.Reset()
				if err := m.mask(&dst, doc); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// All that mask give the same document.
func TestJSONMaskers(t *testing.T) {
	var want any
	for _, m := range jsonMaskers(t) {
		var dst bytes.Buffer
		if err := m.mask(&dst, page()); err != nil {
			t.Fatal(err)
		}
		if masks := !bytes.Contains(dst.Bytes(), []byte("13812345678")); masks != (m.name != "json.Compact") {
			t.Errorf("%s masks: %v", m.name, masks)
		} else if !masks {
			continue
		}
		var v any
		if err := json.Unmarshal(dst.Bytes(), &v); err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if want == nil {
			want = string(text)
		}
		if string(text) != want {
			t.Errorf("%s gives another document", m.name)
		}
	}
}
