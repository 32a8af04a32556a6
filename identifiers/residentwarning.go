package identifiers

import "time"

// ResidentWarning is a reason to look again at a resident ID number that breaks no rule. None of them makes a number
// invalid: cards that bear one are in use.
type ResidentWarning int

// The warnings. The zero value is none.
const (
	// WarnDivision says that the administrative division is in no table that this package has.
	WarnDivision ResidentWarning = iota + 1

	// WarnNotBorn says that the date of birth is after the day asked about.
	WarnNotBorn

	// WarnVeryOld says that the holder is older than 120 years on the day asked about.
	WarnVeryOld
)

// String returns a few English words, such as "unknown division".
func (w ResidentWarning) String() string {
	return pick(int(w), "no warning", "unknown division", "birth date in the future", "older than 120 years")
}

// Warnings returns the reasons to look again at the number on the day of at, and none for the zero value, which is invalid.
// They tell nothing of the value beyond themselves, so they may be logged.
func (n ResidentIDNumber) Warnings(at time.Time) []ResidentWarning {
	if !n.IsValid() {
		return nil
	}
	var warnings []ResidentWarning
	if _, _, _, known := n.DivisionName(); !known {
		warnings = append(warnings, WarnDivision)
	}
	const veryOld = 120
	if age := n.Age(at); age < 0 {
		warnings = append(warnings, WarnNotBorn)
	} else if age > veryOld {
		warnings = append(warnings, WarnVeryOld)
	}
	return warnings
}
