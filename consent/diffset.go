package consent

import (
	"slices"

	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/law"
)

// scenarios are the wordings of the scenarios of two versions.
type scenarios struct{ before, after map[string]law.Text }

func newScenarios(before, after *Document) scenarios {
	s := scenarios{make(map[string]law.Text), make(map[string]law.Text)}
	for _, x := range before.Scenarios {
		s.before[x.ID] = x.Label
	}
	for _, x := range after.Scenarios {
		s.after[x.ID] = x.Label
	}
	return s
}

// purpose returns what is declared for a purpose.
func (r *Register) purpose(p Purpose) (*purposeEntry, bool) {
	if r.empty() {
		return nil, false
	}
	entry, ok := r.purposes[p]
	return entry, ok
}

// eachCell calls f for each kind of each purpose, once, purpose by purpose, in
// the order of the document.
func eachCell(d *Document, f func(Purpose, identifiers.Kind)) {
	for _, p := range d.Purposes {
		seen := make(map[identifiers.Kind]bool)
		for i := range d.Activities {
			a := &d.Activities[i]
			if !slices.Contains(a.Purposes, p.ID) {
				continue
			}
			for _, k := range a.Kinds {
				if !seen[k] {
					seen[k] = true
					f(p.ID, k)
				}
			}
		}
	}
}

// union returns what the activities of e list, sorted, each once.
func (e *kindEntry) union(of func(*Activity) []string) []string {
	var out []string
	for _, a := range e.activities {
		out = append(out, of(a)...)
	}
	return set(out)
}

func scenariosOf(a *Activity) []string { return a.Scenarios }

func retentionOf(a *Activity) []string { return a.Retention }

func rolesOf(a *Activity) []string {
	out := make([]string, len(a.Roles))
	for i, r := range a.Roles {
		out[i] = string(r)
	}
	return out
}

// methodOf returns in which capacity an activity is ours, and whether it collects
// in public places.
func methodOf(a *Activity) []string {
	capacity := a.Capacity
	if capacity == RelationshipUnknown {
		capacity = Independent
	}
	out := []string{capacity.String()}
	if a.PublicPlace {
		out = append(out, "public place")
	}
	return out
}

func alternativeOf(a *Activity) []string { return []string{a.Alternative} }

// lawfulness returns the bases of an activity with the form of consent.
func lawfulness(a *Activity) []string {
	out := basesOf(a.Bases)
	for i := range out {
		out[i] += " " + a.Form.String()
	}
	return out
}

// basesOf returns the bases with their statutes, sorted; the policy's label is
// wording.
func basesOf(refs []BasisRef) []string {
	out := make([]string, len(refs))
	for i, ref := range refs {
		out[i] = ref.Basis.String()
		if ref.Statute != nil {
			out[i] += " " + ref.Statute.String()
		}
	}
	return set(out)
}

// set returns the list sorted, each entry once.
func set[S ~string](list []S) []S {
	list = slices.Clone(list)
	slices.Sort(list)
	return slices.Compact(list)
}

// unlike reports whether two lists do not hold the same entries.
func unlike[S ~string](a, b []S) bool { return !slices.Equal(set(a), set(b)) }

// without returns the entries of list that are not in other.
func without[S ~string](list, other []S) []S {
	return slices.DeleteFunc(slices.Clone(list), func(x S) bool { return slices.Contains(other, x) })
}

// uncovered returns the kinds of list that no kind of other covers.
func uncovered(list, other []identifiers.Kind) []identifiers.Kind {
	return slices.DeleteFunc(slices.Clone(list), func(k identifiers.Kind) bool {
		return slices.ContainsFunc(other, func(have identifiers.Kind) bool { return covers(have, k) })
	})
}

// overlap reports whether the lists share an entry.
func overlap[S ~string](a, b []S) bool {
	return slices.ContainsFunc(a, func(x S) bool { return slices.Contains(b, x) })
}

// touch reports whether a kind of one list covers one of the other.
func touch(a, b []identifiers.Kind) bool {
	return slices.ContainsFunc(a, func(x identifiers.Kind) bool {
		return slices.ContainsFunc(b, func(y identifiers.Kind) bool { return covers(x, y) || covers(y, x) })
	})
}

// byID returns a look-up of the entries of a list, nil for unknown ids.
func byID[T any](list []T, id func(*T) string) func(string) *T {
	index := make(map[string]*T, len(list))
	for i := range list {
		index[id(&list[i])] = &list[i]
	}
	return func(want string) *T { return index[want] }
}
