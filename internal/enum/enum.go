// Package enum gives the enumerations of the other packages their text form: a
// small integer whose zero value means unknown, and a table of names, the same
// in JSON and in logs. Only the exact name is read back.
package enum

import "errors"

// String returns the name of v, or "unknown" where names has none.
func String[T ~uint8](v T, names []string) string {
	if int(v) < len(names) && names[v] != "" {
		return names[v]
	}
	return "unknown"
}

// Text returns the name of v; an unknown value has no text form. The error says
// what is unknown: "rights: event type".
func Text[T ~uint8](v T, names []string, what string) ([]byte, error) {
	if int(v) < len(names) && names[v] != "" {
		return []byte(names[v]), nil
	}
	return nil, errors.New(what + ": unknown value")
}

// Parse sets *v to the value whose name is text. The error does not repeat it.
func Parse[T ~uint8](v *T, text []byte, names []string, what string) error {
	for i, name := range names {
		if name != "" && name == string(text) {
			*v = T(i) // #nosec G115 -- the tables have fewer than 256 names
			return nil
		}
	}
	return errors.New(what + ": unknown name")
}
