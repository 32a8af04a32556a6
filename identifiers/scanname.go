package identifiers

import (
	"strings"
	"sync"

	"github.com/khtong/privacykit/identifiers/internal/hanname"
)

// nameWords are the words by which names are told from other text, made for looking up.
type nameWords struct {
	labels   map[string]bool // a name follows; true if it does so without a mark between them
	titles   map[string]bool // a name comes before; true if hardly anything else does
	ordinary map[string]bool // words that begin like a name
	follow   map[string]bool // words that follow names
}

var nameIndex = sync.OnceValue(func() *nameWords {
	w := nameWords{
		labels: make(map[string]bool), titles: make(map[string]bool), ordinary: make(map[string]bool), follow: make(map[string]bool),
	}
	for _, l := range nameLabels {
		w.labels[l] = true
	}
	for l := range strings.FieldsSeq(markedNameLabels) {
		w.labels[l] = false
	}
	for t := range strings.FieldsSeq(nameTitles) {
		w.titles[t] = true
	}
	for t := range strings.FieldsSeq(jobTitles) {
		w.titles[t] = false
	}
	for o := range strings.FieldsSeq(ordinaryWords) {
		w.ordinary[o] = true
	}
	for f := range strings.FieldsSeq(nameFollowers + " " + nameTitles + " " + jobTitles) {
		w.follow[f] = true
	}
	return &w
})

// likeness says how much a run of characters is like a name.
type likeness uint8

const (
	unlike  likeness = iota
	perhaps          // surname and given name, but the end is not clear
	likely           // and what follows shows that it ends there
)

// personName returns the end of the name that begins at i, and how much it is like one. The name is a surname and a given name of one
// or two characters.
func (sc *scanner) personName(w *nameWords, i int) (int, likeness) {
	s := sc.s
	n := hanname.Surname(s[i:])
	if n == 0 {
		return i, unlike
	}
	one := i + n + 3 // behind one character of a given name
	first := hanAt(s, i+n)
	if first == 0 || sc.han.of(first)&roleNotName != 0 {
		return i, unlike
	}
	second := hanAt(s, one)
	q1, q2 := hanname.Given(first), uint8(0)
	if second != 0 && sc.han.of(second)&roleNotName == 0 {
		q2 = hanname.Given(second)
	}
	two := one + 3
	ordinary1 := sc.han.of(hanAt(s, i))&roleOrdinary != 0 && w.ordinary[s[i:one]]
	switch {
	case q2 > 0 && q1 > 0 && sc.nameEnds(w, two) && !(sc.follows(w, one) && (q2 < 2 || hanAt(s, two) != 0)):
		if w.ordinary[s[i:two]] || ordinary1 && n == 3 && !sc.plainEnd(two) {
			return i, unlike
		}
		if ordinary1 && n == 3 {
			return two, perhaps
		}
		return two, likely
	case sc.nameEnds(w, one):
		if ordinary1 || q1 == 0 {
			return i, unlike
		}
		return one, likely
	case ordinary1 || q1 == 0:
		return i, unlike
	case q1 >= 2 && q2 >= 2:
		return two, perhaps
	}
	return one, perhaps
}

// plainEnd reports whether no Chinese character stands at i.
func (sc *scanner) plainEnd(i int) bool { return hanAt(sc.s, i) == 0 }

// nameEnds reports whether a name that reaches to i ends there.
func (sc *scanner) nameEnds(w *nameWords, i int) bool {
	r := hanAt(sc.s, i)
	if r == 0 {
		return !strings.HasPrefix(sc.s[i:], "·")
	}
	return sc.han.of(r)&roleNotName != 0 || sc.follows(w, i)
}

// follows reports whether a word that follows names stands at i.
func (sc *scanner) follows(w *nameWords, i int) bool {
	s := sc.s
	if sc.han.of(hanAt(s, i))&roleFollows == 0 {
		return false
	}
	if w.follow[s[i:i+3]] {
		return true
	}
	return hanAt(s, i+3) != 0 && w.follow[s[i:i+6]]
}

