package identifiers

// maxWord is the length of the longest word that can be a value.
const maxWord = 64

// word handles the digits from i to j that stand beside letters, as a part of the word of letters, digits and underscores around
// them.
func (sc *scanner) word(i, j int) (int, bool) {
	s := sc.s
	start := i
	for start > sc.behind(i, maxWord+1) && isWord(s[start-1]) {
		start--
	}
	end := j
	for limit := sc.ahead(i, maxWord+1); end < limit && isWord(s[end]); {
		end++
	}
	if end-start > maxWord {
		return end, false
	}
	if sc.at(end) == '@' {
		return end, false
	}
	if c := s[start] | 0x20; c == 'q' && end-start > 6 && s[start+1]|0x20 == 'q' && allDigits(s[start+2:end]) && end-start <= 14 {
		return end, s[start+2] != '0' && sc.found(kQQ, start+2, end, ConfidenceMedium, EvidenceContext)
	}
	switch c := sc.before(start); {
	case c == '\\' && start < i:
		return sc.unescaped(start, end)
	case c == '.' && isAlnum(sc.before(start-1)), c == '/' && isAlnum(sc.before(start-1)) && end-start < 32, c == '#', c == '@', c == '$':
		return end, false
	case c == '-' && isAlnum(sc.before(start-1)):
		if end-start == 2 {
			return sc.macWord(start, end)
		}
		return end, false
	case c == '%':
		return sc.escaped(i, end)
	}
	n := end - start
	switch n {
	case 2, 4:
		if sep := sc.at(end); sep == '-' && n == 2 || sep == '.' && n == 4 {
			return sc.macWord(start, end)
		}
	case 8:
		if sc.at(end) == '-' {
			if k, found := sc.uuid(start); found {
				return k, true
			}
		}
	}
	if n < 7 {
		return end, false
	}
	if c := sc.at(end); c == '-' && isAlnum(sc.at(end+1)) || c == '.' && isAlnum(sc.at(end+1)) && !sc.mayEnd(end+1) {
		return sc.wordEnd(end), false
	}
	return sc.wordAs(s[start:end], start, end)
}

// mayEnd reports whether a sentence may begin at i, after a point: what follows is no domain or file ending.
func (sc *scanner) mayEnd(i int) bool {
	return isUpper(sc.at(i)) && !isUpper(sc.at(i+1)) && !isDigit(sc.at(i+1))
}

// wordEnd returns the end of the words from i on that hyphens and points join, so that none of them is taken apart.
func (sc *scanner) wordEnd(i int) int {
	for end := sc.ahead(i, maxWord); i < end; i++ {
		if c := sc.s[i]; !isWord(c) && c != '-' && c != '.' {
			break
		}
		if sc.at(i+1) == '@' {
			return i + 1
		}
	}
	return i
}

// wordAs tries a word of letters and digits, which lies from start to end, as the kinds that have such a form. The word may be
// a folded copy.
func (sc *scanner) wordAs(w string, start, end int) (int, bool) {
	n := len(w)
	letters := 0
	for letters < n && isLetter(w[letters]) {
		letters++
	}
	digits := 0
	for digits < n && isDigit(w[n-1-digits]) {
		digits++
	}
	found := false
	switch {
	case letters == 1 && letters+digits == n && n <= 11, letters == 2 && letters+digits == n && n <= 9, n <= 9 && letters <= 2 && letters > 0 && w[n-1]&^0x20 == 'A' && allDigits(w[letters:n-1]):
		return sc.document(w, letters, start, end)
	case n == 14:
		found = allHex(w) && sc.context(start)&cMEID != 0 && sc.found(kMEID, start, end, ConfidenceMedium, EvidenceContext)
	case n == 15 && letters == 3 && digits == 12:
		c, e := ConfidenceLow, EvidenceShape
		if (sc.context(start)|sc.near(start))&cForeign != 0 {
			c, e = ConfidenceMedium, EvidenceContext
		}
		found = sc.found(kForeign, start, end, c, e)
	case n == 16:
		if allHex(w) {
			switch x := sc.context(start); {
			case x&cAndroid != 0:
				found = sc.found(kAndroidID, start, end, ConfidenceMedium, EvidenceContext)
			case x&cOAID != 0:
				found = sc.found(kOAID, start, end, ConfidenceMedium, EvidenceContext)
			}
		}
	case n == 17:
		found = sc.vin(w, start, end)
	case n == 18:
		if digits == 0 && allDigits(w[:17]) && w[17]&^0x20 == 'X' {
			found = sc.residentX([]byte(w[:17]), start, end)
		} else {
			found = sc.uscc(start, end)
		}
	case n == 12:
		if allHex(w) && sc.context(start)&cMAC != 0 {
			found = sc.found(kMAC, start, end, ConfidenceMedium, EvidenceContext)
		}
	case n == 32 || n == 64 || n == 40:
		found = sc.hexID(w, start, end)
	}
	return end, found
}

