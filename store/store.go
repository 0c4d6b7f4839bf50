package store

import (
	"crypto/rand"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"zhibu/chat"
	"zhibu/store/engine"
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
	Secret []byte // keys the digests of delivered cards and the numbers of updates that were seen; kept outside the data folder
	// Veiled returns what a message of such a card says once the card has gone from it, for cards whose message may show in passing
	// (Tx.ReplyEdit) what nobody else may read; nil for any other card. The store then keeps nothing that tells whether it does.
	Veiled func(key string) []chat.Span
	Keep   Retention
	Room   Room
	Beside io.Closer // closed after the store: what its process holds together with it; nil: nothing
	// Held is told by the writer, in its goroutine, what deeds that shared a commit have taken of it. nil: nobody asks. It must not wait.
	Held func(Held)
}

// Held is for how long deeds that shared a commit kept the writer.
type Held struct {
	Ran, Committed time.Duration // to run and to be merged; to be committed
	Wrote          int           // entries, those of indexes and counters included
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
	engine  engine.Engine
	folder  string
	secret  []byte
	veiled  func(key string) []chat.Span
	passing passing
	keep    Retention
	room    Room
	kept    kept
	beside  io.Closer
	held    func(Held)
	wholes  sync.Map // by table: what is remembered of rows that stand together
	derived sync.Map // by the first number of their keys: what was last made of them (derived)

	queue  chan *job
	done   chan struct{} // closed when the writer has ended
	each   func(*Tx)     // nil: nothing
	failed chan struct{} // closed when a commit has failed

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
	e, err := openFile(filepath.Join(folder, fileName), func(e engine.Engine) error { return migrate(e, migrations) })
	if errors.Is(err, engine.ErrHeld) {
		return nil, heldBy(folder)
	}
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(folder, "holder"), []byte(o.Holder), 0o600); err != nil {
		e.Close()
		return nil, err
	}
	if o.Veiled == nil {
		o.Veiled = func(string) []chat.Span { return nil }
	}
	s := &Store{engine: e, folder: folder, secret: o.Secret, keep: o.Keep.orDefault(), room: o.Room, veiled: o.Veiled, beside: o.Beside, held: o.Held,
		queue: make(chan *job, maxGroup), done: make(chan struct{}), failed: make(chan struct{})}
	go s.write()
	return s, nil
}

// heldBy returns what is known of the process that has a folder's store open.
func heldBy(folder string) error {
	holder, _ := os.ReadFile(filepath.Join(folder, "holder"))
	return &ErrHeld{Holder: strings.TrimSpace(string(holder))}
}

// ErrDamaged is what Open and CheckFile return for a file that cannot be read as a store.
var ErrDamaged = engine.ErrDamaged

// SyncDir makes a created or renamed file durable.
func SyncDir(folder string) error { return engine.SyncDir(folder) }

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

// Each has a func run in every transaction that writes something, after its deeds and before it is committed. It is set
// before the first Update.
func (s *Store) Each(do func(*Tx)) { s.each = do }

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
	view, err := s.engine.Read()
	if err != nil {
		return stopped(err)
	}
	defer view.End()
	return look(s.tx(view, make([]engine.Table, len(schema)), true))
}

// stopped returns ErrStopped for the error of an engine of which a commit has failed, and any other as it is.
func stopped(err error) error {
	if errors.Is(err, engine.ErrDoubt) {
		return ErrStopped
	}
	return err
}

func (s *Store) tx(view engine.View, tables []engine.Table, readonly bool) *Tx {
	return &Tx{store: s, view: view, tables: tables, readonly: readonly}
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
	held := time.Now()
	batch, err := s.engine.Write()
	if err != nil {
		return left, err
	}
	defer batch.End()
	wrote, entries := 0, 0
	tables := make([]engine.Table, len(schema))
	for _, j := range group {
		tx := s.tx(batch, tables, false)
		j.err = tx.Try(func() error { return j.deed(tx) })
		if j.err != nil {
			continue
		}
		if err := tx.merge(); err != nil {
			return left, err
		}
		if tx.buffer.count > 0 {
			wrote++
			entries += tx.buffer.count
		}
		j.outcome = tx.outcome
		for i, r := range j.outcome.Replies {
			if r.Edit != nil {
				j.outcome.Replies[i].turn = s.passing.next(r.Chat, r.Edit.Key)
			}
		}
		left.Chats = append(left.Chats, tx.outcome.chats...)
		left.Spent = append(left.Spent, tx.outcome.spent...)
		left.Due = left.Due || tx.outcome.due
		left.Learned = append(left.Learned, tx.outcome.learned...)
	}
	if wrote == 0 {
		return left, nil
	}
	if s.each != nil {
		tx := s.tx(batch, tables, false)
		err := tx.Try(func() error { s.each(tx); return nil })
		if err == nil {
			err = tx.merge()
		}
		if err != nil {
			return left, err
		}
	}
	begun := time.Now()
	err = batch.Commit()
	if s.held != nil {
		s.held(Held{begun.Sub(held), time.Since(begun), entries})
	}
	s.counters.add(wrote, time.Since(begun)) // who only looks is not counted: a figure would tell of it
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
	err := errors.Join(s.commitErr, s.engine.Close())
	if s.beside != nil {
		err = errors.Join(err, s.beside.Close())
	}
	return err
}

// ID returns by what this store is told from others: 16 characters, random, made at the first call.
func (s *Store) ID() (id string, err error) {
	err = s.View(func(tx *Tx) error { info, _ := Infos.Get(tx, K(1)); id = info.ID; return nil })
	if id != "" || err != nil {
		return id, err
	}
	_, err = s.Update(func(tx *Tx) error {
		info, _ := Infos.Get(tx, K(1))
		if info.ID == "" {
			info.ID = rand.Text()[:16]
			Infos.Put(tx, info)
		}
		id = info.ID
		return nil
	})
	return id, err
}

// Check reports what is wrong with the file and with what stands in it, of which it looks only if the engine's own form is sound;
// nothing reported means sound. It may hold up the writer meanwhile: of a store in use that is large, check a Backup by CheckFile.
func (s *Store) Check() []string {
	if faults := s.engine.Check(); len(faults) > 0 {
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
