package consent

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/khtong/privacykit/law"

	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/internal/strictjson"
)

// ErrRegister is matched by every error of [ParseRegister] and [NewRegister].
var ErrRegister = errors.New("consent: invalid register")

// RegisterError says where a register is wrong, and why. Its text names ids of
// the register's own lists by their position, and never their content.
type RegisterError struct {
	Path string // the place, such as activities[3].purposes[0]; empty for the whole
	Rule string // what is wrong there
}

// Error returns the text "consent: activities[3].purposes[0]: unknown purpose".
func (e *RegisterError) Error() string {
	if e.Path == "" {
		return "consent: register: " + e.Rule
	}
	return "consent: " + e.Path + ": " + e.Rule
}

// Is reports whether target is [ErrRegister].
func (e *RegisterError) Is(target error) bool { return target == ErrRegister }

func registerError(err error) error {
	if e := (*strictjson.Error)(nil); errors.As(err, &e) {
		return &RegisterError{e.Path, e.Rule}
	}
	return &RegisterError{"", "malformed"}
}

// The limits of a register. They keep the time of the check and the size of
// what is compiled within bounds whatever the input is.
const (
	maxEntries = 10_000  // entries of a list of the document
	maxCells   = 1 << 20 // kinds × purposes of all activities
)

// vocabulary is what a document declares.
type vocabulary struct {
	roles     map[Role]bool
	scenarios map[string]bool
	purposes  map[Purpose]*PurposeInfo
	kinds     map[identifiers.Kind]*KindInfo
	rules     Rules
}

func newVocabulary(d *Document) *vocabulary {
	v := &vocabulary{
		make(map[Role]bool), make(map[string]bool),
		make(map[Purpose]*PurposeInfo), make(map[identifiers.Kind]*KindInfo), d.Rules,
	}
	for _, r := range d.Roles {
		v.roles[r.ID] = true
	}
	for _, s := range d.Scenarios {
		v.scenarios[s.ID] = true
	}
	for i := range d.Purposes {
		v.purposes[d.Purposes[i].ID] = &d.Purposes[i]
	}
	for i := range d.Kinds {
		v.kinds[d.Kinds[i].ID] = &d.Kinds[i]
	}
	return v
}

// kind reports whether a kind is known, to package identifiers or to the
// document, itself or by the part before a dot, and whether it is sensitive.
func (v *vocabulary) kind(k identifiers.Kind) (sensitive, ok bool) {
	for s, more := string(k), true; more; s, more = parentKind(s) {
		if info, ok := identifiers.Describe(identifiers.Kind(s)); ok {
			return v.sensitive(info), true
		}
		if info, ok := v.kinds[identifiers.Kind(s)]; ok {
			return !info.General, true
		}
	}
	return true, false
}

// sensitive reports whether a kind of the catalogue counts as sensitive; see
// [Rules].
func (v *vocabulary) sensitive(info identifiers.Info) bool {
	if !v.rules.SensitiveByLawOnly {
		return info.Sensitivity.IsSensitive()
	}
	for s := range info.Sources() {
		if s.Law == "个人信息保护法" {
			return true
		}
	}
	return false
}

// checker walks a document and keeps the first thing that is wrong with it.
type checker struct {
	doc       *Document
	words     *vocabulary
	collected map[identifiers.Kind]bool // kinds of the activities walked
	cells     int
	err       *RegisterError
}

func (c *checker) fail(path, rule string) {
	if c.err == nil {
		c.err = &RegisterError{path, rule}
	}
}

func (c *checker) require(ok bool, path, rule string) {
	if !ok {
		c.fail(path, rule)
	}
}

func (d *Document) check() error {
	for _, l := range [...]struct {
		path string
		n    int
	}{
		{"roles", len(d.Roles)},
		{"purposes", len(d.Purposes)},
		{"scenarios", len(d.Scenarios)},
		{"kinds", len(d.Kinds)},
		{"activities", len(d.Activities)},
		{"recipients", len(d.Recipients)},
		{"permissions", len(d.Permissions)},
		{"automations", len(d.Automations)},
		{"exceptions", len(d.Exceptions)},
		{"changes", len(d.Changes)},
		{"history", len(d.History)},
		{"remarks", len(d.Remarks)},
	} {
		if l.n > maxEntries {
			return &RegisterError{l.path, "more than 10000 entries"}
		}
	}
	c := checker{doc: d, words: newVocabulary(d), collected: make(map[identifiers.Kind]bool)}
	c.head()
	c.declarations()
	for i := range d.Activities {
		c.activity(&d.Activities[i], at("activities", i))
	}
	for i := range d.Recipients {
		c.recipient(&d.Recipients[i], at("recipients", i))
	}
	for i := range d.Permissions {
		c.permission(&d.Permissions[i], at("permissions", i))
	}
	for i := range d.Automations {
		c.automation(&d.Automations[i], at("automations", i))
	}
	c.exceptions()
	if c.err != nil {
		return c.err
	}
	return nil
}