// allHex reports whether w is made of hexadecimal digits.
func allHex(w string) bool {
	for i := 0; i < len(w); i++ {
		if !isHexAny(w[i]) {
			return false
		}
	}
	return true
}

// hexID tries long hexadecimal words, which hashes are too, so that a word must name the kind.
func (sc *scanner) hexID(w string, start, end int) bool {
	if !sc.keyMayEnd(start, deviceKeyEnds) || !allHex(w) {
		return false
	}
	x := sc.context(start)
	switch {
	case len(w) == 40 && x&cUDID != 0:
		return sc.found(kOpenUDID, start, end, ConfidenceMedium, EvidenceContext)
	case len(w) != 40 && x&cOAID != 0:
		return sc.found(kOAID, start, end, ConfidenceMedium, EvidenceContext)
	case len(w) == 32:
		if id := uuidKind(x); id != noKind {
			return sc.found(id, start, end, ConfidenceMedium, EvidenceContext)
		}
	}
	return false
}

// uuid tries the form 8-4-4-4-12 at i.
func (sc *scanner) uuid(i int) (int, bool) {
	s, end := sc.s, i+36
	if end > len(s) || s[i+13] != '-' || s[i+18] != '-' || s[i+23] != '-' || isWord(sc.at(end)) || sc.at(end) == '-' {
		return i, false
	}
	for k := range 36 {
		if k != 8 && k != 13 && k != 18 && k != 23 && !isHexAny(s[i+k]) {
			return i, false
		}
	}
	id, c, e := kGUID, ConfidenceLow, EvidenceShape
	if named := uuidKind(sc.context(i)); named != noKind {
		id, c, e = named, ConfidenceHigh, EvidenceContext
	}
	sc.found(id, i, end, c, e)
	return end, sc.m.End == end && sc.from == end
}

// uuidKind returns the kind of device identifier that the word before a UUID names.
func uuidKind(x context) kindID {
	switch {
	case x&cIDFA != 0:
		return kIDFA
	case x&cIDFV != 0:
		return kIDFV
	case x&cOAID != 0:
		return kOAID
	case x&cGUID != 0:
		return kGUID
	}
	return noKind
}

// macWord tries a MAC address whose first group is the word from start to end: 3c-5a-b4-10-ef-29 or 3c5a.b410.ef29.
func (sc *scanner) macWord(start, end int) (int, bool) {
	if end-start == 2 {
		if k, found := sc.mac(sc.macStart(start)); found {
			return k, true
		}
		return end, false
	}
	s, last := sc.s, start+14
	if last > len(s) || s[start+9] != '.' || isWord(sc.at(last)) || sc.at(last) == '.' && isAlnum(sc.at(last+1)) {
		return end, false
	}
	for k := range 14 {
		if k != 4 && k != 9 && !isHexAny(s[start+k]) {
			return end, false
		}
	}
	if sc.found(kMAC, start, last, ConfidenceMedium, EvidenceShape) {
		return last, true
	}
	return end, false
}

// unescaped goes on behind an escape of a string literal, \n or \u003d, whose letters begin the word from start to end.
func (sc *scanner) unescaped(start, end int) (int, bool) {
	skip := 1
	if sc.s[start] == 'u' && end-start > 5 {
		skip = 5
	}
	if rest := sc.s[start+skip : end]; len(rest) >= 5 && allDigits(rest) {
		return sc.oneNumber(start+skip, end)
	}
	return end, false
}

// escaped tries a mobile number after a character of a URL that is written as % and two digits, which are those at i or before.
func (sc *scanner) escaped(i, end int) (int, bool) {
	s := sc.s
	start := i
	for start > sc.behind(i, 2) && s[start-1] != '%' {
		start--
	}
	start += 2 // behind the two digits
	if start+2 < end && s[start:start+2] == "86" && end-start == 13 {
		start += 2
	}
	if end-start == 11 && allDigits(s[start:end]) && isMobileSegment(s[start:start+3]) &&
		sc.found(kMobile, start, end, ConfidenceMedium, EvidenceTable) {
		return end, true
	}
	return max(end, i+1), false
}

