package identifiers_test

import (
	"bytes"
	"database/sql/driver"
	"encoding"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"github.com/khtong/privacykit/desensitize"
	id "github.com/khtong/privacykit/identifiers"
)

// A number is what every value type is.
type number interface {
	comparable
	Kind() id.Kind
	IsValid() bool
	Reveal() string
	fmt.Stringer
	fmt.GoStringer
	fmt.Formatter
	slog.LogValuer
	encoding.TextMarshaler
}

// A reader is what a pointer to every value type is.
type reader[T any] interface {
	*T
	encoding.TextUnmarshaler
}

// A valueType tells the tests of this file about one value type.
type valueType struct {
	kind   id.Kind
	sample string // in normal form, with a middle that no address has by chance
	masked string
	reveal func(string) (string, error) // parse and reveal
	zero   func(*testing.T)
	text   func(*testing.T, valueType)
	print  func(*testing.T, valueType)
	allocs func(string) float64
	bench  func(*testing.B, string)
}

func describe[T number, P reader[T]](k id.Kind, parse func(string) (T, error), sample, masked string) valueType {
	return valueType{
		kind: k, sample: sample, masked: masked,
		reveal: func(s string) (string, error) {
			n, err := parse(s)
			askAll(n)
			if n.IsValid() != (err == nil) {
				return n.Reveal(), fmt.Errorf("IsValid %t with the error %w", n.IsValid(), err)
			}
			return n.Reveal(), err
		},
		zero:   testZero[T],
		text:   testText[T, P],
		print:  func(t *testing.T, v valueType) { testPrint(t, mustParse(t, parse, v.sample), v) },
		allocs: allocsOf(parse), bench: benchParse(parse),
	}
}

// askAll calls every method of n that takes nothing, none of which may panic, valid or not.
func askAll(n any) {
	v := reflect.ValueOf(n)
	for i := range v.NumMethod() {
		if m := v.Method(i); m.Type().NumIn() == 0 {
			m.Call(nil)
		}
	}
}

