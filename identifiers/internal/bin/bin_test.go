package bin

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

func TestIssuer(t *testing.T) {
	for _, c := range []struct {
		digits, issuer string
		length         int
		kind           uint8
	}{
		{"622588" + zeros(10), "招商银行", 16, Debit},
		{"622848" + zeros(13), "中国农业银行", 19, Debit},
		{"622202" + zeros(13), "中国工商银行", 19, Debit},
		{"622202", "中国工商银行", 19, Debit},
		{"625965" + zeros(10), "中国建设银行", 16, Credit},
		{"62215049" + zeros(11), "中国邮政储蓄银行", 19, Debit},
		{"622202" + zeros(5), "中国工商银行", 19, Debit},
		{"629999" + zeros(10), "", 0, Unknown},
		{"62220", "", 0, Unknown},
		{"6222", "", 0, Unknown},
		{"", "", 0, Unknown},
		{"62220x" + zeros(13), "", 0, Unknown},
	} {
		issuer, length, kind, known := Issuer(c.digits)
		if issuer != c.issuer || length != c.length || kind != c.kind || known != (c.issuer != "") {
			t.Errorf("Issuer(%q) = %q %d %d %v", c.digits, issuer, length, kind, known)
		}
	}
}

func zeros(n int) string { return strings.Repeat("0", n) }

// Every entry of the table is found, by a search through all.
func TestEveryEntry(t *testing.T) {
	if !slices.IsSorted(bins[:]) {
		t.Fatal("not in order")
	}
	for _, b := range bins {
		size := int(b >> 16 & 15)
		digits := strconv.FormatUint(b>>20, 10)
		digits = strings.Repeat("0", 10-len(digits)) + digits
		number := digits[:size] + strings.Repeat("7", cardLength(b)-size)
		want := b
		for _, other := range bins {
			s := int(other >> 16 & 15)
			d := strconv.FormatUint(other>>20, 10)
			d = strings.Repeat("0", 10-len(d)) + d
			if strings.HasPrefix(number, d[:s]) && s > int(want>>16&15) {
				want = other
			}
		}
		issuer, length, kind, known := Issuer(number)
		if !known || issuer == "" || kind != uint8(want>>8&7) || length != cardLength(want) || kind == Unknown {
			t.Errorf("Issuer(%q) = %q %d %d %v", number, issuer, length, kind, known)
		}
	}
}

func TestNoAllocs(t *testing.T) {
	if n := testing.AllocsPerRun(100, func() { Issuer("6222020000000000000") }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzIssuer(f *testing.F) {
	f.Add("6222020000000000000")
	f.Add("62220")
	f.Fuzz(func(t *testing.T, s string) {
		issuer, length, kind, known := Issuer(s)
		if known != (issuer != "") || known != (kind != Unknown) || known != (length >= 13 && length <= 19) {
			t.Errorf("Issuer(%q) = %q %d %d %v", s, issuer, length, kind, known)
		}
	})
}

func BenchmarkIssuer(b *testing.B) {
	for b.Loop() {
		Issuer("6222020000000000000")
	}
}
