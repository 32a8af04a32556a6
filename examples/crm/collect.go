package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/khtong/privacykit/audit"
	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/crypto"
	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/sqlstore"
)

// A question is what the CRM wants to do with a part of a row: which kinds, for which purpose of the register.
type question struct {
	activity string
	purpose  consent.Purpose
	kinds    []identifiers.Kind
}

// The parts of a customer row. The policy's table names no "name" and no "home address": they are collected as the
// other personal information of its transaction row.
var (
	askAccount  = question{"account_contact", "register_account", []identifiers.Kind{identifiers.Mobile}}
	askService  = question{"transaction", "run_service", []identifiers.Kind{identifiers.OtherPersonalInformation}}
	askOrder    = question{"transaction", "run_service", []identifiers.Kind{identifiers.OrderInformation, identifiers.ShippingAddress}}
	askContact  = question{"enterprise_contact", "contact_you", []identifiers.Kind{identifiers.Email}}
	askPayment  = question{"payment", "complete_payment", []identifiers.Kind{identifiers.BankCard}}
	askFinance  = question{"finance", "financial_services", []identifiers.Kind{identifiers.ResidentID}}
	askFeedback = question{"feedback", "improve_experience", []identifiers.Kind{identifiers.CustomerServiceContent}}
)

// batch is how many rows share a transaction: the rows, their decisions, consent events, audit entries and the place in the file.
const batch = 100

// An input is one of the two files.
type input struct {
	kind   string // "customer" or "order"
	header []string
	data   []byte
	take   func(context.Context, *sql.Tx, *rows) error
}

// inputs reads both files. Other files than those that the database was begun with are refused: their rows would be mixed up.
func (a *app) inputs(ctx context.Context) ([]input, error) {
	list := []input{
		{kind: "customer", header: customerHeader, take: a.takeCustomers},
		{kind: "order", header: orderHeader, take: a.takeOrders},
	}
	for i, name := range []string{a.opts.customers, a.opts.orders} {
		in := &list[i]
		var err error
		if name == "" {
			in.data, err = sample.ReadFile("testdata/" + in.kind + "s.csv")
		} else {
			in.data, err = os.ReadFile(name)
		}
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(in.data)
		if _, err := a.db.ExecContext(ctx, `INSERT INTO crm_imports (file, sha256, rows, finished) VALUES (?, ?, 0, 0) ON CONFLICT DO NOTHING`,
			in.kind, hex.EncodeToString(sum[:])); err != nil {
			return nil, err
		}
		before, err := a.text(ctx, `SELECT sha256 FROM crm_imports WHERE file = ?`, in.kind)
		if err != nil {
			return nil, err
		}
		if before != hex.EncodeToString(sum[:]) {
			return nil, fmt.Errorf("this database was begun with another %ss file: give the same file, or another -db", in.kind)
		}
	}
	return list, nil
}

// collect takes the rows of both files. It goes on behind the last row that was committed.
func (a *app) collect(ctx context.Context) error {
	for _, in := range a.files {
		if err := a.importFile(ctx, in); err != nil {
			return fmt.Errorf("%s file: %w", in.kind, err)
		}
		if err := a.enough(ctx); err != nil {
			return err
		}
	}
	return nil
}

var reading = map[string]string{"customer": "reading customers", "order": "reading orders"}

// rows of one batch, and what was wrong with the others.
type rows struct {
	line []int
	row  [][]string
	bad  []reject
}

