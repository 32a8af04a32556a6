package crypto_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/khtong/privacykit/crypto"
)

// table is a database table in memory: a row has a subject, sealed values and the entries of one index.
type table struct {
	ring  *crypto.Keyring
	parts []crypto.Part
	rows  []tableRow
}

type tableRow struct {
	subject string
	values  []string
	sealed  [][]byte
	entries [][]byte
}

func (tb *table) add(t testing.TB, index *crypto.Index, subject string, values ...string) {
	t.Helper()
	row := tableRow{subject: subject, values: values}
	var err error
	row.entries, err = index.Entries(subject, values...)
	must(t, err)
	for i, v := range values {
		sealed, err := tb.ring.SealString(t.Context(), tb.parts[i].Field, subject, v)
		must(t, err)
		row.sealed = append(row.sealed, sealed)
	}
	tb.rows = append(tb.rows, row)
}

// find returns the subjects that a look-up finds, and how many candidates there were.
func (tb *table) find(t testing.TB, index *crypto.Index, values ...string) (found []string, candidates int) {
	t.Helper()
	query, err := index.Query(values...)
	must(t, err)
	entries := query.Entries()
	for _, row := range tb.rows {
		hits := 0
		for _, e := range entries {
			if slices.ContainsFunc(row.entries, func(b []byte) bool { return bytes.Equal(b, e) }) {
				hits++
			}
		}
		if hits < query.Need() {
			continue
		}
		candidates++
		got, ok, err := query.Open(t.Context(), row.subject, row.sealed...)
		must(t, err)
		switch {
		case ok && !slices.Equal(got, row.values):
			t.Errorf("opened %q; want %q", got, row.values)
		case !ok && got != nil:
			t.Error("a wrong row has a value")
		case ok:
			found = append(found, row.subject)
		}
	}
	return found, candidates
}

// wanted is the reference: whether a row is looked for, symbol by symbol.
func wanted(parts []crypto.Part, values, query []string) bool {
	for i, p := range parts {
		v, q := []rune(values[i]), []rune(query[i])
		ok := false
		for at := 0; at+len(q) <= len(v); at++ {
			if !slices.Equal(v[at:at+len(q)], q) {
				continue
			}
			begins, ends := at == 0, at+len(q) == len(v)
			switch {
			case p.First > 0:
				ok = ok || begins
			case p.Last > 0:
				ok = ok || ends
			case p.Grams > 0:
				ok = true
			default:
				ok = ok || begins && ends
			}
		}
		if !ok {
			return false
		}
	}
	return true
}

// TestQuery compares look-ups of every shape, with few bits and with many, with and without partitions, with a slow search
// through the plaintext.
func TestQuery(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	word := func(alphabet string, n int) string {
		runes, out := []rune(alphabet), ""
		for range n {
			out += string(runes[rnd.IntN(len(runes))])
		}
		return out
	}
	number := func() string { return "13" + word("0123", 9) }
	name := func() string { return word("王李雷𠮷娜e\u0301", 1+rnd.IntN(5)) }
	stats := crypto.ColumnStats{Rows: 100_000, Values: 90_000, Top: 16}
	inPieces := stats
	inPieces.Entries = 300_000
	wrong := 0
	for _, test := range []struct {
		parts []crypto.Part
		make  []func() string
	}{
		{[]crypto.Part{{Field: mobile}}, []func() string{number}},
		{[]crypto.Part{{Field: mobile, First: 4}}, []func() string{number}},
		{[]crypto.Part{{Field: mobile, Last: 3}}, []func() string{number}},
		{[]crypto.Part{{Field: nameField, First: 2}}, []func() string{name}},
		{[]crypto.Part{{Field: nameField, Last: 2}}, []func() string{name}},
		{[]crypto.Part{{Field: nameField, Grams: 2}}, []func() string{name}},
		{[]crypto.Part{{Field: nameField, Grams: 3}}, []func() string{name}},
		{[]crypto.Part{{Field: nameField}, {Field: mobile, Last: 2}}, []func() string{name, number}},
		{[]crypto.Part{{Field: nameField, First: 1}, {Field: cityField}, {Field: mobile, Last: 2}}, []func() string{name, name, number}},
	} {
		for _, o := range []crypto.IndexOptions{{Bits: 4}, {Bits: 6, Partitions: 3}, {Bits: 128}, {Bits: 128, Partitions: 5}} {
			grams := test.parts[0].Grams
			o.Stats, o.InsecureSkew = stats, true
			if grams > 0 {
				o.Stats = inPieces
			}
			ring := create(t, config(newKEKs(1), crypto.NewMemoryStore()))
			index := newIndex(t, ring, o, test.parts...)
			data := &table{ring: ring, parts: test.parts}
			var values [][]string
			for i := range 120 {
				var row []string
				for _, f := range test.make {
					row = append(row, f())
				}
				values = append(values, row)
				data.add(t, index, fmt.Sprint(i), row...)
			}
			asked := 0
			for i := range 120 {
				var query []string
				for j, p := range test.parts { // a piece of a row's value
					v := []rune(values[rnd.IntN(1+i)][j])
					switch n := max(p.First, p.Last, p.Grams); {
					case len(v) < n:
					case p.First > 0:
						v = v[:n+rnd.IntN(len(v)-n+1)]
					case p.Last > 0:
						v = v[rnd.IntN(len(v)-n+1):]
					case p.Grams > 0:
						at := rnd.IntN(len(v) - n + 1)
						v = v[at : at+n+rnd.IntN(len(v)-n-at+1)]
					}
					query = append(query, string(v))
				}
				if _, err := index.Query(query...); errors.Is(err, crypto.ErrArgument) {
					continue // shorter than the index
				}
				asked++
				var want []string
				for i, row := range values {
					if wanted(test.parts, row, query) {
						want = append(want, fmt.Sprint(i))
					}
				}
				got, candidates := data.find(t, index, query...)
				if !slices.Equal(got, want) {
					t.Fatalf("%d parts, %d bits, %d partitions: found %v; want %v", len(test.parts), o.Bits, o.Partitions, got, want)
				}
				wrong += candidates - len(got)
				if o.Bits == 128 && grams == 0 && len(test.parts) == 1 {
					p := test.parts[0]
					if n := len([]rune(query[0])); n == max(p.First, p.Last) && candidates != len(got) {
						t.Errorf("%d candidates for %d rows with 128 bits", candidates, len(got))
					}
				}
			}
			if asked < 60 {
				t.Errorf("%d queries: this test shows little", asked)
			}
		}
	}
	if wrong < 1000 {
		t.Errorf("%d wrong candidates dropped: this test shows little", wrong)
	}
}

