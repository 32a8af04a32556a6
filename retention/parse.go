package retention

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// maxDepth bounds the nesting of a schedule's JSON, which needs six levels.
const maxDepth = 16

// ParseSchedule makes a schedule of strict JSON: an object with the array "classes", whose elements have the fields of
// [Class] under their JSON names.
//
//	{"classes": [{
//	  "id": "order",
//	  "floors": [{"rule": "ecommerce_platform_transaction"}],
//	  "ceilings": [{"basis": "policy", "event": "account_closed", "limit": "within", "period": "P15D",
//	                "reason": {"zh": "隐私政策承诺", "en": "promised in the privacy policy"}}]
//	}]}
//
// Unknown keys, keys in other case, keys given twice and anything after the object are errors that match [ErrSchedule] and
// name the position, not the value; what [NewSchedule] refuses is its [*ScheduleError].
func ParseSchedule(data []byte) (*Schedule, error) {
	if err := strictKeys(data); err != nil {
		return nil, err
	}
	var file struct {
		Classes []Class `json:"classes"`
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&file); err != nil {
		return nil, fmt.Errorf("%w: JSON before byte %d: unknown key or a value of the wrong form", ErrSchedule, dec.InputOffset())
	}
	return NewSchedule(file.Classes...)
}

// strictKeys refuses what encoding/json lets pass: keys given twice or in upper case, and a second value.
func strictKeys(data []byte) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	fail := func(problem string) error {
		return fmt.Errorf("%w: JSON at byte %d: %s", ErrSchedule, dec.InputOffset(), problem)
	}
	// One entry for each open object or array: the keys seen so far, nil for an array.
	var open []map[string]bool
	wantKey := false
	for {
		token, err := dec.Token()
		if err != nil {
			return fail("not a JSON object")
		}
		if len(open) == 0 && token != json.Delim('{') {
			return fail("not a JSON object")
		}
		switch t := token.(type) {
		case json.Delim:
			switch t {
			case '{', '[':
				if len(open) == maxDepth {
					return fail("nested too deep")
				}
				var keys map[string]bool
				if t == '{' {
					keys = make(map[string]bool)
				}
				open = append(open, keys)
			default:
				open = open[:len(open)-1]
			}
		case string:
			if wantKey {
				keys := open[len(open)-1]
				if keys[t] || !validID(t) {
					return fail("a key that is given twice or is not lower case")
				}
				keys[t] = true
				wantKey = false
				continue
			}
		}
		if len(open) == 0 {
			break
		}
		wantKey = open[len(open)-1] != nil
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return fail("more than one value")
	}
	return nil
}
