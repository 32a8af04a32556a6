package consent

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/law"
)

// RecordSchema is the schema_version of a [Record]: the fields of
// ISO/IEC TS 27560:2023 with the additions of this package.
const RecordSchema = "ISO-IEC-TS-27560-2023/privacykit-1"

// RecordInfo is what a consent record states and neither register nor events
// know.
type RecordInfo struct {
	// Controller is the id of the handler among the parties, a code.
	Controller string
	// WithdrawalMethod says how consent is withdrawn, which must be made
	// convenient (PIPL 15(1)): an address or a sentence.
	WithdrawalMethod string
	// Storage are the ISO 3166 codes of where the information is stored, at
	// least one.
	Storage []string
	// Jurisdictions are the ISO 3166 codes of the laws that apply. Nil is "CN".
	Jurisdictions []string
}

// Record is one consent as a consent record of ISO/IEC TS 27560:2023: who
// consented to what, on which notice, and what became of it. Its JSON is
// deterministic.
//
// Sections follow the standard's clauses 6.3.3 (header), 6.3.4 (processing),
// 6.3.5 (PII information), 6.3.6 (parties) and 6.3.7 (events). The numbers are
// those of its table of contents; the names of the fields within are from
// memory, have not been checked against the text of the standard, and no claim
// of conformity is made.
type Record struct {
	Schema      string             `json:"schema_version"`
	ID          string             `json:"record_id"` // the id of the grant
	PrincipalID string             `json:"pii_principal_id"`
	Notice      RecordNotice       `json:"privacy_notice"`
	Processing  []RecordProcessing `json:"pii_processing"` // one for each purpose
	Parties     []RecordParty      `json:"parties"`        // the controller first
	Events      []RecordEvent      `json:"events"`         // in the order of Seq
	Register    Snapshot           `json:"register"`       // from which labels and classes were taken
}

// RecordNotice is the notice as it was shown.
type RecordNotice struct {
	Version  string `json:"version,omitempty"`
	Hash     string `json:"hash,omitempty"` // see [Event]
	Language string `json:"language,omitempty"`
}

// RecordProcessing is the processing for one purpose.
type RecordProcessing struct {
	Purpose          Purpose      `json:"purpose"`
	Description      *law.Text    `json:"purpose_description,omitempty"` // nil if no longer declared
	Service          string       `json:"service,omitempty"`             // the business function
	LawfulBasis      Basis        `json:"lawful_basis"`
	Citation         law.Citation `json:"lawful_basis_citation"`
	Form             Form         `json:"consent_form,omitzero"`
	Information      []RecordPII  `json:"pii_information"`
	CollectionMethod string       `json:"collection_method,omitempty"`
	CollectedThrough string       `json:"collection_channel,omitempty"`
	Activities       []string     `json:"activities,omitempty"`       // ids of the register's rows
	Retention        []string     `json:"retention_period,omitempty"` // ids of retention classes
	Assessments      []string     `json:"impact_assessment,omitempty"`
	Storage          []string     `json:"storage_locations"`
	Jurisdictions    []string     `json:"jurisdictions"`
	WithdrawalMethod string       `json:"withdrawal_method"`
	Recipients       []string     `json:"recipient_third_parties,omitempty"` // ids of parties
}

// RecordPII is one kind of information.
type RecordPII struct {
	Kind      identifiers.Kind `json:"pii_type"`
	Sensitive bool             `json:"sensitive_pii"`
}

// RecordParty is the controller or a recipient.
type RecordParty struct {
	ID       string    `json:"party_id"`
	Role     string    `json:"party_role"` // "pii_controller" or "recipient"
	Name     *law.Text `json:"party_name,omitempty"`
	Email    string    `json:"party_email,omitempty"`
	Phone    string    `json:"party_phone,omitempty"`
	Address  string    `json:"party_address,omitempty"`
	Contact  string    `json:"party_contact,omitempty"`
	Location string    `json:"party_location,omitempty"`
}

