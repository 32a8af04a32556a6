package desensitize

import (
	"encoding"
	"encoding/json"
	"reflect"
	"strings"
	"sync"
	"time"

	"github.com/khtong/privacykit/identifiers"
)

// nodeOp is what [Copy] does with values of a type.
type nodeOp uint8

const (
	nodeDrop       nodeOp = iota // channels, functions, unsafe pointers: zero
	nodeText                     // strings
	nodeBytes                    // []byte
	nodeArray8                   // [N]byte
	nodeNumber                   // integers, floats, json.Number
	nodeBit                      // booleans and complex numbers
	nodeTime                     // time.Time
	nodeJSON                     // json.RawMessage
	nodeMarshaled                // what encodes itself as text
	nodeIdentifier               // the value types of package identifiers
	nodeOpaque                   // structs without exported fields
	nodeNull                     // a value and Valid, as of sql.Null
	nodePointer
	nodeSlice
	nodeArray
	nodeMap
	nodeInterface
	nodeStruct
)

// node says how values of a type are copied in a place with some tags. It does not change after it is made.
type node struct {
	typ    reflect.Type
	op     nodeOp
	tags   // in force here
	elem   *node
	key    *node
	texts  []fieldNode // the fields of op nodeText
	fields []fieldNode // the other ones
	refs   bool        // there are pointers, maps, interfaces or slices of such below
}

// tags are those of a field, or of the field that it is part of.
type tags struct {
	tag  *tag // nil without
	keys *tag // for the keys of maps; nil without
}

type fieldNode struct {
	index int
	*node
}

// isLeaf reports whether values have no parts, and cannot hold a text that is not one of theirs.
func (n *node) isLeaf() bool { return n.op >= nodeArray8 && n.op <= nodeOpaque }

// copies reports whether values are the same after copying, and share nothing.
func (n *node) copies() bool {
	return n.tag == nil && (n.op == nodeNumber && n.typ != numberType || n.op == nodeBit)
}

var (
	timeType        = reflect.TypeFor[time.Time]()
	numberType      = reflect.TypeFor[json.Number]()
	rawMessageType  = reflect.TypeFor[json.RawMessage]()
	marshalerType   = reflect.TypeFor[encoding.TextMarshaler]()
	unmarshalerType = reflect.TypeFor[encoding.TextUnmarshaler]()
	valueType       = reflect.TypeFor[identifierValue]()
	identifiersPath = reflect.TypeFor[identifiers.MobileNumber]().PkgPath()
)

// identifierValue is what the value types of package identifiers have in common.
type identifierValue interface {
	Kind() identifiers.Kind
	Reveal() string
}

// plans remembers the node of each type that was copied, by nodeKey, or by reflect.Type for those without tags above. A
// program has only so many types.
var plans sync.Map

type nodeKey struct {
	typ       reflect.Type
	tag, keys string
}

type plan struct {
	root *node
	err  error
}

// planFor returns the node for a type below the tags.
func planFor(t reflect.Type, above tags) (*node, error) {
	var key any = t
	if above != (tags{}) {
		key = keyOf(t, above)
	}
	if p, found := plans.Load(key); found {
		return p.(*plan).root, p.(*plan).err
	}
	name, _, _ := strings.Cut(t.Name(), "[") // the arguments of a generic type are long
	c := planner{nodes: map[nodeKey]*node{}}
	root, err := c.node(t, above, name)
	p, _ := plans.LoadOrStore(key, &plan{root, err})
	return p.(*plan).root, p.(*plan).err
}

func keyOf(t reflect.Type, above tags) nodeKey {
	key := nodeKey{typ: t}
	if above.tag != nil {
		key.tag = above.tag.text
	}
	if above.keys != nil {
		key.keys = above.keys.text
	}
	return key
}

// planner makes the nodes of a type and of all types in it.
type planner struct{ nodes map[nodeKey]*node }

func (c *planner) node(t reflect.Type, above tags, path string) (*node, error) {
	op := opOf(t)
	if op == nodeStruct { // whose maps have other keys
		above.keys = nil
	}
	key := keyOf(t, above)
	if n, found := c.nodes[key]; found {
		return n, nil
	}
	n := &node{typ: t, op: op, tags: above, refs: true} // until what is below is known
	c.nodes[key] = n                                    // before what is below, which can have it again
	if v, ok := reflect.Zero(t).Interface().(identifierValue); ok && n.op == nodeIdentifier && n.tag == nil {
		n.tag = newTag(string(v.Kind()), v.Kind())
	}
	return n, c.below(n, path)
}

// below makes the nodes below n, and sets n.refs.
func (c *planner) below(n *node, path string) (err error) {
	switch n.op {
	case nodePointer, nodeSlice, nodeArray:
		if n.op != nodePointer {
			path += "[]"
		}
		n.elem, err = c.node(n.typ.Elem(), n.tags, path)
		n.refs = n.op == nodePointer || n.elem.refs
	case nodeInterface:
	case nodeMap:
		if n.key, err = c.node(n.typ.Key(), n.ofKeys(), path+"[key]"); err == nil {
			n.elem, err = c.node(n.typ.Elem(), n.tags, path+"[]")
		}
	case nodeNull:
		f := n.typ.Field(0)
		var own tags
		if own, err = n.ofField(f, path+"."+f.Name); err != nil {
			return err
		}
		n.elem, err = c.node(f.Type, own, path)
		n.refs = n.elem.refs
	case nodeStruct:
		err = c.fields(n, path)
	default:
		n.refs = false
	}
	return err
}

// ofKeys returns the tags for the keys of a map. What is raw or hidden, whatever its kind, is so with its keys.
func (t tags) ofKeys() tags {
	if t.keys == nil && t.tag != nil && t.tag.kind == "" {
		return tags{tag: t.tag}
	}
	return tags{tag: t.keys}
}

// fields makes the nodes of the fields of a struct.
func (c *planner) fields(n *node, path string) error {
	refs := false
	for i := range n.typ.NumField() {
		f := n.typ.Field(i)
		at := f.Name
		if path != "" {
			at = path + "." + at
		}
		own, err := n.ofField(f, at)
		if err != nil {
			return err
		}
		if !f.IsExported() && (!f.Anonymous || opOf(f.Type) != nodeStruct) {
			continue
		}
		below, err := c.node(f.Type, own, at)
		if err != nil {
			return err
		}
		refs = refs || below.refs
		switch below.op {
		case nodeDrop:
		case nodeText:
			n.texts = append(n.texts, fieldNode{i, below})
		default:
			n.fields = append(n.fields, fieldNode{i, below})
		}
	}
	n.refs = refs
	return nil
}

// ofField returns the tags of a field, where t are those of the struct.
func (t tags) ofField(f reflect.StructField, path string) (own tags, err error) {
	if own.tag, err = readTag(f, "pii", t.tag, path); err != nil {
		return own, err
	}
	own.keys, err = readTag(f, "piikey", nil, path)
	return own, err
}

// readTag returns the tag of a field, or that of what is above.
func readTag(f reflect.StructField, key string, above *tag, path string) (*tag, error) {
	text, found := f.Tag.Lookup(key)
	if !found {
		return above, nil
	}
	t, broken := parseTag(text)
	if broken != "" {
		return nil, &Error{Path: path, Rule: "tag " + key + ": " + broken}
	}
	return t, nil
}

// opOf returns what is done with values of a type.
func opOf(t reflect.Type) nodeOp {
	switch t {
	case timeType:
		return nodeTime
	case numberType:
		return nodeNumber
	case rawMessageType:
		return nodeJSON
	}
	switch t.Kind() {
	case reflect.String:
		return nodeText
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64,
		reflect.Float32, reflect.Float64:
		return nodeNumber
	case reflect.Bool, reflect.Complex64, reflect.Complex128:
		return nodeBit
	case reflect.Pointer:
		return nodePointer
	case reflect.Interface:
		return nodeInterface
	case reflect.Struct:
		return opOfStruct(t)
	case reflect.Slice, reflect.Array, reflect.Map:
		if marshals(t) {
			return nodeMarshaled
		}
		return opOfMany(t)
	default:
		return nodeDrop
	}
}

// opOfMany is opOf for slices, arrays and maps that do not encode themselves.
func opOfMany(t reflect.Type) nodeOp {
	bytes := t.Elem().Kind() == reflect.Uint8
	switch {
	case t.Kind() == reflect.Map:
		return nodeMap
	case t.Kind() == reflect.Slice && bytes:
		return nodeBytes
	case t.Kind() == reflect.Slice:
		return nodeSlice
	case bytes:
		return nodeArray8
	}
	return nodeArray
}

func opOfStruct(t reflect.Type) nodeOp {
	if t.PkgPath() == identifiersPath && t.Implements(valueType) {
		return nodeIdentifier
	}
	n := t.NumField()
	exported := n == 0
	for i := range n {
		f := t.Field(i)
		exported = exported || f.IsExported() || f.Anonymous && f.Type.Kind() == reflect.Struct
	}
	switch {
	case !exported && marshals(t):
		return nodeMarshaled
	case !exported:
		return nodeOpaque
	case n == 2 && t.Field(0).IsExported() && t.Field(1).Name == "Valid" && t.Field(1).Type.Kind() == reflect.Bool:
		return nodeNull
	}
	return nodeStruct
}

// marshals reports whether values encode themselves as text and read it back.
func marshals(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	return p.Implements(marshalerType) && p.Implements(unmarshalerType)
}
