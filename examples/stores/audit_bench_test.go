package stores

import (
	"fmt"
	"sync"
	"testing"

	"github.com/khtong/privacykit/audit"
)

// BenchmarkAuditAppend appends entries to the audit log: so many in one call, of one caller after the other or of 64 at once, which share
// writes. The rate is in entries.
//
//	go test ./stores -run '^$' -bench AuditAppend
//
// The servers of the tests do not write through to the disk, SQLite does.
func BenchmarkAuditAppend(b *testing.B) {
	for _, on := range benched {
		for _, c := range []struct{ callers, batch int }{{1, 1}, {64, 1}, {1, 100}, {1, 1000}} {
			b.Run(fmt.Sprintf("on=%s/callers=%d/entries=%d", on.name, c.callers, c.batch), func(b *testing.B) {
				log := on.log(b, on.migrated(b))
				n := 0
				for b.Loop() {
					var wg sync.WaitGroup
					for range c.callers {
						entries := benchEntries(&n, c.batch)
						wg.Go(func() {
							if _, err := log.Append(b.Context(), entries...); err != nil {
								b.Error(err)
							}
						})
					}
					wg.Wait()
				}
				b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "entries/s")
			})
		}
	}
}

// benchEntries returns the next entries.
func benchEntries(n *int, batch int) []audit.Entry {
	out := make([]audit.Entry, batch)
	for i := range out {
		*n++
		out[i] = audit.Entry{
			Time: start, Type: audit.TypeAccess, Actor: "staff-7", Subject: fmt.Sprintf("p-%016x", *n/3), Purpose: "customer_service",
			Object: "case/77", Outcome: "masked", Reasons: []string{"mobile_number=masked", "legal_basis"}, Key: fmt.Sprintf("view-%d", *n),
		}
	}
	return out
}
