package crypto

import "errors"

// The errors that a caller can branch on, with errors.Is. Their texts and those of the errors that wrap them name the
// field and the rule, never a value, a key or a subject.
var (
	// ErrErased: the subject's key, or the generation of it that sealed this value, was erased. It does not come back.
	ErrErased = errors.New("crypto: subject key erased")

	// ErrWrongContext: the ciphertext does not authenticate. It belongs to another tenant, table, column or subject, or its
	// bytes were changed; cryptography cannot tell which.
	ErrWrongContext = errors.New("crypto: wrong context or changed ciphertext")

	// ErrUnknownKey: the ciphertext names a key that the key store does not know: the subject never had one, or not of this
	// generation.
	ErrUnknownKey = errors.New("crypto: unknown key")

	// ErrFormat: these bytes are not a ciphertext of this package.
	ErrFormat = errors.New("crypto: not a ciphertext of a known format")

	// ErrUnknownSuite: the ciphertext or the key record is of a Suite that is not in Config.Suites.
	ErrUnknownSuite = errors.New("crypto: unknown suite")

	// ErrTooLong: a plaintext or a name exceeds its limit (MaxPlaintext, MaxNameLen).
	ErrTooLong = errors.New("crypto: too long")

	// ErrTokenFormat: what is to be a token does not have the form that its TokenFormat asks for, or what is to be a value
	// again is no token of it. The text names the rule and at most a position.
	ErrTokenFormat = errors.New("crypto: not of the token format")

	// ErrSmallDomain: fewer than 1,000,000 values could be meant, as with the last four digits of a number or a birth date, so
	// that tokens would give them away. Seal such a value.
	ErrSmallDomain = errors.New("crypto: too few possible values for a token")

	// ErrEncoding: a value has no encoding that gives it back as it was, or what was opened encodes none of its type. The text
	// names the type.
	ErrEncoding = errors.New("crypto: encoding of a value")

	// ErrArgument: an argument is missing or out of range; the text names it.
	ErrArgument = errors.New("crypto: bad argument")

	// ErrLowCardinality: a blind index would give its values away, because they are few or one of them is common; the text
	// says in words which, and what would help.
	ErrLowCardinality = errors.New("crypto: low cardinality")

	// ErrNotFound: the key store has no such record, or a KEKSource no key for the epoch yet.
	ErrNotFound = errors.New("crypto: not found")

	// ErrExists: what was to be created exists.
	ErrExists = errors.New("crypto: exists")

	// ErrConflict: somebody else changed the record first. A KeyStore returns it; a Keyring retries, and returns it only
	// when it lost many times in a row.
	ErrConflict = errors.New("crypto: conflicting change")

	// ErrEpochDestroyed: the epoch that protects the key was destroyed. This is how a restored backup of the key store ends.
	ErrEpochDestroyed = errors.New("crypto: epoch destroyed")

	// ErrEpochInUse: the epoch cannot be destroyed: it is the current one, an earlier one still stands, or a living key is
	// still under it.
	ErrEpochInUse = errors.New("crypto: epoch in use")

	// ErrKEK: the key-encryption key failed: it is the wrong key, the record was changed, or the service that holds it did
	// not answer. The cause is wrapped beside it, for errors.Is and errors.As. If it befell the key at work, its text is left
	// out: clients of a KMS quote in theirs what they sent and received, keys among it. Log the error code of the cause.
	ErrKEK = errors.New("crypto: key-encryption key failed")

	// ErrKeyRecord: a key record is malformed, does not authenticate, does not match its commitment, or holds a key of a
	// foreign type.
	ErrKeyRecord = errors.New("crypto: key record refused")

	// ErrClosed: the Keyring was closed.
	ErrClosed = errors.New("crypto: keyring closed")
)
