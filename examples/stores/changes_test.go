package stores

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/khtong/privacykit/consent"
)

// follow reads on from the last Seq that was seen, and demands that it grows.
func follow(t *testing.T, s consent.ChangeStore, last int64) (keys []string, newest int64) {
	t.Helper()
	for e, err := range s.Changes(t.Context(), last) {
		if err != nil {
			t.Fatal(err)
		}
		if e.Seq <= last {
			t.Fatalf("Seq %d after %d", e.Seq, last)
		}
		keys, last = append(keys, e.Key), e.Seq
	}
	return keys, last
}

// Two transactions that overlap: the one that began to write later cannot be
// seen before the earlier one, whose events a reader would miss for ever if it
// went on from the later Seq.
func TestChangesOfOpenTransactions(t *testing.T) {
	each(t, servers, func(t *testing.T, b backend) {
		for _, commits := range []bool{true, false} {
			ctx := t.Context()
			db := b.migrated(t)
			reader := b.events(t, db)
			one, two := must(db.BeginTx(ctx, nil))(t), must(db.BeginTx(ctx, nil))(t)
			must(b.events(t, one).Append(ctx, withdrawal("early")))(t)

			begun, written := make(chan struct{}), make(chan error, 1)
			go func() {
				close(begun)
				_, err := b.events(t, two).Append(ctx, withdrawal("late"))
				if err == nil {
					err = two.Commit()
				}
				written <- err
			}()
			<-begun
			var seen []string
			var last int64
			for range 50 { // the later transaction would have committed by now
				var keys []string
				keys, last = follow(t, reader, last)
				seen = append(seen, keys...)
			}
			if len(seen) != 0 {
				t.Errorf("%v seen while the earlier transaction was open", seen)
			}

			want := []string{"early", "late"}
			end := one.Commit
			if !commits {
				want, end = want[1:], one.Rollback
			}
			if err := end(); err != nil {
				t.Fatal(err)
			}
			if err := <-written; err != nil {
				t.Fatal(err)
			}
			keys, _ := follow(t, reader, last)
			if got := fmt.Sprint(append(seen, keys...)); got != fmt.Sprint(want) {
				t.Errorf("seen %v, want %v", got, want)
			}
		}
	})
}

// Many transactions of the host, some rolled back, and a reader that goes on
// from where it was: it sees what is there in the end, in the same order.
func TestChangesFollowed(t *testing.T) {
	each(t, backends, func(t *testing.T, b backend) {
		const writers, rounds = 6, 12
		db := b.migrated(t)
		var wg sync.WaitGroup
		for w := range writers {
			wg.Go(func() {
				for i := range rounds {
					if err := writeOne(t, b, db, fmt.Sprintf("w%dr%d", w, i), i%4 != 3); err != nil {
						t.Error(err)
					}
				}
			})
		}
		done := make(chan struct{})
		go func() { wg.Wait(); close(done) }()
		reader := b.events(t, db)
		var seen []string
		var last int64
		for ended := false; ; {
			var keys []string
			keys, last = follow(t, reader, last)
			seen = append(seen, keys...)
			if ended {
				break
			}
			select {
			case <-done:
				ended = true // and once more
			default:
			}
		}
		all, _ := follow(t, reader, 0)
		if len(all) != writers*rounds*3/4 || fmt.Sprint(seen) != fmt.Sprint(all) {
			t.Errorf("the reader saw %d events of %d, or in another order", len(seen), len(all))
		}
	})
}

// writeOne writes an event, and then a row of the host, in one transaction.
func writeOne(t *testing.T, b backend, db *sql.DB, key string, commit bool) error {
	t.Helper()
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := b.events(t, tx).Append(t.Context(), withdrawal(key)); err != nil {
		return err
	}
	var n int
	if err := tx.QueryRow("SELECT COUNT(*) FROM privacykit_audit").Scan(&n); err != nil {
		return err
	}
	if !commit {
		return nil
	}
	return tx.Commit()
}

// What JSON writes in another way comes back as it was, and what it cannot
// write is refused.
func TestEventText(t *testing.T) {
	store := sqliteFile.events(t, sqliteFile.migrated(t))
	for i, text := range []string{
		"<a&b>", "\u2028\u2029", "\x00\x01\x1f\x7f", `\ufffd`, "\ufffd", "\\", `"`, "\U0001F600", "张三", strings.Repeat("\x00", 20_000),
	} {
		e := withdrawal(fmt.Sprintf("k%d", i))
		e.EvidenceRef, e.Purposes = text, []consent.Purpose{consent.Purpose(text), ""}
		e.OccurredAt = time.Unix(-1, 999).In(time.FixedZone("", 3600))
		out := must(store.Append(t.Context(), e))(t)[0]
		if out.EvidenceRef != text || out.Digest() != e.Digest() {
			t.Errorf("%d: another event was returned", i)
		}
	}
	n := 0
	for _, err := range store.Events(t.Context(), "s1") {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	if n != 10 {
		t.Errorf("%d events were read, want 10", n)
	}
	for i, text := range []string{"\xff", "a\xc3", "\xed\xa0\x80", strings.Repeat("a", 1<<20)} {
		e := withdrawal("refused")
		e.EvidenceRef = text
		if _, err := store.Append(t.Context(), e); !errors.Is(err, consent.ErrEvent) {
			t.Errorf("%d: error %v, want ErrEvent", i, err)
		}
	}
}
