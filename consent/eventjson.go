package consent

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/internal/strictjson"
)

const maxEventJSON = 1 << 20

// eventJSON is the form of an event in JSON. The names are stable.
type eventJSON struct {
	Seq           int64              `json:"seq,omitzero"`
	ID            string             `json:"id,omitzero"`
	Key           string             `json:"key,omitzero"`
	Type          EventType          `json:"type,omitzero"`
	Subject       string             `json:"subject,omitzero"`
	NoticeVersion string             `json:"notice_version,omitzero"`
	NoticeHash    string             `json:"notice_hash,omitzero"`
	Purposes      []Purpose          `json:"purposes,omitempty"`
	Kinds         []identifiers.Kind `json:"kinds,omitempty"`
	Recipients    []string           `json:"recipients,omitempty"`
	Form          Form               `json:"form,omitzero"`
	Affirmative   bool               `json:"affirmative,omitzero"`
	Method        string             `json:"method,omitzero"`
	Channel       string             `json:"channel,omitzero"`
	Locale        string             `json:"locale,omitzero"`
	EvidenceRef   string             `json:"evidence_ref,omitzero"`
	Actor         Actor              `json:"actor,omitzero"`
	OccurredAt    time.Time          `json:"occurred_at,omitzero"`
	RecordedAt    time.Time          `json:"recorded_at,omitzero"`
	ValidUntil    time.Time          `json:"valid_until,omitzero"`
}

// MarshalJSON returns the event as one JSON object with stable names, instants
// in UTC to the microsecond and absent fields left out.
func (e Event) MarshalJSON() ([]byte, error) {
	w := eventJSON(e)
	for _, t := range []*time.Time{&w.OccurredAt, &w.RecordedAt, &w.ValidUntil} {
		*t = micros(*t)
	}
	if !w.validInstants() {
		return nil, errInstant
	}
	return json.Marshal(w)
}

var errInstant = fmt.Errorf("%w: instant outside the years 1-9999", ErrEvent)

// validInstants reports whether each instant is absent or can be written.
func (w *eventJSON) validInstants() bool {
	for _, t := range [...]time.Time{w.OccurredAt, w.RecordedAt, w.ValidUntil} {
		if !t.IsZero() && !validInstant(t) {
			return false
		}
	}
	return true
}

// UnmarshalJSON reads what MarshalJSON writes. Unknown and duplicate keys,
// other forms of an instant and more than 1 MiB are errors, which match
// [ErrEvent]. It does not call [Event.Validate].
func (e *Event) UnmarshalJSON(data []byte) error {
	if len(data) <= maxEventJSON && e.unmarshalOwn(data) {
		return nil
	}
	var w eventJSON
	if err := strictjson.Decode(data, maxEventJSON, &w); err != nil {
		return fmt.Errorf("%w: %s", ErrEvent, err.Error())
	}
	if !w.validInstants() {
		return errInstant
	}
	*e = Event(w)
	return nil
}

// unmarshalOwn reads what MarshalJSON wrote, to the byte, and reports whether
// data was that. A store reads little else, and this takes a fraction of the
// time of reading strictly: what is written again as the same bytes holds
// nothing unknown, nothing twice, and nothing in another form.
func (e *Event) unmarshalOwn(data []byte) bool {
	var w eventJSON
	if json.Unmarshal(data, &w) != nil || !w.validInstants() {
		return false
	}
	again, err := Event(w).MarshalJSON()
	if err != nil || !bytes.Equal(again, data) {
		return false
	}
	*e = Event(w)
	return true
}

// micros returns t in UTC, cut to the microsecond and without a monotonic
// reading. The zero time stays zero.
func micros(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// digestDomain begins the input of every [Event.Digest].
const digestDomain = "privacykit consent event 1"

// Digest returns the SHA-256 of the event's content, by which a store tells a
// repeated event from another one with the same Key. Seq and RecordedAt are
// left out: they are given to the event on the way, and differ in a repetition.
//
// The input is the text "privacykit consent event 1" and the other fields in
// the order of [Event]: a string as its length and bytes, a list as its number
// of entries and each entry, a number or an instant (microseconds since 1970,
// preceded by 1, or 0 alone where absent) as eight bytes. All numbers are
// big-endian in eight bytes.
func (e Event) Digest() [sha256.Size]byte {
	b := make([]byte, 0, 512)
	b = appendText(b, digestDomain)
	b = appendText(b, e.ID)
	b = appendText(b, e.Key)
	b = appendNumber(b, uint64(e.Type))
	b = appendText(b, e.Subject)
	b = appendText(b, e.NoticeVersion)
	b = appendText(b, e.NoticeHash)
	b = appendTexts(b, e.Purposes)
	b = appendTexts(b, e.Kinds)
	b = appendTexts(b, e.Recipients)
	b = appendNumber(b, uint64(e.Form))
	if e.Affirmative {
		b = appendNumber(b, 1)
	} else {
		b = appendNumber(b, 0)
	}
	b = appendText(b, e.Method)
	b = appendText(b, e.Channel)
	b = appendText(b, e.Locale)
	b = appendText(b, e.EvidenceRef)
	b = appendNumber(b, uint64(e.Actor))
	b = appendInstant(b, e.OccurredAt)
	b = appendInstant(b, e.ValidUntil)
	return sha256.Sum256(b)
}

func appendNumber(b []byte, n uint64) []byte { return binary.BigEndian.AppendUint64(b, n) }

func appendText[S ~string](b []byte, s S) []byte {
	return append(appendNumber(b, uint64(len(s))), s...)
}

func appendTexts[S ~string](b []byte, list []S) []byte {
	b = appendNumber(b, uint64(len(list)))
	for _, s := range list {
		b = appendText(b, s)
	}
	return b
}

func appendInstant(b []byte, t time.Time) []byte {
	if t.IsZero() {
		return appendNumber(b, 0)
	}
	return appendNumber(appendNumber(b, 1), uint64(t.UnixMicro())) // #nosec G115 -- two's complement is unique
}

// clone returns the event as a store keeps it: lists of its own, instants in
// UTC to the microsecond.
func (e Event) clone() Event {
	e.Purposes = slices.Clone(e.Purposes)
	e.Kinds = slices.Clone(e.Kinds)
	e.Recipients = slices.Clone(e.Recipients)
	e.OccurredAt = micros(e.OccurredAt)
	e.RecordedAt = micros(e.RecordedAt)
	e.ValidUntil = micros(e.ValidUntil)
	return e
}
