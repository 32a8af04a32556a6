package consent

import (
	"slices"

	"golang.org/x/text/language"

	"github.com/khtong/privacykit/internal/enum"
	"github.com/khtong/privacykit/law"
)

// Exception is an exception to consent as privacy policies word it after GB/T
// 35273-2020, 5.6 and 9.5. Most of them are wider than the law: PIPL 13(1)
// knows seven bases and nothing else. A claim is therefore decided on the bases
// of [Exception.Bases] that the register lists, with the evidence that each of
// them needs, and never on its wording.
type Exception uint8

// The exceptions. The comments give the policy's number among the eleven for
// collection and use, and among the six for sharing, transfer and publication.
const (
	ExceptionNone       Exception = iota
	NationalSecurity              // 1; 5 of sharing: a named statute, or an emergency
	PublicSecurity                // 2, public security and health, major public interest: the same
	CriminalProcedure             // 3: a named statute, with the document of the authority
	VitalInterests                // 4; 3 of sharing: an emergency; that consent is hard to get is no test
	SelfPublished                 // 5; 4 of sharing: public information, within PIPL 27
	LawfullyPublished             // 6; 6 of sharing: the same
	ContractAtRequest             // 7: necessary for a contract with the person
	StableRunning                 // 8, stable running and faults: a contract, or the log duty of the Cybersecurity Law
	LawfulNews                    // 9: news in the public interest
	AcademicResearch              // 10: no basis in the law, always denied
	OtherStatute                  // 11: another law or administrative regulation, named
	StatutoryObligation           // 1 of sharing: a named statute
	AuthorityDemand               // 2 of sharing: a named statute, with the document of the authority
)

var exceptionNames = []string{
	"", "national_security", "public_security", "criminal_procedure", "vital_interests", "self_published", "lawfully_published",
	"contract_at_request", "stable_running", "lawful_news", "academic_research", "other_statute", "statutory_obligation",
	"authority_demand",
}

// within says for which operations a policy words an exception.
type within uint8

const (
	collecting within = 1 << iota // collection and use
	providing                     // sharing, transfer, publication
)

var exceptionTable = [...]struct {
	within   within
	document bool // of the authority that asks
	bases    []Basis
	label    law.Text
}{
	ExceptionNone: {label: law.Text{ZH: "无", EN: "none"}},
	NationalSecurity: {
		collecting | providing, false,
		[]Basis{StatutoryDuty, OtherLaw, Emergency},
		law.Text{ZH: "国家安全、国防安全", EN: "national security and defence"},
	},
	PublicSecurity: {
		collecting, false,
		[]Basis{StatutoryDuty, OtherLaw, Emergency},
		law.Text{ZH: "公共安全、公共卫生、重大公共利益", EN: "public security, public health, major public interest"},
	},
	CriminalProcedure: {
		collecting, true,
		[]Basis{StatutoryDuty, OtherLaw},
		law.Text{ZH: "犯罪侦查、起诉、审判和判决执行", EN: "criminal investigation, prosecution, trial and enforcement"},
	},
	VitalInterests: {
		collecting | providing, false,
		[]Basis{Emergency},
		law.Text{ZH: "生命、财产等重大合法权益", EN: "vital interests such as life and property"},
	},
	SelfPublished: {
		collecting | providing, false,
		[]Basis{PublicInformation},
		law.Text{ZH: "自行向社会公众公开的信息", EN: "information that the person published"},
	},
	LawfullyPublished: {
		collecting | providing, false,
		[]Basis{PublicInformation},
		law.Text{ZH: "合法公开披露的信息", EN: "information that is lawfully public"},
	},
	ContractAtRequest: {
		collecting, false,
		[]Basis{Contract},
		law.Text{ZH: "根据个人要求签订合同所必需", EN: "necessary for a contract at the person's request"},
	},
	StableRunning: {
		collecting, false,
		[]Basis{Contract, StatutoryDuty},
		law.Text{ZH: "产品、服务的安全稳定运行", EN: "safe and stable running of the service"},
	},
	LawfulNews: {
		collecting, false,
		[]Basis{News},
		law.Text{ZH: "合法的新闻报道", EN: "lawful news reporting"},
	},
	AcademicResearch: {
		collecting, false, nil,
		law.Text{ZH: "学术研究", EN: "academic research"},
	},
	OtherStatute: {
		collecting, false,
		[]Basis{OtherLaw},
		law.Text{ZH: "法律法规规定的其他情形", EN: "other cases laid down by law"},
	},
	StatutoryObligation: {
		providing, false,
		[]Basis{StatutoryDuty},
		law.Text{ZH: "履行法律法规规定的义务", EN: "a duty laid down by law"},
	},
	AuthorityDemand: {
		providing, true,
		[]Basis{StatutoryDuty, OtherLaw},
		law.Text{ZH: "有权机关依法要求提供", EN: "a lawful demand of an authority"},
	},
}

// String returns the name of x, as in JSON.
func (x Exception) String() string { return enum.String(x, exceptionNames) }

// MarshalText returns the name of x, and an error if it has none.
func (x Exception) MarshalText() ([]byte, error) {
	return enum.Text(x, exceptionNames, "consent: exception")
}

// UnmarshalText reads the name of an exception.
func (x *Exception) UnmarshalText(text []byte) error {
	return enum.Parse(x, text, exceptionNames, "consent: exception")
}

// Label returns the name of x for readers, in Chinese or English.
func (x Exception) Label(tag language.Tag) string { return exceptionTable[x.index()].label.In(tag) }

// Bases returns the legal bases that can carry x, in the order in which they
// are tried. There are none for [AcademicResearch], for ExceptionNone and for
// what is no exception.
func (x Exception) Bases() []Basis { return slices.Clone(exceptionTable[x.index()].bases) }

// Covers reports whether policies word x for the operation: those of the
// sharing list for Share, Transfer, Publish and Export, those of the first list
// for all others.
func (x Exception) Covers(op Operation) bool {
	group := collecting
	switch op {
	case OpUnknown:
		return false
	case Share, Transfer, Publish, Export:
		group = providing
	default:
	}
	return exceptionTable[x.index()].within&group != 0
}

func (x Exception) index() Exception {
	if int(x) >= len(exceptionTable) {
		return ExceptionNone
	}
	return x
}

// claim checks the exception claimed, and returns the bases that can carry it
// among those listed.
func (d *decider) claim(listed bases) bases {
	x := d.req.Claim
	row := &exceptionTable[x.index()]
	switch {
	case !x.Covers(d.req.Operation):
		d.fail(ReasonClaimOutside, x.name())
		return 0
	case len(row.bases) == 0:
		d.fail(ReasonNoLegalBasis, x.name())
		return 0
	case row.document:
		d.need(d.facts.LegalDocument, ReasonLegalDocumentMissing)
	}
	var carry bases
	for _, b := range row.bases {
		carry |= 1 << b
	}
	return listed & carry
}

// name is the name of x for a reason, and "claim" for what is no exception.
func (x Exception) name() string {
	if x.index() == ExceptionNone {
		return "claim"
	}
	return exceptionNames[x]
}

// logDuty reports whether c is the duty to keep network logs, the only statute
// on which [StableRunning] rests: Cybersecurity Law 21, and 23 of the text of 2025.
func logDuty(c law.Citation, version string) bool {
	return c.Statute == law.CybersecurityLaw && (c.Article == 21 && version == "2016" || c.Article == 23 && version == "2025") &&
		(c.Item == 0 || c.Item == 3)
}
