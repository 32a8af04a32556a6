package desensitize

import "github.com/khtong/privacykit/identifiers"

// maxDepth is how many levels a hierarchy can have.
const maxDepth = 100

// parseUp makes the table of what each value of a hierarchy becomes some levels up. The top stays what it is.
func (r *rule) parseUp(args []string, hierarchies map[string]map[string]string) string {
	if len(args) != 2 {
		return "want up HIERARCHY LEVELS"
	}
	r.op = opUp
	if broken := parseInts(args[1:], 1, maxUp, &r.first); broken != "" {
		return broken
	}
	parents, found := hierarchies[args[0]]
	if !found {
		return "unknown hierarchy"
	}
	normal := make(map[string]string, len(parents))
	for child, parent := range parents {
		c, errChild := identifiers.Normalize(identifiers.OtherPersonalInformation, child)
		p, errParent := identifiers.Normalize(identifiers.OtherPersonalInformation, parent)
		if _, twice := normal[c]; twice || errChild != nil || errParent != nil {
			return "the hierarchy has an empty, malformed or repeated value"
		}
		normal[c] = p
	}
	r.up = make(map[string]string, len(normal))
	for child, parent := range normal {
		up := child
		for level := 0; ; level++ {
			next, below := normal[up]
			if !below {
				break
			}
			if level == maxDepth {
				return "the hierarchy has a circle or is too deep"
			}
			if level < r.first {
				r.up[child] = next
			}
			up = next
		}
		if _, below := normal[parent]; !below {
			r.up[parent] = parent
		}
	}
	return ""
}
