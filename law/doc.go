// Package law cites Chinese law and counts time as it does.
//
// [Period.End] is the function that most programs want: given the moment of an event it returns the instant at which a
// period of years, months, days, working days or hours is over. It is the first instant at which something that must be
// kept for not less than the period may go, and the instant strictly before which something that must be done within
// the period must be done.
//
//	threeYears := law.Period{Years: 3}
//	end, err := threeYears.End(completed, nil) // 2021-10-25 23:59 gives 2024-10-26 00:00
//
// # Counting
//
// Periods follow the Civil Code (民法典), Art. 200–204: the day of the event is not counted; years and months end on the
// corresponding day, or on the last day of a month that has no such day; the last day runs to 24:00; hours run from the
// moment. Do not use [time.Time.AddDate] for this: it turns 29 February 2024 and three years into 1 March 2027, where
// the last day is 28 February. 以上, 以内 and 届满 include the number, 不满 and 超过 do not (Art. 1259).
//
// A day is a civil day of Asia/Shanghai as the tz database has it ([Shanghai], [DateOf]), which had summer time in the
// 1940s and in 1986–1991.
//
// # Working days
//
// A [Calendar] is built from the yearly notices of the State Council; [Holidays] is the one that comes with the package.
// A year whose notice it lacks is an error that matches [ErrCalendar] and names the year: notices appear a few weeks
// before the year begins, and weekends alone are not the answer. A host that needs a
// newer year before this package has it reads the notice from a file with [ParseYears] and adds it with [Calendar.With].
//
// # Citations
//
// A [Citation] is a comparable value: [Statute], version, article, paragraph, item. It prints as 《电子商务法》第三十一条
// or "E-commerce Law, Art. 31" and has a stable machine form, ecommerce_law/31. Statutes are data with a [Level] and the
// dates between which their texts are in force; what was not read in a text of the source is marked as not verified.
//
// # Limits
//
// The package knows titles, ranks, dates and article numbers, not the wording of the law, and gives no legal advice.
// Everything in it is a pure function of its arguments: there is no clock, no I/O after the zone has been loaded, and no
// state.
package law
