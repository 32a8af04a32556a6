package identifiers

import (
	"strings"

	"github.com/khtong/privacykit/identifiers/internal/hanname"
)

// nameWords are the words by which names are told from other text, made for looking up.
type nameWords struct {
	labels   map[string]labelStrength // a name follows
	titles   map[string]bool          // a name comes before; true if hardly anything else does
	ordinary map[string]bool          // words that begin like a name and the dictionary of package hanname lacks
	follow   map[string]bool          // words that follow names
	before   map[rune]string          // for surnames, the characters that make another word with them: 感谢, 甲方, 主任
}

// labelStrength says how much a word tells that a name follows.
type labelStrength uint8

const (
	notLabel    labelStrength = iota
	markedLabel               // with a mark between them, as 甲方：
	verbLabel                 // perhaps, as 通知, 由 and 和
	roleLabel                 // mostly, as 业主
)

func newNameWords() *nameWords {
	w := nameWords{
		labels: make(map[string]labelStrength), titles: make(map[string]bool), ordinary: make(map[string]bool), follow: make(map[string]bool),
		before: make(map[rune]string),
	}
	for pair := range strings.FieldsSeq(wordsEndingInSurnames) {
		w.before[hanAt(pair, 0)] = pair[3:]
	}
	for _, list := range [...]struct {
		words string
		is    labelStrength
	}{{markedNameLabels, markedLabel}, {verbNameLabels, verbLabel}, {nameLabels, roleLabel}} {
		for l := range strings.FieldsSeq(list.words) {
			w.labels[l] = list.is
		}
	}
	for t := range strings.FieldsSeq(jobTitles) {
		w.titles[t] = false
	}
	for t := range strings.FieldsSeq(nameTitles) {
		w.titles[t] = true
	}
	for o := range strings.FieldsSeq(ordinaryWords) {
		w.ordinary[o] = true
	}
	for f := range strings.FieldsSeq(nameFollowers + " " + nameTitles + " " + jobTitles) {
		w.follow[f] = true
	}
	return &w
}

// personName is a reading of the characters at a place as a surname and a given name of one or two characters.
type personName struct {
	end     int
	surname uint8 // how usual it is: a rank of package hanname, 4 for one of two characters
	given   int   // the sum of the ranks of the given name
	long    bool  // the given name has two characters
	sure    bool  // what follows shows that it ends here
}

// readName reads the name that begins at i; end is 0 if there is none.
func (sc *scanner) readName(i int) personName {
	s, r := sc.s, hanAt(sc.s, i)
	role, next := sc.han.of(r), hanAt(s, i+3)
	if role&roleSurname == 0 || next == 0 || !hanname.Compound(r) && (sc.han.of(next)&roleNotName != 0 || hanname.Given(next) == hanname.Never) {
		return personName{}
	}
	if role&roleFollows != 0 && sc.names.follow[s[i:i+6]] || i == sc.from && sc.m.Kind == Name && strings.ContainsRune("于向和同从为因与及有可能来会要", r) {
		return personName{}
	}
	n := hanname.Surname(s[i:])
	p := personName{surname: hanname.Single(r)}
	if n > 3 {
		p.surname = 4
	}
	one := i + n + 3 // behind one character of a given name
	first := hanAt(s, i+n)
	if n == 0 || first == 0 || sc.han.of(first)&roleNotName != 0 {
		return personName{}
	}
	q1 := hanname.Given(first)
	if q1 == hanname.Never {
		return personName{}
	}
	second := hanAt(s, one)
	q2 := hanname.Given(second)
	if second == 0 || sc.han.of(second)&roleNotName != 0 || q2 == hanname.Never || sc.follows(one) && (q2 < hanname.Usual || hanAt(s, one+3) != 0) {
		if n == 3 && sc.isWord(s[i:one]) || strings.HasPrefix(s[one:], "·") {
			return personName{}
		}
		p.end, p.given, p.sure = one, int(q1), true
		return p
	}
	two := one + 3
	word := n == 3 && sc.isWord(s[i:one])
	if word && q2 < hanname.Common || n == 3 && sc.isWord(s[i:two]) || strings.HasPrefix(s[two:], "·") {
		return personName{}
	}
	third := hanAt(s, two)
	p.end, p.given, p.long = two, int(q1+q2), true
	p.sure = third == 0 || sc.han.of(third)&roleNotName != 0 || hanname.Given(third) == 0 || sc.follows(two)
	if word && third != 0 && !sc.follows(two) {
		return personName{}
	}
	return p
}

