package desensitize_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"testing/slogtest"
	"time"

	"github.com/khtong/privacykit/desensitize"
	"github.com/khtong/privacykit/identifiers"
)

const mobile = "13812345678"

// Types of a host that print personal information.
type (
	logPhone  string
	amount    int64
	blob      []byte
	account   struct{ Mobile string }
	panics    struct{}
	nested    struct{ attrs []slog.Attr }
	extension int
	weekday   int
	matryo    struct{}
)

func (a account) String() string      { return "account " + a.Mobile }
func (extension) String() string      { return mobile }
func (weekday) String() string        { return "Monday" }
func (panics) Error() string          { panic(mobile) }
func (n nested) LogValue() slog.Value { return slog.GroupValue(n.attrs...) }
func (m matryo) LogValue() slog.Value {
	return slog.GroupValue(slog.Any("in", m), slog.String("m", mobile))
}
func (c carelessKey) LogValue() slog.Value { return slog.StringValue(c.Key) }

var logOptions = desensitize.LogOptions{Keys: map[string]identifiers.Kind{
	"mobile":    identifiers.Mobile,
	"name":      identifiers.Name,
	"birthday":  identifiers.Birthday,
	"password":  identifiers.Password,
	"user.no":   identifiers.ResidentID,
	"ip":        identifiers.IP,
	"user.tags": "tag",
	"email":     identifiers.Email,
	"plate":     identifiers.Plate,
	"shop.name": "shop",
}}

