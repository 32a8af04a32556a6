package desensitize

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// slowKeep is appendKeep and appendKeepFormat, written to be read.
func slowKeep(s string, first, last, width int, format bool) string {
	var all []string
	counted := 0
	for rest := []byte(s); len(rest) > 0; {
		n := character(rest)
		all = append(all, string(rest[:n]))
		if !format || !isFormat(rest[:n]) {
			counted++
		}
		rest = rest[n:]
	}
	hidden := counted - first - last
	if hidden < 1 {
		return Hidden
	}
	var out strings.Builder
	i := 0
	for _, c := range all {
		if format && isFormat([]byte(c)) {
			out.WriteString(c)
			continue
		}
		switch {
		case i < first || i >= first+hidden:
			out.WriteString(c)
		case width == 0:
			out.WriteByte('*')
		case i == first:
			out.WriteString(strings.Repeat("*", width))
		}
		i++
	}
	return out.String()
}

func FuzzKeep(f *testing.F) {
	f.Add("13812345678", 3, 4, 0, false)
	f.Add("A-12·03", 1, 1, 0, true)
	f.Add(strings.Join(oneCharacter, ""), 2, 2, 5, false)
	f.Add("张三", 1, 0, 1000, false)
	f.Fuzz(func(t *testing.T, s string, first, last, width int, format bool) {
		if first < 0 || first > maxKeep || last < 0 || last > maxKeep || width < 0 || width > maxKeep {
			return
		}
		var got []byte
		if format {
			width = 0
			got = appendKeepFormat(nil, []byte(s), first, last)
		} else {
			got = appendKeep(nil, []byte(s), first, last, width)
		}
		if want := slowKeep(s, first, last, width, format); string(got) != want {
			t.Fatalf("keep %d %d width %d format %v of %+q = %+q, want %+q", first, last, width, format, s, got, want)
		}
		if utf8.ValidString(s) && !utf8.Valid(got) {
			t.Fatalf("%+q is cut inside a rune", s)
		}
	})
}

func TestAppendStars(t *testing.T) {
	for n := range 40 {
		if got := string(appendStars([]byte("x"), n)); got != "x"+strings.Repeat("*", n) {
			t.Errorf("%d stars: %q", n, got)
		}
	}
}
