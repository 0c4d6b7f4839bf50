package bolt

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"zhibu/store/engine"
)

// Compact writes a file that nobody has open anew, without its free pages, if worth says so of its size and of what of that is in
// use. It returns the size before and after. The new file is made beside the old one under a name that begins with scratch, checked,
// and takes the old one's place in one step: a power cut leaves the one or the other. It returns engine.ErrHeld when another process has
// the file, and engine.ErrDamaged for one with faults, which stays. All sizes are bytes.
func Compact(path, scratch string, worth func(size, used int64) bool) (before, after int64, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if recover() != nil {
			err = damaged(path)
		}
	}()
	if info, err := os.Stat(path); err != nil {
		return 0, 0, err
	} else if before, after = info.Size(), info.Size(); before == 0 {
		return before, after, damaged(path)
	}
	old, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: lockWait}) // holds the lock until the new file stands
	if errors.Is(err, bolterrors.ErrTimeout) {
		return before, after, engine.ErrHeld
	}
	if err != nil {
		return before, after, errors.Join(damaged(path), err)
	}
	defer old.Close()
	var used int64
	err = old.View(func(tx *bbolt.Tx) error {
		used = tx.Size() - int64(old.Stats().FreePageN)*int64(old.Info().PageSize)
		return nil
	})
	if err != nil || !worth(before, used) {
		return before, after, err
	}
	f, err := os.CreateTemp(filepath.Dir(path), scratch) // mode 0600
	if err != nil {
		return before, after, err
	}
	fresh := f.Name()
	defer os.Remove(fresh) // gone once it has been renamed
	if err := f.Close(); err != nil {
		return before, after, err
	}
	if err := copyInto(old, fresh); err != nil {
		return before, after, fmt.Errorf("store: %s: %w", fresh, err)
	}
	info, err := os.Stat(fresh)
	if err != nil {
		return before, after, err
	}
	after = info.Size() // perhaps not less: what was deleted is gone from the file nevertheless
	if err := os.Rename(fresh, path); err != nil {
		return before, before, err
	}
	return before, after, engine.SyncDir(filepath.Dir(path))
}

// copyInto copies what stands in a file into a new one, and compares the two row by row. The new one is synced, and no longer than
// what it holds: bbolt lets a file grow by 16 MB at a time.
func copyInto(old *bbolt.DB, path string) error {
	db, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		return err
	}
	size, err := fill(db, old)
	if err = errors.Join(err, db.Close()); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Truncate(size), f.Sync(), f.Close())
}

// fill copies the rows, and returns up to where the new file is in use.
func fill(db, old *bbolt.DB) (size int64, err error) {
	if err := bbolt.Compact(db, old, 1<<20); err != nil {
		return 0, err
	}
	err = old.View(func(a *bbolt.Tx) error {
		return db.View(func(b *bbolt.Tx) error {
			size = b.Size()
			if faults := checkPages(b); len(faults) > 0 {
				return errors.New(strings.Join(faults, "; "))
			}
			return same(a.Cursor().Bucket(), b.Cursor().Bucket())
		})
	})
	return size, err
}

// same reports the first place in which two buckets differ, by its key in hex.
func same(a, b *bbolt.Bucket) error {
	x, y := a.Cursor(), b.Cursor()
	k, v := x.First()
	l, w := y.First()
	for ; k != nil || l != nil; k, v, l, w = next(x, y) {
		if string(k) != string(l) || (v == nil) != (w == nil) || string(v) != string(w) {
			return fmt.Errorf("a copy differs at %x", k)
		}
		if v == nil {
			if a.Bucket(k).Sequence() != b.Bucket(k).Sequence() {
				return fmt.Errorf("a copy counts differently at %x", k)
			}
			if err := same(a.Bucket(k), b.Bucket(k)); err != nil {
				return err
			}
		}
	}
	return nil
}

func next(x, y *bbolt.Cursor) (k, v, l, w []byte) {
	k, v = x.Next()
	l, w = y.Next()
	return k, v, l, w
}
