package stores

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/sqlstore"
)

const ledgerChildEnv = "PRIVACYKIT_TEST_LEDGER"

// TestLedgerKilled kills a process that records withdrawals, while the cache of
// another node follows: whatever token was acknowledged is seen there.
func TestLedgerKilled(t *testing.T) { each(t, backends, testLedgerKilled) }

func testLedgerKilled(t *testing.T, b backend) {
	ctx := t.Context()
	source := b.source(t)
	db := open(t, b.driver, source)
	if err := sqlstore.Migrate(ctx, db, b.dialect, b.opts); err != nil {
		t.Fatal(err)
	}
	cache := must(consent.NewCache(consent.NewLedger(b.events(t, db), time.Now), nil))(t)
	for round := range 3 {
		child := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestLedgerChild$") // #nosec G204 -- this binary
		child.Env = append(os.Environ(), ledgerChildEnv+"="+b.name+" "+source)
		child.Stderr = os.Stderr
		lines := bufio.NewScanner(must(child.StdoutPipe())(t))
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		var token int64
		for range 5 + 7*round {
			if !lines.Scan() {
				t.Fatal("the child ended by itself")
			}
			if _, err := fmt.Sscanf(lines.Text(), "token %d", &token); err != nil {
				t.Fatal(err)
			}
			if state := must(cache.State(ctx, "s1", consent.AtLeast(token)))(t); state.Stale() || state.Version() < token {
				t.Errorf("token %d was acknowledged, and the state is of %d", token, state.Version())
			}
		}
		if err := child.Process.Kill(); err != nil { // SIGKILL
			t.Fatal(err)
		}
		for lines.Scan() { // acknowledged before the signal arrived
			_, _ = fmt.Sscanf(lines.Text(), "token %d", &token)
		}
		if child.Wait() == nil {
			t.Fatal("the child was not killed")
		}
		// A node that starts now sees the same.
		fresh := must(consent.NewCache(consent.NewLedger(b.events(t, db), time.Now), nil))(t)
		for _, c := range []*consent.Cache{cache, fresh} {
			if state := must(c.State(ctx, "s1", consent.AtLeast(token)))(t); state.Stale() || state.Version() < token {
				t.Errorf("token %d was acknowledged, and after the kill the state is of %d", token, state.Version())
			}
		}
	}
}

// TestLedgerChild is what TestLedgerKilled starts.
func TestLedgerChild(t *testing.T) {
	name, source, ok := strings.Cut(os.Getenv(ledgerChildEnv), " ")
	if !ok {
		t.Skip("started by TestLedgerKilled alone")
	}
	b := backends[slices.IndexFunc(backends, func(b backend) bool { return b.name == name })]
	ledger := consent.NewLedger(b.events(t, open(t, b.driver, source)), time.Now)
	for i := 0; ; i++ {
		e := withdrawal(fmt.Sprintf("pid %d event %d", os.Getpid(), i))
		fmt.Printf("token %d\n", must(ledger.Record(t.Context(), e))(t)[0].Seq)
	}
}
