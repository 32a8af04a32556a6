package consent

import (
	"encoding/json"
	"errors"

	"golang.org/x/text/language"

	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/law"
)

// Reason is one ground of a decision.
type Reason struct {
	// Code says what it is.
	Code ReasonCode
	// Basis is the basis that was tried, and BasisUnknown for a ground that
	// does not depend on it.
	Basis Basis
	// About is what the ground is about: the id of a declared purpose, kind,
	// recipient or notice version, or the name of a field of the request. What
	// the register does not know is named by its place ("kinds[2]"), and never
	// repeated.
	About string
}

// Effect returns what the reason alone makes of a request.
func (r Reason) Effect() Effect { return r.Code.row().effect }

// Citation returns the article behind the reason, and the zero Citation if it
// has none.
func (r Reason) Citation() law.Citation {
	if row := r.Code.row(); row.cite != (law.Citation{}) {
		return row.cite
	}
	return r.Basis.Citation()
}

// In returns the reason as one sentence in Chinese or English, without the
// article. Ids of a register stand as they are; [Decision.Explain] has its labels.
func (r Reason) In(tag language.Tag) string { return r.sentence(tag, nil) }

func (r Reason) sentence(tag language.Tag, l *labels) string {
	row := r.Code.row()
	s := row.text.In(tag)
	about := r.About
	switch row.about {
	case aboutField:
	case aboutPurpose:
		about = l.purpose(Purpose(r.About)).In(tag)
	case aboutKind:
		about = l.kind(identifiers.Kind(r.About)).In(tag)
	case aboutRecipient:
		about = l.recipient(r.About).In(tag)
	case aboutTerm:
		about = named(r.About, termNames, termLabels[:], tag)
	case aboutMechanism:
		about = named(r.About, mechanismNames, mechanismLabels[:], tag)
	case aboutClaim:
		var x Exception
		if x.UnmarshalText([]byte(r.About)) == nil {
			about = x.Label(tag)
		}
	}
	if about == "" {
		return s
	}
	return s + law.Text{ZH: "：", EN: ": "}.In(tag) + about
}

// named returns the label of the value that has the name, and the name if none
// has.
func named(name string, names []string, labels []law.Text, tag language.Tag) string {
	for i := range labels {
		if names[i] == name {
			return labels[i].In(tag)
		}
	}
	return name
}

// MarshalJSON returns an object with code, effect and, where there are such,
// basis, about and citation.
func (r Reason) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Code     string       `json:"code"`
		Effect   Effect       `json:"effect"`
		Basis    Basis        `json:"basis,omitzero"`
		About    string       `json:"about,omitzero"`
		Citation law.Citation `json:"citation,omitzero"`
	}{r.Code.String(), r.Effect(), r.Basis, r.About, r.Citation()})
}

// ReasonCode is the typed code of a [Reason].
type ReasonCode uint8

// The reasons why something is allowed.
const (
	ReasonUnknown          ReasonCode = iota
	ReasonBasisEstablished            // the legal basis holds, with its evidence
	ReasonConsentNotNeeded            // the basis is one of items 2–7
	ReasonWithinMandate               // an entrusted party acts inside its agreement
)

// The reasons why something is denied.
const (
	ReasonRegisterEmpty           ReasonCode = iota + 10 // there is no register
	ReasonRegisterNotInEffect                            // the register is not yet in effect at that instant
	ReasonLawNotInForce                                  // the Personal Information Protection Law is not yet in force at that instant
	ReasonRequestIncomplete                              // the request lacks a field
	ReasonSubjectMismatch                                // the consent state belongs to another subject
	ReasonPurposeUndeclared                              // the register does not declare the purpose
	ReasonKindOutsidePurpose                             // no activity processes the kind for the purpose
	ReasonRoleOutside                                    // the activity is not for that role, or the role is missing
	ReasonScenarioOutside                                // the activity does not take place in that scenario
	ReasonBasisUndeclared                                // the register does not list the basis for the purpose and kind
	ReasonNotNecessary                                   // an optional purpose is not necessary for a contract
	ReasonStatuteLevel                                   // the statute is no law or administrative regulation
	ReasonStatuteNotInForce                              // the statute is not known to be in force at that instant
	ReasonPublicationRefused                             // the person refused the processing of public information
	ReasonConsentMissing                                 // there is no consent
	ReasonConsentRefused                                 // consent was refused
	ReasonConsentWithdrawn                               // consent was withdrawn
	ReasonConsentExpired                                 // consent ran out
	ReasonConsentInvalidated                             // consent turned out to be void
	ReasonNoAffirmativeAct                               // nobody acted: no consent
	ReasonNotByPerson                                    // neither the person nor a guardian acted
	ReasonGuardianMissing                                // a child's guardian did not consent
	ReasonNotInformed                                    // consent without a notice
	ReasonSeparateForSensitive                           // sensitive information without separate consent
	ReasonSeparateForSharing                             // providing without separate consent
	ReasonWrittenMissing                                 // consent is not in writing
	ReasonSubjectDeceased                                // the basis needs a living person
	ReasonRecordRestricted                               // the record may only be stored
	ReasonRecordDeleted                                  // the record is gone
	ReasonRecipientUnknown                               // the register does not know the recipient
	ReasonRecipientOutsidePurpose                        // the recipient is not declared for the purpose
	ReasonRecipientOutsideKind                           // the recipient is not declared for the kind
	ReasonRecipientEntrusted                             // the recipient is an entrusted party: ask for Entrust
	ReasonRecipientAbroad                                // the recipient is outside the mainland: ask for Export
	ReasonRecipientAtHome                                // the recipient is in the mainland: Export is not the question
	ReasonRecipientRelationship                          // the operation is not the one for the recipient's relationship
	ReasonAgreementEnded                                 // the agreement with the recipient is over
	ReasonTransferCause                                  // what happens is no cause of a transfer
	ReasonSeparateForPublication                         // publication without separate consent
	ReasonSeparateForExport                              // export without separate consent
	ReasonSeparateForPublicPlace                         // images from public places without separate consent
	ReasonPublicPlacePurpose                             // images from public places for another purpose than public safety
	ReasonExportRouteTooWeak                             // the numbers ask for a security assessment
	ReasonExportRouteExpired                             // the mechanism does not hold at that instant
	ReasonAutomationUndeclared                           // no activity is declared to decide by program
	ReasonAutomationRefused                              // the person refused the automated decision
	ReasonOutsideMandate                                 // an entrusted party outside its agreement
	ReasonMandateEnded                                   // the agreement of an entrusted party or joint handlers is over
	ReasonClaimOutside                                   // the exception is not worded for the operation
	ReasonNoLegalBasis                                   // the exception has no basis in the law
	ReasonStatuteUnfit                                   // the statute is not the one that can carry the exception
	ReasonChildPublication                               // publication of a child's information
)

