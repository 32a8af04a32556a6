package desensitize_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"github.com/khtong/privacykit/desensitize"
	"github.com/khtong/privacykit/identifiers"
)

// slowJSON is a document masked by means of encoding/json, as tokens: strings that are values have their place as well. It
// knows the patterns a, $.b.a, c.* and d.*~ of slowKinds.
type slowJSON struct {
	dec  *json.Decoder
	view desensitize.View
	out  []any
}

var slowKinds = map[string]identifiers.Kind{"a": "one", "$.b.a": "two", "c.*": identifiers.Mobile, "d.*~": "two"}

func slowView(t testing.TB) desensitize.View {
	return view(t, map[identifiers.Kind]desensitize.Rule{"one": "keep 1 1", "two": "label <two>"})
}

// kind returns the kind that the place gives, if any.
func (s *slowJSON) kind(path []string) identifiers.Kind {
	n := len(path)
	switch {
	case n == 0:
		return ""
	case n == 2 && path[0] == "b" && path[1] == "a":
		return "two"
	case n > 1 && path[n-2] == "c":
		return identifiers.Mobile
	case path[n-1] == "a":
		return "one"
	}
	return ""
}

func (s *slowJSON) value(path []string, above identifiers.Kind) error {
	tok, err := s.dec.Token()
	if err != nil {
		return err
	}
	if k := s.kind(path); k != "" {
		above = k
	}
	switch tok := tok.(type) {
	case json.Delim:
		s.out = append(s.out, tok)
		for s.dec.More() {
			step := "\x00" // of an element
			if tok == '{' {
				key, err := s.dec.Token()
				if err != nil {
					return err
				}
				step = key.(string)
				if n := len(path); n > 0 && path[n-1] == "d" {
					key = s.view.Mask("two", step)
				}
				s.out = append(s.out, key)
			}
			if err := s.value(append(slices.Clone(path), step), above); err != nil {
				return err
			}
		}
		end, err := s.dec.Token()
		s.out = append(s.out, end)
		return err
	case nil:
		s.out = append(s.out, nil)
	case string:
		s.out = append(s.out, s.scalar(tok, tok, above, false))
	case json.Number:
		s.out = append(s.out, s.scalar(tok, tok.String(), above, true))
	case bool:
		text := "false"
		if tok {
			text = "true"
		}
		s.out = append(s.out, s.scalar(tok, text, above, false))
	}
	return nil
}

func (s *slowJSON) scalar(value any, text string, k identifiers.Kind, number bool) any {
	if k == "" {
		return value
	}
	shown := s.view.Mask(k, text)
	if shown == text {
		return value
	}
	if n := json.Number(shown); number && json.Valid([]byte(shown)) && strings.Trim(shown[:1], "-0123456789") == "" {
		return n
	}
	return shown
}

func tokens(t *testing.T, doc []byte) []any {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(doc))
	dec.UseNumber()
	var all []any
	for {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatalf("%s: %v", doc, err)
		}
		all = append(all, tok)
	}
}

