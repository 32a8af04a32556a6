package consent

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"iter"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/khtong/privacykit/law"

	"golang.org/x/text/language"

	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/internal/strictjson"
)

const maxRegisterJSON = 16 << 20

// Register is a checked processing register, compiled for decisions. It never
// changes and may be used by many goroutines; a host that reloads it keeps it
// in an atomic.Pointer. A nil or zero Register is empty and denies everything.
type Register struct {
	doc      *Document
	hash     string
	labels   *labels
	rules    rulebook
	from     time.Time // first instant of doc.Effective
	purposes map[Purpose]*purposeEntry
	sharing  map[string]*recipientEntry
	known    map[identifiers.Kind]bool // that the register itself names
	notices  map[string]int            // version → index in releases
	releases []release                 // oldest first, the current one last
	deciders sync.Pool                 // of *decider, the working memory of Decide
}

// purposeEntry is what is declared for one purpose.
type purposeEntry struct {
	info  *PurposeInfo
	kinds map[identifiers.Kind]*kindEntry // those of some activity with the purpose
}

type kindEntry struct {
	sensitive  bool
	activities []*Activity

	// What spares decisions a walk through the activities: one asks for a form
	// of consent, has a mandate, is special.
	formal, bound, special bool
}

// mark sets what the activities of each kind ask for.
func mark(kinds map[identifiers.Kind]*kindEntry) {
	for k, entry := range kinds {
		entry.special = isFace(k)
		for _, a := range entry.activities {
			entry.formal = entry.formal || a.Form != FormUnknown
			entry.bound = entry.bound || a.Mandate != nil
			entry.special = entry.special || a.PublicPlace
		}
	}
}

type recipientEntry struct {
	*Recipient
	kinds map[identifiers.Kind]*kindEntry // with the activities that collect them for any purpose
}

type release struct {
	version string
	from    time.Time
	changes []Change
}

// ParseRegister reads a register from JSON, at most 16 MiB, in the form of
// [Document]. It is strict: unknown and duplicate keys, another schema,
// trailing data and everything that [NewRegister] refuses are errors, which
// match [ErrRegister] and are a *[RegisterError]. The file register.schema.json
// of this package is the form as a JSON Schema, for editors; a register has no
// key that points to it, which would be none of the register's content, so an
// editor finds it by the name of the file.
func ParseRegister(data []byte) (*Register, error) {
	var doc Document
	if err := strictjson.Decode(data, maxRegisterJSON, &doc); err != nil {
		return nil, registerError(err)
	}
	return NewRegister(doc)
}

// NewRegister checks a document and compiles it. The document is copied. What
// contradicts itself is refused: an id that nothing declares, an optional
// purpose that rests on a contract alone, a duty whose statute is not a law or
// administrative regulation, a recipient of kinds that nobody collects.
func NewRegister(doc Document) (*Register, error) {
	if err := doc.check(); err != nil {
		return nil, err
	}
	canonical, err := json.Marshal(&doc)
	if err != nil {
		return nil, &RegisterError{"", "malformed"}
	}
	sum := sha256.Sum256(canonical)
	own := new(Document)
	if err := strictjson.Decode(canonical, len(canonical), own); err != nil {
		return nil, registerError(err)
	}
	r := &Register{
		doc: own, hash: hex.EncodeToString(sum[:]), labels: newLabels(own), rules: newRulebook(own.Rules), from: own.Effective.Start(),
		purposes: make(map[Purpose]*purposeEntry),
		sharing:  make(map[string]*recipientEntry),
		known:    make(map[identifiers.Kind]bool),
		notices:  make(map[string]int),
	}
	r.compile(newVocabulary(own))
	return r, nil
}

func (r *Register) compile(words *vocabulary) {
	d := r.doc
	for _, p := range words.purposes {
		r.purposes[p.ID] = &purposeEntry{p, make(map[identifiers.Kind]*kindEntry)}
	}
	collected := make(map[identifiers.Kind]*kindEntry)
	for i := range d.Activities {
		a := &d.Activities[i]
		for _, k := range a.Kinds {
			r.known[k] = true
			sensitive, _ := words.kind(k)
			addActivity(collected, k, sensitive, a)
			for _, p := range a.Purposes {
				addActivity(r.purposes[p].kinds, k, sensitive, a)
			}
		}
	}
	inherit(collected)
	for _, p := range r.purposes {
		inherit(p.kinds)
		mark(p.kinds)
	}
	for i := range d.Recipients {
		entry := &recipientEntry{&d.Recipients[i], make(map[identifiers.Kind]*kindEntry)}
		r.sharing[entry.ID] = entry
		for _, k := range entry.Kinds {
			r.known[k] = true
			sensitive, _ := words.kind(k)
			entry.kinds[k] = &kindEntry{sensitive: sensitive, activities: lookupKind(collected, k).activities}
		}
		inherit(entry.kinds)
		mark(entry.kinds)
	}
	for i, rev := range d.History {
		r.notices[rev.Version] = i
		r.releases = append(r.releases, release{rev.Version, rev.Effective.Start(), rev.Changes})
	}
	r.notices[d.Version] = len(d.History)
	r.releases = append(r.releases, release{d.Version, r.from, d.Changes})
}

func addActivity(kinds map[identifiers.Kind]*kindEntry, k identifiers.Kind, sensitive bool, a *Activity) {
	entry := kinds[k]
	if entry == nil {
		entry = &kindEntry{sensitive: sensitive}
		kinds[k] = entry
	}
	entry.activities = append(entry.activities, a)
}

