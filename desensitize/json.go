package desensitize

import (
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/internal/strictjson"
)

// JSON knows which values of a JSON document (RFC 8259) are of which kind, and rewrites documents so that they are as a view
// shows them, without decoding them. [NewJSON] makes one. It does not change and is safe for concurrent use. The zero JSON
// knows of no value what it is.
//
// # Values
//
// A value of a kind becomes what the view shows of it; if its rule is drop, it is gone with its key. Numbers are masked by
// their digits as written, and are strings afterwards, unless the result is a number again. What has no kind is as
// [JSONOptions] say. Strings are judged without their escapes (\u4e2d is 中); one that is not changed keeps them, one that
// is changed has new ones, which are safe in HTML. A string, a number or a key of more than 1 MiB is hidden, unless it is a
// value and raw. Null stays null, and booleans without a kind stay. Of keys that come twice, each value is masked.
//
// Space between values is left out; all else stays, in its order. The result is valid, and of the structure of the document.
//
// # Patterns
//
// A pattern names places:
//
//	mobile               the value of each key mobile, however deep
//	customer.mobile      that, if it is in the value of a key customer
//	$.customer.mobile    the same, if customer is a key of the document itself
//	$.customers.*.mobile a * or [*] is one step, to any key or to any element of an array
//	contacts.*~          with ~ at the end, the keys, here in each object contacts, and not the values
//	price\.usd           a backslash takes its meaning from the next character
//
// Keys are compared exactly, without their escapes. Whatever is in a value of a kind, however deep, is of the kind too,
// unless another pattern fits there. Of several patterns that fit, one from the start of the document counts before others,
// then one with more keys, then one with more steps, then a kind before raw.
//
// # Broken documents
//
// What was read before an error is masked and written; the value that the document breaks off in is not, unless it is raw.
// The error is an [*InputError]: a document that ends too soon, what is no JSON, something behind the document, or more than
// 10,000 arrays and objects in one another. Strings are not checked to be UTF-8; what is changed is valid.
type JSON struct {
	root  *jsonState
	other Other
}

// JSONOptions are what a [JSON] can be told beside the kinds. Each field can be left out.
type JSONOptions struct {
	// Raw are the patterns of what is no personal information and is kept: ids, states, prices.
	Raw []string

	// Other says what is shown of strings, numbers and keys that no pattern names. It gets numbers as written. Nil hides
	// such strings and numbers, and keeps such keys, which are names of fields nearly always.
	Other Other
}

// NewJSON returns the JSON that knows the kinds of the places that patterns name. The options can be nil. The error is an
// [*Error] about the first pattern that is malformed or there twice, or whose kind is malformed.
func NewJSON(kinds map[string]identifiers.Kind, opts *JSONOptions) (*JSON, error) {
	var o JSONOptions
	if opts != nil {
		o = *opts
	}
	var patterns []jsonPattern
	for i, text := range slices.Sorted(maps.Keys(kinds)) {
		p, broken := parseJSONPattern(text)
		if k := kinds[text]; broken == "" && (k == "" || !isKindName(string(k))) {
			broken = "malformed kind"
		}
		if broken != "" {
			return nil, &Error{Path: strictjson.Join("kinds", text, i), Rule: broken}
		}
		p.tag = newTag(string(kinds[text]), kinds[text])
		patterns = append(patterns, p)
	}
	raw := &tag{text: ",raw", rule: &rule{op: opRaw}}
	for i, text := range o.Raw {
		p, broken := parseJSONPattern(text)
		if _, twice := kinds[text]; twice || slices.Contains(o.Raw[:i], text) {
			broken = "the pattern is there twice"
		}
		if broken != "" {
			return nil, &Error{Path: strictjson.Join("raw", text, i), Rule: broken}
		}
		p.tag = raw
		patterns = append(patterns, p)
	}
	root := buildStates(patterns)
	if root == nil {
		return nil, &Error{Rule: "too many patterns with *"}
	}
	return &JSON{root: root, other: o.Other}, nil
}

// Append appends the document src as the view shows it to dst, whose memory must not be that of src, and returns the
// extended slice; with an error, as far as src could be read.
func (j *JSON) Append(dst []byte, v View, src []byte) ([]byte, error) {
	r := newJSONRun(j, v)
	r.out = dst
	for start := 0; start < len(src); start += jsonPiece {
		if err := r.feed(string(src[start:min(len(src), start+jsonPiece)])); err != nil {
			return r.out, err
		}
	}
	return r.out, r.end()
}

// Copy reads a document from r and writes it to w as the view shows it. It holds no more of it than 64 KiB and the string
// that it is in. An error of r or w is wrapped.
func (j *JSON) Copy(w io.Writer, v View, r io.Reader) error {
	jw := j.NewWriter(w, v)
	buf := make([]byte, jsonPiece)
	for empty := 0; empty < maxEmpty; {
		n, err := r.Read(buf)
		empty++
		if n > 0 {
			empty = 0
			if _, err := jw.Write(buf[:n]); err != nil {
				return err
			}
		}
		if err == io.EOF {
			return jw.Close()
		}
		if err != nil {
			return fmt.Errorf("desensitize: reading JSON: %w", err)
		}
	}
	return fmt.Errorf("desensitize: reading JSON: %w", io.ErrNoProgress)
}

const (
	jsonPiece = 64 << 10
	maxEmpty  = 100 // reads that give nothing
)

// NewWriter returns a writer that takes a document in pieces of any size, and writes it to w as the view shows it.
func (j *JSON) NewWriter(w io.Writer, v View) *JSONWriter {
	p := &jsonPipe{run: newJSONRun(j, v), w: w}
	return &JSONWriter{write: p.write, close: p.close}
}

// JSONWriter masks one document that is written to it. [JSON.NewWriter] makes one. It is not safe for concurrent use.
type JSONWriter struct {
	// Functions, because fmt would print what is held of the document.
	write func([]byte) (int, error)
	close func() error
}

// Write masks a piece of the document and writes what of it is decided. The error is an [*InputError], or wraps one of the
// writer below; all later calls return it too.
func (w *JSONWriter) Write(p []byte) (int, error) { return w.write(p) }

// Close returns an [*InputError] if the document is not complete, or the error of an earlier call. It does not close the
// writer below.
func (w *JSONWriter) Close() error { return w.close() }

// jsonPipe is what is behind a JSONWriter.
type jsonPipe struct {
	run jsonRun
	w   io.Writer
	err error // the first one
}

func (p *jsonPipe) write(b []byte) (int, error) {
	n := 0
	for p.err == nil && n < len(b) {
		piece := b[n:min(len(b), n+jsonPiece)]
		if cap(p.run.out) < len(piece) {
			p.run.out = make([]byte, 0, len(piece)+len(piece)/4)
		}
		p.flush(p.run.feed(string(piece)))
		if p.err == nil {
			n += len(piece)
		}
	}
	return n, p.err
}

func (p *jsonPipe) close() error {
	if p.err == nil {
		p.flush(p.run.end())
	}
	return p.err
}

// flush writes what the run has to say, and keeps the error, or that of writing.
func (p *jsonPipe) flush(err error) {
	p.err = err
	if len(p.run.out) > 0 {
		if _, broken := p.w.Write(p.run.out); broken != nil {
			p.err = fmt.Errorf("desensitize: writing JSON: %w", broken)
		}
		p.run.out = p.run.out[:0]
	}
}
