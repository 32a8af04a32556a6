package desensitize_test

import (
	"io"
	"testing"

	"github.com/khtong/privacykit/desensitize"
	"github.com/khtong/privacykit/identifiers"
)

// TestJSONWriterPrintsNothing holds that a writer does not print what it holds of a document.
func TestJSONWriterPrintsNothing(t *testing.T) {
	j := newJSON(t, map[string]identifiers.Kind{"name": identifiers.Name}, keep())
	w := j.NewWriter(io.Discard, desensitize.Default())
	if _, err := w.Write([]byte(`{"name":"` + secret)); err != nil {
		t.Fatal(err)
	}
	printNothing(t, map[string]any{
		"pointer": w, "value": *w, "exported": exported[*desensitize.JSONWriter]{w}, "unexported": unexported[desensitize.JSONWriter]{*w},
		"slice": []any{w, *w}, "map": map[string]any{"k": *w},
	})
}

// TestJSONErrorsPrintNothing holds that no error has anything of the document.
func TestJSONErrorsPrintNothing(t *testing.T) {
	j := newJSON(t, map[string]identifiers.Kind{"name": identifiers.Name}, nil)
	for _, doc := range []string{
		`{"` + secret, `{"a":"` + secret, `{"name":"` + secret + "\n\x00", `{"name":"` + secret + `"` + secret, `[` + secret, `{"a":["` + secret + `" 1`,
	} {
		out, err := j.Append(nil, desensitize.Default(), []byte(doc))
		if err == nil {
			t.Fatal("no error")
		}
		printNothing(t, map[string]any{"error": err, "output": string(out)})
	}
	_, err := desensitize.NewJSON(map[string]identifiers.Kind{"a": identifiers.Kind(secret + " "), "b..": "k"}, nil)
	printNothing(t, map[string]any{"error": err})
}
