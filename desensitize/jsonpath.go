package desensitize

import (
	"cmp"
	"encoding/binary"
	"maps"
	"slices"
	"strings"
)

// jsonPattern names places of a document.
type jsonPattern struct {
	anchored bool // begins at the document, not anywhere
	segments []jsonSegment
	keys     bool // the keys at the place, not the values
	tag      *tag
	text     string
}

// jsonSegment is a step into an object or an array.
type jsonSegment struct {
	name string
	any  bool // any key, or any element
}

// parseJSONPattern reads a pattern. The second result says what is wrong; it is empty if nothing is.
func parseJSONPattern(text string) (jsonPattern, string) {
	p := jsonPattern{text: text}
	rest, anchored := strings.CutPrefix(text, "$")
	if anchored && rest != "" && rest[0] != '.' && rest[0] != '[' { // a key that begins with $
		anchored, rest = false, text
	}
	p.anchored = anchored
	first := !anchored
	for rest != "" {
		var after string
		switch {
		case strings.HasPrefix(rest, "[*]"):
			p.segments = append(p.segments, jsonSegment{any: true})
			first, rest = false, rest[len("[*]"):]
			continue
		case rest == "~" && len(p.segments) > 0:
			p.keys = true
			return p, ""
		case first:
		case rest[0] != '.':
			return p, "want a point between keys"
		default:
			rest = rest[1:]
		}
		var s jsonSegment
		if s, after = cutSegment(rest); !s.any && s.name == "" {
			return p, "want a key"
		}
		p.segments = append(p.segments, s)
		first, rest = false, after
	}
	if !anchored && len(p.segments) == 0 {
		return p, "want a key"
	}
	return p, ""
}

// cutSegment cuts the key off at the start of a pattern. What follows a backslash has no meaning of its own.
func cutSegment(s string) (jsonSegment, string) {
	var name []byte
	i := 0
	for ; i < len(s) && !strings.ContainsRune(".[", rune(s[i])) && s[i:] != "~"; i++ {
		if s[i] == '\\' && i+1 < len(s) {
			i++
		}
		name = append(name, s[i])
	}
	return jsonSegment{name: string(name), any: s[:i] == "*"}, s[i:]
}

// literals returns how many of the segments are keys.
func (p jsonPattern) literals() int {
	n := 0
	for _, s := range p.segments {
		if !s.any {
			n++
		}
	}
	return n
}

// comparePatterns puts the pattern first that counts where several fit: the one from the start of the document, with more
// keys, with more steps, and with a kind.
func comparePatterns(a, b jsonPattern) int {
	order := func(p jsonPattern) int {
		if p.anchored {
			return 0
		}
		return 1
	}
	return cmp.Or(
		order(a)-order(b),
		b.literals()-a.literals(),
		len(b.segments)-len(a.segments),
		cmp.Compare(b.tag.kind, a.tag.kind),
		strings.Compare(a.text, b.text),
	)
}

// jsonState is a place of a document as far as patterns can tell places apart. It does not change after it is made.
type jsonState struct {
	next    map[string]*jsonState // by the keys that are named in patterns
	few     []namedState          // the same, if they are so few that looking at each is faster
	other   *jsonState            // by any other key
	element *jsonState            // by an element of an array
	value   *tag                  // of the value; nil for that of what it is in
	key     *tag                  // of the key that led here
}

type namedState struct {
	name  string
	state *jsonState
}

const fewNames = 8

// follow returns the state behind a key, and whether the key is named in a pattern.
func (s *jsonState) follow(key string) (*jsonState, bool) {
	if len(s.next) > fewNames {
		if next, found := s.next[key]; found {
			return next, true
		}
		return s.other, false
	}
	for i := range s.few {
		if n := &s.few[i]; n.name == key {
			return n.state, true
		}
	}
	return s.other, false
}

// maxStates is how many states there can be. A few are made for each pattern, but patterns with many * can need more.
const maxStates = 1 << 14

// stateBuilder makes a state for each set of places in patterns that can be reached together.
type stateBuilder struct {
	patterns []jsonPattern // in order of comparePatterns
	states   map[string]*jsonState
}

// position is how far a pattern has been followed.
type position struct{ pattern, done int }

// buildStates returns the state of a whole document, or nil if there are too many.
func buildStates(patterns []jsonPattern) *jsonState {
	slices.SortFunc(patterns, comparePatterns)
	b := stateBuilder{patterns, map[string]*jsonState{}}
	var start []position
	for i := range patterns {
		start = append(start, position{pattern: i})
	}
	return b.state(start)
}

// state returns the state of a set of positions in their order, or nil if there are too many.
func (b *stateBuilder) state(at []position) *jsonState {
	var id []byte
	for _, p := range at {
		id = binary.AppendVarint(binary.AppendVarint(id, int64(p.pattern)), int64(p.done))
	}
	if s, found := b.states[string(id)]; found {
		return s
	}
	if len(b.states) == maxStates {
		return nil
	}
	s := &jsonState{}
	b.states[string(id)] = s
	names := map[string]bool{}
	for _, p := range at {
		pattern := &b.patterns[p.pattern]
		switch {
		case p.done < len(pattern.segments):
			if step := pattern.segments[p.done]; !step.any {
				names[step.name] = true
			}
		case pattern.keys && s.key == nil:
			s.key = pattern.tag
		case !pattern.keys && s.value == nil:
			s.value = pattern.tag
		}
	}
	s.other = b.follow(at, "", true)
	s.element = s.other
	s.next = make(map[string]*jsonState, len(names))
	for name := range maps.Keys(names) {
		s.next[name] = b.follow(at, name, false)
	}
	for name, next := range s.next {
		if next == nil {
			return nil
		}
		if len(s.next) <= fewNames {
			s.few = append(s.few, namedState{name, next})
		}
	}
	if s.other == nil {
		return nil
	}
	return s
}

// follow returns the state behind a key, or, if other, behind an element or a key that none of the patterns names.
func (b *stateBuilder) follow(at []position, key string, other bool) *jsonState {
	var to []position
	for _, p := range at {
		pattern := &b.patterns[p.pattern]
		if p.done == 0 && !pattern.anchored {
			to = append(to, p)
		}
		if p.done < len(pattern.segments) {
			if s := pattern.segments[p.done]; s.any || !other && s.name == key {
				to = append(to, position{p.pattern, p.done + 1})
			}
		}
	}
	return b.state(to)
}
