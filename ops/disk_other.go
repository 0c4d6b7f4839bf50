//go:build !(linux || darwin || freebsd)

package ops

// FreeSpace returns how many bytes are left on a folder's disk; -1 if that is not known.
func FreeSpace(string) int64 { return -1 }

// MountPoint reports whether another file system begins at a folder; that is not known here.
func MountPoint(string) bool { return false }