// RecordEvent is something that happened to the consent. Purposes, Kinds and
// Recipients say what an event was about that did not speak about all; its state
// is then the state of that part.
type RecordEvent struct {
	ID         string             `json:"event_id"`
	Time       time.Time          `json:"event_time"`
	Recorded   time.Time          `json:"event_recorded,omitzero"`
	ValidUntil time.Time          `json:"event_valid_until,omitzero"`
	Type       EventType          `json:"event_type"`
	State      string             `json:"event_state"` // see recordStates
	EntityID   string             `json:"entity_id"`   // the principal's id, "guardian", "staff" or "unknown"
	Evidence   string             `json:"event_evidence,omitempty"`
	Purposes   []Purpose          `json:"purposes,omitempty"`
	Kinds      []identifiers.Kind `json:"pii_types,omitempty"`
	Recipients []string           `json:"recipients,omitempty"`
}

// Receipt is what a person is handed of a record (ISO/IEC TS
// 27560:2023, clause 6.4): the record and the metadata of its handing over.
type Receipt struct {
	Schema string    `json:"schema_version"`
	ID     string    `json:"receipt_id"`
	Issued time.Time `json:"receipt_time"`
	Record Record    `json:"consent_record"`
}

// Receipt returns a receipt of the record with the id that the host gives it,
// issued at an instant.
func (c Record) Receipt(id string, issued time.Time) Receipt {
	return Receipt{Schema: RecordSchema, ID: id, Issued: jsonInstant(micros(issued)), Record: c}
}

// recordStates are the states of a consent after an event of each type.
var recordStates = [...]string{
	EventUnknown: "unknown", Requested: "requested", Given: "given", Refused: "refused", Withdrawn: "withdrawn",
	Expired: "expired", Invalidated: "invalidated", Renewed: "given", Migrated: "given",
}

var errRecord = errors.New("consent: record")

// Records returns a record for each grant among the events of the
// subject, in the order of Seq. With a grant come the requests under the same
// notice version that it answered, and the events after it, in Seq or in time, that are
// about a part of it. Labels, retention classes, assessments and recipients are
// those of this register; what a grant names that is no longer declared keeps
// its id alone.
//
// A record holds the ids and references of the events and nothing else about
// the person. Errors name the field of info.
func (r *Register) Records(subject string, events []Event, info RecordInfo) ([]Record, error) {
	if r.empty() {
		return nil, fmt.Errorf("%w: register is empty", errRecord)
	}
	if err := info.check(); err != nil {
		return nil, err
	}
	var own []Event
	for _, e := range events {
		if e.Subject == subject && subject != "" && e.Type != EventUnknown && int(e.Type) < len(recordStates) {
			own = append(own, e.clone())
		}
	}
	slices.SortStableFunc(own, func(a, b Event) int { return cmp.Compare(a.Seq, b.Seq) })
	var out []Record
	for i := range own {
		if g := &own[i]; g.Type.Grants() {
			out = append(out, r.consentRecord(g, related(own, i), &info))
		}
	}
	return out, nil
}

func (info *RecordInfo) check() error {
	if !validCode(info.Controller) {
		return fmt.Errorf("%w: controller: %s", errRecord, codeRule)
	}
	if info.WithdrawalMethod == "" || !validText(info.WithdrawalMethod) {
		return fmt.Errorf("%w: withdrawal method: missing or not printable", errRecord)
	}
	if len(info.Storage) == 0 {
		return fmt.Errorf("%w: storage: missing", errRecord)
	}
	if info.Jurisdictions == nil {
		info.Jurisdictions = []string{mainland}
	}
	for name, list := range map[string][]string{"storage": info.Storage, "jurisdictions": info.Jurisdictions} {
		if rule := listProblem(list); rule != "" {
			return fmt.Errorf("%w: %s: %s", errRecord, name, rule)
		}
	}
	return nil
}

// related returns the events that belong to the grant at place i.
func related(own []Event, i int) []*Event {
	g := &own[i]
	var out []*Event
	for j := range own {
		e := &own[j]
		before := e.Type == Requested && j < i && e.NoticeVersion == g.NoticeVersion && !answered(own[j:i])
		from, _ := e.counts()
		after := !e.Type.Grants() && (j > i || e.Type.Ends() && from >= instant(g.OccurredAt))
		if j == i || (before || after) && e.about(g) {
			out = append(out, e)
		}
	}
	return out
}

// answered reports whether the first of the events, a request, was followed by
// a grant that it was about.
func answered(events []Event) bool {
	return slices.ContainsFunc(events[1:], func(g Event) bool { return g.Type.Grants() && events[0].about(&g) })
}

