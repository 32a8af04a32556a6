package identifiers

// appendIMEI appends an IMEI (3GPP TS 23.003, 6.2.1): 8 digits of the type, 6 of the serial, and a Luhn check digit.
func appendIMEI(dst []byte, s string) ([]byte, string) {
	b, broken := appendNonZero(dst, s, 15)
	if broken == "" && !luhn(b[len(dst):]) {
		broken = ruleCheck
	}
	return b, broken
}

// appendMEID appends an MEID (3GPP2 S.R0048): 14 hexadecimal digits, in upper case.
func appendMEID(dst []byte, s string) ([]byte, string) {
	b, broken := appendHex(dst, s, 14)
	if broken == "" {
		for i, c := range b[len(dst):] {
			if 'a' <= c && c <= 'f' {
				b[len(dst)+i] = c - 'a' + 'A'
			}
		}
	}
	return b, broken
}

// appendIMSI appends a Chinese IMSI (3GPP TS 23.003, 2.2): 15 digits that begin with the country code 460.
func appendIMSI(dst []byte, s string) ([]byte, string) {
	b, broken := appendDigits(dst, s, 15, 15)
	if broken == "" && string(b[len(dst):len(dst)+3]) != "460" {
		broken = rulePrefix
	}
	return b, broken
}

// appendICCID appends the ICCID of a Chinese SIM card (ITU-T E.118): 19 or 20 digits that begin with 8986 and end in a
// Luhn check digit.
func appendICCID(dst []byte, s string) ([]byte, string) {
	b, broken := appendDigits(dst, s, 19, 20)
	if broken != "" {
		return b, broken
	}
	switch n := b[len(dst):]; {
	case string(n[:4]) != "8986":
		return b, rulePrefix
	case !luhn(n):
		return b, ruleCheck
	}
	return b, ""
}

// appendHex appends exactly n hexadecimal digits that are not all zero, in lower case.
func appendHex(dst []byte, s string, n int) ([]byte, string) {
	b, broken := squeeze(dst, s, hyphens, n)
	if broken != "" {
		return b, broken
	}
	id := b[len(dst):]
	if len(id) != n {
		return b, ruleLength
	}
	for _, c := range id {
		if !isHex(c) {
			return b, ruleCharacters
		}
	}
	if allZeros(id) {
		return b, ruleZeros
	}
	lower(id)
	return b, ""
}

// appendUUID appends an identifier in the form of RFC 9562: 32 hexadecimal digits, with hyphens after 8, 12, 16 and 20,
// in braces or not. All zeros is what a phone gives when tracking is off, and identifies nobody.
func appendUUID(dst []byte, s string) ([]byte, string) {
	if len(s) >= 2 && s[0] == '{' && s[len(s)-1] == '}' {
		s = s[1 : len(s)-1]
	}
	b, broken := appendHex(dst, s, 32)
	if broken != "" {
		return b, broken
	}
	b = append(b, "----"...)
	id := b[len(dst):]
	copy(id[24:], id[20:32])
	copy(id[19:], id[16:20])
	copy(id[14:], id[12:16])
	copy(id[9:], id[8:12])
	id[8], id[13], id[18], id[23] = '-', '-', '-', '-'
	return b, ""
}

// appendOAID appends an OAID (移动智能终端补充设备标识体系): a UUID, or 16 or 64 hexadecimal digits as some makers give.
func appendOAID(dst []byte, s string) ([]byte, string) {
	for _, n := range []int{16, 64} {
		if b, broken := appendHex(dst, s, n); broken == "" {
			return b, ""
		}
	}
	return appendUUID(dst, s)
}

// appendMAC appends the MAC address (EUI-48) of an interface: 12 hexadecimal digits with colons, hyphens or dots between
// groups, or none.
func appendMAC(dst []byte, s string) ([]byte, string) {
	var buf [12]byte
	id, broken := squeeze(buf[:0], s, ":-.", len(buf))
	if broken != "" {
		return dst, broken
	}
	if len(id) != len(buf) {
		return dst, ruleLength
	}
	for i, c := range id {
		if !isHex(c) {
			return dst, ruleCharacters
		}
		if i > 0 && i%2 == 0 {
			dst = append(dst, ':')
		}
		dst = append(dst, c)
	}
	lower(dst[len(dst)-17:])
	return dst, ""
}
