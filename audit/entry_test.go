package audit_test

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/khtong/privacykit/audit"
)

func TestEncoding(t *testing.T) {
	full := act(17)
	full.Seq = 17
	full.Time = time.Date(2026, 3, 1, 16, 30, 0, 123456789, time.FixedZone("CST", 8*3600))
	tests := []struct {
		entry audit.Entry
		want  string
	}{
		{full, `privacykit audit entry v1
seq 17
time 2026-03-01T08:30:00.123456Z
type access
actor staff:7
subject p17
purpose support
object orders/12
outcome allowed
reason contract
reason pipl-13-2
key act-17
`},
		{audit.Entry{Time: start, Type: "x.host_own-1", Actor: "阿 "}, `privacykit audit entry v1
seq 0
time 2026-03-01T08:30:00.000000Z
type x.host_own-1
actor 阿 
subject 
purpose 
object 
outcome 
key 
`},
	}
	for _, test := range tests {
		got, err := test.entry.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != test.want {
			t.Errorf("MarshalBinary =\n%s\nwant\n%s", got, test.want)
		}
		var back audit.Entry
		if err := back.UnmarshalBinary(got); err != nil {
			t.Fatal(err)
		}
		want := test.entry
		want.Time = want.Time.UTC().Truncate(time.Microsecond)
		if !reflect.DeepEqual(back, want) {
			t.Errorf("UnmarshalBinary = %+v, want %+v", back, want)
		}
	}
}

func TestEntryRules(t *testing.T) {
	const private = "13812345678"
	long := strings.Repeat("x", audit.MaxText)
	tests := []struct {
		name, field string
		change      func(e *audit.Entry)
	}{
		{"no time", "time", func(e *audit.Entry) { e.Time = time.Time{} }},
		{"less than a microsecond", "time", func(e *audit.Entry) { e.Time = time.Time{}.Add(999) }},
		{"year 0", "time", func(e *audit.Entry) { e.Time = time.Date(0, 12, 31, 0, 0, 0, 0, time.UTC) }},
		{"year 10000", "time", func(e *audit.Entry) { e.Time = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) }},
		{"year 292277026596", "time", func(e *audit.Entry) { e.Time = time.Unix(1<<63-1, 0) }},
		{"no type", "type", func(e *audit.Entry) { e.Type = "" }},
		{"upper case", "type", func(e *audit.Entry) { e.Type = "Access" }},
		{"digit first", "type", func(e *audit.Entry) { e.Type = "1st" }},
		{"space in type", "type", func(e *audit.Entry) { e.Type = "my type" }},
		{"long type", "type", func(e *audit.Entry) { e.Type = audit.Type(strings.Repeat("t", 65)) }},
		{"no actor", "actor", func(e *audit.Entry) { e.Actor = "" }},
		{"line feed", "actor", func(e *audit.Entry) { e.Actor = private + "\nsubject p1" }},
		{"NUL", "subject", func(e *audit.Entry) { e.Subject = private + "\x00" }},
		{"tab", "purpose", func(e *audit.Entry) { e.Purpose = private + "\t" }},
		{"DEL", "object", func(e *audit.Entry) { e.Object = private + "\x7f" }},
		{"C1 control", "outcome", func(e *audit.Entry) { e.Outcome = private + "\u0085" }},
		{"not UTF-8", "key", func(e *audit.Entry) { e.Key = private + "\xff" }},
		{"long", "subject", func(e *audit.Entry) { e.Subject = long + "x" }},
		{"empty reason", "reasons[1]", func(e *audit.Entry) { e.Reasons = []string{"a", ""} }},
		{"long reason", "reasons[0]", func(e *audit.Entry) { e.Reasons = []string{long + "x"} }},
		{"control in reason", "reasons[0]", func(e *audit.Entry) { e.Reasons = []string{private + "\r"} }},
		{"many reasons", "reasons", func(e *audit.Entry) { e.Reasons = strings.Split(long[:audit.MaxReasons+1], "") }},
	}
	for _, test := range tests {
		e := act(1)
		test.change(&e)
		s := audit.NewMemoryStore()
		_, err := audit.New(s, nil).Append(t.Context(), act(0), e)
		var bad *audit.EntryError
		if !errors.As(err, &bad) || bad.Index != 1 || bad.Field != test.field {
			t.Errorf("%s: error %v, want one of entries[1].%s", test.name, err, test.field)
			continue
		}
		if strings.Contains(err.Error(), "138") || strings.Contains(err.Error(), "xx") {
			t.Errorf("%s: error repeats the value: %v", test.name, err)
		}
		if n, _ := s.Size(t.Context()); n != 0 {
			t.Errorf("%s: half of the entries were stored", test.name)
		}
		if _, err := e.MarshalBinary(); err == nil {
			t.Errorf("%s: MarshalBinary accepts it", test.name)
		}
	}
	longest := act(0)
	longest.Object, longest.Reasons = long, strings.Split(long[:audit.MaxReasons], "")
	if _, err := longest.MarshalBinary(); err != nil {
		t.Errorf("an entry at the limits: %v", err)
	}
	negative := act(0)
	negative.Seq = -1
	if _, err := negative.MarshalBinary(); err == nil {
		t.Error("MarshalBinary accepts a negative Seq")
	}
}

