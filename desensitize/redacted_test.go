package desensitize_test

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"strings"
	"testing"

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
