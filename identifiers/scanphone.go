package identifiers

import "github.com/khtong/privacykit/identifiers/internal/areacode"

// isLine reports whether d is a fixed-line number without its 0, of an area that exists; or a service number, 400 or 800.
func isLine(d []byte) bool {
	if len(d) == 10 && (d[0] == '4' || d[0] == '8') && d[1] == '0' && d[2] == '0' {
		return true
	}
	return checkLine(d) == "" && areacode.Valid("0"+string(d[:areaLen(d)]))
}

// areaLen returns the length of the area code, without its 0, of a national number.
func areaLen(d []byte) int {
	if d[0] == '1' || d[0] == '2' {
		return 2
	}
	return 3
}

// landlineGroups tries the first b groups, of which the first begins with 0, as a fixed-line number with or without extension.
func (sc *scanner) landlineGroups(b, left int) bool {
	c := &sc.c
	for lines := b; lines >= 1 && lines >= b-1; lines-- {
		d := c.digits(lines)
		if lines < b && (c.g[b-1].sep != '-' || c.g[b-1].n > 6) {
			break
		}
		if len(d) < 11 || len(d) > 12 || !isLine(d[1:]) {
			continue
		}
		if n := c.g[0].n; lines > 1 && n != areaLen(d[1:])+1 {
			continue
		}
		conf := ConfidenceMedium
		if b == 1 {
			conf = ConfidenceLow
		}
		return sc.line(b, left, conf)
	}
	return false
}

// line takes the first b groups as a fixed-line number, with an extension if one follows.
func (sc *scanner) line(b, left int, conf Confidence) bool {
	g := &sc.c.g[b-1]
	end := g.end
	if k := sc.extension(end); k > end {
		g.end = k
		if sc.phone(kLandline, b, left, conf) {
			return true
		}
		g.end = end
	}
	return sc.phone(kLandline, b, left, conf)
}

// extension returns the end of an extension at i, such as 转801, or i.
func (sc *scanner) extension(i int) int {
	k := i
	if sc.at(k) == ' ' {
		k++
	}
	if hanAt(sc.s, k) != '转' && hanAt(sc.s, k) != '轉' {
		return i
	}
	k += 3
	if hanAt(sc.s, k) == '分' && hanAt(sc.s, k+3) == '机' {
		k += 6
	}
	end := digitsEnd(sc.s, k, 7)
	if n := end - k; n < 1 || n > 6 || isWord(sc.at(end)) {
		return i
	}
	return end
}

// bracketed handles the digits from i to j with a closing bracket after them: an area code in brackets, perhaps.
func (sc *scanner) bracketed(i, j int) (int, bool) {
	s := sc.s
	open, closed := 1, 1
	if sc.at(j) == 0xEF {
		closed = 3
	}
	if last := sc.before(i); last == 0x88 && i >= 3 && s[i-3:i] == "（" {
		open = 3
	} else if last != '(' {
		if j-i >= 5 {
			return sc.numbers(i)
		}
		return j, false
	}
	if n := j - i; n < 3 || n > 4 || s[i] != '0' || !areacode.Valid(s[i:j]) {
		if n >= 5 {
			return sc.numbers(i)
		}
		return j, false
	}
	k := j + closed
	if c := sc.at(k); c == ' ' || c == '-' {
		k++
	}
	if !isDigit(sc.at(k)) {
		return j, false
	}
	sc.readChain(k)
	c := &sc.c
	var buf [4 + maxChainDigits]byte
	area := append(buf[:0], s[i+1:j]...) // without its 0
	for b := min(c.k, 2); b > 0; b-- {
		d := append(area, c.digits(b)...)
		if len(d) < 10 || len(d) > 11 || !sc.bounded(b) || !isLine(d) || areaLen(d) != j-i-1 {
			continue
		}
		start := i - open
		c.g[0].start = start
		if sc.line(b, leftFree, ConfidenceMedium) {
			return sc.m.End, true
		}
	}
	return j, false
}

// card tries the first b groups as a bank card number.
func (sc *scanner) card(b int) bool {
	d, start, end := sc.c.digits(b), sc.c.g[0].start, sc.c.g[b-1].end
	right := luhn(d)
	if d[0] == '0' || sc.f.kinds&(1<<kBankCard) == 0 || !right && sc.f.least > ConfidenceLow || sc.isUnit(end) {
		return false
	}
	x := sc.context(start)
	named := x&cCard != 0
	if x&cNot != 0 && !named {
		return false
	}
	brand, branded := cardBrand(d)
	issued := knownCard(d)
	e := EvidenceShape
	if named {
		e |= EvidenceContext
	}
	if branded || issued {
		e |= EvidenceTable
	}
	if !right {
		// Some cards in use have no check digit.
		return (issued || branded && named) && sc.found(kBankCard, start, end, ConfidenceLow, e|EvidenceCheckFailed)
	}
	c := ConfidenceLow
	switch {
	case named && (branded || issued):
		c = ConfidenceHigh
	case named, issued, branded && (b > 1 && sc.c.fours(b) || isUsualCard(brand, d)):
		c = ConfidenceMedium
	}
	return sc.found(kBankCard, start, end, c, e|EvidenceCheck)
}

// fours reports whether all of the first b groups but the last have four digits.
func (c *chain) fours(b int) bool {
	for _, g := range c.g[:b-1] {
		if g.n != 4 {
			return false
		}
	}
	return true
}

// isUsualCard reports whether a card number of a brand has the length that its cards have today, and few other numbers begin as
// it does: 13 or 14 digits are times, too, and 22 to 27 begin dates.
func isUsualCard(b Brand, d []byte) bool {
	switch b {
	case UnionPay:
		return d[0] == '6'
	case Mastercard:
		return d[0] == '5'
	case Visa, JCB, Discover:
		return len(d) == 16
	case AmericanExpress:
		return true
	default:
		return false
	}
}
