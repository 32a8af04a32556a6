package identifiers

import "net/netip"

// dateEnd returns the end of the date that begins with four digits at i: 1990-03-07, 1990/3/7, 1990.3.7 or 1990年3月7日. It
// returns 0 if there is none.
func dateEnd(s string, i int) int {
	j := i + 4
	if j >= len(s) {
		return 0
	}
	if s[j] == 0xE5 {
		if hanAt(s, j) != '年' {
			return 0
		}
		month := digitsEnd(s, j+3, 2)
		if month == j+3 || hanAt(s, month) != '月' {
			return 0
		}
		day := digitsEnd(s, month+3, 2)
		if r := hanAt(s, day); day == month+3 || r != '日' && r != '号' {
			return 0
		}
		return day + 3
	}
	month := digitsEnd(s, j+1, 2)
	if month == j+1 || month >= len(s) || s[month] != s[j] {
		return 0
	}
	day := digitsEnd(s, month+1, 2)
	if day == month+1 || day < len(s) && isDigit(s[day]) {
		return 0
	}
	return day
}

// digitsEnd returns the end of at most n digits at i.
func digitsEnd(s string, i, n int) int {
	for end := min(i+n, len(s)); i < end && isDigit(s[i]); i++ {
	}
	return i
}

// timeEnd returns the end of the time of day that begins with two digits and a colon at i: 09:21:07.123. If there is none, it
// returns the end of the digits.
func timeEnd(s string, i int) int {
	end := i + 2
	if digitsEnd(s, end+1, 3) != end+3 {
		return end
	}
	end += 3
	if end < len(s) && s[end] == ':' {
		if digitsEnd(s, end+1, 3) != end+3 || end+3 < len(s) && s[end+3] == ':' {
			return i + 2
		}
		end += 3
		if end+1 < len(s) && (s[end] == '.' || s[end] == ',') && isDigit(s[end+1]) {
			if k := digitsEnd(s, end+1, 10); k-end < 10 {
				end = k
			}
		}
	}
	if end < len(s) && (isWord(s[end]) && s[end] != 'Z' || s[end] == ':') {
		return i + 2
	}
	return end
}

// date handles the date from i to end, which is one of birth only beside such a word.
func (sc *scanner) date(i, end int) (int, bool) {
	s := sc.s
	if c := sc.at(end); (c == ' ' || c == 'T') && isDigit(sc.at(end+1)) && sc.at(end+3) == ':' {
		return timeEnd(s, end+1), false // nobody notes the time of a birth
	}
	born := sc.context(i)&cBirth != 0
	if r := hanAt(s, end); r == '出' && hanAt(s, end+3) == '生' || r == '生' && hanAt(s, end+3) != '效' && hanAt(s, end+3) != '产' {
		born = true
	}
	if born && sc.left(i) == leftFree && sc.found(kBirthday, i, end, ConfidenceMedium, EvidenceContext) {
		return end, true
	}
	return end, false
}

// dotted handles one to three digits from i to j with a point and a digit after them: an IP address, coordinates, a date or a
// phone number with dots.
func (sc *scanner) dotted(i, j int) (int, bool) {
	s := sc.s
	groups, end := 1, j
	for groups < 6 && end+1 < len(s) && s[end] == '.' && isDigit(s[end+1]) {
		end = digitsEnd(s, end+1, maxRun)
		groups++
	}
	if end-i >= maxRun {
		return end, false
	}
	switch groups {
	case 2:
		return sc.latLong(i, j, end)
	case 4:
		return sc.ip4(i, end)
	case 3:
		if j-i == 3 {
			return sc.numbers(i)
		}
	}
	return end, false
}

