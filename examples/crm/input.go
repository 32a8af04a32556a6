package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/khtong/privacykit/identifiers"
)

// A reject is one row that was not taken. It names the field and the rule, never the value.
type reject struct {
	line   int
	field  string
	reason string
}

// rowReader yields the rows of a CSV file with the line each begins on. A row that is not well-formed CSV is a reject, and reading goes on.
type rowReader struct {
	r      *csv.Reader
	header []string
}

var errHeader = errors.New("the first line is not the expected header")

func newRowReader(in io.Reader, header []string) (*rowReader, error) {
	r := csv.NewReader(in)
	r.FieldsPerRecord = -1
	r.ReuseRecord = false
	first, err := r.Read()
	if err != nil || !slices.Equal(trimBOM(first), header) {
		return nil, fmt.Errorf("%w: %s", errHeader, strings.Join(header, ","))
	}
	return &rowReader{r: r, header: header}, nil
}

// trimBOM drops the byte order mark that spreadsheet programs put before the first header.
func trimBOM(fields []string) []string {
	fields = slices.Clone(fields)
	if len(fields) > 0 {
		fields[0] = strings.TrimPrefix(fields[0], "\ufeff")
	}
	return fields
}

// next gives a row, or a reject, or io.EOF. Its errors hold no data of the file.
func (r *rowReader) next() (line int, row []string, bad *reject, err error) {
	row, err = r.r.Read()
	var parse *csv.ParseError
	switch {
	case errors.As(err, &parse):
		return parse.StartLine, nil, &reject{parse.StartLine, "-", "not well-formed CSV"}, nil
	case errors.Is(err, io.EOF):
		return 0, nil, nil, io.EOF
	case err != nil:
		return 0, nil, nil, errors.New("reading failed")
	}
	line, _ = r.r.FieldPos(0)
	if len(row) != len(r.header) {
		return line, nil, &reject{line, "-", fmt.Sprintf("%d fields where %d are expected", len(row), len(r.header))}, nil
	}
	for i, v := range row {
		if !utf8.ValidString(v) {
			return line, nil, &reject{line, r.header[i], "not UTF-8"}, nil
		}
		row[i] = strings.TrimSpace(v)
	}
	return line, row, nil, nil
}

var customerHeader = []string{
	"customer_id", "role", "name", "mobile", "resident_id", "bank_card", "address", "email",
	"contract_no", "finance_contract_no", "registered_at", "feedback", "feedback_consent_at",
}

// A customer as it came in, every identifier in its canonical form.
type customer struct {
	id, role               string
	name, mobile, resident string
	card, address, email   string
	contract, finance      string
	registered             time.Time
	feedback               string
	feedbackConsent        time.Time // zero: none given
	line                   int
}

// parser collects the first thing that is wrong with a row.
type parser struct {
	line   int
	header []string
	row    []string
	now    time.Time
	bad    *reject
}

func (p *parser) fail(i int, reason string) {
	if p.bad == nil {
		p.bad = &reject{p.line, p.header[i], reason}
	}
}

func (p *parser) required(i int) string {
	if p.row[i] == "" {
		p.fail(i, "empty")
	}
	return p.row[i]
}

// identifier checks and normalises a field. The library's error names kind and rule, so it can go into the rejects file as it is.
func (p *parser) identifier(i int, k identifiers.Kind) string {
	if p.required(i) == "" {
		return ""
	}
	s, err := identifiers.Normalize(k, p.row[i])
	if err != nil {
		p.fail(i, err.Error())
	}
	return s
}

func (p *parser) time(i int) time.Time {
	t, err := time.Parse(time.RFC3339, p.row[i])
	switch {
	case err != nil:
		p.fail(i, "not a time like 2021-10-25T09:00:00+08:00")
	case t.After(p.now):
		p.fail(i, "in the future")
	}
	return t
}

func (p *parser) oneOf(i int, allowed ...string) string {
	if !slices.Contains(allowed, p.row[i]) {
		p.fail(i, "not one of "+strings.Join(allowed, ", "))
	}
	return p.row[i]
}

func parseCustomer(line int, row []string, now time.Time) (customer, *reject) {
	p := &parser{line: line, header: customerHeader, row: row, now: now}
	c := customer{
		line:       line,
		id:         p.required(0),
		role:       p.oneOf(1, "consumer", "property_company", "merchant"),
		name:       p.identifier(2, identifiers.Name),
		mobile:     p.identifier(3, identifiers.Mobile),
		resident:   p.identifier(4, identifiers.ResidentID),
		card:       p.identifier(5, identifiers.BankCard),
		address:    p.identifier(6, identifiers.HomeAddress),
		email:      p.identifier(7, identifiers.Email),
		contract:   row[8],
		finance:    row[9],
		registered: p.time(10),
		feedback:   row[11],
	}
	if row[12] != "" {
		c.feedbackConsent = p.time(12)
	}
	return c, p.bad
}

var orderHeader = []string{"order_id", "customer_id", "item", "amount", "ordered_at", "completed_at", "delivery_address"}

type order struct {
	id, customer, item string
	fen                int64 // amount in 0.01 yuan
	ordered, completed time.Time
	address            string
	line               int
}

func parseOrder(line int, row []string, now time.Time) (order, *reject) {
	p := &parser{line: line, header: orderHeader, row: row, now: now}
	o := order{
		line:     line,
		id:       p.required(0),
		customer: p.required(1),
		item:     p.required(2),
		ordered:  p.time(4),
		address:  p.identifier(6, identifiers.ShippingAddress),
	}
	yuan, err := strconv.ParseFloat(row[3], 64)
	switch {
	case err != nil || math.IsNaN(yuan) || yuan > 1e9:
		p.fail(3, "not an amount in yuan")
	case yuan < 0:
		p.fail(3, "negative")
	}
	o.fen = int64(math.Round(yuan * 100))
	if row[5] != "" {
		o.completed = p.time(5)
		if o.completed.Before(o.ordered) {
			p.fail(5, "before the order was placed")
		}
	}
	return o, p.bad
}
