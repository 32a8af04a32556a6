package consent_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/law"
)

// TestGateDocument: what the gates read survives JSON, and a register that uses
// none of it has the hash that it had before.
func TestGateDocument(t *testing.T) {
	reg := gateRegister(t)
	data, err := json.Marshal(reg.Document())
	require.NoError(t, err)
	back, err := consent.ParseRegister(data)
	require.NoError(t, err)
	require.Equal(t, reg.Hash(), back.Hash())
	require.Equal(t, reg.Document(), back.Document())

	plain, err := json.Marshal(register(t).Document())
	require.NoError(t, err)
	for _, key := range []string{"rules", "mandate", "capacity", "terms", "export", "public_place", "alternative"} {
		require.NotContains(t, string(plain), `"`+key+`"`)
	}
}

// TestNewRegisterGates contradicts gateDocument in one place each.
func TestNewRegisterGates(t *testing.T) {
	activity := func(d *consent.Document, id string) *consent.Activity {
		for i := range d.Activities {
			if d.Activities[i].ID == id {
				return &d.Activities[i]
			}
		}
		return nil
	}
	recipient := func(d *consent.Document, id string) *consent.Recipient {
		for i := range d.Recipients {
			if d.Recipients[i].ID == id {
				return &d.Recipients[i]
			}
		}
		return nil
	}
	for _, c := range []struct {
		want   string
		change func(*consent.Document)
	}{
		{".bases: an entrusted party has no basis of its own", func(d *consent.Document) { activity(d, "hosting").Bases = basis(consent.Contract) }},
		{".bases: missing", func(d *consent.Document) { activity(d, "leads").Bases = nil }},
		{".mandate: missing", func(d *consent.Document) { activity(d, "hosting").Mandate = nil }},
		{".mandate: missing", func(d *consent.Document) { activity(d, "loyalty").Mandate = nil }},
		{".mandate.agreement: missing", func(d *consent.Document) { activity(d, "leads").Mandate.Agreement = "" }},
		{".mandate.purposes[0]: not a purpose of the activity", func(d *consent.Document) { activity(d, "leads").Mandate.Purposes[0] = "improve" }},
		{".mandate.kinds[0]: not a kind of the activity", func(d *consent.Document) { activity(d, "leads").Mandate.Kinds = []identifiers.Kind{"home"} }},
		{".mandate.operations[1]: named twice", func(d *consent.Document) { activity(d, "hosting").Mandate.Operations[1] = consent.Use }},
		{".capacity: is none of a handler's own", func(d *consent.Document) { activity(d, "leads").Capacity = consent.Successor }},
		{".sign: only for a public place", func(d *consent.Document) { activity(d, "cameras").PublicPlace = false }},
		{".sign: not printable", func(d *consent.Document) { activity(d, "cameras").Sign = "\n" }},
		{".id: reserved", func(d *consent.Document) { recipient(d, "processor").ID = consent.Public }},
		{".relationship: missing or unknown", func(d *consent.Document) { recipient(d, "processor").Relationship = 9 }},
		{".terms[1]: named twice", func(d *consent.Document) {
			recipient(d, "processor").Terms = []consent.Term{consent.TermKinds, consent.TermKinds}
		}},
		{".terms[0]: missing or unknown", func(d *consent.Document) { recipient(d, "processor").Terms = []consent.Term{0} }},
		{".agreement: missing", func(d *consent.Document) { recipient(d, "processor").Agreement = "" }},
		{".via: not an entrusted party", func(d *consent.Document) { recipient(d, "subprocessor").Via = "partner" }},
		{".via: not an entrusted party", func(d *consent.Document) { recipient(d, "subprocessor").Via = "subprocessor" }},
		{".via: not an entrusted party", func(d *consent.Document) { recipient(d, "partner").Via = "processor" }},
		{".bases: a successor takes over", func(d *consent.Document) { recipient(d, "successor").Bases = basis(consent.Consent) }},
		{".export: only for a recipient outside the mainland", func(d *consent.Document) { recipient(d, "tokyo").Location = "CN" }},
		{".export.mechanism: missing or unknown", func(d *consent.Document) { recipient(d, "tokyo").Export.Mechanism = 0 }},
		{".export.reference: missing", func(d *consent.Document) { recipient(d, "tokyo").Export.Reference = "" }},
		{".export.from: missing", func(d *consent.Document) { recipient(d, "tokyo").Export.From = law.Date{} }},
		{".export.until: before from", func(d *consent.Document) { recipient(d, "tokyo").Export.Until = law.MustDate(2025, 12, 31) }},
	} {
		doc := gateDocument(t)
		c.change(&doc)
		reg, err := consent.NewRegister(doc)
		require.ErrorIs(t, err, consent.ErrRegister, c.want)
		require.ErrorContains(t, err, c.want)
		require.Nil(t, reg)
	}
}
