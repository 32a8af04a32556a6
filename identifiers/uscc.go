package identifiers

import "strings"

// appendUSCC appends a unified social credit code (统一社会信用代码, GB 32100-2015): a registering department, a category, six digits of
// a division, nine characters of the organisation, and a check character over an alphabet of 31 without I O S V Z. It is
// personal information only where the organisation is one person, such as an individual business (个体工商户).
func appendUSCC(dst []byte, s string) ([]byte, string) {
	const (
		alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
		weights  = "\x01\x03\x09\x1b\x13\x1a\x10\x11\x14\x1d\x19\x0d\x08\x18\x0a\x1e\x1c"
	)
	b, broken := squeeze(dst, s, hyphens, 18)
	if broken != "" {
		return b, broken
	}
	code := b[len(dst):]
	if len(code) != 18 {
		return b, ruleLength
	}
	if !allDigits(code[2:8]) {
		return b, ruleShape
	}
	sum := 0
	for i, c := range code {
		value := strings.IndexByte(alphabet, c)
		if value < 0 {
			return b, ruleCharacters
		}
		if i < len(weights) {
			sum += value * int(weights[i])
		}
	}
	if code[17] != alphabet[(31-sum%31)%31] {
		return b, ruleCheck
	}
	return b, ""
}