// TestQueryVersions: rows are found before, while and after they are moved to an index of another length, with other
// partitions and another normaliser.
func TestQueryVersions(t *testing.T) {
	strict := func(s string) (string, error) {
		if strings.ContainsAny(s, " ") {
			return "", errRefused
		}
		return s, nil
	}
	ring := create(t, config(newKEKs(1), crypto.NewMemoryStore()))
	for _, shape := range []crypto.Part{{}, {First: 3}, {Last: 4}, {Grams: 4}} {
		old, moved := shape, shape
		old.Field, moved.Field = mobile, mobile
		moved.Normalize = digits
		stats := crypto.ColumnStats{Rows: 1_000_000, Values: 950_000, Top: 5}
		if shape.Grams > 0 {
			stats.Entries = 8_000_000
			stats.Top = 16
		}
		v1 := newIndex(t, ring, crypto.IndexOptions{Bits: 20, Stats: stats}, old)
		v2 := newIndex(t, ring, crypto.IndexOptions{Bits: 33, Stats: stats, Partitions: 3, Version: 2, Earlier: v1}, moved)
		data := &table{ring: ring, parts: []crypto.Part{moved}}
		var all []string
		for i := range 20 {
			index := v1
			if i%2 == 1 {
				index = v2
			}
			data.add(t, index, fmt.Sprint(shape, i), "13800138000")
			all = append(all, fmt.Sprint(shape, i))
			data.add(t, index, fmt.Sprint(shape, "other", i), "13911139111")
		}
		q := "13800138000"
		if found, _ := data.find(t, v2, q); !slices.Equal(found, all) {
			t.Errorf("%+d: %d rows found; want all 20", []int{shape.First, shape.Last, shape.Grams}, len(found))
		}
		if found, _ := data.find(t, v1, q); len(found) != 10 {
			t.Errorf("the old index alone finds %d rows; want 10", len(found))
		}
		done := newIndex(t, ring, crypto.IndexOptions{Bits: 33, Stats: stats, Partitions: 3, Version: 2}, moved)
		if found, _ := data.find(t, done, q); len(found) != 10 {
			t.Errorf("the new index alone finds %d rows; want 10", len(found))
		}
	}

	// What the old normaliser refuses was never written whole, but a piece proves nothing.
	v1 := newIndex(t, ring, byMobile, crypto.Part{Field: mobile, Normalize: strict})
	v2 := newIndex(t, ring, crypto.IndexOptions{Bits: 16, Stats: byMobile.Stats, Version: 2, Earlier: v1}, crypto.Part{Field: mobile, Normalize: digits})
	query, err := v2.Query("138 0013 8000")
	must(t, err)
	if n := len(query.Entries()); n != 1 {
		t.Errorf("%d entries; want 1", n)
	}
	v3 := newIndex(t, ring, crypto.IndexOptions{Bits: 16, Stats: byMobile.Stats, Version: 3, Earlier: v2}, crypto.Part{Field: mobile, Normalize: strict})
	_, err = v3.Query("138 0013 8000")
	wantErr(t, "the newest refuses", err, errRefused)
	v1 = newIndex(t, ring, byMobile, crypto.Part{Field: mobile, Last: 4, Normalize: strict})
	v2 = newIndex(t, ring, crypto.IndexOptions{Bits: 16, Stats: byMobile.Stats, Version: 2, Earlier: v1}, crypto.Part{Field: mobile, Last: 3, Normalize: digits})
	_, err = v2.Query("80 00")
	wantErr(t, "a piece that the old one refuses", err, errRefused)
	_, err = v2.Query("000")
	wantErr(t, "too short for the old one", err, crypto.ErrArgument)
	_, err = v2.Query("8000")
	must(t, err)
}