// document tries a word of one or two letters and digits as a document number.
func (sc *scanner) document(w string, letters, start, end int) (int, bool) {
	n := len(w)
	digits := n - letters
	a := w[0] &^ 0x20
	// A Hong Kong identity card shows its check digit in brackets.
	if digits == 6 || digits == 7 {
		if k, found := sc.hkid(digits, start, end); found {
			return k, true
		}
	}
	var x context
	if digits >= 7 {
		x = sc.context(start) | sc.near(start)
	}
	switch {
	case letters == 1 && digits == 9 && (w[1] == '1' || w[1] == '2'):
		c, e := ConfidenceLow, EvidenceCheck
		if x&cTaiwanID != 0 {
			c, e = ConfidenceHigh, e|EvidenceContext
		}
		return end, sc.found(kTaiwanID, start, end, c, e)
	case letters == 1 && (a == 'H' || a == 'M') && (digits == 8 || digits == 10):
		if a == 'H' && digits == 8 && x&cPassport != 0 && x&cHKMacau == 0 {
			return end, sc.found(kPassport, start, end, ConfidenceMedium, EvidenceContext)
		}
		c, e := ConfidenceLow, EvidenceShape
		if x&cHKMacau != 0 {
			c, e = ConfidenceMedium, EvidenceContext
		}
		return end, sc.found(kHKMacau, start, end, c, e)
	case digits == 7 || digits == 8:
		c, e := ConfidenceLow, EvidenceShape
		if x&cPassport != 0 {
			c, e = ConfidenceMedium, EvidenceContext
		}
		return end, sc.found(kPassport, start, end, c, e)
	}
	return end, false
}

// hkid tries a Hong Kong identity card number whose letters and six or seven digits lie from start to end.
func (sc *scanner) hkid(digits, start, end int) (int, bool) {
	s := sc.s
	if digits == 7 {
		c, e := ConfidenceLow, EvidenceCheck
		if (sc.context(start)|sc.near(start))&cHKID != 0 {
			c, e = ConfidenceMedium, e|EvidenceContext
		}
		return end, sc.found(kHKID, start, end, c, e)
	}
	k := end
	if sc.at(k) == '(' {
		k++
	} else if k+2 < len(s) && s[k:k+3] == "（" {
		k += 3
	} else {
		return end, false
	}
	switch {
	case isDigit(sc.at(k)), sc.at(k)&^0x20 == 'A':
		k++
	case sc.at(k) == 0xEF:
		k += 3
	default:
		return end, false
	}
	if sc.at(k) == ')' {
		k++
	} else if k+2 < len(s) && s[k:k+3] == "）" {
		k += 3
	} else {
		return end, false
	}
	return k, sc.found(kHKID, start, k, ConfidenceHigh, EvidenceCheck)
}

// vin tries a word of 17 characters as a vehicle identification number.
func (sc *scanner) vin(w string, start, end int) bool {
	a := w[0] &^ 0x20
	checked := a == 'L' || '1' <= w[0] && w[0] <= '5'
	switch {
	case sc.context(start)&cVIN != 0:
		c, e := ConfidenceMedium, EvidenceContext
		if checked {
			c, e = ConfidenceHigh, e|EvidenceCheck
		}
		return sc.found(kVIN, start, end, c, e)
	case checked:
		return sc.found(kVIN, start, end, ConfidenceMedium, EvidenceCheck)
	}
	return sc.found(kVIN, start, end, ConfidenceLow, EvidenceShape)
}

// uscc tries the 18 characters from start to end as a unified social credit code.
func (sc *scanner) uscc(start, end int) bool {
	if end-start == 18 && !isProvince(sc.s[start+2:end]) && sc.s[start+2] != '1' {
		return false
	}
	var buf [18]byte
	d, broken := squeeze(buf[:0], sc.s[start:end], noSeparators, 18)
	if broken != "" || len(d) != 18 || d[0] == '0' || !isProvince(d[2:]) && string(d[2:4]) != "10" {
		return false
	}
	c, e := ConfidenceMedium, EvidenceCheck
	switch x := sc.context(start); {
	case x&cUSCC != 0:
		c, e = ConfidenceHigh, e|EvidenceContext
	case d[0] == '9' && !allDigits(d):
		c = ConfidenceHigh
	case allDigits(d):
		c = ConfidenceLow
	}
	return sc.found(kUSCC, start, end, c, e)
}

// wideWord handles a word that begins with a full-width letter at i.
func (sc *scanner) wideWord(i int) (int, bool) {
	s := sc.s
	if c := sc.before(i); isWord(c) {
		return i + 3, false
	}
	var w [maxWord]byte
	n, end := 0, i
	for end < len(s) && n < maxWord {
		c, size := s[end], 1
		if c == 0xEF {
			if c, size = foldRune(s[end:]); size == 0 {
				break
			}
		}
		if !isWord(c) {
			break
		}
		w[n] = c
		n++
		end += size
	}
	if n < 7 || n == maxWord {
		return end, false
	}
	return sc.wordAs(string(w[:n]), i, end)
}
