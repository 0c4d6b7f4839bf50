package bolt

import (
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.etcd.io/bbolt"
	"go.uber.org/goleak"

	"zhibu/store/engine"
	"zhibu/store/enginetest"
	_ "zhibu/world/rig" // folders in memory
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// TestEngine holds bbolt to what every engine promises.
func TestEngine(t *testing.T) {
	path := func(folder string) string { return filepath.Join(folder, "test.db") }
	enginetest.Run(t, enginetest.Maker{
		Open: func(folder string, prepare func(engine.Engine) error) (engine.Engine, error) {
			return Open(path(folder), prepare)
		},
		Restore: func(folder string, copied []byte) error { return os.WriteFile(path(folder), copied, 0o600) },
		Break:   func(t *testing.T, folder string) { enginetest.BreakWrites(t, path(folder)) },
	})
}

// open makes a file with one table.
func openTest(t testing.TB, path string) *file {
	t.Helper()
	e, err := Open(path, func(e engine.Engine) error { return put(e, 0) })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return e.(*file)
}

func put(e engine.Engine, keys ...uint64) error {
	b, err := e.Write()
	if err != nil {
		return err
	}
	defer b.End()
	rows, err := b.Make("test")
	if err != nil {
		return err
	}
	for _, k := range keys {
		if err := rows.Put(binary.BigEndian.AppendUint64(nil, k), []byte("名字 名字 名字 名字")); err != nil {
			return err
		}
	}
	return b.Commit()
}

// TestViewsSeeWhatIsDurable reads as fast as it can while others write: no reader may stand on a commit that is not
// durable yet. (bbolt itself lets them: its last fsync comes after the page that readers begin from.)
func TestViewsSeeWhatIsDurable(t *testing.T) {
	f := openTest(t, filepath.Join(t.TempDir(), "test.db"))
	var early, views atomic.Int64
	stop := make(chan struct{})
	until := func(do func() error) func() {
		return func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if err := do(); err != nil {
					t.Error(err)
					return
				}
			}
		}
	}
	var all sync.WaitGroup
	for i := range uint64(4) {
		all.Go(until(func() error { return put(f, i) }))
		all.Go(until(func() error {
			tx, err := f.begin()
			if err != nil {
				return err
			}
			// A commit that has begun by now may end soon: what counts is whether ours was durable when we began.
			if views.Add(1); int64(tx.ID()) > f.durable.Load() {
				early.Add(1)
			}
			return tx.Rollback()
		}))
	}
	time.Sleep(500 * time.Millisecond)
	close(stop)
	all.Wait()
	if early.Load() > 0 || views.Load() < 100 {
		t.Errorf("%d of %d readers saw a commit that was not durable", early.Load(), views.Load())
	}
}

// TestCompactWhileAnotherWaits: a process that has waited for the file goes on with the one that took its place.
func TestCompactWhileAnotherWaits(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "test.db")
	first := openTest(t, path)
	opened := make(chan engine.Engine)
	go func() {
		e, err := Open(path, func(engine.Engine) error { return nil })
		if err != nil {
			t.Error(err)
		}
		opened <- e
	}()
	time.Sleep(200 * time.Millisecond) // it waits for the lock of the file that is there now
	copied := filepath.Join(dir, "other")
	if err := copyInto(first.db, copied); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Rename(copied, path), first.Close()); err != nil {
		t.Fatal(err)
	}
	e := <-opened
	if e == nil {
		return
	}
	if err := errors.Join(put(e, 1<<40), e.Close()); err != nil {
		t.Fatal(err)
	}
	again := openTest(t, path)
	_ = again.db.View(func(tx *bbolt.Tx) error {
		if tx.Bucket([]byte("test")).Get(binary.BigEndian.AppendUint64(nil, 1<<40)) == nil {
			t.Error("what was written after waiting is lost")
		}
		return nil
	})
}
