package desensitize

import (
	"reflect"

	"github.com/khtong/privacykit/identifiers"
)

// Treatment is what [Copy] does with a field.
type Treatment uint8

// The treatments. The zero value is that of fields that are in no copy.
const (
	Dropped  Treatment = iota // never copied: unexported, or of a type that cannot be
	ByKind                    // as the view shows the kind, or a tag says
	Untagged                  // text without a tag: hidden, or as Other says
	Kept                      // copied as it is
	Dynamic                   // an interface: as the type of the value in it says
)

// String returns the name of the treatment in lower case, such as "dropped".
func (t Treatment) String() string {
	switch t {
	case Dropped:
		return "dropped"
	case ByKind:
		return "by kind"
	case Untagged:
		return "untagged"
	case Kept:
		return "kept"
	case Dynamic:
		return "dynamic"
	}
	return "unknown"
}

// Field is a field of a struct type, as [Copy] sees it.
type Field struct {
	// Path is where it is, such as Customer.Orders[].Mobile. The keys of a map are at [key].
	Path string

	// Kind is the kind of its values; empty without.
	Kind identifiers.Kind

	// Treatment is what becomes of it.
	Treatment Treatment
}

// Fields returns the fields of T and of all types in it, in order, with what [Copy] does with each, for a test that no field
// was forgotten. A type that has itself as a part is listed once. The error is that of Copy: the first malformed tag.
//
// Whether a view shows a kind is not told, nor whether a kind is misspelt, because hosts have kinds of their own: such a
// field is hidden. A number, boolean or time without a tag is Kept, and should be looked at.
func Fields[T any]() ([]Field, error) {
	t := reflect.TypeFor[T]()
	root, err := planFor(t, tags{})
	if err != nil {
		return nil, err
	}
	l := lister{above: map[*node]bool{}}
	l.list(root, t.Name())
	return l.fields, nil
}

type lister struct {
	fields []Field
	above  map[*node]bool
}

func (l *lister) list(n *node, path string) {
	if l.above[n] {
		return
	}
	l.above[n] = true
	defer delete(l.above, n)
	switch n.op {
	case nodePointer, nodeNull:
		l.list(n.elem, path)
	case nodeSlice, nodeArray:
		l.list(n.elem, path+"[]")
	case nodeMap:
		l.list(n.key, path+"[key]")
		l.list(n.elem, path+"[]")
	case nodeStruct:
		l.listStruct(n, path)
	default:
		f := Field{Path: path, Treatment: n.treatment()}
		if n.tag != nil {
			f.Kind = n.tag.kind
		}
		l.fields = append(l.fields, f)
	}
}

// listStruct lists the fields in their order.
func (l *lister) listStruct(n *node, path string) {
	below := make(map[int]*node, n.typ.NumField())
	for _, fields := range [...][]fieldNode{n.texts, n.fields} {
		for _, f := range fields {
			below[f.index] = f.node
		}
	}
	for i := range n.typ.NumField() {
		name := n.typ.Field(i).Name
		at := name
		if path != "" {
			at = path + "." + name
		}
		if f, copied := below[i]; copied {
			l.list(f, at)
		} else if name != "_" {
			l.fields = append(l.fields, Field{Path: at})
		}
	}
}

// treatment returns what is done with values without parts.
func (n *node) treatment() Treatment {
	raw := n.tag != nil && n.tag.rule != nil && n.tag.rule.op == opRaw
	switch {
	case n.op == nodeDrop, n.op == nodeOpaque && !raw:
		return Dropped
	case raw:
		return Kept
	case n.tag != nil:
		return ByKind
	case n.op == nodeInterface:
		return Dynamic
	case n.op == nodeNumber, n.op == nodeBit, n.op == nodeTime:
		return Kept
	}
	return Untagged
}
