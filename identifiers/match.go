package identifiers

import "strings"

// Match is a piece of personal information that was found in a text: text[Start:End] is a written form of Kind. It holds offsets
// and never the value, so it can be logged.
type Match struct {
	// Kind is the kind of the catalogue, or that of the host's own [Recognizer].
	Kind Kind

	// Start and End are offsets in bytes from the beginning of the text. They lie on borders between characters.
	Start, End int

	// Confidence says how sure it is, and Evidence why.
	Confidence Confidence
	Evidence   Evidence
}

// Confidence says how sure it is that a match is personal information of its kind. Greater is surer.
type Confidence uint8

// The confidences. The zero value is none; in [FindOptions] it stands for ConfidenceMedium.
const (
	ConfidenceUnknown Confidence = iota

	// ConfidenceLow is a shape that many other things have too: a passport number among other codes, two Chinese
	// characters that can be a name, a card number with a wrong check digit.
	ConfidenceLow

	// ConfidenceMedium is a shape with something that speaks for it: a number segment, a check character, a word beside it.
	ConfidenceMedium

	// ConfidenceHigh is a shape that hardly anything else has, or one with two things that speak for it.
	ConfidenceHigh
)

// String returns "unknown", "low", "medium" or "high".
func (c Confidence) String() string {
	switch c {
	case ConfidenceLow:
		return "low"
	case ConfidenceMedium:
		return "medium"
	case ConfidenceHigh:
		return "high"
	default:
		return "unknown"
	}
}

// Evidence is a set of the things that speak for a match, or against it.
type Evidence uint8

// The kinds of evidence.
const (
	EvidenceShape       Evidence = 1 << iota // it has the written form of the kind
	EvidenceCheck                            // its check character is right
	EvidenceTable                            // a table knows its number segment, prefix, division or surname
	EvidenceContext                          // a word beside it names the kind
	EvidenceCheckFailed                      // its check character is wrong, so [Validate] refuses it
	EvidenceHost                             // the host's own [Recognizer] found it
)

// String returns the names of the set's members, such as "shape|context".
func (e Evidence) String() string {
	var names []string
	for i, name := range [...]string{"shape", "check", "table", "context", "check failed", "host"} {
		if e&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return strings.Join(names, "|")
}
