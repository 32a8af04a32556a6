package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// A run is the output of go test -bench.
type run struct {
	goos, goarch, cpu string
	tables            []*table // one for each benchmark, in order
}

// A table holds the rows of a benchmark. Its labels are the keys of the names of its parts, from=plain/by=hand.
type table struct {
	benchmark string
	labels    []string
	rows      []*row
}

// A row holds what was measured for one part of a benchmark: for each unit one value a time that it ran.
type row struct {
	name   string
	labels []string
	values map[string][]float64
}

func (r *run) machine() string { return fmt.Sprintf("%s/%s, %s", r.goos, r.goarch, r.cpu) }

// result is a line of a benchmark: name, processors, number of iterations, and pairs of value and unit.
var result = regexp.MustCompile(`^(Benchmark\w+)((?:/[^\s/=]+=[^\s/]+?)*)(?:-\d+)?\s+\d+\s+(.*)$`)

var errNoResult = errors.New("no benchmark ran")

func parse(r io.Reader) (*run, error) {
	out := &run{}
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		line := lines.Text()
		key, value, _ := strings.Cut(line, ": ")
		switch key {
		case "goos":
			out.goos = value
		case "goarch":
			out.goarch = value
		case "cpu":
			out.cpu = value
		}
		if !strings.HasPrefix(line, "Benchmark") {
			continue
		}
		m := result.FindStringSubmatch(line)
		if m == nil {
			return nil, fmt.Errorf("not a result: %s", line)
		}
		if err := out.add(m[1], m[2], strings.Fields(m[3])); err != nil {
			return nil, err
		}
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	if len(out.tables) == 0 {
		return nil, errNoResult
	}
	return out, nil
}

// add takes a result in, into the row of its name.
func (r *run) add(benchmark, parts string, pairs []string) error {
	t := find(&r.tables, func(t *table) bool { return t.benchmark == benchmark }, &table{benchmark: benchmark})
	to := find(&t.rows, func(r *row) bool { return r.name == parts }, &row{name: parts, values: map[string][]float64{}})
	if to.labels == nil {
		t.labels = nil
		for part := range strings.SplitSeq(strings.TrimPrefix(parts, "/"), "/") {
			key, value, _ := strings.Cut(part, "=")
			t.labels, to.labels = append(t.labels, key), append(to.labels, value)
		}
	}
	if len(pairs)%2 != 0 {
		return fmt.Errorf("%s%s: a value without a unit", benchmark, parts)
	}
	for i := 0; i < len(pairs); i += 2 {
		v, err := strconv.ParseFloat(pairs[i], 64)
		if err != nil {
			return fmt.Errorf("%s%s: %w", benchmark, parts, err)
		}
		to.values[pairs[i+1]] = append(to.values[pairs[i+1]], v)
	}
	return nil
}

// find returns the element of list that is wanted, or appends fresh.
func find[T any](list *[]*T, wanted func(*T) bool, fresh *T) *T {
	for _, e := range *list {
		if wanted(e) {
			return e
		}
	}
	*list = append(*list, fresh)
	return fresh
}
