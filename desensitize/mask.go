package desensitize

import "bytes"

// The functions of this file append what may be seen of a value of some kind that needs more than appendKeep. They take its
// display form.

// appendPhone shows the first and the last few digits of a mobile number, or the area code and the last few digits of a
// landline, which has a hyphen between them.
func appendPhone(dst, b []byte, first, last, line int) []byte {
	area, number, landline := bytes.Cut(b, []byte("-"))
	switch {
	case landline:
		return appendKeep(append(append(dst, area...), '-'), number, 0, line, 0)
	case len(b) < len("13812345678"): // a service number
		return append(dst, Hidden...)
	}
	return appendKeep(dst, b, first, last, 0)
}

// appendKeepMobile is appendKeep for a mobile number of eleven digits as it is written.
func appendKeepMobile(dst []byte, s string, first, last, width int) []byte {
	hidden := len(s) - first - last
	if hidden < 1 {
		return append(dst, Hidden...)
	}
	if width == 0 {
		width = hidden
	}
	return append(appendStars(append(dst, s[:first]...), width), s[first+hidden:]...)
}

// appendEmail shows the first characters before @ if there are more of them, and the domain. Width is the number of stars,
// 0 one for each character that is hidden. Where those are stars themselves nothing would be hidden, and all of it is.
func appendEmail(dst, b []byte, first, width int) []byte {
	at := bytes.IndexByte(b, '@')
	if at < 1 {
		return append(dst, Hidden...)
	}
	if at <= first {
		first = 0
	}
	if width == 0 {
		width = at - first
	}
	begin := len(dst)
	dst = append(appendStars(append(dst, b[:first]...), width), b[at:]...)
	if bytes.Equal(dst[begin:], b) {
		dst = append(dst[:begin], Hidden...)
	}
	return dst
}

// appendIP shows the first octet or group.
func appendIP(dst, b []byte) []byte {
	if octet, _, found := bytes.Cut(b, []byte(".")); found {
		return append(append(dst, octet...), ".*.*.*"...)
	}
	group, _, found := bytes.Cut(b, []byte(":"))
	if !found {
		return append(dst, Hidden...)
	}
	if len(group) == 0 {
		group = []byte("0")
	}
	return append(append(dst, group...), ":*:*:*:*:*:*:*"...)
}

// appendCardGroups shows the first group of four digits and the last one, which can be shorter.
func appendCardGroups(dst, b []byte) []byte {
	last := len(b) - (len(b)-1)%4 - 1
	if last <= 4 {
		return append(dst, Hidden...)
	}
	dst = append(dst, b[:4]...)
	for i := 4; i < last; i += 4 {
		dst = append(dst, " ****"...)
	}
	return append(append(dst, ' '), b[last:]...)
}

// appendCutLast hides the last n characters, and the whole if there are no more.
func appendCutLast(dst, b []byte, n int) []byte {
	shown := characters(b) - n
	if shown < 1 {
		return append(dst, Hidden...)
	}
	return appendKeep(dst, b, shown, 0, n)
}

// appendLatLong cuts both numbers to two digits behind the point, towards zero: a cell of 1.1 km from south to north, and
// less from west to east away from the equator.
func appendLatLong(dst, b []byte) []byte {
	latitude, longitude, found := bytes.Cut(b, []byte(","))
	if !found {
		return append(dst, Hidden...)
	}
	dst = append(appendHundredths(dst, latitude), ',')
	return appendHundredths(dst, longitude)
}

func appendHundredths(dst, b []byte) []byte {
	whole, fraction, _ := bytes.Cut(b, []byte("."))
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
