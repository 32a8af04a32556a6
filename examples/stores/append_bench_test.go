package stores

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/sqlstore"
)

// benched are the backends of the benchmarks: MariaDB with interpolateParams=true, without which its driver prepares each statement anew and
// so makes two or three round trips of one.
var benched = []backend{sqliteFile, postgres, {
	name: mariadb.name, dialect: mariadb.dialect, driver: mariadb.driver, source: func(tb testing.TB) string {
		tb.Helper()
		return mariadb.source(tb) + "&interpolateParams=true"
	},
}}

// BenchmarkEventAppend appends events to the ledger's store ("ledger") beside a
// bare INSERT of the same bytes into a table with the same columns and indexes
// ("insert"): alone, and 100 in one transaction.
//
//	go test ./stores -run '^$' -bench EventAppend
//
// The servers of the tests do not write through to the disk, SQLite does, and
// so does PostgreSQLDurable. What does not costs round trips alone.
func BenchmarkEventAppend(b *testing.B) {
	durable := postgres
	durable.name = "PostgreSQLDurable"
	durable.source = func(tb testing.TB) string {
		tb.Helper()
		source := postgres.source(tb)
		db := open(tb, "pgx", source)
		set := func(value string) {
			for _, name := range []string{"fsync", "full_page_writes", "synchronous_commit"} {
				_, err := db.Exec("ALTER SYSTEM SET " + name + " = " + value)
				if err != nil {
					tb.Fatal(err)
				}
			}
			if _, err := db.Exec("SELECT pg_reload_conf()"); err != nil {
				tb.Fatal(err)
			}
		}
		set("on")
		tb.Cleanup(func() { set("off") })
		return source
	}
	for _, on := range append(slices.Clone(benched), durable) {
		for _, batch := range []int{1, 100} {
			b.Run(fmt.Sprintf("on=%s/events=%d/by=insert", on.name, batch), func(b *testing.B) { benchmarkRaw(b, on, batch) })
			b.Run(fmt.Sprintf("on=%s/events=%d/by=ledger", on.name, batch), func(b *testing.B) { benchmarkLedger(b, on, batch) })
		}
	}
}

func benchmarkLedger(b *testing.B, on backend, batch int) {
	b.Helper()
	store := on.events(b, on.migrated(b))
	n := 0
	for b.Loop() {
		must(store.Append(b.Context(), benchEvents(&n, batch)...))(b)
	}
}

func benchmarkRaw(b *testing.B, on backend, batch int) {
	b.Helper()
	db := on.migrated(b) // the table itself, which the ledger leaves alone here
	const columns = "seq, subject, idem_key, occurred_at, recorded_at, digest, body"
	n := 0
	for b.Loop() {
		seq := n
		events := benchEvents(&n, batch)
		tx := must(db.BeginTx(b.Context(), nil))(b)
		for len(events) > 0 {
			part := events[:min(len(events), 64)]
			events = events[len(part):]
			var args []any
			for _, e := range part {
				seq++
				body := must(json.Marshal(e))(b)
				digest := e.Digest()
				args = append(args, seq, e.Subject, e.Key, e.OccurredAt.UnixMicro(), e.RecordedAt.UnixMicro(), digest[:], body)
			}
			must(tx.ExecContext(b.Context(), "INSERT INTO privacykit_events ("+columns+") VALUES "+places(on, len(part)), args...))(b)
		}
		if err := tx.Commit(); err != nil {
			b.Fatal(err)
		}
	}
}

// places returns the placeholders of so many rows.
func places(on backend, rows int) string {
	if on.dialect != sqlstore.PostgreSQL {
		return strings.TrimSuffix(strings.Repeat("(?, ?, ?, ?, ?, ?, ?), ", rows), ", ")
	}
	var text strings.Builder
	for i := range rows {
		if i > 0 {
			text.WriteString(", ")
		}
		fmt.Fprintf(&text, "($%d, $%d, $%d, $%d, $%d, $%d, $%d)", 7*i+1, 7*i+2, 7*i+3, 7*i+4, 7*i+5, 7*i+6, 7*i+7)
	}
	return text.String()
}

// benchEvents returns the next grants.
func benchEvents(n *int, batch int) []consent.Event {
	out := make([]consent.Event, batch)
	for i := range out {
		*n++
		out[i] = consent.Event{
			ID: fmt.Sprintf("evt_%032x", *n), Key: fmt.Sprintf("form-%d", *n), Type: consent.Given,
			Subject: fmt.Sprintf("customer-%d", *n/4), NoticeVersion: "v3", NoticeHash: strings.Repeat("ab", 32),
			Purposes: []consent.Purpose{"improve", "advertise"}, Kinds: []identifiers.Kind{"survey_response", "mobile_number"},
			Form: consent.General, Affirmative: true, Method: "tick", Channel: "app", Locale: "zh-CN", Actor: consent.Self,
			OccurredAt: start, RecordedAt: start,
		}
	}
	return out
}
