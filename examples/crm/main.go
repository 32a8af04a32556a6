// Command crm is a property-management CRM (物业) that keeps every promise of its privacy policy.
//
// It takes two CSV files and walks personal information through its life: the processing register, collection, storage, search, display
// and the person's own copy, withdrawal, the next notice, retention, closing an account, an incident as a drill, and the proof of it all. Each step prints what was done and why.
//
//	go run ./examples/crm                          the sample data, in a temporary folder
//	go run ./examples/crm -lang zh                 in Chinese
//	go run ./examples/crm -db crm.db               keep the database; run it again and it goes on where it was stopped
//	go run ./examples/crm -copy copy.html          write the copy that one person asks for as a page in the clear, to look at it
//	go run ./examples/crm -customers c.csv -orders o.csv -db crm.db
//
// Rows that cannot be taken are written to a rejects file with line, field and reason, never with the value.
// The exit code is 0 unless there is something for you to act on.
package main

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/khtong/privacykit/audit"
	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/crypto"
	"github.com/khtong/privacykit/crypto/localkek"
	"github.com/khtong/privacykit/desensitize"
	"github.com/khtong/privacykit/examples/internal/host"
	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/law"
	"github.com/khtong/privacykit/retention"
	"github.com/khtong/privacykit/sqlstore"
)

//go:generate go run ./gen -out testdata

//go:embed testdata/customers.csv testdata/orders.csv
var sample embed.FS

// The day of the demonstration: the sample data end a few days before it.
const sampleDay = "2026-11-23"

const tenant = "khtong"

var shanghai = law.Shanghai()

func main() {
	fixWidths()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "crm:", err)
		os.Exit(1)
	}
}

type options struct {
	db, customers, orders, lang, now, copied string
}

func parseFlags(args []string, errOut io.Writer) (options, error) {
	var o options
	f := flag.NewFlagSet("crm", flag.ContinueOnError)
	f.SetOutput(errOut)
	f.StringVar(&o.db, "db", "", "SQLite `file` of the business data; keys, key-encryption keys, backups and rejects are kept beside it (default: a temporary folder)")
	f.StringVar(&o.customers, "customers", "", "customers CSV `file` (default: the sample of 1,200)")
	f.StringVar(&o.orders, "orders", "", "orders CSV `file` (default: the sample of 3,600)")
	f.StringVar(&o.lang, "lang", defaultLang(), "language of the account: en or zh")
	f.StringVar(&o.now, "now", "", "the `day` that counts as today, such as 2026-11-23 (default: "+sampleDay+" for the sample, today for your own files)")
	f.StringVar(&o.copied, "copy", "", "HTML `file` for the copy that one person asks for, in the clear (default: it is sealed for the person alone)")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	if f.NArg() > 0 {
		return o, fmt.Errorf("unexpected argument; see -h")
	}
	if (o.customers == "") != (o.orders == "") {
		return o, fmt.Errorf("-customers and -orders belong together")
	}
	return o, nil
}

// app is the host application.
type app struct {
	*ui
	opts   options
	at     places
	now    time.Time
	today  time.Time // now, and later while one person leaves
	db     *sql.DB   // business data
	keysDB *sql.DB   // subject keys
	keks   *localkek.KEKs
	ring   *crypto.Keyring
	mobile *crypto.Index
	last4  *crypto.Index // of the mobile number
	ident  *crypto.Index
	reg    *consent.Register
	sched  *retention.Schedule
	log    *audit.Log
	masks  desensitize.View
	files  []input
}

func run(ctx context.Context, args []string, out, errOut io.Writer) error {
	opts, err := parseFlags(args, errOut)
	if err != nil {
		return err
	}
	u, err := newUI(out, opts.lang)
	if err != nil {
		return err
	}
	a := &app{ui: u, opts: opts}
	if err := a.setClock(); err != nil {
		return err
	}
	if opts.db == "" {
		dir, err := os.MkdirTemp("", "crm-")
		if err != nil {
			return err
		}
		opts.db = filepath.Join(dir, "crm.db")
		defer func() { _ = sweep(dir) }()
	}
	a.at = placesAt(opts.db)
	if err = a.open(ctx); err == nil {
		err = a.walk(ctx)
	}
	return errors.Join(err, a.close())
}

