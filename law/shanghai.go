package law

import (
	"math"
	"sync"
	"time"
	_ "time/tzdata" // Asia/Shanghai, also where the container has no zone files
)

// Shanghai returns the zone in which Chinese law counts: Asia/Shanghai of the tz database, with its history (local mean
// time until 1900, summer time in the 1940s and in 1986–1991). It is never a fixed +08:00. The database is linked
// into the program, so the call works where the machine has none; where it has one, that is used, since it may be newer.
//
// The result is shared and immutable. Safe for concurrent use.
func Shanghai() *time.Location { return shanghai().Location }

// zone is Asia/Shanghai with the second, since 1970, from which its offset is the standard one for good. For the instants of the last
// decades this spares a look into the database, and it is the database that says so.
type zone struct {
	*time.Location
	settled int64
}

var shanghai = sync.OnceValue(func() *zone {
	loc, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		// time/tzdata is linked in, so this is a broken build, not a condition of the machine.
		panic("law: the linked tz database has no Asia/Shanghai")
	}
	z := &zone{loc, math.MaxInt64}
	end := time.Date(maxYear+1, time.December, 31, 0, 0, 0, 0, time.UTC).In(loc)
	if _, offset := end.Zone(); offset == standard {
		since, _ := end.ZoneBounds()
		z.settled = since.Unix()
	}
	return z
})

// offset returns the offset of the zone at an instant, in seconds.
func (z *zone) offset(t time.Time) int {
	if t.Unix() >= z.settled {
		return standard
	}
	_, offset := t.In(z.Location).Zone()
	return offset
}
