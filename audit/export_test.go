package audit_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"iter"
	"math"
	"strings"
	"testing"

	"github.com/khtong/privacykit/audit"
)

func seqOf(entries ...audit.Entry) iter.Seq2[audit.Entry, error] {
	return func(yield func(audit.Entry, error) bool) {
		for _, e := range entries {
			if !yield(e, nil) {
				return
			}
		}
	}
}

// An exported line is the entry: what is read back has the bytes that were hashed, and proves.
func TestWriteJSONL(t *testing.T) {
	signer, verifier := keyPair("privacykit-audit")
	log := audit.New(filled(t, 7), nil)
	odd := audit.Entry{Time: start, Type: audit.TypeKey, Actor: `"quoted" </script> 长`}
	if _, err := log.Append(t.Context(), odd); err != nil {
		t.Fatal(err)
	}
	signed := mustSign(t, log, signer)
	var b bytes.Buffer
	if err := audit.WriteJSONL(&b, log.Entries(t.Context(), 0, math.MaxInt64)); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
	if len(lines) != 8 {
		t.Fatalf("%d lines", len(lines))
	}
	for i, line := range lines {
		var e audit.Entry
		d := json.NewDecoder(strings.NewReader(line))
		d.DisallowUnknownFields()
		if err := d.Decode(&e); err != nil {
			t.Fatal(err)
		}
		proof, err := log.Prove(t.Context(), int64(i), signed, verifier)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := audit.VerifyProof(proof, e, verifier); err != nil {
			t.Errorf("line %d: %v", i, err)
		}
	}
}

// What OCSF requires of an event of this class is there, and the numbers agree with each other.
func TestWriteOCSF(t *testing.T) {
	tests := []struct {
		entry                       audit.Entry
		activity, status, severity  float64
		name, entityType, entityUID string
	}{
		{audit.Entry{Type: audit.TypeAccess, Subject: "p1", Outcome: "masked"}, 2, 1, 1, "Read", "data subject", "p1"},
		{audit.Entry{Type: audit.TypeAccess, Subject: "p1", Outcome: "denied"}, 2, 2, 1, "Read", "data subject", "p1"},
		{audit.Entry{Type: audit.TypeDecision, Subject: "p1"}, 2, 0, 1, "Read", "data subject", "p1"},
		{audit.Entry{Type: audit.TypeImport, Object: "customers.csv", Outcome: "loaded"}, 1, 99, 1, "Create", "object", "customers.csv"},
		{audit.Entry{Type: audit.TypeConsent, Subject: "p1", Outcome: "withdrawn"}, 3, 99, 1, "Update", "data subject", "p1"},
		{audit.Entry{Type: audit.TypeRequest, Subject: "p1", Outcome: "refused"}, 3, 2, 1, "Update", "data subject", "p1"},
		{audit.Entry{Type: audit.TypeErasure, Subject: "p1", Outcome: "failed"}, 4, 2, 1, "Delete", "data subject", "p1"},
		{audit.Entry{Type: audit.TypeDisposal, Subject: "p1"}, 4, 0, 1, "Delete", "data subject", "p1"},
		{audit.Entry{Type: audit.TypeKey, Outcome: "retired"}, 99, 99, 1, "key", "log", ""},
		{audit.Entry{Type: audit.TypeIncident, Object: "incident/3"}, 99, 0, 3, "incident", "object", "incident/3"},
	}
	for i, test := range tests {
		e := test.entry
		e.Seq, e.Time, e.Actor = int64(i), start, "staff:7"
		var b bytes.Buffer
		if err := audit.WriteOCSF(&b, seqOf(e), audit.Product{Name: "crm", Vendor: "Example"}); err != nil {
			t.Fatal(err)
		}
		var got map[string]any
		if err := json.Unmarshal(b.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		for _, required := range []string{"activity_id", "category_uid", "class_uid", "entity", "metadata", "severity_id", "time", "type_uid"} {
			if _, ok := got[required]; !ok {
				t.Errorf("%s: no %s", e.Type, required)
			}
		}
		entity, metadata := got["entity"].(map[string]any), got["metadata"].(map[string]any)
		uid, _ := entity["uid"].(string)
		if got["activity_id"] != test.activity || got["status_id"] != test.status || got["severity_id"] != test.severity || got["activity_name"] != test.name ||
			got["type_uid"] != 300400+test.activity || got["time"] != float64(start.UnixMilli()) || metadata["version"] != "1.1.0" ||
			metadata["sequence"] != float64(i) || entity["type"] != test.entityType || uid != test.entityUID {
			t.Errorf("%s: %s", e.Type, b.Bytes())
		}
	}
	if err := audit.WriteOCSF(&bytes.Buffer{}, seqOf(), audit.Product{Name: "crm"}); err == nil {
		t.Error("a product without a vendor was taken")
	}
}

var errFull = errors.New("full")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestWriteErrors(t *testing.T) {
	failing := func(yield func(audit.Entry, error) bool) {
		if yield(act(0), nil) {
			yield(audit.Entry{}, errCutOff)
		}
	}
	var b bytes.Buffer
	if err := audit.WriteJSONL(&b, failing); !errors.Is(err, errCutOff) || strings.Count(b.String(), "\n") != 1 {
		t.Errorf("%v after %q", err, b.String())
	}
	if err := audit.WriteJSONL(full{}, seqOf(act(0))); !errors.Is(err, errFull) {
		t.Errorf("%v", err)
	}
}
