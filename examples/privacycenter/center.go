package main

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"path/filepath"
	"slices"
	"time"

	"github.com/khtong/privacykit/access"
	"github.com/khtong/privacykit/audit"
	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/crypto"
	"github.com/khtong/privacykit/crypto/localkek"
	"github.com/khtong/privacykit/desensitize"
	"github.com/khtong/privacykit/examples/internal/host"
	"github.com/khtong/privacykit/law"
	"github.com/khtong/privacykit/retention"
	"github.com/khtong/privacykit/rights"
	"github.com/khtong/privacykit/sqlstore"
)

//go:embed schema.sql
var schema string

//go:embed access.json
var accessJSON []byte

// center is the host behind the page: its own tables and the stores of privacykit in one SQLite file, the keys of people in another.
type center struct {
	now    func() time.Time
	db     *sql.DB
	keysDB *sql.DB
	ring   *crypto.Keyring
	log    *audit.Log
	ledger *consent.Ledger
	desk   *rights.Desk
	gate   *access.Gate
	sched  *retention.Schedule
	reg    *consent.Register            // the present version of the notice
	all    map[string]*consent.Register // all versions
}

const (
	tenant       = "khtong"
	role         = consent.Role("consumer")
	classOrder   = "order"
	classProfile = "profile"
)

// openCenter opens the files in a folder, and makes them the first time, with two people in them.
func openCenter(ctx context.Context, dir string, now func() time.Time) (c *center, err error) {
	c = &center{now: now}
	defer func() {
		if err != nil {
			err = errors.Join(err, c.close())
		}
	}()
	if err := c.openNotices(); err != nil {
		return c, err
	}
	if c.sched, err = schedule(); err != nil {
		return c, err
	}
	if c.db, err = host.OpenSQLite(ctx, filepath.Join(dir, "center.db")); err != nil {
		return c, err
	}
	if c.keysDB, err = host.OpenSQLite(ctx, filepath.Join(dir, "center.keys.db")); err != nil {
		return c, err
	}
	for _, db := range []*sql.DB{c.db, c.keysDB} {
		if err := sqlstore.Migrate(ctx, db, sqlstore.SQLite, nil); err != nil {
			return c, err
		}
	}
	if _, err := c.db.ExecContext(ctx, schema); err != nil {
		return c, err
	}
	if err := c.openKeys(ctx, filepath.Join(dir, "center.kek")); err != nil {
		return c, err
	}
	if err := c.openStores(); err != nil {
		return c, err
	}
	return c, c.seed(ctx)
}

// openNotices makes the versions of the notice: the policy, and a later one that collects feedback in the offices too.
func (c *center) openNotices() error {
	first, err := consent.ParseRegister(host.RegisterJSON)
	if err != nil {
		return err
	}
	doc := first.Document()
	doc.Version, doc.Effective, doc.Changes, doc.History = "2026-06-01", law.MustDate(2026, 6, 1), nil, nil
	for i := range doc.Activities {
		if doc.Activities[i].ID == "feedback" {
			doc.Activities[i].Scenarios = append(slices.Clone(doc.Activities[i].Scenarios), "office_visit")
		}
	}
	if c.reg, _, err = first.Next(doc); err != nil {
		return err
	}
	c.all = map[string]*consent.Register{first.Version(): first, c.reg.Version(): c.reg}
	return nil
}

// openKeys opens the keyring; the first run makes it. A host has its key-encryption keys in a key management service.
func (c *center) openKeys(ctx context.Context, dir string) error {
	keks, err := localkek.OpenForDevelopment(dir)
	if err != nil {
		return err
	}
	store, err := sqlstore.Keys(c.keysDB, sqlstore.SQLite, nil)
	if err != nil {
		return err
	}
	tombstones, err := sqlstore.Keys(c.db, sqlstore.SQLite, nil)
	if err != nil {
		return err
	}
	cfg := crypto.Config{Tenant: tenant, KEK: keks, Store: store, Tombstones: tombstones, Now: c.now}
	c.ring, err = crypto.OpenKeyring(ctx, cfg)
	if !errors.Is(err, crypto.ErrNotFound) {
		return err
	}
	if err := keks.Create(1); err != nil && !errors.Is(err, crypto.ErrExists) {
		return err
	}
	c.ring, err = crypto.CreateKeyring(ctx, cfg)
	return err
}

func (c *center) openStores() error {
	entries, err := sqlstore.Audit(c.db, sqlstore.SQLite, nil)
	if err != nil {
		return err
	}
	c.log = audit.New(entries, &audit.Options{Origin: "khtong.example/center", Now: c.now})
	events, err := sqlstore.Events(c.db, sqlstore.SQLite, nil)
	if err != nil {
		return err
	}
	c.ledger = consent.NewLedger(events, c.now)
	requests, err := sqlstore.Requests(c.db, sqlstore.SQLite, nil)
	if err != nil {
		return err
	}
	if c.desk, err = rights.NewDesk(requests, nil, c.now); err != nil {
		return err
	}
	rules, err := access.ParseRules(accessJSON)
	if err != nil {
		return err
	}
	c.gate, err = access.NewGate(access.Config{
		Rules: rules, Register: c.reg, View: desensitize.Default(), Ring: c.ring, Log: c.log, Pseudonym: c.pseudonym,
	})
	return err
}

func (c *center) close() error {
	var errs []error
	if c.ring != nil {
		errs = append(errs, c.ring.Close())
	}
	for _, db := range []*sql.DB{c.db, c.keysDB} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return errors.Join(errs...)
}

// pseudonym is how the audit log knows a person.
func (c *center) pseudonym(person string) string { return c.ring.Pseudonym("audit", person) }

// note writes an act into the audit log.
func (c *center) note(ctx context.Context, t audit.Type, person, object, outcome string) error {
	_, err := c.log.Append(ctx, audit.Entry{Type: t, Actor: "self", Subject: c.pseudonym(person), Object: object, Outcome: outcome})
	return err
}

// schedule says how long each class of records is kept.
func schedule() (*retention.Schedule, error) {
	return retention.NewSchedule(
		retention.Class{
			ID: classOrder, Label: law.Text{ZH: "订单", EN: "orders"}, Floors: []retention.Bound{{Rule: "ecommerce_platform_transaction"}},
			Ceilings: []retention.Bound{{
				Basis: retention.ByPolicy, Event: retention.TransactionCompleted, Limit: retention.AtMost, Period: law.Period{Years: 3},
				Reason: law.Text{ZH: "隐私政策：超出保存期限后删除", EN: "privacy policy: deleted when the time of keeping is over"},
			}},
		},
		retention.Class{
			ID: classProfile, Label: law.Text{ZH: "非必要信息", EN: "non-essential information"}, Ceilings: []retention.Bound{{Rule: "policy_consumer_15d"}},
		},
	)
}
