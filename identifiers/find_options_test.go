package identifiers_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/khtong/privacykit/identifiers"
)

// found returns what f finds, as kind:value.
func found(f *identifiers.Finder, text string) []string {
	var all []string
	for m := range f.Find(text) {
		all = append(all, string(m.Kind)+":"+text[m.Start:m.End])
	}
	return all
}

// Each kind alone is found where it is planted, and nothing else is anywhere.
func TestFindOptionsKinds(t *testing.T) {
	all := parsePlanted(t)
	for k := range identifiers.Findable() {
		f := newFinder(t, &identifiers.FindOptions{Kinds: []identifiers.Kind{k}})
		for _, s := range all {
			want := s.spans[0]
			matches := slices.Collect(f.Find(s.text))
			for _, m := range matches {
				if m.Kind != k {
					t.Errorf("%s alone: %s", k, tell(s.text, matches))
				}
			}
			hit := len(matches) == 1 && matches[0].Start == want.start && matches[0].End == want.end
			if k == want.kinds[0] && !hit {
				t.Errorf("%s alone in %s: %s", k, s.text, tell(s.text, matches))
			}
		}
	}
}

func TestFindOptionsOptIn(t *testing.T) {
	const text = "见https://www.example.com/a?b=1。邮箱 a@mail.example.com，主机 db.example.cn。"
	if got := found(newFinder(t, nil), text); !slices.Equal(got, []string{"email_address:a@mail.example.com"}) {
		t.Errorf("default: %q", got)
	}
	for _, test := range []struct {
		kinds []identifiers.Kind
		want  []string
	}{
		{[]identifiers.Kind{identifiers.URL}, []string{"url:https://www.example.com/a?b=1"}},
		{[]identifiers.Kind{identifiers.DomainName}, []string{"domain_name:db.example.cn"}},
		{[]identifiers.Kind{identifiers.URL, identifiers.DomainName, identifiers.Email}, []string{
			"url:https://www.example.com/a?b=1", "email_address:a@mail.example.com", "domain_name:db.example.cn",
		}},
		{[]identifiers.Kind{}, nil},
	} {
		if got := found(newFinder(t, &identifiers.FindOptions{Kinds: test.kinds}), text); !slices.Equal(got, test.want) {
			t.Errorf("%v: %q, want %q", test.kinds, got, test.want)
		}
	}
}

// Names of hosts are told from paths, files, code, versions and the parts of URLs and e-mail addresses.
func TestFindDomainName(t *testing.T) {
	for text, want := range map[string]string{
		"host=www.example.com port=80":       "www.example.com",
		"连接db-1.example.cn:3306失败":           "db-1.example.cn",
		"WWW.EXAMPLE.COM.":                   "WWW.EXAMPLE.COM",
		"访问xn--fiqs8s.example.cn/index.html": "xn--fiqs8s.example.cn",
		"域名：例子.example.com":                  "",
		"see a.xn--fiqs8s":                   "a.xn--fiqs8s",
		"163.example.com":                    "163.example.com",
		"main.go util.py a.b.c e.g. v1.2":    "",
		"java.lang.String fmt.Println(x)":    "",
		"https://www.example.com/a.com":      "",
		"//www.example.com":                  "",
		"a.b@www.example.com":                "",
		"a.example.com@example.com":          "",
		"192.0.2.1 1.2.3":                    "",
		"a..example.com -a.example.com":      "",
		"a_b.example.com":                    "",
		"example.com_x":                      "",
		strings.Repeat("a", 64) + ".com":     "",
		strings.Repeat("a.", 130) + "com":    "",
		strings.Repeat("a.", 125) + "com":    strings.Repeat("a.", 125) + "com",
	} {
		f := newFinder(t, &identifiers.FindOptions{Kinds: []identifiers.Kind{identifiers.DomainName}})
		got := found(f, text)
		if want == "" && len(got) > 0 || want != "" && !slices.Equal(got, []string{"domain_name:" + want}) {
			t.Errorf("%.60s: found %q", text, got)
		}
		checkMatches(t, text, slices.Collect(f.Find(text)), identifiers.ConfidenceMedium)
		checkReader(t, f, text, strings.NewReader(text), text)
	}
}

