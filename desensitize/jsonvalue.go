package desensitize

// readString reads p from i on, in a key or a string. It returns how far it came and what is wrong there.
func (r *jsonRun) readString(p string, i int) (int, string) {
	start := i
	for i < len(p) {
		if r.esc == escapeNone {
			for i < len(p) && p[i] >= ' ' && p[i] != '"' && p[i] != '\\' {
				i++
			}
			if i == len(p) {
				break
			}
		}
		c := p[i]
		switch {
		case r.esc != escapeNone:
			if !r.escape(c) {
				return i, "unknown escape"
			}
		case c == '"':
			last := p[start:i]
			if r.place == inKey {
				r.endKey(last)
			} else {
				r.endString(last)
			}
			r.bent = false
			return i + 1, ""
		case c == '\\':
			r.esc, r.bent = escapeChar, true
		case c < ' ':
			return i, "control character in a string"
		}
		i++
	}
	r.hold(p[start:])
	return i, ""
}

// escape reads a byte of an escape behind the backslash, and reports whether it can be there.
func (r *jsonRun) escape(c byte) bool {
	if r.esc != escapeChar {
		r.esc--
		return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f'
	}
	switch c {
	case 'u':
		r.esc = escapeHex
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		r.esc = escapeNone
	default:
		return false
	}
	return true
}

// unescaped returns the text of a string as written.
func (r *jsonRun) unescaped(written string) string {
	if !r.bent {
		return written
	}
	r.text = appendUnescaped(r.text[:0], written)
	return string(r.text)
}

// endKey writes a key and gets ready for its value.
func (r *jsonRun) endKey(last string) {
	r.place = wantColon
	written := r.whole(last)
	if r.token == tokenSkip {
		return
	}
	f := &r.stack[len(r.stack)-1]
	known := false
	key := ""
	if r.state = f.state.other; r.token == tokenHold {
		key = r.unescaped(written)
		r.state, known = f.state.follow(key)
	}
	if r.tag = r.state.value; r.tag == nil {
		r.tag = f.tag
	}
	if r.drops(r.tag) || r.drops(r.state.key) {
		r.skip = len(r.stack)
		return
	}
	r.comma(f)
	switch tag := r.state.key; {
	case r.token != tokenHold:
		r.out = append(r.out, `"`+Hidden+`"`...)
	case tag != nil:
		r.write(r.view.ruleOf(tag).append(r.tmp[:0], tag.kind, key, r.view.v), key, written, true)
	case known || r.json.other == nil:
		r.out = append(append(append(r.out, '"'), written...), '"')
	default:
		r.write(r.json.other(r.view, r.tmp[:0], key), key, written, true)
	}
	r.out = append(r.out, ':')
}

// endString writes a string of which last is the last part.
func (r *jsonRun) endString(last string) {
	switch r.token {
	case tokenPass:
		r.out = append(append(r.out, last...), '"')
	case tokenHold:
		if written := r.whole(last); r.token == tokenHold {
			r.judge(r.unescaped(written), written, true)
		}
	default:
	}
	r.endScalar()
}

// judge writes what is shown of a value, which has a tag or goes to Other.
func (r *jsonRun) judge(text, written string, quoted bool) {
	if r.tag == nil {
		r.write(r.json.other(r.view, r.tmp[:0], text), text, written, quoted)
		return
	}
	r.write(r.view.ruleOf(r.tag).append(r.tmp[:0], r.tag.kind, text, r.view.v), text, written, quoted)
}

// write writes what is shown of a text: as it was written if it is the same, and otherwise as a string, but as a number if
// it is one and the text was.
func (r *jsonRun) write(shown []byte, text, written string, quoted bool) {
	r.tmp = shown
	switch {
	case string(shown) == text && quoted:
		r.out = append(append(append(r.out, '"'), written...), '"')
	case string(shown) == text, !quoted && isJSONNumber(string(shown)):
		r.out = append(r.out, shown...)
	default:
		r.out = appendJSONString(r.out, shown)
	}
}

// readNumber reads p from i on, in a number. It returns how far it came and what is wrong there.
func (r *jsonRun) readNumber(p string, i int) (int, string) {
	start := i
	for i < len(p) {
		next := r.num.next(p[i])
		if next == numberBroken {
			if !r.num.complete() {
				return i, "malformed number"
			}
			r.endNumber(p[start:i])
			return i, ""
		}
		r.num = next
		i++
	}
	r.hold(p[start:])
	return i, ""
}

// endNumber writes a number of which last is the last part.
func (r *jsonRun) endNumber(last string) {
	switch r.token {
	case tokenPass:
		r.out = append(r.out, last...)
	case tokenHold:
		if text := r.whole(last); r.token == tokenHold {
			r.judge(text, text, false)
		}
	default:
	}
	r.endScalar()
}

// endWord writes true, false or null.
func (r *jsonRun) endWord() {
	if r.skip < 0 {
		if r.word == "null" || r.tag == nil {
			r.out = append(r.out, r.word...)
		} else if r.token = r.plan(); r.token == tokenHide {
			r.out = append(r.out, `"`+Hidden+`"`...)
		} else {
			r.judge(r.word, r.word, false)
		}
	}
	r.endValue()
}

// endScalar writes what is left to write of a string or a number.
func (r *jsonRun) endScalar() {
	if r.token == tokenHide {
		r.out = append(r.out, `"`+Hidden+`"`...)
	}
	r.endValue()
}
