//go:build linux || darwin || freebsd

package vault

import (
	"os"
	"syscall"
	"time"
)

// lockWait is how long another process may hold the folder before it counts as held: one that is just ending.
const lockWait = 1500 * time.Millisecond

// hold locks a file until it is closed, or the process ends. It reports whether the lock was had.
func hold(f *os.File) bool {
	for end := time.Now().Add(lockWait); ; time.Sleep(20 * time.Millisecond) {
		if syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil {
			return true
		}
		if time.Now().After(end) {
			return false
		}
	}
}
