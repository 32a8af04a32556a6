package identifiers_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/khtong/privacykit/identifiers"
)

// addSeeds gives a fuzz target the planted sentences and hostile texts.
func addSeeds(f *testing.F, add func(text string)) {
	f.Helper()
	for _, s := range parsePlanted(f) {
		add(s.text)
	}
	for _, h := range hostile {
		add(strings.Repeat(h, 20))
	}
	for _, text := range []string{
		"", "\xff", "138\u200b1234\u200d5678", "\u200f13812345678\u200f", "1３8１２345678", "\xef\xbc\x91\xef\xbc", "a@b.c\xe4\xb8", "京\xe4\xba\xacA12345",
		"(010)62581234转801", "110105194912310021", "A123456（３）", "13812345678.li@example.com", "11010519491231002X13812345678",
		"姓名：王丽华,手机13812345678", "0086 138 1234 5678-1", "::1 fe80::1%eth0", "https://例子.example/%E5%8D%8613812345678",
	} {
		add(text)
	}
}

// fuzzFinders are finders of all kinds with every confidence, and one that asks recognizers.
func fuzzFinders(tb testing.TB) []namedFinder {
	tb.Helper()
	return []namedFinder{
		{"all", newFinder(tb, &identifiers.FindOptions{Kinds: slices.Collect(identifiers.Findable()), MinConfidence: identifiers.ConfidenceLow})},
		{"hosts", newFinder(tb, &identifiers.FindOptions{
			MinConfidence: identifiers.ConfidenceLow,
			Context:       map[identifiers.Kind][]string{identifiers.QQ: {"x", "号"}, identifiers.BankCard: {"1"}, identifiers.Name: {"："}},
			Recognizers:   []identifiers.Recognizer{roomNumber, greedy, anyRune},
		})},
	}
}

// FuzzFind finds in any text and checks what is promised of matches.
func FuzzFind(f *testing.F) {
	addSeeds(f, func(text string) { f.Add(text) })
	finders := fuzzFinders(f)
	f.Fuzz(func(t *testing.T, text string) {
		checkMatches(t, text, slices.Collect(identifiers.Find(text)), identifiers.ConfidenceMedium)
		for _, f := range finders {
			checkMatches(t, text, slices.Collect(f.Find(text)), identifiers.ConfidenceLow)
		}
	})
}

// FuzzFindReader reads a text as a stream, behind so many bytes that the border of the first piece lies in it, and compares the
// matches with those of the whole.
func FuzzFindReader(f *testing.F) {
	addSeeds(f, func(text string) { f.Add(text, uint16(len(text)/2)) })
	finders := fuzzFinders(f)
	f.Fuzz(func(t *testing.T, text string, at uint16) {
		if len(text) > held/4 {
			return
		}
		long := strings.Repeat("x", held-undecided-min(int(at), len(text)+undecided)) + text + strings.Repeat(" ", undecided) + text
		for _, f := range finders {
			checkReader(t, f.Finder, long, strings.NewReader(long), f.name)
		}
	})
}

// anyRune recognises a rune behind a question mark, and offers lengths that it may not.
var anyRune = identifiers.Recognizer{Kind: "any", Recognize: func(before, rest string) (int, identifiers.Confidence) {
	switch {
	case strings.HasSuffix(before, "?"):
		for i := range rest[1:] {
			return i + 1, identifiers.ConfidenceHigh + 7
		}
		return len(rest), identifiers.ConfidenceLow
	case strings.HasSuffix(before, "!"):
		return len(rest) + 1, identifiers.ConfidenceHigh
	case strings.HasSuffix(before, "。"):
		return -1, identifiers.ConfidenceHigh
	}
	return 2, identifiers.ConfidenceUnknown
}}

// FuzzFindKinds looks for one kind alone, or beside another, so that what is not looked for does not disturb.
func FuzzFindKinds(f *testing.F) {
	kinds := slices.Collect(identifiers.Findable())
	n := uint8(0)
	addSeeds(f, func(text string) {
		f.Add(text, n, n/2)
		n++
	})
	f.Fuzz(func(t *testing.T, text string, a, b uint8) {
		wanted := []identifiers.Kind{kinds[int(a)%len(kinds)], kinds[int(b)%len(kinds)]}
		finder := newFinder(t, &identifiers.FindOptions{Kinds: wanted, MinConfidence: identifiers.ConfidenceLow})
		found := slices.Collect(finder.Find(text))
		checkMatches(t, text, found, identifiers.ConfidenceLow)
		for _, m := range found {
			if !slices.Contains(wanted, m.Kind) {
				t.Errorf("%s in %q is not looked for", m.Kind, text)
			}
		}
	})
}
