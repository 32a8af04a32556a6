package main

import (
	"context"
	"encoding/csv"
	"errors"
	"os"
	"strings"

	"golang.org/x/text/language"

	"github.com/khtong/privacykit/consent"
	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/law"
)

// tellRegister prints the processing register: the policy's collection table, row by row.
func (a *app) tellRegister(context.Context) error {
	a.line("%s, version %s, %s", a.reg.Document().Handler.Name.In(a.tag), a.reg.Version(), "sha256:"+a.reg.Hash()[:12])
	var rows [][]string
	for act := range a.reg.Activities() {
		var kinds, purposes, bases []string
		for _, k := range act.Kinds {
			info, _ := identifiers.Describe(k)
			kinds = append(kinds, info.Label(a.tag))
		}
		for _, p := range act.Purposes {
			purposes = append(purposes, a.purpose(p))
		}
		for _, b := range act.Bases {
			bases = append(bases, a.basis(b))
		}
		rows = append(rows, []string{act.Label.In(a.tag), a.few(kinds), a.few(purposes), a.few(bases), a.few(act.Retention)})
	}
	a.table([]string{a.t("what"), a.t("kinds of personal information"), a.t("purposes"), a.t("legal bases (PIPL 13)"), a.t("kept as")}, rows, 20, 32, 32, 16, 10)
	var roles, recipients []string
	for r := range a.reg.Roles() {
		roles = append(roles, r.Label.In(a.tag))
	}
	for r := range a.reg.Recipients() {
		recipients = append(recipients, r.Label.In(a.tag))
	}
	a.line("roles: %s", strings.Join(roles, a.t(", ")))
	a.line("recipients: %s", strings.Join(recipients, a.t(", ")))
	a.line("The policy names no recipient: until the host does, sharing is not allowed (PIPL 23).")
	return nil
}

// basis is a short name of a legal basis: the policy's own words in Chinese.
func (a *app) basis(b consent.BasisRef) string {
	if a.tag == language.SimplifiedChinese {
		return b.PolicyLabel
	}
	return strings.ReplaceAll(b.Basis.String(), "_", " ")
}

// few joins the first few of a list.
func (a *app) few(list []string) string {
	const most = 4
	if len(list) > most {
		list = append(list[:most-1:most-1], a.t("%d more", len(list)-most+1))
	}
	return strings.Join(list, a.t(", "))
}

// tellCollected prints what consent answered, part by part: on which basis, or why not.
func (a *app) tellCollected(ctx context.Context) error {
	rows, err := a.db.QueryContext(ctx, `SELECT activity, effect, basis, citation, reasons, COUNT(*) FROM collections GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 6 DESC`)
	if err != nil {
		return err
	}
	defer rows.Close()
	labels := map[string]string{}
	for act := range a.reg.Activities() {
		labels[act.ID] = act.Label.In(a.tag)
	}
	var table [][]string
	for rows.Next() {
		var activity, effect, basis, citation, reasons string
		var n int
		if err := rows.Scan(&activity, &effect, &basis, &citation, &reasons, &n); err != nil {
			return err
		}
		why, article, err := a.why(effect, basis, citation, reasons)
		if err != nil {
			return err
		}
		table = append(table, []string{labels[activity], a.t(effect), why, article, a.t("%d", n)})
	}
	if err := rows.Err(); err != nil {
		return err
	}
	a.table([]string{a.t("part of a row"), a.t("answer"), a.t("on which basis, or why not"), a.t("article"), a.t("rows")}, table)
	a.line("Merchants are in no row of the policy: their own contracts decide. Who has no instalment contract is not asked for a resident ID.")
	return a.tellRefusal(ctx)
}