// sweep empties the temporary folder, all but the rejects file and the pictures: they hold no personal data, and somebody may want to
// look at them.
func sweep(dir string) error {
	files, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	var errs []error
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".rejects.csv") && !strings.HasSuffix(f.Name(), ".svg") {
			errs = append(errs, os.RemoveAll(filepath.Join(dir, f.Name())))
		}
	}
	return errors.Join(errs...)
}

// setClock decides what "now" is: the clock is a parameter of everything below.
func (a *app) setClock() error {
	day := a.opts.now
	if day == "" {
		day = sampleDay
		if a.opts.customers != "" {
			day = law.DateOf(time.Now()).String()
		}
	}
	d, err := law.ParseDate(day)
	if err != nil {
		return errors.New("-now takes a day such as 2026-11-23")
	}
	a.now = d.Start().Add(9 * time.Hour)
	a.today = a.now
	return nil
}

func (a *app) open(ctx context.Context) (err error) {
	if a.reg, err = consent.ParseRegister(host.RegisterJSON); err != nil {
		return err
	}
	if a.sched, err = schedule(); err != nil {
		return err
	}
	a.masks = desensitize.Default()
	if a.db, err = host.OpenSQLite(ctx, a.at.business); err != nil {
		return err
	}
	if a.keysDB, err = host.OpenSQLite(ctx, a.at.keys); err != nil {
		return err
	}
	// Each store has its tables where it is used: consent events and audit log beside the business data, keys apart.
	for _, db := range []*sql.DB{a.db, a.keysDB} {
		if err := sqlstore.Migrate(ctx, db, sqlstore.SQLite, nil); err != nil {
			return err
		}
	}
	if _, err := a.db.ExecContext(ctx, schema); err != nil {
		return err
	}
	if a.log, err = a.auditLog(a.db); err != nil {
		return err
	}
	if a.files, err = a.inputs(ctx); err != nil {
		return err
	}
	return a.openKeys(ctx)
}

// openKeys opens the tenant's keyring; the first run creates it.
func (a *app) openKeys(ctx context.Context) (err error) {
	if a.keks, err = localkek.OpenForDevelopment(a.at.kek); err != nil {
		return err
	}
	store, err := sqlstore.Keys(a.keysDB, sqlstore.SQLite, nil)
	if err != nil {
		return err
	}
	// Who was erased stands beside the business data too, so that a backup of the keys, restored alone, brings nobody back.
	tombstones, err := sqlstore.Keys(a.db, sqlstore.SQLite, nil)
	if err != nil {
		return err
	}
	cfg := crypto.Config{Tenant: tenant, KEK: a.keks, Store: store, Tombstones: tombstones, Now: func() time.Time { return a.now }}
	a.ring, err = crypto.OpenKeyring(ctx, cfg)
	if errors.Is(err, crypto.ErrNotFound) {
		// A run that was killed just here has made the key-encryption key already.
		if err := a.keks.Create(1); err != nil && !errors.Is(err, crypto.ErrExists) {
			return err
		}
		a.ring, err = crypto.CreateKeyring(ctx, cfg)
	}
	if err != nil {
		return err
	}
	if a.mobile, err = a.ring.NewIndex(indexed, part("mobile", identifiers.Mobile)); err != nil {
		return err
	}
	if a.last4, err = a.ring.NewIndex(indexedLast4, crypto.Part{Field: crypto.Field{Table: "customers", Column: "mobile"}, Last: 4, Normalize: digits}); err != nil {
		return err
	}
	a.ident, err = a.ring.NewIndex(indexed, part("resident", identifiers.ResidentID))
	return err
}

// indexed is the index of a number that few customers share, sized for 200,000 of them: a look-up opens about a dozen.
var indexed = crypto.IndexOptions{Bits: 14, Stats: crypto.ColumnStats{Rows: 200_000, Values: 190_000, Top: 5}}

