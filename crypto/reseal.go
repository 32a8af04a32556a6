package crypto

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"
)

// Reseal seals a value again if it is not of the subject's newest key and the first of Config.Suites, or if a Migration read it
// as something else. It reports whether it did, and returns what is to be stored: write it where the old value still stands
// (compare-and-swap: UPDATE … SET mobile = new WHERE id = ? AND mobile = old). ResealTable does this for a whole table. The
// errors are those of Open and Seal.
func (k *Keyring) Reseal(ctx context.Context, f Field, subject string, sealed []byte) (fresh []byte, changed bool, err error) {
	r, err := k.ring()
	if err != nil {
		return nil, false, err
	}
	if err := checkNames(&f, subject); err != nil {
		return nil, false, err
	}
	h, headErr := parseHeader(sealed)
	if headErr == nil {
		key, err := r.openingKey(ctx, subject, h.keyVersion)
		if err != nil {
			return nil, false, err
		}
		if h == (header{key.suite, key.version}) {
			return sealed, false, nil
		}
	}
	plaintext, err := k.Open(ctx, f, subject, sealed)
	if err != nil {
		return nil, false, err
	}
	defer clear(plaintext)
	if fresh, err = k.Seal(ctx, f, subject, plaintext); err != nil {
		return nil, false, err
	}
	return fresh, true, nil
}

// SealedTable is a table of the host as ResealTable sees it. Package sqlstore makes one of a table in SQL.
type SealedTable interface {
	// Rows returns at most limit rows whose keys come after the key, in ascending order of their keys, whatever that order is;
	// "" stands before the first. Fewer than limit mean that there are no more.
	Rows(ctx context.Context, after string, limit int) ([]SealedRow, error)

	// Swap writes each fresh[i] in the place of row.Cells[i].Sealed, if the row still has all of what was read, also what makes
	// Subject and Field: a plaintext of before is bound to nothing. Otherwise it changes nothing and reports false. What was nil
	// stays nil.
	Swap(ctx context.Context, row SealedRow, fresh [][]byte) (bool, error)
}

// SealedRow is a row of a SealedTable.
type SealedRow struct {
	Key   string // names the row in the table; not empty, at most MaxNameLen bytes
	Cells []Cell // with Field, Subject and Sealed
	Memo  any    // the table's own, from Rows to Swap; printing it must show nothing of the row
}

// String returns "sealed row".
func (r SealedRow) String() string { return "sealed row" }

// Format prints String for every verb, because a key can name a person.
func (r SealedRow) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(r.String())) }

// LogValue is String.
func (r SealedRow) LogValue() slog.Value { return slog.StringValue(r.String()) }

// CursorStore keeps how far a job has come, so that it goes on after an interruption. Those of package sqlstore keep it in a
// database, a MemoryStore as long as the process runs. It is safe for concurrent use.
type CursorStore interface {
	// Cursor returns the position that a job saved last, or "" for one that saved none.
	Cursor(ctx context.Context, tenant, job string) (string, error)

	// SaveCursor saves the position of a job, in the place of an earlier one; it is durable when SaveCursor returns nil. "" is
	// the beginning.
	SaveCursor(ctx context.Context, tenant, job, position string) error
}

// ResealOptions chooses how ResealTable works; nil means the defaults.
type ResealOptions struct {
	// Cursors keeps the position of the Job after each batch; nil means that each call begins at the first row. When the last row
	// is done the position is the beginning again.
	Cursors CursorStore
	Job     string // names the job among those of the tenant; required with Cursors

	Batch         int                // how many rows are read at a time; 0 means 256
	RowsPerSecond int                // how many rows are read in a second at most, on the average; 0 means as many as there are
	Progress      func(ResealReport) // called after each batch with what this call has done so far
}

// ResealReport says what a call of ResealTable has done.
type ResealReport struct {
	Rows     int // read
	Resealed int // written with new ciphertexts
	Current  int // had nothing to seal again
	Changed  int // were changed by somebody else meanwhile, and are left as they are
	Erased   int // have a value whose key was erased, and are left as they are
	Failed   int // have a value that does not open, and are left as they are
}

