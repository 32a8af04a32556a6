package identifiers

// mod112 returns the check character of ISO 7064 MOD 11-2 over the first 17 digits of b, as GB 11643-1999 uses it. The
// caller has checked that they are digits. The weights are 7 9 10 5 8 4 2 1 6 3 and again 7 9 10 5 8 4 2, and those of the
// digits' code 48 come off in one.
func mod112[T string | []byte](b T) byte {
	_ = b[16]
	sum := 7*(uint32(b[0])+uint32(b[10])) + 9*(uint32(b[1])+uint32(b[11])) + 10*(uint32(b[2])+uint32(b[12])) +
		5*(uint32(b[3])+uint32(b[13])) + 8*(uint32(b[4])+uint32(b[14])) + 4*(uint32(b[5])+uint32(b[15])) +
		2*(uint32(b[6])+uint32(b[16])) + uint32(b[7]) + 6*uint32(b[8]) + 3*uint32(b[9]) -
		'0'*(2*(7+9+10+5+8+4+2)+1+6+3)
	return "10X98765432"[sum%11]
}

// luhn reports whether the digits of b end in their check digit by ISO/IEC 7812-1 annex B.
func luhn[T string | []byte](b T) bool { return luhnSum(b)%10 == 0 }

func luhnSum[T string | []byte](b T) int {
	const doubled = "\x00\x02\x04\x06\x08\x01\x03\x05\x07\x09"
	sum := 0
	for i := len(b) - 1; i >= 0; i -= 2 {
		sum += int(b[i] - '0')
		if i > 0 {
			sum += int(doubled[b[i-1]-'0'])
		}
	}
	return sum
}
