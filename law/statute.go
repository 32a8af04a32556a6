package law

import (
	"iter"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// Statute is the stable id of a source of duties: a law, a regulation, a rule of a ministry, a judicial interpretation,
// a standard, or the operator's own privacy policy. Ids are lower-case ASCII letters, digits and underscores, begin
// with a letter and are at most 64 bytes long. They name the source through all its versions: see [Version].
//
// A host may use an id of its own, for example for a contract. It is then not [Statute.Known], has [LevelUnknown],
// no title and no version, and so never counts as law.
type Statute string

// Level is the rank of a source of law (效力级别).
type Level uint8

// The levels. The order has no meaning; compare with ==.
const (
	LevelUnknown                  Level = iota // not known to this package: counts as nothing
	LevelLaw                                   // 法律, of the National People's Congress or its Standing Committee
	LevelAdministrativeRegulation              // 行政法规, of the State Council
	LevelJudicialInterpretation                // 司法解释, of the Supreme People's Court or Procuratorate
	LevelDepartmentalRule                      // 部门规章, of a ministry or commission
	LevelNormativeDocument                     // 规范性文件, of an authority, below a rule
	LevelStandard                              // 标准, national or of a trade, recommended unless a law refers to it
	LevelPolicy                                // the operator's own promise: privacy policy, user agreement
)

var levelNames = [...]struct{ id, zh string }{
	LevelUnknown:                  {"unknown", "未知"},
	LevelLaw:                      {"law", "法律"},
	LevelAdministrativeRegulation: {"administrative_regulation", "行政法规"},
	LevelJudicialInterpretation:   {"judicial_interpretation", "司法解释"},
	LevelDepartmentalRule:         {"departmental_rule", "部门规章"},
	LevelNormativeDocument:        {"normative_document", "规范性文件"},
	LevelStandard:                 {"standard", "标准"},
	LevelPolicy:                   {"policy", "隐私政策"},
}

// String returns a stable id such as "law" or "administrative_regulation"; "unknown" for anything else.
func (l Level) String() string {
	if int(l) >= len(levelNames) {
		l = LevelUnknown
	}
	return levelNames[l].id
}

// In returns the name of the level for people: 行政法规, "administrative regulation".
func (l Level) In(tag language.Tag) string {
	if int(l) >= len(levelNames) {
		l = LevelUnknown
	}
	if isChinese(tag) {
		return levelNames[l].zh
	}
	return strings.ReplaceAll(levelNames[l].id, "_", " ")
}

// IsLawOrRegulation reports whether the level is one of the two that the Personal Information Protection Law means when
// it says laws and administrative regulations (法律、行政法规), as in its Art. 13(1)(7) and 47(2). A rule of a
// ministry is not.
func (l Level) IsLawOrRegulation() bool {
	return l == LevelLaw || l == LevelAdministrativeRegulation
}

// Version is one text of a statute, from the day on which it came into force.
type Version struct {
	ID       string // the year by which the text is cited, for example "2025"
	From     Date   // the first day in force
	Until    Date   // the last day in force; zero while no later text is known
	Verified bool   // whether the first day was read in a text of the source, not only recalled
}

// InForce reports whether the text is in force on day d. It is false for the zero Date.
func (v Version) InForce(d Date) bool {
	return !v.From.IsZero() && !d.Before(v.From) && (v.Until.IsZero() || !d.After(v.Until))
}

// Known reports whether this package knows the statute.
func (s Statute) Known() bool { return s.entry() != nil }

// Level returns the rank of the statute, [LevelUnknown] if it is not known.
func (s Statute) Level() Level {
	if e := s.entry(); e != nil {
		return e.level
	}
	return LevelUnknown
}

// Title returns the full title: 中华人民共和国个人信息保护法 for Chinese tags, "Personal Information Protection Law"
// for all others. The title of an unknown statute is its id.
func (s Statute) Title(tag language.Tag) string {
	e := s.entry()
	switch {
	case e == nil:
		return string(s)
	case isChinese(tag):
		return e.zh
	}
	return e.en
}

// Short returns the form used in citations: 《个人信息保护法》 for Chinese tags, "PIPL" or the full English title for
// all others; standards have their number, "GB/T 35273-2020", in every language. The short form of an unknown
// statute is its id.
func (s Statute) Short(tag language.Tag) string {
	e := s.entry()
	switch {
	case e == nil && isChinese(tag):
		return "《" + string(s) + "》"
	case e == nil:
		return string(s)
	case e.level == LevelStandard:
		return e.abbr
	case isChinese(tag):
		return "《" + strings.TrimPrefix(e.zh, "中华人民共和国") + "》"
	case e.abbr != "":
		return e.abbr
	}
	return e.en
}

// Versions yields the texts of the statute that this package knows, oldest first. It need not know them all: a day that
// none of them covers is not known to be covered, see [Statute.VersionAt].
func (s Statute) Versions() iter.Seq[Version] {
	return func(yield func(Version) bool) {
		if e := s.entry(); e != nil {
			for _, v := range e.versions {
				if !yield(v) {
					return
				}
			}
		}
	}
}

// VersionAt returns the text in force on day d, and false if none is known for that day.
func (s Statute) VersionAt(d Date) (Version, bool) {
	for v := range s.Versions() {
		if v.InForce(d) {
			return v, true
		}
	}
	return Version{}, false
}

// Statutes yields the ids of all statutes that this package knows, in ascending order.
func Statutes() iter.Seq[Statute] {
	return func(yield func(Statute) bool) {
		for i := range statutes {
			if !yield(statutes[i].id) {
				return
			}
		}
	}
}

// statute is a row of the table in statutes.go.
type statute struct {
	id       Statute
	level    Level
	zh, en   string // full titles
	abbr     string // English abbreviation where there is a common one
	versions []Version
}

func (s Statute) entry() *statute {
	i, ok := slices.BinarySearchFunc(statutes, s, func(e statute, s Statute) int {
		return strings.Compare(string(e.id), string(s))
	})
	if !ok {
		return nil
	}
	return &statutes[i]
}

// wellFormed reports whether s has the form of an id.
func (s Statute) wellFormed() bool {
	if len(s) == 0 || len(s) > 64 || s[0] < 'a' || s[0] > 'z' {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' {
			return false
		}
	}
	return true
}

// isChinese reports whether the language, of whatever script or region, is Chinese.
func isChinese(tag language.Tag) bool {
	base, _ := tag.Base()
	return base.String() == "zh"
}