// ResealTable seals the values of a table again that are not of their subject's newest key and the first of Config.Suites, or
// that a Migration reads. Each row is written by compare-and-swap, so it can run while others write, be interrupted at any
// point and called again, and run in two processes at once. A row that fails is left, and the rest goes on: then the error wraps
// the first reason and the report counts them. Rows that were changed meanwhile were written by somebody with a key that was
// current, unless that is a process that has not met it yet: they are looked at in the next pass.
func (k *Keyring) ResealTable(ctx context.Context, table SealedTable, opts *ResealOptions) (ResealReport, error) {
	r, err := k.ring()
	if err != nil {
		return ResealReport{}, err
	}
	job := reseal{ring: k, table: table}
	if opts != nil {
		job.o = *opts
	}
	if err := job.check(ctx); err != nil {
		return ResealReport{}, err
	}
	after := ""
	if job.o.Cursors != nil {
		if after, err = job.o.Cursors.Cursor(ctx, r.tenant, job.o.Job); err != nil {
			return ResealReport{}, fmt.Errorf("crypto: cursors: %w", err)
		}
	}
	for began := r.elapsed(); ; {
		rows, err := table.Rows(ctx, after, job.o.Batch)
		if err != nil {
			return job.report, fmt.Errorf("crypto: sealed table: rows: %w", err)
		}
		if err := job.rows(ctx, rows, &after); err != nil {
			return job.report, err
		}
		last := len(rows) < job.o.Batch
		if last {
			after = ""
		}
		if job.o.Cursors != nil {
			if err := job.o.Cursors.SaveCursor(ctx, r.tenant, job.o.Job, after); err != nil {
				return job.report, fmt.Errorf("crypto: cursors: %w", err)
			}
		}
		if job.o.Progress != nil {
			job.o.Progress(job.report)
		}
		if last {
			break
		}
		if n := job.o.RowsPerSecond; n > 0 {
			due := time.Duration(float64(job.report.Rows) / float64(n) * float64(time.Second))
			if err := sleep(ctx, due-(r.elapsed()-began)); err != nil {
				return job.report, err
			}
		}
	}
	if job.report.Failed > 0 {
		return job.report, fmt.Errorf("crypto: reseal: %d rows stayed, the first because: %w", job.report.Failed, job.first)
	}
	return job.report, nil
}

// reseal is a call of ResealTable.
type reseal struct {
	ring   *Keyring
	table  SealedTable
	o      ResealOptions
	report ResealReport
	first  error
}

func (j *reseal) check(ctx context.Context) error {
	switch {
	case ctx == nil:
		return fmt.Errorf("%w: context is nil", ErrArgument)
	case j.table == nil:
		return fmt.Errorf("%w: SealedTable is nil", ErrArgument)
	case j.o.Batch < 0 || j.o.RowsPerSecond < 0:
		return fmt.Errorf("%w: ResealOptions: a number is negative", ErrArgument)
	case j.o.Cursors != nil:
		if err := checkName("job", j.o.Job); err != nil {
			return err
		}
	}
	if j.o.Batch == 0 {
		j.o.Batch = defaultBatch
	}
	return nil
}

// rows seals rows again and sets after to the key of the last.
func (j *reseal) rows(ctx context.Context, rows []SealedRow, after *string) error {
	var cells []Cell
	for _, row := range rows {
		cells = append(cells, row.Cells...)
	}
	if r, err := j.ring.ring(); err == nil {
		if _, err := r.loadMany(ctx, cells, true); err != nil { // into the cache
			return err
		}
	}
	for _, row := range rows {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := checkName("row key", row.Key); err != nil {
			return err
		}
		if row.Key == *after {
			return fmt.Errorf("%w: the sealed table returned a row twice", ErrArgument)
		}
		if err := j.row(ctx, row); err != nil {
			return err
		}
		*after = row.Key
	}
	return nil
}

func (j *reseal) row(ctx context.Context, row SealedRow) error {
	j.report.Rows++
	fresh := make([][]byte, len(row.Cells))
	any := false
	for i := range row.Cells {
		c := &row.Cells[i]
		if c.Sealed == nil {
			continue
		}
		value, changed, err := j.ring.Reseal(ctx, c.Field, c.Subject, c.Sealed)
		switch {
		case errors.Is(err, ErrErased):
			j.report.Erased++
			return nil
		case ofValue(err):
			if j.report.Failed++; j.first == nil {
				j.first = err
			}
			return nil
		case err != nil:
			return err
		}
		fresh[i] = value
		any = any || changed
	}
	if !any {
		j.report.Current++
		return nil
	}
	swapped, err := j.table.Swap(ctx, row, fresh)
	switch {
	case err != nil:
		return fmt.Errorf("crypto: sealed table: swap: %w", err)
	case swapped:
		j.report.Resealed++
	default:
		j.report.Changed++
	}
	return nil
}

// ofValue reports whether an error is that of one value, which the others need not wait for.
func ofValue(err error) bool {
	for _, e := range []error{ErrFormat, ErrWrongContext, ErrUnknownKey, ErrUnknownSuite, ErrTooLong, ErrArgument, ErrKeyRecord, errLegacy} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// sleep waits, or until the context ends.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
