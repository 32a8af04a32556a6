package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"github.com/khtong/privacykit/audit"
	"github.com/khtong/privacykit/examples/internal/host"
)

// tellProven verifies the log, then changes one byte of a copy and verifies that.
func (a *app) tellProven(ctx context.Context) error {
	cp, err := a.log.Checkpoint(ctx)
	if err != nil {
		return err
	}
	if _, err := a.log.Verify(ctx, &audit.VerifyOptions{Trusted: []audit.Checkpoint{cp}}); err != nil {
		return err
	}
	a.line("%d entries verified against the checkpoint", cp.Size)

	dir, err := os.MkdirTemp("", "crm-tamper-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "copy.db")
	if err := backUp(ctx, a.db, file); err != nil {
		return err
	}
	db, err := host.OpenSQLite(ctx, file)
	if err != nil {
		return err
	}
	defer db.Close()
	// One bit of one byte in the middle of one entry, as somebody with the file and an editor would do it.
	victim := cp.Size / 2
	var body []byte
	if err := db.QueryRowContext(ctx, `SELECT body FROM privacykit_audit WHERE seq = ?`, victim).Scan(&body); err != nil {
		return err
	}
	body[len(body)/2] ^= 1
	if _, err := db.ExecContext(ctx, `UPDATE privacykit_audit SET body = ? WHERE seq = ?`, body, victim); err != nil {
		return err
	}
	log, err := a.auditLog(db)
	if err != nil {
		return err
	}
	_, err = log.Verify(ctx, &audit.VerifyOptions{Trusted: []audit.Checkpoint{cp}})
	var found *audit.VerifyError
	if !errors.As(err, &found) {
		return errors.New("the changed copy was not found out")
	}
	a.line("one bit of entry %d changed in a copy: %s", victim, found.Error())
	return nil
}
