package identifiers

// plateProvinces are the characters that a plate begins with (GA 36-2018), and 使 for embassies.
const plateProvinces = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使滬雲遼魯蘇贛陝閩貴寧瓊"

// plate tries a licence plate that begins with the character at i.
func (sc *scanner) plate(i int) (int, bool) {
	s := sc.s
	end, n, digits := i+3, 0, 0
	for n < 9 {
		c, size := sc.at(end), 1
		if c >= 0x80 {
			if hanAt(s, end) != 0 {
				break
			}
			if c, size = foldRune(s[end:]); size == 0 {
				break
			}
		}
		if n == 0 && c == ' ' && end == i+3 {
			end++
			continue
		}
		if n == 1 && (c == '.' || c == '-' || c == ' ') {
			if next := sc.at(end + size); !isAlnum(next) && next != 0xEF {
				break
			}
			end += size
			continue
		}
		if !isAlnum(c) {
			break
		}
		if isDigit(c) {
			digits++
		}
		end += size
		n++
	}
	suffix := 0
	switch hanAt(s, end) {
	case '挂', '学', '警', '港', '澳', '领', '使':
		suffix = 3
	}
	switch {
	case digits == 0, isWord(sc.at(end)):
		return i, false
	case n == 5 && suffix > 0:
		end += suffix
	case n == 6 || n == 7:
	default:
		return i, false
	}
	return end, sc.found(kPlate, i, end, ConfidenceHigh, EvidenceTable)
}

// officer tries the number of an officer card at the character 字 at i: 军字第1234567号.
func (sc *scanner) officer(i int) (int, bool) {
	s := sc.s
	if hanAt(s, i) != '字' {
		return i, false
	}
	switch hanBefore(s, i, sc.behind(i, 3)) {
	case '军', '武', '士', '警', '文', '軍', '南', '北', '沈', '兰', '成', '济', '广', '空', '海', '政', '参', '后', '装', '联':
	default:
		return i, false
	}
	if hanAt(s, i+3) != '第' {
		return i, false
	}
	end := digitsEnd(s, i+6, 9)
	if n := end - (i + 6); n != 7 && n != 8 || isWord(sc.at(end)) {
		return i, false
	}
	if hanAt(s, end) == '号' {
		end += 3
	}
	return end, sc.found(kOfficer, i-3, end, ConfidenceHigh, EvidenceShape)
}

// weChat tries a WeChat ID behind 微信, which ends at i.
func (sc *scanner) weChat(i int) (int, bool) {
	s := sc.s
	if i < 6 || s[i-6:i] != "微信" {
		return i, false
	}
	j, named := i, false
	for n := 0; n < 6; n++ {
		switch c := sc.at(j); {
		case c == ' ' || c == '"' || c == '\'' || c == '(':
			j++
			continue
		case c == ':' || c == '=':
			j++
			named = true
			continue
		case c == 'I' && sc.at(j+1) == 'D' && !isWord(sc.at(j+2)), c == 'i' && sc.at(j+1) == 'd' && !isWord(sc.at(j+2)):
			j += 2
			named = true
			continue
		case c >= 0xE0 && j+2 < len(s):
			switch s[j : j+3] {
			case "号", "號", "：":
				named = true
			case "是", "为", "為", "账", "帐", "加", "我", "搜", "　", "（", "「", "“", "呗", "吧", "哦", "呀", "哈":
			default:
				return i, false
			}
			j += 3
			continue
		}
		break
	}
	return sc.weChatAt(i, j, named)
}

// weChatAt tries a WeChat ID at i, which must look like no word if it is not named as one. It returns the place other otherwise.
func (sc *scanner) weChatAt(other, i int, named bool) (int, bool) {
	s := sc.s
	if !isLetter(sc.at(i)) {
		return other, false
	}
	end := i
	for end < sc.ahead(i, 22) && (isWord(s[end]) || s[end] == '-') {
		named = named || !isLetter(s[end])
		end++
	}
	for end > i && s[end-1] == '-' {
		end--
	}
	if n := end - i; !named || n < 6 || n > 20 || isWord(sc.at(end)) || sc.at(end) == '@' || sc.at(end) == '.' && isAlnum(sc.at(end+1)) {
		return other, false
	}
	return end, sc.found(kWeChat, i, end, ConfidenceMedium, EvidenceContext)
}
