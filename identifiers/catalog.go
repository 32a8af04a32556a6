package identifiers

import (
	"iter"
	"sync"

	"golang.org/x/text/language"
)

// Category is a group of kinds, by table A.1 of GB/T 35273-2020 with one group more for minors. The zero value is no
// category; a host that groups its own kinds makes its own values.
type Category string

// The categories.
const (
	CategoryBasicProfile     Category = "basic_profile"     // 个人基本资料
	CategoryIdentityDocument Category = "identity_document" // 个人身份信息
	CategoryBiometric        Category = "biometric"         // 个人生物识别信息
	CategoryNetworkIdentity  Category = "network_identity"  // 网络身份标识信息
	CategoryHealth           Category = "health_physiology" // 个人健康生理信息
	CategoryEducationWork    Category = "education_work"    // 个人教育工作信息
	CategoryProperty         Category = "property"          // 个人财产信息
	CategoryCommunication    Category = "communication"     // 个人通信信息
	CategoryContacts         Category = "contacts"          // 联系人信息
	CategoryBrowsing         Category = "browsing_history"  // 个人上网记录
	CategoryDevice           Category = "device"            // 个人常用设备信息
	CategoryLocation         Category = "location"          // 个人位置信息
	CategoryOther            Category = "other"             // 其他信息
	CategoryMinorUnder14     Category = "minor_under_14"    // 不满十四周岁未成年人的个人信息
)

// Label returns the name of the category in Chinese if the tag is some Chinese and in English otherwise; for a category
// that is not one of the constants, the category itself.
func (c Category) Label(tag language.Tag) string {
	zh, en := string(c), string(c)
	switch c {
	case CategoryBasicProfile:
		zh, en = "个人基本资料", "basic personal profile"
	case CategoryIdentityDocument:
		zh, en = "个人身份信息", "identity documents"
	case CategoryBiometric:
		zh, en = "个人生物识别信息", "biometric information"
	case CategoryNetworkIdentity:
		zh, en = "网络身份标识信息", "network identity"
	case CategoryHealth:
		zh, en = "个人健康生理信息", "health and physiology"
	case CategoryEducationWork:
		zh, en = "个人教育工作信息", "education and work"
	case CategoryProperty:
		zh, en = "个人财产信息", "property and finance"
	case CategoryCommunication:
		zh, en = "个人通信信息", "communications"
	case CategoryContacts:
		zh, en = "联系人信息", "contact lists"
	case CategoryBrowsing:
		zh, en = "个人上网记录", "online activity"
	case CategoryDevice:
		zh, en = "个人常用设备信息", "device information"
	case CategoryLocation:
		zh, en = "个人位置信息", "location"
	case CategoryOther:
		zh, en = "其他信息", "other"
	case CategoryMinorUnder14:
		zh, en = "不满十四周岁未成年人的个人信息", "personal information of minors under 14"
	}
	return choose(tag, zh, en)
}

// Sensitivity says whether a kind is sensitive personal information (敏感个人信息, PIPL art. 28). It speaks of the kind: all
// information on a child under 14 is sensitive, whatever its kind.
type Sensitivity uint8

// The sensitivities. The zero value counts as sensitive.
const (
	SensitivityUnknown    Sensitivity = iota // not known, as of a host's own kinds
	SensitivityGeneral                       // no source that was read lists the kind as sensitive
	SensitivitySensitive                     // a source that was read lists the kind
	SensitivityUnverified                    // only a source that could not be read, or an analogy, makes it sensitive
)

// IsSensitive reports whether the kind is to be treated as sensitive: true but for [SensitivityGeneral].
func (s Sensitivity) IsSensitive() bool { return s != SensitivityGeneral }

// String returns "unknown", "general", "sensitive" or "sensitive (unverified)".
func (s Sensitivity) String() string {
	switch s {
	case SensitivityGeneral:
		return "general"
	case SensitivitySensitive:
		return "sensitive"
	case SensitivityUnverified:
		return "sensitive (unverified)"
	default:
		return "unknown"
	}
}

