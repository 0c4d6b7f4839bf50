package bench_test

import "os"

// What is measured lies on the disk: fsync is a good part of a press, and docs/performance.md was measured with it. The rig of tests has
// put folders in memory by now.
func init() {
	if os.Getenv("TMPDIR") == "/dev/shm" {
		os.Unsetenv("TMPDIR")
	}
}
