package rights_test

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"strings"
	"testing"

	"golang.org/x/text/language"

	"github.com/khtong/privacykit/law"
	"github.com/khtong/privacykit/rights"
)

// table is a source of made-up persons.
type table struct {
	section law.Text
	rows    []rights.Item
	err     error
	mixed   bool // yields the rows of everybody
}

func (s table) Collect(_ context.Context, subject string) iter.Seq2[rights.Item, error] {
	return func(yield func(rights.Item, error) bool) {
		for _, item := range s.rows {
			if item.Section = s.section; (item.Subject == subject || s.mixed) && !yield(item, nil) {
				return
			}
		}
		if s.err != nil {
			yield(rights.Item{}, s.err)
		}
	}
}

func sources() []rights.Source {
	row := func(subject, en, value string) rights.Item {
		return rights.Item{Subject: subject, Label: law.Text{ZH: en, EN: en}, Value: rights.NewValue(value), Purpose: law.Text{ZH: "服务", EN: "serve"}, Collected: now}
	}
	return []rights.Source{
		table{section: law.Text{ZH: "账号", EN: "account"}, rows: []rights.Item{
			row("C00001", "name", `王丽华 <b>"x"</b>`), row("C00002", "name", "李秘密"), row("C00001", "mobile", "13812345678"),
		}},
		table{section: law.Text{ZH: "订单", EN: "orders"}, rows: []rights.Item{row("C00002", "address", "somewhere"), row("C00001", "order", "A1")}},
	}
}

var about = rights.About{Handler: law.Text{ZH: "示例公司", EN: "Example Ltd."}, Request: "req_1", Made: now}

func TestCopy(t *testing.T) {
	var b bytes.Buffer
	if err := rights.WriteJSON(&b, about, rights.Collect(t.Context(), "C00001", sources()...)); err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Schema   int
		Items    []map[string]any
		Complete bool
	}
	if err := json.Unmarshal(b.Bytes(), &doc); err != nil || !doc.Complete || len(doc.Items) != 3 || doc.Schema != 1 {
		t.Fatalf("%v\n%s", err, b.String())
	}
	if doc.Items[0]["value"] != `王丽华 <b>"x"</b>` || doc.Items[1]["value"] != "13812345678" {
		t.Errorf("%v", doc.Items)
	}
	for _, tag := range []language.Tag{language.Chinese, language.English} {
		var page bytes.Buffer
		if err := rights.WriteHTML(&page, about, rights.Collect(t.Context(), "C00001", sources()...), tag); err != nil {
			t.Fatal(err)
		}
		text := page.String()
		if strings.Contains(text, `<b>"x"`) || !strings.Contains(text, "13812345678") || !strings.Contains(text, "</html>") {
			t.Errorf("%s", text)
		}
		for _, other := range []string{"李秘密", "somewhere", "C00002"} {
			if strings.Contains(text, other) || strings.Contains(b.String(), other) {
				t.Error("the copy shows another person")
			}
		}
	}
	// Nobody knows anything about the person: that is a complete copy too.
	b.Reset()
	if err := rights.WriteJSON(&b, about, rights.Collect(t.Context(), "C09999", sources()...)); err != nil || !json.Valid(b.Bytes()) {
		t.Errorf("%v\n%s", err, b.String())
	}
}

// A source that mixes persons up, or fails, leaves an output that nobody takes for a copy.
func TestCopyErrors(t *testing.T) {
	mixed, away := sources(), sources()
	first := mixed[0].(table)
	first.mixed = true
	mixed[0] = first
	second := away[1].(table)
	second.err = errors.New("database away")
	away[1] = second
	for name, c := range map[string]struct {
		subject string
		sources []rights.Source
		want    error
	}{
		"mixed": {"C00001", mixed, rights.ErrOtherPerson}, "away": {"C00001", away, second.err}, "nobody": {"", sources(), rights.ErrOtherPerson},
	} {
		var j, h bytes.Buffer
		err := rights.WriteJSON(&j, about, rights.Collect(t.Context(), c.subject, c.sources...))
		if !errors.Is(err, c.want) || json.Valid(j.Bytes()) || strings.Contains(j.String(), "李秘密") {
			t.Errorf("%s: %v", name, err)
		}
		err = rights.WriteHTML(&h, about, rights.Collect(t.Context(), c.subject, c.sources...), language.English)
		if !errors.Is(err, c.want) || strings.Contains(h.String(), "</html>") || strings.Contains(h.String(), "李秘密") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A value shows nothing of itself, however it is nested and printed.
func TestLeak(t *testing.T) {
	const secret = "13812345678"
	v := rights.NewValue(secret)
	item := rights.Item{Subject: "s", Value: v}
	type wrapped struct {
		V any
		v rights.Value
		p *rights.Item
	}
	shapes := []any{v, &v, item, &item, []rights.Value{v}, map[string]rights.Item{"k": item}, wrapped{v, v, &item}, &wrapped{&item, v, &item}, []any{v, item}}
	for i, s := range shapes {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%p", "%t", "%T"} {
			if got := fmt.Sprintf(verb, s); strings.Contains(got, secret) || strings.Contains(got, fmt.Sprintf("%x", secret)) {
				t.Errorf("shape %d, %s: %s", i, verb, got)
			}
		}
		for _, h := range []func(*bytes.Buffer) slog.Handler{
			func(b *bytes.Buffer) slog.Handler { return slog.NewTextHandler(b, nil) },
			func(b *bytes.Buffer) slog.Handler { return slog.NewJSONHandler(b, nil) },
		} {
			var b bytes.Buffer
			slog.New(h(&b)).Info("m", "k", s)
			if strings.Contains(b.String(), secret) {
				t.Errorf("shape %d: %s", i, b.String())
			}
		}
		for _, marshal := range []func(any) ([]byte, error){json.Marshal, xml.Marshal} {
			if got, err := marshal(s); err == nil && bytes.Contains(got, []byte(secret)) {
				t.Errorf("shape %d: %s", i, got)
			}
		}
	}
	if v.Reveal() != secret || new(rights.Value).Reveal() != "" {
		t.Error("Reveal")
	}
}
