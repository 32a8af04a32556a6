package identifiers_test

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	id "github.com/khtong/privacykit/identifiers"
)

const sampleID = "11010519491231002X" // GB 11643-1999

func parse(t *testing.T, s string) id.ResidentIDNumber {
	t.Helper()
	n, err := id.ParseResidentID(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestResidentIDNumber(t *testing.T) {
	n := parse(t, "110105491231002")
	if n.Reveal() != sampleID || !n.IsValid() || n.Division() != "110105" || n.Male() {
		t.Errorf("Reveal %q, IsValid %t, Division %q, Male %t", n.Reveal(), n.IsValid(), n.Division(), n.Male())
	}
	if y, m, d := n.Birthday(); y != 1949 || m != time.December || d != 31 {
		t.Errorf("Birthday() = %d-%d-%d", y, m, d)
	}
	if !parse(t, "440524188001010014").Male() {
		t.Error("an odd sequence is not male")
	}
	if n != parse(t, "11010519491231002x") {
		t.Error("two spellings of one number are not equal")
	}
	if _, err := id.ParseResidentID("110105194912310021"); !errors.Is(err, id.ErrInvalid) {
		t.Errorf("ParseResidentID of a wrong number: %v", err)
	}
}

func TestResidentIDNumberZero(t *testing.T) {
	var zero id.ResidentIDNumber
	y, m, d := zero.Birthday()
	if zero.IsValid() || zero.Reveal() != "" || zero.Male() || zero.Division() != "" || y != 0 || m != 0 || d != 0 {
		t.Error("the zero value has a content")
	}
	if age := zero.Age(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)); age >= 14 {
		t.Errorf("the zero value has the age %d", age)
	}
	if got := zero.String(); got != "invalid resident ID" {
		t.Errorf("the zero value prints %q", got)
	}
}

func TestAge(t *testing.T) {
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 23, 59, 0, 0, time.UTC) }
	leap := parse(t, "110105200002290021")
	for _, test := range []struct {
		n    id.ResidentIDNumber
		at   time.Time
		want int
	}{
		{parse(t, sampleID), day(1963, time.December, 30), 13},
		{parse(t, sampleID), day(1963, time.December, 31), 14},
		{parse(t, sampleID), day(1949, time.December, 31), 0},
		{parse(t, sampleID), day(1949, time.December, 30), -1},
		{leap, day(2014, time.February, 28), 13},
		{leap, day(2014, time.March, 1), 14},
		{leap, day(2020, time.February, 29), 20},
	} {
		if got := test.n.Age(test.at); got != test.want {
			t.Errorf("Age(%s) = %d, want %d", test.at.Format(time.DateOnly), got, test.want)
		}
	}
	// The day is that of the location of the time.
	shanghai := time.FixedZone("east", 8*60*60)
	at := time.Date(1963, time.December, 30, 16, 0, 0, 0, time.UTC)
	if got := parse(t, sampleID).Age(at.In(shanghai)); got != 14 {
		t.Errorf("Age on the birthday in the east = %d, want 14", got)
	}
}

type (
	exported   struct{ V id.ResidentIDNumber }
	unexported struct{ v id.ResidentIDNumber }
)

// TestResidentIDNumberPrintsMasked prints a number through every verb and encoder, nested in every shape.
func TestResidentIDNumberPrintsMasked(t *testing.T) {
	n := parse(t, sampleID)
	shapes := map[string]any{
		"value": n, "pointer": &n, "exported": exported{n}, "unexported": unexported{n}, "nested": []unexported{{n}},
		"slice": []id.ResidentIDNumber{n}, "array": [1]id.ResidentIDNumber{n}, "any": []any{n, &n},
		"map": map[string]id.ResidentIDNumber{"k": n}, "key": map[id.ResidentIDNumber]int{n: 1}, "pointer to struct": &exported{n},
	}
	for name, v := range shapes {
		check := func(how, out string) {
			t.Helper()
			for _, part := range []string{"010519491231", fmt.Sprintf("%x", "0105194912"), "48 49 48 53 49 57 52 57"} {
				if strings.Contains(out, part) {
					t.Errorf("%s leaks through %s: %s", name, how, out)
				}
			}
		}
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%p", "%t", "%e", "%c", "%U", "% x"} {
			check(verb, fmt.Sprintf(verb, v))
		}
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
			func(b *bytes.Buffer) slog.Handler {
				return slog.NewTextHandler(b, &slog.HandlerOptions{ReplaceAttr: noTime})
			},
			func(b *bytes.Buffer) slog.Handler {
				return slog.NewJSONHandler(b, &slog.HandlerOptions{ReplaceAttr: noTime})
			},
		} {
			buf.Reset()
			slog.New(handler(&buf)).With("with", v).WithGroup("g").Info("m", "v", v)
			if buf.Len() == 0 {
				t.Fatal("nothing was logged")
			}
			check("slog", buf.String())
		}
	}
	const masked = "1****************X"
	out, err := json.Marshal(exported{n})
	if err != nil || string(out) != `{"V":"`+masked+`"}` {
		t.Errorf("JSON %s, %v", out, err)
	}
	for _, got := range []string{n.String(), n.GoString(), fmt.Sprintf("%d", n), n.LogValue().String()} {
		if got != masked {
			t.Errorf("prints %q, want %q", got, masked)
		}
	}
}

func noTime(_ []string, a slog.Attr) slog.Attr {
	if a.Key == slog.TimeKey {
		return slog.Attr{}
	}
	return a
}
