package desensitize_test

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"fmt"
	htmltemplate "html/template"
	"log/slog"
	"reflect"
	"strings"
	"testing"
	"text/template"

	"github.com/khtong/privacykit/desensitize"
)

const secret = "plain-secret"

type (
	exported[T any]   struct{ V T }
	unexported[T any] struct{ v T }
)

// TestRedactedPrintsNothing prints a Redacted through every verb and encoder, nested in every shape.
func TestRedactedPrintsNothing(t *testing.T) {
	r := desensitize.Redact(secret)
	b := desensitize.Redact([]byte(secret))
	shapes := map[string]any{
		"value":             r,
		"pointer":           &r,
		"bytes":             b,
		"exported":          exported[desensitize.Redacted[string]]{r},
		"unexported":        unexported[desensitize.Redacted[string]]{r},
		"unexported twice":  unexported[unexported[desensitize.Redacted[string]]]{unexported[desensitize.Redacted[string]]{r}},
		"unexported bytes":  unexported[desensitize.Redacted[[]byte]]{b},
		"unexported struct": unexported[desensitize.Redacted[exported[string]]]{desensitize.Redact(exported[string]{secret})},
		"unexported map":    unexported[desensitize.Redacted[map[string]string]]{desensitize.Redact(map[string]string{secret: secret})},
		"pointer to struct": &exported[*desensitize.Redacted[string]]{&r},
		"slice":             []desensitize.Redacted[string]{r},
		"any slice":         []any{r, &r},
		"array":             [1]desensitize.Redacted[string]{r},
		"map":               map[string]desensitize.Redacted[string]{"k": r},
		"struct inside":     desensitize.Redact(exported[string]{secret}),
	}
	printNothing(t, shapes)
	for name, v := range shapes {
		walk(reflect.ValueOf(v), func(s string) {
			if strings.Contains(s, secret) {
				t.Errorf("%s leaks to a walk by reflection", name)
			}
		})
		for _, text := range []string{`{{.}}`, `{{printf "%v %s %d" . . .}}`, `<p title="{{.}}">{{.}}</p><script>x = {{.}}</script>`} {
			var b strings.Builder
			if err := htmltemplate.Must(htmltemplate.New("").Parse(text)).Execute(&b, v); err == nil && strings.Contains(b.String(), secret) {
				t.Errorf("%s leaks through html/template: %s", name, &b)
			}
			b.Reset()
			if err := template.Must(template.New("").Parse(text)).Execute(&b, v); err == nil && strings.Contains(b.String(), secret) {
				t.Errorf("%s leaks through text/template: %s", name, &b)
			}
		}
	}
}

// walk visits all strings and bytes that reflection reaches, unexported fields included, as dumpers do.
func walk(v reflect.Value, visit func(string)) {
	switch v.Kind() {
	case reflect.String:
		visit(v.String())
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			walk(v.Elem(), visit)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			walk(v.Field(i), visit)
		}
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 && v.Kind() == reflect.Slice {
			visit(string(v.Bytes()))
			return
		}
		for i := range v.Len() {
			walk(v.Index(i), visit)
		}
	case reflect.Map:
		for it := v.MapRange(); it.Next(); {
			walk(it.Key(), visit)
			walk(it.Value(), visit)
		}
	}
}

// The walk finds what is not redacted.
func TestWalk(t *testing.T) {
	found := 0
	walk(reflect.ValueOf(exported[any]{unexported[map[string]*[]byte]{map[string]*[]byte{secret: {'x'}}}}), func(s string) {
		if s == secret || s == "x" {
			found++
		}
	})
	if found != 2 {
		t.Errorf("%d found", found)
	}
}

