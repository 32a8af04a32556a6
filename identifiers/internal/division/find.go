package division

import (
	"math/bits"
	"unicode/utf8"
)

// The levels of a division.
const (
	Province uint8 = 1 + iota
	City
	County
)

// Prefix returns the length in bytes and the level of the longest name of a division that s begins with, or zero: 1 for a
// province, 2 for a city, 3 for a county. A name that is used at several levels has the highest.
//
// Known are the full names, in use and abolished (深圳市, 南山区, 新疆维吾尔自治区, 宝安县), and the short forms of provinces
// and of cities in use (广东, 深圳, 内蒙古, 香港). Left out are short forms of counties, and names that are ordinary words
// as a rule, such as 城区, 郊区, 和县, 来宾 and 日照.
func Prefix(s string) (n int, level uint8) {
	if len(s) < 6 || s[0] < 0xe4 {
		return 0, 0
	}
	at, ok := bucket(s)
	if !ok {
		return 0, 0
	}
	rest := s[6:]
	for {
		header := tails[at]
		length := int(header>>4) * 3
		at++
		if length <= len(rest) && rest[:length] == tails[at:at+length] {
			return 6 + length, header >> 2 & 3
		}
		if header&1 != 0 {
			return 0, 0
		}
		at += length
	}
}

// Suffix is as [Prefix] for the end of s, and knows the full names only.
func Suffix(s string) (n int, level uint8) {
	if len(s) < 6 {
		return 0, 0
	}
	switch s[len(s)-3:] {
	case "区", "县", "市", "旗", "州", "省", "盟", "岛", "域", "会", "镇", "界", "龙":
	default:
		return 0, 0
	}
	// Where a character starts, going back from the end; the longest name wins.
	for start := len(s) - 6; start >= 0 && start >= len(s)-longest; start -= 3 {
		if !utf8.RuneStart(s[start]) {
			break
		}
		if l := exact(s[start:]); l != 0 {
			n, level = len(s)-start, l
		}
	}
	return n, level
}

// longest is the length in bytes of the longest name.
const longest = 17 * 3

// exact returns the level if s is the full name of a division.
func exact(s string) uint8 {
	at, ok := bucket(s)
	if !ok {
		return 0
	}
	rest := s[6:]
	for {
		header := tails[at]
		length := int(header>>4) * 3
		at++
		if length == len(rest) && header&2 == 0 && rest == tails[at:at+length] {
			return header >> 2 & 3
		}
		if header&1 != 0 {
			return 0
		}
		at += length
	}
}

// bucket returns the place in tails for the first two characters of s, which has six bytes at least.
func bucket(s string) (at int, ok bool) {
	first, ok := han(s[0], s[1], s[2])
	if !ok {
		return 0, false
	}
	word, bit := firstBits[first>>6], first&63
	if word>>bit&1 == 0 {
		return 0, false
	}
	second, ok := han(s[3], s[4], s[5])
	if !ok {
		return 0, false
	}
	group := int(firstRanks[first>>6]) + bits.OnesCount64(word&(1<<bit-1))
	lo, hi := int(groups[group]), int(groups[group+1])
	want := second + 0x4e00
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if seconds[mid] < want {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo == int(groups[group+1]) || seconds[lo] != want {
		return 0, false
	}
	return int(tailAt[lo]), true
}

// han decodes a character of U+4E00 to U+9FFF and returns its distance from the first.
func han(a, b, c byte) (uint16, bool) {
	if a&0xf0 != 0xe0 || b&0xc0 != 0x80 || c&0xc0 != 0x80 {
		return 0, false
	}
	r := uint16(a&0xf)<<12 | uint16(b&0x3f)<<6 | uint16(c&0x3f) - 0x4e00
	return r, r < uint16(len(firstBits)*64)
}
