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
	keys     map[string]logKey
	lengths  [256]uint64 // of keys and what follows a point in them, modulo 64, by their first byte
	paths    bool        // some keys are paths
	keepText bool
	any      func(any) any
}

// logKey says what is done with the attributes of a key.
type logKey struct {
	kind      identifiers.Kind
	drop, raw bool
}

func newLogMasker(v View, o *LogOptions) *logMasker {
	m := &logMasker{view: v, keys: map[string]logKey{}}
	if o != nil {
		for key, k := range o.Keys {
			r := v.rule(k)
			m.keys[key] = logKey{kind: k, drop: v.Drops(k), raw: r != nil && r.op == opRaw}
			for part, more := key, true; more; _, part, more = strings.Cut(part, ".") {
				if part != "" {
					m.lengths[part[0]] |= 1 << (len(part) % 64)
				}
			}
			m.paths = m.paths || strings.Contains(key, ".")
		}
		m.keepText, m.any = o.KeepText, o.Any
	}
	return m
}

// key returns what is done with the attributes of the key in the group with the path, which ends with a point.
func (m *logMasker) key(path []byte, key string) (logKey, bool) {
	if key == "" || m.lengths[key[0]]>>(len(key)%64)&1 == 0 {
		return logKey{}, false // as most keys are
	}
	if m.paths && len(path) > 0 {
		var buf [maxPath]byte
		if k, found := m.keys[string(append(append(buf[:0], path...), key...))]; found {
			return k, true
		}
	}
	k, found := m.keys[key]
	return k, found
}

// hides reports whether a group has the name of a key, so that everything in it is hidden.
func (m *logMasker) hides(path []byte, group string) bool {
	k, found := m.key(path, group)
	return found && !k.raw
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
	k, named := m.key(path, a.Key)
	kind := a.Value.Kind()
	switch {
	case !named && !hidden:
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
		a.Value = slog.StringValue(m.view.Mask(k.kind, a.Value.String()))
		return true
	}
	return m.special(path, a, k, named, hidden, depth)
}

// special is attr for the values that are rare.
func (m *logMasker) special(path []byte, a *slog.Attr, k logKey, named, hidden bool, depth int) bool {
	resolved := a.Value.Kind() == slog.KindLogValuer
	if resolved {
		if of, s, ok := reveal(a.Value.Any()); ok && !hidden {
			switch {
			case named:
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
		attrs, changed := m.attrs(path, a.Value.Group(), hidden || named, depth+1)
		if changed {
			a.Value = slog.GroupValue(attrs...)
		}
		return changed || resolved
	case hidden, group:
		a.Value = slog.StringValue(Hidden)
	case named:
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
	case slog.KindAny, slog.KindFloat64:
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
	case nil, *slog.Source:
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
	if isNumber(x) {
		return v, false
	}
	if s, ok := textOf(x); ok {
		if m.keepText {
			return v, false
		}
		return slog.StringValue(m.view.Text(s)), true
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
