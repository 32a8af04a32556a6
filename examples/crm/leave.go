package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/khtong/privacykit/audit"
	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/crypto"
	"github.com/khtong/privacykit/examples/internal/host"
	"github.com/khtong/privacykit/law"
	"github.com/khtong/privacykit/retention"
	"github.com/khtong/privacykit/rights"
	"github.com/khtong/privacykit/sqlstore"
)

// The stages of leaving. Each is done once, in this order, and may be killed at any point: what a stage does can be done twice.
// The clock moves with them, for this one person only.
var stages = []struct {
	name string
	do   func(*app, context.Context, string) error
}{
	{stageBackup, (*app).takeBackup},
	{"leave.probe before", probeAt("before")},
	{stageAsk, (*app).askToLeave},
	{stageErase, (*app).eraseAtTheEnd},
	{"leave.probe key erased", probeAt("key erased")},
	{stageEpoch, (*app).endEpoch},
	{"leave.probe epoch destroyed", probeAt("epoch destroyed")},
}

const (
	stageBackup = "leave.backup"
	stageAsk    = "leave.ask"
	stageClose  = "leave.close"
	stageClear  = "leave.clear"
	stageErase  = "leave.erase"
	stageEpoch  = "leave.epoch"
)

func (a *app) leave(ctx context.Context) error {
	id, err := a.leaver(ctx)
	if err != nil {
		return err
	}
	for _, s := range stages {
		if err := a.once(ctx, s.name, id, s.do); err != nil {
			return err
		}
	}
	return nil
}

