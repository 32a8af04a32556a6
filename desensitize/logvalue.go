package desensitize

import (
	"log/slog"
	"strings"

	"github.com/khtong/privacykit/identifiers"
)

// maxPath is how long a path of groups and key can be without allocating.
const maxPath = 64

// maxGroups is how many groups can be in each other. What is deeper is hidden: a LogValuer can give groups without end.
const maxGroups = 100

// logMasker masks attributes.
type logMasker struct {
	view     View
	keys     [256][]logKey // by the first byte of the name; faster than a map, because most attributes have no kind
	paths    bool          // some names are paths
	keepText bool
	any      func(any) any
}

// logKey says what is done with the attributes of a key or path.
type logKey struct {
	name      string
	kind      identifiers.Kind
	rule      *rule
	drop, raw bool
}

func newLogMasker(v View, o *LogOptions) *logMasker {
	m := &logMasker{view: v}
	if o == nil {
		return m
	}
	for name, k := range o.Keys {
		r := v.rule(k)
		if name != "" {
			m.keys[name[0]] = append(m.keys[name[0]], logKey{name, k, r, v.Drops(k), r != nil && r.op == opRaw})
		}
		m.paths = m.paths || strings.Contains(name, ".")
	}
	m.keepText, m.any = o.KeepText, o.Any
	return m
}

// key returns what is done with the attributes of the key in the group with the path, which ends with a point; nil if the key
// has no kind.
func (m *logMasker) key(path []byte, key string) *logKey {
	if m.paths && len(path) > 0 {
		var buf [maxPath]byte
		full := append(append(buf[:0], path...), key...)
		for i := range m.keys[full[0]] {
			if k := &m.keys[full[0]][i]; k.name == string(full) {
				return k
			}
		}
	}
	if key == "" {
		return nil
	}
	for i := range m.keys[key[0]] {
		if k := &m.keys[key[0]][i]; k.name == key {
			return k
		}
	}
	return nil
}

// hides reports whether a group has the name of a key, so that everything in it is hidden.
func (m *logMasker) hides(path []byte, group string) bool {
	k := m.key(path, group)
	return k != nil && !k.raw
}

// text returns what is shown of a text without a kind.
func (m *logMasker) text(s string) string {
	if m.keepText {
		return s
	}
	return m.view.Text(s)
}

// attrs returns attributes as they are shown, without those that are dropped, and whether they are others than before.
func (m *logMasker) attrs(path []byte, attrs []slog.Attr, hidden bool, depth int) ([]slog.Attr, bool) {
	var masked []slog.Attr
	changed := false
	for i, a := range attrs {
		if m.attr(path, &a, hidden, depth) && !changed {
			changed = true
			masked = append(make([]slog.Attr, 0, len(attrs)), attrs[:i]...)
		}
		if changed && !isEmpty(a) {
			masked = append(masked, a)
		}
	}
	if !changed {
		return attrs, false
	}
	return masked, true
}

// isEmpty reports whether a is the zero Attr, which handlers leave out.
func isEmpty(a slog.Attr) bool {
	return a.Key == "" && a.Value.Kind() == slog.KindAny && a.Value.Any() == nil
}

// attr makes of a what is shown, which is the zero Attr if it is dropped, and reports whether it changed it. Hidden says that
// its group is hidden; depth is the number of groups around it.
func (m *logMasker) attr(path []byte, a *slog.Attr, hidden bool, depth int) bool {
	k := m.key(path, a.Key)
	kind := a.Value.Kind()
	switch {
	case k == nil && hidden:
	case k == nil:
		switch kind {
		case slog.KindString:
			if m.keepText {
				return false
			}
			s := a.Value.String()
			shown := m.view.Text(s)
			a.Value = slog.StringValue(shown)
			return shown != s
		case slog.KindAny, slog.KindGroup, slog.KindLogValuer:
		default:
			return false
		}
	case k.drop:
		*a = slog.Attr{}
		return true
	case k.raw && !hidden:
		return false
	case kind == slog.KindString && !hidden: // most of the time
		var buf [96]byte
		a.Value = slog.StringValue(string(k.rule.append(buf[:0], k.kind, a.Value.String(), m.view.v)))
		return true
	}
	return m.special(path, a, k, hidden, depth)
}

// special is attr for the values that are rare.
func (m *logMasker) special(path []byte, a *slog.Attr, k *logKey, hidden bool, depth int) bool {
	resolved := a.Value.Kind() == slog.KindLogValuer
	if resolved {
		if of, s, ok := reveal(a.Value.Any()); ok && !hidden {
			switch {
			case k != nil:
				a.Value = slog.StringValue(m.view.Mask(k.kind, s))
			case m.view.Drops(of):
				*a = slog.Attr{}
			default:
				a.Value = slog.StringValue(m.view.Mask(of, s))
			}
			return true
		}
		a.Value = a.Value.Resolve()
	}
	group := a.Value.Kind() == slog.KindGroup
	switch {
	case isEmpty(*a):
		return resolved
	case group && depth < maxGroups:
		if m.paths && a.Key != "" {
			path = append(append(path, a.Key...), '.')
		}
		attrs, changed := m.attrs(path, a.Value.Group(), hidden || k != nil, depth+1)
		if changed {
			a.Value = slog.GroupValue(attrs...)
		}
		return changed || resolved
	case hidden, group:
		a.Value = slog.StringValue(Hidden)
	case k != nil:
		a.Value = m.ofKind(k.kind, a.Value)
	default:
		var changed bool
		a.Value, changed = m.other(a.Value)
		return changed || resolved
	}
	return true
}

// ofKind returns what is shown of v, a value of kind k.
func (m *logMasker) ofKind(k identifiers.Kind, v slog.Value) slog.Value {
	switch v.Kind() {
	case slog.KindAny, slog.KindFloat64, slog.KindTime:
	default:
		return slog.StringValue(m.view.Mask(k, v.String()))
	}
	if list, ok := v.Any().([]string); ok {
		shown := make([]string, len(list))
		for i, s := range list {
			shown[i] = m.view.Mask(k, s)
		}
		return slog.AnyValue(shown)
	}
	return slog.StringValue(m.view.maskAny(k, v.Any()))
}

// other returns what is shown of v, which has no kind and is of no type that slog knows, and whether that is another value.
func (m *logMasker) other(v slog.Value) (slog.Value, bool) {
	switch v.Kind() {
	case slog.KindAny:
	case slog.KindString:
		return slog.StringValue(m.text(v.String())), true
	default:
		return v, false
	}
	x := v.Any()
	switch x := x.(type) {
	case nil, slog.Level, *slog.Source:
		return v, false
	case []string:
		if m.keepText {
			return v, false
		}
		shown := make([]string, len(x))
		for i, s := range x {
			shown[i] = m.view.Text(s)
		}
		return slog.AnyValue(shown), true
	}
	number := isNumber(x)
	if s, ok := textOf(x); ok {
		shown := m.text(s)
		if m.keepText || number && shown == s { // handlers differ in whether they write the number or the text
			return v, false
		}
		return slog.StringValue(shown), true
	}
	if number {
		return v, false
	}
	if m.any == nil {
		return slog.StringValue(Hidden), true
	}
	return slog.AnyValue(m.callAny(x)), true
}

// callAny returns what Any gives for x, or Hidden if it panics.
func (m *logMasker) callAny(x any) (shown any) {
	defer func() {
		if recover() != nil {
			shown = Hidden
		}
	}()
	return m.any(x)
}
