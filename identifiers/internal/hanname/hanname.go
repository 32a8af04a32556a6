// Package hanname tells how usual characters are in Chinese personal names: as a surname, and in a given name.
//
// The hundred most usual surnames are those of the household registers; the others come from the Hundred Family Surnames
// (百家姓) and what it leaves out. The ranks for given names are counted in collections of names, most of them of persons
// of public life and of novels, so that they tell usual from unusual and are no frequencies. Traditional forms have the
// rank of the simplified ones. Characters outside U+4E00 to U+9FFF have none. Words that only look like names come from a
// dictionary for cutting text.
package hanname

import "slices"

//go:generate go run ../gentables -from $NPM_PACKAGES -o data.go hanname chinese-random-name@2.0.0 @node-rs/jieba@2.0.3 @faker-js/faker@10.6.0 switch-chinese@1.0.16

// The ranks of a character.
const (
	Never uint8 = iota // not known in this place
	Rare
	Usual
	Common
)

// Surname returns the length in bytes of the surname that s begins with, or zero. A compound surname (欧阳, 司馬) goes
// before a single one.
func Surname(s string) int {
	if len(s) < 3 || s[0] < 0xe4 {
		return 0
	}
	first := decode(s)
	m := mark(first)
	if m&compoundFlag != 0 && len(s) >= 6 {
		if _, ok := slices.BinarySearch(compounds[:], first<<16|decode(s[3:])); ok {
			return 6
		}
	}
	if m>>2&3 != 0 {
		return 3
	}
	return 0
}

// compoundFlag is set if a compound surname begins with the character.
const compoundFlag = 1 << 4

// Single returns how usual the character is as a surname of its own: [Common] for about the hundred most usual ones and
// their traditional forms.
func Single(r rune) uint8 {
	if r < 0 {
		return Never
	}
	return mark(uint32(r)) >> 2 & 3
}

// Begins reports whether a surname, single or compound, begins with the character.
func Begins(r rune) bool { return r >= 0 && mark(uint32(r))&(compoundFlag|3<<2) != 0 }

// Compound reports whether a surname with two characters begins with the character.
func Compound(r rune) bool { return r >= 0 && mark(uint32(r))&compoundFlag != 0 }

// Given returns how usual the character is in given names.
func Given(r rune) uint8 {
	if r < 0 {
		return Never
	}
	return mark(uint32(r)) & 3
}

// Word reports whether s, of two or three characters, is an ordinary word that is written like a name, such as 安全 or 安全员.
// Three characters of which the first two are such a word are not looked up.
func Word(s string) bool {
	switch len(s) {
	case 6:
		i, ok := slices.BinarySearch(firsts[:], uint16(decode(s)&0xffff))
		if ok {
			_, ok = slices.BinarySearch(seconds[secondsAt[i]:secondsAt[i+1]], uint16(decode(s[3:])&0xffff))
		}
		return ok
	case 9:
		_, ok := slices.BinarySearch(longWords[:], uint64(decode(s))<<32|uint64(decode(s[3:]))<<16|uint64(decode(s[6:])))
		return ok
	}
	return false
}

// mark returns the byte of the character.
func mark(r uint32) uint8 {
	if i := r - 0x4e00; i < uint32(len(marks)) {
		return marks[i]
	}
	return 0
}

// decode returns the character of three bytes that s begins with, or zero.
func decode(s string) uint32 {
	if s[0]&0xf0 != 0xe0 || s[1]&0xc0 != 0x80 || s[2]&0xc0 != 0x80 {
		return 0
	}
	return uint32(s[0]&0xf)<<12 | uint32(s[1]&0x3f)<<6 | uint32(s[2]&0x3f)
}