// once does a stage unless it is done.
func (a *app) once(ctx context.Context, name, id string, do func(*app, context.Context, string) error) error {
	at, err := a.done(ctx, name)
	if err == nil && at.IsZero() {
		err = do(a, ctx, id)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// leaver is the person who closes the account: the first, other than the hero, whose orders are all completed; better with two of them.
// The choice is written down, because the orders are gone later.
func (a *app) leaver(ctx context.Context) (string, error) {
	var id string
	err := a.db.QueryRowContext(ctx, `SELECT customer_id FROM crm_leaver`).Scan(&id)
	if !errors.Is(err, sql.ErrNoRows) {
		return id, err
	}
	hero, err := a.hero(ctx)
	if err != nil {
		return "", err
	}
	id, err = a.text(ctx, `SELECT customers.id FROM customers LEFT JOIN orders ON customer_id = customers.id WHERE customers.id <> ? AND name IS NOT NULL
		GROUP BY customers.id HAVING COUNT(completed_at) = COUNT(orders.id) ORDER BY COUNT(orders.id) < 2, customers.id LIMIT 1`, hero)
	if errors.Is(err, sql.ErrNoRows) {
		return "", errNobody
	}
	if err != nil {
		return "", err
	}
	_, err = a.db.ExecContext(ctx, `INSERT INTO crm_leaver (customer_id) VALUES (?)`, id)
	return id, err
}

// finish writes the audit entry of a stage, what could be read at its end, and that it is done, in one transaction.
func (a *app) finish(ctx context.Context, stage, id string, at time.Time, e audit.Entry, work func(*sql.Tx) error) error {
	return inTx(ctx, a.db, func(tx *sql.Tx) error {
		if work != nil {
			if err := work(tx); err != nil {
				return err
			}
		}
		log, err := a.auditLog(tx)
		if err != nil {
			return err
		}
		e.Key, e.Time, e.Actor = stage+":"+a.pseudonym(id), at, "retention"
		if _, err := log.Append(ctx, e); err != nil {
			return err
		}
		return markDone(ctx, tx, stage, at)
	})
}

func (a *app) backupOf(file string) string { return filepath.Join(a.at.backup, filepath.Base(file)) }

// takeBackup copies both files, as the nightly backup did before the person left. The key-encryption keys are in no backup.
func (a *app) takeBackup(ctx context.Context, id string) error {
	if err := backUp(ctx, a.db, a.backupOf(a.at.business)); err != nil {
		return err
	}
	if err := backUp(ctx, a.keysDB, a.backupOf(a.at.keys)); err != nil {
		return err
	}
	return a.finish(ctx, stageBackup, id, a.now, audit.Entry{Type: audit.TypeKey, Object: "backup", Outcome: "taken"}, nil)
}

// askToLeave is the request of the person, and what is done for it at once and within the promised days. The orders stay: the law says how
// long, and the rest of the stages follow when that is over.
func (a *app) askToLeave(ctx context.Context, id string) error {
	orders, last, err := a.ordersOf(ctx, id, a.now)
	if err != nil {
		return err
	}
	profile, err := a.sched.Plan(retention.Record{Class: classProfile, Events: map[retention.Event]time.Time{retention.InformationDeleted: a.now}}, a.now)
	if err != nil {
		return err
	}
	records := []rights.RecordClass{{Class: classProfile, Plan: profile}}
	if len(orders) > 0 {
		records = append(records, rights.RecordClass{Class: classOrder, Plan: last})
	}
	if err := a.ask(ctx, id, rights.CloseAccount, rights.Facts{At: a.now, Records: records}, leaving{a}); err != nil {
		return err
	}
	return markDone(ctx, a.db, stageAsk, a.now)
}

type leaving struct{ *app }

// Do implements [rights.Worker].
func (a leaving) Do(ctx context.Context, r rights.Request, t rights.Task) (string, error) {
	a.today = a.now
	switch id := r.Subject; t.Kind {
	case rights.CloseLogin:
		return stageClose, a.once(ctx, stageClose, id, (*app).closeAccount)
	case rights.RecordWithdrawal:
		return "ledger", a.withdrawAll(ctx, id)
	case rights.StopProcessing, rights.RestrictRecords: // decisions look at the mark that the account is closed
		return "customers.closed_at", nil
	case rights.EraseRecords:
		err := a.once(ctx, stageClear, id, (*app).clearNonEssential)
		if err == nil {
			a.today, err = a.done(ctx, stageClear)
		}
		return stageClear, err
	case rights.IsolateBackups: // the keys are in backups of their own, and tombstones win over them
		return "tombstones", nil
	case rights.EraseKey:
		return stageErase, a.once(ctx, stageErase, id, (*app).eraseAtTheEnd)
	default:
		return "", errors.New("no such task here")
	}
}

// withdrawAll takes back what the person agreed to.
func (a *app) withdrawAll(ctx context.Context, id string) error {
	ledger, err := a.events(a.db)
	if err != nil {
		return err
	}
	agreed := false
	for e, err := range ledger.Events(ctx, id) {
		if err != nil {
			return err
		}
		agreed = agreed || e.Type.Grants()
	}
	if !agreed {
		return nil
	}
	_, err = ledger.Record(ctx, a.withdrawal("leave:"+id, id, "account_closed"))
	return err
}

func (a *app) closeAccount(ctx context.Context, id string) error {
	return a.finish(ctx, stageClose, id, a.now, audit.Entry{
		Type: audit.TypeRequest, Subject: a.pseudonym(id), Object: "account", Outcome: "closed",
	}, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE customers SET closed_at = ? WHERE id = ?`, a.now.UnixMicro(), id)
		return err
	})
}

// clearNonEssential deletes what the orders do not need, a day before the plan's latest instant.
func (a *app) clearNonEssential(ctx context.Context, id string) error {
	closed, err := a.done(ctx, stageClose)
	if err != nil {
		return err
	}
	plan, err := a.sched.Plan(retention.Record{Class: classProfile, Events: map[retention.Event]time.Time{retention.InformationDeleted: closed}}, closed)
	if err != nil {
		return err
	}
	at := plan.Latest.Add(-24 * time.Hour)
	return a.finish(ctx, stageClear, id, at, audit.Entry{
		Type: audit.TypeDisposal, Subject: a.pseudonym(id), Object: "customers", Outcome: "non-essential deleted",
	}, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE customers SET resident = NULL, resident_ix = NULL, card = NULL, email = NULL, feedback = NULL WHERE id = ?`, id)
		return err
	})
}

