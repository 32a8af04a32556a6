package identifiers

import (
	"math/bits"
	"strings"
	"sync"

	"github.com/khtong/privacykit/identifiers/internal/hanname"
)

// How far around a place the scanner looks. What it decides there depends on nothing else, so a text can be read piece by piece.
const (
	maxBehind = 256
	maxAhead  = 1024
)

// scanner finds one match after the other. It goes through the text once and stops where something may begin or be recognised:
// at digits, @, colons, and some Chinese characters. Each of these is handled by a method that gets the place, looks around it
// within the limits above, and returns where to go on, with true if it found a match.
type scanner struct {
	s    string
	i    int // where to go on
	stop int // no place from here on is decided
	from int // the end of the last match: nothing before it belongs to another
	f    *Finder
	*table
	m Match // the last match of the scanner's own kinds

	named   context // what the label says that was asked for last
	carried context // and the one of the last match, for the next members of its list

	host    int   // the next place for the host's recognisers
	waiting bool  // m is yet to be given out, after what they find before it
	out     Match // what is given out

	c   chain
	buf [maxAhead]byte // for validating
}

// What a byte makes the scanner do.
const (
	bySkipping uint8 = iota
	byDigit
	byAt
	byColon
	byHan
	byWide
)

// byteClass says what a byte makes the scanner do.
var byteClass = [256]uint8{
	'0': byDigit, '1': byDigit, '2': byDigit, '3': byDigit, '4': byDigit, '5': byDigit, '6': byDigit, '7': byDigit, '8': byDigit, '9': byDigit,
	'@': byAt, ':': byColon, '=': byColon,
	0xE4: byHan, 0xE5: byHan, 0xE6: byHan, 0xE7: byHan, 0xE8: byHan, 0xE9: byHan,
	0xEF: byWide,
}

// next finds the next match, sc.m, or returns false at the end.
func (sc *scanner) next() bool {
	s, i := sc.s[:sc.stop], sc.i
	for {
		i = skip(s, i)
		if i >= len(s) {
			break
		}
		var found bool
		switch c := s[i]; byteClass[c] {
		case byDigit:
			i, found = sc.number(i)
		case bySkipping:
			if i++; c >= 0xE0 && i+1 < len(s) && ((s[i]^0x80)|(s[i+1]^0x80))&0xC0 == 0 {
				i += 2 // the rest of a character
			}
			continue
		case byHan:
			i, found = sc.hanRun(i)
		case byColon:
			i, found = sc.colon(i, 1)
		case byAt:
			i, found = sc.email(i, 1)
		default:
			i, found = sc.wide(i)
		}
		if found {
			sc.i = i
			return true
		}
	}
	sc.i = i
	return false
}

// skip returns the first place from i on, in s, with a byte from '0' to '@' or beyond ASCII.
func skip(s string, i int) int {
	for i+8 <= len(s) {
		x := eightBytes(s[i : i+8])
		// The top bit of a byte is set if it is beyond ASCII, or if adding so much that '0' sets it does and that '@' sets it not.
		if m := (x | (x+(0x80-'0')*ones)&^(x+(0x7F-'@')*ones)) & tops; m != 0 {
			return i + bits.TrailingZeros64(m)/8
		}
		i += 8
	}
	for i < len(s) && (s[i] < '0' || s[i] > '@' && s[i] < 0x80) {
		i++
	}
	return i
}

