package identifiers

import (
	"fmt"
	"io"
	"log/slog"
	"time"
	"unique"
)

// ResidentIDNumber is a valid resident ID number that can be asked for what is coded in it. It is comparable, so it can be
// a map key, and the zero value is invalid.
//
// It does not print: every verb of fmt, slog, JSON and other text encoders give the masked form, 1****************1, or an
// address where they cannot call methods; only [ResidentIDNumber.Reveal] gives the number. The number stays in memory as
// long as an equal value is in use.
type ResidentIDNumber struct {
	h unique.Handle[string]
}

// ParseResidentID returns the number that s is, in any written form that [Normalize] accepts for [ResidentID], or an
// [*Error].
func ParseResidentID(s string) (ResidentIDNumber, error) {
	var buf [18]byte
	b, broken := appendResidentID(buf[:0], s)
	if broken != "" {
		return ResidentIDNumber{}, &Error{Kind: ResidentID, Rule: broken}
	}
	return ResidentIDNumber{unique.Make(string(b))}, nil
}

// IsValid reports whether n is a number at all, which the zero value is not.
func (n ResidentIDNumber) IsValid() bool { return n != ResidentIDNumber{} }

// Reveal returns the 18 characters of the number, or "" for the zero value.
func (n ResidentIDNumber) Reveal() string {
	if !n.IsValid() {
		return ""
	}
	return n.h.Value()
}

// Birthday returns the date of birth, or zeros for the zero value.
func (n ResidentIDNumber) Birthday() (year int, month time.Month, day int) {
	if !n.IsValid() {
		return 0, 0, 0
	}
	s := n.h.Value()
	return number(s[6:10]), time.Month(number(s[10:12])), number(s[12:14])
}

// Male reports whether the sequence is odd, as it is given to men. It is false for the zero value too.
func (n ResidentIDNumber) Male() bool { return n.IsValid() && n.h.Value()[16]%2 == 1 }

// Division returns the six digits of the administrative division where the number was given out, which is not where its
// holder lives, nor always in any published table; "" for the zero value.
func (n ResidentIDNumber) Division() string {
	if !n.IsValid() {
		return ""
	}
	return n.h.Value()[:6]
}

// Age returns the full years of age (周岁) on the calendar day of at in at's own location, which for a person in China
// should be Asia/Shanghai. A year is full on the birthday; for a birth on 29 February in other years on 1 March. The age
// before birth is negative, and so is that of the zero value, so that "is under 14" holds of what is not known.
func (n ResidentIDNumber) Age(at time.Time) int {
	if !n.IsValid() {
		return -1
	}
	year, month, day := n.Birthday()
	y, m, d := at.Date()
	age := y - year
	if m < month || m == month && d < day {
		age--
	}
	return age
}

// String returns the number with only its first and last character shown, or "invalid resident ID".
func (n ResidentIDNumber) String() string {
	if !n.IsValid() {
		return "invalid resident ID"
	}
	s := n.h.Value()
	return s[:1] + "****************" + s[17:]
}

// GoString returns the same as [ResidentIDNumber.String].
func (n ResidentIDNumber) GoString() string { return n.String() }

// Format writes the same as [ResidentIDNumber.String] for every verb.
func (n ResidentIDNumber) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, n.String()) }

// LogValue returns the same as [ResidentIDNumber.String].
func (n ResidentIDNumber) LogValue() slog.Value { return slog.StringValue(n.String()) }

// MarshalText returns the same as [ResidentIDNumber.String], and no error. There is no way back.
func (n ResidentIDNumber) MarshalText() ([]byte, error) { return []byte(n.String()), nil }
