package crypto_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/bits"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/khtong/privacykit/crypto"
)

var (
	nameField = crypto.Field{Table: "customers", Column: "name"}
	cityField = crypto.Field{Table: "customers", Column: "city"}

	// byPiece are the options of an index of pieces of names.
	byPiece = crypto.IndexOptions{Bits: 10, Stats: crypto.ColumnStats{Rows: 100_000, Values: 60_000, Top: 16, Entries: 160_000}}

	errRefused = errors.New("test: refused")
)

// digits keeps the digits of what was typed, full-width ones too.
func digits(s string) (string, error) {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9':
			return r
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		}
		return -1
	}, s), nil
}

func newIndex(tb testing.TB, ring *crypto.Keyring, opts crypto.IndexOptions, parts ...crypto.Part) *crypto.Index {
	tb.Helper()
	index, err := ring.NewIndex(opts, parts...)
	must(tb, err)
	return index
}

func entry(tb testing.TB, index *crypto.Index, subject string, values ...string) []byte {
	tb.Helper()
	got, err := index.Of(subject, values...)
	must(tb, err)
	if len(got) != index.Size() {
		tb.Errorf("entry of %d bytes; Size() = %d", len(got), index.Size())
	}
	return got
}

func TestIndexIdentity(t *testing.T) {
	keks, store := newKEKs(1), crypto.NewMemoryStore()
	ring := create(t, config(keks, store))
	cfg := config(keks, store)
	cfg.Tenant = "other"
	exact := func(ring *crypto.Keyring, version uint32, parts ...crypto.Part) []byte {
		opts := byMobile
		opts.Bits, opts.Version = 128, version
		values := []string{"13800138000", "13800138000"}
		return entry(t, newIndex(t, ring, opts, parts...), "s", values[:len(parts)]...)
	}
	part := func(table, column string) crypto.Part {
		return crypto.Part{Field: crypto.Field{Table: table, Column: column}}
	}
	base := exact(ring, 0, part("customers", "mobile"))
	if again := exact(open(t, config(keks, store)), 1, part("customers", "mobile")); !bytes.Equal(base, again) {
		t.Error("another process has another index")
	}
	last := part("customers", "mobile")
	last.Last = 11
	first := part("customers", "mobile")
	first.First = 11
	grams, err := newIndex(t, ring, crypto.IndexOptions{Bits: 128, Stats: byPiece.Stats}, crypto.Part{Field: mobile, Grams: 11}).Entries("s", "13800138000")
	must(t, err)
	for name, different := range map[string][]byte{
		"tenant":  exact(create(t, cfg), 1, part("customers", "mobile")),
		"table":   exact(ring, 1, part("orders", "mobile")),
		"column":  exact(ring, 1, part("customers", "phone")),
		"shifted": exact(ring, 1, part("customersm", "obile")),
		"version": exact(ring, 2, part("customers", "mobile")),
		"last":    exact(ring, 1, last),
		"first":   exact(ring, 1, first),
		"grams":   grams[0],
		"pair":    exact(ring, 1, part("customers", "mobile"), part("customers", "phone")),
		"turned":  exact(ring, 1, part("customers", "phone"), part("customers", "mobile")),
		"unique":  entry(t, newIndex(t, ring, crypto.IndexOptions{Unique: true}, part("customers", "mobile")), "s", "13800138000"),
		"value":   entry(t, newIndex(t, ring, crypto.IndexOptions{Bits: 128, Stats: byMobile.Stats}, part("customers", "mobile")), "s", "13800138001"),
	} {
		if bytes.Equal(base, different) || len(different) != 16 {
			t.Errorf("another %s has the entry %x", name, different)
		}
	}
	// Neither the subject nor the number of partitions that it falls into by chance matters to an index without partitions.
	index := newIndex(t, ring, byMobile, part("customers", "mobile"))
	if !bytes.Equal(entry(t, index, "s", "1"), entry(t, index, "t", "1")) {
		t.Error("the subject changes the entry")
	}
}

