package division

import (
	"math/bits"
	"strings"
	"testing"
	"unicode/utf8"
)

type entry struct {
	level uint8
	short bool
}

// written returns every name of the tables of find.go.
func written() map[string]entry {
	all := map[string]entry{}
	group := 0
	for i, word := range firstBits {
		for ; word != 0; word &= word - 1 {
			first := rune(0x4e00 + i*64 + bits.TrailingZeros64(word))
			for j := groups[group]; j < groups[group+1]; j++ {
				for at, last := int(tailAt[j]), false; !last; {
					header := tails[at]
					length := int(header>>4) * 3
					all[string([]rune{first, rune(seconds[j])})+tails[at+1:at+1+length]] = entry{header >> 2 & 3, header&2 != 0}
					at += 1 + length
					last = header&1 != 0
				}
			}
			group++
		}
	}
	return all
}

func TestPrefix(t *testing.T) {
	for _, c := range []struct {
		text, want string
		level      uint8
	}{
		{"深圳市南山区", "深圳市", City},
		{"深圳南山", "深圳", City},
		{"南山区", "南山区", County},
		{"新疆维吾尔自治区乌鲁木齐", "新疆维吾尔自治区", Province},
		{"新疆乌鲁木齐", "新疆", Province},
		{"内蒙古自治区", "内蒙古自治区", Province},
		{"内蒙古呼和浩特", "内蒙古", Province},
		{"广东", "广东", Province},
		{"北京市朝阳区", "北京市", Province},
		{"吉林市", "吉林市", City},
		{"吉林省", "吉林省", Province},
		{"海南", "海南", Province},
		{"香港特别行政区", "香港特别行政区", Province},
		{"香港湾仔区", "香港", Province},
		{"台北", "台北", City},
		{"恩施土家族苗族自治州", "恩施土家族苗族自治州", City},
		{"恩施", "恩施", City},
		{"伊犁哈萨克自治州", "伊犁哈萨克自治州", City},
		{"双江拉祜族佤族布朗族傣族自治县", "双江拉祜族佤族布朗族傣族自治县", County},
		{"双江拉祜族佤族布朗族傣族", "", 0},
		{"宝安县", "宝安县", County},
		{"襄樊市", "襄樊市", City},
		{"沛县", "沛县", County},
		{"城区", "", 0},
		{"和县级", "", 0},
		{"来宾", "", 0},
		{"来宾市", "来宾市", City},
		{"昆山", "", 0},
		{"市辖区", "", 0},
		{"深", "", 0},
		{"深a市", "", 0},
		{"guangdong", "", 0},
		{"", "", 0},
		{"你好你好", "", 0},
		{"\xe6\xb7\xb1\xe5\x9c", "", 0},
		{"\xe6\xb7\xb1\xe5\x9c\x33\xe5\xb8\x82", "", 0},
	} {
		n, level := Prefix(c.text)
		if c.text[:n] != c.want || level != c.level {
			t.Errorf("Prefix(%q) = %q, %d", c.text, c.text[:n], level)
		}
	}
}

func TestSuffix(t *testing.T) {
	for _, c := range []struct {
		text, want string
		level      uint8
	}{
		{"广东省深圳市", "深圳市", City},
		{"深圳市南山区", "南山区", County},
		{"住在新疆维吾尔自治区", "新疆维吾尔自治区", Province},
		{"云南省双江拉祜族佤族布朗族傣族自治县", "双江拉祜族佤族布朗族傣族自治县", County},
		{"x深圳市", "深圳市", City},
		{"\xff深圳市", "深圳市", City},
		{"住在深圳", "", 0},
		{"城市", "", 0},
		{"市", "", 0},
		{"", "", 0},
	} {
		n, level := Suffix(c.text)
		if c.text[len(c.text)-n:] != c.want || level != c.level {
			t.Errorf("Suffix(%q) = %q, %d", c.text, c.text[len(c.text)-n:], level)
		}
	}
}

// Every name is found from both ends, whatever stands around it.
func TestEveryName(t *testing.T) {
	all := written()
	if len(all) < 4000 {
		t.Fatalf("%d names", len(all))
	}
	for name, e := range all {
		if e.level < Province || e.level > County || utf8.RuneCountInString(name) < 2 || len(name) > longest || !utf8.ValidString(name) {
			t.Errorf("%q, %+v", name, e)
		}
		for _, after := range []string{"", "号", "x", "\xff"} {
			if n, level := Prefix(name + after); n != len(name) || level != e.level {
				t.Errorf("Prefix(%q) = %d, %d", name+after, n, level)
			}
		}
		for _, before := range []string{"", "，", "x", "\xff"} {
			n, level := Suffix(before + name)
			if e.short {
				if n == len(name) {
					t.Errorf("Suffix finds the short form %q", name)
				}
				continue
			}
			if n != len(name) || level != e.level {
				t.Errorf("Suffix(%q) = %d, %d", before+name, n, level)
			}
		}
	}
	// The names of all codes are there, but for those left out on purpose.
	for code := range Codes() {
		province, city, county, _ := Name(code)
		for _, name := range []string{province, city} {
			if n, _ := Prefix(name); n != len(name) {
				t.Errorf("%s is missing", name)
			}
		}
		if n, _ := Prefix(county); n != len(county) && !strings.Contains("城区 郊区 矿区 东区 西区 新城区 老城区 和县 应县 成县 新县", county) {
			t.Errorf("%s is missing", county)
		}
	}
}

func TestNoAllocs(t *testing.T) {
	if n := testing.AllocsPerRun(100, func() {
		Name("440305")
		Prefix("新疆维吾尔自治区乌鲁木齐市")
		Suffix("云南省双江拉祜族佤族布朗族傣族自治县")
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// FuzzFind compares the look-ups with a search through all names.
func FuzzFind(f *testing.F) {
	all := written()
	f.Add("广东省深圳市南山区")
	f.Add("\xe6\xb7\xb1\xe5")
	f.Add("吉林市")
	f.Fuzz(func(t *testing.T, s string) {
		var prefix, suffix string
		for n := 6; n <= min(len(s), longest); n++ {
			if _, ok := all[s[:n]]; ok {
				prefix = s[:n]
			}
			if e, ok := all[s[len(s)-n:]]; ok && !e.short {
				suffix = s[len(s)-n:]
			}
		}
		if n, level := Prefix(s); s[:n] != prefix || level != all[prefix].level {
			t.Errorf("Prefix(%q) = %d, %d, not %q", s, n, level, prefix)
		}
		if n, level := Suffix(s); s[len(s)-n:] != suffix || level != all[suffix].level {
			t.Errorf("Suffix(%q) = %d, %d, not %q", s, n, level, suffix)
		}
	})
}

func BenchmarkPrefix(b *testing.B) {
	for _, c := range []struct{ name, text string }{
		{"ascii", "phone=13800000000"},
		{"reject", "您好，我的电话是"},
		{"second", "深入浅出"},
		{"short", "深圳南山科技园"},
		{"city", "深圳市南山区科技园"},
		{"long", "新疆维吾尔自治区乌鲁木齐市"},
		{"county", "安溪县城厢镇"},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				Prefix(c.text)
			}
		})
	}
}

func BenchmarkSuffix(b *testing.B) {
	for _, c := range []struct{ name, text string }{
		{"reject", "我的电话是"},
		{"city", "我住在广东省深圳市"},
		{"none", "我住在一个很大的城市"},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				Suffix(c.text)
			}
		})
	}
}
