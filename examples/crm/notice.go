package main

import (
	"context"
	"iter"
	"slices"

	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/law"
)

// tellNotice drafts the next version of the notice and asks, before it is published, what it would change: who must be told how, and
// whose consent must be asked for again.
func (a *app) tellNotice(ctx context.Context) error {
	draft := a.reg.Document()
	draft.Version, draft.Effective, draft.Changes, draft.History = "2027-01-01", law.MustDate(2027, 1, 1), nil, nil
	row := slices.IndexFunc(draft.Activities, func(x consent.Activity) bool { return x.ID == askFeedback.activity })
	if row < 0 {
		return errNobody
	}
	draft.Activities[row].Scenarios = append(draft.Activities[row].Scenarios, "office_visit")
	next, diff, err := a.reg.Next(draft)
	if err != nil {
		return err
	}
	a.line("%s", diff.Explain(a.tag))

	ledger, err := a.events(a.db)
	if err != nil {
		return err
	}
	cache, err := consent.NewCache(ledger, nil) // the whole ledger in one pass
	if err != nil {
		return err
	}
	if err := cache.Poll(ctx); err != nil {
		return err
	}
	everybody, err := a.list(ctx, `SELECT id FROM customers ORDER BY id`)
	if err != nil {
		return err
	}
	asked := 0
	for shift := range consent.WhatIf(a.reg, next, a.uses(ctx, cache, everybody)) {
		if shift.Before.Allowed() && shift.After.Effect == consent.Reconsent {
			asked++
		}
	}
	a.line("Of %d customers %d must be asked again before their feedback is used. Going on to use the service is no answer.", len(everybody), asked)
	return nil
}

// uses are the questions whether feedback may be used on the day on which the next version takes effect.
func (a *app) uses(ctx context.Context, cache *consent.Cache, people []string) iter.Seq2[consent.Request, consent.Facts] {
	return func(yield func(consent.Request, consent.Facts) bool) {
		for _, id := range people {
			state, err := cache.State(ctx, id, consent.Bounded(consent.DefaultMaxStale))
			if err != nil {
				return // only Fresh and AtLeast read the store
			}
			req := a.request(id, consent.Use, askFeedback, consent.Role("consumer"))
			req.At = law.MustDate(2027, 1, 1).Start()
			if !yield(req, a.facts(state, "")) {
				return
			}
		}
	}
}

// list reads one column.
func (a *app) list(ctx context.Context, query string, args ...any) (list []string, err error) {
	rows, err := a.db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, rows.Err()
}
