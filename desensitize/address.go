package desensitize

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// addressLevel is a level of the divisions in an address.
type addressLevel uint8

const (
	levelProvince addressLevel = iota
	levelCity
	levelCounty
	levelStreet
	addressLevels
)

// appendAddress shows an address down to the level, or less if the level is not recognised, and with stars also [Hidden]
// behind it. If no division is recognised it shows Hidden alone. There is no gazetteer behind it: levels are told by their
// last characters.
func appendAddress(dst, b []byte, level addressLevel, stars bool) []byte {
	ends := addressEnds(b, level)
	end := 0
	for _, e := range ends[:level+1] {
		end = max(end, e)
	}
	dst = append(dst, b[:end]...)
	if stars || end == 0 {
		dst = append(dst, Hidden...)
	}
	return dst
}

// provinces are the names at province level without what follows them.
var provinces = [...]string{
	"北京", "天津", "上海", "重庆", "河北", "山西", "内蒙古", "辽宁", "吉林", "黑龙江", "江苏", "浙江", "安徽", "福建", "江西", "山东", "河南",
	"湖北", "湖南", "广东", "广西", "海南", "四川", "贵州", "云南", "西藏", "陕西", "甘肃", "青海", "宁夏", "新疆", "台湾", "香港", "澳门",
}

// provinceSuffixes are what can follow them; 市辖区 is a filler of official lists.
var provinceSuffixes = [...]string{"省", "市市辖区", "市", "特别行政区", "壮族自治区", "回族自治区", "维吾尔自治区", "自治区"}

// addressEnds returns for each level down to the one that is asked for the length of the part of the address that ends with
// its division, or 0 if none is recognised.
func addressEnds(b []byte, level addressLevel) (ends [addressLevels]int) {
	end := provinceEnd(b)
	ends[levelProvince] = end
	banners := bytes.HasPrefix(b, []byte("内蒙古"))
	for ends[levelCounty] == 0 {
		size, found := division(b[end:], end > 0, banners)
		if found == noDivision {
			break
		}
		end += size
		if found == county || ends[levelCity] > 0 { // a second city is one at county level (县级市)
			ends[levelCounty] = end
		} else {
			ends[levelCity] = end
		}
	}
	if level == levelStreet && end > 0 {
		if size := street(b[end:]); size > 0 {
			ends[levelStreet] = end + size
		}
	}
	return ends
}

// street returns the length of the township (街道, 镇, 乡) at the start of b or, failing that, of the road, or 0.
func street(b []byte) int {
	road, end := 0, 0
	var before rune
	for i := 0; i < longest && end < len(b); i++ {
		r, size := utf8.DecodeRune(b[end:])
		if !isHanRune(r) {
			break
		}
		end += size
		switch {
		case i == 0:
		case r == '镇', r == '乡', r == '道' && before == '街':
			return end
		case road == 0 && (strings.ContainsRune("路巷弄", r) || r == '道' && before == '大' || r == '同' && before == '胡'),
			road == 0 && r == '街' && !bytes.HasPrefix(b[end:], []byte("道")):
			road = end
		}
		before = r
	}
	return road
}

// provinceEnd returns the length of the province at the start of an address, or 0.
func provinceEnd(n []byte) int {
	for _, p := range provinces {
		if len(n) < len(p) || n[2] != p[2] || string(n[:len(p)]) != p {
			continue
		}
		rest := n[len(p):]
		for _, suffix := range provinceSuffixes {
			if bytes.HasPrefix(rest, []byte(suffix)) {
				return len(p) + len(suffix)
			}
		}
		if r, _ := utf8.DecodeRune(rest); isStreet(r) {
			return 0 // 北京路 is a street in many cities
		}
		return len(p)
	}
	return 0
}

// The levels below the province.
type divisionLevel uint8

const (
	noDivision divisionLevel = iota
	prefecture
	county
)

const (
	// notDistrict are characters before 区 that make it an estate, a park or a section of one.
	notDistrict = "小社园校厂景院宅墅舍属活务业发馆仓公库大一二三四五六七八九十期号"

	longest = 16 // characters of a county's name: 积石山保安族东乡族撒拉族自治县 has 15
)

// isHanRune reports whether r is a Chinese character.
func isHanRune(r rune) bool {
	return 0x4E00 <= r && r <= 0x9FFF || r >= utf8.RuneSelf && unicode.Is(unicode.Han, r)
}

// isStreet reports whether r ends the names below the county. No name of a county has it, except at its start (路南区).
func isStreet(r rune) bool {
	switch r {
	case '路', '街', '巷', '弄', '号', '村':
		return true
	}
	return false
}

// division reads the next division at the start of b: its length and level. Within says whether a higher level came before,
// banners whether 旗 and 盟 are divisions there.
func division(b []byte, within, banners bool) (int, divisionLevel) {
	var name [longest]rune
	for i, end := 0, 0; i < longest && end < len(b); i++ {
		r, size := utf8.DecodeRune(b[end:])
		end += size
		if !isHanRune(r) {
			return 0, noDivision
		}
		name[i] = r
		if i == 0 {
			continue
		}
		next, _ := utf8.DecodeRune(b[end:])
		level, done := levelOf(name[:i+1], next, within, banners)
		if done {
			return end, level
		}
	}
	return 0, noDivision
}

// levelOf says what the last character of a name that goes on with next makes of it; done is false if the name goes on.
func levelOf(name []rune, next rune, within, banners bool) (level divisionLevel, done bool) {
	n := len(name)
	before := name[n-2]
	switch last := name[n-1]; {
	case isStreet(last), last == '道' && before == '大':
		return noDivision, true
	case last == '镇' || last == '乡':
		return noDivision, !strings.ContainsRune("市县区族", next) // 景德镇市, 内乡县, 东乡族
	case last == '市':
		if next == '区' || next == '市' { // 沙市区, 津市市
			return noDivision, false
		}
		return levelIf(prefecture, n <= 6 && !strings.ContainsRune("超夜", before) && !strings.ContainsRune("场民口镇乡", next)), true
	case last == '区' && before == '地' && n > 2, last == '州' && n > 3 && before == '治':
		return prefecture, true
	case last == '盟' && banners:
		return prefecture, true
	case last == '旗' && banners && next != '区' && next != '县',
		last == '县' && (n <= 6 || before == '治'):
		return county, true
	case last == '县':
		return noDivision, true
	case last == '区':
		return levelIf(county, isDistrict(name, within)), true
	}
	return noDivision, false
}

func levelIf(level divisionLevel, ok bool) divisionLevel {
	if ok {
		return level
	}
	return noDivision
}

// isDistrict reports whether a name that ends in 区 can be a district's.
func isDistrict(name []rune, within bool) bool {
	n, before := len(name), name[len(name)-2]
	switch {
	case strings.ContainsRune(notDistrict, before), n > 6:
		return false
	case strings.ContainsRune("东西南北中", before): // 翠苑东区 is an estate; 东区, 桥东区 are districts
		return n <= 3
	case !within: // nothing says yet that this is a list of divisions
		return n <= 3 && before != '新'
	}
	return true
}
