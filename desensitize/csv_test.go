package desensitize_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/khtong/privacykit/desensitize"
	"github.com/khtong/privacykit/identifiers"
)

func newCSV(t testing.TB, kinds map[string]identifiers.Kind, opts *desensitize.CSVOptions) *desensitize.CSV {
	t.Helper()
	c, err := desensitize.NewCSV(kinds, opts)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCSV(t *testing.T) {
	v := view(t, map[identifiers.Kind]desensitize.Rule{"gone": "drop", "free": "raw", "label": "label a,\"b"})
	named := map[string]identifiers.Kind{"手机": identifiers.Mobile, "label": "label", "gone": "gone", "free": "free"}
	raw := &desensitize.CSVOptions{Raw: []string{"id"}}
	for _, c := range []struct {
		name  string
		kinds map[string]identifiers.Kind
		opts  *desensitize.CSVOptions
		in    string
		want  string
	}{
		{"all", named, raw, "id,手机,label,gone,free,rest\n1,13812345678,x,y,z,w\n\n2,\"138\n\",,,,\n", "id,手机,label,free,rest\n1,138****5678,\"a,\"\"b\",z,****\n2,****,\"a,\"\"b\",,****\n"},
		{"mark", map[string]identifiers.Kind{"m": identifiers.Mobile}, nil, "\ufeff\"m\",a\r\n13812345678,\"x\"\"y\"\r\n", "\ufeffm,a\n138****5678,****\n"},
		{"no header", map[string]identifiers.Kind{"2": identifiers.Mobile}, &desensitize.CSVOptions{NoHeader: true, Raw: []string{"1"}, Comma: ';'}, "a;13812345678;c\n", "a;138****5678;****\n"},
		{"kept", map[string]identifiers.Kind{"m": identifiers.Mobile}, &desensitize.CSVOptions{Other: desensitize.UnsafeKeep}, "m,a\n13812345678,\"b,c\"\n", "m,a\n138****5678,\"b,c\"\n"},
		{"twice", map[string]identifiers.Kind{"m": identifiers.Mobile}, nil, "m,m\n13812345678,13912345678\n", "m,m\n138****5678,139****5678\n"},
		{"all gone", map[string]identifiers.Kind{"m": "gone"}, nil, "m\n1\n", ""},
		{"no rows", map[string]identifiers.Kind{"m": "free"}, nil, "m", "m\n"},
	} {
		var w bytes.Buffer
		if err := newCSV(t, c.kinds, c.opts).Copy(&w, v, iotest.OneByteReader(strings.NewReader(c.in))); err != nil || w.String() != c.want {
			t.Errorf("%s: %q, %v; want %q", c.name, w.String(), err, c.want)
		}
	}
}

func TestCSVErrors(t *testing.T) {
	kinds := map[string]identifiers.Kind{"m": identifiers.Mobile}
	for _, c := range []struct{ in, out, want string }{
		{"", "", "line 1: the table is empty"},
		{"\ufeff", "", "line 1: the table is empty"},
		{"a,b\n1,2\n", "", "line 1: a column that has a kind is missing"},
		{"m,b\n1,2\n", "", "line 1: the column of the subject is missing"},
		{"m,id\n13812345678,1\n1,2,3\n", "m,id\n138****5678,****\n", "line 3: wrong number of fields"},
		{"m,id\n13812345678,1\n\"1\n\n\",1\n1\n", "m,id\n138****5678,****\n****,****\n", "line 6: wrong number of fields"},
		{"m,id\n13812345678,1\n1\"2,2\n", "m,id\n138****5678,****\n", "line 3: a quote in the wrong place"},
		{"m,id\n13812345678,1\n1,\"2\n\n", "m,id\n138****5678,****\n", "line 4: a quote in the wrong place"},
		{"m,id\n13812345678,1\n1,\"" + strings.Repeat("2\n", 9<<20), "m,id\n138****5678,****\n", "line 3: row too long"},
	} {
		var w bytes.Buffer
		err := newCSV(t, kinds, &desensitize.CSVOptions{Subject: "id"}).Copy(&w, desensitize.Default(), strings.NewReader(c.in))
		var e *desensitize.InputError
		if !errors.As(err, &e) || err.Error() != "desensitize: CSV, "+c.want || w.String() != c.out {
			t.Errorf("%.40q: %q, %v; want %q, %s", c.in, w.String(), err, c.out, c.want)
		}
	}
	none := new(desensitize.CSV)
	if err := none.Copy(io.Discard, desensitize.Default(), strings.NewReader("a\n1\n")); err == nil || err.Error() != "desensitize: CSV, line 1: no column is known" {
		t.Errorf("the zero CSV: %v", err)
	}
	broken := errors.New("broken")
	c := newCSV(t, kinds, nil)
	if err := c.Copy(io.Discard, desensitize.Default(), iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Error(err)
	}
	if err := c.Copy(io.Discard, desensitize.Default(), io.MultiReader(strings.NewReader("m\n1\n"), iotest.ErrReader(broken))); !errors.Is(err, broken) {
		t.Error(err)
	}
	for _, in := range []string{"m\n1\n", "\ufeffm\n", "m\n" + strings.Repeat("1\n", 10000)} {
		if err := c.Copy(failing{broken}, desensitize.Default(), strings.NewReader(in)); !errors.Is(err, broken) {
			t.Error(err)
		}
	}
}

func TestNewCSVErrors(t *testing.T) {
	for _, c := range []struct {
		column string
		kind   identifiers.Kind
		opts   desensitize.CSVOptions
		want   string
	}{
		{"a", "", desensitize.CSVOptions{}, "kinds.a: malformed kind"},
		{"手机", "手机", desensitize.CSVOptions{}, "kinds[0]: malformed kind"},
		{"a", "k", desensitize.CSVOptions{Raw: []string{"a"}}, "raw.a: the column is there twice"},
		{"a", "k", desensitize.CSVOptions{Raw: []string{"b", "b"}}, "raw.b: the column is there twice"},
		{"a", "k", desensitize.CSVOptions{NoHeader: true}, "kinds.a: want the number of a column, from 1"},
		{"01", "k", desensitize.CSVOptions{NoHeader: true}, "kinds.01: want the number of a column, from 1"},
		{"1", "k", desensitize.CSVOptions{NoHeader: true, Raw: []string{"0"}}, "raw.0: want the number of a column, from 1"},
		{"1", "k", desensitize.CSVOptions{NoHeader: true, Subject: "id"}, "subject: want the number of a column, from 1"},
		{"a", "k", desensitize.CSVOptions{Comma: '"'}, "comma: not a character that can stand between fields"},
		{"a", "k", desensitize.CSVOptions{Comma: 0xd800}, "comma: not a character that can stand between fields"},
	} {
		_, err := desensitize.NewCSV(map[string]identifiers.Kind{c.column: c.kind}, &c.opts)
		if e := (*desensitize.Error)(nil); !errors.As(err, &e) || err.Error() != "desensitize: "+c.want {
			t.Errorf("%v, want %s", err, c.want)
		}
	}
}

// TestCSVErrorsPrintNothing holds that no error has anything of the table.
func TestCSVErrorsPrintNothing(t *testing.T) {
	c := newCSV(t, map[string]identifiers.Kind{"m": identifiers.Name}, nil)
	for _, in := range []string{secret + "\n", "m\n\"" + secret, "m\n" + secret + "," + secret + "\n", "m\n" + secret + "\"\n", "m\n\"" + secret + "\"x\n"} {
		var w bytes.Buffer
		err := c.Copy(&w, desensitize.Default(), strings.NewReader(in))
		if err == nil {
			t.Fatal("no error")
		}
		printNothing(t, map[string]any{"error": err, "output": w.String()})
	}
}

// TestCSVMemory streams 64 MB and looks at the memory in use.
func TestCSVMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long under the race detector")
	}
	c := newCSV(t, map[string]identifiers.Kind{"mobile": identifiers.Mobile}, &desensitize.CSVOptions{Other: desensitize.UnsafeKeep})
	const row = "SO2026000123,13812345678,\"a \"\"remark\"\" of no kind\",99.5\n"
	g := &generator{before: "id,mobile,remark,amount\n", again: row, n: 64 << 20 / len(row)}
	inLittleMemory(t, 2000, func(w io.Writer) error { return c.Copy(w, desensitize.Default(), g) })
}

