package identifiers_test

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/khtong/privacykit/identifiers"
)

var update = flag.Bool("update", false, "rewrite the generated sentences in testdata/quality")

// span is what a sentence holds: any of kinds, at text[start:end]. A span without kinds may be found or not.
type span struct {
	kinds      []identifiers.Kind
	start, end int
}

// sentence is a line of the labelled set without its marks.
type sentence struct {
	source string // file and line
	style  string
	text   string
	spans  []span
}

// parseSentence reads a line such as "sms<TAB>回电«mobile_number:13812345678»".
func parseSentence(source, line string) (sentence, error) {
	style, rest, found := strings.Cut(line, "\t")
	if !found {
		return sentence{}, fmt.Errorf("%s: no style", source)
	}
	s := sentence{source: source, style: style}
	var text strings.Builder
	for {
		before, after, found := strings.Cut(rest, "«")
		text.WriteString(before)
		if !found {
			break
		}
		mark, after, closed := strings.Cut(after, "»")
		kinds, value, labelled := strings.Cut(mark, ":")
		if !closed || !labelled || value == "" {
			return sentence{}, fmt.Errorf("%s: broken mark", source)
		}
		sp := span{start: text.Len(), end: text.Len() + len(value)}
		if kinds != "?" {
			for k := range strings.SplitSeq(kinds, "|") {
				sp.kinds = append(sp.kinds, identifiers.Kind(k))
			}
		}
		s.spans = append(s.spans, sp)
		text.WriteString(value)
		rest = after
	}
	s.text = text.String()
	return s, nil
}

// sentences reads the whole labelled set.
func sentences(t *testing.T) []sentence {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", "quality", "*.tsv"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no labelled sentences: %v", err)
	}
	var all []sentence
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(bytes.NewReader(data))
		for n := 1; lines.Scan(); n++ {
			if strings.HasPrefix(lines.Text(), "#") {
				continue
			}
			s, err := parseSentence(fmt.Sprintf("%s:%d", filepath.Base(name), n), lines.Text())
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, s)
		}
		if err := lines.Err(); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// TestQualitySet checks the set itself: large enough, no sentence twice, each label valid by the grammar, all values made up.
func TestQualitySet(t *testing.T) {
	all := sentences(t)
	seen := make(map[string]string)
	negatives := 0
	for _, s := range all {
		if twin, twice := seen[s.text]; twice {
			t.Errorf("%s: same text as %s", s.source, twin)
		}
		seen[s.text] = s.source
		if len(s.spans) == 0 {
			negatives++
		}
		for _, sp := range s.spans {
			for _, k := range sp.kinds {
				checkLabel(t, s.source, k, s.text[sp.start:sp.end])
			}
		}
	}
	if len(all) < 600 || 3*negatives < len(all) {
		t.Errorf("%d sentences, %d of them negative: want 600 and a third", len(all), negatives)
	}
}

// checkLabel checks that a labelled value has the grammar of its kind and belongs to nobody.
func checkLabel(t *testing.T, source string, k identifiers.Kind, value string) {
	t.Helper()
	normal, err := identifiers.Normalize(k, value)
	if err != nil {
		t.Errorf("%s: %v", source, err)
		return
	}
	synthetic := true
	switch k {
	case identifiers.ResidentID: // no county has the number 99, no division has the number 810000 and a sequence of a person here
		synthetic = normal[4:6] == "99" || strings.HasPrefix(normal, "810000") || normal == specimenPermit
	case identifiers.BankCard: // a prefix that no bank has, or the test numbers that card schemes publish
		synthetic = strings.HasPrefix(normal, "629999") || slices.Contains(schemeTestCards, normal)
	case identifiers.Email: // RFC 2606 and the like
		_, domain, _ := strings.Cut(normal, "@")
		synthetic = strings.Contains("."+domain, ".example.")
	}
	if !synthetic {
		t.Errorf("%s: the value could belong to someone", source)
	}
}

// specimenPermit is the example of a residence permit for Taiwan residents that validators commonly test with.
const specimenPermit = "830000199201300022"

var schemeTestCards = []string{
	"4111111111111111", "4012888888881881", "5555555555554444", "5105105105105100", "378282246310005", "371449635398431",
	"3530111333300000", "3566002020360505", "6200000000000005",
}

// compareFile fails if a file of testdata/quality is not want, or writes it under -update.
func compareFile(t *testing.T, name, want string) {
	t.Helper()
	path := filepath.Join("testdata", "quality", name)
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if strings.ReplaceAll(string(got), "\r\n", "\n") != want {
		t.Errorf("%s is stale: run go test ./identifiers -run Quality -update", path)
	}
}
