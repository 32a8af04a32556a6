package identifiers

import (
	"strings"

	"github.com/khtong/privacykit/identifiers/internal/division"
)

// divisionEnds are the last characters of the full names of divisions at which addresses are looked for.
const divisionEnds = "省市区县旗州盟區縣"

// roadEnds are the last characters of roads and the like.
const roadEnds = "路街道巷弄同里村"

// buildingEnds are what counts the buildings of an estate.
const buildingEnds = "栋幢座棟"

// addressLabels are the words that an address follows.
const addressLabels = "地址 住址 收货地址 收件地址 寄件地址 通讯地址 联系地址 家庭地址 户籍地址 户籍所在地 身份证地址 现住址 居住地址 送达地址 通知送达地址 公司地址 注册地址 经营地址 办公地址 详细地址 收貨地址 寄到 送到 送至 寄至 发到 发往 寄往 我住 " +
	"家住 住在 现住 住 搬到 搬至 老家 老家在 籍贯 户籍 家在 配送至 派送至 送货至 寄送至 位于 坐落于 地点"

// addressTrigger tries an address at the character at i, which ends a division, a road or the number of a building.
func (sc *scanner) addressTrigger(i int, role hanRole) (int, bool) {
	if sc.f.kinds&(1<<kAddress) == 0 {
		return i, false
	}
	switch {
	case role&roleDivisionEnd != 0:
		return sc.divisionAddress(i + 3)
	case role&roleRoadEnd != 0:
		return sc.roadAddress(i)
	}
	return sc.estateAddress(i)
}

// divisionAddress tries an address whose first division with a full name ends at p.
func (sc *scanner) divisionAddress(p int) (int, bool) {
	s := sc.s
	lo := sc.behind(p, 45)
	n, _ := division.Suffix(s[lo:p])
	if n == 0 {
		return p, false
	}
	start := p - n
	// Short names before it: 广东深圳市.
	for range 2 {
		n := shortDivisionBefore(s, start, lo)
		if n == 0 {
			break
		}
		start -= n
	}
	return sc.address(start, p)
}

// shortDivisionBefore returns the length of a short name of a division that ends at i.
func shortDivisionBefore(s string, i, lo int) int {
	for n := 9; n >= 6; n -= 3 {
		if i-n < lo || hanAt(s, i-n) == 0 {
			continue
		}
		if m, level := division.Prefix(s[i-n : i]); m == n && level < division.County {
			return n
		}
	}
	return 0
}

// roadAddress tries an address at a road that ends with the character at i and has a number behind it.
func (sc *scanner) roadAddress(i int) (int, bool) {
	s := sc.s
	k := i + 3
	switch hanAt(s, k) { // 东段, 中段; 南路东
	case '东', '南', '西', '北', '中':
		if hanAt(s, k+3) == '段' {
			k += 6
		}
	}
	if !isDigit(sc.at(k)) && !wideDigit(s, k) && !isNumeral(hanAt(s, k)) {
		return i, false
	}
	if end, kind := sc.addressNumber(k); kind == 0 || end == k {
		return i, false
	}
	start := sc.addressStart(i)
	if start >= i-3 { // a road has a name of two characters or more
		return i, false
	}
	return sc.address(start, start)
}

