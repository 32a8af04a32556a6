package eventstoretest

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/law"
)

// register declares one purpose of one kind, with consent.
func register(t *testing.T) *consent.Register {
	t.Helper()
	label := law.Text{ZH: "测试", EN: "test"}
	reg, err := consent.NewRegister(consent.Document{
		Schema: consent.Schema, Version: "v1", Effective: law.MustDate(2026, time.January, 1),
		Handler:   consent.Handler{Name: label, Email: "privacy@example.com"},
		Roles:     []consent.RoleInfo{{ID: "user", Label: label}},
		Purposes:  []consent.PurposeInfo{{ID: "improve", Label: label, Function: "f", Necessity: consent.Optional}},
		Scenarios: []consent.ScenarioInfo{{ID: "app", Label: label}},
		Activities: []consent.Activity{{
			ID: "a", Label: label, Roles: []consent.Role{"user"}, Kinds: []identifiers.Kind{"survey_response"},
			Purposes: []consent.Purpose{"improve"}, Scenarios: []string{"app"}, Bases: []consent.BasisRef{{Basis: consent.Consent}},
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return reg
}

// A subjectTurns is what is known of the turns of one subject: in each, consent
// is given and then withdrawn.
type subjectTurns struct {
	name      string
	begun     atomic.Int64 // of the turn whose grant is about to be recorded
	withdrawn atomic.Int64 // of the last turn whose withdrawal was acknowledged
	token     atomic.Int64 // of that withdrawal
}

// Two nodes with caches of their own: after a withdrawal is acknowledged on one
// node, no decision with Fresh, or with AtLeast and its token, allows on any.
func testTwoNodes(t *testing.T, s consent.ChangeStore) {
	const subjects, turns = 3, 8
	nodes := []*twoNode{newTwoNode(t, s), newTwoNode(t, s)}
	all := make([]subjectTurns, subjects)
	var writers, readers sync.WaitGroup
	var done atomic.Bool
	for i := range all {
		sub := &all[i]
		sub.name = fmt.Sprintf("s%d", i)
		writers.Go(func() {
			for turn := range int64(turns) {
				nodes[i%2].give(t, sub, turn+1)
				nodes[i%2].take(t, sub, turn+1)
			}
		})
	}
	for i := range 4 {
		readers.Go(func() {
			for n := i; !done.Load() && !t.Failed(); n++ {
				sub := &all[n%subjects]
				// The order matters: what was acknowledged is read before anything else.
				turn, want := sub.withdrawn.Load(), consent.Fresh()
				if n%2 == 0 {
					want = consent.AtLeast(sub.token.Load())
				}
				if nodes[i%2].allows(t, sub.name, want) && turn > 0 && sub.begun.Load() == turn {
					t.Errorf("allowed after the withdrawal of turn %d was acknowledged, and nothing given since", turn)
				}
			}
		})
	}
	writers.Wait()
	done.Store(true)
	readers.Wait()
	for i := range all {
		sub := &all[i]
		given := nodes[0].give(t, sub, turns+1)
		for j, node := range nodes { // so that what follows shows something
			if !node.allows(t, sub.name, consent.AtLeast(given)) || !node.allows(t, sub.name, consent.Fresh()) {
				t.Errorf("node %d denies what was given", j)
			}
		}
		nodes[1].take(t, sub, turns+1)
		for j, node := range nodes {
			if node.allows(t, sub.name, consent.AtLeast(sub.token.Load())) || node.allows(t, sub.name, consent.Fresh()) ||
				node.allows(t, sub.name, consent.Bounded(time.Minute)) { // after AtLeast
				t.Errorf("node %d allows what was withdrawn", j)
			}
		}
	}
}

type twoNode struct {
	ledger *consent.Ledger
	cache  *consent.Cache
	reg    *consent.Register
}

func newTwoNode(t *testing.T, s consent.ChangeStore) *twoNode {
	t.Helper()
	ledger := consent.NewLedger(s, time.Now)
	cache, err := consent.NewCache(ledger, nil)
	if err != nil {
		t.Fatal(err)
	}
	return &twoNode{ledger, cache, register(t)}
}

func (n *twoNode) allows(t *testing.T, subject string, want consent.Consistency) bool {
	t.Helper()
	state, err := n.cache.State(t.Context(), subject, want)
	if err != nil {
		t.Errorf("State: %v", err)
	}
	return n.reg.Decide(consent.Request{
		Subject: subject, Operation: consent.Use, Purpose: "improve", Kinds: []identifiers.Kind{"survey_response"},
		Role: "user", At: time.Now(),
	}, consent.Facts{State: state, Subject: consent.Adult, Record: consent.RecordNormal}).Allowed()
}

// give records a grant and returns its token.
func (n *twoNode) give(t *testing.T, sub *subjectTurns, turn int64) int64 {
	t.Helper()
	sub.begun.Store(turn)
	return n.record(t, consent.Event{
		Key: fmt.Sprintf("%s-give-%d", sub.name, turn), Type: consent.Given, Subject: sub.name, NoticeVersion: "v1",
		Purposes: []consent.Purpose{"improve"}, Kinds: []identifiers.Kind{"survey_response"},
		Form: consent.General, Affirmative: true, Actor: consent.Self, OccurredAt: time.Now(),
	})
}

func (n *twoNode) take(t *testing.T, sub *subjectTurns, turn int64) {
	t.Helper()
	token := n.record(t, consent.Event{
		Key: fmt.Sprintf("%s-take-%d", sub.name, turn), Type: consent.Withdrawn, Subject: sub.name, OccurredAt: time.Now(),
	})
	sub.token.Store(token)
	sub.withdrawn.Store(turn)
}

func (n *twoNode) record(t *testing.T, e consent.Event) int64 {
	t.Helper()
	out, err := n.ledger.Record(t.Context(), e)
	if err != nil {
		t.Errorf("Record: %v", err)
		return 0
	}
	return out[0].Seq
}
