package desensitize_test

import (
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/khtong/privacykit/desensitize"
	"github.com/khtong/privacykit/identifiers"
)

func TestNumberRules(t *testing.T) {
	const n = identifiers.Kind("score")
	for _, test := range []struct {
		kind     identifiers.Kind
		rule     desensitize.Rule
		in, want string
	}{
		{n, "range 10", "0", "[0,10)"},
		{n, "range 10", "9.9999", "[0,10)"},
		{n, "range 10", "9.99999999", "[0,10)"},
		{n, "range 10", "10", "[10,20)"},
		{n, "range 10", "-0.5", "[-10,0)"},
		{n, "range 10", "-10", "[-10,0)"},
		{n, "range 10", "-10.00001", "[-20,-10)"},
		{n, "range 0.1", "0.3", "[0.3,0.4)"},
		{n, "range 0.0001", "1.23456", "[1.2345,1.2346)"},
		{n, "range 2.5", "7", "[5,7.5)"},
		{n, "range 10 topbottom 20 40", "19.9", "<20"},
		{n, "range 10 topbottom 20 40", "20", "[20,30)"},
		{n, "range 10 topbottom 20 40", "40", ">=40"},
		{n, "range 10 topbottom -20 0", "-20.00001", "<-20"},
		{n, "cuts 0", "-1", "<0"},
		{n, "cuts 0", "0", ">=0"},
		{n, "cuts 1 2.5 10", "1", "[1,2.5)"},
		{n, "cuts 1 2.5 10", "2.5", "[2.5,10)"},
		{n, "cuts 1 2.5 10", "0.99999", "<1"},
		{n, "round 10", "14.9999", "10"},
		{n, "round 10", "15", "20"},
		{n, "round 10", "-15", "-20"},
		{n, "round 10", "-14.99999", "-10"},
		{n, "round 10", "-4", "0"},
		{n, "round 0.5", "1.75", "2"},
		{n, "round 3", "4.5", "6"},
		{n, "round 3", "4.49999", "3"},
		{n, "round 3", "4.50001", "6"},
		{n, "round 10 topbottom 0 50", "51", ">=50"},
		{n, "topbottom 0 50", "49.99", "49.99"},
		{n, "topbottom 0 50", "49.99999", "****"},
		{n, "topbottom 0 50", "50", ">=50"},
		{n, "topbottom 0 50", "-1", "<0"},
		{n, "magnitude", "99999999999999.9999", "~10000000000000"},
		{n, "magnitude", "-0.9999", "~0"},
		{n, "magnitude", "-1", "~-1"},
		{identifiers.Age, "age 5", "0岁", "0-4"},
		{identifiers.Age, "age 5", "89", "85-89"},
		{identifiers.Age, "age 5", "90", "90+"},
		{identifiers.Age, "age 20", "99", "80-99"}, // the top is at least 90
		{identifiers.Age, "age 20", "100", "100+"},
		{identifiers.Age, "age 10 60", "60", "60+"},
		{identifiers.Age, "age 1", "42", "42"},
		{n, "age 10", "42.5", "****"},
		{n, "age 10", "-1", "****"},
		{n, "age 10", "151", "****"},
		{identifiers.TransactionAmount, "round 1000", "￥12,345.60", "12000"},

		// What is not a number is hidden.
		{n, "range 10", "", "****"},
		{n, "range 10", "x", "****"},
		{n, "range 10", "-", "****"},
		{n, "range 10", ".5", "****"},
		{n, "range 10", "5.", "****"},
		{n, "range 10", "5.x", "****"},
		{n, "range 10", "5.00000x", "****"},
		{n, "range 10", "1e3", "****"},
		{n, "range 10", "1,000", "****"},
		{n, "range 10", "+5", "****"},
		{n, "range 10", "--5", "****"},
		{n, "range 10", "NaN", "****"},
		{n, "range 10", "123456789012345", "****"},
		{n, "range 10", strings.Repeat("9", 10000), "****"},
	} {
		if got := only(t, test.kind, test.rule).Mask(test.kind, test.in); got != test.want {
			t.Errorf("%q of %q = %q, want %q", test.rule, test.in, got, test.want)
		}
	}
}