func (a *app) importFile(ctx context.Context, f input) error {
	var done int
	var finished bool
	if err := a.db.QueryRowContext(ctx, `SELECT rows, finished FROM crm_imports WHERE file = ?`, f.kind).Scan(&done, &finished); err != nil || finished {
		return err
	}
	in, err := newRowReader(bytes.NewReader(f.data), f.header)
	if err != nil {
		return err
	}
	bar := a.progress(a.t(reading[f.kind]), bytes.Count(f.data, []byte{'\n'})-1)
	for n := 0; !finished; {
		var r rows
		first := n
		for n-first < batch {
			line, row, bad, err := in.next()
			if errors.Is(err, io.EOF) {
				finished = true
				break
			}
			if err != nil {
				return err
			}
			n++
			if n <= done {
				first = n // taken in an earlier run
				continue
			}
			if bad != nil {
				r.bad = append(r.bad, *bad)
				continue
			}
			r.line, r.row = append(r.line, line), append(r.row, row)
		}
		err := inTx(ctx, a.db, func(tx *sql.Tx) error {
			if err := f.take(ctx, tx, &r); err != nil {
				return err
			}
			for _, b := range r.bad {
				if _, err := tx.ExecContext(ctx, `INSERT INTO crm_rejects (file, line, field, reason) VALUES (?, ?, ?, ?)`, f.kind, b.line, b.field, b.reason); err != nil {
					return err
				}
			}
			_, err := tx.ExecContext(ctx, `UPDATE crm_imports SET rows = ?, finished = ? WHERE file = ?`, n, finished, f.kind)
			return err
		})
		if err != nil {
			return err
		}
		bar.set(n)
	}
	bar.finish()
	return nil
}

// takeCustomers stores a batch. What consent refuses is not stored; what it allows is sealed.
func (a *app) takeCustomers(ctx context.Context, tx *sql.Tx, r *rows) error {
	log, err := a.auditLog(tx)
	if err != nil {
		return err
	}
	ledger, err := a.events(tx)
	if err != nil {
		return err
	}
	var entries []audit.Entry
	for i, row := range r.row {
		c, bad := parseCustomer(r.line[i], row, a.now)
		if bad == nil {
			if taken, err := exists(ctx, tx, `SELECT 1 FROM customers WHERE id = ?`, c.id); err != nil {
				return err
			} else if taken {
				bad = &reject{c.line, "customer_id", "taken by an earlier row"}
			}
		}
		if bad != nil {
			r.bad = append(r.bad, *bad)
			continue
		}
		es, err := a.takeCustomer(ctx, tx, ledger, c)
		if err != nil {
			return err
		}
		entries = append(entries, es...)
	}
	_, err = log.Append(ctx, entries...)
	return err
}

