package consent

import (
	"bytes"
	"encoding/json"
	"slices"

	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/law"
)

// Diff compares two versions of a notice by the registers that they announce.
// It compares what is processed, cell by cell (a kind for a purpose), and not
// how the rows are cut: a row that is split changes nothing. A nil register
// announces nothing.
//
// What it cannot know it takes to be a change: another wording of a purpose or
// scenario may mean another purpose, so a corrected slip counts as one. It sees
// only what the two registers say: an id that was given up must not be used
// again for another recipient, for consent names recipients by their ids. A row
// that is opened to people in another role asks nothing of those who consented
// before.
func Diff(before, after *Register) NoticeDiff {
	d := differ{ra: before, rb: after, a: before.data(), b: after.data()}
	d.handler()
	d.purposes()
	d.kinds()
	d.flush()
	d.recipients()
	d.permissions()
	d.automations()
	if !slices.Equal(basesOf(d.a.Exceptions), basesOf(d.b.Exceptions)) {
		d.note(ExceptionsChanged, "", law.Text{}, nil, nil)
	}
	if len(d.out) == 0 && !bytes.Equal(announced(d.a), announced(d.b)) {
		d.note(WordingChanged, "", law.Text{}, nil, nil)
	}
	out := NoticeDiff{
		Before:      Snapshot{Version: before.Version(), Hash: before.Hash()},
		After:       Snapshot{Version: after.Version(), Hash: after.Hash()},
		Differences: d.out,
		labels:      newLabels(d.a).overlay(newLabels(d.b)),
	}
	if after.empty() {
		return out
	}
	if i, known := after.notices[out.Before.Version]; known {
		for _, rel := range after.releases[i+1:] {
			out.declared = append(out.declared, rel.changes...)
		}
	}
	return out
}

// Next makes the register of the next version of the notice. It fills in the
// History of doc, which must be absent or that of r with r at its end, and adds
// to its Changes what [Diff] finds and the author did not declare, so that no
// consent is stretched to what it was not given to. The difference shows how
// the new version must be told. The document itself is left alone.
func (r *Register) Next(doc Document) (*Register, NoticeDiff, error) {
	if !r.empty() {
		history := append(slices.Clone(r.doc.History), Revision{r.doc.Version, r.doc.Effective, r.doc.Changes})
		if len(doc.History) > 0 && !bytes.Equal(canonical(history), canonical(doc.History)) {
			return nil, NoticeDiff{}, &RegisterError{"history", "not that of the version before"}
		}
		doc.History = history
	}
	next, err := NewRegister(doc)
	if err != nil {
		return nil, NoticeDiff{}, err
	}
	diff := Diff(r, next)
	missing := diff.Undeclared()
	if len(missing) == 0 {
		return next, diff, nil
	}
	doc.Changes = append(slices.Clone(doc.Changes), missing...)
	if next, err = NewRegister(doc); err != nil {
		return nil, NoticeDiff{}, err
	}
	return next, Diff(r, next), nil
}

// data returns the document of r, which must not be changed.
func (r *Register) data() *Document {
	if r.empty() {
		return new(Document)
	}
	return r.doc
}

// announced returns the canonical form of what a document says about the
// processing, without what names the version.
func announced(d *Document) []byte {
	own := *d
	own.Schema, own.Version, own.Effective, own.Changes, own.History = 0, "", law.Date{}, nil, nil
	return canonical(own)
}

// canonical returns v as JSON. It is called for documents that were checked, or
// of which an error may stand for a difference.
func canonical(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		return []byte("malformed")
	}
	return data
}

// differ compares the document a with the later document b.
type differ struct {
	ra, rb  *Register
	a, b    *Document
	touched []touched // not yet in out
	out     []Difference
}

// touched is a change of one cell.
type touched struct {
	code    DifferenceCode
	id      string
	label   law.Text
	purpose Purpose
	kind    identifiers.Kind
}

// note records a change. No purposes or kinds means all.
func (d *differ) note(code DifferenceCode, id string, label law.Text, purposes []Purpose, kinds []identifiers.Kind) {
	d.out = append(d.out, Difference{
		Code: code, ID: id, Purposes: slices.Clone(purposes), Kinds: slices.Clone(kinds), Roles: d.roles(purposes, kinds), label: label,
	})
}

// roles returns the roles of the people whom a change of purposes and kinds
// concerns, by the activities of either version. Purposes that only recipients
// have concern all people whose kinds are collected.
func (d *differ) roles(purposes []Purpose, kinds []identifiers.Kind) []Role {
	declared := slices.Concat(d.b.Roles, d.a.Roles)
	activities := slices.Concat(d.b.Activities, d.a.Activities)
	collect := func(purposes []Purpose) map[Role]bool {
		found := make(map[Role]bool)
		for i := range activities {
			a := &activities[i]
			if (len(purposes) == 0 || overlap(a.Purposes, purposes)) && (len(kinds) == 0 || touch(a.Kinds, kinds)) {
				for _, r := range a.Roles {
					found[r] = true
				}
			}
		}
		return found
	}
	found := collect(purposes)
	if len(found) == 0 {
		found = collect(nil)
	}
	var out []Role
	for _, r := range declared {
		if found[r.ID] && !slices.Contains(out, r.ID) {
			out = append(out, r.ID)
		}
	}
	return out
}