// TestIndexBits: each length is a prefix of the next, and unused bits are zero.
func TestIndexBits(t *testing.T) {
	ring := create(t, config(newKEKs(1), crypto.NewMemoryStore()))
	opts := byMobile
	opts.Bits = 256
	full := entry(t, newIndex(t, ring, opts, crypto.Part{Field: mobile}), "s", "value")
	ones := 0
	for n := 4; n <= 256; n++ {
		opts.Bits = n
		got := entry(t, newIndex(t, ring, opts, crypto.Part{Field: mobile}), "s", "value")
		want := bytes.Clone(full[:(n+7)/8])
		if n%8 != 0 {
			want[len(want)-1] &= byte(0xff << (8 - n%8))
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%d bits: %x; want %x", n, got, want)
		}
		ones += bits.OnesCount8(got[len(got)-1])
	}
	if ones == 0 {
		t.Error("the last bytes are all zero")
	}
}

func TestIndexArguments(t *testing.T) {
	ring := create(t, config(newKEKs(1), crypto.NewMemoryStore()))
	part := crypto.Part{Field: mobile}
	with := func(change func(*crypto.IndexOptions, *crypto.Part)) (crypto.IndexOptions, crypto.Part) {
		o, p := byMobile, part
		change(&o, &p)
		return o, p
	}
	for name, change := range map[string]func(*crypto.IndexOptions, *crypto.Part){
		"no bits":              func(o *crypto.IndexOptions, _ *crypto.Part) { o.Bits = 0 },
		"3 bits":               func(o *crypto.IndexOptions, _ *crypto.Part) { o.Bits = 3 },
		"negative bits":        func(o *crypto.IndexOptions, _ *crypto.Part) { o.Bits = -1 },
		"257 bits":             func(o *crypto.IndexOptions, _ *crypto.Part) { o.Bits = 257 },
		"huge bits":            func(o *crypto.IndexOptions, _ *crypto.Part) { o.Bits = 1 << 40 },
		"negative partitions":  func(o *crypto.IndexOptions, _ *crypto.Part) { o.Partitions = -1 },
		"257 partitions":       func(o *crypto.IndexOptions, _ *crypto.Part) { o.Partitions = 257 },
		"no stats":             func(o *crypto.IndexOptions, _ *crypto.Part) { o.Stats = crypto.ColumnStats{} },
		"no top":               func(o *crypto.IndexOptions, _ *crypto.Part) { o.Stats.Top = 0 },
		"no values":            func(o *crypto.IndexOptions, _ *crypto.Part) { o.Stats.Values = 0 },
		"no rows":              func(o *crypto.IndexOptions, _ *crypto.Part) { o.Stats.Rows = 0 },
		"more values":          func(o *crypto.IndexOptions, _ *crypto.Part) { o.Stats.Values = o.Stats.Rows + 1 },
		"high top":             func(o *crypto.IndexOptions, _ *crypto.Part) { o.Stats.Top = 50_002 },
		"low top":              func(o *crypto.IndexOptions, _ *crypto.Part) { o.Stats.Top = 1 },
		"rows beyond":          func(o *crypto.IndexOptions, _ *crypto.Part) { o.Stats.Rows = 2e15 },
		"entries":              func(o *crypto.IndexOptions, _ *crypto.Part) { o.Stats.Entries = 2_000_000 },
		"few entries":          func(o *crypto.IndexOptions, p *crypto.Part) { p.Grams, o.Stats.Entries = 2, 999_999 },
		"no entries":           func(_ *crypto.IndexOptions, p *crypto.Part) { p.Grams = 2 },
		"unique, bits":         func(o *crypto.IndexOptions, _ *crypto.Part) { o.Unique = true },
		"unique, partitions":   func(o *crypto.IndexOptions, _ *crypto.Part) { o.Unique, o.Bits, o.Partitions = true, 0, 2 },
		"unique, equal values": func(o *crypto.IndexOptions, _ *crypto.Part) { o.Unique, o.Bits = true, 0 },
		"unique, last": func(o *crypto.IndexOptions, p *crypto.Part) {
			o.Unique, o.Bits, o.Stats, p.Last = true, 0, crypto.ColumnStats{}, 4
		},
		"two shapes":    func(_ *crypto.IndexOptions, p *crypto.Part) { p.First, p.Last = 3, 4 },
		"negative last": func(_ *crypto.IndexOptions, p *crypto.Part) { p.Last = -1 },
		"long first":    func(_ *crypto.IndexOptions, p *crypto.Part) { p.First = 65 },
		"grams of one":  func(_ *crypto.IndexOptions, p *crypto.Part) { p.Grams = 1 },
		"no field":      func(_ *crypto.IndexOptions, p *crypto.Part) { p.Field = crypto.Field{} },
		"empty earlier": func(o *crypto.IndexOptions, _ *crypto.Part) { o.Earlier, o.Version = &crypto.Index{}, 2 },
		"same version":  func(o *crypto.IndexOptions, p *crypto.Part) { o.Earlier = newIndex(t, ring, byMobile, *p) },
		"other column": func(o *crypto.IndexOptions, _ *crypto.Part) {
			o.Earlier, o.Version = newIndex(t, ring, byMobile, crypto.Part{Field: nameField}), 2
		},
		"other shape": func(o *crypto.IndexOptions, _ *crypto.Part) {
			o.Earlier, o.Version = newIndex(t, ring, byMobile, crypto.Part{Field: mobile, Last: 8}), 2
		},
		"other ring": func(o *crypto.IndexOptions, p *crypto.Part) {
			o.Earlier, o.Version = newIndex(t, create(t, config(newKEKs(1), crypto.NewMemoryStore())), byMobile, *p), 2
		},
		"long chain": func(o *crypto.IndexOptions, p *crypto.Part) {
			for range 9 {
				o.Version++
				opts := *o
				o.Earlier = newIndex(t, ring, opts, *p)
			}
			o.Version++
		},
	} {
		o, p := with(change)
		_, err := ring.NewIndex(o, p)
		wantErr(t, name, err, crypto.ErrArgument)
		if name != "empty earlier" && name != "same version" && !strings.HasPrefix(name, "other ") && name != "long chain" {
			_, err = crypto.PlanIndex(o, p)
			wantErr(t, name+", plan", err, crypto.ErrArgument)
		}
	}
	for name, parts := range map[string][]crypto.Part{
		"none": nil, "nine": make([]crypto.Part, 9), "twice": {part, part}, "grams beside": {part, {Field: nameField, Grams: 2}},
		"two tables": {part, {Field: crypto.Field{Table: "orders", Column: "name"}}},
	} {
		_, err := ring.NewIndex(byMobile, parts...)
		wantErr(t, name, err, crypto.ErrArgument)
	}
	_, err := ring.NewIndex(byMobile, crypto.Part{Field: crypto.Field{Table: strings.Repeat("x", crypto.MaxNameLen+1), Column: "c"}})
	wantErr(t, "long table", err, crypto.ErrTooLong)
	_, err = ring.NewIndex(crypto.IndexOptions{Stats: byMobile.Stats}, part)
	if err == nil || !strings.Contains(err.Error(), "10 to 18 bits suit") {
		t.Errorf("no bits: %v; want advice", err)
	}
}

