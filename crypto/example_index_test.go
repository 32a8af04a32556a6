package crypto_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/khtong/privacykit/crypto"
)

// A customer is found by the mobile number, by its last four digits, and by a part of the name. Here the rows are in memory;
// with a database they are columns mobile_ix and last4_ix, and a table of (customer, entry) for the pieces of names.
func ExampleKeyring_NewIndex() {
	dir, remove := tempDir()
	defer remove()
	ctx := context.Background()
	ring, _ := newRing(ctx, dir, crypto.NewMemoryStore())
	defer func() { _ = ring.Close() }()

	mobile := crypto.Field{Table: "customers", Column: "mobile"}
	name := crypto.Field{Table: "customers", Column: "name"}
	digits := func(s string) (string, error) { // one normaliser for what is written and what is looked for
		return strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, s), nil
	}
	byMobile, err1 := ring.NewIndex(crypto.IndexOptions{
		Bits: 14, Stats: crypto.ColumnStats{Rows: 1_000_000, Values: 950_000, Top: 5},
	}, crypto.Part{Field: mobile, Normalize: digits})
	byLast4, err2 := ring.NewIndex(crypto.IndexOptions{
		Bits: 12, Stats: crypto.ColumnStats{Rows: 1_000_000, Values: 10_000, Top: 150},
	}, crypto.Part{Field: mobile, Last: 4, Normalize: digits})
	byPiece, err3 := ring.NewIndex(crypto.IndexOptions{
		Bits: 12, Partitions: 13, Stats: crypto.ColumnStats{Rows: 1_000_000, Values: 200_000, Top: 5_000, Entries: 1_700_000},
	}, crypto.Part{Field: name, Grams: 2})
	if err := errors.Join(err1, err2, err3); err != nil {
		fmt.Println(err)
		return
	}

	type row struct {
		id           string
		mobile, name []byte                     // sealed
		entries      map[*crypto.Index][][]byte // what is stored beside them
	}
	var rows []row
	for _, c := range [][3]string{
		{"customer-1", "138 0013 8000", "欧阳娜娜"},
		{"customer-2", "139-1113-8000", "李雷"},
		{"customer-3", "13911139111", "李娜娜"},
	} {
		r := row{id: c[0], entries: map[*crypto.Index][][]byte{}}
		r.mobile, _ = ring.SealString(ctx, mobile, r.id, c[1])
		r.name, _ = ring.SealString(ctx, name, r.id, c[2])
		r.entries[byMobile], _ = byMobile.Entries(r.id, c[1])
		r.entries[byLast4], _ = byLast4.Entries(r.id, c[1])
		r.entries[byPiece], _ = byPiece.Entries(r.id, c[2])
		rows = append(rows, r)
	}

	find := func(index *crypto.Index, text string) {
		query, err := index.Query(text)
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, r := range rows {
			hits := 0
			for _, want := range query.Entries() {
				if slices.ContainsFunc(r.entries[index], func(e []byte) bool { return bytes.Equal(e, want) }) {
					hits++
				}
			}
			if hits < query.Need() {
				continue
			}
			sealed := r.mobile
			if index == byPiece {
				sealed = r.name
			}
			values, ok, err := query.Open(ctx, r.id, sealed)
			switch {
			case err != nil:
				fmt.Println(err)
			case ok:
				fmt.Println(text, "→", r.id, values[0])
			}
		}
	}
	find(byMobile, "13800138000")
	find(byLast4, "8000")
	find(byPiece, "娜娜")
	// Output:
	// 13800138000 → customer-1 138 0013 8000
	// 8000 → customer-1 138 0013 8000
	// 8000 → customer-2 139-1113-8000
	// 娜娜 → customer-1 欧阳娜娜
	// 娜娜 → customer-3 李娜娜
}

// What an index costs and shows is known before the first row is written.
func ExamplePlanIndex() {
	mobile := crypto.Part{Field: crypto.Field{Table: "customers", Column: "mobile"}}
	plan, err := crypto.PlanIndex(crypto.IndexOptions{Bits: 14, Stats: crypto.ColumnStats{Rows: 1_000_000, Values: 950_000, Top: 5}}, mobile)
	fmt.Println(plan, err)

	sex := crypto.Part{Field: crypto.Field{Table: "customers", Column: "sex"}}
	_, err = crypto.PlanIndex(crypto.IndexOptions{Bits: 8, Stats: crypto.ColumnStats{Rows: 1_000_000, Values: 2, Top: 510_000}}, sex)
	fmt.Println(err)

	name := crypto.Part{Field: crypto.Field{Table: "customers", Column: "name"}}
	_, err = crypto.PlanIndex(crypto.IndexOptions{Bits: 14, Stats: crypto.ColumnStats{Rows: 1_000_000, Values: 300_000, Top: 250}}, name)
	fmt.Println(err)
	// Output:
	// customers.mobile, 14 bits: a look-up finds about 62 of 1,000,000 rows, 1.1 right and 61 wrong, which are opened and dropped; for the most common value, 66. The entries show which rows differ; an entry stands for 58 values. <nil>
	// crypto: low cardinality: customers.sex has 2 different values in 1,000,000 rows: leave it without an index, or make it a part of a compound index
	// crypto: low cardinality: in customers.name the most common value has 250 of 1,000,000 rows and would show: what hides it is 5 partitions (305 wrong rows for each look-up) or 11 bits (488 wrong rows)
}

// Rows that are not yet moved to another version of an index are found all the same.
func ExampleIndexOptions_earlier() {
	dir, remove := tempDir()
	defer remove()
	ctx := context.Background()
	ring, _ := newRing(ctx, dir, crypto.NewMemoryStore())
	defer func() { _ = ring.Close() }()

	email := crypto.Field{Table: "customers", Column: "email"}
	stats := crypto.ColumnStats{Rows: 1_000_000, Values: 990_000, Top: 3}
	old, _ := ring.NewIndex(crypto.IndexOptions{Bits: 14, Stats: stats}, crypto.Part{Field: email})
	lower := func(s string) (string, error) { return strings.ToLower(s), nil }
	index, err := ring.NewIndex(crypto.IndexOptions{Bits: 16, Stats: stats, Version: 2, Earlier: old}, crypto.Part{Field: email, Normalize: lower})
	if err != nil {
		fmt.Println(err)
		return
	}
	query, err := index.Query("li@example.com")
	fmt.Printf("WHERE email_ix IN (%s): %d arguments, %v\n", query.Placeholders(0), len(query.Args()), err)
	// Output: WHERE email_ix IN (?, ?): 2 arguments, <nil>
}