// FuzzNumber compares ranges and rounding with exact arithmetic.
func FuzzNumber(f *testing.F) {
	f.Add("12.5", "5")
	f.Add("-12.50001", "2.5")
	f.Add("99999999999999.9999", "0.0001")
	f.Add("-1.23456", "0.001")
	f.Add("99999999999999", "99999999999999")
	f.Fuzz(func(t *testing.T, in, step string) {
		const n = identifiers.Kind("score")
		x, ok := new(big.Rat).SetString(in)
		if !ok || strings.Trim(in, "-0123456789.") != "" || strings.Trim(step, "0123456789.") != "" {
			return
		}
		v, err := desensitize.NewView(map[identifiers.Kind]desensitize.Rule{n: desensitize.Rule("range " + step)}, nil)
		if err != nil {
			return
		}
		got := v.Mask(n, in)
		if got == desensitize.Hidden {
			return
		}
		w, _ := new(big.Rat).SetString(step)
		low, high, found := strings.Cut(strings.Trim(got, "[)"), ",")
		from, _ := new(big.Rat).SetString(low)
		to, _ := new(big.Rat).SetString(high)
		if !found || from == nil || to == nil || x.Cmp(from) < 0 || x.Cmp(to) >= 0 || new(big.Rat).Sub(to, from).Cmp(w) != 0 ||
			!new(big.Rat).Quo(from, w).IsInt() {
			t.Fatalf("range %s of %s = %s", step, in, got)
		}
		round, err := desensitize.NewView(map[identifiers.Kind]desensitize.Rule{n: desensitize.Rule("round " + step)}, nil)
		if err != nil {
			return // too many decimals
		}
		rounded, _ := new(big.Rat).SetString(round.Mask(n, in))
		distance := new(big.Rat).Sub(x, rounded)
		if distance.Abs(distance).Cmp(new(big.Rat).Quo(w, big.NewRat(2, 1))) > 0 || !new(big.Rat).Quo(rounded, w).IsInt() {
			t.Fatalf("round %s of %s = %s", step, in, rounded)
		}
	})
}

func TestQuantiles(t *testing.T) {
	values := make([]float64, 1000)
	for i := range values {
		values[i] = float64(i*7919%1000) / 4
	}
	before := slices.Clone(values)
	r, err := desensitize.Quantiles(values, 5, 0.25)
	if err != nil || r != "cuts 50 100 150 200" {
		t.Fatalf("%q, %v", r, err)
	}
	if !slices.Equal(values, before) {
		t.Error("the values were changed")
	}
	v := only(t, room, r)
	count := map[string]int{}
	for _, x := range values {
		count[v.Mask(room, strconv.FormatFloat(x, 'f', -1, 64))]++
	}
	if len(count) != 5 {
		t.Errorf("%v", count)
	}
	for in, n := range count {
		if n != 200 {
			t.Errorf("%d values in %s", n, in)
		}
	}
	for _, few := range []struct {
		values []float64
		want   desensitize.Rule
	}{
		{[]float64{1, 1, 1, 1}, "cuts 1"}, // ties
		{[]float64{-3, -1, 0, 7}, "cuts -1 0 7"},
	} {
		if r, err := desensitize.Quantiles(few.values, 4, 1); err != nil || r != few.want {
			t.Errorf("Quantiles(%v) = %q, %v", few.values, r, err)
		}
	}
	// As many ranges as there may be, of the widest numbers, are still a rule.
	wide := make([]float64, 200)
	for i := range wide {
		wide[i] = -99999999999999 + float64(i)/16
	}
	r, err = desensitize.Quantiles(wide, 200, 0.0001)
	if err != nil {
		t.Fatal(err)
	}
	only(t, room, r)
}

func TestQuantilesErrors(t *testing.T) {
	for _, test := range []struct {
		values []float64
		n      int
		step   float64
	}{
		{nil, 2, 1},
		{[]float64{1, 2}, 1, 1},
		{[]float64{1, 2}, 3, 1},
		{make([]float64, 500), 201, 1},
		{[]float64{1, 2}, 2, 0},
		{[]float64{1, 2}, 2, -1},
		{[]float64{1, 2}, 2, 0.00001},
		{[]float64{1, 2}, 2, 0.33333},
		{[]float64{1, 2}, 2, math.NaN()},
		{[]float64{1, 2}, 2, math.Inf(1)},
		{[]float64{1, math.NaN()}, 2, 1},
		{[]float64{1, math.Inf(-1)}, 2, 1},
		{[]float64{1, 1e15}, 2, 1},
	} {
		if r, err := desensitize.Quantiles(test.values, test.n, test.step); err == nil || r != "" {
			t.Errorf("Quantiles(%d values, %d, %v) = %q, %v", len(test.values), test.n, test.step, r, err)
		}
	}
}
