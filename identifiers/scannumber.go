package identifiers

// number handles a digit at i, the first of its run.
func (sc *scanner) number(i int) (int, bool) {
	s, last := sc.s, sc.before(i)
	if isDigit(last) || 0x90 <= last && last <= 0x99 && i >= 3 && wideDigit(s, i-3) {
		return sc.skipDigits(i), false // inside a run that is too long
	}
	if s[i] == 0xEF {
		return sc.numbers(i)
	}
	j := digitsFrom(s[:sc.ahead(i, maxRun)], i)
	n, next := j-i, sc.at(j)
	if n >= maxRun {
		return sc.skipDigits(i), false
	}
	if isWord(last) || isWord(next) {
		return sc.word(i, j)
	}
	if n < 5 {
		if next == ':' && n == 2 {
			return timeEnd(s, i), false
		}
		if after := afterShort[next]; after == 0 || after == 1 && !isDigit(sc.at(j+1)) {
			return j, false
		}
		return sc.shortNumber(i, j)
	}
	switch next {
	case '@':
		if k, found := sc.email(j, 1); found {
			return k, true
		}
	case ')':
		return sc.bracketed(i, j)
	case ' ', '-', '.':
		if isDigit(sc.at(j+1)) || sc.at(j+1) >= 0x80 || sc.at(j+1) == ' ' {
			return sc.numbers(i)
		}
	case 0xC2, 0xE2, 0xE3, 0xEF:
		if sep, _ := sc.separator(j); sep != 0 || skipInvisible(s, j) != j || wideDigit(s, j) || sc.lastX(j) {
			return sc.numbers(i)
		}
	}
	if n > 24 && n != 29 || !sc.mayBeSolid(i, n) {
		return j, false
	}
	return sc.oneNumber(i, j)
}

// afterShort says of the byte behind a run of fewer than five digits whether it may be the first group of something: 0 that
// it is not, 1 that it is if a digit follows, 2 that it may be.
var afterShort = [256]uint8{
	'.': 1, '-': 2, '/': 1, ' ': 2, ')': 2, '@': 2,
	0xC2: 2, 0xE2: 2, 0xE3: 2, 0xE5: 2, 0xEF: 2,
}

// shortNumber handles fewer than five digits from i to j, with something behind them that may go on with the number.
func (sc *scanner) shortNumber(i, j int) (int, bool) {
	s, n := sc.s, j-i
	switch next := sc.at(j); next {
	case '.':
		if n <= 3 {
			return sc.dotted(i, j)
		}
		if k := dateEnd(s, i); k > 0 {
			return sc.date(i, k)
		}
		if k, found := sc.macWord(i, j); found {
			return k, true
		}
		if k := digitsEnd(s, j+1, 9); k-j < 4 {
			return k, false // 1024.50
		}
	case '/':
		if n == 4 {
			if k := dateEnd(s, i); k > 0 {
				return sc.date(i, k)
			}
		}
		return j, false
	case '-':
		if n == 4 {
			if k := dateEnd(s, i); k > 0 {
				return sc.date(i, k)
			}
		}
		if n == 2 && isHexAny(sc.at(j+1)) {
			if k, found := sc.mac(sc.macStart(i)); found {
				return k, true
			}
		}
		if c := sc.at(j + 1); !isDigit(c) && c < 0x80 {
			return j, false
		}
	case '@':
		if k, found := sc.email(j, 1); found {
			return k, true
		}
		return j, false
	case ' ':
		if c := sc.at(j + 1); isDigit(c) && !sc.mayGoOn(i, n, j+1) || !isDigit(c) && n != 2 && c < 0x80 && c != ' ' {
			return j, false
		}
	case ')':
		return sc.bracketed(i, j)
	case 0xE5:
		if k := dateEnd(s, i); n == 4 && k > 0 {
			return sc.date(i, k)
		}
		return j, false
	default:
		if next == 0xEF && j+2 < len(s) && s[j:j+3] == "）" {
			return sc.bracketed(i, j)
		}
		if sep, _ := sc.separator(j); sep == 0 && !sc.digitBehindMarks(j) {
			return j, false
		}
	}
	// A group of one digit begins nothing, and one of two only +86, 86 or a date.
	if n == 1 || n == 2 && (s[i] != '8' || s[i+1] != '6') && (s[j] != '-' || digitsEnd(s, j+1, 7) != j+7) {
		return j, false
	}
	return sc.numbers(i)
}