// FuzzCSV compares with encoding/csv: the same tables are read, and all but the masked column is the same.
func FuzzCSV(f *testing.F) {
	for _, in := range []string{"m,a\n13812345678,x\n", "m\n\"1\"\"\n,\"\n", "m,m,b\n\n1,2,3\r\n", "\ufeffm;\n1\n", "m,\"\n1,2\n"} {
		f.Add(in)
	}
	c, err := desensitize.NewCSV(map[string]identifiers.Kind{"m": identifiers.Mobile}, &desensitize.CSVOptions{Other: desensitize.UnsafeKeep})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, in string) {
		var w bytes.Buffer
		err := c.Copy(&w, desensitize.Default(), strings.NewReader(in))
		want, broken := csv.NewReader(strings.NewReader(strings.TrimPrefix(in, "\ufeff"))).ReadAll()
		var e *desensitize.InputError
		if err != nil && !errors.As(err, &e) {
			t.Fatalf("the error is %v", err)
		}
		if (broken != nil) && err == nil {
			t.Fatalf("no error, but %v", broken)
		}
		if err != nil {
			if broken == nil && e.Line != 1 {
				t.Fatalf("%v for a table that is well", err)
			}
			return
		}
		got, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(w.String(), "\ufeff"))).ReadAll()
		if err != nil || len(got) != len(want) {
			t.Fatalf("%q, %v; want %q", got, err, want)
		}
		for i := range want {
			for k := range want[i] {
				cell := want[i][k]
				if i > 0 && want[0][k] == "m" {
					cell = desensitize.Mask(identifiers.Mobile, cell)
				}
				if got[i][k] != cell {
					t.Fatalf("row %d, column %d: %q, want %q", i, k, got[i][k], cell)
				}
			}
		}
	})
}

func BenchmarkCSV(b *testing.B) {
	table := []byte("id,name,mobile,email,status\n" + strings.Repeat("C00001,欧阳娜娜,13812345678,zhangsan@example.com,open\n", 1000))
	c := newCSV(b, map[string]identifiers.Kind{"mobile": identifiers.Mobile, "name": identifiers.Name, "email": identifiers.Email},
		&desensitize.CSVOptions{Raw: []string{"id", "status"}})
	b.Run("by=encoding/csv", func(b *testing.B) { // reads and writes
		b.ReportAllocs()
		b.SetBytes(int64(len(table)))
		for b.Loop() {
			r, w := csv.NewReader(bytes.NewReader(table)), csv.NewWriter(io.Discard)
			r.ReuseRecord = true
			for record, err := r.Read(); err == nil; record, err = r.Read() {
				if err := w.Write(record); err != nil {
					b.Fatal(err)
				}
			}
			w.Flush()
		}
	})
	b.Run("by=privacykit", func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(int64(len(table)))
		for b.Loop() {
			if err := c.Copy(io.Discard, desensitize.Default(), bytes.NewReader(table)); err != nil {
				b.Fatal(err)
			}
		}
	})
}
