package crypto

import (
	"bytes"
	"encoding"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"time"
)

// encodeValue returns the encoding of a value in a Sealed; the package comment specifies it. Where a method of the type or
// encoding/json made it, it is decoded again, and refused if anything was lost.
func encodeValue[T any](v T) ([]byte, error) {
	switch any((*T)(nil)).(type) {
	case *string:
		return []byte(any(v).(string)), nil
	case *[]byte:
		return any(v).([]byte), nil
	}
	return encodeOther(v)
}

func encodeOther[T any](v T) ([]byte, error) {
	if !hasMarshalling(&v) {
		if b, ok := appendBasic(nil, reflect.ValueOf(&v).Elem()); ok {
			return b, nil
		}
	}
	b, err := marshalValue(&v)
	if err != nil {
		return nil, encodingError[T]("cannot be encoded") // the cause may hold the value
	}
	decoded := new(T)
	if unmarshalValue(b, decoded) != nil {
		return nil, encodingError[T]("does not come back from its encoding")
	}
	again, err := marshalValue(decoded)
	if err != nil || !bytes.Equal(b, again) || !same(reflect.ValueOf(&v), reflect.ValueOf(decoded), map[visit]bool{}) {
		return nil, encodingError[T]("comes back changed from its encoding")
	}
	return b, nil
}

// decodeValue is the inverse of encodeValue.
func decodeValue[T any](b []byte) (T, error) {
	switch any((*T)(nil)).(type) {
	case *string:
		return any(string(b)).(T), nil
	case *[]byte:
		return any(b).(T), nil
	}
	return decodeOther[T](b)
}

func decodeOther[T any](b []byte) (T, error) {
	v := new(T)
	e := reflect.ValueOf(v).Elem()
	var ok bool
	if !hasMarshalling(v) && isBasic(e.Type()) {
		ok = setBasic(e, b)
	} else {
		ok = unmarshalValue(b, v) == nil
	}
	if !ok {
		return *new(T), encodingError[T]("is not what was sealed")
	}
	return *v, nil
}

func encodingError[T any](what string) error {
	return fmt.Errorf("%w: %s %s", ErrEncoding, reflect.TypeFor[T](), what)
}

// hasMarshalling reports whether the type that p points to says itself how it is encoded.
func hasMarshalling(p any) bool {
	switch p.(type) {
	case encoding.BinaryMarshaler, encoding.BinaryUnmarshaler, encoding.TextMarshaler, encoding.TextUnmarshaler,
		json.Marshaler, json.Unmarshaler:
		return true
	}
	return false
}

// binaryValue is a type that both writes and reads bytes of its own.
type binaryValue interface {
	encoding.BinaryMarshaler
	encoding.BinaryUnmarshaler
}

func marshalValue(p any) ([]byte, error) {
	if p, ok := p.(binaryValue); ok {
		return p.MarshalBinary()
	}
	return json.Marshal(p)
}

func unmarshalValue(b []byte, p any) error {
	if p, ok := p.(binaryValue); ok {
		return p.UnmarshalBinary(b)
	}
	return json.Unmarshal(b, p)
}

// isBasic reports whether appendBasic encodes the type.
func isBasic(t reflect.Type) bool {
	_, ok := appendBasic(nil, reflect.Zero(t))
	return ok
}

// appendBasic appends a value of a kind of string, bytes, boolean, integer or floating-point number.
func appendBasic(dst []byte, v reflect.Value) (_ []byte, ok bool) {
	switch {
	case v.Kind() == reflect.String:
		return append(dst, v.String()...), true
	case v.Kind() == reflect.Slice && v.Type().Elem() == reflect.TypeFor[byte]():
		return append(dst, v.Bytes()...), true
	case v.Kind() == reflect.Bool && v.Bool():
		return append(dst, 1), true
	case v.Kind() == reflect.Bool:
		return append(dst, 0), true
	case v.CanInt():
		dst, err := binary.Append(dst, binary.BigEndian, v.Int())
		return dst, err == nil
	case v.CanUint():
		return binary.BigEndian.AppendUint64(dst, v.Uint()), true
	case v.Kind() == reflect.Float32:
		return binary.BigEndian.AppendUint32(dst, math.Float32bits(float32(v.Float()))), true
	case v.Kind() == reflect.Float64:
		return binary.BigEndian.AppendUint64(dst, math.Float64bits(v.Float())), true
	}
	return dst, false
}