func (c *checker) exceptions() {
	if len(c.doc.Exceptions) > 0 {
		c.bases(c.doc.Exceptions, "exceptions")
	}
	for i, b := range c.doc.Exceptions {
		c.require(b.Basis != Consent && b.Basis != Contract, at("exceptions", i)+".basis", "is no exception to consent")
	}
}

func (c *checker) head() {
	d := c.doc
	c.require(d.Schema == Schema, "schema", "unsupported version, want "+strconv.Itoa(Schema))
	c.require(validCode(d.Version), "version", codeRule)
	c.require(!d.Effective.IsZero(), "effective", "missing")
	c.text(d.Handler.Name, "handler.name")
	for _, f := range [...]struct{ name, value string }{
		{"email", d.Handler.Email}, {"phone", d.Handler.Phone}, {"address", d.Handler.Address},
	} {
		c.require(validOpaque(f.value), "handler."+f.name, opaqueRule)
	}
	c.require(d.Handler.Email+d.Handler.Phone+d.Handler.Address != "", "handler", "no way of contact")
	versions := map[string]bool{d.Version: true}
	for i, r := range d.History {
		path := at("history", i)
		c.require(validCode(r.Version), path+".version", codeRule)
		c.require(!versions[r.Version], path+".version", "duplicate version")
		versions[r.Version] = true
		next := d.Effective
		if i+1 < len(d.History) {
			next = d.History[i+1].Effective
		}
		c.require(!r.Effective.IsZero() && r.Effective.Before(next), path+".effective", "not before the next version")
		c.changes(r.Changes, path+".changes")
	}
	c.changes(d.Changes, "changes")
	for i, t := range d.Remarks {
		c.text(t, at("remarks", i))
	}
}

func (c *checker) changes(changes []Change, path string) {
	for i, ch := range changes {
		p := at(path, i)
		c.require(ch.Aspect != AspectUnknown && int(ch.Aspect) < len(aspectNames), p+".aspect", "missing or unknown")
		list(c, ch.Purposes, p+".purposes", true)
		list(c, ch.Kinds, p+".kinds", true)
	}
}

func (c *checker) declarations() {
	d := c.doc
	unique := func(path string, n int, id func(int) string, label func(int) law.Text) {
		seen := make(map[string]bool, n)
		for i := range n {
			p := at(path, i)
			c.require(validCode(id(i)), p+".id", codeRule)
			c.require(!seen[id(i)], p+".id", "duplicate id")
			seen[id(i)] = true
			c.text(label(i), p+".label")
		}
	}
	unique("roles", len(d.Roles),
		func(i int) string { return string(d.Roles[i].ID) }, func(i int) law.Text { return d.Roles[i].Label })
	unique("purposes", len(d.Purposes),
		func(i int) string { return string(d.Purposes[i].ID) }, func(i int) law.Text { return d.Purposes[i].Label })
	unique("scenarios", len(d.Scenarios),
		func(i int) string { return d.Scenarios[i].ID }, func(i int) law.Text { return d.Scenarios[i].Label })
	unique("kinds", len(d.Kinds),
		func(i int) string { return string(d.Kinds[i].ID) }, func(i int) law.Text { return d.Kinds[i].Label })
	unique("activities", len(d.Activities),
		func(i int) string { return d.Activities[i].ID }, func(i int) law.Text { return d.Activities[i].Label })
	unique("recipients", len(d.Recipients),
		func(i int) string { return d.Recipients[i].ID }, func(i int) law.Text { return d.Recipients[i].Label })
	unique("permissions", len(d.Permissions),
		func(i int) string { return d.Permissions[i].ID }, func(i int) law.Text { return d.Permissions[i].Label })
	unique("automations", len(d.Automations),
		func(i int) string { return d.Automations[i].ID }, func(i int) law.Text { return d.Automations[i].Label })
	c.require(len(d.Activities) > 0, "activities", "missing")
	for i, p := range d.Purposes {
		path := at("purposes", i)
		c.require(p.Necessity == Necessary || p.Necessity == Optional, path+".necessity", "missing or unknown")
		c.require(validCode(p.Function), path+".function", codeRule)
	}
	for i, k := range d.Kinds {
		_, known := identifiers.Describe(k.ID)
		c.require(!known, at("kinds", i)+".id", "is a kind of package identifiers")
	}
}

