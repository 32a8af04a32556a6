package stores

import (
	"fmt"
	"sync"
	"testing"

	"github.com/khtong/privacykit/audit"
)

// BenchmarkAuditAppend appends entries to the audit log: so many in one call ("entries"), and one in each call of 64 goroutines, which share
// writes ("together"). The rate is in entries.
//
//	go test ./stores -run '^$' -bench AuditAppend
//
// The servers of the tests do not write through to the disk, SQLite does.
func BenchmarkAuditAppend(b *testing.B) {
	for _, on := range backends {
		for _, batch := range []int{1, 100, 1000} {
			b.Run(fmt.Sprintf("on=%s/entries=%d", on.name, batch), func(b *testing.B) {
				log := on.log(b, on.migrated(b))
				n := 0
				for b.Loop() {
					must(log.Append(b.Context(), benchEntries(&n, batch)...))(b)
				}
				b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "entries/s")
			})
		}
		b.Run("on="+on.name+"/together=64", func(b *testing.B) {
			log := on.log(b, on.migrated(b))
			const each = 8
			n := 0
			for b.Loop() {
				var wg sync.WaitGroup
				for range 64 {
					entries := benchEntries(&n, each)
					wg.Go(func() {
						for _, e := range entries {
							if _, err := log.Append(b.Context(), e); err != nil {
								b.Error(err)
							}
						}
					})
				}
				wg.Wait()
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "entries/s")
		})
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