// estateAddress tries an address at the number of a building that the character at i counts: 阳光花园3栋2单元501.
func (sc *scanner) estateAddress(i int) (int, bool) {
	s := sc.s
	k := i
	for n := 0; n < 4 && k > sc.from && isAlnum(s[k-1]); n++ {
		k--
	}
	if k == i {
		return i, false
	}
	end := k
	// A phase or section may stand between: 5期12栋, A区6栋.
	if r := hanBefore(s, end, sc.from); r == '期' || r == '区' {
		e := end - 3
		for e > sc.from && isAlnum(s[e-1]) {
			e--
		}
		if e == end-3 && isNumeral(hanBefore(s, e, sc.from)) {
			e -= 3
		}
		if e < end-3 {
			end = e
		}
	}
	estate := 0
	for _, w := range [...]string{"小区", "花园", "家园", "公寓", "新村", "社区", "广场", "大厦", "花苑", "佳苑", "名苑", "华庭", "豪庭", "雅居", "新城", "山庄", "别墅", "国际", "公馆", "御府", "首府", "名邸", "雅苑", "丽苑", "嘉园", "名城", "水岸", "小镇", "写字楼", "大楼", "中心", "湾", "苑", "园", "府", "城", "庭", "里", "邨", "村"} {
		if end-len(w) >= sc.from && strings.HasSuffix(s[sc.from:end], w) {
			estate = len(w)
			break
		}
	}
	if estate == 0 {
		return i, false
	}
	start := sc.addressStart(end - 3)
	if end-start < 9 {
		return i, false
	}
	return sc.address(start, start)
}

// addressStart goes back from i over the Chinese characters and digits of the beginning of an address.
func (sc *scanner) addressStart(i int) int {
	s, lo := sc.s, sc.behind(i, 45)
	start := i
	for start-3 >= lo {
		r := hanAt(s, start-3)
		if r == 0 && isAlnum(s[start-1]) && start-4 >= lo && (isAlnum(s[start-2]) || hanBefore(s, start-1, lo) != 0) {
			start-- // 阳光100国际新城
			continue
		}
		if r == 0 || sc.placeStops(r) {
			break
		}
		start -= 3
		// After a label, the address begins.
		if start-3 >= lo {
			switch s[start-3 : start+3] {
			case "寄到", "送到", "送至", "寄至", "住在", "位于", "发到", "发往", "寄往", "地址", "住址", "搬到", "搬至", "家住", "现住", "我住", "地点", "来自", "前往", "抵达", "回到":
				return start + 3
			}
		}
	}
	for start < i && isAlnum(s[start]) {
		start++
	}
	if hanAt(s, start) == '住' || hanAt(s, start) == '到' || hanAt(s, start) == '至' {
		start += 3
	}
	return start
}

// notInPlaces are the characters that no name of a place has, as a rule.
const notInPlaces = "的了在是我你您他她请把将从往给与或及有这那住到寄送址为被个位来去收"

// placeStops reports whether r ends the name of a place that it stands behind.
func (sc *scanner) placeStops(r rune) bool { return sc.han.of(r)&roleNotAddress != 0 }

// addressPart says what ended a part of an address.
type addressPart uint8

const (
	noPart     addressPart = iota
	partPlace              // a township, village or estate
	partRoad               // a road
	partNumber             // a number with its unit: 18号, 3栋, 1201室
	partKinds
)

// address tries an address that begins at start; p is the end of what has been read of it.
func (sc *scanner) address(start, p int) (int, bool) {
	s := sc.s
	divisions, last, above := 0, start, uint8(0)
	for k := start; divisions < 5; {
		n, level := division.Prefix(s[k:min(len(s), k+60)])
		if n == 0 || level <= above || sc.namesRoad(k+n) {
			break
		}
		k += n
		divisions++
		last, above = k, level
	}
	p = max(p, last)
	if divisions == 0 && p > start {
		divisions = 1
	}
	end := p
	var parts [partKinds]int // how many of each
	limit := sc.ahead(start, 420)
	for end < limit {
		k, part := sc.addressPart(end, limit)
		if part == noPart && sc.at(end) == ' ' && parts[partNumber] == 0 {
			// Columns: 湖南省 株洲市 天元区 黄河北路199号.
			if n, level := division.Prefix(s[min(end+1, len(s)):min(len(s), end+61)]); n > 0 && level > above {
				end, above = end+1+n, level
				divisions++
				continue
			}
			k, part = sc.addressPart(end+1, limit)
		}
		if part == noPart {
			break
		}
		parts[part]++
		end = k
	}
	e := EvidenceShape
	if divisions > 0 {
		e = EvidenceTable
	}
	var c Confidence
	switch named, numbered := parts[partRoad]+parts[partPlace] > 0, parts[partNumber] > 0; {
	case divisions > 0 && named && numbered:
		c = ConfidenceHigh
	case named && numbered, divisions >= 3, divisions >= 2 && named:
		c = ConfidenceMedium
	case divisions > 0 && numbered, divisions >= 2, divisions > 0 && named:
		c = ConfidenceLow
	default:
		return p, false
	}
	if sc.context(start)&cAddress != 0 {
		c, e = min(c+1, ConfidenceHigh), e|EvidenceContext
	}
	if sc.found(kAddress, start, end, c, e) {
		return end, true
	}
	return p, false
}