// setBasic sets v to what appendBasic appended, and reports whether it could.
func setBasic(v reflect.Value, b []byte) bool {
	switch {
	case v.Kind() == reflect.String:
		v.SetString(string(b))
		return true
	case v.Kind() == reflect.Slice:
		v.SetBytes(b)
		return true
	case v.Kind() == reflect.Bool && len(b) == 1 && b[0] <= 1:
		v.SetBool(b[0] == 1)
		return true
	case v.Kind() == reflect.Float32 && len(b) == 4:
		v.SetFloat(float64(math.Float32frombits(binary.BigEndian.Uint32(b))))
		return true
	case len(b) != 8:
		return false
	case v.CanInt():
		var n int64
		_, err := binary.Decode(b, binary.BigEndian, &n)
		if err != nil || v.OverflowInt(n) {
			return false
		}
		v.SetInt(n)
		return true
	case v.CanUint() && !v.OverflowUint(binary.BigEndian.Uint64(b)):
		v.SetUint(binary.BigEndian.Uint64(b))
		return true
	case v.Kind() == reflect.Float64:
		v.SetFloat(math.Float64frombits(binary.BigEndian.Uint64(b)))
		return true
	}
	return false
}

// visit is a pair of references that same has met, so that it ends where they lead in a circle.
type visit struct {
	a, b uintptr
	n    int
	t    reflect.Type
}

// same reports whether b, which was decoded, has all that a has. It is reflect.DeepEqual except for what no encoding keeps: nil
// and empty are the same for slices and maps, and times that are the same instant, or are out of reach in an unexported field.
func same(a, b reflect.Value, seen map[visit]bool) bool {
	if a.IsValid() != b.IsValid() || a.IsValid() && a.Type() != b.Type() {
		return false
	}
	if k := a.Kind(); k == reflect.Pointer || k == reflect.Map || k == reflect.Slice {
		v := visit{a.Pointer(), b.Pointer(), 0, a.Type()}
		if k == reflect.Pointer && a.IsNil() != b.IsNil() || k != reflect.Pointer && a.Len() != b.Len() {
			return false
		}
		if k == reflect.Slice {
			v.n = a.Len()
		}
		if v.a == v.b || seen[v] {
			return true
		}
		seen[v] = true
	}
	switch a.Kind() {
	case reflect.Invalid:
		return true
	case reflect.Pointer, reflect.Interface:
		return same(a.Elem(), b.Elem(), seen)
	case reflect.Slice, reflect.Array:
		for i := range a.Len() {
			if !same(a.Index(i), b.Index(i), seen) {
				return false
			}
		}
		return true
	case reflect.Map:
		for it := a.MapRange(); it.Next(); {
			if !same(it.Value(), b.MapIndex(it.Key()), seen) {
				return false
			}
		}
		return true
	case reflect.Struct:
		if a.Type() == reflect.TypeFor[time.Time]() {
			return !a.CanInterface() || a.Interface().(time.Time).Equal(b.Interface().(time.Time))
		}
		for i := range a.NumField() {
			if !same(a.Field(i), b.Field(i), seen) {
				return false
			}
		}
		return true
	case reflect.Func:
		return a.IsNil() && b.IsNil()
	case reflect.Float32, reflect.Float64: // by their bits, so that a NaN is itself
		return math.Float64bits(a.Float()) == math.Float64bits(b.Float())
	default: // numbers, strings, channels
		return a.Equal(b)
	}
}
