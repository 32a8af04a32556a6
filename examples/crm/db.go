package main

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// Where the host keeps what. The subject keys live in a file of their own, so that its backups can be kept for a shorter time than
// those of the business data; the key-encryption keys stand for a key management service and are in no backup at all.
type places struct {
	business string // customers, orders, consent events, audit log
	keys     string // wrapped subject keys
	kek      string // folder: one key-encryption key an epoch
	backup   string // folder: what an administrator copied
	rejects  string // rows that were not taken
	timeline string // picture of the plan of an order
	outlook  string // picture of when orders become due
	copied   string // the copy of a person, sealed for that person
}

func placesAt(db string) places {
	base := db[:len(db)-len(filepath.Ext(db))]
	return places{
		business: db,
		keys:     base + ".keys.db",
		kek:      base + ".kek",
		backup:   base + ".backup",
		rejects:  base + ".rejects.csv",
		timeline: base + ".timeline.svg",
		outlook:  base + ".outlook.svg",
		copied:   base + ".copy.sealed",
	}
}

//go:embed schema.sql
var schema string

// inTx runs f in a transaction.
func inTx(ctx context.Context, db *sql.DB, f func(*sql.Tx) error) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := f(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// done tells when a step was finished, or the zero time.
func (a *app) done(ctx context.Context, name string) (time.Time, error) {
	var at int64
	err := a.db.QueryRowContext(ctx, `SELECT done_at FROM crm_steps WHERE name = ?`, name).Scan(&at)
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	return fromMicro(at), err
}

type execer interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

func markDone(ctx context.Context, db execer, name string, at time.Time) error {
	_, err := db.ExecContext(ctx, `INSERT INTO crm_steps (name, done_at) VALUES (?, ?) ON CONFLICT DO NOTHING`, name, at.UnixMicro())
	return err
}

func (a *app) count(ctx context.Context, query string, args ...any) (int, error) {
	var n int
	err := a.db.QueryRowContext(ctx, query, args...).Scan(&n)
	return n, err
}

func fromMicro(us int64) time.Time { return time.UnixMicro(us).In(shanghai) }

// backUp copies a database as an administrator would. The copy appears whole or not at all.
func backUp(ctx context.Context, db *sql.DB, file string) error {
	if _, err := os.Stat(file); err == nil {
		return nil // taken in an earlier run
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	half := file + ".part"
	if err := os.Remove(half); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if _, err := db.ExecContext(ctx, `VACUUM INTO ?`, half); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	return os.Rename(half, file)
}