// ip4 handles four groups of digits. So are versions written: a number that is no likely address needs a word beside it.
func (sc *scanner) ip4(i, end int) (int, bool) {
	s := sc.s
	var octets [4]int
	at, long := i, 0
	for n := range octets {
		next := digitsEnd(s, at, 4)
		if next-at > 3 || next-at > 1 && s[at] == '0' {
			return end, false
		}
		octets[n] = number(s[at:next])
		if octets[n] > 255 {
			return end, false
		}
		if octets[n] > 9 {
			long++
		}
		at = next + 1
	}
	if isWord(sc.at(end)) || sc.left(i) == leftOpen && sc.before(i) != '/' {
		return end, false
	}
	if sc.before(i) == ':' && (sc.before(i-1) == '/' || i >= 4 && s[i-4:i-1] == "jar") { // of a library in a stack trace
		return end, false
	}
	x := sc.context(i)
	private := octets[0] == 10 || octets[0] == 127 || octets[0] == 192 && octets[1] == 168 || octets[0] == 172 && octets[1]&0xF0 == 16
	c, e := ConfidenceLow, EvidenceShape
	switch {
	case x&cVersion != 0:
		return end, false
	case x&cIP != 0:
		c, e = ConfidenceHigh, EvidenceContext
	case private, long >= 2 && (sc.before(i) != '/' || !isLetter(sc.before(i-1))):
		c = ConfidenceMedium
	}
	return end, sc.found(kIP, i, end, c, e)
}

// latLong handles the decimal number from i to end, with its point at j: the first of two coordinates, if another follows.
func (sc *scanner) latLong(i, j, end int) (int, bool) {
	s := sc.s
	k := end
	switch c := sc.at(k); {
	case c == ',' || c == ';':
		k++
	case c == 0xEF && k+2 < len(s) && s[k+1] == 0xBC && (s[k+2] == 0x8C || s[k+2] == 0x9B): // ， ；
		k += 3
	case c == ' ':
	default:
		return end, false
	}
	for n := 0; n < 2 && sc.at(k) == ' '; n++ {
		k++
	}
	second := k
	if c := sc.at(k); c == '-' || c == '+' {
		k++
	}
	point := digitsEnd(s, k, 4)
	if point == k || point-k > 3 || sc.at(point) != '.' {
		return end, false
	}
	last := digitsEnd(s, point+1, maxRun)
	if last == point+1 || last-point > 16 || isWord(sc.at(last)) || sc.at(last) == '.' && isDigit(sc.at(last+1)) || sc.at(last) == ',' && isDigit(sc.at(last+1)) {
		return end, false
	}
	start := i
	if sc.before(i) == '-' && !isAlnum(sc.before(i-1)) {
		start--
	} else if sc.left(i) != leftFree {
		return end, false
	}
	exact := min(end-j, last-point) - 1 // digits behind the point
	x := sc.context(start)
	switch {
	case x&cGeo != 0 && exact >= 1:
		if sc.found(kLatLong, start, last, ConfidenceHigh, EvidenceContext) {
			return last, true
		}
	case exact >= 4 && x&cNot == 0 && sc.at(second) != '+' && inChina(s[start:j], s[second:point]):
		if sc.found(kLatLong, start, last, ConfidenceMedium, EvidenceShape) {
			return last, true
		}
	}
	return end, false
}

// inChina reports whether the whole degrees of two coordinates, in either order, are those of a place in China.
func inChina(a, b string) bool {
	if !allDigits(a) || !allDigits(b) {
		return false
	}
	latitude, longitude := number(a), number(b)
	if latitude > longitude {
		latitude, longitude = longitude, latitude
	}
	return 3 <= latitude && latitude <= 54 && 73 <= longitude && longitude <= 136
}

// colon handles a colon, or an equals sign, of size bytes at i: of a MAC or IPv6 address, of a URL, or behind a key whose value is a
// word.
func (sc *scanner) colon(i, size int) (int, bool) {
	s, next := sc.s, i+size
	if s[i] == ':' {
		if sc.at(i+1) == '/' && sc.at(i+2) == '/' {
			if sc.f.kinds&(1<<kURL) != 0 {
				if j, found := sc.url(i); found {
					return j, true
				}
			}
			return i + 3, false
		}
		if c := sc.at(i + 1); c == ':' || isHex(c) || isHex(c&^0x20) {
			if j, found := sc.colons(i); found {
				return j, true
			}
		}
	}
	// A key and a value: the value begins with a letter, behind a quote or not, and the key is one of few.
	j := next
	for n := 0; n < 4 && quoteBytes[sc.at(j)]; n++ {
		j++
	}
	c := sc.at(j)
	if !isLetter(c) {
		return next, false
	}
	if isUpper(c) && sc.at(j+1)&0x20 != 0 {
		if k, found := sc.pinyinName(next, j); found {
			return k, true
		}
	}
	k := i - 1
	for n := 0; n < 3 && k > sc.from && quoteBytes[s[k]]; n++ {
		k--
	}
	if k > sc.from && weChatEnds[s[k]] && sc.isWeChatKey(k) && sc.context(j)&cWeChat != 0 {
		return sc.weChatAt(next, j, true)
	}
	return next, false
}

