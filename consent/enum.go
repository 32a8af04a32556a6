package consent

import "errors"

// The enumerations of this package are small integers whose zero value means
// unknown (or, for [Effect], deny). Their text form is the lower-case name
// that stands in JSON; only the exact name is read back.

// enumString returns the name of v, or "unknown" where names has none.
func enumString[T ~uint8](v T, names []string) string {
	if int(v) < len(names) && names[v] != "" {
		return names[v]
	}
	return "unknown"
}

// enumText returns the name of v; an unknown value has no text form.
func enumText[T ~uint8](v T, names []string, typ string) ([]byte, error) {
	if int(v) < len(names) && names[v] != "" {
		return []byte(names[v]), nil
	}
	return nil, errors.New("consent: " + typ + ": unknown value")
}

// enumParse sets *v to the value whose name is text.
func enumParse[T ~uint8](v *T, text []byte, names []string, typ string) error {
	for i, name := range names {
		if name != "" && name == string(text) {
			*v = T(i) // #nosec G115 -- the tables have fewer than 256 names
			return nil
		}
	}
	return errors.New("consent: " + typ + ": unknown name")
}