// isWord reports whether s is an ordinary word.
func (sc *scanner) isWord(s string) bool {
	return hanname.Word(s) || sc.han.of(hanAt(s, 0))&roleOrdinary != 0 && sc.names.ordinary[s]
}

// follows reports whether a word that follows names stands at i.
func (sc *scanner) follows(i int) bool {
	s := sc.s
	if sc.han.of(hanAt(s, i))&roleFollows == 0 {
		return false
	}
	w := sc.names
	return w.follow[s[i:i+3]] || hanAt(s, i+3) != 0 && w.follow[s[i:i+6]]
}

// plainEnd reports whether no Chinese character stands at i.
func (sc *scanner) plainEnd(i int) bool { return hanAt(sc.s, i) == 0 }

// likeness weighs a name without a label: how usual its characters are, and what stands to its right.
func (sc *scanner) likeness(p personName) int {
	weight := int(p.surname)*2 - 2 // 0, 2, 4; 6 for two characters
	if p.long {
		weight += p.given + 2 // 4 to 8
	} else {
		weight += 2 * p.given // 2 to 6
	}
	switch {
	case sc.acts(p.end), sc.addressed(p.end):
		weight += 4
	case sc.plainEnd(p.end), sc.follows(p.end):
		weight += 2
	case !p.sure:
		weight -= 2
	}
	return weight
}

// addressed reports whether somebody is spoken to at i: ，您的…
func (sc *scanner) addressed(i int) bool {
	s := sc.s
	if sc.at(i) == ' ' || sc.at(i) == ',' || sc.at(i) == ':' {
		i++
	} else if i+2 < len(s) && (s[i:i+3] == "，" || s[i:i+3] == "：") {
		i += 3
	} else {
		return false
	}
	return hanAt(s, i) == '您'
}

// The weights from which on a name is taken without a label, and with a weak one.
const (
	freeName   = 12
	listedName = 7
)

// nameAtStart tries a name at the beginning of a run of Chinese characters, or right behind another match.
func (sc *scanner) nameAtStart(i int) (int, bool) {
	s := sc.s
	if sc.f.kinds&(1<<kName) == 0 {
		return i, false
	}
	role, mark := sc.han.of(hanAt(s, i)), labelMarks[sc.before(i)]
	surname := role&roleUsualSurname != 0
	if role&roleSurname != 0 && !surname { // a rare one wants a label, or a name before it
		surname = mark != 0 || i == sc.from || sc.m.Kind == Name && i-sc.from <= 6
	}
	var p personName
	if surname {
		p = sc.readName(i)
	} else if mark != 2 {
		return i, false
	}
	if (mark == 2 || mark == 1 && surname) && sc.keyMayEnd(i, nameKeyEnds) {
		if end := sc.runEnd(i, 7); p.end != 0 || end-i >= 6 {
			if x := sc.context(i); x&cName != 0 {
				if j, found := sc.labelledName(i, end, p, x&cPerson != 0); found {
					return j, true
				}
			}
		}
	}
	if p.end == 0 {
		return i, false
	}
	weight := sc.likeness(p)
	c, e := ConfidenceUnknown, EvidenceTable
	switch {
	case weight < 5:
	case sc.besideNumber(i, p.end), sc.besideName(i), sc.plainEnd(p.end) && sc.nameComes(p.end):
		if weight >= listedName && (p.surname >= hanname.Usual || p.long && p.given >= 5) {
			c, e = ConfidenceMedium, e|EvidenceContext
		}
	case hanAt(s, p.end) == '的' && sc.isPossession(p.end+3):
		c, e = ConfidenceMedium, e|EvidenceContext
	case weight >= freeName && p.sure:
		c = ConfidenceMedium
	case sc.plainEnd(p.end):
		c = ConfidenceLow
	}
	if c != ConfidenceUnknown && sc.found(kName, i, p.end, c, e) {
		return p.end, true
	}
	return i, false
}