func (c *checker) activity(a *Activity, path string) {
	list(c, a.Roles, path+".roles", false)
	list(c, a.Kinds, path+".kinds", false)
	list(c, a.Purposes, path+".purposes", false)
	list(c, a.Scenarios, path+".scenarios", false)
	list(c, a.Retention, path+".retention", true)
	c.require(a.Assessment == "" || validOpaque(a.Assessment), path+".assessment", opaqueRule)
	c.require(int(a.Form) < len(formNames), path+".form", "unknown")
	for i, r := range a.Roles {
		c.require(c.words.roles[r], at(path+".roles", i), "unknown role")
	}
	for i, s := range a.Scenarios {
		c.require(c.words.scenarios[s], at(path+".scenarios", i), "unknown scenario")
	}
	for i, k := range a.Kinds {
		_, ok := c.words.kind(k)
		c.require(ok, at(path+".kinds", i), "unknown kind")
		c.collected[k] = true
	}
	c.cells += len(a.Kinds) * len(a.Purposes)
	c.require(c.cells <= maxCells, path, "the register is too large")
	c.capacity(a, path)
	contractOnly := len(a.Bases) == 1 && a.Bases[0].Basis == Contract
	for i, p := range a.Purposes {
		info, ok := c.words.purposes[p]
		c.require(ok, at(path+".purposes", i), "unknown purpose")
		c.require(!ok || !contractOnly || info.Necessity != Optional, at(path+".purposes", i),
			"optional purpose with a contract as its only basis")
	}
}

// capacity checks in which capacity an activity is done, and what goes with it.
func (c *checker) capacity(a *Activity, path string) {
	switch a.Capacity {
	case RelationshipUnknown, Independent:
	case Entrusted, Joint:
		c.require(a.Mandate != nil, path+".mandate", "missing")
	default:
		c.fail(path+".capacity", "is none of a handler's own")
	}
	if a.Capacity == Entrusted {
		c.require(len(a.Bases) == 0, path+".bases", "an entrusted party has no basis of its own")
	} else {
		c.bases(a.Bases, path+".bases")
	}
	if m := a.Mandate; m != nil {
		p := path + ".mandate"
		c.require(m.Agreement != "" && validOpaque(m.Agreement), p+".agreement", "missing, or "+opaqueRule)
		list(c, m.Purposes, p+".purposes", true)
		list(c, m.Kinds, p+".kinds", true)
		for i, x := range m.Purposes {
			c.require(slices.Contains(a.Purposes, x), at(p+".purposes", i), "not a purpose of the activity")
		}
		for i, k := range m.Kinds {
			within := slices.ContainsFunc(a.Kinds, func(have identifiers.Kind) bool { return covers(have, k) })
			c.require(within, at(p+".kinds", i), "not a kind of the activity")
		}
		enums(c, m.Operations, len(operationNames), p+".operations")
	}
	for _, f := range [...]struct{ name, value string }{{"sign", a.Sign}, {"alternative", a.Alternative}} {
		c.require(validOpaque(f.value), path+"."+f.name, opaqueRule)
	}
	c.require(a.PublicPlace || a.Sign == "", path+".sign", "only for a public place")
}

// enums checks a list of enumerated values, none of them unknown or twice.
func enums[E ~uint8](c *checker, values []E, names int, path string) {
	for i, v := range values {
		c.require(v != 0 && int(v) < names, at(path, i), "missing or unknown")
		c.require(!slices.Contains(values[:i], v), at(path, i), "named twice")
	}
}

// terms checks what binds a recipient.
func (c *checker) terms(r *Recipient, path string) {
	enums(c, r.Terms, len(termNames), path+".terms")
	c.require(r.Agreement != "" || len(r.Terms) == 0 && r.Until.IsZero(), path+".agreement", "missing")
	if r.Via != "" {
		via := slices.IndexFunc(c.doc.Recipients, func(x Recipient) bool { return x.ID == r.Via && x.Relationship == Entrusted })
		c.require(r.Relationship == Entrusted && via >= 0 && r.Via != r.ID, path+".via", "not an entrusted party that entrusts another")
	}
	if x := r.Export; x != nil {
		p := path + ".export"
		c.require(r.Location != mainland, p, "only for a recipient outside the mainland")
		c.require(x.Mechanism != MechanismUnknown && int(x.Mechanism) < len(mechanismNames), p+".mechanism", "missing or unknown")
		c.require(x.Reference != "" && validOpaque(x.Reference), p+".reference", "missing, or "+opaqueRule)
		c.require(!x.From.IsZero(), p+".from", "missing")
		c.require(x.Until.IsZero() || !x.Until.Before(x.From), p+".until", "before from")
	}
}