func (a *app) takeCustomer(ctx context.Context, tx *sql.Tx, ledger *consent.Ledger, c customer) ([]audit.Entry, error) {
	if !c.feedbackConsent.IsZero() {
		if _, err := ledger.Record(ctx, a.feedbackConsent(c)); err != nil {
			return nil, err
		}
	}
	state, err := ledger.State(ctx, c.id)
	if err != nil {
		return nil, err
	}
	facts := a.facts(state, c.contract)
	financeFacts := facts
	financeFacts.ContractID = c.finance

	s := sealer{ctx: ctx, ring: a.ring, table: "customers", subject: c.id}
	var cols struct{ name, mobile, mobileIx, last4Ix, resident, residentIx, card, address, email, feedback []byte }
	var entries []audit.Entry
	var answers []answer
	ask := func(q question, facts consent.Facts, store func()) {
		d := a.reg.Decide(a.request(c.id, consent.Collect, q, consent.Role(c.role)), facts)
		if d.Allowed() {
			store()
		}
		answers = append(answers, answer{q.activity, d})
		entries = append(entries, a.decided(c.id, q, d))
	}
	ask(askAccount, facts, func() {
		cols.mobile, cols.mobileIx, cols.last4Ix = s.seal("mobile", c.mobile), s.index(a.mobile, c.mobile), s.index(a.last4, c.mobile)
	})
	if !answers[0].decision.Allowed() {
		// Without an account there is nothing to hang the rest on.
		return entries, a.keepAnswers(ctx, tx, c.id, answers)
	}
	ask(askService, facts, func() {
		cols.name, cols.address = s.seal("name", c.name), s.seal("address", c.address)
	})
	ask(askContact, facts, func() { cols.email = s.seal("email", c.email) })
	ask(askPayment, facts, func() { cols.card = s.seal("card", c.card) })
	ask(askFinance, financeFacts, func() {
		cols.resident, cols.residentIx = s.seal("resident", c.resident), s.index(a.ident, c.resident)
	})
	if c.feedback != "" {
		ask(askFeedback, facts, func() { cols.feedback = s.seal("feedback", c.feedback) })
	}
	if s.err != nil {
		return nil, s.err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO customers
		(id, role, name, mobile, mobile_ix, last4_ix, resident, resident_ix, card, address, email, feedback, contract, registered_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		c.id, c.role, cols.name, cols.mobile, cols.mobileIx, cols.last4Ix, cols.resident, cols.residentIx, cols.card, cols.address, cols.email, cols.feedback,
		c.contract, c.registered.UnixMicro())
	if err != nil {
		return nil, err
	}
	return entries, a.keepAnswers(ctx, tx, c.id, answers)
}

// answer is a decision about one part of a row.
type answer struct {
	activity string
	decision consent.Decision
}

func (a *app) keepAnswers(ctx context.Context, tx *sql.Tx, customer string, answers []answer) error {
	for _, w := range answers {
		d := w.decision
		citation, err := d.Basis.Citation().MarshalText()
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO collections (customer_id, activity, effect, basis, citation, reasons) VALUES (?, ?, ?, ?, ?, ?)`,
			customer, w.activity, d.Effect.String(), d.Basis.String(), string(citation), strings.Join(codes(d), " "))
		if err != nil {
			return err
		}
	}
	return nil
}

// facts is what the host knows beyond the consent events: who the person is, what they were told, and their contract.
func (a *app) facts(state *consent.State, contract string) consent.Facts {
	return consent.Facts{
		State: state, Subject: consent.Adult, Record: consent.RecordNormal, NoticeGiven: a.reg.Version(),
		ContractID: contract, Assessment: "PIA-2026-01",
	}
}

func (a *app) request(subject string, op consent.Operation, q question, role consent.Role) consent.Request {
	return consent.Request{Subject: subject, Operation: op, Purpose: q.purpose, Kinds: q.kinds, Role: role, At: a.now}
}

// decided is the audit entry of a decision: who asked for what about which pseudonym, and how it ended.
func (a *app) decided(subject string, q question, d consent.Decision) audit.Entry {
	return audit.Entry{
		Key: "decision:" + a.pseudonym(subject) + ":" + q.activity, Time: a.now, Type: audit.TypeDecision, Actor: "import", Subject: a.pseudonym(subject),
		Purpose: string(q.purpose), Object: q.activity, Outcome: d.Effect.String(), Reasons: codes(d),
	}
}

// codes are the reasons of a decision, each once.
func codes(d consent.Decision) []string {
	var list []string
	for _, r := range d.Reasons {
		if c := r.Code.String(); !slices.Contains(list, c) {
			list = append(list, c)
		}
	}
	return list
}

// pseudonym is how the audit log knows a person: it needs no erasing.
func (a *app) pseudonym(subject string) string { return a.ring.Pseudonym("audit", subject) }

// feedbackConsent is the event of a customer who ticked the box of the feedback form.
func (a *app) feedbackConsent(c customer) consent.Event {
	return consent.Event{
		Key: "import:" + c.id + ":feedback", Type: consent.Given, Subject: c.id,
		NoticeVersion: a.reg.Version(), NoticeHash: a.reg.Hash(),
		Purposes: []consent.Purpose{askFeedback.purpose}, Kinds: askFeedback.kinds,
		Form: consent.General, Affirmative: true, Channel: "app", Actor: consent.Self,
		Method: "tick", OccurredAt: c.feedbackConsent,
	}
}

// sealer seals the columns of one row and remembers the first error, so that a row is stored sealed or not at all.
type sealer struct {
	ctx     context.Context
	ring    *crypto.Keyring
	table   string
	subject string
	err     error
}

func (s *sealer) seal(column, value string) []byte {
	return s.sealField(crypto.Field{Table: s.table, Column: column}, value)
}

func (s *sealer) sealField(f crypto.Field, value string) []byte {
	if s.err != nil {
		return nil
	}
	b, err := s.ring.SealString(s.ctx, f, s.subject, value)
	s.err = err
	return b
}

func (s *sealer) index(ix *crypto.Index, value string) []byte {
	if s.err != nil {
		return nil
	}
	b, err := ix.Of(s.subject, value)
	s.err = err
	return b
}

func (a *app) takeOrders(ctx context.Context, tx *sql.Tx, r *rows) error {
	log, err := a.auditLog(tx)
	if err != nil {
		return err
	}
	var entries []audit.Entry
	for i, row := range r.row {
		o, bad := parseOrder(r.line[i], row, a.now)
		if bad == nil {
			if bad, err = orderConflict(ctx, tx, o); err != nil {
				return err
			}
		}
		if bad != nil {
			r.bad = append(r.bad, *bad)
			continue
		}
		contract, err := contractOf(ctx, tx, o.customer)
		if err != nil {
			return err
		}
		d := a.reg.Decide(a.request(o.customer, consent.Collect, askOrder, consent.Role(contract.role)), a.facts(nil, contract.id))
		if !d.Allowed() {
			r.bad = append(r.bad, reject{o.line, "customer_id", "consent denies the order"})
			continue
		}
		s := sealer{ctx: ctx, ring: a.ring, table: "orders", subject: o.customer}
		// Bound to the order and to what was ordered: another order's address, or another item, is noticed.
		address := s.sealField(crypto.Field{Table: "orders", Column: "address", Row: o.id, With: crypto.BindColumns(map[string]string{"item": o.item})}, o.address)
		if s.err != nil {
			return s.err
		}
		var completed any
		if !o.completed.IsZero() {
			completed = o.completed.UnixMicro()
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO orders (id, customer_id, item, amount_fen, ordered_at, completed_at, address) VALUES (?, ?, ?, ?, ?, ?, ?)`,
			o.id, o.customer, o.item, o.fen, o.ordered.UnixMicro(), completed, address); err != nil {
			return err
		}
		entries = append(entries, audit.Entry{
			Key: "import:" + o.id, Time: a.now, Type: audit.TypeImport, Actor: "import", Subject: a.pseudonym(o.customer),
			Purpose: string(askOrder.purpose), Object: "orders/" + o.id, Outcome: d.Effect.String(), Reasons: []string{d.Basis.String()},
		})
	}
	_, err = log.Append(ctx, entries...)
	return err
}

type contract struct{ role, id string }

func contractOf(ctx context.Context, tx *sql.Tx, customer string) (c contract, err error) {
	err = tx.QueryRowContext(ctx, `SELECT role, contract FROM customers WHERE id = ?`, customer).Scan(&c.role, &c.id)
	return c, err
}

func orderConflict(ctx context.Context, tx *sql.Tx, o order) (*reject, error) {
	taken, err := exists(ctx, tx, `SELECT 1 FROM orders WHERE id = ?`, o.id)
	if err != nil {
		return nil, err
	}
	if taken {
		return &reject{o.line, "order_id", "taken by an earlier row"}, nil
	}
	known, err := exists(ctx, tx, `SELECT 1 FROM customers WHERE id = ?`, o.customer)
	if err != nil {
		return nil, err
	}
	if !known {
		return &reject{o.line, "customer_id", "no such customer, or the customer's row was rejected"}, nil
	}
	return nil, nil
}

func exists(ctx context.Context, db sqlstore.DB, query string, args ...any) (bool, error) {
	var one int
	err := db.QueryRowContext(ctx, query, args...).Scan(&one)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}
