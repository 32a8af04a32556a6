package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const output = `goos: linux
goarch: amd64
pkg: github.com/khtong/privacykit/bench
cpu: Some CPU @ 2.00GHz
BenchmarkFind/by=ours-2         	     300	   2000000 ns/op	 524.29 MB/s	         1.000 elsewhere	        47.21 found-%	      1127 hits	       0 B/op	       0 allocs/op
BenchmarkFind/by=ours-2         	     300	   2100000 ns/op	 499.32 MB/s	         1.000 elsewhere	        47.21 found-%	      1127 hits	       0 B/op	       0 allocs/op
BenchmarkFind/by=ours-2         	     300	   1600000 ns/op	 655.36 MB/s	         1.000 elsewhere	        47.21 found-%	      1127 hits	       0 B/op	       0 allocs/op
BenchmarkFind/by=go-mask-2      	       1	 235795159 ns/op	   4.45 MB/s	   334112 B/op	    2211 allocs/op
BenchmarkNormalize/from=e164/by=hand 	26590431	        10.764 ns/op
PASS
ok  	github.com/khtong/privacykit/bench	2.730s
`

const page = `# Results

<!-- run -->
old
<!-- end -->

Words.

<!-- BenchmarkNormalize -->
<!-- end -->

<!-- BenchmarkFind -->

| old |

<!-- end -->
More words.
`

const want = `# Results

<!-- run -->

linux/amd64, Some CPU @ 2.00GHz

<!-- end -->

Words.

<!-- BenchmarkNormalize -->

| from | by | time |
| --- | --- | ---: |
| e164 | hand | 10.8 ns |

<!-- end -->

<!-- BenchmarkFind -->

| by | time | MB/s | hits | found | elsewhere | bytes allocated | allocations |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
| ours | 2.00 ms ±20 % | 524 | 1127 | 47.2 % | 1 | 0 | 0 |
| go-mask | 236 ms | 4.45 | – | – | – | 334112 | 2211 |

<!-- end -->
More words.
`

func TestFill(t *testing.T) {
	r, err := parse(strings.NewReader(output))
	if err != nil {
		t.Fatal(err)
	}
	got, err := fill([]byte(page), r.machine(), r.tables)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	again, err := fill(got, r.machine(), r.tables)
	if err != nil || string(again) != want {
		t.Errorf("another page the second time: %v\n%s", err, again)
	}
}

// Nothing is left out in silence.
func TestRefused(t *testing.T) {
	for _, c := range []struct{ name, output, page string }{
		{"a mark that did not run", output, page + "<!-- BenchmarkOther -->\n<!-- end -->\n"},
		{"a benchmark without a mark", output, strings.Replace(page, "BenchmarkFind", "nothing", 1)},
		{"no mark for the run", output, strings.Replace(page, "<!-- run -->", "", 1)},
		{"a unit without a column", strings.Replace(output, "hits", "furlongs", 1), page},
		{"a value without a unit", strings.Replace(output, " ns/op", "", 1), page},
		{"a value that is no number", strings.Replace(output, "2000000 ns", "2OOOOOO ns", 1), page},
		{"other labels in one table", strings.Replace(output, "Find/by=go-mask", "Find/of=x/by=go-mask", 1), page},
		{"a failure", strings.Replace(output, "BenchmarkNormalize/from=e164/by=hand 	", "BenchmarkNormalize/from=e164/by=hand FAIL", 1), page},
		{"no result", "PASS\n", page},
	} {
		r, err := parse(strings.NewReader(c.output))
		if err == nil {
			_, err = fill([]byte(c.page), "", r.tables)
		}
		if err == nil {
			t.Errorf("%s: no error", c.name)
		}
	}
}

// The page has a mark for each benchmark that is measured, and for no other.
func TestPage(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join("..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	var marks, benchmarks []string
	for _, m := range mark.FindAllStringSubmatch(string(readme), -1) {
		if m[1] != "run" {
			marks = append(marks, m[1])
		}
		if strings.Count(m[0], "\n") < 3 {
			t.Errorf("%s has no figures", m[1])
		}
	}
	declared := regexp.MustCompile(`(?m)^func (Benchmark\w+)\(`)
	for _, of := range measured {
		wanted := regexp.MustCompile(of.which)
		files, err := filepath.Glob(filepath.Join("..", "..", filepath.FromSlash(of.pkg), "*_test.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("no tests in %s: %v", of.pkg, err)
		}
		for _, f := range files {
			src, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range declared.FindAllStringSubmatch(string(src), -1) {
				if wanted.MatchString(m[1]) {
					benchmarks = append(benchmarks, m[1])
				}
			}
		}
	}
	slices.Sort(marks)
	slices.Sort(benchmarks)
	if len(marks) == 0 || !slices.Equal(marks, benchmarks) {
		t.Errorf("marks %v\nbenchmarks %v", marks, benchmarks)
	}
}
