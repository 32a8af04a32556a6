package dbtest

import (
	"context"
	"database/sql"
	"syscall"
	"testing"

	// The driver "pgx".
	_ "github.com/jackc/pgx/v5/stdlib"
)

var postgres = server{start: startPostgres}

// PostgreSQL returns the data source name of a new database without tables, for
// the driver "pgx". The user in it may do everything.
func PostgreSQL(tb testing.TB) string {
	tb.Helper()
	postgres.ready(tb, "PostgreSQL")
	// Making and dropping a database takes ten times as long as emptying one.
	var name string
	select {
	case name = <-emptied:
	default:
		name = postgres.database()
		admin(tb, "pgx", postgres.postgresSource("postgres"), "CREATE DATABASE "+name)
	}
	source := postgres.postgresSource(name)
	tb.Cleanup(func() {
		tb.Helper()
		admin(tb, "pgx", source, emptyPostgres)
		select {
		case emptied <- name:
		default:
		}
	})
	return source
}

// emptied are the names of databases whose tests are over.
var emptied = make(chan string, 16)

// emptyPostgres ends what a test left open, and drops what it made.
const emptyPostgres = `DO $$
	DECLARE name text;
	BEGIN
		PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid();
		FOR name IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' LOOP
			EXECUTE format('DROP SCHEMA %I CASCADE', name);
		END LOOP;
		CREATE SCHEMA public;
	END $$`

func (s *server) postgresSource(database string) string {
	return "host=" + s.dir + " user=postgres sslmode=disable dbname=" + database
}

func startPostgres(s *server) error {
	const programs = "/usr/lib/postgresql/*/bin"
	initdb, err := find("initdb", programs)
	if err != nil {
		return err
	}
	server, err := find("postgres", programs)
	if err != nil {
		return err
	}
	if err := s.folder(); err != nil {
		return err
	}
	data := s.dir + "/data"
	err = s.run(initdb, "--no-sync", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--pgdata="+data)
	if err != nil {
		return err
	}
	answers := func() error { return ping("pgx", s.postgresSource("postgres")) }
	return s.serve(syscall.SIGQUIT, answers, server, "-D", data, "-k", s.dir, "-c", "listen_addresses=", "-c", "fsync=off",
		"-c", "full_page_writes=off", "-c", "wal_level=minimal", "-c", "max_wal_senders=0", "-c", "autovacuum=off", "-c", "max_connections=200", "-c", "deadlock_timeout=50ms")
}

// ping returns nil if the server answers.
func ping(driver, source string) error {
	db, err := sql.Open(driver, source)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	return db.PingContext(context.Background())
}

// admin runs a statement on a connection of its own.
func admin(tb testing.TB, driver, source, statement string) {
	tb.Helper()
	db, err := sql.Open(driver, source)
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.ExecContext(context.Background(), statement); err != nil {
		tb.Fatal(err)
	}
}