// Source is a place that names a kind as sensitive.
type Source struct {
	Law     string // title as cited in Chinese: "个人信息保护法", "GB/T 35273-2020"
	Article string // "第二十八条第一款", "附录B 表B.1"; empty if not known

	// Verified says whether the kind was found there by whoever made the table. The text of GB/T 35273-2020 was read as
	// quoted by others.
	Verified bool
}

// sources is a set of the places that name a kind as sensitive.
type sources uint8

const (
	pipl             sources = 1 << iota // listed in the law, or a case of what it lists
	appendixB                            // named in the table of the standard, or a case of what it names
	appendixBAnalogy                     // not named in the table, whose rows end in "and so on"
	standard2025                         // recalled, not read
)

var sourceOf = [...]Source{
	{Law: "个人信息保护法", Article: "第二十八条第一款", Verified: true},
	{Law: "GB/T 35273-2020", Article: "附录B 表B.1", Verified: true},
	{Law: "GB/T 35273-2020", Article: "附录B 表B.1"},
	{Law: "GB/T 45574-2025"},
}

// entry is a row of the catalogue.
type entry struct {
	kind            Kind
	category        Category
	sources         sources
	identifiability Identifiability
	zh, en          string
	condition       string
}

// Info describes a kind. Those of the catalogue come from [Describe]; a host writes those of its own kinds for
// [NewCatalogue].
type Info struct {
	Kind            Kind
	Category        Category
	Sensitivity     Sensitivity
	Identifiability Identifiability

	// ZH and EN are the labels, which [Info.Label] chooses from.
	ZH, EN string

	// Condition says, in English, on what the sensitivity or the character as personal information depends; mostly empty.
	Condition string

	sources sources
}

// Label returns the name of the kind in Chinese if the tag is some Chinese and in English otherwise.
func (i Info) Label(tag language.Tag) string { return choose(tag, i.ZH, i.EN) }

// Sources yields the places that name the kind as sensitive, the law first; none for a kind that a host described itself.
func (i Info) Sources() iter.Seq[Source] {
	return func(yield func(Source) bool) {
		for n, s := range sourceOf {
			if i.sources&(1<<n) != 0 && !yield(s) {
				return
			}
		}
	}
}

// Describe returns what the catalogue says of a kind, and false with the zero Info, which counts as sensitive and as a
// direct identifier, if it does not list the kind. [NewCatalogue] describes a host's own kinds as well.
func Describe(k Kind) (Info, bool) {
	e, found := catalogueIndex()[k]
	if !found {
		return Info{}, false
	}
	return e.info(), true
}

// Kinds yields the kinds of the catalogue, category by category.
func Kinds() iter.Seq[Kind] {
	return func(yield func(Kind) bool) {
		for i := range catalogue {
			if !yield(catalogue[i].kind) {
				return
			}
		}
	}
}

func (e *entry) info() Info {
	i := Info{
		Kind: e.kind, Category: e.category, Identifiability: e.identifiability, ZH: e.zh, EN: e.en, Condition: e.condition,
		sources: e.sources,
	}
	switch {
	case e.sources == 0:
		i.Sensitivity = SensitivityGeneral
	case e.sources&(pipl|appendixB) != 0:
		i.Sensitivity = SensitivitySensitive
	default:
		i.Sensitivity = SensitivityUnverified
	}
	return i
}

// catalogueIndex is made when it is first needed, so that importing the package costs nothing.
var catalogueIndex = sync.OnceValue(func() map[Kind]*entry {
	index := make(map[Kind]*entry, len(catalogue))
	for i := range catalogue {
		index[catalogue[i].kind] = &catalogue[i]
	}
	return index
})

// known reports whether the catalogue lists the kind.
func known(k Kind) bool {
	_, found := catalogueIndex()[k]
	return found
}

func choose(tag language.Tag, zh, en string) string {
	if base, _ := tag.Base(); base.String() == "zh" {
		return zh
	}
	return en
}
