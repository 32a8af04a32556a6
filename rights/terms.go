package rights

import (
	"errors"
	"fmt"
	"time"

	"github.com/khtong/privacykit/law"
)

// ErrTerms is matched by the error of [NewDesk] for terms that no policy can
// promise.
var ErrTerms = errors.New("rights: invalid terms")

// Terms are what the host's policy promises about requests, and the readings of
// the law that counsel chose. The zero Terms are those of a usual policy: an
// answer within 15 days, no extension, no fee, no refusal without a law.
type Terms struct {
	// Answer is the time for an answer, counted from the receipt of the request
	// and not from the identity check. Zero means 15 days. The law says promptly
	// (及时; PIPL 45(2), 46(2)) and gives no number; GB/T 35273 has 30 days (8.7 a),
	// not verified), which is the most that NewDesk accepts.
	Answer law.Period
	// Extension is the time by which one extension moves the answer. Zero means
	// that there is none.
	Extension law.Period
	// Dispose is the time within which what a granted request removes must be
	// gone, from the decision. Zero means 15 days.
	Dispose law.Period
	// Complaint is the time for an answer to a complaint. Zero means 15 days.
	Complaint law.Period

	// FreeRequests is how many requests of the same right within twelve months
	// are free. Zero means that all are.
	FreeRequests int
	// Ecommerce says that the host is an e-commerce operator (电子商务经营者), who
	// deletes at once when an account is closed (E-commerce Law 24(2)).
	Ecommerce bool
	// RefuseByPolicy lets the grounds stand that policies name and no law does.
	RefuseByPolicy bool
	// KeepByRule lets a retention period in a rule of a ministry stand against
	// deletion. PIPL 47(2) speaks of laws and administrative regulations.
	KeepByRule bool
	// Calendar counts working days, where a period has them. Nil means
	// [law.Holidays].
	Calendar *law.Calendar
}

var fifteenDays = law.Period{Days: 15}

// withDefaults returns the terms with the zero periods replaced.
func (t Terms) withDefaults() (Terms, error) {
	for _, p := range []*law.Period{&t.Answer, &t.Dispose, &t.Complaint} {
		if *p == (law.Period{}) {
			*p = fifteenDays
		}
	}
	if t.Calendar == nil {
		t.Calendar = law.Holidays()
	}
	for _, p := range []struct {
		name   string
		period law.Period
	}{{"Answer", t.Answer}, {"Dispose", t.Dispose}, {"Complaint", t.Complaint}, {"Extension", t.Extension}} {
		if p.period == (law.Period{}) {
			continue
		}
		if !p.period.IsValid() {
			return t, fmt.Errorf("%w: %s: not a period", ErrTerms, p.name)
		}
		if p.period.Years > 0 || p.period.Months > 1 || p.period.Days > 30 || p.period.WorkingDays > 30 || p.period.Hours > 30*24 {
			return t, fmt.Errorf("%w: %s: longer than 30 days", ErrTerms, p.name)
		}
	}
	if t.FreeRequests < 0 {
		return t, fmt.Errorf("%w: FreeRequests: negative", ErrTerms)
	}
	return t, nil
}

// end returns the instant strictly before which something must be done that is
// due within p of start.
func (t *Terms) end(p law.Period, start time.Time) (time.Time, error) {
	end, err := p.End(start, t.Calendar)
	if err != nil {
		return time.Time{}, fmt.Errorf("rights: deadline: %w", err)
	}
	return end, nil
}