func (d *differ) handler() {
	a, b := d.a.Handler, d.b.Handler
	if a.Name != b.Name {
		d.note(HandlerReplaced, "", law.Text{}, nil, nil)
	}
	a.Name, b.Name = law.Text{}, law.Text{}
	if a != b {
		d.note(ContactChanged, "", law.Text{}, nil, nil)
	}
}

func (d *differ) purposes() {
	find := func(list []PurposeInfo, id Purpose) (PurposeInfo, bool) {
		i := slices.IndexFunc(list, func(p PurposeInfo) bool { return p.ID == id })
		if i < 0 {
			return PurposeInfo{}, false
		}
		return list[i], true
	}
	for _, p := range d.b.Purposes {
		switch old, ok := find(d.a.Purposes, p.ID); {
		case !ok:
			d.note(PurposeAdded, "", law.Text{}, []Purpose{p.ID}, nil)
		case old != p:
			d.note(PurposeReworded, "", law.Text{}, []Purpose{p.ID}, nil)
		}
	}
	for _, p := range d.a.Purposes {
		if _, ok := find(d.b.Purposes, p.ID); !ok {
			d.note(PurposeRemoved, "", law.Text{}, []Purpose{p.ID}, nil)
		}
	}
}

// kinds compares the cells of the purposes that both versions have.
func (d *differ) kinds() {
	scenarios := newScenarios(d.a, d.b)
	held := make(map[identifiers.Kind]*kindEntry)
	for i := range d.a.Activities {
		for _, k := range d.a.Activities[i].Kinds {
			held[k] = &kindEntry{}
		}
	}
	eachCell(d.b, func(p Purpose, k identifiers.Kind) {
		was, ok := d.ra.purpose(p)
		if !ok {
			return
		}
		old, now := lookupKind(was.kinds, k), d.rb.purposes[p].kinds[k]
		switch {
		case old == nil && lookupKind(held, k) == nil:
			d.touch(KindAdded, "", law.Text{}, p, k)
		case old == nil:
			d.touch(KindRepurposed, "", law.Text{}, p, k)
		default:
			d.cell(p, k, old, now, scenarios)
		}
	})
	eachCell(d.a, func(p Purpose, k identifiers.Kind) {
		if now, ok := d.rb.purpose(p); ok && lookupKind(now.kinds, k) == nil {
			d.touch(KindRemoved, "", law.Text{}, p, k)
		}
	})
}

// cell compares what two versions say about one kind for one purpose.
func (d *differ) cell(p Purpose, k identifiers.Kind, old, now *kindEntry, s scenarios) {
	if old.sensitive != now.sensitive || d.ra.labels.kind(k) != d.rb.labels.kind(k) {
		d.touch(KindReclassified, "", law.Text{}, p, k)
	}
	was, is := old.union(scenariosOf), now.union(scenariosOf)
	for _, id := range is {
		switch {
		case !slices.Contains(was, id):
			d.touch(ScenarioAdded, id, s.after[id], p, k)
		case s.before[id] != s.after[id]:
			d.touch(ScenarioReworded, id, s.after[id], p, k)
		}
	}
	for _, id := range was {
		if !slices.Contains(is, id) {
			d.touch(ScenarioRemoved, id, s.before[id], p, k)
		}
	}
	for _, c := range [...]struct {
		code DifferenceCode
		of   func(*Activity) []string
	}{
		{RolesChanged, rolesOf},
		{MethodChanged, methodOf},
		{AlternativeChanged, alternativeOf},
		{BasesChanged, lawfulness},
		{RetentionChanged, retentionOf},
	} {
		if !slices.Equal(old.union(c.of), now.union(c.of)) {
			d.touch(c.code, "", law.Text{}, p, k)
		}
	}
	risky := func(a *Activity) bool { return a.HighRisk }
	if slices.ContainsFunc(now.activities, risky) && !slices.ContainsFunc(old.activities, risky) {
		d.touch(RiskFound, "", law.Text{}, p, k)
	}
}

func (d *differ) touch(code DifferenceCode, id string, label law.Text, p Purpose, k identifiers.Kind) {
	d.touched = append(d.touched, touched{code, id, label, p, k})
}