// nameAtStart tries a name at the beginning of a run of Chinese characters.
func (sc *scanner) nameAtStart(i int) (int, bool) {
	r := hanAt(sc.s, i)
	usual := hanname.Single(r)
	if usual == 0 && hanname.Surname(sc.s[i:]) == 0 || sc.f.kinds&(1<<kName) == 0 {
		return i, false
	}
	w := nameIndex()
	end, like := sc.personName(w, i)
	if last := sc.before(i); like == unlike && last != 0 && last != ' ' && last != '\n' {
		// Behind a label with a mark, any short run that begins with a surname is a name: 姓名：高峰.
		if end = sc.runEnd(i, 5); end-i >= 6 && end-i <= 12 && sc.context(i)&cName != 0 && !sc.isPlaceholder(i, end) &&
			sc.found(kName, i, end, ConfidenceMedium, EvidenceTable|EvidenceContext) {
			return end, true
		}
		return i, false
	}
	if like == unlike {
		return i, false
	}
	if sc.context(i)&cName != 0 {
		if like == likely {
			return end, sc.found(kName, i, end, ConfidenceHigh, EvidenceTable|EvidenceContext)
		}
		return end, sc.found(kName, i, end, ConfidenceMedium, EvidenceTable|EvidenceContext)
	}
	if like != likely || usual < 2 && hanname.Surname(sc.s[i:]) == 3 {
		return i, false
	}
	if sc.besideNumber(i, end) {
		if sc.found(kName, i, end, ConfidenceMedium, EvidenceTable|EvidenceContext) {
			return end, true
		}
		return i, false
	}
	// The whole run, or one whose holder something is said of: 张三的手机号.
	if hanAt(sc.s, end) == '的' && sc.isPossession(end+3) {
		return end, sc.found(kName, i, end, ConfidenceMedium, EvidenceTable|EvidenceContext)
	}
	if sc.acts(end) {
		return end, sc.found(kName, i, end, ConfidenceMedium, EvidenceTable|EvidenceContext)
	}
	if sc.plainEnd(end) && sc.found(kName, i, end, ConfidenceLow, EvidenceTable) {
		return end, true
	}
	return i, false
}

// runEnd returns the end of the run of at most n Chinese characters at i; more than n is i.
func (sc *scanner) runEnd(i, n int) int {
	end := i
	for k := 0; hanAt(sc.s, end) != 0; k++ {
		if k == n {
			return i
		}
		end += 3
	}
	return end
}

// isPlaceholder reports whether the text from i to end stands where a name is missing.
func (sc *scanner) isPlaceholder(i, end int) bool {
	switch sc.s[i:end] {
	case "未知", "暂无", "成功", "失败", "不详", "匿名", "全部", "任意", "任何人", "公司", "安全", "正常", "必填", "空白", "和平", "系统":
		return true
	}
	return false
}

// isPossession reports whether a word for something of a person's stands at i.
func (sc *scanner) isPossession(i int) bool {
	if hanAt(sc.s, i) == 0 || hanAt(sc.s, i+3) == 0 {
		return false
	}
	switch sc.s[i : i+6] {
	case "手机", "电话", "身份", "银行", "卡号", "邮箱", "微信", "住址", "地址", "生日", "护照", "车牌", "号码", "账号", "帐号", "快递", "包裹", "订单", "联系", "证件", "病历", "家属", "房子", "工资", "出生":
		return true
	}
	return false
}

// acts reports whether a word for what only people do, or are told, stands at i.
func (sc *scanner) acts(i int) bool {
	if hanAt(sc.s, i) == 0 || hanAt(sc.s, i+3) == 0 {
		return false
	}
	switch sc.s[i : i+6] {
	case "您好", "你好", "报修", "投诉", "反映", "来电", "致电", "签收", "签字", "丢失", "遗失", "报警", "报案", "举报", "退款", "入住", "就诊", "住院", "家长", "家属", "先生", "女士", "同学":
		return true
	}
	return false
}

// besideNumber reports whether a name from i to end has a number of a person right before or after it.
func (sc *scanner) besideNumber(i, end int) bool {
	s := sc.s
	if sc.from > 0 && sc.from == sc.m.End && i-sc.from <= 6 && isPersonal(sc.m.Kind) && !strings.ContainsAny(s[sc.from:i], "\n。;；") {
		return true
	}
	k := end
	for n := 0; n < 8; n++ {
		switch c := sc.at(k); {
		case c == ' ', c == ',', c == ':', c == '"', c == '\'', c == '(', c == '|', c == '\t', c == ';', c == '/', c == '-', c == '=', c == '[':
			k++
			continue
		case c >= 0xE3 && k+2 < len(s):
			switch s[k : k+3] {
			case "，", "：", "（", "　", "、", "；", "男", "女", "收":
				k += 3
				continue
			}
			if hanAt(s, k+3) != 0 {
				switch s[k : k+6] {
				case "手机", "电话", "身份", "證件", "证件", "号码", "電話", "手機", "联系", "聯絡", "公民":
					k += 6
					continue
				case "份证", "份證":
					k += 6
					continue
				}
			}
			switch s[k : k+3] {
			case "号", "证", "码", "是", "为":
				k += 3
				continue
			}
		}
		break
	}
	if sc.at(k) == '+' {
		return k > end
	}
	j := k
	digits := 0
	for j < sc.ahead(k, 24) && digits < 18 {
		if isDigit(s[j]) {
			digits++
		} else if s[j] != ' ' && s[j] != '-' && s[j] != '.' {
			break
		}
		j++
	}
	return digits == 11 && sc.at(k) == '1' || digits >= 15 && sc.at(k) != '0' && sc.at(k) != '2'
}

// isPersonal reports whether a name often stands right after a value of the kind.
func isPersonal(k Kind) bool {
	switch k {
	case Mobile, ResidentID, BankCard, Plate, Email, Landline, Passport:
		return true
	}
	return false
}