// eightBytes reads the first eight bytes of s, the first in the low bits.
func eightBytes(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 | uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// Words of eight bytes.
const (
	ones = 0x0101010101010101
	tops = 0x80 * ones
)

// digitsFrom returns the end of the run of digits at i.
func digitsFrom(s string, i int) int {
	for i+8 <= len(s) {
		// Of a digit, and of a digit plus 6, the upper half is 3.
		x := eightBytes(s[i : i+8])
		if m := (x&(0xF0*ones) ^ 0x30*ones) | ((x+0x06*ones)&(0xF0*ones) ^ 0x30*ones); m != 0 {
			return i + bits.TrailingZeros64(m)/8
		}
		i += 8
	}
	for i < len(s) && isDigit(s[i]) {
		i++
	}
	return i
}

// knownValid are the kinds whose grammar the scanner checks itself, for values of usual length.
const knownValid kindSet = 1<<kName | 1<<kAddress | 1<<kIP | 1<<kMAC

// found takes a match if it is wanted, sure enough and valid, and reports whether it did. The evidence of the shape is implied.
func (sc *scanner) found(id kindID, start, end int, c Confidence, e Evidence) bool {
	if sc.f.kinds&(1<<id) == 0 || start < sc.from {
		return false
	}
	if sc.f.words != nil && e&(EvidenceContext|EvidenceCheckFailed) == 0 && sc.hostContext(id, start) {
		c, e = min(c+1, ConfidenceHigh), e|EvidenceContext
	}
	if c < sc.f.least {
		return false
	}
	k := kindNames[id]
	if v := sc.s[start:end]; e&EvidenceCheckFailed == 0 && (knownValid>>id&1 == 0 || len(v) > 200) && !isNormal(k, v) {
		if _, broken := normalize(sc.buf[:0], k, v); broken != "" {
			return false
		}
	}
	sc.m = Match{Kind: k, Start: start, End: end, Confidence: c, Evidence: e | EvidenceShape}
	sc.from = end
	switch sc.carried = 0; {
	case e&EvidenceContext == 0:
	case id == kName: // a number beside it can be the context, and the word something else
		sc.carried = sc.named & (cName | cPerson)
	default:
		sc.carried = sc.named
	}
	return true
}

// before returns the byte before i, or 0 at the beginning of the text and right after a match.
func (sc *scanner) before(i int) byte {
	if i > sc.from {
		return sc.s[i-1]
	}
	return 0
}

// at returns the byte at i, or 0 beyond the end.
func (sc *scanner) at(i int) byte {
	if i < len(sc.s) {
		return sc.s[i]
	}
	return 0
}

// behind returns the first place to look at before i, n bytes back if nothing is in the way.
func (sc *scanner) behind(i, n int) int { return max(sc.from, i-n) }

// ahead returns the end of the places to look at from i on.
func (sc *scanner) ahead(i, n int) int { return min(len(sc.s), i+n) }

func isLetter(c byte) bool { return isUpper(c &^ 0x20) }

// isWord reports whether c continues a word of ASCII.
func isWord(c byte) bool { return wordBytes[c>>6]>>(c&63)&1 != 0 }

// wordBytes is the set of the letters and digits of ASCII and the underscore.
var wordBytes = [4]uint64{0x03FF_0000_0000_0000, 0x07FF_FFFE_87FF_FFFE, 0, 0}

// hanAt decodes the common Chinese character at i, or returns 0.
func hanAt(s string, i int) rune {
	if i+3 > len(s) {
		return 0
	}
	b := s[i : i+3]
	if r := rune(b[0])<<12 | rune(b[1]&0x3F)<<6 | rune(b[2]&0x3F); isCommonHan(r-0xE0<<12) && b[1]&0xC0 == 0x80 && b[2]&0xC0 == 0x80 {
		return r - 0xE0<<12
	}
	return 0
}

// hanBefore decodes the common Chinese character that ends at i and does not begin before lo, or returns 0.
func hanBefore(s string, i, lo int) rune {
	if i-3 < lo || i < 3 {
		return 0
	}
	return hanAt(s, i-3)
}

// hanTable says of each common Chinese character what it is to the scanner.
type hanTable [0xA000 - 0x4E00]hanRole

// hanRole is a set of the parts that a character plays.
type hanRole uint16

const (
	rolePlate        hanRole = 1 << iota // a plate begins with it
	roleDivisionEnd                      // the name of a division ends with it
	roleRoadEnd                          // the name of a road does
	roleBuildingEnd                      // it counts buildings
	roleLabelEnd                         // a label before a name ends with it
	roleTitle                            // a title behind a name begins with it
	roleOther                            // 信 and 字
	roleNotName                          // no name has it
	roleFollows                          // a word that follows names begins with it
	roleNotAddress                       // no name of a place has it
	roleContextEnd                       // a label before a value ends with it
	roleOrdinary                         // an ordinary word that looks like a name begins with it
	roleSurname                          // a surname begins with it
	roleUsualSurname                     // one that is usual, or of two characters
	roleVerbEnd                          // a word that a name may follow ends with it
	roleForeign                          // names of other languages are written with it

	// roleTrigger are the roles at which the scanner looks around.
	roleTrigger = rolePlate | roleDivisionEnd | roleRoadEnd | roleBuildingEnd | roleLabelEnd | roleVerbEnd | roleTitle | roleOther
)

// of returns the roles of r, which may be 0.
func (h *hanTable) of(r rune) hanRole {
	if i := int(r) - 0x4E00; i >= 0 && i < len(h) {
		return h[i]
	}
	return 0
}

func (h *hanTable) add(chars string, role hanRole) {
	for _, r := range chars {
		if isCommonHan(r) {
			h[r-0x4E00] |= role
		}
	}
}

// table is what the scanner looks words and characters up in.
type table struct {
	han    *hanTable
	names  *nameWords
	labels *labels
}

// scanTable is made when it is first needed.
var scanTable = sync.OnceValue(func() *table {
	t := &table{han: new(hanTable), names: newNameWords(), labels: newLabels()}
	h := t.han
	h.add(plateProvinces, rolePlate)
	h.add(divisionEnds, roleDivisionEnd)
	h.add(roadEnds, roleRoadEnd)
	h.add(buildingEnds, roleBuildingEnd)
	for w := range strings.FieldsSeq(nameLabels) {
		h.add(w[len(w)-3:], roleLabelEnd)
	}
	for w := range strings.FieldsSeq(verbNameLabels) {
		h.add(w[len(w)-3:], roleVerbEnd)
	}
	for w := range strings.FieldsSeq(nameTitles + " " + jobTitles) {
		h.add(w[:3], roleTitle)
	}
	h.add("信字", roleOther)
	h.add(foreignSounds, roleForeign)
	h.add(neverInNames, roleNotName)
	h.add(notInPlaces, roleNotAddress)
	for w := range strings.FieldsSeq(nameFollowers + " " + nameTitles + " " + jobTitles) {
		h.add(w[:3], roleFollows)
	}
	for w := range strings.FieldsSeq(ordinaryWords) {
		h.add(w[:3], roleOrdinary)
	}
	for i := range h {
		if r := rune(0x4E00 + i); hanname.Begins(r) {
			h[i] |= roleSurname
			if hanname.Single(r) >= hanname.Usual || hanname.Compound(r) {
				h[i] |= roleUsualSurname
			}
		}
	}
	for w := range t.labels.han {
		h.add(w[len(w)-3:], roleContextEnd)
	}
	return t
})

// hanRun goes through a run of Chinese characters that begins at i.
func (sc *scanner) hanRun(i int) (int, bool) {
	s := sc.s
	if i == sc.from || s[i-1] < 0x80 || hanBefore(s, i, i-3) == 0 {
		if j, found := sc.nameAtStart(i); found {
			return j, true
		}
		if r := hanAt(s, i); i == sc.from && sc.m.Kind == Name && (r == '和' || r == '与' || r == '及' || r == '跟' || r == '與') {
			if j, found := sc.nameAtStart(i + 3); found {
				return j, true
			}
		}
	}
	for han := sc.han; i+3 <= len(s); {
		b := s[i : i+3]
		// With the marks of the two other bytes, 0x80 each, still in it; without them there is no character.
		r := uint32(b[0])<<12 + uint32(b[1])<<6 + uint32(b[2]) - (0xE0<<12 + 0x80<<6 + 0x80 + 0x4E00)
		if r >= uint32(len(han)) || ((b[1]^0x80)|(b[2]^0x80)) >= 0x40 {
			break
		}
		if role := han[r]; role&roleTrigger != 0 {
			if j, found := sc.hanTrigger(i, role); found {
				return j, true
			}
		}
		if i += 3; i >= sc.stop && sc.at(i) != 0xC2 { // a middle dot belongs to the character before it
			return i, false
		}
	}
	switch {
	case i >= len(s):
	case byteClass[s[i]] == byHan: // the beginning of no character
		i++
	case s[i] == 0xC2 && sc.at(i+1) == 0xB7 && hanAt(s, i+2) != 0 && sc.f.kinds&(1<<kName) != 0:
		return sc.dottedName(i)
	}
	return i, false
}

// hanTrigger looks around the character at i that plays one of roleTrigger.
func (sc *scanner) hanTrigger(i int, role hanRole) (int, bool) {
	if next := sc.at(i + 3); role&rolePlate != 0 && (isAlnum(next) || next == 0xEF || next == ' ' && isUpper(sc.at(i+4))) {
		if j, found := sc.plate(i); found {
			return j, true
		}
	}
	if role&(roleDivisionEnd|roleRoadEnd|roleBuildingEnd) != 0 {
		if j, found := sc.addressTrigger(i, role); found {
			return j, true
		}
	}
	if role&roleOther != 0 {
		if j, found := sc.weChat(i + 3); found {
			return j, true
		}
		return sc.officer(i)
	}
	if role&roleTitle != 0 {
		if j, found := sc.title(i); found {
			return j, true
		}
	}
	if role&(roleLabelEnd|roleVerbEnd) != 0 {
		return sc.nameAfterLabel(i, role)
	}
	return i, false
}

// wide handles the characters of the block of full-width forms, which begin with 0xEF.
func (sc *scanner) wide(i int) (int, bool) {
	s := sc.s
	if i+2 >= len(s) {
		return i + 1, false
	}
	switch last := s[i+2]; s[i+1] {
	case 0xBC:
		switch {
		case last < 0x90: // punctuation
		case last <= 0x99:
			return sc.number(i)
		case last == 0x9A, last == 0x9D: // ： ＝
			if isLetter(sc.at(i + 3)) {
				if j, found := sc.colon(i, 3); found {
					return j, true
				}
			}
		case last == 0xA0: // ＠
			return sc.email(i, 3)
		case 0xA1 <= last && last <= 0xBA:
			return sc.wideWord(i)
		}
	case 0xBD:
		if 0x81 <= last && last <= 0x9A {
			return sc.wideWord(i)
		}
	default:
		return i + 1, false
	}
	if s[i+2]&0xC0 != 0x80 {
		return i + 1, false
	}
	return i + 3, false
}
