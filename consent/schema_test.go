package consent_test

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/law"
)

// schemaMaker makes the JSON Schema of a register from the Go types: their
// fields, their enumerations and their comments.
type schemaMaker struct {
	comments map[string]string // "Document.Schema" → its comment, in one line
	defs     map[string]any
}

const codePattern = `^[A-Za-z0-9][A-Za-z0-9_.:-]{0,127}$`

func registerSchema(tb testing.TB) []byte {
	tb.Helper()
	m := schemaMaker{fieldComments(tb), map[string]any{}}
	root := m.object(reflect.TypeFor[consent.Document]())
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["title"] = "Processing register of github.com/khtong/privacykit/consent"
	root["$defs"] = m.defs
	root["properties"].(map[string]any)["schema"].(map[string]any)["const"] = consent.Schema
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	require.NoError(tb, enc.Encode(root))
	return b.Bytes()
}

// fieldComments reads the comments of the fields from the source.
func fieldComments(tb testing.TB) map[string]string {
	tb.Helper()
	out := map[string]string{}
	for _, file := range []string{"document.go", "prompt.go", "recipient.go", "export.go", "rulebook.go"} {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
		require.NoError(tb, err)
		ast.Inspect(f, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok {
				return true
			}
			if s, ok := spec.Type.(*ast.StructType); ok {
				for _, field := range s.Fields.List {
					for _, name := range field.Names {
						text := field.Doc.Text() + field.Comment.Text()
						out[spec.Name.Name+"."+name.Name] = strings.Join(strings.Fields(strings.NewReplacer("[", "", "]", "").Replace(text)), " ")
					}
				}
			}
			return true
		})
	}
	return out
}

func (m schemaMaker) object(t reflect.Type) map[string]any {
	properties, required := map[string]any{}, []string{}
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		property := m.value(f.Type)
		if f.Type == reflect.TypeFor[string]() && (name == "id" || name == "version" || name == "function" || name == "scenario") {
			property["pattern"] = codePattern
		}
		if name == "location" {
			property["pattern"] = `^([A-Z]{2})?$`
		}
		if f.Type.Kind() == reflect.Slice && !strings.Contains(options, "omit") {
			property["minItems"] = 1
		}
		if c := m.comments[t.Name()+"."+f.Name]; c != "" {
			property["description"] = c
		}
		properties[name] = property
		if !strings.Contains(options, "omit") {
			required = append(required, name)
		}
	}
	slices.Sort(required)
	return map[string]any{"type": "object", "additionalProperties": false, "properties": properties, "required": required}
}

func (m schemaMaker) value(t reflect.Type) map[string]any {
	switch {
	case t == reflect.TypeFor[law.Text]():
		text := map[string]any{"type": "string", "minLength": 1}
		m.defs["Text"] = map[string]any{
			"type": "object", "additionalProperties": false, "properties": map[string]any{"zh": text, "en": text}, "required": []string{"en", "zh"},
		}
		return ref("Text")
	case t == reflect.TypeFor[law.Date]():
		return map[string]any{"type": "string", "format": "date", "pattern": `^[0-9]{4}-[0-9]{2}-[0-9]{2}$`}
	case t.Kind() == reflect.Pointer && t.Elem() != reflect.TypeFor[law.Citation]():
		return map[string]any{"anyOf": []any{m.value(t.Elem()), map[string]any{"type": "null"}}}
	case t.Kind() == reflect.Pointer:
		return map[string]any{"type": []string{"string", "null"}} // a citation
	case t.Kind() == reflect.Uint8:
		m.defs[t.Name()] = map[string]any{"enum": enumNames(t)}
		return ref(t.Name())
	case t.Kind() == reflect.Struct:
		if _, ok := m.defs[t.Name()]; !ok {
			m.defs[t.Name()] = nil // against recursion
			m.defs[t.Name()] = m.object(t)
		}
		return ref(t.Name())
	case t.Kind() == reflect.Slice:
		return map[string]any{"type": "array", "items": m.value(t.Elem())}
	case t.Kind() == reflect.String && t.Name() != "string":
		return map[string]any{"type": "string", "pattern": codePattern} // an id
	case t.Kind() == reflect.String:
		return map[string]any{"type": "string"}
	case t.Kind() == reflect.Bool:
		return map[string]any{"type": "boolean"}
	case t.Kind() == reflect.Int:
		return map[string]any{"type": "integer"}
	default:
		panic(fmt.Sprintf("no schema for %s", t))
	}
}

func ref(name string) map[string]any { return map[string]any{"$ref": "#/$defs/" + name} }

// enumNames returns the names that an enumeration writes and reads.
func enumNames(t reflect.Type) []string {
	var out []string
	for i := range 256 {
		v := reflect.New(t).Elem()
		v.SetUint(uint64(i))
		if text, err := v.Interface().(encoding.TextMarshaler).MarshalText(); err == nil {
			out = append(out, string(text))
		}
	}
	return out
}

// The committed schema is that of the types.
func TestSchemaIsFresh(t *testing.T) {
	got := registerSchema(t)
	const file = "register.schema.json"
	if *update {
		require.NoError(t, os.WriteFile(file, got, 0o600))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), string(got), "if this is meant: go test ./consent -run TestSchema -update")
}