func TestIndexValues(t *testing.T) {
	ring := create(t, config(newKEKs(1), crypto.NewMemoryStore()))
	normalize := func(s string) (string, error) {
		switch s {
		case "bad":
			return "", errRefused
		case "grow":
			return strings.Repeat("x", crypto.MaxPlaintext+1), nil
		}
		return strings.ReplaceAll(s, " ", ""), nil
	}
	whole := newIndex(t, ring, byMobile, crypto.Part{Field: mobile, Normalize: normalize})
	last := newIndex(t, ring, byMobile, crypto.Part{Field: mobile, Last: 4, Normalize: normalize})
	pieces := newIndex(t, ring, byPiece, crypto.Part{Field: nameField, Grams: 2, Normalize: normalize})
	pair := newIndex(t, ring, byMobile, crypto.Part{Field: nameField}, crypto.Part{Field: mobile, Last: 4, Normalize: normalize})

	a := entry(t, whole, "s", "138 0013 8000")
	b, err := whole.AppendOf([]byte("head"), "s", "13800138000")
	must(t, err)
	if string(b[:4]) != "head" || !bytes.Equal(a, b[4:]) {
		t.Errorf("%x and %x", a, b)
	}
	// What no look-up can find has no entry, and no look-up finds it.
	for _, c := range []struct {
		index  *crypto.Index
		values []string
	}{
		{whole, []string{""}},
		{whole, []string{"   "}},
		{last, []string{"123"}},
		{last, []string{"1 2 3"}},
		{pieces, []string{"李"}},
		{pieces, []string{""}},
		{pair, []string{"李雷", "123"}},
		{pair, []string{"", "1234"}},
	} {
		if c.index != pieces {
			got, err := c.index.AppendOf([]byte("head"), "s", c.values...)
			if string(got) != "head" || err != nil {
				t.Errorf("%d values too short: %x, %v; want nothing", len(c.values), got, err)
			}
			if got, err := c.index.Of("s", c.values...); got != nil || err != nil {
				t.Errorf("%d values too short: %x, %v; want nil", len(c.values), got, err)
			}
		}
		if got, err := c.index.Entries("s", c.values...); len(got) != 0 || err != nil {
			t.Errorf("%d values too short: entries %x, %v; want none", len(c.values), got, err)
		}
		_, err := c.index.Query(c.values...)
		wantErr(t, "query of what is too short", err, crypto.ErrArgument)
	}
	for name, c := range map[string]struct {
		index   *crypto.Index
		subject string
		values  []string
		want    error
	}{
		"normaliser's error":  {whole, "s", []string{"bad"}, errRefused},
		"grown":               {whole, "s", []string{"grow"}, crypto.ErrTooLong},
		"too long":            {whole, "s", []string{strings.Repeat("x", crypto.MaxPlaintext+1)}, crypto.ErrTooLong},
		"1001 grams":          {pieces, "s", []string{strings.Repeat("李", 1001)}, crypto.ErrTooLong},
		"no value":            {whole, "s", nil, crypto.ErrArgument},
		"two values":          {whole, "s", []string{"a", "b"}, crypto.ErrArgument},
		"one of two":          {pair, "s", []string{"a"}, crypto.ErrArgument},
		"not UTF-8":           {last, "s", []string{"1234\xff"}, crypto.ErrArgument},
		"grams not UTF-8":     {pieces, "s", []string{"ab\xff"}, crypto.ErrArgument},
		"second part refused": {pair, "s", []string{"a", "bad"}, errRefused},
		"no subject":          {whole, "", []string{"a"}, crypto.ErrArgument},
	} {
		_, err := c.index.Entries(c.subject, c.values...)
		wantErr(t, name, err, c.want)
		if c.index != pieces {
			got, err := c.index.AppendOf([]byte("head"), c.subject, c.values...)
			wantErr(t, name, err, c.want)
			if got != nil {
				t.Errorf("%s: %x beside an error", name, got)
			}
		}
		if c.subject != "" {
			_, err = c.index.Query(c.values...)
			wantErr(t, name+", query", err, c.want)
		}
	}
	if got, err := pieces.Entries("s", strings.Repeat("李", 1000)); len(got) != 1 || err != nil {
		t.Errorf("1000 symbols: %d entries, %v", len(got), err)
	}
	_, err = pieces.Of("s", "李雷雷")
	wantErr(t, "Of an index of Grams", err, crypto.ErrArgument)
}

