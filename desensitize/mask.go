package desensitize

import (
	"bytes"
	"unicode/utf8"
)

// The functions of this file take a normal form, or nothing if there is none, and append what may be seen of it.

// appendStars appends n stars.
func appendStars(dst []byte, n int) []byte {
	for range n {
		dst = append(dst, '*')
	}
	return dst
}

// appendKeep appends an ASCII number with a star for each character between the first and the last few.
func appendKeep(dst, n []byte, first, last int) []byte {
	hidden := len(n) - first - last
	if hidden < 1 {
		return append(dst, Hidden...)
	}
	dst = append(dst, n[:first]...)
	dst = appendStars(dst, hidden)
	return append(dst, n[first+hidden:]...)
}

// appendPhone masks an E.164 number of China: a mobile number begins with 1 and is longer than the landlines of area 10.
func appendPhone(dst, n []byte) []byte {
	n, found := bytes.CutPrefix(n, []byte("+86"))
	if !found {
		return append(dst, Hidden...)
	}
	if n[0] == '1' && len(n) > 10 {
		return appendKeep(dst, n, 3, 4)
	}
	n, _, _ = bytes.Cut(n, []byte(";"))
	area := 3
	switch {
	case n[0] == '1', n[0] == '2':
		area = 2
		fallthrough
	case string(n[:3]) != "400" && string(n[:3]) != "800":
		dst = append(dst, '0')
	}
	dst = append(dst, n[:area]...)
	return appendKeep(append(dst, '-'), n[area:], 0, 2)
}

func appendHKID(dst, n []byte) []byte {
	const tail = len("(3)")
	if len(n) < tail+2 {
		return append(dst, Hidden...)
	}
	dst = append(dst, n[0])
	dst = appendStars(dst, len(n)-tail-1)
	return append(dst, n[len(n)-tail:]...)
}

// appendEmail shows the first character before @ only if there is another one.
func appendEmail(dst, n []byte) []byte {
	at := bytes.IndexByte(n, '@')
	switch {
	case at < 1:
		return append(dst, Hidden...)
	case at == 1:
		dst = append(dst, '*')
	default:
		dst = appendStars(append(dst, n[0]), at-1)
	}
	return append(dst, n[at:]...)
}

func appendBirthday(dst, n []byte) []byte {
	if len(n) != len("2006-01-02") {
		return append(dst, Hidden...)
	}
	return append(append(dst, n[:4]...), "-**-**"...)
}

func appendIP(dst, n []byte) []byte {
	if octet, _, found := bytes.Cut(n, []byte(".")); found {
		return append(append(dst, octet...), ".*.*.*"...)
	}
	group, _, found := bytes.Cut(n, []byte(":"))
	if !found {
		return append(dst, Hidden...)
	}
	if len(group) == 0 {
		group = []byte("0")
	}
	return append(append(dst, group...), ":*:*:*:*:*:*:*"...)
}

func appendMAC(dst, n []byte) []byte {
	if len(n) != len("00:1a:2b:3c:4d:5e") {
		return append(dst, Hidden...)
	}
	return append(append(dst, n[:8]...), ":**:**:**"...)
}

// appendPlate shows the first two and the last two characters; the province and a suffix have more than one byte.
func appendPlate(dst, n []byte) []byte {
	_, province := utf8.DecodeRune(n)
	_, final := utf8.DecodeLastRune(n)
	hidden := len(n) - province - final - 2 // bytes, and between them only ASCII
	if hidden < 1 {
		return append(dst, Hidden...)
	}
	dst = append(dst, n[:province+1]...)
	dst = appendStars(dst, hidden)
	return append(dst, n[len(n)-final-1:]...)
}

// appendLatLong cuts both numbers to two digits behind the point, towards zero: a cell of 1.1 km from south to north, and
// less from west to east away from the equator.
func appendLatLong(dst, n []byte) []byte {
	latitude, longitude, found := bytes.Cut(n, []byte(","))
	if !found {
		return append(dst, Hidden...)
	}
	dst = append(appendHundredths(dst, latitude), ',')
	return appendHundredths(dst, longitude)
}

func appendHundredths(dst, n []byte) []byte {
	whole, fraction, _ := bytes.Cut(n, []byte("."))
	dst = append(append(dst, whole...), '.')
	for i := range 2 {
		if i < len(fraction) {
			dst = append(dst, fraction[i])
		} else {
			dst = append(dst, '0')
		}
	}
	return dst
}

// appendAmount shows the power of ten at or below the amount, with its sign, or ~0 below one.
func appendAmount(dst, n []byte) []byte {
	if len(n) == 0 {
		return append(dst, Hidden...)
	}
	dst = append(dst, '~')
	n, _, _ = bytes.Cut(n, []byte("."))
	if n[0] == '-' {
		if n = n[1:]; n[0] != '0' {
			dst = append(dst, '-')
		}
	}
	if n[0] == '0' {
		return append(dst, '0')
	}
	dst = append(dst, '1')
	for range len(n) - 1 {
		dst = append(dst, '0')
	}
	return dst
}