func TestQueryOpen(t *testing.T) {
	ring := create(t, config(newKEKs(1), crypto.NewMemoryStore()))
	refuse := false
	index := newIndex(t, ring, byMobile, crypto.Part{Field: mobile, Normalize: func(s string) (string, error) {
		if refuse {
			return "", errRefused
		}
		return digits(s)
	}})
	query, err := index.Query("138 0013 8000")
	must(t, err)
	sealed, other := seal(t, ring, "s", "138-0013-8000"), seal(t, ring, "s", "13911139111")
	got, ok, err := query.Open(t.Context(), "s", sealed)
	if len(got) != 1 || got[0] != "138-0013-8000" || !ok || err != nil {
		t.Errorf("Open = %q, %v, %v", got, ok, err)
	}
	if got, ok, err := query.Open(t.Context(), "s", other); got != nil || ok || err != nil {
		t.Errorf("a wrong row: Open = %q, %v, %v", got, ok, err)
	}
	for name, c := range map[string]struct {
		subject string
		sealed  [][]byte
		want    error
	}{
		"none":            {"s", nil, crypto.ErrArgument},
		"two":             {"s", [][]byte{sealed, sealed}, crypto.ErrArgument},
		"NULL":            {"s", [][]byte{nil}, crypto.ErrFormat},
		"another subject": {"t", [][]byte{sealed}, crypto.ErrUnknownKey},
		"no subject":      {"", [][]byte{sealed}, crypto.ErrArgument},
		"changed":         {"s", [][]byte{append(bytes.Clone(sealed), 0)}, crypto.ErrWrongContext},
	} {
		got, ok, err := query.Open(t.Context(), c.subject, c.sealed...)
		wantErr(t, name, err, c.want)
		if ok || got != nil {
			t.Errorf("%s: a value beside the error", name)
		}
	}
	refuse = true
	_, ok, err = query.Open(t.Context(), "s", sealed)
	wantErr(t, "normaliser's error", err, errRefused)
	if ok {
		t.Error("what cannot be compared is found")
	}
	refuse = false

	// The arguments are the caller's to change.
	want := query.Args()[0].([]byte)
	query.Entries()[0][0]++
	query.Args()[0].([]byte)[0]++
	if !bytes.Equal(query.Entries()[0], want) {
		t.Error("a caller changed the query")
	}
	_, err = ring.Erase(t.Context(), "s", nil)
	must(t, err)
	if got, ok, err := query.Open(t.Context(), "s", sealed); got != nil || ok || err != nil {
		t.Errorf("an erased row: Open = %q, %v, %v", got, ok, err)
	}
	must(t, ring.Close())
	_, _, err = query.Open(t.Context(), "s", sealed)
	wantErr(t, "closed", err, crypto.ErrClosed)
	for _, q := range []*crypto.Query{nil, {}} {
		_, _, err := q.Open(t.Context(), "s", sealed)
		wantErr(t, "zero Query", err, crypto.ErrClosed)
		if q.Entries() != nil || q.Args() != nil || q.Placeholders(0) != "" || q.Need() != 0 {
			t.Error("the zero Query asks for something")
		}
	}
}

