package consent_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/identifiers"
)

func fullEvent() consent.Event {
	return given(func(e *consent.Event) {
		e.Seq, e.NoticeHash, e.Method, e.Channel, e.Locale, e.EvidenceRef = 7, "ab12", "tick", "app", "zh-CN", "凭证/1"
		e.Recipients = []string{"partner"}
		e.RecordedAt, e.ValidUntil = day(3, 2), day(9, 1)
	})
}

func TestEventJSON(t *testing.T) {
	e := fullEvent()
	data, err := json.Marshal(e)
	require.NoError(t, err)
	require.JSONEq(t, `{
		"seq": 7, "id": "evt_given", "key": "k1", "type": "given", "subject": "s",
		"notice_version": "v3", "notice_hash": "ab12", "purposes": ["improve", "advertise"],
		"kinds": ["survey_response", "mobile_number"], "recipients": ["partner"], "form": "general",
		"affirmative": true, "method": "tick", "channel": "app", "locale": "zh-CN", "evidence_ref": "凭证/1",
		"actor": "self", "occurred_at": "2026-03-01T04:00:00Z", "recorded_at": "2026-03-02T04:00:00Z",
		"valid_until": "2026-09-01T04:00:00Z"}`, string(data))

	var back consent.Event
	require.NoError(t, json.Unmarshal(data, &back))
	require.Equal(t, e.Digest(), back.Digest())
	again, err := json.Marshal(back)
	require.NoError(t, err)
	require.Equal(t, string(data), string(again))

	data, err = json.Marshal(consent.Event{})
	require.NoError(t, err)
	require.Equal(t, "{}", string(data))

	_, err = json.Marshal(consent.Event{Type: 77})
	require.Error(t, err)
	_, err = json.Marshal(consent.Event{OccurredAt: time.Date(12026, 1, 1, 0, 0, 0, 0, time.UTC)})
	require.Error(t, err)
}

func TestEventJSONStrict(t *testing.T) {
	for _, in := range []string{
		``, `null`, `[]`, `"x"`, `{"key":"a"} {}`, `{"key":"a",}`,
		`{"Key":"a"}`, `{"keys":"a"}`, `{"key":"a","key":"a"}`, `{"key":1}`, `{"key":null}`,
		`{"type":"Given"}`, `{"type":""}`, `{"type":1}`, `{"form":"separate "}`, `{"actor":"robot"}`,
		`{"seq":1.5}`, `{"seq":"1"}`, `{"seq":9223372036854775808}`, `{"affirmative":"true"}`,
		`{"purposes":"a"}`, `{"purposes":[1]}`, `{"purposes":null}`,
		`{"occurred_at":"2026-03-01"}`, `{"occurred_at":"2026-03-01T04:00:00+08:00"}`, `{"occurred_at":0}`,
		`{"occurred_at":"2026-03-01T04:00:00.0Z"}`, `{"occurred_at":"2026-03-01T04:00:00.1234567Z"}`,
		`{"occurred_at":"2026-03-01T04:00:00,5Z"}`, "{\"key\":\"\xff\"}",
	} {
		var e consent.Event
		require.ErrorIs(t, e.UnmarshalJSON([]byte(in)), consent.ErrEvent, in)
		require.Equal(t, consent.Event{}, e, "a refused input left something behind")
	}
}

// TestEventDigest changes each field: the digest must follow all but Seq and
// RecordedAt.
func TestEventDigest(t *testing.T) {
	want := fullEvent().Digest()
	typ := reflect.TypeFor[consent.Event]()
	for i := range typ.NumField() {
		name := typ.Field(i).Name
		e := fullEvent()
		f := reflect.ValueOf(&e).Elem().Field(i)
		switch v := f.Addr().Interface().(type) {
		case *string:
			*v += "x"
		case *int64:
			*v++
		case *bool:
			*v = !*v
		case *time.Time:
			*v = v.Add(time.Microsecond)
		case *[]consent.Purpose:
			*v = append(*v, "x")
		case *[]identifiers.Kind:
			*v = append(*v, "x")
		case *[]string:
			*v = append(*v, "x")
		default:
			f.SetUint(f.Uint() + 1)
		}
		if changed := e.Digest() != want; changed != (name != "Seq" && name != "RecordedAt") {
			t.Errorf("%s: digest changed: %v", name, changed)
		}
	}
	e := fullEvent()
	e.OccurredAt = e.OccurredAt.Add(999).In(time.FixedZone("", 8*3600))
	require.Equal(t, want, e.Digest(), "zone and nanoseconds do not count")
	a, b := fullEvent(), fullEvent()
	a.Purposes, a.Kinds = []consent.Purpose{"a", "b"}, nil
	b.Purposes, b.Kinds = []consent.Purpose{"a"}, []identifiers.Kind{"b"}
	require.NotEqual(t, a.Digest(), b.Digest(), "lists run into each other")
}

