package strictjson_test

import (
	"errors"
	"maps"
	"strings"
	"testing"

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
