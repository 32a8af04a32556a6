// Package consent answers one question: may we? May this personal information
// be collected, used, shared, entrusted, transferred, published, exported or
// used for an automated decision, for this purpose, now or on any past day. Most
// hosts need one method, [Register.Decide], and one question about its answer,
// [Decision.Allowed].
//
//	reg, err := consent.ParseRegister(data) // once, at start
//	…
//	state, err := ledger.State(ctx, subject) // what the person said
//	…
//	d := reg.Decide(consent.Request{
//		Subject: subject, Operation: consent.Use, Purpose: "improve_experience",
//		Kinds: []identifiers.Kind{"survey_response"}, Role: "consumer", At: now,
//	}, consent.Facts{State: state, Subject: consent.Adult, Record: consent.RecordNormal})
//	if !d.Allowed() {
//		return d.Explain(language.Chinese)
//	}
//
// # Unknown is no
//
// The zero value of everything denies: a nil [Register], an empty [Request],
// absent [Facts]. An answer allows only if each condition is proved, since the
// burden of proof is the handler's (个人信息保护法, PIPL, 69). Where a fact is
// missing the answer is [Pending] and names it; where the notice changed its
// purpose, method or kinds after consent was given it is [Reconsent]; otherwise
// it is [Deny], with all reasons and not only the first. None of the three may
// be treated as a yes.
//
// # Register
//
// A [Register] is the collection table of a privacy policy as data: which kinds,
// for which purposes, in which scenarios, on which of the seven bases of PIPL
// 13(1), and who receives them. [ParseRegister] reads it from strict JSON in the
// form of [Document]; it is then immutable, and its hash stands in every
// decision.
//
// Some promises of usual policies have no ground in the law, and the register
// or the decision says so: a "statutory duty" without a statute does not decide;
// an optional purpose does not rest on a contract; continued use is neither
// consent nor acceptance of a new notice; a general agreement does not cover
// sensitive information or sharing; a class of recipients is not a recipient.
//
// # Notice
//
// A privacy policy and the code that keeps it are one document here.
// [Register.WriteMarkdown] and [Register.WriteHTML] write the policy's tables
// from the register. [Register.Next] makes the register of the next version:
// [Diff] finds what it changes, who must be told and how, and whose consent must
// be asked for again, which [Register.Decide] then demands.
//
// # Operations
//
// Each [Operation] has the gate of its article. What a gate asks about a
// recipient, an agreement or an [Automation] stands in the register; what it asks
// about the case at hand stands in [Facts]. So Entrust asks for an agreement
// with the six points of PIPL 21 and for no consent, Transfer for one of the
// causes of PIPL 22 and a notice, Publish for consent given to [Public], Export
// for the mechanism that the numbers of the year call for (see [ExportFacts])
// and for separate consent on top. An [Obligation] says what follows.
//
// An exception to consent, as policies word it, is a claim in the request: it
// is decided on the bases that can carry it; see [Exception].
//
// [Rulebook] lists the sources with their dates, and says which of them were
// read. [Rules] are the readings left to counsel.
//
// [Register.DecideInto] answers for many subjects or kinds without allocating
// for each, and [WhatIf] says which answers another register would change.
//
// # Ledger
//
// What a person said is a sequence of [Event] values, appended and never
// changed. [State] is a fold over them, for any instant: consent holds from the
// instant it was given up to, and not including, the instant at which it was
// withdrawn, and a withdrawal has no effect on what was done before (PIPL
// 15(2)). A [Ledger] validates and records events in an [EventStore]; this
// package has one in memory, package sqlstore others, and package
// eventstoretest the suite that each must pass.
//
// Where several nodes share a store, a [Cache] keeps the states of all subjects
// in memory, follows the store, and says per call how up to date an answer is:
// [Fresh], [AtLeast] a token or [Bounded] by a time. A state that is too old is
// [Pending] where a decision needs it.
//
// One ledger does for all that consent is asked for:
//
//   - Cookies and similar technologies (Cookie 及同类技术) are purposes of the
//     register. A banner that was closed is an event that is not Affirmative,
//     or no more than [Requested].
//   - The host says how old a person is, with [Facts].Subject. For a child under
//     14 the actor of a grant must be [Guardian] (PIPL 31(1)); its EvidenceRef is
//     where the guardianship is proved. A guardian's grant still counts when the
//     child has turned 14: whether to ask again then is a question for counsel.
//   - Consent to longer retention is a purpose of its own, with a row, a
//     retention class and a ValidUntil of its own. Information may be kept for as
//     long as its purpose needs (PIPL 19), which consent to the first purpose
//     does not stretch; when the consent ends, the ground to keep it ends too
//     (PIPL 47(1)).
//   - Consent from an earlier system is imported as [Migrated], with evidence and
//     the notice version that was shown; without a version it proves nothing.
//     Import what a person said in the order of time: the later Seq speaks last.
//
// What was consented to is exported with [Register.Records], in the form
// of ISO/IEC TS 27560. A repository finds the person of a piece of work with
// [FromContext].
//
// Events and decisions hold opaque ids and references. Keep it so: a subject id
// that is a telephone number would carry it into every log.
//
// # Limits
//
// What is decided is what the facts say; whether an agreement, an assessment or
// a review is good is for people to find. The thresholds of the Cross-border
// Provisions, article 10 of the rules on faces and the children's provisions
// were not read in their text: [Rulebook] says so. Face information is the kind
// face_feature of package identifiers and what lies below it. The lists of PIPL
// 42, of recipients abroad, are not looked at. Anonymised information is outside
// the law (PIPL 4(1)) and needs no question; de-identified information is inside
// it.
//
// Sensitive information is what package identifiers does not hold to be general,
// which is more than the law's own list. Separate consent is asked for where
// the basis is consent, and not under the other bases. Both are readings that
// counsel should confirm, and that [Rules] can change. This package is an aid to
// compliance and no legal advice.
package consent
