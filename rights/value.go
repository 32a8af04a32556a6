package rights

import (
	"fmt"
	"log/slog"
)

const redacted = "[redacted]"

// Value is a piece of somebody's information on its way into a copy. It prints as [redacted] whatever way it is printed or encoded; only
// Reveal has what it holds. The zero Value holds nothing.
type Value struct {
	_   [0]func() // not comparable
	get func() string
}

// NewValue returns a value that holds s.
func NewValue(s string) Value { return Value{get: func() string { return s }} }

// Reveal returns what the value holds.
func (v Value) Reveal() string {
	if v.get == nil {
		return ""
	}
	return v.get()
}

// String returns "[redacted]".
func (Value) String() string { return redacted }

// GoString returns "[redacted]".
func (Value) GoString() string { return redacted }

// Format writes "[redacted]" for every verb.
func (Value) Format(s fmt.State, _ rune) { _, _ = s.Write([]byte(redacted)) }

// LogValue returns "[redacted]".
func (Value) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText returns "[redacted]".
func (Value) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// MarshalJSON returns "[redacted]" as a JSON string.
func (Value) MarshalJSON() ([]byte, error) { return []byte(`"` + redacted + `"`), nil }