// The reasons to ask the person again.
const (
	ReasonNoticeChanged          ReasonCode = iota + 70 // purpose, method or kind changed since
	ReasonNoticeUnknown                                 // consent under a notice that the register does not know
	ReasonTransferPurposeChanged                        // the successor does not keep purpose and method
	ReasonOutsideReceived                               // the information was received for something else
)

// The facts that may be missing.
const (
	ReasonConsentRequested       ReasonCode = iota + 80 // consent was asked for and not yet answered
	ReasonContractMissing                               // no contract is named
	ReasonLabourRulesMissing                            // no labour rules or collective contract are named
	ReasonStatuteMissing                                // no statute is named
	ReasonEmergencyMissing                              // no emergency was found
	ReasonPublicInterestMissing                         // no public interest was found
	ReasonPublicationMissing                            // publication was not found
	ReasonScopeUnassessed                               // reasonable scope was not found
	ReasonMajorEffectUnassessed                         // absence of a major effect was not found
	ReasonNoticeMissing                                 // no notice was given
	ReasonNoticeOutdated                                // the notice given has changed since
	ReasonSubjectUnknown                                // the class of the person is unknown
	ReasonChildRulesMissing                             // no rules for children are named
	ReasonRecordUnknown                                 // the state of the record is unknown
	ReasonAssessmentMissing                             // no impact assessment is named
	ReasonRecipientUnnamed                              // name, contact or location of the recipient is missing
	ReasonAgreementMissing                              // no contract with the recipient is named
	ReasonEntrustmentMissing                            // no agreement with the entrusted party is named
	ReasonTermMissing                                   // the agreement does not settle a point
	ReasonJointDutiesMissing                            // joint handlers did not agree on rights and duties
	ReasonSubentrustUnapproved                          // the handler's consent to entrusting in turn is not named
	ReasonTransferCauseMissing                          // the cause of the transfer is not named
	ReasonSuccessorNoticeMissing                        // no notice of the successor is recorded
	ReasonExportNoticeMissing                           // no notice of the recipient abroad is recorded
	ReasonExportRouteMissing                            // no mechanism of export is named
	ReasonExportStatusMissing                           // critical infrastructure or important data is not ruled out
	ReasonExportCountMissing                            // the numbers of the year are not known
	ReasonForeignApprovalMissing                        // no approval for a foreign authority is named
	ReasonFairnessMissing                               // transparency and fairness were not reviewed
	ReasonFaceAlternativeMissing                        // no other way than the face is named
	ReasonSignMissing                                   // no sign in the public place is named
	ReasonLegalDocumentMissing                          // no document of the authority is named
	ReasonStateStale                                    // the consent state may lack events
)

// String returns the stable name of c, such as "consent_withdrawn".
func (c ReasonCode) String() string { return c.row().name }

// MarshalText returns the stable name of c.
func (c ReasonCode) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads the stable name of a code.
func (c *ReasonCode) UnmarshalText(text []byte) error {
	for i := range reasonTable {
		if i != int(ReasonUnknown) && reasonTable[i].name != "" && reasonTable[i].name == string(text) {
			*c = ReasonCode(i) // #nosec G115 -- the table has fewer than 256 rows
			return nil
		}
	}
	return errors.New("consent: reason: unknown name")
}

func (c ReasonCode) row() *reasonRow {
	if int(c) >= len(reasonTable) || reasonTable[c].name == "" {
		c = ReasonUnknown
	}
	return &reasonTable[c]
}

type reasonAbout uint8

const (
	aboutField reasonAbout = iota
	aboutPurpose
	aboutKind
	aboutRecipient
	aboutTerm
	aboutMechanism
	aboutClaim
)

type reasonRow struct {
	name   string
	effect Effect
	about  reasonAbout
	cite   law.Citation // zero: the citation of the basis
	text   law.Text
}
