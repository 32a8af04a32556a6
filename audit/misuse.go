package audit

import (
	"cmp"
	"errors"
	"iter"
	"slices"
	"time"

	"github.com/khtong/privacykit/internal/enum"
)

// A Misuse is a pattern of accesses that somebody should ask about. The zero
// Misuse is none.
type Misuse uint8

// The patterns that [FindMisuse] looks for, each within one day of one actor.
const (
	MisuseUnknown Misuse = iota
	ManyViews            // more accesses than most
	ManySubjects         // more persons than most
	ManyRaw              // more views of raw data than most
	ManyDenied           // more refused attempts than most
	OddHours             // accesses outside working hours
	RawUnasked           // raw data without a ticket or another reference in Object
)

var misuseNames = []string{"", "many_views", "many_subjects", "many_raw", "many_denied", "odd_hours", "raw_unasked"}

// String returns the name of m, as in JSON.
func (m Misuse) String() string { return enum.String(m, misuseNames) }

// MarshalText returns the name of m, and an error if it has none.
func (m Misuse) MarshalText() ([]byte, error) { return enum.Text(m, misuseNames, "audit: misuse") }

// UnmarshalText reads the name of a pattern.
func (m *Misuse) UnmarshalText(text []byte) error {
	return enum.Parse(m, text, misuseNames, "audit: misuse")
}

// MisuseOptions are the options of [FindMisuse]. The zero value is meant for use.
type MisuseOptions struct {
	// Zone is where the days and hours are counted; nil means UTC+8, China Standard Time.
	Zone *time.Location
	// Open and Close are the working hours of every day, counted from midnight: accesses before Open, and from Close on,
	// are at odd hours. Both zero means 7:00 and 22:00.
	Open, Close time.Duration
	// Factor says how many times the typical day is too much, the typical one being the median over all days of all actors;
	// 0 means 10.
	Factor int
	// Floor is a number that is never too much for ManyViews, ManySubjects, ManyRaw and ManyDenied, whatever is typical;
	// 0 means 20.
	Floor int
	// OddHours is how many accesses at odd hours are let pass in a day.
	OddHours int
}

// A Finding is a day of an actor on which something stood out. It accuses
// nobody: who reads it asks.
type Finding struct {
	Misuse Misuse    `json:"misuse"`
	Actor  string    `json:"actor"`
	Day    time.Time `json:"day"`   // midnight in the zone
	Count  int       `json:"count"` // accesses; of ManySubjects, persons
	Limit  int       `json:"limit"` // what it went beyond
	First  int64     `json:"first"` // Seq of the first entry that counts
	Last   int64     `json:"last"`  // Seq of the last one
}

var errHours = errors.New("audit: working hours are not within a day")

// FindMisuse reads the accesses (entries of [TypeAccess], whatever else there
// is) and returns the days that stand out, in order of day, actor and pattern:
// for the regular review of the log (数据安全审计), and as a part of the
// compliance audits of PIPL 54 (合规审计). Give it the entries of a week or a
// month:
//
//	findings, err := audit.FindMisuse(log.Find(ctx, audit.Query{Type: audit.TypeAccess, Since: monday}), nil)
//
// What is typical is taken from the entries themselves, so leave out of them
// jobs and people who look at their own data. It keeps the pseudonyms that each
// actor saw in a day in memory. The first error of the entries is returned. A
// nil opts means the defaults.
func FindMisuse(entries iter.Seq2[Entry, error], opts *MisuseOptions) ([]Finding, error) {
	var o MisuseOptions
	if opts != nil {
		o = *opts
	}
	if o.Zone == nil {
		o.Zone = time.FixedZone("CST", 8*60*60)
	}
	if o.Open == 0 && o.Close == 0 {
		o.Open, o.Close = 7*time.Hour, 22*time.Hour
	}
	if o.Open < 0 || o.Close > 24*time.Hour || o.Open > o.Close {
		return nil, errHours
	}
	if o.Factor <= 0 {
		o.Factor = 10
	}
	if o.Floor <= 0 {
		o.Floor = 20
	}
	days := make(map[actorDay]*watch)
	for e, err := range entries {
		if err != nil {
			return nil, err
		}
		if e.Type != TypeAccess || e.Outcome == "reviewed" {
			continue
		}
		at := e.Time.In(o.Zone)
		year, month, day := at.Date()
		key := actorDay{e.Actor, time.Date(year, month, day, 0, 0, 0, 0, o.Zone).Unix()}
		w := days[key]
		if w == nil {
			w = &watch{subjects: make(map[string]struct{})}
			days[key] = w
		}
		clock := time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute + time.Duration(at.Second())*time.Second
		w.add(&e, clock < o.Open || clock >= o.Close)
	}
	return o.judge(days), nil
}

// An actorDay is a day, by its beginning, of an actor.
type actorDay struct {
	actor string
	day   int64
}

// A watch counts what an actor did in a day, by pattern.
type watch struct {
	tallies  [RawUnasked + 1]tally
	subjects map[string]struct{}
}

type tally struct {
	count       int
	first, last int64
}

func (w *watch) count(m Misuse, seq int64) {
	t := &w.tallies[m]
	if t.count == 0 {
		t.first = seq
	}
	t.count++
	t.first, t.last = min(t.first, seq), max(t.last, seq)
}

func (w *watch) add(e *Entry, odd bool) {
	if odd {
		w.count(OddHours, e.Seq)
	}
	switch e.Outcome {
	case "denied", "failed":
		w.count(ManyDenied, e.Seq)
		return
	case "raw", "break_glass":
		w.count(ManyRaw, e.Seq)
		if e.Object == "" {
			w.count(RawUnasked, e.Seq)
		}
	}
	w.count(ManyViews, e.Seq)
	if _, seen := w.subjects[e.Subject]; !seen && e.Subject != "" {
		w.subjects[e.Subject] = struct{}{}
		w.count(ManySubjects, e.Seq)
	}
}

// judge compares the days with the limits.
func (o *MisuseOptions) judge(days map[actorDay]*watch) []Finding {
	var limits [RawUnasked + 1]int
	for m := range limits {
		switch Misuse(m) {
		case MisuseUnknown, RawUnasked:
		case OddHours:
			limits[m] = o.OddHours
		default:
			limits[m] = max(o.Floor, o.Factor*median(days, m))
		}
	}
	var out []Finding
	for key, w := range days {
		for m, t := range w.tallies {
			if t.count > limits[m] {
				out = append(out, Finding{
					Misuse: Misuse(m), Actor: key.actor, Day: time.Unix(key.day, 0).In(o.Zone), Count: t.count, Limit: limits[m], First: t.first, Last: t.last,
				})
			}
		}
	}
	slices.SortFunc(out, func(a, b Finding) int {
		return cmp.Or(a.Day.Compare(b.Day), cmp.Compare(a.Actor, b.Actor), cmp.Compare(a.Misuse, b.Misuse))
	})
	return out
}

// median returns the count of the typical day, the days with none included.
func median(days map[actorDay]*watch, m int) int {
	if len(days) == 0 {
		return 0
	}
	counts := make([]int, 0, len(days))
	for _, w := range days {
		counts = append(counts, w.tallies[m].count)
	}
	slices.Sort(counts)
	return counts[(len(counts)-1)/2] // the lower one, so that two days do not excuse each other
}
