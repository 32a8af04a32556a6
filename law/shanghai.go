package law

import (
	"sync"
	"time"
	_ "time/tzdata" // Asia/Shanghai, also where the container has no zone files
)

// Shanghai returns the zone in which Chinese law counts: Asia/Shanghai of the tz database, with its history (local mean
// time until 1900, summer time in the 1940s and in 1986–1991). It is never a fixed +08:00. The database is linked
// into the program, so the call works where the machine has none; where it has one, that is used, since it may be newer.
//
// The result is shared and immutable. Safe for concurrent use.
func Shanghai() *time.Location { return shanghai() }

var shanghai = sync.OnceValue(func() *time.Location {
	loc, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		// time/tzdata is linked in, so this is a broken build, not a condition of the machine.
		panic("law: the linked tz database has no Asia/Shanghai")
	}
	return loc
})
