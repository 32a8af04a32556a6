package strictjson_test

import (
	"errors"
	"maps"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/khtong/privacykit/internal/strictjson"
)

type word string

type document struct {
	Name   string                     `json:"name"`
	Tables map[word]map[string]string `json:"tables"`
}

func TestDecodeMap(t *testing.T) {
	var doc document
	err := strictjson.Decode([]byte(`{"name": "n", "tables": {"a": {"x": "1", "y": "2"}, "b": {}}}`), 1000, &doc)
	if err != nil {
		t.Fatal(err)
	}
	if doc.Name != "n" || len(doc.Tables) != 2 || !maps.Equal(doc.Tables["a"], map[string]string{"x": "1", "y": "2"}) {
		t.Errorf("%+v", doc)
	}
}

func TestDecodeMapErrors(t *testing.T) {
	for in, want := range map[string]string{
		`{"tables": {"a": {}, "a": {}}}`:                     "tables.a: duplicate key",
		`{"tables": {"a": {"x": "1", "x": "2"}}}`:            "tables.a.x: duplicate key",
		`{"tables": {"a": {"x": 1}}}`:                        "tables.a.x: want a string",
		`{"tables": {"a": {"x": null}}}`:                     "tables.a.x: want a string",
		`{"tables": {"a": []}}`:                              "tables.a: want an object",
		`{"tables": null}`:                                   "tables: want an object",
		`{"tables": {"a": {}, "138 1234": {"x": 1}}}`:        "tables[1].x: want a string",
		`{"tables": {"张三": {"x": 1}}}`:                       "tables[0].x: want a string",
		`{"tables": {"` + strings.Repeat("a", 65) + `": 1}}`: "tables[0]: want an object",
		`{"tables": {}, "tables": {}}`:                       "tables: duplicate key",
		`{"tables": {"a": {"x": "1"}`:                        "not one JSON value, see byte 27",
	} {
		var doc document
		err := strictjson.Decode([]byte(in), 1000, &doc)
		var e *strictjson.Error
		if !errors.As(err, &e) || e.Error() != want {
			t.Errorf("Decode(%s) = %v, want %s", in, err, want)
		}
	}
}

type form struct {
	Text   string     `json:"text"`
	Number int        `json:"number"`
	Flag   bool       `json:"flag"`
	List   []string   `json:"list"`
	At     time.Time  `json:"at"`
	IP     netip.Addr `json:"ip"`
	Inner  *form      `json:"inner"`
	Float  float64    `json:"float"`
	Hidden string     `json:"-"`
}

// TestDecodeErrors breaks each rule once. No error holds any of the input.
func TestDecodeErrors(t *testing.T) {
	for in, want := range map[string]string{
		`{"text": 1}`:                           "text: want a string",
		`{"text": null}`:                        "text: want a string",
		`{"number": "1"}`:                       "number: want an integer",
		`{"number": 1.5}`:                       "number: want an integer",
		`{"number": 9223372036854775808}`:       "number: want an integer",
		`{"flag": 0}`:                           "flag: want true or false",
		`{"list": {}}`:                          "list: want an array",
		`{"list": ["a", 1]}`:                    "list[1]: want a string",
		`{"at": "2021-10-25"}`:                  "at: want an instant such as 2021-10-25T00:00:00.5Z",
		`{"at": "2021-10-25T00:00:00.50Z"}`:     "at: want an instant such as 2021-10-25T00:00:00.5Z",
		`{"at": "2021-10-25T08:00:00+08:00"}`:   "at: want an instant such as 2021-10-25T00:00:00.5Z",
		`{"at": 1}`:                             "at: want a string",
		`{"ip": "secret"}`:                      "ip: unknown or malformed value",
		`{"ip": 1}`:                             "ip: want a string",
		`{"inner": []}`:                         "inner: want an object",
		`{"inner": {"list": [1]}}`:              "inner.list[0]: want a string",
		`{"inner": {"secret": 1}}`:              "inner: unknown key before byte 19",
		`{"inner": {"text": "a", "text": "b"}}`: "inner.text: duplicate key",
		`{"inner": null, "inner": null}`:        "inner: duplicate key",
		`{"Text": ""}`:                          "unknown key before byte 7",
		`{"-": ""}`:                             "unknown key before byte 4",
		`{"Hidden": ""}`:                        "unknown key before byte 9",
		`{"float": 1}`:                          "float: unsupported type",
		`[]`:                                    "want an object",
		`null`:                                  "want an object",
		`{} {}`:                                 "not one JSON value, see byte 4",
		``:                                      "not one JSON value, see byte 0",
		"{\"text\": \"\xff\"}":                  "not valid UTF-8",
		`{"text": "` + strings.Repeat("a", 1000) + `"}`: "larger than 1000 bytes",
	} {
		err := strictjson.Decode([]byte(in), 1000, new(form))
		var e *strictjson.Error
		if !errors.As(err, &e) || e.Error() != want {
			t.Errorf("Decode(%s) = %v, want %s", in, err, want)
		}
	}
	var f form
	err := strictjson.Decode([]byte(`{"text":"a","number":-1,"flag":true,"list":[],"at":"2021-10-25T00:00:00.5Z","ip":"::1","inner":{"text":"b","inner":null}}`), 1000, &f)
	if err != nil || f.Number != -1 || f.At.Nanosecond() != 5e8 || f.Inner.Text != "b" || f.Inner.Inner != nil || !f.IP.IsLoopback() {
		t.Errorf("%+v, %v", f, err)
	}
}