// eraseAtTheEnd waits for the last floor, deletes the orders and the customer, and erases the key.
func (a *app) eraseAtTheEnd(ctx context.Context, id string) error {
	closed, err := a.done(ctx, stageClose)
	if err != nil {
		return err
	}
	orders, last, err := a.ordersOf(ctx, id, closed)
	if err != nil {
		return err
	}
	end := closed
	if last.Earliest.After(end) {
		end = last.Earliest
	}
	receipt, err := a.ring.Erase(ctx, id, &crypto.EraseOptions{Index: func(ctx context.Context) error {
		_, err := a.db.ExecContext(ctx, `UPDATE customers SET mobile_ix = NULL, last4_ix = NULL, resident_ix = NULL WHERE id = ?`, id)
		return err
	}})
	if err != nil {
		return err
	}
	return a.finish(ctx, stageErase, id, end, audit.Entry{
		Type: audit.TypeErasure, Subject: receipt.Subject, Object: "subject key", Outcome: "erased",
	}, func(tx *sql.Tx) error {
		if err := a.dispose(ctx, tx, orders, end); err != nil {
			return err
		}
		// The proof of the legal basis stays, under a pseudonym (PIPL 69 puts the burden of proof on the handler).
		if _, err := tx.ExecContext(ctx, `UPDATE collections SET customer_id = ? WHERE customer_id = ?`, a.pseudonym(id), id); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM customers WHERE id = ?`, id)
		return err
	})
}

// ordersOf are the orders of a person who closes the account, and the plan of the one that may go last.
func (a *app) ordersOf(ctx context.Context, id string, closed time.Time) (orders []disposal, last retention.Plan, err error) {
	rows, err := a.db.QueryContext(ctx, `SELECT id, completed_at FROM orders WHERE customer_id = ?`, id)
	if err != nil {
		return nil, last, err
	}
	defer rows.Close()
	for rows.Next() {
		var order string
		var completed int64
		if err := rows.Scan(&order, &completed); err != nil {
			return nil, last, err
		}
		plan, err := a.sched.Plan(retention.Record{Class: classOrder, Events: map[retention.Event]time.Time{
			retention.TransactionCompleted: fromMicro(completed), retention.AccountClosed: closed,
		}}, closed)
		if err != nil {
			return nil, last, err
		}
		orders = append(orders, disposal{order, id, plan.Earliest})
		if len(orders) == 1 || plan.Earliest.After(last.Earliest) {
			last = plan
		}
	}
	return orders, last, rows.Err()
}

// endEpoch makes the erasure final: a new key epoch, the keys of everybody alive wrapped again, the old epoch destroyed.
func (a *app) endEpoch(ctx context.Context, id string) error {
	erased, err := a.done(ctx, stageErase)
	if err != nil {
		return err
	}
	const old = 1
	if err := a.keks.Create(old + 1); err != nil && !errors.Is(err, crypto.ErrExists) {
		return err
	}
	if a.ring.Epoch() == old {
		if _, err := a.ring.AdvanceEpoch(ctx); err != nil {
			return err
		}
	}
	customers, err := a.count(ctx, `SELECT COUNT(*) FROM customers`)
	if err != nil {
		return err
	}
	bar := a.progress(a.t("wrapping the keys of everybody else again"), customers)
	if _, err := a.ring.Rewrap(ctx, &crypto.RewrapOptions{Progress: bar.set}); err != nil {
		return err
	}
	bar.finish()
	if err := a.ring.DestroyEpoch(ctx, old); err != nil {
		return err
	}
	return a.finish(ctx, stageEpoch, id, erased, audit.Entry{Type: audit.TypeKey, Object: "epoch 1", Outcome: "destroyed"}, nil)
}

// probeAt is a stage that tries to read the person's name where an attacker with these files would, and writes down the outcome.
func probeAt(moment string) func(*app, context.Context, string) error {
	return func(a *app, ctx context.Context, id string) error {
		if err := a.probe(ctx, moment, id); err != nil {
			return err
		}
		return markDone(ctx, a.db, "leave.probe "+moment, a.now)
	}
}

func (a *app) probe(ctx context.Context, moment, id string) error {
	for _, where := range []struct {
		name                       string
		business, keys, tombstones string
	}{
		{"live", a.at.business, a.at.keys, a.at.business},
		{"backup of the business data", a.backupOf(a.at.business), a.at.keys, a.backupOf(a.at.business)},
		{"backup of the keys, restored", a.backupOf(a.at.business), a.backupOf(a.at.keys), a.at.business},
		{"backup of both files", a.backupOf(a.at.business), a.backupOf(a.at.keys), a.backupOf(a.at.business)},
	} {
		state, err := a.tryRead(ctx, where.business, where.keys, where.tombstones, id)
		if err != nil {
			return err
		}
		if _, err := a.db.ExecContext(ctx, `INSERT INTO crm_probes (moment, place, state) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET state = excluded.state`,
			moment, where.name, state); err != nil {
			return err
		}
	}
	return nil
}

// tryRead opens the name of a person with the business data of one file, the keys of another, and what a third knows of the erased.
func (a *app) tryRead(ctx context.Context, business, keys, tombstones, id string) (string, error) {
	db, err := host.OpenSQLite(ctx, business)
	if err != nil {
		return "", err
	}
	defer db.Close()
	var sealed []byte
	err = db.QueryRowContext(ctx, `SELECT name FROM customers WHERE id = ?`, id).Scan(&sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return "deleted", nil
	}
	if err != nil {
		return "", err
	}
	cfg := crypto.Config{Tenant: tenant, KEK: a.keks, Now: func() time.Time { return a.now }}
	for file, store := range map[string]*crypto.KeyStore{keys: &cfg.Store, tombstones: &cfg.Tombstones} {
		db, err := host.OpenSQLite(ctx, file)
		if err != nil {
			return "", err
		}
		defer db.Close()
		if *store, err = sqlstore.Keys(db, sqlstore.SQLite, nil); err != nil {
			return "", err
		}
	}
	ring, err := crypto.OpenKeyring(ctx, cfg)
	if err == nil {
		_, err = ring.OpenString(ctx, crypto.Field{Table: "customers", Column: "name"}, id, sealed)
		err = errors.Join(err, ring.Close())
	}
	switch {
	case err == nil:
		return "readable", nil
	case errors.Is(err, crypto.ErrErased):
		return "erased", nil
	case errors.Is(err, crypto.ErrEpochDestroyed):
		return "epoch destroyed", nil
	}
	return "", err
}

func (a *app) tellLeft(ctx context.Context) error {
	id, err := a.leaver(ctx)
	if err != nil {
		return err
	}
	at := map[string]time.Time{}
	for _, name := range []string{stageClose, stageClear, stageErase} {
		if at[name], err = a.done(ctx, name); err != nil {
			return err
		}
	}
	desk, err := a.desk(a.db)
	if err != nil {
		return err
	}
	day := func(stage string) string { return law.DateOf(at[stage]).String() }
	a.line("%s  %s closes the account; the nightly backup of both files was taken before", day(stageClose), id)
	for r, err := range desk.All(ctx) {
		if err != nil {
			return err
		}
		if r.Right == rights.CloseAccount {
			a.line("the answer:")
			a.line("%s", strings.ReplaceAll(r.Reply(a.tag), r.ID, "req_…"))
		}
	}
	a.line("%s  e-mail, bank card, resident ID and feedback are deleted (promised within 15 days)", day(stageClear))
	facts := a.facts(nil, "K"+id[1:])
	facts.Record = consent.RecordRestricted
	req := a.request(id, consent.Use, askService, consent.Role("consumer"))
	req.At = at[stageClear]
	a.line("until %s  the orders are restricted: kept, not used", day(stageErase))
	a.line("%s", a.reg.Decide(req, facts).Explain(a.tag))
	a.line("%s  the last three years are over: orders deleted, key erased, receipt in the audit log", day(stageErase))
	a.line("then  epoch 1 of the key-encryption key is destroyed; the keys of everybody else were wrapped again before")
	return a.tellProbes(ctx)
}

func (a *app) tellProbes(ctx context.Context) error {
	places := []string{"live", "backup of the business data", "backup of the keys, restored", "backup of both files"}
	header := []string{a.t("who has these files reads")}
	for _, p := range places {
		header = append(header, a.t(p))
	}
	var table [][]string
	for _, moment := range []string{"before", "key erased", "epoch destroyed"} {
		row := []string{a.t(moment)}
		for _, p := range places {
			state, err := a.text(ctx, `SELECT state FROM crm_probes WHERE moment = ? AND place = ?`, moment, p)
			if err != nil {
				return err
			}
			row = append(row, a.t(state))
		}
		table = append(table, row)
	}
	a.table(header, table)
	n, err := a.readable(ctx)
	if err != nil {
		return err
	}
	a.line("everybody else: %d customers opened, none lost", n)
	return nil
}

// readable opens the name of every customer.
func (a *app) readable(ctx context.Context) (int, error) {
	rows, err := a.db.QueryContext(ctx, `SELECT id, name FROM customers WHERE name IS NOT NULL`)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	n := 0
	for rows.Next() {
		var id string
		var sealed []byte
		if err := rows.Scan(&id, &sealed); err != nil {
			return 0, err
		}
		if _, err := a.ring.OpenString(ctx, crypto.Field{Table: "customers", Column: "name"}, id, sealed); err != nil {
			return 0, err
		}
		n++
	}
	return n, rows.Err()
}
