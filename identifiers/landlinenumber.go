package identifiers

import (
	"strings"

	"github.com/khtong/privacykit/identifiers/internal/areacode"
)

// LandlineNumber is a valid fixed-line number (固定电话号码) of mainland China, or a service number. It prints as 010-******78,
// without the extension.
type LandlineNumber struct{ value[landlineGrammar] }

type landlineGrammar struct{}

func (landlineGrammar) kind() Kind { return Landline }

func (landlineGrammar) mask(normal string) string {
	area, line, _ := splitLine(normal)
	switch {
	case area != "":
		return area + "-" + keep(line, 0, 2)
	case len(line) == 10:
		return line[:3] + "-" + keep(line[3:], 0, 2)
	}
	return hidden
}

// ParseLandline returns the number that s is, in any written form that [Normalize] accepts for [Landline], or an [*Error].
func ParseLandline(s string) (LandlineNumber, error) {
	v, err := parse[landlineGrammar](Landline, s)
	return LandlineNumber{v}, err
}

// splitLine cuts a normal form into area code with its 0, line and extension. A service number has no area code.
func splitLine(normal string) (area, line, extension string) {
	normal, extension, _ = strings.Cut(normal, ";ext=")
	n, found := strings.CutPrefix(normal, "+86")
	switch {
	case !found, len(n) == 10 && (n[:3] == "400" || n[:3] == "800"):
		return "", n, extension
	case n[0] == '1', n[0] == '2':
		return "0" + n[:2], n[2:], extension
	}
	return "0" + n[:3], n[3:], extension
}

// AreaCode returns the area code with its 0 (区号), such as 010 or 0571, or "" for a service number and the zero value.
func (n LandlineNumber) AreaCode() string {
	area, _, _ := splitLine(n.Reveal())
	return area
}

// City returns the Chinese name of the city with the area code, such as 杭州市, or of the cities, joined with 、, if several share it. known
// is false for a code that this package does not know, a service number and the zero value.
func (n LandlineNumber) City() (name string, known bool) { return areacode.City(n.AreaCode()) }

// RevealSubscriber returns the seven or eight digits of the line in its area, or all of a service number as it is dialled
// (4008101234, 95588), or "" for the zero value.
func (n LandlineNumber) RevealSubscriber() string {
	_, line, _ := splitLine(n.Reveal())
	return line
}

// Extension returns the digits of the extension (分机号), or "" if there is none.
func (n LandlineNumber) Extension() string {
	_, _, extension := splitLine(n.Reveal())
	return extension
}

// Service reports whether it is a service number of a business, which reaches it from the whole country: 400 (the cost is
// shared), 800 (free to the caller), or a short one that begins with 95. No person has one.
func (n LandlineNumber) Service() bool { return n.IsValid() && n.AreaCode() == "" }