func (c *checker) recipient(r *Recipient, path string) {
	c.require(r.ID != Public, path+".id", "reserved")
	c.require(r.Type != RecipientUnknown && int(r.Type) < len(recipientTypeNames), path+".type", "missing or unknown")
	c.require(r.Relationship != RelationshipUnknown && int(r.Relationship) < len(relationshipNames),
		path+".relationship", "missing or unknown")
	c.terms(r, path)
	for _, f := range [...]struct{ name, value string }{
		{"name", r.Name}, {"contact", r.Contact}, {"agreement", r.Agreement}, {"assessment", r.Assessment},
	} {
		c.require(validOpaque(f.value), path+"."+f.name, opaqueRule)
	}
	c.require(r.Location == "" || validCountry(r.Location), path+".location", "not two capital letters")
	list(c, r.Retention, path+".retention", true)
	c.declared(r.Purposes, r.Kinds, path)
	switch r.Relationship {
	case Entrusted:
		c.require(len(r.Bases) == 0, path+".bases", "an entrusted party has no basis of its own")
	case Successor:
		c.require(len(r.Bases) == 0, path+".bases", "a successor takes over those of the activities")
	default:
		c.bases(r.Bases, path+".bases")
	}
}

// declared checks purposes and kinds of an entry that collects nothing itself.
func (c *checker) declared(purposes []Purpose, kinds []identifiers.Kind, path string) {
	list(c, purposes, path+".purposes", false)
	list(c, kinds, path+".kinds", false)
	for i, p := range purposes {
		_, ok := c.words.purposes[p]
		c.require(ok, at(path+".purposes", i), "unknown purpose")
	}
	for i, k := range kinds {
		ok := c.collected[k]
		for s, more := parentKind(string(k)); more && !ok; s, more = parentKind(s) {
			ok = c.collected[identifiers.Kind(s)]
		}
		c.require(ok, at(path+".kinds", i), "no activity collects the kind")
	}
}

func (c *checker) bases(bases []BasisRef, path string) {
	c.require(len(bases) > 0, path, "missing")
	if len(bases) > maxList {
		c.fail(path, "more than 256 entries")
		return
	}
	for i, b := range bases {
		p := at(path, i)
		c.basis(b, p)
		dup := slices.ContainsFunc(bases[:i], func(x BasisRef) bool { return x.Basis == b.Basis })
		c.require(!dup, p+".basis", "duplicate basis")
	}
}

func (c *checker) basis(b BasisRef, path string) {
	c.require(b.Basis.valid(), path+".basis", "missing or unknown")
	c.require(validOpaque(b.PolicyLabel), path+".policy_label", opaqueRule)
	if b.Statute == nil {
		return
	}
	c.require(b.Basis == StatutoryDuty || b.Basis == OtherLaw, path+".statute", "only for statutory_duty and other_law")
	c.require(b.Statute.IsValid() && b.Statute.Statute.Level().IsLawOrRegulation() && b.Statute.Article > 0,
		path+".statute", "not an article of a known law or administrative regulation")
}

func (c *checker) text(t law.Text, path string) {
	for _, f := range [...]struct{ name, value string }{{"zh", t.ZH}, {"en", t.EN}} {
		c.require(f.value != "", path+"."+f.name, "missing")
		c.require(validText(f.value), path+"."+f.name, "not printable text")
	}
}

// list checks a list of ids that stands in another entry.
func list[S ~string](c *checker, ids []S, path string, mayBeEmpty bool) {
	c.require(mayBeEmpty || len(ids) > 0, path, "missing")
	if len(ids) > maxList {
		c.fail(path, "more than 256 entries")
		return
	}
	for i, id := range ids {
		c.require(validCode(string(id)), at(path, i), codeRule)
		c.require(!slices.Contains(ids[:i], id), at(path, i), "named twice")
	}
}

// parentKind cuts the last dotted part off a kind.
func parentKind(s string) (parent string, ok bool) {
	i := strings.LastIndexByte(s, '.')
	if i < 0 {
		return "", false
	}
	return s[:i], true
}

// covers reports whether have is the kind k or a kind that k lies below, by
// dotted parts: health covers health.allergy, and not healthcare.
func covers(have, k identifiers.Kind) bool {
	return have == k ||
		len(k) > len(have) && k[len(have)] == '.' && k[:len(have)] == have
}

func validCountry(s string) bool {
	return len(s) == 2 && 'A' <= s[0] && s[0] <= 'Z' && 'A' <= s[1] && s[1] <= 'Z'
}

func at(path string, i int) string { return fmt.Sprintf("%s[%d]", path, i) }
