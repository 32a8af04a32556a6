package identifiers

// Limits of a chain. Longer runs of digits are no value of any kind.
const (
	maxChainDigits = 32
	maxGroups      = 9
	maxRun         = 40
)

// chain is a run of groups of digits that one separator each parts: 138 1234-5678. The digits are folded to ASCII.
type chain struct {
	d      [maxChainDigits]byte
	n      int // digits
	g      [maxGroups]group
	k      int  // groups
	closed bool // nothing that belongs to the last group follows
}

// group is a run of digits of a chain.
type group struct {
	start, end int  // in the text
	at, n      int  // in the digits of the chain
	sep        byte // before it: '-', '.' or ' ', 0 for the first
}

// digits returns the digits of the first b groups.
func (c *chain) digits(b int) []byte {
	return c.d[:c.g[b-1].at+c.g[b-1].n]
}

// lens reports whether the groups from a on have exactly these numbers of digits, up to b.
func (c *chain) lens(a, b int, want ...int) bool {
	if b-a != len(want) {
		return false
	}
	for i, n := range want {
		if c.g[a+i].n != n {
			return false
		}
	}
	return true
}

// wideDigit reports whether a full-width digit begins at i.
func wideDigit(s string, i int) bool {
	return i >= 0 && i+2 < len(s) && s[i] == 0xEF && s[i+1] == 0xBC && 0x90 <= s[i+2] && s[i+2] <= 0x99
}

// readGroup reads a group of digits at i into the chain and returns its end. It returns i if there is none, or no room.
func (sc *scanner) readGroup(i int, sep byte) int {
	c, s := &sc.c, sc.s
	if c.k == maxGroups {
		return i
	}
	g := group{start: i, end: i, at: c.n, sep: sep}
	for n := c.n; ; {
		switch {
		case i < len(s) && isDigit(s[i]):
			if n == maxChainDigits {
				return g.start
			}
			c.d[n] = s[i]
			i++
		case wideDigit(s, i):
			if n == maxChainDigits {
				return g.start
			}
			c.d[n] = s[i+2] - 0x90 + '0'
			i += 3
		default:
			if j := skipInvisible(s, i); j > i && (isDigit(sc.at(j)) || wideDigit(s, j)) {
				i = j
				continue
			}
			if g.n = n - c.n; g.n > 0 {
				g.end, c.n = i, n
				c.g[c.k] = g
				c.k++
			}
			return i
		}
		n++
	}
}

// skipInvisible returns the place after the zero-width and direction marks and soft hyphens at i, at most four.
func skipInvisible(s string, i int) int {
	for range 4 {
		if i+2 >= len(s) || s[i] != 0xC2 && s[i] != 0xE2 && s[i] != 0xEF {
			return i
		}
		c, size := foldRune(s[i:])
		if c != ignorable {
			return i
		}
		i += size
	}
	return i
}

// digitBehindMarks reports whether a digit stands at i or behind the invisible marks there.
func (sc *scanner) digitBehindMarks(i int) bool {
	i = skipInvisible(sc.s, i)
	return isDigit(sc.at(i)) || wideDigit(sc.s, i)
}

// separator reads what may part two groups at i: one hyphen or dot of any width, or one or two spaces. It returns what it is
// and the place after it, or 0.
func (sc *scanner) separator(i int) (byte, int) {
	s := sc.s
	i = skipInvisible(s, i)
	if i >= len(s) {
		return 0, i
	}
	c, size := s[i], 1
	if c >= 0x80 {
		if c, size = foldRune(s[i:]); size == 0 {
			return 0, i
		}
	}
	i += size
	switch c {
	case '-', '.':
		return c, skipInvisible(s, i)
	case ' ':
		if sc.at(i) == ' ' {
			i++
		}
		return ' ', skipInvisible(s, i)
	}
	return 0, i
}

// readChain reads the chain that begins at i and returns the end of its last group.
func (sc *scanner) readChain(i int) int {
	c := &sc.c
	c.n, c.k = 0, 0
	end := sc.readGroup(i, 0)
	c.closed = true
	for c.k > 0 {
		sep, j := sc.separator(end)
		if sep == 0 {
			break
		}
		next := sc.readGroup(j, sep)
		if next == j {
			// No room is as open an end as a letter; after a hyphen without digits the group is closed.
			if isDigit(sc.at(j)) || wideDigit(sc.s, j) {
				c.closed = sep == ' '
			}
			break
		}
		end = next
	}
	return end
}

// bounded reports whether the groups 0 to b can be a value of their own: what follows does not belong to them.
func (sc *scanner) bounded(b int) bool {
	c := &sc.c
	if b < c.k {
		return c.g[b].sep == ' '
	}
	if !c.closed {
		return false
	}
	end := c.g[b-1].end
	switch next := sc.at(end); {
	case isWord(next), next == '%' && !isHex(sc.at(end+1)&^0x20) && !isDigit(sc.at(end+1)):
		return false
	case next == '.':
		return !isDigit(sc.at(end + 1))
	case next == '+', next == '*', next == '^', next == '/', next == '-':
		// 1+2, 3*4: arithmetic. A slash may stand between two values, of which each is long.
		return !isDigit(sc.at(end+1)) || next == '/' && c.n >= 10 && digitsEnd(sc.s, end+1, 7) == end+8
	case next == 0xEF:
		f, _ := foldRune(sc.s[end:])
		return !isAlnum(f)
	}
	return true
}
