package identifiers

// lastX reports whether an X that ends a resident ID stands at i.
func (sc *scanner) lastX(i int) bool {
	if sc.at(i)&^0x20 == 'X' {
		return !isWord(sc.at(i + 1))
	}
	c, size := byte(0), 0
	if sc.at(i) == 0xEF {
		c, size = foldRune(sc.s[i:])
	}
	return size == 3 && c&^0x20 == 'X' && !isWord(sc.at(i+3))
}

// residentX tries 17 digits with an X after them as a resident ID.
func (sc *scanner) residentX(d []byte, start, end int) bool {
	var id [18]byte
	copy(id[:], d)
	id[17] = 'X'
	return sc.resident(id[:], start, end)
}

// resident tries an 18-digit number as that of a citizen or a foreigner.
func (sc *scanner) resident(id []byte, start, end int) bool {
	switch {
	case id[0] == '9' && checkResident(id, '9', '9') == "":
		return sc.found(kForeign, start, end, ConfidenceHigh, EvidenceCheck)
	case checkResident(id, '1', '8') != "":
		// A wrong check character is worth a low confidence beside the word.
		if id[0] != '0' && isProvince(id) && sc.context(start)&cID != 0 && checkFixed(id) {
			return sc.found(kResidentID, start, end, ConfidenceLow, EvidenceContext|EvidenceCheckFailed)
		}
		return false
	case !isProvince(id):
		if sc.context(start)&cID == 0 {
			return sc.found(kResidentID, start, end, ConfidenceLow, EvidenceCheck)
		}
		return sc.found(kResidentID, start, end, ConfidenceMedium, EvidenceCheck|EvidenceContext)
	}
	e := EvidenceCheck | EvidenceTable
	if sc.context(start)&cID != 0 {
		e |= EvidenceContext
	}
	return sc.found(kResidentID, start, end, ConfidenceHigh, e)
}

// checkFixed reports whether a resident ID would be valid with the check character that it should have.
func checkFixed(id []byte) bool {
	if !allDigits(id[:17]) {
		return false
	}
	fixed := [18]byte(id)
	fixed[17] = mod112(id)
	return checkResident(fixed[:], '1', '8') == ""
}

// isProvince reports whether the first two digits are those of a province (GB/T 2260), or of the residence permits.
func isProvince[T string | []byte](id T) bool {
	p := twoDigits(id)
	return 11 <= p && p <= 15 || 21 <= p && p <= 23 || 31 <= p && p <= 37 || 41 <= p && p <= 46 || 50 <= p && p <= 54 ||
		61 <= p && p <= 65 || p == 71 || 81 <= p && p <= 83
}

// glued tries a resident ID that a mobile number follows without anything between them, as in a table whose columns were lost.
func (sc *scanner) glued() bool {
	d, start := sc.c.digits(1), sc.c.g[0].start
	return sc.c.g[0].end-start == len(d) && checkMobile(d[18:]) == "" && sc.resident(d[:18], start, start+18)
}

// fifteen tries a number of 15 digits: 0086 and a mobile number, IMEI, IMSI, the old resident ID.
func (sc *scanner) fifteen(d []byte, start, end, left int) bool {
	if string(d[:4]) == "0086" {
		return checkMobile(d[4:]) == "" && sc.phone(kMobile, 1, left, ConfidenceHigh)
	}
	x := sc.context(start)
	card := sc.f.kinds&(1<<kBankCard) != 0 && d[0] == '3' && x&cCard != 0
	switch {
	case x&cIMSI == 0 && x&cID == 0 && luhn(d) && !card && (x&cIMEI != 0 || x&cNot == 0 && (d[0] == '8' && d[1] == '6' || d[0] == '3' && d[1] == '5')):
		if x&cIMEI != 0 {
			return sc.found(kIMEI, start, end, ConfidenceHigh, EvidenceCheck|EvidenceContext)
		}
		return sc.found(kIMEI, start, end, ConfidenceMedium, EvidenceCheck|EvidenceTable)
	case d[0] == '4' && d[1] == '6' && d[2] == '0' && isChineseNetwork(d[3:5]) && (x&cIMSI != 0 || x&(cNot|cID) == 0):
		if x&cIMSI != 0 {
			return sc.found(kIMSI, start, end, ConfidenceHigh, EvidenceTable|EvidenceContext)
		}
		return sc.found(kIMSI, start, end, ConfidenceMedium, EvidenceTable)
	case isProvince(d) && validDay(1900+number(d[6:8]), number(d[8:10]), number(d[10:12])):
		if (x|sc.near(start))&cID != 0 {
			return sc.found(kResidentID, start, end, ConfidenceMedium, EvidenceTable|EvidenceContext)
		}
		return !card && sc.found(kResidentID, start, end, ConfidenceLow, EvidenceTable)
	}
	return false
}

// isChineseNetwork reports whether d is the network code of an operator in mainland China (ITU-T E.212).
func isChineseNetwork(d []byte) bool {
	n := number(d)
	return n <= 13 || n == 15 || n == 20
}
