// Package strictjson reads JSON that must be exactly what was agreed: unknown
// and duplicate keys, nulls in the wrong place, numbers of the wrong sort and
// trailing data are errors that name the place, and never the content.
package strictjson

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// TimeLayout is the one form of an instant: RFC 3339, UTC, at most
// microseconds, no trailing zeros.
const TimeLayout = "2006-01-02T15:04:05.999999Z07:00"

// Error says where the input is not what was agreed, and why.
type Error struct {
	Path string // such as activities[3].purposes[0]; empty for the document itself
	Rule string
}

func (e *Error) Error() string {
	if e.Path == "" {
		return e.Rule
	}
	return e.Path + ": " + e.Rule
}

// Decode reads data, at most limit bytes, into the struct v points to. Keys
// match the json tags exactly; a key that is absent leaves its field alone.
// Supported are structs, maps with keys of a string type, slices, pointers (null
// is nil), strings, booleans, integers, [time.Time] in [TimeLayout] and
// encoding.TextUnmarshaler. The keys of a map are data: a path names one only
// if it is a short word of a-z, 0-9, _ and -, and gives its position otherwise.
func Decode(data []byte, limit int, v any) error {
	if len(data) > limit {
		return &Error{Rule: fmt.Sprintf("larger than %d bytes", limit)}
	}
	if !utf8.Valid(data) {
		return &Error{Rule: "not valid UTF-8"}
	}
	var raw json.RawMessage
	if err := json.Unmarshal(data, &raw); err != nil {
		if s := (*json.SyntaxError)(nil); errors.As(err, &s) {
			return &Error{Rule: fmt.Sprintf("not one JSON value, see byte %d", s.Offset)}
		}
		return &Error{Rule: "not one JSON value"}
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	d := decoder{dec}
	return d.value(reflect.ValueOf(v).Elem(), "")
}

type decoder struct{ *json.Decoder }

var timeType = reflect.TypeFor[time.Time]()

func (d decoder) value(v reflect.Value, path string) error {
	tok, err := d.Token()
	if err != nil {
		return &Error{path, "not valid JSON"}
	}
	if v.Kind() == reflect.Pointer {
		if tok == nil {
			v.SetZero()
			return nil
		}
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	if v.Type() == timeType {
		return instant(tok, v, path)
	}
	if u, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
		s, ok := tok.(string)
		if !ok {
			return &Error{path, "want a string"}
		}
		if u.UnmarshalText([]byte(s)) != nil {
			return &Error{path, "unknown or malformed value"}
		}
		return nil
	}
	switch v.Kind() {
	case reflect.Struct:
		return d.object(tok, v, path)
	case reflect.Map:
		return d.mapping(tok, v, path)
	case reflect.Slice:
		return d.array(tok, v, path)
	case reflect.String:
		s, ok := tok.(string)
		if !ok {
			return &Error{path, "want a string"}
		}
		v.SetString(s)
	case reflect.Bool:
		b, ok := tok.(bool)
		if !ok {
			return &Error{path, "want true or false"}
		}
		v.SetBool(b)
	case reflect.Int, reflect.Int64:
		number, ok := tok.(json.Number)
		n, err := strconv.ParseInt(string(number), 10, v.Type().Bits())
		if !ok || err != nil {
			return &Error{path, "want an integer"}
		}
		v.SetInt(n)
	default:
		return &Error{path, "unsupported type"}
	}
	return nil
}

func instant(tok json.Token, v reflect.Value, path string) error {
	s, ok := tok.(string)
	if !ok {
		return &Error{path, "want a string"}
	}
	t, err := time.Parse(TimeLayout, s)
	if err != nil || t.UTC().Format(TimeLayout) != s {
		return &Error{path, "want an instant such as 2021-10-25T00:00:00.5Z"}
	}
	v.Set(reflect.ValueOf(t.UTC()))
	return nil
}

func (d decoder) array(tok json.Token, v reflect.Value, path string) error {
	if tok != json.Delim('[') {
		return &Error{path, "want an array"}
	}
	v.SetZero()
	for i := 0; d.More(); i++ {
		elem := reflect.New(v.Type().Elem()).Elem()
		if err := d.value(elem, path+"["+strconv.Itoa(i)+"]"); err != nil {
			return err
		}
		v.Set(reflect.Append(v, elem))
	}
	return d.end(path)
}

func (d decoder) object(tok json.Token, v reflect.Value, path string) error {
	if tok != json.Delim('{') {
		return &Error{path, "want an object"}
	}
	seen := make(map[int]bool)
	for d.More() {
		tok, err := d.Token()
		key, ok := tok.(string)
		if err != nil || !ok {
			return &Error{path, "not valid JSON"}
		}
		i := field(v.Type(), key)
		if i < 0 {
			return &Error{path, fmt.Sprintf("unknown key before byte %d", d.InputOffset())}
		}
		name := join(path, key)
		if seen[i] {
			return &Error{name, "duplicate key"}
		}
		seen[i] = true
		if err := d.value(v.Field(i), name); err != nil {
			return err
		}
	}
	return d.end(path)
}

// mapping reads an object whose keys are data into a map.
func (d decoder) mapping(tok json.Token, v reflect.Value, path string) error {
	if tok != json.Delim('{') {
		return &Error{path, "want an object"}
	}
	v.Set(reflect.MakeMap(v.Type()))
	for i := 0; d.More(); i++ {
		tok, err := d.Token()
		key, ok := tok.(string)
		if err != nil || !ok {
			return &Error{path, "not valid JSON"}
		}
		name := Join(path, key, i)
		k := reflect.ValueOf(key).Convert(v.Type().Key())
		if v.MapIndex(k).IsValid() {
			return &Error{name, "duplicate key"}
		}
		elem := reflect.New(v.Type().Elem()).Elem()
		if err := d.value(elem, name); err != nil {
			return err
		}
		v.SetMapIndex(k, elem)
	}
	return d.end(path)
}

// Join returns the path of the value under the i-th key of a map at path.
func Join(path, key string, i int) string {
	if key == "" || len(key) > 64 || strings.Trim(key, "abcdefghijklmnopqrstuvwxyz0123456789_-") != "" {
		return path + "[" + strconv.Itoa(i) + "]"
	}
	return join(path, key)
}

// end reads the closing delimiter.
func (d decoder) end(path string) error {
	if _, err := d.Token(); err != nil {
		return &Error{path, "not valid JSON"}
	}
	return nil
}

// field returns the index of the field of t with the json key, or -1.
func field(t reflect.Type, key string) int {
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if name != "" && name != "-" && name == key {
			return i
		}
	}
	return -1
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}