// logView drops e-mail addresses and leaves plates and shops.
func logView(t testing.TB) desensitize.View {
	t.Helper()
	v, err := desensitize.NewView(map[identifiers.Kind]desensitize.Rule{
		identifiers.Email: "drop", identifiers.Plate: "raw", "shop": "raw",
	}, &desensitize.ViewOptions{Base: desensitize.Default()})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// logLine logs by the handler and returns the line without time and level.
func logLine(t *testing.T, wrap func(io.Writer) slog.Handler, do func(*slog.Logger)) string {
	t.Helper()
	var buf bytes.Buffer
	do(slog.New(wrap(&buf)))
	line := buf.String()
	_, rest, found := strings.Cut(line, `"level":"INFO",`)
	if !found || strings.Count(line, "\n") != 1 {
		t.Fatalf("logged %q", line)
	}
	return "{" + strings.TrimSuffix(rest, "\n")
}

var logTests = []struct {
	name string
	do   func(*slog.Logger)
	want string
}{
	{"message", func(l *slog.Logger) { l.Info("call " + mobile) }, `{"msg":"call 138****5678"}`},
	{"key", func(l *slog.Logger) { l.Info("m", "mobile", mobile, "n", 1) }, `{"msg":"m","mobile":"138****5678","n":1}`},
	{"no value of the kind", func(l *slog.Logger) { l.Info("m", "mobile", "x1") }, `{"msg":"m","mobile":"****"}`},
	{"text", func(l *slog.Logger) { l.Info("m", "note", "回电 "+mobile+" 谢谢", "other", "x") }, `{"msg":"m","note":"回电 138****5678 谢谢","other":"x"}`},
	{"number", func(l *slog.Logger) { l.Info("m", "mobile", 13812345678, "n", 13812345678) }, `{"msg":"m","mobile":"138****5678","n":13812345678}`},
	{"float", func(l *slog.Logger) { l.Info("m", "mobile", 13812345678.0, "f", 0.5) }, `{"msg":"m","mobile":"138****5678","f":0.5}`},
	{"named types", func(l *slog.Logger) {
		l.Info("m", "mobile", logPhone(mobile), "p", logPhone(mobile), "a", amount(5), "b", blob(mobile))
	}, `{"msg":"m","mobile":"138****5678","p":"138****5678","a":5,"b":"138****5678"}`},
	{"number with a text", func(l *slog.Logger) { l.Info("m", "x", extension(7), "d", weekday(1), "mobile", extension(7)) }, `{"msg":"m","x":"138****5678","d":1,"mobile":"138****5678"}`},
	{"bool", func(l *slog.Logger) { l.Info("m", "mobile", true, "b", true) }, `{"msg":"m","mobile":"****","b":true}`},
	{"duration", func(l *slog.Logger) { l.Info("m", "mobile", time.Second, "d", time.Second) }, `{"msg":"m","mobile":"****","d":1000000000}`},
	{"time", func(l *slog.Logger) {
		l.Info("m", "birthday", time.Unix(0, 0).UTC(), "mobile", time.Unix(0, 0).UTC(), "t", time.Unix(0, 0).UTC())
	}, `{"msg":"m","birthday":"1970-**-**","mobile":"****","t":"1970-01-01T00:00:00Z"}`},
	{"secret", func(l *slog.Logger) { l.Info("m", "password", "hunter2") }, `{"msg":"m","password":"****"}`},
	{"pointers", func(l *slog.Logger) { s, n := mobile, 7; l.Info("m", "mobile", &s, "s", &s, "n", &n) }, `{"msg":"m","mobile":"138****5678","s":"138****5678","n":7}`},
	{"nil", func(l *slog.Logger) { var s *string; l.Info("m", "mobile", nil, "n", nil, "s", s) }, `{"msg":"m","mobile":"****","n":null,"s":"****"}`},
	{"error", func(l *slog.Logger) {
		l.Info("m", "err", fmt.Errorf("dial: %w", errors.New(mobile)), "mobile", errors.New(mobile))
	}, `{"msg":"m","err":"dial: 138****5678","mobile":"138****5678"}`},
	{"panicking error", func(l *slog.Logger) { l.Info("m", "err", panics{}, "mobile", panics{}) }, `{"msg":"m","err":"****","mobile":"****"}`},
	{"Stringer", func(l *slog.Logger) { l.Info("m", "a", account{mobile}, "mobile", account{mobile}) }, `{"msg":"m","a":"account 138****5678","mobile":"****"}`},
	{"TextMarshaler", func(l *slog.Logger) {
		l.Info("m", "a", netip.MustParseAddr("192.168.1.100"), "ip", netip.MustParseAddr("203.0.113.9"))
	}, `{"msg":"m","a":"192.*.*.*","ip":"203.*.*.*"}`},
	{"LogValuer", func(l *slog.Logger) { l.Info("m", "a", carelessKey{mobile}, "mobile", carelessKey{mobile}) }, `{"msg":"m","a":"138****5678","mobile":"138****5678"}`},
	{"value type", func(l *slog.Logger) {
		m := identifiers.Must(identifiers.ParseMobile(mobile))
		l.Info("m", "a", m, "mobile", m, "name", m, "nil", (*identifiers.MobileNumber)(nil))
	}, `{"msg":"m","a":"138****5678","mobile":"138****5678","name":"****","nil":"****"}`},
	{"Redacted", func(l *slog.Logger) {
		l.Info("m", "a", desensitize.Redact(mobile), "mobile", desensitize.Redact(mobile))
	}, `{"msg":"m","a":"****","mobile":"****"}`},
	{"strings", func(l *slog.Logger) { l.Info("m", "a", []string{"x", mobile}, "mobile", []string{mobile, "1"}) }, `{"msg":"m","a":["x","138****5678"],"mobile":["138****5678","****"]}`},
	{"any", func(l *slog.Logger) {
		l.Info("m", "s", struct{ M string }{mobile}, "m", map[string]string{"k": mobile}, "l", []any{mobile}, "mobile", []any{mobile})
	}, `{"msg":"m","s":"****","m":"****","l":"****","mobile":"****"}`},
	{"group", func(l *slog.Logger) {
		l.Info("m", slog.Group("user", "mobile", mobile, "note", mobile, slog.Group("deep", "name", "张三"), "n", 1))
	}, `{"msg":"m","user":{"mobile":"138****5678","note":"138****5678","deep":{"name":"张*"},"n":1}}`},
	{"group without a key", func(l *slog.Logger) { l.Info("m", slog.Group("", "mobile", mobile)) }, `{"msg":"m","mobile":"138****5678"}`},
	{"path", func(l *slog.Logger) {
		l.Info("m", slog.Group("user", "no", "A-1", "tags", "x"), "no", "A-1", slog.Group("x", "no", "A-1"))
	}, `{"msg":"m","user":{"no":"****","tags":"****"},"no":"A-1","x":{"no":"A-1"}}`},
	{"path before key", func(l *slog.Logger) { l.Info("m", slog.Group("shop", "name", "张三"), "name", "张三") }, `{"msg":"m","shop":{"name":"张三"},"name":"张*"}`},
	{"group of a kind", func(l *slog.Logger) {
		l.Info("m", slog.Group("mobile", "a", mobile, "n", 1, slog.Group("g", "b", "x")))
	}, `{"msg":"m","mobile":{"a":"****","n":"****","g":{"b":"****"}}}`},
	{"LogValuer of a group", func(l *slog.Logger) {
		l.Info("m", "u", nested{[]slog.Attr{slog.String("mobile", mobile), slog.Any("deep", carelessKey{mobile})}})
	}, `{"msg":"m","u":{"mobile":"138****5678","deep":"138****5678"}}`},
	{"With", func(l *slog.Logger) { l.With("mobile", mobile, "a", carelessKey{mobile}).Info("m", "n", 1) }, `{"msg":"m","mobile":"138****5678","a":"138****5678","n":1}`},
	{"WithGroup", func(l *slog.Logger) { l.WithGroup("user").With("no", "A-1").Info("m", "no", "A-2", "mobile", mobile) }, `{"msg":"m","user":{"no":"****","no":"****","mobile":"138****5678"}}`},
	{"WithGroup of a kind", func(l *slog.Logger) { l.WithGroup("mobile").With("a", mobile).Info("m", "b", 1) }, `{"msg":"m","mobile":{"a":"****","b":"****"}}`},
	{"drop", func(l *slog.Logger) {
		l.With("email", "a@example.com").Info("m", "email", "a@example.com", slog.Group("g", "email", "x", "n", 1), "n", 2)
	}, `{"msg":"m","g":{"n":1},"n":2}`},
	{"drop all", func(l *slog.Logger) { l.With("email", "a@example.com").Info("m", slog.Group("g", "email", "x")) }, `{"msg":"m"}`},
	{"raw", func(l *slog.Logger) { l.Info("m", "plate", []any{"京A12345"}, "x", 1) }, `{"msg":"m","plate":["京A12345"],"x":1}`},
	{"many", func(l *slog.Logger) {
		l.Info("m", "1", 1, "2", 2, "3", 3, "4", 4, "5", 5, "6", 6, "mobile", mobile, "7", 7, "8", 8, "9", 9, "10", 10, "11", 11)
	}, `{"msg":"m","1":1,"2":2,"3":3,"4":4,"5":5,"6":6,"mobile":"138****5678","7":7,"8":8,"9":9,"10":10,"11":11}`},
	{"message of a record that stays", func(l *slog.Logger) { l.Info("call "+mobile, "1", 1, "2", 2) }, `{"msg":"call 138****5678","1":1,"2":2}`},
}

func TestLogHandler(t *testing.T) {
	v := logView(t)
	for _, test := range logTests {
		got := logLine(t, func(w io.Writer) slog.Handler {
			return desensitize.NewLogHandler(slog.NewJSONHandler(w, nil), v, &logOptions)
		}, test.do)
		if got != test.want {
			t.Errorf("%s: %s, want\n%s", test.name, got, test.want)
		}
	}
}

func TestReplaceAttr(t *testing.T) {
	v := logView(t)
	for _, test := range logTests {
		if test.name == "value type" { // slog has resolved it to its own mask
			continue
		}
		got := logLine(t, func(w io.Writer) slog.Handler {
			return slog.NewJSONHandler(w, &slog.HandlerOptions{ReplaceAttr: desensitize.ReplaceAttr(v, &logOptions)})
		}, test.do)
		if got != test.want {
			t.Errorf("%s: %s, want\n%s", test.name, got, test.want)
		}
	}
}

// The source and the level stay as they are.
func TestLogBuiltIn(t *testing.T) {
	var masked, plain bytes.Buffer
	none := slog.HandlerOptions{AddSource: true}
	with := slog.HandlerOptions{AddSource: true, ReplaceAttr: desensitize.ReplaceAttr(desensitize.Default(), nil)}
	r := slog.NewRecord(time.Unix(1, 0), slog.LevelWarn+1, "m", 0)
	for _, h := range []slog.Handler{
		slog.NewJSONHandler(&plain, &none), slog.NewTextHandler(&plain, &none),
		slog.NewJSONHandler(&masked, &with), slog.NewTextHandler(&masked, &with),
	} {
		if err := h.Handle(context.Background(), r); err != nil {
			t.Fatal(err)
		}
	}
	if masked.String() != plain.String() || plain.Len() == 0 {
		t.Errorf("%s, want\n%s", &masked, &plain)
	}
}

func TestLogKeepText(t *testing.T) {
	o := logOptions
	o.KeepText = true
	o.Any = func(v any) any { return fmt.Sprintf("%T", v) }
	got := logLine(t, func(w io.Writer) slog.Handler {
		return desensitize.NewLogHandler(slog.NewJSONHandler(w, nil), desensitize.Default(), &o)
	}, func(l *slog.Logger) {
		l.Info(mobile, "a", mobile, "mobile", mobile, "l", []string{mobile}, "e", errors.New("e"), "any", struct{}{}, "v", carelessKey{mobile})
	})
	if want := `{"msg":"13812345678","a":"13812345678","mobile":"138****5678","l":["13812345678"],"e":"e","any":"struct {}","v":"13812345678"}`; got != want {
		t.Errorf("%s, want\n%s", got, want)
	}
}

func TestLogAnyPanics(t *testing.T) {
	got := logLine(t, func(w io.Writer) slog.Handler {
		return desensitize.NewLogHandler(slog.NewJSONHandler(w, nil), desensitize.Default(), &desensitize.LogOptions{Any: func(any) any { panic(mobile) }})
	}, func(l *slog.Logger) { l.Info("m", "s", struct{}{}) })
	if want := `{"msg":"m","s":"****"}`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// The map of keys is copied.
func TestLogOptionsCopied(t *testing.T) {
	keys := map[string]identifiers.Kind{"mobile": identifiers.Mobile}
	h := func(w io.Writer) slog.Handler {
		h := desensitize.NewLogHandler(slog.NewJSONHandler(w, nil), desensitize.Default(), &desensitize.LogOptions{Keys: keys, KeepText: true})
		delete(keys, "mobile")
		return h
	}
	if got := logLine(t, h, func(l *slog.Logger) { l.Info("m", "mobile", mobile) }); strings.Contains(got, mobile) {
		t.Error(got)
	}
}

// Groups that a LogValuer gives without end are hidden at some depth.
func TestLogEndlessGroups(t *testing.T) {
	got := logLine(t, func(w io.Writer) slog.Handler {
		return desensitize.NewLogHandler(slog.NewJSONHandler(w, nil), desensitize.Default(), nil)
	}, func(l *slog.Logger) { l.Info("m", "x", matryo{}) })
	if strings.Contains(got, mobile) || strings.Count(got, "in") < 10 || !json.Valid([]byte(got)) {
		t.Error(got)
	}
}

func TestLogEnabled(t *testing.T) {
	h := desensitize.NewLogHandler(slog.NewTextHandler(io.Discard, nil), desensitize.Default(), nil)
	if h.Enabled(context.Background(), slog.LevelDebug) || !h.Enabled(context.Background(), slog.LevelInfo) {
		t.Error("the handler behind is not asked")
	}
	if h.WithGroup("") != slog.Handler(h) || h.WithAttrs(nil) != slog.Handler(h) {
		t.Error("no group and no attributes make a new handler")
	}
}

func TestLogHandlerConforms(t *testing.T) {
	var buf bytes.Buffer
	slogtest.Run(t, func(*testing.T) slog.Handler {
		buf.Reset()
		return desensitize.NewLogHandler(slog.NewJSONHandler(&buf, nil), desensitize.Default(), &logOptions)
	}, func(t *testing.T) map[string]any {
		m := map[string]any{}
		if err := json.Unmarshal(buf.Bytes(), &m); err != nil {
			t.Fatal(err)
		}
		return m
	})
}

// TestLogPrintsNothing logs a secret in every shape, with and without a key, in the record, in With and in groups, through
// every handler.
func TestLogPrintsNothing(t *testing.T) {
	s := mobile
	shapes := map[string]any{
		"string": mobile, "named": logPhone(mobile), "bytes": []byte(mobile), "pointer": &s, "error": errors.New(mobile),
		"joined": errors.Join(errors.New(mobile), errors.New("x")), "stringer": account{mobile}, "stringer pointer": &account{mobile},
		"exported": exported[string]{mobile}, "unexported": unexported[string]{mobile}, "nested": exported[unexported[string]]{unexported[string]{mobile}},
		"slice": []string{mobile}, "any slice": []any{mobile, &s}, "array": [1]string{mobile}, "map": map[string]string{"k": mobile},
		"map key": map[string]int{mobile: 1}, "valuer": carelessKey{mobile}, "valuers": []slog.LogValuer{carelessKey{mobile}},
		"valuer inside": exported[carelessKey]{carelessKey{mobile}}, "group": slog.GroupValue(slog.String("x", mobile)),
		"valuer of groups": nested{[]slog.Attr{slog.Any("x", exported[string]{mobile})}}, "raw JSON": json.RawMessage(`"` + mobile + `"`),
		"attrs": []slog.Attr{slog.String("x", mobile)}, "value": slog.StringValue(mobile), "attr": slog.String("x", mobile),
		"pointer to pointer": func() any { p := &s; return &p }(), "func": func() string { return mobile }, "chan": make(chan string),
	}
	o := desensitize.LogOptions{Keys: map[string]identifiers.Kind{"k": identifiers.Password}}
	for name, v := range shapes {
		for _, wrap := range []func(io.Writer) slog.Handler{
			func(w io.Writer) slog.Handler {
				return desensitize.NewLogHandler(slog.NewJSONHandler(w, nil), desensitize.Default(), &o)
			},
			func(w io.Writer) slog.Handler {
				return desensitize.NewLogHandler(slog.NewTextHandler(w, nil), desensitize.Default(), &o)
			},
			func(w io.Writer) slog.Handler {
				return slog.NewJSONHandler(w, &slog.HandlerOptions{ReplaceAttr: desensitize.ReplaceAttr(desensitize.Default(), &o)})
			},
			func(w io.Writer) slog.Handler {
				return slog.NewTextHandler(w, &slog.HandlerOptions{ReplaceAttr: desensitize.ReplaceAttr(desensitize.Default(), &o)})
			},
		} {
			var buf bytes.Buffer
			l := slog.New(wrap(&buf))
			l.With("v", v, "k", v).WithGroup("g").With("v", v).Info(fmt.Sprint("m ", mobile), "v", v, "k", v, slog.Group("h", "v", v, "k", v))
			l.WithGroup("k").Info("m", "v", v)
			if out := buf.String(); strings.Count(out, "\n") != 2 || strings.Contains(out, mobile) {
				t.Errorf("%s: %s", name, out)
			}
		}
	}
	h := desensitize.NewLogHandler(slog.NewJSONHandler(io.Discard, nil), desensitize.Default(), &o)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		if out := fmt.Sprintf(verb, h.WithAttrs([]slog.Attr{slog.String("x", mobile)})); strings.Contains(out, mobile) {
			t.Errorf("%s: %s", verb, out)
		}
	}
}

// records are records without and with personal information.
func records() (without, with slog.Record) {
	without = slog.NewRecord(time.Unix(0, 0), slog.LevelInfo, "order paid", 0)
	without.AddAttrs(slog.String("order", "A-1"), slog.Int("qty", 3), slog.Duration("cost", 5), slog.Bool("vip", true),
		slog.Group("shop", slog.String("id", "S-1"), slog.Group("deep", slog.Int("n", 1))), slog.String("memo", "加急"), slog.Float64("rate", 0.5))
	with = slog.NewRecord(time.Unix(0, 0), slog.LevelInfo, "user logged in", 0)
	with.AddAttrs(slog.String("mobile", mobile), slog.String("channel", "APP"), slog.Int("cost", 12))
	return without, with
}

func TestLogNoAllocs(t *testing.T) {
	next := slog.DiscardHandler // others have a pool, from which the race detector takes buffers away
	without, with := records()
	for _, test := range []struct {
		name string
		h    slog.Handler
		r    slog.Record
		want float64
	}{
		{"without", desensitize.NewLogHandler(next, desensitize.Default(), &logOptions), without, 0},
		{"without, in a group", desensitize.NewLogHandler(next, desensitize.Default(), &logOptions).WithGroup("g"), without, 0},
		{"with", desensitize.NewLogHandler(next, desensitize.Default(), &logOptions), with, 1},
	} {
		if got := testing.AllocsPerRun(100, func() { _ = test.h.Handle(context.Background(), test.r) }); got != test.want {
			t.Errorf("%s: %v allocations, want %v", test.name, got, test.want)
		}
	}
}

// Handlers that are derived from one are used at once.
func TestLogConcurrently(t *testing.T) {
	var buf bytes.Buffer
	l := slog.New(desensitize.NewLogHandler(slog.NewJSONHandler(&buf, nil), desensitize.Default(), &logOptions)).WithGroup("user")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for i := range 50 {
				l.With("no", mobile).WithGroup("g").Info(mobile, slog.Group("h", "mobile", mobile, "note", mobile), "i", i)
			}
		})
	}
	wg.Wait()
	if n := strings.Count(buf.String(), "\n"); n != 400 || strings.Contains(buf.String(), mobile) || !strings.Contains(buf.String(), `"no":"****"`) {
		t.Errorf("%d lines, such as %.200s", n, &buf)
	}
}

func BenchmarkLogHandler(b *testing.B) {
	plain := slog.NewJSONHandler(io.Discard, nil)
	keys := desensitize.LogOptions{Keys: logOptions.Keys, KeepText: true}
	without, with := records()
	for _, c := range []struct {
		name string
		h    slog.Handler
	}{
		{"plain", plain},
		{"keys", desensitize.NewLogHandler(plain, desensitize.Default(), &keys)},
		{"text", desensitize.NewLogHandler(plain, desensitize.Default(), &logOptions)},
		{"ReplaceAttr", slog.NewJSONHandler(io.Discard, &slog.HandlerOptions{ReplaceAttr: desensitize.ReplaceAttr(desensitize.Default(), &keys)})},
	} {
		for name, r := range map[string]slog.Record{"with": with, "without": without} {
			b.Run(c.name+"/"+name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					_ = c.h.Handle(context.Background(), r)
				}
			})
		}
	}
}