func TestFindOptionsMinConfidence(t *testing.T) {
	const text = "编码 EA1234567；8613812345678；手机：13812345678"
	for least, want := range map[identifiers.Confidence]int{
		identifiers.ConfidenceUnknown: 2, identifiers.ConfidenceLow: 3, identifiers.ConfidenceMedium: 2, identifiers.ConfidenceHigh: 1,
	} {
		f := newFinder(t, &identifiers.FindOptions{MinConfidence: least})
		matches := slices.Collect(f.Find(text))
		checkMatches(t, text, matches, least)
		if len(matches) != want {
			t.Errorf("%v: %s", least, tell(text, matches))
		}
	}
}

// A card number with a wrong check digit is found at the lowest confidence, and says so.
func TestFindCheckFailed(t *testing.T) {
	f := newFinder(t, &identifiers.FindOptions{MinConfidence: identifiers.ConfidenceLow})
	for _, text := range []string{"卡号6299990000123456787", "身份证号110105194912310021"} {
		matches := slices.Collect(f.Find(text))
		checkMatches(t, text, matches, identifiers.ConfidenceLow)
		if len(matches) != 1 || matches[0].Confidence != identifiers.ConfidenceLow || matches[0].Evidence&identifiers.EvidenceCheckFailed == 0 {
			t.Errorf("%s: %s", text, tell(text, matches))
		}
	}
}

// A word of the host does what a word of this package does: kinds that need one are found, others are surer.
func TestFindOptionsContext(t *testing.T) {
	const word = "字段7"
	for _, test := range []struct {
		kind  identifiers.Kind
		value string
		want  identifiers.Confidence
	}{
		{identifiers.QQ, "276584913", identifiers.ConfidenceMedium},
		{identifiers.Birthday, "1990-03-07", identifiers.ConfidenceMedium},
		{identifiers.Birthday, "19900307", identifiers.ConfidenceMedium},
		{identifiers.DriverLicenseFile, "440300123456", identifiers.ConfidenceMedium},
		{identifiers.Passport, "E12345678", identifiers.ConfidenceMedium},
		{identifiers.AndroidID, "9774d56d682e549c", identifiers.ConfidenceMedium},
		{identifiers.Mobile, "13812345678", identifiers.ConfidenceHigh},
		{identifiers.IP, "1.2.3.4", identifiers.ConfidenceMedium},
		{identifiers.Name, "张三", identifiers.ConfidenceMedium},
		{identifiers.Plate, "粤B12345", identifiers.ConfidenceHigh},
	} {
		f := newFinder(t, &identifiers.FindOptions{Kinds: []identifiers.Kind{test.kind}, Context: map[identifiers.Kind][]string{test.kind: {word}}})
		text := word + "：" + test.value + "。"
		matches := slices.Collect(f.Find(text))
		checkMatches(t, text, matches, test.want)
		if len(matches) != 1 || matches[0].Evidence&identifiers.EvidenceContext == 0 && test.kind != identifiers.Plate {
			t.Errorf("%s: %s", text, tell(text, matches))
		}
		for _, text := range []string{word + "\n" + test.value, word + strings.Repeat(" ", 48) + test.value} {
			for m := range f.Find(text) {
				if m.Evidence&identifiers.EvidenceContext != 0 {
					t.Errorf("%q: the word counts too far away", text)
				}
			}
		}
	}
}

func TestNewFinderErrors(t *testing.T) {
	yes := func(string, string) (int, identifiers.Confidence) { return 1, identifiers.ConfidenceHigh }
	for _, o := range []*identifiers.FindOptions{
		{Kinds: []identifiers.Kind{"SECRET"}},
		{Kinds: []identifiers.Kind{identifiers.Mobile, ""}},
		{Kinds: []identifiers.Kind{identifiers.Iris}},
		{MinConfidence: identifiers.ConfidenceHigh + 1},
		{Context: map[identifiers.Kind][]string{"SECRET": {"a"}}},
		{Context: map[identifiers.Kind][]string{identifiers.QQ: {"SECRET", ""}}},
		{Recognizers: []identifiers.Recognizer{{Kind: "SECRET"}}},
		{Recognizers: []identifiers.Recognizer{{Kind: "SECRET", Recognize: yes}, {Recognize: yes}}},
	} {
		f, err := identifiers.NewFinder(o)
		if f != nil || !errors.Is(err, identifiers.ErrOptions) {
			t.Errorf("%+v: %v", o, err)
			continue
		}
		if strings.Contains(err.Error(), "SECRET") || !strings.HasPrefix(err.Error(), identifiers.ErrOptions.Error()+": ") {
			t.Errorf("error %q", err)
		}
	}
}

