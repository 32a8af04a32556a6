package hanname

import (
	"slices"
	"testing"
	"unicode/utf8"
)

func TestSurname(t *testing.T) {
	for _, c := range []struct{ text, surname string }{
		{"张三", "张"},
		{"張三", "張"},
		{"陈", "陈"},
		{"陳大文", "陳"},
		{"黃先生", "黃"},
		{"欧阳锋", "欧阳"},
		{"歐陽鋒", "歐陽"},
		{"欧", "欧"},
		{"欧冶", "欧"},
		{"司马光", "司马"},
		{"司馬光", "司馬"},
		{"诸葛亮", "诸葛"},
		{"諸葛亮", "諸葛"},
		{"鍾離昧", "鍾離"},
		{"穀梁赤", "穀梁"},
		{"上官婉儿", "上官"},
		{"上面", ""},
		{"令狐冲", "令狐"},
		{"第五章", ""},
		{"张简", "张"},
		{"肖", "肖"},
		{"覃", "覃"},
		{"的", ""},
		{"這", ""},
		{"周", "周"},
		{"週", ""},
		{"後", ""},
		{"Zhang", ""},
		{"〇", ""},
		{"𠮷", ""},
		{"\xe5\xbc", ""},
		{"\xe5\xbc\x61", ""},
		{"\xef\xbf\xbf", ""},
		{"", ""},
	} {
		if n := Surname(c.text); c.text[:n] != c.surname {
			t.Errorf("Surname(%q) = %q", c.text, c.text[:n])
		}
	}
}

func TestRanks(t *testing.T) {
	for _, c := range []struct {
		chars string
		rank  uint8
	}{
		{"王李张刘陈張劉陳黃趙吳孫馬鄭謝許韓鄧馮蕭", Usual},
		{"王李张刘陈張劉陳黃趙吳", Common},
		{"欧施温赖", Usual},
		{"万付代", Rare},
	} {
		for _, r := range c.chars {
			if Single(r) < c.rank {
				t.Errorf("Single(%c) = %d", r, Single(r))
			}
		}
	}
	for _, c := range []struct {
		chars    string
		min, max uint8
	}{
		{"国华明建军伟芳英敏静丽强磊洋艳勇杰娟涛秀兰霞平刚桂國華軍偉靜麗強濤蘭剛", Common, Common},
		{"梓涵轩宸睿雯雅琪", Usual, Common},
		{"三四五六七八九小大阿", Rare, Common},
		{"之氏老爷帝", Rare, Rare},
		{"的了是我吗這", Never, Never},
		{"a1，。\u4dff\ua000\x00", Never, Never},
	} {
		for _, r := range c.chars {
			if n := Given(r); n < c.min || n > c.max {
				t.Errorf("Given(%c) = %d", r, n)
			}
		}
	}
	if Single(-1) != Never || Given(utf8.MaxRune) != Never || Given(utf8.RuneError) != Never {
		t.Error("a rune outside the table")
	}
}

func TestTables(t *testing.T) {
	var given, single int
	for r := rune(0x4e00); r <= 0x9fff; r++ {
		if Given(r) != Never {
			given++
		}
		if Single(r) != Never {
			single++
			if n := Surname(string(r) + "，"); n != 3 {
				t.Errorf("Surname does not find %c", r)
			}
		}
	}
	if given < 1500 || single < 500 || single > 800 {
		t.Errorf("%d characters of given names, %d surnames", given, single)
	}
	var list []string
	for _, pair := range compounds {
		c := string(rune(pair>>16)) + string(rune(pair&0xffff))
		list = append(list, c)
		if utf8.RuneCountInString(c) != 2 || Surname(c) != 6 || Surname(c+"明") != 6 {
			t.Errorf("%q is not found", c)
		}
	}
	if !slices.IsSorted(list) || len(list) < 80 {
		t.Errorf("%d compound surnames", len(list))
	}
}

func TestNoAllocs(t *testing.T) {
	if n := testing.AllocsPerRun(100, func() {
		if Surname("欧阳锋") != 6 || Given('伟') != Common {
			t.Error("not found")
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzSurname(f *testing.F) {
	f.Add("欧阳锋")
	f.Add("张三")
	f.Add("\xe6\xac")
	f.Fuzz(func(t *testing.T, s string) {
		n := Surname(s)
		if n > len(s) || n != 0 && (!utf8.ValidString(s[:n]) || utf8.RuneCountInString(s[:n])*3 != n) {
			t.Errorf("Surname(%q) = %d", s, n)
		}
		if r, size := utf8.DecodeRuneInString(s); n == 0 && size == 3 && Single(r) != Never {
			t.Errorf("Surname(%q) misses %c", s, r)
		}
	})
}

func BenchmarkSurname(b *testing.B) {
	for _, c := range []struct{ name, text string }{{"none", "的电话"}, {"single", "张三丰"}, {"compound", "欧阳锋"}, {"ascii", "phone"}} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				Surname(c.text)
			}
		})
	}
}

func BenchmarkGiven(b *testing.B) {
	for b.Loop() {
		Given('伟')
	}
}

func TestBegins(t *testing.T) {
	for _, r := range "王欧諸上" {
		if !Begins(r) {
			t.Errorf("no surname begins with %c", r)
		}
	}
	if !Compound('欧') || Compound('王') || Compound(-1) {
		t.Error("compound surnames begin with other characters")
	}
	for _, r := range "的了a" {
		if Begins(r) {
			t.Errorf("a surname begins with %c", r)
		}
	}
}

func TestWord(t *testing.T) {
	for _, w := range []string{"马上", "黄金", "方便", "安全", "任何", "成功"} {
		if !Word(w) {
			t.Errorf("%s is no word", w)
		}
	}
	for _, w := range []string{"", "王", "王芳", "李明", "王建国", "Wang", "\xe4\xb8", "王abc"} {
		if Word(w) {
			t.Errorf("%q is a word", w)
		}
	}
	if !slices.IsSorted(firsts[:]) || !slices.IsSorted(secondsAt[:]) || int(secondsAt[len(firsts)]) != len(seconds) || !slices.IsSorted(longWords[:]) {
		t.Error("words out of order")
	}
}
