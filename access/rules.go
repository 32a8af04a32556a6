package access

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/internal/enum"
	"github.com/khtong/privacykit/internal/strictjson"
)

// ErrRules is matched by every error that says that rules are malformed.
var ErrRules = errors.New("access: invalid rules")

// Show is how much of a value may be shown.
type Show uint8

// The degrees, in ascending order.
const (
	Denied Show = iota // 不予展示
	Masked             // 去标识化展示
	Raw                // 原值
)

var showNames = []string{"denied", "masked", "raw"}

// String returns "denied", "masked" or "raw".
func (s Show) String() string { return enum.String(s, showNames) }

// MarshalText returns what String does, and an error for a number that is no degree.
func (s Show) MarshalText() ([]byte, error) { return enum.Text(s, showNames, "access: show") }

// UnmarshalText reads the name of a degree.
func (s *Show) UnmarshalText(text []byte) error {
	return enum.Parse(s, text, showNames, "access: show")
}

// Schema is the version of the form of a [Document] that this package reads.
const Schema = 1

// Document says which roles see how much of what, for which purposes, as data (操作权限; PIPL 51(1)(4)). What it does not grant is denied.
type Document struct {
	// Schema is [Schema], Version a name of the host's own.
	Schema  int    `json:"schema"`
	Version string `json:"version"`
	// Grants are what is allowed. Of several that fit a kind the one that shows most counts, if its conditions are met.
	Grants []Grant `json:"grants"`
	// BreakGlass is who may see raw values in an emergency, without the conditions of the grants. Nil is nobody.
	BreakGlass *BreakGlassRule `json:"break_glass,omitempty"`
	// Limit bounds what one viewer sees. The zero Limit does not.
	Limit Limit `json:"limit,omitzero"`
}

// Grant allows people in a role to see some kinds for some purposes.
type Grant struct {
	Roles    []string           `json:"roles"`
	Purposes []consent.Purpose  `json:"purposes"`
	Kinds    []identifiers.Kind `json:"kinds"` // a kind covers those below it: "health" covers "health.allergy"
	Show     Show               `json:"show"`
	// SecondFactor is how many minutes ago at most a second factor (多重身份认证) was proved, to see a value raw. Zero does not ask.
	SecondFactor int `json:"second_factor_minutes,omitempty"`
	// Approval says that somebody else approved that the value is seen raw.
	Approval bool `json:"approval,omitempty"`
}

// BreakGlassRule is who may see raw values in an emergency, for how long at a time.
type BreakGlassRule struct {
	Roles   []string `json:"roles"`
	Minutes int      `json:"minutes"`
}

// Limit bounds what one viewer sees in a window of time, so that reading in bulk stands out.
type Limit struct {
	Minutes int `json:"minutes"` // of the window
	Raw     int `json:"raw"`     // persons of whom something is seen raw
	Persons int `json:"persons"` // persons of whom anything is seen
}

const maxRulesJSON = 4 << 20

// Rules are a checked [Document]. They are immutable and safe for concurrent use. Nil rules deny everything.
type Rules struct {
	doc  Document
	hash string
}

// NewRules checks a document and copies it. The error matches [ErrRules] and names the path.
func NewRules(doc Document) (*Rules, error) {
	bad := func(path, rule string) error { return fmt.Errorf("%w: %s: %s", ErrRules, path, rule) }
	switch {
	case doc.Schema != Schema:
		return nil, bad("schema", fmt.Sprintf("want %d", Schema))
	case doc.Version == "":
		return nil, bad("version", "empty")
	}
	for i, g := range doc.Grants {
		path := fmt.Sprintf("grants[%d]", i)
		switch {
		case len(g.Roles) == 0 || slices.Contains(g.Roles, ""):
			return nil, bad(path+".roles", "none, or an empty one")
		case len(g.Purposes) == 0 || slices.Contains(g.Purposes, ""):
			return nil, bad(path+".purposes", "none, or an empty one")
		case len(g.Kinds) == 0 || slices.Contains(g.Kinds, ""):
			return nil, bad(path+".kinds", "none, or an empty one")
		case g.Show != Masked && g.Show != Raw:
			return nil, bad(path+".show", "masked or raw")
		case g.SecondFactor < 0:
			return nil, bad(path+".second_factor_minutes", "negative")
		case g.Show == Masked && (g.SecondFactor > 0 || g.Approval):
			return nil, bad(path, "a condition of raw on what is masked")
		}
	}
	if b := doc.BreakGlass; b != nil && (len(b.Roles) == 0 || slices.Contains(b.Roles, "") || b.Minutes <= 0) {
		return nil, bad("break_glass", "want roles and minutes")
	}
	if l := doc.Limit; l != (Limit{}) && (l.Minutes <= 0 || l.Raw < 0 || l.Persons < 0) {
		return nil, bad("limit", "want minutes, and numbers that are not negative")
	}
	data, err := json.Marshal(doc)
	if err != nil {
		return nil, bad("", "a value without a text form")
	}
	r := new(Rules)
	if err := strictjson.Decode(data, maxRulesJSON, &r.doc); err != nil { // a copy
		return nil, fmt.Errorf("%w: %s", ErrRules, err.Error())
	}
	sum := sha256.Sum256(data)
	r.hash = hex.EncodeToString(sum[:])
	return r, nil
}

// ParseRules reads a [Document] from strict JSON. Unknown and duplicate keys and more than 4 MiB are errors that match [ErrRules] and name
// the path, never the value.
func ParseRules(data []byte) (*Rules, error) {
	var doc Document
	if err := strictjson.Decode(data, maxRulesJSON, &doc); err != nil {
		return nil, fmt.Errorf("%w: %s", ErrRules, err.Error())
	}
	return NewRules(doc)
}

// MarshalJSON returns the document as [ParseRules] reads it.
func (r *Rules) MarshalJSON() ([]byte, error) { return json.Marshal(r.doc) }

// Version returns the version of the document and the SHA-256 of its content in hexadecimal, for the audit log.
func (r *Rules) Version() (version, hash string) {
	if r == nil {
		return "", ""
	}
	return r.doc.Version, r.hash
}

// window returns the window of the limit, and zero if there is none.
func (r *Rules) window() time.Duration {
	if r == nil {
		return 0
	}
	return time.Duration(r.doc.Limit.Minutes) * time.Minute
}
