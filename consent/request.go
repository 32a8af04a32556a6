package consent

import (
	"time"

	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/internal/enum"
	"github.com/khtong/privacykit/law"
)

// Request is the question: may this be done with this information, for this
// purpose, at this instant?
type Request struct {
	// Subject is the host's opaque id of the data subject.
	Subject string
	// Operation is what is to be done.
	Operation Operation
	// Purpose is one declared purpose.
	Purpose Purpose
	// Kinds are the kinds of information concerned, at least one. The answer is
	// for all of them together; ask for each where a part will do.
	Kinds []identifiers.Kind
	// Role is the role of the data subject, one of those of the activity.
	Role Role
	// Scenario is where the information is collected. Empty does not narrow the
	// question.
	Scenario string
	// Basis is the legal basis claimed. BasisUnknown tries those that the
	// register lists, in order.
	Basis Basis
	// Claim is the exception to consent that is claimed, in the wording of a
	// policy. It narrows the bases to those that can carry it; see [Exception].
	Claim Exception
	// Recipient is the id of the recipient, for Share, Entrust, Transfer and
	// Export.
	Recipient string
	// At is the instant asked about. The zero time is denied.
	At time.Time
}

// Facts is what is known about the person, the record and the evidence. Each
// field speaks for the request only when it is set: an absent fact never helps,
// and where one is needed the answer is [Pending] and names it.
type Facts struct {
	// State is the consent state of the subject; see [Ledger.State].
	State *State
	// Events are folded where State is nil. Prefer State where more than one
	// question is asked.
	Events []Event

	// Subject is the class of the person. Unknown is Pending.
	Subject SubjectClass
	// Record is the state of the record. Unknown is Pending, except for
	// Collect, which does not ask.
	Record RecordState
	// NoticeGiven is the version of the notice that the person was given before
	// (PIPL 17). [Consent] does not ask: there the consent event names it.
	NoticeGiven string

	// ContractID names the contract to which the person is a party, for
	// [Contract].
	ContractID string
	// LabourRules names the lawful labour rules and the collective contract,
	// for [HumanResources].
	LabourRules string
	// LegalDocument is the reference of the document with which an authority
	// asks, for the claims [CriminalProcedure] and [AuthorityDemand].
	LegalDocument string
	// StatuteCitation is the article that creates the duty, for [StatutoryDuty]
	// and [OtherLaw], if the register does not name it or another is meant. One
	// that will not do does not hide one of the register that does; the same
	// holds for Agreement and for the route of Export.
	StatuteCitation law.Citation
	// Emergency says that a public-health emergency, or an urgent danger to
	// life, health or property, was found to exist, for [Emergency].
	Emergency bool
	// PublicInterest says that news reporting serves the public interest, for
	// [News].
	PublicInterest bool
	// Published says that the person published the information, or that it is
	// otherwise lawfully public, for [PublicInformation].
	Published bool
	// ReasonableScope says that the scope was found reasonable, for [News] and
	// [PublicInformation].
	ReasonableScope bool
	// NoMajorEffect says that no major effect on the person's rights was found,
	// for [PublicInformation] (PIPL 27).
	NoMajorEffect bool

	// Assessment is the id of the impact assessment (PIPL 55), if the register
	// does not name it.
	Assessment string
	// Agreement is the reference of the contract with the recipient, if the
	// register does not name it or another is meant, and Terms are the points
	// that it settles.
	Agreement string
	Terms     []Term
	// HandlerConsent is the reference of the handler's consent to entrusting in
	// turn (转委托, PIPL 21(3)): ours where a recipient has Via, that of the
	// handler who entrusts us where the activity is entrusted.
	HandlerConsent string
	// RecipientNotice is the reference of the notice that told the person who
	// receives the information: for Transfer name and contact (PIPL 22), for
	// Export also purpose, method, kinds and how to exercise rights against the
	// recipient (PIPL 39).
	RecipientNotice string
	// TransferCause is why information moves to a [Successor].
	TransferCause TransferCause
	// PurposeKept says that the successor is bound to keep purpose and method
	// (PIPL 22).
	PurposeKept bool
	// Export is what [Export] asks. Nil knows nothing.
	Export *ExportFacts
	// Fairness is the id of the review that found an automated decision
	// transparent and fair, without unreasonable differences of price or other
	// terms (PIPL 24(1)).
	Fairness string
	// Alternative is the way other than the face by which the person can be
	// verified as well, if the register does not name it.
	Alternative string
	// ChildRules is the id of the handler's rules for children under 14 (PIPL
	// 31(2)).
	ChildRules string
}

// SubjectClass is the class of a data subject as far as the law tells them
// apart. The host knows the age; see package identifiers for resident IDs.
type SubjectClass uint8

// The classes.
const (
	SubjectUnknown SubjectClass = iota
	Adult                       // 18 and older
	Minor14To17                 // 已满十四周岁未成年人: consents in person
	MinorUnder14                // 不满十四周岁未成年人: a guardian consents (PIPL 31), and all is sensitive (PIPL 28(1))
	Deceased                    // 死者: near relatives have rights of their own (PIPL 49)
)

var subjectClassNames = []string{"", "adult", "minor_14_to_17", "minor_under_14", "deceased"}

// String returns the name of c, as in JSON.
func (c SubjectClass) String() string { return enum.String(c, subjectClassNames) }

// MarshalText returns the name of c, and an error if it has none.
func (c SubjectClass) MarshalText() ([]byte, error) {
	return enum.Text(c, subjectClassNames, "consent: subject class")
}

// UnmarshalText reads the name of a subject class.
func (c *SubjectClass) UnmarshalText(text []byte) error {
	return enum.Parse(c, text, subjectClassNames, "consent: subject class")
}

// RecordState is the state of the record that holds the information.
type RecordState uint8

// The states of a record.
const (
	RecordUnknown    RecordState = iota
	RecordNormal                 // in use
	RecordRestricted             // kept, to be stored and secured only (PIPL 47(2))
	RecordDeleted                // gone
)

var recordStateNames = []string{"", "normal", "restricted", "deleted"}

// String returns the name of s, as in JSON.
func (s RecordState) String() string { return enum.String(s, recordStateNames) }

// MarshalText returns the name of s, and an error if it has none.
func (s RecordState) MarshalText() ([]byte, error) {
	return enum.Text(s, recordStateNames, "consent: record state")
}

// UnmarshalText reads the name of a record state.
func (s *RecordState) UnmarshalText(text []byte) error {
	return enum.Parse(s, text, recordStateNames, "consent: record state")
}
