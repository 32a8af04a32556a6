//go:build !linux

package dbtest

import "syscall"

func otherUser() (uid, gid uint32, ok bool) { return 0, 0, false }

func attributes(syscall.Signal) *syscall.SysProcAttr { return nil }
