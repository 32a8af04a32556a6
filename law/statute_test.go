package law

import (
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/language"
)

func TestStatuteTable(t *testing.T) {
	prev := Statute("")
	titles := make(map[string]Statute)
	n := 0
	for s := range Statutes() {
		n++
		if s <= prev {
			t.Errorf("%s does not follow %s", s, prev)
		}
		prev = s
		if !s.wellFormed() || !s.Known() || s.Level() == LevelUnknown {
			t.Errorf("%s: form, known or level", s)
		}
		zh, en := s.Title(language.Chinese), s.Title(language.English)
		if zh == "" || en == "" || strings.ContainsFunc(en, func(r rune) bool { return r > unicode.MaxASCII }) {
			t.Errorf("%s: titles %q, %q", s, zh, en)
		}
		for _, title := range []string{zh, en} {
			if other, dup := titles[title]; dup {
				t.Errorf("%s and %s have one title", s, other)
			}
			titles[title] = s
		}
		if s.Level() == LevelStandard && !strings.Contains(s.Short(language.English), "/T ") {
			t.Errorf("%s: a standard without number", s)
		}
		var last Version
		i := 0
		for v := range s.Versions() {
			if i > 0 && (v.ID == "" || last.ID == "" || last.Until.AddDays(1) != v.From) {
				t.Errorf("%s: versions %+v, %+v", s, last, v)
			}
			if v.From.IsZero() || !v.Until.IsZero() && v.Until.Before(v.From) {
				t.Errorf("%s: version %+v", s, v)
			}
			last, i = v, i+1
		}
	}
	if n < 80 {
		t.Errorf("%d statutes", n)
	}
}

func TestStatute(t *testing.T) {
	if got := PIPL.Title(language.Chinese); got != "中华人民共和国个人信息保护法" {
		t.Errorf("Title = %s", got)
	}
	if got := PIPL.Title(language.English); got != "Personal Information Protection Law" {
		t.Errorf("Title = %s", got)
	}
	if got := PIPL.Short(language.Chinese) + PIPL.Short(language.English); got != "《个人信息保护法》PIPL" {
		t.Errorf("Short = %s", got)
	}
	unknown := Statute("house_rules")
	if unknown.Known() || unknown.Level() != LevelUnknown || unknown.Level().IsLawOrRegulation() || unknown.Title(language.Chinese) != "house_rules" {
		t.Error("an unknown statute counts as something")
	}
	if Statute("").Known() {
		t.Error("the empty statute is known")
	}
}

// Only laws and administrative regulations are what PIPL, Art. 13(1)(7) admits.
func TestIsLawOrRegulation(t *testing.T) {
	for s, want := range map[Statute]bool{
		PIPL: true, NetworkDataRegulation: true, FaceRecognitionMeasures: false, OnlineJudicialAuctionProvisions: false, GBT35273: false,
		AppViolationMethods: false, PrivacyPolicy: false, "nothing": false,
	} {
		if got := s.Level().IsLawOrRegulation(); got != want {
			t.Errorf("%s: %v", s, got)
		}
	}
	if Level(200).String() != "unknown" || Level(200).In(language.Chinese) != "未知" || LevelAdministrativeRegulation.In(language.English) != "administrative regulation" {
		t.Error("names of levels")
	}
}

func TestVersionAt(t *testing.T) {
	for _, tt := range []struct {
		s        Statute
		day, id  string
		verified bool
	}{
		{CybersecurityLaw, "2017-05-31", "none", false},
		{CybersecurityLaw, "2017-06-01", "2016", true},
		{CybersecurityLaw, "2025-12-31", "2016", true},
		{CybersecurityLaw, "2026-01-01", "2025", true},
		{AntiMoneyLaunderingLaw, "2024-12-31", "2006", true},
		{AntiMoneyLaunderingLaw, "2025-01-01", "2024", true},
		{PIPL, "2021-11-01", "", true},
		{PIPL, "2021-10-31", "none", false},
	} {
		v, ok := tt.s.VersionAt(date(t, tt.day))
		if !ok {
			v.ID = "none"
		}
		if v.ID != tt.id || v.Verified != tt.verified {
			t.Errorf("%s on %s: %+v", tt.s, tt.day, v)
		}
	}
	if _, ok := PIPL.VersionAt(Date{}); ok {
		t.Error("a version is in force on no date")
	}
}