// mayGoOn reports, quickly, whether the digits at j can be the second group behind the n digits at i and a space.
func (sc *scanner) mayGoOn(i, n, j int) bool {
	s := sc.s
	next := digitsEnd(s, j, 10) - j
	switch n {
	case 2:
		return true
	case 3:
		if c := s[i]; c == '1' || c == '0' || c == '4' || c == '8' {
			return next >= 2
		}
		return next == 3 && sc.at(j+3) == ' ' && isDigit(sc.at(j+4)) // 440 399 1991 …
	case 4:
		return next >= 3 && next != 5 && next < 9
	}
	return false
}

// mayBeSolid reports, quickly, whether the n digits at i, five or more, can be a value without any separator.
func (sc *scanner) mayBeSolid(i, n int) bool {
	s := sc.s
	switch n {
	case 5, 6, 7, 9, 12:
		return s[i] == '9' || s[i] == '0' || s[i] == '1' && n == 9 || n == 12 || sc.mayBeQQ(i)
	case 11:
		return s[i] == '0' || s[i] == '1' || sc.mayBeQQ(i)
	}
	return true
}

// oneNumber tries the digits from i to j, which nothing joins to others, as a number of any kind.
func (sc *scanner) oneNumber(i, j int) (int, bool) {
	c := &sc.c
	c.n = copy(c.d[:], sc.s[i:j])
	c.g[0] = group{start: i, end: j, n: c.n}
	c.k, c.closed = 1, true
	return sc.tryChain(i, j)
}

// skipDigits returns the end of a piece of a run of digits that is too long for a value.
func (sc *scanner) skipDigits(i int) int {
	for end := sc.ahead(i, maxRun); i < end; {
		switch {
		case isDigit(sc.s[i]):
			i++
		case wideDigit(sc.s, i):
			i += 3
		default:
			return i
		}
	}
	return i
}

// How the character before a number bears on it.
const (
	leftOpen   = iota // it belongs to the number, which begins further left
	leftPlus          // a plus sign of an international prefix
	leftHyphen        // a hyphen or minus sign, so that only a word beside it can tell
	leftFree
)

// left looks at what stands before i.
func (sc *scanner) left(i int) int {
	switch last := sc.before(i); last {
	case '.':
		if isAlnum(sc.before(i - 1)) {
			return leftOpen
		}
	case '-':
		if isAlnum(sc.before(i - 1)) {
			return leftOpen
		}
		return leftHyphen
	case '+':
		if isAlnum(sc.before(i - 1)) {
			return leftOpen
		}
		return leftPlus
	case '#', '$', '^', '*', '~':
		return leftOpen
	case '=':
		if isDigit(sc.before(i - 1)) {
			return leftOpen
		}
	case '/':
		if isDigit(sc.before(i - 1)) {
			return leftOpen
		}
	case 0xA5: // ¥ and ￥
		if sc.before(i-1) == 0xC2 || sc.before(i-1) == 0xBF && sc.before(i-2) == 0xEF {
			return leftOpen
		}
	case 0x8B: // ＋
		if sc.before(i-1) == 0xBC && sc.before(i-2) == 0xEF {
			return leftPlus
		}
	case ' ':
		// A comparison or a sum: i < 13800000000.
		switch sc.before(i - 1) {
		case '<', '>', '+', '*', '-':
			if sc.before(i-2) == ' ' {
				return leftOpen
			}
		}
	}
	return leftFree
}