func mustParse[T any](t *testing.T, parse func(string) (T, error), s string) T {
	t.Helper()
	n, err := parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

var valueTypes = []valueType{
	describe(id.ResidentID, id.ParseResidentID, "11010519491231002X", "1****************X"),
	describe(id.Mobile, id.ParseMobile, "+8613812345678", "138****5678"),
	describe(id.Mobile, id.ParseMobile, "+861410123456789", "141******6789"),
	describe(id.Landline, id.ParseLandline, "+8657187654321;ext=801", "0571-******21"),
	describe(id.Landline, id.ParseLandline, "+861012345678", "010-******78"),
	describe(id.Landline, id.ParseLandline, "+864711234567", "0471-*****67"),
	describe(id.Landline, id.ParseLandline, "+864008101234", "400-*****34"),
	describe(id.Landline, id.ParseLandline, "955123", "****"),
	describe(id.BankCard, id.ParseBankCard, "4111111111111111", "************1111"),
	describe(id.Plate, id.ParsePlate, "京AXYZ45", "京A***45"),
	describe(id.Plate, id.ParsePlate, "粤ZWXY4港", "粤Z***4港"),
	describe(id.USCC, id.ParseUSCC, "91350100M000100Y43", "****"),
	describe(id.VIN, id.ParseVIN, "LSVAA49J132047371", "****"),
	describe(id.IMEI, id.ParseIMEI, "490154203237518", "4901*******7518"),
	describe(id.Passport, id.ParsePassport, "E12345678", "E1*****78"),
}

// Every parser accepts what Normalize accepts and gives the same normal form, and refuses the rest with the same error.
func TestParseIsNormalize(t *testing.T) {
	for _, v := range valueTypes {
		tried := 0
		for _, test := range valid {
			if test.kind != v.kind {
				continue
			}
			for _, form := range append([]string{test.normal}, test.forms...) {
				if got, err := v.reveal(form); err != nil || got != test.normal {
					t.Errorf("parsing the %s %q reveals %q, %v", v.kind, form, got, err)
				}
				tried++
			}
		}
		for _, test := range invalid {
			if test.kind != v.kind {
				continue
			}
			for _, s := range test.values {
				if v.kind == id.ResidentID && strings.HasPrefix(s, "9") {
					continue // of a foreigner
				}
				var e *id.Error
				if got, err := v.reveal(s); !errors.As(err, &e) || got != "" || e.Kind != v.kind || e.Rule != test.rule {
					t.Errorf("parsing the %s %q reveals %q, %v; want the rule %q", v.kind, s, got, err, test.rule)
				}
			}
		}
		if tried == 0 {
			t.Errorf("%s has no valid forms", v.kind)
		}
	}
}

// The mask of a value type is that of desensitize.
func TestMasksAgree(t *testing.T) {
	for _, v := range valueTypes {
		if got := desensitize.Mask(v.kind, v.sample); got != v.masked {
			t.Errorf("desensitize.Mask(%s) gives %q, the value type %q", v.kind, got, v.masked)
		}
	}
}

func TestZeroValues(t *testing.T) {
	for _, v := range valueTypes {
		t.Run(string(v.kind), v.zero)
	}
}

func testZero[T number](t *testing.T) {
	var zero T
	text, err := zero.MarshalText()
	if zero.IsValid() || zero.Reveal() != "" || err != nil || len(text) != 0 {
		t.Errorf("IsValid %t, Reveal %q, MarshalText %q, %v", zero.IsValid(), zero.Reveal(), text, err)
	}
	if got, want := zero.String(), "invalid "+string(zero.Kind()); got != want {
		t.Errorf("String %q, want %q", got, want)
	}
	if out, err := json.Marshal(struct {
		N T `json:",omitzero"`
	}{}); err != nil || string(out) != "{}" {
		t.Errorf("JSON of an omitted zero %s, %v", out, err)
	}
}

func TestText(t *testing.T) {
	for _, v := range valueTypes {
		t.Run(string(v.kind), func(t *testing.T) { v.text(t, v) })
	}
}

// testText reads a value from text and JSON, writes it masked, and does not read the mask.
func testText[T number, P reader[T]](t *testing.T, v valueType) {
	var record struct{ N T }
	if err := json.Unmarshal([]byte(`{"N":"`+v.sample+`"}`), &record); err != nil || record.N.Reveal() != v.sample {
		t.Fatalf("JSON reads %q, %v", record.N.Reveal(), err)
	}
	out, err := json.Marshal(record)
	if err != nil || string(out) != `{"N":"`+v.masked+`"}` {
		t.Fatalf("JSON writes %s, %v", out, err)
	}
	before := record.N
	var e *id.Error
	if err := json.Unmarshal(out, &record); !errors.As(err, &e) || e.Kind != v.kind {
		t.Errorf("JSON reads the mask: %v", err)
	}
	if err := json.Unmarshal([]byte(`{"N":"`+v.sample+`0!"}`), &record); err == nil || strings.Contains(err.Error(), v.sample) {
		t.Errorf("the error of JSON is %v", err)
	}
	if record.N != before {
		t.Error("an error changes the value")
	}
	if _, err := driver.DefaultParameterConverter.ConvertValue(before); err == nil || strings.Contains(err.Error(), v.sample) {
		t.Errorf("database/sql takes the value, masked or not: %v", err)
	}
	if err := P(&record.N).UnmarshalText(nil); err != nil || record.N.IsValid() {
		t.Errorf("the empty text is not the zero value: %v", err)
	}
}

func TestPrintsMasked(t *testing.T) {
	for _, v := range valueTypes {
		t.Run(string(v.kind), func(t *testing.T) { v.print(t, v) })
	}
}

type (
	exported[T any]   struct{ V T }
	unexported[T any] struct{ v T }
	embedded[T any]   struct {
		*exported[T]
		Other int
	}
)

// testPrint prints a number through every verb and encoder, nested in every shape.
func testPrint[T number](t *testing.T, n T, v valueType) {
	secrets := secretsOf(v)
	if len(secrets) == 0 && !strings.HasPrefix(v.sample, "95") {
		t.Fatal("nothing is looked for")
	}
	var list fmt.Stringer = n
	shapes := map[string]any{
		"value": n, "pointer": &n, "exported": exported[T]{n}, "unexported": unexported[T]{n}, "nested": []unexported[T]{{n}},
		"slice": []T{n}, "array": [1]T{n}, "any": []any{n, &n}, "interface": exported[fmt.Stringer]{list},
		"map": map[string]T{"k": n}, "key": map[T]int{n: 1}, "pointer to struct": &exported[T]{n},
		"unexported pointer": unexported[*T]{&n}, "unexported map": unexported[map[T]T]{map[T]T{n: n}}, "unexported slice": unexported[[]T]{[]T{n}},
		"embedded": embedded[T]{&exported[T]{n}, 1}, "error": fmt.Errorf("with %v: %w", n, errors.New(n.String())),
	}
	for name, shape := range shapes {
		check := func(how, out string) {
			t.Helper()
			for _, secret := range secrets {
				if strings.Contains(out, secret) {
					t.Errorf("%s leaks through %s: %s", name, how, out)
				}
			}
		}
		for _, verb := range []string{
			"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%p", "%t", "%e", "%g", "%b", "%o", "%O", "%c", "%U", "% x", "%#x", "%20v", "%-5.3s", "%T",
		} {
			check(verb, fmt.Sprintf(verb, shape))
		}
		check("Sprint", fmt.Sprint(shape)+fmt.Sprintln(shape))
		if out, err := json.Marshal(shape); err == nil {
			check("json", string(out))
		}
		if out, err := xml.Marshal(shape); err == nil {
			check("xml", string(out))
		}
		var buf bytes.Buffer
		if err := gob.NewEncoder(&buf).Encode(shape); err == nil {
			check("gob", buf.String())
		}
		options := &slog.HandlerOptions{ReplaceAttr: noTime}
		for _, handler := range []slog.Handler{slog.NewTextHandler(&buf, options), slog.NewJSONHandler(&buf, options)} {
			buf.Reset()
			slog.New(handler).With("with", shape).WithGroup("g").Info("m", "v", shape)
			if buf.Len() == 0 {
				t.Fatal("nothing was logged")
			}
			check("slog", buf.String())
		}
	}
	for how, got := range map[string]string{
		"String": n.String(), "GoString": n.GoString(), "%d": fmt.Sprintf("%d", n), "LogValue": n.LogValue().String(),
		"%v of a slice": strings.Trim(fmt.Sprintf("%v", []T{n}), "[]"), "%v of a field": strings.Trim(fmt.Sprintf("%v", exported[T]{n}), "{}"),
	} {
		if got != v.masked {
			t.Errorf("%s gives %q, want %q", how, got, v.masked)
		}
	}
}

// secretsOf returns what may not appear in any output: the value and most of it, also in hexadecimal and as a list of bytes.
// Fewer than eight digits can be in an address by chance.
func secretsOf(v valueType) []string {
	whole := strings.TrimPrefix(v.sample, "+86")
	var secrets []string
	for _, part := range []string{whole, whole[1:], whole[:len(whole)-1], whole[2 : len(whole)-3]} {
		if len(part) < 8 && !strings.ContainsAny(part, "XYZ") {
			continue
		}
		list := strings.Trim(fmt.Sprintf("%d", []byte(part)), "[]")
		secrets = append(secrets, part, list, strings.ReplaceAll(list, " ", ","), fmt.Sprintf("%x", part), fmt.Sprintf("%X", part), fmt.Sprintf("% x", part))
	}
	return secrets
}

func noTime(_ []string, a slog.Attr) slog.Attr {
	if a.Key == slog.TimeKey {
		return slog.Attr{}
	}
	return a
}

func TestMust(t *testing.T) {
	if got := id.Must(id.ParseMobile("13812345678")).Reveal(); got != "+8613812345678" {
		t.Errorf("Must gives %q", got)
	}
	defer func() {
		if err, ok := recover().(*id.Error); !ok || err.Kind != id.Mobile {
			t.Errorf("Must panics with %v", err)
		}
	}()
	id.Must(id.ParseMobile("12012345678"))
}

// Values of one spelling or another are one key.
func TestComparable(t *testing.T) {
	seen := map[id.MobileNumber]int{}
	for _, s := range []string{"13812345678", "+86 138-1234-5678", "１３８１２３４５６７８"} {
		seen[mustParse(t, id.ParseMobile, s)]++
	}
	if len(seen) != 1 || seen[mustParse(t, id.ParseMobile, "13812345678")] != 3 {
		t.Errorf("%d keys", len(seen))
	}
}

func TestParseNoAllocs(t *testing.T) {
	for _, v := range valueTypes {
		if n := v.allocs(v.sample); n != 0 {
			t.Errorf("parsing a known %s allocates %v times", v.kind, n)
		}
	}
}

func allocsOf[T any](parse func(string) (T, error)) func(string) float64 {
	return func(s string) float64 {
		kept, err := parse(s)
		n := testing.AllocsPerRun(100, func() { _, err = parse(s) })
		runtime.KeepAlive(kept)
		if err != nil {
			return -1
		}
		return n
	}
}

func FuzzParse(f *testing.F) {
	for _, v := range valueTypes {
		f.Add(v.sample)
		f.Add(v.masked)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, v := range valueTypes {
			got, err := v.reveal(s)
			want, wantErr := id.Normalize(v.kind, s)
			if wantErr != nil && v.kind == id.ResidentID {
				if foreign, foreignErr := id.Normalize(id.ForeignPermanentResident, s); foreignErr == nil && len(foreign) == 18 {
					want, wantErr = foreign, nil
				}
			}
			if got != want || (err == nil) != (wantErr == nil) {
				t.Fatalf("parsing the %s %q gives %q, %v; Normalize %q, %v", v.kind, s, got, err, want, wantErr)
			}
		}
	})
}

