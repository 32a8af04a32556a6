// Package bin tells the issuer of a bank card of mainland China from the first digits of its number (发卡行识别码, BIN).
//
// The table is one that people collected, not UnionPay's own: it is several years old, an unknown BIN is no proof of
// anything, and the issuer of a known one may have been renamed since.
package bin

import (
	"slices"
	"strings"
)

//go:generate go run ../gentables -from $NPM_PACKAGES -o data.go bin bankcardinfo@2.0.6

// The kinds of card.
const (
	Unknown    uint8 = iota
	Debit            // 借记卡
	Credit           // 贷记卡
	SemiCredit       // 准贷记卡
	Prepaid          // 预付费卡
)

// Issuer returns the issuer that has the longest BIN that the digits begin with, the number of digits that its cards have,
// and their kind. Where a BIN has cards of several lengths, those with as many digits as given are preferred. Between 5
// and 10 digits are looked at; the check digit is not.
func Issuer(digits string) (issuer string, length int, kind uint8, known bool) {
	if len(digits) < 5 {
		return "", 0, Unknown, false
	}
	var n uint64
	for i := range 10 {
		n *= 10
		if i < len(digits) {
			d := digits[i] - '0'
			if d > 9 {
				return "", 0, Unknown, false
			}
			n += uint64(d)
		}
	}
	best := find(n, len(digits), 6)
	if best == 0 {
		best = find(n, len(digits), 5)
	}
	if best == 0 {
		return "", 0, Unknown, false
	}
	s := names[issuerAt[best&0xff]:]
	return s[:strings.IndexByte(s, ' ')], cardLength(best), uint8(best >> 8 & 7), true
}

// find returns the best of the entries that begin with the same digits, at least as many as common. n is the number as
// ten digits, of which those given count.
func find(n uint64, given, common int) (best uint64) {
	unit := power[10-common]
	first := n / unit * unit
	i, _ := slices.BinarySearch(bins[:], first<<20)
	for ; i < len(bins) && bins[i]>>20 < first+unit; i++ {
		b := bins[i]
		size := int(b >> 16 & 15)
		if size < common || size > given || n/power[10-size] != b>>20/power[10-size] {
			continue
		}
		if better := size - int(best>>16&15); better > 0 || better == 0 && cardLength(b) == given {
			best = b
		}
	}
	return best
}

func cardLength(b uint64) int { return int(b >> 11 & 31) }

var power = [...]uint64{1, 1e1, 1e2, 1e3, 1e4, 1e5}
