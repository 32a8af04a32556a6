package retention

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/language"

	"github.com/khtong/privacykit/law"
)

var update = flag.Bool("update", false, "write the pictures in testdata anew")

// golden compares a picture with the file of its name, and parses it.
func golden(t *testing.T, name string, write func(io.Writer, language.Tag) error) {
	t.Helper()
	for _, tag := range []language.Tag{language.English, language.SimplifiedChinese} {
		var b bytes.Buffer
		if err := write(&b, tag); err != nil {
			t.Fatal(err)
		}
		for d := xml.NewDecoder(bytes.NewReader(b.Bytes())); ; {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: not XML: %v", name, err)
			}
		}
		if strings.Contains(b.String(), "NaN") || strings.Contains(b.String(), "Inf") {
			t.Errorf("%s has a number that is none", name)
		}
		path := filepath.Join("testdata", "pictures", name+"."+tag.String()+".svg")
		if *update {
			if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(want, b.Bytes()) {
			t.Errorf("%s differs from its file; if this is meant: go test ./retention -run Picture -update", path)
		}
	}
}

func TestPictureTimeline(t *testing.T) {
	archive := Class{ID: "archive", Floors: []Bound{{Basis: ByLaw, Permanent: true, Reason: law.Text{ZH: "会计档案", EN: "accounting archive"}}}}
	for name, tt := range map[string]struct {
		class  Class
		events map[Event]string
		holds  []Hold
		now    string
	}{
		"order":     {orderClass, map[Event]string{TransactionCompleted: "2021-10-25", AccountClosed: "2022-05-01"}, nil, "2023-06-15"},
		"due":       {orderClass, map[Event]string{TransactionCompleted: "2021-10-25", AccountClosed: "2022-05-01"}, nil, "2024-11-01"},
		"open":      {orderClass, nil, nil, "2023-06-15"},
		"permanent": {archive, nil, nil, "2023-06-15"},
		"held": {
			orderClass,
			map[Event]string{TransactionCompleted: "2019-03-01"},
			[]Hold{{Owner: "legal", Reason: "lawsuit", From: at(t, "2023-01-01")}},
			"2025-06-15",
		},
		"short": {
			Class{ID: "short", Ceilings: []Bound{{Basis: ByPolicy, Event: InformationDeleted, Limit: Within, Period: law.Period{Days: 15}}}},
			map[Event]string{InformationDeleted: "2026-11-20"},
			nil, "2026-11-26",
		},
		"long": {
			Class{ID: "long", Floors: []Bound{{Basis: ByLaw, Event: RecordCreated, Period: law.Period{Years: 30}}, {Rule: "ecommerce_platform_transaction"}}},
			map[Event]string{RecordCreated: "2000-12-31", TransactionCompleted: "2025-11-01"},
			nil, "2026-11-26",
		},
	} {
		rec := Record{Class: tt.class.ID, Events: make(map[Event]time.Time), Holds: tt.holds}
		for e, day := range tt.events {
			rec.Events[e] = at(t, day)
		}
		p, err := schedule(t, tt.class).Plan(rec, at(t, tt.now))
		if err != nil {
			t.Fatal(err)
		}
		golden(t, "timeline-"+name, p.WriteTimeline)
	}
	golden(t, "timeline-none", new(Plan).WriteTimeline)
}

func TestPictureHistogram(t *testing.T) {
	o := new(Outlook)
	golden(t, "histogram-none", o.WriteHistogram)
	s := schedule(t, orderClass)
	for i := range 2000 {
		completed := at(t, "2021-01-01").AddDate(0, 0, i*i%1500)
		p, err := s.Plan(Record{Class: "order", Events: map[Event]time.Time{TransactionCompleted: completed}}, at(t, "2026-11-26"))
		if err != nil {
			t.Fatal(err)
		}
		o.Add(&p)
	}
	held, err := s.Plan(Record{Class: "order", Holds: []Hold{{From: at(t, "2021-01-01")}}}, at(t, "2026-11-26"))
	if err != nil {
		t.Fatal(err)
	}
	o.Add(&held)
	golden(t, "histogram", o.WriteHistogram)
	few := &Outlook{Later: map[law.Date]int{law.MustDate(2027, 1, 31): 3, law.MustDate(2055, 3, 1): 1}}
	golden(t, "histogram-years", few.WriteHistogram)
}

