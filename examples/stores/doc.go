// Package stores runs the stores of package sqlstore on real databases: the
// conformance suites, a process killed while it writes, host transactions and
// what an erasure leaves in the file. Its tests are all there is.
package stores
