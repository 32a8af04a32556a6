package crypto

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// maxQueryGrams is how many grams of a query are looked up. More would find no fewer rows worth mentioning.
const maxQueryGrams = 16

// Query is a look-up in an Index: the entries to ask the database for, and the comparison that drops the wrong rows which
// these find. It holds the value that is looked for and prints nothing of it. It is safe for concurrent use.
type Query struct {
	_ [0]func() // incomparable
	q *query
}

type query struct {
	x        *index
	versions []matcher
	entries  [][]byte
	need     int
}

// matcher reports whether opened values are what is looked for, by one version of the index. The values that are looked for
// are inside it, because fmt reaches into fields and not into functions.
type matcher func(values []string) (bool, error)

// Query returns the look-up of a value, or of one value for each part. It returns ErrArgument for one that is empty, before
// or after normalisation, or has fewer symbols than First, Last or Grams, and the normaliser's error for one that it refuses.
// A whole value that the normaliser of an Earlier index refuses is not looked for there: it was never written.
func (ix *Index) Query(values ...string) (*Query, error) {
	x, err := ix.open(len(values))
	if err != nil {
		return nil, err
	}
	q := &query{x: x}
	for v := x; v != nil; v = v.earlier {
		normal, unwritten, err := v.needle(values)
		if err != nil {
			if unwritten && v != x {
				continue
			}
			return nil, err
		}
		q.versions = append(q.versions, v.matcher(normal))
		q.add(v, normal)
	}
	q.entries = sorted(q.entries)
	return &Query{q: q}, nil
}

// needle normalises what is looked for. With the error it says whether that proves that no row of this version has the value.
func (x *index) needle(values []string) (normal []string, unwritten bool, err error) {
	for i, p := range x.parts {
		v, err := p.normalized(values[i])
		switch {
		case err != nil:
			return nil, p.whole(), err
		case v == "":
			return nil, p.whole(), fmt.Errorf("%w: value is empty", ErrArgument)
		case symbolsEnd(v, max(p.First, p.Last, p.Grams, 1)) == 0:
			return nil, false, fmt.Errorf("%w: value is shorter than the index needs", ErrArgument)
		}
		normal = append(normal, v)
	}
	return normal, false, nil
}

// add adds the entries of one version. A row of the version is in one partition and has all entries of that partition.
func (q *query) add(x *index, normal []string) {
	s := x.hash.state()
	defer x.hash.put(s)
	var messages [][]byte // without the partition
	if n := x.parts[0].Grams; n > 0 {
		seen := make(map[string]bool, maxQueryGrams)
		grams(normal[0], n, func(gram string) bool {
			if !seen[gram] {
				seen[gram] = true
				messages = append(messages, appendPart(nil, gram))
			}
			return len(messages) < maxQueryGrams
		})
	} else {
		var m []byte
		for i, p := range x.parts {
			m = appendPart(m, p.cut(normal[i]))
		}
		messages = append(messages, m)
	}
	for partition := range x.partitions {
		var entries [][]byte
		for _, m := range messages {
			s.begin(partition)
			s.in = append(s.in, m...)
			entries = append(entries, x.appendEntry(nil, s))
		}
		entries = sorted(entries)
		if q.need == 0 || len(entries) < q.need {
			q.need = len(entries)
		}
		q.entries = append(q.entries, entries...)
	}
	for _, m := range messages {
		clear(m)
	}
}

// Entries returns what to ask for: rows with one of these entries are candidates; of an index of Grams, rows with at least
// Need of them.
func (q *Query) Entries() [][]byte {
	if q == nil || q.q == nil {
		return nil
	}
	entries := slices.Clone(q.q.entries)
	for i, e := range entries {
		entries[i] = slices.Clone(e)
	}
	return entries
}

// Args returns the entries as arguments of a statement, for the parameters that Placeholders writes.
func (q *Query) Args() []any {
	var args []any
	for _, e := range q.Entries() {
		args = append(args, e)
	}
	return args
}

// Placeholders returns the parameters of a condition "column IN (…)", one for each entry: "?, ?, ?" if from is 0, else
// numbered from it: "$2, $3, $4" if from is 2. How many they are can change with the value and the version: write it where
// the statement is made.
func (q *Query) Placeholders(from int) string {
	if q == nil || q.q == nil {
		return ""
	}
	marks := make([]string, len(q.q.entries))
	for i := range marks {
		if marks[i] = "?"; from > 0 {
			marks[i] = "$" + strconv.Itoa(from+i)
		}
	}
	return strings.Join(marks, ", ")
}

// Need returns how many different entries of the query a row must have to be a candidate. It is 1 but for an index of
// Grams, where it stands in the condition "HAVING COUNT(DISTINCT entry) >= Need".
func (q *Query) Need() int {
	if q == nil || q.q == nil {
		return 0
	}
	return q.q.need
}

// Open opens a candidate, one ciphertext for each part, and reports whether it is one that is looked for: equal, or with
// that beginning, end or piece, by the normaliser of the index or of one that is Earlier. If not, it was found by
// coincidence, and no value is returned. A candidate whose key was erased is none: its entry should have been deleted with
// the key. Other errors are those of Keyring.Open, and the normaliser's for a value that it refuses.
func (q *Query) Open(ctx context.Context, subject string, sealed ...[]byte) (values []string, ok bool, err error) {
	if q == nil || q.q == nil {
		return nil, false, ErrClosed
	}
	x := q.q.x
	if len(sealed) != len(x.parts) {
		return nil, false, fmt.Errorf("%w: %d ciphertexts; the index takes %d", ErrArgument, len(sealed), len(x.parts))
	}
	for i, p := range x.parts {
		v, err := x.ring.OpenString(ctx, p.Field, subject, sealed[i])
		if errors.Is(err, ErrErased) {
			return nil, false, nil
		}
		if err != nil {
			return nil, false, err
		}
		values = append(values, v)
	}
	ok, err = q.Match(values...)
	if !ok || err != nil {
		return nil, false, err
	}
	return values, true, nil
}

// Match reports whether values that the host has opened itself, one for each part, are what is looked for: for fields with a Row
// or With, which Open cannot know.
func (q *Query) Match(values ...string) (ok bool, err error) {
	if q == nil || q.q == nil {
		return false, ErrClosed
	}
	if len(values) != len(q.q.x.parts) {
		return false, fmt.Errorf("%w: %d values; the index takes %d", ErrArgument, len(values), len(q.q.x.parts))
	}
	judged := false
	for _, matches := range q.q.versions {
		switch ok, refused := matches(values); {
		case ok:
			return true, nil
		case refused == nil:
			judged = true
		case err == nil:
			err = refused
		}
	}
	if judged {
		return false, nil
	}
	return false, err
}

// matcher compares opened values with a normalised query.
func (x *index) matcher(query []string) matcher {
	return func(values []string) (bool, error) {
		for i, p := range x.parts {
			normal, err := p.normalized(values[i])
			if err != nil || !p.matches(normal, query[i]) {
				return false, err
			}
		}
		return true, nil
	}
}