// FuzzJSON compares with encoding/json: which documents are valid, their structure, and each value.
func FuzzJSON(f *testing.F) {
	for _, doc := range []string{
		`{"a":"abc","b":{"a":["x",12,true,null]},"c":{"x":"13812345678","a":{"d":{"k":1}}},"d":{"13812345678":1,"d":{"e":"f"}}}`,
		`[{"c":[13812345678,[1,-0.5E+3]],"a":100},{"a":{},"a":[]}]`,
		`{"a":"\u5f20\ud842\udfb7\ud842\"\\\/\b\f\n\r\t"}`, ` "a" `, `0`, `{"a":"` + "\xff" + `"}`, `{"a":1.}`, `[1,]`, `{"a":"<&>"}`,
	} {
		f.Add(doc, 3)
	}
	kinds, err := desensitize.NewJSON(slowKinds, keep())
	if err != nil {
		f.Fatal(err)
	}
	none, err := desensitize.NewJSON(nil, keep())
	if err != nil {
		f.Fatal(err)
	}
	v := slowView(f)
	f.Fuzz(func(t *testing.T, doc string, size int) {
		got, err := kinds.Append(nil, v, []byte(doc))
		if valid := json.Valid([]byte(doc)); valid != (err == nil) {
			t.Fatalf("valid is %v, and the error %v", valid, err)
		}
		var w bytes.Buffer
		jw := kinds.NewWriter(&w, v)
		var streamed error
		for rest := doc; rest != "" && streamed == nil; {
			n := min(len(rest), max(1, size%100))
			_, streamed = jw.Write([]byte(rest[:n]))
			rest = rest[n:]
		}
		if streamed == nil {
			streamed = jw.Close()
		}
		if w.String() != string(got) || (err == nil) != (streamed == nil) || err != nil && err.Error() != streamed.Error() {
			t.Fatalf("%s, %v as a stream; %s, %v at once", w.String(), streamed, got, err)
		}
		if e := (*desensitize.InputError)(nil); err != nil {
			if !errors.As(err, &e) || e.Offset < 0 || e.Offset > int64(len(doc)) {
				t.Fatalf("the error is %v", err)
			}
			return
		}
		dec := json.NewDecoder(strings.NewReader(doc))
		dec.UseNumber()
		slow := slowJSON{dec: dec, view: v}
		if err := slow.value(nil, ""); err != nil {
			t.Fatal(err)
		}
		fast := tokens(t, got)
		if utf8.ValidString(doc) && !slices.Equal(fast, slow.out) || len(fast) != len(slow.out) { // other bytes are hidden
			t.Fatalf("%s: %v, want %v", got, fast, slow.out)
		}
		var compact bytes.Buffer
		if err := json.Compact(&compact, []byte(doc)); err != nil {
			t.Fatal(err)
		}
		same, err := none.Append(nil, v, []byte(doc))
		if err != nil || string(same) != compact.String() {
			t.Fatalf("%s, %v; want %s", same, err, compact.String())
		}
		strict, err := new(desensitize.JSON).Append(nil, desensitize.View{}, []byte(doc))
		if err != nil {
			t.Fatal(err)
		}
		dec = json.NewDecoder(bytes.NewReader(strict))
		for {
			var x any
			if dec.Decode(&x) != nil {
				break
			}
			onlyHidden(t, x)
		}
	})
}

// onlyHidden holds that a document has no string but Hidden, and no number.
func onlyHidden(t *testing.T, x any) {
	t.Helper()
	switch x := x.(type) {
	case string:
		if x != desensitize.Hidden {
			t.Errorf("%q is shown", x)
		}
	case float64:
		t.Errorf("%v is shown", x)
	case []any:
		for _, e := range x {
			onlyHidden(t, e)
		}
	case map[string]any:
		for _, e := range x {
			onlyHidden(t, e)
		}
	}
}

// TestJSONPieces cuts a document with everything in it at each byte.
func TestJSONPieces(t *testing.T) {
	const doc = `{"a":"\u5f20\ud842\udfb7x","b":{"a":[-12.5e+3,true,false,null,"\\\""]},"c":{"x":"13812345678"},"d":{"1\u0038":{}}} `
	j, v := newJSON(t, slowKinds, keep()), slowView(t)
	want, err := j.Append(nil, v, []byte(doc))
	if err != nil {
		t.Fatal(err)
	}
	for cut := range len(doc) {
		var w bytes.Buffer
		if err := j.Copy(&w, v, io.MultiReader(strings.NewReader(doc[:cut]), iotest.HalfReader(strings.NewReader(doc[cut:])))); err != nil || w.String() != string(want) {
			t.Fatalf("cut at %d: %s, %v; want %s", cut, w.String(), err, want)
		}
	}
}
