package desensitize

import "strconv"

// InputError says where a document cannot be read, and why. It holds nothing of the document.
type InputError struct {
	// Offset is the number of bytes of a JSON document before the one that is wrong, or its length if it ends too soon.
	Offset int64

	// Line is the line of a CSV table, from 1, that is wrong, or where the record that is wrong begins; 0 for JSON.
	Line int

	// Rule says what is wrong in a few words for people, which may become more exact in later versions.
	Rule string
}

// Error returns a line such as "desensitize: JSON, offset 17: unexpected end" or "desensitize: CSV, line 3: wrong number of
// fields".
func (e *InputError) Error() string {
	if e.Line > 0 {
		return "desensitize: CSV, line " + strconv.Itoa(e.Line) + ": " + e.Rule
	}
	return "desensitize: JSON, offset " + strconv.FormatInt(e.Offset, 10) + ": " + e.Rule
}
