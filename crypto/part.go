package crypto

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Part is one column of an index and what of its values is indexed: the whole value, or one of First, Last and Grams.
// Symbols are Unicode code points. Values that are cut must be UTF-8.
type Part struct {
	Field Field

	// First indexes the first so many symbols, for look-ups by the beginning of a value; 0 means not. A look-up takes this
	// many symbols or more.
	First int

	// Last indexes the last so many symbols, such as the four digits that a customer tells on the telephone; 0 means not.
	// A look-up takes this many symbols or more.
	Last int

	// Grams indexes every run of so many symbols, for look-ups by any piece of a name or an address; 0 means not, 2 suits
	// Chinese. A look-up takes this many symbols or more. Such an index has one part, many entries for each row, and values
	// of at most 1,000 symbols. What most values have in common, such as the city of an address, is best left out by
	// Normalize: it finds nothing and shows itself.
	Grams int

	// Normalize maps the spellings of one value to one string; nil takes values as they are. It serves writes, queries and
	// the comparison after opening, so that they cannot differ. Of an index by First, Last or Grams it meets pieces of values
	// too: the normaliser of Last: 4 must take "8000" as well as "138 0013 8000", and leave a piece of what it normalised as it
	// is. Its error is returned wrapped: it must not repeat the value.
	Normalize func(string) (string, error)
}

// maxCut is the largest First, Last and Grams.
const maxCut = 64

// maxGramText is how many symbols a value has at most that is indexed by Grams.
const maxGramText = 1000

func (p *Part) check() error {
	if err := p.Field.check(); err != nil {
		return err
	}
	if p.Field.Row != "" || p.Field.With != (Columns{}) {
		return fmt.Errorf("%w: Part.Field is of one row; an index is of a column", ErrArgument)
	}
	kinds := 0
	for _, n := range []int{p.First, p.Last, p.Grams} {
		if n < 0 || n > maxCut {
			return fmt.Errorf("%w: Part.First, Last or Grams is not in 0 to %d", ErrArgument, maxCut)
		}
		if n > 0 {
			kinds++
		}
	}
	switch {
	case kinds > 1:
		return fmt.Errorf("%w: Part has more than one of First, Last and Grams", ErrArgument)
	case p.Grams == 1:
		return fmt.Errorf("%w: Part.Grams is 1: single symbols give the text away", ErrArgument)
	}
	return nil
}

// whole reports whether the whole value is indexed.
func (p *Part) whole() bool { return p.First == 0 && p.Last == 0 && p.Grams == 0 }

// shape names what is indexed, in the derivation of the key.
func (p *Part) shape() string {
	switch {
	case p.First > 0:
		return "first " + strconv.Itoa(p.First)
	case p.Last > 0:
		return "last " + strconv.Itoa(p.Last)
	case p.Grams > 0:
		return "grams " + strconv.Itoa(p.Grams)
	}
	return "whole"
}

// normalized returns the value as it is compared.
func (p *Part) normalized(value string) (string, error) {
	if len(value) > MaxPlaintext {
		return "", fmt.Errorf("%w: value has more than %d bytes", ErrTooLong, MaxPlaintext)
	}
	if value != "" && p.Normalize != nil {
		var err error
		if value, err = p.Normalize(value); err != nil {
			return "", fmt.Errorf("crypto: index: normalize: %w", err)
		}
		if len(value) > MaxPlaintext {
			return "", fmt.Errorf("%w: normalised value has more than %d bytes", ErrTooLong, MaxPlaintext)
		}
	}
	if p.whole() {
		return value, nil
	}
	if !utf8.ValidString(value) {
		return "", fmt.Errorf("%w: value is not UTF-8", ErrArgument)
	}
	if p.Grams > 0 && symbolsEnd(value, maxGramText+1) > 0 {
		return "", fmt.Errorf("%w: value of an index of Grams has more than %d symbols", ErrTooLong, maxGramText)
	}
	return value, nil
}

// cut returns what of a normalised value is indexed, if it is one piece: nothing if the value is too short.
func (p *Part) cut(normal string) string {
	switch {
	case p.First > 0:
		return normal[:symbolsEnd(normal, p.First)]
	case p.Last > 0:
		at := len(normal)
		for range p.Last {
			_, n := utf8.DecodeLastRuneInString(normal[:at])
			if n == 0 {
				return ""
			}
			at -= n
		}
		return normal[at:]
	}
	return normal
}

// symbolsEnd returns the length in bytes of the first n symbols of s: 0 if it has fewer.
func symbolsEnd(s string, n int) (end int) {
	for range n {
		_, size := utf8.DecodeRuneInString(s[end:])
		if size == 0 {
			return 0
		}
		end += size
	}
	return end
}

// grams yields every run of n symbols of a normalised value, one for each place.
func grams(normal string, n int, yield func(string) bool) {
	for end := symbolsEnd(normal, n); end > 0; {
		if !yield(normal[:end]) || end == len(normal) {
			return
		}
		_, first := utf8.DecodeRuneInString(normal)
		_, next := utf8.DecodeRuneInString(normal[end:])
		normal, end = normal[first:], end-first+next
	}
}

// matches reports whether a normalised value is one that the normalised query looks for.
func (p *Part) matches(normal, query string) bool {
	switch {
	case p.First > 0:
		return strings.HasPrefix(normal, query)
	case p.Last > 0:
		return strings.HasSuffix(normal, query)
	case p.Grams > 0:
		return strings.Contains(normal, query)
	}
	return normal == query
}