// nameComes reports whether, behind a sign of a list at i, a word follows that can only be a name.
func (sc *scanner) nameComes(i int) bool {
	for _, k := range [...]int{i + 1, i + 3} {
		if hanAt(sc.s, k) != 0 && isListGap(sc.s[i:k]) {
			p := sc.readName(k)
			return p.end != 0 && p.sure && sc.plainEnd(p.end) && sc.likeness(p) >= 9
		}
	}
	return false
}

// labelMarks says of the byte before a run whether it may part a label from a name: 2 if it is a mark of its own, 1 if it may
// stand between other things as well.
var labelMarks = [256]uint8{
	':': 2, '=': 2, '"': 2, '\'': 2, '>': 2, 0x9A: 2, // ：
	'(': 1, '[': 1, ' ': 1, '\t': 1, '-': 1, 0x88: 1, 0x80: 1, 0x9C: 1, 0x98: 1, // （　“‘
}

// labelledName tries a name behind a label and a mark: 姓名：高峰. If the label is for a person and nothing else, a short run is a
// name whatever its characters.
func (sc *scanner) labelledName(i, end int, p personName, person bool) (int, bool) {
	const e = EvidenceTable | EvidenceContext
	n := (end - i) / 3
	surname := sc.han.of(hanAt(sc.s, i))&roleSurname != 0
	if n >= 2 && sc.names.labels[sc.s[i:end]] != notLabel || sc.beforeDot(i) {
		return i, false
	}
	marked := labelMarks[sc.before(i)] == 2
	if person && marked && !surname && n >= 2 && n <= 3 && !sc.isPlaceholder(i, end) && !sc.hasNonName(i, end) && !sc.follows(i) && sc.givenRun(i+3, end) {
		return end, sc.found(kName, i, end, ConfidenceMedium, EvidenceContext)
	}
	if surname {
		if p.end != 0 && p.sure && p.surname >= hanname.Usual && (p.end == end || n == 0 || n > 3) {
			return p.end, sc.found(kName, i, p.end, ConfidenceHigh, e)
		}
		// A short run is a name as a whole, with whatever characters.
		whole := 3
		if hanname.Surname(sc.s[i:]) > 3 {
			whole = 4
		}
		if n >= 2 && n <= whole && person && !sc.isPlaceholder(i, end) && !sc.hasNonName(i, end) && !sc.follows(i) {
			return end, sc.found(kName, i, end, ConfidenceMedium, e)
		}
		if p.end != 0 && int(p.surname)+p.given >= 4 {
			return p.end, sc.found(kName, i, p.end, ConfidenceMedium, e)
		}
	}
	// A name of another language, without a dot.
	if marked && n >= 3 && n <= 6 && sc.foreign(i, end) == n {
		return end, sc.found(kName, i, end, ConfidenceMedium, EvidenceContext)
	}
	return i, false
}

// givenRun reports whether all characters from i to end are usual in given names.
func (sc *scanner) givenRun(i, end int) bool {
	for ; i < end; i += 3 {
		if hanname.Given(hanAt(sc.s, i)) < hanname.Usual {
			return false
		}
	}
	return true
}

// hasNonName reports whether the text from i to end has a character that no name has.
func (sc *scanner) hasNonName(i, end int) bool {
	for ; i < end; i += 3 {
		if sc.han.of(hanAt(sc.s, i))&roleNotName != 0 {
			return true
		}
	}
	return false
}