// numbers tries the chain that begins at i, where no digit stands before, as a number of any kind.
func (sc *scanner) numbers(i int) (int, bool) {
	end := sc.readChain(i)
	if sc.c.k == 0 {
		return sc.skipDigits(i), false
	}
	return sc.tryChain(i, end)
}

// tryChain tries the chain from i to end as a number of any kind.
func (sc *scanner) tryChain(i, end int) (int, bool) {
	c, from := &sc.c, sc.from
	left := sc.left(i)
	if left != leftOpen {
		if c.n == 17 && c.k <= 6 && sc.lastX(end) {
			last := end + 1
			if sc.s[end] == 0xEF { // full width
				last = end + 3
			}
			if found := sc.residentX(c.d[:17], i, last); found || c.k == 1 {
				return last, found
			}
		}
		if n := c.g[0].n; n == 29 && sc.glued() {
			return sc.m.End, true
		}
		most := min(c.k, 6)
		for b := most; b > 0; b-- {
			if n := c.g[b-1].at + c.g[b-1].n; n < 5 || n > 24 || !sc.bounded(b) {
				continue
			}
			var found bool
			if b == 1 {
				found = sc.solid(left)
			} else {
				found = sc.grouped(b, left)
			}
			if found {
				end := sc.emailInstead(i)
				if sc.nameBefore(from) {
					return i, true // the number comes next
				}
				return end, true
			}
		}
	}
	// Groups that a hyphen or dot joins to the first go with it; those after a space may be a value of their own.
	b := 1
	for b < c.k && c.g[b].sep != ' ' {
		b++
	}
	return max(c.g[b-1].end, i+1), false
}

// emailInstead gives up a number that was found at i for the e-mail address that it begins: 13812345678.li@example.com.
func (sc *scanner) emailInstead(i int) int {
	m := sc.m
	end := m.End
	switch sc.at(end) {
	case '.', '-', '+', '%', '@':
		for k := end; k < sc.ahead(end, 64) && isLocal(sc.s[k]) || sc.at(k) == '@'; k++ {
			if sc.s[k] != '@' {
				continue
			}
			sc.from = i
			if j, found := sc.email(k, 1); found && sc.m.Start <= i {
				return j
			}
			sc.m, sc.from = m, end
			break
		}
	}
	return end
}

// solid tries the first group alone.
func (sc *scanner) solid(left int) bool {
	c := &sc.c
	d, start, end := c.digits(1), c.g[0].start, c.g[0].end
	if left == leftPlus {
		return sc.international(1)
	}
	switch len(d) {
	case 8, 10:
		if len(d) == 10 && (d[0] == '4' || d[0] == '8') && d[1] == '0' && d[2] == '0' {
			return sc.line(1, left, ConfidenceLow)
		}
		x := sc.context(start)
		switch {
		case len(d) == 8 && x&cBirth != 0 && validDate(number(d[:4]), number(d[4:6]), number(d[6:])):
			return sc.found(kBirthday, start, end, ConfidenceMedium, EvidenceContext)
		case x&cTaiwanPermit != 0:
			return sc.found(kTaiwanPermit, start, end, ConfidenceMedium, EvidenceContext)
		}
	case 9:
		if d[0] == '1' && (d[1] == '4' || d[1] == '5') && sc.context(start)&cPassport != 0 {
			return sc.found(kPassport, start, end, ConfidenceMedium, EvidenceContext)
		}
	case 11:
		if d[0] == '1' && isMobileSegment(string(d[:3])) {
			return sc.phone(kMobile, 1, left, ConfidenceMedium)
		}
	case 12:
		if sc.context(start)&cLicenseFile != 0 {
			return sc.found(kLicenseFile, start, end, ConfidenceMedium, EvidenceContext)
		}
	case 13:
		if d[0] == '8' && d[1] == '6' && d[2] == '1' && isMobileSegment(string(d[2:5])) {
			return sc.phone(kMobile, 1, left, ConfidenceMedium)
		}
		if d[0] == '1' && d[1] == '4' && checkMobile(d) == "" {
			return sc.phone(kMobile, 1, left, ConfidenceLow)
		}
	case 14:
		if sc.context(start)&cMEID != 0 {
			return sc.found(kMEID, start, end, ConfidenceMedium, EvidenceContext)
		}
	case 15:
		if sc.fifteen(d, start, end, left) {
			return true
		}
	case 16:
		if sc.context(start)&cIMEISV != 0 {
			return sc.found(kIMEISV, start, end, ConfidenceMedium, EvidenceContext)
		}
	case 18:
		if sc.resident(d, start, end) || sc.uscc(start, end) {
			return true
		}
	case 19, 20:
		if string(d[:4]) == "8986" {
			if e, c := EvidenceCheck|EvidenceTable, ConfidenceHigh; luhn(d) && sc.found(kICCID, start, end, c, e) {
				return true
			}
		}
	}
	switch n := len(d); {
	case (n == 11 || n == 12) && d[0] == '0':
		return sc.landlineGroups(1, left)
	case n >= 13 && n <= 19 && left == leftFree && sc.card(1):
		return true
	case n >= 5 && n <= 12 && d[0] != '0' && sc.mayBeQQ(start) && sc.context(start)&cQQ != 0:
		return sc.found(kQQ, start, end, ConfidenceMedium, EvidenceContext)
	case (n == 5 || n == 6) && d[0] == '9' && d[1] == '5' && sc.context(start)&cPhone != 0:
		return sc.found(kLandline, start, end, ConfidenceMedium, EvidenceContext|EvidenceTable)
	}
	return false
}