// What the caller does to its options afterwards changes nothing.
func TestNewFinderCopies(t *testing.T) {
	o := identifiers.FindOptions{
		Kinds:       []identifiers.Kind{identifiers.Mobile},
		Context:     map[identifiers.Kind][]string{identifiers.Mobile: {"栏"}},
		Recognizers: []identifiers.Recognizer{roomNumber},
	}
	f := newFinder(t, &o)
	const text = "栏：13812345678，3-2-1201，a@b.example.com"
	want := slices.Collect(f.Find(text))
	if len(want) != 2 || want[0].Confidence != identifiers.ConfidenceHigh {
		t.Fatalf("found %s", tell(text, want))
	}
	o.Kinds[0] = identifiers.Email
	o.Context[identifiers.Mobile][0] = "x"
	delete(o.Context, identifiers.Mobile)
	o.Recognizers[0] = greedy
	if got := slices.Collect(f.Find(text)); !slices.Equal(got, want) {
		t.Errorf("found %s", tell(text, got))
	}
}

// The zero Finder is Find.
func TestFinderZero(t *testing.T) {
	var zero identifiers.Finder
	const text = "13812345678"
	if got := found(&zero, text); len(got) != 1 {
		t.Errorf("found %q", got)
	}
	if got := readAll(t, &zero, strings.NewReader(text)); len(got) != 1 {
		t.Errorf("read %v", got)
	}
}

// Where a recognizer finds something, the kinds of this package do not; where one of these began before, the recognizer does not.
func TestRecognizers(t *testing.T) {
	word := func(kind identifiers.Kind, w string, n int, c identifiers.Confidence) identifiers.Recognizer {
		return identifiers.Recognizer{Kind: kind, Recognize: func(_, rest string) (int, identifiers.Confidence) {
			if strings.HasPrefix(rest, w) {
				return n, c
			}
			return 0, 0
		}}
	}
	const high = identifiers.ConfidenceHigh
	for _, test := range []struct {
		name  string
		hosts []identifiers.Recognizer
		text  string
		want  []string
	}{
		{"none", []identifiers.Recognizer{word("a", "x", 1, high)}, "回电13812345678", []string{"mobile_number:13812345678"}},
		{"beside", []identifiers.Recognizer{word("a", "室", 3, high)}, "室13812345678室", []string{"a:室", "mobile_number:13812345678", "a:室"}},
		{"same place", []identifiers.Recognizer{word("a", "138", 11, high)}, "回电13812345678", []string{"a:13812345678"}},
		{"part of it", []identifiers.Recognizer{word("a", "138", 3, high)}, "回电13812345678", []string{"a:138"}},
		{"reaches into it", []identifiers.Recognizer{word("a", "电", 8, high)}, "回电13812345678", []string{"a:电13812"}},
		{"begins within", []identifiers.Recognizer{word("a", "example", 7, high)}, "a@example.com example", []string{"email_address:a@example.com", "a:example"}},
		{"first wins", []identifiers.Recognizer{word("a", "x", 1, high), word("b", "x", 2, high)}, "xy xy", []string{"a:x", "a:x"}},
		{"first is not sure", []identifiers.Recognizer{word("a", "x", 1, identifiers.ConfidenceLow), word("b", "x", 2, high)}, "xy", []string{"b:xy"}},
		{"surer than there is", []identifiers.Recognizer{word("a", "x", 1, 200)}, "x", []string{"a:x"}},
		{"no confidence", []identifiers.Recognizer{word("a", "x", 1, 0)}, "x", nil},
		{"empty", []identifiers.Recognizer{word("a", "x", 0, high)}, "x", nil},
		{"negative", []identifiers.Recognizer{word("a", "x", -1, high)}, "x", nil},
		{"beyond the end", []identifiers.Recognizer{word("a", "x", 3, high)}, "xy", nil},
		{"to the end", []identifiers.Recognizer{word("a", "x", 2, high)}, "xy", []string{"a:xy"}},
		{"longest", []identifiers.Recognizer{word("a", "x", 256, high)}, strings.Repeat("x", 300), []string{"a:" + strings.Repeat("x", 256)}},
		{"too long", []identifiers.Recognizer{word("a", "x", 257, high)}, strings.Repeat("x", 300), nil},
		{"cuts a character", []identifiers.Recognizer{word("a", "室", 2, high), word("b", "室", 4, high)}, "室内", nil},
		{"rare character", []identifiers.Recognizer{word("a", "𠮷", 4, high)}, "𠮷𠮷x𠮷", []string{"a:𠮷", "a:𠮷", "a:𠮷"}},
		{"not within a word", []identifiers.Recognizer{word("a", "x", 1, high)}, "ax 1x _x 中x", []string{"a:x", "a:x"}},
		{"invalid bytes", []identifiers.Recognizer{word("a", "\xff", 1, high)}, "a\xff\xffb", []string{"a:\xff", "a:\xff"}},
	} {
		f := newFinder(t, &identifiers.FindOptions{Recognizers: test.hosts})
		if got := found(f, test.text); !slices.Equal(got, test.want) {
			t.Errorf("%s: found %q, want %q", test.name, got, test.want)
		}
		checkReader(t, f, test.text, strings.NewReader(test.text), test.name)
		for m := range f.Find(test.text) {
			if host := m.Kind == "a" || m.Kind == "b"; host != (m.Evidence == identifiers.EvidenceHost) || m.Confidence > high {
				t.Errorf("%s: %v", test.name, m)
			}
		}
	}
}

