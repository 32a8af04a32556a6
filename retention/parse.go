package retention

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/khtong/privacykit/internal/strictjson"
)

// Schema is the version of the form of JSON that [ParseSchedule] reads and [Schedule.MarshalJSON] writes.
const Schema = 1

const maxScheduleJSON = 16 << 20

// document is a schedule as JSON.
type document struct {
	Schema  int     `json:"schema"`
	Classes []Class `json:"classes"`
}

// ParseSchedule makes a schedule of strict JSON: an object with the number of the [Schema] and the array "classes", whose elements have
// the fields of [Class] under their JSON names. The file schedule.schema.json beside the source of this package is the JSON Schema for
// editors.
//
//	{"schema": 1, "classes": [{
//	  "id": "order",
//	  "floors": [{"rule": "ecommerce_platform_transaction"}],
//	  "ceilings": [{"basis": "policy", "event": "account_closed", "limit": "within", "period": "P15D",
//	                "reason": {"zh": "隐私政策承诺", "en": "promised in the privacy policy"}}]
//	}]}
//
// Unknown keys, keys in other case, keys given twice, anything after the object and more than 16 MiB are errors that match
// [ErrSchedule] and name the path, not the value; what [NewSchedule] refuses is its [*ScheduleError].
func ParseSchedule(data []byte) (*Schedule, error) {
	var doc document
	if err := strictjson.Decode(data, maxScheduleJSON, &doc); err != nil {
		return nil, fmt.Errorf("%w: %s", ErrSchedule, err.Error())
	}
	if doc.Schema != Schema {
		return nil, fmt.Errorf("%w: schema: want %d", ErrSchedule, Schema)
	}
	return NewSchedule(doc.Classes...)
}

// MarshalJSON returns the schedule as [ParseSchedule] reads it, without spaces; the same schedule gives the same bytes.
func (s *Schedule) MarshalJSON() ([]byte, error) {
	doc := document{Schema: Schema, Classes: []Class{}}
	for c := range s.Classes() {
		doc.Classes = append(doc.Classes, c)
	}
	return json.Marshal(doc)
}

// Hash returns the SHA-256 of what MarshalJSON returns, in hexadecimal: which schedule a plan was made by, for an audit log. It says
// nothing of the catalogue and the calendar, which belong to the release.
func (s *Schedule) Hash() string {
	data, err := s.MarshalJSON()
	if err != nil {
		return "" // a schedule was checked; it can be written
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