// namesRoad reports whether a road is named by what ends at i: 北京路.
func (sc *scanner) namesRoad(i int) bool {
	switch hanAt(sc.s, i) {
	case '路', '街', '道', '巷':
		return true
	case '大', '东', '西', '南', '北', '中', '一', '二', '三', '四':
		switch hanAt(sc.s, i+3) {
		case '路', '街', '道':
			return true
		}
	}
	return false
}

// addressPart reads the next part of an address at i: some characters of a name and what ends it, or a number with its unit.
func (sc *scanner) addressPart(i, limit int) (int, addressPart) {
	s := sc.s
	if end, part := sc.addressNumber(i); part != noPart {
		return end, part
	}
	k := i
	for n := 0; n < 14 && k < limit; n++ {
		r := hanAt(s, k)
		if r == 0 {
			// A letter or a digit inside of a name: 21世纪社区, A座.
			if c := sc.at(k); isAlnum(c) && n < 10 {
				k++
				continue
			}
			if c := sc.at(k); (c == '-' || c == '#') && n > 0 && isAlnum(s[k-1]) {
				k++
				continue
			}
			return i, noPart
		}
		if sc.placeStops(r) && n > 0 || r == '和' && n == 0 {
			return i, noPart
		}
		after := k + 3
		if n >= 1 {
			switch r {
			case '路', '街', '巷', '弄', '道':
				if hanAt(s, after) == '办' || r == '街' && hanAt(s, after) == '道' {
					break // 街道, 街道办
				}
				if sc.roadEnds(after) {
					return sc.afterRoad(after), partRoad
				}
			case '同':
				if hanBefore(s, k, i) == '胡' {
					return after, partRoad
				}
			case '镇', '乡', '村', '苑', '庄', '屯', '寨', '鎮', '鄉':
				if n >= 1 && sc.placeEnds(after) {
					return after, partPlace
				}
			case '区', '园', '厦', '场', '城', '寓', '心', '楼', '院', '店', '府', '庭', '居', '里', '湾', '馆', '墅', '站', '區', '園', '廈', '場':
				if sc.isBuilding(i, after) && sc.placeEnds(after) {
					return after, partPlace
				}
			}
		}
		// A number with a unit may follow anywhere, also behind 南 and the like.
		if n >= 1 || r == '东' || r == '南' || r == '西' || r == '北' {
			if end, part := sc.addressNumber(after); part == partNumber {
				return end, part
			}
		}
		k = after
	}
	return i, noPart
}

// roadEnds reports whether a road that reaches to i ends there: not 路口, 路上, 街区.
func (sc *scanner) roadEnds(i int) bool {
	switch hanAt(sc.s, i) {
	case '口', '上', '边', '过', '由', '程', '况', '线', '人', '灯', '费', '德', '理', '具', '歉':
		return false
	}
	return true
}

// afterRoad returns the place after a section that may follow a road: 中段, 东段.
func (sc *scanner) afterRoad(i int) int {
	if hanAt(sc.s, i+3) == '段' {
		switch hanAt(sc.s, i) {
		case '东', '南', '西', '北', '中', '一', '二', '三', '四':
			return i + 6
		}
	}
	return i
}

