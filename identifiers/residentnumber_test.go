package identifiers_test

import (
	"errors"
	"testing"
	"time"

	id "github.com/khtong/privacykit/identifiers"
)

const sampleID = "11010519491231002X" // GB 11643-1999

func parse(t *testing.T, s string) id.ResidentIDNumber {
	t.Helper()
	return mustParse(t, id.ParseResidentID, s)
}

func TestResidentIDNumber(t *testing.T) {
	n := parse(t, "110105491231002")
	if n.Reveal() != sampleID || !n.IsValid() || n.Division() != "110105" || n.Male() {
		t.Errorf("Reveal %q, IsValid %t, Division %q, Male %t", n.Reveal(), n.IsValid(), n.Division(), n.Male())
	}
	if y, m, d := n.Birthday(); y != 1949 || m != time.December || d != 31 {
		t.Errorf("Birthday() = %d-%d-%d", y, m, d)
	}
	if !parse(t, "440524188001010014").Male() {
		t.Error("an odd sequence is not male")
	}
	if n != parse(t, "11010519491231002x") {
		t.Error("two spellings of one number are not equal")
	}
	if _, err := id.ParseResidentID("110105194912310021"); !errors.Is(err, id.ErrInvalid) {
		t.Errorf("ParseResidentID of a wrong number: %v", err)
	}
}

func TestResidentIDNumberZero(t *testing.T) {
	var zero id.ResidentIDNumber
	y, m, d := zero.Birthday()
	if zero.IsValid() || zero.Reveal() != "" || zero.Male() || zero.Division() != "" || y != 0 || m != 0 || d != 0 {
		t.Error("the zero value has a content")
	}
	if age := zero.Age(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)); age >= 14 {
		t.Errorf("the zero value has the age %d", age)
	}
}

func TestAge(t *testing.T) {
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 23, 59, 0, 0, time.UTC) }
	leap := parse(t, "110105200002290021")
	for _, test := range []struct {
		n    id.ResidentIDNumber
		at   time.Time
		want int
	}{
		{parse(t, sampleID), day(1963, time.December, 30), 13},
		{parse(t, sampleID), day(1963, time.December, 31), 14},
		{parse(t, sampleID), day(1949, time.December, 31), 0},
		{parse(t, sampleID), day(1949, time.December, 30), -1},
		{leap, day(2014, time.February, 28), 13},
		{leap, day(2014, time.March, 1), 14},
		{leap, day(2020, time.February, 29), 20},
	} {
		if got := test.n.Age(test.at); got != test.want {
			t.Errorf("Age(%s) = %d, want %d", test.at.Format(time.DateOnly), got, test.want)
		}
	}
	// The day is that of the location of the time.
	shanghai := time.FixedZone("east", 8*60*60)
	at := time.Date(1963, time.December, 30, 16, 0, 0, 0, time.UTC)
	if got := parse(t, sampleID).Age(at.In(shanghai)); got != 14 {
		t.Errorf("Age on the birthday in the east = %d, want 14", got)
	}
}
