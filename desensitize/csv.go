package desensitize

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/khtong/privacykit/identifiers"
	"github.com/khtong/privacykit/internal/strictjson"
)

// CSV knows which columns of a table in CSV (RFC 4180, as encoding/csv reads it, in UTF-8) are of which kind, and rewrites
// tables row by row so that they are as a view shows them. [NewCSV] makes one. It does not change and is safe for concurrent
// use. The zero CSV knows no column, and so refuses every table.
//
// A field of a column with a kind becomes what the view shows of it; a column whose rule is drop is gone, with its name. What
// has no kind is as [CSVOptions] say. The names of columns stay. Empty lines are left out, and a byte order mark stays.
type CSV struct {
	columns  map[string]*tag
	subject  string
	comma    rune
	noHeader bool
	other    Other
}

// CSVOptions are what a [CSV] can be told beside the kinds. Each field can be left out.
type CSVOptions struct {
	// Raw are the columns that are no personal information and are kept.
	Raw []string

	// Other says what is shown of the columns that have no kind. Nil hides them.
	Other Other

	// Subject is the column with the host's id of the person of the row, which is shown by [View.For] of it, so that dates
	// can be shifted. In rows without one they are hidden. The column itself is shown by its own kind.
	Subject string

	// Comma is the character between fields; zero for a comma.
	Comma rune

	// NoHeader says that the first row has no names. Then columns are named by their number: 1 is the first.
	NoHeader bool
}

// NewCSV returns the CSV that knows the kinds of the columns with these names. The options can be nil. The error is an
// [*Error] about the first column that is there twice, whose kind is malformed, or, without header, whose name is no number.
func NewCSV(kinds map[string]identifiers.Kind, opts *CSVOptions) (*CSV, error) {
	var o CSVOptions
	if opts != nil {
		o = *opts
	}
	c := &CSV{columns: make(map[string]*tag, len(kinds)+len(o.Raw)), subject: o.Subject, comma: o.Comma, noHeader: o.NoHeader, other: o.Other}
	if c.comma == 0 {
		c.comma = ','
	}
	if strings.ContainsRune("\"\r\n", c.comma) || !utf8.ValidRune(c.comma) || c.comma == utf8.RuneError {
		return nil, &Error{Path: "comma", Rule: "not a character that can stand between fields"}
	}
	for i, name := range slices.Sorted(maps.Keys(kinds)) {
		k := kinds[name]
		broken := c.check(name)
		if broken == "" && (k == "" || !isKindName(string(k))) {
			broken = "malformed kind"
		}
		if broken != "" {
			return nil, &Error{Path: strictjson.Join("kinds", name, i), Rule: broken}
		}
		c.columns[name] = newTag(string(k), k)
	}
	for i, name := range o.Raw {
		broken := c.check(name)
		if c.columns[name] != nil {
			broken = "the column is there twice"
		}
		if broken != "" {
			return nil, &Error{Path: strictjson.Join("raw", name, i), Rule: broken}
		}
		c.columns[name] = &tag{text: ",raw", rule: &rule{op: opRaw}}
	}
	if broken := c.check(c.subject); broken != "" && c.subject != "" {
		return nil, &Error{Path: "subject", Rule: broken}
	}
	return c, nil
}

// check returns what is wrong with the name of a column.
func (c *CSV) check(name string) string {
	if n, err := strconv.Atoi(name); c.noHeader && (err != nil || n < 1 || strconv.Itoa(n) != name) {
		return "want the number of a column, from 1"
	}
	return ""
}

// maxRecord is the length of the longest row in bytes, about.
const maxRecord = 16 << 20

// Copy reads a table from r and writes it to w as the view shows it, with one row in memory, of at most 16 MiB. If a column
// with a kind or that of the subject is missing, or none is known, nothing is written.
//
// The error is an [*InputError] with the line: a missing column, a row with more or fewer fields than the first, a quote in
// the wrong place, a row that is too long; the rows before it are written. An error of r or w is wrapped.
func (c *CSV) Copy(w io.Writer, v View, r io.Reader) error {
	const mark = "\ufeff"
	br := bufio.NewReader(r)
	start, err := br.Peek(len(mark)) // at the end and after errors it is what there is
	marked := err == nil && string(start) == mark
	if marked {
		if _, err := br.Discard(len(mark)); err != nil {
			return fmt.Errorf("desensitize: reading CSV: %w", err)
		}
	}
	run := csvRun{csv: c, view: v, limited: &limitedReader{r: br}}
	run.in = csv.NewReader(run.limited)
	run.in.Comma, run.in.ReuseRecord = orComma(c.comma), true
	first, err := run.read()
	if err != nil {
		return err
	}
	if err := run.columns(first); err != nil {
		return err
	}
	if marked {
		if _, err := io.WriteString(w, mark); err != nil {
			return fmt.Errorf("desensitize: writing CSV: %w", err)
		}
	}
	run.out = csv.NewWriter(w)
	run.out.Comma = orComma(c.comma)
	err = run.rows(first)
	run.out.Flush()
	if broken := run.out.Error(); broken != nil {
		return fmt.Errorf("desensitize: writing CSV: %w", broken)
	}
	return err
}

