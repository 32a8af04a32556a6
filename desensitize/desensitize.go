package desensitize

import "github.com/khtong/privacykit/identifiers"

// Hidden stands for a value of which nothing is shown.
const Hidden = "****"

// Mask returns s, a value of kind k, with only as much of it as the table in the package comment shows, or [Hidden]: it is
// Mask of [Default]. The result is valid UTF-8 and never empty. It allocates only the result, if s is short and ASCII.
func Mask(k identifiers.Kind, s string) string {
	if isPlainMobile(k, s) {
		var b [11]byte
		copy(b[:], s)
		copy(b[3:], "****")
		return string(b[:])
	}
	var buf [96]byte
	return string(defaultRule(k).append(buf[:0], k, s, nil))
}

// AppendMask appends what [Mask] returns to dst and returns the extended slice. It does not allocate if the capacity of
// dst suffices and s is a valid value in the form that most write.
func AppendMask(dst []byte, k identifiers.Kind, s string) []byte {
	if isPlainMobile(k, s) {
		dst = append(dst, s...)
		copy(dst[len(dst)-8:], "****")
		return dst
	}
	return defaultRule(k).append(dst, k, s, nil)
}

// isPlainMobile reports whether s is a mobile number of eleven digits, which is how most are written.
func isPlainMobile(k identifiers.Kind, s string) bool {
	return len(s) == 11 && k == identifiers.Mobile && identifiers.Validate(k, s) == nil
}