// printNothing prints each value through every verb and encoder, and looks for the secret.
func printNothing(t *testing.T, values map[string]any) {
	t.Helper()
	for name, v := range values {
		check := func(how, out string) {
			t.Helper()
			if strings.Contains(out, secret) || strings.Contains(out, fmt.Sprintf("%x", secret)) ||
				strings.Contains(out, "112 108 97 105 110") || strings.Contains(out, "cGxhaW4tc2VjcmV0") {
				t.Errorf("%s leaks through %s: %s", name, how, out)
			}
		}
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%p", "%T", "%t", "%e", "%c", "%U", "% x", "%w"} {
			check(verb, fmt.Sprintf(verb, v))
		}
		check("Errorf", fmt.Errorf("wrapped: %v", v).Error())
		if out, err := json.Marshal(v); err == nil {
			check("json", string(out))
		}
		if out, err := xml.Marshal(v); err == nil {
			check("xml", string(out))
		}
		var buf bytes.Buffer
		if err := gob.NewEncoder(&buf).Encode(v); err == nil {
			check("gob", buf.String())
		}
		for _, handler := range []func(*bytes.Buffer) slog.Handler{
			func(b *bytes.Buffer) slog.Handler { return slog.NewTextHandler(b, nil) },
			func(b *bytes.Buffer) slog.Handler { return slog.NewJSONHandler(b, nil) },
		} {
			buf.Reset()
			slog.New(handler(&buf)).With("with", v).WithGroup("g").Info("m", "v", v, slog.Group("h", "v", v))
			if buf.Len() == 0 {
				t.Fatal("nothing was logged")
			}
			check("slog", buf.String())
		}
	}
}

func TestRedactedText(t *testing.T) {
	r := desensitize.Redact(7)
	for _, got := range []string{r.String(), r.GoString(), fmt.Sprintf("%d", r), r.LogValue().String()} {
		if got != desensitize.Hidden {
			t.Errorf("%q, want %q", got, desensitize.Hidden)
		}
	}
	out, err := json.Marshal(map[string]any{"v": r, "p": &r})
	if err != nil || string(out) != `{"p":"****","v":"****"}` {
		t.Errorf("JSON %s, %v", out, err)
	}
	if text, err := r.MarshalText(); err != nil || string(text) != desensitize.Hidden {
		t.Errorf("text %s, %v", text, err)
	}
}

func TestRedactedReveal(t *testing.T) {
	if got := desensitize.Redact(secret).Reveal(); got != secret {
		t.Errorf("Reveal() = %q", got)
	}
	var zero desensitize.Redacted[string]
	if got := zero.Reveal(); got != "" {
		t.Errorf("zero Reveal() = %q", got)
	}
	if got := zero.String(); got != desensitize.Hidden {
		t.Errorf("zero prints %q", got)
	}
}

func TestRedactedUnmarshalJSON(t *testing.T) {
	type request struct {
		User string
		PIN  desensitize.Redacted[string]
		Tags desensitize.Redacted[[]int]
		Any  *desensitize.Redacted[any]
	}
	var r request
	if err := json.Unmarshal([]byte(`{"User":"u-1","PIN":"48\u00329","Tags":[1,2],"Any":{"a":null}}`), &r); err != nil {
		t.Fatal(err)
	}
	if got := r.PIN.Reveal(); got != "4829" {
		t.Errorf("PIN %q", got)
	}
	if got := r.Tags.Reveal(); !reflect.DeepEqual(got, []int{1, 2}) {
		t.Errorf("Tags %v", got)
	}
	if got := r.Any.Reveal(); !reflect.DeepEqual(got, map[string]any{"a": nil}) {
		t.Errorf("Any %v", got)
	}
	if err := json.Unmarshal([]byte(`{"PIN":null}`), &r); err != nil || r.PIN.Reveal() != "4829" {
		t.Errorf("null: %q, %v", r.PIN.Reveal(), err)
	}
	out, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	for _, in := range []string{string(out), `{"PIN":"****"}`, `{"PIN":12345678901}`, `{"PIN":{"x":"` + secret + `"}}`, `{"Tags":["` + secret + `"]}`, `{"Tags":1e400}`} {
		err := json.Unmarshal([]byte(in), &r)
		if err == nil || strings.Contains(err.Error(), secret) || strings.Contains(err.Error(), "123") || strings.Contains(err.Error(), "400") {
			t.Errorf("%s: %v", in, err)
		}
	}
	if got := r.PIN.Reveal(); got != "4829" {
		t.Errorf("after errors PIN is %q", got)
	}
	if err := new(desensitize.Redacted[string]).UnmarshalJSON([]byte(`"x`)); err == nil {
		t.Error("broken JSON is read")
	}
}

// A copy is what it was, and changing what it was made of does not change it.
func TestRedactedCopies(t *testing.T) {
	v := [1]string{"a"}
	r := desensitize.Redact(v)
	v[0] = "b"
	if got := r; got.Reveal()[0] != "a" {
		t.Error(got.Reveal())
	}
	if reflect.TypeOf(r).Comparable() {
		t.Error("Redacted can be compared")
	}
}
