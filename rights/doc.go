// Package rights handles what people ask for about their personal information: to see, copy, transfer, correct or delete it, to withdraw
// consent, to close the account, to have rules and automated decisions explained (个人信息保护法, PIPL, chapter IV).
//
// Most hosts need a [Desk], which takes requests in and keeps their clock, and [Assess], which says what the law makes of a request:
//
//	desk, err := rights.NewDesk(store, nil, time.Now)
//	…
//	req, err := desk.Receive(ctx, rights.Filing{Key: form, Right: rights.Delete, Capacity: rights.Self, Channel: "app", Subject: user})
//	req, err = desk.Identify(ctx, req.ID, rights.Check{Subject: user, Method: "session"})
//	a := rights.Assess(req, rights.Facts{At: now, Grounds: grounds, Records: plans, Recipients: recipients}, desk.Terms())
//	req, err = desk.Decide(ctx, req.ID, a, "dpo")
//	req, err = desk.Work(ctx, req.ID, worker) // restricts, deletes, tells the recipients
//	answer := req.Reply(language.Chinese)
//
// # Identity first
//
// Nothing is granted before it is confirmed who asks. What a person is told until then, and what it is told when that fails, does not
// depend on whether anybody is known: a request about a stranger is taken in, acknowledged and answered like any other. A guardian, a near
// relative of somebody who died (近亲属: spouse, parents, children, siblings, grandparents, grandchildren; Civil Code 1045(2)) and an
// agent prove their authority besides.
//
// # Undecided is no answer
//
// [Assess] collects all reasons and grants only if none speaks against it. A missing fact leaves a request [Undecided], and so does a
// ground of refusal that has evidence and no law: policies list seven of them, but the law has no such list, and what it lets stand is
// little (see [RefusalGround]). A refusal is given with its reasons and with where to turn.
//
// A deletion is weighed record by record against the plans of package retention. What a law or an administrative regulation keeps is
// restricted, not used otherwise, and named with its date (PIPL 47(2)); a contract or a policy keeps nothing.
//
// # The clock
//
// An answer is due within 15 days of the receipt, as usual policies promise; the law says promptly (及时) and gives no number. The day of
// receipt is not counted. [Terms] has the host's own numbers, and [Request.Overdue] says what is late.
//
// # Copies
//
// [Collect] brings together what the host's sources keep about one person, and [WriteJSON] and [WriteHTML] write it for a machine and for a
// person. An item of anybody else ends the copy with an error. Give it out sealed for the person's key with package crypto/disclosure.
//
// # Limits
//
// Requests are a fold over events that are appended and never changed, in a [Store]; they hold opaque ids, codes and references to where
// the host keeps what was written, and no personal data. Whether a ground holds, an identity is proved or information is wrong, people
// find out. Fees have no rule in the law beyond transfers; [Assessment] says no more than that the promise to work for free does not cover a
// request. This package is an aid to compliance and no legal advice.
package rights