// weChatEnds are the last letters of the keys of WeChat IDs: wechat, weixin, wx, vx, wxid, wx_no.
var weChatEnds = [256]bool{'t': true, 'n': true, 'x': true, 'd': true, 'o': true, 'T': true, 'D': true, 'X': true}

// isWeChatKey reports whether we, wx or vx stands in the ten letters before and at k.
func (sc *scanner) isWeChatKey(k int) bool {
	s := sc.s
	for lo := sc.behind(k, 10); k > lo; k-- {
		c, next := s[k-1]|0x20, s[k]|0x20
		if (c == 'w' || c == 'v') && (next == 'e' || next == 'x') {
			return true
		}
		if c < 'a' && c != ' '|0x20 {
			return false
		}
	}
	return false
}

// quoteBytes is the set of what may stand between a key, its colon and a value.
var quoteBytes = [256]bool{' ': true, '"': true, '\'': true, '\\': true}

// colons handles the first colon of a MAC or IPv6 address.
func (sc *scanner) colons(i int) (int, bool) {
	s := sc.s
	start := i
	for start > sc.behind(i, 4) && isHexAny(s[start-1]) {
		start--
	}
	if last := sc.before(start); isWord(last) || last == ':' || last == '.' || last == '-' {
		return 0, false
	}
	if start == i && sc.at(i+1) != ':' {
		return 0, false
	}
	if i-start == 2 && i+14 < len(s) && s[i+3] == ':' && s[i+6] == ':' {
		if j, found := sc.mac(start); found {
			return j, true
		}
	}
	end, colons, double, digits, widest := start, 0, false, false, 0
	for at := start; end < sc.ahead(start, 46); end++ {
		c := s[end]
		switch {
		case c == ':':
			colons++
			double = double || end > start && s[end-1] == ':'
			at = end + 1
		case isHexAny(c):
			widest = max(widest, end+1-at)
			digits = digits || isDigit(c)
			continue
		case c == '.' && colons > 0 && isDigit(sc.at(end+1)):
			continue
		}
		if c != ':' {
			break
		}
	}
	if end > start && s[end-1] == ':' && (end-2 < start || s[end-2] != ':') {
		end-- // a colon after the address
		colons--
	}
	if colons < 2 || !double && colons < 7 || !digits || widest < 2 || double && colons < 3 && widest < 3 || isWord(sc.at(end)) || sc.at(end) == ':' {
		return 0, false
	}
	if addr, err := netip.ParseAddr(s[start:end]); err != nil || !addr.Is6() {
		return 0, false
	}
	return end, sc.found(kIP, start, end, ConfidenceHigh, EvidenceShape)
}

func isHexAny(c byte) bool { return isDigit(c) || 'A' <= c&^0x20 && c&^0x20 <= 'F' }

// mac tries six groups of two hexadecimal digits at i, parted by colons or hyphens.
func (sc *scanner) mac(i int) (int, bool) {
	s, end := sc.s, i+17
	if end > len(s) || isWord(sc.at(end)) {
		return i, false
	}
	sep := s[i+2]
	if next := sc.at(end); next == sep && isHexAny(sc.at(end+1)) {
		return i, false
	}
	if last := sc.before(i); isWord(last) || last == sep {
		return i, false
	}
	var all, any byte = 0xFF, 0
	for k := range 17 {
		c := s[i+k]
		if k%3 == 2 {
			if c != sep {
				return i, false
			}
			continue
		}
		if !isHexAny(c) {
			return i, false
		}
		any |= c ^ '0'
		if c&^0x20 != 'F' {
			all = 0
		}
	}
	if any == 0 || all != 0 { // no interface, or every one
		return i, false
	}
	return end, sc.found(kMAC, i, end, ConfidenceHigh, EvidenceShape)
}

// macStart returns the beginning of the groups of two hexadecimal digits that hyphens join to the one at i.
func (sc *scanner) macStart(i int) int {
	for n := 0; n < 5 && i-3 >= sc.from && sc.s[i-1] == '-' && isHexAny(sc.s[i-2]) && isHexAny(sc.s[i-3]); n++ {
		i -= 3
	}
	return i
}

// isLocal reports whether c stands in the local part of an e-mail address as people write them.
func isLocal(c byte) bool { return isWord(c) || c == '.' || c == '-' || c == '+' || c == '%' }

// email handles the @ of size bytes at i.
func (sc *scanner) email(i, size int) (int, bool) {
	s := sc.s
	next := i + size
	start := i
	for start > sc.behind(i, 65) && isLocal(s[start-1]) {
		start--
	}
	if i-start > 64 {
		return next, false
	}
	for start < i && !isWord(s[start]) {
		start++
	}
	if start == i || s[i-1] == '.' {
		return next, false
	}
	if last := sc.before(start); last == '@' || last == ':' && sc.inUserinfo(start) {
		return next, false
	}
	end, label, dot := next, next, 0
	for ; end < sc.ahead(next, 254); end++ {
		c := s[end]
		if c == '.' {
			if end == label || !isAlnum(sc.at(end+1)) {
				break
			}
			dot, label = end, end+1
		} else if !isAlnum(c) && c != '-' {
			break
		}
	}
	for end > next && s[end-1] == '-' {
		end--
	}
	if dot == 0 || end <= label || sc.at(end) == '@' || sc.at(end) == '_' || !isTopDomain(s[label:end]) {
		return next, false
	}
	if sc.at(end) == ':' && s[start:i] == "git" {
		return next, false
	}
	if sc.found(kEmail, start, end, ConfidenceHigh, EvidenceShape) {
		return end, true
	}
	return next, false
}

// inUserinfo reports whether the text before i is the user of a URL, whose password begins at i.
func (sc *scanner) inUserinfo(i int) bool {
	s := sc.s
	for k, lo := i-1, sc.behind(i, 72); k > lo+1; k-- {
		if c := s[k]; c == '/' && s[k-1] == '/' {
			return true
		} else if c <= ' ' {
			return false
		}
	}
	return false
}

// isTopDomain reports whether a last label is one of letters, or in the form of an internationalised one, and not the ending
// of a file.
func isTopDomain(s string) bool {
	if len(s) < 2 || len(s) > 24 {
		return false
	}
	for i := 0; i < len(s); i++ {
		if !isLetter(s[i]) {
			return len(s) > 4 && (s[:4] == "xn--" || s[:4] == "XN--")
		}
	}
	switch s {
	case "png", "jpg", "jpeg", "gif", "svg", "webp", "js", "css", "json", "html", "vue", "tsx":
		return false
	}
	return true
}

// url handles the colon of :// at i, if URLs are wanted.
func (sc *scanner) url(i int) (int, bool) {
	s := sc.s
	start := i
	for start > sc.behind(i, 6) && isLetter(s[start-1]) {
		start--
	}
	end := i + 3
	if c := sc.at(end); start == i || c <= ' ' || has("/:\"'<>", c) { // neither scheme nor host
		return end, false
	}
	for end < sc.ahead(i, 900) {
		c := s[end]
		if c <= ' ' || c >= 0x7F || has("\"'<>`\\|^{}", c) {
			break
		}
		end++
	}
	for end > i+3 && has(".,;:!?)]", s[end-1]) {
		end--
	}
	return end, sc.found(kURL, start, end, ConfidenceHigh, EvidenceShape)
}
