// Package retention answers how long a record must be kept, when it must be gone, and why.
//
// [EcommerceThreeYears] is the function that most people look for: the first instant at which the record of a completed
// order may be deleted. For everything else describe the classes of records once and ask for plans:
//
//	s, err := retention.NewSchedule(retention.Class{
//		ID:     "order",
//		Floors: []retention.Bound{{Rule: "ecommerce_platform_transaction"}},
//		Ceilings: []retention.Bound{{
//			Basis: retention.ByPolicy, Event: retention.AccountClosed,
//			Limit: retention.Within, Period: law.Period{Days: 15},
//		}},
//	})
//	plan, err := s.Plan(retention.Record{Class: "order", Events: events}, now)
//	if err == nil && plan.State == retention.Due { … }
//
// # Two computations
//
// A floor (最短保存期限) says until when a record must be kept, a ceiling when it must be gone. They are computed apart
// and then reconciled: a legal hold beats everything, the longest floor and the shortest ceiling decide, and a ceiling
// never cuts a floor. While both speak, the record is [Restricted]: stored and secured, otherwise not used, as the
// Personal Information Protection Law (个人信息保护法), Art. 47(2), says. [Schedule.Plan] has the rules, [Plan.Explain]
// puts the result into words, and [Plan.Candidates] has every bound that was weighed.
//
// Only [Due] calls for disposal. A zero plan, an error, an event that has not happened and a hold never do.
//
// # Catalogue
//
// [Rules] yields the statutory periods that this package knows, as data: the kind of record, start event, period, the
// days between which they are in force, the rule that follows, citation. Its comment has a line for each, the page
// CATALOGUE.md beside the source all of it, and [FindRules] looks one up. What was not read in a text of the source is
// marked as not verified; treat such a rule as a hint. Several statutes name no start event: a [Bound] that uses such a
// rule must choose one.
//
// The periods that are looked up most have functions, from [NetworkLogSixMonths] to [AntiMoneyLaunderingIdentity]; [Earliest]
// is the same for every rule. Each takes the version that was in force on the day of the event.
//
// # Before and after a change
//
// [ParseSchedule] reads a schedule from JSON, [WhatIf] says which records another schedule would plan differently, and an
// [Outlook] counts when a population becomes due. [Plan.WriteTimeline] and [Outlook.WriteHistogram] draw both as SVG.
//
// # Disposal
//
// [Sweep] goes through the records of a [Source] and has those that are due disposed of by a [Disposer], on as many nodes
// as like to help: a [Lease] says whose turn it is with a shard. Package sqlstore has leases in SQL and a disposer for a
// table of the host, which deletes, proves and looks at the lease in one transaction.
//
// What was deleted is still on backups: [Holding] says on which and until when, and [Replay] deletes it again from one that
// was restored. When a service ends, [Termination] checks the notice and plans what is left.
//
// # Limits
//
// The catalogue is not complete and is no legal advice. Periods that are stated as the shortest time necessary have no
// number (see [Duties]): give a ceiling with [PurposeAchieved] for them. Last days that are days of rest are not moved.
package retention