// A recognizer sees no more than it is promised.
func TestRecognizerSees(t *testing.T) {
	text := strings.Repeat("室 x ", 40000)
	calls := 0
	f := newFinder(t, &identifiers.FindOptions{Recognizers: []identifiers.Recognizer{{Kind: "a", Recognize: func(before, rest string) (int, identifiers.Confidence) {
		calls++
		if len(before) > 64 || len(rest) == 0 || len(rest) > 1024 || rest[0] == ' ' {
			t.Fatalf("sees %d and %d bytes, %q", len(before), len(rest), rest[:min(len(rest), 4)])
		}
		return 0, 0
	}}}})
	for range f.Find(text) {
		t.Error("found something")
	}
	if calls != 80000 {
		t.Errorf("asked at %d places", calls)
	}
}

func TestFindStrings(t *testing.T) {
	for c, want := range map[identifiers.Confidence]string{
		identifiers.ConfidenceUnknown: "unknown", identifiers.ConfidenceLow: "low", identifiers.ConfidenceMedium: "medium", identifiers.ConfidenceHigh: "high", 9: "unknown",
	} {
		if c.String() != want {
			t.Errorf("confidence %d is %q, want %q", c, c, want)
		}
	}
	for e, want := range map[identifiers.Evidence]string{
		0: "", identifiers.EvidenceShape: "shape", identifiers.EvidenceShape | identifiers.EvidenceContext: "shape|context",
		identifiers.EvidenceCheck | identifiers.EvidenceTable | identifiers.EvidenceCheckFailed | identifiers.EvidenceHost: "check|table|check failed|host",
	} {
		if e.String() != want {
			t.Errorf("evidence %d is %q, want %q", e, e, want)
		}
	}
}

// Findable yields each kind once, all of the catalogue, and can be left.
func TestFindable(t *testing.T) {
	seen := map[identifiers.Kind]bool{}
	for k := range identifiers.Findable() {
		if _, ok := identifiers.Describe(k); !ok || seen[k] {
			t.Errorf("%q is not of the catalogue, or twice", k)
		}
		seen[k] = true
	}
	for range identifiers.Findable() {
		break
	}
	if len(seen) < 37 {
		t.Errorf("%d kinds", len(seen))
	}
}

// Find does not allocate, whatever it finds, but for rare characters: full-width words of more than 32 characters, and addresses
// and names that are not of ASCII and common Chinese characters alone.
func TestFindAllocs(t *testing.T) {
	var b strings.Builder
	for _, s := range parsePlanted(t) {
		if !strings.Contains(s.text, "买") {
			b.WriteString(s.text + "\n")
		}
	}
	b.WriteString("身份证号110105194912310021\n") // a wrong check character
	text := b.String()
	f := newFinder(t, nil)
	n := 0
	allocs := testing.AllocsPerRun(20, func() {
		n = 0
		for range identifiers.Find(text) {
			n++
		}
		for range f.Find(text) {
			n++
		}
	})
	if allocs != 0 || n < 80 {
		t.Errorf("%v allocations for %d matches", allocs, n)
	}
}
