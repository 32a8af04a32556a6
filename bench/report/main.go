// Command report runs the benchmarks and writes their figures into the page of results, so that each figure on the page
// comes from one and the same run.
//
//	go run ./bench/report                  all benchmarks six times, about ten minutes
//	go run ./bench/report -count 1         a quick look
//	go run ./bench/report -page other.md   into another page with the same marks
//
// It is called from the root of the repository. The page keeps its own words; the figures stand between marks:
//
//	<!-- BenchmarkFind -->
//	…
//	<!-- end -->
//
// A benchmark without a mark, or a mark without a benchmark, is an error, and the page stays as it is.
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"time"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("report: ")
	page := flag.String("page", "bench/README.md", "the `file` to write the figures into")
	count := flag.Int("count", 6, "how often each benchmark runs")
	benchtime := flag.String("benchtime", "1s", "how long each run takes at least")
	flag.Parse()
	if err := report(*page, *count, *benchtime); err != nil {
		log.Fatal(err)
	}
}

// measured are the benchmarks of the page. Those of the stores need the drivers and the servers that their tests have.
var measured = []struct{ pkg, which string }{
	{"./bench", "."},
	{"./access", "^BenchmarkGateDecide$"},
	{"./audit", "^(BenchmarkLogAppend|BenchmarkProve)$"},
	{"./examples/stores", "^(BenchmarkEventAppend|BenchmarkAuditAppend|BenchmarkSweep)$"},
}

func report(page string, count int, benchtime string) error {
	old, err := os.ReadFile(page)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	for _, of := range measured {
		args := []string{"test", "-run", "^$", "-bench", of.which, "-count", strconv.Itoa(count), "-benchtime", benchtime, "-timeout", "2h", of.pkg}
		cmd := exec.CommandContext(context.Background(), "go", args...)
		cmd.Stdout, cmd.Stderr = io.MultiWriter(&out, os.Stderr), os.Stderr
		if err := cmd.Run(); err != nil {
			return fmt.Errorf("go test: %w", err)
		}
	}
	run, err := parse(&out)
	if err != nil {
		return err
	}
	about := fmt.Sprintf("%s, %s, %s, %d cores. Each benchmark ran %d times for %s or more.",
		time.Now().Format(time.DateOnly), run.machine(), runtime.Version(), runtime.NumCPU(), count, benchtime)
	filled, err := fill(old, about, run.tables)
	if err != nil {
		return err
	}
	return os.WriteFile(page, filled, 0o644)
}
