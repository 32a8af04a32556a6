package desensitize

import (
	"bytes"
	"encoding/binary"
	"strings"
)

// appendStars appends n stars.
func appendStars(dst []byte, n int) []byte {
	for n > 8 {
		dst = append(dst, "********"...)
		n -= 8
	}
	return append(dst, "********"[:n]...)
}

// formatCharacters stay where a rule keeps the format.
const formatCharacters = " -./:_,@+·()"

// appendKeep appends the first and the last few characters of b, with a star for each character between them, or as many
// stars as width says if it is not 0. It appends Hidden if there is nothing between.
func appendKeep(dst, b []byte, first, last, width int) []byte {
	if size := evenSize(b); size > 0 { // most of the time
		hidden := len(b)/size - first - last
		if hidden < 1 {
			return append(dst, Hidden...)
		}
		if width == 0 {
			width = hidden
		}
		return append(appendStars(append(dst, b[:first*size]...), width), b[(first+hidden)*size:]...)
	}
	total := characters(b)
	hidden := total - first - last
	if hidden < 1 {
		return append(dst, Hidden...)
	}
	if width == 0 {
		width = hidden
	}
	head, rest := cutCharacters(b, first)
	_, tail := cutCharacters(rest, hidden)
	return append(appendStars(append(dst, head...), width), tail...)
}

// cutCharacters cuts b behind its first n characters.
func cutCharacters(b []byte, n int) (head, tail []byte) {
	end := 0
	for range n {
		end += character(b[end:])
	}
	return b[:end], b[end:]
}

// appendKeepFormat is appendKeep where characters of the format are appended too, and not counted.
func appendKeepFormat(dst, b []byte, first, last int) []byte {
	total := 0
	for rest := b; len(rest) > 0; {
		n := character(rest)
		if !isFormat(rest[:n]) {
			total++
		}
		rest = rest[n:]
	}
	if total-first-last < 1 {
		return append(dst, Hidden...)
	}
	for i := 0; len(b) > 0; {
		n := character(b)
		switch {
		case isFormat(b[:n]):
			dst = append(dst, b[:n]...)
		case i < first || i >= total-last:
			dst = append(dst, b[:n]...)
			i++
		default:
			dst = append(dst, '*')
			i++
		}
		b = b[n:]
	}
	return dst
}

func isFormat(character []byte) bool {
	return len(character) <= len("·") && strings.Contains(formatCharacters, string(character))
}

// appendParts appends the first and the last few parts of b, and one star for each part between them.
func appendParts(dst, b []byte, sep string, first, last int) []byte {
	total := bytes.Count(b, []byte(sep)) + 1
	if total-first-last < 1 {
		return append(dst, Hidden...)
	}
	for i := range total {
		part, rest, _ := bytes.Cut(b, []byte(sep))
		if i > 0 {
			dst = append(dst, sep...)
		}
		if i < first || i >= total-last {
			dst = append(dst, part...)
		} else {
			dst = append(dst, '*')
		}
		b = rest
	}
	return dst
}

// evenSize returns the number of bytes of each character of b, if that is ASCII or made of common Chinese characters, or 0.
func evenSize(b []byte) int {
	if isASCII(b) {
		return 1
	}
	if len(b)%3 != 0 {
		return 0
	}
	for ; len(b) > 0; b = b[3:] {
		if b[0] < 0xE4 || b[0] > 0xE9 || b[0] == 0xE4 && b[1] < 0xB8 || (b[1]^0x80)|(b[2]^0x80) >= 0x40 {
			return 0
		}
	}
	return 3
}

func isASCII(b []byte) bool {
	for ; len(b) >= 8; b = b[8:] {
		if binary.LittleEndian.Uint64(b)&0x8080808080808080 != 0 {
			return false
		}
	}
	for _, c := range b {
		if c >= 0x80 {
			return false
		}
	}
	return true
}