// foreign counts the characters from i to end that names of other languages are written with.
func (sc *scanner) foreign(i, end int) int {
	n := 0
	for ; i < end; i += 3 {
		if sc.han.of(hanAt(sc.s, i))&roleForeign != 0 {
			n++
		}
	}
	return n
}

// runEnd returns the end of the run of at most n Chinese characters at i; of a longer one, i.
func (sc *scanner) runEnd(i, n int) int {
	s, end := sc.s, i
	for k := 0; hanAt(s, end) != 0; k++ {
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
	case "未知", "暂无", "成功", "失败", "不详", "匿名", "全部", "任意", "任何人", "公司", "安全", "正常", "必填", "空白", "系统", "空置", "全体", "空缺", "待定", "保密", "同上", "如上", "单位", "连接", "管理员", "经理", "全体业主", "门卫", "佚名", "前台", "保安", "物业", "本人", "房东", "业主", "无名", "测试", "客服":
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
	case "手机", "电话", "身份", "银行", "卡号", "邮箱", "微信", "住址", "地址", "生日", "护照", "车牌", "号码", "账号", "帐号", "快递", "包裹", "订单", "联系", "证件", "病历", "家属", "房子", "工资", "出生", "车停", "名字", "老公", "老婆", "年假":
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
	case "您好", "你好", "报修", "投诉", "反映", "来电", "致电", "签收", "签字", "丢失", "遗失", "报警", "报案", "举报", "退款", "入住", "就诊", "住院", "家长", "家属", "先生", "女士", "同学", "请假", "表示", "打来", "同意", "邀请", "撤回", "出生", "生日", "今天", "昨天", "明天":
		return true
	}
	return false
}

// besideName reports whether only a sign of a list parts the place from a name before it.
func (sc *scanner) besideName(i int) bool {
	return sc.m.Kind == Name && sc.from > 0 && sc.from == sc.m.End && isListGap(sc.s[sc.from:i])
}

