package law

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

func TestNewDate(t *testing.T) {
	for _, d := range [][3]int{
		{0, 1, 1},
		{-1, 1, 1},
		{10000, 1, 1},
		{2026, 0, 1},
		{2026, 13, 1},
		{2026, 1, 0},
		{2026, 1, 32},
		{2026, 2, 29},
		{2026, 4, 31},
		{1900, 2, 29},
		{2026, -1 << 40, 1},
		{2026, 1, 1 << 40},
	} {
		if got, err := NewDate(d[0], time.Month(d[1]), d[2]); !errors.Is(err, ErrDate) || !got.IsZero() {
			t.Errorf("NewDate(%v) = %v, %v", d, got, err)
		}
	}
	for _, d := range [][3]int{{1, 1, 1}, {9999, 12, 31}, {2024, 2, 29}, {2000, 2, 29}, {1970, 1, 1}} {
		got, err := NewDate(d[0], time.Month(d[1]), d[2])
		if err != nil || got.Year() != d[0] || int(got.Month()) != d[1] || got.Day() != d[2] {
			t.Errorf("NewDate(%v) = %v, %v", d, got, err)
		}
	}
}

// Every day from before the zone's first rule to 2100 begins where the day before ends, and is counted, named and written as package time does.
func TestDateEveryDay(t *testing.T) {
	prev := MustDate(1899, 12, 31)
	want := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)
	var late []string
	for d := prev.AddDays(1); d.Year() <= 2100; d = d.AddDays(1) {
		start := d.Start()
		if DateOf(start) != d || DateOf(start.Add(-1)) != prev {
			t.Fatalf("%v starts at %v", d, start)
		}
		if start.Hour() != 0 || start.Minute() != 0 || start.Second() != 0 {
			late = append(late, start.Format("2006-01-02 15:04"))
		}
		if d.String() != want.Format(time.DateOnly) || d.Weekday() != want.Weekday() || MustDate(want.Date()) != d {
			t.Fatalf("%v %v is not %v", d, d.Weekday(), want)
		}
		if !prev.Before(d) || !d.After(prev) || prev.Compare(d) != -1 || d.Compare(d) != 0 || d.Compare(prev) != 1 {
			t.Fatalf("order of %v and %v", prev, d)
		}
		prev, want = d, want.AddDate(0, 0, 1)
	}
	// Summer time began at midnight on these days, so that they start at 01:00. The tz database may learn of others.
	found := 0
	for _, s := range late {
		if s == "1940-06-01 01:00" || s == "1949-05-01 01:00" {
			found++
		}
	}
	if found != 2 {
		t.Errorf("days without midnight: %v", late)
	}
}

func TestDateOf(t *testing.T) {
	for _, tt := range []struct{ at, want string }{
		{"2021-10-25T15:59:59Z", "2021-10-25"},
		{"2021-10-25T16:00:00Z", "2021-10-26"},
		{"1988-06-30T15:00:00Z", "1988-07-01"}, // summer time: midnight is 15:00 UTC
		{"1988-06-30T14:59:59Z", "1988-06-30"},
		{"1969-12-31T15:59:59Z", "1969-12-31"},
	} {
		at, err := time.Parse(time.RFC3339, tt.at)
		if err != nil {
			t.Fatal(err)
		}
		if got := DateOf(at).String(); got != tt.want {
			t.Errorf("DateOf(%s) = %s, want %s", tt.at, got, tt.want)
		}
	}
	for _, at := range []time.Time{{}, time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(10000, 1, 1, 0, 0, 0, 0, Shanghai()), time.Unix(1<<62, 0), time.Unix(-1<<62, 0)} {
		if d := DateOf(at); !d.IsZero() {
			t.Errorf("DateOf(%v) = %v", at, d)
		}
	}
}

func TestZeroDate(t *testing.T) {
	var d Date
	if !d.IsZero() || !d.Start().IsZero() || !d.AddDays(1).IsZero() || d.Year() != 0 || d.Month() != 0 || d.Day() != 0 || d.String() != "0000-00-00" {
		t.Errorf("zero date: %v", d)
	}
	for _, n := range []int{1, 1 << 60, -1 << 60, -4_000_000} {
		if got := MustDate(9999, 12, 31).AddDays(n); !got.IsZero() {
			t.Errorf("AddDays(%d) = %v", n, got)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("MustDate of no date did not panic")
		}
	}()
	MustDate(2026, 2, 30)
}

func TestDateText(t *testing.T) {
	for _, s := range []string{
		"2021-1-25", "2021-10-25 ", " 2021-10-25", "2021/10/25", "20211025", "2021-10-25T00", "2021-13-01", "2021-02-30", "0000-01-01",
		"+021-10-25", "-001-10-25", "２０２１-10-25", "2021-10-2\x00", "",
	} {
		if d, err := ParseDate(s); !errors.Is(err, ErrDate) || !d.IsZero() {
			t.Errorf("ParseDate(%q) = %v, %v", s, d, err)
		}
	}
	type row struct{ D, Z Date }
	in := row{D: MustDate(2021, 10, 25)}
	b, err := json.Marshal(in)
	if err != nil || string(b) != `{"D":"2021-10-25","Z":""}` {
		t.Fatalf("Marshal = %s, %v", b, err)
	}
	var out row
	if err := json.Unmarshal(b, &out); err != nil || out != in {
		t.Errorf("Unmarshal = %v, %v", out, err)
	}
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2021-10-25", "2024-02-29", "0001-01-01", "9999-12-31", "2021-02-30", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDate(s)
		if err != nil {
			if !errors.Is(err, ErrDate) || !d.IsZero() {
				t.Fatalf("ParseDate(%q) = %v, %v", s, d, err)
			}
			return
		}
		if d.String() != s || DateOf(d.Start()) != d {
			t.Fatalf("ParseDate(%q) = %v, which starts at %v", s, d, d.Start())
		}
	})
}

// The zone must load where the machine has no zone files. This test runs itself with the two variables pointing nowhere that
// package time asks; the folders of the system it asks all the same, so that the proof is complete only where they are empty.
// That the database is linked in is checked in any case.
func TestShanghaiWithoutZoneFiles(t *testing.T) {
	if os.Getenv("LAW_TEST_CHILD") == "1" {
		if got := MustDate(1988, 7, 1).Start().UTC().Hour(); got != 15 {
			t.Errorf("1 July 1988 starts at %d:00 UTC, want 15:00", got)
		}
		return
	}
	src, err := os.ReadFile("shanghai.go")
	if err != nil || !strings.Contains(string(src), `_ "time/tzdata"`) {
		t.Errorf("the tz database is not linked in (%v)", err)
	}
	exe, err := os.Executable()
	if err != nil {
		t.Skip("no path to the test binary")
	}
	cmd := exec.CommandContext(t.Context(), exe, "-test.run=^TestShanghaiWithoutZoneFiles$")
	cmd.Env = append(os.Environ(), "LAW_TEST_CHILD=1", "ZONEINFO=/nonexistent", "GOROOT=/nonexistent")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("child: %v\n%s", err, out)
	}
}

func BenchmarkDateOf(b *testing.B) {
	at := MustDate(2024, 2, 29).Start().UTC()
	for b.Loop() {
		if DateOf(at).IsZero() {
			b.Fatal("no date")
		}
	}
}
