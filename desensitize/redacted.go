package desensitize

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
)

// Redacted holds a value that must not print: a password, a code, a whole record. However it is formatted, logged, put into a
// template or encoded as text, JSON or XML, also deep inside other values and in unexported fields, it gives [Hidden] or an
// address, and encoding/gob refuses it. Only [Redacted.Reveal] gives the value; reflection does not, not even through
// unsafe dumps of unexported fields. The value is in memory in the clear, and in a core dump.
//
// Values of the type cannot be compared and are no map keys: compare what Reveal gives, secrets with crypto/subtle. The zero value holds the zero value of T. A Redacted is read from JSON as T is,
// so that a request can be decoded into it. It is safe for concurrent use as far as what it holds is.
type Redacted[T any] struct {
	// A closure, because fmt calls no methods inside unexported fields and, for a verb that does not fit, follows a pointer
	// to a slice, map or struct there.
	reveal func() T
}

// Redact returns a Redacted that holds v. It holds a copy of v, which shares what v points to.
func Redact[T any](v T) Redacted[T] { return Redacted[T]{reveal: func() T { return v }} }

// Reveal returns the value. What calls it is worth a look in a review.
func (r Redacted[T]) Reveal() T {
	if r.reveal == nil {
		var zero T
		return zero
	}
	return r.reveal()
}

// String returns [Hidden].
func (r Redacted[T]) String() string { return Hidden }

// GoString returns [Hidden].
func (r Redacted[T]) GoString() string { return Hidden }

// Format writes [Hidden] for every verb.
func (r Redacted[T]) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, Hidden) }

// LogValue returns [Hidden].
func (r Redacted[T]) LogValue() slog.Value { return slog.StringValue(Hidden) }

// MarshalText returns [Hidden], and no error.
func (r Redacted[T]) MarshalText() ([]byte, error) { return []byte(Hidden), nil }

// MarshalJSON returns [Hidden] as a JSON string, and no error.
func (r Redacted[T]) MarshalJSON() ([]byte, error) { return []byte(`"` + Hidden + `"`), nil }

// errRedactedJSON says nothing of the document, as errors of encoding/json do.
var errRedactedJSON = errors.New("desensitize: the JSON of a redacted value does not fit its type")

// errHiddenJSON says that a value was lost on the way.
var errHiddenJSON = errors.New("desensitize: the JSON of a redacted value is a mask")

// UnmarshalJSON reads the value as encoding/json reads a T. It refuses [Hidden], which [Redacted.MarshalJSON] writes, so that
// no mask is taken for the value; null is no value and changes nothing. The error holds nothing of the document, and r is as
// it was.
func (r *Redacted[T]) UnmarshalJSON(data []byte) error {
	data = bytes.TrimSpace(data)
	switch string(data) {
	case "null":
		return nil
	case `"` + Hidden + `"`:
		return errHiddenJSON
	}
	var v T
	if err := json.Unmarshal(data, &v); err != nil {
		return errRedactedJSON
	}
	*r = Redact(v)
	return nil
}
