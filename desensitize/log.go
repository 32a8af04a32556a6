package desensitize

import (
	"context"
	"log/slog"

	"github.com/khtong/privacykit/identifiers"
)

// LogOptions say what [NewLogHandler] and [ReplaceAttr] mask.
type LogOptions struct {
	// Keys has the kinds of the attributes that hold personal information, by key ("mobile"), which counts in every group, or by
	// groups and key ("user.name"), which goes before. [View.Mask] is given a text as it is, a number or a boolean in its usual
	// form, a time as RFC 3339 has it, or its date for a date of birth, and a list of strings item by item. What else stands
	// under such a key, and everything in a group of that name, is [Hidden]. With the rule drop there is no attribute; with raw
	// it stays as it is. The map is copied.
	Keys map[string]identifiers.Kind

	// KeepText leaves messages and texts without a kind as they are. Without it they are given to [View.Text]. Texts are
	// strings, lists of strings, []byte, and what errors, encoding.TextMarshaler and fmt.Stringer give, which is logged as
	// a string then.
	KeepText bool

	// Any gives what is logged instead of a value without a kind that is no text, number, boolean, time, duration or group,
	// such as a struct, a map or a pointer. It has to mask what is inside, LogValuers too: slog resolves none there. Nil hides
	// such values. It must be safe for concurrent use.
	Any func(value any) any
}

// LogHandler is a slog.Handler that masks records before another handler sees them: messages, attributes, groups in groups, and
// attributes of With, which are masked once. See [NewLogHandler].
type LogHandler struct {
	next   slog.Handler
	m      *logMasker
	path   string // of the groups that are open, each with a point behind it
	hidden bool   // everything in the group is hidden
}

// NewLogHandler returns a handler that passes to next what the view shows of records. The options can be nil: then no key has a
// kind, and all texts are given to [View.Text]. Records of strings, numbers and groups of them without personal information
// are passed as they are, without allocating.
//
// Other than a function for ReplaceAttr, it works with every handler. Keys of attributes are not masked, nor what a handler
// adds by itself, such as the source. Values that panic are [Hidden].
func NewLogHandler(next slog.Handler, v View, o *LogOptions) *LogHandler {
	return &LogHandler{next: next, m: newLogMasker(v, o)}
}

// Enabled asks the handler behind it.
func (h *LogHandler) Enabled(ctx context.Context, level slog.Level) bool {
	return h.next.Enabled(ctx, level)
}

// Handle masks r and passes it on.
func (h *LogHandler) Handle(ctx context.Context, r slog.Record) error {
	var (
		buf [maxPath]byte
		few [5]slog.Attr
	)
	path, attrs := append(buf[:0], h.path...), few[:0]
	text := h.m.text(r.Message)
	same := 0 // attributes in front that stay; attrs has those from the first on that does not
	r.Attrs(func(a slog.Attr) bool {
		if !h.m.attr(path, &a, h.hidden, 0) && len(attrs) == 0 {
			same++
		} else {
			attrs = append(attrs, a)
		}
		return true
	})
	if len(attrs) == 0 && text == r.Message {
		return h.next.Handle(ctx, r)
	}
	out := slog.NewRecord(r.Time, r.Level, text, r.PC)
	if same > 0 {
		r.Attrs(func(a slog.Attr) bool {
			out.AddAttrs(a)
			same--
			return same > 0
		})
	}
	out.AddAttrs(attrs...)
	return h.next.Handle(ctx, out)
}

// WithAttrs returns a handler that adds the attributes, masked now, to each record.
func (h *LogHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	masked, _ := h.m.attrs([]byte(h.path), attrs, h.hidden, 0)
	if len(masked) == 0 {
		return h
	}
	with := *h
	with.next = h.next.WithAttrs(masked)
	return &with
}

// WithGroup returns a handler that puts what follows into a group.
func (h *LogHandler) WithGroup(name string) slog.Handler {
	if name == "" {
		return h
	}
	with := *h
	with.next = h.next.WithGroup(name)
	with.hidden = h.hidden || h.m.hides([]byte(h.path), name)
	with.path = h.path + name + "."
	return &with
}

// ReplaceAttr returns a function for ReplaceAttr of slog.HandlerOptions that masks as a [LogHandler] does, the message
// included. It is meant for hosts that have such a function already, and call this one from it; else a LogHandler does the
// same for less. A value type of identifiers comes masked by itself, and is [Hidden] under a key of Keys.
func ReplaceAttr(v View, o *LogOptions) func(groups []string, a slog.Attr) slog.Attr {
	m := newLogMasker(v, o)
	return func(groups []string, a slog.Attr) slog.Attr {
		var buf [maxPath]byte
		path, hidden := buf[:0], false
		for _, g := range groups {
			hidden = hidden || m.hides(path, g)
			if m.paths {
				path = append(append(path, g...), '.')
			}
		}
		m.attr(path, &a, hidden, 0)
		return a
	}
}
