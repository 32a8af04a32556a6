package audit_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"time"

	"github.com/khtong/privacykit/audit"
)

var ctx = context.Background()

// A clock that stands still keeps the examples' output the same.
func noon() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }

func ExampleLog_Append() {
	log := audit.New(audit.NewMemoryStore(), &audit.Options{Now: noon})
	erasure := audit.Entry{
		Type: audit.TypeErasure, Actor: "job:closing", Subject: "4T7Q2M", // a pseudonym
		Object: "key", Outcome: "erased", Reasons: []string{"account-closed"}, Key: "closing/8f3a/erase",
	}
	// The job is killed after the first call and starts over.
	for range 2 {
		stored, err := log.Append(ctx, erasure)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println("entry", stored[0].Seq)
	}
	erasure.Outcome = "failed"
	_, err := log.Append(ctx, erasure)
	fmt.Println(errors.Is(err, audit.ErrIdempotency))
	// Output:
	// entry 0
	// entry 0
	// true
}

func ExampleLog_Entries() {
	log := audit.New(audit.NewMemoryStore(), &audit.Options{Now: noon})
	_, err := log.Append(ctx,
		audit.Entry{Type: audit.TypeDecision, Actor: "crm", Subject: "4T7Q2M", Purpose: "feedback", Outcome: "denied"},
		audit.Entry{Type: audit.TypeAccess, Actor: "staff:7", Subject: "4T7Q2M", Purpose: "support", Outcome: "masked"},
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	for e, err := range log.Entries(ctx, 0, math.MaxInt64) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(e.Seq, e.Type, e.Purpose, e.Outcome)
	}
	// Output:
	// 0 decision feedback denied
	// 1 access support masked
}

