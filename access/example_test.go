package access_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"

	"golang.org/x/text/language"

	"github.com/khtong/privacykit/access"
	"github.com/khtong/privacykit/desensitize"
	"github.com/khtong/privacykit/identifiers"
)

// An agent sees masks. A lead sees the number raw once somebody else has approved, and masked until then.
func ExampleRules_Decide() {
	rules, register := rules(), register()
	show := func(req access.Request) {
		d := rules.Decide(register, req, facts(), access.Seen{Persons: 1, Known: true})
		fmt.Println(strings.TrimSpace(d.Show(0).String() + " " + d.Explain(language.English)))
	}
	show(asks())
	show(asks(lead))
	show(asks(lead, func(r *access.Request) { r.Approval = nil }))
	// Output:
	// masked
	// raw
	// masked mobile_number: not approved by somebody else
}

// A handler of net/http asks the gate; the session of the host says who the viewer is.
func ExampleGate_Open() {
	dir, err := os.MkdirTemp("", "access")
	if err != nil {
		panic(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	h, err := newHouse(dir)
	if err != nil {
		panic(err)
	}
	type session struct{}
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		viewer, ok := r.Context().Value(session{}).(access.Viewer)
		if !ok {
			http.Error(w, "log in", http.StatusUnauthorized)
			return
		}
		req := asks(func(a *access.Request) { a.Viewer, a.Subject = viewer, r.PathValue("id") })
		shown, decision, err := h.gate.Open(r.Context(), req, facts(), h.cells[req.Subject])
		if err != nil {
			http.Error(w, "not available", http.StatusServiceUnavailable)
			return
		}
		if shown[0].Show == access.Denied {
			http.Error(w, decision.Explain(language.English), http.StatusForbidden)
			return
		}
		fmt.Fprintln(w, shown[0].Text, shown[1].Text)
	})
	mux := http.NewServeMux()
	mux.Handle("GET /customers/{id}", handler)
	for _, viewer := range []access.Viewer{{ID: "staff-7", Roles: []string{"agent"}}, {ID: "staff-8", Roles: []string{"gardener"}}} {
		rec := httptest.NewRecorder()
		req := httptest.NewRequest(http.MethodGet, "/customers/C00001", nil)
		mux.ServeHTTP(rec, req.WithContext(context.WithValue(req.Context(), session{}, viewer)))
		fmt.Print(rec.Code, " ", rec.Body.String())
	}
	// Output:
	// 200 138****5678 王**
	// 403 mobile_number: not granted to the role for the purpose
	// name: not granted to the role for the purpose
}

// Export for analysis is no view of a record: it goes through a view of its own, which has no raw values.
func Example_export() {
	analyst, err := desensitize.NewView(map[identifiers.Kind]desensitize.Rule{identifiers.Birthday: "year", identifiers.HomeAddress: "address city"}, nil)
	if err != nil {
		panic(err)
	}
	fmt.Println(analyst.Mask(identifiers.Birthday, "1990-03-07"), analyst.Mask(identifiers.HomeAddress, "浙江省杭州市西湖区文三路1号"), analyst.Mask(identifiers.Mobile, "13812345678"))
	// Output: 1990 浙江省杭州市 ****
}
