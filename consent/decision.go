package consent

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/khtong/privacykit/internal/enum"
	"github.com/khtong/privacykit/law"
)

// Effect is the answer of a decision.
type Effect uint8

// The effects. The zero value denies, and only Allow allows.
const (
	Deny      Effect = iota
	Allow            // the operation may be done
	Reconsent        // consent must be obtained again, since what it was given to has changed
	Pending          // a fact is missing, which the reasons name; with it the answer may be another
)

var effectNames = []string{"deny", "allow", "reconsent", "pending"}

var effectLabels = [...]law.Text{
	Deny:      {ZH: "拒绝", EN: "Denied"},
	Allow:     {ZH: "允许", EN: "Allowed"},
	Reconsent: {ZH: "须重新取得同意", EN: "Consent must be obtained again"},
	Pending:   {ZH: "待定", EN: "Pending"},
}

// String returns the name of e, as in JSON.
func (e Effect) String() string { return enum.String(e, effectNames) }

// MarshalText returns the name of e, and an error if it has none.
func (e Effect) MarshalText() ([]byte, error) { return enum.Text(e, effectNames, "consent: effect") }

// UnmarshalText reads the name of an effect.
func (e *Effect) UnmarshalText(text []byte) error {
	return enum.Parse(e, text, effectNames, "consent: effect")
}

// Decision is the answer of [Register.Decide]. The zero Decision denies. It
// holds ids and references and no personal data beyond what the host put into
// the ids of its evidence.
type Decision struct {
	// Effect is the answer.
	Effect Effect
	// Operation, Purpose, Recipient and At repeat the request, as far as the
	// register knows them; what it does not know is left out.
	Operation Operation
	Purpose   Purpose
	Recipient string
	At        time.Time
	// Basis is the basis that the answer rests on, and BasisUnknown for a
	// denial for which several were tried, and for an Allow of an entrusted
	// party, which needs none.
	Basis Basis
	// Statute is the article that creates the duty, where such an article was
	// relied on.
	Statute law.Citation
	// Reasons say why: of an Allow what it rests on, of any other answer
	// everything that stood in the way, for each basis tried.
	Reasons []Reason
	// Obligations come with an Allow.
	Obligations []Obligation
	// Evidence are the references that the answer rests on: ids of consent
	// events, and of the contract, notice, assessment and agreement named.
	Evidence []string
	// ValidUntil is the instant at which an Allow ends by itself, since consent
	// was given up to it. Zero means no such end: a new event, a new fact or a
	// new register may still change the answer.
	ValidUntil time.Time
	// Snapshot names the rules that were applied.
	Snapshot Snapshot

	labels *labels // for Explain
}

// Snapshot names the register and the rules of a decision, so that it can be
// made again.
type Snapshot struct {
	Version  string `json:"version,omitempty"`  // [Register.Version]
	Hash     string `json:"hash,omitempty"`     // [Register.Hash]
	Rulebook string `json:"rulebook,omitempty"` // version of the rules of this package, see [Rulebook]
	Rules    Rules  `json:"rules,omitzero"`     // the readings that the register chose
}

// Allowed reports whether the operation may be done. It is the only question
// to ask before doing it.
func (d Decision) Allowed() bool { return d.Effect == Allow }

// Has reports whether code is among the reasons.
func (d Decision) Has(code ReasonCode) bool {
	return slices.ContainsFunc(d.Reasons, func(r Reason) bool { return r.Code == code })
}

// Citations returns the articles behind the reasons and obligations, and the
// statute relied on, each once, in their order.
func (d Decision) Citations() []law.Citation {
	var out []law.Citation
	add := func(c law.Citation) {
		if !c.IsZero() && !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	for _, r := range d.Reasons {
		add(r.Citation())
	}
	add(d.Statute)
	for _, o := range d.Obligations {
		add(o.Citation())
	}
	return out
}

// Explain returns the decision for readers, in Chinese for any Chinese tag and
// in English for all others: a line with the answer and one line, led by "- ",
// for each reason and obligation, with its article.
func (d Decision) Explain(tag language.Tag) string {
	pick := func(z, e string) string { return law.Text{ZH: z, EN: e}.In(tag) }
	var b strings.Builder
	effect := d.Effect
	if int(effect) >= len(effectLabels) {
		effect = Deny
	}
	b.WriteString(effectLabels[effect].In(tag) + pick("：", ": ") + d.Operation.Label(tag))
	if d.Purpose != "" {
		b.WriteString(pick("（目的：", " (purpose: ") + d.labels.purpose(d.Purpose).In(tag))
		if d.Recipient != "" {
			b.WriteString(pick("；接收方：", "; recipient: ") + d.labels.recipient(d.Recipient).In(tag))
		}
		b.WriteString(pick("）", ")"))
	}
	line := func(head, s string, c law.Citation) {
		b.WriteString("\n- " + head + s)
		if c.IsZero() {
			return
		}
		b.WriteString(pick("（", " (") + c.In(tag) + pick("）", ")"))
	}
	for _, r := range d.Reasons {
		head := ""
		if r.Basis != BasisUnknown {
			head = r.Basis.Label(tag) + pick("：", ": ")
		}
		line(head, r.sentence(tag, d.labels), r.Citation())
	}
	if !d.Statute.IsZero() {
		line(pick("依据", "statute"), "", d.Statute)
	}
	for _, o := range d.Obligations {
		line(pick("义务：", "obligation: "), o.In(tag), o.Citation())
	}
	return b.String()
}

// MarshalJSON returns the decision for an audit log: stable names, ids,
// references and citations, no labels.
func (d Decision) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Effect      Effect         `json:"effect"`
		Operation   Operation      `json:"operation,omitzero"`
		Purpose     Purpose        `json:"purpose,omitzero"`
		Recipient   string         `json:"recipient,omitzero"`
		At          time.Time      `json:"at,omitzero"`
		Basis       Basis          `json:"basis,omitzero"`
		Statute     law.Citation   `json:"statute,omitzero"`
		Reasons     []Reason       `json:"reasons,omitempty"`
		Obligations []Obligation   `json:"obligations,omitempty"`
		Citations   []law.Citation `json:"citations,omitempty"`
		Evidence    []string       `json:"evidence,omitempty"`
		ValidUntil  time.Time      `json:"valid_until,omitzero"`
		Snapshot    Snapshot       `json:"snapshot"`
	}{
		d.Effect, d.Operation, d.Purpose, d.Recipient, jsonInstant(d.At), d.Basis, d.Statute, d.Reasons, d.Obligations,
		d.Citations(), d.Evidence, jsonInstant(d.ValidUntil), d.Snapshot,
	})
}

// jsonInstant returns t as it can stand in JSON, and the zero time if it
// cannot.
func jsonInstant(t time.Time) time.Time {
	if !validInstant(t) {
		return time.Time{}
	}
	return t.UTC()
}
