package identifiers

// appendPostalCode appends a postal code of six digits.
func appendPostalCode(dst []byte, s string) ([]byte, string) { return appendNonZero(dst, s, 6) }
