package desensitize

import (
	"encoding"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// numbered tells names apart that are the same.
type numbered struct{ taken map[string]int }

// add returns the name, with # and a number behind it if it was returned before.
func (n *numbered) add(name string) string {
	if n.taken == nil {
		n.taken = map[string]int{}
	}
	if n.taken[name] == 0 {
		n.taken[name] = 1
		return name
	}
	for {
		n.taken[name]++
		if other := name + "#" + strconv.Itoa(n.taken[name]); n.taken[other] == 0 {
			n.taken[other] = 1
			return other
		}
	}
}

// copyLeaf copies a value without parts. If dst cannot hold what is shown it stays zero, and c.lost is set.
func (c *copier) copyLeaf(dst, src reflect.Value, n *node) {
	raw := n.tag == nil && (n.op == nodeNumber || n.op == nodeBit || n.op == nodeTime)
	if n.tag != nil {
		r := c.view.ruleOf(n.tag)
		raw = r != nil && r.op == opRaw
	}
	if n.typ == numberType && n.tag == nil {
		raw = isJSONNumber(src.String())
	}
	if raw && !n.holdsMore() {
		setRaw(dst, src, n)
		return
	}
	shown := false
	switch n.op {
	case nodeBytes:
		shown = true
		if !src.IsNil() {
			dst.SetBytes([]byte(c.text(n.tag, string(src.Bytes()))))
		}
	case nodeJSON:
		shown = true
		if !src.IsNil() {
			dst.SetBytes([]byte(`"` + Hidden + `"`))
		}
	case nodeNumber:
		shown = setNumber(dst, c.text(n.tag, numberText(src)))
	case nodeTime:
		t := src.Interface().(time.Time)
		var at time.Time
		if at, shown = parseShown(c.text(n.tag, t.Format(time.DateOnly)), t.Location()); shown {
			dst.Set(reflect.ValueOf(at))
		}
	case nodeIdentifier:
		shown = setText(dst, c.text(n.tag, src.Interface().(identifierValue).Reveal()))
	case nodeMarshaled:
		shown = c.copyMarshaled(dst, src, n)
	default:
	}
	c.lost = c.lost || !shown
}

// holdsMore reports whether values have parts that can be reached and have tags of their own, though they encode themselves.
// Such a value is copied through its text.
func (n *node) holdsMore() bool {
	return n.op == nodeMarshaled && n.typ.Kind() != reflect.Struct && n.typ.Elem().Kind() != reflect.Uint8
}

// setRaw sets dst to the whole of src.
func setRaw(dst, src reflect.Value, n *node) {
	if n.typ.Kind() != reflect.Slice || src.IsNil() {
		dst.Set(src)
		return
	}
	to := reflect.MakeSlice(n.typ, src.Len(), src.Len())
	reflect.Copy(to, src)
	dst.Set(to)
}

// numberText returns a number in decimal digits.
func numberText(v reflect.Value) string {
	switch {
	case v.CanInt():
		return strconv.FormatInt(v.Int(), 10)
	case v.CanUint():
		return strconv.FormatUint(v.Uint(), 10)
	case v.CanFloat():
		return strconv.FormatFloat(v.Float(), 'f', -1, v.Type().Bits())
	}
	return v.String()
}

// setNumber sets a number to what is written in s, and reports whether it can.
func setNumber(v reflect.Value, s string) bool {
	if !isJSONNumber(s) {
		return false
	}
	switch {
	case v.CanInt():
		n, err := strconv.ParseInt(s, 10, v.Type().Bits())
		if err != nil {
			return false
		}
		v.SetInt(n)
	case v.CanUint():
		n, err := strconv.ParseUint(s, 10, v.Type().Bits())
		if err != nil {
			return false
		}
		v.SetUint(n)
	case v.CanFloat():
		f, err := strconv.ParseFloat(s, v.Type().Bits())
		if err != nil {
			return false
		}
		v.SetFloat(f)
	default:
		v.SetString(s)
	}
	return true
}

// parseShown returns the first instant of the year, the decade, the quarter, the month or the day.
func parseShown(s string, l *time.Location) (time.Time, bool) {
	if year, quarter, found := strings.Cut(s, "-Q"); found && len(quarter) == 1 && '1' <= quarter[0] && quarter[0] <= '4' {
		first := [...]string{"-01", "-04", "-07", "-10"}
		s = year + first[quarter[0]-'1']
	}
	for _, layout := range [...]string{"2006", "2006s", "2006-01", time.DateOnly} {
		if t, err := time.ParseInLocation(layout, s, l); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// copyMarshaled copies what encodes itself as text, and reports whether it can be what is shown.
func (c *copier) copyMarshaled(dst, src reflect.Value, n *node) bool {
	if k := n.typ.Kind(); (k == reflect.Slice || k == reflect.Map) && src.IsNil() {
		return true
	}
	if n.tag == nil && c.other == nil {
		return false
	}
	whole := reflect.New(n.typ) // for methods of the pointer
	whole.Elem().Set(src)
	m, ok := whole.Interface().(encoding.TextMarshaler)
	if !ok {
		return false
	}
	text, err := m.MarshalText()
	return err == nil && setText(dst, c.text(n.tag, string(text)))
}

// setText sets dst to what it reads from s, and reports whether it does.
func setText(dst reflect.Value, s string) bool {
	to := reflect.New(dst.Type())
	u, ok := to.Interface().(encoding.TextUnmarshaler)
	if !ok || s == "" || u.UnmarshalText([]byte(s)) != nil {
		return false
	}
	dst.Set(to.Elem())
	return true
}

// isJSONNumber reports whether s is a number as JSON writes it.
func isJSONNumber(s string) bool {
	state := numberStart
	for i := range len(s) {
		if state = state.next(s[i]); state == numberBroken {
			return false
		}
	}
	return state.complete()
}

// numberState is a place in the grammar of numbers, RFC 8259, section 6.
type numberState uint8

const (
	numberBroken numberState = iota
	numberStart
	numberMinus
	numberZero
	numberWhole
	numberPoint
	numberFraction
	numberE
	numberSign
	numberExponent
)

// complete reports whether a number can end here.
func (n numberState) complete() bool {
	return n == numberZero || n == numberWhole || n == numberFraction || n == numberExponent
}

// next returns the state behind the byte.
func (n numberState) next(b byte) numberState {
	digit := '0' <= b && b <= '9'
	switch n {
	case numberStart, numberMinus:
		switch {
		case b == '0':
			return numberZero
		case digit:
			return numberWhole
		case b == '-' && n == numberStart:
			return numberMinus
		}
	case numberZero, numberWhole, numberFraction:
		switch {
		case digit && n != numberZero:
			return n
		case b == '.' && n != numberFraction:
			return numberPoint
		case b == 'e' || b == 'E':
			return numberE
		}
	case numberPoint:
		if digit {
			return numberFraction
		}
	case numberE:
		if b == '+' || b == '-' {
			return numberSign
		}
		if digit {
			return numberExponent
		}
	case numberSign, numberExponent:
		if digit {
			return numberExponent
		}
	default:
	}
	return numberBroken
}
