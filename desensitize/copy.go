package desensitize

import (
	"cmp"
	"reflect"
	"slices"
)

// CopyOptions are what [Copy] can be told. Each field can be left out.
type CopyOptions struct {
	// Other says what is shown of text without a tag. Nil hides it.
	Other Other
}

// Copy returns a deep copy of x in which the fields of structs are as the view shows them by their tags, and text without a
// tag is hidden, or as the options say, which can be nil. The section on struct tags in the package comment has the rules.
//
// Nil stays nil, and the empty string is hidden like any other. Pointers to the same value lead to the same copy, and so do
// maps; circles stay circles. Slices that share memory do not in the copy.
//
// The error is an [*Error]: a malformed tag, from the first call with the type; values nested deeper than 10,000 pointers,
// slices, maps and interfaces; or keys of a map that are no text and become the same. With an error the result is the zero T.
//
// If T is a pointer to a struct of strings, the struct and one text for all masks in it are all that is allocated. Methods
// MarshalText and UnmarshalText of the types in x are called; if they panic, so does Copy.
func Copy[T any](v View, x T, opts *CopyOptions) (T, error) {
	var zero T
	t := reflect.TypeFor[T]()
	n, err := planFor(t, tags{})
	if err != nil {
		return zero, err
	}
	c := copier{view: v}
	if opts != nil {
		c.other = opts.Other
	}
	src := reflect.ValueOf(x)
	if t.Kind() == reflect.Pointer && n.op == nodePointer && !src.IsNil() { // a variable for it would be allocated
		c.depth = 1
		shown, err := c.pointer(src, n)
		if err != nil {
			return zero, err
		}
		return shown.Interface().(T), nil
	}
	shown := reflect.New(t)
	switch {
	case n.op != nodeInterface:
		err = c.copy(shown.Elem(), src, n)
	case src.IsValid(): // what is in the interface
		err = c.copyInterface(shown.Elem(), src, n)
	}
	if err != nil {
		return zero, err
	}
	return *shown.Interface().(*T), nil
}

// maxNesting is how deep values can be nested for [Copy].
const maxNesting = 10000

// copier is one run of [Copy].
type copier struct {
	view  View
	other Other
	seen  map[visit]reflect.Value // the copies of pointers, maps and slices
	depth int
	lost  bool // a value was left zero because it cannot show less
}

// visit tells values that are referred to apart.
type visit struct {
	at   uintptr
	size int
	node *node
}

// copy sets dst, which is zero, to what is shown of src.
func (c *copier) copy(dst, src reflect.Value, n *node) error {
	switch n.op {
	case nodeText:
		dst.SetString(c.text(n.tag, src.String()))
	case nodeStruct:
		return c.copyStruct(dst, src, n)
	case nodePointer, nodeSlice, nodeMap, nodeInterface:
		if src.IsNil() {
			return nil
		}
		if c.depth++; c.depth > maxNesting {
			return &Error{Rule: "the value is nested too deeply"}
		}
		err := c.copyReference(dst, src, n)
		c.depth--
		return err
	case nodeArray:
		return c.copyElements(dst, src, n)
	case nodeNull:
		return c.copyNull(dst, src, n)
	default:
		c.copyLeaf(dst, src, n)
	}
	return nil
}

// copyReference copies what is not nil and refers to something.
func (c *copier) copyReference(dst, src reflect.Value, n *node) error {
	switch n.op {
	case nodePointer:
		to, err := c.pointer(src, n)
		if err == nil {
			dst.Set(to)
		}
		return err
	case nodeSlice:
		return c.copySlice(dst, src, n)
	case nodeMap:
		return c.copyMap(dst, src, n)
	default:
		return c.copyInterface(dst, src.Elem(), n)
	}
}

// pointer returns a pointer to what is shown of that to which src points.
func (c *copier) pointer(src reflect.Value, n *node) (reflect.Value, error) {
	to := reflect.New(n.elem.typ)
	typed := to
	if typed.Type() != n.typ {
		typed = to.Convert(n.typ)
	}
	if n.elem.isLeaf() {
		lost := c.lost
		c.lost = false
		err := c.copy(to.Elem(), src.Elem(), n.elem)
		if c.lost {
			typed = reflect.Zero(n.typ)
		}
		c.lost = lost
		return typed, err
	}
	if c.depth > 1 || n.elem.refs { // something else can point there
		at := visit{src.Pointer(), 0, n}
		if copied, found := c.seen[at]; found {
			return copied, nil
		}
		c.remember(at, typed)
	}
	return typed, c.copy(to.Elem(), src.Elem(), n.elem)
}

func (c *copier) remember(at visit, copied reflect.Value) {
	if c.seen == nil {
		c.seen = map[visit]reflect.Value{}
	}
	c.seen[at] = copied
}

func (c *copier) copySlice(dst, src reflect.Value, n *node) error {
	at := visit{src.Pointer(), src.Len(), n}
	if n.elem.refs {
		if copied, found := c.seen[at]; found {
			dst.Set(copied)
			return nil
		}
	}
	to := reflect.MakeSlice(n.typ, src.Len(), src.Len())
	if n.elem.refs {
		c.remember(at, to)
	}
	dst.Set(to)
	return c.copyElements(to, src, n)
}

func (c *copier) copyElements(dst, src reflect.Value, n *node) error {
	if n.elem.copies() {
		reflect.Copy(dst, src)
		return nil
	}
	for i := range src.Len() {
		if err := c.copy(dst.Index(i), src.Index(i), n.elem); err != nil {
			return err
		}
	}
	return nil
}

