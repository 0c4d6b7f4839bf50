// Package bolt is the store's engine over one bbolt file: a bucket of the root for each table.
package bolt

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"zhibu/store/engine"
)

// lockWait is how long another process may hold the file before it counts as held.
const lockWait = 1500 * time.Millisecond

// file is an open bbolt file.
type file struct {
	db *bbolt.DB

	// bbolt lets readers begin on a commit that its last fsync has not made durable yet. A courier that saw one could send
	// what a power cut then undoes. So no reader begins while a commit is under way, nor after one that has failed.
	gate    sync.RWMutex
	doubt   bool         // a commit has failed: what the file shows may not be what a restart finds
	durable atomic.Int64 // number of the latest commit that is known to be durable
}

// Open opens the file at path, or makes it, as package engine says. It waits 1.5 seconds for another process that has it open.
func Open(path string, prepare func(engine.Engine) error) (engine.Engine, error) {
	if info, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		if err := create(path, prepare); err != nil {
			return nil, err
		}
		prepare = func(engine.Engine) error { return nil } // it has been
	} else if err == nil && info.Size() == 0 {
		return nil, damaged(path) // bbolt would begin anew in it
	}
	f, err := open(path, prepare)
	if err != nil {
		return nil, err
	}
	return f, nil
}

// create makes the file under another name and renames it: bbolt's first pages are not safe against a power cut.
func create(path string, prepare func(engine.Engine) error) error {
	fresh := path + ".new"
	os.Remove(fresh)
	f, err := open(fresh, prepare)
	if err != nil {
		return err
	}
	if err := errors.Join(f.db.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(fresh, path); err != nil {
		return err
	}
	return engine.SyncDir(filepath.Dir(path))
}

// open opens the file and prepares it. On a damaged one bbolt panics, or faults where the mapping goes on beyond the end of the
// file: both become an error here, and the process keeps the file locked until it ends.
func open(path string, prepare func(engine.Engine) error) (f *file, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if recover() != nil {
			f, err = nil, damaged(path)
		}
	}()
	db, err := latest(path)
	var system syscall.Errno
	switch {
	case errors.Is(err, bolterrors.ErrTimeout):
		return nil, engine.ErrHeld
	case err != nil && !errors.As(err, &system):
		return nil, errors.Join(damaged(path), err) // bbolt has many words for it: invalid database, file size too small
	case err != nil:
		return nil, fmt.Errorf("store: %s: %w", path, err)
	}
	f = &file{db: db}
	err = whole(db)
	if err == nil {
		err = prepare(f)
	}
	if err != nil {
		db.Close()
		return nil, err
	}
	_ = db.View(func(tx *bbolt.Tx) error { f.durable.Store(int64(tx.ID())); return nil }) // what nobody writes counts as durable
	return f, nil
}

// latest opens the file that stands at path once the lock is had: Compact may have put another one in the place of the one that
// was waited for.
func latest(path string) (*bbolt.DB, error) {
	for {
		before, _ := os.Stat(path)
		db, err := bbolt.Open(path, 0o600, &bbolt.Options{
			Timeout:         lockWait,
			InitialMmapSize: 1 << 30, // bytes of address space: the writer never waits for readers to grow the mapping
		})
		now, _ := os.Stat(path)
		if err != nil || before == nil || now == nil || os.SameFile(before, now) {
			return db, err
		}
		db.Close()
	}
}

// whole returns an error for a file that is shorter than its header says.
func whole(db *bbolt.DB) error {
	return db.View(func(tx *bbolt.Tx) error {
		if info, err := os.Stat(db.Path()); err != nil || info.Size() < tx.Size() {
			return errors.Join(err, damaged(db.Path()))
		}
		return nil
	})
}

// Inspect runs look on a file that nobody has open, without writing to it. What look reads of a damaged file, panics included, comes
// back as engine.ErrDamaged.
func Inspect(path string, look func(engine.Engine) error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if recover() != nil {
			err = damaged(path)
		}
	}()
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: lockWait, ReadOnly: true, PreLoadFreelist: true})
	if errors.Is(err, bolterrors.ErrTimeout) {
		return engine.ErrHeld
	}
	if err != nil {
		return errors.Join(damaged(path), err)
	}
	defer db.Close()
	if err := whole(db); err != nil {
		return err
	}
	return look(&file{db: db})
}