func orComma(c rune) rune {
	if c == 0 {
		return ','
	}
	return c
}

// csvRun is the masking of one table.
type csvRun struct {
	csv     *CSV
	view    View
	limited *limitedReader
	in      *csv.Reader
	out     *csv.Writer
	line    int    // where the next record begins
	tags    []*tag // of the columns
	gone    []bool
	subject int // -1 without
	fields  []string
	buf     []byte
	ends    []int
}

// read reads a record; nil at the end of the table, but not before the first.
func (r *csvRun) read() ([]string, error) {
	r.limited.left = maxRecord
	record, err := r.in.Read()
	var parse *csv.ParseError
	switch {
	case err == nil:
		last := len(record) - 1
		line, _ := r.in.FieldPos(last)
		r.line = line + 1 + strings.Count(record[last], "\n")
		return record, nil
	case err == io.EOF && r.line == 0:
		return nil, &InputError{Line: 1, Rule: "the table is empty"}
	case err == io.EOF:
		return nil, nil
	case errors.Is(err, errRecordTooLong):
		return nil, &InputError{Line: max(r.line, 1), Rule: "row too long"}
	case !errors.As(err, &parse):
		return nil, fmt.Errorf("desensitize: reading CSV: %w", err)
	case errors.Is(err, csv.ErrFieldCount):
		return nil, &InputError{Line: parse.Line, Rule: "wrong number of fields"}
	}
	return nil, &InputError{Line: parse.Line, Rule: "a quote in the wrong place"}
}

// columns finds the tags of the columns by the first record.
func (r *csvRun) columns(first []string) error {
	r.tags, r.gone, r.subject = make([]*tag, len(first)), make([]bool, len(first)), -1
	found := map[string]bool{}
	for i, name := range first {
		if r.csv.noHeader {
			name = strconv.Itoa(i + 1)
		}
		if name == r.csv.subject && name != "" && r.subject < 0 {
			r.subject = i
		}
		if t := r.csv.columns[name]; t != nil {
			r.tags[i] = t
			rule := r.view.ruleOf(t)
			r.gone[i] = rule != nil && rule.op == opDrop
			found[name] = true
		}
	}
	for name, t := range r.csv.columns {
		if t.kind != "" && !found[name] {
			return &InputError{Line: 1, Rule: "a column that has a kind is missing"}
		}
	}
	if r.csv.subject != "" && r.subject < 0 {
		return &InputError{Line: 1, Rule: "the column of the subject is missing"}
	}
	if len(found) == 0 {
		return &InputError{Line: 1, Rule: "no column is known"}
	}
	return nil
}

// rows writes the first record and all others.
func (r *csvRun) rows(record []string) error {
	header := !r.csv.noHeader
	for {
		var fields []string
		if header {
			fields = r.names(record)
			header = false
		} else {
			fields = r.row(record)
		}
		if len(fields) > 0 {
			if err := r.out.Write(fields); err != nil {
				return fmt.Errorf("desensitize: writing CSV: %w", err)
			}
		}
		var err error
		if record, err = r.read(); record == nil {
			return err
		}
	}
}

// names returns the names of the columns that are not gone.
func (r *csvRun) names(record []string) []string {
	r.fields = r.fields[:0]
	for i, name := range record {
		if !r.gone[i] {
			r.fields = append(r.fields, name)
		}
	}
	return r.fields
}

// row returns what is shown of a record. What was masked shares an allocation.
func (r *csvRun) row(record []string) []string {
	view := r.view
	if r.subject >= 0 && record[r.subject] != "" {
		view = view.For(record[r.subject])
	}
	r.fields, r.buf, r.ends = r.fields[:0], r.buf[:0], r.ends[:0]
	for i, s := range record {
		if r.gone[i] {
			continue
		}
		masked := true
		if t := r.tags[i]; t == nil {
			r.buf = r.csv.other.append(view, r.buf, s)
		} else if rule := view.ruleOf(t); rule != nil && rule.op == opRaw {
			masked = false
		} else {
			r.buf = rule.append(r.buf, t.kind, s, view.v)
		}
		if masked {
			s = ""
		}
		r.fields = append(r.fields, s)
		r.ends = append(r.ends, len(r.buf))
	}
	all, start := string(r.buf), 0
	for i, end := range r.ends {
		if end > start {
			r.fields[i] = all[start:end]
		}
		start = end
	}
	return r.fields
}

// append is the call of o, or hides.
func (o Other) append(v View, dst []byte, s string) []byte {
	if o == nil {
		return append(dst, Hidden...)
	}
	return o(v, dst, s)
}

var errRecordTooLong = errors.New("record too long")

// limitedReader gives up after some bytes.
type limitedReader struct {
	r    io.Reader
	left int
}

func (l *limitedReader) Read(p []byte) (int, error) {
	if l.left <= 0 {
		return 0, errRecordTooLong
	}
	n, err := l.r.Read(p[:min(len(p), l.left)])
	l.left -= n
	return n, err
}
