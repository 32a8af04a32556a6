package desensitize

import (
	"github.com/khtong/privacykit/identifiers"
)

// FuncMap returns the functions of the view for html/template and text/template, whose Funcs methods take the map as it is:
//
//	{{.Mobile | mask "mobile_number"}}   what View.Mask shows; the value comes last
//	{{.Note | maskText}}                 what View.Text shows
//
// A value is a string, a number, a boolean, a time.Time (of which mask takes the date for a date of birth), a value type of
// identifiers, a pointer to one of these, or what gives a text as an error, encoding.TextMarshaler or fmt.Stringer. All else,
// nil, a value that panics and a kind that the view does not name give [Hidden], never an error. The results are plain
// strings, which html/template escapes.
func (v View) FuncMap() map[string]any {
	return map[string]any{
		"mask": func(kind, value any) string {
			k, ok := textOf(kind)
			if !ok {
				return Hidden
			}
			return v.maskAny(identifiers.Kind(k), value)
		},
		"maskText": v.textAny,
	}
}

// textAny returns what is shown of a text of any type.
func (v View) textAny(value any) string {
	if k, s, ok := reveal(value); ok {
		return v.Mask(k, s)
	}
	s, ok := scalar(value)
	if !ok {
		return Hidden
	}
	return v.Text(s)
}
