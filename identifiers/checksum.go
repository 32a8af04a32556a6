package identifiers

// mod112 returns the check character of ISO 7064 MOD 11-2 over the first 17 digits of b, as GB 11643-1999 uses it. The
// caller has checked that they are digits.
func mod112[T string | []byte](b T) byte {
	const weights = "\x07\x09\x0a\x05\x08\x04\x02\x01\x06\x03\x07\x09\x0a\x05\x08\x04\x02"
	sum := 0
	for i := range len(weights) {
		sum += int(b[i]-'0') * int(weights[i])
	}
	return "10X98765432"[sum%11]
}

// luhn reports whether the digits of b end in their check digit by ISO/IEC 7812-1 annex B.
func luhn(b []byte) bool {
	sum := 0
	for i, c := range b {
		d := int(c - '0')
		if (len(b)-i)%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}
