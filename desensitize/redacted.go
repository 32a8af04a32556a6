package desensitize

import (
	"fmt"
	"io"
	"log/slog"
)

// Redacted holds a value that must not print. However it is formatted, logged or encoded as text or JSON, also deep inside
// other values, it gives [Hidden] or an address; only [Redacted.Reveal] gives the value. Values of the type cannot be
// compared. The zero value holds the zero value of T.
//
// Not even reflection reaches the value. It is in memory in the clear.
type Redacted[T any] struct {
	// A closure, because fmt calls no methods inside unexported fields and, for a verb that does not fit, follows a pointer
	// to a slice, map or struct there.
	reveal func() T
}

// Redact returns a Redacted that holds v. It holds a copy of v, which shares what v points to.
func Redact[T any](v T) Redacted[T] { return Redacted[T]{reveal: func() T { return v }} }

// Reveal returns the value.
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