func TestDueAt(t *testing.T) {
	s := schedule(t, orderClass)
	for _, tt := range []struct {
		completed, closed, now, want string
	}{
		{"2021-10-25", "", "2022-01-01", "2026-10-26 00:00"},
		{"2021-10-25", "2022-05-01", "2022-05-02", "2024-10-26 00:00"},
		{"2021-10-25", "2025-05-01", "2025-05-02", "2025-05-01 00:00"},
		{"", "2022-05-01", "2022-05-02", "-"},
	} {
		rec := Record{Class: "order", Events: make(map[Event]time.Time)}
		for e, day := range map[Event]string{TransactionCompleted: tt.completed, AccountClosed: tt.closed} {
			if day != "" {
				rec.Events[e] = at(t, day)
			}
		}
		p, err := s.Plan(rec, at(t, tt.now))
		if err != nil {
			t.Fatal(err)
		}
		got, ok := p.DueAt()
		if stamp(got) != tt.want || ok != (tt.want != "-") {
			t.Errorf("%s, %s: due at %s, want %s", tt.completed, tt.closed, stamp(got), tt.want)
		}
		if !ok {
			continue
		}
		// It is so at that instant and not before.
		for _, c := range []struct {
			at   time.Time
			want bool
		}{{got, true}, {got.Add(-time.Second), false}} {
			if c.at.Before(at(t, tt.now)) {
				continue
			}
			later, err := s.Plan(rec, c.at)
			if err != nil || (later.State == Due) != c.want {
				t.Errorf("%s: at %s it is %s, %v", tt.completed, stamp(c.at), later.State, err)
			}
		}
	}
}

// A longer promise and a shorter one: who becomes due, and whose dates move.
func TestWhatIf(t *testing.T) {
	shorter := orderClass
	shorter.Ceilings = []Bound{{Basis: ByPolicy, Event: TransactionCompleted, Limit: AtMost, Period: law.Period{Years: 3}}}
	before, after, now := schedule(t, orderClass), schedule(t, shorter), at(t, "2025-06-01")
	bad := errors.New("source")
	records := func(yield func(Item, error) bool) {
		for _, day := range []string{"2019-06-01", "2021-10-25", "2023-06-01"} {
			if !yield(Item{Key: day, Record: Record{Class: "order", Events: map[Event]time.Time{TransactionCompleted: at(t, day)}}}, nil) {
				return
			}
		}
		_ = yield(Item{Key: "unknown", Record: Record{Class: "?"}}, nil) && yield(Item{}, bad)
	}
	var keys []string
	var errs []error
	due := 0
	for s, err := range WhatIf(before, after, now, records) {
		keys = append(keys, s.Key)
		if err != nil {
			errs = append(errs, err)
		} else if s.After.State == Due && s.Before.State != Due {
			due++
		}
	}
	if strings.Join(keys, " ") != "2019-06-01 2021-10-25 2023-06-01 unknown " || due != 1 {
		t.Errorf("%q, %d become due", keys, due)
	}
	if len(errs) != 2 || !errors.Is(errs[0], ErrRecord) || !errors.Is(errs[1], bad) {
		t.Errorf("%v", errs)
	}
	for s, err := range WhatIf(before, before, now, records) {
		if err == nil {
			t.Errorf("%s changes from a schedule to itself", s.Key)
		}
	}
	for _, err := range WhatIf(before, after, now, records) {
		if err != nil {
			t.Error(err)
		}
		break
	}
}
