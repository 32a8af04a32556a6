package desensitize_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/khtong/privacykit/desensitize"
)

func TestTW(t *testing.T) {
	unit := "手机 13812345678, 姓名：张三 no match here at all it is just a lot of words and so on, blah blah blah blah blah blah; x=1 "
	text := strings.Repeat(unit, 20000)
	text += "\n" + strings.Repeat("13812345678,", 60000) + "\n" + strings.Repeat("abcdef0123456789", 60000) + strings.Repeat("中", 300000) + "\n" + strings.Repeat("a\n手机13812345678\n", 10000)
	want := desensitize.Text(text)
	var b strings.Builder
	w := desensitize.NewTextWriter(&b, desensitize.Default())
	for rest := text; rest != ""; {
		n := min(len(rest), rand.IntN(100000))
		k, err := w.Write([]byte(rest[:n]))
		if k != n || err != nil {
			t.Fatal(k, err)
		}
		rest = rest[n:]
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if b.String() != want {
		t.Error("differs", len(b.String()), len(want))
		g := b.String()
		for i := range g {
			if g[i] != want[i] {
				t.Errorf("%q\n%q", g[i-50:i+50], want[i-50:i+50])
				break
			}
		}
	}
}
