package audit

import (
	"encoding/json"
	"errors"
	"io"
	"iter"
	"time"
)

// WriteJSONL writes entries as JSON Lines: an object for each, with the fields
// of [Entry], on a line of its own. An entry that is read back, and marshalled
// by [Entry.MarshalBinary], has the bytes that the log hashed, so that
// [VerifyProof] can prove it. The first error of the entries or of w ends it;
// what was written until then is whole lines.
func WriteJSONL(w io.Writer, entries iter.Seq2[Entry, error]) error {
	return writeLines(w, entries, func(e *Entry) any { return e })
}

// A Product says to a reader of OCSF events where they come from.
type Product struct {
	Name, Vendor, Version string // Name and Vendor are required
}

var errProduct = errors.New("audit: the product needs a name and a vendor")

// WriteOCSF writes entries as events of the Open Cybersecurity Schema Framework
// 1.1.0, an object for each on a line of its own, for a security lake or a
// SIEM. All are of the class Entity Management (3004), the managed entity being
// the person, by pseudonym, or what else the entry is about. The activity is
// Read for accesses and decisions, Create for imports, Update for consent and
// requests, Delete for disposals, erasures and prunings, and Other for the
// rest. The status is Failure for the outcomes denied, refused, rejected and
// failed, Success for those that a gate shows something with, and otherwise
// Other with the outcome's own word. What has no attribute in the class (purpose,
// object, reasons, key) is under unmapped. Errors are as with [WriteJSONL].
func WriteOCSF(w io.Writer, entries iter.Seq2[Entry, error], p Product) error {
	if p.Name == "" || p.Vendor == "" {
		return errProduct
	}
	return writeLines(w, entries, func(e *Entry) any { return e.ocsf(p) })
}

func writeLines(w io.Writer, entries iter.Seq2[Entry, error], line func(*Entry) any) error {
	for e, err := range entries {
		if err != nil {
			return err
		}
		b, err := json.Marshal(line(&e))
		if err != nil {
			return err
		}
		if _, err := w.Write(append(b, '\n')); err != nil {
			return err
		}
	}
	return nil
}

// Numbers of OCSF 1.1.0.
const (
	ocsfVersion  = "1.1.0"
	ocsfCategory = 3    // Identity & Access Management
	ocsfClass    = 3004 // Entity Management

	ocsfCreate, ocsfRead, ocsfUpdate, ocsfDelete, ocsfOther = 1, 2, 3, 4, 99

	ocsfInformational, ocsfMedium = 1, 3

	ocsfUnknown, ocsfSuccess, ocsfFailure = 0, 1, 2
)

var ocsfActivities = map[int]string{ocsfCreate: "Create", ocsfRead: "Read", ocsfUpdate: "Update", ocsfDelete: "Delete"}

var ocsfActivityOf = map[Type]int{
	TypeAccess: ocsfRead, TypeDecision: ocsfRead, TypeImport: ocsfCreate, TypeConsent: ocsfUpdate, TypeRequest: ocsfUpdate,
	TypeDisposal: ocsfDelete, TypeErasure: ocsfDelete, TypePrune: ocsfDelete,
}

var ocsfStatusOf = map[string]int{
	"": ocsfUnknown, "denied": ocsfFailure, "refused": ocsfFailure, "rejected": ocsfFailure, "failed": ocsfFailure,
	"raw": ocsfSuccess, "masked": ocsfSuccess, "break_glass": ocsfSuccess,
}

type (
	ocsfEvent struct {
		Activity     int           `json:"activity_id"`
		ActivityName string        `json:"activity_name"`
		Actor        ocsfActor     `json:"actor"`
		Category     int           `json:"category_uid"`
		Class        int           `json:"class_uid"`
		Entity       ocsfEntity    `json:"entity"`
		Metadata     ocsfMetadata  `json:"metadata"`
		Severity     int           `json:"severity_id"`
		Status       string        `json:"status,omitempty"`
		StatusID     int           `json:"status_id"`
		Time         int64         `json:"time"` // milliseconds since 1970
		Type         int           `json:"type_uid"`
		Unmapped     *ocsfUnmapped `json:"unmapped,omitempty"`
	}
	ocsfActor struct {
		User ocsfUser `json:"user"`
	}
	ocsfUser struct {
		UID string `json:"uid"`
	}
	ocsfEntity struct {
		Type string `json:"type"`
		UID  string `json:"uid,omitempty"`
		Name string `json:"name,omitempty"`
	}
	ocsfMetadata struct {
		EventCode string      `json:"event_code"`
		Original  string      `json:"original_time"`
		Product   ocsfProduct `json:"product"`
		Sequence  int64       `json:"sequence"`
		Version   string      `json:"version"`
	}
	ocsfProduct struct {
		Name    string `json:"name"`
		Vendor  string `json:"vendor_name"`
		Version string `json:"version,omitempty"`
	}
	ocsfUnmapped struct {
		Purpose string   `json:"purpose,omitempty"`
		Object  string   `json:"object,omitempty"`
		Reasons []string `json:"reasons,omitempty"`
		Key     string   `json:"key,omitempty"`
	}
)

// ocsf returns the event of an entry.
func (e *Entry) ocsf(p Product) ocsfEvent {
	activity, ok := ocsfActivityOf[e.Type]
	name := ocsfActivities[activity]
	if !ok {
		activity, name = ocsfOther, string(e.Type)
	}
	status, ok := ocsfStatusOf[e.Outcome]
	if !ok {
		status = ocsfOther
	}
	event := ocsfEvent{
		Activity: activity, ActivityName: name, Actor: ocsfActor{ocsfUser{e.Actor}}, Category: ocsfCategory, Class: ocsfClass,
		Type: ocsfClass*100 + activity, Severity: ocsfInformational, Status: e.Outcome, StatusID: status, Time: e.Time.UnixMilli(),
		Metadata: ocsfMetadata{
			EventCode: string(e.Type), Original: e.Time.UTC().Format(time.RFC3339Nano), Sequence: e.Seq, Version: ocsfVersion,
			Product: ocsfProduct(p),
		},
	}
	switch {
	case e.Subject != "":
		event.Entity = ocsfEntity{Type: "data subject", UID: e.Subject}
	case e.Object != "":
		event.Entity = ocsfEntity{Type: "object", UID: e.Object}
	default:
		event.Entity = ocsfEntity{Type: "log", Name: string(e.Type)}
	}
	if e.Type == TypeIncident {
		event.Severity = ocsfMedium
	}
	if e.Purpose != "" || e.Object != "" || len(e.Reasons) > 0 || e.Key != "" {
		event.Unmapped = &ocsfUnmapped{Purpose: e.Purpose, Object: e.Object, Reasons: e.Reasons, Key: e.Key}
	}
	return event
}
