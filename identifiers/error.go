package identifiers

import "errors"

var (
	// ErrInvalid matches, through errors.Is, every [*Error] about a value that is not of its kind.
	ErrInvalid = errors.New("identifiers: not a value of the kind")

	// ErrKind matches, through errors.Is, the [*Error] about a kind that this package does not know.
	ErrKind = errors.New("identifiers: unknown kind")

	// ErrKnownIssuer matches, through errors.Is, the [*Error] about a bank card number with a wrong check digit whose first
	// digits (BIN) and length are those of an issuer in China. It is most likely a slip in typing, but a few cards in use
	// are so; a host may ask the holder to look again. [ErrInvalid] matches it too.
	ErrKnownIssuer = errors.New("identifiers: card of a known issuer with a wrong check digit")
)

// Error says which rule of a kind a value breaks. It holds nothing of the value.
type Error struct {
	// Kind is the kind that was asked for.
	Kind Kind

	// Rule names the broken rule in a few words, such as "length", "check character" or "date". It is meant for people
	// and logs; the words of a rule may become more exact in later versions.
	Rule string
}

// Error returns a line such as "identifiers: resident_id: check character". A kind that is not of the catalogue is left
// out of it, because it did not come from this package.
func (e *Error) Error() string {
	if !known(e.Kind) {
		return ErrKind.Error()
	}
	return "identifiers: " + string(e.Kind) + ": " + e.Rule
}

// Unwrap returns [ErrKind] if the kind is unknown and [ErrInvalid] otherwise.
func (e *Error) Unwrap() error {
	if !known(e.Kind) {
		return ErrKind
	}
	return ErrInvalid
}

// Is reports whether e is the error that target stands for, beyond what [Error.Unwrap] says.
func (e *Error) Is(target error) bool { return target == ErrKnownIssuer && e.Rule == ruleIssuer }

// The rules that a value can break.
const (
	ruleKind       = "unknown kind"
	ruleEmpty      = "empty"
	ruleEncoding   = "encoding is not UTF-8"
	ruleLength     = "length"
	ruleCharacters = "character that the kind does not have"
	ruleSeparator  = "separator out of place"
	ruleShape      = "shape"
	rulePrefix     = "prefix"
	ruleSegment    = "number segment"
	ruleDate       = "date"
	ruleRange      = "out of range"
	ruleCheck      = "check character"
	ruleIssuer     = "check character of a known issuer"
	ruleZeros      = "all zeros"
)