// mayBeQQ reports whether a Q, or a byte of another name of QQ, stands before i, or the host has words of its own.
func (sc *scanner) mayBeQQ(i int) bool {
	if sc.f.words != nil {
		return true
	}
	for k, lo := i-1, sc.behind(i, 24); k >= lo; k-- {
		switch sc.s[k] {
		case 'Q', 'q', 0xA3, 0xB9: // 扣, 鹅
			return true
		case '\n':
			return false
		}
	}
	return false
}

// grouped tries the first b groups, more than one, as one number.
func (sc *scanner) grouped(b, left int) bool {
	c := &sc.c
	d, start, end := c.digits(b), c.g[0].start, c.g[b-1].end
	first := c.g[0].n
	if left == leftPlus || first == 4 && string(d[:4]) == "0086" {
		return sc.international(b)
	}
	if c.lens(0, b, 2, 6, 6, 1) || c.lens(0, b, 2, 6, 6, 2) { // the type, the serial and what is left of an IMEI
		if len(d) == 15 {
			return sc.found(kIMEI, start, end, ConfidenceMedium, EvidenceCheck)
		}
		return sc.context(start)&cIMEISV != 0 && sc.found(kIMEISV, start, end, ConfidenceMedium, EvidenceContext)
	}
	if first == 2 && d[0] == '8' && d[1] == '6' {
		return b >= 2 && c.n <= 15 && d[2] == '1' && checkMobile(d[2:]) == "" && mobileShape(c, 1, b) && sc.phone(kMobile, b, left, ConfidenceMedium)
	}
	if first == 1 {
		return false
	}
	switch n := len(d); {
	case n == 11 && d[0] == '1' && first >= 3 && isMobileSegment(string(d[:3])):
		return mobileShape(c, 0, b) && sc.phone(kMobile, b, left, ConfidenceMedium)
	case d[0] == '0':
		return sc.landlineGroups(b, left)
	case n == 10 && first <= 4 && (d[0] == '4' || d[0] == '8') && d[1] == '0' && d[2] == '0':
		return sc.line(b, left, ConfidenceMedium)
	case n == 18 && first >= 3 && !c.hasDot(b):
		if sc.resident(d, start, end) {
			return true
		}
	case (n == 19 || n == 20) && string(d[:4]) == "8986" && luhn(d):
		return sc.found(kICCID, start, end, ConfidenceHigh, EvidenceCheck|EvidenceTable)
	case n == 15 && first == 6 && !c.hasDot(b) && isProvince(d) && validDay(1900+number(d[6:8]), number(d[8:10]), number(d[10:12])) && sc.context(start)&cID != 0:
		return sc.found(kResidentID, start, end, ConfidenceMedium, EvidenceTable|EvidenceContext)
	}
	return len(d) >= 13 && len(d) <= 19 && left == leftFree && cardShape(c, b) && sc.card(b)
}

