package store

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"
)

// breakWrites makes every later write of an open store fail, as a dying disk would: its descriptor becomes one that
// may only read.
func breakWrites(t *testing.T, dir string) {
	t.Helper()
	path := filepath.Join(dir, fileName)
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

// When a commit fails, nobody is told that a deed took place which a restart does not find, nobody waits for ever, and
// nothing is handed to those who act on commits.
func TestFailedCommitStopsTheStore(t *testing.T) {
	dir := folder(t)
	s := open(t, dir)
	var mu sync.Mutex
	told := map[int64]bool{}
	handed := 0 // commits that subscribers saw
	s.Subscribe(func(c Commit) { handed += len(c.Spent) })
	var workers sync.WaitGroup
	for i := range int64(20) {
		workers.Go(func() {
			for n := int64(0); ; n++ {
				id := i*1_000_000 + n
				_, err := s.Update(func(tx *Tx) error {
					things.Put(tx, thing{ID: id})
					tx.Spend("k")
					return nil
				})
				if errors.Is(err, ErrStopped) {
					return
				}
				mu.Lock()
				told[id] = err == nil
				mu.Unlock()
			}
		})
	}
	time.Sleep(50 * time.Millisecond)
	breakWrites(t, dir)
	workers.Wait()
	<-s.Failed()
	if _, err := s.Update(func(*Tx) error { return nil }); !errors.Is(err, ErrStopped) {
		t.Errorf("Update after the failure: %v", err)
	}
	if err := s.Close(); !errors.Is(err, syscall.EBADF) {
		t.Errorf("Close gives %v, not why it stopped", err)
	}

	s = open(t, dir)
	for id, ok := range told {
		found := look(t, s, func(tx *Tx) bool { _, found := things.Get(tx, K(id)); return found })
		if !ok || !found {
			t.Fatalf("%d: told %v, found %v", id, ok, found)
		}
	}
	if handed != len(told) || handed == 0 {
		t.Errorf("%d deeds were handed on, %d told", handed, len(told))
	}
	sound(t, s)
}
