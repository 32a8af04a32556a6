package desensitize_test

import (
	"database/sql"
	"encoding/json"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/khtong/privacykit/desensitize"
)

type everywhere struct {
	Tagged     string             `pii:"name"`
	Ruled      string             `pii:"occupation,keep 1 1"`
	Hidden     string             `pii:",hide"`
	Bytes      []byte             `pii:"name"`
	Any        any                `pii:"name"`
	Anys       []any              `pii:"occupation"`
	Map        map[string]string  `pii:"name" piikey:"name"`
	Maps       map[any]any        `pii:"name"`
	Pointer    *string            `pii:"name"`
	Null       sql.NullString     `pii:"name"`
	Message    json.RawMessage    `pii:"name"`
	Number     json.Number        `pii:"name"`
	Holder     exported[string]   `pii:"name"`
	Private    unexported[string] `pii:"name"`
	RawPrivate *mixed             `pii:",raw"`
	Untagged   string
	Untyped    any
	Slice      [][]string
	Keys       map[string]struct{}
	Structs    map[exported[string]]int
	Redacted   desensitize.Redacted[string]
	Builder    strings.Builder
	Func       func() string
	private    string
	mixed
}

// mixed has exported and unexported fields, so the latter are dropped wherever it is.
type mixed struct {
	Open   string
	closed string
	next   *mixed
}

func everywhereSecret() everywhere {
	s := secret
	x := everywhere{
		Tagged: s, Ruled: s, Hidden: s, Bytes: []byte(s), Any: s, Anys: []any{s, []byte(s), &s, map[string]any{s: s}},
		Map: map[string]string{s: s}, Maps: map[any]any{s: s}, Pointer: &s, Null: sql.NullString{String: s, Valid: true},
		Message: json.RawMessage(`"` + s + `"`), Number: json.Number(s), Holder: exported[string]{s}, Private: unexported[string]{s},
		RawPrivate: &mixed{closed: s, next: &mixed{Open: s}}, Untagged: s, Untyped: &exported[any]{[]any{s}}, Slice: [][]string{{s}},
		Keys: map[string]struct{}{s: {}}, Structs: map[exported[string]]int{{s}: 1}, Redacted: desensitize.Redact(s),
		Func: func() string { return s }, private: s, mixed: mixed{s, s, nil},
	}
	x.Builder.WriteString(s)
	return x
}

// TestCopyLeaksNothing prints copies of a value that has the secret in all places.
func TestCopyLeaksNothing(t *testing.T) {
	secrets := everywhereSecret()
	if !strings.Contains(secrets.Builder.String()+secrets.private, secret) {
		t.Fatal("no secret")
	}
	for name, v := range map[string]desensitize.View{"strict": desensitize.Strict(), "hutool": desensitize.Hutool()} {
		value, err := desensitize.Copy(v, everywhereSecret(), nil)
		if err != nil {
			t.Fatal(err)
		}
		pointer, err := desensitize.Copy(v, &secrets, nil)
		if err != nil {
			t.Fatal(err)
		}
		anything, err := desensitize.Copy[any](v, map[string]any{secret: []any{secrets, &secrets}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if value.Redacted.Reveal() != "" || value.Builder.Len() != 0 || value.Func != nil || value.private != "" {
			t.Errorf("%s: something unexported is copied", name)
		}
		printNothing(t, map[string]any{name: value, name + " pointer": pointer, name + " anything": anything})
	}
}

// TestCopyConcurrently makes the plan of a type in several goroutines at once.
func TestCopyConcurrently(t *testing.T) {
	type local struct {
		A everywhere
		B *local
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			got, err := desensitize.Copy(desensitize.Default(), local{A: everywhereSecret(), B: &local{}}, nil)
			if err != nil || got.A.Untagged != desensitize.Hidden || got.B == nil {
				t.Errorf("%+v, %v", got, err)
			}
		})
	}
	wg.Wait()
}

// FuzzCopy copies whatever JSON can describe: nothing of a text is left, and all else is as it was.
func FuzzCopy(f *testing.F) {
	f.Add(`{"a":["b",1,true,null,{"c":{"d":"13812345678"}}],"e":[[]]}`)
	f.Add(`{"a":1,"b":2,"****#2":3}`)
	f.Fuzz(func(t *testing.T, doc string) {
		var x any
		if json.Unmarshal([]byte(doc), &x) != nil {
			return
		}
		got, err := desensitize.Copy(desensitize.Strict(), x, nil)
		if err != nil {
			t.Fatal(err)
		}
		sameShape(t, x, got)
		same, err := desensitize.Copy(desensitize.Strict(), x, &desensitize.CopyOptions{Other: desensitize.UnsafeKeep})
		if err != nil || !reflect.DeepEqual(same, x) {
			t.Errorf("%v, %v; want %v", same, err, x)
		}
	})
}

func sameShape(t *testing.T, x, got any) {
	t.Helper()
	switch x := x.(type) {
	case string:
		if got != desensitize.Hidden {
			t.Errorf("%v is shown", got)
		}
	case []any:
		shown, ok := got.([]any)
		if !ok || len(shown) != len(x) {
			t.Fatalf("%v for a slice", got)
		}
		for i := range x {
			sameShape(t, x[i], shown[i])
		}
	case map[string]any:
		shown, ok := got.(map[string]any)
		if !ok || len(shown) != len(x) {
			t.Fatalf("%v for a map of %d", got, len(x))
		}
		for k := range shown {
			if !strings.HasPrefix(k, desensitize.Hidden) {
				t.Errorf("key %q is shown", k)
			}
		}
	default:
		if got != x {
			t.Errorf("%v, want %v", got, x)
		}
	}
}
