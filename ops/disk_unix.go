//go:build linux || darwin || freebsd

package ops

import "syscall"

// FreeSpace gives how many bytes are left on a folder's disk; -1 if that is not known.
func FreeSpace(folder string) int64 {
	var s syscall.Statfs_t
	if syscall.Statfs(folder, &s) != nil {
		return -1
	}
	return int64(s.Bavail) * int64(s.Bsize)
}
