// Package stores runs the stores of package sqlstore on real databases: SQLite
// in a file and in memory, and servers of PostgreSQL and MariaDB that the tests
// start themselves. There are the conformance suites, a process killed while
// it writes, host transactions, deadlocks and stale snapshots, grants, what an
// erasure leaves in the file, tables that are sealed again while others write,
// and restored backups. Its tests are all there is.
package stores
