package desensitize

const (
	maxJSONDepth = 10000   // arrays and objects in one another
	maxJSONText  = 1 << 20 // bytes of a string or a number that are held
)

// jsonPlace is what can come next in a document.
type jsonPlace uint8

const (
	wantValue jsonPlace = iota
	wantElement
	wantElementOrEnd
	wantKey
	wantKeyOrEnd
	wantColon
	wantMore // a comma or the end of what the value is in
	inKey
	inString
	inNumber
	inWord // true, false, null
)

// jsonFrame is an array or an object that is open.
type jsonFrame struct {
	state *jsonState
	tag   *tag // of what is in it; nil without
	array bool
	more  bool // something was written in it
}

// jsonToken says what becomes of a value or a key while it is read.
type jsonToken uint8

const (
	tokenHold jsonToken = iota // held, to be judged at its end
	tokenPass                  // written as it is
	tokenHide                  // not held; hidden at its end
	tokenSkip                  // not held nor written
)

// jsonRun masks one document. It is a machine that is fed pieces of any size and stands between any two bytes.
type jsonRun struct {
	json  *JSON
	view  View
	out   []byte
	done  int64 // bytes of the pieces before
	place jsonPlace
	stack []jsonFrame
	skip  int // the depth of the value that is dropped; -1 without

	// The value that is read or comes next.
	state *jsonState
	tag   *tag
	token jsonToken
	held  []byte      // what of it was in pieces before
	esc   uint8       // in a string: how far an escape is
	bent  bool        // a string with escapes
	num   numberState // in a number
	word  string      // in a word
	at    int         // how much of the word was read

	tmp, text []byte // for what is made of a value
}

// The steps of an escape; between them and escapeHex there are the digits that are missing.
const (
	escapeNone uint8 = 0
	escapeHex  uint8 = 4
	escapeChar uint8 = 5
)

func newJSONRun(j *JSON, v View) jsonRun {
	root := j.root
	if root == nil {
		root = &jsonState{}
		root.other, root.element = root, root
	}
	return jsonRun{json: j, view: v, skip: -1, state: root, tag: root.value, stack: make([]jsonFrame, 0, 16), tmp: make([]byte, 0, 64)}
}

// feed reads a piece of the document.
func (r *jsonRun) feed(p string) error {
	for i := 0; i < len(p); {
		rule := ""
		switch r.place {
		case inKey, inString:
			i, rule = r.readString(p, i)
			if r.place == wantColon && i < len(p) && p[i] == ':' { // most of the time
				r.place = wantValue
				i++
			}
		case inNumber:
			i, rule = r.readNumber(p, i)
		case inWord:
			if p[i] != r.word[r.at] {
				rule = "unexpected character"
				break
			}
			if i, r.at = i+1, r.at+1; r.at == len(r.word) {
				r.endWord()
			}
		default:
			if c := p[i]; c <= ' ' && (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
				i++
				continue
			}
			if rule = r.structure(p[i]); rule == "" && r.place != inNumber {
				i++
			}
		}
		if rule != "" {
			return &InputError{Offset: r.done + int64(i), Rule: rule}
		}
	}
	r.done += int64(len(p))
	return nil
}

// end reads the end of the document.
func (r *jsonRun) end() error {
	if r.place == inNumber && len(r.stack) == 0 && r.num.complete() {
		r.endNumber("")
	}
	if r.place != wantMore || len(r.stack) > 0 {
		return &InputError{Offset: r.done, Rule: "unexpected end"}
	}
	return nil
}

// structure reads a byte between values, which is no space; that of a number is to be read again. It returns what is wrong.
func (r *jsonRun) structure(c byte) string {
	switch r.place {
	case wantKeyOrEnd:
		if c == '}' {
			return r.close('}')
		}
		fallthrough
	case wantKey:
		if c != '"' {
			return "want a key"
		}
		r.place = inKey
		r.token = tokenHold
		if r.skip >= 0 {
			r.token = tokenSkip
		}
		return ""
	case wantColon:
		if c != ':' {
			return "want a colon"
		}
		r.place = wantValue
		return ""
	case wantMore:
		return r.more(c)
	case wantElementOrEnd:
		if c == ']' {
			return r.close(']')
		}
		r.element()
	case wantElement:
		r.element()
	default:
		if len(r.stack) == 0 && r.drops(r.tag) {
			r.out = append(r.out, "null"...)
			r.skip = 0
		}
	}
	return r.value(c)
}