// isListGap reports whether s is what parts the members of a list on a line.
func isListGap(s string) bool {
	switch strings.Trim(s, " \t　") {
	case "":
		return len(s) > 0 && len(s) <= 3
	case "、", "，", ",", ";", "；", "/", "|", "和", "与", "及", "跟", "→", "或", "與", "以及", "&", "\",\"", "','", "\", \"", "', '":
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
		case c == ' ', c == ',', c == ':', c == '"', c == '\'', c == '(', c == '|', c == '\t', c == ';', c == '/', c == '-', c == '=', c == '[', c == '`':
			k++
			continue
		case c >= 0xE3 && k+2 < len(s):
			switch s[k : k+3] {
			case "，", "：", "（", "　", "、", "；", "男", "女", "号", "证", "码", "是", "为":
				k += 3
				continue
			}
			if hanAt(s, k+3) != 0 {
				switch s[k : k+6] {
				case "手机", "电话", "身份", "證件", "证件", "号码", "電話", "手機", "联系", "聯絡", "公民", "份证", "份證":
					k += 6
					continue
				}
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
	default:
		return false
	}
}

// nameAfterLabel tries a name right behind a label that ends with the character at i: 业主张丽报修.
func (sc *scanner) nameAfterLabel(i int, role hanRole) (int, bool) {
	s := sc.s
	p := i + 3
	next := sc.han.of(hanAt(s, p))
	if next&roleUsualSurname == 0 && (next&roleSurname == 0 || role&roleVerbEnd != 0) || sc.f.kinds&(1<<kName) == 0 {
		return p, false
	}
	if role&roleVerbEnd != 0 && hanname.Single(hanAt(s, p)) < hanname.Usual && hanname.Surname(s[p:]) <= 3 {
		return p, false
	}
	name := sc.readName(p)
	if name.end == 0 || sc.beforeDot(p) {
		return p, false
	}
	labels := sc.names.labels
	lo := sc.behind(p, 18)
	is := notLabel
	for n := 3; n <= 18 && p-n >= lo && hanAt(s, p-n) != 0; n += 3 {
		if l, ok := labels[s[p-n:p]]; ok {
			is = l
		}
	}
	if is < verbLabel || hanAt(s, p) == '于' && !name.long {
		return p, false
	}
	weight := sc.likeness(name)
	c := ConfidenceUnknown
	switch {
	case is == roleLabel && (weight >= 7 || name.surname >= hanname.Usual && name.sure), is == verbLabel && (weight >= 10 && name.sure || name.long && name.given == 6 && name.surname >= hanname.Usual):
		c = ConfidenceMedium
	case is == roleLabel:
		c = ConfidenceLow
	}
	if c != ConfidenceUnknown && sc.found(kName, p, name.end, c, EvidenceTable|EvidenceContext) {
		return name.end, true
	}
	return p, false
}

// title tries a name before the title that begins at i: 谢云霆先生.
func (sc *scanner) title(i int) (int, bool) {
	s := sc.s
	if hanBefore(s, i, sc.from) == 0 || hanAt(s, i+3) == 0 || sc.f.kinds&(1<<kName) == 0 {
		return i + 3, false
	}
	plain, ok := sc.names.titles[s[i:i+6]]
	if !ok || hanAt(s, i+6) == '们' {
		return i + 3, false
	}
	rank := hanname.Usual
	if plain {
		rank = hanname.Rare
	}
	// The longest with a usual surname, or else with a rare one.
	for _, surname := range [...]uint8{hanname.Usual, hanname.Rare} {
		for n := 12; n >= 6; n -= 3 {
			if start := i - n; start >= sc.from && sc.isName(start, i, surname, rank) && sc.found(kName, start, i, ConfidenceMedium, EvidenceTable|EvidenceContext) {
				return i + 6, true
			}
		}
	}
	if plain && hanname.Single(hanBefore(s, i, sc.from)) == hanname.Common && sc.found(kName, i-3, i+6, ConfidenceLow, EvidenceTable|EvidenceContext) {
		return i + 6, true
	}
	return i + 3, false
}

// nameBefore tries a name right before the match that was found, behind from: 李雷（138…）. If it finds one, that is the match, and
// the other one is to be found again.
func (sc *scanner) nameBefore(from int) bool {
	s, end := sc.s, sc.m.Start
	if sc.f.kinds&(1<<kName) == 0 {
		return false
	}
	longest, shortest := 12, 6
	switch {
	case end > from && s[end-1] == '(':
		end--
	case end-3 > from && s[end-3:end] == "（":
		end -= 3
	default:
		longest, shortest = 9, 9
	}
	if hanBefore(s, end, from) == 0 {
		return false
	}
	for n := longest; n >= shortest; n -= 3 {
		start := end - n
		if start < from || !sc.isName(start, end, hanname.Usual, hanname.Usual) {
			continue
		}
		number, old := sc.m, sc.from
		sc.from = from
		if sc.found(kName, start, end, ConfidenceMedium, EvidenceTable|EvidenceContext) {
			return true
		}
		sc.m, sc.from = number, old
		return false
	}
	return false
}

// isName reports whether the text from start to end is a surname and a given name, of characters of at least these ranks.
func (sc *scanner) isName(start, end int, usual, rank uint8) bool {
	s := sc.s
	r := hanAt(s, start)
	if r == 0 || sc.han.of(r)&roleSurname == 0 {
		return false
	}
	surname := hanname.Surname(s[start:])
	if given := end - start - surname; surname == 0 || given != 3 && given != 6 {
		return false
	}
	if strings.ContainsRune(sc.names.before[r], hanBefore(s, start, sc.behind(start, 3))) {
		return false
	}
	if surname == 3 && (hanname.Single(r) < usual || sc.isWord(s[start:end]) || end-start > 6 && sc.isWord(s[start:start+6]) && hanname.Given(hanAt(s, start+6)) < hanname.Common) {
		return false
	}
	for k := start + surname; k < end; k += 3 {
		if r := hanAt(s, k); sc.han.of(r)&roleNotName != 0 || hanname.Given(r) < rank {
			return false
		}
	}
	return true
}