// What was written about a person is found by the keyed pseudonym that the entries carry.
func ExampleLog_Find() {
	log := audit.New(audit.NewMemoryStore(), &audit.Options{Now: noon})
	_, err := log.Append(ctx,
		audit.Entry{Type: audit.TypeAccess, Actor: "staff:7", Subject: "4T7Q2M", Purpose: "support", Outcome: "masked"},
		audit.Entry{Type: audit.TypeAccess, Actor: "staff:7", Subject: "9KX3ZP", Purpose: "support", Outcome: "masked"},
		audit.Entry{Type: audit.TypeErasure, Actor: "job:closing", Subject: "4T7Q2M", Object: "key", Outcome: "erased"},
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	for e, err := range log.Find(ctx, audit.Query{Subject: "4T7Q2M", Since: noon().Add(-24 * time.Hour)}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(e.Seq, e.Type, e.Actor, e.Outcome)
	}
	// Output:
	// 0 access staff:7 masked
	// 2 erasure job:closing erased
}

// Verification against a checkpoint that was kept in another place finds a log
// that was written anew.
func ExampleLog_Verify() {
	write := func(outcome string) *audit.Log {
		log := audit.New(audit.NewMemoryStore(), &audit.Options{Now: noon})
		for _, o := range []string{"masked", outcome, "masked"} {
			if _, err := log.Append(ctx, audit.Entry{Type: audit.TypeAccess, Actor: "staff:7", Outcome: o}); err != nil {
				fmt.Println(err)
			}
		}
		return log
	}
	kept, err := write("raw").Checkpoint(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	forged := write("masked")
	_, err = forged.Verify(ctx, nil)
	fmt.Println(err)
	_, err = forged.Verify(ctx, &audit.VerifyOptions{Trusted: []audit.Checkpoint{kept}})
	fmt.Println(err)
	// Output:
	// <nil>
	// audit: entry 2: trusted checkpoint does not match the entries 0 to 2
}

// A signed checkpoint can be given to anybody: who has the public key can tell
// that it is the log's.
func ExampleCheckpoint_Sign() {
	signer, verifier := keyPair("crm.example.com/audit")
	log := audit.New(audit.NewMemoryStore(), &audit.Options{Origin: "crm.example.com/audit", Now: noon})
	if _, err := log.Append(ctx, audit.Entry{Type: audit.TypeImport, Actor: "crm", Object: "customers.csv"}); err != nil {
		fmt.Println(err)
		return
	}
	report, err := log.Verify(ctx, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	msg, err := report.Checkpoint.Sign(signer)
	if err != nil {
		fmt.Println(err)
		return
	}
	trusted, err := audit.OpenCheckpoint(msg, verifier)
	fmt.Println(trusted.Origin, trusted.Size, trusted.Root, err)
	// Output:
	// crm.example.com/audit 1 kVsyFN/kMtg+BIm4l6E2Q6QrNHhU7iLotmUGz2s2JSU= <nil>
}

// An auditor, who has nothing but the entry and the key, checks that it is in the log.
func ExampleLog_Prove() {
	signer, verifier := keyPair("crm.example.com/audit")
	log := audit.New(audit.NewMemoryStore(), &audit.Options{Origin: "crm.example.com/audit", Now: noon})
	entries, err := log.Append(ctx,
		audit.Entry{Type: audit.TypeAccess, Actor: "staff-7", Subject: "p-4T7Q", Outcome: "masked"},
		audit.Entry{Type: audit.TypeErasure, Actor: "job:closing", Subject: "p-4T7Q", Outcome: "erased"},
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	checkpoint, err := log.Checkpoint(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	signed, err := checkpoint.Sign(signer)
	if err != nil {
		fmt.Println(err)
		return
	}
	proof, err := log.Prove(ctx, entries[1].Seq, signed, verifier)
	if err != nil {
		fmt.Println(err)
		return
	}

	covered, err := audit.VerifyProof(proof, entries[1], verifier)
	fmt.Println(covered.Size, err)
	entries[1].Outcome = "kept"
	_, err = audit.VerifyProof(proof, entries[1], verifier)
	fmt.Println(err)
	// Output:
	// 2 <nil>
	// audit: not a valid proof
}

// Once a week somebody reads what stood out, and asks.
func ExampleFindMisuse() {
	log := audit.New(audit.NewMemoryStore(), nil)
	for i := range 40 {
		day := time.Date(2026, 3, 2+i%5, 10, i, 0, 0, time.FixedZone("CST", 8*60*60))
		for j := range 3 {
			_, err := log.Append(ctx, audit.Entry{
				Time: day, Type: audit.TypeAccess, Actor: fmt.Sprintf("staff:%d", j), Subject: fmt.Sprintf("p%d", i), Object: "case/1", Outcome: "masked",
			})
			if err != nil {
				fmt.Println(err)
				return
			}
		}
	}
	night := time.Date(2026, 3, 4, 23, 40, 0, 0, time.FixedZone("CST", 8*60*60))
	for i := range 120 {
		_, err := log.Append(ctx, audit.Entry{Time: night, Type: audit.TypeAccess, Actor: "staff:2", Subject: fmt.Sprintf("p%d", i), Outcome: "raw"})
		if err != nil {
			fmt.Println(err)
			return
		}
	}
	findings, err := audit.FindMisuse(log.Find(ctx, audit.Query{Type: audit.TypeAccess}), nil)
	for _, f := range findings {
		fmt.Println(f.Day.Format(time.DateOnly), f.Actor, f.Misuse, f.Count)
	}
	fmt.Println(err)
	// Output:
	// 2026-03-04 staff:2 many_views 128
	// 2026-03-04 staff:2 many_subjects 120
	// 2026-03-04 staff:2 many_raw 120
	// 2026-03-04 staff:2 odd_hours 120
	// 2026-03-04 staff:2 raw_unasked 120
	// <nil>
}

func ExampleWriteJSONL() {
	log := audit.New(audit.NewMemoryStore(), nil)
	_, err := log.Append(ctx, audit.Entry{Time: noon(), Type: audit.TypeAccess, Actor: "staff:7", Subject: "4T7Q2M", Purpose: "support", Outcome: "masked"})
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := audit.WriteJSONL(os.Stdout, log.Find(ctx, audit.Query{Subject: "4T7Q2M"})); err != nil {
		fmt.Println(err)
	}
	// Output:
	// {"seq":0,"time":"2026-03-01T12:00:00Z","type":"access","actor":"staff:7","subject":"4T7Q2M","purpose":"support","outcome":"masked"}
}
