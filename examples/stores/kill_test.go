package stores

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"testing"

	"github.com/khtong/privacykit/audit"
	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/sqlstore"
)

// batchSize is the number of rows that the child writes at a time.
const batchSize = 3

// childEnv tells the test binary to be a child, with a childSpec in JSON.
const childEnv = "PRIVACYKIT_TEST_CHILD"

// A childSpec is what a child works on.
type childSpec struct {
	Backend, Source string // a database
	Tombstones      string // the source of another
	KEKs            string // a folder
	StopAt          int    // the step at which it waits to be killed, see steps
}

// start starts this test binary as a child that runs one test, and returns its
// output.
func (c childSpec) start(t *testing.T, test string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+test+"$") // #nosec G204 -- this binary
	child.Env = append(os.Environ(), childEnv+"="+string(must(json.Marshal(c))(t)))
	child.Stderr = os.Stderr
	out := must(child.StdoutPipe())(t)
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	return child, bufio.NewScanner(out)
}

// child returns what this process works on as a child, or skips the test if it is
// none.
func child(t *testing.T) (childSpec, backend) {
	t.Helper()
	text, ok := os.LookupEnv(childEnv)
	if !ok {
		t.Skip("started by another test alone")
	}
	var c childSpec
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		t.Fatal(err)
	}
	return c, backends[slices.IndexFunc(backends, func(b backend) bool { return b.name == c.Backend })]
}

// TestKilled starts this test binary as a child that writes batches to a
// database, acknowledging each, and kills it in the middle, again and again:
// what was acknowledged is there, and no half of a batch is. No lock outlives
// the child either.
func TestKilled(t *testing.T) { each(t, backends, testKilled) }

func testKilled(t *testing.T, b backend) {
	source := b.source(t)
	if err := sqlstore.Migrate(t.Context(), open(t, b.driver, source), b.dialect, b.opts); err != nil {
		t.Fatal(err)
	}
	acked := 0
	for round := range 4 {
		child, lines := childSpec{Backend: b.name, Source: source}.start(t, "TestChild")
		for range 5 + 7*round {
			if !lines.Scan() {
				t.Fatal("the child ended by itself")
			}
			if _, err := fmt.Sscanf(lines.Text(), "batch %d", &acked); err != nil {
				t.Fatal(err)
			}
		}
		if err := child.Process.Kill(); err != nil { // SIGKILL
			t.Fatal(err)
		}
		for lines.Scan() { // acknowledged before the signal arrived
			_, _ = fmt.Sscanf(lines.Text(), "batch %d", &acked)
		}
		if child.Wait() == nil {
			t.Fatal("the child was not killed")
		}

		db := open(t, b.driver, source)
		log := b.log(t, db)
		report, err := log.Verify(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		size := int(report.Checkpoint.Size)
		if size%batchSize != 0 || size < batchSize*(acked+1) || size > batchSize*(acked+2) {
			t.Errorf("log has %d entries after batch %d was acknowledged", size, acked)
		}
		events := 0
		for _, err := range b.events(t, db).Events(t.Context(), "s1") {
			if err != nil {
				t.Fatal(err)
			}
			events++
		}
		if events%batchSize != 0 || events < size || events > size+batchSize {
			t.Errorf("there are %d events and %d entries: the events are written first", events, size)
		}
	}
}

// TestChild is what TestKilled starts. It goes on from where the one before
// was killed, repeating the batch that was not acknowledged.
func TestChild(t *testing.T) {
	spec, b := child(t)
	db := open(t, b.driver, spec.Source)
	log := b.log(t, db)
	events := b.events(t, db)
	size := must(log.Checkpoint(t.Context()))(t).Size
	for n := int(size) / batchSize; ; n++ {
		var es []consent.Event
		var as []audit.Entry
		for i := range batchSize {
			key := fmt.Sprintf("batch %d row %d", n, i)
			es, as = append(es, withdrawal(key)), append(as, entry(key))
		}
		must(events.Append(t.Context(), es...))(t)
		must(log.Append(t.Context(), as...))(t)
		fmt.Printf("batch %d\n", n)
	}
}
