package identifiers

import "github.com/khtong/privacykit/identifiers/internal/division"

// USCCNumber is a valid unified social credit code (统一社会信用代码, GB 32100-2015). It prints as ****; only that of an individual
// business is personal information.
type USCCNumber struct{ value[usccGrammar] }

type usccGrammar struct{}

func (usccGrammar) kind() Kind         { return USCC }
func (usccGrammar) mask(string) string { return hidden }

// ParseUSCC returns the code that s is, in any written form that [Normalize] accepts for [USCC], or an [*Error].
func ParseUSCC(s string) (USCCNumber, error) {
	v, err := parse[usccGrammar](USCC, s)
	return USCCNumber{v}, err
}

// Registrar returns the Chinese name of the department that registered the organisation (登记管理部门), by the first character:
// 机构编制 (1), 民政 (5), 工商 (9), 其他 (Y); and 司法行政 (3), 宗教 (7), 工会 (8) and 农业 (N), which the departments use although the table of
// the standard does not have them; or "" for another.
func (n USCCNumber) Registrar() string {
	if !n.IsValid() {
		return ""
	}
	switch n.Reveal()[0] {
	case '1':
		return "机构编制"
	case '3':
		return "司法行政"
	case '5':
		return "民政"
	case '7':
		return "宗教"
	case '8':
		return "工会"
	case '9':
		return "工商"
	case 'N':
		return "农业"
	case 'Y':
		return "其他"
	}
	return ""
}

// Category returns the Chinese name of the category of the organisation (机构类别), which the first two characters tell, such as
// 企业, 个体工商户 or 社会团体, or "" for one that the standard does not have.
func (n USCCNumber) Category() string {
	if !n.IsValid() {
		return ""
	}
	switch n.Reveal()[:2] {
	case "11":
		return "机关"
	case "12":
		return "事业单位"
	case "13":
		return "中央编办直接管理机构编制的群众团体"
	case "51":
		return "社会团体"
	case "52":
		return "民办非企业单位"
	case "53":
		return "基金会"
	case "91":
		return "企业"
	case "92":
		return "个体工商户"
	case "93":
		return "农民专业合作社"
	case "19", "59", "Y1":
		return "其他"
	}
	return ""
}

// IndividualBusiness reports whether the organisation is an individual business (个体工商户), which is one person or family, so
// that the code is personal information.
func (n USCCNumber) IndividualBusiness() bool { return n.Category() == "个体工商户" }

// Division returns the six digits of the division of the department that registered the organisation (登记管理机关行政区划码), or "" for
// the zero value.
func (n USCCNumber) Division() string {
	if !n.IsValid() {
		return ""
	}
	return n.Reveal()[2:8]
}

// DivisionName returns the Chinese names of the division, as [ResidentIDNumber.DivisionName] does. 100000, of the departments of
// the state (国家级), has none.
func (n USCCNumber) DivisionName() (province, city, county string, known bool) {
	return division.Name(n.Division())
}

// OrganisationCode returns the nine characters of the organisation (主体标识码, the organisation code of GB 11714), or "" for the
// zero value.
func (n USCCNumber) OrganisationCode() string {
	if !n.IsValid() {
		return ""
	}
	return n.Reveal()[8:17]
}
