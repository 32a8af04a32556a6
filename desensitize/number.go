package desensitize

import (
	"bytes"
	"errors"
	"math"
	"slices"
	"strconv"
)

// decimal is a number in ten-thousandths, so that amounts of money are exact.
type decimal int64

const (
	one          = decimal(10000)
	fractionLen  = 4
	maxWhole     = 14 // digits before the point
	maxQuantiles = 200
)

// parseDecimal reads a number without exponent. It cuts what is behind the fourth decimal, and cut says whether that was
// anything but zeros.
func parseDecimal(b []byte) (d decimal, cut, ok bool) {
	b, negative := bytes.CutPrefix(b, []byte("-"))
	whole, fraction, point := bytes.Cut(b, []byte("."))
	if len(whole) == 0 || len(whole) > maxWhole || point && len(fraction) == 0 {
		return 0, false, false
	}
	for _, c := range whole {
		if c < '0' || c > '9' {
			return 0, false, false
		}
		d = d*10 + decimal(c-'0')
	}
	for i := range max(len(fraction), fractionLen) {
		c := byte('0')
		if i < len(fraction) {
			c = fraction[i]
		}
		switch {
		case c < '0' || c > '9':
			return 0, false, false
		case i < fractionLen:
			d = d*10 + decimal(c-'0')
		case c != '0':
			cut = true
		}
	}
	if negative {
		d = -d
	}
	return d, cut, true
}

// appendTo appends the number without trailing zeros.
func (d decimal) appendTo(dst []byte) []byte {
	if d < 0 {
		dst = append(dst, '-')
		d = -d
	}
	dst = strconv.AppendInt(dst, int64(d/one), 10)
	fraction := d % one
	if fraction == 0 {
		return dst
	}
	dst = append(dst, '.')
	for unit := one / 10; fraction > 0; unit /= 10 {
		dst = strconv.AppendInt(dst, int64(fraction/unit), 10)
		fraction %= unit
	}
	return dst
}

// floor returns the multiple of step at or below d.
func (d decimal) floor(step decimal) decimal {
	m := d % step
	if m < 0 {
		m += step
	}
	return d - m
}

// parseNumber reads the rules for numbers.
func (r *rule) parseNumber(word string, args []string) string {
	if word == "age" {
		return r.parseAge(args)
	}
	if word != "cuts" {
		bounds := args
		if word != "topbottom" && len(args) == 4 && args[1] == "topbottom" {
			bounds, args = args[2:], args[:1]
		}
		if word == "topbottom" || len(bounds) == 2 {
			ok := len(bounds) == 2
			if ok {
				ok = parseDecimals(bounds, &r.low) && parseDecimals(bounds[1:], &r.high)
			}
			if r.bounded = true; !ok || r.low >= r.high {
				return "want topbottom A B, A less than B"
			}
		}
	}
	switch word {
	case "topbottom":
		r.op = opTopBottom
	case "cuts":
		return r.parseCuts(args)
	case "range", "round":
		if r.op = opRange; word == "round" {
			r.op = opRound
		}
		if len(args) != 1 || !parseDecimals(args, &r.step) || r.step <= 0 {
			return "want a step greater than 0, then nothing or topbottom A B"
		}
		if r.op == opRound && r.step%10 != 0 { // halves of it are exact
			return "the step of round has at most three decimals"
		}
		if r.op == opRange && r.bounded && (r.low%r.step != 0 || r.high%r.step != 0) {
			return "top and bottom of a range must be multiples of its width"
		}
	}
	return ""
}

func (r *rule) parseCuts(args []string) string {
	r.op = opCuts
	for i := range args {
		var cut decimal
		if !parseDecimals(args[i:], &cut) || i > 0 && cut <= r.cuts[i-1] {
			return "want numbers, each greater than the one before"
		}
		r.cuts = append(r.cuts, cut)
	}
	if len(args) == 0 {
		return "want one number at least"
	}
	return ""
}

func (r *rule) parseAge(args []string) string {
	r.op = opAge
	if len(args) == 0 {
		return "want age WIDTH, then nothing or TOP"
	}
	if broken := parseInts(args[:1], 1, maxAgeWidth, &r.first); broken != "" {
		return broken
	}
	r.last = (topAge + r.first - 1) / r.first * r.first
	if len(args) > 1 {
		if broken := parseInts(args[1:], 1, 150, &r.last); broken != "" {
			return broken
		}
	}
	if r.last%r.first != 0 {
		return "the top of age bands must be a multiple of their width"
	}
	return ""
}

// parseDecimals reads the first of args, which must be exact.
func parseDecimals(args []string, into *decimal) bool {
	d, cut, ok := parseDecimal([]byte(args[0]))
	*into = d
	return ok && !cut
}