// inherit gives each kind the activities of the kinds that it lies below.
func inherit(kinds map[identifiers.Kind]*kindEntry) {
	own := make(map[identifiers.Kind][]*Activity, len(kinds))
	for k, entry := range kinds {
		own[k] = entry.activities
	}
	for k, entry := range kinds {
		for s, more := parentKind(string(k)); more; s, more = parentKind(s) {
			for _, a := range own[identifiers.Kind(s)] {
				if !slices.Contains(entry.activities, a) {
					entry.activities = append(slices.Clip(entry.activities), a)
				}
			}
		}
	}
}

// lookupKind finds a kind or the nearest kind that covers it.
func lookupKind(kinds map[identifiers.Kind]*kindEntry, k identifiers.Kind) *kindEntry {
	if entry, ok := kinds[k]; ok {
		return entry
	}
	for s, more := parentKind(string(k)); more; s, more = parentKind(s) {
		if entry, ok := kinds[identifiers.Kind(s)]; ok {
			return entry
		}
	}
	return nil
}

// Version returns the version of the notice that announces the register, and
// "" for an empty register.
func (r *Register) Version() string {
	if r.empty() {
		return ""
	}
	return r.doc.Version
}

// Hash returns the SHA-256, in hexadecimal, of the register's canonical form:
// the JSON of its [Document] without white space, keys in the order of the
// fields, absent ones left out. It does not depend on how the input was laid
// out.
func (r *Register) Hash() string {
	if r.empty() {
		return ""
	}
	return r.hash
}

// Document returns a copy of the register as data.
func (r *Register) Document() Document {
	var doc Document
	if r.empty() {
		return doc
	}
	if data, err := json.Marshal(r.doc); err == nil {
		err = strictjson.Decode(data, len(data), &doc)
		if err != nil {
			return Document{}
		}
	}
	return doc
}

// Activities yields the rows in the order of the document. The values are
// copies.
func (r *Register) Activities() iter.Seq[Activity] {
	return func(yield func(Activity) bool) {
		for _, a := range r.Document().Activities {
			if !yield(a) {
				return
			}
		}
	}
}

// Purposes yields the declared purposes in the order of the document.
func (r *Register) Purposes() iter.Seq[PurposeInfo] {
	return func(yield func(PurposeInfo) bool) {
		if !r.empty() {
			slices.Values(r.doc.Purposes)(yield)
		}
	}
}

// Roles yields the declared roles in the order of the document.
func (r *Register) Roles() iter.Seq[RoleInfo] {
	return func(yield func(RoleInfo) bool) {
		if !r.empty() {
			slices.Values(r.doc.Roles)(yield)
		}
	}
}

// Scenarios yields the declared scenarios in the order of the document.
func (r *Register) Scenarios() iter.Seq[ScenarioInfo] {
	return func(yield func(ScenarioInfo) bool) {
		if !r.empty() {
			slices.Values(r.doc.Scenarios)(yield)
		}
	}
}

// Recipients yields the recipients in the order of the document. The values
// are copies.
func (r *Register) Recipients() iter.Seq[Recipient] {
	return func(yield func(Recipient) bool) {
		for _, rec := range r.Document().Recipients {
			if !yield(rec) {
				return
			}
		}
	}
}

func (r *Register) empty() bool { return r == nil || r.doc == nil }

// labels are the register's names for its ids, which a decision keeps to
// explain itself. A nil labels has none.
type labels struct {
	roles      map[Role]law.Text
	purposes   map[Purpose]law.Text
	recipients map[string]law.Text
	kinds      map[identifiers.Kind]law.Text
}

func newLabels(d *Document) *labels {
	l := &labels{
		make(map[Role]law.Text), make(map[Purpose]law.Text), make(map[string]law.Text), make(map[identifiers.Kind]law.Text),
	}
	for _, r := range d.Roles {
		l.roles[r.ID] = r.Label
	}
	for _, p := range d.Purposes {
		l.purposes[p.ID] = p.Label
	}
	for _, r := range d.Recipients {
		l.recipients[r.ID] = r.Label
	}
	for _, k := range d.Kinds {
		l.kinds[k.ID] = k.Label
	}
	return l
}

// overlay returns the labels of l and, where both name an id, those of newer.
func (l *labels) overlay(newer *labels) *labels {
	maps.Copy(l.roles, newer.roles)
	maps.Copy(l.purposes, newer.purposes)
	maps.Copy(l.recipients, newer.recipients)
	maps.Copy(l.kinds, newer.kinds)
	return l
}

func (l *labels) role(id Role) law.Text {
	if l != nil {
		if t, ok := l.roles[id]; ok {
			return t
		}
	}
	return law.Text{ZH: string(id), EN: string(id)}
}

// purpose returns the label of a purpose, and its id if it has none.
func (l *labels) purpose(id Purpose) law.Text {
	if l != nil {
		if t, ok := l.purposes[id]; ok {
			return t
		}
	}
	return law.Text{ZH: string(id), EN: string(id)}
}

func (l *labels) recipient(id string) law.Text {
	if l != nil {
		if t, ok := l.recipients[id]; ok {
			return t
		}
	}
	return law.Text{ZH: id, EN: id}
}

func (l *labels) kind(id identifiers.Kind) law.Text {
	if l != nil {
		if t, ok := l.kinds[id]; ok {
			return t
		}
	}
	if info, ok := identifiers.Describe(id); ok {
		return law.Text{ZH: info.Label(language.Chinese), EN: info.Label(language.English)}
	}
	return law.Text{ZH: string(id), EN: string(id)}
}
