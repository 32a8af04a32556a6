// Package bench measures privacykit beside other libraries and beside code by hand, in one run. It holds tests and
// benchmarks alone; README.md is the page of results, which go run ./bench/report writes.
//
// It is a module of its own, so that the other libraries reach nobody who uses privacykit.
package bench
