package desensitize_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/khtong/privacykit/desensitize"
	"github.com/khtong/privacykit/identifiers"
)

// orders is a page of orders as an API would give it, about 100 KiB.
func orders() []byte {
	const row = `{"id":"SO2026000123","status":"paid","amount":1234.5,"createdAt":"2026-11-23T10:00:00+08:00","customer":{"id":"C00001",` +
		`"name":"欧阳娜娜","mobile":"13812345678","email":"zhangsan@example.com","address":"浙江省杭州市西湖区文三路1号"},` +
		`"items":[{"sku":"A-1","title":"纯棉短袖衬衫 男士","quantity":2,"price":99.9},{"sku":"B-7","title":"shoes","quantity":1,"price":299}],"remark":null}`
	return []byte(`{"code":0,"data":[` + string(bytes.Repeat([]byte(row+","), 200)) + row + `]}`)
}

func BenchmarkJSON(b *testing.B) {
	doc := orders()
	if !json.Valid(doc) {
		b.Fatal("the document is broken")
	}
	mobiles := map[string]identifiers.Kind{"mobile": identifiers.Mobile}
	all := map[string]identifiers.Kind{
		"name": identifiers.Name, "mobile": identifiers.Mobile, "email": identifiers.Email, "$.data.*.customer.address": identifiers.HomeAddress,
	}
	v := desensitize.Default()
	b.Run("json.Valid", func(b *testing.B) { // what reading costs
		b.SetBytes(int64(len(doc)))
		for b.Loop() {
			if !json.Valid(doc) {
				b.Fatal("not valid")
			}
		}
	})
	for _, c := range []struct {
		name  string
		kinds map[string]identifiers.Kind
		opts  *desensitize.JSONOptions
	}{
		{"none", nil, keep()},
		{"mobile", mobiles, keep()},
		{"four", all, keep()},
		{"four raw", all, &desensitize.JSONOptions{Raw: []string{"$"}}},
		{"four strict", all, nil},
	} {
		j := newJSON(b, c.kinds, c.opts)
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(doc)))
			dst := make([]byte, 0, 2*len(doc))
			for b.Loop() {
				if _, err := j.Append(dst[:0], v, doc); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
