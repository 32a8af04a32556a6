// Package incident says what must be told to whom by when after personal information leaked, was tampered with or lost (个人信息泄露、篡改、
// 丢失; 个人信息保护法, PIPL, 57), and makes the notices.
//
// Most hosts need [Facts.Duties]:
//
//	f := incident.Facts{Discovered: now, Kinds: []incident.Kind{incident.Leak}, Operator: incident.Other}
//	duties, err := f.Duties()
//	for _, d := range duties {
//		fmt.Println(d.In(language.Chinese)) // 报告：属地省级网信部门，2026-03-02 03:30之前（…第四条第四款）
//	}
//
// # What is not known
//
// An incident begins with little that is known. A number of people that is not known is no small number: until it is [AtMost] something, the
// duties are those of an incident of a million, and an operator that is not known has the shortest time. What becomes known later may take
// duties away; knowing more people never does.
//
// # Notices
//
// A [Notice] has every content that the law and the usual policies list, in both languages, or it is not made: as text, as a page, as a short
// message that leads to it, and as an announcement where people cannot be reached one by one. It is the same for everybody, so that nobody
// reads about anybody else. [Notify] sends it to any number of people and goes on where it was cut off. A [Waiver] is the decision not to
// tell them (PIPL 57(2)), which needs its grounds.
//
// # The record
//
// A [Log] keeps what was known, done, reported and told as events that are never changed, in a [Store] of the host: in memory for drills, or
// that of package sqlstore. [Log.Add] enters an event with the time at which it happened and that at which it was entered; [Log.Notify] tells
// the persons and goes on where a crash cut it off; [Case.Duties] says which duty was met when, and which is late; a case cannot be closed
// while one is open. [Case.Text] and [Case.WriteHTML] write the record of the handling (处置记录). No event names a person whose information
// is concerned; cursors are opaque ids. The drill among the examples goes through all of it.
//
// # Law
//
// Deadlines are data with dates. PIPL, the Cybersecurity Law, the Data Security Law and the Network Data Regulations say at once (立即) and
// promptly (及时) and give no number; the Incident Reporting Measures (国家网络安全事件报告管理办法) give one, four and two hours since
// 2025-11-01, for incidents that are relatively major or graver, from a million people on. Hours run from the moment of the discovery. Keep
// the record of the handling as long as that of an impact assessment: rule pipl_pia_record of package retention.
//
// # Limits
//
// The guidelines grade incidents by more than people and loss; what a system's standstill makes of one is not looked at. Duties of single
// trades (finance, express delivery) are not in the table. This package is an aid to compliance and no legal advice.
package incident