// copyInterface sets dst, an interface, to what is shown of the value src in one.
func (c *copier) copyInterface(dst, src reflect.Value, n *node) error {
	below, err := planFor(src.Type(), n.tags)
	if err != nil {
		return err
	}
	lost := c.lost
	c.lost = false
	to := reflect.New(src.Type()).Elem()
	err = c.copy(to, src, below)
	gone := below.op == nodeDrop || c.lost && below.isLeaf() || below.op == nodePointer && to.IsNil() && !src.IsNil()
	if !gone { // a nil pointer in an interface would be mistaken for something
		dst.Set(to)
	}
	c.lost = lost
	return err
}

// copyNull copies a value and its Valid.
func (c *copier) copyNull(dst, src reflect.Value, n *node) error {
	if !src.Field(1).Bool() {
		return nil
	}
	lost := c.lost
	c.lost = false
	err := c.copy(dst.Field(0), src.Field(0), n.elem)
	if c.lost {
		dst.SetZero()
	} else {
		dst.Field(1).SetBool(true)
	}
	c.lost = lost
	return err
}

// copyStruct copies the fields that can be.
func (c *copier) copyStruct(dst, src reflect.Value, n *node) error {
	c.copyTexts(dst, src, n.texts)
	for _, f := range n.fields {
		if f.tag != nil {
			if r := c.view.ruleOf(f.tag); r != nil && r.op == opDrop {
				continue
			}
		}
		if err := c.copy(dst.Field(f.index), src.Field(f.index), f.node); err != nil {
			return err
		}
	}
	return nil
}

const (
	textsSize  = 256 // bytes of text that share an allocation, but for the last of them
	textsCount = 16
)

// copyTexts copies strings. Those that were masked share their memory.
func (c *copier) copyTexts(dst, src reflect.Value, fields []fieldNode) {
	var buf [textsSize]byte
	var indexes, ends [textsCount]int
	b, n := buf[:0], 0
	for _, f := range fields {
		s := src.Field(f.index).String()
		if f.tag == nil {
			dst.Field(f.index).SetString(c.untagged(s))
			continue
		}
		r := c.view.ruleOf(f.tag)
		switch {
		case r == nil:
			dst.Field(f.index).SetString(Hidden)
			continue
		case r.op == opRaw:
			dst.Field(f.index).SetString(s)
			continue
		}
		b = r.append(b, f.tag.kind, s, c.view.v)
		indexes[n], ends[n] = f.index, len(b)
		if n++; n == textsCount || len(b) > textsSize*3/4 {
			setTexts(dst, string(b), indexes[:n], ends[:n])
			b, n = b[:0], 0
		}
	}
	setTexts(dst, string(b), indexes[:n], ends[:n])
}

func setTexts(dst reflect.Value, all string, indexes, ends []int) {
	start := 0
	for i, end := range ends {
		dst.Field(indexes[i]).SetString(all[start:end])
		start = end
	}
}

// text returns what is shown of a string with the tag, which can be nil.
func (c *copier) text(t *tag, s string) string {
	if t == nil {
		return c.untagged(s)
	}
	r := c.view.ruleOf(t)
	if r == nil {
		return Hidden
	}
	if r.op == opRaw {
		return s
	}
	var buf [96]byte
	return string(r.append(buf[:0], t.kind, s, c.view.v))
}

// untagged returns what is shown of a string without a tag.
func (c *copier) untagged(s string) string {
	if c.other == nil {
		return Hidden
	}
	b := c.other(c.view, nil, s)
	if string(b) == s {
		return s
	}
	return string(b)
}

// copyMap copies a map. Keys that become the same text are numbered.
func (c *copier) copyMap(dst, src reflect.Value, n *node) error {
	at := visit{src.Pointer(), 0, n}
	if copied, found := c.seen[at]; found {
		dst.Set(copied)
		return nil
	}
	to := reflect.MakeMapWithSize(n.typ, src.Len())
	c.remember(at, to)
	lost := c.lost
	c.lost = false
	err := c.copyEntries(to, src, n)
	if c.lost {
		c.seen[at] = reflect.Zero(n.typ)
	}
	dst.Set(c.seen[at])
	c.lost = lost
	return err
}

// entry is one of a map.
type entry struct{ key, elem reflect.Value }

func (c *copier) copyEntries(dst, src reflect.Value, n *node) error {
	entries := make([]entry, 0, src.Len())
	for i := src.MapRange(); i.Next(); {
		entries = append(entries, entry{i.Key(), i.Value()})
	}
	texts := n.key.op == nodeText
	if texts && len(entries) > 1 {
		slices.SortFunc(entries, func(a, b entry) int { return cmp.Compare(a.key.String(), b.key.String()) })
	}
	var names numbered
	for _, from := range entries {
		key, elem := reflect.New(n.key.typ).Elem(), reflect.New(n.elem.typ).Elem()
		if texts {
			key.SetString(names.add(c.text(n.key.tag, from.key.String())))
		} else if err := c.copy(key, from.key, n.key); err != nil {
			return err
		}
		if c.lost { // a key without its value would be that of another entry
			return nil
		}
		if dst.MapIndex(key).IsValid() {
			return &Error{Rule: "keys of a map that are no text become the same"}
		}
		if err := c.copy(elem, from.elem, n.elem); err != nil {
			return err
		}
		c.lost = false // values can be zero
		dst.SetMapIndex(key, elem)
	}
	return nil
}
