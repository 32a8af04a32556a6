package bench_test

import (
	"regexp"
	"testing"

	"github.com/nyaruka/phonenumbers"

	"github.com/khtong/privacykit/identifiers"
)

const (
	resident = "440399199003070030" // the county 440399 was never assigned
	e164     = "+8613812345678"
)

// spellings of one mobile number.
var spellings = []struct{ name, number string }{
	{"e164", e164},
	{"plain", "13812345678"},
	{"written", "+86 138-1234-5678"},
	{"fullwidth", "１３８１２３４５６７８"},
}

// residentWhole is the expression that is passed around for a resident ID with its date. It cannot check the last character.
var residentWhole = regexp.MustCompile(`^[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]$`)

// mobileWhole takes the plain spelling, and E.164.
var mobileWhole = regexp.MustCompile(`^(?:\+?86)?1[3-9]\d{9}$`)

// BenchmarkResidentID validates a resident ID of 18 digits. By hand: digits, month, day and check character.
func BenchmarkResidentID(b *testing.B) {
	for _, v := range []struct {
		name  string
		valid func(string) bool
	}{
		{"privacykit", func(s string) bool { return identifiers.Validate(identifiers.ResidentID, s) == nil }},
		{"hand", residentByHand},
		{"regexp", residentWhole.MatchString},
	} {
		b.Run("by="+v.name, func(b *testing.B) {
			b.ReportAllocs()
			valid := false
			for b.Loop() {
				valid = v.valid(resident)
			}
			if !valid {
				b.Error("not valid")
			}
		})
	}
}

// normalizers bring a mobile number to E.164, or return "".
var normalizers = []struct {
	name      string
	spellings int // takes so many of the spellings
	normalize func(string) string
}{
	{"privacykit", 4, func(s string) string {
		n, _ := identifiers.Normalize(identifiers.Mobile, s)
		return n
	}},
	{"hand", 2, mobileByHand},
	{"regexp", 2, func(s string) string {
		if !mobileWhole.MatchString(s) {
			return ""
		}
		return "+86" + s[len(s)-11:]
	}},
	{"phonenumbers", 4, func(s string) string {
		n, err := phonenumbers.Parse(s, "CN")
		if err != nil || !phonenumbers.IsValidNumber(n) {
			return ""
		}
		return phonenumbers.Format(n, phonenumbers.E164)
	}},
}

// mobileByHand takes eleven digits, with or without +86, and knows the second digit alone of the segments.
func mobileByHand(s string) string {
	n := s
	if len(s) == len(e164) && s[:3] == "+86" {
		n = s[3:]
	}
	if len(n) != 11 || n[0] != '1' || n[1] < '3' {
		return ""
	}
	for i := range len(n) {
		if n[i]-'0' > 9 {
			return ""
		}
	}
	if len(s) == len(e164) {
		return s
	}
	return "+86" + n
}

// BenchmarkNormalize brings a mobile number to its normal form, E.164, from each spelling that the library takes.
func BenchmarkNormalize(b *testing.B) {
	for i, spelling := range spellings {
		for _, n := range normalizers {
			if i >= n.spellings {
				continue
			}
			b.Run("from="+spelling.name+"/by="+n.name, func(b *testing.B) {
				b.ReportAllocs()
				got := ""
				for b.Loop() {
					got = n.normalize(spelling.number)
				}
				if got != e164 {
					b.Error("another number")
				}
			})
		}
	}
}

// All that normalise agree, on the spellings that they take.
func TestNormalizersAgree(t *testing.T) {
	for _, n := range normalizers {
		for i, spelling := range spellings {
			got := n.normalize(spelling.number)
			if want := i < n.spellings; (got == e164) != want || !want && got != "" {
				t.Errorf("%s of %s: %q", n.name, spelling.name, got)
			}
		}
		if got := n.normalize("12812345678"); got != "" {
			t.Errorf("%s takes segment 128", n.name)
		}
	}
}

// The check of a resident ID by hand is right about the last character: one of eleven is taken.
func TestResidentByHand(t *testing.T) {
	n := 0
	for _, c := range "0123456789X" {
		s := resident[:17] + string(c)
		valid := residentByHand(s)
		if valid != (identifiers.Validate(identifiers.ResidentID, s) == nil) {
			t.Errorf("%c: by hand %t", c, valid)
		}
		if valid {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d check characters are right", n)
	}
}