// flush turns the changes of cells into differences: one for all purposes in
// which the same change touches the same kinds.
func (d *differ) flush() {
	type key struct {
		code DifferenceCode
		id   string
	}
	type column struct {
		purpose Purpose
		kinds   []identifiers.Kind
	}
	var order []key
	columns := make(map[key][]column)
	labels := make(map[key]law.Text)
	for _, t := range d.touched {
		k := key{t.code, t.id}
		list := columns[k]
		if list == nil {
			order = append(order, k)
			labels[k] = t.label
		}
		if n := len(list); n == 0 || list[n-1].purpose != t.purpose {
			list = append(list, column{purpose: t.purpose})
		}
		last := &list[len(list)-1]
		last.kinds = append(last.kinds, t.kind)
		columns[k] = list
	}
	for _, k := range order {
		list := columns[k]
		for i := 0; i < len(list); i++ {
			purposes := []Purpose{list[i].purpose}
			for j := i + 1; j < len(list); j++ {
				if slices.Equal(list[j].kinds, list[i].kinds) {
					purposes = append(purposes, list[j].purpose)
					list = slices.Delete(list, j, j+1)
					j--
				}
			}
			d.note(k.code, k.id, labels[k], purposes, list[i].kinds)
		}
	}
	d.touched = nil
}

func (d *differ) recipients() {
	find := byID(d.a.Recipients, func(r *Recipient) string { return r.ID })
	for i := range d.b.Recipients {
		r := &d.b.Recipients[i]
		if old := find(r.ID); old != nil {
			d.recipient(old, r)
			continue
		}
		d.note(RecipientAdded, r.ID, r.Label, r.Purposes, r.Kinds)
	}
	find = byID(d.b.Recipients, func(r *Recipient) string { return r.ID })
	for i := range d.a.Recipients {
		if r := &d.a.Recipients[i]; find(r.ID) == nil {
			d.note(RecipientRemoved, r.ID, r.Label, r.Purposes, r.Kinds)
		}
	}
}

func (d *differ) recipient(old, now *Recipient) {
	note := func(code DifferenceCode, purposes []Purpose, kinds []identifiers.Kind) {
		d.note(code, now.ID, now.Label, purposes, kinds)
	}
	if old.Name != now.Name || old.Location != now.Location || old.Type != now.Type || old.Relationship != now.Relationship {
		note(RecipientReplaced, now.Purposes, now.Kinds)
	}
	if more := without(now.Purposes, old.Purposes); len(more) > 0 {
		note(RecipientPurposeAdded, more, now.Kinds)
	}
	if more := uncovered(now.Kinds, old.Kinds); len(more) > 0 {
		note(RecipientKindAdded, now.Purposes, more)
	}
	if fewer, less := without(old.Purposes, now.Purposes), uncovered(old.Kinds, now.Kinds); len(fewer)+len(less) > 0 {
		note(RecipientNarrowed, fewer, less)
	}
	if old.Contact != now.Contact || old.Via != now.Via || old.Export.mechanism() != now.Export.mechanism() ||
		!slices.Equal(basesOf(old.Bases), basesOf(now.Bases)) || unlike(old.Retention, now.Retention) {
		note(RecipientChanged, now.Purposes, now.Kinds)
	}
}

func (d *differ) permissions() {
	find := byID(d.a.Permissions, func(p *Permission) string { return p.ID })
	for i := range d.b.Permissions {
		p := &d.b.Permissions[i]
		switch old := find(p.ID); {
		case old == nil:
			d.note(PermissionAdded, p.ID, p.Label, p.Purposes, p.Kinds)
		case old.Label != p.Label || old.Scenario != p.Scenario || unlike(old.Purposes, p.Purposes) || unlike(old.Kinds, p.Kinds):
			d.note(PermissionChanged, p.ID, p.Label, p.Purposes, p.Kinds)
		}
	}
	find = byID(d.b.Permissions, func(p *Permission) string { return p.ID })
	for i := range d.a.Permissions {
		if p := &d.a.Permissions[i]; find(p.ID) == nil {
			d.note(PermissionRemoved, p.ID, p.Label, p.Purposes, p.Kinds)
		}
	}
}

func (d *differ) automations() {
	find := byID(d.a.Automations, func(a *Automation) string { return a.ID })
	for i := range d.b.Automations {
		a := &d.b.Automations[i]
		switch old := find(a.ID); {
		case old == nil:
			d.note(AutomationAdded, a.ID, a.Label, a.Purposes, a.Kinds)
		case old.Label != a.Label || old.Logic != a.Logic || old.Marketing != a.Marketing || old.MajorEffect != a.MajorEffect ||
			unlike(old.Purposes, a.Purposes) || unlike(old.Kinds, a.Kinds):
			d.note(AutomationChanged, a.ID, a.Label, a.Purposes, a.Kinds)
		case old.Refusal != a.Refusal:
			d.note(RefusalChanged, a.ID, a.Label, a.Purposes, a.Kinds)
		}
	}
	find = byID(d.b.Automations, func(a *Automation) string { return a.ID })
	for i := range d.a.Automations {
		if a := &d.a.Automations[i]; find(a.ID) == nil {
			d.note(AutomationRemoved, a.ID, a.Label, a.Purposes, a.Kinds)
		}
	}
}