func TestQuerySQL(t *testing.T) {
	ring := create(t, config(newKEKs(1), crypto.NewMemoryStore()))
	index := newIndex(t, ring, crypto.IndexOptions{Bits: 64, Partitions: 3, Stats: byMobile.Stats}, crypto.Part{Field: mobile})
	query, err := index.Query("13800138000")
	must(t, err)
	if got := query.Placeholders(0); got != "?, ?, ?" || len(query.Args()) != 3 || query.Need() != 1 {
		t.Errorf("%q, %d arguments, need %d", got, len(query.Args()), query.Need())
	}
	if got := query.Placeholders(9); got != "$9, $10, $11" {
		t.Errorf("%q", got)
	}

	// A long text is looked for by some of its grams, a repeated gram counts once, and with few bits grams coincide.
	pieces := newIndex(t, ring, crypto.IndexOptions{Bits: 64, Partitions: 2, Stats: byPiece.Stats}, crypto.Part{Field: nameField, Grams: 2})
	for text, want := range map[string][2]int{
		"ab": {1, 2}, "abab": {2, 4}, "aaaa": {1, 2}, "abcdefghijklmnopqrstuvwxyz": {16, 32},
	} {
		query, err := pieces.Query(text)
		must(t, err)
		if query.Need() != want[0] || len(query.Entries()) != want[1] {
			t.Errorf("%s: need %d of %d entries; want %v", text, query.Need(), len(query.Entries()), want)
		}
	}
	coarse := newIndex(t, ring, crypto.IndexOptions{Bits: 4, Stats: byPiece.Stats}, crypto.Part{Field: nameField, Grams: 2})
	query, err = coarse.Query("abcdefghijklmnopqrstuvwxyz")
	must(t, err)
	if n := len(query.Entries()); n > 15 || query.Need() != n {
		t.Errorf("need %d of %d entries", query.Need(), n)
	}
}

// FuzzIndexGrams: a text is found by each of its pieces, cut between symbols, and an entry stands for each gram.
func FuzzIndexGrams(f *testing.F) {
	ring := create(f, config(newKEKs(1), crypto.NewMemoryStore()))
	f.Add("欧阳娜娜", uint8(2), uint8(0), uint8(2), uint8(3))
	f.Add("e\u0301e\u0301", uint8(2), uint8(1), uint8(3), uint8(0))
	f.Add("👨‍👩‍👧 𠮷", uint8(3), uint8(1), uint8(5), uint8(7))
	f.Add("a\xffb", uint8(2), uint8(0), uint8(2), uint8(1))
	f.Add("", uint8(2), uint8(0), uint8(0), uint8(1))
	indexes := map[[2]uint8]*crypto.Index{}
	for n := range uint8(4) {
		for shape := range uint8(3) {
			part := [3]crypto.Part{{Field: mobile, Grams: int(n) + 2}, {Field: mobile, First: int(n) + 2}, {Field: mobile, Last: int(n) + 2}}[shape]
			opts := crypto.IndexOptions{Bits: 96, Partitions: 1 + int(n), Stats: byMobile.Stats}
			if shape == 0 {
				opts.Stats = byPiece.Stats
			}
			indexes[[2]uint8{n, shape}] = newIndex(f, ring, opts, part)
		}
	}
	f.Fuzz(func(t *testing.T, text string, n, from, to, shape uint8) {
		n, shape = n%4, shape%3
		size, index := int(n)+2, indexes[[2]uint8{n, shape}]
		entries, err := index.Entries("s", text)
		runes := []rune(text)
		switch {
		case !utf8.ValidString(text):
			if !errors.Is(err, crypto.ErrArgument) {
				t.Fatalf("not UTF-8: %v", err)
			}
			return
		case shape == 0 && len(runes) > 1000:
			if !errors.Is(err, crypto.ErrTooLong) {
				t.Fatalf("a long text: %v", err)
			}
			return
		}
		must(t, err)
		pieces := map[string]bool{}
		for at := 0; at+size <= len(runes); at++ {
			if shape == 0 || shape == 1 && at == 0 || shape == 2 && at+size == len(runes) {
				pieces[string(runes[at:at+size])] = true
			}
		}
		if len(entries) != len(pieces) {
			t.Fatalf("%d entries; want %d", len(entries), len(pieces))
		}
		// The piece of the text that is looked for.
		at, end := int(from)%(len(runes)+1), int(to)%(len(runes)+1)
		switch shape {
		case 1:
			at = 0
		case 2:
			end = len(runes)
		}
		if end-at < size {
			return
		}
		query, err := index.Query(string(runes[at:end]))
		must(t, err)
		hits := 0
		for _, e := range query.Entries() {
			if slices.ContainsFunc(entries, func(b []byte) bool { return bytes.Equal(b, e) }) {
				hits++
			}
		}
		if hits < query.Need() || query.Need() == 0 {
			t.Fatalf("%d hits of %d", hits, query.Need())
		}
		if _, ok, err := query.Open(t.Context(), "s", seal(t, ring, "s", text)); !ok || err != nil {
			t.Fatalf("its own piece does not find it: %v", err)
		}
	})
}
