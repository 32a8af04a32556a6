package law

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/language"
)

func TestCitation(t *testing.T) {
	for _, tt := range []struct {
		c             Citation
		zh, en, coded string
	}{
		{Citation{Statute: EcommerceLaw, Article: 31}, "《电子商务法》第三十一条", "E-commerce Law, Art. 31", "ecommerce_law/31"},
		{
			Citation{Statute: PIPL, Article: 13, Paragraph: 1, Item: 2},
			"《个人信息保护法》第十三条第一款第（二）项", "PIPL, Art. 13(1)(2)", "pipl/13/1/2",
		},
		{Citation{Statute: PIPL, Article: 47, Paragraph: 2}, "《个人信息保护法》第四十七条第二款", "PIPL, Art. 47(2)", "pipl/47/2"},
		{
			Citation{Statute: CybersecurityLaw, Version: "2025", Article: 23, Item: 3},
			"《网络安全法》（2025年）第二十三条第（三）项", "Cybersecurity Law (2025), Art. 23, item 3", "cybersecurity_law@2025/23//3",
		},
		{Citation{Statute: CivilCode, Article: 1035}, "《民法典》第一千零三十五条", "Civil Code, Art. 1035", "civil_code/1035"},
		{Citation{Statute: PIPL}, "《个人信息保护法》", "PIPL", "pipl"},
		{Citation{Statute: GBT35273, Clause: "8.7 a)"}, "GB/T 35273-2020 8.7 a)", "GB/T 35273-2020, 8.7 a)", "gbt_35273_2020#8.7 a)"},
		{Citation{Statute: PrivacyPolicy, Clause: "三（二）2"}, "《隐私政策》三（二）2", "Privacy Policy, 三（二）2", "privacy_policy#三（二）2"},
		{Citation{Statute: "contract_7", Article: 5, Sub: 1}, "《contract_7》第五条之一", "contract_7, Art. 5-1", "contract_7/5-1"},
		{Citation{}, "", "", ""},
	} {
		if got := tt.c.String(); got != tt.zh {
			t.Errorf("String = %q, want %q", got, tt.zh)
		}
		for _, tag := range []string{"zh", "zh-Hant-TW", "und-CN"} {
			if got := tt.c.In(language.MustParse(tag)); got != tt.zh {
				t.Errorf("In(%s) = %q, want %q", tag, got, tt.zh)
			}
		}
		for _, tag := range []language.Tag{language.English, language.Japanese, {}} {
			if got := tt.c.In(tag); got != tt.en {
				t.Errorf("In(%v) = %q, want %q", tag, got, tt.en)
			}
		}
		b, err := tt.c.MarshalText()
		if err != nil || string(b) != tt.coded {
			t.Errorf("MarshalText = %q, %v, want %q", b, err, tt.coded)
		}
		var back Citation
		if err := back.UnmarshalText(b); err != nil || back != tt.c {
			t.Errorf("UnmarshalText(%q) = %+v, %v", b, back, err)
		}
	}
}

func TestParseCitationErrors(t *testing.T) {
	for _, s := range []string{
		"", "PIPL/13", "pipl/", "pipl/0", "pipl/013", "pipl/13/", "pipl/13//", "pipl/13/1/", "pipl/13/1/2/3", "pipl/13/1/2/", "pipl//1", "pipl/-1", "pipl/13-",
		"pipl/13-0", "pipl/10000", "pipl/99999999999999999999", "pipl/１３", "pipl/13 ", " pipl/13", "pipl@/13", "pipl@20 25/13", "pipl@" + strings.Repeat("1", 17),
		"pipl#", "pipl# 1", "pipl#1 ", "pipl#a#b", "pipl#\x00", "pipl#\xff", "pipl#" + strings.Repeat("1", 65), "1pipl", "pi-pl", strings.Repeat("a", 65), "pipl/+1",
	} {
		if c, err := ParseCitation(s); !errors.Is(err, ErrCitation) || !c.IsZero() {
			t.Errorf("ParseCitation(%q) = %+v, %v", s, c, err)
		}
	}
}

func TestInvalidCitation(t *testing.T) {
	for _, c := range []Citation{
		{Article: 13},
		{Statute: "Bad"},
		{Statute: PIPL, Item: 1},
		{Statute: PIPL, Paragraph: 1},
		{Statute: PIPL, Sub: 1},
		{Statute: PIPL, Article: -1},
		{Statute: PIPL, Article: 10000},
		{Statute: PIPL, Version: "20/25"},
		{Statute: PIPL, Clause: "a\nb"},
	} {
		if c.IsValid() {
			t.Errorf("%+v is valid", c)
		}
		if _, err := c.MarshalText(); !errors.Is(err, ErrCitation) {
			t.Errorf("MarshalText of %+v: %v", c, err)
		}
		_, _ = c.String(), c.In(language.English) // whatever they print, they do not panic
	}
	c := Citation{Statute: PIPL}
	if err := c.UnmarshalText([]byte("?")); err == nil || c != (Citation{Statute: PIPL}) {
		t.Errorf("UnmarshalText of junk = %+v, %v", c, err)
	}
}

func FuzzParseCitation(f *testing.F) {
	for _, s := range []string{"pipl/13/1/2", "cybersecurity_law@2025/23//3", "gbt_35273_2020#8.7 a)", "x/253-1", "pipl", "pipl/13/", "privacy_policy#三（二）2"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := ParseCitation(s)
		if err != nil {
			if !errors.Is(err, ErrCitation) || !c.IsZero() {
				t.Fatalf("ParseCitation(%q) = %+v, %v", s, c, err)
			}
			return
		}
		b, err := c.MarshalText()
		if err != nil || string(b) != s || !utf8.ValidString(c.String()) {
			t.Fatalf("%q -> %+v -> %q, %v", s, c, b, err)
		}
	})
}

func TestChineseNumber(t *testing.T) {
	for n, want := range map[int]string{
		1: "一", 9: "九", 10: "十", 11: "十一", 19: "十九", 20: "二十", 21: "二十一", 99: "九十九", 100: "一百", 101: "一百零一", 110: "一百一十", 111: "一百一十一",
		203: "二百零三", 999: "九百九十九", 1000: "一千", 1001: "一千零一", 1010: "一千零一十", 1034: "一千零三十四", 1100: "一千一百", 1101: "一千一百零一",
		1260: "一千二百六十", 9999: "九千九百九十九", 0: "0", -1: "-1", 10000: "10000",
	} {
		if got := chineseNumber(n); got != want {
			t.Errorf("chineseNumber(%d) = %s, want %s", n, got, want)
		}
	}
}

func TestPeriodIn(t *testing.T) {
	for _, tt := range []struct {
		p      Period
		zh, en string
	}{
		{Period{Years: 3}, "三年", "3 years"},
		{Period{Years: 1, Months: 6}, "一年六个月", "1 year and 6 months"},
		{Period{Days: 15}, "十五日", "15 days"},
		{Period{WorkingDays: 1}, "一个工作日", "1 working day"},
		{Period{Hours: 24}, "二十四小时", "24 hours"},
		{Period{}, "invalid Period", "invalid Period"},
	} {
		if zh, en := tt.p.In(language.Chinese), tt.p.In(language.English); zh != tt.zh || en != tt.en {
			t.Errorf("%+v: %s, %s", tt.p, zh, en)
		}
	}
}
