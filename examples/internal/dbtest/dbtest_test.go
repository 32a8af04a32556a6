package dbtest

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestMain(m *testing.M) { Main(m) }

func TestDatabasesAreApart(t *testing.T) {
	for _, test := range []struct {
		driver string
		source func(tb testing.TB) string
	}{{"pgx", PostgreSQL}, {"mysql", MariaDB}} {
		t.Run(test.driver, func(t *testing.T) {
			connect := func(t *testing.T) *sql.DB {
				t.Helper()
				db, err := sql.Open(test.driver, test.source(t))
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = db.Close() })
				return db
			}
			// The later ones may get the database of an earlier one, but never its table, nor an open transaction.
			for range 3 {
				t.Run("", func(t *testing.T) {
					one, two := connect(t), connect(t)
					for _, db := range []*sql.DB{one, two} {
						if _, err := db.Exec("CREATE TABLE t (x INTEGER)"); err != nil {
							t.Fatal(err)
						}
					}
					tx, err := one.Begin()
					if err != nil {
						t.Fatal(err)
					}
					if _, err := tx.Exec("INSERT INTO t VALUES (1)"); err != nil {
						t.Fatal(err)
					}
				})
			}
		})
	}
}

// A spy writes down how a test ends.
type spy struct {
	testing.TB
	skipped, failed bool
}

func (s *spy) Helper()               {}
func (s *spy) Skipf(string, ...any)  { s.skipped = true }
func (s *spy) Fatalf(string, ...any) { s.failed = true }

func TestWithoutPrograms(t *testing.T) {
	_, missing := find("no-such-program", t.TempDir())
	if !errors.Is(missing, errMissing) {
		t.Fatalf("find: error %v, want errMissing", missing)
	}
	broken := errors.New("does not start")
	for _, test := range []struct {
		ci         string
		err        error
		skip, fail bool
	}{
		{"", nil, false, false},
		{"", missing, true, false},
		{"true", missing, false, true},
		{"", broken, false, true},
		{"true", broken, false, true},
	} {
		t.Setenv("CI", test.ci)
		s, got := server{start: func(*server) error { return test.err }}, spy{TB: t}
		s.ready(&got, "server")
		if got.skipped != test.skip || got.failed != test.fail {
			t.Errorf("CI=%q, error %v: skipped %v, failed %v", test.ci, test.err, got.skipped, got.failed)
		}
	}
}

// A server that ends by itself is reported with what it said, and leaves
// nothing behind.
func TestServerThatEnds(t *testing.T) {
	s := server{}
	if err := s.folder(); err != nil {
		t.Fatal(err)
	}
	never := func() error { return errors.New("no answer") }
	if err := s.serve(0, never, "/bin/sh", "-c", "echo reason"); err == nil {
		t.Error("no error")
	}
	if out := s.output.String(); out != "reason\n" {
		t.Errorf("output %q", out)
	}
	if err := s.run("/bin/sh", "-c", "exit 3"); err == nil {
		t.Error("run: no error")
	}
	s.stop()
	if _, err := os.Stat(s.dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder is still there: %v", err)
	}
}

func TestFindTakesTheLast(t *testing.T) {
	dir := t.TempDir()
	for _, version := range []string{"13", "15"} {
		if err := os.MkdirAll(filepath.Join(dir, version, "bin", "some-server"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	got, err := find("some-server", filepath.Join(dir, "*", "bin"))
	if want := filepath.Join(dir, "15", "bin", "some-server"); err != nil || got != want {
		t.Errorf("find = %s, %v, want %s", got, err, want)
	}
}
