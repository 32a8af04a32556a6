package audit

import (
	"fmt"
	"slices"
	"time"
	"unicode"
	"unicode/utf8"
)

// Limits of an [Entry].
const (
	// MaxText is the greatest length of one text of an entry, in bytes of UTF-8.
	MaxText = 512
	// MaxReasons is the greatest number of reasons of an entry.
	MaxReasons = 64
)

// A Type says what kind of act an entry records. The zero Type is invalid.
// Hosts may use types of their own: 1 to 64 letters a-z, digits and the
// characters '_', '-' and '.', beginning with a letter.
type Type string

// The types that privacykit and its examples use.
const (
	TypeAccess   Type = "access"   // somebody looked at, or was refused, data
	TypeDecision Type = "decision" // a legal basis was asked for
	TypeConsent  Type = "consent"  // consent was given, refused or withdrawn
	TypeDisposal Type = "disposal" // records were deleted or anonymised
	TypeErasure  Type = "erasure"  // a subject's key was erased
	TypeRequest  Type = "request"  // a data subject asked for something
	TypeIncident Type = "incident" // a security incident and its handling
	TypeKey      Type = "key"      // a key or an epoch was made, moved or destroyed
	TypeImport   Type = "import"   // records came in from another system
	TypePrune    Type = "prune"    // the oldest entries were removed; only Log.Prune writes it
)

// An Entry is one act in the log. It holds pseudonyms and hashes, never
// personal data; see the package comment.
//
// Type and Actor are required. Every text is valid UTF-8 of at most [MaxText]
// bytes without control characters.
type Entry struct {
	// Seq is the entry's place in the log, from 0. Append assigns it.
	Seq int64 `json:"seq"`
	// Time is when the act happened, in UTC to the microsecond (finer parts
	// are cut off), between the years 1 and 9999. Append sets a zero Time from
	// [Options].Now.
	Time time.Time `json:"time"`
	// Type is the kind of act.
	Type Type `json:"type"`
	// Actor is who acted: the host's id of a person, a service or a job.
	Actor string `json:"actor"`
	// Subject is the pseudonym of the person whose data it was about, or "".
	Subject string `json:"subject,omitempty"`
	// Purpose is the declared purpose, or "".
	Purpose string `json:"purpose,omitempty"`
	// Object is what was acted upon: a table and a reference, or a hash.
	Object string `json:"object,omitempty"`
	// Outcome is how it ended, such as "allowed", "denied" or "erased".
	Outcome string `json:"outcome,omitempty"`
	// Reasons are codes that explain the outcome, none of them empty.
	Reasons []string `json:"reasons,omitempty"`
	// Key is the idempotency key of the act, unique in the log, or "" for an
	// entry that may be repeated; see [Log.Append].
	Key string `json:"key,omitempty"`
}

// An EntryError says why an entry cannot be appended or encoded. It holds no
// value of the entry.
type EntryError struct {
	Index int    // place of the entry among those given, from 0
	Field string // such as "actor" or "reasons[2]"
	Rule  string // what the field breaks
}

func (e *EntryError) Error() string {
	return fmt.Sprintf("audit: entries[%d].%s: %s", e.Index, e.Field, e.Rule)
}

// keyText is the place of the key among the texts. Reasons are encoded before
// it: an encoding that was cut short is not one.
const keyText = 6

// textNames are the names of the fields that texts returns.
var textNames = [...]string{"type", "actor", "subject", "purpose", "object", "outcome", "key"}

// texts returns the texts of e, reasons aside, in the order of the encoding.
func (e *Entry) texts() [len(textNames)]string {
	return [...]string{string(e.Type), e.Actor, e.Subject, e.Purpose, e.Object, e.Outcome, e.Key}
}

// setTexts is the inverse of texts.
func (e *Entry) setTexts(t [len(textNames)]string) {
	e.Type = Type(t[0])
	e.Actor, e.Subject, e.Purpose, e.Object, e.Outcome, e.Key = t[1], t[2], t[3], t[4], t[5], t[6]
}

// check returns the first rule that e breaks, nil if none.
func (e *Entry) check(index int) error {
	fail := func(field, rule string) error {
		return &EntryError{Index: index, Field: field, Rule: rule}
	}
	if e.Seq < 0 {
		return fail("seq", "is negative")
	}
	if t := microTime(e.Time); t.IsZero() || t.Year() < 1 || t.Year() > 9999 {
		return fail("time", "is unset or outside the years 1 to 9999")
	}
	if !e.Type.valid() {
		return fail("type", "is not 1 to 64 of a-z, 0-9, '_', '-', '.' beginning with a letter")
	}
	if e.Actor == "" {
		return fail("actor", "is empty")
	}
	for i, s := range e.texts() {
		if rule := textRule(s); rule != "" {
			return fail(textNames[i], rule)
		}
	}
	if len(e.Reasons) > MaxReasons {
		return fail("reasons", fmt.Sprintf("are more than %d", MaxReasons))
	}
	for i, s := range e.Reasons {
		rule := textRule(s)
		if s == "" {
			rule = "is empty"
		}
		if rule != "" {
			return fail(fmt.Sprintf("reasons[%d]", i), rule)
		}
	}
	return nil
}

func (t Type) valid() bool {
	if t == "" || len(t) > 64 || t[0] < 'a' || t[0] > 'z' {
		return false
	}
	for _, c := range []byte(t) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' && c != '-' && c != '.' {
			return false
		}
	}
	return true
}

// textRule returns the rule that s breaks, "" if none.
func textRule(s string) string {
	if len(s) > MaxText {
		return fmt.Sprintf("is longer than %d bytes", MaxText)
	}
	if !utf8.ValidString(s) {
		return "is not valid UTF-8"
	}
	for _, r := range s {
		if unicode.IsControl(r) {
			return "has a control character"
		}
	}
	return ""
}

// normal returns a copy of e that shares no memory with it, with the time as
// the log keeps it.
func (e Entry) normal() Entry {
	e.Time = microTime(e.Time)
	e.Reasons = slices.Clone(e.Reasons)
	if len(e.Reasons) == 0 {
		e.Reasons = nil
	}
	return e
}

// microTime returns t in UTC, cut to the microsecond. The zero time stays zero.
func microTime(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }
