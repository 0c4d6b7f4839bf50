package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"zhibu/chat"
)

// ErrStopped is returned when the store is closed or a commit has failed; whether the deed took place is then known
// only after reopening, so nobody may be told that it did.
var ErrStopped = errors.New("store: stopped")

// ErrHeld is returned when another process has the store open.
type ErrHeld struct{ Holder string } // what the other process wrote about itself: "pid 4711, serve, since …"

func (e *ErrHeld) Error() string { return "store: held by " + e.Holder }

// Options are what Open needs to know.
type Options struct {
	Holder string // what to tell a second process about this one
	Secret []byte // keys the digests of delivered cards; kept outside the data folder
	Keep   Retention
}

// Commit says what a committed group of deeds left to do for others.
type Commit struct {
	Chats []chat.Chat // these have something to send
	Due   bool        // the agenda changed
	Spent []string    // keys of the vault that may be destroyed now
	// Learned is what was loaded of holidays: the calendar in use is to take it over.
	Learned []Holidays
}

// Store is the one writer and the many readers of a data folder.
type Store struct {
	db     *bolt.DB
	folder string
	secret []byte
	keep   Retention

	queue  chan *job
	done   chan struct{} // closed when the writer has ended
	failed chan struct{} // closed when a commit has failed

	// bbolt lets readers begin on a commit that its last fsync has not made durable yet. A courier that saw one could send
	// what a power cut then undoes. So no reader begins while a commit is under way, nor after one that has failed.
	gate    sync.RWMutex
	doubt   bool         // a commit has failed: what the file shows may not be what a restart finds
	durable atomic.Int64 // number of the latest commit that is known to be durable

	mu        sync.RWMutex // held for reading while a deed is being queued
	closing   bool
	onCommit  atomic.Pointer[[]func(Commit)]
	commitErr error // set before failed is closed

	counters counters
}

type job struct {
	deed    func(*Tx) error
	outcome Outcome
	err     error
	done    chan struct{}
}

const fileName = "zhibu.db"

// Open opens the store in folder, which must exist, and makes it if it is new. It waits 1.5 seconds for another
// process that has it open, then returns *ErrHeld. A file of a newer version, or a damaged one, is refused.
func Open(folder string, o Options) (*Store, error) {
	path := filepath.Join(folder, fileName)
	if info, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		if err := create(folder, path); err != nil {
			return nil, err
		}
	} else if err == nil && info.Size() == 0 {
		return nil, damaged(path) // bbolt would begin anew in it
	}
	db, err := openFile(path)
	if errors.Is(err, bolterrors.ErrTimeout) {
		holder, _ := os.ReadFile(filepath.Join(folder, "holder"))
		return nil, &ErrHeld{Holder: strings.TrimSpace(string(holder))}
	}
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(folder, "holder"), []byte(o.Holder), 0o600); err != nil {
		db.Close()
		return nil, err
	}
	s := &Store{db: db, folder: folder, secret: o.Secret, keep: o.Keep.orDefault(),
		queue: make(chan *job, maxGroup), done: make(chan struct{}), failed: make(chan struct{})}
	s.durable.Store(lastID(db))
	go s.write()
	return s, nil
}

// lastID gives the number of the latest commit. Whatever stands in a file that nobody writes counts as durable.
func lastID(db *bolt.DB) (id int64) {
	_ = db.View(func(b *bolt.Tx) error { id = int64(b.ID()); return nil })
	return id
}

// create makes the file under another name and renames it: bbolt's first pages are not safe against a power cut.
func create(folder, path string) error {
	fresh := path + ".new"
	os.Remove(fresh)
	db, err := openFile(fresh)
	if err != nil {
		return err
	}
	if err := errors.Join(db.Sync(), db.Close()); err != nil {
		return err
	}
	if err := os.Rename(fresh, path); err != nil {
		return err
	}
	return SyncDir(folder)
}