// about reports whether the event, which is no grant, is about a part of the
// grant.
func (e *Event) about(g *Event) bool {
	said := entry{wording: newWording(e)}
	recipients := g.Recipients
	if len(recipients) == 0 {
		recipients = []string{""}
	}
	for _, p := range g.Purposes {
		for _, k := range g.Kinds {
			for _, to := range recipients {
				if said.speaks(&cell{p, k, to}) {
					return true
				}
			}
		}
	}
	return false
}

func (r *Register) consentRecord(g *Event, events []*Event, info *RecordInfo) Record {
	out := Record{
		Schema: RecordSchema, ID: g.ID, PrincipalID: g.Subject,
		Notice:   RecordNotice{g.NoticeVersion, g.NoticeHash, g.Locale},
		Parties:  []RecordParty{r.controller(info.Controller)},
		Register: Snapshot{r.doc.Version, r.hash, rulebookVersion, r.rules.Rules},
	}
	for _, p := range g.Purposes {
		out.Processing = append(out.Processing, r.processing(g, p, info))
	}
	for _, id := range g.Recipients {
		out.Parties = append(out.Parties, r.party(id))
	}
	for _, e := range events {
		out.Events = append(out.Events, recordEvent(e, e == g))
	}
	return out
}

func (r *Register) processing(g *Event, p Purpose, info *RecordInfo) RecordProcessing {
	out := RecordProcessing{
		Purpose: p, LawfulBasis: Consent, Citation: Consent.Citation(), Form: g.Form,
		CollectionMethod: g.Method, CollectedThrough: g.Channel,
		Storage: slices.Clone(info.Storage), Jurisdictions: slices.Clone(info.Jurisdictions),
		WithdrawalMethod: info.WithdrawalMethod, Recipients: slices.Clone(g.Recipients),
	}
	if int(out.Form) >= len(formNames) {
		out.Form = FormUnknown
	}
	declared := r.purposes[p]
	if declared != nil {
		out.Description, out.Service = &law.Text{ZH: declared.info.Label.ZH, EN: declared.info.Label.EN}, declared.info.Function
	}
	for _, k := range g.Kinds {
		pii := RecordPII{Kind: k, Sensitive: true} // unless it is known not to be
		if declared != nil {
			if entry := lookupKind(declared.kinds, k); entry != nil {
				pii.Sensitive = entry.sensitive
				for _, a := range entry.activities {
					out.Activities = appendNew(out.Activities, a.ID)
					out.Retention = appendNew(out.Retention, a.Retention...)
					out.Assessments = appendNew(out.Assessments, a.Assessment)
				}
			}
		}
		out.Information = append(out.Information, pii)
	}
	for _, id := range g.Recipients {
		if rec := r.sharing[id]; rec != nil {
			out.Assessments = appendNew(out.Assessments, rec.Assessment)
		}
	}
	return out
}

// appendNew appends those that are neither empty nor there.
func appendNew(list []string, more ...string) []string {
	for _, s := range more {
		if s != "" && !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}

func (r *Register) controller(id string) RecordParty {
	h := r.doc.Handler
	return RecordParty{ID: id, Role: "pii_controller", Name: &h.Name, Email: h.Email, Phone: h.Phone, Address: h.Address}
}

func (r *Register) party(id string) RecordParty {
	out := RecordParty{ID: id, Role: "recipient"}
	if rec := r.sharing[id]; rec != nil {
		name := rec.Label
		if rec.Name != "" {
			name = law.Text{ZH: rec.Name, EN: rec.Name}
		}
		out.Name, out.Contact, out.Location = &name, rec.Contact, rec.Location
	}
	return out
}

func recordEvent(e *Event, grant bool) RecordEvent {
	out := RecordEvent{
		ID: e.ID, Time: jsonInstant(e.OccurredAt), Recorded: jsonInstant(e.RecordedAt), ValidUntil: jsonInstant(e.ValidUntil),
		Type: e.Type, State: recordStates[e.Type], EntityID: e.Actor.String(), Evidence: e.EvidenceRef,
	}
	if e.Actor == Self {
		out.EntityID = e.Subject
	}
	if !grant {
		out.Purposes, out.Kinds, out.Recipients = e.Purposes, e.Kinds, e.Recipients
	}
	return out
}
