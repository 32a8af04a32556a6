package identifiers

import (
	"fmt"
	"io"
	"log/slog"
	"strings"
	"unique"
)

// value is what the value types have in common: the normal form of a valid value, behind a handle, and the ways to print it
// masked. A handle is comparable as the text is, and fmt, which calls no methods inside unexported fields, finds an
// address there. The parameter makes each type one of its own that cannot be converted to another.
type value[G grammar] struct {
	h unique.Handle[string]
}

// grammar is what a value type says of its normal forms. Its types are empty structs.
type grammar interface {
	kind() Kind
	mask(normal string) string
}

// parse is the one way to a value.
func parse[G grammar](k Kind, s string) (value[G], error) {
	v, broken := read[G](k, s)
	if broken != "" {
		return value[G]{}, &Error{Kind: k, Rule: broken}
	}
	return v, nil
}

// read is parse with the name of the broken rule for an error. A handle holds a copy of its own of a new text.
func read[G grammar](k Kind, s string) (value[G], string) {
	if isNormal(k, s) {
		return value[G]{unique.Make(s)}, ""
	}
	var buf [64]byte
	b, broken := normalize(buf[:0], k, s)
	if broken != "" {
		return value[G]{}, broken
	}
	return value[G]{unique.Make(string(b))}, ""
}

// Kind returns the kind of the value, also for the zero value.
func (v value[G]) Kind() Kind {
	var g G
	return g.kind()
}

// IsValid reports whether v holds a value, which the zero value does not.
func (v value[G]) IsValid() bool { return v != value[G]{} }

// Reveal returns the value in its normal form, which [Normalize] gives, or "" for the zero value.
func (v value[G]) Reveal() string {
	if !v.IsValid() {
		return ""
	}
	return v.h.Value()
}

// String returns the value masked, or "invalid" and the kind for the zero value.
func (v value[G]) String() string {
	var g G
	if !v.IsValid() {
		return "invalid " + string(g.kind())
	}
	return g.mask(v.h.Value())
}

// GoString returns the same as String.
func (v value[G]) GoString() string { return v.String() }

// Format writes the same as String, for every verb and flag.
func (v value[G]) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, v.String()) }

// LogValue returns the same as String.
func (v value[G]) LogValue() slog.Value { return slog.StringValue(v.String()) }

// MarshalText returns the value masked, or no text for the zero value, and no error. What is written so cannot be read
// back, because UnmarshalText refuses a mask; what is to be stored or sent is the result of Reveal.
func (v value[G]) MarshalText() ([]byte, error) {
	if !v.IsValid() {
		return []byte{}, nil
	}
	return []byte(v.String()), nil
}

// UnmarshalText reads a value in any written form, so that a request or a configuration can be decoded into the type. The
// empty text gives the zero value; any other that is not a value of the kind gives an [*Error] and leaves v as it was.
func (v *value[G]) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*v = value[G]{}
		return nil
	}
	var g G
	parsed, err := parse[G](g.kind(), string(text))
	if err != nil {
		return err
	}
	*v = parsed
	return nil
}

// Must returns what a Parse function of this package returns, and panics with the error if there is one. It is meant for
// constants in tests: Must(ParseMobile("13812345678")).
func Must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// keep returns an ASCII text with a star for each character between the first and the last few.
func keep(s string, first, last int) string {
	return s[:first] + strings.Repeat("*", len(s)-first-last) + s[len(s)-last:]
}

// hidden is the mask of a value of which nothing is shown.
const hidden = "****"
