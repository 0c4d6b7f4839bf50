package enginetest

import (
	"os"
	"strconv"
	"syscall"
	"testing"
)

// BreakWrites makes every later write to an open file fail, as a dying disk would: its descriptor becomes one that may only read.
func BreakWrites(t *testing.T, path string) {
	t.Helper()
	fds, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	readOnly, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer readOnly.Close()
	for _, fd := range fds {
		if to, err := os.Readlink("/proc/self/fd/" + fd.Name()); err == nil && to == path {
			n, _ := strconv.Atoi(fd.Name())
			if err := syscall.Dup3(int(readOnly.Fd()), n, syscall.O_CLOEXEC); err != nil {
				t.Fatal(err)
			}
			return
		}
	}
	t.Fatalf("no open descriptor of %s", path)
}
