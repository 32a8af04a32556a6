package main

import (
	"bytes"
	"errors"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// bankNames corrects names of the source.
var bankNames = map[string]string{"中国交通银行": "交通银行", "深发/平安银行": "平安银行"}

// cardKinds are the kinds of the source, by the values of package bin.
var cardKinds = map[string]uint64{"DC": 1, "CC": 2, "SCC": 3, "PC": 4}

// writeBin writes one number for each BIN and length of card: from the high bits on, the digits of the BIN as if it had
// ten, the number of its digits (4 bits), the number of digits of a card (5), the kind (3) and the place of the bank in
// issuerAt (8).
func writeBin(o *bytes.Buffer, from []fs.FS) error {
	data, err := fs.ReadFile(from[0], "index.js")
	if err != nil {
		return err
	}
	bank := regexp.MustCompile(`bankName:\s*"([^"]+)"`)
	pattern := regexp.MustCompile(`reg:\s*/\^\(?([\d|]+)\)?\\d\{(\d+)\}\$/g?,\s*cardType:\s*"(\w+)"`)
	starts := bank.FindAllSubmatchIndex(data, -1)
	issuers := map[string]bool{}
	type bin struct {
		digits string
		length int
	}
	type card struct {
		issuer string
		kind   uint64
	}
	cards := map[bin]card{}
	for i, m := range starts {
		end := len(data)
		if i+1 < len(starts) {
			end = starts[i+1][0]
		}
		name := string(data[m[2]:m[3]])
		if better, ok := bankNames[name]; ok {
			name = better
		}
		for _, p := range pattern.FindAllSubmatch(data[m[1]:end], -1) {
			rest, err := strconv.Atoi(string(p[2]))
			if err != nil {
				return err
			}
			kind := cardKinds[string(p[3])]
			if kind == 0 {
				return errors.New("a kind of card is not known")
			}
			for digits := range strings.SplitSeq(string(p[1]), "|") {
				b := bin{digits, len(digits) + rest}
				// Shorter ones say too little, and a card number has 13 to 19 digits.
				if len(digits) < 5 || len(digits) > 10 || b.length < 13 || b.length > 19 {
					continue
				}
				if _, ok := cards[b]; !ok {
					cards[b] = card{name, kind}
					issuers[name] = true
				}
			}
		}
	}
	if len(cards) < 1700 || len(issuers) > 255 {
		return errors.New("the table is not as expected")
	}
	var names strings.Builder
	var at []uint16
	sorted := slices.Sorted(maps.Keys(issuers))
	for _, name := range sorted {
		at = append(at, u16(names.Len()))
		names.WriteString(name + " ")
	}
	var bins []uint64
	for b, c := range cards {
		n, err := strconv.ParseUint(b.digits+strings.Repeat("0", 10-len(b.digits)), 10, 64)
		if err != nil {
			return err
		}
		issuer, _ := slices.BinarySearch(sorted, c.issuer)
		bins = append(bins, n<<20|uint64(u8(len(b.digits)))<<16|uint64(u8(b.length))<<11|c.kind<<8|uint64(u8(issuer)))
	}
	slices.Sort(bins)
	text(o, "names", "has the names of the issuers, each before a space.", names.String())
	numbers(o, "issuerAt", "has the place in names of each issuer.", at)
	numbers(o, "bins", "are the BINs in order: ten digits, then 4 bits with the digits that count, 5 with the digits of a card, 3 with the kind, 8 with the place in issuerAt.", bins)
	return nil
}
