package identifiers

import (
	"fmt"
	"iter"
	"slices"
	"unicode/utf8"
)

// Catalogue describes the kinds of this package and a host's own beside them. It never changes, so it can be shared, and
// two parts of a program can have two without touching each other. A nil Catalogue describes the kinds of this package
// alone, as [Describe] and [Kinds] do.
//
// Describing a kind gives it no grammar: [Validate], [Normalize] and [Fake] still refuse it.
type Catalogue struct {
	own   []Kind
	infos map[Kind]Info
}

// NewCatalogue returns a catalogue with the host's own kinds added. Each Info needs:
//
//   - Kind, of at most 128 ASCII letters, digits and _ . : -, the first a letter or digit, which is not a kind of this
//     package nor given twice;
//   - Category, one of this package's or any other of at most 128 bytes;
//   - ZH and EN, the labels, valid UTF-8 of at most 256 bytes each.
//
// Sensitivity and Identifiability may stay zero: unknown counts as sensitive and as a direct identifier. A host that wants
// a kind like one of this package copies its Info from [Describe] and changes Kind and labels.
//
// The error names the place of the first bad Info and the field.
func NewCatalogue(own ...Info) (*Catalogue, error) {
	c := &Catalogue{infos: make(map[Kind]Info, len(own))}
	for i, info := range own {
		if field := c.check(info); field != "" {
			return nil, fmt.Errorf("identifiers: infos[%d]: %s", i, field)
		}
		c.own = append(c.own, info.Kind)
		c.infos[info.Kind] = info
	}
	return c, nil
}

// check names what is wrong with the description of a host's own kind.
func (c *Catalogue) check(info Info) string {
	_, twice := c.infos[info.Kind]
	switch {
	case !isCode(string(info.Kind)):
		return "Kind is not a code"
	case known(info.Kind):
		return "Kind is of this package"
	case twice:
		return "Kind is given twice"
	case info.Category == "" || len(info.Category) > 128 || !utf8.ValidString(string(info.Category)):
		return "Category"
	case info.Sensitivity > SensitivityUnverified:
		return "Sensitivity"
	case info.Identifiability > IdentifiabilityOther:
		return "Identifiability"
	case !isLabel(info.ZH):
		return "ZH"
	case !isLabel(info.EN):
		return "EN"
	}
	return ""
}

func isCode(s string) bool {
	for i := 0; i < len(s); i++ {
		if !isAlnum(s[i]) && (i == 0 || !has("_.:-", s[i])) {
			return false
		}
	}
	return s != "" && len(s) <= 128
}

func isLabel(s string) bool { return s != "" && len(s) <= 256 && utf8.ValidString(s) }

// Describe is [Describe] for the kinds of this package and the host's own.
func (c *Catalogue) Describe(k Kind) (Info, bool) {
	if c != nil {
		if info, found := c.infos[k]; found {
			return info, true
		}
	}
	return Describe(k)
}

// Kinds yields the kinds of this package as [Kinds] does, and then the host's own in the order in which they were given.
func (c *Catalogue) Kinds() iter.Seq[Kind] {
	if c == nil {
		return Kinds()
	}
	return func(yield func(Kind) bool) {
		for k := range Kinds() {
			if !yield(k) {
				return
			}
		}
		slices.Values(c.own)(yield)
	}
}
