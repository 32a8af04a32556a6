package desensitize

import (
	"encoding"
	"fmt"
	"reflect"
	"strconv"
	"time"

	"github.com/khtong/privacykit/identifiers"
)

// maskAny returns what is shown of x, a value of kind k of whatever type, and Hidden if it has no text.
func (v View) maskAny(k identifiers.Kind, x any) string {
	_, s, ok := reveal(x)
	if !ok {
		s, ok = birthday(k, x)
	}
	if !ok {
		s, ok = scalar(x)
	}
	if !ok {
		return Hidden
	}
	return v.Mask(k, s)
}

// reveal returns the kind and the text of x if it is of a value type of identifiers.
func reveal(x any) (k identifiers.Kind, s string, ok bool) {
	v, ok := x.(interface {
		Kind() identifiers.Kind
		Reveal() string
	})
	if !ok {
		return "", "", false
	}
	defer func() {
		if recover() != nil { // a nil pointer
			s, ok = "", true
		}
	}()
	return v.Kind(), v.Reveal(), true
}

// birthday returns the date of x if that is a time and k the kind of dates of birth. Other kinds take a time as RFC 3339 has it.
func birthday(k identifiers.Kind, x any) (string, bool) {
	if k != identifiers.Birthday {
		return "", false
	}
	switch t := x.(type) {
	case time.Time:
		return t.Format(time.DateOnly), true
	case *time.Time:
		if t != nil {
			return t.Format(time.DateOnly), true
		}
	}
	return "", false
}

// isNumber reports whether x is a number or a boolean, of whatever type, or a pointer to one.
func isNumber(x any) bool {
	t := reflect.TypeOf(x)
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return reflect.Bool <= t.Kind() && t.Kind() <= reflect.Complex128
}

// scalar returns the text of x, a text, number or boolean, or a pointer to one. The second result is false if x is none.
func scalar(x any) (string, bool) {
	if s, ok := textOf(x); ok || x == nil {
		return s, ok
	}
	v := reflect.ValueOf(x)
	if v.Kind() == reflect.Pointer {
		if v = v.Elem(); v.Kind() == reflect.String {
			return v.String(), true
		}
	}
	switch {
	case !v.IsValid():
	case v.CanInt():
		return strconv.FormatInt(v.Int(), 10), true
	case v.CanUint():
		return strconv.FormatUint(v.Uint(), 10), true
	case v.CanFloat():
		return strconv.FormatFloat(v.Float(), 'f', -1, 64), true
	case v.Kind() == reflect.Bool:
		return strconv.FormatBool(v.Bool()), true
	}
	return "", false
}

// textOf returns the text that x is or gives, which is Hidden if that panics. The second result is false if x is no text.
func textOf(x any) (s string, ok bool) {
	defer func() {
		if recover() != nil {
			s, ok = Hidden, true
		}
	}()
	switch x := x.(type) {
	case nil:
		return "", false
	case string:
		return x, true
	case []byte:
		return string(x), true
	case *string:
		return *x, true
	case error:
		return x.Error(), true
	case encoding.TextMarshaler:
		text, err := x.MarshalText()
		if err != nil {
			return Hidden, true
		}
		return string(text), true
	case fmt.Stringer:
		return x.String(), true
	}
	switch v := reflect.ValueOf(x); {
	case v.Kind() == reflect.String:
		return v.String(), true
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8:
		return string(v.Bytes()), true
	}
	return "", false
}
