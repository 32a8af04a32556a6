package desensitize_test

import (
	"errors"
	htmltemplate "html/template"
	"net/netip"
	"strings"
	"testing"
	"text/template"
	"time"

	"github.com/khtong/privacykit/desensitize"
	"github.com/khtong/privacykit/identifiers"
)

// execute executes the template, which must not fail, with both packages and returns what text/template gives; html/template
// must give the same, for values without markup.
func execute(t *testing.T, v desensitize.View, text string, data any) string {
	t.Helper()
	var plain, html strings.Builder
	if err := template.Must(template.New("").Funcs(v.FuncMap()).Parse(text)).Execute(&plain, data); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	if err := htmltemplate.Must(htmltemplate.New("").Funcs(v.FuncMap()).Parse(text)).Execute(&html, data); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	if plain.String() != html.String() {
		t.Errorf("%s: html/template gives %q, text/template %q", text, &html, &plain)
	}
	return plain.String()
}

func TestFuncMap(t *testing.T) {
	s, n := mobile, 7
	born := time.Date(1990, 3, 7, 0, 0, 0, 0, time.UTC)
	data := map[string]any{
		"Mobile": mobile, "Pointer": &s, "Nil": nil, "NilPointer": (*string)(nil), "Int": 13812345678, "Float": 13812345678.0,
		"Uint": uint(13812345678), "Bool": true, "N": &n, "Phone": logPhone(mobile), "PhonePointer": func() *logPhone { p := logPhone(mobile); return &p }(),
		"Bytes": []byte(mobile), "Value": identifiers.Must(identifiers.ParseMobile(mobile)), "NoValue": identifiers.MobileNumber{},
		"Redacted": desensitize.Redact(mobile), "Stringer": account{mobile}, "Struct": exported[string]{mobile}, "Map": map[string]string{"a": mobile},
		"Slice": []string{mobile}, "Error": errors.New(mobile), "Panics": panics{}, "Addr": netip.MustParseAddr("192.168.1.100"),
		"Kind": identifiers.Mobile, "KindText": "mobile_number", "Other": identifiers.Kind("room"), "Note": "回电 " + mobile,
		"Time": born, "TimePointer": &born, "NilTime": (*time.Time)(nil),
	}
	for _, test := range []struct{ text, want string }{
		{`{{.Mobile | mask "mobile_number"}}`, "138****5678"},
		{`{{mask "mobile_number" .Mobile}}`, "138****5678"},
		{`{{mask .Kind .Mobile}} {{mask .KindText .Mobile}}`, "138****5678 138****5678"},
		{`{{mask "room" .Mobile}} {{mask .Other .Mobile}} {{mask "" .Mobile}} {{mask 1 .Mobile}} {{mask nil .Mobile}}`, "**** **** **** **** ****"},
		{`{{mask "name" .Mobile}}`, "****"},
		{`{{mask .Kind .Pointer}} {{mask .Kind .Phone}} {{mask .Kind .PhonePointer}} {{mask .Kind .Bytes}}`, "138****5678 138****5678 138****5678 138****5678"},
		{`{{mask .Kind .Int}} {{mask .Kind .Uint}} {{mask .Kind .Float}} {{mask .Kind .Bool}} {{mask .Kind .N}}`, "138****5678 138****5678 138****5678 **** ****"},
		{`{{mask .Kind .Nil}} {{mask .Kind .NilPointer}} {{mask .Kind .Missing}}`, "**** **** ****"},
		{`{{mask .Kind .Value}} {{mask "name" .Value}} {{mask .Kind .NoValue}}`, "138****5678 **** ****"},
		{`{{mask .Kind .Redacted}} {{.Redacted}}`, "**** ****"},
		{`{{mask .Kind .Struct}} {{mask .Kind .Map}} {{mask .Kind .Slice}} {{mask .Kind .Panics}}`, "**** **** **** ****"},
		{`{{mask "birthday" .Time}} {{mask "birthday" .TimePointer}} {{mask "birthday" .NilTime}} {{mask .Kind .Time}}`, "1990-**-** 1990-**-** **** ****"},
		{`{{mask .Kind .Error}} {{mask "ip_address" .Addr}}`, "138****5678 192.*.*.*"},
		{`{{.Note | maskText}} {{maskText .Mobile}} {{maskText "x"}}`, "回电 138****5678 138****5678 x"},
		{`{{maskText .Stringer}} {{maskText .Error}} {{maskText .Value}} {{maskText .Int}}`, "account 138****5678 138****5678 138****5678 138****5678"},
		{`{{maskText .Struct}} {{maskText .Map}} {{maskText .Nil}} {{maskText .NilPointer}} {{maskText .Panics}}`, "**** **** **** **** ****"},
	} {
		if got := execute(t, desensitize.Default(), test.text, data); got != test.want {
			t.Errorf("%s: %q, want %q", test.text, got, test.want)
		}
	}
	if got := execute(t, desensitize.Strict(), `{{mask .Kind .Mobile}} {{maskText .Note}}`, data); got != "**** 回电 ****" {
		t.Errorf("strict: %q", got)
	}
}

// What a label says is escaped as any text is.
func TestFuncMapEscapes(t *testing.T) {
	v, err := desensitize.NewView(map[identifiers.Kind]desensitize.Rule{identifiers.Mobile: "label <b>"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	text := `<p>{{. | mask "mobile_number"}}</p><script>f({{. | mask "mobile_number"}})</script>`
	if err := htmltemplate.Must(htmltemplate.New("").Funcs(v.FuncMap()).Parse(text)).Execute(&b, mobile); err != nil {
		t.Fatal(err)
	}
	if want := `<p>&lt;b&gt;</p><script>f("\u003cb\u003e")</script>`; b.String() != want {
		t.Errorf("%s, want %s", &b, want)
	}
}
