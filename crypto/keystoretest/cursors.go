package keystoretest

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/khtong/privacykit/crypto"
)

// RunCursors runs every test of a CursorStore as a subtest of t. It calls open once for each, for a store that is empty and
// can be used by several goroutines; open closes it with t.Cleanup.
func RunCursors(t *testing.T, open func(t *testing.T) crypto.CursorStore) {
	t.Helper()
	for _, test := range []struct {
		name string
		run  func(t *testing.T, s crypto.CursorStore)
	}{
		{"Positions", testCursorPositions},
		{"Names", testCursorNames},
		{"Concurrent", testCursorConcurrent},
		{"Context", testCursorContext},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, open(t)) })
	}
}

func save(t *testing.T, s crypto.CursorStore, tenant, job, position string) {
	t.Helper()
	if err := s.SaveCursor(t.Context(), tenant, job, position); err != nil {
		t.Fatalf("SaveCursor(%.20q, %.20q, %.20q): %v", tenant, job, position, err)
	}
}

func wantCursor(t *testing.T, s crypto.CursorStore, tenant, job, want string) {
	t.Helper()
	if got, err := s.Cursor(t.Context(), tenant, job); err != nil || got != want {
		t.Errorf("Cursor(%.20q, %.20q) = %.20q, %v; want %.20q", tenant, job, got, err, want)
	}
}

// testCursorPositions saves positions that are no text: a table can have keys of any bytes.
func testCursorPositions(t *testing.T, s crypto.CursorStore) {
	wantCursor(t, s, "t", "j", "")
	for _, position := range []string{
		"1", "1", "0001", "a", "A", "物业", "'\"`\\%_?$1", "\x00", "a\x00b", "\xff\xfe\x80", " a ", "", strings.Repeat("\xff", crypto.MaxNameLen), "",
	} {
		save(t, s, "t", "j", position)
		wantCursor(t, s, "t", "j", position)
	}
}

// testCursorNames uses names that a store could confuse.
func testCursorNames(t *testing.T, s crypto.CursorStore) {
	names := []string{"t", "T", "t ", " t", "t%", "t_", "t'", `t"`, `t\`, "物业", "é", "e\u0301", strings.Repeat("长", crypto.MaxNameLen/3)}
	for i, tenant := range names {
		for j, job := range names {
			save(t, s, tenant, job, fmt.Sprintf("%d of %d", i, j))
		}
	}
	for i, tenant := range names {
		for j, job := range names {
			wantCursor(t, s, tenant, job, fmt.Sprintf("%d of %d", i, j))
		}
	}
	wantCursor(t, s, "t", "other", "")
	wantCursor(t, s, "other", "t", "")
}

func testCursorConcurrent(t *testing.T, s crypto.CursorStore) {
	const writers, saves = 8, 10
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			own := fmt.Sprintf("w%d", w)
			for i := range saves {
				for _, job := range []string{own, "common"} {
					if err := s.SaveCursor(t.Context(), "t", job, fmt.Sprintf("%s %d", own, i)); err != nil {
						t.Errorf("SaveCursor: %v", err)
						return
					}
				}
				wantCursor(t, s, "t", own, fmt.Sprintf("%s %d", own, i))
			}
		})
	}
	wg.Wait()
	var w int
	last, err := s.Cursor(t.Context(), "t", "common")
	if _, scanErr := fmt.Sscanf(last, "w%d 9", &w); err != nil || scanErr != nil {
		t.Errorf("after all saves, Cursor = %q, %v; want the last of somebody", last, err)
	}
}

func testCursorContext(t *testing.T, s crypto.CursorStore) {
	save(t, s, "t", "j", "1")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if position, err := s.Cursor(ctx, "t", "j"); err == nil || position != "" {
		t.Errorf("Cursor with a cancelled context: %q, %v; want an error", position, err)
	}
	if err := s.SaveCursor(ctx, "t", "j", "2"); err == nil {
		t.Error("SaveCursor with a cancelled context: no error")
	}
	wantCursor(t, s, "t", "j", "1")
}