// appendNumber appends what a rule for numbers shows of b.
func (r *rule) appendNumber(dst, b []byte) []byte {
	d, cut, ok := parseDecimal(b)
	if !ok {
		return append(dst, Hidden...)
	}
	floor := d // in ten-thousandths; d itself is cut towards zero
	if cut && b[0] == '-' {
		floor--
	}
	if r.bounded && floor < r.low {
		return r.low.appendTo(append(dst, '<'))
	}
	if r.bounded && floor >= r.high {
		return r.high.appendTo(append(dst, ">="...))
	}
	switch r.op {
	case opMagnitude:
		return appendMagnitude(dst, d)
	case opRange:
		low := floor.floor(r.step)
		return appendInterval(dst, low, low+r.step)
	case opCuts:
		return appendCuts(dst, floor, r.cuts)
	case opRound:
		return appendRounded(dst, d, r.step)
	case opTopBottom:
		if cut { // more decimals than are kept
			return append(dst, Hidden...)
		}
		return d.appendTo(dst)
	case opAge:
		return appendAge(dst, floor, r.first, r.last)
	default:
		return append(dst, Hidden...)
	}
}

func appendInterval(dst []byte, low, high decimal) []byte {
	dst = low.appendTo(append(dst, '['))
	dst = high.appendTo(append(dst, ','))
	return append(dst, ')')
}

func appendCuts(dst []byte, d decimal, cuts []decimal) []byte {
	i, exact := slices.BinarySearch(cuts, d)
	if exact {
		i++
	}
	switch i {
	case 0:
		return cuts[0].appendTo(append(dst, '<'))
	case len(cuts):
		return cuts[i-1].appendTo(append(dst, ">="...))
	}
	return appendInterval(dst, cuts[i-1], cuts[i])
}

// appendRounded appends the nearest multiple of step, halves away from zero.
func appendRounded(dst []byte, d, step decimal) []byte {
	negative := d < 0
	if negative {
		d = -d
	}
	low := d.floor(step)
	if d-low >= step-(d-low) {
		low += step
	}
	if negative {
		low = -low
	}
	return low.appendTo(dst)
}

// appendAge appends the band of so many years that has the age, which is a whole number.
func appendAge(dst []byte, age decimal, width, top int) []byte {
	if age < 0 || age > 150*one || age%one != 0 {
		return append(dst, Hidden...)
	}
	years := int(age / one)
	if years >= top {
		return append(strconv.AppendInt(dst, int64(top), 10), '+')
	}
	low := years - years%width
	dst = strconv.AppendInt(dst, int64(low), 10)
	if width == 1 {
		return dst
	}
	return strconv.AppendInt(append(dst, '-'), int64(low+width-1), 10)
}

// appendMagnitude shows the power of ten at or below the number, with its sign, or ~0 below one.
func appendMagnitude(dst []byte, d decimal) []byte {
	dst = append(dst, '~')
	if -one < d && d < one {
		return append(dst, '0')
	}
	if d < 0 {
		dst = append(dst, '-')
		d = -d
	}
	dst = append(dst, '1')
	for d /= one; d >= 10; d /= 10 {
		dst = append(dst, '0')
	}
	return dst
}

// Quantiles returns the rule that cuts numbers into n ranges with about as many of the values in each: "cuts 3000 5000
// 8000" for n = 4. The points are values, rounded to multiples of step, because they are seen by who sees the ranges; a
// step that is too large leaves fewer ranges. The values are not changed.
//
// It returns an error if n is not from 2 to 200, there are fewer than n values, step is not positive or has more than four decimals,
// or a number is not finite or has more than 14 digits before the point.
func Quantiles(values []float64, n int, step float64) (Rule, error) {
	if n < 2 || n > maxQuantiles || len(values) < n {
		return "", errors.New("desensitize: quantiles: want 2 to 200 ranges, and at least as many values")
	}
	unit, ok := toDecimal(step)
	if !ok || unit <= 0 || float64(unit)/float64(one) != step {
		return "", errors.New("desensitize: quantiles: want a positive step with at most four decimals")
	}
	sorted := make([]decimal, len(values))
	for i, v := range values {
		if sorted[i], ok = toDecimal(v); !ok {
			return "", errors.New("desensitize: quantiles: value out of range")
		}
	}
	slices.Sort(sorted)
	rule := []byte("cuts")
	var before decimal
	for i := 1; i < n; i++ {
		d := sorted[i*len(sorted)/n]
		cut := (d + unit/2).floor(unit)
		if i > 1 && cut <= before {
			continue
		}
		rule = cut.appendTo(append(rule, ' '))
		before = cut
	}
	return Rule(rule), nil
}

// toDecimal converts f to the nearest decimal.
func toDecimal(f float64) (decimal, bool) {
	if !(math.Abs(f) < 1e14) {
		return 0, false
	}
	return decimal(math.Round(f * float64(one))), true
}