// Whatever is not an encoding is refused and leaves the entry as it was.
func TestUnmarshalMangled(t *testing.T) {
	e := act(3)
	e.Seq = 3
	good, err := e.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	mangled := [][]byte{nil, {}, []byte("\n"), append(bytes.Clone(good), '\n'), append(bytes.Clone(good), 'x')}
	for i := range good {
		mangled = append(mangled, good[:i])
	}
	for _, r := range [][2]string{
		{"v1", "v2"},
		{"seq 3", "seq 03"},
		{"seq 3", "seq +3"},
		{"seq 3", "seq -3"},
		{"seq 3", "seq 9223372036854775808"},
		{"seq 3", "3"},
		{".000000Z", "Z"},
		{".000000Z", ".000000+00:00"},
		{".000000Z", ",000000Z"},
		{"time 2026", "time 0000"},
		{"time 2026-03", "time 2026-13"},
		{"\ntype access", ""},
		{"type access", "type ACCESS"},
		{"actor staff:7\nsubject p3", "subject p3\nactor staff:7"},
		{"actor staff:7", "actor "},
		{"subject p3", "subject"},
		{"reason contract", "reason "},
		{"reason contract", "contract"},
		{"key act-3", "key"},
		{"\nkey act-3", ""},
		{"\n", "\r\n"},
	} {
		m := strings.Replace(string(good), r[0], r[1], 1)
		if m == string(good) {
			t.Fatalf("the encoding has no %q", r[0])
		}
		mangled = append(mangled, []byte(m))
	}
	for _, data := range mangled {
		got := act(9)
		if err := got.UnmarshalBinary(data); err == nil {
			t.Errorf("UnmarshalBinary accepts %q", data)
		} else if strings.Contains(err.Error(), "p3") {
			t.Errorf("error repeats content: %v", err)
		}
		if !reflect.DeepEqual(got, act(9)) {
			t.Errorf("UnmarshalBinary of %q changed the entry", data)
		}
	}
}

func FuzzEntry(f *testing.F) {
	e := act(3)
	good, err := e.MarshalBinary()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte("privacykit audit entry v1\nseq 0\ntime 0001-01-01T00:00:00.000001Z\ntype a\nactor a\nsubject \npurpose \nobject \noutcome \nkey \n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		var e audit.Entry
		if e.UnmarshalBinary(data) != nil {
			return
		}
		again, err := e.MarshalBinary()
		if err != nil || !bytes.Equal(again, data) {
			t.Fatalf("%q decodes to what encodes to %q, %v", data, again, err)
		}
	})
}
