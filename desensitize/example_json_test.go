package desensitize_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"

	"github.com/khtong/privacykit/desensitize"
	"github.com/khtong/privacykit/identifiers"
)

// Patterns say where personal information is, and what is none. The rest is hidden.
func ExampleNewJSON() {
	order, err := desensitize.NewJSON(map[string]identifiers.Kind{
		"mobile":                identifiers.Mobile, // wherever a key mobile is
		"$.customer.*.idNo":     identifiers.ResidentID,
		"$.customer.name":       identifiers.Name,
		"$.remindersByPhone.*~": identifiers.Mobile, // the keys
	}, &desensitize.JSONOptions{Raw: []string{"$.id", "$.remindersByPhone"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	out, err := order.Append(nil, desensitize.Default(), []byte(`{
		"id": "SO2026000123",
		"customer": {"name": "\u6b27\u9633娜娜", "mobile": 13812345678, 
			"papers": {"idNo": "440399199003071236"}},
		"remindersByPhone": {"13912345678": 2},
		"remark": "她的电话 13812345678"
	}`))
	fmt.Println(string(out), err)
	// Output:
	// {"id":"SO2026000123","customer":{"name":"欧阳**","mobile":"138****5678","papers":{"idNo":"4****************6"}},"remindersByPhone":{"139****5678":2},"remark":"****"} <nil>
}

// A document of any size goes through in constant memory.
func ExampleJSON_Copy() {
	j, err := desensitize.NewJSON(map[string]identifiers.Kind{"mobile": identifiers.Mobile},
		&desensitize.JSONOptions{Other: desensitize.UnsafeKeep})
	if err != nil {
		fmt.Println(err)
		return
	}
	export := strings.NewReader(`[{"id":1,"mobile":"13812345678"},{"id":2,"mobile":"139 1234 5678"},{"id":3,"mobile":"1371234`)
	err = j.Copy(os.Stdout, desensitize.Default(), export)
	fmt.Println()
	var broken *desensitize.InputError
	fmt.Println(errors.As(err, &broken), err)
	// Output:
	// [{"id":1,"mobile":"138****5678"},{"id":2,"mobile":"139****5678"},{"id":3,"mobile":
	// true desensitize: JSON, offset 92: unexpected end
}

// maskJSON masks what a handler of a JSON API replies, as it is written, by the view of the one who asks. A reply that is not
// JSON is refused, and one that breaks off reaches the client as broken off.
func maskJSON(j *desensitize.JSON, viewOf func(*http.Request) desensitize.View, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		m := &maskingWriter{ResponseWriter: w, json: j.NewWriter(w, viewOf(r))}
		next.ServeHTTP(m, r)
		if m.wrote && m.json.Close() != nil {
			panic(http.ErrAbortHandler)
		}
	})
}

type maskingWriter struct {
	http.ResponseWriter
	json  *desensitize.JSONWriter
	wrote bool
}

func (m *maskingWriter) WriteHeader(status int) {
	m.Header().Del("Content-Length") // masks are shorter
	m.ResponseWriter.WriteHeader(status)
}

func (m *maskingWriter) Write(p []byte) (int, error) {
	if kind, _, err := mime.ParseMediaType(m.Header().Get("Content-Type")); err != nil || kind != "application/json" {
		return 0, errors.New("only JSON can be masked")
	}
	if !m.wrote {
		m.wrote = true
		m.Header().Del("Content-Length")
	}
	return m.json.Write(p)
}

// A middleware that masks the replies of a JSON API.
func ExampleJSON_NewWriter() {
	customer := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		if err := json.NewEncoder(w).Encode(map[string]any{"id": 7, "name": "张三", "mobile": "13812345678"}); err != nil {
			return // the client is gone, or the reply cannot be masked
		}
	})
	kinds, err := desensitize.NewJSON(map[string]identifiers.Kind{"name": identifiers.Name, "mobile": identifiers.Mobile},
		&desensitize.JSONOptions{Raw: []string{"id"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	views := map[string]desensitize.View{"agent": desensitize.Default()} // by audience; none shows nothing
	api := maskJSON(kinds, func(r *http.Request) desensitize.View { return views[r.Header.Get("X-Audience")] }, customer)

	for _, audience := range []string{"agent", "partner"} {
		r := httptest.NewRequest(http.MethodGet, "/customers/7", nil)
		r.Header.Set("X-Audience", audience) // a real host knows it from its session
		w := httptest.NewRecorder()
		api.ServeHTTP(w, r)
		fmt.Println(w.Code, w.Body.String())
	}
	// Output:
	// 200 {"id":7,"mobile":"138****5678","name":"张*"}
	// 200 {"id":7,"mobile":"****","name":"****"}
}
