package desensitize_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/khtong/privacykit/desensitize"
	"github.com/khtong/privacykit/identifiers"
)

func newJSON(t testing.TB, kinds map[string]identifiers.Kind, opts *desensitize.JSONOptions) *desensitize.JSON {
	t.Helper()
	j, err := desensitize.NewJSON(kinds, opts)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func keep(raw ...string) *desensitize.JSONOptions {
	return &desensitize.JSONOptions{Raw: raw, Other: desensitize.UnsafeKeep}
}

func TestJSONValues(t *testing.T) {
	v := view(t, map[identifiers.Kind]desensitize.Rule{
		"gone": "drop", "free": "raw", "label": "label <&>\u2028\"\\", identifiers.Age: "round 10", identifiers.WalletBalance: "range 100",
	})
	kinds := map[string]identifiers.Kind{
		"mobile": identifiers.Mobile, "gone": "gone", "free": "free", "label": "label", "age": identifiers.Age,
		"balance": identifiers.WalletBalance, "name": identifiers.Name, "byMobile.*~": identifiers.Mobile, "goneKeys.*~": "gone",
	}
	all, strict := newJSON(t, kinds, keep()), newJSON(t, kinds, &desensitize.JSONOptions{Raw: []string{"code", "data.raw"}})
	for _, c := range []struct{ name, doc, kept, hidden string }{
		{"string", `{"mobile":"13812345678"}`, `{"mobile":"138****5678"}`, ``},
		{"number", `{"mobile":13812345678}`, `{"mobile":"138****5678"}`, ``},
		{"number stays one", `{"age":42}`, `{"age":40}`, ``},
		{"number becomes text", `{"balance":150.5}`, `{"balance":"[100,200)"}`, ``},
		{"space", " { \"mobile\" : [ \"13812345678\" ,\n\t1 ] } \r\n", `{"mobile":["138****5678","****"]}`, ``},
		{"deep", `{"mobile":{"a":[{"b":"13812345678"}],"c":null,"d":true}}`, `{"mobile":{"a":[{"b":"138****5678"}],"c":null,"d":"****"}}`, ``},
		{"twice", `{"mobile":"13812345678","mobile":"13912345678"}`, `{"mobile":"138****5678","mobile":"139****5678"}`, ``},
		{"escaped", `{"name":"\u5f20\u4e09","mob\u0069le":"1\u00338 1234 5678"}`, `{"name":"张*","mob\u0069le":"138****5678"}`, ``},
		{"surrogates", `{"name":"\ud842\udfb7田"}`, `{"name":"𠮷*"}`, ``},
		{"half a surrogate", `{"name":"\ud842田","free":"\udfb7\u0000"}`, `{"name":"****","free":"\udfb7\u0000"}`, ``},
		{"rewritten", `{"label":"x"}`, `{"label":"\u003c\u0026\u003e\u2028\"\\"}`, ``},
		{"raw", `{"free":"<\/\u4e2d>","b":1}`, `{"free":"<\/\u4e2d>","b":1}`, `{"free":"<\/\u4e2d>","b":"****"}`},
		{"drop", `{"a":1,"gone":{"mobile":["x",{"y":1.5e3}]},"b":2,"gone":null}`, `{"a":1,"b":2}`, `{"a":"****","b":"****"}`},
		{"drop first", `{"gone":"x","b":[true,false,null]}`, `{"b":[true,false,null]}`, ``},
		{"drop all", `[{"gone":1},{"gone":[]}]`, `[{},{}]`, ``},
		{"keys", `{"byMobile":{"13812345678":1,"x":2,"\u0031":{"13812345678":1}}}`, `{"byMobile":{"138****5678":1,"****":2,"****":{"13812345678":1}}}`, `{"byMobile":{"138****5678":"****","****":"****","****":{"13812345678":"****"}}}`},
		{"dropped keys", `{"goneKeys":{"a":1,"b":[]},"c":{"d":1}}`, `{"goneKeys":{},"c":{"d":1}}`, `{"goneKeys":{},"c":{"d":"****"}}`},
		{"others", `{"code":7,"data":{"raw":[1,"x"],"more":"13812345678","n":-0.5e+7,"ok":true}}`, `{"code":7,"data":{"raw":[1,"x"],"more":"13812345678","n":-0.5e+7,"ok":true}}`, `{"code":7,"data":{"raw":[1,"x"],"more":"****","n":"****","ok":true}}`},
		{"root string", `"13812345678"`, `"13812345678"`, `"****"`},
		{"root number", ` 12 `, `12`, `"****"`},
		{"root number to the end", `12`, `12`, `"****"`},
		{"root empty", `{}`, `{}`, ``},
		{"empty", `{"":[[],{}],"mobile":""}`, `{"":[[],{}],"mobile":"****"}`, ``},
	} {
		for _, how := range []struct {
			json *desensitize.JSON
			want string
		}{{all, c.kept}, {strict, c.hidden}} {
			want := how.want
			if want == "" {
				want = c.kept
			}
			got, err := how.json.Append([]byte("> "), v, []byte(c.doc))
			if err != nil || string(got) != "> "+want {
				t.Errorf("%s: %s, %v; want %s", c.name, got, err, want)
			}
		}
	}
	none, err := new(desensitize.JSON).Append(nil, desensitize.Default(), []byte(`{"mobile":["13812345678",1,true]}`))
	if err != nil || string(none) != `{"mobile":["****","****",true]}` {
		t.Errorf("the zero JSON: %s, %v", none, err)
	}
	root := newJSON(t, map[string]identifiers.Kind{"$": "gone"}, nil)
	if got, err := root.Append(nil, v, []byte(`{"a":["b"]}`)); err != nil || string(got) != `null` {
		t.Errorf("a dropped document: %s, %v", got, err)
	}
	elements := newJSON(t, map[string]identifiers.Kind{"$[*]": "gone", "$[*].a": "free"}, nil)
	if got, err := elements.Append(nil, v, []byte(`[1,{"a":"x"},[]]`)); err != nil || string(got) != `[]` {
		t.Errorf("dropped elements: %s, %v", got, err)
	}
}

func TestJSONPatterns(t *testing.T) {
	const doc = `{"a":{"b":"x","c":{"b":"x"}},"l":[{"b":"x"},["x"]],"b":"x","a.b":"x","~":"x","*":"x","$a":"x"}`
	for pattern, want := range map[string]string{
		`b`:      `{"a":{"b":"!","c":{"b":"!"}},"l":[{"b":"!"},["x"]],"b":"!","a.b":"x","~":"x","*":"x","$a":"x"}`,
		`a.b`:    `{"a":{"b":"!","c":{"b":"x"}},"l":[{"b":"x"},["x"]],"b":"x","a.b":"x","~":"x","*":"x","$a":"x"}`,
		`$.b`:    `{"a":{"b":"x","c":{"b":"x"}},"l":[{"b":"x"},["x"]],"b":"!","a.b":"x","~":"x","*":"x","$a":"x"}`,
		`$.*.b`:  `{"a":{"b":"!","c":{"b":"x"}},"l":[{"b":"x"},["x"]],"b":"x","a.b":"x","~":"x","*":"x","$a":"x"}`,
		`l.*.b`:  `{"a":{"b":"x","c":{"b":"x"}},"l":[{"b":"!"},["x"]],"b":"x","a.b":"x","~":"x","*":"x","$a":"x"}`,
		`l[*].b`: `{"a":{"b":"x","c":{"b":"x"}},"l":[{"b":"!"},["x"]],"b":"x","a.b":"x","~":"x","*":"x","$a":"x"}`,
		`$.l[*]`: `{"a":{"b":"x","c":{"b":"x"}},"l":[{"b":"!"},["!"]],"b":"x","a.b":"x","~":"x","*":"x","$a":"x"}`,
		`$.a`:    `{"a":{"b":"!","c":{"b":"!"}},"l":[{"b":"x"},["x"]],"b":"x","a.b":"x","~":"x","*":"x","$a":"x"}`,
		`a\.b`:   `{"a":{"b":"x","c":{"b":"x"}},"l":[{"b":"x"},["x"]],"b":"x","a.b":"!","~":"x","*":"x","$a":"x"}`,
		`\~`:     `{"a":{"b":"x","c":{"b":"x"}},"l":[{"b":"x"},["x"]],"b":"x","a.b":"x","~":"!","*":"x","$a":"x"}`,
		`\*`:     `{"a":{"b":"x","c":{"b":"x"}},"l":[{"b":"x"},["x"]],"b":"x","a.b":"x","~":"x","*":"!","$a":"x"}`,
		`$a`:     `{"a":{"b":"x","c":{"b":"x"}},"l":[{"b":"x"},["x"]],"b":"x","a.b":"x","~":"x","*":"x","$a":"!"}`,
		`$.a.*~`: `{"a":{"!":"x","!":{"b":"x"}},"l":[{"b":"x"},["x"]],"b":"x","a.b":"x","~":"x","*":"x","$a":"x"}`,
		`c.b~`:   `{"a":{"b":"x","c":{"!":"x"}},"l":[{"b":"x"},["x"]],"b":"x","a.b":"x","~":"x","*":"x","$a":"x"}`,
		`*`:      `{"a":{"b":"!","c":{"b":"!"}},"l":[{"b":"!"},["!"]],"b":"!","a.b":"!","~":"!","*":"!","$a":"!"}`,
		`$`:      `{"a":{"b":"!","c":{"b":"!"}},"l":[{"b":"!"},["!"]],"b":"!","a.b":"!","~":"!","*":"!","$a":"!"}`,
		`*.*.b`:  `{"a":{"b":"x","c":{"b":"!"}},"l":[{"b":"!"},["x"]],"b":"x","a.b":"x","~":"x","*":"x","$a":"x"}`,
	} {
		v := view(t, map[identifiers.Kind]desensitize.Rule{"k": "label !"})
		got, err := newJSON(t, map[string]identifiers.Kind{pattern: "k"}, keep()).Append(nil, v, []byte(doc))
		if err != nil || string(got) != want {
			t.Errorf("%s: %s, %v; want %s", pattern, got, err, want)
		}
	}
}

// TestJSONPrecedence holds which of several patterns counts.
func TestJSONPrecedence(t *testing.T) {
	v := view(t, map[identifiers.Kind]desensitize.Rule{"k": "label !"})
	for _, c := range []struct{ kind, raw, want string }{
		{"$.a.b", "a.b", `!`},
		{"a.b", "$.a.b", `x`},
		{"$.*.b", "$.a.*", `!`}, // as specific: the kind
		{"a.b", "b", `!`},
		{"b", "a.b", `x`},
		{"a.b", "*.b", `!`},
		{"*.b", "b", `!`},
		{"b", "*.b", `x`},
		{"$.a", "b", `x`}, // deeper
		{"b", "$.a", `!`},
		{"$.*.*", "$.a", `!`},
	} {
		j := newJSON(t, map[string]identifiers.Kind{c.kind: "k"}, &desensitize.JSONOptions{Raw: []string{c.raw}})
		got, err := j.Append(nil, v, []byte(`{"a":{"b":"x"}}`))
		if err != nil || string(got) != `{"a":{"b":"`+c.want+`"}}` {
			t.Errorf("%s and raw %s: %s, %v", c.kind, c.raw, got, err)
		}
	}
}

func TestNewJSONErrors(t *testing.T) {
	for _, c := range []struct {
		pattern string
		kind    identifiers.Kind
		raw     []string
		want    string
	}{
		{"", "k", nil, "kinds[0]: want a key"},
		{"a..b", "k", nil, "kinds[0]: want a key"},
		{"$.", "k", nil, "kinds[0]: want a key"},
		{"a.", "k", nil, "kinds[0]: want a key"},
		{"a[0]", "k", nil, "kinds[0]: want a point between keys"},
		{"~", "k", nil, "kinds[0]: want a key"},
		{"a", "", nil, "kinds.a: malformed kind"},
		{"a", "手机", nil, "kinds.a: malformed kind"},
		{"a", "k", []string{"a"}, "raw.a: the pattern is there twice"},
		{"a", "k", []string{"b", "b"}, "raw.b: the pattern is there twice"},
		{"a", "k", []string{"b", "b."}, "raw[1]: want a key"},
		{"a" + strings.Repeat(".*", 20), "k", nil, "too many patterns with *"},
	} {
		_, err := desensitize.NewJSON(map[string]identifiers.Kind{c.pattern: c.kind}, &desensitize.JSONOptions{Raw: c.raw})
		if e := (*desensitize.Error)(nil); !errors.As(err, &e) || err.Error() != "desensitize: "+c.want {
			t.Errorf("%s: %v, want %s", c.pattern, err, c.want)
		}
	}
}

func TestJSONBroken(t *testing.T) {
	j := newJSON(t, map[string]identifiers.Kind{"mobile": identifiers.Mobile}, keep("id"))
	for _, c := range []struct {
		doc, out string
		offset   int64
		rule     string
	}{
		{``, ``, 0, "unexpected end"},
		{`  `, ``, 2, "unexpected end"},
		{`{"mobile":"13812345678","id":"C1","mobile":"139123`, `{"mobile":"138****5678","id":"C1","mobile":`, 50, "unexpected end"},
		{`{"a":"x`, `{"a":`, 7, "unexpected end"},
		{`{"a`, `{`, 3, "unexpected end"},
		{`{"a":1`, `{"a":`, 6, "unexpected end"},
		{`[1,`, `[1`, 3, "unexpected end"},
		{`{"mobile":"13812345678"]`, `{"mobile":"138****5678"`, 23, "want another end"},
		{`[1}`, `[1`, 2, "want another end"},
		{`{"mobile":tru`, `{"mobile":`, 13, "unexpected end"},
		{`[nul1]`, `[`, 4, "unexpected character"},
		{`[1 2]`, `[1`, 3, "want a comma or an end"},
		{`{"a" 1}`, `{"a":`, 5, "want a colon"},
		{`{a:1}`, `{`, 1, "want a key"},
		{`{"a":1,}`, `{"a":1`, 7, "want a key"},
		{`[1,]`, `[1,`, 3, "want a value"},
		{`[01]`, `[0`, 2, "want a comma or an end"},
		{`[1.]`, `[`, 3, "malformed number"},
		{`-`, ``, 1, "unexpected end"},
		{`1e`, ``, 2, "unexpected end"},
		{`["\x"]`, `[`, 3, "unknown escape"},
		{`["\u12g4"]`, `[`, 6, "unknown escape"},
		{"[\"a\nb\"]", `[`, 3, "control character in a string"},
		{`{} {}`, `{}`, 3, "unexpected character behind the document"},
		{"\ufeff{}", ``, 0, "want a value"},
		{strings.Repeat("[", 10001), strings.Repeat("[", 10000), 10000, "nested too deeply"},
	} {
		got, err := j.Append(nil, desensitize.Default(), []byte(c.doc))
		var e *desensitize.InputError
		if !errors.As(err, &e) || e.Offset != c.offset || e.Rule != c.rule || e.Line != 0 {
			t.Errorf("%.60s: %v, want %s at %d", c.doc, err, c.rule, c.offset)
		}
		if string(got) != c.out {
			t.Errorf("%.60s: wrote %.60s, want %.60s", c.doc, got, c.out)
		}
		var w bytes.Buffer
		if streamed := j.Copy(&w, desensitize.Default(), iotest.OneByteReader(strings.NewReader(c.doc))); streamed == nil || streamed.Error() != err.Error() {
			t.Errorf("%.60s: %v as a stream, %v at once", c.doc, streamed, err)
		}
		if w.String() != string(got) {
			t.Errorf("%.60s: wrote %.60s as a stream, %.60s at once", c.doc, w.String(), got)
		}
	}
	deep := strings.Repeat("[", 10000) + strings.Repeat("]", 10000)
	if got, err := j.Append(nil, desensitize.Default(), []byte(deep)); err != nil || string(got) != deep {
		t.Error("10,000 arrays in one another are refused", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

type idle struct{}

func (idle) Read([]byte) (int, error) { return 0, nil }

func TestJSONStreamErrors(t *testing.T) {
	broken := errors.New("broken")
	j, v := newJSON(t, nil, keep()), desensitize.Default()
	if err := j.Copy(io.Discard, v, iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Error(err)
	}
	if err := j.Copy(failing{broken}, v, strings.NewReader(`{"a":1}`)); !errors.Is(err, broken) {
		t.Error(err)
	}
	if err := j.Copy(io.Discard, v, idle{}); !errors.Is(err, io.ErrNoProgress) {
		t.Error(err)
	}
	w := j.NewWriter(io.Discard, v)
	n, err := w.Write([]byte(`{]`))
	if _, again := w.Write([]byte(`{}`)); n != 0 || err == nil || !errors.Is(again, err) || !errors.Is(w.Close(), err) {
		t.Errorf("%d, %v, %v", n, err, again)
	}
}

// TestJSONLong holds what becomes of strings and keys that are longer than what is held.
func TestJSONLong(t *testing.T) {
	long := strings.Repeat("长", 400_000)
	doc := `{"raw":"` + long + `","note":"` + long + `","` + long + `":"x","n":1` + strings.Repeat("0", 1<<20) + `,"note":"` + long[:600_000] + `"}`
	got, err := newJSON(t, map[string]identifiers.Kind{"mobile": identifiers.Mobile}, keep("raw")).Append(nil, desensitize.Default(), []byte(doc))
	want := `{"raw":"` + long + `","note":"****","****":"x","n":"****","note":"` + long[:600_000] + `"}`
	if err != nil || string(got) != want {
		t.Errorf("%.40s of %d bytes, %v", got[min(len(got), len(long)):], len(got), err)
	}
}

// generator gives n times the same bytes in between two others.
type generator struct {
	before, again, after string
	n                    int
	rest                 string
}

func (g *generator) Read(p []byte) (int, error) {
	for g.rest == "" {
		switch {
		case g.before != "":
			g.rest, g.before = g.before, ""
		case g.n > 0:
			g.rest = strings.Repeat(g.again, min(g.n, 100))
			g.n -= min(g.n, 100)
		case g.after != "":
			g.rest, g.after = g.after, ""
		default:
			return 0, io.EOF
		}
	}
	n := copy(p, g.rest)
	g.rest = g.rest[n:]
	return n, nil
}

// TestJSONMemory streams 64 MB and looks at the memory in use.
func TestJSONMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long under the race detector")
	}
	j := newJSON(t, map[string]identifiers.Kind{"mobile": identifiers.Mobile}, keep())
	const row = `{"mobile":"13812345678","note":"\u4e2d of no kind","n":[1,2.5]}`
	g := &generator{before: `[`, again: row + ",", n: 64 << 20 / len(row), after: row + `]`}
	inLittleMemory(t, 100, func(w io.Writer) error { return j.Copy(w, desensitize.Default(), g) })
}

// inLittleMemory writes 60 MB or more, and looks after each so many pieces at the memory in use.
func inLittleMemory(t *testing.T, every int, write func(io.Writer) error) {
	t.Helper()
	var peak, before runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	n, pieces := 0, 0
	err := write(writerFunc(func(p []byte) (int, error) {
		n += len(p)
		if pieces++; pieces%every == 0 {
			runtime.GC()
			runtime.ReadMemStats(&peak)
			if peak.HeapAlloc > before.HeapAlloc+4<<20 {
				t.Fatalf("%d bytes in use after %d", peak.HeapAlloc-before.HeapAlloc, n)
			}
		}
		return len(p), nil
	}))
	if err != nil || n < 60<<20 {
		t.Errorf("%d bytes, %v", n, err)
	}
}

func TestJSONAllocs(t *testing.T) {
	j := newJSON(t, map[string]identifiers.Kind{"mobile": identifiers.Mobile, "name": identifiers.Name}, keep("id"))
	doc := []byte(`{"id":"C00001","name":"张三","mobile":"13812345678","list":[1,2,3,{"mobile":"13912345678","ok":true}]}`)
	dst := make([]byte, 0, 1024)
	v := desensitize.Default()
	if n := testing.AllocsPerRun(100, func() {
		out, err := j.Append(dst[:0], v, doc)
		if err != nil || !json.Valid(out) {
			t.Fatal(err)
		}
	}); n > 4 {
		t.Errorf("%v allocations, want the document as a string, a stack and a buffer, and one to spare for the race detector", n)
	}
}

// TestJSONManyKeys has more keys in one place than are looked at one by one.
func TestJSONManyKeys(t *testing.T) {
	kinds := map[string]identifiers.Kind{}
	doc, want := `{"x":"1"`, `{"x":"****"`
	for _, c := range "abcdefghijklmnopqrst" {
		kinds["$."+string(c)] = identifiers.Mobile
		doc += `,"` + string(c) + `":"13812345678"`
		want += `,"` + string(c) + `":"138****5678"`
	}
	got, err := newJSON(t, kinds, nil).Append(nil, desensitize.Default(), []byte(doc+`}`))
	if err != nil || string(got) != want+`}` {
		t.Errorf("%s, %v", got, err)
	}
}