func TestIndexPartitions(t *testing.T) {
	ring := create(t, config(newKEKs(1), crypto.NewMemoryStore()))
	make := func(bits, partitions int) *crypto.Index {
		return newIndex(t, ring, crypto.IndexOptions{Bits: bits, Partitions: partitions, Stats: byMobile.Stats}, crypto.Part{Field: nameField})
	}
	index, wider, plain := make(64, 8), make(64, 16), make(64, 1)
	query, err := index.Query("李雷")
	must(t, err)
	all, err := wider.Query("李雷")
	must(t, err)
	if n := len(query.Entries()); n != 8 {
		t.Fatalf("a look-up asks for %d entries; want 8", n)
	}
	counts := map[string]int{}
	for _, s := range subjects(800) {
		e := entry(t, index, s, "李雷")
		if !bytes.Equal(e, entry(t, index, s, "李雷")) {
			t.Fatal("a row has another entry the second time")
		}
		counts[string(e)]++
		if !slices.ContainsFunc(query.Entries(), func(b []byte) bool { return bytes.Equal(b, e) }) {
			t.Fatal("the query does not ask for the entry of a row")
		}
		if !slices.ContainsFunc(all.Entries(), func(b []byte) bool { return bytes.Equal(b, e) }) {
			t.Fatal("a query of more partitions misses a row of fewer")
		}
	}
	if len(counts) != 8 {
		t.Errorf("rows are in %d partitions; want 8", len(counts))
	}
	for _, n := range counts { // 100 each; beyond 50 and 150 lies one of 10^7
		if n < 50 || n > 150 {
			t.Errorf("%d of 800 rows are in one partition", n)
		}
	}
	if e := entry(t, plain, "s", "李雷"); !slices.ContainsFunc(query.Entries(), func(b []byte) bool { return bytes.Equal(b, e) }) {
		t.Error("raising the number of partitions from 1 loses rows")
	}
}

