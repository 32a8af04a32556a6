package identifiers

import "strings"

// VINNumber is a valid vehicle identification number (车辆识别代号, GB 16735-2019, ISO 3779). It prints as ****.
type VINNumber struct{ value[vinGrammar] }

type vinGrammar struct{}

func (vinGrammar) kind() Kind         { return VIN }
func (vinGrammar) mask(string) string { return hidden }

// ParseVIN returns the number that s is, in any written form that [Normalize] accepts for [VIN], or an [*Error].
func ParseVIN(s string) (VINNumber, error) {
	v, err := parse[vinGrammar](VIN, s)
	return VINNumber{v}, err
}

// Maker returns the three characters of the world manufacturer identifier (WMI, ISO 3780), or "" for the zero value. A maker
// of few vehicles shares them with others.
func (n VINNumber) Maker() string {
	if !n.IsValid() {
		return ""
	}
	return n.Reveal()[:3]
}

// MadeInChina reports whether the maker's identifier is one of China, whose first character is L.
func (n VINNumber) MadeInChina() bool { return strings.HasPrefix(n.Maker(), "L") }

// ModelYear returns the latest model year (年份) until notAfter that the tenth character stands for, or 0 if it stands for none.
// A character comes back after 30 years, and a model can bear the year after the one in which it is made. It is 0 for a
// maker outside China and North America, where the character need not be a year, and for the zero value.
func (n VINNumber) ModelYear(notAfter int) int {
	const letters = "ABCDEFGHJKLMNPRSTVWXY123456789" // 1980 and the years after it
	if !n.IsValid() {
		return 0
	}
	s := n.Reveal()
	i := strings.IndexByte(letters, s[9])
	if s[0] != 'L' && (s[0] < '1' || s[0] > '5') || i < 0 || notAfter < 1980+i {
		return 0
	}
	return notAfter - (notAfter-1980-i)%len(letters)
}
