//go:build linux || darwin || freebsd

package ops

import (
	"path/filepath"
	"syscall"
)

// FreeSpace returns how many bytes are left on a folder's disk; -1 if that is not known.
func FreeSpace(folder string) int64 {
	var s syscall.Statfs_t
	if syscall.Statfs(folder, &s) != nil {
		return -1
	}
	return int64(s.Bavail) * int64(s.Bsize)
}

// MountPoint reports whether another file system begins at a folder.
func MountPoint(folder string) bool {
	var here, above syscall.Stat_t
	return syscall.Stat(folder, &here) == nil && syscall.Stat(filepath.Dir(folder), &above) == nil && here.Dev != above.Dev
}
