package law

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"
)

// ErrCitation is matched by the errors of [ParseCitation], [Citation.MarshalText] and [Citation.UnmarshalText].
var ErrCitation = errors.New("law: invalid citation")

// maxOrdinal bounds the numbers of articles, paragraphs and items.
const maxOrdinal = 9999

// Citation names a place in a statute. It is comparable with ==. Zero fields are not cited; the zero Citation cites
// nothing and prints as the empty string.
//
//	Citation{Statute: PIPL, Article: 13, Paragraph: 1, Item: 2}             《个人信息保护法》第十三条第一款第（二）项
//	Citation{Statute: CybersecurityLaw, Version: "2025", Article: 23}       《网络安全法》（2025年）第二十三条
//	Citation{Statute: GBT35273, Clause: "8.7 a)"}                           GB/T 35273-2020 8.7 a)
type Citation struct {
	Statute   Statute
	Version   string // the text cited, see [Version]; empty where it does not matter or there is one only
	Article   int    // 条
	Paragraph int    // 款
	Item      int    // 项
	Sub       int    // the 1 of 第二百五十三条之一, an article inserted after another
	Clause    string // place in a standard, annex or policy, which have no articles: "8.7 a)"; printed as it is
}

// IsZero reports whether c cites nothing.
func (c Citation) IsZero() bool { return c == Citation{} }

// IsValid reports whether c has a machine form: a well-formed statute id (not necessarily a known one), numbers of
// 0–9999 that do not stand without the larger part that they belong to, a version of up to 16 ASCII letters and
// digits, and a clause of up to 64 bytes of printable text without '#' or outer spaces.
// Whether the statute has such an article is not checked.
func (c Citation) IsValid() bool { return c.problem() == "" }

func (c Citation) problem() string {
	inRange := func(n int) bool { return 0 <= n && n <= maxOrdinal }
	switch {
	case !c.Statute.wellFormed():
		return "statute is not an id"
	case !validVersion(c.Version):
		return "version has other characters than letters and digits, or more than 16"
	case !inRange(c.Article) || !inRange(c.Sub) || !inRange(c.Paragraph) || !inRange(c.Item):
		return "number outside 0-9999"
	case c.Article == 0 && (c.Sub != 0 || c.Paragraph != 0 || c.Item != 0):
		return "sub-article, paragraph or item without an article"
	case !validClause(c.Clause):
		return "clause is too long or has characters that it may not have"
	}
	return ""
}

// String returns the Chinese short form, 《电子商务法》第三十一条, as [Citation.In] does for [language.Chinese].
func (c Citation) String() string {
	if c.IsZero() {
		return ""
	}
	var b strings.Builder
	b.WriteString(c.Statute.Short(language.Chinese))
	if c.Version != "" {
		b.WriteString("（" + c.Version + "年）")
	}
	if c.Clause != "" {
		if c.Statute.Level() == LevelStandard {
			b.WriteByte(' ')
		}
		b.WriteString(c.Clause)
	}
	if c.Article != 0 {
		b.WriteString("第" + chineseNumber(c.Article) + "条")
	}
	if c.Sub != 0 {
		b.WriteString("之" + chineseNumber(c.Sub))
	}
	if c.Paragraph != 0 {
		b.WriteString("第" + chineseNumber(c.Paragraph) + "款")
	}
	if c.Item != 0 {
		b.WriteString("第（" + chineseNumber(c.Item) + "）项")
	}
	return b.String()
}

// In returns the citation for people who read the language: the form of [Citation.String] for Chinese tags, and for all
// others "PIPL, Art. 13(1)(2)", "Cybersecurity Law (2025), Art. 23, item 3", "GB/T 35273-2020, 8.7 a)".
func (c Citation) In(tag language.Tag) string {
	if isChinese(tag) || c.IsZero() {
		return c.String()
	}
	var b strings.Builder
	b.WriteString(c.Statute.Short(tag))
	if c.Version != "" {
		b.WriteString(" (" + c.Version + ")")
	}
	if c.Clause != "" {
		b.WriteString(", " + c.Clause)
	}
	if c.Article != 0 {
		b.WriteString(", Art. " + strconv.Itoa(c.Article))
	}
	if c.Sub != 0 {
		b.WriteString("-" + strconv.Itoa(c.Sub))
	}
	if c.Paragraph != 0 {
		b.WriteString("(" + strconv.Itoa(c.Paragraph) + ")")
	}
	switch {
	case c.Item == 0:
	case c.Paragraph == 0:
		b.WriteString(", item " + strconv.Itoa(c.Item))
	default:
		b.WriteString("(" + strconv.Itoa(c.Item) + ")")
	}
	return b.String()
}

