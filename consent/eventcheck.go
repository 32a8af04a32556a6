package consent

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// The limits of an event. They keep every id within an indexed column of any
// of the usual databases.
const (
	maxOpaque = 255 // bytes of Subject, Key, ID and EvidenceRef
	maxCode   = 128 // bytes of a code or a register id
	maxList   = 256 // entries of Purposes, Kinds, Recipients
)

// Validate reports whether the event may enter a ledger. The error matches
// [ErrEvent] and names the field and the rule, never the value:
//
//   - Key, Subject, Type and OccurredAt are present;
//   - Subject, Key, ID and EvidenceRef are printable text of at most 255 bytes,
//     every other string a code of at most 128 letters, digits and _ . : -;
//   - a list has at most 256 entries, none twice;
//   - a grant names its purposes, kinds, form and actor; [Given] and [Renewed]
//     also the notice version, [Migrated] the evidence;
//   - instants lie in the years 1 to 9999, and a grant ends after it began.
//
// An act that gives no valid consent (a pre-ticked box, say) is still a fact:
// it may be recorded, and [Register.Decide] does not count it.
func (e Event) Validate() error {
	if field, rule := e.problem(); field != "" {
		return fmt.Errorf("%w: %s: %s", ErrEvent, field, rule)
	}
	return nil
}

func (e *Event) problem() (field, rule string) {
	switch {
	case e.Key == "":
		return "key", "missing"
	case e.Subject == "":
		return "subject", "missing"
	case int(e.Type) >= len(eventTypeNames) || e.Type == EventUnknown:
		return "type", "unknown"
	case int(e.Form) >= len(formNames):
		return "form", "unknown"
	case int(e.Actor) >= len(actorNames):
		return "actor", "unknown"
	case e.OccurredAt.IsZero():
		return "occurred_at", "missing"
	}
	for _, f := range [...]struct{ name, value string }{
		{"id", e.ID}, {"key", e.Key}, {"subject", e.Subject}, {"evidence_ref", e.EvidenceRef},
	} {
		if !validOpaque(f.value) {
			return f.name, opaqueRule
		}
	}
	for _, f := range [...]struct{ name, value string }{
		{"notice_version", e.NoticeVersion},
		{"notice_hash", e.NoticeHash},
		{"method", e.Method},
		{"channel", e.Channel},
		{"locale", e.Locale},
	} {
		if f.value != "" && !validCode(f.value) {
			return f.name, codeRule
		}
	}
	for _, f := range [...]struct{ name, rule string }{
		{"purposes", listProblem(e.Purposes)}, {"kinds", listProblem(e.Kinds)}, {"recipients", listProblem(e.Recipients)},
	} {
		if f.rule != "" {
			return f.name, f.rule
		}
	}
	for _, f := range [...]struct {
		name string
		t    time.Time
	}{{"occurred_at", e.OccurredAt}, {"recorded_at", e.RecordedAt}, {"valid_until", e.ValidUntil}} {
		if !f.t.IsZero() && !validInstant(f.t) {
			return f.name, "outside the years 1-9999"
		}
	}
	if e.Type.Grants() {
		return e.grantProblem()
	}
	return "", ""
}

func (e *Event) grantProblem() (field, rule string) {
	switch {
	case len(e.Purposes) == 0:
		return "purposes", "missing: consent is given to named purposes"
	case len(e.Kinds) == 0:
		return "kinds", "missing: consent is given to named kinds"
	case e.Form == FormUnknown:
		return "form", "missing"
	case e.Actor == ActorUnknown:
		return "actor", "missing"
	case e.Type == Migrated && e.EvidenceRef == "":
		return "evidence_ref", "missing: an imported consent must be proved"
	case e.Type != Migrated && e.NoticeVersion == "":
		return "notice_version", "missing"
	case !e.ValidUntil.IsZero() && !e.ValidUntil.After(e.OccurredAt):
		return "valid_until", "not after occurred_at"
	}
	return "", ""
}

const (
	opaqueRule = "not printable text of at most 255 bytes"
	codeRule   = "not a code of at most 128 letters, digits and _ . : -"
)

// validCode reports whether s may name something in a register.
func validCode(s string) bool {
	if s == "" || len(s) > maxCode {
		return false
	}
	for i := range len(s) {
		c := s[i]
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
		if !letter && (i == 0 || !strings.ContainsRune("_.:-", rune(c))) {
			return false
		}
	}
	return true
}

func validOpaque(s string) bool {
	return len(s) <= maxOpaque && validText(s)
}

// validText reports whether s is printable: valid UTF-8 without control or
// format characters.
func validText(s string) bool {
	if !utf8.ValidString(s) {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) })
}

func listProblem[S ~string](list []S) string {
	if len(list) > maxList {
		return "more than 256 entries"
	}
	for i, s := range list {
		if !validCode(string(s)) {
			return fmt.Sprintf("entry %d: %s", i, codeRule)
		}
		if slices.Contains(list[:i], s) {
			return fmt.Sprintf("entry %d: named twice", i)
		}
	}
	return ""
}

// validInstant reports whether t has a form in JSON.
func validInstant(t time.Time) bool {
	year := t.UTC().Year()
	return 1 <= year && year <= 9999
}
