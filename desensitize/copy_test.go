package desensitize_test

import (
	"database/sql"
	"encoding/json"
	"errors"
	"math"
	"math/big"
	"net"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"
	"unsafe"

	"github.com/khtong/privacykit/desensitize"
	"github.com/khtong/privacykit/identifiers"
)

const (
	masked = "138****5678"
)

// view is the default one with some rules more.
func view(t testing.TB, rules map[identifiers.Kind]desensitize.Rule) desensitize.View {
	t.Helper()
	v, err := desensitize.NewView(rules, &desensitize.ViewOptions{Base: desensitize.Default()})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// copied returns the copy by the default view with a few rules.
func copied[T any](t testing.TB, x T) T {
	t.Helper()
	v := view(t, map[identifiers.Kind]desensitize.Rule{
		"free": "raw", "gone": "drop", "secret": "hide", identifiers.Birthday: "month", identifiers.WalletBalance: "round 100",
	})
	got, err := desensitize.Copy(v, x, nil)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func ptr[T any](v T) *T { return &v }

type named string

type inner struct {
	Mobile string `pii:"mobile_number"`
	Note   string
	Count  int
	hidden string
}

type base struct {
	Mobile string `pii:"mobile_number"`
	hidden string
}

type embeds struct {
	base
	inner `pii:",raw"`
	*sql.NullString
}

type box[T any] struct {
	V T `pii:"mobile_number"`
}

type rawBox[T any] struct {
	V T `pii:",raw"`
}

type plainBox[T any] struct{ V T }

// nullable looks as sql.NullInt64 does, and has a tag.
type nullable struct {
	V     int64 `pii:"mobile_number"`
	Valid bool
}

// phones encodes itself as text that has less than there is in it.
type phones []phone

type phone struct {
	Open   string
	Closed string `pii:",hide"`
}

func (p phones) MarshalText() ([]byte, error) { return []byte(p[0].Open), nil }

func (p *phones) UnmarshalText(text []byte) error {
	*p = phones{{Open: string(text)}}
	return nil
}

type keyBox[T any] struct {
	V T `piikey:"mobile_number" pii:",raw"`
}

// TestCopyShapes copies the same value in fields of all types.
func TestCopyShapes(t *testing.T) {
	for _, c := range []struct {
		name      string
		got, want any
	}{
		{"string", copied(t, box[string]{mobile}).V, masked},
		{"empty", copied(t, box[string]{}).V, "****"},
		{"defined", copied(t, box[named]{mobile}).V, named(masked)},
		{"pointer", *copied(t, box[*string]{ptr(mobile)}).V, masked},
		{"nil pointer", copied(t, box[*string]{}).V, (*string)(nil)},
		{"pointer to pointer", **copied(t, box[**string]{ptr(ptr(mobile))}).V, masked},
		{"bytes", string(copied(t, box[[]byte]{[]byte(mobile)}).V), masked},
		{"nil bytes", copied(t, box[[]byte]{}).V, []byte(nil)},
		{"byte array", copied(t, box[[11]byte]{[11]byte([]byte(mobile))}).V, [11]byte{}},
		{"slice", copied(t, box[[]string]{[]string{mobile, "x"}}).V, []string{masked, "****"}},
		{"nil slice", copied(t, box[[]string]{}).V, []string(nil)},
		{"empty slice", copied(t, box[[]string]{[]string{}}).V, []string{}},
		{"array", copied(t, box[[2]string]{[2]string{mobile}}).V, [2]string{masked, "****"}},
		{"map", copied(t, box[map[int]string]{map[int]string{1: mobile}}).V, map[int]string{1: masked}},
		{"nil map", copied(t, box[map[string]string]{}).V, map[string]string(nil)},
		{"untagged keys", copied(t, box[map[string]string]{map[string]string{"a": mobile, "b": "x"}}).V, map[string]string{"****": masked, "****#2": "****"}},
		{"any", copied(t, box[any]{mobile}).V, masked},
		{"any slice", copied(t, box[any]{[]any{mobile, 7, nil, true}}).V, []any{masked, nil, nil, nil}},
		{"nil any", copied(t, box[any]{}).V, nil},
		{"typed nil", copied(t, box[any]{(*inner)(nil)}).V, (*inner)(nil)},
		{"struct", copied(t, box[inner]{inner{mobile, mobile, 7, mobile}}).V, inner{masked, masked, 0, ""}},
		{"int", copied(t, box[int64]{13812345678}).V, int64(0)},
		{"uint", copied(t, box[uint64]{13812345678}).V, uint64(0)},
		{"float", copied(t, box[float64]{13812345678}).V, 0.0},
		{"pointer to int", copied(t, box[*int64]{ptr(int64(13812345678))}).V, (*int64)(nil)},
		{"bool", copied(t, box[bool]{true}).V, false},
		{"number", copied(t, box[json.Number]{"13812345678"}).V, json.Number("")},
		{"raw message", string(copied(t, box[json.RawMessage]{json.RawMessage(mobile)}).V), `"****"`},
		{"null string", copied(t, box[sql.NullString]{sql.NullString{String: mobile, Valid: true}}).V, sql.NullString{String: masked, Valid: true}},
		{"not valid", copied(t, box[sql.NullString]{sql.NullString{String: mobile}}).V, sql.NullString{}},
		{"null int", copied(t, box[sql.NullInt64]{sql.NullInt64{Int64: 13812345678, Valid: true}}).V, sql.NullInt64{}},
		{"null of a struct", copied(t, box[sql.Null[inner]]{sql.Null[inner]{V: inner{Mobile: mobile}, Valid: true}}).V, sql.Null[inner]{}},
		{"null with a tag", copied(t, nullable{13812345678, true}), nullable{}},
		{"raw text of many", copied(t, rawBox[phones]{phones{{mobile, mobile}}}).V, phones{{Open: mobile}}},
		{"value type", copied(t, plainBox[identifiers.MobileNumber]{identifiers.Must(identifiers.ParseMobile(mobile))}).V, identifiers.MobileNumber{}},
		{"pointer to value type", copied(t, plainBox[*identifiers.MobileNumber]{ptr(identifiers.Must(identifiers.ParseMobile(mobile)))}).V, (*identifiers.MobileNumber)(nil)},
		{"raw value type", copied(t, rawBox[identifiers.MobileNumber]{identifiers.Must(identifiers.ParseMobile(mobile))}).V.Reveal(), "+86" + mobile},
		{"address", copied(t, box[netip.Addr]{netip.MustParseAddr("192.0.2.1")}).V, netip.Addr{}},
		{"untagged address", copied(t, plainBox[netip.Addr]{netip.MustParseAddr("192.0.2.1")}).V, netip.Addr{}},
		{"raw address", copied(t, rawBox[netip.Addr]{netip.MustParseAddr("192.0.2.1")}).V.String(), "192.0.2.1"},
		{"raw IP", copied(t, rawBox[net.IP]{net.IP{192, 0, 2, 1}}).V.String(), "192.0.2.1"},
		{"big", copied(t, plainBox[*big.Int]{big.NewInt(13812345678)}).V, (*big.Int)(nil)},
		{"func", copied(t, rawBox[func()]{func() {}}).V == nil, true},
		{"chan", copied(t, rawBox[chan string]{make(chan string)}).V, (chan string)(nil)},
		{"unsafe pointer", copied(t, rawBox[unsafe.Pointer]{unsafe.Pointer(new(int))}).V, unsafe.Pointer(nil)},
		{"func in any", copied(t, rawBox[any]{func() {}}).V, nil},
		{"untagged", copied(t, plainBox[string]{mobile}).V, "****"},
		{"untagged int", copied(t, plainBox[[]int]{[]int{1, 2}}).V, []int{1, 2}},
		{"untagged number", copied(t, plainBox[json.Number]{"12"}).V, json.Number("12")},
		{"untagged no number", copied(t, plainBox[json.Number]{"1-2"}).V, json.Number("")},
		{"untagged map", copied(t, plainBox[map[string]any]{map[string]any{mobile: mobile}}).V, map[string]any{"****": "****"}},
		{"raw map", copied(t, rawBox[map[string]any]{map[string]any{"a": []any{"b", 1.5}}}).V, map[string]any{"a": []any{"b", 1.5}}},
		{"keys", copied(t, keyBox[map[string]int]{map[string]int{mobile: 1, "13912345678": 2, "13812345679": 3}}).V, map[string]int{masked: 1, "139****5678": 2, "138****5679": 3}},
		{"same keys", copied(t, keyBox[map[named]int]{map[named]int{"13812345678": 1, "13899995678": 2}}).V, map[named]int{masked: 1, masked + "#2": 2}},
		{"keys of maps of maps", copied(t, keyBox[map[int]map[string]int]{map[int]map[string]int{1: {mobile: 1}}}).V, map[int]map[string]int(nil)},
		{"value type keys", copied(t, plainBox[map[identifiers.MobileNumber]int]{map[identifiers.MobileNumber]int{identifiers.Must(identifiers.ParseMobile(mobile)): 1}}).V, map[identifiers.MobileNumber]int(nil)},
		{"no number as a key", len(copied(t, plainBox[map[float64]string]{map[float64]string{math.NaN(): mobile}}).V), 1},
		{"root string", copied(t, mobile), "****"},
		{"root any", copied[any](t, box[string]{mobile}), box[string]{masked}},
		{"root nil", copied[any](t, nil), nil},
		{"root nil pointer", copied[*inner](t, nil), (*inner)(nil)},
		{"root slice", copied(t, []*box[string]{{mobile}})[0].V, masked},
		{"error", copied(t, plainBox[error]{errors.New(mobile)}).V, error(nil)},
	} {
		if !reflect.DeepEqual(c.got, c.want) {
			t.Errorf("%s: %#v, want %#v", c.name, c.got, c.want)
		}
	}
}

func TestCopyEmbedded(t *testing.T) {
	got := copied(t, embeds{
		base:       base{mobile, mobile},
		inner:      inner{Mobile: mobile, Note: "open", hidden: mobile},
		NullString: &sql.NullString{String: mobile, Valid: true},
	})
	if got.base != (base{Mobile: masked}) || got.inner != (inner{Mobile: masked, Note: "open"}) || got.String != "****" {
		t.Errorf("%+v, %+v", got, got.NullString)
	}
}

// TestCopyTimes holds what becomes of times and numbers that can be shown coarser.
func TestCopyTimes(t *testing.T) {
	shanghai := time.FixedZone("CST", 8*3600)
	type times struct {
		Month   time.Time    `pii:"birthday"`
		Year    *time.Time   `pii:"birthday,year"`
		Quarter time.Time    `pii:"birthday,quarter"`
		Decade  time.Time    `pii:"birthday,decade"`
		Masked  time.Time    `pii:"birthday,mask"`
		Lost    *time.Time   `pii:"birthday,mask"`
		Gone    time.Time    `pii:"gone"`
		Null    sql.NullTime `pii:"birthday,mask"`
		Plain   time.Time
		Fen     int         `pii:"wallet_balance"`
		Yuan    float64     `pii:"wallet_balance"`
		Small   int8        `pii:"wallet_balance"`
		Decimal json.Number `pii:"wallet_balance"`
		Band    *int        `pii:"age,age 10"`
	}
	at := time.Date(1990, 5, 17, 13, 4, 5, 6, shanghai)
	got := copied(t, times{at, &at, at, at, at, &at, at, sql.NullTime{Time: at, Valid: true}, at, 12345, 1250.5, 99, "99.5", ptr(42)})
	first := func(year, month int) time.Time { return time.Date(year, time.Month(month), 1, 0, 0, 0, 0, shanghai) }
	want := times{
		Month: first(1990, 5), Year: ptr(first(1990, 1)), Quarter: first(1990, 4), Decade: first(1990, 1), Plain: at,
		Fen: 12300, Yuan: 1300, Small: 100, Decimal: "100",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
}

// TestCopyRules holds what tags say beside a kind, and that a view can take away but a tag cannot give.
func TestCopyRules(t *testing.T) {
	type all struct {
		Plain string   `pii:"mobile_number"`
		Ruled string   `pii:"mobile_number,keep 3 2"`
		Own   string   `pii:"order_number,keep 2 0"`
		Gone  []string `pii:"mobile_number,drop"`
		Label string   `pii:",label on request, by phone"`
		Raw   string   `pii:",raw"`
	}
	x := all{mobile, mobile, "SO1234", []string{mobile}, mobile, "open"}
	named := map[identifiers.Kind]desensitize.Rule{identifiers.Mobile: "hide", "order_number": "drop"}
	alone, err := desensitize.NewView(map[identifiers.Kind]desensitize.Rule{identifiers.Mobile: "raw"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		view desensitize.View
		want all
	}{
		"default": {desensitize.Default(), all{masked, "138******78", "SO****", nil, "on request, by phone", "open"}},
		"strict":  {desensitize.Strict(), all{"****", "****", "****", []string{"****"}, "on request, by phone", "open"}},
		"hides":   {view(t, named), all{"****", "****", "", []string{"****"}, "on request, by phone", "open"}},
		"alone":   {alone, all{mobile, "138******78", "****", nil, "on request, by phone", "open"}},
	} {
		got, err := desensitize.Copy(c.view, x, nil)
		if err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v, %v; want %+v", name, got, err, c.want)
		}
	}
}

func TestCopyMalformedTags(t *testing.T) {
	check := func(want string, err error, zero bool) {
		t.Helper()
		if e := (*desensitize.Error)(nil); !errors.As(err, &e) || err.Error() != "desensitize: "+want {
			t.Errorf("%v, want %s", err, want)
		}
		if !zero {
			t.Errorf("%s: something was copied", want)
		}
	}
	type unknownRule struct {
		A string `pii:"mobile_number"`
		B []struct {
			C string `pii:"mobile_number,kep 3 4"`
		}
	}
	u, err := desensitize.Copy(desensitize.Default(), unknownRule{A: mobile}, nil)
	check("unknownRule.B[].C: tag pii: unknown rule", err, u.A == "")
	a, err := desensitize.Copy[any](desensitize.Default(), []any{mobile, unknownRule{A: mobile}}, nil)
	check("unknownRule.B[].C: tag pii: unknown rule", err, a == nil)
	p, err := desensitize.Copy(desensitize.Default(), &unknownRule{A: mobile}, nil)
	check("B[].C: tag pii: unknown rule", err, p == nil)

	_, err = desensitize.Fields[struct {
		A string `pii:""`
	}]()
	check("A: tag pii: want a kind or a rule", err, true)
	_, err = desensitize.Fields[struct {
		A string `pii:"-"`
	}]()
	check("A: tag pii: malformed kind", err, true)
	_, err = desensitize.Fields[struct {
		A string `pii:"手机"`
	}]()
	check("A: tag pii: malformed kind", err, true)
	_, err = desensitize.Fields[struct {
		A string
		a string `pii:"mobile_number,"`
	}]()
	check("a: tag pii: empty rule", err, true)
	_, err = desensitize.Fields[struct {
		A string `pii:"mobile_number,raw"`
	}]()
	check("A: tag pii: raw has no kind beside it: a view says who sees values of a kind", err, true)
	_, err = desensitize.Fields[struct {
		A string `pii:",keep 3 4"`
	}]()
	check("A: tag pii: without a kind, want raw, hide, drop or label TEXT", err, true)
	_, err = desensitize.Fields[struct {
		A string `pii:",label"`
	}]()
	check("A: tag pii: without a kind, want raw, hide, drop or label TEXT", err, true)
	_, err = desensitize.Fields[struct {
		A string `pii:"mobile_number,up jobs 1"`
	}]()
	check("A: tag pii: unknown hierarchy", err, true)
	_, err = desensitize.Fields[struct {
		A string `pii:"password,keep 1 1"`
	}]()
	check("A: tag pii: a secret is not shown: want hide, drop or label", err, true)
	_, err = desensitize.Fields[struct {
		A map[string]string `piikey:"mobile_number,kep 1 1"`
	}]()
	check("A: tag piikey: unknown rule", err, true)
}

type list struct {
	Mobile string `pii:"mobile_number"`
	Next   *list
}

type slices_ []slices_

// TestCopyReferences holds that what is shared stays shared, and that circles and depth have an end.
func TestCopyReferences(t *testing.T) {
	circle := &list{Mobile: mobile}
	circle.Next = &list{mobile, circle}
	got := copied(t, circle)
	if got.Mobile != masked || got.Next.Mobile != masked || got.Next.Next != got || got == circle {
		t.Error("the circle is not copied as one")
	}
	shared := &inner{Mobile: mobile}
	both := copied(t, []*inner{shared, shared})
	if both[0] != both[1] || both[0] == shared || both[0].Mobile != masked {
		t.Error("a shared pointer is not shared")
	}
	self := slices_{nil}
	self[0] = self
	if got := copied(t, self); &got[0][0] != &got[0] {
		t.Error("the slice does not have itself")
	}
	m := map[string]any{}
	m["m"] = m
	if got := copied(t, m); reflect.ValueOf(got["****"]).Pointer() != reflect.ValueOf(got).Pointer() {
		t.Error("the map does not have itself")
	}
	var any1 any
	any1 = &any1
	if got := copied(t, any1).(*any); *got != any(got) {
		t.Error("the pointer does not lead to itself")
	}

	deep := func(n int) *list {
		var l *list
		for range n {
			l = &list{mobile, l}
		}
		return l
	}
	n := 0
	for l := copied(t, deep(10000)); l != nil; l = l.Next {
		if n++; l.Mobile != masked {
			t.Fatalf("%q at %d", l.Mobile, n)
		}
	}
	if n != 10000 {
		t.Errorf("%d of 10000", n)
	}
	l, err := desensitize.Copy(desensitize.Default(), deep(10001), nil)
	if e := (*desensitize.Error)(nil); !errors.As(err, &e) || l != nil {
		t.Errorf("%v, %v", l != nil, err)
	}
	type key struct {
		Mobile string `pii:"mobile_number"`
	}
	keys, err := desensitize.Copy(desensitize.Default(), map[key]int{{"13800005678"}: 1, {"13812345678"}: 2}, nil)
	if err == nil || keys != nil {
		t.Errorf("%v, %v", keys, err)
	}
}

func TestCopyOther(t *testing.T) {
	type order struct {
		ID      string
		Remark  []byte
		Items   map[string]string
		Address netip.Addr
		Mobile  string `pii:"mobile_number"`
	}
	x := order{"SO1", []byte("call " + mobile), map[string]string{"a": "b"}, netip.MustParseAddr("192.0.2.1"), mobile}
	kept, err := desensitize.Copy(desensitize.Default(), x, &desensitize.CopyOptions{Other: desensitize.UnsafeKeep})
	want := x
	want.Mobile = masked
	if err != nil || !reflect.DeepEqual(kept, want) {
		t.Errorf("%+v, %v", kept, err)
	}
	upper := func(_ desensitize.View, dst []byte, s string) []byte { return append(dst, strings.ToUpper(s)...) }
	got, err := desensitize.Copy(desensitize.Default(), x, &desensitize.CopyOptions{Other: upper})
	if err != nil || got.ID != "SO1" || string(got.Remark) != "CALL "+mobile || got.Items["A"] != "B" {
		t.Errorf("%+v, %v", got, err)
	}
}

// TestCopyLeavesOriginal holds that nothing of the original is changed or shared.
func TestCopyLeavesOriginal(t *testing.T) {
	type tree struct {
		Mobiles []string         `pii:"mobile_number"`
		Raw     []byte           `pii:",raw"`
		Map     map[string][]int `pii:",raw"`
		Pointer *inner
	}
	build := func() tree {
		return tree{[]string{mobile}, []byte("raw"), map[string][]int{"a": {1}}, &inner{Mobile: mobile}}
	}
	x := build()
	got := copied(t, x)
	got.Mobiles[0], got.Raw[0], got.Map["a"][0], got.Map["b"], got.Pointer.Note = "x", 'x', 7, nil, "x"
	if !reflect.DeepEqual(x, build()) {
		t.Errorf("the original is changed: %+v", x)
	}
}

func TestCopyHuge(t *testing.T) {
	huge := strings.Repeat("1", 3<<20)
	got := copied(t, []inner{{Mobile: huge, Note: huge}})
	if got[0].Mobile != "****" || got[0].Note != "****" {
		t.Error("a huge string is shown")
	}
}

func TestFields(t *testing.T) {
	type node struct {
		Name     string `pii:"name"`
		Status   string `pii:",raw"`
		Remark   string
		Age      int
		Any      any
		Func     func()
		ByMobile map[string]*node `piikey:"mobile_number"`
		Number   identifiers.MobileNumber
		inner
		internal any
		_        int
	}
	_ = node{internal: nil}
	fields, err := desensitize.Fields[node]()
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, f := range fields {
		lines = append(lines, f.Path+"|"+string(f.Kind)+"|"+f.Treatment.String())
	}
	const want = `node.Name|name|by kind
node.Status||kept
node.Remark||untagged
node.Age||kept
node.Any||dynamic
node.Func||dropped
node.ByMobile[key]|mobile_number|by kind
node.Number|mobile_number|by kind
node.inner.Mobile|mobile_number|by kind
node.inner.Note||untagged
node.inner.Count||kept
node.inner.hidden||dropped
node.internal||dropped`
	if got := strings.Join(lines, "\n"); got != want {
		t.Errorf("%s", got)
	}
	if got := desensitize.Treatment(9).String(); got != "unknown" {
		t.Error(got)
	}
}