// indexedLast4 is the index of four digits, of which there are 10,000: a look-up opens about seventy.
var indexedLast4 = crypto.IndexOptions{Bits: 12, Stats: crypto.ColumnStats{Rows: 200_000, Values: 10_000, Top: 45}}

// digits keeps the digits of a number or of a part of one, full-width ones too.
func digits(s string) (string, error) {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9':
			return r
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		}
		return -1
	}, s), nil
}

// part makes one normaliser serve writes and queries.
func part(column string, k identifiers.Kind) crypto.Part {
	return crypto.Part{
		Field:     crypto.Field{Table: "customers", Column: column},
		Normalize: func(s string) (string, error) { return identifiers.Normalize(k, s) },
	}
}

func (a *app) auditLog(db sqlstore.DB) (*audit.Log, error) {
	store, err := sqlstore.Audit(db, sqlstore.SQLite, nil)
	if err != nil {
		return nil, err
	}
	return audit.New(store, &audit.Options{Origin: "khtong.example/crm"}), nil
}

func (a *app) events(db sqlstore.DB) (*consent.Ledger, error) {
	store, err := sqlstore.Events(db, sqlstore.SQLite, nil)
	if err != nil {
		return nil, err
	}
	return consent.NewLedger(store, func() time.Time { return a.now }), nil
}

func (a *app) close() error {
	var errs []error
	if a.ring != nil {
		errs = append(errs, a.ring.Close())
	}
	for _, db := range []*sql.DB{a.db, a.keysDB} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return errors.Join(errs...)
}

// A step does its work once, however often the program is killed and started again, and then tells what is in the database.
// Telling reads only, so a later run gives the same account.
type step struct {
	name, title string
	do, tell    func(context.Context) error
}

func (a *app) walk(ctx context.Context) error {
	a.line("privacykit CRM: personal information from collection to erasure")
	a.line("business data %s", a.at.business)
	a.line("subject keys  %s", a.at.keys)
	a.line("today is %s", law.DateOf(a.now).String())
	steps := []step{
		{"register", a.t("Register: what may be processed, why, and on which legal basis"), a.noWork, a.tellRegister},
		{"collect", a.t("Collect: every row asks for permission"), a.collect, a.tellCollected},
		{"store", a.t("Store: sealed under each person's own key"), a.noWork, a.tellStored},
		{"find", a.t("Find: by mobile number, however it is typed"), a.noWork, a.tellFound},
		{"show", a.t("Show: as much as the audience may see"), a.show, a.tellShown},
		{"withdraw", a.t("Withdraw: one person takes consent back"), a.withdraw, a.tellWithdrawn},
		{"notice", a.t("Notice: what the next version of the policy would change"), a.noWork, a.tellNotice},
		{"age", a.t("Age: the retention plan of every order"), a.age, a.tellAged},
		{"leave", a.t("Leave: one person closes the account"), a.leave, a.tellLeft},
		{"drill", a.t("Incident: a drill"), a.drill, a.tellDrill},
		{"prove", a.t("Prove: the audit log"), a.noWork, a.tellProven},
	}
	for i, s := range steps {
		at, err := a.done(ctx, s.name)
		if err != nil {
			return err
		}
		earlier := !at.IsZero()
		a.head(i+1, s.title, earlier)
		if err := a.take(ctx, s, earlier); errors.Is(err, errNobody) {
			a.line("Nobody in the data is in this position: there is nothing to show.")
		} else if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
	}
	return a.summary(ctx)
}

// take does a step, unless an earlier run has, and tells of it.
func (a *app) take(ctx context.Context, s step, earlier bool) error {
	if !earlier {
		if err := s.do(ctx); err != nil {
			return err
		}
		if err := markDone(ctx, a.db, s.name, a.now); err != nil {
			return err
		}
	}
	return s.tell(ctx)
}

func (*app) noWork(context.Context) error { return nil }
