package desensitize

import (
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/internal/strictjson"
)

// View says for one audience of a host what is shown of each kind: raw, masked, coarser, replaced, or nothing. [NewView]
// makes one from a Go literal, [ParseViews] several from JSON; [Default], [Hutool], [Alipay] and [Strict] are ready. A kind
// that a view does not name is hidden, and the zero View hides every kind: where a map of views has none for an audience,
// nothing is shown to it.
//
// A View does not change and is safe for concurrent use. It holds no value and prints as its type only.
type View struct{ v *view }

type view struct {
	rules map[identifiers.Kind]*rule   // before base
	base  func(identifiers.Kind) *rule // nil hides

	finder *identifiers.Finder // for Text; nil is identifiers.Find

	// Functions, because fmt follows pointers inside unexported fields, and must not reach a key or what moves a date back.
	pseudonym func(value string) string   // nil if no rule needs it
	person    func(subject string) string // a pseudonym that moves dates; nil if no rule needs it
	offset    func(most int) int          // nil without a person
}

// ViewOptions are what a [View] needs beside its rules. Each field can be left out.
type ViewOptions struct {
	// Base has the rules for kinds that are not named. The zero View hides them.
	Base View

	// Audience names who looks ("analyst"), for pseudonyms and shifted dates: what two audiences are shown cannot be linked.
	// Not needed without such a rule. At most 256 bytes of valid UTF-8.
	Audience string

	// Pseudonymizer makes the pseudonyms. Rules pseudonym and shift need it.
	Pseudonymizer Pseudonymizer

	// Hierarchies has for each name that a rule up mentions the parent of each value: "外科医生" has "医生" has "卫生". What
	// has no parent is a top, and stays what it is. The maps are copied.
	Hierarchies map[string]map[string]string

	// Finder finds the personal information in free text, for [View.Text] and what is built on it; nil for that of Base, or
	// identifiers.Find. Kinds of its recognisers take rules as others do.
	Finder *identifiers.Finder
}

// NewView returns the view with these rules. The options can be nil. The error is an [*Error] about the first kind, in the
// order of their names, whose rule is unknown, malformed or cannot apply to the kind.
func NewView(rules map[identifiers.Kind]Rule, opts *ViewOptions) (View, error) {
	var o ViewOptions
	if opts != nil {
		o = *opts
	}
	v := &view{rules: make(map[identifiers.Kind]*rule, len(rules)), finder: o.Finder}
	if base := o.Base.v; base != nil {
		v.base = base.base
		if v.finder == nil {
			v.finder = base.finder
		}
		maps.Copy(v.rules, base.rules)
	}
	for i, k := range slices.Sorted(maps.Keys(rules)) {
		r, broken := compile(k, rules[k], o.Hierarchies)
		if broken != "" {
			return View{}, &Error{Path: strictjson.Join("rules", string(k), i), Rule: broken}
		}
		v.rules[k] = r
	}
	if err := v.bind(o.Audience, o.Pseudonymizer); err != nil {
		return View{}, err
	}
	return View{v}, nil
}

// Mask returns what the view shows of s, a value of kind k. The result is valid UTF-8 unless the rule is raw and s is not;
// it is empty only if the rule is drop, or raw and s is empty.
func (v View) Mask(k identifiers.Kind, s string) string {
	var buf [96]byte
	return string(v.AppendMask(buf[:0], k, s))
}

// AppendMask appends what [View.Mask] returns to dst and returns the extended slice. It does not allocate if the capacity of
// dst suffices, s is a valid value in the form that most write, and the rule is not pseudonym.
func (v View) AppendMask(dst []byte, k identifiers.Kind, s string) []byte {
	return v.rule(k).append(dst, k, s, v.v)
}

// Drops reports whether the rule for the kind is drop: a table for this audience has no such column, a document no such key.
func (v View) Drops(k identifiers.Kind) bool {
	r := v.rule(k)
	return r != nil && r.op == opDrop
}

// For returns the view for the records of one person, in which all dates with a rule shift move by the same days. The
// subject is the host's id of the person, as given to the other functions of the key ring. Without For, such dates are
// hidden. The days stay the same as long as the key, the audience and the number in the rule do.
func (v View) For(subject string) View {
	if v.v == nil || v.v.person == nil {
		return v
	}
	person := v.v.person(subject)
	bound := *v.v
	bound.offset = nil
	if person != "" {
		bound.offset = func(most int) int { return offset(person, most) }
	}
	return View{&bound}
}

// rule returns the rule for the kind; nil hides.
func (v View) rule(k identifiers.Kind) *rule {
	if v.v == nil {
		return nil
	}
	if r, found := v.v.rules[k]; found {
		return r
	}
	if v.v.base == nil {
		return nil
	}
	return v.v.base(k)
}

// String returns the name of the type.
func (v View) String() string { return "desensitize.View" }

// Format writes what String returns, for every verb.
func (v View) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, v.String()) }

// Error says where a view is wrong, and why. Its text holds nothing of a rule, and names a kind only if it is a short word
// of a-z, 0-9, _ and -; others by their position in the order of names.
type Error struct {
	Path string // the place, such as rules.birthday or views.agent.rules.birthday; empty for the whole
	Rule string // what is wrong there, in a few words for people, which may become more exact in later versions
}

// Error returns a line such as "desensitize: rules.birthday: unknown rule".
func (e *Error) Error() string {
	if e.Path == "" {
		return "desensitize: " + e.Rule
	}
	return "desensitize: " + e.Path + ": " + e.Rule
}
