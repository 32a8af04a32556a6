package identifiers

import (
	"strings"
	"unicode/utf8"
)

// appendPlate appends a civil licence plate number by GA 36-2018: the province, a letter other than I and O, and
//
//   - five letters or digits;
//   - four, and one of 挂 学 警 港 澳 领 使;
//   - six for small new-energy vehicles: a letter A to H, J or K (D and F at first), a letter or digit, four digits;
//   - six for large new-energy vehicles: five digits and such a letter;
//
// or 使 before six digits, an older form of embassies. A space, hyphen or dot may follow the letter.
func appendPlate(dst []byte, s string) ([]byte, string) {
	if len(s) > 64 {
		return dst, ruleLength
	}
	s = strings.TrimSpace(s)
	province, size := utf8.DecodeRuneInString(s)
	if !strings.ContainsRune("京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使", province) || size < 3 {
		return dst, rulePrefix
	}
	rest, suffix := s[size:], ""
	if r, n := utf8.DecodeLastRuneInString(rest); n == 3 && strings.ContainsRune("挂学警港澳领使", r) {
		rest, suffix = rest[:len(rest)-n], rest[len(rest)-n:]
	}
	dst = append(dst, s[:size]...)
	b, broken := squeeze(dst, rest, hyphensDots, 7)
	if broken != "" {
		return b, broken
	}
	if n := b[len(dst):]; province == '使' {
		if len(n) != 6 || !allDigits(n) || suffix != "" {
			return b, ruleShape
		}
	} else if broken := checkSerial(n, suffix != ""); broken != "" {
		return b, broken
	}
	return append(b, suffix...), ""
}

// checkSerial names the rule that the letter and serial of a plate break.
func checkSerial(n []byte, suffixed bool) string {
	if !isPlateLetter(n[0]) {
		return ruleShape
	}
	n = n[1:]
	for _, c := range n {
		if !isDigit(c) && !isPlateLetter(c) {
			return ruleCharacters
		}
	}
	switch {
	case suffixed && len(n) == 4, !suffixed && len(n) == 5:
		return ""
	case suffixed || len(n) != 6:
		return ruleLength
	case isEnergyLetter(n[0]) && allDigits(n[2:]), isEnergyLetter(n[5]) && allDigits(n[:5]):
		return ""
	}
	return ruleShape
}

func isPlateLetter(c byte) bool { return isUpper(c) && c != 'I' && c != 'O' }

func isEnergyLetter(c byte) bool { return 'A' <= c && c <= 'K' && c != 'I' }

// appendVIN appends a vehicle identification number (GB 16735-2019, ISO 3779): 17 letters and digits without I, O and Q,
// the last four digits. The check character at the ninth place binds makers in China (L), by GB 16735, and in North America
// (1 to 5), by 49 CFR 565.15; elsewhere the place is free.
func appendVIN(dst []byte, s string) ([]byte, string) {
	const weights = "\x08\x07\x06\x05\x04\x03\x02\x0a\x00\x09\x08\x07\x06\x05\x04\x03\x02"
	b, broken := squeeze(dst, s, hyphens, 17)
	if broken != "" {
		return b, broken
	}
	vin := b[len(dst):]
	if len(vin) != 17 {
		return b, ruleLength
	}
	sum := 0
	for i, c := range vin {
		var value int
		switch {
		case isDigit(c):
			value = int(c - '0')
		case isUpper(c) && c != 'I' && c != 'O' && c != 'Q':
			//       A  B  C  D  E  F  G  H  I  J  K  L  M  N  O  P  Q  R  S  T  U  V  W  X  Y  Z
			value = int("12345678\x0012345\x007\x00923456789"[c-'A'] - '0')
		default:
			return b, ruleCharacters
		}
		sum += value * int(weights[i])
	}
	if !allDigits(vin[13:]) {
		return b, ruleShape
	}
	if vin[0] != 'L' && (vin[0] < '1' || vin[0] > '5') {
		return b, ""
	}
	if vin[8] != "0123456789X"[sum%11] {
		return b, ruleCheck
	}
	return b, ""
}