// more reads what is behind a value.
func (r *jsonRun) more(c byte) string {
	switch {
	case len(r.stack) == 0:
		return "unexpected character behind the document"
	case c == '}' || c == ']':
		return r.close(c)
	case c != ',':
		return "want a comma or an end"
	case r.stack[len(r.stack)-1].array:
		r.place = wantElement
	default:
		r.place = wantKey
	}
	return ""
}

// element gets ready for an element of the innermost array.
func (r *jsonRun) element() {
	f := &r.stack[len(r.stack)-1]
	r.state, r.tag = f.state.element, f.tag
	if r.state.value != nil {
		r.tag = r.state.value
	}
	if r.skip < 0 {
		if r.drops(r.tag) {
			r.skip = len(r.stack)
		} else {
			r.comma(f)
		}
	}
}

// comma writes the comma before something in f that is not the first.
func (r *jsonRun) comma(f *jsonFrame) {
	if f.more {
		r.out = append(r.out, ',')
	}
	f.more = true
}

// drops reports whether values with the tag are gone.
func (r *jsonRun) drops(t *tag) bool {
	if t == nil {
		return false
	}
	rule := r.view.ruleOf(t)
	return rule != nil && rule.op == opDrop
}

// value reads the first byte of a value.
func (r *jsonRun) value(c byte) string {
	switch c {
	case '{', '[':
		if len(r.stack) == maxJSONDepth {
			return "nested too deeply"
		}
		r.stack = append(r.stack, jsonFrame{state: r.state, tag: r.tag, array: c == '['})
		r.place = wantKeyOrEnd
		if c == '[' {
			r.place = wantElementOrEnd
		}
		if r.skip < 0 {
			r.out = append(r.out, c)
		}
	case '"':
		r.place = inString
		r.token = r.plan()
		if r.token == tokenPass {
			r.out = append(r.out, '"')
		}
	case 't':
		r.place, r.word, r.at = inWord, "true", 1
	case 'f':
		r.place, r.word, r.at = inWord, "false", 1
	case 'n':
		r.place, r.word, r.at = inWord, "null", 1
	default:
		if numberStart.next(c) == numberBroken {
			return "want a value"
		}
		r.place, r.num = inNumber, numberStart // which reads c again
		r.token = r.plan()
	}
	return ""
}

// plan says what becomes of a string or a number that comes.
func (r *jsonRun) plan() jsonToken {
	switch {
	case r.skip >= 0:
		return tokenSkip
	case r.tag == nil && r.json.other == nil:
		return tokenHide
	case r.tag == nil:
		return tokenHold
	}
	switch rule := r.view.ruleOf(r.tag); {
	case rule == nil, rule.op == opHide:
		return tokenHide
	case rule.op == opRaw:
		return tokenPass
	}
	return tokenHold
}

// hold keeps a part of a value or a key, or writes it, as planned.
func (r *jsonRun) hold(part string) {
	switch r.token {
	case tokenPass:
		r.out = append(r.out, part...)
	case tokenHold:
		if len(r.held)+len(part) > maxJSONText {
			r.token, r.held = tokenHide, r.held[:0]
			return
		}
		r.held = append(r.held, part...)
	default:
	}
}

// whole returns a value or a key of which last is the last part.
func (r *jsonRun) whole(last string) string {
	if len(r.held) == 0 && len(last) <= maxJSONText {
		return last
	}
	r.hold(last)
	if r.token != tokenHold {
		return ""
	}
	s := string(r.held)
	r.held = r.held[:0]
	return s
}

// close reads the end of an array or an object.
func (r *jsonRun) close(c byte) string {
	f := r.stack[len(r.stack)-1]
	if f.array != (c == ']') {
		return "want another end"
	}
	r.stack = r.stack[:len(r.stack)-1]
	if r.skip < 0 {
		r.out = append(r.out, c)
	}
	r.endValue()
	return ""
}

// endValue gets ready for what is behind a value.
func (r *jsonRun) endValue() {
	if r.skip == len(r.stack) {
		r.skip = -1
	}
	r.place = wantMore
}