// MarshalText returns the stable machine form
//
//	statute [@version] [/article [-sub] [/paragraph [/item]]] [#clause]
//
// for example pipl/13/1/2, cybersecurity_law@2025/23//3 (an item of an article that has one paragraph only),
// gbt_35273_2020#8.7 a). The zero Citation gives the empty text; any other that is not valid is an error that matches
// [ErrCitation].
func (c Citation) MarshalText() ([]byte, error) {
	if c.IsZero() {
		return []byte{}, nil
	}
	if p := c.problem(); p != "" {
		return nil, fmt.Errorf("%w: %s", ErrCitation, p)
	}
	b := []byte(c.Statute)
	if c.Version != "" {
		b = append(append(b, '@'), c.Version...)
	}
	if c.Article != 0 {
		b = strconv.AppendInt(append(b, '/'), int64(c.Article), 10)
	}
	if c.Sub != 0 {
		b = strconv.AppendInt(append(b, '-'), int64(c.Sub), 10)
	}
	if c.Paragraph != 0 || c.Item != 0 {
		b = append(b, '/')
		if c.Paragraph != 0 {
			b = strconv.AppendInt(b, int64(c.Paragraph), 10)
		}
	}
	if c.Item != 0 {
		b = strconv.AppendInt(append(b, '/'), int64(c.Item), 10)
	}
	if c.Clause != "" {
		b = append(append(b, '#'), c.Clause...)
	}
	return b, nil
}

// UnmarshalText is the inverse of MarshalText: it accepts what [ParseCitation] accepts, and the empty text as the zero
// Citation.
func (c *Citation) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*c = Citation{}
		return nil
	}
	parsed, err := ParseCitation(string(text))
	if err != nil {
		return err
	}
	*c = parsed
	return nil
}

// ParseCitation parses the machine form of [Citation.MarshalText] and nothing else: each citation has one such form.
// The statute need not be known; ask [Statute.Known]. The error matches [ErrCitation] and does not repeat the input.
func ParseCitation(s string) (Citation, error) {
	var c Citation
	s, clause, hasClause := strings.Cut(s, "#")
	if hasClause && clause == "" {
		return Citation{}, fmt.Errorf("%w: empty clause", ErrCitation)
	}
	c.Clause = clause
	head, numbers, hasNumbers := strings.Cut(s, "/")
	statute, version, hasVersion := strings.Cut(head, "@")
	if hasVersion && version == "" {
		return Citation{}, fmt.Errorf("%w: empty version", ErrCitation)
	}
	c.Statute, c.Version = Statute(statute), version
	if hasNumbers {
		article, rest, hasParagraph := strings.Cut(numbers, "/")
		article, sub, hasSub := strings.Cut(article, "-")
		paragraph, item, hasItem := strings.Cut(rest, "/")
		ok := parseOrdinal(article, &c.Article) &&
			(!hasSub || parseOrdinal(sub, &c.Sub)) &&
			(!hasParagraph || hasItem && paragraph == "" || parseOrdinal(paragraph, &c.Paragraph)) &&
			(!hasItem || parseOrdinal(item, &c.Item))
		if !ok {
			return Citation{}, fmt.Errorf("%w: want numbers of 1-9999 as in /13/1/2", ErrCitation)
		}
	}
	if p := c.problem(); p != "" {
		return Citation{}, fmt.Errorf("%w: %s", ErrCitation, p)
	}
	return c, nil
}

// parseOrdinal parses a number of 1–9999 without leading zeros.
func parseOrdinal(s string, n *int) bool {
	if s == "" || len(s) > 4 || s[0] == '0' {
		return false
	}
	v := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
		v = v*10 + int(s[i]-'0')
	}
	*n = v
	return true
}

func validVersion(s string) bool {
	if len(s) > 16 {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return true
}

func validClause(s string) bool {
	if len(s) > 64 || !utf8.ValidString(s) || strings.TrimSpace(s) != s {
		return false
	}
	for _, r := range s {
		if r == '#' || r == utf8.RuneError || !unicode.IsPrint(r) {
			return false
		}
	}
	return true
}

// chineseNumber writes n of 1–9999 as statutes number their articles: 十, 二十, 一百零三, 一百一十, 一千零三十五.
// Other numbers are written in digits.
func chineseNumber(n int) string {
	if n < 1 || n > maxOrdinal {
		return strconv.Itoa(n)
	}
	digits := [...]string{"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"}
	units := [...]struct {
		value int
		name  string
	}{{1000, "千"}, {100, "百"}, {10, "十"}, {1, ""}}
	var b strings.Builder
	gap := false // a zero between two digits is written once
	for _, u := range units {
		d := n / u.value
		n %= u.value
		if d == 0 {
			gap = b.Len() > 0
			continue
		}
		if gap {
			b.WriteString(digits[0])
			gap = false
		}
		if b.Len() > 0 || d != 1 || u.value != 10 { // 10–19 begin with 十, not 一十
			b.WriteString(digits[d])
		}
		b.WriteString(u.name)
	}
	return b.String()
}
