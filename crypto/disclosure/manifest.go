package disclosure

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Limits of a package. Both sides hold to them.
const (
	MaxRecipients = 64      // recipients of one package
	MaxManifest   = 1 << 16 // bytes of the encoded manifest: its texts, 4 for each kind, 36 for each recipient, and 68
	MaxFiles      = 10_000  // files in one package
	MaxNameLen    = 255     // bytes of a file's name
)

// Recipient is one of those a package is made for.
type Recipient struct {
	Name string    // of the organisation or the person
	Key  PublicKey // checked by its Fingerprint
}

// Manifest says what is disclosed, by whom, to whom and why. It travels inside the package: recipients read it, nobody else.
//
// Every text is required, UTF-8, and without control characters or characters that are not seen (Unicode Cc, Cf, Zl, Zp).
type Manifest struct {
	ID         string      // the sender's name of this disclosure, such as the number of the letter that asked for it
	Controller string      // the personal information handler (个人信息处理者) that discloses
	Recipients []Recipient // 1 to MaxRecipients, no key twice; each of them reads the names of all
	Purpose    string      // what the recipients need it for
	LegalBasis string      // the provision that allows or demands it, as it is cited
	Kinds      []string    // the kinds of personal information, at least one
	Persons    int64       // how many persons it is about; 0 means not counted
	Records    int64       // how many records it holds; 0 means not counted
	Time       time.Time   // when it was made, kept to the second in UTC, between the years 1 and 9999
}

// Receipt is what remains of a disclosure on both sides: Writer.Close and Reader.Receipt return the same. It holds hashes,
// numbers, the time and the fingerprints, no name and no text, so it can stand in an audit log and be sent by any channel.
type Receipt struct {
	Package    string    `json:"package"`           // SHA-256 of the sealed bytes, lower-case hexadecimal, as sha256sum prints it
	Size       int64     `json:"size"`              // how many sealed bytes
	Manifest   string    `json:"manifest"`          // SHA-256 of the manifest with the table of files; the package comment says how
	Recipients []string  `json:"recipients"`        // the fingerprints of the recipients' keys, in the order of the manifest
	Files      int       `json:"files"`             // how many files
	Bytes      int64     `json:"bytes"`             // how many bytes all files hold
	Persons    int64     `json:"persons,omitempty"` // of the manifest
	Records    int64     `json:"records,omitempty"` // of the manifest
	Time       time.Time `json:"time"`              // of the manifest
}

// String returns how many recipients and kinds a manifest has.
func (m Manifest) String() string {
	return fmt.Sprintf("manifest: %d recipients, %d kinds", len(m.Recipients), len(m.Kinds))
}

// Format prints String for every verb, since a purpose may name a person. Only where fmt calls no method (%p, and inside
// unexported fields of other types) does it print the fields.
func (m Manifest) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(m.String())) }

// LogValue is String.
func (m Manifest) LogValue() slog.Value { return slog.StringValue(m.String()) }

// MarshalJSON always fails: who wants to keep a manifest elsewhere writes its fields there.
func (m Manifest) MarshalJSON() ([]byte, error) {
	return nil, errors.New("disclosure: a manifest has no JSON form")
}

// check returns what is wrong with a manifest, "" if nothing is: the name of the field and the rule.
func (m *Manifest) check() string {
	for _, text := range []struct{ field, s string }{{"ID", m.ID}, {"Controller", m.Controller}, {"Purpose", m.Purpose}, {"LegalBasis", m.LegalBasis}} {
		if rule := checkText(text.s); rule != "" {
			return text.field + rule
		}
	}
	if len(m.Kinds) == 0 {
		return "Kinds is empty"
	}
	for i, kind := range m.Kinds {
		if rule := checkText(kind); rule != "" {
			return fmt.Sprintf("Kinds[%d]%s", i, rule)
		}
	}
	if len(m.Recipients) == 0 || len(m.Recipients) > MaxRecipients {
		return fmt.Sprintf("Recipients are not 1 to %d", MaxRecipients)
	}
	seen := make(map[PublicKey]bool, len(m.Recipients))
	for i, r := range m.Recipients {
		if rule := checkText(r.Name); rule != "" {
			return fmt.Sprintf("Recipients[%d].Name%s", i, rule)
		}
		if !r.Key.IsValid() {
			return fmt.Sprintf("Recipients[%d].Key is zero", i)
		}
		if seen[r.Key] {
			return fmt.Sprintf("Recipients[%d].Key is that of an earlier recipient", i)
		}
		seen[r.Key] = true
	}
	switch year := m.Time.UTC().Year(); {
	case m.Persons < 0:
		return "Persons is negative"
	case m.Records < 0:
		return "Records is negative"
	case m.Time.IsZero():
		return "Time is zero"
	case year < 1 || year > 9999:
		return "Time is not between the years 1 and 9999"
	}
	return ""
}

