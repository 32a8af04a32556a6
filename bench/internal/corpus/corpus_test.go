package corpus

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/khtong/privacykit/identifiers"
)

const mib = 1 << 20

// Every planted value is one by the grammar of its kind, stands where it is said to stand, and each kind comes often.
func TestPlanted(t *testing.T) {
	text := Mixed(mib)
	count := map[identifiers.Kind]int{}
	written := map[identifiers.Kind]int{}
	end := 0
	for _, p := range text.Planted {
		if p.Start < end || p.End <= p.Start || p.End > len(text.Text) {
			t.Fatalf("%s at %d:%d after %d", p.Kind, p.Start, p.End, end)
		}
		end = p.End
		if err := identifiers.Validate(p.Kind, text.Text[p.Start:p.End]); err != nil {
			t.Errorf("at %d: %v", p.Start, err)
		}
		count[p.Kind]++
		if !p.Plain {
			written[p.Kind]++
		}
	}
	for _, k := range Kinds() {
		if count[k] < 100 {
			t.Errorf("%d times %s", count[k], k)
		}
		delete(count, k)
	}
	if len(count) != 0 {
		t.Errorf("kinds not in Kinds: %v", count)
	}
	if written[identifiers.Mobile] < 40 || written[identifiers.BankCard] < 30 {
		t.Errorf("written forms: %v", written)
	}
	if each := len(text.Text) / len(text.Planted); each < 600 || each > 900 {
		t.Errorf("a value in %d bytes", each)
	}
}

// The same text comes every time, a shorter one is its beginning, and no name in angle brackets is left.
func TestMixed(t *testing.T) {
	long, short := Mixed(mib), Mixed(1<<10)
	if Mixed(mib).Text != long.Text {
		t.Error("another text the second time")
	}
	if short.Text == "" || len(short.Planted) == 0 || !strings.HasPrefix(long.Text, short.Text) {
		t.Errorf("a shorter text is not the beginning of a longer one: %d bytes, %d values", len(short.Text), len(short.Planted))
	}
	if len(long.Text) > mib || len(long.Text) < mib-1000 || !utf8.ValidString(long.Text) {
		t.Errorf("%d bytes", len(long.Text))
	}
	if i := strings.IndexByte(long.Text, '<'); i >= 0 {
		t.Errorf("not replaced: %.20q", long.Text[i:])
	}
}

func TestRepeat(t *testing.T) {
	one := Mixed(8 << 10)
	three := one.Repeat(3)
	if len(three.Text) != 3*len(one.Text) || len(three.Planted) != 3*len(one.Planted) {
		t.Fatalf("%d bytes, %d values", len(three.Text), len(three.Planted))
	}
	for i, p := range three.Planted {
		q := one.Planted[i%len(one.Planted)]
		if three.Text[p.Start:p.End] != one.Text[q.Start:q.End] || p.Kind != q.Kind {
			t.Errorf("value %d differs", i)
		}
	}
}

func TestHostile(t *testing.T) {
	names := map[string]bool{}
	for _, h := range Hostile(mib) {
		if names[h.Name] || len(h.Text) > mib || len(h.Text) < mib-10 {
			t.Errorf("%s: %d bytes", h.Name, len(h.Text))
		}
		names[h.Name] = true
	}
	if len(names) < 7 {
		t.Errorf("%d texts", len(names))
	}
}
