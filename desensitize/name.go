package desensitize

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// compoundSurnames are the Chinese surnames of two characters (复姓) that are known here, parted by spaces.
const compoundSurnames = " 欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠" +
	" 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 穀梁 拓跋" +
	" 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 微生 梁丘 左丘 西门 东门 第五 南荣 东里 仲长 即墨 达奚 褚师 公输 公仪 屈突" +
	" 贺兰 纳兰 完颜 耶律 哥舒 淳于 单于 相里 歐陽 諸葛 司馬 東方 尉遲 長孫 鮮于 公孫 鍾離 "

// appendName shows the first character, or the first two if they are a compound surname and more follows, and a star for
// each other character. A character is a rune with the marks and variation selectors on it.
func appendName(dst, n []byte) []byte {
	if len(n) == 0 {
		return append(dst, Hidden...)
	}
	first := character(n)
	shown := first
	if second := first + character(n[first:]); second < len(n) && isCompound(n[:second]) {
		shown = second
	}
	hidden := n[shown:]
	if len(hidden) == 0 {
		return append(dst, Hidden...)
	}
	dst = append(dst, n[:shown]...)
	for len(hidden) > 0 {
		dst = append(dst, '*')
		hidden = hidden[character(hidden):]
	}
	return dst
}

// isCompound reports whether b is one of the compound surnames.
func isCompound(b []byte) bool {
	if len(b) != len("欧阳") {
		return false
	}
	i := strings.Index(compoundSurnames, string(b))
	return i > 0 && compoundSurnames[i-1] == ' ' && compoundSurnames[i+len(b)] == ' '
}

// character returns the length in bytes of the first character of b.
func character(b []byte) int {
	_, n := utf8.DecodeRune(b)
	for n < len(b) {
		r, size := utf8.DecodeRune(b[n:])
		if !unicode.IsMark(r) {
			break
		}
		n += size
	}
	return n
}
