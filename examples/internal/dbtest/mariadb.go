package dbtest

import (
	"context"
	"database/sql"
	"syscall"
	"testing"

	// The driver "mysql".
	_ "github.com/go-sql-driver/mysql"
)

var mariadb = server{start: startMariaDB}

// MariaDB returns the data source name of a new database without tables, for
// the driver "mysql"; parameters can be added to it. The user in it may do
// everything.
func MariaDB(tb testing.TB) string {
	tb.Helper()
	mariadb.ready(tb, "MariaDB")
	name := mariadb.database()
	admin(tb, "mysql", mariadb.mariadbSource(""), "CREATE DATABASE "+name)
	tb.Cleanup(func() {
		tb.Helper()
		drop(tb, mariadb.mariadbSource(""), name)
	})
	return mariadb.mariadbSource(name)
}

// drop drops a database after the connections that a test left open in it.
func drop(tb testing.TB, source, name string) {
	tb.Helper()
	db, err := sql.Open("mysql", source)
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	ctx := context.Background()
	for {
		var id int64
		err := db.QueryRowContext(ctx, "SELECT COALESCE(MAX(id), 0) FROM information_schema.processlist WHERE db = ?", name).Scan(&id)
		if err != nil {
			tb.Fatal(err)
		}
		if id == 0 {
			break
		}
		_, _ = db.ExecContext(ctx, "KILL ?", id) // it may have ended meanwhile
	}
	if _, err := db.ExecContext(ctx, "DROP DATABASE "+name); err != nil { // a name of this package
		tb.Fatal(err)
	}
}

func (s *server) mariadbSource(database string) string {
	return "root@unix(" + s.dir + "/socket)/" + database + "?timeout=10s"
}

func startMariaDB(s *server) error {
	install, err := find("mariadb-install-db", "/usr/bin")
	if err != nil {
		return err
	}
	server, err := find("mariadbd", "/usr/sbin", "/usr/libexec")
	if err != nil {
		return err
	}
	if err := s.folder(); err != nil {
		return err
	}
	data := "--datadir=" + s.dir + "/data"
	// my_print_defaults, which the script asks for, has to be in PATH.
	err = s.run(install, "--no-defaults", data, "--auth-root-authentication-method=normal", "--skip-test-db",
		"--skip-name-resolve", "--innodb-flush-log-at-trx-commit=0")
	if err != nil {
		return err
	}
	answers := func() error { return ping("mysql", s.mariadbSource("")) }
	return s.serve(syscall.SIGKILL, answers, server, "--no-defaults", data, "--socket="+s.dir+"/socket", "--pid-file="+s.dir+"/pid",
		"--skip-networking", "--skip-log-bin", "--innodb-flush-log-at-trx-commit=0", "--innodb-flush-method=nosync",
		"--innodb-buffer-pool-size=64M", "--max-connections=200")
}