// checkText returns what is wrong with a text of a manifest, "" if nothing is.
func checkText(s string) string {
	switch {
	case s == "":
		return " is empty"
	case len(s) > MaxManifest:
		return " is too long"
	case !plain(s):
		return " is not plain text"
	}
	return ""
}

// plain refuses what is not UTF-8 and what is not seen: control characters, and those that change how others are shown, such
// as the marks that turn the direction of the writing and make gpj.exe of exe.jpg.
func plain(s string) bool {
	return utf8.ValidString(s) && strings.IndexFunc(s, func(r rune) bool { return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) }) < 0
}

// checkName returns what is wrong with the name of a file, "" if nothing is. What it lets through is one element of a path
// on every system, and a plain file there.
func checkName(name string) string {
	switch {
	case name == "":
		return " is empty"
	case len(name) > MaxNameLen:
		return fmt.Sprintf(" has more than %d bytes", MaxNameLen)
	case !plain(name):
		return " is not plain text"
	case strings.ContainsAny(name, `/\:*?"<>|`):
		return " has one of the characters / \\ : * ? \" < > |"
	case strings.ContainsAny(name[:1]+name[len(name)-1:], ". "):
		return " begins or ends with a full stop or a space"
	case device(name):
		return " is a device on some systems"
	}
	return ""
}

// device says whether Windows takes the name for a device, whatever its extension.
func device(name string) bool {
	stem, _, _ := strings.Cut(sameName(name), ".")
	stem = strings.TrimRight(stem, " ")
	switch stem {
	case "con", "prn", "aux", "nul", "conin$", "conout$":
		return true
	}
	number, ok := strings.CutPrefix(stem, "com")
	if !ok {
		number, ok = strings.CutPrefix(stem, "lpt")
	}
	return ok && utf8.RuneCountInString(number) == 1 && strings.Contains("0123456789¹²³", number)
}

// sameName maps A to Z to a to z: names that are equal then cannot stand in one folder on every system.
func sameName(name string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + ('a' - 'A')
		}
		return r
	}, name)
}

// encode returns the encoding of a manifest that passed check.
func (m *Manifest) encode(salt string) []byte {
	var b []byte
	for _, text := range []string{salt, m.ID, m.Controller, m.Purpose, m.LegalBasis} {
		b = appendPart(b, text)
	}
	for _, n := range []int64{m.Time.Unix(), m.Persons, m.Records} {
		b = appendInt64(b, n)
	}
	b = appendLen(b, len(m.Kinds))
	for _, kind := range m.Kinds {
		b = appendPart(b, kind)
	}
	b = appendLen(b, len(m.Recipients))
	for _, r := range m.Recipients {
		b = append(appendPart(b, r.Name), r.Key.b[:]...)
	}
	return b
}

// decode reads what encode wrote, and nothing else.
func (m *Manifest) decode(b []byte) error {
	p := parser{b: b}
	salt := p.part()
	*m = Manifest{ID: p.part(), Controller: p.part(), Purpose: p.part(), LegalBasis: p.part()}
	m.Time, m.Persons, m.Records = time.Unix(p.int64(), 0).UTC(), p.int64(), p.int64()
	for n := p.len(); n > 0 && !p.short; n-- {
		m.Kinds = append(m.Kinds, p.part())
	}
	for n := p.len(); n > 0 && !p.short; n-- {
		m.Recipients = append(m.Recipients, Recipient{p.part(), PublicKey{[keyLen]byte(p.take(keyLen))}})
	}
	if p.short || len(p.b) != 0 || len(salt) != saltLen {
		return fmt.Errorf("%w: manifest", ErrFormat)
	}
	if rule := m.check(); rule != "" {
		return fmt.Errorf("%w: manifest: %s", ErrFormat, rule)
	}
	return nil
}