// openFile opens the file and brings it to this version. On a damaged one bbolt panics, or faults where the mapping
// goes on beyond the end of the file: both become an error here, and the process keeps the file locked until it ends.
func openFile(path string) (db *bolt.DB, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if recover() != nil {
			db, err = nil, damaged(path)
		}
	}()
	db, err = bolt.Open(path, 0o600, &bolt.Options{
		Timeout:         1500 * time.Millisecond,
		InitialMmapSize: 1 << 30, // bytes of address space: the writer never waits for readers to grow the mapping
	})
	var system syscall.Errno
	switch {
	case err != nil && !errors.As(err, &system) && !errors.Is(err, bolterrors.ErrTimeout):
		return nil, errors.Join(damaged(path), err) // bbolt has many words for it: invalid database, file size too small
	case err != nil:
		return nil, fmt.Errorf("store: %s: %w", path, err)
	}
	err = db.View(func(b *bolt.Tx) error {
		if info, err := os.Stat(path); err != nil || info.Size() < b.Size() {
			return errors.Join(err, damaged(path))
		}
		return nil
	})
	if err == nil {
		err = migrate(db, migrations)
	}
	if err != nil {
		db.Close()
		return nil, err
	}
	return db, nil
}

// ErrDamaged is what Open and CheckFile return for a file that cannot be read as a store.
var ErrDamaged = errors.New("store: the file is damaged")

func damaged(path string) error { return fmt.Errorf("%w: %s", ErrDamaged, path) }