// placeEnds reports whether what follows a place at i shows that the place ends there.
func (sc *scanner) placeEnds(i int) bool {
	r := hanAt(sc.s, i)
	if r == 0 || sc.placeStops(r) {
		return true
	}
	if _, part := sc.addressNumber(i); part != noPart {
		return true
	}
	return false
}

// isBuilding reports whether the text from i to end ends in a word for an estate or a building.
func (sc *scanner) isBuilding(i, end int) bool {
	name := sc.s[i:end]
	for _, w := range [...]string{
		"小区", "社区", "园区", "开发区", "新区", "家园", "花园", "公园", "大厦", "广场", "市场", "新城", "名城", "公寓", "中心", "大楼", "写字楼", "公馆", "酒店", "宾馆", "别墅", "工业园", "科技园", "产业园", "创意园",
		"学院", "医院", "大院", "佳园", "嘉园", "府", "华庭", "豪庭", "雅居", "华府", "湾", "苑", "學院", "大廈", "廣場", "里弄", "软件园", "物流园",
	} {
		if len(name) > len(w) && strings.HasSuffix(name, w) {
			return true
		}
	}
	return false
}

// addressNumber reads a number with its unit at i: 18号, 3栋, 二单元, A座, 1201室, or a number without unit at the end behind a unit.
func (sc *scanner) addressNumber(i int) (int, addressPart) {
	s := sc.s
	k, n := i, 0
	for n < 10 {
		c := sc.at(k)
		switch {
		case isDigit(c), isLetter(c), c == '-' && n > 0, c == '#' && n > 0:
			k++
		case wideDigit(s, k):
			k += 3
		case isNumeral(hanAt(s, k)) && (n > 0 || !isLetter(sc.before(k))):
			k += 3
		default:
			c = 0
		}
		if c == 0 {
			break
		}
		n++
	}
	if n == 0 || n == 10 || sc.at(k) == '*' { // of a value with a mask
		return i, noPart
	}
	switch r := hanAt(s, k); r {
	case '号', '號':
		end := k + 3
		switch hanAt(s, end) {
		case '院', '楼', '店', '铺', '库', '厂', '门', '房', '樓':
			return end + 3, partNumber
		case '线', '机', '码', '令', '称', '召', '文':
			return i, noPart
		case '大':
			if hanAt(s, end+3) == '院' {
				return end + 6, partNumber
			}
		}
		return end, partNumber
	case '栋', '幢', '座', '室', '楼', '层', '户', '组', '弄', '巷', '棟', '樓', '層':
		return k + 3, partNumber
	case '单':
		if hanAt(s, k+3) == '元' {
			return k + 6, partNumber
		}
	case '期', '区', '队', '社':
		if n <= 2 {
			return k + 3, partNumber
		}
	case 0:
		// 2单元301, A座2305: a room without a word for it.
		if b := sc.before(i); n >= 2 && n <= 7 && b >= 0x80 && sc.endsUnit(i) && !isWord(sc.at(k)) && (isDigit(s[k-1]) || isDigit(s[i])) {
			return k, partNumber
		}
	default:
		if b := sc.before(i); n >= 3 && n <= 5 && b >= 0x80 && sc.endsUnit(i) && isRoom(s[i:k]) && hanAt(s, k) != '年' {
			return k, partNumber
		}
	}
	return i, noPart
}

// isRoom reports whether s is a number, or two with a hyphen between: 18-3.
func isRoom(s string) bool {
	a, b, two := strings.Cut(s, "-")
	return allDigits(a) && allDigits(b) && a != "" && (b != "") == two
}

// endsUnit reports whether a unit of a building ends at i.
func (sc *scanner) endsUnit(i int) bool {
	switch hanBefore(sc.s, i, 0) {
	case '元', '栋', '幢', '座', '楼', '号', '层', '区', '厦', '期', '棟', '樓':
		return true
	}
	return false
}

// isNumeral reports whether r is a Chinese numeral.
func isNumeral(r rune) bool {
	switch r {
	case '一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '百', '零':
		return true
	}
	return false
}