// nameAfterLabel tries a name right behind a label that ends with the character at i: 业主张丽报修.
func (sc *scanner) nameAfterLabel(i int) (int, bool) {
	s := sc.s
	p := i + 3
	usual := hanname.Single(hanAt(s, p))
	if usual < 2 && (hanAt(s, p) == 0 || hanname.Surname(s[p:]) <= 3) || sc.f.kinds&(1<<kName) == 0 {
		return p, false
	}
	w := nameIndex()
	lo := sc.behind(p, 18)
	direct := false
	for n := 3; n <= 18 && p-n >= lo && hanAt(s, p-n) != 0; n += 3 {
		if is, ok := w.labels[s[p-n:p]]; ok {
			direct = is
		}
	}
	if !direct {
		return p, false
	}
	end, like := sc.personName(w, p)
	if like == unlike {
		return p, false
	}
	compound := hanname.Surname(s[p:]) > 3
	c := ConfidenceMedium
	if like == perhaps && (usual < 3 && !compound || !sc.given(p, end)) {
		c = ConfidenceLow
	}
	if sc.found(kName, p, end, c, EvidenceTable|EvidenceContext) {
		return end, true
	}
	return p, false
}

// given reports whether all characters of the given name are usual.
func (sc *scanner) given(i, end int) bool {
	for k := i + hanname.Surname(sc.s[i:]); k < end; k += 3 {
		if hanname.Given(hanAt(sc.s, k)) < 2 {
			return false
		}
	}
	return true
}

// title tries a name before the title that begins at i: 谢云霆先生.
func (sc *scanner) title(i int) (int, bool) {
	s := sc.s
	if hanBefore(s, i, sc.from) == 0 || hanAt(s, i+3) == 0 || sc.f.kinds&(1<<kName) == 0 {
		return i + 3, false
	}
	w := nameIndex()
	plain, ok := w.titles[s[i:i+6]]
	if !ok || hanAt(s, i+6) == '们' {
		return i + 3, false
	}
	for n := 12; n >= 6; n -= 3 {
		start := i - n
		if start < sc.from || hanAt(s, start) == 0 {
			continue
		}
		surname := hanname.Surname(s[start:])
		if given := n - surname; surname == 0 || given != 3 && given != 6 {
			continue
		}
		if surname == 3 && (hanname.Single(hanAt(s, start)) < 2 || w.ordinary[s[start:start+6]] || w.ordinary[s[start:i]]) {
			continue
		}
		ok := true
		for k := start + surname; k < i; k += 3 {
			r := hanAt(s, k)
			q := hanname.Given(r)
			ok = ok && sc.han.of(r)&roleNotName == 0 && (q >= 2 || q == 1 && plain)
		}
		if ok && sc.found(kName, start, i, ConfidenceMedium, EvidenceTable|EvidenceContext) {
			return i + 6, true
		}
	}
	if plain && hanname.Single(hanBefore(s, i, sc.from)) == 3 && sc.found(kName, i-3, i+6, ConfidenceLow, EvidenceTable|EvidenceContext) {
		return i + 6, true
	}
	return i + 3, false
}

// dottedName tries a name with a middle dot at i between two runs of Chinese characters: 买买提·艾合买提.
func (sc *scanner) dottedName(i int) (int, bool) {
	s := sc.s
	w := nameIndex()
	end := i + 2
	for n := 0; n < 8 && hanAt(s, end) != 0; n++ {
		if n >= 2 && sc.nameEnds(w, end) {
			break
		}
		end += 3
	}
	start := i
	for n := 0; n < 7 && start-3 >= sc.from && hanAt(s, start-3) != 0; n++ {
		start -= 3
	}
	c, e := ConfidenceLow, EvidenceShape
	for k := start; k < i-3; k += 3 {
		for n := 3; n <= 12 && k+n <= i-6; n += 3 {
			if direct, ok := w.labels[s[k:k+n]]; ok && direct {
				start, c, e = k+n, ConfidenceMedium, EvidenceContext
				k = start
				n = 0
			}
		}
	}
	if c == ConfidenceLow && sc.context(start)&cName != 0 {
		c, e = ConfidenceMedium, EvidenceContext
	}
	if i-start < 6 || end-i-2 < 6 || end-i > 26 {
		return i + 2, false
	}
	if sc.found(kName, start, end, c, e) {
		return end, true
	}
	return i + 2, false
}

// pinyinName tries a name in Latin letters at i, such as Zhang Wei, behind a label.
func (sc *scanner) pinyinName(other, i int) (int, bool) {
	s := sc.s
	end, words, known := i, 0, false
	for words < 3 {
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
		known = known || isPinyinSurname(s[k:j])
		end = j
		words++
	}
	if words < 2 || !known || sc.at(end) == '.' && isAlnum(sc.at(end+1)) || sc.at(end) == '(' || sc.context(i)&cName == 0 {
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
