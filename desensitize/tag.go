package desensitize

import (
	"strings"

	"github.com/khtong/privacykit/identifiers"
)

// Other appends what is shown of text that has no kind to dst, and returns the extended slice. It must be safe for concurrent
// use. Where one can be given, nil hides such text: what is not known is not shown. The method expression View.AppendText
// fits, which masks what it finds in the text; [UnsafeKeep] lets all of it pass.
type Other func(v View, dst []byte, s string) []byte

// UnsafeKeep is an [Other] that shows text without a kind as it is. It is unsafe because whatever nobody thought of is shown:
// a new field, a remark with a telephone number in it.
func UnsafeKeep(_ View, dst []byte, s string) []byte { return append(dst, s...) }

// tag says what a value is: of a kind, or to be shown by a rule whatever it is. The nil tag says nothing.
type tag struct {
	text string           // as written, which tells tags apart
	kind identifiers.Kind // empty if only the rule counts
	rule *rule            // nil for the view's
	mask *rule            // that of Default for the kind
}

func newTag(text string, k identifiers.Kind) *tag {
	return &tag{text: text, kind: k, mask: defaultRule(k)}
}

// parseTag reads KIND, KIND,RULE or ,RULE. The second result says what is wrong; it is empty if nothing is.
func parseTag(text string) (*tag, string) {
	name, ruleText, ruled := strings.Cut(text, ",")
	t := newTag(text, identifiers.Kind(name))
	switch {
	case name == "" && !ruled:
		return nil, "want a kind or a rule"
	case name != "" && !isKindName(name):
		return nil, "malformed kind"
	case !ruled:
		return t, ""
	}
	r, broken := compile(t.kind, Rule(ruleText), nil)
	if broken != "" {
		return nil, broken
	}
	if t.rule = r; r == nil { // a preset that shows nothing of the kind
		t.rule = &rule{op: opHide}
	}
	bare := t.rule.op == opLabel && t.rule.text == "[]" // a label of the kind that there is not
	switch {
	case name == "" && (bare || !t.rule.suppresses() && t.rule.op != opRaw):
		return nil, "without a kind, want raw, hide, drop or label TEXT"
	case name != "" && t.rule.op == opRaw:
		return nil, "raw has no kind beside it: a view says who sees values of a kind"
	}
	return t, ""
}

// isKindName reports whether a name has the form that identifiers.NewCatalogue asks for.
func isKindName(name string) bool {
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	return len(name) <= 128 && strings.IndexByte(letters, name[0]) >= 0 && strings.Trim(name, letters+"_.:-") == ""
}

// suppresses reports whether nothing of a value is left.
func (r *rule) suppresses() bool {
	return r == nil || r.op == opHide || r.op == opDrop || r.op == opLabel
}

// ruleOf returns the rule for values with the tag, which is not nil. The tag's own rule stands for that of the view, but what
// the view takes away stays away.
func (v View) ruleOf(t *tag) *rule {
	if t.kind == "" {
		return t.rule
	}
	if t.rule == nil || v.v == nil {
		if v.v == &defaultView { // most of the time
			return t.mask
		}
		return v.rule(t.kind)
	}
	if r, found := v.v.rules[t.kind]; found && r.suppresses() || !found && v.v.base == nil {
		return r
	}
	return t.rule
}