func damaged(path string) error { return fmt.Errorf("%w: %s", engine.ErrDamaged, path) }

// Read implements engine.Engine.
func (f *file) Read() (engine.View, error) {
	tx, err := f.begin()
	if err != nil {
		return nil, err
	}
	return batch{f, tx}, nil
}

// begin begins a reader between two commits.
func (f *file) begin() (*bbolt.Tx, error) {
	f.gate.RLock()
	defer f.gate.RUnlock()
	if f.doubt {
		return nil, engine.ErrDoubt
	}
	return f.db.Begin(false)
}

// Write implements engine.Engine.
func (f *file) Write() (engine.Batch, error) {
	tx, err := f.db.Begin(true)
	if err != nil {
		return nil, err
	}
	f.gate.RLock()
	defer f.gate.RUnlock()
	if f.doubt {
		return nil, errors.Join(engine.ErrDoubt, tx.Rollback())
	}
	return batch{f, tx}, nil
}

// Copy implements engine.Engine. A reader that lasts makes every commit slower: what it writes to should be local.
func (f *file) Copy(to io.Writer) error {
	tx, err := f.begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	_, err = tx.WriteTo(to)
	return err
}

// Check implements engine.Engine. It holds up the writer meanwhile: bbolt's check reads the list of free pages without a lock, and a
// commit beside it could end the process.
func (f *file) Check() []string {
	tx, err := f.db.Begin(!f.db.IsReadOnly())
	if err != nil {
		return []string{err.Error()}
	}
	faults := checkPages(tx)
	if err := tx.Rollback(); err != nil {
		faults = append(faults, err.Error())
	}
	return faults
}

// Stats implements engine.Engine.
func (f *file) Stats() engine.Stats {
	s := f.db.Stats()
	return engine.Stats{Readers: s.OpenTxN, Pending: s.PendingPageN}
}

// Close implements engine.Engine.
func (f *file) Close() error { return f.db.Close() }

// batch is a transaction of bbolt: a view if it may not write.
type batch struct {
	file *file
	tx   *bbolt.Tx
}

func (b batch) Tables() (names []string) {
	c := b.tx.Cursor()
	for name, _ := c.First(); name != nil; name, _ = c.Next() {
		names = append(names, string(name))
	}
	return names
}

func (b batch) Table(name string) engine.Table {
	if bucket := b.tx.Bucket([]byte(name)); bucket != nil {
		return table{bucket}
	}
	return nil
}

func (b batch) Make(name string) (engine.Table, error) {
	bucket, err := b.tx.CreateBucketIfNotExists([]byte(name))
	if err != nil {
		return nil, err
	}
	return table{bucket}, nil
}

func (b batch) Drop(name string) error {
	if err := b.tx.DeleteBucket([]byte(name)); !errors.Is(err, bolterrors.ErrBucketNotFound) {
		return err
	}
	return nil
}

// End implements engine.View. After Commit, bbolt's answer is that the transaction is closed.
func (b batch) End() { _ = b.tx.Rollback() }

func (b batch) Commit() error {
	b.file.gate.Lock()
	defer b.file.gate.Unlock()
	id := b.tx.ID()
	err := b.tx.Commit()
	if b.file.doubt = err != nil; !b.file.doubt {
		b.file.durable.Store(int64(id))
	}
	return err
}

// table is a bucket; bbolt's Get, Put and Delete are as engine.Table has them.
type table struct{ *bbolt.Bucket }

func (t table) Scan(from, to []byte) iter.Seq2[[]byte, []byte] {
	return func(yield func(k, v []byte) bool) {
		c := t.Cursor()
		for k, v := c.Seek(from); k != nil && (to == nil || bytes.Compare(k, to) < 0); k, v = c.Next() {
			if !yield(k, v) {
				return
			}
		}
	}
}
