package identifiers

// appendResidentID appends an 18-character citizen identification number (公民身份号码, GB 11643-1999): six digits of the
// division, eight of the date of birth, three of the sequence (odd for men), and a MOD 11-2 check character. The residence
// permits of residents of Hong Kong, Macao (港澳居民居住证) and Taiwan (台湾居民居住证) have the same grammar with the
// divisions 810000, 820000, 830000. The 15-digit number of before 1999 lacks the century, which is 19, and the check
// character; both are added.
func appendResidentID(dst []byte, s string) ([]byte, string) {
	b, broken := squeeze(dst, s, hyphens, 18)
	if broken != "" {
		return b, broken
	}
	id := b[len(dst):]
	if len(id) == 15 {
		if !allDigits(id) {
			return b, ruleCharacters
		}
		b = append(b, "000"...)
		id = b[len(dst):]
		copy(id[8:], id[6:15])
		id[6], id[7] = '1', '9'
		id[17] = mod112(id)
	}
	if len(id) != 18 {
		return b, ruleLength
	}
	return b, checkResident(id, '1', '8')
}

// appendForeignResident appends the number of a foreigner's permanent resident identity card (外国人永久居留身份证). Cards of the
// 2023 edition bear 18 characters with the grammar of a resident ID that begins with 9; earlier ones three letters
// of the country, four digits of the place, six of the date of birth, one of the sequence and a check digit. That last
// digit's rule is not published, so only the shape of the earlier number is checked.
func appendForeignResident(dst []byte, s string) ([]byte, string) {
	b, broken := squeeze(dst, s, hyphens, 18)
	if broken != "" {
		return b, broken
	}
	id := b[len(dst):]
	switch len(id) {
	case 18:
		return b, checkResident(id, '9', '9')
	case 15:
		if !isUpper(id[0]) || !isUpper(id[1]) || !isUpper(id[2]) || !allDigits(id[3:]) {
			return b, ruleShape
		}
		if !validDay(2000, number(id[9:11]), number(id[11:13])) { // the century is not written; 2000 has a 29 February
			return b, ruleDate
		}
		return b, ""
	}
	return b, ruleLength
}

// checkResident names the rule that the 18 characters of id break. Their first digit tells citizens (1 to 8, the regions of
// GB/T 2260) from foreigners (9); the rest of the division is not looked up.
func checkResident[T string | []byte](id T, first, last byte) string {
	switch {
	case !eightDigits(id), !eightDigits(id[8:]), !isDigit(id[16]), !isDigit(id[17]) && id[17] != 'X':
		return ruleCharacters
	case id[0] < first || id[0] > last:
		return rulePrefix
	case !validDate(100*twoDigits(id[6:8])+twoDigits(id[8:10]), twoDigits(id[10:12]), twoDigits(id[12:14])):
		return ruleDate
	case id[17] != mod112(id):
		return ruleCheck
	}
	return ""
}
