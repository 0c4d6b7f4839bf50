package store

import (
	"errors"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"zhibu/store/enginetest"
)

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
	enginetest.BreakWrites(t, filepath.Join(dir, fileName))
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
