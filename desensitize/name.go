package desensitize

// appendName shows the surname: the first character, or the first two if they are a compound surname and more follows. There
// is a star for each other character.
func appendName(dst, b []byte) []byte { return appendKeep(dst, b, surname(b), 0, 0) }

// appendGivenName shows all but the surname, which has a star for each character.
func appendGivenName(dst, b []byte) []byte {
	n := surname(b)
	_, given := cutCharacters(b, n)
	if len(given) == 0 {
		return append(dst, Hidden...)
	}
	return append(appendStars(dst, n), given...)
}

// surname returns how many characters at the start of b are the surname.
func surname(b []byte) int {
	if len(b) <= 2*3 && evenSize(b) == 3 {
		return 1
	}
	first := character(b)
	if first == len(b) {
		return 1
	}
	if second := first + character(b[first:]); second < len(b) && isCompound(b[:second]) {
		return 2
	}
	return 1
}

// isCompound reports whether b is one of the Chinese surnames of two characters (复姓) that are known here.
func isCompound(b []byte) bool {
	switch string(b) {
	case "欧阳", "太史", "端木", "上官", "司马", "东方", "独孤", "南宫", "万俟", "闻人", "夏侯", "诸葛", "尉迟", "公羊",
		"赫连", "澹台", "皇甫", "宗政", "濮阳", "公冶", "太叔", "申屠", "公孙", "慕容", "仲孙", "钟离", "长孙", "宇文",
		"司徒", "鲜于", "司空", "闾丘", "子车", "亓官", "司寇", "巫马", "公西", "颛孙", "壤驷", "公良", "漆雕", "乐正",
		"宰父", "谷梁", "穀梁", "拓跋", "夹谷", "轩辕", "令狐", "段干", "百里", "呼延", "东郭", "南门", "羊舌", "微生",
		"梁丘", "左丘", "西门", "东门", "第五", "南荣", "东里", "仲长", "即墨", "达奚", "褚师", "公输", "公仪", "屈突",
		"贺兰", "纳兰", "完颜", "耶律", "哥舒", "淳于", "单于", "相里", "歐陽", "諸葛", "司馬", "東方", "尉遲", "長孫",
		"鮮于", "公孫", "鍾離":
		return true
	}
	return false
}
