package desensitize

import (
	"errors"
	"maps"
	"slices"

	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/internal/strictjson"
)

// maxJSON is the length of the longest document, in bytes.
const maxJSON = 1 << 20

type document struct {
	Hierarchies map[string]map[string]string `json:"hierarchies"`
	Views       map[string]audience          `json:"views"`
}

type audience struct {
	Base  string                    `json:"base"`
	Rules map[identifiers.Kind]Rule `json:"rules"`
}

// ParseViews reads the views of a host's audiences, by audience, from JSON of at most 1 MiB:
//
//	{
//	  "hierarchies": {"occupation": {"外科医生": "医生", "医生": "卫生"}},
//	  "views": {
//	    "agent":   {"base": "default", "rules": {"home_address": "address street"}},
//	    "analyst": {"rules": {"birthday": "year", "occupation": "up occupation 1", "user_identifier": "pseudonym"}}
//	  }
//	}
//
// A base is default, hutool, alipay or strict; without one, kinds that are not named are hidden. Hierarchies, base and
// rules can be left out. The pseudonymizer can be nil if no rule needs it.
//
// The error is an [*Error] that names the place: unknown and repeated keys, a null, an unknown base or rule, and a rule that
// cannot apply to its kind are errors.
func ParseViews(data []byte, p Pseudonymizer) (map[string]View, error) {
	var doc document
	if err := strictjson.Decode(data, maxJSON, &doc); err != nil {
		if e := (*strictjson.Error)(nil); errors.As(err, &e) {
			return nil, &Error{Path: e.Path, Rule: e.Rule}
		}
		return nil, &Error{Rule: "malformed"}
	}
	views := make(map[string]View, len(doc.Views))
	for i, name := range slices.Sorted(maps.Keys(doc.Views)) {
		path := strictjson.Join("views", name, i)
		base, found := map[string]View{"": {}, "default": Default(), "hutool": Hutool(), "alipay": Alipay(), "strict": Strict()}[doc.Views[name].Base]
		if !found {
			return nil, &Error{Path: path + ".base", Rule: "unknown preset"}
		}
		v, err := NewView(doc.Views[name].Rules, &ViewOptions{
			Base: base, Audience: name, Pseudonymizer: p, Hierarchies: doc.Hierarchies,
		})
		if e := (*Error)(nil); errors.As(err, &e) {
			if e.Path != "" {
				path += "." + e.Path
			}
			return nil, &Error{Path: path, Rule: e.Rule}
		}
		views[name] = v
	}
	return views, nil
}
