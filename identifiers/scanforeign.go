package identifiers

import (
	"strings"
	"sync"
)

// dottedName tries a name with a middle dot at i between two runs of Chinese characters: 买买提·艾合买提.
func (sc *scanner) dottedName(i int) (int, bool) {
	s := sc.s
	end := i + 2
	for n := 0; n < 8; n++ {
		r := hanAt(s, end)
		if r == 0 || sc.han.of(r)&roleForeign == 0 && (n >= 2 || sc.han.of(r)&roleNotName != 0) {
			break
		}
		end += 3
	}
	start := i
	for n := 0; n < 7 && start-3 >= sc.from && hanAt(s, start-3) != 0 && (n < 2 || sc.han.of(hanAt(s, start-3))&roleForeign != 0); n++ {
		start -= 3
	}
	// A label may stand right before it.
	labels := sc.names.labels
	labelled := false
	for k := start; k <= i-6; k += 3 {
		for n := 3; n <= 12 && k-n >= sc.from; n += 3 {
			if labels[s[k-n:k]] >= verbLabel {
				start, labelled = k, true
			}
		}
	}
	front, back := (i-start)/3, (end-i-2)/3
	if front < 2 || back < 2 {
		return i + 2, false
	}
	sounds := sc.foreign(start, i) + sc.foreign(i+2, end)
	c, e := ConfidenceLow, EvidenceShape
	switch {
	case labelled || sc.context(start)&cName != 0:
		c, e = ConfidenceMedium, EvidenceContext
	case 4*sounds >= 3*(front+back):
		c = ConfidenceMedium
	}
	if sc.found(kName, start, end, c, e) {
		return end, true
	}
	return i + 2, false
}

// beforeDot reports whether the run of Chinese characters at i ends at a middle dot, so that it begins a name for [scanner.dottedName].
func (sc *scanner) beforeDot(i int) bool {
	end := sc.runEnd(i, 7)
	return end > i && sc.at(end) == 0xC2 && sc.at(end+1) == 0xB7 && hanAt(sc.s, end+2) != 0
}

// pinyinName tries a name in Latin letters at i, such as Zhang Wei, behind a label.
func (sc *scanner) pinyinName(other, i int) (int, bool) {
	s := sc.s
	var part [3]struct{ start, end int }
	end, words := i, 0
	for words < len(part) {
		k := end
		if words > 0 {
			if sc.at(k) != ' ' {
				break
			}
			k++
		}
		if !isUpper(sc.at(k)) {
			break
		}
		j := k + 1
		for j < sc.ahead(k, 16) && (isLetter(s[j]) || s[j] == '-' || s[j] == '\'') {
			j++
		}
		if j-k < 2 || isWord(sc.at(j)) {
			break
		}
		part[words].start, part[words].end = k, j
		end = j
		words++
	}
	if words < 2 {
		return other, false
	}
	known := false
	for _, w := range part[:words] {
		known = known || isPinyinSurname(s[w.start:w.end])
	}
	if !known || sc.at(end) == '.' && isAlnum(sc.at(end+1)) || sc.at(end) == '(' || sc.context(i)&cName == 0 {
		return other, false
	}
	return end, sc.found(kName, i, end, ConfidenceMedium, EvidenceTable|EvidenceContext)
}

// isPinyinSurname reports whether a word is a surname in pinyin, or in the spelling of Hong Kong and Taiwan for the commonest.
func isPinyinSurname(word string) bool {
	var buf [12]byte
	if len(word) > len(buf) {
		return false
	}
	b := append(buf[:0], word...)
	lower(b)
	return pinyinSurnames()[string(b)]
}

var pinyinSurnames = sync.OnceValue(func() map[string]bool {
	m := make(map[string]bool)
	for w := range strings.FieldsSeq(pinyinSurnameList) {
		m[w] = true
	}
	return m
})