func TestEventValidate(t *testing.T) {
	require.NoError(t, fullEvent().Validate())
	require.NoError(t, ended(consent.Withdrawn).Validate())
	require.NoError(t, given(func(e *consent.Event) { e.Affirmative = false }).Validate(), "a pre-ticked box is a fact")
	many := make([]consent.Purpose, 257)
	for i := range many {
		many[i] = consent.Purpose(fmt.Sprint(i))
	}
	secret := "张三13812345678"
	for field, change := range map[string]func(*consent.Event){
		"key: missing":                  func(e *consent.Event) { e.Key = "" },
		"key: not printable":            func(e *consent.Event) { e.Key = "a\x00b" },
		"subject: missing":              func(e *consent.Event) { e.Subject = "" },
		"subject: not printable":        func(e *consent.Event) { e.Subject = secret + "\n" },
		"id: not printable":             func(e *consent.Event) { e.ID = strings.Repeat("x", 256) },
		"evidence_ref: not":             func(e *consent.Event) { e.EvidenceRef = secret + "\xff" },
		"type: unknown":                 func(e *consent.Event) { e.Type = 0 },
		"form: missing":                 func(e *consent.Event) { e.Form = 0 },
		"form: unknown":                 func(e *consent.Event) { e.Form = 9 },
		"actor: missing":                func(e *consent.Event) { e.Actor = 0 },
		"actor: unknown":                func(e *consent.Event) { e.Actor = 9 },
		"occurred_at: missing":          func(e *consent.Event) { e.OccurredAt = time.Time{} },
		"occurred_at: outside":          func(e *consent.Event) { e.OccurredAt = time.Unix(1<<60, 0) },
		"valid_until: not after":        func(e *consent.Event) { e.ValidUntil = e.OccurredAt },
		"purposes: missing":             func(e *consent.Event) { e.Purposes = nil },
		"purposes: entry 1: named":      func(e *consent.Event) { e.Purposes = []consent.Purpose{"a", "a"} },
		"purposes: entry 0: not a code": func(e *consent.Event) { e.Purposes = []consent.Purpose{consent.Purpose(secret)} },
		"purposes: more than 256":       func(e *consent.Event) { e.Purposes = many },
		"kinds: missing":                func(e *consent.Event) { e.Kinds = nil },
		"recipients: entry 0: not":      func(e *consent.Event) { e.Recipients = []string{""} },
		"notice_version: missing":       func(e *consent.Event) { e.NoticeVersion = "" },
		"method: not a code":            func(e *consent.Event) { e.Method = secret },
		"evidence_ref: missing":         func(e *consent.Event) { e.Type, e.EvidenceRef = consent.Migrated, "" },
	} {
		e := given(change)
		err := e.Validate()
		require.ErrorIs(t, err, consent.ErrEvent, field)
		require.ErrorContains(t, err, field)
		require.NotContains(t, err.Error(), secret)
	}
}

// enum is a pointer to an enumeration value.
type enum[T any] interface {
	*T
	UnmarshalText([]byte) error
}

// testEnum checks that exactly the values 1 to n have a name (0 to n-1 for
// Effect), which alone is read back.
func testEnum[T interface {
	~uint8
	fmt.Stringer
	MarshalText() ([]byte, error)
}, P enum[T]](t *testing.T, first, n int) {
	t.Helper()
	for i := range 256 {
		v := T(i)
		text, err := v.MarshalText()
		if i < first || i >= first+n {
			require.Error(t, err)
			require.Equal(t, "unknown", v.String())
			continue
		}
		require.NoError(t, err)
		require.Equal(t, v.String(), string(text))
		var back T
		require.NoError(t, P(&back).UnmarshalText(text))
		require.Equal(t, v, back)
		for _, bad := range []string{"", "unknown", strings.ToUpper(string(text)), string(text) + " "} {
			require.Error(t, P(&back).UnmarshalText([]byte(bad)))
			require.Equal(t, v, back)
		}
	}
}

func TestEnums(t *testing.T) {
	testEnum[consent.Operation](t, 1, 8)
	testEnum[consent.Basis](t, 1, 8)
	testEnum[consent.EventType](t, 1, 8)
	testEnum[consent.Form](t, 1, 3)
	testEnum[consent.Actor](t, 1, 3)
	testEnum[consent.Effect](t, 0, 4)
	testEnum[consent.SubjectClass](t, 1, 4)
	testEnum[consent.RecordState](t, 1, 3)
	testEnum[consent.Necessity](t, 1, 2)
	testEnum[consent.RecipientType](t, 1, 7)
	testEnum[consent.Relationship](t, 1, 4)
	testEnum[consent.Term](t, 1, 6)
	testEnum[consent.TransferCause](t, 1, 5)
	testEnum[consent.ExportMechanism](t, 1, 4)
	testEnum[consent.Exception](t, 1, 13)
	testEnum[consent.Aspect](t, 1, 9)
	testEnum[consent.Material](t, 0, 7)
	testEnum[consent.Telling](t, 0, 4)
}
