// Package dbtest gives tests databases on real servers: PostgreSQL and MariaDB
// from the programs that are on the machine. A test binary starts one server
// of each kind, when a test first asks for it, with its data in a folder of its
// own and no network; [Main] stops it.
//
//	func TestMain(m *testing.M) { dbtest.Main(m) }
//
//	func TestStore(t *testing.T) {
//		db, err := sql.Open("pgx", dbtest.PostgreSQL(t))
//		...
//	}
//
// Without the programs a test is skipped; where the environment variable CI is
// set, it fails. The servers do not survive the test binary, however it ends,
// and do not write through to the disk.
package dbtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// Main runs the tests, stops the servers that they started, and exits.
func Main(m *testing.M) {
	code := m.Run()
	for _, s := range []*server{&postgres, &mariadb} {
		s.stop()
	}
	os.Exit(code)
}

// A server is started once.
type server struct {
	once    sync.Once
	start   func(s *server) error
	err     error
	dir     string // holds data and socket
	process *exec.Cmd
	end     syscall.Signal // ends the process
	ended   chan struct{}
	output  bytes.Buffer // of the process; read only after it ended
	created atomic.Int64 // databases
}

// errMissing is the error of a server without programs.
var errMissing = errors.New("not installed")

// ready starts the server unless it runs, and skips or fails the test if it
// cannot.
func (s *server) ready(tb testing.TB, name string) {
	tb.Helper()
	s.once.Do(func() {
		if s.err = s.start(s); s.err != nil {
			s.stop()
		}
	})
	switch {
	case s.err == nil:
	case errors.Is(s.err, errMissing) && os.Getenv("CI") == "":
		tb.Skipf("%s: %v", name, s.err)
	default:
		tb.Fatalf("%s: %v", name, s.err)
	}
}

// database returns a name for a new database.
func (s *server) database() string { return "test" + strconv.FormatInt(s.created.Add(1), 10) }

// folder makes the folder of the server. It is not one of the test's, which
// another user may not enter, and has a short name, because the path of a
// socket ends at 107 bytes.
func (s *server) folder() error {
	dir, err := os.MkdirTemp("", "pk")
	if err != nil {
		return err
	}
	s.dir = dir
	if uid, gid, ok := otherUser(); ok {
		return os.Chown(dir, int(uid), int(gid))
	}
	return nil
}

// run runs a program to its end, as the user who owns the folder.
func (s *server) run(program string, args ...string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, args...)
	s.prepare(cmd, syscall.SIGKILL)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", filepath.Base(program), err, out)
	}
	return nil
}

// serve starts a program, and returns when answers does or after a while.
func (s *server) serve(end syscall.Signal, answers func() error, program string, args ...string) error {
	cmd := exec.Command(program, args...)
	s.prepare(cmd, end)
	cmd.Stdout, cmd.Stderr = &s.output, &s.output
	s.process, s.end, s.ended = cmd, end, make(chan struct{})
	started := make(chan error, 1)
	go func() {
		// The process dies with the thread that started it, so this one stays.
		runtime.LockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			_ = cmd.Wait()
		}
		close(s.ended)
	}()
	if err := <-started; err != nil {
		return err
	}
	var err error
	for range 3000 {
		if err = answers(); err == nil {
			return nil
		}
		select {
		case <-s.ended:
			return fmt.Errorf("%s ended by itself:\n%s", filepath.Base(program), s.output.Bytes())
		case <-time.After(20 * time.Millisecond):
		}
	}
	return fmt.Errorf("%s does not answer: %w", filepath.Base(program), err)
}

func (s *server) prepare(cmd *exec.Cmd, end syscall.Signal) {
	cmd.Dir = s.dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C", "TZ=UTC", "HOME=" + s.dir}
	cmd.SysProcAttr = attributes(end)
}

func (s *server) stop() {
	if s.process != nil && s.process.Process != nil {
		_ = s.process.Process.Signal(s.end)
		select {
		case <-s.ended:
		case <-time.After(10 * time.Second):
			_ = s.process.Process.Signal(syscall.SIGKILL)
			<-s.ended
		}
	}
	if s.dir != "" {
		_ = os.RemoveAll(s.dir)
	}
}

// find returns the path of a program: from PATH, or the last that matches one
// of the patterns.
func find(program string, patterns ...string) (string, error) {
	if path, err := exec.LookPath(program); err == nil {
		return path, nil
	}
	for _, pattern := range patterns {
		if paths, err := filepath.Glob(filepath.Join(pattern, program)); err == nil && len(paths) > 0 {
			return paths[len(paths)-1], nil
		}
	}
	return "", fmt.Errorf("%w: no program %s in PATH or %s", errMissing, program, strings.Join(patterns, ", "))
}
