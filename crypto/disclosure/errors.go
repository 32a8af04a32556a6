package disclosure

import "errors"

// The errors that a caller can branch on, with errors.Is. Their texts and those of the errors that wrap them name the field
// or the rule, never a value, a name or a key.
var (
	// ErrArgument: an argument is missing, too long or not plain text; the text names it.
	ErrArgument = errors.New("disclosure: bad argument")

	// ErrKey: this is no key of this package: mistyped, of another algorithm, or private where a public one belongs or the
	// reverse; the text says which.
	ErrKey = errors.New("disclosure: bad key")

	// ErrFormat: these bytes are not a package, or one whose maker broke a rule of the format.
	ErrFormat = errors.New("disclosure: not a package of a known format")

	// ErrNotRecipient: the package was not made for any of these keys.
	ErrNotRecipient = errors.New("disclosure: not a recipient of this package")

	// ErrChanged: the package does not authenticate. It was changed, cut short or put together from several, or never
	// finished; cryptography cannot tell which.
	ErrChanged = errors.New("disclosure: package was changed or cut short")

	// ErrNotVerified: the package was not yet read to its end.
	ErrNotVerified = errors.New("disclosure: package is not verified to its end")

	// ErrClosed: the Writer is closed, or the file ended when the next one began.
	ErrClosed = errors.New("disclosure: closed")
)
