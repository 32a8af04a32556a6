package incident

import (
	"errors"
	"fmt"
	"time"

	"github.com/khtong/privacykit/law"
)

// ErrFacts is matched by the errors about facts that cannot be.
var ErrFacts = errors.New("incident: invalid facts")

// ErrWaiver is matched by the errors about a decision not to tell the persons.
var ErrWaiver = errors.New("incident: the persons must be told")

// Waiver is the decision not to tell the persons, since measures effectively avoid that the incident harms them (PIPL 57(2)). The authority
// may still require it. It is part of the record.
type Waiver struct {
	// Avoided is whether measures effectively avoid harm. Only Yes does: a leak that harmed somebody, or that nobody looked at, must be told.
	Avoided Answer `json:"avoided"`
	// Measures is where the host keeps the description of the measures and of why they are enough; By who decided, and At when.
	Measures string    `json:"measures"`
	By       string    `json:"by"`
	At       time.Time `json:"at"`
	// Required says that the authority required the notice (57(2)).
	Required bool `json:"required,omitzero"`
}

// Check returns an error that matches [ErrWaiver] and says why the persons must be told all the same.
func (w Waiver) Check() error {
	switch {
	case w.Required:
		return fmt.Errorf("%w: the authority required it", ErrWaiver)
	case w.Avoided != Yes:
		return fmt.Errorf("%w: harm is not known to be avoided", ErrWaiver)
	case w.Measures == "" || w.By == "" || w.At.IsZero():
		return fmt.Errorf("%w: the decision lacks its grounds, who made it, or when", ErrWaiver)
	}
	return nil
}

// Citation returns PIPL 57(2).
func (Waiver) Citation() law.Citation { return pipl57(2) }