// The values are known, as those of a service that meets the same people again: each is kept while it is parsed.
func BenchmarkParse(b *testing.B) {
	for _, v := range valueTypes {
		b.Run(string(v.kind), func(b *testing.B) { v.bench(b, v.sample) })
	}
}

// Values that nobody keeps are made anew each time.
func BenchmarkParseNew(b *testing.B) {
	samples := make([]string, 0, 1<<16)
	for i := range cap(samples) {
		samples = append(samples, fmt.Sprintf("+86138%08d", i))
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		_, _ = id.ParseMobile(samples[i%len(samples)])
	}
}

func benchParse[T any](parse func(string) (T, error)) func(*testing.B, string) {
	return func(b *testing.B, s string) {
		b.ReportAllocs()
		kept, err := parse(s)
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			_, _ = parse(s)
		}
		runtime.KeepAlive(kept)
	}
}

// Every value of an enumeration has words of its own, and one beyond them is as unknown as the zero value.
func TestEnumerationsPrint(t *testing.T) {
	for name, of := range map[string]func(uint8) fmt.Stringer{
		"Holder":          func(i uint8) fmt.Stringer { return id.Holder(i) },
		"ResidentWarning": func(i uint8) fmt.Stringer { return id.ResidentWarning(i) },
		"Carrier":         func(i uint8) fmt.Stringer { return id.Carrier(i) },
		"Brand":           func(i uint8) fmt.Stringer { return id.Brand(i) },
		"CardType":        func(i uint8) fmt.Stringer { return id.CardType(i) },
		"PlateClass":      func(i uint8) fmt.Stringer { return id.PlateClass(i) },
		"PassportType":    func(i uint8) fmt.Stringer { return id.PassportType(i) },
	} {
		last := map[string]uint8{
			"Holder": uint8(id.ForeignResident), "ResidentWarning": uint8(id.WarnVeryOld), "Carrier": uint8(id.ChinaBroadnet), "Brand": uint8(id.Maestro),
			"CardType": uint8(id.CardTypePrepaid), "PlateClass": uint8(id.PlateEmbassy), "PassportType": uint8(id.PassportMacao),
		}[name]
		seen := map[string]bool{}
		for i := range last + 1 {
			word := of(i).String()
			if word == "" || seen[word] {
				t.Errorf("%s %d prints %q", name, i, word)
			}
			seen[word] = true
		}
		if got := of(last + 1).String(); got != of(0).String() {
			t.Errorf("%s %d prints %q", name, last+1, got)
		}
	}
}
