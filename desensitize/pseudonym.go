package desensitize

import "unicode/utf8"

// Pseudonymizer gives keyed pseudonyms (假名): *crypto.Keyring is one.
//
// Pseudonym returns the same text for the same audience and subject, which nobody computes without the key, and which
// nobody links to that of another audience; or the empty string if it has none, and then the value is hidden. It must be
// safe for concurrent use. The subject is the normal form of a value, or the id of a person for dates. A hash without a key does not do: who has the list of all mobile numbers hashes them all.
type Pseudonymizer interface {
	Pseudonym(audience, subject string) string
}

// shiftAudience begins the audience of the pseudonyms that move dates, which nobody is shown.
const shiftAudience = "desensitize.shift:"

const maxAudience = 256

// bind gives the view the pseudonyms that its rules need.
func (v *view) bind(audience string, p Pseudonymizer) error {
	var pseudonyms, shifts bool
	for _, r := range v.rules {
		pseudonyms = pseudonyms || r != nil && r.op == opPseudonym
		shifts = shifts || r != nil && r.op == opShift
	}
	if !pseudonyms && !shifts {
		return nil
	}
	switch {
	case p == nil:
		return &Error{Rule: "rules pseudonym and shift need a Pseudonymizer"}
	case audience == "" || len(audience) > maxAudience || !utf8.ValidString(audience):
		return &Error{Rule: "rules pseudonym and shift need an audience of at most 256 bytes"}
	case len(audience) >= len(shiftAudience) && audience[:len(shiftAudience)] == shiftAudience:
		return &Error{Rule: "the audience is reserved"}
	}
	if pseudonyms {
		v.pseudonym = func(value string) string { return p.Pseudonym(audience, value) }
	}
	if shifts {
		v.person = func(subject string) string { return p.Pseudonym(shiftAudience+audience, subject) }
	}
	return nil
}

// appendPseudonym appends the pseudonym of b.
func (v *view) appendPseudonym(dst, b []byte) []byte {
	if v != nil && v.pseudonym != nil {
		if p := v.pseudonym(string(b)); p != "" && utf8.ValidString(p) {
			return append(dst, p...)
		}
	}
	return append(dst, Hidden...)
}
