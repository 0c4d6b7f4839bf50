package rig

import (
	"os"
	"syscall"
)

// Folders of tests lie in memory where there is room: most of what a test of the store waits for is fsync, and no test of ours
// cuts the power of the machine itself (those of power cuts count the calls, those of kills leave the system's cache as it is).
// A TMPDIR that was set is respected. Containers often have 64 MB there, which a test of large files would fill.
func init() {
	const memory, room = "/dev/shm", 2 << 30 // bytes
	var fs syscall.Statfs_t
	if os.Getenv("TMPDIR") != "" || syscall.Statfs(memory, &fs) != nil || fs.Bavail*uint64(fs.Bsize) < room || syscall.Access(memory, 2) != nil {
		return
	}
	os.Setenv("TMPDIR", memory)
}