// TestIndexEntriesTellNoOrder: the entries of a row are sorted and each is there once.
func TestIndexEntriesTellNoOrder(t *testing.T) {
	ring := create(t, config(newKEKs(1), crypto.NewMemoryStore()))
	index := newIndex(t, ring, crypto.IndexOptions{Bits: 64, Stats: byPiece.Stats}, crypto.Part{Field: nameField, Grams: 2})
	entries, err := index.Entries("s", "abcabcabdabcab")
	must(t, err)
	if len(entries) != 5 || !slices.IsSortedFunc(entries, bytes.Compare) { // ab bc ca bd da
		t.Errorf("%d entries: %x", len(entries), entries)
	}
}

func TestIndexConcurrent(t *testing.T) {
	ring := create(t, config(newKEKs(1), crypto.NewMemoryStore()))
	old := newIndex(t, ring, crypto.IndexOptions{Bits: 14, Stats: byMobile.Stats}, crypto.Part{Field: mobile})
	index := newIndex(t, ring, crypto.IndexOptions{Bits: 20, Partitions: 4, Stats: byMobile.Stats, Version: 2, Earlier: old}, crypto.Part{Field: mobile})
	names := subjects(16)
	want := make([][]byte, len(names))
	sealed := make([][]byte, len(names))
	for i, n := range names {
		want[i], sealed[i] = entry(t, index, n, n), seal(t, ring, n, n)
	}
	shared, err := index.Query(names[0])
	must(t, err)
	ctx := t.Context()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for i := range 200 {
				n := i % 16
				got, err := index.Of(names[n], names[n])
				if err != nil || !bytes.Equal(got, want[n]) {
					t.Errorf("entry %x, %v; want %x", got, err, want[n])
					return
				}
				query, err := index.Query(names[n])
				if err != nil || len(query.Entries()) != 5 {
					t.Errorf("query: %v", err)
					return
				}
				if _, ok, err := query.Open(ctx, names[n], sealed[n]); !ok || err != nil {
					t.Errorf("candidate: %v, %v", ok, err)
				}
				if _, ok, err := shared.Open(ctx, names[n], sealed[n]); ok != (n == 0) || err != nil {
					t.Errorf("candidate of a shared query: %v, %v", ok, err)
				}
			}
		})
	}
	wg.Wait()
}

// TestIndexErrorsTellNothing: no error of an index repeats a value.
func TestIndexErrorsTellNothing(t *testing.T) {
	const secret = "4403990101"
	ring := create(t, config(newKEKs(1), crypto.NewMemoryStore()))
	var errs []error
	for _, p := range []crypto.Part{{Field: mobile}, {Field: mobile, First: 20}, {Field: mobile, Last: 20}, {Field: mobile, Grams: 20}} {
		opts := byMobile
		if p.Grams > 0 {
			opts = byPiece
		}
		index := newIndex(t, ring, opts, p)
		for _, v := range []string{secret, secret + "\xff", strings.Repeat(secret, 200_000)} {
			_, err := index.Query(v)
			errs = append(errs, err)
			_, err = index.Entries("", v)
			errs = append(errs, err)
			_, err = index.Entries("s", v, v)
			errs = append(errs, err)
		}
		query, err := index.Query(strings.Repeat(secret, 3))
		must(t, err)
		_, _, err = query.Open(context.Background(), secret, []byte(secret))
		errs = append(errs, err)
		_, _, err = query.Open(context.Background(), secret, seal(t, ring, "another", secret))
		errs = append(errs, err)
	}
	said := 0
	for _, err := range errs {
		if err == nil {
			continue
		}
		said++
		if strings.Contains(fmt.Sprintf("%v %+v %#v", err, err, err), secret) || !strings.HasPrefix(err.Error(), "crypto: ") {
			t.Errorf("error %v", err)
		}
	}
	if said < 30 {
		t.Errorf("%d errors: this test shows little", said)
	}
}