// why reads a kept answer back: the label of the basis, or the first reason against it, and the article.
func (a *app) why(effect, basis, citation, reasons string) (text, article string, err error) {
	if effect == consent.Allow.String() {
		var b consent.Basis
		if err := b.UnmarshalText([]byte(basis)); err != nil {
			return "", "", err
		}
		c, err := law.ParseCitation(citation)
		return b.Label(a.tag), c.In(a.tag), err
	}
	first, _, _ := strings.Cut(reasons, " ")
	var r consent.Reason
	if err := r.Code.UnmarshalText([]byte(first)); err != nil {
		return "", "", err
	}
	return r.In(a.tag), r.Citation().In(a.tag), nil
}

// tellRefusal shows one refusal in full: only that part of the row was refused.
func (a *app) tellRefusal(ctx context.Context) error {
	id, err := a.text(ctx, `SELECT MIN(id) FROM customers JOIN collections ON customer_id = id WHERE activity = 'feedback' AND effect <> 'allow'`)
	if errors.Is(err, errNobody) {
		return nil // everybody who wrote feedback agreed
	}
	if err != nil {
		return err
	}
	state, err := a.consentOf(ctx, id)
	if err != nil {
		return err
	}
	d := a.reg.Decide(a.request(id, consent.Collect, askFeedback, consent.Role("consumer")), a.facts(state, ""))
	a.line("%s wrote feedback and did not agree to its use. All but the feedback was collected:", id)
	a.line("%s", d.Explain(a.tag))
	return nil
}

// tellStored shows that what lies in the database is ciphertext.
func (a *app) tellStored(ctx context.Context) error {
	customers, err := a.count(ctx, `SELECT COUNT(*) FROM customers`)
	if err != nil {
		return err
	}
	fields, err := a.count(ctx, `SELECT COUNT(name) + COUNT(mobile) + COUNT(resident) + COUNT(card) + COUNT(address) + COUNT(email) + COUNT(feedback) FROM customers`)
	if err != nil {
		return err
	}
	a.line("%d customers, each with a key of their own: %d fields sealed with AES-256-GCM, blind indexes on mobile and resident ID", customers, fields)
	a.line("A value opens only as what it is: bound to tenant, table, column and person.")
	return nil
}

// summary ends the account: what was taken, what was not, and where the rejects are.
func (a *app) summary(ctx context.Context) error {
	var read, bad [2]int
	for i, kind := range []string{"customer", "order"} {
		var err error
		if read[i], err = a.count(ctx, `SELECT rows FROM crm_imports WHERE file = ?`, kind); err != nil {
			return err
		}
		if bad[i], err = a.count(ctx, `SELECT COUNT(*) FROM crm_rejects WHERE file = ?`, kind); err != nil {
			return err
		}
	}
	if err := a.writeRejects(ctx); err != nil {
		return err
	}
	a.raw("")
	a.line("%d customers read, %d rejected; %d orders read, %d rejected", read[0], bad[0], read[1], bad[1])
	a.line("rejected rows with line, field and reason: %s", a.at.rejects)
	return nil
}

// enough stops a run in which nothing could be taken: the user must act.
func (a *app) enough(ctx context.Context) error {
	n, err := a.count(ctx, `SELECT COUNT(*) FROM customers`)
	if err == nil && n == 0 {
		err = errors.Join(errors.New("no customer could be taken; see "+a.at.rejects), a.writeRejects(ctx))
	}
	return err
}

// writeRejects writes the rejects file from the database, so that a run that was killed loses none and names none twice.
func (a *app) writeRejects(ctx context.Context) error {
	rows, err := a.db.QueryContext(ctx, `SELECT file, line, field, reason FROM crm_rejects ORDER BY file, line`)
	if err != nil {
		return err
	}
	defer rows.Close()
	f, err := os.OpenFile(a.at.rejects, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	w := csv.NewWriter(f)
	err = w.Write([]string{"file", "line", "field", "reason"})
	for err == nil && rows.Next() {
		var file, line, field, reason string
		if err = rows.Scan(&file, &line, &field, &reason); err == nil {
			err = w.Write([]string{file, line, field, reason})
		}
	}
	w.Flush()
	return errors.Join(err, rows.Err(), w.Error(), f.Close())
}