// SyncDir makes a created or renamed file durable; bbolt never does.
func SyncDir(folder string) error {
	d, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Subscribe has fn called after each commit that left something to do. It runs in the writer: it must not wait,
// nor call the store.
func (s *Store) Subscribe(fn func(Commit)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := []func(Commit){fn}
	if before := s.onCommit.Load(); before != nil {
		all = append(slices.Clone(*before), fn)
	}
	s.onCommit.Store(&all)
}

// Failed is closed when a commit has failed. The process must end then, and begin anew.
func (s *Store) Failed() <-chan struct{} { return s.failed }

// Update runs a deed and returns when it is durable. An error of the deed, a *Panic included, drops what it wrote.
// Deeds run one after the other; a deed may be run more than once by another engine, so it must touch nothing but
// its Tx and must start its results afresh. Update returns ErrStopped when the store has been closed or has failed.
func (s *Store) Update(deed func(*Tx) error) (Outcome, error) { return s.Submit(deed)() }

// Submit queues a deed and gives what waits for it: deeds submitted one after the other run in that order.
func (s *Store) Submit(deed func(*Tx) error) (wait func() (Outcome, error)) {
	j := &job{deed: deed, done: make(chan struct{})}
	if !s.submit(j) {
		return func() (Outcome, error) { return Outcome{}, ErrStopped }
	}
	return func() (Outcome, error) {
		select {
		case <-j.done:
			return j.outcome, j.err
		case <-s.failed:
			return Outcome{}, ErrStopped
		}
	}
}

func (s *Store) submit(j *job) bool {
	s.mu.RLock() // so that Close never closes a channel on which somebody is about to send
	defer s.mu.RUnlock()
	if s.closing {
		return false
	}
	select {
	case s.queue <- j:
		return true
	case <-s.failed:
		return false
	}
}

// View reads what is durable. It must be short, and do no network I/O: a long reader makes every commit slower and the
// file larger. It returns ErrStopped once a commit has failed.
func (s *Store) View(look func(*Tx) error) error {
	b, err := s.begin()
	if err != nil {
		return err
	}
	defer b.Rollback()
	return look(&Tx{store: s, bolt: b, buckets: make([]*bolt.Bucket, len(schema)), readonly: true})
}

// begin begins a reader between two commits.
func (s *Store) begin() (*bolt.Tx, error) {
	s.gate.RLock()
	defer s.gate.RUnlock()
	if s.doubt {
		return nil, ErrStopped
	}
	return s.db.Begin(false)
}

// maxGroup is how many deeds share a commit at most.
const maxGroup = 1024

// write is the one writer: it commits together what has queued up, without a timer.
func (s *Store) write() {
	defer close(s.done)
	group := make([]*job, 0, maxGroup)
	for first := range s.queue {
		group = append(group[:0], first)
		runtime.Gosched() // lets those who are about to submit join this commit
	drain:
		for len(group) < maxGroup {
			select {
			case j, open := <-s.queue:
				if !open {
					break drain
				}
				group = append(group, j)
			default:
				break drain
			}
		}
		commit, err := s.commit(group)
		if err != nil {
			s.commitErr = err
			close(s.failed) // answers nobody: whether the commit took place is known only after reopening
			return
		}
		if subscribers := s.onCommit.Load(); subscribers != nil && (len(commit.Chats)+len(commit.Spent)+len(commit.Learned) > 0 || commit.Due) {
			for _, fn := range *subscribers {
				fn(commit)
			}
		}
		for _, j := range group {
			close(j.done)
		}
	}
}

func (s *Store) commit(group []*job) (left Commit, err error) {
	b, err := s.db.Begin(true)
	if err != nil {
		return left, err
	}
	wrote := false
	buckets := make([]*bolt.Bucket, len(schema))
	for _, j := range group {
		tx := &Tx{store: s, bolt: b, buckets: buckets}
		j.err = tx.Try(func() error { return j.deed(tx) })
		if j.err != nil {
			continue
		}
		if err := tx.merge(); err != nil {
			return left, errors.Join(err, b.Rollback())
		}
		wrote = wrote || tx.buffer.count > 0
		j.outcome = tx.outcome
		left.Chats = append(left.Chats, tx.outcome.chats...)
		left.Spent = append(left.Spent, tx.outcome.spent...)
		left.Due = left.Due || tx.outcome.due
		left.Learned = append(left.Learned, tx.outcome.learned...)
	}
	if !wrote {
		return left, b.Rollback()
	}
	s.gate.Lock()
	defer s.gate.Unlock()
	id, begun := b.ID(), time.Now()
	err = b.Commit()
	s.counters.add(len(group), time.Since(begun))
	if s.doubt = err != nil; !s.doubt {
		s.durable.Store(int64(id))
	}
	return left, err
}

// Close ends the writer after what is queued, and closes the file. It returns the error that stopped the store, if any.
func (s *Store) Close() error {
	s.mu.Lock()
	if s.closing {
		s.mu.Unlock()
		return ErrStopped
	}
	s.closing = true
	close(s.queue)
	s.mu.Unlock()
	<-s.done
	os.Remove(filepath.Join(s.folder, "holder"))
	return errors.Join(s.commitErr, s.db.Close())
}

// Check reports what is wrong with the file and with what stands in it, of which it looks only if the pages are sound; nothing
// reported means sound. It holds up the writer while the pages are read: of a store in use that is large, check a Backup by CheckFile.
func (s *Store) Check() []string {
	// bbolt's check reads the list of free pages without a lock: a commit beside it could end the process.
	b, err := s.db.Begin(!s.db.IsReadOnly())
	if err != nil {
		return []string{err.Error()}
	}
	faults := checkPages(b)
	if err := b.Rollback(); err != nil {
		faults = append(faults, err.Error())
	}
	if len(faults) > 0 {
		return faults
	}
	return s.checkRows()
}

// checkRows reports what is wrong with what stands in the file.
func (s *Store) checkRows() (faults []string) {
	defer func() {
		if recover() != nil {
			faults = append(faults, "unreadable")
		}
	}()
	report := func(f string) { faults = append(faults, f) }
	err := s.View(func(tx *Tx) error {
		for _, b := range schema {
			if b.check != nil {
				b.check(tx, report)
			}
		}
		checkOutbox(tx, report)
		return nil
	})
	if err != nil {
		report(err.Error())
	}
	return faults
}
