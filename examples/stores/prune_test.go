package stores

import (
	"fmt"
	"testing"
	"time"

	"github.com/khtong/privacykit/audit"
)

// A log whose oldest entries were removed goes on, verifies, and is searched, also by a process that begins with it.
func TestPrune(t *testing.T) {
	each(t, backends, func(t *testing.T, b backend) {
		ctx := t.Context()
		db := b.migrated(t)
		log := b.log(t, db)
		const n, gone = 700, 500
		var batch []audit.Entry
		for i := range n {
			batch = append(batch, audit.Entry{
				Time: start.Add(time.Duration(i) * time.Minute), Type: audit.TypeAccess, Actor: "staff-7", Subject: fmt.Sprintf("p%d", i%7), Outcome: "masked",
				Key: fmt.Sprintf("view-%d", i),
			})
		}
		must(log.Append(ctx, batch...))(t)
		before := must(log.Checkpoint(ctx))(t)
		cutoff := start.Add(gone * time.Minute)
		for range 2 {
			if got := must(log.Prune(ctx, cutoff, audit.Entry{Time: start, Actor: "job:log"}))(t); got != gone {
				t.Fatalf("%d removed, want %d", got, gone)
			}
		}
		log = b.log(t, db)
		again := must(log.Append(ctx, batch[n-1]))(t) // its key is still known
		if again[0].Seq != n-1 {
			t.Errorf("appended again as entry %d", again[0].Seq)
		}
		must(log.Append(ctx, batch[0]))(t) // and this one is free
		report := must(log.Verify(ctx, &audit.VerifyOptions{Trusted: []audit.Checkpoint{before}}))(t)
		if report.Pruned != gone || report.Trusted != 1 || report.Checkpoint.Size != n+2 {
			t.Errorf("%+v", report)
		}
		found := 0
		for e, err := range log.Find(ctx, audit.Query{Subject: "p3", Since: start}) {
			if err != nil || e.Subject != "p3" || e.Seq < gone {
				t.Fatalf("%+v, %v", e, err)
			}
			found++
		}
		if found < 27 || found > 30 {
			t.Errorf("%d entries of one person", found)
		}
		execute(t, db, "DELETE FROM privacykit_audit WHERE seq = 500") // by hand
		if _, err := log.Verify(ctx, nil); err == nil {
			t.Error("an entry that was deleted by hand was not missed")
		}
	})
}