// hasDot reports whether a dot parts the first b groups.
func (c *chain) hasDot(b int) bool {
	for _, g := range c.g[1:b] {
		if g.sep == '.' {
			return true
		}
	}
	return false
}

// mobileShape reports whether the groups a to b are grouped as people write mobile numbers.
func mobileShape(c *chain, a, b int) bool {
	return c.lens(a, b, 11) || c.lens(a, b, 3, 4, 4) || c.lens(a, b, 3, 8) || c.lens(a, b, 3, 3, 5) || c.lens(a, b, 4, 3, 4) ||
		c.lens(a, b, 4, 4, 3) || c.lens(a, b, 7, 4) || c.lens(a, b, 3, 5, 3) || c.lens(a, b, 5, 6) || c.lens(a, b, 3, 2, 2, 2, 2) || c.lens(a, b, 3, 4, 2, 2)
}

// cardShape reports whether the first b groups can be those of a card number: parted by one sign other than a dot, none of
// fewer than three digits but the last.
func cardShape(c *chain, b int) bool {
	sep := c.g[1].sep
	for i, g := range c.g[:b] {
		if i > 0 && g.sep != sep || g.sep == '.' || g.n < 3 && i < b-1 {
			return false
		}
	}
	return c.g[0].n >= 4
}

// international tries the first b groups as a number that begins with +86 or 0086.
func (sc *scanner) international(b int) bool {
	c := &sc.c
	d, start := c.digits(b), c.g[0].start
	prefix := 2
	if d[0] == '0' && len(d) > 4 && string(d[:4]) == "0086" {
		prefix = 4
	} else {
		start = sc.plusBefore(start)
	}
	if len(d) < prefix+10 || string(d[prefix-2:prefix]) != "86" {
		return false
	}
	d = d[prefix:]
	e := EvidenceTable
	if checkMobile(d) == "" {
		if sc.context(start)&cPhone != 0 {
			e |= EvidenceContext
		}
		return sc.found(kMobile, start, c.g[b-1].end, ConfidenceHigh, e)
	}
	if d[0] == '0' {
		d = d[1:]
	}
	return isLine(d) && sc.found(kLandline, start, c.g[b-1].end, ConfidenceHigh, e)
}

// plusBefore returns the place of the plus sign before i.
func (sc *scanner) plusBefore(i int) int {
	if sc.s[i-1] == '+' {
		return i - 1
	}
	return i - 3
}

// phone takes the first b groups as a phone number, unless something speaks against it. The confidence is one more beside a
// word for phones.
func (sc *scanner) phone(id kindID, b, left int, conf Confidence) bool {
	start, end := sc.c.g[0].start, sc.c.g[b-1].end
	e := EvidenceTable
	switch x := sc.context(start); {
	case x&cPhone != 0:
		conf, e = min(conf+1, ConfidenceHigh), e|EvidenceContext
	case x&(cNot|cQQ) != 0, left == leftHyphen && sc.before(start-1) < 0x80, sc.isUnit(end):
		return false
	}
	return sc.found(id, start, end, conf, e)
}

// isUnit reports whether a unit of measure stands at i, so that the number before it counts something.
func (sc *scanner) isUnit(i int) bool {
	if sc.at(i) == ' ' {
		i++
	}
	switch hanAt(sc.s, i) {
	case '元', '次', '个', '条', '字', '秒', '毫', '微', '纳', '股', '吨', '米', '件', '票', '千', '万', '亿', '倍', '块', '円':
		return true
	case '手':
		return hanAt(sc.s, i+3) != '机'
	}
	return false
}
