package dbtest

import (
	"os"
	"os/user"
	"strconv"
	"syscall"
)

// otherUser returns the user as whom the servers run if the tests run as root,
// which PostgreSQL refuses.
func otherUser() (uid, gid uint32, ok bool) {
	if os.Geteuid() != 0 {
		return 0, 0, false
	}
	nobody, err := user.Lookup("nobody")
	if err != nil {
		return 0, 0, false
	}
	u, err1 := strconv.ParseUint(nobody.Uid, 10, 32)
	g, err2 := strconv.ParseUint(nobody.Gid, 10, 32)
	return uint32(u), uint32(g), err1 == nil && err2 == nil
}

// attributes has the process get a signal when the test binary dies.
func attributes(end syscall.Signal) *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Pdeathsig: end, Setpgid: true}
	if uid, gid, ok := otherUser(); ok {
		attr.Credential = &syscall.Credential{Uid: uid, Gid: gid}
	}
	return attr
}
